/* Lists and objects inside a body: places, what was done, values, answers. */
#include <math.h>
#include <string.h>

#include "diary/catalogue.h"
#include "diary/entry_value.h"
#include "diary/site.h"

static const double VALUE_MOST = 1e9; /* of a measure; larger ones are slips of the finger */

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
kn_code kn_value_list(const kn_spot *spot, const json_t *value, kn_value_checker check,
                      json_t **kept)
{
    size_t count = json_array_size(value);
    json_t *list = NULL;
    kn_code code = KN_OK;

    if (!json_is_array(value))
        return kn_spot_refuse(spot, value, "a list", "Give a list, in brackets, or leave it out.");
    if (spot->field->most > 0 && (double)count > spot->field->most) {
        kn_fail(spot->err, KN_DATA, &spot->at, "%s has %zu elements, and at most %.0f are kept",
                spot->at.field, count, spot->field->most);
        return kn_hint(spot->err, "Leave some out, or write them into the note.");
    }
    if (count == 0)
        return KN_OK;
    list = json_array();
    if (!list)
        return kn_spot_no_memory(spot);
    for (size_t i = 0; i < count && !code; i++) {
        kn_spot in = kn_spot_inside(spot, spot->field, "[%zu]", i);
        json_t *made = NULL;

        code = check(&in, json_array_get(value, i), &made);
        if (!code && made && is_repeated(list, made))
            code = refuse_repeated(&in, made);
        if (code || !made)
            json_decref(made);
        else if (json_array_append_new(list, made) != 0)
            code = kn_spot_no_memory(&in);
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
        return kn_spot_refuse(spot, value, "an object", "Give an object, in braces.");
    json_object_foreach(kn_json_iterable(value), name, member)
    {
        bool known = false;

        for (size_t i = 0; i < count; i++)
            known = known || strcmp(members[i].name, name) == 0;
        if (!known) {
            kn_spot in = kn_spot_inside(spot, NULL, ".%s", name);

            kn_fail(in.err, KN_DATA, &in.at, "%s is not known", in.at.field);
            return kn_hint(in.err, "Known here: %s, %s%s%s.", members[0].name, members[1].name,
                           count > 2 ? ", " : "", count > 2 ? members[2].name : "");
        }
    }
    object = json_object();
    if (!object)
        return kn_spot_no_memory(spot);
    for (size_t i = 0; i < count && !code; i++) {
        kn_spot in = kn_spot_inside(spot, &members[i], ".%s", members[i].name);
        json_t *made = NULL;

        member = json_object_get(value, members[i].name);
        if (member && !json_is_null(member)) {
            code = kn_value_check(&in, member, &made);
        } else if (members[i].required) {
            kn_fail(in.err, KN_DATA, &in.at, "%s is missing", in.at.field);
            code = kn_hint(in.err, "Each element of the list needs one.");
        }
        if (!code && made && json_object_set_new(object, members[i].name, made) != 0)
            code = kn_spot_no_memory(&in);
    }
    if (code)
        json_decref(object);
    else
        *kept = object;
    return code;
}

kn_code kn_value_place(const kn_spot *spot, const json_t *value, json_t **kept)
{
    static const kn_field members[] = {
        {.name = "site", .type = KN_FIELD_KEY, .choices = "region", .required = true},
        {.name = "pain", .type = KN_FIELD_WHOLE, .most = 10},
    };
    kn_code code = check_members(spot, value, members, 2, kept);

    if (!code && kn_site_find(json_string_value(json_object_get(*kept, "site"))) < 0) {
        kn_spot in = kn_spot_inside(spot, NULL, ".site");

        code = kn_spot_refuse(&in, json_object_get(*kept, "site"), "a region of the body map",
                              "The catalogue lists the regions; an example is left-calf.");
        json_decref(*kept);
        *kept = NULL;
    }
    return code;
}

kn_code kn_value_done(const kn_spot *spot, const json_t *value, json_t **kept)
{
    static const kn_field members[] = {
        {.name = "treatment", .type = KN_FIELD_KEY, .choices = "treatment", .required = true},
        {.name = "helped", .type = KN_FIELD_CHOICE, .choices = "none|little|much|worse"},
        {.name = "after_minutes", .type = KN_FIELD_NUMBER, .most = KN_AFTER_MINUTES_MAX},
    };

    return check_members(spot, value, members, 3, kept);
}

/* What a built-in measure cannot be: a slip of the finger would change counts and charts. The
 * scales of own ones are not known here. NULL if it can. */
static const char *wrong_amount(const char *key, double x)
{
    for (size_t i = 0; i < kn_measure_count; i++) {
        const kn_item *item = &kn_measures[i];

        if (strcmp(item->key, key) != 0)
            continue;
        if (item->scale == KN_SCALE_COUNT && (x < 0 || x != floor(x)))
            return "a whole number from 0 on, or \"none\"";
        if (item->scale == KN_SCALE_0_10 && (x < 0 || x > 10))
            return "a number from 0 to 10, or \"none\"";
    }
    return NULL;
}

/* A measure's value: a number or "none". */
static kn_code check_amount(const kn_spot *spot, const char *key, const json_t *value,
                            json_t **kept)
{
    static const char hint[] = "Leave a measure out that was not recorded.";
    double x = json_number_value(value);
    const char *wrong = wrong_amount(key, x);

    if (json_is_string(value) && strcmp(json_string_value(value), "none") == 0)
        return kn_spot_keep(spot, json_string("none"), kept);
    if (json_is_number(value) && wrong)
        return kn_spot_refuse(spot, value, wrong, hint);
    if (json_is_number(value) && fabs(x) <= VALUE_MOST)
        return kn_spot_keep(spot, kn_number_kept(x), kept);
    return kn_spot_refuse(spot, value, "a number up to a thousand million or \"none\"", hint);
}

kn_code kn_value_values(const kn_spot *spot, const json_t *value, json_t **kept)
{
    json_t *object, *amount;
    const char *key;
    kn_code code = KN_OK;

    if (!json_is_object(value))
        return kn_spot_refuse(spot, value, "an object", "Give an object such as {\"pain\": 4}.");
    if ((double)json_object_size(value) > spot->field->most)
        return kn_fail(spot->err, KN_DATA, &spot->at,
                       "%s has %zu measures, and at most %.0f are kept", spot->at.field,
                       json_object_size(value), spot->field->most);
    object = json_object();
    if (!object)
        return kn_spot_no_memory(spot);
    json_object_foreach(kn_json_iterable(value), key, amount)
    {
        kn_spot in = kn_spot_inside(spot, NULL, ".%s", key);
        json_t *made = NULL;

        if (!kn_is_key("measure", key)) {
            kn_fail(in.err, KN_DATA, &in.at, "%s is not the key of a measure", in.at.field);
            code = kn_hint(in.err, "Take keys from the catalogue.");
        } else if (!json_is_null(amount)) {
            code = check_amount(&in, key, amount, &made);
        }
        if (!code && made && json_object_set_new(object, key, made) != 0)
            code = kn_spot_no_memory(&in);
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
kn_code kn_value_answers(const kn_spot *spot, const json_t *value, json_t **kept)
{
    json_t *object, *answer;
    const char *item;
    kn_code code = KN_OK;

    if (!json_is_object(value))
        return kn_spot_refuse(spot, value, "an object",
                              "Give an object such as {\"sss.fatigue\": 2}.");
    object = json_object();
    if (!object)
        return kn_spot_no_memory(spot);
    json_object_foreach(kn_json_iterable(value), item,
                        answer) if (!json_is_null(answer) &&
                                    json_object_set(object, item, answer) != 0)
    {
        code = kn_spot_no_memory(spot);
        break;
    }
    if (code || json_object_size(object) == 0)
        json_decref(object);
    else
        *kept = object;
    return code;
}
