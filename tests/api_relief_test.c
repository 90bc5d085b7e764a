/* The relief experiment through the api, spasm by spasm on a clock that the test sets: every way
 * that a draw can go, repeats and conflicts, and what is refused. */
#include "api_relief_steps.h"

/* ---- The plan ---------------------------------------------------------------------------------*/

static void a_plan_is_suggested_written_and_switched(void **state)
{
    diary *d = *state;
    json_t *reply = diary_ask(d, "relief", "{}"), *again;
    const int version = diary_id(d);
    char *suggested;
    bool has_wait = false;

    assert_string_equal(text_at(reply, "state"), "none");
    assert_true(json_is_null(at(reply, "plan")) && json_is_null(at(reply, "version")));
    assert_in_range(json_array_size(at(reply, "suggested.remedies")), 2, 8);
    for (size_t i = 0; i < json_array_size(at(reply, "cards")); i++) {
        const json_t *card = json_array_get(at(reply, "cards"), i);

        assert_true(json_is_true(at(card, "acute")));
        assert_true(text_at(card, "how")[0] && text_at(card, "chip")[0]);
        has_wait = has_wait || strcmp(text_at(card, "key"), "wait") == 0;
    }
    assert_true(has_wait);
    suggested = json_dumps(at(reply, "suggested"), JSON_COMPACT);
    json_decref(reply);
    reply = diary_ask(d, "relief-plan", "{\"version\":\"" ID "\",\"plan\":%s}", version, suggested);
    assert_string_equal(text_at(reply, "state"), "on");
    assert_null(at(reply, "plan.seed"));
    assert_string_equal(text_at(reply, "plan.odds"), "equal");
    assert_int_equal(whole_at(reply, "plan.cluster_minutes"), 120);
    pass(d, 1);
    again = diary_ask(d, "relief-plan", "{\"version\":\"" ID "\",\"plan\":%s}", version, suggested);
    expect_same(reply, again);
    json_decref(again);
    json_decref(reply);
    diary_refused(d, KN_CONFLICT, "relief-plan",
                  "{\"version\":\"" ID "\",\"base\":\"" ID "\",\"plan\":%s}", diary_id(d),
                  diary_id(d), suggested);
    reply = diary_ask(d, "relief-plan",
                      "{\"version\":\"" ID "\",\"plan\":%s,\"state\":\"off\",\"base\":\"" ID "\"}",
                      diary_id(d), suggested, version);
    assert_string_equal(text_at(reply, "state"), "off");
    json_decref(reply);
    reply = plan_with(d, suggested, ",\"state\":\"settled\",\"settled\":\"wait\"");
    assert_string_equal(text_at(reply, "state"), "settled");
    assert_string_equal(text_at(reply, "settled_name"), "Wait it out");
    json_decref(reply);
    free(suggested);
}

static void starting_anew_counts_from_now(void **state)
{
    diary *d = *state;
    json_t *reply = plan_with(d, PLAN, "");
    char begun[KN_MOMENT_SIZE];

    snprintf(begun, sizeof begun, "%s", text_at(reply, "plan.begun"));
    json_decref(reply);
    live_through(d, 4);
    reply = plan_with(d, PLAN, "");
    assert_string_equal(text_at(reply, "plan.begun"), begun);
    assert_int_equal(whole_at(reply, "draws"), 1);
    assert_string_equal(text_at(reply, "line"), "1 spasm with a pick so far.");
    json_decref(reply);
    reply = plan_with(d, PLAN, ",\"anew\":1");
    assert_string_equal(text_at(reply, "plan.begun"), now_of(d));
    assert_int_equal(whole_at(reply, "draws"), 0);
    json_decref(reply);
}

/* ---- One spasm --------------------------------------------------------------------------------*/

/* The program was ended and started again. */
static void reopen(diary *d)
{
    kn_error err = {0};

    kn_store_close(d->store);
    if (kn_store_open(d->path, KN_STORE_WRITE, (kn_clock){diary_now, d}, &d->store, &err) != KN_OK)
        fail_msg("%s", err.message);
    d->api.store = d->store;
}

static void a_draw_is_accepted(void **state)
{
    diary *d = *state;
    int draw, version;
    char id[KN_ID_SIZE], base[KN_ID_SIZE];
    double chances = 0;
    json_t *reply, *again;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    s = begin(d, "");
    draw = diary_id(d);
    version = diary_id(d);
    reply = diary_ask(d, "relief-draw",
                      "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"episode\":\"" ID "\"}", draw,
                      version, s.id);
    assert_true(text_at(reply, "draw.arm")[0] && text_at(reply, "draw.how")[0]);
    assert_string_equal(text_at(reply, "draw.line"),
                        "Picked by chance, 1 in 3, so that the comparison is fair.");
    assert_int_equal(json_array_size(at(reply, "draw.odds")), 3);
    for (int i = 0; i < 3; i++)
        chances += json_real_value(at(json_array_get(at(reply, "draw.odds"), (size_t)i), "chance"));
    assert_float_equal(chances, 1, 1e-9);
    assert_true(json_is_null(at(reply, "draw.why_not")) && json_is_null(at(reply, "limit")));
    assert_true(json_is_null(at(reply, "cluster")));
    snprintf(id, sizeof id, "%s", text_at(reply, "draw.id"));
    snprintf(base, sizeof base, "%s", text_at(reply, "draw.version"));
    /* the reply was lost, a minute went by, the program was started anew */
    pass(d, 1);
    reopen(d);
    again = diary_ask(d, "relief-draw",
                      "{\"id\":\"" ID "\",\"version\":\"" ID "\",\"episode\":\"" ID "\"}", draw,
                      version, s.id);
    expect_same(reply, again);
    json_decref(again);
    again = draw_for(d, &s, ""); /* from another page */
    expect_same(reply, again);
    json_decref(again);
    json_decref(reply);
    reply = diary_ask(d, "today", "{}");
    assert_true(json_is_true(at(reply, "relief.on")));
    assert_string_equal(text_at(reply, "relief.draws.0.id"), id);
    json_decref(reply);
    version = diary_id(d);
    for (int i = 0; i < 2; i++, pass(d, 1)) {
        const long long before = versions_of(d);

        reply = diary_ask(d, "relief-respond",
                          "{\"draw\":\"%s\",\"version\":\"" ID
                          "\",\"response\":\"doing\",\"base\":\"%s\"}",
                          id, version, base);
        assert_string_equal(text_at(reply, "draw.response"), "doing");
        assert_int_equal(versions_of(d), before + (i == 0));
        json_decref(reply);
    }
    diary_refused(d, KN_CONFLICT, "relief-respond",
                  "{\"draw\":\"%s\",\"version\":\"" ID
                  "\",\"response\":\"skipped\",\"base\":\"%s\"}",
                  id, diary_id(d), base);
    ease(d, &s, 0);
    reply = diary_ask(d, "today", "{}");
    assert_int_equal(json_array_size(at(reply, "relief.draws")), 0); /* none runs */
    json_decref(reply);
}

/* After the draw: what was drawn stays, what was done about it is said. */
static void a_draw_is_declined(void **state)
{
    diary *d = *state;
    char arm[KN_ID_SIZE], id[KN_ID_SIZE];
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    snprintf(arm, sizeof arm, "%s", text_at(reply, "draw.arm"));
    snprintf(id, sizeof id, "%s", text_at(reply, "draw.id"));
    json_decref(reply);
    reply = respond(d, id, "\"response\":\"skipped\"");
    assert_string_equal(text_at(reply, "draw.arm"), arm);
    assert_string_equal(text_at(reply, "draw.response"), "skipped");
    assert_true(json_is_null(at(reply, "draw.chose")));
    json_decref(reply);
    reply = respond(d, id, "\"response\":\"chose\",\"chose\":\"menthol\"");
    assert_string_equal(text_at(reply, "draw.arm"), arm);
    assert_string_equal(text_at(reply, "draw.response"), "chose");
    assert_string_equal(text_at(reply, "draw.chose"), "menthol");
    json_decref(reply);
}

static void no_draw_is_wanted(void **state)
{
    diary *d = *state;
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    s = begin(d, "");
    nothing_is_drawn(d, &s, ",\"instead\":\"skip\"", "skipped");
    ease(d, &s, 6 * 60);
    s = begin(d, "");
    nothing_is_drawn(d, &s, ",\"instead\":\"choose\",\"chose\":\"heat_local\"", "chose");
    reply = draw_for(d, &s, ""); /* too late to have one */
    assert_string_equal(text_at(reply, "draw.why_not"), "chose");
    assert_string_equal(text_at(reply, "draw.chose"), "heat_local");
    assert_string_equal(text_at(reply, "draw.response"), "chose");
    json_decref(reply);
}

/* Rules about pain and place: what is not known is asked first, and nothing written. */
static void what_matters_is_asked_first(void **state)
{
    static const char rules[] =
        "{\"remedies\":[{\"key\":\"heat_local\",\"not_sites\":[\"left-calf\"]},"
        "{\"key\":\"stretch_acute\"},{\"key\":\"wait\"}],\"wait_limit\":6}";
    diary *d = *state;
    long long before;
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, rules, ""));
    s = begin(d, "");
    before = versions_of(d);
    reply = draw_for(d, &s, "");
    assert_true(json_is_null(at(reply, "draw")));
    assert_true(holds(at(reply, "needs"), "pain") && holds(at(reply, "needs"), "site"));
    assert_int_equal(whole_at(reply, "limit"), 6);
    assert_int_equal(versions_of(d), before);
    json_decref(reply);
    spasm_is(d, &s, "\"running\":true,\"pain\":8,\"sites\":[{\"site\":\"left-calf\"}]");
    reply = draw_for(d, &s, "");
    assert_int_equal(json_array_size(at(reply, "needs")), 0);
    assert_string_equal(text_at(reply, "draw.arm"), "stretch_acute"); /* all that is left */
    json_decref(reply);
    ease(d, &s, 6 * 60);
    s = begin(d, "");
    reply = draw_for(d, &s, ",\"anyway\":1"); /* only what no rule speaks of */
    assert_string_equal(text_at(reply, "draw.arm"), "stretch_acute");
    json_decref(reply);
}

static void soon_after_is_the_same(void **state)
{
    diary *d = *state;
    char first[KN_ID_SIZE];
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    snprintf(first, sizeof first, "%s", text_at(reply, "draw.id"));
    json_decref(reply);
    ease(d, &s, 60);
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_string_equal(text_at(reply, "draw.why_not"), "cluster");
    assert_string_equal(text_at(reply, "cluster.id"), first);
    assert_true(text_at(reply, "cluster.arm")[0]);
    json_decref(reply);
    ease(d, &s, 60);
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_true(text_at(reply, "draw.arm")[0] && json_is_null(at(reply, "cluster")));
    json_decref(reply);
}

/* A calf that cramped for a quarter of an hour, ended now. */
static void a_long_cramp(diary *d)
{
    const spasm s = begin(d, "");

    pass(d, 14);
    spasm_is(d, &s, "\"pain\":7,\"lasted_seconds\":840,\"sites\":[{\"site\":\"left-calf\"}]");
}

static bool today_is_warned(diary *d)
{
    json_t *reply = diary_ask(d, "today", "{}");
    bool is_warned = json_is_true(at(reply, "relief.warned"));

    json_decref(reply);
    return is_warned;
}

static void a_warning_comes_first(void **state)
{
    diary *d = *state;
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    a_long_cramp(d);
    pass(d, 4 * 60);
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_string_equal(text_at(reply, "draw.why_not"), "warning");
    assert_string_equal(text_at(reply, "warnings.0.flag"), "R6");
    json_decref(reply);
    assert_true(today_is_warned(d));
    ease(d, &s, 24 * 60); /* it stands, but was raised yesterday */
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_true(text_at(reply, "draw.arm")[0]);
    assert_string_equal(text_at(reply, "warnings.0.flag"), "R6");
    json_decref(reply);
}

static void advice_was_had(void **state)
{
    diary *d = *state;
    json_t *reply;
    int advice;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    a_long_cramp(d);
    pass(d, 60);
    advice = diary_id(d);
    diary_do(d, "add",
             "{\"id\":\"" ID "\",\"version\":\"" ID
             "\",\"kind\":\"advice\",\"at\":\"%s\",\"precision\":\"minute\","
             "\"body\":{\"flag\":\"R6\"}}",
             advice, diary_id(d), now_of(d));
    pass(d, 4 * 60);
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_true(text_at(reply, "draw.arm")[0]);
    json_decref(reply);
    ease(d, &s, 24 * 60);
    a_long_cramp(
        d); /* once more, days after the advice: warned of again, and drawn for all the same */
    pass(d, 4 * 60);
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_true(text_at(reply, "draw.arm")[0]);
    assert_string_equal(text_at(reply, "warnings.0.flag"), "R6");
    json_decref(reply);
    assert_false(today_is_warned(d));
    ease(d, &s, 30 * 24 * 60);
    a_long_cramp(d); /* the advice is old */
    pass(d, 4 * 60);
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_string_equal(text_at(reply, "draw.why_not"), "warning");
    json_decref(reply);
}

static void what_was_drawn_rests(void **state)
{
    static const char resting[] = "{\"remedies\":[{\"key\":\"heat_local\",\"rest_hours\":48},"
                                  "{\"key\":\"stretch_acute\",\"rest_hours\":48}]}";
    diary *d = *state;
    char first[KN_ID_SIZE];
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, resting, ""));
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    snprintf(first, sizeof first, "%s", text_at(reply, "draw.arm"));
    json_decref(reply);
    ease(d, &s, 4 * 60);
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    assert_string_not_equal(text_at(reply, "draw.arm"), first);
    assert_string_equal(text_at(reply, "draw.line"),
                        "It is the only one that can be picked right now.");
    json_decref(reply);
    ease(d, &s, 4 * 60);
    s = begin(d, "");
    nothing_is_drawn(d, &s, "", "rest");
}

static void the_rules_leave_nothing(void **state)
{
    static const char nowhere[] =
        "{\"remedies\":[{\"key\":\"heat_local\",\"not_sites\":[\"left-calf\"]},"
        "{\"key\":\"stretch_acute\",\"not_sites\":[\"left-calf\"]}]}";
    diary *d = *state;
    spasm s;

    json_decref(plan_with(d, nowhere, ""));
    s = begin(d, ",\"sites\":[{\"site\":\"left-calf\"}]");
    nothing_is_drawn(d, &s, "", "rules");
}

static void off_and_settled_draw_nothing(void **state)
{
    static const char *const states[] = {",\"state\":\"off\"",
                                         ",\"state\":\"settled\",\"settled\":\"wait\""};
    diary *d = *state;
    const spasm s = begin(d, "");
    json_t *reply = draw_for(d, &s, ""); /* no plan at all */

    assert_true(json_is_null(at(reply, "draw")));
    json_decref(reply);
    json_decref(plan_with(d, PLAN, ""));
    for (size_t i = 0; i < COUNT(states); i++) {
        long long before;

        json_decref(plan_with(d, PLAN, states[i]));
        before = versions_of(d);
        reply = draw_for(d, &s, "");
        assert_true(json_is_null(at(reply, "draw")));
        assert_int_equal(json_array_size(at(reply, "needs")), 0);
        assert_int_equal(versions_of(d), before);
        json_decref(reply);
        reply = diary_ask(d, "today", "{}");
        assert_true(json_is_false(at(reply, "relief.on")));
        json_decref(reply);
    }
}

/* ---- Guards and refusals ----------------------------------------------------------------------*/

static void draws_stay_and_episodes_go(void **state)
{
    diary *d = *state;
    char draw[KN_ID_SIZE];
    json_t *reply;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    snprintf(draw, sizeof draw, "%s", text_at(reply, "draw.id"));
    json_decref(reply);
    diary_refused(d, KN_DENIED, "remove", "{\"id\":\"%s\",\"version\":\"" ID "\"}", draw,
                  diary_id(d));
    diary_refused(d, KN_DENIED, "restore", "{\"id\":\"%s\",\"version\":\"" ID "\"}", draw,
                  diary_id(d));
    diary_refused(d, KN_DENIED, "remove", "{\"id\":\"" KN_RELIEF_ID "\",\"version\":\"" ID "\"}",
                  diary_id(d));
    spasm_is(d, &s, "\"pain\":6,\"lasted_seconds\":240");
    diary_do(d, "remove", "{\"id\":\"" ID "\",\"version\":\"" ID "\"}", s.id, diary_id(d));
    for (int i = 0; i < 2; i++) { /* drawn it was, and it can come back */
        reply = diary_ask(d, "relief", "{}");
        assert_int_equal(whole_at(reply, "draws"), 1);
        json_decref(reply);
        if (i == 0)
            diary_do(d, "restore", "{\"id\":\"" ID "\",\"version\":\"" ID "\"}", s.id, diary_id(d));
    }
}

#define TWO "{\"remedies\":[{\"key\":\"heat_local\"},{\"key\":\"wait\"}]"
#define NEW "\"version\":\"ffffffff-0000-4000-8000-000000000001\""
#define NO  "ffffffff-0000-4000-8000-000000000009"

/* EPISODE and DRAW stand for ids. */
static void fill(char *out, size_t size, const char *arguments, const char *episode,
                 const char *draw)
{
    size_t used = 0;

    while (*arguments && used + KN_ID_SIZE < size) {
        const char *id = strncmp(arguments, "EPISODE", 7) == 0 ? episode
                         : strncmp(arguments, "DRAW", 4) == 0  ? draw
                                                               : NULL;

        if (id) {
            used += (size_t)snprintf(out + used, size - used, "%s", id);
            arguments += id == episode ? 7 : 4;
        } else {
            out[used++] = *arguments++;
        }
    }
    out[used] = '\0';
}

static void what_cannot_be_is_refused(void **state)
{
    static const struct {
        const char *operation, *arguments;
        kn_code code;
        const char *field;
    } rows[] = {
        {"relief-plan", "{" NEW ",\"plan\":{}}", KN_DATA, "remedies"},
        {"relief-plan", "{" NEW ",\"plan\":{\"remedies\":[{\"key\":\"wait\"}]}}", KN_DATA,
         "remedies"},
        {"relief-plan",
         "{" NEW ",\"plan\":{\"remedies\":[{\"key\":\"wait\"},{\"key\":\"heat_locl\"}]}}", KN_DATA,
         "remedies[1].key"},
        {"relief-plan",
         "{" NEW ",\"plan\":{\"remedies\":[{\"key\":\"wait\"},{\"key\":\"magnesium\"}]}}",
         KN_DENIED, "remedies[1].key"},
        {"relief-plan", "{" NEW ",\"plan\":" TWO ",\"cluster_minutes\":10}}", KN_DATA,
         "cluster_minutes"},
        {"relief-plan", "{" NEW ",\"plan\":" TWO ",\"nonsense\":1}}", KN_DATA, "nonsense"},
        {"relief-plan", "{" NEW ",\"plan\":" TWO "},\"state\":\"maybe\"}", KN_DATA, "state"},
        {"relief-plan", "{" NEW ",\"plan\":" TWO "},\"state\":\"settled\"}", KN_DATA, "settled"},
        {"relief-plan", "{" NEW ",\"plan\":" TWO "},\"settled\":\"wait\"}", KN_DATA, "settled"},
        {"relief-plan",
         "{" NEW ",\"plan\":" TWO "},\"state\":\"settled\",\"settled\":\"stretch_acute\"}", KN_DATA,
         "settled"},
        {"relief-plan", "{" NEW ",\"plan\":" TWO "},\"anew\":2}", KN_DATA, "anew"},
        {"relief-plan", "{" NEW ",\"plan\":" TWO "},\"base\":\"" NO "\"}", KN_CONFLICT, ""},
        {"relief-draw", "{\"id\":\"" NO "\"," NEW ",\"episode\":\"" NO "\"}", KN_NOTFOUND,
         "episode"},
        {"relief-draw", "{\"id\":\"" NO "\"," NEW ",\"episode\":\"EPISODE\",\"instead\":\"no\"}",
         KN_DATA, "instead"},
        {"relief-draw", "{\"id\":\"" NO "\"," NEW ",\"episode\":\"EPISODE\",\"chose\":\"wait\"}",
         KN_DATA, "chose"},
        {"relief-draw",
         "{\"id\":\"" NO "\"," NEW
         ",\"episode\":\"EPISODE\",\"instead\":\"choose\",\"chose\":\"heat_locl\"}",
         KN_DATA, "chose"},
        {"relief-draw", "{\"id\":\"" NO "\"," NEW ",\"episode\":\"EPISODE\",\"anyway\":3}", KN_DATA,
         "anyway"},
        {"relief-draw", "{\"id\":\"" NO "\"," NEW ",\"episode\":\"DRAW\"}", KN_NOTFOUND, "episode"},
        {"relief-draw", "{\"id\":\"EPISODE\"," NEW ",\"episode\":\"EPISODE\"}", KN_CONFLICT, ""},
        {"relief-respond", "{\"draw\":\"" NO "\"," NEW ",\"response\":\"doing\"}", KN_NOTFOUND,
         "draw"},
        {"relief-respond", "{\"draw\":\"EPISODE\"," NEW ",\"response\":\"doing\"}", KN_NOTFOUND,
         "draw"},
        {"relief-respond", "{\"draw\":\"DRAW\"," NEW ",\"response\":\"done\"}", KN_DATA,
         "response"},
        {"relief-respond", "{\"draw\":\"DRAW\"," NEW ",\"response\":\"doing\",\"chose\":\"wait\"}",
         KN_DATA, "chose"},
        {"relief-respond",
         "{\"draw\":\"DRAW\"," NEW ",\"response\":\"chose\",\"chose\":\"heat_locl\"}", KN_DATA,
         "chose"},
        {"relief-respond", "{\"draw\":\"DRAW\"," NEW ",\"response\":\"doing\",\"base\":\"" NO "\"}",
         KN_CONFLICT, ""},
    };
    diary *d = *state;
    char episode[KN_ID_SIZE], draw[KN_ID_SIZE];
    json_t *reply;
    long long before;
    spasm s;

    json_decref(plan_with(d, PLAN, ""));
    s = begin(d, "");
    reply = draw_for(d, &s, "");
    snprintf(draw, sizeof draw, "%s", text_at(reply, "draw.id"));
    json_decref(reply);
    ease(d, &s, 6 * 60);
    s = begin(d, "");
    snprintf(episode, sizeof episode, ID, s.id);
    before = versions_of(d);
    for (size_t i = 0; i < COUNT(rows); i++) {
        char arguments[512];
        kn_error err;

        fill(arguments, sizeof arguments, rows[i].arguments, episode, draw);
        err = diary_refused(d, rows[i].code, rows[i].operation, "%s", arguments);
        if (rows[i].field[0] && strcmp(err.place.field, rows[i].field) != 0)
            fail_msg("%s %s: field \"%s\": %s", rows[i].operation, arguments, err.place.field,
                     err.message);
        assert_int_equal(versions_of(d), before);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, diary_open, diary_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_plan_is_suggested_written_and_switched),
        TEST(starting_anew_counts_from_now),
        TEST(a_draw_is_accepted),
        TEST(a_draw_is_declined),
        TEST(no_draw_is_wanted),
        TEST(what_matters_is_asked_first),
        TEST(soon_after_is_the_same),
        TEST(a_warning_comes_first),
        TEST(advice_was_had),
        TEST(what_was_drawn_rests),
        TEST(the_rules_leave_nothing),
        TEST(off_and_settled_draw_nothing),
        TEST(draws_stay_and_episodes_go),
        TEST(what_cannot_be_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
