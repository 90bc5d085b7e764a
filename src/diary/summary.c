/* Day by day: how many spasms, and the course of a measure.
 *
 * Rows are read as they come and added up here: grouping in SQL would sort a hundred thousand rows
 * first. Every query goes by an index on the day. */
#include "diary/summary.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diary/index.h"
#include "diary/summary_rows.h"

/* Its values are counts; what it says stands beside what was logged. */
static const char SPASMS[] = "spasms";
static const double SPASMS_MOST = 1e6; /* fits an int, whatever a file holds */

kn_code kn_rows_open(kn_rows *rows, kn_store *store, const char *sql, int32_t from, int32_t to,
                     kn_error *err)
{
    kn_code code;

    *rows = (kn_rows){.store = store};
    code = kn_store_prepare(store, sql, &rows->statement, err);
    if (code == KN_OK) {
        sqlite3_bind_int(rows->statement, 1, from);
        sqlite3_bind_int(rows->statement, 2, to);
    }
    return code;
}

bool kn_rows_next(kn_rows *rows)
{
    rows->result = sqlite3_step(rows->statement);
    return rows->result == SQLITE_ROW;
}

kn_code kn_rows_close(kn_rows *rows, kn_error *err)
{
    kn_code code =
        rows->result == SQLITE_DONE ? KN_OK : kn_store_fail(rows->store, rows->result, err);

    sqlite3_finalize(rows->statement);
    return code;
}

int kn_rows_int(const kn_rows *rows, int column, int otherwise)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL
               ? otherwise
               : sqlite3_column_int(rows->statement, column);
}

int kn_rows_index(const kn_rows *rows, int column, int count, int otherwise)
{
    int value = kn_rows_int(rows, column, otherwise);

    return value >= 0 && value < count ? value : otherwise;
}

double kn_rows_double(const kn_rows *rows, int column)
{
    return sqlite3_column_type(rows->statement, column) == SQLITE_NULL
               ? (double)NAN
               : sqlite3_column_double(rows->statement, column);
}

/* ---- Days -------------------------------------------------------------------------------------*/

static kn_code add_episodes(kn_store *store, int32_t from, int32_t to, kn_day *days, kn_error *err)
{
    kn_rows rows;
    kn_code code = kn_rows_open(&rows, store,
                                "SELECT day, label, pain FROM episode WHERE day BETWEEN ?1 AND ?2",
                                from, to, err);

    if (code)
        return code;
    while (kn_rows_next(&rows)) {
        kn_day *day = &days[kn_rows_int(&rows, 0, from) - from];
        int label = kn_rows_index(&rows, 1, KN_LABEL_COUNT, KN_LABEL_UNSORTED),
            pain = kn_rows_int(&rows, 2, -1);

        if (kn_labels[label].is_primary) {
            day->logged++;
            if (pain > day->pain_most)
                day->pain_most = pain;
        } else {
            day->others++;
        }
    }
    return kn_rows_close(&rows, err);
}

/* How many entries there are, and whether a check-in is among them. */
static kn_code add_entries(kn_store *store, int32_t from, int32_t to, kn_day *days, kn_error *err)
{
    kn_rows rows;
    kn_code code = kn_rows_open(
        &rows, store, "SELECT day, kind FROM entry WHERE day BETWEEN ?1 AND ?2", from, to, err);

    if (code)
        return code;
    while (kn_rows_next(&rows)) {
        kn_day *day = &days[kn_rows_int(&rows, 0, from) - from];
        int kind = kn_rows_index(&rows, 1, KN_KIND_COUNT, KN_KIND_SETTING);

        day->entries += KN_KINDS_RECORDED >> kind & 1;
        day->checked_in |= kind == KN_KIND_CHECKIN;
    }
    return kn_rows_close(&rows, err);
}

kn_code kn_summary_days(kn_store *store, int32_t from, int32_t to, kn_day **days, kn_error *err)
{
    size_t count = to < from ? 0 : (size_t)((int64_t)to - from + 1);
    kn_course said = {0};
    kn_code code;

    *days = NULL;
    code = kn_summary_course(store, SPASMS, from, to, &said, err);
    if (code)
        return code;
    *days = calloc(count + 1, sizeof **days);
    if (!*days) {
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory while counting %zu days", count);
        goto done;
    }
    for (size_t i = 0; i < count; i++)
        (*days)[i] = (kn_day){.day = from + (int32_t)i, .pain_most = -1};
    code = add_episodes(store, from, to, *days, err);
    if (code == KN_OK)
        code = add_entries(store, from, to, *days, err);
    for (size_t i = 0; i < count && code == KN_OK; i++) {
        kn_day *day = &(*days)[i];
        double told = said.state[i] == KN_STATE_VALUE ? fmin(said.value[i], SPASMS_MOST) : 0;

        day->confirmed = said.state[i] != KN_STATE_NOT_RECORDED;
        day->spasms = told > day->logged ? (int)told : day->logged;
        day->spasms_state = day->spasms > 0  ? KN_STATE_VALUE
                            : day->confirmed ? KN_STATE_NONE
                                             : KN_STATE_NOT_RECORDED;
    }
done:
    kn_course_release(&said);
    if (code) {
        free(*days);
        *days = NULL;
    }
    return code;
}

/* ---- The course of a measure ------------------------------------------------------------------*/

void kn_course_release(kn_course *course)
{
    free(course->state);
    free(course->value);
    *course = (kn_course){0};
}

kn_code kn_summary_course(kn_store *store, const char *measure, int32_t from, int32_t to,
                          kn_course *course, kn_error *err)
{
    size_t count = to < from ? 0 : (size_t)((int64_t)to - from + 1);
    kn_rows rows;
    kn_code code;

    *course = (kn_course){0};
    if (count > KN_SUMMARY_DAYS_MAX)
        return kn_fail(err, KN_LIMIT, NULL,
                       "%zu days are more than the %d that are counted at once", count,
                       KN_SUMMARY_DAYS_MAX);
    course->state = calloc(count + 1, sizeof *course->state);
    course->value = calloc(count + 1, sizeof *course->value);
    if (!course->state || !course->value) {
        kn_course_release(course);
        return kn_fail(err, KN_NOMEM, NULL, "out of memory while reading %zu days", count);
    }
    for (size_t i = 0; i < count; i++)
        course->value[i] = NAN;
    /* by time within a day, so that the last one stays; ids decide between equal times */
    code = kn_rows_open(&rows, store,
                        "SELECT day, value, none FROM value WHERE day BETWEEN ?1 AND ?2"
                        " AND measure = ?3 ORDER BY day, utc, id",
                        from, to, err);
    if (code == KN_OK) {
        sqlite3_bind_text(rows.statement, 3, measure, -1, SQLITE_STATIC);
        while (kn_rows_next(&rows)) {
            size_t i = (size_t)(kn_rows_int(&rows, 0, from) - from);
            bool is_none = kn_rows_int(&rows, 2, 0) != 0;
            double value = is_none ? (double)NAN : kn_rows_double(&rows, 1);

            course->value[i] = value;
            course->state[i] = is_none        ? KN_STATE_NONE
                               : isnan(value) ? KN_STATE_NOT_RECORDED
                                              : KN_STATE_VALUE;
        }
        code = kn_rows_close(&rows, err);
    }
    if (code)
        kn_course_release(course);
    return code;
}
