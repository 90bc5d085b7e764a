/* An open trial through the api, lived day by day on a clock that the test sets; copies, repeats
 * and clocks that go wrong; and what is refused. */
#include "api_trial_steps.h"

/* ---- An open trial ----------------------------------------------------------------------------*/

static void a_draft_is_asked_about_and_started(diary *d)
{
    json_t *reply;
    char design[1024];

    snprintf(design, sizeof design, OPEN_DESIGN, "");
    begin(d);
    diary_refused(d, KN_NOTFOUND, "trial-start",
                  "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"%s\"}", diary_id(d),
                  day_of(d));
    reply = diary_ask(d, "trial-new", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"design\":%s}",
                      diary_id(d), design);
    assert_string_equal(text_at(reply, "trial.state"), "draft");
    assert_string_equal(text_at(reply, "questions.0.flag"), "R24");
    json_decref(reply);
    expect_state(d, "draft", "start", "pause");
    diary_refused(d, KN_DENIED, "trial-start",
                  "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"%s\"}", diary_id(d),
                  day_of(d));
    answer_question(d);
    reply = diary_ask(d, "trial-new", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"design\":%s}",
                      diary_id(d), design);
    assert_int_equal(json_array_size(at(reply, "questions")), 0);
    json_decref(reply);
    event_refused(d, KN_CONFLICT, "pause", "");
    reply = diary_ask(d, "trial-start",
                      "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"%s\"}",
                      diary_id(d), day_of(d));
    assert_string_equal(text_at(reply, "trial.state"), "running");
    assert_int_equal(strlen(text_at(reply, "hash")), 64);
    assert_null(at(reply, "opening_code"));
    assert_int_equal(json_array_size(at(reply, "units")), 10);
    assert_int_equal(json_array_size(at(reply, "course")), 42);
    json_decref(reply);
    diary_refused(d, KN_CONFLICT, "trial-start",
                  "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"%s\"}", diary_id(d),
                  day_of(d));
}

static long long taken(diary *d, const char *did)
{
    json_t *reply = trial(d);
    long long count = whole_at(at(reply, "taken"), did);

    json_decref(reply);
    return count;
}

/* Said twice, said late, taken back: the last word of a day counts, and a repeat adds nothing. */
static void days_are_said(diary *d)
{
    char day[KN_DATE_SIZE];
    int id, version;

    expect_due(d, "trial-day", true);
    log_day(d, day_of(d), "not_done");
    expect_due(d, "trial-day", false);
    id = log_day(d, day_of(d), "done");
    assert_int_equal(taken(d, "done"), 1);
    assert_int_equal(taken(d, "not_done"), 0);
    diary_do(d, "trial-log",
             "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"day\":\"%s\",\"did\":\"part\",\"amount\":\"half\"}",
             id, diary_id(d), day_of(d));
    assert_int_equal(taken(d, "part"), 1);
    version = diary_id(d);
    for (int i = 0; i < 2; i++, d->now.second += 60) /* again a minute later: the same */
        diary_do(d, "trial-log",
                 "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                 "\",\"day\":\"%s\",\"did\":\"done\"}",
                 id, version, day_of(d));
    diary_refused(d, KN_DATA, "trial-log",
                  "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                  "\",\"day\":\"%s\",\"did\":\"done\"}",
                  diary_id(d), diary_id(d), kn_date_format(day, d->now.day + 1));
    diary_refused(d, KN_DATA, "trial-log",
                  "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                  "\",\"day\":\"%s\",\"did\":\"nearly\"}",
                  diary_id(d), diary_id(d), day_of(d));
}

static void a_pause_stands_still(diary *d)
{
    const int32_t began = d->now.day;
    json_t *reply = event_today(d, "pause");
    char last[KN_DATE_SIZE];

    assert_string_equal(text_at(reply, "trial.state"), "paused");
    assert_string_equal(text_at(reply, "today.phase"), "paused");
    json_decref(reply);
    expect_due(d, "trial-day", false);
    event_refused(d, KN_CONFLICT, "pause", "");
    diary_refused(d, KN_CONFLICT, "trial-log",
                  "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                  "\",\"day\":\"%s\",\"did\":\"done\"}",
                  diary_id(d), diary_id(d), day_of(d));
    d->now.day += 3;
    reply = event_today(d, "resume");
    assert_string_equal(text_at(reply, "trial.state"), "running");
    assert_string_equal(text_at(reply, "trial.last_day"),
                        kn_date_format(last, FIRST_DAY + 42 - 1 + (d->now.day - began)));
    json_decref(reply);
    event_refused(d, KN_CONFLICT, "resume", "");
}

static void a_harm_says_what_to_do(diary *d)
{
    int id = diary_id(d);
    json_t *reply =
        diary_ask(d, "add",
                  "{\"id\":\"" ID "\",\"version\":\"" ID
                  "\",\"kind\":\"harm\",\"at\":\"%sT19:00:00+01:00\",\"precision\":\"minute\","
                  "\"body\":{\"what\":\"a rash\",\"severity\":\"severe\",\"trial\":\"" TRIAL "\"}}",
                  id, diary_id(d), day_of(d));

    assert_non_null(strstr(text_at(reply, "advice.act"), "ask a doctor"));
    assert_true(text_at(reply, "advice.title")[0] && text_at(reply, "advice.escalate")[0]);
    json_decref(reply);
    reply = trial(d);
    assert_int_equal(json_array_size(at(reply, "harms")), 1);
    json_decref(reply);
}

/* Nothing by arm before the end, until a peek was written down. */
static void results_wait(diary *d)
{
    json_t *reply = trial(d);
    const json_t *course = at(reply, "course");
    kn_error err;

    for (size_t i = 0; i < json_array_size(course); i++)
        assert_true(json_is_null(at(json_array_get(course, i), "arm")));
    assert_true(text_at(reply, "why_no_results")[0]);
    assert_false(holds(at(reply, "may"), "answer"));
    json_decref(reply);
    err = diary_refused(d, KN_DENIED, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_string_equal(err.place.field, "id");
    diary_refused(d, KN_DENIED, "trial-report", "{\"id\":\"" TRIAL "\",\"page\":\"report\"}");
    diary_refused(d, KN_DENIED, "trial-curve", "{\"id\":\"" TRIAL "\"}");
    event_refused(d, KN_CONFLICT, "look", "");
}

static void a_peek_is_written_and_shown(diary *d)
{
    json_t *reply = event_today(d, "peek");

    assert_true(json_is_null(at(reply, "why_no_results")));
    assert_true(holds(at(reply, "may"), "answer"));
    json_decref(reply);
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_true(text_at(reply, "headline")[0]);
    assert_string_equal(text_at(reply, "trial.state"), "running");
    json_decref(reply);
}

/* Spasms by what is really done that day: a halving. */
static void live(diary *d, int32_t until)
{
    for (; d->now.day < until; d->now.day++) {
        json_t *reply = trial(d);
        const bool is_stretch = whole_at(reply, "today.arm") == 1;
        const int number = (int)(d->now.day - FIRST_DAY);

        if (number % 9 != 4) /* some evenings are forgotten */
            check_in(d, is_stretch ? number % 2 : 3 + number % 3, 3);
        if (text_at(reply, "today.phase")[0] == 'o' || text_at(reply, "today.phase")[0] == 'w')
            log_day(d, day_of(d), is_stretch || number % 11 ? "done" : "not_done");
        json_decref(reply);
    }
}

static void the_end_is_answered(diary *d)
{
    json_t *reply;
    char body[128];

    expect_state(d, "finished", "decide", "pause");
    expect_due(d, "trial-answer", true);
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_string_equal(text_at(reply, "contrasts.0.verdict"), "helps");
    assert_true(json_is_null(at(reply, "decision")));
    json_decref(reply);
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"decision\":\"keep\"}", day_of(d));
    json_decref(event(d, "decision", body));
    expect_due(d, "trial-answer", false);
    expect_due(d, "trial-decision", false);
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_false(json_is_null(at(reply, "decision")));
    json_decref(reply);
    d->now.day += 28;
    expect_due(d, "trial-decision", true);
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"decision\":\"keep\",\"still\":true}", day_of(d));
    json_decref(event(d, "decision", body));
    expect_due(d, "trial-decision", false);
}

static void it_can_be_checked(diary *d)
{
    json_t *reply = trial(d);
    char hash[80];

    snprintf(hash, sizeof hash, "%s", text_at(reply, "hash"));
    json_decref(reply);
    reply = diary_ask(d, "trial-verify", "{\"id\":\"" TRIAL "\",\"hash\":\"%s\"}", hash);
    assert_true(json_is_true(at(reply, "ok")));
    json_decref(reply);
    hash[0] = hash[0] == '0' ? '1' : '0';
    reply = diary_ask(d, "trial-verify", "{\"id\":\"" TRIAL "\",\"hash\":\"%s\"}", hash);
    assert_true(json_is_false(at(reply, "ok")));
    json_decref(reply);
}

static void an_open_trial_is_lived_through(void **state)
{
    diary *d = *state;
    json_t *reply;
    char late[KN_DATE_SIZE];

    a_draft_is_asked_about_and_started(d);
    expect_due(d, "trial-day", false); /* run-in */
    live(d, FIRST_DAY + 2);
    days_are_said(d);
    live(d, FIRST_DAY + 6);
    d->now.day += 2; /* two evenings away; one is said afterwards */
    log_day(d, kn_date_format(late, d->now.day - 1), "done");
    reply = diary_ask(d, "today", "{\"day\":\"%s\"}", kn_date_format(late, d->now.day - 2));
    assert_string_equal(text_at(reply, "due.1.what"), "trial-day");
    assert_true(json_is_null(at(reply, "due.1.done_at")));
    assert_string_equal(text_at(reply, "trial.title"), "Bedtime stretch");
    json_decref(reply);
    a_pause_stands_still(d);
    a_harm_says_what_to_do(d);
    json_decref(event(d, "amend", "{\"day\":\"2026-03-26\",\"what\":\"in the morning\"}"));
    live(d, FIRST_DAY + 20);
    results_wait(d);
    a_peek_is_written_and_shown(d);
    live(d, FIRST_DAY + 45);
    the_end_is_answered(d);
    it_can_be_checked(d);
    json_decref(diary_ask(d, "trial-archive",
                          "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"archived\":1}",
                          diary_id(d)));
    reply = diary_ask(d, "trials", "{}");
    assert_int_equal(json_array_size(at(reply, "trials")), 1);
    assert_string_equal(text_at(reply, "trials.0.verdict.code"), "helps");
    assert_true(json_is_true(at(reply, "trials.0.archived")));
    json_decref(reply);
}

/* ---- Looks, copies, clocks --------------------------------------------------------------------*/

#define LOOKS                                                                                      \
    "{\"title\":\"Stretch\",\"arms\":[{\"key\":\"usual\"},{\"key\":\"stretch_daily\"}],"           \
    "\"outcome\":\"pain\",\"better\":\"lower\",\"important\":1,\"order\":\"cycles\","              \
    "\"block_days\":4,\"cycles\":10,\"run_in_days\":0,\"washout_days\":0,\"looks\":2}"

/* A planned look says go on or stop and nothing else, and asked again it says the same. */
static void a_planned_look_is_taken(void **state)
{
    diary *d = *state;
    char arguments[512];
    json_t *reply;
    int id;

    begin(d);
    answer_question(d);
    start(d, LOOKS, &reply);
    assert_int_equal(json_array_size(at(reply, "looks")), 2);
    assert_int_equal(whole_at(reply, "looks.0.after_cycles"), 5);
    json_decref(reply);
    days_pass(d, 36, true);
    event_refused(d, KN_CONFLICT, "look", "");
    expect_due(d, "trial-look", false);
    days_pass(d, 4, true);
    expect_due(d, "trial-look", true);
    expect_state(d, "running", "look", "answer");
    id = diary_id(d);
    snprintf(arguments, sizeof arguments,
             "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"event\":\"look\",\"body\":{\"day\":\"%s\",\"result\":\"go_on\"}}",
             id, diary_id(d), day_of(d));
    for (int i = 0; i < 2; i++) {
        reply = diary_ask(d, "trial-event", "%s", arguments);
        assert_string_equal(text_at(reply, "looks.0.state"), "taken");
        assert_string_equal(text_at(reply, "looks.0.result"), "stop"); /* not what was claimed */
        assert_string_equal(text_at(reply, "looks.1.state"), "to_come");
        assert_int_equal(json_array_size(at(reply, "events")), 1);
        json_decref(reply);
    }
    expect_due(d, "trial-look", false);
    diary_refused(d, KN_DENIED, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    json_decref(event_today(d, "stop"));
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_string_equal(text_at(reply, "trial.verdict.code"), "helps");
    json_decref(reply);
}

#define THREE_ARMS                                                                                 \
    "{\"title\":\"Three\",\"arms\":[{\"key\":\"usual\"},{\"key\":\"stretch_daily\"},"              \
    "{\"key\":\"heat_local\"}],\"outcome\":\"pain\",\"better\":\"lower\",\"important\":1,"         \
    "\"order\":\"cycles\",\"block_days\":3,\"cycles\":8,\"run_in_days\":0,\"washout_days\":0}"

/* Of several arms the line of the list tells of the one that leads, not of the first. */
static void the_clearest_of_three_arms_is_listed(void **state)
{
    diary *d = *state;
    json_t *reply;

    begin(d);
    answer_question(d);
    start(d, THREE_ARMS, &reply);
    json_decref(reply);
    for (int i = 0; i < 72; i++, d->now.day++) {
        reply = trial(d);
        check_in(d, 3, (whole_at(reply, "today.arm") == 2 ? 1 : 6) + i % 2);
        json_decref(reply);
    }
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_string_equal(text_at(reply, "contrasts.0.verdict"), "no_worthwhile_difference");
    assert_string_equal(text_at(reply, "contrasts.1.verdict"), "helps");
    assert_string_equal(text_at(reply, "headline"), text_at(reply, "contrasts.1.headline"));
    assert_string_equal(text_at(reply, "trial.verdict.code"), "helps");
    assert_string_equal(text_at(reply, "trial.verdict.kind"), "benefit");
    json_decref(reply);
}

/* An import takes what `add` refuses, and the copy shows the same trial. */
static void a_copy_holds_the_same_trial(void **state)
{
    diary *d = *state, *copy;
    kn_request request = {0};
    kn_error err = {0};
    kn_reply whole, merged;
    void *other = NULL;
    json_t *reply, *first, *second;

    begin(d);
    answer_question(d);
    start(d, SEALED_DESIGN, &reply);
    json_decref(reply);
    days_pass(d, 3, false);
    json_decref(event_today(d, "pause"));
    diary_open(&other);
    copy = other;
    copy->now = d->now;
    assert_int_equal(diary_call(d, "export", "{}", &whole, &err), KN_OK);
    request.bytes = whole.bytes.bytes;
    request.byte_count = whole.bytes.size;
    if (kn_api_call(&copy->api, kn_operation_find("import"), &request, &merged, &err) != KN_OK)
        fail_msg("%s", err.message);
    kn_reply_release(&merged);
    kn_reply_release(&whole);
    first = trial(d);
    second = trial(copy);
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    diary_close(&other);
}

/* The same draft twice is one; another on a stale base is refused. A clock set back hurts nothing.
 */
static void writing_again_and_clocks_set_back(void **state)
{
    diary *d = *state;
    char design[1024];
    json_t *first, *second;

    snprintf(design, sizeof design, OPEN_DESIGN, "");
    begin(d);
    answer_question(d);
    first = diary_ask(d, "trial-new", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"design\":%s}",
                      0x77, design);
    second = diary_ask(d, "trial-new",
                       "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"design\":%s}", 0x77, design);
    assert_true(json_equal(first, second));
    json_decref(first);
    json_decref(second);
    diary_refused(d, KN_CONFLICT, "trial-new",
                  "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"base\":\"" ID "\",\"design\":%s}",
                  0x78, 0x79, design);
    diary_refused(d, KN_DATA, "trial-start",
                  "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"2026-03-13\"}",
                  diary_id(d));
    diary_do(d, "trial-start",
             "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"2026-03-16\"}",
             diary_id(d));
    expect_state(d, "waiting", "stop", "pause");
    days_pass(d, 10, false);
    d->now.day -= 20;
    expect_state(d, "waiting", NULL, "pause");
    diary_do(d, "today", "{}");
    d->now = (kn_moment){d->now.day + 25, 3600, -600}; /* travelled west, past midnight */
    expect_state(d, "running", "pause", NULL);
    diary_do(d, "today", "{}");
}

/* ---- Refusals ---------------------------------------------------------------------------------*/

static const struct refusal {
    const char *operation, *arguments;
    kn_code code;
    const char *field;
} refusals[] = {
    {"trial", "{\"id\":\"" TRIAL "\"}", KN_NOTFOUND, NULL},
    {"trial-answer", "{\"id\":\"" TRIAL "\"}", KN_NOTFOUND, NULL},
    {"trial-verify", "{\"id\":\"" TRIAL "\"}", KN_NOTFOUND, NULL},
    {"trial-protocol", "{\"id\":\"" TRIAL "\"}", KN_NOTFOUND, NULL},
    {"trial-event",
     "{\"trial\":\"" TRIAL "\",\"id\":\"" TRIAL "\",\"version\":\"" TRIAL "\",\"event\":\"stop\"}",
     KN_NOTFOUND, NULL},
    {"trial-event",
     "{\"trial\":\"" TRIAL "\",\"id\":\"" TRIAL "\",\"version\":\"" TRIAL "\",\"event\":\"stopp\"}",
     KN_DATA, "event"},
    {"trial-event",
     "{\"trial\":\"" TRIAL "\",\"id\":\"" TRIAL "\",\"version\":\"" TRIAL
     "\",\"event\":\"extend\",\"body\":{\"cycles\":0}}",
     KN_DATA, "cycles"},
    {"trial-event",
     "{\"trial\":\"" TRIAL "\",\"id\":\"" TRIAL "\",\"version\":\"" TRIAL
     "\",\"event\":\"extend\",\"body\":{\"cycles\":9223372036854775807}}",
     KN_DATA, "cycles"},
    {"trial-archive", "{\"id\":\"" TRIAL "\",\"version\":\"" TRIAL "\",\"archived\":2}", KN_DATA,
     "archived"},
    {"trial-report", "{\"id\":\"" TRIAL "\",\"page\":\"sheet\"}", KN_DATA, "page"},
    {"trial-report", "{\"id\":\"" TRIAL "\",\"page\":\"report\",\"format\":\"pdf\"}", KN_DATA,
     "format"},
    {"trial-sheet", "{\"id\":\"" TRIAL "\",\"code\":\"!\"}", KN_DATA, "code"},
    {"trial-calendar", "{\"id\":\"" TRIAL "\",\"at\":\"24:00\"}", KN_DATA, "at"},
    {"trial-calendar", "{\"id\":\"" TRIAL "\",\"at\":\"+1:00\"}", KN_DATA, "at"},
    {"trial-calendar", "{\"id\":\"" TRIAL "\",\"at\":\"8:00\"}", KN_DATA, "at"},
    {"trial-plan", "{\"design\":{},\"milliseconds\":10}", KN_DATA, "milliseconds"},
    {"trial-plan", "{\"design\":{},\"milliseconds\":2001}", KN_DATA, "milliseconds"},
    {"trial-plan", "{\"design\":{\"colour\":1}}", KN_DATA, "colour"},
    {"trial-new",
     "{\"id\":\"" TRIAL "\",\"version\":\"" TRIAL
     "\",\"design\":{\"title\":\"x\",\"arms\":[{\"key\":\"usual\"},{\"key\":\"nonsense\"}],"
     "\"outcome\":\"spasms\",\"better\":\"lower\"}}",
     KN_DATA, "arms[1].key"},
};

static void what_cannot_be_is_refused(void **state)
{
    for (size_t i = 0; i < COUNT(refusals); i++) {
        kn_error err = diary_refused(*state, refusals[i].code, refusals[i].operation, "%s",
                                     refusals[i].arguments);

        if (refusals[i].field && strcmp(err.place.field, refusals[i].field) != 0)
            fail_msg("%s %s: field \"%s\": %s", refusals[i].operation, refusals[i].arguments,
                     err.place.field, err.message);
    }
}

/* An entry of another kind is no trial, and a draft is not sealed. */
static void other_entries_and_drafts_are_told_apart(void **state)
{
    diary *d = *state;
    char design[1024];
    int id = diary_id(d);

    snprintf(design, sizeof design, OPEN_DESIGN, "");
    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"note\",\"at\":\"%sT19:00:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"text\":\"x\"}}",
             id, diary_id(d), day_of(d));
    diary_refused(d, KN_NOTFOUND, "trial", "{\"id\":\"" ID "\"}", id);
    diary_refused(d, KN_NOTFOUND, "trial-verify", "{\"id\":\"" ID "\"}", id);
    diary_refused(d, KN_CONFLICT, "trial-archive",
                  "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"archived\":1}", id, diary_id(d));
    diary_do(d, "trial-new", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"design\":%s}",
             diary_id(d), design);
    diary_refused(d, KN_CONFLICT, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    diary_refused(d, KN_CONFLICT, "trial-protocol", "{\"id\":\"" TRIAL "\"}");
    diary_refused(d, KN_CONFLICT, "trial-verify", "{\"id\":\"" TRIAL "\"}");
    diary_refused(d, KN_CONFLICT, "trial-log",
                  "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                  "\",\"day\":\"%s\",\"did\":\"done\"}",
                  diary_id(d), diary_id(d), day_of(d));
    /* a draft may go, and come back */
    diary_do(d, "remove", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\"}", diary_id(d));
    diary_refused(d, KN_NOTFOUND, "trial", "{\"id\":\"" TRIAL "\"}");
    diary_do(d, "restore", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\"}", diary_id(d));
    expect_state(d, "draft", "start", NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, diary_open, diary_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_open_trial_is_lived_through),
        TEST(a_planned_look_is_taken),
        TEST(a_copy_holds_the_same_trial),
        TEST(writing_again_and_clocks_set_back),
        TEST(the_clearest_of_three_arms_is_listed),
        TEST(what_cannot_be_is_refused),
        TEST(other_entries_and_drafts_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
