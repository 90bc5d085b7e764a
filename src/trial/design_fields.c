/* The members of a design: one table. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "trial/design_parts.h"

#define OF(member)     offsetof(kn_trial_design, member), sizeof((kn_trial_design *)0)->member
#define OF_ARM(member) offsetof(kn_trial_arm, member), sizeof((kn_trial_arm *)0)->member

enum { WHY_MAX = 500, HOW_MAX = 200 }; /* characters */

const kn_design_field kn_design_fields[] = {
    [KN_ROW_TITLE] = {"title", KN_MEMBER_TEXT, false, 1, KN_NAME_MAX, NULL,
                      "what the trial is called; default: the name of the arm that is tried",
                      OF(title)},
    [KN_ROW_WHY] = {"why", KN_MEMBER_TEXT, false, 0, WHY_MAX, NULL, "the person's reason", OF(why)},
    [KN_ROW_ARMS] = {"arms", KN_MEMBER_LIST, true, 2, KN_TRIAL_ARMS_MAX, NULL,
                     "what is compared; the first is the reference", OF(arm)},
    [KN_ROW_ARM_KEY] = {"arms[].key", KN_MEMBER_KEY, true, 0, 0, NULL,
                        "of a treatment, or `usual`, or `placebo`; each arm another", OF_ARM(key)},
    [KN_ROW_ARM_NAME] = {"arms[].name", KN_MEMBER_TEXT, false, 1, KN_NAME_MAX, NULL,
                         "default: the catalogue's; a treatment's is always the catalogue's",
                         OF_ARM(name)},
    [KN_ROW_ARM_HOW] = {"arms[].how", KN_MEMBER_TEXT, false, 0, HOW_MAX, NULL,
                        "dose and time of day, in the person's words", OF_ARM(how)},
    [KN_ROW_OUTCOME] = {"outcome", KN_MEMBER_KEY, true, 0, 0, NULL,
                        "of a measure, or `spasm-days`: any spasm that day", OF(outcome)},
    [KN_ROW_OUTCOME_NAME] = {"outcome_name", KN_MEMBER_TEXT, false, 1, KN_NAME_MAX, NULL,
                             "the catalogue's", OF(outcome_name)},
    [KN_ROW_OUTCOME_UNIT] = {"outcome_unit", KN_MEMBER_TEXT, false, 0, KN_NAME_MAX, NULL,
                             "the catalogue's", OF(outcome_unit)},
    [KN_ROW_SCALE] = {"scale", KN_MEMBER_CHOICE, false, KN_SCALE_0_10, KN_SCALE_NUMBER,
                      "0-10|count|yes-no|number", "the catalogue's", OF(scale)},
    [KN_ROW_FAMILY] = {"family", KN_MEMBER_CHOICE, false, KN_GAUSSIAN, KN_BERNOULLI,
                       "gaussian|poisson|bernoulli", "follows from the scale", OF(family)},
    [KN_ROW_BETTER] = {"better", KN_MEMBER_CHOICE, false, -1, 1, "lower|higher",
                       "default: the measure's; must be said where the measure has none",
                       OF(better)},
    [KN_ROW_IMPORTANT] = {"important", KN_MEMBER_NUMBER, false, 1e-4, 1e6, NULL,
                          "the smallest difference that matters: points (0 to 10: at most 10), or "
                          "the absolute log ratio (at most 5); no default, needed before sealing",
                          OF(important)},
    [KN_ROW_ORDER] = {"order", KN_MEMBER_CHOICE, false, KN_ORDER_CYCLES, KN_ORDER_DAYS,
                      "cycles|days", "periods in cycles, or every day dealt (two arms)", OF(order)},
    [KN_ROW_BLOCK_DAYS] = {"block_days", KN_MEMBER_WHOLE, false, 1, KN_TRIAL_BLOCK_MAX, NULL,
                           "days of a period; 1 for `days`", OF(block_days)},
    [KN_ROW_CYCLES] = {"cycles", KN_MEMBER_WHOLE, false, KN_TRIAL_CYCLES, KN_TRIAL_UNITS_MAX / 2,
                       NULL, "every arm once in each; pairs of days for `days`", OF(cycles)},
    [KN_ROW_RUN_LIMIT] = {"run_limit", KN_MEMBER_WHOLE, false, 1, KN_RUN_LIMIT_MAX, NULL,
                          "`days`: the most days in a row under one arm", OF(run_limit)},
    [KN_ROW_RUN_IN_DAYS] = {"run_in_days", KN_MEMBER_WHOLE, false, 0, KN_RUN_IN_MAX, NULL,
                            "days before the first period, recorded and not analysed",
                            OF(run_in_days)},
    [KN_ROW_WASHOUT_DAYS] = {"washout_days", KN_MEMBER_WHOLE, false, 0, KN_TRIAL_BLOCK_MAX - 1,
                             NULL,
                             "days after each change that are not analysed; fewer than a "
                             "period has",
                             OF(washout_days)},
    [KN_ROW_BLINDED] = {"blinded", KN_MEMBER_BOOL, false, 0, 1, NULL,
                        "the order is sealed until the end; default: no", OF(blinded)},
    [KN_ROW_LOOKS] = {"looks", KN_MEMBER_WHOLE, false, 0, KN_LOOKS_MAX, NULL,
                      "planned looks at the result; default: none", OF(looks)},
    [KN_ROW_THRESHOLD] = {"threshold", KN_MEMBER_NUMBER, false, 0.9, 0.99999, NULL,
                          "the probability that counts as clear, where simulation has set one for "
                          "this plan of looks; never below the rule's own, the default",
                          OF(threshold)},
};
const size_t kn_design_field_count = KN_ROW_COUNT;

bool kn_design_is_arm_row(const kn_design_field *field)
{
    return strncmp(field->name, KN_ARM_PREFIX, strlen(KN_ARM_PREFIX)) == 0;
}

/* ---- Choices ----------------------------------------------------------------------------------*/

bool kn_choice_word(const char *choices, int index, char word[32])
{
    for (; index > 0; index--) {
        choices = strchr(choices, '|');
        if (!choices)
            return false;
        choices++;
    }
    snprintf(word, 32, "%.*s", (int)strcspn(choices, "|"), choices);
    return true;
}

int kn_choice_count(const char *choices)
{
    int count = 1;

    for (; *choices; choices++)
        count += *choices == '|';
    return count;
}

int kn_choice_value(const kn_design_field *field, int index)
{
    int least = (int)field->least, most = (int)field->most;

    return least + index * (most - least) / (kn_choice_count(field->choices) - 1);
}

/* ---- Saying no --------------------------------------------------------------------------------*/

const char *kn_value_shown(char out[KN_VALUE_SHOWN], const json_t *value)
{
    enum { SHOWN = 60 };
    kn_text text;
    size_t cut;

    kn_text_init(&text, 1 << 16);
    kn_json_add(&text, value);
    cut = kn_utf8_cut(kn_text_string(&text), text.size, SHOWN);
    snprintf(out, KN_VALUE_SHOWN, "%.*s%s", (int)cut, kn_text_string(&text),
             cut < text.size || text.failed ? " ..." : "");
    kn_text_release(&text);
    return out;
}

kn_place kn_design_place(const char *format, ...)
{
    kn_place place = {0};
    va_list args;

    va_start(args, format);
    vsnprintf(place.field, sizeof place.field, format, args);
    va_end(args);
    place.field[kn_utf8_check(place.field, strlen(place.field))] = '\0'; /* cut inside a letter */
    return place;
}

kn_code kn_members_known(const json_t *object, const char *where, const char *const names[],
                         size_t count, kn_error *err)
{
    const char *name;
    json_t *value;

    json_object_foreach(kn_json_iterable(object), name, value)
    {
        kn_place at = kn_design_place("%s%s", where, name);
        const char *nearest;
        bool known = false;

        for (size_t i = 0; i < count && !known; i++)
            known = strcmp(names[i], name) == 0;
        if (known)
            continue;
        kn_fail(err, KN_DATA, &at, "there is no member \"%.64s\"", name);
        nearest = kn_nearest(name, names, count);
        return nearest ? kn_hint(err, "Did you mean \"%s\"?", nearest)
                       : kn_hint(err, "Leave it out; the documents of docs/ list the members.");
    }
    return KN_OK;
}

/* ---- As Markdown ------------------------------------------------------------------------------*/

static void print_type(kn_text *out, const kn_design_field *field)
{
    const double least = field->least, most = field->most;

    switch (field->type) {
    case KN_MEMBER_TEXT:
        kn_text_addf(out, "text of up to %g characters", most);
        break;
    case KN_MEMBER_KEY:
        kn_text_add(out, "key");
        break;
    case KN_MEMBER_CHOICE:
        for (const char *c = field->choices; *c; c++)
            kn_text_addf(out, *c == '|' ? ", " : "%c", *c);
        break;
    case KN_MEMBER_WHOLE:
        kn_text_addf(out, "whole number, %.9g to %.9g", least, most);
        break;
    case KN_MEMBER_NUMBER:
        kn_text_addf(out, "number, %.9g to %.9g", least, most);
        break;
    case KN_MEMBER_BOOL:
        kn_text_add(out, "true or false");
        break;
    case KN_MEMBER_LIST:
        kn_text_addf(out, "list of %g to %g", least, most);
        break;
    }
}

void kn_design_fields_print_markdown(kn_text *out)
{
    kn_text_add(out, "| member | value | needed | what it is |\n|---|---|---|---|\n");
    for (size_t i = 0; i < kn_design_field_count; i++) {
        const kn_design_field *field = &kn_design_fields[i];

        kn_text_addf(out, "| `%s` | ", field->name);
        print_type(out, field);
        kn_text_addf(out, " | %s | %s |\n", field->required ? "yes" : "", field->help);
    }
}
