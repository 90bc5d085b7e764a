/* The tables of words are total, and amounts are said as the design asks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/story.h"
#include "report/words.h"
#include "report_fake.h"

enum { VERDICTS = KN_VERDICT_OBSERVED + 1, REASONS = KN_REASON_NOT_RANDOMISED + 1 };

static const kn_filling fields[] = {{"X", "XX"}, {"R", "RR"}, {"Y", "YY"}, {"effect", "EE"}};

static void test_every_pair_has_its_words(void **state)
{
    (void)state;
    for (int v = 0; v < VERDICTS; v++) {
        kn_text seen[REASONS];

        assert_true(strlen(kn_words_kind((kn_verdict_code)v, KN_REASON_CLEAR)) > 5);
        assert_true(strlen(kn_words_kind_brief((kn_verdict_code)v)) > 3);
        assert_non_null(kn_words_hope((kn_verdict_code)v));
        for (int r = 0; r < REASONS; r++) {
            kn_text_init(&seen[r], 4096);
            kn_words_why(&seen[r], (kn_verdict_code)v, (kn_reason)r, fields, 4);
            assert_true(seen[r].size > 20);
            assert_null(strchr(kn_text_string(&seen[r]), '{')); /* every field was known */
            assert_null(
                strchr(kn_text_string(&seen[r]), '%')); /* no percentages in the first part */
            assert_int_equal(seen[r].bytes[seen[r].size - 1], '.');
            for (int other = 0; other < r; other++)
                assert_string_not_equal(kn_text_string(&seen[r]), kn_text_string(&seen[other]));
        }
        for (int r = 0; r < REASONS; r++)
            kn_text_release(&seen[r]);
    }
    /* A null and a failure to tell are different answers. */
    assert_string_not_equal(kn_words_headline(KN_VERDICT_NO_WORTHWHILE, KN_REASON_CLEAR),
                            kn_words_headline(KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_WIDE));
}

static void test_every_doubt_has_its_words(void **state)
{
    (void)state;
    for (int d = 0; d < KN_DOUBT_COUNT; d++) {
        assert_non_null(kn_words_doubt((kn_doubt_code)d));
        assert_non_null(kn_words_doubt_short((kn_doubt_code)d));
        assert_true(strlen(kn_words_doubt((kn_doubt_code)d)) > 20);
    }
    for (int u = KN_UNFIT_TOO_FEW; u <= KN_UNFIT_CONSTANT; u++)
        assert_true(strlen(kn_words_unfit((kn_unfit)u)) > 10);
    for (int f = 0; f < KN_FAMILY_COUNT; f++)
        assert_non_null(kn_words_family((kn_family)f));
    for (int k = 0; k <= KN_DESIGN_LIST; k++)
        assert_non_null(kn_words_design((kn_design_kind)k));
}

static void test_amounts(void **state)
{
    static const struct {
        kn_amount form;
        double value, sd;
        bool coarse;
        const char *said, *than;
    } rows[] = {
        {KN_AMOUNT_COUNT, 0.57, 0, true, "4 in 10 fewer", "than"},
        {KN_AMOUNT_COUNT, 0.57, 0, false, "43 in 100 fewer", "than"},
        {KN_AMOUNT_COUNT, 0.95, 0, true, "5 in 100 fewer", "than"},
        {KN_AMOUNT_COUNT, 1.0, 0, true, "as many", "as"},
        {KN_AMOUNT_COUNT, 1.3, 0, true, "3 in 10 more", "than"},
        {KN_AMOUNT_COUNT, 2.0, 0, true, "twice as many", "as"},
        {KN_AMOUNT_COUNT, 3.24, 0, false, "3.2 times as many", "as"},
        {KN_AMOUNT_COUNT, 5000, 0, true, "more than 100 times as many", "as"},
        {KN_AMOUNT_COUNT, 1e-9, 0, true, "9 in 10 fewer", "than"},
        {KN_AMOUNT_COUNT, 1e-9, 0, false, "99 in 100 fewer", "than"},
        {KN_AMOUNT_ODDS, 0.6, 0, true, "4 in 10 lower", "than"},
        {KN_AMOUNT_POINTS, -1.24, 0.4, true, "1.2 points lower", "than"},
        {KN_AMOUNT_POINTS, -1.24, 0.4, false, "1.24 points lower", "than"},
        {KN_AMOUNT_POINTS, 12.4, 3, true, "12 points higher", "than"},
        {KN_AMOUNT_POINTS, 1, 3, true, "1 point higher", "than"},
        {KN_AMOUNT_POINTS, 0.01, 0.4, true, "the same", "as"},
        {KN_AMOUNT_LEVELS, -0.42, 0.2, true, "0.4 levels lower", "than"},
        {KN_AMOUNT_DAYS, -0.12, 0, true, "12 fewer days in 100", "than"},
        {KN_AMOUNT_DAYS, 0.001, 0, true, "as many days", "as"},
        {KN_AMOUNT_TRIES, 0.12, 0, true, "12 more times in 100 tries", "than"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kn_text text;

        kn_text_init(&text, 256);
        assert_string_equal(
            kn_say_amount(&text, rows[i].form, rows[i].value, rows[i].sd, rows[i].coarse),
            rows[i].than);
        assert_string_equal(kn_text_string(&text), rows[i].said);
        kn_text_release(&text);
    }
}

static void test_ranges(void **state)
{
    static const struct {
        kn_amount form;
        double low, high, sd;
        const char *said;
    } rows[] = {
        {KN_AMOUNT_COUNT, 0.37, 0.87, 0, "between 13 and 63 in 100 fewer"},
        {KN_AMOUNT_COUNT, 0.8, 1.3, 0, "between 20 in 100 fewer and 30 in 100 more"},
        {KN_AMOUNT_COUNT, 0.2, 2.3, 0, "between 80 in 100 fewer and 2.3 times as many"},
        {KN_AMOUNT_POINTS, -2.1, -0.3, 0.45, "between 0.30 and 2.10 points lower"},
        {KN_AMOUNT_DAYS, 0.02, 0.2, 0, "between 2 and 20 more days in 100"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kn_text text;

        kn_text_init(&text, 256);
        kn_say_range(&text, rows[i].form, rows[i].low, rows[i].high, rows[i].sd, false);
        assert_string_equal(kn_text_string(&text), rows[i].said);
        kn_text_release(&text);
    }
}

static void test_hundreds(void **state)
{
    static const struct {
        double probability[3];
        int share[3];
    } rows[] = {
        {{0.9, 0.09, 0.01}, {90, 9, 1}},
        {{0.9999, 0.0001, 0}, {99, 1, 0}},
        {{0, 0.00001, 0.99999}, {0, 1, 99}},
        {{1. / 3, 1. / 3, 1. / 3}, {34, 33, 33}},
        {{1, 0, 0}, {99, 1, 0}},
    };

    (void)state;
    assert_int_equal(kn_of_hundred(0), 1);
    assert_int_equal(kn_of_hundred(1), 99);
    assert_int_equal(kn_of_hundred(0.634), 63);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int share[3];

        kn_hundred_split(3, rows[i].probability, share);
        for (int k = 0; k < 3; k++)
            assert_int_equal(share[k], rows[i].share[k]);
    }
}

static void test_names_cannot_disturb(void **state)
{
    static const struct {
        const char *name, *shown;
        size_t characters;
    } rows[] = {
        {"stretch", "stretch", 40},
        {"\033[31mred\n", "?[31mred?", 40},
        {"a\xe2\x80\xae"
         "b",
         "a?b", 40}, /* right-to-left override */
        {"a\xc2\x9b"
         "b",
         "a?b", 40}, /* C1 control */
        {"abcdefghij", "abcd...", 5},
        {"abcde", "abcde", 5},
        {"äöüäöü", "äö...", 3},
        {"\xff\xfe", "??", 40},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kn_text text;

        kn_text_init(&text, 256);
        kn_words_name(&text, rows[i].name, rows[i].characters);
        assert_string_equal(kn_text_string(&text), rows[i].shown);
        kn_text_release(&text);
    }
}

static void test_headlines(void **state)
{
    static const struct {
        kn_family family;
        kn_verdict_code verdict;
        bool blinded;
        kn_design_kind design;
        const char *said;
    } rows[] = {
        {KN_POISSON, KN_VERDICT_HELPS, true, KN_DESIGN_BLOCKS,
         "With stretch you had about 4 in 10 fewer spasms than with no stretch."},
        {KN_POISSON, KN_VERDICT_HELPS, false, KN_DESIGN_BLOCKS,
         "With stretch you had about 4 in 10 fewer spasms than with no stretch; you knew which "
         "days "
         "were which, so this includes hope."},
        {KN_GAUSSIAN, KN_VERDICT_HELPS, true, KN_DESIGN_BLOCKS,
         "With stretch, spasms came out about 0.8 points lower than with no stretch."},
        {KN_BERNOULLI, KN_VERDICT_HELPS, true, KN_DESIGN_BLOCKS,
         "With stretch you had spasms on about 25 fewer days in 100 than with no stretch."},
        {KN_POISSON, KN_VERDICT_NO_WORTHWHILE, true, KN_DESIGN_BLOCKS,
         "Stretch made no difference to spasms that would matter to you, compared with no "
         "stretch."},
        {KN_POISSON, KN_VERDICT_COULD_NOT_TELL, false, KN_DESIGN_BLOCKS,
         "We do not know whether stretch or no stretch is better for you."},
        {KN_POISSON, KN_VERDICT_OBSERVED, true, KN_DESIGN_OBSERVED,
         "On days with stretch you had about 4 in 10 fewer spasms than on days with no stretch, "
         "but "
         "chance did not pick the days, so we cannot say why."},
        {KN_POISSON, KN_VERDICT_OBSERVED, true, KN_DESIGN_UNKNOWN,
         "On days with stretch you had about 4 in 10 fewer spasms than on days with no stretch, "
         "but "
         "we do not know that chance picked the days, so we cannot say why."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static fake f;
        kn_view view;
        kn_text text;

        fake_init(&f, rows[i].family, 2, 1);
        f.answer[0].answer[0].verdict = rows[i].verdict;
        f.answer[0].design.kind = rows[i].design;
        f.study.options.blinded = rows[i].blinded;
        kn_view_init(&view, &f.study, 0, 0);
        kn_text_init(&text, 4096);
        kn_story_headline(&view, &text);
        assert_string_equal(kn_text_string(&text), rows[i].said);
        kn_text_release(&text);
        kn_view_release(&view);
    }
}

/* Only watched, and no direction: nothing to explain, nothing to hope for. */
static void test_headline_of_nothing_seen(void **state)
{
    static fake f;
    kn_view view;
    kn_text text;

    (void)state;
    fake_init(&f, KN_GAUSSIAN, 2, 1);
    fake_effect(&f, 0, 0, -0.1, 0.2, 0);
    f.answer[0].answer[0].verdict = KN_VERDICT_OBSERVED;
    kn_view_init(&view, &f.study, 0, 0);
    kn_text_init(&text, 4096);
    kn_story_headline(&view, &text);
    assert_string_equal(kn_text_string(&text), "We saw no clear difference in spasms between days "
                                               "with stretch and days with no stretch.");
    kn_text_release(&text);
    kn_view_release(&view);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_pair_has_its_words),
        cmocka_unit_test(test_every_doubt_has_its_words),
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_hundreds),
        cmocka_unit_test(test_names_cannot_disturb),
        cmocka_unit_test(test_headlines),
        cmocka_unit_test(test_headline_of_nothing_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
