/* One day of a trial: its phase, what was done, what is due. */
#include <stdlib.h>
#include <string.h>

#include "trial/trial_parts.h"

enum {
    HARM_DAYS = 28, /* after the last day: an unwanted effect may still be one of the trial */
    ASK_AGAIN_DAYS = 28
};

/* ---- Phase ------------------------------------------------------------------------------------*/

/* How many of the trial's own days are not after `day`. */
static size_t days_up_to(const kn_trial *trial, int32_t day)
{
    size_t low = 0, high = trial->day_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (trial->days[middle] <= day)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether day `at` lies within the wash-out of a change of arm that is known, or of a pause. */
static bool is_washout(const kn_trial *trial, size_t at, size_t unit, size_t first)
{
    size_t washout = (size_t)trial->protocol.design.washout_days, from = at;
    const kn_trial_unit *units = trial->units;

    if (at - first < washout && unit > 0 && units[unit].arm != KN_ARM_UNKNOWN &&
        units[unit - 1].arm != KN_ARM_UNKNOWN && units[unit].arm != units[unit - 1].arm)
        return true;
    while (from > first && trial->days[from] == trial->days[from - 1] + 1)
        from--;
    return at - from < washout && from > 0 && trial->days[from] > trial->days[from - 1] + 1;
}

static void set_unit(const kn_trial *trial, size_t at, kn_trial_day *on)
{
    size_t run_in = (size_t)trial->protocol.design.run_in_days;
    size_t block = (size_t)trial->protocol.design.block_days, first;

    on->unit = (at - run_in) / block;
    first = run_in + on->unit * block;
    on->day_of_unit = (int)(at - first) + 1;
    on->until = trial->units[on->unit].last_day;
    on->phase = is_washout(trial, at, on->unit, first) ? KN_PHASE_WASHOUT : KN_PHASE_ON;
    on->analysed = on->phase == KN_PHASE_ON;
}

static void set_pause(const kn_trial *trial, int32_t day, kn_trial_day *on)
{
    on->phase = KN_PHASE_PAUSED;
    on->until = day;
    for (size_t i = 0; i < trial->pause_count; i++)
        if (trial->pauses[i].first_day <= day && day <= trial->pauses[i].last_day)
            on->until = trial->pauses[i].last_day;
}

kn_trial_day kn_trial_on(const kn_trial *trial, int32_t day)
{
    kn_trial_day on = {.phase = KN_PHASE_BEFORE, .unit = SIZE_MAX, .of = (int)trial->day_count};
    size_t run_in = (size_t)trial->protocol.design.run_in_days, at;

    on.until = trial->first_day - 1;
    if (trial->day_count == 0 || day < trial->first_day)
        return on;
    if (day > trial->last_day) {
        on.phase = KN_PHASE_AFTER;
        on.until = trial->last_day;
        return on;
    }
    at = days_up_to(trial, day);
    on.number = (int)at;
    if (at == 0 || trial->days[at - 1] != day) {
        set_pause(trial, day, &on);
    } else if (at <= run_in) {
        on.phase = KN_PHASE_RUN_IN;
        on.until = trial->days[run_in - 1];
    } else {
        set_unit(trial, at - 1, &on);
    }
    return on;
}

bool kn_trial_is_over(const kn_trial *trial)
{
    return trial->state == KN_TRIAL_FINISHED || trial->state == KN_TRIAL_STOPPED;
}

/* ---- Adherence and harms ----------------------------------------------------------------------*/

static kn_did did_of(const json_t *body)
{
    static const char *const words[] = {"", "done", "part", "not_done", "other"};

    for (int i = KN_DID_DONE; i <= KN_DID_OTHER; i++)
        if (kn_member_is(body, "did", words[i]))
            return (kn_did)i;
    return KN_DID_UNKNOWN;
}

/* The one written last counts: a correction made the next morning has an earlier time of day. */
static bool is_later(const kn_entry *a, const kn_entry *b)
{
    int64_t one = kn_moment_utc(a->recorded), other = kn_moment_utc(b->recorded);

    return one != other ? one > other : strcmp(a->version, b->version) > 0;
}

kn_code kn_trial_adherence(kn_store *store, const kn_trial *trial, kn_adherence_day **days,
                           kn_error *err)
{
    size_t count = trial->last_day < trial->first_day
                       ? 0
                       : (size_t)((int64_t)trial->last_day - trial->first_day + 1);
    const kn_entry **said = NULL;
    kn_entries entries = {0};
    kn_code code = KN_OK;

    *days = calloc(count + 1, sizeof **days);
    said = calloc(count + 1, sizeof *said);
    if (!*days || !said)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days of a trial", count);
    if (!code && count > 0)
        code = kn_store_list_kind(store, KN_KIND_TRIAL_DAY, trial->first_day, trial->last_day,
                                  &entries, err);
    for (size_t i = 0; !code && i < entries.count; i++) {
        const kn_entry *entry = &entries.list[i];
        size_t at = (size_t)(entry->at.day - trial->first_day);

        if (!kn_member_is(entry->body, "trial", trial->id) ||
            (said[at] && !is_later(entry, said[at])))
            continue;
        said[at] = entry;
        (*days)[at].did = did_of(entry->body);
        memcpy((*days)[at].entry, entry->id, sizeof entry->id);
    }
    if (code) {
        free(*days);
        *days = NULL;
    }
    kn_entries_release(&entries);
    free(said);
    return code;
}

/* Those that name the trial, whenever they were, and those of its days that name none. */
static bool is_harm_of(const kn_trial *trial, const kn_entry *entry)
{
    if (json_object_get(entry->body, "trial"))
        return kn_member_is(entry->body, "trial", trial->id);
    return entry->at.day >= trial->first_day && entry->at.day <= trial->last_day + HARM_DAYS;
}

kn_code kn_trial_harms(kn_store *store, const kn_trial *trial, kn_entries *harms, kn_error *err)
{
    size_t kept = 0;
    kn_code code;

    *harms = (kn_entries){0};
    if (trial->state == KN_TRIAL_DRAFT)
        return KN_OK;
    code = kn_store_list_kind(store, KN_KIND_HARM, INT32_MIN, INT32_MAX, harms, err);
    for (size_t i = 0; !code && i < harms->count; i++) {
        kn_entry entry = harms->list[i];

        if (is_harm_of(trial, &entry))
            harms->list[kept++] = entry;
        else
            kn_entry_release(&entry);
    }
    if (!code)
        harms->count = kept;
    return code;
}

/* ---- Due --------------------------------------------------------------------------------------*/

/* The period whose guess can be asked for: the one that ended last. Single days are too many to ask
 * about: of those the last one alone, when all is over. False if there is none. */
static bool ended_last(const kn_trial *trial, size_t *unit)
{
    int32_t last = trial->last_day < trial->today ? trial->last_day : trial->today - 1;
    bool is_over = kn_trial_is_over(trial), found = false;

    if (trial->protocol.design.order == KN_ORDER_DAYS && !is_over)
        return false;
    for (size_t u = 0; u < trial->unit_count && trial->units[u].first_day <= last; u++)
        if (trial->units[u].last_day <= last || is_over) {
            *unit = u;
            found = true;
        }
    return found;
}

static bool is_guessed(const kn_trial *trial, size_t unit)
{
    for (size_t i = 0; i < trial->event_count; i++)
        if (trial->events[i].kind == KN_EVENT_GUESS &&
            json_integer_value(json_object_get(trial->events[i].body, "period")) ==
                (json_int_t)unit + 1)
            return true;
    return false;
}

static uint32_t due_running(const kn_trial *trial, const kn_adherence_day *days)
{
    kn_trial_phase phase = kn_trial_on(trial, trial->today).phase;
    uint32_t due = 0;

    if ((phase == KN_PHASE_ON || phase == KN_PHASE_WASHOUT) &&
        days[trial->today - trial->first_day].did == KN_DID_UNKNOWN)
        due |= KN_DUE_DAY;
    if (kn_trial_due_look(trial))
        due |= KN_DUE_LOOK;
    return due;
}

/* A decision is about an answer: one from before an extension is no longer the last word. */
static uint32_t due_over(const kn_trial *trial)
{
    const kn_trial_event *decision = NULL;
    bool is_sealed = trial->protocol.design.blinded && !trial->opened;

    if (trial->unit_count == 0 || trial->last_day < trial->units[0].first_day)
        return 0; /* stopped before there was anything to answer */
    if (is_sealed)
        return KN_DUE_OPEN;
    for (size_t i = 0; i < trial->event_count; i++) {
        const kn_trial_event *event = &trial->events[i];

        if (event->kind == KN_EVENT_EXTEND && event->counts)
            decision = NULL;
        else if (event->kind == KN_EVENT_DECISION)
            decision = event;
    }
    if (!decision)
        return KN_DUE_ANSWER;
    return !json_object_get(decision->body, "still") &&
                   trial->today >= decision->day + ASK_AGAIN_DAYS
               ? KN_DUE_DECISION
               : 0;
}

kn_code kn_trial_due(kn_store *store, const kn_trial *trial, uint32_t *due, size_t *guess_unit,
                     kn_error *err)
{
    bool is_over = kn_trial_is_over(trial);
    kn_adherence_day *days = NULL;
    size_t unit = SIZE_MAX;
    kn_code code = KN_OK;

    *due = 0;
    if (guess_unit)
        *guess_unit = SIZE_MAX;
    if (trial->archived || (trial->state != KN_TRIAL_RUNNING && !is_over))
        return KN_OK;
    if (is_over)
        *due = due_over(trial);
    else
        code = kn_trial_adherence(store, trial, &days, err);
    if (days)
        *due = due_running(trial, days);
    if (!code && trial->protocol.design.blinded && !trial->opened && ended_last(trial, &unit) &&
        !is_guessed(trial, unit)) {
        *due |= KN_DUE_GUESS;
        if (guess_unit)
            *guess_unit = unit;
    }
    free(days);
    return code;
}
