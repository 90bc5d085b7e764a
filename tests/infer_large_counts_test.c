/* Effects known far more exactly than the evidence curve's grid step: counts of hundreds to a
 * hundred thousand a day, and measures whose arms lie many residual sd apart. Held against a dense
 * quadrature that shares no code with the fit: there a count is all but a normal measure of its
 * logarithm, with the mean and the variance of a log gamma. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "infer_fixture.h"
#include "unknot/fit.h"

enum { Q = 3, SIGMAS = 240, RHOS = 48, PLACES = SIGMAS * RHOS, DAYS_MOST = 28 };

typedef struct mixture { /* of normals, one for each (sigma, rho) */
    double weight[PLACES], mean[PLACES], sd[PLACES], sigma[PLACES];
} mixture;

typedef struct seen { /* log rates, or measures, with the variance that they are seen with */
    double value[DAYS_MOST], variance[DAYS_MOST];
} seen;

static void see(const made *m, seen *s)
{
    size_t n = m->series.n;
    double mean = 0, squares = 0;

    for (size_t i = 0; i < n; i++)
        mean += m->outcome[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (m->outcome[i] - mean) * (m->outcome[i] - mean);
    for (size_t i = 0; i < n; i++) {
        double y = m->outcome[i], alpha0 = log(mean + 0.5 / (double)n);
        bool is_count = m->series.family == KN_POISSON;
        /* digamma(y) and trigamma(y) by their asymptotic series */
        s->value[i] = is_count ? log(y) - 1 / (2 * y) - 1 / (12 * y * y) - alpha0
                               : (y - mean) / sqrt(squares / (double)(n - 1));
        s->variance[i] = is_count ? 1 / y + 1 / (2 * y * y) : 0;
    }
}

/* Lower Cholesky factor in place; the sum of the logarithms of its diagonal. */
static double factorise(size_t n, double a[])
{
    double log_diagonal = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k <= i; k++) {
            double sum = a[i * n + k];
            for (size_t p = 0; p < k; p++)
                sum -= a[i * n + p] * a[k * n + p];
            a[i * n + k] = k < i ? sum / a[k * n + k] : sqrt(sum);
            log_diagonal += k == i ? log(a[i * n + i]) : 0;
        }
    return log_diagonal;
}

/* x := L^-1 x for columns side by side. */
static void whiten(size_t n, const double l[], size_t columns, double x[])
{
    for (size_t i = 0; i < n; i++)
        for (size_t c = 0; c < columns; c++) {
            for (size_t p = 0; p < i; p++)
                x[i * columns + c] -= l[i * n + p] * x[p * columns + c];
            x[i * columns + c] /= l[i * n + i];
        }
}

/* log p(y | sigma, rho) and the effect's conditional mean and sd. The effect is the last of the
 * three, so its conditional comes last out of the factor. */
static double condition(const made *m, const seen *s, double sigma, double rho, double *mean,
                        double *sd)
{
    static const double prior_sd[Q] = {2.5, 1, 1};
    size_t n = m->series.n;
    double v[DAYS_MOST * DAYS_MOST], x[DAYS_MOST * (Q + 1)], a[Q * Q] = {0}, r[Q] = {0}, log_z;

    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k <= i; k++)
            v[i * n + k] = sigma * sigma * pow(rho, m->day[i] - m->day[k]);
        v[i * n + i] += s->variance[i];
        x[i * 4] = 1;
        x[i * 4 + 1] = made_trend(m, i);
        x[i * 4 + 2] = m->arm[i];
        x[i * 4 + 3] = s->value[i];
    }
    log_z = -factorise(n, v);
    whiten(n, v, Q + 1, x);
    for (size_t i = 0; i < n; i++) {
        log_z -= 0.5 * x[i * 4 + 3] * x[i * 4 + 3];
        for (int c = 0; c < Q; c++) {
            r[c] += x[i * 4 + c] * x[i * 4 + 3];
            for (int d = 0; d < Q; d++)
                a[c * Q + d] += x[i * 4 + c] * x[i * 4 + d];
        }
    }
    for (int c = 0; c < Q; c++)
        a[c * Q + c] += 1 / (prior_sd[c] * prior_sd[c]);
    log_z -= factorise(Q, a);
    whiten(Q, a, 1, r);
    for (int c = 0; c < Q; c++)
        log_z += 0.5 * r[c] * r[c];
    *sd = 1 / a[Q * Q - 1];
    *mean = r[Q - 1] * *sd;
    return log_z;
}

static void integrate(const made *m, mixture *mix)
{
    double log_weight[PLACES], top = -INFINITY, total = 0;
    seen s;

    see(m, &s);
    for (int i = 0; i < PLACES; i++) { /* even in log(sigma) and atanh(rho) */
        double x = log(1e-5) + log(4e5) * (i / RHOS) / (SIGMAS - 1);
        double sigma = exp(x), rho = tanh(-3.5 + 7.0 * (i % RHOS) / (RHOS - 1));
        mix->sigma[i] = sigma;
        log_weight[i] = condition(m, &s, sigma, rho, &mix->mean[i], &mix->sd[i]) -
                        0.5 * sigma * sigma + x + 2 * log1p(-rho * rho);
        top = fmax(top, log_weight[i]);
    }
    for (int i = 0; i < PLACES; i++)
        total += mix->weight[i] = exp(log_weight[i] - top);
    for (int i = 0; i < PLACES; i++)
        mix->weight[i] /= total;
}

static double below(const mixture *mix, double b)
{
    double p = 0;

    for (int i = 0; i < PLACES; i++)
        p += mix->weight[i] * 0.5 * erfc((mix->mean[i] - b) / (mix->sd[i] * sqrt(2)));
    return p;
}

static void moments(const double weight[], const double mean[], const double sd[], double *m,
                    double *s)
{
    double second = 0;

    *m = 0;
    for (int i = 0; i < PLACES; i++) {
        *m += weight[i] * mean[i];
        second += weight[i] * (mean[i] * mean[i] + (sd ? sd[i] * sd[i] : 0));
    }
    *s = sqrt(second - *m * *m);
}

/* Counts as large as these: a normal rounded to a whole number. */
static double large_count(kn_random *random, double mean)
{
    return fmax(1, floor(mean + sqrt(mean) * kn_random_normal(random) + 0.5));
}

typedef struct row {
    double rate; /* a day; 0: a measure */
    int days, block;
    double effect, sigma;
} row;

static const row rows[] = {
    {1e3, 7, 1, 0, 0},     {1e3, 14, 2, -0.5, 0}, {1e3, 28, 7, -2, 0},     {8e3, 14, 2, 0.05, 0.2},
    {1e4, 7, 1, 0, 0},     {1e4, 7, 1, -0.5, 0},  {1e4, 14, 2, -0.5, 0.3}, {1e4, 28, 7, -0.5, 0},
    {1e5, 14, 2, -0.5, 0}, {1e5, 28, 7, 0, 0.3},  {0, 14, 2, 50, 1},       {0, 14, 2, 500, 1},
    {0, 28, 7, 50, 1},     {0, 28, 7, 500, 1},    {0, 8, 2, 50, 1},        {0, 28, 7, 1, 1},
};

static void make(const row *r, uint64_t seed, made *m)
{
    kn_random random;
    double u[MADE_DAYS];

    kn_random_init(&random, seed, 0);
    made_init(m, r->rate > 0 ? KN_POISSON : KN_GAUSSIAN, 2);
    made_schedule(m, &random, r->days, r->block, 0);
    made_chain(m, &random, r->sigma, 0.3, u);
    for (size_t i = 0; i < m->series.n; i++) {
        double eta = (m->arm[i] ? r->effect : 0) + u[i];
        m->outcome[i] = r->rate > 0 ? large_count(&random, r->rate * exp(eta)) : eta;
    }
}

/* Within the tolerances of docs/model.md, "Accuracy". */
static bool agrees(const kn_fit *fit, const mixture *mix, const char *what)
{
    kn_summary s = kn_density_summary(&fit->effects[0].posterior);
    double mean, sd, sigma, sigma_sd;

    moments(mix->weight, mix->mean, mix->sd, &mean, &sd);
    moments(mix->weight, mix->sigma, NULL, &sigma, &sigma_sd);
    bool agree = fabs(s.mean - mean) < 0.05 * sd && fabs(s.sd / sd - 1) < 0.03 &&
                 fabs(s.p_below_zero - below(mix, 0)) < 0.01 &&
                 fabs(below(mix, s.q025) - 0.025) < 0.006 && fabs(below(mix, s.q50) - 0.5) < 0.02 &&
                 fabs(below(mix, s.q975) - 0.975) < 0.006 &&
                 fabs(fit->sigma.mean - sigma) < 0.1 * sigma_sd;
    if (!agree)
        print_error("%s: effect %.5f (%.5f) for %.5f (%.5f), P(< 0) %.4f for %.4f, "
                    "sigma %.4f for %.4f (%.4f), ends at %.4f %.4f\n",
                    what, s.mean, s.sd, mean, sd, s.p_below_zero, below(mix, 0), fit->sigma.mean,
                    sigma, sigma_sd, below(mix, s.q025), below(mix, s.q975));
    return agree;
}

/* The curve cannot be sharper than its grid: place and weight are kept, the width is at most that
 * of the smoothing. */
static bool curve_keeps(const kn_effect *effect, const char *what)
{
    kn_density from_curve;

    assert_true(kn_curve_posterior(&effect->curve, 0, 1, &from_curve));
    double off = fabs(from_curve.mean - effect->posterior.mean);
    bool keeps = off < 0.01 && from_curve.sd > 0.97 * effect->posterior.sd &&
                 from_curve.sd < 1.05 * hypot(effect->posterior.sd, KN_CURVE_STEP);
    if (!keeps)
        print_error("%s: the curve says %.4f (%.4f), the posterior %.4f (%.4f)\n", what,
                    from_curve.mean, from_curve.sd, effect->posterior.mean, effect->posterior.sd);
    return keeps;
}

static void test_sharp(void **state)
{
    kn_fit_options options = kn_fit_options_default();
    int wrong = 0;
    (void)state;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        static mixture mix;
        char what[80];
        kn_error err;
        made m;
        snprintf(what, sizeof what, "rate %g, %d days, effect %g, sigma %g", rows[i].rate,
                 rows[i].days, rows[i].effect, rows[i].sigma);
        make(&rows[i], 100 + i, &m);
        integrate(&m, &mix);
        kn_fit *fit = kn_fit_new(&m.series, &options, &err);
        assert_non_null(fit);
        assert_int_equal(fit->unfit, KN_UNFIT_NOT);
        wrong += !agrees(fit, &mix, what) + !curve_keeps(&fit->effects[0], what);
        if (fit->check.filter_gap > 0.1 || fit->check.curve_gap > 0.05 || !fit->check.converged) {
            print_error("%s: in doubt without cause, filter %g curve %g\n", what,
                        fit->check.filter_gap, fit->check.curve_gap);
            wrong++;
        }
        kn_fit_free(fit);
    }
    assert_int_equal(wrong, 0);
}

/* Too few days for any grid: what is wrong is said. */
static void test_said_when_wrong(void **state)
{
    kn_fit_options options = kn_fit_options_default();
    int said = 0;
    (void)state;

    for (int i = 0; i < 8; i++) {
        static mixture mix;
        const row r = {i % 2 ? 1e5 : 1e7, 4 + i / 2 % 3, 1, i < 4 ? 0 : -0.5, 0};
        double mean, sd;
        kn_error err;
        made m;
        make(&r, 200 + (uint64_t)i, &m);
        integrate(&m, &mix);
        moments(mix.weight, mix.mean, mix.sd, &mean, &sd);
        kn_fit *fit = kn_fit_new(&m.series, &options, &err);
        assert_non_null(fit);
        assert_true(fit->check.curve_exact);
        const kn_density *ours = &fit->effects[0].posterior;
        bool is_right = fabs(ours->mean - mean) < 0.08 * sd && fabs(log(ours->sd / sd)) < 0.08;
        assert_true(is_right || fit->check.curve_gap > 0.05);
        said += !is_right;
        kn_fit_free(fit);
    }
    assert_true(said > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sharp),
                                       cmocka_unit_test(test_said_when_wrong)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
