/* report/trial_report.h - trials in words, charts and pages. Rounds and chooses words; computes
 * nothing. JSON shapes: docs/trials.md section 6. */
#ifndef REPORT_TRIAL_REPORT_H
#define REPORT_TRIAL_REPORT_H

#include "answer/plan.h"
#include "answer/trial_answer.h"
#include "base/text.h"

/* One line for a list: "Running, day 51 of 168. Sealed until the end." */
void kn_trial_say_state(const kn_trial *trial, kn_text *out);
/* The title row and line of what is to be done on a day: "Tonight: bedtime stretch", "Envelope 2 ·
 * K7Q lasts until 2 April."; appended. */
void kn_trial_say_today(const kn_trial *trial, int32_t day, kn_text *title, kn_text *line);
/* An event: "Paused since 3 March: away." */
void kn_trial_say_event(const kn_trial *trial, const kn_trial_event *event, kn_text *out);

/* The design as rows [{"label", "value"}]: what is compared, counted, how long. New reference. */
json_t *kn_trial_design_words(const kn_trial_design *design);
/* Why no results are shown now; NULL when they can be. */
const char *kn_trial_why_no_results(const kn_trial *trial);

/* The answer for the app: headline, lead, charts, doubts, what next; all of ANSWER but "trial",
 * which the caller adds. New reference. `decision`: the recorded one's body or NULL. */
kn_code kn_trial_answer_json(const kn_trial_answer *answer, const json_t *decision, json_t **out,
                             kn_error *err);

typedef enum kn_trial_page {
    KN_PAGE_PROTOCOL, /* SPENT 2019 items, before and during */
    KN_PAGE_REPORT,   /* CENT 2015 items, with the answer */
    KN_PAGE_SHEET     /* the helper's code sheet; needs the order */
} kn_trial_page;
/* Inside of a page (`whole` false) or a self-contained one (as kn_report_html). `answer` only for
 * REPORT. `secret` only for SHEET. KN_DENIED for a SHEET of a sealed order. */
kn_code kn_trial_page_html(const kn_trial *trial, const kn_trial_answer *answer, const char *secret,
                           kn_trial_page page, bool whole, kn_text *out, kn_error *err);

/* The planning picture: {"effects": ..., "can", "cannot", "chart" ...}. New reference. */
kn_code kn_plan_json(const kn_plan_view *view, json_t **out, kn_error *err);

#endif
