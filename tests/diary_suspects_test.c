/* What was said about suspects, readings, and when a day's first spasm can have been. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diary/summary.h"
#include "diary_fixture.h"

enum { DAY = 20000, HOUR = 3600 };

static int64_t utc_of(int32_t day, int hour)
{
    return kn_moment_utc((kn_moment){day, hour * HOUR, 60});
}

/* By suspect, day and time, whatever the order in which they were written; removals are gone. */
static void exposures_come_in_order(void **state)
{
    static const struct {
        const char *suspect;
        int32_t day;
        double level;
        bool is_graded;
    } rows[] = {
        {"cold", DAY, 0, false},       {"cold", DAY, 1, false},  {"cold", DAY + 1, 1, true},
        {"effort", DAY - 1, 10, true}, {"effort", DAY, 0, true},
    };
    kn_exposed *exposed;
    size_t count;
    diary d;

    (void)state;
    diary_open(&d);
    diary_add(&d, KN_KIND_EXPOSURE, DAY, 9, 0, "{'suspect':'effort','level':0}");
    diary_add(&d, KN_KIND_EXPOSURE, DAY, 20, 0, "{'suspect':'cold','present':true}");
    diary_add(&d, KN_KIND_EXPOSURE, DAY + 1, 9, 0, "{'suspect':'cold','level':1}");
    diary_add(&d, KN_KIND_EXPOSURE, DAY, 9, 0, "{'suspect':'cold','present':false}");
    diary_add(&d, KN_KIND_EXPOSURE, DAY - 1, 9, 0, "{'suspect':'effort','level':10}");
    diary_add(&d, KN_KIND_EXPOSURE, DAY + 2, 0, 0, "{'suspect':'cold','present':true}");
    assert_int_equal(kn_summary_exposed(d.store, DAY - 1, DAY + 1, &exposed, &count, &d.err),
                     KN_OK);
    assert_int_equal(count, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(exposed[i].suspect, rows[i].suspect);
        assert_int_equal(exposed[i].day, rows[i].day);
        assert_true(exposed[i].level == rows[i].level);
        assert_int_equal(exposed[i].is_graded, rows[i].is_graded);
    }
    free(exposed);
    assert_int_equal(kn_summary_exposed(d.store, DAY + 3, DAY + 9, &exposed, &count, &d.err),
                     KN_OK);
    assert_int_equal(count, 0);
    free(exposed);
    diary_close(&d);
}

static void readings_know_their_minute(void **state)
{
    kn_reading *readings;
    size_t count;
    diary d;

    (void)state;
    diary_open(&d);
    diary_add_precise(&d, KN_KIND_READING, (kn_moment){DAY, 12 * HOUR, 60}, KN_PRECISION_DAY,
                      "{'what':'sleep_hours','value':6}");
    diary_add(&d, KN_KIND_READING, DAY, 7, 30, "{'what':'sleep_hours','value':6.5}");
    diary_add(&d, KN_KIND_READING, DAY, 8, 0, "{'what':'temperature','value':-4}");
    assert_int_equal(
        kn_summary_readings(d.store, "sleep_hours", DAY, DAY, &readings, &count, &d.err), KN_OK);
    assert_int_equal(count, 2);
    assert_true(readings[0].value == 6.5 && readings[1].value == 6);
    assert_int_equal(readings[0].second, 7 * HOUR + HOUR / 2);
    assert_int_equal(readings[1].second, -1); /* noon only stands for the day */
    assert_int_equal(readings[0].utc, utc_of(DAY, 7) + HOUR / 2);
    assert_int_equal(readings[0].written, utc_of(DIARY_TODAY, 22));
    free(readings);
    assert_int_equal(
        kn_summary_readings(d.store, "temperature", DAY, DAY, &readings, &count, &d.err), KN_OK);
    assert_int_equal(count, 1);
    assert_true(readings[0].value == -4);
    free(readings);
    diary_close(&d);
}

/* The earliest that it can have been; a twitch is no spasm. */
static void the_first_spasm_of_a_day(void **state)
{
    const int64_t expected[] = {utc_of(DAY, 9), utc_of(DAY + 1, 12), utc_of(DAY + 2, 0),
                                INT64_MAX,      utc_of(DAY + 4, 0),  INT64_MAX};
    int64_t *first;
    diary d;

    (void)state;
    diary_open(&d);
    diary_add(&d, KN_KIND_EPISODE, DAY, 14, 0, "{'pain':4}");
    diary_add(&d, KN_KIND_EPISODE, DAY, 9, 0, "{'pain':4}");
    diary_add_precise(&d, KN_KIND_EPISODE, (kn_moment){DAY + 1, 15 * HOUR, 60}, KN_PRECISION_PART,
                      "{'pain':4}");
    diary_add(&d, KN_KIND_EPISODE, DAY + 2, 3, 0, "{'pain':4}");
    diary_add_precise(&d, KN_KIND_EPISODE, (kn_moment){DAY + 2, 12 * HOUR, 60}, KN_PRECISION_DAY,
                      "{'pain':4}");
    diary_add(&d, KN_KIND_EPISODE, DAY + 3, 3, 0,
              "{'painful':false,'ripple':true,'lasted_seconds':1}");
    diary_add_precise(&d, KN_KIND_EPISODE, (kn_moment){DAY + 4, 3 * HOUR, 60}, KN_PRECISION_PART,
                      "{'pain':4}");
    assert_int_equal(kn_summary_first_spasms(d.store, DAY, DAY + 5, &first, &d.err), KN_OK);
    for (int i = 0; i < 6; i++)
        assert_true(first[i] == expected[i]);
    free(first);
    diary_close(&d);
}

static void what_cannot_follow_a_spasm_is_known(void **state)
{
    kn_catalogue catalogue;
    char key[KN_ID_SIZE];
    diary d;
    unsigned n;

    (void)state;
    diary_open(&d);
    n = diary_add(&d, KN_KIND_SUSPECT, DAY, 9, 0, "{'name':'Thunder','before':true}");
    snprintf(key, sizeof key, "%08x-1111-4111-8111-%012x", n, n);
    assert_int_equal(kn_catalogue_load(d.store, &catalogue, &d.err), KN_OK);
    assert_true(kn_catalogue_find(&catalogue, KN_KIND_SUSPECT, "period")->is_before);
    assert_false(kn_catalogue_find(&catalogue, KN_KIND_SUSPECT, "cold")->is_before);
    assert_true(kn_catalogue_find(&catalogue, KN_KIND_SUSPECT, key)->is_before);
    kn_catalogue_release(&catalogue);
    diary_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exposures_come_in_order),
        cmocka_unit_test(readings_know_their_minute),
        cmocka_unit_test(the_first_spasm_of_a_day),
        cmocka_unit_test(what_cannot_follow_a_spasm_is_known),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
