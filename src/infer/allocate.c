/* thompson-1. Task: best_a = P(theta_a <= theta_b for all b allowed), theta independent normals.
 *
 *     two arms:  best_0 = Phi((m_1 - m_0) / sqrt(v_0 + v_1))
 *     more:      best_a = integral of N(t; m_a, v_a) prod_{b != a} P(theta_b > t) dt
 *
 * by the trapezoid rule on one even grid for all arms: the integrand is analytic and vanishes at
 * both ends, so the error is about exp(-2 pi^2 (sd / step)^2 / arms) for the least sd: 1e-17 at 8
 * arms with the step below (Trefethen and Weideman 2014). What follows is done in whole numbers, on
 * best_a rounded to 2^-32: the last digit of a libm then changes no weight, and arms that look the
 * same tie. */
#include "infer/allocate.h"

#include <math.h>
#include <string.h>

#include "base/mathconst.h"

static const double MINUTES_LEAST = 1.0 / 60;
static const double STEP_IN_SD = 0.25; /* of the least sd */
static const double REACH = 8.5;       /* sd: beyond it lies 1e-17 of a normal */
static const double PARTS = 4294967296.0;

static const char *const words[] = {
#define KN_X(name, word) word,
    KN_ALLOCATIONS(KN_X)
#undef KN_X
};

const char *kn_allocation_word(kn_allocation rule)
{
    return words[rule];
}

bool kn_allocation_parse(const char *word, kn_allocation *rule)
{
    for (int r = 0; r < KN_ALLOCATION_COUNT; r++)
        if (strcmp(word, words[r]) == 0) {
            *rule = (kn_allocation)r;
            return true;
        }
    return false;
}

double kn_seen_minutes(double low, double minutes)
{
    return fmax(0.5 * (low + minutes), MINUTES_LEAST);
}

/* ---- thompson-1 -------------------------------------------------------------------------------*/

/* Prior N(m, 1) with m the mean of all, and observations of variance 1: (m + sum) / (1 + n). */
void kn_allocation_levels(const kn_seen_sums *seen, double mean[KN_ARMS_MAX],
                          double sd[KN_ARMS_MAX])
{
    double sum = 0, count = 0;

    for (int a = 0; a < KN_ARMS_MAX; a++) {
        sum += seen->sum[a];
        count += seen->count[a];
    }
    double middle = count > 0 ? sum / count : 0;
    for (int a = 0; a < KN_ARMS_MAX; a++) {
        double variance = 1 / (1.0 + seen->count[a]);
        mean[a] = variance * (middle + seen->sum[a]);
        sd[a] = sqrt(variance);
    }
}

static double above(double z)
{
    return 0.5 * erfc(z / KN_SQRT2);
}

/* best[k] of n arms, up to a common factor. */
static void integrate_best(int n, const double mean[], const double sd[], double best[])
{
    double least = INFINITY, low = INFINITY, high = INFINITY;

    for (int k = 0; k < n; k++) {
        least = fmin(least, sd[k]);
        low = fmin(low, mean[k] - REACH * sd[k]);
        high = fmin(high, mean[k] + REACH * sd[k]);
        best[k] = 0;
    }
    double step = STEP_IN_SD * least;
    size_t points = (size_t)ceil((high - low) / step);
    for (size_t i = 0; i <= points; i++) {
        double t = low + (double)i * step, tail[KN_ARMS_MAX], density[KN_ARMS_MAX];
        for (int k = 0; k < n; k++) {
            double z = (t - mean[k]) / sd[k];
            tail[k] = above(z);
            density[k] = exp(-0.5 * z * z) / sd[k];
        }
        for (int k = 0; k < n; k++) {
            double product = density[k];
            for (int j = 0; j < n; j++)
                product *= j == k ? 1 : tail[j];
            best[k] += product;
        }
    }
}

static void find_best(int n, const double mean[], const double sd[], double best[])
{
    if (n == 1) {
        best[0] = 1;
    } else if (n == 2) {
        double z = (mean[1] - mean[0]) / sqrt(sd[0] * sd[0] + sd[1] * sd[1]);
        best[0] = above(-z);
        best[1] = above(z);
    } else {
        integrate_best(n, mean, sd, best);
    }
}

/* Whole thousandths: the floor each, the rest in the parts of best[], by largest remainder. */
static void share_out(int n, const double best[], uint32_t weight[])
{
    uint64_t part[KN_ARMS_MAX], total = 0, rest[KN_ARMS_MAX];
    uint64_t shared = KN_ALLOCATION_TOTAL - (uint64_t)n * KN_ALLOCATION_FLOOR, left = shared;
    double sum = 0;

    for (int k = 0; k < n; k++)
        sum += best[k];
    for (int k = 0; k < n; k++)
        total += part[k] = (uint64_t)llround(PARTS * best[k] / sum);
    for (int k = 0; k < n; k++) {
        weight[k] = (uint32_t)(shared * part[k] / total);
        rest[k] = shared * part[k] % total;
        left -= weight[k];
        weight[k] += KN_ALLOCATION_FLOOR;
    }
    for (; left > 0; left--) {
        int most = 0;
        for (int k = 1; k < n; k++)
            most = rest[k] > rest[most] ? k : most;
        weight[most]++;
        rest[most] = 0;
    }
}

/* ---- The rules --------------------------------------------------------------------------------*/

void kn_allocation_weights_of(kn_allocation rule, unsigned allowed, const kn_seen_sums *seen,
                              uint32_t weight[KN_ARMS_MAX])
{
    double mean[KN_ARMS_MAX], sd[KN_ARMS_MAX], best[KN_ARMS_MAX];
    uint32_t shares[KN_ARMS_MAX];
    int arm[KN_ARMS_MAX], n = 0;

    memset(weight, 0, KN_ARMS_MAX * sizeof *weight);
    kn_allocation_levels(seen, mean, sd);
    for (int a = 0; a < KN_ARMS_MAX; a++)
        if (allowed >> a & 1) {
            mean[n] = mean[a];
            sd[n] = sd[a];
            arm[n++] = a;
        }
    if (n && rule == KN_ALLOCATION_THOMPSON) {
        find_best(n, mean, sd, best);
        share_out(n, best, shares);
    }
    for (int k = 0; k < n; k++)
        weight[arm[k]] = rule == KN_ALLOCATION_THOMPSON ? shares[k] : 1;
}

void kn_allocation_weights(kn_allocation rule, unsigned allowed, size_t count, const kn_seen seen[],
                           uint32_t weight[KN_ARMS_MAX])
{
    kn_seen_sums sums = {0};

    for (size_t i = 0; i < count; i++) {
        sums.count[seen[i].arm]++;
        sums.sum[seen[i].arm] += log(seen[i].minutes);
    }
    kn_allocation_weights_of(rule, allowed, &sums, weight);
}

int kn_allocation_pick(const uint32_t weight[KN_ARMS_MAX], uint32_t number)
{
    int arm = 0;

    for (uint32_t upto = weight[0]; number >= upto; upto += weight[arm])
        arm++;
    return arm;
}
