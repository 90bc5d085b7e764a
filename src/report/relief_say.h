/* report/relief_say.h - what eases it, from the diary, in sentences; private to the room. A
 * "remedy" is an index of answer->log.key. Each call appends. */
#ifndef REPORT_RELIEF_SAY_H
#define REPORT_RELIEF_SAY_H

#include "report/diary_words.h"
#include "report/relief_report.h"

enum { KN_RELIEF_TEXT_LIMIT = 64 * 1024 };

typedef struct kn_relief_said { /* an answer on its way to words */
    const kn_relief_diary_answer *answer;
    const kn_catalogue *catalogue;
    kn_relief_data data; /* that of the answer, with arms as they stand in a sentence */
    kn_relief named;     /* the answer's relief over it: for report/relief_words.h */
} kn_relief_said;

/* Borrows both, and points into itself: never copied. Nothing to release. */
void kn_relief_said_init(kn_relief_said *said, const kn_relief_diary_answer *answer,
                         const kn_catalogue *catalogue);

/* "stretching"; own and renamed ones by their name. Capital: "Stretching". */
void kn_relief_say_remedy(const kn_relief_said *said, int remedy, bool capital, kn_text *out);
/* "Stretch", as on a button. */
void kn_relief_say_brief(const kn_relief_said *said, int remedy, kn_text *out);

/* "4.2", "0.5": minutes in a table; "unknown". */
void kn_relief_say_number(double minutes, kn_text *out);
/* "40 seconds", "1.5 minutes"; at least 5 seconds. */
void kn_relief_say_short(double minutes, kn_text *out);
/* "about 4 minutes sooner than waiting. It could be anything from 1 to 7."; saved: of the first
 * against the other. */
void kn_relief_say_saved(const kn_relief_said *said, const kn_summary *saved, int versus,
                         kn_text *out);

const kn_relief_contrast *kn_relief_lead(const kn_relief_said *said); /* NULL: none */
double kn_relief_shown_chance(double p);                              /* between 0.01 and 0.99 */

const char *kn_relief_kind(const kn_relief_said *said);
const char *kn_relief_contrast_kind(const kn_relief_contrast *contrast);
void kn_relief_say_kind(const kn_relief_said *said, kn_text *out);
void kn_relief_say_headline(const kn_relief_said *said, kn_text *out);
void kn_relief_say_lead(const kn_relief_said *said, kn_text *out);
void kn_relief_say_contrast(const kn_relief_said *said, const kn_relief_contrast *contrast,
                            kn_text *out);
void kn_relief_say_test(const kn_relief_contrast *contrast, kn_text *out);
void kn_relief_say_best(const kn_relief_said *said, kn_text *out);
void kn_relief_say_stop(const kn_relief_said *said, kn_text *out);
void kn_relief_say_skipped(const kn_relief_said *said, kn_text *out); /* nothing if none was */
void kn_relief_say_counts(const kn_relief_said *said, kn_text *out);
/* Every doubt as a string: the engine's, then the diary's own. */
void kn_relief_doubts(const kn_relief_said *said, json_t *list);

/* relief_tables.c: {"caption", "columns", "rows"} or {"words", "columns", "rows"}; json null where
 * there is nothing. New references. */
json_t *kn_relief_medians_table(const kn_relief_said *said);
json_t *kn_relief_observed_table(const kn_relief_said *said);
json_t *kn_relief_pain_table(const kn_relief_said *said);
json_t *kn_relief_switched_table(const kn_relief_said *said);
json_t *kn_relief_within_table(const kn_relief_said *said);
/* [{"title", "words", "episodes"}]; and why there are none, a string or null. */
json_t *kn_relief_parts_list(const kn_relief_said *said, const kn_relief_part part[], size_t count);
json_t *kn_relief_parts_why(const kn_relief_part part[], size_t count, bool is_place);

/* Remedies that were drawn, the likeliest fastest first, as far as is shown, then by minutes;
 * returns how many. */
int kn_relief_order(const kn_relief_said *said, int order[KN_ARMS_MAX]);

/* relief_charts.c: CHART objects, or json null. New references. */
json_t *kn_relief_chart_minutes(const kn_relief_said *said, const char *id);
json_t *kn_relief_chart_hundred(const kn_relief_said *said, const char *id);

/* A text as JSON string, released; null if nothing was said. */
json_t *kn_relief_text_json(kn_text *text);

#endif
