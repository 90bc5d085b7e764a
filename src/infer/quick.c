#include "infer/quick.h"

#include <stdlib.h>
#include <string.h>

#include "infer/quadrature.h"

/* Nodes of less weight than this under every prior are dropped. */
static const double WEIGHT_LEAST = 1e-6;
/* The table of an effect reaches this many sd to either side, of the posterior and of Flat. */
static const double REACH = 6.5;
/* Flat's sd is worked out from the posterior's and the prior's; not beyond this many prior sds. */
static const double FLAT_SD_MOST = 3;
static const double DROP_PROPER = 4;   /* as in infer/curve.c */
static const double DROP_NOTHING = 32; /* as in infer/curve.c */
/* The bend is known between the held values; so much further it is followed. */
static const double BEND_REACH = 1.3;

static void set_rule(kn_quick_rule *rule, int rho_nodes)
{
    double weight[KN_RULE_MAX];
    const int coarse[2] = {KN_QUICK_SIGMA, rho_nodes};
    const int fine[2] = {KN_QUICK_FINE_SIGMA, KN_QUICK_FINE_RHO};

    for (int c = 0; c < 2; c++) {
        kn_gauss_legendre(coarse[c], -1, 1, rule->coarse_x[c], weight);
        kn_gauss_legendre(fine[c], -1, 1, rule->fine_x[c], rule->fine_w[c]);
        kn_interpolation_matrix(coarse[c], rule->coarse_x[c], fine[c], rule->fine_x[c],
                                rule->refine[c]);
    }
}

bool kn_quick_init(kn_quick *quick, const kn_prior *prior, bool trend, size_t n_max)
{
    size_t n = n_max < KN_CHAINS_DAYS_MAX ? n_max : KN_CHAINS_DAYS_MAX;

    memset(quick, 0, sizeof *quick);
    quick->prior = *prior;
    quick->trend = trend;
    set_rule(&quick->rule[0], KN_LANES);
    set_rule(&quick->rule[1], 2 * KN_LANES);
    quick->product = calloc(n * (KN_CHAINS_EFFECTS_MAX + 1) + 1, sizeof *quick->product);
    return quick->product && kn_chains_init(&quick->chains, n + 1);
}

void kn_quick_release(kn_quick *quick)
{
    free(quick->product);
    kn_chains_release(&quick->chains);
}

bool kn_quick_can(const kn_series *series)
{
    return (series->family == KN_GAUSSIAN || series->family == KN_POISSON ||
            series->family == KN_BERNOULLI) &&
           series->arms <= KN_CHAINS_ARMS_MAX && series->n <= KN_CHAINS_DAYS_MAX;
}

void kn_quick_fit(kn_quick *quick, const kn_series *series)
{
    quick->sure = true;
    quick->scale = 1;
    memset(quick->bend, 0, sizeof quick->bend);
    if (series->family == KN_GAUSSIAN)
        kn_quick_fit_gaussian(quick, series);
    else
        kn_quick_fit_latent(quick, series);
}

void kn_quick_weigh(kn_quick *quick, int arms, const double log_weight[], const double sigma[])
{
    static const double factor[KN_QUICK_PRIORS] = {1, 0.5, 2};
    int kept = 0;

    for (int p = 0; p < KN_QUICK_PRIORS; p++) {
        double scale = quick->prior.sigma_scale * factor[p], unit = 0.5 / (scale * scale);
        double top = -INFINITY, sum = 0, *weight = quick->weight[p];
        for (int f = 0; f < quick->nodes; f++)
            top = fmax(top, weight[f] = log_weight[f] - unit * sigma[f] * sigma[f]);
        for (int f = 0; f < quick->nodes; f++)
            sum += weight[f] = kn_exp(weight[f] - top);
        quick->sure = quick->sure && isfinite(top) && isfinite(sum);
        for (int f = 0; f < quick->nodes; f++)
            weight[f] /= sum;
    }
    for (int f = 0; f < quick->nodes; f++) {
        double most = fmax(quick->weight[0][f], fmax(quick->weight[1][f], quick->weight[2][f]));
        if (!(most > WEIGHT_LEAST))
            continue;
        for (int p = 0; p < KN_QUICK_PRIORS; p++)
            quick->weight[p][kept] = quick->weight[p][f];
        for (int k = 1; k < arms; k++) {
            quick->mean[k][kept] = quick->mean[k][f];
            quick->variance[k][kept] = quick->variance[k][f];
        }
        for (int i = 0; i < KN_QUICK_BENDS; i++)
            quick->blend[i][kept] = quick->blend[i][f];
        kept++;
    }
    quick->nodes = kept;
}

/* Where the effect may be, by the posterior and by what Flat would make of it. */
static void place_table(kn_quick *quick, int contrast)
{
    double mean = 0, square = 0, end = -KN_CURVE_FROM, prior_sd = quick->prior.beta_sd;

    for (int f = 0; f < quick->nodes; f++) {
        double m = quick->mean[contrast][f];
        mean += quick->weight[0][f] * m;
        square += quick->weight[0][f] * (m * m + quick->variance[contrast][f]);
    }
    double variance = fmax(square - mean * mean, 1e-12), sd = sqrt(variance);
    double flat_precision = fmax(1 / variance - 1 / (prior_sd * prior_sd),
                                 1 / (FLAT_SD_MOST * FLAT_SD_MOST * prior_sd * prior_sd));
    double flat_sd = 1 / sqrt(flat_precision), flat_mean = mean / variance / flat_precision;
    double low = fmin(mean - REACH * sd, flat_mean - REACH * flat_sd);
    double high = fmax(mean + REACH * sd, flat_mean + REACH * flat_sd);

    low = fmin(fmax(low, -end), mean - REACH * sd);
    high = fmax(fmin(high, end), mean + REACH * sd);
    quick->from = low;
    quick->step = (high - low) / (KN_QUICK_POINTS - 1);
}

KN_VECTOR_CLONES
static void add_node(const double b[KN_QUICK_POINTS], double mean, double half,
                     const double bend[KN_QUICK_POINTS], const double weight[KN_QUICK_PRIORS],
                     double sums[KN_QUICK_PRIORS][KN_QUICK_POINTS])
{
    for (int i = 0; i < KN_QUICK_POINTS; i++) {
        double d = b[i] - mean, density = kn_exp(bend[i] - half * d * d);
        sums[0][i] += weight[0] * density;
        sums[1][i] += weight[1] * density;
        sums[2][i] += weight[2] * density;
    }
}

void kn_quick_tabulate(kn_quick *quick, int contrast)
{
    const struct kn_quick_bend *bend = &quick->bend[contrast];
    double b[KN_QUICK_POINTS], bends[KN_QUICK_BENDS][KN_QUICK_POINTS] = {{0}};

    place_table(quick, contrast);
    for (int i = 0; i < KN_QUICK_POINTS; i++) {
        b[i] = quick->from + i * quick->step;
        if (!bend->is_set)
            continue;
        double x = fmin(fmax((b[i] - bend->centre) / bend->half, -BEND_REACH), BEND_REACH);
        for (int s = 0; s < KN_QUICK_BENDS; s++) {
            const double *c = bend->coefficient[s];
            bends[s][i] = c[0] + x * (c[1] + x * (c[2] + x * c[3]));
        }
    }
    memset(quick->log_density, 0, sizeof quick->log_density);
    for (int f = 0; f < quick->nodes; f++) {
        double half = 0.5 / quick->variance[contrast][f], root = sqrt(half);
        double weight[KN_QUICK_PRIORS], here[KN_QUICK_POINTS];
        for (int i = 0; i < KN_QUICK_POINTS; i++)
            here[i] = quick->blend[0][f] * bends[0][i] + quick->blend[1][f] * bends[1][i] +
                      quick->blend[2][f] * bends[2][i];
        for (int p = 0; p < KN_QUICK_PRIORS; p++)
            weight[p] = quick->weight[p][f] * root;
        add_node(b, quick->mean[contrast][f], half, here, weight, quick->log_density);
    }
    for (int p = 0; p < KN_QUICK_PRIORS; p++)
        for (int i = 0; i < KN_QUICK_POINTS; i++)
            quick->log_density[p][i] = log(fmax(quick->log_density[p][i], 1e-300));
}

/* The table where it is not nothing, on the finer grid of a density by cubics. */
static void set_density(const kn_quick *quick, const double log_density[], kn_density *density)
{
    double top = -INFINITY, fine[KN_DENSITY_POINTS];
    int first = 0, last = KN_QUICK_POINTS - 1;

    for (int i = 0; i < KN_QUICK_POINTS; i++)
        top = fmax(top, log_density[i]);
    while (first < last - 4 && top - log_density[first + 1] > DROP_NOTHING)
        first++;
    while (last > first + 4 && top - log_density[last - 1] > DROP_NOTHING)
        last--;
    double from = quick->from + first * quick->step;
    double step = (last - first) * quick->step / (KN_DENSITY_POINTS - 1);
    for (int i = 0; i < KN_DENSITY_POINTS; i++) {
        double at = (double)i * (last - first) / (KN_DENSITY_POINTS - 1);
        int j = (int)at;
        j = j < 1 ? 1 : j > last - first - 2 ? last - first - 2 : j;
        const double *f = log_density + first + j;
        double u = at - j; /* the cubic through four points (Lagrange) */
        fine[i] = -u * (u - 1) * (u - 2) / 6 * f[-1] + (u + 1) * (u - 1) * (u - 2) / 2 * f[0] -
                  (u + 1) * u * (u - 2) / 2 * f[1] + (u + 1) * u * (u - 1) / 6 * f[2];
    }
    kn_density_init(density, from, step, fine);
}

void kn_quick_posterior(const kn_quick *quick, int prior, kn_density *density)
{
    set_density(quick, quick->log_density[prior], density);
}

bool kn_quick_flat(const kn_quick *quick, kn_density *density)
{
    double flat[KN_QUICK_POINTS], top = -INFINITY;
    double unit = 0.5 / (quick->prior.beta_sd * quick->prior.beta_sd);
    int last = KN_QUICK_POINTS - 1;

    for (int i = 0; i <= last; i++) {
        double b = quick->from + i * quick->step;
        top = fmax(top, flat[i] = quick->log_density[0][i] + unit * b * b);
    }
    if (top - flat[0] <= DROP_PROPER || top - flat[last] <= DROP_PROPER)
        return false;
    set_density(quick, flat, density);
    return true;
}
