#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diary/naming.h"
#include "diary/site.h"
#include "document.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const double UNTIMED = -1; /* stands for NAN in the tables */

/* Each row as a condition of its own, written from the published table and not from the program's:
 * the duration in tenths of a second, -1 unknown. */
typedef struct kn_case {
    kn_yes_no painful;
    int tenths;
    kn_yes_no ripple, repeated;
    bool limb;
    kn_context context;
} kn_case;

static bool row_holds(int row, const kn_case *c)
{
    bool hurts = c->painful == KN_YES, painless = c->painful == KN_NO;
    bool ripples = c->ripple == KN_YES, again = c->repeated == KN_YES;
    bool known = c->tenths >= 0, ordinary = !known || (c->tenths >= 20 && c->tenths <= 6000);

    switch (row) {
    case 1:
        return !hurts && !painless;
    case 2:
        return painless && ripples;
    case 3:
        return painless && !ripples && (!known || c->tenths < 20);
    case 4:
        return painless && !ripples && known && c->tenths >= 20;
    case 5:
        return hurts && known && c->tenths < 20 && ripples;
    case 6:
        return hurts && known && c->tenths < 20 && !ripples;
    case 7:
        return hurts && known && c->tenths >= 36000;
    case 8:
        return hurts && known && c->tenths > 6000 && c->tenths < 36000;
    case 9:
        return hurts && ordinary && c->limb && c->context == KN_CONTEXT_NIGHT;
    case 10:
        return hurts && ordinary && c->limb && c->context == KN_CONTEXT_EFFORT;
    case 11:
        return hurts && ordinary && c->limb && c->context != KN_CONTEXT_NIGHT &&
               c->context != KN_CONTEXT_EFFORT;
    case 12:
        return hurts && ordinary && !c->limb && again;
    default:
        return hurts && ordinary && !c->limb && !again;
    }
}

static const char *const row_labels[] = {
    "UNSORTED",  "TWITCH",          "TWITCH_FELT", "TIGHTNESS",   "PAINFUL_TWITCH",
    "PAIN_JOLT", "KNOT_OR_LASTING", "PROLONGED",   "CRAMP_NIGHT", "CRAMP_EFFORT",
    "CRAMP",     "SPASMS",          "SPASM",
};

/* All combinations: exactly one row of the reference holds, and it is the one that decided. */
static void every_input_has_exactly_one_row(void **state)
{
    static const int tenths[] = {-1,   0,    1,    3,     19,    20,    21,     450,
                                 5999, 6000, 6001, 35999, 36000, 36001, 6048000};
    int walked = 0, seen[14] = {0};

    (void)state;
    for (int painful = 0; painful < 3; painful++)
        for (size_t t = 0; t < COUNT(tenths); t++)
            for (int rest = 0; rest < 3 * 3 * 5 * 2 * 2; rest++) {
                kn_case c = {(kn_yes_no)painful,        tenths[t], (kn_yes_no)(rest % 3),
                             (kn_yes_no)(rest / 3 % 3), false,     (kn_context)(rest / 9 % 5)};
                bool limb = rest / 45 % 2, has_site = rest / 90 % 2;
                kn_naming_input input = {
                    .painful = c.painful,
                    .seconds = tenths[t] < 0 ? (double)NAN : tenths[t] / 10.0,
                    .repeated = c.repeated,
                    .ripple = c.ripple,
                    .context = c.context,
                    .is_limb = limb,
                    .has_site = has_site,
                };
                kn_naming naming = kn_naming_of(&input);
                int holds = 0, which = 0;

                c.limb = limb && has_site;
                for (int row = 1; row <= 13; row++)
                    if (row_holds(row, &c)) {
                        holds++;
                        which = row;
                    }
                assert_int_equal(holds, 1);
                assert_int_equal(naming.row, which);
                assert_string_equal(kn_labels[naming.label].id, row_labels[which - 1]);
                assert_int_equal(kn_labels[naming.label].is_primary, which >= 9);
                assert_int_equal(naming.ask_pain, which == 1);
                assert_int_equal(naming.is_run, which == 2 && c.repeated == KN_YES);
                assert_int_equal(naming.is_cluster, which >= 9 && c.repeated == KN_YES);
                assert_int_equal(naming.site_missing, !has_site);
                assert_int_equal(naming.duration_missing, which >= 9 && tenths[t] < 0);
                assert_int_equal(naming.raises_r6, which == 7 || which == 8);
                seen[which]++;
                walked++;
            }
    assert_int_equal(walked, 3 * 15 * 180);
    for (int row = 1; row <= 13; row++)
        assert_true(seen[row] > 0);
}

/* The cases written down with the table, and its boundaries. */
static void the_written_cases(void **state)
{
    static const struct {
        kn_yes_no painful;
        double seconds;
        kn_yes_no ripple;
        bool limb;
        kn_yes_no repeated;
        kn_context context;
        int row;
    } rows[] = {
        {KN_NO, 0.3, KN_YES, false, KN_UNKNOWN, KN_CONTEXT_UNKNOWN, 2},
        {KN_NO, UNTIMED, KN_NO, false, KN_UNKNOWN, KN_CONTEXT_UNKNOWN, 3},
        {KN_NO, 2, KN_NO, false, KN_UNKNOWN, KN_CONTEXT_UNKNOWN, 4},
        {KN_YES, 1.9, KN_NO, false, KN_UNKNOWN, KN_CONTEXT_UNKNOWN, 6},
        {KN_YES, 600, KN_UNKNOWN, true, KN_UNKNOWN, KN_CONTEXT_NIGHT, 9},
        {KN_YES, 601, KN_UNKNOWN, true, KN_UNKNOWN, KN_CONTEXT_NIGHT, 8},
        {KN_YES, 3600, KN_UNKNOWN, true, KN_UNKNOWN, KN_CONTEXT_NIGHT, 7},
        {KN_YES, UNTIMED, KN_UNKNOWN, false, KN_YES, KN_CONTEXT_UNKNOWN, 12},
        {KN_YES, 45, KN_UNKNOWN, true, KN_UNKNOWN, KN_CONTEXT_EFFORT, 10},
        {KN_YES, 30, KN_NO, false, KN_UNKNOWN, KN_CONTEXT_UNKNOWN, 13},
        {KN_UNKNOWN, 30, KN_YES, true, KN_YES, KN_CONTEXT_NIGHT, 1},
        {KN_YES, 2, KN_YES, true, KN_NO, KN_CONTEXT_REST, 11},
        {KN_YES, 1.999999, KN_YES, true, KN_NO, KN_CONTEXT_REST, 5},
        {KN_YES, 600.000001, KN_NO, true, KN_NO, KN_CONTEXT_REST, 8},
        {KN_YES, 3599.999, KN_NO, true, KN_NO, KN_CONTEXT_REST, 8},
        {KN_NO, 1.999999, KN_UNKNOWN, true, KN_NO, KN_CONTEXT_REST, 3},
        {KN_NO, 7200, KN_UNKNOWN, true, KN_NO, KN_CONTEXT_REST, 4},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_naming_input input = {
            .painful = rows[i].painful,
            .seconds = rows[i].seconds == UNTIMED ? (double)NAN : rows[i].seconds,
            .repeated = rows[i].repeated,
            .ripple = rows[i].ripple,
            .context = rows[i].context,
            .is_limb = rows[i].limb,
            .has_site = true,
        };

        if (kn_naming_of(&input).row != rows[i].row)
            fail_msg("case %zu: row %d", i, kn_naming_of(&input).row);
    }
}

static void an_episode_takes_its_most_painful_place(void **state)
{
    static const struct {
        const char *first, *second;
        int first_pain, second_pain;
        const char *main;
        int row;
    } rows[] = {
        {NULL, NULL, 0, 0, NULL, 13},
        {"left-calf", NULL, -1, 0, "left-calf", 11},
        {"left-calf", "neck-back", 4, 4, "left-calf", 11},
        {"left-calf", "neck-back", 4, 5, "neck-back", 13},
        {"neck-back", "left-calf", -1, 0, "left-calf", 11},
        {"whole-body", "left-calf", 5, -1, "whole-body", 13},
        {"left-shoulder", NULL, 5, 0, "left-shoulder", 13},
        {"right-toes", NULL, 5, 0, "right-toes", 11},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_episode episode = {.painful = KN_YES, .pain = 5, .seconds = 30};
        int main_site;

        if (rows[i].first) {
            episode.sites[0].site = kn_site_find(rows[i].first);
            episode.sites[0].pain = rows[i].first_pain;
            episode.site_count = 1;
        }
        if (rows[i].second) {
            episode.sites[1].site = kn_site_find(rows[i].second);
            episode.sites[1].pain = rows[i].second_pain;
            episode.site_count = 2;
        }
        main_site = kn_episode_main_site(&episode);
        assert_int_equal(main_site, rows[i].main ? kn_site_find(rows[i].main) : -1);
        assert_int_equal(kn_naming_of_episode(&episode).row, rows[i].row);
        assert_int_equal(kn_naming_of_episode(&episode).site_missing, !rows[i].main);
    }
}

static void a_running_episode_has_no_duration_yet(void **state)
{
    kn_episode episode = {.painful = KN_YES, .pain = 5, .seconds = 4000, .running = true};

    (void)state;
    assert_int_equal(kn_naming_of_episode(&episode).row, 13);
    assert_true(kn_naming_of_episode(&episode).duration_missing);
    episode.running = false;
    assert_int_equal(kn_naming_of_episode(&episode).row, 7);
}

/* Of a range what is certain. */
static void a_range_is_named_by_what_is_certain(void **state)
{
    static const struct {
        kn_yes_no painful;
        double least, most;
        int row;
        bool missing;
    } rows[] = {
        {KN_YES, NAN, NAN, 13, true},
        {KN_YES, 0, 1800, 13, true},
        {KN_YES, 0, 1.5, 6, false},
        {KN_YES, 300, 1800, 13, true},
        {KN_YES, 599, NAN, 13, true},
        {KN_YES, 600, 1800, 8, false}, /* it had not eased after ten minutes */
        {KN_YES, 600, NAN, 8, false},
        {KN_YES, 3600, NAN, 7, false},
        {KN_YES, NAN, 7200, 13, true},
        {KN_NO, 600, NAN, 4, false},
        {KN_NO, 2, 60, 4, false},
        {KN_NO, 1, 60, 3, false},
        {KN_NO, NAN, 60, 3, false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_episode episode = {.painful = rows[i].painful,
                              .seconds = (double)NAN,
                              .least = rows[i].least,
                              .most = rows[i].most};
        kn_naming naming = kn_naming_of_episode(&episode);

        if (naming.row != rows[i].row || naming.duration_missing != rows[i].missing ||
            naming.raises_r6 != (naming.row == 7 || naming.row == 8))
            fail_msg("%g to %g: row %d", rows[i].least, rows[i].most, naming.row);
    }
}

/* Labels name; they never say what someone has, never urge and never shout. */
static void the_words_are_plain(void **state)
{
    static const char *const never[] = {"!",      "you have", "You have", "diagnos", "must",
                                        "should", "sorry",    "  ",       "disease", "syndrome"};

    (void)state;
    assert_string_equal(kn_label_footer, "This is a label for your diary, not a diagnosis.");
    for (int i = 0; i < KN_LABEL_COUNT; i++) {
        const kn_label_words *label = &kn_labels[i];

        assert_string_equal(label->id, row_labels[i]);
        assert_true(label->name[0] >= 'a' && label->name[0] <= 'z');
        assert_true(strlen(label->words) > 20 && strlen(label->words) < 300);
        assert_int_equal(label->words[strlen(label->words) - 1], '.');
        for (size_t n = 0; n < COUNT(never); n++)
            if (strstr(label->words, never[n]) || strstr(label->name, never[n]))
                fail_msg("%s: \"%s\"", label->id, never[n]);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(label->name, kn_labels[j].name);
    }
}

static void the_document_is_the_table(void **state)
{
    (void)state;
    check_document("naming.md", "rows", kn_naming_print_markdown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_input_has_exactly_one_row),
        cmocka_unit_test(the_written_cases),
        cmocka_unit_test(an_episode_takes_its_most_painful_place),
        cmocka_unit_test(a_running_episode_has_no_duration_yet),
        cmocka_unit_test(a_range_is_named_by_what_is_certain),
        cmocka_unit_test(the_words_are_plain),
        cmocka_unit_test(the_document_is_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
