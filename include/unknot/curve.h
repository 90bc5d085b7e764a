/* unknot/curve.h - the evidence curve: the likelihood of one person's effect, all else integrated
 * out with its prior. log L(beta) = log p(y | beta) on a grid that is the same for everyone.
 *
 * It is all that pooling needs. It holds no day and no outcome, but it is not anonymous: a short
 * diary can be worked back from it. Format and its promise: docs/formats.md. */
#ifndef UNKNOT_CURVE_H
#define UNKNOT_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "unknot/density.h"
#include "unknot/series.h"

enum {
    KN_CURVE_VERSION = 1,
    KN_CURVE_POINTS = 321 /* -8, -7.95 ... 8 on the model scale */
};
#define KN_CURVE_FROM (-8.0)
#define KN_CURVE_STEP 0.05

typedef struct kn_curve {
    kn_family family;
    double scale;   /* gaussian: s in the outcome's unit; 1 otherwise */
    kn_prior prior; /* of everything that was integrated out */
    bool trend;     /* whether the trend was in the model */
    size_t n[2];    /* days in the reference arm, in the other arm */
    double log_likelihood[KN_CURVE_POINTS];
    double slope[KN_CURVE_POINTS]; /* d log L / d beta at the same points */
} kn_curve;

/* log L at any beta: cubic within the grid; beyond it the end slope goes on. */
double kn_curve_at(const kn_curve *curve, double beta);

/* True if the likelihood falls towards both ends, so that it can be normalised by itself. False for
 * a one-sided curve, as from an arm without events. */
bool kn_curve_is_proper(const kn_curve *curve);

/* Posterior under a normal prior of the effect; prior_sd = INFINITY is "Flat", the curve normalised
 * over its grid. False, and nothing written, if Flat is asked of a curve that is not proper. */
bool kn_curve_posterior(const kn_curve *curve, double prior_mean, double prior_sd,
                        kn_density *posterior);

#endif
