// Today: log, and what is due; silent when it is done. While a spasm runs: the clock and It eased.
import "./today.css";
import { Card, Chart, Dock, Entry, HelpLine, Icon, Page, QuestionCard, Row, Rows, Warnings } from "../../parts/index.js";
import { useRunning } from "../../entries.js";
import { spasmNow } from "../../spasm.js";
import { useReply } from "../../state.js";
import { longDay, today as thisDay } from "../../time.js";
import { CopyCard } from "./copy.jsx";
import { First } from "./first.jsx";
import { Running } from "./running.jsx";
import { TrialDayRow } from "./trial-day.jsx";

export const LogDock = () => (
  <Dock>
    <button class="btn main huge" type="button" onClick={spasmNow}><Icon name="loop" /><span>Spasm now</span></button>
    <a class="btn beside" href="#/over">Already over</a>
  </Dock>
);

const ICONS = { "check-in": "moon", "trial-open": "envelope", "trial-guess": "envelope", "trial-look": "dots", "trial-answer": "dots", "trial-decision": "dots" };
const LINKS = { "check-in": "#/check-in" };

const linkOf = (d) => LINKS[d.what] ?? (d.what === "trial-answer" || d.what === "trial-decision" ? `#/trial-answer/${d.trial}`
  : d.trial ? `#/trial/${d.trial}` : d.entry ? `#/entry/${d.entry}` : "#/today");

/** "Done, 20:41" is a quiet line; nothing is asked twice. */
function Due({ due, day }) {
  if (!due?.length) return null;
  return (
    <Card title={due.every((d) => d.done_at) ? "Nothing more tonight" : "Tonight"} id="h-due">
      <Rows>
        {due.map((d) => (d.what === "trial-day" && !d.done_at
          ? <TrialDayRow key={d.what + d.trial} due={d} day={day} />
          : <Row key={d.what + d.trial} href={linkOf(d)} icon={ICONS[d.what] ?? "pill"} badge={d.done_at ? "plain" : "note"} title={d.title} line={d.line} />))}
      </Rows>
    </Card>
  );
}

function countWords(count) {
  if (!count || count.state === "not_recorded") return "Today so far";
  if (count.state === "none") return "No spasms today";
  return count.spasms === 1 ? "1 spasm today" : `${count.spasms} spasms today`;
}

function SoFar({ reply }) {
  const entries = (reply.entries ?? []).filter((e) => !e.shown.running);
  return (
    <Card title={countWords(reply.count)} id="h-far" link={{ href: "#/diary", text: "Diary" }}>
      {entries.length ? <Rows>{entries.map((e) => <Entry key={e.id} entry={e} href={e.kind === "episode" ? `#/log/${e.id}` : undefined} />)}</Rows>
        : <p class="small">Nothing written yet. That is fine.</p>}
      <div class="stack-xs">
        {!reply.due?.length && <p><a class="btn quiet" href="#/check-in"><Icon name="moon" />How is the day?</a></p>}
        <p><a class="btn quiet" href="#/add"><Icon name="plus" />Write something down</a></p>
      </div>
    </Card>
  );
}

function Week({ reply }) {
  if (!reply.week) return null;
  return (
    <Card title="Last 7 days" id="h-week" link={{ href: "#/diary/patterns", text: "All patterns" }}>
      <Chart chart={reply.week} keys title={false} />
    </Card>
  );
}

export function Today() {
  const reply = useReply("today");
  const [running] = useRunning();
  if (running) return <Running key={running.id} record={running} />;
  if (!reply) return <Page title="Today" lead={longDay(thisDay())} dock bare><LogDock /></Page>;
  if (reply.empty) return <First />;
  if (reply.warnings?.length) {
    return (
      <Page title="Today" quiet dock bare>
        <div class="cols">
          <div class="col"><Warnings /><QuestionCard /><Due due={reply.due} day={reply.day} /></div>
          <div class="col"><LogDock /><SoFar reply={reply} /><Week reply={reply} /><HelpLine /></div>
        </div>
      </Page>
    );
  }
  return (
    <Page title="Today" lead={longDay(reply.day)} dock bare>
      <LogDock />
      <div class="cols">
        <div class="col"><Warnings /><QuestionCard /><Due due={reply.due} day={reply.day} /><SoFar reply={reply} /></div>
        <div class="col"><Week reply={reply} /><CopyCard /><HelpLine /></div>
      </div>
    </Page>
  );
}
