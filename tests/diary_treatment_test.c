/* The embedded cards are those of content/treatments.json, and the table of names is theirs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "diary/treatment.h"

static const char *text_of(const json_t *card, const char *member)
{
    const char *text = json_string_value(json_object_get(card, member));

    return text ? text : "(none)";
}

static void names_are_those_of_the_cards(void **state)
{
    json_t *cards = NULL;
    kn_error err;

    (void)state;
    assert_int_equal(kn_treatments_load(&cards, &err), KN_OK);
    assert_int_equal(kn_treatment_count, 37);
    assert_int_equal(json_array_size(cards), kn_treatment_count);
    for (size_t i = 0; i < kn_treatment_count; i++) {
        const json_t *card = json_array_get(cards, i);

        assert_string_equal(kn_treatments[i].id, text_of(card, "id"));
        assert_string_equal(kn_treatments[i].name, text_of(card, "name"));
        assert_string_equal(kn_treatments[i].chip, text_of(card, "chip"));
        assert_int_equal(kn_treatments[i].is_acute, json_is_true(json_object_get(card, "acute")));
    }
    json_decref(cards);
}

static void the_program_holds_the_file(void **state)
{
    json_t *cards = NULL, *file;
    kn_error err;

    (void)state;
    file = json_load_file(TEST_DATA "/../content/treatments.json", 0, NULL);
    assert_non_null(file);
    assert_int_equal(kn_treatments_load(&cards, &err), KN_OK);
    assert_true(json_equal(cards, file));
    json_decref(cards);
    json_decref(file);
}

static void msm_says_that_no_trial_was_found(void **state)
{
    json_t *cards = NULL;
    kn_error err;
    size_t seen = 0;

    (void)state;
    assert_int_equal(kn_treatments_load(&cards, &err), KN_OK);
    for (size_t i = 0; i < json_array_size(cards); i++) {
        const json_t *card = json_array_get(cards, i);

        if (strcmp(text_of(card, "id"), "msm") != 0)
            continue;
        seen++;
        assert_non_null(strstr(text_of(card, "found"), "No trial of MSM was found"));
        assert_int_equal(json_integer_value(json_object_get(card, "certainty")), 0);
        assert_true(json_is_true(json_object_get(card, "no_trial")));
    }
    assert_int_equal(seen, 1);
    json_decref(cards);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_those_of_the_cards),
        cmocka_unit_test(the_program_holds_the_file),
        cmocka_unit_test(msm_says_that_no_trial_was_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
