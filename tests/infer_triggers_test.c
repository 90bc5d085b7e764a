/* The case-crossover: its likelihood against plain enumeration, differences and another program;
 * its posterior against the references of tests/reference/ (Stan), the sampler and simulation. Its
 * days and strata: infer_triggers_days_test.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/random.h"
#include "exact_fixture.h"
#include "exchange/exchange.h"
#include "infer/linear.h"
#include "infer/mcmc_diagnostics.h"
#include "infer/nuts.h"
#include "infer/triggers.h"

enum { COLUMNS = 3, ROWS_MAX = 14, SUSPECTS = 4 };

static void assert_near(double ours, double expected, double allowed)
{
    if (!(fabs(ours - expected) <= allowed))
        fail_msg("%.10g, expected %.10g within %.3g", ours, expected, allowed);
}

/* ---- Likelihood -------------------------------------------------------------------------------*/

/* log P by its definition: over all sets of as many days. */
static double enumerate(size_t days, const double x[], const int8_t is_case[], const double beta[])
{
    double all = 0, own = 0, f[ROWS_MAX];
    int cases = 0;

    for (size_t i = 0; i < days; i++) {
        f[i] = 0;
        for (int j = 0; j < COLUMNS; j++)
            f[i] += x[i * COLUMNS + (size_t)j] * beta[j];
        cases += is_case[i];
        own += is_case[i] ? f[i] : 0;
    }
    for (unsigned set = 0; set < 1U << days; set++) {
        double sum = 0;
        if (__builtin_popcount(set) != cases)
            continue;
        for (size_t i = 0; i < days; i++)
            sum += set >> i & 1 ? f[i] : 0;
        all += exp(sum - own);
    }
    return -log(all);
}

/* A stratum at random; every third column value is tied with another. */
static void make_stratum(kn_random *random, size_t days, int cases, double x[], int8_t is_case[])
{
    for (size_t i = 0; i < days * COLUMNS; i++)
        x[i] = i % 3 == 0 ? (double)kn_random_below(random, 2) : kn_random_normal(random);
    for (size_t i = 0; i < days; i++)
        is_case[i] = (int)i < cases;
    for (size_t i = days - 1; i > 0; i--) {
        size_t j = kn_random_below(random, i + 1);
        int8_t kept = is_case[i];
        is_case[i] = is_case[j];
        is_case[j] = kept;
    }
}

static void likelihood_is_its_definition(void **state)
{
    static const struct {
        size_t days;
        int cases;
        double size; /* of beta */
    } rows[] = {{2, 1, 1}, {3, 2, 1}, {4, 1, 1},  {5, 2, 1},  {5, 4, 1},  {5, 3, 8},
                {9, 4, 1}, {9, 8, 3}, {14, 1, 1}, {14, 7, 2}, {14, 13, 1}};
    kn_random random;

    (void)state;
    kn_random_init(&random, 5, 0);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        double x[2 * ROWS_MAX * COLUMNS], beta[COLUMNS], gradient[COLUMNS], up[COLUMNS],
            down[COLUMNS];
        double information[COLUMNS * COLUMNS], ignored[COLUMNS * COLUMNS];
        const double h = 1e-5;
        int8_t is_case[2 * ROWS_MAX];
        kn_conditional c;
        kn_error err;

        make_stratum(&random, rows[r].days, rows[r].cases, x, is_case);
        for (int j = 0; j < COLUMNS; j++)
            beta[j] = rows[r].size * kn_random_normal(&random);
        assert_int_equal(kn_conditional_init(&c, rows[r].days, COLUMNS, &err), KN_OK);
        kn_conditional_add(&c, rows[r].days, x, is_case);
        double expected = enumerate(rows[r].days, x, is_case, beta);
        assert_near(kn_conditional_value(&c, beta), expected, 1e-10 * (1 - expected));
        assert_near(kn_conditional_eval(&c, beta, gradient, information), expected,
                    1e-10 * (1 - expected));
        for (int j = 0; j < COLUMNS; j++) {
            double moved[COLUMNS];
            memcpy(moved, beta, sizeof moved);
            moved[j] = beta[j] + h;
            double above = kn_conditional_eval(&c, moved, up, ignored);
            moved[j] = beta[j] - h;
            double below = kn_conditional_eval(&c, moved, down, ignored);
            assert_near(gradient[j], (above - below) / (2 * h), 1e-6);
            for (int k = 0; k <= j; k++)
                assert_near(information[j * COLUMNS + k], (down[k] - up[k]) / (2 * h), 1e-6);
        }
        kn_conditional_release(&c);
    }
}

/* Shares of drawn sets against their probabilities: each within 5 standard errors. */
static void drawn_sets_are_as_likely_as_they_should_be(void **state)
{
    enum { DAYS = 5, CASES = 2, DRAWS = 40000 };
    static const double linear[DAYS] = {0, 1, -0.5, 2, 0.3};
    int count[1 << DAYS] = {0};
    double total = 0;
    kn_random random;

    (void)state;
    kn_random_init(&random, 9, 0);
    for (int d = 0; d < DRAWS; d++) {
        int8_t is_case[DAYS];
        int set = 0;
        kn_conditional_draw(DAYS, CASES, linear, &random, is_case);
        for (int i = 0; i < DAYS; i++)
            set |= is_case[i] << i;
        assert_int_equal(__builtin_popcount((unsigned)set), CASES);
        count[set]++;
    }
    for (int pass = 0; pass < 2; pass++)
        for (unsigned set = 0; set < 1U << DAYS; set++) {
            double weight = 1;
            if (__builtin_popcount(set) != CASES)
                continue;
            for (int i = 0; i < DAYS; i++)
                weight *= set >> i & 1 ? exp(linear[i]) : 1;
            if (pass == 0) {
                total += weight;
            } else {
                double p = weight / total;
                assert_near((double)count[set] / DRAWS, p, 5 * sqrt(p * (1 - p) / DRAWS));
            }
        }
}

/* ---- Posterior --------------------------------------------------------------------------------*/

static int misses;

typedef enum quantity { MEAN, SD, END, MIDDLE, SIGN, QUANTITIES } quantity;

static const char *const quantity_names[QUANTITIES] = {"mean", "sd", "2.5 and 97.5 %", "50 %",
                                                       "P(< 0)"};

/* The worst of each quantity, as a share of what is allowed. */
static struct {
    double share;
    char where[64];
} worst[QUANTITIES];

static void hold(quantity q, const char *set, const char *of, double ours, double theirs,
                 double allowed)
{
    double share = fabs(ours - theirs) / allowed;

    if (!(share <= 1)) {
        printf("%s %s %s: ours %.4f, reference %.4f, off by more than %.4f\n", set, of,
               quantity_names[q], ours, theirs, allowed);
        misses++;
    }
    if (share > worst[q].share) {
        worst[q].share = share;
        snprintf(worst[q].where, sizeof worst[q].where, "%.20s %.40s", set, of);
    }
}

static void print_worst(void)
{
    for (int q = 0; q < QUANTITIES; q++)
        printf("%-15s at worst %3.0f %% of what is allowed, %s\n", quantity_names[q],
               100 * worst[q].share, worst[q].where);
    memset(worst, 0, sizeof worst);
}

/* Tolerances of docs/model.md section 5; `error` gives four Monte Carlo standard errors. */
typedef struct known {
    kn_summary summary;
    double error[QUANTITIES], error_low, error_high;
} known;

static void hold_summary(const char *set, const char *of, const kn_summary *s, const known *k)
{
    double sd = k->summary.sd;

    hold(MEAN, set, of, s->mean, k->summary.mean, 0.05 * sd + k->error[MEAN]);
    hold(SD, set, of, s->sd, sd, 0.03 * sd + k->error[SD]);
    hold(END, set, of, s->q025, k->summary.q025, 0.10 * sd + k->error_low);
    hold(MIDDLE, set, of, s->q50, k->summary.q50, 0.10 * sd + k->error[MIDDLE]);
    hold(END, set, of, s->q975, k->summary.q975, 0.10 * sd + k->error_high);
    if (strcmp(of, "omega") != 0)
        hold(SIGN, set, of, s->p_below_zero, k->summary.p_below_zero, 0.01 + k->error[SIGN]);
}

static known known_from(const json_t *r)
{
    bool has_sign = json_is_real(json_object_get(r, "mcse_p"));

    return (known){.summary = {fixture_number(r, "mean"), fixture_number(r, "sd"),
                               fixture_number(r, "q2.5"), fixture_number(r, "q50"),
                               fixture_number(r, "q97.5"), fixture_number(r, "p_below_0")},
                   .error = {4 * fixture_number(r, "mcse_mean"), 4 * fixture_number(r, "mcse_sd"),
                             0, 4 * fixture_number(r, "mcse_q50"),
                             has_sign ? 4 * fixture_number(r, "mcse_p") : 0},
                   .error_low = 4 * fixture_number(r, "mcse_q2.5"),
                   .error_high = 4 * fixture_number(r, "mcse_q97.5")};
}

static void read_diary(const char *name, kn_trigger_diary *diary)
{
    char path[512], *bytes;
    size_t size;
    kn_error err = {0};

    snprintf(path, sizeof path, "%s/reference/%s.csv", TEST_DATA, name);
    assert_int_equal(kn_file_read(path, KN_CSV_BYTES_MAX, &bytes, &size, &err), KN_OK);
    assert_int_equal(kn_trigger_diary_read_csv(bytes, size, name, diary, &err), KN_OK);
    free(bytes);
}

static void references(void **state)
{
    static const char *const sets[] = {"triggers1-a", "triggers2-a"};

    (void)state;
    misses = 0;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        json_t *json = fixture_posterior(TEST_DATA, sets[i]);
        const json_t *parameters =
            json_object_get(json_object_get(json, "exact_strata"), "parameters");
        const json_t *constants = json_object_get(json, "constants");
        kn_trigger_options options = kn_trigger_options_default();
        kn_trigger_diary diary;
        kn_error err = {0};
        known k;

        options.raw = true;
        options.needed_runs = 0;
        read_diary(sets[i], &diary);
        kn_trigger_study *study = kn_trigger_study_new(&diary, &options, 1, &err);
        assert_non_null(study);
        const kn_trigger_answer *answer = &study->alone[0];
        assert_int_equal(answer->strata, (long)fixture_number(constants, "strata_exact"));
        assert_int_equal(answer->episodes, (long)fixture_number(constants, "episodes"));
        for (int j = 0; j < answer->suspects; j++) {
            char name[64];
            snprintf(name, sizeof name, "beta[%.40s]", diary.suspect_name[j]);
            assert_non_null(json_object_get(parameters, name));
            k = known_from(json_object_get(parameters, name));
            hold_summary(sets[i], diary.suspect_name[j], &answer->suspect[j].joint, &k);
        }
        k = known_from(json_object_get(parameters, "omega"));
        hold_summary(sets[i], "omega", &answer->omega, &k);
        kn_trigger_study_free(study);
        kn_trigger_diary_release(&diary);
        json_decref(json);
    }
    print_worst();
    assert_int_equal(misses, 0);
}

/* Maximum likelihood by another program: R 4.2, survival 3.5-3, clogit(..., method = "exact") on
 * the weekdays of each month of triggers2-a. At its estimates our gradient is 0, our information
 * gives its standard errors, and our log likelihood is its. */
static void conditional_logistic_regression_agrees(void **state)
{
    enum { P = 12 };
    static const double estimate[P] = {0.708084471, 0.165896959,  -0.304389729, 0.982449315,
                                       0.638791589, -0.556800222, -0.009284703, -0.369980509,
                                       0.047573697, -0.814866404, 0.454586302,  0.460843884};
    static const double standard_error[P] = {0.376710852, 0.498068507, 0.431883981, 0.497607085,
                                             0.419429136, 0.459291836, 0.349793061, 0.366532869,
                                             0.621369190, 0.568733367, 0.402661778, 0.178400431};
    double gradient[P], information[P * P], inverse[P * P];
    kn_trigger_options options = kn_trigger_options_default();
    kn_trigger_answer answer;
    kn_trigger_diary diary;
    kn_trigger_rows rows;
    kn_conditional c;
    kn_error err = {0};

    (void)state;
    options.raw = true;
    read_diary("triggers2-a", &diary);
    const kn_trigger_person *p = &diary.person[0];
    const kn_trigger_days days = {p->days, p->day, p->episode, p->answer};
    assert_int_equal(kn_trigger_rows_init(&rows, &days, 1, P, &options, &answer, &err), KN_OK);
    assert_int_equal(kn_conditional_init(&c, rows.rows, P, &err), KN_OK);
    for (size_t s = 0; s < rows.strata; s++)
        kn_conditional_add(&c, rows.from[s + 1] - rows.from[s], rows.x + rows.from[s] * P,
                           rows.is_case + rows.from[s]);
    assert_near(kn_conditional_eval(&c, estimate, gradient, information), -66.614524066, 1e-8);
    assert_true(kn_cholesky(information, P));
    kn_invert(information, P, inverse);
    for (int j = 0; j < P; j++) {
        assert_near(gradient[j], 0, 1e-6);
        assert_near(sqrt(inverse[j * P + j]), standard_error[j], 1e-7);
    }
    kn_conditional_release(&c);
    kn_trigger_rows_release(&rows);
    kn_trigger_diary_release(&diary);
}

/* ---- The sampler ------------------------------------------------------------------------------*/

/* The same model for NUTS: q = (beta / omega, log omega). It shares the likelihood, which is tested
 * above, and nothing else. */
static void eval(void *self, const double q[], double *lp, double grad[])
{
    const kn_conditional *of = self;
    int p = of->columns;
    double omega = exp(q[p]), beta[KN_TRIGGER_COLUMNS_MAX] = {0};
    double information[SUSPECTS * KN_LAGS_MAX * SUSPECTS * KN_LAGS_MAX];

    for (int j = 0; j < p; j++)
        beta[j] = omega * q[j];
    *lp = kn_conditional_eval(of, beta, grad, information) - omega * omega / 2 + q[p];
    grad[p] = 1 - omega * omega;
    for (int j = 0; j < p; j++) {
        *lp -= q[j] * q[j] / 2;
        grad[p] += grad[j] * beta[j];
        grad[j] = omega * grad[j] - q[j];
    }
}

enum { CHAINS = 2, WARMUP = 300, KEPT = 2500 };

static void sample(const kn_conditional *of, double *values)
{
    const kn_target target = {(size_t)of->columns + 1, eval, (void *)(uintptr_t)of};
    const kn_nuts_options options = {.warmup = WARMUP, .target_accept = 0.95, .start_radius = 1};

    for (int chain = 0; chain < CHAINS; chain++) {
        kn_error err;
        kn_nuts nuts;
        assert_int_equal(kn_nuts_init(&nuts, &target, &options, 11, (uint64_t)chain, &err), KN_OK);
        for (int i = -WARMUP; i < KEPT; i++) {
            kn_nuts_step(&nuts);
            for (int j = 0; i >= 0 && j <= of->columns; j++)
                values[(j * CHAINS + chain) * KEPT + i] =
                    exp(nuts.q[of->columns]) * (j < of->columns ? nuts.q[j] : 1);
        }
        kn_nuts_release(&nuts);
    }
}

/* What the draws say, and how exactly: for a quantile, the width of +- 4 standard errors of its
 * probability. */
static known known_of_draws(const double values[])
{
    static double work[3 * CHAINS * KEPT];
    kn_mcmc_diagnostics d;
    known k = {.summary = kn_mcmc_summary(values, CHAINS, KEPT, work)};

    kn_mcmc_diagnose(values, CHAINS, KEPT, work, &d);
    assert_true(d.rhat < 1.02 && d.ess_tail > 400);
    double sd = k.summary.sd, tail = 4 * sqrt(0.025 * 0.975 / d.ess_tail);
    k.error[MEAN] = 4 * d.mcse_mean;
    k.error[SD] = 4 * sd / sqrt(d.ess_tail);
    k.error[MIDDLE] = 4 * 1.25 * sd / sqrt(d.ess_bulk);
    k.error[SIGN] = 4 * 0.5 / sqrt(d.ess_bulk);
    k.error_low = k.error_high = tail / 0.058 * sd; /* 0.058: a normal density at its 2.5 % */
    return k;
}

/* Diaries that the references do not hold: rare suspects, large effects, few strata. */
static void the_sampler_agrees(void **state)
{
    static const struct {
        const char *name;
        size_t strata;
        double chance[SUSPECTS], effect[SUSPECTS];
    } rows[] = {
        {"rare", 40, {0.04, 0.08, 0.5, 0.5}, {1.5, 0, 0, 0}},
        {"strong", 60, {0.3, 0.3, 0.5, 0.2}, {2, -1.5, 0, 1}},
        {"few", 9, {0.3, 0.3, 0.5, 0.2}, {0, 0, 0, 0}},
    };
    static double values[(SUSPECTS + 1) * CHAINS * KEPT];

    (void)state;
    misses = 0;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        enum { DAYS = 5 };
        kn_trigger_posterior posterior;
        kn_conditional c;
        kn_random random;
        kn_error err;

        kn_random_init(&random, 21, r);
        assert_int_equal(kn_conditional_init(&c, DAYS * rows[r].strata, SUSPECTS, &err), KN_OK);
        for (size_t s = 0; s < rows[r].strata; s++) {
            double x[DAYS * SUSPECTS], linear[DAYS] = {0};
            int8_t is_case[DAYS];
            for (int i = 0; i < DAYS * SUSPECTS; i++) {
                x[i] = kn_random_uniform(&random) < rows[r].chance[i % SUSPECTS];
                linear[i / SUSPECTS] += x[i] * rows[r].effect[i % SUSPECTS];
            }
            kn_conditional_draw(DAYS, s % 3 == 0 ? 2 : 1, linear, &random, is_case);
            kn_conditional_add(&c, DAYS, x, is_case);
        }
        assert_int_equal(
            kn_trigger_posterior_init(&posterior, SUSPECTS, kn_trigger_draws(&c), &err), KN_OK);
        kn_trigger_posterior_fit(&posterior, &c, KN_OMEGA_NODES);
        kn_trigger_posterior_correct(&posterior, &c, 1);
        sample(&c, values);
        for (int j = 0; j <= SUSPECTS; j++) {
            double share[SUSPECTS] = {0};
            char name[16];
            known k = known_of_draws(values + j * CHAINS * KEPT);
            if (j < SUSPECTS)
                share[j] = 1;
            kn_summary s = j < SUSPECTS ? kn_trigger_posterior_sum(&posterior, share)
                                        : kn_trigger_posterior_omega(&posterior);
            snprintf(name, sizeof name, j < SUSPECTS ? "beta[%d]" : "omega", j);
            hold_summary(rows[r].name, name, &s, &k);
        }
        printf("%s: k-hat %.2f\n", rows[r].name, posterior.khat);
        kn_trigger_posterior_release(&posterior);
        kn_conditional_release(&c);
    }
    print_worst();
    assert_int_equal(misses, 0);
}

/* ---- Calibration ------------------------------------------------------------------------------*/

/* Parameters from the prior, episodes from the model: the truth lies below the reported 2.5, 50 and
 * 97.5 % points that often (simulation-based calibration; Talts and others 2018). Chi-squared with
 * 3 degrees of freedom; p = 0.0001 at 21.1. */
static void quantiles_are_calibrated(void **state)
{
    enum { SETS = 800, STRATA = 14, DAYS = 5, DRAWS = 2000 };
    static const double share[4] = {0.025, 0.475, 0.475, 0.025};
    const double limit = 21.1;
    int count[2][4] = {{0}};
    kn_trigger_posterior posterior;
    kn_conditional c;
    kn_random random;
    kn_error err;

    (void)state;
    kn_random_init(&random, 77, 0);
    assert_int_equal(kn_conditional_init(&c, DAYS * STRATA, SUSPECTS, &err), KN_OK);
    assert_int_equal(kn_trigger_posterior_init(&posterior, SUSPECTS, DRAWS, &err), KN_OK);
    for (int set = 0; set < SETS; set++) {
        double omega = fabs(kn_random_normal(&random)), beta[SUSPECTS];
        const double first[SUSPECTS] = {1};
        for (int j = 0; j < SUSPECTS; j++)
            beta[j] = omega * kn_random_normal(&random);
        kn_conditional_clear(&c);
        for (int s = 0; s < STRATA; s++) {
            double x[DAYS * SUSPECTS], linear[DAYS] = {0};
            int8_t is_case[DAYS];
            for (int i = 0; i < DAYS * SUSPECTS; i++) {
                x[i] = kn_random_uniform(&random) < 0.3;
                linear[i / SUSPECTS] += x[i] * beta[i % SUSPECTS];
            }
            kn_conditional_draw(DAYS, 1 + s % 2, linear, &random, is_case);
            kn_conditional_add(&c, DAYS, x, is_case);
        }
        kn_trigger_posterior_fit(&posterior, &c, KN_OMEGA_NODES);
        kn_trigger_posterior_correct(&posterior, &c, 1);
        kn_summary of[2] = {kn_trigger_posterior_sum(&posterior, first),
                            kn_trigger_posterior_omega(&posterior)};
        const double truth[2] = {beta[0], omega};
        for (int q = 0; q < 2; q++)
            count[q][(truth[q] > of[q].q025) + (truth[q] > of[q].q50) + (truth[q] > of[q].q975)]++;
    }
    for (int q = 0; q < 2; q++) {
        double chi = 0;
        for (int b = 0; b < 4; b++)
            chi += pow(count[q][b] - SETS * share[b], 2) / (SETS * share[b]);
        printf("%s: %d %d %d %d of %d, chi-squared %.1f\n", q ? "omega" : "beta", count[q][0],
               count[q][1], count[q][2], count[q][3], SETS, chi);
        assert_true(chi < limit);
    }
    kn_trigger_posterior_release(&posterior);
    kn_conditional_release(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likelihood_is_its_definition),
        cmocka_unit_test(drawn_sets_are_as_likely_as_they_should_be),
        cmocka_unit_test(references),
        cmocka_unit_test(conditional_logistic_regression_agrees),
        cmocka_unit_test(the_sampler_agrees),
        cmocka_unit_test(quantiles_are_calibrated),
    };

    return cmocka_run_group_tests_name("triggers", tests, NULL, NULL);
}
