// What was picked by chance for this spasm, and what the person does about it: one tap each. Nothing here
// stands between the person and the clock.
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { change } from "../../entries.js";
import { Button, Choice, Choices, Icon, say, Taps } from "../../parts/index.js";
import { anyway, instead, respond, setDone } from "../../relief.js";
import { useReply } from "../../state.js";
import { useAcute } from "../log/done.jsx";
import { PlaceChips } from "../log/places.jsx";

const SHOWN_MAX = 7;
const NEEDED = { pain: "needs-pain", site: "needs-site" };

/** "heat", but "TENS". */
export const small = (name) => (/^.[A-Z]/.test(name) ? name : name[0].toLowerCase() + name.slice(1));

/** What may be tried, what is compared first: [{value, text}]. */
function useRemedies(besides) {
  const { acute, all } = useAcute();
  const keys = useReply("relief")?.plan?.remedies.map((r) => r.key) ?? [];
  const compared = keys.map((key) => all.find((t) => t.key === key)).filter(Boolean);
  const list = [...new Set([...compared, ...acute])].filter((t) => !besides.includes(t.key)).slice(0, Math.max(SHOWN_MAX, compared.length));
  return list.map((t) => ({ value: t.key, text: t.chip ?? t.name }));
}

/* A warning that calls for help comes first; a draw that was made before it stands back. */
function stageOf(pick, isDue, isWarned) {
  const { draw, needs } = pick;
  if (pick.isSettled && !draw) return isWarned ? null : "settled";
  if (!pick.on) return null;
  if (draw?.why_not === "warning" || (isWarned && (draw || isDue))) return "warned";
  if (draw?.arm) return "drawn";
  if (draw) return draw.why_not;
  if (!isDue) return null;
  if (pick.error) return "failed";
  if (needs === null) return "waiting";
  return NEEDED[needs[0]] ?? null;
}

/* The card keeps the room it once took, so that nothing below it moves up under a finger. */
function useRoom(stage) {
  const box = useRef();
  const room = useRef({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const el = box.current;
    if (!el) return;
    const { offsetWidth: width, offsetHeight: height } = el;
    if (room.current.width === width && room.current.height > height) el.style.minHeight = `${room.current.height}px`;
    else { el.style.minHeight = ""; room.current = { width, height: el.offsetHeight }; }
  });
  useEffect(() => {
    if (stage && document.activeElement === document.body) box.current?.querySelector("h2")?.focus();   // what was pressed is gone
  }, [stage]);
  return box;
}

/** Read out when it comes; not when the page is drawn anew. */
function useSaid(draw) {
  const told = useRef(draw?.id);
  useEffect(() => {
    if (!draw || draw.id === told.current) return;
    told.current = draw.id;
    if (draw.arm) say([`Try: ${small(draw.chip)}.`, draw.how, draw.line].filter(Boolean).join(" "));
    else if (draw.why_words) say(draw.why_words);
  }, [draw?.id]);
}

const BODIES = { waiting: Waiting, drawn: Drawn, "needs-pain": NeedsPain, "needs-site": NeedsSite, cluster: Cluster, skipped: Declined,
  chose: Declined, rules: NoneLeft, rest: NoneLeft, failed: Failed, settled: Settled };

/** pick: of usePick(); isDue: it may be asked for. */
export function Remedy({ record, pick, isDue }) {
  const isWarned = !!useReply("today")?.relief?.warned;
  const stage = stageOf(pick, isDue, isWarned);
  const box = useRoom(stage);
  useSaid(pick.draw);
  if (!stage) return null;
  if (stage === "warned") return <p class="small" data-remedy="warned">No remedy is picked now. What the warning says comes first.</p>;
  const Body = BODIES[stage];
  return <section class="card remedy" aria-labelledby="h-try" data-remedy={stage} ref={box}><Body record={record} pick={pick} /></section>;
}

/** The place says so itself, when it is needed for a pick: it is not asked twice on one page. */
export const asksPlace = (pick) => pick.on && !pick.draw && !pick.error && pick.needs?.[0] === "site";

const WARM = ["heat_local", "hot_bath"];

function Head({ title, remedy, children }) {
  const icon = WARM.includes(remedy) ? "heat" : remedy ? "heart" : "loop";
  return (
    <div class="head-row">
      <span class="badge"><Icon name={icon} /></span>
      <div class="stack-xs"><h2 id="h-try" tabindex="-1">{title}</h2>{children}</div>
    </div>
  );
}

function Waiting() {                 // a function as the others: BODIES stands above it
  return <Head title="Picking one by chance"><p class="small">The clock runs already.</p></Head>;
}

function Drawn({ record, pick: { draw } }) {
  const { arm, response, chose } = draw;
  const doing = () => { respond(record.id, "doing"); setDone(record, arm, true); say("Saved."); };
  const not = (word) => () => { respond(record.id, word); if (response === "doing") setDone(record, arm, false); say("Saved."); };
  const button = (word, text, onPick, kind) => (
    <Button kind={response ? "" : kind} aria-pressed={response ? String(response === word) : undefined} onClick={onPick}>{text}</Button>
  );
  return (
    <>
      <Head title={`Try: ${small(draw.chip)}`} remedy={arm}>{draw.how && <p>{draw.how}</p>}</Head>
      <div class="btn-row fill three">
        {button("doing", "Doing it", doing, "main")}
        {button("skipped", "Not this", not("skipped"))}
        {button("chose", "I choose", not("chose"))}
      </div>
      <p class="tiny">{draw.line}</p>
      {response === "doing" && <Else record={record} title="Did something else too?" besides={[arm]} />}
      {response === "skipped" && <Else record={record} title="What do you do instead? If you like." besides={[arm]} />}
      {response === "chose" && <Own record={record} chose={chose} besides={[arm]} />}
    </>
  );
}

function Else({ record, title, besides }) {
  const options = useRemedies(besides);
  const done = (record.body.done ?? []).map((d) => d.treatment);
  return <Choices title={title} values={done} options={options} onPick={(key, on) => setDone(record, key, on)} />;
}

/** What the person chose, and what else was done. */
function Own({ record, chose, besides }) {
  const options = useRemedies(besides);
  const choose = (key) => {
    respond(record.id, "chose", key);
    const done = (record.body.done ?? []).filter((d) => d.treatment !== chose && d.treatment !== key);
    change(record.id, { done: [...done, { treatment: key }] });
  };
  return (
    <>
      <Choice title="What do you choose?" value={chose ?? undefined} options={options} onPick={choose} />
      {chose && <Else record={record} title="Did something else too?" besides={[...besides, chose]} />}
    </>
  );
}

const Out = ({ record, children }) => (
  <div class="btn-row fill">
    {children}
    <Button onClick={() => instead(record, "skip")}>Skip the pick</Button>
    <Button onClick={() => instead(record, "choose")}>I choose</Button>
  </div>
);

/* The pain as a number and not "above 6?": it is one tap as well, and what is written down is what was felt. */
function NeedsPain({ record, pick: { limit } }) {
  const cells = Array.from({ length: 11 }, (_, n) => ({ value: n, text: String(n), said: n === 0 ? "0, no pain" : n === 10 ? "10, worst" : `${n} of 10` }));
  return (
    <>
      <h2 id="h-try" tabindex="-1" class="sr">One question before the pick</h2>
      <Taps title="How bad is it right now?" scale options={cells} onPick={(n) => change(record.id, { pain_start: n })}>
        <button class="btn pill none" type="button" aria-label="Skip: leave it out, and pick with what is known" onClick={() => anyway(record)}>Skip</button>
      </Taps>
      {limit !== null && <p class="small">Then one is picked. Waiting only counts in at {limit} or less.</p>}
      <Out record={record} />
    </>
  );
}

function NeedsSite({ record }) {
  return (
    <>
      <h2 id="h-try" tabindex="-1" class="sr">One question before the pick</h2>
      <PlaceChips record={record} title="Where is it?" />
      <Out record={record}><Button onClick={() => anyway(record)}>Pick anyway</Button></Out>
      <p class="small">Some of your remedies are not for every place.</p>
    </>
  );
}

function Cluster({ record, pick: { draw, cluster } }) {
  const arm = cluster?.arm ?? null;
  const done = (record.body.done ?? []).some((d) => d.treatment === arm);
  if (!arm) return <><Head title="Nothing new is picked"><p>{draw.why_words}</p></Head><Else record={record} title="What do you do? If you like." besides={[]} /></>;
  return (
    <>
      <Head title={`Same as before: ${small(cluster.chip)}, if you like`} remedy={arm}><p>{cluster.how}</p></Head>
      <div class="btn-row fill"><Button aria-pressed={done ? "true" : "false"} onClick={() => setDone(record, arm, !done)}>Doing it</Button></div>
      <p class="tiny">{draw.why_words}</p>
      <Else record={record} title="Something else?" besides={[arm]} />
    </>
  );
}

/** The person has decided: shown each time, and nothing is picked. */
function Settled({ record }) {
  const { settled, plan, cards } = useReply("relief") ?? {};
  const card = cards?.find((c) => c.key === settled);
  if (!card) return <Head title="As you decided" />;
  const done = (record.body.done ?? []).some((d) => d.treatment === settled);
  return (
    <>
      <Head title={`Try: ${small(card.chip ?? card.name)}`} remedy={settled}><p>{plan?.remedies.find((r) => r.key === settled)?.how ?? card.how}</p></Head>
      <div class="btn-row fill"><Button aria-pressed={done ? "true" : "false"} onClick={() => setDone(record, settled, !done)}>Doing it</Button></div>
      <p class="tiny">As you decided. <a href="#/relief/plan">Change that</a></p>
      <Else record={record} title="Something else?" besides={[settled]} />
    </>
  );
}

/** Skipped or chosen before the draw. */
function Declined({ record, pick: { draw } }) {
  const isOwn = draw.why_not === "chose";
  return (
    <>
      <Head title={isOwn ? "You choose" : "You skipped the pick"}><p class="small">{isOwn ? "It is kept, and shown apart." : "That is fine."}</p></Head>
      {isOwn ? <Own record={record} chose={draw.chose} besides={[]} /> : <Else record={record} title="What do you do? If you like." besides={[]} />}
    </>
  );
}

function NoneLeft({ record, pick: { draw } }) {
  return (
    <>
      <Head title="Nothing is picked this time"><p>{draw.why_words}</p></Head>
      <Else record={record} title="What do you do? If you like." besides={[]} />
      <p><a class="btn" href={`#/now/${record.id}`}>What may be tried now</a></p>
    </>
  );
}

function Failed({ record, pick: { error } }) {
  const isAway = error.code === "OFFLINE" || error.code === "TOKEN";
  return (
    <>
      <Head title="No pick yet">
        <p class="small">{isAway ? "Unknot does not answer. The clock runs on. When it answers again, one is picked." : "One could not be picked this time. The clock runs on."}</p>
      </Head>
      <Else record={record} title="What do you do? If you like." besides={[]} />
    </>
  );
}
