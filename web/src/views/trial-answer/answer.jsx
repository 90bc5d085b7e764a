// The answer of a trial: what was found, how sure it is, on which days, with which doubts, and what now.
// #/trial-answer/ID. Words, numbers and pictures are the program's.
import "./answer.css";
import { useEffect } from "preact/hooks";
import { toHeading } from "../../focus.js";
import { Card, Chart, Fold, HelpLine, Page } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { errorOf, useReply } from "../../state.js";
import { Nowhere } from "../nowhere/nowhere.jsx";
import { Files } from "../trial/seal.jsx";
import { Next } from "./next.jsx";
import { Verdict } from "./verdict.jsx";

const BACK = { href: "#/answers", text: "Answers" };
const CURVE = { name: "trial-curve", text: "The evidence of this trial, for research", proposed: "unknot-evidence.json" };

export function TrialAnswer({ parts: [, id] }) {
  const args = { id };
  const reply = useReply("trial-answer", args);
  const error = errorOf("trial-answer", args);
  const isHere = !!reply;
  useEffect(() => { if (isHere && document.activeElement === document.body) toHeading(); }, [isHere]);   // the page that waited is gone
  if (!reply && error?.code === "NOTFOUND") return <Nowhere />;
  if (!reply) {
    return (
      <Page title="The answer" narrow back={{ href: `#/trial/${id}`, text: "The trial" }}>
        <Problem error={error} title="There is no answer to show yet" level={2} />
        {!error && <p class="small" role="status">It is being worked out.</p>}
      </Page>
    );
  }
  return (
    <Page title={reply.headline} back={BACK} heading={false}>
      <Verdict reply={reply} />
      <div class="cols even">
        <div class="col"><Size reply={reply} /><Sure reply={reply} /></div>
        <div class="col"><Days reply={reply} /><Own numbers={reply.own_numbers} /></div>
      </div>
      <div class="cols even">
        <div class="col"><Doubts reply={reply} /><Details reply={reply} /></div>
        <div class="col"><Next reply={reply} /><Papers id={id} /></div>
      </div>
      <HelpLine />
    </Page>
  );
}

const SIZE_TITLES = { benefit: "How big is it?", harm: "How big is it?", small: "How big is it?", null: "How big could it be?" };

const HowToRead = () => (
  <Fold title="How to read this picture">
    <p class="small">Each dot is one chance in 20. Where the dots are is where the truth probably is. The thick bar holds half of them, the thin one 95 in
      100. The grey band is the difference you said is too small to matter.</p>
  </Fold>
);

const upper = (text) => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;

/* With three or four arms each has its own picture, under its name. */
function Charts({ title, id, charts, arms, children }) {
  if (!charts?.length) return null;
  return (
    <Card title={title} id={id}>
      {charts.map((c, i) => (
        <div class="stack-s" key={i}>
          {charts.length > 1 && <h3>{upper(arms?.[i]?.name ?? "")}</h3>}
          <p class="small">{c.summary}</p><Chart chart={c} title={false} />
        </div>
      ))}
      {children}
    </Card>
  );
}

const Size = ({ reply }) => (
  <Charts title={SIZE_TITLES[reply.kind] ?? "All of this is still possible"} id="h-size" charts={reply.charts?.size} arms={reply.contrasts}><HowToRead /></Charts>
);

const Sure = ({ reply }) => (
  <Charts title={reply.kind === "unclear" ? "As 100 dots" : "How sure is it?"} id="h-sure" charts={reply.charts?.hundred} arms={reply.contrasts} />
);

function Days({ reply }) {
  if (!reply.charts?.days) return null;
  return (
    <Card title="All your days" id="h-days">
      <p class="small">{reply.charts.days.summary}</p>
      <Chart chart={reply.charts.days} title={false} />
      {reply.periods && !reply.charts.days.table && <Fold title="Period by period"><Table table={reply.periods} /></Fold>}
    </Card>
  );
}

export function Table({ table }) {
  return (
    <div class="table-wrap" tabindex="0" role="region" aria-label={`Table: ${table.caption}`}>
      <table class="table"><caption>{table.caption}</caption>
        <thead><tr>{table.columns.map((c) => <th scope="col" key={c}>{c}</th>)}</tr></thead>
        <tbody>{table.rows.map((row, r) => (
          <tr key={r}>{row.map((cell, i) => (i === 0 ? <th scope="row" key={i}>{cell}</th> : <td key={i}>{cell}</td>))}</tr>
        ))}</tbody>
      </table>
    </div>
  );
}

function Own({ numbers }) {
  if (!numbers?.length) return null;
  return (
    <Card title="In your days" id="h-own">
      <dl class="facts">
        {numbers.map((n) => <div class="fact" key={n.label}><dt>{n.label}</dt><dd>{n.value} {n.detail && <small>{n.detail}</small>}</dd></div>)}
      </dl>
    </Card>
  );
}

function Doubts({ reply }) {
  const all = [...new Set([reply.early, reply.at_will, ...(reply.doubts ?? [])])].filter(Boolean);
  if (!all.length) return null;
  return <Card title="Doubts" id="h-doubts"><ul class="bullets">{all.map((d, i) => <li key={i}>{d}</li>)}</ul></Card>;
}

/* What was drawn, done, guessed and felt: there for who asks. */
function Details({ reply }) {
  const { draw, taken, guesses, harms } = reply;
  return (
    <Card title="How it went" id="h-went">
      <div class="folds">
        {draw?.words && <Fold title="The draw"><p>{draw.words}</p></Fold>}
        {taken && (
          <Fold title="What was done">
            <p>{taken.words}</p>
            {taken.rows?.rows ? <Table table={taken.rows} /> : taken.columns && <Table table={taken} />}
          </Fold>
        )}
        {guesses?.words && <Fold title="Did it stay hidden?"><p>{guesses.words}</p></Fold>}
        <Fold title={harms?.length ? `What felt wrong (${harms.length})` : "What felt wrong"}>
          {harms?.length ? <ul class="bullets">{harms.map((h, i) => <li key={i}>{h.words}</li>)}</ul> : <p>Nothing was written down.</p>}
        </Fold>
      </div>
    </Card>
  );
}

function Papers({ id }) {
  return (
    <Card title="To keep or to show" id="h-papers">
      <a class="btn" href={`#/trial-paper/${id}/report`}>Report for my doctor</a>
      <Fold title="The plan, its seal, and files"><Files id={id} more={[CURVE]} /></Fold>
    </Card>
  );
}
