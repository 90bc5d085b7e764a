/* The table of operations, and the one way to call them. Its rows stand in files by theme: a row is
 * name, method, summary, arguments, bytes taken at most, content type of bytes given, function. */
#include <stdio.h>
#include <string.h>

#include "api/call.h"
#include "base/csv.h"

static const char HELP_FROM[] = "the first day, such as 2026-03-01";
static const char HELP_TO[] = "the last day; today if it is not given";
static const char HELP_ID[] = "of the entry";
static const char HELP_VERSION[] = "a new id, made by the caller, for what this call writes";
static const char HELP_BASE[] = "the version that was seen; refused if another is current";
static const char HELP_PASSPHRASE[] = "8 characters or more; without it a backup cannot be read";
static const char HELP_TRIAL[] = "of the trial";
static const char HELP_FORM[] =
    "json (the inside of a page) or page (a whole one); json if it is not given";

#define TAKES(...)                                                                                 \
    (const kn_argument[]){__VA_ARGS__},                                                            \
        sizeof((const kn_argument[]){__VA_ARGS__}) / sizeof(kn_argument)
#define NOTHING NULL, 0

/* clang-format off */
const kn_operation kn_operations[] = {
#include "api/operations_diary.inc"
#include "api/operations_trial.inc"
#include "api/operations_relief.inc"
#include "api/operations_triggers.inc"
#include "api/operations_what_now.inc"
};
/* clang-format on */
const size_t kn_operation_count = sizeof kn_operations / sizeof kn_operations[0];

const kn_operation *kn_operation_find(const char *name)
{
    for (size_t i = 0; i < kn_operation_count; i++)
        if (strcmp(kn_operations[i].name, name) == 0)
            return &kn_operations[i];
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
    kn_error fault = {0}; /* the operations rely on having one */
    kn_code code;

    *reply = (kn_reply){0};
    code = kn_arguments_check(operation, request, &fault);
    if (code == KN_OK)
        code = operation->run(api, request, reply, &fault);
    if (code == KN_OK && reply->json &&
        json_object_set_new(reply->json, "schema", json_integer(KN_API_SCHEMA)) != 0)
        code = kn_fail(&fault, KN_NOMEM, NULL, "out of memory for the reply");
    if (code == KN_OK)
        return KN_OK;
    kn_reply_release(reply);
    if (!fault.place.source[0] && !fault.place.field[0])
        snprintf(fault.place.source, sizeof fault.place.source, "%s", operation->name);
    if (err)
        *err = fault;
    return code;
}

/* A message may have been cut inside a character. */
static json_t *safe_string(const char *text)
{
    return json_stringn(text, kn_utf8_check(text, strlen(text)));
}

json_t *kn_api_error_json(const kn_error *err)
{
    return json_pack("{s:i,s:{s:s,s:o,s:o,s:o,s:o,s:I,s:I}}", "schema", KN_API_SCHEMA, "error",
                     "code", kn_code_name(err->code), "message", safe_string(err->message), "hint",
                     safe_string(err->hint), "source", safe_string(err->place.source), "field",
                     safe_string(err->place.field), "line", (json_int_t)err->place.line, "column",
                     (json_int_t)err->place.column);
}
