/* Simulation-based calibration, quick: a few hundred data sets a family. The bounds hold for a
 * right engine but with probability CHANCE in a row and statistic; the seeds are fixed. The long
 * run is calibration.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "calibration.h"

#ifdef __SANITIZE_ADDRESS__
enum { SETS = 60 };
#else
enum { SETS = 200 };
#endif
enum { BINS = 10, DAYS = 28 };
static const double CHANCE = 1e-4;

static void effects_are_calibrated(void **state)
{
    static double below[SETS];
    static uint8_t cell[SETS][NUISANCES], doubtful[SETS];

    (void)state;
    for (int f = 0; f < KN_FAMILY_COUNT; f++) {
        calibration c = {.family = (kn_family)f,
                         .days = DAYS,
                         .arms = 2,
                         .sets = SETS,
                         .seed = 7,
                         .below = below,
                         .cell = cell,
                         .doubtful = doubtful};
        calibration_result r = calibrate(&c, 2, BINS);
        double bound = dkw_bound(r.fitted, CHANCE), p = chi_squared_above(r.chi_squared, BINS - 1);

        printf("%-10s fitted %zu, not converged %zu, p %.3f, distance %.3f of %.3f, covered %.3f, "
               "nuisance p %.3f %.3f %.3f\n",
               kn_family_name(c.family), r.fitted, r.doubtful, p, r.distance, bound, r.covered,
               chi_squared_above(r.nuisance[0], QUARTERS - 1),
               chi_squared_above(r.nuisance[1], QUARTERS - 1),
               chi_squared_above(r.nuisance[2], QUARTERS - 1));
        assert_true(r.fitted >= SETS * 99 / 100);
        assert_int_equal(r.doubtful, 0);
        assert_true(p >= CHANCE);
        assert_true(r.distance <= bound);
        for (int k = 0; k < NUISANCES; k++)
            assert_true(chi_squared_above(r.nuisance[k], QUARTERS - 1) >= CHANCE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(effects_are_calibrated)};

    return cmocka_run_group_tests_name("calibration", tests, NULL, NULL);
}
