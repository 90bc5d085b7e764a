/* A trial put together from its entries. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "trial/trial_parts.h"

const char *kn_trial_state_word(kn_trial_state state)
{
    static const char *const words[] = {"draft",  "waiting",  "running",
                                        "paused", "finished", "stopped"};

    return words[state];
}

const char *kn_day_words(char out[KN_DAY_WORDS_SIZE], int32_t day, int32_t today)
{
    char date[KN_DATE_SIZE], now[KN_DATE_SIZE];
    int year = 0, month = 1, of_month = 1;

    kn_date_format(now, today);
    sscanf(kn_date_format(date, day), "%4d-%2d-%2d", &year, &month, &of_month);
    if (strncmp(date, now, 4) == 0)
        snprintf(out, KN_DAY_WORDS_SIZE, "%d %s", of_month, kn_months[month - 1]);
    else
        snprintf(out, KN_DAY_WORDS_SIZE, "%d %s %d", of_month, kn_months[month - 1], year);
    return out;
}

void kn_trial_free(kn_trial *trial)
{
    if (!trial)
        return;
    for (size_t i = 0; i < trial->event_count; i++)
        json_decref(trial->events[i].body);
    free(trial->events);
    free(trial->pauses);
    free(trial->days);
    free(trial->units);
    json_decref(trial->document);
    sodium_memzero(&trial->protocol, sizeof trial->protocol); /* it may hold the code */
    free(trial);
}

/* ---- Seal -------------------------------------------------------------------------------------*/

/* Of the versions with a protocol the first by the rule of diary/entry.h holds, so that a draft
 * changed in another copy undoes no seal. */
kn_code kn_trial_seal_load(kn_store *store, const char *id, kn_trial_seal *seal, kn_error *err)
{
    kn_entries versions;
    size_t drafts = 0;
    kn_code code = kn_store_history(store, id, &versions, err);

    *seal = (kn_trial_seal){0};
    for (size_t i = 0; !code && i < versions.count; i++) {
        json_t *protocol = json_object_get(versions.list[i].body, "protocol");
        char hash[KN_HASH_SIZE];

        if (!protocol) {
            drafts += !versions.list[i].removed;
            continue;
        }
        kn_protocol_hash(protocol, hash);
        if (!seal->document) {
            seal->document = json_incref(protocol);
            seal->late_drafts = drafts;
            memcpy(seal->hash, hash, sizeof hash);
        } else if (strcmp(hash, seal->hash) != 0) {
            seal->other_seals++;
        }
    }
    kn_entries_release(&versions);
    return code;
}

static kn_code take_seal(kn_store *store, kn_trial *trial, kn_error *err)
{
    kn_trial_seal seal;
    kn_code code = kn_trial_seal_load(store, trial->id, &seal, err);

    trial->document = seal.document;
    trial->other_seals = seal.other_seals;
    trial->late_drafts = seal.late_drafts;
    memcpy(trial->hash, seal.hash, sizeof trial->hash);
    return code;
}

/* Names as they are now; where an arm or the outcome is gone, as they were: the draft can be seen,
 * and is refused when it is to be sealed. */
static kn_code read_draft(const kn_catalogue *catalogue, const json_t *design, kn_trial *trial,
                          kn_error *err)
{
    trial->state = KN_TRIAL_DRAFT;
    trial->last_day = trial->planned_last_day = -1;
    if (kn_trial_design_read(design, catalogue, &trial->protocol.design, NULL) == KN_OK)
        return KN_OK;
    return kn_trial_design_read(design, NULL, &trial->protocol.design, err);
}

/* The protocol does not read: the file was damaged or changed by hand. */
static kn_code damaged(const kn_trial *trial, const kn_error *fault, kn_error *err)
{
    const kn_place at = fault->place;

    kn_fail(err, KN_DAMAGED, &at, "the sealed protocol of the trial %.8s no longer reads: %.180s",
            trial->id, fault->message);
    return kn_hint(err,
                   "What you wrote each day is kept. unknot trial verify %.8s says what is "
                   "wrong.",
                   trial->id);
}

static kn_code read_sealed(const kn_catalogue *catalogue, const kn_entries *events,
                           const char *opening, kn_trial *trial, kn_error *err)
{
    kn_error fault = {0};
    kn_code code = kn_protocol_read(trial->document, catalogue, NULL, &trial->protocol, &fault);

    if (code == KN_DATA)
        return damaged(trial, &fault, err);
    if (code) {
        if (err)
            *err = fault;
        return code;
    }
    code = kn_trial_events_take(trial, events, err);
    return code ? code : kn_trial_lay_out(trial, catalogue, opening, err);
}

static kn_code read_trial(kn_store *store, const kn_catalogue *catalogue, const kn_entry *entry,
                          const kn_entries *events, const char *opening, kn_trial **trial,
                          kn_error *err)
{
    kn_trial *made = calloc(1, sizeof *made);
    kn_code code;

    *trial = NULL;
    if (!made)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for a trial");
    memcpy(made->id, entry->id, sizeof made->id);
    memcpy(made->version, entry->version, sizeof made->version);
    made->archived = json_is_true(json_object_get(entry->body, "archived"));
    made->made = entry->at;
    made->today = kn_store_now(store).day;
    code = take_seal(store, made, err);
    if (!code && made->document)
        code = read_sealed(catalogue, events, opening, made, err);
    else if (!code)
        code = read_draft(catalogue, json_object_get(entry->body, "design"), made, err);
    if (code)
        kn_trial_free(made);
    else
        *trial = made;
    return code;
}

/* ---- One, and all -----------------------------------------------------------------------------*/

static kn_code get_entry(kn_store *store, const char *id, kn_entry *entry, kn_error *err)
{
    const kn_place at = {.field = "id"};
    kn_code code = kn_store_get(store, id, false, entry, err);

    if (code || entry->kind == KN_KIND_TRIAL)
        return code;
    kn_entry_release(entry);
    kn_fail(err, KN_NOTFOUND, &at, "the entry %.40s is no trial", id);
    return kn_hint(err, "unknot trial lists them.");
}

kn_code kn_trial_load(kn_store *store, const char *id, const char *opening, kn_trial **trial,
                      kn_error *err)
{
    kn_entry entry = {0};
    kn_entries events = {0};
    kn_catalogue catalogue = {0};
    kn_code code = get_entry(store, id, &entry, err);

    *trial = NULL;
    if (code)
        return code;
    code = kn_catalogue_load(store, &catalogue, err);
    if (!code)
        code = kn_store_list_kind(store, KN_KIND_TRIAL_EVENT, INT32_MIN, INT32_MAX, &events, err);
    if (!code)
        code = read_trial(store, &catalogue, &entry, &events, opening, trial, err);
    kn_catalogue_release(&catalogue);
    kn_entries_release(&events);
    kn_entry_release(&entry);
    return code;
}

static int rank(const kn_trial *trial)
{
    return trial->state == KN_TRIAL_DRAFT ? 1 : kn_trial_is_over(trial) ? 2 : 0;
}

static int by_rank(const void *a, const void *b)
{
    const kn_trial *first = *(kn_trial *const *)a, *second = *(kn_trial *const *)b;
    int64_t one = kn_moment_utc(first->made), other = kn_moment_utc(second->made);

    if (rank(first) != rank(second))
        return rank(first) - rank(second);
    return one != other ? (one < other) - (one > other) : strcmp(first->id, second->id);
}

static kn_code read_all(kn_store *store, const kn_catalogue *catalogue, const kn_entries *entries,
                        const kn_entries *events, kn_trial_list *trials, kn_error *err)
{
    trials->list = calloc(entries->count + 1, sizeof *trials->list);
    if (!trials->list)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu trials", entries->count);
    for (size_t i = 0; i < entries->count; i++) {
        kn_error fault = {0};
        kn_code code = read_trial(store, catalogue, &entries->list[i], events, NULL,
                                  &trials->list[trials->count], &fault);

        if (!code) {
            trials->count++;
        } else if (code == KN_DATA || code == KN_DAMAGED) {
            trials->unreadable++;
        } else {
            if (err)
                *err = fault;
            return code;
        }
    }
    if (trials->count > 1)
        qsort(trials->list, trials->count, sizeof *trials->list, by_rank);
    return KN_OK;
}

kn_code kn_trials_load(kn_store *store, kn_trial_list *trials, kn_error *err)
{
    kn_entries entries = {0}, events = {0};
    kn_catalogue catalogue = {0};
    kn_code code = kn_catalogue_load(store, &catalogue, err);

    *trials = (kn_trial_list){0};
    if (!code)
        code = kn_store_list_kind(store, KN_KIND_TRIAL, INT32_MIN, INT32_MAX, &entries, err);
    if (!code)
        code = kn_store_list_kind(store, KN_KIND_TRIAL_EVENT, INT32_MIN, INT32_MAX, &events, err);
    if (!code)
        code = read_all(store, &catalogue, &entries, &events, trials, err);
    kn_catalogue_release(&catalogue);
    kn_entries_release(&entries);
    kn_entries_release(&events);
    if (code)
        kn_trials_release(trials);
    return code;
}

void kn_trials_release(kn_trial_list *trials)
{
    for (size_t i = 0; i < trials->count; i++)
        kn_trial_free(trials->list[i]);
    free(trials->list);
    *trials = (kn_trial_list){0};
}
