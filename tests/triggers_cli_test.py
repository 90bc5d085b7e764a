"""Black-box tests of `unknot triggers`: python3 triggers_cli_test.py PATH/TO/unknot [--update].

The JSON of the example is held against tests/golden/triggers.json: names, codes and words exactly, numbers to
0.003 of their size (posteriors may differ in the last digits between builds). --update rewrites it."""
import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent
GOLDEN = TREE / "tests/golden/triggers.json"
EXAMPLE = "data/example-triggers.csv"
UNKNOT = ""


def run(*words, text=None):
    settings = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"),
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
                ((), "", 2, "FILE"), (("nowhere.csv",), "", 2, "no such file"),
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


if __name__ == "__main__":
    UNKNOT = str(Path(sys.argv.pop(1)).resolve())
    if "--update" in sys.argv:
        GOLDEN.write_text(json.dumps(ask(EXAMPLE), indent=1, ensure_ascii=False) + "\n")
        sys.argv.remove("--update")
    unittest.main()
