/* unknot/fit.h - one person's trial: posterior of the effects by the default method, which is
 * deterministic and takes milliseconds. Model and priors: docs/model.md section 1.
 *
 * Life cycle: kn_fit_new() ... kn_fit_free(). A fit owns all it holds and borrows nothing. Fits of
 * different series may run on different threads at once. */
#ifndef UNKNOT_FIT_H
#define UNKNOT_FIT_H

#include "unknot/curve.h"
#include "unknot/density.h"
#include "unknot/series.h"
#include "unknot/surface.h"

typedef struct kn_fit_options {
    kn_prior prior;
    bool trend;    /* linear trend in the model; left out anyway if all days are equal */
    bool natural;  /* also compute levels and differences in the person's own units */
    uint64_t seed; /* of the draws behind the natural scale and the self-check */
} kn_fit_options;

kn_fit_options kn_fit_options_default(void); /* trend and natural on, seed 1 */

/* What the effect is called on the person's own scale. */
typedef enum kn_natural_kind {
    KN_NATURAL_POINTS, /* gaussian: difference in the outcome's unit */
    KN_NATURAL_RATE,   /* poisson: events per unit of exposure */
    KN_NATURAL_RISK,   /* bernoulli, binomial: probability */
    KN_NATURAL_LEVEL   /* ordinal: mean level */
} kn_natural_kind;

/* The effect of one arm against the reference arm. */
typedef struct kn_effect {
    int arm;              /* 1..arms-1 */
    kn_curve curve;       /* evidence for this contrast; the other arms integrated out */
    kn_density posterior; /* model scale */
    bool has_flat;
    kn_density flat; /* the curve alone, when it can be normalised */

    /* Natural scale: averages over the observed days given those days' u, standardised over the
     * arms, at the middle of the trend. Zero if not asked for. */
    kn_summary difference; /* arm minus reference, in the natural unit */
    kn_summary ratio;      /* poisson: rate ratio; yes/no and ordinal: odds ratio; else zero */
} kn_effect;

typedef struct kn_fit_check { /* how far the numbers can be trusted */
    double khat;       /* Pareto k of the self-check's importance weights; > 0.7 is a doubt */
    double shift;      /* |effect mean by importance weights - reported mean| in posterior sd */
    double filter_gap; /* largest error of log p(y | parameters) against exact filtering, relative
                          to the middle, over one-sd steps of the parameters */
    double curve_gap;  /* largest difference between the curve's posterior and the nodes' own: of
                          means  in posterior sd, or of the logarithms of the sds */
    bool curve_exact;  /* measures and large counts: the nodes leave nothing out, so that curve_gap
                          must be small; else they leave out skew */
    int nodes;         /* quadrature nodes kept */
    bool converged;    /* the approximation settled at every node kept */
} kn_fit_check;

typedef struct kn_fit {
    kn_unfit unfit; /* if not KN_UNFIT_NOT, nothing below is set */
    kn_family family;
    kn_fit_options options;
    int arms;
    size_t n, arm_days[KN_ARMS_MAX];
    bool has_trend;
    double centre, scale;         /* gaussian: z = (y - centre) / scale; else 0 and 1 */
    double log_evidence;          /* log p(y), effects under their priors */
    kn_effect *effects;           /* [arms - 1] */
    kn_surface *surface;          /* more than two arms: the evidence on all effects; else NULL */
    kn_summary sigma, rho, gamma; /* model scale; gamma is zero without a trend */
    kn_natural_kind natural_kind;
    kn_summary level[KN_ARMS_MAX]; /* natural scale, per arm */
    kn_fit_check check;
} kn_fit;

/* Owner: caller; kn_fit_free(). NULL only with *err filled (KN_DATA, KN_NOMEM). A series that
 * cannot be fitted gives a fit with `unfit` set. */
kn_fit *kn_fit_new(const kn_series *series, const kn_fit_options *options, kn_error *err);
void kn_fit_free(kn_fit *fit); /* NULL is fine */

#endif
