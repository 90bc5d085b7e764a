// A spasm that is already over: when and how long, as well as it is known. The first answer saves it.
import { useEffect, useMemo, useState } from "preact/hooks";
import { change, draft, useEntry } from "../../entries.js";
import { newId } from "../../ids.js";
import { Card, Choice, Field, Fold, Page, Warnings } from "../../parts/index.js";
import { goInstead } from "../../router.js";
import { addDays, dayPart, isDay, longDay, moment, momentAt, PARTS, timePart, today } from "../../time.js";
import { asLength, asRange, LENGTHS, NO_LENGTH, OVER_RANGES } from "./lengths.js";
import { LogPage } from "../log/log.jsx";
import { Missing } from "../log/missing.jsx";

const NOW = "now";
const asOf = (record) => (record.precision === "part" ? PARTS.find((p) => p.time === timePart(record.at))?.word : undefined);

/** Day and part of the day; the exact time for those who know it. */
function When({ record, day, known }) {
  const set = (at, precision) => change(record.id, {}, { at, precision });
  const chosenDay = known ? dayPart(record.at) : day;
  const [picked, setPicked] = useState(chosenDay);
  const pickDay = (d) => {
    setPicked(d);
    if (d === NOW) set(moment(), "minute");
    else if (known && record.precision !== "day") set(momentAt(d, timePart(record.at)), record.precision);
    else set(momentAt(d), "day");
  };
  const at = picked === NOW ? today() : picked;
  const days = [{ value: NOW, text: "Just now" }, { value: today(), text: "Earlier today" },
    { value: addDays(today(), -1), text: "Yesterday" }, { value: addDays(today(), -2), text: longDay(addDays(today(), -2)) }];
  if (at && !days.some((d) => d.value === at)) days.push({ value: at, text: longDay(at) });
  return (
    <Card title="When was it?">
      <Choice title="Which day?" quiet value={picked} options={days} onPick={pickDay} />
      {picked && picked !== NOW && (
        <Choice title="Which part of the day?" value={asOf(record)}
          options={PARTS.map((p) => ({ value: p.word, text: p.name }))}
          onPick={(word) => set(momentAt(at, PARTS.find((p) => p.word === word).time), "part")} />
      )}
      <Fold title="Another day, or the exact time">
        <Field label="Day" type="date" max={today()} value={at ?? ""} onSave={(d) => d && pickDay(d)} />
        <Field label="Time, if you know it" type="time" value={record.precision === "minute" && known ? timePart(record.at) : ""}
          onSave={(t) => t && set(momentAt(at ?? today(), t), "minute")} />
      </Fold>
    </Card>
  );
}

const RANGE = "range";
const isRange = (body) => body.lasted_least_seconds !== undefined || body.lasted_most_seconds !== undefined;

function HowLong({ record }) {
  const { body } = record;
  const seconds = body.lasted_seconds;
  const [said, setSaid] = useState(isRange(body) ? RANGE : undefined);     // what the entry itself cannot say
  const pick = (v) => {
    setSaid(v === RANGE ? RANGE : v === null ? null : undefined);
    if (v !== RANGE) change(record.id, v === null ? NO_LENGTH : asLength(v));
  };
  const exact = (text) => {
    const n = Number(text.replace(",", "."));
    if (text !== "" && n >= 0) pick(Math.round(n * 60));
  };
  const typed = seconds !== undefined && !LENGTHS.some((l) => l.value === seconds);
  const range = OVER_RANGES.find((r) => isRange(body) && r.least === (body.lasted_least_seconds ?? 0) && r.most === body.lasted_most_seconds);
  return (
    <section class="card">
      <Choice title="How long did it last, about?" value={seconds ?? said} onPick={pick}
        options={[...LENGTHS, { value: RANGE, text: "Between two times" }, { value: null, text: "Do not know" }]} />
      {said === RANGE && <Choice title="Between which?" value={range} options={OVER_RANGES.map((r) => ({ value: r, text: r.text }))}
        onPick={(r) => change(record.id, asRange(r))} />}
      <Fold title="I know it exactly">
        <Field label="Minutes" inputmode="decimal" value={typed ? String(Math.round(seconds / 6) / 10) : ""} onSave={exact} />
      </Fold>
    </section>
  );
}

/* Written with the first answer; until then the day stands for the time. */
const draftFor = (id, day) => draft(id, "episode", { at: momentAt(day ?? today()), precision: "day" });

/** #/over, #/over/ID; ?day=2026-03-12 for a day of the diary. */
export function Over({ parts, ask }) {
  const id = useMemo(() => parts[1] ?? newId(), [parts[1]]);
  const day = isDay(ask.day) && ask.day <= today() ? ask.day : undefined;
  useEffect(() => {
    if (parts[1]) return;
    draftFor(id, day);
    goInstead(`#/over/${id}${day ? `?day=${day}` : ""}`);
  }, [id]);
  return parts[1] ? <OverEntry id={id} day={day} /> : null;
}

function OverEntry({ id, day }) {
  const record = useEntry(id);
  useEffect(() => {
    if (record === null) draftFor(id, day);          // an address from before: the page was loaded anew
  }, [record, id, day]);
  if (record?.removed) return <Missing record={record} />;
  if (!record) return <Page title="Already over" narrow bare back={{ href: "#/today", text: "Today" }} />;
  const known = !!(record.entry || record.todo || record.attempt);
  const first = <><When record={record} day={day} known={known} /><HowLong record={record} /></>;
  if (known) return <LogPage record={record} over first={first} />;
  return (
    <Page title="Already over" lead="The first answer saves it. Leave out what you do not know." narrow bare
      back={{ href: "#/today", text: "Today" }} before={<Warnings />}>
      {first}
    </Page>
  );
}
