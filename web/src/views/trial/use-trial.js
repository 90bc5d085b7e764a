// Writing about a trial. What happens to the whole trial is asked of the program and waited for (a moment);
// what is said of a day is an entry like any other: drawn at once, sent at once, kept until acknowledged.
import { useMemo, useState } from "preact/hooks";
import { call } from "../../api.js";
import { change, draft, isKnown, remove, useEntry } from "../../entries.js";
import { newId } from "../../ids.js";
import { say } from "../../parts/Say.jsx";
import { touched, useReply } from "../../state.js";
import { dayPart, moment, momentAt, today } from "../../time.js";
import { offerUndo } from "../../undo.js";

/** The day that the program takes for today. */
export const useToday = () => useReply("about")?.today ?? today();

/** {busy, error, send(event, body, words)}: writes an event; words are said when it is written. The same ids go
    again when nobody answered, so that nothing is written twice. Gives the reply, or null. */
export function useEvents(trial) {
  const [state, set] = useState({ busy: false, error: null, last: null });
  const send = async (event, body, words) => {
    const text = JSON.stringify([event, body]);
    const ids = state.last?.text === text ? state.last : { text, id: newId(), version: newId() };
    set({ busy: true, error: null, last: ids });
    try {
      const reply = await call("trial-event", { trial, id: ids.id, version: ids.version, event, ...(body ? { body } : {}) });
      set({ busy: false, error: null, last: null });
      touched();
      if (words) say(words);
      return reply;
    } catch (error) {
      set({ busy: false, error, last: error.code === "OFFLINE" ? ids : null });
      return null;
    }
  };
  return { ...state, send };
}

/** What was said of a day: {did, body, say(did), add(patch), undo()}; did is null when nothing was said.
    entry: id of what the diary holds of that day, or null. */
export function useDay(trial, day, entry) {
  const [turn, setTurn] = useState(0);
  const fresh = useMemo(newId, [trial, day, turn]);
  const known = isKnown(fresh) ? fresh : entry ?? undefined;
  const record = useEntry(known) || null;
  const isSaid = record && !record.removed;
  const when = () => (day === today() ? { at: moment() } : { at: momentAt(day), precision: "day" });
  const put = (did, words) => {
    const before = isSaid ? { ...record.body } : null;
    const id = before ? record.id : draft(fresh, "trial-day", when());
    change(id, before ? { did, amount: undefined, instead: undefined, reason: undefined } : { trial, did });
    offerUndo(words, () => {
      if (before) change(id, { did: before.did, amount: before.amount, instead: before.instead, reason: before.reason });
      else { remove(id); setTurn((n) => n + 1); }
    });
  };
  return { did: isSaid ? record.body.did ?? null : null, body: isSaid ? record.body : {}, isWaiting: !!entry && !record, say: put,
    add: (patch) => change(record.id, patch), at: isSaid ? record.at : null, day: isSaid ? dayPart(record.at) : day };
}
