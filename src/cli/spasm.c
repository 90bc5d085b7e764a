#include "cli/spasm.h"

#include <string.h>

#include "cli/choose.h"
#include "cli/say.h"

void kn_set_text(json_t *body, const char *name, const char *value)
{
    if (value)
        json_object_set_new(body, name, json_string(value));
}

static kn_code set_sites(const kn_spasm *spasm, const json_t *catalogue, json_t *body,
                         kn_error *err)
{
    json_t *sites = json_array();
    kn_code code = KN_OK;

    for (size_t i = 0; i < spasm->sites.count && code == KN_OK; i++)
        code = kn_add_site(catalogue, spasm->sites.word[i], sites, err);
    if (code == KN_OK && spasm->sites.count)
        json_object_set(body, "sites", sites);
    json_decref(sites);
    return code;
}

/* What was done adds to what is there already. */
static kn_code set_done(const kn_spasm *spasm, const json_t *catalogue, json_t *body, kn_error *err)
{
    json_t *before = json_object_get(body, "done"), *done = json_array();
    kn_code code = KN_OK;

    if (before)
        json_array_extend(done, before);
    for (size_t i = 0; i < spasm->did.count && code == KN_OK; i++)
        code = kn_add_done(catalogue, spasm->did.word[i], done, err);
    if (code == KN_OK && spasm->did.count)
        json_object_set(body, "done", done);
    json_decref(done);
    return code;
}

static kn_code set_suspects(const kn_spasm *spasm, const json_t *catalogue, json_t *body,
                            kn_error *err)
{
    json_t *suspects = json_array();
    const char *key;
    kn_code code = KN_OK;

    for (size_t i = 0; i < spasm->suspects.count && code == KN_OK; i++) {
        code = kn_choose(catalogue, "suspects", "--suspect", spasm->suspects.word[i], &key, err);
        if (code == KN_OK)
            json_array_append_new(suspects, json_string(key));
    }
    if (code == KN_OK && spasm->suspects.count)
        json_object_set(body, "suspects", suspects);
    json_decref(suspects);
    return code;
}

static kn_code set_pain(const kn_spasm *spasm, json_t *body, kn_error *err)
{
    if (spasm->painless + spasm->painful + (spasm->pain >= 0) > 1)
        return kn_fail(err, KN_USAGE, NULL, "--pain, --painful and --painless exclude one another");
    if (spasm->pain >= 0) {
        json_object_set_new(body, "pain", json_integer(spasm->pain));
        json_object_del(body, "painful");
    } else if (spasm->painful || spasm->painless) {
        json_object_set_new(body, "painful", json_boolean(spasm->painful));
        json_object_del(body, "pain");
    }
    if (spasm->pain_start >= 0)
        json_object_set_new(body, "pain_start", json_integer(spasm->pain_start));
    if (spasm->pain_end >= 0)
        json_object_set_new(body, "pain_end", json_integer(spasm->pain_end));
    return KN_OK;
}

/* ---- How long it lasted -----------------------------------------------------------------------*/

bool kn_spasm_has_end(const kn_spasm *spasm)
{
    return spasm->lasted || spasm->between || spasm->not_eased_by;
}

static kn_code fail_range(const char *text, kn_error *err)
{
    kn_fail(err, KN_USAGE, NULL, "--between does not understand \"%.60s\"", text);
    return kn_hint(err, "Write two times, such as --between 10m 30m: it had not eased after 10 "
                        "minutes, and had after 30.");
}

/* "10m-30m", "10m..30m", "10m 30m", or the second one in a word of its own. */
static kn_code read_range(const kn_spasm *spasm, int64_t *least, int64_t *most, kn_error *err)
{
    const char *text = spasm->between, *dots = strstr(text, ".."), *dash = strchr(text, '-');
    const char *blank = strchr(text, ' '), *end = dots ? dots : dash ? dash : blank;
    const char *second = spasm->between_end ? spasm->between_end
                         : end              ? end + (dots ? 2 : 1)
                                            : NULL;
    char first[32];
    size_t length = spasm->between_end || !end ? strlen(text) : (size_t)(end - text);

    if (!second || length >= sizeof first)
        return fail_range(text, err);
    snprintf(first, sizeof first, "%.*s", (int)length, text);
    if (kn_seconds_read("between", first, least, err) ||
        kn_seconds_read("between", second, most, err) || *most <= *least)
        return fail_range(text, err);
    return KN_OK;
}

kn_code kn_spasm_take_range(kn_spasm *spasm, kn_words *operands, size_t most, kn_error *err)
{
    const char *text = spasm->between;

    if (text && !strstr(text, "..") && !strpbrk(text, "- ") && operands->count > 0)
        spasm->between_end = operands->word[--operands->count];
    if (operands->count <= most)
        return KN_OK;
    kn_fail(err, KN_USAGE, NULL, "\"%.60s\" is one word too many", operands->word[most]);
    return kn_hint(err, "What was done or where it was has an option: unknot help log spasm.");
}

static kn_code fail_several(const char *options, kn_error *err)
{
    kn_fail(err, KN_USAGE, NULL, "%s exclude one another", options);
    return kn_hint(err, "Keep the one that says what is known best.");
}

static kn_code set_end(const kn_spasm *spasm, json_t *body, kn_error *err)
{
    static const char *const members[] = {"lasted_seconds", "lasted_least_seconds",
                                          "lasted_most_seconds", "running"};
    int64_t least, most = -1;
    kn_code code;

    if (!kn_spasm_has_end(spasm))
        return KN_OK;
    if (!!spasm->lasted + !!spasm->between + !!spasm->not_eased_by > 1)
        return fail_several("--lasted, --between and --not-eased-by", err);
    code = spasm->lasted         ? kn_seconds_read("lasted", spasm->lasted, &least, err)
           : spasm->not_eased_by ? kn_seconds_read("not-eased-by", spasm->not_eased_by, &least, err)
                                 : read_range(spasm, &least, &most, err);
    if (code)
        return code;
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        json_object_del(body, members[i]);
    json_object_set_new(body, spasm->lasted ? members[0] : members[1], json_integer(least));
    if (most >= 0)
        json_object_set_new(body, members[2], json_integer(most));
    return KN_OK;
}

kn_code kn_spasm_set(const kn_spasm *spasm, const json_t *catalogue, json_t *body, kn_error *err)
{
    kn_code code = set_pain(spasm, body, err);

    if (code == KN_OK)
        code = set_end(spasm, body, err);
    if (code == KN_OK)
        code = set_sites(spasm, catalogue, body, err);
    if (code == KN_OK)
        code = set_done(spasm, catalogue, body, err);
    if (code == KN_OK)
        code = set_suspects(spasm, catalogue, body, err);
    if (spasm->repeated)
        json_object_set_new(body, "repeated", json_true());
    if (spasm->ripple)
        json_object_set_new(body, "ripple", json_true());
    if (spasm->felt)
        json_object_set_new(body, "warning_felt", json_true());
    kn_set_text(body, "context", spasm->context);
    kn_set_text(body, "thought_cause", spasm->cause);
    kn_set_text(body, "note", spasm->note);
    return code;
}

/* ---- Writing ----------------------------------------------------------------------------------*/

void kn_show_saved(const kn_session *session, const char *verb, const json_t *reply)
{
    if (!session->options->json) {
        kn_say_saved(verb, reply);
        return;
    }
    kn_say_warnings(json_object_get(reply, "warnings"), stderr);
    kn_print_json(reply);
}

kn_code kn_add_new(kn_session *session, const char *kind, const kn_when *when, json_t *body,
                   json_t **reply, kn_error *err)
{
    json_t *entry = kn_new_ids(NULL);
    kn_code code = kn_when_set(when, kn_store_now(session->store), entry, err);

    *reply = NULL;
    json_object_set_new(entry, "kind", json_string(kind));
    json_object_set_new(entry, "body", body);
    if (code) {
        json_decref(entry);
        return code;
    }
    return kn_session_ask(session, "add", entry, reply, err);
}

kn_code kn_write_new(kn_session *session, const char *kind, const kn_when *when, json_t *body,
                     kn_error *err)
{
    json_t *reply;
    kn_code code = kn_add_new(session, kind, when, body, &reply, err);

    if (code == KN_OK)
        kn_show_saved(session, "Saved.", reply);
    json_decref(reply);
    return code;
}

kn_code kn_amend_next(kn_session *session, const json_t *entry, const kn_when *when, json_t *body,
                      json_t **reply, kn_error *err)
{
    static const char *const same[] = {"kind", "at", "precision"};
    json_t *next = kn_new_ids(kn_member(entry, "id"));
    kn_code code = KN_OK;

    *reply = NULL;
    for (size_t i = 0; i < sizeof same / sizeof same[0]; i++)
        json_object_set(next, same[i], json_object_get(entry, same[i]));
    json_object_set(next, "base", json_object_get(entry, "version"));
    json_object_set_new(next, "body", body);
    if (when && kn_when_is_given(when))
        code = kn_when_set(when, kn_store_now(session->store), next, err);
    if (code) {
        json_decref(next);
        return code;
    }
    return kn_session_ask(session, "amend", next, reply, err);
}

kn_code kn_write_next(kn_session *session, const json_t *entry, const kn_when *when, json_t *body,
                      const char *verb, kn_error *err)
{
    json_t *reply;
    kn_code code = kn_amend_next(session, entry, when, body, &reply, err);

    if (code == KN_OK)
        kn_show_saved(session, verb, reply);
    json_decref(reply);
    return code;
}
