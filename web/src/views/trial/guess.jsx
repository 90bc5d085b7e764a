// A period of a hidden trial is over: which was it? A guess, asked once.
import { useState } from "preact/hooks";
import { Button, Card } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { useEvents } from "./use-trial.js";

const SURE = [{ value: "guess", text: "A pure guess" }, { value: "fairly", text: "Fairly sure" }, { value: "certain", text: "Certain" }];

export function Guess({ reply }) {
  const { busy, error, send } = useEvents(reply.trial.id);
  const [arm, setArm] = useState(null);
  const unit = reply.units.find((u) => u.number === reply.guess_unit);
  const save = (body) => send("guess", { period: reply.guess_unit, ...body }, "Written down.");
  return (
    <Card title="Which was it?" tone="tint" id="h-guess">
      <p>{unit?.label ? `Envelope ${unit.label} is over.` : "This period is over."} Which do you think it was? It shows later whether it stayed hidden.</p>
      {arm === null ? (
        <div class="btn-row fill">
          {reply.design.arms.map((a, i) => <Button kind="big" key={a.key} onClick={() => setArm(i)}>{a.name}</Button>)}
          <Button kind="big" disabled={busy} onClick={() => save({})}>I cannot tell</Button>
        </div>
      ) : (
        <>
          <p><b>{reply.design.arms[arm].name}.</b> How sure are you?</p>
          <div class="btn-row fill three">
            {SURE.map((s) => <Button kind="big" key={s.value} disabled={busy} onClick={() => save({ arm, sure: s.value })}>{s.text}</Button>)}
          </div>
          <Button kind="quiet" onClick={() => setArm(null)}>Another answer</Button>
        </>
      )}
      <Problem error={error} title="It was not written down" />
    </Card>
  );
}
