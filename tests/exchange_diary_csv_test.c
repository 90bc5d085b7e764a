/* The diary as a table: every entry once, hostile texts harmless, numbers still numbers, read back
 * by the reader of base/csv.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/csv.h"
#include "diary_fixture.h"
#include "exchange/exchange.h"

typedef struct received {
    kn_text text;
    size_t largest, parts, refuse_after;
} received;

static bool receive(void *context, const char *bytes, size_t count)
{
    received *all = context;

    if (all->parts++ == all->refuse_after)
        return false;
    all->largest = count > all->largest ? count : all->largest;
    kn_text_add_bytes(&all->text, bytes, count);
    return true;
}

static void write_csv(diary *d, received *all)
{
    *all = (received){.refuse_after = SIZE_MAX};
    kn_text_init(&all->text, 1u << 26);
    assert_int_equal(kn_diary_csv(d->store, (kn_sink){receive, all}, &d->err), KN_OK);
}

static void check_cell(const kn_csv *csv, const char *column, const char *wanted)
{
    int c = kn_csv_column(csv, column);
    char cell[KN_CSV_FIELD_MAX + 1];

    if (c < 0)
        fail_msg("no column %s", column);
    snprintf(cell, sizeof cell, "%.*s", (int)csv->row[c].size, csv->row[c].text);
    if (strcmp(cell, wanted) != 0)
        fail_msg("%s: \"%s\", not \"%s\"", column, cell, wanted);
}

/* ---- One entry of each kind -------------------------------------------------------------------*/

static const struct {
    kn_kind kind;
    const char *body;
    const char *cells[16]; /* column, value ... */
} cases[] = {
    {KN_KIND_EPISODE,
     "{'pain':6,'lasted_seconds':134.5,'context':'night','repeated':true,'ripple':false,"
     "'sites':[{'site':'left-calf','pain':6},{'site':'neck-back'}],"
     "'done':[{'treatment':'heat_local','helped':'much','after_minutes':3},{'treatment':'msm'},"
     "{'treatment':'wait','after_minutes':2}],'suspects':['cold','stress'],'note':'n'}",
     {"pain", "6", "lasted_seconds", "134.5", "sites", "left-calf:6; neck-back", "done",
      "heat_local:much:3; msm; wait::2", "suspects", "cold; stress", "label", "CRAMP_NIGHT",
      "repeated", "yes", "ripple", "no"}},
    {KN_KIND_EPISODE,
     "{'painful':true}",
     {"pain", "", "painful", "yes", "label", "SPASM", "sites", "", "running", "", "more", ""}},
    {KN_KIND_CHECKIN,
     "{'values':{'spasms':'none','pain':4}}",
     {"measure_spasms", "none", "measure_pain", "4", "measure_sleep", "", "pain", "", "label", "",
      "more", ""}},
    {KN_KIND_USE,
     "{'treatment':'msm','taken':'no_dose','minutes':2.5,'dose':'2 g'}",
     {"treatment", "msm", "taken", "no_dose", "minutes", "2.5", "dose", "2 g"}},
    {KN_KIND_MEDICINE,
     "{'name':'X','event':'started','group':'statin'}",
     {"name", "X", "event", "started", "group", "statin"}},
    {KN_KIND_EXPOSURE, "{'suspect':'cold','present':false}", {"present", "no", "level", ""}},
    {KN_KIND_NOTE, "{'text':'rain'}", {"note", "rain", "more", ""}},
    {KN_KIND_SURVEY,
     "{'survey':'fiqr','answers':{'fiqr.walk':3}}",
     {"survey", "fiqr", "more", "{\"answers\":{\"fiqr.walk\":3}}"}},
    {KN_KIND_ANSWER,
     "{'flag':'R6','answer':'no'}",
     {"kind", "answer", "more", "{\"answer\":\"no\",\"flag\":\"R6\"}"}},
    {KN_KIND_EPISODE,
     "{'pain':6,'lasted_least_seconds':600,'lasted_most_seconds':2400,'pain_start':5,'pain_end':1}",
     {"lasted_seconds", "", "lasted_least_seconds", "600", "lasted_most_seconds", "2400",
      "pain_start", "5", "pain_end", "1", "label", "PROLONGED", "more", ""}},
    {KN_KIND_DRAW,
     "{'episode':'11111111-2222-4333-8444-555555555555','draw':{'arm':'wait'},'response':'doing'}",
     {"drawn", "wait", "episode", "11111111-2222-4333-8444-555555555555", "response", "doing",
      "chose", "", "more", "{\"draw\":{\"arm\":\"wait\"}}"}},
    /* what would be a formula, and what only looks like one */
    {KN_KIND_NOTE, "{'text':'=1+2'}", {"note", "'=1+2"}},
    {KN_KIND_NOTE, "{'text':'+cmd|x'}", {"note", "'+cmd|x"}},
    {KN_KIND_NOTE, "{'text':'-2+3'}", {"note", "'-2+3"}},
    {KN_KIND_NOTE, "{'text':'@SUM(A1)'}", {"note", "'@SUM(A1)"}},
    {KN_KIND_NOTE, "{'text':'＝1'}", {"note", "'＝1"}},
    {KN_KIND_NOTE, "{'text':'-12.5'}", {"note", "-12.5"}},
    {KN_KIND_NOTE, "{'text':'+3'}", {"note", "+3"}},
    {KN_KIND_NOTE, "{'text':'a=b'}", {"note", "a=b"}},
    {KN_KIND_MEDICINE,
     "{'name':'=HYPERLINK(\\\"x\\\";\\\"y\\\")','event':'started'}",
     {"name", "'=HYPERLINK(\"x\";\"y\")"}},
    /* quoting */
    {KN_KIND_NOTE, "{'text':'a,b;c \\\"d\\\"\\ne'}", {"note", "a,b;c \"d\"\ne"}},
    {KN_KIND_NOTE, "{'text':'=a\\n=b'}", {"note", "'=a\n=b"}},
    {KN_KIND_NOTE, "{'text':'äöü 漢字'}", {"note", "äöü 漢字"}},
};
enum { CASES = sizeof cases / sizeof *cases };

static void test_cells(void **state)
{
    received all;
    kn_csv csv;
    bool end = false;
    diary d;

    (void)state;
    diary_open(&d);
    for (int i = 0; i < CASES; i++) /* newest first: the last case is the oldest */
        diary_add(&d, cases[i].kind, DIARY_TODAY - i, 19, 38, cases[i].body);
    write_csv(&d, &all);
    assert_int_equal(kn_csv_init(&csv, all.text.bytes, all.text.size, "csv", &d.err), KN_OK);
    for (int i = 0; i < CASES; i++) {
        assert_int_equal(kn_csv_next(&csv, &end, &d.err), KN_OK);
        assert_false(end);
        check_cell(&csv, "kind", kn_kind_word(cases[i].kind));
        check_cell(&csv, "time", "19:38");
        check_cell(&csv, "offset_minutes", "60");
        for (int c = 0; c < 16 && cases[i].cells[c]; c += 2)
            check_cell(&csv, cases[i].cells[c], cases[i].cells[c + 1]);
    }
    assert_int_equal(kn_csv_next(&csv, &end, &d.err), KN_OK);
    assert_true(end);
    kn_csv_release(&csv);
    kn_text_release(&all.text);
    diary_close(&d);
}

static void test_times(void **state)
{
    static const struct {
        kn_precision precision;
        int hour;
        const char *precise, *time;
    } times[] = {{KN_PRECISION_MINUTE, 3, "minute", "03:00"},
                 {KN_PRECISION_PART, 3, "part", "night"},
                 {KN_PRECISION_PART, 21, "part", "evening"},
                 {KN_PRECISION_DAY, 12, "day", ""}};

    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        received all;
        kn_csv csv;
        bool end;
        diary d;

        diary_open(&d);
        diary_add_precise(&d, KN_KIND_NOTE, (kn_moment){DIARY_TODAY, times[i].hour * 3600, -90},
                          times[i].precision, "{'text':'x'}");
        write_csv(&d, &all);
        assert_int_equal(kn_csv_init(&csv, all.text.bytes, all.text.size, "csv", &d.err), KN_OK);
        assert_int_equal(kn_csv_next(&csv, &end, &d.err), KN_OK);
        check_cell(&csv, "day", "2026-03-14");
        check_cell(&csv, "precision", times[i].precise);
        check_cell(&csv, "time", times[i].time);
        check_cell(&csv, "offset_minutes", "-90");
        kn_csv_release(&csv);
        kn_text_release(&all.text);
        diary_close(&d);
    }
}

/* More than fit into one part: each once, in parts. */
static void test_many(void **state)
{
    enum { MANY = 350 };
    bool seen[MANY + 1] = {false}, end = false;
    received all;
    kn_csv csv;
    diary d;

    (void)state;
    diary_open(&d);
    assert_int_equal(kn_store_begin(d.store, &d.err), KN_OK);
    for (int i = 0; i < MANY; i++) /* many at the same moment */
        diary_add(&d, KN_KIND_NOTE, DIARY_TODAY - i % 7, 9, 0, "{'text':'x'}");
    assert_int_equal(kn_store_commit(d.store, &d.err), KN_OK);
    write_csv(&d, &all);
    assert_true(all.parts > 3);
    assert_true(all.largest < all.text.size / 2);
    assert_int_equal(kn_csv_init(&csv, all.text.bytes, all.text.size, "csv", &d.err), KN_OK);
    while (kn_csv_next(&csv, &end, &d.err) == KN_OK && !end) {
        unsigned long number = strtoul(csv.row[0].text, NULL, 16);

        assert_true(number >= 1 && number <= MANY);
        assert_false(seen[number]);
        seen[number] = true;
    }
    assert_int_equal(csv.rows, MANY);
    kn_csv_release(&csv);
    kn_text_release(&all.text);
    diary_close(&d);
}

static void test_refused(void **state)
{
    diary d;

    (void)state;
    diary_open(&d);
    diary_add(&d, KN_KIND_NOTE, DIARY_TODAY, 9, 0, "{'text':'x'}");
    for (size_t after = 0; after < 2; after++) {
        received all = {.refuse_after = after};

        kn_text_init(&all.text, 1u << 20);
        assert_int_equal(kn_diary_csv(d.store, (kn_sink){receive, &all}, &d.err), KN_IO);
        kn_text_release(&all.text);
    }
    diary_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cells),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
