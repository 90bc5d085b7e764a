/* report/report.h - a study as something to read: plain words for a terminal, JSON, a picture, a
 * page to print, and the evidence curve to hand on.
 *
 * The reports round and word; they work out nothing new. Each function appends to `out`, borrows
 * the study for the call and returns KN_LIMIT or KN_NOMEM (from `out`) if it could not finish. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/text.h"
#include "unknot/study.h"

/* How a terminal wants its text. */
typedef struct kn_report_style {
    bool utf8;   /* dots and lines may be other than ASCII */
    bool colour; /* ANSI colours and bold */
} kn_report_style;

enum { KN_REPORT_WIDTH = 72 /* columns of the text report */ };

/* The text report: headline first, numbers last. */
kn_code kn_report_text(const kn_study *study, const kn_report_style *style, kn_text *out,
                       kn_error *err);

/* Schema 1, docs/json.md. */
kn_code kn_report_json(const kn_study *study, kn_text *out, kn_error *err);

/* One standalone SVG file: how big, how sure, all days; for several people, a forest. */
kn_code kn_report_chart(const kn_study *study, kn_text *out, kn_error *err);

/* One self-contained page (HTML): no script, no request, light and dark, prints on A4. */
kn_code kn_report_html(const kn_study *study, kn_text *out, kn_error *err);

/* The evidence curves for pooling, docs/json.md. KN_DATA if a person has fewer than
 * KN_CURVE_DAYS_MIN recorded days: a short diary could be worked back from its curve. */
enum { KN_CURVE_DAYS_MIN = 28 };
kn_code kn_report_curve(const kn_study *study, kn_text *out, kn_error *err);

#endif
