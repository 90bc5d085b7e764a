/* The randomisation test (Fisher 1935; Edgington and Onghena 2007): under the sharp null no outcome
 * depends on the schedule, so the outcomes stay and the schedules change. Every schedule gives sums
 * and counts per arm from those per unit; only wash-out that reaches past the unit in which the arm
 * changed looks at rows again. When all schedules are tried, each is taken up from the first unit
 * in which it differs from the one before: two to four units, however many there are. */
#include "infer/randomisation.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/randomisation_set.h"

enum {
    EXACT_MAX = 1 << 20,
    DRAWS = 100000,
    SCREEN_EXACT_MAX = 1 << 11, /* the screen draws from larger sets ... */
    SCREEN_DRAWS = 250,         /* ... so many at a time ... */
    STREAM = 1                  /* of the seed; other uses of a seed have streams of their own */
};

static const double ROUNDING = 1e-9;
/* ... until p is so many standard errors away from the limit: one in 100,000 ends on the wrong
 * side. */
static const double SCREEN_CLEAR = 4.5;

typedef struct totals {
    double sum; /* of deviations from the mean of all outcomes: small numbers cancel less */
    double days;
} totals;

typedef struct unit_span { /* a unit of known arm */
    size_t unit;
    int64_t first_day, washed_day; /* washed_day: the first kept if the arm changed here */
    size_t row, row_end;
    totals full, washed;
} unit_span;

typedef struct arm_tally { /* of a schedule up to some span */
    totals arm[KN_ARMS_MAX];
    int64_t clear; /* first day kept after the last change of arm */
    uint8_t running;
} arm_tally;

typedef struct permutation_test {
    const kn_design *design;
    const int32_t *day;
    double *deviation; /* [rows] */
    double tolerance;
    size_t spans;
    unit_span *span;
    size_t *span_at;   /* [units] first span not before the unit */
    arm_tally *before; /* [spans + 1] of the current schedule, before each span */
    uint8_t *schedule;
    double observed[KN_ARMS_MAX]; /* observed[k]: statistic of arm k */
    size_t extreme[KN_ARMS_MAX];  /* schedules at least as extreme ... */
    size_t same[KN_ARMS_MAX];     /* ... of which by their structure alone */
} permutation_test;

static totals add_rows(const permutation_test *test, const unit_span *span, int64_t from_day)
{
    totals total = {0, 0};

    for (size_t i = span->row; i < span->row_end; i++)
        if (test->day[i] >= from_day) {
            total.sum += test->deviation[i];
            total.days++;
        }
    return total;
}

/* Units that no redraw can tell apart are left out: those of unknown arm, and without wash-out
 * those without rows. */
static void init_spans(permutation_test *test, size_t n)
{
    const kn_design *design = test->design;
    size_t row = 0;

    for (size_t u = 0; u < design->units; u++) {
        unit_span *span = &test->span[test->spans];

        test->span_at[u] = test->spans;
        *span = (unit_span){.unit = u, .first_day = design->first_day[u], .row = row};
        while (row < n && test->day[row] < design->first_day[u + 1])
            row++;
        span->row_end = row;
        span->washed_day = span->first_day + design->washout_days;
        span->full = add_rows(test, span, span->first_day);
        span->washed = add_rows(test, span, span->washed_day);
        if (design->arm[u] != KN_ARM_UNKNOWN && (design->washout_days > 0 || span->full.days > 0))
            test->spans++;
    }
    assert(row == n);
}

static kn_code init(permutation_test *test, const kn_design *design, size_t n, const int32_t day[],
                    const double outcome[], kn_error *err)
{
    double mean = 0, largest = 0;

    *test = (permutation_test){.design = design, .day = day};
    test->deviation = malloc((n + 1) * sizeof *test->deviation);
    test->span = malloc(design->units * sizeof *test->span);
    test->span_at = malloc(design->units * sizeof *test->span_at);
    test->before = malloc((design->units + 1) * sizeof *test->before);
    test->schedule = malloc(design->units);
    if (!test->deviation || !test->span || !test->span_at || !test->before || !test->schedule)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu units", design->units);
    for (size_t i = 0; i < n; i++)
        mean += outcome[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        test->deviation[i] = outcome[i] - mean;
        largest = fmax(largest, fabs(test->deviation[i]));
    }
    test->tolerance = ROUNDING * largest;
    init_spans(test, n);
    test->before[0] = (arm_tally){.clear = INT64_MIN, .running = KN_ARM_UNKNOWN};
    return KN_OK;
}

static void release(permutation_test *test)
{
    free(test->deviation);
    free(test->span);
    free(test->span_at);
    free(test->before);
    free(test->schedule);
}

static void add_span(const permutation_test *test, const unit_span *span, uint8_t arm,
                     arm_tally *tally)
{
    totals part = span->full;

    if (test->design->washout_days > 0) {
        if (arm != tally->running && tally->running != KN_ARM_UNKNOWN)
            tally->clear = span->washed_day;
        tally->running = arm;
        if (tally->clear == span->washed_day)
            part = span->washed;
        else if (tally->clear > span->first_day)
            part = add_rows(test, span, tally->clear);
    }
    tally->arm[arm].sum += part.sum;
    tally->arm[arm].days += part.days;
}

static arm_tally tally_schedule(const permutation_test *test, const uint8_t schedule[])
{
    arm_tally tally = test->before[0];

    for (size_t s = 0; s < test->spans; s++)
        add_span(test, &test->span[s], schedule[test->span[s].unit], &tally);
    return tally;
}

/* Of arm k >= 1: its mean less that of arm 0, over the days kept; NAN without days. */
static double statistic(const arm_tally *tally, int k)
{
    const totals *arm = tally->arm;

    if (arm[0].days == 0 || arm[k].days == 0)
        return (double)NAN;
    return arm[k].sum / arm[k].days - arm[0].sum / arm[0].days;
}

/* Whether the schedule gives the |statistic| of the one followed whatever the outcomes are: arm and
 * reference lie on the same units, or have changed places on all of them. */
static bool is_same(const permutation_test *test, uint8_t arm)
{
    bool as_is = true, mirrored = true;

    for (size_t s = 0; s < test->spans && (as_is || mirrored); s++) {
        uint8_t was = test->design->arm[test->span[s].unit];
        uint8_t now = test->schedule[test->span[s].unit];
        bool was_in = was == 0 || was == arm, now_in = now == 0 || now == arm;

        if (was_in != now_in)
            return false;
        if (was_in) {
            as_is &= now == was;
            mirrored &= now != was;
        }
    }
    return as_is || mirrored;
}

/* Compares test->schedule, of which this is the tally, with the one followed. */
static void compare(permutation_test *test, const arm_tally *tally)
{
    for (int k = 1; k < test->design->arms; k++)
        if (fabs(statistic(tally, k)) >= fabs(test->observed[k]) - test->tolerance) {
            test->extreme[k]++;
            test->same[k] += is_same(test, (uint8_t)k);
        }
}

static size_t try_all(permutation_test *test, kn_permitted *set)
{
    size_t tried = 0, changed = 0;

    kn_permitted_first(set, test->schedule);
    do {
        for (size_t s = test->span_at[changed]; s < test->spans; s++) {
            test->before[s + 1] = test->before[s];
            add_span(test, &test->span[s], test->schedule[test->span[s].unit],
                     &test->before[s + 1]);
        }
        compare(test, &test->before[test->spans]);
        tried++;
    } while (kn_permitted_next(set, test->schedule, &changed));
    return tried;
}

static void forget(permutation_test *test)
{
    memset(test->extreme, 0, sizeof test->extreme);
    memset(test->same, 0, sizeof test->same);
}

static bool is_clear(size_t hits, size_t tried, double limit)
{
    double p = ((double)hits + 1) / ((double)tried + 1);
    double error = sqrt(limit * (1 - limit) / (double)tried);

    return fabs(p - limit) > SCREEN_CLEAR * error;
}

/* Whether p and the smallest p are on a clear side of the limit, for every contrast. */
static bool is_settled(const permutation_test *test, size_t tried, double limit)
{
    for (int k = 1; k < test->design->arms; k++)
        if (!is_clear(test->extreme[k], tried, limit) || !is_clear(test->same[k], tried, limit))
            return false;
    return true;
}

/* `limit` 0: all draws; else as many as it takes to settle on which side of it p lies. */
static size_t try_draws(permutation_test *test, kn_permitted *set, uint64_t seed, double limit)
{
    kn_random random;

    kn_random_init(&random, seed, STREAM);
    memcpy(test->schedule, test->design->arm, test->design->units);
    for (size_t i = 0; i < DRAWS; i++) {
        arm_tally tally;

        if (limit > 0 && i > 0 && i % SCREEN_DRAWS == 0 && is_settled(test, i, limit))
            return i;
        kn_permitted_draw(set, &random, test->schedule);
        tally = tally_schedule(test, test->schedule);
        compare(test, &tally);
    }
    return DRAWS;
}

/* Of draws, the schedule followed counts as one more (Phipson and Smyth 2010). */
static void conclude(const permutation_test *test, kn_randomisation *result)
{
    double followed = result->exact ? 0 : 1, tried = (double)result->tried + followed;

    for (int k = 1; k < test->design->arms; k++) {
        result->statistic[k - 1] = test->observed[k];
        result->p[k - 1] = (double)NAN;
        if (isnan(test->observed[k]))
            continue;
        result->done = true;
        result->p[k - 1] = ((double)test->extreme[k] + followed) / tried;
        result->p_smallest = fmin(result->p_smallest, ((double)test->same[k] + followed) / tried);
    }
}

static kn_code run(const kn_design *design, size_t n, const int32_t day[], const double outcome[],
                   uint64_t seed, double limit, kn_randomisation *result, kn_error *err)
{
    kn_permitted set = {0};
    permutation_test test = {0};
    arm_tally followed;
    kn_code code;

    *result = (kn_randomisation){.p_smallest = 1};
    if (design->kind == KN_DESIGN_UNKNOWN || design->kind == KN_DESIGN_OBSERVED)
        return KN_OK;
    code = kn_permitted_init(&set, design, err);
    if (code)
        return code;
    result->permitted = set.count;
    if (set.count <= 1)
        goto done;
    code = init(&test, design, n, day, outcome, err);
    if (code)
        goto done;
    followed = tally_schedule(&test, design->arm);
    for (int k = 1; k < design->arms; k++)
        test.observed[k] = statistic(&followed, k);
    bool is_drawn = design->kind == KN_DESIGN_BLOCKS || design->kind == KN_DESIGN_RUN_LIMITED;
    result->exact = set.count <= (limit > 0 && is_drawn ? SCREEN_EXACT_MAX : EXACT_MAX);
    if (!result->exact) {
        result->tried = try_draws(&test, &set, seed, limit);
        /* Still open, and few enough to be tried after all. */
        result->exact = result->tried == DRAWS && set.count <= EXACT_MAX;
        if (result->exact)
            forget(&test);
    }
    if (result->exact)
        result->tried = try_all(&test, &set);
    conclude(&test, result);
done:
    release(&test);
    kn_permitted_release(&set);
    return code;
}

kn_code kn_randomisation_test(const kn_design *design, size_t n, const int32_t day[],
                              const double outcome[], uint64_t seed, kn_randomisation *result,
                              kn_error *err)
{
    return run(design, n, day, outcome, seed, 0, result, err);
}

kn_code kn_randomisation_screen(const kn_design *design, size_t n, const int32_t day[],
                                const double outcome[], uint64_t seed, double limit,
                                kn_randomisation *result, kn_error *err)
{
    return run(design, n, day, outcome, seed, limit, result, err);
}
