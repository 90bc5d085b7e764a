/* What a trial came to, in a line of a list. */
#include <string.h>

#include "api/trial_call.h"
#include "report/trial_report.h"

json_t *kn_trial_verdict_of(const json_t *answer)
{
    const json_t *headline = json_object_get(answer, "headline"), *contrast;
    const char *code = NULL, *kind = json_string_value(json_object_get(answer, "kind_words")),
               *found = kind ? strstr(kind, ". ") : NULL; /* after how it ended */
    size_t i;

    /* of several the one that leads: a headline names its arm */
    json_array_foreach(json_object_get(answer, "contrasts"), i, contrast)
    {
        if (!code && json_equal(json_object_get(contrast, "headline"), headline))
            code = json_string_value(json_object_get(contrast, "verdict"));
    }
    return json_pack("{s:s,s:O,s:s,s:O}", "code",
                     code ? code : kn_verdict_word(KN_VERDICT_COULD_NOT_TELL), "kind",
                     json_object_get(answer, "kind"), "kind_words", found ? found + 2 : "",
                     "headline", headline);
}

json_t *kn_trial_verdict(kn_api *api, const kn_trial *trial)
{
    const kn_trial_answer_options options = {.until = trial->today, .sensitivity = true};
    kn_trial_answer *answer = NULL;
    json_t *json = NULL, *verdict = NULL;
    kn_error ignored = {0};

    if (kn_trial_has_ended(trial) && trial->protocol.is_open &&
        kn_trial_answer_new(api->store, trial, &options, &answer, &ignored) == KN_OK &&
        kn_trial_answer_json(answer, kn_trial_decision(trial), &json, &ignored) == KN_OK)
        verdict = kn_trial_verdict_of(json);
    json_decref(json);
    kn_trial_answer_free(answer);
    return verdict;
}

json_t *kn_trial_verdict_within(kn_api *api, const kn_trial *trial, int *days)
{
    if (!kn_trial_has_ended(trial))
        return NULL;
    *days -= kn_trial_design_days(&trial->protocol.design);
    return *days >= 0 ? kn_trial_verdict(api, trial) : NULL;
}
