#include "report/chart.h"

#define LIGHT                                                                                      \
    "color-scheme:light dark;--bg:#f5f2f3;--surface:#fdfbfc;--sunken:#ece6e9;--ink:#2a1e28;"       \
    "--ink-2:#5d4e58;--line:#ded4da;--edge:#85747f;--brand:#6b2d58;--ease:#1f5c4d;"                \
    "--caution:#7d4700;--note:#2a4a6a;--gap:#94838e;--arm-a:#1f67c5;--arm-b:#b4670f;"              \
    "--arm-c:#094024;--arm-d:#784d75;--arm-e:#5d4e58;--arm-a-soft:#dbe8f4;"                        \
    "--arm-b-soft:#f8e3cc;--arm-c-soft:#d8ede6;--arm-d-soft:#f0dfee;--arm-e-soft:#ece6e9;"
#define DARK                                                                                       \
    "--bg:#161117;--surface:#211a22;--sunken:#2d242e;--ink:#efe4ea;--ink-2:#bfafb9;"               \
    "--line:#3b303b;--edge:#8d7c88;--brand:#e3acce;--ease:#93d0ba;--caution:#f2bd74;"              \
    "--note:#a9c8e6;--gap:#88767f;--arm-a:#65aefa;--arm-b:#e79f52;--arm-c:#9af1d7;"                \
    "--arm-d:#a4718a;--arm-e:#bfafb9;--arm-a-soft:#1d2e3e;--arm-b-soft:#3d2b16;"                   \
    "--arm-c-soft:#17342c;--arm-d-soft:#3a2439;--arm-e-soft:#2d242e;"

/* Paper is white whatever the screen is. */
const char kn_style_colours[] =
    ":root{" LIGHT "}"
    "@media screen and (prefers-color-scheme:dark){:root{" DARK "}}"
    "@media print{:root{color-scheme:light;--bg:#fff;--surface:#fff;}}"
    "@media (prefers-contrast:more){:root{--ink:#120b10;--ink-2:#33272f;--line:#6a5a64;"
    "--edge:#3d2f38;--gap:#5a4a54;}}"
    "@media screen and (prefers-contrast:more) and (prefers-color-scheme:dark){:root{--ink:#fff;"
    "--ink-2:#e5dbe1;--line:#a08f9a;--edge:#d5c6cf;--gap:#b5a4ae;}}";

const char kn_style_panels[] =
    ".panel text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',"
    "'Helvetica Neue',sans-serif;font-size:13px;fill:var(--ink-2);"
    "font-variant-numeric:tabular-nums}"
    ".panel text.b{fill:var(--ink)}"
    ".panel text.strong{fill:var(--ink);font-weight:600}"
    ".panel text.small{font-size:11px}"
    ".c-axis{stroke:var(--edge);stroke-width:1.25;fill:none}"
    ".c-zero{stroke:var(--ink);stroke-width:1.5}"
    ".c-paper{fill:var(--surface)}"
    ".c-band{fill:var(--sunken)}"
    ".c-gap{stroke:var(--gap);stroke-width:1;stroke-dasharray:3 3}"
    ".c-pause{stroke:var(--ink-2);stroke-width:2;fill:none}"
    ".c-hatch{stroke:var(--gap);stroke-width:1.4}"
    ".c-b-hatch{stroke:var(--arm-b-soft);stroke-width:1.2}"
    ".c-a{fill:var(--arm-a)}.c-b{fill:var(--arm-b)}.c-c{fill:var(--arm-c)}.c-d{fill:var(--arm-d)}"
    ".c-e{fill:var(--arm-e)}"
    ".c-a-soft{fill:var(--arm-a-soft)}.c-b-soft{fill:var(--arm-b-soft)}"
    ".c-c-soft{fill:var(--arm-c-soft)}.c-d-soft{fill:var(--arm-d-soft)}"
    ".c-e-soft{fill:var(--arm-e-soft)}"
    ".c-open{fill:none;stroke-width:1.6}"
    ".c-open.c-a{fill:none;stroke:var(--arm-a)}.c-open.c-b{fill:none;stroke:var(--arm-b)}"
    ".c-open.c-c{fill:none;stroke:var(--arm-c)}.c-open.c-d{fill:none;stroke:var(--arm-d)}"
    ".c-open.c-e{fill:none;stroke:var(--arm-e)}"
    ".c-out{opacity:.4}"
    ".c-wide{stroke:var(--ink);stroke-width:2.5;stroke-linecap:round}"
    ".c-mid{stroke:var(--ink);stroke-width:9;stroke-linecap:round}"
    ".c-point{fill:var(--surface);stroke:var(--ink);stroke-width:2.5}"
    ".c-full{fill:var(--ink)}"
    ".c-better{fill:var(--ease)}"
    ".c-small{fill:var(--surface);stroke:var(--ink);stroke-width:2}"
    ".c-worse{fill:var(--caution)}";
