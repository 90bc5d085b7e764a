// One remedy of the plan: how it is done, what studies found, and when it is not picked.
import { Choice, Choices, Field, Fold, Switch } from "../../parts/index.js";
import { capital, useRegions } from "../../parts/Body.jsx";
import { Select } from "../../parts/Select.jsx";
import { NotesAt } from "./notes.jsx";

const HOW_MAX = 200;
const RESTS = [0, 4, 8, 12, 24];
const rests = (n) => (n === 0 ? "No rest" : n === 1 ? "1 hour" : `${n} hours`);

/** "not at night, not again within 8 hours". */
function summary(r) {
  const rest = r.rest_hours > 0 && `not again within ${rests(r.rest_hours)}`;
  const sites = r.not_sites?.length > 0 && "not in every place";
  return [r.not_at_night && "not at night", r.not_at_work && "not at work", sites, rest].filter(Boolean).join(", ") || "at any time";
}

const firstSentence = (text) => text.split(/(?<=\.) /)[0];

/** at: its place in the plan as kept, to which the notes belong; -1 when it is new. */
export function RemedyRules({ remedy: r, card, notes, at, set }) {
  const hours = [...new Set([...RESTS, r.rest_hours ?? 0])].sort((a, b) => a - b);
  return (
    <div class="remedy-rules">
      <Fold title={<span class="row-main"><span>{card.name}</span><span class="small">{capital(summary(r))}</span></span>}>
        {card.found && <p class="small">{firstSentence(card.found)} {card.certainty_word && `${card.certainty_word}.`} <a href={`#/treatment/${card.key}`}>What studies found</a></p>}
        {card.ask_doctor && <p class="small"><b>Ask your doctor first.</b></p>}
        <Field label="How, in one line" area={false} live maxLength={HOW_MAX} hint={card.how ? `As the card says: ${card.how}` : undefined} value={r.how ?? ""} onSave={(how) => set({ how: how || undefined })} />
        <Switch label="Not at night" on={r.not_at_night === true} onChange={(on) => set({ not_at_night: on })} />
        <Switch label="Not at work" on={r.not_at_work === true} onChange={(on) => set({ not_at_work: on })} />
        <Choice title="Not again within" value={r.rest_hours ?? 0} options={hours.map((n) => ({ value: n, text: rests(n) }))} onPick={(n) => set({ rest_hours: n })} />
        <Places sites={r.not_sites ?? []} set={(list) => set({ not_sites: list })} />
      </Fold>
      <NotesAt notes={at < 0 ? [] : notes} field={`remedies[${at}]`} />
    </div>
  );
}

/* By parts of the body, a tap each; single places for those who want it exact. */
function Places({ sites, set }) {
  const { regions, groups, name } = useRegions();
  const of = (group) => regions.filter((r) => r.group === group).map((r) => r.id);
  const whole = groups.filter((g) => of(g.id).length && of(g.id).every((s) => sites.includes(s)));
  const single = sites.filter((s) => !whole.some((g) => of(g.id).includes(s)));
  const pick = (id, on) => set(on ? [...new Set([...sites, ...of(id)])] : sites.filter((s) => !of(id).includes(s)));
  return (
    <>
      <Choices title="Not on these parts" values={whole.map((g) => g.id)} onPick={pick} options={groups.map((g) => ({ value: g.id, text: g.name }))} />
      <Fold title={single.length ? `Single places (${single.length})` : "Single places"}>
        {single.length > 0 && <Choices title="Not on these places" values={single} options={single.map((s) => ({ value: s, text: capital(name(s)) }))}
          onPick={(s) => set(sites.filter((x) => x !== s))} />}
        <Select label="One more place" empty="Choose a place" options={regions.filter((r) => !sites.includes(r.id)).map((r) => ({ value: r.id, text: capital(r.name) }))}
          onPick={(s) => s && set([...sites, s])} />
      </Fold>
    </>
  );
}
