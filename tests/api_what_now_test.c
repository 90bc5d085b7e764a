/* what-now and pooled-add through the api: warnings first, the rules of the plan, what is kept. */
#include "api_fixture.h"

static unsigned next(diary *d)
{
    return (unsigned)++d->next_id;
}

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

static const json_t *item(const json_t *reply, const char *list, const char *key)
{
    const json_t *items = json_object_get(reply, list);

    for (size_t i = 0; i < json_array_size(items); i++)
        if (strcmp(text_of(json_array_get(items, i), "key"), key) == 0)
            return json_array_get(items, i);
    return NULL;
}

static const char POOLED[] =
    "{\"schema\":1,\"kind\":\"relief\",\"people\":4,\"n\":120,\"arms\":[\"wait\",\"%s\"],"
    "\"effects\":[{\"person\":\"Anna\"}],\"options\":{\"observed\":false},\"pooled\":{\"mu\":"
    "{\"mean\":-0.35,\"sd\":0.1,\"q025\":-0.55,\"q50\":-0.35,\"q975\":-0.15,\"p_below_zero\":%s},"
    "\"people\":[{\"person\":\"Anna\"},{\"person\":\"Ben\"},{\"person\":\"Cem\"}]}}";

/* Adds an episode and gives its id. */
static void spasm(diary *d, const char *body, char id[64])
{
    char at[64];

    snprintf(id, 64, ID, next(d));
    snprintf(at, sizeof at, "2026-03-14T19:%02d:00+01:00", d->next_id % 60);
    diary_do(d, "add",
             "{\"id\":\"%s\",\"version\":\"" ID
             "\",\"kind\":\"episode\",\"at\":\"%s\",\"precision\":\"minute\",\"body\":%s}",
             id, next(d), at, body);
}

static void test_empty(void **state)
{
    diary *d = *state;
    json_t *reply = diary_ask(d, "what-now", "{}");

    assert_int_equal(json_array_size(json_object_get(reply, "warnings")), 0);
    assert_string_equal(text_of(json_array_get(json_object_get(reply, "now"), 0), "key"),
                        "hot_bath");
    assert_string_equal(text_of(item(reply, "now", "heat_local"), "source_words"),
                        "No trial found");
    assert_non_null(item(reply, "later", "stretch_daily"));
    assert_null(item(reply, "later", "magnesium"));
    assert_non_null(strstr(text_of(reply, "words"), "no clear answer of your own yet"));
    json_decref(reply);
}

static void refused(diary *d, const char *name, kn_code expected, const char *field,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));
static void refused(diary *d, const char *name, kn_code expected, const char *field,
                    const char *format, ...)
{
    char json[4096];
    kn_reply reply = {0};
    kn_error err = {0};
    va_list fields;

    va_start(fields, format);
    vsnprintf(json, sizeof json, format, fields);
    va_end(fields);
    assert_int_equal(diary_call(d, name, json, &reply, &err), expected);
    assert_string_equal(err.place.field, field);
    assert_true(err.message[0] && err.hint[0]);
}

static void test_pooled(void **state)
{
    diary *d = *state;
    char pooled[1024], body[2048];
    json_t *reply, *entries;
    char *kept;

    snprintf(pooled, sizeof pooled, POOLED, "Rub", "0.999");
    snprintf(body, sizeof body, "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"pooled\":%s}", next(d),
             next(d), pooled);
    reply = diary_ask(d, "pooled-add", "%s", body);
    assert_string_equal(text_of(reply, "line"), "1 answer of many people.");
    assert_string_equal(text_of(json_array_get(json_object_get(reply, "pooled"), 0), "key"),
                        "rub_during");
    json_decref(reply);
    diary_do(d, "pooled-add", "%s", body); /* the same once more is nothing new */
    reply = diary_ask(d, "what-now", "{}");
    assert_string_equal(text_of(json_array_get(json_object_get(reply, "now"), 0), "key"),
                        "rub_during");
    assert_string_equal(text_of(json_array_get(json_object_get(reply, "now"), 0), "source_words"),
                        "Many people");
    json_decref(reply);
    entries = diary_ask(d, "entries", "{\"kind\":\"pooled\"}");
    assert_int_equal(json_array_size(json_object_get(entries, "entries")), 1);
    kept = json_dumps(entries, 0);
    assert_null(strstr(kept, "Anna"));
    free(kept);
    json_decref(entries);
}

static void test_pooled_refused(void **state)
{
    diary *d = *state;
    char pooled[1024];
    json_t *entries;

    snprintf(pooled, sizeof pooled, POOLED, "Sham", "0.999");
    refused(d, "pooled-add", KN_DATA, "arms[1]",
            "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"pooled\":%s}", next(d), next(d), pooled);
    snprintf(pooled, sizeof pooled, POOLED, "Rub", "0.1");
    refused(d, "pooled-add", KN_DATA, "pooled.mu.p_below_zero",
            "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"pooled\":%s}", next(d), next(d), pooled);
    refused(d, "pooled-add", KN_USAGE, "pooled", "{\"id\":\"" ID "\",\"version\":\"" ID "\"}",
            next(d), next(d));
    entries = diary_ask(d, "entries", "{\"kind\":\"pooled\"}");
    assert_int_equal(json_array_size(json_object_get(entries, "entries")), 0);
    json_decref(entries);
}

/* With a spasm: too much pain for waiting, a place where rubbing is not wanted. */
static void test_rules(void **state)
{
    diary *d = *state;
    char mild[64], bad[64];
    json_t *reply;

    diary_do(d, "relief-plan",
             "{\"version\":\"" ID
             "\",\"plan\":{\"remedies\":[{\"key\":\"wait\"},{\"key\":\"heat_local\"},{\"key\":"
             "\"rub_during\",\"not_sites\":[\"left-calf\"]}],\"wait_limit\":5}}",
             next(d));
    spasm(d, "{\"pain\":3,\"lasted_seconds\":60,\"sites\":[{\"site\":\"right-calf\"}]}", mild);
    spasm(d, "{\"pain\":6,\"lasted_seconds\":60,\"sites\":[{\"site\":\"left-calf\"}]}", bad);
    reply = diary_ask(d, "what-now", "{}");
    assert_true(item(reply, "now", "wait") && item(reply, "now", "rub_during"));
    json_decref(reply);
    reply = diary_ask(d, "what-now", "{\"episode\":\"%s\"}", mild);
    assert_true(item(reply, "now", "wait") && item(reply, "now", "rub_during"));
    json_decref(reply);
    reply = diary_ask(d, "what-now", "{\"episode\":\"%s\"}", bad);
    assert_null(item(reply, "now", "wait"));
    assert_null(item(reply, "now", "rub_during"));
    assert_non_null(item(reply, "now", "heat_local"));
    json_decref(reply);
    refused(d, "what-now", KN_NOTFOUND, "episode", "{\"episode\":\"" ID "\"}", next(d));
}

static void test_warnings(void **state)
{
    diary *d = *state;
    json_t *reply;

    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"answer\",\"at\":\"2026-03-14T19:00:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"flag\":\"R1\",\"answer\":\"yes\"}}",
             next(d), next(d));
    reply = diary_ask(d, "what-now", "{}");
    assert_int_equal(json_array_size(json_object_get(reply, "warnings")), 1);
    json_decref(reply);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, diary_open, diary_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_empty), TEST(test_pooled),   TEST(test_pooled_refused),
        TEST(test_rules), TEST(test_warnings),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
