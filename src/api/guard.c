/* What the general writes leave to operations of their own: entries that hang together, or that are
 * only worth something if nobody bent them afterwards. Imports take them as they are. */
#include <string.h>

#include "api/call.h"

/* Why an entry that was written stays as it is. NULL: it may go and come back. */
static const struct guarded {
    kn_kind kind;
    const char *hint; /* by which operation it is written */
    const char *stays, *instead;
} guarded[] = {
    {KN_KIND_TRIAL, "Use trial-new, trial-start, trial-event or trial-archive.",
     "a sealed trial and what happened in it stay written",
     "A trial can be stopped by trial-event and put away by trial-archive."},
    {KN_KIND_TRIAL_EVENT, "Use trial-new, trial-start, trial-event or trial-archive.",
     "a sealed trial and what happened in it stay written",
     "A trial can be stopped by trial-event and put away by trial-archive."},
    {KN_KIND_RELIEF, "Use relief-plan.", "what is compared stays written",
     "Comparing is switched off by relief-plan with the state off."},
    {KN_KIND_DRAW, "Use relief-draw and relief-respond.", "a draw stays written",
     "What was done instead is said by relief-respond; the episode itself can be removed."},
    {KN_KIND_FINDING, "Use trigger-freeze.", NULL, NULL},
    {KN_KIND_POOLED, "Use pooled-add.", NULL, NULL},
};

static const struct guarded *find(kn_kind kind)
{
    for (size_t i = 0; i < sizeof guarded / sizeof guarded[0]; i++)
        if (guarded[i].kind == kind)
            return &guarded[i];
    return NULL;
}

kn_code kn_guard_write(const char *word, kn_error *err)
{
    const kn_place at = {.field = "kind"};
    const struct guarded *guard;
    kn_kind kind;

    if (!kn_kind_parse(word, &kind)) /* the entry itself says what is wrong */
        return KN_OK;
    guard = find(kind);
    if (!guard)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "entries of kind \"%s\" are not written this way", word);
    return kn_hint(err, "%s", guard->hint);
}

/* A trial that is a draft may go and come back. */
static bool is_kept(const kn_entry *entry)
{
    const struct guarded *guard = find(entry->kind);

    return guard && guard->stays &&
           (entry->kind != KN_KIND_TRIAL || json_object_get(entry->body, "protocol"));
}

kn_code kn_guard_change(kn_api *api, const char *id, kn_error *err)
{
    const kn_place at = {.field = "id"};
    kn_entries versions = {0};
    kn_error ignored = {0};
    const struct guarded *guard = NULL;

    if (kn_store_history(api->store, id, &versions, &ignored) != KN_OK)
        return KN_OK; /* the write itself says what is wrong */
    for (size_t i = 0; i < versions.count && !guard; i++)
        if (is_kept(&versions.list[i]))
            guard = find(versions.list[i].kind);
    kn_entries_release(&versions);
    if (!guard)
        return KN_OK;
    kn_fail(err, KN_DENIED, &at, "%s", guard->stays);
    return kn_hint(err, "%s", guard->instead);
}
