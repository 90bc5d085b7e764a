/* infer/nuts.h - the No-U-Turn sampler for any smooth log density on R^dim.
 *
 * Multinomial variant with the generalised U-turn criterion, checked also across the two halves of
 * every tree (Hoffman and Gelman 2014; Betancourt 2017, appendix A.4.2). Diagonal metric learnt in
 * windows that double; step size by dual averaging.
 *
 * Life cycle: kn_nuts_init() ... kn_nuts_step() ... kn_nuts_release(). The caller owns the loop:
 * the first options.warmup steps adapt, every later one is a draw. Nothing is allocated after init.
 * A chain is a function of (target, options, seed, stream) alone; chains share nothing, so each may
 * run on a thread of its own if its target has a `self` of its own. */
#ifndef INFER_NUTS_H
#define INFER_NUTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/random.h"
#include "unknot/error.h"

enum { KN_NUTS_DEPTH_MAX = 12 };

/* eval sets *lp to the log density, up to a constant, and grad[dim] to its gradient. It may give
 * values that are not finite: the sampler takes them for density 0. */
typedef struct kn_target {
    size_t dim;
    void (*eval)(void *self, const double q[], double *lp, double grad[]);
    void *self;
} kn_target;

typedef struct kn_nuts_options {
    int warmup;
    double target_accept; /* mean acceptance the step size aims at, in (0,1) */
    double start_radius;  /* each coordinate starts uniform in -radius..radius */
} kn_nuts_options;

typedef struct kn_nuts_point { /* position, momentum, and what is known there */
    double *q, *p, *grad;
    double lp;
} kn_nuts_point;

typedef struct kn_nuts_tree { /* a stretch of trajectory, in order of time from left to right */
    double *p_left, *p_right; /* momenta at its ends */
    double *p_sum;            /* sum of its momenta */
    double *q, *grad, lp;     /* the point chosen from it so far */
    double log_weight;        /* log of the sum of exp(-energy) relative to the start */
} kn_nuts_tree;

typedef struct kn_nuts {
    const double *q; /* [dim] the current point */
    double lp;

    /* The last step. */
    int depth, leapfrogs;
    bool divergent, depth_limited;
    double accept; /* mean acceptance probability over the trajectory */

    /* Private. */
    kn_target target;
    kn_nuts_options options;
    kn_random random;
    double *storage;
    kn_nuts_point left, right, trial;
    kn_nuts_tree whole, half, spare[KN_NUTS_DEPTH_MAX - 1];
    double *inv_metric;                 /* variance of each coordinate */
    double *window_mean, *window_sumsq; /* of the current window, by Welford's recurrence */
    int step, window_count, window_size, window_end, slow_from, slow_to;
    double step_size, energy_start, accept_sum;
    double shrink_to, error_mean, log_step_mean; /* dual averaging: mu, H-bar, log eps-bar */
    int averaging_step;
} kn_nuts;

/* Owner: caller; kn_nuts_release(). KN_NOMEM, or KN_DATA if no start with finite density is found.
 */
kn_code kn_nuts_init(kn_nuts *nuts, const kn_target *target, const kn_nuts_options *options,
                     uint64_t seed, uint64_t stream, kn_error *err);
void kn_nuts_step(kn_nuts *nuts);
void kn_nuts_release(kn_nuts *nuts); /* zeroed storage is fine */

#endif
