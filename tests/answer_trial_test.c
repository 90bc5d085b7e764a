/* Trials whose answer can be worked out by hand: what counts, what is left out, what stands beside
 * it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "base/civil.h"
#include "exchange/exchange.h"
#include "trial_answer_fixture.h"

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-9)

/* ---- Series -----------------------------------------------------------------------------------*/

static void test_series(void **state)
{
    kn_trial_answer *answer;
    const kn_person *person;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    assert_int_equal(trial->state, KN_TRIAL_FINISHED);
    made_fill(&m, trial, 4, 1);
    kn_trial_free(trial);
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    person = answer->dataset.person;
    assert_int_equal(person->rows, 36); /* no run-in */
    assert_int_equal(answer->scheduled, 36);
    assert_int_equal(answer->recorded, 36);
    assert_int_equal(answer->dataset.family, KN_POISSON);
    assert_string_equal(answer->dataset.outcome, "spasms");
    assert_string_equal(answer->dataset.arm_name[0], "usual care");
    for (size_t i = 0; i < person->rows; i++) {
        size_t unit = i / MADE_BLOCK;

        assert_int_equal(person->day[i], m.first + MADE_RUN_IN + (int32_t)i);
        assert_int_equal(person->arm[i], m.schedule[unit]);
        assert_int_equal(person->period[i], unit);
        NEAR(person->outcome[i], (m.schedule[unit] ? 1 : 4) + person->day[i] % 2);
    }
    /* what is analysed is what the trial's own phases say */
    for (size_t i = 0; i < person->rows; i++)
        assert_int_equal(answer->study->person[0].kept[i],
                         kn_trial_on(trial, person->day[i]).analysed);
    assert_int_equal(answer->run_in.days, 4);
    assert_int_equal(answer->run_in.recorded, 4);
    NEAR(answer->run_in.mean, 4);
    NEAR(answer->run_in.sd, 0);
    assert_int_equal(answer->cycles_done, 6);
    assert_int_equal(answer->cycles_planned, 6);
    assert_false(answer->early);
    assert_int_equal(answer->study->person[0].answer[0].verdict, KN_VERDICT_HELPS);
    assert_int_equal(answer->period_count, 12);
    assert_int_equal(answer->periods[0].recorded, 3);
    assert_int_equal(answer->periods[0].analysed, 3); /* the first has nothing to wash out */
    for (size_t p = 1; p < answer->period_count; p++)
        assert_int_equal(answer->periods[p].analysed,
                         answer->periods[p].arm == answer->periods[p - 1].arm ? 3 : 2);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* Taps never count; a day without a check-in's total is not recorded; none is 0. */
static void test_only_the_evening_total_counts(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;
    int32_t day;

    (void)state;
    made_open(&m, NULL);
    day = made_unit_day(&m, 0);
    made_count(&m, day, 0);
    diary_add(&m.diary, KN_KIND_EPISODE, day + 1, 3, 0,
              "{'pain': 6, 'sites': [{'site': 'left-calf'}]}");
    made_count(&m, day + 2, 3);
    diary_add(&m.diary, KN_KIND_EPISODE, day + 2, 3, 0,
              "{'pain': 6, 'sites': [{'site': 'left-calf'}]}");
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->dataset.person->rows, 2);
    NEAR(answer->dataset.person->outcome[0], 0);
    NEAR(answer->dataset.person->outcome[1], 3);
    assert_int_equal(answer->study->person[0].fit->unfit, KN_UNFIT_TOO_FEW);
    assert_int_equal(answer->study->person[0].answer[0].verdict, KN_VERDICT_COULD_NOT_TELL);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

static void test_no_day_at_all(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    made_count(&m, m.first, 3); /* run-in */
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    assert_null(answer->study);
    assert_int_equal(answer->recorded, 0);
    assert_int_equal(answer->run_in.recorded, 1);
    assert_int_equal(answer->period_count, 12);
    assert_true(isnan(answer->periods[0].mean));
    assert_true(isnan(answer->gain.clear));
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

static void test_spasm_days_and_measures(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, "{'outcome': 'spasm-days', 'important': 0.6931}");
    made_count(&m, made_unit_day(&m, 0), 4);
    made_count(&m, made_unit_day(&m, 0) + 1, 0);
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->dataset.family, KN_BERNOULLI);
    NEAR(answer->dataset.person->outcome[0], 1);
    NEAR(answer->dataset.person->outcome[1], 0);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);

    made_open(&m, "{'outcome': 'pain', 'important': 1}");
    diary_add(&m.diary, KN_KIND_CHECKIN, made_unit_day(&m, 0), 20, 0, "{'values': {'pain': 7}}");
    diary_add(&m.diary, KN_KIND_CHECKIN, made_unit_day(&m, 0), 21, 0, "{'values': {'pain': 6}}");
    made_count(&m, made_unit_day(&m, 0) + 1, 5);
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->dataset.family, KN_GAUSSIAN);
    assert_int_equal(answer->dataset.person->rows, 1);
    NEAR(answer->dataset.person->outcome[0], 6);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* ---- Pauses and stops -------------------------------------------------------------------------*/

/* A pause of 5 days inside period 2, on its second day: nothing of it counts, the day after it is
 * washed out, and the later periods move. Pauses are no missing days. */
static void test_pause(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    int32_t from;
    int kept = 0;
    made m;

    (void)state;
    made_open(&m, NULL);
    from = made_unit_day(&m, 2) + 1;
    made_event(&m, "pause", from, ", 'reason': 'away'");
    made_event(&m, "resume", from + 5, "");
    trial = made_load(&m, NULL);
    assert_int_equal(trial->units[2].last_day, made_unit_day(&m, 3) + 4);
    made_fill(&m, trial, 4, 1);
    for (int32_t day = from; day < from + 5; day++)
        made_count(&m, day, 9); /* recorded all the same, and left out */
    answer = made_answer(&m, trial);
    assert_int_equal(answer->paused, 5);
    assert_int_equal(answer->scheduled, 36);
    assert_int_equal(answer->dataset.person->rows, 35);
    for (size_t i = 0; i < answer->dataset.person->rows; i++) {
        int32_t day = answer->dataset.person->day[i];

        assert_true(day < from || day > from + 5);
        assert_int_equal(answer->study->person[0].kept[i], kn_trial_on(trial, day).analysed);
        kept += answer->study->person[0].kept[i];
    }
    for (int32_t day = trial->first_day; day <= trial->last_day; day++)
        kept -= kn_trial_on(trial, day).analysed;
    assert_int_equal(kept, 0);
    NEAR(answer->study->person[0].missing[0], 0);
    NEAR(answer->study->person[0].missing[1], 0);
    NEAR(answer->arm_days[0] + answer->arm_days[1], 35);
    assert_int_equal(answer->periods[2].recorded, 3);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

static void test_missing_days_by_arm(void **state)
{
    kn_trial_answer *answer;
    double missed[2] = {0, 0};
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    for (size_t u = 0; u < 12; u++)
        for (int32_t d = 0; d < 3; d++) {
            if (m.schedule[u] == 1 && d == 2 && u % 4 < 2) {
                missed[1]++;
                continue;
            }
            made_count(&m, made_unit_day(&m, u) + d, 2 + d);
        }
    answer = made_answer(&m, trial);
    assert_true(missed[1] > 0);
    NEAR(answer->study->person[0].missing[0], 0);
    NEAR(answer->study->person[0].missing[1], missed[1] / 18);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* Stopped on the second day of period 5: 4 periods are complete, the begun one counts. */
static void test_stopped_early(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    int32_t stop;
    made m;

    (void)state;
    made_open(&m, NULL);
    stop = made_unit_day(&m, 4) + 2;
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 4, 1); /* also after the stop: the diary goes on */
    kn_trial_free(trial);
    made_event(&m, "stop", stop, ", 'reason': 'flu'");
    trial = made_load(&m, NULL);
    assert_int_equal(trial->state, KN_TRIAL_STOPPED);
    answer = made_answer(&m, trial);
    assert_true(answer->early);
    assert_false(answer->at_will);
    assert_false(answer->by_rule);
    assert_int_equal(answer->cycles_done, 2);
    assert_int_equal(answer->dataset.person->rows, 14);
    assert_int_equal(answer->period_count, 5);
    assert_int_equal(answer->periods[4].recorded, 2);
    assert_int_equal(answer->design.units, 6); /* the begun cycle is redrawn whole */
    assert_int_equal(answer->design.begun, 5);
    assert_int_equal(kn_design_cycles(&answer->design), 2);
    NEAR(answer->study->person[0].randomisation.permitted, 8);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

static void test_peeked_and_stopped(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 4, 1);
    kn_trial_free(trial);
    made_event(&m, "peek", made_unit_day(&m, 4), "");
    made_event(&m, "stop", made_unit_day(&m, 4) + 1, "");
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    assert_true(answer->early);
    assert_true(answer->at_will);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* ---- Day by day -------------------------------------------------------------------------------*/

static void test_day_by_day(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    int32_t stop;
    made m;

    (void)state;
    made_open(&m, "{'order': 'days', 'block_days': 1, 'cycles': 15, 'run_limit': 3, 'run_in_days': "
                  "0, 'washout_days': 0}");
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 4, 1);
    stop = trial->first_day + 20;
    answer = made_answer(&m, trial);
    assert_int_equal(answer->design.kind, KN_DESIGN_RUN_LIMITED);
    assert_int_equal(answer->design.units, 30);
    assert_true(answer->design.balanced);
    assert_int_equal(answer->dataset.person->rows, 30);
    assert_int_equal(answer->study->person[0].answer[0].verdict, KN_VERDICT_HELPS);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_event(&m, "stop", stop, "");
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->dataset.person->rows, 20);
    assert_int_equal(answer->design.units, 30); /* the whole order was drawn, and is redrawn */
    assert_int_equal(answer->design.begun, 20);
    assert_true(kn_design_cycles(&answer->design) <= 10);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* The longest order that can be sealed can be answered, too. */
static void test_longest_order_of_days(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, "{'order': 'days', 'block_days': 1, 'cycles': 365, 'run_limit': 3, "
                  "'run_in_days': 0, 'washout_days': 0}");
    trial = made_load(&m, NULL);
    for (int i = 0; i < MADE_AGO; i++)
        made_count(&m, m.first + i, (trial->units[i].arm ? 1 : 4) + i % 2);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->design.units, 730);
    assert_true(answer->study->person[0].randomisation.done);
    assert_true(answer->study->person[0].randomisation.p_smallest < 0.001);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* Rounds added after the end: a new look at 0.99, and an order of two draws. */
static void test_extended(void **state)
{
    static const struct {
        const char *change;
        kn_design_kind kind;
        size_t units;
        double threshold;
    } rows[] = {
        {NULL, KN_DESIGN_BLOCKS, 20, 0.99},
        {"{'threshold': 0.995}", KN_DESIGN_BLOCKS, 20, 0.995}, /* never less sure than sealed */
        {"{'threshold': 0.98}", KN_DESIGN_BLOCKS, 20, 0.99},
        {"{'order': 'days', 'block_days': 1, 'cycles': 15, 'run_limit': 3, 'run_in_days': 0, "
         "'washout_days': 0}",
         KN_DESIGN_LIST, 38, 0.99}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char secret[KN_SECRET_SIZE], more[4096];
        kn_trial_answer *answer;
        json_t *extension = NULL;
        kn_trial *trial;
        int32_t day;
        char *dump;
        made m;

        made_open(&m, rows[i].change);
        trial = made_load(&m, NULL);
        day = trial->last_day + 1;
        assert_true(kn_secret_read("3456ABCDEF7K2M9QRTVW", secret));
        assert_int_equal(kn_protocol_extend(&trial->protocol, trial->hash, 4, 1, secret, &extension,
                                            &m.diary.err),
                         KN_OK);
        dump = json_dumps(extension, JSON_COMPACT);
        assert_true(snprintf(more, sizeof more, ", 'cycles': 4, 'extension': %s", dump) <
                    (int)sizeof more);
        made_event(&m, "extend", day, more);
        kn_trial_free(trial);
        trial = made_load(&m, NULL);
        assert_true(trial->extended);
        made_fill(&m, trial, 4, 1);
        answer = made_answer(&m, trial);
        assert_int_equal(answer->design.kind, rows[i].kind);
        assert_int_equal(answer->design.units, rows[i].units);
        assert_int_equal(answer->paused, 0);
        NEAR(answer->study->person[0].answer[0].threshold, rows[i].threshold);
        assert_true(answer->study->person[0].randomisation.done);
        assert_true(answer->study->person[0].randomisation.p[0] < 0.05);
        kn_trial_answer_free(answer);
        kn_trial_free(trial);
        json_decref(extension);
        free(dump);
        made_close(&m);
    }
}

/* ---- One engine -------------------------------------------------------------------------------*/

/* The same days as a CSV file through `analyze`'s road: the same posterior. */
static void test_same_as_the_research_road(void **state)
{
    kn_study_options options = kn_study_options_default();
    kn_trial_answer *answer;
    kn_dataset dataset = {0};
    kn_csv_options csv = kn_csv_options_default();
    const kn_effect *a, *b;
    kn_study *study;
    kn_trial *trial;
    kn_text text;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 3, 1);
    answer = made_answer(&m, trial);
    kn_text_init(&text, 1 << 16);
    kn_text_add(&text, "day,arm,spasms,period\n");
    for (size_t i = 0; i < answer->dataset.person->rows; i++) {
        const kn_person *person = answer->dataset.person;
        char date[KN_DATE_SIZE];

        kn_text_addf(&text, "%s,%s,%.0f,%d\n", kn_date_format(date, person->day[i]),
                     person->arm[i] ? "B" : "A", person->outcome[i], (int)person->period[i]);
    }
    csv.column[KN_COLUMN_OUTCOME] = "spasms";
    csv.family = KN_POISSON;
    csv.reference = "A";
    if (kn_dataset_read_csv(text.bytes, text.size, "test", &csv, &dataset, &m.diary.err) != KN_OK)
        fail_msg("%s", m.diary.err.message);
    options.claim = (kn_claim){.better = -1, .important = 0.2877};
    options.design = "pairs";
    options.washout_days = 1;
    options.threads = 1;
    study = kn_study_new(&dataset, &options, &m.diary.err);
    if (!study)
        fail_msg("%s", m.diary.err.message);
    a = &answer->study->person[0].fit->effects[0];
    b = &study->person[0].fit->effects[0];
    assert_int_equal(answer->study->person[0].rows_kept, study->person[0].rows_kept);
    assert_true(fabs(a->posterior.mean - b->posterior.mean) < 1e-12);
    assert_true(fabs(a->posterior.sd - b->posterior.sd) < 1e-12);
    assert_true(fabs(answer->study->person[0].randomisation.p[0] -
                     study->person[0].randomisation.p[0]) < 1e-12);
    assert_int_equal(answer->study->person[0].answer[0].verdict,
                     study->person[0].answer[0].verdict);
    kn_study_free(study);
    kn_dataset_release(&dataset);
    kn_text_release(&text);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* ---- Beside the answer ------------------------------------------------------------------------*/

/* 18 days of arm 1: done on all but 2; of arm 0's 18, something else on 3. */
static void test_adherence(void **state)
{
    int with = 0, without = 0;
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 4, 1);
    made_did(&m, m.first, "done"); /* run-in: not counted */
    for (size_t u = 0; u < 12; u++)
        for (int32_t d = 0; d < 3; d++) {
            int32_t day = made_unit_day(&m, u) + d;

            if (m.schedule[u] == 1)
                made_did(&m, day, with++ < 2 ? "not_done" : "done");
            else if (without++ < 3)
                made_did(&m, day, "other");
            else if (without <= 17)
                made_did(&m, day, "done");
        }
    answer = made_answer(&m, trial);
    assert_int_equal(answer->taken[1].days, 18);
    assert_int_equal(answer->taken[1].done, 16);
    assert_int_equal(answer->taken[1].not_done, 2);
    assert_int_equal(answer->taken[0].other, 3);
    assert_int_equal(answer->taken[0].unknown, 1);
    NEAR(answer->adherence, 16. / 18);
    NEAR(answer->adherence_control, 3. / 17);
    assert_true(answer->has_if_taken);
    NEAR(answer->if_taken,
         answer->study->person[0].fit->effects[0].posterior.mean / (16. / 18 - 3. / 17));
    kn_trial_answer_free(answer);

    /* the treatment used on 9 of the other days: too little apart for "if taken" */
    without = 0;
    for (size_t u = 0; u < 12; u++)
        for (int32_t d = 0; d < 3; d++)
            if (m.schedule[u] == 0 && without++ < 9)
                diary_add(&m.diary, KN_KIND_USE, made_unit_day(&m, u) + d, 9, 0,
                          "{'treatment': 'stretch_daily', 'taken': 'taken'}");
    answer = made_answer(&m, trial);
    NEAR(answer->adherence_control, 9. / 17);
    assert_false(answer->has_if_taken);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

static void test_harms(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    made_harm(&m, m.first, "sore calf", "mild");
    made_harm(&m, made_unit_day(&m, 3), "dizzy", "severe");
    made_harm(&m, made_unit_day(&m, 12) + 3, "rash", "moderate"); /* after the last day */
    trial = made_load(&m, NULL);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->harm_count, 3);
    assert_int_equal(answer->harms[0].arm, KN_ARM_UNKNOWN);
    assert_int_equal(answer->harms[0].severity, 1);
    assert_int_equal(answer->harms[1].arm, m.schedule[3]);
    assert_int_equal(answer->harms[1].severity, 3);
    assert_string_equal(answer->harms[1].what, "dizzy");
    assert_int_equal(answer->harms[2].arm, KN_ARM_UNKNOWN);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* ---- Blinded ----------------------------------------------------------------------------------*/

static const char BLINDED[] =
    "{'arms': [{'key': 'placebo'}, {'key': 'magnesium'}], 'blinded': true}";

static void test_sealed(void **state)
{
    kn_trial_answer_options options = {.until = DIARY_TODAY};
    kn_trial_answer *answer = NULL;
    kn_trial *trial;
    bool stop = true;
    made m;

    (void)state;
    made_open(&m, BLINDED);
    trial = made_load(&m, NULL);
    made_count(&m, made_unit_day(&m, 0), 2);
    assert_int_equal(kn_trial_answer_new(m.diary.store, trial, &options, &answer, &m.diary.err),
                     KN_DENIED);
    assert_null(answer);
    assert_int_equal(kn_trial_look_take(m.diary.store, trial, &stop, &m.diary.err), KN_DENIED);
    assert_false(stop);
    kn_trial_free(trial);
    made_close(&m);
}

/* 10 periods guessed, 9 of them right, one not to tell, one guessed twice: the last counts. */
static void test_guesses(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    char more[120];
    made m;

    (void)state;
    made_open(&m, BLINDED);
    for (int u = 0; u < 10; u++) {
        int right = m.schedule[u];

        if (u == 4) {
            snprintf(more, sizeof more, ", 'period': %d, 'arm': %d", u + 1, 1 - right);
            made_event(&m, "guess", made_unit_day(&m, (size_t)u + 1), more);
        }
        snprintf(more, sizeof more, ", 'period': %d, 'arm': %d, 'sure': 'fairly'", u + 1,
                 u == 7 ? 1 - right : right);
        made_event(&m, "guess", made_unit_day(&m, (size_t)u + 1) + (u == 4), more);
    }
    made_event(&m, "guess", made_unit_day(&m, 11), ", 'period': 11");
    trial = made_load(&m, m.secret);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->guesses.asked, 12);
    assert_string_equal(answer->dataset.arm_name[0], "a dummy"); /* "than with a dummy" */
    assert_int_equal(answer->guesses.said, 10);
    assert_int_equal(answer->guesses.right, 9);
    assert_int_equal(answer->guesses.unsure, 1);
    NEAR(answer->guesses.p_chance, 11. / 1024); /* (10 choose 9) + 1 of 2^10 */
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

/* The periods of an extension are sealed anew: what was guessed of them counts, though the seal of
 * the first ones was opened before. */
static void test_guesses_in_an_extension(void **state)
{
    char secret[KN_SECRET_SIZE], more[4096];
    kn_trial_answer *answer;
    json_t *extension = NULL;
    kn_trial *trial;
    int32_t day;
    char *dump;
    made m;

    (void)state;
    made_open(&m, BLINDED);
    trial = made_load(&m, m.secret);
    day = trial->last_day + 1;
    made_event(&m, "guess", day - 1, ", 'period': 1, 'arm': 0");
    snprintf(more, sizeof more, ", 'code': '%s'", m.secret);
    made_event(&m, "unblind", day, more);
    assert_true(kn_secret_read("3456ABCDEF7K2M9QRTVW", secret));
    assert_int_equal(
        kn_protocol_extend(&trial->protocol, trial->hash, 4, 1, secret, &extension, &m.diary.err),
        KN_OK);
    dump = json_dumps(extension, JSON_COMPACT);
    snprintf(more, sizeof more, ", 'cycles': 4, 'extension': %s", dump);
    made_event(&m, "extend", day + 1, more);
    made_event(&m, "guess", day + 10, ", 'period': 1, 'arm': 1"); /* known by now */
    made_event(&m, "guess", day + 10, ", 'period': 13, 'arm': 1");
    snprintf(more, sizeof more, ", 'code': '%s'", secret);
    made_event(&m, "unblind", day + 25, more);
    made_event(&m, "guess", day + 26, ", 'period': 14, 'arm': 1");
    kn_trial_free(trial);
    trial = made_load(&m, NULL);
    assert_true(trial->extended && trial->opened);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->guesses.said, 2);
    assert_int_equal(answer->guesses.right,
                     (trial->units[0].arm == 0) + (trial->units[12].arm == 1));
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    json_decref(extension);
    free(dump);
    made_close(&m);
}

/* ---- Looks ------------------------------------------------------------------------------------*/

static void test_look(void **state)
{
    static const struct {
        int without, with;
        bool stop;
    } rows[] = {{9, 1, true}, {3, 3, false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kn_trial *trial;
        bool stop;
        made m;

        made_open(&m, "{'looks': 2, 'cycles': 10}");
        trial = made_load(&m, NULL);
        assert_int_equal(trial->look_count, 2);
        assert_int_equal(trial->looks[0].after_cycles, 5);
        made_fill(&m, trial, rows[i].without, rows[i].with);
        if (kn_trial_look_take(m.diary.store, trial, &stop, &m.diary.err) != KN_OK)
            fail_msg("%s", m.diary.err.message);
        assert_int_equal(stop, rows[i].stop);
        kn_trial_free(trial);
        made_close(&m);
    }
}

static void test_no_look_is_due(void **state)
{
    kn_trial *trial;
    bool stop = true;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    assert_int_equal(kn_trial_look_take(m.diary.store, trial, &stop, &m.diary.err), KN_CONFLICT);
    assert_false(stop);
    kn_trial_free(trial);
    made_close(&m);
}

/* ---- What more would be worth -----------------------------------------------------------------*/

static void test_gain(void **state)
{
    kn_trial_answer *answer;
    kn_trial *trial;
    made m;

    (void)state;
    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 4, 1);
    answer = made_answer(&m, trial);
    assert_int_equal(answer->gain.cycles, 3);
    assert_true(answer->gain.clear > 0.9); /* what is clear stays so */
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);

    made_open(&m, NULL);
    trial = made_load(&m, NULL);
    made_fill(&m, trial, 1, 1);
    answer = made_answer(&m, trial);
    assert_true(answer->gain.clear < 0.5);
    kn_trial_answer_free(answer);
    kn_trial_free(trial);
    made_close(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_only_the_evening_total_counts),
        cmocka_unit_test(test_no_day_at_all),
        cmocka_unit_test(test_spasm_days_and_measures),
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_missing_days_by_arm),
        cmocka_unit_test(test_stopped_early),
        cmocka_unit_test(test_peeked_and_stopped),
        cmocka_unit_test(test_day_by_day),
        cmocka_unit_test(test_same_as_the_research_road),
        cmocka_unit_test(test_adherence),
        cmocka_unit_test(test_harms),
        cmocka_unit_test(test_sealed),
        cmocka_unit_test(test_guesses),
        cmocka_unit_test(test_look),
        cmocka_unit_test(test_no_look_is_due),
        cmocka_unit_test(test_guesses_in_an_extension),
        cmocka_unit_test(test_longest_order_of_days),
        cmocka_unit_test(test_extended),
        cmocka_unit_test(test_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
