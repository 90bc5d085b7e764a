#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/relief.h"
#include "exchange/trial.h"

enum { NEEDED = KN_RELIEF_COLUMN_RELIEVED + 1, ROWS_FIRST = 256 };

const char *kn_relief_column_word(kn_relief_column column)
{
    static const char *const words[] = {
#define KN_X(name, word) word,
        KN_RELIEF_COLUMNS(KN_X)
#undef KN_X
    };
    return words[column];
}

__attribute__((format(printf, 2, 3))) static void note(kn_relief_data *data, const char *format,
                                                       ...)
{
    char line[512], *to;
    va_list args;

    if (data->notes == sizeof data->note / sizeof *data->note)
        return;
    to = data->note[data->notes++];
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    memcpy(to, line, kn_utf8_cut(line, strlen(line), sizeof *data->note - 1));
}

/* ---- Columns and rows -------------------------------------------------------------------------*/

static kn_code no_column(const kn_relief_file *file, kn_relief_column column, const char *name,
                         kn_error *err)
{
    const kn_csv *csv = &file->csv;
    kn_place place = kn_csv_place(csv, -1, &csv->header[0]);
    char option[40];
    size_t i = 0;

    place.column = 0;
    for (const char *w = kn_relief_column_word(column); *w; w++)
        option[i++] = *w == '_' ? '-' : *w;
    option[i] = '\0';
    kn_fail(err, KN_NOTFOUND, &place, "there is no column \"%.*s\"", kn_shown(strlen(name), name),
            name);
    return kn_hint(err, "Name it with --%s. The first column of the file is \"%.*s\".", option,
                   kn_shown(csv->header[0].size, csv->header[0].text), csv->header[0].text);
}

static kn_code find_columns(kn_relief_file *file, kn_error *err)
{
    for (int c = 0; c < KN_RELIEF_COLUMN_COUNT; c++) {
        const char *given = file->options->column[c];
        const char *name = given ? given : kn_relief_column_word((kn_relief_column)c);
        file->column[c] = kn_csv_column(&file->csv, name);
        if (file->column[c] < 0 && (given || c < NEEDED))
            return no_column(file, (kn_relief_column)c, name, err);
        for (int b = 0; b < c && file->column[c] >= 0; b++)
            if (file->column[b] == file->column[c])
                return kn_fail(err, KN_USAGE, NULL, "%s and %s name the same column \"%.60s\"",
                               kn_relief_column_word((kn_relief_column)b),
                               kn_relief_column_word((kn_relief_column)c), name);
    }
    return KN_OK;
}

static kn_code take_row(kn_relief_file *file, kn_error *err)
{
    static const kn_csv_field nothing = {.text = ""};
    kn_relief_row *row;
    int arm;

    if (file->rows == KN_RELIEF_ROWS_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "more than %d episodes", KN_RELIEF_ROWS_MAX);
    if (file->rows == file->room) {
        size_t room = file->room ? 2 * file->room : ROWS_FIRST;
        kn_relief_row *larger = realloc(file->row, room * sizeof *larger);
        if (!larger)
            return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu rows", room);
        file->row = larger;
        file->room = room;
    }
    row = &file->row[file->rows];
    *row = (kn_relief_row){.at = (uint32_t)file->rows, .line = file->csv.row[0].line};
    for (int c = 0; c < KN_RELIEF_COLUMN_COUNT; c++)
        row->field[c] = file->column[c] < 0 ? nothing : file->csv.row[file->column[c]];
    if (kn_relief_read_arm(file, KN_RELIEF_COLUMN_ARM, &row->field[KN_RELIEF_COLUMN_ARM], &arm,
                           err) ||
        kn_relief_read_row(file, row, err))
        return err->code;
    row->episode.arm = (uint8_t)arm;
    if (file->column[KN_RELIEF_COLUMN_PERSON] >= 0) {
        const kn_csv_field *name = &row->field[KN_RELIEF_COLUMN_PERSON];
        kn_place place = kn_relief_place(file, KN_RELIEF_COLUMN_PERSON, name);
        if (name->size == 0)
            return kn_fail(err, KN_DATA, &place, "the person is empty");
        if (kn_name_check(name, &place, err))
            return err->code;
    }
    file->rows++;
    return KN_OK;
}

/* ---- Arms -------------------------------------------------------------------------------------*/

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static kn_code find_reference(const kn_relief_file *file, int *reference, kn_error *err)
{
    const kn_relief_data *data = file->data;
    const char *wanted = file->options->reference;
    kn_place place = kn_relief_place(file, KN_RELIEF_COLUMN_ARM,
                                     &file->csv.header[file->column[KN_RELIEF_COLUMN_ARM]]);

    for (*reference = 0; *reference < data->arms; ++*reference)
        if (strcmp(wanted, data->arm_name[*reference]) == 0)
            return KN_OK;
    kn_fail(err, KN_NOTFOUND, &place, "no row has the reference arm \"%.*s\"",
            kn_shown(strlen(wanted), wanted), wanted);
    return kn_hint(err, "Arms are written as in the file, such as \"%.40s\".", data->arm_name[0]);
}

/* By name, the reference first: the one asked for, else the only one that sounds like a control,
 * else the first. */
static kn_code order_arms(kn_relief_file *file, kn_error *err)
{
    kn_relief_data *data = file->data;
    char old[KN_ARMS_MAX][KN_NAME_SIZE], first[KN_NAME_SIZE];
    int controls = 0, reference = 0, to[KN_ARMS_MAX];

    memcpy(old, data->arm_name, sizeof old);
    qsort(data->arm_name, (size_t)data->arms, sizeof *data->arm_name, by_name);
    for (int a = 0; a < data->arms; a++)
        if (kn_is_control_name(data->arm_name[a])) {
            controls++;
            reference = a;
        }
    reference = controls == 1 ? reference : 0;
    if (file->options->reference) {
        if (find_reference(file, &reference, err))
            return err->code;
    } else {
        const char *name = data->arm_name[reference];
        note(data, "\"%.*s\" is the reference arm: %s; --reference changes it",
             kn_shown(strlen(name), name), name,
             controls == 1 ? "its name says so" : "the first in the order of names");
    }
    memcpy(first, data->arm_name[reference], sizeof first);
    memmove(data->arm_name[1], data->arm_name[0], (size_t)reference * sizeof *data->arm_name);
    memcpy(data->arm_name[0], first, sizeof first);
    for (int a = 0; a < data->arms; a++)
        for (to[a] = 0; strcmp(old[a], data->arm_name[to[a]]) != 0; to[a]++)
            ;
    for (size_t i = 0; i < file->rows; i++) {
        kn_relief_episode *e = &file->row[i].episode;
        unsigned allowed = 0;
        for (int a = 0; a < data->arms; a++)
            allowed |= (e->allowed >> a & 1u) << to[a];
        e->allowed = (uint8_t)allowed;
        e->arm = (uint8_t)to[e->arm];
    }
    return KN_OK;
}

static kn_code set_arms(kn_relief_file *file, kn_error *err)
{
    kn_relief_data *data = file->data;

    for (size_t i = 0; i < file->rows && file->column[KN_RELIEF_COLUMN_ALLOWED] >= 0; i++)
        if (kn_relief_read_allowed(file, &file->row[i], err))
            return err->code;
    if (data->arms < 2) {
        kn_place place =
            kn_relief_place(file, KN_RELIEF_COLUMN_ARM, &file->row[0].field[KN_RELIEF_COLUMN_ARM]);
        kn_fail(err, KN_DATA, &place, "these data cannot tell: there is only one arm, \"%.40s\"",
                data->arm_name[0]);
        return kn_hint(err, "A comparison needs episodes under at least two arms.");
    }
    for (size_t i = 0; i < file->rows && file->column[KN_RELIEF_COLUMN_ALLOWED] < 0; i++)
        file->row[i].episode.allowed = (uint8_t)((1u << data->arms) - 1);
    return order_arms(file, err);
}

/* ---- Persons ----------------------------------------------------------------------------------*/

static int compare_field(const kn_csv_field *a, const kn_csv_field *b)
{
    size_t size = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->text, b->text, size);

    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int compare_at(const kn_relief_row *x, const kn_relief_row *y)
{
    return (x->at > y->at) - (x->at < y->at);
}

static int by_person(const void *a, const void *b)
{
    const kn_relief_row *x = a, *y = b;
    int order =
        compare_field(&x->field[KN_RELIEF_COLUMN_PERSON], &y->field[KN_RELIEF_COLUMN_PERSON]);

    return order ? order : compare_at(x, y);
}

static int by_episode(const void *a, const void *b)
{
    const kn_relief_row *x = a, *y = b;
    int order =
        compare_field(&x->field[KN_RELIEF_COLUMN_EPISODE], &y->field[KN_RELIEF_COLUMN_EPISODE]);

    if (x->who != y->who)
        return x->who < y->who ? -1 : 1;
    return order ? order : compare_at(x, y);
}

static int by_place(const void *a, const void *b)
{
    const kn_relief_row *x = a, *y = b;

    return compare_at(x, y);
}

static int by_order(const void *a, const void *b)
{
    const kn_relief_row *x = a, *y = b;

    if (x->who != y->who)
        return x->who < y->who ? -1 : 1;
    if (x->episode.order != y->episode.order)
        return x->episode.order < y->episode.order ? -1 : 1;
    return compare_at(x, y);
}

/* Numbers the persons by first appearance: each row first takes the place of its person's first
 * row, then, in file order, that row's number. */
static kn_code number_people(kn_relief_file *file, size_t *people, kn_error *err)
{
    kn_relief_row *row = file->row;
    uint32_t next = 0;

    *people = 1;
    if (file->column[KN_RELIEF_COLUMN_PERSON] < 0)
        return KN_OK;
    qsort(row, file->rows, sizeof *row, by_person);
    for (size_t i = 0; i < file->rows; i++)
        row[i].who = i > 0 && compare_field(&row[i].field[KN_RELIEF_COLUMN_PERSON],
                                            &row[i - 1].field[KN_RELIEF_COLUMN_PERSON]) == 0
                         ? row[i - 1].who
                         : row[i].at;
    qsort(row, file->rows, sizeof *row, by_place);
    for (size_t i = 0; i < file->rows; i++)
        row[i].who = row[i].who == i ? next++ : row[row[i].who].who;
    *people = next;
    if (next > KN_PEOPLE_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "more than %d persons", KN_PEOPLE_MAX);
    return KN_OK;
}

static kn_code check_twice(kn_relief_file *file, kn_error *err)
{
    kn_relief_row *row = file->row;

    if (file->column[KN_RELIEF_COLUMN_EPISODE] < 0)
        return KN_OK;
    qsort(row, file->rows, sizeof *row, by_episode);
    for (size_t i = 1; i < file->rows; i++) {
        const kn_csv_field *a = &row[i - 1].field[KN_RELIEF_COLUMN_EPISODE];
        const kn_csv_field *b = &row[i].field[KN_RELIEF_COLUMN_EPISODE];
        kn_place place = kn_relief_place(file, KN_RELIEF_COLUMN_EPISODE, b);
        if (row[i].who != row[i - 1].who || b->size == 0 || compare_field(a, b) != 0)
            continue;
        kn_fail(err, KN_DATA, &place, "lines %u and %u are of one episode, \"%.*s\"",
                row[i - 1].line, row[i].line, kn_shown(b->size, b->text), b->text);
        return kn_hint(err, "One row an episode: of a cluster, the one that was drawn for.");
    }
    return KN_OK;
}

static kn_code fill_people(kn_relief_file *file, size_t people, kn_error *err)
{
    kn_relief_data *data = file->data;
    size_t next;

    data->person = calloc(people, sizeof *data->person);
    if (!data->person)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu persons", people);
    data->people = people;
    qsort(file->row, file->rows, sizeof *file->row, by_order);
    for (size_t i = 0; i < file->rows; i = next) {
        const kn_csv_field *name = &file->row[i].field[KN_RELIEF_COLUMN_PERSON];
        kn_relief_rows *rows = &data->person[file->row[i].who];
        for (next = i; next < file->rows && file->row[next].who == file->row[i].who; next++)
            ;
        if (next - i > KN_DAYS_MAX)
            return kn_fail(err, KN_LIMIT, NULL, "%zu episodes of one person; at most %d", next - i,
                           KN_DAYS_MAX);
        memcpy(rows->name, name->size ? name->text : "1", name->size ? name->size : 1);
        rows->count = next - i;
        rows->episode = malloc(rows->count * sizeof *rows->episode);
        if (!rows->episode)
            return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu episodes", rows->count);
        for (size_t k = 0; k < rows->count; k++)
            rows->episode[k] = file->row[i + k].episode;
    }
    return KN_OK;
}

static void add_notes(const kn_relief_file *file)
{
    kn_relief_data *data = file->data;

    if (file->csv.separator != ',')
        note(data, "columns are separated by %s",
             file->csv.separator == ';' ? "semicolons" : "tabs");
    if (file->column[KN_RELIEF_COLUMN_PERSON] < 0)
        note(data, "there is no column \"person\": all rows are taken as one person's");
    if (file->column[KN_RELIEF_COLUMN_ALLOWED] < 0)
        note(data, "there is no column \"allowed\": every arm could always be drawn");
    if (file->column[KN_RELIEF_COLUMN_PROPENSITY] < 0)
        note(data, "there is no column \"propensity\": every allowed arm had the same chance");
}

static kn_code read_all(kn_relief_file *file, kn_error *err)
{
    bool end = false;
    size_t people;
    kn_code code = find_columns(file, err);

    while (!code && !end) {
        code = kn_csv_next(&file->csv, &end, err);
        if (!code && !end)
            code = take_row(file, err);
    }
    file->data->has_order = file->column[KN_RELIEF_COLUMN_ORDER] >= 0;
    if (!code && file->rows == 0)
        code = kn_fail(err, KN_DATA, NULL, "these data cannot tell: there is no episode");
    if (!code)
        code = set_arms(file, err);
    if (!code)
        code = number_people(file, &people, err);
    if (!code)
        code = check_twice(file, err);
    if (!code)
        code = fill_people(file, people, err);
    return code;
}

kn_code kn_relief_read_csv(const char *bytes, size_t size, const char *source,
                           const kn_relief_csv_options *options, kn_relief_data *data,
                           kn_error *err)
{
    kn_relief_file file = {.options = options, .data = data};
    kn_error unused;
    kn_code code;

    err = err ? err : &unused;
    *data = (kn_relief_data){0};
    memcpy(data->source, source, kn_utf8_cut(source, strlen(source), sizeof data->source - 1));
    code = kn_csv_init(&file.csv, bytes, size, source, err);
    if (code)
        return code;
    code = read_all(&file, err);
    if (!code)
        add_notes(&file);
    free(file.row);
    kn_csv_release(&file.csv);
    if (code)
        kn_relief_data_release(data);
    return code;
}
