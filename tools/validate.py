#!/usr/bin/env python3
"""Writes docs/validation.md: Unknot's answers on published data beside the published numbers.

The data are other people's and are not part of the project: they lie in $UNKNOT_SHARED/data (default:
shared/ beside the project). Only results are written down.

usage: validate.py [--check] [PROGRAM]    PROGRAM defaults to build/unknot
  --check writes nothing: complains if the document says other numbers, to within two units of the last
  digit, or if the program under another's model is far from what that model gave. Exit 77: no data.
"""
import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Optional

TREE = Path(__file__).resolve().parent.parent
DOCUMENT = TREE / "docs/validation.md"
DATA = Path(os.environ.get("UNKNOT_SHARED", TREE.parent / "shared")) / "data"
SETS = ("melatonin_mood_daily", "hpi_sleep", "gwern_lsd", "gwern_noopept", "niplav_nootropics",
        "mancuso_pauses", "resetar_digits", "migraine_triggers", "heartburn_relief")

# Ordinary least squares as nearly as priors allow: days independent, no trend, any effect equally likely.
LEAST_SQUARES = ("--no-trend", "--prior", "beta_sd=10", "--prior", "rho_shape=100000")
NO_SPREAD = ("--prior", "sigma_scale=0.02")    # beyond what the family itself brings
ALIKE = ("--prior", "omega_scale=0.05")        # every person has nearly the same effect
CLOSE_SD, CLOSE_SD_RATIO = 0.1, 1.2            # for rows whose model can be copied
LSD_OUTCOMES = ("mood_productivity", "creativity", "flashcards", "sleep_min", "latency_min", "wake_min",
                "awakenings", "morning_feel")
SKIPPED = 77


class Row(NamedTuple):
    """One line of a table. An answer is (rows, options); `theirs` is None where no option gives their model."""
    what: str
    published: float
    published_sd: Optional[float]
    ours: tuple
    theirs: Optional[tuple]
    scale: str = "points"  # or model: d, log ratio or log odds; or pooled, pooled points, exact points, relief
    digits: int = 2
    same_model: bool = True  # theirs must come close to what was published


class Estimate(NamedTuple):
    mean: float
    sd: float
    low: float
    high: float
    above_zero: float


class Unknot:
    def __init__(self, program):
        self.program = str(program)

    def ask(self, answer):
        rows, outcome, options = answer
        text = io.StringIO()
        names = ["person", "day", "arm", outcome, "minutes"]
        table = csv.DictWriter(text, [n for n in names if n in rows[0]], extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
        design = () if "--design" in options else ("--design", "observed")
        done = subprocess.run([self.program, "analyze", "-", "--json", "--no-sensitivity", "--outcome", outcome,
                               *design, *options], input=text.getvalue(), text=True, capture_output=True)
        if done.returncode:
            sys.exit(f"{outcome} {options}: {done.stderr}")
        return json.loads(done.stdout)

    def relief(self, rows, options):
        text = io.StringIO()
        table = csv.DictWriter(text, ["arm", "minutes", "relieved"], extrasaction="ignore")
        table.writeheader()
        table.writerows(rows)
        done = subprocess.run([self.program, "relief", "-", "--json", *options], input=text.getvalue(), text=True,
                              capture_output=True)
        if done.returncode:
            sys.exit(f"relief {options}: {done.stderr}")
        return json.loads(done.stdout)["effects"][0]

    def estimate(self, answer, scale):
        if scale == "relief":
            found = self.relief(answer[0], answer[2])
            return Estimate(*(found[k] for k in ("mean", "sd", "q025", "q975")), 1 - found["p_below_zero"])
        reply = self.ask(answer)
        effect = reply["effects"][0]
        unit, found = 1, effect
        if scale == "exact points":
            found = next(q for q in reply["exact"]["people"]["1"]["quantities"] if q["name"] == "beta[1]")
            unit = effect["natural"]["difference"]["sd"] / effect["sd"]
        if scale == "points":
            found = effect["natural"]["difference"]
        elif scale.startswith("pooled"):
            found = reply["pooled"]["mu"]
            if scale == "pooled points":
                unit = effect["natural"]["difference"]["sd"] / effect["sd"]
        return Estimate(*(found[k] * unit for k in ("mean", "sd", "q025", "q975")), 1 - found["p_below_zero"])


def number(x, digits):
    text = f"{x:.{digits}f}"
    return text.replace("-", "−") if float(text) else f"{0:.{digits}f}"


def probability(p):
    return "< 0.01" if p < 0.01 else "> 0.99" if p > 0.99 else f"{p:.2f}"


def with_sd(mean, sd, digits):
    return number(mean, digits) + (f" ({number(sd, digits)})" if sd is not None else "")


def table(unknot, rows, unit):
    """(the table's text, complaints about copied models that come out far from the published figure)"""
    lines = [f"| {unit} | published | Unknot | 95 % interval | P(> 0) | Unknot, made like theirs |",
             "|---|---|---|---|---|---|"]
    complaints = []
    for row in rows:
        ours = unknot.estimate(row.ours, row.scale)
        copied = "—"
        if row.theirs:
            theirs = unknot.estimate(row.theirs, row.scale)
            copied = with_sd(theirs.mean, theirs.sd, row.digits)
            sd = row.published_sd or theirs.sd
            if row.same_model and (abs(theirs.mean - row.published) > CLOSE_SD * sd or
                                   not 1 / CLOSE_SD_RATIO < theirs.sd / sd < CLOSE_SD_RATIO):
                complaints.append(f"{row.what}: {copied} under the published model, which gave "
                                  f"{with_sd(row.published, row.published_sd, row.digits)}")
        d = row.digits
        lines.append(f"| {row.what} | {with_sd(row.published, row.published_sd, d)} | {with_sd(ours.mean, ours.sd, d)} "
                     f"| {number(ours.low, d)} to {number(ours.high, d)} | {probability(ours.above_zero)} | {copied} |")
    return "\n".join(lines), complaints


def read(name):
    with open(DATA / f"{name}.csv", newline="") as file:
        return list(csv.DictReader(file))


def without_person(rows):
    return [{k: v for k, v in row.items() if k != "person"} for row in rows]


def renumbered(rows):
    """Days 1, 2, 3 ...: where days are independent their dates do not matter, and two rows may share one."""
    return [{**row, "day": i} for i, row in enumerate(without_person(rows), 1)]


def first_of_day(rows):
    days = {}
    for row in rows:
        days.setdefault((row["person"], row["day"]), row)
    return list(days.values())


def gaussian(*options):
    return ("--family", "gaussian", *options)


def melatonin(unknot):
    rows = without_person(read("melatonin_mood_daily"))
    late = [row for row in rows if int(row["day"]) >= 18]
    drawn = gaussian("--design", "run-limit:2,balanced")
    reply = unknot.ask((rows, "mood", drawn))
    numbers = {"melatonin_p": f"{reply['randomisation']['1']['contrasts'][0]['p']:.2f}",
               "melatonin_rho": number(reply["nuisance"]["1"]["rho"]["mean"], 2)}
    return [Row("all 70 days: means, Welch", 0.92, 1.32, (rows, "mood", drawn),
                (rows, "mood", gaussian(*LEAST_SQUARES))),
            Row("days 18–70: regression on yesterday's mood", 0.720, 0.981, (late, "mood", gaussian()), None)], numbers


def sleep(_):
    published = [("tea 1", -0.1667, 0.302), ("tea 2", -0.2381, 0.567), ("tea 3", -0.5727, 0.570),
                 ("tea 4", -0.2485, 0.804), ("milk 5", -1.3846, 0.574), ("noise 6", 0.3690, 0.334),
                 ("window 7", -0.3333, 0.690), ("window 8", -0.8333, 0.764), ("window 9", -0.8333, 0.347),
                 ("protein 10", -2.0000, 1.491)]
    everyone, lines, extra = read("hpi_sleep"), [], {}
    for person, (what, mean, sd) in enumerate(published, 1):
        rows = [row for row in everyone if row["person"] == str(person)]
        reference = ("--reference", min(row["arm"] for row in rows))
        lines.append(Row(what, mean, sd, (without_person(first_of_day(rows)), "sleep_quality", gaussian(*reference)),
                         (renumbered(rows)[1:], "sleep_quality", gaussian(*reference, *LEAST_SQUARES))))
        if what == "protein 10":
            rows, outcome, options = lines[-1].ours
            extra["protein_wide"] = (rows, outcome, options + ("--prior", "beta_sd=10")), "points", 2
        if what == "tea 3":
            rows, outcome, options = lines[-1].ours
            extra["tea3_no_trend"] = (rows, outcome, options + ("--no-trend",)), "points", 2
            extra["tea3_exact"] = (rows, outcome, options + ("--exact",)), "exact points", 2
            extra["tea3_independent"] = (rows, outcome, options + ("--prior", "rho_shape=100000")), "points", 2
    return lines, extra


def tea(_):
    rows = first_of_day([row for row in read("hpi_sleep") if int(row["person"]) <= 4])
    ours = (rows, "sleep_quality", gaussian("--reference", "Herbal tea"))
    one = (renumbered(rows), "sleep_quality", gaussian("--reference", "Herbal tea", *LEAST_SQUARES))
    alike = (rows, "sleep_quality", gaussian("--reference", "Herbal tea", *LEAST_SQUARES, *ALIKE))
    others = ([row for row in rows if row["person"] != "3"], *ours[1:])
    no_trend = (*ours[:2], ours[2] + ("--no-trend",))
    return [Row("mixed model, own intercepts", -0.282, 0.282, ours, alike, "pooled points", same_model=False)], {
        "tea_flattened": (one, "points", 2), "tea_others": (others, "pooled points", 2),
        "tea_no_trend": (no_trend, "pooled points", 2)}


def lsd(_):
    rows = [row for row in without_person(read("gwern_lsd")) if row["arm"] != "washout"]
    complete = [row for row in rows if all(row[o] for o in LSD_OUTCOMES)]
    published = [("mood/productivity", -0.1430, 0.1293, 3), ("creativity", -0.1159, 0.1056, 3),
                 ("flash cards", -0.00958, 0.02340, 4), ("minutes asleep", 14.28, 9.16, 1),
                 ("minutes to fall asleep", 2.04, 2.95, 2), ("minutes awake", 2.78, 2.59, 2),
                 ("awakenings", 0.635, 0.550, 2), ("feeling in the morning", 0.370, 0.144, 3)]
    lines = []
    for outcome, (what, mean, sd, digits) in zip(LSD_OUTCOMES, published):
        known = [row for row in rows if row[outcome]]
        lines.append(Row(what, mean, sd, (known, outcome, gaussian()), (complete, outcome, gaussian(*LEAST_SQUARES)),
                         digits=digits))
    extra = {"lsd_morning_complete": ((complete, "morning_feel", gaussian()), "points", 3)}
    for outcome, digits in (("morning_feel", 3), ("awakenings", 2), ("flashcards", 4)):
        known = [row for row in rows if row[outcome]]
        extra[f"lsd_{outcome}_all"] = (known, outcome, gaussian(*LEAST_SQUARES)), "points", digits
    return lines, extra


def noopept(_):
    rows = [{**row, "arm": "noopept" if row["noopept"] == "1" else "placebo", "person": "magnesium " + row["magtein"]}
            for row in read("gwern_noopept")]
    one, outcome = without_person(rows), "mood_productivity"
    ordinal = ("--family", "ordinal")
    plain = ordinal + LEAST_SQUARES + NO_SPREAD
    # The two magnesium levels as two "persons" with one effect: the nearest to a covariate.
    strata = ((rows, outcome, plain + ALIKE + ("--prior", "mu_sd=2")), "pooled", 3)
    return [Row("points: difference of means", 0.134, 0.208, (one, outcome, gaussian()),
                (one, outcome, gaussian(*LEAST_SQUARES)), digits=3),
            Row("log odds: polr with magnesium", 0.233, 0.511, (one, outcome, ordinal), (one, outcome, plain), "model",
                3, same_model=False)], {
        "noopept_strata": strata, "noopept_wide": ((one, outcome, ordinal + ("--prior", "beta_sd=10")), "model", 3),
        "noopept_no_trend": ((one, outcome, ordinal + ("--no-trend", "--prior", "beta_sd=10")), "model", 3)}


def nootropics(_):
    published = [("caffeine", "A", "absorption", 0.698), ("caffeine", "A", "mindfulness", 0.639),
                 ("caffeine", "A", "productivity", 0.640), ("caffeine", "A", "creativity", 0.512),
                 ("L-theanine", "B", "absorption", 0.046), ("L-theanine", "B", "mindfulness", 0.151),
                 ("L-theanine", "B", "productivity", -0.214), ("L-theanine", "B", "creativity", -0.102),
                 ("vitamin D", "C", "absorption", -0.041), ("vitamin D", "C", "mindfulness", -0.107)]
    everything, lines, extra = read("niplav_nootropics"), [], {}
    for what, trial, outcome, d in published:
        rows = [row for row in everything if row["experiment"] == trial and row[outcome]]
        daily = gaussian("--reference", "placebo", "--per-day", "mean")
        if what == "vitamin D" and outcome == "absorption":
            extra["vitamin_joined"] = (without_person(rows), outcome, daily + LEAST_SQUARES), "model", 2
        lines.append(Row(f"{what}: {outcome}", d, None, (without_person(rows), outcome, daily),
                         (renumbered(rows), outcome, gaussian("--reference", "placebo", *LEAST_SQUARES)), "model",
                         same_model=trial == "A" or trial == "B" and outcome in ("absorption", "mindfulness")))
    return lines, extra


def pauses(_):
    rows = [{**row, "day": row["session"]} for row in read("mancuso_pauses") if row["phase"] != "c"]
    options = ("--family", "poisson", "--exposure", "minutes", "--reference", "baseline")
    same_days = options + ("--no-trend", "--prior", "rho_shape=100000")
    return [Row("effect of training, all six", -1.67, 0.17, (rows, "count", options), (rows, "count", same_days),
                "pooled")], {"pauses_no_trend": ((rows, "count", options + ("--no-trend",)), "pooled", 2)}


def digits_right(_):
    everything = [{**row, "day": row["session"]} for row in read("resetar_digits")]
    middle = sum(int(row["session"]) - 1 for row in everything) / len(everything) / 17
    lines = []
    for arm, start, slope in (("Teacher_selected", 0.25, 0.96), ("MSWO_selected", 0.33, 1.02)):
        rows = [row for row in everything if row["arm"] in ("No_reward", arm)]
        options = ("--family", "poisson", "--reference", "No_reward")
        lines.append(Row(arm.replace("_", " "), start + slope * middle, None, (rows, "count", options),
                         (rows, "count", options + LEAST_SQUARES + ("--prior", "omega_scale=1")), "pooled",
                         same_model=False))
    return lines, {"digits_middle": number(middle, 2)}


MIGRAINE = ("stress", "sleep", "caffeine_change")  # of the day before
# R 4.2, survival 3.5-3, by person: coxph(Surv(t0, t1, onset) ~ all three), clogit(..., method = "exact") on fortnights.
MIGRAINE_COX = [[(-1.874, 0.791), (-0.404, 0.572), (0.497, 0.567)], [(1.629, 0.579), (0.643, 0.591), (-1.493, 0.562)],
                [(0.446, 0.493), (0.344, 0.526), (-1.873, 0.680)], [(-1.629, 0.915), (-0.175, 0.503), (-0.696, 0.474)],
                [(-0.139, 0.269), (0.031, 0.257), (-0.723, 0.242)]]
MIGRAINE_CLOGIT = [[(-1.444, 0.712), (-0.380, 0.689), (0.329, 0.557)],
                   [(1.339, 0.617), (-0.132, 0.664), (-1.291, 0.598)],
                   [(0.532, 0.538), (0.556, 0.544), (-2.117, 0.765)],
                   [(-2.827, 1.300), (-0.278, 0.676), (-1.009, 0.692)],
                   [(-0.197, 0.294), (0.012, 0.286), (-0.750, 0.278)]]


def migraine(unknot):
    """(the table's text, the pooled answer, complaints about an answer that is not a shrunken clogit)"""
    text, complaints = io.StringIO(), []
    table_out = csv.writer(text)
    table_out.writerow(["person", "day", "episodes", *MIGRAINE])
    for row in read("migraine_triggers"):
        table_out.writerow([row["person"], row["day"], row["headache_onset"], *(row[s + "_lag1"] for s in MIGRAINE)])
    done = subprocess.run([unknot.program, "triggers", "-", "--json", "--raw", "--strata", "fortnight"],
                          input=text.getvalue(), text=True, capture_output=True)
    if done.returncode:
        sys.exit(f"migraine: {done.stderr}")
    reply = json.loads(done.stdout)
    lines = ["| person, suspect | Cox in R | matched in R | Unknot | 95 % interval | P(> 0) |", "|---|---|---|---|---|---|"]
    for who, answer in enumerate([*reply["people"], reply]):
        name = "all four" if who == len(reply["people"]) else str(who + 1)
        for j, found in enumerate(answer["suspects"]):
            cox, matched = MIGRAINE_COX[who][j], MIGRAINE_CLOGIT[who][j]
            lines.append(f"| {name}, {MIGRAINE[j].replace('_', ' ')} | {with_sd(*cox, 2)} | {with_sd(*matched, 2)} "
                         f"| {with_sd(found['mean'], found['sd'], 2)} | {number(found['q025'], 2)} to "
                         f"{number(found['q975'], 2)} | {probability(found['p_above_zero'])} |")
            if abs(matched[0]) > matched[1] and not 0 < found["mean"] / matched[0] < 1.1:
                complaints.append(f"migraine {name}, {MIGRAINE[j]}: {found['mean']:.2f} is no shrunken {matched[0]}")
    return "\n".join(lines), reply, complaints


def heartburn(unknot):
    rows = read("heartburn_relief")
    effect = unknot.relief(rows, ("--prior", "beta_sd=10"))
    return [Row("active against placebo", -0.886, 0.254, (rows, None, ()), (rows, None, ("--prior", "beta_sd=10")),
                "relief")], {"heartburn_sigma": number(effect["sigma"]["mean"], 2),
                             "heartburn_ratio": number(effect["ratio"]["q50"], 2)}


TABLES = {"melatonin": (melatonin, "points of mood"), "sleep": (sleep, "trial, person"), "tea": (tea, "points"),
          "lsd": (lsd, "points, minutes or counts"), "noopept": (noopept, "scale: their method"),
          "nootropics": (nootropics, "d"), "pauses": (pauses, "log ratio"), "digits_right": (digits_right, "log ratio"),
          "heartburn": (heartburn, "log ratio of times")}

TEMPLATE = """# Validation on real data

<!-- Made by tools/validate.py; change it there. -->

Do the answers hold on diaries that people really kept? Here are Unknot's answers on nine public data sets, beside what was published about them. The data belong to others and are
not part of Unknot; [where they come from](#sources-and-licences) stands below. With the data at hand, `python3 tools/validate.py` makes this page again, and a test checks it.

## How to read the tables

- **Published** is the estimate that its authors printed, with its standard error or posterior sd in brackets.
- **Unknot** is the default: a steady trend, days that resemble the day before, and prior N(0, 1) on the effect ([model](model.md)). Mean, sd, 95 % interval, and the probability
  that the effect is above zero.
- **Unknot, made like theirs** leaves out what the authors left out, and takes the days that they took. For least squares that is `--no-trend --prior beta_sd=10 --prior rho_shape=100000`:
  no trend, a prior ten times as wide, independent days. If this column meets the published one, the difference between the first two is a choice of model and not an error. A dash: no option gives their model.

How the order of the days was drawn does not enter these figures. Verdicts are left out: they need an important difference, and nobody stated one.

## Melatonin and mood

One person, 70 days, melatonin or not by chance each night, never more than two nights running the same. Mood from 0 to 100. Melatonin minus control.

{melatonin}

- *All 70 days.* The same size, but Unknot is surer. Mood drifted over the weeks and resembled the day before (rho {melatonin_rho}). Welch's test counts that as noise; a model that follows it
  can compare neighbouring days. Made like theirs, the two agree. The randomisation test says p = {melatonin_p}, Welch's test 0.49.
- *Days 18–70.* Another question: the regression asks how today differs *given* yesterday's mood, Unknot how the days differ. The answers are near, and need not be equal.
- A regression with agency and metacognition is not compared: Unknot takes no such columns.

## Seven trials of sleep

Ten people, about 7 days of each condition at a time, sleep quality from 1 to 10. Second condition in the alphabet minus the first.

{sleep}

- *Made like theirs* meets every figure, up to what is left of the prior where there are fewest days (window 8, protein 10). The paper calls these regressions autocorrelated. They are not: the routine they used keeps the
  autocorrelation at zero and drops the first day. So the last column is without it, and without the first day.
- *The sd in the last column is a little larger*, most with the fewest days (protein 10: six of them). The published sd takes the spread of the days as known; ours carries along that it is not.
- *Tea 4* has two rows for one day. The authors used both. Unknot refuses two rows a day, so the default column was given the first of them; the last column was given both.
- *Tea 3 doubles*, and we looked why. Sleep improved over the weeks, and this order (tea, none, tea, none) puts the days without tea later. Without the trend Unknot says {tea3_no_trend}; with the trend and
  independent days {tea3_independent}; only both together give the table's figure. The exact sampler (`--exact`) gives {tea3_exact}: the sum is right. With four stretches, trend and tea are hard to tell apart: do not rest on this one.
- *The others come nearer to zero*: through the trend and the first day, which is back in (tea 1), through the likeness of days (window 9), and through the prior, which weighs most where least is known. With the prior ten times as wide, protein 10 has {protein_wide}.

Four of these people tried the same tea. Pooled, no tea minus tea:

{tea}

- *Unknot's default* is further from zero through tea 3 above: the other three alone give {tea_others}, and all four without the trend {tea_no_trend}. It is less sure, since every person has an effect of their own and four people say little about how much they differ.
- *Made like theirs* all have one effect and there is no trend. The mean is the same. Our sd is smaller because each person keeps their own day-to-day spread: tea 1 had very even nights, and counts for more. (Least squares within persons has sd 0.28 with one spread for all, 0.23 with a spread for each.)
- The authors' other figure puts all days into one heap, −0.42 (0.32). Unknot made to do so gives {tea_flattened}. It mixes differences between people into the effect.

## A very small dose of LSD

One person, blinded, 3-day blocks, the 127 days with a dose or a placebo. Dose minus placebo.

{lsd}

- *Made like theirs* is equal throughout. The authors used the 114 days on which all eight outcomes were known; the default takes every day on which this one was.
- *Feeling in the morning* was the one result that was published as significant (p = 0.011). Unknot is more careful, for two reasons of like size: all known days give {lsd_morning_feel_all} by least squares, and on the 114 days our
  model gives {lsd_morning_complete}. Both together give the table's figure. And it was one of eight outcomes.
- *Awakenings and flash cards* move because of the days: least squares on all known days gives {lsd_awakenings_all} and {lsd_flashcards_all}.
- Every change is within 0.6 of an sd.

## Noopept

One person, 56 days, mood and productivity in three levels. Noopept minus placebo; magnesium was given on some of the days too.

{noopept}

- *Points.* Equal when made like theirs. The trend adds a little.
- *Log odds.* The published model has magnesium in it, Unknot has no such columns; the last column is therefore without. The nearest to theirs: days with and without magnesium as two "persons" who
  share one effect. That gives {noopept_strata}, close to what was published.
- *The default*, step by step: with a wide prior it has {noopept_wide}; without the trend as well {noopept_no_trend}; without the day-to-day spread, which stretches log odds, the last column. The prior N(0, 1) draws
  them back. These 56 days say little, so it matters here; the answer shows the days alone beside it.

## Caffeine, L-theanine, vitamin D

One person, 50 doses of each trial, blinded. Active minus placebo over the standard deviation of all: Cohen's d as the author reckons it, and the scale of our model.

{nootropics}

- *Caffeine*, and *L-theanine* on meditation: equal when made like theirs. The default differs by trend, neighbouring days and the prior, by about a quarter of an sd at most.
- *L-theanine on productivity and creativity*: the page says −0.21 and −0.10, an earlier version of it −0.28 and −0.12, which is what the data now give.
- *Vitamin D*: the author has corrected the data since. They now give −0.089 and −0.166, as the last column does. Two doses fell on one day. Unknot wants one row a day, so the default
  took that day's mean: that alone makes the last column's −0.09 into {vitamin_joined}. The trend does the rest.
- Mood is not compared: the author reckons with single entries, the data set has the day's mean.

## Filled pauses in speech

Six students, 71 talks, "um" and "uh" counted per minute. First without, then with training, begun at different times. An effect below zero is fewer.

{pauses}

- *Without the trend* the default gives {pauses_no_trend}, and so does the last column, where talks are also independent. The published interval is −2.00 to −1.31.
- *The trend* makes the whole difference. Training always came last here, so a trend and training compete for the same change. These data can hardly settle it. Unknot calls such an order *observed* and never says that it helps.
- Their model pools the students' usual rate as well, ours does not; and its prior on how much effects differ is wider. Neither shows.

## Rewards and sums

Four children, 81 sessions, digits right in two minutes. Three conditions always in the same order; each reward against none.

{digits_right}

- The published model lets the effect change over time. Its figure here is start + {digits_middle} × slope, the average session; so it has no sd. Unknot's effect is one for all sessions. It pools two arms at a time.
- One child got almost nothing right without a reward, so that child's ratio is huge, and the average depends on how far such a child is drawn towards the others. The published prior on that is wider. With ours made about as wide, without trend
  and with independent sessions, the last column comes within a tenth of its sd. Their model also pools the children's usual level and the change over time; that part cannot be copied, and was not measured.

## Migraine and the day before

Four people, 67 to 87 days at risk each, 20 or 21 of them with a new headache. Three suspects of the day before, scaled within each person: stress, hours of sleep, change in caffeine. Log odds ratio per unit (`unknot triggers --raw --strata fortnight`; the days are numbers, so weekday and month are not known).

{migraine}

- The authors show their estimates in a figure only, so two fits in R stand here: a **Cox** model in the time since the last headache, and conditional logistic regression, **matched** on the same fortnights as Unknot. Neither shrinks.
- *The matched fit* has Unknot's likelihood; Unknot draws it towards zero, by more where less is known: person 4's stress goes from −2.83 (1.30) to {migraine_stress4}. *Cox* compares with all of a person's days and agrees in direction wherever it is sure.
- *Verdicts*: each person alone has fewer than 24 informative episodes, so "could not have told", however one-sided an interval looks. All four together have {migraine_episodes} and still: {migraine_verdict}. More caffeine than usual the day before, or less of a drop, looks as if it goes with fewer headaches (P = {migraine_caffeine}); 0.975 was asked.

## Heartburn: minutes to relief

Sixty people, an active remedy once and a placebo once, minutes until relief, watched for an hour; in 45 of 120 episodes it had not come by then. Below zero is faster. Taken as one person's episodes,
since two episodes are too few for a person of their own; the published fit (survreg in R, log-normal, censored at 60 minutes) has no person effect either.

{heartburn}

- *Made like theirs* is the prior ten times as wide. The time under the active remedy is {heartburn_ratio} of that under placebo. The spread sigma is {heartburn_sigma}, published 1.294: a posterior mean lies a little above the most
  likely value, and so does the sd that goes with it.
- The default differs by the prior N(0, 1) alone.

## What this shows

Wherever Unknot can be made like the published model, it gives the published figure. Where the default differs, it is by the trend, the likeness of neighbouring days, the prior, or the choice of days, each named above. What could not be copied is said where it stands, and is small. What this
does not show is whether the default's choices are right for these people: nobody knows the true effects. For that, see the simulations named in [model.md](model.md).

## Sources and licences

Only results stand here; no rows of the data.

| set | from | licence |
|---|---|---|
| melatonin | M. Meng 2026, [N-of-1-Melatonin-Study](https://github.com/haomeng797-ship-it/N-of-1-Melatonin-Study), daily file; only day, arm and mood used | CC BY 4.0 |
| sleep | HIA lab, [HPIclassroomNof1trials](https://github.com/HIAlab/HPIclassroomNof1trials) | MIT |
| LSD, Noopept | Gwern Branwen, [gwern.net](https://gwern.net), "LSD microdosing" and "Nootropics" | CC0 |
| caffeine, L-theanine, vitamin D | niplav, [site](https://github.com/niplav/site), "nootropics" | MIT |
| pauses | Mancuso and Miltenberger 2016, from A. S. Kurz, [Experimental-design-and-the-GLMM](https://github.com/ASKurz/Experimental-design-and-the-GLMM) | MIT |
| rewards and sums | Resetar and Noell 2008, [doi:10.1901/jaba.2008.41-447](https://doi.org/10.1901/jaba.2008.41-447), read off a figure by A. S. Kurz, the same place | MIT |
| migraine | Holsteen 2020, [n1coxeval](https://github.com/kholsteen/n1coxeval), case study | GPL-3 |
| heartburn | Jones and Kenward 2014, *Design and Analysis of Cross-Over Trials*, tables 2.27 and 2.28, from the R package [xover](https://cran.r-project.org/package=xover) | GPL-3 |
"""


def document(unknot):
    """(text, complaints)"""
    fields, complaints = {}, []
    for name, (make, unit) in TABLES.items():
        rows, extra = make(unknot)
        fields[name], far = table(unknot, rows, unit)
        complaints += far
        for key, value in extra.items():
            if isinstance(value, tuple):
                answer, scale, digits = value
                found = unknot.estimate(answer, scale)
                value = with_sd(found.mean, found.sd, digits)
            fields[key] = value
    fields["migraine"], reply, odd = migraine(unknot)
    stress4, caffeine = reply["people"][3]["suspects"][0], reply["suspects"][2]
    fields |= {"migraine_stress4": with_sd(stress4["mean"], stress4["sd"], 2),
               "migraine_episodes": reply["informative_episodes"],
               "migraine_verdict": {"could_not_have_told": "could not have told"}[reply["verdict"]["code"]],
               "migraine_caffeine": probability(1 - caffeine["p_above_zero"])}
    return TEMPLATE.format_map(fields), complaints + odd


NUMBER = re.compile(r"−?\d+(?:\.\d+)?")


def differences(written, made):
    """Complaints where two texts differ by more than two units of a number's last digit."""
    old, new = written.splitlines(), made.splitlines()
    if len(old) != len(new):
        yield "the document has other lines than the script writes"
    for number_of_line, (a, b) in enumerate(zip(old, new), 1):
        pairs = list(zip(NUMBER.findall(a), NUMBER.findall(b)))
        near = all(abs(float(x.replace("−", "-")) - float(y.replace("−", "-"))) <=
                   2.01 * 10.0 ** -len(x.partition(".")[2]) * ("." in x) for x, y in pairs)
        if NUMBER.sub("#", a) != NUMBER.sub("#", b) or not near:
            yield f"docs/validation.md:{number_of_line}: now: {b}"


def main(arguments):
    check = "--check" in arguments
    programs = [a for a in arguments if not a.startswith("--")]
    missing = [name for name in SETS if not (DATA / f"{name}.csv").is_file()]
    if missing:
        print(f"SKIPPED: no real data in {DATA} ({', '.join(missing)}); set UNKNOT_SHARED")
        return SKIPPED
    text, complaints = document(Unknot(Path(programs[0] if programs else TREE / "build/unknot").resolve()))
    if check:
        complaints += differences(DOCUMENT.read_text() if DOCUMENT.is_file() else "", text)
    else:
        DOCUMENT.write_text(text)
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
