/* What eases it, from the diary, in words: golden rows, charts, tables and the page. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "markup.h"
#include "relief_log_fixture.h"
#include "report/diary_words.h"
#include "report/relief_report.h"

static const size_t LIMIT = 16u << 20;

static json_t *reply_of(kn_relief_log *log, kn_relief_diary_answer **answer)
{
    kn_catalogue catalogue;
    json_t *reply;

    assert_int_equal(kn_catalogue_load(NULL, &catalogue, NULL), KN_OK);
    *answer = log_answer(log);
    reply = kn_relief_answer_json(*answer, &catalogue);
    assert_non_null(reply);
    kn_catalogue_release(&catalogue);
    return reply;
}

static const char *at(const json_t *object, const char *first, const char *second)
{
    return kn_words_member(json_object_get(object, first), second);
}

/* ---- Golden rows ------------------------------------------------------------------------------*/

static void fill_nothing(kn_relief_log *log)
{
    log->plan.state = KN_RELIEF_NONE;
}

static void fill_one(kn_relief_log *log)
{
    log_add(log, 1, KN_EASED_AT, 4);
}

static void fill_two(kn_relief_log *log)
{
    log_add(log, 1, KN_EASED_AT, 4);
    log_add(log, 0, KN_EASED_NOT, 9);
}

static void fill_unknown(kn_relief_log *log)
{
    for (int i = 0; i < 9; i++)
        log_add(log, i % 3, KN_EASED_UNKNOWN, 0);
}

static void fill_benefit(kn_relief_log *log)
{
    log_fill(log, (double[]){9, 4, 6.5}, 16, 0.4);
}

static void fill_sooner(kn_relief_log *log)
{
    log_fill(log, (double[]){25, 5, 5.2}, 12, 0.9);
}

static void fill_unclear(kn_relief_log *log)
{
    log_fill(log, (double[]){9, 7, 8}, 10, 0.7);
}

static void fill_stays(kn_relief_log *log)
{
    log_fill(log, (double[]){4, 9, 8}, 16, 0.4);
}

static void fill_level(kn_relief_log *log)
{
    log_fill(log, (double[]){6, 6.05, 6.02}, 151, 0.4);
}

static void fill_small(kn_relief_log *log)
{
    log_fill(log, (double[]){6, 5.3, 6}, 201, 0.3);
}

static void fill_never(kn_relief_log *log)
{
    log_fill(log, (double[]){9, 4, 0}, 16, 0.4);
}

/* Waiting is never possible: the other two are compared with each other. */
static void fill_without_wait(kn_relief_log *log)
{
    log_fill(log, (double[]){0, 4, 8}, 16, 0.4);
    for (size_t i = 0; i < log->count; i++) {
        log->record[i].allowed = log->record[i].open = 6;
        log->record[i].weight[0] = 0;
    }
}

/* Clear for one look, not for somebody who looks after every spasm. */
static void fill_leans(kn_relief_log *log)
{
    log_fill(log, (double[]){9, 5.6, 8.5}, 14, 0.5);
}

static void fill_settled(kn_relief_log *log)
{
    fill_benefit(log);
    log->plan.state = KN_RELIEF_SETTLED;
    snprintf(log->plan.settled, sizeof log->plan.settled, "stretch_acute");
}

static void fill_off(kn_relief_log *log)
{
    fill_one(log);
    log->plan.state = KN_RELIEF_OFF;
}

static void test_golden(void **state)
{
    static const struct {
        void (*fill)(kn_relief_log *);
        const char *state, *kind, *counts, *headline, *lead, *best, *stop;
    } rows[] = {
        {fill_nothing, "none", "nothing", "No spasm with a pick yet",
         "Nothing has been compared yet.",
         "Choose what you would like to compare. With each spasm one of them is picked by chance, "
         "so that the comparison is fair.",
         "Too early to say which is fastest.", "There is nothing to decide yet."},
        {fill_one, "on", "unclear", "1 spasm, picked by chance",
         "We do not know yet what eases yours fastest.",
         "These data cannot tell: fewer than 4 episodes whose end is known.",
         "Too early to say which is fastest.",
         "Too early to stop or to say how long it takes. Waiting was not picked yet. Heat was not "
         "picked yet."},
        {fill_two, "on", "unclear", "2 spasms, picked by chance",
         "We do not know yet what eases yours fastest.",
         "These data cannot tell: fewer than 4 episodes whose end is known.",
         "Too early to say which is fastest.",
         "Too early to stop or to say how long it takes. Heat was not picked yet."},
        {fill_unknown, "on", "unclear", "9 spasms, picked by chance",
         "We do not know yet what eases yours fastest.",
         "These data cannot tell: fewer than 4 episodes whose end is known.",
         "Too early to say which is fastest.",
         "Too early to stop or to say how long it takes. Waiting was picked, but we do not know "
         "how it ended. Stretching was picked, but we do not know how it ended. Heat was picked, "
         "but we do not know how it ended."},
        {fill_benefit, "on", "benefit", "48 spasms, picked by chance",
         "Stretching eases yours fastest, so far.",
         "Likely about 5 minutes sooner than waiting. It could be anything from 3 to 7.",
         "Stretching in 99 of 100 ways things could be.",
         "You could stop comparing and just use stretching each time. Another one may still be "
         "faster, on average by about 5 seconds a spasm."},
        {fill_sooner, "on", "benefit", "36 spasms, picked by chance",
         "Stretching eases yours sooner than waiting, so far.", NULL, NULL,
         "Go on if you like: which one is fastest is not settled yet."},
        {fill_unclear, "on", "unclear", "30 spasms, picked by chance",
         "We do not know yet what eases yours fastest.", NULL, NULL, NULL},
        {fill_leans, "on", "unclear", "42 spasms, picked by chance",
         "It looks as if stretching eases yours sooner than waiting.",
         "Likely about 2 minutes sooner than waiting. It could be anything from no difference to 4 "
         "minutes sooner. It leans one way. You can look after every spasm, so we ask for more "
         "before we call it clear.",
         NULL, NULL},
        {fill_stays, "on", "harm", "48 spasms, picked by chance",
         "Waiting eases yours fastest, so far.", NULL, "Waiting in 99 of 100 ways things could be.",
         "You could stop comparing and just wait. Another one may still be faster, on average by "
         "about 5 seconds a spasm."},
        {fill_level, "on", "null", "453 spasms, picked by chance",
         "What you compare makes no difference that would matter to you.", NULL, NULL,
         "You could stop comparing and use the one that you like best."},
        {fill_small, "on", "small", "603 spasms, picked by chance",
         "Stretching eases yours a little sooner than waiting, so far.", NULL, NULL, NULL},
        {fill_never, "on", "benefit", "32 spasms, picked by chance",
         "Stretching eases yours fastest, so far.", NULL, NULL,
         "Go on if you like: which one is fastest is not settled yet. Heat was not picked yet."},
        {fill_without_wait, "on", "benefit", "32 spasms, picked by chance",
         "Stretching eases yours fastest, so far.", NULL, NULL,
         "Go on if you like: which one is fastest is not settled yet. Waiting was not picked "
         "yet."},
        {fill_settled, "settled", "benefit", "48 spasms, picked by chance",
         "Stretching eases yours fastest, so far.", NULL, NULL,
         "You decided: stretching. You can compare again whenever you like."},
        {fill_off, "off", "unclear", "1 spasm, picked by chance",
         "We do not know yet what eases yours fastest.", NULL, NULL,
         "Too early to stop or to say how long it takes. Waiting was not picked yet. Heat was not "
         "picked yet. Comparing is switched off for now."},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_relief_diary_answer *answer;
        kn_relief_log log;
        json_t *reply;
        char *text;

        log_init(&log, 3);
        rows[i].fill(&log);
        reply = reply_of(&log, &answer);
        assert_string_equal(kn_words_member(reply, "state"), rows[i].state);
        assert_string_equal(kn_words_member(reply, "headline"), rows[i].headline);
        assert_string_equal(kn_words_member(reply, "kind"), rows[i].kind);
        assert_string_equal(kn_words_member(reply, "counts_words"), rows[i].counts);
        if (rows[i].lead)
            assert_string_equal(kn_words_member(reply, "lead"), rows[i].lead);
        if (rows[i].best)
            assert_string_equal(at(reply, "best", "words"), rows[i].best);
        if (rows[i].stop)
            assert_string_equal(at(reply, "stop", "words"), rows[i].stop);
        text = json_dumps(reply, JSON_ENSURE_ASCII);
        json_object_del(reply, "numbers"); /* the engine's, which name no button */
        free(text);
        text = json_dumps(reply, 0);
        assert_null(strstr(text, "100 of 100"));
        assert_null(strstr(text, " 0 of 100"));
        assert_null(strstr(text, "recommend"));
        assert_null(strchr(text, '!'));
        assert_null(strstr(text, "{X}"));
        assert_null(strstr(text, "nan"));
        assert_null(strstr(text, "(null)"));
        free(text);
        json_decref(reply);
        kn_relief_diary_answer_free(answer);
    }
}

/* Verdicts are those of `unknot relief`, and so are their sentences. */
static void test_contrasts(void **state)
{
    kn_relief_diary_answer *answer;
    const json_t *list, *one, *effect;
    kn_relief_log log;
    json_t *reply;

    (void)state;
    log_init(&log, 3);
    fill_benefit(&log);
    reply = reply_of(&log, &answer);
    list = json_object_get(reply, "contrasts");
    assert_int_equal(json_array_size(list), 2);
    one = json_array_get(list, 0);
    effect = json_array_get(json_object_get(json_object_get(reply, "numbers"), "effects"), 0);
    assert_string_equal(kn_words_member(one, "key"), "stretch_acute");
    assert_string_equal(kn_words_member(one, "name"), "Stretch the muscle");
    assert_string_equal(kn_words_member(one, "versus"), "wait");
    assert_string_equal(kn_words_member(one, "verdict"), at(effect, "verdict", "code"));
    assert_string_equal(kn_words_member(one, "headline"),
                        "With stretching it eased sooner than with waiting.");
    assert_string_equal(at(one, "draw", "how"), "redrawn");
    assert_true(json_real_value(json_object_get(one, "faster")) == 0.99);
    assert_true(json_real_value(json_object_get(json_object_get(one, "ratio"), "q975")) < 1);
    json_decref(reply);
    kn_relief_diary_answer_free(answer);
}

/* ---- Beside it --------------------------------------------------------------------------------*/

static const char *cell(const json_t *table, size_t row, size_t column)
{
    const json_t *rows = json_object_get(table, "rows");

    return json_string_value(json_array_get(json_array_get(rows, row), column));
}

static void fill_all(kn_relief_log *log)
{
    log_fill(log, (double[]){8.6, 4.2, 5.6, 7.7}, 12, 0.5);
    for (size_t i = 0; i < log->count; i++) {
        kn_relief_record *r = &log->record[i];

        r->switched = (int8_t)(i % 3 - 1);
        r->pain_start = 7;
        r->pain_end = (int)(i * 5 % 7 / 2) + (r->arm == 0);
        r->site = kn_site_find(i / 4 % 2 ? "left-calf" : "left-hand");
        r->label = i / 4 % 3 ? KN_LABEL_CRAMP : KN_LABEL_SPASM;
    }
    for (int i = 0; i < 12; i++) {
        kn_relief_record *r = log_add(log, -1, KN_EASED_AT, 3 + i % 7);

        r->done = (uint8_t)(i < 5 ? 2 : i < 8 ? 6 : 0);
        r->why_not = i < 6 ? KN_NOT_DRAWN_CHOSE : i < 7 ? KN_NOT_DRAWN_CLUSTER : KN_NOT_DRAWN_DRAWN;
        r->at.second = (i % 2 ? 23 : 12) * 3600;
    }
}

static void test_beside(void **state)
{
    kn_relief_diary_answer *answer;
    const json_t *observed;
    kn_relief_log log;
    json_t *reply;

    (void)state;
    log_init(&log, 4);
    fill_all(&log);
    reply = reply_of(&log, &answer);
    observed = json_object_get(reply, "observed");
    assert_non_null(strstr(kn_words_member(observed, "words"), "12 spasms without a pick."));
    assert_string_equal(cell(observed, 0, 0), "Stretch");
    assert_string_equal(cell(observed, 0, 1), "5");
    assert_string_equal(cell(observed, 0, 3), "5.0 minutes");
    assert_string_equal(cell(observed, 1, 0), "Nothing written down");
    assert_string_equal(cell(observed, 2, 0), "Several things, or something else");
    assert_string_equal(at(reply, "skipped", "words"),
                        "7 times there was no pick: 1 came soon after another, 6 times you chose "
                        "yourself. 3 of 7 at night.");
    assert_string_equal(cell(json_object_get(reply, "switched"), 0, 2), "4 of 8");
    assert_int_equal(json_array_size(json_object_get(json_object_get(reply, "pain"), "rows")), 3);
    assert_non_null(strchr(cell(json_object_get(reply, "pain"), 0, 3), '('));
    assert_int_equal(json_array_size(json_object_get(json_object_get(reply, "medians"), "rows")),
                     4);
    assert_int_equal(json_array_size(json_object_get(reply, "by_place")), 0);
    assert_string_equal(kn_words_member(reply, "by_place_why"),
                        "Not enough yet: it takes two places with two remedies picked 8 times "
                        "each. So far: arms and hands 24, legs and feet 24.");
    json_decref(reply);
    kn_relief_diary_answer_free(answer);
}

/* Parts are numbers with ranges, and no verdict. */
static void test_parts(void **state)
{
    static const char *const verdicts[] = {"helps", "sooner", "faster", "fastest", "works"};
    kn_relief_diary_answer *answer;
    kn_relief_log log;
    json_t *reply;
    const json_t *list;

    (void)state;
    log_init(&log, 2);
    log_fill(&log, (double[]){8, 4}, 20, 0.5);
    for (size_t i = 0; i < log.count; i++)
        log.record[i].site = kn_site_find(i / 2 % 2 ? "left-calf" : "left-hand");
    reply = reply_of(&log, &answer);
    list = json_object_get(reply, "by_place");
    assert_int_equal(json_array_size(list), 2);
    for (size_t i = 0; i < 2; i++) {
        const char *words = kn_words_member(json_array_get(list, i), "words");

        assert_non_null(strstr(words, "minutes with waiting ("));
        assert_non_null(strstr(words, "not to rest on"));
        for (size_t v = 0; v < sizeof verdicts / sizeof *verdicts; v++)
            assert_null(strstr(words, verdicts[v]));
    }
    assert_string_equal(kn_words_member(json_array_get(list, 0), "title"), "Arms and hands");
    assert_true(json_is_null(json_object_get(reply, "by_place_why")));
    json_decref(reply);
    kn_relief_diary_answer_free(answer);
}

/* A range of the minutes saved that crosses nothing, ends at it, or is narrow. */
static void test_saved(void **state)
{
    static const struct {
        double q025, q50, q975;
        const char *words;
    } rows[] = {
        {1.2, 4.1, 7.3, "about 4 minutes sooner than waiting. It could be anything from 1 to 7."},
        {-2.2, 1.1, 4.4,
         "about 1 minute sooner than waiting. It could be anything from 2 minutes later to 4 "
         "minutes sooner."},
        {-6, -3, -0.6, "about 3 minutes later than waiting. It could be anything from 1 to 6."},
        {-0.3, 2.6, 5,
         "about 3 minutes sooner than waiting. It could be anything from no difference to 5 "
         "minutes sooner."},
        {-4, 0.2, 4,
         "about as fast as waiting. It could be anything from 4 minutes later to 4 "
         "minutes sooner."},
        {0.2, 0.5, 0.9,
         "about 0.5 minutes sooner than waiting. It could be anything from 0.2 to 0.9."},
    };
    kn_relief_diary_answer *answer;
    kn_relief_log log;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *reply;
        const char *lead;

        log_init(&log, 2);
        log_fill(&log, (double[]){9, 4}, 16, 0.4);
        answer = log_answer(&log);
        answer->relief->person[0].contrast[0].saved =
            (kn_summary){.q025 = rows[i].q025, .q50 = rows[i].q50, .q975 = rows[i].q975};
        reply = kn_relief_answer_json(answer, &(kn_catalogue){0});
        lead = kn_words_member(reply, "lead");
        assert_memory_equal(lead, "Likely ", 7);
        assert_string_equal(lead + 7, rows[i].words);
        json_decref(reply);
        kn_relief_diary_answer_free(answer);
    }
}

/* ---- Layout -----------------------------------------------------------------------------------*/

/* Names from a person never become markup, and every chart has its words and table. */
static void test_page(void **state)
{
    kn_relief_diary_answer *answer;
    kn_catalogue catalogue;
    kn_relief_log log;
    json_t *reply;
    kn_text page;

    (void)state;
    assert_int_equal(kn_catalogue_load(NULL, &catalogue, NULL), KN_OK);
    log_init(&log, 4);
    fill_all(&log);
    snprintf(log.key[3], sizeof log.key[3], "aaaaaaaa-0000-4000-8000-000000000001");
    snprintf(log.name[3], sizeof log.name[3], "<b>my & \"own\" oil</b>");
    reply = reply_of(&log, &answer);
    for (int c = 0; c < 2; c++) {
        const json_t *chart =
            json_object_get(json_object_get(reply, "charts"), c ? "hundred" : "minutes");
        assert_non_null(strstr(kn_words_member(chart, "svg"), "<desc"));
        assert_true(kn_words_member(chart, "summary")[0] && kn_words_member(chart, "title")[0]);
        assert_true(json_array_size(json_object_get(json_object_get(chart, "table"), "rows")) > 2);
        check_markup(kn_words_member(chart, "svg"));
    }
    for (int whole = 0; whole < 2; whole++) {
        kn_text_init(&page, LIMIT);
        assert_int_equal(kn_relief_answer_page(answer, &catalogue, whole, &page, NULL), KN_OK);
        check_markup(kn_text_string(&page));
        assert_null(strstr(kn_text_string(&page), "<b>my"));
        assert_non_null(strstr(kn_text_string(&page), "&lt;b&gt;my"));
        assert_non_null(strstr(kn_text_string(&page), "Kept on this device."));
        assert_int_equal(strstr(kn_text_string(&page), "<style>") != NULL, whole);
        assert_null(strstr(kn_text_string(&page), "http://"));
        kn_text_release(&page);
    }
    json_decref(reply);
    kn_relief_diary_answer_free(answer);
    kn_catalogue_release(&catalogue);
}

/* What every comparison shares is said once, and how often looking finds what is not there. */
static void test_doubts_are_said_once(void **state)
{
    kn_relief_diary_answer *answer;
    kn_relief_log log;
    json_t *reply, *doubts;
    int partly = 0, looks = 0;

    (void)state;
    log_init(&log, 3);
    log_fill(&log, (double[]){9, 4, 6.5}, 8, 0.4);
    for (int i = 0; i < 6; i++) /* only waiting could be picked */
        log_add(&log, 0, KN_EASED_AT, 9)->allowed = 1;
    reply = reply_of(&log, &answer);
    doubts = json_object_get(reply, "doubts");
    for (size_t i = 0; i < json_array_size(doubts); i++) {
        const char *words = json_string_value(json_array_get(doubts, i));

        partly += strcmp(words, "In 20 % of the episodes not both of two remedies could have been "
                                "drawn. They do not count for that comparison.") == 0;
        assert_null(strstr(words, "not both wait"));
        looks += strstr(words, "at some time in about 4 of 100 diaries") != NULL;
    }
    assert_true(answer->relief->person[0].contrasts > 1);
    assert_int_equal(partly, 1);
    assert_int_equal(looks, 1);
    assert_non_null(strstr(at(reply, "within_ten", "words"), "do not compare them fairly"));
    json_decref(reply);
    kn_relief_diary_answer_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doubts_are_said_once),
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_contrasts),
        cmocka_unit_test(test_beside),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_saved),
        cmocka_unit_test(test_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
