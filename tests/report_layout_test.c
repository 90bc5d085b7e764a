/* Whole reports of hand-filled studies: text against golden files, JSON by its members, pictures
 * and pages by what may not be in them. KN_GOLDEN_WRITE=1 rewrites the golden files: read the diff.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

#include "markup.h"
#include "report/report.h"
#include "report_fake.h"

static const size_t LIMIT = 1 << 24;

static void make_helps(fake *f)
{
    fake_init(f, KN_POISSON, 2, 1);
    f->study.options.claim.important = 0.2877;
    fake_effect(f, 0, 0, -0.56, 0.2, 0.2877);
    fake_doubt(f, 0, KN_DOUBT_NOT_BLINDED, 0, 0);
    fake_doubt(f, 0, KN_DOUBT_FAMILY_GUESSED, 0, 0);
    fake_doubt(f, 0, KN_DOUBT_FLAT_DIFFERS, 1, -0.4);
    fake_doubt(f, 0, KN_DOUBT_MISSING_DIFFERS, 0, 0.13);
}

static void make_unclear(fake *f)
{
    fake_init(f, KN_GAUSSIAN, 3, 1);
    f->dataset.family_guessed = false;
    f->study.options.claim = (kn_claim){.better = 1, .important = 1.5};
    f->study.options.fit.prior.beta_sd = 0.5;
    f->study.options.blinded = true;
    snprintf(f->dataset.outcome, sizeof f->dataset.outcome, "mood");
    fake_effect(f, 0, 0, -0.1, 0.4, 1);
    fake_effect(f, 0, 1, 0.9, 0.3, 1);
    f->answer[0].answer[0].verdict = KN_VERDICT_COULD_NOT_TELL;
    f->answer[0].answer[0].reason = KN_REASON_TOO_WIDE;
    f->answer[0].answer[1].verdict = KN_VERDICT_LOOKS_AS_IF;
    f->answer[0].answer[1].reason = KN_REASON_TOO_FEW_SWITCHES;
    fake_doubt(f, 0, KN_DOUBT_FEW_PAIRS, 0, 3);
    fake_doubt(f, 0, KN_DOUBT_PRIOR_DOMINATES, 2, 0.85);
}

static void make_people(fake *f)
{
    fake_init(f, KN_POISSON, 2, 3);
    fake_pool(f, 0.2877);
    f->answer[1].answer[0].verdict = KN_VERDICT_COULD_NOT_TELL;
    f->answer[1].answer[0].reason = KN_REASON_TOO_WIDE;
    fake_doubt(f, 0, KN_DOUBT_NOT_BLINDED, 0, 0);
    fake_doubt(f, 1, KN_DOUBT_NOT_BLINDED, 0, 0);
    fake_doubt(f, 2, KN_DOUBT_NOT_BLINDED, 0, 0);
    fake_doubt(f, 2, KN_DOUBT_DRIFT, 0, 0.9);
}

static const struct {
    const char *name;
    void (*make)(fake *f);
    kn_report_style style;
} cases[] = {
    {"report-helps", make_helps, {.utf8 = true}},
    {"report-helps-ascii", make_helps, {.utf8 = false}},
    {"report-unclear", make_unclear, {.utf8 = true}},
    {"report-people", make_people, {.utf8 = true}},
};
enum { CASES = sizeof cases / sizeof cases[0] };

static void compare_golden(const char *name, const char *text)
{
    char path[512], *golden;
    FILE *file;
    size_t size;

    snprintf(path, sizeof path, "%s/golden/%s.txt", TEST_DATA, name);
    if (getenv("KN_GOLDEN_WRITE")) {
        file = fopen(path, "wb");
        assert_non_null(file);
        fputs(text, file);
        fclose(file);
        return;
    }
    file = fopen(path, "rb");
    assert_non_null(file);
    golden = calloc(1, LIMIT);
    assert_non_null(golden);
    size = fread(golden, 1, LIMIT - 1, file);
    fclose(file);
    assert_true(size > 0);
    assert_string_equal(text, golden);
    free(golden);
}

/* Columns of the longest line. */
static size_t widest(const char *text)
{
    size_t most = 0, columns = 0;

    for (; *text; text++) {
        if (*text == '\n')
            columns = 0;
        else
            columns += ((unsigned char)*text & 0xc0) != 0x80;
        most = columns > most ? columns : most;
    }
    return most;
}

static void test_text(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++) {
        static fake f;
        kn_text text;

        cases[i].make(&f);
        kn_text_init(&text, LIMIT);
        assert_int_equal(kn_report_text(&f.study, &cases[i].style, &text, NULL), KN_OK);
        compare_golden(cases[i].name, kn_text_string(&text));
        assert_true(widest(kn_text_string(&text)) <= KN_REPORT_WIDTH + 7); /* tables may be wider */
        if (!cases[i].style.utf8)
            for (size_t k = 0; k < text.size; k++)
                assert_true((unsigned char)text.bytes[k] < 0x80);
        kn_text_release(&text);
    }
}

static json_t *parse(const kn_text *text)
{
    json_error_t err;
    json_t *root = json_loadb(text->bytes, text->size, JSON_REJECT_DUPLICATES, &err);

    assert_non_null(root);
    return root;
}

static void test_json(void **state)
{
    static const char *const members[] = {
        "schema",  "kind",     "source", "outcome", "family",        "family_guessed", "people",
        "n",       "arms",     "notes",  "options", "priors",        "effects",        "unfit",
        "verdict", "nuisance", "checks", "design",  "randomisation", "doubts",         "seconds"};
    static const char *const effect[] = {"person",
                                         "arm",
                                         "versus",
                                         "days",
                                         "mean",
                                         "sd",
                                         "q025",
                                         "q50",
                                         "q975",
                                         "p_below_zero",
                                         "p_better",
                                         "p_better_flat",
                                         "p_better_prior",
                                         "p_better_by_important",
                                         "p_better_by_important_flat",
                                         "p_better_by_important_prior",
                                         "p_within_important",
                                         "p_within_important_flat",
                                         "p_within_important_prior",
                                         "flat",
                                         "natural",
                                         "threshold",
                                         "p_sigma_half",
                                         "p_sigma_double",
                                         "verdict"};

    (void)state;
    for (int i = 0; i < CASES; i++) {
        static fake f;
        json_t *root, *first;
        kn_text text;

        cases[i].make(&f);
        f.answer[0].randomisation.permitted = HUGE_VAL; /* JSON has no such number */
        kn_text_init(&text, LIMIT);
        assert_int_equal(kn_report_json(&f.study, &text, NULL), KN_OK);
        root = parse(&text);
        for (size_t k = 0; k < sizeof members / sizeof members[0]; k++)
            assert_non_null(json_object_get(root, members[k]));
        first = json_array_get(json_object_get(root, "effects"), 0);
        for (size_t k = 0; k < sizeof effect / sizeof effect[0]; k++)
            assert_non_null(json_object_get(first, effect[k]));
        assert_int_equal(json_array_size(json_object_get(root, "effects")),
                         f.dataset.people * (size_t)(f.dataset.arms - 1));
        assert_true((json_object_get(root, "pooled") != NULL) == (f.dataset.people > 1));
        assert_true(json_is_null(json_object_get(
            json_object_get(json_object_get(root, "randomisation"), "1"), "permitted")));
        json_decref(root);
        kn_text_release(&text);
    }
}

static void test_top_verdict_of_several(void **state)
{
    static fake f;
    json_t *root, *verdict;
    kn_text text;

    (void)state;
    for (int same = 0; same < 2; same++) {
        make_people(&f);
        if (same)
            f.answer[1].answer[0].verdict = KN_VERDICT_HELPS;
        kn_text_init(&text, LIMIT);
        assert_int_equal(kn_report_json(&f.study, &text, NULL), KN_OK);
        root = parse(&text);
        verdict = json_object_get(root, "verdict");
        assert_string_equal(json_string_value(json_object_get(verdict, "code")),
                            same ? "helps" : "could_not_tell");
        json_decref(root);
        kn_text_release(&text);
    }
}

static void test_curve(void **state)
{
    static fake f;
    json_t *root, *list, *values;
    kn_error err = {0};
    kn_text text;

    (void)state;
    make_people(&f);
    kn_text_init(&text, LIMIT);
    assert_int_equal(kn_report_curve(&f.study, &text, &err), KN_OK);
    root = parse(&text);
    list = json_object_get(root, "curves");
    assert_int_equal(json_array_size(list), 3);
    values = json_object_get(json_array_get(list, 0), "log_likelihood");
    assert_int_equal(json_array_size(values), KN_CURVE_POINTS);
    for (size_t i = 0; i < KN_CURVE_POINTS; i++) {
        double value = json_number_value(json_array_get(values, i));

        assert_true(value <= 0);
        assert_true(fabs(100 * value - round(100 * value)) < 1e-6 * fmax(1, fabs(value)));
    }
    assert_null(strstr(kn_text_string(&text), "\"person\"")); /* no name leaves the house */
    assert_null(json_object_get(json_array_get(list, 0), "id"));
    json_decref(root);
    kn_text_release(&text);

    f.study.options.id = "7f3a91c2";
    kn_text_init(&text, LIMIT);
    assert_int_equal(kn_report_curve(&f.study, &text, &err), KN_OK);
    root = parse(&text);
    list = json_array_get(json_object_get(root, "curves"), 0);
    assert_string_equal(json_string_value(json_object_get(list, "id")), "7f3a91c2");
    json_decref(root);
    kn_text_release(&text);

    f.answer[2].rows_kept = KN_CURVE_DAYS_MIN - 1;
    kn_text_init(&text, LIMIT);
    assert_int_equal(kn_report_curve(&f.study, &text, &err), KN_DATA);
    assert_non_null(strstr(err.message, "27 days"));
    assert_int_equal(text.size, 0);
    kn_text_release(&text);
}

static const char HOSTILE[] = "</title><script>alert(\"1\")&'\n\033[31m";

static void make_hostile(fake *f)
{
    for (int a = 0; a < f->dataset.arms; a++)
        snprintf(f->dataset.arm_name[a], KN_NAME_SIZE, "%d%s", a, HOSTILE);
    snprintf(f->dataset.outcome, KN_NAME_SIZE, "%s", HOSTILE);
    snprintf(f->dataset.note[0], sizeof f->dataset.note[0], "%s", HOSTILE);
    for (size_t j = 0; j < f->dataset.people; j++)
        snprintf(f->person[j].name, KN_NAME_SIZE, "%zu%s", j, HOSTILE);
}

static void test_hostile_names(void **state)
{
    (void)state;
    for (int i = 0; i < CASES; i++)
        for (int hostile = 0; hostile < 2; hostile++) {
            static fake f;
            kn_text text;

            cases[i].make(&f);
            if (hostile)
                make_hostile(&f);
            kn_text_init(&text, LIMIT);
            assert_int_equal(kn_report_html(&f.study, &text, NULL), KN_OK);
            check_markup(kn_text_string(&text));
            assert_null(strstr(kn_text_string(&text), "http:")); /* no request leaves the page */
            assert_null(strchr(kn_text_string(&text), '\033'));
            kn_text_release(&text);
            kn_text_init(&text, LIMIT);
            assert_int_equal(kn_report_chart(&f.study, &text, NULL), KN_OK);
            check_markup(kn_text_string(&text));
            kn_text_release(&text);
            kn_text_init(&text, LIMIT);
            assert_int_equal(kn_report_text(&f.study, &cases[i].style, &text, NULL), KN_OK);
            assert_null(strchr(kn_text_string(&text), '\033'));
            kn_text_release(&text);
            kn_text_init(&text, LIMIT);
            assert_int_equal(kn_report_json(&f.study, &text, NULL), KN_OK);
            json_decref(parse(&text));
            kn_text_release(&text);
        }
}

/* Years of days, days far apart, and people who cannot be fitted. */
static void test_odd_records(void **state)
{
    static fake f;
    const kn_report_style style = {.utf8 = true};
    kn_text text;

    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        make_helps(&f);
        if (kind == 0)
            f.day[FAKE_DAYS - 1] = 3650;
        if (kind == 1) {
            f.day[0] = INT32_MIN;
            f.day[FAKE_DAYS - 1] = INT32_MAX;
            f.answer[0].design.units = 0;
        }
        if (kind == 2)
            f.fit[0].unfit = KN_UNFIT_CONSTANT;
        kn_text_init(&text, LIMIT);
        assert_int_equal(kn_report_chart(&f.study, &text, NULL), KN_OK);
        check_markup(kn_text_string(&text));
        assert_int_equal(kn_report_html(&f.study, &text, NULL), KN_OK);
        assert_int_equal(kn_report_json(&f.study, &text, NULL), KN_OK);
        assert_int_equal(kn_report_text(&f.study, &style, &text, NULL), KN_OK);
        kn_text_release(&text);
    }
}

static void test_limits_are_errors(void **state)
{
    static fake f;
    const kn_report_style style = {.utf8 = true};
    kn_text text;
    kn_error err = {0};

    (void)state;
    make_helps(&f);
    kn_text_init(&text, 100);
    assert_int_equal(kn_report_text(&f.study, &style, &text, &err), KN_LIMIT);
    kn_text_release(&text);
    kn_text_init(&text, 100);
    assert_int_equal(kn_report_html(&f.study, &text, &err), KN_LIMIT);
    kn_text_release(&text);
    kn_text_init(&text, 100);
    assert_int_equal(kn_report_json(&f.study, &text, &err), KN_LIMIT);
    kn_text_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_top_verdict_of_several),
        cmocka_unit_test(test_curve),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_odd_records),
        cmocka_unit_test(test_limits_are_errors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
