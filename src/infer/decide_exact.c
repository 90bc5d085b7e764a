#include "infer/decide.h"

#include <math.h>

#include "infer/answer.h"
#include "infer/randomisation.h"

/* A refit under another sigma prior. */
static kn_fit *refit(const kn_series *kept, const kn_fit_options *options, double factor,
                     kn_error *err)
{
    kn_fit_options changed = *options;

    changed.prior.sigma_scale *= factor;
    return kn_fit_new(kept, &changed, err);
}

static void set_decision(const kn_fit *fit, const kn_answer *answer, kn_decision *decision)
{
    *decision = (kn_decision){.verdict = answer->verdict,
                              .reason = answer->reason,
                              .better = NAN,
                              .mean = NAN,
                              .sd = NAN,
                              .low = NAN,
                              .high = NAN,
                              .exact = true};
    if (fit->unfit)
        return;
    const kn_density *posterior = &fit->effects[answer->arm - 1].posterior;
    decision->better = answer->better.posterior;
    decision->mean = posterior->mean;
    decision->sd = posterior->sd;
    decision->low = kn_density_quantile(posterior, 0.025);
    decision->high = kn_density_quantile(posterior, 0.975);
}

/* Judged without refits and without a draw, "looks as if it helps" is what stands before the gates
 * of step 3; only then are they asked, the refits first. */
kn_code kn_decide_exactly(kn_decider *decider, const kn_series *series, const kn_series *kept,
                          const kn_design *design, kn_decision decisions[], kn_error *err)
{
    const kn_decide_options *options = &decider->options;
    kn_fit_options fit_options = {
        .prior = options->prior, .trend = options->trend, .natural = false, .seed = options->seed};
    kn_randomisation draw = {.p_smallest = 1};
    kn_fit *fit = kn_fit_new(kept, &fit_options, err), *half = NULL, *twice = NULL;
    kn_answer answer[KN_ARMS_MAX - 1];
    bool asks_gates = false, asks_draw = false;
    kn_code code = KN_OK;

    if (!fit)
        return err->code;
    for (int e = 0; e + 1 < kept->arms; e++) {
        kn_answer_judge(fit, e, NULL, NULL, design, &draw, &options->claim, &answer[e]);
        asks_gates = asks_gates || answer[e].verdict == KN_VERDICT_LOOKS_AS_IF;
    }
    if (asks_gates) {
        half = refit(kept, &fit_options, 0.5, err);
        twice = half ? refit(kept, &fit_options, 2, err) : NULL;
        if (!twice) {
            code = err->code;
            goto done;
        }
    }
    for (int e = 0; e + 1 < kept->arms && asks_gates; e++) {
        kn_answer_judge(fit, e, half, twice, design, &draw, &options->claim, &answer[e]);
        asks_draw = asks_draw || answer[e].verdict == KN_VERDICT_LOOKS_AS_IF;
    }
    if (asks_draw) {
        const double *rates = kn_decider_rates(decider, series);
        code = options->exact ? kn_randomisation_test(design, series->n, series->day, rates,
                                                      options->seed, &draw, err)
                              : kn_randomisation_screen(design, series->n, series->day, rates,
                                                        options->seed, KN_DRAW_AGREES, &draw, err);
        if (code)
            goto done;
        for (int e = 0; e + 1 < kept->arms; e++)
            kn_answer_judge(fit, e, half, twice, design, &draw, &options->claim, &answer[e]);
    }
    for (int e = 0; e + 1 < kept->arms; e++)
        set_decision(fit, &answer[e], &decisions[e]);
done:
    kn_fit_free(fit);
    kn_fit_free(half);
    kn_fit_free(twice);
    return code;
}
