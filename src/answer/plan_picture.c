/* The picture before the start: four truths, a little of each in turn, for as long as there is
 * time. */
#include "answer/plan_picture.h"

#include <math.h>
#include <string.h>
#include <time.h>

static const uint64_t SEED = 20260901; /* the same design and basis give the same picture */
enum { MOST, HALF, OWN, NONE };        /* effects of a view */
enum { SHARE_LEAST = 8, SHARE_MOST = 256, ORDERS = 64 };
static const double TOO_RARE = 0.15;    /* events a day: "near 0.1" */
static const double MAIN_SHARE = 0.5;   /* of the time, while advice is still to come */
static const double SD_OF_POINTS = 1.3; /* a day's sd of pain for which 2 points is "half" */
static const double POINTS_MOST = 3, POINTS_HALF = 2;
static const double RATIO_MOST = 0.25, RATIO_HALF = 0.5;

double kn_plan_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Two figures, so that words can say it. */
static double rounded(double value)
{
    double unit = value > 0 ? pow(10, floor(log10(value)) - 1) : 1;

    return round(value / unit) * unit;
}

static double effect_of(const kn_trial_design *design, const kn_scenario *scenario, double points,
                        double ratio)
{
    if (design->family != KN_GAUSSIAN)
        return design->better * -log(ratio);
    if (design->scale == KN_SCALE_0_10)
        return design->better * points;
    return design->better * rounded(points * scenario->sd / SD_OF_POINTS);
}

double kn_plan_half_effect(const kn_trial_design *design, const kn_scenario *scenario)
{
    return effect_of(design, scenario, POINTS_HALF, RATIO_HALF);
}

double kn_plan_own_effect(const kn_trial_design *design, const kn_scenario *scenario)
{
    return design->important > 0 ? design->better * design->important
                                 : kn_plan_half_effect(design, scenario);
}

/* Mean presence of the treatment on the analysed days of arm 1, less that on the reference's, over
 * some orders. */
static kn_code attenuation(const kn_trial_design *design, const kn_scenario *scenario,
                           double *attenuated, kn_error *err)
{
    kn_simulation simulation;
    kn_invented invented;
    double sum[2] = {0, 0}, days[2] = {0, 0};
    kn_code code;

    *attenuated = 1;
    kn_simulation_init(&simulation, design, scenario, SEED);
    code = kn_invented_init(&invented, design, err);
    if (code)
        return code;
    for (uint64_t order = 0; order < ORDERS; order++) {
        int since = KN_TRIAL_DAYS_MAX; /* days since the last change of arm */

        kn_invent_into(&simulation, order, &invented);
        for (int d = invented.run_in_days; d < invented.days; d++) {
            bool changes = d > invented.run_in_days && invented.arm[d] != invented.arm[d - 1];

            since = changes ? 0 : since + 1;
            if (since < design->washout_days || invented.arm[d] > 1)
                continue;
            sum[invented.arm[d]] += invented.presence[d];
            days[invented.arm[d]]++;
        }
    }
    kn_invented_release(&invented);
    if (days[0] > 0 && days[1] > 0)
        *attenuated = sum[1] / days[1] - sum[0] / days[0];
    return KN_OK;
}

kn_code kn_plan_add_trials(const kn_trial_design *design, const kn_scenario *scenario,
                           double effect, uint64_t trials, double until, kn_tally *tally,
                           kn_error *err)
{
    kn_scenario truth = *scenario;
    kn_simulation simulation;
    uint64_t share = SHARE_LEAST;

    truth.effect = effect;
    kn_simulation_init(&simulation, design, &truth, SEED);
    while (tally->trials < trials) {
        uint64_t left = trials - tally->trials, next = left < share ? left : share;
        double began = kn_plan_clock(), each;
        kn_code code = kn_simulate(&simulation, tally->trials, next, 0, tally, err);

        if (code)
            return code;
        each = (kn_plan_clock() - began) / (double)next;
        if (kn_plan_clock() + each >= until)
            return KN_OK;
        /* the next share takes at most half of what is left */
        share = (uint64_t)fmin(fmax((until - kn_plan_clock()) / 2 / each, 1), SHARE_MOST);
    }
    return KN_OK;
}

/* Whose own effect is a halving needs it simulated but once. */
static bool is_half_again(const kn_plan_view *view, int effect)
{
    return effect == OWN && view->effects[OWN].effect == view->effects[HALF].effect;
}

/* All four as evenly as time allows: the one with the fewest trials gets its part of what is left.
 */
static kn_code add_evenly(kn_plan_view *view, uint64_t trials, double until, kn_error *err)
{
    for (;;) {
        double now = kn_plan_clock();
        kn_plan_effect *next = &view->effects[0];
        uint64_t behind = 0;
        kn_code code;

        for (int e = 0; e < KN_PLAN_EFFECTS; e++) {
            if (is_half_again(view, e))
                continue;
            if (view->effects[e].tally.trials < next->tally.trials)
                next = &view->effects[e];
            behind += view->effects[e].tally.trials < trials;
        }
        view->effects[OWN].tally =
            is_half_again(view, OWN) ? view->effects[HALF].tally : view->effects[OWN].tally;
        if (!behind || (now >= until && next->tally.trials > 0))
            return KN_OK;
        uint64_t target = next->tally.trials + SHARE_MOST;
        code = kn_plan_add_trials(&view->design, &view->basis.scenario, next->effect,
                                  target < trials ? target : trials,
                                  now + fmax(until - now, 0) / KN_PLAN_EFFECTS, &next->tally, err);
        if (code)
            return code;
    }
}

static uint64_t fewest(const kn_plan_view *view)
{
    uint64_t least = view->effects[0].tally.trials;

    for (int e = 1; e < KN_PLAN_EFFECTS; e++)
        least = view->effects[e].tally.trials < least ? view->effects[e].tally.trials : least;
    return least;
}

kn_code kn_plan_picture(const kn_trial_design *design, const kn_basis *basis,
                        const kn_tally so_far[KN_PLAN_EFFECTS], int milliseconds,
                        kn_plan_view *view, kn_error *err)
{
    const kn_scenario *scenario = &basis->scenario;
    double began = kn_plan_clock(), until = began + milliseconds / 1e3;
    kn_code code;

    *view = (kn_plan_view){.design = *design, .basis = *basis};
    view->effects[MOST] = (kn_plan_effect){
        .key = "most", .effect = effect_of(design, scenario, POINTS_MOST, RATIO_MOST)};
    view->effects[HALF] =
        (kn_plan_effect){.key = "half", .effect = kn_plan_half_effect(design, scenario)};
    view->effects[OWN] =
        (kn_plan_effect){.key = "own", .effect = kn_plan_own_effect(design, scenario)};
    view->effects[NONE] = (kn_plan_effect){.key = "none", .effect = 0};
    for (int e = 0; so_far && e < KN_PLAN_EFFECTS; e++)
        view->effects[e].tally = so_far[e];
    view->too_rare = design->family == KN_POISSON && scenario->level < TOO_RARE;
    bool has_enough = fewest(view) >= KN_PLAN_ENOUGH; /* so that this call was for advice alone */
    code = attenuation(design, scenario, &view->attenuated, err);
    /* first what every later call needs, then advice, then more of the first */
    if (code == KN_OK && fewest(view) < KN_PLAN_FIRST)
        code = add_evenly(view, KN_PLAN_FIRST, until, err);
    if (code == KN_OK && fewest(view) >= KN_PLAN_FIRST && kn_plan_clock() < until)
        code = kn_plan_advise(
            view, until - (has_enough ? 0 : MAIN_SHARE) * (until - kn_plan_clock()), err);
    if (code == KN_OK && fewest(view) >= KN_PLAN_FIRST && kn_plan_clock() < until)
        code = add_evenly(view, KN_PLAN_ENOUGH, until, err);
    view->done = has_enough || (view->done && fewest(view) >= KN_PLAN_ENOUGH);
    return code;
}
