#include <locale.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void utf8_names_the_first_bad_byte(void **state)
{
    static const struct {
        const char *bytes;
        size_t count, good;
    } rows[] = {
        {"", 0, 0},
        {"plain", 5, 5},
        {"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", 9, 9},
        {"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf", 10, 10}, /* edges that are allowed */
        {"ab\xe9t", 4, 2},                                    /* Latin-1 */
        {"\xc0\x80", 2, 0},                                   /* overlong NUL */
        {"\xe0\x9f\xbf", 3, 0},                               /* overlong */
        {"\xf0\x8f\xbf\xbf", 4, 0},                           /* overlong */
        {"a\xed\xa0\x80", 4, 1},                              /* a surrogate */
        {"\xf4\x90\x80\x80", 4, 0},                           /* above U+10FFFF */
        {"a\xe2\x82", 3, 1},                                  /* cut short */
        {"a\x80", 2, 1},                                      /* continuation without a lead */
        {"\xff\xfe", 2, 0},                                   /* UTF-16 */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(kn_utf8_check(rows[i].bytes, rows[i].count), rows[i].good);
}

static void utf8_is_cut_between_characters(void **state)
{
    (void)state;
    assert_int_equal(kn_utf8_cut("abc", 3, 5), 3);
    assert_int_equal(kn_utf8_cut("abc", 3, 2), 2);
    assert_int_equal(kn_utf8_cut("a\xe2\x82\xac", 4, 4), 4);
    assert_int_equal(kn_utf8_cut("a\xe2\x82\xac", 4, 3), 1);
    assert_int_equal(kn_utf8_cut("a\xe2\x82\xac", 4, 1), 1);
}

static void numbers_are_read_whole_or_not_at_all(void **state)
{
    static const struct {
        const char *text;
        char mark;
        kn_number kind;
        double value;
    } rows[] = {
        {"0", '.', KN_NUMBER_OK, 0},
        {"12.5", '.', KN_NUMBER_OK, 12.5},
        {"12,5", ',', KN_NUMBER_OK, 12.5},
        {"-.5", '.', KN_NUMBER_OK, -0.5},
        {"+5.", '.', KN_NUMBER_OK, 5},
        {"0.1", '.', KN_NUMBER_OK, 0.1},
        {"9007199254740993", '.', KN_NUMBER_OK, 9007199254740992.0},
        {"1e-3", '.', KN_NUMBER_OK, 0.001},
        {"1E+22", '.', KN_NUMBER_OK, 1e22},
        {"1e-999", '.', KN_NUMBER_OK, 0},
        {"", '.', KN_NUMBER_BAD, 0},
        {" 1", '.', KN_NUMBER_BAD, 0},
        {"1 ", '.', KN_NUMBER_BAD, 0},
        {"1.5", ',', KN_NUMBER_BAD, 0},
        {"1,5", '.', KN_NUMBER_BAD, 0},
        {"1.234,5", ',', KN_NUMBER_BAD, 0},
        {"1.2.3", '.', KN_NUMBER_BAD, 0},
        {".", '.', KN_NUMBER_BAD, 0},
        {"-", '.', KN_NUMBER_BAD, 0},
        {"e5", '.', KN_NUMBER_BAD, 0},
        {"1e", '.', KN_NUMBER_BAD, 0},
        {"1e+", '.', KN_NUMBER_BAD, 0},
        {"0x10", '.', KN_NUMBER_BAD, 0},
        {"1_000", '.', KN_NUMBER_BAD, 0},
        {"--1", '.', KN_NUMBER_BAD, 0},
        {"\xd9\xa1", '.', KN_NUMBER_BAD, 0}, /* an Arabic digit */
        {"inf", '.', KN_NUMBER_INFINITE, 0},
        {"-Infinity", '.', KN_NUMBER_INFINITE, 0},
        {"nan", '.', KN_NUMBER_INFINITE, 0},
        {"\xe2\x88\x9e", '.', KN_NUMBER_INFINITE, 0},
        {"1e999", '.', KN_NUMBER_INFINITE, 0},
        {"infinit", '.', KN_NUMBER_BAD, 0},
    };
    char zeros[102];
    double value;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        value = -77;
        assert_int_equal(kn_number_parse(rows[i].text, strlen(rows[i].text), rows[i].mark, &value),
                         rows[i].kind);
        assert_true(value == (rows[i].kind == KN_NUMBER_OK ? rows[i].value : -77));
    }
    memset(zeros, '0', sizeof zeros);
    assert_int_equal(kn_number_parse(zeros, 100, '.', &value), KN_NUMBER_OK);
    assert_int_equal(kn_number_parse(zeros, 101, '.', &value), KN_NUMBER_BAD);
    assert_int_equal(kn_number_parse("1\0", 2, '.', &value), KN_NUMBER_BAD);
    assert_int_equal(kn_number_parse("123", 2, '.', &value), KN_NUMBER_OK);
    assert_true(value == 12);
}

static void numbers_are_written_without_exponents(void **state)
{
    static const struct {
        double value;
        int digits;
        const char *text;
    } rows[] = {
        {0, 3, "0"},
        {-0.0, 3, "0"},
        {1, 2, "1.0"},
        {0.012345, 2, "0.012"},
        {-0.5, 1, "-0.5"},
        {9.99, 2, "10"},
        {0.0996, 2, "0.10"},
        {12345, 2, "12000"},
        {12345, 5, "12345"},
        {12345, 7, "12345.00"},
        {1e20, 1, "100000000000000000000"},
        {1e21, 1, "more than 1e21"},
        {-1e300, 1, "less than -1e21"},
        {1e-10, 3, "0"},
        {1.5e-9, 15, "0.00000000150000000000000"},
        {HUGE_VAL, 3, "more than 1e21"},
        {(double)NAN, 3, "unknown"},
    };
    char out[KN_NUMBER_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_string_equal(kn_number_format(out, rows[i].value, rows[i].digits), rows[i].text);
}

/* Skipped quietly where the machine has no such locale; numbers are then proved only for C. */
static void the_locale_does_not_matter(void **state)
{
    char out[KN_NUMBER_SIZE];
    double value = 0;

    (void)state;
    if (!setlocale(LC_ALL, "de_DE.UTF-8") && !setlocale(LC_ALL, "fr_FR.UTF-8"))
        skip();
    assert_int_equal(kn_number_parse("1.5", 3, '.', &value), KN_NUMBER_OK);
    assert_true(value == 1.5);
    assert_string_equal(kn_number_format(out, 1.5, 2), "1.5");
    setlocale(LC_ALL, "C");
}

static void a_text_grows_to_its_limit_and_no_further(void **state)
{
    kn_text text;
    kn_error err = {0};

    (void)state;
    kn_text_init(&text, 1000);
    assert_string_equal(kn_text_string(&text), "");
    kn_text_add(&text, "a");
    kn_text_add_char(&text, 'b');
    kn_text_add_bytes(&text, "cde", 2);
    kn_text_addf(&text, "%d-%s", 12, "x");
    kn_text_add_xml(&text, "<&\"'>");
    assert_string_equal(kn_text_string(&text), "abcd12-x&lt;&amp;&quot;&#39;&gt;");
    while (text.size < 1000)
        kn_text_add_char(&text, '.');
    assert_int_equal(kn_text_check(&text, "the page", &err), KN_OK);
    kn_text_addf(&text, "%s", "y");
    kn_text_add(&text, "");
    assert_int_equal(text.size, 1000);
    assert_int_equal(kn_text_check(&text, "the page", &err), KN_LIMIT);
    assert_string_equal(err.message, "the page would be larger than 1000 bytes");
    kn_text_release(&text);
}

static void a_failure_is_sticky(void **state)
{
    kn_text text;

    (void)state;
    kn_text_init(&text, 4);
    kn_text_add(&text, "abcde");
    kn_text_add(&text, "f");
    assert_string_equal(kn_text_string(&text), "");
    assert_int_equal(kn_text_check(&text, "it", NULL), KN_LIMIT);
    kn_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_names_the_first_bad_byte),
        cmocka_unit_test(utf8_is_cut_between_characters),
        cmocka_unit_test(numbers_are_read_whole_or_not_at_all),
        cmocka_unit_test(numbers_are_written_without_exponents),
        cmocka_unit_test(the_locale_does_not_matter),
        cmocka_unit_test(a_text_grows_to_its_limit_and_no_further),
        cmocka_unit_test(a_failure_is_sticky),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
