/* What holds between the members of one body. */
#include <string.h>

#include "diary/entry_parts.h"
#include "diary/survey.h"

static bool has(const json_t *body, const char *name)
{
    return json_object_get(body, name) != NULL;
}

static kn_code refuse(const char *field, const char *message, const char *hint, kn_error *err)
{
    kn_place at = kn_place_of("%s", field);

    kn_fail(err, KN_DATA, &at, "%s", message);
    return kn_hint(err, "%s", hint);
}

/* How long: a number, or a range that may be open above, or still running. */
static kn_code check_lasted(const json_t *body, kn_error *err)
{
    static const char *const lasted[] = {"lasted_seconds", "lasted_least_seconds",
                                         "lasted_most_seconds"};
    const json_t *least = json_object_get(body, lasted[1]);
    const json_t *most = json_object_get(body, lasted[2]);

    for (size_t i = 0; has(body, "running") && i < sizeof lasted / sizeof *lasted; i++)
        if (has(body, lasted[i])) {
            kn_place at = kn_place_of("%s", lasted[i]);

            kn_fail(err, KN_DATA, &at, "%s is given for an episode with running true", lasted[i]);
            return kn_hint(err, "Leave out running once it is over, or %s until then.", lasted[i]);
        }
    if (has(body, lasted[0]) && (least || most))
        return refuse("lasted_seconds", "lasted_seconds is given, and a range as well",
                      "Give how long it lasted, or from when to when it may have eased.", err);
    if (least && most && json_number_value(least) >= json_number_value(most))
        return refuse(
            "lasted_most_seconds", "lasted_most_seconds is not above lasted_least_seconds",
            "Give the last moment when it still went on, then the first when it did not.", err);
    return KN_OK;
}

static kn_code check_episode(json_t *body, kn_error *err)
{
    const json_t *pain = json_object_get(body, "pain");
    const json_t *painful = json_object_get(body, "painful");
    kn_code code;

    if (json_is_false(json_object_get(body, "running")))
        json_object_del(body, "running");
    code = check_lasted(body, err);
    if (code || !pain || !painful)
        return code;
    if (json_is_true(painful) != (json_integer_value(pain) > 0)) {
        kn_place at = kn_place_of("painful");

        kn_fail(err, KN_DATA, &at, "painful is %s, but pain is %d",
                json_is_true(painful) ? "true" : "false", (int)json_integer_value(pain));
        return kn_hint(err, "Leave out painful: pain says it.");
    }
    json_object_del(body, "painful");
    return KN_OK;
}

static kn_code check_exposure(const json_t *body, kn_error *err)
{
    if (has(body, "present") && has(body, "level"))
        return refuse("level", "level and present are both given", "Leave out one of them.", err);
    if (!has(body, "present") && !has(body, "level"))
        return refuse("present", "present is missing, and so is level",
                      "Say whether it was met (present) or how much of it (level).", err);
    return KN_OK;
}

/* Own measures, treatments and suspects: a new one has a name; one that replaces changes no more
 * than name and archived, since what was recorded under the built-in one keeps its meaning. */
static kn_code check_item(kn_kind kind, const json_t *body, kn_error *err)
{
    static const char *const fixed[] = {"scale",  "unit",  "low",    "high",
                                        "better", "acute", "graded", "before"};

    if (!has(body, "replaces")) {
        if (!has(body, "name"))
            return refuse("name", "name is missing", "Give it a name of up to 80 characters.", err);
        if (kind == KN_KIND_MEASURE && !has(body, "scale"))
            return refuse("scale", "scale is missing",
                          "Give one of 0-10, count, yes-no and number.", err);
        return KN_OK;
    }
    if (!has(body, "name") && !has(body, "archived"))
        return refuse("name", "name is missing, and so is archived",
                      "An entry with replaces renames or archives.", err);
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        if (has(body, fixed[i])) {
            kn_place at = kn_place_of("%s", fixed[i]);

            kn_fail(err, KN_DATA, &at, "%s cannot be changed for the built-in %s", fixed[i],
                    json_string_value(json_object_get(body, "replaces")));
            return kn_hint(err, "Leave it out, or add one of your own without replaces.");
        }
    return KN_OK;
}

static kn_code check_survey(const json_t *body, kn_error *err)
{
    const kn_survey *survey = kn_survey_find(json_string_value(json_object_get(body, "survey")));

    return kn_survey_check(survey, json_object_get(body, "answers"), err);
}

static bool says(const json_t *body, const char *name, const char *word)
{
    const char *said = json_string_value(json_object_get(body, name));

    return said && strcmp(said, word) == 0;
}

static kn_code check_reading(const json_t *body, kn_error *err)
{
    double value = json_number_value(json_object_get(body, "value"));
    kn_place at = kn_place_of("value");

    if (!says(body, "what", "sleep_hours") || (value >= 0 && value <= 24))
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "value is %g, but a night has 0 to 24 hours of sleep", value);
    return kn_hint(err, "Give the hours slept, such as 6.5.");
}

static kn_code check_relief(const json_t *body, kn_error *err)
{
    if (has(body, "settled") == says(body, "state", "settled"))
        return KN_OK;
    return refuse("settled", "settled does not go with this state",
                  "Name a remedy with the state settled, and with no other.", err);
}

static kn_code check_draw(const json_t *body, kn_error *err)
{
    if (!has(body, "chose") || says(body, "response", "chose"))
        return KN_OK;
    return refuse("chose", "chose is given without the response chose",
                  "Leave out chose, or say that the person chose.", err);
}

kn_code kn_entry_rules(const kn_entry *entry, json_t *body, kn_error *err)
{
    switch (entry->kind) {
    case KN_KIND_EPISODE:
        return check_episode(body, err);
    case KN_KIND_CHECKIN:
        if (!has(body, "values") && !has(body, "note"))
            return refuse("values", "values is missing, and so is note",
                          "A check-in needs one value at least, or a note.", err);
        return KN_OK;
    case KN_KIND_EXPOSURE:
        return check_exposure(body, err);
    case KN_KIND_MEASURE:
    case KN_KIND_TREATMENT:
    case KN_KIND_SUSPECT:
        return check_item(entry->kind, body, err);
    case KN_KIND_SURVEY:
        return check_survey(body, err);
    case KN_KIND_READING:
        return check_reading(body, err);
    case KN_KIND_RELIEF:
        return check_relief(body, err);
    case KN_KIND_DRAW:
        return check_draw(body, err);
    default:
        return KN_OK;
    }
}
