/* benchmarks/simulated.h - made-up trials of any length, the same on every machine. */
#ifndef BENCHMARKS_SIMULATED_H
#define BENCHMARKS_SIMULATED_H

#include "unknot/study.h"

/* People who record every day of `days` (at least 14) and switch between two arms week by week, in
 * pairs of weeks of random order, with effects that differ between people. Ordinal outcomes have
 * five levels; k of n is not simulated. KN_NOMEM. Owner of *dataset: caller; kn_dataset_release().
 */
kn_code simulated_init(kn_dataset *dataset, kn_family family, size_t people, size_t days,
                       kn_error *err);

#endif
