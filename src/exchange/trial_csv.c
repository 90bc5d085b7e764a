#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "exchange/trial.h"

/* ---- Persons and order ------------------------------------------------------------------------*/

static int compare_text(const kn_csv_field *a, const kn_csv_field *b)
{
    size_t size = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->text, b->text, size);

    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static int by_person_name(const void *a, const void *b)
{
    const kn_row *x = *(const kn_row *const *)a, *y = *(const kn_row *const *)b;
    int order = compare_text(&x->person, &y->person);

    return order ? order : (x->order > y->order) - (x->order < y->order);
}

static int by_person_and_day(const void *a, const void *b)
{
    const kn_row *x = a, *y = b;

    if (x->who != y->who)
        return x->who < y->who ? -1 : 1;
    if (x->day != y->day)
        return x->day < y->day ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* Numbers the persons by first appearance. Sorting instead of hashing: no input is slow. */
static kn_code number_people(kn_trial *trial, size_t *people, kn_error *err)
{
    kn_row **sorted;
    uint32_t next = 0;

    *people = 1;
    if (trial->column[KN_COLUMN_PERSON] < 0)
        return KN_OK;
    sorted = malloc(trial->rows * sizeof *sorted);
    if (!sorted)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu rows", trial->rows);
    for (size_t i = 0; i < trial->rows; i++)
        sorted[i] = &trial->row[i];
    qsort(sorted, trial->rows, sizeof *sorted, by_person_name);
    /* First the row in which the name appeared first, then, in file order, that row's number. */
    for (size_t i = 0; i < trial->rows; i++)
        sorted[i]->who = i > 0 && compare_text(&sorted[i]->person, &sorted[i - 1]->person) == 0
                             ? sorted[i - 1]->who
                             : sorted[i]->order;
    free(sorted);
    for (size_t i = 0; i < trial->rows; i++) {
        kn_row *row = &trial->row[i];
        row->who = row->who == i ? next++ : trial->row[row->who].who;
        if (next > KN_PEOPLE_MAX) {
            kn_place place = kn_trial_place(trial, KN_COLUMN_PERSON, &row->person);
            kn_fail(err, KN_LIMIT, &place, "more than %d persons", KN_PEOPLE_MAX);
            return kn_hint(err, "Is --person the right column?");
        }
    }
    *people = next;
    return KN_OK;
}

/* ---- One row a day ----------------------------------------------------------------------------*/

static kn_place day_place(const kn_trial *trial, const kn_row *row)
{
    return kn_trial_place(trial, KN_COLUMN_DAY,
                          &(kn_csv_field){.line = row->day_line, .column = row->day_column});
}

/* Whether two rows of one person and day may become one. */
static kn_code check_pair(const kn_trial *trial, const kn_row *a, const kn_row *b, kn_error *err)
{
    kn_place place = day_place(trial, b);
    const char *differ = a->arm != b->arm                            ? "arms"
                         : compare_text(&a->period, &b->period) != 0 ? "periods"
                                                                     : NULL;

    if (differ) {
        kn_fail(err, KN_DATA, &place, "lines %u and %u are of one person and day but of two %s",
                a->day_line, b->day_line, differ);
        return kn_hint(err, "A day belongs to one of them: correct the file.");
    }
    if (trial->options->per_day == KN_PER_DAY_ERROR) {
        kn_fail(err, KN_DATA, &place, "lines %u and %u are of one person and day", a->day_line,
                b->day_line);
        return kn_hint(err, "Say what to do with them: --per-day mean, --per-day sum or --per-day "
                            "last.");
    }
    return KN_OK;
}

static kn_code check_rule(const kn_trial *trial, kn_error *err)
{
    kn_family family = trial->dataset->family;
    kn_per_day rule = trial->options->per_day;
    bool can_add = family == KN_POISSON || family == KN_BINOMIAL;
    kn_place place = {.source = "--per-day"};

    if (rule == KN_PER_DAY_MEAN && family != KN_GAUSSIAN)
        kn_fail(err, KN_USAGE, &place, "a mean is for gaussian outcomes, not for %s",
                kn_family_name(family));
    else if (rule == KN_PER_DAY_SUM && !can_add)
        kn_fail(err, KN_USAGE, &place, "a sum is for counts and k of n, not for %s",
                kn_family_name(family));
    else
        return KN_OK;
    return kn_hint(err, "Choose another rule, or another --family.");
}

/* Joins rows[0..count) of one person and day into *into, by the rule. */
static void join(const kn_trial *trial, const kn_row rows[], size_t count, kn_row *into)
{
    kn_row joined = rows[count - 1];

    if (trial->options->per_day != KN_PER_DAY_LAST) {
        joined.y = joined.w = 0;
        for (size_t i = 0; i < count; i++) {
            joined.y += rows[i].y;
            joined.w += rows[i].w;
        }
    }
    if (trial->options->per_day == KN_PER_DAY_MEAN)
        joined.y /= (double)count;
    *into = joined;
}

static kn_code join_days(kn_trial *trial, kn_error *err)
{
    kn_row *row = trial->row;
    size_t kept = 0, joined = 0, next;
    kn_code code = check_rule(trial, err);

    for (size_t i = 0; i < trial->rows && !code; i = next) {
        for (next = i + 1; next < trial->rows && row[next].who == row[i].who &&
                           row[next].day == row[i].day && !code;
             next++)
            code = check_pair(trial, &row[i], &row[next], err);
        if (code)
            break;
        join(trial, row + i, next - i, &row[kept]);
        joined += next - i - 1;
        code = kn_trial_check_values(trial, &row[kept++], err);
    }
    if (code || joined == 0)
        return code;
    kn_note(trial->dataset, "%zu row%s joined with another of the same day (--per-day)", joined,
            joined == 1 ? " was" : "s were");
    trial->rows = kept;
    return KN_OK;
}

/* ---- What cannot tell -------------------------------------------------------------------------*/

/* Over the whole file: every outcome equal; for k of n, every share 0 or every share 1. */
static bool is_constant(const kn_trial *trial)
{
    const kn_row *row = trial->row;

    for (size_t i = 1; i < trial->rows; i++) {
        if (trial->dataset->family == KN_BINOMIAL) {
            bool is_end =
                (row[0].y == 0 && row[i].y == 0) || (row[0].y == row[0].w && row[i].y == row[i].w);
            if (!is_end)
                return false;
        } else if (row[i].y != row[0].y) {
            return false;
        }
    }
    return true;
}

static kn_code check_can_tell(const kn_trial *trial, kn_error *err)
{
    const kn_dataset *dataset = trial->dataset;
    kn_column column = dataset->arms < 2 ? KN_COLUMN_ARM : KN_COLUMN_OUTCOME;
    kn_place place = kn_trial_place(trial, column, &trial->csv.header[trial->column[column]]);
    uint32_t first = UINT32_MAX, last = 0;

    for (size_t i = 0; i < trial->rows; i++) {
        uint32_t line = trial->row[i].day_line;
        first = line < first ? line : first;
        last = line > last ? line : last;
    }
    if (dataset->arms < 2) {
        const char *name = dataset->arm_name[0];
        kn_fail(err, KN_DATA, &place,
                "these data cannot tell: there is only one arm, \"%.*s\" (lines %u to %u)",
                kn_shown(strlen(name), name), name, first, last);
        return kn_hint(err, "A comparison needs days under at least two arms.");
    }
    if (is_constant(trial)) {
        const kn_csv_field *y = &trial->row[0].outcome;
        kn_fail(err, KN_DATA, &place,
                "these data cannot tell: every outcome is %.*s (lines %u to %u)",
                kn_shown(y->size, y->text), y->text, first, last);
        return kn_hint(err, "An outcome that never changes does not differ between arms.");
    }
    return KN_OK;
}

/* ---- The data set -----------------------------------------------------------------------------*/

/* Fills the person from rows[0..count), in day order. */
static kn_code fill_person(const kn_trial *trial, const kn_row rows[], size_t count,
                           kn_person *person, kn_error *err)
{
    bool has_period = trial->column[KN_COLUMN_PERIOD] >= 0;
    const kn_row *start = rows; /* of the period */

    if (count > KN_DAYS_MAX) {
        kn_place place = day_place(trial, &rows[KN_DAYS_MAX]);
        return kn_fail(err, KN_LIMIT, &place, "%zu days of one person; at most %d are accepted",
                       count, KN_DAYS_MAX);
    }
    if (trial->column[KN_COLUMN_PERSON] < 0)
        strcpy(person->name, "1");
    else
        memcpy(person->name, rows->person.text, rows->person.size);
    person->rows = count;
    person->day = malloc(count * sizeof *person->day);
    person->arm = malloc(count * sizeof *person->arm);
    person->outcome = malloc(count * sizeof *person->outcome);
    if (trial->weight == KN_COLUMN_EXPOSURE)
        person->exposure = malloc(count * sizeof *person->exposure);
    if (trial->weight == KN_COLUMN_TRIALS)
        person->trials = malloc(count * sizeof *person->trials);
    if (has_period)
        person->period = malloc(count * sizeof *person->period);
    if (!person->day || !person->arm || !person->outcome ||
        (trial->weight == KN_COLUMN_EXPOSURE && !person->exposure) ||
        (trial->weight == KN_COLUMN_TRIALS && !person->trials) || (has_period && !person->period))
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", count);
    for (size_t i = 0; i < count; i++) {
        const kn_row *row = &rows[i];
        person->day[i] = row->day;
        person->arm[i] = (uint8_t)row->arm;
        person->outcome[i] = row->y;
        if (person->exposure)
            person->exposure[i] = row->w;
        if (person->trials)
            person->trials[i] = row->w;
        if (!has_period)
            continue;
        person->period[i] = i == 0 ? 0 : person->period[i - 1];
        if (compare_text(&row->period, &start->period) != 0) {
            start = row;
            person->period[i]++;
        }
        if (row->arm != start->arm) {
            kn_place place = kn_trial_place(trial, KN_COLUMN_PERIOD, &row->period);
            kn_fail(err, KN_DATA, &place, "period \"%.*s\" has two arms: see lines %u and %u",
                    kn_shown(row->period.size, row->period.text), row->period.text, start->day_line,
                    row->day_line);
            return kn_hint(err, "Rename the column if it does not hold the trial's periods.");
        }
    }
    return KN_OK;
}

static kn_code fill_people(kn_trial *trial, size_t people, kn_error *err)
{
    kn_dataset *dataset = trial->dataset;
    kn_code code = KN_OK;
    size_t next;

    dataset->person = calloc(people, sizeof *dataset->person);
    if (!dataset->person)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu persons", people);
    dataset->people = people;
    for (size_t i = 0; i < trial->rows && !code; i = next) {
        for (next = i; next < trial->rows && trial->row[next].who == trial->row[i].who; next++)
            ;
        code =
            fill_person(trial, trial->row + i, next - i, &dataset->person[trial->row[i].who], err);
    }
    return code;
}

/* What was accepted beyond the plain form; reference, family and joined rows have theirs. */
static void add_notes(const kn_trial *trial)
{
    kn_dataset *dataset = trial->dataset;
    const char *separator = trial->csv.separator == ';'    ? "columns are separated by semicolons"
                            : trial->csv.separator == '\t' ? "columns are separated by tabs"
                                                           : "";
    const char *comma = trial->comma_line ? "numbers have a decimal comma" : "";
    bool exposure =
        trial->weight == KN_COLUMN_EXPOSURE && !trial->options->column[KN_COLUMN_EXPOSURE];
    bool period = trial->column[KN_COLUMN_PERIOD] >= 0 && !trial->options->column[KN_COLUMN_PERIOD];

    if (*separator || *comma)
        kn_note(dataset, "%s%s%s", separator, *separator && *comma ? "; " : "", comma);
    if (trial->column[KN_COLUMN_PERSON] < 0)
        kn_note(dataset, "there is no column \"person\": all rows are taken as one person's");
    if (trial->not_recorded)
        kn_note(dataset, "%zu row%s left out: no outcome was recorded%s", trial->not_recorded,
                trial->not_recorded == 1 ? " was" : "s were",
                trial->not_recorded_words ? " (NA, NaN and . mean that, too)" : "");
    if (trial->times_cut)
        kn_note(dataset, "the time of day was cut off %zu date%s", trial->times_cut,
                trial->times_cut == 1 ? "" : "s");
    if (exposure || period)
        kn_note(dataset, "%s used since the file has %s",
                exposure && period ? "the columns \"exposure\" and \"period\" are"
                : exposure         ? "the column \"exposure\" is"
                                   : "the column \"period\" is",
                exposure && period ? "them" : "it");
}

kn_csv_options kn_csv_options_default(void)
{
    return (kn_csv_options){.family = -1};
}

kn_code kn_dataset_read_csv(const char *bytes, size_t size, const char *source,
                            const kn_csv_options *options, kn_dataset *dataset, kn_error *err)
{
    kn_trial trial = {.options = options, .dataset = dataset};
    kn_error unused;
    size_t people = 0;
    kn_code code;

    if (!err)
        err = &unused;
    *dataset = (kn_dataset){0};
    memcpy(dataset->source, source,
           kn_utf8_cut(source, strlen(source), sizeof dataset->source - 1));
    code = kn_csv_init(&trial.csv, bytes, size, source, err);
    if (code)
        return code;
    code = kn_trial_read_rows(&trial, err);
    if (code)
        goto done;
    dataset->days_are_dates = trial.date_line > 0;
    memcpy(dataset->outcome, trial.csv.header[trial.column[KN_COLUMN_OUTCOME]].text,
           trial.csv.header[trial.column[KN_COLUMN_OUTCOME]].size);
    code = kn_trial_set_family(&trial, err);
    if (!code)
        code = number_people(&trial, &people, err);
    if (code)
        goto done;
    qsort(trial.row, trial.rows, sizeof *trial.row, by_person_and_day);
    code = join_days(&trial, err);
    if (!code)
        code = check_can_tell(&trial, err);
    if (!code)
        code = fill_people(&trial, people, err);
    if (!code)
        add_notes(&trial);
done:
    free(trial.row);
    kn_csv_release(&trial.csv);
    if (code)
        kn_dataset_release(dataset);
    return code;
}
