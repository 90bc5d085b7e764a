/* answer/trial_answer_parts.h - what the files of trial_answer share; private to the room. */
#ifndef ANSWER_TRIAL_ANSWER_PARTS_H
#define ANSWER_TRIAL_ANSWER_PARTS_H

#include "answer/trial_answer.h"
#include "diary/summary.h"

/* What is known of one day, from the trial's first to the last that is looked at. */
typedef struct kn_trial_row {
    kn_trial_phase phase;
    size_t unit;    /* ON, WASHOUT; SIZE_MAX else */
    bool is_fixed;  /* left out whatever the order: paused, or too soon after a pause */
    kn_state state; /* of the outcome */
    double value;   /* "none" is 0; NAN when not recorded */
} kn_trial_row;

typedef struct kn_trial_rows {
    int32_t first;
    size_t count;
    kn_trial_row *row; /* owned; free() */
} kn_trial_rows;

kn_code kn_trial_rows_load(kn_store *store, const kn_trial *trial, int32_t last,
                           kn_trial_rows *rows, kn_error *err);

/* Fill the parts of an answer; `last` is the last day looked at. */
kn_code kn_trial_answer_dataset(kn_trial_answer *answer, const kn_trial_rows *rows, kn_error *err);
kn_code kn_trial_answer_design(kn_trial_answer *answer, int32_t last, kn_error *err);
kn_code kn_trial_answer_taken(kn_trial_answer *answer, kn_store *store, const kn_trial_rows *rows,
                              kn_error *err);
void kn_trial_answer_guesses(kn_trial_answer *answer, int32_t last);
kn_code kn_trial_answer_harms(kn_trial_answer *answer, kn_store *store, kn_error *err);
kn_code kn_trial_answer_periods(kn_trial_answer *answer, const kn_trial_rows *rows, kn_error *err);
void kn_trial_answer_gain(kn_trial_answer *answer);
void kn_trial_answer_run_in(kn_trial_answer *answer, const kn_trial_rows *rows);

#endif
