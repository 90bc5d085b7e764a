/* Densities of known distributions: moments, probabilities, quantiles. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "unknot/density.h"

static double normal_below(double z)
{
    return 0.5 * erfc(-z / sqrt(2));
}

static void fill(kn_density *density, double low, double high, double (*log_f)(double))
{
    double values[KN_DENSITY_POINTS], step = (high - low) / (KN_DENSITY_POINTS - 1);

    for (int i = 0; i < KN_DENSITY_POINTS; i++)
        values[i] = log_f(low + i * step) + 700; /* a constant that exp() alone would not survive */
    kn_density_init(density, low, step, values);
}

static double log_normal(double x) /* mean 1, sd 0.5 */
{
    return -2 * (x - 1) * (x - 1);
}

static void normal(void **state)
{
    kn_density d;

    (void)state;
    fill(&d, -3, 5, log_normal);
    for (double x = -3.2; x < 5.2; x += 0.0371)
        assert_true(fabs(kn_density_below(&d, x) - normal_below((x - 1) / 0.5)) < 1e-6);
    for (double p = 0.0005; p < 1; p += 0.0101)
        assert_true(fabs(kn_density_below(&d, kn_density_quantile(&d, p)) - p) < 1e-9);
    assert_true(fabs(kn_density_between(&d, 0.5, 1.5) - 0.6826894921) < 1e-6);
    assert_true(kn_density_between(&d, 2, 1) == 0);
    assert_true(fabs(kn_density_between(&d, -HUGE_VAL, HUGE_VAL) - 1) < 1e-12);

    kn_summary s = kn_density_summary(&d);
    assert_true(fabs(s.mean - 1) < 1e-6 && fabs(s.sd - 0.5) < 1e-6);
    assert_true(fabs(s.q025 - (1 - 0.5 * 1.959963985)) < 1e-5);
    assert_true(fabs(s.q50 - 1) < 1e-6);
    assert_true(fabs(s.p_below_zero - normal_below(-2)) < 1e-6);
}

/* A change of unit that also turns the scale round. */
static void scaled(void **state)
{
    kn_density d;

    (void)state;
    fill(&d, -3, 5, log_normal);
    kn_summary s = kn_density_summary(&d), t = kn_density_summary_scaled(&d, -3);
    assert_true(fabs(t.mean + 3 * s.mean) < 1e-12 && fabs(t.sd - 3 * s.sd) < 1e-12);
    assert_true(fabs(t.q025 + 3 * s.q975) < 1e-12 && fabs(t.q975 + 3 * s.q025) < 1e-12);
    assert_true(fabs(t.p_below_zero - (1 - s.p_below_zero)) < 1e-12);
}

static double log_exponential(double x)
{
    return -x;
}

/* Cut off at 0, where the density does not vanish. */
static void exponential(void **state)
{
    kn_density d;

    (void)state;
    fill(&d, 0, 30, log_exponential);
    assert_true(fabs(d.mean - 1) < 3e-3 && fabs(d.sd - 1) < 3e-3);
    for (double x = 0.01; x < 20; x += 0.173)
        assert_true(fabs(kn_density_below(&d, x) + expm1(-x)) < 3e-4);
    assert_true(kn_density_below(&d, -1) == 0 && kn_density_below(&d, 31) == 1);
    assert_true(fabs(kn_density_quantile(&d, 0.5) - log(2)) < 1e-3);
}

static double log_two_humps(double x)
{
    return log(exp(-50 * (x + 1) * (x + 1)) + 3 * exp(-50 * (x - 1) * (x - 1)));
}

static void two_humps(void **state)
{
    kn_density d;

    (void)state;
    fill(&d, -2, 2, log_two_humps);
    assert_true(fabs(kn_density_below(&d, 0) - 0.25) < 1e-5);
    assert_true(fabs(d.mean - 0.5) < 1e-5);
    assert_true(fabs(kn_density_quantile(&d, 0.125) + 1) < 1e-4);
    for (int i = 1; i < KN_DENSITY_POINTS; i++)
        assert_true(d.below[i] >= d.below[i - 1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(normal), cmocka_unit_test(scaled),
                                       cmocka_unit_test(exponential), cmocka_unit_test(two_humps)};

    return cmocka_run_group_tests_name("density", tests, NULL, NULL);
}
