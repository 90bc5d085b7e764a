/* The log density and its gradient. The gradient is the reverse sweep of the very recurrences that
 * give the value (adjoints named g or d_...), so it costs about as much; no source but the chain
 * rule. Checked against finite differences in tests/infer_exact_test.c. */
#include "infer/exact_model.h"

#include <math.h>

/* Derivatives of the log likelihood of one person. */
typedef struct partials {
    double arm[KN_ARMS_MAX]; /* sum of d lp / d eta over the arm's days */
    double gamma, log_sigma, rho;
    double cut[KN_CATEGORIES_MAX];
} partials;

/* rho^d by squaring, as rho may be negative. */
static double power_of(double rho, int64_t days)
{
    double result = 1;

    for (; days > 0; days >>= 1, rho *= rho)
        if (days & 1)
            result *= rho;
    return result;
}

/* The tables of view over the person's distinct gaps. */
static void fill_gaps(kn_exact_view *view, const kn_exact_person *person,
                      const kn_exact_point *point)
{
    double log_square = 0; /* log rho^2 */

    for (size_t k = 0; k < person->gaps; k++)
        if (person->gap[k] > 1)
            log_square = log1p(-point->rest);
    for (size_t k = 0; k < person->gaps; k++) {
        int64_t days = person->gap[k];
        double before = power_of(point->rho, days - 1);
        view->power[k] = before * point->rho;
        view->slope[k] = (double)days * before;
        view->rest[k] = days == 1 ? point->rest : -expm1((double)days * log_square);
        view->root[k] = sqrt(view->rest[k]);
        view->ratio[k] = view->power[k] / view->root[k];
    }
}

void kn_exact_latent(kn_exact_view *view, const kn_exact_person *person,
                     const kn_exact_point *point)
{
    const double *w = point->w, *power = view->power, *root = view->root;
    double *x = view->x;

    fill_gaps(view, person, point);
    x[0] = w[0];
    for (size_t i = 1; i < person->n; i++) {
        uint32_t k = person->which[i];
        x[i] = power[k] * x[i - 1] + root[k] * w[i];
    }
}

void kn_exact_point_at(const kn_exact_model *model, const kn_exact_person *person, const double q[],
                       kn_exact_point *point)
{
    const double *beta = q + kn_exact_beta_at(person);
    size_t sigma_at = kn_exact_sigma_at(model, person);
    double t = exp(-fabs(q[sigma_at + 1])); /* |rho| = (1 - t) / (1 + t) */

    if (person->cuts > 0) {
        point->alpha = 0;
        point->cut[0] = q[person->at];
        for (int c = 1; c < person->cuts; c++) {
            point->step[c] = exp(q[person->at + (size_t)c]);
            point->cut[c] = point->cut[c - 1] + point->step[c];
        }
    } else {
        point->alpha = person->alpha0 + q[person->at];
    }
    point->beta[0] = 0;
    for (int k = 1; k < model->arms; k++)
        point->beta[k] = beta[k - 1];
    if (model->pooled)
        point->beta[1] = q[model->dim - 2] + exp(q[model->dim - 1]) * beta[0];
    point->gamma = model->trend ? q[sigma_at - 1] : 0;
    point->sigma = exp(q[sigma_at]);
    point->rho = copysign((1 - t) / (1 + t), q[sigma_at + 1]);
    point->rest = 4 * t / ((1 + t) * (1 + t));
    point->w = model->family == KN_GAUSSIAN ? NULL : q + sigma_at + 2;
}

/* Sum of softplus(x) = log(1 + e^x): the logs of many factors are taken at once. */
typedef struct softplus_sum {
    double sum, product;
} softplus_sum;

static const double PRODUCT_FULL = 1e280; /* each factor is at most 2 */

/* Adds softplus(x); returns its derivative, invlogit(x). */
static inline double add_softplus(softplus_sum *s, double x)
{
    double t = exp(-fabs(x));

    s->product *= 1 + t;
    if (s->product > PRODUCT_FULL) {
        s->sum += log(s->product);
        s->product = 1;
    }
    s->sum += x > 0 ? x : 0;
    return (x > 0 ? 1 : t) / (1 + t);
}

/* Each fills g[i] = d lp / d eta_i and returns the log likelihood. */

static double poisson_likelihood(const kn_exact_person *person, const double eta[], double g[])
{
    double lp = 0;

    for (size_t i = 0; i < person->n; i++) {
        double expected = person->size[i] * exp(eta[i]);
        lp += person->y[i] * eta[i] - expected;
        g[i] = person->y[i] - expected;
    }
    return lp;
}

static double bernoulli_likelihood(const kn_exact_person *person, const double eta[], double g[])
{
    softplus_sum s = {0, 1};
    double lp = 0;

    for (size_t i = 0; i < person->n; i++) {
        lp += person->y[i] * eta[i];
        g[i] = person->y[i] - add_softplus(&s, eta[i]);
    }
    return lp - s.sum - log(s.product);
}

static double binomial_likelihood(const kn_exact_person *person, const double eta[], double g[])
{
    double lp = 0;

    for (size_t i = 0; i < person->n; i++) {
        softplus_sum s = {0, 1};
        double p = add_softplus(&s, eta[i]);
        lp += person->y[i] * eta[i] - person->size[i] * (s.sum + log(s.product));
        g[i] = person->y[i] - person->size[i] * p;
    }
    return lp;
}

/* With a = cut_c - eta and b = cut_c-1 - eta, F = invlogit,
 *   F(a) - F(b) = F(a) (1 - F(b)) (1 - exp(b - a)),
 * whose last factor depends on the category only. Also adds d lp / d cut. */
static double ordinal_likelihood(const kn_exact_person *person, const kn_exact_point *point,
                                 const double eta[], double g[], double d_cut[])
{
    softplus_sum s = {0, 1};
    double lp = 0;

    for (size_t i = 0; i < person->n; i++) {
        int c = (int)person->y[i];
        g[i] = 0;
        if (c < person->cuts) {
            double above = add_softplus(&s, eta[i] - point->cut[c]);
            g[i] -= above;
            d_cut[c] += above;
        }
        if (c > 0) {
            double below = add_softplus(&s, point->cut[c - 1] - eta[i]);
            g[i] += below;
            d_cut[c - 1] -= below;
        }
    }
    for (int c = 1; c < person->cuts; c++) {
        double slope = person->level_count[c] / expm1(point->step[c]);
        lp += person->level_count[c] * log(-expm1(-point->step[c]));
        d_cut[c] += slope;
        d_cut[c - 1] -= slope;
    }
    return lp - s.sum - log(s.product);
}

static double likelihood(kn_family family, const kn_exact_person *person,
                         const kn_exact_point *point, const double eta[], double g[],
                         double d_cut[])
{
    switch (family) {
    case KN_POISSON:
        return poisson_likelihood(person, eta, g);
    case KN_BERNOULLI:
        return bernoulli_likelihood(person, eta, g);
    case KN_BINOMIAL:
        return binomial_likelihood(person, eta, g);
    default:
        return ordinal_likelihood(person, point, eta, g, d_cut);
    }
}

/* Outcomes given latent u = sigma x, and the N(0,1) density of w. */
static double latent_density(kn_exact_view *view, const kn_exact_person *person,
                             const kn_exact_point *point, partials *d, double d_w[])
{
    const double *x = view->x, *trend = person->trend, *w = point->w;
    const uint32_t *which = person->which;
    double *eta = view->eta, *g = view->g, *power = view->power, *root = view->root,
           *ratio = view->ratio, *slope = view->slope;
    size_t n = person->n;

    kn_exact_latent(view, person, point);
    for (size_t i = 0; i < n; i++)
        eta[i] = point->alpha + point->beta[person->arm[i]] + point->gamma * trend[i] +
                 point->sigma * x[i];
    double lp = likelihood(view->model->family, person, point, eta, g, d->cut);

    double d_x = 0, d_rho = 0; /* d_x: d lp / d x_i, through every later day */
    for (size_t i = n - 1; i > 0; i--) {
        uint32_t k = which[i];
        d_x += point->sigma * g[i];
        d_w[i] = root[k] * d_x - w[i];
        d_rho += d_x * (x[i - 1] - w[i] * ratio[k]) * slope[k];
        d_x *= power[k];
    }
    d_w[0] = d_x + point->sigma * g[0] - w[0];

    double along_trend = 0, along_x = 0, sumsq = 0; /* in registers: this loop is hot */
    for (size_t i = 0; i < n; i++) {
        d->arm[person->arm[i]] += g[i];
        along_trend += g[i] * trend[i];
        along_x += g[i] * x[i];
        sumsq += w[i] * w[i];
    }
    d->rho = d_rho;
    d->gamma = along_trend;
    d->log_sigma = point->sigma * along_x;
    return lp - 0.5 * sumsq;
}

/* z itself: residuals e_1 ~ N(0, sigma^2), e_i ~ N(rho^d e_i-1, sigma^2 (1 - rho^2d)). */
static double gaussian_density(kn_exact_view *view, const kn_exact_person *person,
                               const kn_exact_point *point, partials *d)
{
    double *e = view->eta, *h = view->g; /* h_i = (e_i - rho^d e_i-1) / (1 - rho^2d) */
    double precision = 1 / (point->sigma * point->sigma), sumsq = 0, lp = 0;
    size_t n = person->n;

    fill_gaps(view, person, point);
    for (size_t i = 0; i < n; i++)
        e[i] = person->y[i] - point->alpha - point->beta[person->arm[i]] -
               point->gamma * person->trend[i];
    h[0] = e[0];
    sumsq = e[0] * e[0];
    for (size_t i = 1; i < n; i++) {
        uint32_t k = person->which[i];
        double innovation = e[i] - view->power[k] * e[i - 1];
        h[i] = innovation / view->rest[k];
        sumsq += innovation * h[i];
        d->rho += precision * h[i] * (e[i - 1] - h[i] * view->power[k]) * view->slope[k];
    }
    double later = 0; /* rho^d h of the next row */
    for (size_t i = n; i-- > 0;) {
        double g = precision * (h[i] - later);
        d->arm[person->arm[i]] += g;
        d->gamma += g * person->trend[i];
        later = i > 0 ? view->power[person->which[i]] * h[i] : 0;
    }
    for (size_t k = 0; k < person->gaps; k++) {
        double count = person->gap_count[k];
        lp -= 0.5 * count * log(view->rest[k]);
        d->rho += count * view->power[k] / view->rest[k] * view->slope[k];
    }
    d->log_sigma = precision * sumsq - (double)n;
    return lp - (double)n * log(point->sigma) - 0.5 * precision * sumsq;
}

/* Log density of N(0, sd^2) at x; adds its derivative to *grad. */
static double normal_prior(double x, double sd, double *grad)
{
    *grad -= x / (sd * sd);
    return -0.5 * x * x / (sd * sd);
}

/* The cut-points: prior on kappa, then from kappa to q with the Jacobian of the ordering. */
static double cuts_prior(const kn_exact_person *person, const kn_exact_point *point, double sd,
                         const double q[], double d_cut[], double grad[])
{
    double lp = 0, later = 0;

    for (int c = person->cuts - 1; c >= 0; c--) {
        lp += normal_prior(point->cut[c], sd, &d_cut[c]);
        later += d_cut[c];
        grad[c] = c > 0 ? later * point->step[c] + 1 : later;
        lp += c > 0 ? q[c] : 0;
    }
    return lp;
}

/* Likelihood and priors of one person except the prior of beta; adds d lp / d beta to d_beta. */
static double person_density(kn_exact_view *view, const kn_exact_person *person, const double q[],
                             double grad[], double d_beta[])
{
    const kn_exact_model *model = view->model;
    const kn_prior *prior = &model->prior;
    size_t sigma_at = kn_exact_sigma_at(model, person);
    kn_exact_point point;
    partials d = {0};
    double lp;

    kn_exact_point_at(model, person, q, &point);
    if (model->family == KN_GAUSSIAN)
        lp = gaussian_density(view, person, &point, &d);
    else
        lp = latent_density(view, person, &point, &d, grad + sigma_at + 2);

    double *head = grad + person->at;
    if (person->cuts > 0) {
        lp += cuts_prior(person, &point, prior->kappa_sd, q + person->at, d.cut, head);
    } else {
        *head = 0;
        for (int k = 0; k < model->arms; k++)
            *head += d.arm[k];
        lp += normal_prior(q[person->at], prior->alpha_sd, head);
    }
    for (int k = 1; k < model->arms; k++)
        d_beta[k] = d.arm[k];
    if (model->trend) {
        grad[sigma_at - 1] = d.gamma;
        lp += normal_prior(point.gamma, prior->gamma_sd, &grad[sigma_at - 1]);
    }
    double d_sigma = 0;
    lp += normal_prior(point.sigma, prior->sigma_scale, &d_sigma) + q[sigma_at];
    grad[sigma_at] = d.log_sigma + d_sigma * point.sigma + 1;

    /* r = (rho + 1) / 2 ~ Beta(a, a), with the Jacobian r (1 - r): a log(r (1 - r)). */
    lp += prior->rho_shape * log(point.rest);
    grad[sigma_at + 1] = d.rho * point.rest / 2 - prior->rho_shape * point.rho;
    return lp;
}

void kn_exact_eval(void *self, const double q[], double *lp, double grad[])
{
    kn_exact_view *view = self;
    const kn_exact_model *model = view->model;
    const kn_prior *prior = &model->prior;
    double d_beta[KN_ARMS_MAX], omega = 0, d_mu = 0, d_omega = 0;

    *lp = 0;
    if (model->pooled) {
        omega = exp(q[model->dim - 1]);
        *lp += normal_prior(q[model->dim - 2], prior->mu_sd, &d_mu);
        *lp += normal_prior(omega, prior->omega_scale, &d_omega) + q[model->dim - 1];
    }
    for (size_t j = 0; j < model->people; j++) {
        const kn_exact_person *person = &model->person[j];
        size_t at = kn_exact_beta_at(person);

        *lp += person_density(view, person, q, grad, d_beta);
        if (model->pooled) { /* beta = mu + omega b, b ~ N(0,1) */
            grad[at] = omega * d_beta[1];
            *lp += normal_prior(q[at], 1, &grad[at]);
            d_mu += d_beta[1];
            d_omega += d_beta[1] * q[at];
            continue;
        }
        for (int k = 1; k < model->arms; k++, at++) {
            grad[at] = d_beta[k];
            *lp += normal_prior(q[at], prior->beta_sd, &grad[at]);
        }
    }
    if (model->pooled) {
        grad[model->dim - 2] = d_mu;
        grad[model->dim - 1] = d_omega * omega + 1;
    }
}
