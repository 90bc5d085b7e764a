/* unknot reading: the temperature outside and the hours slept, one at a time or from a CSV file. */
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/say.h"
#include "cli/spasm.h"
#include "exchange/exchange.h"

typedef struct reading_arguments {
    kn_diary_options common;
    kn_when when;
} reading_arguments;

static const kn_option options[] = {
    {.help = "When, of a single one"},
    KN_WHEN_OPTIONS(reading_arguments, when),
    KN_DIARY_OPTIONS,
};

static kn_code refuse(const char *given, kn_error *err)
{
    kn_fail(err, KN_USAGE, NULL, "there are no readings \"%.60s\"", given);
    return kn_hint(err, "Write: unknot reading temperature 4.5, unknot reading sleep 6.5, or the "
                        "name of a CSV file.");
}

static kn_code read_one(const kn_words *operands, const reading_arguments *arguments, kn_error *err)
{
    const char *word = operands->word[0], *number = operands->word[1];
    bool is_sleep = strcmp(word, "sleep") == 0 || strcmp(word, "sleep_hours") == 0;
    json_t *body;
    double value;
    kn_session session;
    kn_code code;

    if (!is_sleep && strcmp(word, "temperature") != 0)
        return refuse(word, err);
    if (kn_number_parse(number, strlen(number), '.', &value) != KN_NUMBER_OK) {
        kn_fail(err, KN_USAGE, NULL, "\"%.60s\" is not a number", number);
        return kn_hint(err, is_sleep ? "Write the hours slept, such as 6.5."
                                     : "Write degrees Celsius, such as 4.5.");
    }
    body = json_pack("{s:s,s:f}", "what", is_sleep ? "sleep_hours" : "temperature", "value", value);
    code = kn_session_open(&session, &arguments->common, KN_STORE_CREATE, err);
    if (code == KN_OK)
        code = kn_write_new(&session, "reading", &arguments->when, json_incref(body), err);
    json_decref(body);
    kn_session_close(&session);
    return code;
}

static void say_taken(const json_t *reply)
{
    printf("Taken in: %lld. Changed: %lld. Known already: %lld.\n",
           json_integer_value(json_object_get(reply, "added")),
           json_integer_value(json_object_get(reply, "changed")),
           json_integer_value(json_object_get(reply, "known")));
}

static kn_code read_file(const char *path, const reading_arguments *arguments, kn_error *err)
{
    kn_reply reply = {0};
    char *bytes = NULL;
    size_t size = 0;
    kn_session session = {0};
    kn_code code;

    if (kn_when_is_given(&arguments->when)) {
        kn_fail(err, KN_USAGE, NULL, "a file says itself of which days it is");
        return kn_hint(err, "Leave out --at, --day and --part.");
    }
    code = kn_file_read(path, KN_CSV_BYTES_MAX, &bytes, &size, err);
    if (code)
        return code == KN_NOTFOUND && !strchr(path, '.') ? refuse(path, err) : code;
    code = kn_session_open(&session, &arguments->common, KN_STORE_CREATE, err);
    if (code == KN_OK)
        code =
            kn_session_call(&session, "readings", json_pack("{s:s}", "source", kn_file_name(path)),
                            bytes, size, &reply, err);
    if (code == KN_OK && arguments->common.json)
        kn_print_json(reply.json);
    else if (code == KN_OK)
        say_taken(reply.json);
    kn_reply_release(&reply);
    kn_session_close(&session);
    free(bytes);
    return code;
}

static kn_code reading(const kn_words *operands, void *arguments, kn_error *err)
{
    return operands->count == 2 ? read_one(operands, arguments, err)
                                : read_file(operands->word[0], arguments, err);
}

static const char about[] =
    "Writes the temperature outside, in degrees Celsius, or the hours slept in the night before:\n"
    "unknot reading temperature 4.5, unknot reading sleep 6.5. Or takes many from a CSV file with\n"
    "the columns day and temperature, sleep_hours or both: all of it, or nothing and why. Days "
    "that\n"
    "are there with the same value stay as they are.";

const kn_command kn_reading_command = {
    .name = "reading",
    .operands = "temperature|sleep NUMBER",
    .summary = "write down the temperature outside or the hours slept, or take in a FILE.csv",
    .about = about,
    .example = "unknot reading sleep 6.5",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .act = reading,
    .least = 1,
    .most = 2,
    .arguments_size = sizeof(reading_arguments),
};
