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

/* Why a suspect is not in the study. */
typedef enum kn_left_out_reason {
    KN_IN_STUDY,
    KN_LEFT_OUT_FEW,   /* answered on fewer than KN_SUSPECT_DAYS_MIN days */
    KN_LEFT_OUT_SHARE, /* on under KN_SUSPECT_SHARE_MIN of the days with a known state */
    KN_LEFT_OUT_GAPS   /* with it fewer than half of those days would count */
} kn_left_out_reason;
enum { KN_SUSPECT_DAYS_MIN = 10 };
#define KN_SUSPECT_SHARE_MIN 0.6

typedef struct kn_trigger_suspect {
    char key[KN_ID_SIZE]; /* of the catalogue; or "cold-day", "short-night", "more-effort",
                             "medicine-change" when derived */
    char name[4 * KN_NAME_MAX + 1];
    int lag; /* days */
    bool is_derived;
    char other[KN_ID_SIZE]; /* the logged or derived twin that was answered on fewer days; or "" */
    bool may_come_after;    /* the person asked for the same day though it may follow a spasm */
    bool can_test;          /* it can be avoided */
    size_t answered, met;   /* of the days with a known state */
    kn_left_out_reason left_out;
    int column;      /* in study->alone[0].suspect; -1: left out of it */
    bool can_freeze; /* found now, and not frozen */
    char finding[KN_ID_SIZE];
    kn_finding_state state;
    int32_t found_on;
    bool has_since;
    kn_suspect_answer since; /* of the later days alone, for the frozen unit */
    size_t since_episodes;   /* informative */
    bool since_same;         /* it points the same way as what was frozen */
} kn_trigger_suspect;

enum { KN_TRIGGER_ROWS_MAX = 60 /* suspects shown: those in the study first */ };

typedef struct kn_trigger_diary_answer {
    int32_t first_day, last_day;  /* the first and the last day with a known state */
    size_t days, unknown, partly; /* calendar; no word about spasms; with it, but not of every
                                     suspect in the model */
    size_t episode_days;          /* with at least one spasm */
    int suspects;
    kn_trigger_suspect suspect[KN_TRIGGER_ROWS_MAX]; /* every one that was ever answered */
    bool same_day;
    kn_trigger_diary diary;
    kn_trigger_study *study; /* NULL: nothing is left to be judged, or no day recorded */
} kn_trigger_diary_answer;

enum { KN_TRIGGER_DIARY_RUNS = 12 /* fewer than for a file: somebody waits for the answer */ };

typedef struct kn_trigger_answer_options {
    int32_t last_day;
    kn_strata strata;
    bool same_day;   /* lag 0 for every suspect, with its doubt */
    int needed_runs; /* as in kn_trigger_options; KN_TRIGGER_DIARY_RUNS will do */
    int threads;
} kn_trigger_answer_options;

/* Owner: caller; kn_trigger_diary_answer_free(). */
kn_code kn_trigger_diary_answer_new(kn_store *store, const kn_trigger_answer_options *options,
                                    kn_trigger_diary_answer **answer, kn_error *err);
void kn_trigger_diary_answer_free(kn_trigger_diary_answer *answer); /* NULL is fine */

/* What the study says of a suspect; NULL if it is not in it, or nothing could be fitted. */
const kn_suspect_answer *kn_trigger_suspect_answer(const kn_trigger_diary_answer *answer,
                                                   const kn_trigger_suspect *suspect);

/* Freezes a finding of `answer` as an entry. The same again changes nothing. KN_NOTFOUND: no such
 * suspect; KN_CONFLICT when there is nothing to freeze. */
kn_code kn_trigger_freeze(kn_store *store, const kn_trigger_diary_answer *answer,
                          const char *suspect, const char *id, const char *version, kn_error *err);

#endif
