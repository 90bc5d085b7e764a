/* Which trial is meant. And trial list, trial show: what there is. */
#include <string.h>

#include "cli/commands.h"
#include "cli/say.h"
#include "cli/trial.h"

const kn_trial_arguments kn_trial_defaults = {
    .cycles = -1, .period = -1, .sure = -1, .severity = -1, .still = -1};

static const struct {
    const char *word;
    unsigned bit;
} states_of[] = {{"draft", KN_STATE_DRAFT},       {"waiting", KN_STATE_WAITING},
                 {"running", KN_STATE_RUNNING},   {"paused", KN_STATE_PAUSED},
                 {"finished", KN_STATE_FINISHED}, {"stopped", KN_STATE_STOPPED}};
enum { STATE_COUNT = sizeof states_of / sizeof states_of[0] };

static bool is_in(const json_t *summary, unsigned states)
{
    if (json_is_true(json_object_get(summary, "archived")))
        return false;
    for (int i = 0; i < STATE_COUNT; i++)
        if (strcmp(kn_member(summary, "state"), states_of[i].word) == 0)
            return (states & states_of[i].bit) != 0;
    return false;
}

static kn_code fail_none(unsigned states, kn_error *err)
{
    kn_fail(err, KN_NOTFOUND, NULL,
            states == KN_STATES_ALL      ? "there is no trial yet"
            : states == KN_STATE_DRAFT   ? "there is no draft of a trial"
            : (states & KN_STATES_OVER)  ? "no trial has begun"
            : states == KN_STATE_PAUSED  ? "no trial is paused"
            : (states & KN_STATE_PAUSED) ? "no trial is under way"
                                         : "no trial is running");
    return kn_hint(err, (states & KN_STATE_DRAFT) ? "Plan one: unknot trial new --try TREATMENT."
                                                  : "All of them: unknot trial list.");
}

kn_code kn_trial_find(kn_session *session, const char *given, unsigned states, char id[KN_ID_SIZE],
                      kn_error *err)
{
    json_t *reply;
    const json_t *list;
    char names[200] = "";
    size_t fits = 0, used = 0;
    kn_code code;

    if (given)
        return kn_session_resolve(session, given, id, err);
    code = kn_session_ask(session, "trials", NULL, &reply, err);
    if (code)
        return code;
    list = json_object_get(reply, "trials");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *summary = json_array_get(list, i);

        if (!is_in(summary, states))
            continue;
        if (fits++ == 0)
            snprintf(id, KN_ID_SIZE, "%s", kn_member(summary, "id"));
        if (used < sizeof names)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%.*s", used ? ", " : "",
                                     KN_SHORT_ID, kn_member(summary, "id"));
    }
    json_decref(reply);
    if (fits == 0)
        return fail_none(states, err);
    if (fits == 1)
        return KN_OK;
    kn_fail(err, KN_USAGE, NULL, "there are %zu such trials: say which one", fits);
    return kn_hint(err, "One of %s; unknot trial list shows their names.", names);
}

kn_code kn_trial_ask(kn_session *session, const char *operation, const char *given, unsigned states,
                     json_t **reply, kn_error *err)
{
    char id[KN_ID_SIZE];
    kn_code code = kn_trial_find(session, given, states, id, err);

    *reply = NULL;
    return code ? code
                : kn_session_ask(session, operation, json_pack("{s:s}", "id", id), reply, err);
}

void kn_trial_answered(const kn_session *session, const json_t *reply,
                       void (*say)(const json_t *reply))
{
    if (session->options->json)
        kn_print_json(reply);
    else
        say(reply);
}

/* ---- trial list -------------------------------------------------------------------------------*/

static const kn_option common_options[] = {KN_DIARY_OPTIONS};

static void say_list(const json_t *reply)
{
    const json_t *list = json_object_get(reply, "trials");
    int unreadable = (int)json_integer_value(json_object_get(reply, "unreadable"));

    if (json_array_size(list) == 0)
        puts("No trial yet. Plan one: unknot trial new --try TREATMENT");
    for (size_t i = 0; i < json_array_size(list); i++)
        kn_say_trial_line(json_array_get(list, i));
    if (unreadable > 0)
        printf("\nNot readable any more: %d. unknot doctor looks at the file.\n", unreadable);
}

static kn_code list_trials(const kn_words *operands, void *context, kn_error *err)
{
    kn_session session;
    json_t *reply = NULL;
    kn_code code = kn_session_open(&session, context, KN_STORE_READ, err);

    (void)operands;
    if (code == KN_OK)
        code = kn_session_ask(&session, "trials", NULL, &reply, err);
    if (code == KN_OK)
        kn_trial_answered(&session, reply, say_list);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_list_command = {
    .name = "trial list",
    .operands = "",
    .summary = "your trials, and how each stands; \"unknot trial\" alone means this",
    .options = common_options,
    .option_count = sizeof common_options / sizeof common_options[0],
    .act = list_trials,
    .arguments_size = sizeof(kn_diary_options),
};

/* ---- trial show, trial today ------------------------------------------------------------------*/

/* The only one in `states`, or if there is none the only one of all that were sealed. */
static kn_code look_at(const kn_words *operands, void *context, unsigned states,
                       void (*say)(const json_t *reply), kn_error *err)
{
    const char *given = operands->count ? operands->word[0] : NULL;
    kn_session session;
    json_t *reply = NULL;
    kn_error ignored;
    kn_code code = kn_session_open(&session, context, KN_STORE_READ, err);

    if (code == KN_OK) {
        code = kn_trial_ask(&session, "trial", given, states, &reply, err);
        if (code == KN_NOTFOUND && !given &&
            kn_trial_ask(&session, "trial", NULL, KN_STATES_SEALED, &reply, &ignored) == KN_OK)
            code = KN_OK;
    }
    if (code == KN_OK)
        kn_trial_answered(&session, reply, say);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

static kn_code show_trial(const kn_words *operands, void *context, kn_error *err)
{
    return look_at(operands, context, KN_STATES_ALL, kn_say_trial, err);
}

const kn_command kn_trial_show_command = {
    .name = "trial show",
    .operands = "[ID]",
    .summary = "one trial: its plan, its seal, what was done, what happened",
    .options = common_options,
    .option_count = sizeof common_options / sizeof common_options[0],
    .act = show_trial,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};

static kn_code trial_today(const kn_words *operands, void *context, kn_error *err)
{
    return look_at(operands, context, KN_STATES_ACTIVE, kn_say_trial_today, err);
}

const kn_command kn_trial_today_command = {
    .name = "trial today",
    .operands = "[ID]",
    .summary = "what to do today, for how long, and what is due",
    .options = common_options,
    .option_count = sizeof common_options / sizeof common_options[0],
    .act = trial_today,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};
