// The questionnaires: #/surveys, #/surveys/KEY, #/surveys/KEY?entry=ID to change one.
import "./surveys.css";
import { change, useEntry, write } from "../../entries.js";
import { Button, Card, Choice, Page, Rows, Entry, Scale, say } from "../../parts/index.js";
import { go } from "../../router.js";
import { useReply } from "../../state.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { dropDraft, hasDraft, useDraft } from "./draft.js";

const PARTS = {
  wpi: { title: "Where did it hurt in the past week?", rest: "No to all the others" },
  sss: { title: "Complaints" },
  months: { title: "How long" },
  function: { title: "How hard was it in the past 7 days?" },
  overall: { title: "Overall, in the past 7 days" },
  symptoms: { title: "Complaints in the past 7 days" },
};
const LONG = 4;                      // answers from which a question is a row of numbers

export function Surveys({ parts: [, key], ask }) {
  const surveys = useReply("catalogue")?.surveys;
  if (!key) return <Choose surveys={surveys} />;
  if (!surveys) return <Page title="Questionnaire" />;
  const survey = surveys.find((s) => s.key === key);
  if (!survey) return <Nowhere />;
  return ask.entry ? <Change survey={survey} id={ask.entry} /> : <Fill survey={survey} name={survey.key} />;
}

function Choose({ surveys }) {
  const done = useReply("entries", { kind: "survey", limit: 20 })?.entries;
  return (
    <Page title="Questionnaires" narrow back={{ href: "#/more", text: "More" }}
      lead="Two that doctors know. Do them when you like. You can leave questions out.">
      {surveys?.map((s) => (
        <Card key={s.key} title={s.name} id={`survey-${s.key}`}>
          <p>{s.intro}</p>
          <p class="small">{s.items.length} questions. {s.credit}</p>
          <a class="btn" href={`#/surveys/${s.key}`} aria-describedby={`survey-${s.key}`}>{hasDraft(s.key) ? "Go on" : "Begin"}</a>
        </Card>
      ))}
      {done?.length > 0 && <Card title="Done so far"><Rows>{done.map((e) => <Entry key={e.id} entry={e} />)}</Rows></Card>}
    </Page>
  );
}

function Change({ survey, id }) {
  const record = useEntry(id);
  if (record === undefined) return <Page title={survey.name} />;
  return record ? <Fill survey={survey} name={id} record={record} /> : <Nowhere />;
}

function Fill({ survey, name, record }) {
  const [answers, put] = useDraft(name, record?.body.answers);
  const count = Object.keys(answers).length;
  const keep = () => {
    const body = { survey: survey.key, answers };
    const id = record ? record.id : write("survey", { body });
    if (record) change(id, { answers });
    dropDraft(name);
    say("Saved.");
    go(`#/entry/${id}`);
  };
  const clear = () => {
    put(Object.fromEntries(survey.items.map((i) => [i.key, undefined])));
    say("Taken back.");
  };
  const parts = [...new Set(survey.items.map((i) => i.part))];
  return (
    <Page title={survey.name} lead={survey.intro} narrow back={{ href: "#/surveys", text: "Questionnaires" }}>
      {parts.map((part) => (
        <Part key={part} part={part} items={survey.items.filter((i) => i.part === part)} answers={answers} put={put} />
      ))}
      <p class="small num" role="status">{count} of {survey.items.length} answered. What you left out counts as not known, not as no.</p>
      <Button kind="main big" onClick={keep} disabled={!count}>That is it, keep it</Button>
      {count > 0 && <Button kind="quiet" onClick={clear}>Take all these answers back</Button>}
      <p class="small">{survey.credit}</p>
    </Page>
  );
}

function Part({ part, items, answers, put }) {
  const words = PARTS[part] ?? { title: "Questions" };
  const open = items.filter((i) => answers[i.key] === undefined);
  const rest = () => put(Object.fromEntries(open.map((i) => [i.key, 0])));
  return (
    <section class="card" aria-labelledby={`part-${part}`}>
      <h2 id={`part-${part}`}>{words.title}</h2>
      <ul class="rows survey">{items.map((i) => <li key={i.key}><Item item={i} value={answers[i.key]} onPick={(v) => put({ [i.key]: v })} /></li>)}</ul>
      {words.rest && open.length > 0 && open.length < items.length && <Button onClick={rest}>{words.rest}</Button>}
    </section>
  );
}

const YES_NO = [{ value: 1, text: "Yes" }, { value: 0, text: "No" }];

function Item({ item, value, onPick }) {
  const { least, most, low, high, words } = item;
  if (least === 0 && most === 1) return <Choice title={words} options={YES_NO} value={value} onPick={onPick} />;
  if (most - least < LONG) {
    const options = Array.from({ length: most - least + 1 }, (_, i) => ({ value: least + i, text: stepWords(least + i, item) }));
    return <Choice title={words} options={options} value={value} onPick={onPick} />;
  }
  return <Scale title={words} low={low ?? "none"} high={high ?? "worst"} value={value} onPick={onPick} />;
}

const stepWords = (n, { least, most, low, high }) => (n === least && low ? `${n}, ${low}` : n === most && high ? `${n}, ${high}` : String(n));
