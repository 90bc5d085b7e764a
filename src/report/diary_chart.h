/* report/diary_chart.h - what the diary's charts share; private to the room.
 *
 * Three marks for three states: a value is a bar or a dot, none a ring on the base line, not
 * recorded a striped slot with a dashed edge. Colours come from the c-... classes; nothing else is
 * styled here, so that the strict content policy holds. Room is left for text of 16 units, which is
 * what a phone shows. */
#ifndef REPORT_DIARY_CHART_H
#define REPORT_DIARY_CHART_H

#include "report/diary_words.h"

enum { KN_CHART_WIDTH = 360, KN_CHART_RIGHT = 352, KN_CHART_LEFT = 30 };

typedef struct kn_chart {
    char id[KN_ID_SIZE + 8]; /* starts every id in the picture */
    kn_text title, summary;
    kn_text body; /* SVG */
    double height;
    const char *columns[3]; /* of the table; the last may be NULL */
    json_t *rows;
} kn_chart;

void kn_chart_init(kn_chart *chart, const char *id);

/* A row of the table; `third` is NULL when there are two columns. */
void kn_chart_row(kn_chart *chart, const char *first, const char *second, const char *third);

/* The JSON object of report/diary_report.h; releases the chart. NULL without memory. */
json_t *kn_chart_finish(kn_chart *chart);

/* ---- Marks ------------------------------------------------------------------------------------*/

void kn_mark_bar(kn_text *out, double x, double width, double top, double base, bool is_today);
void kn_mark_ring(kn_text *out, double x, double base, double radius); /* stands on the base line */
void kn_mark_gap(kn_text *out, double x, double width, double top, double base);
void kn_mark_text(kn_text *out, const char *class, double x, double y, const char *anchor,
                  const char *words);
void kn_mark_line(kn_text *out, const char *class, double x1, double y1, double x2, double y2);

/* A scale from 0 (or `low`) up: the step between grid lines and the highest one, at most `steps`
 * steps of 1, 2 or 5 times a power of ten. */
double kn_chart_step(double span, int steps);

/* ---- Time as slots ----------------------------------------------------------------------------
 * Days, weeks, months or years from left to right, in as many rows as keep the marks legible. */
enum { KN_SLOTS_IN_ROW = 45, KN_DAILY_MAX = 120, KN_WEEKLY_MAX = 3 * 366, KN_MONTHLY_MAX = 5500 };

typedef enum kn_unit { KN_UNIT_DAY, KN_UNIT_WEEK, KN_UNIT_MONTH, KN_UNIT_YEAR } kn_unit;

typedef struct kn_slot {
    int32_t first, days;       /* the days in it */
    int values, none, missing; /* of its days, by state */
    int counted;               /* days that make up the next three */
    double total, least, most;
} kn_slot;

typedef struct kn_slots {
    kn_slot *list; /* owned; NULL without memory */
    size_t count, in_row, row_count;
    kn_unit unit;
    bool none_is_zero; /* "none" is 0 on the scale: true unless the caller says no */
    double width;      /* of a slot */
    int values, none, missing;
    double total;
} kn_slots;

/* Groups `count` days from `first` on. */
void kn_slots_init(kn_slots *slots, int32_t first, size_t count);
void kn_slots_release(kn_slots *slots);
void kn_slots_add(kn_slots *slots, size_t day, kn_state state, double value);

double kn_slots_x(const kn_slots *slots, size_t slot); /* its left end, in its row */
const char *kn_slots_unit(const kn_slots *slots);      /* "day", "week" ... */
const char *kn_slots_title(const kn_slots *slots);     /* "Day", "Week" ... */

/* "Friday 13 March", "Week of 9 March", "March 2026", "2026". */
const char *kn_slots_name(const kn_slots *slots, size_t slot, int32_t today,
                          char out[KN_WORDS_SIZE]);

/* The dates under a row of slots. */
void kn_slots_axis(const kn_slots *slots, size_t row, double y, int32_t today, kn_text *out);

/* Days not recorded in a week or a longer slot, as strokes below the line. */
void kn_slots_missing(const kn_slots *slots, size_t slot, double base, kn_text *out);
enum { KN_MISSING_HEIGHT = 18 };

/* Of the spasms with a known time, those between KN_NIGHT_FROM and KN_NIGHT_TO o'clock. */
enum { KN_NIGHT_FROM = 22, KN_NIGHT_TO = 6 };
int kn_night_count(const kn_episodes_summary *summary, int *known);

/* kn_chart_sites() of at most so many places; the others are one bar together. */
json_t *kn_chart_sites_few(const kn_episodes_summary *summary, size_t most);

#endif
