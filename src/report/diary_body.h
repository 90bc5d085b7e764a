/* report/diary_body.h - the body map as two small pictures for paper; private to the room. */
#ifndef REPORT_DIARY_BODY_H
#define REPORT_DIARY_BODY_H

#include "diary/summary.h"

/* Appends two <svg>, front and back. */
void kn_body_add(kn_text *out, const kn_episodes_summary *summary);

#endif
