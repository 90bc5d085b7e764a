#include "answer/plan_random.h"

#include <math.h>

/* Marsaglia and Tsang 2000, "A simple method for generating gamma variables", section 2; a shape
 * below 1 by section 6: gamma(a) = gamma(a + 1) U^(1/a). */
double kn_random_gamma(kn_random *random, double shape)
{
    double boost = 1, d, c, x, v, u;

    if (shape < 1) {
        boost = pow(kn_random_uniform(random), 1 / shape);
        shape += 1;
    }
    d = shape - 1.0 / 3;
    c = 1 / sqrt(9 * d);
    do {
        do {
            x = kn_random_normal(random);
            v = 1 + c * x;
        } while (v <= 0);
        v = v * v * v;
        u = kn_random_uniform(random);
    } while (log(u) >= x * x / 2 + d - d * v + d * log(v));
    return boost * d * v;
}

/* Small means by inversion, walking up from 0. */
static double poisson_small(kn_random *random, double mean)
{
    double u = kn_random_uniform(random), p = exp(-mean), k = 0;

    while (u > p && p > 0) {
        u -= p;
        k++;
        p *= mean / k;
    }
    return k;
}

/* PTRS: Hoermann 1993, "The transformed rejection method for generating Poisson random variables".
 * Constants are his. */
static double poisson_large(kn_random *random, double mean)
{
    const double b = 0.931 + 2.53 * sqrt(mean), a = -0.059 + 0.02483 * b;
    const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), fit = 0.9277 - 3.6224 / (b - 2);
    int sign;

    for (;;) {
        double u = kn_random_uniform(random) - 0.5, v = kn_random_uniform(random);
        double us = 0.5 - fabs(u), k = floor((2 * a / us + b) * u + mean + 0.43);

        if (us >= 0.07 && v <= fit)
            return k;
        if (k < 0 || (us < 0.013 && v > us))
            continue;
        if (log(v) + log(inverse_alpha) - log(a / (us * us) + b) <=
            -mean + k * log(mean) - lgamma_r(k + 1, &sign))
            return k;
    }
}

double kn_random_poisson(kn_random *random, double mean)
{
    return mean < 10 ? poisson_small(random, mean) : poisson_large(random, mean);
}
