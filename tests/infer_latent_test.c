/* Expectation propagation against dense tensor quadrature, where the number of days is so small
 * that it can be done; the slope against finite differences; the draws against their moments. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "infer/model.h"
#include "infer/quadrature.h"
#include "infer/vector.h"
#include "infer_fixture.h"

enum { NODES = 18, WIDE = 64 };

static double log_probability(kn_family family, double y, double trials, double eta)
{
    if (family == KN_POISSON)
        return y * eta - exp(eta) - lgamma(y + 1);
    return y * eta - trials * log1p(exp(eta)) + lgamma(trials + 1) - lgamma(y + 1) -
           lgamma(trials - y + 1);
}

/* p(y | sigma, rho) of three days: alpha over four prior sd by Gauss-Legendre; beta, u_1, u_2, u_3
 * by Gauss-Hermite, each u given the one before. */
static double three_days(const made *m, double alpha0, double sigma, double rho)
{
    double a[WIDE], wa[WIDE], z[NODES], w[NODES], total = 0;
    double phi[3] = {0, pow(rho, m->day[1] - m->day[0]), pow(rho, m->day[2] - m->day[1])};

    kn_gauss_legendre(WIDE, -4, 4, a, wa);
    kn_gauss_hermite(NODES, z, w);
    for (int i = 0; i < WIDE; i++) {
        wa[i] *= exp(-0.5 * a[i] * a[i]) / sqrt(2 * 3.14159265358979);
        for (int b = 0; b < NODES; b++) {
            double base[3];
            for (int t = 0; t < 3; t++)
                base[t] = alpha0 + 2.5 * a[i] + (m->arm[t] ? z[b] : 0);
            for (int j = 0; j < NODES; j++) {
                double u1 = sigma * z[j], second = 0;
                for (int k = 0; k < NODES; k++) {
                    double u2 = phi[1] * u1 + sigma * sqrt(1 - phi[1] * phi[1]) * z[k], third = 0;
                    for (int l = 0; l < NODES; l++) {
                        double u3 = phi[2] * u2 + sigma * sqrt(1 - phi[2] * phi[2]) * z[l];
                        third += w[l] * exp(log_probability(m->series.family, m->outcome[2],
                                                            m->trials[2], base[2] + u3));
                    }
                    second += w[k] * third *
                              exp(log_probability(m->series.family, m->outcome[1], m->trials[1],
                                                  base[1] + u2));
                }
                total += wa[i] * w[b] * w[j] * second *
                         exp(log_probability(m->series.family, m->outcome[0], m->trials[0],
                                             base[0] + u1));
            }
        }
    }
    return log(total);
}

/* The error allowed is that of the approximation at its worst: three observations, wide priors. */
static void log_z_of_three_days(void **state)
{
    static const struct {
        kn_family family;
        double outcome[3], trials;
        int gap;
        double sigma, rho, tolerance;
    } cases[] = {
        {KN_POISSON, {2, 0, 5}, 1, 1, 0.5, 0.3, 0.02},
        {KN_POISSON, {3, 1, 8}, 1, 3, 1.0, -0.6, 0.02},
        {KN_POISSON, {0, 1, 0}, 1, 1, 1.0, 0.8, 0.02},
        {KN_BERNOULLI, {0, 1, 1}, 1, 1, 0.5, 0.3, 0.02},
        {KN_BERNOULLI, {1, 0, 1}, 1, 2, 1.0, 0.6, 0.02},
        {KN_BINOMIAL, {1, 4, 0}, 5, 1, 0.7, -0.4, 0.02},
        {KN_BINOMIAL, {2, 1, 3}, 4, 1, 0.3, 0.9, 0.02},
    };
    kn_prior prior = kn_prior_default();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kn_error err;
        kn_conditional got;
        made m;
        made_init(&m, cases[i].family, 2);
        m.series.n = 3;
        for (int t = 0; t < 3; t++) {
            m.day[t] = t == 2 ? 1 + cases[i].gap : t;
            m.arm[t] = t == 1;
            m.outcome[t] = cases[i].outcome[t];
            m.trials[t] = cases[i].trials;
        }
        kn_model *model = kn_model_new(&m.series, &prior, false, &err);
        assert_non_null(model);
        kn_model_joint(model, cases[i].sigma, cases[i].rho, true, &got);
        double exact = three_days(&m, model->alpha0, cases[i].sigma, cases[i].rho);
        printf("%-10s case %zu: log Z %.5f, exact %.5f, off %.5f\n",
               kn_family_name(cases[i].family), i, got.log_z, exact, got.log_z - exact);
        assert_true(got.ok);
        assert_true(fabs(got.log_z - exact) < cases[i].tolerance);
        kn_model_free(model);
    }
}

/* Ordinal, three levels, days so far apart that the u are independent: cut-points and effect by a
 * midpoint grid, every u by Gauss-Hermite, and the level's probability as the difference that the
 * sites on the gaps factorise. */
static void log_z_of_levels(void **state)
{
    enum { DAYS = 6, GRID = 56 };
    static const double levels[][DAYS] = {{1, 2, 3, 2, 1, 3}, {1, 1, 2, 2, 2, 3}};
    const double sigma = 0.8, reach = 13;
    kn_prior prior = kn_prior_default();

    (void)state;
    for (size_t c = 0; c < sizeof levels / sizeof *levels; c++) {
        kn_error err;
        kn_conditional got;
        double z[NODES], w[NODES], total = 0, step = 2 * reach / GRID;
        made m;
        made_init(&m, KN_ORDINAL, 2);
        m.series.n = DAYS;
        for (int t = 0; t < DAYS; t++) {
            m.day[t] = 1000 * t;
            m.arm[t] = (uint8_t)(t % 2);
            m.outcome[t] = levels[c][t];
        }
        kn_model *model = kn_model_new(&m.series, &prior, false, &err);
        assert_non_null(model);
        kn_model_joint(model, sigma, 0.4, true, &got);
        kn_gauss_hermite(NODES, z, w);
        for (int i = 0; i < GRID; i++)
            for (int k = i + 1; k < GRID; k++) {
                double kappa[2] = {-reach + (i + 0.5) * step, -reach + (k + 0.5) * step};
                /* Independent normals, ordered: twice the density. */
                double density = 2 * step * step / (2 * 3.14159265358979 * 9) *
                                 exp(-(kappa[0] * kappa[0] + kappa[1] * kappa[1]) / 18);
                for (int b = 0; density > 1e-12 && b < NODES; b++) {
                    double product = density * w[b];
                    for (int t = 0; t < DAYS; t++) {
                        double p = 0;
                        for (int j = 0; j < NODES; j++) {
                            double eta = (t % 2 ? z[b] : 0) + sigma * z[j];
                            double low = levels[c][t] > 1
                                             ? made_logistic(kappa[(int)levels[c][t] - 2] - eta)
                                             : 0;
                            double high = levels[c][t] < 3
                                              ? made_logistic(kappa[(int)levels[c][t] - 1] - eta)
                                              : 1;
                            p += w[j] * (high - low);
                        }
                        product *= p;
                    }
                    total += product;
                }
            }
        printf("ordinal    case %zu: log Z %.5f, exact %.5f\n", c, got.log_z, log(total));
        assert_true(got.ok);
        assert_true(fabs(got.log_z - log(total)) < 0.03);
        kn_model_free(model);
    }
}

/* The factorisation itself, anywhere. */
static void gap_factorises(void **state)
{
    (void)state;
    for (double low = -8; low < 8; low += 1.7)
        for (double gap = 0.01; gap < 12; gap *= 3)
            for (double eta = -6; eta < 6; eta += 0.9) {
                double direct = made_logistic(low + gap - eta) - made_logistic(low - eta);
                double product =
                    made_logistic(low + gap - eta) * made_logistic(eta - low) * -expm1(-gap);
                assert_true(fabs(direct - product) < 1e-14);
            }
}

static void make_days(made *m, kn_family family, uint64_t seed)
{
    kn_random random;
    truth t = {.beta = {0, 0.7}, .gamma = 0.5, .kappa = {-1, 0.3, 1.5}};
    double u[MADE_DAYS], eta[MADE_DAYS];

    kn_random_init(&random, seed, 0);
    made_init(m, family, 2);
    made_schedule(m, &random, 30, 2, 0.1);
    made_chain(m, &random, 0.6, 0.3, u);
    made_eta(m, &t, u, eta);
    for (size_t i = 0; i < m->series.n; i++) {
        m->trials[i] = family == KN_BINOMIAL ? 5 : 1;
        m->outcome[i] = family == KN_POISSON ? made_poisson(&random, exp(0.5 + eta[i]))
                        : family == KN_ORDINAL
                            ? made_level(&random, eta[i], t.kappa, 3)
                            : made_binomial(&random, m->trials[i], made_logistic(eta[i]));
    }
}

static void slope_is_the_derivative(void **state)
{
    const double step = 0.05;
    kn_prior prior = kn_prior_default();

    (void)state;
    for (int f = KN_POISSON; f <= KN_ORDINAL; f++) {
        kn_error err;
        made m;
        make_days(&m, (kn_family)f, 2);
        kn_model *model = kn_model_new(&m.series, &prior, true, &err);
        assert_non_null(model);
        for (double b = -2; b <= 2; b += 0.8) {
            double z[3], slope[3];
            for (int i = 0; i < 3; i++)
                assert_true(kn_model_at(model, 1, b + (i - 1) * step, 0.7, 0.2, &z[i], &slope[i]));
            double numeric = (z[2] - z[0]) / (2 * step);
            if (!(fabs(slope[1] - numeric) < 0.02 + 0.01 * fabs(numeric)))
                fail_msg("%s at %g: slope %g, difference %g", kn_family_name((kn_family)f), b,
                         slope[1], numeric);
        }
        kn_model_free(model);
    }
}

/* Draws have the approximation's moments, and weights of mean 1. */
static void draws(void **state)
{
    enum { DRAWS = 20000 };
    kn_prior prior = kn_prior_default();

    (void)state;
    for (int f = KN_POISSON; f <= KN_ORDINAL; f++) {
        double normals[MADE_DAYS + KN_LATENT_EFFECTS_MAX], theta[KN_LATENT_EFFECTS_MAX];
        double u[MADE_DAYS], first = 0, second = 0, weight = 0;
        kn_random random;
        kn_error err;
        kn_conditional got;
        made m;
        make_days(&m, (kn_family)f, 3);
        kn_model *model = kn_model_new(&m.series, &prior, true, &err);
        assert_non_null(model);
        kn_model_joint(model, 0.6, 0.3, true, &got);
        kn_random_init(&random, 5, 0);
        for (int i = 0; i < DRAWS; i++) {
            kn_random_normals(&random, model->n + (size_t)model->effects, normals);
            kn_latent_draw(model->joint, normals, theta, u);
            double x = theta[model->levels];
            first += x / DRAWS;
            second += x * x / DRAWS;
            weight += exp(kn_latent_log_weight(model->joint, theta, u)) / DRAWS;
        }
        int index = model->levels * model->effects + model->levels;
        double variance = got.covariance[index], sd = sqrt(variance);
        assert_true(fabs(first - got.mean[model->levels]) < 4 * sd / sqrt(DRAWS));
        assert_true(fabs((second - first * first) / variance - 1) < 4 * sqrt(2.0 / DRAWS));
        printf("%-10s mean weight %.4f\n", kn_family_name((kn_family)f), weight);
        assert_true(fabs(weight - 1) < 0.1);
        kn_model_free(model);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(log_z_of_three_days), cmocka_unit_test(log_z_of_levels),
        cmocka_unit_test(gap_factorises), cmocka_unit_test(slope_is_the_derivative),
        cmocka_unit_test(draws)};

    return cmocka_run_group_tests_name("latent", tests, NULL, NULL);
}
