// One polite live region for the whole app: say("Saved.") is read out by screen readers, once.
import { useEffect, useState } from "preact/hooks";

let listener = null;

export function say(text) { listener?.({ text }); }

export function Say() {
  const [said, set] = useState({ text: "" });
  useEffect(() => { listener = set; return () => { listener = null; }; }, []);
  return <p class="sr" role="status" id="say">{said.text}</p>;
}
