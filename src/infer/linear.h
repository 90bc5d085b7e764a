/* infer/linear.h - small dense symmetric systems, row-major q x q, q <= KN_LINEAR_MAX. */
#ifndef INFER_LINEAR_H
#define INFER_LINEAR_H

#include <stdbool.h>

enum { KN_LINEAR_MAX = 56 };

/* Cholesky S = G G' in place; reads and writes the lower triangle only. False if S is not positive
 * definite. */
bool kn_cholesky(double s[], int q);

/* inverse = (G G')^-1, both triangles, from the factor's lower triangle. */
void kn_invert(const double g[], int q, double inverse[]);

#endif
