/* relief-answer, relief-report: what eases it, so far. */
#include "api/relief_call.h"
#include "report/relief_report.h"

static kn_code load_answer(kn_api *api, kn_catalogue *catalogue, kn_relief_diary_answer **answer,
                           kn_error *err)
{
    const kn_relief_answer_options options = {.parts = true, .sensitivity = true, .threads = 1};
    kn_code code = kn_catalogue_load(api->store, catalogue, err);

    return code ? code : kn_relief_diary_answer_new(api->store, &options, answer, err);
}

kn_code kn_run_relief_answer(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_relief_diary_answer *answer = NULL;
    kn_catalogue catalogue = {0};
    kn_code code = load_answer(api, &catalogue, &answer, err);

    (void)request;
    if (code == KN_OK)
        code = kn_reply_with(reply, kn_relief_answer_json(answer, &catalogue), err);
    kn_relief_diary_answer_free(answer);
    kn_catalogue_release(&catalogue);
    return code;
}

kn_code kn_run_relief_report(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_relief_diary_answer *answer = NULL;
    kn_catalogue catalogue = {0};
    bool whole = false;
    kn_text page;
    kn_code code = kn_argument_form(request, &whole, err);

    kn_text_init(&page, kn_page_bytes_max);
    if (code == KN_OK)
        code = load_answer(api, &catalogue, &answer, err);
    if (code == KN_OK)
        code = kn_relief_answer_page(answer, &catalogue, whole, &page, err);
    if (code == KN_OK)
        code = kn_reply_with_page(&page, "What eases it", whole, reply, err);
    kn_text_release(&page);
    kn_relief_diary_answer_free(answer);
    kn_catalogue_release(&catalogue);
    return code;
}
