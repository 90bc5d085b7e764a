// What hurried and tired hands do: double taps, cut addresses, a button that takes itself away, a program
// that ends and starts again while somebody writes, an erased diary with something not yet saved.
import { readFileSync } from "node:fs";
import { finish, goTo, newDiary, ok, openPage, PHONE, same, scene, serve, settled, SMALL } from "./harness.mjs";
import { poll } from "./some_days.mjs";

const BETWEEN_TAPS_MS = 120;
const episodes = async (server) => (await server.call("entries", { kind: "episode" })).entries;
const button = (page, name) => page.getByRole("button", { name, exact: true });

/** Two taps in the middle of a button, as a hurried finger does. */
async function tapTwice(page, name) {
  const box = await button(page, name).boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.touchscreen.tap(x, y);
  await page.waitForTimeout(BETWEEN_TAPS_MS);
  await page.touchscreen.tap(x, y);
}

await scene("a double tap is one tap", async () => {
  const server = await serve();
  const page = await openPage(server, { ...PHONE, hasTouch: true });
  await tapTwice(page, "Spasm now");
  await page.getByRole("timer").waitFor();
  await settled(page);
  same("the spasm runs; the second tap did not end it", (await episodes(server)).map((e) => e.body), [{ running: true }]);
  await tapTwice(page, "It eased");
  await page.getByRole("heading", { name: "Saved" }).waitFor();
  await settled(page);
  const [{ body }] = await episodes(server);
  same("ended, and no place is marked by the second tap", Object.keys(body), ["lasted_seconds"]);
  await page.context().close();
  await server.stop();
});

await scene("addresses that lead nowhere say so, and nothing breaks", async () => {
  const server = await serve();
  const page = await openPage(server, PHONE);
  page.quiet = true;                                 // the program refuses some of them, as it should
  for (const place of ["#/entry/%", "#/constructor", "#/__proto__", "#/diary/day/2026-13-77", "#/check-in/zzz", "#/check-in/2199-01-01",
    "#/log/zz", "#/over/zz%2f", "#/treatment/zz", "#/settings/constructor"]) {
    await goTo(page, place);
    await settled(page);
    const words = await page.locator("main").innerText();
    ok(`${place} says something true`, !/undefined|NaN/.test(words), words.slice(0, 80));
    ok(`${place} does not wait for ever`, place.includes("/over") || /nothing here|not in this diary/i.test(words), words.slice(0, 80));
  }
  for (const place of ["#/diary/calendar?month=9999-12", "#/diary/calendar?month=2026-99", "#/add?day=2199-01-01", "#/over?day=zzz"]) {
    await goTo(page, place);
    const words = await page.locator("main").innerText();
    ok(`${place} shows the present instead`, !/undefined|NaN|2199|9999/.test(words), words.slice(0, 80));
  }
  await page.context().close();
  await server.stop();
});

await scene("by keyboard: taken back and brought again, and the focus is never on nothing", async () => {
  const server = await serve();
  const page = await openPage(server, PHONE);
  const press = async (name) => { await button(page, name).focus(); await page.keyboard.press("Enter"); };
  const isSomewhere = () => poll(() => page.evaluate(() => document.activeElement !== document.body));
  await press("Spasm now");
  await page.getByRole("timer").waitFor();
  await settled(page);
  await press("Not a spasm: take it back");
  await button(page, "Undo").waitFor();
  await page.waitForFunction(() => document.getElementById("say").textContent.startsWith("Taken back."));
  ok("the focus is on something after taking back", await isSomewhere());
  await settled(page);
  await press("Undo");
  await page.getByRole("timer").waitFor();
  await settled(page);
  ok("and after Undo", await isSomewhere());
  same("it runs again", (await episodes(server)).map((e) => e.body), [{ running: true }]);
  await goTo(page, "#/settings/treatments");
  await page.locator("details.own summary").first().click();
  await page.getByRole("button", { name: /^Put away/ }).first().focus();
  await page.keyboard.press("Enter");
  await page.getByText("Put away (1)").waitFor();
  ok("and after a row was put away", await isSomewhere());
  await page.context().close();
  await server.stop();
});

/** A running spasm on a page whose program has just ended; It eased is not saved. */
async function cutOff(diary) {
  const server = await serve({ diary });
  const page = await openPage(server, PHONE);
  await button(page, "Spasm now").click();
  await page.getByRole("timer").waitFor();
  await settled(page);
  page.quiet = true;
  await server.kill();
  await page.waitForTimeout(400);                    // a second tap at once would count as a double tap
  await button(page, "It eased").click();
  await page.getByText("This is not saved yet").waitFor();
  return { server, page };
}

await scene("started again at the same address: a page left open saves by itself", async () => {
  const diary = newDiary();
  const { server, page } = await cutOff(diary);
  const again = await serve({ diary, port: server.port });
  const other = await openPage(again, { context: page.context() });     // the new key reaches every tab
  same("it is in the diary", await poll(async () => (await episodes(again))[0].body.lasted_seconds >= 0), true);
  await page.getByText("This is not saved yet").waitFor({ state: "detached" });
  await other.close();
  await page.context().close();
  await again.stop();
});

await scene("started again at another address: the person is told, and takes it along as a file", async () => {
  const diary = newDiary();
  const { page } = await cutOff(diary);
  const again = await serve({ diary });
  ok("the page says what to do", (await page.locator(".not-saved").innerText()).includes("another address"));
  const [file] = await Promise.all([page.waitForEvent("download"), button(page, "Save as a file").click()]);
  const there = await openPage(again, { ...PHONE, at: "#/settings" });
  await button(there, "Bring in").click();
  await there.getByLabel("Choose the file").setInputFiles({ name: "unknot-not-saved.jsonl", mimeType: "application/x-ndjson",
    buffer: readFileSync(await file.path()) });
  await there.getByText("1 entry was added").waitFor();
  const [entry, ...more] = await episodes(again);
  same("one entry, and it is over", [more.length, entry.body.running, entry.body.lasted_seconds >= 0], [0, undefined, true]);
  await there.context().close();
  await page.context().close();
  await again.stop();
});

await scene("an erased diary stays empty, also of what was not yet saved", async () => {
  const server = await serve();
  const page = await openPage(server, { ...PHONE, at: "#/settings" });
  await page.evaluate(() => localStorage.setItem("unknot-unsaved-7b0c9e2e-58c4-4a54-9d0a-2f1f6d3c9a11", JSON.stringify({
    id: "7b0c9e2e-58c4-4a54-9d0a-2f1f6d3c9a11", entry: null, kind: "note", at: "2026-03-14T19:38:00+01:00", precision: "minute",
    body: { text: "old" }, removed: false, todo: { patch: { text: "old" } }, attempt: null })));
  await button(page, "Erase everything").click();
  await page.getByLabel("Type the word erase").fill("erase");
  await button(page, "Erase for good").click();
  await page.getByRole("heading", { name: "Hello." }).waitFor();
  await settled(page);
  same("nothing came back", (await server.call("entries", {})).entries.length, 0);
  same("nothing is kept in the browser", await page.evaluate(() => Object.keys(localStorage).filter((k) => k.includes("unsaved"))), []);
  await page.context().close();
  await server.stop();
});

await scene("large letters on a small phone: the dock covers nothing at the end of the page", async () => {
  const server = await serve();
  const page = await openPage(server, SMALL);
  await page.evaluate(() => { document.documentElement.style.fontSize = "150%"; });
  const hidden = () => page.evaluate(() => {
    scrollTo(0, document.documentElement.scrollHeight);
    const last = [...document.querySelectorAll("#main > :not(.dock)")].at(-1);
    return last.getBoundingClientRect().bottom - document.querySelector(".dock").getBoundingClientRect().top;
  });
  ok("the last line is above the dock", await poll(async () => (await hidden()) <= 0), await hidden());
  await page.context().close();
  await server.stop();
});

await scene("a wrong file is refused in words of this page", async () => {
  const server = await serve();
  const page = await openPage(server, { ...PHONE, at: "#/settings" });
  page.quiet = true;                                 // refused with a status of its own
  const wrong = { name: "holiday.jpg", mimeType: "image/jpeg", buffer: Buffer.from([255, 216, 255, 0, 1]) };
  const said = async () => (await page.locator(".warn").innerText()).replace(/\s+/g, " ");
  await button(page, "Bring in").click();
  await page.getByLabel("Choose the file").setInputFiles(wrong);
  await page.getByText("It was not taken in").waitFor();
  ok("an export", /This is not the export of a diary\. Choose a file that Take out made\./.test(await said()), await said());
  await goTo(page, "#/more");
  await goTo(page, "#/settings");
  await button(page, "Bring one back").click();
  await page.getByLabel("File of the copy").setInputFiles(wrong);
  await page.getByLabel("Its passphrase").fill("some words");
  await button(page, "Bring it back").click();
  await page.getByText("It was not brought back").waitFor();
  ok("a copy", /This is not a backup of a diary\. Choose a file that Make a copy made\./.test(await said()), await said());
  await page.context().close();
  await server.stop();
});

await finish();
