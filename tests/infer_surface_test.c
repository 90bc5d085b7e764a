/* The evidence on several effects at once, held against the one-effect curves. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/random.h"
#include "unknot/fit.h"

enum { DAYS = 90 };

typedef struct trial {
    int32_t day[DAYS];
    uint8_t arm[DAYS];
    double outcome[DAYS];
} trial;

/* Three-day periods in a fixed rotation, effects of -0.8 and 0.4 per arm on a level of 1. */
static kn_series make_series(kn_family family, int arms, trial *t)
{
    kn_random random;

    kn_random_init(&random, 7, (uint64_t)family);
    for (int i = 0; i < DAYS; i++) {
        t->day[i] = i + 1 + (i > 40);
        t->arm[i] = (uint8_t)(i / 3 % arms);
        double eta = 1 + (t->arm[i] == 1 ? -0.8 : 0) + (t->arm[i] == 2 ? 0.4 : 0);
        double noise = kn_random_normal(&random);
        t->outcome[i] = family == KN_GAUSSIAN  ? eta + noise
                        : family == KN_POISSON ? floor(exp(eta + 0.3 * noise) + 0.5)
                                               : kn_random_uniform(&random) < 1 / (1 + exp(-eta));
    }
    return (kn_series){.family = family,
                       .arms = arms,
                       .n = DAYS,
                       .day = t->day,
                       .arm = t->arm,
                       .outcome = t->outcome};
}

static kn_fit *make_fit(kn_family family, int arms)
{
    trial t;
    kn_series series = make_series(family, arms, &t);
    kn_fit_options options = kn_fit_options_default();
    kn_error err = {0};

    options.natural = false;
    kn_fit *fit = kn_fit_new(&series, &options, &err);
    if (!fit)
        fail_msg("%s", err.message);
    return fit;
}

/* The marginal of the surface is the curve: exactly for gaussian outcomes, for the others within
 * the skew that a component leaves out, here under 0.15 in log L within three sd. */
static void marginal_is_the_curve(void **state)
{
    static const struct {
        kn_family family;
        int arms;
        double tolerance;
    } rows[] = {{KN_GAUSSIAN, 3, 5e-3}, {KN_GAUSSIAN, 4, 5e-3}, {KN_POISSON, 3, 0.4},
                {KN_BERNOULLI, 3, 0.4}, {KN_BERNOULLI, 4, 0.4}, {KN_POISSON, 8, 0.5}};
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_fit *fit = make_fit(rows[i].family, rows[i].arms);
        assert_non_null(fit->surface);
        for (int arm = 1; arm < rows[i].arms; arm++) {
            const kn_effect *effect = &fit->effects[arm - 1];
            for (double z = -3; z <= 3; z += 0.5) {
                double b = effect->posterior.mean + z * effect->posterior.sd;
                double want = kn_curve_at(&effect->curve, b);
                double got = kn_surface_marginal(fit->surface, arm, b);
                if (!(fabs(got - want) < rows[i].tolerance))
                    fail_msg("%s, %d arms, arm %d at %g: %g, not %g",
                             kn_family_name(rows[i].family), rows[i].arms, arm, b, got, want);
            }
        }
        kn_fit_free(fit);
    }
}

/* Summing the joint over the other effect's prior by brute force gives the same marginal. */
static void marginal_is_the_integral(void **state)
{
    kn_fit *fit = make_fit(KN_GAUSSIAN, 3);
    (void)state;

    for (double b = -2; b <= 1; b += 0.75) {
        double sum = 0, step = 0.01;
        for (double other = -4; other <= 4; other += step) {
            double beta[2] = {b, other};
            sum +=
                step *
                exp(kn_surface_at(fit->surface, beta) - fit->log_evidence - 0.5 * other * other) /
                sqrt(2 * 3.14159265358979);
        }
        assert_true(fabs(log(sum) + fit->log_evidence - kn_surface_marginal(fit->surface, 1, b)) <
                    1e-3);
    }
    kn_fit_free(fit);
}

static void two_arms_have_none(void **state)
{
    kn_fit *fit = make_fit(KN_GAUSSIAN, 2);
    (void)state;

    assert_null(fit->surface);
    kn_fit_free(fit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marginal_is_the_curve),
        cmocka_unit_test(marginal_is_the_integral),
        cmocka_unit_test(two_arms_have_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
