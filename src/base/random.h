/* base/random.h - random numbers as an object, and never anywhere else.
 *
 * xoshiro256++ 1.0 (Blackman and Vigna 2021) seeded by splitmix64. The integer stream is frozen:
 * the same seed gives the same integers in every build for ever. Doubles are derived from it by one
 * exact multiplication; normals go through libm and may differ in the last digits between builds.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

typedef struct kn_random {
    uint64_t state[4];
} kn_random;

/* Streams of one seed with different `stream` numbers are independent for every practical use. */
void kn_random_init(kn_random *random, uint64_t seed, uint64_t stream);

uint64_t kn_random_bits(kn_random *random);
uint64_t kn_random_below(kn_random *random, uint64_t bound); /* uniform in 0..bound-1; bound >= 1 */
double kn_random_uniform(kn_random *random);                 /* in (0,1), 53 bits */
double kn_random_normal(kn_random *random);
void kn_random_normals(kn_random *random, size_t count, double out[]);

#endif
