// The pictures of the README, from the app on the invented diary: screenshots.mjs PROGRAM [--update].
// With --update they are written to docs/images/; without it they are taken all the same, and each must
// show what it is meant to.
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { at } from "./some_days.mjs";
import { bringIn, suspectDays } from "./some_suspects.mjs";
import { checkPage, finish, goTo, newDiary, ok, openPage, scene, serve, settled } from "./harness.mjs";

const update = process.argv.includes("--update");
const images = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "docs", "images");
const PHONE = { viewport: { width: 390, height: 844 } };
const WIDE = { viewport: { width: 1280, height: 860 } };
const server = await serve({ diary: null, args: ["--example"] });
const today = (await server.call("about")).today;
const zone = (await server.call("about")).now.slice(19);

const add = (time, body, kind = "episode") => {
  const id = randomUUID();
  return server.call("add", { id, version: randomUUID(), kind, at: `${today}T${time}:00${zone}`, precision: "minute", body }).then(() => id);
};

/** One picture; `shows` must be on the page. */
async function picture(name, page, shows) {
  await settled(page);
  ok(`${name} shows "${shows}"`, await page.getByText(shows).first().isVisible());
  await checkPage(page, name);
  await page.mouse.move(0, 0);
  await page.screenshot({ animations: "disabled", ...(update ? { path: path.join(images, `${name}.png`) } : {}) });
}

mkdirSync(images, { recursive: true });
await add("00:05", { pain: 4, lasted_seconds: 40, sites: [{ site: "neck-back", pain: 4 }], context: "night" });
const calf = await add("00:40", { pain: 6, lasted_seconds: 180, sites: [{ site: "left-calf", pain: 6 }, { site: "left-foot", pain: 3 }], context: "rest",
  done: [{ treatment: "heat_local", helped: "much", after_minutes: 3 }] });

for (let asked = (await server.call("today")).questions; asked.length > 0; asked = (await server.call("today")).questions)
  await add("00:45", { flag: asked[0].flag, answer: "no", about: calf }, "answer");

await scene("the pages of a day", async () => {
  const page = await openPage(server, { ...PHONE, colorScheme: "light" });
  await picture("app-today", page, "3 spasms today");
  await goTo(page, `#/log/${calf}/body`);
  await page.getByRole("button", { name: /^Back/ }).click();
  await page.setViewportSize({ width: 390, height: 1200 });
  await picture("app-map", page, "Where was it?");
  await page.setViewportSize(PHONE.viewport);
  await goTo(page, `#/log/${calf}`);
  await picture("app-log", page, "Saved");
  await goTo(page, "#/diary/calendar");
  await picture("app-calendar", page, "Calendar");
  await page.context().close();
});

await scene("a spasm, in the dark", async () => {
  const page = await openPage(server, { ...PHONE, colorScheme: "dark" });
  const id = randomUUID();
  await server.call("add", { id, version: randomUUID(), kind: "episode", precision: "minute",
    at: new Date(Date.now() - 134000).toISOString().replace(/\.\d+Z/, "+00:00"), body: { running: true, pain_start: 5 } });
  await page.reload();
  await page.getByRole("button", { name: "Doing it" }).waitFor();
  await picture("app-running", page, "by chance");
  await server.call("remove", { id, version: randomUUID() });
  await page.context().close();
});

await scene("wide", async () => {
  const page = await openPage(server, { ...WIDE, colorScheme: "light", at: "#/diary/patterns" });
  await page.locator(".chart svg").first().waitFor();
  await picture("app-patterns", page, "Patterns");
  await page.context().close();
});

await scene("trials: planned, followed, answered", async () => {
  const { trials } = await server.call("trials");
  const page = await openPage(server, { ...PHONE, colorScheme: "light", at: "#/answers" });
  await page.getByText("What prevents it?").waitFor();
  await page.setViewportSize({ width: 390, height: 1100 });
  await goTo(page, `#/trial/${trials.find((t) => t.state === "running").id}`);
  await picture("app-trial", page, "Feeling unwell?");
  await page.setViewportSize({ width: 1280, height: 1180 });
  await goTo(page, `#/trial-answer/${trials.find((t) => t.state === "finished").id}`);
  await page.locator(".verdict h1").waitFor();
  await picture("app-answer", page, "How big is it?");
  const id = randomUUID();
  await add("00:50", { flag: "R24", answer: "no" }, "answer");
  await server.call("trial-new", { id, version: randomUUID(), design: { outcome: "pain", important: 1,
    arms: [{ key: "usual" }, { key: "keep_warm", how: "Wool socks from supper on" }] } });
  await goTo(page, `#/plan?id=${id}`);
  await page.locator("[data-power]").first().waitFor();
  await picture("app-plan", page, "What it could see");
  await page.context().close();
});

await scene("what eases it", async () => {
  const answer = await openPage(server, { viewport: { width: 1280, height: 1100 }, colorScheme: "light", at: "#/relief" });
  await answer.locator(".verdict h1").waitFor();
  await picture("app-relief", answer, "Minutes until it eased");
  await answer.context().close();
});

await scene("what goes with spasms, and what may be tried", async () => {
  const own = await serve({ diary: newDiary() });
  const suspects = { effort: 0.25, "short-sleep": 0.3, cold: 0.3, stress: 0.4, caffeine: 0.5 };
  await bringIn(own, suspectDays({ from: -200, to: -1, suspects, matters: "effort" }), (n, time) => at(-n, time));
  const page = await openPage(own, { viewport: { width: 390, height: 1500 }, colorScheme: "light", at: "#/triggers" });
  await page.locator("[data-finding]").waitFor();
  await picture("app-triggers", page, "The best next step");
  await page.context().close();
  await own.stop();
  const now = await openPage(server, { viewport: { width: 390, height: 1100 }, colorScheme: "light", at: "#/now" });
  await now.locator(".tries li").first().waitFor();
  await picture("app-now", now, "During a spasm");
  await now.context().close();
});

await scene("a warning comes first", async () => {
  const own = await serve({ diary: newDiary() });
  const page = await openPage(own, { ...PHONE, colorScheme: "light" });
  await own.call("add", { id: randomUUID(), version: randomUUID(), kind: "episode", precision: "minute",
    at: new Date(Date.now() - 3000000).toISOString().replace(/\.\d+Z/, "+00:00"), body: { pain: 7, lasted_seconds: 840, sites: [{ site: "left-calf", pain: 7 }] } });
  await page.reload();
  await page.locator(".warn").first().waitFor();
  await picture("app-warning", page, "Get medical help today");
  await page.context().close();
  await own.stop();
});

await server.stop();
await finish();
