/* Draws of the relief experiment made again: frozen ones, and those of a diary in which somebody
 * has changed something. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "relief_plan_fixture.h"

/* tests/golden/relief_draws.txt: 20 lines of seed, episode, weights and arm, as the draw gave them
 * when it was frozen. It never changes; tests/relief_draws.py, which shares no code, gives the
 * same. */
static void frozen_draws_stay(void **state)
{
    static const struct {
        const char *words;
        uint32_t weight[KN_ARMS_MAX];
    } rows[] = {
        {"1,1", {1, 1}},
        {"1,1,1,1", {1, 1, 1, 1}},
        {"100,900", {100, 900}},
        {"334,333,333", {334, 333, 333}},
        {"100,100,100,100,100,100,100,300", {100, 100, 100, 100, 100, 100, 100, 300}},
    };
    kn_text text;
    char path[512], *golden;
    size_t size;

    (void)state;
    kn_text_init(&text, 1 << 16);
    for (uint64_t i = 0; i < 20; i++) {
        uint32_t total = 0;
        char seed[KN_RELIEF_SEED_SIZE], episode[KN_ID_SIZE];
        kn_random random;

        kn_random_init(&random, 2026, i);
        for (int c = 0; c < KN_RELIEF_SEED_SIZE - 1; c++)
            seed[c] = "0123456789abcdef"[kn_random_below(&random, 16)];
        seed[KN_RELIEF_SEED_SIZE - 1] = '\0';
        snprintf(episode, sizeof episode, "%08x-1111-4111-8111-%012x", (unsigned)i, (unsigned)i);
        for (int a = 0; a < KN_ARMS_MAX; a++)
            total += rows[i % 5].weight[a];
        kn_text_addf(
            &text, "%s %s %s %d\n", seed, episode, rows[i % 5].words,
            kn_allocation_pick(rows[i % 5].weight, kn_relief_number(seed, episode, total)));
    }
    snprintf(path, sizeof path, "%s/golden/relief_draws.txt", TEST_DATA);
    golden = access(path, R_OK) == 0 ? read_whole(path, &size) : strdup("");
    if (strcmp(golden, kn_text_string(&text)) != 0) {
        printf("%s", kn_text_string(&text));
        fail_msg("%s does not hold the draws above", path);
    }
    free(golden);
    kn_text_release(&text);
}

/* ---- A diary ----------------------------------------------------------------------------------*/

#define THREE                                                                                      \
    "\"remedies\":[{\"key\":\"wait\"},{\"key\":\"rub_during\"},{\"key\":\"heat_local\","           \
    "\"rest_hours\":30}]}"
enum { EPISODES = 12 };

static void draw_some(fixture *self, uint64_t from, uint64_t to)
{
    kn_error err = {0};

    for (uint64_t i = from; i < to; i++) {
        kn_relief_drawn drawn;
        char ended[64];

        self->now.day++;
        begin_episode(self, i, "{\"running\":true}");
        OK(draw_for(self, i, (kn_relief_request){0}, &drawn, &err));
        kn_entry_release(&drawn.entry);
        snprintf(ended, sizeof ended, "{\"lasted_seconds\":%d}", 90 + (int)(i * 97 % 400));
        change_episode(self, i, 5000 + i, ended);
    }
}

static size_t verify(fixture *self, kn_relief_finding findings[])
{
    size_t count;
    kn_error err = {0};

    OK(kn_relief_verify(self->store, findings, &count, &err));
    assert_true(count >= 1);
    for (size_t i = 1; i < count; i++)
        assert_false(findings[i].is_ok);
    assert_int_equal(findings[0].is_ok, count == 1);
    return count;
}

static void all_is_well(void **state)
{
    fixture *self = *state;
    kn_relief_finding findings[KN_RELIEF_FINDINGS_MAX];
    char version[KN_ID_SIZE], draw[KN_ID_SIZE];
    kn_entry entry;
    kn_error err = {0};

    assert_int_equal(verify(self, findings), 1); /* nothing at all */
    begin_plan(self, "{\"odds\":\"adaptive\"," THREE, 0);
    draw_some(self, 1, EPISODES);
    OK(kn_relief_respond(self->store, id_of(draw, 'd', 1), id_of(version, 'v', 800),
                         KN_RESPONSE_DOING, NULL, NULL, &entry, &err));
    kn_entry_release(&entry);
    self->now.second++;
    write_plan(self, id_of(version, 'v', 801), "{" THREE, KN_RELIEF_ON, false);
    draw_some(self, 100, 100 + EPISODES);
    self->now.second++;
    write_plan(self, id_of(version, 'v', 802), "{\"odds\":\"adaptive\"," THREE, KN_RELIEF_ON, true);
    draw_some(self, 200, 200 + EPISODES);
    if (verify(self, findings) != 1)
        fail_msg("%s: %s", findings[1].what, findings[1].detail);
    assert_string_equal(findings[0].detail, "made 35 again; 0 differences");
}

/* The document of draw 5 as somebody would have it, written under an id of its own instead of the
 * real one, and what is found. */
static void a_changed_draw_shows(void **state)
{
    static const struct {
        const char *odds, *with, *finding;
    } rows[] = {
        {"equal", "{}", NULL},
        {"equal", "{\"arm\":\"OTHER\"}", "the seed gives"},
        {"equal", "{\"weights\":[2,1,1]}", "the odds are not"},
        {"equal", "{\"rule\":\"thompson-1\"}", "the rule is"},
        {"equal", "{\"plan\":\"11111111-2222-4333-8444-555555555555\"}", "is not there"},
        {"equal", "{\"open\":[\"wait\",\"rub_during\",\"menthol\"]}", "was not in the plan"},
        {"equal", "{\"rest\":{\"heat_local\":1}}", "rested for"},
        {"equal", "{\"allowed\":[\"wait\",\"heat_local\"],\"weights\":[1,1]}", "was left out"},
        {"adaptive", "{}", NULL},
        {"adaptive", "{\"seen\":[]}", "the odds are not"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        void *opened = NULL;
        fixture *self;
        kn_relief_finding findings[KN_RELIEF_FINDINGS_MAX];
        char plan[256], id[KN_ID_SIZE];
        kn_entry entry = {0};
        json_t *draw, *with = json_of(rows[i].with);
        kn_error err = {0};
        bool found = rows[i].finding == NULL;
        size_t count;

        fixture_start(&opened);
        self = opened;
        snprintf(plan, sizeof plan,
                 "{\"odds\":\"%s\",\"remedies\":[{\"key\":\"wait\"},{\"key\":\"rub_during\"},"
                 "{\"key\":\"heat_local\"}]}",
                 rows[i].odds);
        begin_plan(self, plan, 0);
        draw_some(self, 1, 6);
        OK(kn_store_get(self->store, id_of(id, 'd', 5), false, &entry, &err));
        draw = json_object_get(entry.body, "draw");
        if (strstr(rows[i].with, "OTHER")) {
            bool is_wait = strcmp(json_string_value(json_object_get(draw, "arm")), "wait") == 0;

            json_object_set_new(with, "arm", json_string(is_wait ? "rub_during" : "wait"));
        }
        if (strstr(rows[i].with, "menthol") || strstr(rows[i].with, "allowed"))
            json_object_set_new(with, "arm", json_string("wait"));
        if (strstr(rows[i].with, "menthol"))
            json_object_set_new(with, "allowed", json_copy(json_object_get(with, "open")));
        json_object_update(draw, with);
        OK(kn_store_remove(self->store, entry.id, id_of(id, 'v', 4000), &(kn_entry){0},
                           &(kn_outcome){0}, &err));
        id_of(entry.id, 'd', 5000);
        id_of(entry.version, 'v', 5000);
        add(self->store, entry);
        count = verify(self, findings);
        for (size_t k = 1; k < count; k++)
            found = found || (rows[i].finding && strstr(findings[k].detail, rows[i].finding));
        if (!found || (count == 1) != (rows[i].finding == NULL))
            fail_msg("%s: %zu findings, %s", rows[i].with, count,
                     count > 1 ? findings[1].detail : "");
        json_decref(with);
        fixture_end(&opened);
    }
}

/* A version that says otherwise, and one that no longer reads. */
static void a_later_version_shows(void **state)
{
    static const char *const with[] = {"{\"arm\":\"x\"}", "{\"why_not\":\"rules\",\"plan\":1}"};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        void *opened = NULL;
        fixture *self;
        kn_relief_finding findings[KN_RELIEF_FINDINGS_MAX];
        char id[KN_ID_SIZE];
        kn_entry entry = {0};
        kn_error err = {0};
        json_t *more = json_of(with[i]);
        size_t count;

        fixture_start(&opened);
        self = opened;
        begin_plan(self, "{" THREE, 0);
        draw_some(self, 1, 4);
        OK(kn_store_get(self->store, id_of(id, 'd', 2), false, &entry, &err));
        if (i == 0)
            json_object_set_new(more, "arm",
                                json_string(strcmp(json_string_value(json_object_get(
                                                       json_object_get(entry.body, "draw"), "arm")),
                                                   "wait") == 0
                                                ? "rub_during"
                                                : "wait"));
        json_object_update(json_object_get(entry.body, "draw"), more);
        id_of(entry.version, 'v', 5000);
        amend(self->store, entry, NULL);
        count = i == 0 ? verify(self, findings) : 0;
        if (i == 0) {
            assert_true(count >= 3); /* changed, and not what the seed gives */
            assert_string_equal(findings[1].detail, "it was changed after it was made");
        } else {
            OK(kn_relief_verify(self->store, findings, &count, &err));
            assert_false(findings[0].is_ok);
            assert_non_null(strstr(findings[0].detail, "1 that no longer read"));
        }
        json_decref(more);
        fixture_end(&opened);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frozen_draws_stay),
        cmocka_unit_test_setup_teardown(all_is_well, fixture_start, fixture_end),
        cmocka_unit_test(a_changed_draw_shows),
        cmocka_unit_test(a_later_version_shows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
