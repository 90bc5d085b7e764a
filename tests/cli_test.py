"""Black-box tests of the program: python3 cli_test.py PATH/TO/unknot [unittest arguments].

Everything goes through the command line as a user would: bytes in, bytes and exit status out."""
import html.parser
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
EXAMPLE = HERE.parent / "data" / "example-stretch.csv"
UNKNOT = ""
HOSTILE = "<script>alert('1')</script>&\"]]>"


def run(*words, text=None, env=None, stdout=subprocess.PIPE):
    settings = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", "")}
    settings.update(env or {})
    return subprocess.run([UNKNOT, *map(str, words)], input=text, env=settings, stdout=stdout,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=120, check=False)


def analyze_example(*words, **more):
    return run("analyze", EXAMPLE, "--outcome", "spasms", "--design", "pairs", *words, **more)


def trial(rows, header="day,arm,outcome"):
    return header + "\n" + "\n".join(rows) + "\n"


def plain_trial(days=40):
    return trial(f"{d},{'AB'[(d // 2) % 2]},{(d * 7) % 5}" for d in range(1, days + 1))


class Page(html.parser.HTMLParser):
    """Collects what a page would fetch or run."""

    def __init__(self):
        super().__init__()
        self.tags, self.requests = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.requests += [v for k, v in attrs if k in ("src", "href", "srcset", "action", "style")]
        self.requests += [k for k, v in attrs if k.startswith("on")]


class Manners(unittest.TestCase):
    def test_help_goes_to_stdout_and_succeeds(self):
        for words in (["help"], ["--help"], ["-h"], ["help", "analyze"], ["analyze", "--help"],
                      ["analyze", "-h"], ["help", "version"], ["--version"], ["version"]):
            done = run(*words)
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)
            self.assertTrue(done.stdout.strip(), words)

    def test_help_fits_eighty_columns(self):
        for line in run("help", "analyze").stdout.splitlines():
            self.assertLess(len(line), 90, line)

    def test_misuse(self):
        table = [
            ([], "analyze"),
            (["analyse", "x"], 'Did you mean "analyze"?'),
            (["frobnicate"], "unknot help"),
            (["analyze"], "which file?"),
            (["analyze", "x", "y"], "one file at a time"),
            (["analyze", "x", "--outcom", "y"], "Did you mean --outcome?"),
            (["analyze", "x", "--zzzzzz"], "there is no option --zzzzzz"),
            (["analyze", "x", "-o"], "Options have two dashes"),
            (["analyze", "x", "--outcome"], "--outcome needs a value"),
            (["analyze", "x", "--outcome="], "--outcome is empty"),
            (["analyze", "x", "--json=1"], "takes no value"),
            (["analyze", "x", "--important", "0"], "above 0"),
            (["analyze", "x", "--important", "-1"], "above 0"),
            (["analyze", "x", "--important", "100%"], "above 0"),
            (["analyze", "x", "--important", "nan"], "above 0"),
            (["analyze", "x", "--important", "1x"], "above 0"),
            (["analyze", "x", "--better", "up"], "lower|higher"),
            (["analyze", "x", "--family", "normal"], "gaussian|poisson"),
            (["analyze", "x", "--per-day", "first"], "mean|sum|last"),
            (["analyze", "x", "--washout", "-1"], "whole number"),
            (["analyze", "x", "--washout", "1.5"], "whole number"),
            (["analyze", "x", "--seed", "99999999999999999999999"], "2^64"),
            (["analyze", "x", "--scale", "0"], "above 0"),
            (["analyze", "x", "--prior", "beta_sd"], "NAME=VALUE"),
            (["analyze", "x", "--prior", "beta_sd=0"], "above 0"),
            (["analyze", "x", "--prior", "nonsense=1"], "no prior called"),
            (["analyze", "x", "--prior", "beta_sd=1;mu_sd=2"], "does not understand"),
            (["analyze", "x", "--chart", "a", "--html", "a"], "same file"),
            (["analyze", "x", "--chart", "x"], "same file"),
            (["analyze", "x", "--design", "pairs", "--schedules", "s"], "exclude"),
        ]
        for words, said in table:
            done = run(*words)
            self.assertEqual(done.returncode, 2, words)
            self.assertEqual(done.stdout, "", words)
            self.assertIn(said, done.stderr, words)

    def test_errors_have_one_form(self):
        done = run("analyze", "-", text="day,arm,outcome\n1,A,1\n2,A,x\n")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^unknot: standard input:3:\d+: field \"outcome\": .*\n  \S")
        done = run("analyze", "/nonexistent/diary.csv")
        self.assertEqual(done.returncode, 2)
        self.assertTrue(done.stderr.startswith("unknot: /nonexistent/diary.csv: "), done.stderr)

    def test_a_name_cannot_move_the_cursor(self):
        done = run("analyze", "-", "--outcome", "\033[2Jx", text=plain_trial())
        self.assertEqual(done.returncode, 2)
        self.assertNotIn("\033", done.stderr)

    def test_manual_is_up_to_date(self):
        manual = (HERE.parent / "docs" / "commands.md").read_text(encoding="utf-8")
        self.assertEqual(run("help", "--markdown").stdout, manual)

    def test_lost_output_is_noticed(self):
        if not os.path.exists("/dev/full"):
            self.skipTest("no /dev/full here")
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = analyze_example(stdout=full)
        self.assertEqual(done.returncode, 3)
        self.assertIn("cannot write", done.stderr)
        done = analyze_example("--html", "/dev/full")
        self.assertEqual(done.returncode, 3)


class Answers(unittest.TestCase):
    def answer(self, *words, **more):
        done = analyze_example("--json", *words, **more)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return json.loads(done.stdout)

    def test_json(self):
        answer = self.answer("--important", "25%")
        self.assertEqual(answer["schema"], 1)
        self.assertEqual(answer["kind"], "trial")
        self.assertEqual(answer["family"], "poisson")
        self.assertEqual(answer["arms"], ["no stretch", "stretch"])
        self.assertAlmostEqual(answer["options"]["important"], 0.2876820724)
        effect = answer["effects"][0]
        self.assertEqual((effect["arm"], effect["versus"]), ("stretch", "no stretch"))
        self.assertLess(effect["q025"], effect["q50"])
        self.assertLess(effect["q50"], effect["q975"])
        self.assertAlmostEqual(effect["p_better"], effect["p_below_zero"], places=6)
        self.assertEqual(set(effect["natural"]["levels"]), {"no stretch", "stretch"})
        self.assertEqual(set(answer["nuisance"]["1"]), {"sigma", "rho", "gamma"})
        self.assertTrue(answer["verdict"]["why"])
        self.assertEqual(answer["verdict"], effect["verdict"])
        self.assertNotIn("pooled", answer)
        for doubt in answer["doubts"]:
            self.assertEqual(set(doubt), {"code", "text", "person", "arm", "value"})

    def test_every_member_is_in_the_manual(self):
        manual = (HERE.parent / "docs" / "json.md").read_text(encoding="utf-8")
        answer = self.answer("--important", "25%")
        names = set(answer) | set(answer["effects"][0]) | set(answer["options"])
        names |= set(answer["checks"]["1"]) | set(answer["verdict"]) | set(answer["design"]["1"])
        names |= set(answer["randomisation"]["1"]) | set(answer["effects"][0]["natural"])
        for name in names:
            if not name.endswith(("_flat", "_prior")) and name not in ("mean", "sd", "q025", "q50"):
                self.assertRegex(manual, rf"[`\"]{name}[`\"]", name)

    def test_both_ways_of_writing_an_option(self):
        self.assertEqual(analyze_example("--important=25%", "--seed=3").stdout,
                         analyze_example("--important", "25%", "--seed", "3").stdout)

    def test_direction_and_importance(self):
        lower, higher = self.answer(), self.answer("--better", "higher")
        self.assertAlmostEqual(lower["effects"][0]["p_better"],
                               1 - higher["effects"][0]["p_better"], places=6)
        self.assertIsNone(lower["effects"][0]["p_better_by_important"])
        self.assertIn("We took lower as better", analyze_example().stdout)

    def test_priors_add_up(self):
        answer = self.answer("--prior", "beta_sd=0.5,mu_sd=2", "--prior", "rho_shape=3")
        changed = {n: p["value"] for n, p in answer["priors"].items() if p["changed"]}
        self.assertEqual(changed, {"beta_sd": 0.5, "mu_sd": 2, "rho_shape": 3})
        self.assertIn("prior_changed", [d["code"] for d in answer["doubts"]])

    def test_percent_is_not_for_measures(self):
        done = run("analyze", HERE / "reference" / "gaussian1-a.csv", "--important", "25%")
        self.assertEqual(done.returncode, 2)
        self.assertIn("counts and yes/no", done.stderr)

    def test_not_blinded_is_in_the_headline(self):
        told, blinded = analyze_example().stdout, analyze_example("--blinded").stdout
        first = told.split("How big is it?")[0]
        if "We do not know" not in first:
            self.assertIn("you knew which days were which", " ".join(first.split()))
        self.assertNotIn("knew which days", " ".join(blinded.split("How big")[0].split()))

    def test_observed_never_claims(self):
        text = " ".join(run("analyze", EXAMPLE, "--outcome", "spasms", "--design",
                            "observed").stdout.split())
        self.assertTrue(text.startswith("Observed, not tested."), text[:80])
        self.assertNotIn("helped", text)

    def test_first_part_has_no_percent_and_no_p(self):
        first = analyze_example("--important", "25%").stdout.split("The numbers")[0]
        self.assertNotIn("%", first)
        self.assertNotIn("p =", first)

    def test_ascii_where_the_terminal_is_not_utf8(self):
        text = analyze_example(env={"LC_ALL": "C"}).stdout
        self.assertTrue(text.isascii())
        self.assertFalse(analyze_example().stdout.isascii())

    def test_no_colour_into_a_pipe(self):
        self.assertNotIn("\033", analyze_example().stdout)

    def test_standard_input_and_threads_give_the_same(self):
        text = EXAMPLE.read_text(encoding="utf-8")
        one = run("analyze", "-", "--outcome", "spasms", "--threads", "1", text=text)
        two = run("analyze", "-", "--outcome", "spasms", "--threads", "2", text=text)
        self.assertEqual(one.returncode, 0, one.stderr)
        self.assertEqual(one.stdout, two.stdout)

    def test_several_people(self):
        sample = HERE / "reference" / "pooled-poisson-n20-a.csv"
        done = run("analyze", sample, "--json", "--important", "25%")
        self.assertEqual(done.returncode, 0, done.stderr)
        answer = json.loads(done.stdout)
        self.assertEqual(len(answer["pooled"]["people"]), 20)
        self.assertEqual(len(answer["effects"]), 20)
        self.assertIn("See each person", answer["verdict"]["why"])
        for share in ("share_better", "share_worse"):
            self.assertTrue(0 <= answer["pooled"][share]["mean"] <= 1)
        text = run("analyze", sample).stdout
        self.assertIn("20 people together", text)
        self.assertNotIn("share of people helped", text)

    def test_exact_adds_diagnostics(self):
        answer = self.answer("--exact")
        run_of_one = answer["exact"]["people"]["1"]
        self.assertLess(run_of_one["rhat_worst"], 1.1)
        self.assertTrue(any(q["name"] == "sigma" for q in run_of_one["quantities"]))


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def test_picture_and_page_are_well_formed(self):
        for words in (["analyze", EXAMPLE, "--outcome", "spasms", "--design", "pairs",
                       "--important", "25%"],
                      ["analyze", HERE / "reference" / "gaussian6-a.csv", "--important", "1"],
                      ["analyze", HERE / "reference" / "bernoulli3-a.csv"],
                      ["analyze", HERE / "reference" / "ordinal4-a.csv"],
                      ["analyze", HERE / "reference" / "pooled-gaussian-n20-a.csv"]):
            done = run(*words, "--chart", self.path / "a.svg", "--html", self.path / "a.html")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.check_files()

    def check_files(self):
        root = ElementTree.parse(self.path / "a.svg").getroot()
        self.assertEqual(root.tag, "{http://www.w3.org/2000/svg}svg")
        for svg in root.iter("{http://www.w3.org/2000/svg}svg"):
            self.assertEqual(svg.get("role"), "img")
            self.assertTrue(svg.find("{http://www.w3.org/2000/svg}title").text)
            self.assertTrue(svg.find("{http://www.w3.org/2000/svg}desc").text)
        text = (self.path / "a.html").read_text(encoding="utf-8")
        self.assertTrue(text.startswith("<!DOCTYPE html>"))
        ElementTree.fromstring(text[len("<!DOCTYPE html>"):])  # every element closed
        page = Page()
        page.feed(text)
        self.assertEqual(page.requests, [])
        self.assertFalse(page.tags & {"script", "link", "img", "iframe", "object", "form"})
        self.assertIn("table", page.tags)
        ids = [e.get("id") for e in ElementTree.fromstring(text[15:]).iter() if e.get("id")]
        self.assertEqual(len(ids), len(set(ids)))

    def test_hostile_names(self):
        name = HOSTILE.replace('"', '""')
        rows = [f'{d},"{"AB"[(d // 2) % 2]}{name}",{(d * 7) % 5},"{name}"' for d in range(1, 41)]
        done = run("analyze", "-", "--outcome", HOSTILE, "--chart", self.path / "a.svg", "--html",
                   self.path / "a.html", text=trial(rows, f'day,arm,"{name}",person'))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_files()

    def test_very_long_names(self):
        name = "ß" * 60
        rows = [f"{d},{'AB'[(d // 2) % 2]}{name},{(d * 7) % 5}" for d in range(1, 41)]
        done = run("analyze", "-", "--chart", self.path / "a.svg", "--html", self.path / "a.html",
                   text=trial(rows))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_files()

    def test_curve(self):
        done = analyze_example("--curve", self.path / "c.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        curves = json.loads((self.path / "c.json").read_text(encoding="utf-8"))
        self.assertEqual((curves["schema"], curves["kind"]), (1, "evidence_curves"))
        self.assertEqual(len(curves["curves"]), 1)
        curve = curves["curves"][0]
        self.assertEqual(len(curve["log_likelihood"]), curve["points"])
        self.assertEqual(max(curve["log_likelihood"]), 0)
        self.assertEqual(sum(curve["days"]), 76)

    def test_no_curve_of_a_short_diary(self):
        done = run("analyze", "-", "--curve", self.path / "c.json", text=plain_trial(27))
        self.assertEqual(done.returncode, 2)
        self.assertIn("fewer than 28", done.stderr)
        self.assertEqual((done.stdout, os.listdir(self.path)), ("", []))

    def test_nothing_is_written_after_a_failure(self):
        done = analyze_example("--html", self.path / "a.html", "--chart",
                               self.path / "no" / "folder.svg")
        self.assertEqual(done.returncode, 3)
        self.assertEqual((done.stdout, os.listdir(self.path)), ("", []))
        done = run("analyze", "-", "--html", self.path / "a.html", text="day,arm\n1,A\n")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(os.listdir(self.path), [])

    def test_an_old_file_stands_until_the_new_one_is_whole(self):
        target = self.path / "a.html"
        target.write_text("old", encoding="utf-8")
        analyze_example("--html", target, "--chart", self.path / "no" / "folder.svg")
        self.assertEqual(target.read_text(encoding="utf-8"), "old")
        analyze_example("--html", target)
        self.assertTrue(target.read_text(encoding="utf-8").startswith("<!DOCTYPE"))
        self.assertEqual(os.listdir(self.path), ["a.html"])
        self.assertEqual(target.stat().st_mode & 0o044, 0o044 & ~current_umask())


def current_umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


if __name__ == "__main__":
    UNKNOT = os.path.abspath(sys.argv.pop(1))
    unittest.main()
