"""Black-box tests of `unknot relief`: python3 relief_cli_test.py PATH/TO/unknot [unittest arguments]."""
import json
import os
import pathlib
import subprocess
import sys
import unittest

UNKNOT = ""
TREE = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = TREE / "data/example-relief.csv"
GOLDEN = TREE / "tests/golden/relief.json"
DIGITS = 3  # of what the golden answer keeps: builds may differ in the last of many


def run(*words, text=None):
    settings = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""),
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
    return subprocess.run([UNKNOT, "relief", *map(str, words)], env=settings, input=text, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=100, check=False)


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items() if k not in ("seconds", "source")}
    if isinstance(value, list):
        return [rounded(v) for v in value]
    return round(value, DIGITS) if isinstance(value, float) else value


def near(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(near(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(near, a, b))
    if isinstance(a, float) or isinstance(b, float):
        return a is not None and b is not None and abs(a - b) <= 0.002 * max(1, abs(a))
    return a == b


class Answer(unittest.TestCase):
    def test_golden(self):
        """Made by `unknot relief data/example-relief.csv --important 25% --json`, rounded."""
        done = run(EXAMPLE, "--important", "25%", "--json")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        found, kept = rounded(json.loads(done.stdout)), json.loads(GOLDEN.read_text())
        self.assertEqual(found.keys(), kept.keys())
        for key, value in kept.items():
            self.assertTrue(near(found[key], value), f"{key}: {found[key]}")

    def test_text(self):
        done = run(EXAMPLE, "--important", "25%")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in ("With heat it eased sooner than with wait.", "minutes saved: ", "drawn again by chance: p = ",
                      "unknown 1", "you knew what you did".capitalize()):
            self.assertIn(words, done.stdout)

    def test_observed_and_standard_input(self):
        done = run("-", "--observed", "--json", text=EXAMPLE.read_text())
        answer = json.loads(done.stdout)
        self.assertEqual(answer["effects"][0]["verdict"]["code"], "observed")
        self.assertFalse(answer["effects"][0]["randomisation"]["done"])
        self.assertEqual(answer["odds"], {"1": "none"})

    def test_several_persons(self):
        rows = ["person,arm,minutes,relieved"]
        for person in "abc":
            rows += [f"{person},{'AB'[i % 2]},{10 + 3 * i + 9 * (i % 2)},1" for i in range(8)]
        answer = json.loads(run("-", "--json", text="\n".join(rows)).stdout)
        self.assertEqual((answer["people"], len(answer["effects"]), len(answer["pooled"]["people"])), (3, 3, 3))
        alone, together = answer["effects"][0], answer["pooled"]["people"][0]
        self.assertLess(together["sd"], alone["sd"])

    def test_unfit(self):
        answer = json.loads(run("-", "--json", text="arm,minutes,relieved\nA,5,1\nB,6,1\n").stdout)
        self.assertEqual((answer["effects"], answer["unfit"][0]["code"]), ([], "too_few_episodes"))
        self.assertEqual(answer["verdict"]["code"], "could_not_tell")

    def test_refused(self):
        for words, text, status, says in [
                (["-"], "arm,minutes,relieved\nA,5,1\nB,0,1\n", 2, "standard input:3:3: field \"minutes\": 0 minutes"),
                (["-"], "arm,minutes,relieved\nA,5,1\nB,-1,1\n", 2, ":3:3:"),
                (["-", "--important", "0"], "", 2, "--important"), (["-", "--prior", "beta_sd"], "", 2, "--prior"),
                (["-", "--reference", "C"], "arm,minutes,relieved\nA,5,1\nB,1,1\n", 2, "\"C\""),
                (["nowhere.csv"], None, 2, "there is no such file"), ([], None, 2, "where is your diary"), (["--arm", "x"], None, 2, "about a file"),
                (["x.csv", "--diary", "y.db"], None, 2, "exclude")]:
            done = run(*words, text=text)
            self.assertEqual((done.returncode, done.stdout), (status, ""), done.stderr)
            self.assertIn(says, done.stderr)


if __name__ == "__main__":
    UNKNOT = sys.argv.pop(1)
    unittest.main()
