/* trial-plan: it goes on where it was, keeps to its time, and takes back nothing that cannot be. */
#include <time.h>

#include "api_trial_steps.h"

static json_t *plan(diary *d, const json_t *so_far, int milliseconds)
{
    char design[1024], *text = so_far ? json_dumps(so_far, JSON_COMPACT) : NULL;
    json_t *reply;

    snprintf(design, sizeof design, OPEN_DESIGN, "");
    reply = diary_ask(d, "trial-plan", "{\"design\":%s,\"milliseconds\":%d%s%s}", design,
                      milliseconds, text ? ",\"so_far\":" : "", text ? text : "");
    free(text);
    return reply;
}

static long long trials_of(const json_t *reply)
{
    long long sum = 0;

    for (int i = 0; i < 4; i++) {
        char path[32];

        snprintf(path, sizeof path, "so_far.tallies.%d.0", i);
        sum += whole_at(reply, path);
    }
    return sum;
}

static double seconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void a_plan_goes_on_where_it_was(void **state)
{
    diary *d = *state;
    json_t *first, *second, *about;
    double began = seconds();
    long long versions;

    about = diary_ask(d, "about", "{}");
    versions = whole_at(about, "versions");
    json_decref(about);
    first = plan(d, NULL, 100);
    assert_true(seconds() - began < 2); /* 0.1 s and what one trial takes, on a busy machine */
    assert_true(trials_of(first) > 0);
    assert_int_equal(json_array_size(at(first, "effects")), 4);
    second = plan(d, at(first, "so_far"), 100);
    assert_true(trials_of(second) >= trials_of(first));
    json_decref(first);
    json_decref(second);
    about = diary_ask(d, "about", "{}");
    assert_int_equal(whole_at(about, "versions"), versions); /* it changes nothing */
    json_decref(about);
}

#define OF   "\"0000000000000000000000000000000000000000000000000000000000000000\""
#define ZERO "[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]"

static const char *const bad_so_far[] = {
    "{}",
    "{\"of\":" OF ",\"tallies\":[]}",
    "{\"of\":1,\"tallies\":[" ZERO "," ZERO "," ZERO "," ZERO "]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO "," ZERO "],\"more\":1}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",[0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",{}]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",[-1,-1,0,0,0,0,0,0,0,0,0,0,0,0,0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",[1,0,0,0,0,0,0,0,0,0,0,0,0,0,0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",[1,1,0,0,0,0,0,0,2,0,0,0,0,0,0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",[1,1,0,0,0,0,0,0,0,0,0,0,-1,0,0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",[1,2,-1,0,0,0,0,0,0,0,0,0,0,0,0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO
    ",[1,1,0,0,0,0,0,0,0,0,0,0,9223372036854775807,0,0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO
    ",[9223372036854775807,9223372036854775807,0,0,0,0,0,0,0,0,0,0,0,0,0]]}",
    "{\"of\":" OF ",\"tallies\":[" ZERO "," ZERO "," ZERO ",[1.5,1,0,0,0,0,0,0,0,0,0,0,0,0,0]]}",
};

static void counts_that_cannot_be_are_refused(void **state)
{
    diary *d = *state;
    char design[1024];
    kn_error err;

    snprintf(design, sizeof design, OPEN_DESIGN, "");
    for (size_t i = 0; i < COUNT(bad_so_far); i++) {
        err = diary_refused(d, KN_DATA, "trial-plan",
                            "{\"design\":%s,\"milliseconds\":50,\"so_far\":%s}", design,
                            bad_so_far[i]);
        assert_int_equal(strncmp(err.place.field, "so_far", 6), 0);
    }
    /* well formed, but of another plan: it begins anew */
    diary_do(d, "trial-plan",
             "{\"design\":%s,\"milliseconds\":50,\"so_far\":{\"of\":" OF ",\"tallies\":[" ZERO
             "," ZERO "," ZERO "," ZERO "]}}",
             design);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, diary_open, diary_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_plan_goes_on_where_it_was),
        TEST(counts_that_cannot_be_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
