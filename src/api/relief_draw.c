/* relief-draw, relief-respond: one spasm. */
#include <stdio.h>
#include <string.h>

#include "api/relief_call.h"

/* ---- relief-draw ------------------------------------------------------------------------------*/

static json_t *needs_json(uint32_t needs)
{
    json_t *list = json_array();

    if (needs & KN_NEEDS_PAIN)
        json_array_append_new(list, json_string("pain"));
    if (needs & KN_NEEDS_SITE)
        json_array_append_new(list, json_string("site"));
    return list;
}

/* The draw to which an episode of a cluster belongs; null for any other. */
static kn_code cluster_json(kn_api *api, const kn_entry *draw, const kn_relief_plan *plan,
                            const kn_catalogue *catalogue, json_t **json, kn_error *err)
{
    const char *of = json_string_value(json_object_get(json_object_get(draw->body, "draw"), "of"));
    kn_entry first = {0};
    kn_error fault = {0};
    kn_code code = of ? kn_store_get(api->store, of, true, &first, &fault) : KN_NOTFOUND;

    *json = code == KN_OK && first.body ? kn_json_draw(&first, plan, catalogue) : json_null();
    kn_entry_release(&first);
    if (code == KN_OK || code == KN_NOTFOUND)
        return KN_OK;
    *err = fault;
    return code;
}

static kn_code reply_to_draw(kn_api *api, const kn_relief_drawn *drawn,
                             const kn_catalogue *catalogue, kn_reply *reply, kn_error *err)
{
    const bool has_draw = drawn->entry.id[0] != '\0';
    kn_relief_plan plan = {0};
    json_t *warnings = NULL, *cluster = NULL;
    kn_code code = kn_relief_plan_load(api->store, catalogue, &plan, err);
    bool has_limit;

    if (code == KN_OK)
        code = kn_current_warnings(api, &warnings, err);
    if (code == KN_OK)
        code = cluster_json(api, &drawn->entry, &plan, catalogue, &cluster, err);
    if (code) {
        json_decref(warnings);
        return code;
    }
    has_limit = plan.state != KN_RELIEF_NONE && plan.wait_limit >= 0;
    return kn_reply_with(
        reply,
        json_pack("{s:o,s:o,s:o,s:o,s:o}", "draw",
                  has_draw ? kn_json_draw(&drawn->entry, &plan, catalogue) : json_null(), "needs",
                  needs_json(drawn->needs), "limit",
                  has_limit ? json_integer(plan.wait_limit) : json_null(), "cluster", cluster,
                  "warnings", warnings),
        err);
}

/* In a batch: looks, draws and replies, or writes nothing. */
static kn_code draw(kn_api *api, kn_relief_request *wanted, kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_relief_drawn drawn = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code == KN_OK)
        code = kn_relief_is_warned(api, &wanted->is_warned, err);
    if (code == KN_OK)
        code = kn_relief_draw(api->store, wanted, &drawn, err);
    if (code == KN_NOTFOUND)
        snprintf(err->place.field, sizeof err->place.field, "episode");
    if (code == KN_OK)
        code = reply_to_draw(api, &drawn, &catalogue, reply, err);
    kn_entry_release(&drawn.entry);
    kn_catalogue_release(&catalogue);
    return code;
}

kn_code kn_run_relief_draw(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_relief_request wanted = {.id = kn_argument_text(request, "id"),
                                .version = kn_argument_text(request, "version"),
                                .episode = kn_argument_text(request, "episode"),
                                .instead = kn_argument_text(request, "instead"),
                                .chose = kn_argument_text(request, "chose")};
    kn_code code = kn_argument_flag(request, "anyway", &wanted.anyway, err);

    if (code == KN_OK)
        code = kn_store_begin(api->store, err);
    if (code)
        return code;
    code = draw(api, &wanted, reply, err);
    if (code == KN_OK)
        return kn_store_commit(api->store, err);
    kn_store_rollback(api->store);
    return code;
}

/* ---- relief-respond ---------------------------------------------------------------------------*/

static kn_code read_response(const kn_request *request, kn_response *response, kn_error *err)
{
    static const kn_response responses[] = {KN_RESPONSE_DOING, KN_RESPONSE_SKIPPED,
                                            KN_RESPONSE_CHOSE};
    const kn_place at = {.field = "response"};
    const char *word = kn_argument_text(request, "response");

    for (size_t i = 0; i < sizeof responses / sizeof responses[0]; i++) {
        *response = responses[i];
        if (strcmp(word, kn_response_word(*response)) == 0)
            return KN_OK;
    }
    kn_fail(err, KN_DATA, &at, "there is no response \"%.60s\"", word);
    return kn_hint(err, "It is doing, skipped or chose.");
}

static kn_code respond(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_relief_plan plan = {0};
    kn_response response;
    kn_entry entry = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code == KN_OK)
        code = read_response(request, &response, err);
    if (code == KN_OK)
        code = kn_relief_plan_load(api->store, &catalogue, &plan, err);
    if (code == KN_OK)
        code = kn_relief_respond(api->store, kn_argument_text(request, "draw"),
                                 kn_argument_text(request, "version"), response,
                                 kn_argument_text(request, "chose"),
                                 kn_argument_text(request, "base"), &entry, err);
    if (code == KN_NOTFOUND)
        snprintf(err->place.field, sizeof err->place.field, "draw");
    if (code == KN_OK)
        code = kn_reply_with(
            reply, json_pack("{s:o}", "draw", kn_json_draw(&entry, &plan, &catalogue)), err);
    kn_entry_release(&entry);
    kn_catalogue_release(&catalogue);
    return code;
}

kn_code kn_run_relief_respond(kn_api *api, const kn_request *request, kn_reply *reply,
                              kn_error *err)
{
    kn_code code = kn_store_begin(api->store, err);

    if (code)
        return code;
    code = respond(api, request, reply, err);
    if (code == KN_OK)
        return kn_store_commit(api->store, err);
    kn_store_rollback(api->store);
    return code;
}
