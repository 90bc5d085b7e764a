/* Treatment cards and warnings. */
#include <stdlib.h>
#include <string.h>

#include "api/call.h"
#include "base/civil.h"
#include "diary/treatment.h"
#include "report/diary_report.h"

/* The members of a card that the list of cards shows. */
static json_t *short_card(const kn_item *item, const json_t *card)
{
    static const char *const members[] = {"group",    "found",      "no_trial",      "certainty",
                                          "testable", "ask_doctor", "certainty_word"};
    json_t *json = json_pack("{s:s,s:s,s:s,s:b,s:b,s:b}", "id", item->key, "name", item->name,
                             "chip", item->chip, "acute", item->is_acute, "own", item->is_own,
                             "archived", item->is_archived);

    for (size_t i = 0; json && i < sizeof members / sizeof members[0]; i++) {
        json_t *value = json_object_get(card, members[i]);

        json_object_set(json, members[i], value ? value : json_null());
    }
    return json;
}

kn_code kn_run_treatments(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue = {0};
    json_t *cards = NULL, *list = json_array();
    kn_code code = kn_treatments_load(&cards, err);

    (void)request;
    if (code == KN_OK)
        code = kn_catalogue_load(api->store, &catalogue, err);
    for (size_t i = 0; i < catalogue.count; i++) {
        const kn_item *item = &catalogue.items[i];

        if (item->kind == KN_KIND_TREATMENT)
            json_array_append_new(list, short_card(item, kn_treatment_card(cards, item->key)));
    }
    if (code == KN_OK)
        code = kn_reply_with(reply, json_pack("{s:O}", "treatments", list), err);
    json_decref(list);
    json_decref(cards);
    kn_catalogue_release(&catalogue);
    return code;
}

/* A whole card; an own treatment's has what the person wrote. */
static kn_code whole_card(kn_api *api, const kn_item *item, json_t **card, kn_error *err)
{
    json_t *cards = NULL, *body = NULL;
    kn_code code = kn_treatments_load(&cards, err);

    if (code == KN_OK && item->is_own)
        code = kn_read_single(api, item->key, &body, err);
    if (code == KN_OK) {
        json_t *built_in = kn_treatment_card(cards, item->key);

        *card = built_in ? json_copy(built_in) : body ? json_copy(body) : json_object();
        json_object_set_new(*card, "id", json_string(item->key));
        json_object_set_new(*card, "name", json_string(item->name));
        json_object_set_new(*card, "chip", json_string(item->chip));
        json_object_set_new(*card, "acute", json_boolean(item->is_acute));
        json_object_set_new(*card, "own", json_boolean(item->is_own));
        json_object_set_new(*card, "archived", json_boolean(item->is_archived));
    }
    json_decref(cards);
    json_decref(body);
    return code;
}

static kn_code fail_no_treatment(const char *id, kn_error *err)
{
    enum { MOST = 64 };
    const kn_place at = {.field = "id"};
    const char *ids[MOST], *nearest;
    size_t count = 0;

    for (; count < kn_treatment_count && count < MOST; count++)
        ids[count] = kn_treatments[count].id;
    nearest = kn_nearest(id, ids, count);
    kn_fail(err, KN_NOTFOUND, &at, "there is no treatment \"%.60s\"", id);
    if (nearest)
        return kn_hint(err, "Did you mean \"%s\"?", nearest);
    return kn_hint(err, "The operation treatments lists them.");
}

/* How often it was used, ever; all zero if never. */
static kn_code use_of(kn_api *api, const char *key, kn_used *found, kn_error *err)
{
    kn_used *used = NULL;
    size_t count = 0;
    kn_code code = kn_summary_used(api->store, INT32_MIN, INT32_MAX, &used, &count, err);

    snprintf(found->treatment, sizeof found->treatment, "%s", key);
    for (size_t i = 0; code == KN_OK && i < count; i++)
        if (strcmp(used[i].treatment, key) == 0)
            *found = used[i];
    free(used);
    return code;
}

kn_code kn_run_treatment(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *id = kn_argument_text(request, "id");
    kn_catalogue catalogue = {0};
    const kn_item *item;
    json_t *card = NULL;
    kn_used used = {0};
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code)
        return code;
    item = kn_catalogue_find(&catalogue, KN_KIND_TREATMENT, id);
    code = item ? whole_card(api, item, &card, err) : fail_no_treatment(id, err);
    if (code == KN_OK)
        code = use_of(api, id, &used, err);
    if (code == KN_OK)
        code = kn_reply_with(
            reply,
            json_pack("{s:O,s:o}", "treatment", card, "used", kn_json_used(&used, &catalogue)),
            err);
    json_decref(card);
    kn_catalogue_release(&catalogue);
    return code;
}

kn_code kn_run_warnings(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    json_t *current = NULL, *flags = json_array();
    kn_code code = kn_current_warnings(api, &current, err);

    (void)request;
    for (size_t i = 0; i < kn_flag_count; i++)
        json_array_append_new(flags, kn_flag_json(&kn_flags[i]));
    if (code == KN_OK)
        code = kn_reply_with(reply,
                             json_pack("{s:O,s:O,s:s}", "current", current, "flags", flags,
                                       "footer", kn_flag_footer),
                             err);
    json_decref(current);
    json_decref(flags);
    return code;
}
