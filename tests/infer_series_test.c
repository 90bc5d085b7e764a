/* What a series may be: every rule broken once, every reason not to fit, and the priors by name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "infer_fixture.h"

enum { DAYS = 6 };

static const struct {
    const char *what;
    kn_family family;
    double outcome[DAYS], weight; /* of every row: exposure or trials; 0: none given */
    int arms, day_of_second, arm_of_last;
    double scale;
    kn_code code;
    uint64_t line;
} rules[] = {
    {"a measure", KN_GAUSSIAN, {1.5, -2, 3, 4, 5, 1e300}, 0, 2, 2, 1, 0, KN_OK, 0},
    {"a scale given", KN_GAUSSIAN, {1, 2, 3, 4, 5, 6}, 0, 2, 2, 1, 3, KN_OK, 0},
    {"counts", KN_POISSON, {0, 2, 3, 0, 5, 1e9}, 0.5, 2, 2, 1, 0, KN_OK, 0},
    {"k of n", KN_BINOMIAL, {0, 2, 3, 0, 4, 4}, 4, 2, 2, 1, 0, KN_OK, 0},
    {"levels", KN_ORDINAL, {-3, 2, 3, 0, 4, 4}, 0, 2, 2, 1, 0, KN_OK, 0},
    {"infinite", KN_GAUSSIAN, {1, 2, HUGE_VAL, 4, 5, 6}, 0, 2, 2, 1, 0, KN_DATA, 3},
    {"not a number", KN_GAUSSIAN, {1, 2, 3, (double)NAN, 5, 6}, 0, 2, 2, 1, 0, KN_DATA, 4},
    {"same day twice", KN_GAUSSIAN, {1, 2, 3, 4, 5, 6}, 0, 2, 1, 1, 0, KN_DATA, 2},
    {"no such arm", KN_GAUSSIAN, {1, 2, 3, 4, 5, 6}, 0, 2, 2, 2, 0, KN_DATA, 6},
    {"one arm", KN_GAUSSIAN, {1, 2, 3, 4, 5, 6}, 0, 1, 2, 0, 0, KN_DATA, 0},
    {"nine arms", KN_GAUSSIAN, {1, 2, 3, 4, 5, 6}, 0, 9, 2, 1, 0, KN_DATA, 0},
    {"negative scale", KN_GAUSSIAN, {1, 2, 3, 4, 5, 6}, 0, 2, 2, 1, -1, KN_DATA, 0},
    {"negative count", KN_POISSON, {1, -2, 3, 4, 5, 6}, 0, 2, 2, 1, 0, KN_DATA, 2},
    {"half an event", KN_POISSON, {1, 2, 3.5, 4, 5, 6}, 0, 2, 2, 1, 0, KN_DATA, 3},
    {"too many events", KN_POISSON, {1, 2, 3, 4, 5, 1e10}, 0, 2, 2, 1, 0, KN_DATA, 6},
    {"negative exposure", KN_POISSON, {1, 2, 3, 4, 5, 6}, -1, 2, 2, 1, 0, KN_DATA, 1},
    {"yes, no, two", KN_BERNOULLI, {0, 1, 1, 2, 0, 1}, 0, 2, 2, 1, 0, KN_DATA, 4},
    {"more than n", KN_BINOMIAL, {0, 1, 5, 2, 0, 1}, 4, 2, 2, 1, 0, KN_DATA, 3},
    {"half a trial", KN_BINOMIAL, {0, 1, 1, 1, 0, 1}, 1.5, 2, 2, 1, 0, KN_DATA, 1},
    {"k without n", KN_BINOMIAL, {0, 1, 1, 1, 0, 1}, 0, 2, 2, 1, 0, KN_DATA, 0},
    {"half a level", KN_ORDINAL, {0, 1, 1.5, 1, 0, 1}, 0, 2, 2, 1, 0, KN_DATA, 3},
};

static void checks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        kn_error err = {0};
        made m;
        made_init(&m, rules[i].family, rules[i].arms);
        m.series.n = DAYS;
        m.series.scale = rules[i].scale;
        for (int t = 0; t < DAYS; t++) {
            m.day[t] = t == 1 ? rules[i].day_of_second : t + 1;
            m.arm[t] = (uint8_t)(t == DAYS - 1 ? rules[i].arm_of_last : 0);
            m.outcome[t] = rules[i].outcome[t];
            m.exposure[t] = m.trials[t] = rules[i].weight;
        }
        if (rules[i].weight == 0)
            m.series.exposure = m.series.trials = NULL;
        kn_code code = kn_series_check(&m.series, &err);
        if (code != rules[i].code || (code && err.place.line != rules[i].line))
            fail_msg("%s: code %d at %zu (%s)", rules[i].what, code, (size_t)err.place.line,
                     err.message);
    }
}

static void levels_and_length(void **state)
{
    kn_error err = {0};
    made m;

    (void)state;
    made_init(&m, KN_ORDINAL, 2);
    for (int t = 0; t < 40; t++) {
        m.day[t] = t;
        m.outcome[t] = t % 13;
    }
    m.series.n = 40;
    assert_int_equal(kn_series_check(&m.series, &err), KN_DATA);
    m.series.n = 12;
    assert_int_equal(kn_series_check(&m.series, &err), KN_OK);
    m.series.n = KN_DAYS_MAX + 1;
    assert_int_equal(kn_series_check(&m.series, &err), KN_LIMIT);
}

static void reasons_not_to_fit(void **state)
{
    static const struct {
        kn_family family;
        int n, arms;
        double outcome[DAYS], trials[DAYS];
        kn_unfit unfit;
    } cases[] = {
        {KN_GAUSSIAN, 6, 2, {1, 2, 3, 4, 5, 6}, {0}, KN_UNFIT_NOT},
        {KN_GAUSSIAN, 4, 2, {1, 1, 1, 2}, {0}, KN_UNFIT_NOT},
        {KN_GAUSSIAN, 3, 2, {1, 2, 3}, {0}, KN_UNFIT_TOO_FEW},
        {KN_GAUSSIAN, 0, 2, {0}, {0}, KN_UNFIT_TOO_FEW},
        {KN_GAUSSIAN, 6, 3, {1, 2, 3, 4, 5, 6}, {0}, KN_UNFIT_ARM},
        {KN_GAUSSIAN, 6, 2, {2, 2, 2, 2, 2, 2}, {0}, KN_UNFIT_CONSTANT},
        {KN_POISSON, 6, 2, {0}, {0}, KN_UNFIT_CONSTANT},
        {KN_BERNOULLI, 6, 2, {1, 1, 1, 1, 1, 1}, {0}, KN_UNFIT_CONSTANT},
        {KN_BINOMIAL, 6, 2, {0}, {1, 2, 3, 4, 5, 6}, KN_UNFIT_CONSTANT},
        {KN_BINOMIAL, 6, 2, {1, 2, 3, 4, 5, 6}, {1, 2, 3, 4, 5, 6}, KN_UNFIT_CONSTANT},
        {KN_BINOMIAL, 6, 2, {2, 2, 2, 2, 2, 2}, {4, 4, 4, 4, 4, 4}, KN_UNFIT_NOT},
        {KN_ORDINAL, 6, 2, {1, 1, 1, 1, 1, 2}, {0}, KN_UNFIT_NOT},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        made m;
        made_init(&m, cases[i].family, cases[i].arms);
        m.series.n = (size_t)cases[i].n;
        for (int t = 0; t < cases[i].n; t++) {
            m.arm[t] = (uint8_t)(t % 2);
            m.outcome[t] = cases[i].outcome[t];
            m.trials[t] = cases[i].trials[t];
        }
        if (kn_series_unfit(&m.series) != cases[i].unfit)
            fail_msg("case %zu: %d", i, kn_series_unfit(&m.series));
    }
}

static void priors(void **state)
{
    static const double wrong[] = {0, -1, HUGE_VAL, (double)NAN};
    kn_prior prior = kn_prior_default(), before = prior;
    kn_error err = {0};

    (void)state;
    assert_int_equal(kn_prior_set(&prior, "sigma_scale", 0.5, &err), KN_OK);
    assert_true(prior.sigma_scale == 0.5 && prior.beta_sd == 1);
    prior = before;
    assert_int_equal(kn_prior_set(&prior, "beta", 1, &err), KN_USAGE);
    assert_non_null(strstr(err.hint, "beta_sd"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(kn_prior_set(&prior, "beta_sd", wrong[i], &err), KN_USAGE);
    assert_memory_equal(&prior, &before, sizeof prior);
}

static void families(void **state)
{
    kn_family family;

    (void)state;
    for (int f = 0; f < KN_FAMILY_COUNT; f++) {
        assert_true(kn_family_parse(kn_family_name((kn_family)f), &family));
        assert_int_equal(family, f);
    }
    assert_false(kn_family_parse("normal", &family));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks), cmocka_unit_test(levels_and_length),
        cmocka_unit_test(reasons_not_to_fit), cmocka_unit_test(priors), cmocka_unit_test(families)};

    return cmocka_run_group_tests_name("series", tests, NULL, NULL);
}
