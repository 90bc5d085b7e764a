/* infer/mcmc_diagnostics.h - can these chains be believed, and how exact are their averages?
 *
 * Rank-normalised split R-hat, bulk and tail effective sample size (Vehtari, Gelman, Simpson,
 * Carpenter and Buerkner 2021), and plain summaries of the pooled draws.
 *
 * draws: chains rows of `draws` values each, one after the other. */
#ifndef INFER_MCMC_DIAGNOSTICS_H
#define INFER_MCMC_DIAGNOSTICS_H

#include <stddef.h>

#include "unknot/density.h"

enum {
    KN_MCMC_DRAWS_MIN = 8,   /* per chain: four in each half */
    KN_MCMC_CHAINS_MAX = 128 /* for kn_mcmc_ess(); half as many where chains are split */
};

typedef struct kn_mcmc_diagnostics {
    double rhat;     /* the larger of bulk and folded; near 1 is good, above 1.01 is a doubt */
    double ess_bulk; /* effective draws for the centre of the distribution */
    double ess_tail; /* the lesser of those for the 5 % and the 95 % quantile */
    double mcse_mean;
} kn_mcmc_diagnostics;

/* work: chains * draws * 3 values. draws >= KN_MCMC_DRAWS_MIN. A quantity that is the same in every
 * draw is known exactly: R-hat 1, as many effective draws as there are, no error. */
void kn_mcmc_diagnose(const double values[], size_t chains, size_t draws, double work[],
                      kn_mcmc_diagnostics *out);

/* Mean, sd (n-1), quantiles of type 7 (Hyndman and Fan 1996), share below 0. work: chains * draws.
 */
kn_summary kn_mcmc_summary(const double values[], size_t chains, size_t draws, double work[]);

/* Effective sample size of the mean, chains taken as they stand (not split). draws >= 4. */
double kn_mcmc_ess(const double values[], size_t chains, size_t draws);

#endif
