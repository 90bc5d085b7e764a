/* What the reader of trials accepts, and in which words it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"
#include "exchange/exchange.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define HEAD         "person,day,arm,outcome\n"
#define GUESS        .family = -1

static kn_code read_text(const char *text, const kn_csv_options *options, kn_dataset *dataset,
                         kn_error *err)
{
    return kn_dataset_read_csv(text, strlen(text), "t.csv", options, dataset, err);
}

typedef struct refusal {
    const char *text;
    kn_csv_options options;
    kn_code code;
    uint32_t line, column;
    const char *field, *message, *hint;
} refusal;

static void check_refusals(const refusal rows[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        kn_error err = {0};
        kn_dataset dataset;
        kn_code code = read_text(rows[i].text, &rows[i].options, &dataset, &err);

        assert_string_equal(err.message, rows[i].message);
        assert_string_equal(err.hint, rows[i].hint);
        assert_int_equal(code, rows[i].code);
        assert_int_equal(kn_code_exit_status(code), 2);
        assert_int_equal(err.place.line, rows[i].line);
        assert_int_equal(err.place.column, rows[i].column);
        assert_string_equal(err.place.field, rows[i].field);
        assert_null(dataset.person);
    }
}

#define WRITE_DIGITS "Write digits, with a decimal point if need be."
#define LEAVE_EMPTY  "Leave the field empty, or write NA, where nothing was recorded."
#define OTHER_FAMILY "Is --family right? gaussian takes any number."
#define NAME_DAYS    "Days are whole numbers, or dates such as 2024-03-31."

static void bad_columns_and_options_are_refused(void **state)
{
    static const refusal rows[] = {
        {"person,day,arm,score\n1,1,A,2\n",
         {GUESS},
         KN_NOTFOUND,
         1,
         0,
         "",
         "there is no column \"outcome\"",
         "Name it with --outcome. The columns are: person, day, arm, score."},
        {HEAD "1,1,A,2\n",
         {GUESS, .column = {[KN_COLUMN_PERIOD] = "week"}},
         KN_NOTFOUND,
         1,
         0,
         "",
         "there is no column \"week\"",
         "Name it with --period. The columns are: person, day, arm, outcome."},
        {HEAD "1,1,A,2\n",
         {.family = KN_BINOMIAL},
         KN_NOTFOUND,
         1,
         0,
         "",
         "there is no column \"trials\"",
         "Name it with --trials. The columns are: person, day, arm, outcome."},
        {HEAD "1,1,A,2\n",
         {GUESS, .column = {[KN_COLUMN_OUTCOME] = "day"}},
         KN_USAGE,
         0,
         0,
         "",
         "--day and --outcome name the same column",
         ""},
        {HEAD "1,1,A,2\n",
         {.family = KN_GAUSSIAN, .column = {[KN_COLUMN_EXPOSURE] = "day"}},
         KN_USAGE,
         0,
         0,
         "",
         "--exposure is for counts, not for --family gaussian",
         ""},
        {HEAD "1,1,A,2\n",
         {.family = KN_POISSON, .column = {[KN_COLUMN_TRIALS] = "day"}},
         KN_USAGE,
         0,
         0,
         "",
         "--trials is for k of n, not for --family poisson",
         ""},
        {HEAD "1,1,A,2\n",
         {GUESS, .column = {[KN_COLUMN_TRIALS] = "x", [KN_COLUMN_EXPOSURE] = "y"}},
         KN_USAGE,
         0,
         0,
         "",
         "--exposure and --trials do not go together",
         ""},
        {HEAD "1,1,A,2\n1,2,B,1\n1,3,\"C, d\",1\n",
         {GUESS, .reference = "X"},
         KN_NOTFOUND,
         1,
         12,
         "arm",
         "no row has the reference arm \"X\"",
         "The arms are: A, B, C, d."},
        {"day,day,arm,outcome\n1,1,A,2\n",
         {GUESS},
         KN_PARSE,
         1,
         5,
         "day",
         "columns 1 and 2 are both called \"day\"",
         "Rename or remove one of them."},
        {"", {GUESS}, KN_PARSE, 1, 1, "", "the file is empty", ""},
        {HEAD, {GUESS}, KN_PARSE, 1, 0, "", "there is only a header and no row", ""},
        {HEAD "1,1,A\n",
         {GUESS},
         KN_PARSE,
         2,
         5,
         "",
         "the row of line 2 has 3 fields; the header has 4",
         "Put text that holds a separator or a line end between quotes."},
    };

    (void)state;
    check_refusals(rows, COUNT(rows));
}

static void bad_values_are_refused(void **state)
{
    static const refusal rows[] = {
        {HEAD "1,1,A,2\n1,2,B,two\n",
         {GUESS},
         KN_DATA,
         3,
         7,
         "outcome",
         "\"two\" is not a number",
         LEAVE_EMPTY},
        {HEAD "1,1,A,2\n1,2,B,inf\n",
         {GUESS},
         KN_DATA,
         3,
         7,
         "outcome",
         "\"inf\" is not a finite number",
         ""},
        {HEAD "1,1,A,1e999\n",
         {GUESS},
         KN_DATA,
         2,
         7,
         "outcome",
         "\"1e999\" is not a finite number",
         ""},
        {HEAD "1,1,A,1e300\n1,2,B,1\n",
         {GUESS},
         KN_DATA,
         2,
         7,
         "outcome",
         "1e300 is too large to be analysed",
         "Use a larger unit."},
        {HEAD "1,1,A,\"1,234\"\n",
         {GUESS},
         KN_DATA,
         2,
         7,
         "outcome",
         "\"1,234\" may have a decimal comma or a thousands separator",
         "Write it with a decimal point, or without the comma."},
        {"day;arm;outcome\n1;A;1,5\n2;B;1.5\n",
         {GUESS},
         KN_DATA,
         3,
         5,
         "outcome",
         "\"1.5\" has a decimal point, but line 2 has a decimal comma",
         "Use one of the two throughout the file."},
        {HEAD "1,1,A,2\n1,2,B,-1\n",
         {.family = KN_POISSON},
         KN_DATA,
         3,
         7,
         "outcome",
         "-1 is negative, but a count cannot be",
         OTHER_FAMILY},
        {HEAD "1,1,A,2\n1,2,B,1.5\n",
         {.family = KN_POISSON},
         KN_DATA,
         3,
         7,
         "outcome",
         "1.5 is not a whole number, but a count must be",
         OTHER_FAMILY},
        {HEAD "1,1,A,2000000000\n1,2,B,1\n",
         {.family = KN_POISSON},
         KN_DATA,
         2,
         7,
         "outcome",
         "2000000000 is too large for a count",
         OTHER_FAMILY},
        {HEAD "1,1,A,1\n1,2,B,2\n",
         {.family = KN_BERNOULLI},
         KN_DATA,
         3,
         7,
         "outcome",
         "2 is not 0 or 1, but a yes/no outcome must be",
         OTHER_FAMILY},
        {HEAD "1,1,A,1\n1,2,B,2.5\n",
         {.family = KN_ORDINAL},
         KN_DATA,
         3,
         7,
         "outcome",
         "2.5 is not a whole number, but a level must be",
         OTHER_FAMILY},
        {HEAD "1,1,A,1\n1,2,B,2\n1,3,A,3\n1,4,A,4\n1,5,A,5\n1,6,A,6\n1,7,A,7\n1,8,A,8\n1,9,A,9\n"
              "1,10,A,10\n1,11,A,11\n1,12,A,12\n1,13,A,13\n",
         {.family = KN_ORDINAL},
         KN_DATA,
         14,
         8,
         "outcome",
         "13 is one level too many; at most 12 are accepted",
         "Join neighbouring levels, or choose --family gaussian."},
        {"day,arm,outcome,trials\n1,A,2,5\n2,B,6,5\n",
         {.family = KN_BINOMIAL},
         KN_DATA,
         3,
         5,
         "outcome",
         "6 is more than the trials of its row",
         OTHER_FAMILY},
        {"day,arm,outcome,trials\n1,A,0,0\n",
         {.family = KN_BINOMIAL},
         KN_DATA,
         2,
         7,
         "trials",
         "0 is not a whole number from 1 on, but trials must be",
         ""},
        {"day,arm,outcome,trials\n1,A,0,x\n",
         {.family = KN_BINOMIAL},
         KN_DATA,
         2,
         7,
         "trials",
         "\"x\" is not a number",
         WRITE_DIGITS},
        {"day,arm,outcome,hours\n1,A,2,24\n2,B,1,0\n",
         {GUESS, .column = {[KN_COLUMN_EXPOSURE] = "hours"}},
         KN_DATA,
         3,
         7,
         "hours",
         "0 is not above 0, but an exposure must be",
         ""},
        {"day,arm,outcome,hours\n1,A,2,24\n2,B,1,\n",
         {GUESS, .column = {[KN_COLUMN_EXPOSURE] = "hours"}},
         KN_DATA,
         3,
         7,
         "hours",
         "the exposure is empty though the outcome is there",
         ""},
    };

    (void)state;
    check_refusals(rows, COUNT(rows));
}

#define NINE_ARMS                                                                                  \
    "1,1,a,1\n1,2,b,2\n1,3,c,1\n1,4,d,1\n1,5,e,1\n1,6,f,1\n1,7,g,1\n1,8,h,1\n1,9,i,1\n"
#define LONG_NAME                                                                                  \
    "0123456789012345678901234567890123456789012345678901234567890123"                             \
    "0123456789012345678901234567890123456789012345678901234567890123"

static void bad_days_arms_and_people_are_refused(void **state)
{
    static const refusal rows[] = {
        {HEAD "1,,A,2\n",
         {GUESS},
         KN_DATA,
         2,
         3,
         "day",
         "the day is empty though the outcome is there",
         ""},
        {HEAD "1,1.5,A,2\n", {GUESS}, KN_DATA, 2, 3, "day", "\"1.5\" is not a day", NAME_DAYS},
        {HEAD "1,Monday,A,2\n",
         {GUESS},
         KN_DATA,
         2,
         3,
         "day",
         "\"Monday\" is not a day",
         NAME_DAYS},
        {HEAD "1,2023-02-29,A,2\n",
         {GUESS},
         KN_DATA,
         2,
         3,
         "day",
         "\"2023-02-29\" is not a day",
         NAME_DAYS},
        {HEAD "1,2023-02-28T99:00,A,2\n",
         {GUESS},
         KN_DATA,
         2,
         3,
         "day",
         "\"2023-02-28T99:00\" is not a day",
         NAME_DAYS},
        {HEAD "1,1850-01-01,A,2\n",
         {GUESS},
         KN_DATA,
         2,
         3,
         "day",
         "the date \"1850-01-01\" is not in the years 1900 to 2200",
         ""},
        {HEAD "1,-1000001,A,2\n",
         {GUESS},
         KN_LIMIT,
         2,
         3,
         "day",
         "day -1000001 is beyond 1000000",
         ""},
        {HEAD "1,2024-01-01,A,2\n1,2,B,2\n",
         {GUESS},
         KN_DATA,
         3,
         3,
         "day",
         "the day \"2\" is a number, but line 2 has a date",
         "Write all days as whole numbers, or all as dates."},
        {HEAD "1,2,A,2\n1,2024-01-01,B,2\n",
         {GUESS},
         KN_DATA,
         3,
         3,
         "day",
         "the day \"2024-01-01\" is a date, but line 2 has a number",
         "Write all days as whole numbers, or all as dates."},
        {HEAD "1,1,,2\n",
         {GUESS},
         KN_DATA,
         2,
         5,
         "arm",
         "the arm is empty though the outcome is there",
         ""},
        {HEAD "1,1,\"A\x1b[2J\",2\n",
         {GUESS},
         KN_DATA,
         2,
         5,
         "arm",
         "the name \"A\\x1b[2J\" holds a control character",
         ""},
        {HEAD "1,1,A\xc2\x9b,2\n",
         {GUESS},
         KN_DATA,
         2,
         5,
         "arm",
         "the name \"A\xc2\x9b\" holds a control character",
         ""},
        {HEAD NINE_ARMS,
         {GUESS},
         KN_DATA,
         10,
         5,
         "arm",
         "\"i\" is one arm too many; at most 8 are accepted",
         "Is --arm the right column?"},
        {HEAD ",1,A,2\n",
         {GUESS},
         KN_DATA,
         2,
         1,
         "person",
         "the person is empty though the outcome is there",
         ""},
        {HEAD LONG_NAME ",1,A,2\n",
         {GUESS},
         KN_LIMIT,
         2,
         1,
         "person",
         "a name of 128 bytes; at most 127 are accepted",
         ""},
        {"day,arm,outcome,period\n1,A,2,x\n2,A,1,\n",
         {GUESS},
         KN_DATA,
         3,
         7,
         "period",
         "the period is empty though the outcome is there",
         "Rename the column if it does not hold the trial's periods."},
        {"day,arm,outcome,period\n1,A,2,x\n2,B,1,x\n",
         {GUESS},
         KN_DATA,
         3,
         7,
         "period",
         "period \"x\" has two arms: see lines 2 and 3",
         "Rename the column if it does not hold the trial's periods."},
    };

    (void)state;
    check_refusals(rows, COUNT(rows));
}

static void several_rows_of_a_day_are_refused_unless_a_rule_fits(void **state)
{
    static const refusal rows[] = {
        {HEAD "1,1,A,2\n1,2,B,1\n1,1,A,3\n",
         {GUESS},
         KN_DATA,
         4,
         3,
         "day",
         "lines 2 and 4 are of one person and day",
         "Say what to do with them: --per-day mean, --per-day sum or --per-day last."},
        {HEAD "1,1,A,2\n1,1,B,1\n",
         {GUESS, .per_day = KN_PER_DAY_LAST},
         KN_DATA,
         3,
         3,
         "day",
         "lines 2 and 3 are of one person and day but of two arms",
         "A day belongs to one of them: correct the file."},
        {"day,arm,outcome,period\n1,A,2,x\n1,A,1,y\n",
         {GUESS, .per_day = KN_PER_DAY_LAST},
         KN_DATA,
         3,
         1,
         "day",
         "lines 2 and 3 are of one person and day but of two periods",
         "A day belongs to one of them: correct the file."},
        {HEAD "1,1,A,2\n1,1,A,1\n",
         {.family = KN_POISSON, .per_day = KN_PER_DAY_MEAN},
         KN_USAGE,
         0,
         0,
         "",
         "a mean is for gaussian outcomes, not for poisson",
         "Choose another rule, or another --family."},
        {HEAD "1,1,A,2\n1,1,A,1\n",
         {.family = KN_GAUSSIAN, .per_day = KN_PER_DAY_SUM},
         KN_USAGE,
         0,
         0,
         "",
         "a sum is for counts and k of n, not for gaussian",
         "Choose another rule, or another --family."},
    };

    (void)state;
    check_refusals(rows, COUNT(rows));
}

static void data_that_cannot_tell_say_so(void **state)
{
    static const refusal rows[] = {
        {HEAD "1,1,A,2\n1,2,A,1\n",
         {GUESS},
         KN_DATA,
         1,
         12,
         "arm",
         "these data cannot tell: there is only one arm, \"A\" (lines 2 to 3)",
         "A comparison needs days under at least two arms."},
        {HEAD "1,1,A,2\n1,2,B,2\n2,1,A,2\n",
         {GUESS},
         KN_DATA,
         1,
         16,
         "outcome",
         "these data cannot tell: every outcome is 2 (lines 2 to 4)",
         "An outcome that never changes does not differ between arms."},
        {"day,arm,outcome,trials\n1,A,2,2\n2,B,3,3\n",
         {.family = KN_BINOMIAL},
         KN_DATA,
         1,
         9,
         "outcome",
         "these data cannot tell: every outcome is 2 (lines 2 to 3)",
         "An outcome that never changes does not differ between arms."},
        {HEAD "1,1,A,\n1,2,B,NA\n",
         {GUESS},
         KN_DATA,
         1,
         16,
         "outcome",
         "these data cannot tell: no row has an outcome",
         ""},
    };

    (void)state;
    check_refusals(rows, COUNT(rows));
}

/* The first person as "name family arms: day arm outcome (weight) period | ...", then the notes. */
static void describe(const kn_dataset *d, char *out, size_t room)
{
    size_t used = 0;

    for (size_t p = 0; p < d->people; p++) {
        const kn_person *person = &d->person[p];
        used += snprintf(out + used, room - used, "%s:", person->name);
        for (size_t i = 0; i < person->rows; i++) {
            used += snprintf(out + used, room - used, " %d%s%g", person->day[i],
                             d->arm_name[person->arm[i]], person->outcome[i]);
            if (person->exposure)
                used += snprintf(out + used, room - used, "/%g", person->exposure[i]);
            if (person->trials)
                used += snprintf(out + used, room - used, "of%g", person->trials[i]);
            if (person->period)
                used += snprintf(out + used, room - used, "#%d", person->period[i]);
        }
        used += snprintf(out + used, room - used, ";");
    }
    for (size_t n = 0; n < d->notes; n++)
        used += snprintf(out + used, room - used, "\n%s", d->note[n]);
}

#define ALL_SET .family = KN_GAUSSIAN, .reference = "A"
#define ONE     "\nthere is no column \"person\": all rows are taken as one person's"

static void what_is_accepted_is_said(void **state)
{
    static const struct {
        const char *text;
        kn_csv_options options;
        const char *read;
    } rows[] = {
        {HEAD "1,1,A,2\n1,2,B,3\n", {ALL_SET}, "1: 1A2 2B3;"},
        {"\xef\xbb\xbf" HEAD "1,1,A,2\r\n1,2,B,3", {ALL_SET}, "1: 1A2 2B3;"},
        {HEAD "b,5,A,2\nc,1,B,4\nb,-3,B,3\nb,1,A,1\n", {ALL_SET}, "b: -3B3 1A1 5A2;c: 1B4;"},
        {"day,arm,outcome\n1,A,2\n2,B,3\n", {ALL_SET}, "1: 1A2 2B3;" ONE},
        {"person;day;arm;outcome\n1;1;A;2,5\n1;2;B;3\n",
         {ALL_SET},
         "1: 1A2.5 2B3;\ncolumns are separated by semicolons; numbers have a decimal comma"},
        {"person\tday\tarm\toutcome\n1\t1\tA\t2.5\n1\t2\tB\t3\n",
         {ALL_SET},
         "1: 1A2.5 2B3;\ncolumns are separated by tabs"},
        {HEAD "1,1,A,\"2,5\"\n1,2,B,\"0,125\"\n",
         {ALL_SET},
         "1: 1A2.5 2B0.125;\nnumbers have a decimal comma"},
        {HEAD "1,1,A,2\n1,x,,\n1,2,B,3\n",
         {ALL_SET},
         "1: 1A2 2B3;\n1 row was left out: no outcome was recorded"},
        {HEAD "1,1,A,2\n1,3,A,NA\n1,4,A,nan\n1,5,B,.\n1,2,B,3\n",
         {ALL_SET},
         "1: 1A2 2B3;\n3 rows were left out: no outcome was recorded (NA, NaN and . mean that, "
         "too)"},
        {HEAD "1,2024-02-29T23:10Z,A,2\n1,2024-03-01,B,3\n",
         {ALL_SET},
         "1: 19782A2 19783B3;\nthe time of day was cut off 1 date"},
        {"person,day,arm,outcome,period\n1,1,A,2,x\n1,3,A,2,y\n1,2,A,3,x\n1,4,B,3,x\n",
         {ALL_SET},
         "1: 1A2#0 2A3#0 3A2#1 4B3#2;\nthe column \"period\" is used since the file has it"},
        {"person,day,arm,outcome,period,exposure\n1,1,A,2,x,.5\n1,2,B,3,y,1\n",
         {.family = KN_POISSON, .reference = "A"},
         "1: 1A2/0.5#0 2B3/1#1;\nthe columns \"exposure\" and \"period\" are used since the file "
         "has them"},
        {"person,day,arm,outcome,exposure\n1,1,A,2,x\n1,2,B,3,\n", {ALL_SET}, "1: 1A2 2B3;"},
        {"person,day,arm,outcome,trials\n1,1,A,2,5\n1,2,B,3,5\n",
         {.family = KN_BINOMIAL, .reference = "A"},
         "1: 1A2of5 2B3of5;"},
        {"person,day,arm,outcome,trials\n1,1,A,2,5\n1,2,B,3,5\n", {ALL_SET}, "1: 1A2 2B3;"},
        {HEAD "1,1,A,2\n1,1,A,3\n1,2,B,3\n",
         {ALL_SET, .per_day = KN_PER_DAY_MEAN},
         "1: 1A2.5 2B3;\n1 row was joined with another of the same day (--per-day)"},
        {"person,day,arm,outcome,exposure\n1,1,A,2,1\n1,2,B,3,2\n1,1,A,3,.5\n1,1,A,0,.5\n",
         {.family = KN_POISSON,
          .reference = "A",
          .per_day = KN_PER_DAY_SUM,
          .column = {[KN_COLUMN_EXPOSURE] = "exposure"}},
         "1: 1A5/2 2B3/2;\n2 rows were joined with another of the same day (--per-day)"},
        {HEAD "1,1,A,2\n1,1,A,3\n1,2,B,4\n",
         {ALL_SET, .per_day = KN_PER_DAY_LAST},
         "1: 1A3 2B4;\n1 row was joined with another of the same day (--per-day)"},
    };
    char out[1024];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_error err = {0};
        kn_dataset dataset;
        assert_int_equal(read_text(rows[i].text, &rows[i].options, &dataset, &err), KN_OK);
        describe(&dataset, out, sizeof out);
        assert_string_equal(out, rows[i].read);
        kn_dataset_release(&dataset);
        kn_dataset_release(&dataset);
    }
}

static void the_reference_is_the_control_or_the_first(void **state)
{
    static const struct {
        const char *arms[3], *stated, *reference, *note;
    } rows[] = {
        {{"B", "A", "C"}, NULL, "A", "the first in the order of names"},
        {{"active", "Placebo", "sham x"}, NULL, "Placebo", "its name says so"},
        {{"drug", "no_treatment", "other"}, NULL, "no_treatment", "its name says so"},
        {{"drug", "USUAL-CARE", "other"}, NULL, "USUAL-CARE", "its name says so"},
        {{"placebo", "off", "drug"}, NULL, "drug", "the first in the order of names"},
        {{"placebos", "b", "c"}, NULL, "b", "the first in the order of names"},
        {{"a", "placebo", "c"}, "c", "c", NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const kn_csv_options options = {.family = KN_GAUSSIAN, .reference = rows[i].stated};
        const char *const *arm = rows[i].arms;
        char text[200], note[200];
        kn_dataset dataset;
        snprintf(text, sizeof text, HEAD "1,1,%s,2\n1,2,%s,3\n1,3,%s,4\n", arm[0], arm[1], arm[2]);
        assert_int_equal(read_text(text, &options, &dataset, NULL), KN_OK);
        assert_string_equal(dataset.arm_name[0], rows[i].reference);
        assert_int_equal(dataset.notes, rows[i].note ? 1 : 0);
        if (rows[i].note) {
            snprintf(note, sizeof note, "\"%s\" is the reference arm: %s; --reference changes it",
                     rows[i].reference, rows[i].note);
            assert_string_equal(dataset.note[0], note);
        }
        assert_true(strcmp(dataset.arm_name[1], dataset.arm_name[2]) < 0);
        for (int k = 0; k < 3; k++)
            assert_string_equal(dataset.arm_name[dataset.person[0].arm[k]], arm[k]);
        kn_dataset_release(&dataset);
    }
}

/* Outcomes of four days under A, B, A, B. */
static void the_family_is_guessed_from_name_and_values(void **state)
{
    static const struct {
        const char *name, *y[4];
        kn_family family;
    } rows[] = {
        {"outcome", {"1", "0", "0", "1"}, KN_BERNOULLI},
        {"outcome", {"1", "0", "2.5", "1"}, KN_GAUSSIAN},
        {"outcome", {"1", "0", "-2", "1"}, KN_GAUSSIAN},
        {"outcome", {"1", "0", "2", "0"}, KN_POISSON},
        {"outcome", {"3", "4", "0", "6"}, KN_GAUSSIAN}, /* mean 3.25: a rating, it may be */
        {"outcome", {"1", "2", "3", "2"}, KN_GAUSSIAN}, /* no zero */
        {"outcome", {"1", "13", "3", "9"}, KN_POISSON},
        {"outcome", {"60", "70", "80", "65"}, KN_GAUSSIAN},
        {"Pain", {"1", "0", "2", "0"}, KN_GAUSSIAN},
        {"moodScore", {"1", "0", "2", "0"}, KN_GAUSSIAN},
        {"spasms_score", {"1", "0", "2", "0"}, KN_GAUSSIAN},
        {"spasms", {"5", "4", "6", "5"}, KN_POISSON},
        {"pain_episodes", {"5", "4", "6", "5"}, KN_POISSON},
        {"n_sleep", {"5", "4", "6", "5"}, KN_POISSON},
        {"number of stress days", {"5", "4", "6", "5"}, KN_POISSON},
        {"spasms", {"5.5", "4", "6", "5"}, KN_GAUSSIAN}, /* a count has no halves */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_csv_options options = kn_csv_options_default();
        const char *const *y = rows[i].y;
        char text[200];
        kn_dataset dataset;
        options.column[KN_COLUMN_OUTCOME] = rows[i].name;
        snprintf(text, sizeof text, "day,arm,%s\n1,A,%s\n2,B,%s\n3,A,%s\n4,B,%s\n", rows[i].name,
                 y[0], y[1], y[2], y[3]);
        assert_int_equal(read_text(text, &options, &dataset, NULL), KN_OK);
        assert_int_equal(dataset.family, rows[i].family);
        assert_true(dataset.family_guessed);
        assert_string_equal(dataset.outcome, rows[i].name);
        assert_non_null(strstr(dataset.note[1], "--family changes it"));
        kn_dataset_release(&dataset);
    }
}

/* ordinal is never guessed. poisson3 has a mean of 3.02 and could be a rating 0-10. */
static void the_reference_sets_are_guessed(void **state)
{
    static const struct {
        const char *set;
        int sets;
        kn_family family;
        int except;
    } rows[] = {
        {"gaussian", 6, KN_GAUSSIAN, 0},
        {"bernoulli", 6, KN_BERNOULLI, 0},
        {"ordinal", 6, KN_GAUSSIAN, 0},
        {"poisson", 6, KN_POISSON, 3},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        for (int s = 1; s <= rows[i].sets; s++) {
            const kn_csv_options options = kn_csv_options_default();
            char path[256], *bytes;
            size_t size;
            kn_dataset dataset;
            snprintf(path, sizeof path, TEST_DATA "/reference/%s%d-a.csv", rows[i].set, s);
            assert_int_equal(kn_file_read(path, KN_CSV_BYTES_MAX, &bytes, &size, NULL), KN_OK);
            assert_int_equal(kn_dataset_read_csv(bytes, size, path, &options, &dataset, NULL),
                             KN_OK);
            free(bytes);
            assert_int_equal(dataset.family, s == rows[i].except ? KN_GAUSSIAN : rows[i].family);
            assert_string_equal(dataset.arm_name[0], "A");
            kn_dataset_release(&dataset);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_columns_and_options_are_refused),
        cmocka_unit_test(bad_values_are_refused),
        cmocka_unit_test(bad_days_arms_and_people_are_refused),
        cmocka_unit_test(several_rows_of_a_day_are_refused_unless_a_rule_fits),
        cmocka_unit_test(data_that_cannot_tell_say_so),
        cmocka_unit_test(what_is_accepted_is_said),
        cmocka_unit_test(the_reference_is_the_control_or_the_first),
        cmocka_unit_test(the_family_is_guessed_from_name_and_values),
        cmocka_unit_test(the_reference_sets_are_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
