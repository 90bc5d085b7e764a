#include "infer/nuts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A trajectory whose energy has grown by this much has left the typical set for good. */
static const double DIVERGENCE_ENERGY = 1000;

/* Dual averaging (Hoffman and Gelman 2014, section 3.2.1), their values. */
static const double AVERAGING_GAMMA = 0.05, AVERAGING_T0 = 10, AVERAGING_KAPPA = 0.75;

/* Warm-up: steps that only find the typical set, windows that double, steps for the final step
 * size; for a short warm-up the same in shares of 15, 75 and 10 %. */
enum { FIRST_STEPS = 75, FIRST_WINDOW = 25, LAST_STEPS = 50 };

/* A window's variance is pulled towards SHRINK_VARIANCE with the weight of SHRINK_COUNT draws. */
static const double SHRINK_COUNT = 5, SHRINK_VARIANCE = 1e-3;

static const double STEP_SIZE_MIN = 1e-10, STEP_SIZE_MAX = 1e5;
static const double FIRST_STEP_ACCEPT = 0.8; /* the first guess straddles this acceptance */
enum { START_TRIES = 100 };

static void swap(double **a, double **b)
{
    double *c = *a;
    *a = *b;
    *b = c;
}

static double log_sum(double a, double b)
{
    double high = fmax(a, b);
    return high == -HUGE_VAL ? high : high + log1p(exp(-fabs(a - b)));
}

static void eval(kn_nuts *nuts, kn_nuts_point *z)
{
    nuts->target.eval(nuts->target.self, z->q, &z->lp, z->grad);
}

/* Energy of z: -log density + kinetic energy; anything not a number is infinitely high. */
static double energy(const kn_nuts *nuts, const kn_nuts_point *z)
{
    double kinetic = 0;

    for (size_t i = 0; i < nuts->target.dim; i++)
        kinetic += nuts->inv_metric[i] * z->p[i] * z->p[i];
    double h = 0.5 * kinetic - z->lp;
    return isnan(h) ? HUGE_VAL : h;
}

static void draw_momentum(kn_nuts *nuts, double p[])
{
    kn_random_normals(&nuts->random, nuts->target.dim, p);
    for (size_t i = 0; i < nuts->target.dim; i++)
        p[i] /= sqrt(nuts->inv_metric[i]);
}

static void leapfrog(kn_nuts *nuts, kn_nuts_point *z, double step)
{
    size_t dim = nuts->target.dim;

    for (size_t i = 0; i < dim; i++) {
        z->p[i] += 0.5 * step * z->grad[i];
        z->q[i] += step * nuts->inv_metric[i] * z->p[i];
    }
    eval(nuts, z);
    for (size_t i = 0; i < dim; i++)
        z->p[i] += 0.5 * step * z->grad[i];
}

/* The tree of one point. */
static void tree_set(const kn_nuts *nuts, kn_nuts_tree *tree, const kn_nuts_point *z,
                     double log_weight)
{
    size_t size = nuts->target.dim * sizeof(double);

    memcpy(tree->p_left, z->p, size);
    memcpy(tree->p_right, z->p, size);
    memcpy(tree->p_sum, z->p, size);
    memcpy(tree->q, z->q, size);
    memcpy(tree->grad, z->grad, size);
    tree->lp = z->lp;
    tree->log_weight = log_weight;
}

/* True while the stretch left + right, and each half continued by the nearest point of the other,
 * still move apart: at both ends the velocity points along the sum of the momenta. */
static bool still_spreads(const kn_nuts *nuts, const kn_nuts_tree *left, const kn_nuts_tree *right)
{
    double whole_left = 0, whole_right = 0, first_left = 0, first_right = 0, last_left = 0,
           last_right = 0;

    for (size_t i = 0; i < nuts->target.dim; i++) {
        double v = nuts->inv_metric[i];
        double whole = v * (left->p_sum[i] + right->p_sum[i]);
        double first = v * (left->p_sum[i] + right->p_left[i]);
        double last = v * (right->p_sum[i] + left->p_right[i]);
        whole_left += whole * left->p_left[i];
        whole_right += whole * right->p_right[i];
        first_left += first * left->p_left[i];
        first_right += first * right->p_left[i];
        last_left += last * left->p_right[i];
        last_right += last * right->p_right[i];
    }
    return whole_left > 0 && whole_right > 0 && first_left > 0 && first_right > 0 &&
           last_left > 0 && last_right > 0;
}

/* Joins `later` to `tree`, of which it is the continuation in `direction`; `later` is used up. Its
 * point is taken with probability weight(later) / weight of both, or, `biased`, min(1,
 * weight(later) / weight(tree)), which favours far points (Betancourt 2017, A.3.2). False at a
 * U-turn. */
static bool tree_join(kn_nuts *nuts, kn_nuts_tree *tree, kn_nuts_tree *later, int direction,
                      bool biased)
{
    bool spreads =
        direction > 0 ? still_spreads(nuts, tree, later) : still_spreads(nuts, later, tree);
    double both = log_sum(tree->log_weight, later->log_weight);
    double log_accept = later->log_weight - (biased ? tree->log_weight : both);

    if (log_accept >= 0 || log(kn_random_uniform(&nuts->random)) < log_accept) {
        swap(&tree->q, &later->q);
        swap(&tree->grad, &later->grad);
        tree->lp = later->lp;
    }
    if (direction > 0)
        swap(&tree->p_right, &later->p_right);
    else
        swap(&tree->p_left, &later->p_left);
    for (size_t i = 0; i < nuts->target.dim; i++)
        tree->p_sum[i] += later->p_sum[i];
    tree->log_weight = both;
    return spreads;
}

/* Moves z by 2^depth leapfrogs and leaves them in *tree. False if a part diverged or turned. */
static bool tree_grow(kn_nuts *nuts, kn_nuts_tree *tree, kn_nuts_point *z, int depth, int direction)
{
    if (depth == 0) {
        leapfrog(nuts, z, direction * nuts->step_size);
        double gain = nuts->energy_start - energy(nuts, z);
        nuts->leapfrogs++;
        nuts->accept_sum += gain >= 0 ? 1 : exp(gain);
        nuts->divergent = gain < -DIVERGENCE_ENERGY;
        tree_set(nuts, tree, z, gain);
        return !nuts->divergent;
    }
    kn_nuts_tree *later = &nuts->spare[depth - 1];
    return tree_grow(nuts, tree, z, depth - 1, direction) &&
           tree_grow(nuts, later, z, depth - 1, direction) &&
           tree_join(nuts, tree, later, direction, false);
}

static void point_copy(const kn_nuts *nuts, kn_nuts_point *to, const double q[], const double p[],
                       const double grad[], double lp)
{
    size_t size = nuts->target.dim * sizeof(double);

    memcpy(to->q, q, size);
    memcpy(to->p, p, size);
    memcpy(to->grad, grad, size);
    to->lp = lp;
}

/* One transition from the point in whole.q. */
static void transition(kn_nuts *nuts)
{
    kn_nuts_tree *whole = &nuts->whole;
    bool spreads = true;

    draw_momentum(nuts, nuts->trial.p);
    point_copy(nuts, &nuts->left, whole->q, nuts->trial.p, whole->grad, whole->lp);
    point_copy(nuts, &nuts->right, whole->q, nuts->trial.p, whole->grad, whole->lp);
    nuts->energy_start = energy(nuts, &nuts->left);
    nuts->leapfrogs = 0;
    nuts->accept_sum = 0;
    nuts->divergent = false;
    tree_set(nuts, whole, &nuts->left, 0);

    for (nuts->depth = 0; spreads && nuts->depth < KN_NUTS_DEPTH_MAX; nuts->depth++) {
        int direction = kn_random_uniform(&nuts->random) < 0.5 ? -1 : 1;
        kn_nuts_point *end = direction > 0 ? &nuts->right : &nuts->left;

        if (!tree_grow(nuts, &nuts->half, end, nuts->depth, direction))
            break;
        spreads = tree_join(nuts, whole, &nuts->half, direction, true);
    }
    nuts->depth_limited = spreads && nuts->depth == KN_NUTS_DEPTH_MAX;
    nuts->accept = nuts->accept_sum / nuts->leapfrogs;
    nuts->q = whole->q;
    nuts->lp = whole->lp;
}

/* Doubles or halves the step size until one leapfrog's acceptance crosses FIRST_STEP_ACCEPT, then
 * starts dual averaging there, shrinking towards ten times as much (ibid., algorithm 4). */
static void step_size_restart(kn_nuts *nuts)
{
    const kn_nuts_tree *at = &nuts->whole;
    double bar = log(FIRST_STEP_ACCEPT);
    int direction = 0;

    for (;;) {
        draw_momentum(nuts, nuts->trial.p);
        point_copy(nuts, &nuts->left, at->q, nuts->trial.p, at->grad, at->lp);
        double before = energy(nuts, &nuts->left);
        leapfrog(nuts, &nuts->left, nuts->step_size);
        int wanted = before - energy(nuts, &nuts->left) > bar ? 1 : -1;
        if (direction == 0)
            direction = wanted;
        if (wanted != direction)
            break;
        double next = direction > 0 ? nuts->step_size * 2 : nuts->step_size / 2;
        if (next < STEP_SIZE_MIN || next > STEP_SIZE_MAX)
            break;
        nuts->step_size = next;
    }
    nuts->shrink_to = log(10 * nuts->step_size);
    nuts->error_mean = 0;
    nuts->log_step_mean = 0;
    nuts->averaging_step = 0;
}

/* Dual averaging, equation 6. */
static void step_size_adapt(kn_nuts *nuts)
{
    double m = ++nuts->averaging_step;
    double weight = 1 / (m + AVERAGING_T0);
    double error = nuts->options.target_accept - nuts->accept;

    nuts->error_mean += weight * (error - nuts->error_mean);
    double log_step = nuts->shrink_to - nuts->error_mean * sqrt(m) / AVERAGING_GAMMA;
    double keep = pow(m, -AVERAGING_KAPPA);
    nuts->log_step_mean += keep * (log_step - nuts->log_step_mean);
    nuts->step_size = fmin(fmax(exp(log_step), STEP_SIZE_MIN), STEP_SIZE_MAX);
}

static void window_add(kn_nuts *nuts)
{
    double n = ++nuts->window_count;

    for (size_t i = 0; i < nuts->target.dim; i++) {
        double off = nuts->q[i] - nuts->window_mean[i];
        nuts->window_mean[i] += off / n;
        nuts->window_sumsq[i] += off * (nuts->q[i] - nuts->window_mean[i]);
    }
}

/* Takes the window's variances for the metric and opens the next window, twice as long; the last
 * one takes in what would be too short for a window of its own. */
static void window_close(kn_nuts *nuts)
{
    double n = nuts->window_count, keep = n / (n + SHRINK_COUNT);

    if (n < 2)
        return;
    for (size_t i = 0; i < nuts->target.dim; i++) {
        double variance = nuts->window_sumsq[i] / (n - 1);
        nuts->inv_metric[i] = keep * variance + (1 - keep) * SHRINK_VARIANCE;
        nuts->window_mean[i] = nuts->window_sumsq[i] = 0;
    }
    nuts->window_count = 0;
    nuts->window_size *= 2;
    nuts->window_end = nuts->step + nuts->window_size;
    if (nuts->window_end + 2 * nuts->window_size > nuts->slow_to)
        nuts->window_end = nuts->slow_to;
    step_size_restart(nuts);
}

void kn_nuts_step(kn_nuts *nuts)
{
    transition(nuts);
    if (nuts->step >= nuts->options.warmup)
        return;
    nuts->step++;
    step_size_adapt(nuts);
    if (nuts->step > nuts->slow_from && nuts->step <= nuts->slow_to) {
        window_add(nuts);
        if (nuts->step == nuts->window_end)
            window_close(nuts);
    }
    if (nuts->step == nuts->options.warmup)
        nuts->step_size = exp(nuts->log_step_mean);
}

static void plan_windows(kn_nuts *nuts)
{
    int warmup = nuts->options.warmup;
    bool is_short = warmup < FIRST_STEPS + FIRST_WINDOW + LAST_STEPS;

    nuts->slow_from = is_short ? (int)(0.15 * warmup) : FIRST_STEPS;
    nuts->slow_to = warmup - (is_short ? (int)(0.10 * warmup) : LAST_STEPS);
    nuts->window_size = is_short ? nuts->slow_to - nuts->slow_from : FIRST_WINDOW;
    nuts->window_end = nuts->slow_from + nuts->window_size;
    if (nuts->window_end + 2 * nuts->window_size > nuts->slow_to)
        nuts->window_end = nuts->slow_to;
}

/* All arrays in one allocation. */
static kn_code allocate(kn_nuts *nuts, kn_error *err)
{
    double **arrays[3 * 3 + (KN_NUTS_DEPTH_MAX + 1) * 5 + 3];
    size_t count = 0, dim = nuts->target.dim;
    kn_nuts_point *points[] = {&nuts->left, &nuts->right, &nuts->trial};

    for (int i = 0; i < 3; i++) {
        arrays[count++] = &points[i]->q;
        arrays[count++] = &points[i]->p;
        arrays[count++] = &points[i]->grad;
    }
    for (int i = -2; i < KN_NUTS_DEPTH_MAX - 1; i++) {
        kn_nuts_tree *tree = i == -2 ? &nuts->whole : i == -1 ? &nuts->half : &nuts->spare[i];
        arrays[count++] = &tree->p_left;
        arrays[count++] = &tree->p_right;
        arrays[count++] = &tree->p_sum;
        arrays[count++] = &tree->q;
        arrays[count++] = &tree->grad;
    }
    arrays[count++] = &nuts->inv_metric;
    arrays[count++] = &nuts->window_mean;
    arrays[count++] = &nuts->window_sumsq;

    nuts->storage = calloc(count * dim, sizeof(double));
    if (!nuts->storage)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for a chain of %zu parameters", dim);
    for (size_t i = 0; i < count; i++)
        *arrays[i] = nuts->storage + i * dim;
    return KN_OK;
}

/* A start drawn uniformly where the density and its gradient are finite. */
static bool find_start(kn_nuts *nuts)
{
    kn_nuts_tree *whole = &nuts->whole;
    size_t dim = nuts->target.dim;

    for (int t = 0; t < START_TRIES; t++) {
        bool is_finite = true;
        for (size_t i = 0; i < dim; i++)
            whole->q[i] = nuts->options.start_radius * (2 * kn_random_uniform(&nuts->random) - 1);
        nuts->target.eval(nuts->target.self, whole->q, &whole->lp, whole->grad);
        for (size_t i = 0; i < dim; i++)
            is_finite = is_finite && isfinite(whole->grad[i]);
        if (is_finite && isfinite(whole->lp))
            return true;
    }
    return false;
}

kn_code kn_nuts_init(kn_nuts *nuts, const kn_target *target, const kn_nuts_options *options,
                     uint64_t seed, uint64_t stream, kn_error *err)
{
    *nuts = (kn_nuts){.target = *target, .options = *options, .step_size = 1};
    kn_random_init(&nuts->random, seed, stream);
    plan_windows(nuts);
    if (allocate(nuts, err) != KN_OK)
        return KN_NOMEM;
    if (!find_start(nuts)) {
        kn_nuts_release(nuts);
        return kn_fail(err, KN_DATA, NULL, "no starting point with a finite density in %d tries",
                       START_TRIES);
    }
    for (size_t i = 0; i < target->dim; i++)
        nuts->inv_metric[i] = 1;
    nuts->q = nuts->whole.q;
    nuts->lp = nuts->whole.lp;
    step_size_restart(nuts);
    return KN_OK;
}

void kn_nuts_release(kn_nuts *nuts)
{
    free(nuts->storage);
    *nuts = (kn_nuts){0};
}
