/* What may be tried, gathered from the strongest source to the weakest and put in order. */
#include "answer/what_now.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/treatment.h"

static const char *const source_words[] = {
    [KN_SOURCE_YOURS] = "yours", [KN_SOURCE_POOLED] = "pooled", [KN_SOURCE_STUDIES] = "studies"};

/* P(the mean person is faster) from which many people's answer is a reason to try: that of a
 * verdict between two arms, docs/model.md. */
static const double POOLED_CLEAR = 0.975;

enum {
    NOW = 1,
    DAYS = 2,
    REFUSED_MAX = 128,
    SEVERE = 3 /* of kn_harm */
};

/* Cards whose own words say that studies looked and found nothing gained, or that it did no better
 * than a dummy: sure of that is no reason to try it. */
static const char *const gained_nothing[] = {"magnesium", "acupuncture", "capsaicin",
                                             "chiropractic"};

typedef struct found { /* a suggestion, and what decides between equals */
    kn_suggestion s;
    bool asks; /* its card says to ask a doctor first */
    size_t place;
} found;

typedef struct gathering {
    const kn_catalogue *catalogue;
    const json_t *cards;
    size_t count;
    found list[KN_SUGGESTIONS_MAX];
    size_t refused_count;
    struct refused {
        char key[KN_ID_SIZE];
        int where;
    } refused[REFUSED_MAX];
} gathering;

const char *kn_source_word(kn_source source)
{
    return source_words[source];
}

/* ---- Gathering --------------------------------------------------------------------------------*/

static bool is_listed(const gathering *g, const char *key, bool is_for_now)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->list[i].s.is_for_now == is_for_now && strcmp(g->list[i].s.key, key) == 0)
            return true;
    return false;
}

static bool is_refused(const gathering *g, const char *key, int where)
{
    for (size_t i = 0; i < g->refused_count; i++)
        if ((g->refused[i].where & where) && strcmp(g->refused[i].key, key) == 0)
            return true;
    return false;
}

static void refuse(gathering *g, const char *key, int where)
{
    struct refused *refused = &g->refused[g->refused_count];

    if (g->refused_count == REFUSED_MAX)
        return;
    snprintf(refused->key, sizeof refused->key, "%s", key);
    refused->where = where;
    g->refused_count++;
}

/* Nothing for what is put away, gone, or there already from a stronger source. */
static void add(gathering *g, const kn_suggestion *suggestion)
{
    const kn_item *item = kn_catalogue_find(g->catalogue, KN_KIND_TREATMENT, suggestion->key);
    const json_t *card = kn_treatment_card(g->cards, suggestion->key);

    if (!item || item->is_archived || g->count == KN_SUGGESTIONS_MAX ||
        is_listed(g, suggestion->key, suggestion->is_for_now))
        return;
    g->list[g->count] = (found){.s = *suggestion,
                                .asks = json_is_true(json_object_get(card, "ask_doctor")),
                                .place = g->count};
    g->count++;
}

/* ---- Own answers, spasm by spasm --------------------------------------------------------------*/

/* helps, small, looks as if, and what is left; -1: no reason to try it. */
static int rank_of(kn_verdict_code verdict)
{
    switch (verdict) {
    case KN_VERDICT_HELPS:
        return 0;
    case KN_VERDICT_SMALL:
        return 1;
    case KN_VERDICT_LOOKS_AS_IF:
        return 2;
    default:
        return -1;
    }
}

/* 1/x and -x of what is known by its summary; a ratio is taken as log-normal, its quantiles are
 * exact. */
static kn_summary inverse(kn_summary s)
{
    const double spread = s.mean > 0 ? s.sd * s.sd / (s.mean * s.mean) : 0;
    const double mean = (1 + spread) / s.mean;

    return (kn_summary){.mean = mean,
                        .sd = mean * sqrt(spread),
                        .q025 = 1 / s.q975,
                        .q50 = 1 / s.q50,
                        .q975 = 1 / s.q025};
}

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
static void take_reference(gathering *g, const kn_relief_diary_answer *relief)
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
        refuse(g, relief->log.key[0], NOW);
    } else if (worst) {
        s = own_now(relief, 0, worst->arm, worst);
        s.verdict = KN_VERDICT_HELPS;
        s.faster = 1 - s.faster;
        s.ratio = inverse(s.ratio);
        s.saved = opposite(s.saved);
        add(g, &s);
    } else if (same && !is_open && strcmp(relief->log.key[0], KN_REMEDY_WAIT) == 0) {
        s = own_now(relief, 0, same->arm, same);
        add(g, &s);
    }
}

static void take_relief(gathering *g, const kn_relief_diary_answer *relief)
{
    for (int arm = 1; arm < relief->log.keys; arm++) {
        const kn_relief_contrast *c = contrast_of(relief, arm);
        kn_suggestion s;

        if (!c)
            continue;
        s = own_now(relief, arm, c->versus, c);
        if (c->answer.verdict == KN_VERDICT_WORSE)
            refuse(g, s.key, NOW | DAYS);
        else if (c->answer.verdict == KN_VERDICT_NO_WORTHWHILE)
            refuse(g, s.key, NOW);
        else if (rank_of(c->answer.verdict) >= 0)
            add(g, &s);
    }
    take_reference(g, relief);
}

/* ---- Own answers, for the days ----------------------------------------------------------------*/

/* One arm's verdict; `is_known` of those about which a newer trial has spoken. */
static void take_verdict(gathering *g, const kn_trial_answer *answer, int arm, int versus,
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
    if (is_refused(g, s.key, DAYS) || is_listed(g, s.key, false))
        return;
    if (verdict == KN_VERDICT_WORSE)
        refuse(g, s.key, NOW | DAYS);
    else if (verdict == KN_VERDICT_NO_WORTHWHILE)
        refuse(g, s.key, DAYS);
    else if (rank_of(verdict) >= 0)
        add(g, &s);
}

static void take_answer(gathering *g, const kn_trial_answer *answer)
{
    const kn_trial_design *design = &answer->trial->protocol.design;
    const kn_person_answer *person = &answer->study->person[0];
    bool is_beaten = false;
    int beat = 0;

    for (size_t i = 0; i < answer->harm_count; i++)
        if (answer->harms[i].severity == SEVERE && answer->harms[i].arm < design->arms)
            refuse(g, design->arm[answer->harms[i].arm].key, NOW | DAYS);
    if (person->fit->unfit)
        return;
    for (int arm = 1; arm < design->arms; arm++) {
        const kn_verdict_code verdict = person->answer[arm - 1].verdict;

        take_verdict(g, answer, arm, 0, verdict);
        is_beaten = is_beaten || verdict == KN_VERDICT_HELPS || verdict == KN_VERDICT_SMALL;
        if (verdict == KN_VERDICT_WORSE)
            beat = arm;
    }
    /* usual care and dummies are in no catalogue: add() passes them over */
    if (is_beaten)
        refuse(g, design->arm[0].key, DAYS);
    else if (beat)
        take_verdict(g, answer, 0, beat, KN_VERDICT_HELPS);
}

/* The newest first: it decides where two are about the same. One that cannot be answered, or not
 * yet, says nothing. */
static kn_code take_trials(gathering *g, kn_store *store, kn_error *err)
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

/* ---- Many people, studies ---------------------------------------------------------------------*/

static void take_pooled(gathering *g, const kn_pooled *pooled)
{
    const bool is_reverse = 1 - pooled->p_faster >= POOLED_CLEAR;
    const kn_summary *b = &pooled->log_ratio;
    const double mean = exp(b->mean + b->sd * b->sd / 2);
    kn_suggestion s = {.source = KN_SOURCE_POOLED,
                       .is_for_now = true,
                       .verdict = KN_VERDICT_HELPS,
                       .episodes = pooled->episodes,
                       .people = pooled->people,
                       .best = (double)NAN,
                       .faster = is_reverse ? 1 - pooled->p_faster : pooled->p_faster,
                       .ratio = {.mean = mean,
                                 .sd = mean * sqrt(expm1(b->sd * b->sd)),
                                 .q025 = exp(b->q025),
                                 .q50 = exp(b->q50),
                                 .q975 = exp(b->q975)}};

    memcpy(s.key, is_reverse ? pooled->versus : pooled->key, sizeof s.key);
    memcpy(s.versus, is_reverse ? pooled->key : pooled->versus, sizeof s.versus);
    if (is_reverse)
        s.ratio = inverse(s.ratio);
    if (s.faster >= POOLED_CLEAR && !is_refused(g, s.key, NOW))
        add(g, &s);
}

/* The answer of most people first: it is the one that counts. */
static int by_people(const void *a, const void *b)
{
    const kn_pooled *x = a, *y = b;

    if (x->people != y->people)
        return x->people < y->people ? 1 : -1;
    if (x->p_faster != y->p_faster)
        return x->p_faster < y->p_faster ? 1 : -1;
    return strcmp(x->id, y->id);
}

static kn_code take_many_people(gathering *g, kn_store *store, kn_error *err)
{
    kn_pooled *pooled = NULL;
    size_t count = 0;
    kn_code code = kn_pooled_load(store, g->catalogue, &pooled, &count, err);

    if (count > 0)
        qsort(pooled, count, sizeof *pooled, by_people);
    for (size_t i = 0; i < count; i++)
        take_pooled(g, &pooled[i]);
    free(pooled);
    return code;
}

static bool is_worth_trying(const char *key)
{
    for (size_t i = 0; i < sizeof gained_nothing / sizeof *gained_nothing; i++)
        if (strcmp(gained_nothing[i], key) == 0)
            return false;
    return !kn_arm_facts_of(key).is_medicine;
}

static void take_cards(gathering *g)
{
    for (size_t i = 0; i < g->catalogue->count; i++) {
        const kn_item *item = &g->catalogue->items[i];
        const json_t *card = kn_treatment_card(g->cards, item->key);
        kn_suggestion s = {.source = KN_SOURCE_STUDIES,
                           .is_for_now = item->is_acute,
                           .verdict = KN_VERDICT_COULD_NOT_TELL,
                           .best = (double)NAN,
                           .faster = (double)NAN};

        if (item->kind != KN_KIND_TREATMENT || !card || !is_worth_trying(item->key) ||
            is_refused(g, item->key, item->is_acute ? NOW : DAYS))
            continue;
        memcpy(s.key, item->key, sizeof s.key);
        s.certainty = (int)json_integer_value(json_object_get(card, "certainty"));
        add(g, &s);
    }
}

/* ---- Order ------------------------------------------------------------------------------------*/

static int compare(double a, double b) /* the greater first; NAN last */
{
    a = isnan(a) ? -1 : a;
    b = isnan(b) ? -1 : b;
    return a < b ? 1 : a > b ? -1 : 0;
}

/* Of two of one source: which comes first by what that source knows. */
static int by_merit(const kn_suggestion *x, const kn_suggestion *y)
{
    int order = 0;

    if (x->source == KN_SOURCE_YOURS) {
        order = (rank_of(x->verdict) < 0) - (rank_of(y->verdict) < 0);
        if (order == 0)
            order = rank_of(x->verdict) - rank_of(y->verdict);
        return order ? order : compare(x->best, y->best);
    }
    if (x->source == KN_SOURCE_POOLED) {
        order = compare(x->faster, y->faster);
        return order ? order : compare((double)x->people, (double)y->people);
    }
    return y->certainty - x->certainty;
}

static int by_order(const void *a, const void *b)
{
    const found *x = a, *y = b;
    int order = y->s.is_for_now - x->s.is_for_now;

    if (order == 0)
        order = (int)x->s.source - (int)y->s.source;
    if (order == 0 && x->s.source != KN_SOURCE_YOURS)
        order = x->asks - y->asks;
    if (order == 0)
        order = by_merit(&x->s, &y->s);
    return order ? order : (x->place > y->place) - (x->place < y->place);
}

kn_code kn_what_now(kn_store *store, const kn_relief_diary_answer *relief,
                    kn_suggestions *suggestions, kn_error *err)
{
    gathering *g = calloc(1, sizeof *g);
    kn_catalogue catalogue = {0};
    json_t *cards = NULL;
    kn_code code = g ? kn_treatments_load(&cards, err)
                     : kn_fail(err, KN_NOMEM, NULL, "out of memory for what may be tried");

    suggestions->count = 0;
    if (code == KN_OK)
        code = kn_catalogue_load(store, &catalogue, err);
    if (code)
        goto done;
    g->catalogue = &catalogue;
    g->cards = cards;
    if (relief && relief->relief)
        take_relief(g, relief);
    code = take_trials(g, store, err);
    if (code == KN_OK)
        code = take_many_people(g, store, err);
    if (code)
        goto done;
    take_cards(g);
    qsort(g->list, g->count, sizeof *g->list, by_order);
    for (size_t i = 0; i < g->count; i++)
        suggestions->list[suggestions->count++] = g->list[i].s;
done:
    kn_catalogue_release(&catalogue);
    json_decref(cards);
    free(g);
    return code;
}
