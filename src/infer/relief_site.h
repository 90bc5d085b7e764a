/* infer/relief_site.h - one site of a relief model: its likelihood with derivatives, and the line
 * that its predictor lies on. Inline, since a fit spends its time here. */
#ifndef INFER_RELIEF_SITE_H
#define INFER_RELIEF_SITE_H

#include "infer/relief_model.h"
#include "infer/vector.h"

#define KN_ROOT_2PI 2.50662827463100050242

/* ---- Log-normal times -------------------------------------------------------------------------*/

static inline double kn_normal_density(double z)
{
    return kn_exp(-0.5 * z * z) * (1 / KN_ROOT_2PI);
}

static inline double kn_log_normal_density(double z)
{
    return -0.5 * z * z - 0.5 * KN_LOG_2PI;
}

/* Mills' ratio, the normal's upper tail over its density, for z >= 0. */
static inline double kn_mills(double z)
{
    const double far = 15; /* from here on five terms of the series are good to 1e-10 */

    if (z < far)
        return 0.5 * erfc(z / KN_SQRT2) * kn_exp(0.5 * z * z) * KN_ROOT_2PI;
    double r = 1 / (z * z);
    return (1 - r * (1 - r * (3 - r * (15 - r * (105 - r * 945))))) / z;
}

/* Beyond a limit z sd above the mean; the logarithm only where it is asked for. */
static inline kn_relief_moments kn_above(double z, double sd, bool with_log)
{
    double m, r, log_z = 0;

    if (z < 0) { /* the lower tail is the small one */
        double density = kn_normal_density(z), p = 0.5 * erfc(z / KN_SQRT2);
        r = density / p;
        log_z = with_log ? log(p) : 0;
    } else {
        m = kn_mills(z);
        r = 1 / m;
        log_z = with_log ? kn_log_normal_density(z) + log(m) : 0;
    }
    return (kn_relief_moments){log_z, r / sd, -r * (r - z) / (sd * sd)};
}

/* Between two limits, 0 <= low < high: everything in units of the density at low. */
static inline kn_relief_moments kn_between_in_tail(double low, double high, double sd,
                                                   bool with_log)
{
    const double narrow = 1e-5;
    double middle = 0.5 * (low + high);

    if (high - low < narrow) /* as if it were known; the error is of the order of narrow^2 */
        return (kn_relief_moments){kn_log_normal_density(middle) + log(high - low), middle / sd,
                                   -1 / (sd * sd)};
    double e = exp(-0.5 * (high - low) * (high + low));
    double p = kn_mills(low) - e * kn_mills(high), r = (1 - e) / p;
    return (kn_relief_moments){with_log ? kn_log_normal_density(low) + log(p) : 0, r / sd,
                               ((low - high * e) / p - r * r) / (sd * sd)};
}

static inline kn_relief_moments kn_mirrored(kn_relief_moments m)
{
    m.d1 = -m.d1;
    return m;
}

/* kn_relief_site_normal(); log_z only where it is asked for. */
static inline kn_relief_moments kn_site_normal(const kn_relief_site *site, double mean, double sd,
                                               bool with_log)
{
    double high = (site->high - mean) / sd, low = (site->low - mean) / sd;

    if (site->eased == KN_EASED_AT)
        return (kn_relief_moments){kn_log_normal_density(high) - log(sd), high / sd,
                                   -1 / (sd * sd)};
    if (site->eased == KN_EASED_NOT)
        return kn_above(high, sd, with_log);
    if (isinf(low))
        return kn_mirrored(kn_above(-high, sd, with_log));
    if (low >= 0)
        return kn_between_in_tail(low, high, sd, with_log);
    if (high <= 0)
        return kn_mirrored(kn_between_in_tail(-high, -low, sd, with_log));
    double at_low = kn_normal_density(low), at_high = kn_normal_density(high);
    double p = 0.5 * (erf(high / KN_SQRT2) - erf(low / KN_SQRT2)), r = (at_low - at_high) / p;
    return (kn_relief_moments){with_log ? log(p) : 0, r / sd,
                               ((low * at_low - high * at_high) / p - r * r) / (sd * sd)};
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
