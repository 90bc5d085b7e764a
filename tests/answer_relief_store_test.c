/* What eases it, from a diary in a file: plan, draws by the program itself, ends, answer. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <math.h>

#include "answer/relief_answer.h"
#include "relief_plan_fixture.h"
#include "report/relief_report.h"

enum { EPISODES = 60 };

/* Waiting takes about 9 minutes, stretching 4, everything else 6.5. */
static int seconds_of(const char *arm, int i)
{
    double median = strcmp(arm, "wait") == 0 ? 9 : strcmp(arm, "stretch_acute") == 0 ? 4 : 6.5;

    return (int)(60 * median * exp(0.4 * sin(1 + 2.3 * i)));
}

static void live(fixture *self, const char *plan, bool resting)
{
    kn_moment start = self->now;

    begin_plan(self, plan, 0);
    for (int i = 0; i < EPISODES; i++) {
        kn_relief_drawn drawn;
        kn_error err = {0};
        char body[160];

        self->now = start;
        self->now.day = start.day + i;
        begin_episode(self, (uint64_t)i + 1, "{\"running\":true,\"pain\":3}");
        OK(draw_for(self, (uint64_t)i + 1,
                    (kn_relief_request){.instead = i % 10 == 9 ? "skip" : NULL}, &drawn, &err));
        assert_true(drawn.written);
        {
            const json_t *draw = json_object_get(drawn.entry.body, "draw");
            const char *arm = json_string_value(json_object_get(draw, "arm"));

            assert_true(arm || resting || i % 10 == 9);
            snprintf(body, sizeof body,
                     "{\"lasted_seconds\":%d,\"pain\":3,\"pain_start\":3,\"pain_end\":%d}",
                     seconds_of(arm ? arm : "wait", i), i % 3);
        }
        kn_entry_release(&drawn.entry);
        self->now.second += 3600;
        change_episode(self, (uint64_t)i + 1, 5000 + (uint64_t)i, body);
    }
}

#define REMEDIES "{\"key\":\"stretch_acute\"},{\"key\":\"wait\"},{\"key\":\"heat_local\""

static void test_from_file(void **state)
{
    static const struct {
        const char *plan, *how;
        bool resting;
    } rows[] = {
        {"{\"remedies\":[" REMEDIES "}]}", "redrawn", false},
        {"{\"odds\":\"adaptive\",\"remedies\":[" REMEDIES "}]}", "replayed", false},
        {"{\"remedies\":[" REMEDIES ",\"rest_hours\":30}]}", "replayed", true},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const kn_relief_answer_options options = {.parts = true, .sensitivity = true, .threads = 1};
        kn_relief_diary_answer *answer = NULL;
        void *opened = NULL;
        kn_catalogue catalogue;
        kn_error err = {0};
        json_t *reply;

        fixture_start(&opened);
        live(opened, rows[i].plan, rows[i].resting);
        OK(kn_relief_diary_answer_new(((fixture *)opened)->store, &options, &answer, &err));
        OK(kn_catalogue_load(NULL, &catalogue, &err));
        assert_string_equal(answer->log.key[0], "wait");
        assert_string_equal(answer->log.key[answer->best], "stretch_acute");
        assert_int_equal(answer->not_drawn[KN_NOT_DRAWN_SKIPPED], EPISODES / 10);
        reply = kn_relief_answer_json(answer, &catalogue);
        assert_int_equal(json_integer_value(json_object_get(reply, "episodes")),
                         EPISODES - EPISODES / 10);
        assert_string_equal(json_string_value(json_object_get(reply, "headline")),
                            "Stretching eases yours fastest, so far.");
        assert_string_equal(
            json_string_value(json_object_get(
                json_object_get(json_array_get(json_object_get(reply, "contrasts"), 0), "draw"),
                "how")),
            rows[i].how);
        assert_int_equal(answer->pains, 2);
        json_decref(reply);
        kn_catalogue_release(&catalogue);
        kn_relief_diary_answer_free(answer);
        fixture_end(&opened);
    }
}

/* No plan, a plan and no draw. */
static void test_empty(void **state)
{
    (void)state;
    for (int has_plan = 0; has_plan < 2; has_plan++) {
        const kn_relief_answer_options options = {.parts = true};
        kn_relief_diary_answer *answer = NULL;
        void *opened = NULL;
        kn_catalogue catalogue;
        kn_error err = {0};
        json_t *reply;

        fixture_start(&opened);
        if (has_plan)
            begin_plan(opened, PLAN, 1);
        begin_episode(opened, 1, "{\"lasted_seconds\":300}");
        OK(kn_relief_diary_answer_new(((fixture *)opened)->store, &options, &answer, &err));
        OK(kn_catalogue_load(NULL, &catalogue, &err));
        assert_null(answer->relief);
        reply = kn_relief_answer_json(answer, &catalogue);
        assert_non_null(reply);
        assert_string_equal(json_string_value(json_object_get(reply, "kind")), "nothing");
        assert_true(json_is_null(json_object_get(reply, "numbers")));
        json_decref(reply);
        kn_catalogue_release(&catalogue);
        kn_relief_diary_answer_free(answer);
        fixture_end(&opened);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_from_file),
                                       cmocka_unit_test(test_empty)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
