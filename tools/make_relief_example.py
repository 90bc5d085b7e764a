"""Makes data/example-relief.csv: 48 invented episodes, each with a remedy drawn among those allowed.

usage: make_relief_example.py > data/example-relief.csv
"""
import csv
import datetime
import math
import random
import sys

EFFECTS = {"heat": -0.7, "rub": -0.15, "wait": 0.0}  # log ratios of times
FIELDS = ("episode", "order", "arm", "allowed", "minutes", "relieved", "minutes_low", "minutes_high", "switched")


def episodes():
    dice, when = random.Random(20260302), datetime.datetime(2026, 1, 5, 7, 40)
    for number in range(1, 49):
        when += datetime.timedelta(hours=dice.choice([9, 14, 22, 31, 47]), minutes=dice.randrange(60))
        at_work = when.weekday() < 5 and 8 <= when.hour < 17
        allowed = ["rub", "wait"] if at_work else ["heat", "rub", "wait"]
        arm = dice.choice(allowed)
        minutes = math.exp(dice.gauss(math.log(24) + EFFECTS[arm] - 0.2 * at_work, 0.65))
        waited = arm == "wait" and dice.random() < 0.35
        row = {"episode": number, "order": when.strftime("%Y-%m-%dT%H:%M"), "arm": arm,
               "allowed": "|".join(allowed), "switched": int(waited or dice.random() < 0.1)}
        luck = dice.random()
        if luck < 0.08:
            row["switched"] = ""  # nobody wrote down how it ended
        elif minutes > 90:
            row.update(minutes=90, relieved=0)
        elif luck < 0.22:  # the timer was forgotten
            low = 5 * math.floor(minutes * 0.6 / 5)
            row.update(relieved=1, minutes_low=low, minutes_high=max(low + 10, 5 * math.ceil(minutes * 1.5 / 5)))
        else:
            row.update(minutes=max(1, round(minutes)), relieved=1)
        yield row


if __name__ == "__main__":
    table = csv.DictWriter(sys.stdout, FIELDS, lineterminator="\n")
    table.writeheader()
    table.writerows(episodes())
