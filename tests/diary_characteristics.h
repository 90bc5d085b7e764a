/* diary_characteristics.h - shares and their errors, for tests/diary_characteristics.c and its
 * half about what goes with spasms. Every diary is written into a store of its own, in one batch
 * that is never committed, by the program's own code, and answered by it. */
#ifndef TESTS_DIARY_CHARACTERISTICS_H
#define TESTS_DIARY_CHARACTERISTICS_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/parallel.h"
#include "store_fixture.h"

enum { FIRST = 19723 /* 2024-01-01, a Monday */, THREADS = 2 };

/* What one diary came to: counts of what, out of how many. */
enum { SCORES_MAX = 9 };
typedef struct scores {
    double hit[SCORES_MAX], of[SCORES_MAX];
} scores;

typedef struct cell {
    const void *scenario;
    void (*one)(const void *scenario, uint64_t seed, scores *out);
    uint64_t seed;
    scores *list;
} cell;

static inline void run_one(void *self, size_t index)
{
    const cell *c = self;

    c->one(c->scenario, c->seed + index, &c->list[index]);
}

/* Sum over the diaries, and the standard error of each share with diaries as what is drawn. */
static inline void run_cell(cell *c, size_t diaries, double share[], double error[])
{
    c->list = calloc(diaries, sizeof *c->list);
    assert_non_null(c->list);
    kn_parallel_for(diaries, THREADS, run_one, c);
    for (int k = 0; k < SCORES_MAX; k++) {
        double hit = 0, of = 0, squares = 0;

        for (size_t i = 0; i < diaries; i++) {
            hit += c->list[i].hit[k];
            of += c->list[i].of[k];
        }
        share[k] = of > 0 ? hit / of : (double)NAN;
        for (size_t i = 0; i < diaries; i++) {
            double rest = c->list[i].hit[k] - share[k] * c->list[i].of[k];
            squares += rest * rest;
        }
        error[k] = of > 0 ? sqrt(squares) / of : (double)NAN;
    }
    free(c->list);
}

/* | 4.2 % (0.9) */
static inline void print_share(double share, double error)
{
    if (isnan(share))
        printf(" | —");
    else
        printf(" | %.1f (%.1f)", 100 * share, 100 * error);
}

/* At most 5 % but for two Monte Carlo errors; of fewer than 100 diaries nobody can tell. */
static inline bool is_too_often(double share, size_t count)
{
    return count >= 100 && share > 0.05 + 2 * sqrt(0.05 * 0.95 / (double)count);
}

/* The half about triggers; false: something was found too often. */
bool triggers_characteristics(size_t diaries, int only);

#endif
