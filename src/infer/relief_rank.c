/* Minutes, minutes saved, and which arm is the fastest. An average episode stands in the middle of
 * the order and has the mean intercept of the episodes analysed. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/relief_parts.h"

/* Points of a two-dimensional lattice (Kronecker, golden ratio) for the minutes saved. Even, since
 * they are dealt symmetrically about the median. */
enum { LATTICE = 1000, DRAWS = 6000 };
static const double GOLDEN = 0.61803398874989484820;

/* Columns of the median under an arm. */
static void level_columns(const kn_relief_model *model, int arm, double x[])
{
    memset(x, 0, (size_t)model->columns * sizeof *x);
    memcpy(x, model->share, (size_t)model->sets * sizeof *x);
    if (model->column_of[arm] >= 0)
        x[model->column_of[arm]] = 1;
}

static double quantile_normal(double p)
{
    /* Bisection on erfc would be slow for 2000 points: Acklam's rational approximation, good to
     * 1e-9 relative, is plenty for a lattice. */
    static const double a[] = {-3.969683028665376e+01, 2.209460984245205e+02,
                               -2.759285104469687e+02, 1.383577518672690e+02,
                               -3.066479806614716e+01, 2.506628277459239e+00};
    static const double b[] = {-5.447609879822406e+01, 1.615858368580409e+02,
                               -1.556989798598866e+02, 6.680131188771972e+01,
                               -1.328068155288572e+01};
    static const double c[] = {-7.784894002430293e-03, -3.223964580411365e-01,
                               -2.400758277161838e+00, -2.549732539343734e+00,
                               4.374664141464968e+00,  2.938163982698783e+00};
    static const double d[] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                               3.754408661907416e+00};
    double q = p - 0.5, r;

    if (fabs(q) <= 0.47575) {
        r = q * q;
        return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
               (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1);
    }
    r = sqrt(-2 * log(q < 0 ? p : 1 - p));
    double x = (((((c[0] * r + c[1]) * r + c[2]) * r + c[3]) * r + c[4]) * r + c[5]) /
               ((((d[0] * r + d[1]) * r + d[2]) * r + d[3]) * r + 1);
    return q < 0 ? x : -x;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static kn_summary summary_of(double value[], size_t n)
{
    kn_summary s = {0};
    double square = 0, below = 0;

    for (size_t i = 0; i < n; i++) {
        s.mean += value[i] / (double)n;
        below += value[i] < 0;
    }
    for (size_t i = 0; i < n; i++)
        square += (value[i] - s.mean) * (value[i] - s.mean);
    qsort(value, n, sizeof *value, by_value);
    s.sd = sqrt(square / (double)n);
    s.q025 = value[(size_t)(0.025 * (double)n)];
    s.q50 = value[n / 2];
    s.q975 = value[(size_t)(0.975 * (double)n)];
    s.p_below_zero = below / (double)n;
    return s;
}

/* Minutes under an arm, from the joint fit. */
static kn_summary median_of(const kn_relief_model *model, const kn_relief_nodes *nodes,
                            const double level[])
{
    double unit = exp(model->alpha0);
    kn_density density;
    kn_summary median;

    kn_relief_nodes_density(nodes, level, &density);
    median = kn_relief_exp(&density);
    median.mean *= unit;
    median.sd *= unit;
    median.q025 *= unit;
    median.q50 *= unit;
    median.q975 *= unit;
    return median;
}

void kn_relief_set_minutes(const kn_relief_model *model, const kn_relief_nodes *nodes,
                           kn_relief_contrast *contrast)
{
    double level[2][KN_RELIEF_COLUMNS_MAX], saved[LATTICE];
    double mean, sd, mean_b, sd_b, mean_sum, sd_sum, x[KN_RELIEF_COLUMNS_MAX] = {0};
    const kn_density *posterior = &contrast->posterior;

    level_columns(model, contrast->arm, level[0]);
    level_columns(model, contrast->versus, level[1]);
    for (int k = 0; k < 2; k++)
        contrast->median[k] = median_of(model, nodes, level[k]);
    /* The other arm's level given b, as if normal: moments from the nodes, b from the curve. */
    x[model->asked] = 1;
    kn_relief_nodes_moments(nodes, level[1], &mean, &sd);
    kn_relief_nodes_moments(nodes, x, &mean_b, &sd_b);
    kn_relief_nodes_moments(nodes, level[0], &mean_sum, &sd_sum);
    double covariance = 0.5 * (sd_sum * sd_sum - sd * sd - sd_b * sd_b);
    double slope = covariance / (sd_b * sd_b), rest = sqrt(fmax(sd * sd - slope * covariance, 0));
    int cell = 0;
    for (int i = 0; i < LATTICE; i++) {
        double u = (i + 0.5) / LATTICE, v = fmod(0.5 + i * GOLDEN, 1);
        while (cell < KN_DENSITY_POINTS - 2 && posterior->below[cell + 1] < u)
            cell++;
        double p = posterior->below[cell], q = posterior->below[cell + 1];
        double b = posterior->from + posterior->step * (cell + (q > p ? (u - p) / (q - p) : 0.5));
        double a = mean + slope * (b - mean_b) + rest * quantile_normal(v) + model->alpha0;
        saved[i] = exp(a) - exp(a + b);
        contrast->regret[0] += fmax(-saved[i], 0) / LATTICE;
        contrast->regret[1] += fmax(saved[i], 0) / LATTICE;
    }
    contrast->saved = summary_of(saved, LATTICE);
}

/* ---- Ranking ----------------------------------------------------------------------------------*/

/* Counts the places of one draw of all effects, and what is lost with each arm; `unit`: expected
 * minutes under the baseline given these effects. */
static void count_places(int arms, const bool drawn[], unsigned usable, const double beta[],
                         double unit, double share, kn_relief_arm arm[])
{
    double least = INFINITY;

    for (int a = 0; a < arms; a++)
        if (drawn[a] && (!usable || usable >> a & 1))
            least = fmin(least, beta[a]);
    for (int a = 0; a < arms; a++) {
        int place = 0;
        if (!drawn[a])
            continue;
        for (int b = 0; b < arms; b++)
            place += drawn[b] && (beta[b] < beta[a] || (beta[b] == beta[a] && b < a));
        arm[a].rank[place] += share;
        arm[a].regret += share * unit * fmax(exp(beta[a]) - exp(least), 0);
    }
}

/* One node's normal of the arms' effects and, last, of the baseline's level, as mean and lower
 * root. */
typedef struct kn_node_normal {
    int count;           /* effects; the level is one more */
    int at[KN_ARMS_MAX]; /* row of an arm, -1: the baseline, or never drawn */
    double mean[KN_ARMS_MAX], root[KN_ARMS_MAX * KN_ARMS_MAX];
} kn_node_normal;

static bool node_normal(const kn_relief_model *model, const kn_relief_nodes *nodes, int node,
                        int arms, kn_node_normal *normal)
{
    int q = nodes->columns, n;
    const double *mean = nodes->mean + (size_t)node * (size_t)q;
    const double *covariance = nodes->covariance + (size_t)node * (size_t)(q * q);
    double row[KN_ARMS_MAX][KN_RELIEF_COLUMNS_MAX] = {{0}};

    normal->count = 0;
    for (int a = 0; a < arms; a++) {
        normal->at[a] = model->column_of[a] >= 0 ? normal->count++ : -1;
        if (normal->at[a] >= 0)
            row[normal->at[a]][model->column_of[a]] = 1;
    }
    n = normal->count + 1; /* at most KN_ARMS_MAX, since the baseline has no effect */
    memcpy(row[n - 1], model->share, (size_t)model->sets * sizeof *model->share);
    for (int i = 0; i < n; i++) {
        normal->mean[i] = 0;
        for (int c = 0; c < q; c++)
            normal->mean[i] += row[i][c] * mean[c];
        for (int k = 0; k <= i; k++) {
            double sum = 0;
            for (int c = 0; c < q; c++)
                for (int e = 0; e < q && row[i][c] != 0; e++)
                    sum += row[i][c] * covariance[c * q + e] * row[k][e];
            normal->root[i * n + k] = normal->root[k * n + i] = sum;
        }
    }
    return kn_cholesky(normal->root, n);
}

static void rank_node(const kn_relief_model *model, const kn_relief_nodes *nodes, int node,
                      int arms, const bool drawn[], unsigned usable, kn_random *random,
                      kn_relief_arm arm[])
{
    double z[KN_ARMS_MAX], beta[KN_ARMS_MAX];
    int draws = (int)ceil(nodes->weight[node] * DRAWS);
    kn_node_normal normal;

    if (!node_normal(model, nodes, node, arms, &normal))
        return;
    int n = normal.count + 1;
    const double *level = normal.root + (size_t)(normal.count * n);
    for (int d = 0; d < draws; d++) {
        kn_random_normals(random, (size_t)normal.count, z);
        for (int a = 0; a < arms; a++) {
            int at = normal.at[a];
            beta[a] = at < 0 ? 0 : normal.mean[at];
            for (int k = 0; k <= at; k++)
                beta[a] += normal.root[at * n + k] * z[k];
        }
        /* E exp(level | effects): the last normal is integrated out */
        double unit = model->alpha0 + normal.mean[n - 1] + 0.5 * level[n - 1] * level[n - 1];
        for (int k = 0; k < normal.count; k++)
            unit += level[k] * z[k];
        count_places(arms, drawn, usable, beta, exp(unit), nodes->weight[node] / draws, arm);
    }
}

/* Whether all episodes with a known end can carry one model; its baseline is the first arm drawn.
 */
static bool can_rank(const kn_relief_rows *rows, int arms, bool drawn[], int *baseline)
{
    size_t known = 0, eased = 0;
    int count = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const kn_relief_episode *e = &rows->episode[i];
        if (e->eased == KN_EASED_UNKNOWN || !e->allowed)
            continue;
        known++;
        eased += e->eased != KN_EASED_NOT;
        drawn[e->arm] = true;
    }
    for (int a = arms - 1; a >= 0; a--)
        if (drawn[a]) {
            count++;
            *baseline = a;
        }
    return known >= KN_OBSERVATIONS_MIN && eased > 0 && count > 1;
}

kn_code kn_relief_set_ranking(const kn_relief_rows *rows, int arms, bool trend,
                              const kn_relief_options *options, kn_relief_answer *answer,
                              kn_error *err)
{
    bool drawn[KN_ARMS_MAX] = {false}, *take = NULL;
    int baseline = 0;
    kn_relief_model model = {0};
    kn_relief_nodes nodes = {0};
    kn_random random;
    kn_code code = KN_OK;

    for (int a = 0; a < arms; a++)
        answer->arm[a].best = answer->arm[a].regret = NAN;
    answer->has_ranking = can_rank(rows, arms, drawn, &baseline);
    if (!answer->has_ranking)
        return KN_OK;
    take = malloc(rows->count + 1);
    if (!take)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu episodes", rows->count);
    memset(take, true, rows->count);
    code =
        kn_relief_model_init(&model, rows, take, baseline, -1, trend, false, &options->prior, err);
    if (!code)
        code = kn_relief_nodes_init(&nodes, &model, err);
    kn_random_init(&random, options->seed, 1);
    for (int a = 0; a < arms; a++)
        if (drawn[a])
            answer->arm[a].regret = 0;
    for (int j = 0; !code && j < nodes.count; j++)
        rank_node(&model, &nodes, j, arms, drawn, options->usable, &random, answer->arm);
    for (int a = 0; a < arms && !code; a++)
        if (drawn[a]) {
            double level[KN_RELIEF_COLUMNS_MAX];
            level_columns(&model, a, level);
            answer->arm[a].best = answer->arm[a].rank[0];
            answer->arm[a].median = median_of(&model, &nodes, level);
        }
    kn_relief_nodes_release(&nodes);
    kn_relief_model_release(&model);
    free(take);
    return code;
}
