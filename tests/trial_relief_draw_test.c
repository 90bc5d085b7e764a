/* The relief experiment: what the rules leave, the draw, responses, the log. */
#define _GNU_SOURCE
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "relief_plan_fixture.h"

static const kn_relief_request PLAIN = {0};
#define RUNNING "{\"running\":true}"

/* "open: a b; allowed: a; arm" or "why" of a draw entry; static storage. */
static const char *shown(const kn_entry *entry)
{
    static char text[512];
    const json_t *draw = json_object_get(entry->body, "draw");
    static const char *const lists[] = {"open", "allowed"};
    size_t used = 0;

    text[0] = '\0';
    for (int l = 0; l < 2; l++)
        for (size_t i = 0; i < json_array_size(json_object_get(draw, lists[l])); i++)
            used += (size_t)snprintf(
                text + used, sizeof text - used, "%s%s",
                i   ? " "
                : l ? "; "
                    : "",
                json_string_value(json_array_get(json_object_get(draw, lists[l]), i)));
    if (json_object_get(draw, "why_not"))
        snprintf(text + used, sizeof text - used, "%s%s", used ? "; " : "",
                 json_string_value(json_object_get(draw, "why_not")));
    return text;
}

/* ---- Rules ------------------------------------------------------------------------------------*/

#define KEY(k) "{\"key\":\"" k "\"}"
#define NIGHT_PLAN                                                                                 \
    "{\"remedies\":[" KEY("wait") "," KEY(                                                         \
        "rub_during") ","                                                                          \
                      "{\"key\":\"heat_local\",\"not_at_night\":true}]}"
#define WORK_PLAN(days, from, to)                                                                  \
    "{\"work\":{\"days\":" days ",\"from\":\"" from "\",\"to\":\"" to "\"},\"remedies\":[" KEY(    \
        "wait") "," KEY("rub_during") ",{\"key\":\"heat_local\",\"not_at_work\":true}]}"
#define SITE_PLAN                                                                                  \
    "{\"remedies\":[" KEY("wait") "," KEY(                                                         \
        "rub_during") ","                                                                          \
                      "{\"key\":\"heat_local\",\"not_sites\":[\"left-calf\"]}]}"
#define ALL "wait rub_during heat_local; wait rub_during heat_local"
#define FEW "wait rub_during; wait rub_during"

static void test_rules(void **state)
{
    /* 2026-03-14 is a Saturday */
    static const struct {
        const char *plan;
        int day; /* from Saturday */
        const char *clock, *episode;
        bool anyway;
        uint32_t needs;
        const char *expected;
    } rows[] = {
        {NIGHT_PLAN, 0, "21:59", RUNNING, false, 0, ALL},
        {NIGHT_PLAN, 0, "22:00", RUNNING, false, 0, FEW},
        {NIGHT_PLAN, 0, "00:00", RUNNING, false, 0, FEW},
        {NIGHT_PLAN, 0, "05:59", RUNNING, false, 0, FEW},
        {NIGHT_PLAN, 0, "06:00", RUNNING, false, 0, ALL},
        {WORK_PLAN("[1,2,3,4,5]", "09:00", "17:00"), 0, "12:00", RUNNING, false, 0, ALL},
        {WORK_PLAN("[1,2,3,4,5]", "09:00", "17:00"), 2, "08:59", RUNNING, false, 0, ALL},
        {WORK_PLAN("[1,2,3,4,5]", "09:00", "17:00"), 2, "09:00", RUNNING, false, 0, FEW},
        {WORK_PLAN("[1,2,3,4,5]", "09:00", "17:00"), 2, "17:00", RUNNING, false, 0, ALL},
        {WORK_PLAN("[6]", "12:00", "12:00"), 0, "12:00", RUNNING, false, 0, ALL},
        {WORK_PLAN("[]", "09:00", "17:00"), 2, "12:00", RUNNING, false, 0, ALL},
        /* a night shift from Friday on ends on Saturday, and none begins then */
        {WORK_PLAN("[5]", "22:00", "06:00"), 0, "05:59", RUNNING, false, 0, FEW},
        {WORK_PLAN("[5]", "22:00", "06:00"), 0, "22:00", RUNNING, false, 0, ALL},
        {WORK_PLAN("[5]", "22:00", "06:00"), -1, "05:59", RUNNING, false, 0, ALL},
        {WORK_PLAN("[5]", "22:00", "06:00"), -1, "22:00", RUNNING, false, 0, FEW},
        {SITE_PLAN, 0, "12:00", RUNNING, false, KN_NEEDS_SITE, ""},
        {SITE_PLAN, 0, "12:00", RUNNING, true, 0, FEW},
        {SITE_PLAN, 0, "12:00", "{\"running\":true,\"sites\":[{\"site\":\"right-calf\"}]}", false,
         0, ALL},
        {SITE_PLAN, 0, "12:00",
         "{\"running\":true,\"sites\":[{\"site\":\"right-calf\"},{\"site\":\"left-calf\"}]}", false,
         0, FEW},
        {PLAN, 0, "12:00", RUNNING, false, KN_NEEDS_PAIN, ""},
        {PLAN, 0, "12:00", RUNNING, true, 0,
         "stretch_acute rub_during heat_local; stretch_acute rub_during heat_local"},
        {PLAN, 0, "12:00", "{\"running\":true,\"pain\":7}", false, 0,
         "stretch_acute rub_during heat_local; stretch_acute rub_during heat_local"},
        {PLAN, 0, "12:00", "{\"running\":true,\"pain\":9,\"pain_start\":6}", false, 0,
         "wait stretch_acute rub_during heat_local; wait stretch_acute rub_during heat_local"},
        {PLAN, 0, "12:00", "{\"running\":true,\"painful\":false}", false, 0,
         "wait stretch_acute rub_during heat_local; wait stretch_acute rub_during heat_local"},
        {PLAN, 0, "12:00", "{\"running\":true,\"sites\":[{\"site\":\"left-calf\",\"pain\":7}]}",
         false, 0, "stretch_acute rub_during heat_local; stretch_acute rub_during heat_local"},
        {"{\"wait_limit\":10,\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}", 0, "12:00",
         RUNNING, false, 0, FEW},
        /* what is shut out anyway needs nothing */
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\",\"not_at_night\":true},"
         "{\"key\":\"heat_local\",\"not_at_night\":true,\"not_sites\":[\"left-calf\"]}]}",
         0, "23:00", RUNNING, false, 0, "rules"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        void *opened = NULL;
        fixture *self;
        kn_relief_drawn drawn;
        kn_error err = {0};
        int hour = 0, minute = 0;

        fixture_start(&opened);
        self = opened;
        sscanf(rows[i].clock, "%d:%d", &hour, &minute);
        self->now = (kn_moment){TODAY + rows[i].day, hour * 3600 + minute * 60, 60};
        begin_plan(self, rows[i].plan, 1);
        begin_episode(self, 1, rows[i].episode);
        OK(draw_for(self, 1, (kn_relief_request){.anyway = rows[i].anyway}, &drawn, &err));
        if (drawn.needs != rows[i].needs || drawn.written != (rows[i].needs == 0) ||
            strcmp(shown(&drawn.entry), rows[i].expected) != 0)
            fail_msg("row %zu: needs %u, \"%s\" instead of \"%s\"", i, drawn.needs,
                     shown(&drawn.entry), rows[i].expected);
        kn_entry_release(&drawn.entry);
        fixture_end(&opened);
    }
}

/* The clock went from 02:00 to 03:00 in the night of 29 March: what is compared with the hours of
 * the plan is what the clock on the wall showed. */
static void test_clock_change(void **state)
{
    static const struct {
        kn_moment at;
        const char *expected;
    } rows[] = {
        {{20541, 6 * 3600, 60}, ALL},       /* 05:00 UTC by winter time */
        {{20541, 5 * 3600, 60}, FEW},       /* 04:00 UTC by winter time */
        {{20541, 6 * 3600, 120}, ALL},      /* 04:00 UTC by summer time */
        {{20541, 5 * 3600 + 59, 120}, FEW}, /* 03:00:59 UTC by summer time */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        void *opened = NULL;
        fixture *self;
        kn_relief_drawn drawn;
        kn_error err = {0};

        fixture_start(&opened);
        self = opened;
        self->now = rows[i].at;
        begin_plan(self, NIGHT_PLAN, 1);
        begin_episode(self, 1, RUNNING);
        OK(draw_for(self, 1, PLAIN, &drawn, &err));
        assert_string_equal(shown(&drawn.entry), rows[i].expected);
        kn_entry_release(&drawn.entry);
        fixture_end(&opened);
    }
}

/* ---- When -------------------------------------------------------------------------------------*/

static void test_too_late(void **state)
{
    static const struct {
        int minutes;
        const char *episode;
        kn_code code;
    } rows[] = {
        {0, RUNNING, KN_OK},
        {24 * 60, RUNNING, KN_OK},
        {24 * 60 + 1, RUNNING, KN_DATA},
        {120, "{}", KN_OK},
        {121, "{}", KN_DATA},
        {1, "{\"lasted_seconds\":30}", KN_DATA},
        {1, "{\"lasted_least_seconds\":30}", KN_DATA},
        {1, "{\"lasted_most_seconds\":30}", KN_DATA},
    };
    fixture *self = *state;
    kn_error err = {0};

    self->now.second = 0;
    begin_plan(self, "{\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}", 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_relief_drawn drawn;
        kn_moment begun = self->now;
        kn_code code;

        begin_episode(self, 10 + i, rows[i].episode);
        self->now = kn_moment_from_utc(kn_moment_utc(begun) + 60 * rows[i].minutes, 60);
        code = draw_for(self, 10 + i, PLAIN, &drawn, &err);
        if (code != rows[i].code || drawn.written != (code == KN_OK))
            fail_msg("row %zu: %d", i, code);
        if (code)
            assert_string_equal(err.place.field, "episode");
        kn_entry_release(&drawn.entry);
        self->now.day += 2;
    }
}

static void test_whose(void **state)
{
    fixture *self = *state;
    kn_relief_drawn drawn;
    char id[KN_ID_SIZE];
    kn_error err = {0};

    REFUSED(KN_NOTFOUND, draw_for(self, 1, PLAIN, &drawn, &err));
    begin_episode(self, 1, RUNNING);
    add(self->store, note_of(2, 20, "no spasm"));
    REFUSED(KN_NOTFOUND, draw_for(self, 2, PLAIN, &drawn, &err));
    OK(draw_for(self, 1, PLAIN, &drawn, &err)); /* nothing is compared */
    assert_false(drawn.written);
    assert_null(drawn.entry.body);
    begin_plan(self, "{\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}", 1);
    REFUSED(KN_CONFLICT,
            draw_for(self, 1, (kn_relief_request){.id = id_of(id, 'e', 2)}, &drawn, &err));
    REFUSED(KN_DATA, draw_for(self, 1, (kn_relief_request){.instead = "none"}, &drawn, &err));
    REFUSED(KN_DATA, draw_for(self, 1, (kn_relief_request){.chose = "wait"}, &drawn, &err));
    REFUSED(KN_DATA, draw_for(self, 1, (kn_relief_request){.instead = "choose", .chose = "rub"},
                              &drawn, &err));
    take_out(self->store, 1, 99);
    REFUSED(KN_NOTFOUND, draw_for(self, 1, PLAIN, &drawn, &err));
}

/* ---- Again ------------------------------------------------------------------------------------*/

static void test_again(void **state)
{
    fixture *self = *state;
    kn_relief_drawn first, second;
    char other[KN_ID_SIZE], version[KN_ID_SIZE];
    kn_error err = {0};

    begin_plan(self, "{\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}", 1);
    begin_episode(self, 1, RUNNING);
    OK(draw_for(self, 1, PLAIN, &first, &err));
    assert_true(first.written);
    OK(draw_for(self, 1, PLAIN, &second, &err));
    assert_true(second.written);
    assert_string_equal(second.entry.version, first.entry.version);
    kn_entry_release(&second.entry);
    self->now.second += 60;
    OK(draw_for(self, 1,
                (kn_relief_request){.id = id_of(other, 'd', 77),
                                    .version = id_of(version, 'w', 77),
                                    .instead = "skip"},
                &second, &err));
    assert_false(second.written);
    assert_string_equal(second.entry.id, first.entry.id);
    kn_entry_release(&first.entry);
    kn_entry_release(&second.entry);
}

/* ---- In a row ---------------------------------------------------------------------------------*/

#define RESTING                                                                                    \
    "{\"cluster_minutes\":60,\"remedies\":[{\"key\":\"rub_during\",\"rest_hours\":4},"             \
    "{\"key\":\"heat_local\",\"rest_hours\":4}]}"

/* Episodes at minutes from the first, and what comes of each. */
static void test_row(void **state)
{
    static const struct {
        int minutes;
        const char *instead;
        bool warned;
        const char *expected;
    } rows[] = {
        {0, NULL, false, "rub_during heat_local; rub_during heat_local"},
        {59, NULL, false, "cluster"},
        {60, NULL, false, "rub_during heat_local; ONE"}, /* clusters are measured from a draw */
        {119, "skip", false, "cluster"},
        {125, NULL, false, "rub_during heat_local; rest"}, /* both drawn within four hours */
        {184, NULL, false, "cluster"}, /* it counts as a draw, though nothing was drawn */
        {190, "choose", false, "chose"},
        {191, "skip", false, "skipped"},
        {192, NULL, true, "warning"},
        {193, NULL, false, "rub_during heat_local; rest"}, /* those four count as none */
        {299, NULL, false, "rub_during heat_local; ONE"},  /* the first rested until 240 */
    };
    fixture *self = *state;
    kn_moment start = self->now;
    kn_error err = {0};

    begin_plan(self, RESTING, 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_relief_request request = {.instead = rows[i].instead, .is_warned = rows[i].warned};
        kn_relief_drawn drawn;
        const char *text;

        self->now = kn_moment_from_utc(kn_moment_utc(start) + 60 * rows[i].minutes, 60);
        begin_episode(self, i + 1, RUNNING);
        OK(draw_for(self, i + 1, request, &drawn, &err));
        text = shown(&drawn.entry);
        if (strstr(rows[i].expected, "ONE")) {
            const json_t *draw = json_object_get(drawn.entry.body, "draw");

            assert_int_equal(json_array_size(json_object_get(draw, "allowed")), 1);
        } else if (strcmp(text, rows[i].expected) != 0) {
            fail_msg("row %zu: \"%s\" instead of \"%s\"", i, text, rows[i].expected);
        }
        kn_entry_release(&drawn.entry);
    }
}

/* ---- Responses --------------------------------------------------------------------------------*/

static void test_respond(void **state)
{
    fixture *self = *state;
    kn_relief_drawn drawn;
    kn_entry entry;
    char draw[KN_ID_SIZE], version[3][KN_ID_SIZE], none[KN_ID_SIZE], episode[KN_ID_SIZE];
    json_t *made;
    kn_error err = {0};

    for (int i = 0; i < 3; i++)
        id_of(version[i], 'v', 500 + (uint64_t)i);
    begin_plan(self, "{\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}", 1);
    begin_episode(self, 1, RUNNING);
    OK(draw_for(self, 1, PLAIN, &drawn, &err));
    made = json_deep_copy(json_object_get(drawn.entry.body, "draw"));
    id_of(draw, 'd', 1);
    for (int twice = 0; twice < 2; twice++) {
        OK(kn_relief_respond(self->store, draw, version[0], KN_RESPONSE_DOING, NULL,
                             drawn.entry.version, &entry, &err));
        assert_string_equal(json_string_value(json_object_get(entry.body, "response")), "doing");
        assert_true(json_equal(made, json_object_get(entry.body, "draw")));
        assert_int_equal(entry.edit, 2);
        kn_entry_release(&entry);
    }
    REFUSED(KN_CONFLICT, kn_relief_respond(self->store, draw, version[1], KN_RESPONSE_SKIPPED, NULL,
                                           drawn.entry.version, &entry, &err));
    REFUSED(KN_DATA, kn_relief_respond(self->store, draw, version[1], KN_RESPONSE_SKIPPED, "wait",
                                       NULL, &entry, &err));
    REFUSED(KN_DATA, kn_relief_respond(self->store, draw, version[1], KN_RESPONSE_CHOSE, "rub",
                                       NULL, &entry, &err));
    OK(kn_relief_respond(self->store, draw, version[1], KN_RESPONSE_CHOSE, "heat_local", NULL,
                         &entry, &err));
    assert_string_equal(json_string_value(json_object_get(entry.body, "chose")), "heat_local");
    kn_entry_release(&entry);
    OK(kn_relief_respond(self->store, draw, version[2], KN_RESPONSE_NONE, NULL, NULL, &entry,
                         &err));
    assert_null(json_object_get(entry.body, "response"));
    assert_null(json_object_get(entry.body, "chose"));
    kn_entry_release(&entry);
    kn_entry_release(&drawn.entry);
    REFUSED(KN_NOTFOUND, kn_relief_respond(self->store, id_of(none, 'd', 9), version[2],
                                           KN_RESPONSE_DOING, NULL, NULL, &entry, &err));
    REFUSED(KN_NOTFOUND, kn_relief_respond(self->store, id_of(episode, 'e', 1), version[2],
                                           KN_RESPONSE_DOING, NULL, NULL, &entry, &err));
    begin_episode(self, 2, RUNNING); /* a cluster: nothing was picked */
    OK(draw_for(self, 2, PLAIN, &drawn, &err));
    kn_entry_release(&drawn.entry);
    REFUSED(KN_DATA, kn_relief_respond(self->store, id_of(draw, 'd', 2), version[2],
                                       KN_RESPONSE_DOING, NULL, NULL, &entry, &err));
    json_decref(made);
}

/* ---- The log ----------------------------------------------------------------------------------*/

/* What an episode says afterwards, and what the record of its draw half a minute after the start
 * holds then. The plan has one remedy that may be drawn. */
#define ONLY_RUB "{\"wait_limit\":0,\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}"

static void test_ends(void **state)
{
    static const struct {
        const char *episode;
        kn_eased eased;
        double minutes, low;
        int switched, done;
        bool done_other;
    } rows[] = {
        {"{\"running\":true,\"pain\":5}", KN_EASED_UNKNOWN, 0, 0, -1, 0, false},
        {"{\"pain\":5}", KN_EASED_UNKNOWN, 0, 0, -1, 0, false},
        {"{\"lasted_seconds\":330}", KN_EASED_AT, 5, 5, -1, 0, false},
        {"{\"lasted_seconds\":61}", KN_EASED_AT, 31.0 / 60, 31.0 / 60, -1, 0, false},
        {"{\"lasted_seconds\":60}", KN_EASED_BETWEEN, 0.5, 0, -1, 0, false},
        {"{\"lasted_seconds\":30}", KN_EASED_BETWEEN, 0.5, 0, -1, 0, false},
        {"{\"lasted_seconds\":0}", KN_EASED_BETWEEN, 0.5, 0, -1, 0, false},
        {"{\"lasted_least_seconds\":630,\"lasted_most_seconds\":2430}", KN_EASED_BETWEEN, 40, 10,
         -1, 0, false},
        {"{\"lasted_least_seconds\":10,\"lasted_most_seconds\":630}", KN_EASED_BETWEEN, 10, 0, -1,
         0, false},
        {"{\"lasted_least_seconds\":10,\"lasted_most_seconds\":20}", KN_EASED_BETWEEN, 0.5, 0, -1,
         0, false},
        {"{\"lasted_most_seconds\":630}", KN_EASED_BETWEEN, 10, 0, -1, 0, false},
        {"{\"lasted_least_seconds\":3630}", KN_EASED_NOT, 60, 60, -1, 0, false},
        {"{\"done\":[{\"treatment\":\"rub_during\"}]}", KN_EASED_UNKNOWN, 0, 0, 0, 2, false},
        {"{\"done\":[{\"treatment\":\"rub_during\"},{\"treatment\":\"wait\"}]}", KN_EASED_UNKNOWN,
         0, 0, 0, 3, false},
        {"{\"done\":[{\"treatment\":\"wait\"}]}", KN_EASED_UNKNOWN, 0, 0, 1, 1, false},
        {"{\"done\":[{\"treatment\":\"rub_during\"},{\"treatment\":\"heat_local\"}]}",
         KN_EASED_UNKNOWN, 0, 0, 1, 2, true},
    };
    fixture *self = *state;
    kn_relief_log log;
    kn_relief_data data;
    kn_error err = {0};

    self->now.second = 12 * 3600;
    begin_plan(self, ONLY_RUB, 0);
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_relief_drawn drawn;

        self->now.day++;
        begin_episode(self, i + 1, "{\"running\":true,\"pain_start\":5}");
        self->now.second += 30;
        OK(draw_for(self, i + 1, PLAIN, &drawn, &err));
        kn_entry_release(&drawn.entry);
        self->now.second += 30;
        change_episode(self, i + 1, 7000 + i, rows[i].episode);
    }
    begin_episode(self, 90,
                  "{\"lasted_seconds\":120,\"pain_end\":2,\"sites\":[{\"site\":"
                  "\"left-calf\"}]}");
    take_out(self->store, 1, 9001);
    OK(kn_relief_log_load(self->store, &log, &err));
    assert_int_equal(log.keys, 2);
    assert_string_equal(log.key[1], "rub_during");
    assert_string_equal(log.name[1], "Rub or press the muscle");
    assert_int_equal(log.count, COUNT(rows) + 1);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const kn_relief_record *r = &log.record[i];

        if (r->arm != 1 || r->allowed != 2 || r->open != 2 || r->eased != rows[i].eased ||
            r->switched != rows[i].switched || r->done != rows[i].done ||
            r->done_other != rows[i].done_other ||
            (r->eased != KN_EASED_UNKNOWN &&
             (fabs(r->minutes - rows[i].minutes) > 1e-12 || fabs(r->low - rows[i].low) > 1e-12)))
            fail_msg("%s: eased %d, %g to %g, switched %d, done %d %d", rows[i].episode, r->eased,
                     r->low, r->minutes, r->switched, r->done, r->done_other);
    }
    assert_int_equal(log.record[COUNT(rows)].draw[0], 0);
    assert_int_equal(log.record[COUNT(rows)].arm, -1);
    assert_int_equal(log.record[COUNT(rows)].eased, KN_EASED_AT);
    assert_true(fabs(log.record[COUNT(rows)].minutes - 2) < 1e-12);
    assert_int_equal(log.record[COUNT(rows)].site, kn_site_find("left-calf"));
    assert_int_equal(log.record[COUNT(rows)].pain_end, 2);
    OK(kn_relief_log_data(&log, NULL, NULL, &data, &err));
    assert_int_equal(data.person[0].count, COUNT(rows));
    assert_int_equal(data.arms, 2);
    assert_true(fabs(data.person[0].episode[2].propensity - 1) < 1e-12);
    assert_true(fabs(data.person[0].made[2].hours - data.person[0].made[1].hours - 24 - 1 / 60.0) <
                1e-9);
    OK(kn_relief_check(&data, &err));
    kn_relief_data_release(&data);
    kn_relief_log_release(&log);
}

static bool is_heat(const kn_relief_record *record, void *context)
{
    const kn_relief_log *log = context;

    return strcmp(log->key[record->arm], "heat_local") == 0;
}

/* The engine makes the same draws again: else it would refuse its test. */
static void check_replay(const kn_relief_data *data)
{
    kn_relief_options options = kn_relief_options_default();
    kn_relief *relief;
    kn_error err = {0};

    options.sensitivity = options.weibull = options.natural = false;
    options.replays = 200;
    relief = kn_relief_new(data, &options, &err);
    if (!relief)
        fail_msg("%s", err.message);
    assert_true(relief->person[0].contrast[0].replayed);
    assert_true(relief->person[0].contrast[0].draw.done);
    kn_relief_free(relief);
}

/* Adaptive odds: what each draw had seen, and that the weights follow from it. */
static void test_seen(void **state)
{
    enum { EPISODES = 30, PARTIAL = 20 };
    fixture *self = *state;
    kn_relief_log log;
    kn_relief_data data;
    kn_error err = {0};
    double known[EPISODES];
    size_t taken = 0;

    self->now.second = 12 * 3600;
    begin_plan(self,
               "{\"odds\":\"adaptive\",\"remedies\":[" KEY("wait") "," KEY(
                   "rub_during") ","
                                 "{\"key\":\"heat_local\",\"rest_hours\":30}]}",
               0);
    for (uint64_t i = 1; i <= EPISODES; i++) {
        kn_relief_drawn drawn;
        char ended[64];

        self->now.day++;
        begin_episode(self, i, RUNNING);
        OK(draw_for(self, i, PLAIN, &drawn, &err));
        kn_entry_release(&drawn.entry);
        snprintf(ended, sizeof ended, "{\"lasted_seconds\":%d}", 60 + (int)(i * 37 % 600));
        if (i % 3) /* every third is written down only later */
            change_episode(self, i, 7000 + i, ended);
        if (i % 3 == 0 && i > 3)
            change_episode(self, i - 3, 8000 + i, ended);
        if (i == PARTIAL) /* one is corrected */
            change_episode(self, 1, 9000, "{\"lasted_seconds\":1234}");
    }
    OK(kn_relief_log_load(self->store, &log, &err));
    assert_int_equal(log.count, EPISODES);
    for (size_t i = 0; i < log.count; i++) {
        const kn_relief_record *r = &log.record[i];
        kn_seen seen[EPISODES];
        uint32_t weight[KN_ARMS_MAX];
        size_t count = 0;

        kn_relief_known(&log, i + 1, known);
        for (size_t k = 0; k < i; k++)
            if (!isnan(known[k]))
                seen[count++] = (kn_seen){(uint8_t)log.record[k].arm, known[k]};
        kn_allocation_weights(KN_ALLOCATION_THOMPSON, r->allowed, count, seen, weight);
        for (int a = 0; a < 3; a++)
            assert_int_equal(weight[a], r->weight[a]);
        assert_int_equal(r->rule, KN_ALLOCATION_THOMPSON);
        taken += r->allowed != r->open;
        for (size_t k = 0; k < r->seen_count; k++)
            assert_true(log.seen[r->seen_from + k].episode < i);
    }
    assert_true(taken > 0); /* heat rested now and then */
    assert_true(known[0] == 20.567);
    OK(kn_relief_log_data(&log, NULL, NULL, &data, &err));
    assert_int_equal(data.person[0].seen_count, log.seen_count);
    check_replay(&data);
    kn_relief_data_release(&data);
    OK(kn_relief_log_data(&log, is_heat, &log, &data, &err));
    assert_true(data.person[0].count > 0 && data.person[0].count < EPISODES);
    assert_null(data.person[0].made);
    kn_relief_data_release(&data);
    kn_relief_log_release(&log);
}

/* Odds become adaptive after more outcomes than one draw takes in: the next takes the rest. */
static void test_many_seen(void **state)
{
    enum { BEFORE = KN_RELIEF_SEEN_MAX + 10 };
    fixture *self = *state;
    kn_relief_log log;
    char version[KN_ID_SIZE];
    kn_error err = {0};

    begin_plan(self, "{\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}", 0);
    for (uint64_t i = 1; i <= BEFORE + 3; i++) {
        kn_relief_drawn drawn;

        self->now.day++;
        if (i == BEFORE + 1)
            write_plan(
                self, id_of(version, 'v', 1),
                "{\"odds\":\"adaptive\",\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}",
                KN_RELIEF_ON, false);
        begin_episode(self, i, RUNNING);
        OK(draw_for(self, i, PLAIN, &drawn, &err));
        kn_entry_release(&drawn.entry);
        change_episode(self, i, 7000 + i, "{\"lasted_seconds\":333}");
    }
    OK(kn_relief_log_load(self->store, &log, &err));
    assert_int_equal(log.record[BEFORE - 1].seen_count, 0);
    assert_int_equal(log.record[BEFORE].seen_count, KN_RELIEF_SEEN_MAX);
    assert_int_equal(log.record[BEFORE + 1].seen_count, BEFORE + 1 - KN_RELIEF_SEEN_MAX);
    assert_int_equal(log.record[BEFORE + 2].seen_count, 1);
    kn_relief_log_release(&log);
}

/* Two copies draw for the same episode; their union counts the first. */
static void test_union(void **state)
{
    fixture *self = *state, *other;
    void *opened = NULL;
    kn_relief_drawn drawn;
    kn_relief_log log;
    kn_text text;
    char id[KN_ID_SIZE], version[KN_ID_SIZE], expected[KN_ID_SIZE];
    kn_error err = {0};

    begin_plan(self, "{\"remedies\":[" KEY("wait") "," KEY("rub_during") "]}", 1);
    begin_episode(self, 1, RUNNING);
    fixture_start(&opened);
    other = opened;
    other->now = self->now;
    text = export_of(self->store);
    import_into(other->store, &text, 2, 0);
    kn_text_release(&text);
    other->now.second += 60;
    OK(draw_for(other, 1,
                (kn_relief_request){.id = id_of(id, 'd', 8), .version = id_of(version, 'w', 8)},
                &drawn, &err));
    kn_entry_release(&drawn.entry);
    self->now.second += 120;
    OK(draw_for(self, 1, PLAIN, &drawn, &err));
    kn_entry_release(&drawn.entry);
    text = export_of(other->store);
    import_into(self->store, &text, 1, 2);
    kn_text_release(&text);
    OK(kn_relief_log_load(self->store, &log, &err));
    assert_int_equal(log.count, 1);
    assert_string_equal(log.record[0].draw, id_of(expected, 'd', 8));
    kn_relief_log_release(&log);
    OK(draw_for(self, 1, PLAIN, &drawn, &err));
    assert_string_equal(drawn.entry.id, expected);
    kn_entry_release(&drawn.entry);
    fixture_end(&opened);
}

/* A ninth remedy since the beginning. */
static void test_ninth(void **state)
{
    fixture *self = *state;
    kn_relief_drawn drawn;
    char version[KN_ID_SIZE];
    json_t *next;
    kn_error err = {0};

    begin_plan(self,
               "{\"remedies\":[" KEY("wait") "," KEY("rub_during") "," KEY("heat_local") "," KEY(
                   "stretch_acute") "]}",
               1);
    begin_episode(self, 1, RUNNING);
    OK(draw_for(self, 1, PLAIN, &drawn, &err));
    kn_entry_release(&drawn.entry);
    next = json_of("{\"remedies\":[" KEY("hot_bath") "," KEY("relaxation") "," KEY(
        "sour_brine") "," KEY("menthol") "," KEY("wait") "," KEY("salicylate_rub") "]}");
    id_of(version, 'v', 900);
    self->now.second++;
    REFUSED(KN_DENIED, kn_relief_plan_write(self->store, version, next, KN_RELIEF_ON, NULL, false,
                                            NULL, &err));
    assert_string_equal(err.place.field, "remedies");
    OK(kn_relief_plan_write(self->store, version, next, KN_RELIEF_ON, NULL, true, NULL, &err));
    json_decref(next);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),
        cmocka_unit_test(test_clock_change),
        cmocka_unit_test_setup_teardown(test_too_late, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_whose, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_again, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_row, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_respond, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_ends, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_seen, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_many_seen, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_union, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_ninth, fixture_start, fixture_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
