/* Defaults of a design, and what must hold between its members. */
#include <math.h>
#include <string.h>

#include "trial/design_parts.h"

/* Why these numbers: docs/trials.md section 1. */
enum {
    BLOCK_LEAST = 3,     /* shorter ones leave no day after a wash-out */
    BLOCK_UNKNOWN = 4,   /* where nothing is known of an arm */
    BLOCK_MOST = 14,     /* longer ones leave too few changes */
    WEEK = 7,            /* whole weeks line up with bad weeks */
    LENGTH_DAYS = 84,    /* 12 weeks of periods */
    CYCLES_AT_LEAST = 5, /* fewer cannot carry "helps" */
    FAST_DAYS = 1        /* acts and wears off within a day */
};

static const double LOG_RATIO_MAX = 5; /* 150 times as many */

bool kn_arm_is_neutral(const char *key)
{
    return strcmp(key, KN_ARM_USUAL) == 0 || strcmp(key, KN_ARM_PLACEBO) == 0;
}

static kn_order suggest_order(const kn_trial_design *design)
{
    bool any = false;

    for (int i = 0; i < design->arms; i++) {
        kn_arm_facts facts = kn_arm_facts_of(design->arm[i].key);

        if (kn_arm_is_neutral(design->arm[i].key))
            continue;
        any = true;
        if (facts.testable != 'd' || !facts.onset_known || !facts.washout_known ||
            facts.onset_days > FAST_DAYS || facts.washout_days > FAST_DAYS)
            return KN_ORDER_CYCLES;
    }
    return any && design->arms == 2 ? KN_ORDER_DAYS : KN_ORDER_CYCLES;
}

static int suggest_block(const kn_trial_design *design)
{
    int block = BLOCK_LEAST;

    for (int i = 0; i < design->arms; i++) {
        kn_arm_facts facts = kn_arm_facts_of(design->arm[i].key);
        int half = (facts.onset_days + 1) / 2;

        if (facts.testable == '?' && !kn_arm_is_neutral(design->arm[i].key))
            half = BLOCK_UNKNOWN;
        if (half > block)
            block = half;
    }
    if (block >= BLOCK_MOST)
        return BLOCK_MOST - 1;
    return block == WEEK ? WEEK + 1 : block;
}

static int suggest_washout(const kn_trial_design *design)
{
    int washout = 0;

    for (int i = 0; i < design->arms; i++) {
        kn_arm_facts facts = kn_arm_facts_of(design->arm[i].key);

        if (facts.washout_days > washout)
            washout = facts.washout_days;
    }
    return washout < design->block_days / 2 ? washout : design->block_days / 2;
}

static int suggest_cycles(const kn_trial_design *design)
{
    int a_cycle = design->arms * design->block_days;
    int cycles = (LENGTH_DAYS + a_cycle - 1) / a_cycle;
    int most = (KN_TRIAL_DAYS_MAX - design->run_in_days) / a_cycle;

    if (cycles < CYCLES_AT_LEAST)
        cycles = CYCLES_AT_LEAST;
    if (cycles > most)
        cycles = most;
    return cycles < KN_TRIAL_CYCLES ? KN_TRIAL_CYCLES : cycles;
}

void kn_design_fill(kn_trial_design *design, const bool given[KN_ROW_COUNT])
{
    if (!given[KN_ROW_ORDER])
        design->order = suggest_order(design);
    if (!given[KN_ROW_BLOCK_DAYS])
        design->block_days = design->order == KN_ORDER_DAYS ? 1 : suggest_block(design);
    if (!given[KN_ROW_WASHOUT_DAYS])
        design->washout_days = suggest_washout(design);
    if (!given[KN_ROW_RUN_IN_DAYS])
        design->run_in_days = design->blinded ? 0 : KN_RUN_IN_DAYS;
    if (!given[KN_ROW_RUN_LIMIT])
        design->run_limit = KN_RUN_LIMIT;
    if (!given[KN_ROW_CYCLES])
        design->cycles = suggest_cycles(design);
}

void kn_trial_design_suggest(kn_trial_design *design, const kn_catalogue *catalogue)
{
    static const bool nothing[KN_ROW_COUNT] = {false};

    (void)catalogue; /* own treatments say nothing about days yet */
    kn_design_fill(design, nothing);
}

/* ---- Rules ------------------------------------------------------------------------------------*/

static kn_code refuse(kn_design_row row, const char *hint, kn_error *err, const char *format,
                      int value, int other)
{
    kn_place at = kn_design_place("%s", kn_design_fields[row].name);

    kn_fail(err, KN_DATA, &at, "%s: %d %s %d", at.field, value, format, other);
    return kn_hint(err, "%s", hint);
}

static kn_code check_important(const kn_trial_design *design, kn_error *err)
{
    kn_place at = kn_design_place("important");
    bool is_points = design->family == KN_GAUSSIAN;
    double most = !is_points                       ? LOG_RATIO_MAX
                  : design->scale == KN_SCALE_0_10 ? 10
                                                   : kn_design_fields[KN_ROW_IMPORTANT].most;

    if (design->important <= most)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "important: %g is more than %g", design->important, most);
    return is_points ? kn_hint(err, "It is in points of a scale from 0 to 10.")
                     : kn_hint(err, "It is the absolute logarithm of a ratio: 0.693 for half or "
                                    "double, 0.288 for a quarter less.");
}

/* A calibrated threshold may ask for more than the rule, never for less. */
static kn_code check_threshold(const kn_trial_design *design, kn_error *err)
{
    kn_place at = kn_design_place("threshold");
    kn_trial_design by_rule = *design;

    by_rule.threshold = 0;
    if (design->threshold == 0 || design->threshold >= kn_trial_threshold(&by_rule))
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "threshold: %g is less than the rule's own %g", design->threshold,
            kn_trial_threshold(&by_rule));
    return kn_hint(err, "Leave it out, or take a higher one.");
}

kn_code kn_design_rules(const kn_trial_design *design, kn_error *err)
{
    int days = kn_trial_design_days(design), units = (int)kn_trial_units(design);
    kn_code code;

    if (design->order == KN_ORDER_DAYS && design->arms != 2)
        return refuse(KN_ROW_ORDER, "Take \"cycles\", or compare two arms.", err,
                      "arms, but days one by one are dealt between", design->arms, 2);
    if (design->order == KN_ORDER_DAYS && design->block_days != 1)
        return refuse(KN_ROW_BLOCK_DAYS, "Leave it out, or take the order \"cycles\".", err,
                      "days, but with \"order\": \"days\" every period has", design->block_days, 1);
    if (design->washout_days >= design->block_days)
        return refuse(KN_ROW_WASHOUT_DAYS,
                      "Nothing would be left of a period: take a shorter wash-out or longer "
                      "periods.",
                      err, "days are not fewer than those of a period:", design->washout_days,
                      design->block_days);
    if (units > KN_TRIAL_UNITS_MAX)
        return refuse(KN_ROW_CYCLES, "Take fewer cycles.", err, "cycles make more periods than",
                      design->cycles, KN_TRIAL_UNITS_MAX);
    if (days > KN_TRIAL_DAYS_MAX)
        return refuse(KN_ROW_CYCLES, "Take fewer cycles or shorter periods.", err,
                      "cycles make a trial of more days than", design->cycles, KN_TRIAL_DAYS_MAX);
    code = check_threshold(design, err);
    return code ? code : check_important(design, err);
}
