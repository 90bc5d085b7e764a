#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/csv.h"
#include "base/text.h"
#include "exchange/exchange.h"
#include "exchange/trial.h"

enum { ROWS_FIRST = 256 };

#define EPISODES_MAX 1000.0 /* of one day: more is another column */
#define VALUE_MAX    1e15   /* of a graded suspect */

typedef struct day_row {
    kn_csv_field person;
    int32_t day;
    uint32_t line, column; /* of the day */
    uint32_t order;        /* in the file, from 0 */
    uint32_t who;          /* number of the person, by first appearance */
    int8_t episode;
} day_row;

typedef struct reader {
    kn_csv csv;
    kn_trigger_diary *diary;
    int day_column, episodes_column, person_column; /* person: or -1 */
    int suspect_column[KN_SUSPECTS_MAX];
    day_row *row;
    double *answer; /* [rows x suspects] in the order of the file */
    size_t rows, room;
    uint32_t date_line, number_line;  /* first day that is a date, a number; 0: none */
    uint32_t with_line, without_line; /* first day with an episode, without; 0: none */
    uint32_t last_line;
} reader;

/* ---- Columns ----------------------------------------------------------------------------------*/

/* Names are copied into fixed storage and shown on terminals and pages. */
static kn_code check_name(const reader *r, int column, const kn_csv_field *field, kn_error *err)
{
    kn_place place = kn_csv_place(&r->csv, column, field);

    if (field->size == 0)
        return kn_fail(err, KN_DATA, &place, "the person is empty");
    if (field->size >= KN_TRIGGER_NAME_SIZE)
        return kn_fail(err, KN_LIMIT, &place, "a name of %u bytes; at most %d are accepted",
                       field->size, KN_TRIGGER_NAME_SIZE - 1);
    for (uint32_t i = 0; i < field->size; i++) {
        unsigned char c = (unsigned char)field->text[i];
        bool is_c1 = c == 0xc2 && (unsigned char)field->text[i + 1] < 0xa0; /* U+0080 to U+009F */
        if (c < 0x20 || c == 0x7f || is_c1)
            return kn_fail(err, KN_DATA, &place, "the name \"%.*s\" holds a control character",
                           kn_shown(field->size, field->text), field->text);
    }
    return KN_OK;
}

static kn_code need_column(const reader *r, const char *name, int *column, kn_error *err)
{
    kn_place place = kn_csv_place(&r->csv, -1, &r->csv.header[0]);

    *column = kn_csv_column(&r->csv, name);
    if (*column >= 0)
        return KN_OK;
    place.column = 0;
    kn_fail(err, KN_NOTFOUND, &place, "there is no column \"%s\"", name);
    return kn_hint(err, "The columns are: day, episodes, and one for each suspect; person if there "
                        "are several.");
}

static kn_code find_columns(reader *r, kn_error *err)
{
    kn_trigger_diary *diary = r->diary;
    kn_code code = need_column(r, "day", &r->day_column, err);

    if (!code)
        code = need_column(r, "episodes", &r->episodes_column, err);
    r->person_column = kn_csv_column(&r->csv, "person");
    for (int c = 0; c < (int)r->csv.columns && !code; c++) {
        const kn_csv_field *name = &r->csv.header[c];
        kn_place place = kn_csv_place(&r->csv, c, name);

        if (c == r->day_column || c == r->episodes_column || c == r->person_column)
            continue;
        code = check_name(r, c, name, err);
        if (code)
            break;
        if (diary->suspects == KN_SUSPECTS_MAX) {
            kn_fail(err, KN_LIMIT, &place, "\"%.*s\" is one suspect too many; at most %d",
                    kn_shown(name->size, name->text), name->text, KN_SUSPECTS_MAX);
            return kn_hint(err, "Leave out columns that you do not suspect.");
        }
        memcpy(diary->suspect_name[diary->suspects], name->text, name->size);
        r->suspect_column[diary->suspects++] = c;
    }
    if (!code && diary->suspects == 0) {
        kn_place place = kn_csv_place(&r->csv, -1, &r->csv.header[0]);
        place.column = 0;
        kn_fail(err, KN_DATA, &place, "there is no suspect: no column besides day and episodes");
        return kn_hint(err, "Add a column for each thing that you suspect, with 1 for yes, 0 for "
                            "no, empty for not answered.");
    }
    return code;
}

/* ---- Fields -----------------------------------------------------------------------------------*/

static kn_code read_day(reader *r, day_row *row, kn_error *err)
{
    const kn_csv_field *field = &r->csv.row[r->day_column];
    kn_place place = kn_csv_place(&r->csv, r->day_column, field);
    int shown = kn_shown(field->size, field->text);
    bool has_time = false, is_date = field->size >= 5 && field->text[4] == '-', is_day = false;
    double number;

    row->line = field->line;
    row->column = field->column;
    if (is_date) {
        kn_date date = kn_date_parse(field->text, field->size, &row->day, &has_time);
        if (date == KN_DATE_YEAR)
            return kn_fail(err, KN_DATA, &place, "the date \"%.*s\" is not in the years %d to %d",
                           shown, field->text, KN_YEAR_MIN, KN_YEAR_MAX);
        is_day = date == KN_DATE_OK && !has_time;
    } else if (kn_number_parse(field->text, field->size, '.', &number) == KN_NUMBER_OK &&
               number == floor(number)) {
        if (fabs(number) > KN_DAY_NUMBER_MAX)
            return kn_fail(err, KN_LIMIT, &place, "day %.*s is beyond %d", shown, field->text,
                           KN_DAY_NUMBER_MAX);
        row->day = (int32_t)number;
        is_day = true;
    }
    if (!is_day) {
        kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a day", shown, field->text);
        return kn_hint(err, "Write dates such as 2024-03-31 without a time, or whole numbers.");
    }
    if (is_date && !r->date_line)
        r->date_line = field->line;
    if (!is_date && !r->number_line)
        r->number_line = field->line;
    if (r->date_line && r->number_line) {
        kn_fail(err, KN_DATA, &place, "the day \"%.*s\" is a %s, but line %u has a %s", shown,
                field->text, is_date ? "date" : "number", is_date ? r->number_line : r->date_line,
                is_date ? "number" : "date");
        return kn_hint(err, "Write all days as whole numbers, or all as dates.");
    }
    return KN_OK;
}

static kn_code read_episodes(reader *r, day_row *row, kn_error *err)
{
    const kn_csv_field *field = &r->csv.row[r->episodes_column];
    kn_place place = kn_csv_place(&r->csv, r->episodes_column, field);
    double count;

    row->episode = -1;
    if (kn_csv_is_missing(field))
        return KN_OK;
    if (kn_number_parse(field->text, field->size, '.', &count) != KN_NUMBER_OK ||
        count != floor(count) || count < 0 || count > EPISODES_MAX) {
        kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a number of episodes",
                kn_shown(field->size, field->text), field->text);
        return kn_hint(err, "Write how many there were, 0 for none; leave the field empty where it "
                            "was not recorded.");
    }
    row->episode = count > 0;
    if (count > 0 && !r->with_line)
        r->with_line = field->line;
    if (!(count > 0) && !r->without_line)
        r->without_line = field->line;
    return KN_OK;
}

static kn_code read_answer(const reader *r, int suspect, double *value, kn_error *err)
{
    int column = r->suspect_column[suspect];
    const kn_csv_field *field = &r->csv.row[column];
    kn_place place = kn_csv_place(&r->csv, column, field);
    bool has_comma = r->csv.separator != ',' && memchr(field->text, ',', field->size);
    kn_number number;

    *value = (double)NAN;
    if (kn_csv_is_missing(field))
        return KN_OK;
    if (kn_csv_is_word(field, "yes") || kn_csv_is_word(field, "no")) {
        *value = kn_csv_is_word(field, "yes");
        return KN_OK;
    }
    number = kn_number_parse(field->text, field->size, has_comma ? ',' : '.', value);
    if (number == KN_NUMBER_OK && fabs(*value) <= VALUE_MAX)
        return KN_OK;
    kn_fail(err, KN_DATA, &place, "\"%.*s\" is not an answer", kn_shown(field->size, field->text),
            field->text);
    return kn_hint(err, "Write 1 or yes, 0 or no, or a number; leave the field empty where it was "
                        "not answered.");
}

static kn_code grow(reader *r, kn_error *err)
{
    size_t room = r->room ? 2 * r->room : ROWS_FIRST, suspects = (size_t)r->diary->suspects;
    day_row *row;
    double *answer;

    if (r->rows < r->room)
        return KN_OK;
    if (r->rows * suspects >= KN_TRIGGER_ANSWERS_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "more than %d answers", KN_TRIGGER_ANSWERS_MAX);
    row = realloc(r->row, room * sizeof *row);
    r->row = row ? row : r->row;
    answer = row ? realloc(r->answer, room * suspects * sizeof *answer) : NULL;
    r->answer = answer ? answer : r->answer;
    if (!row || !answer)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu rows", room);
    r->room = room;
    return KN_OK;
}

static kn_code read_row(reader *r, kn_error *err)
{
    day_row *row = &r->row[r->rows];
    size_t suspects = (size_t)r->diary->suspects;
    kn_code code;

    *row = (day_row){.order = (uint32_t)r->rows};
    code = read_day(r, row, err);
    if (!code)
        code = read_episodes(r, row, err);
    if (!code && r->person_column >= 0) {
        row->person = r->csv.row[r->person_column];
        code = check_name(r, r->person_column, &row->person, err);
    }
    for (int j = 0; j < r->diary->suspects && !code; j++)
        code = read_answer(r, j, &r->answer[r->rows * suspects + (size_t)j], err);
    r->rows++;
    r->last_line = row->line;
    return code;
}

/* ---- Persons and order ------------------------------------------------------------------------*/

static int compare_text(const kn_csv_field *a, const kn_csv_field *b)
{
    size_t size = a->size < b->size ? a->size : b->size;
    int order = size ? memcmp(a->text, b->text, size) : 0;

    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int by_person_name(const void *a, const void *b)
{
    const day_row *x = a, *y = b;
    int order = compare_text(&x->person, &y->person);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_first_and_day(const void *a, const void *b)
{
    const day_row *x = a, *y = b;

    if (x->who != y->who)
        return x->who < y->who ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Sorts by person, as they first appear, and day; counts the persons. */
static kn_code sort_rows(reader *r, size_t *people, kn_error *err)
{
    *people = 1;
    qsort(r->row, r->rows, sizeof *r->row, by_person_name);
    for (size_t i = 0; i < r->rows; i++) {
        bool is_same = i > 0 && compare_text(&r->row[i].person, &r->row[i - 1].person) == 0;
        r->row[i].who = is_same ? r->row[i - 1].who : r->row[i].order;
        *people += i > 0 && !is_same;
    }
    qsort(r->row, r->rows, sizeof *r->row, by_first_and_day);
    for (size_t i = 1; i < r->rows; i++) {
        const day_row *a = &r->row[i - 1], *b = &r->row[i];
        kn_place place = kn_csv_place(&r->csv, r->day_column,
                                      &(kn_csv_field){.line = b->line, .column = b->column});
        if (a->who != b->who || a->day != b->day)
            continue;
        kn_fail(err, KN_DATA, &place, "lines %u and %u are of one person and day", a->line,
                b->line);
        return kn_hint(err, "Write one row a day, with the number of its episodes.");
    }
    return KN_OK;
}

static kn_code fill_person(const reader *r, const day_row rows[], size_t count,
                           kn_trigger_person *person, kn_error *err)
{
    size_t suspects = (size_t)r->diary->suspects;

    person->day = calloc(count, sizeof *person->day);
    person->episode = calloc(count, sizeof *person->episode);
    person->answer = calloc(count * suspects, sizeof *person->answer);
    if (!person->day || !person->episode || !person->answer)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", count);
    person->days = count;
    if (r->person_column < 0)
        strcpy(person->name, "1");
    else
        memcpy(person->name, rows[0].person.text, rows[0].person.size);
    for (size_t i = 0; i < count; i++) {
        person->day[i] = rows[i].day;
        person->episode[i] = rows[i].episode;
        memcpy(person->answer + i * suspects, r->answer + rows[i].order * suspects,
               suspects * sizeof *person->answer);
    }
    return KN_OK;
}

static kn_code fill_people(reader *r, size_t people, kn_error *err)
{
    kn_trigger_diary *diary = r->diary;
    kn_code code = KN_OK;

    diary->person = calloc(people, sizeof *diary->person);
    if (!diary->person)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu persons", people);
    for (size_t from = 0, to; from < r->rows && !code; from = to) {
        for (to = from + 1; to < r->rows && r->row[to].who == r->row[from].who;)
            to++;
        code = fill_person(r, r->row + from, to - from, &diary->person[diary->people++], err);
    }
    return code;
}

/* A file in which the days of one kind are missing altogether. */
static kn_code check_can_tell(const reader *r, kn_error *err)
{
    const kn_csv_field *name = &r->csv.header[r->episodes_column];
    kn_place place = kn_csv_place(&r->csv, r->episodes_column, name);

    if (!r->with_line && !r->without_line) {
        kn_fail(err, KN_DATA, &place, "these data cannot tell: no day says how many episodes");
        return kn_hint(err, "Write how many there were, and 0 for a day without.");
    }
    if (!r->without_line) {
        kn_fail(err, KN_DATA, &place,
                "these data cannot tell: every recorded day has an episode (lines %u to %u)",
                r->with_line, r->last_line);
        return kn_hint(err, "Days with episodes are compared with days without. Write those too, "
                            "with 0: a missing day is not taken for a quiet one.");
    }
    if (!r->with_line) {
        kn_fail(err, KN_DATA, &place, "these data cannot tell: no recorded day has an episode");
        return kn_hint(err, "Is \"episodes\" the right column?");
    }
    return KN_OK;
}

kn_code kn_trigger_diary_read_csv(const char *bytes, size_t size, const char *source,
                                  kn_trigger_diary *diary, kn_error *err)
{
    reader r = {.diary = diary};
    size_t people = 0;
    bool end = false;
    kn_code code;

    *diary = (kn_trigger_diary){.people = 0};
    memcpy(diary->source, source, kn_utf8_cut(source, strlen(source), sizeof diary->source - 1));
    code = kn_csv_init(&r.csv, bytes, size, source, err);
    if (code)
        return code;
    code = find_columns(&r, err);
    while (!code && !end) {
        code = kn_csv_next(&r.csv, &end, err);
        if (!code && !end)
            code = grow(&r, err);
        if (!code && !end)
            code = read_row(&r, err);
    }
    if (!code)
        code = check_can_tell(&r, err);
    if (!code)
        code = sort_rows(&r, &people, err);
    if (!code && people > KN_TRIGGER_PEOPLE_MAX)
        code = kn_fail(err, KN_LIMIT, NULL, "more than %d persons", KN_TRIGGER_PEOPLE_MAX);
    if (!code)
        code = fill_people(&r, people, err);
    diary->days_are_dates = r.date_line != 0;
    if (!code && r.csv.separator != ',')
        snprintf(diary->note[diary->notes++], sizeof diary->note[0], "columns are separated by %s",
                 r.csv.separator == ';' ? "semicolons" : "tabs");
    if (code)
        kn_trigger_diary_release(diary);
    free(r.row);
    free(r.answer);
    kn_csv_release(&r.csv);
    return code;
}
