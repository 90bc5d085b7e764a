/* What is known given sigma.
 *
 * Log-normal times: the effects have a normal prior, an episode eased at a known minute a normal
 * likelihood, and one known only as a range or a limit the normal probability of that range. Each
 * of the latter is replaced by a normal site whose moments agree with the true one's (expectation
 * propagation; Minka 2001, "Expectation propagation for approximate Bayesian inference"; the sites
 * are those of probit regression, for which it is nearly exact: Kuss and Rasmussen 2005). Without
 * such episodes everything here is exact.
 *
 * Weibull times: log(minutes) = eta + sigma W, W the logarithm of a standard exponential. The
 * likelihood is log-concave in eta; Laplace's method around its top, found by Newton's method. Used
 * only to see whether an answer hangs on the shape of the times.
 *
 * Stop rule: no site moves any more (EP), or the top stands (Newton). */
#include <math.h>
#include <string.h>

#include "base/mathconst.h"
#include "infer/relief_model.h"

static const double SETTLED = 1e-5; /* how far a site still moves; log Z errs by its square */
static const double STEP_SHRINKS = 0.5, SHARE_OF_STEP = 0.5; /* halved once steps do not shrink */
static const double STEP_SETTLED = 1e-4, STEP_MOST = 3;
enum { SWEEPS_MAX = 100, NEWTON_MAX = 60 };

/* ---- One site ---------------------------------------------------------------------------------*/

/* Mills' ratio, the normal's upper tail over its density, for z >= 0. */
static double mills(double z)
{
    const double far = 15; /* from here on five terms of the series are good to 1e-10 */

    if (z < far)
        return 0.5 * erfc(z / KN_SQRT2) * exp(0.5 * z * z + 0.5 * KN_LOG_2PI);
    double r = 1 / (z * z);
    return (1 - r * (1 - r * (3 - r * (15 - r * (105 - r * 945))))) / z;
}

static double log_normal_density(double z)
{
    return -0.5 * z * z - 0.5 * KN_LOG_2PI;
}

/* Beyond a limit z sd above the mean. */
static kn_relief_moments above(double z, double sd)
{
    if (z < 0) { /* the lower tail is the small one */
        double density = exp(log_normal_density(z)), p = 1 - density * mills(-z), r = density / p;
        return (kn_relief_moments){log(p), r / sd, -r * (r - z) / (sd * sd)};
    }
    double m = mills(z), r = 1 / m;
    return (kn_relief_moments){log_normal_density(z) + log(m), r / sd, -r * (r - z) / (sd * sd)};
}

/* Between two limits, 0 <= low < high: everything in units of the density at low. */
static kn_relief_moments between_in_tail(double low, double high, double sd)
{
    const double narrow = 1e-5;
    double middle = 0.5 * (low + high);

    if (high - low < narrow) /* as if it were known; the error is of the order of narrow^2 */
        return (kn_relief_moments){log_normal_density(middle) + log(high - low), middle / sd,
                                   -1 / (sd * sd)};
    double e = exp(-0.5 * (high - low) * (high + low));
    double p = mills(low) - e * mills(high), r = (1 - e) / p;
    return (kn_relief_moments){log_normal_density(low) + log(p), r / sd,
                               ((low - high * e) / p - r * r) / (sd * sd)};
}

static kn_relief_moments mirrored(kn_relief_moments m)
{
    m.d1 = -m.d1;
    return m;
}

kn_relief_moments kn_relief_site_normal(const kn_relief_site *site, double mean, double sd)
{
    double high = (site->high - mean) / sd, low = (site->low - mean) / sd;

    if (site->eased == KN_EASED_AT)
        return (kn_relief_moments){log_normal_density(high) - log(sd), high / sd, -1 / (sd * sd)};
    if (site->eased == KN_EASED_NOT)
        return above(high, sd);
    if (isinf(low))
        return mirrored(above(-high, sd));
    if (low >= 0)
        return between_in_tail(low, high, sd);
    if (high <= 0)
        return mirrored(between_in_tail(-high, -low, sd));
    double at_low = exp(log_normal_density(low)), at_high = exp(log_normal_density(high));
    double p = 0.5 * (erf(high / KN_SQRT2) - erf(low / KN_SQRT2)), r = (at_low - at_high) / p;
    return (kn_relief_moments){log(p), r / sd,
                               ((low * at_low - high * at_high) / p - r * r) / (sd * sd)};
}

kn_relief_moments kn_relief_site_weibull(const kn_relief_site *site, double eta, double sigma)
{
    double high = (site->high - eta) / sigma, low = (site->low - eta) / sigma;
    double at_high = exp(fmin(high, 600)), at_low = exp(fmin(low, 600)), square = sigma * sigma;

    if (site->eased == KN_EASED_AT)
        return (kn_relief_moments){high - at_high - log(sigma), (at_high - 1) / sigma,
                                   -at_high / square};
    if (site->eased == KN_EASED_NOT)
        return (kn_relief_moments){-at_high, at_high / sigma, -at_high / square};
    /* log(exp(-at_low) - exp(-at_high)) = -at_low + log(1 - exp(-width)) */
    double width = at_high - at_low, f = width > 600 ? 0 : 1 / expm1(width);
    double inner = f * width, d1 = at_low - inner;
    /* d inner / d eta = -(1 / sigma) (inner - width inner - f inner width) with f' = -f (1 + f) */
    double d2 = -at_low + inner - width * inner * (1 + f);
    return (kn_relief_moments){-at_low + (width > 600 ? 0 : log(-expm1(-width))), d1 / sigma,
                               d2 / square};
}

/* ---- The normal part --------------------------------------------------------------------------*/

/* A site's entries of the predictor among the first q columns. */
typedef struct entries {
    int at[3], count;
    double x[3];
    double offset; /* of a held effect */
} entries;

static inline entries entries_of(const kn_relief_model *model, const kn_relief_site *site, int q,
                                 double b)
{
    entries e = {.at = {site->set}, .count = 1, .x = {1}};

    if (model->trend >= 0) {
        e.at[e.count] = model->trend;
        e.x[e.count++] = site->s;
    }
    if (site->arm >= 0 && site->arm < q) {
        e.at[e.count] = site->arm;
        e.x[e.count++] = 1;
    } else if (site->arm >= 0) {
        e.offset = b;
    }
    return e;
}

static inline double predicted(const entries *e, const double mean[])
{
    double sum = e->offset;

    for (int i = 0; i < e->count; i++)
        sum += e->x[i] * mean[e->at[i]];
    return sum;
}

static inline double spread(const entries *e, const double covariance[], int q)
{
    double sum = 0;

    for (int i = 0; i < e->count; i++)
        for (int k = 0; k < e->count; k++)
            sum += e->x[i] * e->x[k] * covariance[e->at[i] * q + e->at[k]];
    return sum;
}

/* Adds weight * x x' to the matrix and value * x to the vector. */
static inline void add_entries(const entries *e, double weight, double value, double matrix[],
                               double vector[], int q)
{
    for (int i = 0; i < e->count; i++) {
        for (int k = 0; k < e->count; k++)
            matrix[e->at[i] * q + e->at[k]] += weight * e->x[i] * e->x[k];
        vector[e->at[i]] += value * e->x[i];
    }
}

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

/* ---- Log-normal times -------------------------------------------------------------------------*/

/* One site: the cavity without it, its true moments there, and the normal that has them. */
typedef struct cavity {
    double mean, variance;
    kn_relief_moments true_site;
} cavity;

static inline cavity cavity_of(const kn_relief_site *site, double tau, double nu, double mean,
                               double variance, double offset, double sigma)
{
    double v = variance / (1 - tau * variance),
           m = (mean - offset - variance * nu) / (1 - tau * variance);

    return (cavity){m, v, kn_relief_site_normal(site, m + offset, sqrt(v + sigma * sigma))};
}

/* Updates the site; returns how far it moved. */
static double move_site(const cavity *c, double share, double *tau, double *nu)
{
    double d2 = c->true_site.d2, down = 1 + c->variance * d2;
    double new_tau = fmax(-d2 / down, 0), new_nu = (c->true_site.d1 - c->mean * d2) / down;
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
    for (size_t i = 0; i < model->sites; i++) {
        entries e = entries_of(model, &model->site[i], q, b);
        double w = model->site[i].weight;
        add_entries(&e, w * model->tau[i], w * model->nu[i], model->matrix, linear, q);
    }
    return solve(model, q, model->matrix, linear, given);
}

/* With the sites settled: what each true site has over its normal, and the slope in b. */
static void weigh_sites(const kn_relief_model *model, double sigma, int q, double b,
                        kn_relief_given *given)
{
    double r = 1 / (sigma * sigma);
    int columns = model->columns;

    if (q < columns) {
        double residual = model->xy[q] - b * model->xx[q * columns + q];
        for (int i = 0; i < q; i++)
            residual -= model->xx[i * columns + q] * given->mean[i];
        given->slope = r * residual;
    }
    for (size_t i = 0; i < model->sites; i++) {
        const kn_relief_site *site = &model->site[i];
        entries e = entries_of(model, site, q, b);
        double tau = model->tau[i], nu = model->nu[i];
        cavity c = cavity_of(site, tau, nu, predicted(&e, given->mean),
                             spread(&e, given->covariance, q), e.offset, sigma);
        double grown = 1 + tau * c.variance;
        double normal =
            0.5 * (nu * nu * c.variance + 2 * nu * c.mean - tau * c.mean * c.mean) / grown;
        given->log_z += site->weight * (c.true_site.log_z - normal + 0.5 * log(grown));
        if (q < columns && site->arm == q)
            given->slope += site->weight * c.true_site.d1;
    }
}

static void propagate(kn_relief_model *model, double sigma, int q, double b, kn_relief_given *given)
{
    double before = INFINITY, share = 1;

    given->converged = gather(model, sigma, q, b, given);
    for (int sweep = 0; sweep < SWEEPS_MAX && model->sites; sweep++) {
        double moved = 0;
        for (size_t i = 0; i < model->sites; i++) {
            const kn_relief_site *site = &model->site[i];
            entries e = entries_of(model, site, q, b);
            cavity c = cavity_of(site, model->tau[i], model->nu[i], predicted(&e, given->mean),
                                 spread(&e, given->covariance, q), e.offset, sigma);
            moved = fmax(moved, move_site(&c, share, &model->tau[i], &model->nu[i]));
        }
        if (moved > STEP_SHRINKS * before)
            share = SHARE_OF_STEP;
        before = moved;
        given->converged = gather(model, sigma, q, b, given) && moved < SETTLED;
        if (given->converged)
            break;
    }
    weigh_sites(model, sigma, q, b, given);
}

/* ---- Weibull times ----------------------------------------------------------------------------*/

/* log posterior density at mean[], up to the prior's constant; fills the normal around it. */
static double expand(const kn_relief_model *model, double sigma, int q, double b,
                     const double mean[], double precision[], double gradient[], double *slope)
{
    int columns = model->columns;
    double sum = 0;

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
    for (size_t i = 0; i < model->sites; i++) {
        const kn_relief_site *site = &model->site[i];
        entries e = entries_of(model, site, q, b);
        kn_relief_moments m = kn_relief_site_weibull(site, predicted(&e, mean), sigma);
        sum += site->weight * m.log_z;
        add_entries(&e, -site->weight * m.d2, site->weight * m.d1, precision, gradient, q);
        if (site->arm >= q)
            *slope += site->weight * m.d1;
    }
    return sum;
}

static void climb(kn_relief_model *model, double sigma, int q, double b, kn_relief_given *given)
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

void kn_relief_given_sigma(kn_relief_model *model, double sigma, bool held, double b,
                           kn_relief_given *given)
{
    int q = model->columns - held;

    given->converged = false;
    given->slope = 0;
    if (model->is_weibull)
        climb(model, sigma, q, b, given);
    else
        propagate(model, sigma, q, b, given);
}
