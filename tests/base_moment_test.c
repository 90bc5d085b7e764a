#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/moment.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { FIRST_DAY = -25567, LAST_DAY = 84370 /* 1900-01-01, 2200-12-31 */ };

static void moments_are_read(void **state)
{
    static const struct {
        const char *text;
        int32_t day, second, offset_minutes;
        int64_t utc;
        const char *again; /* NULL: the same */
    } rows[] = {
        {"1970-01-01T00:00:00+00:00", 0, 0, 0, 0, NULL},
        {"1970-01-01T00:00:00Z", 0, 0, 0, 0, "1970-01-01T00:00:00+00:00"},
        {"1970-01-01T00:00:00-00:00", 0, 0, 0, 0, "1970-01-01T00:00:00+00:00"},
        {"1969-12-31T23:59:59+00:00", -1, 86399, 0, -1, NULL},
        {"1970-01-01T00:00:00+01:00", 0, 0, 60, -3600, NULL},
        {"1970-01-01T00:00:00-01:00", 0, 0, -60, 3600, NULL},
        {"2026-03-14T19:38:00+01:00", 20526, 70680, 60, 1773513480, NULL},
        {"2024-02-29T12:00:01+05:45", 19782, 43201, 345, 1709187301, NULL},
        {"2024-02-29T12:00:01-03:30", 19782, 43201, -210, 1709220601, NULL},
        {"2024-02-29T12:00:01-00:01", 19782, 43201, -1, 1709208061, NULL},
        {"2024-02-29T12:00:01+18:00", 19782, 43201, 1080, 1709143201, NULL},
        {"2024-02-29T12:00:01-18:00", 19782, 43201, -1080, 1709272801, NULL},
        {"1900-01-01T00:00:00-18:00", FIRST_DAY, 0, -1080, -2208988800 + 64800, NULL},
        {"2200-12-31T23:59:59+18:00", LAST_DAY, 86399, 1080, 7289654399 - 64800, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_moment m = {0};
        char out[KN_MOMENT_SIZE];

        assert_true(kn_moment_parse(rows[i].text, strlen(rows[i].text), &m));
        assert_int_equal(m.day, rows[i].day);
        assert_int_equal(m.second, rows[i].second);
        assert_int_equal(m.offset_minutes, rows[i].offset_minutes);
        assert_int_equal(kn_moment_utc(m), rows[i].utc);
        assert_string_equal(kn_moment_format(out, m), rows[i].again ? rows[i].again : rows[i].text);
    }
}

static void what_is_no_moment(void **state)
{
    static const char *const rows[] = {
        "",
        "2026-03-14",
        "2026-03-14T19:38:00",
        "2026-03-14T19:38+01:00",
        "2026-03-14 19:38:00+01:00",
        "2026-03-14t19:38:00+01:00",
        "2026-03-14T19:38:00z",
        "2026-03-14T19:38:00+0100",
        "2026-03-14T19:38:00+01",
        "2026-03-14T19:38:00+01:00 ",
        " 2026-03-14T19:38:00+01:00",
        "2026-03-14T19:38:00+01.00",
        "2026-03-14T19:38:00 01:00",
        "2026-03-14T19:38:00.5+01:00",
        "2026-03-14T19:38:00.1234Z",
        "2026-03-14T19:38:00.12345",
        "2026-03-14T19:38:00+18:01",
        "2026-03-14T19:38:00-18:01",
        "2026-03-14T19:38:00+01:60",
        "2026-03-14T19:38:00+1a:00",
        "2026-03-14T19:38:00ZZZZZZ",
        "2026-03-14T19:38:00+01:0Z",
        "2026-03-14T19:38:60+01:00",
        "2026-03-14T24:00:00+01:00",
        "2026-03-14T19:60:00+01:00",
        "2026-03-14T-9:00:00+01:00",
        "2023-02-29T12:00:00+01:00",
        "2026-00-14T12:00:00+01:00",
        "2026-13-14T12:00:00+01:00",
        "2026-04-31T12:00:00+01:00",
        "1899-12-31T12:00:00+01:00",
        "2201-01-01T12:00:00+01:00",
        "2026-03-14T19:38:00+01:0\n",
    };
    static const char with_nul[] = "2026-03-14T19:38:00+01:0\0";

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_moment m = {7, 7, 7};

        if (kn_moment_parse(rows[i], strlen(rows[i]), &m))
            fail_msg("accepted: %s", rows[i]);
        assert_true(m.day == 7 && m.second == 7 && m.offset_minutes == 7);
    }
    kn_moment m;
    assert_false(kn_moment_parse(with_nul, sizeof with_nul - 1, &m));
}

/* Every offset, every second of a day and every day, written, read and turned to UTC and back. */
static void every_moment_goes_there_and_back(void **state)
{
    (void)state;
    for (int32_t i = 0; i < 86400 + (LAST_DAY - FIRST_DAY); i++) {
        kn_moment m = {FIRST_DAY + i % (LAST_DAY - FIRST_DAY + 1), i % 86400, i % 2161 - 1080};
        kn_moment read, back = kn_moment_from_utc(kn_moment_utc(m), m.offset_minutes);
        char out[KN_MOMENT_SIZE];

        assert_true(back.day == m.day && back.second == m.second &&
                    back.offset_minutes == m.offset_minutes);
        assert_true(kn_moment_parse(kn_moment_format(out, m), KN_MOMENT_SIZE - 1, &read));
        assert_memory_equal(&read, &m, sizeof m);
    }
}

/* One instant on two clocks: equal in UTC, different days. */
static void the_same_instant_on_two_clocks(void **state)
{
    kn_moment a = kn_moment_from_utc(1773513480, 13 * 60), b = kn_moment_from_utc(1773513480, -660);

    (void)state;
    assert_int_equal(a.day, 20527);
    assert_int_equal(b.day, 20526);
    assert_int_equal(kn_moment_utc(a), kn_moment_utc(b));
    assert_int_equal(kn_moment_from_utc(-1, 0).second, 86399);
    assert_int_equal(kn_moment_from_utc(-86400, 0).day, -1);
    assert_int_equal(kn_moment_from_utc(-86400, 0).second, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_read),
        cmocka_unit_test(what_is_no_moment),
        cmocka_unit_test(every_moment_goes_there_and_back),
        cmocka_unit_test(the_same_instant_on_two_clocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
