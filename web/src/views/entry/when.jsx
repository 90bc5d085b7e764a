// When it happened: a day, and the time as exactly as it is known.
import { useState } from "preact/hooks";
import { Button, Choice, Field } from "../../parts/index.js";
import { dayPart, momentAt, PARTS, timePart, today } from "../../time.js";

const EXACT = [{ value: "minute", text: "I know the time" }, { value: "part", text: "About" }, { value: "day", text: "Only the day" }];
const NOON = "12:00";

/** {day, precision, time} of a moment, and back. */
export const readWhen = (at, precision) => ({ day: dayPart(at), precision, time: precision === "day" ? "" : timePart(at) });

export function writeWhen({ day, precision, time }) {
  return { at: momentAt(day, precision === "day" || !time ? NOON : time), precision: time ? precision : "day" };
}

/** The fields alone. value: {day, precision, time}; onChange(value). */
export function WhenFields({ value, onChange }) {
  const set = (patch) => onChange({ ...value, ...patch });
  const pick = (precision) => set({ precision, time: precision === value.precision ? value.time : "" });
  return (
    <div class="stack">
      <Field label="Day" type="date" max={today()} value={value.day} onSave={(day) => day && set({ day })} />
      <Choice title="How exactly do you know it?" options={EXACT} value={value.precision} onPick={pick} />
      {value.precision === "minute" && <Field label="Time" type="time" value={value.time} onSave={(time) => set({ time })} />}
      {value.precision === "part" && (
        <Choice title="Part of the day" options={PARTS.map((p) => ({ value: p.time, text: p.name }))} value={value.time || undefined}
          onPick={(time) => set({ time })} />
      )}
    </div>
  );
}

/** With a button; for an entry that is there already. */
export function WhenForm({ at, precision, onSave }) {
  const [value, set] = useState(() => readWhen(at, precision));
  const ready = value.precision === "day" || value.time;
  return (
    <div class="stack">
      <WhenFields value={value} onChange={set} />
      <Button onClick={() => onSave(writeWhen(value))} disabled={!ready}>Keep this time</Button>
    </div>
  );
}
