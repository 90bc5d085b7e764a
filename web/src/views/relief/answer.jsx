// What eases it, so far: #/relief. Words, numbers and pictures are the program's.
import { useEffect, useState } from "preact/hooks";
import { toHeading } from "../../focus.js";
import { Button, Card, Chart, Fold, HelpLine, Icon, Page, Row, Rows } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { errorOf, useReply } from "../../state.js";
import { small } from "../today/remedy.jsx";
import { Table } from "../trial-answer/answer.jsx";
import { Verdict } from "../trial-answer/verdict.jsx";
import { useReliefWrite } from "./write.js";

const BACK = { href: "#/answers", text: "Answers" };
const TITLE = "What eases it now?";

export function ReliefAnswer() {
  const state = useReply("relief")?.state;
  if (state === "none") return <None />;
  return state ? <SoFar /> : <Page title={TITLE} narrow back={BACK} />;
}

function SoFar() {
  const reply = useReply("relief-answer");
  const error = errorOf("relief-answer");
  const isHere = !!reply;
  useEffect(() => { if (isHere && document.activeElement === document.body) toHeading(); }, [isHere]);
  if (!reply) {
    return (
      <Page title={TITLE} narrow back={BACK}>
        <Problem error={error} title="There is no answer to show" />
        {!error && <p class="small" role="status">It is being worked out.</p>}
      </Page>
    );
  }
  return reply.kind === "nothing" ? <Nothing reply={reply} /> : <Found reply={reply} />;
}

/** Nothing is compared yet: what it is. */
const None = () => (
  <Page title={TITLE} narrow back={BACK} lead="Spasms pass by themselves. So whatever you did last seems to have helped. A fair comparison can tell.">
    <Card title="How it goes">
      <ol class="steps">
        <li>You choose two or more remedies that you would use at once, and waiting if you can bear it.</li>
        <li>When a spasm comes, one of them is picked by chance. <b>Not this</b> and <b>I choose</b> are one tap.</li>
        <li>The clock measures how long it takes to ease. After about 10 spasms there is a first look.</li>
      </ol>
      <a class="btn main big wide" href="#/relief/plan">Choose what to compare</a>
    </Card>
    <HelpLine />
  </Page>
);

const STATES = { off: "Nothing is picked at the moment.", settled: "You have decided. Nothing is picked by chance now." };

function StateLine({ state }) {
  if (!STATES[state]) return null;
  return <Card tone="note"><p>{STATES[state]}</p><a class="btn" href="#/relief/plan">Change that</a></Card>;
}

/** Compared, but too little is known to say anything. */
function Nothing({ reply }) {
  return (
    <Page title={reply.headline || TITLE} narrow back={BACK} lead={reply.lead}>
      <StateLine state={reply.state} />
      {reply.state === "on" && <Card tone="flat"><p>{reply.counts_words || "Nothing was picked yet."} The next spasm gets a pick. There is nothing to do until then.</p></Card>}
      <Chosen reply={reply} />
      <Doubts doubts={reply.doubts} />
      <More />
      <HelpLine />
    </Page>
  );
}

function Found({ reply }) {
  return (
    <Page title={reply.headline} back={BACK} heading={false}>
      <Verdict reply={{ ...reply, contrasts: [] }} />
      <StateLine state={reply.state} />
      <div class="cols even">
        <div class="col"><Minutes reply={reply} /><Against list={reply.contrasts} /></div>
        <div class="col"><Fastest reply={reply} /><Ten reply={reply} /><Enough reply={reply} /></div>
      </div>
      <div class="cols even">
        <div class="col"><Chosen reply={reply} /><Parts reply={reply} /></div>
        <div class="col"><Went reply={reply} /><Doubts doubts={reply.doubts} /><More /></div>
      </div>
      <HelpLine />
    </Page>
  );
}

const tableOf = (part, caption) => (part?.rows?.length ? <Table table={{ caption, ...part }} /> : null);

function Minutes({ reply: { charts, medians, counts_words: counted } }) {
  const chart = charts?.minutes;
  if (!chart && !medians?.rows?.length) return null;
  return (
    <Card title="Minutes until it eased" id="h-minutes">
      <p class="small">{chart ? "Bar: likely range. Mark: the middle. " : ""}{counted}.</p>
      {chart ? <Chart chart={chart} title={false} /> : tableOf(medians, "Minutes until it eased")}
    </Card>
  );
}

function Fastest({ reply: { charts, best } }) {
  if (!charts?.hundred && !best?.words) return null;
  return (
    <Card title="Which is fastest?" id="h-fastest">
      {best?.words && <p>{best.words}</p>}
      {charts?.hundred && <Chart chart={charts.hundred} title={false} />}
    </Card>
  );
}

function Against({ list }) {
  if (!list?.length) return null;
  const [{ versus, versus_name: name }] = list;
  const title = list.some((c) => c.versus !== versus) ? "One against the other" : versus === "wait" ? "Each against waiting" : `Each against: ${name}`;
  return (
    <Card title={title} id="h-against">
      {list.map((c) => (
        <div class="stack-xs" key={c.key + c.versus} data-contrast={c.key}>
          <h3>{c.headline}</h3><p>{c.lead}</p>{c.draw?.words && <p class="small">{c.draw.words}</p>}
        </div>
      ))}
    </Card>
  );
}

function Ten({ reply: { within_ten: ten } }) {
  if (!ten?.rows?.length) return null;
  return <Card title="Within ten minutes" id="h-ten"><p>{ten.words}</p><Fold title="As a table">{tableOf(ten, "Eased within ten minutes")}</Fold></Card>;
}

function Chosen({ reply: { observed } }) {
  if (!observed?.words) return null;
  return (
    <Card title="When you chose yourself" id="h-chosen">
      <p>{observed.words}</p>
      {observed.rows?.length > 0 && <Fold title="As a table">{tableOf(observed, "When you chose yourself")}</Fold>}
    </Card>
  );
}

/* by place, by kind: the same question among some spasms only, or why not. */
function Part({ title, list, why }) {
  if (!list?.length && !why) return null;
  return (
    <Fold title={title}>
      {list?.length > 0 && <Rows>{list.map((p) => <Row key={p.title} title={p.title[0].toUpperCase() + p.title.slice(1)} line={p.words} />)}</Rows>}
      {why && <p>{why}</p>}
    </Fold>
  );
}

function Parts({ reply: r }) {
  if (!r.by_place?.length && !r.by_label?.length && !r.by_place_why && !r.by_label_why) return null;
  return (
    <Card title="The same, for some spasms only" id="h-parts">
      <div class="folds">
        <Part title="By place" list={r.by_place} why={r.by_place_why} />
        <Part title="By kind" list={r.by_label} why={r.by_label_why} />
      </div>
    </Card>
  );
}

function Went({ reply: { pain, switched, skipped } }) {
  if (!pain && !switched && !skipped) return null;
  return (
    <Card title="How it went" id="h-went">
      <div class="folds">
        {pain && <Fold title="Did the pain drop?"><p>{pain.words}</p>{tableOf(pain, "How far the pain dropped")}</Fold>}
        {switched && <Fold title="Something else as well"><p>{switched.words}</p>{tableOf(switched, "What was done besides")}</Fold>}
        {skipped && <Fold title="Picks you skipped"><p>{skipped.words}</p></Fold>}
      </div>
    </Card>
  );
}

const TONES = { good_enough: "green", no_difference: "note" };

/** Stop here, or go on? The person decides. */
function Enough({ reply: { stop, state } }) {
  const relief = useReply("relief");
  const { busy, error, write } = useReliefWrite();
  const [isGoing, setGoing] = useState(false);
  if (!stop || state === "settled" || !relief?.plan) return null;
  const card = relief.cards.find((c) => c.key === stop.use);
  const isOver = stop.key !== "go_on";
  const just = () => write(relief.plan, { state: "settled", settled: stop.use }, "Saved. It is shown at every spasm from now on.");
  return (
    <Card title={isOver ? "Good enough?" : "Go on?"} tone={TONES[stop.key] ?? ""} id="h-enough">
      <p>{stop.words}</p>
      {isGoing && <p role="status"><b>You go on. The next spasm gets a pick.</b></p>}
      {!isGoing && isOver && (
        <div class="btn-row fill">
          {stop.use && <Button kind="ease" disabled={busy} onClick={just}>Just use {small(card?.chip ?? card?.name ?? stop.use)}</Button>}
          {!stop.use && state === "on" && <Button kind="main" disabled={busy} onClick={() => write(relief.plan, { state: "off" }, "Comparing is off.")}>Stop comparing</Button>}
          {state === "on" && <Button onClick={() => setGoing(true)}>Go on comparing</Button>}
        </div>
      )}
      <Problem error={error} title="It was not written down" />
    </Card>
  );
}

function Doubts({ doubts }) {
  if (!doubts?.length) return null;
  return <Card title="Doubts" id="h-doubts"><ul class="bullets">{doubts.map((d) => <li key={d}>{d}</li>)}</ul></Card>;
}

const More = () => (
  <Card title="More" id="h-more">
    <div class="btn-row fill">
      <a class="btn" href="#/relief/plan">What is compared</a>
      <a class="btn" href="#/relief/paper"><Icon name="print" />Print</a>
    </div>
  </Card>
);
