/* infer/randomisation.h - on which side of a limit the randomisation test's p lies. */
#ifndef INFER_RANDOMISATION_H
#define INFER_RANDOMISATION_H

#include "unknot/design.h"

/* kn_randomisation_test() with no more redraws than it takes to tell p, and the smallest p, from
 * `limit`: they are a start of the test's own. Sets of over 2^11 schedules are drawn from; if all
 * draws leave it open, sets of up to 2^20 are tried in full, as the test does. */
kn_code kn_randomisation_screen(const kn_design *design, size_t n, const int32_t day[],
                                const double outcome[], uint64_t seed, double limit,
                                kn_randomisation *result, kn_error *err);

#endif
