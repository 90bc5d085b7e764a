// What the planned trial could see, and the plan in words. The slider moves the picture; the old one stays
// until the new one is there.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Card, Chart, Field, Fold, HelpLine, Page, say } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { ChangePlan } from "./change.jsx";
import { cyclesRange, daysOf, daysWords, kindOf, outcomesOf, worthOptions } from "./design.js";
import { Safety } from "./safety.jsx";
import { Start } from "./start.jsx";
import { usePlan } from "./use-plan.js";

const WAYS = { longer: "A surer way", "per-episode": "Spasm by spasm" };
const HOW_MAX = 200;
const DOTS = Array.from({ length: 20 }, (_, i) => i);

/* Words of the person's own change nothing that is drawn. */
const forPicture = (d) => ({ ...d, title: undefined, why: undefined, arms: d.arms.map(({ how, ...a }) => a) });

export function Picture({ draft, catalogue, to }) {
  const { design } = draft;
  const [turn, setTurn] = useState(0);
  const { plan, of, error } = usePlan(forPicture(design), turn);
  const isNow = of === JSON.stringify(forPicture(design));
  const filled = plan && isNow ? { ...plan.design, ...design } : plan ? { ...plan.design, ...defined(design) } : design;
  const set = (patch, options) => draft.set({ ...filled, ...patch }, options);
  const tried = design.arms.slice(1).map((a) => a.name ?? a.key).join(", ");
  return (
    <Page title={`Plan a trial: ${tried}`} lead="Some days with, some without, in an order drawn by chance." back={{ href: "#/answers", text: "Answers" }}>
      <Problem error={draft.error} title="The draft is not saved yet" />
      <Problem error={error} title="The picture could not be drawn" />
      <Safety draft={draft} plan={plan} onAnswer={() => setTurn(turn + 1)} />
      <div class="cols">
        <div class="col">
          {plan && <Length design={filled} plan={plan} isNow={isNow} onPick={(cycles) => set({ cycles }, { soon: true })} />}
          {plan && <Dots plan={plan} />}
        </div>
        <div class="col">
          {plan?.advice?.map((a, i) => (
            <Card key={a.kind + i} title={WAYS[a.kind] ?? "Another way"} tone="green" id={`h-way-${i}`}>
              <p>{a.words}</p>
              {a.design ? <Button onClick={() => { draft.set(a.design); say("The plan is changed."); }}>Do that instead</Button>
                : <a class="btn" href="#/relief/plan">Compare it when a spasm comes</a>}
            </Card>
          ))}
          {plan && <ThePlan draft={draft} plan={plan} design={filled} catalogue={catalogue} set={set} to={to} />}
        </div>
      </div>
      <HelpLine />
    </Page>
  );
}

const defined = (o) => Object.fromEntries(Object.entries(o).filter(([, v]) => v !== undefined));

/* A native slider; what it says is the program's own sentence. */
function Length({ design, plan, isNow, onPick }) {
  const input = useRef();
  const { least, most } = cyclesRange(design);
  const words = isNow ? plan.length.words : daysWords(daysOf(design));
  useEffect(() => {                  // style stands in no attribute of the page: it is set through the DOM
    input.current.style.setProperty("--fill", `${(100 * (design.cycles - least)) / (most - least)}%`);
  });
  return (
    <section class="card" aria-labelledby="h-long">
      <div class="section-title">
        <h2 id="h-long"><label for="length">How long?</label></h2>
        <output class="row-title num" for="length" aria-live="off">{words}</output>
      </div>
      <div>
        <input class="range" type="range" id="length" ref={input} min={least} max={most} step="1" value={design.cycles}
          aria-valuetext={isNow ? plan.said : words} onInput={(e) => onPick(Number(e.currentTarget.value))} />
        <div class="ends"><span>{daysWords(daysOf(design, least))}</span><span>{daysWords(daysOf(design, most))}</span></div>
      </div>
      <div class="stack-xs" role="status">
        <p><b>{plan.can}</b></p>
        <p>{plan.cannot}</p>
      </div>
      {[plan.days_needed, plan.too_rare].filter(Boolean).map((w, i) => <p class="small" key={i}>{w.words ?? w}</p>)}
      <Fold title="More about this length">
        {[plan.attenuated, plan.no_worthwhile, plan.width].filter(Boolean).map((w, i) => <p class="small" key={i}>{w.words ?? w}</p>)}
        {plan.wrong?.words && <p class="small">{plan.wrong.words}</p>}
      </Fold>
    </section>
  );
}

function Dots({ plan }) {
  return (
    <section class="card" aria-labelledby="h-see">
      <div class="stack-xs">
        <h2 id="h-see">What it could see</h2>
        <p class="small">20 trials just like yours. A full dot is a trial that finds it.</p>
      </div>
      <ul class="power">
        {plan.effects.map((e) => <Effect key={e.key} effect={e} />)}
      </ul>
      <p class="tiny">{plan.basis?.words}</p>
      {plan.studies?.map((s) => (
        <Fold key={s.key} title={`What studies of it found: ${s.name}`}>
          <p class="small">{s.effect ?? s.found}</p>
          <p class="tiny">{s.certainty_word}</p>
        </Fold>
      ))}
      {plan.chart && <Fold title="How that changes with the length"><Chart chart={plan.chart} /></Fold>}
    </section>
  );
}

function Effect({ effect: e }) {
  const isNone = e.key === "none";
  return (
    <li data-power={e.key}>
      <span class="top-line"><span class="row-title">{e.words}</span><span class="small nowrap num">{e.found_of_20} of 20</span></span>
      <span class={isNone ? "dots wrong" : "dots"} aria-hidden="true">{DOTS.map((i) => <i key={i} class={i < e.found_of_20 ? "on" : undefined} />)}</span>
      {isNone && <span class="small">Square: wrongly says that it helps.</span>}
    </li>
  );
}

const times = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

function ThePlan({ draft, plan, design, catalogue, set, to }) {
  const { length } = plan;
  const measure = outcomesOf(catalogue).find((m) => m.key === design.outcome);
  const tried = design.arms[1];
  const how = (text) => set({ arms: design.arms.map((a, i) => (i === 1 ? { ...a, how: text } : a)) });
  const infos = plan.notes.filter((n) => n.level === "info");
  return (
    <Card title="The plan" id="h-plan">
      <dl class="facts">
        <Fact name="Ends, if begun today" value={length.ends_words} />
        <Fact name="Effort" value={`At most ${times(length.swaps, "swap")}, one tap a day`} />
        <Fact name="We count" value={design.outcome_name ?? measure?.name ?? design.outcome} />
        <Fact name="Worth it to you if" value={plan.worth ?? worthWords(design, measure)} />
        <Fact name="Hidden from you" value={design.blinded ? "Yes, with a helper" : "No"} />
      </dl>
      <Field label={`How exactly, for ${tried.name ?? tried.key}`} hint="How much and when. It helps you to do the same each time." maxLength={HOW_MAX} value={tried.how ?? ""} onSave={how} />
      {infos.length > 0 && (
        <Fold title={`Good to know (${infos.length})`}>
          <ul class="bullets small">{infos.map((n) => <li key={n.code}>{n.words}</li>)}</ul>
        </Fold>
      )}
      <ChangePlan design={design} plan={plan} set={set} to={to} measure={measure} worth={worthWords(design, measure)} />
      <hr />
      <Start draft={draft} plan={plan} />
    </Card>
  );
}

const Fact = ({ name, value }) => <div class="fact"><dt>{name}</dt><dd>{value}</dd></div>;

function worthWords(design, measure) {
  const option = worthOptions(measure).find((o) => Math.abs(o.value - design.important) < 1e-3);
  if (option) return option.text;
  const kind = kindOf(measure);
  if (kind === "ratio" || kind === "odds") return `${Math.round(100 * (1 - Math.exp(-design.important)))} in 100 fewer`;
  return `${Math.round(design.important * 100) / 100}${measure?.unit ? ` ${measure.unit}` : kind === "points" ? " points" : ""}`;
}
