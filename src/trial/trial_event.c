/* Writing an event: trial_event_rules.c says when each makes sense. */
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

static bool is_listed(const char *list, const char *name)
{
    size_t length = strlen(name);

    for (const char *c = list; c; c = strchr(c, '|') ? strchr(c, '|') + 1 : NULL)
        if (strncmp(c, name, length) == 0 && (c[length] == '|' || c[length] == '\0'))
            return true;
    return false;
}

static kn_code check_members(const kn_event_call *call)
{
    const char *name;
    json_t *value;

    json_object_foreach(call->body, name, value)
    {
        char message[MESSAGE];

        if (is_listed("trial|event|day", name) ||
            is_listed(kn_event_rules[call->kind].members, name))
            continue;
        snprintf(message, sizeof message, "%.60s is no member of the event %s", name,
                 kn_trial_event_word(call->kind));
        return kn_event_refuse(call, KN_DATA, name, "docs/trials.md lists the members of each.",
                               message);
    }
    return KN_OK;
}

static kn_code read_day(kn_event_call *call)
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
        return kn_event_refuse(call, KN_DATA, "day", "Write days as 2026-03-14.", "day is no day");
    if (call->day > today + kn_event_rules[call->kind].ahead)
        return kn_event_refuse(call, KN_DATA, "day", "Write it down when it is so.",
                               "day lies too far ahead");
    if (call->day < soonest)
        return kn_event_refuse(call, KN_DATA, "day",
                               "At most two weeks back: say in the reason how it was before.",
                               "day lies too far back");
    return KN_OK;
}

/* Events of one day hold in the order in which they were written: with a clock that was set back a
 * new one would come before what it answers. */
static kn_code check_clock(const kn_event_call *call)
{
    int64_t now = kn_moment_utc(kn_store_now(call->store));

    for (size_t i = 0; i < call->trial->event_count; i++) {
        const kn_trial_event *event = &call->trial->events[i];

        if (event->day == call->day && kn_moment_utc(event->at) > now)
            return kn_event_refuse(
                call, KN_CONFLICT, "day", "Set this device's clock, or wait for it.",
                "by this device's clock the last event of that day is yet to come");
    }
    return KN_OK;
}

static kn_code check(kn_event_call *call)
{
    const kn_trial *trial = call->trial;
    bool is_control = call->kind == KN_EVENT_PAUSE || call->kind == KN_EVENT_RESUME ||
                      call->kind == KN_EVENT_STOP || call->kind == KN_EVENT_EXTEND;
    kn_code code = check_members(call);

    if (!code && (trial->state == KN_TRIAL_DRAFT || (is_control && trial->stopped) ||
                  !(kn_event_rules[call->kind].states & 1u << trial->state)))
        code = kn_event_refuse_state(call, NULL);
    if (!code)
        code = read_day(call);
    if (!code)
        code = kn_event_rules[call->kind].check(call);
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
        kn_event_call call = {store, trial, kind, entry.body, 0, err};

        code = check(&call);
    }
    if (!code)
        code = kn_store_add(store, &entry, outcome, err);
done:
    kn_trial_free(trial);
    kn_entry_release(&entry);
    return code;
}
