/* The operations that show entries and days. */
#include <stdlib.h>
#include <string.h>

#include "api/call.h"

kn_code kn_run_about(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    char now[KN_MOMENT_SIZE];
    const kn_moment moment = kn_store_now(api->store);
    json_t *settings = NULL, *profile = NULL;
    kn_store_facts facts;
    bool is_empty;
    kn_code code = kn_store_facts_get(api->store, &facts, err);

    (void)request;
    if (code == KN_OK)
        code = kn_read_single(api, KN_SETTING_ID, &settings, err);
    if (code == KN_OK)
        code = kn_read_single(api, KN_PROFILE_ID, &profile, err);
    if (code) {
        json_decref(settings);
        return code;
    }
    is_empty = facts.first_day > facts.last_day;
    return kn_reply_with(
        reply,
        json_pack("{s:s,s:s,s:b,s:o,s:s,s:I,s:I,s:o,s:o,s:I,s:o,s:o}", "version", api->version,
                  "path", kn_store_path(api->store), "example",
                  json_is_true(json_object_get(settings, "example")), "today",
                  kn_json_day(moment.day), "now", kn_moment_format(now, moment), "entries",
                  (json_int_t)facts.entries, "versions", (json_int_t)facts.versions, "first_day",
                  is_empty ? json_null() : kn_json_day(facts.first_day), "last_day",
                  is_empty ? json_null() : kn_json_day(facts.last_day), "change",
                  (json_int_t)facts.change, "settings", settings, "profile", profile),
        err);
}

static kn_code read_kind(const kn_request *request, uint32_t *kinds, kn_error *err)
{
    const kn_place at = {.field = "kind"};
    const char *word = kn_argument_text(request, "kind"), *words[KN_KIND_COUNT], *nearest;
    kn_kind kind;

    *kinds = KN_KINDS_RECORDED;
    if (!word)
        return KN_OK;
    if (kn_kind_parse(word, &kind)) {
        *kinds = UINT32_C(1) << kind;
        return KN_OK;
    }
    for (int i = 0; i < KN_KIND_COUNT; i++)
        words[i] = kn_kind_word((kn_kind)i);
    nearest = kn_nearest(word, words, KN_KIND_COUNT);
    kn_fail(err, KN_DATA, &at, "there is no kind of entry \"%.60s\"", word);
    if (nearest)
        return kn_hint(err, "Did you mean \"%s\"?", nearest);
    return kn_hint(err, "Such as episode, check-in, use, note.");
}

static kn_code read_query(const kn_request *request, kn_query *query, kn_error *err)
{
    const kn_place at = {.field = "limit"};
    int64_t limit = kn_argument_whole(request, "limit", KN_PAGE_DEFAULT);

    query->from = kn_argument_day(request, "from", INT32_MIN);
    query->to = kn_argument_day(request, "to", INT32_MAX);
    query->before = kn_argument_text(request, "before");
    if (limit < 1 || limit > KN_PAGE_MAX) {
        kn_fail(err, KN_DATA, &at, "limit cannot be %lld", (long long)limit);
        return kn_hint(err, "It is 1 to %d; ask again with \"before\" for more.", KN_PAGE_MAX);
    }
    query->limit = (size_t)limit;
    return read_kind(request, &query->kinds, err);
}

kn_code kn_run_entries(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_entries entries = {0}, shown;
    kn_query query = {0};
    kn_code code = read_query(request, &query, err);
    json_t *next;

    query.limit++; /* one more than asked for, to know whether there are more */
    if (code == KN_OK)
        code = kn_store_list(api->store, &query, &entries, err);
    if (code == KN_OK)
        code = kn_catalogue_load(api->store, &catalogue, err);
    if (code)
        goto done;
    shown = entries;
    if (shown.count == query.limit)
        shown.count--;
    next = shown.count < entries.count ? json_string(shown.list[shown.count - 1].id) : json_null();
    code = kn_reply_with(
        reply,
        json_pack("{s:o,s:o}", "entries", kn_json_entries(&shown, &catalogue, err), "next", next),
        err);
done:
    kn_catalogue_release(&catalogue);
    kn_entries_release(&entries);
    return code;
}

kn_code kn_run_entry(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_catalogue catalogue = {0};
    kn_entries versions = {0};
    json_t *current;
    kn_code code = kn_store_history(api->store, kn_argument_text(request, "id"), &versions, err);

    if (code == KN_OK)
        code = kn_catalogue_load(api->store, &catalogue, err);
    if (code)
        goto done;
    current =
        versions.list[0].removed ? json_null() : kn_json_entry(&versions.list[0], &catalogue, err);
    code = kn_reply_with(reply,
                         json_pack("{s:o,s:o}", "entry", current, "history",
                                   kn_json_entries(&versions, &catalogue, err)),
                         err);
done:
    kn_catalogue_release(&catalogue);
    kn_entries_release(&versions);
    return code;
}

kn_code kn_run_days(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    kn_day *days = NULL;
    int32_t from, to;
    kn_code code = kn_argument_range(api, request, 28, &from, &to, err);

    if (code == KN_OK)
        code = kn_summary_days(api->store, from, to, &days, err);
    if (code == KN_OK)
        code = kn_reply_with(
            reply, json_pack("{s:o}", "days", kn_json_days(days, (size_t)((int64_t)to - from + 1))),
            err);
    free(days);
    return code;
}
