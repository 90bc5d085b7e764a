/* infer/relief_site.h - one site of a relief model: its likelihood with derivatives, and the line
 * that its predictor lies on. Inline, since a fit spends its time here. Branch-free, so that sites
 * go several at a time. */
#ifndef INFER_RELIEF_SITE_H
#define INFER_RELIEF_SITE_H

#include "infer/relief_model.h"
#include "infer/vector.h"

#define KN_ROOT_2PI 2.50662827463100050242

/* Mills' ratio, the normal's upper tail over its density, for z >= 0, to 1e-14 relative:
 * (z + 4) M(z) as a polynomial of t = (z - 4) / (z + 4), from its Chebyshev series (the form is
 * that of Shepherd and Laframboise 1981, "Chebyshev approximation of (1 + 2x) exp(x^2) erfc x"). */
__attribute__((always_inline)) static inline double kn_mills(double z)
{
    double by = 1 / (z + 4), t = (z - 4) * by, p = -3.20155372353755968e-9;

    p = p * t + 1.69943622390051144e-8;
    p = p * t + 4.9053735092410552e-8;
    p = p * t - 1.42189772934048464e-7;
    p = p * t - 4.06654396024688942e-7;
    p = p * t + 5.89382122437590581e-7;
    p = p * t + 2.57426730781655413e-6;
    p = p * t - 1.50469103855091678e-6;
    p = p * t - 0.0000148464930104226122;
    p = p * t + 1.75813985303190714e-6;
    p = p * t + 0.0000880969606021189732;
    p = p * t - 4.77045582743052685e-6;
    p = p * t - 0.000579269606507366396;
    p = p * t + 0.000334241926614135271;
    p = p * t + 0.00408785572647899554;
    p = p * t - 0.0087222949434094109;
    p = p * t - 0.0189004508654845016;
    p = p * t + 0.151391762291509537;
    p = p * t - 0.467540962998187344;
    p = p * t + 0.970409554868106127;
    p = p * t - 1.52377091081998509;
    p = p * t + 1.89321906330848324;
    return p * by;
}

/* ---- Log-normal times -------------------------------------------------------------------------*/

/* No minute at all, and for ever, in units of y. */
#define KN_SITE_EVER 1e9

/* log of the expected likelihood is log_scale + log(p); with its derivatives by the mean. */
typedef struct kn_site_part {
    double log_scale, p, d1, d2;
} kn_site_part;

/* A range from `low` to `high` under N(mean, 1 / by_sd^2), without a branch. Mirrored, so that its
 * middle is above the mean, and in units of the density at its low end l:
 *
 *     p = M(l) - e M(h),   r = (1 - e) / p,   d1 = r,   d2 = (l - h e) / p - r^2
 *
 * with e = exp(-(h - l) (h + l) / 2), and M(l) = 1 / density(l) - M(-l) where l < 0. */
__attribute__((always_inline)) static inline kn_site_part kn_site_range(double low, double high,
                                                                        double mean, double by_sd)
{
    const double narrow = 1e-5; /* as if it were known; the error is of the order of narrow^2 */
    const double least = -37;   /* below it lies 1e-299 */
    double a = (low - mean) * by_sd, b = (high - mean) * by_sd;
    bool is_mirrored = a + b < 0;
    double l = is_mirrored ? -b : a, h = is_mirrored ? -a : b, sign = is_mirrored ? -1 : 1;

    l = l < least ? least : l;
    double outside = l < 0 ? -l : l, tail = kn_mills(outside), at_low = kn_exp(0.5 * l * l);
    double e = kn_exp(-0.5 * (h - l) * (h + l)), width = h - l, middle = 0.5 * (h + l);
    double p = (l < 0 ? KN_ROOT_2PI * at_low - tail : tail) - e * kn_mills(h);
    bool is_narrow = width < narrow;
    p = is_narrow ? width : p;
    double by_p = 1 / p, r = (1 - e) * by_p, d2 = (l - h * e) * by_p - r * r;
    double at = is_narrow ? middle : l;
    r = is_narrow ? middle : r;
    d2 = is_narrow ? -1 : d2;
    return (kn_site_part){-0.5 * at * at - 0.5 * KN_LOG_2PI, p, sign * r * by_sd,
                          d2 * by_sd * by_sd};
}

/* ---- Sites of one set and one arm: a run ------------------------------------------------------*/

/* One past the last site that has the set and the arm of site `from` (sites are in such order). */
static inline size_t kn_run_end(const kn_relief_model *model, size_t from)
{
    const kn_relief_site *first = &model->site[from];
    size_t i = from + 1;

    while (i < model->sites && model->site[i].set == first->set && model->site[i].arm == first->arm)
        i++;
    return i;
}

/* eta = level + s slope, with variance v[0] + 2 s v[1] + s^2 v[2]. `offset` of a held effect is in
 * the level. */
typedef struct kn_run_line {
    double level, slope, offset, v[3];
} kn_run_line;

/* Of a run, from mean[q] and covariance[q x q], NULL: no variance; b: the held effect. */
static inline kn_run_line kn_run_line_of(const kn_relief_model *model, const kn_relief_site *site,
                                         int q, double b, const double mean[],
                                         const double covariance[])
{
    int set = site->set, trend = model->trend;
    int arm = site->arm >= 0 && site->arm < q ? site->arm : -1;
    kn_run_line line = {.level = mean[set], .offset = site->arm >= q ? b : 0};

    line.level += line.offset + (arm >= 0 ? mean[arm] : 0);
    line.slope = trend >= 0 ? mean[trend] : 0;
    if (!covariance)
        return line;
    line.v[0] = covariance[set * q + set];
    if (arm >= 0)
        line.v[0] += 2 * covariance[set * q + arm] + covariance[arm * q + arm];
    if (trend >= 0) {
        line.v[1] = covariance[set * q + trend] + (arm >= 0 ? covariance[arm * q + trend] : 0);
        line.v[2] = covariance[trend * q + trend];
    }
    return line;
}

static inline double kn_run_variance(const kn_run_line *line, double s)
{
    return line->v[0] + s * (2 * line->v[1] + s * line->v[2]);
}

/* Sums of the weights and values of a run's sites, times powers of s. */
typedef struct kn_run_sums {
    double weight[3], value[2];
} kn_run_sums;

static inline void kn_run_add(kn_run_sums *sums, double s, double weight, double value)
{
    sums->weight[0] += weight;
    sums->weight[1] += weight * s;
    sums->weight[2] += weight * s * s;
    sums->value[0] += value;
    sums->value[1] += value * s;
}

/* Adds them to the lower triangle of matrix[q x q], and to vector[q]. Columns ascend from set to
 * trend to arm. */
static inline void kn_run_flush(const kn_relief_model *model, const kn_relief_site *site, int q,
                                const kn_run_sums *sums, double matrix[], double vector[])
{
    int set = site->set, trend = model->trend;
    int arm = site->arm >= 0 && site->arm < q ? site->arm : -1;

    matrix[set * q + set] += sums->weight[0];
    vector[set] += sums->value[0];
    if (trend >= 0) {
        matrix[trend * q + set] += sums->weight[1];
        matrix[trend * q + trend] += sums->weight[2];
        vector[trend] += sums->value[1];
    }
    if (arm < 0)
        return;
    matrix[arm * q + set] += sums->weight[0];
    matrix[arm * q + arm] += sums->weight[0];
    vector[arm] += sums->value[0];
    if (trend >= 0)
        matrix[arm * q + trend] += sums->weight[1];
}

#endif
