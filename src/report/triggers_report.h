/* report/triggers_report.h - what goes with episodes: plain words for a terminal, and JSON
 * (docs/json.md, "Triggers"). It rounds and words; it works out nothing new. */
#ifndef REPORT_TRIGGERS_REPORT_H
#define REPORT_TRIGGERS_REPORT_H

#include <jansson.h>

#include "answer/triggers_answer.h"
#include "base/text.h"
#include "unknot/triggers.h"

/* Append to `out`; KN_LIMIT or KN_NOMEM (from `out`) if they could not finish. */
kn_code kn_triggers_text(const kn_trigger_study *study, kn_text *out, kn_error *err);
kn_code kn_triggers_json(const kn_trigger_study *study, kn_text *out, kn_error *err);

/* ---- From a diary -----------------------------------------------------------------------------*/

/* The reply of `triggers` without "test" (the designs are the api's), docs/triggers.md. New
 * reference; NULL: memory ran out. */
json_t *kn_trigger_answer_json(const kn_trigger_diary_answer *answer);
kn_code kn_trigger_answer_text(const kn_trigger_diary_answer *answer, kn_text *out, kn_error *err);
kn_code kn_trigger_answer_page(const kn_trigger_diary_answer *answer, bool whole, kn_text *out,
                               kn_error *err);

#endif
