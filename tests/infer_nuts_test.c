/* The sampler on posteriors that are known. Bounds are four Monte Carlo standard errors. */
#include "infer/nuts.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "infer/mcmc_diagnostics.h"

enum { DIM_MAX = 8, CHAINS = 4, DRAWS = 2000, WARMUP = 500 };

/* Normal with mean i, sd 10^(i/2), and correlation 0.7^|i-j| between neighbours: an AR(1) whose
 * precision is tridiagonal. */
static const double CORRELATION = 0.7;

static double normal_sd(size_t i)
{
    return pow(10, (double)i / 2);
}

static void normal_eval(void *self, const double q[], double *lp, double grad[])
{
    size_t dim = *(const size_t *)self;
    double before = 0, rest = 1 - CORRELATION * CORRELATION;

    *lp = 0;
    for (size_t i = 0; i < dim; i++) {
        double z = (q[i] - (double)i) / normal_sd(i);
        double r = i == 0 ? z : z - CORRELATION * before, variance = i == 0 ? 1 : rest;
        *lp -= 0.5 * r * r / variance;
        grad[i] = -r / variance / normal_sd(i);
        if (i > 0)
            grad[i - 1] += CORRELATION * r / rest / normal_sd(i - 1);
        before = z;
    }
}

/* log of a Gamma(3, 1): mean digamma(3), variance trigamma(3). */
static void log_gamma_eval(void *self, const double q[], double *lp, double grad[])
{
    (void)self;
    *lp = 3 * q[0] - exp(q[0]);
    grad[0] = 3 - exp(q[0]);
}

/* Standard logistic: variance pi^2 / 3. */
static void logistic_eval(void *self, const double q[], double *lp, double grad[])
{
    (void)self;
    *lp = -fabs(q[0]) - 2 * log1p(exp(-fabs(q[0])));
    grad[0] = -tanh(q[0] / 2);
}

/* A half line: the density ends at 0 without warning. */
static void cliff_eval(void *self, const double q[], double *lp, double grad[])
{
    (void)self;
    *lp = q[0] < 0 ? (double)NAN : -q[0];
    grad[0] = -1;
}

static void nowhere_eval(void *self, const double q[], double *lp, double grad[])
{
    (void)self;
    (void)q;
    *lp = -HUGE_VAL;
    grad[0] = 0;
}

/* Draws of all coordinates, [dim][chain][draw]. */
static double values[DIM_MAX][CHAINS * DRAWS];
static double work[3 * CHAINS * DRAWS];
static long divergences;

static void sample(const kn_target *target, uint64_t seed)
{
    kn_nuts_options options = {.warmup = WARMUP, .target_accept = 0.8, .start_radius = 2};

    divergences = 0;
    for (uint64_t c = 0; c < CHAINS; c++) {
        kn_nuts nuts;
        kn_error err;
        assert_int_equal(kn_nuts_init(&nuts, target, &options, seed, c, &err), KN_OK);
        for (int i = 0; i < WARMUP; i++)
            kn_nuts_step(&nuts);
        for (int i = 0; i < DRAWS; i++) {
            kn_nuts_step(&nuts);
            divergences += nuts.divergent;
            for (size_t k = 0; k < target->dim; k++)
                values[k][c * DRAWS + (size_t)i] = nuts.q[k];
        }
        kn_nuts_release(&nuts);
    }
}

/* Mean and sd of coordinate k against what is known, within 4 standard errors. */
static void assert_moments(size_t k, double mean, double sd, double fourth_over_sd4)
{
    kn_summary s = kn_mcmc_summary(values[k], CHAINS, DRAWS, work);
    kn_mcmc_diagnostics d;

    kn_mcmc_diagnose(values[k], CHAINS, DRAWS, work, &d);
    for (size_t i = 0; i < CHAINS * DRAWS; i++)
        values[k][i] = (values[k][i] - mean) * (values[k][i] - mean);
    double ess_square = kn_mcmc_ess(values[k], CHAINS, DRAWS);
    double error_sd = 0.5 * sqrt((fourth_over_sd4 - 1) / ess_square);
    if (d.rhat > 1.01 || d.ess_bulk < 1000 || fabs(s.mean - mean) > 4 * d.mcse_mean ||
        fabs(s.sd / sd - 1) > 4 * error_sd)
        fail_msg("coordinate %zu: mean %g (%g), sd %g (%g), R-hat %g, ESS %g", k, s.mean, mean,
                 s.sd, sd, d.rhat, d.ess_bulk);
}

static void known_posteriors(void **state)
{
    static const struct {
        void (*eval)(void *, const double *, double *, double *);
        double mean, sd, kurtosis;
    } rows[] = {
        {log_gamma_eval, 0.9227843350984671, 0.6284378, 3.76},
        {logistic_eval, 0, 1.8137993642342178, 4.2},
    };
    size_t dim = DIM_MAX;

    (void)state;
    sample(&(kn_target){.dim = dim, .eval = normal_eval, .self = &dim}, 1);
    assert_int_equal(divergences, 0);
    for (size_t k = 0; k < dim; k++)
        assert_moments(k, (double)k, normal_sd(k), 3);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        sample(&(kn_target){.dim = 1, .eval = rows[r].eval}, 1);
        assert_moments(0, rows[r].mean, rows[r].sd, rows[r].kurtosis);
    }
}

/* The correlation is sampled too, not only the margins. */
static void correlation(void **state)
{
    size_t dim = 2;
    double sum = 0;

    (void)state;
    sample(&(kn_target){.dim = dim, .eval = normal_eval, .self = &dim}, 2);
    for (size_t i = 0; i < CHAINS * DRAWS; i++)
        sum += values[0][i] * (values[1][i] - 1) / normal_sd(1);
    assert_true(fabs(sum / (CHAINS * DRAWS) - CORRELATION) < 4 * sqrt(1.5 / 2000));
}

static void cliff_diverges(void **state)
{
    (void)state;
    sample(&(kn_target){.dim = 1, .eval = cliff_eval}, 1);
    assert_true(divergences > 100);
}

static void no_start_is_an_error(void **state)
{
    kn_nuts nuts;
    kn_error err;
    kn_nuts_options options = {.warmup = 100, .target_accept = 0.8, .start_radius = 2};

    (void)state;
    assert_int_equal(
        kn_nuts_init(&nuts, &(kn_target){.dim = 1, .eval = nowhere_eval}, &options, 1, 0, &err),
        KN_DATA);
    assert_int_equal(err.code, KN_DATA);
}

/* Same seed and stream: the same chain. Another stream: another chain. */
static void chain_is_function_of_seed(void **state)
{
    double last[3];
    kn_nuts_options options = {.warmup = 50, .target_accept = 0.8, .start_radius = 2};

    (void)state;
    for (int i = 0; i < 3; i++) {
        kn_nuts nuts;
        kn_error err;
        assert_int_equal(kn_nuts_init(&nuts, &(kn_target){.dim = 1, .eval = logistic_eval},
                                      &options, 7, i == 2, &err),
                         KN_OK);
        for (int k = 0; k < 100; k++)
            kn_nuts_step(&nuts);
        last[i] = nuts.q[0];
        kn_nuts_release(&nuts);
    }
    assert_memory_equal(&last[0], &last[1], sizeof *last);
    assert_true(last[0] != last[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_posteriors),
        cmocka_unit_test(correlation),
        cmocka_unit_test(cliff_diverges),
        cmocka_unit_test(no_start_is_an_error),
        cmocka_unit_test(chain_is_function_of_seed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
