/* unknot/pool.h - many people, from their evidence curves alone (docs/model.md section 4).
 *
 * beta_j ~ N(mu, omega^2), mu ~ N(0, mu_sd^2), omega ~ half-N(0, omega_scale). The likelihood of
 * (mu, omega) is the product over persons of the integral of L_j(b) N(b; mu, omega^2) db, so curves
 * simply multiply, in any order, and give the same answer as pooling the diaries. */
#ifndef UNKNOT_POOL_H
#define UNKNOT_POOL_H

#include "unknot/curve.h"

typedef struct kn_pool_options {
    double mu_sd, omega_scale;
    double
        better;  /* an effect that matters, signed in the better direction, model scale; 0: none */
    int threads; /* the result does not depend on it */
} kn_pool_options;

kn_pool_options kn_pool_options_default(void);

typedef struct kn_pool {
    size_t people;
    kn_summary mu, omega;
    kn_summary next;    /* the next person's effect */
    kn_summary *person; /* [people] each person's effect, shrunken */
    bool has_shares;
    kn_summary share_better; /* share of people whose effect is better than `better` ... */
    kn_summary share_worse;  /* ... and worse than its opposite */
    double log_evidence;
} kn_pool;

/* Curves must be of one declaration: same family, scale, priors and trend; KN_DATA (with the index
 * of the odd one in err->place.line, from 1) if not. people >= 2. Owner: caller; kn_pool_free(). */
kn_pool *kn_pool_new(const kn_curve *const curves[], size_t people, const kn_pool_options *options,
                     kn_error *err);
void kn_pool_free(kn_pool *pool); /* NULL is fine */

#endif
