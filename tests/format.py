"""Checks that every C file is as clang-format 14 would write it. Other versions differ: then skipped.

usage: format.py [--fix]
"""
import re
import shutil
import subprocess
import sys
from pathlib import Path

SKIPPED = 77
TREE = Path(__file__).parent.parent
PLACES = ["include", "src", "tests", "fuzz", "benchmarks", "docs"]


def main(fix):
    tool = shutil.which("clang-format-14") or shutil.which("clang-format")
    version = subprocess.run([tool, "--version"], capture_output=True, text=True).stdout if tool else "none"
    if "version 14." not in version:
        print(f"skipped: needs clang-format 14, there is {version.strip()}")
        return SKIPPED
    files = sorted(str(p) for place in PLACES for p in (TREE / place).rglob("*.[ch]"))
    if fix:
        return subprocess.run([tool, "--style=file", "-i", *files]).returncode
    checked = subprocess.run([tool, "--style=file", "--dry-run", "-Werror", *files], capture_output=True, text=True)
    wrong = sorted(set(re.findall(r"^(.*?):\d+:\d+: error:", checked.stderr, re.MULTILINE)))
    for path in wrong:
        print(f"{Path(path).relative_to(TREE)}: not as clang-format writes it; tests/format.py --fix")
    return checked.returncode


if __name__ == "__main__":
    sys.exit(main("--fix" in sys.argv[1:]))
