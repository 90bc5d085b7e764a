/* The invented diary: the same for the same seed, with the numbers it promises, and sound. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/civil.h"
#include "diary/example.h"
#include "diary/summary.h"
#include "diary/warning.h"

enum { TODAY = 20526 /* 2026-03-14 */, LONG = 1500 /* days, for shares */ };

static kn_moment now(void *context)
{
    (void)context;
    return (kn_moment){TODAY, 12 * 3600, 60};
}

typedef struct fixture {
    char folder[64];
    kn_store *store;
} fixture;

static void write_example(fixture *f, uint64_t seed, int days, double per_day)
{
    kn_example example = kn_example_default(TODAY);
    char path[96];
    kn_error err = {0};

    snprintf(f->folder, sizeof f->folder, "/tmp/unknot-example-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(path, sizeof path, "%s/diary.db", f->folder);
    if (kn_store_open(path, KN_STORE_CREATE, (kn_clock){now, NULL}, &f->store, &err) != KN_OK)
        fail_msg("%s", err.message);
    example.seed = seed;
    example.offset_minutes = 60;
    example.days = days;
    example.per_day = per_day;
    if (kn_example_write(f->store, &example, &err) != KN_OK)
        fail_msg("%s:%d: %s %s", err.place.source, (int)err.place.line, err.place.field,
                 err.message);
}

static void release(fixture *f)
{
    char command[128];

    kn_store_close(f->store);
    snprintf(command, sizeof command, "rm -r %s", f->folder);
    assert_int_equal(system(command), 0);
}

static bool add_bytes(void *context, const char *bytes, size_t count)
{
    kn_text_add_bytes(context, bytes, count);
    return true;
}

static void export_of(uint64_t seed, kn_text *out)
{
    fixture f;

    write_example(&f, seed, 30, 1);
    kn_text_init(out, KN_IMPORT_MAX);
    assert_int_equal(kn_store_export(f.store, (kn_sink){add_bytes, out}, NULL), KN_OK);
    release(&f);
}

static void the_same_seed_gives_the_same_diary(void **state)
{
    kn_text one, two, other;

    (void)state;
    export_of(7, &one);
    export_of(7, &two);
    export_of(8, &other);
    assert_string_equal(kn_text_string(&one), kn_text_string(&two));
    assert_string_not_equal(kn_text_string(&one), kn_text_string(&other));
    kn_text_release(&one);
    kn_text_release(&two);
    kn_text_release(&other);
}

static void the_default_holds_what_it_promises(void **state)
{
    kn_example usual = kn_example_default(TODAY);
    kn_finding findings[KN_FINDINGS_MAX];
    kn_store_facts facts;
    kn_warnings warnings;
    kn_entry entry = {0};
    kn_entries surveys;
    size_t count;
    fixture f;

    (void)state;
    write_example(&f, usual.seed, usual.days, usual.per_day);
    assert_int_equal(usual.days, 240);
    assert_int_equal(kn_store_facts_get(f.store, &facts, NULL), KN_OK);
    assert_true(facts.versions > facts.entries); /* some amended, one removed */
    assert_int_equal(facts.last_day, TODAY);
    assert_int_equal(facts.first_day, TODAY - 239);

    assert_int_equal(kn_store_get(f.store, KN_SETTING_ID, false, &entry, NULL), KN_OK);
    assert_true(json_is_true(json_object_get(entry.body, "example")));
    kn_entry_release(&entry);
    assert_int_equal(kn_store_get(f.store, KN_PROFILE_ID, false, &entry, NULL), KN_OK);
    assert_string_equal(json_string_value(json_object_get(entry.body, "name")), "Example person");
    kn_entry_release(&entry);
    assert_int_equal(kn_store_list(f.store,
                                   &(kn_query){.from = INT32_MIN,
                                               .to = INT32_MAX,
                                               .kinds = 1u << KN_KIND_SURVEY,
                                               .limit = 10},
                                   &surveys, NULL),
                     KN_OK);
    assert_int_equal(surveys.count, 2);
    kn_entries_release(&surveys);

    assert_int_equal(kn_warnings_between(f.store, TODAY - 239, TODAY, &warnings, NULL), KN_OK);
    assert_true(warnings.count >= 1);
    for (count = 0; count < warnings.count && strcmp(warnings.list[count].flag->id, "R6") != 0;)
        count++;
    assert_true(count < warnings.count && warnings.list[count].advised);
    kn_warnings_release(&warnings);

    assert_int_equal(kn_store_doctor(f.store, findings, &count, NULL), KN_OK);
    for (size_t i = 0; i < count; i++)
        if (!findings[i].is_ok)
            fail_msg("%s: %s", findings[i].what, findings[i].detail);
    release(&f);
}

/* Shares over LONG days, four standard errors wide or more. */
static void the_numbers_are_those_of_such_diaries(void **state)
{
    kn_episodes_summary summary;
    int missing = 0, none = 0, total = 0, cramps, spasms, twitches, most = 0;
    double recorded = 0;
    kn_day *days;
    fixture f;

    (void)state;
    write_example(&f, 3, LONG, 1);
    assert_int_equal(kn_summary_days(f.store, TODAY - LONG + 1, TODAY, &days, NULL), KN_OK);
    for (int i = 0; i < LONG; i++) {
        missing += days[i].entries == 0;
        none += days[i].spasms_state == KN_STATE_NONE;
        recorded += days[i].entries > 0;
        total += days[i].logged + days[i].others;
        most = days[i].logged > most ? days[i].logged : most;
    }
    free(days);
    assert_true(missing > 0.06 * LONG && missing < 0.14 * LONG);
    assert_true(none > 0.2 * LONG);
    assert_true(total / recorded > 0.8 && total / recorded < 1.25);
    assert_true(most >= 4); /* a Poisson of mean 0.85 has such a day once in 100, this one often */

    assert_int_equal(kn_summary_episodes(f.store, TODAY - LONG + 1, TODAY, &summary, NULL), KN_OK);
    cramps = summary.by_label[KN_LABEL_CRAMP] + summary.by_label[KN_LABEL_CRAMP_NIGHT] +
             summary.by_label[KN_LABEL_CRAMP_EFFORT];
    spasms = summary.by_label[KN_LABEL_SPASM] + summary.by_label[KN_LABEL_SPASMS];
    twitches = summary.by_label[KN_LABEL_TWITCH] + summary.by_label[KN_LABEL_TWITCH_FELT] +
               summary.by_label[KN_LABEL_TIGHTNESS];
    assert_true(cramps > 0.32 * total && cramps < 0.46 * total);
    assert_true(spasms > 0.36 * total && spasms < 0.52 * total);
    assert_true(twitches > 0.10 * total && twitches < 0.20 * total);
    assert_true(summary.by_label[KN_LABEL_CRAMP_NIGHT] > 0);
    assert_true(summary.by_label[KN_LABEL_UNSORTED] > 0);
    assert_true(summary.seconds.middle > 45 && summary.seconds.middle < 80);
    assert_true(summary.seconds.count > 0 && summary.seconds_unknown > 0);
    release(&f);
}

static void an_example_needs_an_empty_diary(void **state)
{
    kn_example example = kn_example_default(TODAY);
    kn_error err = {0};
    fixture f;

    (void)state;
    write_example(&f, 1, 1, 1);
    assert_int_equal(kn_example_write(f.store, &example, &err), KN_CONFLICT);
    assert_non_null(strstr(err.message, "not empty"));
    release(&f);
}

static void an_example_lies_in_years_that_have_dates(void **state)
{
    static const int32_t last_days[] = {KN_DAY_MIN, KN_DAY_MIN + 119, KN_DAY_MAX, INT32_MAX};
    fixture f;

    (void)state;
    write_example(&f, 1, 1, 1);
    for (size_t i = 0; i < sizeof last_days / sizeof *last_days; i++) {
        kn_example example = kn_example_default(last_days[i]);
        kn_error err = {0};

        assert_int_equal(kn_example_write(f.store, &example, &err), KN_DATA);
        assert_non_null(strstr(err.message, "1900 to 2200"));
    }
    release(&f);
}

static void a_diary_of_any_length_is_made(void **state)
{
    static const int lengths[] = {1, 2, 3, 5, 7, 30};
    kn_store_facts facts;
    fixture f;

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        write_example(&f, 11, lengths[i], 25);
        assert_int_equal(kn_store_facts_get(f.store, &facts, NULL), KN_OK);
        assert_true(facts.entries > 0 && facts.last_day <= TODAY);
        release(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_gives_the_same_diary),
        cmocka_unit_test(the_default_holds_what_it_promises),
        cmocka_unit_test(the_numbers_are_those_of_such_diaries),
        cmocka_unit_test(an_example_needs_an_empty_diary),
        cmocka_unit_test(an_example_lies_in_years_that_have_dates),
        cmocka_unit_test(a_diary_of_any_length_is_made),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
