/* The events of a trial, read and put in order. */
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "trial/trial_parts.h"

static const char *const words[] = {
#define KN_X(name, word, what) word,
    KN_TRIAL_EVENTS(KN_X)
#undef KN_X
};

const char *kn_trial_event_word(kn_trial_event_kind kind)
{
    return words[kind];
}

bool kn_member_is(const json_t *body, const char *name, const char *text)
{
    const char *value = json_string_value(json_object_get(body, name));

    return value && strcmp(value, text) == 0;
}

/* ---- Events -----------------------------------------------------------------------------------*/

/* False for what no rule knows: an entry that a later program wrote. */
static bool read_event(const kn_entry *entry, kn_trial_event *event)
{
    const char *day = json_string_value(json_object_get(entry->body, "day"));
    bool has_time;
    size_t kind = 0;

    while (kind < KN_EVENT_COUNT && !kn_member_is(entry->body, "event", words[kind]))
        kind++;
    *event = (kn_trial_event){.kind = (kn_trial_event_kind)kind, .at = entry->at, .counts = true};
    memcpy(event->id, entry->id, sizeof event->id);
    return kind < KN_EVENT_COUNT && day &&
           kn_date_parse(day, strlen(day), &event->day, &has_time) == KN_DATE_OK;
}

int kn_trial_event_order(const kn_trial_event *first, const kn_trial_event *second)
{
    int64_t one = kn_moment_utc(first->at), other = kn_moment_utc(second->at);

    if (one == other) {
        one = first->kind;
        other = second->kind;
    }
    return one != other ? (one > other) - (one < other) : strcmp(first->id, second->id);
}

static int by_moment(const void *a, const void *b)
{
    return kn_trial_event_order(a, b);
}

kn_code kn_trial_events_take(kn_trial *trial, const kn_entries *entries, kn_error *err)
{
    trial->events = calloc(entries->count + 1, sizeof *trial->events);
    if (!trial->events)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for the events of a trial");
    for (size_t i = 0; i < entries->count; i++) {
        kn_trial_event *event = &trial->events[trial->event_count];

        if (!kn_member_is(entries->list[i].body, "trial", trial->id) ||
            !read_event(&entries->list[i], event))
            continue;
        event->body = json_incref(entries->list[i].body);
        trial->event_count++;
    }
    if (trial->event_count > 1)
        qsort(trial->events, trial->event_count, sizeof *trial->events, by_moment);
    return KN_OK;
}
