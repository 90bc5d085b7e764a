/* One invented trial, day by day. What a day is made of stands in docs/planning.md.
 *
 * Each trial has four streams of random numbers, so that trials under different truths share their
 * orders, their good and bad days and their gaps: differences between truths are then seen sooner.
 */
#include "answer/plan_invent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/plan_random.h"

enum { STREAM_ORDER, STREAM_LATENT, STREAM_OUTCOME, STREAM_CONDUCT, STREAM_COUNT };
enum { WEEK = 7, WEEKEND_FROM = 5, FLARE_LEAD = 60 /* days before day 1 in which a flare began */ };

static const double RATE_MAX = 1e9;      /* events a day */
static const double SHARE_MARGIN = 1e-6; /* yes/no: a level stays this far from 0 and 1 */
static const double MISSING_MAX = 0.99;
/* logistic of a normal: E invlogit(m + s z) is about invlogit(m / sqrt(1 + 0.346 s^2)); Zeger,
 * Liang and Albert 1988 */
static const double LOGIT_NORMAL = 0.346;

kn_code kn_invented_init(kn_invented *invented, const kn_trial_design *design, kn_error *err)
{
    size_t units = kn_trial_units(design);
    size_t days = (size_t)design->run_in_days + units * (size_t)design->block_days;

    *invented = (kn_invented){.days = (int)days, .run_in_days = design->run_in_days};
    invented->arm = calloc(days + 1, sizeof *invented->arm);
    invented->recorded = calloc(days + 1, sizeof *invented->recorded);
    invented->outcome = calloc(days + 1, sizeof *invented->outcome);
    invented->presence = calloc(days + 1, sizeof *invented->presence);
    invented->schedule = calloc(units + 1, sizeof *invented->schedule);
    if (invented->arm && invented->recorded && invented->outcome && invented->presence &&
        invented->schedule)
        return KN_OK;
    kn_invented_release(invented);
    return kn_fail(err, KN_NOMEM, NULL, "no memory to invent %zu days", days);
}

void kn_invented_release(kn_invented *invented)
{
    free(invented->arm);
    free(invented->recorded);
    free(invented->outcome);
    free(invented->presence);
    free(invented->schedule);
    *invented = (kn_invented){0};
}

static double logit(double p)
{
    return log(p / (1 - p));
}

static double inverse_logit(double x)
{
    return 1 / (1 + exp(-x));
}

/* A share moved by some log odds; 0 and 1 stay what they are. */
static double moved_share(double share, double log_odds)
{
    return share <= 0 || share >= 1 ? share : inverse_logit(logit(share) + log_odds);
}

static double fading(double size, double days_since, double time_constant)
{
    if (time_constant > 0)
        return size * exp(-days_since / time_constant);
    return days_since < 1 ? size : 0;
}

/* Everything that is there whatever the person does: u and what weeks, weekends, flares, the start
 * and time bring, on the reported scale. Into outcome[], which holds it until the outcome is drawn.
 */
static void draw_latent(const kn_simulation *simulation, kn_random *random, kn_invented *invented)
{
    const kn_scenario *s = &simulation->scenario;
    const int days = invented->days;
    int week_phase = (int)kn_random_below(random, WEEK);
    int weekday = (int)kn_random_below(random, WEEK), flare_left = 0;
    double step = sqrt(1 - s->rho * s->rho), z = 0, shock = 0;

    /* the first day of period 1 begins a week; ahead of it run-in days count backwards */
    if (s->week_aligned >= 0.5)
        week_phase = WEEK - invented->run_in_days % WEEK;
    if (simulation->aligned)
        weekday = 0;
    for (int d = -FLARE_LEAD; d < days; d++) {
        bool begins = kn_random_uniform(random) < s->flare_rate;

        flare_left = flare_left > 0 ? flare_left - 1 : begins ? (int)lround(s->flare_days) : 0;
        if (d < 0)
            continue;
        double normal = kn_random_normal(random), week_normal = kn_random_normal(random);
        z = d == 0 ? normal : s->rho * z + step * normal;
        if (d == 0 || (d + week_phase) % WEEK == 0)
            shock = s->week_sd * week_normal;
        invented->outcome[d] = s->sd * z + shock + (flare_left > 0 ? s->flare_size : 0) +
                               ((d + weekday) % WEEK >= WEEKEND_FROM ? s->weekend : 0) +
                               fading(s->start_drop, d, s->drop_days) +
                               (days > 1 ? s->trend * d / (days - 1) : 0);
    }
}

/* The outcome of a day whose latent value, treatment included, is eta. */
static double draw_outcome(const kn_simulation *simulation, kn_random *random, double eta)
{
    const kn_scenario *s = &simulation->scenario;
    double level = s->level, mean, share, value;

    switch (simulation->design.family) {
    case KN_POISSON:
        /* less half the variance of u, so that `level` is the mean */
        mean = level * exp(eta - s->sd * s->sd / 2);
        if (s->dispersion > 0)
            mean *= kn_random_gamma(random, s->dispersion) / s->dispersion;
        return kn_random_poisson(random, mean < RATE_MAX ? mean : RATE_MAX);
    case KN_BERNOULLI:
        share = fmin(fmax(level, SHARE_MARGIN), 1 - SHARE_MARGIN);
        share = inverse_logit(logit(share) * sqrt(1 + LOGIT_NORMAL * s->sd * s->sd) + eta);
        return kn_random_uniform(random) < share;
    default:
        value = level + eta;
        return simulation->design.scale == KN_SCALE_0_10 ? fmin(fmax(round(value), 0), 10) : value;
    }
}

/* How much worse than the level an outcome is, in sd of a day. */
static double worse(const kn_simulation *simulation, double outcome)
{
    const kn_scenario *s = &simulation->scenario;
    double level = s->level, variance = s->sd * s->sd;

    if (simulation->design.family == KN_POISSON)
        variance =
            level +
            level * level * (exp(variance) * (1 + (s->dispersion > 0 ? 1 / s->dispersion : 0)) - 1);
    else if (simulation->design.family == KN_BERNOULLI)
        variance = level * (1 - level);
    return variance > 0 ? -simulation->design.better * (outcome - level) / sqrt(variance) : 0;
}

static void draw_days(const kn_simulation *simulation, uint64_t index, kn_invented *invented)
{
    const kn_scenario *s = &simulation->scenario;
    const kn_trial_design *design = &simulation->design;
    const int unit_days = design->block_days, cycle_days = unit_days * design->arms;
    const double in = s->wash_in_days > 0 ? -expm1(-1 / s->wash_in_days) : 1;
    const double out = s->wash_out_days > 0 ? -expm1(-1 / s->wash_out_days) : 1;
    int first_active = -1, days = invented->days;
    double presence = 0, before = 0;
    kn_random outcome, conduct;

    kn_random_init(&outcome, simulation->seed, index * STREAM_COUNT + STREAM_OUTCOME);
    kn_random_init(&conduct, simulation->seed, index * STREAM_COUNT + STREAM_CONDUCT);
    for (int d = 0; d < days; d++) {
        int of_trial = d - invented->run_in_days;
        double does = kn_random_uniform(&conduct), misses = kn_random_uniform(&conduct);
        double leaves = kn_random_uniform(&conduct);
        double eta = invented->outcome[d], target = 0, missing = s->missing;

        if (of_trial > 0 && of_trial % cycle_days == 0 && leaves < s->drop_out) {
            invented->days = d;
            invented->left = true;
            return;
        }
        invented->arm[d] = of_trial < 0 ? KN_ARM_UNKNOWN : invented->schedule[of_trial / unit_days];
        if (invented->arm[d] == 1) {
            first_active = first_active < 0 ? d : first_active;
            eta += fading(s->drop, d - first_active, s->drop_days);
            target = does < moved_share(s->adherence, s->adherence_pain * before);
            missing = fmin(fmax(missing + s->missing_arm, 0), MISSING_MAX);
        }
        presence += (target - presence) * (target > presence ? in : out);
        invented->presence[d] = presence;
        invented->outcome[d] = draw_outcome(simulation, &outcome, eta + s->effect * presence);
        before = worse(simulation, invented->outcome[d]);
        invented->recorded[d] =
            of_trial >= 0 && misses >= moved_share(missing, s->missing_worse * before);
    }
}

void kn_invent_into(const kn_simulation *simulation, uint64_t index, kn_invented *invented)
{
    const kn_trial_design *design = &simulation->design;
    kn_random order, latent;

    kn_random_init(&order, simulation->seed, index * STREAM_COUNT + STREAM_ORDER);
    kn_random_init(&latent, simulation->seed, index * STREAM_COUNT + STREAM_LATENT);
    invented->left = false;
    invented->days = design->run_in_days + (int)kn_trial_units(design) * design->block_days;
    kn_draw_random(design, &order, invented->schedule);
    draw_latent(simulation, &latent, invented);
    draw_days(simulation, index, invented);
}

kn_code kn_invent(const kn_simulation *simulation, uint64_t index, kn_invented *invented,
                  kn_error *err)
{
    kn_code code = kn_invented_init(invented, &simulation->design, err);

    if (code == KN_OK)
        kn_invent_into(simulation, index, invented);
    return code;
}
