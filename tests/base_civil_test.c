#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void dates_are_read(void **state)
{
    static const struct {
        const char *text;
        kn_date result;
        int32_t day;
        bool has_time;
    } rows[] = {
        {"1970-01-01", KN_DATE_OK, 0, false},
        {"1969-12-31", KN_DATE_OK, -1, false},
        {"2000-02-29", KN_DATE_OK, 11016, false},
        {"2024-02-29", KN_DATE_OK, 19782, false},
        {"1900-01-01", KN_DATE_OK, -25567, false},
        {"2200-12-31", KN_DATE_OK, 84370, false},
        {"2024-02-29T23:59", KN_DATE_OK, 19782, true},
        {"2024-02-29 23:59:60", KN_DATE_OK, 19782, true},
        {"2023-08-02 06:47:58.869Z", KN_DATE_OK, 19571, true},
        {"2023-08-02T06:47+02:00", KN_DATE_OK, 19571, true},
        {"2023-08-02T06:47:00-0530", KN_DATE_OK, 19571, true},
        {"1899-12-31", KN_DATE_YEAR, 0, false},
        {"2201-01-01", KN_DATE_YEAR, 0, false},
        {"2023-02-29", KN_DATE_BAD, 0, false},
        {"1900-02-29", KN_DATE_BAD, 0, false},
        {"2024-13-01", KN_DATE_BAD, 0, false},
        {"2024-00-01", KN_DATE_BAD, 0, false},
        {"2024-04-31", KN_DATE_BAD, 0, false},
        {"2024-04-00", KN_DATE_BAD, 0, false},
        {"2024-4-1", KN_DATE_BAD, 0, false},
        {"2024/04/01", KN_DATE_BAD, 0, false},
        {"2024-04-01x", KN_DATE_BAD, 0, false},
        {"2024-04-01T", KN_DATE_BAD, 0, false},
        {"2024-04-01T24:00", KN_DATE_BAD, 0, false},
        {"2024-04-01T12", KN_DATE_BAD, 0, false},
        {"2024-04-01T12:60", KN_DATE_BAD, 0, false},
        {"2024-04-01T12:00:61", KN_DATE_BAD, 0, false},
        {"2024-04-01T12:00:00.", KN_DATE_BAD, 0, false},
        {"2024-04-01T12:00Zx", KN_DATE_BAD, 0, false},
        {"2024-04-01T12:00+2", KN_DATE_BAD, 0, false},
        {"", KN_DATE_BAD, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        int32_t day = 0;
        bool has_time = false;
        assert_int_equal(kn_date_parse(rows[i].text, strlen(rows[i].text), &day, &has_time),
                         rows[i].result);
        assert_int_equal(day, rows[i].day);
        assert_int_equal(has_time, rows[i].has_time);
    }
}

/* Every day accepted: written and read again, one more than the day before, weekdays in turn. */
static void every_day_goes_there_and_back(void **state)
{
    char out[KN_DATE_SIZE];

    (void)state;
    for (int32_t day = -25567; day <= 84370; day++) {
        int32_t read = 0;
        bool has_time;
        kn_date_format(out, day);
        assert_int_equal(kn_date_parse(out, KN_DATE_SIZE - 1, &read, &has_time), KN_DATE_OK);
        assert_int_equal(read, day);
        assert_int_equal(kn_weekday(day), (kn_weekday(day - 1) + 1) % 7);
    }
    assert_int_equal(kn_weekday(0), 3); /* 1970-01-01, a Thursday */
    assert_int_equal(kn_weekday(19782), 3);
    assert_int_equal(kn_weekday(INT32_MIN), (3 + 7 - 2147483648 % 7) % 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_read),
        cmocka_unit_test(every_day_goes_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
