/* infer/natural.h - the answer in the person's own units, and the self-check of the default method.
 */
#ifndef INFER_NATURAL_H
#define INFER_NATURAL_H

#include "infer/nodes.h"
#include "unknot/fit.h"

/* Fills the natural-scale fields of the fit, of its effects, and fit->check. */
kn_code kn_natural_set(kn_fit *fit, const kn_series *series, kn_model *model, const kn_nodes *nodes,
                       kn_error *err);

#endif
