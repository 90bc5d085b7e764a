/* report/relief_report.h - what eases an episode, as something to read: words for a terminal, and
 * JSON. It rounds and words; it works out nothing new. */
#ifndef REPORT_RELIEF_REPORT_H
#define REPORT_RELIEF_REPORT_H

#include <jansson.h>

#include "answer/relief_answer.h"
#include "answer/what_now.h"
#include "base/text.h"

/* Plain words: verdicts first, then numbers, then doubts. KN_LIMIT or KN_NOMEM. */
kn_code kn_relief_report_text(const kn_relief *relief, kn_text *out, kn_error *err);

/* Schema 1, kind "relief": docs/json.md. */
kn_code kn_relief_report_json(const kn_relief *relief, kn_text *out, kn_error *err);

/* ---- From a diary -----------------------------------------------------------------------------*/

/* The reply of `relief-answer`, docs/relief.md section 4. New reference; NULL: memory ran out. */
json_t *kn_relief_answer_json(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue);
/* A page to print; `whole`: with head and styles. */
kn_code kn_relief_answer_page(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue,
                              bool whole, kn_text *out, kn_error *err);

/* "Picked by chance, 1 in 4, so that the comparison is fair."; of none drawn, why. */
void kn_relief_say_draw(kn_not_drawn why, uint32_t weight, uint32_t total, kn_text *out);

/* "now", "later" and "words" of the reply of `what-now`. */
json_t *kn_what_now_json(const kn_suggestions *suggestions, const kn_catalogue *catalogue,
                         const json_t *cards);

#endif
