// Days and their entries, put in order for the list. Pure: no drawing, no asking.
import { addDays, dayPart, longDay, nearDay } from "../../time.js";

export const spasmWord = (n) => (n === 1 ? "spasm" : "spasms");

/** "2 spasms", "None", "" when nobody said. */
export function countWords(day) {
  if (!day) return "";
  if (day.state === "value") return `${day.spasms} ${spasmWord(day.spasms)}`;
  return day.state === "none" ? "None" : "";
}

/** What the calendar says of a day, after its date: the three states in words. */
export function stateWords(day) {
  if (day.state === "value") return countWords(day);
  return day.state === "none" ? "no spasms" : "not recorded";
}

const capital = (words) => words[0].toUpperCase() + words.slice(1);
export const headWords = (day) => capital(nearDay(day));

/**
 * Entries (newest first) and the DAYs of the same stretch, as sections, newest first. Days in a row with nothing
 * in them become one section {from, to, gap: true}; every other day is {day, count: DAY, entries}.
 * Nothing is said of days before `oldest`: they may have entries that are not loaded.
 */
export function sections(entries, days, oldest, today) {
  const byDay = new Map();
  for (const entry of entries) {
    const day = entry.shown?.day ?? dayPart(entry.at);
    if (!byDay.has(day)) byDay.set(day, []);
    byDay.get(day).push(entry);
  }
  const counts = new Map((days ?? []).map((d) => [d.day, d]));
  const newest = [...byDay.keys(), today].sort().at(-1);
  const out = [];
  for (let day = newest; day >= oldest; day = addDays(day, -1)) {
    const mine = byDay.get(day);
    if (mine) {
      out.push({ day, count: counts.get(day), entries: mine });
    } else if (out.at(-1)?.gap) {
      out.at(-1).from = day;
    } else {
      out.push({ day, gap: true, from: day, to: day });
    }
  }
  return out;
}

/** "Tuesday 12 March", or "Friday 1 to Tuesday 12 March: 12 days". */
export function gapWords({ from, to }) {
  return from === to ? headWords(from) : `${longDay(from)} to ${nearDay(to)}`;
}
