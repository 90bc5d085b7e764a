#include "infer/decide.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

kn_decide_options kn_decide_options_default(void)
{
    return (kn_decide_options){
        .prior = kn_prior_default(), .trend = true, .claim = {.better = -1}, .seed = 1};
}

kn_decider *kn_decider_new(const kn_decide_options *options, int arms, size_t n_max, kn_error *err)
{
    kn_decider *decider = calloc(1, sizeof *decider);

    assert(arms >= 2 && arms <= KN_ARMS_MAX);
    if (!decider)
        goto nomem;
    decider->options = *options;
    decider->arms = arms;
    decider->n_max = n_max;
    decider->keep = calloc(n_max + 1, sizeof *decider->keep);
    decider->day = calloc(n_max + 1, sizeof *decider->day);
    decider->arm = calloc(n_max + 1, sizeof *decider->arm);
    decider->outcome = calloc(n_max + 1, sizeof *decider->outcome);
    decider->per = calloc(n_max + 1, sizeof *decider->per);
    decider->rate = calloc(n_max + 1, sizeof *decider->rate);
    bool has_quick = kn_quick_init(&decider->quick, &options->prior, options->trend, n_max);
    for (int p = 0; p < KN_QUICK_PRIORS; p++) {
        decider->effects[p] = calloc((size_t)arms, sizeof *decider->effects[p]);
        has_quick = has_quick && decider->effects[p];
    }
    if (has_quick && decider->keep && decider->day && decider->arm && decider->outcome &&
        decider->per && decider->rate)
        return decider;
nomem:
    kn_fail(err, KN_NOMEM, NULL, "no memory to judge %zu days", n_max);
    kn_decider_free(decider);
    return NULL;
}

void kn_decider_free(kn_decider *decider)
{
    if (!decider)
        return;
    free(decider->keep);
    free(decider->day);
    free(decider->arm);
    free(decider->outcome);
    free(decider->per);
    free(decider->rate);
    kn_quick_release(&decider->quick);
    for (int p = 0; p < KN_QUICK_PRIORS; p++)
        free(decider->effects[p]);
    free(decider);
}

void kn_decider_keep(kn_decider *decider, const kn_series *series, const kn_design *design,
                     kn_series *kept)
{
    const double *per = series->exposure ? series->exposure : series->trials;
    size_t at = 0;

    kn_design_keep(design, design->arm, series->n, series->day, decider->keep);
    for (size_t i = 0; i < series->n; i++) {
        if (!decider->keep[i])
            continue;
        decider->day[at] = series->day[i];
        decider->arm[at] = series->arm[i];
        decider->outcome[at] = series->outcome[i];
        if (per)
            decider->per[at] = per[i];
        at++;
    }
    *kept = *series;
    kept->n = at;
    kept->day = decider->day;
    kept->arm = decider->arm;
    kept->outcome = decider->outcome;
    kept->exposure = series->exposure ? decider->per : NULL;
    kept->trials = series->trials && !series->exposure ? decider->per : NULL;
}

const double *kn_decider_rates(kn_decider *decider, const kn_series *series)
{
    const double *per = series->family == KN_POISSON    ? series->exposure
                        : series->family == KN_BINOMIAL ? series->trials
                                                        : NULL;

    if (!per)
        return series->outcome;
    for (size_t i = 0; i < series->n; i++)
        decider->rate[i] = series->outcome[i] / per[i];
    return decider->rate;
}

kn_code kn_decide(kn_decider *decider, const kn_series *series, const kn_design *design,
                  kn_decision decisions[], kn_error *err)
{
    kn_error unheard;
    kn_series kept;

    err = err ? err : &unheard;
    assert(series->arms == decider->arms && design->arms == decider->arms);
    if (series->n > decider->n_max)
        return kn_fail(err, KN_LIMIT, NULL, "%zu days; this decider takes at most %zu", series->n,
                       decider->n_max);
    kn_decider_keep(decider, series, design, &kept);
    if (!decider->options.exact) {
        bool settled;
        kn_code code = kn_decide_quickly(decider, series, &kept, design, decisions, &settled, err);
        if (code || settled)
            return code;
    }
    return kn_decide_exactly(decider, series, &kept, design, decisions, err);
}
