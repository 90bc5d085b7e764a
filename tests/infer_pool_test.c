/* Pooling from curves alone: against brute-force quadrature, in any order, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "exact_fixture.h"
#include "unknot/fit.h"
#include "unknot/pool.h"

enum { PEOPLE = 12, MU = 240, OMEGA = 240 };

static kn_curve curve[FIXTURE_PEOPLE];
static const kn_curve *list[FIXTURE_PEOPLE];
static fixture data;

static void set_normal(kn_curve *c, double mean, double sd)
{
    *c = (kn_curve){.scale = 1, .trend = true, .prior = kn_prior_default()};
    for (int i = 0; i < KN_CURVE_POINTS; i++) {
        double z = (KN_CURVE_FROM + i * KN_CURVE_STEP - mean) / sd;
        c->log_likelihood[i] = -0.5 * z * z;
        c->slope[i] = -z / sd;
    }
}

/* Every curve normal: the integral over each person is a normal of mu with variance s^2 + omega^2,
 * and (mu, omega) are done on a plain midpoint grid. */
typedef struct brute {
    double mu, mu_sd, omega, omega_sd, share, person[PEOPLE], person_sd[PEOPLE];
} brute;

static brute by_brute_force(int people, const double mean[], const double sd[], double better,
                            double omega_most)
{
    static double log_p[MU * OMEGA];
    double top = -HUGE_VAL, total = 0, square[2] = {0}, low = -4, high = 4;
    brute b = {0};

    for (int pass = 0; pass < 2; pass++) { /* the second over where the first found something */
        double from = HUGE_VAL, to = -HUGE_VAL;
        top = -HUGE_VAL;
        for (int i = 0; i < MU; i++)
            for (int k = 0; k < OMEGA; k++) {
                double m = low + (high - low) * (i + 0.5) / MU, o = omega_most * (k + 0.5) / OMEGA;
                double f = -0.5 * m * m - 0.5 * o * o / 0.25;
                for (int j = 0; j < people; j++) {
                    double v = sd[j] * sd[j] + o * o;
                    f -= 0.5 * log(v) + 0.5 * (mean[j] - m) * (mean[j] - m) / v;
                }
                log_p[i * OMEGA + k] = f;
                top = fmax(top, f);
            }
        for (int node = 0; node < MU * OMEGA; node++)
            if (top - log_p[node] < 25) {
                double m = low + (high - low) * (node / OMEGA + 0.5) / MU;
                from = fmin(from, m);
                to = fmax(to, m);
            }
        if (pass == 0) {
            double margin = (high - low) / MU;
            low = from - margin;
            high = to + margin;
        }
    }
    for (int node = 0; node < MU * OMEGA; node++) {
        double m = low + (high - low) * (node / OMEGA + 0.5) / MU;
        double o = omega_most * (node % OMEGA + 0.5) / OMEGA, w = exp(log_p[node] - top);
        total += w;
        b.mu += w * m;
        b.omega += w * o;
        square[0] += w * m * m;
        square[1] += w * o * o;
        b.share += w * 0.5 * erfc((better - m) / (o * sqrt(2)));
        for (int j = 0; j < people; j++) {
            double a = sd[j] * sd[j], v = o * o, at = (mean[j] * v + m * a) / (a + v);
            b.person[j] += w * at;
            b.person_sd[j] += w * (at * at + a * v / (a + v));
        }
    }
    b.mu /= total;
    b.omega /= total;
    b.share /= total;
    b.mu_sd = sqrt(square[0] / total - b.mu * b.mu);
    b.omega_sd = sqrt(square[1] / total - b.omega * b.omega);
    for (int j = 0; j < people; j++) {
        b.person[j] /= total;
        b.person_sd[j] = sqrt(b.person_sd[j] / total - b.person[j] * b.person[j]);
    }
    return b;
}

static void assert_close(const char *what, const char *of, double ours, double exact, double unit,
                         double tolerance)
{
    if (!(fabs(ours - exact) <= tolerance * unit))
        fail_msg("%s, %s: ours %.5f, exact %.5f", what, of, ours, exact);
}

static void against_brute_force(void **state)
{
    static const struct {
        const char *what;
        int people;
        double spread, sd, centre, omega_most;
    } cases[] = {
        {"usual", 12, 0.5, 0.3, 0.4, 2},         {"two people", 2, 0.4, 0.3, -0.5, 2.5},
        {"narrow", 12, 0.5, 0.1, 0.3, 2},        {"very narrow, alike", 12, 0.01, 0.02, 0.3, 0.2},
        {"wide, all alike", 12, 0, 0.5, 0, 1.5}, {"far off", 6, 0.2, 0.3, 2.5, 2},
    };

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        int people = cases[c].people;
        double mean[PEOPLE], sd[PEOPLE];
        kn_pool_options options = kn_pool_options_default();
        kn_error err = {0};
        options.better = 0.5;
        for (int j = 0; j < people; j++) {
            mean[j] = cases[c].centre + cases[c].spread * (2.0 * j / (people - 1) - 1);
            sd[j] = cases[c].sd * (1 + 0.3 * (j % 3));
            set_normal(&curve[j], mean[j], sd[j]);
            list[j] = &curve[j];
        }
        brute exact = by_brute_force(people, mean, sd, options.better, cases[c].omega_most);
        kn_pool *pool = kn_pool_new(list, (size_t)people, &options, &err);
        assert_non_null(pool);
        printf("%-18s mu %.4f (%.4f) omega %.4f (%.4f), exact %.4f (%.4f) %.4f (%.4f)\n",
               cases[c].what, pool->mu.mean, pool->mu.sd, pool->omega.mean, pool->omega.sd,
               exact.mu, exact.mu_sd, exact.omega, exact.omega_sd);
        assert_close(cases[c].what, "mu", pool->mu.mean, exact.mu, exact.mu_sd, 0.02);
        assert_close(cases[c].what, "mu sd", pool->mu.sd, exact.mu_sd, exact.mu_sd, 0.02);
        assert_close(cases[c].what, "omega", pool->omega.mean, exact.omega, exact.omega_sd, 0.02);
        assert_close(cases[c].what, "omega sd", pool->omega.sd, exact.omega_sd, exact.omega_sd,
                     0.02);
        assert_close(cases[c].what, "share", pool->share_better.mean, exact.share, 1, 0.01);
        for (int j = 0; j < people; j++) {
            assert_close(cases[c].what, "person", pool->person[j].mean, exact.person[j],
                         exact.person_sd[j], 0.03);
            assert_close(cases[c].what, "person sd", pool->person[j].sd, exact.person_sd[j],
                         exact.person_sd[j], 0.03);
        }
        kn_pool_free(pool);
    }
}

/* Shares stay within 0 and 1, in order, for effects on either side and nowhere. */
static void shares_are_shares(void **state)
{
    static const double centres[] = {-6, -1, 0, 0.3, 6}, betters[] = {-1, -0.2, 0.2, 1};

    (void)state;
    for (size_t c = 0; c < sizeof centres / sizeof *centres; c++)
        for (size_t d = 0; d < sizeof betters / sizeof *betters; d++) {
            kn_pool_options options = kn_pool_options_default();
            kn_error err = {0};
            options.better = betters[d];
            for (int j = 0; j < 5; j++) {
                set_normal(&curve[j], centres[c] + 0.1 * j, 0.3);
                list[j] = &curve[j];
            }
            kn_pool *pool = kn_pool_new(list, 5, &options, &err);
            assert_true(pool && pool->has_shares);
            const kn_summary *s[2] = {&pool->share_better, &pool->share_worse};
            for (int i = 0; i < 2; i++) {
                assert_true(s[i]->q025 >= 0 && s[i]->q025 <= s[i]->q50 && s[i]->q50 <= s[i]->q975 &&
                            s[i]->q975 <= 1);
                assert_true(s[i]->mean >= 0 && s[i]->mean <= 1 && s[i]->p_below_zero == 0);
            }
            assert_true(s[0]->mean + s[1]->mean <= 1 + 1e-9);
            kn_pool_free(pool);
        }
    kn_pool_options none = kn_pool_options_default();
    kn_error err = {0};
    kn_pool *pool = kn_pool_new(list, 5, &none, &err);
    assert_true(pool && !pool->has_shares);
    kn_pool_free(pool);
}

static void fit_people(const char *set)
{
    kn_fit_options options = kn_fit_options_default();
    kn_error err = {0};

    assert_true(fixture_read(&data, TEST_DATA, set));
    options.natural = false;
    for (size_t j = 0; j < data.people; j++) {
        kn_fit *fit = kn_fit_new(&data.series[j], &options, &err);
        assert_non_null(fit);
        curve[j] = fit->effects[0].curve;
        list[j] = &curve[j];
        kn_fit_free(fit);
    }
}

/* The order of the curves and the threads change nothing that is seen. */
static void any_order(void **state)
{
    kn_pool_options options = kn_pool_options_default();
    kn_error err = {0};

    (void)state;
    fit_people("pooled-poisson-n20-a");
    size_t n = data.people;
    kn_pool *a = kn_pool_new(list, n, &options, &err);
    options.threads = 4;
    kn_pool *b = kn_pool_new(list, n, &options, &err);
    for (size_t j = 0; j < n; j++)
        list[j] = &curve[(7 * j + 3) % n];
    kn_pool *c = kn_pool_new(list, n, &options, &err);
    assert_true(a && b && c);
    assert_memory_equal(&a->mu, &b->mu, sizeof a->mu);
    assert_memory_equal(a->person, b->person, n * sizeof *a->person);
    assert_true(fabs(a->mu.mean - c->mu.mean) < 1e-9 && fabs(a->omega.sd - c->omega.sd) < 1e-9);
    for (size_t j = 0; j < n; j++)
        assert_true(fabs(c->person[j].mean - a->person[(7 * j + 3) % n].mean) < 1e-9);
    kn_pool_free(a);
    kn_pool_free(b);
    kn_pool_free(c);
}

/* A hundred people whose spread nlme's lme silently puts at 0. */
static void finds_the_spread(void **state)
{
    kn_pool_options options = kn_pool_options_default();
    kn_error err = {0};

    (void)state;
    fit_people("pooled-gaussian-n100-a");
    kn_pool *pool = kn_pool_new(list, data.people, &options, &err);
    assert_non_null(pool);
    assert_true(fabs(pool->omega.mean - 0.288) < 0.002 && pool->omega.q025 > 0.2);

    /* Without one person: nearly the same answer, and not the same. */
    kn_pool *fewer = kn_pool_new(list + 1, data.people - 1, &options, &err);
    assert_non_null(fewer);
    double moved = fabs(fewer->mu.mean - pool->mu.mean);
    assert_true(moved > 1e-6 && moved < 0.3 * pool->mu.sd);
    assert_int_equal(fewer->people, data.people - 1);
    kn_pool_free(fewer);
    kn_pool_free(pool);
}

/* People known far better than the average can be: where omega is near 0 mu is known to 0.02, where
 * it is large hardly. mu integrated in closed form, omega by 20,000 midpoints on 0..2. */
static void narrow_curves(void **state)
{
    static const struct {
        int people;
        double mean[4], sd[4], mu, mu_sd, omega, omega_sd;
    } rows[] = {
        {2, {0.998, 1.002}, {0.02, 0.026}, 0.9730, 0.1738, 0.1574, 0.1989},
        {4, {0.5, -0.5, 0.2, -0.1}, {0.03, 0.03, 0.03, 0.03}, 0.0234, 0.2503, 0.4937, 0.1830},
        {2, {0.3, 0.3}, {0.4, 0.4}, 0.2614, 0.3592, 0.3061, 0.2475},
    };
    kn_pool_options options = kn_pool_options_default();
    (void)state;

    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        kn_error err = {0};
        for (int j = 0; j < rows[r].people; j++) {
            set_normal(&curve[j], rows[r].mean[j], rows[r].sd[j]);
            list[j] = &curve[j];
        }
        kn_pool *pool = kn_pool_new(list, (size_t)rows[r].people, &options, &err);
        assert_non_null(pool);
        assert_close("narrow", "mu", pool->mu.mean, rows[r].mu, rows[r].mu_sd, 0.01);
        assert_close("narrow", "sd of mu", pool->mu.sd, rows[r].mu_sd, rows[r].mu_sd, 0.01);
        assert_close("narrow", "omega", pool->omega.mean, rows[r].omega, rows[r].omega_sd, 0.01);
        assert_close("narrow", "sd of omega", pool->omega.sd, rows[r].omega_sd, rows[r].omega_sd,
                     0.01);
        kn_pool_free(pool);
    }
}

static void identical_curves(void **state)
{
    kn_pool_options options = kn_pool_options_default();
    kn_error err = {0};

    (void)state;
    set_normal(&curve[0], 0.5, 0.2);
    list[0] = list[1] = &curve[0];
    kn_pool *pool = kn_pool_new(list, 2, &options, &err);
    assert_non_null(pool);
    assert_memory_equal(&pool->person[0], &pool->person[1], sizeof *pool->person);
    brute exact = by_brute_force(2, (const double[]){0.5, 0.5}, (const double[]){0.2, 0.2}, 1, 2.5);
    assert_close("identical", "mu", pool->mu.mean, exact.mu, exact.mu_sd, 0.02);
    assert_close("identical", "omega", pool->omega.mean, exact.omega, exact.omega_sd, 0.02);
    assert_close("identical", "person", pool->person[0].mean, exact.person[0], exact.person_sd[0],
                 0.02);
    assert_true(pool->next.sd > pool->mu.sd);
    kn_pool_free(pool);
}

static void refused(void **state)
{
    static const char *const why[] = {"family", "scale", "trend", "priors", "two"};

    (void)state;
    for (int i = 0; i < 5; i++) {
        kn_pool_options options = kn_pool_options_default();
        kn_error err = {0};
        for (int j = 0; j < 4; j++) {
            set_normal(&curve[j], 0, 1);
            list[j] = &curve[j];
        }
        curve[2].family = i == 0 ? KN_POISSON : KN_GAUSSIAN;
        curve[2].scale = i == 1 ? 1.0001 : 1;
        curve[2].trend = i != 2;
        curve[2].prior.sigma_scale = i == 3 ? 2 : 1;
        assert_null(kn_pool_new(list, i == 4 ? 1 : 4, &options, &err));
        assert_int_equal(err.code, KN_DATA);
        assert_non_null(strstr(err.message, why[i]));
        assert_int_equal(err.place.line, i == 4 ? 0 : 3);
    }
    kn_pool_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(against_brute_force),
                                       cmocka_unit_test(shares_are_shares),
                                       cmocka_unit_test(any_order),
                                       cmocka_unit_test(finds_the_spread),
                                       cmocka_unit_test(identical_curves),
                                       cmocka_unit_test(narrow_curves),
                                       cmocka_unit_test(refused)};

    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
