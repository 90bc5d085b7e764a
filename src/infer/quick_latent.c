#include "infer/quick.h"

#include <math.h>
#include <string.h>

#include "infer/quadrature.h"

/* Where sigma's scan looks, in units of its prior's scale; it ends at SIGMA_REACH, beyond which
 * 6e-5 lies even of the prior of twice the scale. */
static const double SIGMA_SCAN[KN_LANES] = {0.2, 0.7, 1.6, 3.5}, SIGMA_REACH = 8;
static const double RHO_SCAN[KN_LANES] = {-0.8, -0.25, 0.35, 0.85}, RHO_FIRST = 0.2;
static const double SECOND_SCAN[KN_LANES] = {0.1, 0.35, 0.65, 0.9}; /* shares of the box */
static const double RHO_REACH = 0.995;
/* The box ends where the posterior has dropped so far; see infer/nodes.c. */
static const double DROP_BOX = 8, DROP_COARSE = 25;
static const double SIGMA_LEARNT = 0.1; /* as in infer/nodes.c */
static const double RHO_NARROW = 1.2;   /* a box of rho narrower than this takes more nodes */
static const double TOLERANCE = 1e-2, TOLERANCE_ROUGH = 0.2;
enum { SWEEPS = 25, SWEEPS_ROUGH = 8 };
/* The values at which an effect is held: these shares of the half width of where it may be. */
static const double HOLD[KN_LANES] = {-0.92, -0.38, 0.38, 0.92};
static const double BLEND_BEYOND = 0.3; /* the parabola of bends is followed so much further */
static const double HOLD_SD = 2.7, FLAT_VARIANCE_MOST = 0.3;

typedef struct box {
    bool is_learnt; /* coordinates are log sigma, atanh rho */
    double range[2][2];
    double top[2]; /* sigma and rho of the highest point seen */
    double top_value;
} box;

/* log prior density of rho and of sigma under twice the scale, up to a constant. */
static double log_prior(const kn_quick *quick, double sigma, double rho)
{
    double scale = 2 * quick->prior.sigma_scale;

    return (quick->prior.rho_shape - 1) * log1p(-rho * rho) - 0.5 * sigma * sigma / (scale * scale);
}

/* log posterior at four points; remembers the highest. */
static void look(kn_quick *quick, box *in, const double sigma[KN_LANES], const double rho[KN_LANES],
                 double found[KN_LANES])
{
    kn_chains_fit(&quick->chains, sigma, rho, 0, NULL, TOLERANCE_ROUGH, SWEEPS_ROUGH);
    for (int l = 0; l < KN_LANES; l++) {
        found[l] = quick->chains.log_z[l] + log_prior(quick, sigma[l], rho[l]);
        if (!isfinite(found[l]))
            found[l] = -INFINITY;
        if (found[l] > in->top_value) {
            in->top_value = found[l];
            in->top[0] = sigma[l];
            in->top[1] = rho[l];
        }
    }
}

/* Narrows one range by four points and what is known of its ends: `past` is how much lower each end
 * is than the point next to it. */
static void trim(double range[2], const double x[KN_LANES], const double value[KN_LANES],
                 const double past[2])
{
    double all[KN_LANES + 2], profile[KN_LANES + 2];

    all[0] = range[0];
    all[KN_LANES + 1] = range[1];
    profile[0] = value[0] - past[0];
    profile[KN_LANES + 1] = value[KN_LANES - 1] - past[1];
    memcpy(all + 1, x, KN_LANES * sizeof *x);
    memcpy(profile + 1, value, KN_LANES * sizeof *x);
    kn_trim_range(KN_LANES + 2, all, profile, DROP_BOX, DROP_COARSE, range);
}

/* Where sigma is learnt a wide box would be coarse: once more along each axis, in the coordinates
 * that count then. */
static void look_again(kn_quick *quick, box *in)
{
    for (int c = 0; c < 2; c++) {
        double at[KN_LANES], value[2][KN_LANES], found[KN_LANES];
        double low = in->range[c][0], wide = in->range[c][1] - low;
        for (int l = 0; l < KN_LANES; l++) {
            at[l] = low + SECOND_SCAN[l] * wide;
            value[c][l] = c ? tanh(at[l]) : exp(at[l]);
            value[!c][l] = in->top[!c];
        }
        look(quick, in, value[0], value[1], found);
        for (int l = 0; l < KN_LANES; l++)
            found[l] += c ? log1p(-value[1][l] * value[1][l]) : at[l];
        trim(in->range[c], at, found, (double[2]){2, 2});
    }
}

static void find_box(kn_quick *quick, box *in)
{
    double scale = quick->prior.sigma_scale, sigma[KN_LANES], rho[KN_LANES], found[KN_LANES];

    *in =
        (box){.range = {{0, SIGMA_REACH * scale}, {-RHO_REACH, RHO_REACH}}, .top_value = -INFINITY};
    for (int l = 0; l < KN_LANES; l++) {
        sigma[l] = SIGMA_SCAN[l] * scale;
        rho[l] = RHO_FIRST;
    }
    look(quick, in, sigma, rho, found);
    trim(in->range[0], sigma, found, (double[2]){0, 6});
    for (int l = 0; l < KN_LANES; l++) {
        sigma[l] = in->top[0];
        rho[l] = RHO_SCAN[l];
    }
    look(quick, in, sigma, rho, found);
    trim(in->range[1], rho, found, (double[2]){2, 2});
    double low = in->range[0][0], wide = in->range[0][1] - low;
    for (int l = 0; l < KN_LANES; l++) {
        sigma[l] = low + SECOND_SCAN[l] * wide;
        rho[l] = in->top[1];
    }
    look(quick, in, sigma, rho, found);
    trim(in->range[0], sigma, found, (double[2]){0.5, 2});
    if (in->range[1][1] - in->range[1][0] < RHO_NARROW) {
        low = in->range[1][0];
        wide = in->range[1][1] - low;
        for (int l = 0; l < KN_LANES; l++) {
            sigma[l] = in->top[0];
            rho[l] = low + SECOND_SCAN[l] * wide;
        }
        look(quick, in, sigma, rho, found);
        trim(in->range[1], rho, found, (double[2]){2, 2});
    }
    in->is_learnt = in->range[0][0] > SIGMA_LEARNT * in->range[0][1];
    if (!in->is_learnt)
        return;
    for (int end = 0; end < 2; end++) {
        in->range[0][end] = log(in->range[0][end]);
        in->range[1][end] = atanh(in->range[1][end]);
    }
    look_again(quick, in);
}

static double value_at(const box *in, int c, double x)
{
    double low = in->range[c][0], high = in->range[c][1];
    double coordinate = (low + high) / 2 + x * (high - low) / 2;

    return !in->is_learnt ? coordinate : c ? tanh(coordinate) : exp(coordinate);
}

/* What is fitted at the nodes: log Z, then mean and log variance of each contrast. */
enum { FIELDS_MAX = 1 + 2 * (KN_CHAINS_ARMS_MAX - 1) };
typedef double fields[FIELDS_MAX][KN_QUICK_SIGMA][KN_QUICK_RHO];

static void fit_nodes(kn_quick *quick, const box *in, const kn_quick_rule *rule, int rho_nodes,
                      int arms, fields at)
{
    kn_chains *chains = &quick->chains;

    for (int first = 0; first < rho_nodes; first += KN_LANES)
        for (int m = 0; m < KN_QUICK_SIGMA; m++) {
            int i = first ? KN_QUICK_SIGMA - 1 - m : m;
            double sigma[KN_LANES], rho[KN_LANES];
            for (int l = 0; l < KN_LANES; l++) {
                sigma[l] = value_at(in, 0, rule->coarse_x[0][i]);
                rho[l] = value_at(in, 1, rule->coarse_x[1][first + l]);
            }
            bool stands = kn_chains_fit(chains, sigma, rho, 0, NULL, TOLERANCE, SWEEPS);
            quick->sure = quick->sure && stands;
            for (int l = 0; l < KN_LANES; l++) {
                at[0][i][first + l] = chains->log_z[l];
                for (int k = 1; k < arms; k++) {
                    at[2 * k - 1][i][first + l] = chains->mean[k][l];
                    at[2 * k][i][first + l] = log(chains->covariance[k * chains->q + k][l]);
                }
            }
        }
}

static void refine(const kn_quick_rule *rule, int rho_nodes,
                   double coarse[KN_QUICK_SIGMA][KN_QUICK_RHO], double fine[])
{
    for (int f = 0; f < KN_QUICK_FINE_SIGMA; f++) {
        double row[KN_QUICK_RHO] = {0};
        for (int i = 0; i < KN_QUICK_SIGMA; i++)
            for (int k = 0; k < rho_nodes; k++)
                row[k] += rule->refine[0][f * KN_QUICK_SIGMA + i] * coarse[i][k];
        for (int g = 0; g < KN_QUICK_FINE_RHO; g++) {
            double sum = 0;
            for (int k = 0; k < rho_nodes; k++)
                sum += rule->refine[1][g * rho_nodes + k] * row[k];
            fine[f * KN_QUICK_FINE_RHO + g] = sum;
        }
    }
}

/* Holds the effect at four values, at one sigma and rho, and takes the cubic through how far log L
 * there differs from what the normal approximation says. */
static bool fit_bend(kn_quick *quick, int contrast, double sigma, double rho, double log_z,
                     double mean, double variance, struct kn_quick_bend *bend, double cubic[4])
{
    double sigmas[KN_LANES], rhos[KN_LANES], b[KN_LANES], g[KN_LANES], matrix[4 * 4];
    static const double at[4] = {-1, -1.0 / 3, 1.0 / 3, 1};
    double prior = 1 / (quick->prior.beta_sd * quick->prior.beta_sd);

    for (int l = 0; l < KN_LANES; l++) {
        sigmas[l] = sigma;
        rhos[l] = rho;
        b[l] = bend->centre + HOLD[l] * bend->half;
    }
    if (!kn_chains_fit(&quick->chains, sigmas, rhos, contrast, b, TOLERANCE, SWEEPS))
        return false;
    for (int l = 0; l < KN_LANES; l++) {
        double d = b[l] - mean;
        double normal = log_z - 0.5 * d * d / variance - 0.5 * log(variance * prior) +
                        0.5 * b[l] * b[l] * prior;
        g[l] = quick->chains.log_z[l] - normal;
    }
    /* By way of the values at four even places, whose cubic is at hand. */
    kn_interpolation_matrix(4, HOLD, 4, at, matrix);
    double f[4] = {0};
    for (int i = 0; i < 4; i++)
        for (int l = 0; l < 4; l++)
            f[i] += matrix[i * 4 + l] * g[l];
    cubic[0] = (-f[0] + 9 * f[1] + 9 * f[2] - f[3]) / 16;
    cubic[1] = (f[0] - 27 * f[1] + 27 * f[2] - f[3]) / 16;
    cubic[2] = 9 * (f[0] - f[1] - f[2] + f[3]) / 16;
    cubic[3] = 9 * (-f[0] + 3 * f[1] - 3 * f[2] + f[3]) / 16;
    return true;
}

/* Where the effect may be: by the posterior at a node, and by Flat. */
static void place_bend(const kn_quick *quick, double mean, double variance,
                       struct kn_quick_bend *bend)
{
    double prior = quick->prior.beta_sd * quick->prior.beta_sd, sd = sqrt(variance);
    double flat = 1 / (1 / variance - 1 / prior);

    if (!(variance < FLAT_VARIANCE_MOST * prior))
        flat = 1 / (1 / (FLAT_VARIANCE_MOST * prior) - 1 / prior);
    double flat_mean = mean * flat / variance, flat_sd = sqrt(flat);
    double low = fmin(mean - HOLD_SD * sd, flat_mean - HOLD_SD * flat_sd);
    double high = fmax(mean + HOLD_SD * sd, flat_mean + HOLD_SD * flat_sd);
    bend->centre = (low + high) / 2;
    bend->half = (high - low) / 2;
}

/* The coarse node of rho that suits sigma's node i best, by the stated prior; its log posterior. */
static int best_rho(const kn_quick *quick, const box *in, const kn_quick_rule *rule, int rho_nodes,
                    fields at, int i, double *value)
{
    double sigma = value_at(in, 0, rule->coarse_x[0][i]), scale = quick->prior.sigma_scale;
    int best = 0;

    *value = -INFINITY;
    for (int k = 0; k < rho_nodes; k++) {
        double rho = value_at(in, 1, rule->coarse_x[1][k]);
        double here = at[0][i][k] + quick->prior.rho_shape * log1p(-rho * rho) -
                      0.5 * sigma * sigma / (scale * scale);
        if (here > *value) {
            *value = here;
            best = k;
        }
    }
    return best;
}

/* Holds every contrast at three neighbouring sigmas, those of the most weight, and at the rho that
 * suits each best. Between them the bend is a parabola in sigma's coordinate. */
static void set_bends(kn_quick *quick, const box *in, const kn_quick_rule *rule, int rho_nodes,
                      int arms, fields at)
{
    static const int places[KN_QUICK_BENDS] = {1, 2, 4};
    double value[KN_QUICK_SIGMA], matrix[KN_QUICK_FINE_SIGMA * KN_QUICK_BENDS], x[KN_QUICK_BENDS];
    double to[KN_QUICK_FINE_SIGMA];
    int rho_at[KN_QUICK_SIGMA], best = 0;

    for (int i = 0; i < KN_QUICK_SIGMA; i++) {
        rho_at[i] = best_rho(quick, in, rule, rho_nodes, at, i, &value[i]);
        best = value[i] > value[best] ? i : best;
    }
    for (int s = 0; s < KN_QUICK_BENDS; s++)
        x[s] = rule->coarse_x[0][places[s]];
    for (int f = 0; f < KN_QUICK_FINE_SIGMA; f++)
        to[f] = fmin(fmax(rule->fine_x[0][f], x[0] - BLEND_BEYOND), x[2] + BLEND_BEYOND);
    kn_interpolation_matrix(KN_QUICK_BENDS, x, KN_QUICK_FINE_SIGMA, to, matrix);
    for (int f = 0; f < quick->nodes; f++)
        for (int s = 0; s < KN_QUICK_BENDS; s++)
            quick->blend[s][f] = matrix[f / KN_QUICK_FINE_RHO * KN_QUICK_BENDS + s];
    for (int k = 1; k < arms; k++) {
        struct kn_quick_bend *bend = &quick->bend[k];
        int m = rho_at[best];
        place_bend(quick, at[2 * k - 1][best][m], exp(at[2 * k][best][m]), bend);
        bend->is_set = true;
        for (int s = 0; s < KN_QUICK_BENDS; s++) {
            int i = places[s], r = rho_at[i];
            bool ok =
                fit_bend(quick, k, value_at(in, 0, rule->coarse_x[0][i]),
                         value_at(in, 1, rule->coarse_x[1][r]), at[0][i][r], at[2 * k - 1][i][r],
                         exp(at[2 * k][i][r]), bend, bend->coefficient[s]);
            quick->sure = quick->sure && ok;
        }
    }
}

void kn_quick_fit_latent(kn_quick *quick, const kn_series *series)
{
    fields at;
    box in;
    int arms = series->arms, count = KN_QUICK_FINE_SIGMA * KN_QUICK_FINE_RHO;
    double log_weight[KN_QUICK_NODES_MAX], sigma[KN_QUICK_NODES_MAX];

    kn_chains_take(&quick->chains, series, &quick->prior, quick->trend);
    find_box(quick, &in);
    bool is_narrow = in.is_learnt || in.range[1][1] - in.range[1][0] < RHO_NARROW;
    const kn_quick_rule *rule = &quick->rule[is_narrow];
    int rho_nodes = is_narrow ? 2 * KN_LANES : KN_LANES;
    fit_nodes(quick, &in, rule, rho_nodes, arms, at);

    quick->nodes = count;
    refine(rule, rho_nodes, at[0], log_weight);
    for (int k = 1; k < arms; k++) {
        refine(rule, rho_nodes, at[2 * k - 1], quick->mean[k]);
        refine(rule, rho_nodes, at[2 * k], quick->variance[k]);
        for (int f = 0; f < count; f++)
            quick->variance[k][f] = kn_exp(quick->variance[k][f]);
    }
    for (int f = 0; f < count; f++) {
        int i = f / KN_QUICK_FINE_RHO, g = f % KN_QUICK_FINE_RHO;
        double rho = value_at(&in, 1, rule->fine_x[1][g]);
        sigma[f] = value_at(&in, 0, rule->fine_x[0][i]);
        log_weight[f] += log(rule->fine_w[0][i] * rule->fine_w[1][g]) +
                         (quick->prior.rho_shape - 1) * log1p(-rho * rho);
        if (in.is_learnt)
            log_weight[f] += log(sigma[f]) + log1p(-rho * rho);
    }
    set_bends(quick, &in, rule, rho_nodes, arms, at);
    kn_quick_weigh(quick, arms, log_weight, sigma);
}
