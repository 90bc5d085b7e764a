#include <math.h>

#include "infer/evidence.h"

/* Few days leave tails like a power: what lies beyond so many sd is under 1e-5 on four days and
 * nothing on more. In it a density's grid has steps of a quarter sd. */
static const double REACH_SD = 45;
/* A density narrower than this drop below its top is nothing (as in infer/curve.c). */
static const double DROP_NOTHING = 32;
/* The kernel's sd, in steps of the curve's grid; how far it reaches, and the step of sums over it,
 * in its sd. */
static const double KERNEL_STEPS = 1, KERNEL_REACH = 8, KERNEL_FINE = 0.125;

enum { LAST = KN_DENSITY_POINTS - 1 };

static double log_posterior(const kn_evidence *evidence, double prior_sd, double b)
{
    double z = b / prior_sd, slope; /* 0 when the sd is infinite */

    return kn_evidence_at(evidence, b, &slope) - 0.5 * z * z;
}

/* Tabulates log posterior on an even grid over range[2], then cuts the range where it is nothing.
 */
static void tabulate(const kn_evidence *evidence, double prior_sd, double range[2], double *from,
                     double *step, double log_density[])
{
    double top = -INFINITY;
    int first = 0, last = LAST;

    *from = range[0];
    *step = (range[1] - range[0]) / LAST;
    for (int i = 0; i <= LAST; i++) {
        log_density[i] = log_posterior(evidence, prior_sd, *from + i * *step);
        top = fmax(top, log_density[i]);
    }
    while (first < LAST && top - log_density[first + 1] > DROP_NOTHING)
        first++;
    while (last > first + 1 && top - log_density[last - 1] > DROP_NOTHING)
        last--;
    range[1] = *from + last * *step;
    range[0] = *from + first * *step;
}

static void set_range(double mean, double sd, double range[2])
{
    double end = -KN_CURVE_FROM;

    range[0] = fmax(mean - REACH_SD * sd, -end);
    range[1] = fmin(mean + REACH_SD * sd, end);
}

void kn_evidence_posterior(const kn_evidence *evidence, double prior_sd, double mean, double sd,
                           kn_density *posterior)
{
    double range[2], from, step, log_density[KN_DENSITY_POINTS];

    set_range(mean, sd, range);
    for (int round = 0; round < 2; round++) /* the second on what the first found */
        tabulate(evidence, prior_sd, range, &from, &step, log_density);
    kn_density_init(posterior, from, step, log_density);
}

/* Sums exp(log terms) with the largest taken out, and the same times each term's slope. */
typedef struct log_sum {
    double top, sum, weighted;
} log_sum;

static void log_sum_add(log_sum *to, double term, double slope)
{
    if (term > to->top) {
        double shrink = exp(to->top - term);
        to->sum *= shrink;
        to->weighted *= shrink;
        to->top = term;
    }
    to->sum += exp(term - to->top);
    to->weighted += exp(term - to->top) * slope;
}

void kn_evidence_smooth_curve(const kn_evidence *evidence, double mean, double sd, kn_curve *curve)
{
    double width = KERNEL_STEPS * KN_CURVE_STEP, end = -KN_CURVE_FROM, fine = KERNEL_FINE * width;
    double range[2], from, step, near[KN_DENSITY_POINTS], norm = log(width * sqrt(2 * acos(-1)));
    int reach = (int)(KERNEL_REACH / KERNEL_FINE);

    set_range(mean, sd, range);
    from = range[0];
    step = (range[1] - range[0]) / LAST;
    for (int i = 0; i <= LAST; i++)
        near[i] = log_posterior(evidence, INFINITY, from + i * step);
    for (int g = 0; g < KN_CURVE_POINTS; g++) {
        double b = KN_CURVE_FROM + g * KN_CURVE_STEP;
        log_sum sum = {-INFINITY, 0, 0};
        for (int i = 0; i <= LAST; i++) {
            double z = (from + i * step - b) / width;
            log_sum_add(&sum, near[i] - 0.5 * z * z + log(step), z / width);
        }
        for (int i = -reach; i <= reach; i++) {
            double to = b + i * fine, z = i * KERNEL_FINE;
            if (to > end || to < -end || (to >= range[0] - step / 2 && to <= range[1] + step / 2))
                continue;
            log_sum_add(&sum, log_posterior(evidence, INFINITY, to) - 0.5 * z * z + log(fine),
                        z / width);
        }
        curve->log_likelihood[g] = sum.top + log(sum.sum) - norm;
        curve->slope[g] = sum.weighted / sum.sum;
    }
}
