#include "report/forest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct rank {
    double q50;
    size_t index; /* among the pooled */
} rank;

static int compare_ranks(const void *a, const void *b)
{
    const rank *left = a, *right = b;

    if (left->q50 != right->q50)
        return left->q50 < right->q50 ? -1 : 1;
    return left->index < right->index ? -1 : left->index > right->index;
}

static void add_row(kn_forest *forest, const char *name, const kn_summary *summary, int sign,
                    bool together)
{
    size_t i = forest->rows++;

    forest->row[i].name = name;
    forest->row[i].q50 = -sign * summary->q50;
    forest->row[i].q025 = sign < 0 ? summary->q025 : -summary->q975;
    forest->row[i].q975 = sign < 0 ? summary->q975 : -summary->q025;
    forest->row[i].together = together;
}

kn_code kn_forest_init(kn_forest *forest, const kn_study *study, size_t rows, kn_error *err)
{
    const kn_pool *pool = study->pool;
    int sign = study->options.claim.better;
    double low = 0, high = 0;
    size_t shown = pool->people < rows ? pool->people : rows;
    kn_amount amount = study->dataset->family == KN_GAUSSIAN  ? KN_AMOUNT_POINTS
                       : study->dataset->family == KN_POISSON ? KN_AMOUNT_COUNT
                                                              : KN_AMOUNT_ODDS;
    rank *ranks = malloc(pool->people * sizeof *ranks);

    if (!ranks)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu people", pool->people);
    memset(forest, 0, sizeof *forest);
    for (size_t i = 0; i < pool->people; i++)
        ranks[i] = (rank){-sign * pool->person[i].q50, i};
    qsort(ranks, pool->people, sizeof *ranks, compare_ranks);
    for (size_t i = 0; i < shown; i++) {
        /* evenly spaced, first and last included */
        size_t pick = shown < 2 ? i : i * (pool->people - 1) / (shown - 1);
        size_t j = ranks[pick].index;

        add_row(forest, study->dataset->person[study->pooled[j]].name, &pool->person[j], sign,
                false);
    }
    forest->left_out = pool->people - shown;
    add_row(forest, "average", &pool->mu, sign, true);
    add_row(forest, "next person", &pool->next, sign, true);
    for (size_t i = 0; i < forest->rows; i++) {
        low = fmin(low, forest->row[i].q025);
        high = fmax(high, forest->row[i].q975);
    }
    forest->axis.important = study->options.claim.important /
                             (amount == KN_AMOUNT_POINTS && study->scale > 0 ? study->scale : 1);
    low = fmin(low, -1.1 * forest->axis.important);
    high = fmax(high, 1.1 * forest->axis.important);
    kn_dots_axis(&forest->axis, amount, study->scale > 0 ? study->scale : 1, sign,
                 low - 0.06 * (high - low), high + 0.06 * (high - low));
    free(ranks);
    return KN_OK;
}
