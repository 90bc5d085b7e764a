// Writing what is compared. The plan is one entry; the program checks it and answers with all of it.
import { useState } from "preact/hooks";
import { call } from "../../api.js";
import { newId } from "../../ids.js";
import { say } from "../../parts/Say.jsx";
import { touched, useReply } from "../../state.js";

/** {busy, error, write(plan, {state, settled, anew, base}, words)}: words are said when it is written. base: the version that
    it follows, the newest if it is not given. Gives the reply, or null. */
export function useReliefWrite() {
  const relief = useReply("relief");
  const [state, set] = useState({ busy: false, error: null, last: null });
  const write = async (plan, { state: wanted = "on", settled, anew = false, base = relief?.version } = {}, words = "Saved.") => {
    const args = { plan, state: wanted, ...(settled ? { settled } : {}), ...(anew ? { anew: 1 } : {}), ...(base ? { base } : {}) };
    const text = JSON.stringify(args);
    const version = state.last?.text === text ? state.last.version : newId();        // not heard: the same write goes again
    set({ busy: true, error: null, last: null });
    try {
      const reply = await call("relief-plan", { version, ...args });
      set({ busy: false, error: null, last: null });
      touched();
      say(words);
      return reply;
    } catch (error) {
      set({ busy: false, error, last: error.code === "OFFLINE" ? { text, version } : null });
      return null;
    }
  };
  return { ...state, write };
}
