#include "unknot/curve.h"

#include <math.h>

/* A density narrower than this drop below its top is nothing: exp(-32) is 1e-14. */
static const double DROP_NOTHING = 32;

/* A curve is proper if it falls at least so far, and is still falling, at both ends: what lies
 * beyond is then under 2 % of what the top alone holds. */
static const double DROP_PROPER = 4;

double kn_curve_at(const kn_curve *curve, double beta)
{
    const double *f = curve->log_likelihood, *slope = curve->slope;
    double at = (beta - KN_CURVE_FROM) / KN_CURVE_STEP;
    int last = KN_CURVE_POINTS - 1;

    if (at <= 0)
        return f[0] + slope[0] * at * KN_CURVE_STEP;
    if (at >= last)
        return f[last] + slope[last] * (at - last) * KN_CURVE_STEP;

    int i = (int)at;
    double u = at - i, v = 1 - u;
    return v * v * ((1 + 2 * u) * f[i] + u * KN_CURVE_STEP * slope[i]) +
           u * u * ((1 + 2 * v) * f[i + 1] - v * KN_CURVE_STEP * slope[i + 1]);
}

static double curve_top(const kn_curve *curve)
{
    double top = -INFINITY;

    for (int i = 0; i < KN_CURVE_POINTS; i++)
        top = fmax(top, curve->log_likelihood[i]);
    return top;
}

bool kn_curve_is_proper(const kn_curve *curve)
{
    const double *f = curve->log_likelihood;
    int last = KN_CURVE_POINTS - 1;
    double top = curve_top(curve);

    return top - f[0] > DROP_PROPER && top - f[last] > DROP_PROPER && curve->slope[0] > 0 &&
           curve->slope[last] < 0;
}

static double log_posterior(const kn_curve *curve, double mean, double sd, double beta)
{
    double z = (beta - mean) / sd; /* 0 when sd is infinite */

    return kn_curve_at(curve, beta) - 0.5 * z * z;
}

bool kn_curve_posterior(const kn_curve *curve, double prior_mean, double prior_sd,
                        kn_density *posterior)
{
    double top = -INFINITY, at = 0, low, high, log_density[KN_DENSITY_POINTS];
    double end = KN_CURVE_FROM + (KN_CURVE_POINTS - 1) * KN_CURVE_STEP;

    if (!isfinite(prior_sd) && !kn_curve_is_proper(curve))
        return false;
    for (int i = 0; i < KN_CURVE_POINTS; i++) {
        double beta = KN_CURVE_FROM + i * KN_CURVE_STEP;
        double f = log_posterior(curve, prior_mean, prior_sd, beta);
        if (f > top) {
            top = f;
            at = beta;
        }
    }
    /* The top may lie between grid points: look finer, so that the drop is measured from it. */
    for (double beta = at - KN_CURVE_STEP; beta <= at + KN_CURVE_STEP; beta += KN_CURVE_STEP / 16)
        top = fmax(top, log_posterior(curve, prior_mean, prior_sd, beta));
    /* Where it has dropped to nothing on either side, by doubling and halving. */
    double edge[2];
    for (int side = 0; side < 2; side++) {
        double sign = side ? 1 : -1, inside = 0, outside = KN_CURVE_STEP / 16;
        double reach = side ? end - at : at - KN_CURVE_FROM;
        while (outside < reach &&
               top - log_posterior(curve, prior_mean, prior_sd, at + sign * outside) <
                   DROP_NOTHING) {
            inside = outside;
            outside *= 1.5;
        }
        outside = fmin(outside, fmax(reach, KN_CURVE_STEP));
        for (int i = 0; i < 6; i++) {
            double middle = (inside + outside) / 2;
            if (top - log_posterior(curve, prior_mean, prior_sd, at + sign * middle) < DROP_NOTHING)
                inside = middle;
            else
                outside = middle;
        }
        edge[side] = at + sign * outside;
    }
    low = edge[0];
    high = edge[1];

    double step = (high - low) / (KN_DENSITY_POINTS - 1);
    for (int i = 0; i < KN_DENSITY_POINTS; i++)
        log_density[i] = log_posterior(curve, prior_mean, prior_sd, low + i * step);
    kn_density_init(posterior, low, step, log_density);
    return true;
}
