#include "infer/quadrature.h"

#include <math.h>

#include "base/mathconst.h"

enum { NEWTON_STEPS = 20 };

/* Roots of the Legendre polynomial by Newton from the Chebyshev-like guess (Abramowitz and Stegun
 * 22.16.6), symmetric in pairs. */
void kn_gauss_legendre(int n, double low, double high, double x[], double w[])
{
    double middle = (low + high) / 2, half = (high - low) / 2;

    for (int i = 0; i < (n + 1) / 2; i++) {
        double z = cos(KN_PI * (i + 0.75) / (n + 0.5)), slope = 1;
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double p = 1, previous = 0;
            for (int k = 1; k <= n; k++) {
                double next = ((2 * k - 1) * z * p - (k - 1) * previous) / k;
                previous = p;
                p = next;
            }
            slope = n * (z * p - previous) / (z * z - 1);
            double change = p / slope;
            z -= change;
            if (fabs(change) < 1e-15)
                break;
        }
        x[i] = middle - half * z;
        x[n - 1 - i] = middle + half * z;
        w[i] = w[n - 1 - i] = 2 * half / ((1 - z * z) * slope * slope);
    }
}

/* Orthonormal Hermite polynomials of the normal weight: h_{k+1} = (x h_k - sqrt(k) h_{k-1}) /
 * sqrt(k + 1), with slope h_n' = sqrt(n) h_{n-1} and weights 1 / (n h_{n-1}^2). */
static double hermite(int n, double x, double *before)
{
    double h = 1, previous = 0;

    for (int k = 0; k < n; k++) {
        double next = (x * h - sqrt((double)k) * previous) / sqrt(k + 1.0);
        previous = h;
        h = next;
    }
    *before = previous;
    return h;
}

/* Roots lie at least pi / sqrt(4 n) apart: a walk in quarters of that finds each change of sign,
 * and Newton's steps the root. Symmetric in pairs. */
void kn_gauss_hermite(int n, double x[], double w[])
{
    double before, step = KN_PI / (8 * sqrt((double)n)), left = step / 64;
    double value = hermite(n, left, &before);
    int found = 0;

    if (n % 2) {
        hermite(n, 0, &before);
        x[n / 2] = 0;
        w[n / 2] = 1 / (n * before * before);
    }
    while (found < n / 2) {
        double right = left + step, next = hermite(n, right, &before), root = right;
        if (value * next <= 0) {
            root = left + step * value / (value - next);
            for (int i = 0; i < NEWTON_STEPS; i++) {
                double change = hermite(n, root, &before) / (sqrt((double)n) * before);
                root -= change;
                if (fabs(change) < 1e-15 * right)
                    break;
            }
            hermite(n, root, &before);
            int up = (n + 1) / 2 + found, down = n / 2 - 1 - found;
            x[up] = root;
            x[down] = -root;
            w[up] = w[down] = 1 / (n * before * before);
            found++;
        }
        left = right;
        value = next;
    }
}

void kn_interpolation_matrix(int n, const double x[], int m, const double to[], double matrix[])
{
    double weight[KN_RULE_MAX], reach = x[n - 1] - x[0];

    for (int i = 0; i < n; i++) {
        weight[i] = 1;
        for (int k = 0; k < n; k++)
            if (k != i)
                weight[i] /= 4 * (x[i] - x[k]) / reach; /* 4: keeps the products near 1 */
    }
    for (int f = 0; f < m; f++) {
        double *row = matrix + f * n, sum = 0;
        int hit = -1;
        for (int i = 0; i < n; i++) {
            if (to[f] == x[i])
                hit = i;
            row[i] = hit == i ? 1 : weight[i] / (to[f] - x[i]);
            sum += row[i];
        }
        for (int i = 0; i < n; i++)
            row[i] = hit >= 0 ? i == hit : row[i] / sum;
    }
}

void kn_trim_range(int n, const double x[], const double profile[], double drop, double coarse_drop,
                   double range[2])
{
    double top = -INFINITY;
    int first = n, last = -1;

    for (int i = 0; i < n; i++)
        top = fmax(top, profile[i]);
    for (int i = 0; i < n; i++)
        if (top - profile[i] < drop) {
            first = i < first ? i : first;
            last = i;
        }
    for (int side = 0; side < 2 && last >= 0; side++) {
        int in = side ? last : first, out = side ? last + 1 : first - 1;
        if (out < 0 || out >= n)
            continue;
        double a = sqrt(top - profile[in]), b = sqrt(top - profile[out]), share = 1;
        if (b * b < coarse_drop)
            share = (sqrt(drop) - a) / (b - a);
        range[side] = x[in] + share * (x[out] - x[in]);
    }
}

double kn_normalise_logs(int n, double weight[])
{
    double top = -INFINITY, sum = 0;

    for (int i = 0; i < n; i++)
        top = fmax(top, weight[i]);
    for (int i = 0; i < n; i++)
        sum += weight[i] = exp(weight[i] - top);
    for (int i = 0; i < n; i++)
        weight[i] /= sum;
    return top + log(sum);
}
