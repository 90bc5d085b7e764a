// What sets it off, what may be tried now, the page of answers and the readings of the check-in, in the app:
// found, kept, held on later days; none strong; not known; tested; by keyboard; axe, targets and widths.
import { randomUUID } from "node:crypto";
import { checkPage, finish, goTo, ok, openPage, PHONE, same, scene, serve, settled, SMALL, WIDE } from "./harness.mjs";
import { openFolds, poll, press, tap } from "./some_days.mjs";
import { add, dayAt, momentOn, serveOnDays } from "./some_trials.mjs";
import { bringIn, suspectDays } from "./some_suspects.mjs";

const SUSPECTS = { effort: 0.25, cold: 0.3, caffeine: 0.5, sitting: 0.4 };
const BEFORE = 200;                  // days of the diary before the first visit
const DRAWN = 30;                    // spasms with a remedy drawn by chance
const PLACES = ["left-foot", "right-hand", "right-foot", "left-hand"];
const LATER = 70;                    // and after it
const LOOKS = [["320 px, light", SMALL, "light"], ["320 px, dark", SMALL, "dark"], ["1280 px, light", WIDE, "light"],
  ["1280 px, dark", WIDE, "dark"], ["640 px, as at 200 % zoom", { viewport: { width: 640, height: 400 } }, "light"]];
const CAUSES = /\b(causes?|caused|sets? off|triggers?)\b/i;
const PAGE_MS = 1000;                // what a page may take to show its answer, on this crowded machine

const server = await serveOnDays();
const open = (options) => openPage(server, { ...PHONE, now: momentOn(0), ...options });
const words = (page) => page.locator("main").innerText();
const findings = async (from = server) => (await from.call("entries", { kind: "finding", limit: 100 })).entries;
const answered = (page) => page.waitForFunction(() => !document.querySelector("main [role=status]")?.textContent.includes("worked out"));
const isKind = (page, kind) => page.locator(`[data-kind="${kind}"]`).waitFor();

/* "goes with" is all that watching can show; "no proof of cause" may be said. */
const neverCauses = (text) => text.split(/[.\n]/).filter((s) => CAUSES.test(s) && !/\b(not|no|never|only)\b/i.test(s) && s.trim() !== "What sets it off?");

/* A spasm on that day, its remedy drawn; heat eases it in a third of the time. None lasts so long that it warns. */
async function drawnSpasm(own, n) {
  await own.on(n, "14:00");
  const id = randomUUID();
  const body = { pain: 4, sites: [{ site: PLACES[n % PLACES.length], pain: 4 }] };
  const at = `${momentOn(n, "14:00")}${own.zone}`;
  const version = randomUUID();
  await own.call("add", { id, version, kind: "episode", at, precision: "minute", body: { ...body, running: true } });
  const { draw } = await own.call("relief-draw", { id: randomUUID(), version: randomUUID(), episode: id });
  if (!draw?.arm) throw new Error(`no draw: ${JSON.stringify([draw.why_not, (await own.call("today")).warnings.map((w) => [w.flag, w.because])])}`);
  await own.call("amend", { id, version: randomUUID(), base: version, kind: "episode", at, precision: "minute",
    body: { ...body, lasted_seconds: (draw.arm === "wait" ? 420 : 120) + 20 * (n % 5) } });
}

await scene("nothing recorded: said kindly, with what it takes", async () => {
  const page = await open({ at: "#/answers" });
  await page.getByRole("heading", { name: "What sets it off?" }).waitFor();
  await checkPage(page, "answers without anything");
  same("nothing is said to be missing from the app", (await words(page)).match(/not in the app/gi), null);
  await page.getByRole("link", { name: "What it takes" }).click();
  await answered(page);
  await isKind(page, "could_not");
  ok("the way to a check-in", await page.getByRole("link", { name: "Check in for today" }).isVisible());
  same("no picture is made up", await page.locator(".chart").count(), 0);
  await checkPage(page, "triggers without anything");
  await page.context().close();
});

await scene("a few days: too few, how many more, and why what is left out", async () => {
  const few = await serveOnDays();
  await bringIn(few, suspectDays({ from: -25, to: -1, suspects: SUSPECTS }));
  const page = await openPage(few, { ...PHONE, now: momentOn(0), at: "#/triggers" });
  await answered(page);
  await isKind(page, "could_not");
  const text = await words(page);
  ok("how many more it takes", /more spasm days/.test(text), text.slice(0, 300));
  ok("and what was not recorded", /nobody knows whether there was a spasm/.test(text), text);
  ok("it is no answer", !/goes with your spasms/.test(await page.locator("h1").innerText()), text.slice(0, 200));
  same("nothing is kept", (await findings(few)).length, 0);
  await openFolds(page);
  await checkPage(page, "too few days");
  await page.context().close();
  await few.stop();
});

await scene("none strong: said as an answer, with another way", async () => {
  const long = await serveOnDays();
  await bringIn(long, suspectDays({ from: -900, to: -1, suspects: { caffeine: 0.5, sitting: 0.5 }, usual: 0.45 }));
  const page = await openPage(long, { ...PHONE, now: momentOn(0), at: "#/triggers" });
  await answered(page);
  await isKind(page, "none_strong");
  ok("a way on", await page.getByRole("link", { name: "Plan a trial" }).isVisible());
  same("nothing is kept", (await findings(long)).length, 0);
  await openFolds(page);
  await checkPage(page, "none strong");
  await page.context().close();
  await long.stop();
});

await scene("found: goes with, never causes; kept once, on the day it is shown", async () => {
  await bringIn(server, suspectDays({ from: -BEFORE, to: -1, suspects: SUSPECTS, matters: "effort" }));
  const page = await open({ at: "#/triggers" });
  const begun = Date.now();
  await answered(page);
  ok("soon", Date.now() - begun < PAGE_MS, `${Date.now() - begun} ms`);
  await page.locator("[data-kept]").waitFor();
  const title = await page.locator("h1").innerText();
  ok("the headline names it", /effort/i.test(title) && /goes? with|stands out/i.test(title), title);
  const [finding] = await poll(async () => { const list = await findings(); return list.length && list; });
  same("it is kept, as of today", [finding.body.finding.suspect, finding.at.slice(0, 10)], ["effort", dayAt(0)]);
  await page.reload();
  await answered(page);
  await page.locator("[data-finding]").waitFor();
  const other = await open({ context: page.context(), at: "#/triggers" });
  await answered(other);
  await settled(other);
  same("once, whatever is opened", (await findings()).map((f) => f.edit), [1]);
  await openFolds(page);
  const text = await words(page);
  same("no sentence says that it causes them", neverCauses(text), []);
  ok("the doubts are there", await page.getByRole("heading", { name: "Doubts" }).isVisible());
  same("the picture has its table", await page.locator(".chart details").count(), 1);
  ok("every suspect is in it", ["effort", "cold", "caffeine", "sitting"].every((w) => new RegExp(w, "i").test(text)), text.slice(0, 400));
  await page.context().close();
});

await scene("every look: axe, widths, targets", async () => {
  for (const [name, look, colorScheme] of LOOKS) {
    const page = await open({ ...look, colorScheme });
    for (const place of ["#/triggers", "#/triggers/paper", "#/now", "#/answers", "#/check-in", "#/settings/suspects"]) {
      await goTo(page, place);
      if (place === "#/triggers") await answered(page);
      await openFolds(page);
      await settled(page);
      await checkPage(page, `${name} ${place}`);
    }
    await page.context().close();
  }
});

await scene("by keyboard alone: from Answers to the answer, tested, and the plan knows both arms", async () => {
  const page = await open({ ...WIDE, at: "#/answers" });
  await page.locator("#q-heat").waitFor();
  await page.getByText(/suspects judged together/).waitFor();
  await page.locator("#q-heat").evaluate((e) => { e.tabIndex = -1; e.focus(); });
  await press(page, "See the answer");
  await page.waitForFunction(() => location.hash === "#/triggers" && document.activeElement?.matches("h1"));
  await answered(page);
  await page.getByRole("button", { name: /^Test it/ }).first().waitFor();
  await press(page, /^Test it/);
  await page.waitForFunction(() => location.hash.startsWith("#/plan"));
  await page.getByRole("heading", { level: 1, name: "How much would be worth it to you?" }).waitFor();
  const own = (await server.call("catalogue")).treatments.filter((t) => t.own);
  same("the way of avoiding it is a remedy of one's own", own.length, 1);
  await press(page, /^Half as/);
  await page.getByRole("heading", { level: 1, name: `Plan a trial: ${own[0].name}` }).waitFor();
  await page.locator("[data-power]").first().waitFor();
  const { trials } = await server.call("trials");
  const { design } = await server.call("trial", { id: trials[0].id });
  same("both arms", design.arms.map((a) => a.key), ["usual", own[0].key]);
  await checkPage(page, "the plan of avoiding it");
  await goTo(page, "#/triggers");
  await tap(page, /^Test it/);
  await page.getByRole("heading", { level: 1, name: "How much would be worth it to you?" }).waitFor();
  same("and it is not added twice", (await server.call("catalogue")).treatments.filter((t) => t.own).length, 1);
  await page.context().close();
});

await scene("later days, where it holds: it is said with what came since", async () => {
  await bringIn(server, suspectDays({ from: 1, to: LATER, suspects: SUSPECTS, matters: "effort", seed: 11 }));
  await server.on(LATER + 1);
  const page = await open({ now: momentOn(LATER + 1), at: "#/triggers" });
  await answered(page);
  await page.locator('[data-finding="held"]').waitFor();
  ok("the words say when it was found", /2 March/.test(await page.locator('[data-finding="held"]').innerText()), await page.locator('[data-finding="held"]').innerText());
  await isKind(page, "found");
  same("the finding itself has not changed", (await findings()).filter((f) => f.body.finding.suspect === "effort").map((f) => f.edit), [1]);
  await goTo(page, "#/triggers/paper");
  await page.locator(".paper").waitFor();
  ok("the paper says the same", /effort/i.test(await page.locator(".paper").innerText()));
  const [file] = await Promise.all([page.waitForEvent("download"), tap(page, "Save as a file")]);
  ok("it can be saved", file.suggestedFilename().endsWith(".html"), file.suggestedFilename());
  await page.context().close();
  await server.on(0);
});

await scene("answers: slow lines come without moving what is below", async () => {
  const page = await open({ ...PHONE });
  await page.route(/api\/(triggers|relief-answer)(\?|$)/, async (route) => { await new Promise((wake) => setTimeout(wake, 700)); await route.continue(); });
  await page.evaluate(() => { location.hash = "#/answers"; });
  const plan = page.getByRole("link", { name: "Plan a trial" });
  await plan.waitFor();
  await page.waitForTimeout(300);                // the quick replies are there, the slow one is not
  const [before, was] = [await plan.boundingBox(), await words(page)];
  ok("the slow line is not there yet", !/judged together/.test(was));
  await page.getByText(/suspects judged together/).waitFor();
  same("nothing moved", (await plan.boundingBox()).y, before.y);
  await page.context().close();
});

const readings = async (day) => (await server.call("entries", { kind: "reading", from: day, to: day, limit: 50 })).entries;

await scene("readings: written, changed, taken away, of a day that is past; never a wrong one", async () => {
  const page = await open({ at: "#/check-in" });
  await page.getByText("What was there today?").click();
  const sleep = page.getByLabel("Hours slept last night");
  const warmth = page.getByLabel("Temperature outside (°C)");
  await sleep.waitFor();
  same("nothing is there before", [await sleep.inputValue(), await warmth.inputValue(), (await readings(dayAt(0))).length], ["", "", 0]);
  ok("change of medicine is asked", await page.getByRole("group", { name: "Change of medicine" }).isVisible());
  await sleep.fill("6,5");
  await page.keyboard.press("Tab");
  await warmth.fill("-4");
  await page.keyboard.press("Tab");
  const now = async () => (await readings(dayAt(0))).map((e) => [e.body.what, e.body.value]).sort();
  ok("both are in the diary", await poll(async () => (await now()).length === 2));
  same("as written", await now(), [["sleep_hours", 6.5], ["temperature", -4]]);
  await sleep.fill("7");
  await page.keyboard.press("Enter");
  ok("changed", await poll(async () => (await now())[0][1] === 7));
  same("not doubled", (await now()).length, 2);
  await sleep.fill("77");
  await page.keyboard.press("Tab");
  await page.getByText("Write 0 to 24 hours, such as 6.5.").waitFor();
  same("a slip is not written", (await now())[0], ["sleep_hours", 7]);
  await checkPage(page, "readings with a slip");
  await warmth.fill("");
  await page.keyboard.press("Tab");
  ok("taken away", await poll(async () => (await now()).length === 1));
  await settled(page);
  await page.reload();
  await page.getByText("What was there today?").click();
  await poll(async () => await sleep.inputValue() === "7");
  same("after a reload", [await sleep.inputValue(), await warmth.inputValue()], ["7", ""]);
  await add(server, "reading", 0, { what: "sleep_hours", value: 5 }, { time: "23:00" });
  await page.reload();
  await page.getByText("What was there today?").click();
  ok("the last one of a day is shown", await poll(async () => await sleep.inputValue() === "5"));
  await goTo(page, `#/check-in/${dayAt(-2)}`);
  await page.getByText("What was there today?").click();
  await sleep.fill("8");
  await page.keyboard.press("Tab");
  ok("a day that is past", await poll(async () => (await readings(dayAt(-2))).length === 1));
  same("without a time", (await readings(dayAt(-2)))[0].precision, "day");
  await page.context().close();
});

await scene("a suspect of one's own that cannot follow a spasm", async () => {
  const page = await open({ at: "#/settings/suspects" });
  await page.getByText("Add a suspect").click();
  await page.getByLabel("Name").first().fill("Full moon");
  await page.getByRole("switch", { name: /^It cannot follow a spasm/ }).check();
  await tap(page, "Add it");
  const own = async () => (await server.call("entries", { kind: "suspect", limit: 10 })).entries[0];
  ok("written", await poll(async () => (await own())?.body.before === true), await own());
  await page.getByText("Full moon", { exact: true }).click();
  await page.getByRole("switch", { name: /^It cannot follow a spasm/ }).last().uncheck();
  ok("and changed", await poll(async () => (await own()).body.before !== true), await own());
  await page.context().close();
});

await scene("what now, without an answer of one's own: what studies found, and the way to a fair comparison", async () => {
  const page = await open({ at: "#/treatments" });
  await page.getByRole("link", { name: "What may be tried now" }).click();
  await page.getByRole("heading", { level: 1, name: "What now?" }).waitFor();
  await page.locator(".tries li").first().waitFor();
  same("nothing is said to be one's own answer", await page.locator('[data-source="yours"]').count(), 0);
  ok("every label says how it is known", (await page.locator(".tries .tag").allTextContents()).every((t) => /^(Studies: |No trial found$|Many people$)/.test(t)), await page.locator(".tries .tag").allTextContents());
  same("compare fairly", await page.getByRole("link", { name: "Compare fairly" }).getAttribute("href"), "#/relief/plan");
  ok("nothing is recommended", !/recommend/i.test(await words(page)));
  await openFolds(page);
  await checkPage(page, "what now");
  await page.context().close();
});

await scene("what now, after spasms with a remedy drawn by chance: one's own answer comes first", async () => {
  const own = await serveOnDays();
  await own.call("relief-plan", { version: randomUUID(), plan: { remedies: [{ key: "heat_local" }, { key: "wait" }] } });
  for (let n = 0; n < DRAWN; n++) await drawnSpasm(own, n);
  await own.on(DRAWN, "10:00");
  const page = await openPage(own, { ...PHONE, now: momentOn(DRAWN), at: "#/now" });
  const first = page.locator(".tries li").first();
  await first.waitFor();
  same("heat, as it was lived", [await first.getAttribute("data-key"), await first.getAttribute("data-source")], ["heat_local", "yours"]);
  ok("how much sooner, and how sure", /sooner/.test(await first.innerText()) && /sure|clearly/.test(await first.innerText()), await first.innerText());
  same("comparing is on, so it is not offered", await page.getByRole("link", { name: "Compare fairly" }).count(), 0);
  await openFolds(page);
  await checkPage(page, "what now with an own answer");
  await goTo(page, "#/answers");
  const card = page.locator("section", { has: page.locator("#q-wave") });
  await card.getByRole("link", { name: "See the answer" }).waitFor();
  await poll(async () => /heat/i.test(await card.innerText()));
  ok("Answers says the same", /heat/i.test(await card.innerText()), await card.innerText());
  await checkPage(page, "answers with an answer");
  await page.context().close();
  await own.stop();
});

await scene("what now, with an answer of one's own: it comes first, by its name", async () => {
  const example = await serve({ diary: null, args: ["--example"] });
  const page = await openPage(example, { ...PHONE, at: "#/now" });
  await page.locator(".tries li").first().waitFor();
  const sources = await page.locator(".tries > li").evaluateAll((all) => all.map((e) => e.dataset.source));
  ok("there is one", sources.includes("yours"), sources);
  for (const list of await page.locator(".card > .tries").all()) {
    const order = await list.locator("> li").evaluateAll((all) => all.map((e) => ["yours", "pooled", "studies"].indexOf(e.dataset.source)));
    same("own answers first, then many people, then studies", order, [...order].sort());
  }
  ok("it says so", (await page.locator('[data-source="yours"]').first().innerText()).includes("Your own answer"));
  await page.context().close();
  await example.stop();
});

await scene("what now, while a warning stands: the warning comes first", async () => {
  const page = await open();
  await add(server, "episode", 0, { pain: 7, lasted_seconds: 840, sites: [{ site: "left-calf", pain: 7 }] }, { time: "09:30" });
  await goTo(page, "#/now");
  await page.locator(".warn").first().waitFor();
  ok("above the heading", await page.evaluate(() => !!(document.querySelector("main .warn").compareDocumentPosition(document.querySelector("main h1")) & Node.DOCUMENT_POSITION_FOLLOWING)));
  await checkPage(page, "what now with a warning");
  await page.context().close();
});

await server.stop();
await finish();
