/* diary/warning_parts.h - what the files of warnings share; private to them.
 *
 * To raise is to say: this entry is a reason for this flag. Of all raisings of a flag one is shown:
 * one that no advice has answered before one that has, then the newest. A raising is answered by an
 * advice that was written after it, unless what it tells of happened after the advice. */
#ifndef DIARY_WARNING_PARTS_H
#define DIARY_WARNING_PARTS_H

#include <sqlite3.h>

#include "diary/warning.h"

enum { KN_FLAGS_MAX = 28 };

/* Numbers of the rules; those without a source are ours, as docs/warnings.md says. */
enum {
    KN_LONG_SECONDS = 600,       /* R6, R8: sourced, an ordinary cramp ends within ten minutes */
    KN_FIRST_CRAMP_DAYS = 365,   /* R15: sourced, "within a year" */
    KN_NIGHTS = 4,               /* R26: ours, "most nights" ... */
    KN_NIGHTS_OF = 7,            /* ... of a week */
    KN_NIGHTS_QUIET_DAYS = 28,   /* R26: ours, nights this soon after advice do not count */
    KN_TWITCH_DAYS = 14,         /* R12: ours, two such spans are compared ... */
    KN_TWITCH_LEAST = 4,         /* ... and the later one has at least so many twitch days */
    KN_NEW_MEDICINE_DAYS = 28,   /* R10, R23: ours, how long a medicine is "new" */
    KN_ASK_ABOUT_DAYS = 7,       /* ours: an older episode, written late, is asked nothing */
    KN_ASK_AGAIN_DAYS = 7,       /* after an answer: the least */
    KN_ASK_AGAIN_DAYS_LEVEL = 28 /* ours: signs that can wait for days, asked once a month */
};

typedef enum kn_said { KN_SAID_NO, KN_SAID_UNSURE, KN_SAID_YES, KN_SAID_ADVICE } kn_said;

/* An answer or an advice. */
typedef struct kn_heard {
    const kn_flag *flag;
    kn_said said;
    char id[KN_ID_SIZE], about[KN_ID_SIZE];
    kn_moment at, recorded;
    int64_t seq;
} kn_heard;

typedef struct kn_medicine {
    char id[KN_ID_SIZE];
    char name[4 * KN_NAME_MAX + 1], event[16], group[24]; /* group "": not recorded */
    kn_moment at, recorded;
    int64_t seq;
} kn_medicine;

typedef struct kn_raised {
    kn_store *store;
    int32_t from, to; /* days on which what raises may lie */
    int64_t now;
    struct kn_raised_flag {
        bool has_advice;
        kn_moment advice;
        int64_t advice_seq;
        bool raised;
        kn_warning best;
    } flags[KN_FLAGS_MAX];
} kn_raised;

/* One reason. `written` and `seq`: when the entry behind it was written; `cause`: its id. True if
 * no advice has answered it. */
typedef struct kn_reason {
    const kn_flag *flag;
    kn_moment since;
    int64_t written, seq;
    const char *cause;
    const char *because;
} kn_reason;
bool kn_raise(kn_raised *raised, const kn_reason *reason);

/* Whether advice has answered it, and whether it would be the one shown of its flag so far. */
bool kn_reason_is_answered(const kn_raised *raised, const kn_reason *reason);
bool kn_reason_is_shown(const kn_raised *raised, const kn_reason *reason);

/* Those that the diary itself raises: R6, R15, R26 and what the profile says. */
kn_code kn_raise_computed(kn_raised *raised, kn_error *err);
kn_code kn_raise_profile(kn_raised *raised, kn_error *err);

/* The first episode of the diary with a label that says cramp. *cramp: release it if *found. */
kn_code kn_first_cramp(kn_store *store, kn_entry *cramp, bool *found, kn_error *err);

/* ---- Reading ----------------------------------------------------------------------------------*/

/* An entry that carries what to read, straight from the log: column 0 its id, 1 seq, 2 recorded, 3
 * at, 4 body. Of a damaged row nothing is lost: a time that cannot be read is the latest. */
#define KN_ENTRY_COLUMNS "e.id, e.seq, l.recorded, l.at, l.body"
#define KN_ENTRY_TABLES  "entry e JOIN log l ON l.seq = e.seq"

typedef struct kn_episode_row {
    const char *id; /* valid until the next step */
    int64_t seq;
    kn_moment recorded, at;
    json_t *body; /* owned; NULL unless asked for */
} kn_episode_row;
void kn_episode_row_read(sqlite3_stmt *statement, bool with_body, kn_episode_row *row);

/* Every advice and every answer but "no"; with `about`, an entry's id, also each "no" since the day
 * `since` or about that entry. *heard: caller's; free(). */
kn_code kn_heard_load(kn_store *store, const char *about, int32_t since, kn_heard **heard,
                      size_t *count, kn_error *err);

/* By the time when taken. *medicines: caller's; free(). */
kn_code kn_medicines_load(kn_store *store, kn_medicine **medicines, size_t *count, kn_error *err);

bool kn_medicine_is(const kn_medicine *medicine, const char *groups); /* "statin|diuretic" */

/* The profile's body; {} if there is none. New reference. */
kn_code kn_profile_load(kn_store *store, json_t **profile, kn_error *err);

/* Cuts at a whole character. Returns out. */
const char *kn_because(char out[256], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
