// A native list to pick one from, for long lists.
import { useState } from "preact/hooks";
import { makeId } from "./Card.jsx";

/** options: [{value, text}]. Nothing is chosen beforehand. onPick(value or undefined). */
export function Select({ label, hint, options, value, onPick, empty = "Not chosen" }) {
  const [id] = useState(() => makeId("select"));
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="small" id={`${id}-hint`}>{hint}</p>}
      <select class="input" id={id} aria-describedby={hint ? `${id}-hint` : undefined} value={value ?? ""}
        onChange={(e) => onPick(e.currentTarget.value || undefined)}>
        <option value="">{empty}</option>
        {value !== undefined && !options.some((o) => o.value === value) && <option value={value}>{value}</option>}
        {options.map((o) => <option key={o.value} value={o.value}>{o.text}</option>)}
      </select>
    </div>
  );
}
