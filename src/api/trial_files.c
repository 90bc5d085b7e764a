/* trial-protocol, trial-calendar, trial-verify: what can be carried out of the house, and checked
 * there. */
#include <stdio.h>
#include <string.h>

#include "api/trial_call.h"
#include "base/json.h"
#include "trial/calendar.h"

enum { EVENING = 20 * 60 /* minutes: when a phone reminds */ };

/* By the seal, since a title may hold anything. */
void kn_trial_name_file(const kn_trial *trial, const char *what, const char *suffix,
                        kn_reply *reply)
{
    snprintf(reply->file_name, sizeof reply->file_name, "unknot-trial-%.8s-%s.%s", trial->hash,
             what, suffix);
}

static kn_code load_sealed(kn_api *api, const kn_request *request, kn_trial **trial, kn_error *err)
{
    const kn_place at = {.field = "id"};
    kn_code code = kn_trial_load(api->store, kn_argument_text(request, "id"), NULL, trial, err);

    if (code || (*trial)->state != KN_TRIAL_DRAFT)
        return code;
    kn_fail(err, KN_CONFLICT, &at, "the trial is not sealed yet");
    return kn_hint(err, "Start it by trial-start.");
}

/* Exactly the bytes that the hash is of, so that any tool for BLAKE2b can check it. */
kn_code kn_run_trial_protocol(kn_api *api, const kn_request *request, kn_reply *reply,
                              kn_error *err)
{
    kn_trial *trial = NULL;
    kn_code code = load_sealed(api, request, &trial, err);

    if (code == KN_OK) {
        kn_text_init(&reply->bytes, kn_page_bytes_max);
        kn_json_add(&reply->bytes, trial->document);
        code = kn_text_check(&reply->bytes, "the protocol", err);
        reply->content_type = "application/json";
        kn_trial_name_file(trial, "protocol", "json", reply);
    }
    kn_trial_free(trial);
    return code;
}

static bool read_clock(const char *text, int *minute_of_day)
{
    int hour, minute, end = 0;

    if (strlen(text) != 5 || sscanf(text, "%2d:%2d%n", &hour, &minute, &end) != 2 || end != 5 ||
        strspn(text, "0123456789:") != 5 || hour > 23 || minute > 59)
        return false;
    *minute_of_day = hour * 60 + minute;
    return true;
}

kn_code kn_run_trial_calendar(kn_api *api, const kn_request *request, kn_reply *reply,
                              kn_error *err)
{
    const kn_place at = {.field = "at"};
    const char *text = kn_argument_text(request, "at");
    int minute_of_day = EVENING;
    kn_trial *trial = NULL;
    kn_code code;

    if (text && !read_clock(text, &minute_of_day)) {
        kn_fail(err, KN_DATA, &at, "\"%.60s\" is not a time of day", text);
        return kn_hint(err, "Write it as 20:00.");
    }
    code = load_sealed(api, request, &trial, err);
    if (code == KN_OK) {
        kn_text_init(&reply->bytes, kn_page_bytes_max);
        code = kn_trial_calendar(trial, minute_of_day, &reply->bytes, err);
        if (code == KN_OK)
            code = kn_text_check(&reply->bytes, "the calendar", err);
        reply->content_type = "text/calendar; charset=utf-8";
        kn_trial_name_file(trial, "calendar", "ics", reply);
    }
    kn_trial_free(trial);
    return code;
}

/* ---- trial-verify -----------------------------------------------------------------------------*/

static json_t *findings_json(const kn_protocol_finding findings[], size_t count, bool *is_ok)
{
    json_t *list = json_array();

    *is_ok = count > 0;
    for (size_t i = 0; list && i < count; i++) {
        json_t *finding =
            json_pack("{s:s,s:b,s:s,s:s}", "what", findings[i].what, "ok", findings[i].is_ok,
                      "field", findings[i].field, "detail", findings[i].detail);

        *is_ok = *is_ok && findings[i].is_ok;
        if (json_array_append_new(list, finding) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

/* The protocol as it stands in the diary, even one that no longer reads as one: saying where it
 * differs is what this is for. */
static kn_code load_seal(kn_api *api, const kn_request *request, kn_trial_seal *seal, kn_error *err)
{
    const kn_place at = {.field = "id"};
    const char *id = kn_argument_text(request, "id");
    kn_entry entry = {0};
    kn_code code = kn_store_get(api->store, id, false, &entry, err);

    if (code)
        return code;
    if (entry.kind != KN_KIND_TRIAL) {
        kn_fail(err, KN_NOTFOUND, &at, "there is no trial %s", id);
        code = kn_hint(err, "trials lists them.");
    } else {
        code = kn_trial_seal_load(api->store, id, seal, err);
    }
    if (code == KN_OK && !seal->document) {
        kn_fail(err, KN_CONFLICT, &at, "the trial is not sealed yet");
        code = kn_hint(err, "Start it by trial-start.");
    }
    kn_entry_release(&entry);
    return code;
}

/* Two copies of a diary may each have sealed the trial before they were united. */
static void add_copies(const kn_trial_seal *seal, json_t *list, bool *is_ok)
{
    char detail[160] = "";

    if (seal->other_seals > 0)
        snprintf(detail, sizeof detail,
                 "sealed otherwise in %zu more versions; the one checked here is current",
                 seal->other_seals);
    json_array_append_new(list,
                          json_pack("{s:s,s:b,s:s,s:s}", "what",
                                    "no other copy of the diary sealed it otherwise", "ok",
                                    (int)(seal->other_seals == 0), "field", "", "detail", detail));
    *is_ok = *is_ok && seal->other_seals == 0;
}

kn_code kn_run_trial_verify(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_protocol_finding findings[KN_PROTOCOL_FINDINGS_MAX];
    const char *opening = kn_argument_text(request, "code");
    kn_catalogue catalogue = {0};
    kn_trial *trial = NULL;
    kn_trial_seal seal = {0};
    json_t *list;
    kn_error ignored = {0};
    size_t count;
    bool is_ok;
    kn_code code = load_seal(api, request, &seal, err);

    if (code == KN_OK)
        code = kn_catalogue_load(api->store, &catalogue, err);
    if (code == KN_OK) {
        /* once opened, the order is checked without asking for the code again */
        if (!opening &&
            kn_trial_load(api->store, kn_argument_text(request, "id"), NULL, &trial, &ignored) ==
                KN_OK &&
            trial->opened && trial->protocol.is_open)
            opening = trial->protocol.secret;
        count = kn_protocol_verify(seal.document, &catalogue, kn_argument_text(request, "hash"),
                                   opening, findings);
        list = findings_json(findings, count, &is_ok);
        if (list)
            add_copies(&seal, list, &is_ok);
        code = kn_reply_with(
            reply, list ? json_pack("{s:b,s:o}", "ok", is_ok, "findings", list) : NULL, err);
    }
    json_decref(seal.document);
    kn_trial_free(trial);
    kn_catalogue_release(&catalogue);
    return code;
}
