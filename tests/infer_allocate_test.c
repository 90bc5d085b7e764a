/* The rules of unknot/allocate.h. Draws of a diary are replayed for ever, so these weights are
 * frozen: a row that changes is a mistake. The values are those of tests/independent/allocate.py,
 * which shares no arithmetic with the program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "unknot/allocate.h"

enum { SEEN_MAX = 6000 };
static const char MANY[] = "many";

typedef struct frozen {
    unsigned allowed;
    const char *seen; /* "arm:minutes ..." */
    uint32_t weight[KN_ARMS_MAX];
} frozen;

/* clang-format off */
static const frozen draws[] = {
    {0x03, "", {500, 500, 0, 0, 0, 0, 0, 0}},
    {0x07, "", {334, 333, 333, 0, 0, 0, 0, 0}},
    {0xff, "", {125, 125, 125, 125, 125, 125, 125, 125}},
    {0x04, "0:5", {0, 0, 1000, 0, 0, 0, 0, 0}},
    {0x03, "0:10 1:20", {608, 392, 0, 0, 0, 0, 0, 0}},
    {0x03, "0:20 1:10", {392, 608, 0, 0, 0, 0, 0, 0}},
    {0x03, "0:7 1:7", {500, 500, 0, 0, 0, 0, 0, 0}},
    {0x0f, "2:10 3:10", {269, 269, 231, 231, 0, 0, 0, 0}},
    {0x06, "0:60 1:30", {0, 545, 455, 0, 0, 0, 0, 0}},
    {0x81, "7:3 7:4 0:40", {155, 0, 0, 0, 0, 0, 0, 845}},
    {0x03, "0:0.25 1:480", {900, 100, 0, 0, 0, 0, 0, 0}},
    {0x11, "5:90 0:45 1:2 1:5 2:45 1:30 4:5 4:12 0:12 3:15 1:30 1:5 1:45 1:8 0:2 1:12 1:8 2:20 1:90 5:12", {434, 0, 0, 0, 566, 0, 0, 0}},
    {0x06, "1:15 0:20 1:8 0:15 0:20 1:2 2:20 0:15", {0, 745, 255, 0, 0, 0, 0, 0}},
    {0x0e, "3:20 1:45 3:8 0:15 0:20 3:2 3:20 3:2 3:2 1:12 0:12 3:20 2:90 2:45 0:20 2:2 3:5 1:20 2:8 2:15", {0, 128, 143, 729, 0, 0, 0, 0}},
    {0x46, "2:20 2:8 6:5", {0, 341, 216, 0, 0, 0, 443, 0}},
    {0x14, "3:8 5:2 0:90 3:2 1:20 6:15 3:30 1:2 5:2 6:45 2:12 1:8 5:30 0:8 3:20 1:2 6:30 2:8 3:8 4:45", {0, 0, 742, 0, 258, 0, 0, 0}},
    {0x17, "3:15 2:45 3:8 0:30 4:8 3:20 1:5 3:15 4:90 4:20 0:20 4:2 2:20 4:15 3:15 2:20 1:2 3:90 2:20 2:45", {121, 625, 104, 0, 150, 0, 0, 0}},
    {0x0e, "2:15 2:30 2:8 3:20 2:90 1:90 1:12 2:45 2:5 3:8 3:15 2:2 1:8 3:8 1:8 0:45 1:8 0:8 0:20 1:45", {0, 232, 304, 464, 0, 0, 0, 0}},
    {0x05, "1:45 1:30 2:5", {335, 0, 665, 0, 0, 0, 0, 0}},
    {0x0e, "5:20 0:20 3:15 3:5 5:90 2:2 4:15 0:15", {0, 223, 552, 225, 0, 0, 0, 0}},
    {0x21, "4:15 2:8 3:30 4:90 2:45 1:8 4:30 4:45 1:8 4:5 2:2 3:5 2:90 1:20 5:30 3:30 1:45 2:45 5:30 3:8", {581, 0, 0, 0, 0, 419, 0, 0}},
    {0x27, "5:15 3:15 3:2 2:15 3:15 1:45 0:5 5:45 1:15 0:8 3:2 3:90 4:15 1:45 0:12 3:15 1:15 2:45 4:45 4:5", {548, 130, 161, 0, 0, 161, 0, 0}},
    {0x03, "1:90 0:45 1:20 0:2 0:15 1:5 0:2 1:30 1:30 1:30 0:15 1:5 1:2 1:15 1:15 0:8 1:90 1:20 0:30 0:5", {833, 167, 0, 0, 0, 0, 0, 0}},
    {0x1e, "6:5 6:5 5:2 2:30 0:30 5:45 0:5 6:5 1:5 5:8 2:45 1:8 4:8 3:8 0:12 0:90 0:30 5:5 2:2 4:5", {0, 304, 138, 254, 304, 0, 0, 0}},
    {0x34, "0:30 0:20 5:45 3:20 5:20 0:8 5:15 1:90", {0, 0, 350, 0, 350, 300, 0, 0}},
    {0x07, MANY, {423, 206, 371, 0, 0, 0, 0, 0}},
};
/* clang-format on */

static size_t read_seen(const char *text, kn_seen seen[])
{
    size_t n = 0;

    if (text == MANY) {
        for (; n < 5003; n++)
            seen[n] = n < 3000   ? (kn_seen){0, 10}
                      : n < 5000 ? (kn_seen){1, 10.2}
                                 : (kn_seen){2, 12};
        return n;
    }
    while (*text) {
        char *end;
        seen[n].arm = (uint8_t)strtol(text, &end, 10);
        seen[n++].minutes = strtod(end + 1, &end);
        text = end + (*end == ' ');
    }
    return n;
}

static void frozen_draws(void **state)
{
    static kn_seen seen[SEEN_MAX];
    (void)state;

    for (size_t d = 0; d < sizeof draws / sizeof *draws; d++) {
        uint32_t weight[KN_ARMS_MAX], sum = 0;
        size_t n = read_seen(draws[d].seen, seen);
        kn_allocation_weights(KN_ALLOCATION_THOMPSON, draws[d].allowed, n, seen, weight);
        for (int a = 0; a < KN_ARMS_MAX; a++) {
            if (weight[a] != draws[d].weight[a])
                fail_msg("row %zu, arm %d: %u, frozen as %u", d, a, weight[a], draws[d].weight[a]);
            assert_true(draws[d].allowed >> a & 1 ? weight[a] >= KN_ALLOCATION_FLOOR
                                                  : weight[a] == 0);
            sum += weight[a];
        }
        assert_int_equal(sum, KN_ALLOCATION_TOTAL);
        kn_allocation_weights(KN_ALLOCATION_EQUAL, draws[d].allowed, n, seen, weight);
        for (int a = 0; a < KN_ARMS_MAX; a++)
            assert_int_equal(weight[a], draws[d].allowed >> a & 1);
    }
}

/* Theta drawn from its definition; the weights must lie within 4 Monte Carlo errors of the shares
 * of being least. */
static void least_by_drawing(void **state)
{
    enum { DRAWS = 40000, ARMS = 5 };
    static const double sum[ARMS] = {3 * 2.5, 2.1, 0, 2 * 3.0, 5 * 2.7};
    static const int count[ARMS] = {3, 1, 0, 2, 5};
    kn_seen seen[11];
    uint32_t weight[KN_ARMS_MAX], least[ARMS] = {0};
    size_t n = 0;
    double middle = 0;
    kn_random random;
    (void)state;

    for (int a = 0; a < ARMS; a++)
        for (int i = 0; i < count[a]; i++)
            seen[n++] = (kn_seen){(uint8_t)a, exp(sum[a] / count[a])};
    for (int a = 0; a < ARMS; a++)
        middle += sum[a] / (double)n;
    kn_random_init(&random, 77, 0);
    for (int d = 0; d < DRAWS; d++) {
        double lowest = INFINITY;
        int arm = 0;
        for (int a = 0; a < ARMS; a++) {
            double theta =
                (middle + sum[a] + sqrt(1 + count[a]) * kn_random_normal(&random)) / (1 + count[a]);
            arm = theta < lowest ? a : arm;
            lowest = fmin(lowest, theta);
        }
        least[arm]++;
    }
    kn_allocation_weights(KN_ALLOCATION_THOMPSON, 0x1f, n, seen, weight);
    for (int a = 0; a < ARMS; a++) {
        double p = (double)least[a] / DRAWS, part = (weight[a] - 100.0) / 500;
        assert_true(fabs(p - part) < 4 * sqrt(p * (1 - p) / DRAWS) + 0.002);
    }
}

static void words_and_picks(void **state)
{
    const uint32_t weight[KN_ARMS_MAX] = {0, 100, 0, 650, 250};
    const struct {
        uint32_t number;
        int arm;
    } picks[] = {{0, 1}, {99, 1}, {100, 3}, {749, 3}, {750, 4}, {999, 4}};
    kn_allocation rule;
    (void)state;

    for (size_t i = 0; i < sizeof picks / sizeof *picks; i++)
        assert_int_equal(kn_allocation_pick(weight, picks[i].number), picks[i].arm);
    assert_string_equal(kn_allocation_word(KN_ALLOCATION_EQUAL), "equal-1");
    assert_true(kn_allocation_parse("thompson-1", &rule));
    assert_int_equal(rule, KN_ALLOCATION_THOMPSON);
    assert_false(kn_allocation_parse("thompson-2", &rule));
    assert_false(kn_allocation_parse("", &rule));

    uint32_t none[KN_ARMS_MAX] = {7}; /* all that was open rests: no arm, no weight */
    kn_allocation_weights(KN_ALLOCATION_THOMPSON, 0, 0, NULL, none);
    for (int a = 0; a < KN_ARMS_MAX; a++)
        assert_int_equal(none[a], 0);
}

static void minutes_seen(void **state)
{
    (void)state;
    assert_true(kn_seen_minutes(12, 12) == 12);
    assert_true(kn_seen_minutes(0, 40) == 20);
    assert_true(kn_seen_minutes(10, 40) == 25);
    assert_true(kn_seen_minutes(0.001, 0.001) == 1.0 / 60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frozen_draws),
        cmocka_unit_test(least_by_drawing),
        cmocka_unit_test(words_and_picks),
        cmocka_unit_test(minutes_seen),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
