/* The relief experiment: the plan. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "relief_plan_fixture.h"

/* ---- The plan ---------------------------------------------------------------------------------*/

#define TWO "{\"key\":\"wait\"},{\"key\":\"heat_local\"}"

static void test_plan_reads(void **state)
{
    static const struct {
        const char *plan, *field; /* NULL: it reads */
    } rows[] = {
        {"{\"remedies\":[" TWO "]}", NULL},
        {"{\"remedies\":[" TWO "],\"wait_limit\":null,\"worth\":0.8,\"odds\":\"adaptive\"}", NULL},
        {"{\"remedies\":[" TWO "],\"work\":{\"days\":[],\"from\":\"09:00\",\"to\":\"17:00\"}}",
         NULL},
        {"{\"remedies\":[{\"key\":\"wait\",\"not_sites\":[\"left-calf\",\"right-toes\"],"
         "\"rest_hours\":72,\"how\":\"\",\"not_at_night\":true},{\"key\":\"tens\"}]}",
         NULL},
        {"{}", "remedies"},
        {"{\"remedies\":[{\"key\":\"wait\"}]}", "remedies"},
        {"{\"remedies\":{}}", "remedies"},
        {"{\"remedies\":[1,2]}", "remedies[0]"},
        {"{\"remedies\":[" TWO ",{\"key\":\"wait\"}]}", "remedies[2].key"},
        {"{\"remedies\":[" TWO ",{\"key\":\"heat\"}]}", "remedies[2].key"},
        {"{\"remedies\":[" TWO ",{\"key\":\"Rub\"}]}", "remedies[2].key"},
        {"{\"remedies\":[" TWO ",{\"how\":\"Rub\"}]}", "remedies[2].key"},
        {"{\"remedies\":[" TWO ",{\"key\":\"rub_during\",\"rest_hours\":73}]}",
         "remedies[2].rest_hours"},
        {"{\"remedies\":[" TWO ",{\"key\":\"rub_during\",\"not_at_night\":1}]}",
         "remedies[2].not_at_night"},
        {"{\"remedies\":[" TWO ",{\"key\":\"rub_during\",\"not_sites\":[\"calf\"]}]}",
         "remedies[2].not_sites"},
        {"{\"remedies\":[" TWO ",{\"key\":\"rub_during\",\"rest\":4}]}", "remedies[2].rest"},
        {"{\"remedies\":[" TWO "],\"wait_limit\":11}", "wait_limit"},
        {"{\"remedies\":[" TWO "],\"wait_limit\":-1}", "wait_limit"},
        {"{\"remedies\":[" TWO "],\"night\":{\"from\":\"22:00\"}}", "night.to"},
        {"{\"remedies\":[" TWO "],\"night\":{\"from\":\"24:00\",\"to\":\"06:00\"}}", "night.from"},
        {"{\"remedies\":[" TWO "],\"night\":{\"from\":\"9:00\",\"to\":\"06:00\"}}", "night.from"},
        {"{\"remedies\":[" TWO "],\"night\":{\"from\":\"22:00\",\"to\":\"06:00\",\"days\":[1]}}",
         "night.days"},
        {"{\"remedies\":[" TWO "],\"night\":\"22:00\"}", "night"},
        {"{\"remedies\":[" TWO "],\"work\":{\"days\":[0],\"from\":\"09:00\",\"to\":\"17:00\"}}",
         "work.days"},
        {"{\"remedies\":[" TWO "],\"work\":{\"days\":[1,1],\"from\":\"09:00\",\"to\":\"17:00\"}}",
         "work.days"},
        {"{\"remedies\":[" TWO "],\"odds\":\"even\"}", "odds"},
        {"{\"remedies\":[" TWO "],\"cluster_minutes\":29}", "cluster_minutes"},
        {"{\"remedies\":[" TWO "],\"worth\":0.96}", "worth"},
        {"{\"remedies\":[" TWO "],\"begun\":\"today\"}", "begun"},
        {"{\"remedies\":[" TWO "],\"seed\":\"00\"}", "seed"},
        {"{\"remedies\":[" TWO "],\"limit\":5}", "limit"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *json = json_of(rows[i].plan), *written, *again;
        kn_catalogue catalogue;
        kn_relief_plan plan;
        kn_error err = {0};
        kn_code code;

        OK(kn_catalogue_load(NULL, &catalogue, &err));
        code = kn_relief_plan_read(json, &catalogue, &plan, &err);
        kn_catalogue_release(&catalogue);
        if ((code == KN_OK) != (rows[i].field == NULL) ||
            (code &&
             (code != KN_DATA || strcmp(err.place.field, rows[i].field) != 0 || !err.hint[0])))
            fail_msg("%s: %d %s: %s; %s", rows[i].plan, code, err.place.field, err.message,
                     err.hint);
        if (!code) { /* what is written reads as the same */
            written = kn_relief_plan_json(&plan, true);
            OK(kn_relief_plan_read(written, NULL, &plan, &err));
            again = kn_relief_plan_json(&plan, true);
            assert_true(json_equal(written, again));
            json_decref(written);
            json_decref(again);
        }
        json_decref(json);
    }
}

static void test_plan_defaults(void **state)
{
    kn_relief_plan plan = plan_of("{\"remedies\":[{\"key\":\"heat_local\"},{\"key\":\"wait\"}]}");
    json_t *json = kn_relief_plan_json(&plan, false);

    (void)state;
    assert_int_equal(plan.wait, 1);
    assert_string_equal(plan.remedy[0].name, "Heat on the spot");
    assert_string_equal(plan.remedy[0].chip, "Heat");
    assert_string_equal(plan.remedy[0].how, "Wrap a warm, not hot, pack in cloth.");
    assert_string_equal(
        text_of(json),
        "{\"begun\":null,\"cluster_minutes\":120,\"night\":{\"from\":\"22:00\",\"to\":\"06:00\"},"
        "\"odds\":\"equal\",\"remedies\":[{\"how\":\"Wrap a warm, not hot, pack in cloth.\","
        "\"key\":\"heat_local\",\"not_at_night\":false,\"not_at_work\":false,\"not_sites\":[],"
        "\"rest_hours\":0},{\"how\":\"Stay still and breathe as you like.\",\"key\":\"wait\","
        "\"not_at_night\":false,\"not_at_work\":false,\"not_sites\":[],\"rest_hours\":0}],"
        "\"wait_limit\":null,\"work\":{\"days\":[1,2,3,4,5],\"from\":\"09:00\",\"to\":\"17:00\"},"
        "\"worth\":0.75}");
    json_decref(json);
}

static void test_suggested(void **state)
{
    kn_trial_note notes[KN_TRIAL_NOTES_MAX];
    kn_catalogue catalogue;
    kn_relief_plan plan;
    kn_error err;

    (void)state;
    OK(kn_catalogue_load(NULL, &catalogue, &err));
    kn_relief_plan_suggest(&catalogue, &plan);
    kn_catalogue_release(&catalogue);
    assert_int_equal(plan.count, 4);
    assert_int_equal(plan.wait, 0);
    assert_int_equal(plan.wait_limit, 6);
    assert_string_equal(plan.remedy[3].key, "heat_local");
    assert_string_equal(plan.remedy[3].name, "Heat on the spot");
    assert_true(plan.remedy[3].how[0]);
    assert_int_equal(kn_relief_plan_notes(&plan, notes), 0); /* nothing speaks against it */
}

static void test_notes(void **state)
{
    static const struct {
        const char *plan;
        kn_note_level level; /* of the first note */
        const char *code, *field, *words;
    } rows[] = {
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},{\"key\":\"magnesium\"}]}",
         KN_NOTE_REFUSED, "not_acute", "remedies[1].key", "Magnesium"},
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},{\"key\":\"capsaicin\"}]}",
         KN_NOTE_REFUSED, "not_acute", "remedies[1].key", "Capsaicin"},
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},{\"key\":\"nsaid_gel\"}]}",
         KN_NOTE_CAUTION, "too_slow", "remedies[1].key", "minutes"},
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},{\"key\":\"tens\"}]}", KN_NOTE_CAUTION,
         "too_slow", "remedies[1].key", "minutes"},
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},"
         "{\"key\":\"11111111-2222-4333-8444-555555555555\"}]}",
         (kn_note_level)9, NULL, NULL, NULL},
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},{\"key\":\"heat_local\"},"
         "{\"key\":\"menthol\"}]}",
         KN_NOTE_CAUTION, "heat_and_rub", "remedies[2].key", "burn"},
        {"{\"remedies\":[" TWO "]}", KN_NOTE_INFO, "no_wait_limit", "wait_limit", "limit"},
        {"{\"wait_limit\":8,\"remedies\":[" TWO "]}", (kn_note_level)9, NULL, NULL, NULL},
        {"{\"wait_limit\":9,\"remedies\":[" TWO "]}", KN_NOTE_CAUTION, "high_wait_limit",
         "wait_limit", "9 out of 10"},
        {"{\"remedies\":[{\"key\":\"rub_during\"},{\"key\":\"heat_local\"}]}", KN_NOTE_INFO,
         "no_wait", "remedies", "Without waiting"},
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\"},"
         "{\"key\":\"heat_local\",\"not_at_night\":true}]}",
         KN_NOTE_INFO, "one_at_night", "night", "only one"},
        {"{\"wait_limit\":6,\"remedies\":[{\"key\":\"wait\",\"not_at_work\":true},"
         "{\"key\":\"heat_local\",\"not_at_work\":true}]}",
         KN_NOTE_INFO, "one_at_work", "work", "nothing is left"},
        {"{\"wait_limit\":6,\"remedies\":[" TWO ",{\"key\":\"rub_during\"},"
         "{\"key\":\"relaxation\"},{\"key\":\"sour_brine\"}]}",
         KN_NOTE_INFO, "many_remedies", "remedies", "1 spasm in 5"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_trial_note notes[KN_TRIAL_NOTES_MAX];
        kn_relief_plan plan = plan_of(rows[i].plan);
        size_t count = kn_relief_plan_notes(&plan, notes);

        if (!rows[i].code && count == 0)
            continue;
        if (count == 0 || !rows[i].code || notes[0].level != rows[i].level ||
            strcmp(notes[0].code, rows[i].code) != 0 ||
            strcmp(notes[0].field, rows[i].field) != 0 || !strstr(notes[0].words, rows[i].words))
            fail_msg("%s: %zu %s %s %s", rows[i].plan, count, count ? notes[0].code : "",
                     count ? notes[0].field : "", count ? notes[0].words : "");
        if (strcmp(rows[i].code, "too_slow") == 0 && strstr(rows[i].plan, "tens"))
            assert_true(strstr(notes[1].words, "Ask: is TENS safe") &&
                        strstr(notes[1].words, "pacemaker") &&
                        strcmp(notes[1].code, "ask_doctor") == 0);
    }
}

/* ---- The plan in the diary --------------------------------------------------------------------*/

static void test_write(void **state)
{
    fixture *self = *state;
    kn_relief_plan plan, first;
    char version[4][KN_ID_SIZE];
    kn_error err = {0};

    for (int i = 0; i < 4; i++)
        id_of(version[i], 'v', 900 + (uint64_t)i);
    OK(kn_relief_plan_load(self->store, NULL, &plan, &err));
    assert_int_equal(plan.state, KN_RELIEF_NONE);
    write_plan(self, version[0], PLAN, KN_RELIEF_ON, false);
    OK(kn_relief_plan_load(self->store, NULL, &first, &err));
    assert_int_equal(first.state, KN_RELIEF_ON);
    assert_string_equal(first.version, version[0]);
    assert_int_equal(strlen(first.seed), 64);
    assert_int_equal(kn_moment_utc(first.begun), kn_moment_utc(self->now));
    write_plan(self, version[0], PLAN, KN_RELIEF_ON, false); /* a reply that was lost */

    self->now.second += 60; /* a change goes on with seed and beginning */
    write_plan(self, version[1], "{\"remedies\":[" TWO "],\"seed\":\"00\",\"begun\":3}",
               KN_RELIEF_OFF, false);
    OK(kn_relief_plan_load(self->store, NULL, &plan, &err));
    assert_int_equal(plan.state, KN_RELIEF_OFF);
    assert_int_equal(plan.count, 2);
    assert_string_equal(plan.seed, first.seed);
    assert_int_equal(kn_moment_utc(plan.begun), kn_moment_utc(first.begun));

    write_plan(self, version[2], PLAN, KN_RELIEF_ON, true);
    OK(kn_relief_plan_load(self->store, NULL, &plan, &err));
    assert_string_not_equal(plan.seed, first.seed);
    assert_int_equal(kn_moment_utc(plan.begun), kn_moment_utc(self->now));
    assert_true(is_healthy(self->store));
}

static void test_write_refuses(void **state)
{
    fixture *self = *state;
    char version[KN_ID_SIZE], other[KN_ID_SIZE];
    json_t *bad = json_of("{\"remedies\":[{\"key\":\"wait\"},{\"key\":\"msm\"}]}"),
           *good = json_of("{\"remedies\":[" TWO "]}");
    kn_relief_plan plan;
    kn_error err = {0};

    id_of(version, 'v', 900);
    id_of(other, 'v', 901);
    REFUSED(KN_DENIED,
            kn_relief_plan_write(self->store, version, bad, KN_RELIEF_ON, NULL, false, NULL, &err));
    assert_string_equal(err.place.field, "remedies[1].key");
    REFUSED(KN_DATA, kn_relief_plan_write(self->store, version, good, KN_RELIEF_SETTLED, NULL,
                                          false, NULL, &err));
    REFUSED(KN_DATA, kn_relief_plan_write(self->store, version, good, KN_RELIEF_SETTLED,
                                          "rub_during", false, NULL, &err));
    REFUSED(KN_DATA, kn_relief_plan_write(self->store, version, NULL, KN_RELIEF_ON, NULL, false,
                                          NULL, &err));
    OK(kn_relief_plan_write(self->store, version, good, KN_RELIEF_SETTLED, "wait", false, NULL,
                            &err));
    OK(kn_relief_plan_load(self->store, NULL, &plan, &err));
    assert_int_equal(plan.state, KN_RELIEF_SETTLED);
    assert_string_equal(plan.settled, "wait");
    REFUSED(KN_CONFLICT,
            kn_relief_plan_write(self->store, other, good, KN_RELIEF_ON, NULL, false, other, &err));
    REFUSED(KN_CONFLICT, kn_relief_plan_write(self->store, version, good, KN_RELIEF_ON, NULL, false,
                                              NULL, &err));
    OK(kn_relief_plan_write(self->store, other, good, KN_RELIEF_ON, NULL, false, version, &err));
    json_decref(bad);
    json_decref(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plan_reads),
        cmocka_unit_test(test_plan_defaults),
        cmocka_unit_test(test_suggested),
        cmocka_unit_test(test_notes),
        cmocka_unit_test_setup_teardown(test_write, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(test_write_refuses, fixture_start, fixture_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
