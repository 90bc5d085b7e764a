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
    return kn_site_normal(site, mean, sd, true);
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

/* What the predictor of a site is without that site: N(mean + the held effect, variance). */
typedef struct cavity {
    double mean, variance;
} cavity;

static inline cavity cavity_of(const kn_run_line *line, double s, double tau, double nu)
{
    double mean = line->level - line->offset + s * line->slope;
    double variance = kn_run_variance(line, s), scale = 1 / (1 - tau * variance);

    return (cavity){(mean - variance * nu) * scale, variance * scale};
}

/* Updates the site towards the true one's moments; returns how far it moved. */
static inline double move_site(const cavity *c, const kn_relief_moments *m, double share,
                               double *tau, double *nu)
{
    double grown = 1 / (1 + c->variance * m->d2);
    double new_tau = fmax(-m->d2 * grown, 0), new_nu = (m->d1 - c->mean * m->d2) * grown;
    double scale = *tau + new_tau + 1 / c->variance;
    double moved = fabs(new_tau - *tau) / scale +
                   fabs((new_nu - *nu) - c->mean * (new_tau - *tau)) / sqrt(scale);

    *tau += share * (new_tau - *tau);
    *nu += share * (new_nu - *nu);
    return moved;
}

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

/* With the sites settled: what each true site has over its normal, and the slope in b. */
static void weigh_sites(const kn_relief_model *model, double sigma, int q, double b,
                        kn_relief_given *given)
{
    double square = sigma * sigma;
    int columns = model->columns;

    if (q < columns) {
        double residual = model->xy[q] - b * model->xx[q * columns + q];
        for (int i = 0; i < q; i++)
            residual -= model->xx[i * columns + q] * given->mean[i];
        given->slope = residual / square;
    }
    for (size_t i = 0, end; i < model->sites; i = end) {
        kn_run_line line =
            kn_run_line_of(model, &model->site[i], q, b, given->mean, given->covariance);
        end = kn_run_end(model, i);
        for (size_t k = i; k < end; k++) {
            const kn_relief_site *site = &model->site[k];
            double tau = model->tau[k], nu = model->nu[k];
            cavity c = cavity_of(&line, site->s, tau, nu);
            kn_relief_moments m =
                kn_site_normal(site, c.mean + line.offset, sqrt(c.variance + square), true);
            double grown = 1 + tau * c.variance;
            double normal =
                0.5 * (nu * nu * c.variance + 2 * nu * c.mean - tau * c.mean * c.mean) / grown;
            given->log_z += site->weight * (m.log_z - normal + 0.5 * log(grown));
            if (q < columns && site->arm == q)
                given->slope += site->weight * m.d1;
        }
    }
}

/* Moves every site; returns how far the one that moved furthest. */
static double sweep_sites(kn_relief_model *model, double sigma, int q, double b, double share,
                          const kn_relief_given *given)
{
    double most = 0;

    for (size_t i = 0, end; i < model->sites; i = end) {
        kn_run_line line =
            kn_run_line_of(model, &model->site[i], q, b, given->mean, given->covariance);
        end = kn_run_end(model, i);
        for (size_t k = i; k < end; k++) {
            const kn_relief_site *site = &model->site[k];
            cavity c = cavity_of(&line, site->s, model->tau[k], model->nu[k]);
            kn_relief_moments m =
                kn_site_normal(site, c.mean + line.offset, sqrt(c.variance + sigma * sigma), false);
            double moved = move_site(&c, &m, share, &model->tau[k], &model->nu[k]);
            most = moved > most ? moved : most;
        }
    }
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
