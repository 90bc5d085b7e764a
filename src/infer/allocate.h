/* infer/allocate.h - what the replay of a diary shares with the rules of unknot/allocate.h. */
#ifndef INFER_ALLOCATE_H
#define INFER_ALLOCATE_H

#include "unknot/allocate.h"

/* All that a rule takes from what was seen: how many outcomes of each arm, and the sum of their
 * log minutes. */
typedef struct kn_seen_sums {
    uint32_t count[KN_ARMS_MAX];
    double sum[KN_ARMS_MAX];
} kn_seen_sums;

/* theta_a ~ N(mean[a], sd[a]^2) given what was seen (thompson-1). */
void kn_allocation_levels(const kn_seen_sums *seen, double mean[KN_ARMS_MAX],
                          double sd[KN_ARMS_MAX]);

void kn_allocation_weights_of(kn_allocation rule, unsigned allowed, const kn_seen_sums *seen,
                              uint32_t weight[KN_ARMS_MAX]);

#endif
