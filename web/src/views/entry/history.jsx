// Every version of an entry, newest first. Nothing that was written is ever lost.
import { change } from "../../entries.js";
import { Fold, say } from "../../parts/index.js";
import { nearDay, dayPart, timePart } from "../../time.js";
import { details } from "./details.js";

const when = (at) => `${nearDay(dayPart(at))}, ${timePart(at)}`;

/** What to change so that the body becomes that of an older version. */
function backTo(body, older) {
  const patch = Object.fromEntries(Object.keys(body).map((key) => [key, undefined]));
  return { ...patch, ...older };
}

export function History({ record, history, catalogue }) {
  if (!history || history.length < 2) return null;
  const bring = (v) => {
    change(record.id, backTo(record.body, v.body), { at: v.at, precision: v.precision });
    say("Saved. The older version is back; the newer one is kept below.");
  };
  return (
    <Fold title={`Earlier versions (${history.length - 1})`} card>
      <ol class="stack">
        {history.map((v, i) => (
          <li key={v.version} class="stack-xs">
            <p><b>{i === 0 ? "Now" : v.edit === 1 ? "First written" : "Changed"}</b> <span class="small">{when(v.recorded)}</span></p>
            {v.removed ? <p>Removed.</p> : <Version version={v} catalogue={catalogue} />}
            {i > 0 && !v.removed && !record.removed && (
              <button class="btn" type="button" onClick={() => bring(v)}>Use this one again<span class="sr">, of {when(v.recorded)}</span></button>
            )}
          </li>
        ))}
      </ol>
    </Fold>
  );
}

function Version({ version: v, catalogue }) {
  const list = details(v.kind, v.body, catalogue, v.shown);
  return (
    <ul class="small">
      <li>{when(v.at)}{v.precision === "minute" ? "" : " (about)"}</li>
      {list.map(([what, words]) => <li key={what}>{what}: {words}</li>)}
      {!list.length && v.shown?.line && <li>{v.shown.line}</li>}
    </ul>
  );
}
