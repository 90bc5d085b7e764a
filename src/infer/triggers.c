#include "infer/triggers.h"

#include <math.h>
#include <stdlib.h>

#define LOST_MANY     0.2 /* share of the diary's days that a reader should know of */
#define EPISODES_MANY 0.2 /* share of the episodes without a day to compare with */
#define ANSWERED_MORE 0.1 /* difference of shares answered */
#define ALIKE_MIN     0.9 /* correlation above which two suspects cannot be told apart */
#define KHAT_MAX      0.7 /* Vehtari and others 2024 */

const char *kn_strata_name(kn_strata strata)
{
    return strata == KN_STRATA_FORTNIGHT ? "fortnight" : "weekday-month";
}

const char *kn_suspect_refusal_name(kn_suspect_refusal refusal)
{
    static const char *const words[] = {
#define KN_X(name, word) word,
        KN_SUSPECT_REFUSALS(KN_X)
#undef KN_X
    };
    return words[refusal];
}

const char *kn_trigger_unfit_name(kn_trigger_unfit unfit)
{
    static const char *const words[] = {
#define KN_X(name, word) word,
        KN_TRIGGER_UNFITS(KN_X)
#undef KN_X
    };
    return words[unfit];
}

const char *kn_trigger_verdict_name(kn_trigger_verdict verdict)
{
    static const char *const words[] = {
#define KN_X(name, word) word,
        KN_TRIGGER_VERDICTS(KN_X)
#undef KN_X
    };
    return words[verdict];
}

const char *kn_trigger_doubt_name(kn_trigger_doubt_code code)
{
    static const char *const words[] = {
#define KN_X(name, word) word,
        KN_TRIGGER_DOUBTS(KN_X)
#undef KN_X
    };
    return words[code];
}

kn_trigger_options kn_trigger_options_default(void)
{
    return (kn_trigger_options){
        .lags = 1, .others = true, .dated = true, .needed_runs = KN_TRIGGER_NEEDED_RUNS, .seed = 1};
}

/* ---- The fit ----------------------------------------------------------------------------------*/

static kn_code check_options(const kn_trigger_options *options, int suspects, kn_error *err)
{
    kn_place place = {.source = "--lags"};

    for (int l = 0; l < options->lags; l++)
        if (options->lag[l] < 0 || options->lag[l] > KN_LAG_MAX ||
            (l > 0 && options->lag[l] <= options->lag[l - 1]))
            return kn_fail(err, KN_USAGE, &place, "lags are days from 0 to %d, in ascending order",
                           KN_LAG_MAX);
    if (options->lags < 1 || options->lags > KN_LAGS_MAX)
        return kn_fail(err, KN_USAGE, &place, "%d lags; from 1 to %d are accepted", options->lags,
                       KN_LAGS_MAX);
    if (suspects > KN_SUSPECTS_MAX || suspects * options->lags > KN_TRIGGER_COLUMNS_MAX) {
        kn_fail(err, KN_LIMIT, &place, "%d suspects at %d lags are more than %d columns", suspects,
                options->lags, KN_TRIGGER_COLUMNS_MAX);
        return kn_hint(err, "Ask for fewer lags, or leave columns out.");
    }
    if (options->strata == KN_STRATA_WEEKDAY_MONTH && !options->dated) {
        place = (kn_place){.source = "--strata"};
        kn_fail(err, KN_USAGE, &place, "days given as numbers have no weekday and no month");
        return kn_hint(err, "Write the days as dates, or ask for --strata fortnight.");
    }
    return KN_OK;
}

/* Fits with up to KN_OMEGA_NODES nodes; corrected if `correct`. The caller releases both. */
static kn_code fit_rows(const kn_trigger_rows *rows, bool correct, uint64_t seed,
                        kn_conditional *conditional, kn_trigger_posterior *posterior, kn_error *err)
{
    kn_code code = kn_conditional_init(conditional, rows->rows, rows->columns, err);

    for (size_t s = 0; s < rows->strata && !code; s++) {
        size_t from = rows->from[s];
        kn_conditional_add(conditional, rows->from[s + 1] - from,
                           rows->x + from * (size_t)rows->columns, rows->is_case + from);
    }
    if (!code)
        code = kn_trigger_posterior_init(posterior, rows->columns,
                                         correct ? kn_trigger_draws(conditional) : 0, err);
    if (code)
        return code;
    kn_trigger_posterior_fit(posterior, conditional, correct ? KN_OMEGA_NODES : KN_OMEGA_NODES_FEW);
    if (correct)
        kn_trigger_posterior_correct(posterior, conditional, seed);
    return KN_OK;
}

/* Each suspect in the model: its sum over lags, then lag by lag. */
static void summarise(kn_trigger_posterior *posterior, int lags, kn_trigger_answer *answer)
{
    double share[KN_TRIGGER_COLUMNS_MAX] = {0};
    int column = 0;

    for (int j = 0; j < answer->suspects; j++) {
        kn_suspect_answer *suspect = &answer->suspect[j];

        if (suspect->refused)
            continue;
        for (int l = 0; l < lags; l++)
            share[column + l] = 1;
        suspect->joint = kn_trigger_posterior_sum(posterior, share);
        for (int l = 0; l < lags; l++)
            share[column + l] = 0;
        suspect->lag[0] = suspect->joint;
        for (int l = 0; l < lags && lags > 1; l++) {
            share[column + l] = 1;
            suspect->lag[l] = kn_trigger_posterior_sum(posterior, share);
            share[column + l] = 0;
        }
        column += lags;
    }
    answer->omega = kn_trigger_posterior_omega(posterior);
    answer->khat = posterior->khat;
}

/* ---- The verdict ------------------------------------------------------------------------------*/

static kn_trigger_verdict direction(const kn_summary *joint)
{
    return joint->p_below_zero <= 1 - KN_TRIGGER_CERTAIN ? KN_TRIGGERS_GOES_WITH
           : joint->p_below_zero >= KN_TRIGGER_CERTAIN   ? KN_TRIGGERS_GOES_WITH_FEWER
                                                         : KN_TRIGGERS_COULD_NOT;
}

static bool is_small(const kn_suspect_answer *suspect, int lags)
{
    double strong = log(KN_TRIGGER_STRONG);
    bool small = suspect->joint.q025 > -strong && suspect->joint.q975 < strong;

    for (int l = 0; l < lags; l++)
        small = small && suspect->lag[l].q025 > -strong && suspect->lag[l].q975 < strong;
    return small;
}

static void judge(kn_trigger_answer *answer, int lags)
{
    bool all_small = true, with = false, fewer = false;

    answer->verdict = KN_TRIGGERS_COULD_NOT;
    if (answer->unfit || answer->informative_episodes < KN_TRIGGER_EPISODES_MIN)
        return;
    for (int j = 0; j < answer->suspects; j++) {
        kn_suspect_answer *suspect = &answer->suspect[j];

        if (suspect->refused)
            continue;
        suspect->verdict = direction(&suspect->joint);
        with = with || suspect->verdict == KN_TRIGGERS_GOES_WITH;
        fewer = fewer || suspect->verdict == KN_TRIGGERS_GOES_WITH_FEWER;
        all_small = all_small && is_small(suspect, lags);
    }
    answer->verdict = with        ? KN_TRIGGERS_GOES_WITH
                      : fewer     ? KN_TRIGGERS_GOES_WITH_FEWER
                      : all_small ? KN_TRIGGERS_NO_STRONG
                                  : KN_TRIGGERS_COULD_NOT;
    for (int j = 0; j < answer->suspects && all_small; j++)
        if (!answer->suspect[j].refused && answer->suspect[j].verdict == KN_TRIGGERS_COULD_NOT)
            answer->suspect[j].verdict = KN_TRIGGERS_NO_STRONG;
}

/* ---- Doubts -----------------------------------------------------------------------------------*/

static void doubt(kn_trigger_answer *answer, kn_trigger_doubt_code code, int suspect, int other,
                  double value)
{
    if (answer->doubts < KN_TRIGGER_DOUBTS_MAX)
        answer->doubt[answer->doubts++] = (kn_trigger_doubt){code, suspect, other, value};
}

static void doubt_data(kn_trigger_answer *answer, const kn_trigger_options *options)
{
    double counted = (double)answer->counted_days, calendar = (double)answer->calendar_days;
    double lost = calendar > 0 ? 1 - counted / calendar : 0;
    double alone = answer->episodes > 0
                       ? 1 - (double)answer->informative_episodes / (double)answer->episodes
                       : 0;

    if (answer->informative_episodes < KN_TRIGGER_EPISODES_MIN)
        doubt(answer, KN_TRIGGER_DOUBT_FEW_EPISODES, -1, -1, (double)answer->informative_episodes);
    if (lost > LOST_MANY)
        doubt(answer, KN_TRIGGER_DOUBT_LOST_DAYS, -1, -1, lost);
    if (alone > EPISODES_MANY)
        doubt(answer, KN_TRIGGER_DOUBT_UNINFORMATIVE, -1, -1, alone);
    for (int j = 0; j < answer->suspects; j++) {
        const kn_suspect_answer *suspect = &answer->suspect[j];
        double more = suspect->answered_episodes - suspect->answered_controls;
        if (more > ANSWERED_MORE)
            doubt(answer, KN_TRIGGER_DOUBT_ANSWERED_MORE, j, -1, more);
    }
    if (options->lag[0] == 0)
        doubt(answer, KN_TRIGGER_DOUBT_SAME_DAY, -1, -1, 0);
    if (answer->persons > 1)
        doubt(answer, KN_TRIGGER_DOUBT_POOLED_ONE_EFFECT, -1, -1, (double)answer->persons);
}

/* Pairs of suspects that the model can hardly tell apart. */
static kn_code doubt_alike(kn_trigger_answer *answer, const kn_trigger_rows *rows, int lags,
                           kn_error *err)
{
    double *x = calloc(2 * rows->rows + 1, sizeof *x), *y = x ? x + rows->rows : NULL;
    int at = 0;

    if (!x)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", rows->rows);
    for (int j = 0; j < answer->suspects; j++) {
        int other_at = at + lags;
        if (answer->suspect[j].refused)
            continue;
        for (size_t i = 0; i < rows->rows; i++)
            x[i] = rows->x[i * (size_t)rows->columns + (size_t)at];
        for (int k = j + 1; k < answer->suspects; k++) {
            double r;
            if (answer->suspect[k].refused)
                continue;
            for (size_t i = 0; i < rows->rows; i++)
                y[i] = rows->x[i * (size_t)rows->columns + (size_t)other_at];
            r = kn_trigger_correlation(rows->rows, x, y);
            if (fabs(r) >= ALIKE_MIN)
                doubt(answer, KN_TRIGGER_DOUBT_ALIKE, j, k, r);
            other_at += lags;
        }
        at += lags;
    }
    free(x);
    return KN_OK;
}

/* What is found under one kind of strata and not under the other. The other fit is not corrected:
 * it gives a doubt, no answer. */
static kn_code doubt_strata(kn_trigger_answer *answer, const kn_trigger_days persons[],
                            size_t count, const kn_trigger_options *options, kn_error *err)
{
    kn_trigger_options swapped = *options;
    kn_trigger_answer *other = calloc(1, sizeof *other);
    kn_trigger_rows rows = {.columns = 0};
    kn_conditional conditional = {.columns = 0};
    kn_trigger_posterior posterior = {.columns = 0};
    kn_code code;

    if (!other)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    swapped.strata =
        options->strata == KN_STRATA_FORTNIGHT ? KN_STRATA_WEEKDAY_MONTH : KN_STRATA_FORTNIGHT;
    code = kn_trigger_rows_init(&rows, persons, count, answer->suspects, &swapped, other, err);
    if (!code && !other->unfit)
        code = fit_rows(&rows, false, options->seed, &conditional, &posterior, err);
    if (!code && !other->unfit) {
        summarise(&posterior, options->lags, other);
        judge(other, options->lags);
        for (int j = 0; j < answer->suspects; j++) {
            kn_summary *mine = &answer->suspect[j].joint, *theirs = &other->suspect[j].joint;
            if (answer->suspect[j].refused || other->suspect[j].refused ||
                answer->informative_episodes < KN_TRIGGER_EPISODES_MIN)
                continue;
            if (direction(mine) != direction(theirs))
                doubt(answer, KN_TRIGGER_DOUBT_OTHER_STRATA, j, -1, 1 - theirs->p_below_zero);
        }
    }
    kn_trigger_posterior_release(&posterior);
    kn_conditional_release(&conditional);
    kn_trigger_rows_release(&rows);
    free(other);
    return code;
}

/* ---- All of it --------------------------------------------------------------------------------*/

static kn_code fit_and_judge(const kn_trigger_rows *rows, const kn_trigger_days persons[],
                             size_t count, const kn_trigger_options *options,
                             kn_trigger_answer *answer, kn_error *err)
{
    kn_conditional conditional = {.columns = 0};
    kn_trigger_posterior posterior = {.columns = 0};
    bool other_dated = options->strata == KN_STRATA_WEEKDAY_MONTH || options->dated;
    kn_code code = fit_rows(rows, true, options->seed, &conditional, &posterior, err);

    if (!code) {
        summarise(&posterior, options->lags, answer);
        judge(answer, options->lags);
        if (answer->khat > KHAT_MAX)
            doubt(answer, KN_TRIGGER_DOUBT_SAMPLING, -1, -1, answer->khat);
        code = doubt_alike(answer, rows, options->lags, err);
    }
    if (!code && options->others && other_dated)
        code = doubt_strata(answer, persons, count, options, err);
    if (!code && answer->verdict == KN_TRIGGERS_COULD_NOT && options->needed_runs > 0)
        code = kn_trigger_needed(rows, options, answer, err);
    kn_trigger_posterior_release(&posterior);
    kn_conditional_release(&conditional);
    return code;
}

kn_code kn_triggers_fit(const kn_trigger_days persons[], size_t count, int suspects,
                        const kn_trigger_options *options, kn_trigger_answer *answer, kn_error *err)
{
    kn_trigger_rows rows;
    kn_code code = check_options(options, suspects, err);

    if (code)
        return code;
    code = kn_trigger_rows_init(&rows, persons, count, suspects, options, answer, err);
    if (code)
        return code;
    doubt_data(answer, options);
    if (!answer->unfit)
        code = fit_and_judge(&rows, persons, count, options, answer, err);
    kn_trigger_rows_release(&rows);
    return code;
}
