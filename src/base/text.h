/* base/text.h - text out: a builder that may grow up to a stated size; text in: is it UTF-8, is it
 * a number. Nothing here depends on the locale. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "unknot/error.h"

/* ---- A text under construction ------------------------------------------------------------------
 * Invariant: bytes[0..size) is followed by a NUL, or bytes is NULL and size 0. A failure is sticky:
 * once memory or `limit` ran out nothing more is added, so that the caller checks once, at the end,
 * with kn_text_check(). */
typedef struct kn_text {
    char *bytes;
    size_t size;  /* without the final NUL */
    size_t room;  /* bytes allocated */
    size_t limit; /* largest size allowed */
    kn_code failed;
} kn_text;

void kn_text_init(kn_text *text, size_t limit);
void kn_text_release(kn_text *text);

void kn_text_add(kn_text *text, const char *string);
void kn_text_add_bytes(kn_text *text, const char *bytes, size_t count);
void kn_text_add_char(kn_text *text, char c);
void kn_text_add_xml(kn_text *text, const char *string); /* & < > " ' as entities */
void kn_text_addf(kn_text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* What was built, never NULL; borrowed, valid until the text changes. */
const char *kn_text_string(const kn_text *text);

/* KN_OK, KN_LIMIT or KN_NOMEM. `what` names the text in the message: "the page". */
kn_code kn_text_check(const kn_text *text, const char *what, kn_error *err);

/* ---- Bytes from elsewhere ---------------------------------------------------------------------*/

/* Index of the first byte that does not belong to well-formed UTF-8 (RFC 3629: no surrogates, no
 * overlong forms, nothing above U+10FFFF); count if all do. */
size_t kn_utf8_check(const char *bytes, size_t count);

/* Characters (code points) of well-formed UTF-8; on a terminal nearly always columns. */
size_t kn_utf8_count(const char *bytes, size_t count);

/* Most bytes <= limit that bytes[0..count) can be cut to without splitting a UTF-8 character. */
size_t kn_utf8_cut(const char *bytes, size_t count, size_t limit);

typedef enum kn_number {
    KN_NUMBER_OK,
    KN_NUMBER_BAD,      /* not a number, or one of more than 100 characters */
    KN_NUMBER_INFINITE, /* "inf", "nan" and their kin, or too large for a double */
} kn_number;

/* Reads all of text[0..count) as a decimal number: [+-] digits [mark digits] [e [+-] digits], with
 * digits on at least one side of the mark. `mark` is '.' or ','. No blanks, no hexadecimal. Sets
 * *value only if KN_NUMBER_OK. */
kn_number kn_number_parse(const char *text, size_t count, char mark, double *value);

/* Writes a number for people: rounded to `digits` (1..15) significant digits, never with an
 * exponent: 0.012, 3.1, 12000. Zero and all that is closer to it than 1e-9 is "0"; from 1e21 on
 * "more than 1e21"; NAN is "unknown". Returns out. */
enum { KN_NUMBER_SIZE = 48 };
const char *kn_number_format(char out[KN_NUMBER_SIZE], double value, int digits);

/* ---- Mistyped words ---------------------------------------------------------------------------*/

/* The candidate nearest to a mistyped word, or NULL if none is near. */
const char *kn_nearest(const char *word, const char *const candidates[], size_t count);

#endif
