/* answer/plan_invent.h - what the files of planning share. */
#ifndef ANSWER_PLAN_INVENT_H
#define ANSWER_PLAN_INVENT_H

#include "answer/plan.h"

/* Room for the days of one design, to be filled again and again. KN_NOMEM. */
kn_code kn_invented_init(kn_invented *invented, const kn_trial_design *design, kn_error *err);

/* Trial `index` into storage for its design. */
void kn_invent_into(const kn_simulation *simulation, uint64_t index, kn_invented *invented);

#endif
