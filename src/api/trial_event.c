/* trial-event: what happens to a trial after it was sealed. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "answer/trial_answer.h"
#include "api/trial_call.h"

static kn_code read_kind(const kn_request *request, kn_trial_event_kind *kind, kn_error *err)
{
    const kn_place at = {.field = "event"};
    const char *word = kn_argument_text(request, "event"), *words[KN_EVENT_COUNT], *nearest;

    for (int i = 0; i < KN_EVENT_COUNT; i++) {
        *kind = (kn_trial_event_kind)i;
        words[i] = kn_trial_event_word(*kind);
        if (strcmp(words[i], word) == 0)
            return KN_OK;
    }
    nearest = kn_nearest(word, words, KN_EVENT_COUNT);
    kn_fail(err, KN_DATA, &at, "there is no event \"%.60s\"", word);
    if (nearest)
        return kn_hint(err, "Did you mean \"%s\"?", nearest);
    return kn_hint(err, "The events stand in docs/trials.md.");
}

/* Of what the program itself puts into an event there is a second writing only if this very version
 * is not there yet. */
static bool is_written(kn_api *api, const kn_request *request)
{
    const char *id = kn_argument_text(request, "id");
    kn_entry entry = {0};
    kn_error ignored = {0};
    bool is_there = kn_store_get(api->store, id, false, &entry, &ignored) == KN_OK &&
                    entry.kind == KN_KIND_TRIAL_EVENT &&
                    strcmp(entry.version, kn_argument_text(request, "version")) == 0;

    is_there = is_there && strcmp(json_string_value(json_object_get(entry.body, "event")),
                                  kn_argument_text(request, "event")) == 0;
    kn_entry_release(&entry);
    return is_there;
}

/* ---- look -------------------------------------------------------------------------------------*/

/* The planned look, taken: what it says and nothing else. The code of a sealed trial is used for it
 * and dropped. */
static kn_code look_body(kn_api *api, const kn_request *request, json_t *body, kn_error *err)
{
    const kn_place at = {.field = "event"};
    const char *code_typed = json_string_value(json_object_get(body, "code"));
    const kn_trial_look *look;
    kn_trial *trial = NULL;
    bool stop = false;
    kn_code code =
        kn_trial_load(api->store, kn_argument_text(request, "trial"), code_typed, &trial, err);

    if (code)
        return code;
    look = kn_trial_due_look(trial);
    if (!look) {
        kn_fail(err, KN_CONFLICT, &at, "no planned look is due");
        code = kn_hint(err, "The days of the looks stand in the plan.");
    }
    if (code == KN_OK)
        code = kn_trial_look_take(api->store, trial, &stop, err);
    if (code == KN_OK) {
        json_object_del(body, "code");
        if (json_object_set_new(body, "result", json_string(stop ? "stop" : "go_on")) != 0 ||
            json_object_set_new(body, "cycles", json_integer(look->after_cycles)) != 0)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory");
    }
    kn_trial_free(trial);
    return code;
}

/* ---- extend -----------------------------------------------------------------------------------*/

/* What the next part of the order comes after: the protocol, or the extension that counted last.
 * Returns the part's number. */
static uint32_t next_part(const kn_trial *trial, char follows[KN_HASH_SIZE])
{
    uint32_t part = 1;

    memcpy(follows, trial->hash, KN_HASH_SIZE);
    for (size_t i = 0; i < trial->event_count; i++) {
        if (trial->events[i].kind != KN_EVENT_EXTEND || !trial->events[i].counts)
            continue;
        part++;
        kn_protocol_hash(json_object_get(trial->events[i].body, "extension"), follows);
    }
    return part;
}

/* More cycles, drawn and sealed like the first ones. `secret`: of a blinded trial the new code. */
static kn_code extend_body(kn_api *api, const kn_request *request, json_t *body,
                           char secret[KN_SECRET_SIZE], kn_error *err)
{
    const kn_place at = {.field = "cycles"};
    const json_int_t cycles = json_integer_value(json_object_get(body, "cycles"));
    char follows[KN_HASH_SIZE];
    json_t *extension = NULL;
    kn_trial *trial = NULL;
    uint32_t part;
    kn_code code;

    if (cycles < 1 || cycles > KN_TRIAL_UNITS_MAX) {
        kn_fail(err, KN_DATA, &at, "\"cycles\" is not a whole number from 1");
        return kn_hint(err, "Say how many more rounds.");
    }
    code = kn_trial_load(api->store, kn_argument_text(request, "trial"), NULL, &trial, err);
    if (code)
        return code;
    kn_secret_new(secret);
    part = next_part(trial, follows);
    code =
        kn_protocol_extend(&trial->protocol, follows, (int)cycles, part, secret, &extension, err);
    if (code == KN_OK && json_object_set_new(body, "extension", extension) != 0)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory");
    if (!trial->protocol.design.blinded)
        sodium_memzero(secret, KN_SECRET_SIZE);
    kn_trial_free(trial);
    return code;
}

static kn_code add_sheet(kn_api *api, const char *id, const char *secret, kn_reply *reply,
                         kn_error *err)
{
    kn_trial *trial = NULL;
    json_t *sheet = NULL;
    kn_code code = kn_trial_load(api->store, id, secret, &trial, err);

    if (code == KN_OK)
        code = kn_trial_sheet_json(trial, secret, &sheet, err);
    if (code == KN_OK && json_object_update(reply->json, sheet) != 0)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the helper's sheet");
    json_decref(sheet);
    kn_trial_free(trial);
    return code;
}

/* ---- All of them ------------------------------------------------------------------------------*/

static kn_code write(kn_api *api, const kn_request *request, kn_trial_event_kind kind, json_t *body,
                     kn_reply *reply, kn_error *err)
{
    const char *id = kn_argument_text(request, "trial");
    char secret[KN_SECRET_SIZE] = "";
    kn_outcome outcome;
    kn_code code = KN_OK;

    if (kind == KN_EVENT_LOOK)
        code = look_body(api, request, body, err);
    else if (kind == KN_EVENT_EXTEND)
        code = extend_body(api, request, body, secret, err);
    if (code == KN_OK)
        code =
            kn_trial_write_event(api->store, id, kn_argument_text(request, "id"),
                                 kn_argument_text(request, "version"), kind, body, &outcome, err);
    if (code == KN_OK)
        code = kn_reply_with_trial(api, id, reply, err);
    if (code == KN_OK && secret[0])
        code = add_sheet(api, id, secret, reply, err);
    sodium_memzero(secret, sizeof secret);
    return code;
}

kn_code kn_run_trial_event(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    json_t *given = json_object_get(request->arguments, "body");
    kn_trial_event_kind kind;
    json_t *body;
    kn_code code = read_kind(request, &kind, err);

    if (code)
        return code;
    if ((kind == KN_EVENT_LOOK || kind == KN_EVENT_EXTEND) && is_written(api, request))
        return kn_reply_with_trial(api, kn_argument_text(request, "trial"), reply, err);
    body = json_is_object(given) ? json_copy(given) : json_object();
    if (!body)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    /* one batch with its reply: a code that could not be handed out opens nothing */
    code = kn_store_begin(api->store, err);
    if (code == KN_OK) {
        code = write(api, request, kind, body, reply, err);
        if (code == KN_OK)
            code = kn_store_commit(api->store, err);
        else
            kn_store_rollback(api->store);
    }
    json_decref(body);
    return code;
}
