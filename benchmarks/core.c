/* Times libunknot inside one process.
 *
 *     bench_core times REFERENCE-DIR [--smoke | --json]   every timing; --smoke: once, small sizes
 *     bench_core fit REFERENCE-DIR SET                    fits each person of a set, once
 *     bench_core simulate FAMILY PEOPLE DAYS              the simulated trial as CSV
 *
 * A timing is the wall time of one call on one thread unless said otherwise: the best and the
 * median of as many calls as fit in half a second, at least 3 and at most 1000, after one that is
 * not counted. A call of 5 seconds or more is not repeated. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exchange/exchange.h"
#include "relief.h"
#include "rule.h"
#include "simulated.h"
#include "triggers.h"
#include "unknot/study.h"

enum { RUNS_MIN = 3, RUNS_MAX = 1000, SETS_OF_A_FAMILY = 6 };
static const double BUDGET_SECONDS = 0.5, NOT_REPEATED_SECONDS = 5;

static const kn_family families[] = {KN_GAUSSIAN, KN_POISSON, KN_BERNOULLI, KN_ORDINAL};
enum { FAMILIES = sizeof families / sizeof families[0] };
static const char *const pooled[] = {"pooled-gaussian-n20-a", "pooled-poisson-n20-a",
                                     "pooled-gaussian-n100-a", "pooled-poisson-n100-a"};
static const size_t day_counts[] = {14, 28, 56, 112, 365, 1095, 3650};
static const size_t people_counts[] = {1, 10, 100, 1000, 10000};
static const size_t SMOKE_DAYS = 56, SMOKE_PEOPLE = 20;
enum { DAYS_OF_MANY = 56, RULE_QUICK = 1000, RULE_EXACT = 100, RULE_SMOKE = 4, RULE_RUNS = 3 };

typedef struct bench {
    const char *directory;
    bool is_smoke, is_json;
} bench;

/* One thing to time: a fit of the first person, or a whole study. */
typedef struct task {
    const kn_dataset *dataset;
    bool is_study, natural;
    int threads;
} task;

static void die(const kn_error *err)
{
    fprintf(stderr, "bench_core: %s %s\n", err->place.source, err->message);
    exit(1);
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void fit_person(const kn_dataset *dataset, size_t p, bool natural)
{
    kn_fit_options options = kn_fit_options_default();
    kn_series series = kn_dataset_series(dataset, p);
    kn_error err = {0};

    options.natural = natural;
    kn_fit *fit = kn_fit_new(&series, &options, &err);
    if (!fit)
        die(&err);
    if (fit->unfit) {
        kn_fail(&err, KN_DATA, NULL, "person %zu of %s cannot be fitted", p + 1, dataset->source);
        die(&err);
    }
    kn_fit_free(fit);
}

static void work(const task *t)
{
    kn_study_options options = kn_study_options_default();
    kn_error err = {0};

    if (!t->is_study) {
        fit_person(t->dataset, 0, t->natural);
        return;
    }
    options.fit.natural = t->natural;
    options.sensitivity = false;
    options.threads = t->threads;
    kn_study *study = kn_study_new(t->dataset, &options, &err);
    if (!study)
        die(&err);
    kn_study_free(study);
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* `seconds` ascends. */
static void print_times(const bench *b, const char *group, const char *name,
                        const kn_dataset *dataset, int threads, int runs, const double seconds[])
{
    printf(b->is_json ? "{\"group\":\"%s\",\"name\":\"%s\",\"family\":\"%s\",\"people\":%zu,"
                        "\"days\":%zu,\"threads\":%d,\"runs\":%d,\"best\":%.6g,\"median\":%.6g}\n"
                      : "%-7s %-23s %-9s %6zu people %5zu days %d threads %5d runs "
                        "best %11.6f s median %11.6f s\n",
           group, name, kn_family_name(dataset->family), dataset->people, dataset->person[0].rows,
           threads, runs, seconds[0], seconds[runs / 2]);
    fflush(stdout);
}

static void time_task(const bench *b, const char *group, const char *name, const task *t)
{
    double seconds[RUNS_MAX], start = now(), began;
    int runs = 0;

    work(t);
    began = now();
    if (b->is_smoke || began - start >= NOT_REPEATED_SECONDS)
        seconds[runs++] = began - start;
    else
        while (runs < RUNS_MAX && (runs < RUNS_MIN || now() - began < BUDGET_SECONDS)) {
            start = now();
            work(t);
            seconds[runs++] = now() - start;
        }
    qsort(seconds, (size_t)runs, sizeof seconds[0], compare);
    print_times(b, group, name, t->dataset, t->threads, runs, seconds);
}

/* The family is the one in the set's name. */
static void read_set(const char *directory, const char *name, kn_dataset *dataset)
{
    kn_csv_options options = kn_csv_options_default();
    kn_error err = {0};
    char path[512], *bytes;
    size_t size;

    snprintf(path, sizeof path, "%s/%s.csv", directory, name);
    for (int f = 0; f < FAMILIES; f++)
        if (strstr(name, kn_family_name(families[f])))
            options.family = (int)families[f];
    if (kn_file_read(path, 1 << 24, &bytes, &size, &err) != KN_OK ||
        kn_dataset_read_csv(bytes, size, path, &options, dataset, &err) != KN_OK)
        die(&err);
    free(bytes);
}

static void time_sets(const bench *b)
{
    char name[64];
    kn_dataset dataset;

    for (int f = 0; f < FAMILIES; f++)
        for (int i = 1; i <= SETS_OF_A_FAMILY; i++) {
            snprintf(name, sizeof name, "%s%d-a", kn_family_name(families[f]), i);
            read_set(b->directory, name, &dataset);
            time_task(b, "set", name, &(task){.dataset = &dataset, .natural = true, .threads = 1});
            kn_dataset_release(&dataset);
        }
    for (size_t i = 0; i < sizeof pooled / sizeof pooled[0]; i++) {
        read_set(b->directory, pooled[i], &dataset);
        for (int threads = 1; threads <= 2 && !(b->is_smoke && dataset.people > SMOKE_PEOPLE);
             threads++)
            time_task(
                b, "pooled", pooled[i],
                &(task){
                    .dataset = &dataset, .is_study = true, .natural = true, .threads = threads});
        kn_dataset_release(&dataset);
    }
}

static void time_size(const bench *b, const char *group, kn_family family, size_t people,
                      size_t days)
{
    kn_dataset dataset;
    kn_error err = {0};
    bool is_people = strcmp(group, "people") == 0;

    if (b->is_smoke && (days > SMOKE_DAYS || people > SMOKE_PEOPLE))
        return;
    if (simulated_init(&dataset, family, people, days, &err) != KN_OK)
        die(&err);
    time_task(b, group, "simulated",
              &(task){.dataset = &dataset, .is_study = is_people, .threads = 1});
    kn_dataset_release(&dataset);
}

static void time_growth(const bench *b)
{
    for (int f = 0; f < FAMILIES; f++)
        for (size_t i = 0; i < sizeof day_counts / sizeof day_counts[0]; i++)
            time_size(b, "days", families[f], 1, day_counts[i]);
    for (int f = 0; f < FAMILIES; f++)
        for (size_t i = 0; i < sizeof people_counts / sizeof people_counts[0]; i++)
            if (families[f] == KN_GAUSSIAN || families[f] == KN_POISSON)
                time_size(b, "people", families[f], people_counts[i], DAYS_OF_MANY);
}

/* The decision rule: every trial's verdict, best and median seconds a trial of a few rounds. */
static void time_rule(const bench *b, kn_family family, bool exact, int threads)
{
    size_t people = b->is_smoke ? RULE_SMOKE : exact ? RULE_EXACT : RULE_QUICK;
    double seconds[RULE_RUNS];
    kn_dataset dataset;
    kn_error err = {0};

    if (simulated_init(&dataset, family, people, DAYS_OF_MANY, &err) != KN_OK)
        die(&err);
    for (int i = 0; i < RULE_RUNS; i++) {
        if (rule_seconds(&dataset, exact, threads, &seconds[i], &err) != KN_OK)
            die(&err);
        seconds[i] /= (double)people;
    }
    qsort(seconds, RULE_RUNS, sizeof seconds[0], compare);
    print_times(b, "rule", exact ? "exact" : "quick", &dataset, threads, RULE_RUNS, seconds);
    kn_dataset_release(&dataset);
}

static void time_rules(const bench *b)
{
    for (int f = 0; f < FAMILIES; f++)
        for (int exact = 0; exact < 2 && families[f] != KN_ORDINAL; exact++)
            for (int threads = 1; threads <= 2; threads++)
                time_rule(b, families[f], exact, threads);
}

static void fit_set(const char *directory, const char *name)
{
    kn_dataset dataset;

    read_set(directory, name, &dataset);
    for (size_t p = 0; p < dataset.people; p++)
        fit_person(&dataset, p, true);
    kn_dataset_release(&dataset);
}

static void print_simulated(kn_family family, size_t people, size_t days)
{
    kn_dataset dataset;
    kn_error err = {0};

    if (simulated_init(&dataset, family, people, days, &err) != KN_OK)
        die(&err);
    puts("person,day,arm,outcome");
    for (size_t p = 0; p < people; p++)
        for (size_t i = 0; i < days; i++)
            printf("%s,%d,%s,%.6g\n", dataset.person[p].name, (int)dataset.person[p].day[i],
                   dataset.arm_name[dataset.person[p].arm[i]], dataset.person[p].outcome[i]);
    kn_dataset_release(&dataset);
}

int main(int count, char *words[])
{
    const char *command = count > 2 ? words[1] : "";
    kn_family family;
    kn_error err = {0};

    if (strcmp(command, "times") == 0) {
        bench b = {.directory = words[2],
                   .is_smoke = count > 3 && strcmp(words[3], "--smoke") == 0,
                   .is_json = count > 3 && strcmp(words[3], "--json") == 0};
        time_sets(&b);
        time_growth(&b);
        time_rules(&b);
        if (time_triggers(b.directory, b.is_smoke, b.is_json, &err) != KN_OK ||
            time_relief(b.is_smoke, b.is_json, &err) != KN_OK)
            die(&err);
    } else if (strcmp(command, "fit") == 0 && count == 4) {
        fit_set(words[2], words[3]);
    } else if (strcmp(command, "simulate") == 0 && count == 5 &&
               kn_family_parse(words[2], &family)) {
        print_simulated(family, strtoul(words[3], NULL, 10), strtoul(words[4], NULL, 10));
    } else if (strcmp(command, "relief") == 0 && count == 4) {
        print_relief(atoi(words[2]), atoi(words[3]));
    } else {
        fputs("usage: bench_core times REFERENCE-DIR [--smoke | --json]\n"
              "       bench_core fit REFERENCE-DIR SET\n"
              "       bench_core simulate FAMILY PEOPLE DAYS\n"
              "       bench_core relief EPISODES ARMS\n",
              stderr);
        return 2;
    }
    return 0;
}
