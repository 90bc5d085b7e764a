// The diary day by day, newest first. A day nobody wrote on is shown as such, and that is fine.
import { useEffect, useRef } from "preact/hooks";
import { Card, Entry, Page } from "../../parts/index.js";
import { useReply } from "../../state.js";
import { addDays, dayPart, longDay, today as deviceToday } from "../../time.js";
import { countWords, gapWords, headWords, sections } from "./days.js";
import { useDiary } from "./pages.js";
import { DiaryTabs } from "./tabs.jsx";

export function DiaryList() {
  const about = useReply("about");
  const { entries, more, older } = useDiary();
  const now = about?.today ?? deviceToday();
  const loaded = entries?.length ? dayPart(entries.at(-1).shown?.day ?? entries.at(-1).at) : now;
  // While there are older entries, the last day may be cut in two: it waits for its other half.
  const oldest = more ? addDays(loaded, 1) : loaded;
  const days = useReply("days", { from: oldest > now ? now : oldest, to: now })?.days;
  const open = useOlder(entries?.length, older);
  return (
    <Page title="Diary" narrow>
      <DiaryTabs at="List" />
      {entries && !entries.length && <Empty />}
      {entries?.length > 0 && sections(entries, days, oldest, now).map((s) => (
        s.gap ? <Gap key={s.to} section={s} /> : <Day key={s.day} section={s} />
      ))}
      {more && <button class="btn wide" type="button" onClick={open}>Older days</button>}
    </Page>
  );
}

function Empty() {
  return (
    <Card title="Nothing here yet" tone="flat">
      <p>What you write down will stand here, day by day.</p>
    </Card>
  );
}

function Day({ section }) {
  const { day, count, entries } = section;
  const id = `day-${day}`;
  return (
    <section class="day" aria-labelledby={id}>
      <div class="day-head"><h2 id={id}>{headWords(day)}</h2><span class="small">{countWords(count)}</span></div>
      <DayEntries count={count} entries={entries} />
    </section>
  );
}

/** What was written on a day, and what the day counts as. Also on the page of a single day. */
export function DayEntries({ count, entries }) {
  return (
    <>
      <DayMark count={count} />
      <ul class="entries rows">{entries.map((entry) => <Entry key={entry.id} entry={entry} />)}</ul>
    </>
  );
}

function DayMark({ count }) {
  if (count?.state === "none") {
    return (
      <div class="zero-day">
        <span class="zero-ring" aria-hidden="true" />
        <p>No spasms. You told us.</p>
      </div>
    );
  }
  const more = count?.state === "value" && count.confirmed && count.spasms > count.logged ? count.spasms - count.logged : 0;
  if (more) return <p class="small">{more === 1 ? "One" : more} of these you counted in the check-in, without an entry of its own.</p>;
  if (count?.state === "not_recorded") return <p class="small">Spasms: not recorded.</p>;
  return null;
}

function Gap({ section }) {
  const id = `day-${section.to}`;
  return (
    <section class="day" aria-labelledby={id}>
      <div class="day-head"><h2 id={id}>{gapWords(section)}</h2></div>
      <div class="gap-day">
        <p>Nothing recorded. That is fine.</p>
        {section.from === section.to
          ? <a class="btn" href={`#/add?day=${section.to}`} aria-label={`Add something on ${longDay(section.to)}`}>Add</a>
          : <a class="btn" href={`#/diary/calendar?month=${section.to.slice(0, 7)}`}>Calendar</a>}
      </div>
    </section>
  );
}

/* Opens more pages. The focus goes to the first day that came: the one after what was the last. */
function useOlder(count, older) {
  const asked = useRef(null);        // {count, last: id of the last heading before}
  useEffect(() => {
    if (!asked.current || count === asked.current.count) return;
    const heads = [...document.querySelectorAll(".day h2")];
    const next = heads[heads.findIndex((h) => h.id === asked.current.last) + 1];
    asked.current = null;
    if (!next) return;
    next.tabIndex = -1;
    next.focus();
  }, [count]);
  return () => {
    asked.current = { count, last: [...document.querySelectorAll(".day h2")].at(-1)?.id };
    older();
  };
}
