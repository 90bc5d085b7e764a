"""Checks docs/coverage.md: every claim has its row once, every action of it a place that exists or a reason.

usage: coverage_test.py   first proves on broken tables that it can fail.
"""
import json
import re
import sys
from pathlib import Path

TREE = Path(__file__).parent.parent
# The claims of the two articles, and what a program can do with each.
ACTIONS = {
    "D": "RCE RC RCE RCE RC RC RCE E RCE RC",
    "S": "RC RC RC RC RCA RCE",
    "Y": "RCT RT RT RC RT R RC RC RT RE RE E E",
    "K": "RC RCT RE E E RATW EW RT RE E E E E E RT",
    "T": "RTA RTA RTA RT RT RTAW RTAW RTAW RTAW E RTA RTEW T E TEW REW RTA RTEW E E E T",
    "W": "AW AW AW AE E AW E",
}
ROW = re.compile(r"^\| ([A-Z]\d+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
DONE = re.compile(r"([RCTAWE]): (.*?)(?=; [RCTAWE]: |$)")
PLACE = re.compile(r"`(\w+):([^`]+)`")


def wanted():
    return {f"{letter}{i}": set(actions) for letter, row in ACTIONS.items() for i, actions in enumerate(row.split(), 1)}


def read(path):
    return (TREE / path).read_text()


def known():
    """What exists, by kind of place."""
    fields, kind = set(), None
    for line in read("docs/format.md").split("\n"):
        if match := re.match(r"### `([\w-]+)`", line):
            kind = match[1]
        elif kind and (match := re.match(r"\| `(\w+)`", line)):
            fields.add(f"{kind}.{match[1]}")
    catalogue, surveys = read("src/diary/catalogue.c"), "".join(p.read_text() for p in sorted((TREE / "src/diary").glob("survey*.c")))
    measures, suspects = catalogue.split("kn_suspects[]")[0], catalogue.split("kn_suspects[]")[1]
    return {
        "field": fields, "kind": {field.split(".")[0] for field in fields},
        "label": set(re.findall(r"\[KN_LABEL_(\w+)\]", read("src/diary/naming_words.c"))),
        "flag": set(re.findall(r"^\| (R\d+) \|", read("docs/warnings.md"), re.MULTILINE)),
        "card": {card["id"] for card in json.loads(read("content/treatments.json"))},
        "measure": set(re.findall(r'(?:SCALE\(|\.key = )"([\w-]+)"', measures)),
        "suspect": set(re.findall(r'SUSPECT\("([\w-]+)"', suspects)),
        "survey": set(re.findall(r'"(acr2016|fiqr)"', surveys)),
        "view": {path.name for path in (TREE / "web/src/views").iterdir() if path.is_dir()},
        "doc": {path.name for path in (TREE / "docs").glob("*.md")},
    }


def check_place(kind, name, places):
    if kind == "file":
        return None if (TREE / name).is_file() else f"no file {name}"
    if kind not in places:
        return f"no such kind of place: {kind}"
    return None if name in places[kind] else f"no {kind} {name}"


def check(text, places):
    rows = ROW.findall(text)
    want = wanted()
    for name in sorted({row[0] for row in rows}):
        if sum(row[0] == name for row in rows) > 1:
            yield f"{name}: more than one row"
    for name in [name for name in want if name not in {row[0] for row in rows}]:
        yield f"{name}: no row"
    for name, _, done in rows:
        actions = DONE.findall(done)
        if {action for action, _ in actions} != want.get(name, set()) or len(actions) != len(want.get(name, set())):
            yield f"{name}: {[action for action, _ in actions]} instead of {sorted(want.get(name, set()))}"
        for action, where in actions:
            found = PLACE.findall(where)
            if not found and not re.match(r"not: .{12,}", where):
                yield f"{name} {action}: neither a place nor a reason: {where}"
            for kind, place in found:
                if complaint := check_place(kind, place, places):
                    yield f"{name} {action}: {complaint}"


BROKEN = [  # what is replaced by what in the table, what must be complained of
    (r"^\| D8 .*\n", "", "D8: no row"), (r"^(\| D8 .*\n)", r"\1\1", "D8: more than one row"), ("`card:msm`", "`card:gold`", "no card gold"),
    ("`flag:R12`", "`flag:R29`", "no flag R29"), ("`field:episode.ripple`", "`field:episode.glow`", "no field episode.glow"),
    ("`suspect:cold`", "`suspect:moon`", "no suspect moon"), ("`measure:pain`", "`measure:joy`", "no measure joy"),
    ("`view:report`", "`view:none`", "no view none"), ("`file:src/diary/summary.c`", "`file:src/diary/none.c`", "no file src/diary/none.c"),
    ("`label:TWITCH`", "`label:SHIVER`", "no label SHIVER"), ("`doc:claims.md`", "`doc:none.md`", "no doc none.md"),
    ("`survey:fiqr`", "`survey:bpi`", "no survey bpi"), ("R: `suspect:cold`; ", "", "K15: ['T']"), ("R: not: pressing.*?; E", "R: not: no; E", "S6 R: neither"), ("`kind:use`", "`thing:use`", "no such kind of place"),
]


def self_test(text, places):
    for pattern, replacement, complaint in BROKEN:
        broken = re.sub(pattern, replacement, text, count=1, flags=re.MULTILINE)
        if broken == text:
            yield f"self-test: {pattern} is not in the table"
        elif not any(complaint in line for line in check(broken, places)):
            yield f"self-test: {replacement}: {list(check(broken, places))}"


def main():
    text, places = read("docs/coverage.md"), known()
    complaints = [f"no {kind} was found at all" for kind, names in places.items() if not names]
    complaints += list(check(text, places)) or list(self_test(text, places))
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
