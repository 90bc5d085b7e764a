#include "infer/evidence.h"

#include <math.h>
#include <string.h>

#include "infer/vector.h"

/* Where the curve is computed, in posterior sd from the posterior mean; further out steps grow
 * until the grid's ends. With value and slope at each point the cubic between them errs by h^4
 * |f''''| / 384: under 0.003 in log L at this spacing on the reference sets. */
static const double BULK[] = {0.8, 2.4, 4.2, 6.4};
static const double GROWTH = 2;

/* Beyond so many posterior sd from the mean a point is far. */
static const double FAR_SD = 4.5;

enum { BULK_COUNT = sizeof BULK / sizeof *BULK, POINTS_MAX = 80 };

typedef struct point {
    double b, log_l, slope;
    bool is_far; /* so far out that a sparser tensor does, but every node of it counts */
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
static void from_joint(const kn_model *model, const kn_conditional *joint, int index, double b,
                       double *log_l, double *slope)
{
    double sd = model->prior.beta_sd, p = 1 / (sd * sd), d = b - joint->mean[index];
    double v = joint->covariance[index * model->effects + index];

    *log_l = joint->log_z - 0.5 * d * d / v - 0.5 * log(v) + log(sd) + 0.5 * b * b * p;
    *slope = b * p - d / v;
}

/* log p(y | b, sigma, rho) and its slope at one node of either tensor. */
static void compute_node(kn_model *model, const kn_nodes *nodes, int arm, const point *at, int i,
                         int k, double *log_l, double *slope)
{
    const kn_tensor *tensor = at->is_far ? &nodes->far : &nodes->tensor;
    const kn_node *node = at->is_far ? NULL : &nodes->node[i * tensor->side + k];
    double sigma = kn_nodes_value(nodes, 0, tensor->x[0][i]);
    double rho = kn_nodes_value(nodes, 1, tensor->x[1][k]);

    if (model->family != KN_GAUSSIAN && (at->is_far || node->keep) &&
        kn_model_at(model, arm, at->b, sigma, rho, log_l, slope))
        return;
    kn_conditional joint;
    if (!node)
        kn_model_joint(model, sigma, rho, true, &joint);
    from_joint(model, node ? &node->effects : &joint, model->levels + arm - 1, at->b, log_l, slope);
}

/* log L and its slope at one abscissa: the nodes, there and back so that each fit starts from its
 * neighbour's; then the sum over the fine nodes under the prior. */
static void compute_point(kn_model *model, const kn_nodes *nodes, int arm, bool backwards,
                          point *at)
{
    double log_l[KN_NODES_MAX], slope[KN_NODES_MAX], fine[KN_FINE_COUNT], fine_slope[KN_FINE_COUNT];
    const kn_tensor *tensor = at->is_far ? &nodes->far : &nodes->tensor;
    int side = tensor->side;

    for (int m = 0; m < side * side; m++) {
        int i = backwards ? side - 1 - m / side : m / side;
        int k = i % 2 != backwards ? side - 1 - m % side : m % side, j = i * side + k;
        compute_node(model, nodes, arm, at, i, k, &log_l[j], &slope[j]);
    }
    kn_tensor_refine(tensor, log_l, fine);
    kn_tensor_refine(tensor, slope, fine_slope);
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
        points[i].is_far = model->family != KN_GAUSSIAN && fabs(points[i].b - mean) > FAR_SD * sd;
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
