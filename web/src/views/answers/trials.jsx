// The person's trials as rows, and the way to a new one.
import { Button, Fold, Icon, Row, Rows } from "../../parts/index.js";
import { call } from "../../api.js";
import { newId } from "../../ids.js";
import { touched } from "../../state.js";
import { offerUndo } from "../../undo.js";

const OVER = ["finished", "stopped"];

const hrefOf = (t) => {
  if (t.state === "draft") return `#/plan?id=${t.id}`;
  return OVER.includes(t.state) && (!t.blinded || t.opened) ? `#/trial-answer/${t.id}` : `#/trial/${t.id}`;
};

const lineOf = (t) => [t.line, t.verdict?.kind_words].filter(Boolean).join(" ");

/* A failed try says so by what is shown: nothing changed. */
const putAway = (t, archived) => call("trial-archive", { id: t.id, version: newId(), archived: archived ? 1 : 0 }).then(touched, touched);

export function Trials({ reply }) {
  const all = reply?.trials ?? [];
  const shown = all.filter((t) => !t.archived);
  const away = all.filter((t) => t.archived);
  return (
    <>
      {shown.length > 0 && <Rows>{shown.map((t) => <Row key={t.id} href={hrefOf(t)} title={t.title} line={lineOf(t)} />)}</Rows>}
      {reply?.unreadable > 0 && (
        <p class="small">{reply.unreadable === 1 ? "One trial" : `${reply.unreadable} trials`} cannot be read any more. “unknot help trial” says what can be done.</p>
      )}
      <a class="btn main" href="#/plan"><Icon name="plus" />Plan a trial</a>
      {shown.some((t) => OVER.includes(t.state)) && (
        <Fold title="Put one away">
          {shown.filter((t) => OVER.includes(t.state)).map((t) => (
            <Button key={t.id} onClick={() => { putAway(t, true); offerUndo("Put away. It is still here.", () => putAway(t, false)); }}>Put away: {t.title}</Button>
          ))}
        </Fold>
      )}
      {away.length > 0 && (
        <Fold title={`Put away (${away.length})`}>
          <Rows>{away.map((t) => <Row key={t.id} href={hrefOf(t)} title={t.title} line={lineOf(t)} />)}</Rows>
        </Fold>
      )}
    </>
  );
}
