/* The value of one member: is it what kn_fields says, and how is it kept. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "diary/entry_parts.h"
#include "diary/site.h"
#include "diary/survey.h"

static const double VALUE_MOST = 1e9;       /* of a measure; larger ones are slips of the finger */
static const double WHOLE_MOST = 1LL << 53; /* up to here doubles count in ones */

/* What the checks of one value need: what it should be, where it stands, whom to tell. */
typedef struct kn_spot {
    const kn_field *field;
    kn_place at;
    kn_error *err;
} kn_spot;

kn_place kn_place_of(const char *format, ...)
{
    kn_place at = {0};
    va_list args;

    va_start(args, format);
    vsnprintf(at.field, sizeof at.field, format, args);
    va_end(args);
    return at;
}

const char *kn_json_shown(char out[KN_SHOWN_SIZE], const json_t *value)
{
    enum { KEPT = KN_SHOWN_SIZE - 4 }; /* room for the dots and the NUL */
    size_t size = json_dumpb(value, out, KEPT, JSON_COMPACT | JSON_ENCODE_ANY);

    if (size <= KEPT) {
        out[size] = '\0';
    } else {
        size = kn_utf8_check(out, KEPT);
        memcpy(out + size, "...", 4);
    }
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

/* "pain is 11, which is not <what>", with the hint. */
static kn_code refuse(const kn_spot *spot, const json_t *value, const char *what, const char *hint)
{
    char shown[KN_SHOWN_SIZE];

    kn_fail(spot->err, KN_DATA, &spot->at, "%s is %s, which is not %s", spot->at.field,
            kn_json_shown(shown, value), what);
    return kn_hint(spot->err, "%s", hint);
}

static kn_code no_memory(const kn_spot *spot)
{
    return kn_fail(spot->err, KN_NOMEM, &spot->at, "out of memory");
}

/* Gives away a new reference, or says that there was no memory for it. */
static kn_code keep(const kn_spot *spot, json_t *made, json_t **kept)
{
    *kept = made;
    return made ? KN_OK : no_memory(spot);
}

/* A spot inside this one: "[%zu]" or ".pain" behind its name. The field is what is expected. */
static kn_spot inside(const kn_spot *spot, const kn_field *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static kn_spot inside(const kn_spot *spot, const kn_field *field, const char *format, ...)
{
    kn_spot in = {.field = field, .at = spot->at, .err = spot->err};
    size_t used = strlen(in.at.field);
    va_list args;

    va_start(args, format);
    vsnprintf(in.at.field + used, sizeof in.at.field - used, format, args);
    va_end(args);
    return in;
}

/* ---- Single values ----------------------------------------------------------------------------*/

static kn_code check_bool(const kn_spot *spot, const json_t *value, json_t **kept)
{
    if (!json_is_boolean(value))
        return refuse(spot, value, "true or false", "Give true or false, or leave it out.");
    return keep(spot, json_boolean(json_is_true(value)), kept);
}

/* The canonical form of a number: an integer if it is whole, else what 15 digits say of it. */
static json_t *number_kept(double x)
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
        return keep(spot, number_kept(x), kept);
    if (field->choices)
        snprintf(what, sizeof what, "one of %s", field->choices);
    else
        snprintf(what, sizeof what, "a %snumber from %.0f to %.0f", whole ? "whole " : "",
                 field->least, field->most);
    snprintf(hint, sizeof hint, "Give %s, or leave it out if it was not recorded.", what);
    return refuse(spot, value, what, hint);
}

static kn_code check_choice(const kn_spot *spot, const json_t *value, json_t **kept)
{
    char what[224], hint[256];

    if (json_is_string(value) && kn_choice_has(spot->field->choices, json_string_value(value)))
        return keep(spot, json_string(json_string_value(value)), kept);
    snprintf(what, sizeof what, "one of %s", spot->field->choices);
    snprintf(hint, sizeof hint, "Give one of these words, or leave it out.");
    return refuse(spot, value, what, hint);
}

static bool is_key(const char *of, const char *text)
{
    size_t length = strlen(text);

    if (strcmp(of, "flag") == 0)
        return text[0] == 'R' && length >= 2 && length <= 4 &&
               strspn(text + 1, "0123456789") == length - 1;
    return length >= 1 && length < KN_ID_SIZE &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == length;
}

static kn_code check_key(const kn_spot *spot, const json_t *value, json_t **kept)
{
    char what[64];

    if (json_is_string(value) && is_key(spot->field->choices, json_string_value(value)))
        return keep(spot, json_string(json_string_value(value)), kept);
    snprintf(what, sizeof what, "the key of a %s", spot->field->choices);
    return refuse(
        spot, value, what,
        strcmp(spot->field->choices, "flag") == 0
            ? "Keys of flags are R and a number, such as R6."
            : "Take a key from the catalogue: lower-case letters, digits, - and _, or the "
              "id of an own one.");
}

static kn_code check_id(const kn_spot *spot, const json_t *value, json_t **kept)
{
    if (json_is_string(value) && kn_id_is_valid(json_string_value(value)))
        return keep(spot, json_string(json_string_value(value)), kept);
    return refuse(spot, value, "an id",
                  "An id is a UUID in lower case, such as 123e4567-e89b-42d3-a456-426614174000.");
}

static kn_code check_day(const kn_spot *spot, const json_t *value, json_t **kept)
{
    const char *text = json_is_string(value) ? json_string_value(value) : "";
    int32_t day;
    bool has_time;

    if (kn_date_parse(text, strlen(text), &day, &has_time) == KN_DATE_OK && !has_time)
        return keep(spot, json_string(text), kept);
    return refuse(spot, value, "a day", "Write days as 2026-03-14.");
}

/* ---- Lists and objects ------------------------------------------------------------------------*/

typedef kn_code (*kn_check)(const kn_spot *spot, const json_t *value, json_t **kept);

static kn_code check_value(const kn_spot *spot, const json_t *value, json_t **kept);

/* An element equal to one before it: texts by their characters, places by their site. */
static bool is_repeated(const json_t *list, const json_t *element)
{
    const char *site = json_string_value(json_object_get(element, "site"));

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *other = json_array_get(list, i);

        if (site ? strcmp(site, json_string_value(json_object_get(other, "site"))) == 0
                 : json_is_string(element) && json_equal(other, element))
            return true;
    }
    return false;
}

static kn_code refuse_repeated(const kn_spot *spot, const json_t *element)
{
    char shown[KN_SHOWN_SIZE];

    kn_fail(spot->err, KN_DATA, &spot->at, "%s is %s, which was there before", spot->at.field,
            kn_json_shown(shown, element));
    return kn_hint(spot->err, "Give each one once.");
}

/* A list, each element by `check`; one that is empty is absent. */
static kn_code check_list(const kn_spot *spot, const json_t *value, kn_check check, json_t **kept)
{
    size_t count = json_array_size(value);
    json_t *list = NULL;
    kn_code code = KN_OK;

    if (!json_is_array(value))
        return refuse(spot, value, "a list", "Give a list, in brackets, or leave it out.");
    if (spot->field->most > 0 && (double)count > spot->field->most) {
        kn_fail(spot->err, KN_DATA, &spot->at, "%s has %zu elements, and at most %.0f are kept",
                spot->at.field, count, spot->field->most);
        return kn_hint(spot->err, "Leave some out, or write them into the note.");
    }
    if (count == 0)
        return KN_OK;
    list = json_array();
    if (!list)
        return no_memory(spot);
    for (size_t i = 0; i < count && !code; i++) {
        kn_spot in = inside(spot, spot->field, "[%zu]", i);
        json_t *made = NULL;

        code = check(&in, json_array_get(value, i), &made);
        if (!code && made && is_repeated(list, made))
            code = refuse_repeated(&in, made);
        if (code || !made)
            json_decref(made);
        else if (json_array_append_new(list, made) != 0)
            code = no_memory(&in);
    }
    if (code)
        json_decref(list);
    else
        *kept = list;
    return code;
}

/* An object with exactly these members, for the elements of lists. */
static kn_code check_members(const kn_spot *spot, const json_t *value, const kn_field *members,
                             size_t count, json_t **kept)
{
    json_t *object, *member;
    const char *name;
    kn_code code = KN_OK;

    if (!json_is_object(value))
        return refuse(spot, value, "an object", "Give an object, in braces.");
    json_object_foreach(kn_json_iterable(value), name, member)
    {
        bool known = false;

        for (size_t i = 0; i < count; i++)
            known = known || strcmp(members[i].name, name) == 0;
        if (!known) {
            kn_spot in = inside(spot, NULL, ".%s", name);

            kn_fail(in.err, KN_DATA, &in.at, "%s is not known", in.at.field);
            return kn_hint(in.err, "Known here: %s, %s%s%s.", members[0].name, members[1].name,
                           count > 2 ? ", " : "", count > 2 ? members[2].name : "");
        }
    }
    object = json_object();
    if (!object)
        return no_memory(spot);
    for (size_t i = 0; i < count && !code; i++) {
        kn_spot in = inside(spot, &members[i], ".%s", members[i].name);
        json_t *made = NULL;

        member = json_object_get(value, members[i].name);
        if (member && !json_is_null(member)) {
            code = check_value(&in, member, &made);
        } else if (members[i].required) {
            kn_fail(in.err, KN_DATA, &in.at, "%s is missing", in.at.field);
            code = kn_hint(in.err, "Each element of the list needs one.");
        }
        if (!code && made && json_object_set_new(object, members[i].name, made) != 0)
            code = no_memory(&in);
    }
    if (code)
        json_decref(object);
    else
        *kept = object;
    return code;
}

static kn_code check_place(const kn_spot *spot, const json_t *value, json_t **kept)
{
    static const kn_field members[] = {
        {.name = "site", .type = KN_FIELD_KEY, .choices = "region", .required = true},
        {.name = "pain", .type = KN_FIELD_WHOLE, .most = 10},
    };
    kn_code code = check_members(spot, value, members, 2, kept);

    if (!code && kn_site_find(json_string_value(json_object_get(*kept, "site"))) < 0) {
        kn_spot in = inside(spot, NULL, ".site");

        code = refuse(&in, json_object_get(*kept, "site"), "a region of the body map",
                      "The catalogue lists the regions; an example is left-calf.");
        json_decref(*kept);
        *kept = NULL;
    }
    return code;
}

static kn_code check_done(const kn_spot *spot, const json_t *value, json_t **kept)
{
    static const kn_field members[] = {
        {.name = "treatment", .type = KN_FIELD_KEY, .choices = "treatment", .required = true},
        {.name = "helped", .type = KN_FIELD_CHOICE, .choices = "none|little|much|worse"},
        {.name = "after_minutes", .type = KN_FIELD_NUMBER, .most = KN_AFTER_MINUTES_MAX},
    };

    return check_members(spot, value, members, 3, kept);
}

/* A measure's value: a number or "none". */
static kn_code check_amount(const kn_spot *spot, const json_t *value, json_t **kept)
{
    double x = json_number_value(value);

    if (json_is_string(value) && strcmp(json_string_value(value), "none") == 0)
        return keep(spot, json_string("none"), kept);
    if (json_is_number(value) && fabs(x) <= VALUE_MOST)
        return keep(spot, number_kept(x), kept);
    return refuse(spot, value, "a number up to a thousand million or \"none\"",
                  "Leave a measure out that was not recorded.");
}

static kn_code check_values(const kn_spot *spot, const json_t *value, json_t **kept)
{
    json_t *object, *amount;
    const char *key;
    kn_code code = KN_OK;

    if (!json_is_object(value))
        return refuse(spot, value, "an object", "Give an object such as {\"pain\": 4}.");
    if ((double)json_object_size(value) > spot->field->most)
        return kn_fail(spot->err, KN_DATA, &spot->at,
                       "%s has %zu measures, and at most %.0f are kept", spot->at.field,
                       json_object_size(value), spot->field->most);
    object = json_object();
    if (!object)
        return no_memory(spot);
    json_object_foreach(kn_json_iterable(value), key, amount)
    {
        kn_spot in = inside(spot, NULL, ".%s", key);
        json_t *made = NULL;

        if (!is_key("measure", key)) {
            kn_fail(in.err, KN_DATA, &in.at, "%s is not the key of a measure", in.at.field);
            code = kn_hint(in.err, "Take keys from the catalogue.");
        } else if (!json_is_null(amount)) {
            code = check_amount(&in, amount, &made);
        }
        if (!code && made && json_object_set_new(object, key, made) != 0)
            code = no_memory(&in);
        if (code)
            break;
    }
    if (code || json_object_size(object) == 0)
        json_decref(object);
    else
        *kept = object;
    return code;
}

/* Whole numbers under any names; which items and ranges there are is checked with the survey. */
static kn_code check_answers(const kn_spot *spot, const json_t *value, json_t **kept)
{
    json_t *object, *answer;
    const char *item;
    kn_code code = KN_OK;

    if (!json_is_object(value))
        return refuse(spot, value, "an object", "Give an object such as {\"sss.fatigue\": 2}.");
    object = json_object();
    if (!object)
        return no_memory(spot);
    json_object_foreach(kn_json_iterable(value), item,
                        answer) if (!json_is_null(answer) &&
                                    json_object_set(object, item, answer) != 0)
    {
        code = no_memory(spot);
        break;
    }
    if (code || json_object_size(object) == 0)
        json_decref(object);
    else
        *kept = object;
    return code;
}

/* ---- One door ---------------------------------------------------------------------------------*/

static kn_code check_value(const kn_spot *spot, const json_t *value, json_t **kept)
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
        return check_choice(spot, value, kept);
    case KN_FIELD_CHOICES:
        return check_list(spot, value, check_choice, kept);
    case KN_FIELD_KEY:
        return check_key(spot, value, kept);
    case KN_FIELD_KEYS:
        return check_list(spot, value, check_key, kept);
    case KN_FIELD_ID:
        return check_id(spot, value, kept);
    case KN_FIELD_PLACES:
        return check_list(spot, value, check_place, kept);
    case KN_FIELD_DONE:
        return check_list(spot, value, check_done, kept);
    case KN_FIELD_VALUES:
        return check_values(spot, value, kept);
    case KN_FIELD_ANSWERS:
        return check_answers(spot, value, kept);
    case KN_FIELD_DAY:
        return check_day(spot, value, kept);
    }
    return KN_OK;
}

kn_code kn_entry_member(const kn_field *field, const json_t *value, json_t **kept, kn_error *err)
{
    kn_spot spot = {.field = field, .at = kn_place_of("%s", field->name), .err = err};

    *kept = NULL;
    if (json_is_null(value))
        return KN_OK;
    return check_value(&spot, value, kept);
}
