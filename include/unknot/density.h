/* unknot/density.h - a distribution of one number, held as log density on an even grid, and the
 * five-number summary that every answer uses.
 *
 * Between grid points the log density is a cubic; beyond the last point the density is 0. Built by
 * the fitting code with a grid fine enough that moments and quantiles are good to about 1e-4 sd. */
#ifndef UNKNOT_DENSITY_H
#define UNKNOT_DENSITY_H

#include <stddef.h>

typedef struct kn_summary {
    double mean, sd;
    double q025, q50, q975;
    double p_below_zero;
} kn_summary;

enum { KN_DENSITY_POINTS = 241 };

typedef struct kn_density {
    double from, step;                 /* grid: from + i * step, i < KN_DENSITY_POINTS */
    double density[KN_DENSITY_POINTS]; /* integrates to 1 */
    double below[KN_DENSITY_POINTS];   /* probability below each grid point */
    double mean, sd;
} kn_density;

/* Builds a density from log values (up to a constant) at the grid points from + i * step. */
void kn_density_init(kn_density *density, double from, double step,
                     const double log_density[KN_DENSITY_POINTS]);

double kn_density_below(const kn_density *density, double x); /* P(X < x) */
double kn_density_between(const kn_density *density, double low, double high);
double kn_density_quantile(const kn_density *density, double probability); /* in (0,1) */
kn_summary kn_density_summary(const kn_density *density);

/* Summary of the distribution's values times `factor` (a change of unit; factor != 0). */
kn_summary kn_density_summary_scaled(const kn_density *density, double factor);

#endif
