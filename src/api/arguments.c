#include <stdio.h>
#include <string.h>

#include "api/call.h"
#include "base/civil.h"
#include "base/json.h"

static const char *const type_words[] = {
    [KN_ARGUMENT_TEXT] = "a text",
    [KN_ARGUMENT_WHOLE] = "a whole number",
    [KN_ARGUMENT_DAY] = "a day such as 2026-03-14",
    [KN_ARGUMENT_ID] = "an id such as 7b0c9e2e-58c4-4a54-9d0a-2f1f6d3c9a11",
    [KN_ARGUMENT_OBJECT] = "a JSON object",
};

static kn_place place_of(const kn_operation *operation, const char *name)
{
    kn_place at = {0};

    snprintf(at.source, sizeof at.source, "%s", operation->name);
    snprintf(at.field, sizeof at.field, "%.*s",
             (int)kn_utf8_cut(name, strlen(name), sizeof at.field - 1), name);
    return at;
}

static kn_code fail_unknown(const kn_operation *operation, const char *name, kn_error *err)
{
    enum { MOST = 16 };
    const char *names[MOST], *nearest;
    const kn_place at = place_of(operation, name);
    size_t count = 0;

    for (; count < operation->argument_count && count < MOST; count++)
        names[count] = operation->arguments[count].name;
    nearest = kn_nearest(name, names, count);
    kn_fail(err, KN_USAGE, &at, "%s has no argument \"%s\"", operation->name, at.field);
    if (nearest)
        return kn_hint(err, "Did you mean \"%s\"?", nearest);
    return kn_hint(err, count ? "Its arguments stand in docs/api.md." : "It has none.");
}

/* Query strings know only texts, so a whole number may come as one. */
static bool read_whole(const json_t *value, int64_t *whole)
{
    double number;

    if (json_is_integer(value)) {
        *whole = json_integer_value(value);
        return true;
    }
    if (!json_is_string(value) ||
        kn_number_parse(json_string_value(value), json_string_length(value), '.', &number) !=
            KN_NUMBER_OK ||
        number < -1e15 || number > 1e15 || number != (double)(int64_t)number)
        return false;
    *whole = (int64_t)number;
    return true;
}

static bool read_day(const json_t *value, int32_t *day)
{
    bool has_time;

    return json_is_string(value) &&
           kn_date_parse(json_string_value(value), json_string_length(value), day, &has_time) ==
               KN_DATE_OK &&
           !has_time;
}

static bool is_of_type(const json_t *value, kn_argument_type type)
{
    const char *text = json_string_value(value);
    int64_t whole;
    int32_t day;

    if (text && strlen(text) != json_string_length(value))
        return false;
    switch (type) {
    case KN_ARGUMENT_TEXT:
        return text != NULL;
    case KN_ARGUMENT_WHOLE:
        return read_whole(value, &whole);
    case KN_ARGUMENT_DAY:
        return read_day(value, &day);
    case KN_ARGUMENT_ID:
        return text && kn_id_is_valid(text);
    case KN_ARGUMENT_OBJECT:
        break;
    }
    return json_is_object(value);
}

static kn_code check_argument(const kn_operation *operation, const kn_argument *argument,
                              const json_t *value, kn_error *err)
{
    const kn_place at = place_of(operation, argument->name);

    if (!value || json_is_null(value)) {
        if (!argument->required)
            return KN_OK;
        kn_fail(err, KN_USAGE, &at, "%s needs \"%s\"", operation->name, argument->name);
        return kn_hint(err, "It is %s.", type_words[argument->type]);
    }
    if (is_of_type(value, argument->type))
        return KN_OK;
    if (json_is_string(value))
        kn_fail(err, KN_USAGE, &at, "\"%.80s\" is not %s", json_string_value(value),
                type_words[argument->type]);
    else
        kn_fail(err, KN_USAGE, &at, "\"%s\" is not %s", argument->name, type_words[argument->type]);
    return kn_hint(err, "%s: %s.", argument->name, argument->help);
}

static kn_code check_bytes(const kn_operation *operation, const kn_request *request, kn_error *err)
{
    const kn_place at = place_of(operation, "bytes");

    if (request->byte_count > 0 && operation->bytes_max == 0)
        return kn_fail(err, KN_USAGE, &at, "%s takes no bytes", operation->name);
    if (request->byte_count > operation->bytes_max)
        return kn_fail(err, KN_LIMIT, &at, "%zu bytes are more than the %zu that %s takes",
                       request->byte_count, operation->bytes_max, operation->name);
    if (operation->bytes_max > 0 && !request->bytes)
        return kn_fail(err, KN_USAGE, &at, "%s needs the bytes of a file", operation->name);
    return KN_OK;
}

kn_code kn_arguments_check(const kn_operation *operation, const kn_request *request, kn_error *err)
{
    const kn_place at = place_of(operation, "");
    kn_code code = KN_OK;
    const char *name;
    json_t *value;

    if (request->arguments && !json_is_object(request->arguments))
        return kn_fail(err, KN_USAGE, &at, "the arguments of %s are not a JSON object",
                       operation->name);
    json_object_foreach(kn_json_iterable(request->arguments), name, value)
    {
        bool is_known = false;

        for (size_t i = 0; i < operation->argument_count && !is_known; i++)
            is_known = strcmp(operation->arguments[i].name, name) == 0;
        if (!is_known)
            return fail_unknown(operation, name, err);
    }
    for (size_t i = 0; i < operation->argument_count && code == KN_OK; i++)
        code =
            check_argument(operation, &operation->arguments[i],
                           json_object_get(request->arguments, operation->arguments[i].name), err);
    return code == KN_OK ? check_bytes(operation, request, err) : code;
}

const char *kn_argument_text(const kn_request *request, const char *name)
{
    return json_string_value(json_object_get(request->arguments, name));
}

int32_t kn_argument_day(const kn_request *request, const char *name, int32_t fallback)
{
    int32_t day = fallback;

    return read_day(json_object_get(request->arguments, name), &day) ? day : fallback;
}

int64_t kn_argument_whole(const kn_request *request, const char *name, int64_t fallback)
{
    int64_t whole;

    return read_whole(json_object_get(request->arguments, name), &whole) ? whole : fallback;
}

kn_code kn_argument_flag(const kn_request *request, const char *name, bool *is_set, kn_error *err)
{
    const int64_t value = kn_argument_whole(request, name, 0);
    kn_place at = {0};

    *is_set = value == 1;
    if (value == 0 || value == 1)
        return KN_OK;
    snprintf(at.field, sizeof at.field, "%s", name);
    kn_fail(err, KN_DATA, &at, "%s is neither 1 nor 0", name);
    return kn_hint(err, "1 is yes, 0 is no.");
}

kn_code kn_argument_range(const kn_api *api, const kn_request *request, int32_t count,
                          int32_t *from, int32_t *to, kn_error *err)
{
    const kn_place at = {.field = "from"};
    char first[KN_DATE_SIZE], last[KN_DATE_SIZE];

    *to = kn_argument_day(request, "to", kn_store_now(api->store).day);
    if (*to - count + 1 < KN_DAY_MIN)
        count = *to - KN_DAY_MIN + 1;
    *from = kn_argument_day(request, "from", *to - count + 1);
    if (*from <= *to)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "from %s to %s goes backwards", kn_date_format(first, *from),
            kn_date_format(last, *to));
    return kn_hint(err, "The first day comes first.");
}
