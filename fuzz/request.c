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

static const char *const names[] = {"about",   "catalogue",  "today",     "entries", "entry",
                                    "days",    "patterns",   "treatment", "report",  "warnings",
                                    "add",     "add",        "add",       "amend",   "remove",
                                    "restore", "treatments", "export",    "erase",   "backup"};
enum { NAME_COUNT = sizeof names / sizeof names[0], CALLS_MAX = 200 };

static kn_moment now(void *context)
{
    (void)context;
    return (kn_moment){20526, 19 * 3600, 60};
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
    api = (kn_api){store, "fuzz"};
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
    call(&api, operation, arguments);
    json_decref(arguments);
    return 0;
}
