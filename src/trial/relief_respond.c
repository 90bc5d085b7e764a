/* What the person did about a draw. */
#include <stdio.h>
#include <string.h>

#include "trial/design_parts.h"
#include "trial/relief_parts.h"

kn_code kn_relief_check_treatment(kn_store *store, const char *key, kn_error *err)
{
    kn_place at = kn_design_place("chose");
    kn_catalogue catalogue;
    kn_code code = kn_catalogue_load(store, &catalogue, err);

    if (code)
        return code;
    if (!kn_catalogue_find(&catalogue, KN_KIND_TREATMENT, key))
        code = kn_item_unknown(&catalogue, KN_KIND_TREATMENT, &at, key, err);
    kn_catalogue_release(&catalogue);
    return code;
}

static kn_code check_response(kn_store *store, const kn_entry *entry, kn_response response,
                              const char *chose, kn_error *err)
{
    kn_relief_made made;
    kn_place at = kn_design_place("chose");

    if (chose && response != KN_RESPONSE_CHOSE) {
        kn_fail(err, KN_DATA, &at, "chose is given without the response chose");
        return kn_hint(err, "Leave it out, or say that you chose.");
    }
    if (chose)
        return kn_relief_check_treatment(store, chose, err);
    if (response != KN_RESPONSE_DOING ||
        (kn_relief_made_read(json_object_get(entry->body, "draw"), &made, NULL) == KN_OK &&
         made.arm >= 0))
        return KN_OK;
    at = kn_design_place("response");
    kn_fail(err, KN_DATA, &at, "nothing was picked for this spasm, so it cannot be done");
    return kn_hint(err, "Say what you did in the spasm itself.");
}

static kn_code set_response(json_t *body, kn_response response, const char *chose, kn_error *err)
{
    int failed = 0;

    json_object_del(body, "response");
    json_object_del(body, "chose");
    if (response != KN_RESPONSE_NONE)
        failed |= json_object_set_new(body, "response", json_string(kn_response_word(response)));
    if (chose)
        failed |= json_object_set_new(body, "chose", json_string(chose));
    return failed ? kn_fail(err, KN_NOMEM, NULL, "out of memory for a response") : KN_OK;
}

kn_code kn_relief_respond(kn_store *store, const char *draw_id, const char *version,
                          kn_response response, const char *chose, const char *base,
                          kn_entry *entry, kn_error *err)
{
    const kn_place at = {.field = "draw"};
    kn_entry next = {0};
    kn_outcome outcome;
    kn_code code = kn_store_get(store, draw_id, false, &next, err);

    *entry = (kn_entry){0};
    if (!code && next.kind != KN_KIND_DRAW)
        code = kn_fail(err, KN_NOTFOUND, &at, "the entry %.40s is no draw", draw_id);
    if (!code)
        code = check_response(store, &next, response, chose, err);
    if (!code) {
        snprintf(next.version, sizeof next.version, "%s", version);
        code = set_response(next.body, response, chose, err);
    }
    if (!code)
        code = kn_store_amend(store, &next, base, &outcome, err);
    kn_entry_release(&next);
    return code ? code : kn_store_get(store, draw_id, false, entry, err);
}
