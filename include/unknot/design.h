/* unknot/design.h - how the arms were dealt, and the test that needs nothing else: the
 * randomisation test (docs/model.md section 1).
 *
 * A schedule is a row of units, in time order. A unit is a period: one or more whole days under one
 * arm. The permitted set is every schedule that the draw could have given, all equally likely.
 *
 * A unit in which no day was recorded has no arm to be read from the data. Where the design implies
 * its arm (the one that a whole cycle lacks), the arm is filled in; else it is KN_ARM_UNKNOWN, and
 * the unit is held: it is not redrawn with its block, and it neither is nor ends a change of arm.
 */
#ifndef UNKNOT_DESIGN_H
#define UNKNOT_DESIGN_H

#include "unknot/series.h"

#define KN_DESIGNS(X) /* name, how the command line calls it, what it is */                        \
    X(UNKNOWN, "unknown", "nobody said and nothing could be recognised")                           \
    X(OBSERVED, "observed", "not randomised")                                                      \
    X(BLOCKS, "blocks", "within each block of units every order of its arms was equally likely")   \
    X(ALTERNATING, "alternating", "strict alternation, only the start was drawn")                  \
    X(RUN_LIMITED, "run-limit", "any order without a run of more than so many units of one arm")   \
    X(LIST, "list", "one schedule drawn from a given list")

typedef enum kn_design_kind {
#define KN_X(name, word, what) KN_DESIGN_##name,
    KN_DESIGNS(KN_X)
#undef KN_X
} kn_design_kind;

enum { KN_ARM_UNKNOWN = 255 };        /* arm[] of a unit without a recorded day */
enum { KN_BALANCED_UNITS_MAX = 500 }; /* RUN_LIMITED and balanced: its counts still fit a double */

typedef struct kn_design {
    kn_design_kind kind;
    bool guessed; /* recognised from the data, not stated */
    int arms;
    size_t units;
    int32_t *first_day; /* [units + 1]; unit u covers days first_day[u] .. first_day[u + 1] - 1 */
    uint8_t *arm;       /* [units] the schedule that was followed, or KN_ARM_UNKNOWN */
    size_t block_units; /* BLOCKS: units in a block: 2 = pairs, K = cycles; 0: all in one block. A
                           last block cut short is redrawn among the arms that it holds */
    int run_limit;      /* RUN_LIMITED: >= 1 */
    bool balanced;      /* RUN_LIMITED: every arm keeps its number of units; two arms only */
    size_t schedules;   /* LIST: rows of permitted[] */
    uint8_t *permitted; /* LIST: [schedules x units] */
    int washout_days;   /* days from a change of arm on that are not analysed; set by the caller */
    size_t begun; /* stopped early: only the first `begun` units have days, and only they count
                     as cycles; redraws are of the whole schedule. 0: all */
} kn_design;

/* Fills *design from recorded days (rows as kn_series_check() accepts them, at least one).
 *
 * With `period` (one label a row) the units are the runs of equal labels, each from its first
 * recorded day to the day before the next; if every K units hold each arm once, kind is BLOCKS with
 * block_units = K, and guessed is set; else UNKNOWN. KN_DATA if the arm changes within a label.
 *
 * Without, periods of equal length are recognised, the longest first: every period keeps one arm
 * and every cycle of K periods holds each arm at most once, with at least one cycle complete:
 * BLOCKS, guessed. Periods start on day 1 if the first recorded day lies in the first of them, or
 * on the first recorded day; failing that on the latest of the 14 days before it that fits, with
 * two cycles complete. If no cycles fit, the longest periods of at least 2 days that keep one arm,
 * from the same starts: UNKNOWN. Failing that too the units are single days. The last unit ends
 * with the last recorded day.
 *
 * Where cycles were recognised but every one has the same order, kind is ALTERNATING instead:
 * nothing shows that it was dealt anew each time. With fewer than two cycles it is UNKNOWN.
 *
 * KN_LIMIT if the days lie too far apart. Owner: caller; kn_design_release(). */
kn_code kn_design_init(kn_design *design, int arms, size_t n, const int32_t day[],
                       const uint8_t arm[], const int32_t *period, kn_error *err);
void kn_design_release(kn_design *design);

/* A copy of a design that is known in full, arms of unrecorded days too, as a sealed schedule is:
 * nothing is recognised. KN_DATA if it breaks a rule above (units in order, arms below `arms`, a
 * schedule that its own kind could not have given). Owner: caller; kn_design_release(). */
kn_code kn_design_copy(kn_design *design, const kn_design *known, kn_error *err);

/* Sets the kind from a stated text: "pairs", "cycles", "blocks:N", "complete", "alternating",
 * "run-limit:R", "run-limit:R,balanced", "observed". N and R count the units that kn_design_init()
 * found. With more than two arms, "alternating" is one order of the arms repeated. KN_USAGE for a
 * text that is not understood; KN_DATA if the schedule that was followed is not one that the stated
 * design permits (says where); *design is then unchanged. */
kn_code kn_design_state(kn_design *design, const char *text, kn_error *err);

/* LIST: takes the permitted schedules as text, one a line, arms as names separated by spaces or
 * commas, as many as there are units; empty lines are skipped. The schedule followed must be among
 * them, and none may be there twice. KN_PARSE, KN_DATA or KN_LIMIT, with the line. */
kn_code kn_design_state_list(kn_design *design, const char *const arm_names[], const char *text,
                             size_t text_size, const char *source, kn_error *err);

/* Marks the rows that the wash-out leaves to be analysed: keep[i] for day[i]. Returns their number.
 * After each change of arm the first washout_days days are dropped, into the next unit if it goes
 * on with that arm; the first unit is never dropped. The days are those given to kn_design_init();
 * `schedule` has design->units arms: pass design->arm for the schedule that was followed. */
size_t kn_design_keep(const kn_design *design, const uint8_t schedule[], size_t n,
                      const int32_t day[], bool keep[]);

/* Whole cycles: groups of consecutive units in which every arm occurs. For two arms, pairs. */
size_t kn_design_cycles(const kn_design *design);

/* True if there are at least two units and all start on the same day of the week. */
bool kn_design_is_weekly(const kn_design *design);

typedef struct kn_randomisation {
    bool done;        /* false: not randomised, unknown, or nothing to permute */
    bool exact;       /* every permitted schedule was tried; else `tried` were drawn */
    double permitted; /* number of permitted schedules (may be huge; INFINITY past 1e300) */
    size_t tried;
    double statistic[KN_ARMS_MAX - 1]; /* arm k + 1 minus reference: difference of means */
    double p[KN_ARMS_MAX - 1];         /* two-sided, schedule followed included */
    double p_smallest;                 /* the smallest p that this draw could have given */
} kn_randomisation;

/* The test on one person's rows (all recorded days, before wash-out; day ascending; outcome per
 * unit of exposure for counts). Wash-out days are recomputed for every redraw; missing days stay
 * missing. p is the share of schedules whose |statistic| reaches that of the schedule followed,
 * less a rounding of 1e-9 of the largest deviation from the mean. Redraws in which an arm keeps no
 * analysed day count as not more extreme. Exact up to 2^20 schedules, else 100,000 seeded draws and
 * p = (1 + hits) / (1 + draws).
 *
 * p_smallest is the share of schedules that give the same |statistic| whatever the outcomes: those
 * that agree with the schedule followed, or with its mirror image, wherever either arm of the
 * contrast was recorded. No outcomes can give less, and outcomes that the arms separate fully give
 * just that. Contrasts may differ in it: it is the smallest of theirs. A contrast that keeps no day
 * of an arm has statistic and p NAN; if that is all of them, done is false. */
kn_code kn_randomisation_test(const kn_design *design, size_t n, const int32_t day[],
                              const double outcome[], uint64_t seed, kn_randomisation *result,
                              kn_error *err);

#endif
