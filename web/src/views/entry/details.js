// The members of an entry in plain words, for its own page. Pure.
import { lastedWords } from "../../time.js";

const TIMES = { done: "Done", taken: "Used", not_taken: "Not taken", no_dose: "None was due" };
const CONTEXTS = { rest: "Resting", effort: "Active, or up to 6 hours after", night: "In bed at night", other: "Something else" };
const HELPED = { much: "helped much", little: "helped a little", none: "did not help", worse: "made it worse" };
const EVENTS = { started: "Started", changed: "Changed", stopped: "Stopped" };
const yesNo = (v) => (v ? "Yes" : "No");
const outOfTen = (n) => (n === undefined ? null : `${n} of 10`);
const minutes = (n) => `${n} ${n === 1 ? "minute" : "minutes"}`;

/** Names of the catalogue by key; an unknown key is shown as it is. */
export function namer(catalogue) {
  const map = (list, key) => new Map((list ?? []).map((x) => [x[key], x]));
  const all = {
    region: map(catalogue?.regions, "id"), measure: map(catalogue?.measures, "key"),
    treatment: map(catalogue?.treatments, "key"), suspect: map(catalogue?.suspects, "key"),
    group: map(catalogue?.medicine_groups, "key"),
  };
  return (what, key) => all[what].get(key)?.name ?? key;
}

const capital = (s) => (s ? s[0].toUpperCase() + s.slice(1) : s);

function place({ site, pain }, name) {
  return name("region", site) + (pain === undefined ? "" : `, pain ${pain}`);
}

function remedy({ treatment, helped, after_minutes: after }, name) {
  return [name("treatment", treatment), helped && HELPED[helped], after !== undefined && `after ${minutes(after)}`].filter(Boolean).join(", ");
}

const RESPONSES = { doing: "you did it", skipped: "you did not want it", chose: "you chose yourself" };
const WHY_NOT = {
  cluster: "None: it came so soon after the one before", skipped: "None: you skipped the pick", chose: "None: you chose yourself",
  warning: "None: a warning came first", rules: "None: your rules left nothing", rest: "None: all that was left is resting",
};

/** What was picked by chance, and what became of it. */
function drawn({ arm, why_not: whyNot, response, chose }, name) {
  const what = arm ? name("treatment", arm) : WHY_NOT[whyNot];
  return [what, RESPONSES[response], chose && name("treatment", chose)].filter(Boolean).join(", ");
}

function episode(b, name, shown, draw) {
  return [
    ["Pain at its worst", b.pain !== undefined ? `${b.pain} of 10` : b.painful === undefined ? null : b.painful ? "It hurt" : "It did not hurt"],
    ["Pain when it began", outOfTen(b.pain_start)],
    ["Pain when it had eased", outOfTen(b.pain_end)],
    ["How long", b.running ? "Still going" : b.lasted_seconds === undefined ? lastedWords(b) : shown?.lasted ?? lastedWords(b)],
    ["Where", b.sites?.map((s) => place(s, name)).join("; ")],
    ["You were", CONTEXTS[b.context]],
    ["Moved under the skin", b.ripple === undefined ? null : yesNo(b.ripple)],
    ["Another within an hour", b.repeated === undefined ? null : yesNo(b.repeated)],
    ["Felt it coming", b.warning_felt === undefined ? null : yesNo(b.warning_felt)],
    ["Picked by chance", draw ? drawn(draw, name) : null],
    ["What you did", b.done?.map((d) => remedy(d, name)).join("; ")],
    ["Suspects", b.suspects?.map((s) => name("suspect", s)).join(", ")],
    ["You think it was set off by", b.thought_cause],
    ["Note", b.note],
  ];
}

const checkIn = (b, name) => [
  ...Object.entries(b.values ?? {}).map(([key, v]) => [name("measure", key), v === "none" ? "None" : String(v)]),
  ["Note", b.note],
];

const use = (b, name) => [
  ["What", name("treatment", b.treatment)], ["How it went", TIMES[b.taken]], ["How much", b.dose],
  ["For how long", b.minutes === undefined ? null : minutes(b.minutes)], ["Note", b.note],
];

const exposure = (b, name) => [
  ["Suspect", name("suspect", b.suspect)],
  ["How much", b.level !== undefined ? `${b.level} of 10` : b.present === undefined ? null : b.present ? "Yes" : "No, not that day"],
  ["Note", b.note],
];

const medicine = (b, name) => [
  ["Medicine", b.name], ["What happened", EVENTS[b.event]], ["Sort", b.group && name("group", b.group)], ["Dose", b.dose], ["Note", b.note],
];

const SEVERITIES = { mild: "Mild", moderate: "It bothered you", severe: "Bad" };
const DID = { done: "Done", part: "Partly", not_done: "Not done", other: "Something else" };

const trialDay = (b) => [["What was planned", DID[b.did]], ["How much", b.amount], ["Instead", b.instead], ["Why", b.reason]];

const harm = (b) => [["What", b.what], ["How bad", SEVERITIES[b.severity]], ["Stopped because of it", b.stopped ? "Yes" : null], ["Note", b.note]];

const draw = (b, name) => [["Picked by chance", drawn({ ...b.draw, ...b }, name)]];

const STATES = { on: "Remedies are compared", off: "Nothing is picked now", settled: "You have decided" };

const relief = (b, name) => [
  ["State", STATES[b.state]], ["On", b.settled && name("treatment", b.settled)],
  ["Compared", b.plan?.remedies?.map((r) => name("treatment", r.key)).join(", ")],
];

const KINDS = { draw, relief, "trial-day": trialDay, harm, episode, "check-in": checkIn, use, exposure, medicine, note: (b) => [["Note", b.text]] };

/** [[what, words]] of what was recorded; what was not is left out. pick: what was drawn for an episode. */
export function details(kind, body, catalogue, shown, pick) {
  const name = namer(catalogue);
  return (KINDS[kind]?.(body ?? {}, name, shown, pick) ?? [])
    .filter(([, words]) => words !== null && words !== undefined && words !== "")
    .map(([what, words]) => [what, capital(words)]);
}

export const KIND_WORDS = {
  episode: "Spasm", "check-in": "Check-in", use: "Remedy", exposure: "Suspect", medicine: "Medicine", note: "Note", survey: "Questionnaire",
  trial: "Trial", "trial-event": "Trial", "trial-day": "Day of a trial", harm: "Unwanted effect",
  draw: "Picked by chance", relief: "Comparing what eases it",
};
