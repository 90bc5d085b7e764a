/* infer/randomisation_set.h - the permitted set of a design: how many schedules, all of them one
 * after the other, or one at random. Units of unknown arm are given any value: skip them. */
#ifndef INFER_RANDOMISATION_SET_H
#define INFER_RANDOMISATION_SET_H

#include "base/random.h"
#include "infer/randomisation_runs.h"
#include "unknot/design.h"

typedef struct kn_permitted {
    const kn_design *design; /* borrowed */
    double count;            /* number of schedules; INFINITY past the range of a double */
    size_t known;            /* BLOCKS: units of known arm ... */
    size_t *unit;            /* [known] ... which, in order of time ... */
    size_t *block_end;       /* [blocks] ... and where in unit[] each block ends */
    size_t blocks;
    uint8_t *pool; /* [units] scratch: a block's arms; ALTERNATING: the order of the arms */
    size_t row;    /* LIST: the schedule that next() gave last */
    kn_runs runs;  /* RUN_LIMITED */
} kn_permitted;

/* kind must be BLOCKS, ALTERNATING, RUN_LIMITED or LIST. Owner: caller; kn_permitted_release(). */
kn_code kn_permitted_init(kn_permitted *set, const kn_design *design, kn_error *err);
void kn_permitted_release(kn_permitted *set);

/* Each schedule once. next() continues from what it left in schedule[], and false ends the round;
 * units before *changed are as they were. Late units change most often. */
void kn_permitted_first(kn_permitted *set, uint8_t schedule[]);
bool kn_permitted_next(kn_permitted *set, uint8_t schedule[], size_t *changed);

/* BLOCKS and RUN_LIMITED only: the other sets are small enough to be tried in full. schedule[] must
 * hold a permitted schedule, which is overwritten. */
void kn_permitted_draw(kn_permitted *set, kn_random *random, uint8_t schedule[]);

#endif
