/* trial-answer, trial-curve: what a trial comes to. */
#include <string.h>

#include "api/trial_call.h"
#include "report/report.h"
#include "report/trial_report.h"

/* Results by arm are shown at the end, or to who chose to look before it. */
static kn_code check_shown(const kn_trial *trial, kn_error *err)
{
    const kn_place at = {.field = "id"};

    if (trial->state == KN_TRIAL_DRAFT) {
        kn_fail(err, KN_CONFLICT, &at, "the trial has not begun");
        return kn_hint(err, "Start it by trial-start.");
    }
    if (!trial->protocol.is_open) {
        kn_fail(err, KN_DENIED, &at, "the order of this trial is sealed");
        return kn_hint(err, "The code on the helper's sheet opens it: trial-event unblind.");
    }
    if (!kn_trial_has_ended(trial) && !trial->peeked) {
        kn_fail(err, KN_DENIED, &at, "the trial is not over, and no look was chosen");
        return kn_hint(err, "%s", kn_trial_why_no_results(trial));
    }
    return KN_OK;
}

kn_code kn_trial_load_shown(kn_api *api, const kn_request *request, kn_trial **trial,
                            kn_trial_answer **answer, kn_error *err)
{
    kn_trial_answer_options options = {.until = kn_store_now(api->store).day, .sensitivity = true};
    kn_code code = kn_trial_load(api->store, kn_argument_text(request, "id"), NULL, trial, err);

    if (code == KN_OK)
        code = check_shown(*trial, err);
    return code ? code : kn_trial_answer_new(api->store, *trial, &options, answer, err);
}

kn_code kn_run_trial_answer(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_trial_answer *answer = NULL;
    kn_trial *trial = NULL;
    json_t *json = NULL;
    kn_code code = kn_trial_load_shown(api, request, &trial, &answer, err);

    if (code == KN_OK)
        code = kn_trial_answer_json(answer, kn_trial_decision(trial), &json, err);
    if (code == KN_OK && json_object_set_new(json, "trial",
                                             kn_json_trial(trial, kn_trial_has_ended(trial)
                                                                      ? kn_trial_verdict_of(json)
                                                                      : NULL)) != 0)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the answer");
    if (code == KN_OK)
        code = kn_reply_with(reply, json, err);
    else
        json_decref(json);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    return code;
}

/* ---- The evidence curve -----------------------------------------------------------------------*/

/* It names the protocol by its hash: who pools it can ask for that. */
kn_code kn_run_trial_curve(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const kn_place at = {.field = "id"};
    kn_trial_answer *answer = NULL;
    kn_trial *trial = NULL;
    kn_code code = kn_trial_load_shown(api, request, &trial, &answer, err);

    if (code == KN_OK && !answer->study) {
        kn_fail(err, KN_DATA, &at, "no day of this trial was recorded");
        code = kn_hint(err, "Without days there is no curve.");
    }
    if (code == KN_OK) {
        kn_text_init(&reply->bytes, kn_page_bytes_max);
        code = kn_report_curve(answer->study, &reply->bytes, err);
        reply->content_type = "application/json";
        kn_trial_name_file(trial, "curve", "json", reply);
    }
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    return code;
}
