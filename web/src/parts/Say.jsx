// One polite live region for the whole app: say("Saved.") is read out by screen readers, once.
import { useEffect, useState } from "preact/hooks";

let listener = null;
let turn = 0;

/* The same words twice are a change too, or they would be read out once only. */
export function say(text) { listener?.({ text: text + "\u00a0".repeat(turn++ % 2) }); }

export function Say() {
  const [said, set] = useState({ text: "" });
  useEffect(() => { listener = set; return () => { listener = null; }; }, []);
  return <p class="sr" role="status" id="say">{said.text}</p>;
}
