/* A diary behind the api, with a clock that the test sets. */
#ifndef TESTS_API_FIXTURE_H
#define TESTS_API_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/api.h"
#include "base/civil.h"
#include "base/json.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum { FIRST_DAY = 20526 /* 2026-03-14 */, EVENING = 20 * 3600 };

typedef struct diary {
    char folder[64], path[96];
    kn_store *store;
    kn_api api;
    kn_moment now;
    int next_id;
} diary;

static inline kn_moment diary_now(void *context)
{
    return ((diary *)context)->now;
}

static inline int diary_open(void **state)
{
    diary *d = calloc(1, sizeof *d);
    kn_error err = {0};

    snprintf(d->folder, sizeof d->folder, "/tmp/unknot-trial-XXXXXX");
    assert_non_null(mkdtemp(d->folder));
    snprintf(d->path, sizeof d->path, "%s/diary.db", d->folder);
    d->now = (kn_moment){FIRST_DAY, EVENING, 60};
    if (kn_store_open(d->path, KN_STORE_CREATE, (kn_clock){diary_now, d}, &d->store, &err) != KN_OK)
        fail_msg("%s", err.message);
    d->api = (kn_api){.store = d->store, .version = "0.0-test"};
    *state = d;
    return 0;
}

static inline int diary_close(void **state)
{
    diary *d = *state;
    char command[128];

    kn_store_close(d->store);
    snprintf(command, sizeof command, "rm -r %s", d->folder);
    assert_int_equal(system(command), 0);
    free(d);
    return 0;
}

static inline kn_code diary_call(diary *d, const char *name, const char *json, kn_reply *reply,
                                 kn_error *err)
{
    const kn_operation *operation = kn_operation_find(name);
    kn_request request = {0};
    json_t *arguments = NULL;
    kn_code code;

    assert_non_null(operation);
    if (kn_json_parse(json, strlen(json), "test", &arguments, err) != KN_OK)
        fail_msg("%s %s: %s", name, json, err->message);
    request.arguments = arguments;
    code = kn_api_call(&d->api, operation, &request, reply, err);
    json_decref(arguments);
    return code;
}

static inline void diary_must(diary *d, const char *name, const char *format, va_list fields,
                              kn_reply *reply) __attribute__((format(printf, 3, 0)));
static inline void diary_must(diary *d, const char *name, const char *format, va_list fields,
                              kn_reply *reply)
{
    kn_error err = {0};
    char json[8192];

    vsnprintf(json, sizeof json, format, fields);
    if (diary_call(d, name, json, reply, &err) != KN_OK)
        fail_msg("%s %s: field \"%s\": %s (%s)", name, json, err.place.field, err.message,
                 err.hint);
}

static inline json_t *diary_ask(diary *d, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline json_t *diary_ask(diary *d, const char *name, const char *format, ...)
{
    kn_reply reply;
    va_list fields;

    va_start(fields, format);
    diary_must(d, name, format, fields, &reply);
    va_end(fields);
    assert_non_null(reply.json);
    return reply.json; /* the only part of it that is owned */
}

static inline void diary_do(diary *d, const char *name, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static inline void diary_do(diary *d, const char *name, const char *format, ...)
{
    kn_reply reply;
    va_list fields;

    va_start(fields, format);
    diary_must(d, name, format, fields, &reply);
    va_end(fields);
    kn_reply_release(&reply);
}

/* The error of a call that must be refused. */
static inline kn_error diary_refused(diary *d, kn_code code, const char *name, const char *format,
                                     ...) __attribute__((format(printf, 4, 5)));
static inline kn_error diary_refused(diary *d, kn_code code, const char *name, const char *format,
                                     ...)
{
    kn_error err = {0};
    kn_reply reply;
    char json[8192];
    va_list fields;
    kn_code got;

    va_start(fields, format);
    vsnprintf(json, sizeof json, format, fields);
    va_end(fields);
    got = diary_call(d, name, json, &reply, &err);
    if (got != code)
        fail_msg("%s %s: %s instead of %s: field \"%s\": %s", name, json, kn_code_name(got),
                 kn_code_name(code), err.place.field, err.message);
    assert_true(err.message[0] && (err.place.field[0] || err.place.source[0]));
    return err;
}

#define ID "%08x-0000-4000-8000-000000000000"

/* A new id: ID in a format, and this beside it. */
static inline int diary_id(diary *d)
{
    return ++d->next_id;
}

/* "a.b.2.c" of a reply; NULL if there is no such member. Borrowed. */
static inline json_t *at(const json_t *value, const char *path)
{
    char words[256], *rest = NULL;
    json_t *found = NULL;

    snprintf(words, sizeof words, "%s", path);
    for (char *word = strtok_r(words, ".", &rest); word; word = strtok_r(NULL, ".", &rest)) {
        found = json_is_array(value) ? json_array_get(value, strtoul(word, NULL, 10))
                                     : json_object_get(value, word);
        value = found;
    }
    return found;
}

static inline const char *text_at(const json_t *value, const char *path)
{
    const char *text = json_string_value(at(value, path));

    return text ? text : "";
}

static inline long long whole_at(const json_t *value, const char *path)
{
    return json_integer_value(at(value, path));
}

/* True if an array of texts holds a word. */
static inline bool holds(const json_t *list, const char *word)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), word) == 0)
            return true;
    return false;
}

#endif
