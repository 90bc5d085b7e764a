/* Parts that several replies about trials hold. */
#include <string.h>

#include "api/trial_call.h"
#include "report/trial_report.h"

static const char *const level_words[] = {
    [KN_NOTE_REFUSED] = "refused", [KN_NOTE_CAUTION] = "caution", [KN_NOTE_INFO] = "info"};

bool kn_trial_has_ended(const kn_trial *trial)
{
    return trial->state == KN_TRIAL_FINISHED || trial->state == KN_TRIAL_STOPPED;
}

const json_t *kn_trial_decision(const kn_trial *trial)
{
    for (size_t i = trial->event_count; i > 0; i--)
        if (trial->events[i - 1].kind == KN_EVENT_DECISION)
            return trial->events[i - 1].body;
    return NULL;
}

static int day_number(const kn_trial *trial)
{
    return trial->state == KN_TRIAL_DRAFT ? 0 : kn_trial_on(trial, trial->today).number;
}

/* With what was added later; a draft has no calendar yet. */
static int day_count(const kn_trial *trial)
{
    return trial->state == KN_TRIAL_DRAFT ? kn_trial_design_days(&trial->protocol.design)
                                          : kn_trial_on(trial, trial->today).of;
}

json_t *kn_json_trial(const kn_trial *trial, json_t *verdict)
{
    const bool is_draft = trial->state == KN_TRIAL_DRAFT;
    const kn_trial_design *design = &trial->protocol.design;
    json_t *json;
    kn_text line;

    kn_text_init(&line, 1024);
    kn_trial_say_state(trial, &line);
    json = json_pack(
        "{s:s,s:s,s:s,s:s,s:s,s:b,s:b,s:b,s:o,s:o,s:i,s:i,s:o}", "id", trial->id, "version",
        trial->version, "title", design->title, "state", kn_trial_state_word(trial->state), "line",
        kn_text_string(&line), "blinded", design->blinded, "opened", trial->opened, "archived",
        trial->archived, "first_day", is_draft ? json_null() : kn_json_day(trial->first_day),
        "last_day", is_draft ? json_null() : kn_json_day(trial->last_day), "day_number",
        day_number(trial), "days", day_count(trial), "verdict", verdict ? verdict : json_null());
    kn_text_release(&line);
    return json;
}

json_t *kn_json_trial_notes(const kn_trial_note notes[], size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < count; i++) {
        json_t *note = json_pack("{s:s,s:s,s:s,s:s}", "level", level_words[notes[i].level], "code",
                                 notes[i].code, "field", notes[i].field, "words", notes[i].words);

        if (json_array_append_new(list, note) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}
