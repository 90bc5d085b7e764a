/* A sealed trial through the api: lived day by day, looked at, opened, extended; and that nothing
 * tells the order or the code before the seal is opened. */
#include <ctype.h>

#include "api_trial_steps.h"

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

/* ---- Looks, extensions, emergencies -----------------------------------------------------------*/

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
    assert_string_equal(text_at(reply, "trials.0.verdict.kind_words"),
                        "No difference that would matter to you.");
    json_decref(reply);
    snprintf(body, sizeof body, "{\"day\":\"%s\",\"cycles\":3}", day_of(d));
    reply = event(d, "extend", body);
    snprintf(second, sizeof second, "%s", text_at(reply, "opening_code"));
    assert_int_equal(strlen(second), 24);
    assert_string_not_equal(second, secret);
    assert_non_null(strstr(text_at(reply, "sheet.html"), second));
    assert_null(strstr(text_at(reply, "sheet.html"), text_at(reply, "units.9.label")));
    assert_non_null(strstr(text_at(reply, "sheet.html"), text_at(reply, "units.10.label")));
    assert_int_equal(json_integer_value(at(reply, "trial.days")), 64);
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

#define TEST(name) cmocka_unit_test_setup_teardown(name, diary_open, diary_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sealed_trial_is_lived_through),
        TEST(a_look_leaves_the_seal_alone),
        TEST(a_finished_trial_goes_on),
        TEST(an_emergency_opens_the_seal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
