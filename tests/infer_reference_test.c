/* The default method against the reference posteriors of tests/reference/: long runs of Stan, or
 * quadrature, for the same models. Tolerances are those of docs/model.md section 5, plus four Monte
 * Carlo standard errors of the reference. Prints the worst row of each quantity. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "exact_fixture.h"
#include "unknot/exact.h"
#include "unknot/fit.h"
#include "unknot/pool.h"

enum { SETS_A_FAMILY = 6, PEOPLE_MAX = FIXTURE_PEOPLE };

static fixture data;

typedef enum quantity {
    EFFECT_MEAN,
    EFFECT_END,
    EFFECT_SD,
    EFFECT_SIGN,
    SIGMA_MEAN,
    RHO_MEAN,
    POOLED_MEAN,
    POOLED_END,
    POOLED_SD,
    PERSON_MEAN,
    PERSON_SD,
    QUANTITIES
} quantity;

typedef enum yardstick { IN_SD, RELATIVE, PLAIN } yardstick;

static const struct {
    const char *name;
    yardstick yardstick;
    double tolerance, gaussian, exact; /* for other families, gaussian, and gaussian references
                                          made by quadrature: a regression bound */
} rules[QUANTITIES] = {
    [EFFECT_MEAN] = {"effect mean, in sd", IN_SD, 0.05, 0.05, 0.005},
    [EFFECT_END] = {"effect 2.5 and 97.5 %, in sd", IN_SD, 0.10, 0.10, 0.005},
    [EFFECT_SD] = {"effect sd, relative", RELATIVE, 0.03, 0.01, 0.005},
    [EFFECT_SIGN] = {"P(effect < 0)", PLAIN, 0.01, 0.01, 0.001},
    [SIGMA_MEAN] = {"sigma mean, in sd", IN_SD, 0.10, 0.10, 0.005},
    [RHO_MEAN] = {"rho mean, in sd", IN_SD, 0.10, 0.10, 0.005},
    [POOLED_MEAN] = {"mu, omega mean, in sd", IN_SD, 0.05, 0.05, 0.01},
    [POOLED_END] = {"mu, omega 2.5 and 97.5 %, in sd", IN_SD, 0.10, 0.10, 0.05},
    [POOLED_SD] = {"mu, omega sd, relative", RELATIVE, 0.03, 0.03, 0.01},
    [PERSON_MEAN] = {"person's effect mean, in sd", IN_SD, 0.05, 0.05, 0.01},
    [PERSON_SD] = {"person's effect sd, relative", RELATIVE, 0.03, 0.03, 0.01},
};

typedef struct worst {
    double off, allowed;
    char where[64];
} worst;

static int misses;

/* `key` and its Monte Carlo error `mcse` in the reference object. */
static void compare(worst table[QUANTITIES], quantity q, const char *set, const char *of,
                    double ours, const json_t *reference, const char *key, const char *mcse)
{
    bool is_gaussian = strstr(set, "gaussian") != NULL;
    double sd = fixture_number(reference, "sd"), theirs = fixture_number(reference, key);
    double unit = rules[q].yardstick == PLAIN ? 1 : rules[q].yardstick == IN_SD ? sd : theirs;
    double error = 4 * fixture_number(reference, mcse) / unit;
    bool is_exact = is_gaussian && fixture_number(reference, "mcse_mean") == 0;
    double off = fabs(ours - theirs) / unit;
    double allowed = error + (is_exact      ? rules[q].exact
                              : is_gaussian ? rules[q].gaussian
                                            : rules[q].tolerance);

    if (!(off <= allowed)) {
        printf("%s, %s: %s: ours %.5f, reference %.5f, off %.4f of %.4f\n", set, of, rules[q].name,
               ours, theirs, off, allowed);
        misses++;
    }
    if (off > table[q].off) {
        table[q].off = off;
        table[q].allowed = allowed;
        snprintf(table[q].where, sizeof table[q].where, "%.40s, %.20s", set, of);
    }
}

static void compare_summary(worst table[QUANTITIES], quantity mean, quantity end, quantity sd,
                            const char *set, const char *of, const kn_summary *s,
                            const json_t *reference)
{
    assert_non_null(reference);
    compare(table, mean, set, of, s->mean, reference, "mean", "mcse_mean");
    compare(table, sd, set, of, s->sd, reference, "sd", "mcse_sd");
    if (end == QUANTITIES)
        return;
    compare(table, end, set, of, s->q025, reference, "q2.5", "mcse_q2.5");
    compare(table, end, set, of, s->q975, reference, "q97.5", "mcse_q97.5");
}

static void print_worst(const char *title, const worst table[QUANTITIES])
{
    for (int q = 0; q < QUANTITIES; q++)
        if (table[q].where[0])
            printf("%-9s  %-32s %8.4f of %.4f  %s\n", title, rules[q].name, table[q].off,
                   table[q].allowed, table[q].where);
}

static void one_person(worst table[QUANTITIES], const char *set)
{
    kn_fit_options options = kn_fit_options_default();
    json_t *json = fixture_posterior(TEST_DATA, set);
    const json_t *parameters = json_object_get(json, "parameters");
    kn_error err = {0};

    assert_true(json && fixture_read(&data, TEST_DATA, set));
    kn_fit *fit = kn_fit_new(&data.series[0], &options, &err);
    assert_non_null(fit);
    assert_true(fit->check.converged);
    for (int k = 1; k < fit->arms; k++) {
        char name[16];
        kn_summary s = kn_density_summary(&fit->effects[k - 1].posterior);
        snprintf(name, sizeof name, "beta[%c]", 'A' + k);
        const json_t *reference = json_object_get(parameters, name);
        compare_summary(table, EFFECT_MEAN, EFFECT_END, EFFECT_SD, set, name, &s, reference);
        compare(table, EFFECT_SIGN, set, name, s.p_below_zero, reference, "p_below_0", "mcse_p");
    }
    compare(table, SIGMA_MEAN, set, "sigma", fit->sigma.mean, json_object_get(parameters, "sigma"),
            "mean", "mcse_mean");
    compare(table, RHO_MEAN, set, "rho", fit->rho.mean, json_object_get(parameters, "rho"), "mean",
            "mcse_mean");
    kn_fit_free(fit);
    json_decref(json);
}

static void single_persons(void **state)
{
    static const char *const families[] = {"gaussian", "poisson", "bernoulli", "ordinal"};

    (void)state;
    misses = 0;
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        worst table[QUANTITIES] = {0};
        for (int i = 1; i <= SETS_A_FAMILY; i++) {
            char set[32];
            snprintf(set, sizeof set, "%s%d-a", families[f], i);
            one_person(table, set);
        }
        print_worst(families[f], table);
    }
    assert_int_equal(misses, 0);
}

/* Pools the curves of the set in `data`. Owner: caller. */
static kn_pool *pool_data(void)
{
    const kn_curve *curves[PEOPLE_MAX];
    kn_fit *fits[PEOPLE_MAX];
    kn_fit_options options = kn_fit_options_default();
    kn_pool_options pooling = kn_pool_options_default();
    kn_error err = {0};

    options.natural = false;
    for (size_t j = 0; j < data.people; j++) {
        fits[j] = kn_fit_new(&data.series[j], &options, &err);
        assert_non_null(fits[j]);
        curves[j] = &fits[j]->effects[0].curve;
    }
    kn_pool *pool = kn_pool_new(curves, data.people, &pooling, &err);
    for (size_t j = 0; j < data.people; j++)
        kn_fit_free(fits[j]);
    assert_non_null(pool);
    return pool;
}

static void many_persons(void **state)
{
    static const char *const sets[] = {"pooled-gaussian-n20-a", "pooled-gaussian-n100-a",
                                       "pooled-poisson-n20-a", "pooled-poisson-n100-a"};

    (void)state;
    misses = 0;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        worst table[QUANTITIES] = {0};
        json_t *json = fixture_posterior(TEST_DATA, sets[i]), *reference;
        const json_t *parameters = json_object_get(json, "parameters");
        size_t j;

        assert_true(json && fixture_read(&data, TEST_DATA, sets[i]));
        kn_pool *pool = pool_data();
        compare_summary(table, POOLED_MEAN, POOLED_END, POOLED_SD, sets[i], "mu", &pool->mu,
                        json_object_get(parameters, "mu"));
        compare_summary(table, POOLED_MEAN, POOLED_END, POOLED_SD, sets[i], "omega", &pool->omega,
                        json_object_get(parameters, "omega"));
        json_array_foreach(json_object_get(json, "person_beta"), j, reference)
        {
            char person[32];
            snprintf(person, sizeof person, "person %zu", j + 1);
            compare_summary(table, PERSON_MEAN, QUANTITIES, PERSON_SD, sets[i], person,
                            &pool->person[j], reference);
        }
        assert_int_equal(j, data.people);
        print_worst("pooled", table);
        kn_pool_free(pool);
        json_decref(json);
    }
    assert_int_equal(misses, 0);
}

/* Levels and differences in the person's units against the sampler, which shares no arithmetic with
 * the default method; its Monte Carlo error, four times, is added. The default method draws too,
 * 256 antithetic pairs: the sd of one seed has a standard error of 4.4 %, so the average over seeds
 * is held to the tighter bound. */
static void natural_scale(void **state)
{
    enum { SEEDS = 8 };
    static const char *const sets[] = {"gaussian2-a", "poisson2-a", "bernoulli3-a", "ordinal2-a"};
    kn_exact_options sampling = kn_exact_options_default();

    (void)state;
    sampling.warmup = 400;
    sampling.draws = 2000;
    sampling.threads = 2;
    sampling.target_accept = 0.9;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        kn_error err = {0};
        double mean_off[3] = {0}, sd_off[3] = {0};
        assert_true(fixture_read(&data, TEST_DATA, sets[i]));
        assert_int_equal(data.series[0].arms, 2);
        kn_exact *exact = kn_exact_new(&data.series[0], 1, &sampling, &err);
        assert_non_null(exact);
        const kn_exact_quantity *theirs[3] = {kn_exact_find(exact, "level[0]"),
                                              kn_exact_find(exact, "level[1]"),
                                              kn_exact_find(exact, "difference[1]")};
        for (uint64_t seed = 1; seed <= SEEDS; seed++) {
            kn_fit_options options = kn_fit_options_default();
            options.seed = seed;
            kn_fit *fit = kn_fit_new(&data.series[0], &options, &err);
            assert_non_null(fit);
            const kn_summary *ours[3] = {&fit->level[0], &fit->level[1],
                                         &fit->effects[0].difference};
            for (int k = 0; k < 3; k++) {
                const kn_summary *s = &theirs[k]->summary;
                double mean = (ours[k]->mean - s->mean) / s->sd, sd = ours[k]->sd / s->sd - 1;
                assert_true(fabs(mean) <= 0.1 + 4 * theirs[k]->mcse_mean / s->sd);
                assert_true(fabs(sd) <= 0.18 + 4 / sqrt(2 * theirs[k]->ess_bulk));
                mean_off[k] += mean / SEEDS;
                sd_off[k] += sd / SEEDS;
            }
            kn_fit_free(fit);
        }
        for (int k = 0; k < 3; k++) {
            const kn_exact_quantity *q = theirs[k];
            double allowed = 0.05 + 4 * q->mcse_mean / q->summary.sd;
            double sd_allowed = 0.08 + 4 / sqrt(2 * q->ess_bulk);
            printf("%-13s %-13s mean off %6.3f of %.3f, sd off %6.3f of %.3f\n", sets[i], q->name,
                   mean_off[k], allowed, sd_off[k], sd_allowed);
            assert_true(fabs(mean_off[k]) <= allowed);
            assert_true(fabs(sd_off[k]) <= sd_allowed);
        }
        kn_exact_free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(single_persons),
                                       cmocka_unit_test(many_persons),
                                       cmocka_unit_test(natural_scale)};

    return cmocka_run_group_tests_name("reference", tests, NULL, NULL);
}
