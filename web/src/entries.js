// Entries on their way to the diary. A tap changes what is drawn at once and is sent at once; what the
// program has not acknowledged stays here, and in this browser's storage, until it has. Taps on one
// entry are sent one after the other, each built on the version before it.
import { useEffect, useReducer } from "preact/hooks";
import { call, saveBlob } from "./api.js";
import { newId } from "./ids.js";
import { errorOf, look, touched, useReply, whenAnswered } from "./state.js";
import { moment } from "./time.js";

const KEPT_KEY = "unknot-unsaved-";   // followed by the entry's id
const CONFLICTS_MAX = 4;
const records = new Map();           // id -> record, below
const watchers = new Set();
const asked = new Map();             // flag -> {flag, about}: questions of the last replies

/* A record: what is known here of one entry.
   entry     the version last acknowledged, or null
   kind, at, precision, body   as the person sees it, with everything tapped so far
   removed   a removal was tapped
   todo      members of the body that were changed since, and maybe at and precision; or null
   attempt   {name, args, todo}: the write under way or not acknowledged; sent again just as it is
   error     why it is not saved, or null
   advice    what to do, in words, as the program answered to a harm; or null */

const redraw = () => { for (const f of [...watchers]) f(); };

const isEmpty = (v) => v === undefined || v === null || v === "" || (typeof v === "object" && !Object.keys(v).length);

/* "values.pain" is the member pain of the member values, so that two tabs can each set one of them. JSON
   has no undefined: what is taken away is null in what is kept. */
function bodyWith(body, patch) {
  const next = { ...body };
  for (const [name, v] of Object.entries(patch)) {
    const [key, inner] = name.split(".");
    const value = inner ? bodyWith(next[key] ?? {}, { [inner]: v }) : v;
    if (isEmpty(value)) delete next[key];
    else next[key] = value;
  }
  return next;
}

const mergeTodo = (a, b) => ({ ...a, ...b, patch: { ...a?.patch, ...b?.patch } });

/** What the program says of an entry, unless something tapped here is newer. */
export function seen(entry) {
  const r = records.get(entry.id);
  if (r && (r.todo || r.attempt || (r.entry && r.entry.edit > entry.edit))) return;
  records.set(entry.id, { id: entry.id, entry, kind: entry.kind, at: entry.at, precision: entry.precision,
    body: entry.body ?? {}, removed: !!entry.removed, todo: null, attempt: null, error: null, sending: false });
}

/** A new entry that is not written before the first change to it. */
export function draft(id, kind, { at = moment(), precision = "minute", body = {} } = {}) {
  if (!records.has(id)) {
    records.set(id, { id, entry: null, kind, at, precision, body, removed: false, todo: null, attempt: null,
      error: null, sending: false });
    redraw();
  }
  return id;
}

/** Writes a new entry. Returns its id at once. */
export function write(kind, { id = newId(), at, precision, body = {} } = {}) {
  draft(id, kind, { at, precision });
  change(id, body);
  return id;
}

/** Changes members of an entry's body (undefined takes one away), and maybe {at, precision}. */
export function change(id, changes, when = {}) {
  const r = records.get(id);
  const patch = Object.fromEntries(Object.entries(changes).map(([k, v]) => [k, v ?? null]));
  r.body = bodyWith(r.body, patch);
  Object.assign(r, when);
  r.todo = mergeTodo(r.todo, { ...when, patch });
  redraw();
  return flush(r);
}

/** Takes an entry back. restore() brings it again. */
export function remove(id) {
  const r = records.get(id);
  r.removed = true;
  r.todo = mergeTodo(r.todo, { remove: true, restore: false });
  redraw();
  return flush(r);
}

export function restore(id) {
  const r = records.get(id);
  r.removed = false;
  r.todo = mergeTodo(r.todo, { remove: false, restore: true });
  redraw();
  return flush(r);
}

/* What to send next, from what is to do. */
function nextAttempt(r) {
  const todo = r.todo;
  r.todo = null;
  const version = newId();
  if (todo.remove) return r.entry ? { name: "remove", args: { id: r.id, version }, todo } : null;
  if (todo.restore && r.entry?.removed) return { name: "restore", args: { id: r.id, version }, todo };
  const args = { id: r.id, version, kind: r.kind, at: todo.at ?? r.entry?.at ?? r.at,
    precision: todo.precision ?? r.entry?.precision ?? r.precision,
    body: bodyWith(r.entry?.body ?? {}, r.entry ? todo.patch : r.body) };
  return r.entry ? { name: "amend", args: { ...args, base: r.entry.version }, todo } : { name: "add", args, todo };
}

function acknowledged(r, reply) {
  const before = r.attempt;
  r.attempt = null;
  r.error = null;
  /* a removal has no entry to answer with, but it is a version too: an older reply must not undo it */
  r.entry = reply.entry ?? { ...r.entry, version: before.args.version, edit: r.entry.edit + 1, removed: true };
  if (reply.entry) r.body = bodyWith(reply.entry.body, r.todo?.patch ?? {});
  r.advice = reply.advice ?? null;
  for (const flag of reply.questions ?? []) asked.set(flag.flag, { flag, about: r.id });
}

async function flush(r) {
  keep(r);
  if (r.sending) return;
  r.sending = true;
  let conflicts = 0;
  while (r.attempt || r.todo) {
    r.attempt ??= nextAttempt(r);
    keep(r);
    if (!r.attempt) break;           // written and taken back before it was ever sent
    try {
      acknowledged(r, await call(r.attempt.name, r.attempt.args));
      keep(r);
      touched();
    } catch (error) {
      if (error.code === "CONFLICT" && conflicts++ < CONFLICTS_MAX && await rebase(r)) continue;
      if (!isUnheard(error)) {
        r.todo = mergeTodo(r.attempt.todo, r.todo);
        r.attempt = null;
      }
      r.error = error;
      break;
    }
  }
  r.sending = false;
  keep(r);
  redraw();
}

/* Someone else wrote this entry meanwhile: our taps go on top of what they wrote. */
async function rebase(r) {
  try {
    const { entry, history } = await call("entry", { id: r.id });
    r.todo = mergeTodo(r.attempt.todo, r.todo);
    r.attempt = null;
    r.entry = entry ?? (history?.[0] ? { ...history[0], removed: true } : null);
    if (entry) r.body = bodyWith(entry.body, r.todo.patch ?? {});
    return true;
  } catch {
    return false;
  }
}

/* ---- what is not saved ---- */

/* Nobody answered, or not to this page: the same write may go through later, just as it is. */
const isUnheard = (error) => error.code === "OFFLINE" || error.code === "TOKEN";

const unsaved = () => [...records.values()].filter((r) => r.error && (r.attempt || r.todo));

/* What is not acknowledged lies in this browser's storage from the tap on, each entry under its own key,
   since several tabs share the storage. */
function keep(r) {
  const key = KEPT_KEY + r.id;
  try {
    if (!r.attempt && !r.todo) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ ...r, sending: false, error: null }));
  } catch { /* no room there: it is still on the page */ }
}

/** While something is not saved: it goes out when the program answers again, and the browser asks before
    the page is closed, because what it keeps belongs to this address alone. */
export function watchUnsaved() {
  whenAnswered(() => { for (const r of unsaved()) if (isUnheard(r.error)) flush(r); });
  addEventListener("beforeunload", (event) => { if (unsaved().length) event.preventDefault(); });
}

/** Takes up what an earlier page of this browser could not save. */
export function takeUpUnsaved() {
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(KEPT_KEY))) {
    try {
      const r = JSON.parse(localStorage.getItem(key));
      records.set(r.id, r);
      flush(r);
    } catch {
      localStorage.removeItem(key);
    }
  }
}

/** Nothing that was not saved is kept, here or for a later page: the diary was erased. */
export function forgetUnsaved() {
  records.clear();
  for (const key of Object.keys(localStorage).filter((k) => k.startsWith(KEPT_KEY))) localStorage.removeItem(key);
}

export async function tryAgain() {
  await look();
  await Promise.all(unsaved().map(flush));
  redraw();
}

const EXPORT_HEAD = { unknot: "diary", schema: 1 };    // docs/format.md

/** What is not saved, as a file in the diary's own format: Settings and `unknot import` take it in. Each
    line is a version of its own, so that it adds to what the diary may have got meanwhile. */
export function saveUnsaved() {
  const device = newId();
  const lines = unsaved().map((r) => ({ id: r.id, version: newId(), device, edit: (r.entry?.edit ?? 0) + 1, recorded: moment(),
    kind: r.kind, at: r.at, precision: r.precision, ...(r.removed ? { removed: true } : { body: r.body }) }));
  const text = [EXPORT_HEAD, ...lines].map((line) => `${JSON.stringify(line)}\n`).join("");
  return saveBlob(new Blob([text], { type: "application/x-ndjson" }), "unknot-not-saved.jsonl");
}

/* ---- for the views ---- */

function useRecords() {
  const [, draw] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    watchers.add(draw);
    return () => watchers.delete(draw);
  }, []);
}

/** {unsaved: [record], error}. */
export function useUnsaved() {
  useRecords();
  const list = unsaved();
  return { unsaved: list, error: list[0]?.error ?? null };
}

/** Is an entry known here, be it only as a draft? */
export const isKnown = (id) => records.has(id);

const NO_SUCH = ["NOTFOUND", "USAGE"];       // not in the diary, or not even an id

/** The record of an entry: undefined while it is not known (or without an id), null when there is none. */
export function useEntry(id) {
  useRecords();
  const isDraft = !id || records.get(id)?.entry === null;
  const reply = useReply(isDraft ? "about" : "entry", isDraft ? undefined : { id });
  if (!isDraft && reply?.entry) seen(reply.entry);
  else if (!isDraft && reply && reply.history?.length) seen({ ...reply.history[0], removed: true });
  const r = records.get(id);
  if (r) return r;
  return id && NO_SUCH.includes(errorOf("entry", { id })?.code) ? null : undefined;
}

/** Running episodes, newest first: the diary's, with what was tapped here on top. */
export function useRunning() {
  useRecords();
  const reply = useReply("today");
  for (const entry of reply?.running ?? []) seen(entry);
  const ids = new Set((reply?.running ?? []).map((e) => e.id));
  for (const r of records.values()) if (r.todo || r.attempt) ids.add(r.id);
  return [...ids].map((id) => records.get(id))
    .filter((r) => r.kind === "episode" && r.body.running && !r.removed)
    .sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** Questions that matter now, worst first as the program gave them: [{flag, about}]. */
export function useQuestions() {
  useRecords();
  const reply = useReply("today");
  const about = reply?.entries?.[0]?.id ?? null;     // they are asked because of the newest entry
  const list = new Map((reply?.questions ?? []).map((flag) => [flag.flag, { flag, about }]));
  for (const [id, q] of asked) list.set(id, q);
  return [...list.values()];
}

/** yes, no or unsure. Resolves when it was sent. */
export function answer({ flag, about }, word) {
  asked.delete(flag.flag);
  const id = draft(newId(), "answer");
  return change(id, about ? { flag: flag.flag, answer: word, about } : { flag: flag.flag, answer: word });
}
