// The pages for logging and the frame: every width and theme, the person's wishes, keyboard and focus.
import { randomUUID } from "node:crypto";
import { checkPage, finish, goTo, ok, openPage, PHONE, same, scene, serve, settled, SMALL, WIDE } from "./harness.mjs";
import { add as addTo, at as ago } from "./some_days.mjs";

const server = await serve();
const version = () => randomUUID();
const add = (kind, body, at = new Date(), precision = "minute") => {
  const id = randomUUID();
  return server.call("add", { id, version: version(), kind, at: at.toISOString().replace(/\.\d+Z/, "+00:00"), precision, body }).then(() => id);
};
const NASTY = `<img src=x onerror="document.title='broken'"> "'&amp; ${"long".repeat(30)}`;

await scene("the first time", async () => {
  for (const size of [PHONE, WIDE]) {
    const page = await openPage(server, size);
    await page.getByRole("heading", { name: "Hello." }).waitFor();
    await checkPage(page, `first ${size.viewport.width}`);
    await page.context().close();
  }
});

const calf = await add("episode", { lasted_seconds: 134, pain: 6, sites: [{ site: "left-calf", pain: 6 }, { site: "whole-body" }],
  done: [{ treatment: "heat_local" }], note: NASTY }, new Date(Date.now() - 600000));
await add("note", { text: NASTY });
const SIZES = [
  { ...SMALL, colorScheme: "light" }, { ...PHONE, colorScheme: "dark" }, { ...WIDE, colorScheme: "light" }, { ...WIDE, colorScheme: "dark" },
  { viewport: { width: 640, height: 400 }, colorScheme: "light" },     // 1280 at 200 %
];
const ADDRESSES = ["#/today", `#/log/${calf}`, `#/log/${calf}/body`, "#/over", "#/check-in", "#/check-in/2026-01-05", "#/add", "#/add?day=2026-01-05", "#/nowhere"];

for (const size of SIZES) {
  await scene(`every page, ${size.viewport.width} px, ${size.colorScheme}`, async () => {
    const page = await openPage(server, size);
    for (const at of ADDRESSES) {
      await goTo(page, at);
      await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      await settled(page);
      await checkPage(page, `${at.replace(calf, "ID")} ${size.viewport.width} ${size.colorScheme}`);
      ok(`${at}: what was written is never run`, !(await page.title()).includes("broken"));
    }
    await page.context().close();
  });
}

await scene("larger text, left hand and theme are the person's", async () => {
  const page = await openPage(server, PHONE);
  const dock = () => page.evaluate(() => [...document.querySelectorAll(".dock .btn")].map((b) => Math.round(b.getBoundingClientRect().left)));
  const [spasm, over] = await dock();
  ok("right hand: Spasm now stands left of Already over", spasm < over);
  const setting = { id: "00000000-0000-4000-8000-000000000002", kind: "setting", precision: "minute", at: new Date().toISOString().replace(/\.\d+Z/, "+00:00") };
  const { entry } = await server.call("add", { ...setting, version: version(), body: { theme: "dark", hand: "left" } });
  await page.reload();
  await page.waitForSelector(':root[data-theme="dark"][data-hand="left"]');
  const mirrored = await dock();
  ok("left hand: mirrored", mirrored[0] > mirrored[1], mirrored);
  await server.call("amend", { ...setting, version: version(), base: entry.version, body: { theme: "dark", hand: "left", text_size: 150 } });
  await page.reload();
  await page.waitForFunction(() => document.documentElement.style.fontSize === "150%");
  same("text at 150 %", await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "24px");
  for (const at of ADDRESSES) {
    await goTo(page, at);
    await settled(page);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    ok(`${at.replace(calf, "ID")} at 150 %: no sideways scrolling`, wide <= 0, wide);
  }
  await goTo(page, "#/today");
  await checkPage(page, "today at 150 %");
  await page.context().close();
});

await scene("the focus follows, the browser's back works, nothing moves for those who wish it", async () => {
  const page = await openPage(server, { ...WIDE, reducedMotion: "reduce" });
  await page.keyboard.press("Tab");
  same("the skip link comes first", await page.evaluate(() => document.activeElement.textContent), "Skip to the page");
  await page.keyboard.press("Enter");
  same("and leads to the page", await page.evaluate(() => document.activeElement.id), "main");
  same("without leaving it", await page.evaluate(() => location.hash), "#/today");
  for (const name of ["Diary", "Answers", "Treatments", "More"]) {
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();
    await settled(page);
    same(`${name}: focus on its heading`, await page.evaluate(() => document.activeElement.tagName), "H1");
    ok(`${name}: the window's title`, (await page.title()).endsWith(" · Unknot"), await page.title());
    same(`${name}: lit up`, await page.locator('.nav ul [aria-current="page"]').textContent(), name);
  }
  await page.goBack();
  await settled(page);
  same("back", await page.evaluate(() => location.hash), "#/treatments");
  const moving = await page.evaluate(() => [...document.querySelectorAll("*")].filter((e) => {
    const s = getComputedStyle(e);
    return s.transitionDuration !== "0s" || s.animationName !== "none";
  }).length);
  same("nothing moves", moving, 0);
  await page.context().close();
});

await scene("writing down: a treatment, a medicine, a note; each can be taken back", async () => {
  const page = await openPage(server, PHONE);
  const kinds = async () => (await server.call("entries", {})).entries.map((e) => e.kind);
  const before = (await kinds()).length;
  await goTo(page, "#/add");
  await page.getByLabel("In your words").fill("Slept badly");
  await page.locator("section", { hasText: "A note" }).getByRole("button", { name: "Save" }).click();
  await page.locator("#main").getByText("Saved.", { exact: true }).last().waitFor();
  await settled(page);
  same("the note is there", (await kinds()).length, before + 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator("#main").getByText("Taken back").waitFor();
  await settled(page);
  same("and can be taken back", (await kinds()).length, before);
  await goTo(page, "#/add");
  await page.getByLabel("Its name").fill("Tramadol");
  await page.getByLabel("Started").check({ force: true });
  await page.locator("section", { hasText: "A medicine" }).getByRole("button", { name: "Save" }).click();
  await settled(page);
  ok("a medicine", (await kinds()).includes("medicine"));
  await goTo(page, "#/add");
  await page.getByLabel("Heat", { exact: true }).check({ force: true });
  await page.getByLabel("Used it").check({ force: true });
  await page.locator("section", { hasText: "A treatment" }).getByRole("button", { name: "Save" }).click();
  await settled(page);
  ok("a treatment", (await kinds()).includes("use"));
  await page.context().close();
});

await scene("a copy is asked for once", async () => {
  const own = await serve();
  for (let i = 0; i < 20; i++) await addTo(own, "note", ago(i, "10:00"), { text: `Note ${i}` });
  const page = await openPage(own, PHONE);
  await page.getByRole("button", { name: "Not now" }).click();
  await page.getByRole("heading", { name: "Keep a copy?" }).waitFor({ state: "detached" });
  await settled(page);
  await page.reload();
  await page.locator("#h-far").waitFor();
  await settled(page);
  same("and not again", await page.getByRole("heading", { name: "Keep a copy?" }).count(), 0);
  await page.context().close();
  await own.stop();
});

await server.stop();
await finish();
