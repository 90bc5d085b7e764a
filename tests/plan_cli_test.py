"""Black-box tests of `unknot plan`: python3 plan_cli_test.py PATH/TO/unknot [unittest arguments].

Every run is small: what simulated trials come to is tested in answer_plan_test.c."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

UNKNOT = ""
SMALL = ["plan", "--trials", "48", "--days", "24", "--important", "1", "--looks", "1"]


def run(*words, before=(), env=None):
    settings = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "HOME": os.environ.get("HOME", "/"),
                "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "")}
    settings.update(env or {})
    return subprocess.run([*before, UNKNOT, *map(str, words)], env=settings, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=200, check=False)


class Answer(unittest.TestCase):
    def test_text(self):
        done = run(*SMALL)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for words in ("2 arms in 3 cycles of 4-day periods: 24 days, run-in 7", "looks after cycle 3; c = 0.99",
                      "truth: level 5, sd 1.3, rho 0.3, missing 0.1\n", "48 simulated trials", "\n      -1 ",
                      "Wrong when there is no effect"):
            self.assertIn(words, done.stdout)
        self.assertTrue(all(len(line) < 110 for line in done.stdout.splitlines()))

    def test_json(self):
        done = run(*SMALL, "--json", "--effect", "0.5", "--effect", "-2", "--rho", "0.6", "--seed", 2**64 - 1)
        answer = json.loads(done.stdout)
        self.assertEqual((answer["schema"], answer["kind"], answer["trials"]), (1, "plan", 48))
        self.assertEqual(answer["seed"], str(2**64 - 1))
        self.assertEqual((answer["truth"]["rho"], answer["truth"]["sd"]), (0.6, 1.3))
        self.assertEqual((answer["design"]["cycles"], answer["look_after"]), (3, [3]))
        self.assertEqual([e["effect"] for e in answer["effects"]], [0.5, -2])
        for effect in answer["effects"]:
            shares = [verdict["share"] for verdict in effect["verdicts"].values()]
            self.assertAlmostEqual(sum(shares), 1, 5)
            self.assertEqual(sum(effect["counts"]["verdict"]), 48)
            self.assertEqual(effect["days"], 31)
            self.assertGreater(effect["found"]["error"], 0)

    def test_families_and_orders(self):
        table = [(["--family", "poisson", "--important", "25%"], "dispersion 2", "0.2877"),
                 (["--family", "bernoulli", "--important", "0.5"], "level 0.4", "yes"),
                 (["--rating"], "rounded to 0..10", "truth"),
                 (["--order", "days"], "dealt day by day, no run over 3 days: 24 days", "truth"),
                 (["--arms", "3", "--block", "2"], "3 arms in 4 cycles of 2-day periods", "truth"),
                 (["--look-after", "2,3", "--calibrate", "--effect", "0"], "looks after cycle 2, 3; c = 0.9",
                  "calibrated")]
        for words, first, second in table:
            done = run("plan", "--trials", "24", "--days", "24", *words)
            self.assertEqual((done.returncode, done.stderr), (0, ""), words)
            self.assertIn(first, done.stdout, words)
            if second != "yes":
                self.assertIn(second, done.stdout, words)

    def test_a_design_as_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "design.json"
            answer = json.loads(run(*SMALL, "--json").stdout)
            path.write_text(json.dumps(answer["design"]))
            self.assertEqual(json.loads(run("plan", path, "--trials", 48, "--json").stdout), answer)
            path.write_text(json.dumps({"design": answer["design"], "format": "a protocol has it inside"}))
            self.assertEqual(json.loads(run("plan", path, "--trials", 48, "--json").stdout), answer)
            path.write_text('{"arms": 7}')
            done = run("plan", path)
            self.assertEqual(done.returncode, 2)
            self.assertIn("design.json", done.stderr)

    def test_threads_do_not_matter(self):
        one = run(*SMALL, "--threads", "1", "--json").stdout
        self.assertEqual(one, run(*SMALL, "--threads", "3", "--json").stdout)
        self.assertNotEqual(one, run(*SMALL, "--seed", "2", "--json").stdout)

    def test_exact_agrees(self):
        """The quick road may differ where it is documented to; not in half a hundred clear trials."""
        words = [*SMALL, "--effect", "-3", "--json"]
        quick, exact = (json.loads(run(*words, *more).stdout)["effects"][0] for more in ([], ["--exact"]))
        self.assertEqual(exact["counts"]["exact"], 48)
        self.assertAlmostEqual(quick["found"]["share"], exact["found"]["share"], 1)


class Refusals(unittest.TestCase):
    def test_misuse(self):
        table = [(["--rho", "1"], "rho cannot be 1"), (["--rho", "x"], "--rho must be a number"),
                 (["--rho"], "--rho needs a value"), (["--effect", "lots"], "a halving is -0.693"),
                 (["--effect", "101"], "from -100 to 100"), (["--effect=1"] * 17, "more than 16 times"),
                 (["--trials", "0"], "from 1 to 1048576"), (["--trials", "1048577"], "from 1 to"),
                 (["--arms", "5"], "--arms must be a whole number from 2 to 4"),
                 (["--block", "0"], "--block"), (["--washout", "4"], "from 0 to 3"),
                 (["--days", "5"], "there are 0 cycles"), (["--cycles", "400"], "must be from 1 to"),
                 (["--order", "days", "--arms", "3"], "for two arms"), (["--order", "coins"], "cycles|days"),
                 (["--rating", "--family", "poisson"], "--rating is for measures"),
                 (["--important", "0"], "above 0"), (["--important", "20%"], "is for counts and yes/no"),
                 (["--look-after", "3,2"], "--look-after"), (["--look-after", "3,99"], "after the last of 7 cycles"),
                 (["--look-after", "soon"], "such as 3,5,8"), (["--week-std", "1"], "Did you mean --week-sd?"),
                 (["--week_sd", "-1"], "week_sd cannot be -1"), (["a", "b"], 'what to do with "b"'),
                 (["/nonexistent/design.json"], "design.json"), (["--resume", "/nonexistent/state"], "--resume")]
        for words, expected in table:
            done = run("plan", *words)
            self.assertEqual((done.returncode, done.stdout), (3 if "--resume" in words else 2, ""), words)
            self.assertIn(expected, done.stderr, words)


class Resuming(unittest.TestCase):
    LONG = ["plan", "--trials", "3000", "--days", "56", "--family", "poisson", "--important", "25%", "--exact", "--json"]

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.state = pathlib.Path(self.folder.name) / "state.json"

    def tearDown(self):
        self.folder.cleanup()

    def interrupt(self, how, words):
        """Stops a run as soon as it has saved something; what it had saved."""
        running = subprocess.Popen([UNKNOT, *words, "--resume", str(self.state)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, encoding="utf-8")
        done, deadline = 0, time.monotonic() + 100
        while not done and time.monotonic() < deadline and running.poll() is None:
            time.sleep(0.02)
            if self.state.exists():
                done = sum(tally["trials"] for tally in json.loads(self.state.read_text())["tallies"])
        running.send_signal(how)
        out, err = running.communicate(timeout=100)
        self.assertGreater(done, 0)
        return running.returncode, out, err

    def test_stopped_and_gone_on(self):
        words = [*self.LONG, "--trials", "400", "--effect", "0"]
        for how in (signal.SIGINT, signal.SIGKILL):
            status, out, err = self.interrupt(how, self.LONG)
            self.assertEqual(out, "")
            if how == signal.SIGINT:
                self.assertEqual(status, 130)
                self.assertIn("goes on from", err)
            self.assertFalse([p for p in self.state.parent.iterdir() if p != self.state and how == signal.SIGINT])
            for path in self.state.parent.iterdir():
                path.unlink()
        # what was saved halfway and what is made in one go come to the same
        whole = run(*words)
        self.assertEqual(run(*words, "--trials", "130", "--resume", self.state).returncode, 0)
        self.assertEqual(run(*words, "--resume", self.state).stdout, whole.stdout)
        self.assertEqual(run(*words, "--resume", self.state).stdout, whole.stdout)

    def test_a_killed_run_goes_on(self):
        words = [*self.LONG, "--trials", "600", "--effect", "0"]
        self.interrupt(signal.SIGKILL, words)
        saved = json.loads(self.state.read_text())["tallies"][0]["trials"]
        self.assertLess(saved, 600)
        self.assertEqual(run(*words, "--resume", self.state).stdout, run(*words).stdout)

    def test_another_request_is_refused(self):
        self.assertEqual(run(*SMALL, "--resume", self.state).returncode, 0)
        kept = self.state.read_text()
        for words in (["--seed", "2"], ["--rho", "0.2"], ["--effect", "0"], ["--exact"], ["--days", "32"]):
            done = run(*SMALL, *words, "--resume", self.state)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertIn("another simulation", done.stderr, words)
        self.assertIn("already", run(*SMALL, "--trials", "10", "--resume", self.state).stderr)
        self.assertEqual(self.state.read_text(), kept)
        for damage, expected in (("{}", "no state"), ("", "state.json"), (kept.replace('"verdict":[', '"verdict":[9,'),
                                                                          "damaged"),
                                 (kept.replace('"covered":', '"covered":-'), "damaged")):
            self.state.write_text(damage)
            done = run(*SMALL, "--resume", self.state)
            self.assertEqual(done.returncode, 2, damage)
            self.assertIn(expected, done.stderr)


class Mpi(unittest.TestCase):
    # leaks of the MPI library itself are not ours to find
    ENV = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1", "ASAN_OPTIONS": "detect_leaks=0",
           "OMPI_MCA_btl_vader_single_copy_mechanism": "none"}

    def setUp(self):
        module = pathlib.Path(UNKNOT).parent / "unknot-mpi.so"
        if not shutil.which("mpirun") or not module.exists():
            self.skipTest("built without MPI")

    def mpirun(self, ranks, *words):
        return run(*words, before=("mpirun", "--oversubscribe", "-n", str(ranks)), env=self.ENV)

    def test_any_number_of_processes_gives_the_same_bytes(self):
        words = [*SMALL, "--trials", "101", "--json"]
        alone = run(*words).stdout
        self.assertTrue(alone)
        for ranks in (1, 2, 4):
            done = self.mpirun(ranks, *words)
            self.assertEqual((done.returncode, done.stdout), (0, alone), done.stderr)

    def test_one_speaks_and_goes_on(self):
        done = self.mpirun(2, *SMALL, "--rho", "7")
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(done.stderr.count("rho cannot be 7"), 1)
        with tempfile.TemporaryDirectory() as folder:
            state = pathlib.Path(folder) / "state.json"
            run(*SMALL, "--trials", "30", "--resume", state)
            done = self.mpirun(2, *SMALL, "--resume", state)
            self.assertEqual(done.stdout, run(*SMALL).stdout, done.stderr)
            done = self.mpirun(2, *SMALL, "--seed", "5", "--resume", state)
            self.assertNotEqual(done.returncode, 0)
            self.assertEqual(done.stderr.count("another simulation"), 1)


class WithoutTheModule(unittest.TestCase):
    def test_it_says_what_to_do(self):
        with tempfile.TemporaryDirectory() as folder:
            alone = pathlib.Path(folder) / "unknot"
            shutil.copy(UNKNOT, alone)
            done = subprocess.run([alone, *SMALL], env={"OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "0"},
                                  stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", check=False)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("libopenmpi-dev", done.stderr)


if __name__ == "__main__":
    UNKNOT = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
