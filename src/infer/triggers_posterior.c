#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mathconst.h"
#include "infer/linear.h"
#include "infer/psis.h"
#include "infer/quadrature.h"
#include "infer/triggers.h"

/* Two steps.
 *
 * 1. With b = beta / omega, b ~ N(0, I): for each node of omega, Newton's method finds the mode of
 * b and the precision there, and Laplace's approximation p(y | omega). The nodes are those of Gauss
 *    and Legendre in sqrt(omega), over the range that holds the posterior; so the posterior becomes
 *    a mixture of normal distributions.
 * 2. The mixture errs where a suspect is rare: the likelihood is skewed. Draws from it are weighted
 *    with what they should weigh (importance sampling, the largest weights smoothed: Vehtari and
 *    others 2024). Only the *difference* is taken from the draws, E = E_mixture + sum of (weight -
 *    weight in the mixture) h: where the mixture is exact nothing random is left. Draws come in
 *    antithetic pairs. */

enum {
    SCAN = 12, /* even points for the range of omega */
    NEWTON_MAX = 50,
    HALVINGS_MAX = 40,
    BISECTIONS = 48,
    DRAWS_MIN = 1024,
    DRAWS_MAX = 8192,
    COLUMNS = KN_TRIGGER_COLUMNS_MAX
};

#define ROOT_OMEGA_MAX  2.15  /* omega = 4.6: the prior leaves 4e-6 beyond */
#define DROP            14.0  /* log density that a point outside the range lies below the top */
#define DROP_COARSE     60.0  /* no parabola is to be trusted beyond */
#define DECREMENT_SMALL 1e-7  /* Newton's decrement: the mode is good to 1e-7 sd after that step */
#define DRAWING_WORK    3.7e7 /* multiplications that all draws together may cost */
#define TERM_WORK       16    /* what exp and e_m cost, in multiplications */

kn_code kn_trigger_posterior_init(kn_trigger_posterior *to, int columns, size_t draws,
                                  kn_error *err)
{
    size_t p = (size_t)columns;

    *to = (kn_trigger_posterior){.columns = columns, .room = draws};
    to->mode = calloc(KN_OMEGA_NODES * p, sizeof *to->mode);
    to->factor = calloc(KN_OMEGA_NODES * p * p, sizeof *to->factor);
    to->beta = calloc(draws * p + 1, sizeof *to->beta);
    to->omega_drawn = calloc(draws + 1, sizeof *to->omega_drawn);
    to->excess = calloc(draws + 1, sizeof *to->excess);
    to->value = calloc(draws + 1, sizeof *to->value);
    to->order = calloc(draws + 1, sizeof *to->order);
    if (to->mode && to->factor && to->beta && to->omega_drawn && to->excess && to->value &&
        to->order)
        return KN_OK;
    kn_trigger_posterior_release(to);
    return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu draws", draws);
}

void kn_trigger_posterior_release(kn_trigger_posterior *of)
{
    free(of->mode);
    free(of->factor);
    free(of->beta);
    free(of->omega_drawn);
    free(of->excess);
    free(of->value);
    free(of->order);
    *of = (kn_trigger_posterior){.columns = 0};
}

size_t kn_trigger_draws(const kn_conditional *of)
{
    double each = (double)of->rows * (of->columns + TERM_WORK);
    double draws = fmin(fmax(DRAWING_WORK / each, DRAWS_MIN), DRAWS_MAX);

    return 2 * (size_t)(draws / 2);
}

/* ---- The mixture ------------------------------------------------------------------------------*/

/* y = G^-1 x and x = G'^-1 y, in place. */
static void solve_lower(const double g[], int p, double x[])
{
    for (int i = 0; i < p; i++) {
        for (int k = 0; k < i; k++)
            x[i] -= g[i * p + k] * x[k];
        x[i] /= g[i * p + i];
    }
}

static void solve_upper(const double g[], int p, double x[])
{
    for (int i = p - 1; i >= 0; i--) {
        for (int k = i + 1; k < p; k++)
            x[i] -= g[k * p + i] * x[k];
        x[i] /= g[i * p + i];
    }
}

static double half_square(int p, const double b[])
{
    double sum = 0;

    for (int j = 0; j < p; j++)
        sum += b[j] * b[j];
    return sum / 2;
}

/* log p(y | b, omega) + log p(b), without the prior's constant. */
static double log_density(const kn_conditional *of, double omega, const double b[])
{
    double beta[COLUMNS];

    for (int j = 0; j < of->columns; j++)
        beta[j] = omega * b[j];
    return kn_conditional_value(of, beta) - half_square(of->columns, b);
}

/* Value at b, gradient and the Cholesky factor of the precision there. */
static double local(const kn_conditional *of, double omega, const double b[], double gradient[],
                    double factor[])
{
    int p = of->columns;
    double beta[COLUMNS], value;

    for (int j = 0; j < p; j++)
        beta[j] = omega * b[j];
    value = kn_conditional_eval(of, beta, gradient, factor);
    for (int j = 0; j < p; j++) {
        gradient[j] = omega * gradient[j] - b[j];
        for (int k = 0; k <= j; k++)
            factor[j * p + k] = omega * omega * factor[j * p + k] + (j == k);
    }
    kn_cholesky(factor, p);
    return value - half_square(p, b);
}

/* From the start in b to its mode, by Newton's method with halved steps; the density is
 * log-concave, so there is one. Returns Laplace's log p(y | omega). */
static double find_mode(const kn_conditional *of, double omega, double b[], double factor[],
                        double *log_top)
{
    int p = of->columns;
    double gradient[COLUMNS], step[COLUMNS], next[COLUMNS], value = 0, log_root = 0;

    for (int round = 0; round < NEWTON_MAX; round++) {
        double decrement, tried = -INFINITY, size = 1;

        value = local(of, omega, b, gradient, factor);
        memcpy(step, gradient, (size_t)p * sizeof *step);
        solve_lower(factor, p, step);
        decrement = 2 * half_square(p, step);
        solve_upper(factor, p, step);
        for (int h = 0; h < HALVINGS_MAX && !(tried >= value); h++, size /= 2) {
            for (int j = 0; j < p; j++)
                next[j] = b[j] + size * step[j];
            tried = log_density(of, omega, next);
        }
        if (!(tried >= value))
            break;
        memcpy(b, next, (size_t)p * sizeof *b);
        value = tried;
        if (decrement < DECREMENT_SMALL)
            break;
    }
    for (int j = 0; j < p; j++)
        log_root += log(factor[j * p + j]);
    *log_top = value;
    return value - log_root;
}

/* The mode for omega, started from that of the omega before. */
static double follow(const kn_conditional *of, double omega, double *before, double b[],
                     double factor[], double *log_top)
{
    for (int j = 0; j < of->columns; j++)
        b[j] *= *before / omega;
    *before = omega;
    return find_mode(of, omega, b, factor, log_top) - omega * omega / 2;
}

/* The range of sqrt(omega) that holds the posterior. */
static void find_range(kn_trigger_posterior *to, const kn_conditional *of, double range[2])
{
    double x[SCAN], profile[SCAN], before = 1, ignored;

    memset(to->mode, 0, (size_t)to->columns * sizeof *to->mode);
    for (int i = 0; i < SCAN; i++) {
        x[i] = ROOT_OMEGA_MAX * i / (SCAN - 1);
        profile[i] = i ? follow(of, x[i] * x[i], &before, to->mode, to->factor, &ignored)
                       : kn_conditional_value(of, to->mode); /* omega = 0: no suspect matters */
    }
    range[0] = 0;
    range[1] = ROOT_OMEGA_MAX;
    kn_trim_range(SCAN, x, profile, DROP, DROP_COARSE, range);
}

void kn_trigger_posterior_fit(kn_trigger_posterior *to, const kn_conditional *of, int nodes)
{
    size_t p = (size_t)to->columns;
    double range[2], root[KN_OMEGA_NODES], width[KN_OMEGA_NODES], profile[KN_OMEGA_NODES];
    double b[COLUMNS] = {0}, before = 1, log_density_at[KN_DENSITY_POINTS];
    double at[KN_DENSITY_POINTS], from, step;
    static const int POINTS = KN_DENSITY_POINTS;

    find_range(to, of, range);
    to->nodes = nodes;
    to->draws = 0;
    to->khat = -INFINITY;
    kn_gauss_legendre(nodes, range[0], range[1], root, width);
    for (int k = 0; k < nodes; k++) {
        double *factor = to->factor + (size_t)k * p * p;

        to->omega[k] = root[k] * root[k];
        profile[k] = follow(of, to->omega[k], &before, b, factor, &to->log_top[k]);
        memcpy(to->mode + (size_t)k * p, b, p * sizeof *b);
        to->weight[k] = profile[k] + log(2 * root[k] * width[k]); /* d omega = 2 r d r */
    }
    kn_normalise_logs(nodes, to->weight);
    from = range[0] * range[0];
    step = (range[1] * range[1] - from) / (POINTS - 1);
    for (int i = 0; i < POINTS; i++)
        at[i] = sqrt(from + i * step);
    for (int i = 0; i < POINTS; i++) { /* one row of the matrix at a time */
        double row[KN_OMEGA_NODES];
        kn_interpolation_matrix(nodes, root, 1, &at[i], row);
        log_density_at[i] = 0;
        for (int k = 0; k < nodes; k++)
            log_density_at[i] += row[k] * profile[k];
    }
    kn_density_init(&to->spread, from, step, log_density_at);
}

/* ---- The correction ---------------------------------------------------------------------------*/

/* How many of the draws each node gets: its share, in pairs, and at least one pair where it weighs
 * anything. Returns how many are shared out. */
static size_t share_out(const kn_trigger_posterior *of, size_t draws, size_t count[])
{
    size_t total = 0;

    for (int k = 0; k < of->nodes; k++) {
        count[k] = 2 * (size_t)(of->weight[k] * (double)draws / 2);
        if (count[k] == 0 && of->weight[k] > 1e-6)
            count[k] = 2;
        if (total + count[k] > draws)
            count[k] = draws - total;
        total += count[k];
    }
    return total;
}

/* One draw of b at the node, z standard normal; the log of its weight in the posterior over that in
 * the mixture, up to the node's own constant. */
static double draw_one(kn_trigger_posterior *to, const kn_conditional *of, int node,
                       const double z[], double sign)
{
    int p = to->columns;
    const double *factor = to->factor + (size_t)node * (size_t)(p * p);
    const double *mode = to->mode + (size_t)node * (size_t)p;
    double b[COLUMNS], *beta = to->beta + to->draws * (size_t)p, value;

    for (int j = 0; j < p; j++)
        b[j] = sign * z[j];
    solve_upper(factor, p, b);
    for (int j = 0; j < p; j++) {
        b[j] += mode[j];
        beta[j] = to->omega[node] * b[j];
    }
    to->omega_drawn[to->draws] = to->omega[node];
    value = kn_conditional_value(of, beta) - half_square(p, b);
    return value - to->log_top[node] + half_square(p, z);
}

void kn_trigger_posterior_correct(kn_trigger_posterior *to, const kn_conditional *of, uint64_t seed)
{
    size_t count[KN_OMEGA_NODES], total = share_out(to, to->room, count), first;
    double z[COLUMNS], sum = 0, *base = to->value;
    kn_random random;

    kn_random_init(&random, seed, 0);
    to->draws = 0;
    for (int k = 0; k < to->nodes; k++)
        for (size_t i = 0; i < count[k]; i++) {
            double log_base = log(to->weight[k] / (double)count[k]);
            if (i % 2 == 0)
                kn_random_normals(&random, (size_t)to->columns, z);
            to->excess[to->draws] = log_base + draw_one(to, of, k, z, i % 2 ? -1 : 1);
            base[to->draws] = exp(log_base);
            sum += base[to->draws++];
        }
    first = to->draws;
    if (first < 20 || total == 0) {
        to->draws = 0;
        return;
    }
    to->khat = kn_psis_smooth(first, to->excess, to->order);
    for (size_t i = 0; i < first; i++)
        to->excess[i] -= base[i] / sum;
}

/* ---- Summaries --------------------------------------------------------------------------------*/

/* A sum of coefficients, as a mixture of normal distributions. */
typedef struct mixture {
    int nodes;
    const double *weight;
    double mean[KN_OMEGA_NODES], sd[KN_OMEGA_NODES];
} mixture;

static void mixture_of(const kn_trigger_posterior *of, const double share[], mixture *to)
{
    int p = of->columns;
    double y[COLUMNS];

    to->nodes = of->nodes;
    to->weight = of->weight;
    for (int k = 0; k < of->nodes; k++) {
        to->mean[k] = 0;
        for (int j = 0; j < p; j++)
            to->mean[k] += of->omega[k] * share[j] * of->mode[k * p + j];
        memcpy(y, share, (size_t)p * sizeof *y);
        solve_lower(of->factor + (size_t)k * (size_t)(p * p), p, y);
        to->sd[k] = of->omega[k] * sqrt(2 * half_square(p, y));
    }
}

static double mixture_below(const void *self, double x)
{
    const mixture *m = self;
    double sum = 0;

    for (int k = 0; k < m->nodes; k++)
        sum += m->weight[k] * erfc((m->mean[k] - x) / (m->sd[k] * KN_SQRT2)) / 2;
    return sum;
}

static double spread_below(const void *self, double x)
{
    return kn_density_below(self, x);
}

/* P(X < x): as the approximation says, and what the draws add. */
static double below(const kn_trigger_posterior *of, double (*rough)(const void *, double),
                    const void *self, double x)
{
    double sum = rough(self, x);

    for (size_t i = 0; i < of->draws; i++)
        sum += of->value[i] < x ? of->excess[i] : 0;
    return sum;
}

/* The summary of a number of which of->value holds the draws. */
static kn_summary summarise(const kn_trigger_posterior *of, double mean, double sd,
                            double (*rough)(const void *, double), const void *self)
{
    static const double probabilities[3] = {0.025, 0.5, 0.975};
    double square = sd * sd, shift = 0, found[3];
    kn_summary summary;

    for (size_t i = 0; i < of->draws; i++) {
        double off = of->value[i] - mean;
        shift += of->excess[i] * off;
        square += of->excess[i] * off * off;
    }
    summary.mean = mean + shift;
    summary.sd = sqrt(fmax(square - shift * shift, 0));
    for (int q = 0; q < 3; q++) {
        double low = mean - 12 * sd, high = mean + 12 * sd;
        for (int i = 0; i < BISECTIONS && high - low > 1e-6 * sd; i++) {
            double middle = (low + high) / 2;
            if (below(of, rough, self, middle) < probabilities[q])
                low = middle;
            else
                high = middle;
        }
        found[q] = (low + high) / 2;
    }
    summary.q025 = found[0];
    summary.q50 = found[1];
    summary.q975 = found[2];
    summary.p_below_zero = fmin(fmax(below(of, rough, self, 0), 0), 1);
    return summary;
}

kn_summary kn_trigger_posterior_sum(kn_trigger_posterior *of, const double share[])
{
    double mean = 0, square = 0;
    mixture m;

    mixture_of(of, share, &m);
    for (int k = 0; k < m.nodes; k++)
        mean += m.weight[k] * m.mean[k];
    for (int k = 0; k < m.nodes; k++)
        square += m.weight[k] * ((m.mean[k] - mean) * (m.mean[k] - mean) + m.sd[k] * m.sd[k]);
    for (size_t i = 0; i < of->draws; i++) {
        of->value[i] = 0;
        for (int j = 0; j < of->columns; j++)
            of->value[i] += share[j] * of->beta[i * (size_t)of->columns + (size_t)j];
    }
    return summarise(of, mean, sqrt(square), mixture_below, &m);
}

double kn_trigger_mixture_below(const kn_trigger_posterior *of, const double share[], double x)
{
    mixture m;

    mixture_of(of, share, &m);
    return mixture_below(&m, x);
}

kn_summary kn_trigger_posterior_omega(kn_trigger_posterior *of)
{
    memcpy(of->value, of->omega_drawn, of->draws * sizeof *of->value);
    return summarise(of, of->spread.mean, of->spread.sd, spread_below, &of->spread);
}
