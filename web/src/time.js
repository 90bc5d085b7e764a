// Moments and days, as the api writes them: "2026-03-14T19:38:00+01:00" and "2026-03-14".
// A moment keeps the wall clock of the place where it was written; nothing here turns it into
// another time zone to show it.

const two = (n) => String(n).padStart(2, "0");

/** Now, or any Date, as a moment of this device's clock. */
export function moment(date = new Date()) {
  const offset = -date.getTimezoneOffset();
  const sign = offset < 0 ? "-" : "+";
  const o = Math.abs(offset);
  return `${dayOf(date)}T${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}` +
    `${sign}${two(Math.floor(o / 60))}:${two(o % 60)}`;
}

/** The moment at a time of day ("15:00") of a day, with the offset that this device has then. */
export function momentAt(day, time = "12:00") {
  const [y, m, d] = day.split("-").map(Number);
  const [hour, minute] = time.split(":").map(Number);
  return moment(new Date(y, m - 1, d, hour, minute, 0));
}

function dayOf(date) {
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const today = () => dayOf(new Date());

/** A day some days later (or earlier, when negative). */
export function addDays(day, days) {
  const [y, m, d] = day.split("-").map(Number);
  return dayOf(new Date(y, m - 1, d + days, 12));
}

/** Is it a day of the calendar, and not only of the shape of one? */
export const isDay = (text) => /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") && addDays(text, 0) === text;

const asDate = (day) => new Date(`${day}T12:00:00`);
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September",
  "October", "November", "December"];

export const weekday = (day) => WEEKDAYS[asDate(day).getDay()];
export const monthName = (day) => MONTHS[asDate(day).getMonth()];

/** "Thursday 14 March", with the year when it is not the present one. */
export function longDay(day) {
  const date = asDate(day);
  const year = date.getFullYear() === new Date().getFullYear() ? "" : ` ${date.getFullYear()}`;
  return `${WEEKDAYS[date.getDay()]} ${date.getDate()} ${MONTHS[date.getMonth()]}${year}`;
}

/** "today", "yesterday" or the long day. */
export function nearDay(day, now = today()) {
  if (day === now) return "today";
  if (day === addDays(now, -1)) return "yesterday";
  return longDay(day);
}

export const dayPart = (at) => at.slice(0, 10);
export const timePart = (at) => at.slice(11, 16);

/** Whole seconds from a moment until now, never less than zero. */
export function secondsSince(at, now = Date.now()) {
  return Math.max(0, Math.floor((now - Date.parse(at)) / 1000));
}

/** "2:14", and "1:02:14" from an hour on. */
export function clock(seconds) {
  const h = Math.floor(seconds / 3600);
  const m = Math.floor(seconds / 60) % 60;
  return h ? `${h}:${two(m)}:${two(seconds % 60)}` : `${m}:${two(seconds % 60)}`;
}

const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

/** "2 minutes 14 seconds". */
export function lasted(seconds) {
  const s = Math.round(seconds);
  const h = Math.floor(s / 3600);
  const m = Math.floor(s / 60) % 60;
  if (h) return m ? `${count(h, "hour")} ${count(m, "minute")}` : count(h, "hour");
  if (!m) return count(s, "second");
  return s % 60 ? `${count(m, "minute")} ${count(s % 60, "second")}` : count(m, "minute");
}

/** "between 10 and 30 minutes", "less than 10 minutes", "more than 1 hour". most: undefined when it is not known. */
export function lastedBetween(least, most) {
  if (most === undefined) return `more than ${lasted(least)}`;
  if (!least) return `less than ${lasted(most)}`;
  const [a, b] = [lasted(least), lasted(most)];
  const unit = (text) => / minutes?$/.test(text) && text.split(" ").length === 2;
  return `between ${unit(a) && unit(b) ? a.split(" ")[0] : a} and ${b}`;
}

/** How long an episode lasted, as well as its body says; null when it does not. */
export function lastedWords(body) {
  if (body.lasted_seconds !== undefined) return lasted(body.lasted_seconds);
  if (body.lasted_least_seconds === undefined && body.lasted_most_seconds === undefined) return null;
  return lastedBetween(body.lasted_least_seconds ?? 0, body.lasted_most_seconds);
}

/** The parts of a day and the hour that stands for each. */
export const PARTS = [
  { word: "night", name: "At night", time: "03:00" },
  { word: "morning", name: "Morning", time: "09:00" },
  { word: "afternoon", name: "Afternoon", time: "15:00" },
  { word: "evening", name: "Evening", time: "21:00" },
];
