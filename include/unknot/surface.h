/* unknot/surface.h - the evidence curve of a trial with more than two arms: the likelihood of all
 * its K - 1 effects at once, L(beta) = p(y | beta_1 .. beta_{K-1}), all else integrated out.
 *
 * A sum of components, each the exponential of a quadratic:
 *     L(beta) = sum_c exp(constant_c + linear_c' beta - beta' precision_c beta / 2).
 * Exact, to the quadrature's accuracy, for gaussian outcomes. For the others a component is the
 * gaussian that expectation propagation gives at one (sigma, rho): means and spreads are right,
 * skew given (sigma, rho) is not kept, and an arm without events has no faithful surface; the
 * one-effect curves of kn_effect keep both. The prior of the effects is divided out: precision_c
 * need not be positive definite. */
#ifndef UNKNOT_SURFACE_H
#define UNKNOT_SURFACE_H

#include <stddef.h>

#include "unknot/series.h"

typedef struct kn_surface {
    kn_family family;
    double scale; /* gaussian: s in the outcome's unit; 1 otherwise */
    kn_prior prior;
    bool trend;
    int effects;              /* K - 1 */
    size_t days[KN_ARMS_MAX]; /* per arm, the reference first */
    size_t components;
    double *constant;  /* [components] */
    double *linear;    /* [components x effects] */
    double *precision; /* [components x effects x effects] */
} kn_surface;

void kn_surface_free(kn_surface *surface); /* NULL is fine */

/* log L(beta), beta[effects] on the model scale. */
double kn_surface_at(const kn_surface *surface, const double beta[]);

/* The evidence of one effect alone, the others integrated out with their priors N(0, beta_sd^2):
 * log L(beta_arm = b). arm in 1..effects. */
double kn_surface_marginal(const kn_surface *surface, int arm, double b);

#endif
