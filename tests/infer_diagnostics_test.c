/* Diagnostics on chains whose effective size is known: an AR(1) with coefficient r has
 * ESS = N (1 - r) / (1 + r) for the mean. */
#include "infer/mcmc_diagnostics.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/random.h"

enum { CHAINS = 4, DRAWS = 5000, TOTAL = CHAINS * DRAWS };

static double values[TOTAL], work[3 * TOTAL];

/* AR(1) chains of unit variance; `shift` and `stretch` are added to, and multiply, the last one. */
static void fill(double r, double shift, double stretch)
{
    kn_random random;

    kn_random_init(&random, 11, 0);
    for (size_t c = 0; c < CHAINS; c++) {
        double *x = values + c * DRAWS;
        x[0] = kn_random_normal(&random);
        for (size_t i = 1; i < DRAWS; i++)
            x[i] = r * x[i - 1] + sqrt(1 - r * r) * kn_random_normal(&random);
    }
    for (size_t i = (CHAINS - 1) * DRAWS; i < TOTAL; i++)
        values[i] = shift + stretch * values[i];
}

static void effective_size(void **state)
{
    static const struct {
        double r, tolerance; /* relative, about 4 standard errors of the estimate */
    } rows[] = {{0, 0.08}, {0.5, 0.12}, {0.9, 0.25}, {-0.5, 0.12}, {-0.3, 0.12}};

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        double r = rows[k].r, expected = TOTAL * (1 - r) / (1 + r);
        kn_mcmc_diagnostics d;
        fill(r, 0, 1);
        double ess = kn_mcmc_ess(values, CHAINS, DRAWS);
        kn_mcmc_diagnose(values, CHAINS, DRAWS, work, &d);
        if (fabs(ess / expected - 1) > rows[k].tolerance ||
            fabs(d.ess_bulk / expected - 1) > rows[k].tolerance ||
            fabs(d.mcse_mean * sqrt(expected) - 1) > rows[k].tolerance || d.rhat > 1.01)
            fail_msg("r %g: ESS %g, bulk %g, not %g; mcse %g; R-hat %g", r, ess, d.ess_bulk,
                     expected, d.mcse_mean, d.rhat);
        assert_true(r != 0 || fabs(d.ess_tail / TOTAL - 1) < 0.15);
    }
}

/* Chains that disagree must be found out. */
static void disagreement(void **state)
{
    static const struct {
        const char *what;
        double shift, stretch, rhat_least, ess_most;
    } rows[] = {
        {"shifted", 2, 1, 1.1, 100},
        {"wider", 0, 4, 1.1, TOTAL}, /* only the folded R-hat sees it */
        {"stuck", 1, 0, 1.1, 100},
    };

    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        kn_mcmc_diagnostics d;
        fill(0, rows[k].shift, rows[k].stretch);
        kn_mcmc_diagnose(values, CHAINS, DRAWS, work, &d);
        if (!(d.rhat > rows[k].rhat_least && d.ess_bulk < rows[k].ess_most))
            fail_msg("%s: R-hat %g, bulk ESS %g", rows[k].what, d.rhat, d.ess_bulk);
    }
    /* A drift within every chain shows only because chains are split. */
    kn_mcmc_diagnostics d;
    fill(0, 0, 1);
    for (size_t i = 0; i < TOTAL; i++)
        values[i] += 2 * (double)(i % DRAWS) / DRAWS;
    kn_mcmc_diagnose(values, CHAINS, DRAWS, work, &d);
    assert_true(d.rhat > 1.05);
}

static void constants(void **state)
{
    kn_mcmc_diagnostics d;

    (void)state;
    for (size_t i = 0; i < TOTAL; i++)
        values[i] = 3;
    kn_mcmc_diagnose(values, CHAINS, DRAWS, work, &d);
    assert_true(d.rhat == 1 && d.ess_bulk == TOTAL && d.mcse_mean == 0);
    for (size_t i = 0; i < TOTAL; i++)
        values[i] = (double)(i / DRAWS); /* every chain stuck, each elsewhere */
    kn_mcmc_diagnose(values, CHAINS, DRAWS, work, &d);
    assert_true(d.rhat > 100 && d.ess_bulk < 100);
}

/* Against R's quantile(x) (type 7), mean and sd of c(-3, 1, 4, 1, 5, 9, -2, 6). */
static void summary(void **state)
{
    static const double x[] = {-3, 1, 4, 1, 5, 9, -2, 6};
    kn_summary s = kn_mcmc_summary(x, 2, 4, work);

    (void)state;
    assert_true(fabs(s.mean - 2.625) < 1e-12 && fabs(s.sd - 4.1035698744) < 1e-9);
    assert_true(fabs(s.q025 - -2.825) < 1e-12 && fabs(s.q50 - 2.5) < 1e-12);
    assert_true(fabs(s.q975 - 8.475) < 1e-12 && s.p_below_zero == 0.25);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effective_size),
        cmocka_unit_test(disagreement),
        cmocka_unit_test(constants),
        cmocka_unit_test(summary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
