// The pain when it began and when it had eased: asked where a remedy was picked, since the drop is compared too.
import { useState } from "preact/hooks";
import { change } from "../../entries.js";
import { Fold, Scale } from "../../parts/index.js";

function Pain({ record, member, title }) {
  const [skipped, setSkipped] = useState(false);
  const pick = (n) => {
    setSkipped(n === null);
    change(record.id, { [member]: n ?? undefined });
  };
  return <Scale title={title} low="no pain" value={record.body[member] ?? (skipped ? null : undefined)} onPick={pick} />;
}

/** isFresh: it eased a moment ago. */
export function PainAfter({ record, draw, isFresh }) {
  const [hadStart] = useState(record.body.pain_start !== undefined);
  if (!draw?.arm && record.body.pain_end === undefined && !hadStart) return null;
  const title = isFresh ? "How bad is it now?" : "How bad was it when it had eased?";
  return (
    <Fold card title={title} open={hadStart || undefined}>
      <Pain record={record} member="pain_end" title={title} />
      {!hadStart && <Pain record={record} member="pain_start" title="How bad was it when it began?" />}
    </Fold>
  );
}
