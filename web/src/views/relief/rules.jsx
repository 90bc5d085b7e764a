// The rest of a plan: how long waiting is bearable, the hours of night and work, and how one is picked.
import { Card, Choice, Choices, Field, Fold } from "../../parts/index.js";
import { Select } from "../../parts/Select.jsx";
import { NotesAt } from "./notes.jsx";

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const NIGHT = { from: "22:00", to: "06:00" };
const WORK = { days: [1, 2, 3, 4, 5], from: "09:00", to: "17:00" };
const LIMITS = Array.from({ length: 11 }, (_, n) => ({ value: String(n), text: String(n) }));
const ODDS = [{ value: "equal", text: "Each as often" }, { value: "adaptive", text: "Lean to what eases sooner" }];
const WORTHS = [{ value: 0.9, text: "A tenth sooner" }, { value: 0.75, text: "A quarter sooner" }, { value: 0.5, text: "In half the time" }];
const CLUSTERS = [{ value: 30, text: "Half an hour" }, { value: 60, text: "1 hour" }, { value: 120, text: "2 hours" }, { value: 240, text: "4 hours" }, { value: 720, text: "12 hours" }];

/** The choices, and what is kept if it is none of them. */
const withOwn = (list, value, text) => (value === undefined || list.some((o) => o.value === value) ? list : [...list, { value, text }]);

export function Waiting({ form: { plan, set }, notes }) {
  return (
    <Card title="Waiting" id="h-wait">
      <p>Waiting is what the others are measured against. You never have to: skipping is one tap.</p>
      <Select label="Not with more pain than" hint="Then the app asks how bad it is before it picks." empty="No limit" options={LIMITS}
        value={plan.wait_limit === undefined || plan.wait_limit === null ? undefined : String(plan.wait_limit)}
        onPick={(n) => set({ wait_limit: n === undefined ? undefined : Number(n) })} />
      <NotesAt notes={notes} field="wait_limit" />
    </Card>
  );
}

/** A span of the clock: two fields. */
function Span({ what, value, onChange }) {
  return (
    <div class="btn-row fill">
      <Field label={`${what} from`} type="time" value={value.from} onSave={(from) => from && onChange({ ...value, from })} />
      <Field label="until" type="time" aria-label={`${what} until`} value={value.to} onSave={(to) => to && onChange({ ...value, to })} />
    </div>
  );
}

/** Only when a remedy has a rule about them. */
export function Hours({ form: { plan, set }, notes }) {
  const night = plan.remedies.some((r) => r.not_at_night);
  const work = plan.remedies.some((r) => r.not_at_work);
  if (!night && !work) return null;
  const at = plan.work ?? WORK;
  const days = (n, on) => set({ work: { ...at, days: on ? [...at.days, n].sort() : at.days.filter((d) => d !== n) } });
  return (
    <Card title="Your hours" id="h-hours">
      {night && <Span what="Night" value={plan.night ?? NIGHT} onChange={(v) => set({ night: v })} />}
      <NotesAt notes={notes} field="night" />
      {work && <Span what="Work" value={at} onChange={(v) => set({ work: v })} />}
      {work && <Choices title="Days at work" values={at.days} options={DAYS.map((text, i) => ({ value: i + 1, text }))} onPick={days} />}
      <NotesAt notes={notes} field="work" />
    </Card>
  );
}

export function How({ form: { plan, set }, notes }) {
  const percent = Math.round((1 - plan.worth) * 100);
  return (
    <Fold title="How one is picked" card>
      <Choice title="By chance" value={plan.odds} options={ODDS} onPick={(odds) => set({ odds })} />
      <p class="small">Each as often is the simplest, and tells most. Leaning gives you the better one more often, but it takes more spasms to be sure of the
        others. None falls under 1 in 10.</p>
      <NotesAt notes={notes} field="odds" />
      <Choice title="What would be worth it to you?" value={plan.worth} options={withOwn(WORTHS, plan.worth, `${percent} in 100 sooner`)} onPick={(worth) => set({ worth })} />
      <NotesAt notes={notes} field="worth" />
      <Choice title="Spasms this close together get one pick" value={plan.cluster_minutes} options={withOwn(CLUSTERS, plan.cluster_minutes, `${plan.cluster_minutes} minutes`)}
        onPick={(n) => set({ cluster_minutes: n })} />
      <NotesAt notes={notes} field="cluster_minutes" />
    </Fold>
  );
}
