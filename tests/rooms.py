"""Checks the direction of every #include against the table of rooms in docs/architecture.md.

usage: rooms.py [TREE]   first proves on made-up trees that it can fail, then checks TREE.
"""
import re
import sys
import tempfile
from pathlib import Path

ROW = re.compile(r"^\| (\d+) \| (\w+) \| (built|planned) \|.*\|([^|]*)\|$", re.MULTILINE)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


class Room:
    def __init__(self, row):
        self.number, self.name = int(row[0]), row[1]
        self.built = row[2] == "built"
        self.doors = re.findall(r"`([^`]+)`", row[3])


def read_map(tree):
    rooms = [Room(row) for row in ROW.findall((tree / "docs/architecture.md").read_text())]
    return {room.name: room for room in rooms}


def includes(path):
    """The tree's own headers that a file includes, with line numbers. <system.h> is not ours to judge."""
    text = path.read_text()
    for match in INCLUDE.finditer(text):
        if match[1] == '"' or match[2].startswith("unknot/"):
            yield text.count("\n", 0, match.start(2)) + 1, match[2]


def sources(directory):
    return sorted(p for p in directory.rglob("*") if p.suffix in (".c", ".h"))


def check_map(tree, rooms):
    doors = [door for room in rooms.values() for door in room.doors]
    for door in sorted({d for d in doors if doors.count(d) > 1}):
        yield f"docs/architecture.md: {door} is a door of two rooms"
    for room in rooms.values():
        if room.built != (tree / "src" / room.name).is_dir():
            yield f"docs/architecture.md: {room.name} is called {'built' if room.built else 'planned'}; the tree differs"
        for door in room.doors:
            place = tree / ("include" if door.startswith("unknot/") else "src") / door
            if not place.is_file():
                yield f"docs/architecture.md: the door {door} does not exist"
            elif not door.startswith(("unknot/", room.name + "/")):
                yield f"docs/architecture.md: {door} cannot be a door of {room.name}"
    for directory in sorted((tree / "src").iterdir()):
        if directory.name not in rooms:
            yield f"src/{directory.name}: not in the map"
    for header in sorted((tree / "include/unknot").glob("*")):
        if f"unknot/{header.name}" not in doors:
            yield f"include/unknot/{header.name}: no room has it as a door"


def judge(header, mine, rooms, public_only):
    """Why a file of the room `mine` (None: outside the house) may not include `header`, or None."""
    theirs = next((room for room in rooms.values() if header in room.doors), None)
    if header.startswith("unknot/"):
        if theirs is None:
            return "no such public header"
    elif public_only:
        return "only public headers may be seen from here"
    elif mine is not None and header.startswith(mine.name + "/"):
        return None
    elif theirs is None:
        return "it is no room's door"
    if mine is not None and theirs is not mine and theirs.number >= mine.number:
        return f"{mine.name} is {mine.number}, {theirs.name} is {theirs.number}"
    return None


def check_includes(tree, rooms):
    owner = {door: room for room in rooms.values() for door in room.doors}
    files = [(path, rooms.get(path.relative_to(tree / "src").parts[0]), False) for path in sources(tree / "src")]
    files += [(path, owner.get(f"unknot/{path.name}"), True) for path in sources(tree / "include")]
    files += [(path, None, True) for path in sources(tree / "docs")]
    for path, mine, public_only in files:
        for line, header in includes(path):
            why = judge(header, mine, rooms, public_only)
            if why:
                yield f"{path.relative_to(tree)}:{line}: must not include {header}: {why}"


def check(tree):
    rooms = read_map(tree)
    if not rooms:
        return ["docs/architecture.md: no table of rooms was found"]
    return [*check_map(tree, rooms), *check_includes(tree, rooms)]


SOUND = {
    "docs/architecture.md": "| no | room |\n|---|---|\n"
                            "| 0 | base | built | x | y | `unknot/error.h` `base/random.h` |\n"
                            "| 1 | infer | built | x | y | `unknot/fit.h` |\n"
                            "| 1 | diary | built | x | y | `diary/diary.h` |\n"
                            "| 6 | cli | built | x | y | |\n"
                            "| 6 | http | planned | x | y | |\n",
    "include/unknot/error.h": "#include <stdio.h>\n",
    "include/unknot/fit.h": '#include "unknot/error.h"\n',
    "src/base/random.h": "", "src/base/text.h": "",
    "src/base/random.c": '#include "base/random.h"\n#include "base/text.h"\n',
    "src/infer/fit.c": '#include "unknot/fit.h"\n#include "base/random.h"\n',
    "src/diary/diary.h": "",
    "src/cli/main.c": '#include "unknot/fit.h"\n#include "diary/diary.h"\n',
    "docs/examples/a.c": "#include <unknot/fit.h>\n",
}
BROKEN = [  # file, its text, what must be complained of
    ("src/base/random.c", '#include "unknot/fit.h"\n', "src/base/random.c:1: must not include unknot/fit.h: base is 0"),
    ("src/infer/fit.c", '\n#include "diary/diary.h"\n', "src/infer/fit.c:2: must not include diary/diary.h: infer is 1"),
    ("src/infer/fit.c", '#include "base/text.h"\n', "it is no room's door"),
    ("src/infer/fit.c", '# include "fit.h"\n', "it is no room's door"),
    ("src/infer/fit.c", "#include <unknot/none.h>\n", "no such public header"),
    ("include/unknot/error.h", '#include "unknot/fit.h"\n', "base is 0, infer is 1"),
    ("include/unknot/fit.h", '#include "base/random.h"\n', "only public headers"),
    ("include/unknot/extra.h", "", "include/unknot/extra.h: no room has it as a door"),
    ("docs/examples/a.c", '#include "base/random.h"\n', "only public headers"),
    ("src/attic/old.c", "", "src/attic: not in the map"),
    ("src/http/server.c", "", "http is called planned"),
    ("docs/architecture.md", "| 0 | base | built | x | y | `base/gone.h` |\n", "base/gone.h does not exist"),
    ("docs/architecture.md", "no table", "no table of rooms"),
]


def complaints_of(files):
    with tempfile.TemporaryDirectory() as name:
        for path, text in files.items():
            (Path(name) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(name) / path).write_text(text)
        return check(Path(name))


def self_test():
    complaints = complaints_of(SOUND)
    if complaints:
        yield f"self-test: the sound tree is refused: {complaints}"
    for path, text, expected in BROKEN:
        complaints = complaints_of({**SOUND, path: text})
        if not any(expected in complaint for complaint in complaints):
            yield f"self-test: {path!r} with {text!r} is accepted: {complaints}"


def main(tree):
    complaints = [*self_test(), *check(tree)]
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent))
