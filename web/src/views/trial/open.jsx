// A hidden trial is over: its seal is opened with the helper's code, and then answered.
import { Card } from "../../parts/index.js";
import { go } from "../../router.js";
import { CodeForm } from "./code.jsx";
import { useEvents } from "./use-trial.js";

export function OpenAtEnd({ reply }) {
  const { busy, error, send } = useEvents(reply.trial.id);
  const open = async (code) => {
    const done = await send("unblind", { code }, "The seal is open.");
    if (done) go(`#/trial-answer/${reply.trial.id}`);
    return done;
  };
  return (
    <Card title="Open the seal" tone="tint" id="h-open">
      <p>The days are over. Open the slip with the code, or ask your helper for it: then you see which was which, and what it did.</p>
      <CodeForm button="Open the seal" busy={busy} error={error} onCode={open} />
    </Card>
  );
}
