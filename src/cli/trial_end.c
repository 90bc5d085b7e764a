/* unknot trial answer, peek, extend, report, sheet, protocol, calendar, curve, archive: what comes
 * of a trial. */
#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"
#include "cli/trial.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define OPTION       KN_TRIAL_OPTION

/* ---- trial answer -----------------------------------------------------------------------------*/

static const kn_option answer_options[] = {KN_DIARY_OPTIONS};

static kn_code answer(const kn_words *operands, void *context, kn_error *err)
{
    json_t *reply = NULL;
    kn_session session;
    kn_code code = kn_session_open(&session, context, KN_STORE_READ, err);

    if (code == KN_OK)
        code = kn_trial_ask(&session, "trial-answer", KN_OPERAND(operands), KN_STATES_OVER, &reply,
                            err);
    if (code == KN_OK)
        kn_trial_answered(&session, reply, kn_say_trial_answer);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_answer_command = {
    .name = "trial answer",
    .operands = "[ID]",
    .summary = "what a trial that is over has found",
    .options = answer_options,
    .option_count = COUNT(answer_options),
    .act = answer,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};

/* ---- trial peek -------------------------------------------------------------------------------*/

static const kn_option peek_options[] = {
    OPTION("yes-look-before-the-end", NULL, NULL, "do not ask", KN_OPTION_FLAG, yes),
    KN_DIARY_OPTIONS,
};

static kn_code ask_whether(const kn_trial_arguments *arguments, kn_error *err)
{
    char word[64];

    if (arguments->yes)
        return KN_OK;
    fputs("You planned not to look before the end. Whoever looks, and stops when it looks\n"
          "good, finds \"help\" in things that do nothing. The answer will say that you looked.\n",
          stderr);
    if (kn_read_line("To look all the same, type the word look: ", word, sizeof word) &&
        strcmp(word, "look") == 0)
        return KN_OK;
    return kn_fail(err, KN_USAGE, NULL, "nothing was shown");
}

static kn_code peek(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *request = kn_new_ids(NULL), *reply = NULL;
    char id[KN_ID_SIZE], today[KN_DATE_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_trial_find(&session, KN_OPERAND(operands), KN_STATES_ACTIVE, id, err);
    if (code == KN_OK)
        code = ask_whether(arguments, err);
    if (code == KN_OK) {
        kn_date_format(today, kn_store_now(session.store).day);
        kn_set_text(request, "trial", id);
        kn_set_text(request, "event", "peek");
        json_object_set_new(request, "body", json_pack("{s:s}", "day", today));
        code = kn_session_ask(&session, "trial-event", json_incref(request), &reply, err);
        json_decref(reply);
        reply = NULL;
    }
    if (code == KN_OK)
        code = kn_session_ask(&session, "trial-answer", json_pack("{s:s}", "id", id), &reply, err);
    if (code == KN_OK)
        kn_trial_answered(&session, reply, kn_say_trial_answer);
    json_decref(request);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_peek_command = {
    .name = "trial peek",
    .operands = "[ID]",
    .summary = "look at the results before the end, though none was planned; it is recorded",
    .options = peek_options,
    .option_count = COUNT(peek_options),
    .act = peek,
    .most = 1,
    .arguments_size = sizeof(kn_trial_arguments),
    .defaults = &kn_trial_defaults,
};

/* ---- trial extend -----------------------------------------------------------------------------*/

static const kn_option extend_options[] = {
    OPTION("cycles", "N", "3", "how many more cycles", KN_OPTION_COUNT, cycles),
    OPTION("sheet", "FILE", NULL, "blinded: where the sheet of the new envelopes goes",
           KN_OPTION_TEXT, sheet),
    OPTION("reason", "TEXT", NULL, "why", KN_OPTION_TEXT, reason),
    KN_DIARY_OPTIONS,
};

static kn_code write_extension(kn_session *session, const kn_trial_arguments *arguments,
                               const char *id, json_t **reply, kn_error *err)
{
    json_t *request = kn_new_ids(NULL), *body = json_object();
    char today[KN_DATE_SIZE];
    kn_code code;

    kn_date_format(today, kn_store_now(session->store).day);
    kn_set_text(body, "day", today);
    kn_set_text(body, "reason", arguments->reason);
    json_object_set_new(body, "cycles",
                        json_integer(arguments->cycles < 0 ? 3 : arguments->cycles));
    kn_set_text(request, "trial", id);
    kn_set_text(request, "event", "extend");
    json_object_set_new(request, "body", body);
    code = kn_session_ask(session, "trial-event", request, reply, err);
    if (code == KN_OK)
        code = kn_trial_write_sheet(arguments->sheet, *reply, err);
    return code;
}

static kn_code extend(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *trial = NULL, *reply = NULL;
    const json_t *summary;
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_trial_ask(&session, "trial", KN_OPERAND(operands), KN_STATES_OVER, &trial, err);
    summary = json_object_get(trial, "trial");
    if (code == KN_OK)
        code = kn_trial_check_sheet(arguments->sheet,
                                    json_is_true(json_object_get(summary, "blinded")), err);
    if (code == KN_OK)
        code = write_extension(&session, arguments, kn_member(summary, "id"), &reply, err);
    if (code == KN_OK && !(arguments->sheet && strcmp(arguments->sheet, "-") == 0))
        kn_trial_answered(&session, reply, kn_say_trial_today);
    json_decref(reply);
    json_decref(trial);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_extend_command = {
    .name = "trial extend",
    .operands = "[ID]",
    .summary = "go on for more cycles after an answer; the bar is then higher, at 0.99",
    .options = extend_options,
    .option_count = COUNT(extend_options),
    .act = extend,
    .most = 1,
    .arguments_size = sizeof(kn_trial_arguments),
    .defaults = &kn_trial_defaults,
};

/* ---- Pages and files --------------------------------------------------------------------------*/

/* Asks for bytes about the trial, and writes them. Takes over `request`. */
static kn_code write_file(const kn_words *operands, const kn_trial_arguments *arguments,
                          unsigned states, const char *operation, json_t *request, kn_error *err)
{
    kn_reply reply = {0};
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    if (code == KN_OK)
        code = kn_trial_find(&session, KN_OPERAND(operands), states, id, err);
    if (code == KN_OK) {
        kn_set_text(request, "id", id);
        code = kn_session_call(&session, operation, json_incref(request), NULL, 0, &reply, err);
    }
    if (code == KN_OK && reply.json) {
        kn_text_init(&reply.bytes, KN_IMPORT_MAX);
        kn_json_add(&reply.bytes, reply.json);
        kn_text_add_char(&reply.bytes, '\n');
        code = kn_text_check(&reply.bytes, "the reply", err);
    }
    if (code == KN_OK)
        code = kn_write_out("--out", arguments->out, kn_text_string(&reply.bytes), reply.bytes.size,
                            err);
    json_decref(request);
    kn_reply_release(&reply);
    kn_session_close(&session);
    return code;
}

#define OUT_OPTION OPTION("out", "FILE", "standard output", "where it goes", KN_OPTION_TEXT, out)
#define FILE_COMMAND(what, line)                                                                   \
    const kn_command kn_trial_##what##_command = {                                                 \
        .name = "trial " #what,                                                                    \
        .operands = "[ID]",                                                                        \
        .summary = line,                                                                           \
        .options = what##_options,                                                                 \
        .option_count = COUNT(what##_options),                                                     \
        .act = what,                                                                               \
        .most = 1,                                                                                 \
        .arguments_size = sizeof(kn_trial_arguments),                                              \
        .defaults = &kn_trial_defaults,                                                            \
    }

static const kn_option report_options[] = {
    OUT_OPTION,
    OPTION("page", "report|protocol", "report", "the answer, or what was planned", KN_OPTION_TEXT,
           page),
    KN_DIARY_FILE_OPTION,
};

static kn_code report(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    const char *page = arguments->page ? arguments->page : "report";

    return write_file(operands, arguments,
                      strcmp(page, "report") == 0 ? KN_STATES_OVER : KN_STATES_SEALED,
                      "trial-report", json_pack("{s:s,s:s}", "page", page, "format", "page"), err);
}
FILE_COMMAND(report, "a page to print, for yourself or the doctor");

static const kn_option sheet_options[] = {OUT_OPTION, KN_TRIAL_CODE_OPTION, KN_DIARY_FILE_OPTION};

static kn_code sheet(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *request = json_pack("{s:s}", "format", "page");
    kn_code code = kn_trial_set_code(arguments->code, request, err);

    if (code == KN_OK)
        return write_file(operands, arguments, KN_STATES_SEALED, "trial-sheet", request, err);
    json_decref(request);
    return code;
}
FILE_COMMAND(sheet, "the helper's sheet once more, for who has the opening code");

static const kn_option protocol_options[] = {OUT_OPTION, KN_DIARY_FILE_OPTION};

static kn_code protocol(const kn_words *operands, void *context, kn_error *err)
{
    return write_file(operands, context, KN_STATES_SEALED, "trial-protocol", json_object(), err);
}
FILE_COMMAND(protocol, "the sealed protocol as a file, to keep or to deposit");

static const kn_option calendar_options[] = {
    OUT_OPTION,
    OPTION("at", "TIME", "20:00", "when the reminder of each day sounds", KN_OPTION_TEXT, time),
    KN_DIARY_FILE_OPTION,
};

static kn_code calendar(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *request = json_object();

    kn_set_text(request, "at", arguments->time);
    return write_file(operands, arguments, KN_STATES_ACTIVE, "trial-calendar", request, err);
}
FILE_COMMAND(calendar, "a calendar file (.ics), so that your phone reminds you");

static const kn_option curve_options[] = {OUT_OPTION, KN_DIARY_FILE_OPTION};

static kn_code curve(const kn_words *operands, void *context, kn_error *err)
{
    return write_file(operands, context, KN_STATES_OVER, "trial-curve", json_object(), err);
}
FILE_COMMAND(curve, "the evidence curve, to be pooled with other people's");

/* ---- trial archive ----------------------------------------------------------------------------*/

static const kn_option archive_options[] = {
    OPTION("back", NULL, NULL, "bring it back", KN_OPTION_FLAG, yes),
    KN_DIARY_OPTIONS,
};

static kn_code archive(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *request, *reply = NULL;
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_session_resolve(&session, operands->word[0], id, err);
    if (code == KN_OK) {
        request = kn_new_ids(id);
        json_object_set_new(request, "archived", json_integer(!arguments->yes));
        code = kn_session_ask(&session, "trial-archive", request, &reply, err);
    }
    if (code == KN_OK && arguments->common.json)
        kn_print_json(reply);
    else if (code == KN_OK)
        puts(arguments->yes ? "Brought back." : "Put away. Nothing is lost.");
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_archive_command = {
    .name = "trial archive",
    .operands = "ID",
    .summary = "put a trial away, or --back; nothing is lost",
    .options = archive_options,
    .option_count = COUNT(archive_options),
    .act = archive,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_trial_arguments),
    .defaults = &kn_trial_defaults,
};
