// A month at a glance. Three states, three marks: a number, a ring, stripes.
import { useEffect, useRef, useState } from "preact/hooks";
import { Card, Chevron, Icon, Page } from "../../parts/index.js";
import { go, goInstead } from "../../router.js";
import { useReply } from "../../state.js";
import { addDays, isDay, monthName, today as deviceToday } from "../../time.js";
import { spasmWord, stateWords } from "./days.js";
import { firstOf, lastOf, monthFacts, monthOf, monthWords, shiftMonth, weeksOf } from "./month.js";
import { DiaryTabs } from "./tabs.jsx";

const WEEK = [["Mon", "Monday"], ["Tue", "Tuesday"], ["Wed", "Wednesday"], ["Thu", "Thursday"], ["Fri", "Friday"],
  ["Sat", "Saturday"], ["Sun", "Sunday"]];
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const MANY = 3;                      // spasms from which a day is drawn darker

export function Calendar({ ask }) {
  const now = useReply("about")?.today ?? deviceToday();
  const month = isDay(firstOf(ask?.month)) && ask.month <= monthOf(now) ? ask.month : monthOf(now);
  const last = lastOf(month) < now ? lastOf(month) : now;
  const days = useReply("days", { from: firstOf(month), to: last })?.days;
  const turn = (by) => goInstead(`#/diary/calendar?month=${shiftMonth(month, by)}`);
  return (
    <Page title="Diary" narrow>
      <DiaryTabs at="Calendar" />
      <section class="stack-s" aria-labelledby="month">
        <div class="section-title">
          <h2 id="month" aria-live="polite">{monthWords(month, now)}</h2>
          <span class="btn-row">
            <button class="btn" type="button" onClick={() => turn(-1)}>
              <Icon name="back" />{monthName(firstOf(shiftMonth(month, -1)))}
            </button>
            {month < monthOf(now) && (
              <button class="btn" type="button" onClick={() => turn(1)}>
                {monthName(firstOf(shiftMonth(month, 1)))}<Chevron />
              </button>
            )}
          </span>
        </div>
        <Month month={month} days={days} today={now} turn={turn} />
        <ul class="key">
          <li><i class="k-1" />1 or 2 spasms</li>
          <li><i class="k-2" />{MANY} or more</li>
          <li><i class="k-none" />None, you told us</li>
          <li><i class="k-gap" />Not recorded</li>
        </ul>
      </section>
      {days && <Facts month={month} days={days} today={now} />}
    </Page>
  );
}

/** The days of a month as buttons; one tab stop, arrow keys go from day to day and from month to month. */
function Month({ month, days, today, turn }) {
  const table = useRef(null);
  const [stop, setStop] = useState(null);
  const wanted = useRef(null);       // a day in another month that gets the focus once it is drawn
  const state = new Map((days ?? []).map((d) => [d.day, d]));
  const first = firstOf(month);
  const last = lastOf(month) < today ? lastOf(month) : today;
  const at = stop && monthOf(stop) === month ? stop : (monthOf(today) === month ? today : first);
  const focus = (day) => table.current?.querySelector(`[data-day="${day}"]`)?.focus();
  useEffect(() => {
    if (!wanted.current || monthOf(wanted.current) !== month || !days) return;
    focus(wanted.current);
    wanted.current = null;
  }, [month, days]);
  const move = (event) => {
    const here = event.target.dataset.day;
    if (!here || event.altKey || event.ctrlKey || event.metaKey) return;
    let to = null;
    if (STEPS[event.key]) to = addDays(here, STEPS[event.key]);
    else if (event.key === "Home") to = first;
    else if (event.key === "End") to = last;
    else if (event.key === "PageUp") to = firstOf(shiftMonth(month, -1));
    else if (event.key === "PageDown") to = firstOf(shiftMonth(month, 1));
    if (!to) return;
    event.preventDefault();
    if (to > today) return;
    setStop(to);
    if (monthOf(to) === month) focus(to);
    else {
      wanted.current = to;
      turn(to < here ? -1 : 1);
    }
  };
  return (
    <table class="cal" ref={table} onKeyDown={move}>
      <caption class="sr">Spasms on each day of {monthWords(month, today)}. Arrow keys move from day to day.</caption>
      <thead><tr>{WEEK.map(([short, long]) => <th key={short} scope="col" abbr={long}>{short}</th>)}</tr></thead>
      <tbody>
        {weeksOf(month).map((week, i) => (
          <tr key={i}>
            {week.map((day, j) => (
              <td key={day ?? j}>
                {day && <DayCell day={day} state={state.get(day)} today={today} isStop={day === at} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function DayCell({ day, state, today, isStop }) {
  const number = Number(day.slice(8));
  if (day > today || !state) return <span class="off">{number}</span>;
  const mark = state.state === "value" ? (state.spasms >= MANY ? "n2" : "n1") : state.state === "none" ? "n0" : "gap";
  return (
    <button type="button" class={`${mark}${day === today ? " today" : ""}`} data-day={day} tabIndex={isStop ? 0 : -1}
      aria-current={day === today ? "date" : undefined} onClick={() => go(`#/diary/day/${day}`)}>
      <span>{number}<span class="sr"> {monthName(day)}, {mark === "gap" && stateWords(state)}</span></span>
      {mark === "n0" && <b><span class="sr">{stateWords(state)}</span></b>}
      {(mark === "n1" || mark === "n2") && <b>{state.spasms}<span class="sr"> {spasmWord(state.spasms)}</span></b>}
    </button>
  );
}

function Facts({ month, days, today }) {
  const f = monthFacts(days);
  const isNow = month === monthOf(today);
  return (
    <Card title={monthWords(month, today) + (isNow ? " so far" : "")} id="facts">
      <dl class="facts">
        <div class="fact"><dt>Spasms</dt><dd>{f.spasms} <small>on {f.value} {f.value === 1 ? "day" : "days"}</small></dd></div>
        <div class="fact"><dt>Days without</dt><dd>{f.none}</dd></div>
        <div class="fact"><dt>Not recorded</dt><dd>{f.gap} <small>left out of every count</small></dd></div>
      </dl>
    </Card>
  );
}
