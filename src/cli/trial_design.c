/* unknot trial new, plan, start: from the question to the seal. */
#include <math.h>
#include <string.h>

#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/trial.h"

typedef struct design_arguments {
    kn_diary_options common;
    kn_words tries;
    const char *against, *title, *why, *outcome, *important;
    int better, order, block_days, cycles, run_limit, run_in_days, washout_days, looks;
    bool blinded, open;
} design_arguments;

static const design_arguments design_defaults = {.better = -1,
                                                 .order = -1,
                                                 .block_days = -1,
                                                 .cycles = -1,
                                                 .run_limit = -1,
                                                 .run_in_days = -1,
                                                 .washout_days = -1,
                                                 .looks = -1};

#define AT(field) offsetof(design_arguments, field)
#define FROM_CARD "from the treatment's card"
static const kn_option design_options[] = {
    {.help = "What is compared; with an ID, what is not given stays as it is"},
    {"try", "TREATMENT[=HOW]", NULL,
     "what you want to try, such as stretch_daily=\"10 minutes before bed\"; up to three times",
     KN_OPTION_LIST, AT(tries), 0, NULL},
    {"against", "TREATMENT[=HOW]", "usual",
     "what it is compared with: usual (what you do anyway), placebo (a dummy that looks the same) "
     "or another treatment",
     KN_OPTION_TEXT, AT(against), 0, NULL},
    {"title", "TEXT", "the treatment's name", "what you call it", KN_OPTION_TEXT, AT(title), 0,
     NULL},
    {"why", "TEXT", NULL, "why you ask", KN_OPTION_TEXT, AT(why), 0, NULL},
    {.help = "What is counted"},
    {"outcome", "MEASURE", "spasms", "a measure of the check-in, or spasm-days", KN_OPTION_TEXT,
     AT(outcome), 0, NULL},
    {"better", "lower|higher", "as the measure says", "which way is better", KN_OPTION_CHOICE,
     AT(better), 0, NULL},
    {"important", "X", NULL,
     "the smallest difference that would be worth it to you: points, or 25% for counts and yes/no; "
     "without it the trial cannot begin",
     KN_OPTION_TEXT, AT(important), 0, NULL},
    {.help = "How the days are dealt"},
    {"order", "cycles|days", "cycles", "periods of some days, or every day for itself",
     KN_OPTION_CHOICE, AT(order), 0, NULL},
    {"block", "DAYS", FROM_CARD, "how long one period is", KN_OPTION_COUNT, AT(block_days), 0,
     NULL},
    {"cycles", "N", FROM_CARD, "how often each is done; fewer than 5 can never say \"helps\"",
     KN_OPTION_COUNT, AT(cycles), 0, NULL},
    {"run-limit", "N", "3", "order days: the longest run of the same", KN_OPTION_COUNT,
     AT(run_limit), 0, NULL},
    {"run-in", "DAYS", "7, if open", "days before the first period, not analysed", KN_OPTION_COUNT,
     AT(run_in_days), 0, NULL},
    {"washout", "DAYS", FROM_CARD, "days left out after each change", KN_OPTION_COUNT,
     AT(washout_days), 0, NULL},
    {"blinded", NULL, NULL, "a helper fills envelopes, and you do not know which days are which",
     KN_OPTION_FLAG, AT(blinded), 0, NULL},
    {"open", NULL, NULL, "you know which days are which", KN_OPTION_FLAG, AT(open), 0, NULL},
    {"looks", "0-3", "0", "how often to look before the end", KN_OPTION_COUNT, AT(looks), 0, NULL},
    KN_DIARY_OPTIONS,
};

/* ---- Reading the options ----------------------------------------------------------------------*/

/* "usual" and "placebo" are no treatments of the catalogue. "=HOW" behind it, as the person's
 * words. */
static kn_code read_arm(const json_t *catalogue, const char *option, const char *text, json_t **arm,
                        kn_error *err)
{
    size_t length = strcspn(text, "=");
    const char *key = NULL;
    char word[128];
    kn_code code = KN_OK;

    snprintf(word, sizeof word, "%.*s", (int)(length < 127 ? length : 127), text);
    if (strcmp(word, "usual") == 0 || strcmp(word, "placebo") == 0)
        key = word;
    else
        code = kn_choose(catalogue, "treatments", option, word, &key, err);
    if (code)
        return code;
    *arm = json_pack("{s:s}", "key", key);
    if (text[length])
        json_object_set_new(*arm, "how", json_string(text + length + 1));
    return KN_OK;
}

static kn_code set_arms(const design_arguments *arguments, const json_t *catalogue, json_t *design,
                        kn_error *err)
{
    json_t *old = json_object_get(design, "arms"), *arms = json_array(), *arm = NULL;
    const char *against = arguments->against ? arguments->against : "usual";
    kn_code code = KN_OK;

    if (!arguments->against && json_array_size(old) > 0)
        json_array_append(arms, json_array_get(old, 0));
    else
        code = read_arm(catalogue, "--against", against, &arm, err);
    if (arm)
        json_array_append_new(arms, arm);
    for (size_t i = 0; i < arguments->tries.count && code == KN_OK; i++) {
        code = read_arm(catalogue, "--try", arguments->tries.word[i], &arm, err);
        if (code == KN_OK)
            json_array_append_new(arms, arm);
    }
    for (size_t i = 1; i < json_array_size(old) && arguments->tries.count == 0; i++)
        json_array_append(arms, json_array_get(old, i));
    if (code == KN_OK && json_array_size(arms) < 2) {
        kn_fail(err, KN_USAGE, NULL, "what do you want to try?");
        code = kn_hint(err, "Such as --try stretch_daily. All of them: unknot treatments.");
    }
    json_object_set(design, "arms", arms);
    json_decref(arms);
    return code;
}

/* Points as they are; a percentage becomes the absolute log ratio, fewer or more as is better. */
static kn_code set_important(const char *text, bool is_higher, json_t *design, kn_error *err)
{
    double number;
    bool is_percent;
    kn_code code = kn_read_important(text, &number, &is_percent, err);

    if (code)
        return code;
    if (is_percent)
        number = is_higher ? log1p(number / 100) : -log1p(-number / 100);
    json_object_set_new(design, "important", json_real(number));
    return KN_OK;
}

static kn_code set_outcome(const design_arguments *arguments, const json_t *catalogue,
                           json_t *design, kn_error *err)
{
    const char *key = arguments->outcome;
    kn_code code = KN_OK;

    if (!key && !json_object_get(design, "outcome"))
        key = "spasms";
    if (key && strcmp(key, "spasm-days") != 0)
        code = kn_choose(catalogue, "measures", "--outcome", key, &key, err);
    if (code)
        return code;
    if (key) {
        json_object_set_new(design, "outcome", json_string(key));
        json_object_del(design, "better"); /* the new measure's own */
    }
    if (arguments->better >= 0)
        json_object_set_new(design, "better", json_string(arguments->better ? "higher" : "lower"));
    if (!arguments->important)
        return KN_OK;
    return set_important(arguments->important, strcmp(kn_member(design, "better"), "higher") == 0,
                         design, err);
}

/* Sets what was given; what is absent gets its default from the operation. */
static kn_code set_design(const design_arguments *arguments, const json_t *catalogue,
                          json_t *design, kn_error *err)
{
    static const struct {
        const char *name;
        size_t offset;
    } numbers[] = {{"block_days", AT(block_days)},     {"cycles", AT(cycles)},
                   {"run_limit", AT(run_limit)},       {"run_in_days", AT(run_in_days)},
                   {"washout_days", AT(washout_days)}, {"looks", AT(looks)}};
    kn_code code = set_arms(arguments, catalogue, design, err);

    if (code == KN_OK)
        code = set_outcome(arguments, catalogue, design, err);
    if (code == KN_OK && arguments->blinded && arguments->open)
        code = kn_fail(err, KN_USAGE, NULL, "--blinded and --open exclude each other");
    if (arguments->title)
        json_object_set_new(design, "title", json_string(arguments->title));
    if (arguments->why)
        json_object_set_new(design, "why", json_string(arguments->why));
    if (arguments->order >= 0 || arguments->block_days > 1) /* a stretch of days is one of cycles */
        json_object_set_new(design, "order", json_string(arguments->order > 0 ? "days" : "cycles"));
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        int value = *(const int *)((const char *)arguments + numbers[i].offset);

        if (value >= 0)
            json_object_set_new(design, numbers[i].name, json_integer(value));
    }
    if (arguments->blinded || arguments->open)
        json_object_set_new(design, "blinded", json_boolean(arguments->blinded));
    return code;
}

/* The design that is meant: that of the draft `id` (NULL: none) with what was given on top. *base:
 * the version of the draft, or NULL. */
static kn_code read_design(kn_session *session, const design_arguments *arguments, const char *id,
                           json_t **design, json_t **base, kn_error *err)
{
    json_t *catalogue = NULL, *trial = NULL;
    kn_code code = kn_session_ask(session, "catalogue", NULL, &catalogue, err);

    *base = NULL;
    *design = NULL;
    if (code == KN_OK && id)
        code = kn_session_ask(session, "trial", json_pack("{s:s}", "id", id), &trial, err);
    if (code == KN_OK && trial) {
        *base = json_incref(json_object_get(json_object_get(trial, "trial"), "version"));
        *design = json_deep_copy(json_object_get(trial, "design"));
    }
    if (code == KN_OK && !*design)
        *design = json_object();
    if (code == KN_OK)
        code = set_design(arguments, catalogue, *design, err);
    json_decref(trial);
    json_decref(catalogue);
    return code;
}

/* ---- trial new --------------------------------------------------------------------------------*/

static void say_draft(const json_t *reply)
{
    const json_t *summary = json_object_get(reply, "trial");

    kn_say_trial_line(summary);
    kn_say_notes(json_object_get(reply, "notes"));
    kn_say_questions(json_object_get(reply, "questions"), NULL);
    printf("\nWhat it can find:  unknot trial plan %.*s\n", KN_SHORT_ID, kn_member(summary, "id"));
    printf("When it is right:  unknot trial start %.*s\n", KN_SHORT_ID, kn_member(summary, "id"));
}

static kn_code new_trial(const kn_words *operands, void *context, kn_error *err)
{
    const design_arguments *arguments = context;
    json_t *design = NULL, *base = NULL, *request, *reply = NULL;
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_CREATE, err);

    if (code == KN_OK && operands->count)
        code = kn_session_resolve(&session, operands->word[0], id, err);
    if (code == KN_OK)
        code = read_design(&session, arguments, operands->count ? id : NULL, &design, &base, err);
    if (code == KN_OK) {
        request = kn_new_ids(operands->count ? id : NULL);
        json_object_set(request, "design", design);
        if (base)
            json_object_set(request, "base", base);
        code = kn_session_ask(&session, "trial-new", request, &reply, err);
    }
    if (code == KN_OK)
        kn_trial_answered(&session, reply, say_draft);
    json_decref(reply);
    json_decref(base);
    json_decref(design);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_new_command = {
    .name = "trial new",
    .operands = "[ID]",
    .summary = "write down a question to test; with an ID, change that draft",
    .about = "Nothing begins yet: a draft can be changed until it is started.",
    .example = "unknot trial new --try stretch_daily=\"10 minutes before bed\" --important 25%",
    .options = design_options,
    .option_count = sizeof design_options / sizeof design_options[0],
    .act = new_trial,
    .most = 1,
    .arguments_size = sizeof(design_arguments),
    .defaults = &design_defaults,
};

/* ---- trial plan -------------------------------------------------------------------------------*/

/* A picture, made better as long as it is worth it: a few calls of a second each. */
static kn_code draw_picture(kn_session *session, const json_t *design, json_t **plan, kn_error *err)
{
    enum { CALLS = 4, MILLISECONDS = 1000 };
    kn_code code = KN_OK;

    *plan = NULL;
    for (int i = 0; i < CALLS && code == KN_OK; i++) {
        json_t *request = json_pack("{s:O,s:i}", "design", design, "milliseconds", MILLISECONDS);
        json_t *so_far = json_object_get(*plan, "so_far");

        if (so_far)
            json_object_set(request, "so_far", so_far);
        json_decref(*plan);
        code = kn_session_ask(session, "trial-plan", request, plan, err);
        if (json_is_true(json_object_get(*plan, "done")) ||
            json_is_true(json_object_get(*plan, "refused")))
            break;
    }
    return code;
}

static kn_code plan_trial(const kn_words *operands, void *context, kn_error *err)
{
    const design_arguments *arguments = context;
    const bool is_new = arguments->tries.count > 0 && !operands->count;
    json_t *design = NULL, *base = NULL, *plan = NULL;
    char id[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    if (code == KN_OK && !is_new)
        code = kn_trial_find(&session, operands->count ? operands->word[0] : NULL, KN_STATE_DRAFT,
                             id, err);
    if (code == KN_OK)
        code = read_design(&session, arguments, is_new ? NULL : id, &design, &base, err);
    if (code == KN_OK)
        code = draw_picture(&session, design, &plan, err);
    if (code == KN_OK)
        kn_trial_answered(&session, plan, kn_say_plan);
    json_decref(plan);
    json_decref(base);
    json_decref(design);
    kn_session_close(&session);
    return code;
}

const kn_command kn_trial_plan_command = {
    .name = "trial plan",
    .operands = "[ID]",
    .summary = "what a trial could find and what not, before it starts; changes nothing",
    .about = "Of the draft with that ID (or the only one), with what is given here on top; with\n"
             "--try and no ID, of a new one. Worked out from your own diary by simulation.",
    .example = "unknot trial plan --try stretch_daily --important 25% --cycles 14",
    .options = design_options,
    .option_count = sizeof design_options / sizeof design_options[0],
    .act = plan_trial,
    .most = 1,
    .arguments_size = sizeof(design_arguments),
    .defaults = &design_defaults,
};
