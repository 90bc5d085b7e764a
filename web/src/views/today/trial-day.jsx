// What a trial asks for today: a row that leads to it, and one tap for the usual answer.
import { Button, Icon } from "../../parts/index.js";
import { Chevron } from "../../parts/Icon.jsx";
import { useDay } from "../trial/use-trial.js";

const USUAL = "as usual";            // the program's words: nothing is taken on such a day

export function TrialDayRow({ due, day }) {
  const now = useDay(due.trial, day, due.entry);
  const done = () => now.say("done", "Written down. You can stop here.");
  const what = due.title.replace(/^Today: /, "");
  const words = what === USUAL ? "I kept to it" : "I did it";
  return (
    <li class="due-row">
      <a class="row" href={`#/trial/${due.trial}`}>
        <span class={`badge ${now.did ? "plain" : "note"}`}><Icon name="pill" /></span>
        <span class="row-main"><span class="row-title">{due.title}</span><span class="small">{now.did ? "Written down." : due.line}</span></span>
        <Chevron />
      </a>
      {!now.did && <Button aria-label={`${words}: ${what}`} onClick={done}>{words}</Button>}
    </li>
  );
}
