"""Black-box tests of relief on the diary: python3 relief_diary_cli_test.py PATH/TO/unknot [unittest arguments].

What is compared, what is picked, what is done about it, what eases it, what may be tried now: every command as its user
would type it, under a clock shifted with libfaketime; and everything typed wrong, after which nothing has changed."""
import json
import os
import pathlib
import pty
import random
import select
import sys
import time
import unittest

import trial_cli_test as base

THREE = ("--set", "heat", "--set", "Rub", "--set", "wait")
KEYS = {"heat_local", "rub_during", "wait"}


class Relief(base.Trial):
    def compare(self, *words):
        self.good("relief", "plan", *THREE, "--wait-limit", "none", "--on", *words)

    def episodes(self):
        return self.api("entries", kind="episode")["entries"]

    def api(self, name, **arguments):
        return json.loads(self.good("api", name, json.dumps(arguments)))

    def everything(self):
        """All versions of all entries, to see that nothing was written."""
        return self.good("export") if self.file.exists() else ""

    def refused(self, table, *before, status=2, hint=True):
        kept = self.everything()
        for words, says in table:
            done = self.bad(*before, *words, said=says, status=status)
            self.assertEqual(done.stdout, "", words)
            if hint:  # what to do
                self.assertRegex(done.stderr, r"\n  \S", words)
        self.assertEqual(self.everything(), kept)

    def plan(self):
        return self.api("relief")["plan"]

    def remedy(self, key):
        return next(r for r in self.plan()["remedies"] if r["key"] == key)


class Plan(Relief):
    def test_before_anything(self):
        shown = self.good("relief", "plan")
        for words in ("Nothing is compared yet", "Wait it out", "unknot relief plan --on"):
            self.assertIn(words, shown)
        self.assertEqual(self.api("relief")["state"], "none")
        self.good("log", "spasm", "--running")
        self.refused([([], "comparing is not on"), (["--skip"], "comparing is not on"),
                      (["--choose", "heat"], "comparing is not on")], "relief", "draw")
        self.assertIn("unknot relief plan --on", self.good("relief"))

    def test_no_diary_yet(self):
        self.bad("relief", said="unknot log spasm")
        self.bad("relief", "verify", said="unknot log spasm")
        self.assertFalse(self.file.exists())
        self.assertIn("During a spasm", self.good("now"))

    def test_the_suggestion_is_switched_on(self):
        self.assertIn("Comparing is on.", self.good("relief", "plan", "--on"))
        self.assertEqual(self.api("relief")["state"], "on")
        self.assertEqual(len(self.plan()["remedies"]), 4)

    def test_set_and_change(self):
        self.compare("--rest", "heat:4", "--not-at-night", "Heat", "--not-on", "rub:left-calf", "--how",
                     "rub=Along the muscle, = firmly", "--wait-limit", "5", "--odds", "adaptive", "--night",
                     "23:00-07:30", "--work", "08:00-12:00", "--work-days", "135", "--cluster", "60", "--worth", "30")
        plan = self.plan()
        self.assertEqual({r["key"] for r in plan["remedies"]}, KEYS)
        heat, rub = self.remedy("heat_local"), self.remedy("rub_during")
        self.assertEqual((heat["rest_hours"], heat["not_at_night"], heat["not_at_work"]), (4, True, False))
        self.assertEqual((rub["not_sites"], rub["how"]), (["left-calf"], "Along the muscle, = firmly"))
        self.assertEqual((plan["wait_limit"], plan["odds"], plan["cluster_minutes"]), (5, "adaptive", 60))
        self.assertAlmostEqual(plan["worth"], 0.7)
        self.assertEqual(plan["night"], {"from": "23:00", "to": "07:30"})
        self.assertEqual(plan["work"], {"from": "08:00", "to": "12:00", "days": [1, 3, 5]})
        shown = " ".join(self.good("relief", "plan").split())
        for words in ("Heat on the spot; not again within 4 hours; not at night", "not on left calf",
                      "lean to what has eased sooner", "more pain than 5", "Night 23:00 to 07:30"):
            self.assertIn(words, shown)
        self.assertNotIn("08:00", shown)  # no remedy minds it
        # what is not named stays as it was
        self.good("relief", "plan", "--add", "stretch_acute", "--drop", "wait", "--any-time", "heat", "--odds", "equal")
        self.assertEqual({r["key"] for r in self.plan()["remedies"]}, KEYS - {"wait"} | {"stretch_acute"})
        heat = self.remedy("heat_local")
        self.assertEqual((heat["rest_hours"], heat["not_at_night"]), (4, False))
        self.assertEqual(self.remedy("rub_during")["not_sites"], ["left-calf"])
        self.assertEqual(self.plan()["odds"], "equal")

    def test_off_use_anew(self):
        self.compare()
        begun = self.plan()["begun"]
        for words, state in [(["--off"], "off"), (["--odds", "adaptive"], "off"), (["--on"], "on"),
                             (["--use", "heat"], "settled"), (["--odds", "equal"], "settled"), (["--on"], "on")]:
            self.good("relief", "plan", *words)
            self.assertEqual(self.api("relief")["state"], state, words)
        self.good("relief", "plan", "--use", "rub")
        self.assertIn("Rub or press the muscle", self.good("relief", "plan"))
        self.assertEqual(self.api("relief")["settled"], "rub_during")
        self.assertEqual(self.plan()["begun"], begun)
        self.good("relief", "plan", "--anew")
        self.assertGreater(self.plan()["begun"], begun)
        self.assertEqual(self.api("relief")["state"], "on")

    def test_refused(self):
        self.compare()
        self.refused([
            (["--set", "heat"], 'field "remedies"'), (["--set", "heet", "--set", "wait"], '"heet" is not known'),
            (["--set", "magnesium", "--set", "wait"], "Magnesium"), (["--drop", "menthol"], "is not compared"),
            (["--rest", "heat"], '--rest does not understand "heat"'), (["--rest", "heat:x"], '"x" is no number'),
            (["--rest", "heat:73"], "rest_hours"), (["--rest", "menthol:3"], "is not compared"),
            (["--how", "heat"], '--how does not understand "heat"'),
            (["--not-on", "heat:nose"], '"nose" is not known'), (["--not-at-night", "stretch"], "is not"),
            (["--wait-limit", "11"], '--wait-limit cannot be "11"'), (["--wait-limit", "2.5"], '"2.5"'),
            (["--night", "25:00-06:00"], "--night does not understand"), (["--night", "22-6"], "--night"),
            (["--work-days", "18"], "--work-days"), (["--cluster", "5"], "cluster_minutes"),
            (["--worth", "80"], "worth"), (["--odds", "fair"], "--odds"), (["--use", "menthol"], "is not compared"),
            (["--on", "--off"], "exclude one another"), (["--off", "--use", "heat"], "exclude one another"),
            (["heat"], "relief plan")], "relief", "plan")

    def test_json(self):
        reply = self.reply("relief", "plan", *THREE)
        self.assertEqual((reply["schema"], reply["state"], len(reply["plan"]["remedies"])), (1, "on", 3))
        self.assertNotIn("seed", reply["plan"])


class Draw(Relief):
    def test_step_by_step(self):
        self.compare("--wait-limit", "6")
        self.assertIn("how bad is it", self.good("log", "spasm", "--running"))
        self.assertNotIn("Picked by chance", self.good("relief", "draw"))  # still not known
        shown = " ".join(self.good("relief", "draw", "--pain-start", "4").split())
        self.assertIn("Picked by chance, 1 in 3, so that the comparison is fair.", shown)
        self.assertIn("Wait it out 1 in 3, Heat on the spot 1 in 3, Rub or press the muscle 1 in 3.", shown)
        self.assertIn("--doing (or --skip, --choose TREATMENT)", shown)
        drawn = self.reply("relief", "draw")["draw"]
        self.assertIn(drawn["arm"], KEYS)
        self.assertIn(drawn["how"], shown)
        for words, response, chose in [(["--doing"], "doing", None), (["--skip"], "skipped", None),
                                       (["--choose", "menthol"], "chose", "menthol"), ([], "chose", "menthol"),
                                       (["--doing"], "doing", None)]:
            self.good("relief", "draw", *words)
            now = self.reply("relief", "draw")["draw"]
            self.assertEqual((now["id"], now["arm"], now["response"], now["chose"]),
                             (drawn["id"], drawn["arm"], response, chose), words)
        self.good("ease", "--did", drawn["arm"], "--pain-end", "1")
        body = self.episodes()[0]["body"]
        self.assertEqual((body["pain_start"], body["pain_end"]), (4, 1))
        self.assertGreater(body["lasted_seconds"], 60)
        self.assertTrue(self.reply("relief", "verify")["ok"])
        self.assertIn("1 spasm with a pick", self.good("relief", "plan"))

    def test_in_one_step(self):
        self.compare()
        for i, (words, response, chose, why) in enumerate([
                (["--doing"], "doing", None, None), (["--skip"], None, None, "skipped"),
                (["--choose", "Cooling rub"], None, "menthol", "chose"), ([], None, None, None)]):
            self.on(f"2026-03-2{i}", "10:00")
            reply = self.reply("log", "spasm", "--running", "--site", "left-calf:4", *words)
            draw = reply["relief"]["draw"]
            self.assertEqual((draw["chose"], draw["why_not"]), (chose, why), words)
            if response:
                self.assertEqual(draw["response"], response)
            self.assertEqual(draw["arm"] in KEYS, why is None)
            self.assertEqual(draw["episode"], reply["entry"]["id"])
            self.good("ease")
        self.on("2026-03-25", "10:00")
        self.assertIn("Picked by chance", self.good("log", "--running"))
        self.assertTrue(self.reply("relief", "verify")["ok"])

    def test_anyway(self):
        self.compare("--wait-limit", "6")
        draw = self.reply("log", "spasm", "--running", "--anyway")["relief"]["draw"]
        self.assertIn(draw["arm"], KEYS - {"wait"})  # with pain unknown nobody is asked to wait
        self.assertEqual([row["chance"] for row in draw["odds"]], [0.5, 0.5])

    def test_so_soon_after_another(self):
        self.compare()
        self.good("log", "spasm", "--running", "--doing")
        self.good("ease")
        shown = " ".join(self.good("log", "spasm", "--running").split())
        self.assertIn("so soon after another", shown)
        self.assertIn("Picked for the one before: ", shown)

    def test_nothing_is_drawn_without_a_plan_or_for_what_is_over(self):
        self.assertNotIn("Picked", self.good("log", "spasm", "--running"))
        self.good("ease")
        self.compare()
        self.assertNotIn("Picked", self.good("log", "spasm", "--lasted", "2m"))
        self.good("relief", "plan", "--off")
        self.assertNotIn("Picked", self.good("log", "spasm", "--running"))
        self.assertEqual(self.api("entries", kind="draw")["entries"], [])

    def test_red_flags_first(self):
        self.compare()
        self.good("answer", "R1", "yes")
        done = self.run_it("log", "spasm", "--running")
        self.assertEqual(done.returncode, 0)
        self.assertTrue(done.stderr.strip())
        self.assertNotIn("Picked by chance", done.stdout)
        draw = self.reply("relief", "draw")["draw"]
        self.assertEqual((draw["arm"], draw["why_not"]), (None, "warning"))
        self.assertIn(" ".join(draw["why_words"].split()), " ".join(done.stdout.split()))
        self.assertTrue(self.good("now").startswith(done.stderr.split("\n")[0]))

    def test_refused(self):
        self.compare()
        self.refused([
            (["--skip"], "only picked for a spasm that goes on"), (["--doing"], "Add --running"),
            (["--running", "--skip", "--doing"], "exclude one another"),
            (["--running", "--choose", "heat", "--skip"], "exclude one another"),
            (["--running", "--choose", "voodoo"], '--choose: "voodoo" is not known'),
            (["--running", "--between", "1m", "2m"], "exclude each other"),
            (["--running", "--lasted", "2m"], "exclude each other"),
            (["--site", "left-calf", "30m"], "one word too many")], "log", "spasm")
        self.bad("relief", "draw", said="no spasm is running")
        self.good("log", "spasm", "--running", "--doing")
        self.refused([(["--skip", "--choose", "heat"], "exclude"), (["--choose", "voodoo"], "is not known"),
                      (["--site", "nose"], '"nose" is not known')],
                     "relief", "draw")
        self.refused([(["ffff0000"], "ffff0000"), (["--pain-start", "11"], "--pain-start")], "relief", "draw", hint=False)
        self.good("relief", "plan", "--off")
        self.refused([(["--running", "--skip"], "comparing is not on")], "log", "spasm")


class End(Relief):
    def test_ranges(self):
        table = [(["--between", "10m", "30m"], (600, 1800)), (["--between", "10m 30m"], (600, 1800)),
                 (["--between", "10m-30m"], (600, 1800)), (["--between=90s..5m"], (90, 300)),
                 (["--between", "1h30m", "2h"], (5400, 7200)), (["--not-eased-by", "1h"], (3600, None))]
        for i, (words, (least, most)) in enumerate(table):
            self.on(f"2026-03-2{i}")
            self.good("log", "spasm", "--running")
            self.good("ease", *words)
            body = self.episodes()[0]["body"]
            self.assertEqual((body.get("lasted_least_seconds"), body.get("lasted_most_seconds")), (least, most), words)
            self.assertFalse({"running", "lasted_seconds"} & set(body))
        self.good("log", "spasm", "--site", "left-calf", "--between", "5m", "20m")  # written down afterwards
        one = self.episodes()[0]
        self.assertEqual(one["body"]["lasted_most_seconds"], 1200)
        self.good("amend", one["id"], "--lasted", "7m")
        self.assertEqual({k: v for k, v in self.episodes()[0]["body"].items() if "lasted" in k}, {"lasted_seconds": 420})
        self.good("log", "spasm", "--running")
        newest = self.episodes()[0]["id"]
        self.good("log", "spasm", "--running")
        self.good("ease", newest[:8], "--between", "1m", "2m")  # the id may stand before
        done = next(e for e in self.episodes() if e["id"] == newest)
        self.assertEqual(done["body"]["lasted_least_seconds"], 60)

    def test_refused(self):
        self.good("log", "spasm", "--running")
        self.refused([
            (["--between", "10m"], '--between does not understand "10m"'),
            (["--between", "30m", "10m"], "--between does not understand"),
            (["--between", "10m-10m"], "--between"), (["--between", "soon", "late"], "--between"),
            (["--between", "0:99-2m"], "--between"),
            (["--not-eased-by", "later"], "--not-eased-by does not understand"), (["--lasted", "x"], "--lasted")],
            "ease")
        self.bad("ease", "--between", "1m-2m", "--lasted", "3m", said="exclude one another")
        self.bad("ease", "--not-eased-by", "8d", said="lasted_least_seconds")
        self.assertEqual(self.episodes()[0]["body"], {"running": True})


class Answer(Relief):
    def live(self, count):
        """`count` spasms, ten hours apart; heat eases in half the time. None so long that a warning stands."""
        chance = random.Random(7)
        self.at("2026-01-05 08:00")
        self.compare()
        arms = []
        for i in range(count):
            self.at(f"2026-01-{6 + i // 2:02} {8 + 10 * (i % 2):02}:00")
            reply = self.reply("log", "spasm", "--running", "--site", "left-calf:4", "--doing")
            self.assertIsNone(reply["relief"]["draw"]["why_not"], reply["relief"])
            arms.append(reply["relief"]["draw"]["arm"])
            minutes = min(9, {"heat_local": 2, "rub_during": 4, "wait": 4.5}[arms[-1]] * chance.lognormvariate(0, 0.3))
            self.good("ease", reply["entry"]["id"], "--lasted", f"{round(60 * minutes)}s", "--did", arms[-1])
        return arms

    def test_from_the_first_spasm_to_the_answer(self):
        arms = self.live(36)
        self.assertEqual(set(arms), KEYS)
        answer = self.reply("relief")
        self.assertEqual((answer["state"], answer["episodes"], answer["schema"]), ("on", 36, 1))
        self.assertEqual(answer["contrasts"][0]["versus"], "wait")
        shown = self.good("relief")
        for words in (answer["headline"], answer["lead"], answer["counts_words"], answer["stop"]["words"],
                      answer["doubts"][0]):
            self.assertIn(" ".join(words.split()), " ".join(shown.replace("- ", "").split()))
        verify = self.reply("relief", "verify")
        self.assertTrue(verify["ok"])
        self.assertIn("good: ", self.good("relief", "verify"))
        # the own answer leads what may be tried
        now = self.reply("now")
        helps = next(c for c in answer["contrasts"] if c["key"] == "heat_local")
        self.assertEqual(helps["verdict"], "helps")
        self.assertEqual((now["now"][0]["key"], now["now"][0]["source"]), ("heat_local", "yours"))
        self.assertNotIn("wait", [item["key"] for item in now["now"]])
        self.assertIn("Heat on the spot. Your own answer.", self.good("now"))
        # a draw that was bent elsewhere is found
        other = self.path / "other.db"
        lines = []
        for line in self.good("export").splitlines():
            row = json.loads(line)
            draw = (row.get("body") or {}).get("draw")
            if isinstance(draw, dict) and draw.get("arm") and not lines_bent(lines):
                draw["arm"] = next(k for k in draw["allowed"] if k != draw["arm"])
                row["bent"] = True
            lines.append(row)
        text = "\n".join(json.dumps({k: v for k, v in row.items() if k != "bent"}) for row in lines)
        (self.path / "bent.jsonl").write_text(text + "\n")
        self.good("import", self.path / "bent.jsonl", file=other)
        done = self.run_it("relief", "verify", file=other)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("NOT GOOD", done.stdout)
        self.assertIn("does not come out as it was written", done.stderr)

    def test_options_of_a_file_need_one(self):
        self.compare()
        self.refused([(["--arm", "x"], "about a file"), (["--important", "25%"], "about a file"),
                      (["a.csv", "b.csv"], "relief"), (["nowhere.csv", "--diary", "x.db"], "exclude each other")],
                     "relief")


def lines_bent(lines):
    return any("bent" in row for row in lines)


class Now(Relief):
    def many(self, arm="Rub", shift=-0.4, people=30):
        """`unknot relief FILE.csv --json` of many people, in a file."""
        chance = random.Random(4)
        rows = ["person,arm,minutes,relieved"]
        for person in range(people):
            for i in range(24):
                drawn = ("wait", arm)[chance.random() < 0.5]
                minutes = 12 * chance.lognormvariate(shift * (drawn == arm), 0.5)
                rows.append(f"p{person},{drawn},{minutes:.2f},1")
        (self.path / "many.csv").write_text("\n".join(rows) + "\n")
        out = self.path / "many.json"
        out.write_text(self.good("relief", self.path / "many.csv", "--json", "--no-sensitivity", "--reference", "wait"))
        return out

    def test_sources_and_words(self):
        shown = self.good("now")
        for words in ("no clear answer of your own yet", "During a spasm", "For the days", "No trial found.",
                      "Studies: unsure.", "Ask a doctor or a pharmacist first."):
            self.assertIn(words, " ".join(shown.split()))
        for never in ("ecommend", "Pregabalin", "Acupuncture", "Magnesium"):
            self.assertNotIn(never, shown)
        self.assertEqual(shown, self.good("now"))

    def test_the_running_spasm_and_its_rules(self):
        self.compare("--wait-limit", "5", "--not-on", "rub:left-calf")
        keys = [item["key"] for item in self.reply("now")["now"]]
        self.assertTrue(KEYS <= set(keys))
        spasm = self.reply("log", "spasm", "--running", "--site", "left-calf:8")["entry"]["id"]
        for words in ([], [spasm[:8]]):
            keys = {item["key"] for item in self.reply("now", *words)["now"]}
            self.assertEqual(KEYS & keys, {"heat_local"}, words)
        self.refused([(["ffff0000"], "ffff0000"), (["x", "y"], "now")], "now", hint=False)

    def test_many_people(self):
        file = self.many()
        self.assertGreater(file.stat().st_size, 48 * 1024)  # more than an entry holds
        self.assertIn("Rub or press the muscle beside Wait it out, 30 people", " ".join(
            self.good("relief", "pooled", file).split()))
        self.assertNotIn('"p7"', self.good("export"))
        item = self.reply("now")["now"][0]
        self.assertEqual((item["key"], item["source_words"]), ("rub_during", "Many people"))
        self.assertIn("In 30 people it eased about", item["words"])
        self.good("remove", self.api("entries", kind="pooled")["entries"][0]["id"])
        self.assertNotIn("Many people", self.good("now"))
        self.assertEqual(len(self.reply("relief", "pooled", "-", text=file.read_text())["pooled"]), 1)

    def test_many_people_refused(self):
        self.compare()
        good = json.loads(self.many().read_text())
        alone = json.loads(self.good("relief", base_example(), "--json"))
        table = [({}, {"arms": ["wait", "Sham"]}, 'field "arms[1]": there is no treatment called "Sham"'),
                 ({}, {"kind": "triggers"}, 'field "kind"'), ({}, {"pooled": None}, 'field "pooled"'),
                 ({"observed": True}, {}, 'field "options.observed"'), (None, alone, "no pooled answer")]
        for i, (options, change, says) in enumerate(table):
            document = change if options is None else {**good, **change, "options": {**good["options"], **options}}
            path = self.path / f"bad{i}.json"
            path.write_text(json.dumps(document))
            self.refused([([path], says), ([path], f"bad{i}.json: ")], "relief", "pooled")
        (self.path / "no.json").write_text('{"kind": "relief",\n"kind": 1}')
        self.refused([([base_example()], "example-relief.csv:1:"), ([self.path / "no.json"], "no.json:2"),
                      ([self.path / "nowhere.json"], "there is no such file"), ([], "relief pooled")],
                     "relief", "pooled", hint=False)


def base_example():
    return pathlib.Path(__file__).resolve().parent.parent / "data/example-relief.csv"


class Terminal(Relief):
    def talk(self, words, answers):
        """Runs on a terminal of its own; each answer is typed when its question has come."""
        try:
            pid, terminal = pty.fork()
        except OSError as refused:
            self.skipTest(f"no terminal can be made here: {refused}")
        if pid == 0:
            os.execve(base.UNKNOT, [base.UNKNOT, *words],
                      {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "TZ": "Europe/Berlin",
                       "HOME": str(self.path), "UNKNOT_DIARY": str(self.file), "TERM": "dumb",
                       "LD_PRELOAD": base.FAKETIME, "FAKETIME_FMT": "%s",
                       "FAKETIME": f"@{int(self.now.timestamp())}",
                       "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")})
        rest, whole, typed, end = "", "", 0, time.monotonic() + 30
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.05)[0]:
                try:
                    more = os.read(terminal, 4096).decode("utf-8", "replace")
                except OSError:
                    break
                if not more:
                    break
                rest, whole = rest + more, whole + more
            if typed < len(answers) and answers[typed][0] in rest:
                rest = rest.split(answers[typed][0], 1)[1]
                os.write(terminal, (answers[typed][1] + "\n").encode())
                typed += 1
        os.close(terminal)
        status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        self.assertEqual((status, typed), (0, len(answers)), whole)
        return whole

    def test_it_asks_what_matters_then_whether_it_is_done_then_when_it_has_eased(self):
        self.compare("--wait-limit", "6", "--not-on", "rub:left-calf")
        said = self.talk(["log", "spasm", "--running"],
                         [("0 to 10?", "many"), ("0 to 10?", "4"), ("Where is it", "nose"), ("Where is it", "left-calf"),
                          ("Doing it?", "voodoo"), ("Doing it?", ""), ("has eased", "")])
        self.assertIn("Picked by chance, 1 in 2", said)
        self.assertIn("It eased. Saved.", said)
        entry = self.episodes()[0]
        self.assertEqual((entry["body"]["pain_start"], entry["body"]["sites"]), (4, [{"site": "left-calf"}]))
        self.assertIn("lasted_seconds", entry["body"])
        draw = self.api("entries", kind="draw")["entries"][0]["body"]
        self.assertEqual(draw["response"], "doing")
        self.assertEqual(draw["draw"]["allowed"].count("rub_during"), 0)

    def test_skip_and_something_else(self):
        self.compare()
        for day, answer, response, chose in [("2026-03-21", "s", "skipped", None), ("2026-03-22", "Cooling", "chose", "menthol")]:
            self.on(day)
            self.talk(["log", "spasm", "--running"], [("Doing it?", answer), ("has eased", "")])
            draw = self.api("entries", kind="draw")["entries"][0]["body"]
            self.assertEqual((draw["response"], draw.get("chose")), (response, chose))

    def test_what_was_said_is_not_asked(self):
        self.compare()
        said = self.talk(["log", "spasm", "--running", "--pain", "3", "--doing"], [("has eased", "")])
        self.assertNotIn("Doing it?", said)
        self.assertNotIn("0 to 10?", said)

    def test_the_input_may_end(self):
        self.compare()
        self.talk(["log", "spasm", "--running"], [("Doing it?", "\x04")])
        self.assertTrue(self.episodes()[0]["body"]["running"])


if __name__ == "__main__":
    base.UNKNOT = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if not base.FAKETIME:
        print("libfaketime is not installed", file=sys.stderr)
        sys.exit(base.SKIPPED)
    unittest.main()
