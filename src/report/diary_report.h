/* report/diary_report.h - the diary in words and pictures: the same for the app, the printed page
 * and the terminal. It rounds and words; it counts nothing itself.
 *
 * A chart is a JSON object {"title", "summary", "svg", "table": {"caption", "columns": [..],
 * "rows":
 * [[..]]}}: the summary is one sentence with the finding, which counts values, nones and gaps; the
 * svg is one element without script, style or ids that clash (`id` prefixes them), coloured by the
 * c-... classes of web/styles; the table holds everything the picture shows. New references. */
#ifndef REPORT_DIARY_REPORT_H
#define REPORT_DIARY_REPORT_H

#include <jansson.h>

#include "diary/summary.h"
#include "diary/warning.h"

/* ---- Words ------------------------------------------------------------------------------------*/

/* "Thursday 14 March", with the year when it is not that of `today`; "today" and "yesterday" are
 * the caller's. "19:38". "2 minutes 14 seconds", "1 hour 5 minutes", "about 3 days". */
enum { KN_WORDS_SIZE = 96 };
const char *kn_words_day(char out[KN_WORDS_SIZE], int32_t day, int32_t today);
const char *kn_words_time(char out[KN_WORDS_SIZE], kn_moment at, kn_precision precision);
const char *kn_words_lasted(char out[KN_WORDS_SIZE], double seconds);
/* "between 10 and 40 minutes", "over 1 hour", "under 40 minutes"; NAN: that end is not known. */
const char *kn_words_lasted_range(char out[KN_WORDS_SIZE], double least, double most);
/* The one or the other; NULL if nothing is known. */
const char *kn_words_lasted_of(char out[KN_WORDS_SIZE], const kn_episode *episode);

/* An entry as a line of a list: title "Left calf", line "Cramp, 3 minutes. Heat." All of
 * "shown" in docs/api-json.md. New reference. */
json_t *kn_entry_shown(const kn_entry *entry, const kn_catalogue *catalogue, kn_error *err);

/* A label's words: {"id","name","article","clinics","words","footer","primary"}. New reference. */
json_t *kn_label_json(kn_label label);

/* A warning or a flag as the app shows it, docs/api-json.md. New references. */
json_t *kn_flag_json(const kn_flag *flag);
json_t *kn_warning_json(const kn_warning *warning, int32_t today);

/* ---- Charts -----------------------------------------------------------------------------------*/

json_t *kn_chart_week(const kn_day days[7], int32_t today);
json_t *kn_chart_days(const kn_day *days, size_t count, int32_t today); /* over 120 days: by week,
                                           each with how many of its days are recorded */
json_t *kn_chart_hours(const kn_episodes_summary *summary);
json_t *kn_chart_sites(const kn_episodes_summary *summary);
json_t *kn_chart_labels(const kn_episodes_summary *summary);
json_t *kn_chart_course(const kn_item *measure, const kn_course *course, int32_t from, size_t count,
                        int32_t today);

/* ---- The report for the doctor ----------------------------------------------------------------*/

typedef struct kn_doctor_report {
    kn_store *store;
    const kn_catalogue *catalogue;
    int32_t from, to, today;
    bool is_example;      /* says that everything is invented */
    const json_t *tested; /* [{"title", "words"}]: questions and their answers; NULL: none */
} kn_doctor_report;

/* One or two printable pages: warnings, counts, places, course, treatments tried, what was compared
 * and came out, medicines, surveys, what was not recorded. `whole`: a page of its own with the
 * style embedded; else the inside of <main>, for the app. Appends to out. */
kn_code kn_doctor_report_html(const kn_doctor_report *report, bool whole, kn_text *out,
                              kn_error *err);
kn_code kn_doctor_report_text(const kn_doctor_report *report, kn_text *out, kn_error *err);

#endif
