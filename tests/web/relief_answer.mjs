// What eases it, so far: spasms lived through one after the other on a clock that is put on, until there is an
// answer; what is shown when there is none yet, when there is little, and when the person has decided.
import { randomUUID } from "node:crypto";
import { checkPage, finish, goTo, ok, openPage, PHONE, same, scene, settled, SMALL, WIDE } from "./harness.mjs";
import { openFolds, poll, tap } from "./some_days.mjs";
import { add, momentOn, serveOnDays } from "./some_trials.mjs";

const FADE_MS = 200;
const MINUTES = { stretch_acute: 1.5, heat_local: 4, wait: 6 };      // under ten: a longer one is a warning, and then nothing is drawn
const SPREAD = [0.5, 0.8, 1, 1.3, 0.9, 0.7, 1.5];
const HOURS = ["07:00", "11:00", "15:00", "19:00"];
const server = await serveOnDays();
let spasms = 0;

async function must(promise, what) {
  const reply = await promise;
  if (reply.error) throw new Error(`${what}: ${JSON.stringify(reply.error)}`);
  return reply;
}

/** One more spasm, four hours after the one before: drawn for, and eased after as long as its remedy takes. */
async function live() {
  const n = spasms++;
  const [day, time] = [Math.floor(n / HOURS.length), HOURS[n % HOURS.length]];
  await server.on(day, time);
  const episode = await add(server, "episode", day, { running: true }, { time });
  const instead = n % 9 === 8 ? { instead: "choose", chose: "heat_local" } : n % 11 === 10 ? { instead: "skip" } : {};
  const { draw } = await must(server.call("relief-draw", { id: randomUUID(), version: randomUUID(), episode, ...instead }), "relief-draw");
  if (draw.arm) await must(server.call("relief-respond", { draw: draw.id, version: randomUUID(), response: "doing" }), "relief-respond");
  const did = draw.arm ?? draw.chose ?? "heat_local";
  const minutes = MINUTES[did] * SPREAD[n % SPREAD.length];
  const lasted = n % 8 === 7 ? { lasted_least_seconds: 0, lasted_most_seconds: 600 } : { lasted_seconds: Math.round(60 * minutes) };
  const { entry } = await server.call("entry", { id: episode });
  await must(server.call("amend", { id: episode, version: randomUUID(), base: entry.version, kind: "episode", at: entry.at, precision: "minute",
    body: { ...lasted, done: [{ treatment: did }], pain: 6, pain_start: 6, pain_end: 3, sites: [{ site: n % 3 ? "left-calf" : "neck-back" }] } }), "amend");
}

const { suggested } = await server.call("relief");
await must(server.call("relief-plan", { version: randomUUID(), plan: { ...suggested, wait_limit: undefined,
  remedies: suggested.remedies.filter((r) => Object.hasOwn(MINUTES, r.key)) } }), "relief-plan");
const page = await openPage(server, { ...PHONE, now: momentOn(0, "06:00") });
const words = () => page.locator("main").innerText();

async function look(address) {
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await goTo(page, "#/more");
  await goTo(page, address);
}

await scene("nothing drawn yet, and too few to tell", async () => {
  await look("#/relief");
  ok("what comes next is said", /next spasm gets a pick/.test(await words()), await words());
  await checkPage(page, "nothing drawn");
  for (let i = 0; i < 3; i++) await live();
  await look("#/relief");
  await settled(page);
  const reply = await server.call("relief-answer");
  same("its headline is the program's", await page.locator("h1").innerText(), reply.headline);
  await checkPage(page, "three drawn");
});

await scene("an answer, with its doubts, in every look", async () => {
  while (spasms < 72) await live();
  await look("#/relief");
  const reply = await server.call("relief-answer");
  await page.locator(".verdict h1").waitFor();
  same("the headline", await page.locator(".verdict h1").innerText(), reply.headline);
  for (const text of [reply.lead, reply.counts_words, reply.best.words, reply.stop.words, reply.observed?.words, ...reply.doubts, ...reply.contrasts.map((c) => c.lead)])
    ok("what the program says is there", !text || (await page.locator("main").textContent()).includes(text), text);
  same("its pictures, with their tables", await page.locator(".chart-picture svg").count(), [reply.charts.minutes, reply.charts.hundred].filter(Boolean).length);
  for (const size of [SMALL, PHONE, WIDE, { viewport: { width: 640, height: 400 } }]) {
    await page.setViewportSize(size.viewport);
    await openFolds(page);
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(FADE_MS);
      await checkPage(page, `answer, ${size.viewport.width}, ${colorScheme}`);
    }
  }
  await page.setViewportSize(PHONE.viewport);
});

await scene("printed: the report as a page", async () => {
  await page.getByRole("link", { name: "Print" }).click();
  await page.locator(".paper h1").waitFor();
  await settled(page);
  await checkPage(page, "on paper");
  await page.getByRole("link", { name: "The answer" }).click();
  await page.locator(".verdict h1").waitFor();
});

await scene("good enough: one tap, and it is shown at every spasm", async () => {
  const { stop } = await server.call("relief-answer");
  same("it is clear by now", [stop.key, stop.use], ["good_enough", "stretch_acute"]);
  await tap(page, /^Just use /);
  same("decided", await poll(async () => (await server.call("relief")).settled), "stretch_acute");
  await page.getByText("You have decided").waitFor();
  await settled(page);
  await checkPage(page, "decided");
  await goTo(page, "#/relief/plan");
  await tap(page, "Compare again");
  same("and it can go on", await poll(async () => (await server.call("relief")).state), "on");
  ok("every draw can be made again", (await server.call("relief-verify")).ok);
});

await server.stop();
await finish();
