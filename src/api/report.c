#include <string.h>

#include "api/call.h"
#include "report/diary_report.h"

enum { RANGE_DAYS = 84 /* twelve weeks */ };
static const size_t BYTES_MAX = (size_t)64 << 20;

typedef enum report_form { FORM_JSON, FORM_PAGE, FORM_TEXT } report_form;

static kn_code read_form(const kn_request *request, report_form *form, kn_error *err)
{
    const kn_place at = {.field = "format"};
    const char *word = kn_argument_text(request, "format");

    *form = FORM_JSON;
    if (!word || strcmp(word, "json") == 0)
        return KN_OK;
    *form = FORM_PAGE;
    if (strcmp(word, "page") == 0)
        return KN_OK;
    *form = FORM_TEXT;
    if (strcmp(word, "text") == 0)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "there is no format \"%.60s\"", word);
    return kn_hint(err, "It is json, page or text.");
}

static kn_code write_report(const kn_doctor_report *report, report_form form, kn_reply *reply,
                            kn_error *err)
{
    kn_code code;

    kn_text_init(&reply->bytes, BYTES_MAX);
    code = form == FORM_TEXT ? kn_doctor_report_text(report, &reply->bytes, err)
                             : kn_doctor_report_html(report, form == FORM_PAGE, &reply->bytes, err);
    if (code == KN_OK)
        code = kn_text_check(&reply->bytes, "the report", err);
    if (code || form != FORM_JSON) {
        reply->content_type =
            form == FORM_TEXT ? "text/plain; charset=utf-8" : "text/html; charset=utf-8";
        return code;
    }
    code = kn_reply_with(reply,
                         json_pack("{s:s,s:s%}", "title", "Report for the doctor", "html",
                                   kn_text_string(&reply->bytes), reply->bytes.size),
                         err);
    kn_text_release(&reply->bytes);
    return code;
}

kn_code kn_run_report(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_doctor_report report = {.store = api->store, .today = kn_store_now(api->store).day};
    kn_catalogue catalogue = {0};
    json_t *settings = NULL, *tested = NULL;
    report_form form;
    kn_code code = read_form(request, &form, err);

    if (code == KN_OK)
        code = kn_argument_range(api, request, RANGE_DAYS, &report.from, &report.to, err);
    if (code == KN_OK)
        code = kn_catalogue_load(api->store, &catalogue, err);
    if (code == KN_OK)
        code = kn_read_single(api, KN_SETTING_ID, &settings, err);
    if (code == KN_OK)
        code = kn_report_tested(api, report.today, &tested, err);
    report.catalogue = &catalogue;
    report.tested = tested;
    report.is_example = json_is_true(json_object_get(settings, "example"));
    if (code == KN_OK)
        code = write_report(&report, form, reply, err);
    json_decref(settings);
    json_decref(tested);
    kn_catalogue_release(&catalogue);
    return code;
}
