// A spasm from tap to relief with remedies picked by chance: doing it, not this, choosing, what has to be known
// first, a warning, a cluster, a program that does not answer, a phone that slept, a clock that was forgotten;
// by keyboard, and read out. Then the plan.
import { randomUUID } from "node:crypto";
import { checkPage, finish, goTo, ok, openPage, PHONE, same, scene, serve, settled, SMALL, WIDE } from "./harness.mjs";
import { add, openFolds, poll, press, tap } from "./some_days.mjs";

const HOUR_MS = 3600000;
const momentAgo = (ms) => new Date(Date.now() - ms).toISOString().replace(/\.\d+Z/, "+00:00");
const TALL = { viewport: { width: 390, height: 2400 } };         // nothing lies under the dock
const FADE_MS = 200;                  // --quick is less
const THEMES = ["light", "dark"];

/** A program with a plan: the suggested one, changed. */
async function compare(change = (plan) => plan) {
  const server = await serve();
  const { suggested } = await server.call("relief");
  const reply = await server.call("relief-plan", { version: randomUUID(), plan: change({ ...suggested, wait_limit: undefined }) });
  if (reply.error) throw new Error(JSON.stringify(reply.error));
  return server;
}

const without = (...keys) => (plan) => ({ ...plan, remedies: plan.remedies.filter((r) => !keys.includes(r.key)) });
const episodes = async (server) => (await server.call("entries", { kind: "episode" })).entries;
const draws = async (server) => (await server.call("entries", { kind: "draw" })).entries.map((e) => ({ id: e.id, ...e.body }));
const oneDraw = (server) => poll(async () => (await draws(server))[0]);
const doneOf = async (server) => ((await episodes(server))[0].body.done ?? []).map((d) => d.treatment);
const card = (page, stage) => page.locator(stage ? `[data-remedy="${stage}"]` : "[data-remedy]");
const said = (page) => page.locator("#say").innerText();
const focused = (page) => page.evaluate(() => document.activeElement?.textContent.trim());

/** In both themes, when the colours have changed. */
async function checkThemes(page, what) {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(FADE_MS);
    await checkPage(page, `${what}, ${colorScheme}`);
  }
}

/** In every width too, with all folds open. */
async function checkLooks(page, what) {
  for (const size of [SMALL, PHONE, WIDE, { viewport: { width: 640, height: 400 } }]) {      // the last: 1280 at 200 %
    await page.setViewportSize(size.viewport);
    await openFolds(page);
    await checkThemes(page, `${what}, ${size.viewport.width}`);
  }
}

/** One tap: the clock runs. */
async function spasm(page) {
  await goTo(page, "#/today");
  await page.locator(".dock").getByRole("button", { name: "Spasm now", exact: true }).click();
  await page.getByRole("timer").waitFor();
}

async function eased(page) {
  await tap(page, "It eased");
  await page.getByRole("heading", { name: "Saved" }).waitFor();
}

await scene("doing it: one tap each, nothing moves, and all of it is kept", async () => {
  const server = await compare();
  const page = await openPage(server, { ...PHONE, colorScheme: "light" });
  let late = null;
  await page.route("**/api/relief-draw", async (route) => { await new Promise((go) => { late = go; }); await route.continue(); });
  await spasm(page);
  await card(page, "waiting").waitFor();
  const height = () => page.getByRole("group", { name: "Where? If you like." }).evaluate((e) => Math.round(e.getBoundingClientRect().top + scrollY));
  const before = await poll(height);
  same("the clock comes first", (await episodes(server))[0].body.running, true);
  same("meanwhile it says so", await card(page).innerText().then((t) => t.split("\n").filter(Boolean)), ["Picking one by chance", "The clock runs already."]);
  ok("It eased has the focus", await poll(async () => await focused(page) === "It eased"), await focused(page));
  (await poll(() => late))();
  await card(page, "drawn").waitFor();
  await settled(page);
  ok("its room was kept", Math.abs(await height() - before) <= 1 || await card(page).evaluate((e) => e.offsetHeight) > 310, [before, await height()]);
  same("It eased has it still", await focused(page), "It eased");
  const draw = await oneDraw(server);
  const title = await card(page).getByRole("heading").innerText();
  ok("the card names it", /^Try: /.test(title), title);
  ok("and is read out", (await said(page)).includes(title), await said(page));
  ok("by what chance", /by chance, 1 in 4/.test(await card(page).innerText()), await card(page).innerText());
  await checkLooks(page, "drawn");
  await page.setViewportSize(PHONE.viewport);
  await tap(page, "Doing it");
  same("it is kept as done", [(await draws(server))[0].response, await doneOf(server)], ["doing", [draw.draw.arm]]);
  const other = card(page).getByRole("group", { name: "Did something else too?" }).getByRole("checkbox").first();
  await other.check({ force: true });
  await settled(page);
  same("switching is welcome, in order", [(await doneOf(server))[0], (await doneOf(server)).length], [draw.draw.arm, 2]);
  await page.reload();
  await card(page, "drawn").waitFor();
  same("a reload shows the same", [await card(page).getByRole("heading").first().innerText(), await page.getByRole("button", { name: "Doing it" }).getAttribute("aria-pressed")], [title, "true"]);
  const second = await openPage(server, { context: page.context() });
  await card(second, "drawn").waitFor();
  await settled(second);
  same("one spasm has one draw", (await draws(server)).map((d) => d.id), [draw.id]);
  await second.close();
  await eased(page);
  ok("afterwards it says what was drawn", /was picked for you/.test(await page.locator("[data-drawn]").innerText()));
  await page.getByText("How bad is it now?").first().click();
  await page.getByRole("group", { name: "How bad is it now?" }).getByLabel("2 of 10", { exact: true }).check({ force: true });
  await settled(page);
  same("and how bad it is now", (await episodes(server))[0].body.pain_end, 2);
  await checkPage(page, "log after a draw");
  await goTo(page, `#/entry/${(await episodes(server))[0].id}`);
  await page.getByText("Picked by chance").waitFor();
  ok("its page tells of the pick", /you did it/.test(await page.locator(".says").innerText()));
  ok("every draw can be made again", (await server.call("relief-verify")).ok);
  await page.context().close();
  await server.stop();
});

await scene("not this, and choosing after all", async () => {
  const server = await compare();
  const page = await openPage(server);
  await spasm(page);
  await card(page, "drawn").waitFor();
  const { draw } = await oneDraw(server);
  await tap(page, "Doing it");
  await tap(page, "Not this");
  same("skipped is kept, and what was not done is not", [(await draws(server))[0].response, await doneOf(server)], ["skipped", []]);
  await tap(page, "I choose");
  same("choosing is one tap", (await draws(server))[0].response, "chose");
  const choices = card(page).getByRole("group", { name: "What do you choose?" });
  same("what was drawn is not offered", await choices.getByRole("radio").count() >= 3, true);
  await choices.getByRole("radio").first().check({ force: true });
  await settled(page);
  const chosen = (await draws(server))[0].chose;
  ok("what was chosen is kept", chosen && chosen !== draw.arm, chosen);
  same("as done too", await doneOf(server), [chosen]);
  await checkPage(page, "chosen");
  await eased(page);
  ok("it says so afterwards", /you chose yourself/.test(await page.locator("[data-drawn]").innerText()));
  await page.context().close();
  await server.stop();
});

await scene("what has to be known first: the pain", async () => {
  for (const way of ["high", "skip", "pass", "choose"]) {
    const server = await compare((plan) => ({ ...without("stretch_acute", "rub_during")(plan), wait_limit: 6 }));
    const page = await openPage(server);
    await spasm(page);
    await card(page, "needs-pain").waitFor();
    await settled(page);
    same("nothing is drawn yet", await draws(server), []);
    if (way === "high") {
      await checkThemes(page, "pain");
      await page.getByRole("button", { name: "7 of 10" }).click();
      await card(page, "drawn").waitFor();
      same("the pain as it is, and no waiting with it", [(await episodes(server))[0].body.pain_start, (await oneDraw(server)).draw.arm], [7, "heat_local"]);
    } else if (way === "skip") {
      await page.getByRole("button", { name: /^Skip: / }).click();
      await card(page, "drawn").waitFor();
      same("drawn with what is known: no waiting", [(await episodes(server))[0].body.pain_start, (await oneDraw(server)).draw.arm], [undefined, "heat_local"]);
    } else if (way === "pass") {
      await tap(page, "Skip the pick");
      await card(page, "skipped").waitFor();
      same("none was wanted", (await oneDraw(server)).draw.why_not, "skipped");
    } else {
      await tap(page, "I choose");
      await card(page, "chose").waitFor();
      await page.getByLabel("Stretch", { exact: true }).check({ force: true });
      await settled(page);
      same("chosen before the draw", [(await oneDraw(server)).draw.why_not, (await draws(server))[0].chose, await doneOf(server)], ["chose", "stretch_acute", ["stretch_acute"]]);
    }
    await page.context().close();
    await server.stop();
  }
});

await scene("what has to be known first: the place", async () => {
  const notNeck = (plan) => ({ ...plan, remedies: plan.remedies.map((r) => (r.key === "heat_local" ? { ...r, not_sites: ["neck-back"] } : r)) });
  for (const way of ["place", "anyway"]) {
    const server = await compare(notNeck);
    const page = await openPage(server);
    await spasm(page);
    await card(page, "needs-site").waitFor();
    same("asked once on the page", await page.getByRole("group", { name: /^Where/ }).count(), 1);
    if (way === "place") {
      await checkPage(page, "place");
      await page.getByLabel("Back of the neck", { exact: true }).check({ force: true });
    } else {
      await tap(page, "Pick anyway");
    }
    await card(page, "drawn").waitFor();
    ok("heat is not among them", !(await oneDraw(server)).draw.allowed.includes("heat_local"), (await oneDraw(server)).draw);
    same("and the place is asked below", await page.getByRole("group", { name: /^Where/ }).count(), 1);
    await page.context().close();
    await server.stop();
  }
});

await scene("a warning comes first: no remedy then", async () => {
  const server = await compare();
  const calf = await add(server, "episode", momentAgo(40 * 60000), { lasted_seconds: 840, pain: 8, sites: [{ site: "left-calf" }] });
  const page = await openPage(server, { at: `#/log/${calf}` });
  await page.getByRole("group", { name: "How bad was it?" }).getByLabel("8 of 10", { exact: true }).check({ force: true });
  await page.locator(".card.ask").waitFor();
  await tap(page, "Yes");
  await page.locator(".warn").first().waitFor();
  await spasm(page);
  await card(page, "warned").waitFor();
  await settled(page);
  const draw = await oneDraw(server);
  same("it is kept why", [draw.draw.why_not, draw.draw.arm], ["warning", undefined]);
  same("no card, no buttons", [await page.locator(".card.remedy").count(), await page.getByRole("button", { name: "Doing it" }).count()], [0, 0]);
  ok("the warning stands above the clock", await page.evaluate(() => document.querySelector(".warn").getBoundingClientRect().top < document.querySelector(".clock").getBoundingClientRect().top));
  await checkPage(page, "warned");
  await eased(page);
  await page.context().close();
  await server.stop();
});

await scene("a warning about which advice was had: it stands, and one is picked", async () => {
  const server = await compare();
  await add(server, "advice", momentAgo(48 * 3600000), { flag: "R6" });
  await add(server, "episode", momentAgo(40 * 60000), { lasted_seconds: 840, pain: 8, sites: [{ site: "left-calf" }] });
  const page = await openPage(server);
  await spasm(page);
  await page.locator(".warn").first().waitFor();
  await card(page, "drawn").waitFor();
  ok("one was picked", !!(await oneDraw(server)).draw.arm);
  await page.context().close();
  await server.stop();
});

await scene("a warning that comes after the draw takes the card away", async () => {
  const server = await compare();
  const page = await openPage(server);
  await spasm(page);
  await card(page, "drawn").waitFor();
  const flag = (await server.call("warnings")).flags.find((f) => f.level === "emergency");
  await add(server, "answer", momentAgo(0), { flag: flag.flag, answer: "yes", about: (await episodes(server))[0].id });
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  await card(page, "warned").waitFor();
  await page.context().close();
  await server.stop();
});

await scene("so soon after another: the same, if you like", async () => {
  const server = await compare();
  const page = await openPage(server);
  await spasm(page);
  await card(page, "drawn").waitFor();
  const first = (await oneDraw(server)).draw.arm;
  await eased(page);
  await page.waitForTimeout(1100);
  await spasm(page);
  await card(page, "cluster").waitFor();
  ok("the same as before", /^Same as before: /.test(await card(page).getByRole("heading").first().innerText()));
  await tap(page, "Doing it");
  same("done is kept", await doneOf(server), [first]);
  await checkPage(page, "cluster");
  await page.evaluate(() => localStorage.setItem("kept", localStorage.getItem("unknot-token")));
  await page.reload();
  await card(page, "cluster").waitFor();
  same("one of each is written", (await draws(server)).map((d) => d.draw.why_not ?? "drawn").sort(), ["cluster", "drawn"]);
  await page.context().close();
  await server.stop();
});

await scene("nothing allowed: why, and what may be tried", async () => {
  const server = await compare((plan) => ({ ...plan, night: { from: "00:00", to: "23:59" }, remedies: plan.remedies.map((r) => ({ ...r, not_at_night: true })) }));
  const page = await openPage(server);
  await spasm(page);
  await card(page, "rules").waitFor();
  ok("it says why", (await card(page).innerText()).length > 60);
  await checkPage(page, "rules");
  await card(page).getByRole("link", { name: "What may be tried now" }).click();
  await page.waitForFunction(() => location.hash.startsWith("#/now/"));
  await page.context().close();
  await server.stop();
});

await scene("nobody answers the draw: the clock and It eased work, and it is asked again", async () => {
  const server = await compare();
  const page = await openPage(server);
  page.quiet = true;
  const asked = [];
  await page.route("**/api/relief-draw", (route) => { asked.push(route.request().postDataJSON().id); return route.abort(); });
  await spasm(page);
  await card(page, "failed").waitFor();
  ok("the clock runs on", await page.getByRole("timer").isVisible());
  await checkPage(page, "no pick yet");
  await page.unroute("**/api/relief-draw");
  await card(page, "drawn").waitFor({ timeout: 15000 });
  const draw = await oneDraw(server);
  same("with the id it was asked with", [...new Set([...asked, draw.id])].length, 1);
  await page.route("**/api/relief-respond", (route) => route.abort());
  await tap(page, "Doing it");
  same("a response is drawn at once", await page.getByRole("button", { name: "Doing it" }).getAttribute("aria-pressed"), "true");
  await page.unroute("**/api/relief-respond");
  await page.evaluate(() => dispatchEvent(new Event("focus")));
  same("and goes out later", await poll(async () => (await draws(server))[0].response), "doing");
  await eased(page);
  await page.context().close();
  await server.stop();
});

await scene("the draw is slow: It eased comes first", async () => {
  const server = await compare();
  const page = await openPage(server);
  let late = null;
  await page.route("**/api/relief-draw", async (route) => { await new Promise((go) => { late = go; }); await route.abort(); });
  page.quiet = true;
  await spasm(page);
  await card(page, "waiting").waitFor();
  await page.waitForTimeout(450);
  await page.getByRole("button", { name: "It eased" }).click();
  await page.getByRole("heading", { name: "Saved" }).waitFor();
  ok("it is saved", await poll(async () => (await episodes(server))[0].body.lasted_seconds !== undefined));
  (await poll(() => late))();
  await page.context().close();
  await server.stop();
});

await scene("the phone slept: the clock is right, and the forgotten end is a range", async () => {
  const server = await compare();
  const page = await openPage(server, { ...PHONE, now: new Date().toISOString() });
  await spasm(page);
  await card(page, "drawn").waitFor();
  await page.clock.fastForward(70 * 60000);
  await page.getByRole("heading", { name: /^Still going, since/ }).waitFor();
  ok("the clock is worked out from the start", /^1:1\d:\d\d$/.test(await page.getByRole("timer").innerText()), await page.getByRole("timer").innerText());
  await checkPage(page, "left on");
  await tap(page, "It eased, I know about when");
  const ranges = page.getByRole("group", { name: "When did it ease, about?" });
  same("as far as the clock ran", await ranges.getByRole("button").count(), 4);
  await checkPage(page, "about when");
  await ranges.getByRole("button", { name: "10 to 30 minutes" }).click();
  await page.getByRole("heading", { name: "Saved" }).waitFor();
  await settled(page);
  const [entry] = await episodes(server);
  same("a range is kept", [entry.body.lasted_least_seconds, entry.body.lasted_most_seconds, entry.body.running, entry.body.lasted_seconds], [600, 1800, undefined, undefined]);
  ok("and said", /between 10 and 30 minutes/.test(await page.locator(".done-strip").innerText()), await page.locator(".done-strip").innerText());
  await goTo(page, `#/entry/${entry.id}`);
  ok("on its page too", /between 10 and 30 minutes/i.test(await page.locator(".says").innerText()));
  await page.context().close();
  await server.stop();
});

await scene("it was tapped late: eased before that, or time not known", async () => {
  const server = await compare();
  for (const way of ["range", "unknown"]) {
    const id = await add(server, "episode", momentAgo(2 * HOUR_MS), { running: true });
    const page = await openPage(server);
    await page.getByRole("timer").waitFor();
    await settled(page);
    same("no pick for a clock that was forgotten", await card(page).count(), 0);
    await eased(page);
    await tap(page, way === "range" ? "Within the first 10 minutes" : "Yes, time not known");
    const { body } = (await server.call("entry", { id })).entry;
    same(way, [body.lasted_seconds, body.lasted_least_seconds, body.lasted_most_seconds], way === "range" ? [undefined, 0, 600] : [undefined, undefined, undefined]);
    await page.context().close();
  }
  same("and none was written", await draws(server), []);
  await server.stop();
});

await scene("asleep before the draw could be asked: asked on waking, but not after two hours", async () => {
  for (const [minutes, isAsked] of [[30, true], [90, true], [150, false]]) {
    const server = await compare();
    const page = await openPage(server, { ...PHONE, now: new Date().toISOString() });
    page.quiet = true;
    await page.route("**/api/relief-draw", (route) => route.abort());
    await spasm(page);
    await card(page, "failed").waitFor();
    await page.clock.fastForward(minutes * 60000);
    await page.unroute("**/api/relief-draw");
    if (minutes > 60) await tap(page, "It is still going");
    if (isAsked) await card(page, "drawn").waitFor({ timeout: 15000 });
    await page.waitForTimeout(isAsked ? 0 : 6000);
    same(`${minutes} minutes`, (await draws(server)).length, isAsked ? 1 : 0);
    await page.context().close();
    await server.stop();
  }
});

await scene("already over: ranges, and no draw", async () => {
  const server = await compare();
  const page = await openPage(server, { at: "#/over" });
  await page.getByLabel("Earlier today").check({ force: true });
  await settled(page);
  await page.getByLabel("Between two times").check({ force: true });
  await page.getByRole("group", { name: "Between which?" }).getByLabel("More than an hour").check({ force: true });
  await settled(page);
  const [entry] = await episodes(server);
  same("open above", [entry.body.lasted_least_seconds, entry.body.lasted_most_seconds], [3600, undefined]);
  await checkPage(page, "over, a range");
  await page.getByLabel("5 minutes", { exact: true }).check({ force: true });
  await settled(page);
  same("an exact length takes the range away", (await episodes(server))[0].body, { lasted_seconds: 300 });
  same("nothing was drawn", await draws(server), []);
  await page.context().close();
  await server.stop();
});

await scene("by keyboard alone, with names and words", async () => {
  const server = await compare((plan) => ({ ...without("stretch_acute", "rub_during")(plan), wait_limit: 6 }));
  const page = await openPage(server);
  await press(page, "Spasm now");
  await card(page, "needs-pain").waitFor();
  await settled(page);
  ok("focus on It eased", await poll(async () => await focused(page) === "It eased"), await focused(page));
  await press(page, "9 of 10");
  await card(page, "drawn").waitFor();
  await settled(page);
  ok("the focus is not lost", await page.evaluate(() => document.activeElement !== document.body));
  ok("what is picked is read out", /^Try: heat\. /.test(await said(page)), await said(page));
  await press(page, "Doing it");
  await settled(page);
  same("done by key", (await draws(server))[0].response, "doing");
  same("the buttons keep the focus", await focused(page), "Doing it");
  same("the card is a region with the remedy's name", await page.getByRole("region", { name: /^Try: / }).count(), 1);
  await page.keyboard.press("Shift+Tab");
  await press(page, "It eased");
  await page.getByRole("heading", { name: "Saved" }).waitFor();
  await page.context().close();
  await server.stop();
});

await scene("the plan: chosen, kept, changed, never lost", async () => {
  const server = await serve();
  const page = await openPage(server, { ...TALL, at: "#/relief" });
  await page.getByText("How it goes").waitFor();
  await checkThemes(page, "relief, none");
  await page.getByRole("link", { name: "Choose what to compare" }).click();
  await page.getByRole("heading", { level: 1, name: "What is compared" }).waitFor();
  await settled(page);
  const which = page.getByRole("group", { name: "Remedies to compare" });
  for (const box of await which.getByRole("checkbox", { checked: true }).all().then((list) => list.slice(1).reverse())) await box.uncheck({ force: true });
  ok("one alone is no comparison", await page.getByText("Choose at least two").isVisible());
  ok("and cannot be started", await page.getByRole("button", { name: "Start comparing" }).isDisabled());
  for (const name of ["Heat", "Stretch", "Wait"]) await which.getByLabel(name, { exact: true }).check({ force: true });
  await page.locator("#h-rules").locator("xpath=..").getByText("Heat on the spot").click();
  await page.locator("details[open]").getByRole("switch", { name: "Not at night" }).check({ force: true });
  await page.locator("details[open]").getByRole("group", { name: "Not again within" }).getByLabel("8 hours").check({ force: true });
  await page.locator("details[open]").getByLabel("Back", { exact: true }).check({ force: true });
  await page.getByLabel("Not with more pain than").selectOption("5");
  await page.reload();
  await page.getByText("Not kept yet.").waitFor();
  ok("a draft is not lost", await page.getByText(/Not at night, not in every place, not again within 8 hours/).isVisible());
  await tap(page, "Start comparing");
  const { plan, state } = await poll(async () => { const r = await server.call("relief"); return r.plan && r; });
  const heat = plan.remedies.find((r) => r.key === "heat_local");
  same("as it was chosen", [state, plan.remedies.map((r) => r.key).sort(), heat.not_at_night, heat.rest_hours, plan.wait_limit, heat.not_sites.length > 3],
    ["on", ["heat_local", "stretch_acute", "wait"], true, 8, 5, true]);
  ok("it says that it is kept", /Saved/.test(await said(page)), await said(page));
  await checkLooks(page, "plan");
  await page.setViewportSize(TALL.viewport);
  await which.getByLabel("TENS", { exact: true }).check({ force: true });
  await tap(page, "Keep the changes");
  await page.locator('[data-note="ask_doctor"]').first().waitFor();
  await checkPage(page, "plan with a note");
  await page.getByRole("switch", { name: "Pick one when a spasm comes" }).uncheck({ force: true });
  same("off", await poll(async () => (await server.call("relief")).state === "off"), true);
  await page.getByRole("switch", { name: "Pick one when a spasm comes" }).check({ force: true });
  await poll(async () => (await server.call("relief")).state === "on");
  await settled(page);
  await openFolds(page);
  await page.getByRole("group", { name: "Just use" }).getByRole("button", { name: "Stretch" }).click();
  same("decided", await poll(async () => (await server.call("relief")).settled), "stretch_acute");
  await settled(page);
  await checkPage(page, "plan, decided");
  await spasm(page);
  await card(page, "settled").waitFor();
  ok("it is shown at the next spasm", /^Try: stretch/.test(await card(page).getByRole("heading").first().innerText()));
  await settled(page);
  await checkPage(page, "a spasm, decided");
  same("and nothing is drawn", await draws(server), []);
  await page.context().close();
  await server.stop();
});

await finish();
