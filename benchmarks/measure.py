"""Measures everything that docs/performance.md tells, one thing after another.

usage: measure.py BUILD-DIR [long]   writes BUILD-DIR/results.json

Peers that are not installed, or fail, are rows that say so; they do not stop the rest.
"""
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import diary

HERE = Path(__file__).parent
REFERENCE = HERE.parent / "tests/reference"
PEER_FIELDS = ["tool", "version", "set", "what", "seconds", "effect", "sd", "remark"]
RELIEF = [(150, 4), (40, 2)]  # episodes, arms
PEERS_TIMEOUT, LONG_TIMEOUT = 900, 4 * 3600
# Whole process: what, arguments of bench_core simulate or a set's name, runs.
PROCESSES = [("gaussian3-a", None, 100), ("poisson3-a", None, 100), ("bernoulli3-a", None, 100),
             ("ordinal3-a", None, 50), ("pooled-poisson-n100-a", None, 5),
             ("poisson, 1 person x 3650 days", ["poisson", "1", "3650"], 5),
             ("poisson, 1000 people x 56 days", ["poisson", "1000", "56"], 1)]


def say(text):
    print(text, file=sys.stderr, flush=True)


def output(*command):
    return subprocess.run([str(c) for c in command], check=True, stdout=subprocess.PIPE, text=True).stdout


def machine():
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    system = re.search(r'PRETTY_NAME="(.*)"', Path("/etc/os-release").read_text())
    commit = subprocess.run(["git", "-C", HERE, "describe", "--always", "--dirty"], capture_output=True, text=True)
    return {"date": date.today().isoformat(), "cpu": cpu[1] if cpu else platform.processor(), "cores": os.cpu_count(),
            "memory": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
            "system": system[1] if system else platform.system(), "compiler": output("gcc", "--version").split("\n")[0],
            "r": output("Rscript", "--version").strip() if shutil.which("Rscript") else "",
            "load": os.getloadavg()[0], "commit": commit.stdout.strip()}


def measure_core(build):
    say("In the library ...")
    lines = output(build / "benchmarks/bench_core", "times", REFERENCE, "--json").splitlines()
    return [json.loads(line) for line in lines]


def measure_process(build):
    say("Whole process ...")
    rows = []
    for what, simulated, runs in PROCESSES:
        path = REFERENCE / f"{what}.csv"
        if simulated:
            path = build / "simulated.csv"
            path.write_text(output(build / "benchmarks/bench_core", "simulate", *simulated))
        family = re.search("gaussian|poisson|bernoulli|ordinal", what)[0]
        row = json.loads(output(build / "benchmarks/bench_process", runs, build / "unknot", "analyze", path,
                                "--family", family, "--json"))
        rows.append({"what": what, **row})
    return rows


def measure_diary(build):
    say("A diary of ten years ...")
    return diary.measure(build)


def measure_peers(build, is_long):
    if not shutil.which("Rscript"):
        say("No R here, so nothing to compare with; ./bench peers installs it.")
        return []
    say("Other programs; the Stan models take half a minute each to compile ...")
    for episodes, arms in RELIEF:
        (build / f"relief{episodes}x{arms}.csv").write_text(
            output(build / "benchmarks/bench_core", "relief", episodes, arms))
    command = ["Rscript", "--vanilla", HERE / "peers/peers.R", REFERENCE, HERE / "peers", build] + ["long"] * is_long
    kept = build / "peers.tsv"
    with kept.open("w") as out, (build / "peers.log").open("w") as log:
        try:
            status = subprocess.run(command, stdout=out, stderr=log,
                                    timeout=LONG_TIMEOUT if is_long else PEERS_TIMEOUT).returncode
        except subprocess.TimeoutExpired:
            status = "timeout"
    if status:
        say(f"The script of the other programs ended early ({status}); see {build}/peers.log. What it measured is kept.")
    rows = []
    for line in kept.read_text().splitlines():
        fields = line.split("\t")
        if len(fields) == len(PEER_FIELDS):  # R packages may print lines of their own
            row = dict(zip(PEER_FIELDS, fields))
            rows.append({**row, **{k: None if row[k] == "NA" else float(row[k]) for k in ("seconds", "effect", "sd")}})
    for row in rows:
        if row["what"] in ("missing", "failed"):
            say(f"{row['tool']} on {row['set']}: {row['what']} {row['remark']}")
    return rows


def main(build, is_long):
    began = time.monotonic()
    results = {"machine": machine(), "core": measure_core(build), "process": measure_process(build),
               "diary": measure_diary(build), "peers": measure_peers(build, is_long)}
    results["machine"]["load_after"] = os.getloadavg()[0]
    results["machine"]["seconds"] = time.monotonic() - began
    (build / "results.json").write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "long" in sys.argv[2:])
