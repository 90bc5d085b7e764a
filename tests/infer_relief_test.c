/* Relief: the reference posteriors; a made-up set with everything in it (two allowed sets, a trend,
 * ranges, limits) against the sampler on the full model, which shares no arithmetic; the test that
 * redraws against itself by simulation; edges; speed is measured elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "infer/mcmc_diagnostics.h"
#include "infer/nuts.h"
#include "unknot/relief.h"

enum { EPISODES_MAX = 400 };

typedef struct made {
    kn_relief_data data;
    kn_relief_rows rows;
    kn_relief_episode episode[EPISODES_MAX];
} made;

static void made_init(made *m, int arms)
{
    static const char *const names[] = {"none", "heat", "wait", "rub"};

    memset(m, 0, sizeof *m);
    m->rows.episode = m->episode;
    m->data = (kn_relief_data){.arms = arms, .people = 1, .person = &m->rows};
    for (int a = 0; a < arms; a++)
        snprintf(m->data.arm_name[a], sizeof m->data.arm_name[a], "%s", names[a]);
}

static kn_relief_episode *made_add(made *m, int arm, unsigned allowed, kn_eased eased, double low,
                                   double minutes)
{
    kn_relief_episode *e = &m->episode[m->rows.count++];

    *e = (kn_relief_episode){.eased = eased,
                             .arm = (uint8_t)arm,
                             .allowed = (uint8_t)allowed,
                             .switched = -1,
                             .minutes = minutes,
                             .low = low,
                             .order = (double)m->rows.count,
                             .propensity = NAN};
    return e;
}

/* ---- References -------------------------------------------------------------------------------*/

static json_t *read_reference(made *m, const char *set, int arms)
{
    char path[512], line[200], arm;
    double minutes;
    int episode, relieved;

    made_init(m, arms);
    snprintf(path, sizeof path, TEST_DATA "/reference/%s.csv", set);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    while (fgets(line, sizeof line, in))
        if (sscanf(line, "%d,%c,%lf,%d", &episode, &arm, &minutes, &relieved) == 4)
            made_add(m, arm - 'A', (1u << arms) - 1, relieved ? KN_EASED_AT : KN_EASED_NOT, 0,
                     minutes);
    fclose(in);
    snprintf(path, sizeof path, TEST_DATA "/reference/%s.posterior.json", set);
    json_t *json = json_load_file(path, 0, NULL);
    assert_non_null(json);
    return json;
}

static void near(const char *what, const json_t *reference, const char *key, const char *mcse,
                 double ours, double tolerance)
{
    double theirs = json_real_value(json_object_get(reference, key));
    double allowed = tolerance + 4 * json_real_value(json_object_get(reference, mcse));

    printf("%-12s %-10s ours %9.5f reference %9.5f off %.4f of %.4f\n", what, key, ours, theirs,
           fabs(ours - theirs), allowed);
    assert_true(fabs(ours - theirs) <= allowed);
}

static void references(void **state)
{
    static const struct {
        const char *name;
        int arms;
    } sets[] = {{"relief40-a", 2}, {"relief150-a", 3}};
    kn_relief_options options = kn_relief_options_default();

    (void)state;
    for (size_t s = 0; s < sizeof sets / sizeof *sets; s++) {
        static made m;
        json_t *json = read_reference(&m, sets[s].name, sets[s].arms);
        const json_t *parameters = json_object_get(json, "parameters");
        kn_relief *relief = kn_relief_new(&m.data, &options, NULL);
        assert_non_null(relief);
        for (int k = 1; k < sets[s].arms; k++) {
            const kn_relief_contrast *c = &relief->person[0].contrast[k - 1];
            char name[16];
            snprintf(name, sizeof name, "beta[%c]", 'A' + k);
            const json_t *beta = json_object_get(parameters, name);
            const json_t *sigma = json_object_get(parameters, "sigma");
            double sd = json_real_value(json_object_get(beta, "sd"));
            kn_summary ours = kn_density_summary(&c->posterior);
            assert_true(c->converged && !c->has_trend && c->sets == 1);
            near(name, beta, "mean", "mcse_mean", ours.mean, 0.05 * sd);
            near(name, beta, "sd", "mcse_sd", ours.sd, 0.03 * sd);
            near(name, beta, "q2.5", "mcse_q2.5", ours.q025, 0.10 * sd);
            near(name, beta, "q97.5", "mcse_q97.5", ours.q975, 0.10 * sd);
            near(name, beta, "p_below_0", "mcse_p", ours.p_below_zero, 0.01);
            near("sigma", sigma, "mean", "mcse_mean", c->sigma.mean,
                 0.10 * json_real_value(json_object_get(sigma, "sd")));
            near("sigma", sigma, "q97.5", "mcse_q97.5", c->sigma.q975,
                 0.10 * json_real_value(json_object_get(sigma, "sd")));
        }
        kn_relief_free(relief);
        json_decref(json);
    }
}

/* ---- The full model, sampled ------------------------------------------------------------------*/

enum { SETS = 2, DIM = SETS + 1 + 2 + 1 + 1 }; /* sets, level, effects, gamma, log sigma */

typedef struct full {
    const made *m;
    double alpha0;
} full;

static double log_below(double z)
{
    return log(0.5 * erfc(-z / sqrt(2)));
}

/* d log density / d eta by the textbook's formulas. */
static double term(const kn_relief_episode *e, double eta, double sigma, double *d_eta,
                   double *d_sigma)
{
    double z = (log(e->minutes) - eta) / sigma, pdf = exp(-0.5 * z * z) / sqrt(2 * acos(-1));

    if (e->eased == KN_EASED_AT) {
        *d_eta = z / sigma;
        *d_sigma = (z * z - 1) / sigma;
        return -0.5 * z * z - log(sigma);
    }
    if (e->eased == KN_EASED_NOT) {
        double p = exp(log_below(-z));
        *d_eta = pdf / p / sigma;
        *d_sigma = z * pdf / p / sigma;
        return log(p);
    }
    double low = e->low > 0 ? (log(e->low) - eta) / sigma : -40;
    double low_pdf = exp(-0.5 * low * low) / sqrt(2 * acos(-1));
    double p = exp(log_below(z)) - exp(log_below(low));
    *d_eta = (low_pdf - pdf) / p / sigma;
    *d_sigma = (low * low_pdf - z * pdf) / p / sigma;
    return log(p);
}

static void evaluate(void *self, const double q[], double *lp, double grad[])
{
    const full *f = self;
    const double *beta = q + SETS + 1;
    double gamma = q[SETS + 3], sigma = exp(q[SETS + 4]), d_sigma = 0, n = (double)f->m->rows.count;

    *lp = -0.5 * q[SETS] * q[SETS] / 6.25 - 0.5 * gamma * gamma - 0.5 * sigma * sigma + q[SETS + 4];
    memset(grad, 0, DIM * sizeof *grad);
    grad[SETS] = -q[SETS] / 6.25;
    grad[SETS + 3] = -gamma;
    for (int c = 0; c < SETS; c++) {
        *lp -= 0.5 * (q[c] - q[SETS]) * (q[c] - q[SETS]);
        grad[c] -= q[c] - q[SETS];
        grad[SETS] += q[c] - q[SETS];
        *lp -= 0.5 * beta[c] * beta[c];
        grad[SETS + 1 + c] -= beta[c];
    }
    for (size_t i = 0; i < f->m->rows.count; i++) {
        const kn_relief_episode *e = &f->m->episode[i];
        int set = e->allowed == 7 ? 0 : 1;
        double s = (e->order - (n + 1) / 2) / (n - 1), d_eta, d;
        double eta = f->alpha0 + q[set] + gamma * s + (e->arm ? beta[e->arm - 1] : 0);
        *lp += term(e, eta, sigma, &d_eta, &d);
        grad[set] += d_eta;
        grad[SETS + 3] += s * d_eta;
        if (e->arm)
            grad[SETS + e->arm] += d_eta;
        d_sigma += d;
    }
    grad[SETS + 4] = 1 - sigma * sigma + sigma * d_sigma;
}

/* 60 episodes: arm 1 is allowed in two of three; every fourth ends in a range, long ones in a
 * limit. All contrasts against arm 0 then have episodes of their own; arm 2's has all. */
static void make_mixed(made *m)
{
    kn_random random;

    kn_random_init(&random, 7, 0);
    made_init(m, 3);
    for (int i = 0; i < 60; i++) {
        bool everything = i % 3 != 0;
        int arm =
            everything ? (int)kn_random_below(&random, 3) : 2 * (int)kn_random_below(&random, 2);
        double y = 3 + 0.5 * !everything - 0.6 * (arm == 1) - 0.2 * (arm == 2) + 0.01 * i +
                   0.7 * kn_random_normal(&random);
        double minutes = exp(y);
        unsigned allowed = everything ? 7 : 5;
        if (minutes > 45)
            made_add(m, arm, allowed, KN_EASED_NOT, 0, 45);
        else if (i % 4 == 0)
            made_add(m, arm, allowed, KN_EASED_BETWEEN, i % 8 ? 0.5 * minutes : 0, 1.6 * minutes);
        else
            made_add(m, arm, allowed, KN_EASED_AT, 0, minutes);
    }
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void sampler(void **state)
{
    enum { CHAINS = 2, DRAWS = 20000 };
    static made m;
    static double draws[3][CHAINS * DRAWS], work[3 * CHAINS * DRAWS];
    double minutes[EPISODES_MAX];
    kn_relief_options options = kn_relief_options_default();
    const kn_nuts_options how = {.warmup = 1000, .target_accept = 0.9, .start_radius = 1};

    (void)state;
    make_mixed(&m);
    for (size_t i = 0; i < m.rows.count; i++)
        minutes[i] = m.episode[i].minutes;
    qsort(minutes, m.rows.count, sizeof *minutes, by_value);
    full f = {&m, log(0.5 * (minutes[29] + minutes[30]))};
    const kn_target target = {.dim = DIM, .eval = evaluate, .self = &f};
    for (int c = 0; c < CHAINS; c++) {
        kn_nuts nuts;
        assert_int_equal(kn_nuts_init(&nuts, &target, &how, 3, (uint64_t)c, NULL), KN_OK);
        for (int i = -how.warmup; i < DRAWS; i++) {
            kn_nuts_step(&nuts);
            if (i < 0)
                continue;
            draws[0][c * DRAWS + i] = nuts.q[SETS + 2];
            draws[1][c * DRAWS + i] = nuts.q[SETS + 3];
            draws[2][c * DRAWS + i] = exp(nuts.q[SETS + 4]);
        }
        kn_nuts_release(&nuts);
    }
    kn_relief *relief = kn_relief_new(&m.data, &options, NULL);
    assert_non_null(relief);
    /* Arm 2 could always be drawn: its contrast has all episodes, as the sampler does. */
    const kn_relief_contrast *c = &relief->person[0].contrast[1];
    assert_int_equal(c->analysed, 60);
    assert_int_equal(c->sets, 2);
    const kn_summary ours[3] = {kn_density_summary(&c->posterior), c->gamma, c->sigma};
    for (int q = 0; q < 3; q++) {
        kn_mcmc_diagnostics d;
        kn_mcmc_diagnose(draws[q], CHAINS, DRAWS, work, &d);
        kn_summary theirs = kn_mcmc_summary(draws[q], CHAINS, DRAWS, work);
        printf("sampled %d: mean %.4f and %.4f, sd %.4f and %.4f, ends %.4f %.4f and %.4f %.4f, "
               "R-hat %.4f\n",
               q, ours[q].mean, theirs.mean, ours[q].sd, theirs.sd, ours[q].q025, ours[q].q975,
               theirs.q025, theirs.q975, d.rhat);
        assert_true(d.rhat < 1.01);
        assert_true(fabs(ours[q].mean - theirs.mean) < 0.02 * theirs.sd + 4 * d.mcse_mean);
        assert_true(fabs(ours[q].sd / theirs.sd - 1) < 0.03);
        assert_true(fabs(ours[q].q025 - theirs.q025) < 0.08 * theirs.sd);
        assert_true(fabs(ours[q].q975 - theirs.q975) < 0.08 * theirs.sd);
    }
    /* Arm 1: only where it was allowed. "wait" is arm 2, so that it is compared with that too. */
    assert_int_equal(relief->person[0].contrasts, 3);
    assert_int_equal(relief->person[0].contrast[0].analysed, 40);
    assert_int_equal(relief->person[0].contrast[2].versus, 2);
    double best = 0;
    for (int a = 0; a < 3; a++)
        best += relief->person[0].arm[a].best;
    assert_true(fabs(best - 1) < 1e-6);
    kn_relief_free(relief);
}

/* ---- Limits, ranges and edges -----------------------------------------------------------------*/

static double mean_with(made *m)
{
    kn_relief_options options = kn_relief_options_default();
    kn_relief *relief = kn_relief_new(&m->data, &options, NULL);

    assert_non_null(relief);
    assert_int_equal(relief->person[0].contrast[0].unfit, KN_RELIEF_UNFIT_NOT);
    double mean = relief->person[0].contrast[0].posterior.mean;
    kn_relief_free(relief);
    return mean;
}

static void make_plain(made *m, int each)
{
    kn_random random;

    kn_random_init(&random, 11, 0);
    made_init(m, 2);
    for (int i = 0; i < 2 * each; i++)
        made_add(m, i % 2, 3, KN_EASED_AT, 0,
                 exp(3 - 0.5 * (i % 2) + 0.5 * kn_random_normal(&random)));
}

static void limits(void **state)
{
    static made m;
    (void)state;
    make_plain(&m, 20);
    double exact = mean_with(&m);

    /* A range that closes on the minute is the minute; from 0 to ever is nothing known. */
    for (size_t i = 0; i < m.rows.count; i += 3) {
        m.episode[i].eased = KN_EASED_BETWEEN;
        m.episode[i].low = m.episode[i].minutes / 1.0005;
        m.episode[i].minutes *= 1.0005;
    }
    assert_true(fabs(mean_with(&m) - exact) < 1e-3);
    make_plain(&m, 20);
    size_t n = m.rows.count;
    made_add(&m, 1, 3, KN_EASED_NOT, 0, 1e-9); /* not eased by almost no time: nothing known */
    m.episode[n].eased = KN_EASED_NOT;
    double with = mean_with(&m);
    assert_true(fabs(with - exact) < 0.02); /* only the median of the minutes moves */

    /* The longer an episode of arm 1 is known to have lasted, the slower arm 1 looks. */
    double before = with;
    for (double limit = 10; limit < 1e7; limit *= 10) {
        m.episode[n].minutes = limit;
        double now = mean_with(&m);
        assert_true(now > before);
        before = now;
    }
    /* As unknown it is counted and has no say. */
    m.episode[n].eased = KN_EASED_UNKNOWN;
    assert_true(fabs(mean_with(&m) - exact) < 1e-9);
}

static void edges(void **state)
{
    static const struct {
        const char *what;
        int exact[2], limits[2], unknown[2];
        double apart; /* exact minutes: 10, 10 + apart, ... */
        kn_relief_unfit unfit;
        bool has_flat;
    } rows[] = {
        {"one episode", {1, 0}, {0, 0}, {0, 0}, 1, KN_RELIEF_UNFIT_TOO_FEW, false},
        {"three", {2, 1}, {0, 0}, {0, 0}, 1, KN_RELIEF_UNFIT_TOO_FEW, false},
        {"all unknown", {0, 0}, {0, 0}, {6, 6}, 1, KN_RELIEF_UNFIT_TOO_FEW, false},
        {"none eased", {0, 0}, {6, 6}, {0, 0}, 1, KN_RELIEF_UNFIT_NEVER, false},
        {"one arm only", {8, 0}, {0, 0}, {0, 0}, 1, KN_RELIEF_UNFIT_ARM, false},
        {"never varies", {6, 6}, {0, 0}, {0, 0}, 0, KN_RELIEF_UNFIT_CONSTANT, false},
        {"an arm never eased", {6, 0}, {0, 6}, {0, 0}, 3, KN_RELIEF_UNFIT_NOT, false},
        {"four", {2, 2}, {0, 0}, {0, 0}, 4, KN_RELIEF_UNFIT_NOT, true},
        {"some of all", {6, 6}, {2, 2}, {1, 1}, 4, KN_RELIEF_UNFIT_NOT, true},
    };
    kn_relief_options options = kn_relief_options_default();

    (void)state;
    options.claim.important = log(4.0 / 3);
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        static made m;
        made_init(&m, 2);
        for (int a = 0; a < 2; a++) {
            for (int i = 0; i < rows[r].exact[a]; i++)
                made_add(&m, a, 3, KN_EASED_AT, 0, 10 + rows[r].apart * i + 5 * a);
            for (int i = 0; i < rows[r].limits[a]; i++)
                made_add(&m, a, 3, KN_EASED_NOT, 0, 60);
            for (int i = 0; i < rows[r].unknown[a]; i++)
                made_add(&m, a, 3, KN_EASED_UNKNOWN, 0, 0);
        }
        kn_relief *relief = kn_relief_new(&m.data, &options, NULL);
        assert_non_null(relief);
        const kn_relief_contrast *c = &relief->person[0].contrast[0];
        if (c->unfit != rows[r].unfit || (!c->unfit && c->has_flat != rows[r].has_flat))
            fail_msg("%s: unfit %s, flat %d", rows[r].what, kn_relief_unfit_word(c->unfit),
                     c->has_flat);
        assert_int_equal(relief->person[0].arm[0].by[KN_EASED_UNKNOWN], rows[r].unknown[0]);
        if (!c->unfit) {
            assert_true(isfinite(c->posterior.mean) && c->posterior.sd > 0);
            assert_true(c->posterior.sd < 1.01);
            assert_true(c->converged);
            printf("%s: mean %.3f sd %.3f, curve and nodes apart by %.3f\n", rows[r].what,
                   c->posterior.mean, c->posterior.sd, c->curve_gap);
            assert_true(c->curve_gap < 0.15);
        }
        if (c->unfit)
            assert_int_equal(c->answer.reason, KN_REASON_UNFIT);
        kn_relief_free(relief);
    }
}

static void refused(void **state)
{
    static const struct {
        kn_relief_episode episode;
        const char *says;
    } rows[] = {
        {{.allowed = 3, .minutes = 0, .propensity = 0.5}, "minutes"},
        {{.allowed = 3, .minutes = -2, .propensity = 0.5}, "minutes"},
        {{.allowed = 3, .minutes = INFINITY, .propensity = 0.5}, "minutes"},
        {{.allowed = 2, .minutes = 5, .propensity = 0.5}, "allowed"},
        {{.allowed = 7, .minutes = 5, .propensity = 0.5}, "allowed"},
        {{.arm = 2, .allowed = 7, .minutes = 5, .propensity = 0.5}, "arm"},
        {{.allowed = 3, .minutes = 5, .propensity = 0}, "propensity"},
        {{.allowed = 3, .minutes = 5, .propensity = 1.5}, "propensity"},
        {{.allowed = 3, .minutes = 5, .propensity = 0.5, .order = INFINITY}, "order"},
        {{.eased = KN_EASED_BETWEEN, .allowed = 3, .minutes = 5, .low = 5, .propensity = 0.5},
         "range"},
    };
    kn_relief_options options = kn_relief_options_default();

    (void)state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        static made m;
        kn_error err = {0};
        made_init(&m, 2);
        m.episode[0] = rows[r].episode;
        m.rows.count = 1;
        assert_null(kn_relief_new(&m.data, &options, &err));
        assert_int_equal(err.code, KN_DATA);
        assert_non_null(strstr(err.message, rows[r].says));
    }
}

/* ---- The draw ---------------------------------------------------------------------------------*/

/* p of exact enumeration is the share of the draws; under no effect it is uniform: the share of
 * p <= 0.05 in 400 made-up files lies within 4 standard errors. */
static void draw_is_exact(void **state)
{
    enum { FILES = 400 };
    static made m;
    kn_relief_options options = kn_relief_options_default();
    kn_random random;
    int low = 0, half = 0;

    (void)state;
    options.weibull = options.natural = options.sensitivity = false;
    kn_random_init(&random, 5, 0);
    for (int f = 0; f < FILES; f++) {
        made_init(&m, 2);
        for (int i = 0; i < 12; i++) {
            bool uneven = i % 2;
            int arm = kn_random_uniform(&random) < (uneven ? 0.25 : 0.5);
            double minutes = exp(3 + kn_random_normal(&random));
            kn_relief_episode *e = made_add(&m, arm, 3, minutes > 40 ? KN_EASED_NOT : KN_EASED_AT,
                                            0, fmin(minutes, 40));
            e->propensity = uneven ? (arm ? 0.25 : 0.75) : 0.5;
        }
        /* The odds differ from episode to episode: they may have followed the outcomes. */
        kn_relief *relief = kn_relief_new(&m.data, &options, NULL);
        assert_int_equal(relief->person[0].odds, KN_ODDS_MOVED);
        assert_false(relief->person[0].contrast[0].draw.done);
        assert_true(relief->person[0].contrast[0].unfit || relief->person[0].contrast[0].has_trend);
        kn_relief_free(relief);
        /* Told apart by what was allowed, they are fixed. */
        m.data.arms = 3;
        snprintf(m.data.arm_name[2], KN_NAME_SIZE, "rest");
        for (int i = 0; i < 12; i++)
            m.episode[i].allowed = i % 2 ? 7 : 3;
        for (int i = 1; i < 12; i += 2)
            m.episode[i].propensity = m.episode[i].arm ? 0.2 : 0.6;
        relief = kn_relief_new(&m.data, &options, NULL);
        assert_int_equal(relief->person[0].odds, KN_ODDS_FIXED);
        const kn_relief_contrast *c = &relief->person[0].contrast[0];
        if (!c->unfit) {
            assert_true(c->draw.done && c->draw.exact);
            assert_true(c->draw.p[0] >= c->draw.p_smallest - 1e-12 && c->draw.p[0] <= 1);
            low += c->draw.p[0] <= 0.05;
            half += c->draw.p[0] <= 0.5;
        } else {
            half += f % 2;
        }
        kn_relief_free(relief);
    }
    printf("p <= 0.05: %d, p <= 0.5: %d of %d\n", low, half, FILES);
    assert_true(low <= 0.05 * FILES + 4 * sqrt(0.05 * 0.95 * FILES));
    assert_true(abs(half - FILES / 2) < 4 * sqrt(0.25 * FILES));
}

/* The scores must not know which of the two arms was drawn: then the statistic is a sum over
 * episodes, and what two flips change together is what they change one by one. */
static void scores_know_no_arm(void **state)
{
    static made m;
    kn_relief_options options = kn_relief_options_default();
    double statistic[4];

    (void)state;
    make_mixed(&m);
    for (int flip = 0; flip < 4; flip++) {
        make_mixed(&m);
        for (size_t i = 0, seen = 0; i < m.rows.count; i++)
            if (m.episode[i].arm != 1 && seen++ < 2 && (flip >> (seen - 1) & 1))
                m.episode[i].arm = 2 - m.episode[i].arm;
        kn_relief *relief = kn_relief_new(&m.data, &options, NULL);
        statistic[flip] = relief->person[0].contrast[1].draw.statistic[0];
        kn_relief_free(relief);
    }
    assert_true(fabs(statistic[1] - statistic[0]) > 1e-3);
    assert_true(fabs(statistic[3] - statistic[1] - statistic[2] + statistic[0]) < 1e-5);
}

static void draw_by_hand(void **state)
{
    static made m;
    kn_relief_options options = kn_relief_options_default();

    (void)state;
    made_init(&m, 2); /* fully apart: only the draw followed and its opposite reach it */
    for (int i = 0; i < 6; i++)
        made_add(&m, i % 2, 3, KN_EASED_AT, 0, i % 2 ? 5 + 0.1 * i : 50 + i);
    kn_relief *relief = kn_relief_new(&m.data, &options, NULL);
    const kn_randomisation *draw = &relief->person[0].contrast[0].draw;
    assert_true(draw->done && draw->exact && draw->tried == 64);
    assert_true(fabs(draw->p_smallest - 2.0 / 64) < 1e-12);
    assert_true(fabs(draw->p[0] - 2.0 / 64) < 1e-12);
    kn_relief_free(relief);
    options.observed = true;
    relief = kn_relief_new(&m.data, &options, NULL);
    assert_false(relief->person[0].contrast[0].draw.done);
    assert_int_equal(relief->person[0].contrast[0].answer.verdict, KN_VERDICT_OBSERVED);
    kn_relief_free(relief);
}

static void verdicts(void **state)
{
    static made m;
    kn_relief_options options = kn_relief_options_default();

    (void)state;
    options.claim.important = -log(0.75);
    make_plain(&m, 20);
    for (size_t i = 0; i < m.rows.count; i++)
        if (i % 2)
            m.episode[i].minutes /= 2; /* arm 1 is now much faster */
    kn_relief *relief = kn_relief_new(&m.data, &options, NULL);
    const kn_relief_contrast *c = &relief->person[0].contrast[0];
    assert_int_equal(c->answer.verdict, KN_VERDICT_HELPS);
    assert_true(c->answer.enough_to_matter && c->saved.q025 > 0);
    assert_true(c->ratio.q975 < 1 && c->median[0].q50 < c->median[1].q50);
    assert_true(fabs(c->median[1].q50 - c->median[0].q50 - c->saved.q50) < 1);
    assert_true(c->has_weibull && !c->weibull_differs);
    kn_relief_free(relief);
    for (size_t i = 0; i < m.rows.count; i++)
        m.episode[i].arm ^= 1;
    relief = kn_relief_new(&m.data, &options, NULL);
    assert_int_equal(relief->person[0].contrast[0].answer.verdict, KN_VERDICT_WORSE);
    kn_relief_free(relief);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references),   cmocka_unit_test(sampler),
        cmocka_unit_test(limits),       cmocka_unit_test(edges),
        cmocka_unit_test(refused),      cmocka_unit_test(draw_is_exact),
        cmocka_unit_test(draw_by_hand), cmocka_unit_test(scores_know_no_arm),
        cmocka_unit_test(verdicts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
