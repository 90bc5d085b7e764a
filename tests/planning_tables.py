"""The type-1 tables of docs/planning.md: how often the rule is wrong when nothing helps.

usage: planning_tables.py UNKNOT [--update] [--trials N]

Runs `unknot plan` on every cell with fixed seeds, 10,000 trials each by default: some minutes. Fails if a cell that
counts is above 5 % plus two Monte Carlo errors, or differs from the page; --update writes the page instead.
A cell counts unless weeks are aligned with the blocks, which is shown beside. Wrong is helps, or worse, at any look;
"looks as if it helps", which is all that fewer than five pairs can say, is shown apart.
"""
import json
import math
import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs/planning.md"
LEVEL, TRIALS, SEED, AGREES = 0.05, 10000, 20260301, 0.002
DAYS, BLOCKS, LOOKS = (56, 84), (3, 7), (0, 3)


def simulate(program, trials, words):
    done = subprocess.run([program, "plan", "--json", "--trials", str(trials), "--seed", str(SEED), "--effect", "0",
                           *map(str, words)], check=True, capture_output=True, text=True)
    effect = json.loads(done.stdout)["effects"][0]
    share = {code: value["share"] for code, value in effect["verdicts"].items()}
    return share["helps"] + share["worse"], share["looks_as_if"], share


def cell(program, trials, words, counts, faults):
    wrong, looks, _ = simulate(program, trials, words)
    bound = LEVEL + 2 * math.sqrt(LEVEL * (1 - LEVEL) / trials)
    if counts and wrong > bound:
        faults.append(f"{' '.join(map(str, words))}: wrong in {wrong:.4f} of trials, above {bound:.4f}")
    return f"{wrong:.4f}" + (f" + {looks:.4f}" if looks else "")


def table(program, trials, head, rows, faults):
    columns = [f"{days} days, {'three looks' if looks else 'no looks'}" for days in DAYS for looks in LOOKS]
    yield f"| {head} | block | " + " | ".join(columns) + " |"
    yield "|---|---|" + "---|" * len(columns)
    for label, words, counts in rows:
        for block in BLOCKS:
            cells = [cell(program, trials, [*words, "--block", block, "--days", days, "--looks", looks], counts, faults)
                     for days in DAYS for looks in LOOKS]
            print(label, block, *cells, file=sys.stderr, flush=True)
            yield f"| {label} | {block} | " + " | ".join(cells) + " |"


def gaussian_rows():
    for rho in (0, 0.3, 0.6):
        for label, words, counts in (("no", [], True), ("0.8", ["--week-sd", 0.8], True),
                                     ("0.8, aligned", ["--week-sd", 0.8, "--week-aligned", 1], False)):
            yield f"{rho} | {label}", ["--important", 1, "--rho", rho, *words], counts


def count_rows():
    for level in (1, 5):
        yield f"{level} a day", ["--family", "poisson", "--important", "25%", "--level", level, "--dispersion", 2], True


def tables(program, trials, faults):
    gaussian = list(table(program, trials, "rho | week sd", gaussian_rows(), faults))
    gaussian[1] = "|---" + gaussian[1]
    return {"type-1 gaussian": gaussian, "type-1 counts": list(table(program, trials, "counts", count_rows(), faults))}


def numbers(lines):
    return [float(number) for line in lines for number in re.findall(r"\d+\.\d{4}", line)]


def main(program, update, trials):
    page, faults = PAGE.read_text(), []
    for name, lines in tables(program, trials, faults).items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        written = pattern.search(page)
        if not written:
            faults.append(f"docs/planning.md has no <!-- {name} -->")
            continue
        old, new = numbers(written[0].splitlines()), numbers(lines)
        if update:
            page = pattern.sub(lambda match, text="\n".join(lines): f"{match[1]}{text}\n{match[2]}", page)
        elif len(old) != len(new) or any(abs(a - b) > AGREES for a, b in zip(old, new)):
            faults.append(f"{name} differs from docs/planning.md; planning_tables.py UNKNOT --update writes it anew")
    if update:
        PAGE.write_text(page)
    print("\n".join(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    arguments = sys.argv[1:]
    count = int(arguments[arguments.index("--trials") + 1]) if "--trials" in arguments else TRIALS
    sys.exit(main(arguments[0], "--update" in arguments, count))
