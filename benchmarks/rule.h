/* benchmarks/rule.h - trials decided a second: the decision rule by both roads. */
#ifndef BENCHMARKS_RULE_H
#define BENCHMARKS_RULE_H

#include "unknot/decide.h"
#include "unknot/study.h"

/* Seconds of wall time to decide every person's trial once, on so many threads. d is a half for
 * everyone. KN_NOMEM, KN_DATA. */
kn_code rule_seconds(const kn_dataset *dataset, bool exact, int threads, double *seconds,
                     kn_error *err);

#endif
