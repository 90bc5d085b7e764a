/* unknot relief without a file, relief pooled, relief verify, now: what the diary says. */
#include "cli/relief_diary.h"

#include <stdlib.h>
#include <string.h>

#include "answer/what_now.h"
#include "base/json.h"
#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/trial.h"
#include "exchange/exchange.h"

/* ---- The answer -------------------------------------------------------------------------------*/

static void say_list(const char *title, const json_t *list)
{
    if (json_array_size(list) > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; i < json_array_size(list); i++) {
        fputs("- ", stdout);
        kn_print_wrapped(stdout, json_string_value(json_array_get(list, i)), 2, KN_SAY_WIDTH);
    }
}

static void say_table(const char *title, const json_t *part)
{
    if (!json_is_object(part) || json_array_size(json_object_get(part, "rows")) == 0)
        return;
    printf("\n%s\n", *kn_member(part, "caption") ? kn_member(part, "caption") : title);
    kn_say_paragraph(kn_member(part, "words"));
    kn_say_table(part);
}

static void say_contrasts(const json_t *contrasts)
{
    for (size_t i = 0; i < json_array_size(contrasts); i++) {
        const json_t *row = json_array_get(contrasts, i);

        putchar('\n');
        kn_say_paragraph(kn_member(row, "headline"));
        kn_say_paragraph(kn_member(row, "lead"));
        kn_say_paragraph(kn_member(json_object_get(row, "draw"), "words"));
    }
}

static void say_parts(const json_t *parts)
{
    for (size_t i = 0; i < json_array_size(parts); i++)
        kn_say_pair(kn_member(json_array_get(parts, i), "title"),
                    kn_member(json_array_get(parts, i), "words"));
}

static void say_answer(const json_t *reply)
{
    static const struct {
        const char *member, *title;
    } tables[] = {{"medians", "Minutes"},
                  {"within_ten", "Eased within ten minutes"},
                  {"pain", "How much the pain dropped"},
                  {"observed", "What you chose yourself: only observed, not compared"},
                  {"switched", "Something else was used as well"}};
    const json_t *by_place = json_object_get(reply, "by_place");
    const json_t *by_label = json_object_get(reply, "by_label");

    kn_say_paragraph(kn_member(reply, "headline"));
    kn_say_paragraph(kn_member(reply, "lead"));
    kn_say_paragraph(kn_member(reply, "counts_words"));
    kn_say_paragraph(kn_member(json_object_get(reply, "best"), "words"));
    if (json_array_size(json_object_get(reply, "contrasts")) > 1)
        say_contrasts(json_object_get(reply, "contrasts"));
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        say_table(tables[i].title, json_object_get(reply, tables[i].member));
    if (json_array_size(by_place) + json_array_size(by_label) > 0)
        puts("\nAmong some of them");
    say_parts(by_place);
    say_parts(by_label);
    say_list("What may be doubted", json_object_get(reply, "doubts"));
    if (*kn_member(json_object_get(reply, "stop"), "words"))
        putchar('\n');
    kn_say_paragraph(kn_member(json_object_get(reply, "stop"), "words"));
    if (strcmp(kn_member(reply, "state"), "none") == 0)
        puts("Begin: unknot relief plan --on");
}

/* Asks one operation of the diary and says what it replied. */
static kn_code ask_and_say(const kn_diary_options *common, kn_store_mode mode,
                           const char *operation, json_t *request, void (*say)(const json_t *reply),
                           json_t **kept, kn_error *err)
{
    kn_session session;
    json_t *reply = NULL;
    kn_code code = kn_session_open(&session, common, mode, err);

    if (code)
        json_decref(request);
    else
        code = kn_session_ask(&session, operation, request, &reply, err);
    if (code == KN_OK)
        kn_trial_answered(&session, reply, say);
    if (kept)
        *kept = json_incref(reply);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

kn_code kn_relief_of_diary(const kn_diary_options *common, kn_error *err)
{
    return ask_and_say(common, KN_STORE_READ, "relief-answer", NULL, say_answer, NULL, err);
}

/* ---- relief pooled ----------------------------------------------------------------------------*/

static const kn_option common_options[] = {KN_DIARY_OPTIONS};

static void say_pooled(const json_t *reply)
{
    const json_t *list = json_object_get(reply, "pooled");

    kn_say_paragraph(kn_member(reply, "line"));
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        const double percent = 100 * json_number_value(json_object_get(row, "faster"));
        char line[512];

        snprintf(line, sizeof line,
                 "%.200s beside %.200s, %d people: on average it eased sooner, in %s%.0f of 100 "
                 "ways things could be. [%.*s]",
                 kn_member(row, "name"), kn_member(row, "versus_name"),
                 (int)json_integer_value(json_object_get(row, "people")),
                 percent > 99.5 ? "more than " : "", percent > 99.5 ? 99 : percent, KN_SHORT_ID,
                 kn_member(row, "id"));
        fputs("- ", stdout);
        kn_print_wrapped(stdout, line, 2, KN_SAY_WIDTH);
    }
}

static kn_code pooled(const kn_words *operands, void *context, kn_error *err)
{
    const char *path = operands->word[0];
    json_t *document = NULL, *request;
    char *bytes = NULL;
    size_t size = 0;
    kn_code code = kn_file_read(path, KN_POOLED_BYTES_MAX, &bytes, &size, err);

    if (code == KN_OK)
        code = kn_json_parse(bytes, size, kn_file_name(path), &document, err);
    if (code == KN_OK) {
        request = kn_new_ids(NULL);
        json_object_set(request, "pooled", document);
        code = ask_and_say(context, KN_STORE_CREATE, "pooled-add", request, say_pooled, NULL, err);
    }
    if (code && !err->place.source[0])
        snprintf(err->place.source, sizeof err->place.source, "%.180s", kn_file_name(path));
    json_decref(document);
    free(bytes);
    return code;
}

const kn_command kn_relief_pooled_command = {
    .name = "relief pooled",
    .operands = "FILE",
    .summary = "take in an answer of many people, for \"unknot now\"",
    .about =
        "FILE is what unknot relief FILE.csv --json printed for several people and two arms; - "
        "is standard\ninput. Nothing about a single person is kept. Out again: unknot remove "
        "ID.",
    .example = "unknot relief pooled many.json",
    .options = common_options,
    .option_count = sizeof common_options / sizeof common_options[0],
    .act = pooled,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};

/* ---- relief verify ----------------------------------------------------------------------------*/

static void say_findings(const json_t *reply)
{
    const json_t *findings = json_object_get(reply, "findings");

    for (size_t i = 0; i < json_array_size(findings); i++) {
        const json_t *row = json_array_get(findings, i);
        const bool is_ok = json_is_true(json_object_get(row, "ok"));
        char line[512];

        snprintf(line, sizeof line, "%s %.140s%s%.280s",
                 is_ok ? "good:" : "NOT GOOD:", kn_member(row, "what"),
                 *kn_member(row, "detail") ? ". " : "", kn_member(row, "detail"));
        fputs("- ", stdout);
        kn_print_wrapped(stdout, line, 2, KN_SAY_WIDTH);
    }
}

static kn_code verify(const kn_words *operands, void *context, kn_error *err)
{
    json_t *reply = NULL;
    kn_code code =
        ask_and_say(context, KN_STORE_READ, "relief-verify", NULL, say_findings, &reply, err);

    (void)operands;
    if (code == KN_OK && !json_is_true(json_object_get(reply, "ok"))) {
        kn_fail(err, KN_DAMAGED, NULL, "a draw does not come out as it was written");
        code = kn_hint(err, "Another copy of the diary may hold it as it was: unknot import.");
    }
    json_decref(reply);
    return code;
}

const kn_command kn_relief_verify_command = {
    .name = "relief verify",
    .operands = "",
    .summary = "make every draw again, and compare",
    .options = common_options,
    .option_count = sizeof common_options / sizeof common_options[0],
    .act = verify,
    .arguments_size = sizeof(kn_diary_options),
};

/* ---- now --------------------------------------------------------------------------------------*/

static void say_indented(const char *text)
{
    if (!*text)
        return;
    fputs("  ", stdout);
    kn_print_wrapped(stdout, text, 2, KN_SAY_WIDTH);
}

static void say_items(const char *title, const json_t *items)
{
    char line[512];

    if (json_array_size(items) > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const bool is_card = strcmp(kn_member(item, "source"), "studies") == 0;

        snprintf(line, sizeof line, "%.300s. %.100s.", kn_member(item, "name"),
                 kn_member(item, "source_words"));
        kn_say_paragraph(line);
        say_indented(kn_member(item, "how"));
        if (!is_card) /* what studies found at length: unknot treatments KEY */
            say_indented(kn_member(item, "words"));
        say_indented(kn_member(item, "sure"));
        say_indented(kn_member(item, "caution"));
    }
}

static void say_now(const json_t *reply)
{
    kn_say_warnings(json_object_get(reply, "warnings"), stdout);
    kn_say_paragraph(kn_member(reply, "words"));
    say_items("During a spasm", json_object_get(reply, "now"));
    say_items("For the days", json_object_get(reply, "later"));
    puts("\nMore about each: unknot treatments KEY, such as unknot treatments heat_local");
}

static kn_code now(const kn_words *operands, void *context, kn_error *err)
{
    json_t *request = json_object();
    kn_session session;
    json_t *today = NULL, *reply = NULL;
    char id[KN_ID_SIZE] = "";
    kn_code code = kn_session_open(&session, context, KN_STORE_CREATE, err);

    if (code == KN_OK && operands->count)
        code = kn_session_resolve(&session, operands->word[0], id, err);
    else if (code == KN_OK)
        code = kn_session_ask(&session, "today", NULL, &today, err);
    if (code == KN_OK && !operands->count)
        snprintf(id, sizeof id, "%s",
                 kn_member(json_array_get(json_object_get(today, "running"), 0), "id"));
    if (id[0])
        json_object_set_new(request, "episode", json_string(id));
    if (code == KN_OK)
        code = kn_session_ask(&session, "what-now", json_incref(request), &reply, err);
    if (code == KN_OK)
        kn_trial_answered(&session, reply, say_now);
    json_decref(request);
    json_decref(today);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_now_command = {
    .name = "now",
    .operands = "[ID]",
    .summary = "what may be tried now: your own answers first, then other people's, then studies",
    .about =
        "Warnings come before everything. For the spasm that runs, or the one named, what your "
        "rules leave\nout for its pain and place is not shown. Nothing here is advice.",
    .options = common_options,
    .option_count = sizeof common_options / sizeof common_options[0],
    .act = now,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};
