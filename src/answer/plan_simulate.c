/* Simulated trials: invented, decided at each look and at the end, counted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/plan_invent.h"
#include "base/parallel.h"

enum { CHUNK_MAX = 32 /* trials that share a workspace, and one thread */, CHUNKS_A_THREAD = 4 };
static const double VALUE_MAX = 0x1p22; /* of a sum's term: 2^22 x 2^20 trials x 2^20 fits */

void kn_simulation_init(kn_simulation *simulation, const kn_trial_design *design,
                        const kn_scenario *scenario, uint64_t seed)
{
    *simulation = (kn_simulation){.design = *design,
                                  .scenario = *scenario,
                                  .decide = kn_decide_options_default(),
                                  .seed = seed};
    simulation->looks = kn_trial_looks(design, simulation->look_after);
    simulation->decide.claim = (kn_claim){.better = design->better,
                                          .important = design->important,
                                          .looks_planned = design->looks > 0,
                                          .threshold = design->threshold};
}

/* What one thread needs for one trial. */
typedef struct workspace {
    const kn_simulation *simulation;
    kn_invented invented;
    kn_decider *decider;
    int whole_days;     /* of a trial that nobody leaves and no look ends */
    int32_t *first_day; /* [units + 1] */
    int32_t *day;       /* [days] of the recorded days, and what follows */
    uint8_t *arm;
    double *outcome;
    bool *keep;
} workspace;

static void workspace_release(workspace *w)
{
    kn_invented_release(&w->invented);
    kn_decider_free(w->decider);
    free(w->first_day);
    free(w->day);
    free(w->arm);
    free(w->outcome);
    free(w->keep);
}

static kn_code workspace_init(workspace *w, const kn_simulation *simulation, kn_error *err)
{
    const kn_trial_design *design = &simulation->design;
    size_t units = kn_trial_units(design), days;
    kn_code code;

    *w = (workspace){.simulation = simulation};
    code = kn_invented_init(&w->invented, design, err);
    if (code)
        return code;
    days = (size_t)w->invented.days;
    w->whole_days = w->invented.days;
    w->first_day = calloc(units + 1, sizeof *w->first_day);
    w->day = calloc(days + 1, sizeof *w->day);
    w->arm = calloc(days + 1, sizeof *w->arm);
    w->outcome = calloc(days + 1, sizeof *w->outcome);
    w->keep = calloc(days + 1, sizeof *w->keep);
    if (!w->first_day || !w->day || !w->arm || !w->outcome || !w->keep)
        return kn_fail(err, KN_NOMEM, NULL, "no memory to invent %zu days", days);
    for (size_t u = 0; u <= units; u++)
        w->first_day[u] = design->run_in_days + (int32_t)u * design->block_days;
    w->decider = kn_decider_new(&simulation->decide, design->arms, days, err);
    return w->decider ? KN_OK : KN_NOMEM;
}

/* The recorded days before `end`, as the product would have them. */
static void make_series(workspace *w, int end, kn_series *series, kn_design *dealt)
{
    const kn_trial_design *design = &w->simulation->design;
    size_t n = 0;

    for (int d = 0; d < end; d++) {
        if (!w->invented.recorded[d])
            continue;
        w->day[n] = d;
        w->arm[n] = w->invented.arm[d];
        w->outcome[n] = w->invented.outcome[d];
        n++;
    }
    *series = (kn_series){.family = design->family,
                          .arms = design->arms,
                          .n = n,
                          .day = w->day,
                          .arm = w->arm,
                          .outcome = w->outcome};
    *dealt = (kn_design){.kind = KN_DESIGN_BLOCKS,
                         .arms = design->arms,
                         .units = kn_trial_units(design),
                         .first_day = w->first_day,
                         .arm = w->invented.schedule,
                         .block_units = (size_t)design->arms,
                         .washout_days = design->washout_days,
                         .begun = end < w->whole_days
                                      ? (size_t)((end - design->run_in_days) / design->block_days)
                                      : 0};
    if (design->order == KN_ORDER_DAYS) {
        dealt->kind = KN_DESIGN_RUN_LIMITED;
        dealt->block_units = 0;
        dealt->run_limit = design->run_limit;
        dealt->balanced = true;
    }
}

/* The unit of the model scale: gaussian, sd of the analysed days. */
static double model_scale(workspace *w, const kn_series *series, const kn_design *dealt)
{
    double mean = 0, squares = 0;
    size_t n;

    if (series->family != KN_GAUSSIAN)
        return 1;
    n = kn_design_keep(dealt, dealt->arm, series->n, series->day, w->keep);
    for (size_t i = 0; i < series->n; i++)
        mean += w->keep[i] ? series->outcome[i] : 0;
    mean /= (double)n;
    for (size_t i = 0; i < series->n; i++)
        squares += w->keep[i] ? (series->outcome[i] - mean) * (series->outcome[i] - mean) : 0;
    return sqrt(squares / (double)(n - 1));
}

static int64_t in_units(double value)
{
    return llround(fmin(fmax(value, -VALUE_MAX), VALUE_MAX) / KN_TALLY_UNIT);
}

static void count_trial(workspace *w, const kn_series *series, const kn_design *dealt,
                        const kn_decision *decision, int end, kn_tally *tally)
{
    double effect = w->simulation->scenario.effect, scale;

    tally->trials++;
    tally->verdict[decision->verdict]++;
    tally->exact += decision->exact;
    tally->days += in_units(end);
    if (!isfinite(decision->mean) || !isfinite(decision->low) || !isfinite(decision->high)) {
        tally->unfit++;
        return;
    }
    scale = model_scale(w, series, dealt);
    tally->width += in_units((decision->high - decision->low) * scale);
    tally->bias += in_units(decision->mean * scale - effect);
    tally->covered += decision->low * scale <= effect && effect <= decision->high * scale;
}

static bool ends_trial(kn_verdict_code verdict)
{
    return verdict == KN_VERDICT_HELPS || verdict == KN_VERDICT_WORSE ||
           verdict == KN_VERDICT_SMALL || verdict == KN_VERDICT_NO_WORTHWHILE;
}

static kn_code run_trial(workspace *w, uint64_t index, kn_tally *tally, kn_error *err)
{
    const kn_simulation *simulation = w->simulation;
    const kn_trial_design *design = &simulation->design;
    const int cycle_days = design->block_days * design->arms;
    kn_decision decisions[KN_ARMS_MAX - 1];
    kn_series series;
    kn_design dealt;
    bool is_last = false;

    kn_invent_into(simulation, index, &w->invented);
    for (int look = 0; !is_last; look++) {
        int end = w->invented.days;

        if (look < simulation->looks &&
            design->run_in_days + simulation->look_after[look] * cycle_days < end)
            end = design->run_in_days + simulation->look_after[look] * cycle_days;
        make_series(w, end, &series, &dealt);
        if (series.n >= KN_OBSERVATIONS_MIN) {
            kn_code code = kn_decide(w->decider, &series, &dealt, decisions, err);
            if (code)
                return code;
        } else {
            decisions[0] = (kn_decision){.verdict = KN_VERDICT_COULD_NOT_TELL,
                                         .reason = KN_REASON_UNFIT,
                                         .mean = NAN,
                                         .low = NAN,
                                         .high = NAN};
        }
        is_last = end == w->invented.days || ends_trial(decisions[0].verdict);
        if (is_last) {
            tally->early += end < w->invented.days;
            count_trial(w, &series, &dealt, &decisions[0], end, tally);
        }
    }
    return KN_OK;
}

/* ---- Many
 * --------------------------------------------------------------------------------------*/

typedef struct chunk {
    kn_tally tally;
    kn_error err;
} chunk;

typedef struct job {
    const kn_simulation *simulation;
    uint64_t first, count, chunk;
    chunk *chunks;
} job;

static void run_chunk(void *self, size_t i)
{
    job *j = self;
    chunk *c = &j->chunks[i];
    uint64_t begin = i * j->chunk, end = begin + j->chunk < j->count ? begin + j->chunk : j->count;
    workspace w;

    if (workspace_init(&w, j->simulation, &c->err) == KN_OK)
        while (begin < end && run_trial(&w, j->first + begin, &c->tally, &c->err) == KN_OK)
            begin++;
    workspace_release(&w);
}

kn_code kn_simulate(const kn_simulation *simulation, uint64_t first, uint64_t count, int threads,
                    kn_tally *tally, kn_error *err)
{
    job j = {.simulation = simulation, .first = first, .count = count};
    size_t chunks;
    kn_error unheard;

    err = err ? err : &unheard;
    if (count > KN_TALLY_TRIALS_MAX || tally->trials > KN_TALLY_TRIALS_MAX - count)
        return kn_fail(err, KN_LIMIT, NULL, "more than %d trials", KN_TALLY_TRIALS_MAX);
    threads = kn_threads(threads);
    j.chunk = count / (uint64_t)(threads * CHUNKS_A_THREAD);
    j.chunk = j.chunk < 1 ? 1 : j.chunk > CHUNK_MAX ? CHUNK_MAX : j.chunk;
    chunks = (size_t)((count + j.chunk - 1) / j.chunk);
    j.chunks = calloc(chunks + 1, sizeof *j.chunks);
    if (!j.chunks)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu shares of trials", chunks);
    kn_parallel_for(chunks, threads, run_chunk, &j);
    for (size_t i = 0; i < chunks; i++)
        if (j.chunks[i].err.code) {
            *err = j.chunks[i].err;
            free(j.chunks);
            return err->code;
        }
    for (size_t i = 0; i < chunks; i++)
        kn_tally_add(tally, &j.chunks[i].tally);
    free(j.chunks);
    return KN_OK;
}
