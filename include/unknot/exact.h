/* unknot/exact.h - the slow, independent check: the full model, every day's u included, sampled by
 * the No-U-Turn sampler (Hoffman and Gelman 2014; multinomial variant of Betancourt 2017).
 *
 * It shares the model's definition with unknot/fit.h and none of its arithmetic. Judge a run by
 * rank-normalised split R-hat, bulk and tail ESS (Vehtari et al. 2021) and divergences. */
#ifndef UNKNOT_EXACT_H
#define UNKNOT_EXACT_H

#include "unknot/density.h"
#include "unknot/series.h"

typedef struct kn_exact_options {
    kn_prior prior;
    bool trend;
    uint64_t seed;
    int chains;           /* >= 2 */
    int warmup, draws;    /* per chain; draws 0: 40,000 for one person, 4,000 when pooled, which the
                             tolerances of model.md section 5 need */
    double target_accept; /* in (0,1); 0: 0.98 for one person, 0.9 when pooled */
    int threads;          /* chains run on at most this many threads; results do not depend on it */
    double important;     /* pooled: d on the model scale for the shares, in the better direction as
                             a negative or positive effect; 0: no shares */
} kn_exact_options;

/* 4 chains, 1000 warm-up steps, draws and target by the number of people, seed 1, 1 thread. */
kn_exact_options kn_exact_options_default(void);

typedef struct kn_exact_quantity {
    char name[32]; /* alpha, kappa[c], beta[k], gamma, sigma, rho; level[k], difference[k] on the
                      natural scale; pooled: mu, omega, next, beta of person j as person[j] from 0,
                      share_better, share_worse */
    kn_summary summary;
    double mcse_mean; /* Monte Carlo standard error of the mean */
    double rhat, ess_bulk, ess_tail;
} kn_exact_quantity;

typedef struct kn_exact {
    size_t count;
    kn_exact_quantity *quantities;
    int chains, warmup, draws;
    long divergences;
    long depth_limited; /* transitions that hit the tree depth limit of 12 */
    double rhat_worst, ess_bulk_least, ess_tail_least;
    double leapfrogs_mean; /* per draw */
    double seconds;
} kn_exact;

/* people = 1: one person's trial. people > 1: the pooled model of model.md section 4, two arms; the
 * gaussian scale must then be set and equal in all series. Every series must be fit to be fitted
 * (kn_series_unfit). Owner: caller; kn_exact_free(). NULL only with *err filled. */
kn_exact *kn_exact_new(const kn_series *series, size_t people, const kn_exact_options *options,
                       kn_error *err);
void kn_exact_free(kn_exact *exact); /* NULL is fine */

/* NULL if there is no such quantity. */
const kn_exact_quantity *kn_exact_find(const kn_exact *exact, const char *name);

#endif
