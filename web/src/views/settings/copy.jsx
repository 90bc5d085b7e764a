// A safe copy: a file that only the passphrase opens, and the way back.
import { useState } from "preact/hooks";
import { save, send } from "../../api.js";
import { Button, Field, Icon, say } from "../../parts/index.js";
import { FilePick } from "../../parts/FilePick.jsx";
import { Done, Problem } from "../../parts/Problem.jsx";
import { look, touched } from "../../state.js";

export const LEAST = 8;              // characters of a passphrase, as the program asks

/** "812 entries were added, 3 were here already." */
export function mergedWords({ added, known }) {
  const n = (k) => `${k} ${k === 1 ? "entry" : "entries"}`;
  if (!added) return known ? `Everything in it was here already: ${n(known)}.` : "There was nothing in it.";
  return `${n(added)} ${added === 1 ? "was" : "were"} added${known ? `, ${n(known)} ${known === 1 ? "was" : "were"} here already` : ""}.`;
}

/** The program speaks of its commands; here it is another file that is needed. */
export const inWords = (error, hint) => (error.code === "PARSE" ? { code: error.code, message: error.message, hint } : error);

export function SafeCopy() {
  const [open, setOpen] = useState(null);
  return (
    <section class="card" aria-labelledby="copy">
      <div class="head-row">
        <span class="badge green"><Icon name="down" /></span>
        <div class="stack-xs"><h2 id="copy">A safe copy</h2><p>Keep it somewhere else than on this device.</p></div>
      </div>
      <div class="btn-row fill">
        <Button kind="main" aria-expanded={open === "make"} onClick={() => setOpen(open === "make" ? null : "make")}>Make a copy</Button>
        <Button aria-expanded={open === "back"} onClick={() => setOpen(open === "back" ? null : "back")}>Bring one back</Button>
      </div>
      {open === "make" && <Make />}
      {open === "back" && <BringBack />}
      <p class="small">Locked with a passphrase. Nobody can open it without, and we cannot help if it is lost.</p>
    </section>
  );
}

/** Also offered before erasing. */
export function Make() {
  const [phrase, setPhrase] = useState("");
  const [again, setAgain] = useState("");
  const [state, set] = useState({});
  const make = async (event) => {
    event.preventDefault();
    if (phrase.length < LEAST) return set({ short: `At least ${LEAST} characters. A few words that you will remember are best.` });
    if (phrase !== again) return set({ differ: "The two are not the same." });
    set({ busy: true });
    try {
      const name = await save("backup", { passphrase: phrase }, "unknot-copy.unknot-backup");
      set({ done: name });
      setPhrase("");
      setAgain("");
      say("Copy made.");
    } catch (error) {
      set({ error });
    }
    return undefined;
  };
  return (
    <form class="stack" onSubmit={make}>
      <Field label="Passphrase" type="password" autocomplete="new-password" value={phrase} error={state.short} onInput={(e) => setPhrase(e.currentTarget.value)} />
      <Field label="The same once more" type="password" autocomplete="new-password" value={again} error={state.differ} onInput={(e) => setAgain(e.currentTarget.value)} />
      <Button type="submit" disabled={state.busy}>Make the copy</Button>
      {state.done && <Done>Saved as {state.done}. Now put it somewhere safe.</Done>}
      <Problem error={state.error} title="No copy was made" />
    </form>
  );
}

function BringBack() {
  const [file, setFile] = useState(null);
  const [phrase, setPhrase] = useState("");
  const [state, set] = useState({});
  const bring = async (event) => {
    event.preventDefault();
    if (!file) return set({ error: { message: "Choose the file of the copy first." } });
    set({ busy: true });
    try {
      set({ done: mergedWords(await send("restore-backup", { passphrase: phrase }, file)) });
      setPhrase("");
      touched();
      look();
    } catch (error) {
      set({ error: inWords(error, "Choose a file that Make a copy made. Its name ends in .unknot-backup.") });
    }
    return undefined;
  };
  return (
    <form class="stack" onSubmit={bring}>
      <FilePick label="File of the copy" file={file} onPick={setFile} />
      <Field label="Its passphrase" type="password" autocomplete="off" value={phrase} onInput={(e) => setPhrase(e.currentTarget.value)} />
      <Button type="submit" disabled={state.busy}>Bring it back</Button>
      <p class="small">What is here stays. The two are joined.</p>
      {state.done && <Done>{state.done}</Done>}
      <Problem error={state.error} title="It was not brought back" />
    </form>
  );
}
