// Why there are no results yet, and the way to see them all the same, with its price said.
import { Button, Card, Fold } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { go } from "../../router.js";
import { useEvents } from "./use-trial.js";

/** Who has looked already may look again: it costs no more. */
export function SoFar({ reply }) {
  if (!reply.may.includes("answer")) return null;
  return (
    <Card title="The answer so far" tone="note" id="h-so-far">
      <p>You looked before the end. It is written down. What you see can still change.</p>
      <a class="btn" href={`#/trial-answer/${reply.trial.id}`}>See it again</a>
    </Card>
  );
}

export function WhyNot({ reply }) {
  const { trial, may } = reply;
  const { busy, error, send } = useEvents(trial.id);
  if (!reply.why_no_results) return null;
  const peek = async () => {
    if (await send("peek", undefined, "Written down that you looked.")) go(`#/trial-answer/${trial.id}`);
  };
  return (
    <Card title="Why no results yet?" tone="note" id="h-why">
      <p>{reply.why_no_results}</p>
      {may.includes("peek") && (
        <Fold title="Look all the same">
          <p>You may. It has a price: what you see can change how you feel and what you write. That you looked is written down, and the answer says it.
            It cannot be taken back.</p>
          <Problem error={error} title="It was not opened" />
          <Button disabled={busy} onClick={peek}>Look now, and have it written down</Button>
        </Fold>
      )}
    </Card>
  );
}
