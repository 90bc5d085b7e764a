#include "relief.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/random.h"
#include "unknot/relief.h"

enum { EPISODES_MAX = 200, RUNS = 101 };
static const double LIMIT = 60, SPREAD = 0.7;
static const double effects[KN_ARMS_MAX] = {0, -0.4, 0.1, -0.2};

/* One in six was timed late and is known as a range; what lasts over an hour was not seen to ease.
 */
static void invent(int episodes, int arms, kn_relief_episode episode[])
{
    kn_random random;

    kn_random_init(&random, 4, (uint64_t)arms);
    for (int i = 0; i < episodes; i++) {
        int arm = (int)kn_random_below(&random, (uint64_t)arms);
        double minutes = round(10 * exp(3.1 + effects[arm] + SPREAD * kn_random_normal(&random)));
        bool is_late = kn_random_below(&random, 6) == 0;
        minutes = fmax(minutes, 1) / 10;
        episode[i] = (kn_relief_episode){.eased = minutes > LIMIT ? KN_EASED_NOT
                                                  : is_late       ? KN_EASED_BETWEEN
                                                                  : KN_EASED_AT,
                                         .arm = (uint8_t)arm,
                                         .allowed = (uint8_t)((1u << arms) - 1),
                                         .switched = -1,
                                         .order = i,
                                         .propensity = (double)NAN};
        episode[i].minutes = fmin(minutes, LIMIT);
        if (episode[i].eased == KN_EASED_BETWEEN) {
            episode[i].low = floor(minutes / 2);
            episode[i].minutes = minutes + 20;
        }
    }
}

void print_relief(int episodes, int arms)
{
    kn_relief_episode episode[EPISODES_MAX];

    episodes = episodes < EPISODES_MAX ? episodes : EPISODES_MAX;
    invent(episodes, arms, episode);
    puts("arm,low,high");
    for (int i = 0; i < episodes; i++) {
        const kn_relief_episode *e = &episode[i];
        double low = e->eased == KN_EASED_BETWEEN ? e->low : e->minutes;
        double high = e->eased == KN_EASED_NOT ? (double)INFINITY : e->minutes;
        printf("%c,%.1f,%.1f\n", 'A' + e->arm, low, high);
    }
}

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

typedef struct timing {
    int episodes, arms;
    bool is_all, is_smoke, is_json;
} timing;

static void print(const timing *t, int runs, double seconds[], const kn_relief_contrast *c)
{
    qsort(seconds, (size_t)runs, sizeof seconds[0], compare);
    printf(t->is_json ? "{\"group\":\"relief\",\"name\":\"relief%dx%d\",\"family\":\"%s\","
                        "\"people\":1,\"days\":%d,\"threads\":1,\"runs\":%d,\"best\":%.6g,"
                        "\"median\":%.6g,\"effect\":%.6g,\"sd\":%.6g}\n"
                      : "relief   relief%dx%-15d %-9s      1 people %5d episodes 1 threads %5d "
                        "runs best %11.6f s median %11.6f s, effect %.4f (%.4f)\n",
           t->episodes, t->arms, t->is_all ? "all" : "fit", t->episodes, runs, seconds[0],
           seconds[runs / 2], c->posterior.mean, c->posterior.sd);
    fflush(stdout);
}

/* Once uncounted, then RUNS times. */
static kn_code time_one(const timing *t, kn_error *err)
{
    kn_relief_episode episode[EPISODES_MAX];
    kn_relief_rows rows = {.count = (size_t)t->episodes, .episode = episode};
    kn_relief_data data = {.arms = t->arms, .people = 1, .person = &rows};
    kn_relief_options options = kn_relief_options_default();
    int runs = t->is_smoke ? 1 : RUNS;
    double seconds[RUNS];

    invent(t->episodes, t->arms, episode);
    for (int a = 0; a < t->arms; a++)
        data.arm_name[a][0] = (char)('A' + a);
    options.claim.important = -log(0.75);
    options.threads = 1;
    options.test = options.natural = options.weibull = options.sensitivity = t->is_all;
    for (int i = -1; i < runs; i++) {
        double start = now();
        kn_relief *relief = kn_relief_new(&data, &options, err);
        if (!relief)
            return err->code;
        if (i >= 0)
            seconds[i] = now() - start;
        if (i == runs - 1)
            print(t, runs, seconds, &relief->person[0].contrast[0]);
        kn_relief_free(relief);
    }
    return KN_OK;
}

kn_code time_relief(bool is_smoke, bool is_json, kn_error *err)
{
    static const timing rows[] = {{150, 4, .is_all = true},
                                  {150, 4, .is_all = false},
                                  {40, 2, .is_all = true},
                                  {40, 2, .is_all = false}};
    kn_code code = KN_OK;

    for (size_t i = 0; i < sizeof rows / sizeof *rows && !code; i++) {
        timing t = rows[i];
        t.is_smoke = is_smoke;
        t.is_json = is_json;
        code = time_one(&t, err);
    }
    return code;
}
