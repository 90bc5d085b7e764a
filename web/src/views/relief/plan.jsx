// What is compared: the remedies that the person is willing to use at once, and when not. #/relief/plan
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Card, Choices, Dock, Fold, HelpLine, Page, Switch, Taps } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { useReply } from "../../state.js";
import { Hours, How, Waiting } from "./rules.jsx";
import { NotesAt, NotesLeft } from "./notes.jsx";
import { RemedyRules } from "./remedy-rules.jsx";
import { useForm } from "./use-form.js";
import { useReliefWrite } from "./write.js";

const LEAST = 2;
const MOST = 8;
const BACK = { href: "#/relief", text: "What eases it" };
const WAIT = "wait";

export function ReliefPlan() {
  const reply = useReply("relief");
  return reply ? <Form reply={reply} /> : <Page title="What is compared" back={BACK} />;
}

const LEADS = {
  none: "When a spasm comes, one of these is picked by chance. You can always say no.",
  on: "When a spasm comes, one of these is picked by chance. You can always say no.",
  off: "Nothing is picked at the moment. What you chose is kept.",
  settled: "You have decided. You can compare again at any time.",
};

function Form({ reply }) {
  const form = useForm(reply.plan ?? reply.suggested, reply.version);
  const { busy, error, write } = useReliefWrite();
  const { plan } = form;
  const isNew = reply.state === "none";
  const count = plan.remedies.length;
  const wrong = count < LEAST ? "Choose at least two, so that there is something to compare." : count > MOST ? "Choose eight at most." : null;
  const save = async () => {
    const state = isNew ? "on" : reply.state;
    if (await write(plan, { state, settled: reply.settled ?? undefined, base: form.base }, isNew ? "Saved. The next spasm gets a pick." : "Saved.")) form.forget();
  };
  return (
    <Page title="What is compared" lead={LEADS[reply.state]} dock={isNew || form.isChanged} back={BACK}>
      {(isNew || form.isChanged) && (
        <Dock>
          <button class="btn main huge" type="button" disabled={busy || !!wrong} onClick={save}>{isNew ? "Start comparing" : "Keep the changes"}</button>
          {form.isChanged && <button class="btn beside" type="button" onClick={form.forget}>Put back</button>}
        </Dock>
      )}
      <Problem error={error} title="It is not kept yet" />
      <p class="small" role="status">{form.isChanged ? "Not kept yet. What you changed stays on this page, also when you leave it." : isNew ? "This is a proposal. Change what you like." : reply.line}</p>
      <NotesLeft notes={reply.notes} />
      <div class="cols even">
        <div class="col">
          <Which form={form} cards={reply.cards} wrong={wrong} notes={reply.notes} />
          <Rules form={form} cards={reply.cards} notes={reply.notes} stored={reply.plan} />
        </div>
        <div class="col">
          {plan.remedies.some((r) => r.key === WAIT) && <Waiting form={form} notes={reply.notes} />}
          <Hours form={form} notes={reply.notes} />
          <How form={form} notes={reply.notes} />
          {!isNew && <State reply={reply} write={write} busy={busy} moved={form.moved} />}
        </div>
      </div>
      <HelpLine />
    </Page>
  );
}

const named = (card) => card.chip ?? card.name;

function Which({ form, cards, wrong, notes }) {
  const picked = form.plan.remedies.map((r) => r.key);
  return (
    <Card title="Which would you use at once?" id="h-which">
      <Choices title="Remedies to compare" quiet values={picked} onPick={form.pick} options={cards.map((c) => ({ value: c.key, text: named(c) }))} />
      {wrong && <p class="field-error" role="alert">{wrong}</p>}
      <NotesAt notes={notes} field="remedies" exact />
      <p class="small">Three or four are enough. With more, it takes longer to tell them apart. “Wait” shows what a spasm does by itself.</p>
      <p><a class="btn quiet" href="#/settings/treatments">Add a remedy of my own</a></p>
    </Card>
  );
}

function Rules({ form, cards, notes, stored }) {
  const list = form.plan.remedies.map((r) => ({ remedy: r, card: cards.find((c) => c.key === r.key) ?? { key: r.key, name: r.key } }));
  if (!list.length) return null;
  return (
    <Card title="How, and when not" id="h-rules">
      <div class="folds">
        {list.map(({ remedy, card }) => (
          <RemedyRules key={remedy.key} remedy={remedy} card={card} notes={notes} at={stored?.remedies.findIndex((r) => r.key === remedy.key) ?? -1}
            set={(patch) => form.setRemedy(remedy.key, patch)} />
        ))}
      </div>
    </Card>
  );
}

/** On, off, decided, anew: each is written at once, with the plan as it is kept. */
function State({ reply, write, busy, moved }) {
  const { plan, state, settled_name: name, cards } = reply;
  const top = useRef();
  const shown = useRef(state);
  useEffect(() => {
    if (shown.current !== state && document.activeElement === document.body) top.current?.focus();
    shown.current = state;
  }, [state]);
  const [wish, setWish] = useState(null);      // a tap is drawn at once
  const isOn = wish ?? state === "on";
  const turn = (on) => {
    setWish(on);
    to(on ? "on" : "off", on ? "Comparing is on." : "Comparing is off.").then(() => setWish(null));
  };
  const to = (wanted, words, more) => write(plan, { state: wanted, ...more }, words).then((next) => next && moved(next.version));
  const chip = (key) => named(cards.find((c) => c.key === key) ?? { name: key });
  return (
    <section class="card" aria-labelledby="h-state">
      <h2 id="h-state" tabindex="-1" ref={top}>{state === "settled" ? `You use: ${name}` : "On and off"}</h2>
      {state === "settled"
        ? <Button disabled={busy} onClick={() => to("on", "Comparing again.")}>Compare again</Button>
        : <Switch label="Pick one when a spasm comes" on={isOn} onChange={turn}
            line={isOn ? "You can still skip any pick." : "Off: spasms are written down as before."} />}
      <div class="folds">
        {state !== "settled" && (
          <Fold title="I have decided">
            <Taps title="Just use" options={plan.remedies.map((r) => ({ value: r.key, text: chip(r.key) }))}
              onPick={(key) => to("settled", `You use ${chip(key)}.`, { settled: key })} />
            <p class="small">Then it is shown at every spasm, and nothing is picked by chance. You can go back.</p>
          </Fold>
        )}
        <Fold title="Start anew">
          <p>The answer then counts only spasms from now on. What was written down so far stays in the diary.</p>
          <Button kind="danger-line" disabled={busy} onClick={() => to("on", "Started anew.", { anew: true })}>Start anew</Button>
        </Fold>
      </div>
    </section>
  );
}
