/* Readings from a CSV file: what is taken, what is refused and where; and the fuzz corpus. */
#include "../fuzz/readings.c"

#include "corpus.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void what_is_taken(void **state)
{
    static const char text[] = "sleep_hours;day;temperature\n"
                               "6,5;2026-03-02;NA\n"
                               "\n"
                               " ;2026-03-01;-4.5\n"
                               "24;2026-02-28;.\n";
    static const struct {
        const char *day;
        uint32_t line;
        double temperature, sleep_hours;
    } expected[] = {{"2026-02-28", 5, (double)NAN, 24},
                    {"2026-03-01", 4, -4.5, (double)NAN},
                    {"2026-03-02", 2, (double)NAN, 6.5}};
    kn_reading_row *rows;
    size_t count;
    kn_error err = {0};

    (void)state;
    if (kn_readings_read_csv(text, sizeof text - 1, "made.csv", &rows, &count, &err))
        fail_msg("%s", err.message);
    assert_int_equal(count, COUNT(expected));
    for (size_t i = 0; i < count; i++) {
        char day[KN_DATE_SIZE];

        assert_string_equal(kn_date_format(day, rows[i].day), expected[i].day);
        assert_int_equal(rows[i].line, expected[i].line);
        assert_true(isnan(expected[i].temperature)
                        ? isnan(rows[i].temperature)
                        : rows[i].temperature == expected[i].temperature);
        assert_true(isnan(expected[i].sleep_hours)
                        ? isnan(rows[i].sleep_hours)
                        : rows[i].sleep_hours == expected[i].sleep_hours);
    }
    free(rows);
}

static void what_is_refused(void **state)
{
    static const struct {
        const char *text;
        kn_code code;
        uint32_t line, column;
        const char *says;
    } rows[] = {
        {"", KN_PARSE, 1, 1, "is empty"},
        {"day\n2026-03-01\n", KN_NOTFOUND, 1, 0, "\"temperature\" or \"sleep_hours\""},
        {"temperature\n1\n", KN_NOTFOUND, 1, 0, "\"day\""},
        {"day,temperature,wind\n2026-03-01,1,2\n", KN_DATA, 1, 17, "\"wind\" is not a column"},
        {"day,temperature\n2026-03-01,1\n2026-02-30,1\n", KN_DATA, 3, 1, "is not a day"},
        {"day,temperature\n2026-03-01 08:00,1\n", KN_DATA, 2, 1, "is not a day"},
        {"day,temperature\n7,1\n", KN_DATA, 2, 1, "\"7\" is not a day"},
        {"day,temperature\n1815-06-18,1\n", KN_DATA, 2, 1, "not in the years"},
        {"day,temperature\n2026-03-01,60.5\n", KN_DATA, 2, 12, "-90 to 60"},
        {"day,temperature\n2026-03-01,-91\n", KN_DATA, 2, 12, "-90 to 60"},
        {"day,temperature\n2026-03-01,warm\n", KN_DATA, 2, 12, "\"warm\""},
        {"day,temperature\n2026-03-01,\"1,5\"\n", KN_DATA, 2, 12, "\"1,5\""},
        {"day,sleep_hours\n2026-03-01,24.1\n", KN_DATA, 2, 12, "0 to 24"},
        {"day,sleep_hours\n2026-03-01,-1\n", KN_DATA, 2, 12, "0 to 24"},
        {"day,sleep_hours\n2026-03-01,inf\n", KN_DATA, 2, 12, "\"inf\""},
        {"day,sleep_hours\n2026-03-02,1\n2026-03-01,1\n2026-03-02,\n", KN_DATA, 4, 1,
         "lines 2 and 4 are of one day"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_reading_row *read;
        size_t count;
        kn_error err = {0};
        kn_code code = kn_readings_read_csv(rows[i].text, strlen(rows[i].text), "made.csv", &read,
                                            &count, &err);

        if (code != rows[i].code || err.place.line != rows[i].line ||
            err.place.column != rows[i].column || !strstr(err.message, rows[i].says))
            fail_msg("%s: %s at %llu:%u: %s", rows[i].text, kn_code_name(code),
                     (unsigned long long)err.place.line, (unsigned)err.place.column, err.message);
        assert_null(read);
    }
}

static void there_is_a_limit(void **state)
{
    kn_text text;
    kn_reading_row *rows;
    size_t count;

    (void)state;
    for (int32_t more = 0; more < 2; more++) {
        kn_error err = {0};

        kn_text_init(&text, 8 << 20);
        kn_text_add(&text, "day,temperature\n");
        for (int32_t i = 0; i < KN_READINGS_ROWS_MAX + more; i++) {
            char day[KN_DATE_SIZE];

            kn_text_addf(&text, "%s,1\n", kn_date_format(day, i));
        }
        assert_int_equal(
            kn_readings_read_csv(kn_text_string(&text), text.size, "made.csv", &rows, &count, &err),
            more ? KN_LIMIT : KN_OK);
        free(rows);
        kn_text_release(&text);
    }
}

static void the_corpus_keeps_the_invariant(void **state)
{
    (void)state;
    check_corpus("readings", 1 << 20, 3, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_taken),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(there_is_a_limit),
        cmocka_unit_test(the_corpus_keeps_the_invariant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
