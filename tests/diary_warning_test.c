/* Which warnings stand after what was written. Every row is a small diary. */
#include "document.h"
#include "warning_fixture.h"

#include <stdlib.h>

#define LONG_CALF     "{\"pain\":6,\"lasted_seconds\":840,\"sites\":[{\"site\":\"left-calf\"}]}"
#define SHORT_CALF    "{\"pain\":6,\"lasted_seconds\":600,\"sites\":[{\"site\":\"left-calf\"}]}"
#define HOUR_NECK     "{\"painful\":true,\"lasted_seconds\":7500,\"sites\":[{\"site\":\"neck-back\"}]}"
#define RUNNING(site) "{\"running\":true,\"sites\":[{\"site\":\"" site "\"}]}"
#define NIGHT                                                                                      \
    "{\"pain\":5,\"lasted_seconds\":60,\"context\":\"night\",\"sites\":[{\"site\":\"left-calf\"}]" \
    "}"
#define ANSWER(flag, word) "{\"flag\":\"" flag "\",\"answer\":\"" word "\"}"
#define ADVICE(flag)       "{\"flag\":\"" flag "\"}"
#define STARTED(group)     "{\"name\":\"Aa\",\"event\":\"started\",\"group\":\"" group "\"}"

typedef struct scenario {
    const char *about;
    test_step steps[STEPS_MAX];
    const char *now;
    const char *current;
    const char *because; /* of the first, a part of it */
    const char *between; /* all of 2020 to 2030; NULL: the same as current */
} scenario;

static const scenario scenarios[] = {
    {"an empty diary", {{0}}, "2026-03-14T12:00", "", NULL, NULL},
    /* R6 */
    {"ten minutes are an ordinary cramp",
     {{"2026-03-14T12:00", NULL, "episode", NULL, SHORT_CALF}},
     "2026-03-14T12:00",
     "",
     NULL,
     NULL},
    {"longer is not",
     {{"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF}},
     "2026-03-14T12:00",
     "R6",
     "You wrote that a spasm in the left calf lasted 14 minutes.",
     NULL},
    {"of a range the lower end",
     {{"2026-03-14T12:00", NULL, "episode", NULL,
       "{\"pain\":6,\"lasted_least_seconds\":600,\"lasted_most_seconds\":2400,"
       "\"sites\":[{\"site\":\"left-calf\"}]}"}},
     "2026-03-14T12:00",
     "R6",
     "You wrote that a spasm in the left calf lasted over 10 minutes.",
     NULL},
    {"a range that may be an ordinary cramp",
     {{"2026-03-14T12:00", NULL, "episode", NULL,
       "{\"pain\":6,\"lasted_least_seconds\":540,\"lasted_most_seconds\":2400}"}},
     "2026-03-14T12:00",
     "",
     NULL,
     NULL},
    {"hours in the neck",
     {{"2026-03-14T12:00", NULL, "episode", NULL, HOUR_NECK}},
     "2026-03-14T12:00",
     "R6",
     "in the back of the neck lasted 2 hours 5 minutes.",
     NULL},
    {"a long painless tightness",
     {{"2026-03-14T12:00", NULL, "episode", NULL, "{\"pain\":0,\"lasted_seconds\":9000}"}},
     "2026-03-14T12:00",
     "",
     NULL,
     NULL},
    {"running for ten minutes",
     {{"2026-03-14T12:00", NULL, "episode", NULL, RUNNING("left-calf")}},
     "2026-03-14T12:10",
     "",
     NULL,
     NULL},
    {"running for eleven",
     {{"2026-03-14T12:00", NULL, "episode", NULL, RUNNING("left-calf")}},
     "2026-03-14T12:11",
     "R6",
     "Your spasm in the left calf has been running for 11 minutes.",
     NULL},
    {"running, and no limb",
     {{"2026-03-14T12:00", NULL, "episode", NULL, RUNNING("neck-back")}},
     "2026-03-14T13:00",
     "",
     NULL,
     NULL},
    {"running where nobody knows",
     {{"2026-03-14T12:00", NULL, "episode", NULL, "{\"running\":true}"}},
     "2026-03-14T12:11",
     "R6",
     "Your spasm has been running",
     NULL},
    {"amended below the threshold",
     {{"2026-03-14T12:00", "a", "episode", NULL, LONG_CALF},
      {"2026-03-14T12:05", "a", "episode", "2026-03-14T12:00", SHORT_CALF}},
     "2026-03-14T12:06",
     "",
     NULL,
     NULL},
    {"amended above it",
     {{"2026-03-14T12:00", "a", "episode", NULL, SHORT_CALF},
      {"2026-03-14T12:05", "a", "episode", "2026-03-14T12:00", LONG_CALF}},
     "2026-03-14T12:06",
     "R6",
     NULL,
     NULL},
    {"removed",
     {{"2026-03-14T12:00", "a", "episode", NULL, LONG_CALF},
      {"2026-03-14T12:05", "a", "remove", NULL, NULL}},
     "2026-03-14T12:06",
     "",
     NULL,
     NULL},
    /* advice */
    {"advice puts it to rest",
     {{"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF},
      {"2026-03-15T12:00", NULL, "advice", NULL, ADVICE("R6")}},
     "2026-03-16T12:00",
     "",
     NULL,
     "(R6)"},
    {"advice in the same minute",
     {{"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF},
      {"2026-03-14T12:00", NULL, "advice", NULL, ADVICE("R6")}},
     "2026-03-16T12:00",
     "",
     NULL,
     "(R6)"},
    {"a raising in the same minute, after it",
     {{"2026-03-14T12:00", NULL, "advice", NULL, ADVICE("R6")},
      {"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF}},
     "2026-03-16T12:00",
     "R6",
     NULL,
     NULL},
    {"advice about another sign",
     {{"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF},
      {"2026-03-15T12:00", NULL, "advice", NULL, ADVICE("R8")}},
     "2026-03-16T12:00",
     "R6",
     NULL,
     NULL},
    {"something newer",
     {{"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF},
      {"2026-03-15T12:00", NULL, "advice", NULL, ADVICE("R6")},
      {"2026-03-16T12:00", NULL, "episode", NULL, HOUR_NECK}},
     "2026-03-16T12:00",
     "R6",
     "neck",
     NULL},
    {"something old, written down after the advice",
     {{"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF},
      {"2026-03-15T12:00", NULL, "advice", NULL, ADVICE("R6")},
      {"2026-03-16T12:00", NULL, "episode", "2026-03-10T12:00", HOUR_NECK}},
     "2026-03-16T12:00",
     "R6",
     "neck",
     NULL},
    {"advice that is removed",
     {{"2026-03-14T12:00", NULL, "episode", NULL, LONG_CALF},
      {"2026-03-15T12:00", "a", "advice", NULL, ADVICE("R6")},
      {"2026-03-15T12:01", "a", "remove", NULL, NULL}},
     "2026-03-16T12:00",
     "R6",
     NULL,
     NULL},
    /* answers */
    {"no",
     {{"2026-03-14T12:00", NULL, "answer", NULL, ANSWER("R1", "no")}},
     "2026-03-14T12:00",
     "",
     NULL,
     NULL},
    {"yes",
     {{"2026-03-14T12:00", NULL, "answer", NULL, ANSWER("R8", "yes")}},
     "2026-03-14T12:00",
     "R8",
     "You said yes to: Is one calf or thigh swollen",
     NULL},
    {"not sure",
     {{"2026-03-14T12:00", NULL, "answer", NULL, ANSWER("R1", "unsure")}},
     "2026-03-14T12:00",
     "R1",
     "You were not sure about: ",
     NULL},
    {"a later no takes nothing back",
     {{"2026-03-14T12:00", NULL, "answer", NULL, ANSWER("R8", "yes")},
      {"2026-03-24T12:00", NULL, "answer", NULL, ANSWER("R8", "no")}},
     "2026-03-24T12:00",
     "R8",
     NULL,
     NULL},
    {"an amended answer does",
     {{"2026-03-14T12:00", "a", "answer", NULL, ANSWER("R8", "yes")},
      {"2026-03-14T12:01", "a", "answer", NULL, ANSWER("R8", "no")}},
     "2026-03-14T12:02",
     "",
     NULL,
     NULL},
    {"worst first, then newest",
     {{"2026-03-14T12:00", NULL, "answer", NULL, ANSWER("R14", "yes")},
      {"2026-03-14T12:01", NULL, "answer", NULL, ANSWER("R8", "yes")},
      {"2026-03-14T12:02", NULL, "answer", NULL, ANSWER("R22", "yes")},
      {"2026-03-14T12:03", NULL, "answer", NULL, ANSWER("R2", "yes")}},
     "2026-03-14T12:04",
     "R2 R22 R8 R14",
     NULL,
     NULL},
    {"a raising once more after advice",
     {{"2026-03-14T12:00", NULL, "answer", NULL, ANSWER("R8", "yes")},
      {"2026-03-14T13:00", NULL, "advice", NULL, ADVICE("R8")},
      {"2026-03-22T12:00", NULL, "answer", NULL, ANSWER("R8", "unsure")}},
     "2026-03-22T12:00",
     "R8",
     "not sure",
     NULL},
    /* R26 */
    {"three nights",
     {{"2026-03-01T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-02T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-03T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-03T04:00", NULL, "episode", NULL, NIGHT}},
     "2026-03-03T12:00",
     "",
     NULL,
     NULL},
    {"four nights of seven",
     {{"2026-03-01T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-03T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-05T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-07T03:00", NULL, "episode", NULL, NIGHT}},
     "2026-03-07T12:00",
     "R26",
     "in bed on 4 of 7 days",
     NULL},
    {"four nights of eight",
     {{"2026-03-01T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-03T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-05T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-08T03:00", NULL, "episode", NULL, NIGHT}},
     "2026-03-08T12:00",
     "",
     NULL,
     NULL},
    {"the nights after advice",
     {{"2026-03-01T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-02T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-03T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-04T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-04T12:00", NULL, "advice", NULL, ADVICE("R26")},
      {"2026-03-05T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-06T03:00", NULL, "episode", NULL, NIGHT}},
     "2026-03-06T12:00",
     "",
     NULL,
     "(R26)"},
    {"and four weeks on",
     {{"2026-03-01T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-03-04T12:00", NULL, "advice", NULL, ADVICE("R26")},
      {"2026-04-01T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-04-02T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-04-03T03:00", NULL, "episode", NULL, NIGHT},
      {"2026-04-04T03:00", NULL, "episode", NULL, NIGHT}},
     "2026-04-04T12:00",
     "R26",
     NULL,
     NULL},
    {"painless twitches at night",
     {{"2026-03-01T03:00", NULL, "episode", NULL,
       "{\"pain\":0,\"ripple\":true,\"context\":\"night\"}"},
      {"2026-03-02T03:00", NULL, "episode", NULL,
       "{\"pain\":0,\"ripple\":true,\"context\":\"night\"}"},
      {"2026-03-03T03:00", NULL, "episode", NULL,
       "{\"pain\":0,\"ripple\":true,\"context\":\"night\"}"},
      {"2026-03-04T03:00", NULL, "episode", NULL,
       "{\"pain\":0,\"ripple\":true,\"context\":\"night\"}"}},
     "2026-03-04T12:00",
     "",
     NULL,
     NULL},
    /* R15 */
    {"a water tablet, then the first cramp",
     {{"2025-04-01T12:00", NULL, "medicine", NULL, STARTED("diuretic")},
      {"2026-03-14T12:00", NULL, "episode", NULL, SHORT_CALF}},
     "2026-03-14T12:00",
     "R15",
     "within a year of starting Aa",
     NULL},
    {"more than a year before",
     {{"2025-03-01T12:00", NULL, "medicine", NULL, STARTED("diuretic")},
      {"2026-03-14T12:00", NULL, "episode", NULL, SHORT_CALF}},
     "2026-03-14T12:00",
     "",
     NULL,
     NULL},
    {"after the first cramp",
     {{"2026-03-14T12:00", NULL, "episode", NULL, SHORT_CALF},
      {"2026-03-15T12:00", NULL, "medicine", NULL, STARTED("statin")}},
     "2026-03-15T12:00",
     "",
     NULL,
     NULL},
    {"another medicine",
     {{"2026-03-01T12:00", NULL, "medicine", NULL, STARTED("baclofen")},
      {"2026-03-14T12:00", NULL, "episode", NULL, SHORT_CALF}},
     "2026-03-14T12:00",
     "",
     NULL,
     NULL},
    /* the profile */
    {"under 18",
     {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"age\":\"under18\"}"}},
     "2026-03-14T12:00",
     "R28",
     "under 18",
     NULL},
    {"pregnant, and later a name",
     {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"pregnant\":true}"},
      {"2026-03-15T12:00", NULL, "advice", NULL, ADVICE("R16")},
      {"2026-03-16T12:00", NULL, "profile", NULL, "{\"name\":\"A\",\"pregnant\":true}"}},
     "2026-03-16T12:00",
     "",
     NULL,
     "(R16)"},
    {"pregnant once more",
     {{"2025-03-14T12:00", NULL, "profile", NULL, "{\"pregnant\":true}"},
      {"2025-03-15T12:00", NULL, "advice", NULL, ADVICE("R16")},
      {"2025-09-15T12:00", NULL, "profile", NULL, "{\"pregnant\":false}"},
      {"2026-03-16T12:00", NULL, "profile", NULL, "{\"pregnant\":true}"}},
     "2026-03-16T12:00",
     "R16",
     NULL,
     NULL},
    {"a kidney disease without cramps",
     {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"conditions\":[\"kidney\"]}"}},
     "2026-03-14T12:00",
     "",
     NULL,
     NULL},
    {"and with",
     {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"conditions\":[\"kidney\"]}"},
      {"2026-03-15T12:00", NULL, "episode", NULL, SHORT_CALF}},
     "2026-03-15T12:00",
     "R18",
     NULL,
     NULL},
    {"a second illness",
     {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"conditions\":[\"kidney\"]}"},
      {"2026-03-15T12:00", NULL, "episode", NULL, SHORT_CALF},
      {"2026-03-16T12:00", NULL, "advice", NULL, ADVICE("R18")},
      {"2026-03-17T12:00", NULL, "profile", NULL, "{\"conditions\":[\"diabetes\",\"kidney\"]}"}},
     "2026-03-17T12:00",
     "R18",
     NULL,
     NULL},
    {"cancer, and a spasm in the back",
     {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"conditions\":[\"cancer\"]}"},
      {"2026-03-15T12:00", NULL, "episode", NULL,
       "{\"pain\":4,\"lasted_seconds\":40,\"sites\":[{\"site\":\"left-lower-back\"}]}"}},
     "2026-03-15T12:00",
     "R20",
     "in the back",
     NULL},
    {"a profile that is removed",
     {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"age\":\"under18\"}"},
      {"2026-03-14T12:01", NULL, "profile", NULL, "{}"}},
     "2026-03-14T12:02",
     "",
     NULL,
     NULL},
};

static void what_stands(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++) {
        const scenario *row = &scenarios[i];
        const char *between = row->between ? row->between : row->current;
        char ids[IDS_SIZE];
        kn_warnings warnings = {0};
        kn_error err = {0};
        test_diary diary;

        diary_open(&diary);
        diary_steps(&diary, row->steps);
        diary.now = moment_at(row->now);
        assert_int_equal(kn_warnings_current(diary.store, &warnings, &err), KN_OK);
        if (strcmp(ids_of(ids, &warnings), row->current) != 0)
            fail_msg("%s: %s instead of %s", row->about, ids, row->current);
        if (row->because && !strstr(warnings.list[0].because, row->because))
            fail_msg("%s: %s", row->about, warnings.list[0].because);
        kn_warnings_release(&warnings);
        assert_int_equal(kn_warnings_between(diary.store, moment_at("2020-01-01T00:00").day,
                                             moment_at("2030-01-01T00:00").day, &warnings, &err),
                         KN_OK);
        if (strcmp(ids_of(ids, &warnings), between) != 0)
            fail_msg("%s, between: %s instead of %s", row->about, ids, between);
        kn_warnings_release(&warnings);
        kn_store_close(diary.store);
    }
}

static void only_what_was_raised_in_the_span(void **state)
{
    static const test_step steps[STEPS_MAX] = {
        {"2026-03-01T12:00", NULL, "episode", NULL, LONG_CALF},
        {"2026-03-05T12:00", NULL, "answer", NULL, ANSWER("R8", "yes")},
        {"2026-03-06T12:00", NULL, "advice", NULL, ADVICE("R8")},
        {"2026-03-09T03:00", NULL, "episode", NULL, NIGHT},
        {"2026-03-10T03:00", NULL, "episode", NULL, NIGHT},
        {"2026-03-11T03:00", NULL, "episode", NULL, NIGHT},
        {"2026-03-12T03:00", NULL, "episode", NULL, NIGHT},
    };
    static const struct {
        const char *from, *to, *ids;
    } rows[] = {
        {"2026-03-01", "2026-03-12", "R6 R26 (R8)"},
        {"2026-03-02", "2026-03-11", "(R8)"},
        {"2026-03-12", "2026-03-12", "R26"}, /* nights before the span count towards it */
        {"2026-03-13", "2026-03-31", ""},
    };
    kn_error err;
    test_diary diary;

    (void)state;
    diary_open(&diary);
    diary_steps(&diary, steps);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_warnings warnings = {0};
        char from[20], to[20], ids[IDS_SIZE];

        snprintf(from, sizeof from, "%sT00:00", rows[i].from);
        snprintf(to, sizeof to, "%sT00:00", rows[i].to);
        assert_int_equal(kn_warnings_between(diary.store, moment_at(from).day, moment_at(to).day,
                                             &warnings, &err),
                         KN_OK);
        assert_string_equal(ids_of(ids, &warnings), rows[i].ids);
        kn_warnings_release(&warnings);
    }
    kn_store_close(diary.store);
}

/* Noon of a day and the middle of a part of it stand for times that nobody noted: no length is
 * worked out from them. */
static void a_length_is_said_only_of_a_known_beginning(void **state)
{
    kn_entry entry = {.kind = KN_KIND_EPISODE, .precision = KN_PRECISION_PART};
    kn_warnings warnings = {0};
    kn_outcome outcome;
    kn_error err;
    test_diary diary;

    (void)state;
    diary_open(&diary);
    diary.now = moment_at("2026-03-14T13:00");
    entry.at = moment_at("2026-03-14T09:00");
    kn_id_new(entry.id);
    kn_id_new(entry.version);
    entry.body = json_loads(RUNNING("left-calf"), 0, NULL);
    assert_int_equal(kn_store_add(diary.store, &entry, &outcome, &err), KN_OK);
    assert_int_equal(kn_warnings_current(diary.store, &warnings, &err), KN_OK);
    assert_int_equal(warnings.count, 1);
    assert_string_equal(warnings.list[0].because, "Your spasm in the left calf is still running.");
    kn_warnings_release(&warnings);
    kn_entry_release(&entry);
    kn_store_close(diary.store);
}

/* ---- The table --------------------------------------------------------------------------------*/

static void the_table_is_whole(void **state)
{
    static const char *const titles[] = {[KN_LEVEL_EMERGENCY] = "Call the emergency number now",
                                         [KN_LEVEL_TODAY] = "Get medical help today",
                                         [KN_LEVEL_DAYS] = "See a doctor in the next days"};

    (void)state;
    assert_int_equal(kn_flag_count, 28);
    for (size_t i = 0; i < kn_flag_count; i++) {
        const kn_flag *flag = &kn_flags[i];
        char id[24];

        snprintf(id, sizeof id, "R%zu", i + 1);
        assert_string_equal(flag->id, id);
        assert_ptr_equal(kn_flag_find(id), flag);
        assert_string_equal(flag->title, titles[flag->level]);
        assert_true(flag->worst >= flag->level);
        assert_int_equal(flag->worst > flag->level, flag->escalate != NULL);
        assert_true(flag->sign && flag->act && flag->why);
        assert_true(flag->question || flag->computed);
        if (flag->question)
            assert_true(flag->occasions != 0 && strlen(flag->question) < 220);
        if (flag->question)
            assert_int_equal(flag->question[strlen(flag->question) - 1], '?');
        assert_false(flag->reviewed);
        /* a sign whose source was not read is a caution, not a fact */
        if (!flag->source && strcmp(flag->id, "R28") != 0)
            assert_non_null(strstr(flag->why, " may "));
        assert_null(strchr(flag->sign, '!'));
        assert_null(strchr(flag->sign, '|')); /* it goes into a table */
    }
    assert_null(kn_flag_find("R29"));
    assert_null(kn_flag_find(NULL));
}

static void the_document_is_the_table(void **state)
{
    (void)state;
    check_document("warnings.md", "flags", kn_flags_print_markdown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_stands),
        cmocka_unit_test(only_what_was_raised_in_the_span),
        cmocka_unit_test(a_length_is_said_only_of_a_known_beginning),
        cmocka_unit_test(the_table_is_whole),
        cmocka_unit_test(the_document_is_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
