/* unknot log use, note, medicine, exposure: what happened. A spasm: log_spasm.c. */
#include <string.h>

#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- log use, note, medicine, exposure --------------------------------------------------------*/

typedef struct log_arguments {
    kn_diary_options common;
    kn_when when;
    const char *note, *dose, *group;
    int minutes, level; /* -1: not given */
    bool not_taken, no_dose, started, changed, stopped, no;
} log_arguments;

static const log_arguments log_defaults = {.minutes = -1, .level = -1};

#define AT(field) offsetof(log_arguments, field)
#define NOTE_OPTION                                                                                \
    {                                                                                              \
        "note", "TEXT", NULL, "anything else", KN_OPTION_TEXT, AT(note), 0, NULL                   \
    }
#define DOSE_OPTION                                                                                \
    {                                                                                              \
        "dose", "TEXT", NULL, "how much, in your words", KN_OPTION_TEXT, AT(dose), 0, NULL         \
    }

static const kn_option use_options[] = {
    {.help = "The treatment"},
    DOSE_OPTION,
    {"minutes", "N", NULL, "for how long", KN_OPTION_COUNT, AT(minutes), 0, NULL},
    {"not-taken", NULL, NULL, "it was planned, and left out", KN_OPTION_FLAG, AT(not_taken), 0,
     NULL},
    {"no-dose", NULL, NULL, "none was planned that day", KN_OPTION_FLAG, AT(no_dose), 0, NULL},
    NOTE_OPTION,
    {.help = "When"},
    KN_WHEN_OPTIONS(log_arguments, when),
    KN_DIARY_OPTIONS,
};
static const kn_option note_options[] = {
    {.help = "When"},
    KN_WHEN_OPTIONS(log_arguments, when),
    KN_DIARY_OPTIONS,
};
static const kn_option medicine_options[] = {
    {.help = "What happened"},
    {"started", NULL, NULL, "it was started", KN_OPTION_FLAG, AT(started), 0, NULL},
    {"changed", NULL, NULL, "its dose was changed", KN_OPTION_FLAG, AT(changed), 0, NULL},
    {"stopped", NULL, NULL, "it was stopped", KN_OPTION_FLAG, AT(stopped), 0, NULL},
    {"group", "GROUP", NULL,
     "statin, diuretic, laba, serotonin, quinine, opioid, benzodiazepine, baclofen, "
     "antidepressant, anti_sickness or other: some of them matter for warnings",
     KN_OPTION_TEXT, AT(group), 0, NULL},
    DOSE_OPTION,
    NOTE_OPTION,
    {.help = "When"},
    KN_WHEN_OPTIONS(log_arguments, when),
    KN_DIARY_OPTIONS,
};
static const kn_option exposure_options[] = {
    {.help = "The suspect"},
    {"no", NULL, NULL, "it was not there", KN_OPTION_FLAG, AT(no), 0, NULL},
    {"level", "0-10", NULL, "how much of it", KN_OPTION_SCORE, AT(level), 0, NULL},
    NOTE_OPTION,
    {.help = "When"},
    KN_WHEN_OPTIONS(log_arguments, when),
    KN_DIARY_OPTIONS,
};

/* Makes the body of one kind from the operand and the options. */
typedef kn_code body_maker(const log_arguments *arguments, const char *word,
                           const json_t *catalogue, json_t *body, kn_error *err);

static kn_code make_use(const log_arguments *arguments, const char *word, const json_t *catalogue,
                        json_t *body, kn_error *err)
{
    const char *key, *taken = arguments->not_taken ? "not_taken"
                              : arguments->no_dose ? "no_dose"
                                                   : "taken";
    kn_code code = kn_choose(catalogue, "treatments", "TREATMENT", word, &key, err);

    if (code)
        return code;
    if (arguments->not_taken && arguments->no_dose)
        return kn_fail(err, KN_USAGE, NULL, "--not-taken and --no-dose exclude each other");
    kn_set_text(body, "treatment", key);
    kn_set_text(body, "taken", taken);
    if (arguments->minutes >= 0)
        json_object_set_new(body, "minutes", json_integer(arguments->minutes));
    return KN_OK;
}

static kn_code make_note(const log_arguments *arguments, const char *word, const json_t *catalogue,
                         json_t *body, kn_error *err)
{
    (void)arguments;
    (void)catalogue;
    (void)err;
    kn_set_text(body, "text", word);
    return KN_OK;
}

static kn_code make_medicine(const log_arguments *arguments, const char *word,
                             const json_t *catalogue, json_t *body, kn_error *err)
{
    const char *group = NULL;
    kn_code code = KN_OK;

    if (arguments->started + arguments->changed + arguments->stopped != 1) {
        kn_fail(err, KN_USAGE, NULL, "what happened to \"%.60s\"?", word);
        return kn_hint(err, "Say one of --started, --changed, --stopped.");
    }
    if (arguments->group)
        code = kn_choose(catalogue, "medicine_groups", "--group", arguments->group, &group, err);
    kn_set_text(body, "name", word);
    kn_set_text(body, "event",
                arguments->started   ? "started"
                : arguments->changed ? "changed"
                                     : "stopped");
    kn_set_text(body, "group", group);
    return code;
}

static kn_code make_exposure(const log_arguments *arguments, const char *word,
                             const json_t *catalogue, json_t *body, kn_error *err)
{
    const char *key;
    kn_code code = kn_choose(catalogue, "suspects", "SUSPECT", word, &key, err);

    if (code)
        return code;
    if (arguments->no && arguments->level >= 0)
        return kn_fail(err, KN_USAGE, NULL, "--no and --level exclude each other");
    kn_set_text(body, "suspect", key);
    if (arguments->level >= 0)
        json_object_set_new(body, "level", json_integer(arguments->level));
    else
        json_object_set_new(body, "present", json_boolean(!arguments->no));
    return KN_OK;
}

static kn_code log_entry(const char *kind, body_maker *make, const kn_words *operands,
                         const log_arguments *arguments, kn_error *err)
{
    json_t *catalogue, *body = json_object();
    kn_session session;
    kn_code code = kn_open_with_catalogue(&session, &arguments->common, &catalogue, err);

    if (code == KN_OK)
        code = make(arguments, operands->word[0], catalogue, body, err);
    kn_set_text(body, "dose", arguments->dose);
    kn_set_text(body, "note", arguments->note);
    if (code == KN_OK)
        code = kn_write_new(&session, kind, &arguments->when, json_incref(body), err);
    json_decref(body);
    json_decref(catalogue);
    kn_session_close(&session);
    return code;
}

#define LOG_COMMAND(what, kind, words, line)                                                       \
    static kn_code log_##what(const kn_words *operands, void *arguments, kn_error *err)            \
    {                                                                                              \
        return log_entry(kind, make_##what, operands, arguments, err);                             \
    }                                                                                              \
    const kn_command kn_log_##what##_command = {                                                   \
        .name = "log " #what,                                                                      \
        .operands = words,                                                                         \
        .summary = line,                                                                           \
        .options = what##_options,                                                                 \
        .option_count = COUNT(what##_options),                                                     \
        .act = log_##what,                                                                         \
        .least = 1,                                                                                \
        .most = 1,                                                                                 \
        .arguments_size = sizeof(log_arguments),                                                   \
        .defaults = &log_defaults,                                                                 \
    }

LOG_COMMAND(use, "use", "TREATMENT", "write down that a treatment was used, or not");
LOG_COMMAND(note, "note", "TEXT", "write down anything else");
LOG_COMMAND(medicine, "medicine", "NAME", "write down a medicine started, changed or stopped");
LOG_COMMAND(exposure, "exposure", "SUSPECT",
            "write down that something suspected was there, or not, such as cold");
