// What the tests of the pages share: a few days of a diary, and small ways to look and to press.
import { randomUUID } from "node:crypto";
import { settled } from "./harness.mjs";

const LOOKS = 200;
const LOOK_MS = 50;
const TABS_MOST = 120;

/** Asks until there is something, for at most three seconds. */
export async function poll(ask) {
  for (let i = 0; ; i++) {
    const got = await ask();
    if ((got !== null && got !== undefined && got !== false && got !== "") || i > LOOKS) return got;
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
  }
}

const two = (n) => String(n).padStart(2, "0");
const dateOf = (back, hour = 12, minute = 0) => {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hour, minute);
};

/** The day so many days ago. */
export const day = (back) => {
  const d = dateOf(back);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
};

/** The moment of a time of day, so many days ago. */
export function at(back, time) {
  const offset = -dateOf(back, ...time.split(":").map(Number)).getTimezoneOffset();
  const o = Math.abs(offset);
  return `${day(back)}T${time}:00${offset < 0 ? "-" : "+"}${two(Math.floor(o / 60))}:${two(o % 60)}`;
}

/** Writes an entry; gives its id. */
export async function add(server, kind, when, body, { precision = "minute", id = randomUUID() } = {}) {
  const reply = await server.call("add", { id, version: randomUUID(), kind, at: when, precision, body });
  if (!reply.entry) throw new Error(`add ${kind}: ${JSON.stringify(reply)}`);
  return id;
}

export const read = (server, id) => server.call("entry", { id });

/** The bytes of a reading operation, as text. */
export const raw = async (server, name, args = {}) => (await fetch(`${server.origin}/api/${name}?${new URLSearchParams(args)}`,
  { headers: { Authorization: `Bearer ${server.token}` } })).text();

/** A few days: spasms, a day without, a gap, one of most other kinds. */
export async function someDays(server) {
  const ids = {};
  ids.calf = await add(server, "episode", at(1, "14:10"), { pain: 6, lasted_seconds: 180, sites: [{ site: "left-calf", pain: 6 }],
    done: [{ treatment: "heat_local", helped: "much", after_minutes: 3 }] });
  ids.neck = await add(server, "episode", at(1, "06:52"), { pain: 4, lasted_seconds: 40, sites: [{ site: "neck-back" }] });
  ids.none = await add(server, "check-in", at(2, "21:15"), { values: { spasms: "none", pain: 3, sleep: 6 } });
  // three days ago: nothing
  ids.foot = await add(server, "episode", at(4, "23:40"), { pain: 7, lasted_seconds: 90, sites: [{ site: "right-foot" }], context: "night" });
  ids.medicine = await add(server, "medicine", at(4, "08:00"), { name: "Amitriptyline", event: "started", dose: "10 mg" });
  ids.use = await add(server, "use", at(4, "20:00"), { treatment: "hot_bath", taken: "taken", minutes: 20 });
  ids.note = await add(server, "note", at(5, "12:00"), { text: "Long day" }, { precision: "day" });
  return ids;
}

/** To an address of the app; goes on as soon as nothing has been asked for a moment. */
export async function walk(page, place) {
  await page.evaluate((hash) => { location.hash = hash; }, place);
  await page.waitForFunction(() => document.activeElement?.matches("main h1"));
  await settled(page);
}

/** What is tapped next is no double tap with the tap before. */
export const apart = (page) => page.evaluate(() => dispatchEvent(new PointerEvent("pointerdown", { clientX: -1000, clientY: -1000 })));

/** Taps a button by its name, as a hand does that takes its time. */
export async function tap(page, name) {
  await apart(page);
  await page.getByRole("button", typeof name === "string" ? { name, exact: true } : { name }).click();
  await settled(page);
}

export const openFolds = (page) => page.evaluate(() => { for (const d of document.querySelectorAll("main details")) d.open = true; });

/** Tab until the thing of that name has the focus, then Enter. */
export async function press(page, name) {
  for (let i = 0; i < TABS_MOST; i++) {
    const here = await page.evaluate(() => {
      const e = document.activeElement;
      return (e?.getAttribute("aria-label") ?? e?.labels?.[0]?.textContent ?? e?.textContent ?? "").trim();
    });
    if (name instanceof RegExp ? name.test(here) : here === name) return page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${name}`);
}
