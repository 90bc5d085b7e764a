/* Trials through the api: two lives of a trial, one open and one sealed, day by day on a clock that
 * the test sets; what is refused; and that nothing tells the order before the seal is opened. */
#include "api_fixture.h"

#include <ctype.h>
#include <time.h>

#define TRIAL "aaaaaaaa-0000-4000-8000-000000000001"
#define OPEN_DESIGN                                                                                \
    "{\"title\":\"Bedtime stretch\",\"why\":\"My calves wake me.\",\"arms\":[{\"key\":\"usual\"}," \
    "{\"key\":\"stretch_daily\",\"how\":\"10 minutes before bed\"}],\"outcome\":\"spasms\","       \
    "\"better\":\"lower\",\"important\":0.2877,\"order\":\"cycles\",\"block_days\":4,"             \
    "\"cycles\":5,\"run_in_days\":2,\"washout_days\":1%s}"
#define SEALED_DESIGN                                                                              \
    "{\"title\":\"The capsule\",\"arms\":[{\"key\":\"placebo\",\"how\":\"one at night\"},"         \
    "{\"key\":\"magnesium\",\"how\":\"one at night\"}],\"outcome\":\"pain\",\"better\":\"lower\"," \
    "\"important\":1,\"order\":\"cycles\",\"block_days\":4,\"cycles\":5,\"run_in_days\":0,"        \
    "\"washout_days\":0,\"blinded\":true}"

/* ---- Steps of a life --------------------------------------------------------------------------*/

static const char *day_of(const diary *d)
{
    static char text[KN_DATE_SIZE]; /* of a test: one thread */

    return kn_date_format(text, d->now.day);
}

static void begin(diary *d)
{
    diary_do(d, "add",
             "{\"id\":\"" KN_PROFILE_ID "\",\"version\":\"" ID
             "\",\"kind\":\"profile\",\"at\":\"%sT12:00:00+01:00\",\"precision\":\"day\","
             "\"body\":{\"age\":\"18to50\"}}",
             diary_id(d), day_of(d));
}

/* R24's question: nothing will be stopped or cut down. */
static void answer_question(diary *d)
{
    int id = diary_id(d);

    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"answer\",\"at\":\"%sT19:00:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"flag\":\"R24\",\"answer\":\"no\"}}",
             id, diary_id(d), day_of(d));
}

static void check_in(diary *d, int spasms, int pain)
{
    int id = diary_id(d);

    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"check-in\",\"at\":\"%sT19:30:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"values\":{\"spasms\":%d,\"pain\":%d}}}",
             id, diary_id(d), day_of(d), spasms, pain);
}

static json_t *event(diary *d, const char *word, const char *body)
{
    int id = diary_id(d);

    return diary_ask(d, "trial-event",
                     "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                     "\",\"event\":\"%s\",\"body\":%s}",
                     id, diary_id(d), word, body);
}

/* The same with {"day": today} and nothing else. */
static json_t *event_today(diary *d, const char *word)
{
    char body[64];

    snprintf(body, sizeof body, "{\"day\":\"%s\"}", day_of(d));
    return event(d, word, body);
}

static kn_error event_refused(diary *d, kn_code code, const char *word, const char *more)
{
    return diary_refused(d, code, "trial-event",
                         "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
                         "\",\"event\":\"%s\",\"body\":{\"day\":\"%s\"%s}}",
                         diary_id(d), diary_id(d), word, day_of(d), more);
}

static int log_day(diary *d, const char *day, const char *did)
{
    int id = diary_id(d);

    diary_do(d, "trial-log",
             "{\"trial\":\"" TRIAL "\",\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"day\":\"%s\",\"did\":\"%s\"}",
             id, diary_id(d), day, did);
    return id;
}

static json_t *trial(diary *d)
{
    return diary_ask(d, "trial", "{\"id\":\"" TRIAL "\"}");
}

static void start(diary *d, const char *design, json_t **started)
{
    diary_do(d, "trial-new", "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"design\":%s}",
             diary_id(d), design);
    *started = diary_ask(d, "trial-start",
                         "{\"id\":\"" TRIAL "\",\"version\":\"" ID "\",\"first_day\":\"%s\"}",
                         diary_id(d), day_of(d));
}

static void expect_due(diary *d, const char *what, bool is_due)
{
    json_t *today = diary_ask(d, "today", "{}");
    const json_t *due = json_object_get(today, "due");
    bool found = false;

    for (size_t i = 0; i < json_array_size(due); i++)
        found = found || (strcmp(text_at(json_array_get(due, i), "what"), what) == 0 &&
                          json_is_null(at(json_array_get(due, i), "done_at")));
    if (found != is_due)
        fail_msg("%s on %s: %s", what, day_of(d), found ? "due" : "not due");
    json_decref(today);
}

static void expect_state(diary *d, const char *state, const char *may, const char *may_not)
{
    json_t *reply = trial(d);

    assert_string_equal(text_at(reply, "trial.state"), state);
    if (may && !holds(at(reply, "may"), may))
        fail_msg("%s: no %s", state, may);
    if (may_not && holds(at(reply, "may"), may_not))
        fail_msg("%s: %s", state, may_not);
    json_decref(reply);
}

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

/* ---- A sealed one -----------------------------------------------------------------------------*/

/* The bytes of every reply that a reader can get. */
static void gather(diary *d, kn_text *bytes)
{
    static const char *const calls[][2] = {
        {"today", "{}"},
        {"trials", "{}"},
        {"trial", "{\"id\":\"" TRIAL "\"}"},
        {"entries", "{\"limit\":500}"},
        {"entries", "{\"kind\":\"trial\"}"},
        {"entries", "{\"kind\":\"trial-event\"}"},
        {"entry", "{\"id\":\"" TRIAL "\"}"},
        {"patterns", "{}"},
        {"report", "{\"format\":\"page\"}"},
        {"report", "{\"format\":\"text\"}"},
        {"export", "{}"},
        {"export", "{\"format\":\"csv\"}"},
        {"trial-report", "{\"id\":\"" TRIAL "\",\"page\":\"protocol\"}"},
        {"trial-report", "{\"id\":\"" TRIAL "\",\"page\":\"protocol\",\"format\":\"page\"}"},
        {"trial-protocol", "{\"id\":\"" TRIAL "\"}"},
        {"trial-calendar", "{\"id\":\"" TRIAL "\"}"},
        {"trial-verify", "{\"id\":\"" TRIAL "\"}"},
    };

    for (size_t i = 0; i < COUNT(calls); i++) {
        kn_error err = {0};
        kn_reply reply;

        if (diary_call(d, calls[i][0], calls[i][1], &reply, &err) != KN_OK)
            fail_msg("%s: %s", calls[i][0], err.message);
        if (reply.json)
            kn_json_add(bytes, reply.json);
        else
            kn_text_add_bytes(bytes, reply.bytes.bytes, reply.bytes.size);
        kn_reply_release(&reply);
    }
    assert_int_equal(bytes->failed, KN_OK);
}

/* Letters and digits only, in upper case: a code is found however it is broken up. */
static char *squeezed(const char *text)
{
    char *out = malloc(strlen(text) + 1), *to = out;

    for (; *text; text++)
        if (isalnum((unsigned char)*text))
            *to++ = (char)toupper((unsigned char)*text);
    *to = '\0';
    return out;
}

static bool tells(diary *d, const char *secret)
{
    char *all, *one = squeezed(secret);
    kn_text bytes;
    bool is_told;

    kn_text_init(&bytes, (size_t)64 << 20);
    gather(d, &bytes);
    all = squeezed(kn_text_string(&bytes));
    is_told = strstr(all, one) != NULL;
    free(all);
    free(one);
    kn_text_release(&bytes);
    return is_told;
}

static void expect_no_arms(diary *d)
{
    json_t *reply = trial(d);
    const json_t *units = at(reply, "units"), *course = at(reply, "course");

    for (size_t i = 0; i < json_array_size(units); i++) {
        assert_true(json_is_null(at(json_array_get(units, i), "arm")));
        assert_true(text_at(json_array_get(units, i), "label")[0]);
    }
    for (size_t i = 0; i < json_array_size(course); i++)
        assert_true(json_is_null(at(json_array_get(course, i), "arm")));
    assert_true(json_is_null(at(reply, "today.arm")));
    if (strcmp(text_at(reply, "today.phase"), "on") == 0)
        assert_string_equal(text_at(reply, "today.how"), "one at night");
    json_decref(reply);
}

/* The protocol file is the very bytes of the hash, and holds neither code nor order. */
static void expect_sealed_protocol(diary *d)
{
    kn_error err = {0};
    kn_reply reply;

    assert_int_equal(diary_call(d, "trial-protocol", "{\"id\":\"" TRIAL "\"}", &reply, &err),
                     KN_OK);
    assert_null(strstr(kn_text_string(&reply.bytes), "\"order\":["));
    assert_null(strstr(kn_text_string(&reply.bytes), "\"secret\":"));
    kn_reply_release(&reply);
    assert_int_equal(diary_call(d, "trial-calendar", "{\"id\":\"" TRIAL "\"}", &reply, &err),
                     KN_OK);
    assert_null(strstr(kn_text_string(&reply.bytes), "agnesium"));
    assert_null(strstr(kn_text_string(&reply.bytes), "lacebo"));
    kn_reply_release(&reply);
}

static void the_code_opens(diary *d, const char *secret)
{
    static const char wrong[] = ",\"code\":\"0000-0000-0000-0000-0000\"";
    kn_error err;
    json_t *reply;
    char body[128];

    err = event_refused(d, KN_DENIED, "unblind", wrong);
    assert_null(strstr(err.message, "0000-0000"));
    event_refused(d, KN_DATA, "unblind", "");
    diary_refused(d, KN_DENIED, "trial-sheet",
                  "{\"id\":\"" TRIAL "\",\"code\":\"0000-0000-0000-0000-0000\"}");
    diary_refused(d, KN_DATA, "trial-sheet", "{\"id\":\"" TRIAL "\",\"code\":\"x\"}");
    reply = diary_ask(d, "trial-sheet", "{\"id\":\"" TRIAL "\",\"code\":\"%s\"}", secret);
    assert_non_null(strstr(text_at(reply, "html"), secret));
    json_decref(reply);
    reply = diary_ask(d, "trial-verify", "{\"id\":\"" TRIAL "\",\"code\":\"%s\"}", secret);
    assert_true(json_is_true(at(reply, "ok")));
    json_decref(reply);
    assert_false(tells(d, secret)); /* asking has written nothing */
    expect_no_arms(d);
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"code\":\"%s\"}", day_of(d), secret);
    reply = event(d, "unblind", body);
    assert_true(json_is_true(at(reply, "trial.opened")));
    assert_true(json_is_integer(at(reply, "units.0.arm")));
    json_decref(reply);
}

/* Guesses at the end of periods; one of them "cannot tell". */
static void guess(diary *d, int period)
{
    char body[128];

    expect_due(d, "trial-guess", true);
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"period\":%d%s}", day_of(d), period,
             period % 2 ? ",\"arm\":1,\"sure\":\"fairly\"" : "");
    json_decref(event(d, "guess", body));
    expect_due(d, "trial-guess", false);
}

static void a_sealed_trial_is_lived_through(void **state)
{
    diary *d = *state;
    char secret[32];
    json_t *reply;

    begin(d);
    answer_question(d);
    start(d, SEALED_DESIGN, &reply);
    snprintf(secret, sizeof secret, "%s", text_at(reply, "opening_code"));
    assert_int_equal(strlen(secret), 24);
    assert_non_null(strstr(text_at(reply, "sheet.html"), secret));
    assert_non_null(strstr(text_at(reply, "sheet_page"), "<html"));
    assert_true(json_is_null(at(reply, "units.0.arm")));
    json_decref(reply);
    assert_false(tells(d, secret));
    expect_no_arms(d);
    expect_sealed_protocol(d);
    for (int day = 0; day < 26; day++, d->now.day++) {
        if (day > 0 && day % 4 == 0)
            guess(d, day / 4);
        check_in(d, 1, 3 + day % 3);
        log_day(d, day_of(d), "done");
    }
    assert_false(tells(d, secret));
    expect_no_arms(d);
    event_refused(d, KN_CONFLICT, "peek", "");
    diary_refused(d, KN_DENIED, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    reply = event_today(d, "stop");
    assert_string_equal(text_at(reply, "trial.state"), "stopped");
    assert_true(holds(at(reply, "due"), "open"));
    json_decref(reply);
    diary_refused(d, KN_DENIED, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    expect_due(d, "trial-open", true);
    the_code_opens(d, secret);
    expect_due(d, "trial-open", false);
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_true(text_at(reply, "early")[0]);
    assert_true(text_at(reply, "guesses.words")[0]);
    json_decref(reply);
    diary_refused(d, KN_DATA, "trial-curve", "{\"id\":\"" TRIAL "\"}"); /* 26 days */
}

/* ---- Looks, extensions, copies ----------------------------------------------------------------*/

static void days_pass(diary *d, int count, bool with_effect)
{
    for (int i = 0; i < count; i++, d->now.day++) {
        json_t *reply = trial(d);

        check_in(d, 3, with_effect && whole_at(reply, "today.arm") == 1 ? i % 2 : 6 + i % 3);
        json_decref(reply);
    }
}

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

/* The look of a sealed trial takes the helper's code and keeps none of it. */
static void a_look_leaves_the_seal_alone(void **state)
{
    diary *d = *state;
    char secret[32], design[1024], body[128];
    json_t *reply;

    begin(d);
    answer_question(d);
    snprintf(design, sizeof design, "%.*s,\"looks\":2}", (int)strlen(SEALED_DESIGN) - 1,
             SEALED_DESIGN);
    start(d, design, &reply);
    snprintf(secret, sizeof secret, "%s", text_at(reply, "opening_code"));
    json_decref(reply);
    days_pass(d, 24, false);
    event_refused(d, KN_DENIED, "look", "");
    event_refused(d, KN_DENIED, "look", ",\"code\":\"0000-0000-0000-0000-0000\"");
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"code\":\"%s\"}", day_of(d), secret);
    reply = event(d, "look", body);
    assert_string_equal(text_at(reply, "looks.0.state"), "taken");
    json_decref(reply);
    assert_false(tells(d, secret));
    expect_no_arms(d);
    days_pass(d, 16, false);
    reply = trial(d);
    assert_string_equal(text_at(reply, "looks.1.state"), "past"); /* the answer takes its place */
    assert_false(holds(at(reply, "may"), "look"));
    json_decref(reply);
}

/* More rounds after the end: of a sealed trial with a code of their own. */
static void a_finished_trial_goes_on(void **state)
{
    diary *d = *state;
    char secret[32], second[32], body[128];
    json_t *reply;

    begin(d);
    answer_question(d);
    start(d, SEALED_DESIGN, &reply);
    snprintf(secret, sizeof secret, "%s", text_at(reply, "opening_code"));
    json_decref(reply);
    days_pass(d, 40, false);
    expect_state(d, "finished", "unblind", "extend");
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"code\":\"%s\"}", day_of(d), secret);
    json_decref(event(d, "unblind", body));
    expect_state(d, "finished", "extend", "unblind");
    reply = diary_ask(d, "trials", "{}");
    assert_string_equal(text_at(reply, "trials.0.verdict.code"), "no_worthwhile_difference");
    json_decref(reply);
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"cycles\":3}", day_of(d));
    reply = event(d, "extend", body);
    snprintf(second, sizeof second, "%s", text_at(reply, "opening_code"));
    assert_int_equal(strlen(second), 24);
    assert_string_not_equal(second, secret);
    assert_non_null(strstr(text_at(reply, "sheet.html"), second));
    assert_int_equal(json_array_size(at(reply, "units")), 16);
    assert_true(json_is_integer(at(reply, "units.9.arm")));
    assert_true(json_is_null(at(reply, "units.10.arm")));
    assert_string_equal(text_at(reply, "trial.state"), "running");
    json_decref(reply);
    assert_false(tells(d, second));
    diary_refused(d, KN_DENIED, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    days_pass(d, 24, false);
    expect_state(d, "finished", "unblind", "extend");
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"code\":\"%s\"}", day_of(d), second);
    json_decref(event(d, "unblind", body));
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_true(json_is_true(at(reply, "trial.opened")));
    json_decref(reply);
}

/* In an emergency the seal opens at once, and the trial may be stopped with no day recorded. */
static void an_emergency_opens_the_seal(void **state)
{
    diary *d = *state;
    char body[128];
    json_t *reply;

    begin(d);
    answer_question(d);
    start(d, SEALED_DESIGN, &reply);
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"code\":\"%s\",\"emergency\":true}", day_of(d),
             text_at(reply, "opening_code"));
    json_decref(reply);
    reply = event(d, "unblind", body);
    assert_true(json_is_true(at(reply, "trial.opened")));
    assert_true(json_is_integer(at(reply, "today.arm")));
    json_decref(reply);
    diary_refused(d, KN_DENIED, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    d->now.day++;
    json_decref(event_today(d, "stop"));
    reply = diary_ask(d, "trial-answer", "{\"id\":\"" TRIAL "\"}");
    assert_string_equal(text_at(reply, "kind"), "unclear");
    json_decref(reply);
    diary_refused(d, KN_DATA, "trial-curve", "{\"id\":\"" TRIAL "\"}");
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

/* ---- Planning ---------------------------------------------------------------------------------*/

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
        TEST(an_open_trial_is_lived_through), TEST(a_sealed_trial_is_lived_through),
        TEST(a_planned_look_is_taken),        TEST(a_look_leaves_the_seal_alone),
        TEST(a_finished_trial_goes_on),       TEST(an_emergency_opens_the_seal),
        TEST(a_copy_holds_the_same_trial),    TEST(writing_again_and_clocks_set_back),
        TEST(a_plan_goes_on_where_it_was),    TEST(counts_that_cannot_be_are_refused),
        TEST(what_cannot_be_is_refused),      TEST(other_entries_and_drafts_are_told_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
