#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "http/route.h"

enum { WHOLE_DIGITS_MAX = 15, PAIRS_MAX = 32, SHOWN_MAX = 40 /* bytes in a message */ };

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Undoes percent-encoding into out[0..text.count], with a NUL. Refused: a "%" without two digits,
 * an encoded NUL, and what is not UTF-8. */
static bool decode(kn_slice text, bool plus_is_blank, char *out, size_t *count)
{
    size_t n = 0;

    for (size_t i = 0; i < text.count; i++) {
        char c = text.bytes[i];

        if (c == '+' && plus_is_blank) {
            c = ' ';
        } else if (c == '%') {
            int high = i + 1 < text.count ? hex_digit(text.bytes[i + 1]) : -1;
            int low = i + 2 < text.count ? hex_digit(text.bytes[i + 2]) : -1;

            if (high < 0 || low < 0)
                return false;
            c = (char)(high * 16 + low);
            i += 2;
        }
        if (c == '\0')
            return false;
        out[n++] = c;
    }
    out[n] = '\0';
    *count = n;
    return kn_utf8_check(out, n) == n;
}

static json_t *read_whole(const char *text, size_t count)
{
    size_t start = text[0] == '-' ? 1 : 0;
    json_int_t value = 0;

    if (count == start || count - start > WHOLE_DIGITS_MAX)
        return NULL;
    for (size_t i = start; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return NULL;
        value = value * 10 + (text[i] - '0');
    }
    return json_integer(start ? -value : value);
}

static kn_code read_value(const kn_operation *operation, const char *name, const char *text,
                          size_t count, json_t **value, kn_error *err)
{
    const kn_argument *argument = NULL;
    kn_argument_type type;
    kn_place at = {0};

    for (size_t i = 0; i < operation->argument_count; i++) {
        if (strcmp(operation->arguments[i].name, name) == 0)
            argument = &operation->arguments[i];
    }
    type = argument ? argument->type : KN_ARGUMENT_TEXT; /* a stranger is the api's to refuse */
    if (type == KN_ARGUMENT_OBJECT)
        return kn_json_parse(text, count, argument->name, value, err);
    *value = type == KN_ARGUMENT_WHOLE ? read_whole(text, count) : json_stringn(text, count);
    if (*value)
        return KN_OK;
    if (type != KN_ARGUMENT_WHOLE)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    snprintf(at.field, sizeof at.field, "%s", argument->name);
    return kn_fail(err, KN_USAGE, &at, "\"%.*s\" is not a whole number",
                   (int)kn_utf8_cut(text, count, SHOWN_MAX), text);
}

static kn_slice take_pair(kn_slice *query)
{
    const char *end = memchr(query->bytes, '&', query->count);
    kn_slice pair = {query->bytes, end ? (size_t)(end - query->bytes) : query->count};
    size_t step = pair.count + (end ? 1 : 0);

    query->bytes += step;
    query->count -= step;
    return pair;
}

static kn_code add_pair(kn_slice pair, const kn_operation *operation, json_t *arguments,
                        kn_error *err)
{
    char name[KN_TARGET_MAX + 1], text[KN_TARGET_MAX + 1];
    const char *mark = memchr(pair.bytes, '=', pair.count);
    kn_slice left = {pair.bytes, mark ? (size_t)(mark - pair.bytes) : pair.count};
    kn_slice right = {mark ? mark + 1 : "", mark ? pair.count - left.count - 1 : 0};
    size_t name_count, count;
    json_t *value = NULL;
    kn_code code;

    if (pair.count > KN_TARGET_MAX || !decode(left, true, name, &name_count) || !name_count ||
        !decode(right, true, text, &count))
        return kn_fail(err, KN_PARSE, NULL, "the address's arguments are not well encoded");
    if (json_object_get(arguments, name))
        return kn_fail(err, KN_USAGE, NULL, "the argument \"%.*s\" is given twice",
                       (int)kn_utf8_cut(name, name_count, SHOWN_MAX), name);
    code = read_value(operation, name, text, count, &value, err);
    if (!code && json_object_set_new(arguments, name, value))
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory");
    return code;
}

kn_code kn_query_arguments(kn_slice query, const kn_operation *operation, json_t **arguments,
                           kn_error *err)
{
    json_t *object = json_object();
    kn_code code = object ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory");

    for (int pairs = 0; !code && query.count; pairs++) {
        if (pairs == PAIRS_MAX)
            code = kn_fail(err, KN_LIMIT, NULL, "more than %d arguments", PAIRS_MAX);
        else
            code = add_pair(take_pair(&query), operation, object, err);
    }
    if (code)
        json_decref(object);
    else
        *arguments = object;
    return code;
}

kn_code kn_header_arguments(kn_slice value, json_t **arguments, kn_error *err)
{
    char text[KN_HEAD_MAX + 1];
    size_t count;

    if (!value.bytes) {
        *arguments = json_object();
        return *arguments ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory");
    }
    if (value.count > KN_HEAD_MAX || !decode(value, false, text, &count))
        return kn_fail(err, KN_PARSE, NULL, "Unknot-Arguments is not well encoded");
    return kn_json_parse(text, count, "Unknot-Arguments", arguments, err);
}
