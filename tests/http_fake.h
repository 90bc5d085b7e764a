/* tests/http_fake.h - the door of api without a diary behind it: three operations that repeat what
 * they were given. Included by one file of a program, whose linker then leaves the real ones out.
 */
#ifndef TESTS_HTTP_FAKE_H
#define TESTS_HTTP_FAKE_H

#include <stdio.h>
#include <string.h>

#include "api/api.h"

static const kn_argument fake_arguments[] = {
    {"text", KN_ARGUMENT_TEXT, false, ""},
    {"count", KN_ARGUMENT_WHOLE, false, ""},
    {"object", KN_ARGUMENT_OBJECT, false, ""},
};

/* {"arguments": ..., "bytes": how many} */
static kn_code fake_run(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *text = json_string_value(json_object_get(request->arguments, "text"));

    (void)api;
    if (text && strcmp(text, "fail") == 0)
        return kn_fail(err, KN_CONFLICT, NULL, "another version is current");
    reply->json = json_pack("{s:O,s:I}", "arguments", request->arguments, "bytes",
                            (json_int_t)request->byte_count);
    return reply->json ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory");
}

static kn_code fake_file(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    (void)api;
    (void)request;
    kn_text_init(&reply->bytes, 100);
    kn_text_add(&reply->bytes, "a,b\n");
    reply->content_type = "text/csv";
    snprintf(reply->file_name, sizeof reply->file_name, "../a \"b\"\r\nX: 1.csv");
    return kn_text_check(&reply->bytes, "the file", err);
}

const kn_operation kn_operations[] = {
    {"look", KN_GET, "", fake_arguments, 3, 0, NULL, fake_run},
    {"file", KN_GET, "", NULL, 0, 0, "text/csv", fake_file},
    {"write", KN_POST, "", fake_arguments, 3, 0, NULL, fake_run},
    {"take", KN_POST, "", fake_arguments, 3, 4096, NULL, fake_run},
};
const size_t kn_operation_count = sizeof kn_operations / sizeof *kn_operations;

const kn_operation *kn_operation_find(const char *name)
{
    for (size_t i = 0; i < kn_operation_count; i++) {
        if (strcmp(kn_operations[i].name, name) == 0)
            return &kn_operations[i];
    }
    return NULL;
}

void kn_reply_release(kn_reply *reply)
{
    json_decref(reply->json);
    kn_text_release(&reply->bytes);
    *reply = (kn_reply){0};
}

kn_code kn_api_call(kn_api *api, const kn_operation *operation, const kn_request *request,
                    kn_reply *reply, kn_error *err)
{
    *reply = (kn_reply){0};
    return operation->run(api, request, reply, err);
}

json_t *kn_api_error_json(const kn_error *err)
{
    return json_pack("{s:{s:s,s:s,s:s}}", "error", "code", kn_code_name(err->code), "message",
                     err->message, "field", err->place.field);
}

#endif
