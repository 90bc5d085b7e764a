/* report/triggers_report.h - what goes with episodes: plain words for a terminal, and JSON
 * (docs/json.md, "Triggers"). It rounds and words; it works out nothing new. */
#ifndef REPORT_TRIGGERS_REPORT_H
#define REPORT_TRIGGERS_REPORT_H

#include "base/text.h"
#include "unknot/triggers.h"

/* Append to `out`; KN_LIMIT or KN_NOMEM (from `out`) if they could not finish. */
kn_code kn_triggers_text(const kn_trigger_study *study, kn_text *out, kn_error *err);
kn_code kn_triggers_json(const kn_trigger_study *study, kn_text *out, kn_error *err);

#endif
