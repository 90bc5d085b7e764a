// Trials in the app: planned with its picture, kept as a draft, drawn, followed, paused, stopped, answered.
// By mouse, touch and keyboard; axe, targets and widths on every page of it.
import { checkPage, finish, goTo, ok, openPage, PHONE, same, scene, settled, SMALL, WIDE } from "./harness.mjs";
import { apart, openFolds, poll, press, tap, walk } from "./some_days.mjs";
import { answerNo, checkIn, dayAt, draftOf, eventOf, HIDDEN, live, momentOn, serveOnDays, startOf, STRETCH, trialOf, weeksBefore } from "./some_trials.mjs";

const server = await serveOnDays();
await weeksBefore(server);
const open = (options) => openPage(server, { ...PHONE, now: momentOn(0), ...options });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).waitFor();
const trials = async () => (await server.call("trials")).trials;
const dots = (page, key) => page.locator(`[data-power="${key}"] .dots i.on`).count();
const days = async () => (await server.call("entries", { kind: "trial-day", limit: 100 })).entries;
const words = (page) => page.locator("main").innerText();

await scene("no trial yet: the way to one", async () => {
  const page = await open({ at: "#/answers" });
  const text = await words(page);
  ok("nothing is promised that is not there", !/Not in the app yet/i.test(text), text);
  await page.getByRole("link", { name: "Plan a trial" }).click();
  await heading(page, "What do you want to try?");
  await checkPage(page, "the first question");
  await goTo(page, "#/treatment/stretch_daily");
  await page.getByRole("link", { name: "Test it" }).click();
  await heading(page, "Against what?");
  ok("it knows what", (await words(page)).includes("without Stretching every day"));
  await page.context().close();
});

await scene("the questions by keyboard: nothing chosen beforehand, the focus on each heading", async () => {
  const page = await open({ at: "#/plan" });
  const at = async (name) => {
    await heading(page, name);
    ok(`${name}: the heading has the focus`, await poll(() => page.evaluate(() => document.activeElement?.matches("h1"))));
    same(`${name}: nothing is chosen`, await page.locator("main input:checked").count() + await page.getByText("Chosen", { exact: true }).count(), 0);
  };
  await at("What do you want to try?");
  await press(page, /^Stretching every day/);
  await at("Against what?");
  await press(page, /^My days as usual/);
  await at("What should change?");
  await press(page, /^Spasms/);
  await at("How much would be worth it to you?");
  await page.goBack();
  await heading(page, "What should change?");
  await page.goForward();
  await heading(page, "How much would be worth it to you?");
  await press(page, /^Half as many/);
  await heading(page, /^Plan a trial/);
  await page.locator("[data-power]").first().waitFor();
  same("a draft is kept", (await trials()).map((t) => t.state), ["draft"]);
  await page.context().close();
});

await scene("the picture: the slider moves it, by keyboard, and says a sentence", async () => {
  const [{ id }] = await trials();
  const page = await open({ at: `#/plan?id=${id}` });
  const slider = page.getByRole("slider", { name: "How long?" });
  await page.locator("[data-power]").first().waitFor();
  const said = () => slider.getAttribute("aria-valuetext");
  await slider.focus();
  await page.keyboard.press("Home");
  ok("the sentence is there", await poll(async () => / of 20 /.test(await said())), await said());
  await settled(page);
  const few = [await dots(page, "most"), await said(), await page.locator("output[for=length]").innerText()];
  await page.keyboard.press("End");
  ok("the old picture stays until the new one is there", await dots(page, "half") >= 0 && await page.locator("[data-power]").count() >= 3);
  await poll(async () => (await said()) !== few[1] && / of 20 /.test(await said()));
  await settled(page);
  const many = [await dots(page, "most"), await said(), await page.locator("output[for=length]").innerText()];
  ok("longer finds more", many[0] > few[0], [few, many]);
  ok("and lasts longer", few[2] !== many[2], [few, many]);
  const number = await page.locator('[data-power="half"] .num').innerText();
  same("dots and words agree", number, `${await dots(page, "half")} of 20`);
  await slider.press("Home");
  await settled(page);
  const saved = (await trialOf(server, id)).design.cycles;
  ok("the draft follows", await poll(async () => (await trialOf(server, id)).design.cycles === Number(await slider.inputValue())), saved);
  await page.context().close();
});

await scene("a draft is left and found again; the plan is changed in its fold", async () => {
  const [{ id, title }] = await trials();
  const page = await open({ at: "#/answers" });
  await page.getByRole("link", { name: new RegExp(title) }).click();
  await heading(page, /^Plan a trial/);
  await page.getByText("Change the plan").click();
  const block = (await trialOf(server, id)).design.block_days;
  await apart(page);
  await page.getByRole("group", { name: "Days in a row" }).getByRole("button", { name: "One more" }).last().click();
  ok("one day more", await poll(async () => (await trialOf(server, id)).design.block_days === block + 1));
  await page.getByLabel("Once", { exact: true }).check({ force: true });
  ok("a look", await poll(async () => (await trialOf(server, id)).design.looks === 1));
  await page.getByLabel("No", { exact: true }).check({ force: true });
  await poll(async () => (await trialOf(server, id)).design.looks === 0);
  await page.getByRole("textbox", { name: /^How exactly/ }).fill("10 minutes before bed");
  await page.keyboard.press("Tab");
  ok("how it is done", await poll(async () => (await trialOf(server, id)).design.arms[1].how === "10 minutes before bed"));
  await openFolds(page);
  await checkPage(page, "the picture with all folds open");
  await page.context().close();
});

await scene("first the age, then the doctor's question; then it can be drawn", async () => {
  const [{ id }] = await trials();
  const page = await open({ at: `#/plan?id=${id}` });
  await page.getByRole("heading", { name: "How old are you?" }).waitFor();
  same("nothing can be drawn before", await page.getByRole("button", { name: "Draw and start" }).count(), 0);
  await tap(page, "18 to 50");
  await page.locator('[data-flag="R24"]').waitFor();
  await tap(page, "No");
  await page.getByRole("button", { name: "Draw and start" }).waitFor();
  await tap(page, "Draw and start");
  await page.getByText("Choose the first day.").waitFor();
  await page.getByLabel("Tomorrow", { exact: true }).check({ force: true });
  await tap(page, "Draw and start");
  await page.waitForFunction((at) => location.hash === at, `#/trial/${id}`);
  await page.getByText("The plan and its seal").waitFor();
  const { seal, trial } = await trialOf(server, id);
  same("sealed, to begin tomorrow", [trial.state, trial.first_day], ["waiting", dayAt(1)]);
  ok("the seal is shown at once", (await words(page)).includes(seal), seal);
  const [file] = await Promise.all([page.waitForEvent("download"), tap(page, "Reminders for my calendar")]);
  ok("a calendar", file.suggestedFilename().endsWith(".ics"), file.suggestedFilename());
  await tap(page, "Check the seal");
  await page.getByText("All is as it was sealed.").first().waitFor();
  await page.context().close();
});

await scene("stopped before it began, and put away", async () => {
  const [{ id }] = await trials();
  const page = await open({ at: `#/trial/${id}` });
  await tap(page, "Stop");
  await page.getByLabel("Why, if you like").first().fill("A test");
  await tap(page, "Stop from today");
  ok("stopped", await poll(async () => (await trialOf(server, id)).trial.state === "stopped"));
  await goTo(page, "#/answers");
  await page.getByText("Put one away").click();
  await tap(page, /^Put away: /);
  ok("put away", await poll(async () => (await trials())[0].archived === true));
  await tap(page, "Undo");
  ok("and brought back", await poll(async () => (await trials())[0].archived === false));
  await page.context().close();
});

await scene("a day: one tap, Undo, partly with an amount, from Today too", async () => {
  const { id } = await startOf(server, STRETCH, 0);
  const page = await open({ at: `#/trial/${id}` });
  const main = page.locator(".btn.main.huge");
  await main.waitFor();
  await apart(page);
  await main.click();
  ok("written at once", await poll(async () => (await trialOf(server, id)).today.did === "done"));
  await tap(page, "Undo");
  ok("taken back", await poll(async () => (await trialOf(server, id)).today.did === null));
  await tap(page, "Partly");
  await page.getByLabel("How much, if you like").fill("5 minutes");
  await page.keyboard.press("Tab");
  ok("an amount, if you like", await poll(async () => (await days()).some((d) => d.body.did === "part" && d.body.amount === "5 minutes")));
  await tap(page, "Undo").catch(() => {});
  await goTo(page, "#/today");
  await poll(async () => (await trialOf(server, id)).today.did === null);
  await page.getByRole("button", { name: /^I (did|kept to) it: \S/ }).click();
  ok("from Today", await poll(async () => (await trialOf(server, id)).today.did === "done"));
  await page.reload();
  await page.getByText("Done, ").first().waitFor();
  same("a quiet line, asked no more", await page.getByRole("button", { name: /^I (did|kept to) it/ }).count(), 0);
  await checkPage(page, "Today with a trial");
  await page.context().close();
});

await scene("late days are welcome; a pause; going on", async () => {
  const { id } = (await trials()).find((t) => t.state === "running");
  await server.on(4);
  const page = await open({ now: momentOn(4), at: `#/trial/${id}` });
  await page.getByText("3 days are open").click();
  const late = page.locator(`[data-day="${dayAt(2)}"]`);
  await late.getByLabel("Not that day").check({ force: true });
  ok("said late", await poll(async () => (await trialOf(server, id)).course.find((d) => d.day === dayAt(2)).did === "not_done"));
  await page.getByText("2 days are open").waitFor();
  ok("the day stays where it was", await late.getByLabel("Not that day").isChecked());
  await checkPage(page, "late days");
  await tap(page, "Something feels wrong");
  await tap(page, "Bad");
  await page.getByText("Say in a word or two what it is.").waitFor();
  await page.getByLabel("What is it?").fill("Pulled calf");
  await tap(page, "Bad");
  await page.getByRole("heading", { name: /ask today/i }).waitFor();
  await checkPage(page, "after something bad");
  same("it is in the diary", (await trialOf(server, id)).harms.map((h) => [h.body.what, h.body.severity]), [["Pulled calf", "severe"]]);
  await page.locator("section.card").filter({ hasText: "Feeling unwell?" }).getByRole("button", { name: "Pause", exact: true }).last().click();
  await tap(page, "Pause from today");
  ok("paused", await poll(async () => (await trialOf(server, id)).trial.state === "paused"));
  await checkPage(page, "paused");
  await tap(page, "Go on");
  ok("it goes on", await poll(async () => (await trialOf(server, id)).trial.state === "running"));
  await page.getByText("I do it differently now").click();
  await page.getByLabel("What is different from today on?").fill("Only the calves");
  await tap(page, "Write it down");
  ok("an amendment", await poll(async () => (await trialOf(server, id)).events.some((e) => e.event === "amend")));
  await page.context().close();
});

await scene("over: the answer, the decision, the report, the evidence", async () => {
  const { id } = (await trials()).find((t) => t.state === "running");
  for (let n = 4; n < 36; n++) {
    await server.on(n, "22:00");
    if (n % 9) await live(server, id, n, (arm, k) => (arm ? Number(k % 3 === 0) : 3 + (k % 3)));
  }
  await server.on(37);
  const page = await open({ now: momentOn(37), at: "#/today" });
  await page.getByRole("link", { name: /Your trial is over/ }).click();
  await page.locator(".verdict h1").waitFor();
  const [said] = [await page.locator(".verdict").innerText()];
  const reply = await server.call("trial-answer", { id });
  same("its own kind", await page.locator(".verdict").getAttribute("data-kind"), reply.kind);
  ok("the headline, word for word", said.includes(reply.headline), said);
  for (const name of [/How big|still possible/, /How sure|As 100/, "All your days", "In your days", "What now?"]) {
    ok(`${name}`, await page.getByRole("heading", { name }).count() === 1);
  }
  await apart(page);
  await page.getByRole("button", { name: /^Keep it/ }).click();
  await page.getByText("You keep it.").waitFor();
  ok("the decision is written down", (await trialOf(server, id)).events.some((e) => e.event === "decision"));
  await page.getByText("The plan, its seal, and files").click();
  const [file] = await Promise.all([page.waitForEvent("download"), tap(page, /The evidence of this trial/)]);
  ok("the evidence, as a file", file.suggestedFilename().endsWith(".json"), file.suggestedFilename());
  await page.getByRole("link", { name: "Report for my doctor" }).click();
  await page.locator(".paper h1").waitFor();
  ok("a report of some length", (await page.locator(".paper").innerText()).length > 500);
  await page.context().close();
});

await scene("a hidden one: the sheet is shown once and stays nowhere", async () => {
  const id = await draftOf(server, HIDDEN);
  const page = await open({ now: momentOn(37), at: `#/plan?id=${id}` });
  const ask = page.locator('[data-flag="R24"]');
  if (await ask.waitFor({ timeout: 3000 }).then(() => true, () => false)) await tap(page, "No");
  await page.getByLabel("Today", { exact: true }).check({ force: true });
  await tap(page, "Draw and start");
  await heading(page, "Give the device to your helper");
  same("the sheet is not there before the helper asks", await page.locator(".sheet-box").count(), 0);
  await tap(page, /^I am the helper/);
  const sheet = await page.locator(".sheet-box").innerText();
  const code = /\b(?:[0-9A-Z]{4,5}[ -]){3,4}[0-9A-Z]{4,5}\b|\b[0-9A-Z]{20}\b/.exec(sheet)?.[0];
  ok("the code is on it", !!code, sheet.slice(0, 300));
  await checkPage(page, "the helper's sheet");
  const [file] = await Promise.all([page.waitForEvent("download"), tap(page, "Save as a file")]);
  ok("as a file", file.suggestedFilename().endsWith(".html"));
  await tap(page, /^I have it/);
  await page.waitForFunction((at) => location.hash === at, `#/trial/${id}`);
  await page.locator(".envelope").waitFor();
  const traces = await page.evaluate(() => [document.documentElement.outerHTML, location.href, JSON.stringify({ ...sessionStorage }), JSON.stringify({ ...localStorage })].join("\n"));
  ok("nothing of it stays", !traces.includes(code) && !traces.includes(code.replace(/[ -]/g, "")));
  await goTo(page, `#/trial-sheet/${id}`);
  ok("and it does not come back", (await words(page)).includes("shown once"));
  await page.context().close();
});

await scene("every page of a trial, narrow and wide, dark and light, with all folds open", async () => {
  const all = await trials();
  const hidden = all.find((t) => t.state === "running");
  const over = all.find((t) => t.state === "finished");
  await server.on(42);
  await checkIn(server, 41, 2);
  await answerNo(server, 42);
  const draft = await draftOf(server, STRETCH);
  const page = await open({ ...SMALL, now: momentOn(42), at: "#/answers" });
  const places = ["#/answers", "#/plan", "#/plan?arm=stretch_daily", `#/plan?id=${draft}`, `#/plan?id=${draft}&step=worth`, `#/plan?id=${draft}&step=count`,
    `#/plan?id=${draft}&step=hidden`, `#/trial/${hidden.id}`, `#/trial/${over.id}`, `#/trial-answer/${over.id}`, `#/trial-paper/${hidden.id}/protocol`,
    `#/trial-paper/${over.id}/report`, `#/trial-sheet/${hidden.id}`, "#/today"];
  for (const place of places) {
    await goTo(page, "#/more");
    await walk(page, place);
    await openFolds(page);
    for (const [name, { viewport }, colorScheme] of [["320 px, dark", SMALL, "dark"], ["1280 px, light", WIDE, "light"]]) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await checkPage(page, `${place}, ${name}`);
    }
    await page.setViewportSize(SMALL.viewport);                // light, and larger letters
    await page.evaluate(() => { document.documentElement.style.fontSize = "150%"; });
    await checkPage(page, `${place}, 150 %`);
    await page.evaluate(() => document.documentElement.style.removeProperty("font-size"));
  }
  await goTo(page, `#/trial/${hidden.id}`);
  ok("a guess is asked for when an envelope is over", await page.getByRole("heading", { name: "Which was it?" }).count() === 1);
  await page.context().close();
});

await scene("the seal opens in an emergency, with the code only", async () => {
  await eventOf(server, (await trials()).find((t) => t.state === "running").id, "stop");
  await answerNo(server, 42);
  const { id, opening_code: code } = await startOf(server, HIDDEN, 42);
  const page = await open({ now: momentOn(42), at: `#/trial/${id}` });
  page.quiet = true;                                 // a wrong code is refused with a status of its own
  await page.getByText("Open the seal in an emergency").click();
  await page.getByLabel(/The code from/).fill("AAAA AAAA AAAA AAAA AAAA");
  await tap(page, "Open the seal");
  await page.getByText("It did not open").waitFor();
  await page.getByLabel(/The code from/).fill(code);
  await tap(page, "Open the seal");
  ok("it is open", await poll(async () => (await trialOf(server, id)).trial.opened === true));
  ok("and written down", (await trialOf(server, id)).events.some((e) => e.event === "unblind"));
  same("now the page knows which", (await trialOf(server, id)).today.arm === null, false);
  await page.context().close();
});

await scene("three arms: a planned look, a look all the same with its price, more rounds", async () => {
  await eventOf(server, (await trials()).find((t) => t.state === "running").id, "stop");
  const first = 43;
  await server.on(first);
  await answerNo(server, first);
  const { id } = await startOf(server, { ...STRETCH, important: 0.1, block_days: 2, cycles: 5, looks: 3,
    arms: [...STRETCH.arms, { key: "magnesium", name: "Magnesium" }] }, first);
  const lived = async (from, to) => {
    for (let n = first + from; n < first + to; n++) {
      await server.on(n, "22:00");
      await live(server, id, n, (arm, k) => 1 + (k % 3), null);
    }
    await server.on(first + to);
  };
  await lived(0, 18);
  const page = await open({ now: momentOn(first + 18), at: `#/trial/${id}` });
  await page.getByRole("heading", { name: "A planned look" }).waitFor();
  await tap(page, "Look now");
  await page.getByText("It is not clear yet").waitFor();
  same("the look is taken", (await trialOf(server, id)).looks.map((l) => l.state), ["taken", "to_come", "to_come"]);
  await settled(page);
  await apart(page);
  await page.getByText("Look all the same").click();
  ok("its price is told first", (await words(page)).includes("That you looked is written down"));
  await tap(page, "Look now, and have it written down");
  await page.locator(".verdict h1").waitFor();
  same("nothing is decided before the end", await page.getByRole("button", { name: /^(Keep|Leave)/ }).count(), 0);
  await checkPage(page, "an answer before the end");
  await page.getByRole("link", { name: "Go on with the trial" }).click();
  await page.getByRole("link", { name: "See it again" }).waitFor();
  await lived(18, 30);
  await page.clock.setSystemTime(new Date(momentOn(first + 30)));
  await goTo(page, `#/trial-answer/${id}`);
  await page.reload();
  await page.locator(".verdict[data-kind]").waitFor();
  same("each arm under its name", await page.locator("main h3").allInnerTexts(), Array(2).fill(["Stretching every day", "Magnesium"]).flat());
  const soft = await page.evaluate(() => getComputedStyle(document.querySelector(".c-c-soft")).fill);
  ok("a third arm has a colour", soft !== "rgb(0, 0, 0)", soft);
  const doubts = await page.locator("section[aria-labelledby=h-doubts] li").allInnerTexts();
  same("no doubt stands twice", new Set(doubts).size, doubts.length);
  await checkPage(page, "an answer of three arms");
  await tap(page, /^Go on for 18 days/);
  await page.getByText("3 rounds are 18 days").waitFor();
  await tap(page, "Draw them");
  await page.getByRole("heading", { name: "Day 31 of 48" }).waitFor();
  await page.context().close();
});

await server.stop();
await finish();
