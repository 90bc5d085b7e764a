// What is measured, suspected and tried: add, rename, put away. Built-in ones are changed by an entry that
// says "replaces"; own ones are entries themselves. What is put away keeps what was recorded.
import { useState } from "preact/hooks";
import { change, seen, useEntry, write } from "../../entries.js";
import { Button, Card, Choice, Field, Fold, Page, say, Switch } from "../../parts/index.js";
import { useReply } from "../../state.js";

const NAME_MAX = 80;
const HOW_MAX = 1000;
const UNIT_MAX = 20;
const SCALES = [
  { value: "0-10", text: "0 to 10" }, { value: "count", text: "How many" }, { value: "yes-no", text: "Yes or no" },
  { value: "number", text: "A number with a unit" },
];
const BETTER = [{ value: "lower", text: "Less is better" }, { value: "higher", text: "More is better" }, { value: "neither", text: "Neither" }];

export const KINDS = {
  measures: { kind: "measure", title: "Check-in questions", add: "Add a question", Form: MeasureForm,
    lead: "What the evening check-in asks. Add your own, or put away what you do not need." },
  suspects: { kind: "suspect", title: "Suspects", add: "Add a suspect", Form: SuspectForm,
    lead: "What you think may set a spasm off." },
  treatments: { kind: "treatment", title: "Remedies", add: "Add a remedy", Form: TreatmentForm,
    lead: "What you can pick when you write down what you did. The cards under Treatments stay." },
};

export function Own({ page }) {
  const { kind, title, lead, add, Form } = KINDS[page];
  const items = useReply("catalogue")?.[page];
  const replacing = useReply("entries", { kind, limit: 500 })?.entries;
  const ready = items && replacing;
  const save = (item, patch) => {
    const entry = item.own ? replacing.find((e) => e.id === item.key) : replacing.find((e) => e.body.replaces === item.key);
    if (entry) {
      seen(entry);
      change(entry.id, patch);
    } else {
      write(kind, { body: { replaces: item.key, ...patch } });
    }
    say("Saved.");
  };
  const shown = items?.filter((i) => !i.archived);
  const away = items?.filter((i) => i.archived);
  return (
    <Page title={title} lead={lead} narrow back={{ href: "#/settings", text: "Settings" }}>
      {ready && <Add words={add} kind={kind} Form={Form} names={items.map((i) => i.name)} />}
      {ready && <Card title="In use"><Items items={shown} save={save} of={page} entries={replacing} /></Card>}
      {ready && away.length > 0 && <Fold title={`Put away (${away.length})`} card><Items items={away} save={save} of={page} entries={replacing} /></Fold>}
    </Page>
  );
}

function Items({ items, save, of, entries }) {
  return (
    <ul class="rows">
      {items.map((item) => (
        <li key={item.key}>
          <details class="own">
            <summary><span class="row-main"><span>{item.name}</span>{item.own && <span class="small">your own</span>}</span></summary>
            <div class="stack">
              <Field label="Name" maxLength={NAME_MAX} value={item.name} onSave={(name) => name && name !== item.name && save(item, { name })} />
              {of === "suspects" && item.own && (
                <Before entry={entries.find((e) => e.id === item.key)} />
              )}
              <Button onClick={() => save(item, { archived: !item.archived })}>
                {item.archived ? "Use again" : "Put away"}<span class="sr">: {item.name}</span>
              </Button>
            </div>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** The fold with the form for a new one; it empties itself when something was added. */
function Add({ words, kind, Form, names }) {
  const [turn, setTurn] = useState(0);
  const [b, setAll] = useState({});
  const [wrong, setWrong] = useState(null);
  const set = (patch) => setAll((now) => ({ ...now, ...patch }));
  const add = (event) => {
    event.preventDefault();
    const name = (b.name ?? "").trim();
    if (!name) return setWrong("Give it a name first.");
    if (names.some((n) => n.toLowerCase() === name.toLowerCase())) return setWrong("There is one of that name already.");
    if (kind === "measure" && !b.scale) return setWrong("Say how it is answered.");
    write(kind, { body: Object.fromEntries(Object.entries({ ...b, name }).filter(([, v]) => v !== undefined && v !== "" && v !== false)) });
    setAll({});
    setWrong(null);
    setTurn(turn + 1);
    return say(`${name} was added.`);
  };
  return (
    <Fold title={words} card key={turn}>
      <form class="stack" onSubmit={add}>
        <Field label="Name" maxLength={NAME_MAX} value={b.name ?? ""} onInput={(e) => set({ name: e.currentTarget.value })} />
        <Form b={b} set={set} />
        {wrong && <p class="field-error" role="alert">{wrong}</p>}
        <Button kind="main" type="submit">Add it</Button>
      </form>
    </Fold>
  );
}

function MeasureForm({ b, set }) {
  const text = (key) => ({ value: b[key] ?? "", onInput: (e) => set({ [key]: e.currentTarget.value }) });
  return (
    <>
      <Choice title="How is it answered?" options={SCALES} value={b.scale} onPick={(scale) => set({ scale })} />
      {b.scale === "0-10" && <Field label="What 0 means, if you like" maxLength={NAME_MAX} {...text("low")} />}
      {b.scale === "0-10" && <Field label="What 10 means, if you like" maxLength={NAME_MAX} {...text("high")} />}
      {(b.scale === "number" || b.scale === "count") && <Field label="Unit, if you like" hint="Such as hours or steps." maxLength={UNIT_MAX} {...text("unit")} />}
      <Choice title="Which way is better?" options={BETTER} value={b.better} onPick={(better) => set({ better })} />
    </>
  );
}

function SuspectForm({ b, set }) {
  return (
    <>
      <Switch label="Ask how much, 0 to 10" line="Otherwise yes or no" on={b.graded === true} onChange={(graded) => set({ graded })} />
      <BeforeSwitch on={b.before === true} onChange={(before) => set({ before })} />
    </>
  );
}

/* What the catalogue does not say of an own suspect; drawn as it was tapped. */
function Before({ entry }) {
  if (entry) seen(entry);
  const record = useEntry(entry?.id);
  if (!record) return null;
  return <BeforeSwitch on={record.body.before === true} onChange={(before) => { change(record.id, { before }); say("Saved."); }} />;
}

const BeforeSwitch = ({ on, onChange }) => (
  <Switch label="It cannot follow a spasm (such as weather)" line="Then it counts on the day itself. Otherwise the day before counts." on={on} onChange={onChange} />
);

function TreatmentForm({ b, set }) {
  return (
    <>
      <Field label="How you do it, if you like" area maxLength={HOW_MAX} value={b.how ?? ""} onInput={(e) => set({ how: e.currentTarget.value })} />
      <Switch label="Used during a spasm" line="Then it stands among the first to pick" on={b.acute === true} onChange={(acute) => set({ acute })} />
    </>
  );
}
