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
static const char HELP_TRIAL[] = "of the trial";
static const kn_argument trial_arguments[] = {{"id", KN_ARGUMENT_ID, true, HELP_TRIAL}};
static const kn_argument trial_plan_arguments[] = {
    {"design", KN_ARGUMENT_OBJECT, true, "docs/trials.md section 1; what is left out is suggested"},
    {"so_far", KN_ARGUMENT_OBJECT, false, "that of the reply before, to go on from there"},
    {"milliseconds", KN_ARGUMENT_WHOLE, false,
     "about how long to work, 50 to 2000; 200 if it is not given"},
};
static const kn_argument trial_new_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, "of the trial, made by the caller"},
    {"version", KN_ARGUMENT_ID, true, HELP_VERSION},
    {"design", KN_ARGUMENT_OBJECT, true, "docs/trials.md section 1; what is left out is suggested"},
    {"base", KN_ARGUMENT_ID, false, "the version that was seen; refused if another is current"},
};
static const kn_argument trial_start_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, HELP_TRIAL},
    {"version", KN_ARGUMENT_ID, true, HELP_VERSION},
    {"first_day", KN_ARGUMENT_DAY, true, "today or later"},
};
static const kn_argument trial_event_arguments[] = {
    {"trial", KN_ARGUMENT_ID, true, "what it happened to"},
    {"id", KN_ARGUMENT_ID, true, "of the event, made by the caller"},
    {"version", KN_ARGUMENT_ID, true, HELP_VERSION},
    {"event", KN_ARGUMENT_TEXT, true,
     "amend, pause, resume, stop, look, peek, unblind, guess, extend or decision"},
    {"body", KN_ARGUMENT_OBJECT, false, "more about it: docs/trials.md section 4"},
};
static const kn_argument trial_archive_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, HELP_TRIAL},
    {"version", KN_ARGUMENT_ID, true, HELP_VERSION},
    {"archived", KN_ARGUMENT_WHOLE, true, "1 puts it away, 0 brings it back"},
};
static const kn_argument trial_log_arguments[] = {
    {"trial", KN_ARGUMENT_ID, true, "in which it was done or not"},
    {"id", KN_ARGUMENT_ID, true, "of the day's entry, made by the caller"},
    {"version", KN_ARGUMENT_ID, true, HELP_VERSION},
    {"day", KN_ARGUMENT_DAY, true, "the day it is about"},
    {"did", KN_ARGUMENT_TEXT, true, "done, part, not_done or other"},
    {"amount", KN_ARGUMENT_TEXT, false, "how much of it"},
    {"instead", KN_ARGUMENT_TEXT, false, "what was done instead"},
    {"reason", KN_ARGUMENT_TEXT, false, "why"},
    {"base", KN_ARGUMENT_ID, false, "the version that was seen; refused if another is current"},
};
static const char HELP_FORM[] =
    "json (the inside of a page) or page (a whole one); json if it is not given";
static const kn_argument trial_report_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, HELP_TRIAL},
    {"page", KN_ARGUMENT_TEXT, true, "protocol or report"},
    {"format", KN_ARGUMENT_TEXT, false, HELP_FORM},
};
static const kn_argument trial_sheet_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, HELP_TRIAL},
    {"code", KN_ARGUMENT_TEXT, true, "the opening code"},
    {"format", KN_ARGUMENT_TEXT, false, HELP_FORM},
};
static const kn_argument trial_calendar_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, HELP_TRIAL},
    {"at", KN_ARGUMENT_TEXT, false, "when the phone reminds, such as 20:00, which is the default"},
};
static const kn_argument trial_verify_arguments[] = {
    {"id", KN_ARGUMENT_ID, true, HELP_TRIAL},
    {"hash", KN_ARGUMENT_TEXT, false, "the hash that was written down, all of it or its beginning"},
    {"code", KN_ARGUMENT_TEXT, false, "the opening code of a sealed one"},
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
    {"trials", KN_GET, "all trials: those that run, drafts, then the newest", NOTHING, 0, NULL,
     kn_run_trials},
    {"trial", KN_GET, "one trial: its plan, its days, what can be done now", TAKES(trial_arguments),
     0, NULL, kn_run_trial},
    {"trial-plan", KN_POST, "what a trial could and could not find; changes nothing",
     TAKES(trial_plan_arguments), 0, NULL, kn_run_trial_plan},
    {"trial-new", KN_POST, "writes a draft, or the next version of one", TAKES(trial_new_arguments),
     0, NULL, kn_run_trial_new},
    {"trial-start", KN_POST, "draws the order and seals the plan for good",
     TAKES(trial_start_arguments), 0, NULL, kn_run_trial_start},
    {"trial-event", KN_POST, "writes what happened to a sealed trial", TAKES(trial_event_arguments),
     0, NULL, kn_run_trial_event},
    {"trial-archive", KN_POST, "puts a trial away, or back", TAKES(trial_archive_arguments), 0,
     NULL, kn_run_trial_archive},
    {"trial-log", KN_POST, "writes whether it was done on a day", TAKES(trial_log_arguments), 0,
     NULL, kn_run_trial_log},
    {"trial-answer", KN_GET, "what a trial came to", TAKES(trial_arguments), 0, NULL,
     kn_run_trial_answer},
    {"trial-report", KN_GET, "the plan or the report as a page to print",
     TAKES(trial_report_arguments), 0, NULL, kn_run_trial_report},
    {"trial-sheet", KN_POST, "the helper's sheet once more, for who has the code; changes nothing",
     TAKES(trial_sheet_arguments), 0, NULL, kn_run_trial_sheet},
    {"trial-protocol", KN_GET, "the sealed plan as a file: the very bytes that the hash is of",
     TAKES(trial_arguments), 0, "application/json", kn_run_trial_protocol},
    {"trial-calendar", KN_GET, "its days as a calendar file, with reminders",
     TAKES(trial_calendar_arguments), 0, "text/calendar", kn_run_trial_calendar},
    {"trial-verify", KN_POST, "works the seal and the order out anew; changes nothing",
     TAKES(trial_verify_arguments), 0, NULL, kn_run_trial_verify},
    {"trial-curve", KN_GET, "the evidence curve, to be pooled with others", TAKES(trial_arguments),
     0, "application/json", kn_run_trial_curve},
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
