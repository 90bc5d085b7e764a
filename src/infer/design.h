/* infer/design.h - what the files of a design share among themselves. */
#ifndef INFER_DESIGN_H
#define INFER_DESIGN_H

#include "unknot/design.h"

enum {
    KN_PERIOD_DAYS_MAX = 366,        /* longest period that is looked for */
    KN_LATE_START_DAYS_MAX = 14,     /* days missing before the first recorded one, at most */
    KN_LIST_BYTES_MAX = 1 << 24,     /* size of a list of schedules, as text and in memory */
    KN_LIST_SCHEDULES_MAX = 1 << 20, /* so that a list is always tried in full */
};

/* True if within every `arms` consecutive units no known arm occurs twice; else *odd_block is the
 * first block in which one does. A last block cut short passes. */
bool kn_design_is_cyclic(const kn_design *design, size_t *odd_block);

/* Gives each whole cycle that lacks one arm and has one unit of unknown arm that arm. */
void kn_design_fill_cycles(kn_design *design);

/* RUN_LIMITED, balanced: units of each arm in the whole schedule. Units of unknown arm are shared
 * out so that the arms come as near to equal numbers as they can. */
void kn_design_balance(const kn_design *design, size_t units[2]);

#endif
