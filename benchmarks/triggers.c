#include "triggers.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"
#include "exchange/exchange.h"

enum { YEARS_DAYS = 1826, SUSPECTS = 12, FIRST_DAY = 17897 /* 2019-01-01 */, RUNS = 25 };

typedef struct timing {
    bool is_smoke, is_json;
} timing;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Once uncounted, then RUNS times. */
static kn_code time_fit(const timing *t, const char *name, const kn_trigger_days *days,
                        int suspects, bool others, kn_error *err)
{
    kn_trigger_options options = kn_trigger_options_default();
    kn_trigger_answer *answer = malloc(sizeof *answer);
    int runs = t->is_smoke ? 1 : RUNS;
    double seconds[RUNS];
    kn_code code = KN_OK;

    if (!answer)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    options.others = others;
    options.needed_runs = 0;
    for (int i = -1; i < runs && !code; i++) {
        double start = now();
        code = kn_triggers_fit(days, 1, suspects, &options, answer, err);
        if (i >= 0)
            seconds[i] = now() - start;
    }
    if (!code) {
        qsort(seconds, (size_t)runs, sizeof seconds[0], compare);
        printf(t->is_json
                   ? "{\"group\":\"triggers\",\"name\":\"%s\",\"family\":\"%s\",\"people\":1,"
                     "\"days\":%zu,\"threads\":1,\"runs\":%d,\"best\":%.6g,\"median\":%.6g,"
                     "\"suspects\":%d,\"episodes\":%zu}\n"
                   : "triggers %-22s %-9s      1 people %5zu days 1 threads %5d runs best "
                     "%11.6f s median %11.6f s, %d suspects, %zu episodes\n",
               name, others ? "both" : "one", days->days, runs, seconds[0], seconds[runs / 2],
               suspects, answer->informative_episodes);
        fflush(stdout);
    }
    free(answer);
    return code;
}

static kn_code time_both(const timing *t, const char *name, const kn_trigger_days *days,
                         int suspects, kn_error *err)
{
    kn_code code = time_fit(t, name, days, suspects, false, err);

    return code ? code : time_fit(t, name, days, suspects, true, err);
}

static kn_code time_set(const timing *t, const char *directory, const char *name, kn_error *err)
{
    kn_trigger_diary diary = {.people = 0};
    char path[512], *bytes = NULL;
    size_t size;
    kn_code code;

    snprintf(path, sizeof path, "%s/%s.csv", directory, name);
    code = kn_file_read(path, 1 << 24, &bytes, &size, err);
    if (!code)
        code = kn_trigger_diary_read_csv(bytes, size, path, &diary, err);
    if (!code) {
        const kn_trigger_person *person = diary.person;
        const kn_trigger_days days = {person->days, person->day, person->episode, person->answer};
        code = time_both(t, name, &days, diary.suspects, err);
    }
    kn_trigger_diary_release(&diary);
    free(bytes);
    return code;
}

/* One suspect of the 12 has an odds ratio of 2.5; an episode on about one day in seven. */
static kn_code time_years(const timing *t, kn_error *err)
{
    static int32_t day[YEARS_DAYS];
    static int8_t episode[YEARS_DAYS];
    static double answer[YEARS_DAYS * SUSPECTS];
    kn_random random;

    kn_random_init(&random, 1, 0);
    for (int i = 0; i < YEARS_DAYS; i++) {
        double logit = -2.1;
        day[i] = FIRST_DAY + i;
        for (int j = 0; j < SUSPECTS; j++)
            answer[i * SUSPECTS + j] = kn_random_uniform(&random) < 0.1 + 0.03 * j;
        logit += log(2.5) * answer[i * SUSPECTS + 3];
        episode[i] = kn_random_uniform(&random) < 1 / (1 + exp(-logit));
    }
    const kn_trigger_days days = {YEARS_DAYS, day, episode, answer};
    return time_both(t, "5 years", &days, SUSPECTS, err);
}

kn_code time_triggers(const char *directory, bool is_smoke, bool is_json, kn_error *err)
{
    const timing t = {is_smoke, is_json};
    kn_code code = time_set(&t, directory, "triggers1-a", err);

    if (!code)
        code = time_set(&t, directory, "triggers2-a", err);
    return code ? code : time_years(&t, err);
}
