/* infer/latent.h - a latent stationary AR(1) chain with linear effects, seen through scalar
 * log-concave likelihood terms ("sites"), fitted by expectation propagation.
 *
 *     zeta_j = offset_j + x_j' theta + u_t(j),   theta ~ N(0, diag(1 / precision)),
 *     u = stationary AR(1): Var u = sigma^2, Corr(u_s, u_t) = rho^|day_s - day_t|,
 *     p(y | theta, u) = prod_j t_j(zeta_j).
 *
 * Every family of the model becomes such sites: a count is one poisson site, yes/no and k of n one
 * logit site. An ordinal level c is two logit sites and one on the gap below it, because
 *     F(kappa_c - eta) - F(kappa_{c-1} - eta)
 *         = F(kappa_c - eta) F(eta - kappa_{c-1}) (1 - exp(-(kappa_c - kappa_{c-1}))).
 *
 * Expectation propagation (Minka 2001; Rasmussen and Williams 2006, section 3.6) replaces t_j by
 * exp(nu_j zeta - tau_j zeta^2 / 2) so that mean and variance of zeta_j agree with those under the
 * true t_j. With q the approximate marginal N(m_j, v_j) of zeta_j,
 *     log Z = log of the gaussian integral + sum_j log E_q[ t_j(zeta) exp(tau_j zeta^2/2 - nu_j
 * zeta) ], which is stationary in the site parameters: half-converged sites give a nearly converged
 * log Z. */
#ifndef INFER_LATENT_H
#define INFER_LATENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unknot/error.h"

enum { KN_LATENT_EFFECTS_MAX = 20 };

typedef enum kn_site_kind {
    KN_SITE_POISSON,  /* log t = y zeta - exp(zeta); a known exposure goes into the offset */
    KN_SITE_YESNO,    /* log t = -log(1 + exp(-zeta)) if y = 1, -log(1 + exp(zeta)) if y = 0 */
    KN_SITE_BINOMIAL, /* y of `trials`: log t = y zeta - trials log(1 + exp(zeta)) */
    KN_SITE_GAP       /* y times log(1 - exp(-zeta)), zeta > 0; not tied to the chain */
} kn_site_kind;

enum { KN_LATENT_NODES_MAX = 32 };

/* All arrays are owned by the latent model; fill them after kn_latent_new(). */
typedef struct kn_latent {
    struct kn_latent_rule { /* Gauss-Hermite for the expectations */
        int n;
        double z[KN_LATENT_NODES_MAX], w[KN_LATENT_NODES_MAX];
    } site_rule, gap_rule;
    /* chain */
    size_t days;
    int32_t *gap; /* [days] to the day before; gap[0] unused */
    /* linear effects */
    int effects;                             /* q <= KN_LATENT_EFFECTS_MAX */
    double precision[KN_LATENT_EFFECTS_MAX]; /* of the prior */
    /* sites on the chain, in day order: all of one kind; then `gaps` sites of kind GAP */
    kn_site_kind kind;
    size_t sites, gaps;
    uint32_t *site_day; /* [sites] index into the chain */
    double *x;          /* [(sites + gaps) x effects] */
    double *offset;     /* [sites + gaps] */
    double *y, *trials; /* [sites + gaps] */
    /* state of the approximation */
    double *tau, *nu;        /* [sites + gaps] site parameters; kept between calls: warm start */
    double *mean, *variance; /* [sites + gaps] of zeta under q */
    double correction_sum;   /* sum over sites of log E_q[...] above */
    double theta_mean[KN_LATENT_EFFECTS_MAX];
    double theta_inverse[KN_LATENT_EFFECTS_MAX * KN_LATENT_EFFECTS_MAX]; /* covariance of theta */
    double theta_factor[KN_LATENT_EFFECTS_MAX * KN_LATENT_EFFECTS_MAX];  /* Cholesky of precision */
    double gaussian_part;
    /* work: LDL' of the chain's precision given sites, and solves with it */
    double *diagonal, *below;             /* [days] T = L D L', D and the subdiagonal of L */
    double *prior_diagonal, *prior_below; /* [days] of the AR(1) precision */
    double *chain_mean;                   /* [days] T^-1 nu */
    double *chain_effect;                 /* [days x effects] T^-1 B */
    double *chain_variance;               /* [days] diagonal of T^-1 */
    double *scratch;                      /* [6 x (sites + gaps)] */
    void *memory;
} kn_latent;

typedef struct kn_latent_result {
    double log_z;
    int sweeps;
    bool converged;
} kn_latent_result;

/* Zeroed arrays of the stated sizes. Owner: caller; kn_latent_free(). */
kn_latent *kn_latent_new(kn_site_kind kind, size_t days, size_t sites, size_t gaps, int effects,
                         kn_error *err);
void kn_latent_free(kn_latent *latent);

/* Sets site parameters from the data alone, for a cold start. */
void kn_latent_start(kn_latent *latent);

/* Runs sweeps until the sites stand still to `tolerance` (largest change of a site's mean in sd) or
 * for `sweeps_max` sweeps. sigma > 0, -1 < rho < 1. */
kn_latent_result kn_latent_fit(kn_latent *latent, double sigma, double rho, double tolerance,
                               int sweeps_max);

/* After a fit: draws (theta, u) from q; `normals` has effects + days standard normals. */
void kn_latent_draw(const kn_latent *latent, const double normals[], double theta[], double u[]);

/* After a fit: log importance weight of (theta, u) as a draw from q, log p(y, theta, u) - log q -
 * log Z. The mean weight over draws is 1 if log Z is right. Uses the latent's scratch. */
double kn_latent_log_weight(kn_latent *latent, const double theta[], const double u[]);

#endif
