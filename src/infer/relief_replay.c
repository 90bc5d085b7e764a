/* The randomisation test where the draw followed what came before: odds that lean to what has eased
 * sooner, or arms that rest after they were drawn. The whole allocation is made again from the
 * first episode, with every outcome held (the sharp null: it would have been the same under any
 * arm): which arms rested, what each draw had seen and of which arm, the odds by the frozen rule,
 * and the draw. This is the law of the draws under no effect, so any function of the replayed draws
 * and the outcomes gives an exact test (Simon and Simon 2011, "Using randomization tests to
 * preserve type I error with response-adaptive and covariate-adaptive randomization").
 *
 * Statistic: the t of the arm in the least-squares line
 *
 *     score ~ 1 + [arm] + order        over the episodes drawn to either arm while both could be
 *
 * in which the scores are residuals of a model without arms: intercepts by what was open but for
 * rest, a trend, sigma. They hang on outcomes, order and rules alone, which all replays share. The
 * t, not the difference, since a third arm that works makes the outcomes of this pair more alike in
 * the diary than in its replays.
 *
 * With three or more arms to draw from, thompson-1 is drawn by drawing theta and taking the least:
 * its chances but for the rounding to thousandths. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/allocate.h"
#include "infer/relief_parts.h"

static const double CHANCE_SAME = 0.005; /* chances are written with two or three digits */
static const double TIE = 1e-9;          /* relative, of t^2 */
static const double NOTHING_LEFT = 1e-12;

typedef struct replay {
    const kn_relief_rows *rows;
    double *score;    /* [count] NAN: none */
    double *order;    /* [count] about -1 to 1 */
    double *seen_log; /* [seen_count] */
    double *known;    /* [count] log minutes, as known so far; NAN: not yet */
    uint8_t *open;    /* [count] */
    uint8_t *exempt;  /* [count] drawn from while they should have rested */
    uint8_t *set;     /* [count] could be drawn, in this replay */
    int8_t *arm;      /* [count] -1: none */
    kn_seen_sums sums;
    double last[KN_ARMS_MAX]; /* hours when each was last drawn */
    void *memory;
} replay;

bool kn_relief_needs_replay(const kn_relief_rows *rows)
{
    for (size_t i = 0; rows->made && i < rows->count; i++) {
        const kn_relief_draw_made *m = &rows->made[i];
        if (m->rule != KN_ALLOCATION_EQUAL)
            return true;
        for (int a = 0; a < KN_ARMS_MAX; a++)
            if (m->rest[a] > 0)
                return true;
    }
    return false;
}

/* ---- One way through the diary ----------------------------------------------------------------*/

static void start(replay *r)
{
    r->sums = (kn_seen_sums){0};
    for (int a = 0; a < KN_ARMS_MAX; a++)
        r->last[a] = -INFINITY;
    for (size_t i = 0; i < r->rows->count; i++)
        r->known[i] = NAN;
}

/* What this draw has seen counts for the arm drawn in this replay. */
static void see(replay *r, size_t i)
{
    const kn_relief_draw_made *m = &r->rows->made[i];

    for (uint32_t k = m->seen_from; k < m->seen_from + m->seen_count; k++) {
        uint32_t e = r->rows->seen[k].episode;
        int arm = r->arm[e];
        if (arm >= 0) {
            r->sums.count[arm] += isnan(r->known[e]);
            r->sums.sum[arm] += r->seen_log[k] - (isnan(r->known[e]) ? 0 : r->known[e]);
        }
        r->known[e] = r->seen_log[k];
    }
}

static unsigned resting(const replay *r, size_t i)
{
    const kn_relief_draw_made *m = &r->rows->made[i];
    unsigned arms = 0;

    for (int a = 0; a < KN_ARMS_MAX; a++)
        if (m->hours - r->last[a] < m->rest[a])
            arms |= 1u << a;
    return arms;
}

static void settle(replay *r, size_t i, unsigned set, int arm)
{
    r->set[i] = (uint8_t)set;
    r->arm[i] = (int8_t)arm;
    if (arm >= 0)
        r->last[arm] = r->rows->made[i].hours;
}

/* The draws as they were. False if the rule does not give the chances that were stated. An arm that
 * was left out or let in otherwise than by rest (two phones that had not met) was so by itself, and
 * is in every replay. chance[count]: of the arm drawn; NAN without a draw. */
static bool follow(replay *r, double weight[][KN_ARMS_MAX])
{
    start(r);
    for (size_t i = 0; i < r->rows->count; i++) {
        const kn_relief_episode *e = &r->rows->episode[i];
        uint32_t parts[KN_ARMS_MAX];
        double total = 0;
        see(r, i);
        unsigned rest = resting(r, i);
        r->exempt[i] = (uint8_t)(e->allowed & rest);
        r->open[i] = (uint8_t)(r->rows->made[i].open & (e->allowed | rest));
        settle(r, i, e->allowed, e->allowed ? e->arm : -1);
        kn_allocation_weights_of(r->rows->made[i].rule, e->allowed, &r->sums, parts);
        for (int a = 0; a < KN_ARMS_MAX; a++)
            total += parts[a];
        for (int a = 0; a < KN_ARMS_MAX; a++)
            weight[i][a] = parts[a] / fmax(total, 1);
        if (e->allowed && !isnan(e->propensity) &&
            fabs(weight[i][e->arm] - e->propensity) > CHANCE_SAME)
            return false;
    }
    return true;
}

static int nth_arm(unsigned set, int n)
{
    int arm = 0;

    for (; n > 0 || !(set >> arm & 1); arm++)
        n -= (int)(set >> arm & 1);
    return arm;
}

static int draw_thompson(unsigned set, int count, const kn_seen_sums *sums, kn_random *random)
{
    double mean[KN_ARMS_MAX], sd[KN_ARMS_MAX], z[KN_ARMS_MAX], least = INFINITY;
    uint32_t weight[KN_ARMS_MAX];
    int arm = 0, at = 0;
    uint32_t place = (uint32_t)kn_random_below(random, KN_ALLOCATION_TOTAL);

    if (count == 2) {
        kn_allocation_weights_of(KN_ALLOCATION_THOMPSON, set, sums, weight);
        return kn_allocation_pick(weight, place);
    }
    if (place < (uint32_t)count * KN_ALLOCATION_FLOOR)
        return nth_arm(set, (int)(place / KN_ALLOCATION_FLOOR));
    kn_allocation_levels(sums, mean, sd);
    kn_random_normals(random, (size_t)count, z);
    for (int a = 0; a < KN_ARMS_MAX; a++) {
        if (!(set >> a & 1))
            continue;
        double theta = mean[a] + sd[a] * z[at++];
        arm = theta < least ? a : arm;
        least = fmin(least, theta);
    }
    return arm;
}

static void draw_anew(replay *r, kn_random *random)
{
    start(r);
    for (size_t i = 0; i < r->rows->count; i++) {
        see(r, i);
        unsigned set = r->open[i] & ~(resting(r, i) & ~(unsigned)r->exempt[i]);
        int count = __builtin_popcount(set), arm = -1;
        if (count == 1)
            arm = nth_arm(set, 0);
        else if (count && r->rows->made[i].rule == KN_ALLOCATION_THOMPSON)
            arm = draw_thompson(set, count, &r->sums, random);
        else if (count)
            arm = nth_arm(set, (int)kn_random_below(random, (uint64_t)count));
        settle(r, i, set, arm);
    }
}

/* ---- Statistic --------------------------------------------------------------------------------*/

/* t of the arm; *effect: its coefficient. 0 if there are too few episodes to say. */
static double statistic(const replay *r, int arm, int versus, double *effect)
{
    unsigned both = 1u << arm | 1u << versus;
    double n = 0, x = 0, o = 0, s = 0, xo = 0, oo = 0, xs = 0, os = 0, ss = 0;

    for (size_t i = 0; i < r->rows->count; i++) {
        if ((r->set[i] & both) != both || (r->arm[i] != arm && r->arm[i] != versus) ||
            isnan(r->score[i]))
            continue;
        double order = r->order[i], score = r->score[i];
        n++;
        o += order;
        s += score;
        oo += order * order;
        os += order * score;
        ss += score * score;
        if (r->arm[i] == arm) {
            x++;
            xo += order;
            xs += score;
        }
    }
    *effect = 0;
    if (n < 4)
        return 0;
    double total = ss;
    double xx = x - x * x / n;
    xo -= x * o / n, xs -= x * s / n, oo -= o * o / n, os -= o * s / n, ss -= s * s / n;
    if (oo > NOTHING_LEFT * n) {
        xx -= xo * xo / oo;
        xs -= xo * os / oo;
        ss -= os * os / oo;
    }
    if (xx < NOTHING_LEFT * n)
        return 0;
    *effect = xs / xx;
    double left = fmax(ss - xs * xs / xx, NOTHING_LEFT * total);
    return left > 0 ? xs / sqrt(xx * left / (n - 3)) : 0;
}

/* The chance of the draws as they were, and of their opposite, between the two. */
static double chance_alone(const replay *r, double weight[][KN_ARMS_MAX], int arm, int versus)
{
    unsigned both = 1u << arm | 1u << versus;
    double same = 1, opposite = 1;

    for (size_t i = 0; i < r->rows->count; i++) {
        bool is_arm = r->arm[i] == arm;
        if ((r->set[i] & both) != both || (!is_arm && r->arm[i] != versus) || isnan(r->score[i]))
            continue;
        double p = weight[i][arm] / (weight[i][arm] + weight[i][versus]);
        same *= is_arm ? p : 1 - p;
        opposite *= is_arm ? 1 - p : p;
    }
    return same + opposite;
}

/* ---- Scores, and the test ---------------------------------------------------------------------*/

/* scores[count], NAN where the end is not known. False: nothing to score. */
static kn_code score(const kn_relief_rows *rows, const kn_prior *prior, double scores[],
                     bool *possible, kn_error *err)
{
    kn_relief_rows plain = *rows;
    kn_relief_model model = {0};
    size_t n = rows->count, known = 0, eased = 0;
    bool *take = calloc(n + 1, sizeof *take);
    kn_code code = KN_OK;

    plain.made = NULL;
    plain.episode = calloc(n + 1, sizeof *plain.episode);
    if (!take || !plain.episode) {
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", n);
        goto done;
    }
    for (size_t i = 0; i < n; i++) {
        plain.episode[i] = rows->episode[i];
        plain.episode[i].allowed = rows->made[i].open;
        plain.episode[i].arm = 0;
        take[i] = plain.episode[i].eased != KN_EASED_UNKNOWN;
        known += take[i];
        eased += take[i] && plain.episode[i].eased != KN_EASED_NOT;
        scores[i] = NAN;
    }
    *possible = known >= KN_OBSERVATIONS_MIN && eased > 0;
    if (!*possible)
        goto done;
    code = kn_relief_model_init(&model, &plain, take, 0, -1, true, false, prior, err);
    if (!code)
        kn_relief_scores(&model, &plain, take, false, scores);
done:
    kn_relief_model_release(&model);
    free(plain.episode);
    free(take);
    return code;
}

static bool replay_init(replay *r, const kn_relief_rows *rows)
{
    size_t n = rows->count, seen = rows->seen_count;
    double least = INFINITY, most = -INFINITY;

    *r = (replay){.rows = rows};
    r->memory = malloc((3 * n + seen + 1) * sizeof(double) + 4 * n);
    if (!r->memory)
        return false;
    double *at = r->memory;
    r->score = at;
    r->order = at + n;
    r->known = at + 2 * n;
    r->seen_log = at + 3 * n;
    r->open = (uint8_t *)(r->seen_log + seen);
    r->exempt = r->open + n;
    r->set = r->exempt + n;
    r->arm = (int8_t *)(r->set + n);
    for (size_t i = 0; i < n; i++) {
        least = fmin(least, rows->episode[i].order);
        most = fmax(most, rows->episode[i].order);
    }
    for (size_t i = 0; i < n; i++)
        r->order[i] =
            most > least ? (2 * rows->episode[i].order - least - most) / (most - least) : 0;
    for (size_t k = 0; k < seen; k++)
        r->seen_log[k] = log(rows->seen[k].minutes);
    return true;
}

static void count_hits(replay *r, const kn_relief_options *options, size_t contrasts,
                       const kn_relief_contrast contrast[], const double reach[], size_t hits[])
{
    kn_random random;
    double effect;

    kn_random_init(&random, options->seed, 0);
    for (int d = 0; d < options->replays; d++) {
        draw_anew(r, &random);
        for (size_t c = 0; c < contrasts; c++) {
            double t = statistic(r, contrast[c].arm, contrast[c].versus, &effect);
            hits[c] += t * t >= reach[c];
        }
    }
}

kn_code kn_relief_replay(const kn_relief_rows *rows, const kn_relief_options *options,
                         size_t contrasts, const kn_relief_contrast contrast[],
                         kn_randomisation result[], kn_error *err)
{
    double reach[KN_RELIEF_CONTRASTS_MAX];
    size_t hits[KN_RELIEF_CONTRASTS_MAX] = {0};
    double(*weight)[KN_ARMS_MAX] = malloc((rows->count + 1) * sizeof *weight);
    replay r = {0};
    bool possible = false;
    kn_code code = KN_OK;

    for (size_t c = 0; c < contrasts; c++)
        result[c] = (kn_randomisation){.p = {(double)NAN}, .p_smallest = 1};
    if (!weight || !replay_init(&r, rows))
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", rows->count);
    if (!code)
        code = score(rows, &options->prior, r.score, &possible, err);
    if (code || !possible || options->replays < 1 || !follow(&r, weight))
        goto done;
    for (size_t c = 0; c < contrasts; c++) {
        kn_randomisation *test = &result[c];
        double t = statistic(&r, contrast[c].arm, contrast[c].versus, &test->statistic[0]);
        reach[c] = t * t * (1 - TIE);
        test->done = true;
        test->permitted = INFINITY;
        test->tried = (size_t)options->replays;
        test->p_smallest = fmax(chance_alone(&r, weight, contrast[c].arm, contrast[c].versus),
                                1.0 / (1 + options->replays));
    }
    count_hits(&r, options, contrasts, contrast, reach, hits);
    for (size_t c = 0; c < contrasts; c++)
        result[c].p[0] = (1.0 + (double)hits[c]) / (1 + options->replays);
done:
    free(r.memory);
    free(weight);
    return code;
}
