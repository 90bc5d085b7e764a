/* The value of one member: is it what kn_fields says, and how is it kept. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "diary/entry_value.h"

static const double WHOLE_MOST = 1LL << 53; /* up to here doubles count in ones */

/* Names come from outside: whole UTF-8 characters, nothing that moves a cursor. */
static void tidy(char *name)
{
    name[kn_utf8_check(name, strlen(name))] = '\0';
    for (; *name; name++)
        if ((unsigned char)*name < 0x20 || *name == 0x7f)
            *name = '?';
}

kn_place kn_place_of(const char *format, ...)
{
    kn_place at = {0};
    va_list args;

    va_start(args, format);
    vsnprintf(at.field, sizeof at.field, format, args);
    va_end(args);
    tidy(at.field);
    return at;
}

/* What has been shown of a value. */
typedef struct shown_part {
    char *bytes;
    size_t size;
    bool is_cut;
} shown_part;

enum { SHOWN_MOST = KN_SHOWN_SIZE - 4 }; /* room for the dots and the NUL */

static int show_chunk(const char *bytes, size_t count, void *context)
{
    shown_part *part = context;
    size_t room = SHOWN_MOST - part->size, kept = count < room ? count : room;

    memcpy(part->bytes + part->size, bytes, kept);
    part->size += kept;
    part->is_cut = kept < count;
    return part->is_cut ? -1 : 0; /* the rest of it need not be written */
}

const char *kn_json_shown(char out[KN_SHOWN_SIZE], const json_t *value)
{
    shown_part part = {.bytes = out};

    json_dump_callback(value, show_chunk, &part,
                       JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
    if (part.is_cut)
        part.size = kn_utf8_check(out, part.size);
    memcpy(out + part.size, part.is_cut ? "..." : "", part.is_cut ? 4 : 1);
    return out;
}

bool kn_choice_has(const char *choices, const char *text)
{
    size_t length = strlen(text);

    for (const char *c = choices;; c++) {
        size_t word = strcspn(c, "|");

        if (word == length && memcmp(c, text, length) == 0)
            return length > 0;
        c += word;
        if (!*c)
            return false;
    }
}

kn_code kn_spot_refuse(const kn_spot *spot, const json_t *value, const char *what, const char *hint)
{
    char shown[KN_SHOWN_SIZE];

    kn_fail(spot->err, KN_DATA, &spot->at, "%s is %s, which is not %s", spot->at.field,
            kn_json_shown(shown, value), what);
    return kn_hint(spot->err, "%s", hint);
}

kn_code kn_spot_no_memory(const kn_spot *spot)
{
    return kn_fail(spot->err, KN_NOMEM, &spot->at, "out of memory");
}

kn_code kn_spot_keep(const kn_spot *spot, json_t *made, json_t **kept)
{
    *kept = made;
    return made ? KN_OK : kn_spot_no_memory(spot);
}

kn_spot kn_spot_inside(const kn_spot *spot, const kn_field *field, const char *format, ...)
{
    kn_spot in = {.field = field, .at = spot->at, .err = spot->err};
    size_t used = strlen(in.at.field);
    va_list args;

    va_start(args, format);
    vsnprintf(in.at.field + used, sizeof in.at.field - used, format, args);
    va_end(args);
    tidy(in.at.field);
    return in;
}

/* ---- Single values ----------------------------------------------------------------------------*/

static kn_code check_bool(const kn_spot *spot, const json_t *value, json_t **kept)
{
    if (!json_is_boolean(value))
        return kn_spot_refuse(spot, value, "true or false", "Give true or false, or leave it out.");
    return kn_spot_keep(spot, json_boolean(json_is_true(value)), kept);
}

json_t *kn_number_kept(double x)
{
    char digits[32];

    if (x == floor(x) && fabs(x) <= WHOLE_MOST)
        return json_integer((json_int_t)x);
    snprintf(digits, sizeof digits, "%.15g", x);
    for (char *c = digits; *c; c++)
        if (*c == ',') /* the point of the host program's locale */
            *c = '.';
    if (kn_number_parse(digits, strlen(digits), '.', &x) != KN_NUMBER_OK)
        return NULL;
    return json_real(x);
}

static bool is_listed(const kn_field *field, double x)
{
    char text[32];

    snprintf(text, sizeof text, "%.0f", x);
    return !field->choices || kn_choice_has(field->choices, text);
}

static kn_code check_number(const kn_spot *spot, const json_t *value, json_t **kept)
{
    const kn_field *field = spot->field;
    bool whole = field->type == KN_FIELD_WHOLE;
    double x = json_number_value(value);
    char what[96], hint[160];

    if (json_is_number(value) && x >= field->least && x <= field->most &&
        !(whole && x != floor(x)) && is_listed(field, x))
        return kn_spot_keep(spot, kn_number_kept(x), kept);
    if (field->choices)
        snprintf(what, sizeof what, "one of %s", field->choices);
    else
        snprintf(what, sizeof what, "a %snumber from %.0f to %.0f", whole ? "whole " : "",
                 field->least, field->most);
    snprintf(hint, sizeof hint, "Give %s, or leave it out if it was not recorded.", what);
    return kn_spot_refuse(spot, value, what, hint);
}

kn_code kn_value_choice(const kn_spot *spot, const json_t *value, json_t **kept)
{
    char what[224], hint[256];

    if (json_is_string(value) && kn_choice_has(spot->field->choices, json_string_value(value)))
        return kn_spot_keep(spot, json_string(json_string_value(value)), kept);
    snprintf(what, sizeof what, "one of %s", spot->field->choices);
    snprintf(hint, sizeof hint, "Give one of these words, or leave it out.");
    return kn_spot_refuse(spot, value, what, hint);
}

bool kn_is_key(const char *of, const char *text)
{
    size_t length = strlen(text);

    if (strcmp(of, "flag") == 0)
        return text[0] == 'R' && length >= 2 && length <= 4 &&
               strspn(text + 1, "0123456789") == length - 1;
    return length >= 1 && length < KN_ID_SIZE &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

kn_code kn_value_key(const kn_spot *spot, const json_t *value, json_t **kept)
{
    char what[64];

    if (json_is_string(value) && kn_is_key(spot->field->choices, json_string_value(value)))
        return kn_spot_keep(spot, json_string(json_string_value(value)), kept);
    snprintf(what, sizeof what, "the key of a %s", spot->field->choices);
    return kn_spot_refuse(
        spot, value, what,
        strcmp(spot->field->choices, "flag") == 0
            ? "Keys of flags are R and a number, such as R6."
            : "Take a key from the catalogue: lower-case letters, digits, - and _, or the "
              "id of an own one.");
}

static kn_code check_id(const kn_spot *spot, const json_t *value, json_t **kept)
{
    if (json_is_string(value) && kn_id_is_valid(json_string_value(value)))
        return kn_spot_keep(spot, json_string(json_string_value(value)), kept);
    return kn_spot_refuse(
        spot, value, "an id",
        "An id is a UUID in lower case, such as 123e4567-e89b-42d3-a456-426614174000.");
}

static kn_code check_day(const kn_spot *spot, const json_t *value, json_t **kept)
{
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    int32_t day;
    bool has_time;

    if (kn_date_parse(text, strlen(text), &day, &has_time) == KN_DATE_OK && !has_time)
        return kn_spot_keep(spot, json_string(text), kept);
    return kn_spot_refuse(spot, value, "a day", "Write days as 2026-03-14.");
}

static int depth_of(const json_t *value)
{
    const char *name;
    json_t *inner;
    size_t i;
    int deepest = 0;

    if (!json_is_object(value) && !json_is_array(value))
        return 0;
    json_array_foreach(value, i, inner)
    {
        int depth = depth_of(inner);

        deepest = depth > deepest ? depth : deepest;
    }
    json_object_foreach(kn_json_iterable(value), name, inner)
    {
        int depth = depth_of(inner);

        deepest = depth > deepest ? depth : deepest;
    }
    return deepest + 1;
}

/* Written and read again: what a hash is taken of must be what any later reader gets. */
static kn_code check_document(const kn_spot *spot, const json_t *value, json_t **kept)
{
    kn_error fault = {0};
    json_t *again = NULL;
    kn_text text;
    kn_code code;

    if (!json_is_object(value))
        return kn_spot_refuse(spot, value, "an object", "Give it as it was made, in braces.");
    if (depth_of(value) > KN_DOCUMENT_DEPTH) {
        kn_fail(spot->err, KN_DATA, &spot->at, "%s is nested more than %d levels deep",
                spot->at.field, KN_DOCUMENT_DEPTH);
        return kn_hint(spot->err, "Give it as it was made.");
    }
    kn_text_init(&text, KN_DOCUMENT_MAX);
    kn_json_add(&text, value);
    code = kn_text_check(&text, "the document", &fault);
    if (!code)
        code = kn_json_parse(kn_text_string(&text), text.size, "the document", &again, &fault);
    kn_text_release(&text);
    if (code == KN_NOMEM)
        return kn_spot_no_memory(spot);
    if (code) {
        kn_fail(spot->err, KN_DATA, &spot->at, "%s cannot be kept as it is: %.120s", spot->at.field,
                fault.message);
        return kn_hint(spot->err, "At most %d KB are kept, and no number beyond 1e308.",
                       KN_DOCUMENT_MAX / 1024);
    }
    *kept = again;
    return KN_OK;
}

/* ---- One door ---------------------------------------------------------------------------------*/

kn_code kn_value_check(const kn_spot *spot, const json_t *value, json_t **kept)
{
    const kn_field *field = spot->field;

    switch (field->type) {
    case KN_FIELD_BOOL:
        return check_bool(spot, value, kept);
    case KN_FIELD_WHOLE:
    case KN_FIELD_NUMBER:
        return check_number(spot, value, kept);
    case KN_FIELD_TEXT:
        return kn_entry_text(value, (size_t)field->most, field->most > KN_LINE_MAX, &spot->at, kept,
                             spot->err);
    case KN_FIELD_CHOICE:
        return kn_value_choice(spot, value, kept);
    case KN_FIELD_CHOICES:
        return kn_value_list(spot, value, kn_value_choice, kept);
    case KN_FIELD_KEY:
        return kn_value_key(spot, value, kept);
    case KN_FIELD_KEYS:
        return kn_value_list(spot, value, kn_value_key, kept);
    case KN_FIELD_ID:
        return check_id(spot, value, kept);
    case KN_FIELD_PLACES:
        return kn_value_list(spot, value, kn_value_place, kept);
    case KN_FIELD_DONE:
        return kn_value_list(spot, value, kn_value_done, kept);
    case KN_FIELD_VALUES:
        return kn_value_values(spot, value, kept);
    case KN_FIELD_ANSWERS:
        return kn_value_answers(spot, value, kept);
    case KN_FIELD_DAY:
        return check_day(spot, value, kept);
    case KN_FIELD_DOCUMENT:
        return check_document(spot, value, kept);
    }
    return KN_OK;
}

kn_code kn_entry_member(const kn_field *field, const json_t *value, json_t **kept, kn_error *err)
{
    kn_spot spot = {.field = field, .at = kn_place_of("%s", field->name), .err = err};

    *kept = NULL;
    if (json_is_null(value))
        return KN_OK;
    return kn_value_check(&spot, value, kept);
}
