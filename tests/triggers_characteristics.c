/* How often "goes with" is said of what does not matter, and of what does (docs/triggers.md): 12
 * suspects of which none or two matter, beside conditional logistic regression without shrinkage.
 *
 *     triggers_characteristics [--diaries N]
 *
 * N diaries a cell (default 1000). Prints the table; exit status 1 if Unknot names a suspect in
 * more than 5 % of the diaries in which none matters, plus four standard errors. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "base/random.h"
#include "infer/linear.h"
#include "infer/triggers.h"

enum { SUSPECTS = 12, DAYS_MAX = 730, FIRST_DAY = 19723 /* Monday 2024-01-01 */, NEWTON = 30 };
enum { METHODS = 3 };

#define P_WALD 1.959964 /* two-sided 5 %, as P(beta > 0) >= 0.975 is */

static const double ODDS_RATIO[2] = {2.5, 2}; /* of suspects 0 and 1 where two matter */
static const int LENGTHS[] = {120, 365, 730};
static const char *const METHOD_NAMES[METHODS] = {"Unknot", "all 12 at once, not shrunken",
                                                  "each suspect alone, not shrunken"};

typedef struct diary {
    int32_t day[DAYS_MAX];
    int8_t episode[DAYS_MAX];
    double answer[DAYS_MAX * SUSPECTS];
} diary;

typedef struct cell {
    int days;
    bool matter;
    uint64_t seed;
    struct found {
        bool suspect[METHODS][SUSPECTS];
        int episodes;
    } * found; /* [diaries] */
} cell;

/* Suspects are yes on 10 % to 50 % of the days, the last two more often at weekends; the odds of an
 * episode go up and down over the year and are higher on Mondays. About one day in six has one. */
static void make_diary(const cell *c, uint64_t number, diary *d)
{
    kn_random random;

    kn_random_init(&random, c->seed, number);
    double phase = kn_random_uniform(&random) * 6.283;
    for (int i = 0; i < c->days; i++) {
        double logit = -1.8 + 0.5 * sin(i * 6.283 / 365 + phase) + (i % 7 == 0 ? 0.5 : 0);
        d->day[i] = FIRST_DAY + i;
        for (int j = 0; j < SUSPECTS; j++) {
            double chance = 0.1 + 0.4 * ((j * 5) % SUSPECTS) / (SUSPECTS - 1);
            if (j >= SUSPECTS - 2 && i % 7 >= 5)
                chance += 0.3;
            double yes = kn_random_uniform(&random) < chance;
            d->answer[i * SUSPECTS + j] = yes;
            if (c->matter && j < 2)
                logit += log(ODDS_RATIO[j]) * yes;
        }
        d->episode[i] = kn_random_uniform(&random) < 1 / (1 + exp(-logit));
    }
}

/* Maximum likelihood by Newton's method; whether each Wald test is significant. A likelihood
 * without a top runs away, its standard errors faster: not significant. */
static void wald(const kn_conditional *of, bool significant[])
{
    int p = of->columns;
    double beta[SUSPECTS] = {0}, gradient[SUSPECTS], information[SUSPECTS * SUSPECTS];
    double inverse[SUSPECTS * SUSPECTS];
    double value = kn_conditional_eval(of, beta, gradient, information);

    for (int round = 0; round < NEWTON; round++) {
        double next[SUSPECTS], size = 1, tried = -(double)INFINITY, change = 0;
        memset(significant, 0, (size_t)p * sizeof *significant);
        if (!kn_cholesky(information, p))
            return;
        kn_invert(information, p, inverse);
        for (int h = 0; h < 30 && !(tried >= value); h++, size /= 2) {
            change = 0;
            for (int j = 0; j < p; j++) {
                double step = 0;
                for (int k = 0; k < p; k++)
                    step += inverse[j * p + k] * gradient[k];
                next[j] = beta[j] + size * step;
                change = fmax(change, fabs(size * step));
            }
            tried = kn_conditional_value(of, next);
        }
        memcpy(beta, next, (size_t)p * sizeof *beta);
        for (int j = 0; j < p; j++)
            significant[j] = fabs(beta[j]) > P_WALD * sqrt(inverse[j * p + j]);
        if (change < 1e-7)
            return;
        value = kn_conditional_eval(of, beta, gradient, information);
    }
}

static void without_shrinkage(const kn_trigger_rows *rows, struct found *found)
{
    kn_conditional all, single;
    kn_error err;

    if (kn_conditional_init(&all, rows->rows, SUSPECTS, &err) ||
        kn_conditional_init(&single, rows->rows, 1, &err))
        abort();
    for (int j = -1; j < SUSPECTS; j++) {
        kn_conditional *of = j < 0 ? &all : &single;
        kn_conditional_clear(of);
        for (size_t s = 0; s < rows->strata; s++) {
            size_t from = rows->from[s], days = rows->from[s + 1] - from;
            double x[KN_STRATUM_DAYS_MAX];
            for (size_t i = 0; i < days && j >= 0; i++)
                x[i] = rows->x[(from + i) * SUSPECTS + (size_t)j];
            kn_conditional_add(of, days, j < 0 ? rows->x + from * SUSPECTS : x,
                               rows->is_case + from);
        }
        wald(of, j < 0 ? found->suspect[1] : &found->suspect[2][j]);
    }
    kn_conditional_release(&all);
    kn_conditional_release(&single);
}

static void one_diary(void *self, size_t number)
{
    const cell *c = self;
    kn_trigger_options options = kn_trigger_options_default();
    diary *d = calloc(1, sizeof *d);
    kn_trigger_answer *answer = calloc(1, sizeof *answer);
    struct found *found = &c->found[number];
    kn_trigger_rows rows;
    kn_error err;

    if (!d || !answer)
        abort();
    make_diary(c, number, d);
    kn_trigger_days days = {(size_t)c->days, d->day, d->episode, d->answer};
    options.others = false;
    options.needed_runs = 0;
    if (kn_triggers_fit(&days, 1, SUSPECTS, &options, answer, &err))
        abort();
    for (int j = 0; j < SUSPECTS; j++)
        found->suspect[0][j] = answer->suspect[j].verdict == KN_TRIGGERS_GOES_WITH ||
                               answer->suspect[j].verdict == KN_TRIGGERS_GOES_WITH_FEWER;
    found->episodes = (int)answer->informative_episodes;
    if (kn_trigger_rows_init(&rows, &days, 1, SUSPECTS, &options, answer, &err))
        abort();
    if (rows.columns == SUSPECTS)
        without_shrinkage(&rows, found);
    kn_trigger_rows_release(&rows);
    free(answer);
    free(d);
}

/* Prints the rows of one cell; the share of diaries with a false finding of Unknot. */
static double print_cell(const cell *c, long diaries)
{
    double episodes = 0, unknot = 0;

    for (long i = 0; i < diaries; i++)
        episodes += c->found[i].episodes / (double)diaries;
    for (int m = 0; m < METHODS; m++) {
        double any = 0, each = 0, true_found[2] = {0};
        int nulls = c->matter ? SUSPECTS - 2 : SUSPECTS;
        for (long i = 0; i < diaries; i++) {
            const bool *found = c->found[i].suspect[m];
            bool false_one = false;
            for (int j = c->matter ? 2 : 0; j < SUSPECTS; j++) {
                each += found[j] / (double)nulls / (double)diaries;
                false_one = false_one || found[j];
            }
            any += false_one / (double)diaries;
            for (int j = 0; j < 2; j++)
                true_found[j] += found[j] / (double)diaries;
        }
        printf("| %d | %.0f | %s | %s | %.1f %% | %.2f %% |", c->days, episodes,
               c->matter ? "two" : "none", METHOD_NAMES[m], 100 * any, 100 * each);
        if (c->matter)
            printf(" %.0f %% | %.0f %% |\n", 100 * true_found[0], 100 * true_found[1]);
        else
            printf(" | |\n");
        unknot = m == 0 ? any : unknot;
    }
    return unknot;
}

int main(int count, char *const words[])
{
    long diaries = count == 3 && strcmp(words[1], "--diaries") == 0 ? atol(words[2]) : 1000;
    bool failed = false;

    if (diaries < 1 || (count != 1 && count != 3))
        return 2;
    printf("| days | informative episodes | suspects that matter | method | diaries with a false "
           "finding | false findings among suspects | found: odds ratio 2.5 | found: odds ratio 2 "
           "|\n|---|---|---|---|---|---|---|---|\n");
    for (size_t l = 0; l < sizeof LENGTHS / sizeof *LENGTHS; l++)
        for (int matter = 0; matter < 2; matter++) {
            cell c = {LENGTHS[l], matter, 100 + 2 * l + (uint64_t)matter,
                      calloc((size_t)diaries, sizeof *c.found)};
            if (!c.found)
                return 3;
            kn_parallel_for((size_t)diaries, kn_threads(0), one_diary, &c);
            double share = print_cell(&c, diaries);
            failed = failed || (!matter && share > 0.05 + 4 * sqrt(0.05 * 0.95 / (double)diaries));
            fflush(stdout);
            free(c.found);
        }
    return failed;
}
