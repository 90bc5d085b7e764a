"""The draw "unknot-draw-1" once more, from docs/trials.md section 2 alone: every line of
tests/golden/draws.txt must come out. Shares no code with the program."""

import functools
import hashlib
import itertools
import pathlib
import sys

WORD = (1 << 64) - 1


def stream(secret, part):
    """xoshiro256++ from the digest."""
    text = f"unknot-draw-1 order {part} " + secret.replace("-", "")
    digest = hashlib.blake2b(text.encode("ascii"), digest_size=32).digest()
    s = [int.from_bytes(digest[8 * i : 8 * i + 8], "little") for i in range(4)]

    def left(x, k):
        return (x << k | x >> 64 - k) & WORD

    while True:
        yield (left((s[0] + s[3]) & WORD, 23) + s[0]) & WORD
        t = s[1] << 17 & WORD
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = left(s[3], 45)


def cycles(arms, count, numbers):
    order = []
    for _ in range(count):
        cycle = list(range(arms))
        for i in range(arms - 1, 0, -1):
            bound = i + 1
            bits = next(numbers)
            while bits < (1 << 64) % bound:
                bits = next(numbers)
            j = bits % bound
            cycle[i], cycle[j] = cycle[j], cycle[i]
        order += cycle
    return order


def days(pairs, limit, numbers):
    @functools.lru_cache(None)
    def ways(left, arm, run):
        """Ends of an order: left[] days to come, the last `run` of them under `arm`."""
        total = 0 if sum(left) else 1
        for nxt in (0, 1):
            longer = run + 1 if nxt == arm else 1
            if left[nxt] and longer <= limit:
                rest = tuple(n - (i == nxt) for i, n in enumerate(left))
                total += ways(rest, nxt, longer)
        return total

    total = ways((pairs, pairs), -1, 0)
    words = (total.bit_length() + 63) // 64
    while True:
        top = next(numbers) & ((1 << total.bit_length() - 64 * (words - 1)) - 1)
        rank = functools.reduce(lambda u, word: u << 64 | word,
                                itertools.islice(numbers, words - 1), top)
        if rank < total:
            break
    order, left, arm, run = [], (pairs, pairs), -1, 0
    while sum(left):
        for nxt in (0, 1):
            longer = run + 1 if nxt == arm else 1
            if not left[nxt] or longer > limit:
                continue
            rest = tuple(n - (i == nxt) for i, n in enumerate(left))
            count = ways(rest, nxt, longer)
            if rank < count:
                break
            rank -= count
        left, arm, run = rest, nxt, longer
        order.append(nxt)
    return order


def main():
    path = pathlib.Path(__file__).parent / "golden" / "draws.txt"
    lines = path.read_text(encoding="ascii").splitlines()
    for line in lines:
        kind, arms, count, limit, part, secret, order = line.split()
        numbers = stream(secret, int(part))
        drawn = (days(int(count), int(limit), numbers) if kind == "days"
                 else cycles(int(arms), int(count), numbers))
        if "".join("ABCD"[arm] for arm in drawn) != order:
            sys.exit(f"differs: {line}")
    if len(lines) != 50:
        sys.exit(f"{len(lines)} lines instead of 50")


main()
