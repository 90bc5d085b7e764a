// A trial that is not sealed yet, and one that is over.
import { useState } from "preact/hooks";
import { call } from "../../api.js";
import { newId } from "../../ids.js";
import { Button, Card, Icon, Page } from "../../parts/index.js";
import { Problem } from "../../parts/Problem.jsx";
import { go } from "../../router.js";
import { touched } from "../../state.js";
import { offerUndo } from "../../undo.js";

export function Draft({ reply }) {
  const { trial } = reply;
  const [error, setError] = useState(null);
  const discard = async () => {
    try {
      await call("remove", { id: trial.id, version: newId() });
      touched();
      offerUndo("Draft removed. It can come back.", async () => {
        await call("restore", { id: trial.id, version: newId() }).catch(setError);
        touched();
      });
      go("#/answers");
    } catch (e) {
      setError(e);
    }
  };
  return (
    <Page title={trial.title || "A draft"} lead="A draft. Nothing is drawn yet." narrow back={{ href: "#/answers", text: "Answers" }}>
      <Card><p>{trial.line}</p><a class="btn main big" href={`#/plan?id=${trial.id}`}>Go on planning</a></Card>
      <Problem error={error} title="It was not removed" />
      <p><Button kind="quiet" onClick={discard}><Icon name="undo" />Remove the draft</Button></p>
    </Page>
  );
}

export function Done({ reply }) {
  const { trial, due, may } = reply;
  const isSealed = trial.blinded && !trial.opened;
  return (
    <Card title={trial.state === "stopped" ? "Stopped" : "The days are over"} tone="green" id="h-over">
      <p>{trial.line}</p>
      {!isSealed && may.includes("answer") && (
        <a class="btn ease big" href={`#/trial-answer/${trial.id}`}><Icon name="dots" />{due.includes("answer") ? "See the answer" : "The answer"}</a>
      )}
    </Card>
  );
}
