// Questions. Nothing is ever chosen beforehand; what was not answered is not recorded.
import { useEffect, useRef, useState } from "preact/hooks";
import { makeId } from "./Card.jsx";

const useId = (prefix) => useState(() => makeId(prefix))[0];

/** A question with its answers as children. quiet: the question is only read out. */
export function Question({ title, quiet = false, children }) {
  return <fieldset class="q"><legend class={quiet ? "sr" : undefined}>{title}</legend>{children}</fieldset>;
}

/** 0 to 10 and Skip. value: 0-10, null when skipped, undefined when not answered. onPick(value or null). */
export function Scale({ title, value, low = "none", high = "worst", onPick, skip = true, quiet = false }) {
  const name = useId("scale");
  const cells = Array.from({ length: 11 }, (_, n) => n);
  const word = (n) => (n === 0 ? ` ${low}` : n === 10 ? ` ${high}` : " of 10");
  return (
    <Question title={title} quiet={quiet}>
      <div class="stack-xs">
        <div class="scale">
          {cells.map((n) => (
            <div class="cell">
              <input type="radio" name={name} id={`${name}-${n}`} checked={value === n} onChange={() => onPick(n)} />
              <label for={`${name}-${n}`}>{n}<span class="sr">{word(n)}</span></label>
            </div>
          ))}
          {skip && (
            <div class="cell none">
              <input type="radio" name={name} id={`${name}-x`} checked={value === null} onChange={() => onPick(null)} />
              <label for={`${name}-x`}>Skip<span class="sr">: leave {title} not recorded</span></label>
            </div>
          )}
        </div>
        <div class="ends" aria-hidden="true"><span>0 = {low}</span><span>10 = {high}</span></div>
      </div>
    </Question>
  );
}

/** One of several. options: [{value, text}]; value: the chosen one's, or undefined. onPick(value). */
export function Choice({ title, options, value, onPick, quiet }) {
  const name = useId("choice");
  return (
    <Question title={title} quiet={quiet}>
      <div class="chips">
        {options.map((o, i) => (
          <div class="chip">
            <input type="radio" name={name} id={`${name}-${i}`} checked={value === o.value} onChange={() => onPick(o.value)} />
            <label for={`${name}-${i}`}>{o.text}</label>
          </div>
        ))}
      </div>
    </Question>
  );
}

/** One of several that acts at once and takes the question away: buttons, since the arrow keys of a Choice pick
    on their way. options: [{value, text, said}]; said: the name for a screen reader, if it is another. */
export function Taps({ title, options, onPick, quiet, scale = false, children }) {
  return (
    <Question title={title} quiet={quiet}>
      <div class={scale ? "scale" : "chips"}>
        {options.map((o) => <button class="btn pill" type="button" key={o.text} aria-label={o.said} onClick={() => onPick(o.value)}>{o.text}</button>)}
        {children}
      </div>
    </Question>
  );
}

/** Any of several. options: [{value, text}]; values: the chosen ones. onPick(value, isOn). children: more chips. */
export function Choices({ title, options, values, onPick, quiet, children }) {
  const name = useId("choices");
  return (
    <Question title={title} quiet={quiet}>
      <div class="chips">
        {options.map((o, i) => (
          <div class="chip">
            <input type="checkbox" id={`${name}-${i}`} checked={values.includes(o.value)}
              onChange={(e) => onPick(o.value, e.currentTarget.checked)} />
            <label for={`${name}-${i}`}>{o.text}</label>
          </div>
        ))}
        {children}
      </div>
    </Question>
  );
}

const PAUSE_MS = 800;                // words are saved when the writing pauses, and when the field is left

/** A field with its name. onSave(text): when it is left, at Enter, and for words (area, live) whenever the
    writing pauses. area: several lines. Everything else goes to the input. */
export function Field({ label, hint, error, area = false, live = area, onSave, value = "", ...rest }) {
  const id = useId("field");
  const [text, set] = useState(null);          // what is being written; null: what is known
  const box = useRef({ timer: 0, text: null });
  const save = () => {
    clearTimeout(box.current.timer);
    const words = box.current.text;
    box.current.text = null;
    if (words !== null && words !== value) box.current.onSave?.(words.trim());
  };
  box.current.onSave = onSave;
  box.current.save = save;
  useEffect(() => () => box.current.save(), []);
  const notes = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const Input = area ? "textarea" : "input";
  const input = (e) => {
    const words = e.currentTarget.value;
    box.current.text = words;
    set(words);
    clearTimeout(box.current.timer);
    if (live) box.current.timer = setTimeout(() => box.current.save(), PAUSE_MS);
    rest.onInput?.(e);
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && <p class="small" id={`${id}-hint`}>{hint}</p>}
      <Input class="input" id={id} type={area ? undefined : "text"} rows={area ? 4 : undefined} {...rest}
        value={text ?? value} aria-describedby={notes} aria-invalid={error ? "true" : undefined} onInput={input}
        onBlur={() => { save(); if (onSave) set(null); }}
        onKeyDown={(e) => { if (e.key === "Enter" && !area) save(); }} />
      {error && <p class="field-error" id={`${id}-error`} role="alert">{error}</p>}
    </div>
  );
}

/** An on and off switch. */
export function Switch({ label, line, on, onChange }) {
  const id = useId("switch");
  return (
    <div class="switch">
      <input type="checkbox" role="switch" id={id} checked={on} onChange={(e) => onChange(e.currentTarget.checked)} />
      <label for={id} class="row-main"><span class="row-title">{label}</span>{line && <span class="small">{line}</span>}</label>
    </div>
  );
}

/** Plus and minus with a number between. */
export function Stepper({ label, value, least = 0, most = 99, onPick }) {
  return (
    <div class="stepper" role="group" aria-label={label}>
      <button class="btn" type="button" aria-label="One less" disabled={value <= least} onClick={() => onPick(value - 1)}>−</button>
      <output>{value}</output>
      <button class="btn" type="button" aria-label="One more" disabled={value >= most} onClick={() => onPick(value + 1)}>+</button>
    </div>
  );
}

export function Button({ kind = "", type = "button", children, ...rest }) {
  return <button class={`btn ${kind}`} type={type} {...rest}>{children}</button>;
}
