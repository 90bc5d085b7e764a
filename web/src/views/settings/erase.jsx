// Everything out, for good. The only place that asks "are you sure": by a word, with a copy offered first.
import { useState } from "preact/hooks";
import { call, save } from "../../api.js";
import { forgetUnsaved } from "../../entries.js";
import { forgetPicks } from "../../relief.js";
import { forgetPlan } from "../relief/use-form.js";
import { Button, Card, Field, Fold } from "../../parts/index.js";
import { Done, Problem } from "../../parts/Problem.jsx";
import { Make } from "./copy.jsx";

const WORD = "erase";

export function Erase() {
  const [open, setOpen] = useState(false);
  return (
    <Card title="Erase">
      <p>This removes the whole diary from this device. Copies you made elsewhere stay.</p>
      {!open && <Button kind="danger-line" aria-expanded="false" onClick={() => setOpen(true)}>Erase everything</Button>}
      {open && <Confirm onStop={() => setOpen(false)} />}
      {!open && <p class="small">We ask you to type the word “{WORD}”, and offer a copy first.</p>}
    </Card>
  );
}

function Confirm({ onStop }) {
  const [word, setWord] = useState("");
  const [state, set] = useState({});
  const out = async () => {
    try {
      set({ saved: await save("export", { format: "jsonl" }, "unknot.jsonl") });
    } catch (error) {
      set({ error });
    }
  };
  const erase = async (event) => {
    event.preventDefault();
    if (word.trim().toLowerCase() !== WORD) return set({ ...state, wrong: `Type the word ${WORD} here, then press the button.` });
    try {
      await call("erase", { word: WORD });
      sessionStorage.clear();          // drafts of questionnaires
      forgetUnsaved();
      forgetPicks();
      forgetPlan();
      location.hash = "#/today";
      location.reload();               // nothing of the old diary stays in this page
    } catch (error) {
      set({ error });
    }
    return undefined;
  };
  return (
    <div class="stack">
      <p><b>A copy first?</b> Without one, nobody can bring the diary back.</p>
      <Button onClick={out}>Save everything as a file</Button>
      {state.saved && <Done>Saved as {state.saved}.</Done>}
      <Fold title="Or a copy locked with a passphrase"><Make /></Fold>
      <form class="stack" onSubmit={erase}>
        <Field label={`Type the word ${WORD}`} autocomplete="off" autocapitalize="none" spellcheck={false} value={word} error={state.wrong}
          onInput={(e) => setWord(e.currentTarget.value)} />
        <div class="btn-row fill">
          <Button kind="danger" type="submit">Erase for good</Button>
          <Button onClick={onStop}>Keep my diary</Button>
        </div>
      </form>
      <Problem error={state.error} title="Nothing was erased" />
    </div>
  );
}
