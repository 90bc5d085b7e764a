#include "base/json.h"

#include <string.h>

static const int REAL_DIGITS = 15; /* every decimal of 15 digits survives a double and back */

/* Jansson recurses; how deep is found out before it starts. Well-formedness is its business. */
static kn_code check_depth(const char *bytes, size_t size, const char *source, kn_error *err)
{
    kn_place at = {.line = 1};
    size_t depth = 0, line_start = 0;
    bool in_string = false;

    snprintf(at.source, sizeof at.source, "%s", source);
    for (size_t i = 0; i < size; i++) {
        char c = bytes[i];

        if (c == '\n') {
            at.line++;
            line_start = i + 1;
        } else if (in_string) {
            if (c == '\\')
                i++;
            else if (c == '"')
                in_string = false;
        } else if (c == '"') {
            in_string = true;
        } else if (c == '{' || c == '[') {
            if (++depth > KN_JSON_DEPTH_MAX) {
                at.column = (uint32_t)(i - line_start + 1);
                return kn_fail(err, KN_LIMIT, &at, "the JSON is nested more than %d levels deep",
                               KN_JSON_DEPTH_MAX);
            }
        } else if ((c == '}' || c == ']') && depth > 0) {
            depth--;
        }
    }
    return KN_OK;
}

kn_code kn_json_parse(const char *bytes, size_t size, const char *source, json_t **value,
                      kn_error *err)
{
    kn_place at = {0};
    json_error_t fault;
    kn_code code = check_depth(bytes, size, source, err);

    *value = NULL;
    if (code)
        return code;
    snprintf(at.source, sizeof at.source, "%s", source);
    *value = json_loadb(bytes, size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &fault);
    if (!*value) {
        if (json_error_code(&fault) == json_error_out_of_memory)
            return kn_fail(err, KN_NOMEM, &at, "out of memory");
        at.line = fault.line > 0 ? (uint64_t)fault.line : 0;
        at.column = fault.column > 0 ? (uint32_t)fault.column : 0;
        kn_fail(err, KN_PARSE, &at, "not JSON: %s", fault.text);
        return kn_hint(err, "One JSON object is expected, such as {\"name\": 1}.");
    }
    if (!json_is_object(*value)) {
        json_decref(*value);
        *value = NULL;
        kn_fail(err, KN_PARSE, &at, "the JSON is not an object");
        return kn_hint(err, "It begins with { and ends with }.");
    }
    return KN_OK;
}

static int add_chunk(const char *bytes, size_t count, void *out)
{
    kn_text_add_bytes(out, bytes, count);
    return 0;
}

void kn_json_add(kn_text *out, const json_t *value)
{
    if (json_dump_callback(value, add_chunk, out,
                           JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY |
                               JSON_REAL_PRECISION(REAL_DIGITS)) != 0 &&
        !out->failed)
        out->failed = KN_NOMEM;
}
