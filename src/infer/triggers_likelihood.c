#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/triggers.h"

/* The exact conditional likelihood of a stratum of n days, m of them with an episode (Gail, Lubin
 * and Rubinstein 1981):
 *
 *     exp(sum of f over the m days) / e_m(exp f),    f_i = x_i beta,
 *
 * e_m the elementary symmetric polynomial: the sum, over all sets of m of the n days, of the
 * product of their terms. Taking the mean f of the m days off every f leaves the quotient as it is
 * and makes its numerator 1. The days' own set is one of the terms of e_m, so that e_m >= 1:
 * nothing can underflow, and the log likelihood is -log e_m. The rows are kept with that mean taken
 * off.
 *
 * The derivatives are those of an exponential family: with pi_i the probability that day i is among
 * the m, and pi_ij that i and j both are,
 *
 *     gradient     -sum_i pi_i x_i
 *     information   sum_ij (pi_ij - pi_i pi_j) x_i x_j',    pi_ii = pi_i.
 *
 * e of all days but i and j is a sum of products of a head and a tail of the days without i: only
 * positive terms are added, so no digits are lost. O(n^2 m) for a stratum. */

enum { DAYS = KN_STRATUM_DAYS_MAX, COLUMNS = KN_TRIGGER_COLUMNS_MAX };

kn_code kn_conditional_init(kn_conditional *to, size_t rows, int columns, kn_error *err)
{
    *to = (kn_conditional){.columns = columns};
    to->from = calloc(rows + 1, sizeof *to->from);
    to->cases = calloc(rows + 1, sizeof *to->cases);
    to->x = calloc(rows * (size_t)columns + 1, sizeof *to->x);
    if (to->from && to->cases && to->x)
        return KN_OK;
    kn_conditional_release(to);
    return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", rows);
}

void kn_conditional_release(kn_conditional *to)
{
    free(to->from);
    free(to->cases);
    free(to->x);
    *to = (kn_conditional){.columns = 0};
}

void kn_conditional_clear(kn_conditional *to)
{
    to->rows = to->strata = 0;
}

void kn_conditional_add(kn_conditional *to, size_t days, const double x[], const int8_t is_case[])
{
    int p = to->columns, cases = 0;
    double mean[COLUMNS] = {0}, *row = to->x + to->rows * (size_t)p;

    for (size_t i = 0; i < days; i++)
        for (int j = 0; j < p && is_case[i]; j++)
            mean[j] += x[i * (size_t)p + (size_t)j];
    for (size_t i = 0; i < days; i++)
        cases += is_case[i];
    for (size_t i = 0; i < days; i++)
        for (int j = 0; j < p; j++)
            *row++ = x[i * (size_t)p + (size_t)j] - mean[j] / cases;
    to->cases[to->strata++] = cases;
    to->rows += days;
    to->from[to->strata] = to->rows;
}

/* g_i = exp(x_i beta) of one stratum. */
static void terms(const kn_conditional *of, size_t stratum, const double beta[], double g[DAYS])
{
    size_t from = of->from[stratum], days = of->from[stratum + 1] - from;
    const double *x = of->x + from * (size_t)of->columns;

    for (size_t i = 0; i < days; i++, x += of->columns) {
        double f[4] = {0}; /* four sums, which a processor adds up at the same time */
        int j = 0;
        for (; j + 4 <= of->columns; j += 4)
            for (int k = 0; k < 4; k++)
                f[k] += x[j + k] * beta[j + k];
        for (; j < of->columns; j++)
            f[0] += x[j] * beta[j];
        g[i] = exp(f[0] + f[1] + f[2] + f[3]);
    }
}

/* e_m(g_1 .. g_n): adding a term g takes e_k to e_k + g e_k-1. */
static double symmetric(int n, const double g[], int m)
{
    double e[DAYS + 1] = {1};

    if (m == 1) {
        for (int i = 0; i < n; i++)
            e[1] += g[i];
        return e[1];
    }
    for (int i = 0; i < n; i++)
        for (int k = i + 1 < m ? i + 1 : m; k >= 1; k--)
            e[k] += g[i] * e[k - 1];
    return e[m];
}

double kn_conditional_value(const kn_conditional *of, const double beta[])
{
    double sum = 0, g[DAYS];

    for (size_t s = 0; s < of->strata; s++) {
        terms(of, s, beta, g);
        sum -= log(symmetric((int)(of->from[s + 1] - of->from[s]), g, of->cases[s]));
    }
    return isnan(sum) ? -(double)INFINITY : sum;
}

/* Fills pi[n] and, below and on the diagonal, covariance[n x n]. Returns e_m. */
static double inclusion(int n, const double g[], int m, double pi[DAYS],
                        double covariance[DAYS * DAYS])
{
    double em = symmetric(n, g, m), other[DAYS], head[DAYS][DAYS + 1], tail[DAYS + 1][DAYS + 1];

    for (int i = 0; i < n; i++) {
        /* The days without i; head[j]: e of the first j of them, tail[j]: of those from j on. */
        for (int j = 0; j < n - 1; j++)
            other[j] = g[j + (j >= i)];
        memset(head[0], 0, sizeof head[0]);
        memset(tail[n - 1], 0, sizeof tail[0]);
        head[0][0] = tail[n - 1][0] = 1;
        for (int j = 1; j < n; j++)
            for (int k = 0; k < m; k++)
                if (j < n - 1 || k == m - 1)
                    head[j][k] = head[j - 1][k] + (k ? other[j - 1] * head[j - 1][k - 1] : 0);
        pi[i] = g[i] * head[n - 1][m - 1] / em;
        for (int j = n - 2; j > 0 && m >= 2; j--)
            for (int k = 0; k < m - 1; k++)
                tail[j][k] = tail[j + 1][k] + (k ? other[j] * tail[j + 1][k - 1] : 0);
        for (int j = 0; j < i; j++) {
            double rest =
                0; /* e_m-2 without i and j; j < i, so it is also number j of the others */
            for (int k = 0; k <= m - 2; k++)
                rest += head[j][k] * tail[j + 1][m - 2 - k];
            covariance[i * n + j] = g[i] * (g[j] * rest / em) - pi[i] * pi[j];
        }
        covariance[i * n + i] = pi[i] * (1 - pi[i]);
    }
    return em;
}

double kn_conditional_eval(const kn_conditional *of, const double beta[], double gradient[],
                           double information[])
{
    double sum = 0, g[DAYS], pi[DAYS], covariance[DAYS * DAYS], mixed[COLUMNS];
    int p = of->columns;

    memset(gradient, 0, (size_t)p * sizeof *gradient);
    memset(information, 0, (size_t)(p * p) * sizeof *information);
    for (size_t s = 0; s < of->strata; s++) {
        int n = (int)(of->from[s + 1] - of->from[s]);
        const double *x = of->x + of->from[s] * (size_t)p;

        terms(of, s, beta, g);
        sum -= log(inclusion(n, g, of->cases[s], pi, covariance));
        for (int i = 0; i < n; i++) {
            memset(mixed, 0, sizeof mixed);
            for (int k = 0; k < n; k++) {
                double c = i >= k ? covariance[i * n + k] : covariance[k * n + i];
                for (int j = 0; j < p; j++)
                    mixed[j] += c * x[k * p + j];
            }
            for (int j = 0; j < p; j++) {
                gradient[j] -= pi[i] * x[i * p + j];
                for (int k = 0; k <= j; k++)
                    information[j * p + k] += x[i * p + j] * mixed[k];
            }
        }
    }
    return isnan(sum) ? -(double)INFINITY : sum;
}

/* Day after day: with k still to be placed on the days from i on, day i is one of them with
 * probability g_i e_k-1(later days) / e_k(days from i on). */
void kn_conditional_draw(size_t days, int cases, const double linear[], kn_random *random,
                         int8_t is_case[])
{
    double tail[DAYS + 1][DAYS + 1] = {{0}}, g[DAYS], top = linear[0];
    int k = cases;

    for (size_t i = 1; i < days; i++)
        top = fmax(top, linear[i]);
    tail[days][0] = 1;
    for (size_t i = days; i-- > 0;) {
        g[i] = exp(linear[i] - top);
        tail[i][0] = 1;
        for (int c = 1; c <= cases; c++)
            tail[i][c] = tail[i + 1][c] + g[i] * tail[i + 1][c - 1];
    }
    for (size_t i = 0; i < days; i++) {
        double chance = k > 0 ? g[i] * tail[i + 1][k - 1] / tail[i][k] : 0;
        is_case[i] = k > 0 && kn_random_uniform(random) < chance;
        k -= is_case[i];
    }
}
