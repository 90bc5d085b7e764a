/* base/csv.h - comma-separated values (RFC 4180) from a buffer, row by row, with the place of
 * every field. It reads untrusted bytes: everything has a limit, time is linear in the size.
 *
 * Accepted beyond the RFC: lines ending in LF, CRLF or CR; a byte order mark; semicolons or tabs
 * instead of commas (whichever occurs most often in the header line); blank lines (passed over);
 * spaces around a field that is not quoted, or outside its quotes (dropped); a quote inside a field
 * that does not begin with one (taken as it stands). The text must be UTF-8 without NUL bytes.
 *
 * Life: kn_csv_init() reads the header; kn_csv_next() reads one row after the other, the caller
 * owns the loop; kn_csv_release(). Fields point into the reader's own copy of the bytes and stay
 * valid until release, so that names need not be copied. `err` is not NULL. */
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unknot/error.h"

enum {
    KN_CSV_BYTES_MAX = 64 * 1024 * 1024,
    KN_CSV_COLUMNS_MAX = 1000,
    KN_CSV_ROWS_MAX = 1000000, /* without the header */
    KN_CSV_FIELD_MAX = 4096    /* bytes of one field */
};

typedef struct kn_csv_field {
    const char *text; /* unescaped, not NUL-terminated */
    uint32_t size;
    uint32_t line, column; /* where the field begins, from 1; columns count bytes */
    bool quoted;
} kn_csv_field;

typedef struct kn_csv {
    const char *source; /* borrowed: the name for error messages */
    char separator;     /* ',' ';' or '\t' */
    uint32_t columns;
    kn_csv_field *header; /* [columns] distinct and not empty */
    kn_csv_field *row;    /* [columns] the row read last */
    size_t rows;          /* read so far */
    char *bytes;          /* the rest is the reader's own */
    size_t size, at;
    size_t line_start;
    uint32_t line;
} kn_csv;

/* Copies bytes[0..size) and reads the header. KN_PARSE for text that is not CSV and for a file that
 * is empty or has only a header, KN_LIMIT for one beyond a limit. On failure nothing needs to be
 * released. Owner: caller; kn_csv_release(). */
kn_code kn_csv_init(kn_csv *csv, const char *bytes, size_t size, const char *source, kn_error *err);
void kn_csv_release(kn_csv *csv); /* zeroed storage is fine */

/* Reads the next row into csv->row, or sets *end. */
kn_code kn_csv_next(kn_csv *csv, bool *end, kn_error *err);

/* Index of the column of exactly this name, or -1. */
int kn_csv_column(const kn_csv *csv, const char *name);

/* True if the field is that word, upper and lower case alike. */
bool kn_csv_is_word(const kn_csv_field *field, const char *word);

/* True for a field that R, Python and SAS write where nothing was recorded: NA, NaN or ".". */
bool kn_csv_is_na(const kn_csv_field *field);

/* True also for an empty one. */
bool kn_csv_is_missing(const kn_csv_field *field);

/* The place of a field of column `index`, for error messages. */
kn_place kn_csv_place(const kn_csv *csv, int index, const kn_csv_field *field);

#endif
