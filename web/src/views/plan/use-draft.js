// A draft of a trial: what is chosen is drawn at once and saved behind it, one write after the other, each
// on the version before. Until there is something to save it is only on this page.
import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../../api.js";
import { newId } from "../../ids.js";
import { touched } from "../../state.js";
import { hasCore } from "./design.js";

const PAUSE_MS = 500;                // a slider's values become one version

/** {design, set(design), saved(): Promise of {id, version}, answered(flag), id, isSaved, questions, error}.
    loaded: {id, version, design} of a draft, or null for a new one. onFirst(id) when the first version is written. */
export function useDraft(loaded, start, onFirst) {
  const [design, setDesign] = useState(loaded?.design ?? start);
  const [state, setState] = useState({ questions: [], error: null });
  const work = useRef(null);
  work.current ??= { id: loaded?.id ?? newId(), version: loaded?.version ?? null, wanted: null, running: null, timer: 0, onFirst };
  const w = work.current;
  w.onFirst = onFirst;

  const flush = async () => {
    clearTimeout(w.timer);
    while (w.wanted) {
      const sent = w.wanted;
      const version = newId();
      const isFirst = !w.version;
      try {
        const reply = await call("trial-new", { id: w.id, version, design: sent, ...(w.version ? { base: w.version } : {}) });
        w.version = version;
        if (w.wanted === sent) {
          w.wanted = null;
          setDesign(reply.design);     // the program's own, with everything filled in
        }
        setState({ questions: reply.questions ?? [], error: null });
        touched();
        if (isFirst) w.onFirst?.(w.id);
      } catch (error) {
        setState((s) => ({ ...s, error }));
        throw error;
      }
    }
    return { id: w.id, version: w.version };
  };
  const run = () => (w.running ??= flush().finally(() => { w.running = null; }));
  const set = (next, { soon = false } = {}) => {
    setDesign(next);
    if (!hasCore(next)) return;
    w.wanted = next;
    clearTimeout(w.timer);
    if (soon) w.timer = setTimeout(() => run().catch(() => {}), PAUSE_MS);
    else run().catch(() => {});
  };
  useEffect(() => () => { if (w.wanted) run().catch(() => {}); }, []);
  const saved = async () => {
    if (w.running) await w.running;
    if (w.wanted) await run();
    return { id: w.id, version: w.version };
  };
  const answered = (flag) => setState((s) => ({ ...s, questions: s.questions.filter((q) => q.flag !== flag) }));
  return { design, set, saved, answered, id: w.id, isSaved: !!w.version, ...state };
}
