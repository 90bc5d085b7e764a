// What the diary can answer now, and what it cannot yet. Nothing is promised as present that is not.
import { HelpLine, Icon, Page } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { addDays, today as deviceToday } from "../../time.js";
import { Trials } from "./trials.jsx";

const YEAR = 365;
const spasms = (n) => `${n} ${n === 1 ? "spasm" : "spasms"}`;

export function Answers() {
  const now = useReply("about")?.today ?? deviceToday();
  const days = useReply("days", { from: addDays(now, 1 - YEAR), to: now })?.days;
  const known = days?.filter((d) => d.state !== "not_recorded").length;
  const count = days?.reduce((sum, d) => sum + (d.state === "value" ? d.spasms : 0), 0);
  return (
    <Page title="Answers" lead="What your own diary can say so far, and what it cannot say yet.">
      <div class="cols even">
        <div class="col">
          <Question icon="rise" badge="note" title="When and where does it come?">
            {days && known === 0 && <p>After the first few entries, this has pictures.</p>}
            {days && known > 0 && <p>You wrote about {known} {known === 1 ? "day" : "days"} of the last year: {spasms(count)}.</p>}
            <a class="btn" href="#/diary/patterns">See the patterns</a>
          </Question>
          <Prevents />
        </div>
        <div class="col">
          <Question icon="wave" badge="green" title="What eases it now?" flat>
            <p>Spasms pass by themselves too. To tell what shortens one, remedies have to be picked by chance and compared.
              About 10 spasms give a first look.</p>
            <p class="small">Not in the app yet. What you did, and what you said of it, is under <a href="#/diary/patterns">Patterns</a>.</p>
          </Question>
          <Question icon="heat" badge="plain" title="What sets it off?" flat>
            <p>After about 30 days with spasms, suspects can be compared fairly, all of them together.</p>
            <p class="small">Not in the app yet. Suspects that you write down now will count then.</p>
          </Question>
        </div>
      </div>
      <HelpLine />
    </Page>
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

function Question({ icon, badge = "", title, flat = false, more, children }) {
  const id = `q-${icon}`;
  return (
    <section class={`card${flat ? " flat" : ""}`} aria-labelledby={id}>
      <div class="head-row">
        <span class={`badge ${badge}`}><Icon name={icon} /></span>
        <div class="stack-s"><h2 id={id}>{title}</h2>{children}</div>
      </div>
      {more}
    </section>
  );
}
