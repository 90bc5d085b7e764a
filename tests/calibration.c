/* Simulation-based calibration of the default method, at length (docs/calibration.md).
 *
 *     calibration [SETS [THREADS [SEED]]]
 *
 * Prints the table of docs/calibration.md. Exit status 1 if the effect's probabilities stray from
 * uniform further than chance 1e-4 allows, in any row. */
#include <stdlib.h>

#include "calibration.h"

enum { BINS = 20 };
static const double CHANCE = 1e-4;

static const struct {
    kn_family family;
    int days, arms;
} rows[] = {
    {KN_GAUSSIAN, 14, 2},  {KN_GAUSSIAN, 28, 2},  {KN_GAUSSIAN, 84, 2},  {KN_GAUSSIAN, 42, 3},
    {KN_POISSON, 14, 2},   {KN_POISSON, 28, 2},   {KN_POISSON, 84, 2},   {KN_POISSON, 42, 3},
    {KN_BERNOULLI, 14, 2}, {KN_BERNOULLI, 28, 2}, {KN_BERNOULLI, 84, 2}, {KN_BERNOULLI, 42, 3},
    {KN_BINOMIAL, 14, 2},  {KN_BINOMIAL, 28, 2},  {KN_BINOMIAL, 84, 2},  {KN_BINOMIAL, 42, 3},
    {KN_ORDINAL, 14, 2},   {KN_ORDINAL, 28, 2},   {KN_ORDINAL, 84, 2},   {KN_ORDINAL, 42, 3},
};

int main(int argc, char **argv)
{
    long sets = argc > 1 ? atol(argv[1]) : 2000;
    int threads = argc > 2 ? atoi(argv[2]) : 1, misses = 0;
    calibration c = {.sets = (size_t)(sets < 100               ? 100
                                      : sets > CALIBRATION_MAX ? CALIBRATION_MAX
                                                               : sets),
                     .seed = argc > 3 ? (uint64_t)atoll(argv[3]) : 1};

    c.below = malloc(c.sets * sizeof *c.below);
    c.cell = malloc(c.sets * sizeof *c.cell);
    c.doubtful = malloc(c.sets);
    if (!c.below || !c.cell || !c.doubtful)
        return 2;
    printf("| outcome | days | arms | sets | unfit | not converged | beta: p of chi-squared | "
           "largest distance | in 95 %% interval | sigma: p | rho: p | gamma: p |\n"
           "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        c.family = rows[i].family;
        c.days = rows[i].days;
        c.arms = rows[i].arms;
        calibration_result r = calibrate(&c, threads, BINS);
        double bound = dkw_bound(r.fitted, CHANCE), p = chi_squared_above(r.chi_squared, BINS - 1);
        bool is_miss = !(r.distance <= bound) || !(p >= CHANCE);
        printf("| %s | %d | %d | %zu | %zu | %zu | %.3f | %.4f of %.4f%s | %.4f | %.3f | %.3f | "
               "%.3f |\n",
               kn_family_name(c.family), c.days, c.arms, c.sets, c.sets - r.fitted, r.doubtful, p,
               r.distance, bound, is_miss ? " !" : "", r.covered,
               chi_squared_above(r.nuisance[0], QUARTERS - 1),
               chi_squared_above(r.nuisance[1], QUARTERS - 1),
               chi_squared_above(r.nuisance[2], QUARTERS - 1));
        fflush(stdout);
        misses += is_miss;
    }
    free(c.below);
    free(c.cell);
    free(c.doubtful);
    return misses > 0;
}
