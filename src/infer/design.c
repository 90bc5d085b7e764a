#include "infer/design.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Days further from 0 than this are no dates, and sums with them would overflow. */
static const int32_t DAY_MAX = 1000000000;

/* What is looked for, in this order. Starts other than the anchors fit by chance more easily, so
 * they must show two cycles; periods without cycles are worth more than single days from 2 days on.
 */
static const struct search {
    bool cyclic;   /* every cycle holds each arm at most once */
    bool anchored; /* from day 1 or the first recorded day; else from a day before it */
    int cycles;    /* at least so many */
    int shortest;  /* period, days */
} searches[] = {{true, true, 1, 1}, {true, false, 2, 1}, {false, true, 1, 2}, {false, false, 2, 2}};

typedef struct recorded { /* the recorded days, borrowed */
    int arms;
    size_t n;
    const int32_t *day;
    const uint8_t *arm;
} recorded;

/* True if periods of `length` days from `start` (at or before the first row) fit the rows. */
static bool fits(const recorded *rows, int32_t start, int length, const struct search *search)
{
    int64_t unit = -1, cycle = -1;
    unsigned seen = 0; /* arms of this cycle, as bits */
    uint8_t arm = KN_ARM_UNKNOWN;

    for (size_t i = 0; i < rows->n; i++) {
        int64_t next = ((int64_t)rows->day[i] - start) / length;

        if (next != unit) {
            if (next / rows->arms != cycle)
                seen = 0;
            arm = rows->arm[i];
            if (search->cyclic && (seen & 1u << arm))
                return false;
            seen |= 1u << arm;
            cycle = next / rows->arms;
            unit = next;
        } else if (rows->arm[i] != arm) {
            return false;
        }
    }
    return unit + 1 >= (int64_t)rows->arms * search->cycles && unit < KN_DAYS_MAX;
}

/* The first search, then the longest period, then the nearest start that fits. */
static bool recognise(const recorded *rows, int32_t *start, int *length, bool *cyclic)
{
    int64_t span = (int64_t)rows->day[rows->n - 1] - rows->day[0] + 1;
    int longest = span < KN_PERIOD_DAYS_MAX ? (int)span : KN_PERIOD_DAYS_MAX;
    int32_t first = rows->day[0];

    for (size_t s = 0; s < sizeof searches / sizeof searches[0]; s++)
        for (*length = longest; *length >= searches[s].shortest; (*length)--) {
            *cyclic = searches[s].cyclic;
            if (searches[s].anchored) {
                *start = 1;
                if (first >= 1 && first <= *length && fits(rows, *start, *length, &searches[s]))
                    return true;
                *start = first;
                if (fits(rows, *start, *length, &searches[s]))
                    return true;
                continue;
            }
            for (*start = first - 1;
                 *start > first - *length && *start >= first - KN_LATE_START_DAYS_MAX; (*start)--)
                if (fits(rows, *start, *length, &searches[s]))
                    return true;
        }
    return false;
}

bool kn_design_is_cyclic(const kn_design *design, size_t *odd_block)
{
    unsigned seen = 0;

    for (size_t u = 0; u < design->units; u++) {
        if (u % (size_t)design->arms == 0)
            seen = 0;
        if (design->arm[u] == KN_ARM_UNKNOWN)
            continue;
        *odd_block = u / (size_t)design->arms;
        if (seen & 1u << design->arm[u])
            return false;
        seen |= 1u << design->arm[u];
    }
    return true;
}

void kn_design_fill_cycles(kn_design *design)
{
    size_t cycle = (size_t)design->arms;

    for (size_t from = 0; from + cycle <= design->units; from += cycle) {
        size_t unknown = 0, gap = 0;
        int missing = design->arms * (design->arms - 1) / 2; /* sum of all arms, less those seen */

        for (size_t u = from; u < from + cycle; u++)
            if (design->arm[u] == KN_ARM_UNKNOWN) {
                unknown++;
                gap = u;
            } else {
                missing -= design->arm[u];
            }
        if (unknown == 1)
            design->arm[gap] = (uint8_t)missing;
    }
}

static kn_code allocate(kn_design *design, size_t units, kn_error *err)
{
    design->units = units;
    design->first_day = calloc(units + 1, sizeof *design->first_day);
    design->arm = malloc(units);
    if (!design->first_day || !design->arm) {
        kn_design_release(design);
        return kn_fail(err, KN_NOMEM, NULL, "no memory for a schedule of %zu units", units);
    }
    memset(design->arm, KN_ARM_UNKNOWN, units);
    return KN_OK;
}

static kn_code init_labelled(kn_design *design, const recorded *rows, const int32_t period[],
                             kn_error *err)
{
    size_t units = 1, odd_block;
    kn_code code;

    for (size_t i = 1; i < rows->n; i++) {
        if (period[i] != period[i - 1])
            units++;
        else if (rows->arm[i] != rows->arm[i - 1])
            return kn_fail(err, KN_DATA, &(kn_place){.line = i + 1},
                           "row %zu, day %d: the arm changes within a period", i + 1,
                           (int)rows->day[i]);
    }
    code = allocate(design, units, err);
    if (code)
        return code;
    for (size_t i = 0, u = 0; i < rows->n; i++)
        if (i == 0 || period[i] != period[i - 1]) {
            design->first_day[u] = rows->day[i];
            design->arm[u++] = rows->arm[i];
        }
    design->first_day[units] = rows->day[rows->n - 1] + 1;
    design->guessed = units >= (size_t)design->arms && kn_design_is_cyclic(design, &odd_block);
    return KN_OK;
}

static kn_code init_recognised(kn_design *design, const recorded *rows, kn_error *err)
{
    int32_t start, last = rows->day[rows->n - 1];
    int length;
    kn_code code;

    if (!recognise(rows, &start, &length, &design->guessed)) {
        start = rows->day[0];
        length = 1;
        design->guessed = false;
    }
    if ((last - start) / length >= KN_DAYS_MAX) {
        kn_fail(err, KN_LIMIT, NULL, "the days run from %d to %d; at most %d are accepted",
                (int)rows->day[0], (int)last, KN_DAYS_MAX);
        return kn_hint(err, "Look for a mistyped day or year.");
    }
    code = allocate(design, (size_t)((last - start) / length) + 1, err);
    if (code)
        return code;
    for (size_t u = 0; u < design->units; u++)
        design->first_day[u] = start + (int32_t)u * length;
    design->first_day[design->units] = last + 1;
    for (size_t i = 0; i < rows->n; i++)
        design->arm[(rows->day[i] - start) / length] = rows->arm[i];
    if (design->guessed)
        kn_design_fill_cycles(design);
    return KN_OK;
}

/* True if every cycle has the order of the first: chance may have dealt so, a fixed rotation always
 * does. Units without a record pass. */
static bool repeats(const kn_design *design)
{
    for (size_t u = (size_t)design->arms; u < design->units; u++) {
        uint8_t arm = design->arm[u], before = design->arm[u - (size_t)design->arms];
        if (arm != before && arm != KN_ARM_UNKNOWN && before != KN_ARM_UNKNOWN)
            return false;
    }
    return true;
}

kn_code kn_design_init(kn_design *design, int arms, size_t n, const int32_t day[],
                       const uint8_t arm[], const int32_t *period, kn_error *err)
{
    recorded rows = {.arms = arms, .n = n, .day = day, .arm = arm};
    kn_code code;

    assert(n > 0 && arms >= 2 && arms <= KN_ARMS_MAX);
    *design = (kn_design){.kind = KN_DESIGN_UNKNOWN, .arms = arms};
    if (day[0] < -DAY_MAX || day[n - 1] > DAY_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "day %d is further from 0 than %d",
                       (int)(day[0] < -DAY_MAX ? day[0] : day[n - 1]), (int)DAY_MAX);
    code = period ? init_labelled(design, &rows, period, err) : init_recognised(design, &rows, err);
    if (!code && design->guessed && design->units < 2 * (size_t)arms) {
        design->guessed = false; /* one change of arms shows no rule */
    } else if (!code && design->guessed && repeats(design)) {
        design->kind = KN_DESIGN_ALTERNATING;
    } else if (!code && design->guessed) {
        design->kind = KN_DESIGN_BLOCKS;
        design->block_units = (size_t)arms;
    }
    return code;
}

void kn_design_release(kn_design *design)
{
    free(design->first_day);
    free(design->arm);
    free(design->permitted);
    *design = (kn_design){0};
}

size_t kn_design_keep(const kn_design *design, const uint8_t schedule[], size_t n,
                      const int32_t day[], bool keep[])
{
    size_t i = 0, kept = 0;
    uint8_t running = KN_ARM_UNKNOWN;
    int64_t clear = INT32_MIN; /* first day analysed after the last change of arm */

    for (size_t u = 0; u < design->units; u++) {
        if (design->arm[u] == KN_ARM_UNKNOWN)
            continue;
        if (running != KN_ARM_UNKNOWN && schedule[u] != running)
            clear = (int64_t)design->first_day[u] + design->washout_days;
        running = schedule[u];
        for (; i < n && day[i] < design->first_day[u + 1]; i++) {
            keep[i] = day[i] >= clear;
            kept += keep[i];
        }
    }
    assert(i == n);
    return kept;
}

size_t kn_design_cycles(const kn_design *design)
{
    unsigned seen = 0, all = (1u << design->arms) - 1;
    size_t cycles = 0, units = design->begun > 0 ? design->begun : design->units;

    for (size_t u = 0; u < units; u++) {
        if (design->arm[u] != KN_ARM_UNKNOWN)
            seen |= 1u << design->arm[u];
        if (seen == all) {
            cycles++;
            seen = 0;
        }
    }
    return cycles;
}

bool kn_design_is_weekly(const kn_design *design)
{
    for (size_t u = 1; u < design->units; u++)
        if ((design->first_day[u] - design->first_day[0]) % 7 != 0)
            return false;
    return design->units >= 2;
}
