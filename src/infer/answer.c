#include "infer/answer.h"

#include <assert.h>
#include <math.h>

#include "base/mathconst.h"

/* Thresholds of docs/model.md section 1, "Verdict". */
static const double CLEAR_TWO_ARMS = 0.975, CLEAR_THREE_ARMS = 0.988, CLEAR_FOUR_ARMS = 0.991;
static const double CLEAR_WITH_LOOKS = 0.99;
static const double AGREE = KN_AGREE, DRAW_AGREES = KN_DRAW_AGREES;
static const double MATTERS = 0.5;
static const size_t CYCLES_MIN = 3;

static const char *const verdict_words[] = {
#define KN_X(name, word) word,
    KN_VERDICTS(KN_X)
#undef KN_X
};

static const char *const reason_words[] = {
#define KN_X(name, word) word,
    KN_REASONS(KN_X)
#undef KN_X
};

static const char *const doubt_words[] = {
#define KN_X(name, word, value) word,
    KN_DOUBTS(KN_X)
#undef KN_X
};

const char *kn_verdict_word(kn_verdict_code code)
{
    return verdict_words[code];
}

const char *kn_reason_word(kn_reason reason)
{
    return reason_words[reason];
}

const char *kn_doubt_word(kn_doubt_code code)
{
    return doubt_words[code];
}

void kn_doubts_add(kn_doubts *doubts, kn_doubt_code code, int arm, double value)
{
    assert(doubts->count < sizeof doubts->list / sizeof *doubts->list);
    doubts->list[doubts->count++] = (kn_doubt){code, arm, value};
}

/* With several contrasts each must be clearer, so that any false one stays as rare; beyond four
 * arms by Bonferroni. */
double kn_claim_threshold(const kn_claim *claim, int arms)
{
    double c = arms == 2   ? CLEAR_TWO_ARMS
               : arms == 3 ? CLEAR_THREE_ARMS
               : arms == 4 ? CLEAR_FOUR_ARMS
                           : 1 - (1 - CLEAR_TWO_ARMS) / (arms - 1);

    if (claim->threshold > 0)
        return claim->threshold;
    return claim->looks_planned ? fmax(c, CLEAR_WITH_LOOKS) : c;
}

/* P(low < e < high) where e is the effect signed so that better is positive. */
static double prob_between(const kn_density *density, int better, double low, double high)
{
    return better > 0 ? kn_density_between(density, low, high)
                      : kn_density_between(density, -high, -low);
}

static double normal_between(double sd, double low, double high)
{
    return 0.5 * (erfc(-high / (sd * KN_SQRT2)) - erfc(-low / (sd * KN_SQRT2)));
}

/* The same interval of e under the posterior, Flat, and the prior alone. */
static kn_prob prob(const kn_contrast *c, int better, double low, double high)
{
    return (kn_prob){.posterior = prob_between(c->posterior, better, low, high),
                     .flat = c->flat ? prob_between(c->flat, better, low, high) : (double)NAN,
                     .prior = normal_between(c->beta_sd, low, high)};
}

/* P of the direction that the main fit favours, under a refit. NAN without one. */
static double refit_prob(const kn_density *refit, int better, bool is_better)
{
    double p;

    if (!refit)
        return NAN;
    p = prob_between(refit, better, 0, INFINITY);
    return is_better ? p : 1 - p;
}

static void conclude(kn_answer *answer, kn_verdict_code verdict, kn_reason reason)
{
    answer->verdict = verdict;
    answer->reason = reason;
}

/* Step 3: the probability is clear; do the refits and the draw agree? */
static void judge_help(kn_answer *answer, const kn_contrast *contrast)
{
    double p = contrast->has_draw ? contrast->p : 1;
    double most = contrast->p_most > 0 ? contrast->p_most : DRAW_AGREES;
    bool could_show = contrast->has_draw && contrast->p_smallest <= most;

    if (answer->sigma_half < AGREE || answer->sigma_double < AGREE)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_SIGMA_PRIOR);
    else if (!could_show)
        conclude(answer, KN_VERDICT_LOOKS_AS_IF, KN_REASON_TOO_FEW_SWITCHES);
    else if (p > most)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_DRAW_DISAGREES);
    else if (isnan(answer->sigma_half) || isnan(answer->sigma_double))
        conclude(answer, KN_VERDICT_LOOKS_AS_IF, KN_REASON_SIGMA_PRIOR);
    else
        conclude(answer, KN_VERDICT_HELPS, KN_REASON_CLEAR);
}

/* Steps 4 and 5: no clear direction. */
static void judge_unclear(kn_answer *answer, size_t cycles)
{
    bool within = answer->has_important && answer->within.posterior >= AGREE;

    if (!answer->has_flat)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_FEW_EVENTS);
    else if (within && answer->within.flat < AGREE)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_NEEDS_PRIOR);
    else if (within && cycles < CYCLES_MIN)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_FEW_PERIODS);
    else if (within)
        conclude(answer, KN_VERDICT_NO_WORTHWHILE, KN_REASON_CLEAR);
    else if (!answer->has_important)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_NO_IMPORTANT);
    else
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_WIDE);
}

void kn_contrast_judge(const kn_contrast *contrast, const kn_claim *claim, kn_answer *answer)
{
    int better = claim->better;
    double d = claim->important / contrast->scale;

    *answer = (kn_answer){.arm = contrast->arm,
                          .threshold = kn_claim_threshold(claim, contrast->arms),
                          .has_important = claim->important > 0,
                          .has_flat = contrast->flat != NULL};
    answer->better = prob(contrast, better, 0, INFINITY);
    if (answer->has_important) {
        answer->better_by = prob(contrast, better, d, INFINITY);
        answer->within = prob(contrast, better, -d, d);
        answer->below_important = prob(contrast, better, -INFINITY, d);
        answer->enough_to_matter = answer->better_by.posterior >= MATTERS;
    }
    bool is_better = answer->better.posterior >= 0.5;
    answer->sigma_half = refit_prob(contrast->half, better, is_better);
    answer->sigma_double = refit_prob(contrast->twice, better, is_better);

    if (!contrast->is_randomised)
        conclude(answer, KN_VERDICT_OBSERVED, KN_REASON_NOT_RANDOMISED);
    else if (contrast->is_lost)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_FEW_PERIODS);
    else if (contrast->p_most > 0 && contrast->has_draw && contrast->p > contrast->p_most &&
             fmax(answer->better.posterior, 1 - answer->better.posterior) >= answer->threshold)
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_DRAW_DISAGREES);
    else if (1 - answer->better.posterior >= answer->threshold)
        conclude(answer, KN_VERDICT_WORSE, KN_REASON_CLEAR);
    else if (answer->better.posterior < answer->threshold)
        judge_unclear(answer, contrast->cycles);
    else if (answer->has_important && answer->has_flat &&
             answer->below_important.posterior >= AGREE && answer->below_important.flat >= AGREE)
        conclude(answer, KN_VERDICT_SMALL, KN_REASON_CLEAR);
    else
        judge_help(answer, contrast);
}

void kn_answer_judge(const kn_fit *fit, int effect_index, const kn_fit *half, const kn_fit *twice,
                     const kn_design *design, const kn_randomisation *randomisation,
                     const kn_claim *claim, kn_answer *answer)
{
    if (fit->unfit) {
        *answer = (kn_answer){.arm = effect_index + 1,
                              .threshold = kn_claim_threshold(claim, fit->arms),
                              .has_important = claim->important > 0,
                              .sigma_half = NAN,
                              .sigma_double = NAN};
        conclude(answer, KN_VERDICT_COULD_NOT_TELL, KN_REASON_UNFIT);
        return;
    }

    const kn_effect *effect = &fit->effects[effect_index];
    const kn_contrast contrast = {
        .arm = effect_index + 1,
        .arms = fit->arms,
        .posterior = &effect->posterior,
        .flat = effect->has_flat ? &effect->flat : NULL,
        .half = half ? &half->effects[effect_index].posterior : NULL,
        .twice = twice ? &twice->effects[effect_index].posterior : NULL,
        .beta_sd = fit->options.prior.beta_sd,
        .scale = fit->scale, /* 1 but for gaussian */
        .is_randomised = design->kind != KN_DESIGN_OBSERVED && design->kind != KN_DESIGN_UNKNOWN,
        .has_draw = randomisation->done,
        .p = randomisation->p[effect_index],
        .p_smallest = randomisation->p_smallest,
        .is_lost = fit->check.curve_exact && fit->check.curve_gap > KN_CURVE_GAP_LOST,
        .cycles = kn_design_cycles(design)};
    kn_contrast_judge(&contrast, claim, answer);
}
