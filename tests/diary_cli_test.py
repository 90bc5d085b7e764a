"""Black-box tests of the diary's commands: python3 diary_cli_test.py PATH/TO/unknot [unittest arguments].

Everything as a person would do it at a terminal: words in, words and exit status out, one file a test."""
import datetime
import json
import os
import pathlib
import pty
import re
import select
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
import unittest
import zoneinfo

UNKNOT = ""
HOSTILE = "<script>alert('1')</script>\"; DROP TABLE log; --"
ID = re.compile(r"\[([0-9a-f]{8})\]")


class Diary(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)
        self.file = self.path / "diary.db"

    def environment(self, **more):
        return {"LC_ALL": "C.UTF-8", "PATH": os.environ.get("PATH", ""), "TZ": "Europe/Berlin", "HOME": str(self.path),
                "UNKNOT_DIARY": str(self.file), **more}

    def run_it(self, *words, text=None, **more):
        return subprocess.run([UNKNOT, *map(str, words)], input=text or "", env=self.environment(**more),
                              capture_output=True, encoding="utf-8", timeout=60, check=False)

    def good(self, *words, **more):
        done = self.run_it(*words, **more)
        self.assertEqual(done.returncode, 0, (words, done.stderr))
        return done.stdout

    def bad(self, *words, said="", status=2, **more):
        done = self.run_it(*words, **more)
        self.assertEqual(done.returncode, status, (words, done.stdout, done.stderr))
        self.assertIn(said, done.stderr, words)
        self.assertTrue(done.stderr.startswith("unknot: ") or "\nunknot: " in done.stderr, done.stderr)
        return done

    def reply(self, *words, **more):
        return json.loads(self.good(*words, "--json", **more))

    def api(self, name, **arguments):
        return json.loads(self.good("api", name, json.dumps(arguments)))


class Writing(Diary):
    def test_a_spasm_in_words(self):
        text = " ".join(self.good("log", "spasm", "--site", "left-calf:6", "--lasted", "90s", "--pain", "6",
                                  "--did", "stretch_acute:much:2", "--at", "2026-03-14 19:38").split())
        self.assertRegex(text, r"^Saved\. 2026-03-14, 19:38\. Left calf\. Cramp, 1 minute 30 seconds\.")
        self.assertIn("We filed it as: cramp.", text)
        self.assertIn("not a diagnosis", text)
        entry = self.api("entries")["entries"][0]
        self.assertEqual(entry["at"], "2026-03-14T19:38:00+01:00")
        self.assertEqual(entry["precision"], "minute")
        self.assertEqual(entry["body"], {
            "pain": 6, "lasted_seconds": 90, "sites": [{"site": "left-calf", "pain": 6}],
            "done": [{"treatment": "stretch_acute", "helped": "much", "after_minutes": 2}]})

    def test_log_alone_means_a_spasm(self):
        self.good("log", "--site", "Left Calf", "--painless", "--ripple")
        body = self.api("entries")["entries"][0]["body"]
        self.assertEqual(body, {"painful": False, "ripple": True, "sites": [{"site": "left-calf"}]})

    def test_times(self):
        table = [(["--at", "2026-07-14 19:38"], "2026-07-14T19:38:00+02:00", "minute"),  # summer time
                 (["--at", "2026-01-14T07:05"], "2026-01-14T07:05:00+01:00", "minute"),
                 (["--at", "2026-01-14"], "2026-01-14T12:00:00+01:00", "day"),
                 (["--day", "2026-01-13"], "2026-01-13T12:00:00+01:00", "day"),
                 (["--day", "2026-01-13", "--part", "evening"], "2026-01-13T21:00:00+01:00", "part"),
                 (["--day", "2026-01-13", "--part", "night"], "2026-01-13T03:00:00+01:00", "part")]
        for words, at, precision in table:
            entry = self.reply("log", "note", "x", *words)["entry"]
            self.assertEqual((entry["at"], entry["precision"]), (at, precision), words)
        now = self.reply("log", "note", "x")["entry"]
        ago = self.reply("log", "note", "x", "--at", "20m ago")["entry"]
        yesterday = self.reply("log", "note", "x", "--at", "yesterday")["entry"]
        self.assertLess(ago["at"], now["at"])
        self.assertEqual(yesterday["precision"], "day")
        # a time without a day never lies ahead
        for clock in ("00:00", "23:59"):
            entry = self.reply("log", "note", "x", "--at", clock)["entry"]
            self.assertLessEqual(entry["at"], self.api("about")["now"])

    def test_ago_is_exact_across_changes_of_clocks(self):
        for hours in range(1000, 9000, 1000):  # summer and winter time are both among them
            entry = self.reply("log", "note", "x", "--at", f"{hours}h ago")["entry"]
            at, recorded = (datetime.datetime.fromisoformat(entry[name]) for name in ("at", "recorded"))
            self.assertLess(abs(recorded - at - datetime.timedelta(hours=hours)), datetime.timedelta(seconds=30))
            self.assertEqual(at.utcoffset(), at.astimezone(zoneinfo.ZoneInfo("Europe/Berlin")).utcoffset())
        self.bad("log", "note", "x", "--at", "999999d ago", said='--at does not understand "999999d ago"')

    def test_lengths(self):
        for text, seconds in [("90s", 90), ("2m", 120), ("1h30m", 5400), ("2m 14s", 134), ("2:14", 134)]:
            entry = self.reply("log", "--pain", "3", "--lasted", text)["entry"]
            self.assertEqual(entry["body"]["lasted_seconds"], seconds, text)

    def test_running_and_eased(self):
        first = ID.search(self.good("log", "--running", "--site", "right-calf", "--at", "3m ago"))[1]
        self.assertIn("Running now", self.good("today"))
        self.good("ease", "--pain", "5", "--did", "wait")
        entry = self.api("entries")["entries"][0]
        self.assertTrue(entry["id"].startswith(first))
        self.assertNotIn("running", entry["body"])
        self.assertTrue(150 <= entry["body"]["lasted_seconds"] <= 260, entry["body"])
        self.assertEqual(entry["body"]["pain"], 5)
        self.assertEqual(entry["body"]["sites"], [{"site": "right-calf"}])
        self.bad("ease", said="no spasm is running")

    def test_a_length_is_not_worked_out_from_a_time_that_nobody_noted(self):
        for when in (["--day", "yesterday"], ["--day", "yesterday", "--part", "morning"]):
            self.good("log", "--running", "--pain", "5", *when)
            eased = ID.search(" ".join(self.good("ease").split("How long is not recorded")))
            self.assertEqual(self.reply("show", eased[1])["entry"]["body"], {"pain": 5})
            self.good("log", "--running", *when)
            self.assertEqual(self.reply("ease", "--lasted", "90s")["entry"]["body"], {"lasted_seconds": 90})
        self.good("log", "--running", "--at", "8d ago")  # nobody knows when it ended
        self.bad("ease", said="--lasted")
        self.good("ease", "--lasted", "2m")

    def test_a_check_in_of_a_part_of_the_day_has_no_minute(self):
        self.good("check-in", "--pain", "3", "--day", "today", "--part", "morning")
        self.assertIn("done, morning.", self.good("today"))
        self.good("check-in", "--pain", "3", "--day", "today")
        self.assertIn("check-in: done.", self.good("today"))

    def test_other_kinds(self):
        table = [
            (["log", "use", "heat_local", "--minutes", "20", "--dose", "warm"],
             "use", {"treatment": "heat_local", "taken": "taken", "minutes": 20, "dose": "warm"}),
            (["log", "use", "stretch_daily", "--not-taken"],
             "use", {"treatment": "stretch_daily", "taken": "not_taken"}),
            (["log", "note", HOSTILE], "note", {"text": HOSTILE}),
            (["log", "medicine", "Something", "--started", "--group", "statin"],
             "medicine", {"name": "Something", "event": "started", "group": "statin"}),
            (["log", "exposure", "short sleep"], "exposure", {"suspect": "short-sleep", "present": True}),
            (["log", "exposure", "cold", "--no"], "exposure", {"suspect": "cold", "present": False}),
            (["log", "exposure", "cold", "--level", "3"], "exposure", {"suspect": "cold", "level": 3}),
            (["check-in", "--pain", "3", "--sleep", "6", "--spasms", "none"],
             "check-in", {"values": {"pain": 3, "sleep": 6, "spasms": "none"}}),
            (["answer", "r2", "no"], "answer", {"flag": "R2", "answer": "no"}),
            (["advice", "R6", "--note", "seen"], "advice", {"flag": "R6", "note": "seen"}),
            (["add", "suspect", "Coffee", "--graded"], "suspect", {"name": "Coffee", "graded": True}),
            (["add", "measure", "Steps", "--scale", "count"], "measure", {"name": "Steps", "scale": "count"}),
            (["add", "treatment", "Warm bath", "--acute"], "treatment", {"name": "Warm bath", "acute": True}),
        ]
        for words, kind, body in table:
            entry = self.reply(*words)["entry"]
            self.assertEqual((entry["kind"], entry["body"]), (kind, body), words)

    def test_own_items_go_by_their_names(self):
        self.good("add", "treatment", "Warm bath")
        self.assertIn("Warm bath", self.good("log", "use", "warm bath"))
        self.good("add", "measure", "Steps", "--scale", "count", "--unit", "steps")
        self.assertIn("4000", self.good("check-in", "--value", "steps=4000"))
        self.good("add", "measure", "Walked", "--scale", "yes-no")
        self.assertIn("yes", self.good("check-in", "--value", "walked=yes"))

    def test_a_warning_comes_first_on_both(self):
        done = self.run_it("log", "--site", "left-calf", "--pain", "8", "--lasted", "20m", "--json")
        self.assertIn("Get medical help today", done.stderr)
        self.assertEqual(json.loads(done.stdout)["warnings"][0]["flag"], "R6")
        self.assertIn("Get medical help today", self.run_it("today").stderr)
        self.good("advice", "R6")
        self.assertNotIn("Get medical help today", self.run_it("today").stderr)

    def test_refusals_name_the_option_and_the_value(self):
        table = [
            (["log", "--site", "lft-calf"], 'Did you mean "left-calf"?'),
            (["log", "--site", "left-calf:11"], '--site does not understand "left-calf:11"'),
            (["log", "--pain", "11"], "--pain must be a whole number from 0 to 10"),
            (["log", "--pain", "3", "--painless"], "exclude"),
            (["log", "--did", "heat_locl"], 'Did you mean "heat_local"?'),
            (["log", "--did", "heat_local:lots"], "--did does not understand"),
            (["log", "--did", "heat_local:much:3:4"], "--did does not understand"),
            (["log", "--suspect", "could"], 'Did you mean "cold"?'),
            (["log", "--context", "bed"], "rest|effort|night|other"),
            (["log", "--lasted", "5"], '--lasted does not understand "5"'),
            (["log", "--lasted", "1m", "--running"], "running"),
            (["log", "--at", "25:00"], '--at does not understand "25:00"'),
            (["log", "--at", "19:38", "--day", "today"], "exclude"),
            (["log", "--at", "2999-01-01"], "2999-01-01"),
            (["log", "--day", "2026-02-30"], "--day does not understand"),
            (["log", "--part", "noon"], "night|morning|afternoon|evening"),
            (["log", "--pian", "3"], "Did you mean --pain?"),
            (["log", "use"], "log use needs TREATMENT"),
            (["log", "use", "a", "b"], 'does not know what to do with "b"'),
            (["log", "usage", "heat"], 'Did you mean "log use"?'),
            (["log", "use", "heat_local", "--not-taken", "--no-dose"], "exclude"),
            (["log", "medicine", "X"], "--started, --changed, --stopped"),
            (["log", "medicine", "X", "--started", "--group", "statins"], 'Did you mean "statin"?'),
            (["check-in"], "nothing was said"),
            (["check-in", "--pain", "x"], '--pain must be a number or none, not "x"'),
            (["check-in", "--pain", "yes"], '--pain must be a number or none, not "yes"'),
            (["check-in", "--value", "pain=no"], '--value must be a number or none, not "no"'),
            (["check-in", "--pain", "11"], "a number from 0 to 10"),
            (["check-in", "--value", "steps"], "--value needs MEASURE=N"),
            (["answer", "R2", "maybe"], "yes|no|unsure"),
            (["amend", "zz"], "not the beginning of an id"),
            (["amend", "ffffffff"], "no entry has an id"),
            (["treatments", "heat_locl"], 'Did you mean "heat_local"?'),
            (["diary", "--kind", "episod"], 'Did you mean "episode"?'),
            (["diary", "--from", "soon"], '--from does not understand "soon"'),
            (["diary", "--limit", "0"], "limit"),
            (["patterns", "--from", "2026-03-02", "--to", "2026-03-01"], "backwards"),
            (["erase"], "nothing was erased"),
            (["api", "entrie"], 'Did you mean "entries"?'),
            (["api", "entries", "{"], "not JSON"),
        ]
        self.good("log", "note", "so that there is a diary")
        before = self.good("export")
        for words, said in table:
            done = self.bad(*words, said=said)
            if words[0] != "api":
                self.assertEqual(done.stdout, "", words)
        self.assertEqual(self.good("export"), before)


class Changing(Diary):
    def test_amend_remove_restore(self):
        short = ID.search(self.good("log", "--site", "left-calf", "--pain", "6", "--lasted", "1m", "--note", "hm"))[1]
        self.good("amend", short, "--pain", "4", "--forget", "note", "--at", "2026-03-14 10:00")
        reply = self.reply("show", short)
        self.assertEqual(reply["entry"]["body"], {"pain": 4, "lasted_seconds": 60, "sites": [{"site": "left-calf"}]})
        self.assertEqual(reply["entry"]["shown"]["day"], "2026-03-14")
        self.assertEqual(len(reply["history"]), 2)
        self.assertIn(f"unknot restore {short}", self.good("remove", short))
        self.assertNotIn(short, self.good("diary"))
        self.assertIn("Removed", self.good("show", short))
        self.bad("amend", short, "--pain", "3", said="was removed")
        self.assertIn("Brought back", self.good("restore", short[:4]))
        self.assertIn(short, self.good("diary"))

    def test_amend_any_member(self):
        short = ID.search(self.good("check-in", "--pain", "3"))[1]
        self.good("amend", short, "--set", 'values={"pain": 4}', "--set", "note=Later")
        self.assertEqual(self.reply("show", short)["entry"]["body"], {"note": "Later", "values": {"pain": 4}})
        self.bad("amend", short, "--set", "pain=4", said="pain")
        self.bad("amend", short, "--forget", "pain", said="not in this entry")

    def test_export_erase_import_is_identical(self):
        self.good("example", self.path / "e.db", "--days", "30")
        words = ["--diary", self.path / "e.db"]
        self.good("export", self.path / "one.jsonl", *words)
        self.assertIn("Erased", self.good("erase", "--yes-erase-everything", *words))
        self.assertIn("Nothing recorded", self.good("diary", *words))
        self.good("import", self.path / "one.jsonl", *words)
        self.assertEqual(self.good("export", *words), (self.path / "one.jsonl").read_text(encoding="utf-8"))

    def test_erase_asks_for_the_word(self):
        self.good("log", "note", "x")
        self.bad("erase", said="nothing was erased", text="yes\n")
        self.assertIn("Erased: 1.", self.good("erase", text="erase\n"))

    def test_backup_and_restore(self):
        self.good("log", "note", "kept")
        secret = self.path / "secret"
        secret.write_text("long enough\n", encoding="utf-8")
        self.good("backup", self.path / "b", "--passphrase-file", secret)
        self.assertNotIn(b"kept", (self.path / "b").read_bytes())
        for command in ("restore", "restore-backup"):
            self.good("erase", "--yes-erase-everything")
            self.assertIn("Taken in: 1.", self.good(command, self.path / "b", "--passphrase-file", secret))
            self.assertIn("kept", self.good("diary"))
        secret.write_text("another one\n", encoding="utf-8")
        self.bad("restore", self.path / "b", "--passphrase-file", secret)
        secret.write_text("short\n", encoding="utf-8")
        self.bad("backup", self.path / "c", "--passphrase-file", secret)
        self.assertFalse((self.path / "c").exists())
        self.bad("backup", self.path / "c", "--passphrase-file", self.path / "none")

    def test_passphrase_files(self):
        self.good("log", "note", "kept")
        secret = self.path / "secret"
        for content, said in ((b"\xff\xfe12345678\n", "not UTF-8"), (b"abc\0defghijkl\n", "not a passphrase"),
                              (b"\n", "needs 8"), (b"a" * 1025 + b"\n", "not a passphrase")):
            secret.write_bytes(content)
            self.bad("backup", self.path / "b", "--passphrase-file", secret, said=said)
        secret.write_text("long enough\n", encoding="utf-8")
        for mode, told in ((0o600, False), (0o640, True), (0o644, True)):
            secret.chmod(mode)
            done = self.run_it("backup", self.path / "b", "--passphrase-file", secret)
            self.assertEqual((done.returncode, "other users" in done.stderr), (0, told))

    def test_csv_cannot_be_a_formula(self):
        self.good("log", "note", "=1+1")
        self.assertNotRegex(self.good("export", "--csv"), r"(^|,)\"?=1\+1")

    def test_doctor(self):
        self.good("log", "note", "x")
        self.assertIn("yes", self.good("doctor"))
        self.assertTrue(self.reply("doctor")["ok"])
        damaged = bytearray(self.file.read_bytes())
        for at in range(4096, len(damaged), 512):
            damaged[at] ^= 0xFF
        self.file.write_bytes(damaged)
        done = self.run_it("doctor")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("--rescue", done.stderr)
        self.assertEqual(self.file.read_bytes(), bytes(damaged))


class Looking(Diary):
    def setUp(self):
        super().setUp()
        self.good("example", self.file, "--until", "2026-03-14", "--days", "60")

    def test_everything_fits_the_width_and_says_it_is_invented(self):
        self.assertIn("invented", self.good("today", "--day", "2026-03-14"))
        for words in (["today", "--day", "2026-03-14"], ["diary"], ["patterns", "--to", "2026-03-14"], ["warnings"],
                      ["treatments"], ["treatments", "msm"], ["report", "--to", "2026-03-14"]):
            text = self.good(*words)
            self.assertTrue(text.strip(), words)
            self.assertNotIn("\033", text, words)
            for line in text.splitlines():
                self.assertLessEqual(len(line), 72, (words, line))

    def test_days_and_kinds(self):
        text = self.good("diary", "--from", "2026-02-01", "--to", "2026-02-10", "--kind", "check-in", "--limit", "99")
        self.assertIn("Check-in", text)
        days = re.findall(r"^2026-\d\d-\d\d", text, re.MULTILINE)
        self.assertEqual(days, sorted(days, reverse=True))
        self.assertTrue(all("2026-02-01" <= d <= "2026-02-10" for d in days), days)

    def test_pages_are_joined(self):
        all_of_them = self.reply("diary", "--limit", "10000")
        self.assertIsNone(all_of_them["next"])
        some = self.reply("diary", "--limit", "30")
        self.assertEqual(some["entries"], all_of_them["entries"][:30])
        self.assertIsNotNone(some["next"])

    def test_json_is_the_reply_of_the_operation(self):
        for words, name, arguments in [(["today", "--day", "2026-03-14"], "today", {"day": "2026-03-14"}),
                                       (["patterns", "--to", "2026-03-14"], "patterns", {"to": "2026-03-14"}),
                                       (["warnings"], "warnings", {}), (["treatments"], "treatments", {}),
                                       (["treatments", "msm"], "treatment", {"id": "msm"})]:
            self.assertEqual(self.reply(*words), self.api(name, **arguments), words)

    def test_report_page(self):
        self.good("report", "--html", self.path / "report.html", "--to", "2026-03-14")
        page = (self.path / "report.html").read_text(encoding="utf-8")
        self.assertIn("Example person", page)
        self.assertNotIn("<script", page)

    def test_example_needs_a_new_file(self):
        self.bad("example", self.file, said="not empty")


class Files(Diary):
    def test_where_the_diary_is(self):
        home = self.path / "home"
        table = [({"UNKNOT_DIARY": "", "HOME": str(home)}, home / ".local/share/unknot/diary.db"),
                 ({"UNKNOT_DIARY": "", "HOME": str(home), "XDG_DATA_HOME": str(self.path / "data")},
                  self.path / "data/unknot/diary.db"),
                 ({"UNKNOT_DIARY": str(self.path / "named.db")}, self.path / "named.db")]
        for more, file in table:
            self.good("log", "note", "x", **more)
            self.assertTrue(file.is_file(), file)
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        self.good("log", "note", "x", "--diary", self.path / "given.db")
        self.assertTrue((self.path / "given.db").is_file())
        self.bad("today", UNKNOT_DIARY="", HOME="", said="--diary FILE")

    def test_a_diary_that_is_not_there(self):
        self.bad("today", said="unknot log spasm")
        self.assertFalse(self.file.exists())

    def test_a_file_that_is_no_diary(self):
        self.file.write_text("Dear diary, today nothing happened. " * 100, encoding="utf-8")
        before = self.file.read_bytes()
        self.bad("today")
        self.bad("log", "note", "x")
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_foreign_database(self):
        with sqlite3.connect(self.file) as other:
            other.execute("CREATE TABLE recipes(name)")
        other.close()
        before = self.file.read_bytes()
        self.bad("log", "note", "x")
        self.assertEqual(self.file.read_bytes(), before)

    def test_a_failing_export_leaves_what_was_there(self):
        (self.path / "out").write_text("precious", encoding="utf-8")
        self.bad("export", self.path / "out")  # no diary
        self.assertEqual((self.path / "out").read_text(encoding="utf-8"), "precious")

    def test_no_file_that_is_written_replaces_a_diary(self):
        self.good("log", "note", "precious")
        before = self.file.read_bytes()
        secret = self.path / "secret"
        secret.write_text("long enough\n", encoding="utf-8")
        (self.path / "link").symlink_to(self.file)
        for name in (self.file, self.path / "link"):
            for words in (["export", name], ["export", "--csv", name], ["report", "--html", name],
                          ["backup", name, "--passphrase-file", secret], ["api", "export", "--out", name]):
                self.bad(*words, said="a diary")
        self.assertEqual(self.file.read_bytes(), before)
        self.assertIn("precious", self.good("diary"))

    def test_files_of_a_diary_are_for_their_owner(self):
        self.good("log", "note", "private")
        secret = self.path / "secret"
        secret.write_text("long enough\n", encoding="utf-8")
        out = self.path / "out"
        for words in (["export", out], ["export", "--csv", out], ["report", "--html", out],
                      ["backup", out, "--passphrase-file", secret], ["api", "export", "--out", out]):
            out.unlink(missing_ok=True)
            self.good(*words)
            self.assertEqual(out.stat().st_mode & 0o777, 0o600, words)


class Terminal(Diary):
    def talk(self, words, answers):
        """Runs on a terminal of its own; each answer is typed when its question has come."""
        try:
            pid, terminal = pty.fork()
        except OSError as refused:
            self.skipTest(f"no terminal can be made here: {refused}")
        if pid == 0:
            os.execve(UNKNOT, [UNKNOT, *words], self.environment())
        said, typed = "", 0
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.05)[0]:
                try:
                    more = os.read(terminal, 4096)
                except OSError:
                    break
                if not more:
                    break
                said += more.decode("utf-8", "replace")
            if typed < len(answers) and answers[typed][0] in said:
                said = said.split(answers[typed][0], 1)[1]
                os.write(terminal, (answers[typed][1] + "\n").encode())
                typed += 1
        os.close(terminal)
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said

    def test_check_in_asks(self):
        status, said = self.talk(["check-in"], [("a number: ", "none"), ("worst): ", "what"), ("worst): ", "3"),
                                                ("Enter: ", "")])
        self.assertEqual(status, 0, said)
        self.assertEqual(self.api("entries")["entries"][0]["body"], {"values": {"pain": 3, "spasms": "none"}})

    def test_check_in_asks_for_measures_of_long_names(self):
        long = "\u75db" * 80  # three bytes each
        self.good("add", "measure", long, "--low", long, "--high", long)
        questions = [("a number: ", "none"), ("worst): ", "3"), ("Enter: ", "y")]
        questions += [("): ", "")] * 5 + [(long + "): ", "yes"), (long + "): ", "7")]
        status, said = self.talk(["check-in"], questions)
        self.assertEqual(status, 0, said)
        self.assertIn(7, self.api("entries")["entries"][0]["body"]["values"].values())

    def test_the_passphrase_is_not_shown(self):
        self.good("log", "note", "kept")
        status, said = self.talk(["backup", str(self.path / "b")],
                                 [("Passphrase: ", "long enough"), ("more: ", "long enough")])
        self.assertEqual(status, 0, said)
        self.assertNotIn("long enough", said)
        self.good("erase", "--yes-erase-everything")
        status, said = self.talk(["restore", str(self.path / "b")], [("Passphrase: ", "long enough")])
        self.assertEqual(status, 0, said)
        status, said = self.talk(["backup", str(self.path / "c")], [("Passphrase: ", "one enough"), ("more: ", "two")])
        self.assertEqual(status, 2, said)
        self.assertFalse((self.path / "c").exists())

    def test_without_a_terminal_a_file_is_needed(self):
        self.good("log", "note", "x")
        done = subprocess.run([UNKNOT, "backup", str(self.path / "b")], env=self.environment(), start_new_session=True,
                              stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=60, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("--passphrase-file", done.stderr)


if __name__ == "__main__":
    UNKNOT = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
