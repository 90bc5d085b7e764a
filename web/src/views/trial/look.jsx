// A look that was planned: the program says only whether it is clear enough to stop.
import { Button, Card } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { CodeForm } from "./code.jsx";
import { useEvents } from "./use-trial.js";

const LOOKED = {
  go_on: "You looked as planned. It is not clear yet, so the trial goes on as before.",
  stop: "You looked as planned. It is clear enough to stop.",
};

/** What the last planned look came to. */
export function Looked({ reply }) {
  const last = reply.looks.filter((l) => l.state === "taken").at(-1);
  return LOOKED[last?.result] ? <Card title="The planned look" tone="note" id="h-looked"><p>{LOOKED[last.result]}</p></Card> : null;
}

export function Look({ reply }) {
  const { busy, error, send } = useEvents(reply.trial.id);
  const isHidden = reply.trial.blinded && !reply.trial.opened;
  const look = (code) => send("look", code ? { code } : undefined, "The look is done.");
  return (
    <Card title="A planned look" tone="tint" id="h-look">
      <p>You planned to look now. It only says whether the answer is already clear, or whether to go on. It can wait.</p>
      {isHidden
        ? <CodeForm button="Look now" busy={busy} error={error} onCode={look} label="Ask your helper to type the code" />
        : <><Problem error={error} title="The look was not taken" /><Button kind="main" disabled={busy} onClick={() => look()}>Look now</Button></>}
    </Card>
  );
}
