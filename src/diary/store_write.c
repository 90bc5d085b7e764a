/* Adding, amending, removing, restoring: each a version more in the log. */
#include <stdio.h>
#include <string.h>

#include "diary/log.h"

static kn_place place_of(const kn_store *store, const char *field)
{
    kn_place at = kn_store_place(store);

    snprintf(at.field, sizeof at.field, "%s", field);
    return at;
}

static kn_code not_found(kn_store *store, const char *id, kn_error *err)
{
    const kn_place at = place_of(store, "id");

    return kn_fail(err, KN_NOTFOUND, &at, "there is no entry with the id %s", id);
}

static kn_code changed_elsewhere(kn_store *store, const char *what, kn_error *err)
{
    const kn_place at = place_of(store, "version");

    kn_fail(err, KN_CONFLICT, &at, "%s", what);
    return kn_hint(err, "Read the entry as it is now, then try again.");
}

/* Clocks differ a little, and people travel; a date in next month is a slip. */
static kn_code check_future(kn_store *store, const kn_entry *entry, kn_error *err)
{
    const kn_place at = {.field = "at"};
    int64_t most = kn_moment_utc(kn_store_now(store)) + KN_FUTURE_MINUTES * 60;
    char text[KN_MOMENT_SIZE];

    if (kn_moment_utc(entry->at) <= most)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "%s lies more than a day ahead", kn_moment_format(text, entry->at));
    return kn_hint(err, "Look at the date. If it is right, this device's clock is wrong.");
}

/* A version that is there already: a repeated request, or an id used twice. *done: nothing is left
 * to do. */
static kn_code check_version(kn_store *store, kn_entry *entry, kn_outcome *outcome, bool *done,
                             kn_error *err)
{
    kn_entry there;
    kn_code code = kn_log_get(store, KN_SQL_LOG_VERSION, entry->version, done, &there, err);

    if (code || !*done)
        return code;
    if (!kn_log_is_same(entry, &there, false)) {
        const kn_place at = place_of(store, "version");

        kn_entry_release(&there);
        kn_fail(err, KN_CONFLICT, &at, "the version %s is there already, with other content",
                entry->version);
        return kn_hint(err, "Give every write a version id of its own.");
    }
    kn_entry_release(entry);
    *entry = there;
    *outcome = KN_KNOWN;
    return KN_OK;
}

/* Appends `entry` as version `edit`, written here and now. */
static kn_code append(kn_store *store, kn_entry *entry, int64_t edit, kn_outcome *outcome,
                      kn_error *err)
{
    const kn_place at = place_of(store, "edit");
    kn_code code = kn_store_device(store, entry->device, err);

    if (code)
        return code;
    if (edit > KN_EDIT_MAX)
        return kn_fail(err, KN_LIMIT, &at, "an entry has at most %d versions", KN_EDIT_MAX);
    entry->edit = (int32_t)edit;
    entry->recorded = kn_store_now(store);
    *outcome = KN_ADDED;
    return kn_log_append(store, entry, err);
}

/* ---- Add and amend ----------------------------------------------------------------------------*/

static kn_code check_new(kn_store *store, kn_entry *entry, kn_error *err)
{
    kn_code code = kn_entry_check(entry, err);

    if (code == KN_OK && entry->removed) {
        const kn_place at = place_of(store, "removed");

        return kn_fail(err, KN_DATA, &at, "a removal is not written as an entry");
    }
    return code ? code : check_future(store, entry, err);
}

static kn_code add(kn_store *store, kn_entry *entry, kn_outcome *outcome, kn_error *err)
{
    kn_entry current = {0};
    bool done;
    kn_code code = check_version(store, entry, outcome, &done, err);

    if (code || done)
        return code;
    code = kn_log_get(store, KN_SQL_LOG_CURRENT, entry->id, &done, &current, err);
    kn_entry_release(&current);
    if (code == KN_OK && done) {
        const kn_place at = place_of(store, "id");

        kn_fail(err, KN_CONFLICT, &at, "there is an entry with the id %s already", entry->id);
        return kn_hint(err, "Amend that one, or give the new one an id of its own.");
    }
    return code ? code : append(store, entry, 1, outcome, err);
}

kn_code kn_store_add(kn_store *store, kn_entry *entry, kn_outcome *outcome, kn_error *err)
{
    kn_code code = check_new(store, entry, err);

    if (code == KN_OK)
        code = kn_store_write_begin(store, err);
    return code ? code : kn_store_write_end(store, add(store, entry, outcome, err), err);
}

static kn_code amend(kn_store *store, kn_entry *entry, const char *base, kn_outcome *outcome,
                     kn_error *err)
{
    kn_entry current = {0};
    bool found;
    kn_code code = check_version(store, entry, outcome, &found, err);

    if (code || found)
        return code;
    code = kn_log_get(store, KN_SQL_LOG_CURRENT, entry->id, &found, &current, err);
    if (code == KN_OK && !found)
        code = not_found(store, entry->id, err);
    else if (code == KN_OK && base && strcmp(base, current.version) != 0)
        code = changed_elsewhere(store, "the entry was changed in the meantime", err);
    else if (code == KN_OK && current.removed) {
        code = not_found(store, entry->id, err);
        kn_hint(err, "It was removed. Restore it first.");
    }
    if (code == KN_OK)
        code = append(store, entry, (int64_t)current.edit + 1, outcome, err);
    kn_entry_release(&current);
    return code;
}

kn_code kn_store_amend(kn_store *store, kn_entry *entry, const char *base, kn_outcome *outcome,
                       kn_error *err)
{
    kn_code code = check_new(store, entry, err);

    if (code == KN_OK)
        code = kn_store_write_begin(store, err);
    return code ? code : kn_store_write_end(store, amend(store, entry, base, outcome, err), err);
}

/* ---- Remove and restore -----------------------------------------------------------------------*/

/* The request was done before if its version is there, of this entry and this sort. */
static kn_code find_done(kn_store *store, const char *id, const char *version, bool removed,
                         bool *done, kn_entry *entry, kn_error *err)
{
    kn_code code = kn_log_get(store, KN_SQL_LOG_VERSION, version, done, entry, err);

    if (code || !*done || (strcmp(entry->id, id) == 0 && entry->removed == removed))
        return code;
    kn_entry_release(entry);
    const kn_place at = place_of(store, "version");

    kn_fail(err, KN_CONFLICT, &at, "the version %s is there already, with other content", version);
    return kn_hint(err, "Give every write a version id of its own.");
}

/* The version to append: `entry` is the current one and becomes the new one. */
static kn_code turn(kn_store *store, bool removed, kn_entry *entry, kn_error *err)
{
    int32_t edit = entry->edit;
    bool found;
    kn_code code = KN_OK;

    if (entry->removed == removed)
        return changed_elsewhere(
            store, removed ? "the entry is removed already" : "the entry is not removed", err);
    if (removed) {
        json_decref(entry->body);
        entry->body = NULL;
        entry->removed = true;
        return KN_OK;
    }
    char id[KN_ID_SIZE];

    memcpy(id, entry->id, sizeof id);
    kn_entry_release(entry);
    code = kn_log_get(store, KN_SQL_LOG_LAST_BODY, id, &found, entry, err);
    if (code == KN_OK && !found) {
        const kn_place at = place_of(store, "id");

        code = kn_fail(err, KN_NOTFOUND, &at, "nothing is known of the entry but its removal");
    }
    entry->edit = edit;
    return code;
}

static kn_code replace(kn_store *store, const char *id, const char *version, bool removed,
                       kn_entry *entry, kn_outcome *outcome, kn_error *err)
{
    bool found;
    kn_code code = find_done(store, id, version, removed, &found, entry, err);

    *outcome = KN_KNOWN;
    if (code || found)
        return code;
    code = kn_log_get(store, KN_SQL_LOG_CURRENT, id, &found, entry, err);
    if (code == KN_OK && !found)
        code = not_found(store, id, err);
    if (code == KN_OK)
        code = turn(store, removed, entry, err);
    if (code == KN_OK) {
        snprintf(entry->version, sizeof entry->version, "%s", version);
        code = append(store, entry, (int64_t)entry->edit + 1, outcome, err);
    }
    return code;
}

static kn_code check_ids(kn_store *store, const char *id, const char *version, kn_error *err)
{
    const char *field = kn_id_is_valid(id) ? "version" : "id";
    const kn_place at = place_of(store, field);

    if (kn_id_is_valid(id) && kn_id_is_valid(version))
        return KN_OK;
    return kn_fail(err, KN_DATA, &at, "%s is \"%.40s\", which is not an id", field,
                   kn_id_is_valid(id) ? version : id);
}

static kn_code write_removal(kn_store *store, const char *id, const char *version, bool removed,
                             kn_entry *entry, kn_outcome *outcome, kn_error *err)
{
    kn_code code = check_ids(store, id, version, err);

    *entry = (kn_entry){0};
    if (code == KN_OK)
        code = kn_store_write_begin(store, err);
    if (code)
        return code;
    code = replace(store, id, version, removed, entry, outcome, err);
    code = kn_store_write_end(store, code, err);
    if (code)
        kn_entry_release(entry);
    return code;
}

kn_code kn_store_remove(kn_store *store, const char *id, const char *version, kn_entry *entry,
                        kn_outcome *outcome, kn_error *err)
{
    return write_removal(store, id, version, true, entry, outcome, err);
}

kn_code kn_store_restore(kn_store *store, const char *id, const char *version, kn_entry *entry,
                         kn_outcome *outcome, kn_error *err)
{
    return write_removal(store, id, version, false, entry, outcome, err);
}
