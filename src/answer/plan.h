/* answer/plan.h - planning by simulation: trials of a design are invented, day by day, under a
 * stated truth, and each is decided by the product's own rule (unknot/decide.h). Counts only;
 * report/ words them.
 *
 * Trial i of a scenario is made from (seed, i) alone, so that any share of the trials can be run
 * anywhere, in any order, and added: threads, later calls, other machines. */
#ifndef ANSWER_PLAN_H
#define ANSWER_PLAN_H

#include "base/random.h"
#include "trial/protocol.h"
#include "unknot/decide.h"

/* The truth under which days are invented: name, default, least, most, help. One table: options of
 * `unknot plan`, docs and checks are made from it. A plain value unless the help says otherwise. */
#define KN_SCENARIO(X)                                                                             \
    X(level, 1, 0, 1e6, "mean of the outcome without the treatment: points, events a day, share")  \
    X(sd, 1.3, 0, 1e6, "gaussian: sd of a day; counts, yes/no: sd of the latent u")                \
    X(rho, 0.3, -0.95, 0.99, "day-to-day autocorrelation")                                         \
    X(effect, 0, -100, 100, "of arm 1 on the reported scale: points, log rate or odds ratio")      \
    X(missing, 0.1, 0, 0.95, "share of days not recorded")                                         \
    X(missing_arm, 0, -0.9, 0.9, "added to it on days of arm 1")                                   \
    X(missing_worse, 0, 0, 5, "log odds of a missing day per sd of worse outcome")                 \
    X(wash_in_days, 0, 0, 365, "time constant with which the effect builds up")                    \
    X(wash_out_days, 0, 0, 365, "time constant with which it wears off")                           \
    X(drop, 0, -100, 100, "placebo-like change at the start of arm 1, reported scale")             \
    X(drop_days, 7, 0, 365, "time constant with which that fades")                                 \
    X(start_drop, 0, -100, 100, "change at the start of the trial, whatever the arm")              \
    X(trend, 0, -100, 100, "change from first to last day, reported scale")                        \
    X(week_sd, 0, 0, 100, "sd of a shock shared by the days of a week")                            \
    X(week_aligned, 0, 0, 1, "1: weeks begin with the blocks; 0: at a random weekday")             \
    X(flare_rate, 0, 0, 1, "chance a day that a flare begins")                                     \
    X(flare_days, 7, 1, 60, "its length")                                                          \
    X(flare_size, 0, -100, 100, "its size, reported scale")                                        \
    X(weekend, 0, -100, 100, "change on two days of seven, reported scale")                        \
    X(dispersion, 0, 0, 1000, "counts: k of a negative binomial; 0: none beyond u")                \
    X(drop_out, 0, 0, 1, "chance of leaving at each cycle's end")                                  \
    X(adherence, 1, 0, 1, "share of days of arm 1 on which it is done")                            \
    X(adherence_pain, 0, -5, 5, "log odds of doing it per sd of worse outcome the day before")

typedef struct kn_scenario {
#define KN_X(name, value, least, most, help) double name;
    KN_SCENARIO(KN_X)
#undef KN_X
} kn_scenario;
kn_scenario kn_scenario_default(void);
/* KN_USAGE with the name and the value. */
kn_code kn_scenario_set(kn_scenario *scenario, const char *name, double value, kn_error *err);

/* The person's own: from up to 84 days before `until`; what the diary cannot say is the catalogue's
 * (docs/trials.md section 5). */
typedef struct kn_basis {
    kn_scenario scenario;
    int days, recorded; /* of the diary used; 0: all from the catalogue */
    bool own_level, own_sd, own_rho, own_missing;
} kn_basis;
kn_code kn_basis_load(kn_store *store, const kn_trial_design *design, int32_t until,
                      kn_basis *basis, kn_error *err);

/* What simulated trials came to. Sums are of whole numbers or of values rounded to 2^-32, so that
 * adding is exact and its order does not matter. */
typedef struct kn_tally {
    uint64_t trials;
    uint64_t verdict[KN_VERDICT_OBSERVED + 1]; /* of the primary contrast, arm 1 */
    uint64_t early;                            /* stopped by a look */
    uint64_t exact;                            /* the exact road was taken */
    uint64_t unfit;
    int64_t width, bias, days; /* sums, in 2^-32: of the 95 % interval's width and the error of the
                                  mean (reported scale), and of days until the end */
    uint64_t covered;          /* truth inside the 95 % interval */
} kn_tally;
void kn_tally_add(kn_tally *tally, const kn_tally *other);

typedef struct kn_simulation {
    kn_trial_design design;
    kn_scenario scenario;
    kn_decide_options decide; /* claim follows from the design: kn_simulation_init() */
    uint64_t seed;
    bool aligned; /* the trial begins on a Monday */
} kn_simulation;
void kn_simulation_init(kn_simulation *simulation, const kn_trial_design *design,
                        const kn_scenario *scenario, uint64_t seed);

/* Trials first .. first + count - 1, on `threads` threads (0: all processors), added to *tally. The
 * caller owns the loop: progress, time limits and Ctrl-C lie between calls. */
kn_code kn_simulate(const kn_simulation *simulation, uint64_t first, uint64_t count, int threads,
                    kn_tally *tally, kn_error *err);

/* ---- The picture before the start ---------------------------------------------------------------
 * Four truths: most (three quarters fewer, or 3 points), half (or 2 points), the person's own
 * important difference, none. */
enum { KN_PLAN_EFFECTS = 4 };
typedef struct kn_plan_effect {
    const char *key; /* "most", "half", "own", "none" */
    double effect;   /* reported scale, signed so that it is an improvement */
    kn_tally tally;
} kn_plan_effect;

typedef struct kn_plan_advice {
    const char *kind; /* "longer", "shorter-blocks", "other-outcome", "per-episode", "fewer-arms" */
    kn_trial_design design;
    double found; /* share of trials that find the own (or half) effect; NAN for per-episode */
    double found_now;
} kn_plan_advice;
enum { KN_PLAN_ADVICE_MAX = 3 };

typedef struct kn_plan_view {
    kn_trial_design design;
    kn_basis basis;
    kn_plan_effect effects[KN_PLAN_EFFECTS];
    double attenuated; /* share of the full effect that this design's days see; 1: all */
    bool too_rare;     /* counts near 0.1 a day: refused by count */
    int days_needed;   /* until the own effect is found in 8 of 10; 0: not within two years */
    size_t advice_count;
    kn_plan_advice advice[KN_PLAN_ADVICE_MAX];
} kn_plan_view;

/* Fills a view within about `milliseconds` of wall time, going on from `so_far` (the tallies of an
 * earlier view of the same design and basis, or NULL). Advice and days_needed come once the main
 * tallies hold 400 trials each. */
kn_code kn_plan_picture(const kn_trial_design *design, const kn_basis *basis,
                        const kn_tally so_far[KN_PLAN_EFFECTS], int milliseconds,
                        kn_plan_view *view, kn_error *err);

#endif
