// Draw and start: from then on the plan is fixed. The draw is made by the program, once.
import { useState } from "preact/hooks";
import { call } from "../../api.js";
import { newId } from "../../ids.js";
import { Button, Choice, Field, say } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { goInstead } from "../../router.js";
import { touched, useReply } from "../../state.js";
import { addDays, isDay, longDay, today as deviceToday } from "../../time.js";
import { takeStart } from "../trial/started.js";

const OTHER = "other";
const UNDER_WAY = ["waiting", "running", "paused"];

export function Start({ draft, plan }) {
  const now = useReply("about")?.today ?? deviceToday();
  const [pick, setPick] = useState();
  const [day, setDay] = useState("");
  const [state, set] = useState({});
  const other = useReply("trials")?.trials.find((t) => UNDER_WAY.includes(t.state));
  const first = pick === OTHER ? day : pick;
  const start = async () => {
    if (!isDay(first) || first < now) return set({ wrong: "Choose the first day." });
    set({ busy: true });
    try {
      const { id } = await draft.saved();
      const reply = await call("trial-start", { id, version: newId(), first_day: first });
      const isHidden = takeStart(reply);
      touched();
      say("It is drawn. The plan is fixed.");
      goInstead(isHidden ? `#/trial-sheet/${id}` : `#/trial/${id}`);
    } catch (error) {
      set({ error });
    }
    return undefined;
  };
  if (other) {
    return (
      <p><b>One trial at a time.</b> This one is kept as a draft. It can start when <a href={`#/trial/${other.id}`}>{other.title}</a> is over or stopped.</p>
    );
  }
  if (plan.refused) return <p><b>It cannot be drawn like this.</b> What stands in the way is said above.</p>;
  return (
    <div class="stack-s">
      <Choice title="When is the first day?" value={pick} onPick={(v) => { setPick(v); set({}); }}
        options={[{ value: now, text: "Today" }, { value: addDays(now, 1), text: "Tomorrow" }, { value: OTHER, text: "Another day" }]} />
      {pick === OTHER && <Field label="First day" type="date" min={now} value={day} onInput={(e) => setDay(e.currentTarget.value)} />}
      {pick && pick !== OTHER && <p class="small">{longDay(pick)}.</p>}
      <p class="small">The plan is fixed when you start. You can stop on any day, and what you wrote stays yours.
        {plan.design.blinded ? " Have your helper beside you: the sheet is shown once." : ""}</p>
      {state.wrong && <p class="field-error" role="alert">{state.wrong}</p>}
      <Problem error={state.error} title="It was not drawn" />
      <Button kind="main big wide" disabled={state.busy} onClick={start}>Draw and start</Button>
    </div>
  );
}
