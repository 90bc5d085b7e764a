"""Black-box tests of `unknot triggers`: python3 triggers_cli_test.py PATH/TO/unknot [--update].

The JSON of the example is held against tests/golden/triggers.json: names, codes and words exactly, numbers to
0.003 of their size (posteriors may differ in the last digits between builds). --update rewrites it."""
import datetime
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest
import uuid
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
GOLDEN = TREE / "tests/golden/triggers.json"
EXAMPLE = "data/example-triggers.csv"
UNKNOT = ""


def run(*words, text=None, home="/nowhere"):
    settings = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "HOME": str(home), "TZ": "UTC",
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
    return subprocess.run([UNKNOT, *map(str, words)], env=settings, input=text or "", cwd=TREE, capture_output=True,
                          encoding="utf-8", timeout=200, check=False)


def ask(*words, **more):
    done = run("triggers", *words, "--json", **more)
    assert done.returncode == 0, (words, done.stderr)
    return json.loads(done.stdout)


def differences(made, golden, where="$"):
    if isinstance(made, dict) and isinstance(golden, dict):
        if list(made) != list(golden):
            yield f"{where}: members {list(made)}"
        for key in made.keys() & golden.keys():
            yield from differences(made[key], golden[key], f"{where}.{key}")
    elif isinstance(made, list) and isinstance(golden, list) and len(made) == len(golden):
        for i, (a, b) in enumerate(zip(made, golden)):
            yield from differences(a, b, f"{where}[{i}]")
    elif isinstance(made, float) and isinstance(golden, float):
        if abs(made - golden) > 0.003 * (1 + abs(golden)):
            yield f"{where}: {made}, not {golden}"
    elif made != golden:
        yield f"{where}: {made}, not {golden}"


class Answer(unittest.TestCase):
    def test_golden(self):
        self.assertEqual(list(differences(ask(EXAMPLE), json.loads(GOLDEN.read_text()))), [])

    def test_the_golden_test_can_fail(self):
        golden = json.loads(GOLDEN.read_text())
        for change in ({"episodes": 1}, {"omega": {"mean": 9.0}}, {"strata": "fortnight"}, {"more": 1}):
            self.assertTrue(list(differences(golden, {**golden, **change})), change)

    def test_text(self):
        done = run("triggers", EXAMPLE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in ("Something goes with more episodes.", 'On days with "hard_effort" the odds of an episode were '
                      "higher", "need not set them", "hours_sitting (per 3.7)", "Matched by weekday and"):
            self.assertIn(words, done.stdout)
        self.assertNotIn("cause", done.stdout)
        self.assertTrue(all(len(line) <= 80 for line in done.stdout.splitlines()))

    def test_lags_add_up(self):
        answer = ask(EXAMPLE, "--lags", "0,1")
        self.assertEqual(answer["lags"], [0, 1])
        for suspect in answer["suspects"]:
            self.assertEqual([lag["lag"] for lag in suspect["by_lag"]], [0, 1])
            self.assertAlmostEqual(suspect["mean"], sum(lag["mean"] for lag in suspect["by_lag"]), 6)
        self.assertLess(answer["counted_days"], ask(EXAMPLE)["counted_days"])
        self.assertNotIn("same_day_may_come_after", [d["code"] for d in ask(EXAMPLE, "--lags=1")["doubts"]])

    def test_raw_changes_only_graded_ones(self):
        plain, raw = ask(EXAMPLE), ask(EXAMPLE, "--raw")
        units = {s["name"]: s["unit"] for s in plain["suspects"]}
        self.assertEqual({s["unit"] for s in raw["suspects"]}, {1})
        self.assertEqual({n for n, u in units.items() if u != 1}, {"hours_sitting"})

    def test_several_people(self):
        rows = (TREE / EXAMPLE).read_text().splitlines()
        text = "\n".join(["person," + rows[0]] + [f"{who},{row}" for who in ("Ada", "Zoe") for row in rows[1:]])
        answer, alone = ask("-", text=text), ask(EXAMPLE)
        self.assertEqual((answer["persons"], [p["person"] for p in answer["people"]]), (2, ["Ada", "Zoe"]))
        self.assertEqual(answer["informative_days"], 2 * alone["informative_days"])
        self.assertLess(answer["suspects"][0]["sd"], alone["suspects"][0]["sd"])
        for person in answer["people"]:
            self.assertEqual(person["suspects"], alone["suspects"])
        done = run("triggers", "-", text=text)
        self.assertIn("2 people together", done.stdout)
        self.assertIn("\nZoe: Something goes with more episodes.", done.stdout)

    def test_one_number_for_any_number_of_threads(self):
        self.assertEqual(ask(EXAMPLE, "--threads", 1), ask(EXAMPLE, "--threads", 3))

    def test_too_few_episodes(self):
        rows = (TREE / EXAMPLE).read_text().splitlines()
        done = run("triggers", "-", text="\n".join(rows[:60]))
        self.assertEqual(done.returncode, 0)
        self.assertIn("This diary could not have told.", done.stdout)
        self.assertIn("below 24", done.stdout)
        self.assertIn("more episodes", done.stdout)

    def test_hostile_names(self):
        text = 'day,episodes,"<b>\u202eevil"\n2024-01-01,1,1\n2024-01-08,0,0\n'
        done = run("triggers", "-", text=text)
        self.assertEqual(done.returncode, 0)
        self.assertNotIn("\u202e", done.stdout)


class Refusals(unittest.TestCase):
    def test_words(self):
        head = "day,episodes,wine\n"
        for words, text, status, said in [
                ((), "", 2, "there is no diary"), ((EXAMPLE, "--freeze"), "", 2, "are for the diary"),
                ((EXAMPLE, "--same-day"), "", 2, "are for the diary"), (("--lags", "1"), "", 2, "are for a file"),
                (("--raw",), "", 2, "are for a file"), (("--freeze", "--same-day"), "", 2, "--freeze does not go"),
                (("--freeze", "--strata", "fortnight"), "", 2, "--freeze does not go"), (("nowhere.csv",), "", 2, "no such file"),
                (("-", "--lags", "1,0"), "", 2, '"1,0" are not lags'), (("-", "--lags", "0,"), "", 2, "are not lags"),
                (("-", "--lags", "8"), "", 2, "are not lags"), (("-", "--strata", "week"), "", 2, "week"),
                (("-",), head + "2024-01-01,1,1\n2024-01-02,2,0\n", 2, "every recorded day has an episode"),
                (("-",), head + "2024-01-01,1,1\n2024-01-02,x,0\n", 2, '3:12: field "episodes": "x" is not a number'),
                (("-",), head + "1,1,1\n2,0,0\n", 2, "--strata fortnight"),
                (("-", "--lags", "0,1,2"), "day,episodes," + ",".join(f"s{j}" for j in range(14)) + "\n1,1" + ",0" * 14 +
                 "\n2,0" + ",0" * 14 + "\n", 2, "14 suspects at 3 lags")]:
            done = run("triggers", *words, text=text)
            self.assertEqual((done.returncode, done.stdout), (status, ""), (words, text))
            self.assertIn(said, done.stderr)


# ---- The diary ---------------------------------------------------------------------------------------------------

def drawn(seed, days, times):
    """Lines of an export up to yesterday: short nights, written down at 7:10, multiply the odds of a spasm by `times`;
    nothing else does. One evening in ten is not written."""
    dice, device, lines = random.Random(seed), str(uuid.uuid4()), []

    def add(kind, day, hour, minute, body):
        at = datetime.datetime.combine(day, datetime.time(hour, minute))
        form = "%Y-%m-%dT%H:%M:%S+00:00"
        lines.append({"id": str(uuid.uuid4()), "version": str(uuid.uuid4()), "device": device, "edit": 1, "kind": kind,
                      "precision": "minute", "at": at.strftime(form),
                      "recorded": (at + datetime.timedelta(minutes=1)).strftime(form), "body": body})

    for i in range(days):
        day = LAST - datetime.timedelta(days=days - i)
        hours = max(2, round(dice.gauss(7, 0.9), 1))
        odds = 0.28 * (times if hours <= 6 else 1)
        spasm = dice.random() < odds / (1 + odds)
        add("reading", day, 7, 10, {"what": "sleep_hours", "value": hours})
        if dice.random() < 0.1:
            continue
        if spasm:
            add("episode", day, dice.randint(13, 22), 0, {"pain": 5, "lasted_seconds": 60})
        add("check-in", day, 23, 0, {"values": {"spasms": 1 if spasm else "none"}})
        for suspect in ("stress", "caffeine", "alcohol"):
            add("exposure", day, 22, 50, {"suspect": suspect, "present": dice.random() < 0.4})
    return "\n".join(map(json.dumps, [{"unknot": "diary", "schema": 1}, *lines])) + "\n"


LAST = datetime.date(2026, 3, 1)  # fixed: strata are weekdays of months


class Home(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)

    def do(self, *words):
        done = run(*words, home=self.home)
        self.assertEqual(done.returncode, 0, (words, done.stderr))
        return done.stdout

    def take(self, text):
        (self.home / "x.jsonl").write_text(text)
        self.do("log", "note", "first", "--day", "2020-01-01")
        self.do("import", self.home / "x.jsonl")


def find(answer, key):
    return next(s for s in answer["suspects"] if s["key"] == key)


class Diary(Home):
    def ask(self, *words):
        return json.loads(self.do("triggers", "--json", *words))

    def test_found_kept_and_checked(self):
        self.take(drawn(1, 700, 8))
        answer = self.ask()
        self.assertEqual((answer["kind"], answer["new"]), ("checking", ["short-night"]))
        found = find(answer, "short-night")
        self.assertEqual((found["timing"], found["lag"], found["verdict"], found["finding"]),
                         ("the night before", 0, "goes_with", None))
        self.assertGreater(found["times"]["q025"], 1)
        self.assertEqual(found["test"]["treatment"]["name"], "An hour more in bed")
        self.assertEqual([arm["key"] for arm in found["test"]["design"]["arms"]], ["usual", None])
        self.assertEqual(find(answer, "alcohol")["timing"], "the day before")
        self.assertEqual(find(answer, "alcohol")["test"]["treatment"]["name"], "No alcohol")
        self.assertIsNone(find(answer, "stress")["test"])
        self.assertNotIn("same_day_may_come_after", [d["code"] for d in answer["numbers"]["doubts"]])
        file = self.home / ".local/share/unknot/diary.db"
        before = file.read_bytes()
        text = self.do("triggers")
        self.assertEqual(file.read_bytes(), before)  # to look writes nothing
        self.assertIn("Short sleep stands out, and is being checked", text)
        self.assertNotIn("cause", text)
        self.assertTrue(all(len(line) <= 72 for line in text.splitlines()))
        self.assertIn("Kept as it stands today: 1.", run("triggers", "--freeze", home=self.home).stderr)
        kept = self.ask()
        self.assertEqual((kept["kind"], kept["new"], find(kept, "short-night")["finding"]["state"]),
                         ("checking", [], "new"))
        self.assertIn("Nothing new was found", run("triggers", "--freeze", home=self.home).stderr)

    def test_nothing_in_it(self):
        self.take(drawn(2, 120, 1))
        answer = self.ask()
        self.assertEqual((answer["kind"], answer["new"]), ("could_not", []))
        self.assertGreater(answer["more"], 0)
        self.assertIn(f"{answer['more']} more spasm days", answer["lead"])

    def test_the_same_day_only_when_asked(self):
        self.take(drawn(3, 100, 1))
        answer = self.ask("--same-day")
        self.assertEqual(find(answer, "alcohol")["timing"], "that day")
        self.assertTrue(any("may have come after" in d for d in answer["doubts"]))
        self.assertFalse(any("may have come after" in d for d in self.ask()["doubts"]))
        self.assertEqual(self.ask("--strata", "fortnight")["numbers"]["strata"], "fortnight")

    def test_attacks_alone(self):
        self.take("".join(line + "\n" for line in drawn(4, 200, 1).splitlines() if '"check-in"' not in line))
        answer = self.ask()
        self.assertEqual((answer["kind"], answer["numbers"]["verdict"]["unfit"]), ("could_not", "no_day_without_episode"))
        self.assertIn("a day that was not written down is not taken for one", answer["lead"])


class Readings(Home):
    def give(self, text, *words):
        (self.home / "r.csv").write_text(text)
        return run("reading", self.home / "r.csv", *words, home=self.home)

    def values(self):
        """What counts now: the last version of each."""
        last = {}
        for line in map(json.loads, run("export", home=self.home).stdout.splitlines()[1:]):
            if line["edit"] >= last.get(line["id"], line)["edit"]:
                last[line["id"]] = line
        return sorted((e["at"][:10], e["precision"], e["body"]["what"], e["body"]["value"]) for e in last.values())

    def test_one(self):
        self.assertIn("-4.5", self.do("reading", "temperature", "-4.5", "--day", "2026-03-01"))
        self.do("reading", "sleep", "6.5")
        self.assertEqual([v[1:] for v in self.values()], [("day", "temperature", -4.5), ("minute", "sleep_hours", 6.5)])

    def test_a_file(self):
        done = self.give("day;temperature;sleep_hours\n2026-03-02;-1,5;\n2026-03-01;NA;7\n")
        self.assertEqual((done.returncode, done.stdout), (0, "Taken in: 2. Changed: 0. Known already: 0.\n"))
        done = self.give("day,temperature,sleep_hours\n2026-03-01,2,7\n2026-03-02,-1.5,8\n")
        self.assertEqual(done.stdout, "Taken in: 2. Changed: 0. Known already: 2.\n")
        reply = json.loads(self.give("day,temperature\n2026-03-01,3\n2026-03-02,-1.5\n", "--json").stdout)
        self.assertEqual((reply["added"], reply["changed"], reply["known"]), (0, 1, 1))
        self.assertEqual([(v[0], v[2], v[3]) for v in self.values()],
                         [("2026-03-01", "sleep_hours", 7), ("2026-03-01", "temperature", 3),
                          ("2026-03-02", "sleep_hours", 8), ("2026-03-02", "temperature", -1.5)])

    def test_all_or_nothing(self):
        far = (datetime.date.today() + datetime.timedelta(days=9)).isoformat()
        for text, said in [
                ("day,temperature\n2026-03-01,2\n2026-03-02,99\n", 'r.csv:3:12: field "temperature": "99" is not'),
                ("day,temperature\n2026-03-01,2\n2026-02-30,9\n", 'r.csv:3:1: field "day": "2026-02-30" is not a day'),
                ("day,temperature\n2026-03-01,2\n2026-03-01,3\n", "lines 2 and 3 are of one day"),
                ("day,wind\n2026-03-01,2\n", 'there is no column "temperature" or "sleep_hours"'),
                ("day,temperature,wind\n2026-03-01,2,1\n", '1:17: field "wind": "wind" is not a column'),
                ("day,temperature\n2026-03-01T08:00,2\n", "is not a day"),
                (f"day,temperature\n2026-03-01,2\n{far},3\n", "r.csv:3")]:
            done = self.give(text)
            self.assertEqual((done.returncode, done.stdout), (2, ""), (text, done.stderr))
            self.assertIn(said, done.stderr)
            self.assertEqual(self.values(), [])

    def test_words(self):
        for words, said in [(("foo", "3"), 'there are no readings "foo"'), (("foo",), 'there are no readings "foo"'),
                            (("sleep", "long"), '"long" is not a number'), (("sleep", "25"), "0 to 24 hours"),
                            (("x.csv",), "no such file"), (("x.csv", "--day", "today"), "of which days it is")]:
            done = run("reading", *words, home=self.home)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertIn(said, done.stderr)


if __name__ == "__main__":
    UNKNOT = str(Path(sys.argv.pop(1)).resolve())
    if "--update" in sys.argv:
        GOLDEN.write_text(json.dumps(ask(EXAMPLE), indent=1, ensure_ascii=False) + "\n")
        sys.argv.remove("--update")
    unittest.main()
