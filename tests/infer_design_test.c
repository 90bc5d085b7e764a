/* Designs: recognition of periods, stated texts, wash-out. Schedules are written as strings, one
 * letter a day from `first`, '.' for a day without a record. */
#include "unknot/design.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { DAYS = 400 };

typedef struct trial {
    size_t n;
    int32_t day[DAYS];
    uint8_t arm[DAYS];
} trial;

static void add_day(trial *to, int day, char letter)
{
    assert_true(to->n < DAYS);
    to->day[to->n] = day;
    to->arm[to->n++] = (uint8_t)(letter - 'A');
}

static trial parse_trial(const char *text, int first)
{
    trial parsed = {0};

    for (int i = 0; text[i]; i++)
        if (text[i] != '.')
            add_day(&parsed, first + i, text[i]);
    return parsed;
}

static kn_code init(kn_design *design, const trial *of, int arms, const int32_t *period,
                    kn_error *err)
{
    return kn_design_init(design, arms, of->n, of->day, of->arm, period, err);
}

/* The schedule as letters, '?' for an unknown arm. */
static const char *letters(const kn_design *design)
{
    static char text[DAYS + 1];

    for (size_t u = 0; u < design->units; u++)
        text[u] = design->arm[u] == KN_ARM_UNKNOWN ? '?' : (char)('A' + design->arm[u]);
    text[design->units] = '\0';
    return text;
}

static void test_recognise(void **unused)
{
    static const struct {
        const char *days;
        int first, arms;
        int start, length; /* expected: of the first unit */
        bool guessed;
        const char *units;
        bool repeats; /* every cycle in the same order */
    } rows[] = {
        {"BBBBBBBAAAAAAABBBBBBBAAAAAAA", 1, 2, 1, 7, true, "BABA", true},  /* as if alternating */
        {"BBBBBBBAAAAAAAAAAAAAABBBBBBB", 1, 2, 1, 7, true, "BAAB", false}, /* not 14 days from -6 */
        {"AABBBBBBAAA", 2, 2, 1, 3, true, "ABBA", false},                  /* day 1 was missed */
        {"AAABBBBBBAAA", 101, 2, 101, 3, true, "ABBA", false}, /* the first recorded day */
        {"AABBBBBBAAABBBAAA", 102, 2, 101, 3, true, "ABBABA",
         false}, /* first scheduled day missed */
        {"AABBBBBBAAA", 102, 2, 101, 3, true, "ABBA", false},
        {"AABBBAAA", 102, 2, 102, 1, false, "AABBBAAA",
         false}, /* that, with too little to show it */
        {"AAABBB...AAABBBAAA", 1, 2, 1, 3, true, "ABBABA",
         false}, /* the cycle says what was missed */
        {"AAABBB......AAABBB", 1, 2, 1, 3, true, "AB??AB", true}, /* here it cannot */
        {"ABBABAAB", 5, 2, 5, 1, true, "ABBABAAB", false},
        {"AAAAABBBBB", 1, 2, 1, 5, false, "AB", false}, /* one change shows no rule */
        {"ABCABCABC", 1, 3, 1, 1, true, "ABCABCABC", true},
        {"AABBCCCCBBAACC", 1, 3, 1, 2, true, "ABCCBAC", false}, /* the last cycle was cut short */
        {"AABB..CCBBAA", 1, 3, 1, 2, true, "ABCCBA", false},
        {"AAABBBBBBBBBAAABBB", 1, 2, 1, 3, false, "ABBBAB", false}, /* periods, but no cycles */
        {"AABABBBAB", 1, 2, 1, 1, false, "AABABBBAB", false},
        {"AA.ABBBAB", 1, 2, 1, 1, false, "AA?ABBBAB", false},
        {"A", 7, 2, 7, 1, false, "A", false},
        {"AAAA", 1, 2, 1, 3, false, "AA", false},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, rows[r].first);
        kn_design design;
        kn_error err;

        assert_int_equal(init(&design, &of, rows[r].arms, NULL, &err), KN_OK);
        assert_string_equal(letters(&design), rows[r].units);
        assert_int_equal(design.first_day[0], rows[r].start);
        if (design.units > 1)
            assert_int_equal(design.first_day[1] - design.first_day[0], rows[r].length);
        assert_int_equal(design.first_day[design.units], of.day[of.n - 1] + 1);
        assert_int_equal(design.guessed, rows[r].guessed);
        assert_int_equal(design.kind, !rows[r].guessed  ? KN_DESIGN_UNKNOWN
                                      : rows[r].repeats ? KN_DESIGN_ALTERNATING
                                                        : KN_DESIGN_BLOCKS);
        assert_int_equal(design.block_units, design.kind == KN_DESIGN_BLOCKS ? rows[r].arms : 0);
        kn_design_release(&design);
    }
}

static void test_labels(void **unused)
{
    static const struct {
        const char *days, *labels; /* labels of all days; those of missing days are not used */
        kn_code code;
        const char *result; /* units, or the message */
        kn_design_kind kind;
    } rows[] = {
        {"AAABBBB", "0001111", KN_OK, "AB", KN_DESIGN_UNKNOWN},
        {"AAABBB.AA", "000111111", KN_DATA, "row 7, day 8: the arm changes within a period", 0},
        {"AAABBBB.AA", "0001122233", KN_OK, "ABBA", KN_DESIGN_BLOCKS},
        {"AAAAAABBB", "000111222", KN_OK, "AAB", KN_DESIGN_UNKNOWN},
        {"AAAAAA", "000000", KN_OK, "A", KN_DESIGN_UNKNOWN},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, 1);
        int32_t period[DAYS];
        kn_design design;
        kn_error err;

        for (size_t i = 0; i < of.n; i++)
            period[i] = rows[r].labels[of.day[i] - 1];
        assert_int_equal(init(&design, &of, 2, period, &err), rows[r].code);
        if (rows[r].code) {
            assert_string_equal(err.message, rows[r].result);
        } else {
            assert_string_equal(letters(&design), rows[r].result);
            assert_int_equal(design.kind, rows[r].kind);
        }
        kn_design_release(&design);
    }
}

static void test_limits(void **unused)
{
    static const struct {
        int32_t day[5];
        const char *message;
    } rows[] = {
        {{1, 2, 3, 4, 40000}, "the days run from 1 to 40000; at most 20000 are accepted"},
        {{1, 2, 3, 4, INT32_MAX}, "day 2147483647 is further from 0 than 1000000000"},
        {{INT32_MIN, 1, 2, 3, 4}, "day -2147483648 is further from 0 than 1000000000"},
        {{-999999999, 0, 1, 2, 999999999},
         "the days run from -999999999 to 999999999; at most 20000 are accepted"},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        kn_design design;
        kn_error err;

        assert_int_equal(
            kn_design_init(&design, 2, 5, rows[r].day, (uint8_t[]){0, 1, 0, 0, 1}, NULL, &err),
            KN_LIMIT);
        assert_string_equal(err.message, rows[r].message);
    }
}

static void test_state(void **unused)
{
    static const struct {
        const char *days;
        int arms;
        const char *text;
        kn_code code;
        const char *result; /* schedule afterwards, or the message */
    } rows[] = {
        {"AABBBBAA", 2, "pairs", KN_OK, "ABBA"},
        {"AABBBBAA", 2, "observed", KN_OK, "ABBA"},
        {"AABBBBAA", 2, "complete", KN_OK, "ABBA"},
        {"AABBBBAA", 2, "blocks:4", KN_OK, "ABBA"},
        {"AABBBBAA", 2, "run-limit:2", KN_OK, "ABBA"},
        {"AABBBBAA", 2, "run-limit:2,balanced", KN_OK, "ABBA"},
        {"ABBABBBA", 2, "pairs", KN_DATA,
         "pair 3 (units 5 to 6, from day 5 of the trial) holds an arm twice"},
        {"ABB.BBAB", 2, "pairs", KN_DATA,
         "pair 3 (units 5 to 6, from day 5 of the trial) holds an arm twice"},
        {"ABB.ABABB", 2, "pairs", KN_OK, "ABBAABABB"},
        {"ABCBB", 3, "cycles", KN_DATA,
         "cycle 2 (units 4 to 5, from day 4 of the trial) holds an arm twice"},
        {"ABCBCA", 3, "pairs", KN_DATA, "pairs need 2 arms; there are 3"},
        {"AABBAABB", 2, "alternating", KN_OK, "ABAB"},
        {"AAA...AAABBBAAABBB", 2, "alternating", KN_OK, "ABABAB"},
        {"AABBBBAA", 2, "alternating", KN_DATA,
         "unit 3 (day 5 of the trial) breaks the alternation"},
        {"ABCABCAB", 3, "alternating", KN_OK, "ABCABCAB"},
        {"ABAABA", 3, "alternating", KN_DATA, "unit 3 (day 3 of the trial) breaks the alternation"},
        {"ABBABBBA", 2, "run-limit:2", KN_DATA,
         "unit 7 (day 7 of the trial) makes a run of 3 units of one arm; the stated limit is 2"},
        {"ABBABB.BA", 2, "run-limit:2", KN_OK, "ABBABB?BA"},
        {"AABABB...BA", 2, "run-limit:2", KN_OK, "AABABB???BA"},
        {"ABCABCAB", 3, "run-limit:2,balanced", KN_DATA,
         "a balanced run limit needs 2 arms; there are 3"},
        {"AABB", 2, "blocks:1", KN_USAGE, "there is no design \"blocks:1\""},
        {"AABB", 2, "blocks:", KN_USAGE, "there is no design \"blocks:\""},
        {"AABB", 2, "blocks:4x", KN_USAGE, "there is no design \"blocks:4x\""},
        {"AABB", 2, "blocks:99999999999999999999", KN_USAGE,
         "there is no design \"blocks:99999999999999999999\""},
        {"AABB", 2, "run-limit:0", KN_USAGE, "there is no design \"run-limit:0\""},
        {"AABB", 2, "run-limit:-1", KN_USAGE, "there is no design \"run-limit:-1\""},
        {"AABB", 2, "run-limit:2,", KN_USAGE, "there is no design \"run-limit:2,\""},
        {"AABB", 2, "Pairs", KN_USAGE, "there is no design \"Pairs\""},
        {"AABB", 2, "", KN_USAGE, "there is no design \"\""},
        {"AABB", 2, "unknown", KN_USAGE, "there is no design \"unknown\""},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, 1);
        kn_design design, before;
        kn_error err;
        kn_code code;

        assert_int_equal(init(&design, &of, rows[r].arms, NULL, &err), KN_OK);
        before = design;
        code = kn_design_state(&design, rows[r].text, &err);
        assert_int_equal(code, rows[r].code);
        if (code) {
            assert_string_equal(err.message, rows[r].result);
            assert_memory_equal(&design, &before, sizeof design);
        } else {
            assert_string_equal(letters(&design), rows[r].result);
            assert_false(design.guessed);
        }
        kn_design_release(&design);
    }
}

static void test_list(void **unused)
{
    static const char *const names[] = {"ice tea", "ice", "none"};
    static const struct {
        const char *days, *text;
        kn_code code;
        const char *result; /* schedule afterwards, or the message */
        unsigned line, column;
    } rows[] = {
        {"BACA", "ice ice tea none,ice tea\n\nnone,ice,ice tea,ice", KN_OK, "BACA", 0, 0},
        {"BA.A", "none ice ice ice\r\nice,ice tea,\tnone,ice tea\r\n", KN_OK, "BACA", 0, 0},
        {"BACA", "ice tea none ice ice\n", KN_DATA,
         "the schedule that was followed is not among the 1 listed", 0, 0},
        {"BACA", "", KN_DATA, "the schedule that was followed is not among the 0 listed", 0, 0},
        {"BACA", "ice ice tea none\n", KN_DATA,
         "the schedule has 3 arms, but the trial has 4 units", 1, 0},
        {"BACA", "\nice ice tea none ice ice\n", KN_DATA,
         "the schedule has 5 arms, but the trial has 4 units", 2, 0},
        {"BACA", "ice ice tea none ice tea\nice, water, ice, ice", KN_PARSE,
         "there is no arm \"water\"", 2, 6},
        {"BACA", "ice ice tea none ice tea\nice ice ice ice\nice, ice tea, none, ice tea\n",
         KN_DATA, "the schedule stands on line 1 already", 3, 0},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, 1);
        kn_design design;
        kn_error err = {0};
        kn_code code;

        assert_int_equal(init(&design, &of, 3, NULL, &err), KN_OK);
        code = kn_design_state_list(&design, names, rows[r].text, strlen(rows[r].text), "list.txt",
                                    &err);
        assert_int_equal(code, rows[r].code);
        if (code) {
            assert_string_equal(err.message, rows[r].result);
            assert_int_equal(err.place.line, rows[r].line);
            assert_int_equal(err.place.column, rows[r].column);
            assert_string_equal(err.place.source, "list.txt");
        } else {
            assert_string_equal(letters(&design), rows[r].result);
            assert_int_equal(design.kind, KN_DESIGN_LIST);
            assert_int_equal(design.schedules, 2);
            /* Stating another design lets go of the list. */
            assert_int_equal(kn_design_state(&design, "complete", &err), KN_OK);
            assert_null(design.permitted);
        }
        kn_design_release(&design);
    }
}

static void test_keep(void **unused)
{
    static const struct {
        const char *days;
        int washout;
        const char *schedule; /* of the units; NULL: the one followed */
        const char *kept;     /* 'x' kept, '-' dropped */
    } rows[] = {
        {"AAABBBBBBAAA", 0, NULL, "xxxxxxxxxxxx"},
        {"AAABBBBBBAAA", 1, NULL, "xxx-xxxxx-xx"},
        {"AAABBBBBBAAA", 2, "BABA", "xxx--x--x--x"},           /* recomputed for another schedule */
        {"AAABBBBBBAAA", 4, NULL, "xxx----xx---"},             /* reaches into the next unit */
        {"AA.B.BBBBAAA", 2, NULL, "xx.-.xxxx--x"},             /* days count, not rows */
        {"AAABBB......BBBAAA", 1, NULL, "xxx-xx......xxx-xx"}, /* unknown units change nothing */
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, 1);
        uint8_t schedule[DAYS];
        bool keep[DAYS];
        size_t kept = 0;
        kn_design design;
        kn_error err;

        assert_int_equal(init(&design, &of, 2, NULL, &err), KN_OK);
        design.washout_days = rows[r].washout;
        for (size_t u = 0; u < design.units; u++)
            schedule[u] = rows[r].schedule ? (uint8_t)(rows[r].schedule[u] - 'A') : design.arm[u];
        for (size_t i = 0; rows[r].kept[i]; i++)
            kept += rows[r].kept[i] == 'x';
        assert_int_equal(kn_design_keep(&design, schedule, of.n, of.day, keep), kept);
        for (size_t i = 0; i < of.n; i++)
            assert_int_equal(keep[i], rows[r].kept[of.day[i] - 1] == 'x');
        kn_design_release(&design);
    }
}

static void test_shape(void **unused)
{
    static const struct {
        const char *days;
        int arms;
        size_t cycles;
        bool weekly;
    } rows[] = {
        {"BBBBBBBAAAAAAABBBBBBBAAAA", 2, 2, true},
        {"AAABBBBBBAAAAAA", 2, 2, false},
        {"AABBCCCCBBAACC", 3, 2, false},
        {"AABABBBAB", 2, 3, false},
        {"AAA", 2, 0, false},
        {"A", 2, 0, false},
        {"AAAAAAAAAAAAAABBBBBBBBBBBBBB", 2, 1, true},
    };
    (void)unused;

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        trial of = parse_trial(rows[r].days, 1);
        kn_design design;
        kn_error err;

        assert_int_equal(init(&design, &of, rows[r].arms, NULL, &err), KN_OK);
        assert_int_equal(kn_design_cycles(&design), rows[r].cycles);
        assert_int_equal(kn_design_is_weekly(&design), rows[r].weekly);
        kn_design_release(&design);
    }
}

/* Every person of the reference sets; the truth is from how they were simulated. */
static void check_person(const char *name, const trial *of, int arms, int start, const int days[2])
{
    kn_design design;
    kn_error err;
    int length;

    assert_int_equal(init(&design, of, arms, NULL, &err), KN_OK);
    length = design.first_day[1] - design.first_day[0];
    if (!design.guessed || (length != days[0] && length != days[1]) || design.first_day[0] != start)
        fail_msg("%s: %s%d days from day %d, %s", name, design.guessed ? "cycles, " : "", length,
                 (int)design.first_day[0], letters(&design));
    kn_design_release(&design);
}

static void test_reference(void **unused)
{
    static const char *const families[] = {"gaussian", "poisson", "bernoulli", "ordinal"};
    static const char *const pools[] = {"pooled-gaussian-n20", "pooled-gaussian-n100",
                                        "pooled-poisson-n20", "pooled-poisson-n100"};
    static const int period_days[] = {7, 3, 7, 3, 7, 3};
    (void)unused;

    for (int f = 0; f < 4 * 6 + 4; f++) {
        bool is_pool = f >= 24;
        int series = f % 6, arms = !is_pool && series == 5 ? 3 : 2;
        int days[2] = {is_pool ? 7 : period_days[series], is_pool ? 3 : period_days[series]};
        int start = !is_pool && series == 3 ? 101 : 1, person, last = 0, day;
        char name[64], path[512], line[256], arm;
        trial of = {0};
        FILE *file;

        if (is_pool)
            snprintf(name, sizeof name, "%s-a", pools[f - 24]);
        else
            snprintf(name, sizeof name, "%s%d-a", families[f / 6], series + 1);
        snprintf(path, sizeof path, "%s/reference/%s.csv", TEST_DATA, name);
        file = fopen(path, "r");
        assert_non_null(file);
        assert_non_null(fgets(line, sizeof line, file));
        while (fgets(line, sizeof line, file)) {
            assert_int_equal(sscanf(line, "%d,%d,%c", &person, &day, &arm), 3);
            if (last && person != last) {
                check_person(name, &of, arms, start, days);
                of.n = 0;
            }
            last = person;
            add_day(&of, day, arm);
        }
        check_person(name, &of, arms, start, days);
        fclose(file);
    }
}

/* A design as a sealed schedule is: six units of two days, one of them of unknown arm at most. */
typedef struct sealed {
    kn_design design;
    int32_t first_day[7];
    uint8_t arm[6], permitted[12];
} sealed;

static void seal(sealed *s, kn_design_kind kind, const char *arms)
{
    *s = (sealed){.design = {.kind = kind,
                             .arms = 2,
                             .units = 6,
                             .block_units = 2,
                             .run_limit = 2,
                             .schedules = 2,
                             .washout_days = 1}};
    for (int u = 0; u < 7; u++)
        s->first_day[u] = 10 + 2 * u;
    for (int u = 0; u < 6; u++) {
        s->arm[u] = arms[u] == '?' ? KN_ARM_UNKNOWN : (uint8_t)(arms[u] - 'A');
        s->permitted[u] = (uint8_t)(u % 2);
        s->permitted[6 + u] = u % 2 == 0;
    }
    s->design.first_day = s->first_day;
    s->design.arm = s->arm;
    s->design.permitted = kind == KN_DESIGN_LIST ? s->permitted : NULL;
}

static void test_copy(void **unused)
{
    static const struct {
        kn_design_kind kind;
        const char *arms, *copied;
    } rows[] = {
        {KN_DESIGN_BLOCKS, "ABBAAB", "ABBAAB"},      {KN_DESIGN_BLOCKS, "AB??AB", "AB??AB"},
        {KN_DESIGN_ALTERNATING, "AB??AB", "ABABAB"}, {KN_DESIGN_RUN_LIMITED, "AABBAB", "AABBAB"},
        {KN_DESIGN_LIST, "BABABA", "BABABA"},        {KN_DESIGN_OBSERVED, "AAAAAB", "AAAAAB"},
        {KN_DESIGN_UNKNOWN, "AAAAAB", "AAAAAB"}};

    (void)unused;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_design copy;
        kn_error err = {0};
        sealed s;

        seal(&s, rows[i].kind, rows[i].arms);
        assert_int_equal(kn_design_copy(&copy, &s.design, &err), KN_OK);
        assert_string_equal(letters(&copy), rows[i].copied);
        assert_memory_equal(copy.first_day, s.first_day, sizeof s.first_day);
        assert_true(copy.first_day != s.first_day && copy.arm != s.arm);
        assert_int_equal(copy.washout_days, 1);
        if (rows[i].kind == KN_DESIGN_LIST) {
            assert_memory_equal(copy.permitted, s.permitted, sizeof s.permitted);
            assert_true(copy.permitted != s.permitted);
        } else {
            assert_null(copy.permitted);
        }
        kn_design_release(&copy);
    }
}

/* Every rule that a copied design can break: one change to a good one. */
static void test_copy_refused(void **unused)
{
    enum {
        NOTHING,
        NO_UNITS,
        ONE_ARM,
        MANY_UNITS,
        BEGUN,
        WASHOUT,
        EMPTY_UNIT,
        BACKWARDS,
        LIMIT,
        LISTED
    };
    static const struct {
        kn_design_kind kind;
        const char *arms;
        int change;
        kn_code code;
    } rows[] = {
        {KN_DESIGN_BLOCKS, "ABBAAA", NOTHING, KN_DATA},
        {KN_DESIGN_BLOCKS, "ABBAAC", NOTHING, KN_DATA},
        {KN_DESIGN_ALTERNATING, "ABBAAB", NOTHING, KN_DATA},
        {KN_DESIGN_RUN_LIMITED, "AAABBB", NOTHING, KN_DATA},
        {KN_DESIGN_LIST, "ABBAAB", NOTHING, KN_DATA},
        {KN_DESIGN_BLOCKS, "ABABAB", NO_UNITS, KN_DATA},
        {KN_DESIGN_BLOCKS, "ABABAB", ONE_ARM, KN_DATA},
        {KN_DESIGN_BLOCKS, "ABABAB", MANY_UNITS, KN_LIMIT},
        {KN_DESIGN_BLOCKS, "ABABAB", BEGUN, KN_DATA},
        {KN_DESIGN_BLOCKS, "ABABAB", WASHOUT, KN_DATA},
        {KN_DESIGN_BLOCKS, "ABABAB", EMPTY_UNIT, KN_DATA},
        {KN_DESIGN_BLOCKS, "ABABAB", BACKWARDS, KN_DATA},
        {KN_DESIGN_RUN_LIMITED, "ABABAB", LIMIT, KN_DATA},
        {KN_DESIGN_LIST, "ABABAB", LISTED, KN_DATA},
    };

    (void)unused;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_design copy;
        kn_error err = {0};
        sealed s;

        seal(&s, rows[i].kind, rows[i].arms);
        switch (rows[i].change) {
        case NO_UNITS:
            s.design.units = 0;
            s.design.arm = NULL;
            s.design.first_day = NULL;
            break;
        case ONE_ARM:
            s.design.arms = 1;
            break;
        case MANY_UNITS: /* refused before anything is read */
            s.design.units = 30000;
            break;
        case BEGUN:
            s.design.begun = 7;
            break;
        case WASHOUT:
            s.design.washout_days = -1;
            break;
        case EMPTY_UNIT:
            s.first_day[3] = s.first_day[2];
            break;
        case BACKWARDS:
            s.first_day[6] = 0;
            break;
        case LIMIT:
            s.design.run_limit = 0;
            break;
        case LISTED:
            s.permitted[9] = 2;
            break;
        default:
            break;
        }
        if (kn_design_copy(&copy, &s.design, &err) != rows[i].code)
            fail_msg("row %zu: %s", i, err.message);
        assert_null(copy.arm);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_copy),      cmocka_unit_test(test_copy_refused),
        cmocka_unit_test(test_recognise), cmocka_unit_test(test_labels),
        cmocka_unit_test(test_limits),    cmocka_unit_test(test_state),
        cmocka_unit_test(test_list),      cmocka_unit_test(test_keep),
        cmocka_unit_test(test_shape),     cmocka_unit_test(test_reference),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
