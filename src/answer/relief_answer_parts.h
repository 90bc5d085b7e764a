/* answer/relief_answer_parts.h - what the files behind answer/relief_answer.h share. */
#ifndef ANSWER_RELIEF_ANSWER_PARTS_H
#define ANSWER_RELIEF_ANSWER_PARTS_H

#include "answer/relief_answer.h"

/* relief_answer_stop.c: best, versus, lead; stop, regret and more. */
void kn_relief_answer_lead(kn_relief_diary_answer *answer);
void kn_relief_answer_stop(kn_relief_diary_answer *answer);

/* Bit a: arm a is in the plan as it is now. All, if none is. */
unsigned kn_relief_usable(const kn_relief_log *log);

/* relief_answer_counts.c: all that is counted and not modelled. */
kn_code kn_relief_answer_counts(kn_relief_diary_answer *answer, kn_error *err);

/* relief_answer_split.c: by place and by label. */
kn_code kn_relief_answer_split(kn_relief_diary_answer *answer, int threads, kn_error *err);

/* relief_answer_pain.c */
kn_code kn_relief_answer_pain(kn_relief_diary_answer *answer, kn_error *err);

#endif
