// What may be tried now, and by what right it is said. #/now, #/now/EPISODE. Tried, never recommended.
import "./now.css";
import { Card, Fold, HelpLine, Page, WarningCard } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { errorOf, useReply } from "../../state.js";

const FIRST = 4;                     // of what studies found; own answers and those of many people all stand open
const STUDIES = "studies";

export function Now({ parts: [, episode] }) {
  const args = episode ? { episode } : undefined;
  const reply = useReply("what-now", args);
  const error = reply ? null : errorOf("what-now", args);
  return (
    <Page title="What now?" lead={reply?.words} back={episode ? { href: "#/today", text: "Today" } : { href: "#/answers", text: "Answers" }}
      warned before={<NowWarnings list={reply?.warnings} />}>
      <Problem error={error} title="There is nothing to show" level={2} />
      {reply && (
        <div class="cols even">
          <div class="col"><Tries title="During a spasm" list={reply.now} none="Nothing is left to name here." /></div>
          <div class="col"><Compare /><Tries title="For the days" list={reply.later} none="Nothing yet. A trial of your own can tell what prevents spasms." /></div>
        </div>
      )}
      <p class="small">These are things people try. The label says how it is known. Nothing here is advice.</p>
      <HelpLine />
    </Page>
  );
}

function NowWarnings({ list = [] }) {
  return (
    <>
      <p class="sr" role="alert">{list.length ? `${list[0].title}. ${list[0].act}` : ""}</p>
      {list.map((w) => <WarningCard key={w.flag + w.cause} warning={w} />)}
    </>
  );
}

function Tries({ title, list, none }) {
  const own = list.filter((t) => t.source !== STUDIES);
  const found = list.filter((t) => t.source === STUDIES);
  const rest = found.slice(FIRST);
  return (
    <Card title={title}>
      {list.length ? <ul class="tries">{[...own, ...found.slice(0, FIRST)].map((t) => <Try key={t.source + t.key} item={t} />)}</ul> : <p>{none}</p>}
      {rest.length > 0 && (
        <Fold title={`More that people try (${rest.length})`}>
          <ul class="tries">{rest.map((t) => <Try key={t.source + t.key} item={t} />)}</ul>
        </Fold>
      )}
      <Found list={found} />
    </Card>
  );
}

/* In one place, so that in pain there is less to read past. */
function Found({ list }) {
  if (!list.length) return null;
  return (
    <Fold title="What studies found, and which">
      <ul class="bullets small">{list.map((t) => <li key={t.key}><b>{t.name}</b>: {t.words} {t.citation && <cite>{t.citation}</cite>}</li>)}</ul>
    </Fold>
  );
}

const TAGS = { yours: "tag yours", pooled: "tag", studies: "tag line" };

function Try({ item: t }) {
  return (
    <li class="stack-xs" data-source={t.source} data-key={t.key}>
      <div class="try-head">
        <h3><a href={`#/treatment/${t.key}`}>{t.name}</a></h3>
        <span class={TAGS[t.source] ?? "tag line"}>{t.source_words}</span>
      </div>
      {t.how && <p>{t.how}</p>}
      <p class="small">{[t.source !== STUDIES && t.words, t.sure].filter(Boolean).join(" ")}</p>
      {t.caution && <p class="small"><b>Take care:</b> {t.caution}</p>}
    </li>
  );
}

/* A fair comparison beats all of the above; while one is on there is nothing to offer. */
function Compare() {
  const relief = useReply("relief");
  if (!relief) return null;
  if (relief.state === "on") {
    return (
      <Card title="You are comparing fairly" tone="green" id="h-compare">
        <p>{relief.line} When a spasm comes, one remedy is picked by chance.</p>
        <a class="btn" href="#/relief">What it shows so far</a>
      </Card>
    );
  }
  return (
    <Card title="Find out what eases yours" tone="green" id="h-compare">
      <p>Spasms pass by themselves too, so whatever was done last seems to have helped. Picked by chance, remedies can be compared fairly.</p>
      <a class="btn ease" href="#/relief/plan">Compare fairly</a>
    </Card>
  );
}
