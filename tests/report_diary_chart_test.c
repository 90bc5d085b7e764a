/* Charts of the diary by what can be stated of them: as many bars, rings and striped slots as there
 * are days of each state, the same counts in the table and in the sentence, and no line across a
 * gap. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"
#include "diary/site.h"
#include "report/diary_report.h"

enum { TODAY = 20526, MOST = 4000 };

static const char *member(const json_t *chart, const char *name)
{
    const char *text = json_string_value(json_object_get(chart, name));

    assert_non_null(text);
    return text;
}

static int times(const char *text, const char *needle)
{
    int count = 0;

    while ((text = strstr(text, needle))) {
        count++;
        text += strlen(needle);
    }
    return count;
}

static int rows_saying(const json_t *chart, const char *words)
{
    json_t *rows = json_object_get(json_object_get(chart, "table"), "rows"), *row;
    size_t i;
    int count = 0;

    json_array_foreach(rows, i, row) count +=
        strcmp(json_string_value(json_array_get(row, 1)), words) == 0;
    return count;
}

static size_t row_count(const json_t *chart)
{
    return json_array_size(json_object_get(json_object_get(chart, "table"), "rows"));
}

/* Every tag is closed in order, every id begins with "kc-" and is there once, nothing is styled. */
static void check_picture(const json_t *chart)
{
    const char *svg = member(chart, "svg"), *stack[64];
    size_t lengths[64], depth = 0;

    assert_null(strstr(svg, "style"));
    assert_null(strstr(svg, "<script"));
    assert_null(strstr(svg, "nan"));
    assert_null(strstr(svg, "inf"));
    assert_int_equal(times(svg, "<title"), 1);
    assert_int_equal(times(svg, "<desc"), 1);
    assert_int_equal(times(svg, " id=\""), times(svg, " id=\"kc-"));
    for (const char *at = svg; (at = strchr(at, '<')); at++) {
        const char *end = strchr(at, '>');
        size_t length = strcspn(at + 1, " />");

        assert_non_null(end);
        if (at[1] == '/') {
            assert_true(depth > 0);
            depth--;
            length = (size_t)(end - at) - 2;
            assert_int_equal(length, lengths[depth]);
            assert_memory_equal(at + 2, stack[depth], length);
        } else if (end[-1] != '/') {
            assert_true(depth < 64);
            stack[depth] = at + 1;
            lengths[depth++] = length;
        }
    }
    assert_int_equal(depth, 0);
}

static void draw_days(kn_day *days, size_t count, uint64_t seed)
{
    kn_random random;

    kn_random_init(&random, seed, 0);
    for (size_t i = 0; i < count; i++) {
        kn_state state = (kn_state)kn_random_below(&random, 3);

        days[i] = (kn_day){.day = TODAY - (int32_t)(count - 1 - i), .spasms_state = state};
        if (state == KN_STATE_VALUE)
            days[i].spasms = 1 + (int)kn_random_below(&random, 9);
    }
}

/* ---- Days -------------------------------------------------------------------------------------*/

static void count_states(const kn_day *days, size_t count, int by_state[3], int *spasms)
{
    memset(by_state, 0, 3 * sizeof *by_state);
    *spasms = 0;
    for (size_t i = 0; i < count; i++) {
        by_state[days[i].spasms_state]++;
        *spasms += days[i].spasms;
    }
}

static void check_marks(const json_t *chart, const kn_day *days, size_t count)
{
    int by_state[3], spasms;
    char words[200];

    check_picture(chart);
    count_states(days, count, by_state, &spasms);
    assert_int_equal(times(member(chart, "svg"), "class=\"c-bar"), by_state[KN_STATE_VALUE]);
    assert_int_equal(times(member(chart, "svg"), "class=\"c-ring\""), by_state[KN_STATE_NONE]);
    assert_int_equal(times(member(chart, "svg"), "class=\"c-gap\""),
                     by_state[KN_STATE_NOT_RECORDED]);
    assert_int_equal(times(member(chart, "svg"), "class=\"c-hatch\""), /* every gap is striped */
                     by_state[KN_STATE_NOT_RECORDED]);
    assert_int_equal(row_count(chart), count);
    assert_int_equal(rows_saying(chart, "None"), by_state[KN_STATE_NONE]);
    assert_int_equal(rows_saying(chart, "Not recorded"), by_state[KN_STATE_NOT_RECORDED]);
    assert_int_equal(rows_saying(chart, "0"), 0); /* a none is never a number */
    snprintf(words, sizeof words,
             "%d spasm%s on %d day%s, %d day%s with none, %d day%s not recorded.", spasms,
             spasms == 1 ? "" : "s", by_state[2], by_state[2] == 1 ? "" : "s", by_state[1],
             by_state[1] == 1 ? "" : "s", by_state[0], by_state[0] == 1 ? "" : "s");
    assert_string_equal(member(chart, "summary"), words);
    assert_non_null(strstr(member(chart, "svg"), words));
}

static void test_days(void **state)
{
    static const size_t counts[] = {1, 2, 7, 28, 45, 46, 90, 119, 120};
    static kn_day days[MOST];

    (void)state;
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
        for (uint64_t seed = 0; seed < 20; seed++) {
            json_t *chart;

            draw_days(days, counts[c], seed);
            chart = kn_chart_days(days, counts[c], TODAY);
            check_marks(chart, days, counts[c]);
            json_decref(chart);
        }
}

static void test_week(void **state)
{
    kn_day days[7];

    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        json_t *chart;
        int by_state[3], spasms;

        draw_days(days, 7, seed);
        count_states(days, 7, by_state, &spasms);
        chart = kn_chart_week(days, TODAY);
        check_marks(chart, days, 7);
        assert_int_equal(times(member(chart, "svg"), ">?</text>"), by_state[0]);
        assert_int_equal(times(member(chart, "svg"), ">Today</text>"), 1);
        json_decref(chart);
    }
}

/* Beyond 120 days: the days recorded of all slots add up, and only slots without any are gaps. */
static void test_grouped(void **state)
{
    static const struct {
        size_t days;
        const char *column;
        size_t rows; /* at least */
    } cases[] = {{121, "Week", 17},
                 {365, "Week", 52},
                 {1098, "Week", 156},
                 {1099, "Month", 36},
                 {3650, "Month", 119}};
    static kn_day days[MOST];

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        json_t *chart, *row;
        int by_state[3], spasms, recorded = 0, all = 0, total = 0, empty = 0;
        size_t i;

        draw_days(days, cases[c].days, c);
        for (i = 0; i < 40; i++) /* some slots without any day */
            days[i] = (kn_day){.day = days[i].day};
        count_states(days, cases[c].days, by_state, &spasms);
        chart = kn_chart_days(days, cases[c].days, TODAY);
        check_picture(chart);
        json_array_foreach(json_object_get(json_object_get(chart, "table"), "rows"), i, row)
        {
            int of = 0, some = 0;

            assert_int_equal(
                sscanf(json_string_value(json_array_get(row, 2)), "%d of %d", &some, &of), 2);
            recorded += some;
            all += of;
            empty += some == 0;
            total += atoi(json_string_value(json_array_get(row, 1)));
        }
        assert_true(i >= cases[c].rows);
        assert_int_equal(all, cases[c].days);
        assert_int_equal(recorded, by_state[1] + by_state[2]);
        assert_int_equal(total, spasms);
        assert_true(empty > 0);
        assert_int_equal(times(member(chart, "svg"), "class=\"c-gap\""), empty);
        assert_int_equal(rows_saying(chart, "Not recorded"), empty);
        assert_string_equal(json_string_value(json_array_get(
                                json_object_get(json_object_get(chart, "table"), "columns"), 0)),
                            cases[c].column);
        json_decref(chart);
    }
}

/* ---- A measure --------------------------------------------------------------------------------*/

/* Every stretch of the line joins neighbours: its points lie one slot apart. */
static void check_line(const char *svg, double slot)
{
    const char *path = svg;

    while ((path = strstr(path, "class=\"c-line\" d=\""))) {
        double x = NAN, y, before;

        path = strchr(path, 'M');
        for (const char *at = path; *at != '"'; at++) {
            if (*at != 'M' && *at != 'L')
                continue;
            before = x;
            assert_int_equal(sscanf(at + 1, "%lf %lf", &x, &y), 2);
            if (*at == 'L')
                assert_true(fabs(x - before - slot) < 0.11);
        }
    }
}

static void test_course(void **state)
{
    const kn_item measures[] = {
        {.kind = KN_KIND_MEASURE, .key = "pain", .name = "pain", .scale = KN_SCALE_0_10},
        {.kind = KN_KIND_MEASURE, .key = "cups", .name = "cups", .scale = KN_SCALE_COUNT},
        {.kind = KN_KIND_MEASURE,
         .key = "weight",
         .name = "<b>&\"'",
         .scale = KN_SCALE_NUMBER,
         .unit = "<i>"},
        {.kind = KN_KIND_MEASURE, .key = "walked", .name = "walked", .scale = KN_SCALE_YES_NO}};
    static kn_state states[MOST];
    static double values[MOST];
    const size_t counts[] = {1, 28, 45, 400};
    kn_random random;

    (void)state;
    kn_random_init(&random, 3, 0);
    for (int trial = 0; trial < 100; trial++) {
        const kn_item *measure = &measures[trial % 4];
        size_t count = counts[trial / 4 % 4];
        int by_state[3] = {0};
        json_t *chart;
        const char *svg;

        for (size_t i = 0; i < count; i++) {
            states[i] = (kn_state)kn_random_below(&random, 3);
            values[i] = NAN;
            if (states[i] == KN_STATE_VALUE)
                values[i] =
                    measure->scale == KN_SCALE_YES_NO ? 1 : 1 + (double)kn_random_below(&random, 9);
            by_state[states[i]]++;
        }
        chart = kn_chart_course(measure, &(kn_course){states, values}, TODAY - (int32_t)count + 1,
                                count, TODAY);
        check_picture(chart);
        svg = member(chart, "svg");
        if (count <= 120) {
            assert_int_equal(times(svg, "class=\"c-dot\""), by_state[2]);
            assert_int_equal(times(svg, "class=\"c-ring\""), by_state[1]);
            assert_int_equal(times(svg, "class=\"c-gap\""), by_state[0]);
            assert_int_equal(rows_saying(chart, "None"), by_state[1]);
            assert_int_equal(rows_saying(chart, "Not recorded"), by_state[0]);
            check_line(svg, 322.0 / (double)count);
        }
        if (measure->scale == KN_SCALE_YES_NO)
            assert_null(strstr(svg, "c-line"));
        json_decref(chart);
    }
}

/* A value, a gap, a value: two dots, no line at all; a none is 0 of a scale, but not of a weight.
 */
static void test_breaks(void **state)
{
    static const struct {
        kn_scale scale;
        kn_state middle;
        int lines;
    } cases[] = {{KN_SCALE_0_10, KN_STATE_NOT_RECORDED, 0},
                 {KN_SCALE_0_10, KN_STATE_NONE, 1},
                 {KN_SCALE_0_10, KN_STATE_VALUE, 1},
                 {KN_SCALE_NUMBER, KN_STATE_NONE, 0},
                 {KN_SCALE_NUMBER, KN_STATE_VALUE, 1}};

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        kn_item measure = {
            .kind = KN_KIND_MEASURE, .key = "x", .name = "x", .scale = cases[c].scale};
        kn_state states[] = {KN_STATE_VALUE, cases[c].middle, KN_STATE_VALUE};
        double values[] = {3, cases[c].middle == KN_STATE_VALUE ? 4 : NAN, 5};
        json_t *chart =
            kn_chart_course(&measure, &(kn_course){states, values}, TODAY - 2, 3, TODAY);

        assert_int_equal(times(member(chart, "svg"), "class=\"c-line\""), cases[c].lines);
        json_decref(chart);
    }
}

/* What an own measure's entries say is not checked against its scale: the picture grows instead. */
static void test_beyond_the_scale(void **state)
{
    static const kn_scale scales[] = {KN_SCALE_0_10, KN_SCALE_YES_NO, KN_SCALE_COUNT,
                                      KN_SCALE_NUMBER};
    kn_state states[] = {KN_STATE_VALUE, KN_STATE_VALUE, KN_STATE_VALUE};
    double values[] = {-3, 47, 5};

    (void)state;
    for (size_t s = 0; s < sizeof scales / sizeof *scales; s++) {
        kn_item measure = {.kind = KN_KIND_MEASURE, .key = "x", .name = "x", .scale = scales[s]};
        json_t *chart =
            kn_chart_course(&measure, &(kn_course){states, values}, TODAY - 2, 3, TODAY);
        const char *svg = member(chart, "svg");
        double height = 0;

        check_picture(chart);
        sscanf(strstr(svg, "viewBox"), "viewBox=\"0 0 %*d %lf", &height);
        for (const char *at = svg; (at = strstr(at, " cy=\"")); at++) {
            double y = atof(at + 5);

            if (y < 0 || y > height)
                fail_msg("scale %zu: a mark at %g of %g", s, y, height);
        }
        json_decref(chart);
    }
}

/* ---- Episodes ---------------------------------------------------------------------------------*/

static void test_bars(void **state)
{
    kn_episodes_summary s = {0};
    json_t *chart;

    (void)state;
    for (int empty = 1; empty >= 0; empty--) {
        if (!empty) {
            s.primary = 9;
            s.by_hour[3] = 4;
            s.by_hour[22] = 2;
            s.by_hour[12] = 2;
            s.hour_unknown = 1;
            s.by_site[kn_site_find("left-calf")] = 5;
            s.by_site[kn_site_find("neck-back")] = 3;
            s.site_unknown = 2;
            s.by_label[KN_LABEL_CRAMP] = 9;
            s.by_label[KN_LABEL_TWITCH] = 4;
        }
        chart = kn_chart_hours(&s);
        check_picture(chart);
        assert_int_equal(times(member(chart, "svg"), "class=\"c-bar\""), empty ? 0 : 3);
        assert_int_equal(row_count(chart), 25);
        if (!empty)
            assert_string_equal(member(chart, "summary"),
                                "8 spasms with a known time, 6 of them at night (22:00 to 6:00). "
                                "1 more has no time and is left out.");
        json_decref(chart);
        chart = kn_chart_sites(&s);
        check_picture(chart);
        assert_int_equal(times(member(chart, "svg"), "class=\"c-bar\""), empty ? 0 : 2);
        assert_string_equal(member(chart, "summary"),
                            empty ? "No spasms in this time."
                                  : "Most often in the left calf: 5 of 7 with a place. 2 have no "
                                    "place.");
        assert_int_equal(row_count(chart), empty ? 1 : 3); /* the unknown has its row */
        json_decref(chart);
        chart = kn_chart_labels(&s);
        check_picture(chart);
        assert_int_equal(rows_saying(chart, "9"), empty ? 0 : 1);
        json_decref(chart);
    }
}

static void test_most_often(void **state)
{
    static const struct {
        const char *sites[4];
        int counts[4];
        const char *words;
    } rows[] = {
        {{"left-calf", "neck-back"}, {3, 1}, "Most often in the left calf: 3 of 4 with a place."},
        {{"whole-body", "neck-back"}, {3, 1}, "Most often all over: 3 of 4 with a place."},
        {{"left-calf", "neck-back", "left-shin"},
         {2, 2, 1},
         "Most often in 2 places alike: 2 of 5 with a place each."},
        {{"left-calf"}, {1}, "Most often in the left calf: 1 of 1 with a place."},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        kn_episodes_summary s = {0};
        json_t *chart;

        for (int i = 0; i < 4 && rows[r].sites[i]; i++) {
            s.by_site[kn_site_find(rows[r].sites[i])] = rows[r].counts[i];
            s.primary += rows[r].counts[i];
        }
        chart = kn_chart_sites(&s);
        if (strncmp(member(chart, "summary"), rows[r].words, strlen(rows[r].words)) != 0)
            fail_msg("%s", member(chart, "summary"));
        json_decref(chart);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_week),
        cmocka_unit_test(test_grouped),
        cmocka_unit_test(test_course),
        cmocka_unit_test(test_breaks),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_beyond_the_scale),
        cmocka_unit_test(test_most_often),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
