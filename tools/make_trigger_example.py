"""Writes the invented diary of data/example-triggers.csv: 300 days of spasms and five suspects.

Hard effort goes with more spasms and enough to drink with a few less; short sleep, coffee and hours of
sitting with neither. Some days were not written down, and some questions not answered.

usage: python3 tools/make_trigger_example.py > data/example-triggers.csv
"""
import datetime
import math
import random

DAYS, SEED = 300, 3
FIRST = datetime.date(2024, 1, 8)


def main():
    draw = random.Random(SEED)
    print("day,episodes,hard_effort,short_sleep,drank_enough,coffee,hours_sitting")
    for i in range(DAYS):
        day = FIRST + datetime.timedelta(i)
        effort = draw.random() < (0.45 if day.weekday() < 5 else 0.25)
        sleep, drink, coffee = draw.random() < 0.25, draw.random() < 0.5, draw.random() < 0.6
        hours = round(max(0.0, draw.gauss(7 if day.weekday() < 5 else 4, 1.5)), 1)
        odds = math.exp(-1.6 + 1.5 * effort - 0.5 * drink)
        episodes = 0
        while draw.random() < odds / (1 + odds) and episodes < 4:
            episodes += 1
        cells = [str(episodes), *(str(int(yes)) for yes in (effort, sleep, drink, coffee)), str(hours)]
        if draw.random() < 0.03:
            cells[draw.randrange(1, len(cells))] = ""  # a question not answered
        if draw.random() >= 0.06:  # else the day has no row
            print(",".join([day.isoformat(), *cells]))


if __name__ == "__main__":
    main()
