/* trials, trial: the list, and one trial as it stands today. */
#include <stdlib.h>
#include <string.h>

#include "api/trial_view.h"
#include "report/diary_report.h"
#include "report/trial_report.h"

/* ---- The list ---------------------------------------------------------------------------------*/

static kn_code add_trial(kn_api *api, const kn_trial *trial, int *days, json_t *list, kn_error *err)
{
    json_t *verdict = kn_trial_verdict_within(api, trial, days);

    return json_array_append_new(list, kn_json_trial(trial, verdict)) == 0
               ? KN_OK
               : kn_fail(err, KN_NOMEM, NULL, "out of memory for the trials");
}

kn_code kn_run_trials(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_trial_list trials = {0};
    json_t *list = json_array();
    int days = KN_VERDICT_DAYS;
    kn_code code = kn_trials_load(api->store, &trials, err);

    (void)request;
    for (size_t i = 0; code == KN_OK && i < trials.count; i++)
        code = add_trial(api, trials.list[i], &days, list, err);
    if (code == KN_OK)
        code = kn_reply_with(
            reply,
            json_pack("{s:O,s:I}", "trials", list, "unreadable", (json_int_t)trials.unreadable),
            err);
    json_decref(list);
    kn_trials_release(&trials);
    return code;
}

/* ---- Today ------------------------------------------------------------------------------------*/

/* How it is done, unless that tells arms apart which the reader must not know. */
static const char *how_of(const kn_trial *trial, uint8_t arm)
{
    const kn_trial_design *design = &trial->protocol.design;

    if (arm != KN_ARM_UNKNOWN)
        return design->arm[arm].how;
    for (int i = 1; i < design->arms; i++)
        if (strcmp(design->arm[i].how, design->arm[0].how) != 0)
            return "";
    return design->arm[0].how;
}

static json_t *today_json(const kn_trial_view *view)
{
    const kn_trial *trial = view->trial;
    const kn_trial_day day = kn_trial_on(trial, trial->today);
    const kn_trial_unit *unit = day.unit < trial->unit_count ? &trial->units[day.unit] : NULL;
    const size_t i = (size_t)(trial->today - trial->first_day);
    const kn_adherence_day *did =
        trial->today >= trial->first_day && i < view->day_count ? &view->did[i] : NULL;
    kn_text title, line;
    json_t *json;

    kn_text_init(&title, 4096);
    kn_text_init(&line, 4096);
    kn_trial_say_today(trial, trial->today, &title, &line);
    json =
        json_pack("{s:s,s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o}", "phase", kn_trial_phase_word(day.phase),
                  "title", kn_text_string(&title), "line", kn_text_string(&line), "how",
                  unit ? kn_json_optional(how_of(trial, unit->arm)) : json_null(), "arm",
                  unit && unit->arm != KN_ARM_UNKNOWN ? json_integer(unit->arm) : json_null(),
                  "label", unit ? kn_json_optional(unit->label) : json_null(), "until",
                  unit || day.phase == KN_PHASE_RUN_IN ? kn_json_day(day.until) : json_null(),
                  "did", kn_json_optional(did ? kn_trial_did_word(did->did) : NULL), "entry",
                  kn_json_optional(did ? did->entry : NULL));
    kn_text_release(&title);
    kn_text_release(&line);
    return json;
}

/* ---- What can be done now ---------------------------------------------------------------------*/

static const struct due_word {
    uint32_t bit;
    const char *word;
} due_words[] = {
    {KN_DUE_DAY, "day"},   {KN_DUE_GUESS, "guess"},   {KN_DUE_LOOK, "look"},
    {KN_DUE_OPEN, "open"}, {KN_DUE_ANSWER, "answer"}, {KN_DUE_DECISION, "decision"},
};

static json_t *due_json(uint32_t due)
{
    json_t *list = json_array();

    for (size_t i = 0; i < sizeof due_words / sizeof due_words[0]; i++)
        if (due & due_words[i].bit)
            json_array_append_new(list, json_string(due_words[i].word));
    return list;
}

static void add_if(json_t *list, bool is_so, const char *word)
{
    if (is_so)
        json_array_append_new(list, json_string(word));
}

static json_t *may_json(const kn_trial *trial, uint32_t due)
{
    const kn_trial_state state = trial->state;
    const bool is_draft = state == KN_TRIAL_DRAFT, is_over = kn_trial_has_ended(trial);
    const bool is_under_way = !is_draft && !is_over;
    const bool is_known = !is_draft && trial->protocol.is_open;
    json_t *list = json_array();

    add_if(list, is_draft, "start");
    add_if(list, is_under_way, "amend");
    add_if(list, state == KN_TRIAL_RUNNING, "pause");
    add_if(list, state == KN_TRIAL_PAUSED, "resume");
    add_if(list, is_under_way, "stop");
    add_if(list, due & KN_DUE_LOOK, "look");
    add_if(list, !is_draft && trial->protocol.design.blinded && !trial->opened, "unblind");
    add_if(list, is_known && (is_over || trial->peeked), "answer");
    add_if(list, is_known && is_under_way && state != KN_TRIAL_WAITING, "peek");
    add_if(list, is_known && state == KN_TRIAL_FINISHED, "extend");
    add_if(list, is_known && is_over, "decide");
    add_if(list, is_draft || is_over, "archive");
    return list;
}

/* ---- The reply --------------------------------------------------------------------------------*/

/* What a sealed trial has and a draft has not. */
typedef struct sealed_parts {
    kn_entries harms;
    uint32_t due;
    size_t guess_unit;
    bool has_guess_unit;
} sealed_parts;

static kn_code load_sealed(kn_trial_view *view, sealed_parts *parts, kn_error *err)
{
    const kn_trial *trial = view->trial;
    kn_code code = kn_trial_adherence(view->store, trial, &view->did, err);

    view->day_count =
        trial->last_day < trial->first_day ? 0 : (size_t)(trial->last_day - trial->first_day) + 1;
    if (code == KN_OK)
        code = kn_trial_view_outcome(view, err);
    if (code == KN_OK)
        code = kn_trial_harms(view->store, trial, &parts->harms, err);
    if (code == KN_OK)
        code = kn_trial_due(view->store, trial, &parts->due, &parts->guess_unit, err);
    parts->has_guess_unit = parts->due & KN_DUE_GUESS;
    return code;
}

static json_t *sealed_reply(const kn_trial_view *view, const sealed_parts *parts,
                            const kn_catalogue *catalogue, kn_error *err)
{
    const kn_trial *trial = view->trial;
    char seal[KN_SEAL_SIZE];

    kn_hash_short(trial->hash, seal);
    return json_pack(
        "{s:s,s:s,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o,s:o}", "hash", trial->hash, "seal", seal,
        "sealed_on", kn_json_day(trial->protocol.sealed.day), "today", today_json(view), "course",
        kn_trial_view_course(view), "units", kn_trial_view_units(view), "taken",
        kn_trial_view_taken(view), "events", kn_trial_view_events(view), "harms",
        kn_json_entries(&parts->harms, catalogue, err), "looks", kn_trial_view_looks(view), "due",
        due_json(parts->due), "guess_unit",
        parts->has_guess_unit ? json_integer((json_int_t)parts->guess_unit + 1) : json_null(),
        "may", may_json(trial, parts->due));
}

static json_t *draft_reply(const kn_trial *trial)
{
    return json_pack("{s:n,s:n,s:n,s:n,s:[],s:[],s:n,s:[],s:[],s:[],s:[],s:n,s:o}", "hash", "seal",
                     "sealed_on", "today", "course", "units", "taken", "events", "harms", "looks",
                     "due", "guess_unit", "may", may_json(trial, 0));
}

/* Of a draft: what speaks against it. A sealed one can no longer be changed. */
static kn_code add_notes(kn_api *api, const kn_trial *trial, json_t *json, kn_error *err)
{
    kn_trial_note notes[KN_TRIAL_NOTES_MAX];
    kn_trial_safety safety = {0};
    size_t count = 0;
    kn_code code = KN_OK;

    if (trial->state == KN_TRIAL_DRAFT) {
        code = kn_trial_safety_load(api->store, &safety, err);
        if (code)
            return code;
        count = kn_trial_notes(&trial->protocol.design, &safety, notes);
    }
    return json_object_set_new(json, "notes", kn_json_trial_notes(notes, count)) == 0
               ? KN_OK
               : kn_fail(err, KN_NOMEM, NULL, "out of memory for the reply");
}

static kn_code add_common(kn_api *api, const kn_trial *trial, json_t *json, kn_error *err)
{
    const char *why = kn_trial_why_no_results(trial);
    json_t *verdict = kn_trial_verdict(api, trial);

    if (json_object_set_new(json, "trial", kn_json_trial(trial, verdict)) == 0 &&
        json_object_set_new(json, "design", kn_trial_design_json(&trial->protocol.design)) == 0 &&
        json_object_set_new(json, "design_words", kn_trial_design_words(&trial->protocol.design)) ==
            0 &&
        json_object_set_new(json, "why_no_results", kn_json_optional(why)) == 0)
        return KN_OK;
    return kn_fail(err, KN_NOMEM, NULL, "out of memory for the reply");
}

static kn_code make_reply(kn_api *api, const kn_trial *trial, kn_reply *reply, kn_error *err)
{
    kn_trial_view view = {.store = api->store, .trial = trial};
    kn_catalogue catalogue = {0};
    sealed_parts parts = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code == KN_OK && trial->state != KN_TRIAL_DRAFT)
        code = load_sealed(&view, &parts, err);
    if (code == KN_OK)
        code = kn_reply_with(reply,
                             trial->state == KN_TRIAL_DRAFT
                                 ? draft_reply(trial)
                                 : sealed_reply(&view, &parts, &catalogue, err),
                             err);
    if (code == KN_OK)
        code = add_common(api, trial, reply->json, err);
    if (code == KN_OK)
        code = add_notes(api, trial, reply->json, err);
    kn_entries_release(&parts.harms);
    kn_course_release(&view.outcome);
    free(view.did);
    kn_catalogue_release(&catalogue);
    return code;
}

kn_code kn_reply_with_trial(kn_api *api, const char *id, kn_reply *reply, kn_error *err)
{
    kn_trial *trial = NULL;
    kn_code code = kn_trial_load(api->store, id, NULL, &trial, err);

    if (code == KN_OK)
        code = make_reply(api, trial, reply, err);
    kn_trial_free(trial);
    return code;
}

kn_code kn_run_trial(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    return kn_reply_with_trial(api, kn_argument_text(request, "id"), reply, err);
}
