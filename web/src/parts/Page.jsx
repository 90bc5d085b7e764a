// One page: the example line, what runs or is not saved, the way back, the heading, then the view.
import { useEffect, useRef, useState } from "preact/hooks";
import { change, saveUnsaved, tryAgain, useRunning, useUnsaved } from "../entries.js";
import { go } from "../router.js";
import { useReply } from "../state.js";
import { clearUndo, useUndo } from "../undo.js";
import { clock, secondsSince } from "../time.js";
import { Back } from "./Card.jsx";
import { Icon } from "./Icon.jsx";
import { sentence } from "./Problem.jsx";
import { WarningLine } from "./Warning.jsx";

/** title: the h1 (and the window's title). back: {href, text}. dock: the page leaves room for one.
    quiet: the h1 is only read out. bare: no running strip and no line about warnings (the page shows
    them itself); warned: only no such line. before: what stands above the heading. heading false: the view draws its own h1. */
export function Page({ title, lead, back, narrow = false, dock = false, quiet = false, bare = false,
  warned = bare, heading = true, before, children }) {
  const example = useReply("about")?.example;
  useEffect(() => { document.title = `${title} · Unknot`; }, [title]);
  return (
    <main class={`page${narrow ? " narrow" : ""}${dock ? " has-dock" : ""}`} id="main" tabindex="-1">
      {example && <p class="tiny example-line">Example diary. Everything here is invented.</p>}
      {!warned && <WarningLine />}
      {!bare && <RunningStrip />}
      <NotSaved />
      <UndoBar />
      {before}
      {back && <Back href={back.href}>{back.text}</Back>}
      {heading && quiet && <h1 class="sr" tabindex="-1">{title}</h1>}
      {heading && !quiet && (
        <div class="page-head"><h1 tabindex="-1">{title}</h1>{lead && <p class="lead">{lead}</p>}</div>
      )}
      {children}
    </main>
  );
}

/** Re-draws every second, on the second. */
export function useSeconds(at) {
  const [seconds, set] = useState(() => secondsSince(at));
  useEffect(() => {
    set(secondsSince(at));
    const now = () => set(secondsSince(at));
    const timer = setInterval(now, 1000);
    document.addEventListener("visibilitychange", now);      // a phone that slept shows the right time at once
    return () => { clearInterval(timer); document.removeEventListener("visibilitychange", now); };
  }, [at]);
  return seconds;
}

/** It eased: the clock stops, the entry is saved, and what else there is to say can wait. */
export function ease(record) {
  if (!record.body.running) return;  // it was ended a moment ago, by another question or in another tab
  change(record.id, { running: undefined, lasted_seconds: secondsSince(record.at) });
  go(`#/log/${record.id}`);
}

/** A running spasm, seen from another page. */
function RunningStrip() {
  const [running] = useRunning();
  return running ? <RunningNow record={running} /> : null;
}

function RunningNow({ record }) {
  const seconds = useSeconds(record.at);
  return (
    <div class="done-strip running-strip">
      <p class="num"><a href="#/today"><b>Spasm running</b></a><br /><span role="timer">{clock(seconds)}</span></p>
      <button class="btn" type="button" onClick={() => ease(record)}>It eased</button>
    </div>
  );
}

const REASONS = {
  OFFLINE: "Unknot is not running. Start it again on this computer. What you wrote is still on this page.",
  TOKEN: "Unknot was started anew. Open the address that it shows. What you wrote is still on this page.",
};

const HELP_TO = "If it opens at another address, or in another browser: save it as a file here, then bring that in under Settings, Move your diary.";

/** What could not be saved stays here, and in this browser, until it is. */
function NotSaved() {
  const { error } = useUnsaved();
  if (!error) return null;
  return (
    <section class="warn not-saved" role="alert">
      <div class="warn-head"><Icon name="warning" /><h2>This is not saved yet</h2></div>
      <div class="warn-body">
        <p>{REASONS[error.code] ?? `${sentence(error.message)} What you wrote is still on this page.`}</p>
        {REASONS[error.code] ? <p>{HELP_TO}</p> : error.hint && <p>{sentence(error.hint)}</p>}
        <div class="btn-row fill">
          <button class="btn main" type="button" onClick={() => tryAgain()}>Try again</button>
          <button class="btn" type="button" onClick={() => saveUnsaved()}>Save as a file</button>
        </div>
      </div>
    </section>
  );
}

/** The dock: the one thing that is needed, under the thumb. Its children are buttons. They wrap when the
    letters are large; the page leaves as much room below as the dock then takes. */
export function Dock({ column = false, children }) {
  const box = useRef();
  useEffect(() => {
    const root = document.documentElement.style;
    const size = new ResizeObserver(() => root.setProperty("--dock-height", `${box.current.offsetHeight}px`));
    size.observe(box.current);
    return () => { size.disconnect(); root.removeProperty("--dock-height"); };
  }, []);
  return <div class="dock" ref={box}><div class={column ? "dock-in column" : "dock-in"}>{children}</div></div>;
}

/** "Saved" (or what else was done) with Undo. heading: it is the page's h1. */
export function DoneStrip({ title, line, icon = "wave", onUndo, undo = "Undo", heading = false }) {
  return (
    <div class="done-strip" role="status">
      <Icon name={icon} />
      <div class="stack-xs">
        {heading ? <h1 tabindex="-1">{title}</h1> : <p><b>{title}</b></p>}
        {line && <p class="small num">{line}</p>}
      </div>
      {onUndo && <button class="btn" type="button" onClick={onUndo}>{undo}</button>}
    </div>
  );
}

/* What was done last and can be undone. */
function UndoBar() {
  const offer = useUndo();
  if (!offer) return null;
  const undo = () => { clearUndo(); offer.undo(); };
  return <DoneStrip icon="undo" title={offer.text} onUndo={undo} />;
}
