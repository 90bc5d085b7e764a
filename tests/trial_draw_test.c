/* The draw: every permitted order equally likely, the same in every build for ever. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "protocol_fixture.h"
#include "trial/draw.h"

/* ---- Uniform over the permitted orders --------------------------------------------------------*/

/* Orders as numbers to the base 4; every permitted one of a design, found by trying them all. */
enum { ORDERS_MAX = 4096, CODE_UNITS = 10, CODES = 1 << 2 * CODE_UNITS };

static size_t code_of(const uint8_t schedule[], size_t units)
{
    size_t code = 0;

    for (size_t u = 0; u < units; u++)
        code = 4 * code + schedule[u];
    return code;
}

static int permitted_orders(const kn_trial_design *design, int number[CODES])
{
    size_t units = kn_trial_units(design), total = 1;
    int count = 0;

    assert_true(units <= CODE_UNITS);
    for (size_t u = 0; u < units; u++)
        total *= (size_t)design->arms;
    memset(number, -1, CODES * sizeof *number);
    for (size_t i = 0; i < total; i++) {
        uint8_t schedule[CODE_UNITS];
        size_t rest = i;

        for (size_t u = units; u-- > 0; rest /= (size_t)design->arms)
            schedule[u] = (uint8_t)(rest % (size_t)design->arms);
        if (kn_draw_permits(design, schedule))
            number[code_of(schedule, units)] = count++;
    }
    return count;
}

/* Chi-squared at most its mean plus five standard deviations: with the fixed seeds below it either
 * holds for ever or never, and a draw that favoured an order by a tenth would not pass. */
static void check_even(const int hits[], int orders, int draws)
{
    double expected = (double)draws / orders, chi = 0, freedom = orders - 1;

    for (int i = 0; i < orders; i++)
        chi += (hits[i] - expected) * (hits[i] - expected) / expected;
    if (chi > freedom + 5 * sqrt(2 * freedom) ||
        (freedom > 20 && chi < freedom - 5 * sqrt(2 * freedom)))
        fail_msg("chi-squared %g of %g degrees of freedom", chi, freedom);
}

static const struct even {
    const char *design;
    int orders;
} even[] = {
    {",\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", 8},
    {"3,\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", 216},
    {"4,\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", 13824},
    {",\"order\":\"days\",\"run_limit\":1,\"cycles\":4", 2},
    {",\"order\":\"days\",\"run_limit\":2,\"cycles\":3", 14},
    {",\"order\":\"days\",\"run_limit\":2,\"cycles\":4", 34},
    {",\"order\":\"days\",\"run_limit\":3,\"cycles\":4", 62},
    {",\"order\":\"days\",\"run_limit\":3,\"cycles\":5", 194},
    {",\"order\":\"days\",\"run_limit\":10,\"cycles\":5", 252},
};

static void every_permitted_order_is_equally_likely(void **state)
{
    enum { PER_ORDER = 400 };
    int *number = malloc(CODES * sizeof *number), hits[ORDERS_MAX];

    (void)state;
    assert_non_null(number);
    for (size_t i = 0; i < COUNT(even); i++) {
        kn_trial_design design = design_of(even[i].design);
        size_t units = kn_trial_units(&design);
        kn_random random;
        int orders;

        if (units > CODE_UNITS)
            continue;
        orders = permitted_orders(&design, number);
        if (orders != even[i].orders)
            fail_msg("%s: %d orders", even[i].design, orders);
        memset(hits, 0, sizeof hits);
        kn_random_init(&random, 7, i);
        for (int d = 0; d < PER_ORDER * orders; d++) {
            uint8_t schedule[CODE_UNITS];

            assert_int_equal(kn_draw_random(&design, &random, schedule), KN_OK);
            assert_true(number[code_of(schedule, units)] >= 0);
            hits[number[code_of(schedule, units)]]++;
        }
        check_even(hits, orders, PER_ORDER * orders);
    }
    free(number);
}

/* Through secrets: the first period, the orders of three pairs, and those of eight days. */
static void so_it_is_by_secret(void **state)
{
    enum { SECRETS = 8000 };
    static const char *const designs[] = {",\"order\":\"cycles\",\"block_days\":3,\"cycles\":3",
                                          ",\"order\":\"days\",\"run_limit\":2,\"cycles\":4"};
    int *number = malloc(CODES * sizeof *number);

    (void)state;
    assert_non_null(number);
    for (size_t i = 0; i < COUNT(designs); i++) {
        kn_trial_design design = design_of(designs[i]);
        int orders = permitted_orders(&design, number), hits[64] = {0}, first[2] = {0};

        for (int s = 0; s < SECRETS; s++) {
            char typed[32], secret[KN_SECRET_SIZE];
            uint8_t schedule[CODE_UNITS];

            snprintf(typed, sizeof typed, "%020d", s);
            assert_true(kn_secret_read(typed, secret));
            assert_int_equal(kn_draw_schedule(&design, secret, 0, schedule), KN_OK);
            hits[number[code_of(schedule, kn_trial_units(&design))]]++;
            first[schedule[0]]++;
        }
        check_even(hits, orders, SECRETS);
        check_even(first, 2, SECRETS);
    }
    free(number);
}

/* By rank: number u is order u of the alphabetical list, each once. */
static void ranks_are_the_alphabetical_list(void **state)
{
    static const int sizes[][2] = {{1, 1}, {3, 1}, {3, 2}, {4, 2}, {5, 2}, {5, 3}, {5, 5}, {5, 10}};
    int *number = malloc(CODES * sizeof *number);

    (void)state;
    assert_non_null(number);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        kn_trial_design design = design_of(",\"order\":\"days\"");
        kn_day_orders orders;
        kn_error err;
        int count;

        design.cycles = sizes[i][0];
        design.run_limit = sizes[i][1];
        count = permitted_orders(&design, number); /* numbered in alphabetical order */
        assert_int_equal(
            kn_day_orders_init(&orders, (size_t)sizes[i][0], (size_t)sizes[i][1], &err), KN_OK);
        for (int rank = 0; rank < count; rank++) {
            uint64_t u = (uint64_t)rank;
            uint8_t schedule[CODE_UNITS];

            kn_day_orders_unrank(&orders, &u, schedule);
            assert_int_equal(number[code_of(schedule, kn_trial_units(&design))], rank);
        }
        assert_true(fabs(kn_trial_smallest_p(&design) - 2.0 / count) < 1e-12);
        kn_day_orders_release(&orders);
    }
    free(number);
}

/* ---- Large ones -------------------------------------------------------------------------------*/

static void long_orders_keep_the_rules(void **state)
{
    (void)state;
    for (int limit = 1; limit <= KN_RUN_LIMIT_MAX; limit += 3)
        for (int pairs = 3; pairs <= KN_TRIAL_UNITS_MAX / 2; pairs = pairs * 5 + 2) {
            kn_trial_design design = design_of(",\"order\":\"days\",\"run_in_days\":0");
            uint8_t drawn[KN_TRIAL_UNITS_MAX], same[KN_TRIAL_UNITS_MAX];
            kn_random random, again;
            kn_drawer *drawer;
            kn_error err;
            int first = 0;

            design.cycles = pairs > 300 ? 365 : pairs;
            design.run_limit = limit;
            kn_random_init(&random, 1, 0);
            again = random;
            drawer = kn_drawer_new(&design, &err);
            assert_non_null(drawer);
            for (int i = 0; i < 200; i++) {
                kn_drawer_draw(drawer, &random, drawn);
                assert_true(kn_draw_permits(&design, drawn));
                first += drawn[0];
                if (i < 3) { /* the slow way gives the same */
                    assert_int_equal(kn_draw_random(&design, &again, same), KN_OK);
                    assert_memory_equal(drawn, same, kn_trial_units(&design));
                }
            }
            assert_in_range(first, 100 - 36, 100 + 36); /* five standard deviations */
            kn_drawer_free(drawer);
        }
    kn_drawer_free(NULL);
}

static void big_numbers_are_below_their_bound(void **state)
{
    static const struct {
        uint64_t bound[3];
        size_t limbs;
    } rows[] = {{{1}, 1}, {{2}, 1}, {{3, 0, 0}, 3}, {{0, 1}, 2}, {{UINT64_MAX, UINT64_MAX, 1}, 3}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        uint64_t number[3], seen_low = 0;
        kn_random random;

        kn_random_init(&random, 3, i);
        for (int d = 0; d < 1000; d++) {
            bool is_less = false;

            kn_random_below_big(&random, rows[i].bound, rows[i].limbs, number);
            for (size_t l = rows[i].limbs; l-- > 0;)
                if (number[l] != rows[i].bound[l]) {
                    is_less = number[l] < rows[i].bound[l];
                    break;
                }
            assert_true(is_less);
            seen_low |= number[0];
        }
        assert_true(rows[i].bound[0] == 1 || seen_low != 0);
    }
}

static void what_is_not_permitted(void **state)
{
    static const struct {
        const char *design, *order;
        bool permitted;
    } rows[] = {
        {",\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", "ABBAAB", true},
        {",\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", "ABBAAA", false},
        {",\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", "AABBAB", false},
        {"3,\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", "ABCCBABAC", true},
        {"3,\"order\":\"cycles\",\"block_days\":3,\"cycles\":3", "ABCCBABAD", false},
        {",\"order\":\"days\",\"run_limit\":2,\"cycles\":3", "AABBAB", true},
        {",\"order\":\"days\",\"run_limit\":2,\"cycles\":3", "AAABBB", false},
        {",\"order\":\"days\",\"run_limit\":2,\"cycles\":3", "AABAAB", false},
        {",\"order\":\"days\",\"run_limit\":2,\"cycles\":3", "ACBABA", false},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_trial_design design = design_of(rows[i].design);
        uint8_t schedule[KN_TRIAL_UNITS_MAX];

        assert_int_equal(strlen(rows[i].order), kn_trial_units(&design));
        for (size_t u = 0; rows[i].order[u]; u++)
            schedule[u] = (uint8_t)(rows[i].order[u] - 'A');
        assert_int_equal(kn_draw_permits(&design, schedule), rows[i].permitted);
    }
}

/* ---- Secrets ----------------------------------------------------------------------------------*/

static void typed_secrets_are_forgiven(void **state)
{
    static const struct {
        const char *typed, *secret; /* NULL: refused */
    } rows[] = {
        {"7K2M-9QRT-0123-4567-89AB", "7K2M-9QRT-0123-4567-89AB"},
        {"7k2m9qrt0123456789ab", "7K2M-9QRT-0123-4567-89AB"},
        {" 7k2m 9qrt oi23 4567.89ab\n", "7K2M-9QRT-0123-4567-89AB"},
        {"7K2M\u20139QRT\u00a0OL23\u20144567_89AB", "7K2M-9QRT-0123-4567-89AB"},
        {"7K2M-9QRT-0123-4567-89A", NULL},
        {"7K2M-9QRT-0123-4567-89ABC", NULL},
        {"7K2M-9QRT-0123-4567-89AU", NULL}, /* there is no U */
        {"7K2M-9QRT-0123-4567-89A\u00e4", NULL},
        {"", NULL},
        {"\xe2\x80", NULL},
        {"\xe2", NULL},
    };
    char secret[KN_SECRET_SIZE], other[KN_SECRET_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool ok = kn_secret_read(rows[i].typed, secret);

        assert_int_equal(ok, rows[i].secret != NULL);
        if (ok)
            assert_string_equal(secret, rows[i].secret);
    }
    kn_secret_new(secret);
    assert_true(kn_secret_read(secret, other));
    assert_string_equal(secret, other);
    kn_secret_new(other);
    assert_string_not_equal(secret, other);
}

/* Each of the 32 letters at each place, about equally often: within six standard deviations of 500.
 */
static void new_secrets_use_every_letter(void **state)
{
    enum { SECRETS = 16000 };
    int hits[KN_SECRET_SIZE][128] = {{0}};

    (void)state;
    for (int i = 0; i < SECRETS; i++) {
        char secret[KN_SECRET_SIZE];

        kn_secret_new(secret);
        assert_int_equal(strlen(secret), KN_SECRET_SIZE - 1);
        for (int c = 0; secret[c]; c++)
            hits[c][(int)secret[c]]++;
    }
    for (int c = 0; c < KN_SECRET_SIZE - 1; c++)
        for (const char *l = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; *l && c % 5 != 4; l++)
            assert_in_range(hits[c][(int)*l], SECRETS / 32 - 140, SECRETS / 32 + 140);
}

static void parts_and_uses_have_nothing_in_common(void **state)
{
    static const char secret[] = "7K2M-9QRT-0123-4567-89AB";
    static const char *const uses[] = {"order", "key", "check"};
    uint8_t digest[6][KN_DIGEST_SIZE];

    (void)state;
    for (size_t i = 0; i < 6; i++)
        kn_secret_digest(secret, uses[i % 3], (uint32_t)(i / 3), digest[i]);
    for (size_t i = 0; i < 6; i++)
        for (size_t j = 0; j < i; j++)
            assert_memory_not_equal(digest[i], digest[j], KN_DIGEST_SIZE);
}

/* ---- Frozen -----------------------------------------------------------------------------------*/

static const char *const frozen[] = {
    ",\"order\":\"cycles\",\"block_days\":4,\"cycles\":10",
    "3,\"order\":\"cycles\",\"block_days\":4,\"cycles\":6",
    "4,\"order\":\"cycles\",\"block_days\":4,\"cycles\":5",
    ",\"order\":\"days\",\"run_limit\":3,\"cycles\":21",
    ",\"order\":\"days\",\"run_limit\":2,\"cycles\":42",
};

/* tests/golden/draws.txt: 50 lines of design, part, secret and order, as the draw gave them when it
 * was frozen. It never changes; tests/draws.py, which shares no code, gives the same. */
static void frozen_draws_stay(void **state)
{
    kn_text text;
    char *golden, path[512];
    FILE *file;

    (void)state;
    kn_text_init(&text, 1 << 16);
    for (unsigned i = 0; i < 50; i++) {
        kn_trial_design design = design_of(frozen[i % 5]);
        char typed[32], secret[KN_SECRET_SIZE];
        uint8_t schedule[KN_TRIAL_UNITS_MAX];
        kn_random random;
        uint32_t part = i % 10 == 9;

        kn_random_init(&random, 2026, i);
        for (int c = 0; c < 20; c++)
            typed[c] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[kn_random_below(&random, 32)];
        typed[20] = '\0';
        assert_true(kn_secret_read(typed, secret));
        assert_int_equal(kn_draw_schedule(&design, secret, part, schedule), KN_OK);
        kn_text_addf(&text, "%s %d %d %d %u %s ", design.order == KN_ORDER_DAYS ? "days" : "cycles",
                     design.arms, design.cycles, design.run_limit, part, secret);
        for (size_t u = 0; u < kn_trial_units(&design); u++)
            kn_text_add_char(&text, (char)('A' + schedule[u]));
        kn_text_add_char(&text, '\n');
    }
    snprintf(path, sizeof path, "%s/golden/draws.txt", TEST_DATA);
    golden = calloc(1, 1 << 16);
    assert_non_null(golden);
    file = fopen(path, "rb");
    if (file) {
        assert_true(fread(golden, 1, (1 << 16) - 1, file) > 0);
        fclose(file);
    }
    if (strcmp(golden, kn_text_string(&text)) != 0) {
        printf("%s", kn_text_string(&text));
        fail_msg("%s does not hold the draws above", path);
    }
    free(golden);
    kn_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_permitted_order_is_equally_likely),
        cmocka_unit_test(so_it_is_by_secret),
        cmocka_unit_test(ranks_are_the_alphabetical_list),
        cmocka_unit_test(long_orders_keep_the_rules),
        cmocka_unit_test(big_numbers_are_below_their_bound),
        cmocka_unit_test(what_is_not_permitted),
        cmocka_unit_test(typed_secrets_are_forgiven),
        cmocka_unit_test(new_secrets_use_every_letter),
        cmocka_unit_test(parts_and_uses_have_nothing_in_common),
        cmocka_unit_test(frozen_draws_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
