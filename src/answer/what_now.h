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
    kn_summary ratio;        /* YOURS, POOLED, now: of times, against `versus` */
    kn_summary saved;        /* YOURS, now: minutes */
    double faster;           /* YOURS, POOLED, now: P(faster than `versus`); NAN */
    char versus[KN_ID_SIZE]; /* key, or "" */
    char trial[KN_ID_SIZE];  /* YOURS, later: the trial; or "" */
    int certainty;           /* STUDIES: 0..4 */
} kn_suggestion;

enum { KN_SUGGESTIONS_MAX = 80 };
typedef struct kn_suggestions {
    size_t count;
    kn_suggestion list[KN_SUGGESTIONS_MAX]; /* best first within `is_for_now` */
} kn_suggestions;

/* `relief` may be NULL. Own answers come first (helps, small, looks as if; then by `best`), then
 * pooled ones (by how sure it is that the mean person is faster), then cards, by certainty; each
 * remedy once for now and once for the days, under the strongest. What an own answer says does not
 * help is never among them, nor what its card says gained nothing, nor a medicine that only a
 * doctor starts. Among pooled ones and cards those that ask a doctor first come last. A reference
 * that another beat is gone; one that beat another is a suggestion against that one. */
kn_code kn_what_now(kn_store *store, const kn_relief_diary_answer *relief,
                    kn_suggestions *suggestions, kn_error *err);

/* ---- Answers of many people -------------------------------------------------------------------*/

enum { KN_POOLED_MAX = 200, KN_POOLED_BYTES_MAX = 8 << 20 /* of a file */ };

typedef struct kn_pooled {
    char id[KN_ID_SIZE];
    char key[KN_ID_SIZE], versus[KN_ID_SIZE];
    size_t people, episodes;
    kn_summary log_ratio; /* of the mean person */
    double p_faster;
} kn_pooled;
/* Reads one from the JSON of `unknot relief FILE.csv --json`, or from what was kept of it; KN_DATA
 * with the member. Arms are keys, names or short names of the catalogue, in either case. */
kn_code kn_pooled_read(const json_t *json, const kn_catalogue *catalogue, kn_pooled *pooled,
                       kn_error *err);
/* What a diary keeps of it: all but what is about single persons, whom it does not concern and who
 * would not fit into an entry. New reference; NULL: memory ran out. */
json_t *kn_pooled_kept(const json_t *json);
/* All that are not archived and still read, newest first; free(). */
kn_code kn_pooled_load(kn_store *store, const kn_catalogue *catalogue, kn_pooled **pooled,
                       size_t *count, kn_error *err);

#endif
