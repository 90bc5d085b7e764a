/* One contrast. It has a model of its own, of the episodes in which both arms could have been drawn
 * and of those alone: an arm that is allowed only where episodes are long would otherwise look
 * slow. A third arm drawn in such an episode stays in: it tells about the intercepts, the trend and
 * sigma, through its own effect. With one allowed set every contrast has the same episodes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/answer.h"
#include "infer/relief_parts.h"

static const double SIGMA_HALF = 0.5, SIGMA_DOUBLE = 2;

/* Odds that follow the outcomes make the model's own error larger: 6 in 100 with a drift of 1 log
 * unit, against 4 with equal odds (docs/characteristics.md). The replay has no such error, so that
 * there it decides. */
static const double P_MOST_FOLLOWED = 0.05;

/* ---- Which episodes ---------------------------------------------------------------------------*/

static void take_episodes(kn_relief_work *work)
{
    kn_relief_contrast *c = work->contrast;
    unsigned both = 1u << c->arm | 1u << c->versus;

    for (size_t i = 0; i < work->rows->count; i++) {
        const kn_relief_episode *e = &work->rows->episode[i];
        bool is_known = e->eased != KN_EASED_UNKNOWN;
        work->take[i] = (e->allowed & both) == both;
        if (!work->take[i])
            continue;
        c->considered++;
        c->analysed += is_known;
        for (int k = 0; k < 2; k++)
            if (e->arm == (k ? c->versus : c->arm)) {
                c->drawn[k] += is_known;
                c->in[k] += is_known && e->eased != KN_EASED_NOT;
            }
    }
}

typedef struct cell {
    unsigned which; /* allowed set and arm */
    double minutes;
} cell;

static int by_cell(const void *a, const void *b)
{
    const cell *x = a, *y = b;

    if (x->which != y->which)
        return x->which < y->which ? -1 : 1;
    return (x->minutes > y->minutes) - (x->minutes < y->minutes);
}

/* Whether no cell of a set and an arm has two different minutes, though one has two episodes: the
 * spread would then be fitted as nothing at all. */
static kn_code is_constant(const kn_relief_work *work, bool *constant, kn_error *err)
{
    size_t n = work->rows->count, count = 0, twice = 0;
    cell *cells = malloc((n + 1) * sizeof *cells);

    if (!cells)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", n);
    *constant = true;
    for (size_t i = 0; i < n; i++) {
        const kn_relief_episode *e = &work->rows->episode[i];
        if (!work->take[i] || e->eased == KN_EASED_UNKNOWN)
            continue;
        if (e->eased == KN_EASED_AT)
            cells[count++] = (cell){(unsigned)e->allowed << 8 | e->arm, e->minutes};
        else
            *constant = false; /* a limit or a range leaves room for a spread */
    }
    qsort(cells, count, sizeof *cells, by_cell);
    for (size_t i = 1; i < count; i++)
        if (cells[i].which == cells[i - 1].which) {
            twice++;
            *constant = *constant && cells[i].minutes == cells[i - 1].minutes;
        }
    *constant = *constant && twice > 0;
    free(cells);
    return KN_OK;
}

static kn_code find_unfit(kn_relief_work *work, kn_error *err)
{
    kn_relief_contrast *c = work->contrast;
    bool constant = false;
    size_t eased = 0;
    kn_code code = is_constant(work, &constant, err);

    for (size_t i = 0; i < work->rows->count; i++) {
        kn_eased end = work->rows->episode[i].eased;
        eased += work->take[i] && (end == KN_EASED_AT || end == KN_EASED_BETWEEN);
    }
    c->unfit = c->analysed < KN_OBSERVATIONS_MIN      ? KN_RELIEF_UNFIT_TOO_FEW
               : c->drawn[0] == 0 || c->drawn[1] == 0 ? KN_RELIEF_UNFIT_ARM
               : eased == 0                           ? KN_RELIEF_UNFIT_NEVER
               : constant                             ? KN_RELIEF_UNFIT_CONSTANT
                                                      : KN_RELIEF_UNFIT_NOT;
    return code;
}

/* ---- Fit --------------------------------------------------------------------------------------*/

/* The model under another prior of sigma, or with Weibull times: what a verdict needs of it. */
typedef struct refit {
    kn_density posterior, flat;
    bool has_flat;
} refit;

static void set_refit(const kn_relief_contrast *c, const kn_curve *curve, double beta_sd,
                      refit *result)
{
    kn_curve_posterior(curve, 0, beta_sd, &result->posterior);
    result->has_flat =
        c->in[0] && c->in[1] && kn_curve_posterior(curve, 0, INFINITY, &result->flat);
}

static kn_code fit_again(const kn_relief_work *work, bool is_weibull, double sigma_factor,
                         refit *result, kn_error *err)
{
    const kn_relief_contrast *c = work->contrast;
    kn_prior prior = work->options->prior;
    kn_relief_model model = {0};
    kn_relief_nodes nodes = {0};
    kn_curve curve;
    kn_code code;

    prior.sigma_scale *= sigma_factor;
    code = kn_relief_model_init(&model, work->rows, work->take, c->versus, c->arm, work->trend,
                                is_weibull, &prior, err);
    model.top = is_weibull ? work->weibull.model.top : work->top;
    model.top_sd = is_weibull ? work->weibull.model.top_sd : work->top_sd;
    if (!code)
        code = kn_relief_nodes_init(&nodes, &model, err);
    if (!code) {
        if (is_weibull)
            kn_relief_curve_joint(&model, &nodes, model.asked, &curve);
        else
            kn_relief_curve(&model, &nodes, &curve);
        set_refit(c, &curve, prior.beta_sd, result);
    }
    kn_relief_nodes_release(&nodes);
    kn_relief_model_release(&model);
    return code;
}

void kn_relief_twin_release(kn_relief_twin *twin)
{
    kn_relief_nodes_release(&twin->nodes);
    kn_relief_model_release(&twin->model);
    twin->is_ready = false;
}

static kn_code fit_weibull(kn_relief_work *work, refit *result, kn_error *err)
{
    const kn_relief_contrast *c = work->contrast;
    kn_relief_twin *twin = &work->weibull;
    size_t size = work->rows->count * sizeof *work->take;
    kn_curve curve;
    kn_code code = KN_OK;

    if (!twin->is_ready || twin->versus != c->versus || memcmp(twin->take, work->take, size) != 0) {
        kn_relief_twin_release(twin);
        twin->versus = c->versus;
        memcpy(twin->take, work->take, size);
        code = kn_relief_model_init(&twin->model, work->rows, work->take, c->versus, -1,
                                    work->trend, true, &work->options->prior, err);
        if (!code)
            code = kn_relief_nodes_init(&twin->nodes, &twin->model, err);
        twin->is_ready = !code;
    }
    if (code)
        return code;
    kn_relief_curve_joint(&twin->model, &twin->nodes, twin->model.column_of[c->arm], &curve);
    set_refit(c, &curve, work->options->prior.beta_sd, result);
    return KN_OK;
}

static void set_curve(const kn_relief_work *work, kn_relief_model *model,
                      const kn_relief_nodes *nodes)
{
    kn_relief_contrast *c = work->contrast;
    double x[KN_RELIEF_COLUMNS_MAX] = {0}, mean, sd;

    c->curve.family = KN_GAUSSIAN; /* of log minutes */
    c->curve.scale = 1;
    c->curve.prior = work->options->prior;
    c->curve.trend = work->trend;
    c->curve.n[0] = c->drawn[1];
    c->curve.n[1] = c->drawn[0];
    c->converged = kn_relief_curve(model, nodes, &c->curve) && nodes->converged;
    kn_curve_posterior(&c->curve, 0, work->options->prior.beta_sd, &c->posterior);
    c->has_flat = c->in[0] && c->in[1] && kn_curve_posterior(&c->curve, 0, INFINITY, &c->flat);
    c->ratio = kn_relief_exp(&c->posterior);
    x[model->asked] = 1;
    kn_relief_nodes_moments(nodes, x, &mean, &sd);
    c->curve_gap = fmax(fabs(c->posterior.mean - mean) / sd, fabs(log(c->posterior.sd / sd)));
}

static kn_code fit(kn_relief_work *work, kn_error *err)
{
    kn_relief_contrast *c = work->contrast;
    kn_relief_model model = {0};
    kn_relief_nodes nodes = {0};
    kn_density density;
    kn_code code = kn_relief_model_init(&model, work->rows, work->take, c->versus, c->arm,
                                        work->trend, false, &work->options->prior, err);

    if (!code)
        code = kn_relief_nodes_init(&nodes, &model, err);
    if (code)
        goto done;
    work->top = model.top;
    work->top_sd = model.top_sd;
    c->sets = model.sets;
    c->has_trend = model.trend >= 0;
    c->log_evidence = nodes.log_evidence;
    set_curve(work, &model, &nodes);
    c->sigma = kn_relief_nodes_sigma(&nodes);
    if (c->has_trend) {
        double x[KN_RELIEF_COLUMNS_MAX] = {0};
        x[model.trend] = 1;
        kn_relief_nodes_density(&nodes, x, &density);
        c->gamma = kn_density_summary(&density);
    }
    if (work->options->natural)
        kn_relief_set_minutes(&model, &nodes, c);
    kn_relief_scores(&model, work->rows, work->take, true, work->scores);
done:
    kn_relief_nodes_release(&nodes);
    kn_relief_model_release(&model);
    return code;
}

/* ---- Verdict ----------------------------------------------------------------------------------*/

static void judge(const kn_relief_work *work, const refit *main, const refit *half,
                  const refit *twice, kn_answer *answer)
{
    const kn_relief_contrast *c = work->contrast;
    bool has_followed = c->replayed && work->odds->kind == KN_ODDS_MOVED;
    const kn_contrast contrast = {.arm = c->arm,
                                  .arms = work->arms,
                                  .posterior = &main->posterior,
                                  .flat = main->has_flat ? &main->flat : NULL,
                                  .half = half ? &half->posterior : NULL,
                                  .twice = twice ? &twice->posterior : NULL,
                                  .beta_sd = work->options->prior.beta_sd,
                                  .scale = 1,
                                  .is_randomised = work->odds->kind != KN_ODDS_NONE,
                                  .is_lost = c->curve_gap > KN_CURVE_GAP_LOST,
                                  .has_draw = c->draw.done,
                                  .p = c->draw.p[0],
                                  .p_smallest = c->draw.p_smallest,
                                  .p_most = has_followed ? P_MOST_FOLLOWED : 0,
                                  .cycles = c->drawn[0] < c->drawn[1] ? c->drawn[0] : c->drawn[1]};

    kn_contrast_judge(&contrast, &work->options->claim, answer);
}

/* Refits under other priors of sigma only where a direction is clear. */
static kn_code judge_fully(const kn_relief_work *work, bool is_weibull, const refit *main,
                           kn_answer *answer, kn_error *err)
{
    refit half, twice;
    kn_code code;

    judge(work, main, NULL, NULL, answer);
    double p = answer->better.posterior;
    if (!work->options->sensitivity || fmax(p, 1 - p) < answer->threshold)
        return KN_OK;
    code = fit_again(work, is_weibull, SIGMA_HALF, &half, err);
    if (!code)
        code = fit_again(work, is_weibull, SIGMA_DOUBLE, &twice, err);
    if (!code)
        judge(work, main, &half, &twice, answer);
    return code;
}

static kn_code try_weibull(kn_relief_work *work, kn_error *err)
{
    kn_relief_contrast *c = work->contrast;
    kn_answer answer;
    refit other;
    kn_code code = fit_weibull(work, &other, err);

    if (!code)
        code = judge_fully(work, true, &other, &answer, err);
    if (code)
        return code;
    c->has_weibull = true;
    c->weibull = other.posterior;
    c->weibull_verdict = answer.verdict;
    c->weibull_differs = answer.verdict != c->answer.verdict ||
                         (other.posterior.mean > 0) != (c->posterior.mean > 0);
    return KN_OK;
}

static void set_unfit(const kn_relief_work *work)
{
    kn_relief_contrast *c = work->contrast;

    c->draw = (kn_randomisation){.p = {(double)NAN}, .p_smallest = 1};
    c->answer = (kn_answer){.arm = c->arm,
                            .threshold = kn_claim_threshold(&work->options->claim, work->arms),
                            .has_important = work->options->claim.important > 0,
                            .verdict = KN_VERDICT_COULD_NOT_TELL,
                            .reason = KN_REASON_UNFIT,
                            .sigma_half = NAN,
                            .sigma_double = NAN};
}

kn_code kn_relief_contrast_fill(kn_relief_work *work, kn_error *err)
{
    kn_relief_contrast *c = work->contrast;
    kn_code code;

    take_episodes(work);
    code = find_unfit(work, err);
    if (code)
        return code;
    if (c->unfit) {
        set_unfit(work);
        return KN_OK;
    }
    code = fit(work, err);
    c->replayed = work->replay && work->replay->done;
    if (work->replay)
        c->draw = *work->replay;
    else if (!code)
        code = kn_relief_draw_test(work, &c->draw, err);
    if (code)
        return code;
    refit main = {.posterior = c->posterior, .has_flat = c->has_flat};
    if (c->has_flat)
        main.flat = c->flat;
    code = judge_fully(work, false, &main, &c->answer, err);
    if (!code && work->options->weibull)
        code = try_weibull(work, err);
    return code;
}
