// Answers on their way: kept in this tab until the person says "done", then one entry of the diary.
import { useState } from "preact/hooks";

const keyOf = (name) => `unknot-draft-${name}`;

function read(name) {
  try { return JSON.parse(sessionStorage.getItem(keyOf(name)) ?? "null"); } catch { return null; }
}

export const hasDraft = (name) => Object.keys(read(name) ?? {}).length > 0;
export const dropDraft = (name) => sessionStorage.removeItem(keyOf(name));

/** [answers, put(key, value or undefined)]; start: what to begin with when there is no draft. */
export function useDraft(name, start = {}) {
  const [answers, set] = useState(() => read(name) ?? start);
  const put = (patch) => set((now) => {
    const next = { ...now, ...patch };
    for (const key of Object.keys(patch)) if (patch[key] === undefined || patch[key] === null) delete next[key];
    try { sessionStorage.setItem(keyOf(name), JSON.stringify(next)); } catch { /* no room: it is still on the page */ }
    return next;
  });
  return [answers, put];
}
