// What was done about it, and how much it helped. Everything tried is kept, also what did not help.
import { change } from "../../entries.js";
import { Choice, Choices, Fold } from "../../parts/index.js";
import { useReply } from "../../state.js";

const SHOWN_MAX = 7;
const HELPED = [
  { value: "much", text: "Much" }, { value: "little", text: "A little" }, { value: "none", text: "Not" },
  { value: "worse", text: "It got worse" },
];

/** What can be done during a spasm, what was used lately first. */
export function useAcute() {
  const catalogue = useReply("catalogue");
  const recent = useReply("today")?.recent_treatments ?? [];
  const all = (catalogue?.treatments ?? []).filter((t) => !t.archived);
  const acute = all.filter((t) => t.acute);
  const first = recent.map((key) => acute.find((t) => t.key === key)).filter(Boolean);
  return { all, acute: [...new Set([...first, ...acute])] };
}

const DRAWN = {
  doing: "was picked for you. If you did something else, say so: both are kept.",
  skipped: "was picked for you, and you did not want it. That is kept too.",
  chose: "was picked for you, and you chose yourself. That is kept too.",
};

/** What was drawn, and that nothing else is wrong. */
function Drawn({ draw, name }) {
  if (!draw?.arm) return null;
  return <p class="small" data-drawn={draw.arm}>{name(draw.arm)} {DRAWN[draw.response ?? "doing"]}</p>;
}

/** draw: of useDrawOf(). */
export function Done({ record, draw }) {
  const { all, acute } = useAcute();
  const done = record.body.done ?? [];
  const picked = done.map((d) => d.treatment);
  const shown = [...new Set([...acute.slice(0, SHOWN_MAX), ...acute.filter((t) => picked.includes(t.key) || t.key === draw?.arm)])];
  const others = all.filter((t) => !shown.includes(t));
  const set = (next) => change(record.id, { done: next });
  const pick = (key, on) => set(on ? [...done, { treatment: key }] : done.filter((d) => d.treatment !== key));
  const helped = (key, word) => set(done.map((d) => (d.treatment === key ? { ...d, helped: word } : d)));
  const options = (list) => list.map((t) => ({ value: t.key, text: t.chip ?? t.name }));
  const name = (key) => { const t = all.find((x) => x.key === key); return t?.chip ?? t?.name ?? key; };
  return (
    <section class="card">
      <Choices title="What did you do?" values={picked} onPick={pick} options={options(shown)} />
      <Drawn draw={draw} name={name} />
      {others.length > 0 && (
        <Fold title="Something else">
          <Choices title="Something else" quiet values={picked} onPick={pick} options={options(others)} />
        </Fold>
      )}
      {picked.filter((key) => key !== "wait").map((key) => (
        <div class="did" key={key}>
          <Choice title={`Did it help? ${name(key)}`} value={done.find((d) => d.treatment === key)?.helped} options={HELPED}
            onPick={(word) => helped(key, word)} />
        </div>
      ))}
    </section>
  );
}
