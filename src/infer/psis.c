#include "infer/psis.h"

#include <math.h>
#include <stdlib.h>

enum { TAIL_MAX = 512 };

/* Shape and scale of a generalised Pareto distribution for ascending excesses x[n] > 0: the
 * posterior mean over a data-driven grid (Zhang and Stephens 2009), with k pulled weakly to 0.5 as
 * in PSIS. */
static double fit_pareto(size_t n, const double x[], double *scale)
{
    double quartile = x[(size_t)floor((double)n / 4 + 0.5) - 1], prior = 3;
    int grid = 30 + (int)sqrt((double)n);
    double theta[64], log_l[64], sum = 0, best = 0, k = 0;

    for (int i = 0; i < grid; i++) {
        theta[i] = 1 / x[n - 1] + (1 - sqrt(grid / (i + 0.5))) / prior / quartile;
        double mean = 0;
        for (size_t j = 0; j < n; j++)
            mean += log1p(-theta[i] * x[j]) / (double)n;
        log_l[i] = (double)n * (log(-theta[i] / mean) - mean - 1);
    }
    for (int i = 0; i < grid; i++) {
        double total = 0;
        for (int j = 0; j < grid; j++)
            total += exp(log_l[j] - log_l[i]);
        best += theta[i] / total;
        sum += 1 / total;
    }
    best /= sum;
    for (size_t j = 0; j < n; j++)
        k += log1p(-best * x[j]) / (double)n;
    *scale = -k / best;
    return (k * (double)n + 0.5 * 10) / ((double)n + 10);
}

void kn_sort_indices(size_t n, const double x[], size_t order[])
{
    for (size_t i = 0; i < n; i++)
        order[i] = i;
    for (size_t gap = n / 2; gap > 0; gap /= 2)
        for (size_t i = gap; i < n; i++) {
            size_t moved = order[i], j = i;
            for (; j >= gap && x[order[j - gap]] > x[moved]; j -= gap)
                order[j] = order[j - gap];
            order[j] = moved;
        }
}

double kn_psis_smooth(size_t count, double weight[], size_t order[])
{
    size_t tail = (size_t)fmin(ceil(fmin(0.2 * (double)count, 3 * sqrt((double)count))), TAIL_MAX);
    double excess[TAIL_MAX], khat = -INFINITY, scale, sum = 0, top;

    kn_sort_indices(count, weight, order);
    top = weight[order[count - 1]];
    for (size_t i = 0; i < count; i++)
        weight[i] = exp(weight[i] - top);
    double cutoff = weight[order[count - tail - 1]];
    for (size_t i = 0; i < tail; i++)
        excess[i] = weight[order[count - tail + i]] - cutoff;
    if (tail >= 5 && excess[0] > 0 && excess[tail - 1] > excess[0] * (1 + 1e-12)) {
        khat = fit_pareto(tail, excess, &scale);
        for (size_t i = 0; i < tail && isfinite(khat); i++) {
            double p = ((double)i + 0.5) / (double)tail;
            double q = fabs(khat) < 1e-12 ? -log1p(-p) : expm1(-khat * log1p(-p)) / khat;
            weight[order[count - tail + i]] = fmin(cutoff + scale * q, 1);
        }
    }
    for (size_t i = 0; i < count; i++)
        sum += weight[i];
    for (size_t i = 0; i < count; i++)
        weight[i] /= sum;
    return khat;
}
