#include <math.h>
#include <string.h>

#include "infer/relief_parts.h"

/* When a doubt is worth saying; where docs/model.md section 1 has the like, the same bounds. */
static const size_t EPISODES_FEW = 20, DRAWS_FEW = 5;
static const double SHARES_DIFFER = 0.10, MOSTLY = 0.5, PARTLY = 0.10;
static const double PRIOR_SHARE = 0.8, FLAT_DISTANCE = 0.25, REFIT_AGREES = 0.95;
static const double CURVE_GAP = 0.15; /* an arm that never eased differs so by its skew alone */

static const char *const words[] = {
#define KN_X(name, word, value) word,
    KN_RELIEF_DOUBTS(KN_X)
#undef KN_X
};

static const char *const unfit_words[] = {
#define KN_X(name, word) word,
    KN_RELIEF_UNFITS(KN_X)
#undef KN_X
};

const char *kn_relief_doubt_word(kn_relief_doubt_code code)
{
    return words[code];
}

const char *kn_relief_unfit_word(kn_relief_unfit code)
{
    return unfit_words[code];
}

static void add(kn_relief_answer *answer, kn_relief_doubt_code code, int contrast, double value)
{
    answer->doubt[answer->doubts++] = (kn_relief_doubt){code, contrast, value};
}

static double share(const kn_relief_arm *arm, kn_eased end)
{
    return arm->drawn ? (double)arm->by[end] / (double)arm->drawn : 0;
}

static void doubt_contrast(const kn_relief *relief, kn_relief_answer *answer, int index,
                           size_t episodes)
{
    const kn_relief_contrast *c = &answer->contrast[index];
    const kn_relief_arm *a = &answer->arm[c->arm], *b = &answer->arm[c->versus];
    double unknown = share(a, KN_EASED_UNKNOWN) - share(b, KN_EASED_UNKNOWN);
    double forgotten = share(a, KN_EASED_BETWEEN) - share(b, KN_EASED_BETWEEN);
    size_t fewest = c->drawn[0] < c->drawn[1] ? c->drawn[0] : c->drawn[1];
    size_t both = c->drawn[0] + c->drawn[1];
    double outside = (double)(episodes - c->considered) / (double)episodes;

    if (outside > PARTLY)
        add(answer, KN_RELIEF_DOUBT_PARTLY_ALLOWED, index, outside);
    if (fabs(unknown) > SHARES_DIFFER)
        add(answer, KN_RELIEF_DOUBT_UNKNOWN_DIFFERS, index, unknown);
    if (fabs(forgotten) > SHARES_DIFFER)
        add(answer, KN_RELIEF_DOUBT_FORGOTTEN_DIFFERS, index, forgotten);
    if (c->unfit)
        return;
    if (fewest < DRAWS_FEW)
        add(answer, KN_RELIEF_DOUBT_FEW_DRAWS, index, (double)fewest);
    if ((double)(c->in[0] + c->in[1]) < (1 - MOSTLY) * (double)both)
        add(answer, KN_RELIEF_DOUBT_FEW_EASED, index,
            1 - (double)(c->in[0] + c->in[1]) / (double)both);
    double sd = c->posterior.sd, of_prior = sd / relief->options.prior.beta_sd;
    double lowest = fmin(c->answer.sigma_half, c->answer.sigma_double);
    if (of_prior > PRIOR_SHARE)
        add(answer, KN_RELIEF_DOUBT_PRIOR_DOMINATES, index, of_prior);
    if (!c->has_flat)
        add(answer, KN_RELIEF_DOUBT_FLAT_IMPROPER, index, 0);
    else if (fabs(c->flat.mean - c->posterior.mean) > FLAT_DISTANCE * sd)
        add(answer, KN_RELIEF_DOUBT_FLAT_DIFFERS, index, (c->flat.mean - c->posterior.mean) / sd);
    if (lowest < REFIT_AGREES)
        add(answer, KN_RELIEF_DOUBT_SIGMA_PRIOR, index, lowest);
    if (c->weibull_differs)
        add(answer, KN_RELIEF_DOUBT_OTHER_TIMES, index, c->weibull.mean);
    if (!c->converged || c->curve_gap > CURVE_GAP)
        add(answer, KN_RELIEF_DOUBT_NUMERICS, index, c->curve_gap);
}

void kn_relief_set_doubts(const kn_relief *relief, size_t person, bool trend)
{
    kn_relief_answer *answer = &relief->person[person];
    kn_prior standard = kn_prior_default();
    size_t known = 0, drawn = 0;
    bool is_replayed = false;

    for (size_t c = 0; c < answer->contrasts; c++)
        is_replayed = is_replayed || answer->contrast[c].replayed;
    for (int a = 0; a < relief->data->arms; a++)
        drawn += answer->arm[a].drawn;
    for (int a = 0; a < relief->data->arms; a++)
        known += answer->arm[a].drawn - answer->arm[a].by[KN_EASED_UNKNOWN];
    if (known < EPISODES_FEW)
        add(answer, KN_RELIEF_DOUBT_FEW_EPISODES, -1, (double)known);
    if (answer->odds == KN_ODDS_NONE)
        add(answer, KN_RELIEF_DOUBT_NOT_RANDOMISED, -1, 0);
    if (answer->odds == KN_ODDS_MOVED && !is_replayed)
        add(answer, KN_RELIEF_DOUBT_ODDS_MOVED, -1, 0);
    if (!relief->options.blinded)
        add(answer, KN_RELIEF_DOUBT_NOT_BLINDED, -1, 0);
    if (trend && !relief->data->has_order)
        add(answer, KN_RELIEF_DOUBT_ORDER_ASSUMED, -1, 0);
    if (memcmp(&relief->options.prior, &standard, sizeof standard) != 0)
        add(answer, KN_RELIEF_DOUBT_PRIOR_CHANGED, -1, 0);
    for (size_t c = 0; c < answer->contrasts; c++)
        doubt_contrast(relief, answer, (int)c, drawn);
}
