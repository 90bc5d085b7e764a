// The plan and its seal: what was fixed, how anybody can check it, and the files that go with it.
import { useState } from "preact/hooks";
import { call, save } from "../../api.js";
import { Card, Fold, Row, Rows, say } from "../../parts/index.js";
import { Done, Problem } from "../../parts/Problem.jsx";
import { longDay } from "../../time.js";
import { isFresh } from "./started.js";

export function Seal({ reply }) {
  if (isFresh(reply.trial.id)) return <Card title="The plan and its seal" id="h-seal"><Inside reply={reply} /></Card>;
  return <Fold card title="The plan and its seal"><Inside reply={reply} /></Fold>;
}

function Inside({ reply }) {
  const { trial, design_words: words, events } = reply;
  return (
    <>
      <dl class="facts">{words.map((w) => <div class="fact" key={w.label}><dt>{w.label}</dt><dd><small>{w.value}</small></dd></div>)}</dl>
      {reply.seal && (
        <div class="stack-xs">
          <p>{reply.sealed_on ? `Fixed on ${longDay(reply.sealed_on.slice(0, 10))}.` : "Fixed before the first day."} Seal:</p>
          <p class="seal num"><b>{reply.seal}</b></p>
          <p class="small">Write it down, or send it to someone you trust. Whoever has it can check later that the plan was not changed.</p>
        </div>
      )}
      {events.length > 0 && (
        <Fold title={`What happened since (${events.length})`}>
          <ul class="bullets small">{events.map((e) => <li key={e.id}>{e.words}</li>)}</ul>
        </Fold>
      )}
      <Files id={trial.id} />
    </>
  );
}

const FILES = [
  { name: "trial-calendar", text: "Reminders for my calendar", proposed: "unknot-trial.ics" },
  { name: "trial-protocol", text: "The sealed plan, as a file", proposed: "unknot-protocol.json" },
];

export function Files({ id, more = [] }) {
  const [state, set] = useState({});
  const out = (file) => async () => {
    try {
      set({ done: `Saved as ${await save(file.name, { id }, file.proposed)}.` });
      say("Saved as a file.");
    } catch (error) {
      set({ error, title: "It could not be saved" });
    }
  };
  const verify = async () => {
    try {
      const reply = await call("trial-verify", { id });
      set({ verified: reply });
      say(reply.ok ? "All is as it was sealed." : "Something is not as it was sealed.");
    } catch (error) {
      set({ error, title: "It could not be checked" });
    }
  };
  return (
    <div class="stack-s">
      <Rows>
        <Row href={`#/trial-paper/${id}/protocol`} icon="list" badge="plain" title="The whole plan, to read or print" />
        {[...FILES, ...more].map((f) => <Row key={f.name} onPick={out(f)} icon="down" badge="plain" title={f.text} />)}
        <Row onPick={verify} icon="lock" badge="plain" title="Check the seal" />
      </Rows>
      {state.done && <Done>{state.done}</Done>}
      {state.verified && <Findings reply={state.verified} />}
      <Problem error={state.error} title={state.title} />
    </div>
  );
}

function Findings({ reply }) {
  return (
    <div class="stack-xs" role="status">
      <p><b>{reply.ok ? "All is as it was sealed." : "Something is not as it was sealed."}</b></p>
      <ul class="bullets small">{reply.findings.map((f, i) => <li key={i}>{f.ok ? "" : "Not so: "}{f.what}{f.detail ? `. ${f.detail}` : ""}</li>)}</ul>
    </div>
  );
}
