/* infer/chains.h - four fits of one series side by side by expectation propagation: the method of
 * infer/latent.h for counts and yes/no days, one site a day, laid out in lanes (infer/lanes.h).
 * Each lane has its own sigma and rho, and may hold one effect fixed.
 *
 * Effects come in the order alpha, beta_1 .. beta_{K-1}, gamma (with a trend). */
#ifndef INFER_CHAINS_H
#define INFER_CHAINS_H

#include "infer/lanes.h"
#include "unknot/series.h"

enum {
    KN_CHAINS_EFFECTS_MAX = 5, /* four arms and a trend */
    KN_CHAINS_ARMS_MAX = 4,
    KN_CHAINS_DAYS_MAX = 1000, /* longer series take the exact road */
    KN_CHAINS_RULE = 3         /* nodes above 0 of the rule for a site's moments */
};

typedef struct kn_chains {
    bool is_count; /* poisson; else yes/no */
    size_t n;
    int q;
    int rule; /* nodes above 0 */
    double z[KN_CHAINS_RULE], w[KN_CHAINS_RULE], w0;
    double precision[KN_CHAINS_EFFECTS_MAX]; /* of the prior */
    double log_constant;
    int32_t *gap;       /* [n] to the day before */
    double *x;          /* [n x KN_CHAINS_EFFECTS_MAX] */
    double *offset;     /* [n] */
    double *y;          /* [n] */
    kn_lanes *tau, *nu; /* [n] sites, kept between calls: warm start */
    /* work */
    kn_lanes *prior_diagonal, *prior_below, *innovation, *carry, *inverse, *forward; /* [n] */
    kn_lanes *effect;                                                                /* [n x q] */
    kn_lanes *product; /* [n / 8 + 1] */
    void *memory;
    /* results */
    kn_lanes log_z, mismatch;
    kn_lanes mean[KN_CHAINS_EFFECTS_MAX];
    kn_lanes covariance[KN_CHAINS_EFFECTS_MAX * KN_CHAINS_EFFECTS_MAX];
} kn_chains;

/* For series of up to n_max days. false: no memory. kn_chains_release(). */
bool kn_chains_init(kn_chains *chains, size_t n_max);
void kn_chains_release(kn_chains *chains); /* zeroed storage is fine */

/* Takes a series of counts or yes/no days that can be fitted, of at most KN_CHAINS_ARMS_MAX arms,
 * and starts cold. */
void kn_chains_take(kn_chains *chains, const kn_series *series, const kn_prior *prior, bool trend);

/* Sites from the data alone. */
void kn_chains_start(kn_chains *chains);

/* Sweeps until the sites stand still to `tolerance` in every lane, or for sweeps_max sweeps; false
 * then. `contrast` 1 .. K-1: that effect is held at b[lane]; 0: none is. */
bool kn_chains_fit(kn_chains *chains, const double sigma[KN_LANES], const double rho[KN_LANES],
                   int contrast, const double b[KN_LANES], double tolerance, int sweeps_max);

#endif
