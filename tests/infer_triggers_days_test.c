/* The case-crossover on small diaries: which days count, strata, lags, what is refused, verdicts
 * and doubts. Its numbers: infer_triggers_test.c. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "base/random.h"
#include "unknot/triggers.h"

enum { DIARY_DAYS = 400, SUSPECTS = 4 };

static void assert_near(double ours, double expected, double allowed)
{
    if (!(fabs(ours - expected) <= allowed))
        fail_msg("%.10g, expected %.10g within %.3g", ours, expected, allowed);
}

typedef struct diary {
    kn_trigger_days days;
    int32_t day[DIARY_DAYS];
    int8_t episode[DIARY_DAYS];
    double answer[DIARY_DAYS * SUSPECTS];
} diary;

enum { MONDAY = 19723 }; /* 2024-01-01 */

/* `days` days from Monday 2024-01-01, suspects yes with the chances given, episodes with the log
 * odds -1 + effects. */
static void make_diary(diary *d, size_t days, uint64_t seed, const double chance[SUSPECTS],
                       const double effect[SUSPECTS])
{
    kn_random random;

    assert_true(days <= DIARY_DAYS);
    kn_random_init(&random, seed, 0);
    for (size_t i = 0; i < days; i++) {
        double logit = -1;
        d->day[i] = MONDAY + (int32_t)i;
        for (int j = 0; j < SUSPECTS; j++) {
            double yes = kn_random_uniform(&random) < chance[j];
            d->answer[i * SUSPECTS + (size_t)j] = yes;
            logit += effect[j] * yes;
        }
        d->episode[i] = kn_random_uniform(&random) < 1 / (1 + exp(-logit));
    }
    d->days = (kn_trigger_days){days, d->day, d->episode, d->answer};
}

static const double half[SUSPECTS] = {0.5, 0.5, 0.5, 0.5}, none[SUSPECTS] = {0};

static void fit(const diary *d, size_t count, const kn_trigger_options *options,
                kn_trigger_answer *answer)
{
    kn_trigger_days days[2] = {d[0].days, count > 1 ? d[1].days : d[0].days};
    kn_error err = {0};

    assert_int_equal(kn_triggers_fit(days, count, SUSPECTS, options, answer, &err), KN_OK);
}

static bool has_doubt(const kn_trigger_answer *answer, kn_trigger_doubt_code code, int suspect)
{
    for (size_t d = 0; d < answer->doubts; d++)
        if (answer->doubt[d].code == code && answer->doubt[d].suspect == suspect)
            return true;
    return false;
}

static diary one, pair[2];
static kn_trigger_answer whole, changed;

/* A day that is not recorded, has no row, or has an answer missing is no control. */
static void a_gap_is_never_a_control(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();
    size_t quiet = 0;

    (void)state;
    options.needed_runs = 0;
    make_diary(&one, 200, 3, half, none);
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.counted_days, 200);
    /* The first quiet day that is in an informative stratum: without it one day less. */
    while (one.episode[quiet] != 0)
        quiet++;
    for (int way = 0; way < 3; way++) {
        make_diary(&one, 200, 3, half, none);
        if (way == 0) {
            one.episode[quiet] = -1;
        } else if (way == 1) {
            one.answer[quiet * SUSPECTS + 2] = (double)NAN;
        } else {
            for (size_t i = quiet; i + 1 < 200; i++) {
                one.day[i] = one.day[i + 1];
                one.episode[i] = one.episode[i + 1];
                memcpy(one.answer + i * SUSPECTS, one.answer + (i + 1) * SUSPECTS,
                       SUSPECTS * sizeof *one.answer);
            }
            one.days.days--;
        }
        fit(&one, 1, &options, &changed);
        assert_int_equal(changed.counted_days, 199);
        assert_int_equal(changed.informative_days, whole.informative_days - 1);
        assert_int_equal(changed.informative_episodes, whole.informative_episodes);
    }
}

/* The day after a gap has no yesterday; the day after that has. */
static void a_lag_needs_the_day_before(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    options.needed_runs = 0;
    options.lags = 2;
    options.lag[1] = 1;
    make_diary(&one, 200, 3, half, none);
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.counted_days, 199);
    for (size_t i = 100; i < 200; i++)
        one.day[i]++;
    fit(&one, 1, &options, &changed);
    assert_int_equal(changed.counted_days, 198);
    assert_int_equal(changed.recorded_days, 200);
    assert_int_equal(changed.calendar_days, 201);
}

/* The sum over lags finds what is spread over two days. */
static void lags_add_up(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    options.needed_runs = 0;
    options.lags = 2;
    options.lag[1] = 1;
    make_diary(&one, 400, 8, half, none);
    kn_random random;
    kn_random_init(&random, 4, 0);
    for (size_t i = 1; i < 400; i++) {
        double logit = -2 + 1.2 * one.answer[i * SUSPECTS] + 1.2 * one.answer[(i - 1) * SUSPECTS];
        one.episode[i] = kn_random_uniform(&random) < 1 / (1 + exp(-logit));
    }
    fit(&one, 1, &options, &whole);
    const kn_suspect_answer *found = &whole.suspect[0];
    assert_near(found->joint.mean, found->lag[0].mean + found->lag[1].mean, 1e-9);
    assert_true(found->lag[0].mean > 0.4 && found->lag[1].mean > 0.4);
    assert_int_equal(found->verdict, KN_TRIGGERS_GOES_WITH);
}

static void what_cannot_be_fitted(void **state)
{
    static const struct {
        int episode; /* of every day, or -2: one day in January, none in its stratum recorded */
        bool answered;
        kn_trigger_unfit unfit;
    } rows[] = {{1, true, KN_TRIGGER_NO_CONTROL},
                {0, true, KN_TRIGGER_NO_EPISODE},
                {-1, true, KN_TRIGGER_NO_DAYS},
                {1, false, KN_TRIGGER_NO_CONTROL}};
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        make_diary(&one, 60, 1, half, none);
        for (size_t i = 0; i < 60; i++)
            one.episode[i] = (int8_t)rows[r].episode;
        for (size_t i = 0; i < 60 * SUSPECTS && !rows[r].answered; i++)
            one.answer[i] = (double)NAN;
        fit(&one, 1, &options, &whole);
        assert_int_equal(whole.unfit, rows[r].unfit);
        assert_int_equal(whole.verdict, KN_TRIGGERS_COULD_NOT);
    }
    /* An episode every Monday, and only then. */
    make_diary(&one, 60, 1, half, none);
    for (size_t i = 0; i < 60; i++)
        one.episode[i] = i % 7 == 0;
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.unfit, KN_TRIGGER_NO_STRATUM);
    options.strata = KN_STRATA_FORTNIGHT;
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.unfit, KN_TRIGGER_FIT);
}

static void suspects_that_cannot_be_judged(void **state)
{
    static const kn_suspect_refusal expected[SUSPECTS] = {
        KN_SUSPECT_NONE, KN_SUSPECT_CONSTANT_IN_STRATA, KN_SUSPECT_OUTCOME, KN_SUSPECT_UNANSWERED};
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    options.needed_runs = 0;
    make_diary(&one, 300, 6, half, none);
    for (size_t i = 0; i < 300; i++) {
        one.answer[i * SUSPECTS + 1] = kn_weekday(one.day[i]) >= 5;
        one.answer[i * SUSPECTS + 2] = i > 0 ? one.episode[i - 1] : 0;
        if (i % 3)
            one.answer[i * SUSPECTS + 3] = (double)NAN;
    }
    fit(&one, 1, &options, &whole);
    for (int j = 0; j < SUSPECTS; j++)
        assert_int_equal(whole.suspect[j].refused, expected[j]);
    assert_int_equal(whole.counted_days, 300); /* the unanswered one costs no days */
    for (size_t i = 0; i < 300; i++) {
        one.answer[i * SUSPECTS + 1] = 4;
        one.answer[i * SUSPECTS + 2] = one.episode[i];
    }
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.suspect[1].refused, KN_SUSPECT_CONSTANT);
    assert_int_equal(whole.suspect[2].refused, KN_SUSPECT_OUTCOME);
    /* Days on which nobody wrote whether there was an episode count for neither share. */
    assert_near(whole.suspect[3].answered_controls, 1.0 / 3, 0.06);
    for (size_t i = 0; i < 100; i++) {
        one.episode[i] = -1;
        one.answer[i * SUSPECTS] = (double)NAN;
    }
    fit(&one, 1, &options, &whole);
    assert_near(whole.suspect[0].answered_controls, 1, 0);
    assert_near(whole.suspect[0].answered_episodes, 1, 0);
    assert_int_equal(whole.counted_days, 200);
    /* A weekend is a suspect like others where a fortnight is compared. */
    options.strata = KN_STRATA_FORTNIGHT;
    for (size_t i = 0; i < 300; i++)
        one.answer[i * SUSPECTS + 1] = kn_weekday(one.day[i]) >= 5;
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.suspect[1].refused, KN_SUSPECT_NONE);
}

static void verdicts(void **state)
{
    static const double strong[SUSPECTS] = {2.5, -2.5, 0, 0}, few[SUSPECTS] = {0.15, 1, 0.5, 0.5};
    static const double certain[SUSPECTS] = {6, -3, 0, 0};
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    make_diary(&one, 400, 2, half, strong);
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.verdict, KN_TRIGGERS_GOES_WITH);
    assert_int_equal(whole.suspect[0].verdict, KN_TRIGGERS_GOES_WITH);
    assert_int_equal(whole.suspect[1].verdict, KN_TRIGGERS_GOES_WITH_FEWER);
    assert_true(isnan(whole.needed));
    /* Cut short; and few episodes, nearly all of them with one suspect: however strong it looks,
     * under 24 nothing is said. */
    one.days.days = 60;
    fit(&one, 1, &options, &changed);
    assert_true(changed.needed > 0);
    make_diary(&one, 120, 2, few, certain);
    fit(&one, 1, &options, &changed);
    assert_true(changed.suspect[0].joint.p_below_zero < 0.01);
    assert_true(changed.informative_episodes < KN_TRIGGER_EPISODES_MIN);
    assert_int_equal(changed.verdict, KN_TRIGGERS_COULD_NOT);
    assert_int_equal(changed.suspect[0].verdict, KN_TRIGGERS_COULD_NOT);
    assert_true(has_doubt(&changed, KN_TRIGGER_DOUBT_FEW_EPISODES, -1));
    /* Nothing there: with few days it could not have told, with many no strong trigger. */
    make_diary(&one, 120, 5, half, none);
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.verdict, KN_TRIGGERS_COULD_NOT);
    double needed_short = whole.needed;
    make_diary(&one, 400, 5, half, none);
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.verdict, KN_TRIGGERS_NO_STRONG);
    assert_true(isnan(whole.needed) && needed_short > 0);
}

static void doubts(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    options.needed_runs = 0;
    make_diary(&one, 300, 7, half, none);
    fit(&one, 1, &options, &whole);
    assert_true(has_doubt(&whole, KN_TRIGGER_DOUBT_SAME_DAY, -1));
    assert_false(has_doubt(&whole, KN_TRIGGER_DOUBT_LOST_DAYS, -1));
    assert_false(has_doubt(&whole, KN_TRIGGER_DOUBT_ANSWERED_MORE, 0));
    assert_false(has_doubt(&whole, KN_TRIGGER_DOUBT_ALIKE, 1));
    for (size_t i = 0; i < 300; i++) {
        one.answer[i * SUSPECTS + 2] = one.answer[i * SUSPECTS + 1];
        if (i % 5 < 2 && one.episode[i] == 0)
            one.answer[i * SUSPECTS] = (double)NAN;
    }
    options.lag[0] = 1;
    fit(&one, 1, &options, &whole);
    assert_false(has_doubt(&whole, KN_TRIGGER_DOUBT_SAME_DAY, -1));
    assert_true(has_doubt(&whole, KN_TRIGGER_DOUBT_LOST_DAYS, -1));
    assert_true(has_doubt(&whole, KN_TRIGGER_DOUBT_ANSWERED_MORE, 0));
    assert_true(has_doubt(&whole, KN_TRIGGER_DOUBT_ALIKE, 1));
}

/* A weekly rhythm of both looks like a trigger where the days of a fortnight are compared. */
static void other_strata_raise_a_doubt(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();
    kn_random random;

    (void)state;
    options.needed_runs = 0;
    options.strata = KN_STRATA_FORTNIGHT;
    make_diary(&one, 400, 7, half, none);
    kn_random_init(&random, 12, 0);
    for (size_t i = 0; i < 400; i++) {
        bool weekend = kn_weekday(one.day[i]) >= 5;
        one.episode[i] = kn_random_uniform(&random) < (weekend ? 0.7 : 0.15);
        one.answer[i * SUSPECTS] = kn_random_uniform(&random) < (weekend ? 0.9 : 0.1);
    }
    fit(&one, 1, &options, &whole);
    assert_int_equal(whole.suspect[0].verdict, KN_TRIGGERS_GOES_WITH);
    assert_true(has_doubt(&whole, KN_TRIGGER_DOUBT_OTHER_STRATA, 0));
    options.others = false;
    fit(&one, 1, &options, &whole);
    assert_false(has_doubt(&whole, KN_TRIGGER_DOUBT_OTHER_STRATA, 0));
}

/* A graded suspect counts in steps of 2 sd: its unit of measurement does not matter; --raw does. */
static void graded_suspects(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();
    kn_random random;

    (void)state;
    options.needed_runs = 0;
    make_diary(&one, 300, 9, half, none);
    kn_random_init(&random, 2, 0);
    for (size_t i = 0; i < 300; i++)
        one.answer[i * SUSPECTS] = kn_random_normal(&random);
    fit(&one, 1, &options, &whole);
    assert_true(whole.suspect[0].graded && !whole.suspect[1].graded);
    assert_near(whole.suspect[0].unit, 2, 0.2);
    assert_near(whole.suspect[1].unit, 1, 0);
    for (size_t i = 0; i < 300; i++)
        one.answer[i * SUSPECTS] = 60 * one.answer[i * SUSPECTS] + 400;
    fit(&one, 1, &options, &changed);
    assert_near(changed.suspect[0].joint.mean, whole.suspect[0].joint.mean, 1e-6);
    assert_near(changed.suspect[0].unit, 60 * whole.suspect[0].unit, 1e-9);
    options.raw = true;
    fit(&one, 1, &options, &changed);
    assert_near(changed.suspect[0].unit, 1, 0);
}

/* Two people on the same dates: their days are never compared with each other's. */
static void several_people(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    options.needed_runs = 0;
    make_diary(&pair[0], 150, 1, half, none);
    make_diary(&pair[1], 150, 1, half, none);
    for (size_t i = 0; i < 150; i++)
        pair[0].episode[i] = 1;
    fit(pair, 2, &options, &whole);
    fit(&pair[1], 1, &options, &changed);
    assert_int_equal(whole.informative_days, changed.informative_days);
    assert_int_equal(whole.counted_days, 300);
    assert_near(whole.suspect[0].joint.mean, changed.suspect[0].joint.mean, 1e-12);
    assert_true(has_doubt(&whole, KN_TRIGGER_DOUBT_POOLED_ONE_EFFECT, -1));
}

static void the_same_twice(void **state)
{
    kn_trigger_options options = kn_trigger_options_default();

    (void)state;
    make_diary(&one, 200, 4, half, none);
    memset(&whole, 0, sizeof whole);
    memset(&changed, 0, sizeof changed);
    fit(&one, 1, &options, &whole);
    fit(&one, 1, &options, &changed);
    assert_memory_equal(&whole, &changed, sizeof whole);
}

static void options_that_are_refused(void **state)
{
    static const struct {
        int lags, first, second, suspects;
        bool dated;
        kn_code code;
    } rows[] = {{2, 1, 0, 4, true, KN_USAGE},  {1, 8, 0, 4, true, KN_USAGE},
                {0, 0, 0, 4, true, KN_USAGE},  {1, -1, 0, 4, true, KN_USAGE},
                {1, 0, 0, 4, false, KN_USAGE}, {2, 0, 1, 21, true, KN_LIMIT},
                {1, 0, 0, 41, true, KN_LIMIT}, {2, 0, 1, 4, true, KN_OK}};

    (void)state;
    make_diary(&one, 100, 4, half, none);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        kn_trigger_options options = kn_trigger_options_default();
        kn_error err = {0};
        options.needed_runs = 0;
        options.lags = rows[r].lags;
        options.lag[0] = rows[r].first;
        options.lag[1] = rows[r].second;
        options.dated = rows[r].dated;
        assert_int_equal(kn_triggers_fit(&one.days, 1, rows[r].suspects, &options, &whole, &err),
                         rows[r].code);
        assert_true(rows[r].code == KN_OK || err.message[0]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_is_never_a_control),
        cmocka_unit_test(a_lag_needs_the_day_before),
        cmocka_unit_test(lags_add_up),
        cmocka_unit_test(what_cannot_be_fitted),
        cmocka_unit_test(suspects_that_cannot_be_judged),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(doubts),
        cmocka_unit_test(other_strata_raise_a_doubt),
        cmocka_unit_test(graded_suspects),
        cmocka_unit_test(several_people),
        cmocka_unit_test(the_same_twice),
        cmocka_unit_test(options_that_are_refused),
    };

    return cmocka_run_group_tests_name("triggers", tests, NULL, NULL);
}
