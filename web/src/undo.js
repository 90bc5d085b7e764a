// One thing can be undone at a time: it is offered on the page it was done on and on the next one.
import { useEffect, useReducer } from "preact/hooks";
import { say } from "./parts/Say.jsx";

let offer = null;                    // {text, undo, steps}
const watchers = new Set();
const redraw = () => { for (const f of [...watchers]) f(); };

/** "Entry removed. It can come back." with a function that brings it back. */
export function offerUndo(text, undo) {
  offer = { text, undo, steps: 0 };
  say(text);
  redraw();
}

export function clearUndo() {
  offer = null;
  redraw();
}

/** A step to another page; an offer lives for one. */
export function undoStep() {
  if (offer && ++offer.steps > 1) clearUndo();
}

export function useUndo() {
  const [, draw] = useReducer((n) => n + 1, 0);
  useEffect(() => {
    watchers.add(draw);
    return () => watchers.delete(draw);
  }, []);
  return offer;
}
