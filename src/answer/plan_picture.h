/* answer/plan_picture.h - what the files of the picture before the start share. */
#ifndef ANSWER_PLAN_PICTURE_H
#define ANSWER_PLAN_PICTURE_H

#include "answer/plan_invent.h"

/* Seconds of a clock that never goes back. */
double kn_plan_clock(void);

/* The effect that is found or not, on the reported scale and signed as an improvement: the person's
 * own, or half. */
double kn_plan_own_effect(const kn_trial_design *design, const kn_scenario *scenario);
double kn_plan_half_effect(const kn_trial_design *design, const kn_scenario *scenario);

/* Trials of one truth until so many are there, or the time is over: at least one share of them.
 */
kn_code kn_plan_add_trials(const kn_trial_design *design, const kn_scenario *scenario,
                           double effect, uint64_t trials, double until, kn_tally *tally,
                           kn_error *err);

/* days_needed, advice and done of a view whose effects hold KN_PLAN_FIRST trials each; as far as
 * the time goes. */
kn_code kn_plan_advise(kn_plan_view *view, double until, kn_error *err);

#endif
