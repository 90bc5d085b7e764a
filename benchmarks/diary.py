"""Measures a large diary as the app sees it: over HTTP, one request after another.

usage: diary.py BUILD-DIR [--update]   prints the section; --update puts it into docs/performance.md

Ten years of about 30 entries a day (`unknot example`). The diary that is written to stands in memory where
there is /dev/shm, so that a write shows what Unknot takes; what the disk takes is measured beside it."""
import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from pathlib import Path

from tables import ms, table, verdict

PAGE = Path(__file__).parent.parent / "docs/performance.md"
DAYS, PER_DAY, LAST_DAY = 3650, 26, "2026-03-14"
FROM_ALL, FROM_YEAR = "2016-03-17", "2025-03-15"
RUNS, LONG_RUNS, WRITES, SYNCS = 30, 5, 50, 50
TODAY_MS, VIEW_MS, WRITE_MS, MEMORY_BYTES = 100, 300, 20, 100e6
SERVE = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "TZ": "UTC"}
# What, the aim in ms or None, operation, arguments.
VIEWS = [
    ("Today", TODAY_MS, "today", {"day": LAST_DAY}),
    ("Diary: the newest 50", VIEW_MS, "entries", {"limit": 50}),
    ("Diary: 50 from five years ago", VIEW_MS, "entries", {"to": "2021-03-14", "limit": 50}),
    ("Diary: the newest 50 check-ins", VIEW_MS, "entries", {"kind": "check-in", "limit": 50}),
    ("Calendar: a month", VIEW_MS, "days", {"from": "2026-02-01", "to": "2026-02-28"}),
    ("Calendar: a year", VIEW_MS, "days", {"from": FROM_YEAR, "to": LAST_DAY}),
    ("Patterns: 28 days", VIEW_MS, "patterns", {"from": "2026-02-15", "to": LAST_DAY}),
    ("Patterns: a year", VIEW_MS, "patterns", {"from": FROM_YEAR, "to": LAST_DAY}),
    ("Patterns: ten years", VIEW_MS, "patterns", {"from": FROM_ALL, "to": LAST_DAY}),
    ("Treatments", VIEW_MS, "treatments", {}),
    ("A treatment", VIEW_MS, "treatment", {"id": "heat_local"}),
    ("Warnings", VIEW_MS, "warnings", {}),
    ("Report: 12 weeks", VIEW_MS, "report", {"from": "2025-12-21", "to": LAST_DAY}),
    ("Report: a year", VIEW_MS, "report", {"from": FROM_YEAR, "to": LAST_DAY}),
    ("Settings: about", VIEW_MS, "about", {}),
    ("Settings: the catalogue", VIEW_MS, "catalogue", {}),
]
# What no one waits for in the middle of something else: no aim.
LONG = [("Export of everything", "export", {}), ("Check of the file", "doctor", {})]


class Server:
    def __init__(self, program, diary):
        self.program = subprocess.Popen([program, "serve", "--no-open", "--diary", diary], text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, **SERVE})
        url = urllib.parse.urlsplit(self.program.stdout.readline().split()[-1])
        self.line = http.client.HTTPConnection("127.0.0.1", url.port, timeout=120)
        self.fields = {"Authorization": "Bearer " + url.fragment.removeprefix("token=")}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.terminate()
        self.program.wait()

    def ask(self, operation, arguments, write=False):
        """Seconds, and the reply."""
        began = time.perf_counter()
        if write:
            self.line.request("POST", f"/api/{operation}", json.dumps(arguments),
                              {**self.fields, "Content-Type": "application/json"})
        else:
            self.line.request("GET", f"/api/{operation}?{urllib.parse.urlencode(arguments)}", headers=self.fields)
        reply = self.line.getresponse()
        body = reply.read()
        took = time.perf_counter() - began
        if reply.status != 200:
            raise RuntimeError(f"{operation} {arguments}: {reply.status} {body[:300]}")
        return took, body

    def peak(self):
        status = Path(f"/proc/{self.program.pid}/status").read_text()
        return 1024 * int(re.search(r"VmHWM:\s+(\d+)", status)[1])


def times(server, runs, operation, arguments):
    first, body = server.ask(operation, arguments)
    took = [server.ask(operation, arguments)[0] for _ in range(runs)]
    return {"first": first, "best": min(took), "median": statistics.median(took), "most": max(took), "runs": runs,
            "bytes": len(body)}


def new_id(dice):
    return str(uuid.UUID(int=dice.getrandbits(128), version=4))


def entry(dice, i):
    return {"id": new_id(dice), "version": new_id(dice), "kind": "episode", "precision": "minute",
            "at": f"{LAST_DAY}T{i // 60 % 24:02}:{i % 60:02}:00+00:00",
            "body": {"pain": i % 11, "lasted_seconds": 60 + i, "sites": [{"site": "left-calf", "pain": 5}], "context": "rest"}}


def write_times(program, diary):
    """Adding an episode, amending it: what the app waits for after "Save"."""
    dice = random.Random(1)
    entries = [entry(dice, i) for i in range(WRITES)]
    changed = [{**row, "version": new_id(dice), "base": row["version"]} for row in entries]
    with Server(program, diary) as server:
        rows = [("add", [server.ask("add", row, True)[0] for row in entries]),
                ("amend", [server.ask("amend", row, True)[0] for row in changed])]
    return [{"what": what, "best": min(took), "median": statistics.median(took), "most": max(took), "runs": len(took)}
            for what, took in rows]


def sync_time(directory):
    """Median of a 4 KB append and its way to the disk."""
    took = []
    with tempfile.NamedTemporaryFile(dir=directory) as file:
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return statistics.median(took)


def measure(build):
    program = (build / "unknot").resolve()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=build) as disk, tempfile.TemporaryDirectory(dir=memory) as shm:
        diary = Path(disk) / "diary.db"
        began = time.perf_counter()
        subprocess.run([program, "example", diary, "--days", str(DAYS), "--per-day", str(PER_DAY), "--until", LAST_DAY,
                        "--seed", "7"], check=True, stdout=subprocess.DEVNULL, env={**os.environ, **SERVE})
        made = time.perf_counter() - began
        with Server(program, diary) as server:
            facts = json.loads(server.ask("about", {})[1])
            views = [{"what": what, "aim": aim, **times(server, RUNS, operation, arguments)}
                     for what, aim, operation, arguments in VIEWS]
            peak = server.peak()
            long = [{"what": what, **times(server, LONG_RUNS, operation, arguments)} for what, operation, arguments in LONG]
            peak_long = server.peak()
        copy = Path(shm) / "diary.db"
        copy.write_bytes(diary.read_bytes())
        return {"days": DAYS, "entries": facts["entries"], "bytes": diary.stat().st_size, "made": made, "views": views,
                "long": long, "peak": peak, "peak_long": peak_long, "in_memory": memory is not None,
                "writes": write_times(program, copy), "disk_writes": write_times(program, diary), "sync": sync_time(disk)}


def section(found, remark=""):
    """The part of the page, from its heading on."""
    head = ["what", "aim ms", "first ms", "median ms", "most ms", "KB", ""]
    rows = [[row["what"], row["aim"], ms(row["first"]), ms(row["median"]), ms(row["most"]), f"{row['bytes'] / 1e3:,.0f}",
             verdict(1e3 * row["median"] <= row["aim"])] for row in found["views"]]
    rows += [[row["what"], "", ms(row["first"]), ms(row["median"]), ms(row["most"]), f"{row['bytes'] / 1e3:,.0f}", ""]
             for row in found["long"]]
    where = "without the disk" if found["in_memory"] else "disk included"
    writes = [[f"{row['what']}, {where}", WRITE_MS if found["in_memory"] else "", ms(row["median"]), ms(row["most"]),
               verdict(1e3 * row["median"] <= WRITE_MS) if found["in_memory"] else ""] for row in found["writes"]]
    writes += [[f"{row['what']}, on disk", "", ms(row["median"]), ms(row["most"]), ""] for row in found["disk_writes"]]
    writes.append(["one wait for this disk (4 KB and fsync)", "", ms(found["sync"]), "", ""])
    return (f"## The diary\n\n{remark}An invented diary of {found['days']:,} days and {found['entries']:,} entries ({found['bytes'] / 1e6:.0f} MB; made in "
            f"{found['made']:.0f} s), asked over HTTP by one client; {RUNS} requests of each kind after a first one, {LONG_RUNS} of the last two. "
            f"[benchmarks/diary.py](../benchmarks/diary.py).\n\n" + table(head, rows) +
            "\nA write ends when it is safe on the disk:\n\n" + table(["what", "aim ms", "median ms", "most ms", ""], writes) +
            f"\nPeak memory of the server after all views: {found['peak'] / 1e6:.0f} MB (aim {MEMORY_BYTES / 1e6:.0f} MB: "
            f"{verdict(found['peak'] <= MEMORY_BYTES)}); after the export, which is made in memory: {found['peak_long'] / 1e6:.0f} MB.\n")


def update(text):
    """Replaces the section, or puts it before the last one."""
    page = PAGE.read_text()
    parts = re.split(r"(?m)^(?=## )", page)
    kept = [part for part in parts if not part.startswith("## The diary\n")]
    at = next((i for i, part in enumerate(parts) if part.startswith("## The diary\n")), len(kept) - 1)
    kept.insert(at, text + "\n")
    PAGE.write_text("".join(kept))


def main(build, is_update):
    load = os.getloadavg()[0]
    found = measure(build)
    busy = load > 0.5 * os.cpu_count()
    text = section(found, "**The machine was busy with other work: these numbers are provisional.** " if busy else "")
    if is_update:
        update(text)
        print(f"Written: {PAGE.name}, section The diary")
    else:
        print(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--update" in sys.argv[2:])
