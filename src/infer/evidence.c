#include "infer/evidence.h"

#include <math.h>
#include <string.h>

#include "base/mathconst.h"
#include "infer/vector.h"

/* Where the curve is computed, in posterior sd from the posterior mean; further out steps grow
 * until the grid's ends. With value and slope at each point the cubic between them errs by h^4
 * |f''''| / 384: under 0.003 in log L at this spacing on the reference sets. */
static const double BULK[] = {0.8, 2.4, 4.2, 6.4};
static const double GROWTH = 2;

/* Points within so many posterior sd of the innermost are near: there the nodes hold the posterior
 * of (sigma, rho); further out it moves away from them. */
static const double NEAR_SD = 4.5;
/* Further out for large counts, and for measures whose posterior sd is under so many steps of the
 * grid: their many nodes span a wide box, and few days have tails like a power. */
static const double NEAR_SHARP_SD = 50;

/* The search for the top of the integrand far out, in log(sigma) and atanh(rho). */
static const double FAR_DIFFERENCE = 0.2, FAR_STEP_MOST = 0.8, FAR_STEP_DONE = 0.3;
static const double FAR_CURVATURE_LEAST = 0.3, FAR_ATANH_RHO = 3.5;
static const double RISE_MOST = 0.05; /* in log L, and in its slope: what rounding may do */
enum { FAR_STEPS_MAX = 10 };

/* Gaussian outcomes and large counts: the cubic may miss by so much in log L; gaps are not halved
 * below the grid's step and this share of the posterior sd. */
static const double REFINE_MISS = 0.02, REFINE_LEAST = KN_CURVE_STEP / 2, REFINE_LEAST_SD = 0.25;

enum { BULK_COUNT = sizeof BULK / sizeof *BULK, POINTS_MAX = KN_EVIDENCE_POINTS_MAX };

typedef kn_evidence_point point;

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

/* log p(y | b, sigma, rho) and its slope in b. */
static void compute_at(kn_model *model, int arm, double b, double sigma, double rho, double *log_l,
                       double *slope)
{
    kn_conditional joint;

    if (model->family != KN_GAUSSIAN && kn_model_at(model, arm, b, sigma, rho, log_l, slope))
        return;
    kn_model_joint(model, sigma, rho, true, &joint);
    from_joint(model, &joint, model->levels + arm - 1, b, log_l, slope);
}

/* log L and its slope where the posterior is: the nodes, there and back so that each fit starts
 * from its neighbour's; then the sum over the fine nodes under the prior. Nodes of little weight,
 * and gaussian ones, are read off the joint fit. */
static void compute_near(kn_model *model, const kn_nodes *nodes, int arm, bool backwards, point *at)
{
    double log_l[KN_NODES_MAX], slope[KN_NODES_MAX], fine[KN_FINE_COUNT], fine_slope[KN_FINE_COUNT];
    int side = nodes->tensor.side;

    for (int m = 0; m < side * side; m++) {
        int i = backwards ? side - 1 - m / side : m / side;
        int k = i % 2 != backwards ? side - 1 - m % side : m % side, j = i * side + k;
        const kn_node *node = &nodes->node[j];
        if (node->keep && model->family != KN_GAUSSIAN)
            compute_at(model, arm, at->b, node->sigma, node->rho, &log_l[j], &slope[j]);
        else
            from_joint(model, &node->effects, model->levels + arm - 1, at->b, &log_l[j], &slope[j]);
    }
    kn_tensor_refine(&nodes->tensor, log_l, fine);
    kn_tensor_refine(&nodes->tensor, slope, fine_slope);
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

/* log of p(y | b, sigma, rho) times the prior, in x = log(sigma), y = atanh(rho). */
static double log_integrand(kn_model *model, int arm, double b, double x, double y, double *slope)
{
    double sigma = exp(x), rho = tanh(y), log_l;

    compute_at(model, arm, b, sigma, rho, &log_l, slope);
    return log_l + kn_model_log_prior(model, sigma, rho) + x + log1p(-rho * rho);
}

/* log L and its slope far out, where other values of sigma and rho come into play than where the
 * posterior is: Laplace's method around the top of the integrand, sought by Newton's method with
 * differences from `top`, which is left at the top found. False if it did not get there. */
static bool compute_far(kn_model *model, int arm, double top[2], point *at)
{
    static const double shift[6][2] = {{0, 0}, {1, 0}, {-1, 0}, {0, 1}, {0, -1}, {1, 1}};

    for (int step = 0; step < FAR_STEPS_MAX; step++) {
        double f[6], slope, gx, gy, hxx, hyy, hxy, det, dx, dy;
        for (int i = 5; i >= 0; i--) /* the middle last: its slope is wanted */
            f[i] = log_integrand(model, arm, at->b, top[0] + FAR_DIFFERENCE * shift[i][0],
                                 top[1] + FAR_DIFFERENCE * shift[i][1], &slope);
        gx = (f[1] - f[2]) / (2 * FAR_DIFFERENCE);
        gy = (f[3] - f[4]) / (2 * FAR_DIFFERENCE);
        hxx = (2 * f[0] - f[1] - f[2]) / (FAR_DIFFERENCE * FAR_DIFFERENCE);
        hyy = (2 * f[0] - f[3] - f[4]) / (FAR_DIFFERENCE * FAR_DIFFERENCE);
        hxy = (f[1] + f[3] - f[0] - f[5]) / (FAR_DIFFERENCE * FAR_DIFFERENCE);
        hxx = fmax(hxx, FAR_CURVATURE_LEAST);
        hyy = fmax(hyy, FAR_CURVATURE_LEAST);
        det = hxx * hyy - hxy * hxy;
        if (det < 0.1 * hxx * hyy) { /* not a top yet: go by each coordinate */
            hxy = 0;
            det = hxx * hyy;
        }
        dx = (hyy * gx - hxy * gy) / det;
        dy = (hxx * gy - hxy * gx) / det;
        bool is_done = fabs(dx) < FAR_STEP_DONE && fabs(dy) < FAR_STEP_DONE;
        /* The parabola's top is believed only near the middle of the differences. */
        at->slope = slope;
        at->log_l = f[0] + (is_done ? 0.5 * (gx * dx + gy * dy) : 0) + KN_LOG_2PI - 0.5 * log(det);
        top[0] += fmin(fmax(dx, -FAR_STEP_MOST), FAR_STEP_MOST);
        top[1] += fmin(fmax(dy, -FAR_STEP_MOST), FAR_STEP_MOST);
        top[1] = fmin(fmax(top[1], -FAR_ATANH_RHO), FAR_ATANH_RHO);
        if (is_done)
            return true;
    }
    return false;
}

/* Outwards the evidence falls, or levels off where an arm has no events; it never climbs again. A
 * far point that says otherwise has lost its way: the curve then goes on as its last slope says. */
static void keep_falling(const point *before, point *at, int direction)
{
    double falls = direction * before->slope; /* per unit outwards, at most 0 */
    double most = before->log_l + fmax(falls, 0) * fabs(at->b - before->b) + RISE_MOST;

    if (isfinite(at->log_l) && isfinite(at->slope) && at->log_l <= most &&
        direction * at->slope <= RISE_MOST)
        return;
    at->log_l = before->log_l + fmin(falls, 0) * fabs(at->b - before->b);
    at->slope = fmin(falls, 0) * direction;
}

/* One side of the middle, outwards. Laplace's method is off by a near constant, which is taken out
 * by making it agree with the quadrature at the last near point. */
static void compute_side(kn_model *model, const kn_nodes *nodes, int arm, point *from, int count,
                         int direction, double reach)
{
    double middle[2] = {0, 0}, offset = 0;
    const point *near = NULL;

    for (int f = 0; f < KN_FINE_COUNT; f++) {
        double sigma = kn_nodes_value(nodes, 0, nodes->fine_x[0][f / KN_FINE]);
        double rho = kn_nodes_value(nodes, 1, nodes->fine_x[1][f % KN_FINE]);
        middle[0] += nodes->fine_weight[f] * log(sigma);
        middle[1] += nodes->fine_weight[f] * atanh(rho);
    }
    for (int i = 0; i < count; i++) {
        point *at = from + direction * i;
        if (fabs(at->b - from->b) <= reach || !near) {
            compute_near(model, nodes, arm, i % 2, at);
            near = at;
            continue;
        }
        if (near == at - direction) {
            point again = *near;
            if (compute_far(model, arm, middle, &again))
                offset = near->log_l - again.log_l;
        }
        compute_far(model, arm, middle, at);
        at->log_l += offset;
        keep_falling(at - direction, at, direction);
    }
}

/* How far from the mean points are near. */
static double near_reach(const kn_nodes *nodes, double sd)
{
    bool is_sharp = nodes->tensor.side == KN_FINE && sd < KN_SHARP_SD;

    return (is_sharp || nodes->knee > 0 ? NEAR_SHARP_SD : NEAR_SD) * sd;
}

/* From the middle out to the right end, then from the middle out to the left. */
static int compute_points(kn_model *model, const kn_nodes *nodes, int arm, point points[])
{
    double mean, sd;
    kn_nodes_moments(nodes, model, model->levels + arm - 1, &mean, &sd);
    int count = place_points(mean, sd, points), first = 0;

    while (first < count - 1 && points[first].b < mean)
        first++;
    compute_side(model, nodes, arm, points + first, count - first, 1, near_reach(nodes, sd));
    if (first > 0)
        compute_side(model, nodes, arm, points + first - 1, first, -1, near_reach(nodes, sd));
    return count;
}

/* log L that the cubic between two points gives in their middle. */
static double cubic_middle(const point *a, const point *c)
{
    return (a->log_l + c->log_l) / 2 + (c->b - a->b) * (a->slope - c->slope) / 8;
}

/* Gaussian outcomes on few days can have a sharp top with long tails, which points placed by the sd
 * straddle. A point there costs next to nothing: halve every gap in which the cubic misses. */
static int refine(kn_model *model, const kn_nodes *nodes, int arm, int count, point points[])
{
    double mean, sd;

    kn_nodes_moments(nodes, model, model->levels + arm - 1, &mean, &sd);
    double least = fmin(REFINE_LEAST, REFINE_LEAST_SD * sd);
    for (int i = 0; i + 1 < count && count < POINTS_MAX;) {
        point middle = {.b = (points[i].b + points[i + 1].b) / 2};
        bool is_near = fabs(middle.b - mean) <= near_reach(nodes, sd) + sd;
        if (is_near && points[i + 1].b - points[i].b > least) {
            compute_near(model, nodes, arm, false, &middle);
            if (fabs(middle.log_l - cubic_middle(&points[i], &points[i + 1])) > REFINE_MISS) {
                memmove(&points[i + 2], &points[i + 1], (size_t)(count - i - 1) * sizeof *points);
                points[i + 1] = middle;
                count++;
                continue; /* look at the left half again */
            }
        }
        i++;
    }
    return count;
}

/* Slopes at the ends of a gap, cut to what keeps the cubic monotone where the ends are (Fritsch and
 * Carlson 1980): a steep fall from a sharp top into a long tail would make it swing. */
static void tame_slopes(const point *a, const point *c, double *at_a, double *at_c)
{
    double chord = (c->log_l - a->log_l) / (c->b - a->b), most = 3 * fabs(chord);

    *at_a = a->slope;
    *at_c = c->slope;
    if (a->slope * c->slope < 0)
        return; /* the top lies between */
    if (chord * (a->slope + c->slope) < 0)
        most = 0;
    *at_a = copysign(fmin(fabs(a->slope), most), a->slope);
    *at_c = copysign(fmin(fabs(c->slope), most), c->slope);
}

double kn_evidence_at(const kn_evidence *evidence, double b, double *slope)
{
    int low = 0, high = evidence->count - 1;

    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (evidence->points[middle].b < b)
            low = middle;
        else
            high = middle;
    }
    const point *a = &evidence->points[low], *c = &evidence->points[high];
    double h = c->b - a->b, u = (b - a->b) / h, v = 1 - u, at_a, at_c;
    tame_slopes(a, c, &at_a, &at_c);
    *slope =
        6 * u * v * (c->log_l - a->log_l) / h + v * (1 - 3 * u) * at_a + u * (3 * u - 2) * at_c;
    return v * v * ((1 + 2 * u) * a->log_l + u * h * at_a) +
           u * u * ((1 + 2 * v) * c->log_l - v * h * at_c);
}

void kn_evidence_compute(kn_model *model, const kn_nodes *nodes, int arm, kn_evidence *evidence)
{
    evidence->count = compute_points(model, nodes, arm, evidence->points);
    if (model->family == KN_GAUSSIAN || nodes->knee > 0)
        evidence->count = refine(model, nodes, arm, evidence->count, evidence->points);
}

void kn_evidence_curve(const kn_evidence *evidence, kn_curve *curve)
{
    for (int i = 0; i < KN_CURVE_POINTS; i++)
        curve->log_likelihood[i] =
            kn_evidence_at(evidence, KN_CURVE_FROM + i * KN_CURVE_STEP, &curve->slope[i]);
}
