/* unknot today, diary, patterns, report: what is there. */
#include <ctype.h>
#include <string.h>

#include "base/civil.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/session.h"
#include "cli/trial.h"
#include "cli/when.h"
#include "report/diary_report.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

typedef struct look_arguments {
    kn_diary_options common;
    const char *from, *to, *day, *kind, *html;
    int limit;
} look_arguments;

#define AT(field) offsetof(look_arguments, field)
#define FROM_OPTION(fallback)                                                                      \
    {                                                                                              \
        "from", "DAY", fallback, "the first day", KN_OPTION_TEXT, AT(from), 0, NULL                \
    }
#define TO_OPTION                                                                                  \
    {                                                                                              \
        "to", "DAY", "today", "the last day", KN_OPTION_TEXT, AT(to), 0, NULL                      \
    }

/* The days that were given; a command has only some of the options. */
static kn_code set_days(const kn_session *session, const look_arguments *arguments, json_t *request,
                        kn_error *err)
{
    const int32_t today = kn_store_now(session->store).day;
    kn_code code = kn_day_set(request, "from", arguments->from, today, err);

    if (code == KN_OK)
        code = kn_day_set(request, "to", arguments->to, today, err);
    return code ? code : kn_day_set(request, "day", arguments->day, today, err);
}

/* Asks an operation about these days, and says what it replied. */
static kn_code look(const char *operation, void (*say)(const json_t *reply),
                    const look_arguments *arguments, kn_error *err)
{
    json_t *request = json_object(), *reply = NULL;
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    if (code == KN_OK)
        code = set_days(&session, arguments, request, err);
    if (code == KN_OK)
        code = kn_session_ask(&session, operation, json_incref(request), &reply, err);
    if (code == KN_OK && arguments->common.json)
        kn_print_json(reply);
    else if (code == KN_OK)
        say(reply);
    json_decref(request);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

/* ---- today ------------------------------------------------------------------------------------*/

static const kn_option today_options[] = {
    {"day", "DAY", "today", "another day, such as yesterday", KN_OPTION_TEXT, AT(day), 0, NULL},
    KN_DIARY_OPTIONS,
};

static void say_due(const json_t *due)
{
    for (size_t i = 0; i < json_array_size(due); i++) {
        const json_t *row = json_array_get(due, i);
        const char *title = kn_member(row, "title"), *line = kn_member(row, "line");

        if (kn_member(row, "done_at")[0])
            printf("\n%s: %c%s.\n", title, tolower((unsigned char)line[0]), line + 1);
        else if (kn_member(row, "trial")[0])
            printf("\n%s\n  %s\n  %s\n", title, line, kn_due_command(kn_member(row, "what")));
        else
            printf("\n%s: %s\n  %s\n", title, kn_due_command(kn_member(row, "what")), line);
    }
}

static void say_today(const json_t *reply)
{
    const char *date = kn_member(reply, "day");
    char count[64], words[KN_WORDS_SIZE];
    bool has_time;
    int32_t day;

    kn_say_warnings(json_object_get(reply, "warnings"), stderr);
    fflush(stderr);
    if (json_is_true(json_object_get(reply, "example")))
        puts("An invented diary: nothing in it happened to anyone.\n");
    kn_say_count(json_object_get(reply, "count"), count, sizeof count);
    if (kn_date_parse(date, strlen(date), &day, &has_time) == KN_DATE_OK)
        date = kn_words_day(words, day, day);
    printf("%s. %s.\n", date, count);
    kn_say_entries("Running now; unknot ease ends it", json_object_get(reply, "running"));
    kn_say_entries("Written down", json_object_get(reply, "entries"));
    say_due(json_object_get(reply, "due"));
    kn_say_chart(json_object_get(reply, "week"));
    kn_say_questions(json_object_get(reply, "questions"), NULL);
}

static kn_code today(const kn_words *operands, void *arguments, kn_error *err)
{
    (void)operands;
    return look("today", say_today, arguments, err);
}

const kn_command kn_today_command = {
    .name = "today",
    .operands = "",
    .summary = "what was written down today, what is due, the week",
    .options = today_options,
    .option_count = COUNT(today_options),
    .act = today,
    .arguments_size = sizeof(look_arguments),
};

/* ---- diary ------------------------------------------------------------------------------------*/

static const look_arguments diary_defaults = {.limit = 50};

static const kn_option diary_options[] = {
    {.help = "Which entries"},
    FROM_OPTION("the first of all"),
    TO_OPTION,
    {"kind", "KIND", "what was recorded",
     "episode, check-in, use, exposure, medicine, note or survey; also answer, advice and others",
     KN_OPTION_TEXT, AT(kind), 0, NULL},
    {"limit", "N", "50", "how many at most", KN_OPTION_COUNT, AT(limit), 0, NULL},
    KN_DIARY_OPTIONS,
};

/* Asks page after page until there are `limit` entries or no more. */
static kn_code read_entries(kn_session *session, json_t *request, int limit, json_t **reply,
                            kn_error *err)
{
    enum { PAGE = 500 };
    json_t *all = json_array(), *next = json_null();
    kn_code code = KN_OK;

    do {
        int missing = limit - (int)json_array_size(all);
        json_t *page;

        json_object_set_new(request, "limit", json_integer(missing < PAGE ? missing : PAGE));
        code = kn_session_ask(session, "entries", json_incref(request), &page, err);
        if (code)
            break;
        json_array_extend(all, json_object_get(page, "entries"));
        next = json_object_get(page, "next");
        json_object_set(request, "before", next);
        next = json_object_get(request, "before");
        json_decref(page);
    } while (json_is_string(next) && (int)json_array_size(all) < limit);
    *reply =
        code ? NULL
             : json_pack("{s:O,s:O,s:i}", "entries", all, "next", next, "schema", KN_API_SCHEMA);
    json_decref(all);
    return code;
}

static void say_diary(const json_t *reply)
{
    const json_t *entries = json_object_get(reply, "entries");
    const char *day = "";

    if (json_array_size(entries) == 0)
        puts("Nothing recorded. That is fine.");
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        const char *its_day = kn_member(json_object_get(entry, "shown"), "day");

        if (strcmp(its_day, day) != 0)
            printf("%s%s\n", i ? "\n" : "", its_day);
        day = its_day;
        kn_say_entry(entry);
    }
    if (json_is_string(json_object_get(reply, "next")))
        printf("\nThere are more: --limit, or --to %s\n", day);
}

static kn_code diary(const kn_words *operands, void *context, kn_error *err)
{
    const look_arguments *arguments = context;
    json_t *request = json_object(), *reply = NULL;
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    (void)operands;
    if (code == KN_OK)
        code = set_days(&session, arguments, request, err);
    if (arguments->kind)
        json_object_set_new(request, "kind", json_string(arguments->kind));
    if (code == KN_OK)
        code = read_entries(&session, request, arguments->limit, &reply, err);
    if (code == KN_OK && arguments->common.json)
        kn_print_json(reply);
    else if (code == KN_OK)
        say_diary(reply);
    json_decref(request);
    json_decref(reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_diary_command = {
    .name = "diary",
    .operands = "",
    .summary = "the entries, the newest first",
    .example = "unknot diary --from 2026-03-01 --kind episode",
    .options = diary_options,
    .option_count = COUNT(diary_options),
    .act = diary,
    .arguments_size = sizeof(look_arguments),
    .defaults = &diary_defaults,
};

/* ---- patterns ---------------------------------------------------------------------------------*/

static const kn_option patterns_options[] = {
    {.help = "Which days"},
    FROM_OPTION("27 days before the last"),
    TO_OPTION,
    KN_DIARY_OPTIONS,
};

static int whole(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

static void say_used(const json_t *list)
{
    if (json_array_size(list) > 0)
        puts("\nTreatments");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *used = json_array_get(list, i), *helped = json_object_get(used, "helped");
        char line[512];

        snprintf(line, sizeof line,
                 "%s: used %d, left out %d; in spasms %d (much %d, little %d, none %d, worse %d)",
                 kn_member(used, "name"), whole(used, "taken"), whole(used, "not_taken"),
                 whole(used, "done"), whole(helped, "much"), whole(helped, "little"),
                 whole(helped, "none"), whole(helped, "worse"));
        fputs("  ", stdout);
        kn_print_wrapped(stdout, line, 4, KN_SAY_WIDTH);
    }
}

static void say_patterns(const json_t *reply)
{
    static const char *const names[] = {"days", "hours", "sites", "labels"};
    const json_t *charts = json_object_get(reply, "charts"), *days = json_object_get(reply, "days");
    const json_t *measures = json_object_get(charts, "measures");

    printf("%s to %s\nDays with spasms: %d, without: %d, not recorded: %d.\n",
           kn_member(reply, "from"), kn_member(reply, "to"), whole(days, "value"),
           whole(days, "none"), whole(days, "not_recorded"));
    if (json_is_true(json_object_get(reply, "empty"))) {
        puts("Nothing recorded. That is fine.");
        return;
    }
    for (size_t i = 0; i < COUNT(names); i++)
        kn_say_chart(json_object_get(charts, names[i]));
    for (size_t i = 0; i < json_array_size(measures); i++) {
        const json_t *chart = json_object_get(json_array_get(measures, i), "chart");

        printf("\n%s\n  ", kn_member(chart, "title"));
        kn_print_wrapped(stdout, kn_member(chart, "summary"), 2, KN_SAY_WIDTH);
    }
    say_used(json_object_get(reply, "used"));
}

static kn_code patterns(const kn_words *operands, void *arguments, kn_error *err)
{
    (void)operands;
    return look("patterns", say_patterns, arguments, err);
}

const kn_command kn_patterns_command = {
    .name = "patterns",
    .operands = "",
    .summary = "spasms by day, hour and place, measures, treatments used",
    .options = patterns_options,
    .option_count = COUNT(patterns_options),
    .act = patterns,
    .arguments_size = sizeof(look_arguments),
};

/* ---- report -----------------------------------------------------------------------------------*/

static const kn_option report_options[] = {
    {.help = "Which days"},
    FROM_OPTION("83 days before the last"),
    TO_OPTION,
    {.help = "What comes out; without these, text on standard output"},
    {"html", "FILE", NULL, "one page to print", KN_OPTION_TEXT, AT(html), 0, NULL},
    KN_DIARY_OPTIONS,
};

static kn_code report(const kn_words *operands, void *context, kn_error *err)
{
    const look_arguments *arguments = context;
    json_t *request = json_object();
    kn_reply reply = {0};
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_READ, err);

    (void)operands;
    if (code == KN_OK)
        code = set_days(&session, arguments, request, err);
    if (!arguments->common.json || arguments->html)
        json_object_set_new(request, "format", json_string(arguments->html ? "page" : "text"));
    if (code == KN_OK)
        code = kn_session_call(&session, "report", json_incref(request), NULL, 0, &reply, err);
    if (code == KN_OK && reply.json)
        kn_print_json(reply.json);
    else if (code == KN_OK)
        code = kn_write_out("--html", arguments->html, kn_text_string(&reply.bytes),
                            reply.bytes.size, err);
    json_decref(request);
    kn_reply_release(&reply);
    kn_session_close(&session);
    return code;
}

const kn_command kn_report_command = {
    .name = "report",
    .operands = "",
    .summary = "the report for the doctor",
    .example = "unknot report --html report.html",
    .options = report_options,
    .option_count = COUNT(report_options),
    .act = report,
    .arguments_size = sizeof(look_arguments),
};
