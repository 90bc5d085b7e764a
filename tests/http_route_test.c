#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "http/route.h"
#include "http_fake.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define JSON         "Content-Type: application/json\r\n"
#define BYTES        "Content-Type: application/octet-stream\r\n"

/* The reply to METHOD PATH with more header fields and a body, as from the wire. */
static kn_response *ask(const char *line, const char *fields, const char *body)
{
    kn_api api = {0};
    kn_text text;
    kn_head head;
    kn_route route;
    kn_refusal refusal;
    kn_response *response;

    kn_text_init(&text, 100000);
    kn_text_addf(&text, "%s HTTP/1.1\r\nHost: x\r\n%s", line, fields);
    if (strncmp(line, "POST", 4) == 0)
        kn_text_addf(&text, "Content-Length: %zu\r\n", strlen(body));
    kn_text_add(&text, "\r\n");
    refusal = kn_head_parse(text.bytes, text.size, &head);
    if (!refusal)
        refusal = kn_route_find(&head, &route);
    response = refusal ? kn_response_refusal(refusal, route.allow)
                       : kn_route_respond(&api, &route, &head, body, strlen(body));
    assert_non_null(response);
    kn_text_release(&text);
    return response;
}

static void requests_reach_their_operation(void **state)
{
    static const struct {
        const char *line, *fields, *body;
        int status;
        const char *reply; /* part of it, or NULL */
    } rows[] = {
        {"GET /", "", "", 200, "<!doctype html>"},
        {"GET /?a=b", "", "", 200, NULL},
        {"GET /api/look", "", "", 200, "{\"arguments\":{},\"bytes\":0}"},
        {"GET /api/look?text=a%20b+c&count=-12", "", "", 200,
         "{\"arguments\":{\"count\":-12,\"text\":\"a b c\"},\"bytes\":0}"},
        {"GET /api/look?text=%C3%A9%26%3D", "", "", 200, "\"text\":\"\xc3\xa9&=\""},
        {"GET /api/look?object=%7B%22a%22%3A1%7D", "", "", 200, "\"object\":{\"a\":1}"},
        {"GET /api/look?text", "", "", 200, "\"text\":\"\""},
        {"GET /api/look?other=1", "", "", 200, "\"other\":\"1\""}, /* the api's to refuse */
        {"GET /api/look?text=12", "", "", 200, "\"text\":\"12\""},
        {"GET /api/look?text=fail", "", "", 409, "another version is current"},
        {"GET /api/file", "", "", 200, "a,b\n"},
        {"POST /api/write", JSON, "{\"text\":\"x\"}", 200, "\"text\":\"x\""},
        {"POST /api/write", "Content-Type: Application/JSON; charset=UTF-8\r\n", "{}", 200, NULL},
        {"POST /api/take", BYTES, "12345", 200, "{\"arguments\":{},\"bytes\":5}"},
        {"POST /api/take", BYTES "Unknot-Arguments: %7B%22text%22%3A%22p%2Bq+r%22%7D\r\n", "", 200,
         "{\"arguments\":{\"text\":\"p+q+r\"},\"bytes\":0}"},
        /* arguments that are none */
        {"GET /api/look?count=1.5", "", "", 400, "not a whole number"},
        {"GET /api/look?count=", "", "", 400, "not a whole number"},
        {"GET /api/look?count=-", "", "", 400, "not a whole number"},
        {"GET /api/look?count=1234567890123456", "", "", 400, "not a whole number"},
        {"GET /api/look?text=a&text=b", "", "", 400, "given twice"},
        {"GET /api/look?text=%00", "", "", 400, "not well encoded"},
        {"GET /api/look?text=%zz", "", "", 400, "not well encoded"},
        {"GET /api/look?text=%4", "", "", 400, "not well encoded"},
        {"GET /api/look?text=%ff", "", "", 400, "not well encoded"},
        {"GET /api/look?=a", "", "", 400, "not well encoded"},
        {"GET /api/look?text=a&&", "", "", 400, "not well encoded"},
        {"GET /api/look?object=%7B", "", "", 400, "\"PARSE\""},
        {"GET /api/look?object=%5B1%5D", "", "", 400, "\"PARSE\""},
        {"POST /api/write", JSON, "", 400, "\"PARSE\""},
        {"POST /api/write", JSON, "[]", 400, "\"PARSE\""},
        {"POST /api/write", JSON, "{\"a\":1,\"a\":2}", 400, "\"PARSE\""},
        {"POST /api/write", JSON, "{\"a\":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}", 413, "\"LIMIT\""},
        {"POST /api/write?text=x", JSON, "{}", 400, "do not stand in the address"},
        {"POST /api/take", BYTES "Unknot-Arguments: {\r\n", "", 400, "\"PARSE\""},
        {"POST /api/take", BYTES "Unknot-Arguments: %\r\n", "", 400, "not well encoded"},
        /* the wrong way to ask */
        {"HEAD /", "", "", 405, NULL},
        {"POST /", JSON, "{}", 405, NULL},
        {"POST /api/look", JSON, "{}", 405, NULL},
        {"GET /api/write", "", "", 405, NULL},
        {"OPTIONS /api/write", "", "", 405, NULL},
        {"DELETE /api/write", "", "", 405, NULL},
        {"GET /api/look", "Content-Length: 1\r\n", "", 413, NULL},
        /* what a form of another page can send */
        {"POST /api/write", "", "{}", 415, NULL},
        {"POST /api/write", "Content-Type: text/plain\r\n", "{}", 415, NULL},
        {"POST /api/write", "Content-Type: application/x-www-form-urlencoded\r\n", "{}", 415, NULL},
        {"POST /api/write", "Content-Type: application/json, text/plain\r\n", "{}", 415, NULL},
        {"POST /api/write", "Content-Type: application/json; charset=utf-7\r\n", "{}", 415, NULL},
        {"POST /api/write", BYTES, "{}", 415, NULL},
        {"POST /api/take", JSON, "{}", 415, NULL},
        /* there is nothing else, however it is written */
        {"GET /api", "", "", 404, NULL},
        {"GET /api/", "", "", 404, NULL},
        {"GET /api/none", "", "", 404, NULL},
        {"GET /api/LOOK", "", "", 404, NULL},
        {"GET /api/look/", "", "", 404, NULL},
        {"GET //api/look", "", "", 404, NULL},
        {"GET /api/../api/look", "", "", 404, NULL},
        {"GET /..", "", "", 404, NULL},
        {"GET /../../../../etc/passwd", "", "", 404, NULL},
        {"GET /%2e%2e/%2e%2e/etc/passwd", "", "", 404, NULL},
        {"GET /..%2f..%2fetc%2fpasswd", "", "", 404, NULL},
        {"GET /app.js/../../etc/passwd", "", "", 404, NULL},
        {"GET /app.js%00.html", "", "", 404, NULL},
        {"GET //etc/passwd", "", "", 404, NULL},
        {"GET /\\..\\..\\etc\\passwd", "", "", 404, NULL},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_response *response = ask(rows[i].line, rows[i].fields, rows[i].body);
        char *bytes = calloc(1, response->count + 1);

        assert_non_null(bytes);
        memcpy(bytes, response->bytes, response->count);
        if (response->status != rows[i].status || (rows[i].reply && !strstr(bytes, rows[i].reply)))
            fail_msg("row %zu, %s: %d %s", i, rows[i].line, response->status, bytes);
        free(bytes);
        kn_response_free(response);
    }
}

static void sizes_of_bodies_end(void **state)
{
    static const struct {
        const char *operation, *type;
        size_t size;
        kn_refusal refusal;
    } rows[] = {
        {"write", JSON, KN_REQUEST_MAX, KN_REFUSE_NONE},
        {"write", JSON, KN_REQUEST_MAX + 1, KN_REFUSE_BODY_LARGE},
        {"take", BYTES, 4096, KN_REFUSE_NONE},
        {"take", BYTES, 4097, KN_REFUSE_BODY_LARGE},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[300];
        kn_head head;
        kn_route route;

        snprintf(text, sizeof text,
                 "POST /api/%s HTTP/1.1\r\nHost: x\r\n%sContent-Length: %zu\r\n\r\n",
                 rows[i].operation, rows[i].type, rows[i].size);
        assert_int_equal(kn_head_parse(text, strlen(text), &head), KN_REFUSE_NONE);
        assert_int_equal(kn_route_find(&head, &route), rows[i].refusal);
    }
}

static void check_head(const char *line, const char *wanted[], const char *unwanted[])
{
    kn_response *response = ask(line, "", "");
    kn_text head;

    kn_response_head(response, false, &head);
    assert_int_equal(head.failed, KN_OK);
    for (; *wanted; wanted++)
        if (!strstr(kn_text_string(&head), *wanted))
            fail_msg("%s: no %s in %s", line, *wanted, kn_text_string(&head));
    for (; *unwanted; unwanted++)
        if (strstr(kn_text_string(&head), *unwanted))
            fail_msg("%s: %s in %s", line, *unwanted, kn_text_string(&head));
    kn_text_release(&head);
    kn_response_free(response);
}

static void replies_say_what_may_be_done_with_them(void **state)
{
    const char *page[] = {"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n",
                          "script-src 'self'; style-src 'self';",
                          "frame-ancestors 'none'\r\n",
                          "Cache-Control: no-store\r\n",
                          "X-Content-Type-Options: nosniff\r\n",
                          "Referrer-Policy: no-referrer\r\n",
                          "Cross-Origin-Opener-Policy: same-origin\r\n",
                          "Cross-Origin-Resource-Policy: same-origin\r\n",
                          NULL};
    const char *data[] = {"Content-Type: application/json\r\n", "sandbox\r\n",
                          "default-src 'none'; base-uri", NULL};
    const char *file[] = {"Content-Type: text/csv\r\nContent-Length: 4\r\n",
                          "attachment; filename=\"_._a__b___X__1.csv\"\r\n", NULL};
    const char *refused[] = {"HTTP/1.1 405 Method Not Allowed\r\n", "\r\nAllow: POST\r\n", NULL};
    const char *never[] = {"Access-Control", "unsafe", "Set-Cookie", "\r\nX: 1", NULL};

    (void)state;
    check_head("GET /", page, never);
    check_head("GET /api/look", data, never);
    check_head("GET /api/file", file, never);
    check_head("GET /api/write", refused, never);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_reach_their_operation),
        cmocka_unit_test(sizes_of_bodies_end),
        cmocka_unit_test(replies_say_what_may_be_done_with_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
