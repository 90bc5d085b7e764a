#include "infer/randomisation_set.h"

#include "infer/design.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Orders of the arms of the units unit[0..count-1]: a multinomial coefficient, built up by whole
 * numbers only. */
static double count_orders(const kn_design *design, const size_t unit[], size_t count)
{
    size_t placed[KN_ARMS_MAX] = {0};
    double orders = 1;

    for (size_t i = 0, done = 0; i < count; i++) {
        size_t of_arm = ++placed[design->arm[unit[i]]];

        done++;
        orders *= (double)done / (double)of_arm;
    }
    return orders;
}

static kn_code init_blocks(kn_permitted *set, kn_error *err)
{
    const kn_design *design = set->design;
    size_t size = design->block_units ? design->block_units : design->units;

    set->unit = malloc(design->units * sizeof *set->unit);
    set->block_end = malloc(((design->units - 1) / size + 1) * sizeof *set->block_end);
    if (!set->unit || !set->block_end)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu units", design->units);
    set->count = 1;
    for (size_t from = 0; from < design->units; from += size) {
        size_t begin = set->known;

        for (size_t u = from; u < design->units && u < from + size; u++)
            if (design->arm[u] != KN_ARM_UNKNOWN)
                set->unit[set->known++] = u;
        set->block_end[set->blocks++] = set->known;
        set->count *= count_orders(design, set->unit + begin, set->known - begin);
    }
    return KN_OK;
}

kn_code kn_permitted_init(kn_permitted *set, const kn_design *design, kn_error *err)
{
    size_t balance[2], pool = design->units > KN_ARMS_MAX ? design->units : KN_ARMS_MAX;
    kn_code code = KN_OK;

    *set = (kn_permitted){.design = design, .pool = malloc(pool)};
    if (!set->pool)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu units", design->units);
    switch (design->kind) {
    case KN_DESIGN_BLOCKS:
        code = init_blocks(set, err);
        break;
    case KN_DESIGN_ALTERNATING:
        set->count = 1;
        for (int k = 2; k <= design->arms; k++)
            set->count *= k;
        break;
    case KN_DESIGN_RUN_LIMITED:
        if (design->balanced)
            kn_design_balance(design, balance);
        code = kn_runs_init(&set->runs, design->arms, design->units, (size_t)design->run_limit,
                            design->balanced ? balance : NULL, err);
        set->count = set->runs.permitted;
        break;
    case KN_DESIGN_LIST:
        set->count = (double)design->schedules;
        break;
    case KN_DESIGN_UNKNOWN:
    case KN_DESIGN_OBSERVED:
        assert(false); /* no permitted set */
    }
    if (code)
        kn_permitted_release(set);
    return code;
}

void kn_permitted_release(kn_permitted *set)
{
    free(set->unit);
    free(set->block_end);
    free(set->pool);
    kn_runs_release(&set->runs);
    *set = (kn_permitted){0};
}

static int compare_arms(const void *a, const void *b)
{
    return *(const uint8_t *)a - *(const uint8_t *)b;
}

static void swap(uint8_t *a, uint8_t *b)
{
    uint8_t kept = *a;

    *a = *b;
    *b = kept;
}

/* The next order of a multiset, lexicographically (Narayana Pandita); false, and the first order
 * again, after the last. */
static bool next_order(uint8_t arm[], size_t count)
{
    size_t i = count, j = count;

    while (i >= 2 && arm[i - 2] >= arm[i - 1])
        i--;
    /* arm[i - 1 ..] descends and is reversed below; arm[i - 2], if any, is to grow. */
    if (i >= 2) {
        while (arm[j - 1] <= arm[i - 2])
            j--;
        swap(&arm[i - 2], &arm[j - 1]);
    }
    for (size_t low = i >= 1 ? i - 1 : 0, high = count; low + 1 < high; low++)
        swap(&arm[low], &arm[--high]);
    return i >= 2;
}

static void get_block(const kn_permitted *set, size_t begin, size_t end, const uint8_t schedule[])
{
    for (size_t i = begin; i < end; i++)
        set->pool[i - begin] = schedule[set->unit[i]];
}

static void put_block(const kn_permitted *set, size_t begin, size_t end, uint8_t schedule[])
{
    for (size_t i = begin; i < end; i++)
        schedule[set->unit[i]] = set->pool[i - begin];
}

/* An odometer: the last block turns fastest. */
static bool next_blocks(const kn_permitted *set, uint8_t schedule[], size_t *changed)
{
    for (size_t b = set->blocks; b-- > 0;) {
        size_t begin = b > 0 ? set->block_end[b - 1] : 0, end = set->block_end[b];
        bool is_more;

        if (begin == end)
            continue;
        get_block(set, begin, end, schedule);
        is_more = next_order(set->pool, end - begin);
        put_block(set, begin, end, schedule);
        *changed = set->unit[begin];
        if (is_more)
            return true;
    }
    return false;
}

static void rotate(const kn_permitted *set, uint8_t schedule[])
{
    for (size_t u = 0; u < set->design->units; u++)
        schedule[u] = set->pool[u % (size_t)set->design->arms];
}

static void take_row(const kn_permitted *set, uint8_t schedule[])
{
    size_t units = set->design->units;

    memcpy(schedule, set->design->permitted + set->row * units, units);
}

void kn_permitted_first(kn_permitted *set, uint8_t schedule[])
{
    switch (set->design->kind) {
    case KN_DESIGN_BLOCKS:
        memcpy(schedule, set->design->arm, set->design->units);
        for (size_t b = 0, begin = 0; b < set->blocks; begin = set->block_end[b++]) {
            get_block(set, begin, set->block_end[b], schedule);
            qsort(set->pool, set->block_end[b] - begin, 1, compare_arms);
            put_block(set, begin, set->block_end[b], schedule);
        }
        return;
    case KN_DESIGN_ALTERNATING:
        for (int k = 0; k < set->design->arms; k++)
            set->pool[k] = (uint8_t)k;
        rotate(set, schedule);
        return;
    case KN_DESIGN_RUN_LIMITED:
        kn_runs_first(&set->runs, schedule);
        return;
    default:
        set->row = 0;
        take_row(set, schedule);
    }
}

bool kn_permitted_next(kn_permitted *set, uint8_t schedule[], size_t *changed)
{
    *changed = 0;
    switch (set->design->kind) {
    case KN_DESIGN_BLOCKS:
        return next_blocks(set, schedule, changed);
    case KN_DESIGN_ALTERNATING:
        if (!next_order(set->pool, (size_t)set->design->arms))
            return false;
        rotate(set, schedule);
        return true;
    case KN_DESIGN_RUN_LIMITED:
        return kn_runs_next(&set->runs, schedule, changed);
    default:
        if (++set->row >= set->design->schedules)
            return false;
        take_row(set, schedule);
        return true;
    }
}

/* Uniform in 0..bound-1 without a division in most calls (Lemire 2019); this is most of a shuffle.
 */
static size_t draw_below(kn_random *random, uint32_t bound)
{
    uint64_t product = (kn_random_bits(random) >> 32) * bound;

    if ((uint32_t)product < bound) {
        uint32_t reject = (0 - bound) % bound; /* 2^32 mod bound */

        while ((uint32_t)product < reject)
            product = (kn_random_bits(random) >> 32) * bound;
    }
    return product >> 32;
}

void kn_permitted_draw(kn_permitted *set, kn_random *random, uint8_t schedule[])
{
    if (set->design->kind == KN_DESIGN_RUN_LIMITED) {
        kn_runs_draw(&set->runs, random, schedule);
        return;
    }
    assert(set->design->kind == KN_DESIGN_BLOCKS);
    /* Shuffle within each block (Fisher and Yates; Durstenfeld 1964). */
    for (size_t b = 0, begin = 0; b < set->blocks; begin = set->block_end[b++])
        for (size_t left = set->block_end[b] - begin; left > 1; left--) {
            size_t taken = draw_below(random, (uint32_t)left);

            swap(&schedule[set->unit[begin + left - 1]], &schedule[set->unit[begin + taken]]);
        }
}
