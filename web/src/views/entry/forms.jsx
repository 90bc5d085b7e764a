// The short forms: a remedy, a suspect, a medicine, a note. Used for new entries and for changes.
import { useState } from "preact/hooks";
import { Button, Choice, Field, Scale } from "../../parts/index.js";
import { Select } from "../../parts/Select.jsx";

const TAKEN = [{ value: "taken", text: "Yes, used it" }, { value: "not_taken", text: "Meant to, but did not" }, { value: "no_dose", text: "None was due" }];
const EVENTS = [{ value: "started", text: "Started" }, { value: "changed", text: "Changed the dose" }, { value: "stopped", text: "Stopped" }];
const YES_NO = [{ value: true, text: "Yes" }, { value: false, text: "No" }];
const NAME_MAX = 80;
const TEXT_MAX = 4000;
const LINE_MAX = 100;

const offered = (list, keep) => (list ?? []).filter((x) => !x.archived || x.key === keep).map((x) => ({ value: x.key, text: x.name }));
const number = (text) => (text === "" || !Number.isFinite(Number(text)) ? undefined : Number(text));
const Note = ({ b, set }) => <Field label="Note" area maxLength={TEXT_MAX} value={b.note} onInput={(e) => set({ note: e.currentTarget.value })} />;

function Use({ b, set, catalogue }) {
  return (
    <>
      <Select label="What" options={offered(catalogue?.treatments, b.treatment)} value={b.treatment} onPick={(treatment) => set({ treatment })} />
      <Choice title="Did you use it?" options={TAKEN} value={b.taken} onPick={(taken) => set({ taken })} />
      <Field label="How much, if you like" hint="In your own words, such as 20 drops or one capsule." maxLength={LINE_MAX} value={b.dose}
        onInput={(e) => set({ dose: e.currentTarget.value })} />
      <Field label="For how many minutes, if you like" inputMode="numeric" pattern="[0-9]*" maxLength={4} value={b.minutes === undefined ? "" : String(b.minutes)}
        onInput={(e) => set({ minutes: number(e.currentTarget.value) })} />
      <Note b={b} set={set} />
    </>
  );
}

function Exposure({ b, set, catalogue }) {
  const suspect = catalogue?.suspects?.find((s) => s.key === b.suspect);
  return (
    <>
      <Choice title="Which suspect?" options={offered(catalogue?.suspects, b.suspect)} value={b.suspect}
        onPick={(key) => set({ suspect: key, present: undefined, level: undefined })} />
      {suspect && (suspect.graded
        ? <Scale title="How much of it?" low="none" high="very much" skip={false} value={b.level} onPick={(level) => set({ level })} />
        : <Choice title="Was it there that day?" options={YES_NO} value={b.present} onPick={(present) => set({ present })} />)}
      <Note b={b} set={set} />
    </>
  );
}

function Medicine({ b, set, catalogue }) {
  return (
    <>
      <Field label="Name of the medicine" maxLength={NAME_MAX} value={b.name} onInput={(e) => set({ name: e.currentTarget.value })} />
      <Choice title="What happened?" options={EVENTS} value={b.event} onPick={(event) => set({ event })} />
      <Select label="What sort is it?" hint="Some sorts can bring cramps; Unknot then says so. Leave it if you do not know." value={b.group}
        options={(catalogue?.medicine_groups ?? []).map((g) => ({ value: g.key, text: g.name }))} onPick={(group) => set({ group })} />
      <Field label="Dose, if you like" maxLength={LINE_MAX} value={b.dose} onInput={(e) => set({ dose: e.currentTarget.value })} />
      <Note b={b} set={set} />
    </>
  );
}

const NoteForm = ({ b, set }) => <Field label="What you want to write down" area maxLength={TEXT_MAX} value={b.text} onInput={(e) => set({ text: e.currentTarget.value })} />;

const filled = (v) => v !== undefined && v !== null && String(v).trim() !== "";

/** kind -> its form, and what it needs before it can be saved. */
const FORMS = {
  use: { Form: Use, ready: (b) => filled(b.treatment) && filled(b.taken), needs: "Say what it was, and whether you used it." },
  exposure: { Form: Exposure, ready: (b) => filled(b.suspect) && (filled(b.present) || filled(b.level)), needs: "Say which suspect, and how it was." },
  medicine: { Form: Medicine, ready: (b) => filled(b.name) && filled(b.event), needs: "Say its name, and what happened." },
  note: { Form: NoteForm, ready: (b) => filled(b.text), needs: "Write something first." },
};

export const hasForm = (kind) => kind in FORMS;

/** Trimmed; what is empty is left out. */
function tidy(body) {
  const out = {};
  for (const [k, v] of Object.entries(body)) {
    const value = typeof v === "string" ? v.trim() : v;
    if (filled(value)) out[k] = value;
  }
  return out;
}

/** onSave(body). children: more questions, above the button. */
export function BodyForm({ kind, body = {}, catalogue, onSave, button = "Keep this", children }) {
  const [b, setAll] = useState(body);
  const [asked, ask] = useState(false);
  const { Form, ready, needs } = FORMS[kind];
  const set = (patch) => setAll((now) => ({ ...now, ...patch }));
  const save = () => {
    ask(true);
    if (ready(b)) onSave(tidy(b));
  };
  return (
    <div class="stack">
      <Form b={b} set={set} catalogue={catalogue} />
      {children}
      {asked && !ready(b) && <p class="field-error" role="alert">{needs}</p>}
      <Button kind="main big" onClick={save}>{button}</Button>
    </div>
  );
}
