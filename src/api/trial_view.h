/* api/trial_view.h - one trial and all that its reply is made from; private to the room. */
#ifndef API_TRIAL_VIEW_H
#define API_TRIAL_VIEW_H

#include "api/trial_call.h"

typedef struct kn_trial_view {
    kn_store *store;       /* borrowed */
    const kn_trial *trial; /* borrowed; sealed */
    size_t day_count;      /* first_day to last_day */
    kn_adherence_day *did; /* [day_count] */
    kn_course outcome;     /* [outcome_days] */
    size_t outcome_days;   /* first_day to today or last_day */
} kn_trial_view;

const char *kn_trial_phase_word(kn_trial_phase phase);
const char *kn_trial_did_word(kn_did did); /* NULL: unknown */

kn_code kn_trial_view_outcome(kn_trial_view *view, kn_error *err);

/* New references; NULL when memory ran out. */
json_t *kn_trial_view_course(const kn_trial_view *view);
json_t *kn_trial_view_units(const kn_trial_view *view);
json_t *kn_trial_view_taken(const kn_trial_view *view);
json_t *kn_trial_view_events(const kn_trial_view *view);
json_t *kn_trial_view_looks(const kn_trial_view *view);

#endif
