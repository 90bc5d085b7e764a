/* http/refusal.h - every reason the server has for saying no before an operation is reached, one
 * table. What an operation itself refuses is a kn_error, as everywhere. */
#ifndef HTTP_REFUSAL_H
#define HTTP_REFUSAL_H

#include "unknot/error.h"

/* name, HTTP status, code in the reply, message, hint */
#define KN_REFUSALS(X)                                                                             \
    X(NONE, 200, OK, "", "")                                                                       \
    X(MALFORMED, 400, PARSE, "the request is not well-formed HTTP", "")                            \
    X(TWICE, 400, PARSE, "a header field that may stand once stands twice", "")                    \
    X(NO_HOST, 400, PARSE, "the request has no Host", "")                                          \
    X(TOKEN, 401, DENIED, "the request does not carry this program's token",                       \
      "Open the address that unknot serve has printed.")                                           \
    X(ORIGIN, 403, DENIED, "the request comes from another site", "")                              \
    X(TICKET, 403, DENIED, "this address was good once, for a minute",                             \
      "Open the address that unknot serve has printed.")                                           \
    X(PATH, 404, NOTFOUND, "there is nothing at this address", "")                                 \
    X(METHOD, 405, USAGE, "this address is not asked in this way", "Allow says how.")              \
    X(SLOW, 408, LIMIT, "the request did not arrive in time", "")                                  \
    X(NO_LENGTH, 411, USAGE, "a body needs Content-Length", "")                                    \
    X(BODY_LARGE, 413, LIMIT, "the body is larger than is accepted here", "")                      \
    X(TARGET_LONG, 414, LIMIT, "the address is longer than is accepted", "")                       \
    X(CONTENT_TYPE, 415, USAGE, "the body is not of the type that is asked here",                  \
      "JSON is application/json, files are application/octet-stream.")                             \
    X(EXPECT, 417, USAGE, "only 100-continue can be expected", "")                                 \
    X(HOST, 421, DENIED, "the request names another host than this program",                       \
      "Open the address that unknot serve has printed.")                                           \
    X(HEAD_LARGE, 431, LIMIT, "the header is larger than is accepted", "")                         \
    X(TRANSFER, 501, USAGE, "a body is taken by Content-Length only", "")                          \
    X(NOMEM, 503, NOMEM, "out of memory", "")                                                      \
    X(VERSION, 505, USAGE, "only HTTP/1.1 is spoken here", "")

typedef enum kn_refusal {
#define KN_X(name, status, code, message, hint) KN_REFUSE_##name,
    KN_REFUSALS(KN_X)
#undef KN_X
        KN_REFUSAL_COUNT
} kn_refusal;

int kn_refusal_status(kn_refusal refusal);

/* The refusal as an error, for the reply's body. */
void kn_refusal_error(kn_refusal refusal, kn_error *err);

#endif
