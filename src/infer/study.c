#include "unknot/study.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/parallel.h"

/* When a doubt is raised; docs/model.md section 1, "Doubts". */
static const size_t PAIRS_FEW = 5, DAYS_FEW = 28;
static const double PRIOR_SHARE = 0.8;      /* of prior sd, still left in the posterior */
static const double FLAT_DISTANCE = 0.25;   /* posterior sd between data alone and the answer */
static const double DRIFT_NEAR_ONE = 0.8;   /* posterior mean of rho */
static const double MISSING_DISTANCE = 0.1; /* between arms' missing shares */
static const double WASHOUT_SHARE = 1.0 / 3;
static const double REFIT_AGREES = 0.95;
static const double FILTER_GAP = 0.1, WEIGHT_SHIFT = 0.15, KHAT_TRUSTED = 0.7, KHAT_HOPELESS = 1;
/* The nodes' own moments leave out skew, so they must only be alike, but where they are exact. */
static const double CURVE_GAP = 0.35, CURVE_GAP_EXACT = 0.05;
static const double RHAT_GOOD = 1.01, DIVERGENCES_FEW = 1e-3;
static const double HALF_NORMAL_SD = 0.6028; /* sqrt(1 - 2 / pi), of scale 1 */

kn_study_options kn_study_options_default(void)
{
    return (kn_study_options){.fit = kn_fit_options_default(),
                              .claim = {.better = -1},
                              .sensitivity = true,
                              .exact_options = kn_exact_options_default(),
                              .seed = 1};
}

/* What is worked on while a study is made. */
typedef struct work {
    kn_study *study;
    kn_series *series; /* [people] of the kept rows; arrays owned */
    kn_error *error;   /* [people] */
} work;

static double seconds_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The rows that the wash-out leaves, as a series that owns its arrays. */
static kn_code make_series(const kn_study *study, size_t p, kn_series *series, kn_error *err)
{
    const kn_dataset *data = study->dataset;
    const kn_person *person = &data->person[p];
    const bool *kept = study->person[p].kept;
    size_t n = study->person[p].rows_kept, at = 0;
    int32_t *day = malloc((n + 1) * sizeof *day);
    uint8_t *arm = malloc((n + 1) * sizeof *arm);
    double *outcome = malloc((n + 1) * sizeof *outcome);
    bool is_count = data->family == KN_POISSON, is_binomial = data->family == KN_BINOMIAL;
    double *exposure = is_count && person->exposure ? malloc((n + 1) * sizeof *exposure) : NULL;
    double *trials = is_binomial && person->trials ? malloc((n + 1) * sizeof *trials) : NULL;

    *series = (kn_series){.family = data->family,
                          .arms = data->arms,
                          .n = n,
                          .day = day,
                          .arm = arm,
                          .outcome = outcome,
                          .exposure = exposure,
                          .trials = trials,
                          .scale = data->family == KN_GAUSSIAN ? study->options.scale : 0};
    if (!day || !arm || !outcome || (is_count && person->exposure && !exposure) ||
        (is_binomial && person->trials && !trials))
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", n);
    for (size_t i = 0; i < person->rows; i++) {
        if (!kept[i])
            continue;
        day[at] = person->day[i];
        arm[at] = person->arm[i];
        outcome[at] = person->outcome[i];
        if (exposure)
            exposure[at] = person->exposure[i];
        if (trials)
            trials[at] = person->trials[i];
        at++;
    }
    return KN_OK;
}

static void release_series(kn_series *series)
{
    free((void *)(uintptr_t)series->day);
    free((void *)(uintptr_t)series->arm);
    free((void *)(uintptr_t)series->outcome);
    free((void *)(uintptr_t)series->exposure);
    free((void *)(uintptr_t)series->trials);
}

/* Share of each arm's scheduled days without a record; NAN where the schedule is not known. */
static void set_missing(const kn_study *study, const kn_person *person, kn_person_answer *answer)
{
    const kn_dataset *data = study->dataset;
    const kn_design *design = &answer->design;
    double scheduled[KN_ARMS_MAX] = {0}, recorded[KN_ARMS_MAX] = {0};
    bool is_stated = study->options.known && study->options.scheduled;
    bool is_known =
        is_stated || (design->kind != KN_DESIGN_UNKNOWN && design->units < person->rows);

    for (size_t u = 0; u < design->units; u++)
        if (design->arm[u] != KN_ARM_UNKNOWN)
            scheduled[design->arm[u]] += design->first_day[u + 1] - design->first_day[u];
    for (int k = 0; is_stated && k < data->arms; k++)
        scheduled[k] = study->options.scheduled[k];
    for (size_t i = 0; i < person->rows; i++)
        recorded[person->arm[i]]++;
    for (int k = 0; k < data->arms; k++)
        answer->missing[k] =
            is_known && scheduled[k] > 0 ? fmax(1 - recorded[k] / scheduled[k], 0) : (double)NAN;
}

/* A design that is known in full must be of this person: their days lie in its units and are of
 * their arms. */
static kn_code check_followed(const kn_study *study, const kn_person *person,
                              const kn_design *design, kn_error *err)
{
    size_t u = 0;

    if (study->dataset->people != 1 || study->dataset->arms != design->arms)
        return kn_fail(err, KN_DATA, NULL, "a known design of %d arms for %zu people and %d arms",
                       design->arms, study->dataset->people, study->dataset->arms);
    for (size_t i = 0; i < person->rows; i++) {
        while (u < design->units && design->first_day[u + 1] <= person->day[i])
            u++;
        if (u == design->units || person->day[i] < design->first_day[u])
            return kn_fail(err, KN_DATA, &(kn_place){.line = i + 1},
                           "row %zu lies outside of the known design", i + 1);
        if (design->arm[u] != person->arm[i])
            return kn_fail(err, KN_DATA, &(kn_place){.line = i + 1},
                           "row %zu is of arm %d; the known design says otherwise", i + 1,
                           (int)person->arm[i] + 1);
    }
    return KN_OK;
}

static kn_code set_design(const kn_study *study, size_t p, kn_error *err)
{
    const kn_dataset *data = study->dataset;
    const kn_study_options *options = &study->options;
    const kn_person *person = &data->person[p];
    kn_person_answer *answer = &study->person[p];
    const char *names[KN_ARMS_MAX];

    for (int k = 0; k < data->arms; k++)
        names[k] = data->arm_name[k];
    if (options->known) {
        if (kn_design_copy(&answer->design, options->known, err) ||
            check_followed(study, person, &answer->design, err))
            return err->code;
    } else {
        if (kn_design_init(&answer->design, data->arms, person->rows, person->day, person->arm,
                           person->period, err))
            return err->code;
        answer->design.washout_days = options->washout_days;
    }
    if (options->design && kn_design_state(&answer->design, options->design, err))
        return err->code;
    if (options->design_list &&
        kn_design_state_list(&answer->design, names, options->design_list,
                             options->design_list_size, options->design_list_source, err))
        return err->code;
    answer->kept = calloc(person->rows + 1, sizeof *answer->kept);
    if (!answer->kept)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", person->rows);
    answer->rows_kept = kn_design_keep(&answer->design, answer->design.arm, person->rows,
                                       person->day, answer->kept);
    set_missing(study, person, answer);
    return KN_OK;
}

/* The draw's own test, on outcomes per unit of exposure or per trial. */
static kn_code set_randomisation(const kn_study *study, size_t p, kn_error *err)
{
    const kn_person *person = &study->dataset->person[p];
    kn_person_answer *answer = &study->person[p];
    const double *per = study->dataset->family == KN_POISSON    ? person->exposure
                        : study->dataset->family == KN_BINOMIAL ? person->trials
                                                                : NULL;
    double *outcome = malloc((person->rows + 1) * sizeof *outcome);
    kn_code code;

    if (!outcome)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", person->rows);
    for (size_t i = 0; i < person->rows; i++)
        outcome[i] = per ? person->outcome[i] / per[i] : person->outcome[i];
    code = kn_randomisation_test(&answer->design, person->rows, person->day, outcome,
                                 study->options.seed, &answer->randomisation, err);
    free(outcome);
    return code;
}

static bool is_prior_changed(const kn_prior *prior)
{
    kn_prior standard = kn_prior_default();

    return memcmp(prior, &standard, sizeof standard) != 0;
}

static void doubt_design(const kn_study *study, kn_person_answer *answer)
{
    kn_doubts *doubts = &answer->doubts;
    const kn_design *design = &answer->design;
    double unit_days = design->units ? design->first_day[1] - design->first_day[0] : 0;
    size_t cycles = kn_design_cycles(design), rows = 0;
    double least = INFINITY, most = -INFINITY;

    if (design->kind == KN_DESIGN_UNKNOWN)
        kn_doubts_add(doubts, KN_DOUBT_DESIGN_UNKNOWN, 0, 0);
    else if (design->kind == KN_DESIGN_OBSERVED)
        kn_doubts_add(doubts, KN_DOUBT_NOT_RANDOMISED, 0, 0);
    else if (cycles < PAIRS_FEW)
        kn_doubts_add(doubts, KN_DOUBT_FEW_PAIRS, 0, (double)cycles);
    if (design->guessed)
        kn_doubts_add(doubts,
                      design->kind == KN_DESIGN_ALTERNATING ? KN_DOUBT_ORDER_REPEATS
                                                            : KN_DOUBT_DESIGN_GUESSED,
                      0, unit_days);
    if (kn_design_is_weekly(design))
        kn_doubts_add(doubts, KN_DOUBT_WEEKLY_BLOCKS, 0, unit_days);
    if (!study->options.blinded)
        kn_doubts_add(doubts, KN_DOUBT_NOT_BLINDED, 0, 0);
    for (int k = 0; k < study->dataset->arms; k++) {
        least = fmin(least, answer->missing[k]); /* fmin and fmax pass over NAN */
        most = fmax(most, answer->missing[k]);
    }
    if (most - least > MISSING_DISTANCE)
        kn_doubts_add(doubts, KN_DOUBT_MISSING_DIFFERS, 0, most - least);
    rows = study->dataset->person[answer - study->person].rows;
    if ((double)(rows - answer->rows_kept) > WASHOUT_SHARE * (double)rows)
        kn_doubts_add(doubts, KN_DOUBT_WASHOUT_ATE, 0,
                      (double)(rows - answer->rows_kept) / (double)rows);
}

static void doubt_effects(kn_person_answer *answer)
{
    kn_doubts *doubts = &answer->doubts;
    const kn_fit *fit = answer->fit;

    for (int k = 1; k < fit->arms; k++) {
        const kn_effect *effect = &fit->effects[k - 1];
        const kn_answer *judged = &answer->answer[k - 1];
        double sd = effect->posterior.sd, share = sd / fit->options.prior.beta_sd;
        double lowest = fmin(judged->sigma_half, judged->sigma_double);

        if (share > PRIOR_SHARE)
            kn_doubts_add(doubts, KN_DOUBT_PRIOR_DOMINATES, k, share);
        if (!effect->has_flat)
            kn_doubts_add(doubts, KN_DOUBT_FLAT_IMPROPER, k, 0);
        else if (fabs(effect->flat.mean - effect->posterior.mean) > FLAT_DISTANCE * sd)
            kn_doubts_add(doubts, KN_DOUBT_FLAT_DIFFERS, k,
                          (effect->flat.mean - effect->posterior.mean) / sd);
        if (lowest < REFIT_AGREES)
            kn_doubts_add(doubts, KN_DOUBT_SIGMA_PRIOR, k, lowest);
    }
}

static void doubt_numbers(const kn_study *study, kn_person_answer *answer)
{
    kn_doubts *doubts = &answer->doubts;
    const kn_fit *fit = answer->fit;
    const kn_prior *prior = &fit->options.prior;
    const kn_fit_check *check = &fit->check;
    double rho_prior_sd = 1 / sqrt(2 * prior->rho_shape + 1);

    if (fit->n < DAYS_FEW)
        kn_doubts_add(doubts, KN_DOUBT_FEW_DAYS, 0, (double)fit->n);
    if (fit->rho.mean > DRIFT_NEAR_ONE)
        kn_doubts_add(doubts, KN_DOUBT_DRIFT, 0, fit->rho.mean);
    if (fit->sigma.sd > PRIOR_SHARE * HALF_NORMAL_SD * prior->sigma_scale &&
        fit->rho.sd > PRIOR_SHARE * rho_prior_sd)
        kn_doubts_add(doubts, KN_DOUBT_NUISANCE_UNLEARNT, 0, 0);
    if (check->curve_gap > (check->curve_exact ? CURVE_GAP_EXACT : CURVE_GAP))
        kn_doubts_add(doubts, KN_DOUBT_NUMERICS, 0, check->curve_gap);
    else if (check->filter_gap > FILTER_GAP || !check->converged)
        kn_doubts_add(doubts, KN_DOUBT_NUMERICS, 0, check->filter_gap);
    else if (check->khat > KHAT_HOPELESS ||
             (check->khat < KHAT_TRUSTED && check->shift > WEIGHT_SHIFT))
        kn_doubts_add(doubts, KN_DOUBT_NUMERICS, 0, check->khat);
    if (is_prior_changed(prior))
        kn_doubts_add(doubts, KN_DOUBT_PRIOR_CHANGED, 0, 0);
    if (study->dataset->family_guessed)
        kn_doubts_add(doubts, KN_DOUBT_FAMILY_GUESSED, 0, 0);
}

static void doubt_sampler(kn_doubts *doubts, const kn_exact *exact)
{
    double draws = (double)exact->chains * exact->draws;

    if ((double)exact->divergences > DIVERGENCES_FEW * draws)
        kn_doubts_add(doubts, KN_DOUBT_SAMPLER, 0, (double)exact->divergences);
    else if (exact->rhat_worst > RHAT_GOOD)
        kn_doubts_add(doubts, KN_DOUBT_SAMPLER, 0, exact->rhat_worst);
}

/* A refit under another sigma prior, natural scale left out. */
static kn_fit *refit(const kn_series *series, const kn_fit_options *options, double factor,
                     kn_error *err)
{
    kn_fit_options changed = *options;

    changed.prior.sigma_scale *= factor;
    changed.natural = false;
    return kn_fit_new(series, &changed, err);
}

/* Refits are made only where a verdict could hinge on them: some direction is clear. */
static kn_code judge(const kn_study *study, size_t p, const kn_series *series, kn_error *err)
{
    kn_person_answer *answer = &study->person[p];
    kn_fit *half = NULL, *twice = NULL;
    kn_code code = KN_OK;

    for (int round = 0; round < 2; round++) {
        bool is_clear = false;
        for (int e = 0; e + 1 < answer->fit->arms; e++) {
            kn_answer *a = &answer->answer[e];
            kn_answer_judge(answer->fit, e, half, twice, &answer->design, &answer->randomisation,
                            &study->options.claim, a);
            is_clear =
                is_clear || fmax(a->better.posterior, 1 - a->better.posterior) >= a->threshold;
        }
        if (round || answer->fit->unfit || !is_clear || !study->options.sensitivity)
            break;
        half = refit(series, &study->options.fit, 0.5, err);
        twice = half ? refit(series, &study->options.fit, 2, err) : NULL;
        if (!twice) {
            code = err->code;
            break;
        }
    }
    kn_fit_free(half);
    kn_fit_free(twice);
    return code;
}

static void fit_person(void *self, size_t p)
{
    work *w = self;
    kn_study *study = w->study;
    kn_person_answer *answer = &study->person[p];
    kn_error *err = &w->error[p];

    if (set_randomisation(study, p, err))
        return;
    answer->fit = kn_fit_new(&w->series[p], &study->options.fit, err);
    if (!answer->fit || judge(study, p, &w->series[p], err))
        return;
    doubt_design(study, answer);
    if (!answer->fit->unfit) {
        doubt_effects(answer);
        doubt_numbers(study, answer);
    }
}

/* Root of the mean within-person variance, over people who can be fitted. */
static double common_scale(const work *w, size_t people)
{
    double total = 0;
    size_t counted = 0;

    for (size_t p = 0; p < people; p++) {
        const kn_series *s = &w->series[p];
        double mean = 0, squares = 0;
        if (kn_series_unfit(s))
            continue;
        for (size_t i = 0; i < s->n; i++)
            mean += s->outcome[i] / (double)s->n;
        for (size_t i = 0; i < s->n; i++)
            squares += (s->outcome[i] - mean) * (s->outcome[i] - mean);
        total += squares / (double)(s->n - 1);
        counted++;
    }
    return counted ? sqrt(total / (double)counted) : 0;
}

static kn_code pool(kn_study *study, kn_error *err)
{
    size_t people = study->dataset->people, count = 0;
    const kn_curve **curves = calloc(people, sizeof *curves);
    const kn_prior *prior = &study->options.fit.prior;
    kn_pool_options options = {.mu_sd = prior->mu_sd,
                               .omega_scale = prior->omega_scale,
                               .threads = study->options.threads};
    kn_code code = KN_OK;

    study->pooled = calloc(people, sizeof *study->pooled);
    if (!curves || !study->pooled) {
        code = kn_fail(err, KN_NOMEM, NULL, "no memory to pool %zu people", people);
        goto done;
    }
    for (size_t p = 0; p < people; p++) {
        const kn_fit *fit = study->person[p].fit;
        if (fit->unfit)
            continue;
        study->pooled[count] = p;
        curves[count++] = &fit->effects[0].curve;
    }
    if (count < 2)
        goto done;
    options.better =
        study->options.claim.better * study->options.claim.important / curves[0]->scale;
    study->pool = kn_pool_new(curves, count, &options, err);
    code = study->pool ? KN_OK : err->code;
done:
    free(curves);
    return code;
}

static kn_code sample(kn_study *study, const work *w, kn_error *err)
{
    size_t people = study->dataset->people;
    kn_exact_options options = study->options.exact_options;
    kn_series *pooled = NULL;

    options.prior = study->options.fit.prior;
    options.trend = study->options.fit.trend;
    options.threads = study->options.threads;
    for (size_t p = 0; p < people && !study->pool; p++) {
        kn_person_answer *answer = &study->person[p];
        if (answer->fit->unfit)
            continue;
        answer->exact = kn_exact_new(&w->series[p], 1, &options, err);
        if (!answer->exact)
            return err->code;
        doubt_sampler(&answer->doubts, answer->exact);
    }
    if (!study->pool)
        return KN_OK;
    pooled = calloc(study->pool->people, sizeof *pooled);
    if (!pooled)
        return kn_fail(err, KN_NOMEM, NULL, "no memory to sample %zu people", study->pool->people);
    for (size_t j = 0; j < study->pool->people; j++)
        pooled[j] = w->series[study->pooled[j]];
    options.important = study->options.claim.better * study->options.claim.important /
                        study->person[study->pooled[0]].fit->scale;
    study->pool_exact = kn_exact_new(pooled, study->pool->people, &options, err);
    free(pooled);
    return study->pool_exact ? KN_OK : err->code;
}

/* The first person's error, in their order, with their name. */
static kn_code first_error(const kn_study *study, const work *w, kn_error *err)
{
    for (size_t p = 0; p < study->dataset->people; p++) {
        if (w->error[p].code == KN_OK)
            continue;
        *err = w->error[p];
        if (study->dataset->people > 1) {
            char message[sizeof err->message];
            snprintf(message, sizeof message, "%s", err->message);
            snprintf(err->message, sizeof err->message, "person %.40s: %.200s",
                     study->dataset->person[p].name, message);
        }
        return err->code;
    }
    return KN_OK;
}

static kn_code run(kn_study *study, work *w, kn_error *err)
{
    const kn_dataset *data = study->dataset;
    double start = seconds_now();
    bool anyone = false;

    for (size_t p = 0; p < data->people; p++) {
        if (set_design(study, p, &w->error[p]) ||
            make_series(study, p, &w->series[p], &w->error[p]))
            return first_error(study, w, err);
        anyone = anyone || !kn_series_unfit(&w->series[p]);
    }
    if (data->family == KN_GAUSSIAN && data->people > 1) {
        study->scale =
            study->options.scale > 0 ? study->options.scale : common_scale(w, data->people);
        for (size_t p = 0; p < data->people; p++)
            w->series[p].scale = study->scale;
    }
    kn_parallel_for(data->people, study->options.threads, fit_person, w);
    if (first_error(study, w, err))
        return err->code;
    if (anyone && data->people > 1 && data->arms == 2 && pool(study, err))
        return err->code;
    study->seconds = seconds_now() - start;
    return study->options.exact ? sample(study, w, err) : KN_OK;
}

kn_study *kn_study_new(const kn_dataset *dataset, const kn_study_options *options, kn_error *err)
{
    kn_study *study = calloc(1, sizeof *study);
    kn_error unheard;
    work w = {.study = study};
    bool ok = false;

    err = err ? err : &unheard;
    if (!study)
        goto done;
    study->dataset = dataset;
    study->options = *options;
    study->options.threads = kn_threads(options->threads);
    study->person = calloc(dataset->people, sizeof *study->person);
    w.series = calloc(dataset->people, sizeof *w.series);
    w.error = calloc(dataset->people, sizeof *w.error);
    if (study->person && w.series && w.error)
        ok = run(study, &w, err) == KN_OK;
done:
    if (!study || !study->person || !w.series || !w.error)
        kn_fail(err, KN_NOMEM, NULL, "no memory for %zu people", dataset->people);
    for (size_t p = 0; w.series && p < dataset->people; p++)
        release_series(&w.series[p]);
    free(w.series);
    free(w.error);
    if (ok)
        return study;
    kn_study_free(study);
    return NULL;
}

void kn_study_free(kn_study *study)
{
    if (!study)
        return;
    for (size_t p = 0; study->person && p < study->dataset->people; p++) {
        kn_person_answer *answer = &study->person[p];
        kn_fit_free(answer->fit);
        kn_design_release(&answer->design);
        kn_exact_free(answer->exact);
        free(answer->kept);
    }
    free(study->person);
    kn_pool_free(study->pool);
    kn_exact_free(study->pool_exact);
    free(study->pooled);
    free(study);
}
