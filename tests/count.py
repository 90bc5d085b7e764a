"""Adds up ctest's JUnit files: names what failed and what was skipped, then the one line of totals.

usage: count.py BUILD-DIR/junit.xml...   a file that is missing, or holds no test, is one failure
"""
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def judge(case):
    """(status, why) of one test, status being passed, failed or skipped."""
    status, skipped = case.get("status"), case.find("skipped")
    output = (case.findtext("system-out") or "").strip()
    if status == "run":
        # A cmocka program that left some of its tests out did not pass all of them.
        return ("skipped", "in part") if "[  SKIPPED ]" in output else ("passed", "")
    # ctest also calls "not run" a program that is missing or disabled: that is a failure.
    if skipped is not None and skipped.get("message", "").startswith("SKIP_"):
        return "skipped", output.rpartition("\n")[2]
    return "failed", skipped.get("message", "") if skipped is not None else ""


def tests_of(path):
    suite = path.parent.name
    cases = list(ElementTree.parse(path).iter("testcase")) if path.exists() else []
    if not cases:
        yield "failed", suite, "no test ran"
    for case in cases:
        status, why = judge(case)
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
        print("A skipped test is not a passed test: what it needs is absent here.")
    line = f"{count['passed']} passed, {count['failed']} failed"
    print(line + (f", {count['skipped']} skipped" if count["skipped"] else ""))
    return 1 if count["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
