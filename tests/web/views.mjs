// The pages that look back and around: diary, entry, patterns, treatments, help, report, settings,
// questionnaires, guide. By mouse, touch and keyboard; axe, targets and widths on every one.
import { checkPage, finish, goTo, ok, openPage, PHONE, same, scene, serve, settled, SMALL, WIDE } from "./harness.mjs";
import { add, at, day, openFolds, poll, press, read, someDays, walk } from "./some_days.mjs";

const focused = (page) => page.evaluate(() => document.activeElement?.textContent ?? "");

const server = await serve();
const ids = await someDays(server);
const PLACES = ["#/diary", "#/diary/calendar", "#/diary/patterns", `#/diary/day/${day(1)}`, `#/diary/day/${day(3)}`, `#/entry/${ids.calf}`,
  `#/entry/${ids.medicine}`, "#/answers", "#/treatments", "#/treatment/msm", "#/treatment/heat_local", "#/more", "#/help", "#/report",
  "#/settings", "#/settings/measures", "#/settings/suspects", "#/settings/treatments", "#/settings/me", "#/surveys", "#/surveys/acr2016",
  "#/surveys/fiqr", "#/guide"];
const LOOKS = [["320 px, light", SMALL, "light"], ["320 px, dark", SMALL, "dark"], ["1280 px, light", WIDE, "light"],
  ["1280 px, dark", WIDE, "dark"], ["640 px, as at 200 % zoom", { viewport: { width: 640, height: 400 } }, "light"]];

await scene("every page, in every width and light", async () => {
  const page = await openPage(server, SMALL);
  for (const place of PLACES) {
    await walk(page, place);
    ok(`${place}: the heading has the focus`, await page.evaluate(() => document.activeElement?.matches("h1")), await focused(page));
    await openFolds(page);
    for (const [name, { viewport }, colorScheme] of LOOKS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await checkPage(page, `${place}, ${name}`);
    }
  }
  await page.context().close();
});

await scene("looks hold; at text size 150 every page still fits", async () => {
  const page = await openPage(server, { ...SMALL, at: "#/settings" });
  const looks = () => page.evaluate(() => [document.documentElement.dataset.theme, document.documentElement.style.fontSize]);
  await page.getByLabel("Largest").check({ force: true });
  await poll(async () => (await looks())[1]);
  await page.getByRole("group", { name: "Light or dark" }).getByLabel("Dark").check({ force: true });
  await poll(async () => (await looks())[0]);
  same("a tap holds at once", await looks(), ["dark", "150%"]);
  await settled(page);
  await page.reload();
  await page.waitForSelector("main h1");
  await poll(async () => (await looks())[0]);
  same("theme and size are there after a reload", await looks(), ["dark", "150%"]);
  for (const place of PLACES) {
    await walk(page, place);
    await openFolds(page);
    await checkPage(page, `${place} at 150 %`);
  }
  await goTo(page, "#/settings");
  await page.getByRole("group", { name: "Text size" }).getByLabel("Normal").press("Space");
  await page.getByRole("group", { name: "Light or dark" }).getByLabel("Auto").press("Space");
  await poll(async () => (await looks()).every((l) => !l));
  same("and back", (await looks()).map((l) => l ?? ""), ["", ""]);
  await settled(page);
  await page.context().close();
});

await scene("three states, three marks, in the list and in the calendar", async () => {
  const page = await openPage(server, { ...PHONE, at: "#/diary" });
  await page.locator(".zero-day").first().waitFor();
  same("a day without", await page.locator(".zero-day").count(), 1);
  ok("a gap is kind", (await page.locator(".gap-day").first().textContent()).includes("That is fine"));
  for (const [back, words] of [[1, "2 spasms"], [2, "no spasms"], [3, "not recorded"], [4, "1 spasm"]]) {
    await goTo(page, `#/diary/calendar?month=${day(back).slice(0, 7)}`);
    const cell = page.locator(`.cal [data-day="${day(back)}"]`);
    await cell.waitFor();
    const label = await cell.textContent();
    ok(`calendar: ${words}`, label.endsWith(`, ${words}`), label);
  }
  await page.context().close();
});

await scene("calendar by keyboard: arrows, months, and a day opens", async () => {
  const page = await openPage(server, { ...PHONE, at: "#/diary/calendar" });
  await page.locator(".cal .today").waitFor();
  same("one tab stop", await page.locator('.cal button[tabindex="0"]').count(), 1);
  await page.locator('.cal button[tabindex="0"]').focus();
  const here = () => page.evaluate(() => document.activeElement.dataset.day);
  const arrives = async (back) => poll(async () => (await here()) === day(back));
  same("today is where it begins", await here(), day(0));
  await page.keyboard.press("ArrowRight");
  same("there is no tomorrow", await here(), day(0));
  for (const [key, back] of [["ArrowLeft", 1], ["ArrowUp", 8], ["ArrowDown", 1]]) {
    await page.keyboard.press(key);
    await arrives(back);
    same(`${key} goes there, over the end of a month too`, await here(), day(back));
  }
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press("ArrowUp");
    await arrives(8 + 7 * i);
  }
  same("five weeks up", await here(), day(36));
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("/day/"));
  ok("the day opens", page.url().endsWith(day(36)));
  await settled(page);
  ok("its heading has the focus", await page.evaluate(() => document.activeElement?.matches("h1")));
  await page.goBack();
  await page.locator(".cal").waitFor();
  await page.context().close();
});

await scene("by keyboard alone: to an entry, out with it, and back with Undo", async () => {
  const page = await openPage(server, { ...WIDE, at: "#/diary" });
  await page.locator(`[data-entry="${ids.neck}"]`).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove this entry" }).waitFor();
  await press(page, "Remove this entry");
  await page.locator("#main").getByText("Entry removed. It can come back.").waitFor();
  ok("the page is the diary", page.url().endsWith("#/diary"));
  ok("it is gone", await poll(async () => (await read(server, ids.neck)).entry === null));
  await page.waitForFunction((id) => !document.querySelector(`[data-entry="${id}"]`), ids.neck);
  await press(page, "Undo");
  await page.waitForFunction((id) => document.activeElement?.dataset.entry === id, ids.neck);
  ok("Undo brings it back, and the focus to it", (await read(server, ids.neck)).entry !== null);
  await page.context().close();
});

await scene("an entry by touch: change it, its earlier versions, and one of them again", async () => {
  const page = await openPage(server, { ...PHONE, hasTouch: true, at: `#/entry/${ids.medicine}` });
  const now = async () => (await read(server, ids.medicine)).entry;
  await page.getByText("Change what it says").tap();
  await page.getByLabel("Dose, if you like").fill("25 mg");
  await page.getByLabel("Changed the dose").check({ force: true });
  await page.getByRole("button", { name: "Keep this", exact: true }).tap();
  await poll(async () => (await now()).body.dose === "25 mg");
  same("the change is in the diary", (await now()).body, { name: "Amitriptyline", event: "changed", dose: "25 mg" });
  await page.getByText("Change the day or time").tap();
  await page.getByLabel("Only the day").check({ force: true });
  await page.getByRole("button", { name: "Keep this time" }).tap();
  await poll(async () => (await now()).precision === "day");
  same("the day alone", (await now()).precision, "day");
  await page.getByText("Earlier versions (2)").tap();
  await checkPage(page, "an entry with its versions");
  ok("the first one is there", (await page.locator("main").textContent()).includes("10 mg"));
  await page.getByRole("button", { name: /Use this one again/ }).last().tap();
  await poll(async () => (await now()).body.dose === "10 mg");
  same("it is back", (await now()).body, { name: "Amitriptyline", event: "started", dose: "10 mg" });
  same("and nothing was lost", (await read(server, ids.medicine)).history.length, 4);
  await page.context().close();
});

await scene("older days are paged in, and the focus goes to them", async () => {
  const long = await serve();
  for (let i = 0; i < 75; i++) await add(long, "note", at(i, "10:00"), { text: `Note ${i}` });
  const page = await openPage(long, { ...PHONE, at: "#/diary" });
  await page.getByRole("button", { name: "Older days" }).waitFor();
  const before = await page.locator(".entry").count();
  await page.getByRole("button", { name: "Older days" }).click();
  await page.waitForFunction((n) => document.querySelectorAll(".entry").length > n, before);
  same("all of them", await page.locator(".entry").count(), 75);
  ok("the focus is on the first that came", await page.evaluate(() => document.activeElement?.matches(".day h2")), await focused(page));
  await page.context().close();
  await long.stop();
});

await scene("patterns: every picture has its table; the span stays in the address", async () => {
  const page = await openPage(server, { ...WIDE, at: "#/diary/patterns" });
  await page.locator(".chart svg").first().waitFor();
  same("as many tables as pictures", await page.locator(".chart details").count(), await page.locator(".chart").count());
  ok("the body, as one image", await page.getByRole("img", { name: /Spasms by place/ }).count() > 0);
  ok("and as a list", (await page.locator("main").textContent()).includes("Left calf"));
  await page.getByLabel("3 months").check({ force: true });
  await page.waitForFunction(() => location.hash.includes("span=90"));
  await page.reload();
  await page.waitForSelector("main h1");
  ok("after a reload", await page.getByLabel("3 months").isChecked());
  await page.context().close();
});

await scene("treatments: found by name, opened by keyboard", async () => {
  const page = await openPage(server, { ...PHONE, at: "#/treatments" });
  await page.locator("main .row").first().waitFor();
  same("37 cards", await page.locator("main .row").count(), 37);
  await page.getByLabel("Find").fill("msm");
  ok("few are left", await page.locator("main .row").count() < 5);
  await press(page, /^MSM/);
  await page.getByRole("heading", { name: "No trial found" }).waitFor();
  ok("MSM's card says that no trial was found", true);
  await page.context().close();
});

await scene("help: the emergency first, with the person's own number", async () => {
  const page = await openPage(server, { ...PHONE, at: "#/settings" });
  await page.getByLabel("Your emergency number").fill("999");
  await page.keyboard.press("Tab");
  await settled(page);
  await goTo(page, "#/help");
  const call = page.getByRole("link", { name: "Call 999" });
  await call.waitFor();
  same("it can be called", await call.getAttribute("href"), "tel:999");
  const levels = await page.locator("main .warn h2").allTextContents();
  ok("emergency first", /emergency/i.test(levels[0]), levels);
  same("all three levels", levels.length, 3);
  await checkPage(page, "help with a number");
  await page.context().close();
});

await scene("a questionnaire: a draft until done, a score with its words, changed later", async () => {
  const page = await openPage(server, { ...PHONE, at: "#/surveys/fiqr" });
  const surveys = async () => (await server.call("entries", { kind: "survey" })).entries;
  await page.locator(".survey li").first().waitFor();
  same("nothing is chosen", await page.locator("main input:checked").count(), 0);
  for (const four of await page.locator(".survey .cell input[id$='-4']").all()) await four.check({ force: true });
  const count = await page.locator("main input:checked").count();
  same("nothing is written before it is done", (await surveys()).length, 0);
  await page.reload();
  await page.locator(".survey li").first().waitFor();
  same("the draft is there after a reload", await page.locator("main input:checked").count(), count);
  await page.getByRole("button", { name: "That is it, keep it" }).click();
  await page.getByText("A score is not a diagnosis").waitFor();
  const [done] = await surveys();
  same("one entry", done.edit, 1);
  ok("the score is shown", done.shown.scores.total === undefined ||
    (await page.locator(".facts").textContent()).includes(String(Math.round(done.shown.scores.total))), done.shown.scores);
  await checkPage(page, "scores");
  await page.getByRole("link", { name: "Change or add something" }).click();
  await page.locator(".survey li").first().waitFor();
  await page.locator(".survey .cell input[id$='-5']").first().check({ force: true });
  await page.getByRole("button", { name: "That is it, keep it" }).click();
  await page.getByText("A score is not a diagnosis").waitFor();
  await poll(async () => (await surveys())[0].edit === 2);
  same("changed, not doubled", (await surveys()).map((e) => e.edit), [2]);
  await page.context().close();
});

await scene("the example diary: its pages hold up", async () => {
  const example = await serve({ diary: null, args: ["--example"] });
  const page = await openPage(example, WIDE);
  for (const place of ["#/diary", "#/diary/calendar", "#/diary/patterns?span=365", "#/answers", "#/report"]) {
    await goTo(page, place);
    await openFolds(page);
    await checkPage(page, `example ${place}`);
  }
  ok("it says that it is invented", (await page.locator(".example-line").textContent()).includes("invented"));
  await page.context().close();
  await example.stop();
});

await scene("an empty diary: every page says so kindly", async () => {
  const empty = await serve();
  const page = await openPage(empty, SMALL);
  for (const place of ["#/diary", "#/diary/calendar", "#/diary/patterns", "#/answers", "#/report", "#/surveys"]) {
    await goTo(page, place);
    await checkPage(page, `empty ${place}`);
  }
  await page.context().close();
  await empty.stop();
});

await server.stop();
await finish();
