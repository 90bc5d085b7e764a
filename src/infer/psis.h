/* infer/psis.h - Pareto-smoothed importance sampling (Vehtari, Simpson, Gelman, Yao, Gabry 2024).
 */
#ifndef INFER_PSIS_H
#define INFER_PSIS_H

#include <stddef.h>

/* Takes log weights, leaves smoothed weights that sum to 1; returns the shape k-hat of the upper
 * tail: under 0.7 the weighted means can be trusted. -INFINITY if the weights are all equal.
 * `order` is scratch. count >= 20. */
double kn_psis_smooth(size_t count, double weight[], size_t order[]);

/* Indices of x[count] in ascending order of x (Shell's sort: no allocation, no callback). */
void kn_sort_indices(size_t count, const double x[], size_t order[]);

#endif
