/* From a data set to everything that the reports need: wash-out, missing days, the common scale,
 * people who cannot be fitted, threads, refusals, and every doubt. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "infer_fixture.h"
#include "unknot/study.h"

enum { PEOPLE = 6 };

static made days[PEOPLE];
static kn_person person[PEOPLE];
static kn_dataset data;

/* Copies `people` made series into the data set; they must be of one family and number of arms. */
static void set_data(size_t people)
{
    data = (kn_dataset){.source = "made",
                        .arms = days[0].series.arms,
                        .arm_name = {"A", "B", "C"},
                        .family = days[0].series.family,
                        .people = people,
                        .person = person};
    for (size_t p = 0; p < people; p++) {
        made *m = &days[p];
        person[p] = (kn_person){.rows = m->series.n,
                                .day = m->day,
                                .arm = m->arm,
                                .outcome = m->outcome,
                                .trials = m->series.trials ? m->trials : NULL,
                                .exposure = m->series.exposure ? m->exposure : NULL,
                                .period = m->period};
        snprintf(person[p].name, sizeof person[p].name, "P%zu", p + 1);
    }
}

static void make_person(size_t p, kn_family family, int arms, int length, int block, double missing,
                        double effect)
{
    kn_random random;
    double u[MADE_DAYS];
    made *m = &days[p];

    kn_random_init(&random, 40 + p, (uint64_t)family);
    made_init(m, family, arms);
    made_schedule(m, &random, length, block, missing);
    made_chain(m, &random, 1, 0.3, u);
    for (size_t i = 0; i < m->series.n; i++) {
        double eta = u[i] + (m->arm[i] ? effect : 0);
        m->outcome[i] = family == KN_GAUSSIAN  ? 5 + 0.1 * (double)p + eta
                        : family == KN_POISSON ? made_poisson(&random, exp(1 + 0.5 * eta))
                                               : made_binomial(&random, 1, made_logistic(eta));
    }
}

static kn_study_options plain_options(void)
{
    kn_study_options options = kn_study_options_default();

    options.threads = 1;
    options.design = "pairs";
    options.blinded = true;
    options.claim.important = 1;
    return options;
}

static kn_study *run(const kn_study_options *options)
{
    kn_error err = {0};
    kn_study *study = kn_study_new(&data, options, &err);

    if (!study)
        fail_msg("%s", err.message);
    return study;
}

static void washout(void **state)
{
    kn_study_options options = plain_options();

    (void)state;
    make_person(0, KN_GAUSSIAN, 2, 48, 4, 0, -1);
    set_data(1);
    size_t changes = 0;
    for (size_t i = 1; i < days[0].series.n; i++)
        changes += days[0].arm[i] != days[0].arm[i - 1];
    for (int lost = 0; lost <= 2; lost++) {
        options.washout_days = lost;
        kn_study *study = run(&options);
        const kn_person_answer *a = &study->person[0];
        assert_int_equal(a->rows_kept, 48 - (size_t)lost * changes);
        assert_int_equal(a->fit->n, a->rows_kept);
        for (size_t i = 1; i < 48; i++)
            if (days[0].arm[i] != days[0].arm[i - 1])
                assert_int_equal(a->kept[i], lost == 0);
        kn_study_free(study);
    }
}

static void missing_shares(void **state)
{
    kn_study_options options = plain_options();

    (void)state;
    make_person(0, KN_GAUSSIAN, 2, 60, 3, 0, -1);
    made *m = &days[0];
    size_t n = 0, lost = 0, in_b = 0;
    for (size_t i = 0; i < m->series.n; i++) { /* every second block of arm B loses its last day */
        bool drop = m->arm[i] == 1 && i % 3 == 2 && i > 2 && i < 57 && (in_b++ % 2 == 0);
        if (drop) {
            lost++;
            continue;
        }
        m->day[n] = m->day[i];
        m->arm[n] = m->arm[i];
        m->period[n] = m->period[i];
        m->outcome[n++] = m->outcome[i];
    }
    m->series.n = n;
    set_data(1);
    kn_study *study = run(&options);
    assert_true(fabs(study->person[0].missing[0]) < 1e-12);
    assert_true(fabs(study->person[0].missing[1] - (double)lost / 30) < 1e-12);
    kn_study_free(study);
}

/* Where a whole cycle went unrecorded nobody knows its arms: its days count for none. */
static void unrecorded_cycle(void **state)
{
    kn_study_options options = plain_options();

    (void)state;
    options.design = NULL;
    make_person(0, KN_GAUSSIAN, 2, 48, 2, 0, -1);
    made *m = &days[0];
    size_t n = 0;
    for (size_t i = 0; i < m->series.n; i++) {
        if (m->day[i] > 16 && m->day[i] <= 24)
            continue;
        m->day[n] = m->day[i];
        m->arm[n] = m->arm[i];
        m->outcome[n++] = m->outcome[i];
    }
    m->series.n = n;
    set_data(1);
    person[0].period = NULL;
    kn_study *study = run(&options);
    assert_true(fabs(study->person[0].missing[0]) < 1e-12);
    assert_true(fabs(study->person[0].missing[1]) < 1e-12);
    kn_study_free(study);
}

static void many_people(void **state)
{
    kn_study_options options = plain_options();
    double total = 0;

    (void)state;
    for (size_t p = 0; p < PEOPLE; p++)
        make_person(p, KN_GAUSSIAN, 2, 40, 2, 0.1, -0.8);
    for (size_t i = 0; i < days[2].series.n; i++)
        days[2].outcome[i] = 4; /* never varies: not fitted, not pooled, not in the scale */
    set_data(PEOPLE);
    for (size_t p = 0; p < PEOPLE; p++) {
        const kn_series *s = &days[p].series;
        double mean = 0, squares = 0;
        for (size_t i = 0; i < s->n; i++)
            mean += s->outcome[i] / (double)s->n;
        for (size_t i = 0; i < s->n; i++)
            squares += (s->outcome[i] - mean) * (s->outcome[i] - mean);
        total += squares / (double)(s->n - 1);
    }
    kn_study *one = run(&options);
    assert_true(fabs(one->scale - sqrt(total / (PEOPLE - 1))) < 1e-12);
    assert_int_equal(one->person[2].fit->unfit, KN_UNFIT_CONSTANT);
    assert_int_equal(one->person[2].answer[0].reason, KN_REASON_UNFIT);
    assert_non_null(one->pool);
    assert_int_equal(one->pool->people, PEOPLE - 1);
    for (size_t j = 0; j < one->pool->people; j++)
        assert_int_equal(one->pooled[j], j < 2 ? j : j + 1);

    options.threads = 4;
    kn_study *four = run(&options);
    for (size_t p = 0; p < PEOPLE; p++) {
        const kn_fit *a = one->person[p].fit, *b = four->person[p].fit;
        if (!a->unfit) {
            assert_memory_equal(a->effects, b->effects, sizeof *a->effects);
            assert_memory_equal(&a->sigma, &b->sigma, sizeof a->sigma);
        }
        assert_memory_equal(one->person[p].answer, four->person[p].answer, sizeof(kn_answer));
        assert_memory_equal(&one->person[p].doubts, &four->person[p].doubts, sizeof(kn_doubts));
    }
    assert_memory_equal(&one->pool->mu, &four->pool->mu, sizeof(kn_summary));
    assert_memory_equal(one->pool->person, four->pool->person,
                        one->pool->people * sizeof(kn_summary));
    kn_study_free(one);
    kn_study_free(four);
    kn_study_free(NULL);
}

static void three_arms(void **state)
{
    kn_study_options options = plain_options();

    (void)state;
    options.design = "cycles";
    make_person(0, KN_GAUSSIAN, 3, 72, 2, 0.05, -1.5);
    set_data(1);
    kn_study *study = run(&options);
    const kn_person_answer *a = &study->person[0];
    assert_null(study->pool);
    assert_int_equal(a->fit->arms, 3);
    for (int k = 0; k < 2; k++) {
        assert_int_equal(a->answer[k].arm, k + 1);
        assert_true(a->answer[k].threshold == 0.988);
        assert_true(a->answer[k].better.posterior > 0.9);
        assert_true(a->randomisation.p[k] < 0.2);
    }
    kn_study_free(study);
}

static void refusals(void **state)
{
    kn_study_options options = plain_options();
    kn_error err = {0};

    (void)state;
    make_person(0, KN_GAUSSIAN, 2, 24, 2, 0, -1);
    make_person(1, KN_GAUSSIAN, 2, 24, 2, 0, -1);
    for (size_t i = 0; i < 24; i++)
        days[1].arm[i] = i >= 12; /* no pairs: one arm, then the other */
    set_data(2);
    assert_null(kn_study_new(&data, &options, &err));
    assert_int_equal(err.code, KN_DATA);
    assert_non_null(strstr(err.message, "P2"));

    options.design = "triplets";
    set_data(1);
    assert_null(kn_study_new(&data, &options, &err));
    assert_int_equal(err.code, KN_USAGE);
}

static bool has_doubt(const kn_doubts *doubts, kn_doubt_code code)
{
    for (size_t i = 0; i < doubts->count; i++)
        if (doubts->list[i].code == code)
            return true;
    return false;
}

/* One row a doubt: what brings it, and that a plain trial is without it. SAMPLER needs the sampler
 * and NUMERICS a series that defeats the method; their tests are elsewhere. */
static const struct {
    kn_doubt_code code;
    kn_family family;
    int length, block;
    const char *design; /* NULL: recognised */
    int washout;
    bool blinded, guessed;
    double effect, sigma_scale; /* 0: default */
} doubts[] = {
    {KN_DOUBT_FEW_PAIRS, KN_GAUSSIAN, 24, 3, "pairs", 0, true, false, -1, 0},
    {KN_DOUBT_WEEKLY_BLOCKS, KN_GAUSSIAN, 84, 7, "pairs", 0, true, false, -1, 0},
    {KN_DOUBT_FEW_DAYS, KN_GAUSSIAN, 26, 1, "pairs", 0, true, false, -1, 0},
    {KN_DOUBT_PRIOR_DOMINATES, KN_BERNOULLI, 10, 1, "pairs", 0, true, false, 0, 0},
    {KN_DOUBT_FLAT_DIFFERS, KN_GAUSSIAN, 12, 2, "pairs", 0, true, false, -4, 0},
    {KN_DOUBT_FLAT_IMPROPER, KN_BERNOULLI, 16, 1, "pairs", 0, true, false, -9, 0},
    {KN_DOUBT_DRIFT, KN_GAUSSIAN, 120, 1, "pairs", 0, true, false, 99, 0}, /* 99: made to drift */
    {KN_DOUBT_MISSING_DIFFERS, KN_GAUSSIAN, 60, 3, "pairs", 0, true, false, 98, 0}, /* 98: holes */
    {KN_DOUBT_WASHOUT_ATE, KN_GAUSSIAN, 60, 3, "pairs", 2, true, false, -1, 0},
    {KN_DOUBT_DESIGN_GUESSED, KN_GAUSSIAN, 60, 2, NULL, 0, true, false, -1, 0},
    {KN_DOUBT_DESIGN_UNKNOWN, KN_GAUSSIAN, 60, 2, NULL, 0, true, false, 97, 0}, /* 97: no order */
    {KN_DOUBT_NOT_RANDOMISED, KN_GAUSSIAN, 60, 2, "observed", 0, true, false, -1, 0},
    {KN_DOUBT_NOT_BLINDED, KN_GAUSSIAN, 60, 2, "pairs", 0, false, false, -1, 0},
    {KN_DOUBT_PRIOR_CHANGED, KN_GAUSSIAN, 60, 2, "pairs", 0, true, false, -1, 0.5},
    {KN_DOUBT_FAMILY_GUESSED, KN_GAUSSIAN, 60, 2, "pairs", 0, true, true, -1, 0},
    {KN_DOUBT_NUISANCE_UNLEARNT, KN_BERNOULLI, 12, 1, "pairs", 0, true, false, 0, 0},
};

/* The odd effects of the table. */
static void spoil(made *m, double how)
{
    double level = 0;
    size_t n = 0;
    kn_random random;

    kn_random_init(&random, 77, 0);
    for (size_t i = 0; i < m->series.n; i++) {
        if (how == 98 && m->arm[i] == 1 && i % 3 == 1)
            continue;
        level = 0.99 * level + 0.2 * kn_random_normal(&random);
        m->outcome[n] = how == 99 ? level : m->outcome[i];
        m->arm[n] = how == 97 ? i % 3 == 0 || i % 7 == 2 : m->arm[i];
        m->period[n] = how == 97 ? (int)i : m->period[i];
        m->day[n++] = m->day[i];
    }
    m->series.n = n;
}

static void every_doubt(void **state)
{
    (void)state;
    make_person(0, KN_GAUSSIAN, 2, 60, 2, 0, -1);
    set_data(1);
    kn_study_options options = plain_options();
    kn_study *plain = run(&options);
    for (size_t i = 0; i < sizeof doubts / sizeof *doubts; i++) {
        options = plain_options();
        options.design = doubts[i].design;
        options.washout_days = doubts[i].washout;
        options.blinded = doubts[i].blinded;
        if (doubts[i].sigma_scale > 0)
            options.fit.prior.sigma_scale = doubts[i].sigma_scale;
        bool is_odd = doubts[i].effect > 90;
        make_person(0, doubts[i].family, 2, doubts[i].length, doubts[i].block, 0,
                    is_odd ? -1 : doubts[i].effect);
        if (is_odd)
            spoil(&days[0], doubts[i].effect);
        if (doubts[i].code == KN_DOUBT_FLAT_IMPROPER)
            for (size_t d = 0; d < days[0].series.n; d++)
                days[0].outcome[d] = days[0].arm[d] ? 0 : d % 4 < 2;
        set_data(1);
        data.family_guessed = doubts[i].guessed;
        kn_study *study = run(&options);
        if (study->person[0].fit->unfit)
            fail_msg("%s: not fitted", kn_doubt_word(doubts[i].code));
        if (!has_doubt(&study->person[0].doubts, doubts[i].code))
            fail_msg("%s was not raised", kn_doubt_word(doubts[i].code));
        if (has_doubt(&plain->person[0].doubts, doubts[i].code))
            fail_msg("%s was raised by a plain trial", kn_doubt_word(doubts[i].code));
        kn_study_free(study);
    }
    kn_study_free(plain);
}

/* Eight periods of three days from day 1, arms ABBA ABBA; the last goes unrecorded. */
static kn_design known_design(int32_t first_day[9], uint8_t arm[8])
{
    for (int u = 0; u < 9; u++)
        first_day[u] = 1 + 3 * u;
    for (int u = 0; u < 8; u++)
        arm[u] = u % 4 == 1 || u % 4 == 2;
    return (kn_design){.kind = KN_DESIGN_BLOCKS,
                       .arms = 2,
                       .units = 8,
                       .first_day = first_day,
                       .arm = arm,
                       .block_units = 2,
                       .washout_days = 1};
}

static void make_known(const kn_design *design)
{
    size_t n = 0;

    make_person(0, KN_GAUSSIAN, 2, 24, 3, 0, -1);
    made *m = &days[0];
    for (int day = 1; day <= 21; day++) {
        if (day % 5 == 0)
            continue;
        m->day[n] = day;
        m->arm[n++] = design->arm[(day - 1) / 3];
    }
    m->series.n = n;
    set_data(1);
    person[0].period = NULL;
}

/* What is known of the design is taken as it is: the unit without a record keeps its arm, its days
 * are missing ones, and the wash-out is the design's. */
static void known(void **state)
{
    kn_study_options options = plain_options();
    int32_t first_day[9];
    uint8_t arm[8];
    kn_design design = known_design(first_day, arm);

    (void)state;
    make_known(&design);
    options.design = NULL;
    options.known = &design;
    kn_study *study = run(&options);
    const kn_person_answer *a = &study->person[0];
    assert_int_equal(a->design.units, 8);
    assert_int_equal(a->design.arm[7], 0);
    assert_int_equal(a->design.washout_days, 1);
    assert_int_equal(kn_design_cycles(&a->design), 4);
    assert_true(a->design.arm != arm && a->design.first_day != first_day);
    /* Days 1-21 without 5, 10, 15, 20; arms change on days 4, 10 (not there) and 16.
     */
    assert_int_equal(a->rows_kept, 17 - 2);
    for (size_t i = 0; i < 17; i++) {
        int day = days[0].day[i];
        assert_int_equal(a->kept[i], day != 4 && day != 16);
    }
    assert_true(fabs(a->missing[0] - 5.0 / 12) < 1e-12);
    assert_true(fabs(a->missing[1] - 2.0 / 12) < 1e-12);
    assert_true(a->randomisation.permitted == 16);
    kn_study_free(study);
}

/* A known design that is not of these days is refused, never trusted. */
static void known_refused(void **state)
{
    static const struct {
        const char *what;
        int first_day, wrong_arm, arms;
        size_t units, people;
    } rows[] = {{"begins too late", 5, -1, 2, 8, 1}, {"ends too early", 0, -1, 2, 6, 1},
                {"another arm", 0, 2, 2, 8, 1},      {"an arm that nobody knows", 0, 3, 2, 8, 1},
                {"three arms", 0, -1, 3, 8, 1},      {"two people", 0, -1, 2, 8, 2}};
    kn_study_options options = plain_options();

    (void)state;
    options.design = NULL;
    options.known = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t first_day[9];
        uint8_t arm[8];
        kn_design design = known_design(first_day, arm);
        kn_error err = {0};

        make_known(&design);
        make_person(1, KN_GAUSSIAN, 2, 24, 3, 0, -1);
        set_data(rows[i].people);
        person[0].period = NULL;
        if (rows[i].first_day)
            first_day[0] = 2, person[0].rows = 3;
        if (rows[i].wrong_arm >= 0) {
            arm[0] = rows[i].wrong_arm == 2 ? 1 : KN_ARM_UNKNOWN;
            arm[1] = rows[i].wrong_arm == 2 ? 0 : KN_ARM_UNKNOWN;
        }
        design.block_units = 0;
        design.arms = rows[i].arms;
        design.units = rows[i].units;
        options.known = &design;
        kn_study *study = kn_study_new(&data, &options, &err);
        if (study)
            fail_msg("%s: accepted", rows[i].what);
        assert_int_equal(err.code, KN_DATA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(washout),          cmocka_unit_test(missing_shares),
        cmocka_unit_test(unrecorded_cycle), cmocka_unit_test(many_people),
        cmocka_unit_test(three_arms),       cmocka_unit_test(refusals),
        cmocka_unit_test(every_doubt),      cmocka_unit_test(known),
        cmocka_unit_test(known_refused)};

    return cmocka_run_group_tests_name("study", tests, NULL, NULL);
}
