#include "unknot/exact.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "infer/exact_model.h"
#include "infer/mcmc_diagnostics.h"
#include "infer/nuts.h"

enum {
    CHAINS_MAX = KN_MCMC_CHAINS_MAX / 2,
    THREADS_MAX = 64,
    STEPS_MAX = 1000000,
    WARMUP_MIN = 20,
    /* What the tolerances of docs/model.md section 5 need, see docs/exact.md. */
    DRAWS_ONE = 40000,
    DRAWS_POOLED = 4000
};

/* Short diaries of counts have a narrow corner (small sigma) that longer steps fail to enter. */
static const double TARGET_ONE = 0.98, TARGET_POOLED = 0.9;
static const size_t STORED_MAX = (size_t)1 << 27; /* reported values kept: 1 GiB */
static const double START_RADIUS = 1;             /* q is scaled so that priors are about 1 wide */

kn_exact_options kn_exact_options_default(void)
{
    return (kn_exact_options){.prior = kn_prior_default(),
                              .trend = true,
                              .seed = 1,
                              .chains = 4,
                              .warmup = 1000,
                              .threads = 1};
}

typedef struct chain_result {
    kn_error error;
    long divergences, depth_limited, leapfrogs;
} chain_result;

typedef struct kn_exact_run {
    const kn_exact_model *model;
    const kn_exact_options *options;
    kn_exact *exact;
    chain_result chains[CHAINS_MAX];
    size_t stored;  /* draws of all chains: values of one quantity */
    double *values; /* [model->values x chains x draws] */
    double *work;   /* [threads x 3 x stored] */
} kn_exact_run;

typedef struct crew { /* threads that share out the numbers 0 .. count-1 */
    kn_exact_run *run;
    void (*job)(kn_exact_run *run, size_t index, size_t worker);
    size_t count;
    atomic_size_t next, workers;
} crew;

static void *crew_work(void *self)
{
    crew *c = self;
    size_t index, worker = atomic_fetch_add(&c->workers, 1);

    while ((index = atomic_fetch_add(&c->next, 1)) < c->count)
        c->job(c->run, index, worker);
    return NULL;
}

/* Runs job(run, 0 .. count-1, worker) on up to `threads` threads, this one included. A thread that
 * cannot be had is done without. */
static void crew_run(kn_exact_run *run, size_t threads, size_t count,
                     void (*job)(kn_exact_run *run, size_t index, size_t worker))
{
    crew c = {.run = run, .job = job, .count = count};
    pthread_t helper[THREADS_MAX];
    size_t helpers = 0;

    while (helpers + 1 < threads && helpers + 1 < count &&
           pthread_create(&helper[helpers], NULL, crew_work, &c) == 0)
        helpers++;
    crew_work(&c);
    while (helpers > 0)
        pthread_join(helper[--helpers], NULL);
}

static void run_chain(kn_exact_run *run, size_t index, size_t worker)
{
    const kn_exact_model *model = run->model;
    const kn_exact_options *options = run->options;
    chain_result *chain = &run->chains[index];
    size_t draws = (size_t)options->draws;
    double *values = NULL;
    kn_exact_view view = {0};
    kn_nuts nuts = {0};
    kn_random random; /* of the reported values: a stream of its own, so that it shifts no draw */

    (void)worker;
    kn_random_init(&random, options->seed, 2 * index + 1);
    values = malloc(model->values * sizeof *values);
    if (!values) {
        kn_fail(&chain->error, KN_NOMEM, NULL, "out of memory for a chain");
        goto done;
    }
    if (kn_exact_view_init(&view, model, &chain->error) != KN_OK)
        goto done;
    kn_target target = {.dim = model->dim, .eval = kn_exact_eval, .self = &view};
    kn_nuts_options nuts_options = {.warmup = options->warmup,
                                    .target_accept = options->target_accept,
                                    .start_radius = START_RADIUS};
    if (kn_nuts_init(&nuts, &target, &nuts_options, options->seed, 2 * index, &chain->error) !=
        KN_OK)
        goto done;

    for (int i = 0; i < options->warmup; i++)
        kn_nuts_step(&nuts);
    for (size_t i = 0; i < draws; i++) {
        kn_nuts_step(&nuts);
        chain->divergences += nuts.divergent;
        chain->depth_limited += nuts.depth_limited;
        chain->leapfrogs += nuts.leapfrogs;
        kn_exact_model_values(&view, nuts.q, &random, values);
        for (size_t v = 0; v < model->values; v++)
            run->values[v * run->stored + index * draws + i] = values[v];
    }
done:
    kn_nuts_release(&nuts);
    kn_exact_view_release(&view);
    free(values);
}

static void summarise(kn_exact_run *run, size_t index, size_t worker)
{
    kn_exact_quantity *quantity = &run->exact->quantities[index];
    const double *values = run->values + index * run->stored;
    double *work = run->work + worker * 3 * run->stored;
    size_t chains = (size_t)run->options->chains, draws = (size_t)run->options->draws;
    kn_mcmc_diagnostics diagnostics;

    kn_exact_model_name(run->model, index, quantity->name, sizeof quantity->name);
    quantity->summary = kn_mcmc_summary(values, chains, draws, work);
    kn_mcmc_diagnose(values, chains, draws, work, &diagnostics);
    quantity->mcse_mean = diagnostics.mcse_mean;
    quantity->rhat = diagnostics.rhat;
    quantity->ess_bulk = diagnostics.ess_bulk;
    quantity->ess_tail = diagnostics.ess_tail;
}

/* Totals over the chains, worst over the quantities. */
static void conclude(const kn_exact_run *run, kn_exact *exact)
{
    double leapfrogs = 0;

    for (int c = 0; c < exact->chains; c++) {
        exact->divergences += run->chains[c].divergences;
        exact->depth_limited += run->chains[c].depth_limited;
        leapfrogs += (double)run->chains[c].leapfrogs;
    }
    exact->leapfrogs_mean = leapfrogs / (double)run->stored;
    exact->ess_bulk_least = exact->ess_tail_least = HUGE_VAL;
    for (size_t v = 0; v < exact->count; v++) {
        const kn_exact_quantity *q = &exact->quantities[v];
        exact->rhat_worst = fmax(exact->rhat_worst, q->rhat);
        exact->ess_bulk_least = fmin(exact->ess_bulk_least, q->ess_bulk);
        exact->ess_tail_least = fmin(exact->ess_tail_least, q->ess_tail);
    }
}

static kn_code check_options(const kn_exact_options *o, kn_error *err)
{
    static const struct {
        const char *what;
        size_t at;
        int least, most;
    } rules[] = {
        {"chains", offsetof(kn_exact_options, chains), 2, CHAINS_MAX},
        {"warm-up steps", offsetof(kn_exact_options, warmup), WARMUP_MIN, STEPS_MAX},
        {"draws", offsetof(kn_exact_options, draws), KN_MCMC_DRAWS_MIN, STEPS_MAX},
    };

    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
        int value;
        memcpy(&value, (const char *)o + rules[r].at, sizeof value);
        if (value < rules[r].least || value > rules[r].most)
            return kn_fail(err, KN_USAGE, NULL, "%d %s; there must be %d to %d", value,
                           rules[r].what, rules[r].least, rules[r].most);
    }
    if (!(o->target_accept > 0 && o->target_accept < 1))
        return kn_fail(err, KN_USAGE, NULL,
                       "the target acceptance must lie between 0 and 1, not %g", o->target_accept);
    if (!isfinite(o->important))
        return kn_fail(err, KN_USAGE, NULL, "the important difference must be finite");
    return KN_OK;
}

static kn_code check_series(const kn_series *series, size_t people, kn_error *err)
{
    for (size_t j = 0; j < people; j++) {
        const kn_series *s = &series[j];
        kn_code code = kn_series_check(s, err);
        if (code != KN_OK)
            return code;
        if (kn_series_unfit(s) != KN_UNFIT_NOT)
            return kn_fail(err, KN_DATA, NULL, "person %zu: no effect can be fitted", j + 1);
        if (s->family != series->family || s->arms != series->arms || s->scale != series->scale)
            return kn_fail(err, KN_DATA, NULL, "person %zu: another family, arms or scale", j + 1);
    }
    if (people < 1)
        return kn_fail(err, KN_DATA, NULL, "nobody to fit");
    if (people > 1 && series->arms != 2)
        return kn_fail(err, KN_DATA, NULL, "%d arms; people are pooled over two", series->arms);
    if (people > 1 && series->family == KN_GAUSSIAN && series->scale == 0)
        return kn_fail(err, KN_DATA, NULL, "pooling a measure needs its common scale");
    return KN_OK;
}

/* Samples and summarises; *exact is filled but for its time. */
static kn_code sample(const kn_exact_model *model, const kn_exact_options *options, kn_exact *exact,
                      kn_error *err)
{
    size_t threads = options->threads < 1 ? 1 : (size_t)options->threads;
    kn_exact_run *run = calloc(1, sizeof *run);
    kn_code code = KN_NOMEM;

    if (!run)
        goto done;
    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    *run = (kn_exact_run){.model = model, .options = options, .exact = exact};
    run->stored = (size_t)options->chains * (size_t)options->draws;
    if (model->values > STORED_MAX / run->stored) {
        code = kn_fail(err, KN_LIMIT, NULL, "%zu draws of %zu quantities are more than is kept",
                       run->stored, model->values);
        kn_hint(err, "Ask for fewer draws.");
        goto done;
    }
    exact->count = model->values;
    exact->quantities = calloc(exact->count, sizeof *exact->quantities);
    run->values = malloc(model->values * run->stored * sizeof(double));
    run->work = malloc(threads * 3 * run->stored * sizeof(double));
    if (!exact->quantities || !run->values || !run->work)
        goto done;

    crew_run(run, threads, (size_t)options->chains, run_chain);
    code = KN_OK;
    for (int c = options->chains - 1; c >= 0; c--)
        if (run->chains[c].error.code != KN_OK) {
            code = run->chains[c].error.code;
            if (err)
                *err = run->chains[c].error;
        }
    if (code != KN_OK)
        goto done;
    crew_run(run, threads, exact->count, summarise);
    conclude(run, exact);
done:
    if (code == KN_NOMEM)
        kn_fail(err, KN_NOMEM, NULL, "out of memory for the draws");
    if (run) {
        free(run->values);
        free(run->work);
    }
    free(run);
    return code;
}

kn_exact *kn_exact_new(const kn_series *series, size_t people, const kn_exact_options *options,
                       kn_error *err)
{
    kn_exact_options o = *options;
    kn_exact_model model = {0};
    struct timespec start, end;
    kn_exact *exact = NULL;
    kn_code code = check_series(series, people, err);

    if (code != KN_OK)
        return NULL;
    if (o.draws == 0)
        o.draws = people == 1 ? DRAWS_ONE : DRAWS_POOLED;
    if (o.target_accept == 0)
        o.target_accept = people == 1 ? TARGET_ONE : TARGET_POOLED;
    if (check_options(&o, err) != KN_OK)
        return NULL;
    clock_gettime(CLOCK_MONOTONIC, &start);
    code = kn_exact_model_init(&model, series, people, &o, err);
    if (code != KN_OK)
        goto done;
    exact = calloc(1, sizeof *exact);
    if (!exact) {
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory");
        goto done;
    }
    exact->chains = o.chains;
    exact->warmup = o.warmup;
    exact->draws = o.draws;
    code = sample(&model, &o, exact, err);
    clock_gettime(CLOCK_MONOTONIC, &end);
    exact->seconds =
        (double)(end.tv_sec - start.tv_sec) + 1e-9 * (double)(end.tv_nsec - start.tv_nsec);
done:
    kn_exact_model_release(&model);
    if (code == KN_OK)
        return exact;
    kn_exact_free(exact);
    return NULL;
}

void kn_exact_free(kn_exact *exact)
{
    if (!exact)
        return;
    free(exact->quantities);
    free(exact);
}

const kn_exact_quantity *kn_exact_find(const kn_exact *exact, const char *name)
{
    for (size_t i = 0; i < exact->count; i++)
        if (strcmp(exact->quantities[i].name, name) == 0)
            return &exact->quantities[i];
    return NULL;
}
