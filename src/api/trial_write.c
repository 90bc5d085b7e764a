/* trial-new, trial-start, trial-archive, trial-log: what is written about a trial but its events.
 */
#include <sodium.h>
#include <stdio.h>

#include "api/trial_call.h"
#include "base/civil.h"

/* ---- trial-new --------------------------------------------------------------------------------*/

/* R24's question unless it was answered lately: is something to be stopped or cut down? */
static json_t *questions(const kn_trial_safety *safety)
{
    const kn_flag *flag = kn_flag_find("R24");

    return kn_json_flags(&flag, flag && !safety->asked_prescriber ? 1 : 0);
}

static kn_code reply_to_draft(kn_api *api, const kn_trial *trial, kn_reply *reply, kn_error *err)
{
    kn_trial_note notes[KN_TRIAL_NOTES_MAX];
    kn_trial_safety safety = {0};
    size_t count;
    kn_code code = kn_trial_safety_load(api->store, &safety, err);

    if (code)
        return code;
    count = kn_trial_notes(&trial->protocol.design, &safety, notes);
    return kn_reply_with(reply,
                         json_pack("{s:o,s:o,s:o,s:o}", "trial", kn_json_trial(trial, NULL),
                                   "design", kn_trial_design_json(&trial->protocol.design), "notes",
                                   kn_json_trial_notes(notes, count), "questions",
                                   questions(&safety)),
                         err);
}

kn_code kn_run_trial_new(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *id = kn_argument_text(request, "id");
    kn_trial *trial = NULL;
    kn_code code = kn_trial_write_draft(api->store, id, kn_argument_text(request, "version"),
                                        json_object_get(request->arguments, "design"),
                                        kn_argument_text(request, "base"), err);

    if (code == KN_OK)
        code = kn_trial_load(api->store, id, NULL, &trial, err);
    if (code == KN_OK)
        code = reply_to_draft(api, trial, reply, err);
    kn_trial_free(trial);
    return code;
}

/* ---- trial-start ------------------------------------------------------------------------------*/

/* The code is in this reply and nowhere else: the trial is read again with it for the sheet only,
 * and what is said of the trial comes from a reading without. */
static kn_code reply_to_start(kn_api *api, const char *id, const char *secret, kn_reply *reply,
                              kn_error *err)
{
    kn_trial *trial = NULL;
    json_t *sheet = NULL;
    kn_code code = kn_reply_with_trial(api, id, reply, err);

    if (code == KN_OK)
        code = kn_trial_load(api->store, id, NULL, &trial, err);
    if (code == KN_OK && trial->protocol.design.blinded) {
        kn_trial_free(trial);
        trial = NULL;
        code = kn_trial_load(api->store, id, secret, &trial, err);
        if (code == KN_OK)
            code = kn_trial_sheet_json(trial, secret, &sheet, err);
        if (code == KN_OK && json_object_update(reply->json, sheet) != 0)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the helper's sheet");
    }
    json_decref(sheet);
    kn_trial_free(trial);
    return code;
}

/* One batch with its reply: a trial whose code could not be handed out is not sealed. */
kn_code kn_run_trial_start(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *id = kn_argument_text(request, "id");
    char secret[KN_SECRET_SIZE] = "", program[48];
    kn_code code = kn_store_begin(api->store, err);

    if (code)
        return code;
    snprintf(program, sizeof program, "unknot %s", api->version);
    code = kn_trial_start(api->store, id, kn_argument_text(request, "version"),
                          kn_argument_day(request, "first_day", 0), program, secret, err);
    if (code == KN_OK)
        code = reply_to_start(api, id, secret, reply, err);
    if (code == KN_OK)
        code = kn_store_commit(api->store, err);
    else
        kn_store_rollback(api->store);
    sodium_memzero(secret, sizeof secret);
    return code;
}

/* ---- trial-archive ----------------------------------------------------------------------------*/

kn_code kn_run_trial_archive(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *id = kn_argument_text(request, "id");
    bool archived;
    kn_code code = kn_argument_flag(request, "archived", &archived, err);

    if (code == KN_OK)
        code = kn_trial_archive(api->store, id, kn_argument_text(request, "version"), archived,
                                NULL, err);
    return code ? code : kn_reply_with_trial(api, id, reply, err);
}

/* ---- trial-log --------------------------------------------------------------------------------*/

/* A day on which there is something to do, and not one to come. */
static kn_code check_day(const kn_trial *trial, int32_t day, kn_error *err)
{
    const kn_place at = {.field = "day"};
    const bool is_sealed = trial->state != KN_TRIAL_DRAFT;
    const kn_trial_phase phase = is_sealed ? kn_trial_on(trial, day).phase : KN_PHASE_BEFORE;
    char text[KN_DATE_SIZE];

    kn_date_format(text, day);
    if (!is_sealed) {
        kn_fail(err, KN_CONFLICT, &at, "\"%s\" has not begun", trial->protocol.design.title);
        return kn_hint(err, "Start it first.");
    }
    if (day > trial->today) {
        kn_fail(err, KN_DATA, &at, "%s is still to come", text);
        return kn_hint(err, "Write it down on the day, or later.");
    }
    if (phase == KN_PHASE_PAUSED) {
        kn_fail(err, KN_CONFLICT, &at, "the trial stood still on %s", text);
        return kn_hint(err, "Days of a pause are no days of the trial.");
    }
    if (phase == KN_PHASE_BEFORE || phase == KN_PHASE_AFTER) {
        kn_fail(err, KN_DATA, &at, "%s is no day of the trial", text);
        return kn_hint(err, "Choose a day between its first and its last one.");
    }
    return KN_OK;
}

/* The body: what was given, as it was given. */
static json_t *body_of(const kn_request *request)
{
    static const char *const names[] = {"trial", "did", "amount", "instead", "reason"};
    json_t *body = json_object();

    for (size_t i = 0; body && i < sizeof names / sizeof names[0]; i++) {
        json_t *value = json_object_get(request->arguments, names[i]);

        if (value && !json_is_null(value) && json_object_set(body, names[i], value) != 0) {
            json_decref(body);
            return NULL;
        }
    }
    return body;
}

/* At noon of the day, so that asking again writes the same. */
static kn_code write_day(kn_api *api, const kn_request *request, int32_t day, kn_error *err)
{
    kn_moment now = kn_store_now(api->store);
    kn_entry entry = {.kind = KN_KIND_TRIAL_DAY,
                      .at = {day, KN_NOON, now.offset_minutes},
                      .precision = KN_PRECISION_DAY},
             before = {0};
    kn_error ignored = {0};
    kn_outcome outcome;
    kn_code code = KN_OK;

    snprintf(entry.id, sizeof entry.id, "%s", kn_argument_text(request, "id"));
    snprintf(entry.version, sizeof entry.version, "%s", kn_argument_text(request, "version"));
    entry.body = body_of(request);
    if (!entry.body)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    if (kn_store_get(api->store, entry.id, true, &before, &ignored) == KN_OK) {
        if (before.kind == entry.kind && before.at.day == day) /* the clock's offset may move */
            entry.at = before.at;
        code = kn_store_amend(api->store, &entry, kn_argument_text(request, "base"), &outcome, err);
    } else {
        code = kn_store_add(api->store, &entry, &outcome, err);
    }
    kn_entry_release(&before);
    kn_entry_release(&entry);
    return code;
}

kn_code kn_run_trial_log(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *id = kn_argument_text(request, "trial");
    const int32_t day = kn_argument_day(request, "day", 0);
    kn_trial *trial = NULL;
    kn_code code = kn_trial_load(api->store, id, NULL, &trial, err);

    if (code == KN_OK)
        code = check_day(trial, day, err);
    kn_trial_free(trial);
    if (code == KN_OK)
        code = write_day(api, request, day, err);
    return code ? code : kn_reply_with_trial(api, id, reply, err);
}
