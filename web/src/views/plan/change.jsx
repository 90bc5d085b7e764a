// "Change the plan": what else decides about a trial, for those who want to.
import { Choice, Fold, Question, Row, Rows, Stepper } from "../../parts/index.js";
import { canHide } from "./design.js";

const BLOCK_MOST = 28;
const RUN_IN_MOST = 28;
const LOOKS = [{ value: 0, text: "No" }, { value: 1, text: "Once" }, { value: 2, text: "Twice" }, { value: 3, text: "Three times" }];
const ORDERS = [{ value: "cycles", text: "Several days in a row" }, { value: "days", text: "Each day by itself" }];

export function ChangePlan({ design: d, plan, set, to, measure, worth }) {
  const isDays = d.order === "days";
  return (
    <Fold title="Change the plan">
      <Rows>
        <Row onPick={() => to("what")} title="What you try" line={d.arms[1].name} />
        <Row onPick={() => to("against")} title="Against" line={d.arms[0].name} />
        <Row onPick={() => to("count")} title="What we count" line={d.outcome_name ?? measure?.name} />
        <Row onPick={() => to("worth")} title="Worth it if" line={worth} />
        {canHide(d) && <Row onPick={() => to("hidden")} title="Hidden from you" line={d.blinded ? "Yes" : "No"} />}
      </Rows>
      {d.arms.length === 2 && (
        <Choice title="How the days are dealt" options={ORDERS} value={d.order}
          onPick={(order) => set({ order, block_days: undefined, cycles: undefined, washout_days: undefined })} />
      )}
      {!isDays && (
        <Question title="Days in a row">
          <Stepper label="Days in a row" least={1} most={BLOCK_MOST} value={d.block_days} onPick={(n) => set({ block_days: n, washout_days: Math.min(d.washout_days, n - 1) })} />
          <p class="small">Long enough for it to work, short enough for many swaps.</p>
        </Question>
      )}
      {!isDays && (
        <Question title="Days left out after a swap">
          <Stepper label="Days left out after a swap" least={0} most={d.block_days - 1} value={d.washout_days} onPick={(n) => set({ washout_days: n })} />
          <p class="small">What you did before may still act on them. They are written down, but do not count.</p>
        </Question>
      )}
      <Question title="Days before the first draw">
        <Stepper label="Days before the first draw" least={0} most={RUN_IN_MOST} value={d.run_in_days} onPick={(n) => set({ run_in_days: n })} />
        <p class="small">Days as usual, so that the counting has settled.</p>
      </Question>
      <Choice title="Look before the end?" options={LOOKS} value={d.looks} onPick={(looks) => set({ looks })} />
      {plan.wrong && (
        <p class="small">{d.looks ? "Each look asks for a clearer result, so that looking early does not mislead. " : ""}
          {plan.wrong.words ?? `In 20 trials of something useless, ${plan.wrong.of_20} wrongly says that it helps.`}</p>
      )}
    </Fold>
  );
}
