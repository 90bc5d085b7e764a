// A month as weeks of days. Pure.
import { addDays, monthName } from "../../time.js";

export const monthOf = (day) => day.slice(0, 7);
export const firstOf = (month) => `${month}-01`;

export function shiftMonth(month, by) {
  const [y, m] = month.split("-").map(Number);
  const n = y * 12 + (m - 1) + by;
  return `${Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`;
}

export const lastOf = (month) => addDays(firstOf(shiftMonth(month, 1)), -1);

/** "March", with the year when it is not that of `today`. */
export function monthWords(month, today) {
  const name = monthName(firstOf(month));
  return month.slice(0, 4) === today.slice(0, 4) ? name : `${name} ${month.slice(0, 4)}`;
}

/** Weeks from Monday to Sunday; null where the day belongs to another month. */
export function weeksOf(month) {
  const [y, m] = month.split("-").map(Number);
  const skip = (new Date(y, m - 1, 1, 12).getDay() + 6) % 7;
  const cells = Array(skip).fill(null);
  for (let day = firstOf(month), last = lastOf(month); day <= last; day = addDays(day, 1)) cells.push(day);
  while (cells.length % 7) cells.push(null);
  return Array.from({ length: cells.length / 7 }, (_, i) => cells.slice(7 * i, 7 * i + 7));
}

/** "16 on 8 days" and so on, of the days up to today. */
export function monthFacts(days) {
  const facts = { spasms: 0, value: 0, none: 0, gap: 0 };
  for (const d of days) {
    if (d.state === "value") {
      facts.value += 1;
      facts.spasms += d.spasms;
    } else if (d.state === "none") facts.none += 1;
    else facts.gap += 1;
  }
  return facts;
}
