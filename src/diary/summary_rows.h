/* diary/summary_rows.h - reading rows of the derived tables; private to the summary.
 *
 *     code = kn_rows_open(&rows, store, "SELECT ... WHERE day BETWEEN ?1 AND ?2", from, to, err);
 *     if (code)
 *         return code;
 *     while (kn_rows_next(&rows))
 *         ...
 *     return kn_rows_close(&rows, err); */
#ifndef DIARY_SUMMARY_ROWS_H
#define DIARY_SUMMARY_ROWS_H

#include "diary/index.h"

typedef struct kn_rows {
    kn_store *store;
    sqlite3_stmt *statement;
    int result; /* of the last step */
} kn_rows;

kn_code kn_rows_open(kn_rows *rows, kn_store *store, const char *sql, int32_t from, int32_t to,
                     kn_error *err);
bool kn_rows_next(kn_rows *rows);
kn_code kn_rows_close(kn_rows *rows, kn_error *err); /* after the last row only */

int kn_rows_int(const kn_rows *rows, int column, int otherwise); /* `otherwise` for a NULL */

/* 0..count-1; `otherwise` for all else, since a file may have been tampered with. */
int kn_rows_index(const kn_rows *rows, int column, int count, int otherwise);

double kn_rows_double(const kn_rows *rows, int column); /* NAN for a NULL */

#endif
