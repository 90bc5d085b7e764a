/* What the reader of episodes and suspects accepts, and in which words it refuses. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "exchange/exchange.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define HEAD         "day,episodes,wine\n"

static kn_trigger_diary diary;

static kn_code read_text(const char *text, kn_error *err)
{
    return kn_trigger_diary_read_csv(text, strlen(text), "t.csv", &diary, err);
}

static void bad_files_are_refused(void **state)
{
    static const struct {
        const char *text;
        kn_code code;
        uint32_t line, column;
        const char *message, *hint; /* parts of them */
    } rows[] = {
        {"", KN_PARSE, 0, 0, "", ""},
        {HEAD, KN_PARSE, 0, 0, "", ""},
        {"day,wine\n1,2\n", KN_NOTFOUND, 1, 0, "no column \"episodes\"", "The columns are: day"},
        {"date,episodes,wine\n1,2,1\n", KN_NOTFOUND, 1, 0, "no column \"day\"", "The columns are"},
        {"day,episodes\n1,0\n2,1\n", KN_DATA, 1, 0, "there is no suspect", "Add a column"},
        {HEAD "1,0,1\n2,1\n", KN_PARSE, 3, 0, "", ""},
        {HEAD "1,0,1\n,1,0\n", KN_DATA, 3, 1, "\"\" is not a day", "Write dates"},
        {HEAD "1,0,1\n1.5,1,0\n", KN_DATA, 3, 1, "\"1.5\" is not a day", "Write dates"},
        {HEAD "2024-02-30,0,1\n", KN_DATA, 2, 1, "\"2024-02-30\" is not a day", "Write dates"},
        {HEAD "2024-02-03 10:00,0,1\n", KN_DATA, 2, 1, "is not a day", "without a time"},
        {HEAD "1800-02-03,0,1\n", KN_DATA, 2, 1, "is not in the years 1900 to 2200", ""},
        {HEAD "10000000,0,1\n", KN_LIMIT, 2, 1, "beyond 1000000", ""},
        {HEAD "1,0,1\n2024-01-02,1,0\n", KN_DATA, 3, 1, "is a date, but line 2 has a number",
         "all as dates"},
        {HEAD "1,0,1\n2,-1,0\n", KN_DATA, 3, 3, "\"-1\" is not a number of episodes", "0 for none"},
        {HEAD "1,0,1\n2,0.5,0\n", KN_DATA, 3, 3, "\"0.5\" is not a number of episodes", "0 for"},
        {HEAD "1,0,1\n2,yes,0\n", KN_DATA, 3, 3, "\"yes\" is not a number of episodes", "0 for"},
        {HEAD "1,0,1\n2,5000,0\n", KN_DATA, 3, 3, "\"5000\" is not a number of episodes", ""},
        {HEAD "1,0,1\n2,1,maybe\n", KN_DATA, 3, 5, "\"maybe\" is not an answer", "1 or yes"},
        {HEAD "1,0,1\n2,1,inf\n", KN_DATA, 3, 5, "\"inf\" is not an answer", ""},
        {HEAD "1,0,1\n2,1,1e300\n", KN_DATA, 3, 5, "\"1e300\" is not an answer", ""},
        {HEAD "1,0,1\n3,1,0\n1,1,0\n", KN_DATA, 4, 1, "lines 2 and 4 are of one person and day",
         "one row a day"},
        {"person,day,episodes,wine\nA,1,0,1\n,2,1,0\n", KN_DATA, 3, 1, "the person is empty", ""},
        {"day,episodes,wi\x01ne\n1,0,1\n", KN_DATA, 1, 14, "control character", ""},
        /* Attacks only; quiet days only; neither. */
        {HEAD "1,1,1\n2,2,0\n4,1,1\n", KN_DATA, 1, 5,
         "these data cannot tell: every recorded day has an episode (lines 2 to 4)",
         "a missing day is not taken for a quiet one"},
        {HEAD "1,1,1\n2,,0\n4,1,1\n", KN_DATA, 1, 5, "every recorded day has an episode", ""},
        {HEAD "1,0,1\n2,0,0\n", KN_DATA, 1, 5, "no recorded day has an episode", "right column"},
        {HEAD "1,,1\n2,NA,0\n", KN_DATA, 1, 5, "no day says how many episodes", "0 for a day"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_error err = {0};
        kn_code code = read_text(rows[i].text, &err);

        bool is_there = code == KN_PARSE ||
                        (err.place.line == rows[i].line && err.place.column == rows[i].column);
        if (code != rows[i].code || !is_there || !strstr(err.message, rows[i].message) ||
            !strstr(err.hint, rows[i].hint))
            fail_msg("row %zu: %s at %llu:%u: %s / %s", i, kn_code_name(code),
                     (unsigned long long)err.place.line, err.place.column, err.message, err.hint);
        assert_true(err.message[0]);
        assert_null(diary.person);
    }
}

static void too_many_suspects(void **state)
{
    char text[4096] = "day,episodes";
    kn_error err = {0};

    (void)state;
    for (int j = 0; j <= KN_SUSPECTS_MAX; j++)
        snprintf(text + strlen(text), 16, ",s%d", j);
    strcat(text, "\n1,0");
    for (int j = 0; j <= KN_SUSPECTS_MAX; j++)
        strcat(text, ",1");
    strcat(text, "\n");
    assert_int_equal(read_text(text, &err), KN_LIMIT);
    assert_non_null(strstr(err.message, "\"s40\" is one suspect too many; at most 40"));
}

/* Words, counts, what is missing, semicolons with a decimal comma, any order of rows. */
static void what_is_accepted(void **state)
{
    static const char text[] = "wine;episodes;day;hours\r\n"
                               "YES;3;2024-03-02;1,5\r\n"
                               "no;0;2024-03-01;NA\r\n"
                               ";;2024-03-05;.\r\n";
    kn_error err = {0};

    (void)state;
    assert_int_equal(read_text(text, &err), KN_OK);
    assert_int_equal(diary.people, 1);
    assert_int_equal(diary.suspects, 2);
    assert_string_equal(diary.suspect_name[0], "wine");
    assert_string_equal(diary.suspect_name[1], "hours");
    assert_string_equal(diary.note[0], "columns are separated by semicolons");
    const kn_trigger_person *p = &diary.person[0];
    assert_true(diary.days_are_dates);
    assert_int_equal(p->days, 3);
    assert_int_equal(p->day[1] - p->day[0], 1);
    assert_int_equal(p->episode[0], 0);
    assert_int_equal(p->episode[1], 1);
    assert_int_equal(p->episode[2], -1);
    assert_true(p->answer[0] == 0 && p->answer[2] == 1);
    assert_true(isnan(p->answer[1]) && p->answer[3] == 1.5);
    assert_true(isnan(p->answer[4]) && isnan(p->answer[5]));
    kn_trigger_diary_release(&diary);
}

static void several_people(void **state)
{
    kn_error err = {0};

    (void)state;
    assert_int_equal(read_text("person,day,episodes,wine\nZoe,2,1,1\nAda,1,0,0\nZoe,1,0,1\n", &err),
                     KN_OK);
    assert_int_equal(diary.people, 2);
    assert_string_equal(diary.person[0].name, "Zoe"); /* as they first appear */
    assert_int_equal(diary.person[0].days, 2);
    assert_int_equal(diary.person[0].day[0], 1);
    assert_int_equal(diary.person[0].episode[0], 0);
    assert_string_equal(diary.person[1].name, "Ada");
    assert_false(diary.days_are_dates);
    kn_trigger_diary_release(&diary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_files_are_refused), cmocka_unit_test(too_many_suspects),
        cmocka_unit_test(what_is_accepted), cmocka_unit_test(several_people)};

    return cmocka_run_group_tests_name("triggers csv", tests, NULL, NULL);
}
