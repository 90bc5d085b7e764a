/* What is known given sigma.
 *
 * Log-normal times: the effects have a normal prior, an episode eased at a known minute a normal
 * likelihood, and one known only as a range or a limit the normal probability of that range. Each
 * of the latter is replaced by a normal site whose moments agree with the true one's (expectation
 * propagation; Minka 2001, "Expectation propagation for approximate Bayesian inference"; the sites
 * are those of probit regression, for which it is nearly exact: Kuss and Rasmussen 2005). Without
 * such episodes everything here is exact.
 * Weibull times: relief_weibull.c.
 *
 * Stop rule: no site moves any more. */
#include <math.h>
#include <string.h>

#include "infer/relief_site.h"

static const double SETTLED = 1e-3; /* how far a site still moves; log Z errs by its square */
static const double STEP_SHRINKS = 0.5, SHARE_OF_STEP = 0.5; /* halved once steps do not shrink */
enum { SWEEPS_MAX = 100 };

kn_relief_moments kn_relief_site_normal(const kn_relief_site *site, double mean, double sd)
{
    double z = (site->high - mean) / sd, low, high;

    if (site->eased == KN_EASED_AT)
        return (kn_relief_moments){-0.5 * z * z - 0.5 * KN_LOG_2PI - log(sd), z / sd,
                                   -1 / (sd * sd)};
    kn_relief_site_ends(site, &low, &high);
    kn_site_part part = kn_site_range(low, high, mean, 1 / sd);
    return (kn_relief_moments){part.log_scale + log(part.p), part.d1, part.d2};
}

/* ---- The normal part --------------------------------------------------------------------------*/

/* The prior and the sums of the episodes known exactly, as precision and linear term. */
static void start_normal(const kn_relief_model *model, double sigma, int q, double b,
                         double precision[], double linear[])
{
    int columns = model->columns;
    double r = 1 / (sigma * sigma);

    for (int i = 0; i < q; i++) {
        double held = q < columns ? b * model->xx[i * columns + q] : 0;
        linear[i] = r * (model->xy[i] - held);
        for (int k = 0; k < q; k++)
            precision[i * q + k] =
                model->prior_precision[i * columns + k] + r * model->xx[i * columns + k];
    }
}

/* log of the exact episodes' density at 0 of all columns but a held one. */
static double start_log(const kn_relief_model *model, double sigma, int q, double b)
{
    int columns = model->columns;
    double squares = model->yy;

    if (q < columns)
        squares += b * (b * model->xx[q * columns + q] - 2 * model->xy[q]);
    return -0.5 * squares / (sigma * sigma) - model->exact * (log(sigma) + 0.5 * KN_LOG_2PI);
}

/* Solves for mean and covariance; adds to log_z what the integral of the normal gives. */
static bool solve(const kn_relief_model *model, int q, double precision[], const double linear[],
                  kn_relief_given *given)
{
    double fit = 0, log_det = 0;

    if (!kn_cholesky(precision, q))
        return false;
    kn_invert(precision, q, given->covariance);
    for (int i = 0; i < q; i++) {
        double sum = 0;
        for (int k = 0; k < q; k++)
            sum += given->covariance[i * q + k] * linear[k];
        given->mean[i] = sum;
        fit += sum * linear[i];
        log_det += 2 * log(precision[i * q + i]);
    }
    given->log_z += 0.5 * (fit - log_det + model->log_det[q == model->columns]);
    return true;
}

/* ---- Sites ------------------------------------------------------------------------------------*/

/* Mean and covariance with the sites as they stand; log_z of the normals alone. */
static bool gather(kn_relief_model *model, double sigma, int q, double b, kn_relief_given *given)
{
    double linear[KN_RELIEF_COLUMNS_MAX];

    start_normal(model, sigma, q, b, model->matrix, linear);
    given->log_z = start_log(model, sigma, q, b);
    for (size_t i = 0, end; i < model->sites; i = end) {
        const kn_relief_site *first = &model->site[i];
        kn_run_sums sums = {0};
        end = kn_run_end(model, i);
        for (size_t k = i; k < end; k++) {
            const kn_relief_site *site = &model->site[k];
            kn_run_add(&sums, site->s, site->weight * model->tau[k], site->weight * model->nu[k]);
        }
        kn_run_flush(model, first, q, &sums, model->matrix, linear);
    }
    return solve(model, q, model->matrix, linear, given);
}

/* What the predictor of every site is, but for a held effect: N(mean, variance). */
static void predict(kn_relief_model *model, int q, double b, const kn_relief_given *given)
{
    for (size_t i = 0, end; i < model->sites; i = end) {
        kn_run_line line =
            kn_run_line_of(model, &model->site[i], q, b, given->mean, given->covariance);
        end = kn_run_end(model, i);
        for (size_t k = i; k < end; k++) {
            double s = model->site[k].s;
            model->mean[k] = line.level - line.offset + s * line.slope;
            model->offset[k] = line.offset;
            model->variance[k] = kn_run_variance(&line, s);
        }
    }
}

/* Moves all sites towards the true ones' moments in their cavities: the predictor without that
 * site. moved[n]: how far each. */
KN_VECTOR_CLONES
static void move_sites(size_t n, const double *restrict low, const double *restrict high,
                       const double *restrict mean, const double *restrict variance,
                       const double *restrict offset, double square, double share,
                       double *restrict tau, double *restrict nu, double *restrict moved)
{
    for (size_t k = 0; k < n; k++) {
        double out = 1 / (1 - tau[k] * variance[k]), v = variance[k] * out;
        double m = (mean[k] - variance[k] * nu[k]) * out;
        kn_site_part part = kn_site_range(low[k], high[k], m + offset[k], 1 / sqrt(v + square));
        double grown = 1 / (1 + v * part.d2), new_tau = -part.d2 * grown;
        double new_nu = (part.d1 - m * part.d2) * grown;
        new_tau = new_tau > 0 ? new_tau : 0;
        double scale = tau[k] + new_tau + 1 / v, d_tau = new_tau - tau[k], d_nu = new_nu - nu[k];
        double far = d_nu - m * d_tau;
        moved[k] = (d_tau < 0 ? -d_tau : d_tau) / scale + (far < 0 ? -far : far) / sqrt(scale);
        tau[k] += share * d_tau;
        nu[k] += share * d_nu;
    }
}

/* What each true site has over its normal is excess[k] + log(factor[k]); d1 by its mean. */
KN_VECTOR_CLONES
static void weigh(size_t n, const double *restrict low, const double *restrict high,
                  const double *restrict mean, const double *restrict variance,
                  const double *restrict offset, double square, const double *restrict tau,
                  const double *restrict nu, double *restrict excess, double *restrict factor,
                  double *restrict d1)
{
    for (size_t k = 0; k < n; k++) {
        double out = 1 / (1 - tau[k] * variance[k]), v = variance[k] * out;
        double m = (mean[k] - variance[k] * nu[k]) * out, grown = 1 + tau[k] * v;
        kn_site_part part = kn_site_range(low[k], high[k], m + offset[k], 1 / sqrt(v + square));
        double normal = 0.5 * (nu[k] * nu[k] * v + 2 * nu[k] * m - tau[k] * m * m) / grown;
        excess[k] = part.log_scale - normal;
        factor[k] = part.p * sqrt(grown);
        d1[k] = part.d1;
    }
}

/* With the sites settled: adds what they have over their normals, and the slope in b. */
static void weigh_sites(kn_relief_model *model, double sigma, int q, double b,
                        kn_relief_given *given)
{
    double *excess = model->out[0], *factor = model->out[1], *d1 = model->out[2];
    int columns = model->columns;

    if (q < columns) {
        double residual = model->xy[q] - b * model->xx[q * columns + q];
        for (int i = 0; i < q; i++)
            residual -= model->xx[i * columns + q] * given->mean[i];
        given->slope = residual / (sigma * sigma);
    }
    predict(model, q, b, given);
    weigh(model->sites, model->low, model->high, model->mean, model->variance, model->offset,
          sigma * sigma, model->tau, model->nu, excess, factor, d1);
    for (size_t k = 0; k < model->sites; k++) {
        const kn_relief_site *site = &model->site[k];
        given->log_z += site->weight * (excess[k] + log(factor[k]));
        if (q < columns && site->arm == q)
            given->slope += site->weight * d1[k];
    }
}

/* Moves every site; returns how far the one that moved furthest. */
static double sweep_sites(kn_relief_model *model, double sigma, int q, double b, double share,
                          const kn_relief_given *given)
{
    double most = 0;

    predict(model, q, b, given);
    move_sites(model->sites, model->low, model->high, model->mean, model->variance, model->offset,
               sigma * sigma, share, model->tau, model->nu, model->out[0]);
    for (size_t k = 0; k < model->sites; k++)
        most = model->out[0][k] > most ? model->out[0][k] : most;
    return most;
}

static void propagate(kn_relief_model *model, double sigma, int q, double b, kn_relief_given *given)
{
    double before = INFINITY, share = 1;

    given->converged = gather(model, sigma, q, b, given);
    for (int sweep = 0; sweep < SWEEPS_MAX && model->sites; sweep++) {
        double moved = sweep_sites(model, sigma, q, b, share, given);
        if (moved > STEP_SHRINKS * before)
            share = SHARE_OF_STEP;
        before = moved;
        given->converged = gather(model, sigma, q, b, given) && moved < SETTLED;
        if (given->converged)
            break;
    }
    weigh_sites(model, sigma, q, b, given);
}

void kn_relief_given_sigma(kn_relief_model *model, double sigma, bool held, double b,
                           kn_relief_given *given)
{
    int q = model->columns - held;

    given->converged = false;
    given->slope = 0;
    if (model->is_weibull)
        kn_relief_climb(model, sigma, q, b, given);
    else
        propagate(model, sigma, q, b, given);
}
