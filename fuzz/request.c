/* Any bytes as a request: the first chooses the operation, the rest is its JSON. Invariant: what is
 * refused has a code, a message and a place and makes an error that is JSON; what is accepted has
 * its schema, or bytes; and asking a write again changes nothing. Operations that derive keys, and
 * those that take bytes, are left to targets of their own. The diary lives in a folder of its own.
 * tests/request_corpus_test.c replays the corpus under every compiler. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/api.h"
#include "base/json.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* new ones go to the end: the corpus counts on their places */
static const char *const names[] = {
    "about",
    "catalogue",
    "today",
    "entries",
    "entry",
    "days",
    "patterns",
    "treatment",
    "report",
    "warnings",
    "add",
    "add",
    "add",
    "amend",
    "remove",
    "restore",
    "treatments",
    "export",
    "erase",
    "backup",
    "trials",
    "trial",
    "trial-plan",
    "trial-new",
    "trial-new",
    "trial-start",
    "trial-event",
    "trial-event",
    "trial-log",
    "trial-archive",
    "trial-answer",
    "trial-report",
    "trial-sheet",
    "trial-verify",
    "trial-calendar",
    "trial-protocol",
    "trial-curve",
};
enum { NAME_COUNT = sizeof names / sizeof names[0], CALLS_MAX = 200, PLAN_MILLISECONDS = 50 };

static kn_moment now(void *context)
{
    (void)context;
    return (kn_moment){20526, 19 * 3600, 60};
}

/* What is there from the start, so that whatever comes finds a trial that runs and a draft. */
#define ID(n) "\"aaaaaaaa-0000-4000-8000-0000000000" n "\""
#define DESIGN                                                                                     \
    "{\"arms\":[{\"key\":\"usual\"},{\"key\":\"stretch_daily\"}],\"outcome\":\"spasms\","          \
    "\"title\":\"x\",\"better\":\"lower\",\"important\":0.3,\"looks\":1}"
static const char *const beginnings[][2] = {
    {"add", "{\"id\":\"" KN_PROFILE_ID
            "\",\"version\":" ID("f0") ",\"kind\":\"profile\","
                                       "\"at\":\"2026-03-14T12:00:00+01:00\",\"precision\":\"day\","
                                       "\"body\":{\"age\":\"18to50\"}}"},
    {"add", "{\"id\":" ID("f1") ",\"version\":" ID(
                "f2") ",\"kind\":\"answer\","
                      "\"at\":\"2026-03-14T18:00:00+01:00\",\"precision\":\"minute\","
                      "\"body\":{\"flag\":\"R24\",\"answer\":\"no\"}}"},
    {"trial-new", "{\"id\":" ID("a1") ",\"version\":" ID("f3") ",\"design\":" DESIGN "}"},
    {"trial-start", "{\"id\":" ID("a1") ",\"version\":" ID("f4") ",\"first_day\":\"2026-03-14\"}"},
    {"trial-new", "{\"id\":" ID("a2") ",\"version\":" ID("f5") ",\"design\":" DESIGN "}"},
};

static void begin(kn_store *store)
{
    kn_api api = {.store = store, .version = "fuzz"};

    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        json_t *arguments = json_loads(beginnings[i][1], 0, NULL);
        const kn_request request = {.arguments = arguments};
        kn_error err = {0};
        kn_reply reply;

        REQUIRE(kn_api_call(&api, kn_operation_find(beginnings[i][0]), &request, &reply, &err) ==
                KN_OK);
        kn_reply_release(&reply);
        json_decref(arguments);
    }
}

/* One diary for many requests, then a fresh one. */
static kn_store *open_diary(void)
{
    char folder[] = "/tmp/unknot-request-XXXXXX", path[64];
    kn_store *store;
    kn_error err = {0};

    REQUIRE(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/diary.db", folder);
    REQUIRE(kn_store_open(path, KN_STORE_CREATE, (kn_clock){now, NULL}, &store, &err) == KN_OK);
    begin(store);
    return store;
}

static void drop_diary(kn_store *store)
{
    char folder[64], journal[80];

    snprintf(folder, sizeof folder, "%s", kn_store_path(store));
    snprintf(journal, sizeof journal, "%s-journal", folder);
    kn_store_close(store);
    unlink(folder);
    unlink(journal);
    *strrchr(folder, '/') = '\0';
    REQUIRE(rmdir(folder) == 0);
}

static void check_error(const kn_error *err, kn_code code)
{
    json_t *json = kn_api_error_json(err);

    REQUIRE(err->code == code && err->message[0]);
    REQUIRE(err->place.source[0] || err->place.field[0]);
    REQUIRE(json && json_is_object(json_object_get(json, "error")));
    json_decref(json);
}

static void check_again(kn_api *api, const kn_operation *operation, const kn_request *request,
                        const kn_reply *first)
{
    kn_error err = {0};
    kn_reply second;

    if (!json_object_get(first->json, "known"))
        return;
    REQUIRE(kn_api_call(api, operation, request, &second, &err) == KN_OK);
    REQUIRE(json_is_true(json_object_get(second.json, "known")));
    REQUIRE(
        json_equal(json_object_get(first->json, "entry"), json_object_get(second.json, "entry")));
    kn_reply_release(&second);
}

static void call(kn_api *api, const kn_operation *operation, const json_t *arguments)
{
    const kn_request request = {.arguments = arguments};
    kn_error err = {0};
    kn_reply reply;
    kn_code code = kn_api_call(api, operation, &request, &reply, &err);

    if (code) {
        check_error(&err, code);
        REQUIRE(!reply.json && !reply.bytes.bytes);
        return;
    }
    REQUIRE(reply.json ? json_object_get(reply.json, "schema") != NULL
                       : reply.content_type != NULL);
    check_again(api, operation, &request, &reply);
    kn_reply_release(&reply);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static kn_store *store;
    static int calls;
    const kn_operation *operation;
    json_t *arguments;
    kn_error err = {0};
    kn_code code;
    kn_api api;

    if (size == 0)
        return 0;
    if (!store || calls++ % CALLS_MAX == 0) {
        if (store)
            drop_diary(store);
        store = open_diary();
    }
    api = (kn_api){.store = store, .version = "fuzz"};
    operation = kn_operation_find(names[data[0] % NAME_COUNT]);
    code = kn_json_parse((const char *)data + 1, size - 1, "request", &arguments, &err);
    if (code) {
        check_error(&err, code);
        return 0;
    }
    /* a passphrase that is long enough costs a second */
    if (strcmp(operation->name, "backup") == 0 &&
        json_string_length(json_object_get(arguments, "passphrase")) >= KN_PASSPHRASE_MIN)
        json_object_clear(arguments);
    if (strcmp(operation->name, "trial-plan") == 0) /* it works for as long as it is told */
        json_object_set_new(arguments, "milliseconds", json_integer(PLAN_MILLISECONDS));
    call(&api, operation, arguments);
    json_decref(arguments);
    return 0;
}
