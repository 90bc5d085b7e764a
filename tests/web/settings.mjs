// Settings: what is tracked, about me, copies out and in, erasing, the report on paper; and script in every field.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { checkPage, finish, goTo, ok, openPage, PHONE, same, scene, serve, settled, WIDE } from "./harness.mjs";
import { add, at, day, openFolds, poll, raw, someDays } from "./some_days.mjs";

const NAME_MAX = 80;
const SLOW_MS = 600;
const PROFILE_ID = "00000000-0000-4000-8000-000000000001";
const SCRIPT = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';
const SHORT = SCRIPT.slice(0, NAME_MAX);
const files = [];

const inTmp = (name) => {
  const place = path.join(tmpdir(), `unknot-settings-${process.pid}-${name}`);
  files.push(place);
  return place;
};

/** What is saved as a file when `act` is done. */
async function download(page, act) {
  const [file] = await Promise.all([page.waitForEvent("download"), act()]);
  const place = inTmp(file.suggestedFilename());
  await file.saveAs(place);
  return { place, bytes: readFileSync(place), text: readFileSync(place, "utf8") };
}

const pick = (page, place) => page.locator('input[type="file"]').setInputFiles(place);

await scene("a question of one's own: added, asked, renamed; another put away and used again", async () => {
  const server = await serve();
  const page = await openPage(server, { ...PHONE, at: "#/settings/measures" });
  const own = (name) => page.locator("details.own").filter({ has: page.locator("summary", { hasText: name }) });
  await page.getByText("Add a question").click();
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByText("Give it a name first.").waitFor();
  await page.getByLabel("Name", { exact: true }).first().fill("Steps");
  await page.getByRole("group", { name: "How is it answered?" }).getByLabel("0 to 10").check({ force: true });
  await page.getByRole("button", { name: "Add it" }).click();
  await own("Steps").waitFor();
  const asked = async (name) => {
    await goTo(page, "#/check-in");
    await page.locator("main .q").first().waitFor();
    await openFolds(page);
    return page.getByRole("group", { name }).count();
  };
  ok("the check-in asks it", await asked("Steps") > 0);
  await goTo(page, "#/settings/measures");
  await own("Steps").locator("summary").click();
  await own("Steps").getByLabel("Name").fill("Steps walked");
  await page.keyboard.press("Tab");
  await own("Steps walked").waitFor();
  await own(/mood/i).locator("summary").click();
  await own(/mood/i).getByRole("button", { name: /Put away/ }).click();
  await page.getByText("Put away (1)").waitFor();
  same("what is put away is not asked", await asked(/mood/i), 0);
  ok("the new name is", await asked("Steps walked") > 0);
  await goTo(page, "#/settings/measures");
  await page.getByText("Put away (1)").click();
  await own(/mood/i).locator("summary").click();
  await page.getByRole("button", { name: /Use again/ }).click();
  await page.waitForFunction(() => !document.querySelector("main").textContent.includes("Put away (1)"));
  ok("asked again", await asked(/mood/i) > 0);
  for (const [place, fold, name] of [["suspects", "Add a suspect", "Loud music"], ["treatments", "Add a remedy", "Cherry stone pillow"]]) {
    await goTo(page, `#/settings/${place}`);
    await page.getByText(fold, { exact: true }).click();
    await page.getByLabel("Name", { exact: true }).first().fill(name);
    await page.getByRole("button", { name: "Add it" }).click();
    await own(name).waitFor();
  }
  await goTo(page, "#/treatments");
  await page.getByRole("link", { name: "Cherry stone pillow" }).click();
  await page.getByRole("heading", { name: "Cherry stone pillow" }).waitFor();
  await checkPage(page, "an own remedy");
  await page.context().close();
  await server.stop();
});

await scene("about me: nothing chosen beforehand, each tap saved, and taken back", async () => {
  const server = await serve();
  const page = await openPage(server, { ...PHONE, at: "#/settings/me" });
  same("nothing is chosen", await page.locator("main input:checked").count(), 0);
  await page.getByLabel("18 to 50").check({ force: true });
  await page.getByLabel("Diabetes").check({ force: true });
  await page.getByLabel("Name for the report").fill("Ada");
  await page.keyboard.press("Tab");
  const profile = async () => (await server.call("about")).profile;
  await poll(async () => (await profile())?.name === "Ada");
  same("it is in the diary", await profile(), { age: "18to50", conditions: ["diabetes"], name: "Ada" });
  await page.getByRole("button", { name: "Take these answers back" }).click();
  await poll(async () => !(await profile()).age);
  same("taken back, but for the name", await profile(), { name: "Ada" });

  await page.route("**/api/amend", async (route) => { await new Promise((done) => { setTimeout(done, SLOW_MS); }); await route.continue(); });
  await page.getByLabel("Diabetes").check({ force: true });
  await add(server, "note", at(0, "00:01"), { text: "from elsewhere" });
  const told = page.waitForResponse((r) => r.url().endsWith("/api/about"));
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await told;
  await page.getByLabel("Liver disease").check({ force: true });
  ok("news from elsewhere does not take back a tap that is on its way", await page.getByLabel("Diabetes").isChecked());
  await poll(async () => ((await profile()).conditions ?? []).length === 2);
  same("both are saved", (await profile()).conditions, ["diabetes", "liver"]);
  await page.context().close();
  await server.stop();
});

await scene("out, erased, in again: the same diary", async () => {
  const server = await serve();
  await someDays(server);
  const page = await openPage(server, { ...PHONE, at: "#/settings" });
  const count = async () => (await server.call("about")).entries;
  const all = await count();
  const out = await download(page, () => page.getByRole("button", { name: "Take out" }).click());
  same("it is the whole diary", out.text, await raw(server, "export"));
  await openFolds(page);
  const table = await download(page, () => page.getByRole("button", { name: "Table (CSV)" }).click());
  ok("a table too", table.text.split("\n").length > all);
  await page.getByRole("button", { name: "Erase everything" }).click();
  const copy = await download(page, () => page.getByRole("button", { name: "Save everything as a file" }).click());
  same("a copy is offered first, and it is the same", copy.text, out.text);
  await page.getByRole("button", { name: "Erase for good" }).click();
  await page.getByText("Type the word erase here").waitFor();
  same("nothing is erased without the word", await count(), all);
  await checkPage(page, "erase");
  await page.getByLabel("Type the word erase").fill("erase");
  const reloaded = page.waitForEvent("load");      // nothing of the old diary stays in the page
  await page.getByRole("button", { name: "Erase for good" }).click();
  await reloaded;
  await page.waitForFunction(() => location.hash === "#/today" && document.querySelector("main h1"));
  await poll(async () => (await count()) === 0);
  same("all is gone", await count(), 0);
  await goTo(page, "#/settings");
  await page.getByRole("button", { name: "Bring in" }).click();
  await pick(page, out.place);
  await page.getByText(/were added/).waitFor();
  same("the same diary again", await raw(server, "export"), out.text);
  await pick(page, out.place);
  await page.getByText(/was here already/).waitFor();
  const bad = inTmp("bad.jsonl");
  writeFileSync(bad, "this is no diary\n");
  page.quiet = true;
  await pick(page, bad);
  await page.getByText("It was not taken in").waitFor();
  await checkPage(page, "a refusal");
  same("a wrong file changes nothing", await raw(server, "export"), out.text);
  await page.context().close();
  await server.stop();
});

await scene("a safe copy: locked; not opened by a wrong passphrase, opened by the right one", async () => {
  const server = await serve();
  await someDays(server);
  const page = await openPage(server, { ...PHONE, at: "#/settings" });
  await page.getByRole("button", { name: "Make a copy" }).click();
  await page.getByLabel("Passphrase", { exact: true }).fill("short");
  await page.getByRole("button", { name: "Make the copy" }).click();
  await page.getByText(/At least 8 characters/).waitFor();
  await page.getByLabel("Passphrase", { exact: true }).fill("drei grüne Äpfel");
  await page.getByLabel("The same once more").fill("three green pears");
  await page.getByRole("button", { name: "Make the copy" }).click();
  await page.getByText("The two are not the same.").waitFor();
  await checkPage(page, "a safe copy");
  await page.getByLabel("The same once more").fill("drei grüne Äpfel");
  const copy = await download(page, () => page.getByRole("button", { name: "Make the copy" }).click());
  ok("nothing of the diary can be read in it", !copy.bytes.includes("Amitriptyline"));
  const all = (await server.call("about")).entries;
  await page.context().close();
  await server.stop();

  const empty = await serve();
  const other = await openPage(empty, { ...PHONE, at: "#/settings" });
  await other.getByRole("button", { name: "Bring one back" }).click();
  await pick(other, copy.place);
  await other.getByLabel("Its passphrase").fill("three green pears");
  other.quiet = true;
  await other.getByRole("button", { name: "Bring it back" }).click();
  await other.getByText("It was not brought back").waitFor();
  same("nothing came in", (await empty.call("about")).entries, 0);
  await other.getByLabel("Its passphrase").fill("drei grüne Äpfel");
  await other.getByRole("button", { name: "Bring it back" }).click();
  await other.getByText(/were added/).waitFor();
  same("it is all there", (await empty.call("about")).entries, all);
  await other.context().close();
  await empty.stop();
});

await scene("the diary is checked", async () => {
  const server = await serve();
  await someDays(server);
  const page = await openPage(server, { ...PHONE, at: "#/settings" });
  await page.getByRole("button", { name: "Check now" }).click();
  await page.getByText("All is well.").waitFor();
  await page.context().close();
  await server.stop();
});

await scene("script in every field is shown as text", async () => {
  const server = await serve();
  const note = await add(server, "note", at(1, "01:01"), { text: SCRIPT });
  await add(server, "episode", at(1, "01:02"), { pain: 5, lasted_seconds: 60, note: SCRIPT, thought_cause: SCRIPT });
  await add(server, "medicine", at(1, "01:03"), { name: SHORT, event: "started", dose: SCRIPT, note: SCRIPT });
  const measure = await add(server, "measure", at(1, "01:04"), { name: SHORT, scale: "0-10", low: SHORT, high: SHORT });
  const remedy = await add(server, "treatment", at(1, "01:05"), { name: SHORT, how: SCRIPT, acute: true });
  const suspect = await add(server, "suspect", at(1, "01:06"), { name: SHORT });
  await add(server, "check-in", at(1, "01:07"), { values: { [measure]: 4 }, note: SCRIPT });
  await add(server, "use", at(1, "01:08"), { treatment: remedy, taken: "taken", dose: SCRIPT, note: SCRIPT });
  await add(server, "exposure", at(1, "01:09"), { suspect, present: true, note: SCRIPT });
  await add(server, "profile", at(1, "01:10"), { name: SHORT }, { id: PROFILE_ID });
  const page = await openPage(server, WIDE);
  const entries = (await server.call("entries", { limit: 50 })).entries.map((e) => `#/entry/${e.id}`);
  for (const place of ["#/today", "#/diary", `#/diary/day/${day(1)}`, "#/diary/patterns", "#/report", "#/treatments", `#/treatment/${remedy}`,
    "#/settings/measures", "#/settings/suspects", "#/settings/treatments", "#/settings/me", "#/check-in", "#/add", ...entries]) {
    await goTo(page, place);
    await openFolds(page);
    ok(`${place}: nothing ran`, await page.evaluate(() => window.broken === undefined && !document.querySelector("main img, main script")));
  }
  await goTo(page, `#/entry/${note}`);
  ok("it is there as text", (await page.locator("main").textContent()).includes(SCRIPT));
  await page.context().close();
  await server.stop();
});

await scene("the report of the example prints on at most two A4 pages, and stands alone as a file", async () => {
  const server = await serve({ diary: null, args: ["--example"] });
  const page = await openPage(server, { ...WIDE, at: "#/report" });
  await page.locator(".report > *").first().waitFor();
  for (const span of ["4 weeks", "12 weeks"]) {
    await page.getByLabel(span).check({ force: true });
    await settled(page);
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    ok(`${span}: one or two pages`, pages >= 1 && pages <= 2, `${pages} pages`);
  }
  await page.emulateMedia({ media: "print" });
  same("nothing but the sheet is on paper", await page.evaluate(() => [...document.querySelectorAll("main > *")].filter((e) => e.checkVisibility())
    .map((e) => e.className)), ["report"]);
  await page.emulateMedia({ media: "screen" });
  const { text } = await download(page, () => page.getByRole("button", { name: "Save as a file" }).click());
  ok("a page of its own", /^\s*<!doctype html/i.test(text));
  ok("which loads nothing", !/(src|href)\s*=\s*["']?(https?:)?\/\//i.test(text) && !/@import|url\(/i.test(text));
  await page.context().close();
  await server.stop();
});

for (const file of files) rmSync(file, { force: true });
await finish();
