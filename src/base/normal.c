/* The quantile, by Newton's method from the logistic's. */
#include "base/normal.h"

#include <math.h>

#include "base/mathconst.h"

double kn_probit(double p)
{
    double z = log(p / (1 - p)) / 1.7;

    for (int step = 0; step < 30; step++) {
        double below = 0.5 * erfc(-z / KN_SQRT2);
        double density = exp(-0.5 * z * z - 0.5 * KN_LOG_2PI);
        z -= fmin(fmax((below - p) / fmax(density, 1e-12), -0.5), 0.5);
    }
    return z;
}
