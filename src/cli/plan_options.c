/* What `unknot plan` can be asked. */
#include "cli/plan_options.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"

static kn_code set_important(const char *value, void *context, kn_error *err)
{
    kn_plan_arguments *arguments = context;

    return kn_read_important(value, &arguments->important, &arguments->important_is_percent, err);
}

/* "3,5,8" */
static kn_code set_look_after(const char *value, void *context, kn_error *err)
{
    kn_plan_arguments *arguments = context;
    const char *at = value;

    arguments->look_count = 0;
    while (*at) {
        char *end;
        long cycle = strtol(at, &end, 10);
        int before = arguments->look_count ? arguments->look_after[arguments->look_count - 1] : 0;

        if (*at < '0' || *at > '9' || (*end && *end != ',') || cycle <= before ||
            cycle > KN_TRIAL_UNITS_MAX || arguments->look_count == KN_SIMULATION_LOOKS_MAX) {
            kn_fail(err, KN_USAGE, NULL, "--look-after does not understand \"%s\"", value);
            return kn_hint(err, "Write the cycles after which a look is planned, such as 3,5,8.");
        }
        arguments->look_after[arguments->look_count++] = (int)cycle;
        at = end + (*end == ',');
    }
    return KN_OK;
}

/* Effects are gathered: one table with a row for each. */
static kn_code set_truth(const char *name, const char *value, void *context, kn_error *err)
{
    kn_plan_arguments *arguments = context;
    const char *end;
    double number;

    if (!kn_read_number(value, &number, &end) || *end) {
        kn_fail(err, KN_USAGE, NULL, "--%s must be a number, not \"%s\"", name, value);
        return strcmp(name, "effect") != 0
                   ? err->code
                   : kn_hint(err, "In points, or as the log of a ratio: a halving is -0.693.");
    }
    if (strcmp(name, "effect") == 0) {
        if (arguments->effect_count == KN_PLAN_TRUTHS_MAX)
            return kn_fail(err, KN_USAGE, NULL, "--effect is given more than %d times",
                           KN_PLAN_TRUTHS_MAX);
        arguments->effect[arguments->effect_count++] = number;
    }
    return kn_scenario_set(&arguments->truth, name, number, err);
}

static kn_code set_trials(const char *value, void *context, kn_error *err)
{
    char *end;
    long trials = strtol(value, &end, 10);

    if (*value < '0' || *value > '9' || *end || trials < 1 || trials > KN_TALLY_TRIALS_MAX)
        return kn_fail(err, KN_USAGE, NULL,
                       "--trials must be a whole number from 1 to %d, not \"%s\"",
                       KN_TALLY_TRIALS_MAX, value);
    ((kn_plan_arguments *)context)->trials = (int)trials;
    return KN_OK;
}

#define KN_X(name, value, least, most, help)                                                       \
    static kn_code set_##name##_truth(const char *text, void *context, kn_error *err)              \
    {                                                                                              \
        return set_truth(#name, text, context, err);                                               \
    }
KN_SCENARIO(KN_X)
#undef KN_X

#define AT(field) offsetof(kn_plan_arguments, field)
static const kn_option options[] = {
    {.help = "The trial, unless FILE has one"},
    {"family", "gaussian|poisson|bernoulli", "gaussian", "what is counted or measured",
     KN_OPTION_CHOICE, AT(family), KN_GAUSSIAN, NULL},
    {"rating", NULL, NULL, "gaussian: whole numbers from 0 to 10", KN_OPTION_FLAG, AT(rating), 0,
     NULL},
    {"arms", "N", "2", "2 to 4; effects are of the second", KN_OPTION_COUNT, AT(arms), 0, NULL},
    {"days", "N", "56", "length without the run-in, cut to whole cycles", KN_OPTION_COUNT, AT(days),
     0, NULL},
    {"cycles", "N", "as many as fit into --days", "each holds every arm once", KN_OPTION_COUNT,
     AT(cycles), 0, NULL},
    {"block", "DAYS", "4", "days of a period", KN_OPTION_COUNT, AT(block_days), 0, NULL},
    {"order", "cycles|days", "cycles", "days: every day is dealt, two arms equally often",
     KN_OPTION_CHOICE, AT(order), KN_ORDER_CYCLES, NULL},
    {"run-limit", "N", "3", "day by day: no arm on more days in a row", KN_OPTION_COUNT,
     AT(run_limit), 0, NULL},
    {"washout", "DAYS", "0", "not analysed after each change of arm", KN_OPTION_COUNT,
     AT(washout_days), 0, NULL},
    {"run-in", "DAYS", "7", "before the first period, not analysed", KN_OPTION_COUNT,
     AT(run_in_days), 0, NULL},
    {"better", "lower|higher", "lower", "which way is better", KN_OPTION_CHOICE, AT(better_higher),
     0, NULL},
    {"important", "X", NULL,
     "the smallest difference that would matter: points, or log ratio for counts and yes/no; or "
     "25% fewer, for those",
     KN_OPTION_OTHER, 0, 0, set_important},
    {"looks", "0|1|2|3", "0", "looks before the end, where the rule puts them", KN_OPTION_CHOICE,
     AT(looks), 0, NULL},
    {"look-after", "CYCLES", NULL, "another plan of looks: after these cycles, such as 3,5,8",
     KN_OPTION_OTHER, 0, 0, set_look_after},
    {"calibrate", NULL, NULL,
     "first find the threshold with which these looks are wrong in at most 5 of 100 trials",
     KN_OPTION_FLAG, AT(calibrate), 0, NULL},

    {.help = "The truth"},
#define KN_X(name, value, least, most, help)                                                       \
    {#name, "X", #value, help, KN_OPTION_OTHER, 0, 0, set_##name##_truth},
    KN_SCENARIO(KN_X)
#undef KN_X
        {"monday", NULL, NULL, "day 1 is a Monday, for --weekend; else any day", KN_OPTION_FLAG,
         AT(aligned), 0, NULL},

    {.help = "How much, and where"},
    {"trials", "N", "2000", "simulated for each effect", KN_OPTION_OTHER, 0, 0, set_trials},
    {"seed", "N", "1", "trial number i is the same in every run with this seed", KN_OPTION_SEED,
     AT(seed), 0, NULL},
    {"threads", "N", "0, as many as there are processors; 1 under mpirun",
     "the result does not depend on it", KN_OPTION_COUNT, AT(threads), 0, NULL},
    {"exact", NULL, NULL, "decide every trial by the exact rule, however long it takes",
     KN_OPTION_FLAG, AT(exact), 0, NULL},
    {"resume", "FILE", NULL,
     "keep what is done in this file, and go on from it: stop at any time with Ctrl-C",
     KN_OPTION_TEXT, AT(resume), 0, NULL},
    {"json", NULL, NULL, "the result as JSON on standard output, see docs/json.md", KN_OPTION_FLAG,
     AT(json), 0, NULL},
};

enum { TRIALS = 2000, DAYS = 56, BLOCK_DAYS = 4 };

kn_plan_arguments kn_plan_arguments_default(void)
{
    return (kn_plan_arguments){.arms = 2,
                               .family = KN_GAUSSIAN,
                               .block_days = BLOCK_DAYS,
                               .days = DAYS,
                               .run_limit = KN_RUN_LIMIT,
                               .run_in_days = KN_RUN_IN_DAYS,
                               .trials = TRIALS,
                               .seed = 1,
#define KN_X(name, value, least, most, help) .truth.name = (double)NAN,
                               KN_SCENARIO(KN_X)
#undef KN_X
    };
}

const kn_command kn_plan_command = {
    .name = "plan",
    .operands = "[FILE]",
    .summary = "simulate a trial before it starts: what it can see, and how often it is wrong",
    .about =
        "Invents thousands of trials day by day, decides each by the program's own rule, and\n"
        "prints how often it gives each verdict. FILE is a design or a protocol as JSON\n"
        "(docs/trials.md); without it the options say what the trial is like. How days are\n"
        "invented: docs/planning.md.\n\n"
        "--effect may be given more than once; without it there are 0 and the important\n"
        "difference. The truth is by default that of a pain score; of counts 1 a day, spread\n"
        "by a dispersion of 2 (sd and rho 0); of yes/no 0.4 of days, with a latent sd of 0.5.\n"
        "Under mpirun the trials are shared out, with the same result.",
    .example = "unknot plan --family poisson --days 84 --important 25% --effect 0 --effect -0.693",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = kn_command_plan,
};
