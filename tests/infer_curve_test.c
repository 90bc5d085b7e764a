/* The evidence curve: what it is made of, its far ends, and that prior times curve is the posterior
 * whatever the prior. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "calibration.h"
#include "exact_fixture.h"
#include "unknot/fit.h"

static fixture data;

static const char *const sets[] = {"gaussian3-a",  "poisson1-a", "poisson4-a",
                                   "bernoulli2-a", "ordinal1-a", "gaussian6-a"};
enum { SETS = sizeof sets / sizeof *sets };

static kn_fit *fit_set(size_t set, double beta_sd)
{
    kn_fit_options options = kn_fit_options_default();
    kn_error err = {0};

    assert_true(fixture_read(&data, TEST_DATA, sets[set]));
    options.natural = false;
    options.prior.beta_sd = beta_sd;
    kn_fit *fit = kn_fit_new(&data.series[0], &options, &err);
    assert_non_null(fit);
    return fit;
}

static double grid_at(int i)
{
    return KN_CURVE_FROM + i * KN_CURVE_STEP;
}

/* A curve that is normal exactly. */
static void normal_curve(kn_curve *curve, double mean, double sd)
{
    *curve = (kn_curve){.scale = 1, .prior = kn_prior_default()};
    for (int i = 0; i < KN_CURVE_POINTS; i++) {
        double z = (grid_at(i) - mean) / sd;
        curve->log_likelihood[i] = -3 - 0.5 * z * z;
        curve->slope[i] = -z / sd;
    }
}

static void conjugate(void **state)
{
    static const struct {
        double mean, sd, prior_mean, prior_sd;
    } cases[] = {{0.4, 0.3, 0, 1}, {-1, 0.02, 0, 1},   {3, 1, -0.5, 0.25},
                 {0, 0.5, 1, 2},   {7.5, 0.3, 0, 0.5}, {0.37, 0.01, 0.2, 0.005}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kn_curve curve;
        kn_density posterior;
        double m = cases[i].mean, v = cases[i].sd * cases[i].sd;
        double p = cases[i].prior_sd * cases[i].prior_sd;
        double mean = (m * p + cases[i].prior_mean * v) / (p + v), sd = sqrt(v * p / (p + v));
        normal_curve(&curve, m, cases[i].sd);
        assert_true(kn_curve_posterior(&curve, cases[i].prior_mean, cases[i].prior_sd, &posterior));
        kn_summary s = kn_density_summary(&posterior);
        assert_true(fabs(s.mean - mean) < 1e-3 * sd);
        assert_true(fabs(s.sd / sd - 1) < 1e-3);
        assert_true(fabs(s.q975 - (mean + 1.959964 * sd)) < 2e-3 * sd);
        if (fabs(m) < 5 && cases[i].sd <= 1) {
            assert_true(kn_curve_is_proper(&curve));
            assert_true(kn_curve_posterior(&curve, 0, HUGE_VAL, &posterior));
            assert_true(fabs(posterior.mean - m) < 1e-3 * cases[i].sd);
            assert_true(fabs(posterior.sd / cases[i].sd - 1) < 1e-3);
        }
    }
}

/* A plateau on one side: no Flat, but a posterior all the same. */
static void one_sided(void **state)
{
    kn_curve curve;
    kn_density posterior;

    (void)state;
    for (int side = -1; side <= 1; side += 2) {
        normal_curve(&curve, 0, 1);
        for (int i = 0; i < KN_CURVE_POINTS; i++) {
            double b = side * grid_at(i);
            curve.log_likelihood[i] = -log1p(exp(-2 * b));
            curve.slope[i] = side * 2 / (1 + exp(2 * b));
        }
        posterior.mean = 77;
        assert_false(kn_curve_is_proper(&curve));
        assert_false(kn_curve_posterior(&curve, 0, HUGE_VAL, &posterior));
        assert_true(posterior.mean == 77);
        assert_true(kn_curve_posterior(&curve, 0, 1, &posterior));
        assert_true(side * posterior.mean > 0.3);
    }
}

static void between_and_beyond_the_grid(void **state)
{
    kn_curve curve;

    (void)state;
    normal_curve(&curve, 0.3, 0.4);
    for (double b = -7.99; b < 8; b += 0.0137) {
        double z = (b - 0.3) / 0.4;
        assert_true(fabs(kn_curve_at(&curve, b) - (-3 - 0.5 * z * z)) < 1e-9);
    }
    for (int i = 0; i < KN_CURVE_POINTS; i += 40)
        assert_true(fabs(kn_curve_at(&curve, grid_at(i)) - curve.log_likelihood[i]) < 1e-9);
    int last = KN_CURVE_POINTS - 1;
    assert_true(fabs(kn_curve_at(&curve, 10) -
                     (curve.log_likelihood[last] + 2 * curve.slope[last])) < 1e-9);
    assert_true(fabs(kn_curve_at(&curve, -9) - (curve.log_likelihood[0] - curve.slope[0])) < 1e-9);
}

/* Of real sets: the slope is the derivative; each side falls away from the top; beyond the bulk the
 * curve does not bend up by more than its interpolation may. */
static void slope_and_ends(void **state)
{
    (void)state;
    for (size_t set = 0; set < SETS; set++) {
        kn_fit *fit = fit_set(set, 1);
        const kn_curve *c = &fit->effects[0].curve;
        const double *f = c->log_likelihood;
        int top = 1;
        for (int i = 1; i + 1 < KN_CURVE_POINTS; i++) {
            double numeric = (f[i + 1] - f[i - 1]) / (2 * KN_CURVE_STEP);
            assert_true(isfinite(f[i]) && isfinite(c->slope[i]));
            /* Central differences err where two cubics meet and the curvature jumps. */
            if (!(fabs(numeric - c->slope[i]) < 0.02 + 0.05 * fabs(c->slope[i])))
                fail_msg("%s at %g: slope %g, difference %g", sets[set], grid_at(i), c->slope[i],
                         numeric);
            if (f[i] > f[top])
                top = i;
        }
        for (int i = 1; i < KN_CURVE_POINTS; i++)
            if (i <= top ? f[i] < f[i - 1] - 1e-9 : f[i] > f[i - 1] + 1e-9)
                fail_msg("%s: the curve turns at %g", sets[set], grid_at(i));
        kn_fit_free(fit);
    }
}

/* Drawn from the whole prior: having fallen from its top, the curve does not rise again by more
 * than a little, however far out. */
static void no_second_top(void **state)
{
    enum { DRAWN = 36 };
    int risen = 0;

    (void)state;
    for (int family = KN_GAUSSIAN; family < KN_FAMILY_COUNT; family++)
        for (size_t set = 0; set < DRAWN; set++) {
            calibration c = {.family = (kn_family)family, .days = 84, .arms = 2, .seed = 1};
            kn_fit_options options = kn_fit_options_default();
            kn_error err = {0};
            truth t;
            made m;
            options.natural = false;
            draw_set(&c, set, &m, &t);
            kn_fit *fit = kn_fit_new(&m.series, &options, &err);
            assert_non_null(fit);
            const double *f = fit->effects[0].curve.log_likelihood;
            double lowest = f[0], rise = 0;
            int top = 0;
            for (int i = 1; i < KN_CURVE_POINTS; i++)
                top = f[i] > f[top] ? i : top;
            for (int side = -1; side <= 1; side += 2) {
                lowest = f[top];
                for (int i = top; i >= 0 && i < KN_CURVE_POINTS; i += side) {
                    rise = fmax(rise, f[i] - lowest);
                    lowest = fmin(lowest, f[i]);
                }
            }
            if (rise > 0.5) {
                printf("%s, set %zu: the curve rises again by %.1f\n",
                       kn_family_name((kn_family)family), set, rise);
                risen++;
            }
            kn_fit_free(fit);
        }
    assert_int_equal(risen, 0);
}

/* The integral of prior times curve is the evidence that the nodes give without the curve. */
static void curve_integrates_to_the_evidence(void **state)
{
    (void)state;
    for (size_t set = 0; set < SETS; set++) {
        kn_fit *fit = fit_set(set, 1);
        const kn_curve *c = &fit->effects[0].curve;
        double sum = 0, step = KN_CURVE_STEP / 4, top = c->log_likelihood[KN_CURVE_POINTS / 2];
        for (double b = -8; b <= 8; b += step)
            sum += step * exp(kn_curve_at(c, b) - top - 0.5 * b * b) / sqrt(2 * 3.14159265358979);
        double off = log(sum) + top - fit->log_evidence;
        printf("%-13s log evidence %.4f, by the curve %+.5f\n", sets[set], fit->log_evidence, off);
        assert_true(fabs(off) < 0.02);
        kn_fit_free(fit);
    }
}

/* The curve has no prior of the effect in it: with another prior it gives what a fit under that
 * prior gives. The nodes were laid out under the first prior, hence the tolerance. */
static void other_priors(void **state)
{
    static const double sds[] = {0.5, 2};

    (void)state;
    for (size_t set = 0; set < SETS; set++)
        for (size_t i = 0; i < sizeof sds / sizeof *sds; i++) {
            kn_fit *one = fit_set(set, 1), *other = fit_set(set, sds[i]);
            const kn_density *direct = &other->effects[0].posterior;
            kn_density ours;
            assert_true(kn_curve_posterior(&one->effects[0].curve, 0, sds[i], &ours));
            double off = fabs(ours.mean - direct->mean) / direct->sd;
            double sd_off = fabs(ours.sd / direct->sd - 1);
            if (!(off < 0.03 && sd_off < 0.02))
                fail_msg("%s, prior sd %g: mean off %.4f sd, sd off %.4f", sets[set], sds[i], off,
                         sd_off);
            kn_fit_free(one);
            kn_fit_free(other);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(conjugate),
                                       cmocka_unit_test(one_sided),
                                       cmocka_unit_test(between_and_beyond_the_grid),
                                       cmocka_unit_test(slope_and_ends),
                                       cmocka_unit_test(no_second_top),
                                       cmocka_unit_test(curve_integrates_to_the_evidence),
                                       cmocka_unit_test(other_priors)};

    return cmocka_run_group_tests_name("curve", tests, NULL, NULL);
}
