/* report/relief_report.h - what eases an episode, as something to read: words for a terminal, and
 * JSON. It rounds and words; it works out nothing new. */
#ifndef REPORT_RELIEF_REPORT_H
#define REPORT_RELIEF_REPORT_H

#include "base/text.h"
#include "unknot/relief.h"

/* Plain words: verdicts first, then numbers, then doubts. KN_LIMIT or KN_NOMEM. */
kn_code kn_relief_report_text(const kn_relief *relief, kn_text *out, kn_error *err);

/* Schema 1, kind "relief": docs/json.md. */
kn_code kn_relief_report_json(const kn_relief *relief, kn_text *out, kn_error *err);

#endif
