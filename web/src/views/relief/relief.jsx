// What eases it now? #/relief the answer so far, #/relief/plan what is compared, #/relief/paper to print.
import "./relief.css";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { PaperOf } from "../trial-paper/paper.jsx";
import { ReliefAnswer } from "./answer.jsx";
import { ReliefPlan } from "./plan.jsx";

const NO_ARGS = {};

const Paper = () => (
  <PaperOf name="relief-report" args={NO_ARGS} title="What eases it: the report" lead="For a doctor, or to keep. Nothing is sent: you print it or show it."
    back={{ href: "#/relief", text: "The answer" }} file="unknot-relief-report.html" />
);

const PAGES = { "": ReliefAnswer, plan: ReliefPlan, paper: Paper };

export function Relief({ parts: [, page = ""] }) {
  const View = Object.hasOwn(PAGES, page) ? PAGES[page] : Nowhere;
  return <View />;
}
