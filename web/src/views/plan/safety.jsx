// What has to be known before a trial, asked one at a time, and what speaks against this one.
import { useState } from "preact/hooks";
import { answer } from "../../entries.js";
import { Button, Icon, say } from "../../parts/index.js";
import { useProfile } from "../../parts/single.js";
import { useReply } from "../../state.js";

const LOOKS = { refused: "", caution: "days" };
const HEADS = { refused: "This cannot be drawn", caution: "Take care" };
const PRESCRIBER = "R24";

/** onAnswer: an answer was saved, so the notes may be others now. */
export function Safety({ draft, plan, onAnswer }) {
  const [answered, setAnswered] = useState([]);
  const flags = useReply("warnings")?.flags ?? [];
  const notes = plan?.notes ?? [];
  const isOpen = (code) => notes.some((n) => n.code === code && !n.field) && !answered.includes(code);
  const flag = draft.questions.find((q) => q.flag === PRESCRIBER) ?? (isOpen("prescriber") ? flags.find((f) => f.flag === PRESCRIBER) : null);
  const done = (code) => { setAnswered((now) => [...now, code]); onAnswer(); };
  const strong = notes.filter((n) => LOOKS[n.level] !== undefined && !(n.code === "age_unknown" && isOpen(n.code)) && !(n.code === "prescriber" && !n.field && flag));
  return (
    <>
      {isOpen("age_unknown") ? <Age onDone={() => done("age_unknown")} /> : flag && (
        <Ask title={flag.question} id="h-first" flag={flag.flag} why="We ask because nothing that a doctor prescribed may be stopped or cut down for a trial."
          options={[["yes", "Yes"], ["no", "No"], ["unsure", "Not sure"]]}
          onPick={async (word) => {
            await answer({ flag, about: null }, word);
            draft.answered(flag.flag);
            done("prescriber");
          }} />
      )}
      {Object.keys(LOOKS).map((level) => <Notes key={level} level={level} notes={strong.filter((n) => n.level === level)} />)}
    </>
  );
}

function Notes({ level, notes }) {
  if (!notes.length) return null;
  return (
    <section class={`warn ${LOOKS[level]}`} aria-labelledby={`note-${level}`}>
      <div class="warn-head"><Icon name="warning" /><h2 id={`note-${level}`}>{HEADS[level]}</h2></div>
      <div class="warn-body">{notes.map((n) => <p key={n.code + n.field} data-note={n.code}>{n.words}</p>)}</div>
    </section>
  );
}

function Ask({ title, id, flag, why, options, onPick }) {
  const [busy, setBusy] = useState(false);
  const pick = (word) => async () => {
    setBusy(true);
    await onPick(word);
    say("Saved.");
  };
  return (
    <section class="card ask" aria-labelledby={id} data-flag={flag}>
      <h2 id={id}>{title}</h2>
      <div class="btn-row fill three">
        {options.map(([word, text]) => <Button kind="big" key={word} disabled={busy} onClick={pick(word)}>{text}</Button>)}
      </div>
      <p class="small">{why}</p>
    </section>
  );
}

/** Trials are for people of 18 or over; it is kept with "About me" in the settings. */
function Age({ onDone }) {
  const [, put] = useProfile();
  return (
    <Ask title="How old are you?" id="h-age" why="Trials are for people of 18 or over. You can change it in Settings, About me."
      options={[["under18", "Under 18"], ["18to50", "18 to 50"], ["over50", "Over 50"]]}
      onPick={async (age) => { await put({ age }); onDone(); }} />
  );
}
