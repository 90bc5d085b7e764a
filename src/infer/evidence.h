/* infer/evidence.h - computes the evidence curve of one contrast from a model and its nodes. */
#ifndef INFER_EVIDENCE_H
#define INFER_EVIDENCE_H

#include "infer/nodes.h"
#include "unknot/curve.h"

/* Fills log_likelihood[] and slope[] for contrast `arm`. log L(beta) = log sum over nodes of
 * prior weight x p(y | beta, node). */
void kn_evidence_curve(kn_model *model, const kn_nodes *nodes, int arm, kn_curve *curve);

#endif
