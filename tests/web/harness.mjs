// What the browser tests share: the program on a diary of its own, a real browser, and the checks that
// hold on every page. A test is `node tests/web/NAME.mjs PROGRAM`; it prints a line for each check and
// ends with 1 if one failed, with 77 if there is nothing to test with here.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SKIPPED = 77;
const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "..", "..");
const START_MS = 10000;
const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync"];
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const QUIET_MS = 40;                 // twice in a row without a request under way
const LOOKS_MOST = 250;
const TARGET_PX = 44;                // the least height and width of what is tapped; ours are 48

export const program = process.argv[2];

export function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(SKIPPED);
}

const require = createRequire(path.join(root, "web", "package.json"));
function part(name) {
  try { return require.resolve(name); } catch { return skip(`${name} is not there (npm ci in web/)`); }
}
if (!program) {
  console.error("usage: node NAME.mjs PROGRAM");
  process.exit(2);
}
if (!CHROMIUM) skip("no chromium");
const axeSource = readFileSync(part("axe-core/axe.min.js"), "utf8");
const { chromium } = require(part("playwright-core"));

/* ---- results ---- */

let failed = 0;
let done = 0;

export function ok(what, holds, detail = "") {
  done += 1;
  if (holds) return;
  failed += 1;
  console.log(`FAILED  ${what}${detail === "" ? "" : `: ${typeof detail === "string" ? detail : JSON.stringify(detail)}`}`);
}

/* Members of an object have no order. */
const sorted = (v) => (Array.isArray(v) ? v.map(sorted)
  : v && typeof v === "object" ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v);

export function same(what, got, expected) {
  const [g, e] = [got, expected].map((v) => JSON.stringify(sorted(v)));
  ok(what, g === e, `${g} instead of ${e}`);
}

/** Runs one scene; what it throws is a failure, with the first line of why. */
export async function scene(name, run) {
  const before = failed;
  try {
    await run();
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}: ${String(error.stack ?? error).split("\n").slice(0, 6).join("\n        ")}`);
  }
  console.log(`${failed === before ? "ok    " : "NOT OK"}  ${name}`);
}

/* ---- the program ---- */

const LIBRARIES = "/usr/lib";
const homes = [];
const running = new Set();

/** A new place for a diary. */
export function newDiary() {
  const home = mkdtempSync(path.join(tmpdir(), "unknot-web-"));
  homes.push(home);
  return path.join(home, "diary.unknot");
}

/** A clock for the program that stands where the test puts it; without libfaketime the test is skipped, and says so.
    {env, set("2026-03-02 09:00:00")}: the wall clock of this place, which runs on from there. */
export function shiftedClock() {
  const found = existsSync(LIBRARIES) ? readdirSync(LIBRARIES)
    .map((d) => path.join(LIBRARIES, d, "faketime", "libfaketime.so.1")).find(existsSync) : null;
  if (!found) skip("no libfaketime (the package faketime)");
  const home = mkdtempSync(path.join(tmpdir(), "unknot-clock-"));
  const file = path.join(home, "now");
  homes.push(file);
  return { env: { LD_PRELOAD: found, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: "1", FAKETIME_DONT_FAKE_MONOTONIC: "1" },
    set: (moment) => writeFileSync(file, `@${moment}\n`) };
}

/** Runs a command of the program on a diary and gives its standard output. */
export function command(...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.on("data", (d) => { out += d; });
    child.stderr.on("data", (d) => { err += d; });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(out) : reject(new Error(`${args.join(" ")} ended with ${code}: ${err}`))));
  });
}

/* Asked by GET; all other operations write, or take an object or a code. */
const READS = ["about", "today", "entries", "entry", "days", "catalogue", "warnings", "patterns", "treatments", "trials", "trial",
  "trial-answer", "trial-report", "relief", "relief-answer", "relief-report", "relief-verify", "what-now",
  "triggers", "triggers-report"];

/** Serves a diary (null: none named, for --example). clock: of shiftedClock(). Gives {address, origin, port,
    call(name, args), stop(), kill()}. */
export async function serve({ diary = newDiary(), port = 0, args = [], clock } = {}) {
  const child = spawn(program, ["serve", "--no-open", "--port", String(port), ...(diary === null ? [] : ["--diary", diary]), ...args],
    { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...clock?.env } });
  running.add(child);
  const ended = new Promise((resolve) => child.on("close", () => { running.delete(child); resolve(); }));
  const address = await new Promise((resolve, reject) => {
    let said = "";
    const timer = setTimeout(() => reject(new Error(`the program did not start: ${said}`)), START_MS);
    const read = (d) => {
      said += d;
      const found = /http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]+/.exec(said);
      if (found) { clearTimeout(timer); resolve(found[0]); }
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.on("close", () => reject(new Error(`the program ended: ${said}`)));
    child.on("error", reject);
  });
  const { origin, port: used } = new URL(address);
  const token = address.split("#token=")[1];
  const call = async (name, body) => {
    const writes = !READS.includes(name);
    const query = writes || !body ? "" : `?${new URLSearchParams(body)}`;
    const reply = await fetch(`${origin}/api/${name}${query}`, {
      method: writes ? "POST" : "GET", body: writes ? JSON.stringify(body) : undefined,
      headers: { Authorization: `Bearer ${token}`, ...(writes ? { "Content-Type": "application/json" } : {}) } });
    return reply.json();
  };
  const end = (signal) => { child.kill(signal); return ended; };
  return { address, origin, token, diary, port: Number(used), call, stop: () => end("SIGTERM"), kill: () => end("SIGKILL") };
}

/* ---- the browser ---- */

export const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });

export const PHONE = { viewport: { width: 390, height: 844 } };
export const SMALL = { viewport: { width: 320, height: 640 } };
export const WIDE = { viewport: { width: 1280, height: 800 } };

const asking = new WeakMap();        // page -> its requests that are under way

/** A page at the program's address; now: where the page's clock begins ("2026-03-02T09:00:00"). Whatever leaves the origin, breaks the content policy or lands on the
    console as an error is a failure, unless page.quiet is set (while the program is stopped on purpose). */
export async function openPage(server, { at = "", now, ...options } = PHONE) {
  const context = options.context ?? await browser.newContext({ ...PHONE, ...options });
  const page = await context.newPage();
  page.quiet = false;
  const open = new Set();
  asking.set(page, open);
  page.on("request", (r) => open.add(r));
  page.on("requestfinished", (r) => open.delete(r));
  page.on("requestfailed", (r) => open.delete(r));
  page.on("request", (r) => {
    const url = r.url();
    if (!url.startsWith(server.origin) && !/^(data|blob|about):/.test(url)) ok("no request leaves the page's own address", false, url);
  });
  page.on("console", (m) => { if (m.type() === "error" && !page.quiet) ok("nothing on the console", false, m.text()); });
  page.on("pageerror", (e) => ok("no script error", false, e.stack));
  if (now) await page.clock.install({ time: new Date(now) });
  await page.goto(server.address);
  await page.waitForSelector("main h1");
  if (at) await goTo(page, at);
  return page;
}

/** To an address of the app; waits until its heading is there. A click that follows is no double tap with
    the one before, however near and soon: there was a pointer somewhere else between them. */
export async function goTo(page, at) {
  await page.evaluate((hash) => {
    dispatchEvent(new PointerEvent("pointerdown", { clientX: -1000, clientY: -1000 }));
    location.hash = hash;
  }, at);
  await page.waitForFunction((hash) => location.hash.startsWith(hash.split("?")[0]) && document.querySelector("main h1"), at);
  await settled(page);
}

/** Until nothing has been asked for a moment. */
export async function settled(page) {
  for (let quiet = 0, i = 0; quiet < 2 && i < LOOKS_MOST; i++) {
    await page.waitForTimeout(QUIET_MS);
    quiet = asking.get(page).size ? 0 : quiet + 1;
  }
}

/** axe finds nothing, nothing overflows sideways, everything that is tapped is large enough. */
export async function checkPage(page, what) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axeSource);
  const violations = await page.evaluate(async (values) => (await window.axe.run(document, { runOnly: { type: "tag", values },
    resultTypes: ["violations"] })).violations, AXE_TAGS);
  ok(`${what}: axe`, violations.length === 0, violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target).join(", ")}`).join("; "));
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  ok(`${what}: no sideways scrolling`, over <= 0, `${over} px too wide`);
  const small = await page.evaluate(smallTargets, TARGET_PX);
  ok(`${what}: targets`, small.length === 0, small.slice(0, 5));
}

/* In the page. Links within a sentence are the one exception; inputs drawn by their label count as it. */
function smallTargets(least) {
  const list = [];
  for (const el of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (el.closest("[hidden], .skip, svg") || !el.checkVisibility({ visibilityProperty: true })) continue;
    if (el.matches("p a:not(.btn), li a:not(.btn):not(.row):not(.entry), span a") && getComputedStyle(el).display === "inline") continue;
    const box = el.getBoundingClientRect();
    const named = el.labels?.[0]?.getBoundingClientRect();
    const height = Math.max(box.height, named?.height ?? 0);
    const width = Math.max(box.width, named?.width ?? 0);
    if (box.width === 0 || (height >= least - 0.5 && width >= least - 0.5)) continue;
    list.push(`${el.tagName.toLowerCase()} "${(el.textContent || el.getAttribute("aria-label") || el.name || "").trim().slice(0, 30)}" ${Math.round(width)} x ${Math.round(height)}`);
  }
  return list;
}

/** Ends everything, says how it went, and ends the test. */
export async function finish() {
  await browser.close();
  for (const child of running) child.kill("SIGKILL");
  for (const home of homes) rmSync(home, { recursive: true, force: true });
  console.log(failed ? `${failed} of ${done} checks failed` : `${done} checks, all good`);
  process.exit(failed ? 1 : 0);
}
