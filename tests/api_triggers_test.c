/* What goes with spasms, through the operations: found, kept, judged again, tested. */
#include <math.h>

#include "api_fixture.h"
#include "base/random.h"

/* Drawn days: what was met multiplies the odds of a spasm on the day after by `times`. */
static void write_days(diary *d, int32_t first, int count, const char *suspect, double times,
                       uint64_t seed)
{
    kn_random random;
    bool met_before = false;
    kn_error err = {0};

    kn_random_init(&random, seed, 1);
    assert_int_equal(kn_store_begin(d->store, &err), KN_OK);
    for (int i = 0; i < count; i++) {
        double odds = 0.25 * (met_before ? times : 1);
        bool spasm = kn_random_uniform(&random) < odds / (1 + odds);
        bool met = kn_random_uniform(&random) < 0.35;
        char bodies[3][128];

        snprintf(bodies[0], sizeof bodies[0], "{\"values\":{\"spasms\":%d}}", spasm);
        snprintf(bodies[1], sizeof bodies[1], "{\"suspect\":\"%s\",\"present\":%s}", suspect,
                 met ? "true" : "false");
        snprintf(bodies[2], sizeof bodies[2], "{\"suspect\":\"cold\",\"present\":%s}",
                 kn_random_uniform(&random) < 0.4 ? "true" : "false");
        for (int k = 0; k < 3; k++) {
            kn_entry entry = {.kind = k == 0 ? KN_KIND_CHECKIN : KN_KIND_EXPOSURE,
                              .at = {first + i, EVENING, 60}};
            kn_outcome outcome;

            snprintf(entry.id, sizeof entry.id, ID, (unsigned)diary_id(d));
            snprintf(entry.version, sizeof entry.version, ID, (unsigned)diary_id(d));
            assert_int_equal(kn_json_parse(bodies[k], strlen(bodies[k]), "test", &entry.body, &err),
                             KN_OK);
            assert_int_equal(kn_store_add(d->store, &entry, &outcome, &err), KN_OK);
            kn_entry_release(&entry);
        }
        met_before = met;
    }
    assert_int_equal(kn_store_commit(d->store, &err), KN_OK);
}

static const json_t *find(const json_t *reply, const char *key)
{
    const json_t *list = at(reply, "suspects");

    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(text_at(json_array_get(list, i), "key"), key) == 0)
            return json_array_get(list, i);
    fail_msg("no suspect %s", key);
    return NULL;
}

static void a_finding_from_found_to_held(void **state)
{
    diary *d = *state;
    json_t *reply;
    int id, version;

    d->now.day = FIRST_DAY + 800;
    write_days(d, FIRST_DAY, 400, "alcohol", 8, 1);
    reply = diary_ask(d, "triggers", "{}");
    assert_string_equal(text_at(reply, "kind"), "checking");
    assert_true(holds(at(reply, "new"), "alcohol"));
    assert_int_equal(json_array_size(at(reply, "new")), 1);
    assert_true(json_is_null(at(find(reply, "alcohol"), "finding")));
    json_decref(reply);
    diary_refused(d, KN_CONFLICT, "trigger-freeze",
                  "{\"suspect\":\"cold\",\"id\":\"" ID "\",\"version\":\"" ID "\"}", diary_id(d),
                  diary_id(d));
    diary_refused(d, KN_NOTFOUND, "trigger-freeze",
                  "{\"suspect\":\"warmth\",\"id\":\"" ID "\",\"version\":\"" ID "\"}", diary_id(d),
                  diary_id(d));
    id = diary_id(d);
    version = diary_id(d);
    for (int k = 0; k < 2; k++) { /* sent again: the same */
        reply = diary_ask(d, "trigger-freeze",
                          "{\"suspect\":\"alcohol\",\"id\":\"" ID "\",\"version\":\"" ID "\"}", id,
                          version);
        assert_int_equal(json_array_size(at(reply, "new")), 0);
        assert_string_equal(text_at(find(reply, "alcohol"), "finding.state"), "new");
        json_decref(reply);
    }
    diary_refused(d, KN_CONFLICT, "trigger-freeze",
                  "{\"suspect\":\"alcohol\",\"id\":\"" ID "\",\"version\":\"" ID "\"}", diary_id(d),
                  diary_id(d));
    reply = diary_ask(d, "entry", "{\"id\":\"" ID "\"}", id);
    assert_string_equal(text_at(reply, "entry.kind"), "finding");
    assert_string_equal(text_at(reply, "entry.body.finding.suspect"), "alcohol");
    assert_int_equal(whole_at(reply, "entry.body.finding.lag"), 1);
    assert_true(json_real_value(at(reply, "entry.body.finding.p")) >= 0.975);
    assert_true(whole_at(reply, "entry.body.finding.episodes") >= 24);
    json_decref(reply);
    write_days(d, FIRST_DAY + 400, 150, "alcohol", 8, 2);
    reply = diary_ask(d, "triggers", "{}");
    assert_string_equal(text_at(reply, "kind"), "found");
    assert_string_equal(text_at(reply, "headline"), "Alcohol goes with your spasms");
    assert_string_equal(text_at(find(reply, "alcohol"), "finding.state"), "held");
    assert_true(whole_at(find(reply, "alcohol"), "finding.since.episodes") >= 6);
    json_decref(reply);
}

/* The test of a suspect is a design that a trial can be made of, once its treatment is there. */
static void a_suspect_can_be_tested(void **state)
{
    static const struct {
        const char *suspect, *treatment; /* NULL: nobody can avoid it */
    } rows[] = {{"effort", "No hard effort"},
                {"alcohol", "No alcohol"},
                {"caffeine", "No caffeine"},
                {"sitting", "Getting up every half hour"},
                {"short-sleep", "An hour more in bed"},
                {"stress", NULL},
                {"period", NULL},
                {"medicine-change", NULL}};
    diary *d = *state;

    json_t *reply;

    d->now.day = FIRST_DAY + 100;
    for (size_t i = 0; i < COUNT(rows); i++)
        write_days(d, FIRST_DAY, 60, rows[i].suspect, 1, i);
    reply = diary_ask(d, "triggers", "{}");
    for (size_t i = 0; i < COUNT(rows); i++) {
        const json_t *test = at(find(reply, rows[i].suspect), "test");

        assert_true(json_is_null(test) == !rows[i].treatment);
        if (!rows[i].treatment)
            continue;
        assert_string_equal(text_at(test, "treatment.name"), rows[i].treatment);
        assert_true(json_is_null(at(test, "treatment.key")));
        assert_true(json_is_null(at(test, "design.arms.1.key")));
        diary_do(d, "add",
                 "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"kind\":\"treatment\","
                 "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\","
                 "\"body\":{\"name\":\"%s\",\"how\":\"%s\"}}",
                 diary_id(d), diary_id(d), rows[i].treatment, text_at(test, "treatment.how"));
    }
    json_decref(reply);
    reply = diary_ask(d, "triggers", "{}");
    for (size_t i = 0; i < COUNT(rows); i++) {
        const json_t *test = at(find(reply, rows[i].suspect), "test");
        char *text;

        if (!rows[i].treatment)
            continue;
        assert_true(kn_id_is_valid(text_at(test, "treatment.key")));
        assert_string_equal(text_at(test, "design.arms.1.key"), text_at(test, "treatment.key"));
        text = json_dumps(at(test, "design"), JSON_COMPACT);
        diary_do(d, "trial-new", "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"design\":%s}",
                 diary_id(d), diary_id(d), text);
        free(text);
    }
    json_decref(reply);
}

/* An own one has no entry in the table of ways; its name may be as long as names may be. */
static void an_own_suspect_can_be_tested(void **state)
{
    diary *d = *state;
    json_t *reply;
    char key[40], name[4 * KN_NAME_MAX + 1] = "";

    d->now.day = FIRST_DAY + 100;
    for (int i = 0; i < KN_NAME_MAX; i++)
        strcat(name, "\xc3\xa4");
    snprintf(key, sizeof key, ID, (unsigned)diary_id(d));
    diary_do(d, "add",
             "{\"id\":\"%s\",\"version\":\"" ID "\",\"kind\":\"suspect\","
             "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"name\":\"%s\"}}",
             key, diary_id(d), name);
    write_days(d, FIRST_DAY, 60, key, 1, 3);
    reply = diary_ask(d, "triggers", "{}");
    assert_string_equal(text_at(find(reply, key), "name"), name);
    assert_memory_equal(text_at(find(reply, key), "test.treatment.name"), "No: \xc3\xa4", 6);
    assert_int_equal(strlen(text_at(find(reply, key), "test.treatment.name")),
                     4 + 2 * (KN_NAME_MAX - 4));
    json_decref(reply);
}

static void wrong_questions(void **state)
{
    diary *d = *state;
    kn_error err = diary_refused(d, KN_DATA, "triggers", "{\"strata\":\"week\"}");

    assert_string_equal(err.place.field, "strata");
    err = diary_refused(d, KN_DATA, "triggers-report", "{\"format\":\"pdf\"}");
    assert_string_equal(err.place.field, "format");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_finding_from_found_to_held, diary_open, diary_close),
        cmocka_unit_test_setup_teardown(a_suspect_can_be_tested, diary_open, diary_close),
        cmocka_unit_test_setup_teardown(an_own_suspect_can_be_tested, diary_open, diary_close),
        cmocka_unit_test_setup_teardown(wrong_questions, diary_open, diary_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
