/* unknot api: any operation, as HTTP would call it. And example: an invented diary. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/when.h"
#include "exchange/exchange.h"
#include "trial/example.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- api --------------------------------------------------------------------------------------*/

typedef struct api_arguments {
    kn_diary_options common; /* its json is not asked: replies are JSON */
    const char *in, *out;
    bool markdown;
} api_arguments;

static const kn_option api_options[] = {
    {"in", "FILE", NULL, "the bytes for an operation that takes some", KN_OPTION_TEXT,
     offsetof(api_arguments, in), 0, NULL},
    {"out", "FILE", "standard output", "where the reply goes", KN_OPTION_TEXT,
     offsetof(api_arguments, out), 0, NULL},
    {"markdown", NULL, NULL, "print docs/api.md and stop", KN_OPTION_FLAG,
     offsetof(api_arguments, markdown), 0, NULL},
    KN_DIARY_FILE_OPTION,
};

static kn_code print_manual(kn_error *err)
{
    kn_text text;
    kn_code code;

    kn_text_init(&text, (size_t)1 << 20);
    kn_api_print_markdown(&text);
    code = kn_text_check(&text, "the manual", err);
    if (code == KN_OK)
        fwrite(kn_text_string(&text), 1, text.size, stdout);
    kn_text_release(&text);
    return code;
}

static void print_operations(void)
{
    for (size_t i = 0; i < kn_operation_count; i++) {
        printf("  %-15s ", kn_operations[i].name);
        kn_print_wrapped(stdout, kn_operations[i].summary, 18, 72);
    }
}

static const kn_operation *find_operation(const char *name, kn_error *err)
{
    enum { MOST = 64 };
    const kn_operation *operation = kn_operation_find(name);
    const char *names[MOST], *nearest;
    size_t count = 0;

    if (operation)
        return operation;
    for (; count < kn_operation_count && count < MOST; count++)
        names[count] = kn_operations[count].name;
    nearest = kn_nearest(name, names, count);
    kn_fail(err, KN_USAGE, NULL, "there is no operation \"%.60s\"", name);
    if (nearest)
        kn_hint(err, "Did you mean \"%s\"?", nearest);
    else
        kn_hint(err, "All operations: unknot api.");
    return NULL;
}

/* The JSON of a request: the word itself, or standard input for "-". */
static kn_code read_request(const char *word, json_t **arguments, kn_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    kn_code code;

    if (strcmp(word, "-") != 0)
        return kn_json_parse(word, strlen(word), "JSON", arguments, err);
    code = kn_file_read(word, KN_REQUEST_MAX, &bytes, &size, err);
    if (code == KN_OK)
        code = kn_json_parse(bytes, size, kn_file_name(word), arguments, err);
    free(bytes);
    return code;
}

static kn_code write_reply(const kn_reply *reply, const char *path, kn_error *err)
{
    kn_text text;
    kn_code code;

    if (!reply->json)
        return kn_write_out("--out", path, kn_text_string(&reply->bytes), reply->bytes.size, err);
    kn_text_init(&text, KN_IMPORT_MAX);
    kn_json_add(&text, reply->json);
    kn_text_add_char(&text, '\n');
    code = kn_text_check(&text, "the reply", err);
    if (code == KN_OK)
        code = kn_write_out("--out", path, kn_text_string(&text), text.size, err);
    kn_text_release(&text);
    return code;
}

static kn_code call(const kn_operation *operation, const kn_request *request,
                    const api_arguments *arguments, kn_error *err)
{
    kn_reply reply = {0};
    kn_session session;
    kn_code code =
        kn_session_open(&session, &arguments->common,
                        operation->method == KN_GET ? KN_STORE_READ : KN_STORE_CREATE, err);

    if (code == KN_OK)
        code = kn_api_call(&session.api, operation, request, &reply, err);
    if (code == KN_OK)
        code = write_reply(&reply, arguments->out, err);
    kn_reply_release(&reply);
    kn_session_close(&session);
    return code;
}

static kn_code api(const kn_words *operands, void *context, kn_error *err)
{
    const api_arguments *arguments = context;
    const kn_operation *operation;
    json_t *json = NULL;
    char *bytes = NULL;
    size_t size = 0;
    kn_code code = KN_OK;

    if (arguments->markdown)
        return print_manual(err);
    if (operands->count == 0) {
        print_operations();
        return KN_OK;
    }
    operation = find_operation(operands->word[0], err);
    if (!operation)
        return KN_USAGE;
    if (operands->count > 1)
        code = read_request(operands->word[1], &json, err);
    if (code == KN_OK && arguments->in)
        code = kn_file_read(arguments->in, KN_IMPORT_MAX, &bytes, &size, err);
    if (code == KN_OK)
        code = call(operation, &(kn_request){json, bytes, size}, arguments, err);
    if (code) { /* a program that calls reads it here; a person on standard error */
        json_t *fault = kn_api_error_json(err);

        kn_print_json(fault);
        json_decref(fault);
    }
    json_decref(json);
    free(bytes);
    return code;
}

const kn_command kn_api_command = {
    .name = "api",
    .operands = "[OPERATION [JSON]]",
    .summary = "call an operation of docs/api.md; alone it lists them",
    .example = "unknot api entries '{\"kind\": \"episode\", \"limit\": 3}'",
    .options = api_options,
    .option_count = COUNT(api_options),
    .act = api,
    .most = 2,
    .arguments_size = sizeof(api_arguments),
};

/* ---- example ----------------------------------------------------------------------------------*/

typedef struct example_arguments {
    int days;
    double per_day;
    uint64_t seed;
    const char *until;
} example_arguments;

static const example_arguments example_defaults = {.seed = 1};

static const kn_option example_options[] = {
    {"days", "N", "240", "how long the diary is", KN_OPTION_COUNT,
     offsetof(example_arguments, days), 0, NULL},
    {"per-day", "X", "1", "spasms a day, on average", KN_OPTION_POSITIVE,
     offsetof(example_arguments, per_day), 0, NULL},
    {"seed", "N", "1", "another one is another diary", KN_OPTION_SEED,
     offsetof(example_arguments, seed), 0, NULL},
    {"until", "DAY", "today", "its last day", KN_OPTION_TEXT, offsetof(example_arguments, until), 0,
     NULL},
};

static kn_code write_example(const kn_words *operands, void *context, kn_error *err)
{
    const example_arguments *arguments = context;
    kn_clock clock = kn_clock_system();
    kn_moment now = clock.now(clock.context);
    kn_example example = kn_example_default(now.day);
    kn_store *store = NULL;
    kn_code code;

    example.seed = arguments->seed;
    example.offset_minutes = now.offset_minutes;
    if (arguments->days)
        example.days = arguments->days;
    if (arguments->per_day > 0)
        example.per_day = arguments->per_day;
    if (arguments->until && !kn_day_read(arguments->until, now.day, &example.last_day)) {
        kn_fail(err, KN_USAGE, NULL, "--until does not understand \"%.60s\"", arguments->until);
        return kn_hint(err, "Write a day such as 2026-03-13, today or yesterday.");
    }
    code = kn_store_open(operands->word[0], KN_STORE_CREATE, clock, &store, err);
    if (code == KN_OK)
        code = kn_example_write_all(store, &example, err);
    kn_store_close(store);
    if (code == KN_OK)
        printf("An invented diary of %d days. Look at it: unknot today --diary %s\n", example.days,
               operands->word[0]);
    return code;
}

const kn_command kn_example_command = {
    .name = "example",
    .operands = "FILE",
    .summary = "write an invented diary into a new file, to look around in",
    .options = example_options,
    .option_count = COUNT(example_options),
    .act = write_example,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(example_arguments),
    .defaults = &example_defaults,
};
