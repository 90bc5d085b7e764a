// The pictures of the body map, front and back, coloured by strength. Sides are the person's own.
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import back from "../../bodymap/back.svg";
import front from "../../bodymap/front.svg";
import { useReply } from "../state.js";

const SVG = "http://www.w3.org/2000/svg";
const PICTURES = { front, back };

export const capital = (text) => (text ? text[0].toUpperCase() + text.slice(1) : "");

/** {regions, groups, byId, name(id)} of the body map. */
export function useRegions() {
  const catalogue = useReply("catalogue");
  return useMemo(() => {
    const regions = catalogue?.regions ?? [];
    const byId = new Map(regions.map((r) => [r.id, r]));
    return { regions, groups: catalogue?.groups ?? [], byId,
      name: (id) => byId.get(id)?.name ?? id.replaceAll("-", " ") };
  }, [catalogue]);
}

/* Ids are unique in one picture; with two in a page, and several figures, each gets a prefix. */
function picture(view, prefix) {
  return PICTURES[view].replace(/id="([^"]+)"/g, `id="${prefix}$1"`)
    .replace(/aria-labelledby="([^"]+)"/, (_, id) => `aria-labelledby="${prefix}${id}"`);
}

function ring(layer, path, name) {
  const p = document.createElementNS(SVG, "path");
  p.setAttribute("d", path.getAttribute("d"));
  p.setAttribute("class", name);
  layer.append(p);
}

export const drawings = (box, site) => box.querySelectorAll(`[data-region="${site}"] > .bm-r, .bm-echo[data-for="${site}"]`);

/* Colours, numbers and outlines of the marked regions. marks: {site: {level, text}}; level null: marked
   without a strength. */
function paint(box, marks) {
  const rings = box.querySelector(".bm-rings");
  rings.replaceChildren();
  for (const path of box.querySelectorAll("[data-region] > .bm-r")) {
    const site = path.parentNode.dataset.region;
    const mark = marks[site];
    const shade = mark && (mark.level === null ? "plain" : mark.level);
    if (mark) {
      box.style.setProperty(`--bm-${site}`, `var(--bm-${shade})`);
      box.style.setProperty(`--bm-${site}-ink`, `var(--bm-ink-${shade})`);
      ring(rings, path, "bm-ring");
    } else {
      box.style.removeProperty(`--bm-${site}`);
      box.style.removeProperty(`--bm-${site}-ink`);
    }
    path.toggleAttribute("data-on", !!mark);
  }
  for (const echo of box.querySelectorAll(".bm-echo")) echo.toggleAttribute("data-on", !!marks[echo.dataset.for]);
  for (const text of box.querySelectorAll(".bm-n")) {
    const said = String(marks[text.dataset.for]?.text ?? "");
    if (text.textContent !== said) text.textContent = said;
  }
}

/** One picture. view: "front" or "back". label: what a screen reader says of it, unless `arrange` makes
    it more than an image: arrange(box) is called once with the element that holds the svg. */
export function BodyFigure({ view, marks, label, prefix = "", arrange }) {
  const box = useRef();
  const html = useMemo(() => ({ __html: picture(view, `${prefix}${view}--`) }), [view, prefix]);
  useLayoutEffect(() => {
    const svg = box.current.querySelector("svg");
    if (label) {
      svg.setAttribute("aria-label", label);
      svg.removeAttribute("aria-labelledby");
    }
    return arrange?.(box.current);
  }, [html]);
  useEffect(() => { if (label) box.current.querySelector("svg").setAttribute("aria-label", label); }, [label]);
  useLayoutEffect(() => paint(box.current, marks), [marks, html]);
  return <div class="body-figure" ref={box} dangerouslySetInnerHTML={html} />;
}

/** Both pictures side by side, only to look at. marks as above. said: one sentence with the finding. */
export function BodyPair({ marks, said, prefix = "pair-" }) {
  return (
    <div class="body-pair" role="img" aria-label={said}>
      <BodyFigure view="front" marks={marks} prefix={prefix} />
      <BodyFigure view="back" marks={marks} prefix={prefix} />
    </div>
  );
}

/** Marks of an episode's places: [{site, pain}]. */
export const marksOf = (sites) =>
  Object.fromEntries((sites ?? []).map((p) => [p.site, { level: p.pain ?? null, text: p.pain ?? "✓" }]));

export const noMarks = {};
