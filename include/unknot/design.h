/* unknot/design.h - how the arms were dealt, and the test that needs nothing else: the
 * randomisation test (docs/model.md section 1).
 *
 * A schedule is a row of units, in time order. A unit is a period: one or more whole days under one
 * arm. The permitted set is every schedule that the draw could have given, all equally likely. */
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

typedef struct kn_design {
    kn_design_kind kind;
    bool guessed;       /* recognised from the data, not stated */
    int arms;
    size_t units;
    int32_t *first_day; /* [units + 1]; unit u covers days first_day[u] .. first_day[u + 1] - 1 */
    uint8_t *arm;       /* [units] the schedule that was followed */
    size_t block_units; /* BLOCKS: units in a block: 2 = pairs, K = cycles; 0: all in one block */
    int run_limit;      /* RUN_LIMITED: >= 1 */
    bool balanced;      /* RUN_LIMITED: every arm keeps its number of units; two arms only */
    size_t schedules;   /* LIST: rows of permitted[] */
    uint8_t *permitted; /* LIST: [schedules x units] */
    int washout_days;   /* first days of a unit after a change of arm, not analysed */
} kn_design;

/* Fills *design from recorded days: units are runs of `period` labels if given (one label a row),
 * else periods of equal length recognised from the arms: the longest length for which every period
 * keeps one arm and every cycle of K periods holds each arm once; then kind is BLOCKS with
 * block_units = K and guessed is set. If none fits: units are single days, kind UNKNOWN. A unit's
 * days run up to the day before the next unit. Owner: caller; kn_design_release(). */
kn_code kn_design_init(kn_design *design, int arms, size_t n, const int32_t day[],
                       const uint8_t arm[], const int32_t *period, kn_error *err);
void kn_design_release(kn_design *design);

/* Sets the kind from a stated text: "pairs", "cycles", "blocks:N", "complete", "alternating",
 * "run-limit:R", "run-limit:R,balanced", "observed". Re-units by day where the stated design deals
 * single days and no period was given. KN_USAGE for a text that is not understood; KN_DATA if the
 * schedule that was followed is not one that the stated design permits (says where). */
kn_code kn_design_state(kn_design *design, const char *text, kn_error *err);

/* LIST: takes the permitted schedules as text, one a line, arms as names separated by spaces or
 * commas, as many as there are units. The schedule followed must be among them. */
kn_code kn_design_state_list(kn_design *design, const char *const arm_names[], const char *text,
                             size_t text_size, const char *source, kn_error *err);

/* Marks the rows that the wash-out leaves to be analysed: keep[i] for day[i]. Returns their number.
 * `schedule` has design->units arms; pass design->arm for the schedule that was followed. */
size_t kn_design_keep(const kn_design *design, const uint8_t schedule[], size_t n,
                      const int32_t day[], bool keep[]);

/* Whole cycles: groups of consecutive units in which every arm occurs. For two arms, pairs. */
size_t kn_design_cycles(const kn_design *design);

/* True if every unit starts on the same day of the week and lasts a whole number of weeks. */
bool kn_design_is_weekly(const kn_design *design);

typedef struct kn_randomisation {
    bool done;          /* false: not randomised, unknown, or nothing to permute */
    bool exact;         /* every permitted schedule was tried; else `tried` were drawn */
    double permitted;   /* number of permitted schedules (may be huge; INFINITY past 1e300) */
    size_t tried;
    double statistic[KN_ARMS_MAX - 1]; /* arm k + 1 minus reference: difference of means */
    double p[KN_ARMS_MAX - 1];         /* two-sided, schedule followed included */
    double p_smallest;                 /* the smallest p that this draw could have given */
} kn_randomisation;

/* The test on one person's rows (all recorded days, before wash-out; day ascending; outcome per unit
 * of exposure for counts). Wash-out days are recomputed for every redraw; missing days stay missing.
 * Redraws in which an arm keeps no analysed day count as not more extreme. Seeded; exact up to
 * 2^20 schedules, else 100,000 draws. */
kn_code kn_randomisation_test(const kn_design *design, size_t n, const int32_t day[],
                              const double outcome[], uint64_t seed, kn_randomisation *result,
                              kn_error *err);

#endif
