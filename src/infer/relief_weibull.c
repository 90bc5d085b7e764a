/* What is known given sigma if times are Weibull: log(minutes) = eta + sigma W, W the logarithm of
 * a standard exponential. The likelihood is log-concave in eta; Laplace's method around its top,
 * found by Newton's method. Used only to see whether an answer hangs on the shape of the times.
 *
 * Stop rule: the top stands. */
#include <math.h>
#include <string.h>

#include "infer/relief_site.h"

static const double STEP_SETTLED = 1e-3, STEP_MOST = 3; /* Newton's next error is its square */
enum { NEWTON_MAX = 60 };

static inline kn_relief_moments site_at(const kn_relief_site *site, double eta, double sigma,
                                        double log_sigma)
{
    double high = (site->high - eta) / sigma, at_high = kn_exp(fmin(high, 600));
    double square = sigma * sigma;

    if (site->eased == KN_EASED_AT)
        return (kn_relief_moments){high - at_high - log_sigma, (at_high - 1) / sigma,
                                   -at_high / square};
    if (site->eased == KN_EASED_NOT)
        return (kn_relief_moments){-at_high, at_high / sigma, -at_high / square};
    /* log(exp(-at_low) - exp(-at_high)) = -at_low + log(1 - exp(-width)) */
    double at_low = isinf(site->low) ? 0 : kn_exp(fmin((site->low - eta) / sigma, 600));
    double width = at_high - at_low, rest = kn_exp(-width);
    double inside = width < 1e-4 ? width * (1 - 0.5 * width) : 1 - rest, f = rest / inside;
    double inner = f * width, d1 = at_low - inner;
    /* d inner / d eta = -(1 / sigma) (inner - width inner - f inner width) with f' = -f (1 + f) */
    double d2 = -at_low + inner - width * inner * (1 + f);
    return (kn_relief_moments){-at_low + log(inside), d1 / sigma, d2 / square};
}

kn_relief_moments kn_relief_site_weibull(const kn_relief_site *site, double eta, double sigma)
{
    return site_at(site, eta, sigma, log(sigma));
}

/* log posterior density at mean[], up to the prior's constant; fills the normal around it, the
 * lower triangle of the precision alone. */
static double expand(const kn_relief_model *model, double sigma, int q, double b,
                     const double mean[], double precision[], double gradient[], double *slope)
{
    int columns = model->columns;
    double sum = 0, log_sigma = log(sigma);

    *slope = 0;
    for (int i = 0; i < q; i++) {
        double pull = 0;
        for (int k = 0; k < q; k++) {
            precision[i * q + k] = model->prior_precision[i * columns + k];
            pull += precision[i * q + k] * mean[k];
        }
        gradient[i] = -pull;
        sum -= 0.5 * pull * mean[i];
    }
    for (size_t i = 0, end; i < model->sites; i = end) {
        const kn_relief_site *first = &model->site[i];
        kn_run_line line = kn_run_line_of(model, first, q, b, mean, NULL);
        kn_run_sums sums = {0};
        end = kn_run_end(model, i);
        for (size_t k = i; k < end; k++) {
            const kn_relief_site *site = &model->site[k];
            kn_relief_moments m =
                site_at(site, line.level + site->s * line.slope, sigma, log_sigma);
            sum += site->weight * m.log_z;
            kn_run_add(&sums, site->s, -site->weight * m.d2, site->weight * m.d1);
        }
        kn_run_flush(model, first, q, &sums, precision, gradient);
        *slope += first->arm >= q ? sums.value[0] : 0;
    }
    return sum;
}

void kn_relief_climb(kn_relief_model *model, double sigma, int q, double b, kn_relief_given *given)
{
    double *mean = model->nu, gradient[KN_RELIEF_COLUMNS_MAX], step[KN_RELIEF_COLUMNS_MAX];
    double trial[KN_RELIEF_COLUMNS_MAX], slope, log_det = 0;
    double *precision = model->matrix;

    memcpy(given->mean, mean, (size_t)q * sizeof *mean);
    given->log_z = expand(model, sigma, q, b, given->mean, precision, gradient, &given->slope);
    for (int round = 0; round < NEWTON_MAX && !given->converged; round++) {
        double most = 0, share = 1, value = -INFINITY;
        if (!kn_cholesky(precision, q))
            return;
        kn_invert(precision, q, given->covariance);
        for (int i = 0; i < q; i++) {
            step[i] = 0;
            for (int k = 0; k < q; k++)
                step[i] += given->covariance[i * q + k] * gradient[k];
            most = fmax(most, fabs(step[i]));
        }
        given->converged = most < STEP_SETTLED;
        share = fmin(1, STEP_MOST / most);
        for (int half = 0; half < 30 && !(value >= given->log_z - STEP_SETTLED); half++) {
            for (int i = 0; i < q; i++)
                trial[i] = given->mean[i] + share * step[i];
            value = expand(model, sigma, q, b, trial, precision, gradient, &slope);
            share *= 0.5;
        }
        memcpy(given->mean, trial, (size_t)q * sizeof *trial);
        given->log_z = value;
        given->slope = slope;
    }
    if (!kn_cholesky(precision, q)) {
        given->converged = false;
        return;
    }
    kn_invert(precision, q, given->covariance);
    for (int i = 0; i < q; i++)
        log_det += 2 * log(precision[i * q + i]);
    given->log_z += 0.5 * (model->log_det[q == model->columns] - log_det);
    memcpy(mean, given->mean, (size_t)q * sizeof *mean);
}
