/* The plan in the diary: one entry, every change a version of it. */
#include <assert.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/design_parts.h"
#include "trial/relief_parts.h"
#include "trial/trial_parts.h"

/* ---- Reading ----------------------------------------------------------------------------------*/

static kn_relief_state state_of(const json_t *body)
{
    const char *word = json_string_value(json_object_get(body, "state"));

    for (int s = KN_RELIEF_ON; word && s <= KN_RELIEF_SETTLED; s++)
        if (strcmp(kn_relief_state_word((kn_relief_state)s), word) == 0)
            return (kn_relief_state)s;
    return KN_RELIEF_NONE;
}

kn_code kn_relief_plan_of(const kn_entry *entry, const kn_catalogue *catalogue,
                          kn_relief_plan *plan, kn_error *err)
{
    const char *settled = json_string_value(json_object_get(entry->body, "settled"));
    kn_error fault = {0};
    kn_code code =
        kn_relief_plan_read_kept(json_object_get(entry->body, "plan"), catalogue, plan, &fault);

    if (!code && (!plan->seed[0] || !kn_moment_is_valid(plan->begun) || !plan->begun.day))
        code = kn_fail(&fault, KN_DATA, NULL, "its seed or its beginning is missing");
    if (code == KN_DATA) {
        const kn_place at = fault.place;

        kn_fail(err, KN_DAMAGED, &at, "the plan of what eases spasms no longer reads: %.160s",
                fault.message);
        return kn_hint(err, "Your spasms are kept. Make the plan anew to go on.");
    }
    if (code && err)
        *err = fault;
    if (code)
        return code;
    plan->state = state_of(entry->body);
    memcpy(plan->version, entry->version, sizeof plan->version);
    snprintf(plan->settled, sizeof plan->settled, "%s", settled ? settled : "");
    return KN_OK;
}

kn_code kn_relief_plan_load(kn_store *store, const kn_catalogue *catalogue, kn_relief_plan *plan,
                            kn_error *err)
{
    kn_entry entry = {0};
    kn_code code = kn_store_get(store, KN_RELIEF_ID, false, &entry, err);

    memset(plan, 0, sizeof *plan);
    plan->wait = plan->wait_limit = -1;
    if (code == KN_NOTFOUND) {
        if (err)
            *err = (kn_error){0};
        return KN_OK;
    }
    if (code)
        return code;
    code = kn_relief_plan_of(&entry, catalogue, plan, err);
    kn_entry_release(&entry);
    return code;
}

/* ---- Checks -----------------------------------------------------------------------------------*/

static kn_code check_notes(const kn_relief_plan *plan, kn_error *err)
{
    kn_trial_note *notes = calloc(KN_TRIAL_NOTES_MAX, sizeof *notes);
    kn_code code = KN_OK;

    if (!notes)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for notes");
    if (kn_relief_plan_notes(plan, notes) > 0 && notes[0].level == KN_NOTE_REFUSED) {
        kn_place at = {0};

        snprintf(at.field, sizeof at.field, "%s", notes[0].field);
        kn_fail(err, KN_DENIED, &at, "%s", notes[0].words);
        code = kn_hint(err, "Take it out of the plan.");
    }
    free(notes);
    return code;
}

/* What was ever compared since `begun` stays in the answer: there is room for so many. */
static kn_code check_keys(kn_store *store, const kn_relief_plan *plan, kn_error *err)
{
    kn_place at = kn_design_place("remedies");
    char key[KN_ARMS_MAX][KN_ID_SIZE];
    kn_relief_draws draws;
    kn_code code = kn_relief_draws_load(store, &plan->begun, &draws, err);
    int count;

    if (code)
        return code;
    count = kn_relief_keys(plan, &draws, key);
    kn_relief_draws_release(&draws);
    if (count <= KN_ARMS_MAX)
        return KN_OK;
    kn_fail(err, KN_DENIED, &at, "with these, %d remedies were compared since you began; %d can be",
            count, KN_ARMS_MAX);
    return kn_hint(err, "Start anew: what you wrote is kept, and the comparison begins afresh.");
}

static kn_code check_settled(const kn_relief_plan *plan, kn_relief_state state, const char *settled,
                             kn_error *err)
{
    kn_place at = kn_design_place("settled");

    if (state != KN_RELIEF_SETTLED || (settled && kn_relief_remedy(plan, settled) >= 0))
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "settled: \"%.40s\" is none of the remedies compared",
            settled ? settled : "");
    return kn_hint(err, "Name one of them.");
}

/* ---- Writing ----------------------------------------------------------------------------------*/

/* The plan as it is asked for: the person's part. Borrowed members; new reference. */
static json_t *asked_for(const json_t *plan)
{
    json_t *json = json_is_object(plan) ? json_copy(kn_json_iterable(plan))
                                        : json_incref(kn_json_iterable(plan));

    if (json_is_object(json)) {
        json_object_del(json, "begun");
        json_object_del(json, "seed");
    }
    return json;
}

static void begin_run(kn_store *store, kn_relief_plan *plan)
{
    uint8_t bytes[(KN_RELIEF_SEED_SIZE - 1) / 2];
    int ready = sodium_init();

    assert(ready >= 0);
    (void)ready;
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(plan->seed, sizeof plan->seed, bytes, sizeof bytes);
    plan->begun = kn_store_now(store);
}

/* Seed and beginning of the version before, or new ones. What no longer reads is begun anew. */
static void take_run(kn_store *store, const kn_entry *before, bool anew, kn_relief_plan *plan)
{
    kn_relief_plan kept;

    if (!anew && before->body && !before->removed &&
        kn_relief_plan_of(before, NULL, &kept, NULL) == KN_OK) {
        memcpy(plan->seed, kept.seed, sizeof plan->seed);
        plan->begun = kept.begun;
    } else {
        begin_run(store, plan);
    }
}

/* The body of the version to write. New reference; NULL: memory ran out. */
static json_t *make_body(const kn_relief_plan *plan, kn_relief_state state, const char *settled)
{
    return json_pack("{s:o, s:s, s:s*}", "plan", kn_relief_plan_json(plan, true), "state",
                     kn_relief_state_word(state), "settled",
                     state == KN_RELIEF_SETTLED ? settled : NULL);
}

/* A reply that was lost: this very version is there, and says what is asked for now. */
static bool is_repeated(const kn_entries *versions, const char *version, kn_relief_plan *plan,
                        kn_relief_state state, const char *settled)
{
    for (size_t i = 0; i < versions->count; i++) {
        const kn_entry *one = &versions->list[i];
        kn_relief_plan kept;
        json_t *body;
        bool same;

        if (strcmp(one->version, version) != 0 || kn_relief_plan_of(one, NULL, &kept, NULL))
            continue;
        memcpy(plan->seed, kept.seed, sizeof plan->seed);
        plan->begun = kept.begun;
        body = make_body(plan, state, settled);
        same = body && kn_is_same_json(body, one->body);
        json_decref(body);
        return same;
    }
    return false;
}

static kn_code append(kn_store *store, const kn_entry *before, const char *version,
                      const kn_relief_plan *plan, kn_relief_state state, const char *settled,
                      const char *base, kn_error *err)
{
    kn_entry entry = {.kind = KN_KIND_RELIEF, .id = KN_RELIEF_ID};
    kn_outcome outcome;
    kn_code code;

    snprintf(entry.version, sizeof entry.version, "%s", version);
    entry.body = make_body(plan, state, settled);
    if (!entry.body)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for a plan");
    entry.at = before->id[0] ? before->at : kn_store_now(store);
    if (before->removed) { /* one that was taken out is brought back by writing it */
        kn_entry restored = {0};
        char id[KN_ID_SIZE];

        kn_id_new(id);
        code = kn_store_restore(store, KN_RELIEF_ID, id, &restored, &outcome, err);
        kn_entry_release(&restored);
        if (!code)
            code = kn_store_amend(store, &entry, NULL, &outcome, err);
    } else {
        code = before->id[0] ? kn_store_amend(store, &entry, base, &outcome, err)
                             : kn_store_add(store, &entry, &outcome, err);
    }
    kn_entry_release(&entry);
    return code;
}

static kn_code write_plan(kn_store *store, const char *version, kn_relief_plan *plan,
                          kn_relief_state state, const char *settled, bool anew, const char *base,
                          kn_error *err)
{
    kn_entries versions = {0};
    kn_entry none = {0};
    const kn_entry *before = &none;
    kn_code code = kn_store_history(store, KN_RELIEF_ID, &versions, err);

    if (code && code != KN_NOTFOUND)
        return code;
    if (versions.count > 0)
        before = &versions.list[0];
    code = KN_OK;
    if (is_repeated(&versions, version, plan, state, settled))
        goto done;
    take_run(store, before, anew, plan);
    if (state == KN_RELIEF_ON)
        code = check_notes(plan, err);
    if (!code)
        code = check_keys(store, plan, err);
    if (!code)
        code = append(store, before, version, plan, state, settled, base, err);
done:
    kn_entries_release(&versions);
    return code;
}

kn_code kn_relief_plan_write(kn_store *store, const char *version, const json_t *plan,
                             kn_relief_state state, const char *settled, bool anew,
                             const char *base, kn_error *err)
{
    kn_relief_plan *read = malloc(sizeof *read);
    kn_catalogue catalogue = {0};
    json_t *asked = asked_for(plan);
    kn_code code =
        read && (asked || !plan) ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory for a plan");

    if (!code)
        code = kn_catalogue_load(store, &catalogue, err);
    if (!code)
        code = kn_relief_plan_read(asked, &catalogue, read, err);
    if (!code)
        code = check_settled(read, state, settled, err);
    if (!code)
        code = write_plan(store, version, read, state, settled, anew, base, err);
    json_decref(asked);
    kn_catalogue_release(&catalogue);
    free(read);
    return code;
}
