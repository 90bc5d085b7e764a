/* The trials of the invented diary: the same every time, sound, one answered by the product's own
 * rule, one sealed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/relief_answer.h"
#include "answer/trial_answer.h"
#include "answer/triggers_answer.h"
#include "trial/example.h"

enum { TODAY = 20526 /* 2026-03-14 */ };

typedef struct fixture {
    char folder[64];
    int32_t today;
    kn_store *store;
} fixture;

static kn_moment now(void *context)
{
    return (kn_moment){((fixture *)context)->today, 12 * 3600, 60};
}

static void set_up(fixture *f, int32_t today, int days)
{
    kn_example example = kn_example_default(today);
    char path[96];
    kn_error err = {0};

    f->today = today;
    snprintf(f->folder, sizeof f->folder, "/tmp/unknot-trials-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(path, sizeof path, "%s/diary.db", f->folder);
    if (kn_store_open(path, KN_STORE_CREATE, (kn_clock){now, f}, &f->store, &err) != KN_OK)
        fail_msg("%s", err.message);
    example.offset_minutes = 60;
    example.days = days;
    if (kn_example_write_all(f->store, &example, &err) != KN_OK)
        fail_msg("%s: %s %s", err.place.source, err.place.field, err.message);
}

static void tear_down(fixture *f)
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

static void export_of(int32_t today, kn_text *out)
{
    fixture f;

    set_up(&f, today, 120);
    kn_text_init(out, KN_IMPORT_MAX);
    assert_int_equal(kn_store_export(f.store, (kn_sink){add_bytes, out}, NULL), KN_OK);
    tear_down(&f);
}

static void the_same_every_time(void **state)
{
    kn_text one, two;

    (void)state;
    export_of(TODAY, &one);
    export_of(TODAY, &two);
    assert_string_equal(kn_text_string(&one), kn_text_string(&two));
    kn_text_release(&one);
    kn_text_release(&two);
}

static const kn_trial *trial_in(const kn_trial_list *trials, kn_trial_state state)
{
    for (size_t i = 0; i < trials->count; i++)
        if (trials->list[i]->state == state)
            return trials->list[i];
    fail_msg("no trial is %s", kn_trial_state_word(state));
    return NULL;
}

static void answers(fixture *f, const kn_trial *trial)
{
    const kn_trial_answer_options options = {.until = f->today, .sensitivity = true, .threads = 1};
    kn_trial_answer *answer;
    const kn_answer *first;
    kn_error err = {0};

    if (kn_trial_answer_new(f->store, trial, &options, &answer, &err) != KN_OK)
        fail_msg("%s", err.message);
    first = answer->study->person[0].answer;
    assert_int_equal(first->verdict, KN_VERDICT_HELPS);
    assert_true(first->enough_to_matter);
    assert_int_equal(answer->scheduled, 80);
    assert_int_equal(answer->paused, 3);
    assert_int_equal(answer->cycles_done, 10);
    assert_int_equal(answer->harm_count, 1);
    assert_true(answer->adherence > 0.8 && answer->adherence < 1);
    assert_false(answer->early);
    kn_trial_answer_free(answer);
}

/* On any day on which somebody looks: nothing hangs on the date. */
static void one_is_finished_and_helped_and_one_runs_sealed(void **state)
{
    static const int32_t days[] = {TODAY, TODAY + 3, 19782 /* 2024-02-29 */,
                                   24837 /* 2038-01-01 */};

    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        kn_trial_list trials;
        const kn_trial *runs;
        kn_error err = {0};
        fixture f;

        set_up(&f, days[i], 120);
        if (kn_trials_load(f.store, &trials, &err) != KN_OK)
            fail_msg("%s", err.message);
        assert_int_equal(trials.count, 2);
        assert_int_equal(trials.unreadable, 0);
        answers(&f, trial_in(&trials, KN_TRIAL_FINISHED));
        runs = trial_in(&trials, KN_TRIAL_RUNNING);
        assert_true(runs->protocol.design.blinded);
        assert_false(runs->protocol.is_open);
        assert_int_equal(runs->units[0].arm, KN_ARM_UNKNOWN);
        assert_int_equal(kn_trial_on(runs, days[i]).number, 15);
        kn_trials_release(&trials);
        tear_down(&f);
    }
}

static void its_code_opens_the_sealed_one(void **state)
{
    kn_trial_list trials;
    kn_trial *open = NULL;
    char id[KN_ID_SIZE];
    kn_error err = {0};
    fixture f;

    (void)state;
    set_up(&f, TODAY, 120);
    assert_int_equal(kn_trials_load(f.store, &trials, NULL), KN_OK);
    snprintf(id, sizeof id, "%s", trial_in(&trials, KN_TRIAL_RUNNING)->id);
    kn_trials_release(&trials);
    assert_int_equal(kn_trial_load(f.store, id, "4XMP-7EQA-9D2R-KV3T-N6WC", &open, &err),
                     KN_DENIED);
    assert_int_equal(kn_trial_load(f.store, id, KN_EXAMPLE_CODE, &open, &err), KN_OK);
    assert_true(open->protocol.is_open);
    kn_trial_free(open);
    tear_down(&f);
}

static void a_short_diary_has_no_trials_and_a_long_one_at_its_end(void **state)
{
    static const struct {
        int days;
        size_t trials;
    } rows[] = {{30, 0}, {119, 0}, {200, 2}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        kn_trial_list trials;
        fixture f;

        set_up(&f, TODAY, rows[i].days);
        assert_int_equal(kn_trials_load(f.store, &trials, NULL), KN_OK);
        assert_int_equal(trials.count, rows[i].trials);
        kn_trials_release(&trials);
        tear_down(&f);
    }
}

/* The draws are real ones, and what was made up is found: stretching, and short nights. */
static void remedies_were_drawn_and_suspects_written_down(void **state)
{
    kn_relief_answer_options relief_options = {.sensitivity = true, .threads = 1};
    kn_trigger_answer_options trigger_options = {.last_day = TODAY, .threads = 1};
    kn_relief_finding findings[KN_RELIEF_FINDINGS_MAX];
    kn_relief_diary_answer *relief;
    kn_trigger_diary_answer *triggers;
    size_t count, found = 0;
    fixture f;

    (void)state;
    set_up(&f, TODAY, 240);
    assert_int_equal(kn_relief_verify(f.store, findings, &count, NULL), KN_OK);
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++)
        if (!findings[i].is_ok)
            fail_msg("%s: %s", findings[i].what, findings[i].detail);
    assert_int_equal(kn_relief_diary_answer_new(f.store, &relief_options, &relief, NULL), KN_OK);
    assert_in_range(relief->relief->data->person[0].count, 40, 120);
    assert_string_equal(relief->log.key[relief->best], "stretch_acute");
    assert_int_equal(relief->relief->person[0].contrast[0].answer.verdict, KN_VERDICT_HELPS);
    kn_relief_diary_answer_free(relief);
    assert_int_equal(kn_trigger_diary_answer_new(f.store, &trigger_options, &triggers, NULL),
                     KN_OK);
    for (int i = 0; i < triggers->suspects; i++)
        if (triggers->suspect[i].can_freeze) {
            assert_string_equal(triggers->suspect[i].key, "short-night");
            found++;
        }
    assert_int_equal(found, 1);
    kn_trigger_diary_answer_free(triggers);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_every_time),
        cmocka_unit_test(one_is_finished_and_helped_and_one_runs_sealed),
        cmocka_unit_test(its_code_opens_the_sealed_one),
        cmocka_unit_test(remedies_were_drawn_and_suspects_written_down),
        cmocka_unit_test(a_short_diary_has_no_trials_and_a_long_one_at_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
