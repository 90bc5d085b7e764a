// How far it is: a mark for every day, gaps as gaps. Which arm a day belongs to is not drawn here.
import { Card, Fold } from "../../parts/index.js";
import { useToday } from "./use-trial.js";

const MARKS = { value: "done", none: "done", not_recorded: "miss", to_come: "" };
const LOW = ["run_in", "paused", "washout"];

const countOf = (course, test) => course.filter(test).length;
const days = (n) => `${n} ${n === 1 ? "day" : "days"}`;

export function Course({ reply }) {
  const { trial, course, taken } = reply;
  const now = useToday();
  if (!course.length) return null;
  const isKnown = (d) => d.state === "value" || d.state === "none";
  const past = course.filter((d) => d.state !== "to_come" && (d.day !== now || isKnown(d)));     // today is not over
  const known = countOf(past, isKnown);
  const open = past.length - known;
  const low = countOf(course, (d) => LOW.includes(d.phase));
  const said = [past.length > 0 && `${days(known)} written down`, open && `${days(open)} not recorded`, course.length > past.length && `${days(course.length - past.length)} to come`].filter(Boolean).join(", ");
  const title = trial.day_number ? `Day ${trial.day_number} of ${trial.days}` : `${trial.days} days`;
  return (
    <Card title={title} id="h-course">
      <div class="progress days" role="img" aria-label={`${said}.${low ? " Low bars are days that do not count." : ""}`}>
        {course.map((d) => <i key={d.day} class={[(d.day !== now || isKnown(d)) && MARKS[d.state], LOW.includes(d.phase) && "rest", d.day === now && "now"].filter(Boolean).join(" ")} />)}
      </div>
      <p class="tiny">{said}.{open ? " Striped: not recorded." : ""}{low ? " Low: before the first draw, a pause, or just after a swap." : ""}</p>
      {taken && (taken.not_done + taken.part + taken.other > 0) && (
        <Fold title="What was done">
          <p class="small">{[`Done on ${days(taken.done)}`, taken.part && `partly on ${days(taken.part)}`, taken.not_done && `not on ${days(taken.not_done)}`,
            taken.other && `something else on ${days(taken.other)}`, taken.unknown && `not said on ${days(taken.unknown)}`].filter(Boolean).join(", ")}.
            That is ordinary, and the answer takes it into account.</p>
        </Fold>
      )}
    </Card>
  );
}
