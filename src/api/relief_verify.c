/* relief-verify: whether every draw is the one that seed, plan and what was known make. */
#include "api/relief_call.h"

kn_code kn_run_relief_verify(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_relief_finding findings[KN_RELIEF_FINDINGS_MAX];
    json_t *list = json_array();
    bool is_ok = true;
    size_t count = 0;
    kn_code code = kn_relief_verify(api->store, findings, &count, err);

    (void)request;
    for (size_t i = 0; code == KN_OK && i < count; i++) {
        is_ok = is_ok && findings[i].is_ok;
        if (json_array_append_new(list, json_pack("{s:s,s:b,s:s,s:s}", "what", findings[i].what,
                                                  "ok", findings[i].is_ok, "field", "", "detail",
                                                  findings[i].detail)) != 0)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the findings");
    }
    if (code == KN_OK)
        code = kn_reply_with(reply, json_pack("{s:b,s:O}", "ok", is_ok, "findings", list), err);
    json_decref(list);
    return code;
}
