#include "infer/relief_site.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* An intercept for each allowed set lies around the person's own with this sd (docs/model.md). */
static const double SET_SD = 1;

/* ---- What the person's episodes have in common ------------------------------------------------*/

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* log of the median of the minutes as they stand; the middle and the span of the order. */
static void set_frame(kn_relief_model *model, const kn_relief_rows *rows, double work[])
{
    double least = INFINITY, most = -INFINITY, sum = 0;
    size_t n = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const kn_relief_episode *e = &rows->episode[i];
        if (e->eased == KN_EASED_UNKNOWN || !e->allowed)
            continue;
        work[n++] = e->minutes;
        sum += e->order;
        least = fmin(least, e->order);
        most = fmax(most, e->order);
    }
    if (!n)
        return;
    qsort(work, n, sizeof *work, by_value);
    model->alpha0 = log(n % 2 ? work[n / 2] : 0.5 * (work[n / 2 - 1] + work[n / 2]));
    model->order_middle = sum / (double)n;
    model->order_span = most - least;
}

/* ---- Columns ----------------------------------------------------------------------------------*/

static bool is_taken(const kn_relief_rows *rows, const bool take[], size_t i)
{
    return take[i] && rows->episode[i].eased != KN_EASED_UNKNOWN && rows->episode[i].allowed;
}

/* Numbers the allowed sets, and the arms that were drawn, by first appearance. */
static kn_code set_columns(kn_relief_model *model, const kn_relief_rows *rows, const bool take[],
                           int baseline, int asked, bool trend, kn_error *err)
{
    bool drawn[KN_ARMS_MAX] = {false};

    memset(model->set_of, -1, sizeof model->set_of);
    for (size_t i = 0; i < rows->count; i++) {
        const kn_relief_episode *e = &rows->episode[i];
        if (!is_taken(rows, take, i))
            continue;
        drawn[e->arm] = true;
        if (model->set_of[e->allowed] < 0) {
            if (model->sets == KN_RELIEF_SETS_MAX)
                return kn_fail(err, KN_LIMIT, NULL, "more than %d different sets of allowed arms",
                               KN_RELIEF_SETS_MAX);
            model->set_of[e->allowed] = (int8_t)model->sets++;
        }
    }
    model->columns = model->sets;
    model->trend = trend ? model->columns++ : -1;
    for (int a = 0; a < KN_ARMS_MAX; a++)
        model->column_of[a] = drawn[a] && a != baseline && a != asked ? model->columns++ : -1;
    if (asked >= 0 && drawn[asked])
        model->column_of[asked] = model->columns++;
    model->asked = model->columns - 1;
    return KN_OK;
}

/* The intercepts share the person's level, N(0, alpha_sd^2), once there are several: their
 * covariance is alpha_sd^2 J + SET_SD^2 I, with inverse t I - t^2 / (1 / alpha_sd^2 + C t) J. */
static void set_prior(kn_relief_model *model)
{
    int q = model->columns, c = model->sets;
    const kn_prior *prior = &model->prior;
    double *p = model->prior_precision, level = 1 / (prior->alpha_sd * prior->alpha_sd);
    double t = 1 / (SET_SD * SET_SD), shared = c > 1 ? t * t / (level + c * t) : 0, log_det;

    memset(p, 0, (size_t)q * (size_t)q * sizeof *p);
    for (int i = 0; i < c; i++)
        for (int k = 0; k < c; k++)
            p[i * q + k] = (i == k ? (c > 1 ? t : level) : 0) - shared;
    /* det = t^C (1 - C t / (level + C t)) = t^C level / (level + C t) */
    log_det = c > 1 ? c * log(t) + log(level / (level + c * t)) : log(level);
    for (int i = c; i < q; i++) {
        double sd = i == model->trend ? prior->gamma_sd : prior->beta_sd;
        p[i * q + i] = 1 / (sd * sd);
        if (i == q - 1)
            model->log_det[0] = log_det;
        log_det -= 2 * log(sd);
    }
    if (q == c)
        model->log_det[0] = log_det;
    model->log_det[1] = log_det;
}

/* ---- Episodes ---------------------------------------------------------------------------------*/

static void add_exact(kn_relief_model *model, int set, int arm, double s, double y)
{
    const int at[3] = {set, model->trend, arm};
    const double x[3] = {1, s, 1};
    int q = model->columns;

    for (int i = 0; i < 3; i++) {
        if (at[i] < 0)
            continue;
        model->xy[at[i]] += x[i] * y;
        for (int k = 0; k < 3; k++)
            if (at[k] >= 0)
                model->xx[at[i] * q + at[k]] += x[i] * x[k];
    }
    model->yy += y * y;
    model->exact++;
}

static int by_site(const void *a, const void *b)
{
    const kn_relief_site *x = a, *y = b;
    const double left[] = {x->set, x->arm, (double)x->eased, x->s, x->high, x->low};
    const double right[] = {y->set, y->arm, (double)y->eased, y->s, y->high, y->low};

    for (size_t i = 0; i < sizeof left / sizeof *left; i++)
        if (left[i] != right[i])
            return left[i] < right[i] ? -1 : 1;
    return 0;
}

static void join_sites(kn_relief_model *model)
{
    size_t kept = 0;

    qsort(model->site, model->sites, sizeof *model->site, by_site);
    for (size_t i = 0; i < model->sites; i++) {
        if (kept && by_site(&model->site[kept - 1], &model->site[i]) == 0)
            model->site[kept - 1].weight++;
        else
            model->site[kept++] = model->site[i];
    }
    model->sites = kept;
    for (size_t i = 0; i < kept; i++)
        kn_relief_site_ends(&model->site[i], &model->low[i], &model->high[i]);
}

void kn_relief_site_ends(const kn_relief_site *site, double *low, double *high)
{
    *low = site->eased == KN_EASED_NOT ? site->high : fmax(site->low, -KN_SITE_EVER);
    *high = site->eased == KN_EASED_NOT ? KN_SITE_EVER : site->high;
}

kn_relief_site kn_relief_model_site(const kn_relief_model *model, const kn_relief_episode *e)
{
    double s = (e->order - model->order_middle) / model->order_span;
    bool is_range = e->eased == KN_EASED_BETWEEN && e->low > 0;

    return (kn_relief_site){.eased = e->eased,
                            .set = model->set_of[e->allowed],
                            .arm = model->column_of[e->arm],
                            .s = model->trend >= 0 && model->order_span > 0 ? s : 0,
                            .low = is_range ? log(e->low) - model->alpha0 : -(double)INFINITY,
                            .high = log(e->minutes) - model->alpha0,
                            .weight = 1};
}

double kn_relief_model_eta(const kn_relief_model *model, const kn_relief_site *site,
                           const double mean[], bool held, double b)
{
    double eta = mean[site->set];

    if (model->trend >= 0)
        eta += site->s * mean[model->trend];
    if (held && site->arm == model->asked)
        return eta + b;
    return site->arm >= 0 ? eta + mean[site->arm] : eta;
}

static void take_episodes(kn_relief_model *model, const kn_relief_rows *rows, const bool take[])
{
    double taken = 0;

    for (size_t i = 0; i < rows->count; i++) {
        if (!is_taken(rows, take, i))
            continue;
        kn_relief_site site = kn_relief_model_site(model, &rows->episode[i]);
        model->share[site.set]++;
        taken++;
        if (site.eased == KN_EASED_AT && !model->is_weibull)
            add_exact(model, site.set, site.arm, site.s, site.high);
        else
            model->site[model->sites++] = site;
    }
    for (int c = 0; c < model->sets; c++)
        model->share[c] /= taken;
    join_sites(model);
}

kn_code kn_relief_model_init(kn_relief_model *model, const kn_relief_rows *rows, const bool take[],
                             int baseline, int asked, bool trend, bool is_weibull,
                             const kn_prior *prior, kn_error *err)
{
    kn_code code;

    *model = (kn_relief_model){.prior = *prior, .is_weibull = is_weibull};
    code = set_columns(model, rows, take, baseline, asked, trend, err);
    if (code)
        return code;
    size_t q = (size_t)model->columns, n = rows->count;
    size_t work = n > q ? n : q; /* nu also holds a top of q columns */
    double *at = calloc(3 * q * q + q + 12 * work, sizeof *at);
    model->memory = at;
    model->site = malloc((n + 1) * sizeof *model->site);
    if (!at || !model->site) {
        kn_relief_model_release(model);
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", n);
    }
    model->prior_precision = at;
    model->xx = at + q * q;
    model->matrix = at + 2 * q * q;
    model->xy = at + 3 * q * q;
    model->tau = model->xy + q;
    model->nu = model->tau + work;
    model->saved = model->nu + work;
    model->mean = model->saved + 2 * work;
    model->variance = model->mean + work;
    model->offset = model->variance + work;
    for (int k = 0; k < 3; k++)
        model->out[k] = model->offset + (k + 1) * work;
    model->low = model->out[2] + work;
    model->high = model->low + work;
    set_frame(model, rows, model->saved);
    set_prior(model);
    take_episodes(model, rows, take);
    return KN_OK;
}

void kn_relief_model_save(kn_relief_model *model)
{
    memcpy(model->saved, model->tau, model->sites * sizeof *model->tau);
    memcpy(model->saved + model->sites, model->nu, model->sites * sizeof *model->nu);
}

void kn_relief_model_restore(kn_relief_model *model)
{
    memcpy(model->tau, model->saved, model->sites * sizeof *model->tau);
    memcpy(model->nu, model->saved + model->sites, model->sites * sizeof *model->nu);
}

void kn_relief_model_release(kn_relief_model *model)
{
    free(model->memory);
    free(model->site);
    *model = (kn_relief_model){0};
}
