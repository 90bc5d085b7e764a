/* tests/exact_fixture.h - the reference sets of tests/reference/ as series, and their posteriors.
 */
#ifndef TESTS_EXACT_FIXTURE_H
#define TESTS_EXACT_FIXTURE_H

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unknot/series.h"

enum { FIXTURE_ROWS = 12000, FIXTURE_PEOPLE = 100 };

typedef struct fixture {
    size_t people;
    kn_series series[FIXTURE_PEOPLE];
    int32_t day[FIXTURE_ROWS];
    uint8_t arm[FIXTURE_ROWS];
    double outcome[FIXTURE_ROWS], exposure[FIXTURE_ROWS];
} fixture;

/* Reads DIR/NAME.csv; false if it is not as the reference sets are. Several gaussian people share
 * the root of their mean variance as scale. */
static inline bool fixture_read(fixture *f, const char *dir, const char *name)
{
    char path[512], line[256], arm;
    int person, day, person_before = 0;
    double y, e;
    kn_family family = KN_GAUSSIAN;
    size_t n = 0;

    snprintf(path, sizeof path, "%s/reference/%s.csv", dir, name);
    FILE *file = fopen(path, "r");
    if (!file || !fgets(line, sizeof line, file))
        return false;
    for (int k = 0; k < KN_FAMILY_COUNT; k++)
        if (strstr(name, kn_family_name((kn_family)k)))
            family = (kn_family)k;
    f->people = 0;
    while (n < FIXTURE_ROWS && fgets(line, sizeof line, file)) {
        int fields = sscanf(line, "%d,%d,%c,%lf,%lf", &person, &day, &arm, &y, &e);
        if (fields < 4)
            break;
        if (person != person_before) {
            f->series[f->people++] = (kn_series){.family = family,
                                                 .arms = 2,
                                                 .day = f->day + n,
                                                 .arm = f->arm + n,
                                                 .outcome = f->outcome + n,
                                                 .exposure = fields == 5 ? f->exposure + n : NULL};
            person_before = person;
        }
        kn_series *s = &f->series[f->people - 1];
        f->day[n] = day;
        f->arm[n] = (uint8_t)(arm - 'A');
        f->outcome[n] = y;
        f->exposure[n] = e;
        if (f->arm[n] >= s->arms)
            s->arms = f->arm[n] + 1;
        s->n++;
        n++;
    }
    fclose(file);
    if (f->people > 1 && family == KN_GAUSSIAN) {
        double sum = 0;
        for (size_t j = 0; j < f->people; j++) {
            const kn_series *s = &f->series[j];
            double mean = 0, sumsq = 0;
            for (size_t i = 0; i < s->n; i++)
                mean += s->outcome[i] / (double)s->n;
            for (size_t i = 0; i < s->n; i++)
                sumsq += (s->outcome[i] - mean) * (s->outcome[i] - mean);
            sum += sumsq / (double)(s->n - 1);
        }
        for (size_t j = 0; j < f->people; j++)
            f->series[j].scale = sqrt(sum / (double)f->people);
    }
    return n > 0;
}

/* The reference posterior, the one without Monte Carlo error if there is one. Owner: caller. */
static inline json_t *fixture_posterior(const char *dir, const char *name)
{
    char path[512];

    snprintf(path, sizeof path, "%s/reference/%s-quad.posterior.json", dir, name);
    json_t *json = json_load_file(path, 0, NULL);
    if (json)
        return json;
    snprintf(path, sizeof path, "%s/reference/%s.posterior.json", dir, name);
    return json_load_file(path, 0, NULL);
}

/* A number by key, 0 if it is null or absent. */
static inline double fixture_number(const json_t *object, const char *key)
{
    return json_number_value(json_object_get(object, key));
}

#endif
