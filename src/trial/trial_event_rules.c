/* When each event makes sense: one table. docs/trials.md section 4. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/trial_parts.h"

enum { MESSAGE = 200 };

#define IN(state) (1u << KN_TRIAL_##state)
#define UNDER_WAY (IN(RUNNING) | IN(PAUSED))
#define OVER      (IN(FINISHED) | IN(STOPPED))

kn_code kn_event_refuse(const kn_event_call *call, kn_code code, const char *field,
                        const char *hint, const char *message)
{
    kn_place at = {0};

    snprintf(at.field, sizeof at.field, "%s", field);
    kn_fail(call->err, code, &at, "%s", message);
    return kn_hint(call->err, "%s", hint);
}

kn_code kn_event_refuse_state(const kn_event_call *call, const char *hint)
{
    static const struct {
        const char *is, *hint;
    } words[] = {
        [KN_TRIAL_DRAFT] = {"has not started", "Start it first."},
        [KN_TRIAL_WAITING] = {"begins on", "Wait for that day; it can be stopped before."},
        [KN_TRIAL_RUNNING] = {"is going on until", "Wait for its end, or pause or stop it."},
        [KN_TRIAL_PAUSED] = {"is paused since", "Resume it first."},
        [KN_TRIAL_FINISHED] = {"ended on", "Look at its answer."},
        [KN_TRIAL_STOPPED] = {"was stopped; its last day was", "What was written is kept."},
    };
    const kn_trial *trial = call->trial;
    kn_trial_state state = trial->stopped ? KN_TRIAL_STOPPED : trial->state;
    int32_t day = state == KN_TRIAL_WAITING ? trial->first_day : trial->last_day;
    char message[MESSAGE], date[KN_DAY_WORDS_SIZE] = "";

    if (state == KN_TRIAL_PAUSED)
        for (size_t i = 0; i < trial->pause_count; i++)
            day = trial->pauses[i].goes_on ? trial->pauses[i].first_day : day;
    if (state != KN_TRIAL_DRAFT)
        kn_day_words(date, day, trial->today);
    snprintf(message, sizeof message, "this trial %s%s%s", words[state].is, date[0] ? " " : "",
             date);
    return kn_event_refuse(call, KN_CONFLICT, "event", hint ? hint : words[state].hint, message);
}

static const kn_trial_pause *open_pause(const kn_trial *trial)
{
    const kn_trial_pause *last = trial->pauses + trial->pause_count - 1;

    return trial->pause_count > 0 && last->goes_on ? last : NULL;
}

static json_int_t number(const kn_event_call *call, const char *name)
{
    return json_integer_value(json_object_get(call->body, name));
}

static bool is_true(const kn_event_call *call, const char *name)
{
    return json_is_true(json_object_get(call->body, name));
}

/* ---- Kinds ------------------------------------------------------------------------------------*/

static kn_code check_amend(const kn_event_call *call)
{
    if (json_string_length(json_object_get(call->body, "what")) > 0)
        return KN_OK;
    return kn_event_refuse(call, KN_DATA, "what", "Say what is done otherwise from that day on.",
                           "what is missing");
}

/* From a day of the period that is going on: those before were done under their own plan. */
static kn_code check_pause(const kn_event_call *call)
{
    const kn_trial *trial = call->trial;
    kn_trial_day now = kn_trial_on(trial, trial->today);
    int32_t soonest = now.unit == SIZE_MAX ? trial->first_day : trial->units[now.unit].first_day;

    if (open_pause(trial))
        return kn_event_refuse(call, KN_CONFLICT, "event", "Resume it first.",
                               "this trial is to be paused already");
    for (size_t i = 0; i < trial->pause_count; i++)
        if (trial->pauses[i].last_day >= soonest)
            soonest = trial->pauses[i].last_day + 1;
    if (call->day >= soonest)
        return KN_OK;
    return kn_event_refuse(call, KN_DATA, "day",
                           "A pause begins within the period that is going on.",
                           "day lies before this period");
}

static kn_code check_resume(const kn_event_call *call)
{
    const kn_trial_pause *pause = open_pause(call->trial);

    if (!pause)
        return kn_event_refuse_state(call, "It is not paused.");
    if (call->day >= pause->first_day)
        return KN_OK;
    return kn_event_refuse(call, KN_DATA, "day", "It goes on after the pause began.",
                           "day lies before the pause");
}

static kn_code check_stop(const kn_event_call *call)
{
    (void)call;
    return KN_OK;
}

static kn_code check_look(const kn_event_call *call)
{
    const kn_trial *trial = call->trial;

    for (int k = 0; k < trial->look_count; k++) {
        const kn_trial_look *look = &trial->looks[k];

        if (look->taken || look->day > trial->today ||
            look->after_cycles != (int)number(call, "cycles"))
            continue;
        if (json_object_get(call->body, "result"))
            return KN_OK;
        return kn_event_refuse(call, KN_DATA, "result", "It is go_on or stop.",
                               "result is missing");
    }
    return kn_event_refuse(call, KN_CONFLICT, "cycles", "The plan says when the looks are.",
                           "no planned look is due after so many cycles");
}

static kn_code check_peek(const kn_event_call *call)
{
    if (call->trial->protocol.is_open)
        return KN_OK;
    return kn_event_refuse(call, KN_CONFLICT, "event",
                           "It opens after the last day, with the helper's code.",
                           "this trial is sealed: which days were which is not known");
}

static kn_code check_unblind(const kn_event_call *call)
{
    const kn_trial *trial = call->trial;
    const char *opening = json_string_value(json_object_get(call->body, "code"));
    kn_trial *opened = NULL;
    kn_code code;

    if (!trial->protocol.design.blinded || trial->opened)
        return kn_event_refuse(call, KN_CONFLICT, "event", "There is nothing to open.",
                               "this trial is open already");
    if (!opening || !opening[0])
        return kn_event_refuse(
            call, KN_DATA, "code",
            "It stands on the helper's sheet. Without it the trial stays sealed; all you "
            "wrote is kept.",
            "code is missing");
    if (!kn_trial_is_over(trial) && !is_true(call, "emergency"))
        return kn_event_refuse(
            call, KN_CONFLICT, "emergency",
            "If your safety needs it, open it as an emergency. Else wait for the last "
            "day, or stop it first.",
            "this trial is still going on");
    code = kn_trial_load(call->store, trial->id, opening, &opened, call->err);
    kn_trial_free(opened);
    return code;
}

static kn_code check_guess(const kn_event_call *call)
{
    const kn_trial *trial = call->trial;
    json_int_t period = number(call, "period");
    int32_t last = trial->last_day < trial->today ? trial->last_day : trial->today - 1;
    const kn_trial_unit *unit;

    if (!trial->protocol.design.blinded || trial->opened)
        return kn_event_refuse(call, KN_CONFLICT, "event",
                               "A guess counts only while it is sealed.", "this trial is open");
    if (period < 1 || period > (json_int_t)trial->unit_count)
        return kn_event_refuse(call, KN_DATA, "period", "They count from 1.",
                               "period is not one of it");
    unit = &trial->units[period - 1];
    if (unit->first_day > last || (unit->last_day > last && !kn_trial_is_over(trial)))
        return kn_event_refuse(call, KN_CONFLICT, "period", "Guess when its last day is over.",
                               "this period has not ended");
    if (unit->arm != KN_ARM_UNKNOWN)
        return kn_event_refuse(call, KN_CONFLICT, "period",
                               "A guess counts only while it is sealed.", "this period is open");
    if (number(call, "arm") >= trial->protocol.design.arms)
        return kn_event_refuse(call, KN_DATA, "arm", "Arms count from 0.",
                               "arm is not one of this trial");
    return KN_OK;
}

static kn_code check_extend(const kn_event_call *call)
{
    const kn_trial *trial = call->trial;
    char follows[KN_HASH_SIZE], secret[KN_SECRET_SIZE];
    kn_protocol *longer = NULL;
    json_t *extension = json_object_get(call->body, "extension");
    uint32_t part = 1;
    kn_code code = kn_trial_check_alone(call->store, trial->id, call->err);

    if (code)
        return code;
    if (!trial->protocol.is_open)
        return kn_event_refuse(call, KN_CONFLICT, "event", "Open it first, and look at its answer.",
                               "this trial is sealed");
    memcpy(follows, trial->hash, sizeof follows);
    for (size_t i = 0; i < trial->event_count; i++)
        if (trial->events[i].kind == KN_EVENT_EXTEND && trial->events[i].counts) {
            kn_protocol_hash(json_object_get(trial->events[i].body, "extension"), follows);
            part++;
        }
    if (!extension && trial->protocol.design.blinded)
        return kn_event_refuse(call, KN_DATA, "extension", "Seal the further periods first.",
                               "extension is missing");
    if (!extension) {
        kn_secret_new(secret);
        code = kn_protocol_extend(&trial->protocol, follows, (int)number(call, "cycles"), part,
                                  secret, &extension, call->err);
        if (!code && json_object_set_new(call->body, "extension", extension) != 0)
            code = kn_fail(call->err, KN_NOMEM, NULL, "out of memory");
    }
    if (!code && !kn_member_is(extension, "follows", follows))
        code = kn_event_refuse(call, KN_CONFLICT, "extension",
                               "Read the trial as it is now, then try again.",
                               "this extension follows something else");
    longer = code ? NULL : malloc(sizeof *longer);
    if (!code && !longer)
        code = kn_fail(call->err, KN_NOMEM, NULL, "out of memory");
    if (!code) {
        *longer = trial->protocol;
        code = kn_protocol_append(longer, extension, part, NULL, call->err);
    }
    free(longer);
    return code;
}

static kn_code check_decision(const kn_event_call *call)
{
    bool is_again = json_object_get(call->body, "still"), had_one = false;

    if (!call->trial->protocol.is_open)
        return kn_event_refuse(call, KN_CONFLICT, "event", "Open it first, and look at its answer.",
                               "this trial is sealed");
    for (size_t i = 0; i < call->trial->event_count; i++)
        had_one = had_one || call->trial->events[i].kind == KN_EVENT_DECISION;
    if (json_object_get(call->body, "decision") || (is_again && had_one))
        return KN_OK;
    return kn_event_refuse(call, KN_DATA, "decision", "It is keep, leave, extend or other.",
                           "decision is missing");
}

const kn_event_rule kn_event_rules[KN_EVENT_COUNT] = {
    [KN_EVENT_AMEND] = {IN(WAITING) | UNDER_WAY, 1, "what|reason", check_amend},
    [KN_EVENT_PAUSE] = {IN(RUNNING), 1, "reason", check_pause},
    [KN_EVENT_RESUME] = {UNDER_WAY, 1, "reason", check_resume},
    [KN_EVENT_STOP] = {IN(WAITING) | UNDER_WAY, 1, "reason", check_stop},
    [KN_EVENT_LOOK] = {IN(RUNNING), 0, "result|cycles|reason", check_look},
    [KN_EVENT_PEEK] = {UNDER_WAY, 0, "reason", check_peek},
    [KN_EVENT_UNBLIND] = {IN(WAITING) | UNDER_WAY | OVER, 0, "code|emergency|reason",
                          check_unblind},
    [KN_EVENT_GUESS] = {UNDER_WAY | OVER, 0, "period|arm|sure|reason", check_guess},
    [KN_EVENT_EXTEND] = {IN(FINISHED), 0, "cycles|extension|reason", check_extend},
    [KN_EVENT_DECISION] = {OVER, 0, "decision|still|reason", check_decision},
};
