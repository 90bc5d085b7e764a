// What now? The person decides; it is written down, and asked once more after four weeks.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Card, Field, Stepper } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { go } from "../../router.js";
import { useReply } from "../../state.js";
import { takeStart } from "../trial/started.js";
import { useEvents } from "../trial/use-trial.js";

const TONES = { benefit: "green", small: "note", null: "note" };
const DECIDED = { keep: "You keep it.", leave: "You leave it.", extend: "You go on with it.", other: "You decided otherwise." };
const REASON_MAX = 200;
const ROUNDS_LEAST = 3;
const OVER = ["finished", "stopped"];

export function Next({ reply }) {
  const id = reply.trial.id;
  const now = useReply("trial", { id });
  const { busy, error, send } = useEvents(id);
  const [isExtending, setExtending] = useState(false);
  const [isAnew, setAnew] = useState(false);
  const may = now?.may ?? [];
  const asks = now?.due?.includes("decision");
  const decide = (decision, more) => send("decision", { decision, ...more }, "Written down.").then((done) => { if (done) setAnew(false); });
  const pick = (key) => {
    if (key === "extend") return setExtending(true);
    if (key === "other") return send("decision", { decision: "other" }, "Written down.").then((done) => done && go("#/plan"));
    return decide(key);
  };
  if (!OVER.includes(reply.trial.state)) return <NotYet id={id} />;
  if (!reply.next?.length) return null;
  const next = reply.next.filter((n) => n.key !== "extend" || may.includes("extend")).sort((a, b) => b.main - a.main);
  const decided = reply.decision?.decision;
  return (
    <Card title={asks ? "Still so?" : "What now?"} tone={TONES[reply.kind] ?? ""} id="h-next">
      {decided && <p><b>{DECIDED[decided]}</b>{asks ? " That was four weeks ago." : " It is written down. We ask once more in 4 weeks."}</p>}
      {asks && (
        <div class="btn-row fill">
          <Button kind="ease" disabled={busy} onClick={() => decide(decided, { still: true })}>Yes, still so</Button>
          <Button disabled={busy} onClick={() => decide(decided, { still: false })}>Not any more</Button>
        </div>
      )}
      {!decided || isAnew
        ? !isExtending && next.map((n) => (
          <div class="stack-xs" key={n.key}>
            <Button kind={n.main ? (reply.kind === "benefit" ? "ease big" : "main big") : ""} disabled={busy} onClick={() => pick(n.key)}>{n.words}</Button>
            {n.detail && <p class="small">{n.detail}</p>}
          </div>
        ))
        : <Reason decided={decided} reason={reply.decision.reason} onSave={(reason) => decide(decided, { reason })} onAnew={() => setAnew(true)} />}
      {isExtending && now && <Extend id={id} design={now.design} onDone={() => setExtending(false)} />}
      <Problem error={error} title="It was not written down" />
    </Card>
  );
}

function Reason({ reason, onSave, onAnew }) {
  return (
    <>
      <Field label="A word about it, if you like" maxLength={REASON_MAX} value={reason ?? ""} onSave={onSave} />
      <p><Button kind="quiet" onClick={onAnew}>Decide anew</Button></p>
    </>
  );
}

/* Looked at before the end: nothing is decided yet. */
const NotYet = ({ id }) => (
  <Card title="What now?" tone="note" id="h-next">
    <p>The trial goes on. What you see here can still change. You decide when it is over.</p>
    <a class="btn" href={`#/trial/${id}`}>Go on with the trial</a>
  </Card>
);

/** More of the same: new days are drawn after those that are over. As many as the answer was asked about. */
function Extend({ id, design, onDone }) {
  const [cycles, setCycles] = useState(Math.max(ROUNDS_LEAST, Math.ceil(design.cycles / 2)));
  const first = useRef();
  useEffect(() => first.current?.focus(), []);
  const each = design.arms.length * (design.order === "days" ? 1 : design.block_days);
  const { busy, error, send } = useEvents(id);
  const extend = async () => {
    const reply = await send("extend", { cycles }, "More days are drawn.");
    if (!reply) return;
    onDone();
    go(takeStart(reply) ? `#/trial-sheet/${id}` : `#/trial/${id}`);
  };
  return (
    <div class="stack-s">
      <h3 tabindex="-1" ref={first}>How many more rounds?</h3>
      <p class="small">In a round {design.arms.length === 2 ? "both come" : "each comes"} once. {cycles === 1 ? "1 round is" : `${cycles} rounds are`} {cycles * each} days.</p>
      <Stepper label="How many more rounds" least={1} most={Math.max(12, cycles)} value={cycles} onPick={setCycles} />
      <Problem error={error} title="Nothing was drawn" />
      {design.blinded && <p class="small">Have your helper beside you: there is a new sheet with a new code, and it is shown once.</p>}
      <div class="btn-row fill">
        <Button kind="main" disabled={busy} onClick={extend}>Draw them</Button>
        <Button disabled={busy} onClick={onDone}>Not now</Button>
      </div>
    </div>
  );
}
