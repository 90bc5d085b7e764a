#include "http/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

enum { NAME_MAX_BYTES = 63, HEAD_OUT_MAX = 4096, REPLY_MAX = 512 * 1024 * 1024 };

/* The page gets its own files and its own api and nothing else; pictures may be made in it (saving
 * a chart). Everything else is never run. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "        \
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#define DATA_POLICY "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"

static const struct {
    int status;
    const char *reason;
} reasons[] = {
    {200, "OK"},
    {303, "See Other"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
    {507, "Insufficient Storage"},
};

static const char *reason_of(int status)
{
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++) {
        if (reasons[i].status == status)
            return reasons[i].reason;
    }
    return "Other";
}

/* ---- Finding ----------------------------------------------------------------------------------*/

static bool after(kn_slice path, const char *start, kn_slice *rest)
{
    size_t count = strlen(start);

    if (path.count < count || memcmp(path.bytes, start, count) != 0)
        return false;
    *rest = (kn_slice){path.bytes + count, path.count - count};
    return true;
}

static const kn_operation *find_operation(kn_slice name)
{
    char string[NAME_MAX_BYTES + 1] = "";

    if (name.count == 0 || name.count > NAME_MAX_BYTES)
        return NULL;
    memcpy(string, name.bytes, name.count);
    return kn_operation_find(string);
}

/* "type", or "type; charset=utf-8", which changes nothing for JSON. */
static bool is_type(kn_slice given, const char *type)
{
    kn_slice parameter = {0};
    size_t count = strlen(type);

    if (given.bytes && given.count > count && given.bytes[count] == ';') {
        parameter = (kn_slice){given.bytes + count + 1, given.count - count - 1};
        given.count = count;
        while (parameter.count && *parameter.bytes == ' ')
            parameter.bytes++, parameter.count--;
        if (!kn_slice_is_nocase(parameter, "charset=utf-8"))
            return false;
    }
    return kn_slice_is_nocase(given, type);
}

kn_refusal kn_route_find(const kn_head *head, kn_route *route)
{
    kn_slice name;
    bool takes_body, takes_bytes;
    const char *type;

    *route = (kn_route){.allow = "GET"};
    if (after(head->path, "/api/", &name)) {
        route->operation = find_operation(name);
        if (!route->operation)
            return KN_REFUSE_PATH;
    } else if (after(head->path, "/open/", &name)) {
        route->ticket = name;
    } else if (!kn_asset_find(head->path, &route->asset)) {
        return KN_REFUSE_PATH;
    }
    takes_body = route->operation && route->operation->method == KN_POST;
    takes_bytes = takes_body && route->operation->bytes_max > 0;
    route->allow = takes_body ? "POST" : "GET";
    if (!kn_slice_is(head->method, route->allow))
        return KN_REFUSE_METHOD;
    if (takes_body)
        route->body_max = takes_bytes ? route->operation->bytes_max : KN_REQUEST_MAX;
    if (takes_body && !head->has_length)
        return KN_REFUSE_NO_LENGTH;
    if (head->body_size > route->body_max)
        return KN_REFUSE_BODY_LARGE;
    /* Types that no form and no script of another page may send without being asked first. */
    type = takes_bytes ? "application/octet-stream" : "application/json";
    if (takes_body && !is_type(head->header[KN_HEADER_CONTENT_TYPE], type))
        return KN_REFUSE_CONTENT_TYPE;
    return KN_REFUSE_NONE;
}

/* ---- Answering --------------------------------------------------------------------------------*/

static void set_json(kn_response *response, const json_t *json)
{
    kn_error err = {0};

    kn_text_init(&response->text, REPLY_MAX);
    if (json)
        kn_json_add(&response->text, json);
    if (!json || kn_text_check(&response->text, "the reply", &err)) {
        kn_text_release(&response->text);
        kn_text_init(&response->text, REPLY_MAX);
        response->status = kn_code_http_status(KN_NOMEM);
    }
    response->content_type = "application/json";
    response->bytes = kn_text_string(&response->text);
    response->count = response->text.size;
}

static void set_error(kn_response *response, const kn_error *err)
{
    json_t *json = kn_api_error_json(err);

    response->status = kn_code_http_status(err->code);
    set_json(response, json);
    json_decref(json);
}

static kn_code read_arguments(const kn_route *route, const kn_head *head, const char *body,
                              size_t body_size, json_t **arguments, kn_error *err)
{
    const kn_operation *operation = route->operation;

    if (operation->method == KN_GET)
        return kn_query_arguments(head->query, operation, arguments, err);
    if (head->query.count)
        return kn_fail(err, KN_USAGE, NULL, "the arguments of %s do not stand in the address",
                       operation->name);
    if (operation->bytes_max > 0)
        return kn_header_arguments(head->header[KN_HEADER_ARGUMENTS], arguments, err);
    return kn_json_parse(body, body_size, "request", arguments, err);
}

/* A name that no system takes for a path or an option, and no header for its end. */
static void copy_file_name(char *to, size_t size, const char *from)
{
    size_t n = 0;

    for (; *from && n + 1 < size; from++) {
        bool is_alnum = (*from >= '0' && *from <= '9') || (*from >= 'A' && *from <= 'Z') ||
                        (*from >= 'a' && *from <= 'z');
        bool is_plain = is_alnum || (n > 0 && (*from == '-' || *from == '.'));

        to[n++] = is_plain ? *from : '_';
    }
    to[n] = '\0';
}

static void answer_operation(kn_api *api, const kn_route *route, const kn_head *head,
                             const char *body, size_t body_size, kn_response *response)
{
    bool takes_bytes = route->operation->bytes_max > 0;
    json_t *arguments = NULL;
    kn_error err = {0};
    kn_code code = read_arguments(route, head, body, body_size, &arguments, &err);
    kn_request request = {.arguments = arguments,
                          .bytes = takes_bytes ? body : NULL,
                          .byte_count = takes_bytes ? body_size : 0};

    if (!code)
        code = kn_api_call(api, route->operation, &request, &response->reply, &err);
    if (code) {
        set_error(response, &err);
    } else if (response->reply.json) {
        set_json(response, response->reply.json);
    } else {
        response->content_type = response->reply.content_type;
        response->bytes = kn_text_string(&response->reply.bytes);
        response->count = response->reply.bytes.size;
        copy_file_name(response->file_name, sizeof response->file_name,
                       response->reply.file_name[0] ? response->reply.file_name : "unknot");
    }
    json_decref(arguments);
}

kn_response *kn_route_respond(kn_api *api, const kn_route *route, const kn_head *head,
                              const char *body, size_t body_size)
{
    kn_response *response = calloc(1, sizeof *response);

    if (!response)
        return NULL;
    response->status = kn_code_http_status(KN_OK);
    if (route->operation) {
        answer_operation(api, route, head, body, body_size, response);
    } else {
        response->content_type = route->asset.content_type;
        response->bytes = route->asset.bytes;
        response->count = route->asset.count;
        response->is_page = true;
    }
    return response;
}

kn_response *kn_response_refusal(kn_refusal refusal, const char *allow)
{
    kn_response *response = calloc(1, sizeof *response);
    kn_error err = {0};

    if (!response)
        return NULL;
    kn_refusal_error(refusal, &err);
    set_error(response, &err);
    response->status = kn_refusal_status(refusal);
    response->allow = refusal == KN_REFUSE_METHOD ? allow : NULL;
    return response;
}

kn_response *kn_response_redirect(const char *location)
{
    kn_response *response = calloc(1, sizeof *response);

    if (!response)
        return NULL;
    response->status = 303;
    response->content_type = "text/plain";
    response->bytes = "";
    response->location = location;
    return response;
}

void kn_response_free(kn_response *response)
{
    if (!response)
        return;
    kn_text_release(&response->text);
    kn_reply_release(&response->reply);
    free(response);
}

void kn_response_head(const kn_response *response, bool closes, kn_text *out)
{
    kn_text_init(out, HEAD_OUT_MAX);
    kn_text_addf(out, "HTTP/1.1 %d %s\r\n", response->status, reason_of(response->status));
    kn_text_addf(out, "Content-Type: %s\r\nContent-Length: %zu\r\n", response->content_type,
                 response->count);
    if (response->file_name[0])
        kn_text_addf(out, "Content-Disposition: attachment; filename=\"%s\"\r\n",
                     response->file_name);
    if (response->allow)
        kn_text_addf(out, "Allow: %s\r\n", response->allow);
    if (response->status == 401)
        kn_text_add(out, "WWW-Authenticate: Bearer\r\n");
    if (response->location)
        kn_text_addf(out, "Location: %s\r\n", response->location);
    kn_text_add(out, "Cache-Control: no-store\r\n"
                     "X-Content-Type-Options: nosniff\r\n"
                     "Referrer-Policy: no-referrer\r\n"
                     "Cross-Origin-Opener-Policy: same-origin\r\n"
                     "Cross-Origin-Resource-Policy: same-origin\r\n");
    kn_text_addf(out, "Content-Security-Policy: %s\r\n",
                 response->is_page ? PAGE_POLICY : DATA_POLICY);
    kn_text_addf(out, "Connection: %s\r\n\r\n", closes ? "close" : "keep-alive");
}
