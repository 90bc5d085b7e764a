/* unknot trial look, unblind, guess: what a seal is in the way of. */
#include <string.h>

#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"
#include "cli/trial.h"

#define OPTION KN_TRIAL_OPTION

/* ---- look, unblind ----------------------------------------------------------------------------*/

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

/* What the look says, which is all it shows; the newest is the last. */
static void say_look(const json_t *reply)
{
    const json_t *events = json_object_get(reply, "events");
    const char *words = "";

    for (size_t i = 0; i < json_array_size(events); i++)
        if (strcmp(kn_member(json_array_get(events, i), "event"), "look") == 0)
            words = kn_member(json_array_get(events, i), "words");
    kn_say_paragraph(words);
    kn_say_trial_today(reply);
}

/* The trial that is meant, and whether its order is sealed. */
static kn_code find_sealed(const kn_trial_arguments *arguments, const char *given,
                           char id[KN_ID_SIZE], bool *is_sealed, kn_error *err)
{
    json_t *trial = NULL;
    const json_t *summary;
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    if (code == KN_OK)
        code = kn_trial_ask(&session, "trial", given, KN_STATES_SEALED & ~KN_STATE_WAITING, &trial,
                            err);
    summary = json_object_get(trial, "trial");
    snprintf(id, KN_ID_SIZE, "%s", kn_member(summary, "id"));
    *is_sealed = json_is_true(json_object_get(summary, "blinded")) &&
                 !json_is_true(json_object_get(summary, "opened"));
    json_decref(trial);
    kn_session_close(&session);
    return code;
}

static kn_code look(const kn_words *operands, void *context, kn_error *err)
{
    const kn_trial_arguments *arguments = context;
    json_t *body = json_object();
    char id[KN_ID_SIZE];
    bool is_sealed;
    kn_code code = find_sealed(arguments, KN_OPERAND(operands), id, &is_sealed, err);

    if (code == KN_OK && is_sealed)
        code = kn_trial_set_code(arguments->code, body, err);
    if (code == KN_OK)
        return kn_trial_tell(arguments, id, KN_STATES_SEALED, "look", body, say_look, err);
    json_decref(body);
    return code;
}

KN_TRIAL_EVENT_COMMAND(look, "look", "[ID]", "take a planned look: it says only go on, or stop", 0,
                       1);

static const kn_option unblind_options[] = {
    KN_TRIAL_CODE_OPTION,
    OPTION("emergency", NULL, NULL, "before the end, because you or a doctor must know",
           KN_OPTION_FLAG, emergency),
    OPTION("reason", "TEXT", NULL, "why", KN_OPTION_TEXT, reason),
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
    return kn_trial_tell(arguments, KN_OPERAND(operands), KN_STATES_SEALED, "unblind", body,
                         kn_say_trial_today, err);
}

KN_TRIAL_EVENT_COMMAND(unblind, "unblind", "[ID]",
                       "open the seal with the code of the helper's sheet", 0, 1);

/* ---- trial guess ------------------------------------------------------------------------------*/

static const kn_option guess_options[] = {
    OPTION("period", "N", "the last one that ended", "which period, from 1", KN_OPTION_COUNT,
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
        kn_fail(err, KN_USAGE, NULL, "no period has just ended: which one do you mean?");
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
        return kn_trial_tell(&arguments, id, KN_STATES_SEALED, "guess", body, kn_say_trial_today,
                             err);
    json_decref(body);
    return code;
}

KN_TRIAL_EVENT_COMMAND(guess, "guess", "TREATMENT|cannot-tell",
                       "blinded: what you think a period was", 1, 1);
