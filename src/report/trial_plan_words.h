/* Private to the room: what a plan can and cannot see, in words. */
#ifndef REPORT_TRIAL_PLAN_WORDS_H
#define REPORT_TRIAL_PLAN_WORDS_H

#include "report/trial_words.h"

enum { KN_PLAN_OF = 20 /* trials in a picture */ };

/* Of 20 trials, from 1 to 19; "13 of 20". */
int kn_plan_of_20(double share);
void kn_plan_say_of_20(double share, kn_text *out);

/* False for an effect that repeats an earlier one's size. */
bool kn_plan_is_shown(const kn_plan_view *view, int i);

/* "halves your spasms", or as what can be found: "a halving of your spasms". */
void kn_plan_say_effect(const kn_trial_design *design, const kn_plan_effect *effect, bool is_noun,
                        kn_text *out);

void kn_plan_say_can(const kn_plan_view *view, kn_text *can, kn_text *cannot);
void kn_plan_say_said(const kn_plan_view *view, kn_text *out);
void kn_plan_say_basis(const kn_plan_view *view, kn_text *out);
void kn_plan_say_wrong(const kn_plan_view *view, kn_text *out);
void kn_plan_say_width(const kn_plan_view *view, double width, kn_text *out);
void kn_plan_say_no_worthwhile(const kn_plan_view *view, kn_text *out);
void kn_plan_say_advice(const kn_plan_view *view, const kn_plan_advice *advice, kn_text *out);

#endif
