#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/triggers.h"

/* Diaries of f times the length are made from the strata at hand, drawn with replacement, each with
 * as many episode days as it had. One suspect after the other gets the odds ratio KN_TRIGGER_STRONG
 * and all others none; which days had the episodes is drawn anew. The share of diaries in which
 * "goes with" would be said of that suspect is the power at f. The length is doubled until it is 4
 * in 5, and interpolated between the last two; the mixture without correction serves as the
 * posterior. */

enum { FACTOR_MAX = 16, EPISODES_MAX = 1500 /* of a simulated diary: it stays quick */ };

#define POWER_WANTED 0.8

typedef struct simulation {
    const kn_trigger_rows *rows;
    const kn_trigger_options *options;
    const int *tested; /* [tests] the first columns of the suspects not found */
    int tests;
    kn_conditional made;
    kn_trigger_posterior posterior;
    kn_random random;
} simulation;

static void make_diary(simulation *s, int factor, const double truth[])
{
    const kn_trigger_rows *rows = s->rows;
    int p = rows->columns;

    kn_conditional_clear(&s->made);
    for (size_t made = 0; made < rows->strata * (size_t)factor; made++) {
        size_t stratum = kn_random_below(&s->random, rows->strata), from = rows->from[stratum];
        size_t days = rows->from[stratum + 1] - from;
        const double *x = rows->x + from * (size_t)p;
        double linear[KN_STRATUM_DAYS_MAX];
        int8_t is_case[KN_STRATUM_DAYS_MAX];
        int cases = 0;

        for (size_t i = 0; i < days; i++) {
            linear[i] = 0;
            for (int j = 0; j < p; j++)
                linear[i] += truth[j] * x[i * (size_t)p + (size_t)j];
            cases += rows->is_case[from + i];
        }
        kn_conditional_draw(days, cases, linear, &s->random, is_case);
        kn_conditional_add(&s->made, days, x, is_case);
    }
}

/* Whether one simulated diary says that the suspect whose columns begin at `first` goes with it. */
static bool finds(simulation *s, int factor, int first)
{
    double truth[KN_TRIGGER_COLUMNS_MAX] = {0}, share[KN_TRIGGER_COLUMNS_MAX] = {0};
    int lags = s->options->lags;

    for (int l = 0; l < lags; l++) {
        truth[first + l] = log(KN_TRIGGER_STRONG) / lags;
        share[first + l] = 1;
    }
    make_diary(s, factor, truth);
    kn_trigger_posterior_fit(&s->posterior, &s->made, KN_OMEGA_NODES_FEW);
    return kn_trigger_mixture_below(&s->posterior, share, 0) <= 1 - KN_TRIGGER_CERTAIN;
}

/* It stops as soon as so many have missed that the power wanted is out of reach. The share found is
 * then estimated without the last one, which is a miss by the rule that stopped it (Haldane 1945,
 * inverse sampling). */
static double power_at(simulation *s, int factor)
{
    int runs = s->options->needed_runs, found = 0, missed = 0;
    double missed_most = (1 - POWER_WANTED) * runs + 1e-9;

    kn_random_init(&s->random, s->options->seed, (uint64_t)factor);
    for (int r = 0; r < runs && missed <= missed_most; r++) {
        bool is_found = finds(s, factor, s->tested[r % s->tests]);

        found += is_found;
        missed += !is_found;
    }
    return missed > missed_most && found > 0 ? (double)found / (found + missed - 1)
                                             : (double)found / (found + missed);
}

/* How many times the length; *at_least if even that was not enough. */
static double factor_needed(simulation *s, int factor_max, bool *at_least)
{
    double before = 0, power = power_at(s, 1);
    int factor = 1;

    while (power < POWER_WANTED && 2 * factor <= factor_max) {
        before = power;
        power = power_at(s, factor *= 2);
    }
    *at_least = power < POWER_WANTED;
    if (factor == 1 || *at_least)
        return factor;
    return factor / 2 * pow(2, (POWER_WANTED - before) / (power - before));
}

/* The first column of each suspect in the model that was not found. */
static int list_tested(const kn_trigger_options *options, const kn_trigger_answer *answer,
                       int tested[])
{
    int count = 0, column = 0;

    for (int j = 0; j < answer->suspects; j++) {
        if (answer->suspect[j].refused)
            continue;
        if (answer->suspect[j].verdict == KN_TRIGGERS_COULD_NOT)
            tested[count++] = column;
        column += options->lags;
    }
    return count;
}

kn_code kn_trigger_needed(const kn_trigger_rows *rows, const kn_trigger_options *options,
                          kn_trigger_answer *answer, kn_error *err)
{
    int tested[KN_SUSPECTS_MAX], factor_max = FACTOR_MAX;
    simulation s = {.rows = rows, .options = options, .tested = tested};
    size_t days_max = 0;
    kn_code code;

    s.tests = list_tested(options, answer, tested);
    if (s.tests == 0)
        return KN_OK;
    while (factor_max > 1 && (size_t)factor_max * answer->informative_episodes > EPISODES_MAX)
        factor_max /= 2;
    for (size_t k = 0; k < rows->strata; k++)
        days_max = rows->from[k + 1] - rows->from[k] > days_max ? rows->from[k + 1] - rows->from[k]
                                                                : days_max;
    code = kn_conditional_init(&s.made, rows->strata * days_max * (size_t)factor_max, rows->columns,
                               err);
    if (!code)
        code = kn_trigger_posterior_init(&s.posterior, rows->columns, 0, err);
    if (!code) {
        double factor = factor_needed(&s, factor_max, &answer->needed_at_least);
        answer->needed = (factor - 1) * (double)answer->episodes;
    }
    kn_conditional_release(&s.made);
    kn_trigger_posterior_release(&s.posterior);
    return code;
}
