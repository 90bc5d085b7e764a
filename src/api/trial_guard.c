/* What the general writes leave to the operations of trials: a trial and its events hang together,
 * and only those operations keep them so. Imports take them as they are. */
#include <string.h>

#include "api/trial_call.h"

static kn_code refuse(const char *kind, kn_error *err)
{
    const kn_place at = {.field = "kind"};

    kn_fail(err, KN_DATA, &at, "entries of kind \"%s\" are not written this way", kind);
    return kn_hint(err, "Use trial-new, trial-start, trial-event or trial-archive.");
}

static bool is_guarded(const char *kind)
{
    return strcmp(kind, kn_kind_word(KN_KIND_TRIAL)) == 0 ||
           strcmp(kind, kn_kind_word(KN_KIND_TRIAL_EVENT)) == 0;
}

kn_code kn_trial_guard_write(const char *kind, kn_error *err)
{
    return is_guarded(kind) ? refuse(kind, err) : KN_OK;
}

/* A draft may go and come back. What was sealed, and what happened in it, stays written. */
kn_code kn_trial_guard_change(kn_api *api, const char *id, kn_error *err)
{
    const kn_place at = {.field = "id"};
    kn_entries versions = {0};
    kn_error ignored = {0};
    bool is_kept = false;

    if (kn_store_history(api->store, id, &versions, &ignored) != KN_OK)
        return KN_OK; /* the write itself says what is wrong */
    for (size_t i = 0; i < versions.count && !is_kept; i++) {
        const kn_entry *entry = &versions.list[i];

        is_kept = entry->kind == KN_KIND_TRIAL_EVENT ||
                  (entry->kind == KN_KIND_TRIAL && json_object_get(entry->body, "protocol"));
    }
    kn_entries_release(&versions);
    if (!is_kept)
        return KN_OK;
    kn_fail(err, KN_DENIED, &at, "a sealed trial and what happened in it stay written");
    return kn_hint(err, "A trial can be stopped by trial-event and put away by trial-archive.");
}
