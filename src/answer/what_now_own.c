/* The person's own answers as reasons to try, or not: of spasms, and of trials. */
#include <math.h>
#include <string.h>

#include "answer/what_now_parts.h"

enum { SEVERE = 3 /* of kn_harm */ };

/* ---- Own answers, spasm by spasm --------------------------------------------------------------*/

static kn_summary opposite(kn_summary s)
{
    return (kn_summary){.mean = -s.mean,
                        .sd = s.sd,
                        .q025 = -s.q975,
                        .q50 = -s.q50,
                        .q975 = -s.q025,
                        .p_below_zero = 1 - s.p_below_zero};
}

/* Its contrast with `wait` where there is one, else with the reference; NULL without. */
static const kn_relief_contrast *contrast_of(const kn_relief_diary_answer *relief, int arm)
{
    const kn_relief_answer *answer = &relief->relief->person[0];
    const kn_relief_contrast *best = NULL;

    for (size_t i = 0; i < answer->contrasts; i++) {
        const kn_relief_contrast *c = &answer->contrast[i];

        if (c->arm == arm && (!best || strcmp(relief->log.key[c->versus], KN_REMEDY_WAIT) == 0))
            best = c;
    }
    return best;
}

static kn_suggestion own_now(const kn_relief_diary_answer *relief, int arm, int versus,
                             const kn_relief_contrast *c)
{
    const kn_relief_arm *counts = &relief->relief->person[0].arm[arm];
    kn_suggestion s = {.source = KN_SOURCE_YOURS,
                       .is_for_now = true,
                       .verdict = c->answer.verdict,
                       .episodes = c->analysed,
                       .people = 1,
                       .best = relief->relief->person[0].has_ranking ? counts->best : (double)NAN,
                       .faster = c->answer.better.posterior,
                       .ratio = c->ratio,
                       .saved = c->saved};

    memcpy(s.key, relief->log.key[arm], sizeof s.key);
    memcpy(s.versus, relief->log.key[versus], sizeof s.versus);
    return s;
}

/* The one that all are compared with: beaten, it is no suggestion; one that beat another is; and
 * so is waiting where nothing did better. */
static void take_reference(kn_gathering *g, const kn_relief_diary_answer *relief)
{
    const kn_relief_answer *answer = &relief->relief->person[0];
    const kn_relief_contrast *worst = NULL, *same = NULL;
    bool is_beaten = false, is_open = false;
    kn_suggestion s;

    for (size_t i = 0; i < answer->contrasts; i++) {
        const kn_relief_contrast *c = &answer->contrast[i];
        const kn_verdict_code verdict = c->answer.verdict;

        if (c->versus != 0)
            continue;
        is_beaten = is_beaten || verdict == KN_VERDICT_HELPS || verdict == KN_VERDICT_SMALL;
        is_open = is_open || verdict == KN_VERDICT_LOOKS_AS_IF ||
                  verdict == KN_VERDICT_COULD_NOT_TELL || verdict == KN_VERDICT_OBSERVED;
        if (verdict == KN_VERDICT_WORSE &&
            (!worst || c->answer.better.posterior < worst->answer.better.posterior))
            worst = c;
        if (verdict == KN_VERDICT_NO_WORTHWHILE && !same)
            same = c;
    }
    if (is_beaten) {
        kn_gather_refuse(g, relief->log.key[0], KN_FOR_NOW);
    } else if (worst) {
        s = own_now(relief, 0, worst->arm, worst);
        s.verdict = KN_VERDICT_HELPS;
        s.faster = 1 - s.faster;
        s.ratio = kn_ratio_inverse(s.ratio);
        s.saved = opposite(s.saved);
        kn_gather_add(g, &s);
    } else if (same && !is_open && strcmp(relief->log.key[0], KN_REMEDY_WAIT) == 0) {
        s = own_now(relief, 0, same->arm, same);
        kn_gather_add(g, &s);
    }
}

void kn_gather_relief(kn_gathering *g, const kn_relief_diary_answer *relief)
{
    for (int arm = 1; arm < relief->log.keys; arm++) {
        const kn_relief_contrast *c = contrast_of(relief, arm);
        kn_suggestion s;

        if (!c)
            continue;
        s = own_now(relief, arm, c->versus, c);
        if (c->answer.verdict == KN_VERDICT_WORSE)
            kn_gather_refuse(g, s.key, KN_FOR_NOW | KN_FOR_DAYS);
        else if (c->answer.verdict == KN_VERDICT_NO_WORTHWHILE)
            kn_gather_refuse(g, s.key, KN_FOR_NOW);
        else if (kn_verdict_rank(c->answer.verdict) >= 0)
            kn_gather_add(g, &s);
    }
    take_reference(g, relief);
}

/* ---- Own answers, for the days ----------------------------------------------------------------*/

/* One arm's verdict; `is_known` of those about which a newer trial has spoken. */
static void take_verdict(kn_gathering *g, const kn_trial_answer *answer, int arm, int versus,
                         kn_verdict_code verdict)
{
    const kn_trial_design *design = &answer->trial->protocol.design;
    kn_suggestion s = {.source = KN_SOURCE_YOURS,
                       .verdict = verdict,
                       .episodes = (size_t)answer->recorded,
                       .people = 1,
                       .best = (double)NAN,
                       .faster = (double)NAN};

    memcpy(s.key, design->arm[arm].key, sizeof s.key);
    memcpy(s.versus, design->arm[versus].key, sizeof s.versus);
    memcpy(s.trial, answer->trial->id, sizeof s.trial);
    if (kn_gather_is_refused(g, s.key, KN_FOR_DAYS) || kn_gather_has(g, s.key, false))
        return;
    if (verdict == KN_VERDICT_WORSE)
        kn_gather_refuse(g, s.key, KN_FOR_NOW | KN_FOR_DAYS);
    else if (verdict == KN_VERDICT_NO_WORTHWHILE)
        kn_gather_refuse(g, s.key, KN_FOR_DAYS);
    else if (kn_verdict_rank(verdict) >= 0)
        kn_gather_add(g, &s);
}

static void take_answer(kn_gathering *g, const kn_trial_answer *answer)
{
    const kn_trial_design *design = &answer->trial->protocol.design;
    const kn_person_answer *person = &answer->study->person[0];
    bool is_beaten = false;
    int beat = 0;

    for (size_t i = 0; i < answer->harm_count; i++)
        if (answer->harms[i].severity == SEVERE && answer->harms[i].arm < design->arms)
            kn_gather_refuse(g, design->arm[answer->harms[i].arm].key, KN_FOR_NOW | KN_FOR_DAYS);
    if (person->fit->unfit)
        return;
    for (int arm = 1; arm < design->arms; arm++) {
        const kn_verdict_code verdict = person->answer[arm - 1].verdict;

        take_verdict(g, answer, arm, 0, verdict);
        is_beaten = is_beaten || verdict == KN_VERDICT_HELPS || verdict == KN_VERDICT_SMALL;
        if (verdict == KN_VERDICT_WORSE)
            beat = arm;
    }
    /* usual care and dummies are in no catalogue: kn_gather_add() passes them over */
    if (is_beaten)
        kn_gather_refuse(g, design->arm[0].key, KN_FOR_DAYS);
    else if (beat)
        take_verdict(g, answer, 0, beat, KN_VERDICT_HELPS);
}

/* The newest first: it decides where two are about the same. One that cannot be answered, or not
 * yet, says nothing. */
kn_code kn_gather_trials(kn_gathering *g, kn_store *store, kn_error *err)
{
    kn_trial_list trials = {0};
    kn_code code = kn_trials_load(store, &trials, err);

    for (size_t i = 0; i < trials.count && code == KN_OK; i++) {
        const kn_trial *trial = trials.list[i];
        const kn_trial_answer_options options = {.until = trial->today, .sensitivity = true};
        kn_trial_answer *answer = NULL;
        kn_error ignored = {0};

        if ((trial->state != KN_TRIAL_FINISHED && trial->state != KN_TRIAL_STOPPED) ||
            !trial->protocol.is_open)
            continue;
        if (kn_trial_answer_new(store, trial, &options, &answer, &ignored) == KN_OK &&
            answer->study)
            take_answer(g, answer);
        else if (ignored.code == KN_NOMEM)
            code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the answers of trials");
        kn_trial_answer_free(answer);
    }
    kn_trials_release(&trials);
    return code;
}
