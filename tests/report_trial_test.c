/* Trials in words: every verdict in every state, the days' lines, the pages and their safety. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "markup.h"
#include "report/report.h"
#include "report/trial_report.h"
#include "report/trial_words.h"
#include "report_fake.h"
#include "trial_answer_fixture.h"

static const size_t LIMIT = 16u << 20;

/* ---- Verdicts ---------------------------------------------------------------------------------*/

/* An answer around a study filled by hand. */
typedef struct worded {
    fake fake;
    kn_trial trial;
    kn_trial_answer answer;
} worded;

static void word_it(worded *w, kn_verdict_code verdict, kn_reason reason, kn_trial_state state,
                    bool blinded)
{
    kn_trial_design *design = &w->trial.protocol.design;

    memset(w, 0, sizeof *w);
    fake_init(&w->fake, KN_POISSON, 2, 1);
    fake_effect(&w->fake, 0, 0, -0.6, 0.2, 0.2877);
    w->fake.answer[0].answer[0].verdict = verdict;
    w->fake.answer[0].answer[0].reason = reason;
    w->fake.answer[0].answer[0].enough_to_matter = false;
    w->fake.study.options.blinded = blinded;
    w->fake.study.options.claim.important = 0.2877;
    w->trial.state = state;
    w->trial.protocol.is_open = true;
    *design = (kn_trial_design){.arms = 2,
                                .outcome = "spasms",
                                .outcome_name = "Spasms",
                                .family = KN_POISSON,
                                .better = -1,
                                .important = 0.2877,
                                .block_days = 4,
                                .cycles = 5,
                                .blinded = blinded};
    snprintf(design->arm[0].key, sizeof design->arm[0].key, "usual");
    snprintf(design->arm[0].name, sizeof design->arm[0].name, "As usual");
    snprintf(design->arm[1].key, sizeof design->arm[1].key, "stretch_daily");
    snprintf(design->arm[1].name, sizeof design->arm[1].name, "Stretching every day");
    w->answer = (kn_trial_answer){.trial = &w->trial,
                                  .dataset = w->fake.dataset,
                                  .study = &w->fake.study,
                                  .adherence = (double)NAN,
                                  .adherence_control = (double)NAN,
                                  .guesses = {.p_chance = (double)NAN},
                                  .gain = {.cycles = 3, .clear = 0.42}};
}

static void test_verdicts(void **state)
{
    static const struct {
        kn_verdict_code verdict;
        kn_reason reason;
        const char *kind, *kind_words, *headline, *main;
    } rows[] = {
        {KN_VERDICT_HELPS, KN_REASON_CLEAR, "benefit", "Trial finished. It helped you.",
         "With stretch you had about 5 in 10 fewer spasms than with no stretch; you knew which "
         "days "
         "were which, so this includes hope.",
         "keep"},
        {KN_VERDICT_LOOKS_AS_IF, KN_REASON_TOO_FEW_SWITCHES, "benefit",
         "Trial finished. It looks as if it helps; too few switches to be sure.",
         "With stretch you had about 5 in 10 fewer spasms than with no stretch, but there were too "
         "few "
         "switches to be sure; you knew which days were which, so this includes hope.",
         "keep"},
        {KN_VERDICT_SMALL, KN_REASON_CLEAR, "small",
         "Trial finished. A small difference, less than you asked for.",
         "With stretch you had about 5 in 10 fewer spasms than with no stretch: better, but by "
         "less "
         "than you asked for; you knew which days were which, so this includes hope.",
         "leave"},
        {KN_VERDICT_NO_WORTHWHILE, KN_REASON_CLEAR, "null",
         "Trial finished. No difference that would matter to you.",
         "Stretch made no difference to spasms that would matter to you, compared with no stretch; "
         "you "
         "knew which days were which.",
         "leave"},
        {KN_VERDICT_WORSE, KN_REASON_CLEAR, "harm", "Trial finished. It made it worse.",
         "With stretch you had about 5 in 10 fewer spasms than with no stretch: that is worse; you "
         "knew "
         "which days were which, so this includes what you expected.",
         "leave"},
        {KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_WIDE, "unclear",
         "Trial finished. This trial could not have told.",
         "We do not know whether stretch or no stretch is better for you.", "leave"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static worded w;
        json_t *json = NULL, *next;
        kn_error err = {0};
        size_t mains = 0;

        word_it(&w, rows[i].verdict, rows[i].reason, KN_TRIAL_FINISHED, false);
        assert_int_equal(kn_trial_answer_json(&w.answer, NULL, &json, &err), KN_OK);
        assert_string_equal(kn_words_member(json, "kind"), rows[i].kind);
        assert_string_equal(kn_words_member(json, "kind_words"), rows[i].kind_words);
        assert_string_equal(kn_words_member(json, "headline"), rows[i].headline);
        assert_int_equal(json_array_size(json_object_get(json, "contrasts")), 1);
        assert_null(strstr(kn_words_member(json, "sureness"), "0 of 100"));
        next = json_object_get(json, "next");
        for (size_t n = 0; n < json_array_size(next); n++)
            if (json_is_true(json_object_get(json_array_get(next, n), "main"))) {
                mains++;
                assert_string_equal(kn_words_member(json_array_get(next, n), "key"), rows[i].main);
            }
        assert_int_equal(mains, 1);
        json_decref(json);
    }
}

/* A null and a failure to tell never share their words. */
static void test_three_answers_differ(void **state)
{
    static worded w;
    static const kn_verdict_code codes[] = {KN_VERDICT_HELPS, KN_VERDICT_NO_WORTHWHILE,
                                            KN_VERDICT_COULD_NOT_TELL};
    json_t *json[3];

    (void)state;
    for (int i = 0; i < 3; i++) {
        word_it(&w, codes[i], i < 2 ? KN_REASON_CLEAR : KN_REASON_TOO_WIDE, KN_TRIAL_FINISHED,
                true);
        assert_int_equal(kn_trial_answer_json(&w.answer, NULL, &json[i], NULL), KN_OK);
        for (int k = 0; k < i; k++) {
            assert_string_not_equal(kn_words_member(json[i], "kind"),
                                    kn_words_member(json[k], "kind"));
            assert_string_not_equal(kn_words_member(json[i], "headline"),
                                    kn_words_member(json[k], "headline"));
            assert_string_not_equal(kn_words_member(json[i], "lead"),
                                    kn_words_member(json[k], "lead"));
        }
        assert_null(strstr(kn_words_member(json[i], "headline"), "hope"));
        assert_string_equal(kn_words_member(json[i], "blinding"),
                            "You did not know which days were which.");
    }
    assert_non_null(strstr(kn_words_member(json[2], "lead"), "no answer"));
    assert_non_null(strstr(kn_words_member(json[1], "lead"), "real answer"));
    for (int i = 0; i < 3; i++)
        json_decref(json[i]);
}

static bool is_in(const json_t *list, const char *part)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strstr(json_string_value(json_array_get(list, i)), part))
            return true;
    return false;
}

static void test_doubts_of_a_trial(void **state)
{
    static worded w;
    static const char *const parts[] = {"1 of 100 of its days",     "It ended after 2 of 5 rounds",
                                        "nobody can say how often", "not blinded",
                                        "guessing alone",           "paused for 9 days",
                                        "Rounds were added"};
    json_t *json = NULL, *doubts;

    (void)state;
    for (int doubted = 0; doubted < 2; doubted++) {
        word_it(&w, KN_VERDICT_HELPS, KN_REASON_CLEAR, KN_TRIAL_STOPPED, true);
        w.answer.cycles_planned = 5;
        w.answer.scheduled = 40;
        if (doubted) {
            w.answer.adherence = 0.41;
            w.answer.cycles_done = 2;
            w.answer.early = w.answer.at_will = w.answer.was_opened_early = true;
            w.trial.peeked = w.trial.extended = true;
            w.answer.guesses = (kn_guesses){.asked = 10, .said = 10, .right = 9, .p_chance = 0.011};
            w.answer.paused = 9;
        }
        assert_int_equal(kn_trial_answer_json(&w.answer, NULL, &json, NULL), KN_OK);
        doubts = json_object_get(json, "doubts");
        for (size_t i = 1; i < sizeof parts / sizeof *parts; i++)
            assert_int_equal(is_in(doubts, parts[i]), doubted);
        assert_int_equal(is_in(doubts, "41 of 100"), doubted);
        assert_int_equal(json_is_string(json_object_get(json, "early")), doubted);
        assert_int_equal(json_is_string(json_object_get(json, "at_will")), doubted);
        assert_non_null(strstr(kn_words_member(json, "kind_words"), "Trial ended early."));
        json_decref(json);
    }
}

/* Going on is offered with what it is worth, or without a number if that cannot be said. */
static void test_extend(void **state)
{
    static worded w;
    json_t *list;

    (void)state;
    word_it(&w, KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_WIDE, KN_TRIAL_FINISHED, false);
    list = kn_trial_next(&w.answer);
    assert_string_equal(kn_words_member(json_array_get(list, 0), "words"), "Go on for 24 days");
    assert_string_equal(kn_words_member(json_array_get(list, 0), "detail"),
                        "It would make the answer clear in about 4 of 10 trials like this.");
    json_decref(list);
    w.answer.gain.clear = (double)NAN;
    list = kn_trial_next(&w.answer);
    assert_string_equal(kn_words_member(json_array_get(list, 0), "detail"), "");
    json_decref(list);
}

static void test_nothing_recorded(void **state)
{
    static worded w;
    json_t *json = NULL;

    (void)state;
    word_it(&w, KN_VERDICT_HELPS, KN_REASON_CLEAR, KN_TRIAL_STOPPED, false);
    w.answer.study = NULL;
    w.answer.gain.clear = (double)NAN;
    assert_int_equal(kn_trial_answer_json(&w.answer, NULL, &json, NULL), KN_OK);
    assert_string_equal(kn_words_member(json, "kind"), "unclear");
    assert_string_equal(kn_words_member(json, "headline"), "These days cannot tell.");
    assert_true(json_is_null(json_object_get(json, "numbers")));
    assert_true(json_is_null(json_object_get(json_object_get(json, "charts"), "days")));
    json_decref(json);
}

/* The same words as the research report: one machinery. */
static void test_same_words_as_the_report(void **state)
{
    static worded w;
    json_t *json = NULL;
    kn_text text;

    (void)state;
    word_it(&w, KN_VERDICT_HELPS, KN_REASON_CLEAR, KN_TRIAL_FINISHED, false);
    assert_int_equal(kn_trial_answer_json(&w.answer, NULL, &json, NULL), KN_OK);
    kn_text_init(&text, LIMIT);
    assert_int_equal(kn_report_html(&w.fake.study, &text, NULL), KN_OK);
    assert_non_null(strstr(kn_text_string(&text), kn_words_member(json, "headline")));
    assert_non_null(strstr(kn_text_string(&text), kn_words_member(json, "lead")));
    assert_non_null(strstr(kn_text_string(&text), kn_words_member(json, "sureness")));
    kn_text_release(&text);
    json_decref(json);
}

/* ---- Lines ------------------------------------------------------------------------------------*/

static void check_line(const kn_trial *trial, const char *wanted)
{
    kn_text text;

    kn_text_init(&text, 1024);
    kn_trial_say_state(trial, &text);
    assert_string_equal(kn_text_string(&text), wanted);
    kn_text_release(&text);
}

static void check_today(const kn_trial *trial, int32_t day, const char *title, const char *line)
{
    kn_text a, b;

    kn_text_init(&a, 1024);
    kn_text_init(&b, 1024);
    kn_trial_say_today(trial, day, &a, &b);
    assert_string_equal(kn_text_string(&a), title);
    assert_string_equal(kn_text_string(&b), line);
    kn_text_release(&a);
    kn_text_release(&b);
}

static void test_states(void **state)
{
    kn_trial *trial;
    size_t with;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    check_line(trial, "Finished on 11 February.");
    with = m.schedule[0] ? 0 : 1;
    check_today(trial, m.first - 1, "Starts on 3 January", "Until then there is nothing to do.");
    check_today(
        trial, m.first, "Today: as usual",
        "These first days show how things are now; they are not compared. Until 6 January.");
    check_today(trial, made_unit_day(&m, with), "Today: stretching every day",
                with ? "10 minutes before bed. Until 12 January."
                     : "10 minutes before bed. Until 9 January.");
    check_today(trial, made_unit_day(&m, with) + 2, "Today: stretching every day",
                "10 minutes before bed. Today is its last day.");
    check_today(trial, DIARY_TODAY, "The trial is over", "You can see what came out of it.");
    kn_trial_free(trial);
    made_event(&m, "stop", made_unit_day(&m, 4), ", 'reason': 'flu'");
    trial = made_load(&m, NULL);
    check_line(trial, "Ended early, on 18 January.");
    kn_trial_free(trial);
    made_close(&m);
}

static const char BLINDED[] =
    "{'title': 'Magnesium', 'arms': [{'key': 'placebo'}, {'key': 'magnesium'}], 'blinded': true}";

/* While sealed no line says an arm. */
static void test_sealed_lines(void **state)
{
    kn_trial *trial;
    char title[64];
    made m;

    (void)state;
    made_open(&m, BLINDED);
    trial = made_load(&m, NULL);
    check_line(trial, "Finished on 11 February. Still sealed.");
    snprintf(title, sizeof title, "Today: envelope %s", trial->units[0].label);
    check_today(trial, made_unit_day(&m, 0), title,
                "Take what is in it, as every day. Until 9 January.");
    check_today(trial, DIARY_TODAY, "The trial is over",
                "The code on the helper's sheet opens it.");
    kn_trial_free(trial);
    made_close(&m);
}

static void test_events(void **state)
{
    static const struct {
        const char *event, *more, *said;
        int32_t after;
    } rows[] = {
        {"amend", ", 'what': 'stretch in the morning', 'reason': 'work'",
         "Changed from 8 January on: stretch in the morning. Why: work.", 1},
        {"pause", ", 'reason': 'away'", "Paused from 9 January: away.", 2},
        {"resume", "", "Went on from 12 January.", 5},
        {"peek", "", "Looked at the results before the end, on 13 January.", 6},
        {"stop", ", 'reason': 'enough'", "Ended early on 14 January: enough.", 7},
    };
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        made_event(&m, rows[i].event, made_unit_day(&m, 0) + rows[i].after, rows[i].more);
    trial = made_load(&m, NULL);
    assert_int_equal(trial->event_count, sizeof rows / sizeof *rows);
    for (size_t i = 0; i < trial->event_count; i++) {
        kn_text text;

        kn_text_init(&text, 1024);
        kn_trial_say_event(trial, &trial->events[i], &text);
        assert_string_equal(kn_text_string(&text), rows[i].said);
        kn_text_release(&text);
    }
    kn_trial_free(trial);
    made_close(&m);
}

/* Paused days, and those left out after a pause, are not among the ones not recorded. */
static void test_days_chart_marks_a_pause(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    json_t *chart;
    made m;

    (void)state;
    made_open(&m, NULL);
    made_event(&m, "pause", made_unit_day(&m, 1) + 1, "");
    made_event(&m, "resume", made_unit_day(&m, 1) + 5, "");
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 4, 1);
    answer = made_answer(&m, trial);
    chart = kn_trial_chart_days(answer, "id");
    assert_non_null(strstr(kn_words_member(chart, "summary"),
                           "35 days recorded, 0 not recorded, 5 paused or left out after a pause"));
    assert_non_null(strstr(kn_words_member(chart, "svg"), "c-pause"));
    assert_null(strstr(kn_words_member(chart, "svg"), "c-gap\" fill"));
    json_decref(chart);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

static void test_interval(void **state)
{
    static const struct {
        kn_family family;
        double low, high;
        const char *said;
    } rows[] = {
        {KN_POISSON, -10. / 7, 2. / 7, "likely between 10 fewer a week and 2 more a week"},
        {KN_POISSON, -10. / 7, 0.001, "likely between 10 fewer a week and no difference"},
        {KN_POISSON, -0.001, 10. / 7, "likely between no difference and 10 more a week"},
        {KN_POISSON, -10. / 7, -0.001, "likely between no difference and 10 fewer a week"},
        {KN_POISSON, -10. / 7, -4. / 7, "likely between 4 and 10 fewer a week"},
        {KN_BERNOULLI, 0.1, 0.3, "likely between 10 and 30 more days in 100"},
        {KN_GAUSSIAN, -2, 1, "likely between 2.0 points lower and 1.0 points higher"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const kn_summary summary = {
            .q025 = rows[i].low, .q975 = rows[i].high, .sd = (rows[i].high - rows[i].low) / 4};
        kn_text text;

        kn_text_init(&text, 1024);
        kn_trial_say_interval(rows[i].family, &summary, &text);
        assert_string_equal(kn_text_string(&text), rows[i].said);
        kn_text_release(&text);
    }
}

static void test_important(void **state)
{
    static const struct {
        kn_family family;
        int better;
        double important;
        const char *said;
    } rows[] = {
        {KN_POISSON, -1, 0.28768, "a quarter fewer"},
        {KN_POISSON, -1, 0.69315, "half as many"},
        {KN_POISSON, -1, 0.3567, "30 in 100 fewer"},
        {KN_GAUSSIAN, -1, 1, "1 point lower"},
        {KN_GAUSSIAN, 1, 1.5, "1.5 points higher"},
        {KN_BERNOULLI, -1, 0.69315, "half as high odds"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_trial_design design = {
            .family = rows[i].family, .better = rows[i].better, .important = rows[i].important};
        kn_text text;

        kn_text_init(&text, 1024);
        kn_trial_say_important(&design, &text);
        assert_string_equal(kn_text_string(&text), rows[i].said);
        kn_text_release(&text);
    }
}

/* ---- Pages ------------------------------------------------------------------------------------*/

static void check_page(const kn_trial *trial, const kn_trial_answer *answer, kn_trial_page page,
                       const char *const parts[], size_t count)
{
    for (int whole = 0; whole < 2; whole++) {
        kn_text text;

        kn_text_init(&text, LIMIT);
        assert_int_equal(kn_trial_page_html(trial, answer, NULL, page, whole, &text, NULL), KN_OK);
        check_markup(kn_text_string(&text));
        assert_null(strstr(kn_text_string(&text), "http:"));
        assert_null(strstr(kn_text_string(&text), "https:"));
        assert_int_equal(strstr(kn_text_string(&text), "default-src 'none'") != NULL, whole);
        for (size_t i = 0; i < count; i++)
            if (!strstr(kn_text_string(&text), parts[i]))
                fail_msg("no \"%s\" on page %d", parts[i], page);
        kn_text_release(&text);
    }
}

static void test_pages(void **state)
{
    static const char *const protocol[] = {"Trial protocol: Bedtime stretch",
                                           "unknot-draw-1",
                                           "a quarter fewer",
                                           "<th scope=\"row\">16a*</th>",
                                           "to be checked against the paper",
                                           "6 cycles of 2"};
    static const char *const report[] = {"N-of-1 trial: Bedtime stretch",
                                         "Period by period",
                                         "sore calf",
                                         "<th scope=\"row\">17b*</th>",
                                         "<th scope=\"row\">3a</th>",
                                         "95 % credible interval",
                                         "rate ratio",
                                         "The whole order",
                                         "All days"};
    kn_trial_answer *answer;
    kn_trial *trial;
    char seal[KN_SEAL_SIZE];
    kn_text text;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 4, 1);
    made_harm(&m, made_unit_day(&m, 3), "sore calf", "mild");
    answer = made_answer(&m, trial);
    check_page(trial, NULL, KN_PAGE_PROTOCOL, protocol, sizeof protocol / sizeof *protocol);
    check_page(trial, answer, KN_PAGE_REPORT, report, sizeof report / sizeof *report);
    kn_hash_short(trial->hash, seal);
    check_page(trial, answer, KN_PAGE_REPORT, (const char *[]){seal, trial->hash}, 2);
    kn_text_init(&text, LIMIT);
    assert_int_equal(
        kn_trial_page_html(trial, NULL, NULL, KN_PAGE_REPORT, true, &text, &m.diary.err),
        KN_CONFLICT);
    assert_int_equal(
        kn_trial_page_html(trial, NULL, NULL, KN_PAGE_SHEET, true, &text, &m.diary.err),
        KN_CONFLICT); /* not blinded */
    assert_int_equal(text.size, 0);
    kn_text_release(&text);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

static void test_sheet(void **state)
{
    kn_trial *trial;
    kn_text text;
    made m;

    (void)state;
    made_open(&m, BLINDED);
    trial = made_load(&m, NULL);
    kn_text_init(&text, LIMIT);
    assert_int_equal(
        kn_trial_page_html(trial, NULL, m.secret, KN_PAGE_SHEET, true, &text, &m.diary.err),
        KN_DENIED);
    assert_int_equal(text.size, 0);
    /* nor does the protocol of a sealed one say more than the labels */
    assert_int_equal(kn_trial_page_html(trial, NULL, NULL, KN_PAGE_PROTOCOL, true, &text, NULL),
                     KN_OK);
    assert_null(strstr(kn_text_string(&text), m.secret));
    assert_non_null(strstr(kn_text_string(&text), trial->units[2].label));
    kn_text_release(&text);
    kn_trial_free(trial);

    trial = made_load(&m, m.secret);
    check_page(trial, NULL, KN_PAGE_SHEET,
               (const char *[]){m.secret, trial->units[0].label, trial->units[11].label,
                                "Do not show this to the person until the end",
                                "call the emergency number"},
               5);
    kn_trial_free(trial);
    made_close(&m);
}

/* Names that would be markup, or escape sequences, stay text on every page. */
static void test_hostile_names(void **state)
{
    static const char HOSTILE[] =
        "{'title': '</title><script>alert(1)</script>&', 'why': '<b>why</b>', 'arms': [{'key': "
        "'placebo', 'how': '<i>none'}, {'key': 'magnesium', 'how': '</td><script>'}], 'blinded': "
        "true}";
    kn_trial_answer *answer;
    kn_trial *trial;
    json_t *json;
    kn_text text;
    made m;

    (void)state;
    made_open(&m, HOSTILE);
    trial = made_load(&m, m.secret);
    made_fill(&m, trial, 2, 2);
    made_harm(&m, made_unit_day(&m, 1), "<script>alert(1)</script>", "severe");
    answer = made_answer(&m, trial);
    check_page(trial, NULL, KN_PAGE_PROTOCOL, NULL, 0);
    check_page(trial, answer, KN_PAGE_REPORT, NULL, 0);
    check_page(trial, NULL, KN_PAGE_SHEET, NULL, 0);
    assert_int_equal(kn_trial_answer_json(answer, NULL, &json, NULL), KN_OK);
    check_markup(kn_words_member(json_object_get(json_object_get(json, "charts"), "days"), "svg"));
    json_decref(json);
    kn_text_init(&text, 100);
    assert_int_equal(kn_trial_page_html(trial, answer, NULL, KN_PAGE_REPORT, true, &text, NULL),
                     KN_LIMIT);
    kn_text_release(&text);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* ---- Before the start -------------------------------------------------------------------------*/

/* 1000 trials of each truth, so many of which were found. */
static void plan_it(kn_plan_view *view, const int found[KN_PLAN_EFFECTS])
{
    static const char *const keys[] = {"most", "half", "own", "none"};
    static const double effects[] = {-1.386294, -0.693147, -0.287682, 0};

    memset(view, 0, sizeof *view);
    view->design = (kn_trial_design){.arms = 2,
                                     .outcome = "spasms",
                                     .outcome_name = "Spasms",
                                     .family = KN_POISSON,
                                     .better = -1,
                                     .important = 0.287682,
                                     .order = KN_ORDER_CYCLES,
                                     .block_days = 4,
                                     .cycles = 7};
    view->basis = (kn_basis){.days = 28,
                             .recorded = 23,
                             .own_level = true,
                             .scenario = {.level = 1.4},
                             .until = DIARY_TODAY};
    view->attenuated = 1;
    for (int i = 0; i < KN_PLAN_EFFECTS; i++) {
        view->effects[i].key = keys[i];
        view->effects[i].effect = effects[i];
        view->effects[i].tally.trials = 1000;
        view->effects[i].tally.verdict[KN_VERDICT_HELPS] = (uint64_t)found[i];
        view->effects[i].tally.verdict[KN_VERDICT_COULD_NOT_TELL] = (uint64_t)(1000 - found[i]);
    }
}

static void test_plan(void **state)
{
    static const struct {
        int found[KN_PLAN_EFFECTS];
        const char *can, *cannot;
    } rows[] = {
        {{990, 800, 300, 20},
         "It can find a halving of your spasms.",
         "It cannot reliably find a quarter fewer spasms."},
        {{990, 790, 300, 20},
         "It can find three in four fewer spasms.",
         "It cannot reliably find a halving of your spasms."},
        {{700, 550, 300, 20},
         "It would more often than not find a halving of your spasms.",
         "It cannot reliably find a quarter fewer spasms."},
        {{400, 200, 100, 20},
         "It would often miss even three in four fewer spasms.",
         "It cannot reliably find a halving of your spasms."},
        {{999, 990, 900, 20}, "It can find a quarter fewer spasms.", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_plan_view view;
        json_t *json = NULL, *chart;
        const char *svg;
        int dots = 0, expected = 0;

        plan_it(&view, rows[i].found);
        assert_int_equal(kn_plan_json(&view, &json, NULL), KN_OK);
        assert_string_equal(kn_words_member(json, "can"), rows[i].can);
        if (rows[i].cannot)
            assert_string_equal(kn_words_member(json, "cannot"), rows[i].cannot);
        else
            assert_true(json_is_null(json_object_get(json, "cannot")));
        assert_string_equal(
            kn_words_member(json_object_get(json, "basis"), "words"),
            "Worked out from your last 28 days: about 1.4 spasms a day, 5 days not recorded.");
        assert_string_equal(kn_words_member(json_object_get(json, "length"), "words"), "8 weeks");
        assert_string_equal(kn_words_member(json_object_get(json, "wrong"), "words"),
                            "If it does nothing at all, 1 of 20 trials like this would "
                            "still say that it helps, or that it makes it worse.");
        chart = json_object_get(json, "chart");
        svg = kn_words_member(chart, "svg");
        check_markup(svg);
        for (const char *at = svg; (at = strstr(at, "class=\"c-better\"")); at++)
            dots++;
        for (int k = 0; k < 3; k++) /* 19 at most: never all of them */
            expected += rows[i].found[k] > 975 ? 19 : (int)round(rows[i].found[k] / 50.);
        assert_int_equal(dots, expected);
        json_decref(json);
    }
}

/* What studies found is the card's word; an arm without a card has none. */
static void test_plan_studies(void **state)
{
    const int found[KN_PLAN_EFFECTS] = {990, 800, 300, 20};
    kn_plan_view view;
    json_t *json = NULL, *studies;

    (void)state;
    plan_it(&view, found);
    snprintf(view.design.arm[0].key, sizeof view.design.arm[0].key, KN_ARM_USUAL);
    snprintf(view.design.arm[1].key, sizeof view.design.arm[1].key, "magnesium");
    snprintf(view.design.arm[1].name, sizeof view.design.arm[1].name, "Magnesium");
    assert_int_equal(kn_plan_json(&view, &json, NULL), KN_OK);
    studies = json_object_get(json, "studies");
    assert_int_equal(json_array_size(studies), 1);
    assert_string_equal(kn_words_member(json_array_get(studies, 0), "name"), "Magnesium");
    assert_non_null(strstr(kn_words_member(json_array_get(studies, 0), "effect"), "0.2 fewer"));
    json_decref(json);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verdicts),
        cmocka_unit_test(test_three_answers_differ),
        cmocka_unit_test(test_doubts_of_a_trial),
        cmocka_unit_test(test_extend),
        cmocka_unit_test(test_nothing_recorded),
        cmocka_unit_test(test_same_words_as_the_report),
        cmocka_unit_test(test_states),
        cmocka_unit_test(test_sealed_lines),
        cmocka_unit_test(test_events),
        cmocka_unit_test(test_days_chart_marks_a_pause),
        cmocka_unit_test(test_interval),
        cmocka_unit_test(test_important),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_sheet),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_plan),
        cmocka_unit_test(test_plan_studies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
