/* The tail index on weights whose tail is known, and the smoothed mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <string.h>

#include "base/random.h"
#include "infer/psis.h"

enum { COUNT = 8000 };
static double weight[COUNT], raw[COUNT];
static size_t order[COUNT];

/* Weights uniform^-k have a Pareto tail of shape k. The estimate's standard error is about
 * (1 + k) / sqrt(3 sqrt(COUNT)) = 0.06 (1 + k); a pull to 0.5 with the weight of ten draws. */
static void pareto_tails(void **state)
{
    static const double shapes[] = {0.1, 0.3, 0.5, 0.7, 1.0, 1.5};
    kn_random random;

    (void)state;
    kn_random_init(&random, 8, 0);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++)
            weight[i] = -shapes[s] * log(kn_random_uniform(&random));
        double khat = kn_psis_smooth(COUNT, weight, order);
        if (!(fabs(khat - shapes[s]) < 4 * 0.06 * (1 + shapes[s])))
            fail_msg("shape %g: k-hat %g", shapes[s], khat);
        for (int i = 0; i < COUNT; i++) {
            assert_true(weight[i] >= 0 && weight[i] <= 1);
            sum += weight[i];
        }
        assert_true(fabs(sum - 1) < 1e-12);
    }
}

/* From N(0,1) to N(0.3, 0.9^2): bounded weights; the weighted mean is the target's. */
static void weighted_mean(void **state)
{
    double mean = 0;
    kn_random random;

    (void)state;
    kn_random_init(&random, 9, 0);
    for (int i = 0; i < COUNT; i++) {
        double x = raw[i] = kn_random_normal(&random), z = (x - 0.3) / 0.9;
        weight[i] = 0.5 * (x * x - z * z);
    }
    assert_true(kn_psis_smooth(COUNT, weight, order) < 0.5);
    for (int i = 0; i < COUNT; i++)
        mean += weight[i] * raw[i];
    assert_true(fabs(mean - 0.3) < 4 * 1.1 / sqrt(COUNT));
}

static void equal_weights(void **state)
{
    (void)state;
    memset(weight, 0, sizeof weight);
    double khat = kn_psis_smooth(100, weight, order);
    assert_true(isinf(khat) && khat < 0);
    for (int i = 0; i < 100; i++)
        assert_true(fabs(weight[i] - 0.01) < 1e-15);
}

static void indices_sort(void **state)
{
    kn_random random;

    (void)state;
    kn_random_init(&random, 10, 0);
    for (size_t n = 1; n < 300; n += 13) {
        double at_once = 0;
        for (size_t i = 0; i < n; i++)
            raw[i] = (double)kn_random_below(&random, 20);
        kn_sort_indices(n, raw, order);
        for (size_t i = 0; i < n; i++)
            at_once += (double)order[i];
        assert_true(at_once == (double)n * (double)(n - 1) / 2);
        for (size_t i = 1; i < n; i++)
            assert_true(raw[order[i - 1]] <= raw[order[i]]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pareto_tails), cmocka_unit_test(weighted_mean),
        cmocka_unit_test(equal_weights), cmocka_unit_test(indices_sort)};

    return cmocka_run_group_tests_name("psis", tests, NULL, NULL);
}
