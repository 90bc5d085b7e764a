/* Everything given sigma is at hand (relief_given.c); what is left is one integral over log sigma.
 * The integrand is smooth and falls to nothing on both sides, so the trapezoid rule on an even grid
 * converges faster than any power of its step: with a step of 1.2 sd it errs by 2 exp(-2 pi^2 /
 * 1.44), 2e-6, for a normal shape (Trefethen and Weideman 2014). The step comes from the curvature
 * at the top; from the top nodes are added outwards until they no longer count. */
#include "infer/relief_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/vector.h"

static const double STEP_IN_SD = 1.2;
static const double DROP_MOST = 14; /* nodes this far below the top, in log, are left out */
static const double DROP_CURVE = 12;
static const double SIGMA_LEAST = 1e-3; /* 0.1 % of the minutes: no timer is so exact */
static const double SIGMA_MOST = 1e3;
static const double SEARCH_STEP = 0.4, SEARCH_DONE = 0.02, SD_LEAST = 0.01, SD_MOST = 0.5;
enum { SEARCH_MAX = 60, HALF = KN_RELIEF_NODES_MAX / 2 - 1 };

/* Where the curve is computed, in posterior sd from the posterior mean; further out steps grow.
 * With value and slope at each point the cubic between them errs by h^4 |f''''| / 384. */
static const double BULK[] = {0, 1.5, 3.2, 5.5};
static const double GROWTH = 2.2;
enum { BULK_COUNT = sizeof BULK / sizeof *BULK, POINTS_MAX = 128 };

/* log p(sigma), half-normal, times d sigma / d log sigma. */
static double log_prior(const kn_relief_model *model, double log_sigma)
{
    double scale = model->prior.sigma_scale, z = exp(log_sigma) / scale;

    return 0.5 * log(2 / KN_PI) - log(scale) - 0.5 * z * z + log_sigma;
}

/* The integrand at log sigma, -INFINITY beyond the ends. */
static double integrand(kn_relief_model *model, double log_sigma, bool held, double b,
                        kn_relief_given *given)
{
    if (log_sigma < log(SIGMA_LEAST) || log_sigma > log(SIGMA_MOST))
        return -INFINITY;
    kn_relief_given_sigma(model, exp(log_sigma), held, b, given);
    return given->log_z + log_prior(model, log_sigma);
}

/* The top of the integrand and its sd there, by parabolas through three points; held: the asked
 * effect is 0. */
static void find_top(kn_relief_model *model, bool held, double *top, double *sd,
                     kn_relief_given *given)
{
    bool is_near = model->top_sd > 0;
    double at = is_near ? model->top : log(0.7 * model->prior.sigma_scale), curvature = 0;
    double step = is_near ? model->top_sd : SEARCH_STEP, f;

    at = fmin(fmax(at, log(SIGMA_LEAST) + SEARCH_STEP), log(SIGMA_MOST) - SEARCH_STEP);
    f = integrand(model, at, held, 0, given);
    for (int round = 0; round < SEARCH_MAX; round++) {
        double left = integrand(model, at - step, held, 0, given);
        double right = integrand(model, at + step, held, 0, given);
        curvature = (2 * f - left - right) / (step * step);
        double slope = (right - left) / (2 * step), move = 2 * step;
        if (curvature > 0)
            move = fmin(fabs(slope) / curvature, 2 * step);
        if (!isfinite(curvature)) /* at an end */
            break;
        at += slope > 0 ? move : -move;
        f = integrand(model, at, held, 0, given);
        if (move < step) {
            double now = curvature > 0 ? 1 / sqrt(curvature) : step;
            if (move < SEARCH_DONE * now && step <= now)
                break;
            step = fmin(step, 0.7 * now);
        }
    }
    *top = at;
    *sd = fmin(fmax(curvature > 0 && isfinite(curvature) ? 1 / sqrt(curvature) : SD_MOST, SD_LEAST),
               SD_MOST);
}

/* ---- The joint posterior ----------------------------------------------------------------------*/

static void keep_node(kn_relief_nodes *nodes, int slot, const kn_relief_given *given)
{
    size_t q = (size_t)nodes->columns, at = (size_t)slot;

    memcpy(nodes->mean + at * q, given->mean, q * sizeof(double));
    memcpy(nodes->covariance + at * q * q, given->covariance, q * q * sizeof(double));
    nodes->converged = nodes->converged && given->converged;
}

static void walk(kn_relief_nodes *nodes, kn_relief_model *model, double top, double log_weight[])
{
    kn_relief_given given;
    double best = -INFINITY;

    nodes->converged = true;
    for (int side = 0; side < 2; side++)
        for (int k = side; k < HALF; k++) { /* 0, 1, 2 ... then -1, -2 ... */
            double x = top + (side ? -k : k) * nodes->step;
            double f = integrand(model, x, false, 0, &given);
            best = fmax(best, f);
            if (!(f > best - DROP_MOST))
                break;
            log_weight[nodes->count] = f;
            nodes->sigma[nodes->count] = exp(x);
            keep_node(nodes, nodes->count++, &given);
        }
}

kn_code kn_relief_nodes_init(kn_relief_nodes *nodes, kn_relief_model *model, kn_error *err)
{
    size_t q = (size_t)model->columns;
    double top, sd, log_weight[KN_RELIEF_NODES_MAX], best = -INFINITY, sum = 0;
    kn_relief_given given;

    *nodes = (kn_relief_nodes){.columns = model->columns};
    nodes->mean = malloc(KN_RELIEF_NODES_MAX * (q + q * q) * sizeof *nodes->mean);
    if (!nodes->mean)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for an answer");
    nodes->covariance = nodes->mean + KN_RELIEF_NODES_MAX * q;
    find_top(model, false, &top, &sd, &given);
    model->top = top;
    model->top_sd = sd;
    nodes->step = STEP_IN_SD * sd;
    walk(nodes, model, top, log_weight);
    for (int j = 0; j < nodes->count; j++)
        best = fmax(best, log_weight[j]);
    for (int j = 0; j < nodes->count; j++)
        sum += nodes->weight[j] = exp(log_weight[j] - best);
    for (int j = 0; j < nodes->count; j++)
        nodes->weight[j] /= sum;
    nodes->log_evidence = best + log(sum * nodes->step);
    return KN_OK;
}

void kn_relief_nodes_release(kn_relief_nodes *nodes)
{
    free(nodes->mean);
    *nodes = (kn_relief_nodes){0};
}

/* Mean and variance of sum x_i column_i at a node. */
static void at_node(const kn_relief_nodes *nodes, int j, const double x[], double *mean,
                    double *variance)
{
    int q = nodes->columns;
    const double *m = nodes->mean + (size_t)j * (size_t)q;
    const double *c = nodes->covariance + (size_t)j * (size_t)q * (size_t)q;

    *mean = *variance = 0;
    for (int i = 0; i < q; i++) {
        if (x[i] == 0)
            continue;
        *mean += x[i] * m[i];
        for (int k = 0; k < q; k++)
            *variance += x[i] * x[k] * c[i * q + k];
    }
}

void kn_relief_nodes_moments(const kn_relief_nodes *nodes, const double x[], double *mean,
                             double *sd)
{
    double first = 0, second = 0, m, v;

    for (int j = 0; j < nodes->count; j++) {
        at_node(nodes, j, x, &m, &v);
        first += nodes->weight[j] * m;
        second += nodes->weight[j] * (v + m * m);
    }
    *mean = first;
    *sd = sqrt(fmax(second - first * first, 0));
}

void kn_relief_nodes_density(const kn_relief_nodes *nodes, const double x[], kn_density *density)
{
    double mean, sd, m[KN_RELIEF_NODES_MAX], v[KN_RELIEF_NODES_MAX], f[KN_DENSITY_POINTS] = {0};
    const double reach = 9; /* in sd: the sum over sigma has heavier tails than a normal */

    kn_relief_nodes_moments(nodes, x, &mean, &sd);
    for (int j = 0; j < nodes->count; j++)
        at_node(nodes, j, x, &m[j], &v[j]);
    double from = mean - reach * sd, step = 2 * reach * sd / (KN_DENSITY_POINTS - 1);
    for (int i = 0; i < KN_DENSITY_POINTS; i++) {
        for (int j = 0; j < nodes->count; j++) {
            double d = from + i * step - m[j];
            f[i] += nodes->weight[j] * exp(-0.5 * d * d / v[j]) / sqrt(v[j]);
        }
        f[i] = log(f[i] + 1e-300);
    }
    kn_density_init(density, from, step, f);
}

/* ---- sigma ------------------------------------------------------------------------------------*/

static int by_sigma(const void *a, const void *b)
{
    double x = ((const double *)a)[0], y = ((const double *)b)[0];

    return (x > y) - (x < y);
}

/* The log weights, smooth on their even grid, are carried to a fine one by cubics (Lagrange). */
static double weight_between(int n, double node[][2], double at)
{
    int i = (int)fmin(fmax(floor(at) - 1, 0), n - 4);
    double u = at - i, f[4],
           w[4] = {-(u - 1) * (u - 2) * (u - 3) / 6, u * (u - 2) * (u - 3) / 2,
                   -u * (u - 1) * (u - 3) / 2, u * (u - 1) * (u - 2) / 6};
    double sum = 0;

    for (int k = 0; k < 4; k++)
        sum += w[k] * (f[k] = node[i + k][1]);
    return sum;
}

kn_summary kn_relief_nodes_sigma(const kn_relief_nodes *nodes)
{
    double node[KN_RELIEF_NODES_MAX][2], f[KN_DENSITY_POINTS], mean = 0, square = 0;
    int n = nodes->count;
    kn_density density;

    for (int j = 0; j < n; j++) {
        node[j][0] = log(nodes->sigma[j]);
        node[j][1] = log(nodes->weight[j] + 1e-300);
        mean += nodes->weight[j] * nodes->sigma[j];
        square += nodes->weight[j] * nodes->sigma[j] * nodes->sigma[j];
    }
    kn_summary s = {.mean = mean, .sd = sqrt(fmax(square - mean * mean, 0))};
    if (n < 4)
        return s;
    qsort(node, (size_t)n, sizeof *node, by_sigma);
    double step = nodes->step * (n - 1) / (KN_DENSITY_POINTS - 1);
    for (int i = 0; i < KN_DENSITY_POINTS; i++)
        f[i] = weight_between(n, node, i * step / nodes->step);
    kn_density_init(&density, node[0][0], step, f);
    s.q025 = exp(kn_density_quantile(&density, 0.025));
    s.q50 = exp(kn_density_quantile(&density, 0.5));
    s.q975 = exp(kn_density_quantile(&density, 0.975));
    return s;
}

kn_summary kn_relief_exp(const kn_density *density)
{
    double first = 0, second = 0, total = 0;

    for (int i = 0; i < KN_DENSITY_POINTS; i++) {
        double x = exp(density->from + i * density->step), w = density->density[i];
        total += w;
        first += w * x;
        second += w * x * x;
    }
    first /= total;
    return (kn_summary){.mean = first,
                        .sd = sqrt(fmax(second / total - first * first, 0)),
                        .q025 = exp(kn_density_quantile(density, 0.025)),
                        .q50 = exp(kn_density_quantile(density, 0.5)),
                        .q975 = exp(kn_density_quantile(density, 0.975))};
}

/* ---- The evidence curve -----------------------------------------------------------------------*/

typedef struct point {
    double b, log_l, slope, top; /* top: log sigma where the integrand is largest */
} point;

/* From `start` upwards, then downwards, as long as it counts: on the way out from the middle the
 * top moves up. The sites of the top are where the next point starts from. */
static bool compute_point(kn_relief_model *model, double step, double start, point *at)
{
    kn_relief_given given;
    double best = -INFINITY, sum = 0, weighted = 0;
    bool converged = true;

    for (int side = 0; side < 2; side++) {
        if (side)
            kn_relief_model_restore(model);
        for (int k = side; k < HALF; k++) {
            double x = start + (side ? -k : k) * step;
            double f = integrand(model, x, true, at->b, &given);
            if (!(f > best - DROP_CURVE) || !isfinite(f))
                break;
            if (f > best) { /* keep sums relative to the largest */
                sum *= exp(best - f);
                weighted *= exp(best - f);
                best = f;
                at->top = x;
                kn_relief_model_save(model);
            }
            sum += exp(f - best);
            weighted += exp(f - best) * given.slope;
            converged = converged && given.converged;
        }
    }
    kn_relief_model_restore(model);
    at->log_l = best + log(sum * step);
    at->slope = weighted / sum;
    return converged;
}

/* Ascending abscissae over the whole grid; *middle is the one at the posterior mean. */
static int place_points(double mean, double sd, point points[POINTS_MAX], int *middle)
{
    double end = -KN_CURVE_FROM, side[2][POINTS_MAX / 2];
    int count[2] = {0, 0}, n = 0;

    mean = fmin(fmax(mean, 1 - end), end - 1);
    for (int s = 0; s < 2; s++) {
        double sign = s ? 1 : -1, step = 0, b = mean;
        for (int i = 1; count[s] < POINTS_MAX / 2 - 1; i++) {
            step = i < BULK_COUNT ? (BULK[i] - BULK[i - 1]) * sd : step * GROWTH;
            b += sign * step;
            if (fabs(b) > end - 0.5 * step)
                break;
            side[s][count[s]++] = b;
        }
        side[s][count[s]++] = sign * end;
    }
    for (int i = count[0] - 1; i >= 0; i--)
        points[n++].b = side[0][i];
    *middle = n;
    points[n++].b = mean;
    for (int i = 0; i < count[1]; i++)
        points[n++].b = side[1][i];
    return n;
}

/* The joint posterior's own curve, as if the effect were normal given sigma: N(m_j, v_j) at node j.
 * With the prior N(0, 1 / P) divided out, L(b) = sum_j w_j N(b; m_j, v_j) / N(b; 0, 1 / P), up to a
 * constant. */
typedef struct joint {
    int count;
    double precision, mean[KN_RELIEF_NODES_MAX], tau[KN_RELIEF_NODES_MAX],
        log_weight[KN_RELIEF_NODES_MAX];
} joint;

static void joint_init(joint *l, const kn_relief_model *model, const kn_relief_nodes *nodes,
                       int column)
{
    double x[KN_RELIEF_COLUMNS_MAX] = {0}, v;

    x[column] = 1;
    l->count = nodes->count;
    l->precision = 1 / (model->prior.beta_sd * model->prior.beta_sd);
    for (int j = 0; j < nodes->count; j++) {
        at_node(nodes, j, x, &l->mean[j], &v);
        l->tau[j] = 1 / v;
        l->log_weight[j] = log(nodes->weight[j] + 1e-300) - 0.5 * log(v);
    }
}

static double joint_at(const joint *l, double b, double *slope)
{
    double f[KN_RELIEF_NODES_MAX], best = -INFINITY, sum = 0;

    for (int j = 0; j < l->count; j++) {
        double d = b - l->mean[j];
        f[j] = l->log_weight[j] - 0.5 * d * d * l->tau[j];
        best = f[j] > best ? f[j] : best;
    }
    *slope = 0;
    for (int j = 0; j < l->count; j++) {
        double w = kn_exp(f[j] - best);
        sum += w;
        *slope -= w * (b - l->mean[j]) * l->tau[j];
    }
    *slope = *slope / sum + l->precision * b;
    return best + log(sum) + 0.5 * l->precision * b * b;
}

void kn_relief_curve_joint(const kn_relief_model *model, const kn_relief_nodes *nodes, int column,
                           kn_curve *curve)
{
    joint l;

    joint_init(&l, model, nodes, column);
    for (int i = 0; i < KN_CURVE_POINTS; i++)
        curve->log_likelihood[i] =
            joint_at(&l, KN_CURVE_FROM + i * KN_CURVE_STEP, &curve->slope[i]);
}

/* What the points have over the joint curve is small and smooth: the cubic with its values and
 * slopes, on the curve's grid, is added to that. */
static void fill_curve(const joint *l, point points[], int n, kn_curve *curve)
{
    double slope;
    int cell = 0;

    for (int i = 0; i < n; i++) {
        points[i].log_l -= joint_at(l, points[i].b, &slope);
        points[i].slope -= slope;
    }
    for (int i = 0; i < KN_CURVE_POINTS; i++) {
        double b = KN_CURVE_FROM + i * KN_CURVE_STEP;
        while (cell < n - 2 && b > points[cell + 1].b)
            cell++;
        const point *p = &points[cell], *r = p + 1;
        double h = r->b - p->b, u = (b - p->b) / h, v = 1 - u, rise = (r->log_l - p->log_l) / h;
        double log_l = joint_at(l, b, &slope);
        curve->log_likelihood[i] = log_l + v * v * ((1 + 2 * u) * p->log_l + u * h * p->slope) +
                                   u * u * ((1 + 2 * v) * r->log_l - v * h * r->slope);
        curve->slope[i] =
            slope + 6 * u * v * rise + v * (1 - 3 * u) * p->slope + u * (1 - 3 * v) * r->slope;
    }
}

bool kn_relief_curve(kn_relief_model *model, const kn_relief_nodes *nodes, kn_curve *curve)
{
    double x[KN_RELIEF_COLUMNS_MAX] = {0}, mean, sd, top = log(nodes->sigma[0]);
    point points[POINTS_MAX];
    joint l;
    int middle, n;
    bool converged;

    x[model->asked] = 1;
    kn_relief_nodes_moments(nodes, x, &mean, &sd);
    n = place_points(mean, sd, points, &middle);
    converged = compute_point(model, nodes->step, top, &points[middle]);
    for (int i = middle + 1; i < n; i++)
        converged = compute_point(model, nodes->step, points[i - 1].top, &points[i]) && converged;
    for (int i = middle - 1; i >= 0; i--)
        converged = compute_point(model, nodes->step, points[i + 1].top, &points[i]) && converged;
    joint_init(&l, model, nodes, model->asked);
    fill_curve(&l, points, n, curve);
    return converged;
}

void kn_relief_scores(kn_relief_model *model, const kn_relief_rows *rows, const bool take[],
                      bool held, double scores[])
{
    kn_relief_given given;
    double top, sd, sigma;

    find_top(model, held, &top, &sd, &given);
    sigma = exp(top);
    kn_relief_given_sigma(model, sigma, held, 0, &given);
    for (size_t i = 0; i < rows->count; i++) {
        if (!take[i] || rows->episode[i].eased == KN_EASED_UNKNOWN)
            continue;
        kn_relief_site site = kn_relief_model_site(model, &rows->episode[i]);
        double eta = kn_relief_model_eta(model, &site, given.mean, held, 0);
        scores[i] = sigma * kn_relief_site_normal(&site, eta, sigma).d1;
    }
}
