/* unknot show, amend, remove, restore: one entry. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/care.h"
#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* {"entry", "history"} of the entry whose id begins so. */
static kn_code read_entry(kn_session *session, const char *prefix, json_t **reply, kn_error *err)
{
    char id[KN_ID_SIZE];
    kn_code code = kn_session_resolve(session, prefix, id, err);

    *reply = NULL;
    return code ? code : kn_session_ask(session, "entry", json_pack("{s:s}", "id", id), reply, err);
}

/* ---- show -------------------------------------------------------------------------------------*/

static const kn_option show_options[] = {KN_DIARY_OPTIONS};

static void say_body(const json_t *entry)
{
    json_t *body = json_object_get(entry, "body"), *value;
    const char *name;

    printf("  %s  %s\n", kn_member(entry, "kind"), kn_member(entry, "at"));
    json_object_foreach(body, name, value)
    {
        char *text = json_is_string(value)
                         ? NULL
                         : json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));

        printf("  %-16s ", name);
        kn_print_wrapped(stdout, text ? text : kn_member(body, name), 19, KN_SAY_WIDTH);
        free(text);
    }
}

static void say_history(const json_t *history)
{
    printf("\nVersions, the newest first\n");
    for (size_t i = 0; i < json_array_size(history); i++) {
        const json_t *version = json_array_get(history, i);

        printf("  %.16s  %s\n", kn_member(version, "recorded"),
               json_is_true(json_object_get(version, "removed")) ? "removed"
               : i + 1 == json_array_size(history)               ? "written"
                                                                 : "changed");
    }
}

static kn_code show(const kn_words *operands, void *context, kn_error *err)
{
    kn_session session;
    json_t *reply = NULL;
    kn_code code = kn_session_open(&session, context, KN_STORE_READ, err);

    if (code == KN_OK)
        code = read_entry(&session, operands->word[0], &reply, err);
    if (code == KN_OK && session.options->json)
        kn_print_json(reply);
    else if (code == KN_OK) {
        const json_t *entry = json_object_get(reply, "entry");

        printf("%s\n", kn_member(json_array_get(json_object_get(reply, "history"), 0), "id"));
        if (json_is_object(entry)) {
            kn_say_entry(entry);
            say_body(entry);
        } else
            puts("  Removed. It can come back: unknot restore ID");
        say_history(json_object_get(reply, "history"));
    }
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_show_command = {
    .name = "show",
    .operands = "ID",
    .summary = "one entry, all that is in it, and its versions",
    .options = show_options,
    .option_count = COUNT(show_options),
    .act = show,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};

/* ---- amend ------------------------------------------------------------------------------------*/

typedef struct amend_arguments {
    kn_diary_options common;
    kn_when when;
    kn_spasm spasm;
    kn_words set, forget;
} amend_arguments;

static const amend_arguments amend_defaults = {.spasm = KN_SPASM_NOTHING};

static const kn_option amend_options[] = {
    {.help = "Of a spasm; what is not given stays as it is"},
    KN_SPASM_OPTIONS(amend_arguments, spasm),
    {.help = "Of any entry"},
    {"set", "MEMBER=VALUE", NULL,
     "any member of docs/api-json.md, its value as JSON or as text; may be given more than once",
     KN_OPTION_LIST, offsetof(amend_arguments, set), 0, NULL},
    {"forget", "MEMBER", NULL, "leave a member not recorded; may be given more than once",
     KN_OPTION_LIST, offsetof(amend_arguments, forget), 0, NULL},
    {.help = "When it was"},
    KN_WHEN_OPTIONS(amend_arguments, when),
    KN_DIARY_OPTIONS,
};

/* "text=Slept badly", "level=3", "values={\"pain\": 4}" */
static kn_code set_member(const char *text, json_t *body, kn_error *err)
{
    const char *equals = strchr(text, '=');
    char name[64];
    json_t *value;

    if (!equals || equals == text || (size_t)(equals - text) >= sizeof name) {
        kn_fail(err, KN_USAGE, NULL, "--set needs MEMBER=VALUE, not \"%.60s\"", text);
        return kn_hint(err, "Such as --set level=3.");
    }
    snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
    value = json_loads(equals + 1, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, NULL);
    if (!value)
        value = json_string(equals + 1);
    if (!value)
        return kn_fail(err, KN_USAGE, NULL, "--set %s is not UTF-8", name);
    json_object_set_new(body, name, value);
    return KN_OK;
}

static kn_code change_body(const amend_arguments *arguments, const json_t *catalogue, json_t *body,
                           kn_error *err)
{
    kn_code code = KN_OK;

    for (size_t i = 0; i < arguments->forget.count; i++) {
        const char *name = arguments->forget.word[i];

        if (json_object_del(body, name) != 0) {
            kn_fail(err, KN_USAGE, NULL, "--forget: \"%.60s\" is not in this entry", name);
            return kn_hint(err, "What is in it: unknot show ID.");
        }
    }
    for (size_t i = 0; i < arguments->set.count && code == KN_OK; i++)
        code = set_member(arguments->set.word[i], body, err);
    return code ? code : kn_spasm_set(&arguments->spasm, catalogue, body, err);
}

static kn_code amend(const kn_words *operands, void *context, kn_error *err)
{
    const amend_arguments *arguments = context;
    json_t *catalogue = NULL, *reply = NULL, *body = NULL;
    const json_t *entry;
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_session_ask(&session, "catalogue", NULL, &catalogue, err);
    if (code == KN_OK)
        code = read_entry(&session, operands->word[0], &reply, err);
    entry = json_object_get(reply, "entry");
    if (code == KN_OK && !json_is_object(entry)) {
        kn_fail(err, KN_NOTFOUND, NULL, "the entry \"%.40s\" was removed", operands->word[0]);
        code = kn_hint(err, "Bring it back first: unknot restore %.40s.", operands->word[0]);
    }
    if (code == KN_OK) {
        body = json_deep_copy(json_object_get(entry, "body"));
        code = change_body(arguments, catalogue, body, err);
    }
    if (code == KN_OK)
        code = kn_write_next(&session, entry, &arguments->when, json_incref(body), "Changed.", err);
    json_decref(body);
    json_decref(reply);
    json_decref(catalogue);
    kn_session_close(&session);
    return code;
}

const kn_command kn_amend_command = {
    .name = "amend",
    .operands = "ID",
    .summary = "change an entry; what it said before is kept",
    .example = "unknot amend 7b0c9e2e --pain 4 --at 19:20",
    .options = amend_options,
    .option_count = COUNT(amend_options),
    .act = amend,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(amend_arguments),
    .defaults = &amend_defaults,
};

/* ---- remove, restore --------------------------------------------------------------------------*/

static const kn_option change_options[] = {KN_DIARY_OPTIONS};

static kn_code change_entry(const kn_diary_options *common, const char *operation,
                            const char *prefix, kn_error *err)
{
    const bool is_removal = strcmp(operation, "remove") == 0;
    kn_session session;
    char id[KN_ID_SIZE], verb[80] = "Brought back.";
    json_t *reply = NULL;
    kn_code code = kn_session_open(&session, common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_session_resolve(&session, prefix, id, err);
    if (code == KN_OK)
        code = kn_session_ask(&session, operation, kn_new_ids(id), &reply, err);
    if (code == KN_OK && common->json)
        kn_print_json(reply);
    else if (code == KN_OK) {
        if (is_removal)
            snprintf(verb, sizeof verb, "Removed. It can come back: unknot restore %.*s",
                     KN_SHORT_ID, id);
        kn_say_saved(verb, reply);
    }
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

static kn_code remove_entry(const kn_words *operands, void *context, kn_error *err)
{
    return change_entry(context, "remove", operands->word[0], err);
}

const kn_command kn_remove_command = {
    .name = "remove",
    .operands = "ID",
    .summary = "remove an entry; it can come back",
    .options = change_options,
    .option_count = COUNT(change_options),
    .act = remove_entry,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};

static kn_code restore(const kn_words *operands, void *context, kn_error *err)
{
    kn_restore_arguments *arguments = context;

    if (arguments->passphrase_file || access(operands->word[0], F_OK) == 0)
        return kn_restore_backup(operands, arguments, err);
    return change_entry(&arguments->common, "restore", operands->word[0], err);
}

const kn_command kn_restore_command = {
    .name = "restore",
    .operands = "ID|FILE",
    .summary = "bring back an entry that was removed; or, given a file, a backup",
    .about = "A name of a file that exists is taken as a backup, anything else as an id.",
    .options = kn_restore_options,
    .option_count = KN_RESTORE_OPTION_COUNT,
    .act = restore,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_restore_arguments),
};
