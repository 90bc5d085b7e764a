/* The quick road: kn_answer_judge() on the cheaper posterior of infer/quick.h. A probability that
 * lies in a band about the threshold it is held against leaves the verdict open; then the exact
 * road is taken. Only probabilities that the verdict hinges on count: what matters is whether the
 * verdict could be another if they fell on the other side. */
#include "infer/decide.h"

#include <math.h>

#include "base/normal.h"
#include "infer/answer.h"
#include "infer/randomisation.h"
#include "infer/series.h"

/* Half widths of the bands, in probits: the quick road's error, measured (docs/planning.md). */
typedef struct widths {
    double better, within, flat, refit;
} widths;
static const widths WIDTH_GAUSSIAN = {0.01, 0.01, 0.02, 0.01};
static const widths WIDTH_COUNT = {0.03, 0.03, 0.05, 0.04};
static const widths WIDTH_YESNO = {0.03, 0.03, 0.05, 0.04};

/* -1: p is below the threshold for sure; 1: at or above it; 0: it lies in the band. */
static int side(double p, double threshold, double width)
{
    double z = kn_probit(threshold);

    if (p < 0.5 * erfc(-(z - width) / KN_SQRT2))
        return -1;
    return p > 0.5 * erfc(-(z + width) / KN_SQRT2) ? 1 : 0;
}

/* -1: one of the two is below for sure; 1: both are above; 0: open. */
static int both(int a, int b)
{
    return a < b ? a : b;
}

static kn_fit quick_fit(const kn_decider *decider, const kn_series *kept, int which)
{
    return (kn_fit){.unfit = kn_series_unfit(kept),
                    .family = kept->family,
                    .arms = kept->arms,
                    .scale = decider->quick.scale,
                    .options = {.prior = decider->options.prior},
                    .effects = decider->effects[which]};
}

static void set_effect(kn_decider *decider, const kn_series *kept, int contrast)
{
    kn_effect *effect = &decider->effects[0][contrast - 1];

    kn_quick_tabulate(&decider->quick, contrast);
    kn_quick_posterior(&decider->quick, 0, &effect->posterior);
    effect->has_flat = !kn_series_is_at_end(kept, 0) && !kn_series_is_at_end(kept, contrast) &&
                       kn_quick_flat(&decider->quick, &effect->flat);
}

/* Whether "small" (step 2) and "no worthwhile difference" (step 4) hold or not for sure. */
static bool is_small_settled(const kn_answer *answer, const widths *width)
{
    if (!answer->has_important || !answer->has_flat)
        return true;
    return both(side(answer->below_important.posterior, KN_AGREE, width->within),
                side(answer->below_important.flat, KN_AGREE, width->flat)) != 0;
}

static bool is_within_settled(const kn_answer *answer, const widths *width)
{
    if (!answer->has_important || !answer->has_flat)
        return true;
    return both(side(answer->within.posterior, KN_AGREE, width->within),
                side(answer->within.flat, KN_AGREE, width->flat)) != 0;
}

/* Which side of c the larger of P(e > 0) and P(e < 0) lies on. */
static bool is_direction_settled(const kn_answer *answer, const widths *width)
{
    double p = answer->better.posterior, q = 1 - p;

    return side(p > q ? p : q, answer->threshold, width->better) != 0;
}

static kn_code ask_draw(kn_decider *decider, const kn_series *series, const kn_design *design,
                        kn_randomisation *draw, kn_error *err)
{
    return kn_randomisation_screen(design, series->n, series->day,
                                   kn_decider_rates(decider, series), decider->options.seed,
                                   KN_DRAW_AGREES, draw, err);
}

static void set_decision(const kn_decider *decider, const kn_answer *answer, kn_decision *decision)
{
    *decision = (kn_decision){.verdict = answer->verdict,
                              .reason = answer->reason,
                              .better = NAN,
                              .mean = NAN,
                              .sd = NAN,
                              .low = NAN,
                              .high = NAN};
    if (answer->reason == KN_REASON_UNFIT)
        return;
    const kn_density *posterior = &decider->effects[0][answer->arm - 1].posterior;
    decision->better = answer->better.posterior;
    decision->mean = posterior->mean;
    decision->sd = posterior->sd;
    decision->low = kn_density_quantile(posterior, 0.025);
    decision->high = kn_density_quantile(posterior, 0.975);
}

/* One trial under judgement. */
typedef struct trial {
    kn_decider *decider;
    const kn_series *series, *kept;
    const kn_design *design;
    const widths *width;
    kn_fit fit[KN_QUICK_PRIORS];
    bool has_draw;
    kn_randomisation draw;
} trial;

static void judge(trial *t, int contrast, bool has_refits, const kn_randomisation *draw,
                  kn_answer *answer)
{
    kn_answer_judge(&t->fit[0], contrast - 1, has_refits ? &t->fit[1] : NULL,
                    has_refits ? &t->fit[2] : NULL, t->design, draw, &t->decider->options.claim,
                    answer);
}

/* The gates of step 3. As on the exact road, refits come first. */
static kn_code ask_gates(trial *t, int contrast, kn_answer *answer, bool *settled, kn_error *err)
{
    const kn_randomisation none = {.p_smallest = 1};
    kn_decider *decider = t->decider;

    for (int p = 1; p < KN_QUICK_PRIORS; p++)
        kn_quick_posterior(&decider->quick, p, &decider->effects[p][contrast - 1].posterior);
    judge(t, contrast, true, &none, answer);
    *settled = both(side(answer->sigma_half, KN_AGREE, t->width->refit),
                    side(answer->sigma_double, KN_AGREE, t->width->refit)) != 0;
    if (!*settled || answer->verdict != KN_VERDICT_LOOKS_AS_IF)
        return KN_OK;
    if (!t->has_draw && ask_draw(decider, t->series, t->design, &t->draw, err))
        return err->code;
    t->has_draw = true;
    judge(t, contrast, true, &t->draw, answer);
    return KN_OK;
}

static kn_code judge_contrast(trial *t, int contrast, kn_answer *answer, bool *settled,
                              kn_error *err)
{
    const kn_randomisation none = {.p_smallest = 1};

    *settled = true;
    if (!t->fit[0].unfit)
        set_effect(t->decider, t->kept, contrast);
    judge(t, contrast, false, &none, answer);
    if (t->fit[0].unfit || answer->verdict == KN_VERDICT_OBSERVED)
        return KN_OK;
    *settled = is_direction_settled(answer, t->width);
    if (answer->verdict == KN_VERDICT_WORSE)
        return KN_OK;
    if (answer->better.posterior < answer->threshold)
        *settled = *settled && is_within_settled(answer, t->width);
    else
        *settled = *settled && is_small_settled(answer, t->width);
    if (!*settled || answer->verdict != KN_VERDICT_LOOKS_AS_IF)
        return KN_OK;
    return ask_gates(t, contrast, answer, settled, err);
}

kn_code kn_decide_quickly(kn_decider *decider, const kn_series *series, const kn_series *kept,
                          const kn_design *design, kn_decision decisions[], bool *settled,
                          kn_error *err)
{
    trial t = {.decider = decider, .series = series, .kept = kept, .design = design};
    bool is_fit = !kn_series_unfit(kept);
    kn_answer answer;

    *settled = false;
    if (is_fit) {
        if (!kn_quick_can(kept))
            return KN_OK;
        kn_quick_fit(&decider->quick, kept);
        if (!decider->quick.sure)
            return KN_OK;
    }
    t.width = kept->family == KN_GAUSSIAN  ? &WIDTH_GAUSSIAN
              : kept->family == KN_POISSON ? &WIDTH_COUNT
                                           : &WIDTH_YESNO;
    for (int p = 0; p < KN_QUICK_PRIORS; p++)
        t.fit[p] = quick_fit(decider, kept, p);
    for (int k = 1; k < kept->arms; k++) {
        kn_code code = judge_contrast(&t, k, &answer, settled, err);
        if (code || !*settled)
            return code;
        set_decision(decider, &answer, &decisions[k - 1]);
    }
    return KN_OK;
}
