#include "infer/tensor.h"

#include <string.h>

#include "infer/quadrature.h"
#include "infer/vector.h"

void kn_tensor_init(kn_tensor *tensor, int side, const double first_range[2],
                    const double second_range[2], int fine, const double first[],
                    const double second[])
{
    double to_second[KN_FINE_MAX * KN_COARSE_MAX], unused[KN_COARSE_MAX]; /* Gauss weights */

    tensor->side = side;
    tensor->fine = fine;
    kn_gauss_legendre(side, first_range[0], first_range[1], tensor->x[0], unused);
    kn_gauss_legendre(side, second_range[0], second_range[1], tensor->x[1], unused);
    kn_interpolation_matrix(side, tensor->x[0], fine, first, tensor->to_first);
    kn_interpolation_matrix(side, tensor->x[1], fine, second, to_second);
    for (int k = 0; k < side; k++)
        for (int g = 0; g < fine; g++)
            tensor->to_second[k * fine + g] = to_second[g * side + k];
}

/* Inner loops run over neighbours in memory, so that they vectorise. */
KN_VECTOR_CLONES
static void refine(int side, int fine, const double *restrict to_first,
                   const double *restrict to_second, const double *restrict coarse,
                   double *restrict values)
{
    for (int f = 0; f < fine; f++) {
        double half[KN_COARSE_MAX] = {0}, *row = values + f * fine;
        for (int i = 0; i < side; i++)
            for (int k = 0; k < side; k++)
                half[k] += to_first[f * side + i] * coarse[i * side + k];
        memset(row, 0, (size_t)fine * sizeof *row);
        for (int k = 0; k < side; k++)
            for (int g = 0; g < fine; g++)
                row[g] += half[k] * to_second[k * fine + g];
    }
}

void kn_tensor_refine(const kn_tensor *tensor, const double coarse[], double fine_values[])
{
    if (tensor->side == tensor->fine)
        memcpy(fine_values, coarse, (size_t)(tensor->fine * tensor->fine) * sizeof *fine_values);
    else
        refine(tensor->side, tensor->fine, tensor->to_first, tensor->to_second, coarse,
               fine_values);
}
