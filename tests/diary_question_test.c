/* Which questions an entry is worth. In every row the last step is the entry asked about. */
#include "warning_fixture.h"

#define AT_SITE(site, more) "{\"pain\":5,\"sites\":[{\"site\":\"" site "\"}]" more "}"
#define TWITCH              "{\"pain\":0,\"ripple\":true,\"sites\":[{\"site\":\"left-eyelid\"}]}"
#define ANSWER(flag, word)  "{\"flag\":\"" flag "\",\"answer\":\"" word "\"}"
#define ABOUT(flag, letter)                                                                        \
    "{\"flag\":\"" flag "\",\"answer\":\"no\",\"about\":\"" ID_OF(letter) "\"}"
#define MEDICINE(event, group)  "{\"name\":\"Aa\",\"event\":\"" event "\",\"group\":\"" group "\"}"
#define CHECKIN(measure, value) "{\"values\":{\"" measure "\":" value "}}"
#define EPISODE(when, body)                                                                        \
    {                                                                                              \
        when, NULL, "episode", NULL, body                                                          \
    }

typedef struct row {
    const char *about;
    test_step steps[STEPS_MAX];
    const char *asked;
} row;

/* clang-format off */
static const row rows[] = {
    /* by place */
    {"a chest", {EPISODE("2026-03-14T12:00", AT_SITE("left-chest", ""))}, "R1"},
    {"the left arm", {EPISODE("2026-03-14T12:00", AT_SITE("left-forearm", ""))}, "R1"},
    {"the right arm", {EPISODE("2026-03-14T12:00", AT_SITE("right-forearm", ""))}, ""},
    {"at most three, worst first", {EPISODE("2026-03-14T12:00", AT_SITE("left-lower-back", ""))}, "R2 R20 R22"},
    {"a back that does not hurt", {EPISODE("2026-03-14T12:00", "{\"pain\":0,\"lasted_seconds\":5,\"sites\":[{\"site\":\"left-lower-back\"}]}")}, ""},
    {"a calf", {EPISODE("2026-03-14T12:00", AT_SITE("left-calf", ""))}, "R13 R14"},
    {"a thigh", {EPISODE("2026-03-14T12:00", AT_SITE("left-thigh-back", ""))}, "R2 R13 R14"},
    {"a buttock", {EPISODE("2026-03-14T12:00", AT_SITE("left-buttock", ""))}, "R2 R13"},
    {"both calves", {EPISODE("2026-03-14T12:00", "{\"pain\":5,\"sites\":[{\"site\":\"left-calf\"},{\"site\":\"right-calf\"}]}")}, "R2 R13 R14"},
    {"a week ago, written late", {{"2026-03-14T12:00", NULL, "episode", "2026-03-07T12:00", AT_SITE("left-chest", "")}}, "R1"},
    {"eight days ago, written late", {{"2026-03-14T12:00", NULL, "episode", "2026-03-06T12:00", AT_SITE("left-chest", "")}}, ""},
    {"a neck", {EPISODE("2026-03-14T12:00", AT_SITE("neck-back", ""))}, "R4 R22 R13"},
    {"a jaw", {EPISODE("2026-03-14T12:00", AT_SITE("left-jaw", ""))}, "R1 R3 R5"},
    {"an eyelid", {EPISODE("2026-03-14T12:00", AT_SITE("left-eyelid", ""))}, ""},
    {"all over", {EPISODE("2026-03-14T12:00", AT_SITE("whole-body", ""))}, "R5 R7 R19"},
    {"a hand and a foot", {EPISODE("2026-03-14T12:00", "{\"pain\":0,\"lasted_seconds\":5,\"sites\":[{\"site\":\"left-hand\"},{\"site\":\"left-foot\"}]}")}, "R1 R9"},
    {"one hand", {EPISODE("2026-03-14T12:00", AT_SITE("right-hand", ""))}, ""},
    {"two feet", {EPISODE("2026-03-14T12:00", "{\"pain\":0,\"lasted_seconds\":5,\"sites\":[{\"site\":\"left-foot\"},{\"site\":\"right-foot\"}]}")}, ""},
    {"no place", {EPISODE("2026-03-14T12:00", "{\"pain\":5}")}, ""},
    /* by length and context */
    {"a long calf", {EPISODE("2026-03-14T12:00", AT_SITE("left-calf", ",\"lasted_seconds\":601"))}, "R7 R8 R13"},
    {"a long calf of which only a range is known", {EPISODE("2026-03-14T12:00", AT_SITE("left-calf", ",\"lasted_least_seconds\":600"))}, "R7 R8 R13"},
    {"a calf that may have been long", {EPISODE("2026-03-14T12:00", AT_SITE("left-calf", ",\"lasted_least_seconds\":300,\"lasted_most_seconds\":1800"))}, "R13 R14"},
    {"ten minutes", {EPISODE("2026-03-14T12:00", AT_SITE("left-calf", ",\"lasted_seconds\":600"))}, "R13 R14"},
    {"one that runs since eleven minutes", {{"2026-03-14T12:11", NULL, "episode", "2026-03-14T12:00", "{\"running\":true,\"sites\":[{\"site\":\"left-calf\"}]}"}}, "R7 R8 R13"},
    {"a calf in pregnancy", {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"pregnant\":true}"}, EPISODE("2026-03-14T12:00", AT_SITE("left-calf", ""))}, "R8 R13 R14"},
    {"after effort", {EPISODE("2026-03-14T12:00", AT_SITE("right-forearm", ",\"context\":\"effort\""))}, "R7 R17"},
    /* check-ins */
    {"an ordinary day", {{"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, ""},
    {"very low mood", {{"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "2")}}, "R27"},
    {"mood none", {{"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "\"none\"")}}, ""},
    {"very high pain", {{"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("pain", "9")}}, "R27"},
    {"high pain", {{"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("pain", "8")}}, ""},
    {"the day after a calf", {EPISODE("2026-03-13T12:00", AT_SITE("left-calf", "")), {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, "R8"},
    {"two days after", {EPISODE("2026-03-12T12:00", AT_SITE("left-calf", "")), {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, ""},
    {"a night this week", {EPISODE("2026-03-09T03:00", AT_SITE("left-calf", ",\"context\":\"night\"")), {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, "R26"},
    {"over 50", {{"2026-03-14T12:00", NULL, "profile", NULL, "{\"age\":\"over50\"}"}, {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, "R21"},
    /* medicines */
    {"a new statin", {{"2026-03-14T12:00", NULL, "medicine", NULL, MEDICINE("started", "statin")}}, "R11"},
    {"while it is taken", {{"2025-03-14T12:00", NULL, "medicine", NULL, MEDICINE("started", "statin")}, {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, "R11"},
    {"when it was stopped", {{"2025-03-14T12:00", NULL, "medicine", NULL, MEDICINE("started", "statin")}, {"2025-04-14T12:00", NULL, "medicine", NULL, MEDICINE("stopped", "statin")}, {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, ""},
    {"when it was stopped, in small letters", {{"2025-03-14T12:00", NULL, "medicine", NULL, MEDICINE("started", "statin")}, {"2025-04-14T12:00", NULL, "medicine", NULL, "{\"name\":\"aA\",\"event\":\"stopped\",\"group\":\"statin\"}"}, {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, ""},
    {"quinine", {{"2026-03-14T12:00", NULL, "medicine", NULL, MEDICINE("started", "quinine")}}, "R25"},
    {"for low mood", {{"2026-03-14T12:00", NULL, "medicine", NULL, MEDICINE("started", "antidepressant")}}, "R10 R23"},
    {"its change", {{"2026-03-14T12:00", NULL, "medicine", NULL, MEDICINE("changed", "antidepressant")}}, "R10 R23 R24"},
    {"baclofen is stopped", {{"2026-03-14T12:00", NULL, "medicine", NULL, MEDICINE("stopped", "baclofen")}}, "R24"},
    {"another one", {{"2026-03-14T12:00", NULL, "medicine", NULL, MEDICINE("started", "other")}}, ""},
    {"twitches with a new one", {{"2026-03-01T12:00", NULL, "medicine", NULL, MEDICINE("started", "serotonin")}, EPISODE("2026-03-14T12:00", TWITCH)}, "R10 R12"},
    {"twitches with an old one", {{"2026-01-01T12:00", NULL, "medicine", NULL, MEDICINE("started", "serotonin")}, EPISODE("2026-03-14T12:00", TWITCH)}, "R12"},
    /* twitches */
    {"few twitch days", {EPISODE("2026-03-10T12:00", TWITCH), EPISODE("2026-03-11T12:00", TWITCH), EPISODE("2026-03-12T12:00", TWITCH), EPISODE("2026-03-12T13:00", TWITCH), {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, ""},
    {"rising twitch days", {EPISODE("2026-03-10T12:00", TWITCH), EPISODE("2026-03-11T12:00", TWITCH), EPISODE("2026-03-12T12:00", TWITCH), EPISODE("2026-03-13T12:00", TWITCH), {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, "R12"},
    {"as many as before", {EPISODE("2026-02-24T12:00", TWITCH), EPISODE("2026-02-25T12:00", TWITCH), EPISODE("2026-02-26T12:00", TWITCH), EPISODE("2026-02-27T12:00", TWITCH),
                           EPISODE("2026-03-10T12:00", TWITCH), EPISODE("2026-03-11T12:00", TWITCH), EPISODE("2026-03-12T12:00", TWITCH), EPISODE("2026-03-13T12:00", TWITCH), {"2026-03-14T21:00", NULL, "check-in", NULL, CHECKIN("mood", "5")}}, ""},
    {"answered a week ago, rising", {EPISODE("2026-03-10T12:00", TWITCH), EPISODE("2026-03-11T12:00", TWITCH), {"2026-03-11T12:00", NULL, "answer", NULL, ANSWER("R12", "no")},
                                     EPISODE("2026-03-12T12:00", TWITCH), EPISODE("2026-03-13T12:00", TWITCH), EPISODE("2026-03-18T12:00", TWITCH)}, "R12"},
    {"answered a week ago, not rising", {{"2026-03-11T12:00", NULL, "answer", NULL, ANSWER("R12", "no")}, EPISODE("2026-03-18T12:00", TWITCH)}, ""},
    /* what was answered */
    {"within 7 days", {{"2026-03-08T12:00", NULL, "answer", NULL, ANSWER("R1", "no")}, EPISODE("2026-03-14T12:00", AT_SITE("left-chest", ""))}, ""},
    {"7 days later", {{"2026-03-07T12:00", NULL, "answer", NULL, ANSWER("R1", "no")}, EPISODE("2026-03-14T12:00", AT_SITE("left-chest", ""))}, "R1"},
    {"the same episode, ever", {{"2026-03-01T12:00", "a", "episode", NULL, AT_SITE("left-chest", "")}, {"2026-03-01T12:00", NULL, "answer", NULL, ABOUT("R1", "a")},
                                {"2026-03-14T12:00", "a", "episode", "2026-03-01T12:00", AT_SITE("left-chest", ",\"note\":\"b\"")}}, ""},
    {"a sign that can wait, after 7 days", {{"2026-03-07T12:00", NULL, "answer", NULL, ANSWER("R14", "no")}, {"2026-03-07T12:00", NULL, "answer", NULL, ANSWER("R2", "no")}, EPISODE("2026-03-14T12:00", AT_SITE("left-thigh-back", ""))}, "R2 R13"},
    {"its warning stands", {{"2026-03-01T12:00", NULL, "answer", NULL, ANSWER("R1", "yes")}, EPISODE("2026-03-14T12:00", AT_SITE("left-chest", ""))}, ""},
    {"it had advice", {{"2026-03-01T12:00", NULL, "answer", NULL, ANSWER("R1", "yes")}, {"2026-03-02T12:00", NULL, "advice", NULL, "{\"flag\":\"R1\"}"}, EPISODE("2026-03-14T12:00", AT_SITE("left-chest", ""))}, "R1"},
    {"kinds without questions", {{"2026-03-14T12:00", NULL, "note", NULL, "{\"text\":\"a\"}"}}, ""},
    {"a removal", {{"2026-03-14T12:00", "a", "episode", NULL, AT_SITE("left-chest", "")}, {"2026-03-14T12:00", "a", "remove", NULL, NULL}}, ""},
};
/* clang-format on */

static void what_is_asked(void **state)
{
    size_t wrong = 0;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const kn_flag *questions[KN_QUESTIONS_MAX];
        size_t count = 0, last = 0, size = 0;
        char asked[IDS_SIZE] = "";
        kn_entry entry = {0};
        kn_error err = {0};
        test_diary diary;

        diary_open(&diary);
        while (last + 1 < STEPS_MAX && rows[i].steps[last + 1].kind)
            last++;
        for (size_t j = 0; j < last; j++) {
            diary_write(&diary, &rows[i].steps[j], &entry);
            kn_entry_release(&entry);
        }
        diary_write(&diary, &rows[i].steps[last], &entry);
        assert_int_equal(kn_questions_after(diary.store, &entry, questions, &count, &err), KN_OK);
        for (size_t j = 0; j < count; j++)
            size += (size_t)snprintf(asked + size, sizeof asked - size, "%s%s", j ? " " : "",
                                     questions[j]->id);
        if (strcmp(asked, rows[i].asked) != 0) {
            print_error("%s: %s instead of %s\n", rows[i].about, asked, rows[i].asked);
            wrong++;
        }
        kn_entry_release(&entry);
        kn_store_close(diary.store);
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_asked)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
