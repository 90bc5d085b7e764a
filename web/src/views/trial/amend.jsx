// "I do it differently now": written down with its day and reason; the plan itself stays as it was sealed.
import { useState } from "preact/hooks";
import { Button, Field, Fold } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { useEvents } from "./use-trial.js";

const WORDS_MAX = 200;

export function Amend({ reply }) {
  const [turn, setTurn] = useState(0);
  return (
    <Fold card title="I do it differently now">
      <p>The plan stays as it is. What is otherwise is written down with its day, and stands on the report.</p>
      <Form key={turn} trial={reply.trial.id} onDone={() => setTurn(turn + 1)} />
    </Fold>
  );
}

function Form({ trial, onDone }) {
  const [b, set] = useState({});
  const [wrong, setWrong] = useState(null);
  const { busy, error, send } = useEvents(trial);
  const save = async (event) => {
    event.preventDefault();
    const what = (b.what ?? "").trim();
    if (!what) return setWrong("Say what is different.");
    const reason = (b.reason ?? "").trim();
    if (await send("amend", { what, ...(reason ? { reason } : {}) }, "Written down.")) onDone();
    return undefined;
  };
  return (
    <form class="stack-s" onSubmit={save}>
      <Field label="What is different from today on?" maxLength={WORDS_MAX} value={b.what ?? ""} error={wrong} onInput={(e) => { set({ ...b, what: e.currentTarget.value }); setWrong(null); }} />
      <Field label="Why, if you like" maxLength={WORDS_MAX} value={b.reason ?? ""} onInput={(e) => set({ ...b, reason: e.currentTarget.value })} />
      <Problem error={error} title="It was not written down" />
      <Button type="submit" disabled={busy}>Write it down</Button>
    </form>
  );
}
