/* Better designs, each by simulation: what would find the person's effect more often, and how long
 * it takes until 8 of 10 trials find it. Designs that cost no day come first. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "answer/plan_picture.h"
#include "diary/treatment.h"

enum { TRIALS = 200, TRIALS_LEAST = 60, LENGTH_STEPS = 4 };
static const double POWER_ASKED = 0.8;
static const double GAIN_LEAST = 0.05; /* below it a design is not worth a sentence */
static const double Z_95 = 1.96, Z_80 = 0.84;
static const double LONGER = 1.5;   /* times the length, if nothing within two years is enough */
static const int BLOCKS[] = {3, 4}; /* days; stat-review S2: short ones, never 7 */

typedef struct search {
    kn_plan_view *view;
    double until;
    double own, now; /* effect; share of trials of the view's own design that find it */
} search;

/* Share of trials of a design that find an effect; NAN when time ran out before enough were made.
 */
static kn_code found_by(const search *s, const kn_trial_design *design, const kn_scenario *scenario,
                        double effect, double *found, kn_error *err)
{
    kn_tally tally = {0};
    kn_code code = KN_OK;

    if (kn_plan_clock() < s->until)
        code = kn_plan_add_trials(design, scenario, effect, TRIALS, s->until, &tally, err);
    *found = tally.trials < TRIALS_LEAST ? (double)NAN : kn_tally_found(&tally);
    return code;
}

static bool is_better(const search *s, double found)
{
    double error = hypot(kn_tally_error(found, TRIALS),
                         kn_tally_error(s->now, s->view->effects[2].tally.trials));

    return found > s->now + fmax(GAIN_LEAST, 2 * error); /* false for NAN */
}

static void add(search *s, const char *kind, const kn_trial_design *design, double found)
{
    kn_plan_view *view = s->view;

    if (view->advice_count < KN_PLAN_ADVICE_MAX)
        view->advice[view->advice_count++] =
            (kn_plan_advice){.kind = kind, .design = *design, .found = found, .found_now = s->now};
}

/* As many cycles as fit into the days of the old design. */
static bool refill(const kn_trial_design *old, kn_trial_design *design)
{
    int days = (int)kn_trial_units(old) * old->block_days;

    design->cycles = days / (design->arms * design->block_days);
    return design->cycles >= KN_TRIAL_CYCLES;
}

static kn_code try_shorter_blocks(search *s, kn_error *err)
{
    const kn_trial_design *now = &s->view->design;
    kn_trial_design best = *now;
    double most = -1;

    for (size_t b = 0; b < sizeof BLOCKS / sizeof *BLOCKS; b++) {
        kn_trial_design design = *now;
        double found;
        kn_code code;

        if (now->order != KN_ORDER_CYCLES || BLOCKS[b] >= now->block_days)
            continue;
        design.block_days = BLOCKS[b];
        design.washout_days = now->washout_days < BLOCKS[b] / 2 ? now->washout_days : BLOCKS[b] / 2;
        if (!refill(now, &design))
            continue;
        code = found_by(s, &design, &s->view->basis.scenario, s->own, &found, err);
        if (code)
            return code;
        if (found > most) {
            most = found;
            best = design;
        }
    }
    if (is_better(s, most))
        add(s, "shorter-blocks", &best, most);
    return KN_OK;
}

static kn_code try_fewer_arms(search *s, kn_error *err)
{
    kn_trial_design design = s->view->design;
    double found;
    kn_code code;

    if (design.arms <= 2)
        return KN_OK;
    design.arms = 2;
    if (!refill(&s->view->design, &design))
        return KN_OK;
    code = found_by(s, &design, &s->view->basis.scenario, s->own, &found, err);
    if (code == KN_OK && is_better(s, found))
        add(s, "fewer-arms", &design, found);
    return code;
}

/* Log odds of a day with at least one event, of a rate that varies by a gamma of the same spread as
 * the latent u and the dispersion together. */
static double log_odds_any(const kn_scenario *scenario, double rate)
{
    double spread = expm1(scenario->sd * scenario->sd), none;

    spread += scenario->dispersion > 0 ? (1 + spread) / scenario->dispersion : 0;
    none = spread > 0 ? pow(1 + rate * spread, -1 / spread) : exp(-rate);
    return log((1 - none) / none);
}

static kn_code try_spasm_days(search *s, kn_error *err)
{
    const kn_scenario *count = &s->view->basis.scenario;
    kn_trial_design design = s->view->design;
    kn_scenario days = *count;
    double level = log_odds_any(count, count->level), found, effect;
    kn_code code;

    if (design.family != KN_POISSON || strcmp(design.outcome, "spasms") != 0 || count->level <= 0)
        return KN_OK;
    effect = log_odds_any(count, count->level * exp(s->own)) - level;
    days.level = 1 / (1 + exp(-level));
    days.sd = 0;
    days.rho = 0;
    design.family = KN_BERNOULLI;
    design.scale = KN_SCALE_YES_NO;
    design.important = design.important > 0 ? fabs(effect) : 0;
    snprintf(design.outcome, sizeof design.outcome, "%s", KN_OUTCOME_SPASM_DAYS);
    snprintf(design.outcome_name, sizeof design.outcome_name, "Days with a spasm");
    design.outcome_unit[0] = '\0';
    code = found_by(s, &design, &days, effect, &found, err);
    if (code == KN_OK && is_better(s, found))
        add(s, "other-outcome", &design, found);
    return code;
}

/* A rating sees more than a count of few; how much of it would matter is the person's to say. */
static kn_code try_pain(search *s, kn_error *err)
{
    const kn_scenario *count = &s->view->basis.scenario;
    kn_scenario pain = kn_scenario_default(KN_GAUSSIAN);
    kn_trial_design design = s->view->design;
    double found;
    kn_code code;

    if (design.family == KN_GAUSSIAN)
        return KN_OK;
    pain.missing = count->missing;
    pain.wash_in_days = count->wash_in_days;
    pain.wash_out_days = count->wash_out_days;
    design.family = KN_GAUSSIAN;
    design.scale = KN_SCALE_0_10;
    design.better = -1;
    design.important = 0;
    snprintf(design.outcome, sizeof design.outcome, "pain");
    design.outcome_unit[0] = '\0';
    for (size_t m = 0; m < kn_measure_count; m++)
        if (strcmp(kn_measures[m].key, design.outcome) == 0)
            snprintf(design.outcome_name, sizeof design.outcome_name, "%s", kn_measures[m].name);
    code = found_by(s, &design, &pain, kn_plan_half_effect(&design, &pain), &found, err);
    if (code == KN_OK && is_better(s, found))
        add(s, "other-outcome", &design, found);
    return code;
}

/* z of a share found: how many standard errors the effect lies beyond the threshold, about. */
static double z_of(double share)
{
    double p = fmin(fmax(share, 0.005), 0.995), low = -4, high = 4;

    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2;
        *(erfc(-middle / M_SQRT2) / 2 < p ? &low : &high) = middle;
    }
    return low;
}

static int cycles_most(const kn_trial_design *design)
{
    int cycle_days = design->block_days * design->arms;
    int by_days = (KN_TRIAL_DAYS_MAX - design->run_in_days) / cycle_days;
    int by_units = KN_TRIAL_UNITS_MAX / design->arms;

    return by_days < by_units ? by_days : by_units;
}

/* Precision grows with the root of the length: z + 1.96 does. From the share found at one length
 * the next is guessed, and simulated; *enough is the shortest seen that does. */
static kn_code find_length(search *s, kn_trial_design *enough, double *found_enough, kn_error *err)
{
    kn_trial_design design = s->view->design;
    int low = 0, high = cycles_most(&design) + 1; /* cycles known not to do, and to do */
    double found = s->now;

    *found_enough = NAN;
    for (int step = 0; !isnan(found); step++) {
        double reach = fmax(z_of(found) + Z_95, 0.1);
        double guess = ceil(design.cycles * pow((Z_80 + Z_95) / reach, 2));
        kn_code code;

        if (found >= POWER_ASKED) {
            *enough = design;
            *found_enough = found;
            high = design.cycles;
        } else {
            low = design.cycles;
        }
        design.cycles = (int)fmin(fmax(guess, fmax(low + 1, KN_TRIAL_CYCLES)), high - 1);
        if (design.cycles <= low || design.cycles < KN_TRIAL_CYCLES || step == LENGTH_STEPS)
            break;
        code = found_by(s, &design, &s->view->basis.scenario, s->own, &found, err);
        if (code)
            return code;
    }
    s->view->days_needed = isnan(*found_enough) ? 0 : kn_trial_design_days(enough);
    return KN_OK;
}

static kn_code try_longer(search *s, kn_error *err)
{
    kn_trial_design design = s->view->design;
    double found;
    kn_code code = find_length(s, &design, &found, err);

    if (code || s->now >= POWER_ASKED)
        return code;
    if (s->view->days_needed == 0 && kn_plan_clock() < s->until) {
        design = s->view->design;
        design.cycles = (int)ceil(design.cycles * LONGER);
        if (design.cycles > cycles_most(&design))
            return KN_OK;
        code = found_by(s, &design, &s->view->basis.scenario, s->own, &found, err);
    }
    if (code == KN_OK && is_better(s, found))
        add(s, "longer", &design, found);
    return code;
}

kn_code kn_plan_advise(kn_plan_view *view, double until, kn_error *err)
{
    search s = {.view = view,
                .until = until,
                .own = view->effects[2].effect,
                .now = kn_tally_found(&view->effects[2].tally)};
    kn_code code = KN_OK;

    if (view->too_rare || kn_arm_facts_of(view->design.arm[1].key).testable == 'e')
        add(&s, "per-episode", &view->design, NAN);
    if (s.now < POWER_ASKED) {
        code = try_shorter_blocks(&s, err);
        if (code == KN_OK)
            code = try_fewer_arms(&s, err);
        if (code == KN_OK)
            code = try_spasm_days(&s, err);
    }
    if (code == KN_OK && !view->too_rare) /* no length is advised for what is refused */
        code = try_longer(&s, err);
    if (code == KN_OK && s.now < POWER_ASKED)
        code = try_pain(&s, err);
    view->done = kn_plan_clock() < until;
    return code;
}
