/* infer/triggers.h - inside the case-crossover (unknot/triggers.h), file by file.
 *
 *   triggers_rows.c        diary -> rows: lags, days that count, scale, refusals, strata
 *   triggers_likelihood.c  the exact conditional likelihood with gradient and information
 *   triggers_posterior.c   its posterior under beta ~ N(0, omega^2), omega ~ half-N(0, 1)
 *   triggers_needed.c      how many more episodes, by simulation
 *   triggers.c             all of it together: verdicts and doubts */
#ifndef INFER_TRIGGERS_H
#define INFER_TRIGGERS_H

#include "base/random.h"
#include "unknot/triggers.h"

enum { KN_STRATUM_DAYS_MAX = 14 }; /* a fortnight; a weekday has at most 5 in a month */

/* ---- Rows ------------------------------------------------------------------------------------*/

/* The days of the informative strata, stratum after stratum. */
typedef struct kn_trigger_rows {
    int columns;
    size_t rows, strata;
    size_t *from;    /* [strata + 1] first row of each stratum */
    int8_t *is_case; /* [rows] there was an episode */
    double *x;       /* [rows x columns] */
} kn_trigger_rows;

/* Fills *rows and, in *answer, the counts, refusals and units. A diary that cannot be fitted has
 * answer->unfit set and no rows. Owner: caller; kn_trigger_rows_release(). KN_NOMEM. */
kn_code kn_trigger_rows_init(kn_trigger_rows *rows, const kn_trigger_days persons[], size_t count,
                             int suspects, const kn_trigger_options *options,
                             kn_trigger_answer *answer, kn_error *err);
void kn_trigger_rows_release(kn_trigger_rows *rows); /* zeroed storage is fine */

/* Pearson's correlation of x with y over the rows where both are finite; NAN if there are fewer
 * than 10, or one of them does not vary. */
double kn_trigger_correlation(size_t count, const double x[], const double y[]);

/* ---- The likelihood --------------------------------------------------------------------------*/

/* Rows in the form that the likelihood is worked out in: each less the mean of its stratum's
 * episode days. One person at a time may use it: it holds scratch. */
typedef struct kn_conditional {
    int columns;
    size_t rows, strata;
    size_t *from; /* [strata + 1] */
    int *cases;   /* [strata] */
    double *x;    /* [rows x columns] */
} kn_conditional;

/* Room for `rows` rows in at most `rows` strata. KN_NOMEM. */
kn_code kn_conditional_init(kn_conditional *to, size_t rows, int columns, kn_error *err);
void kn_conditional_release(kn_conditional *to); /* zeroed storage is fine */

/* Empties it; adds one stratum of days x[days x columns]. 1 <= days <= KN_STRATUM_DAYS_MAX, with
 * both kinds of day. */
void kn_conditional_clear(kn_conditional *to);
void kn_conditional_add(kn_conditional *to, size_t days, const double x[], const int8_t is_case[]);

/* log P(which days had episodes | how many had, beta), over all strata. -INFINITY only where it is
 * beyond a double. */
double kn_conditional_value(const kn_conditional *of, const double beta[]);

/* The same with its gradient [columns] and information, minus the second derivatives [columns x
 * columns], lower triangle. */
double kn_conditional_eval(const kn_conditional *of, const double beta[], double gradient[],
                           double information[]);

/* Draws which of the days have an episode, given that `cases` of them have: is_case[days]. */
void kn_conditional_draw(size_t days, int cases, const double linear[], kn_random *random,
                         int8_t is_case[]);

/* ---- The posterior ---------------------------------------------------------------------------*/

enum { KN_OMEGA_NODES = 20, KN_OMEGA_NODES_FEW = 8 };

/* A mixture over nodes of omega of normal distributions of beta / omega, and draws from it with
 * weights that make it exact. */
typedef struct kn_trigger_posterior {
    int columns, nodes;
    double weight[KN_OMEGA_NODES]; /* of the nodes; sums to 1 */
    double omega[KN_OMEGA_NODES];
    double log_top[KN_OMEGA_NODES]; /* log density of beta / omega at its mode */
    double *mode;                   /* [nodes x columns] of beta / omega */
    double *factor;      /* [nodes x columns x columns] of the precision of beta / omega: G G' */
    kn_density spread;   /* of omega, before the correction */
    size_t draws, room;  /* 0 draws: not corrected */
    double *beta;        /* [draws x columns] */
    double *omega_drawn; /* [draws] */
    double *excess;      /* [draws] weight less the one it has in the mixture */
    double *value;       /* [draws] scratch */
    size_t *order;       /* [draws] scratch */
    double khat;
} kn_trigger_posterior;

/* Room for `draws` draws. KN_NOMEM. */
kn_code kn_trigger_posterior_init(kn_trigger_posterior *posterior, int columns, size_t draws,
                                  kn_error *err);
void kn_trigger_posterior_release(kn_trigger_posterior *posterior); /* zeroed storage is fine */

/* Finds the mixture with `nodes` nodes (KN_OMEGA_NODES or _FEW); then, where there is room for
 * draws, corrects it. */
void kn_trigger_posterior_fit(kn_trigger_posterior *posterior, const kn_conditional *of, int nodes);
void kn_trigger_posterior_correct(kn_trigger_posterior *posterior, const kn_conditional *of,
                                  uint64_t seed);

/* Of sum_j share[j] beta_j, and of omega. */
kn_summary kn_trigger_posterior_sum(kn_trigger_posterior *posterior, const double share[]);
kn_summary kn_trigger_posterior_omega(kn_trigger_posterior *posterior);

/* P(sum_j share[j] beta_j < x), quick, of the mixture as it stands before correction. */
double kn_trigger_mixture_below(const kn_trigger_posterior *posterior, const double share[],
                                double x);

/* Draws that suit a likelihood of this size: more where they are cheap. */
size_t kn_trigger_draws(const kn_conditional *of);

/* ---- Episodes still needed -------------------------------------------------------------------*/

/* Sets answer->needed from answer->informative_episodes and episodes. KN_NOMEM. */
kn_code kn_trigger_needed(const kn_trigger_rows *rows, const kn_trigger_options *options,
                          kn_trigger_answer *answer, kn_error *err);

#endif
