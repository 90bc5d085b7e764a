/* answer/plan_random.h - the draws that invented days need beside normals. */
#ifndef ANSWER_PLAN_RANDOM_H
#define ANSWER_PLAN_RANDOM_H

#include "base/random.h"

/* Gamma with shape > 0 and scale 1. */
double kn_random_gamma(kn_random *random, double shape);

/* Poisson with 0 <= mean <= 1e9. */
double kn_random_poisson(kn_random *random, double mean);

#endif
