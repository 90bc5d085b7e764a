/* A design as JSON, by the table. */
#include <math.h>

#include "trial/design_parts.h"

json_t *kn_number_json(double value)
{
    const double largest = 1e15; /* up to here a double keeps every whole number */

    return value == floor(value) && fabs(value) <= largest ? json_integer((json_int_t)value)
                                                           : json_real(value);
}

json_t *kn_member_json(const kn_design_field *field, const void *base)
{
    const void *at = (const char *)base + field->offset;
    char word[32] = "";

    switch (field->type) {
    case KN_MEMBER_TEXT:
    case KN_MEMBER_KEY:
        return json_string(at);
    case KN_MEMBER_CHOICE:
        for (int i = 0; kn_choice_word(field->choices, i, word); i++)
            if (kn_choice_value(field, i) == *(const int *)at)
                break;
        return json_string(word);
    case KN_MEMBER_WHOLE:
        return json_integer(*(const int *)at);
    case KN_MEMBER_NUMBER: /* 0: not stated */
        return *(const double *)at != 0 ? kn_number_json(*(const double *)at) : json_null();
    case KN_MEMBER_BOOL:
        return json_boolean(*(const bool *)at);
    case KN_MEMBER_LIST:
        break;
    }
    return NULL;
}

/* True if all went well. */
static bool add_members(json_t *object, bool of_arm, const void *base)
{
    const size_t prefix = of_arm ? sizeof KN_ARM_PREFIX - 1 : 0;

    for (size_t i = 0; i < kn_design_field_count; i++) {
        const kn_design_field *field = &kn_design_fields[i];

        if (kn_design_is_arm_row(field) == of_arm && field->type != KN_MEMBER_LIST &&
            json_object_set_new(object, field->name + prefix, kn_member_json(field, base)) != 0)
            return false;
    }
    return true;
}

json_t *kn_trial_design_json(const kn_trial_design *design)
{
    json_t *json = json_object(), *arms = json_array();
    bool ok = json && arms;

    for (int i = 0; i < design->arms && ok; i++) {
        json_t *arm = json_object();

        ok = json_array_append_new(arms, arm) == 0 && add_members(arm, true, &design->arm[i]);
    }
    ok = ok && add_members(json, false, design);
    ok = ok && json_object_set(json, "arms", arms) == 0;
    json_decref(arms);
    if (!ok) {
        json_decref(json);
        return NULL;
    }
    return json;
}
