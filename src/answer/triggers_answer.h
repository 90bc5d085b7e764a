/* answer/triggers_answer.h - what goes with spasms, from the diary: days and suspects become the
 * columns of the case-crossover, and findings are frozen and judged again on later days. Numbers
 * only; report/ chooses the words. docs/triggers.md, "From the diary". */
#ifndef ANSWER_TRIGGERS_ANSWER_H
#define ANSWER_TRIGGERS_ANSWER_H

#include "diary/catalogue.h"
#include "diary/store.h"
#include "unknot/triggers.h"

typedef enum kn_finding_state {
    KN_FINDING_NONE,
    KN_FINDING_NEW,      /* "new": no informative episode since */
    KN_FINDING_CHECKING, /* "checking": fewer than KN_FINDING_EPISODES since */
    KN_FINDING_HELD,     /* "held": the same direction */
    KN_FINDING_NOT_HELD  /* "not_held" */
} kn_finding_state;
const char *kn_finding_state_word(kn_finding_state state); /* NULL: none */
enum { KN_FINDING_EPISODES = 6 /* informative ones of the later days */ };

typedef struct kn_trigger_suspect {
    char key[KN_ID_SIZE]; /* of the catalogue; or "cold-day", "short-night", "more-effort",
                             "medicine-change" when derived */
    char name[4 * KN_NAME_MAX + 1];
    int lag; /* days */
    bool is_derived;
    bool may_come_after;  /* the person asked for the same day though it may follow a spasm */
    bool can_test;        /* it can be avoided */
    size_t answered, met; /* days */
    bool can_freeze;      /* found now, and not frozen */
    char finding[KN_ID_SIZE];
    kn_finding_state state;
    int32_t found_on;
    bool has_since;
    kn_suspect_answer since; /* of the later days alone */
    size_t since_episodes;   /* informative */
} kn_trigger_suspect;

typedef struct kn_trigger_diary_answer {
    int32_t first_day, last_day;
    size_t days, unknown, partly; /* calendar; no word about spasms; with it, but not of every
                                     suspect in the model */
    int suspects;
    kn_trigger_suspect suspect[KN_SUSPECTS_MAX]; /* same order as study->alone[0].suspect */
    kn_trigger_diary diary;
    kn_trigger_study *study; /* NULL: no suspect was ever answered, or no day recorded */
} kn_trigger_diary_answer;

typedef struct kn_trigger_answer_options {
    int32_t last_day;
    kn_strata strata;
    bool same_day;   /* lag 0 for every suspect, with its doubt */
    int needed_runs; /* as in kn_trigger_options */
    int threads;
} kn_trigger_answer_options;

/* Owner: caller; kn_trigger_diary_answer_free(). */
kn_code kn_trigger_diary_answer_new(kn_store *store, const kn_trigger_answer_options *options,
                                    kn_trigger_diary_answer **answer, kn_error *err);
void kn_trigger_diary_answer_free(kn_trigger_diary_answer *answer); /* NULL is fine */

/* Freezes a finding of `answer` as an entry. KN_CONFLICT when there is nothing to freeze. */
kn_code kn_trigger_freeze(kn_store *store, const kn_trigger_diary_answer *answer,
                          const char *suspect, const char *id, const char *version, kn_error *err);

#endif
