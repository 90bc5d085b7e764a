/* Gauss rules, polynomial interpolation and the trimming of a range, against closed forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>

#include "infer/quadrature.h"

static const int sizes[] = {1, 2, 3, 5, 7, 8, 16, 24, 32, 48, 64};
enum { SIZES = sizeof sizes / sizeof *sizes };

/* n nodes integrate every power up to 2n - 1. */
static void legendre_is_exact_for_polynomials(void **state)
{
    double x[KN_RULE_MAX], w[KN_RULE_MAX];

    (void)state;
    for (int s = 0; s < SIZES; s++) {
        int n = sizes[s];
        kn_gauss_legendre(n, -1, 2, x, w);
        for (int power = 0; power < 2 * n && power < 40; power++) {
            double sum = 0, exact = (pow(2, power + 1) - pow(-1, power + 1)) / (power + 1);
            for (int i = 0; i < n; i++)
                sum += w[i] * pow(x[i], power);
            assert_true(fabs(sum - exact) <= 1e-12 * (1 + fabs(exact)));
        }
        for (int i = 1; i < n; i++)
            assert_true(x[i] > x[i - 1]);
    }
}

/* E X^2k = (2k - 1)!!, odd moments 0. */
static void hermite_is_exact_for_polynomials(void **state)
{
    double x[KN_RULE_MAX], w[KN_RULE_MAX];

    (void)state;
    for (int s = 0; s < SIZES; s++) {
        int n = sizes[s];
        double exact = 1;
        kn_gauss_hermite(n, x, w);
        for (int power = 0; power < 2 * n && power < 20; power++) {
            double sum = 0, size = 0;
            for (int i = 0; i < n; i++) {
                sum += w[i] * pow(x[i], power);
                size += w[i] * pow(fabs(x[i]), power);
            }
            if (power > 1 && power % 2 == 0)
                exact *= power - 1;
            assert_true(fabs(sum - (power % 2 ? 0 : exact)) <= 1e-11 * size);
        }
        for (int i = 1; i < n; i++)
            assert_true(x[i] > x[i - 1]);
    }
}

static void interpolation_reproduces_polynomials(void **state)
{
    double x[KN_RULE_MAX], w[KN_RULE_MAX], to[5], matrix[5 * KN_RULE_MAX];

    (void)state;
    for (int n = 2; n <= 16; n++) {
        kn_gauss_legendre(n, 0, 4, x, w);
        for (int f = 0; f < 5; f++)
            to[f] = f;
        to[2] = x[n / 2]; /* a target that is a node */
        kn_interpolation_matrix(n, x, 5, to, matrix);
        for (int power = 0; power < n; power++)
            for (int f = 0; f < 5; f++) {
                double sum = 0;
                for (int i = 0; i < n; i++)
                    sum += matrix[f * n + i] * pow(x[i] / 4, power);
                assert_true(fabs(sum - pow(to[f] / 4, power)) < 1e-10);
            }
    }
}

/* A parabola c (x - top)^2 falls by `drop` where we can compute it. */
static void trim_finds_the_drop(void **state)
{
    static const struct {
        int n;
        double low, high, top, c, drop, coarse, expect_low, expect_high, tolerance;
    } cases[] = {
        {40, -10, 10, 0, 1, 9, 25, -3, 3, 1e-9},
        {40, -10, 10, 8.75, 1, 9, 25, 5.75, 10, 1e-9},
        {41, -10, 10, -12, 1, 30, 60, -10, -5.92, 0.6},
        {8, 0, 7, 3, 100, 10, 25, 2, 4, 1e-9},
        {14, 0, 1, 0.5, 0, 10, 25, 0, 1, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double profile[64], x[64], range[2] = {cases[i].low, cases[i].high};
        double cell = (range[1] - range[0]) / (cases[i].n - 1);
        for (int k = 0; k < cases[i].n; k++) {
            double d = (x[k] = range[0] + k * cell) - cases[i].top;
            profile[k] = -cases[i].c * d * d;
        }
        kn_trim_range(cases[i].n, x, profile, cases[i].drop, cases[i].coarse, range);
        /* The top lies between points: the drop is measured from the highest, so allow that. */
        double slack = cases[i].tolerance + (cases[i].c > 0 ? cell / 2 : 0);
        if (!(fabs(range[0] - cases[i].expect_low) <= slack) ||
            !(fabs(range[1] - cases[i].expect_high) <= slack))
            fail_msg("case %zu: %g to %g, expected %g to %g", i, range[0], range[1],
                     cases[i].expect_low, cases[i].expect_high);
    }

    double nowhere[4] = {-HUGE_VAL, -HUGE_VAL, -HUGE_VAL, -HUGE_VAL}, range[2] = {1, 2};
    kn_trim_range(4, (double[]){0, 1, 2, 3}, nowhere, 10, 25, range);
    assert_true(range[0] == 1 && range[1] == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(legendre_is_exact_for_polynomials),
                                       cmocka_unit_test(hermite_is_exact_for_polynomials),
                                       cmocka_unit_test(interpolation_reproduces_polynomials),
                                       cmocka_unit_test(trim_finds_the_drop)};

    return cmocka_run_group_tests_name("quadrature", tests, NULL, NULL);
}
