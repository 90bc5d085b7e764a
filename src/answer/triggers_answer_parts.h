/* answer/triggers_answer_parts.h - inside the triggers of the diary, file by file.
 *
 *   triggers_answer_source.c    what the diary holds, day by day
 *   triggers_answer_columns.c   a suspect at its lag: one number a day, or not known
 *   triggers_answer_choose.c    which suspects go into the study, in which form
 *   triggers_answer_findings.c  findings: read, judged on the later days, frozen
 *   triggers_answer.c           all of it together */
#ifndef ANSWER_TRIGGERS_ANSWER_PARTS_H
#define ANSWER_TRIGGERS_ANSWER_PARTS_H

#include "answer/triggers_answer.h"
#include "diary/summary.h"

enum {
    KN_USUAL_DAYS = 28,       /* days before that make up what is usual ... */
    KN_USUAL_KNOWN = 7,       /* ... of which so many are known */
    KN_QUARTER = 15 * 60,     /* seconds: the morning ends at a full one */
    KN_MEDICINE_DAYS = 7,     /* so long a change of medicine counts */
    KN_TRIGGER_MARGIN = 40,   /* days before the first one that are read for what is usual */
    KN_FINDINGS_READ_MAX = 40 /* the oldest of them count */
};
#define KN_SLEEP_WRITTEN                                                                           \
    0.9                    /* of the hours that were written before noon: so many by the morning */
#define KN_SLEEP_SHORT 1.0 /* hours under the usual */
#define KN_COLD_UNDER  3.0 /* degrees under the usual */

/* What was logged of one suspect: values by day of the source. */
typedef struct kn_logged {
    const kn_item *item; /* NULL: no longer in the catalogue */
    char key[KN_ID_SIZE];
    double *level;     /* [count] of the last answer of the day; NAN: not answered */
    bool *is_graded;   /* [count] it was given as a level */
    size_t known;      /* days */
    bool all_levelled; /* every yes came with a level */
} kn_logged;

/* The diary as arrays over the days first..first + count - 1, `margin` days before the first one
 * with a known state. */
typedef struct kn_trigger_source {
    int32_t first;
    size_t count, margin;
    kn_day *days;
    size_t logged_count;
    kn_logged *logged;
    double *sleep;        /* hours; NAN: not known */
    double *sleep_before; /* the same, if written by the hour of the person's mornings, on a day
                             without a spasm before it */
    double *temperature;
    bool *medicine; /* something was started, changed or stopped */
    kn_catalogue catalogue;
} kn_trigger_source;

/* *any: false when no day has a known state; then there is nothing to release. */
kn_code kn_trigger_source_load(kn_store *store, int32_t last_day, kn_trigger_source *source,
                               bool *any, kn_error *err);
void kn_trigger_source_release(kn_trigger_source *source); /* zeroed storage is fine */

const kn_logged *kn_trigger_logged(const kn_trigger_source *source, const char *key);

/* 1: a spasm; 0: recorded that there was none; -1: not recorded. */
int kn_trigger_episode(const kn_trigger_source *source, size_t index);

/* ---- Columns ----------------------------------------------------------------------------------*/

/* How a suspect becomes a column. */
typedef struct kn_trigger_form {
    char key[KN_ID_SIZE];
    int lag;
    bool is_derived;
    bool is_graded;      /* logged: the level as it is, not whether there was any */
    bool may_come_after; /* hours of sleep on the day itself whenever they were written */
} kn_trigger_form;

/* The derived suspects and their logged twins. */
typedef struct kn_derived {
    const char *key, *name, *twin; /* twin: NULL when both are one */
    bool is_before;                /* at lag 0 it cannot follow a spasm */
} kn_derived;
extern const kn_derived kn_deriveds[];
extern const size_t kn_derived_count;
const kn_derived *kn_derived_find(const char *key);

/* Fills column[count]: the value that counts for each day, NAN if it is not known. `scratch`:
 * [count]. False: the diary has nothing of the kind. */
bool kn_trigger_column(const kn_trigger_source *source, const kn_trigger_form *form,
                       double column[], double scratch[]);

/* ---- Findings ---------------------------------------------------------------------------------*/

typedef struct kn_frozen {
    char id[KN_ID_SIZE];
    kn_trigger_form form;
    kn_strata strata;
    int32_t on, last_day;
    double mean, unit;
} kn_frozen;

/* The findings of the diary, one for each suspect: the one with the earliest last day. */
kn_code kn_frozen_load(kn_store *store, kn_frozen frozen[KN_FINDINGS_READ_MAX], size_t *count,
                       kn_error *err);

/* Judges it on the days after its last one; fills state and since of `suspect`. */
kn_code kn_frozen_judge(const kn_frozen *frozen, const kn_trigger_source *source,
                        kn_trigger_suspect *suspect, kn_error *err);

/* ---- Choosing ---------------------------------------------------------------------------------*/

/* A suspect with its column over the days with a known state. */
typedef struct kn_candidate {
    kn_trigger_suspect shown;
    kn_trigger_form form;
    double *value; /* [rows] */
} kn_candidate;

typedef struct kn_candidates {
    size_t rows; /* days with a known state */
    size_t *row; /* [rows] their index in the source */
    kn_candidate *list;
    size_t count;
    size_t *gaps; /* [rows] how many suspects in the study were not answered */
} kn_candidates;

kn_code kn_candidates_choose(const kn_trigger_source *source, const kn_frozen frozen[],
                             size_t frozen_count, bool same_day, kn_candidates *all, kn_error *err);
void kn_candidates_release(kn_candidates *all); /* zeroed storage is fine */

#endif
