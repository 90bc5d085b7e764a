/* What goes with spasms in words: every state of a suspect and of the whole, from answers filled by
 * hand; pages and their safety. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "markup.h"
#include "report/triggers_diary.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { FIRST = 20000, LAST = 20299 /* 2025-07-30 */, FOUND_ON = 20260 /* 2025-06-21 */ };

typedef struct worded {
    kn_trigger_diary_answer answer;
    kn_trigger_study study;
    kn_trigger_answer alone;
} worded;

/* A normal posterior of the log odds ratio. */
static kn_summary normal(double odds, double sd)
{
    double mean = log(odds);

    return (kn_summary){.mean = mean,
                        .sd = sd,
                        .q025 = mean - 1.96 * sd,
                        .q50 = mean,
                        .q975 = mean + 1.96 * sd,
                        .p_below_zero = 0.5 * erfc(mean / sd / sqrt(2))};
}

/* 300 days, 50 without a word, 36 without every answer; nobody is judged yet. */
static void word_it(worded *w)
{
    memset(w, 0, sizeof *w);
    w->answer = (kn_trigger_diary_answer){.first_day = FIRST,
                                          .last_day = LAST,
                                          .days = 300,
                                          .unknown = 50,
                                          .partly = 36,
                                          .episode_days = 70,
                                          .study = &w->study};
    w->study.diary = &w->answer.diary;
    w->study.options = kn_trigger_options_default();
    w->study.alone = &w->alone;
    w->alone = (kn_trigger_answer){.persons = 1,
                                   .calendar_days = 300,
                                   .recorded_days = 250,
                                   .counted_days = 214,
                                   .episodes = 61,
                                   .informative_episodes = 55,
                                   .needed = (double)NAN,
                                   .khat = 0.1};
}

static kn_trigger_suspect *add(worded *w, const char *key, const char *name, int lag, double odds,
                               double sd, kn_trigger_verdict verdict)
{
    kn_trigger_suspect *suspect = &w->answer.suspect[w->answer.suspects++];
    kn_suspect_answer *found = &w->alone.suspect[w->alone.suspects];

    snprintf(suspect->key, sizeof suspect->key, "%s", key);
    snprintf(suspect->name, sizeof suspect->name, "%s", name);
    snprintf(w->answer.diary.suspect_name[w->alone.suspects], KN_TRIGGER_NAME_SIZE, "%s", name);
    suspect->lag = lag;
    suspect->answered = 240;
    suspect->column = w->alone.suspects++;
    w->answer.diary.suspects = w->alone.suspects;
    *found = (kn_suspect_answer){.joint = normal(odds, sd), .verdict = verdict, .unit = 1};
    found->lag[0] = found->joint;
    if (verdict == KN_TRIGGERS_GOES_WITH || verdict == KN_TRIGGERS_GOES_WITH_FEWER)
        w->alone.verdict = verdict;
    return suspect;
}

static void freeze(kn_trigger_suspect *suspect, kn_finding_state state, double odds, size_t since)
{
    snprintf(suspect->finding, sizeof suspect->finding, "11111111-1111-4111-8111-111111111111");
    suspect->state = state;
    suspect->found_on = FOUND_ON;
    suspect->since_episodes = since;
    suspect->has_since = since > 0;
    suspect->since_same = odds > 1;
    suspect->since.joint = normal(odds, 0.35);
}

static void check_words(const char *what, kn_text *text, const char *expected)
{
    if (strcmp(kn_text_string(text), expected) != 0)
        fail_msg("%s:\n  %s\n  instead of\n  %s", what, kn_text_string(text), expected);
    kn_text_release(text);
}

#define SAYS(call, expected)                                                                       \
    do {                                                                                           \
        kn_text text;                                                                              \
        kn_text_init(&text, KN_TRIGGER_TEXT_MAX);                                                  \
        call;                                                                                      \
        check_words(#call, &text, expected);                                                       \
    } while (0)

/* ---- Suspects ---------------------------------------------------------------------------------*/

static void what_is_said_of_a_suspect(void **state)
{
    static const struct {
        const char *key, *name;
        int lag;
        bool is_derived;
        double odds, sd;
        kn_trigger_verdict verdict;
        kn_finding_state state;
        const char *label, *words;
    } rows[] = {
        {"short-night", "Short sleep", 0, true, 1.9, 0.23, KN_TRIGGERS_GOES_WITH, KN_FINDING_HELD,
         "Short sleep the night before",
         "Goes with more spasms: the odds of a spasm day were 1.9 times as high, likely 1.2 to "
         "3.0."},
        {"short-night", "Short sleep", 1, true, 1.9, 0.23, KN_TRIGGERS_GOES_WITH, KN_FINDING_NONE,
         "Short sleep two nights before",
         "Found, and being checked: the odds of a spasm day were 1.9 times as high, likely 1.2 to "
         "3.0."},
        {"effort", "Hard effort", 1, false, 1.5, 0.23, KN_TRIGGERS_COULD_NOT, KN_FINDING_NONE,
         "Hard effort the day before",
         "Worth watching: the odds of a spasm day were 1.5 times as high, likely 0.96 to 2.4."},
        {"cold-day", "Cold day", 0, true, 1.2, 0.2, KN_TRIGGERS_COULD_NOT, KN_FINDING_NONE,
         "Cold day",
         "No clear link so far: the odds of a spasm day were 1.2 times as high, likely 0.81 to "
         "1.8."},
        {"medicine-change", "Change of medicine", 1, true, 1.1, 0.2, KN_TRIGGERS_NO_STRONG,
         KN_FINDING_NONE, "Change of medicine in the week before",
         "Not a strong one: the odds of a spasm day were 1.1 times as high, likely 0.74 to 1.6."},
        {"alcohol", "Walk", 1, false, 0.5, 0.2, KN_TRIGGERS_GOES_WITH_FEWER, KN_FINDING_HELD,
         "Walk the day before",
         "Goes with fewer spasms: the odds of a spasm day were 0.50 times as high, likely 0.34 to "
         "0.74."},
        {"alcohol", "Alcohol", 1, false, 1.9, 0.23, KN_TRIGGERS_GOES_WITH, KN_FINDING_NOT_HELD,
         "Alcohol the day before",
         "Found, and not seen again: the odds of a spasm day were 1.9 times as high, likely 1.2 "
         "to 3.0."},
        {"alcohol", "Alcohol", 1, false, 1.3, 0.3, KN_TRIGGERS_COULD_NOT, KN_FINDING_CHECKING,
         "Alcohol the day before",
         "Found once, no longer clear: the odds of a spasm day were 1.3 times as high, likely "
         "0.72 to 2.3."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_trigger_suspect *suspect;
        worded w;

        word_it(&w);
        suspect = add(&w, rows[i].key, rows[i].name, rows[i].lag, rows[i].odds, rows[i].sd,
                      rows[i].verdict);
        suspect->is_derived = rows[i].is_derived;
        if (rows[i].state)
            freeze(suspect, rows[i].state, 1.6, 9);
        SAYS(kn_trigger_say_label(&w.answer, suspect, &text), rows[i].label);
        SAYS(kn_trigger_say_words(&w.answer, suspect, &text), rows[i].words);
    }
}

static void a_graded_one_names_its_unit(void **state)
{
    kn_trigger_suspect *suspect;
    worded w;

    (void)state;
    word_it(&w);
    suspect = add(&w, "x", "Noise", 1, 1.5, 0.2, KN_TRIGGERS_COULD_NOT);
    w.alone.suspect[0].graded = true;
    w.alone.suspect[0].unit = 5.23;
    SAYS(kn_trigger_say_label(&w.answer, suspect, &text),
         "Noise the day before, for every 5.2 more");
    suspect->lag = 0;
    suspect->may_come_after = true;
    SAYS(kn_trigger_say_label(&w.answer, suspect, &text), "Noise that day, for every 5.2 more");
}

static void why_one_was_not_judged(void **state)
{
    static const struct {
        kn_left_out_reason reason;
        kn_suspect_refusal refused;
        size_t answered;
        const char *words;
    } rows[] = {
        {KN_LEFT_OUT_FEW, 0, 1, "known on 1 day; it takes 10 at least"},
        {KN_LEFT_OUT_SHARE, 0, 112,
         "known on 112 of 250 days; it takes 60 in 100, since a day counts only when every suspect "
         "is known"},
        {KN_LEFT_OUT_GAPS, 0, 200,
         "with it fewer than half of the days would count, since it is known on other days than "
         "the rest"},
        {KN_IN_STUDY, KN_SUSPECT_CONSTANT, 240, "the same on every day that counts"},
        {KN_IN_STUDY, KN_SUSPECT_NONE, 240, ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_trigger_suspect *suspect;
        worded w;

        word_it(&w);
        suspect = add(&w, "alcohol", "Alcohol", 1, 1, 1, KN_TRIGGERS_COULD_NOT);
        suspect->left_out = rows[i].reason;
        suspect->answered = rows[i].answered;
        suspect->column = rows[i].reason ? -1 : 0;
        w.alone.suspect[0].refused = rows[i].refused;
        SAYS(kn_trigger_say_refused(&w.answer, suspect, &text), rows[i].words);
    }
}

static void where_one_comes_from(void **state)
{
    static const struct {
        const char *key, *other;
        int lag;
        bool is_derived;
        const char *words;
    } rows[] = {
        {"alcohol", "", 1, false, ""},
        {"short-night", "", 0, true,
         "From the hours of sleep you wrote down by your usual time in the morning, on days "
         "without a spasm before it: an hour or more under your usual."},
        {"short-night", "short-sleep", 1, true,
         "From the hours of sleep you wrote down: an hour or more under your usual. It is the "
         "night before that of the spasm, since the last one was not written down in time on "
         "enough days. Known on more days than your answers."},
        {"short-sleep", "short-night", 1, false,
         "From your answers: they are there on more days than the hours of sleep."},
        {"more-effort", "effort", 1, true,
         "From the levels of effort you wrote down: above your usual."},
        {"cold-day", "", 0, true,
         "From the temperature you wrote down: 3 degrees or more under the usual."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_trigger_suspect suspect = {.lag = rows[i].lag, .is_derived = rows[i].is_derived};

        snprintf(suspect.key, sizeof suspect.key, "%s", rows[i].key);
        snprintf(suspect.other, sizeof suspect.other, "%s", rows[i].other);
        SAYS(kn_trigger_say_derived(&suspect, &text), rows[i].words);
    }
}

/* ---- Findings ---------------------------------------------------------------------------------*/

static void what_became_of_a_finding(void **state)
{
    static const struct {
        kn_finding_state state;
        double since;
        size_t episodes;
        kn_trigger_verdict verdict;
        const char *words;
    } rows[] = {
        {KN_FINDING_NONE, 1, 0, KN_TRIGGERS_GOES_WITH, ""},
        {KN_FINDING_NEW, 1, 0, KN_TRIGGERS_GOES_WITH,
         "This was found on 21 June. No spasm day since could be compared yet. It is being "
         "checked."},
        {KN_FINDING_CHECKING, 1.6, 4, KN_TRIGGERS_GOES_WITH,
         "This was found on 21 June. In the 39 days after, it pointed the same way: 1.6 times, "
         "likely 0.81 to 3.2, from 4 spasm days. Not enough on its own yet. We go on checking."},
        {KN_FINDING_HELD, 1.6, 12, KN_TRIGGERS_GOES_WITH,
         "This was found on 21 June. In the 39 days after, it pointed the same way: 1.6 times, "
         "likely 0.81 to 3.2, from 12 spasm days. It held."},
        {KN_FINDING_NOT_HELD, 0.8, 12, KN_TRIGGERS_GOES_WITH,
         "This was found on 21 June. In the 39 days after, it pointed the other way: 0.80 times, "
         "likely 0.40 to 1.6, from 12 spasm days. It did not hold: what was found may have been "
         "luck."},
        {KN_FINDING_HELD, 1.1, 12, KN_TRIGGERS_COULD_NOT,
         "This was found on 21 June. In the 39 days after, it pointed the same way: 1.1 times, "
         "likely 0.55 to 2.2, from 12 spasm days. It held. On all days together it is no longer "
         "clear."},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_trigger_suspect *suspect;
        worded w;

        word_it(&w);
        suspect = add(&w, "alcohol", "Alcohol", 1, 1.9, 0.2, rows[i].verdict);
        freeze(suspect, rows[i].state, rows[i].since, rows[i].episodes);
        SAYS(kn_trigger_say_finding(&w.answer, suspect, &text), rows[i].words);
    }
}

/* ---- All together -----------------------------------------------------------------------------*/

static void found_only_when_it_held(void **state)
{
    kn_trigger_suspect *suspect;
    worded w;

    (void)state;
    word_it(&w);
    suspect = add(&w, "short-night", "Short sleep", 0, 1.9, 0.23, KN_TRIGGERS_GOES_WITH);
    add(&w, "cold", "Cold", 1, 1.2, 0.2, KN_TRIGGERS_COULD_NOT);
    assert_int_equal(kn_trigger_kind_of(&w.answer), KN_TRIGGER_CHECKING);
    SAYS(kn_trigger_say_headline(&w.answer, &text), "Short sleep stands out, and is being checked");
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "Short sleep the night before: the odds of a spasm day were about 1.9 times as high, "
         "likely 1.2 to 3.0. It is judged once more on days to come, before we say that it goes "
         "with your spasms.");
    freeze(suspect, KN_FINDING_CHECKING, 1.6, 3);
    assert_int_equal(kn_trigger_kind_of(&w.answer), KN_TRIGGER_CHECKING);
    freeze(suspect, KN_FINDING_HELD, 1.6, 9);
    assert_int_equal(kn_trigger_kind_of(&w.answer), KN_TRIGGER_FOUND);
    SAYS(kn_trigger_say_headline(&w.answer, &text), "Short sleep goes with your spasms");
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "Short sleep the night before: the odds of a spasm day were about 1.9 times as high, "
         "likely 1.2 to 3.0. The days since it was found point the same way. This was watched, "
         "not tested: it need not set them off.");
    freeze(suspect, KN_FINDING_NOT_HELD, 0.8, 9);
    assert_int_equal(kn_trigger_kind_of(&w.answer), KN_TRIGGER_UNCLEAR);
    SAYS(kn_trigger_say_not_clear(&w.answer, &text), "Cold: no clear link so far.");
}

static void protective_ones_and_several(void **state)
{
    kn_trigger_suspect *suspect;
    worded w;

    (void)state;
    word_it(&w);
    suspect = add(&w, "x", "Walk", 1, 0.5, 0.2, KN_TRIGGERS_GOES_WITH_FEWER);
    freeze(suspect, KN_FINDING_HELD, 0.6, 9);
    SAYS(kn_trigger_say_headline(&w.answer, &text), "Walk goes with fewer spasms");
    suspect = add(&w, "alcohol", "Alcohol", 1, 2, 0.2, KN_TRIGGERS_GOES_WITH);
    freeze(suspect, KN_FINDING_HELD, 1.6, 9);
    SAYS(kn_trigger_say_headline(&w.answer, &text), "2 suspects stood out, and held");
    w.answer.suspect[0].state = w.answer.suspect[1].state = KN_FINDING_NEW;
    SAYS(kn_trigger_say_headline(&w.answer, &text), "2 suspects stand out, and are being checked");
}

static void no_strong_trigger(void **state)
{
    worded w;

    (void)state;
    word_it(&w);
    add(&w, "alcohol", "Alcohol", 1, 1.1, 0.1, KN_TRIGGERS_NO_STRONG);
    assert_int_equal(kn_trigger_kind_of(&w.answer),
                     KN_TRIGGER_UNCLEAR); /* the engine's word only */
    w.alone.verdict = KN_TRIGGERS_NO_STRONG;
    assert_int_equal(kn_trigger_kind_of(&w.answer), KN_TRIGGER_NONE_STRONG);
    SAYS(kn_trigger_say_headline(&w.answer, &text),
         "No strong trigger among those you asked about");
}

static void what_could_not_have_been_told(void **state)
{
    worded w;

    (void)state;
    word_it(&w);
    add(&w, "alcohol", "Alcohol", 1, 1.3, 0.4, KN_TRIGGERS_COULD_NOT);
    w.alone.needed = 38.4;
    SAYS(kn_trigger_say_headline(&w.answer, &text), "No clear answer yet");
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "These days could not have told: nothing stood out, and something strong cannot be ruled "
         "out either. To find something that doubles the odds, 4 times in 5, it takes about 39 "
         "more spasm days, if days go on as they did.");
    w.alone.informative_episodes = 1;
    w.alone.needed = 812;
    w.alone.needed_at_least = true;
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "These days could not have told: only 1 spasm day could be compared with days without. "
         "Below 24 nothing is said. Even 810 more spasm days would find something that doubles "
         "the odds in fewer than 4 diaries of 5.");
    assert_int_equal(kn_trigger_more(&w.answer), 810);
    w.alone.unfit = KN_TRIGGER_NO_CONTROL;
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "Every day that counts has a spasm. Days with spasms are compared with days without; a "
         "day that was not written down is not taken for one. An evening check-in that says none "
         "makes one.");
    w.answer.study = NULL;
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "No suspect was answered on enough days yet. In the check-in, say what was there that "
         "day, and what was not.");
    w.answer.suspects = 0;
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "No suspect was answered yet. In the check-in, say what was there that day, and what was "
         "not.");
    w.answer.days = 0;
    SAYS(kn_trigger_say_lead(&w.answer, &text),
         "No day says yet whether there was a spasm. In the evening check-in say how many there "
         "were, or none.");
}

static void gaps_in_words(void **state)
{
    worded w;

    (void)state;
    word_it(&w);
    SAYS(kn_trigger_say_gaps(&w.answer, &text),
         "214 of 300 days count. Of 50 nobody knows whether there was a spasm: they are not taken "
         "for quiet ones. On 36 not every suspect was answered.");
    w.answer.unknown = w.answer.partly = 0;
    SAYS(kn_trigger_say_gaps(&w.answer, &text), "300 of 300 days count.");
}

/* ---- Replies and pages ------------------------------------------------------------------------*/

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

/* One dot is full: its whole range lies on one side. The chart says in words all that it shows. */
static void the_chart(void **state)
{
    json_t *chart, *rows;
    const char *svg;
    worded w;

    (void)state;
    word_it(&w);
    add(&w, "cold", "Cold", 1, 1.2, 0.2, KN_TRIGGERS_COULD_NOT);
    add(&w, "short-night", "Short <b>sleep", 0, 1.9, 0.23, KN_TRIGGERS_GOES_WITH);
    add(&w, "x", "Walk", 1, 0.001, 0.3, KN_TRIGGERS_GOES_WITH_FEWER); /* beyond the scale */
    chart = kn_trigger_chart(&w.answer);
    assert_non_null(chart);
    svg = text_of(chart, "svg");
    check_markup(svg);
    assert_null(strstr(svg, "nan"));
    assert_non_null(strstr(strstr(svg, "c-full") + 1, "c-full"));
    assert_non_null(strstr(svg, "c-point"));
    assert_non_null(strstr(svg, ">same<"));
    assert_non_null(strstr(svg, ">double<"));
    assert_string_equal(text_of(chart, "summary"),
                        "Short <b>sleep the night before: 1.9 times, likely 1.2 to 3.0. Cold the "
                        "day before: 1.2 times, likely 0.81 to 1.8. Walk the day before: 0.0010 "
                        "times, likely 0.00056 to 0.0018.");
    rows = json_object_get(json_object_get(chart, "table"), "rows");
    assert_int_equal(json_array_size(rows), 3);
    assert_string_equal(json_string_value(json_array_get(json_array_get(rows, 0), 2)),
                        "over 99 in 100");
    assert_string_equal(json_string_value(json_array_get(json_array_get(rows, 1), 2)), "82 in 100");
    assert_string_equal(json_string_value(json_array_get(json_array_get(rows, 2), 2)),
                        "under 1 in 100");
    json_decref(chart);
}

static void the_reply(void **state)
{
    kn_trigger_suspect *suspect;
    const json_t *first, *doubts;
    json_t *reply;
    worded w;

    (void)state;
    word_it(&w);
    suspect = add(&w, "alcohol", "Alcohol", 1, 1.9, 0.23, KN_TRIGGERS_GOES_WITH);
    suspect->can_freeze = true;
    add(&w, "cold", "Cold", 1, 2.5, 0.6, KN_TRIGGERS_COULD_NOT);
    w.alone.doubt[w.alone.doubts++] =
        (kn_trigger_doubt){KN_TRIGGER_DOUBT_ANSWERED_MORE, 1, -1, 0.17};
    w.alone.doubt[w.alone.doubts++] = (kn_trigger_doubt){KN_TRIGGER_DOUBT_ALIKE, 0, 1, 0.95};
    reply = kn_trigger_answer_json(&w.answer);
    assert_non_null(reply);
    assert_string_equal(text_of(reply, "kind"), "checking");
    assert_int_equal(json_integer_value(json_object_get(reply, "episodes")), 61);
    assert_int_equal(json_integer_value(json_object_get(reply, "days")), 214);
    assert_true(json_is_null(json_object_get(reply, "more")));
    first = json_array_get(json_object_get(reply, "suspects"), 0); /* the highest odds first */
    assert_string_equal(text_of(first, "key"), "cold");
    assert_true(fabs(json_real_value(json_object_get(json_object_get(first, "times"), "mean")) -
                     2.5) < 1e-9);
    assert_string_equal(json_string_value(json_array_get(json_object_get(reply, "new"), 0)),
                        "alcohol");
    doubts = json_object_get(reply, "doubts");
    assert_int_equal(json_array_size(doubts), 5);
    assert_string_equal(json_string_value(json_array_get(doubts, 3)),
                        "Cold was answered more often for spasm days, by 17 in 100 days. A spasm "
                        "can make one remember; that alone can look like a trigger.");
    assert_string_equal(
        json_string_value(json_array_get(doubts, 4)),
        "Alcohol and Cold go together so closely that they can hardly be told apart.");
    assert_string_equal(text_of(json_object_get(reply, "numbers"), "kind"), "triggers");
    json_decref(reply);
}

/* Both forms of the page, with hostile names; nowhere is a cause named. */
static void pages(void **state)
{
    kn_trigger_suspect *suspect;
    kn_text page, text;
    kn_error err;
    worded w;

    (void)state;
    word_it(&w);
    suspect = add(&w, "x", "<script>alert(1)</script>", 1, 1.9, 0.23, KN_TRIGGERS_GOES_WITH);
    freeze(suspect, KN_FINDING_HELD, 1.6, 12);
    add(&w, "cold", "Cold \xe2\x80\xaeoops", 1, 1.2, 0.2, KN_TRIGGERS_COULD_NOT);
    suspect = add(&w, "stress", "Stress", 1, 1, 1, KN_TRIGGERS_COULD_NOT);
    suspect->left_out = KN_LEFT_OUT_FEW;
    suspect->column = -1;
    for (int whole = 0; whole < 2; whole++) {
        kn_text_init(&page, 1 << 22);
        assert_int_equal(kn_trigger_answer_page(&w.answer, whole, &page, &err), KN_OK);
        check_markup(kn_text_string(&page));
        assert_null(strstr(kn_text_string(&page), "\xe2\x80\xae"));
        assert_null(strstr(kn_text_string(&page), "cause"));
        assert_non_null(strstr(kn_text_string(&page), "Not judged"));
        kn_text_release(&page);
    }
    kn_text_init(&text, 1 << 20);
    assert_int_equal(kn_trigger_answer_text(&w.answer, &text, &err), KN_OK);
    assert_null(strstr(kn_text_string(&text), "cause"));
    assert_null(strstr(kn_text_string(&text), "\xe2\x80\xae"));
    assert_non_null(strstr(kn_text_string(&text), "Checked again since"));
    kn_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_of_a_suspect),
        cmocka_unit_test(a_graded_one_names_its_unit),
        cmocka_unit_test(why_one_was_not_judged),
        cmocka_unit_test(where_one_comes_from),
        cmocka_unit_test(what_became_of_a_finding),
        cmocka_unit_test(found_only_when_it_held),
        cmocka_unit_test(protective_ones_and_several),
        cmocka_unit_test(no_strong_trigger),
        cmocka_unit_test(what_could_not_have_been_told),
        cmocka_unit_test(gaps_in_words),
        cmocka_unit_test(the_chart),
        cmocka_unit_test(the_reply),
        cmocka_unit_test(pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
