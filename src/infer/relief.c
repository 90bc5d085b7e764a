#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/parallel.h"
#include "infer/relief_parts.h"

/* Doing nothing is an arm like any other, and what one most wants to compare with. */
static const char *const wait_words[] = {"wait", "waiting"};

/* At p = 0.10, the limit of the verdict, the replays leave an error of 0.004 (one sd). */
enum { REPLAYS = 4999 };

kn_relief_options kn_relief_options_default(void)
{
    return (kn_relief_options){.prior = kn_prior_default(),
                               .claim = {.better = -1},
                               .sensitivity = true,
                               .weibull = true,
                               .test = true,
                               .natural = true,
                               .replays = REPLAYS,
                               .seed = 1};
}

void kn_relief_data_release(kn_relief_data *data)
{
    for (size_t p = 0; data->person && p < data->people; p++) {
        free(data->person[p].episode);
        free(data->person[p].made);
        free(data->person[p].seen);
    }
    free(data->person);
    *data = (kn_relief_data){0};
}

/* ---- One person -------------------------------------------------------------------------------*/

static void count_arms(const kn_relief_rows *rows, kn_relief_arm arm[])
{
    for (size_t i = 0; i < rows->count; i++) {
        const kn_relief_episode *e = &rows->episode[i];
        if (!e->allowed)
            continue;
        arm[e->arm].drawn++;
        arm[e->arm].by[e->eased]++;
        arm[e->arm].answered += e->switched >= 0;
        arm[e->arm].switched += e->switched > 0;
    }
}

/* Every arm against the reference, which is the first one that was drawn if arm 0 never was; and,
 * where "wait" is an arm but not the reference, the others against it. */
static size_t list_contrasts(const kn_relief_data *data, const kn_relief_arm arm[],
                             kn_relief_contrast contrast[])
{
    size_t count = 0;
    int wait = 0, reference = 0;

    while (data->arms > 2 && reference < data->arms - 1 && arm[reference].drawn == 0)
        reference++;
    if (arm[reference].drawn == 0)
        reference = 0;
    for (int a = 0; a < data->arms; a++) {
        if (a == reference)
            continue;
        contrast[count++] = (kn_relief_contrast){.arm = a, .versus = reference};
        for (size_t w = 0; w < sizeof wait_words / sizeof *wait_words; w++)
            if (strcasecmp(data->arm_name[a], wait_words[w]) == 0)
                wait = a;
    }
    for (int a = 0; wait && a < data->arms; a++)
        if (a != wait && a != reference)
            contrast[count++] = (kn_relief_contrast){.arm = a, .versus = wait};
    return count;
}

typedef struct kn_relief_crew {
    kn_relief *relief;
    bool trend;
    kn_error *error; /* [people] */
} kn_relief_crew;

static kn_code answer_contrasts(const kn_relief_crew *crew, size_t p, const kn_odds_table *odds,
                                kn_error *err)
{
    const kn_relief_data *data = crew->relief->data;
    const kn_relief_rows *rows = &data->person[p];
    kn_relief_answer *answer = &crew->relief->person[p];
    kn_relief_work work = {.rows = rows,
                           .options = &crew->relief->options,
                           .odds = odds,
                           .trend = crew->trend,
                           .arms = data->arms};
    kn_randomisation replay[KN_RELIEF_CONTRASTS_MAX];
    bool is_replayed =
        work.options->test && odds->kind != KN_ODDS_NONE && kn_relief_needs_replay(rows);
    kn_code code = KN_NOMEM;

    answer->contrast = calloc(KN_RELIEF_CONTRASTS_MAX, sizeof *answer->contrast);
    work.take = calloc(rows->count + 1, sizeof *work.take);
    work.scores = calloc(rows->count + 1, sizeof *work.scores);
    work.weibull.take = calloc(rows->count + 1, sizeof *work.weibull.take);
    if (!answer->contrast || !work.take || !work.scores || !work.weibull.take) {
        kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", rows->count);
        goto done;
    }
    answer->contrasts = list_contrasts(data, answer->arm, answer->contrast);
    code = KN_OK;
    if (is_replayed)
        code =
            kn_relief_replay(rows, work.options, answer->contrasts, answer->contrast, replay, err);
    for (size_t c = 0; c < answer->contrasts && !code; c++) {
        work.contrast = &answer->contrast[c];
        work.replay = is_replayed ? &replay[c] : NULL;
        code = kn_relief_contrast_fill(&work, err);
    }
done:
    kn_relief_twin_release(&work.weibull);
    free(work.weibull.take);
    free(work.take);
    free(work.scores);
    return code;
}

/* Two arms: the contrast says it all. */
static void rank_two(kn_relief_answer *answer)
{
    const kn_relief_contrast *c = &answer->contrast[0];
    double first = c->unfit ? (double)NAN : kn_density_below(&c->posterior, 0);

    answer->has_ranking = !c->unfit;
    answer->arm[1].best = answer->arm[1].rank[0] = answer->arm[0].rank[1] = first;
    answer->arm[0].best = answer->arm[0].rank[0] = answer->arm[1].rank[1] = 1 - first;
    for (int a = 0; a < 2; a++) { /* both are usable: there is nothing else to use */
        answer->arm[a].median = answer->contrast[0].median[1 - a];
        answer->arm[a].regret = c->unfit ? (double)NAN : c->regret[1 - a];
    }
}

static void answer_person(void *self, size_t p)
{
    kn_relief_crew *crew = self;
    const kn_relief_data *data = crew->relief->data;
    const kn_relief_options *options = &crew->relief->options;
    kn_relief_answer *answer = &crew->relief->person[p];
    kn_error *err = &crew->error[p];
    kn_odds_table *odds = malloc(sizeof *odds);

    if (!odds) {
        kn_fail(err, KN_NOMEM, NULL, "no memory for an answer");
        return;
    }
    kn_odds_of(&data->person[p], options->observed, odds);
    answer->odds = odds->kind;
    count_arms(&data->person[p], answer->arm);
    kn_code code = answer_contrasts(crew, p, odds, err);
    if (!code && options->natural && data->arms > 2)
        code =
            kn_relief_set_ranking(&data->person[p], data->arms, crew->trend, options, answer, err);
    else if (!code && options->natural)
        rank_two(answer);
    if (!code)
        kn_relief_set_doubts(crew->relief, p, crew->trend);
    free(odds);
}

/* ---- All of them ------------------------------------------------------------------------------*/

/* Left out only with one allowed set, equal odds throughout and no stated order; one rule for all
 * people of a file, so that their curves are of one model. */
static bool needs_trend(const kn_relief_data *data, bool observed, kn_odds_table *odds)
{
    if (data->has_order)
        return true;
    for (size_t p = 0; p < data->people; p++) {
        const kn_relief_rows *rows = &data->person[p];
        kn_odds_of(rows, observed, odds);
        if (odds->kind != KN_ODDS_EQUAL)
            return true;
        for (size_t i = 1; i < rows->count; i++)
            if (rows->episode[i].allowed != rows->episode[0].allowed)
                return true; /* also when there was nothing to draw from: something rested */
    }
    return false;
}

static kn_code pool(kn_relief *relief, kn_error *err)
{
    size_t people = relief->data->people, count = 0;
    const kn_curve **curves = calloc(people, sizeof *curves);
    const kn_relief_options *options = &relief->options;
    const kn_pool_options how = {.mu_sd = options->prior.mu_sd,
                                 .omega_scale = options->prior.omega_scale,
                                 .better = options->claim.better * options->claim.important,
                                 .threads = options->threads};

    relief->pooled = calloc(people, sizeof *relief->pooled);
    if (!curves || !relief->pooled) {
        free(curves);
        return kn_fail(err, KN_NOMEM, NULL, "no memory to pool %zu people", people);
    }
    for (size_t p = 0; p < people; p++) {
        const kn_relief_contrast *c = &relief->person[p].contrast[0];
        if (c->unfit)
            continue;
        relief->pooled[count] = p;
        curves[count++] = &c->curve;
    }
    if (count >= 2)
        relief->pool = kn_pool_new(curves, count, &how, err);
    free(curves);
    return count < 2 || relief->pool ? KN_OK : err->code;
}

static kn_code first_error(const kn_relief_crew *crew, kn_error *err)
{
    const kn_relief_data *data = crew->relief->data;

    for (size_t p = 0; p < data->people; p++) {
        if (!crew->error[p].code)
            continue;
        *err = crew->error[p];
        if (data->people > 1) {
            char message[sizeof err->message];
            snprintf(message, sizeof message, "%s", err->message);
            snprintf(err->message, sizeof err->message, "person %.40s: %.200s",
                     data->person[p].name, message);
        }
        return err->code;
    }
    return KN_OK;
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static kn_code run(kn_relief_crew *crew, kn_error *err)
{
    kn_relief *relief = crew->relief;
    const kn_relief_data *data = relief->data;
    kn_odds_table *odds = malloc(sizeof *odds);
    double start = seconds_now();
    kn_code code;

    if (!odds)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for an answer");
    crew->trend = needs_trend(data, relief->options.observed, odds);
    free(odds);
    kn_parallel_for(data->people, relief->options.threads, answer_person, crew);
    code = first_error(crew, err);
    if (!code && data->people > 1 && data->arms == 2)
        code = pool(relief, err);
    relief->seconds = seconds_now() - start;
    return code;
}

kn_relief *kn_relief_new(const kn_relief_data *data, const kn_relief_options *options,
                         kn_error *err)
{
    kn_error unheard;
    kn_relief *relief = NULL;
    kn_relief_crew crew = {0};
    kn_code code;

    err = err ? err : &unheard;
    code = kn_relief_check(data, err);
    if (code)
        return NULL;
    relief = calloc(1, sizeof *relief);
    crew.error = calloc(data->people + 1, sizeof *crew.error);
    crew.relief = relief;
    if (relief && crew.error) {
        relief->data = data;
        relief->options = *options;
        relief->options.claim.better = -1;
        relief->options.threads = kn_threads(options->threads);
        relief->person = calloc(data->people + 1, sizeof *relief->person);
    }
    if (relief && relief->person)
        code = run(&crew, err);
    else
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for %zu people", data->people);
    free(crew.error);
    if (!code)
        return relief;
    kn_relief_free(relief);
    return NULL;
}

void kn_relief_free(kn_relief *relief)
{
    if (!relief)
        return;
    for (size_t p = 0; relief->person && p < relief->data->people; p++)
        free(relief->person[p].contrast);
    free(relief->person);
    kn_pool_free(relief->pool);
    free(relief->pooled);
    free(relief);
}
