/* tests/calibration.h - simulation-based calibration (Talts, Betancourt, Simpson, Vehtari and
 * Gelman 2018): draw the parameters from the prior and data from the model; then the posterior
 * probability below the true value is uniform on (0,1), whatever the model.
 *
 * Two constants of the model are made from the data: the gaussian centre (the mean) and alpha0 (the
 * overall level). So data are drawn given them: the mean is exactly 0, or the sum is exactly S.
 * Given an event that the data alone decide, the posterior stays what it is, so the uniform law
 * holds exactly. For the same reason ordinal data are drawn given that all four levels occur. S
 * may be drawn from any distribution; it is uniform over a wide range here. */
#ifndef TESTS_CALIBRATION_H
#define TESTS_CALIBRATION_H

#include "base/parallel.h"
#include "infer_fixture.h"
#include "unknot/fit.h"

enum { CALIBRATION_MAX = 20000, LEVELS = 4, TRIALS = 6, QUARTERS = 4, NUISANCES = 3 };

typedef struct calibration {
    kn_family family;
    int days, arms; /* recorded days about: a tenth of the calendar is missing */
    size_t sets;
    uint64_t seed;
    double *below;              /* [sets] P(beta < true beta); NAN if unfit */
    uint8_t (*cell)[NUISANCES]; /* [sets] true sigma, rho, gamma among the 2.5, 50, 97.5 % points */
    uint8_t *doubtful;          /* [sets] not converged */
} calibration;

static inline double draw_prior(truth *t, int arms, kn_random *random)
{
    double a = kn_random_uniform(random), b = kn_random_uniform(random),
           c = kn_random_uniform(random);

    for (int k = 1; k < arms; k++)
        t->beta[k] = kn_random_normal(random);
    t->gamma = kn_random_normal(random);
    t->sigma = fabs(kn_random_normal(random));
    /* The middle one of three uniforms is Beta(2, 2). */
    t->rho = 2 * fmax(fmin(a, b), fmin(fmax(a, b), c)) - 1;
    for (int i = 0; i < LEVELS - 1; i++) {
        double x = 3 * kn_random_normal(random);
        int at = i;
        for (; at > 0 && t->kappa[at - 1] > x; at--)
            t->kappa[at] = t->kappa[at - 1];
        t->kappa[at] = x;
    }
    return 2.5 * kn_random_normal(random); /* alpha, from its centre */
}

/* z has mean 0 if alpha = -mean(eta); the chance of that is its prior density there. */
static inline bool draw_gaussian(made *m, truth *t, const double eta[], kn_random *random)
{
    size_t n = m->series.n;
    double scale = 2, mean = 0;

    for (size_t i = 0; i < n; i++)
        mean += eta[i] / (double)n;
    t->alpha = -mean;
    m->series.scale = scale;
    for (size_t i = 0; i < n; i++)
        m->outcome[i] = 30 + scale * (eta[i] - mean);
    return kn_random_uniform(random) < exp(-0.5 * mean * mean / (2.5 * 2.5));
}

/* Counts whose sum is S are multinomial; the chance of S itself is poisson. */
static inline bool draw_counts(made *m, double alpha, double sum, const double eta[],
                               kn_random *random)
{
    size_t n = m->series.n;
    double rate[MADE_DAYS], total = 0, days = (double)n;

    alpha += log((sum + 0.5) / days);
    for (size_t i = 0; i < n; i++) {
        rate[i] = exp(alpha + eta[i]);
        total += rate[i];
        m->outcome[i] = 0;
    }
    if (kn_random_uniform(random) > exp(sum * log(total / sum) - total + sum))
        return false;
    for (double event = 0; event < sum; event++) {
        double at = total * kn_random_uniform(random);
        size_t i = 0;
        while (i + 1 < n && at > rate[i])
            at -= rate[i++];
        m->outcome[i]++;
    }
    return true;
}

static inline bool draw_yes_no(made *m, double alpha, double sum, double trials, const double eta[],
                               kn_random *random)
{
    size_t n = m->series.n;
    double found = 0;

    alpha += log((sum + 0.5) / (trials * (double)n - sum + 0.5));
    for (size_t i = 0; i < n; i++) {
        m->trials[i] = trials;
        found += m->outcome[i] = made_binomial(random, trials, made_logistic(alpha + eta[i]));
    }
    return found == sum;
}

static inline bool draw_levels(made *m, const truth *t, const double eta[], kn_random *random)
{
    unsigned seen = 0;

    for (size_t i = 0; i < m->series.n; i++) {
        m->outcome[i] = made_level(random, eta[i], t->kappa, LEVELS - 1);
        seen |= 1U << (int)m->outcome[i];
    }
    return seen == 0x1e;
}

/* One data set and the parameters behind it. */
static inline void draw_set(const calibration *c, size_t set, made *m, truth *t)
{
    double u[MADE_DAYS], eta[MADE_DAYS], sum, trials = c->family == KN_BINOMIAL ? TRIALS : 1;
    bool accepted = false;
    kn_random random;

    kn_random_init(&random, c->seed, set);
    made_init(m, c->family, c->arms);
    m->series.exposure = NULL;
    made_schedule(m, &random, c->days * 10 / 9, 2, 0.1);
    if (c->family == KN_POISSON) /* 0.25 to 4 a day */
        sum = ceil((double)m->series.n * exp(log(16) * (kn_random_uniform(&random) - 0.5)));
    else
        sum = 1 + (double)kn_random_below(&random, (uint64_t)(trials * (double)m->series.n) - 1);
    while (!accepted) {
        memset(t, 0, sizeof *t);
        double alpha = draw_prior(t, c->arms, &random);
        made_chain(m, &random, t->sigma, t->rho, u);
        made_eta(m, t, u, eta);
        accepted = c->family == KN_GAUSSIAN  ? draw_gaussian(m, t, eta, &random)
                   : c->family == KN_POISSON ? draw_counts(m, alpha, sum, eta, &random)
                   : c->family == KN_ORDINAL ? draw_levels(m, t, eta, &random)
                                             : draw_yes_no(m, alpha, sum, trials, eta, &random);
    }
}

static inline uint8_t quarter_of(const kn_summary *s, double x)
{
    return (uint8_t)((x > s->q025) + (x > s->q50) + (x > s->q975));
}

static inline void calibrate_one(void *self, size_t set)
{
    calibration *c = self;
    kn_fit_options options = kn_fit_options_default();
    kn_error err = {0};
    truth t;
    made m;

    options.natural = false;
    draw_set(c, set, &m, &t);
    kn_fit *fit = kn_fit_new(&m.series, &options, &err);
    c->below[set] = (double)NAN;
    if (fit && !fit->unfit) {
        c->below[set] = kn_density_below(&fit->effects[0].posterior, t.beta[1]);
        c->cell[set][0] = quarter_of(&fit->sigma, t.sigma);
        c->cell[set][1] = quarter_of(&fit->rho, t.rho);
        c->cell[set][2] = quarter_of(&fit->gamma, t.gamma);
        c->doubtful[set] = !fit->check.converged;
    }
    kn_fit_free(fit);
}

typedef struct calibration_result {
    size_t fitted, doubtful;
    double chi_squared;         /* of beta in `bins` equal bins: bins - 1 degrees of freedom */
    double distance;            /* largest |empirical - uniform| distribution function of beta */
    double covered;             /* share of 95 % intervals of beta that hold it */
    double nuisance[NUISANCES]; /* chi-squared, 3 degrees of freedom: sigma, rho, gamma */
} calibration_result;

static inline int compare_below(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Fits every set, on `threads` threads; results do not depend on them. Sorts c->below. */
static inline calibration_result calibrate(calibration *c, int threads, int bins)
{
    static const double share[QUARTERS] = {0.025, 0.475, 0.475, 0.025};
    calibration_result r = {0};
    double count[64] = {0}, in_cell[NUISANCES][QUARTERS] = {{0}};

    kn_parallel_for(c->sets, threads, calibrate_one, c);
    for (size_t i = 0; i < c->sets; i++) {
        double p = c->below[i];
        if (isnan(p))
            continue;
        r.doubtful += c->doubtful[i];
        r.covered += p > 0.025 && p < 0.975;
        count[(int)fmin(p * bins, bins - 1)]++;
        for (int k = 0; k < NUISANCES; k++)
            in_cell[k][c->cell[i][k]]++;
        c->below[r.fitted++] = p;
    }
    qsort(c->below, r.fitted, sizeof *c->below, compare_below);
    double n = (double)r.fitted;
    for (size_t i = 0; i < r.fitted; i++) {
        double low = (double)i / n, high = (double)(i + 1) / n;
        r.distance = fmax(r.distance, fmax(high - c->below[i], c->below[i] - low));
    }
    for (int b = 0; b < bins; b++)
        r.chi_squared += (count[b] - n / bins) * (count[b] - n / bins) / (n / bins);
    for (int k = 0; k < NUISANCES; k++)
        for (int b = 0; b < QUARTERS; b++)
            r.nuisance[k] += pow(in_cell[k][b] - n * share[b], 2) / (n * share[b]);
    r.covered /= n;
    return r;
}

/* The empirical distribution function of n uniforms strays further than this with probability
 * under `chance` (Dvoretzky, Kiefer and Wolfowitz 1956; constant of Massart 1990). */
static inline double dkw_bound(size_t n, double chance)
{
    return sqrt(log(2 / chance) / (2 * (double)n));
}

/* P(chi-squared > x), by the cube root of Wilson and Hilferty 1931: good to a few per cent. */
static inline double chi_squared_above(double x, int degrees)
{
    double v = 2 / (9.0 * degrees), z = (cbrt(x / degrees) - (1 - v)) / sqrt(v);

    return 0.5 * erfc(z / sqrt(2));
}

#endif
