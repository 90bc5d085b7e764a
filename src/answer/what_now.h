/* answer/what_now.h - what may be tried now, and by what right it is said: the person's own
 * answers first, then those of many people, then what studies found. Nothing is recommended. */
#ifndef ANSWER_WHAT_NOW_H
#define ANSWER_WHAT_NOW_H

#include "answer/relief_answer.h"
#include "answer/trial_answer.h"

typedef enum kn_source { KN_SOURCE_YOURS, KN_SOURCE_POOLED, KN_SOURCE_STUDIES } kn_source;
const char *kn_source_word(kn_source source); /* "yours", "pooled", "studies" */

typedef struct kn_suggestion {
    char key[KN_ID_SIZE];
    kn_source source;
    bool is_for_now;         /* during a spasm; else for the days */
    kn_verdict_code verdict; /* YOURS, POOLED */
    size_t episodes, people; /* behind it */
    double best;             /* YOURS, now: P(the shortest of those compared); NAN */
    kn_summary ratio, saved; /* YOURS, POOLED, now: against `versus` */
    char versus[KN_ID_SIZE]; /* key, or "" */
    char trial[KN_ID_SIZE];  /* YOURS, later: the trial; or "" */
    int certainty;           /* STUDIES: 0..4 */
} kn_suggestion;

enum { KN_SUGGESTIONS_MAX = 80 };
typedef struct kn_suggestions {
    size_t count;
    kn_suggestion list[KN_SUGGESTIONS_MAX]; /* best first within `is_for_now` */
} kn_suggestions;

/* `relief` may be NULL. What an own answer says does not help is never among them. A remedy whose
 * card says to ask a doctor first comes after those that do not. */
kn_code kn_what_now(kn_store *store, const kn_relief_diary_answer *relief,
                    kn_suggestions *suggestions, kn_error *err);

/* ---- Answers of many people -------------------------------------------------------------------*/

typedef struct kn_pooled {
    char id[KN_ID_SIZE];
    char key[KN_ID_SIZE], versus[KN_ID_SIZE];
    size_t people, episodes;
    kn_summary log_ratio; /* of the mean person */
    double p_faster;
} kn_pooled;
/* Reads one from the JSON of `unknot relief FILE.csv --json`; KN_DATA with the member. */
kn_code kn_pooled_read(const json_t *json, const kn_catalogue *catalogue, kn_pooled *pooled,
                       kn_error *err);
/* All that are not archived; free(). */
kn_code kn_pooled_load(kn_store *store, const kn_catalogue *catalogue, kn_pooled **pooled,
                       size_t *count, kn_error *err);

#endif
