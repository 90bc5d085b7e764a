#include "infer/nodes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mathconst.h"
#include "infer/quadrature.h"
#include "infer/vector.h"

/* The box ends where the profile of the posterior has dropped this far: 4 sd of a normal, and 5 for
 * gaussian outcomes, whose nodes are many. A wider box would cost more by its coarser nodes than it
 * would gain. */
static const double DROP_BOX = 8, DROP_BOX_GAUSSIAN = 12, DROP_BOX_LARGE = 16;
/* Coarse nodes this far below the top are not refined: their part of the curve is read off the
 * joint fit. */
static const double DROP_NODE = 6;
/* sigma's prior ends here, in units of its scale: 6e-5 of it lies beyond. A gaussian series whose
 * days vary by less than SIGMA_LEAST of its scale cannot be told from one without noise. */
static const double SIGMA_REACH = 4, SIGMA_LEAST = 1e-4;
/* rho beyond tanh(3.5) = 0.998: under 1e-5 of the prior. */
static const double ATANH_RHO_REACH = 3.5;
/* Nearer to 1 the approximation settles badly; 2e-5 of the prior lies there on either side. */
static const double RHO_REACH = 0.995;
/* A scan that shrinks neither side to under this share is the last. */
static const double SHRUNK_ENOUGH = 0.8;

/* A series of more days than this is long: its top is climbed to, from rho = 0 and this sigma in
 * units of its scale, by steps that are shares of the domain. */
static const size_t DAYS_LONG = 150;
static const double CLIMB_SIGMA = 0.5, CLIMB_FIRST = 0.25, CLIMB_LAST = 0.005;
/* The posterior at the box's outermost nodes must have dropped this far. */
static const double DROP_EDGE = 4;
/* Fine nodes of less posterior weight are left out of mixtures. */
static const double WEIGHT_LEAST = 1e-6;
/* sigma's box, lower end over upper, from which on sigma counts as pinned down. */
static const double SIGMA_LEARNT = 0.1;
/* A day's count alone tells its logarithm to an sd of about 1 / sqrt(count). Where that, on
 * average, is under so much (16 a day) the counts are large: their day-to-day spread is pinned
 * down, or bounded, far below what the prior allows. The least sigma looked at, in units of that
 * sd. */
static const double KNEE_LARGE = 0.25, KNEE_LEAST = 0.03;
/* A neighbour cell this far down leaves room for a top between the two. */
static const double DROP_COARSE = 25;

/* A gaussian node costs next to nothing, and its log likelihood, in which 1 / sigma^2 is a factor,
 * is no polynomial where few days leave sigma open: there the coarse nodes are the fine ones. */
enum { GAUSSIAN_SIDE = KN_FINE, LEARNT_SIDE = 9, LATENT_SIDE = 7 };
enum { GAUSSIAN_SCAN = 12, LATENT_SCAN = 7, SCAN_MAX = 12, SCANS_MAX = 20, WIDENINGS_MAX = 6 };

double kn_nodes_value(const kn_nodes *nodes, int c, double coordinate)
{
    if (!nodes->gaussian_scale)
        return coordinate;
    if (c)
        return tanh(coordinate);
    return nodes->knee > 0 ? nodes->knee * sinh(coordinate) : exp(coordinate);
}

/* The way back, of sigma. */
static double sigma_coordinate(const kn_nodes *nodes, double sigma)
{
    if (!nodes->gaussian_scale)
        return sigma;
    return nodes->knee > 0 ? asinh(sigma / nodes->knee) : log(sigma);
}

/* log prior density in the coordinates: the last term is their Jacobian. */
static double log_prior_at(const kn_model *model, const kn_nodes *nodes, double x, double y)
{
    double sigma = kn_nodes_value(nodes, 0, x), rho = kn_nodes_value(nodes, 1, y);

    return kn_model_log_prior(model, sigma, rho) +
           (nodes->gaussian_scale ? log(hypot(sigma, nodes->knee)) + log1p(-rho * rho) : 0);
}

/* Where the coordinates may go at all: what lies beyond holds under 1e-4 of the prior. */
static void set_domain(const kn_model *model, const kn_nodes *nodes, double range[2][2])
{
    bool has_log = nodes->gaussian_scale && nodes->knee == 0;

    range[0][0] = has_log ? log(SIGMA_LEAST) : 0;
    range[0][1] = sigma_coordinate(nodes, SIGMA_REACH * model->prior.sigma_scale);
    range[1][1] = has_log ? ATANH_RHO_REACH : nodes->gaussian_scale ? atanh(RHO_REACH) : RHO_REACH;
    range[1][0] = -range[1][1];
}

/* log posterior of (sigma, rho), up to a constant, at coordinates at[2]. */
static double rough_posterior(kn_model *model, const kn_nodes *nodes, const double at[2])
{
    double least = nodes->knee > 0 ? fmin(nodes->knee * KNEE_LEAST, SIGMA_LEAST) : SIGMA_LEAST;
    double sigma = fmax(kn_nodes_value(nodes, 0, at[0]), least);
    kn_conditional effects;

    kn_model_joint(model, sigma, kn_nodes_value(nodes, 1, at[1]), false, &effects);
    return effects.log_z + log_prior_at(model, nodes, at[0], at[1]);
}

/* A search by steps along the axes, halved when none leads up, from `top`, which is left at the top
 * found; its value is returned. */
static double climb(kn_model *model, const kn_nodes *nodes, double domain[2][2], double top[2])
{
    double value = rough_posterior(model, nodes, top), step = CLIMB_FIRST;

    while (step > CLIMB_LAST) {
        bool moved = false;
        for (int move = 0; move < 4; move++) {
            double wide = domain[move / 2][1] - domain[move / 2][0], to[2] = {top[0], top[1]}, f;
            to[move / 2] += (move % 2 ? step : -step) * wide;
            if (to[move / 2] < domain[move / 2][0] || to[move / 2] > domain[move / 2][1])
                continue;
            f = rough_posterior(model, nodes, to);
            if (f > value) {
                value = f;
                top[0] = to[0];
                top[1] = to[1];
                moved = true;
                break;
            }
        }
        if (!moved)
            step /= 2;
    }
    return value;
}

/* Puts a further abscissa with its value among the ascending ones. */
static void insert(int n, double x[], double profile[], double at, double value)
{
    int i = n;

    for (; i > 0 && x[i - 1] > at; i--) {
        x[i] = x[i - 1];
        profile[i] = profile[i - 1];
    }
    x[i] = at;
    profile[i] = value;
}

/* Scans the box and narrows it, until it hardly shrinks. Long series have so narrow a posterior
 * that the first scan may miss it altogether: then its top is climbed to first, and kept as a
 * further point of every scan. */
static void find_box(kn_model *model, kn_nodes *nodes)
{
    int points = nodes->gaussian_scale ? GAUSSIAN_SCAN : LATENT_SCAN;
    double domain[2][2], top[2] = {0, 0}, top_value = -INFINITY;
    double drop = nodes->knee > 0         ? DROP_BOX_LARGE
                  : nodes->gaussian_scale ? DROP_BOX_GAUSSIAN
                                          : DROP_BOX;
    bool has_top = model->n > DAYS_LONG;

    set_domain(model, nodes, domain);
    memcpy(nodes->range, domain, sizeof domain);
    if (has_top) {
        top[0] = sigma_coordinate(nodes, CLIMB_SIGMA * model->prior.sigma_scale);
        top_value = climb(model, nodes, domain, top);
    }
    for (int scan = 0; scan < SCANS_MAX; scan++) {
        double x[2][SCAN_MAX + 1], profile[2][SCAN_MAX + 1], wide[2];
        for (int c = 0; c < 2; c++) {
            wide[c] = nodes->range[c][1] - nodes->range[c][0];
            for (int i = 0; i < points; i++) {
                x[c][i] = nodes->range[c][0] + i * wide[c] / (points - 1);
                profile[c][i] = -INFINITY;
            }
        }
        for (int k = 0; k < points; k++)
            for (int m = 0; m < points; m++) {
                /* There and back, so that every step starts from its neighbour's sites. */
                int i = k % 2 ? points - 1 - m : m;
                double f = rough_posterior(model, nodes, (double[2]){x[0][i], x[1][k]});
                profile[0][i] = fmax(profile[0][i], f);
                profile[1][k] = fmax(profile[1][k], f);
            }
        for (int c = 0; c < 2; c++) {
            if (has_top)
                insert(points, x[c], profile[c], top[c], top_value);
            kn_trim_range(points + has_top, x[c], profile[c], drop, DROP_COARSE, nodes->range[c]);
        }
        if (nodes->range[0][1] - nodes->range[0][0] > SHRUNK_ENOUGH * wide[0] &&
            nodes->range[1][1] - nodes->range[1][0] > SHRUNK_ENOUGH * wide[1])
            break;
    }
}

static void compute_coarse(kn_model *model, kn_nodes *nodes, double log_posterior[])
{
    const kn_tensor *tensor = &nodes->tensor;
    const kn_node *before = NULL;
    double top = -INFINITY;
    int side = tensor->side;

    for (int k = 0; k < side; k++)
        for (int m = 0; m < side; m++) {
            int i = k % 2 ? side - 1 - m : m, j = i * side + k;
            kn_node *node = &nodes->node[j];
            node->sigma = kn_nodes_value(nodes, 0, tensor->x[0][i]);
            node->rho = kn_nodes_value(nodes, 1, tensor->x[1][k]);
            kn_model_joint(model, node->sigma, node->rho, true, &node->effects);
            if (!isfinite(node->effects.log_z) && before) {
                /* The polynomial needs some number here; a doubt is raised. */
                node->effects = before->effects;
                node->effects.ok = false;
            }
            before = node;
            log_posterior[j] =
                node->effects.log_z + log_prior_at(model, nodes, tensor->x[0][i], tensor->x[1][k]);
            top = fmax(top, log_posterior[j]);
        }
    nodes->kept = 0;
    nodes->converged = true;
    for (int j = 0; j < side * side; j++) {
        kn_node *node = &nodes->node[j];
        node->keep = top - log_posterior[j] < DROP_NODE;
        nodes->kept += node->keep;
        nodes->converged = nodes->converged && (node->effects.ok || !node->keep);
    }
}

/* A scan can be led astray by a narrow slanting ridge. Widens the box wherever the posterior is
 * still high at an edge that is not the domain's; true if it did. */
static bool widen_box(const kn_model *model, kn_nodes *nodes, const double log_posterior[])
{
    double domain[2][2], top = -INFINITY;
    int side = nodes->tensor.side;
    bool widened = false;

    set_domain(model, nodes, domain);
    for (int j = 0; j < side * side; j++)
        top = fmax(top, log_posterior[j]);
    for (int c = 0; c < 2; c++)
        for (int end = 0; end < 2; end++) {
            double *edge = &nodes->range[c][end], wide = nodes->range[c][1] - nodes->range[c][0];
            double high = -INFINITY;
            for (int k = 0; k < side; k++) {
                int at = end ? side - 1 : 0;
                high = fmax(high, log_posterior[c ? k * side + at : at * side + k]);
            }
            if (top - high > DROP_EDGE || *edge == domain[c][end])
                continue;
            *edge =
                end ? fmin(*edge + wide / 2, domain[c][1]) : fmax(*edge - wide / 2, domain[c][0]);
            widened = true;
        }
    return widened;
}

/* Fine nodes and both tensors' ways to them, for the present box. */
static void place(kn_nodes *nodes, int side, double w[2][KN_FINE])
{
    for (int c = 0; c < 2; c++)
        kn_gauss_legendre(KN_FINE, nodes->range[c][0], nodes->range[c][1], nodes->fine_x[c], w[c]);
    kn_tensor_init(&nodes->tensor, side, nodes->range[0], nodes->range[1], KN_FINE,
                   nodes->fine_x[0], nodes->fine_x[1]);
}

static void compute_fine(const kn_model *model, kn_nodes *nodes, double w[2][KN_FINE])
{
    double coarse[KN_NODES_MAX];

    for (int j = 0; j < nodes->tensor.side * nodes->tensor.side; j++)
        coarse[j] = nodes->node[j].effects.log_z;
    kn_tensor_refine(&nodes->tensor, coarse, nodes->fine_weight);
    for (int f = 0; f < KN_FINE_COUNT; f++) {
        int i = f / KN_FINE, k = f % KN_FINE;
        nodes->fine_log_prior[f] =
            log(w[0][i] * w[1][k]) +
            log_prior_at(model, nodes, nodes->fine_x[0][i], nodes->fine_x[1][k]);
        nodes->fine_weight[f] += nodes->fine_log_prior[f];
    }
    nodes->log_evidence = kn_normalise_logs(KN_FINE_COUNT, nodes->fine_weight);
}

/* The spread with which a day is seen: 1 / sqrt(average curvature of log p(y | eta) at its top). */
static double seen_with(const kn_model *model)
{
    const kn_latent *latent = model->joint;
    double sum = 0;

    for (size_t j = 0; j < latent->sites; j++) {
        double y = latent->y[j], trials = latent->trials[j];
        sum += latent->kind == KN_SITE_POISSON ? y : y * (trials - y) / trials;
    }
    return 1 / sqrt(sum / (double)latent->sites);
}

/* Counts that pin sigma down as a measure does: then the coordinates of a measure suit better. */
static void use_gaussian_scale(kn_nodes *nodes)
{
    nodes->gaussian_scale = true;
    for (int end = 0; end < 2; end++) {
        double rho = nodes->range[1][end], most = tanh(ATANH_RHO_REACH);
        nodes->range[0][end] = log(nodes->range[0][end]);
        nodes->range[1][end] = atanh(fmin(fmax(rho, -most), most));
    }
}

kn_nodes *kn_nodes_new(kn_model *model, kn_error *err)
{
    kn_nodes *nodes = malloc(sizeof *nodes);
    double w[2][KN_FINE], log_posterior[KN_NODES_MAX];

    if (!nodes) {
        kn_fail(err, KN_NOMEM, NULL, "no memory for the quadrature nodes");
        return NULL;
    }
    nodes->gaussian_scale = model->family == KN_GAUSSIAN;
    nodes->knee = 0;
    if (model->family == KN_POISSON || model->family == KN_BINOMIAL) {
        double spread = seen_with(model);
        if (spread < KNEE_LARGE) {
            nodes->gaussian_scale = model->is_large = true;
            nodes->knee = spread;
        }
    }
    find_box(model, nodes);
    if (!nodes->gaussian_scale && nodes->range[0][0] > SIGMA_LEARNT * nodes->range[0][1])
        use_gaussian_scale(nodes);
    int side = model->family == KN_GAUSSIAN || nodes->knee > 0 ? GAUSSIAN_SIDE
               : nodes->gaussian_scale                         ? LEARNT_SIDE
                                                               : LATENT_SIDE;
    for (int round = 0; round < WIDENINGS_MAX; round++) {
        place(nodes, side, w);
        compute_coarse(model, nodes, log_posterior);
        if (!widen_box(model, nodes, log_posterior))
            break;
    }
    compute_fine(model, nodes, w);
    return nodes;
}

/* Moments and quantiles of one coordinate, taken back to sigma or rho. The distribution function is
 * known at the edges between fine nodes; between them it is taken as linear in the coordinate. */
static kn_summary summarise(const kn_nodes *nodes, int c)
{
    const double *x = nodes->fine_x[c], wanted[3] = {0.025, 0.5, 0.975};
    double first = 0, second = 0, weight[KN_FINE] = {0}, below = 0;
    kn_summary s = {0};
    double *quantile[3] = {&s.q025, &s.q50, &s.q975};

    for (int f = 0; f < KN_FINE_COUNT; f++)
        weight[c ? f % KN_FINE : f / KN_FINE] += nodes->fine_weight[f];
    for (int i = 0; i < KN_FINE; i++) {
        double value = kn_nodes_value(nodes, c, x[i]);
        double left = i ? (x[i - 1] + x[i]) / 2 : nodes->range[c][0];
        double right = i + 1 < KN_FINE ? (x[i] + x[i + 1]) / 2 : nodes->range[c][1];
        first += weight[i] * value;
        second += weight[i] * value * value;
        for (int q = 0; q < 3; q++)
            if (below < wanted[q] && below + weight[i] >= wanted[q]) {
                double at = left + (right - left) * (wanted[q] - below) / weight[i];
                *quantile[q] = kn_nodes_value(nodes, c, at);
            }
        if (c && left < 0)
            s.p_below_zero += weight[i] * fmin(1, (0 - left) / (right - left));
        below += weight[i];
    }
    s.mean = first;
    s.sd = sqrt(fmax(second - first * first, 0));
    return s;
}

kn_summary kn_nodes_sigma(const kn_nodes *nodes)
{
    return summarise(nodes, 0);
}

kn_summary kn_nodes_rho(const kn_nodes *nodes)
{
    return summarise(nodes, 1);
}

/* Mean and variance of coef' effects + constant at every fine node. */
static void linear_moments(const kn_nodes *nodes, const kn_model *model, const double coef[],
                           double constant, double mean[KN_FINE_COUNT], double var[KN_FINE_COUNT])
{
    double m[KN_NODES_MAX], log_v[KN_NODES_MAX];
    int q = model->effects;

    for (int j = 0; j < nodes->tensor.side * nodes->tensor.side; j++) {
        const kn_conditional *e = &nodes->node[j].effects;
        double v = 0;
        m[j] = constant;
        for (int i = 0; i < q; i++) {
            m[j] += coef[i] * e->mean[i];
            for (int k = 0; k < q && coef[i] != 0; k++)
                v += coef[i] * coef[k] * e->covariance[i * q + k];
        }
        log_v[j] = log(v);
    }
    kn_tensor_refine(&nodes->tensor, m, mean);
    kn_tensor_refine(&nodes->tensor, log_v, var);
    for (int f = 0; f < KN_FINE_COUNT; f++)
        var[f] = exp(var[f]);
}

void kn_nodes_moments(const kn_nodes *nodes, const kn_model *model, int index, double *mean,
                      double *sd)
{
    double coef[KN_LATENT_EFFECTS_MAX] = {0}, m[KN_FINE_COUNT], v[KN_FINE_COUNT];
    double first = 0, second = 0;

    coef[index] = 1;
    linear_moments(nodes, model, coef, 0, m, v);
    for (int f = 0; f < KN_FINE_COUNT; f++) {
        first += nodes->fine_weight[f] * m[f];
        second += nodes->fine_weight[f] * (m[f] * m[f] + v[f]);
    }
    *mean = first;
    *sd = sqrt(second - first * first);
}

void kn_nodes_linear(const kn_nodes *nodes, const kn_model *model, const double coef[],
                     double constant, kn_density *density)
{
    double mean[KN_FINE_COUNT], var[KN_FINE_COUNT], values[KN_DENSITY_POINTS] = {0};
    double low = INFINITY, high = -INFINITY;

    linear_moments(nodes, model, coef, constant, mean, var);
    for (int f = 0; f < KN_FINE_COUNT; f++)
        if (nodes->fine_weight[f] > WEIGHT_LEAST) {
            low = fmin(low, mean[f] - 6 * sqrt(var[f]));
            high = fmax(high, mean[f] + 6 * sqrt(var[f]));
        }
    double step = (high - low) / (KN_DENSITY_POINTS - 1);
    for (int f = 0; f < KN_FINE_COUNT; f++) {
        double weight = nodes->fine_weight[f] / sqrt(var[f]), half = 0.5 / var[f];
        if (nodes->fine_weight[f] > WEIGHT_LEAST)
            for (int p = 0; p < KN_DENSITY_POINTS; p++) {
                double d = low + p * step - mean[f];
                values[p] += weight * kn_exp(-half * d * d);
            }
    }
    for (int p = 0; p < KN_DENSITY_POINTS; p++)
        values[p] = log(values[p]);
    kn_density_init(density, low, step, values);
}
