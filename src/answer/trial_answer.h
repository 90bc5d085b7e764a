/* answer/trial_answer.h - a trial of the diary, answered: diary and schedule become a series of
 * three states a day, the series goes through the one engine (kn_study), and what only a trial has
 * is put beside it: adherence, guesses, harms, looks. Numbers only; report/ chooses the words.
 *
 * As assigned: every recorded day of the trial counts under the arm it was dealt, whatever was
 * taken. Run-in, wash-out and paused days (and the wash-out after a pause) are left out. */
#ifndef ANSWER_TRIAL_ANSWER_H
#define ANSWER_TRIAL_ANSWER_H

#include "trial/trial.h"
#include "unknot/study.h"

typedef struct kn_taken { /* what was done in the days dealt to an arm, run-in and pauses left out
                           */
    int days, done, part, not_done, other, unknown;
} kn_taken;

typedef struct kn_guesses {         /* of a blinded trial */
    int asked, said, right, unsure; /* periods; unsure: "cannot tell", not among `said` */
    double p_chance; /* P(at least so many right) by guessing, 1 / arms each; NAN without guesses */
} kn_guesses;

typedef struct kn_harm {
    char id[KN_ID_SIZE];
    int32_t day;
    int severity; /* 1 mild, 2 moderate, 3 severe */
    uint8_t arm;  /* dealt that day; KN_ARM_UNKNOWN outside the periods */
    char what[4 * 500 + 1];
} kn_harm;

typedef struct kn_trial_period { /* CENT 17a: one row a period */
    size_t unit;
    uint8_t arm;
    int32_t first_day, last_day;
    int recorded, analysed; /* days */
    double mean, total;     /* of the analysed days; NAN without any */
} kn_trial_period;

typedef struct kn_run_in { /* CENT 15 */
    int days, recorded;
    double mean, sd;
} kn_run_in;

/* What going on would be worth: half as many cycles again as planned, at least KN_TRIAL_CYCLES. */
typedef struct kn_gain {
    int cycles;
    double clear; /* chance that the answer is then clear (any verdict but "could not have told" and
                     "looks as if"), by a normal posterior predictive; NAN: cannot be said */
} kn_gain;

typedef struct kn_trial_answer {
    const kn_trial *trial; /* borrowed */
    kn_dataset dataset;    /* the analysed person; rows before wash-out */
    kn_design design;      /* given to the study */
    kn_study *study;       /* NULL if no day was recorded at all */
    size_t period_count;
    kn_trial_period *periods;
    kn_run_in run_in;
    kn_taken taken[KN_TRIAL_ARMS_MAX];
    double adherence;         /* arm 1: share of its answered days done; NAN unknown */
    double adherence_control; /* arm 0's days on which arm 1 was done all the same */
    bool has_if_taken;        /* adherence difference >= 0.6 */
    double if_taken;          /* assigned effect / difference, reported scale */
    kn_guesses guesses;
    size_t harm_count;
    kn_harm *harms;
    double arm_days[KN_ARMS_MAX];          /* dealt to each arm, pauses and what follows them left
                                              out */
    int scheduled, recorded, paused;       /* days of the periods; recorded of the scheduled ones */
    bool early, at_will, was_opened_early; /* stopped before its end; after a peek */
    bool by_rule;                          /* stopped by a planned look */
    int cycles_done, cycles_planned;
    kn_gain gain; /* of the first contrast */
} kn_trial_answer;

typedef struct kn_trial_answer_options {
    int32_t until; /* last day looked at; the trial's own last day if later */
    bool sensitivity;
    int threads;
} kn_trial_answer_options;

/* KN_DENIED while the order is sealed. The randomisation test of a trial stopped early says that it
 * does not replay the stop (study doubts and `early`). Owner: caller; kn_trial_answer_free(). */
kn_code kn_trial_answer_new(kn_store *store, const kn_trial *trial,
                            const kn_trial_answer_options *options, kn_trial_answer **answer,
                            kn_error *err);
void kn_trial_answer_free(kn_trial_answer *answer); /* NULL is fine */

/* An arm's name as it stands in a sentence: "stretching every day", "usual care", "MSM". */
void kn_trial_arm_name(const kn_trial_design *design, int arm, char out[KN_NAME_SIZE]);

/* A planned look: the same answer on the days so far, at c = 0.99. True in *stop for helps, worse,
 * small or no worthwhile difference. Shows nothing else. */
kn_code kn_trial_look_take(kn_store *store, const kn_trial *trial, bool *stop, kn_error *err);

#endif
