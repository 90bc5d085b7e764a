/* exchange/trial.h - inside the CSV reader of trials: the rows as they are worked on, file by file.
 *
 *   trial_rows.c    bytes -> rows: columns, numbers, days, arms; what is not recorded is left out
 *   trial_family.c  the family: given or guessed; the rules that its values must keep
 *   trial_csv.c     rows -> data set: persons, order, one row a day, periods */
#ifndef EXCHANGE_TRIAL_H
#define EXCHANGE_TRIAL_H

#include "base/csv.h"
#include "exchange/exchange.h"

typedef struct kn_row {
    kn_csv_field person, outcome, period;
    kn_csv_field weight; /* exposure or trials, as written */
    double y, w;         /* the outcome; exposure or trials, once the family is known */
    int32_t day;
    uint32_t day_line, day_column;
    uint32_t order; /* in the file, from 0 */
    uint32_t who;   /* number of the person, by first appearance */
    int arm;
} kn_row;

typedef struct kn_trial {
    const kn_csv_options *options;
    kn_csv csv;
    int column[KN_COLUMN_COUNT]; /* index, or -1 */
    kn_column weight;            /* KN_COLUMN_EXPOSURE, _TRIALS, or _COUNT for none */
    kn_row *row;
    size_t rows, room;
    kn_dataset *dataset;
    size_t not_recorded, not_recorded_words; /* rows left out; those that said NA and the like */
    size_t times_cut;
    uint32_t point_line, comma_line; /* first number with a decimal point, comma; 0: none */
    uint32_t date_line, number_line; /* first day that is a date, a number; 0: none */
} kn_trial;

/* Length to show of a value in a message: about 40 bytes at most. For "%.*s". */
int kn_shown(size_t size, const char *text);

void kn_note(kn_dataset *dataset, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Finds the columns and reads all rows into trial->row; names the arms, the reference first. */
kn_code kn_trial_read_rows(kn_trial *trial, kn_error *err);

/* Parses a field of a column as a number, with a decimal point or, where it cannot be mistaken, a
 * decimal comma. */
kn_code kn_trial_number(kn_trial *trial, kn_column column, const kn_csv_field *field, double *value,
                        kn_error *err);

/* Sets family and w of every row; refuses values that the family cannot have. */
kn_code kn_trial_set_family(kn_trial *trial, kn_error *err);

/* Checks the values of one row against the family. */
kn_code kn_trial_check_values(const kn_trial *trial, const kn_row *row, kn_error *err);

/* The place of a field of this column. */
kn_place kn_trial_place(const kn_trial *trial, kn_column column, const kn_csv_field *field);

/* "day", "arm" ...: the default name of the column and the name of its option. */
const char *kn_column_word(kn_column column);

/* Of a name of a person, an arm or an outcome: short enough, without control characters. */
kn_code kn_name_check(const kn_csv_field *field, const kn_place *place, kn_error *err);

/* Whether an arm's name sounds like what one compares with: "control", "wait" ... */
bool kn_is_control_name(const char *name);

#endif
