// Feeling unwell comes before the trial: say so, pause, stop, and open the seal when a doctor needs to know.
import { useState } from "preact/hooks";
import { useEntry, write } from "../../entries.js";
import { newId } from "../../ids.js";
import { Button, Card, Field, Fold, Icon, QuestionCard, say } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { useEvents } from "./use-trial.js";
import { CodeForm } from "./code.jsx";

const WORDS_MAX = 200;
const HOW_BAD = [{ value: "mild", text: "Mild" }, { value: "moderate", text: "It bothers me" }, { value: "severe", text: "Bad" }];

export function Safety({ reply }) {
  const [open, setOpen] = useState(null);
  const { may, trial } = reply;
  const isHidden = trial.blinded && !trial.opened;
  const toggle = (name) => () => setOpen(open === name ? null : name);
  const close = () => setOpen(null);
  return (
    <Card title="Feeling unwell?" id="h-safe">
      <p>Say so, and stop if you want to. Your safety comes before the trial.</p>
      <div class="btn-row fill">
        <Button aria-expanded={open === "harm"} onClick={toggle("harm")}>Something feels wrong</Button>
        {may.includes("pause") && <Button aria-expanded={open === "pause"} onClick={toggle("pause")}>Pause</Button>}
        {may.includes("stop") && <Button aria-expanded={open === "stop"} onClick={toggle("stop")}>Stop</Button>}
      </div>
      {open === "harm" && <Harm reply={reply} onStop={toggle("stop")} onPause={toggle("pause")} onGoOn={close} />}
      {open === "pause" && <Leave reply={reply} event="pause" onDone={close} />}
      {open === "stop" && <Leave reply={reply} event="stop" onDone={close} />}
      {isHidden && may.includes("unblind") && <Emergency reply={reply} />}
    </Card>
  );
}

/** What, and how bad: the second answer saves it. Then what to do, and whether to go on. */
function Harm({ reply, onStop, onPause, onGoOn }) {
  const [what, setWhat] = useState("");
  const [wrong, setWrong] = useState(null);
  const [id, setId] = useState(null);
  const pick = (severity) => () => {
    const words = what.trim();
    if (!words) return setWrong("Say in a word or two what it is.");
    setId(write("harm", { id: newId(), body: { what: words, severity, trial: reply.trial.id } }));
    return say("Written down.");
  };
  if (id) return <AfterHarm id={id} reply={reply} onStop={onStop} onPause={onPause} onGoOn={onGoOn} />;
  return (
    <div class="stack-s" role="group" aria-label="Something feels wrong">
      <Field label="What is it?" maxLength={WORDS_MAX} value={what} error={wrong} onInput={(e) => { setWhat(e.currentTarget.value); setWrong(null); }} />
      <p id="how-bad"><b>How bad is it?</b></p>
      <div class="btn-row fill three" role="group" aria-labelledby="how-bad">
        {HOW_BAD.map((h) => <Button kind="big" key={h.value} onClick={pick(h.value)}>{h.text}</Button>)}
      </div>
      <p class="small">If it feels like an emergency, do not write: <a href="#/help">get help</a>.</p>
    </div>
  );
}

/* The words come with the reply; nobody waits for these. */
const BEFORE_THE_REPLY = { title: "Stop, and ask today", act: "Stop it now, and ask a doctor or pharmacist today." };

function AfterHarm({ id, reply, onStop, onPause, onGoOn }) {
  const record = useEntry(id);
  const isBad = record?.body.severity === "severe";
  const advice = record?.advice ?? (isBad ? BEFORE_THE_REPLY : null);
  return (
    <div class="stack-s">
      <section class={`warn ${isBad ? "" : "days"}`} aria-labelledby="h-harm" role="status">
        <div class="warn-head"><Icon name="doctor" /><h3 id="h-harm">{advice?.title ?? "Written down"}</h3></div>
        <div class="warn-body">
          <p><b>{advice?.act ?? "If it does not get better, ask a doctor or pharmacist."}</b></p>
          {advice?.escalate && <div class="strong-box"><p>{advice.escalate}</p></div>}
          {advice?.caution && <p class="small">{advice.caution}</p>}
          <a class={isBad ? "btn main" : "btn"} href="#/help"><Icon name="phone" />When to get help</a>
        </div>
      </section>
      <QuestionCard about={id} />
      <div class="btn-row fill">
        {reply.may.includes("stop") && <Button kind={isBad ? "main" : ""} onClick={onStop}>Stop the trial</Button>}
        {reply.may.includes("pause") && <Button onClick={onPause}>Pause</Button>}
        <Button onClick={onGoOn}>Go on</Button>
      </div>
    </div>
  );
}

const LEAVE = {
  pause: { words: "Paused days are no days of the trial. It goes on where it was, when you like.", button: "Pause from today", said: "Paused. Go on when you like." },
  stop: { words: "It ends today. Everything you wrote stays, and we say what can be said. A stopped trial does not go on.", button: "Stop from today",
    said: "Stopped. Everything is kept." },
};

/** Pause or stop, with a reason for who likes. */
function Leave({ reply, event, onDone }) {
  const [reason, setReason] = useState("");
  const { busy, error, send } = useEvents(reply.trial.id);
  const w = LEAVE[event];
  const leave = async (e) => {
    e.preventDefault();
    if (await send(event, reason.trim() ? { reason: reason.trim() } : undefined, w.said)) onDone();
  };
  return (
    <form class="stack-s" onSubmit={leave}>
      <p>{w.words}</p>
      <Field label="Why, if you like" maxLength={WORDS_MAX} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
      <Problem error={error} title="It was not written down" />
      <Button kind="main" type="submit" disabled={busy}>{w.button}</Button>
    </form>
  );
}

function Emergency({ reply }) {
  const { busy, error, send } = useEvents(reply.trial.id);
  return (
    <Fold title="Open the seal in an emergency">
      <p>If a doctor needs to know what you took, open it. The code is on the closed slip. Do not wait for it: tell the doctor everything that it could
        be. The opening is written down with the time. What you recorded is kept.</p>
      <CodeForm button="Open the seal" kind="danger-line" busy={busy} error={error}
        onCode={(code) => send("unblind", { code, emergency: true }, "The seal is open.")} />
    </Fold>
  );
}
