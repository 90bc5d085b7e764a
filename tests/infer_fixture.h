/* tests/infer_fixture.h - made-up trials: schedules, the latent chain, outcomes of every family. */
#ifndef TESTS_INFER_FIXTURE_H
#define TESTS_INFER_FIXTURE_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "unknot/series.h"

enum { MADE_DAYS = 128 };

typedef struct made { /* series points into the arrays; give the made itself, never a copy */
    kn_series series;
    int32_t day[MADE_DAYS], period[MADE_DAYS];
    uint8_t arm[MADE_DAYS];
    double outcome[MADE_DAYS], exposure[MADE_DAYS], trials[MADE_DAYS];
} made;

typedef struct truth { /* the parameters that a series was made from */
    double alpha, beta[KN_ARMS_MAX], gamma, sigma, rho, kappa[KN_CATEGORIES_MAX];
} truth;

static inline void made_init(made *m, kn_family family, int arms)
{
    memset(m, 0, sizeof *m);
    m->series = (kn_series){.family = family,
                            .arms = arms,
                            .day = m->day,
                            .arm = m->arm,
                            .outcome = m->outcome,
                            .exposure = family == KN_POISSON ? m->exposure : NULL,
                            .trials = family == KN_BINOMIAL ? m->trials : NULL};
    for (size_t i = 0; i < MADE_DAYS; i++)
        m->exposure[i] = m->trials[i] = 1;
}

/* Cycles of all arms in random order, each for block_days; days of the calendar are then left out
 * with probability `missing`, but never a whole block. */
static inline void made_schedule(made *m, kn_random *random, int calendar_days, int block_days,
                                 double missing)
{
    uint8_t order[KN_ARMS_MAX] = {0};
    int arms = m->series.arms;
    size_t n = 0;

    for (int block = 0; block * block_days < calendar_days; block++) {
        size_t before = n;
        if (block % arms == 0)
            for (int k = 0; k < arms; k++) { /* Fisher and Yates, inside out */
                int at = (int)kn_random_below(random, (uint64_t)k + 1);
                order[k] = order[at];
                order[at] = (uint8_t)k;
            }
        while (n == before)
            for (int d = block * block_days; d < (block + 1) * block_days && d < calendar_days;
                 d++) {
                if (missing > 0 && kn_random_uniform(random) < missing)
                    continue;
                m->day[n] = d + 1;
                m->period[n] = block;
                m->arm[n++] = order[block % arms];
            }
    }
    m->series.n = n;
}

/* The stationary AR(1) on the series' days. */
static inline void made_chain(const made *m, kn_random *random, double sigma, double rho,
                              double u[])
{
    for (size_t i = 0; i < m->series.n; i++) {
        double phi = i ? pow(rho, m->day[i] - m->day[i - 1]) : 0;
        u[i] = (i ? phi * u[i - 1] : 0) + sigma * sqrt(1 - phi * phi) * kn_random_normal(random);
    }
}

/* s_i of docs/model.md, or 0 if there is one day. */
static inline double made_trend(const made *m, size_t i)
{
    size_t n = m->series.n;
    double mean = 0, span = m->day[n - 1] - m->day[0];

    for (size_t k = 0; k < n; k++)
        mean += (double)m->day[k] / (double)n;
    return span > 0 ? (m->day[i] - mean) / span : 0;
}

/* eta_i without its level. */
static inline void made_eta(const made *m, const truth *t, const double u[], double eta[])
{
    for (size_t i = 0; i < m->series.n; i++)
        eta[i] = t->beta[m->arm[i]] + t->gamma * made_trend(m, i) + u[i];
}

/* Knuth's product of uniforms, in pieces that exp() can hold. */
static inline double made_poisson(kn_random *random, double mean)
{
    double count = 0;

    while (mean > 0) {
        double piece = mean < 30 ? mean : 30, product = kn_random_uniform(random);
        for (double least = exp(-piece); product > least; product *= kn_random_uniform(random))
            count++;
        mean -= piece;
    }
    return count;
}

/* Gamma with shape >= 1 and mean `shape` (Marsaglia and Tsang 2000). */
static inline double made_gamma(kn_random *random, double shape)
{
    double d = shape - 1.0 / 3, c = 1 / sqrt(9 * d);

    for (;;) {
        double x = kn_random_normal(random), v = 1 + c * x;
        v = v * v * v;
        if (v > 0 && log(kn_random_uniform(random)) < 0.5 * x * x + d - d * v + d * log(v))
            return d * v;
    }
}

static inline double made_logistic(double x)
{
    return 1 / (1 + exp(-x));
}

static inline double made_binomial(kn_random *random, double trials, double probability)
{
    double count = 0;

    for (double i = 0; i < trials; i++)
        count += kn_random_uniform(random) < probability;
    return count;
}

/* Level 1 .. cuts + 1. */
static inline double made_level(kn_random *random, double eta, const double kappa[], int cuts)
{
    double x = kn_random_uniform(random);
    int c = 0;

    while (c < cuts && x > made_logistic(kappa[c] - eta))
        c++;
    return c + 1;
}

#endif
