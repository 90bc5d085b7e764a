/* infer/randomisation_runs.h - sequences in which no arm runs for more than `limit` units: how many
 * there are, all of them in order, or one at random, each equally likely. */
#ifndef INFER_RANDOMISATION_RUNS_H
#define INFER_RANDOMISATION_RUNS_H

#include "base/random.h"
#include "unknot/error.h"

#include <stddef.h>

typedef struct kn_runs {
    size_t units, limit;
    int arms;
    bool balanced;
    size_t count[2];  /* balanced: units of each arm */
    double permitted; /* number of sequences; INFINITY past the range of a double */
    double *table;    /* see the .c file */
} kn_runs;

/* balance: NULL, or the number of units of each of two arms (which sum to units). units, limit
 * >= 1. Owner: caller; kn_runs_release(). KN_NOMEM. */
kn_code kn_runs_init(kn_runs *runs, int arms, size_t units, size_t limit, const size_t balance[2],
                     kn_error *err);
void kn_runs_release(kn_runs *runs);

/* The first sequence and the one after, in lexicographic order; there must be one (permitted > 0).
 * next returns false after the last; *changed is the first unit that differs from the one before.
 */
void kn_runs_first(const kn_runs *runs, uint8_t sequence[]);
bool kn_runs_next(const kn_runs *runs, uint8_t sequence[], size_t *changed);

void kn_runs_draw(const kn_runs *runs, kn_random *random, uint8_t sequence[]);

#endif
