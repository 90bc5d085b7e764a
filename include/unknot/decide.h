/* unknot/decide.h - the decision rule alone, fast: which verdict one simulated trial would get. It
 * is the rule of kn_answer_judge() on the model of kn_fit, without what only a reader of the answer
 * needs (natural scale, self-checks, curve). Planning by simulation runs it thousands of times.
 *
 * Two roads. Exact: kn_fit_new(), the refits, kn_randomisation_test() and kn_answer_judge(). Quick:
 * a cheaper posterior first, and the exact road wherever the quick one lies so near a threshold
 * that they could disagree. How often the two differ is measured: docs/planning.md.
 *
 * Life cycle: kn_decider_new() ... kn_decider_free(). A decider is a workspace: one thread at a
 * time, and the quick road allocates nothing but what the randomisation test asks for. Results do
 * not depend on what it did before. */
#ifndef UNKNOT_DECIDE_H
#define UNKNOT_DECIDE_H

#include "unknot/answer.h"

typedef struct kn_decide_options {
    kn_prior prior;
    bool trend;
    kn_claim claim;
    bool exact;    /* always the exact road */
    uint64_t seed; /* of the randomisation test's redraws */
} kn_decide_options;

kn_decide_options kn_decide_options_default(void);

/* About one contrast. */
typedef struct kn_decision {
    kn_verdict_code verdict;
    kn_reason reason;
    double better;    /* P(e > 0) */
    double mean, sd;  /* posterior of the effect, model scale; NAN if unfit */
    double low, high; /* its 95 % interval */
    bool exact;       /* the exact road was taken */
} kn_decision;

typedef struct kn_decider kn_decider;

/* For series of at most n_max days and `arms` arms. KN_NOMEM. */
kn_decider *kn_decider_new(const kn_decide_options *options, int arms, size_t n_max, kn_error *err);
void kn_decider_free(kn_decider *decider); /* NULL is fine */

/* Decides [series->arms - 1] contrasts. `series`: the days recorded in the trial, before wash-out,
 * checked by the caller (kn_series_check); wash-out days are dropped here by design->washout_days.
 */
kn_code kn_decide(kn_decider *decider, const kn_series *series, const kn_design *design,
                  kn_decision decisions[], kn_error *err);

#endif
