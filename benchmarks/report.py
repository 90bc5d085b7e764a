"""Makes the page of performance from what measure.py found.

usage: report.py RESULTS.json [--update]   prints it; --update writes docs/performance.md instead
"""
import json
import sys
from pathlib import Path
from statistics import median

import diary
from tables import ms, table, verdict

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs/performance.md"
TARGET_MS = {"gaussian3-a": 1, "poisson3-a": 5, "bernoulli3-a": 5, "ordinal3-a": 20}
PROCESS_MS, PROCESS_BYTES, POOLED_SECONDS, TRIGGERS_MS = 50, 20e6, 1, 50
QUIET_LOAD = 0.5 # load average a core; what this run has just compiled counts in it
# Tool, what is compared, how many times as long it must take at least (None: no aim).
PEERS = [("rstan", "sampling", 300), ("rjags", "sampling", None), ("glmmTMB", "fit", 20), ("nlme", "fit", None)]

INTRO = """\
# Performance

Made by `./bench peers --update`; do not edit by hand. {date}, {cpu}, {cores} cores, {gigabytes:.0f} GB, {system}, {compiler}, Release build of {commit}{r}.
Load average before and after: {load:.2f} and {load_after:.2f}. {quiet}

## How it was measured

- **In the library:** wall time of one call on one thread unless said otherwise; best and median of as many calls as fit in half a second (3 to 1000), after one that does not count. A call of 5 seconds or more is made once. Sensitivity refits are off.
- **Whole process:** from start to end of `unknot analyze FILE --family F --json`, sensitivity refits and the randomisation test included, as the operating system reports time and peak memory.
- **Other programs:** in the same run, one after another, each in its usual way, in an R session that is already running. rstan: 4 chains of 1000 + 1000, the sum of the chains' processor time as rstan reports it, the median of {stan_runs} samplings; compiling and start-up are apart. JAGS: adapt 1000, burn 4000, 4 x 5000 kept, wall time. glmmTMB and nlme: median of 5 warm calls, wall time; the pooled ones once. The scripts and models are in [benchmarks/peers](../benchmarks/peers).
- Simulated trials: recorded every day, weeks of two arms in random pairs ([benchmarks/simulated.c](../benchmarks/simulated.c)).
"""
MEANING = """\
## What these numbers do not tell

- **They compare different work.** rstan and JAGS give draws of everything, and can fit models that Unknot cannot. glmmTMB and nlme give a point and a standard error, without priors; they can be as quick as they like and still be something else. glmmTMB 1.1 has no ordinal model.
- **A sampler's time can be chosen.** Fewer draws take less time and are less exact; the effective sample sizes are in the table. Unknot's default method has no Monte Carlo error in the effect, but an error of approximation, which [model.md](model.md#5-accuracy-asked-for) bounds.
- **Compiling is left out** of the ratios though a person waits for it, and so is the start of R; with them the ratios would be larger.
- A ratio carries over to another machine better than a time does, but a busy machine spoils both: our time and JAGS's are wall time, rstan's is processor time. Differences of less than a third mean nothing here.
- The instruction counts ([benchmarks/instructions.txt](../benchmarks/instructions.txt)) do not depend on load, but tell nothing of caches; `./bench counts` and a test compare them.
"""


def pick(rows, **wanted):
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def peer_seconds(results, tool, name, what):
    found = [row["seconds"] for row in pick(results["peers"], tool=tool, set=name, what=what)]
    return median(found) if found else None


def targets(results):
    rows = []
    for name, target in TARGET_MS.items():
        took = 1e3 * pick(results["core"], group="set", name=name)[0]["median"]
        rows.append([f"full posterior, {name}, 56 days", f"{target} ms", f"{took:.3g} ms", verdict(took <= target)])
    took = 1e3 * pick(results["core"], group="triggers", name="5 years", family="both")[0]["median"]
    rows.append(["triggers, 12 suspects x 5 years, both kinds of strata", f"{TRIGGERS_MS} ms", f"{took:.3g} ms", verdict(took <= TRIGGERS_MS)])
    process = pick(results["process"], what="poisson3-a")[0]
    rows.append(["whole process, poisson3-a", f"{PROCESS_MS} ms", f"{ms(process['median'])} ms",
                 verdict(1e3 * process["median"] <= PROCESS_MS)])
    rows.append(["its peak memory", f"{PROCESS_BYTES / 1e6:.0f} MB", f"{process['bytes'] / 1e6:.1f} MB",
                 verdict(process["bytes"] <= PROCESS_BYTES)])
    pooled = pick(results["core"], name="pooled-poisson-n100-a", threads=2)[0]["median"]
    rows.append(["pooled poisson, 100 people x 56 days, 2 threads", f"{POOLED_SECONDS} s", f"{pooled:.2f} s",
                 verdict(pooled <= POOLED_SECONDS)])
    for tool, what, times in PEERS:
        for name in TARGET_MS:
            theirs = peer_seconds(results, tool, name, what)
            if times and theirs:
                ratio = theirs / pick(results["core"], group="set", name=name)[0]["median"]
                rows.append([f"{tool} / ours, {name}", f"{times} times", f"{ratio:,.0f} times", verdict(ratio >= times)])
    return "## Aims\n\n" + table(["what", "aim", "measured (median)", ""], rows)


def peers(results):
    if not results["peers"]:
        return "## Beside other programs\n\nNone was installed in this run; `./bench peers` installs them.\n"
    sets = list(TARGET_MS) + ["pooled-poisson-n100-a", "pooled-gaussian-n100-a"]
    rows, odd = [], []
    for name in sets:
        ours = [row for row in pick(results["core"], name=name) if row["threads"] == 1][0]["median"]
        for tool, what, _ in PEERS:
            row = (pick(results["peers"], tool=tool, set=name, what=what) or [None])[0]
            if not row:
                odd += [f"{tool} on {name}: {row['what']} {row['remark']}".strip()
                        for row in pick(results["peers"], tool=tool, set=name) if row["what"] in ("missing", "failed")]
                continue
            theirs = peer_seconds(results, tool, name, what)
            compiled = peer_seconds(results, tool, name, "compile")
            rows.append([name, f"{tool} {row['version']}", ms(theirs), ms(ours), f"{theirs / ours:,.0f}",
                         f"{row['effect']:.3f} ({row['sd']:.3f})", row["remark"],
                         f"{compiled:.0f}" if compiled else ""])
    text = "## Beside other programs\n\nOurs is one thread, natural scale included. Effect: mean or estimate, and sd or standard error, on the model's scale.\n\n"
    text += table(["data", "program", "its ms", "ours ms", "times as long", "effect", "remark", "compile s"], rows)
    return text + "".join(f"\nNot measured: {line}.\n" for line in odd)


def sets(results):
    rows = [[row["name"], row["days"], ms(row["best"]), ms(row["median"]), row["runs"]]
            for row in pick(results["core"], group="set")]
    text = "## One person: every reference set\n\nFull posterior, natural scale included.\n\n"
    text += table(["data", "days", "best ms", "median ms", "calls"], rows)
    rows = [[row["name"], row["people"], row["threads"], ms(row["best"]), ms(row["median"]), row["runs"]]
            for row in pick(results["core"], group="pooled")]
    text += "\n## Many people: the pooled reference sets\n\nEverything but the sensitivity refits: each person's answer with its randomisation test, and the pool.\n\n"
    return text + table(["data", "people", "threads", "best ms", "median ms", "calls"], rows)


def grid(results, group, size):
    """Sizes down, families across, and how much longer ten times as much takes."""
    found = pick(results["core"], group=group)
    families = list(dict.fromkeys(row["family"] for row in found))
    sizes = sorted({row[size] for row in found})
    took = {(row["family"], row[size]): row["median"] for row in found}
    rows = [[f"{s:,}"] + [ms(took[f, s]) for f in families] for s in sizes]
    low = max((s for s in sizes if s * 10 <= sizes[-1]), default=sizes[0])
    factor = sizes[-1] / low
    growth = ", ".join(f"{f} {took[f, sizes[-1]] / took[f, low]:.1f}" for f in families)
    return (table([size] + [f"{f} ms" for f in families], rows) +
            f"\nFrom {low:,} to {sizes[-1]:,} {size}, {factor:.0f} times as much, the time grows by: {growth}.\n")


def growth(results):
    return ("## How cost grows\n\nMedian, natural scale left out, one thread, simulated trials. Days of one person:\n\n" +
            grid(results, "days", "days") + "\nPeople of 56 days each, with randomisation tests and the pool:\n\n" +
            grid(results, "people", "people"))


def rule(results):
    """Trials decided a second; beside how often others fit one such model, which is not the same work."""
    found = pick(results["core"], group="rule")
    rows = [[row["family"], row["name"], row["threads"], f"{1 / row['median']:,.0f}", f"{1e3 * row['median']:.3g}"]
            for row in found]
    text = ("## The decision rule\n\nVerdicts of simulated trials of 56 days, two arms in pairs of weeks, gates included where they are asked; "
            "wall time, the median of three rounds. The two roads: [planning.md](planning.md#the-decision-rule-fast).\n\n" +
            table(["family", "road", "threads", "trials a second", "ms a trial"], rows))
    rows = []
    for name, tool, what in [("poisson3-a", "glmmTMB", "fit"), ("bernoulli3-a", "glmmTMB", "fit"), ("gaussian3-a", "nlme", "fit")]:
        theirs = peer_seconds(results, tool, name, what)
        family = name.split("3")[0]
        ours = pick(found, name="quick", family=family, threads=1)
        if theirs and ours:
            rows.append([family, tool, f"{1 / theirs:,.1f}", f"{1 / ours[0]['median']:,.0f}", f"{theirs / ours[0]['median']:,.0f}"])
    if rows:
        text += ("\nBeside what a planner in R would call, a point estimate with its standard error and no rule, one thread:\n\n" +
                 table(["family", "program", "its fits a second", "our verdicts a second", "times as many"], rows))
    return text


def triggers(results):
    found = pick(results["core"], group="triggers")
    rows = [[row["name"], f"{row['days']:,}", row["suspects"], row["episodes"],
             "both kinds" if row["family"] == "both" else "one kind", ms(row["best"]), ms(row["median"])] for row in found]
    text = ("## What goes with episodes\n\nThe whole posterior of `unknot triggers`, one thread; the simulation of how many more episodes are needed is left out. "
            f"The aim for 5 years of days with 12 suspects is {TRIGGERS_MS} ms.\n\n" +
            table(["data", "days", "suspects", "informative episodes", "strata", "best ms", "median ms"], rows))
    rows = []
    ours = pick(found, name="triggers2-a", family="one")
    for tool, what in [("rstan", "sampling"), ("survival", "fit")]:
        theirs = peer_seconds(results, tool, "triggers2-a", what)
        if theirs and ours:
            row = pick(results["peers"], tool=tool, set="triggers2-a", what=what)[0]
            rows.append(["triggers2-a", f"{tool} {row['version']}", ms(theirs), ms(ours[0]["median"]), f"{theirs / ours[0]['median']:,.1f}",
                         f"{row['effect']:.3f} ({row['sd']:.3f})", row["remark"]])
    if rows:
        text += ("\nBeside other programs; log odds ratio of the first suspect. clogit gives an estimate without shrinkage, and no posterior: another, smaller task.\n\n" +
                 table(["data", "program", "its ms", "ours ms", "times as long", "first suspect", "remark"], rows))
    return text


def relief(results):
    found = pick(results["core"], group="relief")
    rows = [[row["name"], row["days"], "everything" if row["family"] == "all" else "fit and curve", ms(row["best"]), ms(row["median"])]
            for row in found]
    text = ("## What eases an episode\n\nMade-up episodes, a fifth of them ranges and limits, one thread. *Everything*: natural scale, ranking, randomisation "
            "test, refits, the check with Weibull times, for every arm against the first.\n\n" +
            table(["data", "episodes", "what", "best ms", "median ms"], rows))
    rows = []
    for name in dict.fromkeys(row["name"] for row in found):
        ours = pick(found, name=name, family="fit")[0]
        for tool, what in [("rstan", "sampling"), ("survival", "fit")]:
            theirs = peer_seconds(results, tool, name, what)
            if theirs:
                row = pick(results["peers"], tool=tool, set=name, what=what)[0]
                rows.append([name, f"{tool} {row['version']}", ms(theirs), ms(ours["median"]), f"{theirs / ours['median']:,.1f}",
                             f"{row['effect']:.3f} ({row['sd']:.3f})", f"{ours['effect']:.3f} ({ours['sd']:.3f})", row["remark"]])
    if rows:
        text += ("\nBeside other programs, fit and curve of all contrasts; log ratio of times of the second arm. survreg gives an estimate without shrinkage, and no "
                 "posterior: another, smaller task.\n\n" +
                 table(["data", "program", "its ms", "ours ms", "times as long", "its effect", "ours", "remark"], rows))
    return text


def process(results):
    rows = [[row["what"], ms(row["best"]), ms(row["median"]), f"{row['bytes'] / 1e6:.1f}", row["runs"]]
            for row in results["process"]]
    return ("## Whole process: time and memory\n\n" +
            table(["data", "best ms", "median ms", "peak MB", "runs"], rows))


def page(results):
    machine = results["machine"]
    is_quiet = machine["load"] < QUIET_LOAD * machine["cores"]
    runs = max([len(pick(results["peers"], tool="rstan", set=name, what="sampling")) for name in TARGET_MS])
    intro = INTRO.format(**{**machine, "r": f"; {machine['r']}" if machine["r"] else ""}, gigabytes=machine["memory"] / 2**30, stan_runs=runs,
                         quiet="" if is_quiet else "**The machine was busy with other work: these numbers are provisional.**")
    return "\n".join([intro, targets(results), peers(results), sets(results), growth(results), rule(results), triggers(results), relief(results), process(results),
                      diary.section(results["diary"]), MEANING])


def main(path, update):
    text = page(json.loads(Path(path).read_text()))
    if update:
        PAGE.write_text(text)
        print(f"Written: {PAGE.relative_to(HERE.parent)}")
    else:
        print(text)


if __name__ == "__main__":
    main(sys.argv[1], "--update" in sys.argv[2:])
