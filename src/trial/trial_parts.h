/* trial/trial_parts.h - what the files of trial.h share; private to them. */
#ifndef TRIAL_TRIAL_PARTS_H
#define TRIAL_TRIAL_PARTS_H

#include "trial/trial.h"

/* True if a member of an entry's body is this text. */
bool kn_member_is(const json_t *body, const char *name, const char *text);

/* Of the same canonical form: 1 and 1.0 are. */
bool kn_is_same_json(const json_t *a, const json_t *b);

/* By `at`; of one second a pause before the resume that ends it, as the kinds are listed; then by
 * id. The same in every copy of a diary. */
int kn_trial_event_order(const kn_trial_event *first, const kn_trial_event *second);

/* Sets .events from entries of the kind trial-event, those of other trials left out. */
kn_code kn_trial_events_take(kn_trial *trial, const kn_entries *entries, kn_error *err);

/* Goes through the events in the order of their days and sets what follows from them: pauses, the
 * stop, extensions, the calendar, the state, looks. `opening` as for kn_trial_load(). */
kn_code kn_trial_lay_out(kn_trial *trial, const kn_catalogue *catalogue, const char *opening,
                         kn_error *err);

/* Sets the planned looks and which of them were taken; the calendar is laid out. */
void kn_trial_make_looks(kn_trial *trial);

bool kn_trial_is_over(const kn_trial *trial); /* finished or stopped */

/* KN_CONFLICT while another trial than `id` goes on: each would blur the other. */
kn_code kn_trial_check_alone(kn_store *store, const char *id, kn_error *err);

/* "3 March", with the year when it is not that of `today`. Returns out. */
enum { KN_DAY_WORDS_SIZE = 24 };
const char *kn_day_words(char out[KN_DAY_WORDS_SIZE], int32_t day, int32_t today);

/* ---- Writing an event
 * --------------------------------------------------------------------------*/

typedef struct kn_event_call {
    kn_store *store;
    const kn_trial *trial;
    kn_trial_event_kind kind;
    json_t *body; /* the new event's */
    int32_t day;
    kn_error *err;
} kn_event_call;

/* When an event makes sense. A day ahead is for those that one plans: "from tomorrow". */
typedef struct kn_event_rule {
    uint32_t states;     /* bits of kn_trial_state */
    int ahead;           /* days from today */
    const char *members; /* beside trial, event and day */
    kn_code (*check)(const kn_event_call *call);
} kn_event_rule;
extern const kn_event_rule kn_event_rules[KN_EVENT_COUNT];

kn_code kn_event_refuse(const kn_event_call *call, kn_code code, const char *field,
                        const char *hint, const char *message);

/* "this trial is paused since 3 March", and what would help; `hint` NULL: by the state. */
kn_code kn_event_refuse_state(const kn_event_call *call, const char *hint);

#endif
