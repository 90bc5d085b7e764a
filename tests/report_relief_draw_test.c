/* A draw in words: the chance as people say it, and a sentence for every reason why there was none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/relief_report.h"

static const struct {
    uint32_t weight, total;
    const char *words;
} rows[] = {
    {1, 4, "Picked by chance, 1 in 4, so that the comparison is fair."},
    {250, 1000, "Picked by chance, 1 in 4, so that the comparison is fair."},
    {1, 2, "Picked by chance, 1 in 2, so that the comparison is fair."},
    {1, 8, "Picked by chance, 1 in 8, so that the comparison is fair."},
    {100, 1000, "Picked by chance, 1 in 10, so that the comparison is fair."},
    {393, 1000, "Picked by chance, about 4 in 10, so that the comparison is fair."},
    {667, 1000, "Picked by chance, about 7 in 10, so that the comparison is fair."},
    {999, 1000, "Picked by chance, about 9 in 10, so that the comparison is fair."},
    {7, 1000, "Picked by chance, about 1 in 10, so that the comparison is fair."},
    {1, 1, "It is the only one that can be picked right now."},
    {1000, 1000, "It is the only one that can be picked right now."},
};

static void chances_are_said_as_people_say_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kn_text text;

        kn_text_init(&text, 1024);
        kn_relief_say_draw(KN_NOT_DRAWN_DRAWN, rows[i].weight, rows[i].total, &text);
        assert_string_equal(kn_text_string(&text), rows[i].words);
        kn_text_release(&text);
    }
}

static void every_reason_has_its_own_sentence(void **state)
{
    char said[KN_NOT_DRAWN_COUNT][128];

    (void)state;
    for (int why = KN_NOT_DRAWN_DRAWN + 1; why < KN_NOT_DRAWN_COUNT; why++) {
        kn_text text;

        kn_text_init(&text, sizeof said[why] - 1);
        kn_relief_say_draw((kn_not_drawn)why, 0, 0, &text);
        assert_true(text.size > 0 && text.bytes[text.size - 1] == '.');
        memcpy(said[why], text.bytes, text.size + 1);
        for (int other = KN_NOT_DRAWN_DRAWN + 1; other < why; other++)
            assert_string_not_equal(said[why], said[other]);
        kn_text_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chances_are_said_as_people_say_them),
        cmocka_unit_test(every_reason_has_its_own_sentence),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
