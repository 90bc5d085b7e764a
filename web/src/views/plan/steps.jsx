// The questions of a plan, one a page. A tap answers and goes on; nothing is chosen beforehand.
import { useState } from "preact/hooks";
import { change, draft as entryDraft } from "../../entries.js";
import { newId } from "../../ids.js";
import { Button, Card, Field, Fold, Page, Row, Rows } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { useReply } from "../../state.js";
import { chosenWorth, kindOf, PLACEBO, USUAL, withArms, worthOptions } from "./design.js";

export const STEPS = ["what", "against", "count", "worth"];
const NAME_MAX = 80;
const HOW_MAX = 200;
const CHOSEN = "Chosen";

function Step({ title, lead, place, error, children }) {
  return (
    <Page title={title} lead={lead} narrow back={{ href: "#/answers", text: "Answers" }}>
      {children}
      <Problem error={error} title="The draft is not saved yet" />
      {place && <p class="small">Question {place}. What you choose is kept as a draft. You can leave and come back.</p>}
    </Page>
  );
}

/* What days and weeks can tell apart. What only helps during a spasm is another question. */
const canTest = (t) => !t.archived && (t.own || t.testable === "days" || t.testable === "blocks");

function useTestable() {
  return useReply("treatments")?.treatments?.filter(canTest) ?? [];
}

function Picks({ list, chosen, onPick }) {
  return (
    <Rows>
      {list.map((t) => (
        <Row key={t.key} onPick={() => onPick(t)} title={t.name} line={t.line} side={chosen === t.key ? CHOSEN : undefined} />
      ))}
    </Rows>
  );
}

const asArm = (t) => ({ key: t.id, name: t.name, line: t.ask_doctor ? "Ask your doctor first." : t.own ? "Your own" : undefined });

export function What({ design, next, ...page }) {
  const list = useTestable().map(asArm);
  const reference = design.arms?.[0] ?? { key: USUAL };
  const pick = (t) => next(withArms(design, [reference.key === t.key ? { key: USUAL } : reference, { key: t.key, name: t.name }]), "what");
  return (
    <Step title="What do you want to try?" lead="Some days with it, some without, in an order drawn by chance." {...page}>
      <Card><Picks list={list} chosen={design.arms?.[1]?.key} onPick={pick} /></Card>
      <Fold card title="Something of my own"><OwnRemedy onAdded={pick} /></Fold>
      <p class="small">Things that only help during a spasm are <a href="#/relief/plan">compared when a spasm comes</a>. Medicines from your doctor are
        not tested here.</p>
    </Step>
  );
}

function OwnRemedy({ onAdded }) {
  const [b, set] = useState({});
  const [wrong, setWrong] = useState(null);
  const add = async (event) => {
    event.preventDefault();
    const name = (b.name ?? "").trim();
    if (!name) return setWrong("Give it a name first.");
    const id = entryDraft(newId(), "treatment");
    await change(id, { name, how: b.how?.trim() || undefined });
    return onAdded({ key: id, name });
  };
  return (
    <form class="stack" onSubmit={add}>
      <Field label="What is it?" maxLength={NAME_MAX} value={b.name ?? ""} error={wrong} onInput={(e) => set({ ...b, name: e.currentTarget.value })} />
      <Field label="How you do it, if you like" area maxLength={HOW_MAX} value={b.how ?? ""} onInput={(e) => set({ ...b, how: e.currentTarget.value })} />
      <Button kind="main" type="submit">Try this</Button>
    </form>
  );
}

export function Against({ design, next, ...page }) {
  const tried = design.arms?.[1];
  const others = useTestable().filter((t) => t.id !== tried?.key).map(asArm);
  const chosen = design.outcome ? design.arms?.[0]?.key : undefined;     // before that it was not asked yet
  const pick = (arm) => next(withArms(design, [{ key: arm.key, ...(arm.name && arm.key !== USUAL && arm.key !== PLACEBO ? { name: arm.name } : {}) }, tried]), "against");
  const plain = [
    { key: USUAL, name: "My days as usual", line: "Nothing instead. You will know which days are which." },
    { key: PLACEBO, name: "A dummy that looks the same", line: "Then it can be hidden from you. Someone else has to prepare it." },
  ];
  return (
    <Step title="Against what?" lead={`On the days without ${tried?.name ?? "it"}.`} {...page}>
      <Card><Picks list={plain} chosen={chosen} onPick={pick} /></Card>
      <Fold card title="Another remedy instead"><Picks list={others} chosen={chosen} onPick={pick} /></Fold>
    </Step>
  );
}

const BETTER = { lower: "Less is better", higher: "More is better" };

export function Count({ design, outcomes, next, ...page }) {
  const pick = (m) => {
    const { important, ...rest } = design;
    next({ ...rest, outcome: m.key, ...(m.key === design.outcome && important ? { important } : {}) }, "count");
  };
  return (
    <Step title="What should change?" lead="One thing decides. The evening check-in asks for it." {...page}>
      <Card><Picks list={outcomes.map((m) => ({ ...m, line: BETTER[m.better] }))} chosen={design.outcome} onPick={pick} /></Card>
      <p><a class="btn quiet" href="#/settings/measures">Add a question of my own</a></p>
    </Step>
  );
}

const OTHER = {
  ratio: { label: "How many in 10 fewer?", hint: "3 means: 3 in 10 fewer.", read: (n) => (n > 0 && n < 10 ? -Math.log(1 - n / 10) : null) },
  odds: { label: "How many in 10 fewer?", hint: "3 means: 3 in 10 fewer.", read: (n) => (n > 0 && n < 10 ? -Math.log(1 - n / 10) : null) },
  points: { label: "How many points?", read: (n) => (n > 0 ? n : null) },
  number: { label: "How much?", read: (n) => (n > 0 ? n : null) },
};

export function Worth({ design, outcomes, next, ...page }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(null);
  const measure = outcomes.find((m) => m.key === design.outcome);
  const options = worthOptions(measure);
  const other = OTHER[kindOf(measure)];
  const pick = (important) => next({ ...design, important }, "worth");
  const read = (event) => {
    event.preventDefault();
    const value = text.trim() ? other.read(Number(text.replace(",", "."))) : null;
    return value ? pick(value) : setWrong("Write a number more than 0.");
  };
  const form = (
    <form class="stack" onSubmit={read}>
      <Field label={measure?.unit ? `${other.label} (${measure.unit})` : other.label} hint={other.hint} inputmode="decimal" value={text} error={wrong}
        onInput={(e) => { setText(e.currentTarget.value); setWrong(null); }} />
      <Button kind="main" type="submit">That much</Button>
    </form>
  );
  return (
    <Step title="How much would be worth it to you?" lead={`${measure?.name ?? ""}: the least change that would be worth the effort. Only you can say.`.trim()} {...page}>
      {options.length > 0 && (
        <Card>
          <Picks list={options.map((o) => ({ key: o.value, name: o.text }))} chosen={chosenWorth(options, design.important)} onPick={(o) => pick(o.key)} />
        </Card>
      )}
      {options.length ? <Fold card title="Another amount">{form}</Fold> : <Card>{form}</Card>}
      <p class="small">A big change is found soon. A small one takes many weeks to find. There is no right answer.</p>
    </Step>
  );
}

export function Hidden({ design, next, ...page }) {
  const pick = (o) => next({ ...design, blinded: o.key === "yes" }, "hidden");
  const list = [
    { key: "yes", name: "Hidden from me", line: "A helper fills numbered envelopes from a sheet. Only the helper sees the sheet." },
    { key: "no", name: "I will know", line: "No helper needed. Hope can then play a part, and the answer says so." },
  ];
  return (
    <Step title="Should it be hidden from you?" lead="When you do not know which is which, hope cannot change the answer." {...page}>
      <Card><Picks list={list} chosen={design.blinded === undefined ? undefined : design.blinded ? "yes" : "no"} onPick={pick} /></Card>
      <Card title="What the helper does" tone="flat">
        <ol class="steps">
          <li>Takes a sheet that you do not look at, and keeps it.</li>
          <li>Fills an envelope or a box for each period, as the sheet says.</li>
          <li>Gives you a closed slip with the code: for the end, or when a doctor needs to know.</li>
        </ol>
      </Card>
    </Step>
  );
}
