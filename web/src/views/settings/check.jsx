// Is the file whole? Changes nothing.
import { useState } from "preact/hooks";
import { call } from "../../api.js";
import { Button, Card } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";

export function Check() {
  const [state, set] = useState({});
  const check = async () => {
    try {
      set({ reply: await call("doctor") });
    } catch (error) {
      set({ error });
    }
  };
  const { reply, error } = state;
  return (
    <Card title="Check the diary">
      <p>Looks whether the file is whole. It changes nothing.</p>
      <Button onClick={check}>Check now</Button>
      <div role="status" class="stack">
        {reply && <p><b>{reply.ok ? "All is well." : "Something is wrong with the file. Make a copy before anything else."}</b></p>}
        {reply && (
          <ul class="bullets small">
            {reply.findings.map((f, i) => <li key={i}>{f.ok ? "" : "Not well: "}{f.what}{f.detail ? `: ${f.detail}` : ""}</li>)}
          </ul>
        )}
      </div>
      <Problem error={error} title="It could not be checked" />
    </Card>
  );
}
