/* unknot/error.h - the one way to say no.
 *
 * Three kinds of wrong, three mechanisms: a bug is an assert; bad input or a failing system is a
 * kn_error; numerical doubt is part of a result (see unknot/answer.h), never an error.
 *
 * A kn_error is plain storage of fixed size: it never allocates, nothing is global, it may be
 * copied. The function that finds the fault fills it; callers pass it on and may add the place. */
#ifndef UNKNOT_ERROR_H
#define UNKNOT_ERROR_H

#include <stdbool.h>
#include <stdint.h>

/* name, process exit status, HTTP status, meaning. Values are pinned: append only. */
#define KN_CODES(X)                                                                                \
    X(OK, 0, 200, "success")                                                                       \
    X(USAGE, 2, 400, "the command or an argument is not understood")                               \
    X(PARSE, 2, 400, "the input is not of its format")                                             \
    X(DATA, 2, 422, "the input is well formed but cannot be analysed")                             \
    X(NOTFOUND, 2, 404, "there is no such file or name")                                           \
    X(LIMIT, 2, 413, "the input is larger than is accepted")                                       \
    X(IO, 3, 507, "the operating system refused to read or write")                                 \
    X(NOMEM, 3, 503, "out of memory")                                                              \
    X(CONFLICT, 2, 409, "it was changed elsewhere in the meantime, or the id is taken")            \
    X(DENIED, 2, 403, "the caller has no right to ask this")                                       \
    X(NEWER, 2, 500, "the file was written by a newer Unknot")                                     \
    X(BUSY, 3, 503, "another program holds the diary")                                             \
    X(DAMAGED, 3, 500, "the file is damaged")

typedef enum kn_code {
#define KN_X(name, exit_status, http_status, meaning) KN_##name,
    KN_CODES(KN_X)
#undef KN_X
        KN_CODE_COUNT
} kn_code;

/* Where in the caller's input the fault lies. "" and 0 mean unknown or not applicable. */
typedef struct kn_place {
    char source[192]; /* file name as given, "standard input", or an option such as "--family" */
    char field[64];   /* the column's name, or a record's field */
    uint64_t line;    /* from 1 */
    uint32_t column;  /* from 1, counted in bytes */
} kn_place;

typedef struct kn_error {
    kn_code code;
    kn_place place;
    char message[256]; /* one line, lower case, no full stop, holds the value complained of */
    char hint[256];    /* one sentence: what to do; or "" */
} kn_error;

/* Fills *err (NULL allowed) with the code, the place (NULL: none) and the formatted message, clears
 * the hint, and returns `code`, so that a failing line reads `return kn_fail(err, ...)`. Control
 * characters and bytes that are not UTF-8 are shown in the message as \xHH, since values come from
 * untrusted input. */
kn_code kn_fail(kn_error *err, kn_code code, const kn_place *at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sets the hint of *err after kn_fail() and returns its code; for NULL KN_DATA, since what a hint
 * follows is never a success. */
kn_code kn_hint(kn_error *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The process exit status, the HTTP status, the name ("DATA") and the meaning of a code. */
int kn_code_exit_status(kn_code code);
int kn_code_http_status(kn_code code);
const char *kn_code_name(kn_code code);
const char *kn_code_meaning(kn_code code);

#endif
