/* infer/evidence.h - the likelihood of one contrast's effect, everything else integrated out: at
 * chosen points first, then on the evidence curve's grid.
 *
 * The grid is the same for everyone, so a top that is much sharper than its step falls between its
 * points. The person's own posterior is then taken from the points themselves, and the curve holds
 * the likelihood smoothed to what the grid can carry: place and weight of the top are kept. */
#ifndef INFER_EVIDENCE_H
#define INFER_EVIDENCE_H

#include "infer/model.h"
#include "infer/nodes.h"
#include "unknot/curve.h"

enum { KN_EVIDENCE_POINTS_MAX = 160 };

/* A posterior sd under two steps of the curve's grid is sharp. */
#define KN_SHARP_SD (2 * KN_CURVE_STEP)

typedef struct kn_evidence_point {
    double b, log_l, slope;
} kn_evidence_point;

typedef struct kn_evidence {
    int count;
    kn_evidence_point points[KN_EVIDENCE_POINTS_MAX]; /* ascending, over the curve's grid */
} kn_evidence;

/* Arm 1 .. arms - 1 against the reference. Non-gaussian fits refit the model for fixed effects. */
void kn_evidence_compute(kn_model *model, const kn_nodes *nodes, int arm, kn_evidence *evidence);

/* log L and its slope within the grid's ends: cubic between the points. */
double kn_evidence_at(const kn_evidence *evidence, double b, double *slope);

/* Fills log likelihood and slope of the curve. */
void kn_evidence_curve(const kn_evidence *evidence, kn_curve *curve);

/* Posterior straight from the points under a normal prior N(0, prior_sd) of the effect, INFINITY
 * for none; mean and sd say about where it is. For a top between the grid's points. */
void kn_evidence_posterior(const kn_evidence *evidence, double prior_sd, double mean, double sd,
                           kn_density *posterior);

/* Fills the curve with the likelihood smoothed by a normal kernel that the grid can carry. */
void kn_evidence_smooth_curve(const kn_evidence *evidence, double mean, double sd, kn_curve *curve);

#endif
