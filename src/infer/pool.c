#include "unknot/pool.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mathconst.h"
#include "base/parallel.h"
#include "infer/psis.h"
#include "infer/quadrature.h"
#include "infer/tensor.h"
#include "infer/vector.h"

/* The coordinates are log(omega + c), c the people's typical sd, which spreads out small omegas
 * where they matter, and t = (mu - centre) / spread, where centre and spread are those of mu given
 * omega if every curve were normal: where omega is small mu is known far better than where it is
 * large, and a rule for mu itself would miss it. Nodes along both where every person's integral is
 * computed, and the finer ones to which the log posterior, smooth there, is carried for the
 * summaries. */
enum { SIDE = 16, NODES = SIDE * SIDE, FINE = 48, SCAN = 9, SCANS_MAX = 24, HERMITE = 15 };

/* The box of (mu, omega) ends where the profile has dropped this far. */
static const double DROP_BOX = 12, DROP_COARSE = 30, SHRUNK_ENOUGH = 0.8;
static const double T_REACH = 9;         /* the first scan's reach along t */
static const double PRIOR_REACH = 4;     /* in prior scales */
static const double STEP_IN_SD = 0.8;    /* step of the b grid against the narrowest curve's sd */
static const double WEIGHT_LEAST = 1e-8; /* nodes of less posterior weight are left out */
static const double INTEGRAL_LEAST = 1e-290; /* below it doubles lose digits */
static const double NARROWEST = 1e-4;        /* of a normal that is summed over; 0 is a point */
static const double CURVATURE_LEAST = 1e-3;  /* of a top that is as good as flat */
enum { REFINE_MAX = 16 };

typedef struct pooling {
    const kn_curve *const *curve;
    size_t people;
    kn_pool_options options;
    size_t points; /* of the b grid, the curves' own grid or finer */
    double step;
    double *likelihood;            /* [people x points] exp(log L - top) */
    double *top;                   /* [people] */
    double *top_at, *top_variance; /* [people] of the normal with the curve's top */
    double omega_shift;            /* c */
    size_t nodes;                  /* of the present batch */
    double node_mu[NODES], node_omega[NODES];
    double *kernel;      /* [nodes x points] N(b; mu, omega^2) times the step */
    double *integral;    /* [people x nodes] log of the integral of L_j(b) N(b; mu, omega^2) db */
    double *node_weight; /* [nodes] posterior */
    kn_summary *person;
} pooling;

kn_pool_options kn_pool_options_default(void)
{
    kn_prior prior = kn_prior_default();

    return (kn_pool_options){.mu_sd = prior.mu_sd, .omega_scale = prior.omega_scale, .threads = 1};
}

static double grid_at(const pooling *p, size_t i)
{
    return KN_CURVE_FROM + (double)i * p->step;
}

/* Place and variance of the normal with the curve's top and curvature; a wide one for a flat top.
 */
static void curve_top(const kn_curve *curve, double *at, double *variance)
{
    int top = 1;

    for (int i = 1; i + 1 < KN_CURVE_POINTS; i++)
        if (curve->log_likelihood[i] > curve->log_likelihood[top])
            top = i;
    double curvature = (curve->slope[top - 1] - curve->slope[top + 1]) / (2 * KN_CURVE_STEP);
    curvature = fmax(curvature, CURVATURE_LEAST);
    *at = KN_CURVE_FROM + top * KN_CURVE_STEP +
          fmin(fmax(curve->slope[top] / curvature, -KN_CURVE_STEP), KN_CURVE_STEP);
    *variance = 1 / curvature;
}

/* mu given omega if every curve were normal: N(centre, spread^2). */
static void centre_mu(const pooling *p, double omega, double *centre, double *spread)
{
    double precision = 1 / (p->options.mu_sd * p->options.mu_sd), sum = 0;

    for (size_t j = 0; j < p->people; j++) {
        double weight = 1 / (p->top_variance[j] + omega * omega);
        precision += weight;
        sum += weight * p->top_at[j];
    }
    *centre = sum / precision;
    *spread = 1 / sqrt(precision);
}

/* Weights on the b grid that turn values of L into the integral against N(mu, omega^2). Where the
 * normal is narrower than the grid, Gauss-Hermite points are spread over four neighbours by the
 * cubic through them. */
static void set_kernel(const pooling *p, double mu, double omega, double kernel[])
{
    if (omega >= p->step) {
        double scale = p->step / (omega * sqrt(2 * KN_PI));
        for (size_t i = 0; i < p->points; i++) {
            double z = (grid_at(p, i) - mu) / omega;
            kernel[i] = scale * exp(-0.5 * z * z);
        }
        return;
    }
    double z[HERMITE], w[HERMITE];
    kn_gauss_hermite(HERMITE, z, w);
    memset(kernel, 0, p->points * sizeof *kernel);
    for (int k = 0; k < HERMITE; k++) {
        double at = (mu + omega * z[k] - KN_CURVE_FROM) / p->step;
        double cell = fmin(fmax(floor(at), 1), (double)p->points - 3), u = at - cell;
        double *to = kernel + (size_t)cell - 1;
        to[0] -= w[k] * u * (u - 1) * (u - 2) / 6;
        to[1] += w[k] * (u + 1) * (u - 1) * (u - 2) / 2;
        to[2] -= w[k] * (u + 1) * u * (u - 2) / 2;
        to[3] += w[k] * (u + 1) * u * (u - 1) / 6;
    }
}

KN_VECTOR_CLONES
static double dot(size_t n, const double a[], const double b[])
{
    double sum[8] = {0};
    size_t i = 0;

    for (; i + 8 <= n; i += 8)
        for (int k = 0; k < 8; k++)
            sum[k] += a[i + (size_t)k] * b[i + (size_t)k];
    for (; i < n; i++)
        sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

static void person_likelihood(void *self, size_t j)
{
    pooling *p = self;
    double *to = p->likelihood + j * p->points, top = -INFINITY;

    for (size_t i = 0; i < p->points; i++)
        top = fmax(top, to[i] = kn_curve_at(p->curve[j], grid_at(p, i)));
    for (size_t i = 0; i < p->points; i++)
        to[i] = exp(to[i] - top);
    p->top[j] = top;
}

/* The same integral in logarithms, for people so far from (mu, omega) that the product of the
 * normal and the likelihood is 0 in a double everywhere: the sum over 12 sd of the normal. */
static double far_integral(const pooling *p, size_t j, double mu, double omega)
{
    double log_sum = -INFINITY, width = fmax(omega, NARROWEST), step = width / 8;

    for (double z = -12; z <= 12; z += step / width) {
        double term = kn_curve_at(p->curve[j], mu + z * width) - 0.5 * z * z;
        double top = fmax(log_sum, term);
        log_sum = top + log(exp(log_sum - top) + exp(term - top));
    }
    return log_sum + log(step / width) - 0.5 * KN_LOG_2PI;
}

static void person_integrals(void *self, size_t j)
{
    pooling *p = self;

    for (size_t node = 0; node < p->nodes; node++) {
        double sum = dot(p->points, p->kernel + node * p->points, p->likelihood + j * p->points);
        p->integral[j * p->nodes + node] =
            sum > INTEGRAL_LEAST ? p->top[j] + log(sum)
                                 : far_integral(p, j, p->node_mu[node], p->node_omega[node]);
    }
}

static double omega_at(const pooling *p, double y)
{
    return fmax(exp(y) - p->omega_shift, 0);
}

/* log of prior times likelihood, in the coordinates, at the nodes (t[i], y[k]), i slow. */
static void evaluate(pooling *p, int side, const double t[], const double y[], double log_p[])
{
    p->nodes = (size_t)(side * side);
    for (int k = 0; k < side; k++) {
        double omega = omega_at(p, y[k]), o = omega / p->options.omega_scale, centre, spread;
        centre_mu(p, omega, &centre, &spread);
        for (int i = 0; i < side; i++) {
            int node = i * side + k;
            double mu = centre + t[i] * spread, m = mu / p->options.mu_sd;
            p->node_mu[node] = mu;
            p->node_omega[node] = omega;
            set_kernel(p, mu, omega, p->kernel + (size_t)node * p->points);
            log_p[node] = KN_LOG_2 - KN_LOG_2PI - log(p->options.mu_sd * p->options.omega_scale) -
                          0.5 * (m * m + o * o) + log(spread) + y[k]; /* Jacobians */
        }
    }
    kn_parallel_for(p->people, p->options.threads, person_integrals, p);
    for (int node = 0; node < side * side; node++)
        for (size_t j = 0; j < p->people; j++) /* in index order, whatever the threads did */
            log_p[node] += p->integral[j * p->nodes + (size_t)node];
}

static void find_box(pooling *p, double t[2], double y[2])
{
    double log_p[SCAN * SCAN], x[2][SCAN], *range[2] = {t, y};

    t[0] = -T_REACH;
    t[1] = T_REACH;
    y[0] = log(p->omega_shift);
    y[1] = log(PRIOR_REACH * p->options.omega_scale + p->omega_shift);
    for (int scan = 0; scan < SCANS_MAX; scan++) {
        double profile[2][SCAN], wide[2];
        for (int c = 0; c < 2; c++) {
            wide[c] = range[c][1] - range[c][0];
            for (int i = 0; i < SCAN; i++) {
                x[c][i] = range[c][0] + i * wide[c] / (SCAN - 1);
                profile[c][i] = -INFINITY;
            }
        }
        evaluate(p, SCAN, x[0], x[1], log_p);
        for (int node = 0; node < SCAN * SCAN; node++) {
            profile[0][node / SCAN] = fmax(profile[0][node / SCAN], log_p[node]);
            profile[1][node % SCAN] = fmax(profile[1][node % SCAN], log_p[node]);
        }
        for (int c = 0; c < 2; c++)
            kn_trim_range(SCAN, x[c], profile[c], DROP_BOX, DROP_COARSE, range[c]);
        if (t[1] - t[0] > SHRUNK_ENOUGH * wide[0] && y[1] - y[0] > SHRUNK_ENOUGH * wide[1])
            break;
    }
}

/* Quantiles of an ascending grid of cell weights; density is level within a cell. */
static kn_summary grid_summary(size_t n, const double x[], const double weight[], double low,
                               double high)
{
    const double wanted[3] = {0.025, 0.5, 0.975};
    kn_summary s = {0};
    double *to[3] = {&s.q025, &s.q50, &s.q975}, below = 0;

    for (size_t i = 0; i < n; i++) {
        double left = i ? (x[i - 1] + x[i]) / 2 : low;
        double right = i + 1 < n ? (x[i] + x[i + 1]) / 2 : high;
        s.mean += weight[i] * x[i];
        for (int q = 0; q < 3; q++)
            if (below < wanted[q] && below + weight[i] >= wanted[q])
                *to[q] = left + (right - left) * (wanted[q] - below) / weight[i];
        if (left < 0)
            s.p_below_zero += weight[i] * fmin(1, -left / (right - left));
        below += weight[i];
    }
    for (size_t i = 0; i < n; i++)
        s.sd += weight[i] * (x[i] - s.mean) * (x[i] - s.mean);
    s.sd = sqrt(s.sd);
    return s;
}

/* Person j's own effect: L_j(b) times the average over (mu, omega) of N(b; mu, omega^2) / I_j. */
static void person_effect(void *self, size_t j)
{
    pooling *p = self;
    double x[KN_CURVE_POINTS * REFINE_MAX], weight[KN_CURVE_POINTS * REFINE_MAX] = {0}, sum = 0;
    const double *likelihood = p->likelihood + j * p->points;

    for (size_t node = 0; node < p->nodes; node++) {
        const double *kernel = p->kernel + node * p->points;
        double f;
        if (p->node_weight[node] < WEIGHT_LEAST)
            continue;
        f = p->node_weight[node] * exp(p->top[j] - p->integral[j * p->nodes + node]);
        for (size_t i = 0; i < p->points; i++)
            weight[i] += f * kernel[i];
    }
    for (size_t i = 0; i < p->points; i++) {
        x[i] = grid_at(p, i);
        weight[i] = fmax(weight[i] * likelihood[i], 0);
        sum += weight[i];
    }
    for (size_t i = 0; i < p->points; i++)
        weight[i] /= sum;
    p->person[j] = grid_summary(p->points, x, weight, x[0], x[p->points - 1]);
}

static double normal_below(double z)
{
    return 0.5 * erfc(-z / KN_SQRT2);
}

typedef struct hyper { /* the fine posterior of (mu, omega) */
    double mu[FINE * FINE], omega[FINE], weight[FINE * FINE];
} hyper;

/* mu at the fine nodes lies scattered: its distribution function is taken as linear between them.
 */
static kn_summary mu_summary(const hyper *h)
{
    const double wanted[3] = {0.025, 0.5, 0.975};
    size_t order[FINE * FINE];
    kn_summary s = {0};
    double *to[3] = {&s.q025, &s.q50, &s.q975}, total = 0, below = 0, at = -HUGE_VAL;

    kn_sort_indices(FINE * FINE, h->mu, order);
    for (size_t i = 0; i < FINE * FINE; i++) {
        double mu = h->mu[order[i]], weight = h->weight[order[i]], next = total + weight / 2;
        s.mean += weight * mu;
        for (int q = 0; q < 3; q++)
            if (below < wanted[q] && next >= wanted[q])
                *to[q] = at + (mu - at) * (wanted[q] - below) / (next - below);
        if (at < 0)
            s.p_below_zero = mu < 0 ? next : below + (next - below) * -at / (mu - at);
        total += weight;
        below = next;
        at = mu;
    }
    for (int f = 0; f < FINE * FINE; f++)
        s.sd += h->weight[f] * (h->mu[f] - s.mean) * (h->mu[f] - s.mean);
    s.sd = sqrt(s.sd);
    return s;
}

/* The next person's effect: a mixture of normals, its quantiles by bisection. */
static kn_summary next_person(const hyper *h)
{
    const double wanted[3] = {0.025, 0.5, 0.975};
    kn_summary s = {0};
    double *to[3] = {&s.q025, &s.q50, &s.q975}, second = 0;

    for (int f = 0; f < FINE * FINE; f++) {
        double m = h->mu[f], o = h->omega[f % FINE];
        s.mean += h->weight[f] * m;
        second += h->weight[f] * (m * m + o * o);
        s.p_below_zero += h->weight[f] * normal_below(-m / o);
    }
    s.sd = sqrt(second - s.mean * s.mean);
    for (int q = 0; q < 3; q++) {
        double low = s.mean - 12 * s.sd, high = s.mean + 12 * s.sd;
        for (int step = 0; step < 30; step++) {
            double middle = (low + high) / 2, below = 0;
            for (int f = 0; f < FINE * FINE; f++)
                if (h->weight[f] > WEIGHT_LEAST)
                    below += h->weight[f] * normal_below((middle - h->mu[f]) / h->omega[f % FINE]);
            if (below < wanted[q])
                low = middle;
            else
                high = middle;
        }
        *to[q] = (low + high) / 2;
    }
    return s;
}

/* Share of people whose effect lies beyond `limit`, on its own side of 0: its distribution under
 * the posterior of (mu, omega), counted in a thousand classes. */
static kn_summary share(const hyper *h, double limit)
{
    enum { CLASSES = 1000 };
    double x[CLASSES], weight[CLASSES] = {0}, mean = 0, second = 0;

    for (int i = 0; i < CLASSES; i++)
        x[i] = (i + 0.5) / CLASSES;
    for (int f = 0; f < FINE * FINE; f++) {
        double z = (limit - h->mu[f]) / h->omega[f % FINE];
        double beyond = normal_below(limit < 0 ? z : -z);
        weight[(int)fmin(beyond * CLASSES, CLASSES - 1)] += h->weight[f];
        mean += h->weight[f] * beyond;
        second += h->weight[f] * beyond * beyond;
    }
    kn_summary s = grid_summary(CLASSES, x, weight, 0, 1);
    s.mean = mean;
    s.sd = sqrt(fmax(second - mean * mean, 0));
    return s;
}

static void summarise(const pooling *p, double range[2][2], const double log_p[NODES],
                      kn_pool *pool)
{
    double t[FINE], y[FINE], w[2][FINE], margin[FINE] = {0};
    kn_tensor tensor;
    hyper h;

    kn_gauss_legendre(FINE, range[0][0], range[0][1], t, w[0]);
    kn_gauss_legendre(FINE, range[1][0], range[1][1], y, w[1]);
    kn_tensor_init(&tensor, SIDE, range[0], range[1], FINE, t, y);
    kn_tensor_refine(&tensor, log_p, h.weight);
    for (int f = 0; f < FINE * FINE; f++)
        h.weight[f] += log(w[0][f / FINE] * w[1][f % FINE]);
    pool->log_evidence = kn_normalise_logs(FINE * FINE, h.weight);
    for (int f = 0; f < FINE * FINE; f++)
        margin[f % FINE] += h.weight[f];
    for (int k = 0; k < FINE; k++) {
        double centre, spread;
        h.omega[k] = omega_at(p, y[k]);
        centre_mu(p, h.omega[k], &centre, &spread);
        for (int i = 0; i < FINE; i++)
            h.mu[i * FINE + k] = centre + t[i] * spread;
    }
    pool->mu = mu_summary(&h);
    pool->omega =
        grid_summary(FINE, h.omega, margin, omega_at(p, range[1][0]), omega_at(p, range[1][1]));
    pool->next = next_person(&h);
    pool->has_shares = p->options.better != 0;
    if (pool->has_shares) {
        pool->share_better = share(&h, p->options.better);
        pool->share_worse = share(&h, -p->options.better);
    }
}

static kn_code check_curves(const kn_curve *const curves[], size_t people, kn_error *err)
{
    const kn_curve *a = curves[0];

    if (people < 2)
        return kn_fail(err, KN_DATA, NULL, "%zu person; pooling needs at least two", people);
    for (size_t j = 1; j < people; j++) {
        const kn_curve *b = curves[j];
        const char *odd = b->family != a->family                          ? "family"
                          : b->scale != a->scale                          ? "scale"
                          : b->trend != a->trend                          ? "trend"
                          : memcmp(&a->prior, &b->prior, sizeof a->prior) ? "priors"
                                                                          : NULL;
        if (odd)
            return kn_fail(err, KN_DATA, &(kn_place){.line = j + 1},
                           "evidence curve %zu has another %s than the first", j + 1, odd);
    }
    return KN_OK;
}

static bool allocate(pooling *p)
{
    double narrowest = INFINITY, mean_precision = 0, refine;

    p->top_at = malloc(p->people * sizeof(double));
    p->top_variance = malloc(p->people * sizeof(double));
    if (!p->top_at || !p->top_variance)
        return false;
    for (size_t j = 0; j < p->people; j++) {
        curve_top(p->curve[j], &p->top_at[j], &p->top_variance[j]);
        narrowest = fmin(narrowest, sqrt(p->top_variance[j]));
        mean_precision += 1 / p->top_variance[j] / (double)p->people;
    }
    p->omega_shift = 1 / sqrt(mean_precision);
    refine = fmin(fmax(ceil(KN_CURVE_STEP / (STEP_IN_SD * narrowest)), 1), REFINE_MAX);
    p->step = KN_CURVE_STEP / refine;
    p->points = (size_t)((KN_CURVE_POINTS - 1) * refine) + 1;
    p->likelihood = malloc(p->people * p->points * sizeof(double));
    p->top = malloc(p->people * sizeof(double));
    p->kernel = malloc(NODES * p->points * sizeof(double));
    p->integral = malloc(NODES * p->people * sizeof(double));
    p->node_weight = malloc(NODES * sizeof(double));
    return p->likelihood && p->top && p->kernel && p->integral && p->node_weight;
}

kn_pool *kn_pool_new(const kn_curve *const curves[], size_t people, const kn_pool_options *options,
                     kn_error *err)
{
    pooling p = {.curve = curves, .people = people, .options = *options};
    double range[2][2], x[2][SIDE], w[2][SIDE], log_p[NODES];
    kn_pool *pool = NULL;

    if (check_curves(curves, people, err))
        return NULL;
    pool = calloc(1, sizeof *pool);
    if (pool)
        pool->person = calloc(people, sizeof *pool->person);
    if (!pool || !pool->person || !allocate(&p)) {
        kn_fail(err, KN_NOMEM, NULL, "no memory to pool %zu people", people);
        kn_pool_free(pool);
        pool = NULL;
        goto done;
    }
    pool->people = people;
    kn_parallel_for(people, options->threads, person_likelihood, &p);
    find_box(&p, range[0], range[1]);
    for (int c = 0; c < 2; c++)
        kn_gauss_legendre(SIDE, range[c][0], range[c][1], x[c], w[c]);
    evaluate(&p, SIDE, x[0], x[1], log_p);
    summarise(&p, range, log_p, pool);

    for (int node = 0; node < NODES; node++)
        p.node_weight[node] = log_p[node] + log(w[0][node / SIDE] * w[1][node % SIDE]);
    kn_normalise_logs(NODES, p.node_weight);
    p.person = pool->person;
    kn_parallel_for(people, options->threads, person_effect, &p);
done:
    free(p.top_at);
    free(p.top_variance);
    free(p.likelihood);
    free(p.top);
    free(p.kernel);
    free(p.integral);
    free(p.node_weight);
    return pool;
}

void kn_pool_free(kn_pool *pool)
{
    if (!pool)
        return;
    free(pool->person);
    free(pool);
}
