#!/usr/bin/env python3
"""Writes data/example-stretch.csv: an invented trial of an evening stretch. No person kept this diary.

84 days in 3-day periods; the order within each pair of periods is drawn by chance. Spasms a day are
Poisson around 1.2 with the stretch and 2.0 without, times a slow day-to-day drift. About one day in
ten was not written down: such a day has no row, because a gap is not a zero.

    python3 tools/make_example.py > data/example-stretch.csv
"""
import datetime
import math
import random

SEED = 20260302
FIRST_DAY = datetime.date(2026, 3, 2)
PAIRS, PERIOD_DAYS = 14, 3
RATE = {"no stretch": 2.0, "stretch": 1.2}
DRIFT_SD, DRIFT_RHO = 0.25, 0.5
MISSING = 0.10


def poisson(rng, mean):
    """Knuth's product of uniforms; fine for small means."""
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def main():
    rng = random.Random(SEED)
    day, drift = FIRST_DAY, rng.gauss(0, DRIFT_SD)
    print("day,arm,spasms")
    for _ in range(PAIRS):
        pair = ["stretch", "no stretch"]
        rng.shuffle(pair)
        for arm in pair:
            for _ in range(PERIOD_DAYS):
                count = poisson(rng, RATE[arm] * math.exp(drift - DRIFT_SD**2 / 2))
                if rng.random() >= MISSING:
                    print(f"{day.isoformat()},{arm},{count}")
                drift = DRIFT_RHO * drift + rng.gauss(0, DRIFT_SD * math.sqrt(1 - DRIFT_RHO**2))
                day += datetime.timedelta(days=1)


if __name__ == "__main__":
    main()
