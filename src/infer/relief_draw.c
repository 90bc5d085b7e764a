/* The randomisation test. It asks one question of one contrast: had the two arms done the same,
 * how often would the draw alone have set them as far apart? Each episode drawn to either of them
 * is drawn anew between the two, at its own odds within its own allowed set; everything else,
 * outcomes included, is held.
 *
 * Statistic: sum of ([arm] - chance of arm) x score. The score is that of the model with no effect
 * of the arm: the residual in units of sigma, for a limit or a range its expected value (the
 * hazard). Any function of the outcomes alone would make the test exact, since the outcomes are
 * held; this one is the most powerful against a shift of log minutes, and needs no made-up minutes
 * for an episode that was not seen to ease. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "infer/relief_parts.h"

static const double ODDS_SAME = 0.005; /* chances are written with two or three digits */
static const double TIE = 1e-9;        /* of the sum of |scores| */
enum { EXACT_MAX = 20, DRAWS = 20000, GROUP = 8, GROUP_SIZE = 1 << GROUP };

/* ---- Odds -------------------------------------------------------------------------------------*/

static bool is_member(unsigned set, int arm)
{
    return set >> arm & 1;
}

/* Arms never drawn from a set share what the others leave. False if the chances do not add up. */
static bool complete_set(unsigned set, double chance[KN_ARMS_MAX])
{
    double sum = 0;
    int unseen = 0;

    for (int a = 0; a < KN_ARMS_MAX; a++) {
        if (!is_member(set, a))
            continue;
        if (isnan(chance[a]))
            unseen++;
        else
            sum += chance[a];
    }
    if (unseen == 0)
        return fabs(sum - 1) < 4 * ODDS_SAME;
    for (int a = 0; a < KN_ARMS_MAX; a++)
        if (is_member(set, a) && isnan(chance[a]))
            chance[a] = (1 - sum) / unseen;
    return sum < 1;
}

void kn_odds_of(const kn_relief_rows *rows, bool observed, kn_odds_table *odds)
{
    bool is_equal = true, is_fixed = true, has_followed = false, seen[256] = {false};

    for (int s = 0; s < 256; s++)
        for (int a = 0; a < KN_ARMS_MAX; a++)
            odds->chance[s][a] = (double)NAN;
    for (size_t i = 0; i < rows->count; i++) {
        const kn_relief_episode *e = &rows->episode[i];
        if (!e->allowed)
            continue;
        has_followed = has_followed || (rows->made && rows->made[i].rule != KN_ALLOCATION_EQUAL);
        double equal = 1.0 / __builtin_popcount(e->allowed);
        double p = isnan(e->propensity) ? equal : e->propensity;
        double *chance = &odds->chance[e->allowed][e->arm];
        is_equal = is_equal && fabs(p - equal) <= ODDS_SAME;
        is_fixed = is_fixed && (isnan(*chance) || fabs(p - *chance) <= ODDS_SAME);
        *chance = isnan(*chance) ? p : *chance;
        seen[e->allowed] = true;
    }
    for (unsigned s = 0; s < 256; s++)
        if (seen[s])
            is_fixed = complete_set(s, odds->chance[s]) && is_fixed;
    odds->kind = observed       ? KN_ODDS_NONE
                 : has_followed ? KN_ODDS_MOVED
                 : is_equal     ? KN_ODDS_EQUAL
                 : is_fixed     ? KN_ODDS_FIXED
                                : KN_ODDS_MOVED;
}

/* ---- Redraws ----------------------------------------------------------------------------------*/

typedef struct redraw {
    size_t n;
    double *score, *chance; /* [n] chance of the contrast's arm */
    double followed;        /* |statistic| of the draw that was followed, less a rounding */
    bool is_even;           /* every chance is one half */
} redraw;

/* Statistic and chance of every way to draw `count` episodes. */
static void tabulate(const redraw *r, size_t from, size_t count, double sum[], double chance[])
{
    for (size_t way = 0; way < (size_t)1 << count; way++) {
        sum[way] = 0;
        chance[way] = 1;
        for (size_t k = 0; k < count; k++) {
            double p = r->chance[from + k];
            bool is_arm = way >> k & 1;
            sum[way] += (is_arm - p) * r->score[from + k];
            chance[way] *= is_arm ? p : 1 - p;
        }
    }
}

static double every_way(const redraw *r)
{
    enum { MOST = 1 << (EXACT_MAX / 2) };
    double sum[2][MOST], chance[2][MOST], p = 0;
    size_t low = r->n / 2, high = r->n - low;

    tabulate(r, 0, low, sum[0], chance[0]);
    tabulate(r, low, high, sum[1], chance[1]);
    for (size_t h = 0; h < (size_t)1 << high; h++) {
        double part = 0;
        for (size_t l = 0; l < (size_t)1 << low; l++)
            part += fabs(sum[0][l] + sum[1][h]) >= r->followed ? chance[0][l] : 0;
        p += part * chance[1][h];
    }
    return fmin(p, 1);
}

/* Even odds: eight episodes at a time, by a table of their 256 sums. */
static size_t hits_even(const redraw *r, kn_random *random, double table[])
{
    size_t groups = (r->n + GROUP - 1) / GROUP, hits = 0;
    double unused[GROUP_SIZE];

    memset(table, 0, groups * GROUP_SIZE * sizeof *table);
    for (size_t g = 0; g < groups; g++) {
        size_t count = r->n - g * GROUP < GROUP ? r->n - g * GROUP : GROUP;
        tabulate(r, g * GROUP, count, table + g * GROUP_SIZE, unused);
        for (size_t way = (size_t)1 << count; way < GROUP_SIZE; way++)
            table[g * GROUP_SIZE + way] = table[g * GROUP_SIZE + way % ((size_t)1 << count)];
    }
    for (int d = 0; d < DRAWS; d++) {
        double sum[2] = {0, 0}; /* two chains of additions go side by side */
        uint64_t bits = 0;
        for (size_t g = 0; g < groups; g++) {
            bits = g % GROUP ? bits >> GROUP : kn_random_bits(random);
            sum[g % 2] += table[g * GROUP_SIZE + (bits & (GROUP_SIZE - 1))];
        }
        hits += fabs(sum[0] + sum[1]) >= r->followed;
    }
    return hits;
}

static size_t hits_uneven(const redraw *r, kn_random *random)
{
    size_t hits = 0;

    for (int d = 0; d < DRAWS; d++) {
        double sum = 0;
        for (size_t i = 0; i < r->n; i++)
            sum += ((kn_random_uniform(random) < r->chance[i]) - r->chance[i]) * r->score[i];
        hits += fabs(sum) >= r->followed;
    }
    return hits;
}

/* The draw that was followed; the smallest p: its chance and that of its opposite. */
static void follow(const kn_relief_work *work, redraw *r, kn_randomisation *result)
{
    const kn_relief_contrast *c = work->contrast;
    double sum = 0, total = 0, weight = 0, same = 1, opposite = 1;

    r->is_even = true;
    for (size_t i = 0; i < work->rows->count; i++) {
        const kn_relief_episode *e = &work->rows->episode[i];
        if (!work->take[i] || e->eased == KN_EASED_UNKNOWN ||
            (e->arm != c->arm && e->arm != c->versus))
            continue;
        const double *chance = work->odds->chance[e->allowed];
        double p = chance[c->arm] / (chance[c->arm] + chance[c->versus]);
        bool is_arm = e->arm == c->arm;
        if (work->odds->kind == KN_ODDS_EQUAL)
            p = 0.5;
        r->is_even = r->is_even && p == 0.5;
        r->score[r->n] = work->scores[i];
        r->chance[r->n++] = p;
        sum += (is_arm - p) * work->scores[i];
        total += fabs(work->scores[i]);
        weight += p * (1 - p);
        same *= is_arm ? p : 1 - p;
        opposite *= is_arm ? 1 - p : p;
    }
    r->followed = fabs(sum) - TIE * total;
    result->statistic[0] = sum / weight;
    result->p_smallest = same + opposite;
}

kn_code kn_relief_draw_test(const kn_relief_work *work, kn_randomisation *result, kn_error *err)
{
    size_t n = work->rows->count;
    redraw r = {0};
    kn_random random;

    *result = (kn_randomisation){.p = {(double)NAN}, .p_smallest = 1};
    if (!work->options->test || work->odds->kind == KN_ODDS_MOVED ||
        work->odds->kind == KN_ODDS_NONE)
        return KN_OK;
    r.score = malloc((2 * n + (n / GROUP + 1) * GROUP_SIZE) * sizeof *r.score);
    if (!r.score)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", n);
    r.chance = r.score + n;
    follow(work, &r, result);
    result->done = true;
    result->permitted = ldexp(1, (int)(r.n < 1000 ? r.n : 1000));
    result->exact = r.n <= EXACT_MAX;
    if (result->exact) {
        result->p[0] = every_way(&r);
        result->tried = (size_t)1 << r.n;
    } else {
        kn_random_init(&random, work->options->seed, 0);
        size_t hits = r.is_even ? hits_even(&r, &random, r.chance + n) : hits_uneven(&r, &random);
        result->p[0] = (double)(1 + hits) / (1 + DRAWS);
        result->p_smallest = fmax(result->p_smallest, 1.0 / (1 + DRAWS));
        result->tried = DRAWS;
    }
    free(r.score);
    return KN_OK;
}
