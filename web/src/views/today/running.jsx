// A spasm runs: the clock, It eased, and what may help to say already.
import { useEffect, useRef, useState } from "preact/hooks";
import { answer, change, remove, restore } from "../../entries.js";
import { Button, Card, Dock, ease, Field, Icon, Page, QuestionCard, say, Taps, Thread, useSeconds, Warnings } from "../../parts/index.js";
import { useRegions } from "../../parts/Body.jsx";
import { go } from "../../router.js";
import { useReply } from "../../state.js";
import { clock, dayPart, lasted, nearDay, timePart, today } from "../../time.js";
import { offerUndo } from "../../undo.js";
import { usePick } from "../../relief.js";
import { asLength, asRange, rangesWithin } from "../over/lengths.js";
import { PlaceChips } from "../log/places.jsx";
import { asksPlace, Remedy } from "./remedy.jsx";

const LONG_SECONDS = 600;            // what flag R6 says, and the question of R8, come first
const FORGOTTEN_SECONDS = 3600;      // over an hour: perhaps the clock was left on
const PICK_SECONDS = 7200;           // a remedy picked later than this would not tell anything
const LONG_FLAG = "R6";
const CLOT_FLAG = "R8";
const CLOT_SITES = ["calf", "thigh"];

/** Read out politely on every full minute; the digits themselves are silent. */
function useMinutes(seconds) {
  const minutes = Math.floor(seconds / 60);
  const told = useRef(minutes);
  useEffect(() => {
    if (minutes === told.current) return;
    told.current = minutes;
    say(lasted(minutes * 60));
  }, [minutes]);
}

/** Over ten minutes in a limb (or in a place not said): what that can mean, and for calf and thigh the
    question of the leg clot, once. */
function OverTenMinutes({ record }) {
  const flags = useReply("warnings")?.flags ?? [];
  const { byId } = useRegions();
  const [done, setDone] = useState(false);
  const places = (record.body.sites ?? []).map((p) => byId.get(p.site)).filter(Boolean);
  if (places.length && !places.some((p) => p.limb)) return null;
  const isWarned = useReply("today")?.warnings?.some((w) => w.flag === LONG_FLAG);   // the same words stand above
  const long = !isWarned && flags.find((f) => f.flag === LONG_FLAG);
  const clot = places.some((p) => CLOT_SITES.includes(p.site)) && flags.find((f) => f.flag === CLOT_FLAG);
  const pick = (word) => () => { answer({ flag: clot, about: record.id }, word); setDone(true); say("Saved."); };
  return (
    <>
      {long && <Card title="More than ten minutes" tone="note"><p>{long.act}</p>{long.meanwhile && <p class="small">{long.meanwhile}</p>}</Card>}
      {clot && !done && (
        <section class="card ask" aria-labelledby="h-long">
          <h2 id="h-long">{clot.question}</h2>
          <div class="btn-row fill three">
            <Button kind="big" onClick={pick("yes")}>Yes</Button>
            <Button kind="big" onClick={pick("no")}>No</Button>
            <Button kind="big" onClick={pick("unsure")}>Not sure</Button>
          </div>
          <p class="small">We ask because it has lasted more than ten minutes.</p>
        </section>
      )}
    </>
  );
}

/** Over an hour: asked kindly, once. */
function LeftOn({ record, seconds, onGoing }) {
  const [knows, setKnows] = useState(false);
  const since = `${timePart(record.at)}${dayPart(record.at) === today() ? "" : `, ${nearDay(dayPart(record.at))}`}`;
  const over = (length) => {
    change(record.id, { running: undefined, ...length });
    go(`#/log/${record.id}`);
  };
  const known = (minutes) => {
    const n = Number(minutes.replace(",", "."));
    if (minutes !== "" && n >= 0) over(asLength(Math.round(n * 60)));
  };
  return (
    <Card title={`Still going, since ${since}?`} id="h-left-on">
      <p>That is {lasted(seconds - (seconds % 60))}. Did you forget to stop the clock?</p>
      <div class="btn-row fill">
        <Button kind="main" aria-expanded={knows ? "true" : "false"} onClick={() => setKnows(true)}>It eased, I know about when</Button>
        <Button onClick={() => over({})}>It eased, time not known</Button>
        <Button onClick={onGoing}>It is still going</Button>
      </div>
      {knows && (
        <>
          <Taps title="When did it ease, about?" options={rangesWithin(seconds).map((r) => ({ value: r, text: r.text }))} onPick={(r) => over(asRange(r))} />
          <Field label="Or exactly: how many minutes did it last?" inputmode="decimal" onSave={known} />
        </>
      )}
    </Card>
  );
}

export function Running({ record }) {
  const seconds = useSeconds(record.at);
  useMinutes(seconds);
  const eased = useRef();
  useEffect(() => { eased.current?.focus({ preventScroll: true }); }, []);
  const [isGoing, setGoing] = useState(false);
  const isForgotten = seconds > FORGOTTEN_SECONDS && !isGoing;
  const isDue = seconds <= PICK_SECONDS && !isForgotten;
  const pick = usePick(record, isDue);
  const takeBack = () => {
    remove(record.id);
    offerUndo("Taken back. It can come back.", () => restore(record.id));
  };
  const going = () => {
    setGoing(true);
    eased.current?.focus({ preventScroll: true });
  };
  return (
    <Page title="Spasm running" narrow dock quiet bare before={<Warnings />}>
      <div class={pick.on || pick.isSettled ? "run picks" : "run"}>
        <Thread />
        <div class="clock" role="timer" aria-label="Time since the spasm started" aria-live="off">{clock(seconds)}</div>
        <p class="small">Since {timePart(record.at)}. Breathe out slowly.</p>
      </div>
      <Dock column>
        <button class="btn ease huge wide" type="button" ref={eased} onClick={() => ease(record)}><Icon name="wave" /><span>It eased</span></button>
      </Dock>
      {isForgotten && <LeftOn record={record} seconds={seconds} onGoing={going} />}
      {seconds > LONG_SECONDS && <OverTenMinutes record={record} />}
      <QuestionCard about={record.id} />
      <Remedy record={record} pick={pick} isDue={isDue} />
      {!(isDue && asksPlace(pick)) && <PlaceChips record={record} title="Where? If you like." />}
      <p><button class="btn quiet" type="button" onClick={takeBack}><Icon name="undo" />Not a spasm: take it back</button></p>
    </Page>
  );
}
