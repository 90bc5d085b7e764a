// What the tests of trials share: a program and pages whose clock is put from day to day, a diary of some
// weeks, and trials made and lived through by the operations.
import { randomUUID } from "node:crypto";
import { serve, shiftedClock } from "./harness.mjs";

const FIRST = Date.UTC(2026, 2, 2);              // a Monday
const DAY_MS = 86400000;
const PROFILE_ID = "00000000-0000-4000-8000-000000000001";
const COUNTS = [2, 1, 0, 3, 1, 2, 0, 1, 4, 1, 0, 2, 1, 1];      // spasms of an ordinary fortnight

/** The day so many days after the first one of the test. */
export const dayAt = (n) => new Date(FIRST + n * DAY_MS).toISOString().slice(0, 10);
export const momentOn = (n, time = "10:00") => `${dayAt(n)}T${time}:00`;

/** A program whose clock stands on the first day at ten; on(n, time) puts it to another one, and the pages with it. */
export async function serveOnDays() {
  const clock = shiftedClock();
  clock.set(`${dayAt(0)} 10:00:00`);
  const server = await serve({ clock });
  const zone = (await server.call("about")).now.slice(19);
  const on = async (n, time = "10:00", ...pages) => {
    clock.set(`${dayAt(n)} ${time}:00`);
    for (const page of pages) await page.clock.setSystemTime(new Date(momentOn(n, time)));
  };
  return Object.assign(server, { on, zone });
}

export async function add(server, kind, n, body, { id = randomUUID(), time = "21:00", precision = "minute" } = {}) {
  const reply = await server.call("add", { id, version: randomUUID(), kind, at: `${momentOn(n, time)}${server.zone}`, precision, body });
  if (!reply.entry) throw new Error(`add ${kind}: ${JSON.stringify(reply)}`);
  return id;
}

export const checkIn = (server, n, spasms, more = {}) => add(server, "check-in", n, { values: { spasms: spasms || "none", ...more } });

/** Four weeks before the first day, five days of them not recorded. */
export async function weeksBefore(server) {
  for (let n = -28; n < 0; n++) if (n % 6) await checkIn(server, n, COUNTS[(n + 28) % COUNTS.length], { pain: 4 });
}

/** Nothing prescribed is stopped or cut down: holds for a week. */
export const answerNo = (server, n) => add(server, "answer", n, { flag: "R24", answer: "no" }, { time: "09:00" });

/** What is asked before a trial: an adult, who stops no medicine for it. */
export async function mayTry(server) {
  await add(server, "profile", 0, { age: "18to50" }, { id: PROFILE_ID, time: "09:00" });
  await answerNo(server, 0);
}

const HALF = Math.log(2);
export const STRETCH = { title: "Bedtime stretch", outcome: "spasms", better: "lower", important: HALF, order: "cycles", block_days: 3, cycles: 6,
  run_in_days: 0, washout_days: 0, blinded: false, looks: 0,
  arms: [{ key: "usual" }, { key: "stretch_daily", name: "Stretching every day", how: "10 minutes before bed" }] };
export const HIDDEN = { ...STRETCH, title: "Magnesium or empty", blinded: true, arms: [{ key: "placebo" }, { key: "magnesium", name: "Magnesium" }] };

async function must(promise, what) {
  const reply = await promise;
  if (reply.error) throw new Error(`${what}: ${JSON.stringify(reply.error)}`);
  return reply;
}

/** Writes a draft; gives its id. */
export async function draftOf(server, design) {
  const id = randomUUID();
  await must(server.call("trial-new", { id, version: randomUUID(), design }), "trial-new");
  return id;
}

/** Draws and starts; gives the reply, its id with it. */
export async function startOf(server, design, n) {
  const id = await draftOf(server, design);
  return { ...await must(server.call("trial-start", { id, version: randomUUID(), first_day: dayAt(n) }), "trial-start"), id };
}

export const trialOf = (server, id) => must(server.call("trial", { id }), "trial");

export const eventOf = (server, trial, event, body) =>
  must(server.call("trial-event", { trial, id: randomUUID(), version: randomUUID(), event, ...(body ? { body } : {}) }), event);

/** One day, lived: the check-in, and what was done. counts: spasms by arm. */
export async function live(server, id, n, counts, did = "done") {
  const unit = (await trialOf(server, id)).units.find((u) => u.first_day <= dayAt(n) && dayAt(n) <= u.last_day);
  if (!unit) return;
  await checkIn(server, n, counts(unit.arm ?? 0, n));
  if (did) await must(server.call("trial-log", { trial: id, id: randomUUID(), version: randomUUID(), day: dayAt(n), did }), "trial-log");
}
