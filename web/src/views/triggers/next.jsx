// The best next step: test what was found, or what it takes to know more.
import { useState } from "preact/hooks";
import { call } from "../../api.js";
import { newId } from "../../ids.js";
import { Button, Card } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { go } from "../../router.js";
import { touched } from "../../state.js";
import { moment } from "../../time.js";

const FOUND = ["goes_with", "goes_with_fewer"];
const NOT_HELD = "not_held";

/* What stands out and can be tried, the surest first; what did not hold comes last. */
function toTest(suspects) {
  const rank = (s) => (s.finding?.state === NOT_HELD ? 1 : 0) - Math.max(s.p_more, 1 - s.p_more);
  return suspects.filter((s) => s.test && FOUND.includes(s.verdict)).sort((a, b) => rank(a) - rank(b));
}

export function Next({ reply }) {
  const list = toTest(reply.suspects);
  if (list.length) return <Test list={list} />;
  if (reply.kind === "could_not") return <GoOn reply={reply} />;
  if (reply.kind !== "none_strong") return null;
  return (
    <Card title="The best next step" tone="note" id="h-next">
      <p>None of these stands out, so none of them has to be avoided for your spasms. To learn what prevents spasms, try something fairly.</p>
      <a class="btn" href="#/plan">Plan a trial</a>
    </Card>
  );
}

/* The person's own remedy (such as leaving it out) is added first when it is not there; the plan then knows both arms. */
async function openTest({ treatment, design }) {
  let { key } = treatment;
  if (!key) {
    key = newId();
    const { name, how } = treatment;
    await call("add", { id: key, version: newId(), kind: "treatment", at: moment(), precision: "minute", body: how ? { name, how } : { name } });
    touched();
  }
  go(`#/plan?${new URLSearchParams({ arm: key, against: "usual", ...(design?.outcome ? { count: design.outcome } : {}) })}`);
}

function Test({ list }) {
  const [state, set] = useState({});
  const test = (s) => async () => {
    set({ busy: true });
    try {
      await openTest(s.test);
    } catch (error) {
      set({ error });
    }
  };
  return (
    <Card title="The best next step" tone="green" id="h-next">
      <p>Only a trial can show if it matters: some days with “{list[0].test.treatment.name}”, some as usual, in an order drawn by chance.</p>
      {list.map((s) => (
        <Button kind="ease" key={s.key} disabled={state.busy} onClick={test(s)}>Test it<span class={list.length > 1 ? undefined : "sr"}>: {s.name}</span></Button>
      ))}
      <Problem error={state.error} title="It could not be prepared" />
    </Card>
  );
}

function GoOn({ reply }) {
  const isEmpty = !reply.suspects.some((s) => !s.refused);
  return (
    <Card title="What it takes" tone="flat" id="h-next">
      <p>{isEmpty ? "After about 30 days with spasms, suspects can be compared fairly, all of them together." : "Days without a spasm help as much as days with one."}
        {" "}In the check-in, say what was there that day, and what was not.</p>
      <div class="btn-row">
        <a class="btn main" href="#/check-in">Check in for today</a>
        <a class="btn" href="#/settings/suspects">Choose the suspects</a>
      </div>
    </Card>
  );
}
