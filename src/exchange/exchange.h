/* exchange/exchange.h - other people's files in, and the diary out to them. Now: CSV files of a
 * trial, and of episodes with suspects, in; the diary as a CSV table out.
 *
 * Nothing is guessed silently: what is accepted beyond the plain form is said in the data set's
 * notes, and everything else is refused with file, line, column and a hint. */
#ifndef EXCHANGE_EXCHANGE_H
#define EXCHANGE_EXCHANGE_H

#include "diary/store.h"
#include "unknot/relief.h"
#include "unknot/study.h"
#include "unknot/triggers.h"

enum {
    KN_PEOPLE_MAX = 100000,     /* persons in one file */
    KN_DAY_NUMBER_MAX = 1000000 /* days given as numbers: from minus this to this */
};

/* ---- Files -----------------------------------------------------------------------------------*/

/* Reads a whole file, or standard input for "-", of at most `limit` bytes. A file that is too large
 * is refused before it is read. KN_NOTFOUND (missing, not readable, a directory), KN_LIMIT, KN_IO
 * or KN_NOMEM. *bytes: owner is the caller; free(). */
kn_code kn_file_read(const char *path, size_t limit, char **bytes, size_t *size, kn_error *err);

/* The name to use in messages: the path, or "standard input" for "-". */
const char *kn_file_name(const char *path);

/* ---- A trial as CSV --------------------------------------------------------------------------*/

#define KN_COLUMNS(X) /* name, default column name; the option is the same word after "--" */      \
    X(PERSON, "person")                                                                            \
    X(DAY, "day")                                                                                  \
    X(ARM, "arm")                                                                                  \
    X(OUTCOME, "outcome")                                                                          \
    X(PERIOD, "period")                                                                            \
    X(EXPOSURE, "exposure")                                                                        \
    X(TRIALS, "trials")

typedef enum kn_column {
#define KN_X(name, word) KN_COLUMN_##name,
    KN_COLUMNS(KN_X)
#undef KN_X
        KN_COLUMN_COUNT
} kn_column;

/* What several rows of one person on one day become. Exposures and trials always add up. */
typedef enum kn_per_day {
    KN_PER_DAY_ERROR, /* nothing: they are refused */
    KN_PER_DAY_MEAN,  /* gaussian only */
    KN_PER_DAY_SUM,   /* counts and k of n */
    KN_PER_DAY_LAST   /* the last in the file, with its own exposure or trials */
} kn_per_day;

typedef struct kn_csv_options {
    const char *column[KN_COLUMN_COUNT]; /* names; NULL: the default one */
    int family;                          /* kn_family, or -1: guess it */
    const char *reference;               /* arm; NULL: the one that sounds like a control, else the
                                            first in the order of names */
    kn_per_day per_day;
} kn_csv_options;

kn_csv_options kn_csv_options_default(void);

/* Reads a trial from bytes[0..size). `source` names the file in messages. All is borrowed.
 *
 * Columns: day, arm and outcome must be there; without person everyone is "1". Exposure is used
 * for counts, trials for k of n (needed then, and otherwise only looked at when named), period
 * whenever it is there. A row whose outcome is empty, NA, NaN or "." was not recorded and is left
 * out whatever else it holds. Days are whole numbers, or ISO dates (a time after one is cut off).
 * Rows may come in any order. Limits: those of base/csv.h and the two above.
 *
 * KN_PARSE, KN_DATA, KN_LIMIT, KN_NOTFOUND (a column or an arm), KN_USAGE (options that do not go
 * together) or KN_NOMEM. One arm only, or outcomes all equal: KN_DATA with a message that begins
 * "these data cannot tell". On success every person passes kn_series_check(); some may be unfit.
 * Owner: caller; kn_dataset_release(). On failure nothing needs to be released. */
kn_code kn_dataset_read_csv(const char *bytes, size_t size, const char *source,
                            const kn_csv_options *options, kn_dataset *dataset, kn_error *err);

/* ---- Episodes and suspects as CSV ------------------------------------------------------------*/

enum {
    KN_TRIGGER_ANSWERS_MAX = 8 * 1024 * 1024, /* rows times suspects of one file */
    KN_TRIGGER_PEOPLE_MAX = 2000
};

/* Reads a diary of episodes from bytes[0..size): columns day (dates or whole numbers), episodes
 * (how many, or 0 and 1) and, if there is one, person; every other column is a suspect, yes or no
 * (1 or 0) or a number. An empty field, NA, NaN or "." was not recorded. Rows may come in any
 * order, one a day and person. A day without a row, or whose episodes are empty, is not a day
 * without episodes.
 *
 * KN_PARSE, KN_DATA, KN_LIMIT, KN_NOTFOUND (a column) or KN_NOMEM. A file with episodes on every
 * recorded day, or on none: KN_DATA with a message that begins "these data cannot tell". Owner:
 * caller; kn_trigger_diary_release(). On failure nothing needs to be released. */
kn_code kn_trigger_diary_read_csv(const char *bytes, size_t size, const char *source,
                                  kn_trigger_diary *diary, kn_error *err);

/* ---- Episodes and what eased them as CSV -----------------------------------------------------*/

enum { KN_RELIEF_ROWS_MAX = 200000 };
#define KN_RELIEF_MINUTES_MAX 1e6 /* two years: beyond it the unit is not minutes */

#define KN_RELIEF_COLUMNS(X) /* name, default column name; the option is the same word */          \
    X(ARM, "arm")                                                                                  \
    X(MINUTES, "minutes")                                                                          \
    X(RELIEVED, "relieved")                                                                        \
    X(EPISODE, "episode")                                                                          \
    X(PERSON, "person")                                                                            \
    X(ALLOWED, "allowed")                                                                          \
    X(ORDER, "order")                                                                              \
    X(LOW, "minutes_low")                                                                          \
    X(HIGH, "minutes_high")                                                                        \
    X(PROPENSITY, "propensity")                                                                    \
    X(SWITCHED, "switched")

typedef enum kn_relief_column {
#define KN_X(name, word) KN_RELIEF_COLUMN_##name,
    KN_RELIEF_COLUMNS(KN_X)
#undef KN_X
        KN_RELIEF_COLUMN_COUNT
} kn_relief_column;

typedef struct kn_relief_csv_options {
    const char *column[KN_RELIEF_COLUMN_COUNT]; /* names; NULL: the default one */
    const char *reference;                      /* as for kn_csv_options */
} kn_relief_csv_options;

/* Reads one analysed episode a row. The first three columns must be there, the others may be.
 *
 *   arm           what was drawn, done or not
 *   minutes       to "eased", or to the last sign that it had not; > 0
 *   relieved      1: eased at that minute; 0: not eased by it; empty or NA: nobody knows
 *   minutes_low, minutes_high   eased after the one and by the other at the latest: the timer was
 *                 forgotten. These go before minutes; without a low one it is 0, without a high one
 *                 minutes is. relieved 1 and a low one alone: not eased by then
 *   allowed       the arms that could have been drawn, between | or ; (or other marks that no name
 *                 of an arm holds); without the column every arm of the file could
 *   order         a number, or a date with or without a time; without it the rows are in order
 *   propensity    the chance with which this arm was drawn
 *   switched      1: something else was used after it; 0: not; empty: not recorded
 *
 * Empty, NA, NaN and "." are the same. KN_PARSE, KN_DATA, KN_LIMIT, KN_NOTFOUND, KN_USAGE or
 * KN_NOMEM, with line and column. On success the data pass kn_relief_check(). Owner: caller;
 * kn_relief_data_release(). On failure nothing needs to be released. */
kn_code kn_relief_read_csv(const char *bytes, size_t size, const char *source,
                           const kn_relief_csv_options *options, kn_relief_data *data,
                           kn_error *err);

/* The column's default name. */
const char *kn_relief_column_word(kn_relief_column column);

/* ---- Readings as CSV -------------------------------------------------------------------------*/

enum { KN_READINGS_ROWS_MAX = 40000 };

/* One day of a file. NAN: not given. */
typedef struct kn_reading_row {
    int32_t day; /* since 1970-01-01 */
    uint32_t line;
    double temperature; /* degrees Celsius, -90 to 60 */
    double sleep_hours; /* of the night before, 0 to 24 */
} kn_reading_row;

/* Reads columns day (dates) and temperature, sleep_hours or both, and no others; one row a day, in
 * any order. Empty, NA, NaN and "." are not given. *rows: [*count] by day; owner is the caller;
 * free(). KN_PARSE, KN_DATA, KN_LIMIT, KN_NOTFOUND (a column) or KN_NOMEM, with line and column. */
kn_code kn_readings_read_csv(const char *bytes, size_t size, const char *source,
                             kn_reading_row **rows, size_t *count, kn_error *err);

/* ---- The diary as CSV ------------------------------------------------------------------------*/

/* One row for each current entry, newest first, in the columns of docs/format.md: UTF-8 after a
 * byte order mark, RFC 4180, no cell that a spreadsheet takes for a formula. In parts of bounded
 * size. KN_IO when the sink refuses, and what the store says. */
kn_code kn_diary_csv(kn_store *store, kn_sink sink, kn_error *err);

#endif
