/* report/trial_words.h - what the files that word a trial share; private to the room. */
#ifndef REPORT_TRIAL_WORDS_H
#define REPORT_TRIAL_WORDS_H

#include "report/diary_words.h"
#include "report/trial_report.h"
#include "report/view.h"

enum { KN_TRIAL_TEXT_LIMIT = 64 * 1024 };

/* "stretching every day" as it stands in a sentence; "usual care". Safe and short. */
void kn_trial_say_arm(const kn_trial_design *design, int arm, kn_text *out);

/* "spasms", "days with a spasm". */
void kn_trial_say_outcome(const kn_trial_design *design, kn_text *out);

/* "a quarter fewer", "1 point": the person's important difference. */
void kn_trial_say_important(const kn_trial_design *design, kn_text *out);

/* ---- Of an answer: each appends sentences, or nothing where there is nothing to say
 * ------------*/
bool kn_trial_has_fit(const kn_trial_answer *answer);
int kn_trial_main_contrast(const kn_trial_answer *answer); /* index of the one that leads */
const char *kn_trial_kind(const kn_trial_answer *answer, int index);
void kn_trial_say_kind(const kn_trial_answer *answer, int index, kn_text *out);
void kn_trial_say_headline(const kn_trial_answer *answer, int index, kn_text *out);
void kn_trial_say_lead(const kn_trial_answer *answer, int index, kn_text *out);
void kn_trial_say_sureness(const kn_trial_answer *answer, int index, kn_text *out);
const char *kn_trial_blinding(const kn_trial_answer *answer);
void kn_trial_say_draw(const kn_trial_answer *answer, int index, kn_text *out);
void kn_trial_say_taken(const kn_trial_answer *answer, kn_text *out);
void kn_trial_say_guesses(const kn_trial_answer *answer, kn_text *out);
void kn_trial_say_harm(const kn_trial_answer *answer, const kn_harm *harm, kn_text *out);
void kn_trial_say_early(const kn_trial_answer *answer, kn_text *out);
void kn_trial_say_at_will(const kn_trial_answer *answer, kn_text *out);
/* The lengths of days in words: "12 weeks", "10 days". */
void kn_trial_say_length(int days, kn_text *out);

/* Appends every doubt as a string: the study's, then the trial's own. */
void kn_trial_doubts(const kn_trial_answer *answer, json_t *list);

/* What was recorded, one row an arm: {"label", "value", "detail"}. New reference. */
json_t *kn_trial_own_numbers(const kn_trial_answer *answer);

/* "likely between 10 fewer and 2 more a week"; an end that rounds to nothing is "no difference". */
void kn_trial_say_interval(kn_family family, const kn_summary *difference, kn_text *out);
/* {"caption", "columns", "rows"}. New references. */
json_t *kn_trial_periods_table(const kn_trial_answer *answer);
json_t *kn_trial_taken_rows(const kn_trial_answer *answer);

/* CHART objects (report/diary_report.h). New references; NULL without memory. */
json_t *kn_trial_chart_size(const kn_trial_answer *answer, int index, const char *id);
json_t *kn_trial_chart_hundred(const kn_trial_answer *answer, int index, const char *id);
json_t *kn_trial_chart_days(const kn_trial_answer *answer, const char *id);

/* An array of the next steps, the main one marked. New reference. */
json_t *kn_trial_next(const kn_trial_answer *answer);

#endif
