/* How often the quick road of the decision rule gives the verdict of the exact one, and how fast
 * both are: the table of docs/planning.md, "The decision rule, fast".
 *
 *     decide_agreement [--trials N] [--exact-trials N] [--seed N]
 *
 * N trials a scenario (default 2000), the first so many (default all) also by the exact road. Exit
 * status 1 if fewer than 99.5 % agree, or if under no effect the shares of "helps" differ by more
 * than 0.001 and what chance explains. Times are of one thread. */
#include <time.h>

#include "infer_fixture.h"
#include "unknot/decide.h"

typedef struct scenario {
    const char *what;
    kn_family family;
    double level, effect;    /* rate, points or probability; log ratio, sd or log odds */
    double sigma, rho, size; /* size: k of a negative binomial instead of the chain; 0: none */
    double important;
    int days, block;
} scenario;

#define HALVING (-0.6931471805599453)
#define A_THIRD 0.4054651081081644 /* log of 1.5 */
static const scenario scenarios[] = {
    {"poisson 0.3, nothing", KN_POISSON, 0.3, 0, 0.5, 0.3, 0, A_THIRD, 56, 7},
    {"poisson 0.3, halving", KN_POISSON, 0.3, HALVING, 0.5, 0.3, 0, A_THIRD, 84, 3},
    {"poisson 1, nothing", KN_POISSON, 1, 0, 0.5, 0, 0, A_THIRD, 56, 7},
    {"poisson 1, nothing, drift", KN_POISSON, 1, 0, 0.5, 0.6, 0, A_THIRD, 56, 3},
    {"poisson 1, nothing", KN_POISSON, 1, 0, 0.5, 0.3, 0, A_THIRD, 84, 3},
    {"poisson 1, halving", KN_POISSON, 1, HALVING, 0.5, 0.3, 0, A_THIRD, 28, 3},
    {"poisson 1, halving", KN_POISSON, 1, HALVING, 0.5, 0.3, 0, A_THIRD, 56, 3},
    {"poisson 1, k = 2, nothing", KN_POISSON, 1, 0, 0, 0, 2, A_THIRD, 56, 3},
    {"poisson 1, k = 2, halving", KN_POISSON, 1, HALVING, 0, 0, 2, A_THIRD, 84, 7},
    {"poisson 5, nothing", KN_POISSON, 5, 0, 0.5, 0.3, 0, A_THIRD, 56, 3},
    {"poisson 5, nothing, drift", KN_POISSON, 5, 0, 0.5, 0.6, 0, A_THIRD, 84, 7},
    {"poisson 5, halving", KN_POISSON, 5, HALVING, 0.5, 0, 0, A_THIRD, 28, 3},
    {"poisson 5, halving, drift", KN_POISSON, 5, HALVING, 0.5, 0.6, 0, A_THIRD, 56, 7},
    {"gaussian, nothing", KN_GAUSSIAN, 5, 0, 1, 0.3, 0, 0.5, 56, 3},
    {"gaussian, nothing", KN_GAUSSIAN, 5, 0, 1, 0, 0, 0.5, 84, 3},
    {"gaussian, 1 sd", KN_GAUSSIAN, 5, -1, 1, 0.3, 0, 0.5, 28, 3},
    {"gaussian, 1 sd, drift", KN_GAUSSIAN, 5, -1, 1, 0.6, 0, 0.5, 84, 7},
    {"yes/no 0.4, nothing", KN_BERNOULLI, 0.4, 0, 0.5, 0.3, 0, 0.7, 56, 3},
    {"yes/no 0.4, odds a third", KN_BERNOULLI, 0.4, -1.1, 0.5, 0.3, 0, 0.7, 84, 3},
};
enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };
static const double MISSING = 0.1, AGREE_LEAST = 0.995, TILT_MOST = 0.001;

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void make_trial(const scenario *s, uint64_t seed, long trial, made *m)
{
    kn_random random;
    double u[MADE_DAYS];

    kn_random_init(&random, seed, (uint64_t)trial);
    made_init(m, s->family, 2);
    m->series.exposure = NULL;
    made_schedule(m, &random, s->days, s->block, MISSING);
    made_chain(m, &random, s->sigma, s->rho, u);
    for (size_t i = 0; i < m->series.n; i++) {
        double effect = m->arm[i] ? s->effect : 0;
        double more = s->size > 0 ? log(made_gamma(&random, s->size) / s->size)
                                  : u[i] - s->sigma * s->sigma / 2;
        double odds = s->level / (1 - s->level);
        m->outcome[i] = s->family == KN_GAUSSIAN ? s->level + effect + u[i]
                        : s->family == KN_POISSON
                            ? made_poisson(&random, s->level * exp(effect + more))
                            : made_binomial(&random, 1, made_logistic(log(odds) + effect + u[i]));
    }
}

/* Pairs of blocks, all days of the calendar. */
static void set_design(const made *m, const scenario *s, int32_t first_day[], uint8_t arm[],
                       kn_design *design)
{
    size_t units = (size_t)((s->days + s->block - 1) / s->block);

    for (size_t u = 0; u < units; u++)
        first_day[u] = (int32_t)u * s->block + 1;
    first_day[units] = s->days + 1;
    for (size_t i = 0; i < m->series.n; i++)
        arm[(m->day[i] - 1) / s->block] = m->arm[i];
    *design = (kn_design){.kind = KN_DESIGN_BLOCKS,
                          .arms = 2,
                          .units = units,
                          .first_day = first_day,
                          .arm = arm,
                          .block_units = 2};
}

typedef struct tally {
    long trials, compared, agreed, reasons, exact, helps[2];
    double seconds[2], worst;
} tally;

static double probit_gap(double p, double q)
{
    double a = log(p / (1 - p)), b = log(q / (1 - q));

    return fabs(a) < 4 && fabs(b) < 4 ? fabs(a - b) : 0;
}

static tally run(const scenario *s, uint64_t seed, long trials, long exact_trials)
{
    kn_decide_options options = kn_decide_options_default();
    tally t = {.trials = trials};
    kn_decider *decider[2];
    kn_error err = {0};

    options.claim.important = s->important;
    for (int road = 0; road < 2; road++) {
        options.exact = road;
        decider[road] = kn_decider_new(&options, 2, MADE_DAYS, &err);
    }
    for (long i = 0; i < trials && decider[0] && decider[1]; i++) {
        int32_t first_day[MADE_DAYS + 1];
        uint8_t arm[MADE_DAYS];
        kn_decision decision[2];
        kn_design design;
        made m;

        make_trial(s, seed, i, &m);
        set_design(&m, s, first_day, arm, &design);
        bool compares = i < exact_trials;
        for (int road = 0; road < 1 + compares; road++) {
            double start = seconds_now();
            if (kn_decide(decider[road], &m.series, &design, &decision[road], &err))
                fprintf(stderr, "%s: %s\n", s->what, err.message);
            t.seconds[road] += seconds_now() - start;
        }
        t.exact += decision[0].exact;
        if (!compares)
            continue;
        t.compared++;
        t.agreed += decision[0].verdict == decision[1].verdict;
        t.reasons +=
            decision[0].verdict == decision[1].verdict && decision[0].reason == decision[1].reason;
        t.worst = fmax(t.worst, probit_gap(decision[0].better, decision[1].better));
        for (int road = 0; road < 2; road++)
            t.helps[road] += decision[road].verdict == KN_VERDICT_HELPS ||
                             decision[road].verdict == KN_VERDICT_LOOKS_AS_IF;
        if (decision[0].verdict != decision[1].verdict && getenv("SHOW"))
            printf("  %ld %s %s p %.4f | %s %s p %.4f\n", i, kn_verdict_word(decision[0].verdict),
                   kn_reason_word(decision[0].reason), decision[0].better,
                   kn_verdict_word(decision[1].verdict), kn_reason_word(decision[1].reason),
                   decision[1].better);
    }
    kn_decider_free(decider[0]);
    kn_decider_free(decider[1]);
    return t;
}

int main(int argc, char **argv)
{
    long trials = 2000, exact_trials = -1, seed = 1, agreed = 0, compared = 0;
    long null_helps[2] = {0}, nulls = 0;

    for (int i = 1; i + 1 < argc; i += 2) {
        long *to = strcmp(argv[i], "--trials") == 0         ? &trials
                   : strcmp(argv[i], "--exact-trials") == 0 ? &exact_trials
                   : strcmp(argv[i], "--seed") == 0         ? &seed
                                                            : NULL;
        if (!to) {
            fprintf(stderr, "there is no option %s\n", argv[i]);
            return 2;
        }
        *to = atol(argv[i + 1]);
    }
    exact_trials = exact_trials < 0 ? trials : exact_trials;
    printf(
        "| trials of | rho | days x block | same verdict | exact road taken | helps or looks as "
        "if: quick, exact | trials a second: quick | exact |\n|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < SCENARIOS; i++) {
        const scenario *s = &scenarios[i];
        tally t = run(s, (uint64_t)(seed * 1000 + i), trials, exact_trials);
        double all = (double)t.compared;
        printf("| %s | %g | %d x %d | %.2f %% | %.1f %% | %.4f, %.4f | %.0f | %.0f |\n", s->what,
               s->rho, s->days, s->block, 100 * (double)t.agreed / all,
               100 * (double)t.exact / (double)t.trials, (double)t.helps[0] / all,
               (double)t.helps[1] / all, (double)t.trials / t.seconds[0], all / t.seconds[1]);
        fflush(stdout);
        agreed += t.agreed;
        compared += t.compared;
        for (int road = 0; road < 2 && s->effect == 0; road++)
            null_helps[road] += t.helps[road];
        nulls += s->effect == 0 ? t.compared : 0;
    }
    double share = (double)agreed / (double)compared;
    double tilt = (double)(null_helps[0] - null_helps[1]) / (double)nulls;
    double chance = 3 * sqrt((1 - AGREE_LEAST) / (double)nulls);
    printf(
        "\nSame verdict in %.2f %% of %ld trials; where nothing is there the shares of helps and "
        "looks as if differ by %+.5f.\n",
        100 * share, compared, tilt);
    return share < AGREE_LEAST || fabs(tilt) > TILT_MOST + chance;
}
