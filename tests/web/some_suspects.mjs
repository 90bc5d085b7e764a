// What the tests of triggers and of "what now?" share: days with and without spasms and what was there on
// them, made by chance from a fixed seed, brought in as an export is.
import { randomUUID } from "node:crypto";
import { momentOn } from "./some_trials.mjs";

/** Numbers from 0 to 1, the same for the same seed. */
export function chance(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Brings entries in, [kind, n, time, body] each. when(n, time): the moment of a time on a day. */
export async function bringIn(server, entries, when = (n, time) => `${momentOn(n, time)}${server.zone}`) {
  const device = randomUUID();
  const lines = entries.map(([kind, n, time, body]) => {
    const at = when(n, time);
    return { id: randomUUID(), version: randomUUID(), device, edit: 1, recorded: at, kind, at, precision: "minute", body };
  });
  const text = [{ unknot: "diary", schema: 1 }, ...lines].map((l) => `${JSON.stringify(l)}\n`).join("");
  const reply = await fetch(`${server.origin}/api/import`, { method: "POST", body: text,
    headers: { Authorization: `Bearer ${server.token}`, "Content-Type": "application/octet-stream" } });
  const said = await reply.json();
  if (said.error) throw new Error(`import: ${JSON.stringify(said.error)}`);
  return said;
}

/** The days from..to, each with its check-in. suspects: {key: how often}; matters: the one after which, the next day, a spasm comes
    with the chance `after` instead of `usual`. Every seventh day nothing is recorded. */
export function suspectDays({ from, to, suspects, matters = null, usual = 0.2, after = 0.75, seed = 7 }) {
  const random = chance(seed);
  const entries = [];
  let was = false;
  for (let n = from; n <= to; n++) {
    const there = Object.fromEntries(Object.entries(suspects).map(([key, often]) => [key, random() < often]));
    const isSpasm = random() < (was ? after : usual);
    was = matters ? there[matters] : false;
    if (((n % 7) + 7) % 7 === 3) continue;
    if (isSpasm) entries.push(["episode", n, "14:00", { pain: 5, lasted_seconds: 240, sites: [{ site: "left-calf", pain: 5 }] }]);
    entries.push(["check-in", n, "21:00", { values: { spasms: isSpasm ? 1 : "none", pain: isSpasm ? 5 : 2 } }]);
    for (const [key, present] of Object.entries(there)) entries.push(["exposure", n, "21:01", { suspect: key, present }]);
  }
  return entries;
}

