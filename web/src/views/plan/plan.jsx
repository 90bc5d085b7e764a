// Plan a trial: one question at a time, then the picture of what it could see. #/plan for a new one,
// #/plan?arm=KEY from a treatment's page (&against=usual&count=MEASURE where those are known too), #/plan?id=ID for a draft, …&step=NAME for one question.
import "./plan.css";
import { useEffect, useState } from "preact/hooks";
import { toHeading } from "../../focus.js";
import { Page } from "../../parts/index.js";
import { go, goInstead } from "../../router.js";
import { errorOf, isFresh, useReply } from "../../state.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { canHide, outcomesOf, USUAL } from "./design.js";
import { Picture } from "./picture.jsx";
import { Against, Count, Hidden, STEPS, What, Worth } from "./steps.jsx";
import { useDraft } from "./use-draft.js";

const VIEWS = { what: What, against: Against, count: Count, worth: Worth, hidden: Hidden };
const TITLE = "Plan a trial";

const addressOf = (id, step, start) => {
  const ask = Object.entries({ id, step, ...start }).filter(([, v]) => v);
  return `#/plan${ask.length ? `?${new URLSearchParams(ask)}` : ""}`;
};

export function Plan({ ask }) {
  const [first] = useState(ask.id);
  const reply = useReply(first ? "trial" : "treatments", first ? { id: first } : undefined);
  const catalogue = useReply("catalogue");
  if (first && !reply && errorOf("trial", { id: first })) return <Nowhere />;
  if (!reply || !catalogue) return <Page title={TITLE} back={{ href: "#/answers", text: "Answers" }} />;
  if (!first) {
    const start = startOf(ask, reply.treatments, outcomesOf(catalogue));
    if (ask.arm && !start.arms && !isFresh("treatments")) return <Page title={TITLE} back={{ href: "#/answers", text: "Answers" }} />;     // it was added a moment ago
    return <Planner ask={ask} loaded={null} start={start} />;
  }
  if (reply.trial.state !== "draft") return <Sealed id={first} />;
  return <Planner ask={ask} loaded={{ id: first, version: reply.trial.version, design: reply.design }} start={{}} />;
}

/* A draft that was drawn meanwhile, here or in another tab. */
function Sealed({ id }) {
  useEffect(() => goInstead(`#/trial/${id}`), [id]);
  return <Page title={TITLE} />;
}

function startOf({ arm, count }, treatments, outcomes) {
  const t = treatments.find((x) => x.id === arm);
  if (!t) return {};
  return { arms: [{ key: USUAL }, { key: t.id, name: t.name }], ...(outcomes.some((m) => m.key === count) ? { outcome: count } : {}) };
}

/* The first question that is open; null when the picture can be drawn. */
function openStep(design, isAgainstAsked) {
  if (!design.arms) return "what";
  if (!isAgainstAsked) return "against";
  if (!design.outcome) return "count";
  return design.important > 0 ? null : "worth";
}

function Planner({ ask, loaded, start }) {
  const catalogue = useReply("catalogue");
  const [isAgainst, setAgainst] = useState(!!loaded || ask.against === USUAL);
  const here = (step, id = ask.id) => addressOf(id, step, id ? undefined : { arm: ask.arm, against: ask.against, count: ask.count });
  const draft = useDraft(loaded, start, (id) => goInstead(here(ask.step, id)));
  const { design } = draft;
  const open = openStep(design, isAgainst);
  const step = Object.hasOwn(VIEWS, ask.step ?? "") ? ask.step : open;
  useEffect(() => { scrollTo(0, 0); toHeading(); }, [step]);
  const id = draft.isSaved ? draft.id : undefined;
  const to = (name) => go(here(name, id));
  if (!step) return <Picture draft={draft} catalogue={catalogue} to={to} />;
  const next = (changed, name) => {
    if (name === "against") setAgainst(true);
    draft.set(changed);
    const after = openStep(changed, isAgainst || name === "against");
    to(after ?? (name === "against" && canHide(changed) ? "hidden" : undefined));
  };
  const View = VIEWS[step];
  const outcomes = outcomesOf(catalogue);
  const at = STEPS.indexOf(step);
  return <View design={design} outcomes={outcomes} next={next} place={at < 0 ? null : `${at + 1} of ${STEPS.length}`} error={draft.error} />;
}
