// A hidden trial of 28 days, lived through in the app day by day, on a clock that is put from day to day:
// planned, handed to a helper, followed with days missed and days told late, something that felt wrong, a
// pause, guesses, stopped early, opened with the helper's code, answered, and printed.
import { inflateSync } from "node:zlib";
import { finish, goTo, ok, openPage, PHONE, same, scene, settled } from "./harness.mjs";
import { poll, press, tap, walk } from "./some_days.mjs";
import { add, checkIn, dayAt, momentOn, serveOnDays, trialOf, weeksBefore } from "./some_trials.mjs";

const EFFECT = [3, 3, 4, 2, 5, 3, 4];            // spasms on days with the dummy; the real one leaves a quarter
const LAST = 24;                                 // stopped on this day, four before the end
const MISSED = [5, 6];                           // nothing said; told late on the next day
const LATE_ON = 7;
const HARM_ON = 9;
const RESUME_ON = 11;

const server = await serveOnDays();
await weeksBefore(server);
const page = await openPage(server, { ...PHONE, now: momentOn(0) });
const words = () => page.locator("main").innerText();
const heading = (name) => page.getByRole("heading", { level: 1, name }).waitFor();
const now = () => trialOf(server, id);
const button = (name) => page.getByRole("button", { name, exact: true });
let id = "";
let code = "";
let order = [];                                  // what the helper fills, period by period: 1 is the real one

/** To another day; the page asks again what the day is, as it does when it is looked at. */
async function dayOn(n, time = "20:30") {
  await server.on(n, time, page);
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await settled(page);
}

await scene("planned: a remedy of one's own against a dummy, hidden, 28 days", async () => {
  await walk(page, "#/plan");
  await page.getByText("Something of my own").click();
  await page.getByLabel("What is it?").fill("Mint drops");
  await tap(page, "Try this");
  await heading("Against what?");
  await tap(page, /^A dummy that looks the same/);
  await heading("What should change?");
  await tap(page, /^Spasms/);
  await heading("How much would be worth it to you?");
  await tap(page, /^A quarter fewer/);
  await page.locator("[data-power]").first().waitFor();
  id = (await server.call("trials")).trials[0].id;
  await page.getByText("Change the plan").click();
  await tap(page, /^Hidden from you/);
  await heading("Should it be hidden from you?");
  await tap(page, /^Hidden from me/);
  await heading(/^Plan a trial: Mint drops/);
  await settled(page);
  await page.getByText("Change the plan").click();
  const step = async (group, member, wanted) => {
    for (let i = 0; i < 40; i++) {
      const value = (await trialOf(server, id)).design[member];
      if (value === wanted) return;
      await tapIn(group, value < wanted ? "One more" : "One less");
      await poll(async () => (await trialOf(server, id)).design[member] !== value);
    }
  };
  await step("Days in a row", "block_days", 4);
  await step("Days left out after a swap", "washout_days", 1);
  await step("Days before the first draw", "run_in_days", 4);
  const slider = page.getByRole("slider", { name: "How long?" });
  await slider.focus();
  await page.keyboard.press("Home");
  ok("three rounds of both", await poll(async () => (await trialOf(server, id)).design.cycles === 3));
  await page.getByText(/^(28 days|4 weeks)$/).first().waitFor();
  ok("the picture says what it cannot see", /cannot|miss|only/i.test(await words()));
});

async function tapIn(group, name) {
  await page.evaluate(() => dispatchEvent(new PointerEvent("pointerdown", { clientX: -1000, clientY: -1000 })));
  await page.getByRole("group", { name: group }).getByRole("button", { name }).last().click();
  await settled(page);
}

await scene("drawn, and the sheet handed over", async () => {
  await tap(page, "18 to 50");
  await page.locator('[data-flag="R24"]').waitFor();
  await tap(page, "No");
  await page.getByLabel("Today", { exact: true }).check({ force: true });
  await tap(page, "Draw and start");
  await heading("Give the device to your helper");
  await tap(page, /^I am the helper/);
  const sheet = await page.locator(".sheet-box").innerText();
  code = /\b[0-9A-Z]{4,5}(?:[ -][0-9A-Z]{4,5}){3,4}\b|\b[0-9A-Z]{20}\b/.exec(sheet)?.[0] ?? "";
  ok("the code is on the sheet", code.length >= 20, sheet.slice(0, 300));
  order = (await page.locator(".sheet-box tbody tr").allInnerTexts()).map((row) => Number(row.includes("Mint drops")));
  await tap(page, /^I have it/);
  await page.getByRole("heading", { name: /^Day 1 of 28/ }).waitFor();
  const left = await page.evaluate(() => document.documentElement.outerHTML + location.href + JSON.stringify([{ ...sessionStorage }, { ...localStorage }]));
  ok("nothing of the sheet stays on the page", !left.includes(code) && !left.includes(code.replace(/[ -]/g, "")));
  const reply = await now();
  same("sealed: no arm is told", [reply.design.run_in_days, reply.units.length, reply.units.every((u) => u.arm === null)], [4, 6, true]);
});

/** The evening of a day: the check-in by hand on some days, what the trial asks for, a guess when it is due. */
async function evening(n) {
  await dayOn(n);
  const reply = await now();
  const unit = reply.units.find((u) => u.first_day <= dayAt(n) && dayAt(n) <= u.last_day);
  const isReal = unit && unit.number % 2 === 0;  // nobody knows: any rule will do for the days here
  const spasms = isReal ? 1 : EFFECT[n % EFFECT.length];
  if (n % 8 === 0) await checkInByHand(spasms);
  else await checkIn(server, n, spasms);
  await walk(page, "#/more");
  await walk(page, n % 3 ? `#/trial/${id}` : "#/today");
  if (unit) {
    const done = page.getByRole("button", { name: /^I did it/ });
    await done.first().waitFor();
    await tap(page, /^I did it/);
    ok(`day ${n}: said`, await poll(async () => (await now()).today.did === "done"));
  }
  if ((await now()).due.includes("guess")) await guess(n);
}

async function checkInByHand(spasms) {
  await walk(page, "#/check-in");
  await page.getByLabel(/^There were some/).check({ force: true });
  for (let i = 1; i < spasms; i++) await tapIn("How many spasms", "One more");
  await settled(page);
}

async function guess(n) {
  await walk(page, "#/more");
  await walk(page, `#/trial/${id}`);
  const before = (await now()).guess_unit;
  await page.getByRole("heading", { name: "Which was it?" }).waitFor();
  const card = page.locator("section.card").filter({ hasText: "Which was it?" });
  if (n % 2) {
    await card.getByRole("button", { name: "Mint drops" }).click();
    await card.getByRole("button", { name: "A pure guess" }).click();
  } else {
    await card.getByRole("button", { name: "I cannot tell" }).click();
  }
  ok(`day ${n}: guessed`, await poll(async () => { const r = await now(); return !r.due.includes("guess") || r.guess_unit !== before; }));
}

await scene("followed: days missed, told late, something that felt wrong, a pause", async () => {
  for (let n = 0; n < LAST; n++) {
    if (MISSED.includes(n)) continue;
    if (n > HARM_ON && n < RESUME_ON) continue;  // the pause
    if (n === RESUME_ON) {
      await dayOn(n, "09:00");
      await walk(page, "#/more");
      await walk(page, `#/trial/${id}`);
      await tap(page, "Go on");
      ok("it goes on", await poll(async () => (await now()).trial.state === "running"));
    }
    await evening(n);
    if (n === LATE_ON) await tellLate();
    if (n === HARM_ON) await feelWrong();
  }
  const { course, taken } = await now();
  same("the two late days are told, one as not done", MISSED.map((n) => course.find((d) => d.day === dayAt(n)).did), ["done", "not_done"]);
  ok("what was done is counted", taken.done >= 10 && taken.not_done === 1, taken);
});

async function tellLate() {
  await walk(page, "#/more");
  await walk(page, `#/trial/${id}`);
  await page.getByText("2 days are open").click();
  await page.locator(`[data-day="${dayAt(5)}"]`).getByLabel("I did it").check({ force: true });
  await page.locator(`[data-day="${dayAt(6)}"]`).getByLabel("Not that day").check({ force: true });
  ok("told late", await poll(async () => (await now()).course.filter((d) => MISSED.some((n) => dayAt(n) === d.day) && d.did).length === 2));
  await walk(page, `#/check-in/${dayAt(5)}`);
  await page.getByLabel("No spasms", { exact: true }).check({ force: true });
  await settled(page);
  ok("a check-in told late", await poll(async () => (await now()).course.find((d) => d.day === dayAt(5)).state === "none"));
}

async function feelWrong() {
  await walk(page, "#/more");
  await walk(page, `#/trial/${id}`);
  await tap(page, "Something feels wrong");
  await page.getByLabel("What is it?").fill("Sore stomach");
  await tap(page, "It bothers me");
  await page.locator("#h-harm").waitFor();
  await settled(page);
  ok("what to do is said", (await words()).match(/doctor or pharmacist/), await page.locator(".warn").last().innerText());
  await page.locator("#h-safe").locator("xpath=..").getByRole("button", { name: "Pause", exact: true }).last().click();
  await page.getByLabel("Why, if you like").first().fill("Sore stomach");
  await tap(page, "Pause from today");
  ok("paused", await poll(async () => (await now()).trial.state === "paused"));
  await heading("Paused");
}

await scene("stopped four days before the end, and opened with the helper's code", async () => {
  await dayOn(LAST);
  await walk(page, "#/more");
  await walk(page, `#/trial/${id}`);
  await tap(page, "Stop");
  await tap(page, "Stop from today");
  ok("stopped", await poll(async () => (await now()).trial.state === "stopped"));
  same("still sealed, so no answer yet", (await now()).may.includes("answer"), false);
  await page.getByRole("heading", { name: "Open the seal" }).waitFor();
  await page.getByLabel(/^The code from/).fill(code.toLowerCase());
  await tap(page, "Open the seal");
  await page.locator(".verdict h1").waitFor();
  const arms = (await now()).units.map((u) => u.arm);
  same("both arms, each as often as drawn", [...new Set(arms)].sort(), [0, 1]);
  same("the sheet told the truth", order, arms);
});

await scene("answered: early, with guesses, what felt wrong, and doubts", async () => {
  const reply = await server.call("trial-answer", { id });
  const text = await words();
  ok("the headline", text.includes(reply.headline), reply.headline);
  ok("that it was stopped early", !!reply.early && text.includes(reply.early), reply.early);
  ok("the guesses", !!reply.guesses?.words, reply.guesses);
  same("what felt wrong", reply.harms.map((h) => h.what), ["Sore stomach"]);
  ok("pictures with their tables", await page.locator(".chart").count() >= 1 && await page.locator(".chart .table").count() >= 1);
  const decide = page.locator("#h-next").locator("xpath=..").getByRole("button").first();
  await decide.click();
  await page.getByText(/^You (keep|leave|go on|decided)/).or(page.getByText("How many more rounds?")).first().waitFor();
});

await scene("printed: the report has text on its pages", async () => {
  await goTo(page, `#/trial-paper/${id}/report`);
  await page.locator(".paper h1").waitFor();
  const shown = await page.locator(".paper").innerText();
  for (const word of ["Mint drops", "Sore stomach"]) ok(`${word} stands on it`, shown.includes(word));
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  const pdf = await page.pdf({ format: "A4", preferCSSPageSize: true });
  const { pages, texts, hasLetters } = look(pdf);
  ok("at least a page", pages >= 1 && pages < 12, pages);
  ok("with text, not pictures of it", texts > 50 && hasLetters, { texts, hasLetters });
});

/** A PDF from within: its pages, how often text is shown, and whether its letters can be read back. */
function look(pdf) {
  const raw = pdf.toString("latin1");
  let texts = 0;
  let hasLetters = false;
  for (const m of raw.matchAll(/stream\r?\n/g)) {
    const from = m.index + m[0].length;
    const to = raw.indexOf("endstream", from);
    try {
      const inside = inflateSync(pdf.subarray(from, to)).toString("latin1");
      texts += (inside.match(/\bT[jJ]\b/g) ?? []).length;
      hasLetters ||= inside.includes("beginbfchar") || inside.includes("beginbfrange");
    } catch { /* not a compressed stream */ }
  }
  return { pages: (raw.match(/\/Type\s*\/Page\b/g) ?? []).length, texts, hasLetters };
}

await scene("four weeks later it is asked whether it is still so", async () => {
  await server.call("trial-event", { trial: id, id: crypto.randomUUID(), version: crypto.randomUUID(), event: "decision", body: { decision: "leave" } });
  await dayOn(LAST + 29);
  await walk(page, "#/more");
  await walk(page, "#/today");
  await page.getByRole("link", { name: /Is it still so/ }).click();
  await page.getByRole("heading", { name: "Still so?" }).waitFor();
  await tap(page, "Yes, still so");
  ok("written down, and asked no more", await poll(async () => !(await now()).due.includes("decision")));
});

await server.stop();
await finish();
