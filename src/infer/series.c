#include "infer/series.h"

#include <math.h>
#include <string.h>

static const char *const family_names[KN_FAMILY_COUNT] = {"gaussian", "poisson", "bernoulli",
                                                          "binomial", "ordinal"};

/* Largest outcome of a count: beyond this a count is no diary, and exp() loses digits. */
static const double COUNT_MAX = 1e9;

const char *kn_family_name(kn_family family)
{
    return family_names[family];
}

bool kn_family_parse(const char *name, kn_family *family)
{
    for (int f = 0; f < KN_FAMILY_COUNT; f++)
        if (strcmp(name, family_names[f]) == 0) {
            *family = (kn_family)f;
            return true;
        }
    return false;
}

kn_prior kn_prior_default(void)
{
    return (kn_prior){
#define KN_X(name, value, what) .name = value,
        KN_PRIORS(KN_X)
#undef KN_X
    };
}

kn_code kn_prior_set(kn_prior *prior, const char *name, double value, kn_error *err)
{
    if (!(isfinite(value) && value > 0))
        return kn_fail(err, KN_USAGE, NULL, "the prior %s must be a number above 0, not %g", name,
                       value);
#define KN_X(field, default_value, what)                                                           \
    if (strcmp(name, #field) == 0) {                                                               \
        prior->field = value;                                                                      \
        return KN_OK;                                                                              \
    }
    KN_PRIORS(KN_X)
#undef KN_X
    kn_fail(err, KN_USAGE, NULL, "there is no prior called \"%s\"", name);
#define KN_X(field, default_value, what) " " #field
    return kn_hint(err, "The priors are:%s.", "" KN_PRIORS(KN_X));
#undef KN_X
}

static bool is_whole(double x)
{
    return x == floor(x);
}

/* The rule that row i breaks, or NULL. */
static const char *broken_rule(const kn_series *series, size_t i)
{
    double y = series->outcome[i];

    if (i > 0 && series->day[i] <= series->day[i - 1])
        return "days must ascend";
    if (series->arm[i] >= series->arms)
        return "the arm has no such number";
    if (!isfinite(y))
        return "the outcome must be finite";
    switch (series->family) {
    case KN_GAUSSIAN:
        return NULL;
    case KN_POISSON:
        if (series->exposure && !(series->exposure[i] > 0 && isfinite(series->exposure[i])))
            return "the exposure must be above 0";
        return y >= 0 && y <= COUNT_MAX && is_whole(y) ? NULL
                                                       : "a count must be a whole number >= 0";
    case KN_BERNOULLI:
        return y == 0 || y == 1 ? NULL : "a yes/no outcome must be 0 or 1";
    case KN_BINOMIAL:
        if (!(series->trials[i] >= 1 && series->trials[i] <= COUNT_MAX &&
              is_whole(series->trials[i])))
            return "the trials must be a whole number >= 1";
        return y >= 0 && y <= series->trials[i] && is_whole(y)
                   ? NULL
                   : "k of n must be a whole number from 0 to n";
    case KN_ORDINAL:
        return is_whole(y) && fabs(y) <= COUNT_MAX ? NULL : "a level must be a whole number";
    case KN_FAMILY_COUNT:
        break;
    }
    return "the family has no such number";
}

/* Distinct values, counted up to KN_CATEGORIES_MAX + 1. */
static int count_levels(const kn_series *series)
{
    double seen[KN_CATEGORIES_MAX + 1];
    int levels = 0;

    for (size_t i = 0; i < series->n && levels <= KN_CATEGORIES_MAX; i++) {
        int c = 0;
        while (c < levels && seen[c] != series->outcome[i])
            c++;
        if (c == levels)
            seen[levels++] = series->outcome[i];
    }
    return levels;
}

kn_code kn_series_check(const kn_series *series, kn_error *err)
{
    if (series->arms < 2 || series->arms > KN_ARMS_MAX)
        return kn_fail(err, KN_DATA, NULL, "%d arms; there must be 2 to %d", series->arms,
                       KN_ARMS_MAX);
    if (series->n > KN_DAYS_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "%zu days; at most %d are accepted", series->n,
                       KN_DAYS_MAX);
    if (series->family == KN_BINOMIAL && !series->trials)
        return kn_fail(err, KN_DATA, NULL, "a k-of-n outcome needs its n: the trials");
    if (!(isfinite(series->scale) && series->scale >= 0))
        return kn_fail(err, KN_DATA, NULL, "the scale must be above 0, not %g", series->scale);
    for (size_t i = 0; i < series->n; i++) {
        const char *rule = broken_rule(series, i);
        if (rule)
            return kn_fail(err, KN_DATA, &(kn_place){.line = i + 1}, "row %zu, outcome %g: %s",
                           i + 1, series->outcome[i], rule);
    }
    if (series->family == KN_ORDINAL && count_levels(series) > KN_CATEGORIES_MAX) {
        kn_fail(err, KN_DATA, NULL, "more than %d different levels", KN_CATEGORIES_MAX);
        return kn_hint(err, "Join neighbouring levels, or treat the outcome as gaussian.");
    }
    return KN_OK;
}

/* Never varies: every outcome equal; for k of n, every share 0 or every share 1. */
static bool is_constant(const kn_series *series)
{
    for (size_t i = 1; i < series->n; i++) {
        double y = series->outcome[i], y0 = series->outcome[0];
        if (series->family == KN_BINOMIAL) {
            bool is_end =
                (y0 == 0 && y == 0) || (y0 == series->trials[0] && y == series->trials[i]);
            if (!is_end)
                return false;
        } else if (y != y0) {
            return false;
        }
    }
    return true;
}

kn_unfit kn_series_unfit(const kn_series *series)
{
    bool seen[KN_ARMS_MAX] = {false};

    if (series->n < KN_OBSERVATIONS_MIN)
        return KN_UNFIT_TOO_FEW;
    for (size_t i = 0; i < series->n; i++)
        seen[series->arm[i]] = true;
    for (int k = 0; k < series->arms; k++)
        if (!seen[k])
            return KN_UNFIT_ARM;
    return is_constant(series) ? KN_UNFIT_CONSTANT : KN_UNFIT_NOT;
}

bool kn_series_is_at_end(const kn_series *series, int arm)
{
    bool all_low = true, all_high = true;
    double low = 0, high = series->family == KN_BERNOULLI ? 1 : (double)INFINITY;

    if (series->family == KN_GAUSSIAN)
        return false;
    if (series->family == KN_ORDINAL) {
        low = INFINITY;
        high = -INFINITY;
        for (size_t i = 0; i < series->n; i++) {
            low = fmin(low, series->outcome[i]);
            high = fmax(high, series->outcome[i]);
        }
    }
    for (size_t i = 0; i < series->n; i++) {
        if (series->arm[i] != arm)
            continue;
        double most = series->family == KN_BINOMIAL ? series->trials[i] : high;
        all_low = all_low && series->outcome[i] == low;
        all_high = all_high && series->outcome[i] == most;
    }
    return all_low || all_high;
}
