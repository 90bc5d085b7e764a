/* answer/relief_answer_parts.h - what the files behind answer/relief_answer.h share. */
#ifndef ANSWER_RELIEF_ANSWER_PARTS_H
#define ANSWER_RELIEF_ANSWER_PARTS_H

#include "answer/relief_answer.h"

/* relief_answer_stop.c: best, versus, lead; stop, regret and more. */
void kn_relief_answer_lead(kn_relief_diary_answer *answer);
void kn_relief_answer_stop(kn_relief_diary_answer *answer);

/* How many more episodes bring the direction of a contrast of posterior mean m and sd s, of n
 * episodes, to the probability `clear`; not above 0: it is there. If the effect is what the data
 * alone say, b = m / (1 - s^2 / t^2), t the prior's sd, and each brings the precision p / n that
 * those so far brought, p = 1/s^2 - 1/t^2. With precision P of the data the posterior stands z = b
 * P / sqrt(P + 1/t^2) from 0, so that P = (z^2 + sqrt(z^4 + 4 b^2 z^2 / t^2)) / 2 b^2 is needed.
 * Half of all continuations are there by then: tests/independent/relief_stop.R. NAN: m is too near
 * to 0. */
double kn_relief_more_episodes(double mean, double sd, double prior_sd, double episodes,
                               double clear);

/* What is compared with: wait if it was drawn, else the first that was; 0. */
int kn_relief_reference(const kn_relief_log *log);

/* Bit a: arm a is in the plan as it is now. All, if none is. */
unsigned kn_relief_usable(const kn_relief_log *log);

/* relief_answer_counts.c: all that is counted and not modelled. */
kn_code kn_relief_answer_counts(kn_relief_diary_answer *answer, kn_error *err);

/* relief_answer_split.c: by place and by label. */
kn_code kn_relief_answer_split(kn_relief_diary_answer *answer, int threads, kn_error *err);

/* relief_answer_pain.c */
kn_code kn_relief_answer_pain(kn_relief_diary_answer *answer, kn_error *err);

#endif
