// The score of a questionnaire, in words first. A score that lacks an answer it needs is missing, never lower.
const PARTS = {
  acr2016: [["wpi", "Painful places (WPI)", 19], ["sss", "Complaints (SSS)", 12], ["fs", "Both together (FS)", 31]],
  fiqr: [["function", "What you can do", 30], ["overall", "Overall", 20], ["symptoms", "Complaints", 50], ["total", "All together", 100]],
};

const shown = (n) => (Number.isInteger(n) ? n : n.toFixed(1));

export function Scores({ survey, scores }) {
  return (
    <div class="stack">
      {scores.words && <p>{scores.words}</p>}
      <dl class="facts">
        {PARTS[survey]?.map(([key, words, most]) => (
          <div class="fact" key={key}>
            <dt>{words}</dt>
            <dd>{scores[key] === null || scores[key] === undefined ? "–" : shown(scores[key])}
              <small>{scores[key] === null || scores[key] === undefined ? "too much left out" : `of ${most}`}</small></dd>
          </div>
        ))}
      </dl>
      <p class="small">A score is not a diagnosis. Show it to someone who knows you.</p>
    </div>
  );
}
