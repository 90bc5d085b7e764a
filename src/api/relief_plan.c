/* relief, relief-plan: what is compared from spasm to spasm, and what could be. */
#include <stdio.h>
#include <string.h>

#include "api/relief_call.h"
#include "api/trial_call.h"
#include "diary/treatment.h"

/* ---- Cards ------------------------------------------------------------------------------------*/

/* The first line of how it is done; of an own one what the person wrote. */
static kn_code how_of(kn_api *api, const kn_item *item, const json_t *card, json_t **how,
                      kn_error *err)
{
    json_t *body = NULL;
    kn_code code = KN_OK;

    if (item->is_own)
        code = kn_read_single(api, item->key, &body, err);
    if (code)
        return code;
    *how = item->is_own ? json_object_get(body, "how")
                        : json_array_get(json_object_get(card, "how"), 0);
    *how = *how ? json_incref(*how) : json_null();
    json_decref(body);
    return KN_OK;
}

static kn_code add_card(kn_api *api, const kn_item *item, const json_t *cards, json_t *list,
                        kn_error *err)
{
    const json_t *card = kn_treatment_card(cards, item->key);
    json_t *how = NULL, *word = json_object_get(card, "certainty_word"),
           *found = json_object_get(card, "found");
    kn_code code = how_of(api, item, card, &how, err);

    if (code)
        return code;
    if (json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:o,s:O,s:O,s:b,s:b,s:b}", "key", item->key, "name",
                            item->name, "chip", item->chip, "how", how, "certainty_word",
                            word ? word : json_null(), "found", found ? found : json_null(),
                            "ask_doctor", json_is_true(json_object_get(card, "ask_doctor")),
                            "acute", item->is_acute, "own", item->is_own)) != 0)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for the cards");
    return KN_OK;
}

/* All that may be compared: what is used during a spasm, and the person's own. */
static kn_code cards_json(kn_api *api, const kn_catalogue *catalogue, json_t **list, kn_error *err)
{
    json_t *cards = NULL;
    kn_code code = kn_treatments_load(&cards, err);

    *list = json_array();
    for (size_t i = 0; i < catalogue->count && code == KN_OK; i++) {
        const kn_item *item = &catalogue->items[i];

        if (item->kind == KN_KIND_TREATMENT && !item->is_archived &&
            (item->is_acute || item->is_own))
            code = add_card(api, item, cards, *list, err);
    }
    json_decref(cards);
    return code;
}

/* ---- relief -----------------------------------------------------------------------------------*/

/* Spasms since `begun` for which something was drawn. One that was removed counts: its draw was
 * made. */
static kn_code count_draws(kn_api *api, kn_moment begun, int *count, kn_error *err)
{
    kn_entries draws;
    kn_code code =
        kn_store_list_kind(api->store, KN_KIND_DRAW, begun.day - 1, INT32_MAX, &draws, err);

    *count = 0;
    for (size_t i = 0; i < draws.count; i++)
        *count += kn_moment_utc(draws.list[i].at) >= kn_moment_utc(begun) &&
                  json_object_get(json_object_get(draws.list[i].body, "draw"), "arm") != NULL;
    kn_entries_release(&draws);
    return code;
}

static kn_code load_plan(kn_api *api, const kn_catalogue *catalogue, kn_relief_plan *plan,
                         int *draws, kn_error *err)
{
    kn_code code = kn_relief_plan_load(api->store, catalogue, plan, err);

    *draws = 0;
    if (code == KN_OK && plan->state != KN_RELIEF_NONE)
        code = count_draws(api, plan->begun, draws, err);
    return code;
}

static json_t *relief_json(const kn_relief_plan *plan, const kn_catalogue *catalogue, int draws,
                           json_t *cards)
{
    const bool has_plan = plan->state != KN_RELIEF_NONE;
    kn_trial_note notes[KN_TRIAL_NOTES_MAX];
    kn_relief_plan suggested = {0};
    char line[64];
    size_t count;

    kn_relief_plan_suggest(catalogue, &suggested);
    count = kn_relief_plan_notes(has_plan ? plan : &suggested, notes);
    if (draws == 0)
        snprintf(line, sizeof line, "No spasm with a pick yet.");
    else
        snprintf(line, sizeof line, "%d spasm%s with a pick so far.", draws, draws == 1 ? "" : "s");
    return json_pack(
        "{s:o,s:o,s:s,s:o,s:o,s:o,s:o,s:O,s:i,s:s}", "plan",
        has_plan ? kn_relief_plan_json(plan, false) : json_null(), "version",
        kn_json_optional(has_plan ? plan->version : ""), "state", kn_relief_state_word(plan->state),
        "settled", kn_json_optional(plan->settled), "settled_name",
        plan->settled[0]
            ? json_string(kn_catalogue_name(catalogue, KN_KIND_TREATMENT, plan->settled))
            : json_null(),
        "suggested", kn_relief_plan_json(&suggested, false), "notes",
        kn_json_trial_notes(notes, count), "cards", cards, "draws", draws, "line", line);
}

kn_code kn_run_relief(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_relief_plan plan = {0};
    json_t *cards = NULL;
    int draws = 0;
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    (void)request;
    if (code == KN_OK)
        code = load_plan(api, &catalogue, &plan, &draws, err);
    if (code == KN_OK)
        code = cards_json(api, &catalogue, &cards, err);
    if (code == KN_OK)
        code = kn_reply_with(reply, relief_json(&plan, &catalogue, draws, cards), err);
    json_decref(cards);
    kn_catalogue_release(&catalogue);
    return code;
}

/* ---- relief-plan ------------------------------------------------------------------------------*/

static kn_code read_state(const kn_request *request, kn_relief_state *state, kn_error *err)
{
    static const kn_relief_state states[] = {KN_RELIEF_ON, KN_RELIEF_OFF, KN_RELIEF_SETTLED};
    const kn_place at = {.field = "state"};
    const char *word = kn_argument_text(request, "state");

    *state = KN_RELIEF_ON;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++) {
        if (word && strcmp(word, kn_relief_state_word(states[i])) != 0)
            continue;
        *state = states[i];
        return KN_OK;
    }
    kn_fail(err, KN_DATA, &at, "there is no state \"%.60s\"", word);
    return kn_hint(err, "It is on, off or settled.");
}

/* What was settled on goes with the state, and only with it. */
static kn_code check_settled(const kn_request *request, kn_relief_state state, kn_error *err)
{
    const kn_place at = {.field = "settled"};

    if (state == KN_RELIEF_SETTLED || !kn_argument_text(request, "settled"))
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "settled goes with the state settled");
    return kn_hint(err, "Leave it out, or send the state settled.");
}

/* One batch with its reply: a version that could not be shown is not written. */
kn_code kn_run_relief_plan(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_relief_state state;
    bool is_anew = false;
    kn_code code = read_state(request, &state, err);

    if (code == KN_OK)
        code = check_settled(request, state, err);
    if (code == KN_OK)
        code = kn_argument_flag(request, "anew", &is_anew, err);
    if (code == KN_OK)
        code = kn_store_begin(api->store, err);
    if (code)
        return code;
    code = kn_relief_plan_write(api->store, kn_argument_text(request, "version"),
                                json_object_get(request->arguments, "plan"), state,
                                kn_argument_text(request, "settled"), is_anew,
                                kn_argument_text(request, "base"), err);
    if (code == KN_OK)
        code = kn_run_relief(api, request, reply, err);
    if (code == KN_OK)
        return kn_store_commit(api->store, err);
    kn_store_rollback(api->store);
    return code;
}
