/* unknot check-in: how the day was. Asks on a terminal when nothing is given. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"

enum {
    MEASURE_COUNT = 7,
    QUESTION_SIZE = 3 * 4 * KN_NAME_MAX + 64 /* three names in characters of four bytes */
};

/* The built-in measures, in the order asked. */
static const char *const measures[MEASURE_COUNT] = {"spasms", "pain", "sleep",   "fatigue",
                                                    "stress", "mood", "thinking"};

typedef struct check_in_arguments {
    kn_diary_options common;
    kn_when when;
    const char *value[MEASURE_COUNT];
    kn_words others;
    const char *note;
} check_in_arguments;

#define VALUE(index, name, argument, help)                                                         \
    {                                                                                              \
        name, argument, NULL, help, KN_OPTION_TEXT, offsetof(check_in_arguments, value[index]), 0, \
            NULL                                                                                   \
    }

static const kn_option options[] = {
    {.help = "What you know; what is left out is not recorded"},
    VALUE(0, "spasms", "N|none", "how many spasms there were"),
    VALUE(1, "pain", "0-10|none", "how bad the pain was"),
    VALUE(2, "sleep", "0-10", "how the night before was"),
    VALUE(3, "fatigue", "0-10|none", "how tired you were"),
    VALUE(4, "stress", "0-10|none", "how much stress there was"),
    VALUE(5, "mood", "0-10", "how your mood was"),
    VALUE(6, "thinking", "0-10", "how clear your thinking was"),
    {"value", "MEASURE=N", NULL, "one of your own measures; may be given more than once",
     KN_OPTION_LIST, offsetof(check_in_arguments, others), 0, NULL},
    {"note", "TEXT", NULL, "anything else", KN_OPTION_TEXT, offsetof(check_in_arguments, note), 0,
     NULL},
    {.help = "Which day"},
    KN_WHEN_OPTIONS(check_in_arguments, when),
    KN_DIARY_OPTIONS,
};

static bool is_yes_no(const json_t *measure)
{
    return strcmp(kn_member(measure, "scale"), "yes-no") == 0;
}

/* "3", "none"; of a measure asked as yes or no also "yes" and "no", which are no numbers elsewhere.
 */
static json_t *read_value(const json_t *measure, const char *text)
{
    double number;

    if (strcmp(text, "none") == 0)
        return json_string("none");
    if (is_yes_no(measure) && (strcmp(text, "yes") == 0 || strcmp(text, "no") == 0))
        return json_integer(text[0] == 'y');
    if (kn_number_parse(text, strlen(text), '.', &number) != KN_NUMBER_OK)
        return NULL;
    if (number > -1e9 && number < 1e9 && number == (double)(int)number)
        return json_integer((int)number);
    return json_real(number);
}

static const json_t *find_measure(const json_t *catalogue, const char *key)
{
    const json_t *list = json_object_get(catalogue, "measures");

    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(kn_member(json_array_get(list, i), "key"), key) == 0)
            return json_array_get(list, i);
    return NULL;
}

static kn_code set_value(const json_t *catalogue, json_t *values, const char *option,
                         const char *key, const char *text, kn_error *err)
{
    json_t *value = read_value(find_measure(catalogue, key), text);

    if (value) {
        json_object_set_new(values, key, value);
        return KN_OK;
    }
    kn_fail(err, KN_USAGE, NULL, "--%s must be a number or none, not \"%.60s\"", option, text);
    return kn_hint(err, "Leave it out if you do not know.");
}

static kn_code set_others(const kn_words *others, const json_t *catalogue, json_t *values,
                          kn_error *err)
{
    kn_code code = KN_OK;

    for (size_t i = 0; i < others->count && code == KN_OK; i++) {
        const char *text = others->word[i], *equals = strchr(text, '='), *key;
        char name[128];

        if (!equals || (size_t)(equals - text) >= sizeof name)
            return kn_fail(err, KN_USAGE, NULL, "--value needs MEASURE=N, not \"%.60s\"", text);
        snprintf(name, sizeof name, "%.*s", (int)(equals - text), text);
        code = kn_choose(catalogue, "measures", "--value", name, &key, err);
        if (code == KN_OK)
            code = set_value(catalogue, values, "value", key, equals + 1, err);
    }
    return code;
}

/* One question; an empty line leaves the measure out, and the end of the input all the rest. */
static bool ask_measure(const json_t *measure, json_t *values)
{
    const char *low = kn_member(measure, "low"), *high = kn_member(measure, "high");
    const char *scale = strcmp(kn_member(measure, "scale"), "0-10") == 0 ? ", 0 to 10"
                        : is_yes_no(measure)                             ? ", yes or no"
                                                                         : ", a number";
    char question[QUESTION_SIZE], line[64];

    if (low[0] && high[0])
        snprintf(question, sizeof question, "%s%s (%s to %s): ", kn_member(measure, "name"), scale,
                 low, high);
    else
        snprintf(question, sizeof question, "%s%s: ", kn_member(measure, "name"), scale);
    while (kn_read_line(question, line, sizeof line)) {
        json_t *value = line[0] ? read_value(measure, line) : NULL;

        if (value)
            json_object_set_new(values, kn_member(measure, "key"), value);
        if (value || !line[0])
            return true;
        fputs("A number, or none; Enter leaves it out.\n", stderr);
    }
    return false;
}

/* First the short ones; the rest only for those who have the energy. */
static void ask_all(const json_t *catalogue, json_t *values)
{
    const json_t *list = json_object_get(catalogue, "measures");
    char line[16];
    bool goes_on = true;

    fputs("Enter leaves a question out. \"none\" is an answer.\n", stderr);
    for (int is_short = 1; is_short >= 0 && goes_on; is_short--) {
        if (!is_short &&
            (!kn_read_line("Some more, if you have the energy? y or Enter: ", line, sizeof line) ||
             tolower((unsigned char)line[0]) != 'y'))
            return;
        for (size_t i = 0; i < json_array_size(list) && goes_on; i++) {
            const json_t *measure = json_array_get(list, i);

            if (json_is_true(json_object_get(measure, "short")) == is_short &&
                !json_is_true(json_object_get(measure, "archived")))
                goes_on = ask_measure(measure, values);
        }
    }
}

static kn_code make_body(const check_in_arguments *arguments, const json_t *catalogue, json_t *body,
                         kn_error *err)
{
    json_t *values = json_object();
    kn_code code = KN_OK;

    for (int i = 0; i < MEASURE_COUNT && code == KN_OK; i++)
        if (arguments->value[i])
            code = set_value(catalogue, values, measures[i], measures[i], arguments->value[i], err);
    if (code == KN_OK)
        code = set_others(&arguments->others, catalogue, values, err);
    if (code == KN_OK && json_object_size(values) == 0 && !arguments->note && isatty(STDIN_FILENO))
        ask_all(catalogue, values);
    if (code == KN_OK && json_object_size(values) == 0 && !arguments->note) {
        kn_fail(err, KN_USAGE, NULL, "nothing was said, so nothing was saved");
        code = kn_hint(err, "Such as: unknot check-in --spasms none --pain 3.");
    }
    if (json_object_size(values) > 0)
        json_object_set(body, "values", values);
    kn_set_text(body, "note", arguments->note);
    json_decref(values);
    return code;
}

static kn_code check_in(const kn_words *operands, void *context, kn_error *err)
{
    const check_in_arguments *arguments = context;
    json_t *catalogue = NULL, *body = json_object();
    kn_session session;
    kn_code code = kn_session_open(&session, &arguments->common, KN_STORE_CREATE, err);

    (void)operands;
    if (code == KN_OK)
        code = kn_session_ask(&session, "catalogue", NULL, &catalogue, err);
    if (code == KN_OK)
        code = make_body(arguments, catalogue, body, err);
    if (code == KN_OK)
        code = kn_write_new(&session, "check-in", &arguments->when, json_incref(body), err);
    json_decref(body);
    json_decref(catalogue);
    kn_session_close(&session);
    return code;
}

const kn_command kn_check_in_command = {
    .name = "check-in",
    .operands = "",
    .summary = "write down how the day was; asks you when nothing is given",
    .example = "unknot check-in --spasms none --pain 3 --sleep 6",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .act = check_in,
    .arguments_size = sizeof(check_in_arguments),
};
