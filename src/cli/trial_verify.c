/* unknot trial verify: recomputes everything about a seal, of a trial in the diary, or of a file
 * that somebody else holds; for that no diary is needed. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/trial.h"
#include "exchange/exchange.h"
#include "trial/protocol.h"

static const kn_option verify_options[] = {
    KN_TRIAL_OPTION("hash", "HASH", NULL,
                    "the seal that was written down: all of it, or its first 16 signs",
                    KN_OPTION_TEXT, hash),
    KN_TRIAL_CODE_OPTION,
    KN_DIARY_OPTIONS,
};

/* ---- A file -----------------------------------------------------------------------------------*/

static json_t *findings_json(const json_t *protocol, const kn_protocol_finding *findings,
                             size_t count)
{
    char hash[KN_HASH_SIZE], seal[KN_SEAL_SIZE];
    json_t *rows = json_array();
    bool is_ok = true;

    kn_protocol_hash(protocol, hash);
    kn_hash_short(hash, seal);

    for (size_t i = 0; i < count; i++) {
        is_ok = is_ok && findings[i].is_ok;
        json_array_append_new(rows, json_pack("{s:s,s:b,s:s,s:s}", "what", findings[i].what, "ok",
                                              (int)findings[i].is_ok, "field", findings[i].field,
                                              "detail", findings[i].detail));
    }
    return json_pack("{s:b,s:o,s:s,s:s,s:i}", "ok", (int)is_ok, "findings", rows, "hash", hash,
                     "seal", seal, "schema", KN_API_SCHEMA);
}

static kn_code verify_file(const char *path, const kn_trial_arguments *arguments, json_t **reply,
                           kn_error *err)
{
    kn_protocol_finding findings[KN_PROTOCOL_FINDINGS_MAX];
    kn_catalogue catalogue = {0};
    json_t *protocol = NULL;
    char *bytes = NULL;
    size_t size = 0;
    kn_code code = kn_file_read(path, KN_REQUEST_MAX, &bytes, &size, err);

    if (code == KN_OK)
        code = kn_json_parse(bytes, size, kn_file_name(path), &protocol, err);
    if (code == KN_OK) /* what is the person's own has its name in the protocol */
        code = kn_catalogue_load(NULL, &catalogue, err);
    if (code == KN_OK)
        *reply = findings_json(
            protocol, findings,
            kn_protocol_verify(protocol, &catalogue, arguments->hash, arguments->code, findings));
    kn_catalogue_release(&catalogue);
    json_decref(protocol);
    free(bytes);
    return code;
}

/* ---- A trial of the diary ---------------------------------------------------------------------*/

static kn_code verify_trial(const char *given, const kn_trial_arguments *arguments, json_t **reply,
                            kn_error *err)
{
    json_t *request = json_object();
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    if (code == KN_OK)
        code = kn_trial_find(&session, given, KN_STATES_SEALED, id, err);
    if (code == KN_OK) {
        json_object_set_new(request, "id", json_string(id));
        if (arguments->hash)
            json_object_set_new(request, "hash", json_string(arguments->hash));
        if (arguments->code)
            json_object_set_new(request, "code", json_string(arguments->code));
        code = kn_session_ask(&session, "trial-verify", json_incref(request), reply, err);
    }
    json_decref(request);
    kn_session_close(&session);
    return code;
}

/* ---- The command ------------------------------------------------------------------------------*/

static void say_findings(const json_t *reply)
{
    const json_t *findings = json_object_get(reply, "findings");

    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *finding = json_array_get(findings, i);
        const char *parts[] = {kn_member(finding, "what"), kn_member(finding, "field"),
                               kn_member(finding, "detail")};
        char line[512];

        snprintf(line, sizeof line, "%s%s%s%s%s", parts[0], parts[1][0] ? ": " : "", parts[1],
                 parts[2][0] ? ": " : "", parts[2]);
        fputs(json_is_true(json_object_get(finding, "ok")) ? "  yes  " : "  NO   ", stdout);
        kn_print_wrapped(stdout, line, 7, KN_SAY_WIDTH);
    }
    if (kn_member(reply, "seal")[0])
        printf("The seal of this file: %s\nIn full: %s\n", kn_member(reply, "seal"),
               kn_member(reply, "hash"));
}

static kn_code verify(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    const char *given = operands->count ? operands->word[0] : NULL;
    json_t *reply = NULL;
    bool is_file = given && (strcmp(given, "-") == 0 || strchr(given, '/') || strchr(given, '.') ||
                             access(given, F_OK) == 0);
    kn_code code = is_file ? verify_file(given, arguments, &reply, err)
                           : verify_trial(given, arguments, &reply, err);

    if (code)
        return code;
    if (arguments->common.json)
        kn_print_json(reply);
    else
        say_findings(reply);
    if (!json_is_true(json_object_get(reply, "ok"))) {
        code = kn_fail(err, KN_DATA, NULL, "this is not the protocol as it was sealed");
        kn_hint(err, "What differs stands above, at NO.");
    }
    json_decref(reply);
    return code;
}

const kn_command kn_trial_verify_command = {
    .name = "trial verify",
    .operands = "[ID|FILE]",
    .summary = "check a seal: the draw, the order, the hash; FILE is a protocol, with no diary",
    .example = "unknot trial verify protocol.json --hash 7f3a91c204deb8a6",
    .options = verify_options,
    .option_count = sizeof verify_options / sizeof verify_options[0],
    .act = verify,
    .most = 1,
    .arguments_size = sizeof(kn_trial_arguments),
    .defaults = &kn_trial_defaults,
};
