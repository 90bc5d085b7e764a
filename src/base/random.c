#include "base/random.h"

#include <math.h>

static uint64_t rotate_left(uint64_t x, int k)
{
    return (x << k) | (x >> (64 - k));
}

static uint64_t splitmix(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

void kn_random_init(kn_random *random, uint64_t seed, uint64_t stream)
{
    uint64_t mix = seed;
    uint64_t state = splitmix(&mix) ^ (stream * UINT64_C(0xd1342543de82ef95));

    for (int i = 0; i < 4; i++)
        random->state[i] = splitmix(&state);
}

uint64_t kn_random_bits(kn_random *random)
{
    uint64_t *s = random->state;
    uint64_t result = rotate_left(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

uint64_t kn_random_below(kn_random *random, uint64_t bound)
{
    /* Rejection: drop the incomplete last stretch of the 64-bit range, so that no value is
     * favoured. */
    uint64_t reject = (UINT64_MAX - bound + 1) % bound; /* 2^64 mod bound */
    uint64_t bits;

    do
        bits = kn_random_bits(random);
    while (bits < reject);
    return bits % bound;
}

double kn_random_uniform(kn_random *random)
{
    return ((double)(kn_random_bits(random) >> 11) + 0.5) * 0x1p-53;
}

/* Polar method (Marsaglia and Bray 1964): two normals at a time. */
static void normal_pair(kn_random *random, double pair[2])
{
    double u, v, q;

    do {
        u = 2 * kn_random_uniform(random) - 1;
        v = 2 * kn_random_uniform(random) - 1;
        q = u * u + v * v;
    } while (q >= 1 || q == 0);
    q = sqrt(-2 * log(q) / q);
    pair[0] = u * q;
    pair[1] = v * q;
}

double kn_random_normal(kn_random *random)
{
    double pair[2];

    normal_pair(random, pair);
    return pair[0];
}

void kn_random_normals(kn_random *random, size_t count, double out[])
{
    double pair[2];
    size_t i = 0;

    for (; i + 1 < count; i += 2)
        normal_pair(random, out + i);
    if (i < count) {
        normal_pair(random, pair);
        out[i] = pair[0];
    }
}
