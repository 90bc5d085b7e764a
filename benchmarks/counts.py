"""Counts the instructions that kn_fit_new() takes, which no other load on the machine can change, and
compares them with benchmarks/instructions.txt.

usage: counts.py BENCH-CORE COMPILER VERSION BUILD-TYPE PROCESSOR [--update]

The counts hold for one compiler's major version, build type and processor family; elsewhere the
comparison is skipped (exit status 77). libm is held to its plain x86-64 code, so that they do not
depend on the model of the processor. --update rewrites the file.
"""
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
KEPT = HERE / "instructions.txt"
REFERENCE = HERE.parent / "tests/reference"
SKIPPED = 77
TOLERANCE = 0.10
SETS = ["gaussian3-a", "poisson3-a", "bernoulli3-a", "ordinal3-a", "pooled-poisson-n20-a"]
PLAIN_LIBM = {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4"}
COLLECTED = re.compile(r"Collected : (\d+)")
HEAD = """\
# Instructions inside kn_fit_new(), natural scale included, counted by callgrind. Made by ./bench counts --update
# A test says when a count differs from these by more than {:.0%}.
"""


def count(program, name):
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=kn_fit_new",
               program, "fit", REFERENCE, name]
    done = subprocess.run(command, env={**os.environ, **PLAIN_LIBM}, stderr=subprocess.PIPE, text=True)
    found = COLLECTED.search(done.stderr)
    if done.returncode or not found or int(found[1]) == 0:
        sys.exit(f"{name}: callgrind counted nothing\n{done.stderr}")
    return int(found[1])


def read_kept():
    lines = [line.split(maxsplit=1) for line in KEPT.read_text().splitlines() if line and line[0] != "#"]
    return {key: value.strip() for key, value in lines}


def judge(kept, counted):
    """What is wrong with a count, or ""."""
    change = counted / kept - 1
    if abs(change) <= TOLERANCE:
        return ""
    return "slower" if change > 0 else "faster: keep it with ./bench counts --update"


def self_test():
    rows = [(100, 109, ""), (100, 91, ""), (100, 111, "slower"), (100, 89, "faster")]
    assert all(judge(kept, counted).split(":")[0] == word for kept, counted, word in rows)


def main(program, compiler, version, build_type, processor, update):
    here = f"{compiler} {version.split('.')[0]} {build_type} {processor}"
    if not shutil.which("valgrind"):
        print("SKIPPED: instructions were not counted, there is no valgrind")
        return SKIPPED
    kept = {} if update else read_kept()
    if not update and kept["built"] != here:
        print(f"SKIPPED: instructions were not counted. The kept counts are of {kept['built']}, this is {here}")
        return SKIPPED
    wrong = 0
    counts = {}
    for name in SETS:
        counts[name] = count(program, name)
        before = int(kept.get(name, counts[name]))
        complaint = judge(before, counts[name])
        wrong += complaint != ""
        print(f"{name:22} {counts[name]:13,d} {counts[name] / before - 1:+7.1%} {complaint}", flush=True)
    if update:
        rows = [f"{'built':22} {here}"] + [f"{name:22} {counted}" for name, counted in counts.items()]
        KEPT.write_text(HEAD.format(TOLERANCE) + "\n".join(rows) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    self_test()
    sys.exit(main(*sys.argv[1:6], "--update" in sys.argv[6:]))
