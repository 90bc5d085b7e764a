/* How often relief finds a difference where there is none: simulated files of episodes, decided by
 * the program's own rule.
 *
 * usage: relief_nulls FILES [SCENARIO [SEED]]
 *
 * Prints one row a scenario; fails where the type-1 error (helps, looks as if it helps, a little
 * sooner, or worse) of a contrast is above 5 % by more than two Monte Carlo errors. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "unknot/relief.h"

enum { EPISODES_MAX = 200 };

typedef struct scenario {
    const char *name;
    int arms, episodes;
    bool at_home;        /* arm 1 only at home, where spasms last twice as long */
    double forgotten[2]; /* share of forgotten timers, arm 0 and 1; known as a range */
    double unknown;      /* share with an unknown end, in arm 1 alone */
    double limit;        /* minutes of watching */
} scenario;

static const scenario scenarios[] = {
    {"equal odds, 2 arms, 40 episodes", 2, 40, false, {0, 0}, 0, 120},
    {"equal odds, 2 arms, 20 episodes", 2, 20, false, {0, 0}, 0, 120},
    {"a third not eased by the last minute", 2, 40, false, {0, 0}, 0, 40},
    {"3 arms, one only at home, where spasms last twice as long", 3, 60, true, {0, 0}, 0, 120},
    {"timers forgotten in 10 and 35 of 100, known as a range", 2, 40, false, {0.1, 0.35}, 0, 120},
    {"end unknown in 30 of 100 of one arm, by chance", 2, 40, false, {0, 0}, 0.3, 120},
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static void invent(const scenario *s, kn_random *random, kn_relief_rows *rows)
{
    rows->count = (size_t)s->episodes;
    for (int i = 0; i < s->episodes; i++) {
        kn_relief_episode *e = &rows->episode[i];
        bool home = kn_random_uniform(random) < 0.5;
        unsigned allowed = (1u << s->arms) - 1;
        int arm = (int)kn_random_below(random, (uint64_t)s->arms);
        if (s->at_home && !home) {
            allowed &= ~2u;
            arm = 2 * (int)kn_random_below(random, 2);
        }
        double minutes =
            exp(3.2 + (s->at_home && home ? log(2) : 0) + 0.8 * kn_random_normal(random));
        *e = (kn_relief_episode){.arm = (uint8_t)arm,
                                 .allowed = (uint8_t)allowed,
                                 .switched = -1,
                                 .minutes = fmin(minutes, s->limit),
                                 .order = i,
                                 .propensity = (double)NAN};
        e->eased = minutes > s->limit ? KN_EASED_NOT : KN_EASED_AT;
        if (arm < 2 && kn_random_uniform(random) < s->forgotten[arm]) { /* noticed 40 min late */
            e->eased = KN_EASED_BETWEEN;
            e->low = 0.5 * minutes;
            e->minutes = minutes - 40 * log(kn_random_uniform(random));
        } else if (arm == 1 && kn_random_uniform(random) < s->unknown) {
            e->eased = KN_EASED_UNKNOWN;
        }
    }
}

static bool is_found(kn_verdict_code verdict)
{
    return verdict == KN_VERDICT_HELPS || verdict == KN_VERDICT_LOOKS_AS_IF ||
           verdict == KN_VERDICT_SMALL;
}

static int simulate(const scenario *s, int files, uint64_t seed)
{
    static kn_relief_episode episode[EPISODES_MAX];
    kn_relief_rows rows = {.episode = episode};
    kn_relief_data data = {.arms = s->arms, .people = 1, .person = &rows};
    kn_relief_options options = kn_relief_options_default();
    int found[KN_ARMS_MAX] = {0}, worse[KN_ARMS_MAX] = {0}, low[KN_ARMS_MAX] = {0}, misses = 0;
    kn_random random;

    for (int a = 0; a < s->arms; a++)
        snprintf(data.arm_name[a], KN_NAME_SIZE, "%c", 'A' + a);
    options.weibull = options.natural = false;
    options.threads = 1;
    options.claim.important = -log(0.75);
    kn_random_init(&random, seed, (uint64_t)(s - scenarios));
    for (int f = 0; f < files; f++) {
        invent(s, &random, &rows);
        options.seed = (uint64_t)f + 1; /* its own redraws for each */
        kn_relief *relief = kn_relief_new(&data, &options, NULL);
        if (!relief)
            return 1;
        for (int k = 0; k < s->arms - 1; k++) {
            const kn_relief_contrast *c = &relief->person[0].contrast[k];
            found[k] += is_found(c->answer.verdict);
            worse[k] += c->answer.verdict == KN_VERDICT_WORSE;
            low[k] += c->draw.done && c->draw.p[0] <= 0.05;
        }
        kn_relief_free(relief);
    }
    for (int k = 0; k < s->arms - 1; k++) {
        double n = files, wrong = (found[k] + worse[k]) / n;
        bool miss = wrong > 0.05 + 2 * sqrt(0.05 * 0.95 / n);
        misses += miss;
        printf("| %s%s%c | %.4f | %.4f | %.4f | %.4f |%s\n", s->name,
               s->arms > 2 ? ": arm " : ", arm ", 'B' + k, found[k] / n, worse[k] / n, wrong,
               low[k] / n, miss ? " too often" : "");
    }
    fflush(stdout);
    return misses;
}

int main(int count, char *words[])
{
    int files = count > 1 ? atoi(words[1]) : 1000, misses = 0;
    uint64_t seed = count > 3 ? (uint64_t)atoi(words[3]) : 20260;

    puts("| no effect, and | sooner | later | either | p <= 0.05 |\n|---|---|---|---|---|");
    for (int s = 0; s < SCENARIOS; s++)
        if (count < 3 || atoi(words[2]) == s)
            misses += simulate(&scenarios[s], files, seed);
    return misses > 0;
}
