/* Drafts, the seal, putting away: versions of the trial's own entry. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "trial/trial_parts.h"

/* ---- Versions ---------------------------------------------------------------------------------*/

bool kn_is_same_json(const json_t *a, const json_t *b)
{
    kn_text first, second;
    bool same;

    kn_text_init(&first, KN_BODY_MAX);
    kn_text_init(&second, KN_BODY_MAX);
    kn_json_add(&first, a);
    kn_json_add(&second, b);
    same = !first.failed && !second.failed &&
           strcmp(kn_text_string(&first), kn_text_string(&second)) == 0;
    kn_text_release(&first);
    kn_text_release(&second);
    return same;
}

/* What the diary holds under an id, as far as a write needs to know it. */
typedef struct kept_trial {
    bool is_there;
    kn_entry current;
    json_t *sealed;   /* the body with the seal that holds, or NULL; owned */
    json_t *repeated; /* the body of the version that is to be written, or NULL; owned */
} kept_trial;

static void release(kept_trial *kept)
{
    kn_entry_release(&kept->current);
    json_decref(kept->sealed);
    json_decref(kept->repeated);
}

static kn_code load(kn_store *store, const char *id, const char *version, kept_trial *kept,
                    kn_error *err)
{
    const kn_place at = {.field = "id"};
    kn_entries versions = {0};
    kn_code code = kn_store_history(store, id, &versions, err);

    *kept = (kept_trial){0};
    if (code == KN_NOTFOUND)
        return KN_OK;
    if (code)
        return code;
    kept->is_there = true;
    code = kn_entry_copy(&versions.list[0], &kept->current, err);
    for (size_t i = 0; i < versions.count; i++) {
        const kn_entry *one = &versions.list[i];

        if (!kept->sealed && json_object_get(one->body, "protocol"))
            kept->sealed = json_incref(one->body);
        if (strcmp(one->version, version) == 0 && !kept->repeated)
            kept->repeated = json_incref(one->body);
    }
    kn_entries_release(&versions);
    if (!code && kept->current.kind != KN_KIND_TRIAL)
        code = kn_fail(err, KN_CONFLICT, &at, "the entry %.40s is no trial", id);
    if (!code && kept->current.removed) {
        kn_fail(err, KN_CONFLICT, &at, "this trial was removed");
        code = kn_hint(err, "Bring it back first.");
    }
    if (code)
        release(kept);
    return code;
}

/* Takes `body` over. */
static kn_code write_version(kn_store *store, const kept_trial *kept, const char *id,
                             const char *version, json_t *body, const char *base, kn_error *err)
{
    kn_entry entry = {.kind = KN_KIND_TRIAL, .precision = KN_PRECISION_MINUTE, .body = body};
    kn_outcome outcome;
    kn_code code;

    snprintf(entry.id, sizeof entry.id, "%s", id);
    snprintf(entry.version, sizeof entry.version, "%s", version);
    if (!body)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for a trial");
    if (kept->is_there) {
        entry.at = kept->current.at;
        code = kn_store_amend(store, &entry, base, &outcome, err);
    } else {
        entry.at = kn_store_now(store);
        code = kn_store_add(store, &entry, &outcome, err);
    }
    kn_entry_release(&entry);
    return code;
}

/* ---- Drafts -----------------------------------------------------------------------------------*/

static kn_code refuse_sealed(kn_error *err)
{
    const kn_place at = {.field = "design"};

    kn_fail(err, KN_CONFLICT, &at, "this trial is sealed, and its design can no longer change");
    return kn_hint(err, "Write down what is done otherwise as a change of the trial, or plan a new "
                        "one.");
}

/* `design` with every member filled in, or the fault in it. */
static kn_code complete(kn_store *store, const json_t *design, json_t **filled, kn_error *err)
{
    kn_trial_design *read = malloc(sizeof *read);
    kn_catalogue catalogue = {0};
    kn_code code = read ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory for a design");

    if (!code)
        code = kn_catalogue_load(store, &catalogue, err);
    if (!code)
        code = kn_trial_design_read(design, &catalogue, read, err);
    if (!code) {
        *filled = kn_trial_design_json(read);
        code = *filled ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory for a design");
    }
    kn_catalogue_release(&catalogue);
    free(read);
    return code;
}

kn_code kn_trial_write_draft(kn_store *store, const char *id, const char *version,
                             const json_t *design, const char *base, kn_error *err)
{
    kept_trial kept = {0};
    json_t *filled = NULL;
    kn_code code = complete(store, design, &filled, err);

    if (code)
        return code;
    code = load(store, id, version, &kept, err);
    /* a reply that was lost: what was sent again is there already */
    if (!code && kept.repeated &&
        kn_is_same_json(json_object_get(kept.repeated, "design"), filled) &&
        !json_object_get(kept.repeated, "protocol"))
        goto done;
    if (!code && kept.sealed)
        code = refuse_sealed(err);
    if (!code)
        code = write_version(store, &kept, id, version, json_pack("{s:O}", "design", filled), base,
                             err);
done:
    release(&kept);
    json_decref(filled);
    return code;
}

kn_code kn_trial_archive(kn_store *store, const char *id, const char *version, bool archived,
                         const char *base, kn_error *err)
{
    kept_trial kept;
    json_t *body;
    kn_code code = load(store, id, version, &kept, err);

    if (code)
        return code;
    if (!kept.is_there) {
        const kn_place at = {.field = "id"};

        return kn_fail(err, KN_NOTFOUND, &at, "there is no trial with the id \"%.40s\"", id);
    }
    if (kept.repeated && json_is_true(json_object_get(kept.repeated, "archived")) == archived) {
        release(&kept);
        return KN_OK;
    }
    body = json_copy(kept.sealed ? kept.sealed : kept.current.body);
    if (body && archived)
        json_object_set_new(body, "archived", json_true());
    else if (body)
        json_object_del(body, "archived");
    code = write_version(store, &kept, id, version, body, base, err);
    release(&kept);
    return code;
}

/* ---- The seal ---------------------------------------------------------------------------------*/

static kn_code check_first_day(const kn_trial *trial, int32_t first_day, kn_error *err)
{
    const kn_place at = {.field = "first_day"};
    char day[KN_DAY_WORDS_SIZE];

    if (first_day < trial->today) {
        kn_fail(err, KN_DATA, &at, "the first day cannot be %s, which is over",
                kn_day_words(day, first_day, trial->today));
        return kn_hint(err, "A trial begins today or later: its order is sealed before day 1.");
    }
    if (first_day <= trial->today + KN_TRIAL_AHEAD_MAX)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "the first day cannot be %s, which is over a year from now",
            kn_day_words(day, first_day, trial->today));
    return kn_hint(err, "Keep it as a draft until then.");
}

/* Two trials at once would each blur the other. */
kn_code kn_trial_check_alone(kn_store *store, const char *id, kn_error *err)
{
    kn_trial_list trials;
    kn_code code = kn_trials_load(store, &trials, err);

    for (size_t i = 0; !code && i < trials.count; i++) {
        const kn_trial *other = trials.list[i];

        if (strcmp(other->id, id) == 0 || other->state == KN_TRIAL_DRAFT || kn_trial_is_over(other))
            continue;
        kn_fail(err, KN_CONFLICT, NULL, "another trial is going on: %.120s",
                other->protocol.design.title);
        code = kn_hint(err, "One at a time. Wait for its last day, or stop it first.");
    }
    kn_trials_release(&trials);
    return code;
}

static kn_code check_notes(kn_store *store, const kn_trial_design *design, kn_error *err)
{
    kn_trial_note *notes = calloc(KN_TRIAL_NOTES_MAX, sizeof *notes);
    kn_trial_safety safety;
    size_t count;
    kn_code code = notes ? kn_trial_safety_load(store, &safety, err)
                         : kn_fail(err, KN_NOMEM, NULL, "out of memory for notes");

    if (!code) {
        count = kn_trial_notes(design, &safety, notes);
        for (size_t i = 0; !code && i < count; i++) {
            kn_place at = {0};

            if (notes[i].level != KN_NOTE_REFUSED)
                continue;
            snprintf(at.field, sizeof at.field, "%s", notes[i].field);
            kn_fail(err, KN_DENIED, &at, "%s", notes[i].words);
            code = kn_hint(err, "Change the plan, and it can start.");
        }
    }
    free(notes);
    return code;
}

/* Seals the design as it reads today and appends that as a version. */
static kn_code seal(kn_store *store, const kept_trial *kept, const kn_sealing *sealing,
                    const char *version, kn_error *err)
{
    kn_trial_design *design = malloc(sizeof *design);
    kn_catalogue catalogue = {0};
    json_t *protocol = NULL;
    kn_code code = design ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory for a design");

    if (!code)
        code = kn_catalogue_load(store, &catalogue, err);
    if (!code)
        code = kn_trial_design_read(json_object_get(kept->current.body, "design"), &catalogue,
                                    design, err);
    if (!code)
        code = check_notes(store, design, err);
    if (!code)
        code = kn_protocol_seal(design, sealing, &protocol, err);
    if (!code)
        code = write_version(
            store, kept, sealing->trial, version,
            json_pack("{s:o, s:O}", "design", kn_trial_design_json(design), "protocol", protocol),
            kept->current.version, err);
    json_decref(protocol);
    kn_catalogue_release(&catalogue);
    free(design);
    return code;
}

static kn_code start(kn_store *store, const kn_trial *trial, const char *version,
                     const kn_sealing *sealing, kn_error *err)
{
    kept_trial kept;
    kn_code code = load(store, trial->id, version, &kept, err);

    if (code)
        return code;
    if (trial->state != KN_TRIAL_DRAFT) {
        char day[KN_DAY_WORDS_SIZE];

        kn_fail(err, KN_CONFLICT, NULL, "this trial is sealed already, with %s as its first day",
                kn_day_words(day, trial->first_day, trial->today));
        code = kn_hint(err, "A trial is sealed once. Read it to see how it stands.");
    }
    if (!code)
        code = check_first_day(trial, sealing->first_day, err);
    if (!code)
        code = kn_trial_check_alone(store, trial->id, err);
    if (!code)
        code = seal(store, &kept, sealing, version, err);
    release(&kept);
    return code;
}

kn_code kn_trial_start(kn_store *store, const char *id, const char *version, int32_t first_day,
                       const char *program, char secret[KN_SECRET_SIZE], kn_error *err)
{
    kn_sealing sealing = {.trial = id,
                          .first_day = first_day,
                          .sealed = kn_store_now(store),
                          .program = program,
                          .secret = secret};
    kn_trial *trial = NULL;
    kn_code code;

    kn_secret_new(secret);
    code = kn_trial_load(store, id, NULL, &trial, err);
    if (!code)
        code = start(store, trial, version, &sealing, err);
    if (code || !trial->protocol.design.blinded)
        memset(secret, 0, KN_SECRET_SIZE);
    kn_trial_free(trial);
    return code;
}
