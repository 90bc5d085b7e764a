// The body map in the app, as a browser sees it: every tap target is large enough with the picture 360 px
// wide, a tap where a number stands lands on that region, arrow keys reach all of them, list and figure agree.
import { randomUUID } from "node:crypto";
import { checkPage, finish, goTo, ok, openPage, same, scene, serve, settled, WIDE } from "./harness.mjs";

const LEAST_PX = 44;                 // the widest circle that fits inside, and the sides of the box
const FIGURE_PX = 360;
const TALL = { viewport: { width: 390, height: 2600 } };

const server = await serve();
const id = randomUUID();
await server.call("add", { id, version: randomUUID(), kind: "episode", at: new Date(Date.now() - 3600000).toISOString().replace(/\.\d+Z/, "+00:00"),
  precision: "minute", body: { lasted_seconds: 60 } });
const sites = async () => (await server.call("entry", { id })).entry.body.sites ?? [];

/* In the page: which drawing of a region a tap at each pixel lands on; of each its widest circle and its box. */
function measure(view) {
  const svg = document.querySelector(`[data-side="${view}"] svg`);
  const box = svg.getBoundingClientRect();
  const w = Math.round(box.width), h = Math.round(box.height);
  const groups = [...svg.querySelectorAll("[data-region]")];
  const owner = new Int16Array(w * h).fill(-1);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
    const g = document.elementFromPoint(box.left + x + 0.5, box.top + y + 0.5)?.closest("[data-region]");
    if (g) owner[y * w + x] = groups.indexOf(g);
  }
  const inside = groups.map(() => []), edge = groups.map(() => []);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
    const k = owner[y * w + x];
    if (k < 0) continue;
    inside[k].push([x, y]);
    for (const [a, b] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      const u = x + a, v = y + b;
      if (u < 0 || v < 0 || u >= w || v >= h || owner[v * w + u] !== k) edge[k].push([x + a / 2, y + b / 2]);
    }
  }
  return groups.map((g, k) => {
    let best = 0;
    for (const [px, py] of inside[k]) for (const half of [0, 0.5]) {
      let d = Infinity;
      for (const [u, v] of edge[k]) {
        const q = (u - px - half) ** 2 + (v - py - half) ** 2;
        if (q < d) { d = q; if (d <= best) break; }
      }
      if (d > best) best = d;
    }
    const span = (i) => inside[k].reduce((m, p) => Math.max(m, p[i]), -1) - inside[k].reduce((m, p) => Math.min(m, p[i]), Infinity) + 1;
    return { region: g.dataset.region, circle: 2 * Math.sqrt(best), wide: span(0), tall: span(1), figure: w };
  });
}

const show = (page, view) => page.locator(".side-toggle button", { hasText: view === "front" ? "Front" : "Back" }).click();

await scene("every tap target is at least 44 px", async () => {
  const page = await openPage(server, { ...TALL, at: `#/log/${id}/body` });
  let targets = 0;
  for (const view of ["front", "back"]) {
    await show(page, view);
    const found = await page.evaluate(measure, view);
    same(`${view}: the figure has its full width`, found[0].figure, FIGURE_PX);
    targets += found.length;
    for (const t of found) ok(`${view} ${t.region}`, Math.min(t.circle, t.wide, t.tall) >= LEAST_PX, t);
  }
  ok("both pictures have all their targets", targets >= 90, targets);
  await page.context().close();
});

await scene("a tap where the number stands lands on that region; the list agrees", async () => {
  const page = await openPage(server, { ...TALL, at: `#/log/${id}/body` });
  const tried = new Set();
  for (const view of ["front", "back"]) {
    await show(page, view);
    const spots = await page.evaluate((v) => [...document.querySelectorAll(`[data-side="${v}"] .bm-n`)].map((t) => {
      const at = new DOMPoint(Number(t.getAttribute("x")), Number(t.getAttribute("y")) - 4).matrixTransform(t.ownerSVGElement.getScreenCTM());
      return [t.dataset.for, at.x, at.y];
    }), view);
    for (const [site, x, y] of spots) {
      const pressed = () => page.evaluate((s) => ({ figure: [...document.querySelectorAll(".bm-r[id][aria-pressed=true]")].map((p) => p.dataset.place),
        list: document.querySelector(`.places [data-place="${s}"]`).getAttribute("aria-pressed") }), site);
      await page.mouse.click(x, y);
      const marked = await pressed();
      ok(`${view} ${site}`, marked.figure.every((s) => s === site) && marked.figure.length > 0 && marked.list === "true", marked);
      await page.mouse.click(x, y);
      same(`${view} ${site} again`, (await pressed()).list, "false");
      tried.add(site);
    }
  }
  ok("all 59 regions were tapped", tried.size === 59, tried.size);
  await settled(page);
  same("and nothing is left marked in the diary", await sites(), []);
  await page.context().close();
});

await scene("by keyboard alone every region is reached", async () => {
  const page = await openPage(server, { ...WIDE, at: `#/log/${id}/body` });
  for (const view of ["front", "back"]) {
    const lost = await page.evaluate((v) => {
      const all = [...document.querySelectorAll(`[data-side="${v}"] .bm-r[id]`)];
      const seen = new Set([all[0]]), todo = [all[0]];
      while (todo.length) {
        const p = todo.pop();
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          p.focus();
          p.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
          const q = document.activeElement;
          if (!seen.has(q)) { seen.add(q); todo.push(q); }
        }
      }
      return all.filter((p) => !seen.has(p)).map((p) => p.dataset.place);
    }, view);
    same(`${view}: none is out of reach`, lost, []);
    same(`${view}: one tab stop`, await page.locator(`[data-side="${view}"] [tabindex="0"]`).count(), 1);
  }
  await page.context().close();
});

for (const colorScheme of ["light", "dark"]) {
  await scene(`marked and open, ${colorScheme}`, async () => {
    for (const size of [TALL, WIDE, { viewport: { width: 320, height: 640 } }]) {
      const page = await openPage(server, { ...size, colorScheme, at: `#/log/${id}/body` });
      await page.evaluate(() => { for (const d of document.querySelectorAll("details")) d.open = true; });
      await page.locator('.places [data-place="left-forearm"]').click();
      await page.getByRole("group", { name: /how bad/i }).getByLabel("6 of 10", { exact: true }).check({ force: true });
      await page.locator('.places [data-place="neck-back"]').click();
      await checkPage(page, `body map ${size.viewport.width} ${colorScheme}`);
      await page.locator('.places [data-place="left-forearm"]').click();
      await page.locator('.places [data-place="neck-back"]').click();
      await settled(page);
      await page.context().close();
    }
  });
}

await scene("the theme of the person, not only of the system", async () => {
  const page = await openPage(server, { ...WIDE, colorScheme: "light", at: `#/log/${id}/body` });
  const ramp = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--bm-7").trim());
  const light = await ramp();
  await page.evaluate(() => { document.documentElement.dataset.theme = "dark"; });
  ok("dark has a ramp of its own", await ramp() !== light);
  await goTo(page, "#/today");
  await page.context().close();
});

await server.stop();
await finish();
