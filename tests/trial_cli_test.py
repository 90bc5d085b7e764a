"""Black-box tests of `unknot trial`: python3 trial_cli_test.py PATH/TO/unknot [unittest arguments].

Trials lived through at a terminal under a clock that is shifted with libfaketime: one from the question to the
verdict, and then the bad luck. "The helper" here is a copy of the diary that is opened with the sheet."""
import datetime
import glob
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
import zoneinfo

UNKNOT = ""
SKIPPED = 77
BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
FAKETIME = (glob.glob("/usr/lib/*/faketime/libfaketime.so.1") or [""])[0]
CODE = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}\b")
WRONG = "0000-0000-0000-0000-0000"


def day_of(text):
    return datetime.date.fromisoformat(text)


class Trial(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.file = self.path / "diary.db"
        self.zone = "Europe/Berlin"
        self.at("2026-03-20 20:00")

    def at(self, text):
        """Sets the clock to a local time in Berlin, whatever zone the person is in."""
        self.now = datetime.datetime.fromisoformat(text).replace(tzinfo=BERLIN)

    def on(self, day, time="21:00"):
        self.at(f"{day} {time}")

    def run_it(self, *words, text=None, file=None):
        self.now += datetime.timedelta(seconds=20)
        environment = {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "TZ": self.zone, "HOME": str(self.path),
                       "UNKNOT_DIARY": str(file or self.file), "LD_PRELOAD": FAKETIME, "FAKETIME_FMT": "%s",
                       "FAKETIME": f"@{int(self.now.timestamp())}",
                       "ASAN_OPTIONS": "verify_asan_link_order=0:" + os.environ.get("ASAN_OPTIONS", "")}
        return subprocess.run([UNKNOT, *map(str, words)], input=text or "", env=environment, capture_output=True,
                              encoding="utf-8", timeout=120, check=False)

    def good(self, *words, **more):
        done = self.run_it(*words, **more)
        self.assertEqual(done.returncode, 0, (words, done.stdout, done.stderr))
        return done.stdout

    def bad(self, *words, said="", status=2, **more):
        done = self.run_it(*words, **more)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.assertIn(said, " ".join(done.stderr.split()), words)
        self.assertIn("unknot: ", done.stderr)
        return done

    def reply(self, *words, **more):
        return json.loads(self.good(*words, "--json", **more))

    def allowed(self):
        """What is asked before any trial: of age, and nothing prescribed is stopped."""
        self.good("api", "add", json.dumps({"id": "00000000-0000-4000-8000-000000000001", "version":
                  "00000000-0000-4000-8000-0000000000aa", "kind": "profile", "at": "2026-03-01T12:00:00+01:00",
                  "precision": "day", "body": {"age": "18to50"}}))
        self.good("answer", "R24", "no")

    def drafted(self, *words):
        """28 days: four of run-in, then three pairs of four days each way."""
        self.allowed()
        return self.reply("trial", "new", "--outcome", "pain", "--important", "1", "--block", "4", "--cycles", "3",
                          "--run-in", "4", "--washout", "1", *words)["trial"]["id"]

    def open_trial(self):
        """An open one whose first day is 2026-03-21."""
        trial = self.drafted("--try", "keep_warm=Two layers", "--title", "Warm legs")
        self.good("trial", "start", "--from", "2026-03-21")
        return trial

    def blinded_trial(self):
        """The same with envelopes; the helper's code comes from the sheet."""
        trial = self.drafted("--try", "magnesium", "--against", "placebo", "--blinded")
        self.good("trial", "start", "--from", "2026-03-21", "--sheet", self.path / "sheet.html")
        return trial, CODE.search((self.path / "sheet.html").read_text())[0]

    def order_for_the_helper(self, code):
        copy = self.path / "helper.db"
        shutil.copy(self.file, copy)
        self.good("trial", "unblind", "--code", code, "--emergency", file=copy)
        return [unit["arm"] for unit in self.reply("trial", "show", file=copy)["units"]]

    def live(self, days, pain):
        """Evenings with check-in and answer; `pain` gives the day's, or None for a day without a word."""
        for day in days:
            self.on(day)
            if (value := pain(day)) is not None:
                self.good("check-in", "--pain", value)
                self.good("trial", "log", "done")


def days_from(first, count):
    return [day_of(first) + datetime.timedelta(i) for i in range(count)]


class FromTheQuestionToTheVerdict(Trial):
    def test_28_days(self):
        draft = self.drafted("--try", "magnesium", "--against", "placebo", "--blinded", "--why", "My calves wake me.")
        plan = self.good("trial", "plan")
        self.assertRegex(plan, r"[#.]{20} +\d+ in 20")
        self.assertIn("28 days", self.good("trial", "show"))
        self.bad("trial", "start", said="--sheet FILE")
        done = self.run_it("trial", "start", "--from", "tomorrow", "--sheet", str(self.path / "sheet.html"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIsNone(CODE.search(done.stdout + done.stderr))
        code = CODE.search((self.path / "sheet.html").read_text())[0]
        seal = re.search(r"The seal is ((?:[0-9a-f]{4} ?){4})", " ".join(done.stdout.split()))[1].strip()
        arms = self.order_for_the_helper(code)

        def pain(day):
            unit = (day - day_of("2026-03-25")).days // 4
            late = day > day_of("2026-04-05")
            if day in (day_of("2026-03-27"), day_of("2026-04-07")):
                return None  # nothing at all was written down
            shift = (day - day_of("2026-03-25")).days - (2 if late else 0)
            arm = arms[min(shift // 4, 5)] if shift >= 0 else 0
            return (2 if arm else 6) + day.day % 2 + (unit < 0)

        # the run-in and two periods; daylight saving begins on the 29th
        self.live(days_from("2026-03-21", 8), pain)
        self.on("2026-03-29", "08:00")
        self.assertIn("trial guess", self.good("trial", "today"))
        self.good("trial", "guess", "cannot-tell")
        self.live(days_from("2026-03-29", 3), pain)
        self.on("2026-04-01")  # late: yesterday's word is changed, one is forgotten until now
        self.good("trial", "log", "part", "--day", "yesterday", "--amount", "half a capsule")
        self.good("trial", "log", "not_done", "--reason", "forgot it")
        self.good("trial", "log", "other", "--instead", "two capsules")  # the last one counts
        self.assertEqual(self.reply("trial", "show")["taken"]["part"], 1)
        self.assertEqual(self.reply("trial", "show")["taken"]["other"], 1)
        self.assertEqual(self.reply("trial", "show")["taken"]["not_done"], 0)
        harm = self.run_it("trial", "harm", "Loose stools all night", "--severity", "severe", "--stopped")
        self.assertEqual(harm.returncode, 0, harm.stderr)
        self.assertRegex(harm.stdout, r"(?i)doctor|help|stop")
        self.bad("trial", "guess", "Magnesium", "--period", "2", said="has not ended")

        # two days of an illness
        self.on("2026-04-04", "08:00")
        self.good("trial", "guess", "Magnesium", "--sure", "fairly")
        self.good("trial", "pause", "--reason", "A cold")
        self.assertRegex(self.good("trial", "list"), "(?i)paused")
        self.bad("trial", "pause", said="no trial is running")
        self.on("2026-04-06", "08:00")
        self.good("trial", "resume")
        self.live(days_from("2026-04-06", 14), pain)

        # over: still sealed, then opened, answered, decided
        self.on("2026-04-20", "09:00")
        self.assertIn("Finished", self.good("trial", "list"))
        self.bad("trial", "answer", said="seal")
        self.bad("trial", "unblind", "--code", WRONG, said="code")
        self.assertIn("trial unblind", self.good("today"))
        self.good("trial", "unblind", text=code.lower().replace("-", " ") + "\n")
        answer = self.good("trial", "answer")
        self.assertRegex(answer, r"(?i)magnesium")
        self.assertIn("too few switches", " ".join(answer.split()))
        numbers = self.reply("trial", "answer")
        self.assertEqual(numbers["contrasts"][0]["verdict"], "looks_as_if")
        self.assertEqual(len(numbers["harms"]), 1)
        self.assertEqual(len(numbers["periods"]["rows"]), 6)
        self.good("trial", "report", "--out", self.path / "report.html")
        self.assertIn("Magnesium", (self.path / "report.html").read_text())
        self.good("trial", "decide", "leave", "--reason", "The stools")
        self.assertIn("yes", self.good("trial", "verify", "--hash", seal))
        self.good("trial", "protocol", "--out", self.path / "protocol.json")
        self.good("trial", "verify", self.path / "protocol.json", "--code", code, "--hash", seal)
        self.assertTrue(self.reply("trial", "show")["trial"]["id"].startswith(draft[:8]))

        # asked again after four weeks
        self.on("2026-05-19")
        self.assertIn("trial decide", self.good("today"))
        self.good("trial", "decide", "leave", "--still", "yes")
        self.assertNotIn("trial decide", self.good("today"))


class Sealing(Trial):
    def test_it_is_not_for_everybody(self):
        self.good("trial", "new", "--try", "keep_warm", "--important", "25%")
        self.bad("trial", "start", said="18")
        self.good("api", "add", json.dumps({"id": "00000000-0000-4000-8000-000000000001", "version":
                  "00000000-0000-4000-8000-0000000000aa", "kind": "profile", "at": "2026-03-01T12:00:00+01:00",
                  "precision": "day", "body": {"age": "18to50"}}))
        self.bad("trial", "start", said="prescribed")
        self.good("answer", "R24", "yes")
        self.bad("trial", "start", said="prescribed")
        self.good("answer", "R24", "no")
        self.good("trial", "start")

    def test_what_is_missing_or_cannot_be(self):
        self.allowed()
        table = [(["trial", "new"], "what do you want to try"), (["trial", "new", "--try", "keep_wram"], "keep_warm"),
                 (["trial", "new", "--try", "keep_warm", "--important", "lots"], "--important"),
                 (["trial", "new", "--try", "keep_warm", "--outcome", "joy"], '"joy" is not known'),
                 (["trial", "new", "--try", "keep_warm", "--open", "--blinded"], "exclude"),
                 (["trial", "start"], "no draft"), (["trial", "log", "done"], "no trial"),
                 (["trial", "answer"], "no trial"), (["trial", "today"], "no trial is under way"),
                 (["trial", "verify", str(self.path / "none.json")], "none.json")]
        for words, said in table:
            self.bad(*words, said=said)
        self.good("trial", "new", "--try", "keep_warm")
        self.bad("trial", "start", said="important")

    def test_a_seal_is_made_once(self):
        trial = self.open_trial()
        seal = self.reply("trial", "show")["hash"]
        self.bad("trial", "start", trial)
        self.bad("trial", "new", trial, "--cycles", "9")
        self.assertEqual(self.reply("trial", "show")["hash"], seal)
        self.assertEqual(len(self.reply("trial", "list")["trials"]), 1)

    def test_a_protocol_edited_by_hand(self):
        self.open_trial()
        self.good("trial", "protocol", "--out", self.path / "p.json")
        whole = (self.path / "p.json").read_text()
        seal = self.reply("trial", "verify", self.path / "p.json")["seal"]
        order = json.loads(whole)["draw"]["order"]
        for change, where in [((f'"{order}"', f'"{order[1]}{order[0]}{order[2:]}"'), "draw.order[0]"),
                              (('"important":1', '"important":2'), "important"),
                              (('"outcome":"pain"', '"outcome":"sleep"'), "NO the hash is the one that was written down")]:
            edited = json.dumps(json.loads(whole), separators=(",", ":")).replace(*change, 1)
            self.assertNotEqual(json.loads(edited), json.loads(whole), change)
            (self.path / "e.json").write_text(edited)
            done = self.bad("trial", "verify", self.path / "e.json", "--hash", seal, said="not the protocol")
            self.assertIn("NO", done.stdout)
            self.assertIn(where, " ".join(done.stdout.split()))
        (self.path / "cut.json").write_text(whole[:200])
        self.bad("trial", "verify", self.path / "cut.json", said="cut.json")

    def test_the_sheet_is_for_its_owner_only(self):
        self.blinded_trial()
        self.assertEqual(stat.S_IMODE((self.path / "sheet.html").stat().st_mode), 0o600)

    def test_a_sheet_that_cannot_be_written_seals_nothing(self):
        self.drafted("--try", "magnesium", "--against", "placebo", "--blinded")
        self.bad("trial", "start", "--sheet", self.path / "no" / "sheet.html", said="--sheet", status=3)
        self.assertEqual(self.reply("trial", "show")["trial"]["state"], "draft")
        done = self.run_it("trial", "start", "--sheet", "-")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(CODE.search(done.stdout) and done.stdout.startswith("<!"), done.stdout[:200])

    def test_the_order_is_nowhere(self):
        _, code = self.blinded_trial()
        self.live(days_from("2026-03-21", 6), lambda day: 4)
        replies = [self.good(*words) for words in (
            ["trial", "show", "--json"], ["trial", "today"], ["trial", "protocol"], ["trial", "calendar"], ["export"],
            ["export", "--csv"], ["today", "--json"], ["trial", "report", "--page", "protocol"])]
        replies.append(self.file.read_bytes().decode("latin-1"))
        for text in replies:
            self.assertNotIn(code, text)
            self.assertNotIn(code.replace("-", ""), text)
        shown = self.reply("trial", "show")
        self.assertEqual({unit["arm"] for unit in shown["units"]}, {None})
        self.assertIsNone(shown["today"]["arm"])
        self.assertNotIn("order", json.loads(replies[2])["draw"])
        self.assertNotIn("secret", json.loads(replies[2])["draw"])
        calendar = replies[3]
        self.assertTrue(calendar.startswith("BEGIN:VCALENDAR\r\n") or calendar.startswith("BEGIN:VCALENDAR\n"))
        for arm in self.order_for_the_helper(code):
            self.assertIn(arm, (0, 1))


class BadLuck(Trial):
    def test_a_wrong_code(self):
        _, code = self.blinded_trial()
        self.on("2026-03-26")
        before = self.good("export")
        for wrong in (WRONG, code[:-1] + ("0" if code[-1] != "0" else "1"), "hello", code[:-5]):
            self.bad("trial", "unblind", "--code", wrong, "--emergency", said="code")
        self.bad("trial", "unblind", text="", said="opening code")
        self.bad("trial", "sheet", "--code", WRONG, said="code")
        self.assertEqual(self.good("export"), before)
        self.good("trial", "sheet", "--code", code.lower(), "--out", self.path / "again.html")
        self.assertIn(code, (self.path / "again.html").read_text())

    def test_a_lost_sheet(self):
        self.blinded_trial()
        self.live(days_from("2026-03-21", 28), lambda day: 4 if day.day % 5 else None)
        self.on("2026-05-01")
        self.bad("trial", "answer", said="seal")
        self.assertEqual(self.reply("trial", "show")["taken"]["done"] > 15, True)
        self.assertIn("Pain", self.good("patterns", "--from", "2026-03-21", "--to", "2026-04-17"))
        self.assertIn("yes", self.good("doctor"))
        self.assertIn("sealed", self.good("trial", "show"))

    def test_an_emergency(self):
        _, code = self.blinded_trial()
        self.on("2026-03-27")
        self.good("trial", "unblind", "--emergency", "--reason", "The doctor asked", text=code + "\n")
        shown = self.reply("trial", "show")
        self.assertTrue(shown["trial"]["opened"])
        self.assertIn(shown["today"]["arm"], (0, 1))
        self.assertIn("unblind", [event["event"] for event in shown["events"]])
        self.good("trial", "stop", "--reason", "The doctor asked")
        self.assertIn("Ended early", self.good("trial", "list"))

    def test_a_peek_is_recorded_first(self):
        self.open_trial()
        self.live(days_from("2026-03-21", 20), lambda day: 4 + day.day % 3)
        self.bad("trial", "peek", text="no\n", said="nothing was shown")
        self.assertNotIn("peek", [event["event"] for event in self.reply("trial", "show")["events"]])
        self.good("trial", "peek", text="look\n")
        self.assertIn("peek", [event["event"] for event in self.reply("trial", "show")["events"]])
        self.good("trial", "stop")
        self.assertTrue(self.reply("trial", "answer")["at_will"])

    def test_a_planned_look_says_one_word(self):
        self.allowed()
        self.good("trial", "new", "--try", "magnesium", "--against", "placebo", "--blinded", "--outcome", "pain", "--important",
                  "1", "--block", "3", "--cycles", "6", "--washout", "0", "--run-in", "0", "--looks", "2")
        done = self.reply("trial", "start", "--from", "today", "--sheet", self.path / "sheet.html")
        self.assertFalse({"opening_code", "sheet", "sheet_page"} & set(done))
        code = CODE.search((self.path / "sheet.html").read_text())[0]
        self.live(days_from("2026-03-20", 18), lambda day: 4 + day.day % 3)
        self.bad("trial", "look", "--code", code, said="no planned look is due")
        self.on("2026-04-08", "09:00")
        self.assertIn("trial look", self.good("today"))
        self.bad("trial", "look", text="", said="opening code")
        said = self.good("trial", "look", text=code + "\n")
        self.assertRegex(said, "(?i)go on|goes on|stop")
        self.assertNotIn("points", said)
        shown = self.reply("trial", "show")
        self.assertEqual([look["state"] for look in shown["looks"]], ["taken", "to_come"])
        self.assertEqual({unit["arm"] for unit in shown["units"]}, {None})  # the code was used, not kept
        self.assertNotIn(code, self.good("export"))

    def test_longer_after_an_answer(self):
        self.open_trial()
        self.live(days_from("2026-03-21", 28), lambda day: 4 + day.day % 3)
        self.on("2026-04-20", "09:00")
        self.good("trial", "answer")
        self.good("trial", "extend", "--cycles", "2", "--reason", "Not clear yet")
        shown = self.reply("trial", "show")
        self.assertEqual((shown["trial"]["state"], len(shown["units"])), ("running", 10))
        self.assertTrue(self.reply("trial", "verify")["ok"])

    def test_a_day_said_twice(self):
        self.open_trial()
        self.on("2026-03-26")
        self.good("trial", "log", "done")
        self.at("2026-03-26 21:05")
        self.good("trial", "log", "not_done")
        self.assertEqual(self.reply("trial", "show")["today"]["did"], "not_done")
        self.assertEqual(self.reply("trial", "show")["taken"]["done"], 0)
        self.bad("trial", "log", "done", "--day", "2026-03-27", said="come")
        self.bad("trial", "log", "done", "--day", "2026-03-19", said="no day of the trial")
        self.bad("trial", "log", "maybe", said="maybe")

    def test_clock_and_zone(self):
        self.open_trial()
        self.live(days_from("2026-03-21", 9), lambda day: 4)  # over the change of clocks
        seal = self.reply("trial", "show")["hash"]
        self.on("2026-03-30")
        self.assertEqual(self.reply("trial", "show")["trial"]["day_number"], 10)
        self.zone = "America/New_York"  # it is still afternoon there
        self.assertEqual(self.reply("trial", "show")["trial"]["day_number"], 10)
        self.zone = "Asia/Tokyo"  # and the next day here
        self.assertEqual(self.reply("trial", "show")["trial"]["day_number"], 11)
        self.zone = "Europe/Berlin"
        before = self.reply("trial", "show")
        self.on("2026-03-23")  # the clock was set back by a week
        shown = self.reply("trial", "show")
        self.assertEqual((shown["hash"], shown["trial"]["day_number"]), (seal, 3))
        self.good("trial", "log", "part")
        self.on("2026-03-10")  # and before the trial was sealed
        self.good("trial", "show")
        self.bad("trial", "log", "done")
        self.on("2026-03-30")
        after = self.reply("trial", "show")
        self.assertEqual(after["taken"]["done"], before["taken"]["done"])
        self.assertEqual([unit["first_day"] for unit in after["units"]],
                         [unit["first_day"] for unit in before["units"]])
        self.assertTrue(self.reply("trial", "verify")["ok"])

    def test_names_change_and_things_go(self):
        self.allowed()
        own = self.reply("add", "measure", "Stiff hours", "--scale", "number", "--better", "lower")["entry"]["id"]
        bath = self.reply("add", "treatment", "Foot bath")["entry"]["id"]
        self.good("trial", "new", "--try", "Foot bath", "--outcome", "Stiff hours", "--important", "1", "--block", "3",
                  "--cycles", "3", "--washout", "0", "--run-in", "0")
        self.good("trial", "start", "--from", "2026-03-21")
        seal = self.reply("trial", "show")["hash"]
        order = [unit["arm"] for unit in self.reply("trial", "show")["units"]]
        for i, day in enumerate(days_from("2026-03-21", 18)):
            self.on(day)
            self.good("check-in", "--value", f"Stiff hours={(2 if order[i // 3] else 5) + i % 2}")
        self.on("2026-04-08")
        self.good("amend", bath, "--set", "name=Warm foot bath")
        self.good("amend", own, "--set", "archived=true")
        self.assertEqual(self.reply("trial", "show")["hash"], seal)
        self.assertIn("Foot bath", self.good("trial", "answer"))
        self.good("remove", own)
        self.good("remove", bath)
        self.assertTrue(self.reply("trial", "verify")["ok"])
        self.assertIn("Foot bath", self.good("trial", "answer"))
        self.assertEqual(self.reply("trial", "answer")["contrasts"][0]["verdict"], "looks_as_if")


if __name__ == "__main__":
    UNKNOT = str(pathlib.Path(sys.argv.pop(1)).resolve())
    if not FAKETIME:
        print("libfaketime is not installed", file=sys.stderr)
        sys.exit(SKIPPED)
    unittest.main()
