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

/* Writes an event about the trial `given`, or the only one in `states`. Takes over `body`, whose
 * "day" becomes the one given, or today. */
static kn_code write_event(const kn_trial_arguments *arguments, const char *given, unsigned states,
                           const char *event, json_t *body, kn_error *err)
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
    return finish(&session, code, reply, kn_say_trial_today);
}

#define EVENT_COMMAND(what, word, words, line, many, one)                                          \
    const kn_command kn_trial_##what##_command = {                                                 \
        .name = "trial " word,                                                                     \
        .operands = words,                                                                         \
        .summary = line,                                                                           \
        .options = what##_options,                                                                 \
        .option_count = COUNT(what##_options),                                                     \
        .act = what,                                                                               \
        .least = many,                                                                             \
        .most = one,                                                                               \
        .arguments_size = sizeof(kn_trial_arguments),                                              \
        .defaults = &kn_trial_defaults,                                                            \
    }
#define OPERAND(operands) ((operands)->count ? (operands)->word[0] : NULL)

static const kn_option pause_options[] = {
    REASON_OPTION,
    DAY_OPTION("today", "the first day that is left out"),
    KN_DIARY_OPTIONS,
};

static kn_code pause(const kn_words *operands, void *arguments, kn_error *err)
{
    return write_event(arguments, OPERAND(operands), KN_STATE_RUNNING, "pause", json_object(), err);
}

EVENT_COMMAND(pause, "pause", "[ID]", "let the trial stand still, for an illness or a journey", 0,
              1);

static const kn_option resume_options[] = {
    DAY_OPTION("today", "the first day that counts again"),
    KN_DIARY_OPTIONS,
};

static kn_code resume(const kn_words *operands, void *arguments, kn_error *err)
{
    return write_event(arguments, OPERAND(operands), KN_STATE_PAUSED, "resume", json_object(), err);
}

EVENT_COMMAND(resume, "resume", "[ID]", "go on where it was interrupted", 0, 1);

static const kn_option stop_options[] = {
    REASON_OPTION,
    DAY_OPTION("today", "the first day that no longer counts"),
    KN_DIARY_OPTIONS,
};

static kn_code stop(const kn_words *operands, void *arguments, kn_error *err)
{
    return write_event(arguments, OPERAND(operands), KN_STATES_ACTIVE, "stop", json_object(), err);
}

EVENT_COMMAND(stop, "stop", "[ID]", "end it now, for whatever reason; everything is kept", 0, 1);

static const kn_option amend_options[] = {
    REASON_OPTION,
    DAY_OPTION("today", "from which day on"),
    KN_TRIAL_ID_OPTION,
    KN_DIARY_OPTIONS,
};

static kn_code amend(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;

    return write_event(arguments, arguments->trial, KN_STATES_ACTIVE, "amend",
                       json_pack("{s:s}", "what", operands->word[0]), err);
}

EVENT_COMMAND(amend, "amend", "TEXT", "write down what is done otherwise than planned", 1, 1);

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
    return write_event(arguments, arguments->trial, KN_STATES_OVER, "decision", body, err);
}

EVENT_COMMAND(decide, "decide", "keep|leave|extend|other", "write down what you make of the answer",
              1, 1);

/* ---- A secret of the sheet: look, unblind -----------------------------------------------------*/

kn_code kn_trial_set_code(const char *given, json_t *request, kn_error *err)
{
    char line[64] = "";

    if (!given && kn_read_line("The opening code, from the helper's sheet: ", line, sizeof line))
        given = line;
    if (given && *given) {
        kn_set_text(request, "code", given);
        return KN_OK;
    }
    kn_fail(err, KN_USAGE, NULL, "without the opening code the order stays sealed");
    return kn_hint(err, "It stands on your helper's sheet.");
}

static const kn_option look_options[] = {
    KN_TRIAL_CODE_OPTION,
    KN_DIARY_OPTIONS,
};

static kn_code look(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *body = json_object();

    kn_set_text(body, "code", arguments->code); /* asked for only if the trial is sealed */
    return write_event(arguments, OPERAND(operands), KN_STATES_SEALED & ~KN_STATE_WAITING, "look",
                       body, err);
}

EVENT_COMMAND(look, "look", "[ID]", "take a planned look: it says only go on, or stop", 0, 1);

static const kn_option unblind_options[] = {
    KN_TRIAL_CODE_OPTION,
    OPTION("emergency", NULL, NULL, "before the end, because you or a doctor must know",
           KN_OPTION_FLAG, emergency),
    REASON_OPTION,
    KN_DIARY_OPTIONS,
};

static kn_code unblind(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *body = json_object();
    kn_code code = kn_trial_set_code(arguments->code, body, err);

    if (arguments->emergency)
        json_object_set_new(body, "emergency", json_true());
    if (code) {
        json_decref(body);
        return code;
    }
    return write_event(arguments, OPERAND(operands), KN_STATES_SEALED, "unblind", body, err);
}

EVENT_COMMAND(unblind, "unblind", "[ID]", "open the seal with the code of the helper's sheet", 0,
              1);

/* ---- trial guess ------------------------------------------------------------------------------*/

static const kn_option guess_options[] = {
    OPTION("period", "N", "the last one that ended", "which stretch, from 1", KN_OPTION_COUNT,
           period),
    OPTION("sure", "guess|fairly|certain", "guess", "how sure you are", KN_OPTION_CHOICE, sure),
    KN_TRIAL_ID_OPTION,
    KN_DIARY_OPTIONS,
};

/* The number of the arm called so: by its key, its name, or the beginning of its name. */
static bool find_arm(const json_t *design, const char *word, int *arm)
{
    const json_t *arms = json_object_get(design, "arms");
    size_t length = strlen(word);

    for (size_t i = 0; i < json_array_size(arms); i++) {
        const json_t *row = json_array_get(arms, i);

        *arm = (int)i;
        if (strcasecmp(kn_member(row, "key"), word) == 0 ||
            strncasecmp(kn_member(row, "name"), word, length) == 0)
            return true;
    }
    return false;
}

static kn_code make_guess(const kn_trial_arguments *arguments, const char *word,
                          const json_t *trial, json_t *body, kn_error *err)
{
    static const char *const sure[] = {"guess", "fairly", "certain"};
    const json_t *design = json_object_get(trial, "design"),
                 *due = json_object_get(trial, "guess_unit");
    int arm, period = arguments->period > 0 ? arguments->period : (int)json_integer_value(due);

    if (period < 1) {
        kn_fail(err, KN_USAGE, NULL, "no stretch has just ended: which one do you mean?");
        return kn_hint(err, "Such as --period 3; unknot trial show lists them.");
    }
    json_object_set_new(body, "period", json_integer(period));
    json_object_set_new(body, "sure", json_string(sure[arguments->sure > 0 ? arguments->sure : 0]));
    if (strcmp(word, "cannot-tell") == 0) {
        json_object_del(body, "sure");
        return KN_OK;
    }
    if (!find_arm(design, word, &arm)) {
        kn_fail(err, KN_USAGE, NULL, "this trial does not compare \"%.60s\"", word);
        return kn_hint(err, "It is one of its treatments (unknot trial show), or cannot-tell.");
    }
    json_object_set_new(body, "arm", json_integer(arm));
    return KN_OK;
}

static kn_code guess(const kn_words *operands, void *context, kn_error *err)
{
    kn_trial_arguments arguments = *(const kn_trial_arguments *)context;
    json_t *trial = NULL, *body = json_object();
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments.common, KN_STORE_READ, err);

    if (code == KN_OK)
        code = kn_trial_ask(&session, "trial", arguments.trial, KN_STATES_SEALED, &trial, err);
    if (code == KN_OK)
        code = make_guess(&arguments, operands->word[0], trial, body, err);
    snprintf(id, sizeof id, "%s", kn_member(json_object_get(trial, "trial"), "id"));
    json_decref(trial);
    kn_session_close(&session);
    if (code == KN_OK)
        return write_event(&arguments, id, KN_STATES_SEALED, "guess", body, err);
    json_decref(body);
    return code;
}

EVENT_COMMAND(guess, "guess", "TREATMENT|cannot-tell", "blinded: what you think a stretch was", 1,
              1);
