// Something else to write down: a treatment used, a medicine, a note. Saved with one tap.
import { useState } from "preact/hooks";
import { remove, restore, write } from "../../entries.js";
import { Button, Card, Choice, Field, Fold, Page } from "../../parts/index.js";
import { go } from "../../router.js";
import { useReply } from "../../state.js";
import { isDay, longDay, moment, momentAt, today } from "../../time.js";
import { offerUndo } from "../../undo.js";

/** Writes an entry of that day, says so, and offers to take it back. */
function put(kind, body, day, text) {
  const when = day === today() ? { at: moment() } : { at: momentAt(day), precision: "day" };
  const id = write(kind, { ...when, body });
  offerUndo(text, () => { remove(id); offerUndo("Taken back. It can come back.", () => restore(id)); });
  return id;
}

const TAKEN = [
  { value: "taken", text: "Used it" }, { value: "not_taken", text: "Did not" },
];

/** Treatments used outside a spasm; lately used ones first. */
function Use({ day }) {
  const all = (useReply("catalogue")?.treatments ?? []).filter((t) => !t.archived);
  const recent = useReply("today")?.recent_treatments ?? [];
  const [key, setKey] = useState(undefined);
  const [how, setHow] = useState({});
  const first = [...new Set([...recent, ...all.map((t) => t.key)])].map((k) => all.find((t) => t.key === k)).filter(Boolean);
  const options = (list) => list.map((t) => ({ value: t.key, text: t.chip ?? t.name }));
  const save = () => {
    const minutes = Number((how.minutes ?? "").replace(",", "."));
    put("use", { treatment: key, taken: how.taken ?? "taken", dose: how.dose || undefined, minutes: minutes > 0 ? minutes : undefined }, day,
      "Saved.");
    go("#/today");
  };
  return (
    <Card title="A treatment">
      <Choice title="Which one?" quiet value={key} options={options(first.slice(0, 8))} onPick={setKey} />
      <Fold title="All treatments"><Choice title="All treatments" quiet value={key} options={options(first.slice(8))} onPick={setKey} /></Fold>
      {key && (
        <div class="stack">
          <Choice title="Did you use it?" options={TAKEN} value={how.taken} onPick={(taken) => setHow({ ...how, taken })} />
          <Field label="How much, if you like" maxlength="100" value={how.dose ?? ""} onSave={(dose) => setHow({ ...how, dose })} />
          <Field label="For how many minutes, if you like" inputmode="decimal" value={how.minutes ?? ""} onSave={(minutes) => setHow({ ...how, minutes })} />
          <Button kind="main wide" disabled={!how.taken} onClick={save}>Save</Button>
        </div>
      )}
    </Card>
  );
}

const EVENTS = [{ value: "started", text: "Started" }, { value: "changed", text: "Changed" }, { value: "stopped", text: "Stopped" }];

function Medicine({ day }) {
  const groups = useReply("catalogue")?.medicine_groups ?? [];
  const [m, set] = useState({});
  const save = () => {
    put("medicine", { name: m.name, event: m.event, group: m.group, dose: m.dose || undefined }, day, "Saved.");
    go("#/today");
  };
  return (
    <Card title="A medicine">
      <Field label="Its name" maxlength="80" value={m.name ?? ""} onInput={(e) => set({ ...m, name: e.currentTarget.value.trim() })} />
      <Choice title="What happened?" options={EVENTS} value={m.event} onPick={(event) => set({ ...m, event })} />
      {m.name && m.event && (
        <div class="stack">
          <Choice title="Is it one of these? If you know." options={groups.map((g) => ({ value: g.key, text: g.name }))} value={m.group}
            onPick={(group) => set({ ...m, group })} />
          <Field label="How much, if you like" maxlength="100" value={m.dose ?? ""} onSave={(dose) => set({ ...m, dose })} />
          <Button kind="main wide" onClick={save}>Save</Button>
          <p class="small">Do not stop or change a medicine because of this diary. Ask the person who prescribed it.</p>
        </div>
      )}
    </Card>
  );
}

function Note({ day }) {
  const [text, set] = useState("");
  const save = () => { put("note", { text: text.trim() }, day, "Saved."); go("#/today"); };
  return (
    <Card title="A note">
      <Field label="In your words" area maxlength="4000" value={text} onInput={(e) => set(e.currentTarget.value)} />
      <Button kind="main wide" disabled={!text.trim()} onClick={save}>Save</Button>
    </Card>
  );
}

/** #/add; ?day=2026-03-12 for a day that is past. */
export function Add({ ask }) {
  const isGiven = isDay(ask.day) && ask.day <= today();
  const day = isGiven ? ask.day : today();
  const back = isGiven ? { href: "#/diary", text: "Diary" } : { href: "#/today", text: "Today" };
  return (
    <Page title="Write something down" lead={longDay(day)} narrow back={back}>
      {day !== today() && (
        <div class="btn-row fill">
          <a class="btn" href={`#/over?day=${day}`}>A spasm on that day</a><a class="btn" href={`#/check-in/${day}`}>How that day was</a>
        </div>
      )}
      <Use day={day} />
      <Medicine day={day} />
      <Note day={day} />
    </Page>
  );
}
