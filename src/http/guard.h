/* http/guard.h - may this request be asked at all? Pure functions of its head.
 *
 * A browser runs pages of strangers. Host is checked because their names may be made to lead here
 * (DNS rebinding); Origin and Sec-Fetch-Site because they may send requests here; the token because
 * other programs and other users of this machine may too. */
#ifndef HTTP_GUARD_H
#define HTTP_GUARD_H

#include <stdint.h>

#include "http/head.h"
#include "http/http.h"

enum { KN_TICKET_SIZE = 23 /* 16 random bytes in base64url, and its NUL */ };

typedef struct kn_guard {
    uint16_t port;
    char token[KN_TOKEN_SIZE];
} kn_guard;

/* Host is 127.0.0.1:PORT or localhost:PORT; an Origin is that of Host; Sec-Fetch-Site is none or
 * same-origin, except for the page itself when it is gone to; /api carries the token. */
kn_refusal kn_guard_check(const kn_guard *guard, const kn_head *head);

/* Of equal length and equal, in a time that tells nothing of where they differ. */
bool kn_is_secret(kn_slice given, const char *secret);

#endif
