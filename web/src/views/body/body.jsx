// Where was it? The figure and the list, always in step; either alone is enough.
import "./body.css";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { BodyFigure, capital, drawings, marksOf, useRegions } from "../../parts/Body.jsx";
import { Card, Fold, Page, Scale, say } from "../../parts/index.js";
import { change, useEntry } from "../../entries.js";
import { Missing } from "../log/missing.jsx";

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SVG = "http://www.w3.org/2000/svg";

const count = (sites) => `${sites.length} ${sites.length === 1 ? "place" : "places"} marked.`;

/** What can be done to the places of an entry; every step is saved and said. */
function usePlaces(record, name) {
  const sites = record.body.sites ?? [];
  const set = (next, text) => { change(record.id, { sites: next }); say(`${text} ${count(next)}`); };
  const mark = (site, pain) => {
    const place = pain === null || pain === undefined ? { site } : { site, pain };
    const next = sites.some((p) => p.site === site) ? sites.map((p) => (p.site === site ? place : p)) : [...sites, place];
    set(next, `${capital(name(site))}: ${place.pain === undefined ? "marked" : `pain ${place.pain} of 10`}.`);
  };
  const unmark = (site) => set(sites.filter((p) => p.site !== site), `${capital(name(site))}: mark taken away.`);
  return { sites, mark, unmark };
}

/* The nearest region in a direction: straight ahead first, then further to the side. */
function neighbour(from, [dx, dy]) {
  const mid = (p) => { const b = p.getBBox(); return [b.x + b.width / 2, b.y + b.height / 2]; };
  const [x, y] = mid(from);
  let best = null;
  let least = Infinity;
  for (const cone of [1, 3]) {
    for (const p of best ? [] : from.closest("svg").querySelectorAll(".bm-r[id]")) {
      const [px, py] = mid(p);
      const along = (px - x) * dx + (py - y) * dy;
      const off = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      if (p === from || along < 1 || off > cone * along) continue;
      if (along + 2 * off < least) { least = along + 2 * off; best = p; }
    }
  }
  return best;
}

function outline(layer, path, name) {
  const p = document.createElementNS(SVG, "path");
  p.setAttribute("d", path.getAttribute("d"));
  p.setAttribute("class", name);
  layer.append(p);
}

/* Makes a picture's regions buttons: one tab stop, arrows go to the next region in that direction,
   Space marks, 0-9 sets the strength (1 then 0 is ten), Delete takes the mark away. */
function makeTappable(box, view, act) {
  const svg = box.querySelector("svg");
  const regions = [...svg.querySelectorAll(".bm-r[id]")];
  svg.setAttribute("role", "group");
  for (const [i, path] of regions.entries()) {
    path.dataset.place = path.parentNode.dataset.region;
    path.setAttribute("role", "button");
    path.setAttribute("tabindex", i ? "-1" : "0");
  }
  const rings = () => svg.querySelector(".bm-rings");
  const clear = (name) => { for (const old of svg.querySelectorAll(name)) old.remove(); };
  const focusRing = () => {
    clear(".bm-ring-focus, .bm-ring-focus-out");
    const at = document.activeElement;
    if (!at?.matches?.(".bm-r:focus-visible") || !svg.contains(at)) return;
    outline(rings(), at, "bm-ring-focus-out");
    outline(rings(), at, "bm-ring-focus");
  };
  svg.addEventListener("click", (e) => {
    const g = e.target.closest("[data-region]");
    if (g) act.current.tap(g.dataset.region);
  });
  svg.addEventListener("pointermove", (e) => {
    clear(".bm-ring-hover");
    const g = e.pointerType === "mouse" ? e.target.closest("[data-region]") : null;
    if (g) outline(rings(), g.querySelector(".bm-r"), "bm-ring-hover");
  });
  svg.addEventListener("pointerleave", () => clear(".bm-ring-hover"));
  svg.addEventListener("focusin", (e) => {
    if (!regions.includes(e.target)) return;
    for (const path of regions) path.setAttribute("tabindex", path === e.target ? "0" : "-1");
    focusRing();
  });
  svg.addEventListener("focusout", () => queueMicrotask(focusRing));
  svg.addEventListener("keydown", (e) => {
    const at = e.target.closest(".bm-r[id]");
    if (!at) return;
    const site = at.dataset.place;
    const to = WAYS[e.key] && neighbour(at, WAYS[e.key]);
    if (to) to.focus();
    else if (e.key === " " || e.key === "Enter") act.current.toggle(site);
    else if (/^[0-9]$/.test(e.key)) act.current.digit(site, Number(e.key));
    else if (e.key === "Delete" || e.key === "Backspace") act.current.unmark(site);
    else if (!WAYS[e.key]) return;
    e.preventDefault();
  });
  box.focusRing = focusRing;
}

/* What the buttons in the picture say of themselves. */
function useSpoken(box, sites, name) {
  useLayoutEffect(() => {
    if (!box.current) return;
    for (const path of box.current.querySelectorAll(".bm-r[id]")) {
      const place = sites.find((p) => p.site === path.dataset.place);
      const pain = place && (place.pain === undefined ? ", marked" : `, pain ${place.pain}`);
      path.setAttribute("aria-pressed", String(!!place));
      path.setAttribute("aria-label", capital(name(path.dataset.place)) + (pain ?? ""));
    }
    box.current.focusRing?.();
  });
}

function Tappable({ view, sites, marks, name, act, label }) {
  const box = useRef(null);
  useSpoken(box, sites, name);
  const arrange = (element) => { box.current = element; makeTappable(element, view, act); };
  return <BodyFigure view={view} marks={marks} label={label} arrange={arrange} />;
}

function PlaceList({ sites, regions, groups, act }) {
  const marked = new Map(sites.map((p) => [p.site, p.pain]));
  return (
    <div class="folds">
      {groups.map((g) => {
        const here = regions.filter((r) => r.group === g.id);
        const n = here.filter((r) => marked.has(r.id)).length;
        return (
          <Fold key={g.id} title={n ? `${g.name} (${n})` : g.name}>
            <div class="chips places" role="group" aria-label={g.name}>
              {here.map((r) => (
                <button class="place" type="button" data-place={r.id} aria-pressed={marked.has(r.id)}
                  onClick={() => act.current.toggle(r.id)}>
                  {capital(r.name)}{marked.get(r.id) !== undefined && `: ${marked.get(r.id)}`}
                </button>
              ))}
            </div>
          </Fold>
        );
      })}
    </div>
  );
}

/* The marked places, strongest first; one of them is being set. */
function Marked({ sites, current, name, onPick }) {
  if (!sites.length) return <p class="small">Nothing marked yet.</p>;
  const sorted = [...sites].sort((a, b) => (b.pain ?? -1) - (a.pain ?? -1));
  return (
    <ul class="chips marked">
      {sorted.map((p) => (
        <li>
          <button class="place" type="button" aria-pressed={p.site === current} onClick={() => onPick(p.site)}>
            {capital(name(p.site))}{p.pain === undefined ? "" : `: ${p.pain}`}
          </button>
        </li>
      ))}
    </ul>
  );
}

export function BodyMap({ record }) {
  const { regions, groups, byId, name } = useRegions();
  const { sites, mark, unmark } = usePlaces(record, name);
  const [current, setCurrent] = useState(null);
  const [view, setView] = useState(() => (byId.get(sites[0]?.site)?.view === "back" ? "back" : "front"));
  const act = useRef({});
  const has = (site) => sites.some((p) => p.site === site);
  const take = (site) => { if (has(site)) unmark(site); if (current === site) setCurrent(null); };
  const put = (site, pain) => { mark(site, pain); setCurrent(site); };
  act.current = {
    /* a first tap marks, a tap on another marked place goes back to it, on the current one takes it away */
    tap: (site) => { if (!has(site)) put(site); else if (current !== site) setCurrent(site); else take(site); },
    toggle: (site) => (has(site) ? take(site) : put(site)),
    digit: (site, n) => put(site, n === 0 && sites.find((p) => p.site === site)?.pain === 1 ? 10 : n),
    unmark: take,
  };
  const marks = marksOf(sites);
  const shown = (v) => sites.filter((p) => ["both", v].includes(byId.get(p.site)?.view)).length;
  const set = sites.find((p) => p.site === current);
  return (
    <div class="cols even body-map">
      <div class="col">
        <div class="seg side-toggle" role="group" aria-label="Side of the figure">
          {["front", "back"].map((v) => (
            <button type="button" aria-pressed={view === v} onClick={() => setView(v)}>
              {capital(v)}{shown(v) ? ` (${shown(v)})` : ""}
            </button>
          ))}
        </div>
        <div class="body-both" data-view={view}>
          {["front", "back"].map((v) => (
            <div class="body-one" data-side={v}>
              <Tappable view={v} sites={sites} marks={marks} name={name} act={act}
                label={`Body map, seen from the ${v}. Arrow keys move, Space marks, 0 to 9 says how bad.`} />
            </div>
          ))}
        </div>
      </div>
      <div class="col">
        <Card title="Marked">
          <Marked sites={sites} current={current} name={name} onPick={setCurrent} />
          {set && (
            <div class="stack-s">
              <Scale key={current} title={`${capital(name(current))}: how bad?`} value={set.pain} low="no pain"
                skip={false} onPick={(n) => mark(current, n)} />
              <p><button class="btn quiet" type="button" onClick={() => take(current)}>Take this mark away</button></p>
            </div>
          )}
        </Card>
        <Card title="The same as a list">
          <PlaceList sites={sites} regions={regions} groups={groups} act={act} />
        </Card>
        <a class="btn main big wide" href={`#/log/${record.id}`}>Done</a>
      </div>
    </div>
  );
}

/** #/log/ID/body */
export function Body({ parts }) {
  const record = useEntry(parts[1]);
  if (!record || record.removed) return <Missing record={record} />;
  return (
    <Page title="Where was it?" lead="Tap as many as you like. Left and right are your own."
      back={record.body.running ? { href: "#/today", text: "Back to the running spasm" } : { href: `#/log/${record.id}`, text: "Back to the spasm" }}>
      <BodyMap record={record} />
    </Page>
  );
}
