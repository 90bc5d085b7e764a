// The picture of a design: asked for at once, drawn rough first and refined while it is looked at. Until
// the new one comes the old one stays; what was drawn before is drawn again without asking.
import { useEffect, useRef, useState } from "preact/hooks";
import { call } from "../../api.js";

const PAUSE_MS = 90;                 // a slider sends many values; the last one counts
const FIRST_MS = 60;                 // what the first, rough picture may cost
const MORE_MS = 200;                 // each refinement: a slider that moves again waits no longer
const ROUNDS_MAX = 80;
const KEPT_MAX = 60;

const drawn = new Map();             // design as text -> the best picture so far

function keep(key, plan) {
  drawn.delete(key);
  drawn.set(key, plan);
  if (drawn.size > KEPT_MAX) drawn.delete(drawn.keys().next().value);
}

/** {plan, of, error}: the picture and the text of the design that it belongs to. design: null while it is not
    complete. turn: another number asks anew, after an answer that may change the notes. */
export function usePlan(design, turn = 0) {
  const key = design && JSON.stringify(design);
  const [state, set] = useState({ plan: null, of: null, error: null });
  const seenTurn = useRef(turn);
  useEffect(() => {
    if (!key) return undefined;
    if (seenTurn.current !== turn) drawn.clear();
    seenTurn.current = turn;
    let isOver = false;
    const show = (plan) => { keep(key, plan); set({ plan, of: key, error: null }); };
    const refine = async () => {
      try {
        let plan = drawn.get(key);
        if (!plan) {
          plan = await call("trial-plan", { design, milliseconds: FIRST_MS });
          if (isOver) return keep(key, plan);
          show(plan);
        }
        for (let i = 0; !plan.done && i < ROUNDS_MAX && !isOver; i++) {
          plan = await call("trial-plan", { design, so_far: plan.so_far, milliseconds: MORE_MS });
          if (isOver) return keep(key, plan);
          show(plan);
        }
      } catch (error) {
        if (!isOver) set((s) => ({ ...s, error }));
      }
      return undefined;
    };
    if (drawn.has(key)) set({ plan: drawn.get(key), of: key, error: null });
    const timer = setTimeout(refine, PAUSE_MS);
    return () => { isOver = true; clearTimeout(timer); };
  }, [key, turn]);
  return state;
}
