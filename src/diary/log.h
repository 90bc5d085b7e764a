/* diary/log.h - one row of the log: as SQLite holds it, as an entry, and its digest. Private. */
#ifndef DIARY_LOG_H
#define DIARY_LOG_H

#include "diary/store_file.h"

enum { KN_DIGEST_SIZE = 16 };

typedef enum kn_row_text {
    KN_ROW_VERSION,
    KN_ROW_ENTRY,
    KN_ROW_DEVICE,
    KN_ROW_RECORDED,
    KN_ROW_KIND,
    KN_ROW_AT,
    KN_ROW_PRECISION,
    KN_ROW_BODY, /* NULL in a removal */
    KN_ROW_TEXT_COUNT
} kn_row_text;

/* Texts are borrowed: from a statement until it moves on, or from who made the row. */
typedef struct kn_row {
    int64_t seq;
    int64_t edit, removed;
    int64_t utc; /* of `recorded`, worked out from it: what exports are ordered by */
    struct {
        const char *bytes;
        size_t size;
    } text[KN_ROW_TEXT_COUNT];
    unsigned char digest[KN_DIGEST_SIZE];
} kn_row;

/* BLAKE2b of every column but seq and utc, each text with its length before it. */
void kn_row_digest(const kn_row *row, unsigned char digest[KN_DIGEST_SIZE]);

/* Sets utc and digest from the rest. False if `recorded` is not a moment. */
bool kn_row_seal(kn_row *row);

/* Appends a sealed row to the log, with seq unless that is 0; nothing else. Inside a transaction.
 */
kn_code kn_row_insert(kn_store *store, const kn_row *row, kn_error *err);

/* From a statement that selects KN_LOG_COLUMNS. False if a column is not of its type. */
bool kn_row_read(sqlite3_stmt *statement, kn_row *row);

/* The row as an entry; KN_DAMAGED unless every column is as it was written. Owner: caller;
 * kn_entry_release(). */
kn_code kn_row_to_entry(const kn_row *row, const kn_place *place, kn_entry *entry, kn_error *err);

/* kn_row_read() and kn_row_to_entry() of the row that a statement stands on. */
kn_code kn_log_entry(kn_store *store, sqlite3_stmt *statement, kn_entry *entry, kn_error *err);

/* Steps a statement that selects one row of the log, and resets it. */
kn_code kn_log_find(kn_store *store, sqlite3_stmt *statement, bool *found, kn_entry *entry,
                    kn_error *err);

/* By entry's id or version's id, through one of the statements KN_SQL_LOG_.... */
kn_code kn_log_get(kn_store *store, kn_statement which, const char *id, bool *found,
                   kn_entry *entry, kn_error *err);

/* Appends a version and, if it is the current one now, replaces the derived rows. Inside a
 * transaction. The caller has checked the entry and that the version is not there yet. */
kn_code kn_log_append(kn_store *store, const kn_entry *entry, kn_error *err);

/* Is `a` current rather than `b`? Both of one entry. */
bool kn_log_is_after(const kn_entry *a, const kn_entry *b);

/* The same entry, kind, moment, precision and body? What who wrote it did not choose is left out
 * unless `all`. */
bool kn_log_is_same(const kn_entry *a, const kn_entry *b, bool all);

#endif
