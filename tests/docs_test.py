"""Checks what the documents claim.

- Every command in a ```console block runs, and prints what stands below it. A line of "..." stands for
  any lines. `unknot` and `./run` are the program; the commands run in a copy of docs/ data/ tests/reference/.
- Every ```c block of docs/library.md stands word for word in docs/examples/.
- Every picture in PICTURES is what its command draws now, to within a tenth of a unit.
- Every test that docs/threats.md names exists.
- Every relative link leads to a file, and to a heading of it. docs/README.md links to every document.

usage: docs_test.py PROGRAM [--update]   --update rewrites the outputs and the pictures
"""
import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TREE = Path(__file__).parent.parent
PICTURES = {
    "docs/images/example.svg":
        "unknot analyze data/example-stretch.csv --outcome spasms --design pairs --important 25% --chart picture.svg",
}
PICTURE_TOLERANCE = 0.1
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
C_BLOCK = re.compile(r"^```c\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]*)(#[^)\s]*)?\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
PROOF = re.compile(r"`((?:tests|fuzz)/[\w./]+):(\w+)`")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Shell:
    """A directory that looks like the tree, with the program as ./run and on the path."""

    def __init__(self, program, directory):
        self.directory = directory
        for name in ("docs", "data", "tests/reference"):
            shutil.copytree(TREE / name, directory / name)
        (directory / "bin").mkdir()
        for link in (directory / "run", directory / "bin/unknot"):
            link.symlink_to(Path(program).resolve())
        self.environment = {**os.environ, "PATH": f"{directory}/bin:{os.environ['PATH']}", "LC_ALL": "C.UTF-8",
                            "COLUMNS": "80", "NO_COLOR": "1"}

    def run(self, command):
        done = subprocess.run(["bash", "-c", command], cwd=self.directory, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
        return done.stdout.rstrip("\n").split("\n") if done.stdout.strip() else []


def transcripts(block):
    """A console block as (command, output lines) pairs. A command goes on after a backslash."""
    pairs = []
    for line in block.rstrip("\n").split("\n"):
        if pairs and pairs[-1][0].endswith("\\") and not pairs[-1][1]:
            pairs[-1] = (pairs[-1][0] + "\n" + line, [])
        elif line.startswith("$ "):
            pairs.append((line[2:], []))
        elif pairs:
            pairs[-1][1].append(line)
    return pairs


def same_output(expected, printed):
    pattern = "".join(r"(?:.*\n)*" if line == "..." else re.escape(line.rstrip()) + r"[ \t]*\n" for line in expected)
    return re.fullmatch(pattern, "".join(line + "\n" for line in printed)) is not None


def same_picture(expected, drawn):
    if NUMBER.sub("#", expected) != NUMBER.sub("#", drawn):
        return False
    pairs = zip(NUMBER.findall(expected), NUMBER.findall(drawn))
    return all(abs(float(a) - float(b)) <= PICTURE_TOLERANCE for a, b in pairs)


def check_console(document, shell, update):
    text = document.read_text()

    def replay(match):
        new = []
        for command, expected in transcripts(match[1]):
            while expected and not expected[-1].strip():
                expected.pop()
            printed = shell.run(command)
            if same_output(expected, printed):
                printed = expected
            elif not update:
                complaints.append(f"{document.relative_to(TREE)}: $ {command}")
                complaints.extend(difflib.unified_diff(expected, printed, "documented", "printed", lineterm=""))
            new += [f"$ {command}", *printed, *([""] if printed else [])]
        return "```console\n" + "\n".join(new).rstrip("\n") + "\n```"

    complaints = []
    replayed = CONSOLE.sub(replay, text)
    if update and replayed != text:
        document.write_text(replayed)
    return complaints


def check_pictures(shell, update):
    for path, command in PICTURES.items():
        printed = shell.run(command)
        drawn = shell.directory / "picture.svg"
        if not drawn.is_file():
            yield f"{path}: not drawn: {printed}"
        elif update:
            (TREE / path).parent.mkdir(exist_ok=True)
            (TREE / path).write_text(drawn.read_text())
        elif not (TREE / path).is_file() or not same_picture((TREE / path).read_text(), drawn.read_text()):
            yield f"{path}: no longer what is drawn; look at the change, then: tests/docs_test.py PROGRAM --update"


def check_code(document):
    examples = "\n".join(p.read_text() for p in sorted((TREE / "docs/examples").glob("*.c")))
    for block in C_BLOCK.findall(document.read_text()):
        if block.strip() not in examples:
            yield f"{document.relative_to(TREE)}: not in docs/examples: {block.strip().splitlines()[0]} ..."


def anchors(document):
    for heading in HEADING.findall(document.read_text()):
        yield "#" + re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def check_links(document):
    for path, anchor in LINK.findall(document.read_text()):
        target = document.parent / path if path else document
        if not target.exists():
            yield f"{document.relative_to(TREE)}: no such file: {path}"
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            yield f"{document.relative_to(TREE)}: no such heading: {path}{anchor}"


def check_proofs(document):
    """A danger that is said to be met names its test as `tests/FILE:NAME`."""
    for path, name in PROOF.findall(document.read_text()):
        if not (TREE / path).is_file() or name not in re.findall(r"\w+", (TREE / path).read_text()):
            yield f"{document.relative_to(TREE)}: there is no {name} in {path}"


def check_index(index):
    linked = {path for path, _ in LINK.findall(index.read_text())}
    for document in sorted(index.parent.glob("*.md")):
        if document != index and document.name not in linked:
            yield f"{index.relative_to(TREE)}: does not mention {document.name}"


def self_test():
    """Rows of (must be equal?, expected, printed)."""
    for equal, expected, printed in [(True, ["a", "..."], ["a", "b", "c"]), (True, ["a"], ["a"]),
                                     (True, ["a", "...", "c"], ["a", "c"]), (False, ["a"], ["a", "b"]),
                                     (False, ["a", "...", "c"], ["a", "b"]), (False, ["1.5"], ["1x5"])]:
        if same_output(expected, printed) != equal:
            yield f"self-test: {expected} against {printed}"
    for equal, expected, drawn in [(True, '<a x="1.02">', '<a x="1.0">'), (False, '<a x="1.2">', '<a x="1.0">'),
                                   (False, "<a>", "<b>")]:
        if same_picture(expected, drawn) != equal:
            yield f"self-test: {expected} against {drawn}"


def main(program, update):
    documents = sorted(TREE.glob("*.md")) + sorted((TREE / "docs").rglob("*.md")) + sorted((TREE / "data").glob("*.md"))
    complaints = list(self_test())
    with tempfile.TemporaryDirectory() as name:
        shell = Shell(program, Path(name))
        complaints += check_pictures(shell, update)
        for document in documents:
            complaints += check_console(document, shell, update)
    complaints += check_code(TREE / "docs/library.md")
    complaints += check_index(TREE / "docs/README.md")
    complaints += check_proofs(TREE / "docs/threats.md")
    for document in documents:
        complaints += check_links(document)
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--update" in sys.argv[2:]))
