#include "infer/mcmc_diagnostics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

/* Autocovariances are summed directly, a lag at a time: Geyer's rule stops early in any chain worth
 * reading. A chain still correlated at this lag is hopeless and its size only has to come out
 * small. */
static const size_t LAG_MAX = 1000;

static const double TAIL = 0.05; /* the quantile whose indicator ess_tail looks at, and 1 - it */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Quantile of type 7 of sorted values. */
static double quantile(const double sorted[], size_t n, double p)
{
    double at = (double)(n - 1) * p;
    size_t i = (size_t)at;

    if (i + 1 >= n)
        return sorted[n - 1];
    return sorted[i] + (at - (double)i) * (sorted[i + 1] - sorted[i]);
}

static double mean_of(const double x[], size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

static double variance_of(const double x[], size_t n, double mean)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sum / (double)(n - 1);
}

/* Within-chain variance and the variance of the chain means. */
static void variances(const double values[], size_t chains, size_t draws, double *within,
                      double *between)
{
    double mean = mean_of(values, chains * draws);

    *within = *between = 0;
    for (size_t c = 0; c < chains; c++) {
        double chain_mean = mean_of(values + c * draws, draws);
        *within += variance_of(values + c * draws, draws, chain_mean) / (double)chains;
        *between += (chain_mean - mean) * (chain_mean - mean);
    }
    *between = chains > 1 ? *between / (double)(chains - 1) : 0;
}

/* Autocovariance at a lag, divided by n, averaged over the chains. */
static double autocovariance(const double values[], const double means[], size_t chains,
                             size_t draws, size_t lag)
{
    double sum = 0;

    for (size_t c = 0; c < chains; c++) {
        const double *x = values + c * draws;
        double s = 0;
        for (size_t i = 0; i + lag < draws; i++)
            s += (x[i] - means[c]) * (x[i + lag] - means[c]);
        sum += s;
    }
    return sum / (double)(chains * draws);
}

/* Task: N / tau, tau = -1 + 2 * sum of autocorrelations rho_t, estimated across chains by
 *   rho_t = 1 - (W - autocovariance_t) / V,   V = (n-1)/n W + B/n          (ibid., equation 10)
 * Stop: the pair sums P_k = rho_2k + rho_2k+1 are positive and decreasing in theory (Geyer 1992);
 * the sum ends before the first negative pair, each pair is held to at most the one before it, and
 * of the first pair left out its even term is kept if positive. */
double kn_mcmc_ess(const double values[], size_t chains, size_t draws)
{
    double means[KN_MCMC_CHAINS_MAX], within, between, total = (double)(chains * draws);

    variances(values, chains, draws, &within, &between);
    double n = (double)draws, plus = within * (n - 1) / n + between;
    if (!(plus > 0))
        return total; /* constant */
    for (size_t c = 0; c < chains; c++)
        means[c] = mean_of(values + c * draws, draws);

    double tau = -1, pair_least = HUGE_VAL;
    for (size_t lag = 0; lag + 3 < draws; lag += 2) {
        double even = 1, odd;
        if (lag > 0)
            even = 1 - (within - autocovariance(values, means, chains, draws, lag)) / plus;
        odd = 1 - (within - autocovariance(values, means, chains, draws, lag + 1)) / plus;
        if (even + odd < 0 || lag > LAG_MAX) {
            tau += fmax(even, 0);
            break;
        }
        pair_least = fmin(pair_least, even + odd);
        tau += 2 * pair_least;
    }
    /* Antithetic chains can beat independent ones, but not without bound. */
    return total / fmax(tau, 1 / log10(total));
}

static double split_rhat(const double values[], size_t chains, size_t draws)
{
    double within, between, n = (double)draws;

    variances(values, chains, draws, &within, &between);
    return sqrt((n - 1) / n + between / within);
}

/* Inverse of the standard normal distribution function: Abramowitz and Stegun 26.2.23 (error below
 * 5e-4), then one step of Halley's method. */
static double normal_quantile(double p)
{
    double low = fmin(p, 1 - p), t = sqrt(-2 * log(low));
    double z = -t + (2.515517 + t * (0.802853 + t * 0.010328)) /
                        (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    double step = (0.5 * erfc(-z * M_SQRT1_2) - low) * sqrt(2 * M_PI) * exp(z * z / 2);

    z -= step / (1 + z * step / 2);
    return p < 0.5 ? z : -z;
}

/* Index of the first of n sorted values that is not below (or, `beyond`, that is above) x. */
static size_t find(const double sorted[], size_t n, double x, bool beyond)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sorted[middle] < x || (beyond && sorted[middle] == x))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Replaces x by normal scores of its ranks, ties sharing their mean rank (ibid., equation 14). */
static void rank_normalise(double x[], size_t n, double sorted[])
{
    for (size_t i = 0; i < n; i++)
        sorted[i] = x[i];
    qsort(sorted, n, sizeof *sorted, compare);
    for (size_t i = 0; i < n; i++) {
        /* Zero-based first and one past the last of the tie: mean rank, one-based. */
        double rank =
            0.5 * (double)(find(sorted, n, x[i], false) + 1 + find(sorted, n, x[i], true));
        x[i] = normal_quantile((rank - 0.375) / ((double)n + 0.25));
    }
}

/* Effective size of the indicator "at or below the quantile p". */
static double ess_quantile(const double split[], size_t chains, size_t draws, double at,
                           double work[])
{
    for (size_t i = 0; i < chains * draws; i++)
        work[i] = split[i] <= at;
    return kn_mcmc_ess(work, chains, draws);
}

void kn_mcmc_diagnose(const double values[], size_t chains, size_t draws, double work[],
                      kn_mcmc_diagnostics *out)
{
    size_t half = draws / 2, halves = 2 * chains, n = halves * half;
    double *split = work, *sorted = work + n, *scores = work + 2 * n;

    /* Each chain becomes two, so that a drift shows; an odd draw in the middle is left out. */
    for (size_t c = 0; c < chains; c++)
        for (size_t i = 0; i < half; i++) {
            split[2 * c * half + i] = values[c * draws + i];
            split[(2 * c + 1) * half + i] = values[(c + 1) * draws - half + i];
        }
    for (size_t i = 0; i < n; i++)
        scores[i] = split[i];
    rank_normalise(scores, n, sorted);
    if (sorted[0] == sorted[n - 1]) {
        *out = (kn_mcmc_diagnostics){.rhat = 1, .ess_bulk = (double)n, .ess_tail = (double)n};
        return;
    }
    out->rhat = split_rhat(scores, halves, half);
    out->ess_bulk = kn_mcmc_ess(scores, halves, half);
    double median = quantile(sorted, n, 0.5);
    double low = quantile(sorted, n, TAIL), high = quantile(sorted, n, 1 - TAIL);
    out->ess_tail = fmin(ess_quantile(split, halves, half, low, scores),
                         ess_quantile(split, halves, half, high, scores));
    out->mcse_mean =
        sqrt(variance_of(split, n, mean_of(split, n)) / kn_mcmc_ess(split, halves, half));

    /* Folded about the median: a difference of spread becomes one of place. */
    for (size_t i = 0; i < n; i++)
        scores[i] = fabs(split[i] - median);
    rank_normalise(scores, n, sorted);
    out->rhat = fmax(out->rhat, split_rhat(scores, halves, half));
}

kn_summary kn_mcmc_summary(const double values[], size_t chains, size_t draws, double work[])
{
    size_t n = chains * draws, below = 0;
    double mean = mean_of(values, n);

    for (size_t i = 0; i < n; i++) {
        work[i] = values[i];
        below += values[i] < 0;
    }
    qsort(work, n, sizeof *work, compare);
    return (kn_summary){.mean = mean,
                        .sd = sqrt(variance_of(values, n, mean)),
                        .q025 = quantile(work, n, 0.025),
                        .q50 = quantile(work, n, 0.5),
                        .q975 = quantile(work, n, 0.975),
                        .p_below_zero = (double)below / (double)n};
}
