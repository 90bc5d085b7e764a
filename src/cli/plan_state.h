/* cli/plan_state.h - what `unknot plan --resume FILE` keeps: the tallies so far, and a hash of all
 * that they follow from. How many trials are wanted is not part of it: more may be asked for later.
 */
#ifndef CLI_PLAN_STATE_H
#define CLI_PLAN_STATE_H

#include "report/plan_report.h"
#include "trial/protocol.h"

typedef struct kn_plan_state {
    const char *path; /* borrowed; NULL: nothing is kept */
    char request[KN_HASH_SIZE];
} kn_plan_state;

/* Reads the tallies of the file at `path` into the table, if there is such a file. KN_DATA if it
 * belongs to another request; KN_LIMIT if it holds more trials than are asked for. */
kn_code kn_plan_state_open(kn_plan_state *state, const char *path, kn_plan_table *table,
                           kn_error *err);
kn_code kn_plan_state_save(const kn_plan_state *state, const kn_plan_table *table, kn_error *err);

#endif
