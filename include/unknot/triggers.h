/* unknot/triggers.h - what goes with episodes: the time-stratified case-crossover of docs/model.md
 * section 3.
 *
 * The days of a diary fall into strata: one weekday of one month, or a fortnight. Within a stratum
 * the days with an episode are compared with the days without one, by the exact conditional
 * likelihood given how many days had one; strata of one kind of day say nothing and drop out. So a
 * person is compared with nobody else, and never with another season or another kind of day.
 *
 * A suspect is yes or no (1 or 0), or graded; a graded one is divided by twice its standard
 * deviation over the days that count, unless `raw`. Its coefficient is a log odds ratio:
 *     beta_j ~ N(0, omega^2), omega ~ half-N(0, 1).
 *
 * A day counts when it is recorded whether there was an episode, and every suspect in the model, at
 * every lag, was answered. A gap is never a quiet day and a suspect not answered is never "no".
 *
 * What goes with episodes need not cause them, and no verdict says that it does. */
#ifndef UNKNOT_TRIGGERS_H
#define UNKNOT_TRIGGERS_H

#include <stdbool.h>
#include <stdint.h>

#include "unknot/density.h"
#include "unknot/error.h"

enum {
    KN_SUSPECTS_MAX = 40,
    KN_LAG_MAX = 7,              /* days */
    KN_LAGS_MAX = 4,             /* of one model */
    KN_TRIGGER_COLUMNS_MAX = 40, /* suspects in the model times lags */
    KN_TRIGGER_EPISODES_MIN =
        24,                     /* informative ones; below, no verdict but "could not have told" */
    KN_TRIGGER_NEEDED_RUNS = 40 /* the default */
};

/* ---- The diary -------------------------------------------------------------------------------*/

/* One person's days: ascending, distinct. Everything is borrowed. */
typedef struct kn_trigger_days {
    size_t days;
    const int32_t *day;    /* since 1970-01-01, or any whole numbers if they are not dates */
    const int8_t *episode; /* 1: at least one, 0: recorded that there was none, -1: not recorded */
    const double *answer;  /* [days x suspects], row by row; NAN: not answered */
} kn_trigger_days;

/* ---- The question ----------------------------------------------------------------------------*/

typedef enum kn_strata { KN_STRATA_WEEKDAY_MONTH, KN_STRATA_FORTNIGHT } kn_strata;

typedef struct kn_trigger_options {
    kn_strata strata;
    int lags;
    int lag[KN_LAGS_MAX]; /* ascending: how many days before the day of the episode */
    bool raw;             /* take graded suspects as they stand */
    bool others;          /* fit the other strata too, to see what hinges on them */
    bool dated;           /* days are dates; needed for weekday and month */
    int needed_runs;      /* simulated diaries for "episodes still needed"; 0: leave it out */
    uint64_t seed;
} kn_trigger_options;

kn_trigger_options kn_trigger_options_default(void); /* weekday and month, lag 0, dates */

const char *kn_strata_name(kn_strata strata); /* "weekday-month", "fortnight" */

/* ---- The answer ------------------------------------------------------------------------------*/

/* Why a suspect is not in the model. */
#define KN_SUSPECT_REFUSALS(X)                                                                     \
    X(NONE, "none")                                                                                \
    X(UNANSWERED, "unanswered") /* on most of the days with a known episode state */               \
    X(CONSTANT, "constant")     /* on all days that count */                                       \
    X(CONSTANT_IN_STRATA, "constant_in_strata") /* such as a weekday */                            \
    X(OUTCOME, "outcome_in_disguise") /* it is the episode, or the one of the day before */

typedef enum kn_suspect_refusal {
#define KN_X(name, word) KN_SUSPECT_##name,
    KN_SUSPECT_REFUSALS(KN_X)
#undef KN_X
} kn_suspect_refusal;

/* Why nothing could be fitted. */
#define KN_TRIGGER_UNFITS(X)                                                                       \
    X(FIT, "fit")                                                                                  \
    X(NO_DAYS, "no_days_that_count")                                                               \
    X(NO_EPISODE, "no_episode")                                                                    \
    X(NO_CONTROL, "no_day_without_episode")                                                        \
    X(NO_STRATUM, "no_stratum_with_both")                                                          \
    X(NO_SUSPECT, "no_suspect")

typedef enum kn_trigger_unfit {
#define KN_X(name, word) KN_TRIGGER_##name,
    KN_TRIGGER_UNFITS(KN_X)
#undef KN_X
} kn_trigger_unfit;

#define KN_TRIGGER_VERDICTS(X)                                                                     \
    X(COULD_NOT, "could_not_have_told")                                                            \
    X(GOES_WITH, "goes_with")             /* P(beta > 0) >= 0.975 */                               \
    X(GOES_WITH_FEWER, "goes_with_fewer") /* P(beta < 0) >= 0.975 */                               \
    X(NO_STRONG, "no_strong_trigger")     /* every suspect's interval within odds ratios 0.5 to 2 */

typedef enum kn_trigger_verdict {
#define KN_X(name, word) KN_TRIGGERS_##name,
    KN_TRIGGER_VERDICTS(KN_X)
#undef KN_X
} kn_trigger_verdict;

/* What a reader must know beside the answer. `suspect` is the one it is about, or -1. */
#define KN_TRIGGER_DOUBTS(X)                                                                       \
    X(FEW_EPISODES, "few_episodes")                   /* value: informative episodes, under 24 */  \
    X(ANSWERED_MORE, "answered_more_on_episode_days") /* value: difference of the shares */        \
    X(OTHER_STRATA, "hinges_on_strata")               /* found under one kind of strata only */    \
    X(SAME_DAY, "same_day_may_come_after")            /* lag 0: value 0 */                         \
    X(LOST_DAYS, "days_lost")                  /* value: share of the diary's days not counted */  \
    X(UNINFORMATIVE, "episodes_uninformative") /* value: share of episodes without controls */     \
    X(ALIKE, "suspects_alike")                 /* value: correlation with `other` */               \
    X(SAMPLING, "sampling")                    /* value: k-hat above 0.7 */                        \
    X(POOLED_ONE_EFFECT, "one_effect_for_all") /* pooled: value: persons */

typedef enum kn_trigger_doubt_code {
#define KN_X(name, word) KN_TRIGGER_DOUBT_##name,
    KN_TRIGGER_DOUBTS(KN_X)
#undef KN_X
        KN_TRIGGER_DOUBT_COUNT
} kn_trigger_doubt_code;

typedef struct kn_trigger_doubt {
    kn_trigger_doubt_code code;
    int suspect, other;
    double value;
} kn_trigger_doubt;

/* One suspect. Summaries are of log odds ratios, for `unit` of the suspect. */
typedef struct kn_suspect_answer {
    kn_suspect_refusal refused; /* then nothing below `answered_controls` is set */
    double answered_episodes;   /* share of the days with an episode on which it was answered */
    double answered_controls;   /* the same of the days without one */
    bool graded;                /* not only 0 and 1 */
    double unit;                /* 1, or 2 sd of a graded suspect */
    kn_summary joint;           /* the sum over lags */
    kn_summary lag[KN_LAGS_MAX];
    kn_trigger_verdict verdict;
} kn_suspect_answer;

enum { KN_TRIGGER_DOUBTS_MAX = 3 * KN_SUSPECTS_MAX + 8 };

typedef struct kn_trigger_answer {
    kn_trigger_unfit unfit;
    size_t persons;
    size_t calendar_days; /* from the first recorded day to the last, over all persons */
    size_t recorded_days; /* with a known episode state */
    size_t counted_days;  /* of these, with every suspect in the model answered */
    size_t episodes;      /* counted days with an episode */
    size_t strata;        /* informative: with both kinds of day */
    size_t informative_episodes, informative_days;
    int suspects;
    kn_suspect_answer suspect[KN_SUSPECTS_MAX];
    kn_summary omega;
    double khat; /* of the importance sampling that corrects the approximation */
    kn_trigger_verdict verdict;
    double needed; /* more episodes, until an odds ratio of KN_TRIGGER_STRONG would be found 4
                      times in 5; NAN: not asked for, or a verdict was reached */
    bool needed_at_least; /* even that many were too few */
    size_t doubts;
    kn_trigger_doubt doubt[KN_TRIGGER_DOUBTS_MAX];
} kn_trigger_answer;

#define KN_TRIGGER_STRONG                                                                          \
    2.0 /* odds ratio that "no strong trigger" rules out; also its inverse                         \
         */
#define KN_TRIGGER_CERTAIN 0.975 /* probability asked for by "goes with" */

/* Answers for persons[0..count): one alone, or several with the same odds ratios for all, each
 * compared with their own days only. Deterministic. Data that cannot tell are answered as such
 * (answer->unfit). KN_USAGE for options that do not go together (weekday-month without dates, lags
 * not ascending or more columns than KN_TRIGGER_COLUMNS_MAX), KN_NOMEM. */
kn_code kn_triggers_fit(const kn_trigger_days persons[], size_t count, int suspects,
                        const kn_trigger_options *options, kn_trigger_answer *answer,
                        kn_error *err);

/* ---- A file of one or many people ------------------------------------------------------------*/

enum { KN_TRIGGER_NAME_SIZE = 128 /* bytes of a name with its final NUL */ };

typedef struct kn_trigger_person {
    char name[KN_TRIGGER_NAME_SIZE];
    size_t days;
    int32_t *day;
    int8_t *episode;
    double *answer;
} kn_trigger_person;

/* What the reader in exchange/ fills. */
typedef struct kn_trigger_diary {
    char source[192];    /* the file's name */
    bool days_are_dates; /* days count from 1970-01-01; else whole numbers as given */
    int suspects;
    char suspect_name[KN_SUSPECTS_MAX][KN_TRIGGER_NAME_SIZE];
    size_t people;
    kn_trigger_person *person;
    size_t notes; /* things accepted and said */
    char note[4][192];
} kn_trigger_diary;

void kn_trigger_diary_release(kn_trigger_diary *diary); /* zeroed storage is fine */

typedef struct kn_trigger_study {
    const kn_trigger_diary *diary; /* borrowed: must outlive the study */
    kn_trigger_options options;
    kn_trigger_answer *alone;  /* [people] each from their own days */
    kn_trigger_answer *pooled; /* several people: one odds ratio a suspect for all; else NULL */
} kn_trigger_study;

/* options->dated is taken from the diary. Errors as of kn_triggers_fit(). Owner: caller;
 * kn_trigger_study_free(). */
kn_trigger_study *kn_trigger_study_new(const kn_trigger_diary *diary,
                                       const kn_trigger_options *options, int threads,
                                       kn_error *err);
void kn_trigger_study_free(kn_trigger_study *study); /* NULL is fine */

const char *kn_suspect_refusal_name(kn_suspect_refusal refusal);
const char *kn_trigger_unfit_name(kn_trigger_unfit unfit);
const char *kn_trigger_verdict_name(kn_trigger_verdict verdict);
const char *kn_trigger_doubt_name(kn_trigger_doubt_code code);

#endif
