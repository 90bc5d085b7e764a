/* The randomisation test (Fisher 1935; Edgington and Onghena 2007): under the sharp null no outcome
 * depends on the schedule, so the outcomes stay and the schedules change. Every schedule gives sums
 * and counts per arm from sums and counts per unit; only wash-out that reaches past the unit in
 * which the arm changed looks at rows again. */
#include "infer/randomisation_set.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    EXACT_MAX = 1 << 20,
    DRAWS = 100000,
    STREAM = 1 /* of the seed; other uses of a seed have streams of their own */
};

static const double ROUNDING = 1e-9;

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

typedef struct permutation_test {
    const kn_design *design;
    const int32_t *day;
    double *deviation; /* [rows] */
    double tolerance;
    size_t spans;
    unit_span *span;
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
    test->schedule = malloc(design->units);
    if (!test->deviation || !test->span || !test->schedule)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu units", design->units);
    for (size_t i = 0; i < n; i++)
        mean += outcome[i] / (double)n;
    for (size_t i = 0; i < n; i++) {
        test->deviation[i] = outcome[i] - mean;
        largest = fmax(largest, fabs(test->deviation[i]));
    }
    test->tolerance = ROUNDING * largest;
    init_spans(test, n);
    return KN_OK;
}

static void release(permutation_test *test)
{
    free(test->deviation);
    free(test->span);
    free(test->schedule);
}

/* statistic[k], k >= 1: mean of arm k less mean of arm 0, over the days kept; NAN without days. */
static void evaluate(const permutation_test *test, const uint8_t schedule[],
                     double statistic[KN_ARMS_MAX])
{
    totals total[KN_ARMS_MAX] = {{0, 0}};
    uint8_t running = schedule[test->span[0].unit];
    int64_t clear = INT64_MIN; /* first day kept after the last change of arm */

    for (size_t s = 0; s < test->spans; s++) {
        const unit_span *span = &test->span[s];
        uint8_t arm = schedule[span->unit];
        totals part;

        if (arm != running)
            clear = span->washed_day;
        running = arm;
        if (clear <= span->first_day)
            part = span->full;
        else if (clear == span->washed_day)
            part = span->washed;
        else
            part = add_rows(test, span, clear);
        total[arm].sum += part.sum;
        total[arm].days += part.days;
    }
    for (int k = 1; k < test->design->arms; k++)
        statistic[k] = total[k].days > 0 && total[0].days > 0
                           ? total[k].sum / total[k].days - total[0].sum / total[0].days
                           : (double)NAN;
}

/* Whether the schedule gives the |statistic| of the one followed whatever the outcomes are: arm and
 * reference lie on the same units, or have changed places on all of them. */
static bool is_same(const permutation_test *test, const uint8_t schedule[], uint8_t arm)
{
    bool as_is = true, mirrored = true;

    for (size_t s = 0; s < test->spans && (as_is || mirrored); s++) {
        uint8_t was = test->design->arm[test->span[s].unit];
        uint8_t now = schedule[test->span[s].unit];
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

static void count(permutation_test *test, const uint8_t schedule[])
{
    double statistic[KN_ARMS_MAX];

    evaluate(test, schedule, statistic);
    for (int k = 1; k < test->design->arms; k++)
        if (fabs(statistic[k]) >= fabs(test->observed[k]) - test->tolerance) {
            test->extreme[k]++;
            test->same[k] += is_same(test, schedule, (uint8_t)k);
        }
}

/* Draws count the schedule followed as one more (Phipson and Smyth 2010). */
static void try_schedules(permutation_test *test, kn_permitted *set, uint64_t seed,
                          kn_randomisation *result)
{
    kn_random random;

    result->exact = set->count <= EXACT_MAX;
    if (result->exact) {
        kn_permitted_first(set, test->schedule);
        do {
            count(test, test->schedule);
            result->tried++;
        } while (kn_permitted_next(set, test->schedule));
        return;
    }
    kn_random_init(&random, seed, STREAM);
    memcpy(test->schedule, test->design->arm, test->design->units);
    for (; result->tried < DRAWS; result->tried++) {
        kn_permitted_draw(set, &random, test->schedule);
        count(test, test->schedule);
    }
}

static void conclude(const permutation_test *test, kn_randomisation *result)
{
    double plus = result->exact ? 0 : 1, tried = (double)result->tried + plus;

    result->p_smallest = 1;
    for (int k = 1; k < test->design->arms; k++) {
        result->statistic[k - 1] = test->observed[k];
        result->p[k - 1] = (double)NAN;
        if (isnan(test->observed[k]))
            continue;
        result->done = true;
        result->p[k - 1] = ((double)test->extreme[k] + plus) / tried;
        result->p_smallest = fmin(result->p_smallest, ((double)test->same[k] + plus) / tried);
    }
}

kn_code kn_randomisation_test(const kn_design *design, size_t n, const int32_t day[],
                              const double outcome[], uint64_t seed, kn_randomisation *result,
                              kn_error *err)
{
    kn_permitted set = {0};
    permutation_test test = {0};
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
    if (code || test.spans == 0)
        goto done;
    evaluate(&test, design->arm, test.observed);
    try_schedules(&test, &set, seed, result);
    conclude(&test, result);
done:
    release(&test);
    kn_permitted_release(&set);
    return code;
}
