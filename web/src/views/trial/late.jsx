// Days of the trial that nothing was said of. Welcome late, and fine to leave.
import { useRef } from "preact/hooks";
import { Choice, Fold } from "../../parts/index.js";
import { nearDay } from "../../time.js";
import { DID } from "./day.jsx";
import { useDay, useToday } from "./use-trial.js";

const SHOWN_MAX = 14;
const DOING = ["on", "washout"];

export function Late({ reply }) {
  const now = useToday();
  const shown = useRef(new Set());   // a day that was said a moment ago stays where it is
  const past = reply.course.filter((d) => DOING.includes(d.phase) && d.day < now);
  const open = past.filter((d) => !d.did);
  for (const d of open) shown.current.add(d.day);
  const days = past.filter((d) => shown.current.has(d.day)).reverse();
  if (!days.length) return null;
  const words = open.length === 1 ? "1 day is open" : `${open.length || "No"} days are open`;
  return (
    <Fold card title={words}>
      <p>If you remember, say it here. If not, leave it open. That is fine, and the answer takes it into account.</p>
      {days.slice(0, SHOWN_MAX).map((d) => <LateDay key={d.day} trial={reply.trial.id} day={d} />)}
      {days.length > SHOWN_MAX && <p class="small">Older days can stay open.</p>}
    </Fold>
  );
}

function LateDay({ trial, day: d }) {
  const said = useDay(trial, d.day, null);
  const name = nearDay(d.day);
  return (
    <div class="stack-s late" data-day={d.day}>
      <Choice title={name[0].toUpperCase() + name.slice(1)} value={said.did ?? d.did ?? undefined}
        options={DID.map((o) => (o.value === "not_done" ? { ...o, text: "Not that day" } : o))}
        onPick={(did) => said.say(did, "Written down.")} />
      {d.state === "not_recorded" && <p><a class="btn quiet" href={`#/check-in/${d.day}`}>Say how that day was</a></p>}
    </div>
  );
}
