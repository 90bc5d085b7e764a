"""Checks content/treatments.json: its structure, its lengths, that its words are plain and that nothing unchecked is shown as established.

usage: content_test.py   first proves on broken cards that it can fail.
"""
import copy
import json
import re
import sys
from pathlib import Path

CARDS = Path(__file__).parent.parent / "content/treatments.json"
COUNT = 37
ACUTE = {"wait", "heat_local", "stretch_acute", "rub_during"}  # at least these are offered during a spasm
CERTAINTY = ["Not tested", "Very unsure", "Unsure", "Fairly sure", "Sure"]  # by squares
TESTABLE = {"episode", "days", "blocks", "not"}
DOI = re.compile(r"10\.\d{4,9}/[\w.();/:-]+")
PMID = re.compile(r"\d{7,8}")
UNCHECKED = re.compile(r"\[[A-Z]\]|\[[A-Z]:|unsourced|from memory|re-checked|\bseed\b|NCT\d|MD -|SMD|GRADE", re.IGNORECASE)
PROMOTION = re.compile(r"https?:|www\.|\bbuy\b|\bcure[ds]?\b|\bmiracle\b|!", re.IGNORECASE)
MARK = "These cautions are not yet checked by a clinician."
HARM = {"heat_local", "hot_bath", "stretch_acute", "stretch_daily", "massage_course", "aquatic", "cycling", "walking_aerobic", "resistance",
        "tens", "rub_during", "wait"}  # `how` must say when to stop
TEXT, LIST, BOOL, DAYS = "text", "list", "bool", "days"
FIELDS = {  # name: kind, least and most characters (of each element), may be null
    "id": (TEXT, 3, 20, False), "name": (TEXT, 3, 50, False), "chip": (TEXT, 3, 15, False), "group": (TEXT, 5, 20, False),
    "what": (TEXT, 10, 120, False), "certainty_word": (TEXT, 10, 60, False), "found": (TEXT, 60, 520, False),
    "effect": (TEXT, 20, 180, True), "doctor_words": (TEXT, 20, 120, True), "test": (TEXT, 20, 180, False),
    "testable": (TEXT, 3, 7, False), "blindable": (TEXT, 2, 25, False), "how": (LIST, 10, 90, False),
    "cautions": (LIST, 15, 160, False), "acute": (BOOL,), "no_trial": (BOOL,), "ask_doctor": (BOOL,), "guess": (BOOL,),
    "onset_days": (DAYS,), "washout_days": (DAYS,)}
CITATION = {"authors", "year", "title", "journal", "doi", "pmid", "read"}
SENTENCE_MOST, SENTENCE_MEAN, LONG_WORDS = 28, 12.0, 0.06  # words; share of words of 12 letters and more


def sentences(text):
    return [s for s in re.split(r"(?<=[.?:;])\s+", text) if re.search(r"[A-Za-z]", s)]


def prose(card):
    return [card["what"], *card["how"], card["found"], *card["cautions"], card["test"], card["doctor_words"] or "", card["effect"] or ""]


def check_fields(card):
    if set(card) != set(FIELDS) | {"certainty", "citations"}:
        yield f"members {sorted(set(card) ^ set(FIELDS) ^ {'certainty', 'citations'})}"
        return
    for name, (kind, *limits) in FIELDS.items():
        value = card[name]
        if kind == BOOL and not isinstance(value, bool):
            yield f"{name} is not true or false"
        if kind == DAYS and not (value is None or (type(value) is int and 0 <= value <= 365)):
            yield f"{name} is no number of days"
        if kind == TEXT and not (value is None and limits[2]) and not (isinstance(value, str) and limits[0] <= len(value) <= limits[1]):
            yield f"{name} is not {limits[0]} to {limits[1]} characters: {len(value or '')}"
        if kind == LIST and not all(isinstance(v, str) and limits[0] <= len(v) <= limits[1] for v in value):
            yield f"{name} has a line that is not {limits[0]} to {limits[1]} characters: {max(map(len, value))}"


def check_citation(citation):
    if set(citation) != CITATION:
        yield f"citation members {sorted(set(citation) ^ CITATION)}"
    elif citation["read"] not in ("results", "in part") or not citation["title"]:
        yield "citation that was not read, or without a title"
    elif citation["doi"] is not None and not DOI.fullmatch(citation["doi"]):
        yield f"not a DOI: {citation['doi']}"
    elif citation["pmid"] is not None and not PMID.fullmatch(citation["pmid"]):
        yield f"not a PubMed id: {citation['pmid']}"
    elif citation["year"] is not None and not 1950 <= citation["year"] <= 2026:
        yield f"year {citation['year']}"


def check_words(card):
    text = " ".join(prose(card))
    for pattern, why in [(UNCHECKED, "unchecked or technical"), (PROMOTION, "promotion or shouting")]:
        for match in pattern.findall(text + json.dumps(card["citations"]) if pattern is UNCHECKED else text):
            yield f"{why}: {match}"
    lengths = [len(s.split()) for part in prose(card) for s in sentences(part)]
    words = re.findall(r"[A-Za-z]+", " ".join([card["what"], *card["how"], card["found"], card["test"]]))
    if max(lengths) > SENTENCE_MOST:
        yield f"a sentence of {max(lengths)} words"
    if sum(lengths) / len(lengths) > SENTENCE_MEAN:
        yield f"{sum(lengths) / len(lengths):.1f} words a sentence on average"
    if sum(len(w) >= 12 for w in words) / len(words) > LONG_WORDS:
        yield f"too many long words: {sorted({w for w in words if len(w) >= 12})}"


def check_rules(card):
    if not 0 <= card["certainty"] <= 4 or not card["certainty_word"].startswith(CERTAINTY[card["certainty"]] + ":"):
        yield f"{card['certainty']} squares and \"{card['certainty_word']}\""
    if not re.search(r"\b[Nn]o trial", card["found"]):
        yield "`found` does not say that no trial counted spasms in fibromyalgia"
    if card["no_trial"] and "No trial" not in card["found"]:
        yield "no_trial without the words"
    if card["ask_doctor"] != (card["doctor_words"] is not None):
        yield "ask_doctor and doctor_words go together"
    if card["testable"] not in TESTABLE:
        yield f"testable {card['testable']}"
    if card["testable"] == "not" and not re.search(r"cannot|not tested here|tells little|course builds", card["test"]):
        yield "not testable, and `test` does not say why"
    if not 2 <= len(card["how"]) <= 5:
        yield f"{len(card['how'])} steps"
    if card["id"] in HARM and not re.search(r"\b[Ss]top\b", " ".join(card["how"])):
        yield "no rule when to stop"
    if MARK in card["cautions"] and card["cautions"][-1] != MARK:
        yield "the mark is not the last caution"
    if card["id"].startswith("rx_") and (card["testable"] != "not" or not card["ask_doctor"] or card["acute"]):
        yield "a prescribed medicine is only recorded"


def check(cards):
    ids = [card.get("id") for card in cards]
    if len(cards) != COUNT or len(set(ids)) != COUNT:
        yield f"{len(set(ids))} different cards instead of {COUNT}"
    for member in ("name", "chip"):
        values = [card[member] for card in cards]
        if len(set(values)) != len(values):
            yield f"two cards of the same {member}: {sorted({v for v in values if values.count(v) > 1})}"
    if missing := ACUTE - {card["id"] for card in cards if card["acute"]}:
        yield f"not offered during a spasm: {missing}"
    for card in cards:
        complaints = list(check_fields(card))
        if not complaints:
            complaints = [*check_rules(card), *check_words(card)]
            complaints += [c for citation in card["citations"] for c in check_citation(citation)]
        yield from (f"{card.get('id')}: {complaint}" for complaint in complaints)


def by_id(cards, name):
    return next(card for card in cards if card["id"] == name)


def msm(cards):
    found = by_id(cards, "msm")["found"]
    return [] if re.search(r"No trial of MSM was found in fibromyalgia, in muscle spasms or in cramps", found) else ["msm: not plain"]


BROKEN = [  # what is done to a card, what must be complained of
    ("msm", {"certainty": 3}, "squares"), ("msm", {"no_trial": 1}, "not true or false"), ("wait", {"acute": False}, "not offered"),
    ("tens", {"found": "It helps [M] spasms a lot. No trial was needed for anybody to see that."}, "unchecked"),
    ("tens", {"test": "Days with it and days without it, and a washout that is unsourced."}, "unchecked"),
    ("magnesium", {"found": "A cure. No trial is needed to see how good this remedy is for all people."}, "promotion"),
    ("cbt", {"doctor_words": None}, "go together"), ("heat_local", {"how": ["Wrap it in cloth.", "Leave it on."]}, "when to stop"),
    ("rx_snri", {"testable": "days"}, "only recorded"), ("sleep", {"what": "x" * 121}, "characters"), ("sleep", {"chip": "Heat"}, "same chip"),
    ("vitamin_d", {"found": "Low vitamin D is more often found in some studies of this. Trials helped burden."}, "does not say"),
    ("mindfulness", {"test": "Two weeks with it, and two weeks without it, in turn."}, "say why"),
    ("wait", {"what": "It is " + "so " * 36 + "."}, "a sentence of"),
]


def self_test(cards):
    for name, change, complaint in BROKEN:
        broken = copy.deepcopy(cards)
        by_id(broken, name).update(change)
        if not any(complaint in line for line in check(broken)):
            yield f"self-test: {name} {change}: {list(check(broken))}"
    for doi in ("10.1/x", "doi:10.1002/art.1", "10.1002/art 1"):
        broken = copy.deepcopy(cards)
        by_id(broken, "msm")["citations"][0]["doi"] = doi
        if not any("not a DOI" in line for line in check(broken)):
            yield f"self-test: {doi} passed"


def main():
    cards = json.loads(CARDS.read_text())
    complaints = [*check(cards), *msm(cards)] or list(self_test(cards))
    print("\n".join(complaints))
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
