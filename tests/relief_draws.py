"""The draw "unknot-relief-1" once more, from docs/relief.md section 2 alone: every line of
tests/golden/relief_draws.txt must come out. Shares no code with the program."""

import hashlib
import pathlib
import sys

WORD = (1 << 64) - 1


def left(x, k):
    return (x << k | x >> 64 - k) & WORD


def splitmix(state):
    state = (state + 0x9E3779B97F4A7C15) & WORD
    z = state
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & WORD
    z = (z ^ z >> 27) * 0x94D049BB133111EB & WORD
    return state, z ^ z >> 31


def spread(seed):
    """The four words of the state: splitmix64 from the seed's own first output on."""
    state, words = splitmix(seed)[1], []
    for _ in range(4):
        state, word = splitmix(state)
        words.append(word)
    return words


def number(seed, episode, total):
    """xoshiro256++, stream 0; below total by rejection."""
    text = f"unknot-relief-1 {seed} {episode}"
    digest = hashlib.blake2b(text.encode("ascii"), digest_size=32).digest()
    s = spread(int.from_bytes(digest[:8], "little"))
    while True:
        bits = (left((s[0] + s[3]) & WORD, 23) + s[0]) & WORD
        t = s[1] << 17 & WORD
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = left(s[3], 45)
        if bits >= (1 << 64) % total:
            return bits % total


def pick(weights, place):
    for arm, weight in enumerate(weights):
        if place < weight:
            return arm
        place -= weight
    raise ValueError(weights)


def main():
    path = pathlib.Path(__file__).parent / "golden" / "relief_draws.txt"
    lines = path.read_text(encoding="ascii").splitlines()
    for line in lines:
        seed, episode, weights, arm = line.split()
        weights = [int(weight) for weight in weights.split(",")]
        if pick(weights, number(seed, episode, sum(weights))) != int(arm):
            sys.exit(f"differs: {line}")
    if len(lines) != 20:
        sys.exit(f"{len(lines)} lines instead of 20")


main()
