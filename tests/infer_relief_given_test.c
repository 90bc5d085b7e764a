/* The parts behind relief: one site against its definition, what is known given sigma against a sum
 * over a grid of both effects, and the prior of the intercepts against its covariance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "infer/relief_model.h"

static kn_relief_site site_of(kn_eased eased, double low, double high)
{
    return (kn_relief_site){.eased = eased, .arm = -1, .low = low, .high = high, .weight = 1};
}

/* P of the range by its definition, where that keeps its digits. */
static double by_definition(const kn_relief_site *site, double mean, double sd)
{
    double high = (site->high - mean) / sd, low = (site->low - mean) / sd;

    if (site->eased == KN_EASED_AT)
        return -0.5 * high * high - 0.5 * log(2 * acos(-1)) - log(sd);
    if (site->eased == KN_EASED_NOT)
        return log(0.5 * erfc(high / sqrt(2)));
    return low > 0 ? log(0.5 * (erfc(low / sqrt(2)) - erfc(high / sqrt(2))))
                   : log(0.5 * (erfc(-high / sqrt(2)) - erfc(-low / sqrt(2))));
}

static void sites(void **state)
{
    const kn_relief_site table[] = {
        site_of(KN_EASED_AT, 0, 0.3),
        site_of(KN_EASED_NOT, 0, 0.3),
        site_of(KN_EASED_BETWEEN, -(double)INFINITY, 0.3),
        site_of(KN_EASED_BETWEEN, -0.5, 0.3),
        site_of(KN_EASED_BETWEEN, 0.2, 0.3),
    };
    const double h = 1e-4;

    (void)state;
    for (size_t t = 0; t < sizeof table / sizeof *table; t++)
        for (double mean = -4; mean <= 4; mean += 0.37) {
            const double sd = 0.8;
            kn_relief_moments m = kn_relief_site_normal(&table[t], mean, sd);
            double left = by_definition(&table[t], mean - h, sd);
            double middle = by_definition(&table[t], mean, sd);
            double right = by_definition(&table[t], mean + h, sd);
            assert_true(fabs(m.log_z - middle) < 1e-8 * (1 + fabs(middle)));
            assert_true(fabs(m.d1 - (right - left) / (2 * h)) < 1e-6 * (1 + fabs(m.d1)));
            assert_true(fabs(m.d2 - (right - 2 * middle + left) / (h * h)) < 1e-4);
            kn_relief_moments w = kn_relief_site_weibull(&table[t], mean, sd);
            kn_relief_moments a = kn_relief_site_weibull(&table[t], mean - h, sd);
            kn_relief_moments b = kn_relief_site_weibull(&table[t], mean + h, sd);
            assert_true(fabs(w.d1 - (b.log_z - a.log_z) / (2 * h)) < 1e-5 * (1 + fabs(w.d1)));
            assert_true(fabs(w.d2 - (b.d1 - a.d1) / (2 * h)) < 1e-5 * (1 + fabs(w.d2)));
        }
    /* Far out and narrow: nothing overflows or cancels, and slopes have the right side. */
    for (double far = 10; far < 1e4; far *= 3) {
        kn_relief_site not = site_of(KN_EASED_NOT, 0, far);
        kn_relief_site range = site_of(KN_EASED_BETWEEN, far, far + 1e-7);
        kn_relief_moments m = kn_relief_site_normal(&not, 0, 1);
        assert_true(isfinite(m.log_z) && fabs(m.d1 / far - 1) < 0.02 && m.d2 < 0 && m.d2 > -1.01);
        m = kn_relief_site_normal(&range, 0, 1);
        assert_true(isfinite(m.log_z) && fabs(m.d1 / far - 1) < 0.02 && m.d2 < 0);
    }
}

/* ---- Given sigma ------------------------------------------------------------------------------*/

static kn_relief_episode episodes[] = {
    {KN_EASED_AT, 0, 3, 0, 12, 0, 1, 0.5},      {KN_EASED_AT, 1, 3, 0, 7, 0, 2, 0.5},
    {KN_EASED_AT, 0, 3, 0, 31, 0, 3, 0.5},      {KN_EASED_NOT, 1, 3, 0, 20, 0, 4, 0.5},
    {KN_EASED_NOT, 0, 3, 0, 60, 0, 5, 0.5},     {KN_EASED_NOT, 0, 3, 0, 60, 0, 6, 0.5},
    {KN_EASED_BETWEEN, 1, 3, 0, 30, 5, 7, 0.5}, {KN_EASED_BETWEEN, 0, 3, 0, 25, 0, 8, 0.5},
};
enum { COUNT = sizeof episodes / sizeof *episodes };

static double log_likelihood(const kn_relief_model *model, double alpha, double beta, double sigma)
{
    double sum = 0;

    for (int i = 0; i < COUNT; i++) {
        kn_relief_site site = kn_relief_model_site(model, &episodes[i]);
        sum += by_definition(&site, alpha + (episodes[i].arm ? beta : 0), sigma);
    }
    return sum;
}

/* log of the sum over alpha, and over beta unless it is held, of likelihood times prior. */
static double by_grid(const kn_relief_model *model, double sigma, bool held, double b)
{
    const double step = 0.04;
    double sum = 0;

    for (double beta = held ? b : -5; beta <= (held ? b : 5); beta += step)
        for (double alpha = -5; alpha <= 5; alpha += step) {
            double f = log_likelihood(model, alpha, beta, sigma) - 0.5 * alpha * alpha / 6.25;
            sum += exp(f - (held ? 0 : 0.5 * beta * beta));
        }
    return log(sum * step) - log(2.5 * sqrt(2 * acos(-1))) +
           (held ? 0 : log(step) - log(sqrt(2 * acos(-1))));
}

static void given_sigma(void **state)
{
    kn_relief_rows rows = {.count = COUNT, .episode = episodes};
    const bool take[COUNT] = {true, true, true, true, true, true, true, true};
    kn_prior prior = kn_prior_default();
    kn_relief_model model;
    kn_relief_given given;

    (void)state;
    assert_int_equal(kn_relief_model_init(&model, &rows, take, 0, 1, false, false, &prior, NULL),
                     KN_OK);
    assert_int_equal(model.columns, 2);
    assert_int_equal(model.sites, 4); /* the two equal limits are one */
    for (double sigma = 0.4; sigma < 2.5; sigma *= 1.6) {
        double grid = by_grid(&model, sigma, false, 0);
        kn_relief_given_sigma(&model, sigma, false, 0, &given);
        printf("sigma %.2f: %.5f, by a grid %.5f", sigma, given.log_z, grid);
        assert_true(given.converged && fabs(given.log_z - grid) < 0.004);
        for (double b = -3; b <= 3; b += 1.5) {
            kn_relief_given left, right;
            grid = by_grid(&model, sigma, true, b);
            kn_relief_given_sigma(&model, sigma, true, b - 1e-3, &left);
            kn_relief_given_sigma(&model, sigma, true, b + 1e-3, &right);
            kn_relief_given_sigma(&model, sigma, true, b, &given);
            printf(", %.4f", given.log_z - grid);
            assert_true(given.converged && fabs(given.log_z - grid) < 0.01);
            assert_true(fabs(given.slope - (right.log_z - left.log_z) / 2e-3) <
                        1e-3 * (1 + fabs(given.slope)));
        }
        printf("\n");
    }
    kn_relief_model_release(&model);
}

/* Three sets: each intercept N(alpha, 1) around alpha ~ N(0, 2.5^2). */
static void prior_of_sets(void **state)
{
    kn_relief_episode three[] = {
        {KN_EASED_AT, 0, 3, 0, 12, 0, 1, 0.5},
        {KN_EASED_AT, 1, 7, 0, 7, 0, 2, 0.5},
        {KN_EASED_AT, 0, 5, 0, 31, 0, 3, 0.5},
    };
    kn_relief_rows rows = {.count = 3, .episode = three};
    const bool take[3] = {true, true, true};
    kn_prior prior = kn_prior_default();
    kn_relief_model model;
    double inverse[25], log_det = 0;

    (void)state;
    assert_int_equal(kn_relief_model_init(&model, &rows, take, 0, 1, true, false, &prior, NULL),
                     KN_OK);
    assert_int_equal(model.columns, 5); /* sets, trend, arm 1 */
    assert_true(kn_cholesky(model.prior_precision, 5));
    kn_invert(model.prior_precision, 5, inverse);
    for (int i = 0; i < 5; i++) {
        log_det += 2 * log(model.prior_precision[i * 5 + i]);
        for (int k = 0; k < 5; k++) {
            double expected = i < 3 && k < 3 ? 6.25 + (i == k) : i == k;
            assert_true(fabs(inverse[i * 5 + k] - expected) < 1e-9);
        }
    }
    assert_true(fabs(model.log_det[1] - log_det) < 1e-9);
    assert_true(fabs(model.log_det[0] - log_det) < 1e-9); /* the arm's own precision is 1 */
    kn_relief_model_release(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sites),
        cmocka_unit_test(given_sigma),
        cmocka_unit_test(prior_of_sets),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
