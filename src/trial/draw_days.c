/* Day-by-day orders of two arms: equally often, no run longer than the limit, every permitted order
 * equally likely.
 *
 * Counting. Let ways(p, q) be the number of orders of p days of arm X and q of arm Y that begin
 * with a whole run of X. A run of r days leaves p - r of X and q of Y, to begin with a run of Y:
 *     ways(0, 0) = 1,  ways(0, q) = 0,  ways(p, q) = sum over r = 1..min(limit, p) ways(q, p - r).
 * Both arms are alike, so one table serves both. There are 2 ways(n, n) permitted orders.
 *
 * Drawing. A number below that total is drawn, and the order of that rank in the alphabetical list
 * of them all is taken ("unranking": Nijenhuis and Wilf 1978, chapter 13). Of two orders that begin
 * alike, the one whose run of A lasts longer comes first, and the one whose run of B is shorter. */
#include <stdlib.h>
#include <string.h>

#include "trial/draw.h"

/* ---- Big integers: limbs of 64 bits, the lowest first -----------------------------------------*/

static void big_add(uint64_t sum[], const uint64_t term[], size_t limbs)
{
    unsigned carry = 0;

    for (size_t i = 0; i < limbs; i++) {
        uint64_t partial = sum[i] + term[i];
        unsigned over = partial < term[i];

        sum[i] = partial + carry;
        carry = over + (sum[i] < partial);
    }
}

static void big_subtract(uint64_t from[], const uint64_t term[], size_t limbs)
{
    unsigned borrow = 0;

    for (size_t i = 0; i < limbs; i++) {
        uint64_t partial = from[i] - term[i];
        unsigned under = from[i] < term[i];

        from[i] = partial - borrow;
        borrow = under + (partial < borrow);
    }
}

static bool big_is_less(const uint64_t a[], const uint64_t b[], size_t limbs)
{
    for (size_t i = limbs; i-- > 0;)
        if (a[i] != b[i])
            return a[i] < b[i];
    return false;
}

void kn_random_below_big(kn_random *random, const uint64_t bound[], size_t limbs, uint64_t number[])
{
    size_t used = limbs;
    uint64_t mask;

    while (used > 1 && bound[used - 1] == 0)
        used--;
    mask = bound[used - 1] ? UINT64_MAX >> __builtin_clzll(bound[used - 1]) : 0;
    memset(number, 0, limbs * sizeof *number);
    do { /* as many bits as the bound has, from the highest limb down, until they are below it */
        for (size_t i = used; i-- > 0;)
            number[i] = kn_random_bits(random);
        number[used - 1] &= mask;
    } while (!big_is_less(number, bound, limbs));
}

/* ---- Counting ---------------------------------------------------------------------------------*/

static uint64_t *ways(const kn_day_orders *orders, size_t p, size_t q)
{
    return orders->ways + (p * (orders->pairs + 1) + q) * orders->limbs;
}

kn_code kn_day_orders_init(kn_day_orders *orders, size_t pairs, size_t run_limit, kn_error *err)
{
    size_t n = pairs, limbs = (2 * pairs + 63) / 64; /* there are at most 2^(2n) orders */

    *orders = (kn_day_orders){.pairs = n, .run_limit = run_limit, .limbs = limbs};
    orders->ways = calloc((n + 1) * (n + 1) * limbs, sizeof *orders->ways);
    if (!orders->ways)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory to draw an order of %zu days", 2 * n);
    *ways(orders, 0, 0) = 1;
    for (size_t days = 1; days <= 2 * n; days++) /* p + q, since a sum needs shorter orders only */
        for (size_t p = days > n ? days - n : 1; p <= n && p <= days; p++)
            for (size_t r = 1; r <= run_limit && r <= p; r++)
                big_add(ways(orders, p, days - p), ways(orders, days - p, p - r), limbs);
    return KN_OK;
}

void kn_day_orders_release(kn_day_orders *orders)
{
    free(orders->ways);
    *orders = (kn_day_orders){0};
}

/* ---- Drawing ----------------------------------------------------------------------------------*/

void kn_day_orders_unrank(const kn_day_orders *orders, const uint64_t rank[], uint8_t schedule[])
{
    size_t limbs = orders->limbs, left[2] = {orders->pairs, orders->pairs}, day = 0;
    uint64_t u[KN_DAY_LIMBS_MAX];
    uint8_t arm = 0;

    memcpy(u, rank, limbs * sizeof *u);
    if (!big_is_less(u, ways(orders, left[0], left[1]), limbs)) {
        big_subtract(u, ways(orders, left[0], left[1]), limbs);
        arm = 1;
    }
    while (day < 2 * orders->pairs) {
        size_t most = left[arm] < orders->run_limit ? left[arm] : orders->run_limit;
        size_t other = left[1 - arm], run = arm == 0 ? most : 1;

        while (!big_is_less(u, ways(orders, other, left[arm] - run), limbs)) {
            big_subtract(u, ways(orders, other, left[arm] - run), limbs);
            run += arm == 0 ? (size_t)-1 : 1;
        }
        memset(schedule + day, arm, run);
        day += run;
        left[arm] -= run;
        arm = (uint8_t)(1 - arm);
    }
}

void kn_day_orders_draw(const kn_day_orders *orders, kn_random *random, uint8_t schedule[])
{
    const uint64_t *half = ways(orders, orders->pairs, orders->pairs);
    uint64_t total[KN_DAY_LIMBS_MAX], rank[KN_DAY_LIMBS_MAX];

    memcpy(total, half, orders->limbs * sizeof *total);
    big_add(total, half, orders->limbs);
    kn_random_below_big(random, total, orders->limbs, rank);
    kn_day_orders_unrank(orders, rank, schedule);
}
