/* unknot trial log, guess, harm and the events: what happens while a trial runs. */
#include <ctype.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"
#include "cli/trial.h"

#define COUNT(table)               (sizeof(table) / sizeof(table)[0])
#define OPTION                     KN_TRIAL_OPTION
#define DAY_OPTION(fallback, help) OPTION("day", "DAY", fallback, help, KN_OPTION_TEXT, day)
#define REASON_OPTION              OPTION("reason", "TEXT", NULL, "why", KN_OPTION_TEXT, reason)

static int32_t today_of(const kn_session *session)
{
    return kn_store_now(session->store).day;
}

/* Closes what every command here ends with. */
static kn_code finish(kn_session *session, kn_code code, json_t *reply,
                      void (*say)(const json_t *reply))
{
    if (code == KN_OK)
        kn_trial_answered(session, reply, say);
    json_decref(reply);
    kn_session_close(session);
    return code;
}

/* ---- trial log --------------------------------------------------------------------------------*/

static const kn_option log_options[] = {
    {.help = "What was done"},
    OPTION("amount", "TEXT", NULL, "how much of it, in your words", KN_OPTION_TEXT, amount),
    OPTION("instead", "TEXT", NULL, "other: what you did", KN_OPTION_TEXT, instead),
    REASON_OPTION,
    DAY_OPTION("today", "another day, such as yesterday"),
    KN_TRIAL_ID_OPTION,
    KN_DIARY_OPTIONS,
};

static kn_code log_day(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *request = kn_new_ids(NULL), *reply = NULL;
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_trial_find(&session, arguments->trial, KN_STATES_SEALED & ~KN_STATE_WAITING, id,
                             err);
    if (code == KN_OK)
        code = kn_day_set(request, "day", arguments->day ? arguments->day : "today",
                          today_of(&session), err);
    if (code == KN_OK) {
        kn_set_text(request, "trial", id);
        kn_set_text(request, "did", operands->word[0]);
        kn_set_text(request, "amount", arguments->amount);
        kn_set_text(request, "instead", arguments->instead);
        kn_set_text(request, "reason", arguments->reason);
        code = kn_session_ask(&session, "trial-log", json_incref(request), &reply, err);
    }
    json_decref(request);
    return finish(&session, code, reply, kn_say_trial_today);
}

const kn_command kn_trial_log_command = {
    .name = "trial log",
    .operands = "done|part|not_done|other",
    .summary = "say whether you did what the day asked; the last answer of a day counts",
    .example = "unknot trial log done --day yesterday",
    .options = log_options,
    .option_count = COUNT(log_options),
    .act = log_day,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_trial_arguments),
    .defaults = &kn_trial_defaults,
};

/* ---- trial harm -------------------------------------------------------------------------------*/

static const kn_option harm_options[] = {
    {.help = "The unwanted effect"},
    OPTION("severity", "mild|moderate|severe", "mild", "how bad it was", KN_OPTION_CHOICE,
           severity),
    OPTION("stopped", NULL, NULL, "you left the treatment out because of it", KN_OPTION_FLAG,
           stopped),
    OPTION("note", "TEXT", NULL, "anything else", KN_OPTION_TEXT, note),
    KN_TRIAL_ID_OPTION,
    {.help = "When"},
    KN_WHEN_OPTIONS(kn_trial_arguments, when),
    KN_DIARY_OPTIONS,
};

static void say_harm(const json_t *reply)
{
    kn_say_paragraph(kn_member(reply, "advice"));
    kn_say_saved("Saved.", reply);
}

static kn_code log_harm(const kn_words *operands, void *context, kn_error *err)
{
    static const char *const severities[] = {"mild", "moderate", "severe"};
    const kn_trial_arguments *arguments = context;
    int severity = arguments->severity > 0 ? arguments->severity : 0;
    json_t *entry = kn_new_ids(NULL), *body = json_object(), *reply = NULL;
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    if (code == KN_OK)
        code = kn_trial_find(&session, arguments->trial, KN_STATES_SEALED, id, err);
    if (code == KN_OK)
        code = kn_when_set(&arguments->when, kn_store_now(session.store), entry, err);
    if (code == KN_OK) {
        kn_set_text(body, "what", operands->word[0]);
        kn_set_text(body, "severity", severities[severity]);
        kn_set_text(body, "trial", id);
        kn_set_text(body, "note", arguments->note);
        if (arguments->stopped)
            json_object_set_new(body, "stopped", json_true());
        kn_set_text(entry, "kind", "harm");
        json_object_set(entry, "body", body);
        code = kn_session_ask(&session, "add", json_incref(entry), &reply, err);
    }
    json_decref(body);
    json_decref(entry);
    return finish(&session, code, reply, say_harm);
}

const kn_command kn_trial_harm_command = {
    .name = "trial harm",
    .operands = "TEXT",
    .summary = "write down an unwanted effect; a severe one is answered with what to do",
    .example = "unknot trial harm \"Loose stools\" --severity moderate",
    .options = harm_options,
    .option_count = COUNT(harm_options),
    .act = log_harm,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_trial_arguments),
    .defaults = &kn_trial_defaults,
};

/* ---- The events -------------------------------------------------------------------------------*/

kn_code kn_trial_tell(const kn_trial_arguments *arguments, const char *given, unsigned states,
                      const char *event, json_t *body, void (*say)(const json_t *reply),
                      kn_error *err)
{
    json_t *request = kn_new_ids(NULL), *reply = NULL;
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_WRITE, err);

    kn_set_text(body, "reason", arguments->reason);
    if (code == KN_OK)
        code = kn_trial_find(&session, given, states, id, err);
    if (code == KN_OK)
        code = kn_day_set(body, "day", arguments->day ? arguments->day : "today",
                          today_of(&session), err);
    if (code == KN_OK) {
        kn_set_text(request, "trial", id);
        kn_set_text(request, "event", event);
        json_object_set(request, "body", body);
        code = kn_session_ask(&session, "trial-event", json_incref(request), &reply, err);
    }
    json_decref(body);
    json_decref(request);
    return finish(&session, code, reply, say);
}

static const kn_option pause_options[] = {
    REASON_OPTION,
    DAY_OPTION("today", "the first day that is left out"),
    KN_DIARY_OPTIONS,
};

static kn_code pause(const kn_words *operands, void *arguments, kn_error *err)
{
    return kn_trial_tell(arguments, KN_OPERAND(operands), KN_STATE_RUNNING, "pause", json_object(),
                         kn_say_trial_today, err);
}

KN_TRIAL_EVENT_COMMAND(pause, "pause", "[ID]",
                       "let the trial stand still, for an illness or a journey", 0, 1);

static const kn_option resume_options[] = {
    DAY_OPTION("today", "the first day that counts again"),
    KN_DIARY_OPTIONS,
};

static kn_code resume(const kn_words *operands, void *arguments, kn_error *err)
{
    return kn_trial_tell(arguments, KN_OPERAND(operands), KN_STATE_PAUSED, "resume", json_object(),
                         kn_say_trial_today, err);
}

KN_TRIAL_EVENT_COMMAND(resume, "resume", "[ID]", "go on where it was interrupted", 0, 1);

static const kn_option stop_options[] = {
    REASON_OPTION,
    DAY_OPTION("today", "the first day that no longer counts"),
    KN_DIARY_OPTIONS,
};

static kn_code stop(const kn_words *operands, void *arguments, kn_error *err)
{
    return kn_trial_tell(arguments, KN_OPERAND(operands), KN_STATES_ACTIVE, "stop", json_object(),
                         kn_say_trial_today, err);
}

KN_TRIAL_EVENT_COMMAND(stop, "stop", "[ID]", "end it now, for whatever reason; everything is kept",
                       0, 1);

static const kn_option amend_options[] = {
    REASON_OPTION,
    DAY_OPTION("today", "from which day on"),
    KN_TRIAL_ID_OPTION,
    KN_DIARY_OPTIONS,
};

static kn_code amend(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;

    return kn_trial_tell(arguments, arguments->trial, KN_STATES_ACTIVE, "amend",
                         json_pack("{s:s}", "what", operands->word[0]), kn_say_trial_today, err);
}

KN_TRIAL_EVENT_COMMAND(amend, "amend", "TEXT", "write down what is done otherwise than planned", 1,
                       1);

static const kn_option decide_options[] = {
    REASON_OPTION,
    OPTION("still", "no|yes", NULL, "four weeks later: is it still so?", KN_OPTION_CHOICE, still),
    KN_TRIAL_ID_OPTION,
    KN_DIARY_OPTIONS,
};

static kn_code decide(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *body = json_pack("{s:s}", "decision", operands->word[0]);

    if (arguments->still >= 0)
        json_object_set_new(body, "still", json_boolean(arguments->still));
    return kn_trial_tell(arguments, arguments->trial, KN_STATES_OVER, "decision", body,
                         kn_say_trial_today, err);
}

KN_TRIAL_EVENT_COMMAND(decide, "decide", "keep|leave|extend|other",
                       "write down what you make of the answer", 1, 1);
