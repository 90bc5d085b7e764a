/* The diary in words: lengths, days, entries as lines, warnings; and the report for the doctor, by
 * what must be in it and what may not. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/civil.h"
#include "diary/site.h"
#include "diary_fixture.h"
#include "report/diary_body.h"
#include "report/diary_words.h"

enum { TODAY = DIARY_TODAY };

/* ---- Words ------------------------------------------------------------------------------------*/

static void test_lasted(void **state)
{
    static const struct {
        double seconds;
        const char *words;
    } cases[] = {
        {NAN, "not recorded"},     {0, "under a second"},         {0.4, "under a second"},
        {1, "1 second"},           {1.9, "1.9 seconds"},          {2, "2 seconds"},
        {40, "40 seconds"},        {59.4, "59 seconds"},          {59.6, "1 minute"},
        {61, "1 minute 1 second"}, {134, "2 minutes 14 seconds"}, {180, "3 minutes"},
        {3599.6, "1 hour"},        {3660, "1 hour 1 minute"},     {3900, "1 hour 5 minutes"},
        {7199, "2 hours"},         {35 * 3600, "35 hours"},       {72 * 3600, "about 3 days"},
        {604800, "about 7 days"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[KN_WORDS_SIZE];

        assert_string_equal(kn_words_lasted(words, cases[i].seconds), cases[i].words);
    }
}

static void test_lasted_range(void **state)
{
    static const struct {
        double least, most;
        const char *words;
    } cases[] = {
        {NAN, NAN, "not recorded"},
        {600, 2400, "between 10 and 40 minutes"},
        {3600, NAN, "over 1 hour"},
        {NAN, 2400, "under 40 minutes"},
        {0, 300, "under 5 minutes"},
        {1800, 7200, "between 30 minutes and 2 hours"},
        {90, 120, "between 1 minute 30 seconds and 2 minutes"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char words[KN_WORDS_SIZE];

        assert_string_equal(kn_words_lasted_range(words, cases[i].least, cases[i].most),
                            cases[i].words);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        double value;
        const char *words;
    } cases[] = {{3, "3"},         {2.5, "2.5"},     {-0.00004, "0"},
                 {-1.25, "-1.25"}, {61.25, "61.25"}, {1e9, "1000000000"}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kn_text words;

        kn_text_init(&words, 100);
        kn_words_number(&words, cases[i].value);
        assert_string_equal(kn_text_string(&words), cases[i].words);
        kn_text_release(&words);
    }
}

static void test_days_and_times(void **state)
{
    char words[KN_WORDS_SIZE];
    kn_text span;

    (void)state;
    assert_string_equal(kn_words_day(words, TODAY, TODAY), "Saturday 14 March");
    assert_string_equal(kn_words_day(words, TODAY - 73, TODAY), "Wednesday 31 December 2025");
    assert_string_equal(
        kn_words_time(words, (kn_moment){TODAY, 19 * 3600 + 38 * 60 + 59, 0}, KN_PRECISION_MINUTE),
        "19:38");
    assert_string_equal(kn_words_time(words, (kn_moment){TODAY, 15 * 3600, 0}, KN_PRECISION_PART),
                        "afternoon");
    assert_string_equal(kn_words_time(words, (kn_moment){TODAY, 43200, 0}, KN_PRECISION_DAY), "");
    kn_text_init(&span, 1000);
    kn_words_span(&span, TODAY - 27, TODAY, TODAY);
    kn_text_add(&span, "|");
    kn_words_span(&span, TODAY - 80, TODAY, TODAY);
    kn_text_add(&span, "|");
    kn_words_span(&span, TODAY - 400, TODAY - 399, TODAY);
    kn_text_add(&span, "|");
    kn_words_clip(&span, "äöüß", 4);
    kn_text_add(&span, "|");
    kn_words_clip(&span, "äöüßé", 4);
    kn_text_add(&span, "|");
    kn_words_clip(&span, "a\nb", 9);
    assert_string_equal(kn_text_string(&span),
                        "15 February to 14 March|24 December 2025 to 14 March|"
                        "7 February to 8 February 2025|äöüß|äöü…|a b");
    kn_text_release(&span);
}

/* ---- Entries ----------------------------------------------------------------------------------*/

static const struct {
    kn_kind kind;
    const char *body, *title, *line;
} shown[] = {
    {KN_KIND_EPISODE,
     "{'pain':6,'lasted_seconds':134,'sites':[{'site':'left-calf'}],'done':[{'treatment':"
     "'heat_local','helped':'much'},{'treatment':'stretch_acute'}]}",
     "Left calf", "Cramp, 2 minutes 14 seconds. Heat, Stretch."},
    {KN_KIND_EPISODE,
     "{'pain':6,'sites':[{'site':'left-calf','pain':2},{'site':'neck-back','pain':6},{'site':"
     "'left-shin'}]}",
     "Back of the neck and 2 more", "Spasm"},
    {KN_KIND_EPISODE, "{}", "Place not recorded", "Not sorted yet"},
    {KN_KIND_EPISODE,
     "{'pain':6,'lasted_least_seconds':600,'lasted_most_seconds':2400,'sites':[{'site':"
     "'left-calf'}]}",
     "Left calf", "Long spasm, between 10 and 40 minutes"},
    {KN_KIND_DRAW,
     "{'episode':'11111111-2222-4333-8444-555555555555','draw':{'arm':'wait'},'response':'chose',"
     "'chose':'heat_local'}",
     "Drawn by chance", "Wait, you chose otherwise, Heat"},
    {KN_KIND_DRAW,
     "{'episode':'11111111-2222-4333-8444-555555555555','draw':{'why_not':'cluster'}}", "Not drawn",
     "So soon after another spasm"},
    {KN_KIND_EPISODE, "{'painful':true,'running':true,'sites':[{'site':'left-calf'}]}", "Left calf",
     "Cramp, still going on"},
    {KN_KIND_CHECKIN, "{'values':{'sleep':6,'pain':3}}", "Check-in", "Pain 3, sleep 6"},
    {KN_KIND_CHECKIN, "{'values':{'spasms':'none','stress':0},'note':'windy\\nday'}", "Check-in",
     "Spasms none, stress 0. windy day"},
    {KN_KIND_USE, "{'treatment':'heat_local','taken':'taken','minutes':20}", "Heat",
     "Used, 20 minutes"},
    {KN_KIND_USE, "{'treatment':'msm','taken':'not_taken','dose':'2 g'}", "MSM",
     "Planned, left out, 2 g"},
    {KN_KIND_USE, "{'treatment':'msm','taken':'no_dose'}", "MSM", "None planned that day"},
    {KN_KIND_EXPOSURE, "{'suspect':'cold','present':false}", "Cold", "No"},
    {KN_KIND_EXPOSURE, "{'suspect':'stress','level':7,'note':'work'}", "Stress", "7 of 10. work"},
    {KN_KIND_EXPOSURE, "{'suspect':'stress','level':0}", "Stress", "None"},
    {KN_KIND_MEDICINE, "{'name':'Amitriptyline','event':'started','dose':'10 mg'}", "Amitriptyline",
     "Started, 10 mg"},
    {KN_KIND_NOTE, "{'text':'<b>rain</b>'}", "Note", "<b>rain</b>"},
    {KN_KIND_ANSWER, "{'flag':'R6','answer':'unsure'}", "Answer to a question", NULL},
    {KN_KIND_ADVICE, "{'flag':'R6','note':'all well'}", "You had advice", NULL},
    {KN_KIND_SURVEY, "{'survey':'fiqr','answers':{'fiqr.walk':3}}", NULL, NULL},
    {KN_KIND_MEASURE, "{'name':'Steps','scale':'count'}", "Steps", "Your own measure"},
    {KN_KIND_TREATMENT, "{'archived':true,'replaces':'msm'}", "MSM", "No longer offered"},
    {KN_KIND_SUSPECT, "{'name':'Thunder','replaces':'cold'}", "Thunder", "Changed suspect"},
    {KN_KIND_PROFILE, "{'name':'A. Person'}", "About you", "A. Person"},
    {KN_KIND_SETTING, "{'theme':'dark'}", "Settings", ""},
    {KN_KIND_TRIAL, "{'design':{'title':'Bedtime stretch'}}", "Bedtime stretch",
     "Trial, not started"},
    {KN_KIND_TRIAL, "{'design':{},'protocol':{},'archived':true}", "Trial",
     "Trial, its plan is sealed, put away"},
    {KN_KIND_TRIAL_EVENT,
     "{'trial':'123e4567-e89b-42d3-a456-426614174000','event':'pause','day':'2026-03-14',"
     "'reason':'flu'}",
     "Trial: paused", "flu"},
    {KN_KIND_TRIAL_EVENT,
     "{'trial':'123e4567-e89b-42d3-a456-426614174000','event':'unblind','day':'2026-03-14',"
     "'code':'7K2M','emergency':true}",
     "Trial: opened", "In an emergency"},
    {KN_KIND_TRIAL_DAY,
     "{'trial':'123e4567-e89b-42d3-a456-426614174000','did':'part','amount':'5 minutes',"
     "'reason':'tired'}",
     "Day of a trial", "Done in part, 5 minutes. tired"},
    {KN_KIND_HARM, "{'what':'dizzy','severity':'moderate','stopped':true,'note':'an hour'}",
     "Unwanted effect", "dizzy, moderate, stopped because of it. an hour"},
};

static void load(diary *d, kn_catalogue *catalogue)
{
    assert_int_equal(kn_catalogue_load(d->store, catalogue, &d->err), KN_OK);
}

static void test_shown(void **state)
{
    kn_catalogue catalogue;
    diary d;

    (void)state;
    diary_open(&d);
    load(&d, &catalogue);
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
        kn_entry entry = {.edit = 3, .kind = shown[i].kind, .at = {TODAY, 69480, 60}};
        char *body = strdup(shown[i].body);
        json_t *json;

        for (char *c = body; *c; c++)
            *c = *c == '\'' ? '"' : *c;
        assert_int_equal(kn_json_parse(body, strlen(body), "test", &entry.body, &d.err), KN_OK);
        json = kn_entry_shown(&entry, &catalogue, &d.err);
        assert_non_null(json);
        if (shown[i].title)
            assert_string_equal(kn_words_member(json, "title"), shown[i].title);
        if (shown[i].line)
            assert_string_equal(kn_words_member(json, "line"), shown[i].line);
        assert_true(strlen(kn_words_member(json, "title")) > 0);
        assert_string_equal(kn_words_member(json, "time"), "19:18");
        assert_int_equal(json_integer_value(json_object_get(json, "changed")), 2);
        assert_int_equal(json_is_object(json_object_get(json, "label")),
                         shown[i].kind == KN_KIND_EPISODE);
        assert_int_equal(json_is_object(json_object_get(json, "scores")),
                         shown[i].kind == KN_KIND_SURVEY);
        json_decref(json);
        kn_entry_release(&entry);
        free(body);
    }
    kn_catalogue_release(&catalogue);
    diary_close(&d);
}

static void test_removed(void **state)
{
    kn_entry entry = {.edit = 2,
                      .removed = true,
                      .kind = KN_KIND_EPISODE,
                      .at = {TODAY, 0, 0},
                      .precision = KN_PRECISION_DAY};
    kn_catalogue none = {0};
    kn_error err;
    json_t *json = kn_entry_shown(&entry, &none, &err);

    (void)state;
    assert_string_equal(kn_words_member(json, "line"), "Removed");
    assert_true(json_is_null(json_object_get(json, "time")));
    assert_true(json_is_null(json_object_get(json, "pain")));
    json_decref(json);
}

static void test_flags(void **state)
{
    (void)state;
    for (size_t i = 0; i < kn_flag_count; i++) {
        kn_warning warning = {.flag = &kn_flags[i],
                              .level = kn_flags[i].worst,
                              .since = {TODAY - 1, 69480, 60},
                              .because = "<because>"};
        json_t *flag = kn_flag_json(&kn_flags[i]), *json = kn_warning_json(&warning, TODAY);

        assert_non_null(flag);
        assert_non_null(json);
        assert_string_equal(kn_words_member(json, "since_words"), "yesterday, 19:18");
        assert_int_equal(json_is_null(json_object_get(flag, "caution")),
                         kn_flags[i].source != NULL);
        if (kn_flags[i].worst == KN_LEVEL_EMERGENCY)
            assert_string_equal(kn_words_member(json, "level"), "emergency");
        json_decref(flag);
        json_decref(json);
    }
}

/* ---- The body on paper ------------------------------------------------------------------------*/

/* Each place that can be tapped changes the picture, in the views that it belongs to. */
static void test_body(void **state)
{
    kn_text none, one;

    (void)state;
    kn_text_init(&none, 1 << 20);
    kn_body_add(&none, &(kn_episodes_summary){0});
    assert_int_equal(none.failed, KN_OK);
    assert_true(none.size > 20000);
    assert_null(strstr(none.bytes, "#68004a"));
    assert_null(strstr(none.bytes, "var("));
    assert_null(strstr(none.bytes, "style"));
    assert_null(strstr(none.bytes, "class="));
    for (size_t s = 0; s < kn_site_count; s++) {
        kn_episodes_summary summary = {0};
        const char *back;
        bool in_front, in_back;

        summary.by_site[s] = 3;
        kn_text_init(&one, 1 << 20);
        kn_body_add(&one, &summary);
        back = strstr(one.bytes + 10, "<svg");
        in_back = strstr(back, "#68004a") != NULL;
        in_front = strstr(one.bytes, "#68004a") != NULL && strstr(one.bytes, "#68004a") < back;
        /* only where it belongs; and somewhere, but for what the figure cannot show */
        if ((in_front && kn_sites[s].view == 'b') || (in_back && kn_sites[s].view == 'f') ||
            (!in_front && !in_back &&
             strstr(" whole-body left-sole right-sole ", kn_sites[s].id) == NULL))
            fail_msg("%s: front %d back %d", kn_sites[s].id, in_front, in_back);
        kn_text_release(&one);
    }
    kn_text_release(&none);
}

/* ---- The report -------------------------------------------------------------------------------*/

static void write_diary(diary *d)
{
    diary_add(d, KN_KIND_EPISODE, TODAY - 3, 2, 0,
              "{'pain':6,'lasted_seconds':60,'context':'night','sites':[{'site':'left-calf'}],"
              "'done':[{'treatment':'heat_local','helped':'much'}]}");
    diary_add(d, KN_KIND_EPISODE, TODAY - 2, 9, 0, "{'painful':true}");
    diary_add(d, KN_KIND_EPISODE, TODAY - 2, 9, 0, "{'painful':false,'ripple':true}");
    diary_add(d, KN_KIND_CHECKIN, TODAY - 1, 21, 0,
              "{'values':{'spasms':'none','pain':4,'sleep':2}}");
    diary_add(d, KN_KIND_USE, TODAY - 1, 20, 0, "{'treatment':'msm','taken':'not_taken'}");
    diary_add(d, KN_KIND_MEDICINE, TODAY - 90, 9, 0,
              "{'name':'<script>alert(1)</script>','event':'started','dose':'\\\"&'}");
    diary_add(d, KN_KIND_MEDICINE, TODAY - 80, 9, 0, "{'name':'Oldone','event':'started'}");
    diary_add(d, KN_KIND_MEDICINE, TODAY - 70, 9, 0, "{'name':'oldone','event':'stopped'}");
    diary_add(d, KN_KIND_PROFILE, TODAY - 9, 9, 0, "{'name':'</style><img src=x>','age':'over50'}");
    diary_add(d, KN_KIND_MEASURE, TODAY - 9, 9, 0, "{'name':'<i>own</i>','scale':'count'}");
    diary_add(d, KN_KIND_SURVEY, TODAY - 1, 9, 0, "{'survey':'fiqr','answers':{'fiqr.walk':3}}");
}

static void check_has(const char *text, const char *needle, bool wanted)
{
    if ((strstr(text, needle) != NULL) != wanted)
        fail_msg("%s \"%s\"", wanted ? "without" : "with", needle);
}

static char *report_of(diary *d, int days, bool is_html, bool whole, bool is_example)
{
    kn_catalogue catalogue;
    kn_doctor_report report = {.store = d->store,
                               .catalogue = &catalogue,
                               .from = TODAY - days + 1,
                               .to = TODAY,
                               .today = TODAY,
                               .is_example = is_example};
    json_t *tested = json_pack("[{s:s,s:s}]", "title", "Tea <or> wait", "words", "Could not tell.");
    kn_text out;

    if (is_example) /* the others were asked nothing */
        report.tested = tested;
    load(d, &catalogue);
    kn_text_init(&out, 1 << 24);
    if ((is_html ? kn_doctor_report_html(&report, whole, &out, &d->err)
                 : kn_doctor_report_text(&report, &out, &d->err)) != KN_OK)
        fail_msg("%s", d->err.message);
    kn_catalogue_release(&catalogue);
    json_decref(tested);
    check_has(out.bytes, "Compared in this diary", is_example);
    check_has(out.bytes, "Tea &lt;or", is_example && is_html);
    return out.bytes; /* free() */
}

static void test_html(void **state)
{
    diary d;

    (void)state;
    diary_open(&d);
    write_diary(&d);
    for (int whole = 0; whole < 2; whole++) {
        char *html = report_of(&d, 7, true, whole, whole);

        check_has(html, "Warnings in this period", true);
        check_has(html, "names of episodes follow a fixed rule and are not diagnoses.", true);
        check_has(html, "All data on this page are invented.", whole);
        check_has(html, "<td>2, 1, 4</td>", true); /* days with, without, not recorded */
        check_has(html, "<td>twitch 1</td>", true);
        check_has(html, "0 of 1", true); /* taken of planned */
        check_has(html, "much 1", true);
        check_has(html, "<script", false);
        check_has(html, "&lt;script&gt;alert(1)", true);
        check_has(html, "<img", false);
        check_has(html, "Oldone", false); /* stopped before */
        check_has(html, "oldone", false);
        check_has(html, "style=", false);
        check_has(html, "http://", false);
        check_has(html, "https://", false);
        check_has(html, "<style>", whole);
        check_has(html, "default-src 'none'; style-src 'unsafe-inline'", whole);
        check_has(html, "@page", whole);
        check_has(html, "</html>", whole);
        check_has(html,
                  "Of 2 spasms written down: length of 1, worst pain of 1, time of 0, place "
                  "of 1.",
                  true);
        free(html);
    }
    diary_close(&d);
}

static void test_text(void **state)
{
    diary d;
    char *text, *line;

    (void)state;
    diary_open(&d);
    write_diary(&d);
    text = report_of(&d, 7, false, false, true);
    check_has(text, "are invented.", true);
    check_has(text, "2, 1, 4", true);
    check_has(text, "   ?   ?   ?   1   1   o   ?\n", true);
    for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        size_t width = 0;

        for (char *c = line; *c; c++)
            width += ((unsigned char)*c & 0xc0) != 0x80;
        if (width > 72)
            fail_msg("%zu columns: %s", width, line);
    }
    free(text);
    diary_close(&d);
}

/* Nothing recorded, a day, ten years: a report all the same, and it never says 0 for a gap. */
static void test_spans(void **state)
{
    static const int spans[] = {1, 28, 121, 3650};
    diary d;

    (void)state;
    diary_open(&d);
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        char *html = report_of(&d, spans[i], true, true, false);
        char *text = report_of(&d, spans[i], false, false, false), words[64];

        snprintf(words, sizeof words, "<td>0, 0, %d</td>", spans[i]);
        check_has(html, words, true);
        check_has(html, "not recorded", true);
        check_has(html, "None was shown. That does not rule anything out.", true);
        check_has(text, "None noted. That does not mean that none is taken.", true);
        free(html);
        free(text);
    }
    diary_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lasted),  cmocka_unit_test(test_lasted_range),
        cmocka_unit_test(test_numbers), cmocka_unit_test(test_days_and_times),
        cmocka_unit_test(test_shown),   cmocka_unit_test(test_removed),
        cmocka_unit_test(test_flags),   cmocka_unit_test(test_body),
        cmocka_unit_test(test_html),    cmocka_unit_test(test_text),
        cmocka_unit_test(test_spans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
