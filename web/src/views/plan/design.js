// A design while it is being made: what was chosen so far, in words. Nothing is worked out here but
// the length in days; what a trial can see comes from the program.

export const USUAL = "usual";
export const PLACEBO = "placebo";
export const SPASM_DAYS = "spasm-days";

export const LEAST_CYCLES = 3;
const SLIDER_DAYS = 168;             // as far as the slider goes, unless the design is longer already
const MOST_DAYS = 730;

/** What is worth it, in plain choices. Of counts the value is a ratio's absolute logarithm, as the program asks. */
const RATIOS = [
  { value: -Math.log(0.75), text: "A quarter fewer" }, { value: -Math.log(0.5), text: "Half as many" },
  { value: -Math.log(0.25), text: "A quarter as many" },
];
const ODDS = [
  { value: -Math.log(0.75), text: "A quarter less often" }, { value: -Math.log(0.5), text: "Half as often" },
  { value: -Math.log(0.25), text: "A quarter as often" },
];
const POINTS = [{ value: 1, text: "1 point" }, { value: 2, text: "2 points" }, { value: 3, text: "3 points" }];

export const kindOf = (measure) => ({ count: "ratio", "yes-no": "odds", number: "number" })[measure?.scale] ?? "points";

/** Choices for a measure; less or more is said as the measure goes. */
export function worthOptions(measure) {
  const kind = kindOf(measure);
  if (kind === "number") return [];
  if (kind === "points") return POINTS.map((o) => ({ ...o, text: `${o.text} ${measure?.better === "higher" ? "more" : "less"}` }));
  const list = kind === "ratio" ? RATIOS : ODDS;
  if (measure?.better !== "higher") return list;
  return [{ value: Math.log(1.25), text: "A quarter more" }, { value: Math.log(1.5), text: "Half as many again" }, { value: Math.log(2), text: "Twice as many" }];
}

const near = (a, b) => Math.abs(a - b) < 1e-3;
export const chosenWorth = (options, value) => options.find((o) => near(o.value, value ?? 0))?.value;

/** The measures that can be counted, and whether there was a spasm at all that day. */
export const outcomesOf = (catalogue) => [
  ...(catalogue?.measures ?? []).filter((m) => !m.archived && m.better !== "neither"),
  { key: SPASM_DAYS, name: "Days with a spasm", scale: "yes-no", better: "lower" },
];

const perCycle = (d) => (d.order === "days" ? d.arms.length : d.arms.length * d.block_days);

/** Run-in included. */
export const daysOf = (d, cycles = d.cycles) => d.run_in_days + perCycle(d) * cycles;

export function daysWords(days) {
  if (days < 14 || days % 7) return `${days} days`;
  return `${days / 7} weeks`;
}

/** {least, most} of the slider, in cycles. */
export function cyclesRange(d) {
  const fit = (days) => Math.floor((days - d.run_in_days) / perCycle(d));
  const least = d.order === "days" ? 7 : LEAST_CYCLES;
  return { least, most: Math.max(least + 1, Math.min(fit(MOST_DAYS), Math.max(fit(SLIDER_DAYS), 2 * least, d.cycles))) };
}

/** What the program needs of a design that is not complete; it fills in the rest. */
export const hasCore = (d) => d.arms?.length >= 2 && !!d.outcome;

/** Only a comparison that looks the same can be hidden. */
export const canHide = (d) => d.arms?.length >= 2 && d.arms.every((a) => a.key !== USUAL);

/* Of what the arms decide nothing is kept when they change: the program proposes it anew. */
const OF_THE_ARMS = ["order", "block_days", "cycles", "run_limit", "run_in_days", "washout_days", "title", "blinded", "looks"];

export function withArms(design, arms) {
  const next = { ...design, arms };
  for (const name of OF_THE_ARMS) delete next[name];
  return next;
}
