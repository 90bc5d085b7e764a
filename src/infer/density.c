#include "unknot/density.h"

#include <assert.h>
#include <math.h>
#include <string.h>

enum { LAST = KN_DENSITY_POINTS - 1 };

/* Slope at a grid point by central differences, one-sided at the ends. */
static double slope_at(const kn_density *density, int i)
{
    int a = i > 0 ? i - 1 : 0, b = i < LAST ? i + 1 : LAST;

    return (density->density[b] - density->density[a]) / ((b - a) * density->step);
}

void kn_density_init(kn_density *density, double from, double step,
                     const double log_density[KN_DENSITY_POINTS])
{
    double *f = density->density, *below = density->below, most = -INFINITY, total = 0;
    double mean = 0, square = 0;

    assert(step > 0);
    density->from = from;
    density->step = step;
    for (int i = 0; i <= LAST; i++)
        most = fmax(most, log_density[i]);
    for (int i = 0; i <= LAST; i++)
        f[i] = exp(log_density[i] - most);
    /* Trapezoid with the end correction of each cell (Euler-Maclaurin), which integrates cubics. */
    below[0] = 0;
    for (int i = 0; i < LAST; i++) {
        double cell = step * (f[i] + f[i + 1]) / 2 -
                      step * step / 12 * (slope_at(density, i + 1) - slope_at(density, i));
        below[i + 1] = below[i] + fmax(cell, 0);
    }
    total = below[LAST];
    for (int i = 0; i <= LAST; i++) {
        double x = i * step, weight = (i == 0 || i == LAST ? 0.5 : 1) * f[i] * step / total;
        f[i] /= total;
        below[i] /= total;
        mean += weight * x;
        square += weight * x * x;
    }
    density->mean = from + mean;
    density->sd = sqrt(fmax(square - mean * mean, 0));
}

/* Cell i holds x at share u of its width. Cubic Hermite of the distribution function, whose slopes
 * are the density. */
static double below_in_cell(const kn_density *density, int i, double u)
{
    double p = density->below[i], q = density->below[i + 1];
    double dp = density->density[i] * density->step, dq = density->density[i + 1] * density->step;
    double v = 1 - u;

    return v * v * ((1 + 2 * u) * p + u * dp) + u * u * ((1 + 2 * v) * q - v * dq);
}

double kn_density_below(const kn_density *density, double x)
{
    double at = (x - density->from) / density->step;

    if (!(at > 0))
        return 0;
    if (at >= LAST)
        return 1;
    double p = below_in_cell(density, (int)at, at - floor(at));
    return p < 0 ? 0 : p > 1 ? 1 : p;
}

double kn_density_between(const kn_density *density, double low, double high)
{
    double p = kn_density_below(density, high) - kn_density_below(density, low);

    return p > 0 ? p : 0;
}

double kn_density_quantile(const kn_density *density, double probability)
{
    int i = 0;
    double low = 0, high = 1;

    while (i < LAST - 1 && density->below[i + 1] < probability)
        i++;
    for (int step = 0; step < 50; step++) { /* bisection inside the cell */
        double middle = (low + high) / 2;
        if (below_in_cell(density, i, middle) < probability)
            low = middle;
        else
            high = middle;
    }
    return density->from + (i + low) * density->step;
}

kn_summary kn_density_summary(const kn_density *density)
{
    return kn_density_summary_scaled(density, 1);
}

kn_summary kn_density_summary_scaled(const kn_density *density, double factor)
{
    double low = factor * kn_density_quantile(density, 0.025);
    double high = factor * kn_density_quantile(density, 0.975);
    double below = kn_density_below(density, 0);

    return (kn_summary){.mean = factor * density->mean,
                        .sd = fabs(factor) * density->sd,
                        .q025 = fmin(low, high),
                        .q50 = factor * kn_density_quantile(density, 0.5),
                        .q975 = fmax(low, high),
                        .p_below_zero = factor > 0 ? below : 1 - below};
}
