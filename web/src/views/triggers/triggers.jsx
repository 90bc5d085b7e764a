// What goes with the person's spasms: found, being checked, none strong, or not known. #/triggers, and
// #/triggers/paper to print. Words, numbers and the picture are the program's.
import { useEffect, useRef } from "preact/hooks";
import { Card, Chart, Fold, HelpLine, Icon, Page, say } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { errorOf, useReply } from "../../state.js";
import { today as deviceToday } from "../../time.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { PaperOf } from "../trial-paper/paper.jsx";
import { Next } from "./next.jsx";
import { useFreeze } from "./use-freeze.js";

const TITLE = "What sets it off?";
const BACK = { href: "#/answers", text: "Answers" };

export function Triggers({ parts: [, page] }) {
  if (page === "paper") return <Paper />;
  return page ? <Nowhere /> : <Answer />;
}

const Paper = () => (
  <PaperOf name="triggers-report" title="What goes with your spasms" lead="For a doctor, or to keep. Nothing is sent: you print it or show it."
    file="unknot-what-sets-it-off.html" back={{ href: "#/triggers", text: "The answer" }} />
);

function Answer() {
  const reply = useReply("triggers");
  const error = errorOf("triggers");
  const wasThere = useRef(!!reply);
  const isHere = !!reply;
  useEffect(() => { if (isHere && !wasThere.current) say(reply.headline); }, [isHere]);     // the focus came before the answer
  useFreeze(reply);
  if (!reply) {
    return (
      <Page title={TITLE} back={BACK}>
        <Problem error={error} title="There is no answer to show" level={2} />
        {!error && <p class="small" role="status">It is being worked out.</p>}
      </Page>
    );
  }
  return (
    <Page title={reply.headline} lead={reply.lead} back={BACK}>
      {reply.kind_words && <p class="tags"><span class="tag" data-kind={reply.kind}>{reply.kind_words}</span></p>}
      <div class="cols even">
        <div class="col"><Picture reply={reply} /></div>
        <div class="col">
          <Next reply={reply} />
          <Checked reply={reply} />
          {reply.not_clear && <Card title="Not clear yet"><p>{reply.not_clear}</p></Card>}
          <LeftOut reply={reply} />
          <Doubts reply={reply} />
          {reply.chart && <a class="btn" href="#/triggers/paper"><Icon name="print" />A page to print</a>}
        </div>
      </div>
      <HelpLine />
    </Page>
  );
}

const judged = (reply) => reply.suspects.filter((s) => !s.refused);
const suspects = (n) => `${n} ${n === 1 ? "suspect" : "suspects"}`;

function Picture({ reply }) {
  const n = judged(reply).length;
  if (!reply.chart) return null;
  return (
    <Card title={n === 1 ? "One suspect" : `${suspects(n)}, judged together`} id="h-suspects">
      <p class="small">Full dot: the whole likely range is on one side. Open dot: could be nothing.</p>
      <Chart chart={reply.chart} title={false} />
      {reply.gaps?.words && <p class="small">{reply.gaps.words}</p>}
      <Derived list={judged(reply).filter((s) => s.derived)} />
    </Card>
  );
}

/* Suspects that come from a number or from other entries instead of an answer. */
function Derived({ list }) {
  if (!list.length) return null;
  return (
    <Fold title="Where they come from">
      <ul class="bullets small">{list.map((s) => <li key={s.key}><b>{s.name}</b>: {s.derived}</li>)}</ul>
    </Fold>
  );
}

function LeftOut({ reply }) {
  const list = reply.suspects.filter((s) => s.refused);
  if (!list.length) return null;
  return (
    <Fold card title={`Left out: ${suspects(list.length)}, and why`}>
      <ul class="bullets">{list.map((s) => <li key={s.key}><b>{s.name}</b>: {s.refused}</li>)}</ul>
      <p class="small">A suspect counts on the days on which you say yes or no to it. What you do not suspect can be <a href="#/settings/suspects">put away</a>.</p>
    </Fold>
  );
}

/* What was found is kept as it stood on its day, and judged again on the days after it alone. */
function Checked({ reply }) {
  const found = reply.suspects.filter((s) => s.finding);
  const now = useReply("about")?.today ?? deviceToday();
  if (!found.length) return null;
  const fresh = found.filter((s) => s.finding.day === now);
  return (
    <Card title={fresh.length === found.length ? "Checked from now on" : "Checked again since"} id="h-since">
      {found.map((s) => (
        <div class="stack-xs" key={s.key} data-finding={s.finding.state}>
          {found.length > 1 && <h3>{s.name}</h3>}
          <p>{s.finding.words}</p>
        </div>
      ))}
      {fresh.length > 0 && (
        <p class="small" data-kept>{fresh.length === 1 ? "It is" : "They are"} kept as {fresh.length === 1 ? "it stands" : "they stand"} today, and checked on new days only, so that
          luck does not count twice.</p>
      )}
    </Card>
  );
}

function Doubts({ reply }) {
  if (!reply.doubts?.length) return null;
  return <Card title="Doubts"><ul class="bullets">{reply.doubts.map((d) => <li key={d}>{d}</li>)}</ul></Card>;
}
