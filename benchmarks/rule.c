#include "rule.h"

#include <stdlib.h>
#include <time.h>

#include "base/parallel.h"

static const double IMPORTANT = 0.5;

typedef struct worker {
    const kn_dataset *dataset;
    const kn_design *design; /* [people] */
    kn_decider *decider;
    size_t first, step;
    kn_error error;
} worker;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void decide_share(void *self, size_t index)
{
    worker *w = (worker *)self + index;
    kn_decision decisions[KN_ARMS_MAX - 1];

    for (size_t p = w->first; p < w->dataset->people; p += w->step) {
        kn_series series = kn_dataset_series(w->dataset, p);
        if (kn_decide(w->decider, &series, &w->design[p], decisions, &w->error))
            return;
    }
}

static kn_code init_design(const kn_dataset *dataset, size_t p, kn_design *design, kn_error *err)
{
    const kn_person *person = &dataset->person[p];
    kn_code code =
        kn_design_init(design, dataset->arms, person->rows, person->day, person->arm, NULL, err);

    return code ? code : kn_design_state(design, "pairs", err);
}

kn_code rule_seconds(const kn_dataset *dataset, bool exact, int threads, double *seconds,
                     kn_error *err)
{
    kn_decide_options options = kn_decide_options_default();
    kn_design *design = calloc(dataset->people, sizeof *design);
    worker *workers = calloc((size_t)threads, sizeof *workers);
    kn_code code = KN_OK;

    options.exact = exact;
    options.claim.important = IMPORTANT;
    if (!design || !workers) {
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for %zu trials", dataset->people);
        goto done;
    }
    for (size_t p = 0; p < dataset->people && !code; p++)
        code = init_design(dataset, p, &design[p], err);
    for (int t = 0; t < threads && !code; t++) {
        workers[t] = (worker){
            .dataset = dataset,
            .design = design,
            .first = (size_t)t,
            .step = (size_t)threads,
            .decider = kn_decider_new(&options, dataset->arms, dataset->person[0].rows, err)};
        code = workers[t].decider ? KN_OK : KN_NOMEM;
    }
    if (code)
        goto done;
    double start = now();
    kn_parallel_for((size_t)threads, threads, decide_share, workers);
    *seconds = now() - start;
    for (int t = 0; t < threads && !code; t++)
        if ((code = workers[t].error.code))
            *err = workers[t].error;
done:
    for (int t = 0; workers && t < threads; t++)
        kn_decider_free(workers[t].decider);
    for (size_t p = 0; design && p < dataset->people; p++)
        kn_design_release(&design[p]);
    free(design);
    free(workers);
    return code;
}
