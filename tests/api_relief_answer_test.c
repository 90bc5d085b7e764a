/* What eases it, so far, through the api: the same each time and in every copy of the diary. */
#include "api_relief_steps.h"

static void a_clock_that_was_forgotten_is_a_range(void **state)
{
    diary *d = *state;
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    for (int i = 0; i < 24; i++)
        live_through(d, 2 + i % 5);
    s = begin(d, "");
    json_decref(draw_for(d, &s, ""));
    pass(d, 60);
    spasm_is(d, &s, "\"lasted_least_seconds\":60,\"lasted_most_seconds\":1800");
    reply = diary_ask(d, "relief-answer", "{}");
    assert_int_equal(whole_at(reply, "episodes"), 25);
    assert_string_equal(text_at(reply, "state"), "on");
    assert_true(text_at(reply, "headline")[0]);
    json_decref(reply);
}

static void the_answer_is_the_same_each_time(void **state)
{
    diary *d = *state;
    json_t *first, *second;

    first = diary_ask(d, "relief-answer", "{}");
    assert_string_equal(text_at(first, "kind"), "nothing");
    json_decref(first);
    json_decref(plan_with(d, PLAN, ""));
    for (int i = 0; i < 24; i++)
        live_through(d, 3 + i * i % 7);
    first = diary_ask(d, "relief-answer", "{}");
    second = diary_ask(d, "relief-answer", "{}");
    expect_same(first, second);
    json_decref(first);
    json_decref(second);
    first = diary_ask(d, "relief-report", "{}");
    second = diary_ask(d, "relief-report", "{\"format\":\"json\"}");
    expect_same(first, second);
    assert_true(text_at(first, "html")[0]);
    json_decref(first);
    json_decref(second);
}

static void a_copy_has_the_same_answer(void **state)
{
    diary *d = *state, *copy;
    json_t *mine, *theirs;
    void *other = NULL;

    json_decref(plan_with(d, PLAN, ""));
    for (int i = 0; i < 20; i++)
        live_through(d, 3 + i % 4);
    diary_open(&other);
    copy = other;
    copy->now = d->now;
    copy_over(d, copy);
    mine = diary_ask(d, "relief-answer", "{}");
    theirs = diary_ask(copy, "relief-answer", "{}");
    expect_same(mine, theirs);
    json_decref(mine);
    json_decref(theirs);
    diary_close(&other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, diary_open, diary_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_clock_that_was_forgotten_is_a_range),
        TEST(the_answer_is_the_same_each_time),
        TEST(a_copy_has_the_same_answer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
