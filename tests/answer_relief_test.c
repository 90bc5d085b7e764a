/* What eases it, from the diary: the same as from a CSV file of the same episodes; what is counted
 * beside it; parts; the drop of pain; when to stop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "answer/relief_answer_parts.h"
#include "exchange/exchange.h"
#include "relief_log_fixture.h"

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.6g, expected %.6g within %.2g", value, expected, tolerance);
}

/* ---- The same as from a file ------------------------------------------------------------------*/

static const kn_relief_contrast *contrast_of(const kn_relief *relief, const char *arm,
                                             const char *versus)
{
    for (size_t c = 0; c < relief->person[0].contrasts; c++) {
        const kn_relief_contrast *one = &relief->person[0].contrast[c];
        if (strcmp(relief->data->arm_name[one->arm], arm) == 0 &&
            strcmp(relief->data->arm_name[one->versus], versus) == 0)
            return one;
    }
    fail_msg("no contrast of %s and %s", arm, versus);
    return NULL;
}

/* Everything that a diary may hold: ranges, limits, unknown ends, two allowed sets, switches. */
static void fill_mixed(kn_relief_log *log)
{
    static const double median[] = {9, 5, 7};

    for (int i = 0; i < 48; i++) {
        int arm = i * 5 % 3;
        kn_relief_record *r = log_add(log, arm, KN_EASED_AT, log_minutes(median[arm], 0.5, i, 48));

        if (i % 9 == 4) {
            r->eased = KN_EASED_BETWEEN;
            r->low = r->minutes / 2;
        } else if (i % 11 == 3) {
            r->eased = KN_EASED_NOT;
        } else if (i % 13 == 6) {
            r->eased = KN_EASED_UNKNOWN;
        }
        if (i % 4 == 1 && arm != 0) {
            r->allowed = r->open = 6; /* waiting was left out */
            r->weight[0] = 0;
        }
        r->switched = (int8_t)(i % 3 - 1);
    }
}

static void write_csv(const kn_relief_log *log, kn_text *out)
{
    kn_text_add(out, "arm,minutes,relieved,minutes_low,minutes_high,allowed,order,switched\n");
    for (size_t i = 0; i < log->count; i++) {
        const kn_relief_record *r = &log->record[i];
        const char *before = "";

        kn_text_addf(out, "%s,", log->name[r->arm]);
        if (r->eased == KN_EASED_AT || r->eased == KN_EASED_NOT)
            kn_text_addf(out, "%.17g,%d,,,", r->minutes, r->eased == KN_EASED_AT);
        else if (r->eased == KN_EASED_BETWEEN)
            kn_text_addf(out, ",1,%.17g,%.17g,", r->low, r->minutes);
        else
            kn_text_add(out, ",,,,");
        for (int a = 0; a < log->keys; a++)
            if (r->allowed >> a & 1) {
                kn_text_addf(out, "%s%s", before, log->name[a]);
                before = "|";
            }
        kn_text_addf(out, r->switched < 0 ? ",%zu,\n" : ",%zu,%d\n", i, r->switched);
    }
}

static void test_same_as_file(void **state)
{
    kn_relief_options how = kn_relief_options_default();
    const kn_relief_csv_options csv = {.reference = "Wait it out"};
    kn_relief_data data = {0};
    kn_relief_diary_answer *answer;
    kn_relief_log log;
    kn_relief *relief;
    kn_error err = {0};
    kn_text text;

    (void)state;
    log_init(&log, 3);
    fill_mixed(&log);
    kn_text_init(&text, 1 << 20);
    write_csv(&log, &text);
    if (kn_relief_read_csv(text.bytes, text.size, "test", &csv, &data, &err) != KN_OK)
        fail_msg("%s", err.message);
    how.claim.important = -log1p(KN_RELIEF_WORTH - 1);
    relief = kn_relief_new(&data, &how, &err);
    assert_non_null(relief);
    answer = log_answer(&log);
    assert_int_equal(answer->relief->person[0].contrasts, 2);
    for (int a = 1; a < 3; a++) {
        const kn_relief_contrast *here =
            contrast_of(answer->relief, log_remedies[a][1], "Wait it out");
        const kn_relief_contrast *there = contrast_of(relief, log_remedies[a][1], "Wait it out");

        assert_int_equal(here->answer.verdict, there->answer.verdict);
        assert_int_equal(here->analysed, there->analysed);
        assert_near(here->ratio.mean, there->ratio.mean, 1e-6);
        assert_near(here->ratio.q975, there->ratio.q975, 1e-6);
        assert_near(here->saved.q50, there->saved.q50, 1e-6);
        assert_true(here->draw.done && !here->replayed);
        assert_near(here->draw.p[0], there->draw.p[0], 0.02); /* other draws */
        assert_true(here->analysed < here->considered);       /* some ends are unknown */
    }
    assert_int_equal(answer->versus, 0);
    assert_int_equal(answer->best, 1);
    assert_int_equal(answer->lead, 0);
    kn_relief_diary_answer_free(answer);
    kn_relief_free(relief);
    kn_relief_data_release(&data);
    kn_text_release(&text);
}

/* What was done after the draw changes no number but its own count. */
static void test_switching_keeps(void **state)
{
    kn_relief_diary_answer *answer[2];
    kn_relief_log log;

    (void)state;
    for (int k = 0; k < 2; k++) {
        log_init(&log, 2);
        log_fill(&log, (double[]){8, 5}, 10, 0.5);
        for (size_t i = 0; k && i < log.count; i++) {
            log.record[i].switched = log.record[i].arm == 1;
            log.record[i].response = KN_RESPONSE_CHOSE;
        }
        answer[k] = log_answer(&log);
    }
    assert_near(answer[0]->relief->person[0].contrast[0].ratio.mean,
                answer[1]->relief->person[0].contrast[0].ratio.mean, 0);
    assert_int_equal(answer[1]->relief->person[0].contrast[0].analysed, 20);
    assert_int_equal(answer[1]->relief->person[0].arm[1].switched, 10);
    assert_int_equal(answer[1]->declined[0] + answer[1]->declined[1], 20);
    assert_int_equal(answer[1]->alone[1], 0);
    assert_true(answer[1]->alone_known[1] == 10 && answer[1]->within_ten[1] > 5);
    for (int k = 0; k < 2; k++)
        kn_relief_diary_answer_free(answer[k]);
}

static void test_unknown_is_not_eased(void **state)
{
    kn_relief_diary_answer *answer;
    kn_relief_log log;

    (void)state;
    log_init(&log, 2);
    for (int i = 0; i < 20; i++)
        log_add(&log, i % 2, KN_EASED_UNKNOWN, 0);
    for (int i = 0; i < 6; i++)
        log_add(&log, -1, KN_EASED_UNKNOWN, 0)->done = 2;
    answer = log_answer(&log);
    assert_non_null(answer->relief);
    assert_int_equal(answer->relief->person[0].contrast[0].unfit, KN_RELIEF_UNFIT_TOO_FEW);
    assert_int_equal(answer->best, -1);
    for (int a = 0; a < 2; a++) {
        assert_int_equal(answer->within_known[a], 0);
        assert_int_equal(answer->within_ten[a], 0);
    }
    assert_int_equal(answer->chosen_count, 1);
    assert_int_equal(answer->chosen[0].episodes, 6);
    assert_int_equal(answer->chosen[0].known, 0);
    assert_true(isnan(answer->chosen[0].median) && isnan(answer->regret));
    assert_int_equal(answer->stop, KN_STOP_GO_ON);
    assert_int_equal(answer->more, -1);
    kn_relief_diary_answer_free(answer);
}

/* ---- Counted ----------------------------------------------------------------------------------*/

static void test_within_ten(void **state)
{
    static const struct {
        kn_eased eased;
        double low, minutes;
        int known, within;
    } rows[] = {
        {KN_EASED_AT, 10, 10, 1, 1},     {KN_EASED_AT, 10.1, 10.1, 1, 0},
        {KN_EASED_BETWEEN, 2, 10, 1, 1}, {KN_EASED_BETWEEN, 10, 30, 1, 0},
        {KN_EASED_BETWEEN, 5, 15, 0, 0}, {KN_EASED_NOT, 10, 10, 1, 0},
        {KN_EASED_NOT, 9.9, 9.9, 0, 0},  {KN_EASED_UNKNOWN, 0, 0, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_relief_diary_answer *answer;
        kn_relief_record *r;
        kn_relief_log log;

        log_init(&log, 2);
        r = log_add(&log, 1, rows[i].eased, rows[i].minutes);
        r->low = rows[i].low;
        r->switched = 0;
        answer = log_answer(&log);
        assert_int_equal(answer->within_known[1], rows[i].known);
        assert_int_equal(answer->within_ten[1], rows[i].within);
        assert_int_equal(answer->alone[1], rows[i].within);
        kn_relief_diary_answer_free(answer);
    }
}

/* Kaplan-Meier by hand: eased at 3, 5, 7, 9, one left at 4: 0.8, 0.533, 0.267: half by 7. */
static void test_chosen(void **state)
{
    static const struct {
        kn_eased eased;
        double low, minutes;
    } rows[] = {{KN_EASED_AT, 9, 9},  {KN_EASED_AT, 3, 3},
                {KN_EASED_NOT, 4, 4}, {KN_EASED_BETWEEN, 6, 8}, /* taken as 7 */
                {KN_EASED_AT, 5, 5},  {KN_EASED_UNKNOWN, 0, 0}};
    kn_relief_diary_answer *answer;
    kn_relief_log log;

    (void)state;
    log_init(&log, 3);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_relief_record *r = log_add(&log, -1, rows[i].eased, rows[i].minutes);
        r->low = rows[i].low;
        r->done = 4;
        r->why_not = KN_NOT_DRAWN_CHOSE;
        r->at.second = i < 2 ? 23 * 3600 : i < 3 ? 5 * 3600 : 6 * 3600;
    }
    log_add(&log, -1, KN_EASED_NOT, 20)->done = 6; /* two of them */
    log_add(&log, -1, KN_EASED_AT, 20)->why_not = KN_NOT_DRAWN_DRAWN;
    answer = log_answer(&log);
    assert_null(answer->relief);
    assert_int_equal(answer->chosen_count, 3);
    assert_int_equal(answer->chosen[0].arm, -2);
    assert_true(isnan(answer->chosen[0].median)); /* never seen to ease */
    assert_int_equal(answer->chosen[1].arm, -1);
    assert_int_equal(answer->chosen[2].arm, 2);
    assert_int_equal(answer->chosen[2].episodes, 6);
    assert_int_equal(answer->chosen[2].known, 5);
    assert_near(answer->chosen[2].median, 7, 1e-12);
    assert_int_equal(answer->not_drawn[KN_NOT_DRAWN_CHOSE], 6);
    assert_int_equal(answer->not_drawn_at_night[KN_NOT_DRAWN_CHOSE], 3);
    assert_int_equal(answer->not_drawn[KN_NOT_DRAWN_SKIPPED], 1);
    assert_int_equal(answer->not_drawn[KN_NOT_DRAWN_DRAWN], 1);
    kn_relief_diary_answer_free(answer);
}

/* ---- Parts ------------------------------------------------------------------------------------*/

static void fill_places(kn_relief_log *log, int legs, int back)
{
    static const char *const sites[] = {"left-calf", "right-calf"};

    for (int i = 0; i < 2 * (legs + back); i++) {
        kn_relief_record *r =
            log_add(log, i % 2, KN_EASED_AT, log_minutes(i % 2 ? 4 : 8, 0.5, i, 2 * (legs + back)));
        r->site = i < 2 * legs ? kn_site_find(sites[i / 2 % 2]) : kn_site_find("left-upper-back");
        r->label = i < 2 * legs ? KN_LABEL_CRAMP_NIGHT : KN_LABEL_SPASM;
    }
}

static const kn_relief_part *part_of(const kn_relief_part part[], size_t count, const char *title,
                                     int each)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(part[i].title, title) == 0 && part[i].episodes == (size_t)each * 2)
            return &part[i];
    return NULL;
}

static void test_parts(void **state)
{
    static const struct {
        int legs, back;
        bool shown;
    } rows[] = {{8, 8, true}, {20, 7, false}, {8, 0, false}, {9, 12, true}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_relief_diary_answer *answer;
        kn_relief_log log;

        log_init(&log, 2);
        fill_places(&log, rows[i].legs, rows[i].back);
        answer = log_answer(&log);
        assert_int_equal(answer->by_place, 1 + (rows[i].back > 0));
        assert_int_equal(answer->by_label, 1 + (rows[i].back > 0));
        for (size_t k = 0; k < answer->by_place; k++) {
            assert_int_equal(answer->place[k].relief != NULL, rows[i].shown);
            assert_int_equal(answer->label[k].relief != NULL, rows[i].shown);
        }
        assert_non_null(part_of(answer->place, answer->by_place, "legs and feet", rows[i].legs));
        assert_non_null(part_of(answer->label, answer->by_label, "night cramp", rows[i].legs));
        if (rows[i].shown) { /* nothing is tested or refitted in a part */
            const kn_relief_contrast *c = &answer->place[0].relief->person[0].contrast[0];
            assert_false(c->draw.done || c->has_weibull);
            assert_true(c->answer.verdict != KN_VERDICT_HELPS);
        }
        kn_relief_diary_answer_free(answer);
    }
}

/* ---- Pain -------------------------------------------------------------------------------------*/

static void test_pain(void **state)
{
    kn_relief_diary_answer *answer;
    kn_relief_log log;

    (void)state;
    log_init(&log, 3);
    log_fill(&log, (double[]){8, 5, 6}, 12, 0.5);
    for (size_t i = 0; i < log.count; i++) {
        kn_relief_record *r = &log.record[i];
        if (r->arm == 2 && i > 8)
            continue; /* 3 spasms */
        r->pain_start = 7;
        r->pain_end = 7 - (r->arm == 1 ? 4 : 2) + (int)(i / 3 % 2);
    }
    log.record[0].pain_end = -1;
    log.record[4].allowed = log.record[4].open = 6; /* waiting was not possible: not for this */
    answer = log_answer(&log);
    assert_int_equal(answer->pains, 2);
    assert_int_equal(answer->pain[0].episodes[0], 11);
    assert_int_equal(answer->pain[0].episodes[1], 11);
    assert_true(answer->pain[0].fitted && !answer->pain[1].fitted);
    assert_int_equal(answer->pain[1].episodes[0], 3);
    assert_near(answer->pain[0].drop[0] - answer->pain[0].drop[1], 2, 0.2);
    /* drawn towards 0 by the prior, and surely above it */
    assert_near(answer->pain[0].difference.q50, 1.9, 0.25);
    assert_true(answer->pain[0].difference.q025 > 1.2 && answer->pain[0].difference.q975 < 2.6);
    kn_relief_diary_answer_free(answer);
}

/* ---- Stopping ---------------------------------------------------------------------------------*/

/* Numbers of tests/independent/relief_stop.R. */
static void test_more(void **state)
{
    static const double rows[][4] = {/* mean, sd, episodes, more */
                                     {-0.30, 0.25, 30, 48},
                                     {-0.45, 0.30, 16, 11},
                                     {-0.15, 0.20, 60, 340},
                                     {0.60, 0.40, 10, 6}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_near(kn_relief_more_episodes(rows[i][0], rows[i][1], 1, rows[i][2], 0.975),
                    rows[i][3], 1 + 0.04 * rows[i][3]);
    assert_true(kn_relief_more_episodes(-0.8, 0.2, 1, 30, 0.975) < 0); /* there already */
    assert_true(isnan(kn_relief_more_episodes(0.01, 0.3, 1, 30, 0.975)));
    assert_true(isnan(kn_relief_more_episodes(-0.3, 1.01, 1, 30, 0.975)));
}

/* The same 21 episodes as in tests/independent/relief_stop.R: 2 million plain draws. */
static void test_regret(void **state)
{
    static const double minutes[] = {9, 14,  7, 11, 8, 12, 10,  4,  6,   3.5, 7,
                                     5, 4.5, 8, 6,  9, 5,  7.5, 10, 6.5, 4};
    static const double median[] = {9.82, 5.305, 6.65}, regret[] = {4.5577, 0.0427, 1.3874},
                        best[] = {0.0002, 0.9152, 0.0845};
    kn_relief_options how = kn_relief_options_default();
    kn_relief_episode episode[21];
    kn_relief_rows rows = {.count = 21, .episode = episode};
    kn_relief_data data = {.arms = 3, .people = 1, .person = &rows};
    kn_relief *relief;

    (void)state;
    for (int i = 0; i < 21; i++)
        episode[i] = (kn_relief_episode){.arm = (uint8_t)(i / 7),
                                         .allowed = 7,
                                         .switched = -1,
                                         .minutes = minutes[i],
                                         .order = i,
                                         .propensity = NAN};
    relief = kn_relief_new(&data, &how, NULL);
    assert_non_null(relief);
    for (int a = 0; a < 3; a++) {
        const kn_relief_arm *arm = &relief->person[0].arm[a];
        assert_near(arm->median.mean, median[a], 0.01 * median[a]);
        assert_near(arm->regret, regret[a], 0.01 + 0.03 * regret[a]);
        assert_near(arm->best, best[a], 0.015);
    }
    kn_relief_free(relief);
    how.usable = 5; /* the best one may not be used any more */
    relief = kn_relief_new(&data, &how, NULL);
    assert_true(relief->person[0].arm[2].regret < 0.05);
    kn_relief_free(relief);
}

static void test_stop(void **state)
{
    static const struct {
        const char *what;
        double median[3];
        int keys, each;
        double sigma;
        kn_relief_stop stop;
        int best;
        int more_from, more_to;
    } rows[] = {
        {"clear", {9, 4, 6.5}, 3, 16, 0.4, KN_STOP_GOOD_ENOUGH, 1, -1, -1},
        {"too few draws of the best", {12, 3, 6.5}, 3, 9, 0.4, KN_STOP_GO_ON, 1, 5, 5},
        {"close", {9, 6.5, 0}, 2, 10, 0.6, KN_STOP_GO_ON, 1, 5, 100},
        {"hopeless", {9, 8.9, 0}, 2, 10, 0.6, KN_STOP_GO_ON, 1, -1, -1},
        {"two that are level", {10, 5, 5}, 3, 16, 0.5, KN_STOP_GOOD_ENOUGH, -1, -1, -1},
        {"two that may differ", {25, 5, 5}, 3, 12, 0.9, KN_STOP_GO_ON, -1, -1, -1},
        {"nothing in it", {6, 6.05, 0}, 2, 151, 0.4, KN_STOP_NO_DIFFERENCE, 0, -1, -1},
        {"waiting is best", {4, 9, 8}, 3, 16, 0.4, KN_STOP_GOOD_ENOUGH, 0, -1, -1},
        {"one was never drawn", {9, 4, 0}, 3, 16, 0.4, KN_STOP_GO_ON, 1, -1, -1},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_relief_diary_answer *answer;
        kn_relief_log log;

        log_init(&log, rows[i].keys);
        log_fill(&log, rows[i].median, rows[i].each, rows[i].sigma);
        answer = log_answer(&log);
        if (answer->stop != rows[i].stop || answer->more < rows[i].more_from ||
            answer->more > rows[i].more_to || (rows[i].best >= 0 && answer->best != rows[i].best))
            fail_msg("%s: stop %d, best %d, more %d, regret %g", rows[i].what, answer->stop,
                     answer->best, answer->more, answer->regret);
        assert_true(answer->more % 5 == 0 || answer->more == -1);
        kn_relief_diary_answer_free(answer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_file),
        cmocka_unit_test(test_switching_keeps),
        cmocka_unit_test(test_unknown_is_not_eased),
        cmocka_unit_test(test_within_ten),
        cmocka_unit_test(test_chosen),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_pain),
        cmocka_unit_test(test_more),
        cmocka_unit_test(test_regret),
        cmocka_unit_test(test_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
