/* infer/quadrature.h - nodes and weights of Gauss rules, computed, not tabled. */
#ifndef INFER_QUADRATURE_H
#define INFER_QUADRATURE_H

enum { KN_RULE_MAX = 64 };

/* Gauss-Legendre on [low, high]: sum w_i f(x_i) ~ integral of f; 1 <= n <= KN_RULE_MAX. */
void kn_gauss_legendre(int n, double low, double high, double x[], double w[]);

/* Gauss-Hermite for the standard normal: sum w_i f(x_i) ~ E f(X); 1 <= n <= KN_RULE_MAX;
 * x ascending. */
void kn_gauss_hermite(int n, double x[], double w[]);

/* matrix[m x n] takes values at the ascending x[n] to those, at to[m], of the polynomial through
 * them (barycentric formula, Berrut and Trefethen 2004). n <= KN_RULE_MAX. */
void kn_interpolation_matrix(int n, const double x[], int m, const double to[], double matrix[]);

/* Narrows range[2] to where a log profile, given at ascending x[n] from end to end, is within
 * `drop` of its top. An end lies between the last point inside and the first outside: where, as if
 * the drop grew with the square of the distance; if that point is more than coarse_drop down, the
 * points are too coarse to say: at it. Does nothing if the profile is nowhere finite. */
void kn_trim_range(int n, const double x[], const double profile[], double drop, double coarse_drop,
                   double range[2]);

/* Takes logarithms of weights to weights that sum to 1; returns the logarithm of their sum. */
double kn_normalise_logs(int n, double weight[]);

#endif
