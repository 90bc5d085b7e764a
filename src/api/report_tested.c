/* What the diary was asked and answered, for the report for the doctor: one line a question. */
#include <string.h>

#include "api/trial_call.h"
#include "report/relief_report.h"
#include "report/triggers_report.h"

/* {"title", "words"} from two members of an answer; takes it over. */
static kn_code add(json_t *list, const char *title, json_t *answer, const char *second,
                   kn_error *err)
{
    const char *first = json_string_value(json_object_get(answer, "headline"));
    const char *more = json_string_value(json_object_get(answer, second));
    json_t *line = NULL;
    size_t size = first ? strlen(first) : 0;

    if (size > 0) /* headings have no full stop */
        line = json_pack(
            "{s:s,s:o}", "title", title, "words",
            json_sprintf("%s%s %s", first, first[size - 1] == '.' ? "" : ".", more ? more : ""));
    json_decref(answer);
    return json_array_append_new(list, line) == 0
               ? KN_OK
               : kn_fail(err, KN_NOMEM, NULL, "out of memory for the report");
}

static kn_code add_relief(kn_api *api, json_t *list, kn_error *err)
{
    const kn_relief_answer_options options = {.sensitivity = true, .threads = 1};
    kn_relief_diary_answer *answer = NULL;
    kn_catalogue catalogue = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code == KN_OK)
        code = kn_relief_diary_answer_new(api->store, &options, &answer, err);
    if (code == KN_OK && answer->relief)
        code =
            add(list, "What eases a spasm", kn_relief_answer_json(answer, &catalogue), "lead", err);
    kn_relief_diary_answer_free(answer);
    kn_catalogue_release(&catalogue);
    return code;
}

static kn_code add_triggers(kn_api *api, int32_t today, json_t *list, kn_error *err)
{
    const kn_trigger_answer_options options = {
        .last_day = today, .strata = KN_STRATA_WEEKDAY_MONTH, .threads = 1};
    kn_trigger_diary_answer *answer = NULL;
    kn_code code = kn_trigger_diary_answer_new(api->store, &options, &answer, err);

    if (code == KN_OK && answer->study)
        code = add(list, "What goes with spasms", kn_trigger_answer_json(answer), "lead", err);
    kn_trigger_diary_answer_free(answer);
    return code;
}

static kn_code add_trials(kn_api *api, json_t *list, kn_error *err)
{
    kn_trial_list trials = {0};
    int days = KN_VERDICT_DAYS;
    kn_code code = kn_trials_load(api->store, &trials, err);

    for (size_t i = 0; code == KN_OK && i < trials.count; i++) {
        const kn_trial *trial = trials.list[i];
        json_t *verdict = trial->archived ? NULL : kn_trial_verdict_within(api, trial, &days);

        if (verdict)
            code = add(list, trial->protocol.design.title, verdict, "kind_words", err);
    }
    kn_trials_release(&trials);
    return code;
}

kn_code kn_report_tested(kn_api *api, int32_t today, json_t **list, kn_error *err)
{
    kn_code code;

    *list = json_array();
    code = *list ? add_relief(api, *list, err)
                 : kn_fail(err, KN_NOMEM, NULL, "out of memory for the report");
    if (code == KN_OK)
        code = add_trials(api, *list, err);
    if (code == KN_OK)
        code = add_triggers(api, today, *list, err);
    return code;
}
