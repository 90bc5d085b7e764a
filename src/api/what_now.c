/* what-now, pooled-add: what may be tried, and answers of many people. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/call.h"
#include "diary/treatment.h"
#include "report/relief_report.h"

/* ---- what-now ---------------------------------------------------------------------------------*/

/* What is known of the spasm that it is asked for; pain -1: not known, or no spasm was named. */
typedef struct kn_asked {
    kn_relief_plan plan;
    kn_episode episode;
} kn_asked;

static kn_code load_asked(kn_api *api, const char *id, const kn_catalogue *catalogue,
                          kn_asked *asked, kn_error *err)
{
    const kn_place at = {.field = "episode"};
    kn_entry entry = {0};
    kn_code code = kn_relief_plan_load(api->store, catalogue, &asked->plan, err);

    asked->episode = (kn_episode){.pain = -1, .pain_start = -1};
    if (code || !id)
        return code;
    code = kn_store_get(api->store, id, false, &entry, err);
    if (code == KN_NOTFOUND || (code == KN_OK && entry.kind != KN_KIND_EPISODE)) {
        code = kn_fail(err, KN_NOTFOUND, &at, "there is no spasm \"%s\"", id);
        kn_hint(err, "The operation entries lists them.");
    }
    if (code == KN_OK)
        asked->episode = kn_episode_read(&entry);
    kn_entry_release(&entry);
    return code;
}

/* Waiting with more pain than the person's limit, or a remedy on a place where it is not wanted. */
static bool is_against_rules(const kn_asked *asked, const char *key)
{
    const kn_relief_plan *plan = &asked->plan;
    const kn_episode *episode = &asked->episode;
    const int pain = episode->pain_start >= 0 ? episode->pain_start : episode->pain;

    if (strcmp(key, KN_REMEDY_WAIT) == 0 && plan->wait_limit >= 0 && pain > plan->wait_limit)
        return true;
    for (int r = 0; r < plan->count; r++)
        for (size_t i = 0; i < episode->site_count && strcmp(plan->remedy[r].key, key) == 0; i++)
            if (plan->remedy[r].not_sites >> episode->sites[i].site & 1)
                return true;
    return false;
}

static void keep_allowed(kn_suggestions *all, const kn_asked *asked)
{
    size_t kept = 0;

    for (size_t i = 0; i < all->count; i++)
        if (!all->list[i].is_for_now || !is_against_rules(asked, all->list[i].key))
            all->list[kept++] = all->list[i];
    all->count = kept;
}

/* An own treatment has no card: how it is done stands where the person wrote it. */
static kn_code set_own_how(kn_api *api, const kn_catalogue *catalogue, json_t *items, kn_error *err)
{
    json_t *item;
    size_t i;

    json_array_foreach(items, i, item)
    {
        const char *key = json_string_value(json_object_get(item, "key"));
        const kn_item *own = kn_catalogue_find(catalogue, KN_KIND_TREATMENT, key);
        json_t *body = NULL, *how;
        kn_code code;

        if (!own || !own->is_own)
            continue;
        code = kn_read_single(api, key, &body, err);
        how = json_object_get(body, "how");
        if (code == KN_OK && json_is_string(how) && json_object_set(item, "how", how) != 0)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for what may be tried");
        json_decref(body);
        if (code)
            return code;
    }
    return KN_OK;
}

static kn_code what_now(kn_api *api, const kn_asked *asked, const kn_catalogue *catalogue,
                        json_t **json, kn_error *err)
{
    const kn_relief_answer_options options = {.sensitivity = true};
    kn_suggestions *all = calloc(1, sizeof *all);
    kn_relief_diary_answer *relief = NULL;
    json_t *cards = NULL;
    kn_code code = all ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory");

    if (code == KN_OK && asked->plan.state != KN_RELIEF_NONE)
        code = kn_relief_diary_answer_new(api->store, &options, &relief, err);
    if (code == KN_OK)
        code = kn_what_now(api->store, relief, all, err);
    if (code == KN_OK)
        code = kn_treatments_load(&cards, err);
    if (code == KN_OK) {
        keep_allowed(all, asked);
        *json = kn_what_now_json(all, catalogue, cards);
        if (!*json)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for what may be tried");
    }
    if (code == KN_OK)
        code = set_own_how(api, catalogue, json_object_get(*json, "now"), err);
    if (code == KN_OK)
        code = set_own_how(api, catalogue, json_object_get(*json, "later"), err);
    json_decref(cards);
    kn_relief_diary_answer_free(relief);
    free(all);
    return code;
}

kn_code kn_run_what_now(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_asked *asked = calloc(1, sizeof *asked);
    kn_catalogue catalogue = {0};
    json_t *json = NULL, *warnings = NULL;
    kn_code code = asked ? kn_catalogue_load(api->store, &catalogue, err)
                         : kn_fail(err, KN_NOMEM, NULL, "out of memory");

    if (code == KN_OK)
        code = load_asked(api, kn_argument_text(request, "episode"), &catalogue, asked, err);
    if (code == KN_OK)
        code = what_now(api, asked, &catalogue, &json, err);
    if (code == KN_OK)
        code = kn_current_warnings(api, &warnings, err);
    if (code == KN_OK && json_object_set(json, "warnings", warnings) != 0)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for what may be tried");
    if (code == KN_OK)
        code = kn_reply_with(reply, json_incref(json), err);
    json_decref(json);
    json_decref(warnings);
    kn_catalogue_release(&catalogue);
    free(asked);
    return code;
}

/* ---- pooled-add -------------------------------------------------------------------------------*/

static json_t *pooled_json(const kn_pooled *pooled, const kn_catalogue *catalogue)
{
    const kn_summary *b = &pooled->log_ratio;

    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:{s:f,s:f,s:f,s:f,s:f},s:f}", "id", pooled->id,
                     "key", pooled->key, "name",
                     kn_catalogue_name(catalogue, KN_KIND_TREATMENT, pooled->key), "versus",
                     pooled->versus, "versus_name",
                     kn_catalogue_name(catalogue, KN_KIND_TREATMENT, pooled->versus), "people",
                     (json_int_t)pooled->people, "episodes", (json_int_t)pooled->episodes,
                     "log_ratio", "mean", b->mean, "sd", b->sd, "q025", b->q025, "q50", b->q50,
                     "q975", b->q975, "faster", pooled->p_faster);
}

static kn_code reply_with_pooled(kn_api *api, const kn_catalogue *catalogue, kn_reply *reply,
                                 kn_error *err)
{
    kn_pooled *pooled = NULL;
    size_t count = 0;
    json_t *list = json_array();
    char line[64];
    kn_code code = kn_pooled_load(api->store, catalogue, &pooled, &count, err);

    for (size_t i = 0; i < count && code == KN_OK; i++)
        if (json_array_append_new(list, pooled_json(&pooled[i], catalogue)) != 0)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the answers of many people");
    snprintf(line, sizeof line, "%zu answer%s of many people.", count, count == 1 ? "" : "s");
    if (code == KN_OK)
        code = kn_reply_with(reply, json_pack("{s:O,s:s}", "pooled", list, "line", line), err);
    json_decref(list);
    free(pooled);
    return code;
}

static kn_code write_pooled(kn_api *api, const kn_request *request, const kn_catalogue *catalogue,
                            kn_error *err)
{
    const json_t *given = json_object_get(request->arguments, "pooled");
    kn_entry entry = {
        .kind = KN_KIND_POOLED, .at = kn_store_now(api->store), .precision = KN_PRECISION_MINUTE};
    kn_outcome outcome = KN_ADDED;
    kn_pooled pooled;
    kn_code code = kn_pooled_read(given, catalogue, &pooled, err);

    if (code)
        return code;
    snprintf(entry.id, sizeof entry.id, "%s", kn_argument_text(request, "id"));
    snprintf(entry.version, sizeof entry.version, "%s", kn_argument_text(request, "version"));
    entry.body = json_pack("{s:o}", "pooled", kn_pooled_kept(given));
    code = entry.body ? kn_store_add(api->store, &entry, &outcome, err)
                      : kn_fail(err, KN_NOMEM, NULL, "out of memory for the answer of many people");
    kn_entry_release(&entry);
    return code;
}

kn_code kn_run_pooled_add(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code == KN_OK)
        code = write_pooled(api, request, &catalogue, err);
    if (code == KN_OK)
        code = reply_with_pooled(api, &catalogue, reply, err);
    kn_catalogue_release(&catalogue);
    return code;
}
