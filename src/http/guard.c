#include "http/guard.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

bool kn_is_secret(kn_slice given, const char *secret)
{
    return given.bytes && given.count == strlen(secret) &&
           sodium_memcmp(given.bytes, secret, given.count) == 0;
}

static bool starts_with(kn_slice slice, const char *start)
{
    size_t count = strlen(start);

    return slice.bytes && slice.count >= count && memcmp(slice.bytes, start, count) == 0;
}

static bool is_our_host(const kn_guard *guard, kn_slice host)
{
    static const char *const names[] = {"127.0.0.1", "localhost"};
    char expected[32];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(expected, sizeof expected, "%s:%u", names[i], (unsigned)guard->port);
        if (kn_slice_is(host, expected))
            return true;
    }
    return false;
}

static bool is_origin_of(kn_slice origin, kn_slice host)
{
    static const char scheme[] = "http://";
    size_t count = sizeof scheme - 1;

    return starts_with(origin, scheme) && origin.count == count + host.count &&
           memcmp(origin.bytes + count, host.bytes, host.count) == 0;
}

/* Going to the page by a link from elsewhere gives the stranger nothing: it holds no data, and it
 * opens without the token. */
static bool is_visit(const kn_head *head)
{
    return (kn_slice_is(head->path, "/") || starts_with(head->path, "/open/")) &&
           kn_slice_is(head->method, "GET") &&
           kn_slice_is(head->header[KN_HEADER_MODE], "navigate") &&
           kn_slice_is(head->header[KN_HEADER_DEST], "document");
}

static bool has_token(const kn_guard *guard, kn_slice authorization)
{
    static const char scheme[] = "Bearer ";
    size_t count = sizeof scheme - 1;

    if (!starts_with(authorization, scheme))
        return false;
    return kn_is_secret((kn_slice){authorization.bytes + count, authorization.count - count},
                        guard->token);
}

kn_refusal kn_guard_check(const kn_guard *guard, const kn_head *head)
{
    kn_slice host = head->header[KN_HEADER_HOST];
    kn_slice origin = head->header[KN_HEADER_ORIGIN];
    kn_slice site = head->header[KN_HEADER_SITE];

    if (!is_our_host(guard, host))
        return KN_REFUSE_HOST;
    if (origin.bytes && !is_origin_of(origin, host))
        return KN_REFUSE_ORIGIN;
    if (site.bytes && !kn_slice_is(site, "same-origin") && !kn_slice_is(site, "none") &&
        !is_visit(head))
        return KN_REFUSE_ORIGIN;
    if (starts_with(head->path, "/api") && !has_token(guard, head->header[KN_HEADER_AUTHORIZATION]))
        return KN_REFUSE_TOKEN;
    return KN_REFUSE_NONE;
}
