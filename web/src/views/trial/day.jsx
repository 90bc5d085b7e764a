// Today's card: what to do, until when, and one tap to say so.
import { Button, Card, Choice, DoneStrip, Field, Icon } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { timePart } from "../../time.js";
import { useUndo } from "../../undo.js";
import { useDay, useEvents, useToday } from "./use-trial.js";

export const DID = [
  { value: "done", text: "I did it" }, { value: "part", text: "Partly" }, { value: "not_done", text: "Not today" },
  { value: "other", text: "Something else" },
];
const SAID = { done: "You did it.", part: "You did part of it.", not_done: "Not today. That is fine.", other: "Something else." };
const REASON_MAX = 200;

/** The words of what is to be done: with "as usual" nothing is taken. */
const doneWords = (reply) => (reply.design.arms[reply.today.arm]?.key === "usual" ? "I kept to it" : "I did it");

export function DayCard({ reply }) {
  const { today, trial } = reply;
  if (today.phase === "before") return <Card title="It has not begun" tone="note"><p>{today.line || trial.line}</p></Card>;
  if (today.phase === "paused") return <Paused reply={reply} />;
  if (today.phase === "run_in") return <RunIn today={today} />;
  if (today.phase === "after") return null;
  return <Doing reply={reply} />;
}

function RunIn({ today }) {
  return (
    <Card title="Days as usual first" tone="note" id="h-day">
      <p>{today.line}</p>
      <p>Nothing to do yet but the evening check-in.</p>
      <a class="btn" href="#/check-in"><Icon name="moon" />Evening check-in</a>
    </Card>
  );
}

function Paused({ reply }) {
  const { busy, error, send } = useEvents(reply.trial.id);
  return (
    <Card title="It stands still" tone="note" id="h-day">
      <p>{reply.today.line}</p>
      <Problem error={error} title="It was not written down" />
      <Button kind="main big" disabled={busy} onClick={() => send("resume", undefined, "The trial goes on.")}>Go on</Button>
    </Card>
  );
}

/** The envelope's number or label, for a trial that is hidden. */
function Envelope({ label }) {
  return (
    <div class="envelope"><Icon name="envelope" /><div class="stack-xs"><span class="small">Envelope</span><b>{label}</b></div></div>
  );
}

function Doing({ reply }) {
  const { trial, today } = reply;
  const now = useDay(trial.id, useToday(), today.entry);
  return (
    <section class="card" aria-labelledby="h-day">
      <h2 id="h-day" class="sr">What to do today</h2>
      {today.label && <Envelope label={today.label} />}
      <div class="stack-xs">
        {today.how && <p>{today.how}</p>}
        {today.line && <p class="small">{today.line.replace(`${today.how}. `, "")}</p>}
      </div>
      <Said now={now} done={doneWords(reply)} />
      {now.did && <p><a class="btn quiet" href="#/check-in"><Icon name="moon" />Evening check-in</a></p>}
    </section>
  );
}

/** Four answers, one tap each; then a quiet line, and a word about it for who likes. */
function Said({ now, done }) {
  const offer = useUndo();
  const pick = (did) => now.say(did, did === "done" ? "Written down. You can stop here." : `Written down: ${text(did).toLowerCase()}.`);
  const text = (did) => (did === "done" ? done : DID.find((d) => d.value === did).text);
  if (now.isWaiting) return null;
  if (!now.did) {
    return (
      <div class="stack-s">
        <Button kind="main huge wide" onClick={() => pick("done")}><Icon name="wave" />{done}</Button>
        <div class="btn-row fill three">
          {DID.slice(1).map((d) => <Button kind="big" key={d.value} onClick={() => pick(d.value)}>{d.text}</Button>)}
        </div>
      </div>
    );
  }
  return (
    <div class="stack-s">
      {!offer && <DoneStrip title={now.did === "done" ? `${done}.` : SAID[now.did]} line={now.at ? `Written down, ${timePart(now.at)}.` : undefined} />}
      {now.did === "part" && <Field label="How much, if you like" maxLength={REASON_MAX} value={now.body.amount ?? ""} onSave={(amount) => now.add({ amount })} />}
      {now.did === "other" && <Field label="What instead, if you like" maxLength={REASON_MAX} value={now.body.instead ?? ""} onSave={(instead) => now.add({ instead })} />}
      {now.did !== "done" && <Field label="Why, if you like" maxLength={REASON_MAX} value={now.body.reason ?? ""} onSave={(reason) => now.add({ reason })} />}
      <details>
        <summary>It was otherwise</summary>
        <Choice title="What was it?" quiet options={DID.map((d) => ({ ...d, text: text(d.value) }))} value={now.did} onPick={pick} />
      </details>
    </div>
  );
}
