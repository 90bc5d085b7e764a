/* An entry as JSON and back. */
#include <stdio.h>
#include <string.h>

#include "diary/entry_parts.h"

json_t *kn_entry_to_json(const kn_entry *entry)
{
    char at[KN_MOMENT_SIZE], recorded[KN_MOMENT_SIZE];
    json_t *json = json_pack("{ss ss ss si ss ss ss ss}", "id", entry->id, "version",
                             entry->version, "device", entry->device, "edit", (int)entry->edit,
                             "recorded", kn_moment_format(recorded, entry->recorded), "kind",
                             kn_kind_word(entry->kind), "at", kn_moment_format(at, entry->at),
                             "precision", kn_precision_word(entry->precision));
    int failed;

    if (!json)
        return NULL;
    if (entry->removed)
        failed = json_object_set_new(json, "removed", json_true());
    else
        failed = json_object_set_new(json, "body", json_deep_copy(entry->body));
    if (failed) {
        json_decref(json);
        return NULL;
    }
    return json;
}

/* What every step of reading needs. */
typedef struct kn_reader {
    const json_t *json;
    const char *source;
    uint64_t line;
    kn_error *err;
} kn_reader;

static kn_place place(const kn_reader *reader, const char *field)
{
    kn_place at = kn_place_of("%s", field);

    snprintf(at.source, sizeof at.source, "%s", reader->source ? reader->source : "");
    at.line = reader->line;
    return at;
}

static kn_code refuse(const kn_reader *reader, const char *field, const char *what,
                      const char *hint)
{
    const json_t *value = json_object_get(reader->json, field);
    kn_place at = place(reader, field);
    char shown[KN_SHOWN_SIZE];

    if (!value || json_is_null(value))
        kn_fail(reader->err, KN_DATA, &at, "%s is missing", field);
    else
        kn_fail(reader->err, KN_DATA, &at, "%s is %s, which is not %s", field,
                kn_json_shown(shown, value), what);
    return kn_hint(reader->err, "%s", hint);
}

/* The text of a member, "" if it is missing or no text. */
static const char *text_of(const kn_reader *reader, const char *name)
{
    const char *text = json_string_value(json_object_get(reader->json, name));

    return text ? text : "";
}

static bool is_there(const kn_reader *reader, const char *name)
{
    const json_t *value = json_object_get(reader->json, name);

    return value && !json_is_null(value);
}

static kn_code check_names(const kn_reader *reader, bool partial)
{
    static const char *const names[] = {"id",   "version", "device",    "edit", "recorded",
                                        "kind", "at",      "precision", "body", "removed"};
    const char *name;
    json_t *value;

    json_object_foreach(kn_json_iterable(reader->json), name, value)
    {
        kn_place at = place(reader, name);
        bool known = false;

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
            known = known || strcmp(names[i], name) == 0;
        if (partial && strcmp(name, "removed") == 0)
            known = false;
        if (!known) {
            kn_fail(reader->err, KN_DATA, &at, "%s is no member of an entry", at.field);
            return kn_hint(reader->err, strcmp(name, "shown") == 0
                                            ? "Leave it out: the program makes it."
                                            : "What was observed goes into the body.");
        }
    }
    return KN_OK;
}

static kn_code read_id(const kn_reader *reader, const char *name, char out[KN_ID_SIZE])
{
    const char *text = text_of(reader, name);

    if (!kn_id_is_valid(text))
        return refuse(reader, name, "an id",
                      "An id is a UUID in lower case, such as "
                      "123e4567-e89b-42d3-a456-426614174000.");
    memcpy(out, text, KN_ID_SIZE);
    return KN_OK;
}

static kn_code read_moment(const kn_reader *reader, const char *name, kn_moment *moment)
{
    const char *text = text_of(reader, name);

    if (!kn_moment_parse(text, strlen(text), moment))
        return refuse(reader, name, "a moment of the years 1900 to 2200",
                      "Write it as 2026-03-14T19:38:00+01:00.");
    return KN_OK;
}

static kn_code read_edit(const kn_reader *reader, int32_t *edit)
{
    const json_t *value = json_object_get(reader->json, "edit");
    json_int_t number = json_integer_value(value);

    if (!json_is_integer(value) || number < 1 || number > INT32_MAX)
        return refuse(reader, "edit", "a whole number from 1 on", "The first version has edit 1.");
    *edit = (int32_t)number;
    return KN_OK;
}

/* What a request may leave out. */
static kn_code read_origin(const kn_reader *reader, bool partial, kn_entry *entry)
{
    kn_code code = KN_OK;

    if (!partial || is_there(reader, "device"))
        code = read_id(reader, "device", entry->device);
    if (!code && (!partial || is_there(reader, "edit")))
        code = read_edit(reader, &entry->edit);
    if (!code && (!partial || is_there(reader, "recorded")))
        code = read_moment(reader, "recorded", &entry->recorded);
    return code;
}

static kn_code read_kind(const kn_reader *reader, kn_entry *entry)
{
    const char *precision = text_of(reader, "precision");
    int i = 0;

    if (!kn_kind_parse(text_of(reader, "kind"), &entry->kind))
        return refuse(
            reader, "kind", "a kind of entry",
            "Kinds are episode, check-in, use, exposure, medicine, note, survey, harm and those "
            "in docs/format.md.");
    while (i < KN_PRECISION_COUNT && strcmp(kn_precision_word((kn_precision)i), precision) != 0)
        i++;
    if (i == KN_PRECISION_COUNT)
        return refuse(reader, "precision", "one of minute|part|day",
                      "Say how exactly the time is known: minute, part or day.");
    entry->precision = (kn_precision)i;
    return KN_OK;
}

static kn_code read_body(const kn_reader *reader, kn_entry *entry)
{
    json_t *body = json_object_get(reader->json, "body");
    const json_t *removed = json_object_get(reader->json, "removed");

    if (removed && !json_is_boolean(removed))
        return refuse(reader, "removed", "true or false", "Only removals have it, and it is true.");
    entry->removed = json_is_true(removed);
    if (body && !json_is_null(body)) {
        entry->body = json_incref(body); /* kn_entry_check() replaces it, it does not write to it */
    }
    return KN_OK;
}

kn_code kn_entry_from_json(const json_t *json, bool partial, const char *source, uint64_t line,
                           kn_entry *entry, kn_error *err)
{
    kn_error fault = {0};
    kn_reader reader = {.json = json, .source = source, .line = line, .err = &fault};
    kn_code code;

    *entry = (kn_entry){0};
    code = json_is_object(json) ? check_names(&reader, partial) : KN_DATA;
    if (!json_is_object(json)) {
        kn_place at = place(&reader, "");

        kn_fail(&fault, KN_DATA, &at, "the entry is not a JSON object");
    }
    if (!code)
        code = read_id(&reader, "id", entry->id);
    if (!code)
        code = read_id(&reader, "version", entry->version);
    if (!code)
        code = read_origin(&reader, partial, entry);
    if (!code)
        code = read_kind(&reader, entry);
    if (!code)
        code = read_moment(&reader, "at", &entry->at);
    if (!code)
        code = read_body(&reader, entry);
    if (!code)
        code = kn_entry_check(entry, &fault);
    if (!code)
        return KN_OK;
    kn_entry_release(entry);
    if (err) { /* what kn_entry_check() found does not know the file */
        kn_place at = place(&reader, fault.place.field);

        *err = fault;
        err->place = at;
    }
    return code;
}
