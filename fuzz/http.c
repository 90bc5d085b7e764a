/* Any bytes as what a connection sends, with the token of a fixed guard and operations that repeat
 * what they are given. Invariants: a head is found at the same place however it arrives; its parts
 * lie inside it and, written down again, are read as the same request; nothing reaches an operation
 * without our host, the token and a body of its size; every reply is one well-formed reply. */
#include <stdlib.h>

#include "../tests/http_fake.h"
#include "base/json.h"
#include "http/guard.h"
#include "http/route.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const kn_guard guard = {.port = 4000, .token = "secret"};
enum { REQUESTS_MAX = 8, REPLY_HEAD_MAX = 4096 };

static kn_refusal find_head(const char *bytes, size_t count, size_t *size)
{
    size_t scanned = 0, step_scanned = 0, step_size = 0;
    kn_refusal refusal = kn_head_scan(bytes, count, &scanned, size), step = KN_REFUSE_NONE;

    for (size_t i = 1; i <= count && step == KN_REFUSE_NONE && step_size == 0; i++)
        step = kn_head_scan(bytes, i, &step_scanned, &step_size);
    REQUIRE(step_size == *size);
    REQUIRE((step == KN_REFUSE_NONE) == (refusal == KN_REFUSE_NONE));
    REQUIRE(*size <= count && *size <= KN_HEAD_MAX);
    return refusal;
}

static void require_inside(kn_slice slice, const char *bytes, size_t size)
{
    REQUIRE(!slice.bytes || (slice.bytes >= bytes && slice.bytes + slice.count <= bytes + size));
}

static void require_same(kn_slice a, kn_slice b)
{
    REQUIRE(a.count == b.count && (!a.bytes) == (!b.bytes));
    REQUIRE(a.count == 0 || memcmp(a.bytes, b.bytes, a.count) == 0);
}

static void add_slice(kn_text *out, const char *before, kn_slice slice, const char *behind)
{
    kn_text_add(out, before);
    if (slice.count)
        kn_text_add_bytes(out, slice.bytes, slice.count);
    kn_text_add(out, behind);
}

/* What was understood is written in the plainest way and read again. */
static void check_head(const kn_head *head, const char *bytes, size_t size)
{
    static const char *const names[KN_HEADER_COUNT] = {
        "Host",          "Origin",          "Sec-Fetch-Site", "Sec-Fetch-Mode",    "Sec-Fetch-Dest",
        "Authorization", "Content-Type",    "Content-Length", "Transfer-Encoding", "Expect",
        "Connection",    "Unknot-Arguments"};
    kn_head again;
    kn_text text;

    require_inside(head->method, bytes, size);
    require_inside(head->path, bytes, size);
    require_inside(head->query, bytes, size);
    kn_text_init(&text, 4 * KN_HEAD_MAX);
    add_slice(&text, "", head->method, " ");
    add_slice(&text, "", head->path, "");
    if (head->query.bytes)
        add_slice(&text, "?", head->query, "");
    kn_text_add(&text, " HTTP/1.1\r\n");
    for (int i = 0; i < KN_HEADER_COUNT; i++) {
        require_inside(head->header[i], bytes, size);
        if (!head->header[i].bytes)
            continue;
        kn_text_addf(&text, "%s:", names[i]);
        add_slice(&text, "", head->header[i], "\r\n");
    }
    kn_text_add(&text, "\r\n");
    REQUIRE(text.failed == KN_OK);
    REQUIRE(kn_head_parse(text.bytes, text.size, &again) == KN_REFUSE_NONE);
    require_same(head->method, again.method);
    require_same(head->path, again.path);
    require_same(head->query, again.query);
    for (int i = 0; i < KN_HEADER_COUNT; i++)
        require_same(head->header[i], again.header[i]);
    REQUIRE(head->body_size == again.body_size && head->has_length == again.has_length);
    REQUIRE(head->closes == again.closes && head->waits_for_leave == again.waits_for_leave);
    kn_text_release(&text);
}

/* The header fields are the server's own, each once. */
static void check_fields(const char *line)
{
    static const char *const names[] = {"Content-Type",
                                        "Content-Length",
                                        "Content-Disposition",
                                        "Allow",
                                        "WWW-Authenticate",
                                        "Location",
                                        "Cache-Control",
                                        "X-Content-Type-Options",
                                        "Referrer-Policy",
                                        "Cross-Origin-Opener-Policy",
                                        "Cross-Origin-Resource-Policy",
                                        "Content-Security-Policy",
                                        "Connection"};
    unsigned seen = 0;

    while (*line != '\r') {
        size_t count = strcspn(line, ":"), i = 0;

        while (i < sizeof names / sizeof *names &&
               (strlen(names[i]) != count || memcmp(names[i], line, count) != 0))
            i++;
        REQUIRE(i < sizeof names / sizeof *names && !(seen >> i & 1));
        seen |= 1u << i;
        line = strchr(line, '\n') + 1;
    }
}

static void check_response(kn_response *response)
{
    kn_text head;
    json_t *json;
    const char *end;

    REQUIRE(response && response->content_type && response->bytes);
    REQUIRE(response->status >= 200 && response->status <= 599);
    if (strcmp(response->content_type, "application/json") == 0) {
        REQUIRE(!kn_json_parse(response->bytes, response->count, "reply", &json, NULL));
        REQUIRE((response->status == 200) == !json_object_get(json, "error"));
        json_decref(json);
    }
    kn_response_head(response, false, &head);
    REQUIRE(head.failed == KN_OK && head.size < REPLY_HEAD_MAX);
    end = strstr(head.bytes, "\r\n\r\n");
    REQUIRE(end && end + 4 == head.bytes + head.size);
    REQUIRE(strlen(head.bytes) == head.size && !strstr(head.bytes, "Access-Control"));
    for (const char *c = head.bytes; *c; c++)
        REQUIRE((*c == '\n') == (c > head.bytes && c[-1] == '\r') && (unsigned char)*c < 0x7f);
    check_fields(strchr(head.bytes, '\n') + 1);
    kn_text_release(&head);
    kn_response_free(response);
}

static void check_allowed(const kn_head *head, const kn_route *route)
{
    REQUIRE(kn_slice_is(head->header[KN_HEADER_HOST], "127.0.0.1:4000") ||
            kn_slice_is(head->header[KN_HEADER_HOST], "localhost:4000"));
    REQUIRE(head->body_size <= route->body_max);
    if (!route->operation) {
        REQUIRE(head->path.count < 4 || memcmp(head->path.bytes, "/api", 4) != 0);
        return;
    }
    REQUIRE(kn_slice_is(head->header[KN_HEADER_AUTHORIZATION], "Bearer secret"));
    REQUIRE(kn_slice_is(head->method, route->operation->method == KN_GET ? "GET" : "POST"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *bytes = (const char *)data;
    kn_api api = {0};

    for (int i = 0; i < REQUESTS_MAX && size > 0; i++) {
        size_t head_size;
        kn_head head;
        kn_route route = {0};
        kn_refusal refusal = find_head(bytes, size, &head_size);

        if (refusal == KN_REFUSE_NONE && head_size == 0)
            return 0; /* it waits for more */
        if (refusal == KN_REFUSE_NONE)
            refusal = kn_head_parse(bytes, head_size, &head);
        if (refusal == KN_REFUSE_NONE) {
            check_head(&head, bytes, head_size);
            refusal = kn_guard_check(&guard, &head);
        }
        if (refusal == KN_REFUSE_NONE)
            refusal = kn_route_find(&head, &route);
        if (refusal != KN_REFUSE_NONE) {
            check_response(kn_response_refusal(refusal, route.allow));
            return 0;
        }
        check_allowed(&head, &route);
        bytes += head_size;
        size -= head_size;
        if (size < head.body_size)
            return 0;
        if (!route.ticket.bytes)
            check_response(kn_route_respond(&api, &route, &head, bytes, head.body_size));
        bytes += head.body_size;
        size -= head.body_size;
    }
    return 0;
}
