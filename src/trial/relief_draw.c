/* The draw for one episode. docs/relief.md section 2. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/design_parts.h"
#include "trial/relief_parts.h"
#include "trial/trial_parts.h"

enum {
    HOUR = 3600,
    DAY_SECONDS = 24 * HOUR,
    OPEN_END_SECONDS = 2 * HOUR, /* no end is known, and it is not said that it goes on */
};

/* ---- One draw ---------------------------------------------------------------------------------*/

typedef struct drawing {
    kn_store *store;
    const kn_relief_request *request;
    kn_relief_plan plan;
    kn_relief_draws draws;
    kn_relief_made made;
    json_t *seen; /* owned; made.seen */
    kn_moment now;
} drawing;

static void set_open(drawing *d, uint8_t open)
{
    char key[KN_ARMS_MAX][KN_ID_SIZE];
    int keys = kn_relief_keys(&d->plan, &d->draws, key);

    for (int k = 0; k < keys && k < KN_ARMS_MAX; k++) { /* in the order of the log's keys */
        int i = kn_relief_remedy(&d->plan, key[k]);
        kn_relief_made *made = &d->made;
        const kn_remedy *remedy = &d->plan.remedy[i < 0 ? 0 : i];

        if (i < 0 || !(open >> i & 1))
            continue;
        memcpy(made->open[made->count], remedy->key, KN_ID_SIZE);
        made->rest[made->count] = remedy->rest_hours;
        if (!kn_relief_is_resting(&d->draws, d->draws.count, d->plan.begun, remedy->key,
                                  remedy->rest_hours, d->now))
            made->allowed |= (uint8_t)(1u << made->count);
        made->count++;
    }
}

/* What is known now and was not, or otherwise, when the draw before was made; and all that is known
 * with it, as the rule takes it. At most KN_RELIEF_SEEN_MAX, the oldest first: the next draw takes
 * what is left, and this one does not know it. */
static kn_code look_back(drawing *d, const kn_relief_log *log, double *known, kn_seen *seen,
                         size_t *count, kn_error *err)
{
    int failed = 0;

    kn_relief_known(log, log->count, known);
    *count = 0;
    for (size_t i = 0; i < log->count; i++) {
        const kn_relief_record *record = &log->record[i];
        double minutes = kn_relief_seen_of(record);

        if (record->arm < 0 || kn_moment_utc(record->at) > kn_moment_utc(d->now))
            continue;
        if (!isnan(minutes) && minutes != known[i] &&
            json_array_size(d->seen) < KN_RELIEF_SEEN_MAX) {
            failed |= json_array_append_new(d->seen, json_pack("{s:s, s:o}", "draw", record->draw,
                                                               "minutes", kn_number_json(minutes)));
            known[i] = minutes;
        }
        if (!isnan(known[i]))
            seen[(*count)++] = (kn_seen){(uint8_t)record->arm, known[i]};
    }
    return failed ? kn_fail(err, KN_NOMEM, NULL, "out of memory for a draw") : KN_OK;
}

/* The weights by the rule, among the log's keys; those of the draw are in the same order. */
static kn_code weigh(drawing *d, kn_error *err)
{
    kn_relief_log log = {0};
    kn_relief_made *made = &d->made;
    uint32_t weight[KN_ARMS_MAX];
    double *known = NULL;
    kn_seen *seen = NULL;
    size_t count = 0;
    unsigned allowed = 0;
    int place[KN_ARMS_MAX] = {0};
    kn_code code = KN_OK;

    if (made->rule == KN_ALLOCATION_EQUAL) {
        kn_allocation_weights(made->rule, made->allowed, 0, NULL, made->weight);
        return KN_OK;
    }
    code = kn_relief_log_load(d->store, &log, err);
    if (code)
        return code;
    d->seen = json_array();
    known = malloc((log.count + 1) * sizeof *known);
    seen = malloc((log.count + 1) * sizeof *seen);
    code = d->seen && known && seen ? look_back(d, &log, known, seen, &count, err)
                                    : kn_fail(err, KN_NOMEM, NULL, "out of memory for a draw");
    for (int k = 0; k < log.keys && !code; k++) {
        int arm = kn_relief_made_find(made, log.key[k]);

        if (arm >= 0)
            place[arm] = k;
        if (arm >= 0 && (made->allowed >> arm & 1))
            allowed |= 1u << k;
    }
    if (!code && allowed) {
        kn_allocation_weights(made->rule, allowed, count, seen, weight);
        for (int i = 0; i < made->count; i++)
            made->weight[i] = weight[place[i]];
    }
    made->seen = json_array_size(d->seen) ? d->seen : NULL;
    free(known);
    free(seen);
    kn_relief_log_release(&log);
    return code;
}

static kn_code pick(drawing *d, kn_error *err)
{
    kn_relief_made *made = &d->made;
    uint32_t total = 0;
    kn_code code;

    made->rule = d->plan.rule;
    code = weigh(d, err);
    if (code)
        return code;
    if (!made->allowed) {
        made->why_not = KN_NOT_DRAWN_REST;
        return KN_OK;
    }
    for (int i = 0; i < made->count; i++)
        total += made->weight[i];
    made->arm = kn_allocation_pick(made->weight,
                                   kn_relief_number(d->plan.seed, d->request->episode, total));
    return KN_OK;
}

/* Fills d->made, or *needs. What comes first counts: a warning, a draw so shortly before, what the
 * person wants instead, the rules, rest. */
static kn_code make(drawing *d, const kn_entry *entry, uint32_t *needs, kn_error *err)
{
    const kn_relief_one *cluster = kn_relief_cluster(&d->plan, &d->draws, d->now);
    const kn_episode episode = kn_episode_read(entry);
    const char *instead = d->request->instead;
    /* a part of the day is no hour; the episode has only just begun */
    kn_moment at = entry->precision == KN_PRECISION_MINUTE ? entry->at : d->now;
    uint8_t open;

    d->made = (kn_relief_made){.arm = -1};
    memcpy(d->made.plan, d->plan.version, sizeof d->made.plan);
    if (d->request->is_warned) {
        d->made.why_not = KN_NOT_DRAWN_WARNING;
    } else if (cluster) {
        d->made.why_not = KN_NOT_DRAWN_CLUSTER;
        memcpy(d->made.of, cluster->entry.id, sizeof d->made.of);
    } else if (instead) {
        d->made.why_not = strcmp(instead, "skip") == 0 ? KN_NOT_DRAWN_SKIPPED : KN_NOT_DRAWN_CHOSE;
    } else {
        open = kn_relief_open(&d->plan, &episode, at, needs);
        if (*needs && !d->request->anyway)
            return KN_OK;
        *needs = 0;
        set_open(d, open);
        if (d->made.count > 0)
            return pick(d, err);
        d->made.why_not = KN_NOT_DRAWN_RULES;
    }
    return KN_OK;
}

/* ---- Around it --------------------------------------------------------------------------------*/

static kn_code check_instead(kn_store *store, const kn_relief_request *request, kn_error *err)
{
    kn_place at = kn_design_place("instead");
    bool is_choice = request->instead && strcmp(request->instead, "choose") == 0;

    if (request->instead && !is_choice && strcmp(request->instead, "skip") != 0) {
        kn_fail(err, KN_DATA, &at, "instead: \"%.40s\" is not accepted", request->instead);
        return kn_hint(err, "It must be one of skip|choose.");
    }
    if (!request->chose)
        return KN_OK;
    if (!is_choice) {
        at = kn_design_place("chose");
        kn_fail(err, KN_DATA, &at, "chose is given without instead: choose");
        return kn_hint(err, "Leave it out.");
    }
    return kn_relief_check_treatment(store, request->chose, err);
}

static kn_code get_episode(kn_store *store, const char *id, kn_entry *entry, kn_error *err)
{
    const kn_place at = {.field = "episode"};
    kn_code code = kn_store_get(store, id, false, entry, err);

    if (code || entry->kind == KN_KIND_EPISODE)
        return code;
    kn_entry_release(entry);
    kn_fail(err, KN_NOTFOUND, &at, "the entry %.40s is no spasm", id);
    return kn_hint(err, "Draw for a spasm.");
}

/* Nothing is drawn for a spasm that is over: one that is marked as going on for at most a day, or
 * one of the last two hours whose end nobody gave. */
static kn_code check_now(const kn_entry *entry, kn_moment now, kn_error *err)
{
    const kn_place at = {.field = "episode"};
    kn_episode episode = kn_episode_read(entry);
    int64_t age = kn_moment_utc(now) - kn_moment_utc(entry->at);
    bool has_end = !isnan(episode.seconds) || !isnan(episode.least) || !isnan(episode.most);

    if (!has_end && age <= (episode.running ? DAY_SECONDS : OPEN_END_SECONDS))
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "this spasm is over, or began too long ago");
    return kn_hint(err, "Something is picked when a spasm comes, not after it.");
}

/* The draw that an episode has: the first of them. *found stays empty if it has none. */
static kn_code find_drawn(kn_store *store, const kn_entry *episode, kn_entry *found, kn_error *err)
{
    kn_entries entries = {0};
    kn_code code =
        kn_store_list_kind(store, KN_KIND_DRAW, episode->at.day - 2, INT32_MAX, &entries, err);

    for (size_t i = 0; i < entries.count && !code && !found->body; i++)
        if (kn_member_is(entries.list[i].body, "episode", episode->id))
            code = kn_entry_copy(&entries.list[i], found, err);
    kn_entries_release(&entries);
    return code;
}

static kn_code write(drawing *d, kn_relief_drawn *drawn, kn_error *err)
{
    const kn_relief_request *request = d->request;
    kn_entry entry = {.kind = KN_KIND_DRAW, .at = d->now};
    kn_response response = !request->instead                       ? KN_RESPONSE_NONE
                           : strcmp(request->instead, "skip") == 0 ? KN_RESPONSE_SKIPPED
                                                                   : KN_RESPONSE_CHOSE;
    kn_outcome outcome;
    kn_code code;

    snprintf(entry.id, sizeof entry.id, "%s", request->id);
    snprintf(entry.version, sizeof entry.version, "%s", request->version);
    entry.body = json_pack("{s:s, s:o, s:s*, s:s*}", "episode", request->episode, "draw",
                           kn_relief_made_json(&d->made), "response", kn_response_word(response),
                           "chose", request->chose);
    if (!entry.body)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for a draw");
    code = kn_store_add(d->store, &entry, &outcome, err);
    if (code) {
        kn_entry_release(&entry);
        return code;
    }
    drawn->written = true;
    drawn->entry = entry;
    return KN_OK;
}

static kn_code draw(drawing *d, const kn_entry *episode, kn_relief_drawn *drawn, kn_error *err)
{
    kn_code code = find_drawn(d->store, episode, &drawn->entry, err);

    if (code)
        return code;
    if (drawn->entry.body) { /* asked again: the same */
        drawn->written = strcmp(drawn->entry.id, d->request->id) == 0;
        return KN_OK;
    }
    code = kn_relief_plan_load(d->store, NULL, &d->plan, err);
    if (code || d->plan.state != KN_RELIEF_ON)
        return code;
    code = check_now(episode, d->now, err);
    if (!code)
        code = check_instead(d->store, d->request, err);
    if (!code)
        code = kn_relief_draws_load(d->store, &d->plan.begun, &d->draws, err);
    if (!code)
        code = make(d, episode, &drawn->needs, err);
    if (!code && !drawn->needs)
        code = write(d, drawn, err);
    json_decref(d->seen);
    kn_relief_draws_release(&d->draws);
    return code;
}

kn_code kn_relief_draw(kn_store *store, const kn_relief_request *request, kn_relief_drawn *drawn,
                       kn_error *err)
{
    drawing *d = calloc(1, sizeof *d);
    kn_entry episode = {0};
    kn_code code = d ? get_episode(store, request->episode, &episode, err)
                     : kn_fail(err, KN_NOMEM, NULL, "out of memory for a draw");

    *drawn = (kn_relief_drawn){0};
    if (!code) {
        d->store = store;
        d->request = request;
        d->now = kn_store_now(store);
        code = draw(d, &episode, drawn, err);
    }
    if (code)
        kn_entry_release(&drawn->entry);
    kn_entry_release(&episode);
    free(d);
    return code;
}
