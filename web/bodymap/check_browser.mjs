// Measures every tap target of the two pictures as a browser sees it, taps each of them, and runs axe-core.
//   node web/bodymap/check_browser.mjs [--all] [CHROMIUM]      CHROMIUM: /usr/bin/chromium unless given
// playwright-core and axe-core come from web/node_modules. Exit status 1 if a target is too small, a tap lands
// on another region or axe finds something. A target is the set of pixels where a tap lands on that drawing of a
// region; its size is the widest circle that fits inside, in CSS px with the picture 360 px wide.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const LEAST = 44;
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const VIEWS = ['front', 'back'];

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
// both pictures in one page: the view goes in front of the ids, so that none occurs twice
const picture = (view) => read(`${view}.svg`).replace(/ id="(?!bm-)([^"]+)"/g, ` id="${view}--$1"`);
const page_text = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Body map</title>
<style>${read('bodymap.css')} body { margin: 0 } figure { margin: 0; width: 360px } main { display: flex; flex-wrap: wrap }
@media (prefers-color-scheme: dark) { body { background: #14181e; color: #b9c3d1 } }</style></head>
<body><main><h1 style="width: 100%; margin: 0">Body map</h1>${VIEWS.map((v) => `<figure>${picture(v)}</figure>`).join('')}</main></body></html>`;

function measure(view) {
  const svg = document.querySelector(`.bm[data-view="${view}"]`);
  const box = svg.getBoundingClientRect();
  const w = Math.round(box.width), h = Math.round(box.height);
  const groups = [...svg.querySelectorAll('[data-region]')];
  const owner = new Int16Array(w * h).fill(-1);
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
    const g = document.elementFromPoint(box.left + x + 0.5, box.top + y + 0.5)?.closest('[data-region]');
    if (g) owner[y * w + x] = groups.indexOf(g);
  }
  return groups.map((g, k) => {
    const inside = [], edge = [];
    for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) {
      if (owner[y * w + x] !== k) continue;
      inside.push([x, y]);
      for (const [a, b] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
        const u = x + a, v = y + b;
        if (u < 0 || v < 0 || u >= w || v >= h || owner[v * w + u] !== k) edge.push([x + a / 2, y + b / 2]);
      }
    }
    let best = 0;
    for (const [px, py] of inside) for (const half of [0, 0.5]) {
      let d = Infinity;
      for (const [u, v] of edge) {
        const q = (u - px - half) ** 2 + (v - py - half) ** 2;
        if (q < d) { d = q; if (d <= best) break; }
      }
      if (d > best) best = d;
    }
    return { view, region: g.dataset.region, main: !!g.querySelector('[id]'), circle: +(2 * Math.sqrt(best)).toFixed(1) };
  });
}

// where its number stands, a tap lands on that region, in every drawing of it
function taps() {
  return [...document.querySelectorAll('.bm-n')].flatMap((t) => {
    const at = new DOMPoint(+t.getAttribute('x'), +t.getAttribute('y') - 4).matrixTransform(t.ownerSVGElement.getScreenCTM());
    const hit = document.elementFromPoint(at.x, at.y)?.closest('[data-region]')?.dataset.region;
    return hit === t.dataset.for ? [] : [`${t.dataset.for} gave ${hit}`];
  });
}

const words = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: words.find((a) => a[0] !== '-') ?? '/usr/bin/chromium', headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let faults = 0;
const fault = (...what) => { faults++; console.log(...what); };
try {
  const page = await browser.newPage({ viewport: { width: 760, height: 900 } });
  page.on('request', (r) => fault('asked for', r.url()));
  await page.setContent(page_text);
  const all = [];
  for (const view of VIEWS) all.push(...await page.evaluate(measure, view));
  all.sort((a, b) => a.circle - b.circle);
  for (const t of all) {
    const line = `${t.view} ${t.region}${t.main ? '' : ' (panel)'}: circle of ${t.circle} px`;
    if (t.circle < LEAST) fault('too small', line);
    else if (words.includes('--all')) console.log('ok       ', line);
  }
  console.log(`${all.length} tap targets; smallest circle ${all[0].circle} px (${all[0].region}, ${all[0].view})`);
  for (const lost of await page.evaluate(taps)) fault('a tap on', lost);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(AXE);
    const found = (await page.evaluate((tags) => window.axe.run(document, { runOnly: { type: 'tag', values: tags } }), TAGS)).violations;
    for (const v of found) fault(`axe, ${colorScheme}:`, v.id, String(v.nodes[0].target));
  }
} finally {
  await browser.close();
}
console.log(faults ? `${faults} faults` : 'no faults');
process.exit(faults ? 1 : 0);
