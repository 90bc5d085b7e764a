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

#include "relief_fixture.h"

enum { REPLAYS = 999 };

typedef struct scenario {
    const char *name;
    int arms, episodes;
    bool at_home;        /* arm 1 only at home, where spasms last twice as long */
    double forgotten[2]; /* share of forgotten timers, arm 0 and 1; known as a range */
    double unknown;      /* share with an unknown end, in arm 1 alone */
    double limit;        /* minutes of watching */
    /* Of diaries drawn as the app draws: */
    bool is_drawn;
    kn_allocation rule;
    double drift;    /* of log minutes over the diary, downwards */
    double rest;     /* hours, of all arms but A */
    double severe;   /* log minutes that severe spasms (30 of 100) last longer */
    bool switched;   /* a third of the severe ones under A switch; nothing has an effect */
    bool wait_limit; /* A is not drawn for severe ones */
    double carry;    /* correlation of neighbouring episodes: first ones of clusters */
} scenario;

/* clang-format off */
static const scenario scenarios[] = {
    {"equal odds, 2 arms, 40 episodes", 2, 40, .limit = 120},
    {"equal odds, 2 arms, 20 episodes", 2, 20, .limit = 120},
    {"a third not eased by the last minute", 2, 40, .limit = 40},
    {"3 arms, one only at home, where spasms last twice as long", 3, 60, .at_home = true, .limit = 120},
    {"timers forgotten in 10 and 35 of 100, known as a range", 2, 40, .forgotten = {0.1, 0.35}, .limit = 120},
    {"end unknown in 30 of 100 of one arm, by chance", 2, 40, .unknown = 0.3, .limit = 120},
    {"odds that follow, 2 arms, 60 episodes, drift of 1 log unit", 2, 60, .limit = 120, .is_drawn = true,
     .rule = KN_ALLOCATION_THOMPSON, .drift = 1},
    {"odds that follow, 4 arms, 60 episodes, drift of 1 log unit", 4, 60, .limit = 120, .is_drawn = true,
     .rule = KN_ALLOCATION_THOMPSON, .drift = 1},
    {"odds that follow, 2 arms, 60 episodes", 2, 60, .limit = 120, .is_drawn = true, .rule = KN_ALLOCATION_THOMPSON},
    {"odds that follow, 4 arms, 60 episodes", 4, 60, .limit = 120, .is_drawn = true, .rule = KN_ALLOCATION_THOMPSON},
    {"3 arms, two rest for 4 hours, 60 episodes", 3, 60, .limit = 120, .is_drawn = true, .rest = 4},
    {"a third of the severe ones switch from A, 60 episodes", 2, 60, .limit = 120, .is_drawn = true, .severe = 0.7,
     .switched = true},
    {"first ones of clusters, neighbours alike (0.3), 40 episodes", 2, 40, .limit = 120, .is_drawn = true, .carry = 0.3},
    {"3 arms, A not drawn for severe ones, which last twice as long, 60 episodes", 3, 60, .limit = 120,
     .is_drawn = true, .severe = 0.7, .wait_limit = true},
};
/* clang-format on */
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

/* The app's own draws. Spasms come 2 to some 20 hours apart; those sooner are of a cluster, have
 * no draw and are not analysed. */
static void invent_drawn(const scenario *s, kn_random *random, diary *d)
{
    double rest[KN_ARMS_MAX] = {0}, hours = 0, z = kn_random_normal(random);

    diary_init(d, s->arms);
    for (int a = 1; a < s->arms; a++)
        rest[a] = s->rest;
    for (int i = 0; i < s->episodes; i++) {
        bool is_severe = s->severe > 0 && kn_random_uniform(random) < 0.3;
        unsigned open = (1u << s->arms) - (is_severe && s->wait_limit ? 2 : 1);
        hours += 2 - 4 * log(kn_random_uniform(random));
        z = s->carry * z + sqrt(1 - s->carry * s->carry) * kn_random_normal(random);
        double level = 3.2 + (is_severe ? s->severe : 0) - s->drift * i / (s->episodes - 1.0);
        int arm = diary_draw(d, s->rule, hours, open, rest, random);
        kn_relief_episode *e = &d->episode[i];
        e->switched = s->switched && is_severe && arm == 0 && kn_random_uniform(random) < 1.0 / 3;
        if (arm >= 0)
            diary_end(d, exp(level + 0.8 * z), s->limit);
    }
}

static void invent(const scenario *s, kn_random *random, diary *d)
{
    diary_init(d, s->arms);
    d->rows.made = NULL;
    d->rows.count = (size_t)s->episodes;
    for (int i = 0; i < s->episodes; i++) {
        kn_relief_episode *e = &d->episode[i];
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
    static diary d;
    kn_relief_options options = kn_relief_options_default();
    int found[KN_ARMS_MAX] = {0}, worse[KN_ARMS_MAX] = {0}, low[KN_ARMS_MAX] = {0}, misses = 0;
    kn_random random;

    options.weibull = options.natural = false;
    options.threads = 1;
    options.replays = REPLAYS;
    options.claim.important = -log(0.75);
    kn_random_init(&random, seed, (uint64_t)(s - scenarios));
    for (int f = 0; f < files; f++) {
        if (s->is_drawn)
            invent_drawn(s, &random, &d);
        else
            invent(s, &random, &d);
        options.seed = (uint64_t)f + 1; /* its own redraws for each */
        kn_relief *relief = kn_relief_new(&d.data, &options, NULL);
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
