// What sets it off: the headline of what goes with spasms.
import { Question } from "./question.jsx";
import { useReply } from "../../state.js";

export function SetsOff() {
  const reply = useReply("triggers");
  const judged = reply?.suspects.filter((s) => !s.refused).length ?? 0;
  return (
    <Question icon="heat" badge="note" title="What sets it off?" slow flat={!!reply && !judged}
      more={<a class="btn" href="#/triggers">{judged ? "See the answer" : "What it takes"}</a>}>
      {reply && <p>{reply.headline}</p>}
      {judged > 0 && <p class="small">{counts(judged, reply.episodes)}</p>}
      {reply && !judged && <p class="small">After about 30 days with spasms, suspects can be compared fairly, all of them together.</p>}
    </Question>
  );
}

const counts = (n, episodes) =>
  `${n} ${n === 1 ? "suspect" : "suspects judged together"}, ${episodes} ${episodes === 1 ? "day" : "days"} with spasms.`;
