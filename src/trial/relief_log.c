/* What the diary holds of the relief experiment: every episode since it began, with its draw and
 * its end. docs/relief.md section 3. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/relief_parts.h"
#include "trial/trial_parts.h"

static const double MINUTES_LEAST = 1.0 / 60;
static const double MINUTES_SOON = 0.5; /* an end so soon after the draw, or one that was put before
                                           it, is known no closer: on the scale of log minutes a
                                           second would outweigh all the rest */
static const double THOUSANDTHS = 1000;

double kn_relief_hours(kn_moment at, kn_moment begun)
{
    return (double)(kn_moment_utc(at) - kn_moment_utc(begun)) / 3600;
}

double kn_relief_seen_of(const kn_relief_record *record)
{
    bool is_range = record->eased == KN_EASED_BETWEEN;

    if (record->eased == KN_EASED_UNKNOWN)
        return NAN;
    return round(THOUSANDTHS *
                 kn_seen_minutes(is_range ? record->low : record->minutes, record->minutes)) /
           THOUSANDTHS;
}

void kn_relief_known(const kn_relief_log *log, size_t count, double minutes[])
{
    for (size_t i = 0; i < log->count; i++)
        minutes[i] = NAN;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < log->record[i].seen_count; k++) {
            const kn_relief_seen *seen = &log->seen[log->record[i].seen_from + k];

            minutes[seen->episode] = seen->minutes;
        }
}

static int find_key(const kn_relief_log *log, const char *key)
{
    for (int i = 0; key && i < log->keys; i++)
        if (strcmp(log->key[i], key) == 0)
            return i;
    return -1;
}

/* ---- The end ----------------------------------------------------------------------------------*/

static double from_draw(double seconds, double late, double least)
{
    return fmax((seconds - late) / 60, least);
}

/* `late`: seconds from the start of the episode to the draw. */
static void take_end(kn_relief_record *record, const kn_episode *episode, double late)
{
    double soon = record->arm >= 0 ? MINUTES_SOON : MINUTES_LEAST;

    record->eased = KN_EASED_UNKNOWN;
    if (record->arm >= 0 && !record->timed)
        return; /* so many minutes after nobody knows when */
    if (!isnan(episode->seconds)) {
        record->minutes = record->low = from_draw(episode->seconds, late, soon);
        record->eased = KN_EASED_AT;
        if (record->arm >= 0 && record->minutes <= MINUTES_SOON) {
            record->eased = KN_EASED_BETWEEN;
            record->low = 0;
        }
    } else if (!isnan(episode->most)) {
        record->eased = KN_EASED_BETWEEN;
        record->minutes = from_draw(episode->most, late, soon);
        record->low = isnan(episode->least) ? 0 : fmax((episode->least - late) / 60, 0);
        if (record->low >= record->minutes || record->minutes <= soon)
            record->low = 0;
    } else if (!isnan(episode->least)) {
        record->eased = KN_EASED_NOT;
        record->minutes = record->low = from_draw(episode->least, late, MINUTES_LEAST);
    }
}

/* What was done beside what was drawn. Waiting besides is nothing done. */
static void take_done(const kn_relief_log *log, const json_t *body, kn_relief_record *record)
{
    const json_t *done = json_object_get(body, "done");
    int wait = find_key(log, KN_REMEDY_WAIT);
    bool did_other = false;

    for (size_t i = 0; i < json_array_size(done); i++) {
        const char *key = json_string_value(json_object_get(json_array_get(done, i), "treatment"));
        int arm = find_key(log, key);

        if (arm < 0)
            record->done_other = record->done_other || strcmp(key, KN_REMEDY_WAIT) != 0;
        else
            record->done |= (uint8_t)(1u << arm);
    }
    if (record->arm < 0)
        return;
    for (int a = 0; a < log->keys; a++)
        did_other = did_other || ((record->done >> a & 1) && a != record->arm && a != wait);
    if (record->done_other || did_other)
        record->switched = 1;
    else if (json_array_size(done) > 0)
        record->switched = !(record->done >> record->arm & 1);
    else if (record->response == KN_RESPONSE_CHOSE && record->chose != record->arm)
        record->switched = 1;
}

/* ---- One record -------------------------------------------------------------------------------*/

static kn_response response_of(const json_t *body)
{
    const char *word = json_string_value(json_object_get(body, "response"));

    for (int r = KN_RESPONSE_DOING; word && r <= KN_RESPONSE_CHOSE; r++)
        if (strcmp(kn_response_word((kn_response)r), word) == 0)
            return (kn_response)r;
    return KN_RESPONSE_NONE;
}

static void take_draw(const kn_relief_log *log, const kn_relief_one *one, kn_relief_record *record)
{
    const json_t *body = one->entry.body;
    const kn_relief_made *made = &one->made;

    memcpy(record->draw, one->entry.id, sizeof record->draw);
    snprintf(record->episode, sizeof record->episode, "%s",
             json_string_value(json_object_get(body, "episode")));
    record->at = one->entry.at;
    record->why_not = made->why_not;
    memcpy(record->of, made->of, sizeof record->of);
    record->rule = made->rule;
    for (int i = 0; i < made->count; i++) {
        int arm = find_key(log, made->open[i]);

        if (arm < 0) /* a ninth remedy, which only a union of two diaries can bring */
            continue;
        record->open |= (uint8_t)(1u << arm);
        record->rest[arm] = made->rest[i];
        record->weight[arm] = made->weight[i];
        if (made->allowed >> i & 1)
            record->allowed |= (uint8_t)(1u << arm);
        if (made->arm == i)
            record->arm = arm;
    }
    if (made->arm >= 0 && record->arm < 0)
        record->open = record->allowed = 0;
    record->response = response_of(body);
    record->chose = find_key(log, json_string_value(json_object_get(body, "chose")));
}

/* `entry` NULL: the episode is gone. That something was drawn for it stays so, since draws after it
 * hang on it; its end is unknown. */
static void take_episode(const kn_relief_log *log, const kn_entry *entry, kn_relief_record *record)
{
    kn_episode episode;
    double late = 0;

    record->eased = KN_EASED_UNKNOWN;
    record->site = record->pain_start = record->pain_end = -1;
    if (!entry)
        return;
    episode = kn_episode_read(entry);
    memcpy(record->episode, entry->id, sizeof record->episode);
    record->timed = entry->precision == KN_PRECISION_MINUTE;
    record->pain_start = episode.pain_start;
    record->pain_end = episode.pain_end;
    record->site = kn_episode_main_site(&episode);
    record->label = kn_naming_of_episode(&episode).label;
    if (record->draw[0])
        late = (double)(kn_moment_utc(record->at) - kn_moment_utc(entry->at));
    else
        record->at = entry->at;
    take_done(log, entry->body, record);
    take_end(record, &episode, late);
}

/* ---- All of them ------------------------------------------------------------------------------*/

static int by_id(const void *a, const void *b)
{
    return strcmp(((const kn_entry *)a)->id, ((const kn_entry *)b)->id);
}

static int by_record_time(const void *a, const void *b)
{
    const kn_relief_record *first = a, *second = b;
    int64_t one = kn_moment_utc(first->at), other = kn_moment_utc(second->at);

    if (one != other)
        return (one > other) - (one < other);
    one = strcmp(first->draw, second->draw); /* as the draws are ordered */
    return one ? (int)one : strcmp(first->episode, second->episode);
}

/* The record of each draw; marks the episodes that have one by a blank id. */
static kn_code take_draws(kn_store *store, const kn_relief_draws *draws, kn_entries *episodes,
                          kn_relief_log *log, kn_error *err)
{
    for (size_t d = 0; d < draws->count; d++) {
        kn_relief_record *record = &log->record[log->count++];
        kn_entry wanted = {0}, moved = {0}, *found;
        kn_code code = KN_OK;

        *record = (kn_relief_record){.arm = -1, .chose = -1, .switched = -1};
        take_draw(log, &draws->list[d], record);
        memcpy(wanted.id, record->episode, sizeof wanted.id);
        found = bsearch(&wanted, episodes->list, episodes->count, sizeof wanted, by_id);
        if (!found) { /* removed, or moved to a day before the beginning */
            code = kn_store_get(store, record->episode, false, &moved, err);
            if (code && code != KN_NOTFOUND)
                return code;
        }
        if (!found && !code && moved.kind == KN_KIND_EPISODE)
            found = &moved;
        take_episode(log, found, record);
        if (found && found != &moved)
            found->removed = true; /* of this copy alone: it has its record */
        kn_entry_release(&moved);
    }
    return KN_OK;
}

static void take_others(const kn_entries *episodes, kn_relief_log *log)
{
    for (size_t i = 0; i < episodes->count; i++) {
        const kn_entry *entry = &episodes->list[i];
        kn_relief_record *record = &log->record[log->count];

        if (entry->removed || kn_moment_utc(entry->at) < kn_moment_utc(log->plan.begun))
            continue;
        *record = (kn_relief_record){.arm = -1, .chose = -1, .switched = -1};
        take_episode(log, entry, record);
        log->count++;
    }
}

/* ---- What the draws had seen ------------------------------------------------------------------*/

typedef struct place {
    char draw[KN_ID_SIZE];
    uint32_t record;
} place;

static int by_draw(const void *a, const void *b)
{
    return strcmp(((const place *)a)->draw, ((const place *)b)->draw);
}

/* Members `seen` of the draws; of draws before each alone. */
static kn_code take_seen(const kn_relief_draws *draws, kn_relief_log *log, kn_error *err)
{
    place *places = calloc(log->count + 1, sizeof *places);
    size_t count = 0, most = 0, d = 0;

    for (size_t i = 0; i < draws->count; i++)
        most += json_array_size(draws->list[i].made.seen);
    log->seen = calloc(most + 1, sizeof *log->seen);
    if (!places || !log->seen) {
        free(places);
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu episodes", log->count);
    }
    for (size_t i = 0; i < log->count; i++)
        if (log->record[i].draw[0]) {
            memcpy(places[count].draw, log->record[i].draw, KN_ID_SIZE);
            places[count++].record = (uint32_t)i;
        }
    qsort(places, count, sizeof *places, by_draw);
    for (size_t i = 0; i < log->count; i++) {
        kn_relief_record *record = &log->record[i];
        const json_t *list;

        record->seen_from = log->seen_count;
        if (!record->draw[0])
            continue;
        list = draws->list[d++].made.seen; /* both are in the order of time */
        for (size_t k = 0; k < json_array_size(list); k++) {
            const json_t *one = json_array_get(list, k);
            place wanted, *found;

            snprintf(wanted.draw, sizeof wanted.draw, "%s",
                     json_string_value(json_object_get(one, "draw")));
            found = bsearch(&wanted, places, count, sizeof *places, by_draw);
            if (found && found->record < i)
                log->seen[log->seen_count++] = (kn_relief_seen){
                    found->record, json_number_value(json_object_get(one, "minutes"))};
        }
        record->seen_count = log->seen_count - record->seen_from;
    }
    free(places);
    return KN_OK;
}

/* ---- The log ----------------------------------------------------------------------------------*/

static void name_keys(const kn_catalogue *catalogue, const kn_relief_draws *draws,
                      kn_relief_log *log)
{
    log->keys = kn_relief_keys(&log->plan, draws, log->key);
    if (log->keys > KN_ARMS_MAX)
        log->keys = KN_ARMS_MAX;
    for (int i = 0; i < log->keys; i++)
        snprintf(log->name[i], sizeof log->name[i], "%s",
                 kn_catalogue_name(catalogue, KN_KIND_TREATMENT, log->key[i]));
}

static kn_code fill(kn_store *store, const kn_catalogue *catalogue, const kn_relief_draws *draws,
                    kn_relief_log *log, kn_error *err)
{
    kn_entries episodes = {0};
    /* drawn for a spasm that began up to a day before, by a clock a day away */
    kn_code code = kn_store_list_kind(store, KN_KIND_EPISODE, log->plan.begun.day - 2, INT32_MAX,
                                      &episodes, err);

    if (code)
        return code;
    name_keys(catalogue, draws, log);
    log->record = calloc(draws->count + episodes.count + 1, sizeof *log->record);
    if (!log->record)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu episodes", episodes.count);
    if (!code && episodes.count > 1)
        qsort(episodes.list, episodes.count, sizeof *episodes.list, by_id);
    if (!code)
        code = take_draws(store, draws, &episodes, log, err);
    if (!code) {
        take_others(&episodes, log);
        if (log->count > 1)
            qsort(log->record, log->count, sizeof *log->record, by_record_time);
        code = take_seen(draws, log, err);
    }
    kn_entries_release(&episodes);
    return code;
}

kn_code kn_relief_log_load(kn_store *store, kn_relief_log *log, kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_relief_draws draws = {0};
    kn_code code = kn_catalogue_load(store, &catalogue, err);

    memset(log, 0, sizeof *log);
    if (!code)
        code = kn_relief_plan_load(store, &catalogue, &log->plan, err);
    if (!code && log->plan.state != KN_RELIEF_NONE)
        code = kn_relief_draws_load(store, &log->plan.begun, &draws, err);
    if (!code && log->plan.state != KN_RELIEF_NONE)
        code = fill(store, &catalogue, &draws, log, err);
    kn_relief_draws_release(&draws);
    kn_catalogue_release(&catalogue);
    if (code)
        kn_relief_log_release(log);
    return code;
}

void kn_relief_log_release(kn_relief_log *log)
{
    free(log->record);
    free(log->seen);
    memset(log, 0, sizeof *log);
}
