/* infer/quick.h - the cheaper posterior behind the quick road of the decision rule.
 *
 * The posterior of an effect is a mixture over nodes of (sigma, rho). Given a node it is normal for
 * a measure, and nearly so for counts and yes/no days: there a cubic in the effect, found by
 * holding the effect at four values, bends it to what infer/evidence.c would find. The mixture is
 * weighed three times: under the stated prior of sigma, and under half and twice its scale. */
#ifndef INFER_QUICK_H
#define INFER_QUICK_H

#include "infer/chains.h"
#include "unknot/fit.h"

enum {
    KN_QUICK_SIGMA = 6, /* nodes of sigma; of rho there are KN_LANES a round */
    KN_QUICK_RHO = 2 * KN_LANES,
    KN_QUICK_FINE_SIGMA = 14,
    KN_QUICK_FINE_RHO = 10,
    KN_QUICK_NODES_MAX = 400,
    KN_QUICK_POINTS = 65, /* of the effect */
    KN_QUICK_BENDS = 3,   /* sigmas at which an effect is held */
    KN_QUICK_PRIORS = 3   /* of sigma: the stated scale, half, twice */
};

/* Gauss-Legendre on -1..1, and the way from coarse to fine nodes by the polynomial through them. */
typedef struct kn_quick_rule {
    double coarse_x[2][KN_QUICK_RHO], fine_x[2][KN_QUICK_FINE_SIGMA],
        fine_w[2][KN_QUICK_FINE_SIGMA];
    double refine[2][KN_QUICK_FINE_SIGMA * KN_QUICK_RHO]; /* [fine x coarse] */
} kn_quick_rule;

typedef struct kn_quick {
    kn_prior prior;
    bool trend;
    kn_chains chains;
    kn_quick_rule rule[2]; /* with KN_LANES and with 2 KN_LANES nodes of rho */
    double *product;       /* gaussian: rows, [n_max x 6] */
    double scale;          /* gaussian: s; else 1 */
    /* The mixture. */
    bool sure; /* the approximation settled and its box held the posterior */
    int nodes;
    double weight[KN_QUICK_PRIORS][KN_QUICK_NODES_MAX];
    double blend[KN_QUICK_BENDS][KN_QUICK_NODES_MAX];    /* shares of the bends */
    double mean[KN_CHAINS_ARMS_MAX][KN_QUICK_NODES_MAX]; /* [contrast] */
    double variance[KN_CHAINS_ARMS_MAX][KN_QUICK_NODES_MAX];
    struct kn_quick_bend {
        bool is_set;
        double centre, half;                          /* of the four values */
        double coefficient[KN_QUICK_BENDS][KN_LANES]; /* cubics of (b - centre) / half */
    } bend[KN_CHAINS_ARMS_MAX];
    /* What a contrast's posterior is made from: log density on an even grid. */
    double from, step, log_density[KN_QUICK_PRIORS][KN_QUICK_POINTS];
} kn_quick;

/* false: no memory. kn_quick_release(). */
bool kn_quick_init(kn_quick *quick, const kn_prior *prior, bool trend, size_t n_max);
void kn_quick_release(kn_quick *quick); /* zeroed storage is fine */

/* Whether there is a quick road for such a series (which can be fitted). */
bool kn_quick_can(const kn_series *series);

/* Fills the mixture. */
void kn_quick_fit(kn_quick *quick, const kn_series *series);

/* The parts of kn_quick_fit() for counts and yes/no days, and for measures. */
void kn_quick_fit_latent(kn_quick *quick, const kn_series *series);
void kn_quick_fit_gaussian(kn_quick *quick, const kn_series *series);

/* Weighs the nodes: log_weight[] is log p(y | node) with the quadrature's weight and the prior of
 * rho; sigma's priors are put to it. Drops nodes that weigh nothing. */
void kn_quick_weigh(kn_quick *quick, int arms, const double log_weight[], const double sigma[]);

/* Tabulates contrast 1 .. K-1 for the next three. */
void kn_quick_tabulate(kn_quick *quick, int contrast);
/* The posterior under one of the priors of sigma; under the stated one, without the prior of the
 * effect too (false: it cannot be normalised). */
void kn_quick_posterior(const kn_quick *quick, int prior, kn_density *density);
bool kn_quick_flat(const kn_quick *quick, kn_density *density);

#endif
