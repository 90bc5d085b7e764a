/* infer/decide.h - what the files of the decision rule share: the workspace and the two roads. */
#ifndef INFER_DECIDE_H
#define INFER_DECIDE_H

#include "infer/quick.h"
#include "unknot/decide.h"

struct kn_decider {
    kn_decide_options options;
    int arms;
    size_t n_max;
    /* The days that wash-out leaves, and all days' outcomes per unit of exposure or per trial. */
    bool *keep;      /* [n_max] */
    int32_t *day;    /* [n_max] */
    uint8_t *arm;    /* [n_max] */
    double *outcome; /* [n_max] */
    double *per;     /* [n_max] exposure or trials */
    double *rate;    /* [n_max] */
    /* The quick road. */
    kn_quick quick;
    kn_effect *effects[KN_QUICK_PRIORS]; /* [arms - 1] each: stated prior, half, twice */
};

/* The days that wash-out leaves, as a series that borrows from the decider. */
void kn_decider_keep(kn_decider *decider, const kn_series *series, const kn_design *design,
                     kn_series *kept);

/* All days' outcomes per unit of exposure or per trial, for the randomisation test. */
const double *kn_decider_rates(kn_decider *decider, const kn_series *series);

/* The exact road. `kept` is what wash-out leaves of `series`. */
kn_code kn_decide_exactly(kn_decider *decider, const kn_series *series, const kn_series *kept,
                          const kn_design *design, kn_decision decisions[], kn_error *err);

/* The quick road. *settled: the decisions stand; else nothing is known and the exact road is next.
 */
kn_code kn_decide_quickly(kn_decider *decider, const kn_series *series, const kn_series *kept,
                          const kn_design *design, kn_decision decisions[], bool *settled,
                          kn_error *err);

#endif
