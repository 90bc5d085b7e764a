/* report/picture.h - pictures made of characters, KN_REPORT_WIDTH columns wide. */
#ifndef REPORT_PICTURE_H
#define REPORT_PICTURE_H

#include "report/report.h"
#include "report/view.h"

/* 20 dots over an axis in words, with the interval bar under it. */
void kn_picture_size(kn_text *out, const kn_view *view, bool utf8);

/* One line a person: interval and middle; pooled average and next person below. */
void kn_picture_forest(kn_text *out, const kn_study *study, bool utf8);

#endif
