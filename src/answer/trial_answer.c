#include "answer/trial_answer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/trial_answer_parts.h"

static kn_code check(const kn_trial *trial, kn_error *err)
{
    if (trial->state == KN_TRIAL_DRAFT)
        return kn_fail(err, KN_CONFLICT, NULL, "this trial was not started");
    if (!trial->protocol.is_open) {
        kn_fail(err, KN_DENIED, NULL, "the order of this trial is sealed");
        return kn_hint(err, "The code on the helper's sheet opens it.");
    }
    return KN_OK;
}

/* How the trial ended, as far as it has. */
static void set_course(kn_trial_answer *answer, int32_t last)
{
    const kn_trial *trial = answer->trial;
    int arms = trial->protocol.design.arms;
    size_t done = 0;

    for (int k = 0; k < trial->look_count; k++)
        answer->by_rule |= trial->looks[k].taken && trial->looks[k].says_stop;
    answer->by_rule = answer->by_rule && trial->stopped;
    answer->early = trial->stopped && trial->last_day < trial->planned_last_day;
    answer->at_will = answer->early && trial->peeked && !answer->by_rule;
    answer->was_opened_early = trial->opened_early;
    while (done < trial->unit_count && trial->units[done].last_day <= last)
        done++;
    answer->cycles_done = (int)done / arms;
    answer->cycles_planned = (int)trial->unit_count / arms;
}

/* Rounds added after an answer are a new look: at 0.99, or as sure as was sealed if that is more.
 */
static double threshold(const kn_trial *trial, kn_claim claim)
{
    claim.threshold = 0;
    if (!trial->extended)
        return trial->protocol.threshold;
    return fmax(kn_claim_threshold(&claim, trial->protocol.design.arms), trial->protocol.threshold);
}

static kn_code run_study(kn_trial_answer *answer, const kn_trial_answer_options *options,
                         bool is_look, kn_error *err)
{
    const kn_trial *trial = answer->trial;
    const kn_trial_design *design = &trial->protocol.design;
    kn_study_options study = kn_study_options_default();

    if (answer->dataset.person->rows == 0)
        return KN_OK; /* nothing to fit */
    study.fit.prior = trial->protocol.prior;
    study.fit.trend = trial->protocol.trend;
    study.claim = (kn_claim){.better = design->better < 0 ? -1 : 1,
                             .important = design->important,
                             .looks_planned = design->looks > 0 || trial->extended || is_look};
    study.claim.threshold = threshold(trial, study.claim);
    study.known = &answer->design;
    study.scheduled = answer->arm_days;
    study.washout_days = design->washout_days;
    study.blinded = design->blinded && !trial->opened_early;
    study.sensitivity = options->sensitivity;
    study.threads = options->threads;
    study.id = trial->hash[0] ? trial->hash : NULL;
    answer->study = kn_study_new(&answer->dataset, &study, err);
    return answer->study ? KN_OK : err->code;
}

static kn_code answer_until(kn_store *store, const kn_trial *trial,
                            const kn_trial_answer_options *options, bool is_look,
                            kn_trial_answer **out, kn_error *err)
{
    int32_t last = options->until < trial->last_day ? options->until : trial->last_day;
    kn_trial_answer *answer = calloc(1, sizeof *answer);
    kn_trial_rows rows = {0};
    kn_code code;

    *out = NULL;
    if (!answer)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for an answer");
    answer->trial = trial;
    set_course(answer, last);
    code = kn_trial_rows_load(store, trial, last, &rows, err);
    if (code == KN_OK)
        code = kn_trial_answer_dataset(answer, &rows, err);
    if (code == KN_OK)
        code = kn_trial_answer_design(answer, last, err);
    if (code == KN_OK)
        code = run_study(answer, options, is_look, err);
    if (code == KN_OK)
        code = kn_trial_answer_taken(answer, store, &rows, err);
    if (code == KN_OK)
        code = kn_trial_answer_harms(answer, store, err);
    if (code == KN_OK)
        code = kn_trial_answer_periods(answer, &rows, err);
    kn_trial_answer_guesses(answer, last);
    kn_trial_answer_run_in(answer, &rows);
    kn_trial_answer_gain(answer);
    free(rows.row);
    if (code)
        kn_trial_answer_free(answer);
    else
        *out = answer;
    return code;
}

kn_code kn_trial_answer_new(kn_store *store, const kn_trial *trial,
                            const kn_trial_answer_options *options, kn_trial_answer **answer,
                            kn_error *err)
{
    kn_code code = check(trial, err);

    *answer = NULL;
    return code ? code : answer_until(store, trial, options, false, answer, err);
}

void kn_trial_answer_free(kn_trial_answer *answer)
{
    if (!answer)
        return;
    kn_study_free(answer->study);
    kn_dataset_release(&answer->dataset);
    kn_design_release(&answer->design);
    free(answer->periods);
    free(answer->harms);
    free(answer);
}

static bool is_decided(kn_verdict_code verdict)
{
    return verdict == KN_VERDICT_HELPS || verdict == KN_VERDICT_WORSE ||
           verdict == KN_VERDICT_SMALL || verdict == KN_VERDICT_NO_WORTHWHILE;
}

kn_code kn_trial_look_take(kn_store *store, const kn_trial *trial, bool *stop, kn_error *err)
{
    const kn_trial_look *look = kn_trial_due_look(trial);
    kn_trial_answer_options options = {.sensitivity = true};
    kn_trial_answer *answer = NULL;
    kn_code code = check(trial, err);
    size_t units;

    *stop = false;
    if (code)
        return code;
    if (!look)
        return kn_fail(err, KN_CONFLICT, NULL, "no look is due");
    units = (size_t)look->after_cycles * (size_t)trial->protocol.design.arms;
    if (units == 0 || units > trial->unit_count)
        return kn_fail(err, KN_DATA, NULL, "a look after %d cycles of %zu periods",
                       look->after_cycles, trial->unit_count);
    /* the days of those cycles and no more, whenever it is taken */
    options.until = trial->units[units - 1].last_day;
    code = answer_until(store, trial, &options, true, &answer, err);
    if (code == KN_OK && answer->study && answer->study->person[0].fit &&
        !answer->study->person[0].fit->unfit) {
        *stop = true; /* with several arms: once all of them are decided */
        for (int k = 0; k + 1 < trial->protocol.design.arms; k++)
            *stop = *stop && is_decided(answer->study->person[0].answer[k].verdict);
    }
    kn_trial_answer_free(answer);
    return code;
}
