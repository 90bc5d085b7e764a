"""Adds up ctest's JUnit files: names what failed and what was skipped, then the one line of totals.

usage: count.py BUILD-DIR/junit.xml...   a file that is missing, or holds no test, is one failure
"""
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def tests_of(path):
    """Yields (status, name, why) with status passed, failed or skipped."""
    suite = path.parent.name
    cases = list(ElementTree.parse(path).iter("testcase")) if path.exists() else []
    if not cases:
        yield "failed", suite, "no test ran"
    for case in cases:
        skipped = case.find("skipped")
        status = {"run": "passed", "fail": "failed"}.get(case.get("status"), "skipped")
        # ctest also says "skipped" of a program that is missing or cannot be started: that is a failure.
        why = skipped.get("message", "") if skipped is not None else ""
        if status == "skipped" and not why.startswith("SKIP_"):
            status = "failed"
        yield status, f"{suite}: {case.get('name')}", why


def main(paths):
    count = {"passed": 0, "failed": 0, "skipped": 0}
    print()
    for path in paths:
        for status, name, why in tests_of(Path(path)):
            count[status] += 1
            if status != "passed":
                print(f"{status.upper()}  {name}  {why}".rstrip())
    if count["skipped"]:
        print("Skipped tests are not passed tests: what they need is absent here (see their output).")
    line = f"{count['passed']} passed, {count['failed']} failed"
    print(line + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
