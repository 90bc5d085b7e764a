#include "diary/entry.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <sodium.h>

#include "base/civil.h"
#include "base/json.h"
#include "diary/entry_parts.h"

static const char *const words[] = {
#define KN_X(name, word, recorded) word,
    KN_KINDS(KN_X)
#undef KN_X
};

const char *kn_kind_word(kn_kind kind)
{
    assert(kind < KN_KIND_COUNT);
    return words[kind];
}

bool kn_kind_parse(const char *word, kn_kind *kind)
{
    for (size_t i = 0; i < KN_KIND_COUNT; i++)
        if (strcmp(words[i], word) == 0) {
            *kind = (kn_kind)i;
            return true;
        }
    return false;
}

const char *kn_precision_word(kn_precision precision)
{
    static const char *const precisions[KN_PRECISION_COUNT] = {"minute", "part", "day"};

    return precisions[precision];
}

const kn_part kn_parts[KN_PART_COUNT] = {
    {"night", 3 * 3600}, {"morning", 9 * 3600}, {"afternoon", 15 * 3600}, {"evening", 21 * 3600}};

const char *kn_part_word(int32_t second)
{
    return kn_parts[second / (24 * 3600 / KN_PART_COUNT) % KN_PART_COUNT].word;
}

bool kn_id_is_valid(const char *text)
{
    static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    for (size_t i = 0; i < sizeof form; i++) {
        char c = text[i];
        bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');

        if (form[i] == 'x' ? !hex : c != form[i])
            return false;
    }
    return true;
}

void kn_id_new(char out[KN_ID_SIZE])
{
    unsigned char b[16];
    int ready = sodium_init(); /* once for the process, however often it is called */

    assert(ready >= 0);
    (void)ready;
    randombytes_buf(b, sizeof b);
    b[6] = (b[6] & 0x0f) | 0x40; /* RFC 9562: version 4, variant 10 */
    b[8] = (b[8] & 0x3f) | 0x80;
    snprintf(out, KN_ID_SIZE,
             "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
             b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
             b[15]);
}

void kn_entry_release(kn_entry *entry)
{
    json_decref(entry->body);
    *entry = (kn_entry){0};
}

kn_code kn_entry_copy(const kn_entry *entry, kn_entry *copy, kn_error *err)
{
    *copy = *entry;
    if (entry->body) {
        copy->body = json_deep_copy(entry->body);
        if (!copy->body) {
            *copy = (kn_entry){0};
            return kn_fail(err, KN_NOMEM, NULL, "out of memory");
        }
    }
    return KN_OK;
}

/* ---- Checking ---------------------------------------------------------------------------------*/

static kn_code check_id(const char *name, const char *id, kn_error *err)
{
    kn_place at = kn_place_of("%s", name);

    if (kn_id_is_valid(id))
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "%s is \"%.40s\", which is not an id", name, id);
    return kn_hint(err, "An id is a UUID in lower case, such as %s.",
                   "123e4567-e89b-42d3-a456-"
                   "426614174000");
}

/* These are one entry each, with a fixed id that no other kind may take. */
static const struct {
    kn_kind kind;
    const char *id;
} single[] = {
    {KN_KIND_PROFILE, KN_PROFILE_ID},
    {KN_KIND_SETTING, KN_SETTING_ID},
    {KN_KIND_RELIEF, KN_RELIEF_ID},
};

static kn_code check_fixed_id(const kn_entry *entry, kn_error *err)
{
    kn_place at = kn_place_of("id");

    for (size_t i = 0; i < sizeof single / sizeof *single; i++) {
        bool is_kind = entry->kind == single[i].kind;

        if (is_kind == (strcmp(entry->id, single[i].id) == 0))
            continue;
        kn_fail(err, KN_DATA, &at, "id is %s, which is not for the kind %s", entry->id,
                kn_kind_word(entry->kind));
        return is_kind ? kn_hint(err, "There is one %s, and its id is %s.",
                                 kn_kind_word(entry->kind), single[i].id)
                       : kn_hint(err, "Make a random id.");
    }
    return KN_OK;
}

/* Times of day are in the words of kn_precision; any other would be taken for an hour some day. */
static kn_code check_time(const kn_entry *entry, kn_error *err)
{
    kn_place at = kn_place_of("at");
    int32_t second = entry->at.second;

    if (!kn_moment_is_valid(entry->at)) {
        kn_fail(err, KN_DATA, &at, "at is no moment of the years 1900 to 2200");
        return kn_hint(err, "Write it as 2026-03-14T19:38:00+01:00.");
    }
    if (entry->precision == KN_PRECISION_DAY && second != KN_NOON) {
        kn_fail(err, KN_DATA, &at,
                "at is %02d:%02d:%02d, which is not the time of day of the "
                "precision day",
                second / 3600, second / 60 % 60, second % 60);
        return kn_hint(err, "With the precision day the time is 12:00:00.");
    }
    if (entry->precision != KN_PRECISION_PART)
        return KN_OK;
    for (int i = 0; i < KN_PART_COUNT; i++)
        if (second == kn_parts[i].second)
            return KN_OK;
    kn_fail(err, KN_DATA, &at,
            "at is %02d:%02d:%02d, which is not a time of day of the precision part", second / 3600,
            second / 60 % 60, second % 60);
    return kn_hint(err, "Night is 03:00:00, morning 09:00:00, afternoon 15:00:00 and evening "
                        "21:00:00.");
}

static kn_code refuse_unknown(kn_kind kind, const char *name, kn_error *err)
{
    const kn_field *nearest = kn_field_nearest(kind, name);
    kn_place at = kn_place_of("%s", name);

    kn_fail(err, KN_DATA, &at, "%s is no member of the kind %s", at.field, kn_kind_word(kind));
    if (nearest)
        return kn_hint(err, "Did you mean %s?", nearest->name);
    return kn_hint(err, "docs/format.md lists the members of each kind.");
}

/* The body's members by the table, in a new object. */
static kn_code check_members(const kn_entry *entry, json_t *kept, kn_error *err)
{
    const char *name;
    json_t *value;

    json_object_foreach(
        entry->body, name,
        value) if (!kn_field_find(entry->kind, name)) return refuse_unknown(entry->kind, name, err);
    for (size_t i = 0; i < kn_field_count; i++) {
        const kn_field *field = &kn_fields[i];
        json_t *made = NULL;
        kn_code code;

        if (field->kind != entry->kind)
            continue;
        value = json_object_get(entry->body, field->name);
        code = value ? kn_entry_member(field, value, &made, err) : KN_OK;
        if (code)
            return code;
        if (!made && field->required) {
            kn_place at = kn_place_of("%s", field->name);

            kn_fail(err, KN_DATA, &at, "%s is missing", field->name);
            return kn_hint(err, "An entry of the kind %s needs it: %s.", kn_kind_word(entry->kind),
                           field->help);
        }
        if (made && json_object_set_new(kept, field->name, made) != 0)
            return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    }
    return kn_entry_rules(entry, kept, err);
}

/* The body as it will be read from the disk, to the order of its members: whoever words an entry
 * words the same whether it was just given or kept for years. */
static kn_code as_kept(json_t **body, kn_error *err)
{
    kn_place at = kn_place_of("body");
    json_t *again = NULL;
    kn_text text;
    kn_code code;

    kn_text_init(&text, KN_BODY_MAX);
    kn_json_add(&text, *body);
    code = kn_text_check(&text, "the body", err);
    if (code && err)
        err->place = at;
    if (!code)
        code = kn_json_parse(kn_text_string(&text), text.size, "body", &again, err);
    kn_text_release(&text);
    if (!code) {
        json_decref(*body);
        *body = again;
    }
    return code;
}

kn_code kn_entry_check(kn_entry *entry, kn_error *err)
{
    kn_place at = kn_place_of("body");
    json_t *kept = NULL;
    kn_code code;

    assert(entry->kind < KN_KIND_COUNT);
    code = check_id("id", entry->id, err);
    if (!code)
        code = check_id("version", entry->version, err);
    if (!code && entry->device[0])
        code = check_id("device", entry->device, err);
    if (!code)
        code = check_fixed_id(entry, err);
    if (!code)
        code = check_time(entry, err);
    if (code)
        return code;
    if (entry->removed)
        return entry->body ? kn_fail(err, KN_DATA, &at, "body is given for a removal") : KN_OK;
    if (!json_is_object(entry->body)) {
        kn_fail(err, KN_DATA, &at, "body is %s", entry->body ? "not an object" : "missing");
        return kn_hint(err, "It is an object; {} when there is nothing to say.");
    }
    kept = json_object();
    if (!kept)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    code = check_members(entry, kept, err);
    if (!code)
        code = as_kept(&kept, err);
    if (code) {
        json_decref(kept);
        return code;
    }
    json_decref(entry->body);
    entry->body = kept;
    return KN_OK;
}
