#include "infer/natural.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "infer/filter.h"
#include "infer/psis.h"
#include "infer/vector.h"

/* Draws: so many places (sigma, rho), so many antithetic pairs at each. Levels are averages over
 * days, so their distributions are smooth: means are then good to 0.02 sd, sds to 5 %. */
enum { PLACES = 40, PAIRS = 8, DRAWS = PLACES * PAIRS * 2 };

/* Weights are used, and their verdict taken, only where the tail index allows it. */
static const double KHAT_TRUSTED = 0.7;

typedef struct draws {
    double weight[DRAWS];
    double beta[DRAWS];               /* the first contrast */
    double level[KN_ARMS_MAX][DRAWS]; /* natural scale */
    size_t order[DRAWS];
    double *work; /* normals, theta, u, day values */
} draws;

/* Mean over days of exp(base + u): vectorised. */
KN_VECTOR_CLONES
static double mean_rate(size_t n, const double u[], double base)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += kn_exp(base + u[i]);
    return sum / (double)n;
}

KN_VECTOR_CLONES
static double mean_risk(size_t n, const double u[], double base)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += 1 / (1 + kn_exp(-base - u[i]));
    return sum / (double)n;
}

/* Expected level: lowest value plus, for each cut-point, its width times P(above it). */
static double mean_category(const kn_model *model, const double u[], const double kappa[],
                            double effect)
{
    double sum = model->category[0];

    for (int c = 0; c < model->levels; c++)
        sum += (model->category[c + 1] - model->category[c]) *
               mean_risk(model->n, u, effect - kappa[c]);
    return sum;
}

/* Natural level of every arm for one draw, at the middle of the trend. */
static void set_levels(const kn_model *model, const double theta[], const double u[], draws *d,
                       size_t at)
{
    for (int k = 0; k < model->arms; k++) {
        double beta = k ? theta[model->levels + k - 1] : 0;
        double base = model->alpha0 + theta[0] + beta;
        d->level[k][at] = model->family == KN_POISSON   ? mean_rate(model->n, u, base)
                          : model->family == KN_ORDINAL ? mean_category(model, u, theta, beta)
                                                        : mean_risk(model->n, u, base);
    }
    d->beta[at] = theta[model->levels];
}

/* Systematic sampling of fine nodes by their weight, then pairs mirrored about the conditional
 * mean. */
static void draw_all(kn_model *model, const kn_nodes *nodes, uint64_t seed, draws *d)
{
    size_t n = model->n, q = (size_t)model->effects, at = 0;
    double *normals = d->work, *theta = normals + n + q, *u = theta + q, passed = 0;
    kn_random random;
    int place = 0;

    kn_random_init(&random, seed, 0);
    for (int s = 0; s < KN_FINE; s++)
        for (int m = 0; m < KN_FINE; m++) {
            int r = s % 2 ? KN_FINE - 1 - m : m;
            double sigma = kn_nodes_value(nodes, 0, nodes->fine_x[0][s]);
            double rho = kn_nodes_value(nodes, 1, nodes->fine_x[1][r]);
            kn_conditional unused;
            passed += nodes->fine_weight[s * KN_FINE + r];
            for (bool fresh = true; place < PLACES && passed > (place + 0.5) / PLACES; place++) {
                if (fresh)
                    kn_model_joint(model, sigma, rho, true, &unused);
                fresh = false;
                for (int pair = 0; pair < 2 * PAIRS; pair++, at++) {
                    if (pair % 2 == 0)
                        kn_random_normals(&random, n + q, normals);
                    else
                        for (size_t i = 0; i < n + q; i++)
                            normals[i] = -normals[i];
                    kn_latent_draw(model->joint, normals, theta, u);
                    d->weight[at] = kn_latent_log_weight(model->joint, theta, u);
                    set_levels(model, theta, u, d, at);
                }
            }
        }
    for (; at < DRAWS; at++) { /* rounding left the last place out: repeat what there is */
        size_t from = at - 2 * PAIRS;
        d->weight[at] = d->weight[from];
        d->beta[at] = d->beta[from];
        for (int k = 0; k < model->arms; k++)
            d->level[k][at] = d->level[k][from];
    }
}

static kn_summary summarise(const double x[], const double weight[], size_t order[])
{
    kn_summary s = {0};
    double below = 0, quantile[3] = {0.025, 0.5, 0.975}, *to[3] = {&s.q025, &s.q50, &s.q975};
    int q = 0;

    for (size_t i = 0; i < DRAWS; i++)
        s.mean += weight[i] * x[i];
    for (size_t i = 0; i < DRAWS; i++)
        s.sd += weight[i] * (x[i] - s.mean) * (x[i] - s.mean);
    s.sd = sqrt(s.sd);
    kn_sort_indices(DRAWS, x, order);
    for (size_t i = 0; i < DRAWS && q < 3; i++) {
        double next = below + weight[order[i]];
        for (; q < 3 && next >= quantile[q]; q++) {
            /* between the middles of neighbouring draws' weights */
            double before = i ? x[order[i - 1]] : x[order[i]];
            *to[q] = before + (x[order[i]] - before) * (quantile[q] - below) / (next - below);
        }
        below = next;
    }
    for (size_t i = 0; i < DRAWS; i++)
        s.p_below_zero += x[i] < 0 ? weight[i] : 0;
    return s;
}

/* exp of a log ratio: quantiles carry over; moments by the density. */
static kn_summary ratio_summary(const kn_density *density)
{
    kn_summary s = kn_density_summary(density);
    double first = 0, second = 0, total = 0;

    for (int i = 0; i < KN_DENSITY_POINTS; i++) {
        double r = exp(density->from + i * density->step), f = density->density[i];
        total += f;
        first += f * r;
        second += f * r * r;
    }
    s.mean = first / total;
    s.sd = sqrt(fmax(second / total - s.mean * s.mean, 0));
    s.q025 = exp(s.q025);
    s.q50 = exp(s.q50);
    s.q975 = exp(s.q975);
    return s;
}

/* Gaussian levels are linear in the effects: centre + s (mean z - sum beta_k share_k + beta_arm),
 * with mean z = 0 and mean s_i = 0. */
static void set_gaussian(kn_fit *fit, const kn_model *model, const kn_nodes *nodes)
{
    kn_density density;

    for (int k = 0; k < fit->arms; k++) {
        double coef[KN_LATENT_EFFECTS_MAX] = {0};
        for (int m = 1; m < fit->arms; m++)
            coef[m] = fit->scale * ((m == k) - (double)fit->arm_days[m] / (double)fit->n);
        kn_nodes_linear(nodes, model, coef, fit->centre, &density);
        fit->level[k] = kn_density_summary(&density);
        if (k > 0)
            fit->effects[k - 1].difference =
                kn_density_summary_scaled(&fit->effects[k - 1].posterior, fit->scale);
    }
}

static void check(kn_fit *fit, const kn_model *model, const kn_nodes *nodes, draws *d)
{
    const kn_density *posterior = &fit->effects[0].posterior;
    double effects[KN_LATENT_EFFECTS_MAX], sd, mean = 0;

    for (int i = 0; i < model->effects; i++)
        kn_nodes_moments(nodes, model, i, &effects[i], &sd);
    fit->check.filter_gap =
        kn_filter_gap(model, effects, fit->sigma.mean, fit->sigma.sd, fit->rho.mean, posterior->sd);
    fit->check.khat = kn_psis_smooth(DRAWS, d->weight, d->order);
    for (size_t i = 0; i < DRAWS; i++)
        mean += d->weight[i] * d->beta[i];
    fit->check.shift = fabs(mean - posterior->mean) / posterior->sd;
    if (!(fit->check.khat < KHAT_TRUSTED)) {
        for (size_t i = 0; i < DRAWS; i++)
            d->weight[i] = 1.0 / DRAWS;
    }
}

kn_code kn_natural_set(kn_fit *fit, const kn_series *series, kn_model *model, const kn_nodes *nodes,
                       kn_error *err)
{
    static const kn_natural_kind kinds[] = {[KN_GAUSSIAN] = KN_NATURAL_POINTS,
                                            [KN_POISSON] = KN_NATURAL_RATE,
                                            [KN_BERNOULLI] = KN_NATURAL_RISK,
                                            [KN_BINOMIAL] = KN_NATURAL_RISK,
                                            [KN_ORDINAL] = KN_NATURAL_LEVEL};
    size_t q = (size_t)model->effects;

    fit->natural_kind = kinds[series->family];
    if (series->family == KN_GAUSSIAN) {
        set_gaussian(fit, model, nodes);
        return KN_OK;
    }
    draws *d = malloc(sizeof *d);
    if (d)
        d->work = malloc((2 * (model->n + q)) * sizeof *d->work);
    if (!d || !d->work) {
        free(d);
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %d draws", DRAWS);
    }
    draw_all(model, nodes, fit->options.seed, d);
    check(fit, model, nodes, d);
    for (int k = 0; k < fit->arms; k++)
        fit->level[k] = summarise(d->level[k], d->weight, d->order);
    for (int k = 1; k < fit->arms; k++) {
        kn_effect *effect = &fit->effects[k - 1];
        for (size_t i = 0; i < DRAWS; i++)
            d->level[k][i] -= d->level[0][i];
        effect->difference = summarise(d->level[k], d->weight, d->order);
        effect->ratio = ratio_summary(&effect->posterior);
        /* The difference has the sign of the effect: take the better-known probability. */
        effect->difference.p_below_zero = effect->ratio.p_below_zero;
    }
    free(d->work);
    free(d);
    return KN_OK;
}
