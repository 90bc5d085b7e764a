/* report/triggers_diary.h - what goes with spasms, from the diary, in words; private to the room.
 * Never "cause": what was only watched "goes with", and only after it held on later days. Each
 * kn_..._say_ appends. */
#ifndef REPORT_TRIGGERS_DIARY_H
#define REPORT_TRIGGERS_DIARY_H

#include "report/triggers_report.h"

enum { KN_TRIGGER_TEXT_MAX = 64 * 1024 };

typedef enum kn_trigger_kind {
    KN_TRIGGER_FOUND,
    KN_TRIGGER_CHECKING,
    KN_TRIGGER_NONE_STRONG,
    KN_TRIGGER_UNCLEAR
} kn_trigger_kind;
kn_trigger_kind kn_trigger_kind_of(const kn_trigger_diary_answer *answer);
const char *kn_trigger_kind_word(kn_trigger_kind kind);  /* "found" ... */
const char *kn_trigger_kind_words(kn_trigger_kind kind); /* for people */

/* What is said of one suspect now, by all days and by the later ones. */
typedef enum kn_trigger_standing {
    KN_STANDS_NOT_JUDGED,
    KN_STANDS_NOTHING,
    KN_STANDS_WATCH, /* P of one direction at least 0.9 */
    KN_STANDS_NOT_STRONG,
    KN_STANDS_FADED,    /* found once, no longer clear */
    KN_STANDS_NOT_HELD, /* found, but the later days point the other way */
    KN_STANDS_FOUND,    /* and being checked */
    KN_STANDS_HELD
} kn_trigger_standing;
kn_trigger_standing kn_trigger_standing_of(const kn_trigger_diary_answer *answer,
                                           const kn_trigger_suspect *suspect);

/* Indices of the suspects, those in the study first, the highest odds first. */
void kn_trigger_order(const kn_trigger_diary_answer *answer, int order[KN_TRIGGER_ROWS_MAX]);

void kn_trigger_say_headline(const kn_trigger_diary_answer *answer, kn_text *out);
void kn_trigger_say_lead(const kn_trigger_diary_answer *answer, kn_text *out);
void kn_trigger_say_gaps(const kn_trigger_diary_answer *answer, kn_text *out);
void kn_trigger_say_not_clear(const kn_trigger_diary_answer *answer, kn_text *out);
void kn_trigger_doubts(const kn_trigger_diary_answer *answer, json_t *list);

/* Of one suspect. "Hard effort the day before"; "the day before"; "1.9 times, likely 1.2 to 3.0".
 */
void kn_trigger_say_label(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                          kn_text *out);
const char *kn_trigger_timing(const kn_trigger_suspect *suspect);
/* `high`: " as high", or "". */
void kn_trigger_say_times(const kn_summary *log_odds, const char *high, kn_text *out);
void kn_trigger_say_words(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                          kn_text *out);
void kn_trigger_say_derived(const kn_trigger_suspect *suspect, kn_text *out);
/* Why it was not judged; nothing if it was. */
void kn_trigger_say_refused(const kn_trigger_diary_answer *answer,
                            const kn_trigger_suspect *suspect, kn_text *out);
/* Of a finding: since when, and what the later days say. Nothing without one. */
void kn_trigger_say_finding(const kn_trigger_diary_answer *answer,
                            const kn_trigger_suspect *suspect, kn_text *out);

/* Spasm days still needed, rounded; 0: not known, or not asked. */
int kn_trigger_more(const kn_trigger_diary_answer *answer);

/* NULL without a fit; and without memory, when `answer` has one. */
json_t *kn_trigger_chart(const kn_trigger_diary_answer *answer);

#endif
