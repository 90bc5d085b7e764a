/* Temperatures and hours of sleep from a CSV file, one row a day. */
#include <math.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/csv.h"
#include "base/text.h"
#include "exchange/exchange.h"

enum { ROWS_FIRST = 64 };

/* What a column holds. */
static const struct kind {
    const char *name;
    double least, most;
    const char *hint;
} kinds[] = {
    {"temperature", -90, 60, "Write degrees Celsius, such as -4.5; leave it empty if not known."},
    {"sleep_hours", 0, 24,
     "Write the hours slept in the night before, such as 6.5; leave it empty "
     "if not known."},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

typedef struct reader {
    kn_csv csv;
    int day_column, column[KIND_COUNT]; /* -1: absent */
    kn_reading_row *row;
    size_t rows, room;
} reader;

static int shown(const kn_csv_field *field)
{
    enum { SHOWN = 60 };

    return (int)kn_utf8_cut(field->text, field->size, SHOWN);
}

static kn_code find_columns(reader *r, kn_error *err)
{
    kn_place place = kn_csv_place(&r->csv, -1, &r->csv.header[0]);

    r->day_column = kn_csv_column(&r->csv, "day");
    for (int k = 0; k < KIND_COUNT; k++)
        r->column[k] = kn_csv_column(&r->csv, kinds[k].name);
    if (r->day_column < 0 || (r->column[0] < 0 && r->column[1] < 0)) {
        place.column = 0;
        kn_fail(err, KN_NOTFOUND, &place, "there is no column \"%s\"",
                r->day_column < 0 ? "day" : "temperature\" or \"sleep_hours");
        return kn_hint(err, "The columns are: day, and temperature, sleep_hours or both.");
    }
    for (int c = 0; c < (int)r->csv.columns; c++) {
        const kn_csv_field *name = &r->csv.header[c];

        if (c == r->day_column || c == r->column[0] || c == r->column[1])
            continue;
        place = kn_csv_place(&r->csv, c, name);
        kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a column of readings", shown(name),
                name->text);
        return kn_hint(err, "The columns are: day, and temperature, sleep_hours or both. Leave out "
                            "all others.");
    }
    return KN_OK;
}

static kn_code read_day(const reader *r, kn_reading_row *row, kn_error *err)
{
    const kn_csv_field *field = &r->csv.row[r->day_column];
    kn_place place = kn_csv_place(&r->csv, r->day_column, field);
    bool has_time = false;
    kn_date date = kn_date_parse(field->text, field->size, &row->day, &has_time);

    row->line = field->line;
    if (date == KN_DATE_OK && !has_time)
        return KN_OK;
    if (date == KN_DATE_YEAR)
        return kn_fail(err, KN_DATA, &place, "the date \"%.*s\" is not in the years %d to %d",
                       shown(field), field->text, KN_YEAR_MIN, KN_YEAR_MAX);
    kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a day", shown(field), field->text);
    return kn_hint(err, "Write dates such as 2024-03-31, without a time.");
}

static kn_code read_value(const reader *r, int kind, double *value, kn_error *err)
{
    const kn_csv_field *field;
    kn_place place;
    char mark;

    *value = (double)NAN;
    if (r->column[kind] < 0)
        return KN_OK;
    field = &r->csv.row[r->column[kind]];
    if (kn_csv_is_missing(field))
        return KN_OK;
    mark = '.';
    for (uint32_t i = 0; i < field->size && r->csv.separator != ','; i++)
        mark = field->text[i] == ',' ? ',' : mark;
    if (kn_number_parse(field->text, field->size, mark, value) == KN_NUMBER_OK &&
        *value >= kinds[kind].least && *value <= kinds[kind].most)
        return KN_OK;
    place = kn_csv_place(&r->csv, r->column[kind], field);
    kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a number from %g to %g", shown(field),
            field->text, kinds[kind].least, kinds[kind].most);
    return kn_hint(err, "%s", kinds[kind].hint);
}

static kn_code read_row(reader *r, kn_error *err)
{
    kn_reading_row *row;
    kn_code code;

    if (r->rows == KN_READINGS_ROWS_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "more than %d days of readings", KN_READINGS_ROWS_MAX);
    if (r->rows == r->room) {
        size_t room = r->room ? 2 * r->room : ROWS_FIRST;

        row = realloc(r->row, room * sizeof *row);
        if (!row)
            return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu rows", room);
        r->row = row;
        r->room = room;
    }
    row = &r->row[r->rows++];
    code = read_day(r, row, err);
    if (!code)
        code = read_value(r, 0, &row->temperature, err);
    return code ? code : read_value(r, 1, &row->sleep_hours, err);
}

static int by_day(const void *a, const void *b)
{
    const kn_reading_row *x = a, *y = b;

    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* Sorts them; a day stands once. */
static kn_code sort_rows(const reader *r, kn_error *err)
{
    if (r->rows > 0)
        qsort(r->row, r->rows, sizeof *r->row, by_day);
    for (size_t i = 1; i < r->rows; i++) {
        const kn_reading_row *a = &r->row[i - 1], *b = &r->row[i];
        kn_place place =
            kn_csv_place(&r->csv, r->day_column, &(kn_csv_field){.line = b->line, .column = 1});

        if (a->day != b->day)
            continue;
        kn_fail(err, KN_DATA, &place, "lines %u and %u are of one day", a->line, b->line);
        return kn_hint(err, "Write one row a day.");
    }
    return KN_OK;
}

kn_code kn_readings_read_csv(const char *bytes, size_t size, const char *source,
                             kn_reading_row **rows, size_t *count, kn_error *err)
{
    reader r = {.rows = 0};
    bool end = false;
    kn_code code;

    *rows = NULL;
    *count = 0;
    code = kn_csv_init(&r.csv, bytes, size, source, err);
    if (code)
        return code;
    code = find_columns(&r, err);
    while (!code && !end) {
        code = kn_csv_next(&r.csv, &end, err);
        if (!code && !end)
            code = read_row(&r, err);
    }
    if (!code)
        code = sort_rows(&r, err);
    if (code) {
        free(r.row);
    } else {
        *rows = r.row;
        *count = r.rows;
    }
    kn_csv_release(&r.csv);
    return code;
}
