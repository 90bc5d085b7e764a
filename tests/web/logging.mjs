// A spasm in two taps, by every way of tapping; what is asked afterwards; nothing lost when the program
// stops, is killed, or is used in two tabs at once.
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { checkPage, finish, goTo, newDiary, ok, openPage, PHONE, same, scene, serve, settled, WIDE } from "./harness.mjs";

const TWO_TAPS_MS = 5000;
const DOUBLE_TAP_MS = 450;           // a tap that comes sooner, on a page that changed beneath it, does not count
const episodes = async (server) => (await server.call("entries", { kind: "episode" })).entries;
const server = await serve();

async function takeBackAll() {
  for (const e of await episodes(server)) await server.call("remove", { id: e.id, version: randomUUID() });
}

/** From Today to a saved spasm with two taps. */
async function twoTaps(page, tap) {
  await takeBackAll();
  await goTo(page, "#/today");
  const from = Date.now();
  await tap("Spasm now");
  await page.getByRole("timer").waitFor();
  same("one tap leaves a running episode in the diary", await poll(async () => (await episodes(server)).map((e) => e.body.running)), [true]);
  await page.waitForTimeout(Math.max(0, from + DOUBLE_TAP_MS - Date.now()));
  await tap("It eased");
  await page.getByRole("heading", { name: "Saved" }).waitFor();
  ok("two taps take less than five seconds", Date.now() - from < TWO_TAPS_MS, `${Date.now() - from} ms`);
  await poll(async () => (await episodes(server)).filter((e) => e.body.lasted_seconds !== undefined).length || null);
  const [entry] = await episodes(server);
  ok("the entry has its length and no longer runs", entry.body.running === undefined && entry.body.lasted_seconds >= 0, entry.body);
  return entry;
}

/** Asks until there is something, for at most three seconds. */
async function poll(ask) {
  for (let i = 0; ; i++) {
    const got = await ask();
    if ((got !== null && got !== undefined && !(Array.isArray(got) && !got.length)) || i > 60) return got;
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

await scene("two taps by mouse", async () => {
  const page = await openPage(server, WIDE);
  await twoTaps(page, (name) => page.getByRole("button", { name, exact: true }).click());
  ok("the heading has the focus", await page.evaluate(() => document.activeElement.textContent) === "Saved");
  await page.context().close();
  await takeBackAll();
});

await scene("two taps by touch", async () => {
  const page = await openPage(server, { ...PHONE, hasTouch: true, isMobile: true });
  await twoTaps(page, (name) => page.getByRole("button", { name, exact: true }).tap());
  await page.context().close();
  await takeBackAll();
});

await scene("two taps by keyboard alone", async () => {
  const page = await openPage(server);
  const press = async (name) => {
    for (let i = 0; i < 40; i++) {
      if (await page.evaluate(() => document.activeElement?.textContent) === name) return page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab never reaches ${name}`);
  };
  await twoTaps(page, press);
  await page.keyboard.press("Tab");
  same("Undo is next", await page.evaluate(() => document.activeElement.textContent), "Undo");
  await page.keyboard.press("Enter");
  await page.getByRole("timer").waitFor();
  same("Undo brings the clock back", await poll(async () => (await episodes(server)).filter((e) => e.body.running).length || null), 1);
  await page.context().close();
  await takeBackAll();
});

await scene("the running clock survives a reload and shows in every tab", async () => {
  const page = await openPage(server);
  const other = await openPage(server, { context: page.context(), at: "#/more" });
  await page.getByRole("button", { name: "Spasm now" }).click();
  await page.getByRole("timer").waitFor();
  await page.waitForTimeout(1100);
  await page.reload();
  await page.getByRole("timer").waitFor();
  ok("the clock went on", await page.getByRole("timer").textContent() !== "0:00");
  await other.getByText("Spasm running").waitFor({ timeout: 3000 });
  await other.getByRole("button", { name: "It eased" }).click();
  await other.getByRole("heading", { name: "Saved" }).waitFor();
  await page.getByRole("button", { name: "Spasm now" }).waitFor({ timeout: 3000 });
  await page.context().close();
  await takeBackAll();
});

await scene("afterwards: pain, what was done, more questions; every tap is saved", async () => {
  const page = await openPage(server);
  const { id } = await twoTaps(page, (name) => page.getByRole("button", { name, exact: true }).click());
  const body = async () => (await server.call("entry", { id })).entry.body;
  ok("nothing is chosen beforehand", await page.locator("main input:checked").count() === 0);
  await page.getByRole("group", { name: "How bad was it?" }).getByLabel("6 of 10", { exact: true }).check({ force: true });
  await settled(page);               // a question that comes with the reply moves what is below it
  await page.getByLabel("Heat", { exact: true }).check({ force: true });
  await settled(page);
  await page.getByRole("group", { name: /^Did it help/ }).getByLabel("Much").check({ force: true });
  await page.getByText("A few more questions").click();
  await page.getByLabel("In bed at night").check({ force: true });
  await page.getByLabel("Anything else", { exact: true }).fill("Sat long <b>at the desk</b>");
  await page.keyboard.press("Tab");
  await poll(async () => (await body()).note);
  same("all of it is in the diary", await body(), { ...(await body()), pain: 6, context: "night", note: "Sat long <b>at the desk</b>",
    done: [{ helped: "much", treatment: "heat_local" }] });
  await settled(page);
  await checkPage(page, "log");
  await page.getByRole("group", { name: "How bad was it?" }).getByLabel(/^Skip/).check({ force: true });
  await poll(async () => ("pain" in (await body()) ? null : true));
  ok("Skip takes the answer away", !("pain" in (await body())));
  await page.getByRole("link", { name: "Done" }).click();
  await page.getByRole("heading", { name: "Today", exact: true }).waitFor();
  await page.context().close();
  await takeBackAll();
});

await scene("places on the body map: mouse, touch, keyboard and list agree", async () => {
  const page = await openPage(server, { viewport: { width: 390, height: 1700 }, hasTouch: true });
  const { id } = await twoTaps(page, (name) => page.getByRole("button", { name, exact: true }).tap());
  const sites = async () => (await server.call("entry", { id })).entry.body.sites ?? [];
  await goTo(page, `#/log/${id}/body`);
  await page.locator(".body-both").waitFor();
  const spot = (site, side) => page.evaluate(([s, v]) => {
    const t = document.querySelector(`[data-side="${v}"] .bm-n[data-for="${s}"]`);
    t.scrollIntoView({ block: "center" });
    const at = new DOMPoint(Number(t.getAttribute("x")), Number(t.getAttribute("y")) - 4).matrixTransform(t.ownerSVGElement.getScreenCTM());
    return [at.x, at.y];
  }, [site, side]);
  await page.mouse.click(...await spot("left-thigh-front", "front"));
  same("a click marks, without a strength", await poll(sites), [{ site: "left-thigh-front" }]);
  await page.getByRole("button", { name: /^Back/ }).click();
  await page.touchscreen.tap(...await spot("left-calf", "back"));
  await poll(async () => ((await sites()).length === 2 ? true : null));
  await page.getByRole("group", { name: /how bad/i }).getByLabel("7 of 10", { exact: true }).check({ force: true });
  await poll(async () => (await sites()).find((p) => p.pain === 7));
  same("each place has its own strength", await sites(), [{ site: "left-thigh-front" }, { pain: 7, site: "left-calf" }]);
  same("the number stands in the region", await page.locator('[data-side="back"] .bm-n[data-for="left-calf"]').first().textContent(), "7");
  await page.locator('[data-side="back"] .bm-r[tabindex="0"]').focus();
  for (const key of ["ArrowDown", "9", "1", "0"]) await page.keyboard.press(key);
  const here = await page.evaluate(() => document.activeElement.dataset.place);
  await poll(async () => (await sites()).find((p) => p.pain === 10));
  same("1 then 0 is ten", (await sites()).find((p) => p.site === here)?.pain, 10);
  ok("it is said", (await page.locator("#say").textContent()).includes("pain 10 of 10"));
  await page.keyboard.press("Delete");
  await poll(async () => ((await sites()).length === 2 ? true : null));
  ok("Delete takes it away", !(await sites()).some((p) => p.site === here));
  const group = page.locator("details", { hasText: "Left leg and foot" });
  await group.locator("summary").click();
  same("the list is in step", await group.locator('[data-place="left-calf"]').getAttribute("aria-pressed"), "true");
  await group.locator('[data-place="left-calf"]').click();
  await poll(async () => ((await sites()).length === 1 ? true : null));
  same("and the figure with the list", await page.locator('[data-side="back"] .bm-n[data-for="left-calf"]').first().textContent(), "");
  await checkPage(page, "body map");
  await page.context().close();
  await takeBackAll();
});

await scene("already over: late, and only as exact as it is known", async () => {
  await takeBackAll();
  const page = await openPage(server);
  await page.getByRole("link", { name: "Already over" }).click();
  await page.getByRole("heading", { name: "Already over" }).waitFor();
  await settled(page);
  same("opening the page writes nothing", (await episodes(server)).length, 0);
  await page.getByLabel("Yesterday").check({ force: true });
  const [first] = await poll(() => episodes(server));
  same("the first answer saves it, as a day", first.precision, "day");
  await page.getByLabel("Evening", { exact: true }).check({ force: true });
  await page.getByLabel("5 minutes", { exact: true }).check({ force: true });
  await poll(async () => ((await episodes(server))[0].body.lasted_seconds ? true : null));
  const [entry] = await episodes(server);
  same("part of the day and length", [entry.precision, entry.at.slice(11, 16), entry.body.lasted_seconds], ["part", "21:00", 300]);
  await settled(page);
  await checkPage(page, "already over");
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator("#main").getByText("Taken back").waitFor();
  same("Undo takes it back", await poll(async () => ((await episodes(server)).length === 0 ? true : null)), true);
  await page.waitForTimeout(DOUBLE_TAP_MS);
  await page.getByRole("button", { name: "Undo" }).click();
  same("and brings it again", await poll(async () => ((await episodes(server)).length === 1 ? true : null)), true);
  await page.context().close();
  await takeBackAll();
});

await scene("the check-in: a value, none, or not recorded", async () => {
  const page = await openPage(server, { at: "#/check-in" });
  const values = async () => (await server.call("entries", { kind: "check-in" })).entries[0]?.body.values;
  await page.getByLabel("No spasms").check({ force: true });
  same("no spasms is an answer", await poll(values), { spasms: "none" });
  await page.getByRole("group", { name: /^Pain/ }).getByLabel(/^0 /).check({ force: true });
  await poll(async () => (await values())?.pain);
  same("no pain is an answer", (await values()).pain, "none");
  await page.getByRole("group", { name: /^Pain/ }).getByLabel("5 of 10", { exact: true }).check({ force: true });
  await poll(async () => ((await values())?.pain === 5 ? true : null));
  await page.getByLabel("There were some").check({ force: true });
  await page.getByRole("button", { name: "One more" }).click();
  await poll(async () => ((await values())?.spasms === 2 ? true : null));
  same("counted", await values(), { pain: 5, spasms: 2 });
  await page.getByText("more, if you have the energy").click();
  await settled(page);
  await checkPage(page, "check-in");
  await page.getByRole("group", { name: /^Pain/ }).getByLabel(/^Skip/).check({ force: true });
  await poll(async () => ("pain" in ((await values()) ?? {}) ? null : true));
  same("skipped is not recorded", await values(), { spasms: 2 });
  await page.reload();
  await page.getByLabel("There were some").waitFor({ state: "attached" });
  ok("the answers are there again", await page.getByLabel("There were some").isChecked());
  await page.context().close();
});

await scene("a question that matters, a warning first, and advice", async () => {
  const page = await openPage(server);
  const at = new Date(Date.now() - 40 * 60000).toISOString().replace(/\.\d+Z/, "+00:00");
  const id = randomUUID();
  await server.call("add", { id, version: randomUUID(), kind: "episode", at, precision: "minute",
    body: { lasted_seconds: 840, pain: 7, sites: [{ site: "left-calf" }] } });
  await goTo(page, `#/log/${id}`);
  await page.getByLabel("Anything else", { exact: true }).waitFor({ state: "attached" });
  await page.getByRole("group", { name: "How bad was it?" }).getByLabel("8 of 10", { exact: true }).check({ force: true });
  const ask = page.locator(".card.ask");
  await ask.waitFor();
  await settled(page);
  same("one question at a time", await ask.count(), 1);
  await checkPage(page, "question");
  const flag = await ask.getAttribute("data-flag");
  await ask.getByRole("button", { name: "Yes", exact: true }).click();
  await page.locator(".warn").first().waitFor();
  await goTo(page, "#/today");
  const warning = page.locator(".warn").first();
  await warning.waitFor();
  await settled(page);
  ok("the warning stands above all else", await page.evaluate(() => {
    const w = document.querySelector(".warn").getBoundingClientRect();
    return [...document.querySelectorAll("main .card, main .entry")].every((c) => c.getBoundingClientRect().top >= w.top);
  }));
  await checkPage(page, "warning");
  await goTo(page, "#/check-in");
  await page.locator(".warn").first().waitFor();
  await goTo(page, "#/today");
  for (let i = 0; i < 6 && await page.locator(".warn").count(); i++) {
    const left = await page.locator(".warn").count();
    await page.getByRole("button", { name: "I have had advice" }).first().click();
    await page.waitForFunction((n) => document.querySelectorAll(".warn").length < n, left);
  }
  same("advice puts it to rest", await page.locator(".warn").count(), 0);
  const advice = (await server.call("entries", { kind: "advice" })).entries.map((e) => e.body.flag);
  ok("and it is kept", advice.length > 0, { flag, advice });
  await page.context().close();
  await takeBackAll();
});

await scene("a clock that runs long: ten minutes, and an hour", async () => {
  await takeBackAll();
  const page = await openPage(server);
  const start = async (minutes, sites) => server.call("add", { id: randomUUID(), version: randomUUID(), kind: "episode",
    at: new Date(Date.now() - minutes * 60000).toISOString().replace(/\.\d+Z/, "+00:00"), precision: "minute", body: { running: true, sites } });
  const question = page.locator(".card.ask");
  await start(12, [{ site: "left-calf" }]);
  await goTo(page, "#/more");
  await goTo(page, "#/today");
  await page.getByText(/^If it has not let go/).locator("visible=true").first().waitFor();
  await question.waitFor();
  await settled(page);
  same("what that can mean is said once", await page.locator("main p:not(.sr)").getByText(/^If it has not let go/).count(), 1);
  await checkPage(page, "over ten minutes");
  await question.getByRole("button", { name: "No", exact: true }).click();
  await question.waitFor({ state: "detached" });
  await takeBackAll();
  await start(120, [{ site: "neck-back" }]);
  await goTo(page, "#/more");
  await goTo(page, "#/today");
  await page.getByRole("heading", { name: /^Still going, since/ }).waitFor();
  same("nothing is said of limbs", await page.getByRole("heading", { name: "More than ten minutes" }).count(), 0);
  await settled(page);
  await checkPage(page, "left on");
  await page.getByRole("button", { name: "It eased, I know about when" }).click();
  same("times are offered, up to what has passed", await page.getByRole("group", { name: /^When did it ease/ }).getByRole("button").allInnerTexts(),
    ["Within the first 10 minutes", "10 to 30 minutes", "30 to 60 minutes", "After an hour"]);
  await page.getByRole("button", { name: "It eased, time not known" }).click();
  await page.getByRole("heading", { name: "Saved" }).waitFor();
  const body = await poll(async () => { const [e] = await episodes(server); return e.body.running ? null : e.body; });
  same("over, and how long is not recorded", body, { sites: [{ site: "neck-back" }] });
  await page.context().close();
  await takeBackAll();
});

await scene("not saved: the words stay, and nothing is lost when the program comes back", async () => {
  const diary = newDiary();
  const first = await serve({ diary });
  const page = await openPage(first);
  await page.getByRole("button", { name: "Spasm now" }).click();
  await page.getByRole("timer").waitFor();
  await settled(page);
  await page.getByRole("button", { name: "It eased" }).click();
  await page.getByRole("heading", { name: "Saved" }).waitFor();
  await settled(page);
  page.quiet = true;
  await first.kill();
  await page.getByRole("group", { name: "How bad was it?" }).getByLabel("4 of 10", { exact: true }).check({ force: true });
  await page.getByRole("alert").getByText("This is not saved yet").waitFor();
  ok("the tap is still on the page", await page.getByRole("group", { name: "How bad was it?" }).getByLabel("4 of 10", { exact: true }).isChecked());
  await page.getByText("A few more questions").click();
  await page.getByLabel("Anything else", { exact: true }).fill("written while it was off");
  await page.keyboard.press("Tab");
  await checkPage(page, "not saved");
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save as a file" }).click()]);
  ok("it can be saved as a file", file.suggestedFilename().endsWith(".jsonl"));
  const bytes = readFileSync(await file.path());
  const elsewhere = await serve();
  const taken = await fetch(`${elsewhere.origin}/api/import`, { method: "POST", body: bytes,
    headers: { Authorization: `Bearer ${elsewhere.token}`, "Content-Type": "application/octet-stream" } }).then((r) => r.json());
  same("which any diary takes in", [taken.added, (await episodes(elsewhere))[0]?.body.note], [1, "written while it was off"]);
  await elsewhere.stop();
  await page.goto("about:blank");               // the page is closed

  const second = await serve({ diary, port: first.port });
  same("the same place", second.origin, first.origin);
  await page.goto(second.address);
  await page.waitForSelector("main h1");
  const got = await poll(async () => {
    const [e] = (await second.call("entries", { kind: "episode" })).entries;
    return e.body.note ? e.body : null;
  });
  same("what was tapped meanwhile is in the diary", [got?.pain, got?.note], [4, "written while it was off"]);
  await page.context().close();
  await second.stop();
});

await scene("another program has the key: the page says what to do", async () => {
  const page = await openPage(server);
  page.quiet = true;
  await page.evaluate(() => localStorage.setItem("unknot-token", "wrong"));
  await page.reload();
  await page.getByRole("heading", { name: "Open Unknot again" }).waitFor();
  await checkPage(page, "locked");
  ok("the address no longer holds the key", !page.url().includes("token"));
  await page.context().close();
});

await server.stop();
await finish();
