/* A design from JSON: every member by its row of the table, then what the catalogue says, then the
 * defaults, then the rules between members. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "trial/design_parts.h"

/* ---- One value --------------------------------------------------------------------------------*/

kn_code kn_member_refuse(const kn_place *at, const json_t *value, const char *wanted, kn_error *err)
{
    char shown[KN_VALUE_SHOWN];

    kn_fail(err, KN_DATA, at, "%s: %s is not accepted", at->field, kn_value_shown(shown, value));
    return kn_hint(err, "It must be %s.", wanted);
}

kn_code kn_member_refuse_range(const kn_design_field *field, const kn_place *at,
                               const json_t *value, const char *what, kn_error *err)
{
    char wanted[160];

    snprintf(wanted, sizeof wanted, "%s from %.9g to %.9g", what, field->least, field->most);
    return kn_member_refuse(at, value, wanted, err);
}

static kn_code read_text(const kn_design_field *field, const json_t *value, const kn_place *at,
                         void *to, kn_error *err)
{
    enum { LINE = 100 }; /* a longer text may have several lines */
    const char *text = json_string_value(value);
    size_t count, bytes;
    bool is_blank = true;

    if (!text)
        return kn_member_refuse(at, value, "a text", err);
    bytes = strlen(text);
    count = kn_utf8_count(text, bytes);
    for (const char *c = text; *c; c++) {
        if (((unsigned char)*c < 0x20 && !(*c == '\n' && field->most > LINE)) || *c == 0x7f)
            return kn_member_refuse(at, value, "a text without control characters", err);
        is_blank = is_blank && (*c == ' ' || *c == '\n');
    }
    if ((double)count > field->most || (is_blank && field->least > 0) || bytes >= field->size) {
        char wanted[80];

        snprintf(wanted, sizeof wanted, "a text of %.0f to %.0f characters", field->least,
                 field->most);
        return kn_member_refuse(at, value, wanted, err);
    }
    memcpy(to, text, bytes + 1);
    return KN_OK;
}

static kn_code read_key(const kn_design_field *field, const json_t *value, const kn_place *at,
                        void *to, kn_error *err)
{
    const char *text = json_string_value(value);
    size_t count = text ? strlen(text) : 0;

    if (count == 0 || count >= field->size ||
        strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_-") != count)
        return kn_member_refuse(at, value, "a key: small letters, digits, - and _", err);
    memcpy(to, text, count + 1);
    return KN_OK;
}

static kn_code read_choice(const kn_design_field *field, const json_t *value, const kn_place *at,
                           void *to, kn_error *err)
{
    const char *text = json_string_value(value);
    char word[32], wanted[160];

    for (int i = 0; text && kn_choice_word(field->choices, i, word); i++)
        if (strcmp(word, text) == 0) {
            int number = kn_choice_value(field, i);

            memcpy(to, &number, sizeof number); /* an int, or an enum of its size */
            return KN_OK;
        }
    snprintf(wanted, sizeof wanted, "one of %s", field->choices);
    return kn_member_refuse(at, value, wanted, err);
}

kn_code kn_member_read(const kn_design_field *field, const json_t *value, const kn_place *at,
                       void *base, kn_error *err)
{
    void *to = (char *)base + field->offset;

    switch (field->type) {
    case KN_MEMBER_TEXT:
        return read_text(field, value, at, to, err);
    case KN_MEMBER_KEY:
        return read_key(field, value, at, to, err);
    case KN_MEMBER_CHOICE:
        return read_choice(field, value, at, to, err);
    case KN_MEMBER_WHOLE:
        if (!json_is_integer(value) || (double)json_integer_value(value) < field->least ||
            (double)json_integer_value(value) > field->most)
            return kn_member_refuse_range(field, at, value, "a whole number", err);
        *(int *)to = (int)json_integer_value(value);
        return KN_OK;
    case KN_MEMBER_NUMBER:
        if (!json_is_number(value) || !(json_number_value(value) >= field->least) ||
            !(json_number_value(value) <= field->most))
            return kn_member_refuse_range(field, at, value, "a number", err);
        *(double *)to = json_number_value(value);
        return KN_OK;
    case KN_MEMBER_BOOL:
        if (!json_is_boolean(value))
            return kn_member_refuse(at, value, "true or false", err);
        *(bool *)to = json_is_true(value);
        return KN_OK;
    case KN_MEMBER_LIST:
        break;
    }
    return KN_OK;
}

/* ---- Members ----------------------------------------------------------------------------------*/

/* The members of the design, or of one arm (`where` "arms[1]."), into `base`. */
static kn_code read_members(const json_t *object, bool of_arm, const char *where, void *base,
                            bool given[KN_ROW_COUNT], kn_error *err)
{
    const char *names[KN_ROW_COUNT];
    size_t count = 0;
    kn_code code;

    for (size_t i = 0; i < KN_ROW_COUNT; i++)
        if (kn_design_is_arm_row(&kn_design_fields[i]) == of_arm)
            names[count++] = kn_design_fields[i].name + (of_arm ? strlen(KN_ARM_PREFIX) : 0);
    code = kn_members_known(object, where, names, count, err);
    for (size_t i = 0; i < KN_ROW_COUNT && !code; i++) {
        const kn_design_field *field = &kn_design_fields[i];
        const json_t *value;
        const char *name;
        kn_place at;

        if (kn_design_is_arm_row(field) != of_arm)
            continue; /* another row's name may be shorter than the prefix */
        name = field->name + (of_arm ? strlen(KN_ARM_PREFIX) : 0);
        at = kn_design_place("%s%s", where, name);
        value = json_object_get(object, name);
        given[i] = value && !json_is_null(value);
        if (given[i]) {
            code = kn_member_read(field, value, &at, base, err);
        } else if (field->required) {
            kn_fail(err, KN_DATA, &at, "%s is missing", at.field);
            return kn_hint(err, "It is needed: %.180s.", field->help);
        }
    }
    return code;
}

static kn_code read_arms(const json_t *list, kn_trial_design *design, kn_error *err)
{
    const kn_design_field *field = &kn_design_fields[KN_ROW_ARMS];
    kn_place at = kn_design_place("arms");
    kn_code code = KN_OK;

    if (!json_is_array(list) || (double)json_array_size(list) < field->least ||
        (double)json_array_size(list) > field->most)
        return kn_member_refuse_range(field, &at, list, "a list", err);
    design->arms = (int)json_array_size(list);
    for (int i = 0; i < design->arms && !code; i++) {
        const json_t *arm = json_array_get(list, (size_t)i);
        bool given[KN_ROW_COUNT] = {false};
        char where[32];

        snprintf(where, sizeof where, "arms[%d].", i);
        at = kn_design_place("arms[%d]", i);
        if (!json_is_object(arm))
            return kn_member_refuse(&at, arm, "an object such as {\"key\": \"usual\"}", err);
        code = read_members(arm, true, where, &design->arm[i], given, err);
        for (int j = 0; j < i && !code; j++)
            if (strcmp(design->arm[i].key, design->arm[j].key) == 0) {
                at = kn_design_place("arms[%d].key", i);
                kn_fail(err, KN_DATA, &at, "\"%s\" is there twice", design->arm[i].key);
                return kn_hint(err, "Every arm is something else; take another, or leave it out.");
            }
    }
    return code;
}

/* ---- The catalogue ----------------------------------------------------------------------------*/

kn_code kn_item_unknown(const kn_catalogue *catalogue, kn_kind kind, const kn_place *at,
                        const char *key, kn_error *err)
{
    enum { CANDIDATES = 128 };
    const char *names[CANDIDATES], *nearest;
    const char *word = kind == KN_KIND_TREATMENT ? "treatment" : "measure";
    size_t count = 0;

    for (size_t i = 0; i < catalogue->count && count < CANDIDATES; i++)
        if (catalogue->items[i].kind == kind)
            names[count++] = catalogue->items[i].key;
    kn_fail(err, KN_DATA, at, "there is no %s \"%s\"", word, key);
    nearest = kn_nearest(key, names, count);
    return nearest ? kn_hint(err, "Did you mean \"%s\"?", nearest)
                   : kn_hint(err, "Choose one of the list, or add it there as your own first.");
}

static kn_code name_arms(kn_trial_design *design, const kn_catalogue *catalogue, kn_error *err)
{
    for (int i = 0; i < design->arms; i++) {
        kn_trial_arm *arm = &design->arm[i];
        bool is_usual = strcmp(arm->key, KN_ARM_USUAL) == 0;
        const kn_item *item;
        kn_place at = kn_design_place("arms[%d].key", i);

        if (is_usual || strcmp(arm->key, KN_ARM_PLACEBO) == 0) {
            if (!arm->name[0])
                snprintf(arm->name, sizeof arm->name, "%s", is_usual ? "As usual" : "Dummy");
        } else if (catalogue) {
            item = kn_catalogue_find(catalogue, KN_KIND_TREATMENT, arm->key);
            if (!item)
                return kn_item_unknown(catalogue, KN_KIND_TREATMENT, &at, arm->key, err);
            memcpy(arm->name, item->name, sizeof arm->name);
        } else if (!arm->name[0]) {
            at = kn_design_place("arms[%d].name", i);
            kn_fail(err, KN_DATA, &at, "%s is missing", at.field);
            return kn_hint(err, "A design that stands alone names every arm.");
        }
    }
    return KN_OK;
}

kn_family kn_scale_family(kn_scale scale)
{
    return scale == KN_SCALE_COUNT    ? KN_POISSON
           : scale == KN_SCALE_YES_NO ? KN_BERNOULLI
                                      : KN_GAUSSIAN;
}

/* `better` of the outcome: -1, 1, or 0 where it says nothing. */
static kn_code take_better(kn_trial_design *design, int better, bool given, kn_error *err)
{
    kn_place at = kn_design_place("better");

    if (!given && better == 0) {
        kn_fail(err, KN_DATA, &at, "is lower or higher better? The measure \"%.80s\" does not say",
                design->outcome_name);
        return kn_hint(err, "Say \"better\": \"lower\" or \"higher\".");
    }
    if (given && better != 0 && design->better != better) {
        kn_fail(err, KN_DATA, &at, "better: \"%s\", but of \"%.80s\" %s is better",
                design->better < 0 ? "lower" : "higher", design->outcome_name,
                better < 0 ? "lower" : "higher");
        return kn_hint(err, "Leave it out: the measure says it.");
    }
    if (!given)
        design->better = better;
    return KN_OK;
}

static kn_code take_outcome(kn_trial_design *design, const kn_catalogue *catalogue,
                            const bool given[KN_ROW_COUNT], kn_error *err)
{
    kn_place at = kn_design_place("outcome");
    const kn_item *item;

    if (strcmp(design->outcome, KN_OUTCOME_SPASM_DAYS) == 0) {
        snprintf(design->outcome_name, sizeof design->outcome_name, "Days with a spasm");
        design->outcome_unit[0] = '\0';
        design->scale = KN_SCALE_YES_NO;
        design->family = KN_BERNOULLI;
        return take_better(design, -1, given[KN_ROW_BETTER], err);
    }
    item = kn_catalogue_find(catalogue, KN_KIND_MEASURE, design->outcome);
    if (!item)
        return kn_item_unknown(catalogue, KN_KIND_MEASURE, &at, design->outcome, err);
    memcpy(design->outcome_name, item->name, sizeof design->outcome_name);
    memcpy(design->outcome_unit, item->unit, sizeof design->outcome_unit);
    design->scale = item->scale;
    design->family = kn_scale_family(item->scale);
    return take_better(design, item->better, given[KN_ROW_BETTER], err);
}

/* Without a catalogue all of it must be there, and agree. */
static kn_code keep_outcome(const kn_trial_design *design, const bool given[KN_ROW_COUNT],
                            kn_error *err)
{
    static const kn_design_row needed[] = {KN_ROW_OUTCOME_NAME, KN_ROW_SCALE, KN_ROW_FAMILY,
                                           KN_ROW_BETTER};

    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        kn_place at = kn_design_place("%s", kn_design_fields[needed[i]].name);

        if (given[needed[i]])
            continue;
        kn_fail(err, KN_DATA, &at, "%s is missing", at.field);
        return kn_hint(err, "A design that stands alone says all about its outcome.");
    }
    if (design->family != kn_scale_family(design->scale)) {
        kn_place at = kn_design_place("family");

        kn_fail(err, KN_DATA, &at, "family: \"%s\" does not go with this scale",
                kn_family_name(design->family));
        return kn_hint(err, "It must be \"%s\".", kn_family_name(kn_scale_family(design->scale)));
    }
    return KN_OK;
}

kn_code kn_trial_design_read(const json_t *json, const kn_catalogue *catalogue,
                             kn_trial_design *design, kn_error *err)
{
    bool given[KN_ROW_COUNT] = {false};
    kn_code code;

    memset(design, 0, sizeof *design);
    if (!json_is_object(json)) {
        kn_fail(err, KN_DATA, NULL, "the design is not a JSON object");
        return kn_hint(err, "docs/trials.md shows one.");
    }
    code = read_members(json, false, "", design, given, err);
    if (!code)
        code = read_arms(json_object_get(json, "arms"), design, err);
    if (!code)
        code = name_arms(design, catalogue, err);
    if (!code)
        code = catalogue ? take_outcome(design, catalogue, given, err)
                         : keep_outcome(design, given, err);
    if (code)
        return code;
    if (!given[KN_ROW_TITLE]) /* both hold KN_NAME_MAX characters */
        memcpy(design->title, design->arm[1].name, sizeof design->title);
    kn_design_fill(design, given);
    return kn_design_rules(design, err);
}
