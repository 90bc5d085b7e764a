/* The randomisation test against hand counts, against a brute-force enumeration that shares no code
 * with it, and its random draws against the uniform distribution. */
#include "infer/randomisation_set.h"
#include "unknot/design.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DAYS = 400 };

#define assert_near(got, expected, tolerance)                                                      \
    do {                                                                                           \
        double g = (got), e = (expected);                                                          \
        if (!(fabs(g - e) <= (tolerance)))                                                         \
            fail_msg("row %zu: %s = %.17g, not %.17g", r, #got, g, e);                             \
    } while (0)

typedef struct trial {
    size_t n;
    int32_t day[DAYS];
    uint8_t arm[DAYS];
    double outcome[DAYS];
} trial;

/* One letter a day from day 1, '.' for a day without a record. Outcomes: digits, or made up. */
static trial parse_trial(const char *days, const char *outcomes)
{
    trial parsed = {0};

    for (int i = 0; days[i]; i++)
        if (days[i] != '.') {
            parsed.day[parsed.n] = i + 1;
            parsed.arm[parsed.n] = (uint8_t)(days[i] - 'A');
            parsed.outcome[parsed.n++] = outcomes ? outcomes[i] - '0' : (i * 37 + i * i) % 11;
        }
    return parsed;
}

/* text NULL: as recognised; "daily ...": every day is a unit, as if a period column said so. */
static kn_design make_design(const trial *of, int arms, const char *text, int washout_days)
{
    bool is_daily = text && strncmp(text, "daily ", 6) == 0;
    kn_design design;
    kn_error err = {0};

    if (kn_design_init(&design, arms, of->n, of->day, of->arm, is_daily ? of->day : NULL, &err) ||
        (text && kn_design_state(&design, is_daily ? text + 6 : text, &err)))
        fail_msg("%s", err.message);
    design.washout_days = washout_days;
    return design;
}

static kn_randomisation run(const kn_design *design, const trial *of, uint64_t seed)
{
    kn_randomisation result;
    kn_error err;

    assert_int_equal(
        kn_randomisation_test(design, of->n, of->day, of->outcome, seed, &result, &err), KN_OK);
    return result;
}

static void test_by_hand(void **unused)
{
    static const struct {
        const char *days, *outcomes;
        const char *design;
        int washout_days;
        double permitted, statistic, extreme, smallest; /* the last two in schedules */
    } rows[] = {
        /* Pairs: differences B - A 3, 1: T = 2; sign changes give 2, 1, -1, -2. */
        {"ABBA", "1452", "pairs", 0, 4, 3, 2, 2},
        {"ABBA", "1425", "pairs", 0, 4, 0, 4, 2}, /* 0 is reached by all: +-3 -+3, +-6 */
        /* Two of four: all six means of two from 1, 2, 4, 8; T of (4, 8) is the largest. */
        {"AABB", "1248", "daily complete", 0, 6, 4.5, 2, 2},
        {"ABAB", "1248", "complete", 0, 6, 2.5, 4, 2},
        /* One of four: no mirror image. */
        {"ABAA", "0900", "complete", 0, 4, 9, 1, 1},
        {"ABAB", "1248", "alternating", 0, 2, 2.5, 2, 2},
        /* No two alike but for the start, or runs up to 2: ABAB.. 2, and AABA.. */
        {"ABAB", "1248", "run-limit:1", 0, 2, 2.5, 2, 2},
        {"ABBA", "0880", "run-limit:2", 0, 10, 8, 2, 2},
        {"ABBA", "0880", "run-limit:2,balanced", 0, 6, 8, 2, 2},
        /* Wash-out of a day: ABBA in 2-day periods keeps 1 2 - 4 5 6 - 8 when followed (T = 5 -
         * 11/3) and ABAB 1 2 - 4 - 6 - 8: T = 6 - 3. */
        {"AABBBBAA", "12345678", "pairs", 1, 4, 5 - 11 / 3.0, 4, 2},
        {"AABBAABB", "12345678", "pairs", 1, 4, 3, 2, 2},
        /* The same without: ABBA 0, ABAB 2. */
        {"AABBAABB", "12345678", "pairs", 0, 4, 2, 2, 2},
        {"ABBA", "5555", "pairs", 0, 4, 0, 4, 2}, /* never varies */
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, rows[r].outcomes);
        kn_design design = make_design(&of, 2, rows[r].design, rows[r].washout_days);
        kn_randomisation result = run(&design, &of, 1);

        assert_true(result.done && result.exact);
        assert_near(result.permitted, rows[r].permitted, 0);
        assert_near((double)result.tried, rows[r].permitted, 0);
        assert_near(result.statistic[0], rows[r].statistic, 1e-12);
        assert_near(result.p[0] * rows[r].permitted, rows[r].extreme, 1e-9);
        assert_near(result.p_smallest * rows[r].permitted, rows[r].smallest, 1e-9);
        kn_design_release(&design);
    }
}

static void test_not_done(void **unused)
{
    static const struct {
        const char *days, *design; /* NULL: as recognised */
        int washout_days;
        double permitted;
    } rows[] = {
        {"AABABBBAB", NULL, 0, 0},        /* unknown */
        {"AABBBBAA", "observed", 0, 0},   /* not randomised */
        {"AAAA", "daily complete", 0, 1}, /* nothing to permute */
        {"AAAABB", "complete", 2, 2},     /* arm B keeps no day */
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, NULL);
        kn_design design = make_design(&of, 2, rows[r].design, rows[r].washout_days);
        kn_randomisation result = run(&design, &of, 1);

        assert_false(result.done);
        assert_near(result.permitted, rows[r].permitted, 0);
        assert_near(result.p_smallest, 1, 0);
        kn_design_release(&design);
    }
}

/* Whether the design could have given the schedule: written from the header, a unit at a time. */
static bool is_permitted(const kn_design *design, const uint8_t schedule[])
{
    size_t size = design->kind == KN_DESIGN_BLOCKS && design->block_units ? design->block_units
                                                                          : design->units;
    int balance = 0, run = 0;

    for (size_t u = 0; u < design->units; u++) {
        run = u > 0 && schedule[u] == schedule[u - 1] ? run + 1 : 1;
        if (design->kind == KN_DESIGN_RUN_LIMITED && run > design->run_limit)
            return false;
        if (design->kind == KN_DESIGN_ALTERNATING) {
            for (size_t v = 0; v < u; v++)
                if ((schedule[u] == schedule[v]) != ((u - v) % (size_t)design->arms == 0))
                    return false;
        }
        balance += (schedule[u] == 1) - (design->arm[u] == 1);
        if (design->kind != KN_DESIGN_BLOCKS)
            continue;
        for (int k = 0; k < design->arms && (u + 1) % size == 0; k++) {
            int more = 0;

            for (size_t v = u + 1 - size; v <= u; v++)
                more += (schedule[v] == k) - (design->arm[v] == k);
            if (more != 0)
                return false;
        }
        if (design->arm[u] == KN_ARM_UNKNOWN)
            return false; /* no such rows below */
    }
    if (design->kind == KN_DESIGN_BLOCKS) { /* the block cut short */
        for (int k = 0; k < design->arms; k++) {
            int more = 0;

            for (size_t v = design->units - design->units % size; v < design->units; v++)
                more += (schedule[v] == k) - (design->arm[v] == k);
            if (more != 0)
                return false;
        }
    }
    return !design->balanced || balance == 0;
}

static double brute_statistic(const kn_design *design, const uint8_t schedule[], const trial *of,
                              int arm)
{
    double sum[KN_ARMS_MAX] = {0}, days[KN_ARMS_MAX] = {0};
    bool keep[DAYS];

    kn_design_keep(design, schedule, of->n, of->day, keep);
    for (size_t i = 0; i < of->n; i++) {
        size_t u = 0;

        while (of->day[i] >= design->first_day[u + 1])
            u++;
        sum[schedule[u]] += keep[i] ? of->outcome[i] : 0;
        days[schedule[u]] += keep[i];
    }
    return sum[arm] / days[arm] - sum[0] / days[0]; /* NAN without days */
}

static void test_brute_force(void **unused)
{
    static const struct {
        const char *days, *design;
        int arms, washout_days;
    } rows[] = {
        {"AABBBB.AAA.BB.AABB", "pairs", 2, 0},
        {"AAABBBBBBAAABBBAAA", "pairs", 2, 1},
        {"AAABBB.BBAA..BBAAA", "pairs", 2, 2},
        {"AAABBB.BBAA..BBAAA", "pairs", 2, 4}, /* wash-out longer than a period */
        {"AABBBBAAAABBB", "blocks:4", 2, 1},   /* a block cut short */
        {"ABBABBABA", "complete", 2, 0},
        {"ABBABBABA", "complete", 2, 1},
        {"ABBABBABAABA", "run-limit:2", 2, 0},
        {"AABBBBAAAABBAABBBB", "run-limit:3", 2, 3},
        {"ABBABBABAABA", "run-limit:2,balanced", 2, 0},
        {"ABBAABABBB", "run-limit:3,balanced", 2, 1},
        {"AAABBBAAABBB", "alternating", 2, 1},
        {"AABBCCAABBCCAAB", "alternating", 3, 1},
        {"ABCCABBCA", "cycles", 3, 0},
        {"AABBCCCCAABBAAC", "cycles", 3, 1},
        {"ABCCABBC", "complete", 3, 0},
        {"ABCACBCA", "run-limit:1", 3, 0},
        {"ABBCCDDA", "run-limit:2", 4, 1},
        {"ABCDDCBA", "cycles", 4, 0},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, NULL);
        kn_design design = make_design(&of, rows[r].arms, rows[r].design, rows[r].washout_days);
        kn_randomisation result = run(&design, &of, 1);
        double permitted = 0, extreme[KN_ARMS_MAX] = {0}, followed[KN_ARMS_MAX];
        uint8_t schedule[DAYS] = {0};
        size_t u = 0;

        for (int k = 1; k < design.arms; k++)
            followed[k] = brute_statistic(&design, design.arm, &of, k);
        while (u < design.units) { /* counts in base K */
            if (is_permitted(&design, schedule)) {
                permitted++;
                for (int k = 1; k < design.arms; k++)
                    extreme[k] += fabs(brute_statistic(&design, schedule, &of, k)) >=
                                  fabs(followed[k]) - 1e-9;
            }
            for (u = 0; u < design.units && ++schedule[u] == design.arms; u++)
                schedule[u] = 0;
        }
        assert_true(result.done && result.exact);
        assert_near(result.permitted, permitted, 0);
        assert_near((double)result.tried, permitted, 0);
        for (int k = 1; k < design.arms; k++) {
            assert_near(result.statistic[k - 1], followed[k], 1e-12);
            assert_near(result.p[k - 1], extreme[k] / permitted, 1e-12);
            assert_true(result.p[k - 1] >= result.p_smallest);
        }
        kn_design_release(&design);
    }
}

/* gaussian5-a: 8 pairs of 7-day periods, 90 days. 100,000 redraws in R gave 0.3572; all 256
 * schedules, counted by an independent program, give 92 / 256. */
static void test_gaussian5(void **unused)
{
    trial of = {0};
    char line[128], arm;
    kn_design design;
    kn_randomisation result;
    FILE *file = fopen(TEST_DATA "/reference/gaussian5-a.csv", "r");
    size_t r = 0;
    (void)unused;

    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    for (; fgets(line, sizeof line, file); of.n++) {
        assert_int_equal(sscanf(line, "1,%d,%c,%lf", &of.day[of.n], &arm, &of.outcome[of.n]), 3);
        of.arm[of.n] = (uint8_t)(arm - 'A');
    }
    fclose(file);
    design = make_design(&of, 2, NULL, 0);
    result = run(&design, &of, 1);
    assert_true(result.done && result.exact);
    assert_near(result.permitted, 256, 0);
    assert_near(result.statistic[0], 0.5354449472096525, 1e-12);
    assert_near(result.p[0], 92 / 256.0, 1e-12);
    assert_near(result.p_smallest, 2 / 256.0, 1e-12);
    kn_design_release(&design);
}

/* The smallest p, and that outcomes which the arms separate fully give it. */
static void test_smallest(void **unused)
{
    static const struct {
        const char *days, *design;
        int arms;
        double smallest;
    } rows[] = {
        {"ABABABABABABABAB", "pairs", 2, 2 / 256.0},
        {"ABCABBCAC", "complete", 3, 2 / 1680.0},
        {"ABCBCACABCBA", "cycles", 3, 2 / 1296.0},
        {"ABCDDACB", "cycles", 4, 2 * 4 / 576.0}, /* C and D may swap in each cycle */
        {"AABABAA", "complete", 2, 1 / 21.0},     /* the mirror image is not permitted */
        {"ABCABCABC", "alternating", 3, 2 / 6.0},
        {"ABBAAB", "run-limit:2", 2, 2 / 26.0},
        {"AAABB.AA..BBAAB.BB..BAA", "complete", 2, 1 / 24310.0},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, NULL);
        kn_design design = make_design(&of, rows[r].arms, rows[r].design, 0);
        kn_randomisation result;

        for (size_t i = 0; i < of.n; i++)
            of.outcome[i] = of.arm[i] == 1 ? 1 : of.arm[i] == 0 ? -1 : 0;
        result = run(&design, &of, 1);
        assert_near(result.p_smallest, rows[r].smallest, 1e-12);
        assert_near(result.p[0], rows[r].smallest, 1e-12);
        kn_design_release(&design);
    }
}

/* 21 pairs are too many to try all. The last pair is without effect on the order of |T|, so p is
 * that of the first 20 pairs, which are not. */
static void test_draws(void **unused)
{
    trial of = {0};
    kn_design design, shorter;
    kn_randomisation drawn, again, other, exact;
    size_t r = 0;
    (void)unused;

    for (size_t i = 0; i < 42; i++) {
        of.day[i] = (int32_t)i + 1;
        of.arm[i] = i % 4 == 1 || i % 4 == 2;
        of.outcome[i] = i < 40 ? (double)((i * i * 7 + i * 3) % 23) + (of.arm[i] ? 0 : 1) : 0;
    }
    for (size_t i = 0; i < 40; i++)
        of.outcome[40] += of.outcome[i] / 40;
    of.outcome[41] = of.outcome[40];
    of.n = 40;
    shorter = make_design(&of, 2, NULL, 0);
    exact = run(&shorter, &of, 1);
    of.n = 42;
    design = make_design(&of, 2, NULL, 0);
    drawn = run(&design, &of, 1);
    again = run(&design, &of, 1);
    other = run(&design, &of, 2);

    assert_true(exact.exact && exact.permitted == 0x1p20 && exact.tried == 1 << 20);
    assert_true(!drawn.exact && drawn.permitted == 0x1p21 && drawn.tried == 100000);
    assert_near(exact.p_smallest, 0x1p-19, 1e-12);
    assert_near(drawn.p_smallest, 1 / 100001.0, 3 / 100001.0);
    assert_near(exact.p[0], 0.5, 0.48);
    /* Beyond 5 standard errors: fewer than one seed in a million. */
    assert_near(drawn.p[0], exact.p[0], 5 * sqrt(exact.p[0] * (1 - exact.p[0]) / 100000));
    assert_true(drawn.p[0] == again.p[0]);
    assert_true(drawn.p[0] != other.p[0]);
    kn_design_release(&design);
    kn_design_release(&shorter);
}

/* Every schedule once, and every schedule equally often: chi-squared with `cells` - 1 degrees of
 * freedom has mean cells - 1 and sd sqrt(2 (cells - 1)); beyond 6 sd fewer than one seed in a
 * million for the sizes here (Laurent and Massart 2000, lemma 1: P(X > d + 2 sqrt(d x) + 2 x) <=
 * exp(-x)). */
static void test_uniform(void **unused)
{
    static const struct {
        const char *days, *design;
        int arms;
        size_t cells;
    } rows[] = {
        {"ABBABAAB", "pairs", 2, 16},
        {"AABBABBA", "blocks:4", 2, 36},
        {"AABBABB", "complete", 2, 35},
        {"ABCCAB", "cycles", 3, 36},
        {"ABBAABA", "run-limit:2", 2, 42},
        {"ABCACB", "run-limit:1", 3, 96},
        {"ABBCAACB", "run-limit:3", 3, 5676},
        {"ABBAABAB", "run-limit:2,balanced", 2, 34},
        {"ABAAABAABB", "run-limit:3,balanced", 2, 134},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        enum { PER_CELL = 50, CODES = 1 << 16 };
        static int drawn[CODES];
        trial of = parse_trial(rows[r].days, NULL);
        kn_design design = make_design(&of, rows[r].arms, rows[r].design, 0);
        uint8_t schedule[DAYS];
        double chi = 0, x = log(1e6), d = (double)rows[r].cells - 1;
        size_t cells = 0, last = 0, changed;
        kn_permitted set;
        kn_random random;
        kn_error err;

        assert_int_equal(kn_permitted_init(&set, &design, &err), KN_OK);
        assert_near(set.count, (double)rows[r].cells, 0);
        memset(drawn, 0, sizeof drawn);
        kn_random_init(&random, 42, r);
        memcpy(schedule, design.arm, design.units);
        for (size_t i = 0; i < PER_CELL * rows[r].cells; i++) {
            size_t code = 0;

            kn_permitted_draw(&set, &random, schedule);
            for (size_t u = 0; u < design.units; u++)
                code = code * (size_t)design.arms + schedule[u];
            assert_true(code < CODES);
            drawn[code]++;
        }
        kn_permitted_first(&set, schedule);
        do {
            size_t code = 0;

            for (size_t u = 0; u < design.units; u++)
                code = code * (size_t)design.arms + schedule[u];
            if (design.kind == KN_DESIGN_RUN_LIMITED) /* in order, so each once */
                assert_true(cells == 0 || code > last);
            last = code;
            assert_true(drawn[code] >= 0);
            chi += pow(drawn[code] - PER_CELL, 2) / PER_CELL;
            drawn[code] = -1; /* met: a second time would fail */
            cells++;
        } while (kn_permitted_next(&set, schedule, &changed));
        assert_int_equal(cells, rows[r].cells);
        for (size_t code = 0; code < CODES; code++)
            assert_true(drawn[code] <= 0); /* nothing drawn that is not permitted */
        assert_true(chi < d + 2 * sqrt(d * x) + 2 * x);
        kn_permitted_release(&set);
        kn_design_release(&design);
    }
}

/* Counts of run-limited sequences: all 2^n without a limit that binds; Fibonacci numbers for runs
 * of at most 2; balanced against C(n, n/2); long ones without overflow. */
static void test_run_counts(void **unused)
{
    static const struct {
        int arms;
        size_t units, limit;
        size_t balance[2]; /* 0, 0: free */
        double permitted, relative;
    } rows[] = {
        {2, 10, 10, {0, 0}, 1024, 0},
        {2, 10, 2, {0, 0}, 178, 0}, /* 2 F(11) */
        {2, 40, 2, {0, 0}, 331160282, 0},
        {8, 5, 1, {0, 0}, 19208, 0},
        {2, 1, 1, {0, 0}, 2, 0},
        {2, 20000, 1, {0, 0}, 2, 0},
        {2, 900, 900, {0, 0}, 0x1p900, 1e-10},
        {2, 20000, 3, {0, 0}, (double)INFINITY, 0},
        {2, 10, 10, {5, 5}, 252, 0},
        {2, 10, 1, {5, 5}, 2, 0},
        {2, 9, 1, {5, 4}, 1, 0},
        {2, 10, 2, {8, 2}, 0, 0}, /* cannot be */
        {2, 10, 3, {8, 2}, 3, 0}, /* 3 + 3 + 2 in any order */
        {2, 500, 500, {250, 250}, 1.1674431578827769e149, 1e-10},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        bool balanced = rows[r].balance[0] > 0;
        uint8_t sequence[20000];
        kn_runs runs;
        kn_random random;
        kn_error err;

        assert_int_equal(kn_runs_init(&runs, rows[r].arms, rows[r].units, rows[r].limit,
                                      balanced ? rows[r].balance : NULL, &err),
                         KN_OK);
        if (isinf(rows[r].permitted))
            assert_true(isinf(runs.permitted));
        else
            assert_near(runs.permitted, rows[r].permitted, rows[r].relative * rows[r].permitted);
        if (runs.permitted > 0) {
            size_t run = 0, ones = 0;

            kn_random_init(&random, 7, r);
            kn_runs_draw(&runs, &random, sequence);
            for (size_t u = 0; u < runs.units; u++) {
                run = u > 0 && sequence[u] == sequence[u - 1] ? run + 1 : 1;
                assert_true(run <= runs.limit);
                ones += sequence[u] == 1;
            }
            assert_true(!balanced || ones == rows[r].balance[1]);
        }
        kn_runs_release(&runs);
    }
}

/* A unit without records is held, whatever the sequence drawn gives it. */
static void test_unknown_units(void **unused)
{
    static const struct {
        const char *days, *design;
        int washout_days;
        double permitted, p;
    } rows[] = {
        /* AB??AB in 3-day periods: the middle pair is held; T = 3: only it and its mirror image. */
        {"AAABBB......AAABBB", "pairs", 0, 4, 2 / 4.0},
        {"AAABBB......AAABBB", "pairs", 1, 4, 2 / 4.0},
        /* AB?BBA, runs of 2 at most: 26 sequences of 6, in which the five recorded days are
         * followed or mirrored by ABABBA, ABBBBA (not permitted), and their mirror images. */
        {"AB.BBA", "run-limit:2", 0, 26, 2 / 26.0},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, NULL);
        kn_design design = make_design(&of, 2, rows[r].design, rows[r].washout_days);
        kn_randomisation result;

        for (size_t i = 0; i < of.n; i++)
            of.outcome[i] = of.arm[i];
        result = run(&design, &of, 1);
        assert_true(result.done && result.exact);
        assert_near(result.permitted, rows[r].permitted, 0);
        assert_near(result.p[0], rows[r].p, 1e-12);
        kn_design_release(&design);
    }
}

static void test_list(void **unused)
{
    static const char *const names[] = {"A", "B"};
    static const char text[] = "A B B A\nB A A B\nA B A B\n";
    trial of = parse_trial("ABBA", "1452");
    kn_design design = make_design(&of, 2, NULL, 0);
    kn_randomisation result;
    kn_error err;
    size_t r = 0;
    (void)unused;

    assert_int_equal(kn_design_state_list(&design, names, text, sizeof text - 1, NULL, &err),
                     KN_OK);
    result = run(&design, &of, 1); /* T: 3, -3, 0 */
    assert_true(result.done && result.exact);
    assert_near(result.p[0], 2 / 3.0, 1e-12);
    assert_near(result.p_smallest, 2 / 3.0, 1e-12);
    kn_design_release(&design);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),       cmocka_unit_test(test_not_done),
        cmocka_unit_test(test_brute_force),   cmocka_unit_test(test_gaussian5),
        cmocka_unit_test(test_smallest),      cmocka_unit_test(test_draws),
        cmocka_unit_test(test_uniform),       cmocka_unit_test(test_run_counts),
        cmocka_unit_test(test_unknown_units), cmocka_unit_test(test_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
