/* cli/plan_options.h - what `unknot plan` is asked, from its options and a file. */
#ifndef CLI_PLAN_OPTIONS_H
#define CLI_PLAN_OPTIONS_H

#include "cli/options.h"
#include "report/plan_report.h"

typedef struct kn_plan_arguments {
    int arms, family, block_days, cycles, days, order, run_limit, washout_days, run_in_days, looks;
    bool better_higher, rating;
    double important; /* 0: none */
    bool important_is_percent;
    int look_count, look_after[KN_SIMULATION_LOOKS_MAX];
    kn_scenario truth; /* NAN: not given */
    size_t effect_count;
    double effect[KN_PLAN_TRUTHS_MAX];
    int trials, threads;
    uint64_t seed;
    bool aligned, exact, calibrate, json;
    const char *resume;
} kn_plan_arguments;

kn_plan_arguments kn_plan_arguments_default(void);

/* The design of the options, or of `file` (NULL: none), and everything else, ready to run. KN_USAGE
 * or KN_DATA with the option. */
kn_code kn_plan_table_make(const kn_plan_arguments *arguments, const char *file,
                           kn_plan_table *table, kn_error *err);

#endif
