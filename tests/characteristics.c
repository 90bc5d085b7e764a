/* Operating characteristics of the verdict by simulation (docs/characteristics.md): how often each
 * verdict is given when the truth is known.
 *
 *     characteristics [--trials N] [--threads N] [--seed N]
 *
 * N trials a cell for the measure (default 1500), a fifth of that for the counts. Prints the tables
 * of docs/characteristics.md; exit status 1 if a false "helps" or "worse" is more frequent than 5 %
 * plus four standard errors. Progress goes to
 * stderr if that is a terminal. */
#include <unistd.h>

#include "base/parallel.h"
#include "infer_fixture.h"
#include "unknot/study.h"

enum { SHARE_FOR_COUNTS = 5, BATCH = 250, CELLS_MAX = 5 };

/* The measure: points, lower is better. */
static const double SD = 1.3, RHO = 0.3, MISSING = 0.10;
static const double EFFECTS[] = {0, -0.5, -1, -2, 1}; /* in d */
static const struct {
    double important;
    int days, block;
} measures[] = {{2, 24, 3}, {2, 28, 7}, {2, 54, 3}, {2, 56, 7}, {2, 84, 7}, {1, 24, 3},
                {1, 28, 7}, {1, 54, 3}, {1, 56, 7}, {1, 84, 3}, {1, 84, 7}};

/* The counts: negative binomial, fewer is better. */
static const double SIZE_K = 2, RATIOS[] = {1, 0.75, 0.5, 1.0 / 3, 1.5};
static const double QUARTER_LESS = 0.75, HALVING = 0.5;
static const struct {
    double a_day;
    int days;
} counts[] = {{0.3, 28}, {0.3, 56}, {0.3, 84}, {1, 28}, {1, 56}, {1, 84}};

/* By the probabilities alone, as published: "small" counts as no worthwhile difference, and neither
 * the draw, the sigma prior nor the number of cycles is asked. */
typedef enum bare { BARE_HELPS, BARE_NONE, BARE_WORSE, BARE_UNTOLD, BARE_COUNT } bare;

typedef struct cell {
    bool is_count;
    double level, effect, important; /* of the reference; points or log ratio */
    double second_important;         /* counts: judged by the probabilities alone; 0: not */
    int days, block;
    uint64_t seed;
    long trials, first; /* of this batch */
    struct outcome {
        uint8_t verdict, bare, second, failed;
    } outcome[BATCH];
} cell;

typedef struct tally {
    double verdict[KN_VERDICT_OBSERVED + 1], bare[BARE_COUNT], second[BARE_COUNT];
    long failed;
} tally;

static void make_trial(const cell *c, long trial, made *m)
{
    kn_random random;
    double u[MADE_DAYS];

    kn_random_init(&random, c->seed, (uint64_t)trial);
    made_init(m, c->is_count ? KN_POISSON : KN_GAUSSIAN, 2);
    made_schedule(m, &random, c->days, c->block, MISSING);
    made_chain(m, &random, SD, RHO, u);
    for (size_t i = 0; i < m->series.n; i++) {
        double effect = m->arm[i] ? c->effect : 0;
        double rate = c->level * exp(effect);
        m->outcome[i] = c->is_count
                            ? made_poisson(&random, rate * made_gamma(&random, SIZE_K) / SIZE_K)
                            : c->level + effect + u[i];
    }
}

/* Steps 1, 2, 4 and 5 of the verdict, and 3 without its gates. */
static bare judge_bare(const kn_effect *effect, double d)
{
    const kn_density *p = &effect->posterior, *flat = &effect->flat;
    double better = kn_density_below(p, 0), threshold = 0.975, agree = 0.95;
    bool has_flat = effect->has_flat;

    if (1 - better >= threshold)
        return BARE_WORSE;
    if (better >= threshold)
        return has_flat && kn_density_between(p, -d, HUGE_VAL) >= agree &&
                       kn_density_between(flat, -d, HUGE_VAL) >= agree
                   ? BARE_NONE
                   : BARE_HELPS;
    return has_flat && kn_density_between(p, -d, d) >= agree &&
                   kn_density_between(flat, -d, d) >= agree
               ? BARE_NONE
               : BARE_UNTOLD;
}

static void run_trial(void *self, size_t i)
{
    cell *c = self;
    kn_study_options options = kn_study_options_default();
    kn_dataset data = {.arms = 2,
                       .arm_name = {"A", "B"},
                       .family = c->is_count ? KN_POISSON : KN_GAUSSIAN,
                       .people = 1};
    kn_error err = {0};
    made m;

    make_trial(c, c->first + (long)i, &m);
    kn_person person = {
        .rows = m.series.n, .day = m.day, .arm = m.arm, .outcome = m.outcome, .period = m.period};
    data.person = &person;
    options.fit.natural = false;
    options.threads = 1;
    options.design = "pairs";
    options.claim.important = c->important;
    kn_study *study = kn_study_new(&data, &options, &err);
    if (!study) {
        c->outcome[i] = (struct outcome){.failed = 1};
        fprintf(stderr, "trial %ld: %s\n", c->first + (long)i, err.message);
        return;
    }
    const kn_person_answer *answer = &study->person[0];
    c->outcome[i] =
        (struct outcome){.verdict = KN_VERDICT_COULD_NOT_TELL, BARE_UNTOLD, BARE_UNTOLD, 0};
    if (!answer->fit->unfit) {
        const kn_effect *effect = &answer->fit->effects[0];
        c->outcome[i].verdict = (uint8_t)answer->answer[0].verdict;
        c->outcome[i].bare = (uint8_t)judge_bare(effect, c->important / answer->fit->scale);
        if (c->second_important > 0)
            c->outcome[i].second = (uint8_t)judge_bare(effect, c->second_important);
    }
    kn_study_free(study);
}

static tally run_cell(cell *c, int threads)
{
    tally t = {.failed = 0};

    for (c->first = 0; c->first < c->trials; c->first += BATCH) {
        long left = c->trials - c->first, batch = left < BATCH ? left : BATCH;
        kn_parallel_for((size_t)batch, threads, run_trial, c);
        for (long i = 0; i < batch; i++) {
            t.verdict[c->outcome[i].verdict]++;
            t.bare[c->outcome[i].bare]++;
            t.second[c->outcome[i].second]++;
            t.failed += c->outcome[i].failed;
        }
    }
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%d days, effect %.2f: %ld trials ", c->days, c->effect, c->trials);
    return t;
}

static void print_share(double count, long trials)
{
    double share = count / (double)trials;

    printf(" %.*f", share == 0 || share == 1 ? 0 : 3, share);
}

static bool is_too_often(double count, long trials)
{
    return count / (double)trials > 0.05 + 4 * sqrt(0.05 * 0.95 / (double)trials);
}

static int run_measures(cell *c, int threads, long trials)
{
    enum { ROWS = sizeof measures / sizeof *measures };
    static tally t[ROWS][CELLS_MAX];
    int misses = 0;

    c->trials = trials;
    for (int r = 0; r < ROWS; r++)
        for (int e = 0; e < CELLS_MAX; e++) {
            c->level = 5;
            c->important = measures[r].important;
            c->effect = EFFECTS[e] * c->important;
            c->days = measures[r].days;
            c->block = measures[r].block;
            c->seed++;
            t[r][e] = run_cell(c, threads);
        }
    for (int gated = 0; gated < 2; gated++) {
        printf(
            "\n%s\n\n| d | days x block | no effect | half of d | exactly d | twice d | worse by "
            "d |\n|---|---|---|---|---|---|---|\n",
            gated ? "helps / looks as if / small / no worthwhile / worse / could not tell"
                  : "helps / no worthwhile / worse / could not tell, by the probabilities "
                    "alone");
        for (int r = 0; r < ROWS; r++) {
            printf("| %g | %d x %d |", measures[r].important, measures[r].days, measures[r].block);
            for (int e = 0; e < CELLS_MAX; e++) {
                for (int v = 0; v < (gated ? KN_VERDICT_OBSERVED : BARE_COUNT); v++)
                    print_share(gated ? t[r][e].verdict[v] : t[r][e].bare[v], trials);
                printf(" |");
            }
            printf("\n");
        }
    }
    for (int r = 0; r < ROWS; r++) {
        const double *none = t[r][0].verdict;
        misses += is_too_often(t[r][0].bare[BARE_HELPS] + t[r][0].bare[BARE_WORSE], trials);
        misses += is_too_often(none[KN_VERDICT_HELPS] + none[KN_VERDICT_WORSE], trials);
        for (int e = 0; e < CELLS_MAX; e++)
            misses += t[r][e].failed > 0;
    }
    return misses;
}

static int run_counts(cell *c, int threads, long trials)
{
    int misses = 0;

    c->is_count = true;
    c->trials = trials;
    c->block = 7;
    c->important = -log(QUARTER_LESS);
    c->second_important = -log(HALVING);
    printf("\n| a day | days | helps at ratio 1 / 0.75 / 0.5 / 0.33: probabilities alone | all "
           "gates | looks as if | worse at 1.5 | no worthwhile at 1, d a quarter / halving | a "
           "halving called no worthwhile, d halving |\n|---|---|---|---|---|---|---|---|\n");
    for (size_t r = 0; r < sizeof counts / sizeof *counts; r++) {
        tally t[CELLS_MAX];
        c->level = counts[r].a_day;
        c->days = counts[r].days;
        for (int e = 0; e < CELLS_MAX; e++) {
            c->effect = log(RATIOS[e]);
            c->seed++;
            t[e] = run_cell(c, threads);
            misses += t[e].failed > 0;
        }
        printf("| %g | %d |", counts[r].a_day, counts[r].days);
        for (int e = 0; e < CELLS_MAX - 1; e++)
            print_share(t[e].bare[BARE_HELPS], trials);
        printf(" |");
        for (int e = 0; e < CELLS_MAX - 1; e++)
            print_share(t[e].verdict[KN_VERDICT_HELPS], trials);
        printf(" |");
        for (int e = 0; e < CELLS_MAX - 1; e++)
            print_share(t[e].verdict[KN_VERDICT_LOOKS_AS_IF], trials);
        printf(" |");
        print_share(t[CELLS_MAX - 1].verdict[KN_VERDICT_WORSE], trials);
        printf(" |");
        print_share(t[0].bare[BARE_NONE], trials);
        printf(" /");
        print_share(t[0].second[BARE_NONE], trials);
        printf(" |");
        print_share(t[2].second[BARE_NONE], trials);
        printf(" |\n");
        fflush(stdout);
        misses += is_too_often(t[0].bare[BARE_HELPS] + t[0].bare[BARE_WORSE], trials);
    }
    return misses;
}

int main(int argc, char **argv)
{
    long trials = 1500, threads = 2, seed = 1;
    static cell c;

    for (int i = 1; i + 1 < argc; i += 2) {
        long *to = strcmp(argv[i], "--trials") == 0    ? &trials
                   : strcmp(argv[i], "--threads") == 0 ? &threads
                   : strcmp(argv[i], "--seed") == 0    ? &seed
                                                       : NULL;
        if (!to) {
            fprintf(stderr, "there is no option %s\n", argv[i]);
            return 2;
        }
        *to = atol(argv[i + 1]);
    }
    if (trials < SHARE_FOR_COUNTS)
        trials = SHARE_FOR_COUNTS;
    c.seed = (uint64_t)seed * 1000;
    int misses = run_measures(&c, (int)threads, trials);
    misses += run_counts(&c, (int)threads, trials / SHARE_FOR_COUNTS);
    printf("\n%d cells failed or with too many false verdicts\n", misses);
    return misses > 0;
}
