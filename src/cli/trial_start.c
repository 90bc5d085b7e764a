/* unknot trial start: draws and seals. Of a blinded trial the helper's sheet is written, once. */
#include <string.h>

#include "base/civil.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/trial.h"

static const kn_option start_options[] = {
    KN_TRIAL_OPTION("from", "DAY", "tomorrow", "the first day: today, tomorrow, 2026-03-15",
                    KN_OPTION_TEXT, day),
    KN_TRIAL_OPTION("sheet", "FILE", NULL,
                    "blinded: where the helper's sheet goes, a page that only the helper may see; "
                    "- is standard output",
                    KN_OPTION_TEXT, sheet),
    KN_DIARY_OPTIONS,
};

/* A sheet that cannot be written must be known before the seal: its code is told only once. */
kn_code kn_trial_check_sheet(const char *path, bool is_blinded, kn_error *err)
{
    kn_files files = {.is_private = true};
    kn_code code;

    if (!is_blinded && path)
        return kn_fail(err, KN_USAGE, NULL, "--sheet is for a blinded trial; this one is open");
    if (!is_blinded)
        return KN_OK;
    if (!path) {
        kn_fail(err, KN_USAGE, NULL, "this trial is blinded: where shall the helper's sheet go?");
        return kn_hint(err, "Name a new file that only your helper opens: --sheet FILE.");
    }
    if (strcmp(path, "-") == 0)
        return KN_OK;
    code = kn_files_stage(&files, "--sheet", path, "", 0, err);
    kn_files_release(&files);
    return code;
}

/* If all fails the code goes to the terminal: a trial that nobody can open is worse. */
static kn_code tell_code(const char *opening_code, kn_code code)
{
    fprintf(stderr,
            "The trial is sealed, but its sheet could not be written. Let your helper write\n"
            "this opening code down, and then: unknot trial sheet --out FILE\n  %s\n",
            opening_code);
    return code;
}

kn_code kn_trial_write_sheet(const char *path, json_t *reply, kn_error *err)
{
    static const char *const secrets[] = {"opening_code", "sheet", "sheet_page"};
    const char *opening_code = kn_member(reply, "opening_code"),
               *page = kn_member(reply, "sheet_page");
    kn_code code = KN_OK;

    if (!opening_code[0])
        return KN_OK;
    code = page[0] ? kn_write_out("--sheet", path, page, strlen(page), err)
                   : kn_fail(err, KN_IO, NULL, "the helper's sheet is empty");
    if (code)
        return tell_code(opening_code, code);
    fputs("Give the sheet to your helper, and do not read it yourself.\n", stderr);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++)
        json_object_del(reply, secrets[i]);
    return KN_OK;
}

static void say_started(const json_t *reply)
{
    char line[400];

    kn_say_trial_today(reply);
    snprintf(line, sizeof line,
             "\nThe order is drawn and sealed. The seal is %s. Write it down, or send it to "
             "somebody: later it shows that nothing was changed.",
             kn_member(reply, "seal"));
    kn_print_wrapped(stdout, line, 0, KN_SAY_WIDTH);
    printf("In full: %s\n", kn_member(reply, "hash"));
}

/* A trial may begin tomorrow; nothing else that is written down can. */
static kn_code set_first_day(const char *text, const kn_session *session, json_t *request,
                             kn_error *err)
{
    int32_t day = kn_store_now(session->store).day + 1;
    char date[KN_DATE_SIZE];

    if (text && strcmp(text, "tomorrow") != 0 && !kn_day_read(text, day - 1, &day)) {
        kn_fail(err, KN_USAGE, NULL, "--from does not understand \"%.60s\"", text);
        return kn_hint(err, "Write a day such as 2026-03-15, today or tomorrow.");
    }
    json_object_set_new(request, "first_day", json_string(kn_date_format(date, day)));
    return KN_OK;
}

static kn_code start(kn_session *session, const kn_trial_arguments *arguments, const char *id,
                     json_t **reply, kn_error *err)
{
    json_t *request = kn_new_ids(id);
    kn_code code = set_first_day(arguments->day, session, request, err);

    if (code)
        json_decref(request);
    else
        code = kn_session_ask(session, "trial-start", request, reply, err);
    return code ? code : kn_trial_write_sheet(arguments->sheet, *reply, err);
}

static kn_code start_trial(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *trial = NULL, *reply = NULL;
    const json_t *summary;
    bool is_blinded;
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_trial_ask(&session, "trial", operands->count ? operands->word[0] : NULL,
                            KN_STATE_DRAFT, &trial, err);
    summary = json_object_get(trial, "trial");
    is_blinded = json_is_true(json_object_get(summary, "blinded"));
    if (code == KN_OK)
        code = kn_trial_check_sheet(arguments->sheet, is_blinded, err);
    if (code == KN_OK)
        code = start(&session, arguments, kn_member(summary, "id"), &reply, err);
    /* what stands on standard output is then the sheet and nothing else */
    if (code == KN_OK && !(arguments->sheet && strcmp(arguments->sheet, "-") == 0))
        kn_trial_answered(&session, reply, say_started);
    json_decref(reply);
    json_decref(trial);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_start_command = {
    .name = "trial start",
    .operands = "[ID]",
    .summary = "draw the order by lot, seal it, and begin",
    .about = "After this the plan is fixed. What is done otherwise later: unknot trial amend.",
    .example = "unknot trial start --from tomorrow",
    .options = start_options,
    .option_count = sizeof start_options / sizeof start_options[0],
    .act = start_trial,
    .most = 1,
    .arguments_size = sizeof(kn_trial_arguments),
    .defaults = &kn_trial_defaults,
};
