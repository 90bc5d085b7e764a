"""Checks the body map: what is committed is what web/bodymap/build.py writes, and keeps the rules of check.py.

usage: bodymap_test.py   first proves on a changed copy that it can fail
"""
import subprocess
import sys
import tempfile
from pathlib import Path

TREE = Path(__file__).parent.parent
BODYMAP = TREE / "web/bodymap"
WRITTEN = {"regions.json": BODYMAP, "front.svg": BODYMAP, "back.svg": BODYMAP, "site_table.inc": TREE / "src/diary"}


def python(script, directory):
    return subprocess.run([sys.executable, "-B", str(BODYMAP / script), str(directory)], capture_output=True, text=True)


def differences(built):
    return [f"{place.relative_to(TREE)}/{name}: not as web/bodymap/build.py writes it; run it"
            for name, place in WRITTEN.items() if (built / name).read_bytes() != (place / name).read_bytes()]


def can_fail(built):
    """A region that moved to another WPI area, and a shape with another's id: both must be seen."""
    faults = []
    for name, old, new in (("regions.json", '"wpi": "jaw-left"', '"wpi": "chest"'),
                           ("front.svg", 'id="left-shin" class="bm-r"', 'id="left-calf" class="bm-r"')):
        text = (built / name).read_text()
        (built / name).write_text(text.replace(old, new))
        if not any(name in line for line in differences(built)):
            faults.append(f"tests/bodymap_test.py: a wrong {name} was not noticed")
    said = python("check.py", built).stdout
    faults += [f"tests/bodymap_test.py: check.py did not mind: {rule}" for rule in
               ("all 19 WPI areas", "front: one path for each region") if f"BROKEN  {rule}" not in said]
    return faults


def main():
    with tempfile.TemporaryDirectory() as directory:
        built = Path(directory)
        done = python("build.py", built)
        if done.returncode:
            print(done.stderr)
            return 1
        faults = differences(built) or can_fail(built)
    checked = python("check.py", BODYMAP)
    faults += [line for line in checked.stdout.splitlines() if line.startswith("BROKEN")]
    print("\n".join(faults) or f"{len(WRITTEN)} files are as they are written")
    return 1 if faults or checked.returncode else 0


if __name__ == "__main__":
    sys.exit(main())
