/* triggers, trigger-freeze, triggers-report: what goes with spasms. */
#include <string.h>

#include "api/trigger_call.h"
#include "report/triggers_report.h"

/* ---- The answer -------------------------------------------------------------------------------*/

static kn_code read_options(kn_api *api, const kn_request *request,
                            kn_trigger_answer_options *options, kn_error *err)
{
    const kn_place at = {.field = "strata"};
    const char *strata = kn_argument_text(request, "strata");

    *options = (kn_trigger_answer_options){.last_day = kn_store_now(api->store).day,
                                           .strata = KN_STRATA_WEEKDAY_MONTH,
                                           .same_day = kn_argument_whole(request, "same_day", 0),
                                           .needed_runs = KN_TRIGGER_DIARY_RUNS,
                                           .threads = 1};
    if (strata && strcmp(strata, kn_strata_name(KN_STRATA_FORTNIGHT)) == 0)
        options->strata = KN_STRATA_FORTNIGHT;
    else if (strata && strcmp(strata, kn_strata_name(KN_STRATA_WEEKDAY_MONTH)) != 0) {
        kn_fail(err, KN_DATA, &at, "there are no strata \"%.60s\"", strata);
        return kn_hint(err, "They are weekday-month or fortnight.");
    }
    return KN_OK;
}

/* "test" of each suspect, in the order of the reply. */
static bool add_tests(const kn_trigger_diary_answer *answer, const kn_catalogue *catalogue,
                      json_t *reply)
{
    json_t *list = json_object_get(reply, "suspects");

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *suspect = json_array_get(list, i);
        const char *key = json_string_value(json_object_get(suspect, "key"));

        for (int s = 0; s < answer->suspects; s++)
            if (strcmp(answer->suspect[s].key, key) == 0 &&
                json_object_set_new(suspect, "test",
                                    kn_trigger_test_json(answer, &answer->suspect[s], catalogue)) !=
                    0)
                return false;
    }
    return true;
}

static kn_code reply_with_answer(kn_api *api, const kn_trigger_diary_answer *answer,
                                 kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue;
    json_t *json;
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code)
        return code;
    json = kn_trigger_answer_json(answer);
    if (json && !add_tests(answer, &catalogue, json)) {
        json_decref(json);
        json = NULL;
    }
    kn_catalogue_release(&catalogue);
    return kn_reply_with(reply, json, err);
}

kn_code kn_run_triggers(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_trigger_diary_answer *answer = NULL;
    kn_trigger_answer_options options;
    kn_code code = read_options(api, request, &options, err);

    if (code == KN_OK)
        code = kn_trigger_diary_answer_new(api->store, &options, &answer, err);
    if (code == KN_OK)
        code = reply_with_answer(api, answer, reply, err);
    kn_trigger_diary_answer_free(answer);
    return code;
}

/* ---- Findings ---------------------------------------------------------------------------------*/

kn_code kn_run_trigger_freeze(kn_api *api, const kn_request *request, kn_reply *reply,
                              kn_error *err)
{
    kn_trigger_diary_answer *answer = NULL;
    kn_trigger_answer_options options;
    kn_code code = read_options(api, request, &options, err);

    options.needed_runs = 0; /* this one is only looked at */
    if (code == KN_OK)
        code = kn_trigger_diary_answer_new(api->store, &options, &answer, err);
    if (code == KN_OK)
        code = kn_trigger_freeze(api->store, answer, kn_argument_text(request, "suspect"),
                                 kn_argument_text(request, "id"),
                                 kn_argument_text(request, "version"), err);
    kn_trigger_diary_answer_free(answer);
    return code ? code : kn_run_triggers(api, request, reply, err);
}

/* ---- The page ---------------------------------------------------------------------------------*/

kn_code kn_run_triggers_report(kn_api *api, const kn_request *request, kn_reply *reply,
                               kn_error *err)
{
    const char *format = kn_argument_text(request, "format");
    bool is_text = format && strcmp(format, "text") == 0, whole = false;
    kn_trigger_diary_answer *answer = NULL;
    kn_trigger_answer_options options;
    kn_text text;
    kn_code code = is_text ? KN_OK : kn_argument_form(request, &whole, err);

    kn_text_init(&text, kn_page_bytes_max);
    if (code == KN_OK)
        code = read_options(api, request, &options, err);
    if (code == KN_OK)
        code = kn_trigger_diary_answer_new(api->store, &options, &answer, err);
    if (code == KN_OK && is_text) {
        code = kn_trigger_answer_text(answer, &text, err);
        reply->content_type = "text/plain; charset=utf-8";
        reply->bytes = text;
        text = (kn_text){0};
    } else if (code == KN_OK) {
        code = kn_trigger_answer_page(answer, whole, &text, err);
        if (code == KN_OK)
            code = kn_reply_with_page(&text, "What goes with spasms", whole, reply, err);
    }
    kn_text_release(&text);
    kn_trigger_diary_answer_free(answer);
    return code;
}
