#!/usr/bin/env python3
"""Frozen draws of thompson-1, worked out apart from the program: Simpson's rule over each arm's own
normal, the shares by ordinary arithmetic. Prints the rows of tests/infer_allocate_test.c.

usage: allocate.py
"""
import math
import random

ARMS = 8


def below(z):
    return 0.5 * math.erfc(-z / math.sqrt(2))


def best_of(mean, sd, points=20001):
    out = []
    for a in range(len(mean)):
        low, high = mean[a] - 9 * sd[a], mean[a] + 9 * sd[a]
        step, total = (high - low) / (points - 1), 0.0
        for i in range(points):
            t = low + i * step
            value = math.exp(-0.5 * ((t - mean[a]) / sd[a]) ** 2)
            for b in range(len(mean)):
                if b != a:
                    value *= below((mean[b] - t) / sd[b])
            total += value * (1 if i in (0, points - 1) else 4 if i % 2 else 2)
        out.append(total * step / 3 / (sd[a] * math.sqrt(2 * math.pi)))
    return [x / sum(out) for x in out]


def weights(allowed, seen):
    arms = [a for a in range(ARMS) if allowed >> a & 1]
    logs = [math.log(minutes) for _, minutes in seen]
    middle = sum(logs) / len(logs) if logs else 0
    mean, sd = [], []
    for a in arms:
        own = [math.log(minutes) for b, minutes in seen if b == a]
        mean.append((middle + sum(own)) / (1 + len(own)))
        sd.append((1 + len(own)) ** -0.5)
    left = 1000 - 100 * len(arms)
    part = [left * x for x in best_of(mean, sd)]
    whole = [math.floor(round(x, 7)) for x in part]
    rest = [round(x - y, 7) for x, y in zip(part, whole)]
    order = sorted(range(len(arms)), key=lambda k: (-rest[k], k))
    for k in order[:left - sum(whole)]:
        whole[k] += 1
    out = [0] * ARMS
    for k, a in enumerate(arms):
        out[a] = 100 + whole[k]
    return out


def rows():
    yield from [(0b11, []), (0b111, []), (0xff, []), (0b100, [(0, 5)]), (0b11, [(0, 10), (1, 20)]),
                (0b11, [(0, 20), (1, 10)]), (0b11, [(0, 7), (1, 7)]), (0b1111, [(2, 10), (3, 10)]),
                (0b110, [(0, 60), (1, 30)]), (0x81, [(7, 3), (7, 4), (0, 40)]),
                (0b11, [(0, 0.25), (1, 480)])]
    chance = random.Random(5)
    for _ in range(14):
        arms, allowed = chance.randint(2, ARMS), 0
        while bin(allowed).count("1") < 2:
            allowed = chance.randrange(1, 1 << arms)
        count = chance.choice([3, 8, 20, 40])
        yield allowed, [(chance.randrange(arms), chance.choice([2, 5, 8, 12, 15, 20, 30, 45, 90]))
                        for _ in range(count)]


for allowed, seen in rows():
    text = " ".join("%d:%g" % pair for pair in seen)
    print('    {0x%02x, "%s", {%s}},' % (allowed, text, ", ".join(map(str, weights(allowed, seen)))))
print('    {0x07, MANY, {%s}},' % ", ".join(
    map(str, weights(7, [(0, 10)] * 3000 + [(1, 10.2)] * 2000 + [(2, 12)] * 3))))
