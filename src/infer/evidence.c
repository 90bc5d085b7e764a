#include "infer/evidence.h"

#include <math.h>
#include <string.h>

#include "infer/vector.h"

/* Where the curve is computed, in posterior sd from the posterior mean; further out steps grow
 * until the grid's ends. With value and slope at each point the cubic between them errs by h^4
 * |f''''| / 384: under 0.003 in log L at this spacing on the reference sets. */
static const double BULK[] = {0.7, 2.2, 4.0, 6.2};
static const double GROWTH = 2;

/* Within so many posterior sd of the mean, nodes of little weight may be read off the joint fit. */
static const double FAR_SD = 3;

enum { BULK_COUNT = sizeof BULK / sizeof *BULK, POINTS_MAX = 80 };

typedef struct point {
    double b, log_l, slope;
    bool is_far; /* so far out that no node can be spared */
} point;

/* Ascending abscissae that cover the grid. Returns their number. */
static int place_points(double mean, double sd, point points[POINTS_MAX])
{
    double end = -KN_CURVE_FROM, left[POINTS_MAX / 2], right[POINTS_MAX / 2];
    int count[2] = {0, 0};

    mean = fmin(fmax(mean, -end + 1), end - 1);
    for (int side = 0; side < 2; side++) {
        double sign = side ? 1 : -1, *at = side ? right : left, step = 0, b = mean;
        for (int i = 0; i < BULK_COUNT && fabs(mean + sign * BULK[i] * sd) < end; i++) {
            step = mean + sign * BULK[i] * sd - b;
            b = at[count[side]++] = mean + sign * BULK[i] * sd;
        }
        while (count[side] < POINTS_MAX / 2 - 1) {
            step = fabs(step) * GROWTH;
            b += sign * step;
            if (fabs(b) > end - 0.5 * step)
                break;
            at[count[side]++] = b;
        }
        at[count[side]++] = sign * end;
    }
    for (int i = 0; i < count[0]; i++)
        points[i].b = left[count[0] - 1 - i];
    for (int i = 0; i < count[1]; i++)
        points[count[0] + i].b = right[i];
    return count[0] + count[1];
}

/* From the joint posterior of the effects at a node: that of beta is N(m, v), and with the prior
 * N(0, 1/P) divided out, log L(b) = log Z + log N(b; m, v) - log N(b; 0, 1/P). Exact for gaussian
 * outcomes; for others it stands in at nodes that hardly count. */
static void from_joint(const kn_model *model, const kn_node *node, int index, double b,
                       double *log_l, double *slope)
{
    double sd = model->prior.beta_sd, p = 1 / (sd * sd), d = b - node->effects.mean[index];
    double v = node->effects.covariance[index * model->effects + index];

    *log_l = node->effects.log_z - 0.5 * d * d / v - 0.5 * log(v) + log(sd) + 0.5 * b * b * p;
    *slope = b * p - d / v;
}

/* log L and its slope at one abscissa: the nodes, there and back so that each fit starts from its
 * neighbour's; then the sum over the fine nodes under the prior. */
static void compute_point(kn_model *model, const kn_nodes *nodes, int arm, bool backwards,
                          point *at)
{
    double log_l[KN_NODES_MAX], slope[KN_NODES_MAX], fine[KN_FINE_COUNT], fine_slope[KN_FINE_COUNT];
    int side = nodes->side, index = model->levels + arm - 1;

    for (int m = 0; m < nodes->count; m++) {
        int s = backwards ? side - 1 - m / side : m / side;
        int r = s % 2 != backwards ? side - 1 - m % side : m % side, j = s * side + r;
        const kn_node *node = &nodes->node[j];
        if (model->family == KN_GAUSSIAN || !(node->keep || at->is_far) ||
            !kn_model_at(model, arm, at->b, node->sigma, node->rho, &log_l[j], &slope[j]))
            from_joint(model, node, index, at->b, &log_l[j], &slope[j]);
    }
    kn_nodes_refine(nodes, log_l, fine);
    kn_nodes_refine(nodes, slope, fine_slope);
    double top = -INFINITY, sum = 0, weighted = 0;
    for (int f = 0; f < KN_FINE_COUNT; f++)
        top = fmax(top, fine[f] += nodes->fine_log_prior[f]);
    for (int f = 0; f < KN_FINE_COUNT; f++) {
        double weight = kn_exp(fine[f] - top);
        sum += weight;
        weighted += weight * fine_slope[f];
    }
    at->log_l = top + log(sum);
    at->slope = weighted / sum;
}

/* From the middle out to the right end, then from the middle out to the left. */
static int compute_points(kn_model *model, const kn_nodes *nodes, int arm, point points[])
{
    double mean, sd;
    kn_nodes_moments(nodes, model, model->levels + arm - 1, &mean, &sd);
    int count = place_points(mean, sd, points), first = 0;

    while (first < count - 1 && points[first].b < mean)
        first++;
    for (int p = 0; p < count; p++) {
        int i = p < count - first ? first + p : count - 1 - p;
        points[i].is_far = fabs(points[i].b - mean) > FAR_SD * sd;
        compute_point(model, nodes, arm, p % 2, &points[i]);
    }
    return count;
}

/* Cubic Hermite in log L between the computed points. */
static void interpolate(const point points[], int count, kn_curve *curve)
{
    int p = 0;

    for (int i = 0; i < KN_CURVE_POINTS; i++) {
        double b = KN_CURVE_FROM + i * KN_CURVE_STEP;
        while (p + 2 < count && points[p + 1].b < b)
            p++;
        const point *a = &points[p], *c = &points[p + 1];
        double h = c->b - a->b, u = (b - a->b) / h, v = 1 - u;
        curve->log_likelihood[i] = v * v * ((1 + 2 * u) * a->log_l + u * h * a->slope) +
                                   u * u * ((1 + 2 * v) * c->log_l - v * h * c->slope);
        curve->slope[i] = 6 * u * v * (c->log_l - a->log_l) / h + v * (1 - 3 * u) * a->slope +
                          u * (3 * u - 2) * c->slope;
    }
}

void kn_evidence_curve(kn_model *model, const kn_nodes *nodes, int arm, kn_curve *curve)
{
    point points[POINTS_MAX];

    interpolate(points, compute_points(model, nodes, arm, points), curve);
}
