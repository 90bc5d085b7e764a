// One day, opened from the calendar.
import { Page } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { longDay } from "../../time.js";
import { countWords } from "./days.js";
import { DayEntries } from "./list.jsx";

export function DayPage({ day }) {
  const entries = useReply("entries", { from: day, to: day, limit: 200 })?.entries;
  const count = useReply("days", { from: day, to: day })?.days[0];
  return (
    <Page title={longDay(day)} lead={countWords(count)} back={{ href: `#/diary/calendar?month=${day.slice(0, 7)}`, text: "Calendar" }} narrow>
      {entries && (entries.length
        ? <DayEntries count={count} entries={entries} />
        : <div class="gap-day"><p>Nothing recorded. That is fine.</p></div>)}
      <a class="btn" href={`#/add?day=${day}`}>Add something on this day</a>
    </Page>
  );
}
