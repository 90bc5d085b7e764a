// The diary out as a plain file, and in again.
import { useState } from "preact/hooks";
import { save, send } from "../../api.js";
import { Button, Card, Fold, say } from "../../parts/index.js";
import { FilePick } from "../../parts/FilePick.jsx";
import { Done, Problem } from "../../parts/Problem.jsx";
import { look, touched } from "../../state.js";
import { inWords, mergedWords } from "./copy.jsx";

export function Move() {
  const [state, set] = useState({});
  const [isIn, setIn] = useState(false);
  const out = (format) => async () => {
    try {
      set({ done: `Saved as ${await save("export", { format }, `unknot.${format}`)}. It is not locked: keep it where only you can read it.` });
      say("Saved as a file.");
    } catch (error) {
      set({ error, title: "It could not be saved" });
    }
  };
  const bring = async (file) => {
    if (!file) return;
    try {
      set({ done: mergedWords(await send("import", {}, file)) });
      touched();
      look();
    } catch (error) {
      set({ error: inWords(error, "Choose a file that Take out made. Its name ends in .jsonl."), title: "It was not taken in" });
    }
  };
  return (
    <Card title="Move your diary">
      <p>Take everything out as a file, or bring one in. What is here already stays; the two are joined.</p>
      <div class="btn-row fill">
        <Button onClick={out("jsonl")}>Take out</Button>
        <Button aria-expanded={isIn} onClick={() => setIn(!isIn)}>Bring in</Button>
      </div>
      {isIn && <FilePick label="Choose the file" accept=".jsonl,application/x-ndjson" file={null} onPick={bring} />}
      {state.done && <Done>{state.done}</Done>}
      <Problem error={state.error} title={state.title} />
      <Fold title="Other formats">
        <Button onClick={out("csv")}>Table (CSV)</Button>
        <p class="small">For a spreadsheet. It cannot be brought in again.</p>
      </Fold>
    </Card>
  );
}
