// One entry: what it says, the way to change it, its earlier versions, and out with it.
import "./entry.css";
import { change, useEntry } from "../../entries.js";
import { Button, Card, DoneStrip, Fold, Page, QuestionCard, say } from "../../parts/index.js";
import { go } from "../../router.js";
import { useDrawOf } from "../../relief.js";
import { useReply } from "../../state.js";
import { dayPart, nearDay, timePart } from "../../time.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { Scores } from "../surveys/scores.jsx";
import { details, KIND_WORDS } from "./details.js";
import { BodyForm, hasForm } from "./forms.jsx";
import { History } from "./history.jsx";
import { bringBack, removeEntry } from "./removed.js";
import { WhenForm } from "./when.jsx";

const capital = (s) => s[0].toUpperCase() + s.slice(1);

function whenWords(record) {
  const { at, precision, entry } = record;
  const day = capital(nearDay(dayPart(at)));
  if (precision === "day") return `${day}, time not known`;
  return `${day}, ${precision === "part" ? entry?.shown?.time ?? "about then" : timePart(at)}`;
}

const OF_TRIALS = ["trial", "trial-event", "trial-day"];
const STAYS = {                      // they hang together: their own page changes them
  trial: "See the trial", "trial-event": "See the trial", draw: "See the spasm", relief: "See what is compared",
};

/** Where an entry is changed: its own page, or the form on this one. */
function editor(record) {
  if (record.kind === "episode") return `#/log/${record.id}`;
  if (record.kind === "check-in") return `#/check-in/${dayPart(record.at)}`;
  if (OF_TRIALS.includes(record.kind)) return `#/trial/${record.kind === "trial" ? record.id : record.body.trial}`;
  if (record.kind === "draw") return `#/entry/${record.body.episode}`;
  if (record.kind === "relief") return "#/relief/plan";
  if (record.kind === "survey") return `#/surveys/${record.body.survey}?entry=${record.id}`;
  return null;
}

export function Entry({ parts: [, id] }) {
  const record = useEntry(id);
  const history = useReply("entry", { id })?.history;
  const catalogue = useReply("catalogue");
  if (record === null) return <Nowhere />;
  const shown = record?.entry?.shown ?? history?.find((v) => !v.removed)?.shown;
  const title = shown?.title ?? KIND_WORDS[record?.kind] ?? "Entry";
  const back = { href: record ? `#/diary/day/${dayPart(record.at)}` : "#/diary", text: "That day" };
  return (
    <Page title={title} lead={record && whenWords(record)} narrow back={back}>
      {record?.removed && (
        <DoneStrip icon="undo" title="This entry was removed. It can come back." onUndo={() => bringBack(id, title)} undo="Bring it back" />
      )}
      {record && !record.removed && (
        <>
          <QuestionCard about={id} />
          <Says record={record} shown={shown} catalogue={catalogue} />
          <Changes record={record} catalogue={catalogue} title={title} />
        </>
      )}
      {record && <History record={record} history={history} catalogue={catalogue} />}
    </Page>
  );
}

function Says({ record, shown, catalogue }) {
  const draw = useDrawOf(record.kind === "episode" ? record : null);
  const list = details(record.kind, record.body, catalogue, shown, draw);
  const label = record.kind === "episode" ? shown?.label : null;
  return (
    <section class="card" aria-label="What it says">
      {record.kind === "survey" && shown?.scores && <Scores survey={record.body.survey} scores={shown.scores} />}
      {list.length > 0 && (
        <dl class="says">
          {list.map(([what, words]) => <div key={what}><dt>{what}</dt><dd class="text">{words}</dd></div>)}
        </dl>
      )}
      {!list.length && record.kind !== "survey" && <p>Nothing more was written down. That is fine.</p>}
      {label && (
        <div class="stack-xs">
          <p>We filed it as: <b>{label.name}</b>.</p>
          <p class="small">{label.words} {label.footer}</p>
        </div>
      )}
    </section>
  );
}

function Changes({ record, catalogue, title }) {
  const href = editor(record);
  const out = () => {
    removeEntry(record.id, title);
    go("#/diary");
  };
  const put = (patch, when) => {
    change(record.id, patch, when);
    say("Saved.");
  };
  if (Object.hasOwn(STAYS, record.kind)) return <a class="btn main" href={href}>{STAYS[record.kind]}</a>;
  return (
    <>
      {href && <a class="btn main" href={href}>{record.kind === "trial-day" ? "See the trial" : "Change or add something"}</a>}
      {hasForm(record.kind) && (
        <Fold title="Change what it says" card>
          <BodyForm kind={record.kind} body={record.body} catalogue={catalogue} onSave={(body) => put({ ...blank(record.body), ...body })} />
        </Fold>
      )}
      {record.kind === "episode" && <a class="btn" href={`#/over/${record.id}`}>Change when and how long</a>}
      {record.kind !== "check-in" && record.kind !== "episode" && (
        <Fold title="Change the day or time" card>
          <WhenForm key={record.at + record.precision} at={record.at} precision={record.precision} onSave={(when) => put({}, when)} />
        </Fold>
      )}
      <Button kind="danger-line" onClick={out}>Remove this entry</Button>
      <p class="small">It can come back afterwards.</p>
    </>
  );
}

const blank = (body) => Object.fromEntries(Object.keys(body).map((key) => [key, undefined]));
