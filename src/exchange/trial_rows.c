#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/civil.h"
#include "base/text.h"
#include "exchange/trial.h"

enum { SHOWN_MAX = 40, ROWS_FIRST = 256 };

/* Arms that sound like what one compares with. Upper and lower case alike, and a blank may be
 * written as _ or -. */
static const char *const control_words[] = {"control",       "placebo", "sham",
                                            "baseline",      "usual",   "usual care",
                                            "standard care", "none",    "treatment as usual",
                                            "nothing",       "no",      "no treatment",
                                            "untreated",     "off",     "without",
                                            "wait",          "waiting", "wait list",
                                            "waiting list"};

const char *kn_column_word(kn_column column)
{
    static const char *const words[] = {
#define KN_X(name, word) word,
        KN_COLUMNS(KN_X)
#undef KN_X
    };
    return words[column];
}

int kn_shown(size_t size, const char *text)
{
    return (int)kn_utf8_cut(text, size, SHOWN_MAX);
}

void kn_note(kn_dataset *dataset, const char *format, ...)
{
    char line[512];
    char *note;
    va_list args;

    if (dataset->notes == sizeof dataset->note / sizeof *dataset->note)
        return;
    note = dataset->note[dataset->notes++];
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    memcpy(note, line, kn_utf8_cut(line, strlen(line), sizeof *dataset->note - 1));
}

kn_place kn_trial_place(const kn_trial *trial, kn_column column, const kn_csv_field *field)
{
    return kn_csv_place(&trial->csv, trial->column[column], field);
}

/* ---- Columns ----------------------------------------------------------------------------------*/

static kn_code no_column(const kn_trial *trial, kn_column column, const char *name, kn_error *err)
{
    const kn_csv *csv = &trial->csv;
    kn_place place = kn_csv_place(csv, -1, &csv->header[0]);
    char list[160];
    size_t used = 0;

    place.column = 0;
    for (uint32_t c = 0; c < csv->columns && used < sizeof list - 8; c++) {
        const kn_csv_field *h = &csv->header[c];
        size_t cut = kn_utf8_cut(h->text, h->size, sizeof list - used - 8);
        used += snprintf(list + used, sizeof list - used, "%s%.*s%s", c ? ", " : "", (int)cut,
                         h->text, cut < h->size ? "..." : "");
    }
    kn_fail(err, KN_NOTFOUND, &place, "there is no column \"%.*s\"", kn_shown(strlen(name), name),
            name);
    return kn_hint(err, "Name it with --%s. The columns are: %s.", kn_column_word(column), list);
}

/* Options that contradict each other. */
static kn_code check_options(const kn_csv_options *options, kn_error *err)
{
    bool exposure = options->column[KN_COLUMN_EXPOSURE], trials = options->column[KN_COLUMN_TRIALS];

    if (exposure && trials)
        return kn_fail(err, KN_USAGE, NULL, "--exposure and --trials do not go together");
    if (exposure && options->family >= 0 && options->family != KN_POISSON)
        return kn_fail(err, KN_USAGE, NULL, "--exposure is for counts, not for --family %s",
                       kn_family_name((kn_family)options->family));
    if (trials && options->family >= 0 && options->family != KN_BINOMIAL)
        return kn_fail(err, KN_USAGE, NULL, "--trials is for k of n, not for --family %s",
                       kn_family_name((kn_family)options->family));
    return KN_OK;
}

static kn_code find_columns(kn_trial *trial, kn_error *err)
{
    const kn_csv_options *options = trial->options;
    kn_code code = check_options(options, err);
    bool is_count = options->family < 0 || options->family == KN_POISSON;

    for (int c = 0; c < KN_COLUMN_COUNT && !code; c++) {
        const char *given = options->column[c];
        const char *name = given ? given : kn_column_word((kn_column)c);
        bool needed = given || c == KN_COLUMN_DAY || c == KN_COLUMN_ARM || c == KN_COLUMN_OUTCOME ||
                      (c == KN_COLUMN_TRIALS && options->family == KN_BINOMIAL);

        trial->column[c] = kn_csv_column(&trial->csv, name);
        if (trial->column[c] < 0 && needed)
            code = no_column(trial, (kn_column)c, name, err);
        for (int b = 0; b < c && !code && trial->column[c] >= 0; b++)
            if (trial->column[b] == trial->column[c]) {
                if (needed)
                    code = kn_fail(err, KN_USAGE, NULL, "--%s and --%s name the same column",
                                   kn_column_word((kn_column)b), kn_column_word((kn_column)c));
                trial->column[c] = -1;
            }
        /* Not asked for, and of no use with this family. */
        if (!given &&
            ((c == KN_COLUMN_EXPOSURE && !is_count) || (c == KN_COLUMN_TRIALS && !needed)))
            trial->column[c] = -1;
    }
    if (trial->column[KN_COLUMN_TRIALS] >= 0)
        trial->weight = KN_COLUMN_TRIALS;
    else if (trial->column[KN_COLUMN_EXPOSURE] >= 0)
        trial->weight = KN_COLUMN_EXPOSURE;
    else
        trial->weight = KN_COLUMN_COUNT;
    return code;
}

/* ---- Fields -----------------------------------------------------------------------------------*/

/* In a file of commas, 1,234 between quotes may be 1.234 or 1234; 0,123 and 1,2 may not. Assumes a
 * number with one comma. */
static bool may_be_thousands(const kn_csv_field *field)
{
    const char *comma = memchr(field->text, ',', field->size);
    size_t sign = *field->text == '-' || *field->text == '+';
    size_t before = comma - field->text - sign;
    size_t after = field->text + field->size - comma - 1;

    return after == 3 && !memchr(comma, 'e', after) && !memchr(comma, 'E', after) && before >= 1 &&
           before <= 3 && field->text[sign] != '0';
}

kn_code kn_trial_number(kn_trial *trial, kn_column column, const kn_csv_field *field, double *value,
                        kn_error *err)
{
    kn_place place = kn_trial_place(trial, column, field);
    int shown = kn_shown(field->size, field->text);
    bool comma_file = trial->csv.separator == ',';
    bool has_point = memchr(field->text, '.', field->size);
    bool has_comma = memchr(field->text, ',', field->size);
    kn_number number = kn_number_parse(field->text, field->size, has_comma ? ',' : '.', value);

    if (field->size == 0)
        return kn_fail(err, KN_DATA, &place, "the %s is empty though the outcome is there",
                       kn_column_word(column));
    if (number == KN_NUMBER_INFINITE)
        return kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a finite number", shown, field->text);
    if (number == KN_NUMBER_BAD) {
        kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a number", shown, field->text);
        return kn_hint(err, column == KN_COLUMN_OUTCOME
                                ? "Leave the field empty, or write NA, where nothing was recorded."
                                : "Write digits, with a decimal point if need be.");
    }
    if (has_comma && comma_file && may_be_thousands(field)) {
        kn_fail(err, KN_DATA, &place, "\"%.*s\" may have a decimal comma or a thousands separator",
                shown, field->text);
        return kn_hint(err, "Write it with a decimal point, or without the comma.");
    }
    if (has_point && !trial->point_line)
        trial->point_line = field->line;
    if (has_comma && !trial->comma_line)
        trial->comma_line = field->line;
    if (trial->point_line && trial->comma_line) {
        kn_fail(err, KN_DATA, &place, "\"%.*s\" has a decimal %s, but line %u has a decimal %s",
                shown, field->text, has_comma ? "comma" : "point",
                has_comma ? trial->point_line : trial->comma_line, has_comma ? "point" : "comma");
        return kn_hint(err, "Use one of the two throughout the file.");
    }
    return KN_OK;
}

static kn_code read_day(kn_trial *trial, const kn_csv_field *field, kn_row *row, kn_error *err)
{
    kn_place place = kn_trial_place(trial, KN_COLUMN_DAY, field);
    int shown = kn_shown(field->size, field->text);
    bool has_time = false, is_date = field->size >= 5 && field->text[4] == '-';
    double number = (double)NAN;

    row->day_line = field->line;
    row->day_column = field->column;
    if (field->size == 0)
        return kn_fail(err, KN_DATA, &place, "the day is empty though the outcome is there");
    if (is_date) {
        kn_date date = kn_date_parse(field->text, field->size, &row->day, &has_time);
        if (date == KN_DATE_YEAR)
            return kn_fail(err, KN_DATA, &place, "the date \"%.*s\" is not in the years %d to %d",
                           shown, field->text, KN_YEAR_MIN, KN_YEAR_MAX);
        is_date = date == KN_DATE_OK;
    } else if (kn_number_parse(field->text, field->size, '.', &number) == KN_NUMBER_OK &&
               number == floor(number)) {
        if (fabs(number) > KN_DAY_NUMBER_MAX)
            return kn_fail(err, KN_LIMIT, &place, "day %.*s is beyond %d", shown, field->text,
                           KN_DAY_NUMBER_MAX);
        row->day = (int32_t)number;
    }
    if (!is_date && !(number == floor(number))) {
        kn_fail(err, KN_DATA, &place, "\"%.*s\" is not a day", shown, field->text);
        return kn_hint(err, "Days are whole numbers, or dates such as 2024-03-31.");
    }
    if (is_date && !trial->date_line)
        trial->date_line = field->line;
    if (!is_date && !trial->number_line)
        trial->number_line = field->line;
    if (trial->date_line && trial->number_line) {
        kn_fail(err, KN_DATA, &place, "the day \"%.*s\" is a %s, but line %u has a %s", shown,
                field->text, is_date ? "date" : "number",
                is_date ? trial->number_line : trial->date_line, is_date ? "number" : "date");
        return kn_hint(err, "Write all days as whole numbers, or all as dates.");
    }
    trial->times_cut += has_time;
    return KN_OK;
}

/* Names are copied into fixed storage and shown on terminals and pages. */
kn_code kn_name_check(const kn_csv_field *field, const kn_place *place, kn_error *err)
{
    if (field->size >= KN_NAME_SIZE)
        return kn_fail(err, KN_LIMIT, place, "a name of %u bytes; at most %d are accepted",
                       field->size, KN_NAME_SIZE - 1);
    for (uint32_t i = 0; i < field->size; i++) {
        unsigned char c = (unsigned char)field->text[i];
        bool is_c1 = c == 0xc2 && (unsigned char)field->text[i + 1] < 0xa0; /* U+0080 to U+009F */
        if (c < 0x20 || c == 0x7f || is_c1)
            return kn_fail(err, KN_DATA, place, "the name \"%.*s\" holds a control character",
                           kn_shown(field->size, field->text), field->text);
    }
    return KN_OK;
}

static kn_code check_name(const kn_trial *trial, kn_column column, const kn_csv_field *field,
                          kn_error *err)
{
    kn_place place = kn_trial_place(trial, column, field);

    if (field->size == 0)
        return kn_fail(err, KN_DATA, &place, "the %s is empty though the outcome is there",
                       kn_column_word(column));
    return kn_name_check(field, &place, err);
}

/* ---- Arms -------------------------------------------------------------------------------------*/

static kn_code read_arm(kn_trial *trial, const kn_csv_field *field, kn_row *row, kn_error *err)
{
    kn_dataset *dataset = trial->dataset;
    kn_code code;

    for (row->arm = 0; row->arm < dataset->arms; row->arm++) {
        const char *name = dataset->arm_name[row->arm];
        if (strlen(name) == field->size && memcmp(name, field->text, field->size) == 0)
            return KN_OK;
    }
    code = check_name(trial, KN_COLUMN_ARM, field, err);
    if (code)
        return code;
    if (dataset->arms == KN_ARMS_MAX) {
        kn_place place = kn_trial_place(trial, KN_COLUMN_ARM, field);
        kn_fail(err, KN_DATA, &place, "\"%.*s\" is one arm too many; at most %d are accepted",
                kn_shown(field->size, field->text), field->text, KN_ARMS_MAX);
        return kn_hint(err, "Is --arm the right column?");
    }
    memcpy(dataset->arm_name[dataset->arms++], field->text, field->size);
    return KN_OK;
}

bool kn_is_control_name(const char *name)
{
    for (size_t w = 0; w < sizeof control_words / sizeof *control_words; w++) {
        const char *word = control_words[w];
        size_t i = 0;
        while (word[i] && (strncasecmp(name + i, word + i, 1) == 0 ||
                           (word[i] == ' ' && (name[i] == '_' || name[i] == '-'))))
            i++;
        if (!word[i] && !name[i])
            return true;
    }
    return false;
}

/* The arm that the option names. */
static kn_code find_reference(const kn_trial *trial, int *reference, kn_error *err)
{
    const kn_dataset *dataset = trial->dataset;
    const char *wanted = trial->options->reference;
    kn_place place =
        kn_trial_place(trial, KN_COLUMN_ARM, &trial->csv.header[trial->column[KN_COLUMN_ARM]]);
    char list[200];
    size_t used = 0;

    for (int k = 0; k < dataset->arms; k++) {
        const char *name = dataset->arm_name[k];
        if (strcmp(wanted, name) == 0) {
            *reference = k;
            return KN_OK;
        }
        used += snprintf(list + used, sizeof list - used, "%s%.*s", k ? ", " : "",
                         (int)kn_utf8_cut(name, strlen(name), sizeof list / KN_ARMS_MAX - 3), name);
    }
    kn_fail(err, KN_NOTFOUND, &place, "no row has the reference arm \"%.*s\"",
            kn_shown(strlen(wanted), wanted), wanted);
    return kn_hint(err, "The arms are: %s.", list);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Orders the arms by name, the reference first, and renumbers the rows. */
static kn_code order_arms(kn_trial *trial, kn_error *err)
{
    kn_dataset *dataset = trial->dataset;
    char old[KN_ARMS_MAX][KN_NAME_SIZE], first[KN_NAME_SIZE];
    int controls = 0, reference = 0, to[KN_ARMS_MAX];

    memcpy(old, dataset->arm_name, sizeof old);
    qsort(dataset->arm_name, dataset->arms, sizeof *dataset->arm_name, by_name);
    if (trial->options->reference) {
        kn_code code = find_reference(trial, &reference, err);
        if (code)
            return code;
    } else {
        for (int k = 0; k < dataset->arms; k++)
            if (kn_is_control_name(dataset->arm_name[k])) {
                controls++;
                reference = k;
            }
        if (controls != 1)
            reference = 0;
        kn_note(dataset, "\"%.*s\" is the reference arm: %s; --reference changes it",
                kn_shown(strlen(dataset->arm_name[reference]), dataset->arm_name[reference]),
                dataset->arm_name[reference],
                controls == 1 ? "its name says so" : "the first in the order of names");
    }
    memcpy(first, dataset->arm_name[reference], sizeof first);
    memmove(dataset->arm_name[1], dataset->arm_name[0], reference * sizeof *dataset->arm_name);
    memcpy(dataset->arm_name[0], first, sizeof first);
    for (int k = 0; k < dataset->arms; k++)
        for (to[k] = 0; strcmp(old[k], dataset->arm_name[to[k]]) != 0; to[k]++)
            ;
    for (size_t i = 0; i < trial->rows; i++)
        trial->row[i].arm = to[trial->row[i].arm];
    return KN_OK;
}

/* ---- Rows -------------------------------------------------------------------------------------*/

static bool was_recorded(kn_trial *trial, const kn_csv_field *outcome)
{
    bool is_na = kn_csv_is_na(outcome);

    trial->not_recorded += is_na || outcome->size == 0;
    trial->not_recorded_words += is_na;
    return !is_na && outcome->size > 0;
}

/* Turns the CSV row read last into trial->row[rows], if its outcome was recorded. */
static kn_code read_row(kn_trial *trial, kn_error *err)
{
    static const kn_csv_field no_field = {.text = ""};
    const int *column = trial->column;
    const kn_csv_field *field = trial->csv.row;
    const kn_csv_field *outcome = &field[column[KN_COLUMN_OUTCOME]];
    kn_row *row = &trial->row[trial->rows];
    kn_code code;

    if (!was_recorded(trial, outcome))
        return KN_OK;
    *row = (kn_row){.outcome = *outcome, .w = 1, .order = (uint32_t)trial->rows};
    row->person = column[KN_COLUMN_PERSON] < 0 ? no_field : field[column[KN_COLUMN_PERSON]];
    row->period = column[KN_COLUMN_PERIOD] < 0 ? no_field : field[column[KN_COLUMN_PERIOD]];
    row->weight = trial->weight == KN_COLUMN_COUNT ? no_field : field[column[trial->weight]];
    code = kn_trial_number(trial, KN_COLUMN_OUTCOME, outcome, &row->y, err);
    if (!code)
        code = read_day(trial, &field[column[KN_COLUMN_DAY]], row, err);
    if (!code)
        code = read_arm(trial, &field[column[KN_COLUMN_ARM]], row, err);
    if (!code && column[KN_COLUMN_PERSON] >= 0)
        code = check_name(trial, KN_COLUMN_PERSON, &row->person, err);
    if (!code && column[KN_COLUMN_PERIOD] >= 0 && row->period.size == 0) {
        kn_place place = kn_trial_place(trial, KN_COLUMN_PERIOD, &row->period);
        kn_fail(err, KN_DATA, &place, "the period is empty though the outcome is there");
        code = kn_hint(err, "Rename the column if it does not hold the trial's periods.");
    }
    trial->rows += code == KN_OK;
    return code;
}

static kn_code grow(kn_trial *trial, kn_error *err)
{
    size_t room = trial->room ? 2 * trial->room : ROWS_FIRST;
    kn_row *row;

    if (trial->rows < trial->room)
        return KN_OK;
    row = realloc(trial->row, room * sizeof *row);
    if (!row)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu rows", room);
    trial->row = row;
    trial->room = room;
    return KN_OK;
}

kn_code kn_trial_read_rows(kn_trial *trial, kn_error *err)
{
    bool end = false;
    kn_code code = find_columns(trial, err);
    const kn_csv_field *header = trial->csv.header;

    if (!code)
        code = check_name(trial, KN_COLUMN_OUTCOME, &header[trial->column[KN_COLUMN_OUTCOME]], err);
    while (!code && !end) {
        code = kn_csv_next(&trial->csv, &end, err);
        if (!code && !end)
            code = grow(trial, err);
        if (!code && !end)
            code = read_row(trial, err);
    }
    if (code)
        return code;
    if (trial->rows == 0) {
        kn_place place =
            kn_trial_place(trial, KN_COLUMN_OUTCOME, &header[trial->column[KN_COLUMN_OUTCOME]]);
        return kn_fail(err, KN_DATA, &place, "these data cannot tell: no row has an outcome");
    }
    return order_arms(trial, err);
}
