/* The verdict of docs/model.md section 1 on hand-made fits: every branch, every threshold from both
 * sides; and that small data never get a verdict from the prior. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "infer_fixture.h"
#include "unknot/study.h"

enum { UNITS_MAX = 40 };
#define NONE ((double)NAN)

/* Effects are signed so that positive is better; each row is tried with either direction. */
typedef struct row {
    const char *what;
    double mean, sd;           /* posterior */
    double flat_mean, flat_sd; /* flat_sd 0: not proper */
    double important;          /* 0: not stated */
    double half, twice;        /* z of P(e > 0) under the refits; NONE: not made */
    double p, p_smallest;      /* of the draw; p NONE: not done */
    kn_verdict_code verdict;
    kn_reason reason;
    int arms;   /* 0: two */
    int cycles; /* 0: five */
    bool looks;
    kn_design_kind kind; /* 0: blocks */
} row;

static const row rows[] = {
    /* 1. worse: no gates */
    {"worse", -2, 1, -2, 1, 1, -2, -2, 1, 0.01, KN_VERDICT_WORSE, KN_REASON_CLEAR, .arms = 2},
    {"worse, few switches", -2, 1, -2, 1, 1, NONE, NONE, NONE, 1, KN_VERDICT_WORSE, KN_REASON_CLEAR,
     .cycles = 1},
    {"not quite worse", -1.95, 1, -2, 1, 1, -2, -2, 1, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 2},
    /* 2. small */
    {"small", 0.5, 0.2, 0.52, 0.2, 1, 2.5, 2.5, 0.02, 0.01, KN_VERDICT_SMALL, KN_REASON_CLEAR,
     .arms = 2},
    {"small, no draw needed", 0.5, 0.2, 0.52, 0.2, 1, 2.5, 2.5, NONE, 1, KN_VERDICT_SMALL,
     KN_REASON_CLEAR, .arms = 2},
    {"posterior not small", 0.68, 0.2, 0.5, 0.2, 1, 2.5, 2.5, 0.02, 0.01, KN_VERDICT_HELPS,
     KN_REASON_CLEAR, .arms = 2},
    {"Flat not small", 0.5, 0.2, 0.68, 0.2, 1, 2.5, 2.5, 0.02, 0.01, KN_VERDICT_HELPS,
     KN_REASON_CLEAR, .arms = 2},
    {"Flat improper, not small", 0.5, 0.2, 0, 0, 1, 2.5, 2.5, 0.02, 0.01, KN_VERDICT_HELPS,
     KN_REASON_CLEAR, .arms = 2},
    /* 3. helps and its gates */
    {"helps", 3, 1, 3.3, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR, .arms = 2},
    {"helps, no d stated", 3, 1, 3.3, 1, 0, 2, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .arms = 2},
    {"half at 0.949", 3, 1, 3, 1, 1, 1.635, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_SIGMA_PRIOR, .arms = 2},
    {"half at 0.951", 3, 1, 3, 1, 1, 1.655, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .arms = 2},
    {"twice at 0.949", 3, 1, 3, 1, 1, 2, 1.635, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_SIGMA_PRIOR, .arms = 2},
    {"twice at 0.951", 3, 1, 3, 1, 1, 2, 1.655, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .arms = 2},
    {"no refits", 3, 1, 3, 1, 1, NONE, NONE, 0.02, 0.01, KN_VERDICT_LOOKS_AS_IF,
     KN_REASON_SIGMA_PRIOR, .arms = 2},
    {"one refit", 3, 1, 3, 1, 1, 2, NONE, 0.02, 0.01, KN_VERDICT_LOOKS_AS_IF, KN_REASON_SIGMA_PRIOR,
     .arms = 2},
    {"draw at 0.10", 3, 1, 3, 1, 1, 2, 2, 0.10, 0.10, KN_VERDICT_HELPS, KN_REASON_CLEAR, .arms = 2},
    {"draw disagrees", 3, 1, 3, 1, 1, 2, 2, 0.101, 0.10, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_DRAW_DISAGREES, .arms = 2},
    {"draw cannot show it", 3, 1, 3, 1, 1, 2, 2, 0.125, 0.125, KN_VERDICT_LOOKS_AS_IF,
     KN_REASON_TOO_FEW_SWITCHES, .arms = 2},
    {"no draw", 3, 1, 3, 1, 1, 2, 2, NONE, 0, KN_VERDICT_LOOKS_AS_IF, KN_REASON_TOO_FEW_SWITCHES,
     .arms = 2},
    {"refit before draw", 3, 1, 3, 1, 1, 1, 2, 0.125, 0.125, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_SIGMA_PRIOR, .arms = 2},
    /* 4 and 5 */
    {"none", 0, 0.3, 0, 0.3, 1, 0, 0, 0.9, 0.01, KN_VERDICT_NO_WORTHWHILE, KN_REASON_CLEAR,
     .arms = 2},
    {"none, exactly 3 cycles", 0, 0.3, 0, 0.3, 1, 0, 0, 0.9, 0.2, KN_VERDICT_NO_WORTHWHILE,
     KN_REASON_CLEAR, .cycles = 3},
    {"2 cycles", 0, 0.3, 0, 0.3, 1, 0, 0, 0.9, 0.5, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_FEW_PERIODS, .cycles = 2},
    {"only with the prior", 0, 0.3, 0, 0.52, 1, 0, 0, 0.9, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_NEEDS_PRIOR, .arms = 2},
    {"Flat at 0.951", 0, 0.3, 0, 0.507, 1, 0, 0, 0.9, 0.01, KN_VERDICT_NO_WORTHWHILE,
     KN_REASON_CLEAR, .arms = 2},
    {"posterior at 0.949", 0, 0.513, 0, 0.507, 1, 0, 0, 0.9, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 2},
    {"Flat improper", 0, 0.3, 0, 0, 1, 0, 0, 0.9, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_FEW_EVENTS, .arms = 2},
    {"no d stated", 0, 0.3, 0, 0.3, 0, 0, 0, 0.9, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_NO_IMPORTANT, .arms = 2},
    {"too wide", 0, 0.6, 0, 0.6, 1, 0, 0, 0.9, 0.01, KN_VERDICT_COULD_NOT_TELL, KN_REASON_TOO_WIDE,
     .arms = 2},
    /* not randomised */
    {"observed", 3, 1, 3, 1, 1, 2, 2, NONE, 0, KN_VERDICT_OBSERVED, KN_REASON_NOT_RANDOMISED,
     .kind = KN_DESIGN_OBSERVED},
    {"observed, worse", -3, 1, -3, 1, 1, -2, -2, NONE, 0, KN_VERDICT_OBSERVED,
     KN_REASON_NOT_RANDOMISED, .kind = KN_DESIGN_OBSERVED},
    /* thresholds: normal quantiles 1.960, 2.257, 2.366, 2.498 and 2.326 with looks */
    {"2 arms, below", 1.95, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 2},
    {"2 arms, above", 1.97, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .arms = 2},
    {"3 arms, below", 2.25, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 3},
    {"3 arms, above", 2.265, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .arms = 3},
    {"4 arms, below", 2.36, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 4},
    {"4 arms, above", 2.37, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .arms = 4},
    {"5 arms, below", 2.49, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 5},
    {"5 arms, above", 2.51, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .arms = 5},
    {"looks, below", 2.32, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .looks = true},
    {"looks, above", 2.335, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_HELPS, KN_REASON_CLEAR,
     .looks = true},
    {"looks, worse, below", -2.32, 1, -2, 1, 1, -2, -2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .looks = true},
    {"looks, 3 arms", 2.3, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 3, .looks = true},
    {"looks, 4 arms", 2.35, 1, 2, 1, 1, 2, 2, 0.02, 0.01, KN_VERDICT_COULD_NOT_TELL,
     KN_REASON_TOO_WIDE, .arms = 4, .looks = true},
};

static void set_normal(kn_density *density, double mean, double sd)
{
    double log_density[KN_DENSITY_POINTS], step = 16 * sd / (KN_DENSITY_POINTS - 1);

    for (int i = 0; i < KN_DENSITY_POINTS; i++) {
        double z = -8 + 16.0 * i / (KN_DENSITY_POINTS - 1);
        log_density[i] = -0.5 * z * z;
    }
    kn_density_init(density, mean - 8 * sd, step, log_density);
}

static double normal_below(double z)
{
    return 0.5 * erfc(-z / sqrt(2));
}

/* One contrast, the last of the arms; the others are left empty. */
static void judge(const row *r, int better, double scale, kn_answer *answer)
{
    static kn_effect effects[3][KN_ARMS_MAX];
    int arms = r->arms ? r->arms : 2, index = arms - 2, cycles = r->cycles ? r->cycles : 5;
    kn_fit fit[3];
    uint8_t arm[UNITS_MAX];
    int32_t first_day[UNITS_MAX + 1];
    const double z[3] = {0, r->half, r->twice};

    for (int f = 0; f < 3; f++) {
        fit[f] = (kn_fit){.arms = arms,
                          .scale = scale,
                          .effects = effects[f],
                          .options = kn_fit_options_default()};
        if (f && !isnan(z[f]))
            set_normal(&effects[f][index].posterior, better * z[f], 1);
    }
    set_normal(&effects[0][index].posterior, better * r->mean, r->sd);
    effects[0][index].has_flat = r->flat_sd > 0;
    if (r->flat_sd > 0)
        set_normal(&effects[0][index].flat, better * r->flat_mean, r->flat_sd);
    for (int u = 0; u <= cycles * arms; u++)
        first_day[u] = u;
    for (int u = 0; u < cycles * arms; u++)
        arm[u] = (uint8_t)(u % arms);
    kn_design design = {.kind = r->kind ? r->kind : KN_DESIGN_BLOCKS,
                        .arms = arms,
                        .units = (size_t)(cycles * arms),
                        .first_day = first_day,
                        .arm = arm,
                        .block_units = (size_t)arms};
    kn_randomisation draw = {.done = !isnan(r->p), .p_smallest = r->p_smallest};
    draw.p[index] = r->p;
    kn_claim claim = {
        .better = better, .important = r->important * scale, .looks_planned = r->looks};
    kn_answer_judge(&fit[0], index, isnan(r->half) ? NULL : &fit[1],
                    isnan(r->twice) ? NULL : &fit[2], &design, &draw, &claim, answer);
    assert_int_equal(answer->arm, arms - 1);
}

static void verdicts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int better = -1; better <= 1; better += 2)
            for (double scale = 1; scale <= 2.5; scale += 1.5) {
                kn_answer a;
                judge(&rows[i], better, scale, &a);
                if (a.verdict != rows[i].verdict || a.reason != rows[i].reason)
                    fail_msg("%s: %s, %s; expected %s, %s", rows[i].what,
                             kn_verdict_word(a.verdict), kn_reason_word(a.reason),
                             kn_verdict_word(rows[i].verdict), kn_reason_word(rows[i].reason));
            }
}

static void a_lost_curve_gives_no_verdict(void **state)
{
    static const struct {
        bool exact;
        double gap;
        bool is_lost;
    } cases[] = {{true, 0.36, true}, {true, 0.34, false}, {false, 0.36, false}};
    kn_design design = {.kind = KN_DESIGN_BLOCKS, .arms = 2};
    kn_randomisation draw = {0};
    kn_claim claim = {.better = 1};
    kn_effect effect = {0};
    kn_fit fit = {.arms = 2, .scale = 1, .effects = &effect, .options = kn_fit_options_default()};
    kn_answer a;

    (void)state;
    set_normal(&effect.posterior, -3, 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fit.check.curve_exact = cases[i].exact;
        fit.check.curve_gap = cases[i].gap;
        kn_answer_judge(&fit, 0, NULL, NULL, &design, &draw, &claim, &a);
        assert_int_equal(a.verdict,
                         cases[i].is_lost ? KN_VERDICT_COULD_NOT_TELL : KN_VERDICT_WORSE);
    }
}

static void an_unknown_design_is_observed(void **state)
{
    row r = rows[0];
    kn_fit fit = {.arms = 2, .scale = 1};
    kn_effect effect = {0};
    kn_design design = {.kind = KN_DESIGN_UNKNOWN, .arms = 2};
    kn_randomisation draw = {0};
    kn_claim claim = {.better = 1, .important = 1};
    kn_answer a;

    (void)state;
    set_normal(&effect.posterior, r.mean, r.sd);
    fit.effects = &effect;
    fit.options = kn_fit_options_default();
    kn_answer_judge(&fit, 0, NULL, NULL, &design, &draw, &claim, &a);
    assert_int_equal(a.verdict, KN_VERDICT_OBSERVED);
    fit.unfit = KN_UNFIT_CONSTANT;
    kn_answer_judge(&fit, 0, NULL, NULL, &design, &draw, &claim, &a);
    assert_int_equal(a.verdict, KN_VERDICT_COULD_NOT_TELL);
    assert_int_equal(a.reason, KN_REASON_UNFIT);
}

static void assert_prob(const kn_prob *p, double posterior, double flat, double prior)
{
    assert_true(fabs(p->posterior - posterior) < 1e-5);
    assert_true(isnan(flat) ? isnan(p->flat) : fabs(p->flat - flat) < 1e-5);
    assert_true(fabs(p->prior - prior) < 1e-9);
}

/* Against the normal distribution itself. */
static void probabilities(void **state)
{
    static const struct {
        double mean, sd, flat_mean, flat_sd, d;
    } cases[] = {{0.4, 0.6, 0.5, 0.7, 0.3}, {-1, 2, 0, 0, 1}, {1.2, 0.1, 1.3, 0.2, 1.1}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int better = -1; better <= 1; better += 2) {
            double m = cases[i].mean, s = cases[i].sd, fm = cases[i].flat_mean, d = cases[i].d;
            double fs = cases[i].flat_sd > 0 ? cases[i].flat_sd : NONE;
            row r = {.mean = m, .sd = s, .flat_mean = fm, .flat_sd = cases[i].flat_sd};
            kn_answer a;
            r.important = d;
            r.half = 1;
            r.twice = NONE;
            judge(&r, better, 2, &a);
            assert_prob(&a.better, normal_below(m / s), normal_below(fm / fs), 0.5);
            assert_prob(&a.better_by, normal_below((m - d) / s), normal_below((fm - d) / fs),
                        normal_below(-d));
            assert_prob(&a.within, normal_below((d - m) / s) - normal_below((-d - m) / s),
                        normal_below((d - fm) / fs) - normal_below((-d - fm) / fs),
                        1 - 2 * normal_below(-d));
            assert_prob(&a.below_important, normal_below((d - m) / s), normal_below((d - fm) / fs),
                        normal_below(d));
            assert_int_equal(a.enough_to_matter, m >= d);
            assert_true(fabs(a.sigma_half - normal_below(m > 0 ? 1 : -1)) < 1e-5);
            assert_true(isnan(a.sigma_double));
        }
}

static kn_study *study_of(made *m, double important, kn_error *err)
{
    kn_study_options options = kn_study_options_default();
    static kn_person person;
    static kn_dataset data;

    person = (kn_person){.name = "1",
                         .rows = m->series.n,
                         .day = m->day,
                         .arm = m->arm,
                         .outcome = m->outcome,
                         .exposure = m->series.exposure ? m->exposure : NULL,
                         .trials = m->series.trials ? m->trials : NULL,
                         .period = m->period};
    data = (kn_dataset){.arms = 2,
                        .arm_name = {"A", "B"},
                        .family = m->series.family,
                        .people = 1,
                        .person = &person};
    options.claim.important = important;
    options.design = "pairs";
    options.threads = 1;
    options.fit.natural = false;
    return kn_study_new(&data, &options, err);
}

/* Daily pairs of a measure that is worth exactly d, or nothing. What the prior alone would
 * conclude: P(-d < e < d) is 0.87 and more before the first day. */
static double share_of_small(int days, double effect, int trials, kn_random *random)
{
    double found = 0, u[MADE_DAYS], d = 2;

    for (int trial = 0; trial < trials; trial++) {
        kn_error err = {0};
        made m;
        made_init(&m, KN_GAUSSIAN, 2);
        made_schedule(&m, random, days, 1, 0);
        made_chain(&m, random, 1.3, 0.3, u);
        for (size_t i = 0; i < m.series.n; i++)
            m.outcome[i] = 5 + u[i] - (m.arm[i] ? effect : 0);
        kn_study *study = study_of(&m, d, &err);
        if (!study)
            fail_msg("%d days, trial %d: %s", days, trial, err.message);
        const kn_answer *a = &study->person[0].answer[0];
        bool is_small = a->verdict == KN_VERDICT_SMALL || a->verdict == KN_VERDICT_NO_WORTHWHILE;
        assert_true(!is_small ||
                    (a->has_flat && (a->verdict == KN_VERDICT_SMALL ? a->below_important.flat
                                                                    : a->within.flat) >= 0.95));
        found += is_small;
        kn_study_free(study);
    }
    return found / trials;
}

/* A verdict of "no worthwhile difference" or "small" is wrong when the effect is d: 5 % of trials
 * at most, four standard errors allowed, however short. Before the third cycle it is never "no
 * worthwhile difference". */
static void no_verdict_from_the_prior(void **state)
{
    enum { TRIALS = 300 };
    const double most = 0.05 + 4 * sqrt(0.05 * 0.95 / TRIALS);
    kn_random random;

    (void)state;
    kn_random_init(&random, 4, 0);
    assert_true(share_of_small(4, 0, 100, &random) < 0.02);
    for (int days = 4; days <= 14; days += days == 8 ? 6 : 2) {
        double share = share_of_small(days, 2, TRIALS, &random);
        printf("%2d days, an effect of d is called none or small: %.3f of %.3f\n", days, share,
               most);
        assert_true(share <= most);
    }
}

/* Four days of anything, and a d that the prior alone calls certain. */
static void two_cycles_are_too_few(void **state)
{
    kn_random random;

    (void)state;
    kn_random_init(&random, 5, 0);
    for (int trial = 0; trial < 40 * KN_FAMILY_COUNT; trial++) {
        kn_family family = (kn_family)(trial % KN_FAMILY_COUNT);
        kn_error err = {0};
        made m;
        made_init(&m, family, 2);
        made_schedule(&m, &random, 4 + (trial % 2), 1, 0);
        for (size_t i = 0; i < m.series.n; i++) {
            m.trials[i] = family == KN_BINOMIAL ? 3 : 1;
            m.outcome[i] = family == KN_GAUSSIAN  ? kn_random_normal(&random)
                           : family == KN_POISSON ? made_poisson(&random, 2)
                           : family == KN_ORDINAL ? (double)kn_random_below(&random, 3)
                                                  : made_binomial(&random, m.trials[i], 0.5);
        }
        kn_study *study = study_of(&m, 3, &err);
        if (!study)
            fail_msg("%s, trial %d: %s", kn_family_name(family), trial, err.message);
        assert_true(study->person[0].answer[0].verdict != KN_VERDICT_NO_WORTHWHILE);
        kn_study_free(study);
    }
}

/* The evidence never falls towards the side of the arm that saw nothing. */
static void an_arm_without_events_has_no_flat(void **state)
{
    static const struct {
        kn_family family;
        double none, some; /* outcome in the silent arm, in the other on every second day */
    } cases[] = {{KN_POISSON, 0, 3},  {KN_BERNOULLI, 0, 1}, {KN_BERNOULLI, 1, 0},
                 {KN_BINOMIAL, 0, 2}, {KN_BINOMIAL, 5, 2},  {KN_ORDINAL, 0, 2},
                 {KN_ORDINAL, 2, 0}};

    (void)state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++)
        for (int silent = 0; silent < 2; silent++) {
            kn_random random;
            kn_error err = {0};
            made m;
            kn_random_init(&random, 6, c);
            made_init(&m, cases[c].family, 2);
            made_schedule(&m, &random, 40, 2, 0);
            for (size_t i = 0; i < m.series.n; i++) {
                m.trials[i] = cases[c].family == KN_BINOMIAL ? 5 : 1;
                m.outcome[i] = m.arm[i] == silent || i % 2 ? cases[c].none : cases[c].some;
            }
            kn_study *study = study_of(&m, 5, &err);
            assert_non_null(study);
            const kn_effect *effect = &study->person[0].fit->effects[0];
            const kn_answer *a = &study->person[0].answer[0];
            if (effect->has_flat)
                fail_msg("%s, silent arm %d has Flat", kn_family_name(cases[c].family), silent);
            assert_true(isnan(a->within.flat));
            assert_true(a->verdict != KN_VERDICT_NO_WORTHWHILE && a->verdict != KN_VERDICT_SMALL);
            kn_study_free(study);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(verdicts),
                                       cmocka_unit_test(a_lost_curve_gives_no_verdict),
                                       cmocka_unit_test(an_unknown_design_is_observed),
                                       cmocka_unit_test(probabilities),
                                       cmocka_unit_test(no_verdict_from_the_prior),
                                       cmocka_unit_test(two_cycles_are_too_few),
                                       cmocka_unit_test(an_arm_without_events_has_no_flat)};

    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
