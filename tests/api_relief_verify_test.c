/* Every draw is made again: in the diary, in a copy of it, and in one that somebody bent. */
#include "api_relief_steps.h"

static void expect_same_export(diary *first, diary *second)
{
    kn_reply a, b;
    kn_error err = {0};

    assert_int_equal(diary_call(first, "export", "{}", &a, &err), KN_OK);
    assert_int_equal(diary_call(second, "export", "{}", &b, &err), KN_OK);
    assert_int_equal(a.bytes.size, b.bytes.size);
    assert_memory_equal(a.bytes.bytes, b.bytes.bytes, a.bytes.size);
    kn_reply_release(&a);
    kn_reply_release(&b);
}

static void a_copy_is_the_same_and_verifies(void **state)
{
    diary *d = *state, *copy;
    json_t *mine, *theirs;
    void *other = NULL;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    for (int i = 0; i < 6; i++)
        live_through(d, 3 + i);
    s = begin(d, "");
    nothing_is_drawn(d, &s, ",\"instead\":\"skip\"", "skipped");
    mine = diary_ask(d, "relief-verify", "{}");
    assert_true(json_is_true(at(mine, "ok")) && json_array_size(at(mine, "findings")) > 0);
    diary_open(&other);
    copy = other;
    copy->now = d->now;
    copy_over(d, copy);
    expect_same_export(d, copy);
    theirs = diary_ask(copy, "relief-verify", "{}");
    expect_same(mine, theirs);
    json_decref(mine);
    json_decref(theirs);
    diary_close(&other);
}

/* The export with another remedy in the first draw: taken in as it is, and found. */
static void a_draw_that_was_bent_is_found(void **state)
{
    static const char arm[] = "\"arm\":\"";
    diary *d = *state, *copy;
    kn_reply whole, merged;
    kn_error err = {0};
    kn_text bent;
    void *other = NULL;
    json_t *reply;
    const char *from, *to;

    json_decref(plan_with(d, PLAN, ""));
    live_through(d, 4);
    assert_int_equal(diary_call(d, "export", "{}", &whole, &err), KN_OK);
    from = strstr(whole.bytes.bytes, arm);
    assert_non_null(from);
    from += strlen(arm);
    to = strchr(from, '"');
    kn_text_init(&bent, KN_IMPORT_MAX);
    kn_text_add_bytes(&bent, whole.bytes.bytes, (size_t)(from - whole.bytes.bytes));
    kn_text_add(&bent, strncmp(from, "wait", 4) == 0 ? "heat_local" : "wait");
    kn_text_add(&bent, to);
    diary_open(&other);
    copy = other;
    copy->now = d->now;
    assert_int_equal(kn_api_call(&copy->api, kn_operation_find("import"),
                                 &(kn_request){.bytes = bent.bytes, .byte_count = bent.size},
                                 &merged, &err),
                     KN_OK);
    kn_reply_release(&merged);
    reply = diary_ask(copy, "relief-verify", "{}");
    assert_true(json_is_false(at(reply, "ok")));
    json_decref(reply);
    kn_text_release(&bent);
    kn_reply_release(&whole);
    diary_close(&other);
}

/* Two copies of a diary drew for the same spasm, and one of the draws is nonsense: the app shows
 * the first, and nothing breaks. */
static void strange_draws_harm_nothing(void **state)
{
    static const char *const documents[] = {
        "{}", "{\"arm\":5,\"weights\":\"x\",\"allowed\":[1],\"why_not\":7,\"of\":3}",
        "{\"arm\":\"wait\",\"allowed\":[\"wait\"],\"weights\":[-1,4611686018427387904]}",
        "{\"why_not\":\"cluster\",\"of\":\"not an id\"}",
        "{\"allowed\":[\"heat_local\"],\"weights\":[0],\"seen\":[1],\"rest\":{\"wait\":-5}}"};
    static const char *const calls[] = {"today", "relief", "relief-verify"};
    diary *d = *state;
    kn_reply merged;
    kn_text lines;
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    s = begin(d, "");
    json_decref(draw_for(d, &s, ""));
    pass(d, 1);
    kn_text_init(&lines, KN_IMPORT_MAX);
    kn_text_add(&lines, "{\"schema\":1,\"unknot\":\"diary\"}\n");
    for (size_t i = 0; i < COUNT(documents); i++) {
        const int id = diary_id(d);

        kn_text_addf(&lines,
                     "{\"at\":\"%s\",\"body\":{\"draw\":%s,\"episode\":\"" ID "\"},\"device\":\"" ID
                     "\",\"edit\":1,\"id\":\"" ID
                     "\",\"kind\":\"draw\",\"precision\":\"minute\",\"recorded\":\"%s\","
                     "\"version\":\"" ID "\"}\n",
                     now_of(d), documents[i], s.id, id, id, now_of(d), diary_id(d));
    }
    assert_int_equal(kn_api_call(&d->api, kn_operation_find("import"),
                                 &(kn_request){.bytes = lines.bytes, .byte_count = lines.size},
                                 &merged, NULL),
                     KN_OK);
    kn_reply_release(&merged);
    kn_text_release(&lines);
    for (size_t i = 0; i < COUNT(calls); i++)
        json_decref(diary_ask(d, calls[i], "{}"));
    reply = diary_ask(d, "today", "{}");
    assert_int_equal(json_array_size(at(reply, "relief.draws")), 1);
    assert_true(text_at(reply, "relief.draws.0.arm")[0]);
    json_decref(reply);
    reply = draw_for(d, &s, "");
    assert_true(text_at(reply, "draw.arm")[0]);
    json_decref(reply);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, diary_open, diary_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_copy_is_the_same_and_verifies),
        TEST(a_draw_that_was_bent_is_found),
        TEST(strange_draws_harm_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
