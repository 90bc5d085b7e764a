// One treatment: what it is, how it is done, what studies found, whom to ask, how it went for you.
import { Card, Fold, HelpLine, Icon, Page } from "../../parts/index.js";
import { errorOf, useReply } from "../../state.js";
import { usedWords } from "../diary/used.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { Sure } from "./squares.jsx";

export function Treatment({ parts: [, id] }) {
  const args = { id };
  const reply = useReply("treatment", args);
  if (!reply && errorOf("treatment", args)?.code === "NOTFOUND") return <Nowhere />;
  const t = reply?.treatment;
  return (
    <Page title={t?.name ?? "Treatment"} lead={t?.what} back={{ href: "#/treatments", text: "Treatments" }}>
      {t && (
        <div class="cols">
          <div class="col">
            {t.own ? <Own t={t} /> : <Found t={t} />}
            {t.how?.length > 0 && !t.own && <How t={t} />}
          </div>
          <div class="col">
            <Cautions t={t} />
            <Yours used={reply.used} />
            {t.test && <Test t={t} />}
          </div>
        </div>
      )}
      <HelpLine />
    </Page>
  );
}

const Own = ({ t }) => (
  <Card title="Your own remedy">
    {t.how ? <p class="text">{t.how}</p> : <p>You added this one.</p>}
    <div class="btn-row">
      {t.acute && <Compare />}
      <a class={t.acute ? "btn" : "btn main"} href={`#/plan?arm=${t.id}`}>Test it</a>
      <a class="btn" href="#/settings/treatments">Change it</a>
    </div>
  </Card>
);

function Found({ t }) {
  return (
    <section class="card" aria-labelledby="found">
      <div class="head-row">
        <span class="badge plain"><Icon name="gaps" /></span>
        <div class="stack-xs">
          <h2 id="found">{t.no_trial ? "No trial found" : "What studies found"}</h2>
          <Sure certainty={t.certainty} words={t.certainty_word} />
        </div>
      </div>
      <p>{t.found}</p>
      {t.effect && <p class="small">{t.effect}</p>}
      {t.citations?.length > 0 && (
        <Fold title="The studies">
          <ul class="bullets small">{t.citations.map((c, i) => <li key={i}>{citation(c)}</li>)}</ul>
        </Fold>
      )}
    </section>
  );
}

function citation(c) {
  const who = [c.authors, c.year].filter(Boolean).join(" ");
  const where = [c.doi && `doi ${c.doi}`, c.pmid && `PubMed ${c.pmid}`].filter(Boolean).join(", ");
  return [who, c.title, c.journal, where].filter(Boolean).map((s) => String(s).replace(/\.$/, "")).join(". ");
}

function How({ t }) {
  const steps = Array.isArray(t.how) ? t.how : [t.how];
  return (
    <Card title="How it is done">
      {steps.length > 1 ? <ol class="steps">{steps.map((s, i) => <li key={i}>{s}</li>)}</ol> : <p>{steps[0]}</p>}
      <p class="small">This is how people and studies did it, not advice.</p>
    </Card>
  );
}

function Cautions({ t }) {
  if (!t.cautions?.length && !t.ask_doctor) return null;
  return (
    <section class="warn days" aria-labelledby="cautions">
      <div class="warn-head"><Icon name="doctor" /><h2 id="cautions">{t.ask_doctor ? "Ask your doctor first" : "Take care"}</h2></div>
      <div class="warn-body">
        {t.doctor_words && <p>{t.doctor_words}</p>}
        {t.cautions?.length > 0 && <ul class="bullets">{t.cautions.map((c, i) => <li key={i}>{c}</li>)}</ul>}
      </div>
    </section>
  );
}

function Yours({ used }) {
  const words = used && usedWords(used);
  if (!words) return null;
  return (
    <Card title="In your diary">
      <p>{words}</p>
      <p class="small">Spasms pass by themselves too, so this is not proof that it helps.</p>
    </Card>
  );
}

const days = (n) => `${n} ${n === 1 ? "day" : "days"}`;

const Compare = () => <a class="btn main" href="#/relief/plan">Compare it when a spasm comes</a>;

const CAN_TEST = ["days", "blocks"];

function Test({ t }) {
  return (
    <Card title="How it could be tested on you">
      <p>{t.test}</p>
      {t.onset_days !== null && t.washout_days !== null && t.onset_days !== undefined && (
        <p class="small">Time to act: {days(t.onset_days)}. Pause afterwards: {days(t.washout_days)}.{t.guess ? " Both are guesses." : ""}</p>
      )}
      {CAN_TEST.includes(t.testable) && <a class="btn main" href={`#/plan?arm=${t.id}`}>Test it</a>}
      {t.testable === "episode" && <Compare />}
    </Card>
  );
}
