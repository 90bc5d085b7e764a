/* The reader of episodes: what it takes, and where it says what is wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "exchange/exchange.h"

static kn_code read_text(const char *text, kn_relief_data *data, kn_error *err)
{
    static const kn_relief_csv_options options = {.reference = NULL};

    return kn_relief_read_csv(text, strlen(text), "file.csv", &options, data, err);
}

/* How one row ends: the cells relieved, minutes, minutes_low, minutes_high of the first row. */
static void ends(void **state)
{
    static const struct {
        const char *cells;
        kn_eased eased;
        double low, minutes;
    } rows[] = {
        {"1,12,,", KN_EASED_AT, 0, 12},         {"yes,12,,", KN_EASED_AT, 0, 12},
        {"0,12,,", KN_EASED_NOT, 0, 12},        {",12,,", KN_EASED_UNKNOWN, 0, 0},
        {"1,,,", KN_EASED_UNKNOWN, 0, 0},       {"0,,,", KN_EASED_UNKNOWN, 0, 0},
        {"NA,NA,NA,.", KN_EASED_UNKNOWN, 0, 0}, {"1,,5,30", KN_EASED_BETWEEN, 5, 30},
        {",,5,30", KN_EASED_BETWEEN, 5, 30},    {"1,40,5,30", KN_EASED_BETWEEN, 5, 30},
        {"1,,,30", KN_EASED_BETWEEN, 0, 30},    {"1,,0,30", KN_EASED_BETWEEN, 0, 30},
        {"1,40,5,", KN_EASED_BETWEEN, 5, 40},   {"1,,5,", KN_EASED_NOT, 0, 5},
        {"0,,5,", KN_EASED_NOT, 0, 5},          {"0,12,5,", KN_EASED_NOT, 0, 12},
        {",,5,", KN_EASED_NOT, 0, 5},           {",,0,", KN_EASED_UNKNOWN, 0, 0},
        {"1,7,7,7", KN_EASED_AT, 0, 7},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        char text[200];
        kn_relief_data data;
        kn_error err = {0};
        snprintf(text, sizeof text,
                 "relieved,minutes,minutes_low,minutes_high,arm\n%s,B\n1,5,,,A\n", rows[r].cells);
        if (read_text(text, &data, &err))
            fail_msg("%s: %s", rows[r].cells, err.message);
        const kn_relief_episode *e = &data.person[0].episode[0];
        if (e->eased != rows[r].eased)
            fail_msg("%s: ends as %d", rows[r].cells, e->eased);
        assert_int_equal(e->arm, 1);
        assert_int_equal(e->allowed, 3);
        assert_true(e->eased == KN_EASED_UNKNOWN || e->minutes == rows[r].minutes);
        assert_true(e->eased != KN_EASED_BETWEEN || e->low == rows[r].low);
        kn_relief_data_release(&data);
    }
}

static void refused(void **state)
{
    static const struct {
        const char *text;
        kn_code code;
        uint64_t line;
        uint32_t column;
        const char *says;
    } rows[] = {
        {"arm,minutes,relieved\nA,5,1\nB,0,1\n", KN_DATA, 3, 3, "0 minutes"},
        {"arm,minutes,relieved\nA,5,1\nB,-2,0\n", KN_DATA, 3, 3, "-2 minutes"},
        {"arm,minutes,relieved\nA,5,1\nB,2e6,0\n", KN_DATA, 3, 3, "two years"},
        {"arm,minutes,relieved\nA,5,1\nB,x,0\n", KN_DATA, 3, 3, "not a number"},
        {"arm,minutes,relieved\nA,5,1\nB,3,2\n", KN_DATA, 3, 5, "neither 1 nor 0"},
        {"arm,minutes,relieved\nA,5,1\n,3,1\n", KN_DATA, 3, 1, "arm is empty"},
        {"arm,minutes,relieved\nA,5,1\nA,3,1\n", KN_DATA, 2, 1, "only one arm"},
        {"arm,minutes\nA,5\n", KN_NOTFOUND, 1, 0, "\"relieved\""},
        {"arm,minutes,relieved,minutes_high\nA,5,1,\nB,3,0,9\n", KN_DATA, 3, 7, "not relieved"},
        {"arm,minutes,relieved,minutes_low,minutes_high\nA,5,1,,\nB,3,1,9,4\n", KN_DATA, 3, 7,
         "ends before"},
        {"arm,minutes,relieved,propensity\nA,5,1,0.5\nB,3,1,\n", KN_DATA, 3, 7, "empty"},
        {"arm,minutes,relieved,propensity\nA,5,1,0.5\nB,3,1,1.5\n", KN_DATA, 3, 7, "propensity"},
        {"arm,minutes,relieved,allowed\nA,5,1,A|B\nB,3,1,A\n", KN_DATA, 3, 7, "not among"},
        {"arm,minutes,relieved,allowed\nA,5,1,A|B\nB,3,1,\n", KN_DATA, 3, 7, "allowed"},
        {"arm,minutes,relieved,order\nA,5,1,1\nB,3,1,later\n", KN_DATA, 3, 7, "place in time"},
        {"episode,arm,minutes,relieved\n7,A,5,1\n8,B,3,1\n7,B,3,1\n", KN_DATA, 4, 1,
         "lines 2 and 4"},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        kn_relief_data data;
        kn_error err = {0};
        kn_code code = read_text(rows[r].text, &data, &err);
        if (code != rows[r].code || err.place.line != rows[r].line ||
            err.place.column != rows[r].column || !strstr(err.message, rows[r].says))
            fail_msg("row %zu: code %d at %llu:%u, %s", r, code, (unsigned long long)err.place.line,
                     err.place.column, err.message);
        assert_string_equal(err.place.source, "file.csv");
        assert_true(code == KN_NOTFOUND || err.hint[0] || strstr(rows[r].says, "empty"));
    }
}

static void arms_and_persons(void **state)
{
    kn_relief_data data;
    kn_error err = {0};

    (void)state;
    assert_int_equal(read_text("person,arm,minutes,relieved,allowed,order,switched\n"
                               "b,heat,5,1,heat|walk about|wait,2026-03-02T14:05,1\n"
                               "a,wait,6,1,wait;heat,2026-03-02 13:00,0\n"
                               "b,wait,7,0,wait,2026-03-02T14:04,\n"
                               "b,walk about,8,1,walk about,2026-03-03,NA\n",
                               &data, &err),
                     KN_OK);
    assert_int_equal(data.arms, 3);
    assert_string_equal(data.arm_name[0], "wait"); /* sounds like a control */
    assert_string_equal(data.arm_name[2], "walk about");
    assert_int_equal(data.people, 2);
    assert_string_equal(data.person[0].name, "b");
    assert_true(data.has_order);
    const kn_relief_episode *e = data.person[0].episode; /* in order of time */
    assert_int_equal(e[0].arm, 0);
    assert_int_equal(e[0].allowed, 1);
    assert_int_equal(e[0].switched, -1);
    assert_int_equal(e[1].arm, 1);
    assert_int_equal(e[1].allowed, 7);
    assert_int_equal(e[1].switched, 1);
    assert_true(fabs(e[1].order - e[0].order - 1.0 / 1440) < 1e-9);
    assert_int_equal(e[2].allowed, 4);
    assert_int_equal(data.person[1].episode[0].allowed, 3);
    assert_int_equal(data.person[1].episode[0].switched, 0);
    kn_relief_data_release(&data);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends),
        cmocka_unit_test(refused),
        cmocka_unit_test(arms_and_persons),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
