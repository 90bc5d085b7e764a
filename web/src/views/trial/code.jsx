// The opening code, typed from the helper's sheet. It is sent in a body, and kept nowhere here.
import { useState } from "preact/hooks";
import { Button, Field, Icon } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";

/** onCode(code) gives what it became, or null when it was not taken. */
export function CodeForm({ button, kind = "main", busy, error, onCode, label = "The code from the slip" }) {
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    if (!code.trim()) return setWrong("Type the code first.");
    if (await onCode(code.trim())) setCode("");
    return undefined;
  };
  return (
    <form class="stack-s" onSubmit={submit} autocomplete="off">
      <Field label={label} hint="20 letters and digits. Spaces and small letters are fine." autocomplete="off" autocapitalize="characters" spellcheck={false} value={code} error={wrong}
        onInput={(e) => { setCode(e.currentTarget.value); setWrong(null); }} />
      <Problem error={error} title="It did not open" />
      <Button kind={kind} type="submit" disabled={busy}><Icon name="envelope" />{button}</Button>
    </form>
  );
}
