// How the day was: two questions, then the rest folded. Each is a value, none, or not recorded.
import { useEffect, useMemo, useState } from "preact/hooks";
import { change, draft, isKnown, seen, useEntry } from "../../entries.js";
import { newId } from "../../ids.js";
import { Choice, Field, Fold, HelpLine, Page, Question, QuestionCard, Scale, Stepper, Warnings } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { isDay, longDay, moment, momentAt, today } from "../../time.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { Exposures } from "./exposures.jsx";

const SPASMS = "spasms";
const NONE = "none";
const NUMBERS = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine"];

/** The check-in of a day: the one that is there, or one that is written with the first answer. */
function useCheckIn(day) {
  const fresh = useMemo(newId, [day]);
  const args = { from: day, to: day, kind: "check-in", limit: 1 };
  const found = useReply("entries", args)?.entries;
  if (found?.[0]) seen(found[0]);
  useEffect(() => {
    if (found && !found.length) {
      draft(fresh, "check-in", day === today() ? { at: moment() } : { at: momentAt(day), precision: "day" });
    }
  }, [found, fresh, day]);
  return useEntry(found?.[0]?.id ?? (isKnown(fresh) ? fresh : undefined)) || undefined;
}

/** Sets one measure; undefined takes it away again. */
const setValue = (record, key, value) => change(record.id, { [`values.${key}`]: value });

/** Where less is better, nought is the word none: a day without is not a day with a little. */
function ScaleMeasure({ record, measure: m }) {
  const [skipped, setSkipped] = useState(false);
  const stored = record.body.values?.[m.key];
  const value = stored === NONE ? 0 : stored;
  const pick = (n) => {
    setSkipped(n === null);
    setValue(record, m.key, n === null ? undefined : n === 0 && m.better === "lower" ? NONE : n);
  };
  return (
    <Scale title={m.question ?? m.name} low={m.low || "none"} high={m.high || "most"} value={value ?? (skipped ? null : undefined)} onPick={pick} />
  );
}

function CountMeasure({ record, measure: m }) {
  const [unknown, setUnknown] = useState(false);
  const stored = record.body.values?.[m.key];
  const pick = (v) => { setUnknown(v === null); setValue(record, m.key, v ?? undefined); };
  const some = typeof stored === "number" && stored > 0;
  return (
    <Question title={m.question ?? m.name}>
      <div class="stack-s">
        <Choice title={m.name} quiet value={some ? 1 : stored === 0 ? NONE : stored ?? (unknown ? null : undefined)} onPick={pick}
          options={[{ value: NONE, text: "None" }, { value: 1, text: "Some" }, { value: null, text: "Do not know" }]} />
        {some && <Stepper label={m.name} least={1} value={stored} onPick={pick} />}
      </div>
    </Question>
  );
}

function YesNoMeasure({ record, measure: m }) {
  const [skipped, setSkipped] = useState(false);
  const stored = record.body.values?.[m.key];
  const pick = (v) => { setSkipped(v === null); setValue(record, m.key, v ?? undefined); };
  return (
    <Choice title={m.question ?? m.name} value={(stored === NONE ? 0 : stored) ?? (skipped ? null : undefined)} onPick={pick}
      options={[{ value: 1, text: "Yes" }, { value: 0, text: "No" }, { value: null, text: "Skip" }]} />
  );
}

function NumberMeasure({ record, measure: m }) {
  const stored = record.body.values?.[m.key];
  const save = (text) => {
    const n = Number(text.replace(",", "."));
    if (text === "") setValue(record, m.key, undefined);
    else if (Number.isFinite(n)) setValue(record, m.key, n);
  };
  return <Field label={m.unit ? `${m.name} (${m.unit})` : m.name} inputmode="decimal" value={stored === undefined ? "" : stored === NONE ? "0" : String(stored)} onSave={save} />;
}

const MEASURES = { "0-10": ScaleMeasure, count: CountMeasure, "yes-no": YesNoMeasure, number: NumberMeasure };

function Measure({ record, measure }) {
  const Kind = MEASURES[measure.scale] ?? NumberMeasure;
  return <Kind record={record} measure={measure} />;
}

/** "You logged 2. Is that all?" What was logged is offered, never taken for granted. */
function Spasms({ record, logged, day }) {
  const [state, setState] = useState(null);
  const stored = record.body.values?.[SPASMS];
  const value = stored === NONE ? 0 : stored;
  const now = value === undefined ? state : value <= logged ? "all" : "more";
  const pick = (word) => {
    setState(word === "unknown" ? word : null);
    if (word === "all") setValue(record, SPASMS, logged || NONE);
    else if (word === "more") setValue(record, SPASMS, logged + 1);
    else setValue(record, SPASMS, undefined);
  };
  const isToday = day === today();
  const options = [
    { value: "all", text: logged ? `Yes, ${logged}` : "No spasms" },
    { value: "more", text: logged ? "There were more" : "There were some" }, { value: "unknown", text: "Do not know" },
  ];
  return (
    <section class="card">
      <Question title={isToday ? "Spasms today" : "Spasms that day"}>
        <div class="stack-s">
          <p>{logged ? `You logged ${logged}. Is that all?` : `You logged none${isToday ? " so far" : ""}.`}</p>
          <Choice title="How many?" quiet value={now} options={options} onPick={pick} />
          {now === "more" && <Stepper label="How many spasms" least={logged + 1} value={value} onPick={(n) => setValue(record, SPASMS, n)} />}
        </div>
      </Question>
    </section>
  );
}

/** #/check-in for today, #/check-in/2026-03-12 for a day that is past. */
export function CheckIn({ parts }) {
  const day = parts[1] ?? today();
  return isDay(day) && day <= today() ? <CheckInOf key={day} day={day} /> : <Nowhere />;
}

function CheckInOf({ day }) {
  const isToday = day === today();
  const record = useCheckIn(day);
  const logged = useReply("days", { from: day, to: day })?.days?.[0]?.logged;
  const measures = (useReply("catalogue")?.measures ?? []).filter((m) => !m.archived && m.key !== SPASMS);
  const [rest, setRest] = useState(false);
  const title = isToday ? (new Date().getHours() >= 15 ? "Evening check-in" : "Check-in") : "Check-in, later";
  const back = isToday ? { href: "#/today", text: "Today" } : { href: "#/diary", text: "Diary" };
  const page = { title, lead: `${longDay(day)}. Skip what you like.`, narrow: true, back, bare: true, before: <Warnings /> };
  if (!record || logged === undefined) return <Page {...page} />;
  const more = measures.filter((m) => !m.short);
  const word = NUMBERS[more.length] ?? more.length;
  return (
    <Page {...page}>
      <QuestionCard about={record.id} />
      <Spasms record={record} logged={logged} day={day} />
      {measures.filter((m) => m.short).map((m) => <section class="card" key={m.key}><Measure record={record} measure={m} /></section>)}
      <a class="btn main big wide" href={back.href}>{isToday && new Date().getHours() >= 15 ? "That is enough for tonight" : "That is enough"}</a>
      {more.length > 0 && (
        <Fold card title={`${word} more, if you have the energy`} open={rest} onToggle={(e) => setRest(e.currentTarget.open)}>
          {more.map((m) => <Measure key={m.key} record={record} measure={m} />)}
          <Field label="Anything else about the day" area maxlength="4000" value={record.body.note ?? ""} onSave={(t) => change(record.id, { note: t })} />
        </Fold>
      )}
      <Exposures day={day} />
      <p class="small">0 means none. Skip means not recorded. Those are different, and we never mix them up.</p>
      <HelpLine />
    </Page>
  );
}
