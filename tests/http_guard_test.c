#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "http/guard.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define HOST         "Host: 127.0.0.1:4000\r\n"
#define TOKEN        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"

static const kn_guard guard = {.port = 4000, .token = TOKEN};

static kn_refusal judge(const char *bytes, size_t count, kn_head *head)
{
    size_t scanned = 0, size;
    kn_refusal refusal = kn_head_scan(bytes, count, &scanned, &size);

    if (refusal == KN_REFUSE_NONE && size == 0)
        fail_msg("no end of the head in: %s", bytes);
    return refusal ? refusal : kn_head_parse(bytes, size, head);
}

static void heads_are_read_strictly(void **state)
{
    static const struct {
        const char *bytes;
        kn_refusal refusal;
    } rows[] = {
        {"GET / HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_NONE},
        {"GET /a?b=c HTTP/1.1\r\n" HOST "X:\r\nY: \t z \t\r\n\r\n", KN_REFUSE_NONE},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", KN_REFUSE_NONE},
        {"POST / HTTP/1.1\r\n" HOST "content-LENGTH:123\r\n\r\n", KN_REFUSE_NONE},
        {"GET / HTTP/1.1\r\n" HOST "X: caf\xc3\xa9\r\n\r\n", KN_REFUSE_NONE},
        /* the line */
        {"GET /\r\n\r\n", KN_REFUSE_MALFORMED},
        {"GET  / HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1 \r\n" HOST "\r\n", KN_REFUSE_VERSION},
        {"GET / HTTP/1.0\r\n" HOST "\r\n", KN_REFUSE_VERSION},
        {"GET / HTTP/2.0\r\n" HOST "\r\n", KN_REFUSE_VERSION},
        {"GET / http/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"get / HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {" GET / HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"\r\nGET / HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"GET\t/ HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"GET http://127.0.0.1:4000/ HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"OPTIONS * HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"GET /a#b HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"GET /\xc3\xa9 HTTP/1.1\r\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", KN_REFUSE_VERSION},
        {"\x16\x03\x01\x02", KN_REFUSE_MALFORMED}, /* TLS */
        /* line ends */
        {"GET / HTTP/1.1\n" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r" HOST "\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r\n" HOST "X: a\rb\r\n\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r\n" HOST "\n", KN_REFUSE_MALFORMED},
        /* fields */
        {"GET / HTTP/1.1\r\n\r\n", KN_REFUSE_NO_HOST},
        {"GET / HTTP/1.1\r\n" HOST HOST "\r\n", KN_REFUSE_TWICE},
        {"GET / HTTP/1.1\r\n" HOST "Origin: a\r\norigin: a\r\n\r\n", KN_REFUSE_TWICE},
        {"GET / HTTP/1.1\r\n" HOST "X : a\r\n\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r\n" HOST " X: a\r\n\r\n", KN_REFUSE_MALFORMED}, /* folded */
        {"GET / HTTP/1.1\r\n" HOST ": a\r\n\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r\n" HOST "X\r\n\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r\n" HOST "X\xc3\xa9: a\r\n\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r\n" HOST "X: \x1b[31m\r\n\r\n", KN_REFUSE_MALFORMED},
        {"GET / HTTP/1.1\r\n" HOST "Expect: magic\r\n\r\n", KN_REFUSE_EXPECT},
        /* how long the body is */
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
         KN_REFUSE_TWICE},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\n", KN_REFUSE_MALFORMED},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\n", KN_REFUSE_MALFORMED},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n", KN_REFUSE_MALFORMED},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 0x1\r\n\r\n", KN_REFUSE_MALFORMED},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 01\r\n\r\n", KN_REFUSE_MALFORMED},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", KN_REFUSE_MALFORMED},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 18446744073709551617\r\n\r\n",
         KN_REFUSE_BODY_LARGE},
        {"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", KN_REFUSE_TRANSFER},
        {"POST / HTTP/1.1\r\n" HOST "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
         KN_REFUSE_TRANSFER},
        {"POST / HTTP/1.1\r\n" HOST "Transfer-Encoding : chunked\r\n\r\n", KN_REFUSE_MALFORMED},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_head head;
        kn_refusal refusal = judge(rows[i].bytes, strlen(rows[i].bytes), &head);

        if (refusal != rows[i].refusal)
            fail_msg("row %zu: %d, not %d: %s", i, refusal, rows[i].refusal, rows[i].bytes);
    }
}

static void a_nul_is_refused(void **state)
{
    static const char bytes[] = "GET / HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n";
    kn_head head;

    (void)state;
    assert_int_equal(judge(bytes, sizeof bytes - 1, &head), KN_REFUSE_MALFORMED);
}

static void parts_are_where_they_belong(void **state)
{
    static const char bytes[] =
        "POST /api/take?a=b?c HTTP/1.1\r\n" HOST "Content-Length: 120\r\nConnection: Close\r\n"
        "Unknot-Arguments:  %7B%7D \r\nExpect: 100-Continue\r\n\r\nBODY";
    size_t scanned = 0, size;
    kn_head head;

    (void)state;
    assert_int_equal(kn_head_scan(bytes, sizeof bytes - 1, &scanned, &size), KN_REFUSE_NONE);
    assert_int_equal(size, sizeof bytes - 1 - 4);
    assert_int_equal(kn_head_parse(bytes, size, &head), KN_REFUSE_NONE);
    assert_true(kn_slice_is(head.method, "POST"));
    assert_true(kn_slice_is(head.path, "/api/take"));
    assert_true(kn_slice_is(head.query, "a=b?c"));
    assert_true(kn_slice_is(head.header[KN_HEADER_ARGUMENTS], "%7B%7D"));
    assert_true(head.has_length && head.closes && head.waits_for_leave);
    assert_int_equal(head.body_size, 120);
}

/* Byte by byte gives what all at once gives, and no byte behind the head is looked at. */
static void a_head_may_come_in_pieces(void **state)
{
    static const char bytes[] = "GET / HTTP/1.1\r\n" HOST "\r\n\n\n";
    size_t whole = sizeof bytes - 1 - 2, scanned = 0, size = 0;

    (void)state;
    for (size_t count = 1; count < whole; count++) {
        assert_int_equal(kn_head_scan(bytes, count, &scanned, &size), KN_REFUSE_NONE);
        assert_int_equal(size, 0);
    }
    assert_int_equal(kn_head_scan(bytes, sizeof bytes - 1, &scanned, &size), KN_REFUSE_NONE);
    assert_int_equal(size, whole);
}

static void sizes_and_counts_end(void **state)
{
    static const struct {
        size_t target, value, fields;
        kn_refusal refusal;
    } rows[] = {
        {KN_TARGET_MAX, 0, 0, KN_REFUSE_NONE},
        {KN_TARGET_MAX + 1, 0, 0, KN_REFUSE_TARGET_LONG},
        {KN_HEAD_MAX, 0, 0, KN_REFUSE_TARGET_LONG},
        {1, KN_HEAD_MAX - 100, 0, KN_REFUSE_NONE},
        {1, KN_HEAD_MAX, 0, KN_REFUSE_HEAD_LARGE},
        {1, 0, KN_HEADERS_MAX - 2, KN_REFUSE_NONE}, /* two more: Host and the long one */
        {1, 0, KN_HEADERS_MAX - 1, KN_REFUSE_HEAD_LARGE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_text text;
        kn_head head;

        kn_text_init(&text, 100000);
        kn_text_add(&text, "GET /");
        for (size_t n = 1; n < rows[i].target; n++)
            kn_text_add(&text, "a");
        kn_text_add(&text, " HTTP/1.1\r\n" HOST "X: ");
        for (size_t n = 0; n < rows[i].value; n++)
            kn_text_add(&text, "a");
        kn_text_add(&text, "\r\n");
        for (size_t n = 0; n < rows[i].fields; n++)
            kn_text_add(&text, "Y: 1\r\n");
        kn_text_add(&text, "\r\n");
        assert_int_equal(judge(text.bytes, text.size, &head), rows[i].refusal);
        kn_text_release(&text);
    }
}

static void guard_lets_only_our_own_page_in(void **state)
{
    static const struct {
        const char *bytes;
        kn_refusal refusal;
    } rows[] = {
#define GET(path, fields) "GET " path " HTTP/1.1\r\n" fields "\r\n"
#define BEARER            "Authorization: Bearer " TOKEN "\r\n"
#define FETCH(site, mode, dest)                                                                    \
    "Sec-Fetch-Site: " site "\r\nSec-Fetch-Mode: " mode "\r\nSec-Fetch-Dest: " dest "\r\n"
        {GET("/", HOST), KN_REFUSE_NONE},
        {GET("/api/today", HOST BEARER), KN_REFUSE_NONE},
        {GET("/api/today", "Host: localhost:4000\r\n" BEARER), KN_REFUSE_NONE},
        {GET("/api/today", HOST BEARER "Origin: http://127.0.0.1:4000\r\n"), KN_REFUSE_NONE},
        {GET("/api/today", HOST BEARER FETCH("same-origin", "cors", "empty")), KN_REFUSE_NONE},
        {GET("/api/today", HOST BEARER FETCH("none", "cors", "empty")), KN_REFUSE_NONE},
        /* another name for this machine: DNS rebinding */
        {GET("/", "Host: evil.example:4000\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: 127.0.0.1\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: 127.0.0.1:4001\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: 127.0.0.1:04000\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: 127.0.0.1:40000\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: 127.0.0.1:400\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: 127.1:4000\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: [::1]:4000\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: localhost.:4000\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: localhost:4000.evil.example\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host: a@localhost:4000\r\n"), KN_REFUSE_HOST},
        {GET("/", "Host:\r\n"), KN_REFUSE_HOST},
        {GET("/api/today", "Host: evil.example\r\n" BEARER), KN_REFUSE_HOST},
        /* another page */
        {GET("/api/today", HOST BEARER "Origin: http://evil.example\r\n"), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER "Origin: null\r\n"), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER "Origin:\r\n"), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER "Origin: https://127.0.0.1:4000\r\n"), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER "Origin: http://127.0.0.1:4001\r\n"), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER "Origin: http://localhost:4000\r\n"), KN_REFUSE_ORIGIN},
        {GET("/", HOST "Origin: http://evil.example\r\n"), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER FETCH("cross-site", "cors", "empty")), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER FETCH("same-site", "cors", "empty")), KN_REFUSE_ORIGIN},
        {GET("/api/today", HOST BEARER FETCH("cross-site", "navigate", "document")),
         KN_REFUSE_ORIGIN},
        {GET("/app.js", HOST FETCH("cross-site", "no-cors", "script")), KN_REFUSE_ORIGIN},
        {GET("/", HOST FETCH("cross-site", "navigate", "iframe")), KN_REFUSE_ORIGIN},
        {GET("/", HOST FETCH("cross-site", "navigate", "document")), KN_REFUSE_NONE}, /* a link */
        {"POST / HTTP/1.1\r\n" HOST FETCH("cross-site", "navigate", "document") "\r\n",
         KN_REFUSE_ORIGIN},
        /* the token */
        {GET("/api/today", HOST), KN_REFUSE_TOKEN},
        {GET("/api", HOST), KN_REFUSE_TOKEN},
        {GET("/api/none", HOST), KN_REFUSE_TOKEN},
        {GET("/api/today?token=" TOKEN, HOST), KN_REFUSE_TOKEN},
        {GET("/api/today", HOST "Cookie: token=" TOKEN "\r\n"), KN_REFUSE_TOKEN},
        {GET("/api/today", HOST "Authorization: " TOKEN "\r\n"), KN_REFUSE_TOKEN},
        {GET("/api/today", HOST "Authorization: Bearer\r\n"), KN_REFUSE_TOKEN},
        {GET("/api/today", HOST "Authorization: Bearer " TOKEN "x\r\n"), KN_REFUSE_TOKEN},
        {GET("/api/today", HOST "Authorization: Bearer 0123456789abcdefghijklmnopqrstuvwxyzABCDEF"
                                "\r\n"),
         KN_REFUSE_TOKEN},
        {GET("/api/today", HOST "Authorization: Bearer 0123456789abcdefghijklmnopqrstuvwxyzABCDEg"
                                "\r\n"),
         KN_REFUSE_TOKEN},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_head head;
        kn_refusal refusal;

        assert_int_equal(judge(rows[i].bytes, strlen(rows[i].bytes), &head), KN_REFUSE_NONE);
        refusal = kn_guard_check(&guard, &head);
        if (refusal != rows[i].refusal)
            fail_msg("row %zu: %d, not %d: %s", i, refusal, rows[i].refusal, rows[i].bytes);
    }
}

static void every_refusal_can_be_said(void **state)
{
    (void)state;
    for (int r = KN_REFUSE_NONE + 1; r < KN_REFUSAL_COUNT; r++) {
        kn_error err = {0};

        kn_refusal_error((kn_refusal)r, &err);
        assert_true(err.code != KN_OK && err.message[0]);
        assert_in_range(kn_refusal_status((kn_refusal)r), 400, 599);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heads_are_read_strictly),
        cmocka_unit_test(a_nul_is_refused),
        cmocka_unit_test(parts_are_where_they_belong),
        cmocka_unit_test(a_head_may_come_in_pieces),
        cmocka_unit_test(sizes_and_counts_end),
        cmocka_unit_test(guard_lets_only_our_own_page_in),
        cmocka_unit_test(every_refusal_can_be_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
