/* http/head.h - the head of a request: its line and its header fields, read strictly.
 *
 * Of everything that HTTP/1.1 (RFC 9112) lets be written in several ways, one way is understood:
 * lines end in CR LF, nothing is folded, the target is a path, a body has one Content-Length. What
 * two readers could take for two different requests is refused. Pure functions, no allocation. */
#ifndef HTTP_HEAD_H
#define HTTP_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "http/refusal.h"

enum {
    KN_HEAD_MAX = 16 * 1024, /* bytes, the empty line included */
    KN_TARGET_MAX = 4 * 1024,
    KN_HEADERS_MAX = 64 /* browsers send about 15 */
};

/* Bytes of something longer; borrowed. bytes is NULL when there is none. */
typedef struct kn_slice {
    const char *bytes;
    size_t count;
} kn_slice;

bool kn_slice_is(kn_slice slice, const char *string);
bool kn_slice_is_nocase(kn_slice slice, const char *string); /* of ASCII letters */

/* The fields that are read; each may stand once. Others are checked for form and left out. */
typedef enum kn_header {
    KN_HEADER_HOST,
    KN_HEADER_ORIGIN,
    KN_HEADER_SITE, /* Sec-Fetch-Site and so on */
    KN_HEADER_MODE,
    KN_HEADER_DEST,
    KN_HEADER_AUTHORIZATION,
    KN_HEADER_CONTENT_TYPE,
    KN_HEADER_CONTENT_LENGTH,
    KN_HEADER_TRANSFER_ENCODING,
    KN_HEADER_EXPECT,
    KN_HEADER_CONNECTION,
    KN_HEADER_ARGUMENTS, /* Unknot-Arguments */
    KN_HEADER_COUNT
} kn_header;

typedef struct kn_head {
    kn_slice method, path, query; /* path: from "/" up to "?"; query: behind it */
    kn_slice header[KN_HEADER_COUNT];
    bool has_length;
    size_t body_size;
    bool closes;          /* Connection: close */
    bool waits_for_leave; /* Expect: 100-continue */
} kn_head;

/* Looks for the end of the head in bytes[0..count), which begin a request and may hold more than
 * its head. *scanned: how far was looked before, 0 at first. *size: bytes of the head, 0 as long as
 * it is not all there. Anything but KN_REFUSE_NONE: it can no longer become a good request. */
kn_refusal kn_head_scan(const char *bytes, size_t count, size_t *scanned, size_t *size);

/* Reads a whole head, bytes[0..size) as found by kn_head_scan(). The slices borrow `bytes`. */
kn_refusal kn_head_parse(const char *bytes, size_t size, kn_head *head);

#endif
