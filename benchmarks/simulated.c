#include "simulated.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/random.h"

/* Middle-sized truth: a clear effect, some drift, about four events a day. */
static const double EFFECT = -0.4, EFFECT_SD = 0.3, SIGMA = 0.5, RHO = 0.4;
static const double LOG_RATE = 1.4, POINTS_MEAN = 5, POINTS_SD = 2;
static const double CUTS[] = {-1.5, -0.5, 0.5, 1.5};
enum { WEEK = 7, CUT_COUNT = sizeof CUTS / sizeof CUTS[0] };

/* Knuth's product of uniforms: slow for large rates, which do not occur here. */
static double draw_count(kn_random *random, double rate)
{
    double limit = exp(-rate), product = kn_random_uniform(random);
    int count = 0;

    while (product > limit) {
        product *= kn_random_uniform(random);
        count++;
    }
    return count;
}

static double draw_outcome(kn_random *random, kn_family family, double eta)
{
    double logistic;
    int level = 1;

    if (family == KN_GAUSSIAN)
        return POINTS_MEAN + POINTS_SD * eta;
    if (family == KN_POISSON)
        return draw_count(random, exp(LOG_RATE + eta));
    logistic = kn_random_uniform(random);
    logistic = eta + log(logistic / (1 - logistic));
    if (family == KN_BERNOULLI)
        return logistic > 0;
    while (level <= CUT_COUNT && logistic > CUTS[level - 1])
        level++;
    return level;
}

static void draw_person(kn_random *random, kn_family family, kn_person *person)
{
    double effect = EFFECT + EFFECT_SD * kn_random_normal(random);
    double u = SIGMA * kn_random_normal(random);
    bool swap = false;

    for (size_t i = 0; i < person->rows; i++) {
        if (i % (2 * WEEK) == 0)
            swap = kn_random_below(random, 2) == 1;
        person->day[i] = (int32_t)i + 1;
        person->arm[i] = (uint8_t)((i / WEEK % 2 == 1) != swap);
        person->outcome[i] = draw_outcome(random, family, effect * person->arm[i] + u);
        u = RHO * u + SIGMA * sqrt(1 - RHO * RHO) * kn_random_normal(random);
    }
}

kn_code simulated_init(kn_dataset *dataset, kn_family family, size_t people, size_t days,
                       kn_error *err)
{
    kn_random random;

    *dataset = (kn_dataset){.source = "simulated",
                            .outcome = "outcome",
                            .arms = 2,
                            .arm_name = {"A", "B"},
                            .family = family};
    dataset->person = calloc(people, sizeof *dataset->person);
    if (!dataset->person)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu people", people);
    dataset->people = people;
    for (size_t p = 0; p < people; p++) {
        kn_person *person = &dataset->person[p];
        snprintf(person->name, sizeof person->name, "%zu", p + 1);
        person->rows = days;
        person->day = malloc(days * sizeof *person->day);
        person->arm = malloc(days * sizeof *person->arm);
        person->outcome = malloc(days * sizeof *person->outcome);
        if (!person->day || !person->arm || !person->outcome) {
            kn_dataset_release(dataset);
            return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", days);
        }
        kn_random_init(&random, 1, p);
        draw_person(&random, family, person);
    }
    return KN_OK;
}
