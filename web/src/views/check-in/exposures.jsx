// What was there that day: the person's suspects, yes, no or how much. An answer is an entry of its own.
import { useEffect, useMemo, useState } from "preact/hooks";
import { change, draft, isKnown, remove, seen, useEntry } from "../../entries.js";
import { newId } from "../../ids.js";
import { Choice, Fold, Scale } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { moment, momentAt, today } from "../../time.js";
import { Readings } from "./readings.jsx";

const LIMIT = 200;

function Exposure({ day, suspect: s, entry }) {
  const [skipped, setSkipped] = useState(false);
  const id = useMemo(() => entry?.id ?? newId(), [entry?.id]);
  if (entry) seen(entry);
  useEffect(() => {
    if (!entry) draft(id, "exposure", day === today() ? { at: moment() } : { at: momentAt(day), precision: "day" });
  }, [id]);
  const record = useEntry(isKnown(id) ? id : undefined);
  const body = record?.removed ? {} : record?.body ?? {};
  const pick = (patch) => {
    setSkipped(patch === null);
    if (patch !== null) change(id, { suspect: s.key, ...patch });
    else if (record?.entry) remove(id);
  };
  if (s.graded) {
    return (
      <Scale title={s.name} low="none" high="a lot" value={body.level ?? (skipped ? null : undefined)}
        onPick={(n) => pick(n === null ? null : { level: n })} />
    );
  }
  return (
    <Choice title={s.name} value={body.present ?? (skipped ? null : undefined)} onPick={(v) => pick(v === null ? null : { present: v })}
      options={[{ value: true, text: "Yes" }, { value: false, text: "No" }, { value: null, text: "Skip" }]} />
  );
}

export function Exposures({ day }) {
  const suspects = (useReply("catalogue")?.suspects ?? []).filter((s) => !s.archived);
  const reply = useReply("entries", { from: day, to: day, kind: "exposure", limit: LIMIT });
  const [open, setOpen] = useState(false);
  if (!reply) return null;
  const found = (key) => reply.entries.find((e) => e.body.suspect === key);
  return (
    <Fold card title="What was there today?" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <p class="small">Things that may set a spasm off. Also the days without count: only the comparison can tell.</p>
      {open && <Readings day={day} />}
      {open && suspects.map((s) => <Exposure key={s.key + day} day={day} suspect={s} entry={found(s.key)} />)}
    </Fold>
  );
}
