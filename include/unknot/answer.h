/* unknot/answer.h - from the posterior to what may be said: probabilities beside their value
 * without the prior and without the data, the verdict and its reason, and every doubt
 * (docs/model.md section 1, "Verdict" and "Doubts"). */
#ifndef UNKNOT_ANSWER_H
#define UNKNOT_ANSWER_H

#include "unknot/design.h"
#include "unknot/fit.h"

#define KN_VERDICTS(X) /* name, code in JSON */                                                    \
    X(HELPS, "helps")                                                                              \
    X(LOOKS_AS_IF, "looks_as_if")                                                                  \
    X(SMALL, "small")                                                                              \
    X(NO_WORTHWHILE, "no_worthwhile_difference")                                                   \
    X(WORSE, "worse")                                                                              \
    X(COULD_NOT_TELL, "could_not_tell")                                                            \
    X(OBSERVED, "observed")

typedef enum kn_verdict_code {
#define KN_X(name, word) KN_VERDICT_##name,
    KN_VERDICTS(KN_X)
#undef KN_X
} kn_verdict_code;

/* Why this verdict and no other: the first reason that stood in the way, or what carried it. */
#define KN_REASONS(X)                       /* name, code in JSON */                               \
    X(CLEAR, "clear")                       /* the probabilities carried it */                     \
    X(UNFIT, "cannot_be_fitted")            /* fit->unfit says why */                              \
    X(TOO_WIDE, "too_wide")                 /* both directions stay possible */                    \
    X(TOO_FEW_EVENTS, "too_few_events")     /* one-sided evidence: an arm without events */        \
    X(TOO_FEW_PERIODS, "too_few_periods")   /* fewer than 3 cycles */                              \
    X(TOO_FEW_SWITCHES, "too_few_switches") /* the draw cannot give p <= 0.10 */                   \
    X(DRAW_DISAGREES, "draw_disagrees")     /* randomisation p > 0.10 though it could be less */   \
    X(SIGMA_PRIOR, "hinges_on_sigma_prior") /* a sensitivity refit falls below 0.95 */             \
    X(NO_IMPORTANT, "no_important_difference_stated") /* d is missing */                           \
    X(NEEDS_PRIOR, "only_with_the_prior")             /* Flat does not agree */                    \
    X(NOT_RANDOMISED, "not_randomised")

typedef enum kn_reason {
#define KN_X(name, word) KN_REASON_##name,
    KN_REASONS(KN_X)
#undef KN_X
} kn_reason;

const char *kn_verdict_word(kn_verdict_code code);
const char *kn_reason_word(kn_reason reason);

/* A probability with its value under Flat (has_flat) and under the prior alone. */
typedef struct kn_prob {
    double posterior, flat, prior;
} kn_prob;

typedef struct kn_claim { /* what the person asked for */
    int better;           /* +1: higher is better, -1: lower is better */
    double important;     /* d > 0 on the reported scale (points, else log ratio); 0: not stated */
    bool looks_planned;   /* c = 0.99 wherever looks were planned */
    double threshold;     /* c itself, calibrated for a plan of looks of its own; 0: by the rule */
} kn_claim;

/* c of docs/model.md: the probability from which a direction counts as clear. */
double kn_claim_threshold(const kn_claim *claim, int arms);

/* The answer for one contrast. e is the effect signed so that positive is better. */
typedef struct kn_answer {
    int arm;
    kn_verdict_code verdict;
    kn_reason reason;
    bool enough_to_matter; /* P(e >= d) >= 0.5 */
    bool has_flat, has_important;
    kn_prob better;                  /* P(e > 0) */
    kn_prob better_by;               /* P(e >= d) */
    kn_prob within;                  /* P(-d < e < d) */
    kn_prob below_important;         /* P(e < d) */
    double threshold;                /* c */
    double sigma_half, sigma_double; /* P(e > 0), or P(e < 0) when that is the larger, under
                                        sigma ~ half-N(0, 0.5) and half-N(0, 2) */
} kn_answer;

/* Judges contrast `effect_index` of a fit. `half` and `twice` are refits of the same series under
 * sigma_scale 0.5 and 2 times the stated one, or NULL: verdict HELPS is then not given. */
void kn_answer_judge(const kn_fit *fit, int effect_index, const kn_fit *half, const kn_fit *twice,
                     const kn_design *design, const kn_randomisation *randomisation,
                     const kn_claim *claim, kn_answer *answer);

/* What the rule needs to know of a contrast, whatever model it came from. */
typedef struct kn_contrast {
    int arm, arms; /* counting the reference */
    const kn_density *posterior;
    const kn_density *flat;         /* NULL if the curve cannot be normalised alone */
    const kn_density *half, *twice; /* of the refits, as for kn_answer_judge(), or NULL */
    double beta_sd;                 /* of the effect's prior, which is N(0, beta_sd^2) */
    double scale;                   /* what the claim's important difference is divided by */
    bool is_randomised;
    bool is_lost;  /* the curve disagrees with its own nodes beyond repair */
    bool has_draw; /* the randomisation test was done, with p and p_smallest */
    double p, p_smallest;
    double p_most; /* any clear direction needs a p of no more; 0: helps alone, 0.10 */
    size_t cycles; /* how often every arm had its turn */
} kn_contrast;

void kn_contrast_judge(const kn_contrast *contrast, const kn_claim *claim, kn_answer *answer);

#define KN_DOUBTS(X) /* name, code in JSON, what `value` holds */                                  \
    X(FEW_PAIRS, "fewer_than_5_pairs", "complete pairs or cycles")                                 \
    X(WEEKLY_BLOCKS, "week_long_blocks", "days in a block")                                        \
    X(FEW_DAYS, "few_days", "days analysed")                                                       \
    X(PRIOR_DOMINATES, "prior_dominates", "posterior sd / prior sd of the effect")                 \
    X(FLAT_DIFFERS, "data_alone_differs", "(Flat mean - posterior mean) / posterior sd")           \
    X(FLAT_IMPROPER, "data_alone_one_sided", "0")                                                  \
    X(DRIFT, "drift", "posterior mean of rho")                                                     \
    X(NUMERICS, "numerics", "the check that complains: of the curve, the filter, or k-hat")        \
    X(MISSING_DIFFERS, "missing_differs", "difference of missing shares, 0 to 1")                  \
    X(WASHOUT_ATE, "washout_ate_days", "share of recorded days lost to wash-out")                  \
    X(SIGMA_PRIOR, "hinges_on_sigma_prior", "lowest probability among the refits")                 \
    X(DESIGN_GUESSED, "design_guessed", "days in a unit")                                          \
    X(ORDER_REPEATS, "order_repeats", "days in a unit")                                            \
    X(DESIGN_UNKNOWN, "design_unknown", "0")                                                       \
    X(NOT_RANDOMISED, "not_randomised", "0")                                                       \
    X(NOT_BLINDED, "not_blinded", "0")                                                             \
    X(PRIOR_CHANGED, "prior_changed", "0")                                                         \
    X(FAMILY_GUESSED, "family_guessed", "0")                                                       \
    X(NUISANCE_UNLEARNT, "sigma_and_rho_hardly_learnt", "0")                                       \
    X(SAMPLER, "sampler", "worst R-hat, or the number of divergences")

typedef enum kn_doubt_code {
#define KN_X(name, word, value) KN_DOUBT_##name,
    KN_DOUBTS(KN_X)
#undef KN_X
        KN_DOUBT_COUNT
} kn_doubt_code;

const char *kn_doubt_word(kn_doubt_code code);

typedef struct kn_doubt {
    kn_doubt_code code;
    int arm; /* the contrast it concerns; 0: all */
    double value;
} kn_doubt;

typedef struct kn_doubts {
    size_t count;
    kn_doubt list[KN_DOUBT_COUNT + 3 * KN_ARMS_MAX];
} kn_doubts;

void kn_doubts_add(kn_doubts *doubts, kn_doubt_code code, int arm, double value);

#endif
