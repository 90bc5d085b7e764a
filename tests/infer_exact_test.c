/* The full model and its sampler: gradients against finite differences, the natural scale against
 * its definition, and short runs against the reference posteriors of tests/reference/. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "exact_fixture.h"
#include "infer/exact_model.h"

enum { DAYS = 12, PEOPLE = 3 };

/* Gaps of one, several and very many days. */
static const int32_t day[DAYS] = {-5, -4, -3, 0, 1, 2, 4, 5, 8, 9, 1009, 1010};
static const uint8_t three_arms[DAYS] = {0, 1, 2, 0, 1, 2, 2, 1, 0, 0, 1, 2};
static const uint8_t two_arms[DAYS] = {0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0};
static const double measures[DAYS] = {3, 4.5, 1, 2, 7, 5, 3.5, 2, 9, 4, 1, 6};
static const double counts[DAYS] = {0, 3, 1, 7, 2, 0, 4, 1, 12, 3, 2, 5};
static const double exposure[DAYS] = {1, 0.5, 2, 1, 1, 0.25, 1, 3, 1, 1, 1, 0.5};
static const double yes_no[DAYS] = {0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1};
static const double trials[DAYS] = {1, 5, 3, 7, 2, 1, 4, 1, 12, 6, 2, 9};
static const double ones[DAYS] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
static const double levels[DAYS] = {1, 2, 3, 2, 5, 5, 3, 1, 2, 3, 5, 2}; /* 4 is never seen */

static const struct {
    kn_family family;
    const double *outcome, *exposure, *trials;
} families[] = {
    {KN_GAUSSIAN, measures, NULL, NULL}, {KN_POISSON, counts, exposure, NULL},
    {KN_BERNOULLI, yes_no, NULL, NULL},  {KN_BINOMIAL, counts, NULL, trials},
    {KN_ORDINAL, levels, NULL, NULL},
};
enum { FAMILIES = sizeof families / sizeof *families };

static kn_series make_series(size_t f, int arms)
{
    return (kn_series){.family = families[f].family,
                       .arms = arms,
                       .n = DAYS,
                       .day = day,
                       .arm = arms == 2 ? two_arms : three_arms,
                       .outcome = families[f].outcome,
                       .exposure = families[f].exposure,
                       .trials = families[f].trials,
                       .scale = 2};
}

static double eval_at(kn_exact_view *view, double q[], size_t i, double shift, double grad[])
{
    double lp, was = q[i];

    q[i] += shift;
    kn_exact_eval(view, q, &lp, grad);
    q[i] = was;
    return lp;
}

/* Every coordinate of the gradient by the five-point rule, at random points. */
static void assert_gradient(const kn_series series[], size_t people, bool trend, const char *what)
{
    enum { DIM_MAX = 64, POINTS = 5 };
    const double step = 1e-3, tolerance = 1e-7;
    double q[DIM_MAX], grad[DIM_MAX], scratch[DIM_MAX];
    kn_exact_options options = kn_exact_options_default();
    kn_exact_model model;
    kn_exact_view view;
    kn_random random;
    kn_error err;

    /* Priors of no default value, so that none can be forgotten. */
    options.prior = (kn_prior){.alpha_sd = 1.5,
                               .kappa_sd = 2,
                               .beta_sd = 0.8,
                               .gamma_sd = 1.2,
                               .sigma_scale = 0.7,
                               .rho_shape = 3,
                               .mu_sd = 0.6,
                               .omega_scale = 0.4};
    options.trend = trend;
    assert_int_equal(kn_exact_model_init(&model, series, people, &options, &err), KN_OK);
    assert_int_equal(kn_exact_view_init(&view, &model, &err), KN_OK);
    assert_true(model.dim <= DIM_MAX);
    kn_random_init(&random, 3, 0);
    for (int p = 0; p < POINTS; p++) {
        kn_random_normals(&random, model.dim, q);
        for (size_t i = 0; i < model.dim; i++) {
            eval_at(&view, q, i, 0, grad);
            double near =
                eval_at(&view, q, i, step, scratch) - eval_at(&view, q, i, -step, scratch);
            double far =
                eval_at(&view, q, i, 2 * step, scratch) - eval_at(&view, q, i, -2 * step, scratch);
            double numeric = (8 * near - far) / (12 * step);
            if (!(fabs(grad[i] - numeric) <= tolerance * (10 + fabs(numeric))))
                fail_msg("%s, point %d, coordinate %zu of %zu: gradient %.10g, differences %.10g",
                         what, p, i, model.dim, grad[i], numeric);
        }
    }
    kn_exact_view_release(&view);
    kn_exact_model_release(&model);
}

static void gradients(void **state)
{
    (void)state;
    for (size_t f = 0; f < FAMILIES; f++) {
        const char *name = kn_family_name(families[f].family);
        kn_series one = make_series(f, 3), many[PEOPLE];
        assert_gradient(&one, 1, true, name);
        assert_gradient(&one, 1, false, name);
        for (size_t j = 0; j < PEOPLE; j++) {
            many[j] = make_series(f, 2);
            many[j].n = DAYS - 2 * j; /* lengths and gaps differ */
        }
        assert_gradient(many, PEOPLE, true, name);
    }
}

/* A k-of-n outcome with every n = 1 is the yes/no outcome. */
static void binomial_of_one_is_bernoulli(void **state)
{
    double lp[2], alpha0[2], q[DAYS + 6], grad[DAYS + 6];
    kn_exact_options options = kn_exact_options_default();
    kn_random random;
    kn_error err;

    (void)state;
    kn_random_init(&random, 5, 0);
    kn_random_normals(&random, DAYS + 6, q);
    for (int b = 0; b < 2; b++) {
        kn_series series = make_series(2, 3);
        kn_exact_model model;
        kn_exact_view view;
        series.family = b ? KN_BINOMIAL : KN_BERNOULLI;
        series.trials = b ? ones : NULL;
        assert_int_equal(kn_exact_model_init(&model, &series, 1, &options, &err), KN_OK);
        assert_int_equal(kn_exact_view_init(&view, &model, &err), KN_OK);
        assert_int_equal(model.dim, DAYS + 6);
        kn_exact_eval(&view, q, &lp[b], grad);
        alpha0[b] = model.person[0].alpha0;
        kn_exact_view_release(&view);
        kn_exact_model_release(&model);
    }
    assert_true(fabs(lp[0] - lp[1]) < 1e-10);
    assert_true(fabs(alpha0[0] - log(7.5 / 5.5)) < 1e-12 && alpha0[0] == alpha0[1]);
}

static double invlogit(double x)
{
    return 1 / (1 + exp(-x));
}

/* Mean outcome of a day with predictor eta, from the family's probabilities. */
static double mean_outcome(kn_family family, double eta, const double cut[3])
{
    static const double seen[4] = {1, 2, 3, 5};
    double mean = 0, below = 0;

    if (family == KN_POISSON)
        return exp(eta);
    if (family != KN_ORDINAL)
        return invlogit(eta);
    for (int c = 0; c < 4; c++) {
        double up_to = c < 3 ? invlogit(cut[c] - eta) : 1;
        mean += seen[c] * (up_to - below);
        below = up_to;
    }
    return mean;
}

/* Levels at a random point, by their definition. */
static void natural_scale(void **state)
{
    (void)state;
    for (size_t f = 1; f < FAMILIES; f++) {
        kn_exact_options options = kn_exact_options_default();
        kn_series series = make_series(f, 3);
        bool is_ordinal = series.family == KN_ORDINAL;
        double q[DAYS + 8], values[16], cut[3] = {0}, level[3] = {0};
        kn_exact_model model;
        kn_exact_view view;
        kn_random random;
        kn_error err;

        assert_int_equal(kn_exact_model_init(&model, &series, 1, &options, &err), KN_OK);
        assert_int_equal(kn_exact_view_init(&view, &model, &err), KN_OK);
        kn_random_init(&random, 9, 0);
        kn_random_normals(&random, model.dim, q);
        kn_exact_model_values(&view, q, &random, values);

        const double *p = q;
        for (int c = 0; is_ordinal && c < 3; c++, p++)
            cut[c] = c == 0 ? *p : cut[c - 1] + exp(*p);
        double alpha = is_ordinal ? 0 : model.person[0].alpha0 + *p++;
        double beta[3] = {0, p[0], p[1]}, sigma = exp(p[3]), rho = 2 * invlogit(p[4]) - 1;
        double x = p[5];
        for (size_t i = 0; i < DAYS; i++) {
            if (i > 0) {
                double power = pow(rho, day[i] - day[i - 1]);
                x = power * x + sqrt(1 - power * power) * p[5 + i];
            }
            for (int k = 0; k < 3; k++)
                level[k] += mean_outcome(series.family, alpha + beta[k] + sigma * x, cut) / DAYS;
        }
        const double *found = values + model.values - 5;
        for (int k = 0; k < 3; k++)
            assert_true(fabs(found[k] - level[k]) < 1e-9 * (1 + level[k]));
        for (int k = 1; k < 3; k++)
            assert_true(fabs(found[2 + k] - (level[k] - level[0])) < 1e-9 * (1 + level[k]));
        kn_exact_view_release(&view);
        kn_exact_model_release(&model);
    }
}

static fixture data;

static void assert_near(const char *set, const char *name, const kn_exact_quantity *q,
                        const json_t *reference)
{
    double mcse = fixture_number(reference, "mcse_mean") + q->mcse_mean;
    double sd = fixture_number(reference, "sd");
    double off = fabs(q->summary.mean - fixture_number(reference, "mean"));

    /* The sd's standard error under normal theory, four times; a half more for heavy tails. */
    double sd_off = fabs(q->summary.sd / sd - 1), sd_allowed = 0.02 + 6 / sqrt(2 * q->ess_bulk);
    if (!(off <= 4 * mcse + 0.01 * sd) || !(sd_off <= sd_allowed))
        fail_msg("%s %s: mean %g sd %g, reference %g and %g", set, name, q->summary.mean,
                 q->summary.sd, fixture_number(reference, "mean"), sd);
}

static void reference_sets(void **state)
{
    static const char *const sets[] = {"gaussian1-a", "gaussian2-a",  "poisson1-a",
                                       "poisson2-a",  "bernoulli1-a", "bernoulli2-a",
                                       "ordinal1-a",  "ordinal2-a",   "pooled-gaussian-n20-a"};
    kn_exact_options options = kn_exact_options_default();

    (void)state;
    options.warmup = 400;
    options.draws = 1000;
    options.threads = 2;
    for (size_t s = 0; s < sizeof sets / sizeof *sets; s++) {
        kn_error err = {0};
        json_t *json = fixture_posterior(TEST_DATA, sets[s]), *value;
        const char *key;
        assert_true(json && fixture_read(&data, TEST_DATA, sets[s]));
        options.draws = data.people > 1 ? 300 : 1500;
        kn_exact *exact = kn_exact_new(data.series, data.people, &options, &err);
        if (!exact)
            fail_msg("%s: %s", sets[s], err.message);
        assert_true(exact->rhat_worst < 1.03 && exact->depth_limited == 0);
        assert_true(exact->divergences < exact->draws / 50);
        json_object_foreach(json_object_get(json, "parameters"), key, value)
        {
            const char *name = strcmp(key, "beta[B]") == 0 ? "beta[1]" : key;
            const kn_exact_quantity *q = kn_exact_find(exact, name);
            if (!q)
                fail_msg("%s: there is no %s", sets[s], name);
            assert_near(sets[s], name, q, value);
        }
        kn_exact_free(exact);
        json_decref(json);
    }
}

/* gaussian2: the difference is beta times the scale; and threads change nothing. */
static void natural_and_threads(void **state)
{
    kn_exact_options options = kn_exact_options_default();
    kn_exact *exact[2];
    kn_error err;

    (void)state;
    options.warmup = 150;
    options.draws = 200;
    assert_true(fixture_read(&data, TEST_DATA, "gaussian2-a"));
    for (int t = 0; t < 2; t++) {
        options.threads = t == 0 ? 1 : 3;
        exact[t] = kn_exact_new(data.series, 1, &options, &err);
        assert_non_null(exact[t]);
    }
    for (size_t i = 0; i < exact[0]->count; i++)
        assert_memory_equal(&exact[0]->quantities[i], &exact[1]->quantities[i],
                            sizeof *exact[0]->quantities);
    double scale = 13.00215391; /* of the reference */
    assert_true(fabs(kn_exact_find(exact[0], "difference[1]")->summary.mean -
                     scale * kn_exact_find(exact[0], "beta[1]")->summary.mean) < 1e-6);
    assert_null(kn_exact_find(exact[0], "difference[0]"));
    assert_null(kn_exact_find(exact[0], "mu"));
    kn_exact_free(exact[0]);
    kn_exact_free(exact[1]);
}

/* The shares are probabilities of N(mu, omega^2), averaged: better + worse < 1, mirrored by the
 * sign of the important difference. */
static void shares(void **state)
{
    kn_exact_options options = kn_exact_options_default();
    double better[2], worse[2];
    kn_error err;

    (void)state;
    options.warmup = 100;
    options.draws = 50;
    options.threads = 2;
    assert_true(fixture_read(&data, TEST_DATA, "pooled-gaussian-n20-a"));
    for (int i = 0; i < 2; i++) {
        options.important = i == 0 ? -0.5 : 0.5;
        kn_exact *exact = kn_exact_new(data.series, data.people, &options, &err);
        assert_non_null(exact);
        assert_int_equal(exact->count, 3 + data.people + 2);
        better[i] = kn_exact_find(exact, "share_better")->summary.mean;
        worse[i] = kn_exact_find(exact, "share_worse")->summary.mean;
        kn_exact_free(exact);
    }
    assert_true(better[0] > 0.1 && worse[0] < better[0]); /* the effect is below 0 */
    assert_true(fabs(better[0] - worse[1]) < 1e-12 && fabs(worse[0] - better[1]) < 1e-12);
}

static void refusals(void **state)
{
    static const struct {
        const char *what;
        int chains, warmup, draws;
        double target;
        size_t people, f;
        int arms;
        double scale;
        size_t n;
        kn_code code;
    } rows[] = {
        {"fine", 2, 20, 8, 0.8, 2, 1, 2, 0, DAYS, KN_OK},
        {"one chain", 1, 20, 8, 0.8, 1, 1, 2, 0, DAYS, KN_USAGE},
        {"no warm-up", 2, 0, 8, 0.8, 1, 1, 2, 0, DAYS, KN_USAGE},
        {"few draws", 2, 20, 7, 0.8, 1, 1, 2, 0, DAYS, KN_USAGE},
        {"many draws", 2, 20, 2000000, 0.8, 1, 1, 2, 0, DAYS, KN_USAGE},
        {"target", 2, 20, 8, 1, 1, 1, 2, 0, DAYS, KN_USAGE},
        {"nobody", 2, 20, 8, 0.8, 0, 1, 2, 0, DAYS, KN_DATA},
        {"three arms pooled", 2, 20, 8, 0.8, 2, 1, 3, 0, DAYS, KN_DATA},
        {"no common scale", 2, 20, 8, 0.8, 2, 0, 2, 0, DAYS, KN_DATA},
        {"too few days", 2, 20, 8, 0.8, 1, 1, 2, 0, 3, KN_DATA},
        {"an arm never seen", 2, 20, 8, 0.8, 1, 1, 4, 0, DAYS, KN_DATA},
        {"broken row", 2, 20, 8, 0.8, 1, 1, 2, -1, DAYS, KN_DATA},
    };

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        kn_exact_options options = kn_exact_options_default();
        kn_series series[2];
        kn_error err = {0};
        options.chains = rows[r].chains;
        options.warmup = rows[r].warmup;
        options.draws = rows[r].draws;
        options.target_accept = rows[r].target;
        for (int j = 0; j < 2; j++) {
            series[j] = make_series(rows[r].f, rows[r].arms);
            series[j].scale = rows[r].scale;
            series[j].n = rows[r].n;
        }
        kn_exact *exact = kn_exact_new(series, rows[r].people, &options, &err);
        if (err.code != rows[r].code || (exact != NULL) != (rows[r].code == KN_OK))
            fail_msg("%s: %s", rows[r].what, err.message);
        kn_exact_free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gradients),
        cmocka_unit_test(binomial_of_one_is_bernoulli),
        cmocka_unit_test(natural_scale),
        cmocka_unit_test(reference_sets),
        cmocka_unit_test(natural_and_threads),
        cmocka_unit_test(shares),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
