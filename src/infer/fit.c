#include "unknot/fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/mathconst.h"
#include "infer/evidence.h"
#include "infer/model.h"
#include "infer/natural.h"
#include "infer/nodes.h"
#include "infer/series.h"
#include "infer/surface.h"

kn_fit_options kn_fit_options_default(void)
{
    return (kn_fit_options){.prior = kn_prior_default(), .trend = true, .natural = true, .seed = 1};
}

/* The curve's grid misses the top if its posterior is so far from that of the points themselves: of
 * means in sd, or of the logarithms of the sds. */
static const double GRID_MISS = 0.01;

static bool does_grid_miss(const kn_density *grid, const kn_density *points)
{
    return fabs(grid->mean - points->mean) > GRID_MISS * points->sd ||
           fabs(log(grid->sd / points->sd)) > GRID_MISS;
}

static void set_effect(kn_fit *fit, const kn_series *series, kn_model *model, const kn_nodes *nodes,
                       int arm)
{
    kn_effect *effect = &fit->effects[arm - 1];
    kn_curve *curve = &effect->curve;
    kn_evidence evidence;
    kn_density sharp;
    double mean, sd;

    effect->arm = arm;
    curve->family = series->family;
    curve->scale = fit->scale;
    curve->prior = fit->options.prior;
    curve->trend = fit->has_trend;
    curve->n[0] = fit->arm_days[0];
    curve->n[1] = fit->arm_days[arm];
    kn_evidence_compute(model, nodes, arm, &evidence);
    kn_evidence_curve(&evidence, curve);
    kn_curve_posterior(curve, 0, fit->options.prior.beta_sd, &effect->posterior);
    kn_nodes_moments(nodes, model, model->levels + arm - 1, &mean, &sd);
    effect->has_flat = !kn_series_is_at_end(series, 0) && !kn_series_is_at_end(series, arm) &&
                       kn_curve_posterior(curve, 0, INFINITY, &effect->flat);
    kn_evidence_posterior(&evidence, fit->options.prior.beta_sd, mean, sd, &sharp);
    bool grid_misses = does_grid_miss(&effect->posterior, &sharp);
    if (grid_misses || sd < KN_SHARP_SD) {
        effect->posterior = sharp;
        if (effect->has_flat)
            kn_evidence_posterior(&evidence, INFINITY, mean, sd, &effect->flat);
    }
    if (grid_misses && sd < KN_SHARP_SD)
        kn_evidence_smooth_curve(&evidence, mean, sd, curve);
    fit->check.curve_gap = fmax(fit->check.curve_gap, fabs(effect->posterior.mean - mean) / sd);
    fit->check.curve_gap = fmax(fit->check.curve_gap, fabs(log(effect->posterior.sd / sd)));
}

kn_fit *kn_fit_new(const kn_series *series, const kn_fit_options *options, kn_error *err)
{
    kn_fit *fit = NULL;
    kn_model *model = NULL;
    kn_nodes *nodes = NULL;
    kn_density density;
    bool ok = false;

    if (kn_series_check(series, err))
        return NULL;
    fit = calloc(1, sizeof *fit);
    if (!fit) {
        kn_fail(err, KN_NOMEM, NULL, "no memory for an answer");
        return NULL;
    }
    fit->family = series->family;
    fit->options = *options;
    fit->arms = series->arms;
    fit->n = series->n;
    fit->unfit = kn_series_unfit(series);
    for (size_t i = 0; i < series->n; i++)
        fit->arm_days[series->arm[i]]++;
    if (fit->unfit)
        return fit;

    fit->effects = calloc((size_t)series->arms - 1, sizeof *fit->effects);
    if (!fit->effects) {
        kn_fail(err, KN_NOMEM, NULL, "no memory for %d effects", series->arms - 1);
        goto done;
    }
    model = kn_model_new(series, &options->prior, options->trend, err);
    nodes = model ? kn_nodes_new(model, err) : NULL;
    if (!nodes)
        goto done;
    fit->has_trend = model->has_trend;
    fit->centre = model->centre;
    fit->scale = model->scale;
    fit->log_evidence = nodes->log_evidence;
    fit->check.curve_exact = model->family == KN_GAUSSIAN || nodes->knee > 0;
    fit->check.nodes = nodes->kept;
    fit->check.converged = nodes->converged;
    for (int arm = 1; arm < series->arms; arm++)
        set_effect(fit, series, model, nodes, arm);
    if (series->arms > 2 && !(fit->surface = kn_surface_new(model, nodes, err)))
        goto done;
    fit->sigma = kn_nodes_sigma(nodes);
    fit->rho = kn_nodes_rho(nodes);
    if (fit->has_trend) {
        double coef[KN_LATENT_EFFECTS_MAX] = {0};
        coef[model->effects - 1] = 1;
        kn_nodes_linear(nodes, model, coef, 0, &density);
        fit->gamma = kn_density_summary(&density);
    }
    ok = !options->natural || kn_natural_set(fit, series, model, nodes, err) == KN_OK;
done:
    free(nodes);
    kn_model_free(model);
    if (!ok) {
        kn_fit_free(fit);
        fit = NULL;
    }
    return fit;
}

void kn_fit_free(kn_fit *fit)
{
    if (!fit)
        return;
    free(fit->effects);
    kn_surface_free(fit->surface);
    free(fit);
}
