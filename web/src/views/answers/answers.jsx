// What the diary can answer now, and what it cannot yet. Nothing is promised as present that is not.
import "./answers.css";
import { HelpLine, Page } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { addDays, today as deviceToday } from "../../time.js";
import { Eases } from "./eases.jsx";
import { Question } from "./question.jsx";
import { SetsOff } from "./sets-off.jsx";
import { Trials } from "./trials.jsx";

const YEAR = 365;
const spasms = (n) => `${n} ${n === 1 ? "spasm" : "spasms"}`;

export function Answers() {
  return (
    <Page title="Answers" lead="What your own diary can say so far, and what it cannot say yet.">
      <div class="cols even">
        <div class="col"><Eases /><SetsOff /></div>
        <div class="col"><Prevents /><Comes /></div>
      </div>
      <HelpLine />
    </Page>
  );
}

/* The pictures of the diary; nothing is worked out but counts. */
function Comes() {
  const now = useReply("about")?.today ?? deviceToday();
  const days = useReply("days", { from: addDays(now, 1 - YEAR), to: now })?.days;
  const known = days?.filter((d) => d.state !== "not_recorded").length;
  const count = days?.reduce((sum, d) => sum + (d.state === "value" ? d.spasms : 0), 0);
  return (
    <Question icon="rise" badge="plain" title="When and where does it come?" more={<a class="btn" href="#/diary/patterns">See the patterns</a>}>
      {days && known === 0 && <p>After the first few entries, this has pictures.</p>}
      {days && known > 0 && <p>You wrote about {known} {known === 1 ? "day" : "days"} of the last year: {spasms(count)}.</p>}
    </Question>
  );
}

/* The trials: what runs, what is planned, what was found. */
function Prevents() {
  const reply = useReply("trials");
  const trials = reply?.trials ?? [];
  return (
    <Question icon="dots" title="What prevents it?" flat={!!reply && !trials.length} more={<Trials reply={reply} />}>
      <p>{trials.length ? countWords(trials) : "This needs a trial: some days with a remedy, some without, in an order drawn by chance."}</p>
    </Question>
  );
}

function countWords(trials) {
  const count = (...states) => trials.filter((t) => states.includes(t.state)).length;
  const parts = [[count("running", "waiting"), "running"], [count("paused"), "paused"], [count("draft"), "planned"], [count("finished", "stopped"), "over"]];
  const list = parts.filter(([n]) => n).map(([n, word]) => `${n} ${word}`);
  return `${list.join(", ")}.`;
}
