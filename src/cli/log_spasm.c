/* unknot log spasm: a spasm, and when it has just begun the remedy picked for it. And ease: it is
 * over. */
#include <string.h>

#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/relief_draw.h"
#include "cli/say.h"
#include "cli/trial.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

typedef struct spasm_arguments {
    kn_diary_options common;
    kn_when when;
    kn_spasm spasm;
    kn_draw_wish wish;
    bool running;
} spasm_arguments;

static const spasm_arguments spasm_defaults = {.spasm = KN_SPASM_NOTHING};

static const kn_option spasm_options[] = {
    {.help = "The spasm"},
    KN_SPASM_OPTIONS(spasm_arguments, spasm),
    {"running", NULL, NULL, "it is still going on; \"unknot ease\" ends it", KN_OPTION_FLAG,
     offsetof(spasm_arguments, running), 0, NULL},
    {.help = "With --running, while remedies are compared: what you do about the one picked"},
    KN_DRAW_OPTIONS(spasm_arguments, wish),
    {.help = "When it began"},
    KN_WHEN_OPTIONS(spasm_arguments, when),
    KN_DIARY_OPTIONS,
};

/* ---- log spasm --------------------------------------------------------------------------------*/

static kn_code check_words(spasm_arguments *arguments, kn_error *err)
{
    const kn_draw_wish *wish = &arguments->wish;

    if (arguments->running && kn_spasm_has_end(&arguments->spasm)) {
        kn_fail(err, KN_USAGE, NULL, "--running and --%s exclude each other",
                arguments->spasm.lasted    ? "lasted"
                : arguments->spasm.between ? "between"
                                           : "not-eased-by");
        return kn_hint(err, "Leave out --running if it is over.");
    }
    if (!arguments->running && (wish->doing || wish->skip || wish->anyway || wish->choose)) {
        kn_fail(err, KN_USAGE, NULL, "a remedy is only picked for a spasm that goes on");
        return kn_hint(err, "Add --running; what you did goes with --did TREATMENT.");
    }
    return KN_OK;
}

/* The spasm is kept whatever becomes of the draw. */
static kn_code draw_for_new(kn_session *session, const spasm_arguments *arguments, const char *key,
                            const json_t *catalogue, json_t *saved, kn_error *err)
{
    const json_t *entry = json_object_get(saved, "entry");
    json_t *reply = NULL;
    kn_code code = kn_draw_for(session, entry, &arguments->wish, key, catalogue, &reply, err);

    if (code == KN_OK && session->options->json) {
        json_object_set(saved, "relief", reply);
    } else if (code == KN_OK) {
        kn_say_draw(reply, kn_member(entry, "id"));
        code = kn_draw_converse(session, entry, reply, &arguments->wish, catalogue, err);
    }
    json_decref(reply);
    return code;
}

static kn_code write_spasm(kn_session *session, const spasm_arguments *arguments,
                           const json_t *catalogue, json_t *body, kn_error *err)
{
    json_t *saved = NULL;
    const char *key = NULL;
    kn_code code =
        arguments->running ? kn_draw_check(session, &arguments->wish, catalogue, &key, err) : KN_OK;

    if (code == KN_OK)
        code = kn_add_new(session, "episode", &arguments->when, json_incref(body), &saved, err);
    if (code == KN_OK && !session->options->json) {
        kn_show_saved(session, "Saved.", saved); /* warnings are said in it, before anything */
        fflush(stdout);
    }
    if (code == KN_OK && arguments->running)
        code = draw_for_new(session, arguments, key, catalogue, saved, err);
    if (saved && session->options->json)
        kn_show_saved(session, "Saved.", saved);
    json_decref(saved);
    return code;
}

static kn_code log_spasm(const kn_words *operands, void *context, kn_error *err)
{
    spasm_arguments *arguments = context;
    json_t *catalogue = NULL, *body = json_object();
    kn_words words = *operands;
    kn_session session = {0};
    kn_code code = kn_spasm_take_range(&arguments->spasm, &words, 0, err);

    if (code == KN_OK)
        code = check_words(arguments, err);
    if (code == KN_OK)
        code = kn_open_with_catalogue(&session, &arguments->common, &catalogue, err);
    if (arguments->running)
        json_object_set_new(body, "running", json_true());
    if (code == KN_OK)
        code = kn_spasm_set(&arguments->spasm, catalogue, body, err);
    if (code == KN_OK)
        code = write_spasm(&session, arguments, catalogue, body, err);
    json_decref(body);
    json_decref(catalogue);
    kn_session_close(&session);
    return code;
}

const kn_command kn_log_spasm_command = {
    .name = "log spasm",
    .operands = "",
    .summary = "write down a spasm, cramp or twitch; \"unknot log\" alone means this",
    .example = "unknot log spasm --site left-calf:6 --lasted 90s --did heat_local:much",
    .options = spasm_options,
    .option_count = COUNT(spasm_options),
    .act = log_spasm,
    .most = 1, /* the second time of --between */
    .arguments_size = sizeof(spasm_arguments),
    .defaults = &spasm_defaults,
};

/* ---- ease -------------------------------------------------------------------------------------*/

static const kn_option ease_options[] = {
    {.help = "What is known now"},
    KN_SPASM_OPTIONS(spasm_arguments, spasm),
    KN_DIARY_OPTIONS,
};

kn_code kn_find_running(kn_session *session, const char *given, const json_t *today, json_t **entry,
                        kn_error *err)
{
    const json_t *running = json_object_get(today, "running");
    char id[KN_ID_SIZE] = "";
    kn_code code = given ? kn_session_resolve(session, given, id, err) : KN_OK;

    if (code)
        return code;
    for (size_t i = 0; i < json_array_size(running); i++) {
        *entry = json_array_get(running, i);
        if (!id[0] || strcmp(kn_member(*entry, "id"), id) == 0)
            return KN_OK;
    }
    kn_fail(err, KN_NOTFOUND, NULL, id[0] ? "this spasm is not running" : "no spasm is running");
    return kn_hint(err, "One that is over already: unknot log spasm --lasted 90s.");
}

/* How long it has been running; nothing when the minute of its beginning is not known, since 12:00
 * only stands for a day. */
static kn_code set_lasted(kn_session *session, const json_t *entry, json_t *body, const char **verb,
                          kn_error *err)
{
    enum { WEEK = 7 * 86400 }; /* the longest that is kept */
    const char *began = kn_member(entry, "at");
    kn_moment at;
    int64_t seconds;

    if (strcmp(kn_member(entry, "precision"), "minute") != 0 ||
        !kn_moment_parse(began, strlen(began), &at)) {
        *verb = "It eased. How long is not recorded. Saved.";
        return KN_OK;
    }
    seconds = kn_moment_utc(kn_store_now(session->store)) - kn_moment_utc(at);
    if (seconds > WEEK) {
        kn_fail(err, KN_DATA, NULL, "it began more than a week ago");
        return kn_hint(err, "Say how long it lasted, such as --lasted 90s.");
    }
    json_object_set_new(body, "lasted_seconds", json_integer(seconds > 0 ? seconds : 0));
    return KN_OK;
}

kn_code kn_ease_entry(kn_session *session, const kn_spasm *spasm, const json_t *catalogue,
                      const json_t *entry, kn_error *err)
{
    json_t *body = json_deep_copy(json_object_get(entry, "body"));
    const char *verb = spasm->not_eased_by ? "It was not seen to ease. Saved." : "It eased. Saved.";
    kn_code code = KN_OK;

    json_object_del(body, "running");
    if (!kn_spasm_has_end(spasm))
        code = set_lasted(session, entry, body, &verb, err);
    if (code == KN_OK)
        code = kn_spasm_set(spasm, catalogue, body, err);
    if (code) {
        json_decref(body);
        return code;
    }
    return kn_write_next(session, entry, NULL, body, verb, err);
}

static kn_code ease(const kn_words *operands, void *context, kn_error *err)
{
    spasm_arguments *arguments = context;
    json_t *catalogue = NULL, *today = NULL, *entry = NULL;
    kn_words words = *operands;
    kn_session session = {0};
    kn_code code = kn_spasm_take_range(&arguments->spasm, &words, 1, err);

    if (code == KN_OK)
        code = kn_open_with_catalogue(&session, &arguments->common, &catalogue, err);
    if (code == KN_OK)
        code = kn_session_ask(&session, "today", NULL, &today, err);
    if (code == KN_OK)
        code = kn_find_running(&session, words.count ? words.word[0] : NULL, today, &entry, err);
    if (code == KN_OK)
        code = kn_ease_entry(&session, &arguments->spasm, catalogue, entry, err);
    json_decref(today);
    json_decref(catalogue);
    kn_session_close(&session);
    return code;
}

const kn_command kn_ease_command = {
    .name = "ease",
    .operands = "[ID]",
    .summary = "the running spasm is over; how long it lasted is worked out, or say --lasted",
    .example = "unknot ease --did stretch_acute:much:2",
    .options = ease_options,
    .option_count = COUNT(ease_options),
    .act = ease,
    .most = 2, /* the second time of --between, too */
    .arguments_size = sizeof(spasm_arguments),
    .defaults = &spasm_defaults,
};
