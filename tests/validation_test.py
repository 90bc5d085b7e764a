"""Checks that docs/validation.md says what the program now says on the real data; without them: skipped.

usage: validation_test.py PROGRAM
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "tools"))
import validate


def self_test():
    """Rows of (must differ?, written, made)."""
    for differ, written, made in [
            (False, "| a | 0.31 (0.20) |", "| a | 0.32 (0.20) |"), (False, "−0.01 to 3.1", "−0.02 to 3.0"),
            (True, "0.31", "0.34"), (True, "0.31", "−0.31"), (True, "a 1", "b 1"), (True, "7 days", "8 days"),
            (True, "1.0", "1.0\nmore"), (True, "< 0.01", "0.01")]:
        if bool(list(validate.differences(written, made))) != differ:
            yield f"self-test: {written} against {made}"


if __name__ == "__main__":
    complaints = list(self_test())
    for complaint in complaints:
        print(complaint)
    sys.exit(1 if complaints else validate.main(["--check", *sys.argv[1:]]))
