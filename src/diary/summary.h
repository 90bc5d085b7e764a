/* diary/summary.h - the diary counted. Three states for a day and a measure: a value, none, not
 * recorded; nothing here turns one into another.
 *
 * A day's spasms: "primary" episodes (naming rows 9 to 13) logged that day, or what the last
 * check-in said ("spasms"), whichever is more. A day with neither such an episode nor a check-in's
 * word is not recorded: a twitch alone does not say that there was no spasm. Owner of what is
 * returned: caller; free(). */
#ifndef DIARY_SUMMARY_H
#define DIARY_SUMMARY_H

#include "diary/catalogue.h"
#include "diary/naming.h"

typedef enum kn_state { KN_STATE_NOT_RECORDED, KN_STATE_NONE, KN_STATE_VALUE } kn_state;

typedef struct kn_day {
    int32_t day;
    kn_state spasms_state;
    int spasms;     /* VALUE: >= 1 */
    bool confirmed; /* a check-in said how many */
    int logged;     /* primary episodes */
    int others;     /* other episodes: twitches, jolts, long ones, unsorted */
    int pain_most;  /* of primary episodes, -1 unknown */
    bool checked_in;
    int entries; /* of kinds that count as recorded */
} kn_day;

enum { KN_SUMMARY_DAYS_MAX = 40000 };

/* One row for each day from..to (KN_LIMIT beyond KN_SUMMARY_DAYS_MAX). */
kn_code kn_summary_days(kn_store *store, int32_t from, int32_t to, kn_day **days, kn_error *err);

/* A measure's value each day: the last one recorded that day. values[i] is NAN unless VALUE; "none"
 * is NONE (and counts as 0 where a number is needed). */
typedef struct kn_course {
    kn_state *state;
    double *value;
} kn_course;
kn_code kn_summary_course(kn_store *store, const char *measure, int32_t from, int32_t to,
                          kn_course *course, kn_error *err);
void kn_course_release(kn_course *course);

typedef struct kn_spread {
    size_t count;                             /* of episodes for which it is known */
    double least, lower, middle, upper, most; /* quartiles (type 7); NAN when count is 0 */
} kn_spread;

/* Episodes from..to, counted. Sites, hours, contexts, seconds and pain count primary ones only. */
typedef struct kn_episodes_summary {
    int by_label[KN_LABEL_COUNT];
    int primary;
    int by_hour[24], hour_unknown;
    int by_context[KN_CONTEXT_OTHER + 1]; /* [KN_CONTEXT_UNKNOWN] not recorded */
    int by_site[KN_SITES_MAX], site_unknown;
    double site_pain[KN_SITES_MAX]; /* mean pain there, NAN unknown */
    kn_spread seconds, pain;
    int nights; /* distinct days with a night cramp or context night */
    int seconds_unknown, pain_unknown;
} kn_episodes_summary;
kn_code kn_summary_episodes(kn_store *store, int32_t from, int32_t to, kn_episodes_summary *summary,
                            kn_error *err);

/* What was used or done, by treatment, most often first. */
typedef struct kn_used {
    char treatment[KN_ID_SIZE];
    int taken, not_taken, no_dose;                             /* entries of kind use */
    int done;                                                  /* in episodes */
    int helped_much, helped_little, helped_none, helped_worse; /* as said in episodes */
} kn_used;
kn_code kn_summary_used(kn_store *store, int32_t from, int32_t to, kn_used **used, size_t *count,
                        kn_error *err);

/* ---- What may go with spasms ------------------------------------------------------------------*/

/* One answer about a suspect. */
typedef struct kn_exposed {
    char suspect[KN_ID_SIZE];
    int32_t day;
    double level;   /* 0: it was not met; without `is_graded` 1: it was */
    bool is_graded; /* given as a level of 0 to 10 */
} kn_exposed;

/* Of from..to, by suspect and day; within a day by time, so that its last word stands last. */
kn_code kn_summary_exposed(kn_store *store, int32_t from, int32_t to, kn_exposed **rows,
                           size_t *count, kn_error *err);

typedef struct kn_reading {
    int32_t day, second;  /* second: -1 unless the minute is known */
    int64_t utc, written; /* when it was; when it was recorded, its last version: UTC seconds */
    double value;
} kn_reading;

/* The readings of one kind ("temperature") of from..to, in the order of their times. */
kn_code kn_summary_readings(kn_store *store, const char *what, int32_t from, int32_t to,
                            kn_reading **rows, size_t *count, kn_error *err);

/* Before which UTC second no primary episode of each day from..to can have begun: of one known by
 * the part of the day only the beginning of that part, by the day alone that of the day. INT64_MAX
 * where none was logged. */
kn_code kn_summary_first_spasms(kn_store *store, int32_t from, int32_t to, int64_t **first_utc,
                                kn_error *err);

#endif
