/* A sequence is a row of runs of 1..R units, neighbours of different arms, so it is counted and
 * drawn run by run (backward counting, forward drawing).
 *
 * Free: H(m), the number of ways to fill m units, each run's arm being one of the K - 1 that differ
 * from the one before: H(0) = 1, H(m) = (K - 1) sum_{l=1..min(R,m)} H(m - l). There are
 * K/(K-1) H(U) sequences. The table holds the ratios H(m - 1) / H(m), which never overflow.
 *
 * Balanced, two arms: W(i, j, a), the number of ways to fill i units of arm 0 and j of arm 1 when
 * the next run is of arm a: W(i, j, 0) = sum_{l=1..min(R,i)} W(i - l, j, 1), likewise for 1,
 * W(0,0,.) = 1.
 */
#include "infer/randomisation_runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A term this small against a sum that has reached 1 changes nothing. */
static const double NEGLIGIBLE = 1e-18;

static double *way(const kn_runs *runs, size_t left0, size_t left1, int arm)
{
    return &runs->table[2 * (left0 * (runs->count[1] + 1) + left1) + (size_t)arm];
}

static void count_balanced(kn_runs *runs)
{
    *way(runs, 0, 0, 0) = *way(runs, 0, 0, 1) = 1;
    for (size_t i = 0; i <= runs->count[0]; i++)
        for (size_t j = i == 0; j <= runs->count[1]; j++) {
            double sum[2] = {0, 0};

            for (size_t l = 1; l <= runs->limit && l <= i; l++)
                sum[0] += *way(runs, i - l, j, 1);
            for (size_t l = 1; l <= runs->limit && l <= j; l++)
                sum[1] += *way(runs, i, j - l, 0);
            *way(runs, i, j, 0) = sum[0];
            *way(runs, i, j, 1) = sum[1];
        }
    runs->permitted = *way(runs, runs->count[0], runs->count[1], 0) +
                      *way(runs, runs->count[0], runs->count[1], 1);
}

static void count_free(kn_runs *runs)
{
    double others = runs->arms - 1, log_ways = log(runs->arms / others);

    for (size_t m = 1; m <= runs->units; m++) {
        double sum = 0, term = 1; /* H(m - l) / H(m - 1) */

        for (size_t l = 1; l <= runs->limit && l <= m && term > NEGLIGIBLE; l++) {
            sum += term;
            term *= runs->table[m - l];
        }
        runs->table[m] = 1 / (others * sum);
        log_ways -= log(runs->table[m]);
    }
    runs->permitted = exp(log_ways);
    if (runs->permitted < 0x1p50) /* a whole number, known to better than 1/2 */
        runs->permitted = round(runs->permitted);
}

kn_code kn_runs_init(kn_runs *runs, int arms, size_t units, size_t limit, const size_t balance[2],
                     kn_error *err)
{
    size_t cells = balance ? 2 * (balance[0] + 1) * (balance[1] + 1) : units + 1;

    *runs = (kn_runs){.units = units, .limit = limit, .arms = arms, .balanced = balance != NULL};
    runs->table = calloc(cells, sizeof *runs->table);
    if (!runs->table)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for the runs of %zu units", units);
    if (balance) {
        memcpy(runs->count, balance, sizeof runs->count);
        count_balanced(runs);
    } else {
        count_free(runs);
    }
    return KN_OK;
}

void kn_runs_release(kn_runs *runs)
{
    free(runs->table);
    runs->table = NULL;
}

/* Whether unit u may take the arm and leave a sequence that can be completed; left[]: units of each
 * arm not placed before u. Of the arm itself what is left must fit behind this run and behind each
 * unit of the other; of the other, behind each unit of the arm from here on. */
static bool may_take(const kn_runs *runs, const uint8_t sequence[], size_t u, uint8_t arm,
                     const size_t left[2])
{
    size_t run = 1, limit = runs->limit;

    while (run <= limit && run <= u && sequence[u - run] == arm)
        run++;
    if (run > limit)
        return false;
    if (!runs->balanced)
        return true;
    return left[arm] > 0 && left[arm] - 1 <= limit - run + limit * left[!arm] &&
           left[!arm] <= limit * left[arm];
}

static void complete(const kn_runs *runs, uint8_t sequence[], size_t from, size_t left[2])
{
    for (size_t u = from; u < runs->units; u++) {
        uint8_t arm = 0;

        while (!may_take(runs, sequence, u, arm, left))
            arm++;
        sequence[u] = arm;
        if (runs->balanced)
            left[arm]--;
    }
}

void kn_runs_first(const kn_runs *runs, uint8_t sequence[])
{
    size_t left[2] = {runs->count[0], runs->count[1]};

    complete(runs, sequence, 0, left);
}

bool kn_runs_next(const kn_runs *runs, uint8_t sequence[], size_t *changed)
{
    size_t left[2] = {0, 0};

    for (size_t u = runs->units; u-- > 0;) {
        if (runs->balanced)
            left[sequence[u]]++;
        for (int arm = sequence[u] + 1; arm < runs->arms; arm++)
            if (may_take(runs, sequence, u, (uint8_t)arm, left)) {
                sequence[u] = (uint8_t)arm;
                if (runs->balanced)
                    left[arm]--;
                complete(runs, sequence, u + 1, left);
                *changed = u;
                return true;
            }
    }
    return false;
}

static size_t draw_free_run(const kn_runs *runs, kn_random *random, size_t left)
{
    double u = kn_random_uniform(random), term = runs->arms - 1, sum = 0;
    size_t longest = runs->limit < left ? runs->limit : left, l = 0;

    do {
        term *= runs->table[left - l]; /* (K - 1) H(left - l) / H(left), l counted from 1 */
        sum += term;
        l++;
    } while (l < longest && u >= sum);
    return l;
}

static size_t draw_balanced_run(const kn_runs *runs, kn_random *random, const size_t left[2],
                                int arm)
{
    double u = kn_random_uniform(random) * *way(runs, left[0], left[1], arm), sum = 0;
    size_t longest = runs->limit < left[arm] ? runs->limit : left[arm], l = 0, last = 0;

    while (l < longest && u >= sum) {
        double ways;

        l++;
        ways = arm == 0 ? *way(runs, left[0] - l, left[1], 1) : *way(runs, left[0], left[1] - l, 0);
        sum += ways;
        if (ways > 0)
            last = l; /* never a run without completion, even if rounding leaves u at the end */
    }
    return last;
}

void kn_runs_draw(const kn_runs *runs, kn_random *random, uint8_t sequence[])
{
    size_t left[2] = {runs->count[0], runs->count[1]}, u = 0;
    uint8_t arm = (uint8_t)kn_random_below(random, (uint64_t)runs->arms);

    if (runs->balanced)
        arm = kn_random_uniform(random) * runs->permitted >= *way(runs, left[0], left[1], 0);
    while (u < runs->units) {
        size_t run = runs->balanced ? draw_balanced_run(runs, random, left, arm)
                                    : draw_free_run(runs, random, runs->units - u);

        memset(sequence + u, arm, run);
        u += run;
        if (runs->balanced)
            left[arm] -= run;
        /* One of the other arms. */
        arm =
            (uint8_t)((arm + 1 +
                       (runs->arms == 2 ? 0 : kn_random_below(random, (uint64_t)runs->arms - 1))) %
                      (uint64_t)runs->arms);
    }
}
