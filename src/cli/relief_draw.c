/* The draw for a spasm, and unknot relief draw. */
#include "cli/relief_draw.h"

#include <string.h>
#include <unistd.h>

#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/trial.h"

enum { LINE_SIZE = 256, TRIES = 3 };

static bool is_conversation(const kn_session *session)
{
    return !session->options->json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

static bool is_given(const kn_draw_wish *wish)
{
    return wish->doing || wish->skip || wish->anyway || wish->choose;
}

kn_code kn_draw_check(kn_session *session, const kn_draw_wish *wish, const json_t *catalogue,
                      const char **key, kn_error *err)
{
    json_t *reply = NULL;
    kn_code code = KN_OK;

    *key = NULL;
    if (wish->doing + wish->skip + !!wish->choose > 1) {
        kn_fail(err, KN_USAGE, NULL, "--doing, --skip and --choose exclude one another");
        return kn_hint(err, "Say the one thing that you did.");
    }
    if (wish->choose)
        code = kn_choose(catalogue, "treatments", "--choose", wish->choose, key, err);
    if (code || !is_given(wish))
        return code;
    code = kn_session_ask(session, "relief", NULL, &reply, err);
    if (code == KN_OK && strcmp(kn_member(reply, "state"), "on") != 0) {
        kn_fail(err, KN_USAGE, NULL, "nothing is picked: comparing is not on");
        code = kn_hint(err, "Switch it on by unknot relief plan --on; what you did goes with --did "
                            "TREATMENT.");
    }
    json_decref(reply);
    return code;
}

/* ---- What is needed ---------------------------------------------------------------------------*/

/* Asks until it is understood or left out. */
static void ask_pain(json_t *body)
{
    char line[LINE_SIZE];
    unsigned pain;
    int length;

    for (int i = 0; i < TRIES; i++) {
        if (!kn_read_line("How bad is it now, 0 to 10? Enter: not said. ", line, sizeof line) ||
            !*line)
            return;
        if (sscanf(line, "%2u%n", &pain, &length) == 1 && !line[length] && pain <= 10) {
            json_object_set_new(body, "pain_start", json_integer(pain));
            return;
        }
    }
}

static void ask_site(const json_t *catalogue, json_t *body)
{
    char line[LINE_SIZE];

    for (int i = 0; i < TRIES; i++) {
        json_t *sites = json_array();
        kn_error fault = {0};

        if (!kn_read_line("Where is it, such as left-calf? Enter: not said. ", line, sizeof line) ||
            !*line || kn_add_site(catalogue, line, sites, &fault) == KN_OK) {
            if (json_array_size(sites) > 0)
                json_object_set(body, "sites", sites);
            json_decref(sites);
            return;
        }
        json_decref(sites);
        kn_complain(&fault);
    }
}

static kn_code ask_needed(kn_session *session, const json_t *entry, const json_t *reply,
                          const json_t *catalogue, kn_error *err)
{
    json_t *body = json_deep_copy(json_object_get(entry, "body")), *saved = NULL;
    kn_code code = KN_OK;

    if (kn_draw_needs(reply, "pain"))
        ask_pain(body);
    if (kn_draw_needs(reply, "site"))
        ask_site(catalogue, body);
    if (!json_equal(body, json_object_get(entry, "body")))
        code = kn_amend_next(session, entry, NULL, json_incref(body), &saved, err);
    json_decref(saved);
    json_decref(body);
    return code;
}

/* ---- Drawing ----------------------------------------------------------------------------------*/

static kn_code draw(kn_session *session, const char *episode, const kn_draw_wish *wish, bool anyway,
                    const char *key, json_t **reply, kn_error *err)
{
    json_t *request = kn_new_ids(NULL);

    json_object_set_new(request, "episode", json_string(episode));
    kn_set_text(request, "instead", key ? "choose" : wish->skip ? "skip" : NULL);
    kn_set_text(request, "chose", key);
    if (anyway)
        json_object_set_new(request, "anyway", json_integer(1));
    return kn_session_ask(session, "relief-draw", request, reply, err);
}

/* The response to what was picked; nothing was, nothing is. */
static kn_code respond(kn_session *session, const char *response, const char *key, json_t *reply,
                       kn_error *err)
{
    const json_t *drawn = json_object_get(reply, "draw");
    json_t *request, *answer = NULL;
    char version[KN_ID_SIZE];
    kn_code code;

    if (!*kn_member(drawn, "arm") || (strcmp(kn_member(drawn, "response"), response) == 0 &&
                                      strcmp(kn_member(drawn, "chose"), key ? key : "") == 0))
        return KN_OK;
    kn_id_new(version);
    request = json_pack("{s:s,s:s,s:s}", "draw", kn_member(drawn, "id"), "version", version,
                        "response", response);
    kn_set_text(request, "chose", key);
    code = kn_session_ask(session, "relief-respond", request, &answer, err);
    if (code == KN_OK)
        json_object_set(reply, "draw", json_object_get(answer, "draw"));
    json_decref(answer);
    return code;
}

kn_code kn_draw_for(kn_session *session, const json_t *entry, const kn_draw_wish *wish,
                    const char *key, const json_t *catalogue, json_t **reply, kn_error *err)
{
    const char *episode = kn_member(entry, "id");
    kn_code code = draw(session, episode, wish, wish->anyway, key, reply, err);

    if (code == KN_OK && json_array_size(json_object_get(*reply, "needs")) > 0 &&
        is_conversation(session)) {
        code = ask_needed(session, entry, *reply, catalogue, err);
        json_decref(*reply);
        *reply = NULL;
        if (code == KN_OK)
            code = draw(session, episode, wish, true, key, reply, err);
    }
    if (code == KN_OK && (wish->doing || wish->skip || key))
        code = respond(session, key ? "chose" : wish->skip ? "skipped" : "doing", key, *reply, err);
    return code;
}

/* ---- At a terminal ----------------------------------------------------------------------------*/

/* "Enter: yes", s, or what is done instead. */
static kn_code ask_response(kn_session *session, json_t *reply, const json_t *catalogue,
                            kn_error *err)
{
    char line[LINE_SIZE];

    for (int i = 0; i < TRIES; i++) {
        kn_error fault = {0};
        const char *key = NULL;

        if (!kn_read_line("Doing it? Enter: yes; s: skip it; or what you do instead. ", line,
                          sizeof line))
            return KN_OK;
        if (!*line)
            return respond(session, "doing", NULL, reply, err);
        if (strcmp(line, "s") == 0)
            return respond(session, "skipped", NULL, reply, err);
        if (kn_choose(catalogue, "treatments", "instead", line, &key, &fault) == KN_OK)
            return respond(session, "chose", key, reply, err);
        kn_complain(&fault);
    }
    return KN_OK;
}

kn_code kn_draw_converse(kn_session *session, const json_t *entry, const json_t *reply,
                         const kn_draw_wish *wish, const json_t *catalogue, kn_error *err)
{
    const json_t *drawn = json_object_get(reply, "draw");
    const kn_spasm nothing = KN_SPASM_NOTHING;
    json_t *latest = NULL, *copy;
    char line[LINE_SIZE];
    kn_code code = KN_OK;

    if (!is_conversation(session) || !json_is_object(drawn))
        return KN_OK;
    copy = json_deep_copy(reply);
    if (*kn_member(drawn, "arm") && !wish->doing && !wish->skip && !wish->choose)
        code = ask_response(session, copy, catalogue, err);
    json_decref(copy);
    if (code || !kn_read_line("Press Enter when it has eased; Ctrl-C leaves it running. ", line,
                              sizeof line))
        return code;
    /* it may have been changed by an answer to a question above, or elsewhere meanwhile */
    code = kn_session_ask(session, "entry", json_pack("{s:s}", "id", kn_member(entry, "id")),
                          &latest, err);
    if (code == KN_OK && json_is_true(json_object_get(
                             json_object_get(json_object_get(latest, "entry"), "body"), "running")))
        code = kn_ease_entry(session, &nothing, catalogue, json_object_get(latest, "entry"), err);
    json_decref(latest);
    return code;
}

/* ---- unknot relief draw -----------------------------------------------------------------------*/

typedef struct draw_arguments {
    kn_diary_options common;
    kn_draw_wish wish;
    kn_spasm spasm;
} draw_arguments;

static const draw_arguments draw_defaults = {.spasm = KN_SPASM_NOTHING};

static const kn_option draw_options[] = {
    {.help = "What you do about it"},
    KN_DRAW_OPTIONS(draw_arguments, wish),
    {.help = "What is known of the spasm"},
    KN_SPASM_OPTION(draw_arguments, spasm, "site", "REGION[:PAIN]", KN_OPTION_LIST, sites,
                    "where, such as left-calf; may be given more than once"),
    KN_SPASM_OPTION(draw_arguments, spasm, "pain-start", "0-10", KN_OPTION_SCORE, pain_start,
                    "how bad it is now"),
    KN_DIARY_OPTIONS,
};

/* What is new about the spasm is written first: the draw may hang on it. */
static kn_code tell(kn_session *session, const draw_arguments *arguments, const json_t *catalogue,
                    const json_t *entry, kn_error *err)
{
    json_t *body, *saved = NULL;
    kn_code code;

    if (arguments->spasm.sites.count == 0 && arguments->spasm.pain_start < 0)
        return KN_OK;
    body = json_deep_copy(json_object_get(entry, "body"));
    code = kn_spasm_set(&arguments->spasm, catalogue, body, err);
    if (code == KN_OK)
        code = kn_amend_next(session, entry, NULL, json_incref(body), &saved, err);
    json_decref(saved);
    json_decref(body);
    return code;
}

static kn_code draw_running(kn_session *session, const draw_arguments *arguments, const char *given,
                            const json_t *catalogue, kn_error *err)
{
    json_t *today = NULL, *entry = NULL, *reply = NULL;
    const char *key;
    kn_code code = kn_draw_check(session, &arguments->wish, catalogue, &key, err);

    if (code == KN_OK)
        code = kn_session_ask(session, "today", NULL, &today, err);
    if (code == KN_OK)
        code = kn_find_running(session, given, today, &entry, err);
    if (code == KN_OK)
        code = tell(session, arguments, catalogue, entry, err);
    if (code == KN_OK)
        code = kn_draw_for(session, entry, &arguments->wish, key, catalogue, &reply, err);
    if (code == KN_OK && !json_is_object(json_object_get(reply, "draw")) &&
        json_array_size(json_object_get(reply, "needs")) == 0) {
        kn_fail(err, KN_CONFLICT, NULL, "nothing is picked: comparing is not on");
        code = kn_hint(err, "Switch it on by unknot relief plan --on.");
    }
    if (code == KN_OK && session->options->json) {
        kn_say_warnings(json_object_get(reply, "warnings"), stderr);
        kn_print_json(reply);
    } else if (code == KN_OK) {
        kn_say_warnings(json_object_get(reply, "warnings"), stderr);
        fflush(stderr);
        kn_say_draw(reply, kn_member(entry, "id"));
    }
    json_decref(reply);
    json_decref(today);
    return code;
}

static kn_code relief_draw(const kn_words *operands, void *context, kn_error *err)
{
    const draw_arguments *arguments = context;
    json_t *catalogue;
    kn_session session;
    kn_code code = kn_open_with_catalogue(&session, &arguments->common, &catalogue, err);

    if (code == KN_OK)
        code = draw_running(&session, arguments, KN_OPERAND(operands), catalogue, err);
    json_decref(catalogue);
    kn_session_close(&session);
    return code;
}

const kn_command kn_relief_draw_command = {
    .name = "relief draw",
    .operands = "[ID]",
    .summary = "the remedy picked for the spasm that runs, and what you do about it",
    .example = "unknot relief draw --doing",
    .options = draw_options,
    .option_count = sizeof draw_options / sizeof draw_options[0],
    .act = relief_draw,
    .most = 1,
    .arguments_size = sizeof(draw_arguments),
    .defaults = &draw_defaults,
};
