/* The table of operations, and the one way to call them. */
#include <stdio.h>
#include <string.h>

#include "api/call.h"

static const char HELP_FROM[] = "the first day, such as 2026-03-01";
static const char HELP_TO[] = "the last day; today if it is not given";
static const char HELP_ID[] = "of the entry";
static const char HELP_VERSION[] = "a new id, made by the caller, for what this call writes";
static const char HELP_PASSPHRASE[] = "8 characters or more; without it a backup cannot be read";

static const kn_argument today_arguments[] = {
    {"day", KN_ARGUMENT_DAY, false, "the day to show; today if it is not given"},
};
static const kn_argument entries_arguments[] = {
    {"from", KN_ARGUMENT_DAY, false, HELP_FROM},
    {"to", KN_ARGUMENT_DAY, false, HELP_TO},
    {"kind", KN_ARGUMENT_TEXT, false, "only entries of this kind, such as episode"},
    {"before", KN_ARGUMENT_ID, false, "go on after this entry: \"next\" of the reply before"},
    {"limit", KN_ARGUMENT_WHOLE, false, "how many at most, 1 to 500; 50 if it is not given"},
};
static const kn_argument entry_arguments[] = {{"id", KN_ARGUMENT_ID, true, HELP_ID}};
static const kn_argument days_arguments[] = {
    {"from", KN_ARGUMENT_DAY, true, HELP_FROM},
    {"to", KN_ARGUMENT_DAY, true, "the last day"},
};
static const kn_argument range_arguments[] = {
    {"from", KN_ARGUMENT_DAY, false, HELP_FROM},
    {"to", KN_ARGUMENT_DAY, false, HELP_TO},
};
static const kn_argument treatment_arguments[] = {
    {"id", KN_ARGUMENT_TEXT, true, "of the treatment, such as heat_local"},
};
static const kn_argument report_arguments[] = {
    {"from", KN_ARGUMENT_DAY, false, HELP_FROM},
    {"to", KN_ARGUMENT_DAY, false, HELP_TO},
    {"format", KN_ARGUMENT_TEXT, false,
     "json (the inside of a page), page (a whole one) or text; json if it is not given"},
};
static const kn_argument export_arguments[] = {
    {"format", KN_ARGUMENT_TEXT, false,
     "jsonl (everything, to be read again) or csv (a table); jsonl if it is not given"},
};
static const kn_argument passphrase_arguments[] = {
    {"passphrase", KN_ARGUMENT_TEXT, true, HELP_PASSPHRASE},
};
static const kn_argument erase_arguments[] = {
    {"word", KN_ARGUMENT_TEXT, true, "the word erase"},
};
static const kn_argument change_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, HELP_ID},
    {"version", KN_ARGUMENT_ID, true, HELP_VERSION},
};
/* amend takes all of them, add all but the last */
static const kn_argument write_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, "of the entry, made by the caller"},
    {"version", KN_ARGUMENT_ID, true, HELP_VERSION},
    {"kind", KN_ARGUMENT_TEXT, true, "of the entry, such as episode"},
    {"at", KN_ARGUMENT_TEXT, true, "when it happened, such as 2026-03-14T19:38:00+01:00"},
    {"precision", KN_ARGUMENT_TEXT, true, "minute, part (of the day) or day"},
    {"body", KN_ARGUMENT_OBJECT, true, "what happened: the members of its kind, docs/format.md"},
    {"base", KN_ARGUMENT_ID, false, "the version that was seen; refused if another is current"},
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define TAKES(table) table, COUNT(table)
#define NOTHING      NULL, 0

const kn_operation kn_operations[] = {
    {"about", KN_GET, "the program, the file, the person's settings", NOTHING, 0, NULL,
     kn_run_about},
    {"catalogue", KN_GET,
     "regions, labels, measures, treatments, suspects and surveys to choose from", NOTHING, 0, NULL,
     kn_run_catalogue},
    {"today", KN_GET, "one day: what runs, what was written, what is due, what to watch",
     TAKES(today_arguments), 0, NULL, kn_run_today},
    {"entries", KN_GET, "entries, newest first, a page at a time", TAKES(entries_arguments), 0,
     NULL, kn_run_entries},
    {"entry", KN_GET, "one entry and all its versions", TAKES(entry_arguments), 0, NULL,
     kn_run_entry},
    {"days", KN_GET, "one row for each day: spasms, none, or not recorded", TAKES(days_arguments),
     0, NULL, kn_run_days},
    {"patterns", KN_GET, "charts of some days; the last 28 if none are given",
     TAKES(range_arguments), 0, NULL, kn_run_patterns},
    {"treatments", KN_GET, "the treatment cards in short", NOTHING, 0, NULL, kn_run_treatments},
    {"treatment", KN_GET, "one treatment card, and how often it was used",
     TAKES(treatment_arguments), 0, NULL, kn_run_treatment},
    {"warnings", KN_GET, "the warnings that stand, and the whole list of danger signs", NOTHING, 0,
     NULL, kn_run_warnings},
    {"report", KN_GET, "the report for the doctor; the last 12 weeks if no days are given",
     TAKES(report_arguments), 0, NULL, kn_run_report},
    {"export", KN_GET, "the whole diary as a file", TAKES(export_arguments), 0,
     "application/x-ndjson", kn_run_export},
    {"backup", KN_POST, "the whole diary as a file that only the passphrase opens",
     TAKES(passphrase_arguments), 0, "application/octet-stream", kn_run_backup},
    {"doctor", KN_GET, "looks whether the file is sound; changes nothing", NOTHING, 0, NULL,
     kn_run_doctor},
    {"add", KN_POST, "writes a new entry", write_arguments, COUNT(write_arguments) - 1, 0, NULL,
     kn_run_add},
    {"amend", KN_POST, "writes the next version of an entry; the ones before stay",
     TAKES(write_arguments), 0, NULL, kn_run_amend},
    {"remove", KN_POST, "removes an entry; it can come back", TAKES(change_arguments), 0, NULL,
     kn_run_remove},
    {"restore", KN_POST, "brings a removed entry back", TAKES(change_arguments), 0, NULL,
     kn_run_restore},
    {"import", KN_POST, "takes in an export; what is known already stays as it is", NOTHING,
     KN_IMPORT_MAX, NULL, kn_run_import},
    {"restore-backup", KN_POST, "takes in a backup; what is known already stays as it is",
     TAKES(passphrase_arguments), KN_IMPORT_MAX, NULL, kn_run_restore_backup},
    {"erase", KN_POST, "deletes every entry for good", TAKES(erase_arguments), 0, NULL,
     kn_run_erase},
};
const size_t kn_operation_count = COUNT(kn_operations);

const kn_operation *kn_operation_find(const char *name)
{
    for (size_t i = 0; i < kn_operation_count; i++)
        if (strcmp(kn_operations[i].name, name) == 0)
            return &kn_operations[i];
    return NULL;
}

void kn_reply_release(kn_reply *reply)
{
    json_decref(reply->json);
    kn_text_release(&reply->bytes);
    *reply = (kn_reply){0};
}

kn_code kn_api_call(kn_api *api, const kn_operation *operation, const kn_request *request,
                    kn_reply *reply, kn_error *err)
{
    kn_error fault = {0}; /* the operations rely on having one */
    kn_code code;

    *reply = (kn_reply){0};
    code = kn_arguments_check(operation, request, &fault);
    if (code == KN_OK)
        code = operation->run(api, request, reply, &fault);
    if (code == KN_OK && reply->json &&
        json_object_set_new(reply->json, "schema", json_integer(KN_API_SCHEMA)) != 0)
        code = kn_fail(&fault, KN_NOMEM, NULL, "out of memory for the reply");
    if (code == KN_OK)
        return KN_OK;
    kn_reply_release(reply);
    if (!fault.place.source[0] && !fault.place.field[0])
        snprintf(fault.place.source, sizeof fault.place.source, "%s", operation->name);
    if (err)
        *err = fault;
    return code;
}

/* A message may have been cut inside a character. */
static json_t *safe_string(const char *text)
{
    return json_stringn(text, kn_utf8_check(text, strlen(text)));
}

json_t *kn_api_error_json(const kn_error *err)
{
    return json_pack("{s:i,s:{s:s,s:o,s:o,s:o,s:o,s:I,s:I}}", "schema", KN_API_SCHEMA, "error",
                     "code", kn_code_name(err->code), "message", safe_string(err->message), "hint",
                     safe_string(err->hint), "source", safe_string(err->place.source), "field",
                     safe_string(err->place.field), "line", (json_int_t)err->place.line, "column",
                     (json_int_t)err->place.column);
}
