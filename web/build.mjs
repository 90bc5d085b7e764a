// Builds the app: node build.mjs OUTDIR [MODULES]
// Writes index.html, app.js, app.css and icon.svg to OUTDIR. MODULES is a node_modules directory made
// from package-lock.json; without it the one beside this file is used.
import { copyFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
if (!process.argv[2]) {
  console.error("usage: node build.mjs OUTDIR [MODULES]");
  process.exit(2);
}
const out = path.resolve(process.argv[2]);
const modules = path.resolve(process.argv[3] ?? path.join(here, "node_modules"));
const { build } = createRequire(path.join(modules, "x.js"))("esbuild");

mkdirSync(out, { recursive: true });
for (const file of ["index.html", "icon.svg"]) copyFileSync(path.join(here, file), path.join(out, file));
await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.jsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome105", "firefox110", "safari16"],
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".svg": "text" },
  nodePaths: [modules],
  legalComments: "none",
  logLevel: "warning",
});
