/* unknot warnings, answer, advice, treatments, add: danger signs, cards, own items. */
#include <ctype.h>
#include <string.h>

#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

static const kn_option plain_options[] = {KN_DIARY_OPTIONS};

static void say_member(const json_t *object, const char *name, const char *before)
{
    const char *text = kn_member(object, name);
    char line[4096];

    if (!*text)
        return;
    snprintf(line, sizeof line, "%s%s", before, text);
    fputs("  ", stdout);
    kn_print_wrapped(stdout, line, 2, KN_SAY_WIDTH);
}

/* Asks an operation; prints the reply if it is wanted as JSON, else leaves it for words. The file
 * is made if there is none: who has written nothing yet may read the cards and the danger signs. */
static kn_code ask_plain(const kn_diary_options *common, const char *operation, json_t *arguments,
                         json_t **reply, kn_error *err)
{
    kn_session session;
    kn_code code = kn_session_open(&session, common, KN_STORE_CREATE, err);

    *reply = NULL;
    if (code)
        json_decref(arguments);
    else
        code = kn_session_ask(&session, operation, arguments, reply, err);
    if (code == KN_OK && common->json)
        kn_print_json(*reply);
    kn_session_close(&session);
    return code;
}

/* ---- warnings, answer, advice -----------------------------------------------------------------*/

static void say_flags(const json_t *reply)
{
    const json_t *flags = json_object_get(reply, "flags");

    kn_say_warnings(json_object_get(reply, "current"), stdout);
    puts("When to get help");
    for (size_t i = 0; i < json_array_size(flags); i++) {
        const json_t *flag = json_array_get(flags, i);

        printf("\n%s  %s\n", kn_member(flag, "flag"), kn_member(flag, "title"));
        say_member(flag, "sign", "");
        say_member(flag, "act", "");
        say_member(flag, "escalate", "");
        say_member(flag, "source", "Source: ");
        say_member(flag, "caution", "");
    }
    putchar('\n');
    kn_print_wrapped(stdout, kn_member(reply, "footer"), 0, KN_SAY_WIDTH);
}

static kn_code warnings(const kn_words *operands, void *context, kn_error *err)
{
    const kn_diary_options *common = context;
    json_t *reply;
    kn_code code = ask_plain(common, "warnings", NULL, &reply, err);

    (void)operands;
    if (code == KN_OK && !common->json)
        say_flags(reply);
    json_decref(reply);
    return code;
}

const kn_command kn_warnings_command = {
    .name = "warnings",
    .operands = "",
    .summary = "the warnings that stand, and when to get help",
    .options = plain_options,
    .option_count = COUNT(plain_options),
    .act = warnings,
    .arguments_size = sizeof(kn_diary_options),
};

typedef struct answer_arguments {
    kn_diary_options common;
    const char *about, *note;
} answer_arguments;

static const kn_option answer_options[] = {
    {"about", "ID", NULL, "the entry that led to the question", KN_OPTION_TEXT,
     offsetof(answer_arguments, about), 0, NULL},
    KN_DIARY_OPTIONS,
};

/* "r6" as "R6" */
static json_t *flag_name(const char *word)
{
    char flag[16];
    size_t length = 0;

    for (; word[length] && length < sizeof flag - 1; length++)
        flag[length] = (char)toupper((unsigned char)word[length]);
    flag[length] = '\0';
    return json_string(flag);
}

static kn_code answer(const kn_words *operands, void *context, kn_error *err)
{
    const answer_arguments *arguments = context;
    json_t *body = json_object();
    char about[KN_ID_SIZE];
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_CREATE, err);

    json_object_set_new(body, "flag", flag_name(operands->word[0]));
    json_object_set_new(body, "answer", json_string(operands->word[1]));
    if (code == KN_OK && arguments->about)
        code = kn_session_resolve(&session, arguments->about, about, err);
    if (code == KN_OK && arguments->about)
        json_object_set_new(body, "about", json_string(about));
    if (code == KN_OK)
        code = kn_write_new(&session, "answer", &(kn_when){0}, json_incref(body), err);
    json_decref(body);
    kn_session_close(&session);
    return code;
}

const kn_command kn_answer_command = {
    .name = "answer",
    .operands = "FLAG yes|no|unsure",
    .summary = "answer the question of a warning, such as R6",
    .options = answer_options,
    .option_count = COUNT(answer_options),
    .act = answer,
    .least = 2,
    .most = 2,
    .arguments_size = sizeof(answer_arguments),
};

static const kn_option advice_options[] = {
    {"note", "TEXT", NULL, "what was said", KN_OPTION_TEXT, offsetof(answer_arguments, note), 0,
     NULL},
    KN_DIARY_OPTIONS,
};

static kn_code advice(const kn_words *operands, void *context, kn_error *err)
{
    const answer_arguments *arguments = context;
    json_t *body = json_pack("{s:o}", "flag", flag_name(operands->word[0]));
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_CREATE, err);

    kn_set_text(body, "note", arguments->note);
    if (code == KN_OK)
        code = kn_write_new(&session, "advice", &(kn_when){0}, json_incref(body), err);
    json_decref(body);
    kn_session_close(&session);
    return code;
}

const kn_command kn_advice_command = {
    .name = "advice",
    .operands = "FLAG",
    .summary = "you have had advice about a warning; it rests until something new raises it",
    .options = advice_options,
    .option_count = COUNT(advice_options),
    .act = advice,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(answer_arguments),
};

/* ---- treatments -------------------------------------------------------------------------------*/

static void say_list(const json_t *list, const char *name, const char *title)
{
    const json_t *rows = json_object_get(list, name);

    if (json_array_size(rows) > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        fputs("  - ", stdout);
        kn_print_wrapped(stdout, json_string_value(json_array_get(rows, i)), 4, KN_SAY_WIDTH);
    }
}

static void say_citation(const json_t *citation)
{
    char line[2048];
    const json_t *year = json_object_get(citation, "year");
    const char *doi = kn_member(citation, "doi");

    snprintf(line, sizeof line, "%s (%lld) %s. %s%s%s", kn_member(citation, "authors"),
             (long long)json_integer_value(year), kn_member(citation, "title"),
             kn_member(citation, "journal"), doi[0] ? ". doi " : "", doi);
    fputs("  ", stdout);
    kn_print_wrapped(stdout, line, 4, KN_SAY_WIDTH);
}

static void say_card(const json_t *reply)
{
    const json_t *card = json_object_get(reply, "treatment");
    const json_t *citations = json_object_get(card, "citations");

    printf("%s\n", kn_member(card, "name"));
    say_member(card, "what", "");
    say_list(card, "how", "How");
    say_member(card, "how", "How: ");
    putchar('\n');
    say_member(card, "certainty_word", "How sure studies are: ");
    say_member(card, "found", "");
    say_member(card, "effect", "");
    say_list(card, "cautions", "Take care");
    say_member(card, "doctor_words", "Ask your doctor: ");
    say_member(card, "test", "To try it here: ");
    if (json_array_size(citations) > 0)
        puts("\nRead");
    for (size_t i = 0; i < json_array_size(citations); i++)
        say_citation(json_array_get(citations, i));
    puts("\nRemedies are tried here, never recommended.");
}

static void say_cards(const json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *card = json_array_get(list, i);
        char line[512];

        if (json_is_true(json_object_get(card, "archived")))
            continue;
        snprintf(line, sizeof line, "%s%s%s", kn_member(card, "name"),
                 kn_member(card, "certainty_word")[0] ? ": " : "",
                 kn_member(card, "certainty_word"));
        printf("  %-18s ", kn_member(card, "id"));
        kn_print_wrapped(stdout, line, 21, KN_SAY_WIDTH);
    }
    puts("\nOne of them: unknot treatments ID. Tried here, never recommended.");
}

static kn_code treatments(const kn_words *operands, void *context, kn_error *err)
{
    const kn_diary_options *common = context;
    const char *id = operands->count ? operands->word[0] : NULL;
    json_t *reply;
    kn_code code = id ? ask_plain(common, "treatment", json_pack("{s:s}", "id", id), &reply, err)
                      : ask_plain(common, "treatments", NULL, &reply, err);

    if (code == KN_OK && !common->json && id)
        say_card(reply);
    else if (code == KN_OK && !common->json)
        say_cards(json_object_get(reply, "treatments"));
    json_decref(reply);
    return code;
}

const kn_command kn_treatments_command = {
    .name = "treatments",
    .operands = "[ID]",
    .summary = "the treatment cards; or one of them, with what studies found",
    .options = plain_options,
    .option_count = COUNT(plain_options),
    .act = treatments,
    .most = 1,
    .arguments_size = sizeof(kn_diary_options),
};

/* ---- add --------------------------------------------------------------------------------------*/

typedef struct add_arguments {
    kn_diary_options common;
    const char *scale, *unit, *low, *high, *better, *how, *replaces;
    bool graded, acute, archived;
} add_arguments;

#define AT(field) offsetof(add_arguments, field)
#define ITEM_OPTIONS                                                                               \
    {"replaces",     "KEY",        NULL, "gives a built-in one this name",                         \
     KN_OPTION_TEXT, AT(replaces), 0,    NULL},                                                    \
        {"archived",     NULL,         NULL, "no longer offered; what was recorded stays",         \
         KN_OPTION_FLAG, AT(archived), 0,    NULL},                                                \
        KN_DIARY_OPTIONS

static const kn_option measure_options[] = {
    {.help = "The measure"},
    {"scale", "0-10|count|yes-no|number", "0-10", "how it is answered", KN_OPTION_TEXT, AT(scale),
     0, NULL},
    {"unit", "TEXT", NULL, "of a number or a count", KN_OPTION_TEXT, AT(unit), 0, NULL},
    {"low", "TEXT", NULL, "what 0 of a scale 0-10 means", KN_OPTION_TEXT, AT(low), 0, NULL},
    {"high", "TEXT", NULL, "what 10 means", KN_OPTION_TEXT, AT(high), 0, NULL},
    {"better", "lower|higher|neither", "neither", "which way is better", KN_OPTION_TEXT, AT(better),
     0, NULL},
    ITEM_OPTIONS,
};
static const kn_option suspect_options[] = {
    {.help = "The suspect"},
    {"graded", NULL, NULL, "asked as 0 to 10 instead of yes or no", KN_OPTION_FLAG, AT(graded), 0,
     NULL},
    ITEM_OPTIONS,
};
static const kn_option treatment_options[] = {
    {.help = "The treatment"},
    {"how", "TEXT", NULL, "how you do it", KN_OPTION_TEXT, AT(how), 0, NULL},
    {"acute", NULL, NULL, "used during a spasm", KN_OPTION_FLAG, AT(acute), 0, NULL},
    ITEM_OPTIONS,
};

static kn_code add_item(const char *kind, const char *name, const add_arguments *arguments,
                        kn_error *err)
{
    const struct {
        const char *member, *text;
    } texts[] = {
        {"name", name},          {"scale", arguments->scale},      {"unit", arguments->unit},
        {"low", arguments->low}, {"high", arguments->high},        {"better", arguments->better},
        {"how", arguments->how}, {"replaces", arguments->replaces}};
    const struct {
        const char *member;
        bool value;
    } flags[] = {{"graded", arguments->graded},
                 {"acute", arguments->acute},
                 {"archived", arguments->archived}};
    json_t *body = json_object();
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_CREATE, err);

    for (size_t i = 0; i < COUNT(texts); i++)
        kn_set_text(body, texts[i].member, texts[i].text);
    for (size_t i = 0; i < COUNT(flags); i++)
        if (flags[i].value)
            json_object_set_new(body, flags[i].member, json_true());
    if (strcmp(kind, "measure") == 0 && !arguments->scale && !arguments->replaces)
        json_object_set_new(body, "scale", json_string("0-10"));
    if (code == KN_OK)
        code = kn_write_new(&session, kind, &(kn_when){0}, json_incref(body), err);
    json_decref(body);
    kn_session_close(&session);
    return code;
}

#define ADD_COMMAND(what, line)                                                                    \
    static kn_code add_##what(const kn_words *operands, void *arguments, kn_error *err)            \
    {                                                                                              \
        return add_item(#what, operands->count ? operands->word[0] : NULL, arguments, err);        \
    }                                                                                              \
    const kn_command kn_add_##what##_command = {                                                   \
        .name = "add " #what,                                                                      \
        .operands = "[NAME]",                                                                      \
        .summary = line,                                                                           \
        .options = what##_options,                                                                 \
        .option_count = COUNT(what##_options),                                                     \
        .act = add_##what,                                                                         \
        .most = 1,                                                                                 \
        .arguments_size = sizeof(add_arguments),                                                   \
    }

ADD_COMMAND(measure, "a measure of your own for the check-in; or rename or archive a built-in one");
ADD_COMMAND(suspect, "a suspect of your own; or rename or archive a built-in one");
ADD_COMMAND(treatment, "a treatment of your own; or rename or archive a built-in one");
