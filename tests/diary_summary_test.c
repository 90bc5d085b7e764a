/* The diary counted: three states kept apart, on days written by hand and on a drawn diary whose
 * counts must agree with each other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"
#include "diary/site.h"
#include "diary/summary.h"
#include "diary_fixture.h"

enum { MONDAY = 20000 };

#define EPISODE KN_KIND_EPISODE
#define CHECKIN KN_KIND_CHECKIN

/* ---- Days -------------------------------------------------------------------------------------*/

typedef struct written {
    kn_kind kind;
    int hour;
    const char *body;
} written;

/* One day each: what was written, what it must count as. */
static const struct day_case {
    const char *name;
    written written[4];
    kn_state state;
    int spasms, logged, others, pain_most, entries;
    bool confirmed, checked_in;
} day_cases[] = {
    {"nothing", {{0}}, KN_STATE_NOT_RECORDED, 0, 0, 0, -1, 0, false, false},
    {"two spasms",
     {{EPISODE, 9, "{'pain':4}"}, {EPISODE, 12, "{'pain':7,'lasted_seconds':60}"}},
     KN_STATE_VALUE,
     2,
     2,
     0,
     7,
     2,
     false,
     false},
    {"the evening says none",
     {{CHECKIN, 21, "{'values':{'spasms':'none'}}"}},
     KN_STATE_NONE,
     0,
     0,
     0,
     -1,
     1,
     true,
     true},
    {"the evening says 0",
     {{CHECKIN, 21, "{'values':{'spasms':0}}"}},
     KN_STATE_NONE,
     0,
     0,
     0,
     -1,
     1,
     true,
     true},
    {"the evening says more",
     {{EPISODE, 9, "{'painful':true}"}, {CHECKIN, 21, "{'values':{'spasms':5}}"}},
     KN_STATE_VALUE,
     5,
     1,
     0,
     -1,
     2,
     true,
     true},
    {"the evening says less",
     {{EPISODE, 9, "{'pain':1}"},
      {EPISODE, 10, "{'pain':2}"},
      {CHECKIN, 21, "{'values':{'spasms':'none'}}"}},
     KN_STATE_VALUE,
     2,
     2,
     0,
     2,
     3,
     true,
     true},
    {"the last word counts",
     {{CHECKIN, 20, "{'values':{'spasms':3}}"},
      {CHECKIN, 22, "{'values':{'spasms':1}}"},
      {CHECKIN, 23, "{'values':{'pain':2}}"}},
     KN_STATE_VALUE,
     1,
     0,
     0,
     -1,
     3,
     true,
     true},
    {"a twitch is no word on spasms",
     {{EPISODE, 9, "{'painful':false,'ripple':true}"}},
     KN_STATE_NOT_RECORDED,
     0,
     0,
     1,
     -1,
     1,
     false,
     false},
    {"too long to be counted",
     {{EPISODE, 9, "{'pain':9,'lasted_seconds':4000}"}},
     KN_STATE_NOT_RECORDED,
     0,
     0,
     1,
     -1,
     1,
     false,
     false},
    {"a check-in without a word on spasms",
     {{CHECKIN, 21, "{'values':{'pain':3}}"}},
     KN_STATE_NOT_RECORDED,
     0,
     0,
     0,
     -1,
     1,
     false,
     true},
    {"a note and a setting",
     {{KN_KIND_NOTE, 9, "{'text':'rain'}"}, {KN_KIND_PROFILE, 9, "{'age':'over50'}"}},
     KN_STATE_NOT_RECORDED,
     0,
     0,
     0,
     -1,
     1,
     false,
     false},
};
enum { DAY_CASES = sizeof day_cases / sizeof *day_cases };

static void test_days(void **state)
{
    kn_day *days;
    diary d;

    (void)state;
    diary_open(&d);
    for (int i = 0; i < DAY_CASES; i++)
        for (int w = 0; w < 4 && day_cases[i].written[w].body; w++)
            diary_add(&d, day_cases[i].written[w].kind, MONDAY + i, day_cases[i].written[w].hour, 0,
                      day_cases[i].written[w].body);
    assert_int_equal(kn_summary_days(d.store, MONDAY - 1, MONDAY + DAY_CASES, &days, &d.err),
                     KN_OK);
    for (int i = 0; i < DAY_CASES; i++) {
        const struct day_case *wanted = &day_cases[i];
        const kn_day *got = &days[i + 1];

        if (got->day != MONDAY + i || got->spasms_state != wanted->state ||
            got->spasms != wanted->spasms || got->logged != wanted->logged ||
            got->others != wanted->others || got->pain_most != wanted->pain_most ||
            got->entries != wanted->entries || got->confirmed != wanted->confirmed ||
            got->checked_in != wanted->checked_in)
            fail_msg("%s: state %d spasms %d logged %d others %d pain %d entries %d %d %d",
                     wanted->name, got->spasms_state, got->spasms, got->logged, got->others,
                     got->pain_most, got->entries, got->confirmed, got->checked_in);
    }
    assert_int_equal(days[0].spasms_state, KN_STATE_NOT_RECORDED);
    assert_int_equal(days[DAY_CASES + 1].spasms_state, KN_STATE_NOT_RECORDED);
    free(days);
    diary_close(&d);
}

static void test_limits(void **state)
{
    kn_day *days = (kn_day *)1;
    kn_course course;
    diary d;

    (void)state;
    diary_open(&d);
    assert_int_equal(kn_summary_days(d.store, 0, KN_SUMMARY_DAYS_MAX, &days, &d.err), KN_LIMIT);
    assert_null(days);
    assert_int_equal(kn_summary_days(d.store, 0, KN_SUMMARY_DAYS_MAX - 1, &days, &d.err), KN_OK);
    free(days);
    assert_int_equal(kn_summary_days(d.store, 5, 4, &days, &d.err), KN_OK);
    free(days);
    assert_int_equal(kn_summary_course(d.store, "pain", INT32_MIN, INT32_MAX, &course, &d.err),
                     KN_LIMIT);
    assert_null(course.state);
    diary_close(&d);
}

/* ---- A measure --------------------------------------------------------------------------------*/

static void test_course(void **state)
{
    static const struct {
        kn_state state;
        double value;
    } wanted[] = {{KN_STATE_VALUE, 3},          {KN_STATE_NONE, NAN}, {KN_STATE_NOT_RECORDED, NAN},
                  {KN_STATE_NOT_RECORDED, NAN}, {KN_STATE_VALUE, 0},  {KN_STATE_VALUE, 8}};
    kn_course course;
    diary d;

    (void)state;
    diary_open(&d);
    diary_add(&d, CHECKIN, MONDAY, 21, 0, "{'values':{'pain':3,'sleep':9}}");
    diary_add(&d, CHECKIN, MONDAY + 1, 21, 0, "{'values':{'pain':'none'}}");
    diary_add(&d, CHECKIN, MONDAY + 2, 21, 0, "{'values':{'sleep':4}}");
    diary_add(&d, CHECKIN, MONDAY + 4, 21, 0, "{'values':{'pain':0}}");
    diary_add(&d, CHECKIN, MONDAY + 5, 22, 0, "{'values':{'pain':8}}"); /* later that day */
    diary_add(&d, CHECKIN, MONDAY + 5, 8, 0, "{'values':{'pain':'none'}}");
    assert_int_equal(kn_summary_course(d.store, "pain", MONDAY, MONDAY + 5, &course, &d.err),
                     KN_OK);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(course.state[i], wanted[i].state);
        if (wanted[i].state == KN_STATE_VALUE)
            assert_true(course.value[i] == wanted[i].value);
        else
            assert_true(isnan(course.value[i]));
    }
    kn_course_release(&course);
    /* a name is data, never SQL */
    assert_int_equal(
        kn_summary_course(d.store, "pain' OR '1'='1", MONDAY, MONDAY + 5, &course, &d.err), KN_OK);
    for (int i = 0; i < 6; i++)
        assert_int_equal(course.state[i], KN_STATE_NOT_RECORDED);
    kn_course_release(&course);
    diary_close(&d);
}

/* ---- Episodes ---------------------------------------------------------------------------------*/

static void test_episodes(void **state)
{
    int calf = kn_site_find("left-calf"), neck = kn_site_find("neck-back");
    kn_episodes_summary s;
    diary d;

    (void)state;
    diary_open(&d);
    diary_add(
        &d, EPISODE, MONDAY, 2, 10,
        "{'pain':4,'lasted_seconds':10,'context':'night','sites':[{'site':'left-calf','pain':4}]}");
    diary_add(&d, EPISODE, MONDAY, 4, 0,
              "{'pain':6,'lasted_seconds':20,'context':'night','sites':[{'site':'left-calf','pain':"
              "6},{'site':'neck-back'}]}");
    diary_add(&d, EPISODE, MONDAY + 1, 14, 0,
              "{'pain':8,'lasted_seconds':30,'context':'rest','sites':[{'site':'left-calf'}]}");
    diary_add(&d, EPISODE, MONDAY + 1, 23, 59, "{'pain':8,'lasted_seconds':40}");
    diary_add(&d, EPISODE, MONDAY + 2, 9, 0, "{'painful':true,'running':true}");
    diary_add_precise(&d, EPISODE, (kn_moment){MONDAY + 2, 3 * 3600, 60}, KN_PRECISION_PART,
                      "{'painful':true}");
    diary_add(&d, EPISODE, MONDAY + 2, 9, 0, /* apart: none of it is counted below */
              "{'painful':false,'ripple':true,'lasted_seconds':1,'sites':[{'site':'neck-back'}]}");
    diary_add(&d, EPISODE, MONDAY + 3, 9, 0, "{'pain':1}"); /* outside */

    assert_int_equal(kn_summary_episodes(d.store, MONDAY, MONDAY + 2, &s, &d.err), KN_OK);
    assert_int_equal(s.primary, 6);
    assert_int_equal(s.by_label[KN_LABEL_CRAMP_NIGHT], 2);
    assert_int_equal(s.by_label[KN_LABEL_CRAMP], 1);
    assert_int_equal(s.by_label[KN_LABEL_SPASM], 3);
    assert_int_equal(s.by_label[KN_LABEL_TWITCH], 1);
    assert_int_equal(s.by_hour[2], 1);
    assert_int_equal(s.by_hour[4], 1);
    assert_int_equal(s.by_hour[23], 1);
    assert_int_equal(s.by_hour[9], 1);
    assert_int_equal(s.by_hour[3], 0); /* "night" is not three o'clock */
    assert_int_equal(s.hour_unknown, 1);
    assert_int_equal(s.by_context[KN_CONTEXT_NIGHT], 2);
    assert_int_equal(s.by_context[KN_CONTEXT_REST], 1);
    assert_int_equal(s.by_context[KN_CONTEXT_UNKNOWN], 3);
    assert_int_equal(s.by_site[calf], 3);
    assert_int_equal(s.by_site[neck], 1);
    assert_int_equal(s.site_unknown, 3);
    assert_true(s.site_pain[calf] == 5); /* of 4, 6 and one unknown */
    assert_true(isnan(s.site_pain[neck]));
    assert_int_equal(s.seconds.count, 4);
    assert_int_equal(s.seconds_unknown, 2);
    /* type 7 of 10, 20, 30, 40 */
    assert_true(s.seconds.least == 10 && s.seconds.lower == 17.5 && s.seconds.middle == 25 &&
                s.seconds.upper == 32.5 && s.seconds.most == 40);
    assert_int_equal(s.pain.count, 4);
    assert_int_equal(s.pain_unknown, 2);
    assert_int_equal(s.nights, 1);

    assert_int_equal(kn_summary_episodes(d.store, MONDAY - 9, MONDAY - 1, &s, &d.err), KN_OK);
    assert_int_equal(s.primary, 0);
    assert_true(isnan(s.seconds.middle) && isnan(s.pain.least) && isnan(s.site_pain[calf]));
    diary_close(&d);
}

/* ---- Treatments -------------------------------------------------------------------------------*/

static void test_used(void **state)
{
    kn_used *used;
    size_t count;
    diary d;

    (void)state;
    diary_open(&d);
    diary_add(&d, KN_KIND_USE, MONDAY, 9, 0, "{'treatment':'msm','taken':'taken'}");
    diary_add(&d, KN_KIND_USE, MONDAY, 9, 0, "{'treatment':'msm','taken':'not_taken'}");
    diary_add(&d, KN_KIND_USE, MONDAY, 9, 0, "{'treatment':'msm','taken':'no_dose'}");
    diary_add(&d, EPISODE, MONDAY, 9, 0,
              "{'pain':3,'done':[{'treatment':'heat_local','helped':'much'},{'treatment':'msm'}]}");
    diary_add(&d, EPISODE, MONDAY, 9, 0,
              "{'pain':3,'done':[{'treatment':'heat_local','helped':'worse'}]}");
    diary_add(&d, EPISODE, MONDAY + 1, 9, 0,
              "{'pain':3,'done':[{'treatment':'heat_local','helped':'none'}]}");
    diary_add(&d, EPISODE, MONDAY + 1, 9, 0,
              "{'pain':3,'done':[{'treatment':'heat_local','helped':'little'}]}");
    assert_int_equal(kn_summary_used(d.store, MONDAY, MONDAY + 1, &used, &count, &d.err), KN_OK);
    assert_int_equal(count, 2);
    assert_string_equal(used[0].treatment, "heat_local"); /* most often first */
    assert_int_equal(used[0].done, 4);
    assert_int_equal(used[0].helped_much, 1);
    assert_int_equal(used[0].helped_little, 1);
    assert_int_equal(used[0].helped_none, 1);
    assert_int_equal(used[0].helped_worse, 1);
    assert_string_equal(used[1].treatment, "msm");
    assert_int_equal(used[1].taken, 1);
    assert_int_equal(used[1].not_taken, 1);
    assert_int_equal(used[1].no_dose, 1);
    assert_int_equal(used[1].done, 1);
    assert_int_equal(used[1].helped_none, 0); /* not said */
    free(used);
    assert_int_equal(kn_summary_used(d.store, MONDAY + 5, MONDAY + 9, &used, &count, &d.err),
                     KN_OK);
    assert_int_equal(count, 0);
    free(used);
    diary_close(&d);
}

/* ---- Whatever was written, the counts agree ---------------------------------------------------*/

static void write_random(diary *d, int days)
{
    static const char *const bodies[] = {
        "{'pain':5,'lasted_seconds':50,'sites':[{'site':'left-calf'}],'context':'night'}",
        "{'pain':2,'lasted_seconds':1}",
        "{'painful':false}",
        "{'painful':true,'sites':[{'site':'neck-back','pain':3},{'site':'left-calf'}]}",
        "{'pain':9,'lasted_seconds':700}",
        "{}",
        "{'pain':3,'running':true,'context':'effort'}"};
    kn_random random;

    kn_random_init(&random, 7, 0);
    assert_int_equal(kn_store_begin(d->store, &d->err), KN_OK);
    for (int i = 0; i < days; i++) {
        for (uint64_t k = kn_random_below(&random, 4); k > 0; k--)
            diary_add_precise(d, EPISODE, (kn_moment){MONDAY + i, 9 * 3600, 60},
                              kn_random_below(&random, 2) ? KN_PRECISION_MINUTE : KN_PRECISION_PART,
                              bodies[kn_random_below(&random, 7)]);
        if (kn_random_below(&random, 3) > 0)
            diary_add(d, CHECKIN, MONDAY + i, 21, 0,
                      kn_random_below(&random, 2) ? "{'values':{'spasms':'none'}}"
                                                  : "{'values':{'spasms':2,'pain':1}}");
    }
    assert_int_equal(kn_store_commit(d->store, &d->err), KN_OK);
}

static void test_counts_agree(void **state)
{
    enum { DAYS = 60 };
    int by_state[3] = {0}, logged = 0, others = 0, hours = 0, contexts = 0, primary = 0, apart = 0;
    kn_episodes_summary all, first, second;
    kn_day *days;
    diary d;

    (void)state;
    diary_open(&d);
    write_random(&d, DAYS);
    assert_int_equal(kn_summary_days(d.store, MONDAY, MONDAY + DAYS - 1, &days, &d.err), KN_OK);
    assert_int_equal(kn_summary_episodes(d.store, MONDAY, MONDAY + DAYS - 1, &all, &d.err), KN_OK);
    for (int i = 0; i < DAYS; i++) {
        by_state[days[i].spasms_state]++;
        logged += days[i].logged;
        others += days[i].others;
        assert_true((days[i].spasms > 0) == (days[i].spasms_state == KN_STATE_VALUE));
        assert_true(days[i].spasms >= days[i].logged);
    }
    assert_true(by_state[0] > 0 && by_state[1] > 0 && by_state[2] > 0);
    for (int h = 0; h < 24; h++)
        hours += all.by_hour[h];
    for (int c = 0; c <= KN_CONTEXT_OTHER; c++)
        contexts += all.by_context[c];
    for (int l = 0; l < KN_LABEL_COUNT; l++)
        *(kn_labels[l].is_primary ? &primary : &apart) += all.by_label[l];
    assert_int_equal(logged, all.primary);
    assert_int_equal(primary, all.primary);
    assert_int_equal(apart, others);
    assert_int_equal(hours + all.hour_unknown, all.primary);
    assert_int_equal(contexts, all.primary);
    assert_int_equal((int)all.seconds.count + all.seconds_unknown, all.primary);
    assert_int_equal((int)all.pain.count + all.pain_unknown, all.primary);
    /* two halves make the whole */
    assert_int_equal(kn_summary_episodes(d.store, MONDAY, MONDAY + 20, &first, &d.err), KN_OK);
    assert_int_equal(kn_summary_episodes(d.store, MONDAY + 21, MONDAY + DAYS - 1, &second, &d.err),
                     KN_OK);
    assert_int_equal(first.primary + second.primary, all.primary);
    assert_int_equal(first.nights + second.nights, all.nights);
    for (int s = 0; s < KN_SITES_MAX; s++)
        assert_int_equal(first.by_site[s] + second.by_site[s], all.by_site[s]);
    free(days);
    diary_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),   cmocka_unit_test(test_limits),
        cmocka_unit_test(test_course), cmocka_unit_test(test_episodes),
        cmocka_unit_test(test_used),   cmocka_unit_test(test_counts_agree),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
