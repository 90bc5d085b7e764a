/* infer/relief_fit.h - sigma integrated out of a relief model: posterior of everything, and the
 * evidence curve of one effect. */
#ifndef INFER_RELIEF_FIT_H
#define INFER_RELIEF_FIT_H

#include "base/random.h"
#include "infer/relief_model.h"

enum { KN_RELIEF_NODES_MAX = 96 };

/* Values of sigma on an even grid of its logarithm, with their posterior weights. */
typedef struct kn_relief_nodes {
    int count, columns;
    double step; /* in log sigma */
    double sigma[KN_RELIEF_NODES_MAX], weight[KN_RELIEF_NODES_MAX];
    double *mean;       /* [count x columns] */
    double *covariance; /* [count x columns x columns] */
    double log_evidence;
    bool converged;
} kn_relief_nodes;

/* The joint posterior. KN_NOMEM. kn_relief_nodes_release(). */
kn_code kn_relief_nodes_init(kn_relief_nodes *nodes, kn_relief_model *model, kn_error *err);
void kn_relief_nodes_release(kn_relief_nodes *nodes);

/* Posterior of sum_i x_i column_i, x[columns]; of sigma. */
void kn_relief_nodes_density(const kn_relief_nodes *nodes, const double x[], kn_density *density);
void kn_relief_nodes_moments(const kn_relief_nodes *nodes, const double x[], double *mean,
                             double *sd);
kn_summary kn_relief_nodes_sigma(const kn_relief_nodes *nodes);

/* The evidence of the asked effect: fills log_likelihood[] and slope[]. False if the approximation
 * did not settle somewhere. */
bool kn_relief_curve(kn_relief_model *model, const kn_relief_nodes *nodes, kn_curve *curve);

/* That of any column, from the joint posterior at the nodes alone, as if the effect were normal
 * given sigma: enough for a check, and many times faster. */
void kn_relief_curve_joint(const kn_relief_model *model, const kn_relief_nodes *nodes, int column,
                           kn_curve *curve);

/* The score of an episode, in units of sigma: how much slower it was than expected. held: if the
 * asked effect were 0; nothing in it then depends on which of the two arms was drawn, since sigma
 * and all else come from the fit with the effect held. scores[rows->count]; only those of `take`
 * with a known end are set. */
void kn_relief_scores(kn_relief_model *model, const kn_relief_rows *rows, const bool take[],
                      bool held, double scores[]);

/* exp() of a quantity: its summary from the density of the logarithm. */
kn_summary kn_relief_exp(const kn_density *density);

#endif
