/* What may be tried, gathered from the strongest source to the weakest and put in order. */
#include "answer/what_now_parts.h"

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

/* Cards whose own words say that studies looked and found nothing gained, or that it did no better
 * than a dummy: sure of that is no reason to try it. */
static const char *const gained_nothing[] = {"magnesium", "acupuncture", "capsaicin",
                                             "chiropractic"};

const char *kn_source_word(kn_source source)
{
    return source_words[source];
}

/* ---- Gathering --------------------------------------------------------------------------------*/

bool kn_gather_has(const kn_gathering *g, const char *key, bool is_for_now)
{
    for (size_t i = 0; i < g->count; i++)
        if (g->list[i].s.is_for_now == is_for_now && strcmp(g->list[i].s.key, key) == 0)
            return true;
    return false;
}

bool kn_gather_is_refused(const kn_gathering *g, const char *key, int where)
{
    for (size_t i = 0; i < g->refused_count; i++)
        if ((g->refused[i].where & where) && strcmp(g->refused[i].key, key) == 0)
            return true;
    return false;
}

void kn_gather_refuse(kn_gathering *g, const char *key, int where)
{
    struct kn_refused *refused = g->refused;

    while (refused < g->refused + g->refused_count && strcmp(refused->key, key) != 0)
        refused++;
    if (refused == g->refused + KN_REFUSED_MAX)
        return;
    if (refused == g->refused + g->refused_count) {
        snprintf(refused->key, sizeof refused->key, "%s", key);
        g->refused_count++;
    }
    refused->where |= where;
}

void kn_gather_add(kn_gathering *g, const kn_suggestion *suggestion)
{
    const kn_item *item = kn_catalogue_find(g->catalogue, KN_KIND_TREATMENT, suggestion->key);
    const json_t *card = kn_treatment_card(g->cards, suggestion->key);

    if (!item || item->is_archived || g->count == KN_SUGGESTIONS_MAX ||
        kn_gather_has(g, suggestion->key, suggestion->is_for_now))
        return;
    g->list[g->count] = (kn_gathered){.s = *suggestion,
                                      .asks = json_is_true(json_object_get(card, "ask_doctor")),
                                      .place = g->count};
    g->count++;
}

/* ---- Numbers that more than one source needs ------------------------------------------------*/

int kn_verdict_rank(kn_verdict_code verdict)
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

/* 1/x of what is known by its summary; a ratio is taken as log-normal, its quantiles are exact. */
kn_summary kn_ratio_inverse(kn_summary s)
{
    const double spread = s.mean > 0 ? s.sd * s.sd / (s.mean * s.mean) : 0;
    const double mean = (1 + spread) / s.mean;

    return (kn_summary){.mean = mean,
                        .sd = mean * sqrt(spread),
                        .q025 = 1 / s.q975,
                        .q50 = 1 / s.q50,
                        .q975 = 1 / s.q025};
}

/* ---- Many people, studies ---------------------------------------------------------------------*/

static void take_pooled(kn_gathering *g, const kn_pooled *pooled)
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
        s.ratio = kn_ratio_inverse(s.ratio);
    if (s.faster >= POOLED_CLEAR && !kn_gather_is_refused(g, s.key, KN_FOR_NOW))
        kn_gather_add(g, &s);
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

static kn_code take_many_people(kn_gathering *g, kn_store *store, kn_error *err)
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

static void take_cards(kn_gathering *g)
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
            kn_gather_is_refused(g, item->key, item->is_acute ? KN_FOR_NOW : KN_FOR_DAYS))
            continue;
        memcpy(s.key, item->key, sizeof s.key);
        s.certainty = (int)json_integer_value(json_object_get(card, "certainty"));
        kn_gather_add(g, &s);
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
        order = (kn_verdict_rank(x->verdict) < 0) - (kn_verdict_rank(y->verdict) < 0);
        if (order == 0)
            order = kn_verdict_rank(x->verdict) - kn_verdict_rank(y->verdict);
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
    const kn_gathered *x = a, *y = b;
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
    kn_gathering *g = calloc(1, sizeof *g);
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
        kn_gather_relief(g, relief);
    code = kn_gather_trials(g, store, err);
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
