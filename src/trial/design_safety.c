/* What must be known of a person before a trial. */
#include <string.h>

#include "trial/design.h"

enum { ASKED_DAYS = 7 }; /* as long as the question is not asked again: diary/warning.h */

static kn_code load_age(kn_store *store, kn_trial_safety *safety, kn_error *err)
{
    kn_entry profile = {0};
    const char *age;
    kn_code code = kn_store_get(store, KN_PROFILE_ID, false, &profile, err);

    if (code == KN_NOTFOUND)
        return KN_OK;
    if (code)
        return code;
    age = json_string_value(json_object_get(profile.body, "age"));
    safety->age_known = age != NULL;
    safety->under_18 = age && strcmp(age, "under18") == 0;
    kn_entry_release(&profile);
    return KN_OK;
}

kn_code kn_trial_safety_load(kn_store *store, kn_trial_safety *safety, kn_error *err)
{
    kn_query query = {.from = kn_store_now(store).day - ASKED_DAYS,
                      .to = INT32_MAX,
                      .kinds = 1u << KN_KIND_ANSWER,
                      .limit = KN_QUERY_MAX};
    kn_entries answers = {0};
    kn_code code;

    *safety = (kn_trial_safety){0};
    code = load_age(store, safety, err);
    if (!code)
        code = kn_store_list(store, &query, &answers, err);
    if (code)
        return code;
    for (size_t i = 0; i < answers.count && !safety->asked_prescriber; i++) { /* newest first */
        const char *flag = json_string_value(json_object_get(answers.list[i].body, "flag"));
        const char *answer = json_string_value(json_object_get(answers.list[i].body, "answer"));

        if (!flag || strcmp(flag, "R24") != 0)
            continue;
        safety->asked_prescriber = true;
        safety->prescriber_no = answer && strcmp(answer, "no") == 0;
    }
    kn_entries_release(&answers);
    return KN_OK;
}
