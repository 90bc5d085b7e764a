/* unknot/allocate.h - which remedy comes next: the allocation rules of the relief experiment.
 *
 * A rule turns what was seen so far into whole-number weights of the arms allowed now; the draw is
 * one bounded integer. Rules are frozen for ever: one that changes gets a new name, so that every
 * draw of a diary can be replayed. Why odds that follow the outcomes need a replay: docs/model.md
 * section 2. */
#ifndef UNKNOT_ALLOCATE_H
#define UNKNOT_ALLOCATE_H

#include <stddef.h>
#include <stdint.h>

#include "unknot/series.h"

#define KN_ALLOCATIONS(X)                                                                          \
    X(EQUAL, "equal-1")       /* weight 1 each */                                                  \
    X(THOMPSON, "thompson-1") /* thousandths, at least KN_ALLOCATION_FLOOR each */

typedef enum kn_allocation {
#define KN_X(name, word) KN_ALLOCATION_##name,
    KN_ALLOCATIONS(KN_X)
#undef KN_X
        KN_ALLOCATION_COUNT
} kn_allocation;

enum { KN_ALLOCATION_FLOOR = 100, KN_ALLOCATION_TOTAL = 1000 /* thompson-1 */ };

const char *kn_allocation_word(kn_allocation rule);
bool kn_allocation_parse(const char *word, kn_allocation *rule);

/* One outcome that is known when the draw is made. */
typedef struct kn_seen {
    uint8_t arm;
    double minutes; /* > 0; kn_seen_minutes() */
} kn_seen;

/* The one number by which thompson-1 takes an outcome: minutes until it eased; of a range the
 * middle; of an end not seen the limit. `low` is that of a range; otherwise the minutes again. At
 * least 1/60. */
double kn_seen_minutes(double low, double minutes);

/* weight[a] for the arms of `allowed` (bit a), 0 for all others.
 *
 * thompson-1: log minutes of arm a ~ N(theta_a, 1), theta_a ~ N(mean log minutes of all seen, 1);
 * best_a = P(theta_a is the least of the allowed); the weight is 100 thousandths and best_a's part
 * of what is left, rounded by largest remainder (ties: the lower arm), so that they add up to
 * 1000. Nothing seen: equal chances. */
void kn_allocation_weights(kn_allocation rule, unsigned allowed, size_t count, const kn_seen seen[],
                           uint32_t weight[KN_ARMS_MAX]);

/* The arm at place `number` of the weights laid end to end; number < their sum. */
int kn_allocation_pick(const uint32_t weight[KN_ARMS_MAX], uint32_t number);

#endif
