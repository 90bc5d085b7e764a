// What the pages show: the last replies of the program, kept so that every page draws at once, and
// asked again when the diary changed. The program's "change" number grows with every write, by
// whatever door; several tabs and the command line therefore agree within seconds.
import { useEffect, useReducer } from "preact/hooks";
import { ApiError, call } from "./api.js";

const POLL_MS = 5000;
const replies = new Map();           // key -> {name, args, value, error, change, asking, watchers}
const listeners = new Set();         // redraws of what hangs on no single reply
const onAnswer = new Set();          // what is done whenever the program was found running
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("unknot");
let change = 0;                      // the newest known; replies with an older one are stale
let trouble = null;                  // the error that keeps the whole app from working, or null

const keyOf = (name, args) => name + JSON.stringify(args ?? {});

function record(name, args) {
  const key = keyOf(name, args);
  if (!replies.has(key)) {
    replies.set(key, { name, args, value: undefined, error: null, change: -1, asking: false, watchers: new Set() });
  }
  return replies.get(key);
}

const redraw = (set) => { for (const f of [...set]) f(); };

/* It may go away by itself; any other refusal stays the same until something is written. */
const isTrouble = (error) => error instanceof ApiError && (error.code === "OFFLINE" || error.code === "TOKEN");

function setTrouble(error) {
  const next = isTrouble(error) ? error : null;
  if (next?.code === trouble?.code) return;
  trouble = next;
  redraw(listeners);
}

async function refresh(r) {
  if (r.asking) return;
  r.asking = true;
  const asked = change;
  try {
    r.value = await call(r.name, r.args);
    r.error = null;
    r.change = asked;
    setTrouble(null);
  } catch (error) {
    r.error = error;
    r.change = asked;
    setTrouble(error);
  }
  r.asking = false;
  redraw(r.watchers);
  if (r.change < change && r.watchers.size) refresh(r);
}

/** The last reply of a reading operation (undefined before the first), asked anew when it is stale. */
export function useReply(name, args) {
  const [, draw] = useReducer((n) => n + 1, 0);
  const r = record(name, args);
  useEffect(() => {
    r.watchers.add(draw);
    if (r.change < change) refresh(r);
    return () => r.watchers.delete(draw);
  }, [r]);
  return r.value;
}

/** The error of that operation's last try, or null. */
export const errorOf = (name, args) => record(name, args).error;

/** Was it asked since the diary last changed, as far as is known here? */
export const isFresh = (name, args) => record(name, args).change >= change;

/** What was last answered, without asking. */
export const lastReply = (name, args) => record(name, args).value;

/** Everything shown is asked again, here and in other tabs. */
export function touched() {
  change += 1;
  refreshAll();
  channel?.postMessage("touched");
}

function refreshAll() {
  for (const r of replies.values()) if (r.watchers.size && (r.change < change || isTrouble(r.error))) refresh(r);
}

/** Is there anything new? Asked on focus, every few seconds while the page is seen, and by other tabs. */
export async function look() {
  const asked = change;
  try {
    const about = await call("about");
    const r = record("about");
    setTrouble(null);
    redraw(onAnswer);
    if (asked !== change) return refreshAll();       // something was written meanwhile: this may be older
    const isNew = r.value?.change !== about.change || r.value?.today !== about.today;
    r.value = about;
    if (isNew) {
      change += 1;
      r.change = change;
      redraw(r.watchers);
    }
    refreshAll();
  } catch (error) {
    setTrouble(error);
  }
  return undefined;
}

/** What keeps the whole app from working: null, or an ApiError with code OFFLINE or TOKEN. */
export function useTrouble() {
  const [, draw] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    listeners.add(draw);
    return () => listeners.delete(draw);
  }, []);
  return trouble;
}

export function startWatching() {
  const seen = () => { if (document.visibilityState === "visible") look(); };
  addEventListener("focus", seen);
  addEventListener("storage", seen);           // another tab got a new token
  document.addEventListener("visibilitychange", seen);
  setInterval(seen, POLL_MS);
  if (channel) channel.onmessage = look;
  look();
}

/** Runs whenever the program was found running. */
export const whenAnswered = (run) => onAnswer.add(run);

/** Settings of the person, with what holds when nothing was set. */
export function useSettings() {
  const about = useReply("about");
  return { theme: "system", text_size: 100, hand: "right", ...about?.settings };
}
