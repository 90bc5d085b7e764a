/* trial-report, trial-sheet: a trial as pages to print; and the helper's sheet in other replies. */
#include <string.h>

#include "api/trial_call.h"
#include "report/trial_report.h"

static kn_code read_page(const kn_request *request, kn_trial_page *page, kn_error *err)
{
    const kn_place at = {.field = "page"};
    const char *word = kn_argument_text(request, "page");

    *page = KN_PAGE_PROTOCOL;
    if (strcmp(word, "protocol") == 0)
        return KN_OK;
    *page = KN_PAGE_REPORT;
    if (strcmp(word, "report") == 0)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "there is no page \"%.60s\"", word);
    return kn_hint(err, "It is protocol or report; the helper's sheet is trial-sheet.");
}

kn_code kn_run_trial_report(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_trial_answer *answer = NULL;
    kn_trial *trial = NULL;
    kn_trial_page page = KN_PAGE_PROTOCOL;
    kn_text text;
    bool whole = false;
    kn_code code = read_page(request, &page, err);

    kn_text_init(&text, kn_page_bytes_max);
    if (code == KN_OK)
        code = kn_argument_form(request, &whole, err);
    if (code == KN_OK && page == KN_PAGE_REPORT)
        code = kn_trial_load_shown(api, request, &trial, &answer, err);
    else if (code == KN_OK)
        code = kn_trial_load(api->store, kn_argument_text(request, "id"), NULL, &trial, err);
    if (code == KN_OK)
        code = kn_trial_page_html(trial, answer, NULL, page, whole, &text, err);
    if (code == KN_OK)
        code = kn_reply_with_page(&text, trial->protocol.design.title, whole, reply, err);
    kn_text_release(&text);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    return code;
}

/* What was typed is not repeated. */
static kn_code refuse_code(kn_error *err)
{
    const kn_place at = {.field = "code"};

    kn_fail(err, KN_DATA, &at, "this is not an opening code");
    return kn_hint(err, "It is the 20 letters and digits on the helper's sheet.");
}

kn_code kn_run_trial_sheet(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *typed = kn_argument_text(request, "code");
    char secret[KN_SECRET_SIZE];
    kn_trial *trial = NULL;
    kn_text text;
    bool whole = false;
    kn_code code = kn_argument_form(request, &whole, err);

    kn_text_init(&text, kn_page_bytes_max);
    if (code == KN_OK && !kn_secret_read(typed, secret))
        code = refuse_code(err);
    if (code == KN_OK)
        code = kn_trial_load(api->store, kn_argument_text(request, "id"), secret, &trial, err);
    if (code == KN_OK)
        code = kn_trial_page_html(trial, NULL, secret, KN_PAGE_SHEET, whole, &text, err);
    if (code == KN_OK)
        code = kn_reply_with_page(&text, "For your helper", whole, reply, err);
    kn_text_release(&text);
    kn_trial_free(trial);
    return code;
}

kn_code kn_trial_sheet_json(const kn_trial *trial, const char *secret, json_t **members,
                            kn_error *err)
{
    kn_text inside, whole;
    kn_code code;

    *members = NULL;
    kn_text_init(&inside, kn_page_bytes_max);
    kn_text_init(&whole, kn_page_bytes_max);
    code = kn_trial_page_html(trial, NULL, secret, KN_PAGE_SHEET, false, &inside, err);
    if (code == KN_OK)
        code = kn_trial_page_html(trial, NULL, secret, KN_PAGE_SHEET, true, &whole, err);
    if (code == KN_OK)
        code = kn_text_check(&whole, "the helper's sheet", err);
    if (code == KN_OK) {
        *members = json_pack("{s:s,s:{s:s,s:s},s:s}", "opening_code", secret, "sheet", "title",
                             "For your helper", "html", kn_text_string(&inside), "sheet_page",
                             kn_text_string(&whole));
        if (!*members)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the helper's sheet");
    }
    kn_text_release(&inside);
    kn_text_release(&whole);
    return code;
}
