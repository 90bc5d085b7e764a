#include "infer/linear.h"

#include <math.h>

bool kn_cholesky(double s[], int q)
{
    for (int i = 0; i < q; i++)
        for (int k = 0; k <= i; k++) {
            double sum = s[i * q + k];
            for (int m = 0; m < k; m++)
                sum -= s[i * q + m] * s[k * q + m];
            if (i > k) {
                s[i * q + k] = sum / s[k * q + k];
            } else {
                if (!(sum > 0))
                    return false;
                s[i * q + i] = sqrt(sum);
            }
        }
    return true;
}

void kn_invert(const double g[], int q, double inverse[])
{
    double root[KN_LINEAR_MAX * KN_LINEAR_MAX]; /* G^-1, lower; the rest is not looked at */

    for (int i = 0; i < q; i++) {
        root[i * q + i] = 1 / g[i * q + i];
        for (int k = 0; k < i; k++) {
            double sum = 0;
            for (int m = k; m < i; m++)
                sum -= g[i * q + m] * root[m * q + k];
            root[i * q + k] = sum / g[i * q + i];
        }
    }
    for (int i = 0; i < q; i++)
        for (int k = 0; k <= i; k++) {
            double sum = 0;
            for (int m = i; m < q; m++)
                sum += root[m * q + i] * root[m * q + k];
            inverse[i * q + k] = inverse[k * q + i] = sum;
        }
}
