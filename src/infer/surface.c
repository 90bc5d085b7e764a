#include "unknot/surface.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mathconst.h"
#include "infer/linear.h"
#include "infer/surface.h"

/* Fine nodes of less posterior weight are left out. */
static const double WEIGHT_LEAST = 1e-6;

enum { EFFECTS_MAX = KN_ARMS_MAX - 1 };

static double log_add(double a, double b)
{
    double top = fmax(a, b);

    return isinf(top) ? top : top + log(exp(a - top) + exp(b - top));
}

/* Component c from the effects' joint posterior N(m, V) at a node, with the prior N(0, sd^2 I) and
 * its own evidence Z divided back out: precision = V^-1 - I / sd^2, linear = V^-1 m,
 * constant = log Z - m' V^-1 m / 2 - log|V| / 2 + q log sd. */
static bool set_component(kn_surface *surface, size_t c, double log_z, const double mean[],
                          const double covariance[])
{
    int q = surface->effects;
    double sd = surface->prior.beta_sd, factor[EFFECTS_MAX * EFFECTS_MAX];
    double *precision = surface->precision + c * (size_t)(q * q);
    double *linear = surface->linear + c * (size_t)q;

    memcpy(factor, covariance, (size_t)(q * q) * sizeof *factor);
    if (!kn_cholesky(factor, q))
        return false;
    kn_invert(factor, q, precision);
    surface->constant[c] = log_z;
    for (int i = 0; i < q; i++) {
        linear[i] = 0;
        for (int k = 0; k < q; k++)
            linear[i] += precision[i * q + k] * mean[k];
        surface->constant[c] -= 0.5 * mean[i] * linear[i] + log(factor[i * q + i]) - log(sd);
    }
    for (int i = 0; i < q; i++)
        precision[i * q + i] -= 1 / (sd * sd);
    return true;
}

kn_surface *kn_surface_new(const kn_model *model, const kn_nodes *nodes, kn_error *err)
{
    size_t q = (size_t)model->arms - 1, per_node = q + q * q, coarse_count;
    kn_surface *surface = calloc(1, sizeof *surface);
    double *fine = malloc((per_node + 1) * KN_FINE_COUNT * sizeof *fine);
    double coarse[KN_NODES_MAX], mean[EFFECTS_MAX], covariance[EFFECTS_MAX * EFFECTS_MAX];

    if (surface) {
        surface->constant = malloc(KN_FINE_COUNT * sizeof *surface->constant);
        surface->linear = malloc(q * KN_FINE_COUNT * sizeof *surface->linear);
        surface->precision = malloc(q * q * KN_FINE_COUNT * sizeof *surface->precision);
    }
    if (!fine || !surface || !surface->constant || !surface->linear || !surface->precision) {
        kn_fail(err, KN_NOMEM, NULL, "no memory for the evidence of %d arms", model->arms);
        kn_surface_free(surface);
        surface = NULL;
        goto done;
    }
    surface->family = model->family;
    surface->scale = model->scale;
    surface->prior = model->prior;
    surface->trend = model->has_trend;
    surface->effects = model->arms - 1;
    for (size_t i = 0; i < model->n; i++)
        surface->days[model->arm[i]]++;
    /* log Z, the means and the covariances are smooth over the nodes: carry each to the fine ones.
     */
    coarse_count = (size_t)(nodes->tensor.side * nodes->tensor.side);
    for (size_t value = 0; value <= per_node; value++) {
        for (size_t j = 0; j < coarse_count; j++) {
            const kn_conditional *e = &nodes->node[j].effects;
            size_t first = (size_t)model->levels, all = (size_t)model->effects;
            coarse[j] = value == 0   ? e->log_z
                        : value <= q ? e->mean[first + value - 1]
                                     : e->covariance[(first + (value - 1 - q) / q) * all + first +
                                                     (value - 1 - q) % q];
        }
        kn_tensor_refine(&nodes->tensor, coarse, fine + value * KN_FINE_COUNT);
    }
    for (size_t f = 0; f < KN_FINE_COUNT; f++) {
        if (nodes->fine_weight[f] < WEIGHT_LEAST)
            continue;
        for (size_t i = 0; i < q; i++)
            mean[i] = fine[(1 + i) * KN_FINE_COUNT + f];
        for (size_t i = 0; i < q * q; i++)
            covariance[i] = fine[(1 + q + i) * KN_FINE_COUNT + f];
        if (set_component(surface, surface->components, fine[f] + nodes->fine_log_prior[f], mean,
                          covariance))
            surface->components++;
    }
done:
    free(fine);
    return surface;
}

void kn_surface_free(kn_surface *surface)
{
    if (!surface)
        return;
    free(surface->constant);
    free(surface->linear);
    free(surface->precision);
    free(surface);
}

double kn_surface_at(const kn_surface *surface, const double beta[])
{
    int q = surface->effects;
    double sum = -INFINITY;

    for (size_t c = 0; c < surface->components; c++) {
        const double *precision = surface->precision + c * (size_t)(q * q);
        double log_l = surface->constant[c];
        for (int i = 0; i < q; i++) {
            log_l += surface->linear[c * (size_t)q + (size_t)i] * beta[i];
            for (int k = 0; k < q; k++)
                log_l -= 0.5 * beta[i] * precision[i * q + k] * beta[k];
        }
        sum = log_add(sum, log_l);
    }
    return sum;
}

double kn_surface_marginal(const kn_surface *surface, int arm, double b)
{
    int q = surface->effects, own = arm - 1;
    double sd = surface->prior.beta_sd, sum = -INFINITY;

    assert(arm >= 1 && arm <= q);
    for (size_t c = 0; c < surface->components; c++) {
        const double *precision = surface->precision + c * (size_t)(q * q);
        const double *linear = surface->linear + c * (size_t)q;
        double a[EFFECTS_MAX * EFFECTS_MAX], inverse[EFFECTS_MAX * EFFECTS_MAX], r[EFFECTS_MAX];
        double log_l =
            surface->constant[c] + linear[own] * b - 0.5 * b * b * precision[own * q + own];
        int rest = 0;

        /* The others: a gaussian integral of their prior times the quadratic at beta_own = b. */
        for (int i = 0; i < q; i++) {
            int at = 0;
            if (i == own)
                continue;
            r[rest] = linear[i] - precision[i * q + own] * b;
            for (int k = 0; k < q; k++)
                if (k != own)
                    a[rest * (q - 1) + at++] = precision[i * q + k] + (i == k ? 1 / (sd * sd) : 0);
            rest++;
        }
        if (rest > 0 && !kn_cholesky(a, rest))
            continue;
        if (rest > 0)
            kn_invert(a, rest, inverse);
        for (int i = 0; i < rest; i++) {
            log_l -= log(a[i * rest + i]) + log(sd);
            for (int k = 0; k < rest; k++)
                log_l += 0.5 * r[i] * inverse[i * rest + k] * r[k];
        }
        sum = log_add(sum, log_l);
    }
    return sum;
}
