#include "infer/quick.h"

#include <math.h>
#include <string.h>

/* Trapezoid sums in atanh(rho) and log(sigma), in which the posterior is nearly normal: steps of
 * about one sd err by under 1e-6. sd of atanh(rho) is near 1 / sqrt(n), of log(sigma), given rho,
 * near 1 / sqrt(2 (n - q)). sigma's nodes are set about the best sigma for each rho. */
static const double RHO_STEP = 1.1, SIGMA_STEP = 1.1, ATANH_RHO_REACH = 3.5;
static const double DROP_RHO = 9; /* nodes of rho go on until so far below the top */
static const double SCAN[KN_LANES] = {-0.5, 0, 0.5, 1};
enum { SIGMA_BELOW = 4, SIGMA_ABOVE = 6, SIGMA_NODES = SIGMA_BELOW + 1 + SIGMA_ABOVE };
enum { ORDER_MAX = KN_CHAINS_EFFECTS_MAX, COLUMNS_MAX = ORDER_MAX + 1 };

typedef struct regression {
    size_t n;
    int q, columns; /* columns: of [X z] */
    double precision[ORDER_MAX], log_det_prior;
    double scale_unit;
    const int32_t *gap;
    const double *row; /* [n x columns] */
} regression;

/* One (rho, all sigmas) in each lane. */
typedef struct column {
    kn_lanes product[COLUMNS_MAX * COLUMNS_MAX], log_det;
    kn_lanes sigma[SIGMA_NODES], log_z[SIGMA_NODES];
    kn_lanes mean[SIGMA_NODES][ORDER_MAX], variance[SIGMA_NODES][ORDER_MAX];
} column;

static void take(kn_quick *quick, const kn_series *series, regression *model)
{
    size_t n = series->n;
    double first = series->day[0], span = (double)series->day[n - 1] - first, middle = 0;
    double mean = 0, squares = 0, scale;
    bool has_trend = quick->trend && span > 0;
    int columns = series->arms + has_trend + 1;
    const kn_prior *prior = &quick->prior;

    for (size_t i = 0; i < n; i++) {
        mean += series->outcome[i] / (double)n;
        middle += ((double)series->day[i] - first) / (double)n;
    }
    for (size_t i = 0; i < n; i++)
        squares += (series->outcome[i] - mean) * (series->outcome[i] - mean);
    scale = series->scale > 0 ? series->scale : sqrt(squares / (double)(n - 1));
    quick->scale = scale;
    for (size_t i = 0; i < n; i++) {
        double *row = quick->product + i * (size_t)columns;
        memset(row, 0, (size_t)columns * sizeof *row);
        row[0] = 1;
        if (series->arm[i])
            row[series->arm[i]] = 1;
        if (has_trend)
            row[series->arms] = ((double)series->day[i] - first - middle) / span;
        row[columns - 1] = (series->outcome[i] - mean) / scale;
        quick->chains.gap[i] = i ? series->day[i] - series->day[i - 1] : 0;
    }
    *model = (regression){.n = n,
                          .q = columns - 1,
                          .columns = columns,
                          .gap = quick->chains.gap,
                          .row = quick->product};
    for (int i = 0; i < model->q; i++) {
        double sd = i == 0 ? prior->alpha_sd : i < series->arms ? prior->beta_sd : prior->gamma_sd;
        model->precision[i] = 1 / (sd * sd);
    }
}

/* [X z]' R^-1 [X z] and log |R| (infer/model.c, set_product). */
KN_LANES_INLINE void set_product(const regression *model, int columns, const double rho[KN_LANES],
                                 column *at)
{
    const kn_lanes zero = {0};
    kn_lanes phi = zero, whiten = zero, power = zero, row[COLUMNS_MAX], spread_product = zero + 1;
    double log_det[KN_LANES] = {0};
    int32_t gap = 0;

    for (int l = 0; l < KN_LANES; l++)
        power[l] = rho[l];
    for (int i = 0; i < columns * columns; i++)
        at->product[i] = zero;
    for (size_t t = 0; t < model->n; t++) {
        const double *x = model->row + t * (size_t)columns, *before = t ? x - columns : x;
        kn_lanes spread = zero + 1;
        if (t > 0) {
            if (model->gap[t] != gap) {
                gap = model->gap[t];
                for (int l = 0; l < KN_LANES; l++)
                    phi[l] = kn_power(power[l], gap);
                spread = 1 / (1 - phi * phi);
                kn_lanes_sqrt(&spread, &whiten);
            }
            spread_product *= 1 - phi * phi;
        }
        for (int i = 0; i < columns; i++) {
            row[i] = t ? (x[i] - phi * before[i]) * whiten : zero + x[i];
            for (int k = 0; k <= i; k++)
                at->product[i * columns + k] += row[i] * row[k];
        }
        if (t % 32 == 31 || t + 1 == model->n) {
            for (int l = 0; l < KN_LANES; l++)
                log_det[l] += log(spread_product[l]);
            spread_product = zero + 1;
        }
    }
    for (int l = 0; l < KN_LANES; l++)
        at->log_det[l] = log_det[l];
}

/* Given sigma: effects ~ N(A^-1 r, A^-1), A = X'R^-1X / sigma^2 + P (infer/model.c). `unit` is 1 /
 * sigma^2. Leaves log_z without its logarithms, and the determinant of A. */
KN_LANES_INLINE void solve(const regression *model, int q, const column *at, const kn_lanes *unit,
                           kn_lanes mean[], kn_lanes inverse[], kn_lanes *sum,
                           kn_lanes *determinant)
{
    int columns = q + 1;
    kn_lanes a[ORDER_MAX * ORDER_MAX], r[ORDER_MAX];

    for (int i = 0; i < q; i++) {
        for (int k = 0; k <= i; k++)
            a[i * q + k] = at->product[i * columns + k] * *unit;
        a[i * q + i] += model->precision[i];
        r[i] = at->product[q * columns + i] * *unit;
    }
    kn_lanes_invert(q, a, inverse, determinant);
    *sum = -0.5 * *unit * at->product[columns * columns - 1];
    for (int i = 0; i < q; i++) {
        kn_lanes m = {0};
        for (int k = 0; k < q; k++)
            m += inverse[i * q + k] * r[k];
        mean[i] = m;
        *sum += 0.5 * r[i] * m;
    }
}

KN_LANES_INLINE void fit_sized(const regression *model, int q, const double rho[KN_LANES],
                               column *at)
{
    const kn_lanes zero = {0};
    kn_lanes mean[ORDER_MAX], inverse[ORDER_MAX * ORDER_MAX], determinant, best, unit, sum;
    double n = (double)model->n, step = SIGMA_STEP / sqrt(2 * (n - q));

    set_product(model, q + 1, rho, at);
    /* The best sigma: residual squares about an all but unshrunk fit. */
    unit = zero + 1e4;
    solve(model, q, at, &unit, mean, inverse, &sum, &determinant);
    best = -2 * sum / unit / (n - q);
    kn_lanes_sqrt(&best, &best);
    for (int s = 0; s < SIGMA_NODES; s++) {
        at->sigma[s] = best * exp((s - SIGMA_BELOW) * step);
        unit = 1 / (at->sigma[s] * at->sigma[s]);
        solve(model, q, at, &unit, at->mean[s], inverse, &at->log_z[s], &determinant);
        for (int i = 0; i < q; i++)
            at->variance[s][i] = inverse[i * q + i];
        for (int l = 0; l < KN_LANES; l++) {
            double log_sigma = log(at->sigma[s][l]);
            at->log_z[s][l] -= n * log_sigma + 0.5 * (at->log_det[l] + log(determinant[l]));
            at->log_z[s][l] += log_sigma; /* the Jacobian of log sigma */
        }
    }
}

#define FIT(q)                                                                                     \
    KN_VECTOR_CLONES static void fit_##q(const regression *model, const double rho[KN_LANES],      \
                                         column *at)                                               \
    {                                                                                              \
        fit_sized(model, q, rho, at);                                                              \
    }
FIT(2)
FIT(3)
FIT(4)
FIT(5)

static void fit(const regression *model, const double y[KN_LANES], column *at)
{
    double rho[KN_LANES];

    for (int l = 0; l < KN_LANES; l++)
        rho[l] = tanh(y[l]);
    switch (model->q) {
    case 2:
        fit_2(model, rho, at);
        break;
    case 3:
        fit_3(model, rho, at);
        break;
    case 4:
        fit_4(model, rho, at);
        break;
    default:
        fit_5(model, rho, at);
    }
}

/* log of the posterior of atanh(rho) in each lane, roughly: sigma's widest prior, its best node. */
static void profile(const kn_quick *quick, const column *at, const double y[KN_LANES],
                    double found[KN_LANES])
{
    for (int l = 0; l < KN_LANES; l++) {
        double rho = tanh(y[l]), top = -INFINITY;
        for (int s = 0; s < SIGMA_NODES; s++)
            top = fmax(top, at->log_z[s][l]);
        found[l] = top + quick->prior.rho_shape * log1p(-rho * rho);
    }
}

/* Keeps the lanes' nodes. */
static void keep(kn_quick *quick, int arms, const column *at, const double y[KN_LANES],
                 double log_weight[], double sigma[])
{
    for (int l = 0; l < KN_LANES; l++) {
        double rho = tanh(y[l]);
        if (fabs(y[l]) > ATANH_RHO_REACH)
            continue;
        for (int s = 0; s < SIGMA_NODES; s++) {
            int f = quick->nodes++;
            sigma[f] = at->sigma[s][l];
            log_weight[f] = at->log_z[s][l] + quick->prior.rho_shape * log1p(-rho * rho);
            for (int i = 0; i < KN_QUICK_BENDS; i++)
                quick->blend[i][f] = 0;
            for (int k = 1; k < arms; k++) {
                quick->mean[k][f] = at->mean[s][k][l];
                quick->variance[k][f] = at->variance[s][k][l];
            }
        }
    }
}

void kn_quick_fit_gaussian(kn_quick *quick, const kn_series *series)
{
    regression model;
    column at;
    double log_weight[KN_QUICK_NODES_MAX], sigma[KN_QUICK_NODES_MAX], found[KN_LANES], y[KN_LANES];
    double top = -INFINITY;
    int best = 0;

    take(quick, series, &model);
    quick->nodes = 0;
    fit(&model, SCAN, &at);
    profile(quick, &at, SCAN, found);
    for (int l = 0; l < KN_LANES; l++)
        best = found[l] > found[best] ? l : best;
    double step = RHO_STEP / sqrt((double)series->n), from = SCAN[best] - 1.5 * step;
    for (int side = 0; side < 2; side++) {
        double sign = side ? 1 : -1, start = side ? from + KN_LANES * step : from;
        for (bool goes_on = true; goes_on;) {
            if (quick->nodes + KN_LANES * SIGMA_NODES > KN_QUICK_NODES_MAX) {
                quick->sure = false;
                break;
            }
            for (int l = 0; l < KN_LANES; l++) /* the last lane is the outermost */
                y[l] = side ? start + l * step : start + (KN_LANES - 1 - l) * step;
            fit(&model, y, &at);
            profile(quick, &at, y, found);
            keep(quick, series->arms, &at, y, log_weight, sigma);
            for (int l = 0; l < KN_LANES; l++)
                top = fmax(top, found[l]);
            goes_on =
                top - found[KN_LANES - 1] < DROP_RHO && fabs(y[KN_LANES - 1]) < ATANH_RHO_REACH;
            start += sign * KN_LANES * step;
        }
    }
    kn_quick_weigh(quick, series->arms, log_weight, sigma);
}
