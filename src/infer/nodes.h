/* infer/nodes.h - where to look at the day-to-day spread sigma and its memory rho.
 *
 * Costly things (the likelihood, the effects' posterior) are computed on a coarse tensor of nodes
 * over the box that holds the posterior; their logarithms are smooth there, so a polynomial carries
 * them to a fine tensor, where they are exponentiated, weighted with the prior and summed. The fine
 * sum is as good as exact; what error there is comes from the polynomial, and is about that of the
 * coarse tensor squared in side (measured in docs/inference.md).
 *
 * The coordinates are sigma and rho themselves: counts and yes/no often teach little about them,
 * and the likelihood is smooth up to sigma = 0 and rho = +-1. For gaussian outcomes, where it is
 * not, they are log(sigma) and atanh(rho), in which the posterior is nearly normal. For large
 * counts they are asinh(sigma / knee) and atanh(rho): even in sigma up to the knee, the spread with
 * which a day's count is seen, below which sigma hardly shows, and in log(sigma) beyond it. */
#ifndef INFER_NODES_H
#define INFER_NODES_H

#include "infer/model.h"
#include "infer/tensor.h"
#include "unknot/density.h"

enum {
    KN_FINE = 20, /* fine nodes along a coordinate */
    KN_FINE_COUNT = KN_FINE * KN_FINE,
    KN_NODES_MAX = KN_COARSE_MAX * KN_COARSE_MAX
};

typedef struct kn_node {
    double sigma, rho;
    bool keep;              /* carries weight worth the work of refining it */
    kn_conditional effects; /* given sigma and rho, with log p(y | sigma, rho) */
} kn_node;

typedef struct kn_nodes {
    bool gaussian_scale; /* coordinates are log(sigma), atanh(rho); else sigma, rho */
    double knee;         /* > 0: asinh(sigma / knee) in place of log(sigma); else 0 */
    double range[2][2];  /* the box: of sigma's coordinate, of rho's */
    kn_tensor tensor;    /* of the nodes */
    int kept;
    bool converged;             /* every kept node's approximation converged */
    kn_node node[KN_NODES_MAX]; /* [tensor.side^2] sigma slow, rho fast */
    double log_evidence;
    double fine_x[2][KN_FINE];
    double fine_log_prior[KN_FINE_COUNT]; /* log of prior density and quadrature weight */
    double fine_weight[KN_FINE_COUNT];    /* posterior, sums to 1 */
} kn_nodes;

/* Owner: caller; free(). NULL only with *err filled. */
kn_nodes *kn_nodes_new(kn_model *model, kn_error *err);

/* sigma (c = 0) or rho (c = 1) at a value of its coordinate. */
double kn_nodes_value(const kn_nodes *nodes, int c, double coordinate);

/* Posterior of sigma or rho alone. */
kn_summary kn_nodes_sigma(const kn_nodes *nodes);
kn_summary kn_nodes_rho(const kn_nodes *nodes);

/* Posterior of coef' effects + constant: a mixture of normals over the fine nodes. */
void kn_nodes_linear(const kn_nodes *nodes, const kn_model *model, const double coef[],
                     double constant, kn_density *density);

/* Posterior mean and sd of effect number `index`. */
void kn_nodes_moments(const kn_nodes *nodes, const kn_model *model, int index, double *mean,
                      double *sd);

#endif
