// What eases it now: whether remedies are being compared, and what that shows so far.
import { Question } from "./question.jsx";
import { useReply } from "../../state.js";

const FIRST_LOOK = 6;                // draws before which a headline would only say that it is early
const VERDICTS = ["benefit", "null", "harm", "small"];

export function Eases() {
  const relief = useReply("relief");
  const state = relief?.state;
  const isBegun = state && state !== "none";
  return (
    <Question icon="wave" badge="green" title="What eases it now?" slow flat={state === "none"}
      more={relief && <Ways isBegun={isBegun} />}>
      {state === "none" && (
        <p>Spasms pass by themselves too. To tell what shortens yours, remedies are picked by chance and compared.</p>
      )}
      {isBegun && <Line relief={relief} />}
    </Question>
  );
}

const Ways = ({ isBegun }) => (
  <>
    {isBegun ? <a class="btn" href="#/relief">See the answer</a> : <a class="btn main" href="#/relief/plan">Compare fairly</a>}
    <a class="btn quiet" href="#/now">What may be tried now</a>
  </>
);

const STATES = { on: "Comparing is on.", off: "Comparing is switched off." };

function Line({ relief }) {
  const answer = useReply("relief-answer");
  const hasMore = relief.draws >= FIRST_LOOK || VERDICTS.includes(answer?.kind);
  const state = relief.state === "settled" ? `You settled on ${relief.settled_name}.` : STATES[relief.state];
  if (!answer && relief.draws >= FIRST_LOOK) return null;       // a line that stays is better than one that changes
  return (
    <>
      <p>{hasMore && answer?.headline ? answer.headline : relief.line}</p>
      <p class="small">{[state, hasMore && answer?.counts_words].filter(Boolean).join(" ")}</p>
    </>
  );
}
