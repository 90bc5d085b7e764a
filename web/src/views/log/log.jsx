// After the two taps: Saved, Undo, and what else there is to say when there is energy. Each tap is saved.
import "./log.css";
import { useState } from "preact/hooks";
import { change, remove, restore, useEntry } from "../../entries.js";
import { BodyPair, marksOf, useRegions } from "../../parts/Body.jsx";
import { Button, Card, Choice, DoneStrip, ease, Field, Fold, HelpLine, Page, QuestionCard, Scale, say, Taps, Warnings } from "../../parts/index.js";
import { go } from "../../router.js";
import { useDrawOf } from "../../relief.js";
import { dayPart, lasted, lastedWords, nearDay, timePart } from "../../time.js";
import { offerUndo } from "../../undo.js";
import { Body } from "../body/body.jsx";
import { asRange, NO_LENGTH, rangesWithin } from "../over/lengths.js";
import { Done } from "./done.jsx";
import { PainAfter } from "./pain.jsx";
import { Missing } from "./missing.jsx";
import { PlaceChips } from "./places.jsx";

/** "19:38, lasted 2 minutes 14 seconds". */
function whenWords(record) {
  const day = dayPart(record.at);
  const near = nearDay(day);
  const time = { minute: timePart(record.at), part: record.entry?.shown?.time ?? "", day: "" }[record.precision];
  const when = [near === "today" && time ? "" : near, time].filter(Boolean).join(", ");
  const long = lastedWords(record.body);
  const words = long ? `${when}, lasted ${long}` : when;
  return words[0].toUpperCase() + words.slice(1);
}

const FRESH_MS = 600000;
const isFresh = ({ at, body }) => body.lasted_seconds !== undefined && Date.parse(at) + body.lasted_seconds * 1000 > Date.now() - FRESH_MS;

function Saved({ record, over }) {
  if (record.body.running) {
    return (
      <div class="done-strip">
        <div class="stack-xs"><h1 tabindex="-1">Still running</h1></div>
        <Button onClick={() => ease(record)}>It eased</Button>
      </div>
    );
  }
  const undo = () => {
    if (over) {
      remove(record.id);
      offerUndo("Taken back. It can come back.", () => restore(record.id));
    } else {
      change(record.id, { running: true, ...NO_LENGTH });
      say("Spasm running");
    }
    go("#/today");
  };
  return (
    <DoneStrip heading title={record.error ? "Not saved yet" : "Saved"} line={whenWords(record)} onUndo={over || isFresh(record) ? undo : undefined} />
  );
}

const LONG_SECONDS = 3600;           // perhaps the clock was left on

/** Eased just now, after a long run: perhaps it was over before. */
function EasedBefore({ record, isFresh }) {
  const seconds = record.body.lasted_seconds;
  if (!isFresh || !(seconds > LONG_SECONDS)) return null;
  const pick = (range) => { change(record.id, asRange(range)); say("Saved."); };
  return (
    <section class="card">
      <Taps title="Did it ease before that?" options={rangesWithin(seconds).map((r) => ({ value: r, text: r.text }))} onPick={pick}>
        <Button kind="pill" onClick={() => { change(record.id, NO_LENGTH); say("Saved."); }}>Yes, time not known</Button>
      </Taps>
      <p class="small">The clock ran for {lasted(seconds)}. If it was left on, say about when it eased. If not, there is nothing to do.</p>
    </section>
  );
}

function Where({ record }) {
  const { name } = useRegions();
  const sites = record.body.sites ?? [];
  const said = sites.length
    ? `Body figure. Marked: ${sites.map((p) => name(p.site) + (p.pain === undefined ? "" : `, pain ${p.pain}`)).join("; ")}.`
    : "Body figure, front and back. Nothing marked.";
  return (
    <Card title="Where?" link={{ href: `#/log/${record.id}/body`, text: "Bigger body map" }}>
      {sites.length > 0 && <a class="figure-link" href={`#/log/${record.id}/body`} tabindex="-1" aria-hidden="true"><BodyPair marks={marksOf(sites)} said={said} /></a>}
      <PlaceChips record={record} title="Or pick from the list" quiet />
    </Card>
  );
}

const CONTEXTS = [
  { value: "rest", text: "Resting" }, { value: "effort", text: "Active, or up to 6 hours after" },
  { value: "night", text: "In bed at night" }, { value: "other", text: "Something else" },
];

/** Yes, no, and Do not know, which leaves it not recorded. */
function YesNo({ title, record, member }) {
  const [unknown, setUnknown] = useState(false);
  const value = record.body[member];
  const pick = (v) => { setUnknown(v === null); change(record.id, { [member]: v ?? undefined }); };
  return (
    <Choice title={title} value={value ?? (unknown ? null : undefined)} onPick={pick}
      options={[{ value: true, text: "Yes" }, { value: false, text: "No" }, { value: null, text: "Do not know" }]} />
  );
}

function MoreQuestions({ record }) {
  return (
    <Fold card title="A few more questions">
      <Choice title="What were you doing?" value={record.body.context} options={CONTEXTS} onPick={(v) => change(record.id, { context: v })} />
      {record.body.pain === undefined && <YesNo title="Did it hurt?" record={record} member="painful" />}
      <YesNo title="Could you see it move under the skin?" record={record} member="ripple" />
      <YesNo title="Another in the same place within an hour?" record={record} member="repeated" />
      <YesNo title="Did you feel it coming?" record={record} member="warning_felt" />
      <Field label="What do you think set it off?" live value={record.body.thought_cause ?? ""} maxlength="500" onSave={(t) => change(record.id, { thought_cause: t })} />
      <Field label="Anything else" area value={record.body.note ?? ""} maxlength="4000" onSave={(t) => change(record.id, { note: t })} />
    </Fold>
  );
}

/** What the naming rule calls it; a name, never a diagnosis. */
function Filed({ entry }) {
  const label = entry?.shown?.label;
  if (!label) return null;
  return (
    <Card title={`We filed it as: ${label.name}`} tone="tint" id="h-name">
      <p>{label.words}</p>
      <p class="small">{label.footer}</p>
    </Card>
  );
}

function HowBad({ record }) {
  const [skipped, setSkipped] = useState(false);
  const pick = (n) => {
    setSkipped(n === null);
    change(record.id, n === null ? { pain: undefined } : { pain: n, painful: undefined });
  };
  return (
    <section class="card"><Scale title="How bad was it?" low="no pain" value={record.body.pain ?? (skipped ? null : undefined)} onPick={pick} /></section>
  );
}

/** The questions about one episode; also under "Already over". first: what stands above them. */
export function LogPage({ record, over = false, first }) {
  const draw = useDrawOf(record);
  return (
    <Page title={over ? "Spasm, already over" : "Spasm saved"} narrow bare heading={false}
      before={<><Warnings /><Saved record={record} over={over} /><QuestionCard about={record.id} /></>}>
      <p>You can stop here. The rest is for when you have the energy, tonight or tomorrow. Each tap is saved.</p>
      {first ?? <EasedBefore record={record} isFresh={isFresh(record)} />}
      <HowBad record={record} />
      <PainAfter record={record} draw={draw} isFresh={isFresh(record)} />
      <Where record={record} />
      <Done record={record} draw={draw} />
      <MoreQuestions record={record} />
      <Filed entry={record.entry} />
      <a class="btn main big wide" href="#/today">Done</a>
      {record.entry && <p><a class="btn quiet" href={`#/entry/${record.id}`}>Change the time, see its history, or remove it</a></p>}
      <HelpLine />
    </Page>
  );
}

/** #/log/ID, #/log/ID/body */
export function Log({ parts }) {
  const record = useEntry(parts[1] ?? "");
  if (parts[2] === "body") return <Body parts={parts} />;
  if (!record || record.removed || record.kind !== "episode") return <Missing record={record ?? (parts[1] ? record : null)} />;
  return <LogPage record={record} />;
}
