/* diary/store_export.h - the lines of an export, and what may be in one. Private. */
#ifndef DIARY_STORE_EXPORT_H
#define DIARY_STORE_EXPORT_H

#include "diary/store_file.h"

enum {
    KN_EXPORT_SCHEMA = 1,
    /* A body's text may be written with six characters for one (\u0041), the rest is short. */
    KN_EXPORT_LINE_MAX = 6 * KN_BODY_MAX + 4096
};

#endif
