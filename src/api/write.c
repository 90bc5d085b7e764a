/* The operations that write entries. Ids come from the caller: the same call twice writes once. */
#include <string.h>

#include "api/call.h"
#include "base/json.h"
#include "trial/trial.h"

/* The entry in a request: its arguments, but for "base", which is about the call. */
static kn_code read_entry(const kn_request *request, kn_entry *entry, kn_error *err)
{
    json_t *members = json_object();
    const char *name;
    json_t *value;
    kn_code code;

    json_object_foreach(kn_json_iterable(request->arguments), name, value)
    {
        if (strcmp(name, "base") != 0 && !json_is_null(value))
            json_object_set(members, name, value);
    }
    code = members ? kn_entry_from_json(members, true, "", 0, entry, err)
                   : kn_fail(err, KN_NOMEM, NULL, "out of memory");
    json_decref(members);
    return code;
}

/* What to do about an unwanted effect; null for any other entry. */
static json_t *advice_json(const kn_entry *entry)
{
    const char *severity = json_string_value(json_object_get(entry->body, "severity"));
    const kn_harm_advice *advice =
        entry->kind == KN_KIND_HARM && severity ? kn_harm_advice_of(severity) : NULL;

    if (!advice)
        return json_null();
    return json_pack("{s:s,s:s,s:s,s:s}", "title", advice->title, "act", advice->act, "escalate",
                     advice->escalate, "caution", advice->caution);
}

/* What every write answers with: the entry as it is kept, what stands to be warned of, and what is
 * worth asking because of it. */
static kn_code reply_to_write(kn_api *api, const kn_entry *entry, kn_outcome outcome,
                              kn_reply *reply, kn_error *err)
{
    const kn_flag *flags[KN_QUESTIONS_MAX];
    kn_catalogue catalogue = {0};
    json_t *warnings = NULL;
    size_t count = 0;
    kn_code code = kn_catalogue_load(api->store, &catalogue, err);

    if (code == KN_OK)
        code = kn_current_warnings(api, &warnings, err);
    if (code == KN_OK && !entry->removed)
        code = kn_questions_after(api->store, entry, flags, &count, err);
    if (code == KN_OK)
        code = kn_reply_with(
            reply,
            json_pack("{s:o,s:b,s:O,s:o,s:o}", "entry",
                      entry->removed ? json_null() : kn_json_entry(entry, &catalogue, err), "known",
                      outcome == KN_KNOWN, "warnings", warnings, "questions",
                      kn_json_flags(flags, count), "advice", advice_json(entry)),
            err);
    json_decref(warnings);
    kn_catalogue_release(&catalogue);
    return code;
}

static kn_code run_write(kn_api *api, bool is_new, const kn_request *request, kn_reply *reply,
                         kn_error *err)
{
    kn_entry entry = {0};
    kn_outcome outcome = KN_ADDED;
    kn_code code = kn_guard_write(kn_argument_text(request, "kind"), err);

    if (code == KN_OK)
        code = read_entry(request, &entry, err);
    if (code)
        return code;
    code = is_new ? kn_store_add(api->store, &entry, &outcome, err)
                  : kn_store_amend(api->store, &entry, kn_argument_text(request, "base"), &outcome,
                                   err);
    if (code == KN_OK)
        code = reply_to_write(api, &entry, outcome, reply, err);
    kn_entry_release(&entry);
    return code;
}

kn_code kn_run_add(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    return run_write(api, true, request, reply, err);
}

kn_code kn_run_amend(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    return run_write(api, false, request, reply, err);
}

typedef kn_code change_call(kn_store *store, const char *id, const char *version, kn_entry *entry,
                            kn_outcome *outcome, kn_error *err);

static kn_code run_change(kn_api *api, change_call *change, const kn_request *request,
                          kn_reply *reply, kn_error *err)
{
    kn_entry entry = {0};
    kn_outcome outcome = KN_ADDED;
    kn_code code = kn_guard_change(api, kn_argument_text(request, "id"), err);

    if (code == KN_OK)
        code = change(api->store, kn_argument_text(request, "id"),
                      kn_argument_text(request, "version"), &entry, &outcome, err);
    if (code)
        return code;
    code = reply_to_write(api, &entry, outcome, reply, err);
    kn_entry_release(&entry);
    return code;
}

kn_code kn_run_remove(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    return run_change(api, kn_store_remove, request, reply, err);
}

kn_code kn_run_restore(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    return run_change(api, kn_store_restore, request, reply, err);
}
