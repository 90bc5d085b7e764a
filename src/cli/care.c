/* unknot export, import, backup, restore-backup, doctor, erase: out, in, and care of the file. */
#include "cli/care.h"

#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/say.h"
#include "exchange/exchange.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- export, import ---------------------------------------------------------------------------*/

typedef struct export_arguments {
    kn_diary_options common;
    bool csv;
} export_arguments;

static const kn_option export_options[] = {
    {"csv", NULL, NULL, "a table for other programs, instead of everything", KN_OPTION_FLAG,
     offsetof(export_arguments, csv), 0, NULL},
    KN_DIARY_FILE_OPTION,
};

static kn_code export_diary(const kn_words *operands, void *context, kn_error *err)
{
    const export_arguments *arguments = context;
    const char *path = operands->count ? operands->word[0] : NULL;
    kn_reply reply = {0};
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    if (code == KN_OK)
        code = kn_session_call(&session, "export",
                               json_pack("{s:s}", "format", arguments->csv ? "csv" : "jsonl"), NULL,
                               0, &reply, err);
    if (code == KN_OK)
        code = kn_write_out("FILE", path, kn_text_string(&reply.bytes), reply.bytes.size, err);
    kn_reply_release(&reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_export_command = {
    .name = "export",
    .operands = "[FILE]",
    .summary = "the whole diary as text, docs/format.md; without FILE to standard output",
    .options = export_options,
    .option_count = COUNT(export_options),
    .act = export_diary,
    .most = 1,
    .arguments_size = sizeof(export_arguments),
};

static const kn_option import_options[] = {KN_DIARY_OPTIONS};

/* Hands the bytes of a file to an operation that merges them. */
static kn_code merge_file(const kn_diary_options *common, const char *operation, json_t *arguments,
                          const char *path, kn_error *err)
{
    kn_reply reply = {0};
    kn_session session = {0};
    char *bytes = NULL;
    size_t size = 0;
    kn_code code = kn_file_read(path, KN_IMPORT_MAX, &bytes, &size, err);

    if (code == KN_OK)
        code = kn_session_open(&session, common, KN_STORE_CREATE, err);
    if (code)
        json_decref(arguments);
    else
        code = kn_session_call(&session, operation, arguments, bytes, size, &reply, err);
    if (code == KN_OK && common->json)
        kn_print_json(reply.json);
    else if (code == KN_OK)
        printf("Taken in: %lld. Known already: %lld.\n",
               (long long)json_integer_value(json_object_get(reply.json, "added")),
               (long long)json_integer_value(json_object_get(reply.json, "known")));
    kn_reply_release(&reply);
    kn_session_close(&session);
    free(bytes);
    return code;
}

static kn_code import_file(const kn_words *operands, void *context, kn_error *err)
{
    return merge_file(context, "import", NULL, operands->word[0], err);
}

const kn_command kn_import_command = {
    .name = "import",
    .operands = "FILE",
    .summary = "take in an export; what is known already stays as it is",
    .options = import_options,
    .option_count = COUNT(import_options),
    .act = import_file,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};

/* ---- backup, restore-backup -------------------------------------------------------------------*/

const kn_option kn_restore_options[KN_RESTORE_OPTION_COUNT] = {
    {"passphrase-file", "FILE", "asked for", "a file whose first line is the passphrase",
     KN_OPTION_TEXT, offsetof(kn_restore_arguments, passphrase_file), 0, NULL},
    KN_DIARY_OPTIONS,
};

static kn_code backup(const kn_words *operands, void *context, kn_error *err)
{
    const kn_restore_arguments *arguments = context;
    char passphrase[KN_PASSPHRASE_MAX + 1] = "";
    kn_reply reply = {0};
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    if (code == KN_OK)
        code = kn_read_passphrase(arguments->passphrase_file, true, passphrase, err);
    if (code == KN_OK)
        code = kn_session_call(&session, "backup", json_pack("{s:s}", "passphrase", passphrase),
                               NULL, 0, &reply, err);
    if (code == KN_OK)
        code = kn_write_out("FILE", operands->word[0], kn_text_string(&reply.bytes),
                            reply.bytes.size, err);
    if (code == KN_OK && arguments->common.json)
        printf("{\"bytes\":%zu,\"schema\":%d}\n", reply.bytes.size, KN_API_SCHEMA);
    else if (code == KN_OK)
        fprintf(stderr, "Backed up. Without the passphrase nobody can read it, not even you.\n");
    explicit_bzero(passphrase, sizeof passphrase);
    kn_reply_release(&reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_backup_command = {
    .name = "backup",
    .operands = "FILE",
    .summary = "the whole diary as a file that only a passphrase opens",
    .options = kn_restore_options,
    .option_count = COUNT(kn_restore_options),
    .act = backup,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_restore_arguments),
};

kn_code kn_restore_backup(const kn_words *operands, void *context, kn_error *err)
{
    const kn_restore_arguments *arguments = context;
    char passphrase[KN_PASSPHRASE_MAX + 1] = "";
    kn_code code = kn_read_passphrase(arguments->passphrase_file, false, passphrase, err);

    if (code == KN_OK)
        code = merge_file(&arguments->common, "restore-backup",
                          json_pack("{s:s}", "passphrase", passphrase), operands->word[0], err);
    explicit_bzero(passphrase, sizeof passphrase);
    return code;
}

const kn_command kn_restore_backup_command = {
    .name = "restore-backup",
    .operands = "FILE",
    .summary = "take in a backup; what is known already stays as it is",
    .options = kn_restore_options,
    .option_count = COUNT(kn_restore_options),
    .act = kn_restore_backup,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_restore_arguments),
};

/* ---- doctor -----------------------------------------------------------------------------------*/

typedef struct doctor_arguments {
    kn_diary_options common;
    const char *rescue;
} doctor_arguments;

static const kn_option doctor_options[] = {
    {"rescue", "NEW", NULL,
     "copy what can still be read into a new diary; the damaged one stays as it is", KN_OPTION_TEXT,
     offsetof(doctor_arguments, rescue), 0, NULL},
    KN_DIARY_OPTIONS,
};

static kn_code rescue(const doctor_arguments *arguments, kn_error *err)
{
    char path[KN_PATH_SIZE];
    uint64_t saved = 0, lost = 0;
    kn_code code = kn_diary_path(arguments->common.file, path, err);

    if (code == KN_OK)
        code = kn_store_rescue(path, arguments->rescue, kn_clock_system(), &saved, &lost, err);
    if (code)
        return code;
    if (arguments->common.json)
        printf("{\"lost\":%llu,\"saved\":%llu,\"schema\":%d}\n", (unsigned long long)lost,
               (unsigned long long)saved, KN_API_SCHEMA);
    else
        printf("Saved: %llu. Could not be read: %llu. The new diary is %s\n",
               (unsigned long long)saved, (unsigned long long)lost, arguments->rescue);
    return KN_OK;
}

static void say_findings(const json_t *reply)
{
    const json_t *findings = json_object_get(reply, "findings");

    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *finding = json_array_get(findings, i);
        const char *detail = kn_member(finding, "detail");
        char line[512];

        snprintf(line, sizeof line, "%s%s%s", kn_member(finding, "what"), detail[0] ? ": " : "",
                 detail);
        fputs(json_is_true(json_object_get(finding, "ok")) ? "  yes  " : "  NO   ", stdout);
        kn_print_wrapped(stdout, line, 7, KN_SAY_WIDTH);
    }
}

static kn_code doctor(const kn_words *operands, void *context, kn_error *err)
{
    const doctor_arguments *arguments = context;
    json_t *reply = NULL;
    kn_session session;
    kn_code code;

    (void)operands;
    if (arguments->rescue)
        return rescue(arguments, err);
    code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);
    if (code == KN_OK)
        code = kn_session_ask(&session, "doctor", NULL, &reply, err);
    if (code == KN_OK && arguments->common.json)
        kn_print_json(reply);
    else if (code == KN_OK)
        say_findings(reply);
    if (code == KN_OK && !json_is_true(json_object_get(reply, "ok")))
        code = kn_fail(err, KN_DAMAGED, NULL, "the diary is damaged");
    if (code == KN_DAMAGED)
        kn_hint(err, "Copy what can be read into a new one: unknot doctor --rescue NEW.");
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_doctor_command = {
    .name = "doctor",
    .operands = "",
    .summary = "look whether the file of the diary is sound; changes nothing",
    .options = doctor_options,
    .option_count = COUNT(doctor_options),
    .act = doctor,
    .arguments_size = sizeof(doctor_arguments),
};

/* ---- erase ------------------------------------------------------------------------------------*/

typedef struct erase_arguments {
    kn_diary_options common;
    bool yes;
} erase_arguments;

static const kn_option erase_options[] = {
    {"yes-erase-everything", NULL, NULL, "do not ask", KN_OPTION_FLAG,
     offsetof(erase_arguments, yes), 0, NULL},
    KN_DIARY_OPTIONS,
};

static kn_code erase(const kn_words *operands, void *context, kn_error *err)
{
    const erase_arguments *arguments = context;
    char word[64] = "erase";
    json_t *reply = NULL;
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    (void)operands;
    if (code == KN_OK && !arguments->yes) {
        fprintf(stderr,
                "This deletes every entry of %s for good.\nA copy first: unknot backup FILE.\n",
                kn_store_path(session.store));
        if (!kn_read_line("To go on, type the word erase: ", word, sizeof word) ||
            strcmp(word, "erase") != 0)
            code = kn_fail(err, KN_USAGE, NULL, "nothing was erased");
    }
    if (code == KN_OK)
        code = kn_session_ask(&session, "erase", json_pack("{s:s}", "word", word), &reply, err);
    if (code == KN_OK && arguments->common.json)
        kn_print_json(reply);
    else if (code == KN_OK)
        printf("Erased: %lld.\n", (long long)json_integer_value(json_object_get(reply, "erased")));
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_erase_command = {
    .name = "erase",
    .operands = "",
    .summary = "delete every entry for good; asks for the word erase",
    .options = erase_options,
    .option_count = COUNT(erase_options),
    .act = erase,
    .arguments_size = sizeof(erase_arguments),
};
