// Numbers of a day that are no answer of the check-in: hours slept, temperature. Each is an entry of its own;
// of several on a day the last one counts, and that is the one shown and changed here.
import { useState } from "preact/hooks";
import { change, remove, seen, useEntry, write } from "../../entries.js";
import { Field } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { momentAt, today } from "../../time.js";

const LIMIT = 200;
const READINGS = [
  { what: "sleep_hours", label: "Hours slept last night", least: 0, most: 24, wrong: "Write 0 to 24 hours, such as 6.5." },
  { what: "temperature", label: "Temperature outside (°C)", least: -90, most: 60, wrong: "Write degrees Celsius, -90 to 60." },
];

export function Readings({ day }) {
  const reply = useReply("entries", { from: day, to: day, kind: "reading", limit: LIMIT });
  if (!reply) return null;
  return READINGS.map((r) => <Reading key={r.what + day} day={day} reading={r} entry={reply.entries.find((e) => e.body.what === r.what)} />);
}

function Reading({ day, reading: r, entry }) {
  const [own, setOwn] = useState(null);      // what was written here, until the diary tells of it
  const [wrong, setWrong] = useState(null);
  if (entry) seen(entry);
  const record = useEntry(entry?.id ?? own ?? undefined);
  const isThere = record && !record.removed;
  const save = (text) => {
    const n = Number(text.replace(",", ".").replace("−", "-"));
    if (text && !(n >= r.least && n <= r.most)) return setWrong(r.wrong);
    setWrong(null);
    if (!text) return isThere && remove(record.id);
    if (isThere) return change(record.id, { value: n });
    return setOwn(write("reading", { body: { what: r.what, value: n }, ...(day === today() ? {} : { at: momentAt(day), precision: "day" }) }));
  };
  return (
    <Field label={r.label} error={wrong} inputmode={r.least < 0 ? "text" : "decimal"} autocomplete="off"
      value={isThere ? String(record.body.value) : ""} onSave={save} />
  );
}
