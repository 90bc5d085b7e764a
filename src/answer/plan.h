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
 * `unknot plan`, docs and checks are made from it. "Reported scale" is points, log rate or log
 * odds. How a day is put together: docs/planning.md. Arms 2 and 3 are as the reference. */
#define KN_SCENARIO(X)                                                                             \
    X(level, 5, 0, 1e6, "mean of the outcome without the treatment: points, events a day, share")  \
    X(sd, 1.3, 0, 1e6, "gaussian: sd of a day; counts, yes/no: sd of the latent u")                \
    X(rho, 0.3, -0.95, 0.99, "day-to-day autocorrelation")                                         \
    X(effect, 0, -100, 100, "of arm 1 once it is fully there, reported scale")                     \
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
/* The defaults above, which are those of a pain score; counts: 1 a day, dispersion 2, no u;
 * yes/no: 0.4, sd 0.5. */
kn_scenario kn_scenario_default(kn_family family);
/* KN_USAGE with the name and the value. */
kn_code kn_scenario_set(kn_scenario *scenario, const char *name, double value, kn_error *err);

/* The person's own: from up to 84 days before `until`; what the diary cannot say is the catalogue's
 * (docs/trials.md section 5). */
typedef struct kn_basis {
    kn_scenario scenario;
    int days, recorded; /* of the diary used; 0: all from the catalogue */
    bool own_level, own_sd, own_rho, own_missing;
    int32_t until; /* the day it was worked out: a trial could begin then */
} kn_basis;
kn_code kn_basis_load(kn_store *store, const kn_trial_design *design, int32_t until,
                      kn_basis *basis, kn_error *err);

/* What simulated trials came to. Sums are of whole numbers, so that adding is exact and its order
 * does not matter: values are rounded to KN_TALLY_UNIT, and cut at 2^22. */
#define KN_TALLY_UNIT 0x1p-20
enum { KN_TALLY_TRIALS_MAX = 1 << 20 /* in one tally */ };
typedef struct kn_tally {
    uint64_t trials;
    uint64_t verdict[KN_VERDICT_OBSERVED + 1]; /* of the primary contrast, arm 1 */
    uint64_t early;                            /* stopped by a look */
    uint64_t exact;                            /* the exact road was taken */
    uint64_t unfit;
    int64_t width, bias, days; /* sums, in KN_TALLY_UNIT: of the 95 % interval's width and the error
                                  of the mean (reported scale; unfit ones add nothing), and of days
                                  until the end, run-in included */
    uint64_t covered;          /* truth (scenario.effect) inside the 95 % interval */
} kn_tally;
void kn_tally_add(kn_tally *tally, const kn_tally *other);

/* Shares and means; NAN without trials. `found`: helps, or looks as if. `wrong`: found, or worse.
 */
double kn_tally_found(const kn_tally *tally);
double kn_tally_wrong(const kn_tally *tally);
double kn_tally_width(const kn_tally *tally);
double kn_tally_bias(const kn_tally *tally);
double kn_tally_days(const kn_tally *tally);
double kn_tally_error(double share, uint64_t trials); /* Monte Carlo standard error; never 0 */

enum { KN_SIMULATION_LOOKS_MAX = 32 };
typedef struct kn_simulation {
    kn_trial_design design;
    kn_scenario scenario;
    kn_decide_options decide; /* claim follows from the design: kn_simulation_init() */
    uint64_t seed;
    bool aligned; /* the trial begins on a Monday */
    int looks;    /* those of the design; another plan may be put in their place */
    int look_after[KN_SIMULATION_LOOKS_MAX]; /* cycles, ascending */
} kn_simulation;
void kn_simulation_init(kn_simulation *simulation, const kn_trial_design *design,
                        const kn_scenario *scenario, uint64_t seed);

/* Trials first .. first + count - 1, on `threads` threads (0: all processors), added to *tally. The
 * caller owns the loop: progress, time limits and Ctrl-C lie between calls. */
kn_code kn_simulate(const kn_simulation *simulation, uint64_t first, uint64_t count, int threads,
                    kn_tally *tally, kn_error *err);

/* One invented trial, for tests and for those who want to see the days: [kn_trial_design_days()]
 * each. */
typedef struct kn_invented {
    int days, run_in_days; /* days until the end or until the person left */
    bool left;
    uint8_t *arm;      /* KN_ARM_UNKNOWN in the run-in */
    bool *recorded;    /* the run-in is not */
    double *outcome;   /* of every day, recorded or not */
    double *presence;  /* share of the treatment's effect that is there, 0..1 */
    uint8_t *schedule; /* [kn_trial_units()] */
} kn_invented;
kn_code kn_invent(const kn_simulation *simulation, uint64_t index, kn_invented *invented,
                  kn_error *err);
void kn_invented_release(kn_invented *invented);

/* The smallest c >= 0.975 of a whole number of thousandths with which the design's looks find
 * something (helps, looks as if, or worse, at any look) in at most `wrong` of trials without an
 * effect: for plans of looks other than the rule's own. *share: with that c. KN_DATA if even 0.999
 * does not. */
kn_code kn_plan_calibrate(const kn_simulation *simulation, double wrong, uint64_t trials,
                          int threads, double *threshold, double *share, kn_error *err);

/* ---- The picture before the start ---------------------------------------------------------------
 * Four truths: most (three quarters fewer, or 3 points), half (or 2 points), the person's own
 * important difference (half, as long as none is stated), none. Measures that are no 0..10 scale:
 * 3 and 2 points where a day's sd is 1.3, so in proportion to it. */
enum {
    KN_PLAN_EFFECTS = 4,
    KN_PLAN_FIRST = 400,  /* trials a truth before advice is worked out */
    KN_PLAN_ENOUGH = 2000 /* and after which nothing is added */
};
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
    bool done; /* KN_PLAN_ENOUGH each, and advice as far as a whole call's time gave it */
} kn_plan_view;

/* Fills a view within about `milliseconds` of wall time, going on from `so_far` (the tallies of an
 * earlier view of the same design and basis, or NULL). Advice and days_needed come once the main
 * tallies hold 400 trials each. */
kn_code kn_plan_picture(const kn_trial_design *design, const kn_basis *basis,
                        const kn_tally so_far[KN_PLAN_EFFECTS], int milliseconds,
                        kn_plan_view *view, kn_error *err);

#endif
