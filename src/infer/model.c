#include "infer/model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mathconst.h"
#include "infer/linear.h"
#include "infer/vector.h"

/* Sites move by under this many sd of q at the end. log Z is stationary in the sites, so its error
 * is of the order of the square, times the number of sites. */
static const double TOLERANCE_CAREFUL = 1e-2, TOLERANCE_ROUGH = 1e-1;
/* Large counts: every site leans the same way, and the effect's sd is small beside a site's. */
static const double TOLERANCE_LARGE = 1e-3;
enum { SWEEPS_CAREFUL = 40, SWEEPS_ROUGH = 25 };

static void set_times(kn_model *model, const kn_series *series, bool trend)
{
    size_t n = series->n;
    double first = series->day[0], span = (double)series->day[n - 1] - first, mean = 0;

    for (size_t i = 0; i < n; i++) {
        model->gap[i] = i ? series->day[i] - series->day[i - 1] : 0;
        mean += ((double)series->day[i] - first) / (double)n;
    }
    model->has_trend = trend && span > 0;
    for (size_t i = 0; model->has_trend && i < n; i++)
        model->trend[i] = ((double)series->day[i] - first - mean) / span;
}

static void set_gaussian(kn_model *model, const kn_series *series)
{
    size_t n = model->n, columns = (size_t)model->effects + 1;
    double mean = 0, squares = 0;

    for (size_t i = 0; i < n; i++)
        mean += series->outcome[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (series->outcome[i] - mean) * (series->outcome[i] - mean);
    model->centre = mean;
    model->scale = series->scale > 0 ? series->scale : sqrt(squares / (double)(n - 1));
    for (size_t i = 0; i < n; i++) {
        double *row = model->design + i * columns;
        model->z[i] = (series->outcome[i] - mean) / model->scale;
        row[0] = 1;
        if (series->arm[i])
            row[series->arm[i]] = 1;
        if (model->has_trend)
            row[columns - 2] = model->trend[i];
        row[columns - 1] = model->z[i];
    }
    model->rho_of_product = NAN;
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The distinct levels in ascending order; returns their number. */
static int set_categories(kn_model *model, const kn_series *series)
{
    int count = 0;

    for (size_t i = 0; i < series->n; i++) {
        int c = 0;
        while (c < count && model->category[c] != series->outcome[i])
            c++;
        if (c == count)
            model->category[count++] = series->outcome[i];
    }
    qsort(model->category, (size_t)count, sizeof *model->category, compare_doubles);
    return count;
}

static int category_index(const kn_model *model, double y)
{
    int c = 0;

    while (model->category[c] != y)
        c++;
    return c;
}

/* alpha0 of model.md, and the part of log p(y) that no parameter enters. */
static void set_level(kn_model *model, const kn_series *series)
{
    double sum = 0, exposure = 0;

    model->log_constant = 0;
    for (size_t i = 0; i < series->n; i++) {
        double y = series->outcome[i], e = series->exposure ? series->exposure[i] : 1;
        double trials = series->trials ? series->trials[i] : 1;
        sum += y;
        if (series->family == KN_POISSON) {
            exposure += e;
            model->log_constant += y * log(e) - lgamma(y + 1);
        } else if (series->family == KN_BINOMIAL) {
            exposure += trials;
            model->log_constant += lgamma(trials + 1) - lgamma(y + 1) - lgamma(trials - y + 1);
        } else {
            exposure += 1;
        }
    }
    if (series->family == KN_POISSON)
        model->alpha0 = log((sum + 0.5) / exposure);
    else if (series->family == KN_BERNOULLI || series->family == KN_BINOMIAL)
        model->alpha0 = log((sum + 0.5) / (exposure - sum + 0.5));
    for (size_t i = 0; i < series->n; i++) {
        bool has_exposure = series->family == KN_POISSON && series->exposure;
        model->offset[i] = model->alpha0 + (has_exposure ? log(series->exposure[i]) : 0);
    }
}

/* Prior of the cut-points is on the ordered set; the sites on the gaps confine them to it. Its
 * constant: C - 1 independent normals are ordered in one of (C - 1)! ways. */
static double log_order_constant(int cuts)
{
    return lgamma(cuts + 1.0);
}

/* Number of sites of an ordinal series: one for each cut-point next to a level. */
static size_t count_ordinal_sites(const kn_model *model, const kn_series *series)
{
    size_t sites = 0;

    for (size_t i = 0; i < series->n; i++) {
        int c = category_index(model, series->outcome[i]);
        sites += (size_t)(c > 0) + (size_t)(c < model->levels);
    }
    return sites;
}

/* Effects other than the level, for day i; `skip` is the contrast that is an offset, or 0. */
static void set_row(const kn_model *model, size_t i, int skip, double row[])
{
    int at = model->levels;

    for (int k = 1; k < model->arms; k++)
        if (k != skip)
            row[at++] = model->arm[i] == k;
    if (model->has_trend)
        row[at] = model->trend[i];
}

static void fill_ordinal(kn_model *model, kn_latent *latent, const kn_series *series, int skip)
{
    size_t q = (size_t)latent->effects, j = 0;
    int cuts = model->levels;

    for (size_t i = 0; i < model->n; i++) {
        int c = category_index(model, series->outcome[i]);
        /* Level c (from 0): above cut-point c - 1, not above cut-point c. zeta = eta - kappa. */
        for (int cut = c - 1; cut <= c; cut++) {
            if (cut < 0 || cut >= cuts)
                continue;
            latent->site_day[j] = (uint32_t)i;
            latent->y[j] = cut < c;
            latent->x[j * q + (size_t)cut] = -1;
            set_row(model, i, skip, latent->x + j * q);
            j++;
        }
        if (c > 0 && c < cuts)
            latent->y[latent->sites + (size_t)c - 1] += 1;
    }
    for (int g = 0; g + 1 < cuts; g++) {
        double *x = latent->x + (latent->sites + (size_t)g) * q;
        x[g] = -1;
        x[g + 1] = 1;
    }
}

static void fill_counts(kn_model *model, kn_latent *latent, const kn_series *series, int skip)
{
    size_t q = (size_t)latent->effects;

    for (size_t i = 0; i < model->n; i++) {
        latent->site_day[i] = (uint32_t)i;
        latent->y[i] = series->outcome[i];
        latent->trials[i] = series->trials ? series->trials[i] : 1;
        latent->offset[i] = model->offset[i];
        latent->x[i * q] = 1;
        set_row(model, i, skip, latent->x + i * q);
    }
}

static kn_latent *make_latent(kn_model *model, const kn_series *series, int skip, kn_error *err)
{
    static const kn_site_kind kinds[] = {[KN_POISSON] = KN_SITE_POISSON,
                                         [KN_BERNOULLI] = KN_SITE_YESNO,
                                         [KN_BINOMIAL] = KN_SITE_BINOMIAL,
                                         [KN_ORDINAL] = KN_SITE_YESNO};
    bool is_ordinal = model->family == KN_ORDINAL;
    size_t sites = is_ordinal ? count_ordinal_sites(model, series) : model->n;
    size_t gaps = is_ordinal ? (size_t)(model->levels - 1) : 0;
    int effects = model->effects - (skip > 0), at = 0;
    kn_latent *latent = kn_latent_new(kinds[model->family], model->n, sites, gaps, effects, err);
    double level_sd = is_ordinal ? model->prior.kappa_sd : model->prior.alpha_sd;

    if (!latent)
        return NULL;
    memcpy(latent->gap, model->gap, model->n * sizeof *latent->gap);
    for (; at < model->levels; at++)
        latent->precision[at] = 1 / (level_sd * level_sd);
    for (int k = 1; k < model->arms; k++)
        if (k != skip)
            latent->precision[at++] = 1 / (model->prior.beta_sd * model->prior.beta_sd);
    if (model->has_trend)
        latent->precision[at] = 1 / (model->prior.gamma_sd * model->prior.gamma_sd);
    if (is_ordinal)
        fill_ordinal(model, latent, series, skip);
    else
        fill_counts(model, latent, series, skip);
    kn_latent_start(latent);
    return latent;
}

kn_model *kn_model_new(const kn_series *series, const kn_prior *prior, bool trend, kn_error *err)
{
    kn_model *model = calloc(1, sizeof *model);
    size_t n = series->n;

    if (!model)
        goto nomem;
    model->family = series->family;
    model->prior = *prior;
    model->n = n;
    model->arms = series->arms;
    model->scale = 1;
    model->gap = calloc(n, sizeof *model->gap);
    model->trend = calloc(n, sizeof *model->trend);
    model->z = calloc(n, sizeof *model->z);
    model->arm = calloc(n, sizeof *model->arm);
    model->offset = calloc(n, sizeof *model->offset);
    if (!model->offset || !model->gap || !model->trend || !model->z || !model->arm)
        goto nomem;
    memcpy(model->arm, series->arm, n * sizeof *model->arm);
    set_times(model, series, trend);
    set_level(model, series);
    model->levels = series->family == KN_ORDINAL ? set_categories(model, series) - 1 : 1;
    model->effects = model->levels + model->arms - 1 + model->has_trend;
    if (series->family == KN_GAUSSIAN) {
        size_t columns = (size_t)model->effects + 1;
        model->design = calloc(n * columns, sizeof *model->design);
        model->product = calloc(columns * columns, sizeof *model->product);
        if (!model->design || !model->product)
            goto nomem;
        set_gaussian(model, series);
        return model;
    }
    if (series->family == KN_ORDINAL)
        model->log_constant = log_order_constant(model->levels);
    model->joint = make_latent(model, series, 0, err);
    for (int k = 1; k < model->arms && model->joint; k++)
        if (!(model->fixed[k] = make_latent(model, series, k, err)))
            goto failed;
    if (model->joint)
        return model;
    goto failed;
nomem:
    kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", n);
failed:
    kn_model_free(model);
    return NULL;
}

void kn_model_free(kn_model *model)
{
    if (!model)
        return;
    free(model->gap);
    free(model->trend);
    free(model->z);
    free(model->arm);
    free(model->offset);
    free(model->design);
    free(model->product);
    kn_latent_free(model->joint);
    for (int k = 0; k < KN_ARMS_MAX; k++)
        kn_latent_free(model->fixed[k]);
    free(model);
}

double kn_model_log_prior(const kn_model *model, double sigma, double rho)
{
    double s = model->prior.sigma_scale, a = model->prior.rho_shape;
    double log_half_normal = KN_LOG_2 - 0.5 * KN_LOG_2PI - log(s) - 0.5 * sigma * sigma / (s * s);
    /* (rho + 1)/2 ~ Beta(a, a); the 1/2 is the Jacobian. */
    double log_beta = lgamma(2 * a) - 2 * lgamma(a) +
                      (a - 1) * (log1p(rho) + log1p(-rho) - 2 * KN_LOG_2) - KN_LOG_2;

    return log_half_normal + log_beta;
}

/* [X z]' R^-1 [X z] and log|R| for R_st = rho^|s-t|: rows are whitened by
 * e_t = (x_t - phi x_{t-1}) / sqrt(1 - phi^2), phi = rho^gap. */
static void set_product(kn_model *model, double rho)
{
    size_t columns = (size_t)model->effects + 1;
    double row[KN_LATENT_EFFECTS_MAX + 1];

    if (rho == model->rho_of_product)
        return;
    memset(model->product, 0, columns * columns * sizeof(double));
    model->log_det_of_product = 0;
    model->rho_of_product = rho;
    double phi = 0, whiten = 1, log_spread = 0;
    for (size_t t = 0; t < model->n; t++) {
        const double *x = model->design + t * columns, *before = t ? x - columns : x;
        if (t > 0 && (t == 1 || model->gap[t] != model->gap[t - 1])) {
            double spread;
            phi = kn_power(rho, model->gap[t]);
            spread = 1 - phi * phi;
            whiten = 1 / sqrt(spread);
            log_spread = log(spread);
        }
        for (size_t i = 0; i < columns; i++) {
            row[i] = t ? (x[i] - phi * before[i]) * whiten : x[i];
            for (size_t k = 0; k <= i; k++)
                model->product[i * columns + k] += row[i] * row[k];
        }
        if (t > 0)
            model->log_det_of_product += log_spread;
    }
}

/* Bayesian linear regression with known error covariance sigma^2 R (Gelman et al. 2013, 14.8):
 * A = X'R^-1X / sigma^2 + P, r = X'R^-1z / sigma^2, effects ~ N(A^-1 r, A^-1). */
static void gaussian_joint(kn_model *model, double sigma, double rho, kn_conditional *out)
{
    int q = model->effects;
    size_t columns = (size_t)q + 1;
    double unit = 1 / (sigma * sigma), a[KN_LATENT_EFFECTS_MAX * KN_LATENT_EFFECTS_MAX];
    double r[KN_LATENT_EFFECTS_MAX], log_det = 0;

    set_product(model, rho);
    for (int i = 0; i < q; i++) {
        double sd = i == 0                           ? model->prior.alpha_sd
                    : model->has_trend && i == q - 1 ? model->prior.gamma_sd
                                                     : model->prior.beta_sd;
        for (int k = 0; k <= i; k++)
            a[i * q + k] = model->product[(size_t)i * columns + (size_t)k] * unit;
        a[i * q + i] += 1 / (sd * sd);
        log_det -= log(sd);
        r[i] = model->product[(size_t)q * columns + (size_t)i] * unit;
    }
    out->ok = kn_cholesky(a, q);
    out->log_z = -INFINITY;
    if (!out->ok)
        return;
    kn_invert(a, q, out->covariance);
    out->log_z = -0.5 * (double)model->n * (KN_LOG_2PI + 2 * log(sigma)) -
                 0.5 * model->log_det_of_product -
                 0.5 * unit * model->product[columns * columns - 1] + log_det;
    for (int i = 0; i < q; i++) {
        out->mean[i] = 0;
        for (int k = 0; k < q; k++)
            out->mean[i] += out->covariance[i * q + k] * r[k];
        out->log_z += 0.5 * r[i] * out->mean[i] - log(a[i * q + i]);
    }
}

/* A fit from the sites as they stand, or, if that goes astray, from a cold start. */
static kn_latent_result fit_latent(const kn_model *model, kn_latent *latent, double sigma,
                                   double rho, bool careful)
{
    double tolerance = !careful          ? TOLERANCE_ROUGH
                       : model->is_large ? TOLERANCE_LARGE
                                         : TOLERANCE_CAREFUL;
    int sweeps = careful ? SWEEPS_CAREFUL : SWEEPS_ROUGH;
    kn_latent_result result = kn_latent_fit(latent, sigma, rho, tolerance, sweeps);

    if (result.converged)
        return result;
    kn_latent_start(latent);
    result = kn_latent_fit(latent, sigma, rho, tolerance, sweeps);
    if (!result.converged)
        kn_latent_start(latent); /* leave no bad sites behind */
    return result;
}

void kn_model_joint(kn_model *model, double sigma, double rho, bool careful, kn_conditional *out)
{
    if (model->family == KN_GAUSSIAN) {
        gaussian_joint(model, sigma, rho, out);
        return;
    }
    kn_latent *latent = model->joint;
    size_t q = (size_t)model->effects;
    kn_latent_result result = fit_latent(model, latent, sigma, rho, careful);

    out->ok = result.converged;
    out->log_z = result.log_z + model->log_constant;
    memcpy(out->mean, latent->theta_mean, q * sizeof(double));
    memcpy(out->covariance, latent->theta_inverse, q * q * sizeof(double));
}

bool kn_model_at(kn_model *model, int contrast, double b, double sigma, double rho, double *log_z,
                 double *slope)
{
    kn_latent *latent = model->fixed[contrast];
    kn_latent_result result;

    for (size_t j = 0; j < latent->sites; j++) {
        size_t i = latent->site_day[j];
        latent->offset[j] = model->offset[i] + (model->arm[i] == contrast ? b : 0);
    }
    result = fit_latent(model, latent, sigma, rho, true);
    *log_z = result.log_z + model->log_constant;
    /* d log Z / d offset_j = nu_j - tau_j m_j where the moments match. */
    *slope = 0;
    for (size_t j = 0; j < latent->sites; j++)
        if (model->arm[latent->site_day[j]] == contrast)
            *slope += latent->nu[j] - latent->tau[j] * latent->mean[j];
    return result.converged;
}
