/* Writing an event: one table says when each makes sense. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "trial/trial_parts.h"

enum {
    BACK_DAYS = 14, /* an event is written down at most so long after its day */
    MESSAGE = 200
};

#define IN(state) (1u << KN_TRIAL_##state)
#define UNDER_WAY (IN(RUNNING) | IN(PAUSED))
#define OVER      (IN(FINISHED) | IN(STOPPED))

typedef struct event_call {
    kn_store *store;
    const kn_trial *trial;
    kn_trial_event_kind kind;
    json_t *body; /* the new event's */
    int32_t day;
    kn_error *err;
} event_call;

static kn_code refuse(const event_call *call, kn_code code, const char *field, const char *hint,
                      const char *message)
{
    kn_place at = {0};

    snprintf(at.field, sizeof at.field, "%s", field);
    kn_fail(call->err, code, &at, "%s", message);
    return kn_hint(call->err, "%s", hint);
}

/* "this trial is paused since 3 March", and what would help. */
static kn_code refuse_state(const event_call *call, const char *hint)
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
    return refuse(call, KN_CONFLICT, "event", hint ? hint : words[state].hint, message);
}

static const kn_trial_pause *open_pause(const kn_trial *trial)
{
    const kn_trial_pause *last = trial->pauses + trial->pause_count - 1;

    return trial->pause_count > 0 && last->goes_on ? last : NULL;
}

static json_int_t number(const event_call *call, const char *name)
{
    return json_integer_value(json_object_get(call->body, name));
}

static bool is_true(const event_call *call, const char *name)
{
    return json_is_true(json_object_get(call->body, name));
}

/* ---- Kinds ------------------------------------------------------------------------------------*/

static kn_code check_amend(const event_call *call)
{
    if (json_string_length(json_object_get(call->body, "what")) > 0)
        return KN_OK;
    return refuse(call, KN_DATA, "what", "Say what is done otherwise from that day on.",
                  "what is missing");
}

/* From a day of the period that is going on: those before were done under their own plan. */
static kn_code check_pause(const event_call *call)
{
    const kn_trial *trial = call->trial;
    kn_trial_day now = kn_trial_on(trial, trial->today);
    int32_t soonest = now.unit == SIZE_MAX ? trial->first_day : trial->units[now.unit].first_day;

    if (open_pause(trial))
        return refuse(call, KN_CONFLICT, "event", "Resume it first.",
                      "this trial is to be paused already");
    for (size_t i = 0; i < trial->pause_count; i++)
        if (trial->pauses[i].last_day >= soonest)
            soonest = trial->pauses[i].last_day + 1;
    if (call->day >= soonest)
        return KN_OK;
    return refuse(call, KN_DATA, "day", "A pause begins within the period that is going on.",
                  "day lies before this period");
}

static kn_code check_resume(const event_call *call)
{
    const kn_trial_pause *pause = open_pause(call->trial);

    if (!pause)
        return refuse_state(call, "It is not paused.");
    if (call->day >= pause->first_day)
        return KN_OK;
    return refuse(call, KN_DATA, "day", "It goes on after the pause began.",
                  "day lies before the pause");
}

static kn_code check_stop(const event_call *call)
{
    (void)call;
    return KN_OK;
}

static kn_code check_look(const event_call *call)
{
    const kn_trial *trial = call->trial;

    for (int k = 0; k < trial->look_count; k++) {
        const kn_trial_look *look = &trial->looks[k];

        if (look->taken || look->day > trial->today ||
            look->after_cycles != (int)number(call, "cycles"))
            continue;
        if (json_object_get(call->body, "result"))
            return KN_OK;
        return refuse(call, KN_DATA, "result", "It is go_on or stop.", "result is missing");
    }
    return refuse(call, KN_CONFLICT, "cycles", "The plan says when the looks are.",
                  "no planned look is due after so many cycles");
}

static kn_code check_peek(const event_call *call)
{
    if (call->trial->protocol.is_open)
        return KN_OK;
    return refuse(call, KN_CONFLICT, "event",
                  "It opens after the last day, with the helper's code.",
                  "this trial is sealed: which days were which is not known");
}

static kn_code check_unblind(const event_call *call)
{
    const kn_trial *trial = call->trial;
    const char *opening = json_string_value(json_object_get(call->body, "code"));
    kn_trial *opened = NULL;
    kn_code code;

    if (!trial->protocol.design.blinded || trial->opened)
        return refuse(call, KN_CONFLICT, "event", "There is nothing to open.",
                      "this trial is open already");
    if (!opening || !opening[0])
        return refuse(call, KN_DATA, "code",
                      "It stands on the helper's sheet. Without it the trial stays sealed; all you "
                      "wrote is kept.",
                      "code is missing");
    if (!kn_trial_is_over(trial) && !is_true(call, "emergency"))
        return refuse(call, KN_CONFLICT, "emergency",
                      "If your safety needs it, open it as an emergency. Else wait for the last "
                      "day, or stop it first.",
                      "this trial is still going on");
    code = kn_trial_load(call->store, trial->id, opening, &opened, call->err);
    kn_trial_free(opened);
    return code;
}

static kn_code check_guess(const event_call *call)
{
    const kn_trial *trial = call->trial;
    json_int_t period = number(call, "period");
    int32_t last = trial->last_day < trial->today ? trial->last_day : trial->today - 1;
    const kn_trial_unit *unit;

    if (!trial->protocol.design.blinded || trial->opened)
        return refuse(call, KN_CONFLICT, "event", "A guess counts only while it is sealed.",
                      "this trial is open");
    if (period < 1 || period > (json_int_t)trial->unit_count)
        return refuse(call, KN_DATA, "period", "They count from 1.", "period is not one of it");
    unit = &trial->units[period - 1];
    if (unit->first_day > last || (unit->last_day > last && !kn_trial_is_over(trial)))
        return refuse(call, KN_CONFLICT, "period", "Guess when its last day is over.",
                      "this period has not ended");
    if (unit->arm != KN_ARM_UNKNOWN)
        return refuse(call, KN_CONFLICT, "period", "A guess counts only while it is sealed.",
                      "this period is open");
    if (number(call, "arm") >= trial->protocol.design.arms)
        return refuse(call, KN_DATA, "arm", "Arms count from 0.", "arm is not one of this trial");
    return KN_OK;
}

static kn_code check_extend(const event_call *call)
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
        return refuse(call, KN_CONFLICT, "event", "Open it first, and look at its answer.",
                      "this trial is sealed");
    memcpy(follows, trial->hash, sizeof follows);
    for (size_t i = 0; i < trial->event_count; i++)
        if (trial->events[i].kind == KN_EVENT_EXTEND && trial->events[i].counts) {
            kn_protocol_hash(json_object_get(trial->events[i].body, "extension"), follows);
            part++;
        }
    if (!extension && trial->protocol.design.blinded)
        return refuse(call, KN_DATA, "extension", "Seal the further periods first.",
                      "extension is missing");
    if (!extension) {
        kn_secret_new(secret);
        code = kn_protocol_extend(&trial->protocol, follows, (int)number(call, "cycles"), part,
                                  secret, &extension, call->err);
        if (!code && json_object_set_new(call->body, "extension", extension) != 0)
            code = kn_fail(call->err, KN_NOMEM, NULL, "out of memory");
    }
    if (!code && !kn_member_is(extension, "follows", follows))
        code =
            refuse(call, KN_CONFLICT, "extension", "Read the trial as it is now, then try again.",
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

static kn_code check_decision(const event_call *call)
{
    bool is_again = json_object_get(call->body, "still"), had_one = false;

    if (!call->trial->protocol.is_open)
        return refuse(call, KN_CONFLICT, "event", "Open it first, and look at its answer.",
                      "this trial is sealed");
    for (size_t i = 0; i < call->trial->event_count; i++)
        had_one = had_one || call->trial->events[i].kind == KN_EVENT_DECISION;
    if (json_object_get(call->body, "decision") || (is_again && had_one))
        return KN_OK;
    return refuse(call, KN_DATA, "decision", "It is keep, leave, extend or other.",
                  "decision is missing");
}

/* In the order of kn_trial_event_kind. A day ahead is for those that one plans: "from tomorrow". */
static const struct event_rule {
    uint32_t states;
    int ahead; /* days from today */
    const char *members;
    kn_code (*check)(const event_call *call);
} rules[KN_EVENT_COUNT] = {
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

/* ---- All of them ------------------------------------------------------------------------------*/

static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);

    for (const char *c = list; c; c = strchr(c, '|') ? strchr(c, '|') + 1 : NULL)
        if (strncmp(c, name, length) == 0 && (c[length] == '|' || c[length] == '\0'))
            return true;
    return false;
}

static kn_code check_members(const event_call *call)
{
    const char *name;
    json_t *value;

    json_object_foreach(call->body, name, value)
    {
        char message[MESSAGE];

        if (is_listed("trial|event|day", name) || is_listed(rules[call->kind].members, name))
            continue;
        snprintf(message, sizeof message, "%.60s is no member of the event %s", name,
                 kn_trial_event_word(call->kind));
        return refuse(call, KN_DATA, name, "docs/trials.md lists the members of each.", message);
    }
    return KN_OK;
}

static kn_code read_day(event_call *call)
{
    const json_t *given = json_object_get(call->body, "day");
    const char *text = json_string_value(given);
    int32_t today = call->trial->today, soonest = today - BACK_DAYS;
    char date[KN_DATE_SIZE];
    bool has_time;

    call->day = today;
    if (!given &&
        json_object_set_new(call->body, "day", json_string(kn_date_format(date, today))) != 0)
        return kn_fail(call->err, KN_NOMEM, NULL, "out of memory");
    if (given && (!text || kn_date_parse(text, strlen(text), &call->day, &has_time) != KN_DATE_OK ||
                  has_time))
        return refuse(call, KN_DATA, "day", "Write days as 2026-03-14.", "day is no day");
    if (call->day > today + rules[call->kind].ahead)
        return refuse(call, KN_DATA, "day", "Write it down when it is so.",
                      "day lies too far ahead");
    if (call->day < soonest)
        return refuse(call, KN_DATA, "day",
                      "At most two weeks back: say in the reason how it was before.",
                      "day lies too far back");
    return KN_OK;
}

/* Events of one day hold in the order in which they were written: with a clock that was set back a
 * new one would come before what it answers. */
static kn_code check_clock(const event_call *call)
{
    int64_t now = kn_moment_utc(kn_store_now(call->store));

    for (size_t i = 0; i < call->trial->event_count; i++) {
        const kn_trial_event *event = &call->trial->events[i];

        if (event->day == call->day && kn_moment_utc(event->at) > now)
            return refuse(call, KN_CONFLICT, "day", "Set this device's clock, or wait for it.",
                          "by this device's clock the last event of that day is yet to come");
    }
    return KN_OK;
}

static kn_code check(event_call *call)
{
    const kn_trial *trial = call->trial;
    bool is_control = call->kind == KN_EVENT_PAUSE || call->kind == KN_EVENT_RESUME ||
                      call->kind == KN_EVENT_STOP || call->kind == KN_EVENT_EXTEND;
    kn_code code = check_members(call);

    if (!code && (trial->state == KN_TRIAL_DRAFT || (is_control && trial->stopped) ||
                  !(rules[call->kind].states & 1u << trial->state)))
        code = refuse_state(call, NULL);
    if (!code)
        code = read_day(call);
    if (!code)
        code = rules[call->kind].check(call);
    return !code && is_control ? check_clock(call) : code;
}

/* A repeated request: the version is there, and says all that was asked for. */
static kn_code find_repeated(kn_store *store, const char *id, const char *version,
                             const json_t *body, bool *found, kn_error *err)
{
    const kn_place at = {.field = "version"};
    kn_entries versions;
    kn_code code = kn_store_history(store, id, &versions, err);
    bool is_same = true;

    *found = false;
    if (code == KN_NOTFOUND)
        return KN_OK;
    for (size_t i = 0; !code && i < versions.count && !*found; i++) {
        const char *name;
        json_t *value;

        if (strcmp(versions.list[i].version, version) != 0)
            continue;
        *found = true;
        json_object_foreach(kn_json_iterable(body), name, value) is_same =
            is_same && json_equal(value, json_object_get(versions.list[i].body, name));
    }
    kn_entries_release(&versions);
    if (!code && *found && !is_same) {
        kn_fail(err, KN_CONFLICT, &at, "the version %.40s is there already, with other content",
                version);
        code = kn_hint(err, "Give every write a version id of its own.");
    }
    return code;
}

/* The body of an event without what is null. New reference, or NULL: out of memory. */
static json_t *make_body(const char *trial, kn_trial_event_kind kind, const json_t *given)
{
    json_t *body = json_object();
    const char *name;
    json_t *value;
    int failed = 0;

    json_object_foreach(kn_json_iterable(given), name, value)
    {
        if (!json_is_null(value))
            failed |= json_object_set(body, name, value);
    }
    failed |= json_object_set_new(body, "trial", json_string(trial));
    failed |= json_object_set_new(body, "event", json_string(kn_trial_event_word(kind)));
    if (!failed)
        return body;
    json_decref(body);
    return NULL;
}

kn_code kn_trial_write_event(kn_store *store, const char *trial_id, const char *id,
                             const char *version, kn_trial_event_kind kind, const json_t *body,
                             kn_outcome *outcome, kn_error *err)
{
    kn_entry entry = {.kind = KN_KIND_TRIAL_EVENT,
                      .at = kn_store_now(store),
                      .precision = KN_PRECISION_MINUTE,
                      .body = make_body(trial_id, kind, body)};
    kn_trial *trial = NULL;
    bool found = false;
    kn_code code;

    snprintf(entry.id, sizeof entry.id, "%s", id);
    snprintf(entry.version, sizeof entry.version, "%s", version);
    if (!entry.body)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    code = find_repeated(store, id, version, entry.body, &found, err);
    if (!code && found) {
        *outcome = KN_KNOWN;
        goto done;
    }
    if (!code)
        code = kn_trial_load(store, trial_id, NULL, &trial, err);
    if (!code) {
        event_call call = {store, trial, kind, entry.body, 0, err};

        code = check(&call);
    }
    if (!code)
        code = kn_store_add(store, &entry, outcome, err);
done:
    kn_trial_free(trial);
    kn_entry_release(&entry);
    return code;
}
