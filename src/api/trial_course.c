/* The days, periods and events of a trial, as the reply of `trial` shows them. */
#include <string.h>

#include "api/trial_view.h"
#include "report/trial_report.h"

static const char *const phase_words[] = {
    [KN_PHASE_BEFORE] = "before", [KN_PHASE_RUN_IN] = "run_in", [KN_PHASE_WASHOUT] = "washout",
    [KN_PHASE_ON] = "on",         [KN_PHASE_PAUSED] = "paused", [KN_PHASE_AFTER] = "after"};
static const char *const did_words[] = {[KN_DID_UNKNOWN] = NULL,
                                        [KN_DID_DONE] = "done",
                                        [KN_DID_PART] = "part",
                                        [KN_DID_NOT] = "not_done",
                                        [KN_DID_OTHER] = "other"};

const char *kn_trial_phase_word(kn_trial_phase phase)
{
    return phase_words[phase];
}

const char *kn_trial_did_word(kn_did did)
{
    return did_words[did];
}

/* ---- The outcome ------------------------------------------------------------------------------*/

static bool is_spasm_days(const kn_trial *trial)
{
    return strcmp(trial->protocol.design.outcome, KN_OUTCOME_SPASM_DAYS) == 0;
}

/* What the check-ins said, as the answer reads it; of "spasm-days" whether there was any. */
kn_code kn_trial_view_outcome(kn_trial_view *view, kn_error *err)
{
    const kn_trial *trial = view->trial;
    int32_t last = trial->last_day < trial->today ? trial->last_day : trial->today;

    view->outcome_days = last < trial->first_day ? 0 : (size_t)(last - trial->first_day) + 1;
    if (view->outcome_days == 0)
        return KN_OK;
    return kn_summary_course(view->store,
                             is_spasm_days(trial) ? "spasms" : trial->protocol.design.outcome,
                             trial->first_day, last, &view->outcome, err);
}

static const char *outcome_word(const kn_trial_view *view, size_t i)
{
    if (i >= view->outcome_days)
        return "to_come";
    return view->outcome.state[i] == KN_STATE_VALUE  ? "value"
           : view->outcome.state[i] == KN_STATE_NONE ? "none"
                                                     : "not_recorded";
}

/* ---- Days and periods -------------------------------------------------------------------------*/

static json_t *arm_or_null(uint8_t arm)
{
    return arm == KN_ARM_UNKNOWN ? json_null() : json_integer(arm);
}

/* A value beside its arm is a result: not before the end, unless a look was chosen. */
static bool may_join(const kn_trial *trial)
{
    return trial->protocol.is_open && (kn_trial_has_ended(trial) || trial->opened || trial->peeked);
}

static json_t *course_day(const kn_trial_view *view, size_t i)
{
    const kn_trial *trial = view->trial;
    const kn_trial_day day = kn_trial_on(trial, trial->first_day + (int32_t)i);
    const bool has_unit = day.unit < trial->unit_count;
    const bool is_known = i < view->outcome_days && view->outcome.state[i] == KN_STATE_VALUE;

    return json_pack(
        "{s:o,s:o,s:o,s:s,s:s,s:o,s:o}", "day", kn_json_day(trial->first_day + (int32_t)i), "unit",
        has_unit ? json_integer((json_int_t)day.unit + 1) : json_null(), "arm",
        has_unit && may_join(trial) ? arm_or_null(trial->units[day.unit].arm) : json_null(),
        "phase", phase_words[day.phase], "state", outcome_word(view, i), "value",
        !is_known              ? json_null()
        : is_spasm_days(trial) ? json_integer(1)
                               : kn_json_number(view->outcome.value[i]),
        "did", kn_json_optional(did_words[view->did[i].did]));
}

static json_t *fill(size_t count, json_t *(*make)(const kn_trial_view *view, size_t i),
                    const kn_trial_view *view)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < count; i++) {
        if (json_array_append_new(list, make(view, i)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

json_t *kn_trial_view_course(const kn_trial_view *view)
{
    return fill(view->day_count, course_day, view);
}

/* The last guess about a period, or null. */
static json_t *guess_of(const kn_trial *trial, size_t unit)
{
    for (size_t i = trial->event_count; i > 0; i--) {
        const json_t *body = trial->events[i - 1].body;
        json_t *arm = json_object_get(body, "arm"), *sure = json_object_get(body, "sure");

        if (trial->events[i - 1].kind == KN_EVENT_GUESS &&
            json_integer_value(json_object_get(body, "period")) == (json_int_t)unit + 1)
            return json_pack("{s:O,s:O}", "arm", arm ? arm : json_null(), "sure",
                             sure ? sure : json_null());
    }
    return json_null();
}

static json_t *one_unit(const kn_trial_view *view, size_t i)
{
    const kn_trial *trial = view->trial;
    const kn_trial_unit *unit = &trial->units[i];

    return json_pack("{s:I,s:o,s:o,s:o,s:o,s:s,s:o}", "number", (json_int_t)i + 1, "label",
                     kn_json_optional(unit->label), "arm", arm_or_null(unit->arm), "first_day",
                     kn_json_day(unit->first_day), "last_day", kn_json_day(unit->last_day), "state",
                     unit->last_day < trial->today    ? "past"
                     : unit->first_day > trial->today ? "to_come"
                                                      : "now",
                     "guess", guess_of(trial, i));
}

json_t *kn_trial_view_units(const kn_trial_view *view)
{
    return fill(view->trial->unit_count, one_unit, view);
}

/* Days of the periods up to today; today itself once it was said. */
json_t *kn_trial_view_taken(const kn_trial_view *view)
{
    int counts[KN_DID_OTHER + 1] = {0};

    for (size_t i = 0; i < view->day_count; i++) {
        const int32_t on = view->trial->first_day + (int32_t)i;

        if (kn_trial_on(view->trial, on).unit >= view->trial->unit_count)
            continue;
        if (on < view->trial->today || view->did[i].did != KN_DID_UNKNOWN)
            counts[view->did[i].did]++;
    }
    return json_pack("{s:i,s:i,s:i,s:i,s:i}", "done", counts[KN_DID_DONE], "part",
                     counts[KN_DID_PART], "not_done", counts[KN_DID_NOT], "other",
                     counts[KN_DID_OTHER], "unknown", counts[KN_DID_UNKNOWN]);
}

/* ---- Events and looks -------------------------------------------------------------------------*/

static json_t *one_event(const kn_trial_view *view, size_t i)
{
    const kn_trial_event *event = &view->trial->events[i];
    char at[KN_MOMENT_SIZE];
    kn_text words;
    json_t *json;

    kn_text_init(&words, 4096);
    kn_trial_say_event(view->trial, event, &words);
    json = json_pack("{s:s,s:s,s:o,s:s,s:s}", "id", event->id, "event",
                     kn_trial_event_word(event->kind), "day", kn_json_day(event->day), "words",
                     kn_text_string(&words), "at", kn_moment_format(at, event->at));
    kn_text_release(&words);
    return json;
}

json_t *kn_trial_view_events(const kn_trial_view *view)
{
    return fill(view->trial->event_count, one_event, view);
}

static json_t *one_look(const kn_trial_view *view, size_t i)
{
    const kn_trial *trial = view->trial;
    const kn_trial_look *look = &trial->looks[i];
    const bool is_past = kn_trial_has_ended(trial); /* the answer takes its place */
    const bool is_due = look->day <= trial->today;

    return json_pack("{s:i,s:o,s:s,s:o}", "after_cycles", look->after_cycles, "day",
                     kn_json_day(look->day), "state",
                     look->taken ? "taken"
                     : is_past   ? "past"
                     : is_due    ? "due"
                                 : "to_come",
                     "result",
                     look->taken ? json_string(look->says_stop ? "stop" : "go_on") : json_null());
}

json_t *kn_trial_view_looks(const kn_trial_view *view)
{
    return fill((size_t)view->trial->look_count, one_look, view);
}
