// A remedy picked by chance for a spasm. The clock comes first: a pick is asked for once the spasm is in
// the diary, and nothing waits for it. Its ids are made once and lie in this browser's storage, so that a
// reload, a second tab and a lost reply all ask for the same pick.
import { useEffect, useReducer } from "preact/hooks";
import { call } from "./api.js";
import { change } from "./entries.js";
import { newId } from "./ids.js";
import { look, touched, useReply, useTrouble, whenAnswered } from "./state.js";
import { addDays, dayPart } from "./time.js";

const KEPT_KEY = "unknot-draw-";     // followed by the episode's id
const KEPT_MS = 2 * 86400000;
const AGAIN_MS = 5000;               // nobody answered
const picks = new Map();             // episode -> pick, below
const watchers = new Set();

/* A pick: what is known here of the draw for one episode.
   id, version   of the draw entry, made here
   draw          DRAW as the program gave it, or null
   needs, limit  what has to be known first, as the program said; null before it was asked
   cluster       the draw that this spasm follows so soon, or null
   instead, anyway   what the person said before the draw
   pending       {response, chose, version}: a response on its way, or null
   known, said   what the diary holds that may matter, and what was asked last, as text: the same is not
                 asked twice
   error, asking, sending; turn: another number asks again */

const redraw = () => { for (const f of [...watchers]) f(); };

function kept(episode) {
  try { return JSON.parse(localStorage.getItem(KEPT_KEY + episode)) ?? {}; } catch { return {}; }
}

function keep(p) {
  const { id, version, instead, anyway: isAnyway, pending, draw, cluster } = p;
  try {
    localStorage.setItem(KEPT_KEY + p.episode, JSON.stringify({ id, version, instead, anyway: isAnyway, pending, draw, cluster, at: Date.now() }));
  } catch { /* no room there: the program still gives one draw for one episode */ }
}

function pickOf(episode) {
  if (!picks.has(episode)) {
    const p = { episode, id: newId(), version: newId(), draw: null, needs: null, limit: null, cluster: null, instead: null, anyway: false, known: null,
      pending: null, said: null, error: null, asking: false, sending: false, seen: null, turn: 0, ...kept(episode) };
    picks.set(episode, p);
    keep(p);
  }
  return picks.get(episode);
}

const isUnheard = (error) => error.code === "OFFLINE" || error.code === "TOKEN";

async function ask(p, known) {
  p.known = known;                   // it may change while the program is asked
  const wants = () => JSON.stringify([p.known, p.instead, p.anyway]);
  const isKnown = () => p.draw && (p.draw.why_not !== "cluster" || p.cluster);
  if (p.asking || isKnown() || p.said === wants()) return;
  p.asking = true;
  while (!isKnown() && p.said !== wants()) {
    const now = wants();
    try {
      const reply = await call("relief-draw", { id: p.id, version: p.version, episode: p.episode, ...(p.instead ? { instead: p.instead } : {}),
        ...(p.anyway ? { anyway: 1 } : {}) });
      Object.assign(p, { said: now, draw: reply.draw, needs: reply.needs ?? [], limit: reply.limit ?? null, cluster: reply.cluster ?? null, error: null });
      if (reply.draw) touched();
    } catch (error) {
      p.error = error;
      if (isUnheard(error)) {
        look();
        setTimeout(() => { p.turn += 1; redraw(); }, AGAIN_MS);
      } else {
        p.said = now;
      }
      break;
    }
  }
  p.asking = false;
  keep(p);
  redraw();
}

async function flush(p) {
  if (p.sending || !p.draw) return;
  p.sending = true;
  while (p.pending) {
    const { response, chose, version } = p.pending;
    try {
      const { draw } = await call("relief-respond", { draw: p.draw.id, version, response, ...(chose ? { chose } : {}) });
      p.draw = draw;
      if (p.pending.version === version) p.pending = null;
      p.error = null;
      touched();
    } catch (error) {
      p.error = error;
      if (isUnheard(error)) { look(); break; }
      p.pending = null;
    }
  }
  p.sending = false;
  keep(p);
  redraw();
}

/** What the person did about a pick: doing, skipped, or chose (what). Drawn at once. */
export function respond(episode, response, chose) {
  const p = pickOf(episode);
  p.pending = { response, chose: chose ?? null, version: newId() };
  keep(p);
  redraw();
  return flush(p);
}

/** Before the draw: none is wanted ("skip"), or the person chooses ("choose"). */
export function instead(record, what) {
  const p = pickOf(record.id);
  p.instead = what;
  keep(p);
  redraw();
  return ask(p, knownOf(record));
}

/** Before the draw: with what is known. */
export function anyway(record) {
  const p = pickOf(record.id);
  p.anyway = true;
  keep(p);
  redraw();
  return ask(p, knownOf(record));
}

const knownOf = (record) => [record.entry?.body.pain_start ?? record.entry?.body.pain, record.entry?.body.sites];

/** Responses that were not heard go out when the program answers again; what is old is forgotten. */
export function watchPicks() {
  whenAnswered(() => { for (const p of picks.values()) if (p.pending) flush(p); });
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(KEPT_KEY))) {
    const episode = key.slice(KEPT_KEY.length);
    const { at, pending } = kept(episode);
    if (pending) pickOf(episode);
    else if (!(at > Date.now() - KEPT_MS)) localStorage.removeItem(key);
  }
}

export function forgetPicks() {
  picks.clear();
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(KEPT_KEY))) localStorage.removeItem(key);
}

function useWatch() {
  const [, draw] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    watchers.add(draw);
    return () => watchers.delete(draw);
  }, []);
}

/** The pick for a running spasm, asked for when it is due: {on, draw, needs, limit, cluster, instead, error},
    draw with the person's response on top. on: is anything compared? isDue: may it be asked for now? */
export function usePick(record, isDue) {
  useWatch();
  const today = useReply("today");
  const trouble = useTrouble();
  const relief = today?.relief;
  const p = relief?.on || picks.has(record.id) ? pickOf(record.id) : null;
  const theirs = relief?.draws?.find((d) => d.episode === record.id);
  if (p && theirs && theirs !== p.seen) {
    p.seen = theirs;
    if (!p.pending && !p.sending) p.draw = theirs;
  }
  const isSaved = !!record.entry && !record.todo && !record.attempt;
  const known = JSON.stringify(knownOf(record));
  useEffect(() => {
    if (p && relief?.on && isDue && isSaved) ask(p, knownOf(record));
  }, [p, relief?.on, isDue, isSaved, known, trouble?.code, p?.turn]);
  if (!p) return { on: false, isSettled: relief?.state === "settled", draw: null, needs: null };
  const draw = p.draw && p.pending ? { ...p.draw, response: p.pending.response, chose: p.pending.chose } : p.draw;
  return { ...p, on: !!relief?.on || !!p.draw, draw };
}

/** What was drawn for an episode that may be long over: {arm, why_not, response, chose}, null when nothing was,
    undefined while it is not known. */
export function useDrawOf(record) {
  useWatch();
  const day = record ? dayPart(record.at) : null;
  const reply = useReply(day ? "entries" : "about", day ? { kind: "draw", from: day, to: addDays(day, 1), limit: 200 } : undefined);
  const p = record && picks.get(record.id);
  if (p?.draw) return p.pending ? { ...p.draw, ...p.pending } : p.draw;
  if (!record || !Array.isArray(reply?.entries)) return undefined;
  const entry = reply.entries.find((e) => e.body.episode === record.id);
  return entry ? { arm: null, why_not: null, ...entry.body.draw, response: entry.body.response ?? null, chose: entry.body.chose ?? null } : null;
}

/** Marks a remedy as done, after what was done before it; or takes it away. */
export function setDone(record, treatment, on) {
  const done = record.body.done ?? [];
  const others = done.filter((d) => d.treatment !== treatment);
  if (on === (others.length !== done.length)) return;
  change(record.id, { done: on ? [...done, { treatment }] : others });
}
