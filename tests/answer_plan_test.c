/* Simulated trials: the same whoever makes them, made as the truth says, and judged by the rule.
 * Seeds are fixed; bounds are stated in standard errors of what is compared. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "answer/plan.h"
#include "answer/plan_random.h"
#include "diary_fixture.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

#define NEAR(value, expected, tolerance)                                                           \
    do {                                                                                           \
        double near_value = (value), near_expected = (expected);                                   \
        if (!(fabs(near_value - near_expected) <= (tolerance)))                                    \
            fail_msg("%s: %.17g instead of %.17g", #value, near_value, near_expected);             \
    } while (0)

static kn_trial_design make_design(kn_family family, int cycles, int looks)
{
    kn_trial_design design = {.arms = 2,
                              .family = family,
                              .scale = family == KN_GAUSSIAN  ? KN_SCALE_NUMBER
                                       : family == KN_POISSON ? KN_SCALE_COUNT
                                                              : KN_SCALE_YES_NO,
                              .better = -1,
                              .important = family == KN_GAUSSIAN ? 1 : log(2),
                              .order = KN_ORDER_CYCLES,
                              .block_days = 4,
                              .cycles = cycles,
                              .run_limit = KN_RUN_LIMIT,
                              .run_in_days = 3,
                              .looks = looks};

    snprintf(design.outcome, sizeof design.outcome, "%s",
             family == KN_GAUSSIAN ? "pain" : "spasms");
    return design;
}

static kn_simulation make_simulation(kn_family family, int cycles, int looks, double effect)
{
    kn_trial_design design = make_design(family, cycles, looks);
    kn_scenario scenario = kn_scenario_default(family);
    kn_simulation simulation;

    scenario.effect = effect;
    kn_simulation_init(&simulation, &design, &scenario, 7);
    return simulation;
}

static kn_tally simulate(const kn_simulation *simulation, uint64_t first, uint64_t count,
                         int threads)
{
    kn_tally tally = {0};
    kn_error err = {0};

    if (kn_simulate(simulation, first, count, threads, &tally, &err) != KN_OK)
        fail_msg("%s", err.message);
    return tally;
}

/* ---- The same, whoever makes them -------------------------------------------------------------*/

static void shares_add_up(void **state)
{
    static const kn_family families[] = {KN_GAUSSIAN, KN_POISSON, KN_BERNOULLI};

    (void)state;
    for (size_t f = 0; f < COUNT(families); f++) {
        kn_simulation simulation = make_simulation(families[f], 6, 3, -0.7);
        simulation.scenario.drop_out = 0.05;
        kn_tally whole = simulate(&simulation, 0, 45, 3), parts = {0}, other;

        for (uint64_t first = 0; first < 45; first += 15) { /* the last ones first */
            other = simulate(&simulation, 30 - first, 15, 1);
            kn_tally_add(&parts, &other);
        }
        assert_memory_equal(&whole, &parts, sizeof whole);
        assert_int_equal(whole.trials, 45);
        simulation.seed++;
        other = simulate(&simulation, 0, 45, 1);
        assert_memory_not_equal(&whole, &other, sizeof whole);
    }
}

static void too_many(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, 3, 0, 0);
    kn_tally tally = {.trials = KN_TALLY_TRIALS_MAX};
    kn_error err = {0};

    (void)state;
    assert_int_equal(kn_simulate(&simulation, 0, 1, 1, &tally, &err), KN_LIMIT);
    assert_int_equal(kn_simulate(&simulation, 0, UINT64_MAX, 1, &tally, &err), KN_LIMIT);
}

static void scenario_table(void **state)
{
    static const struct {
        const char *name;
        double value;
        kn_code code;
    } rows[] = {
        {"rho", 0.99, KN_OK},        {"rho", 1, KN_USAGE},          {"level", 0, KN_OK},
        {"level", -1, KN_USAGE},     {"missing", 0.95, KN_OK},      {"missing", NAN, KN_USAGE},
        {"flare_days", 0, KN_USAGE}, {"week_aligned", 1, KN_OK},    {"nothing", 1, KN_USAGE},
        {"", 1, KN_USAGE},           {"effect", INFINITY, KN_USAGE}};
    kn_scenario scenario = kn_scenario_default(KN_GAUSSIAN);
    kn_error err = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(kn_scenario_set(&scenario, rows[i].name, rows[i].value, &err),
                         rows[i].code);
    NEAR(scenario.missing, 0.95, 0);
    NEAR(kn_scenario_default(KN_POISSON).level, 1, 0);
}

/* ---- Draws ------------------------------------------------------------------------------------*/

/* Mean and variance of 20,000 draws, against 5 standard errors (kurtosis bounded by that of the
 * smallest shape). */
static void draws(void **state)
{
    static const struct {
        double parameter;
        bool is_gamma;
    } rows[] = {{0.5, true}, {2, true},   {40, true},  {0.1, false},
                {4, false},  {11, false}, {300, false}};
    enum { DRAWS = 20000 };

    (void)state;
    for (size_t r = 0; r < COUNT(rows); r++) {
        double sum = 0, squares = 0, mean = rows[r].parameter, variance = mean; /* of both */
        /* E(x - m)^4 / s^4: poisson 3 + 1/m, gamma 3 + 6/shape */
        double kurtosis = 3 + (rows[r].is_gamma ? 6 : 1) / mean;
        kn_random random;

        kn_random_init(&random, 5, r);
        for (int i = 0; i < DRAWS; i++) {
            double x = rows[r].is_gamma ? kn_random_gamma(&random, mean)
                                        : kn_random_poisson(&random, mean);
            assert_true(x >= 0 && (rows[r].is_gamma || x == floor(x)));
            sum += x - mean;
            squares += (x - mean) * (x - mean);
        }
        assert_true(fabs(sum / DRAWS) < 5 * sqrt(variance / DRAWS));
        assert_true(fabs(squares / DRAWS / variance - 1) < 5 * sqrt((kurtosis - 1) / DRAWS));
    }
}

/* ---- Days as the truth says -------------------------------------------------------------------*/

typedef struct seen { /* over many invented trials; recorded days unless said otherwise */
    double mean[2], sd[2], days[2], missing[2]; /* by arm; missing: of all days */
    double neighbours; /* correlation of days next to each other, whatever the arm */
    double presence[2], left, last_day;
    double first_half, second_half;
} seen;

static seen look_at(const kn_simulation *simulation, uint64_t trials)
{
    seen s = {0};
    double all[2] = {0}, square[2] = {0}, level = simulation->scenario.level, cross = 0, own = 0;
    double halves[2] = {0};

    for (uint64_t i = 0; i < trials; i++) {
        kn_invented made;
        kn_error err = {0};
        assert_int_equal(kn_invent(simulation, i, &made, &err), KN_OK);
        for (int d = 0; d < made.days; d++) {
            int arm = made.arm[d];
            double y = made.outcome[d] - level;

            if (d < made.run_in_days) {
                assert_int_equal(arm, KN_ARM_UNKNOWN);
                assert_false(made.recorded[d]);
                continue;
            }
            assert_true(arm == 0 || arm == 1);
            all[arm]++;
            s.presence[arm] += made.presence[d];
            bool late = 2 * (d - made.run_in_days) >= made.days - made.run_in_days;
            *(late ? &s.second_half : &s.first_half) += y;
            halves[late]++;
            if (d > 0) {
                cross += y * (made.outcome[d - 1] - level);
                own += y * y;
            }
            if (!made.recorded[d])
                continue;
            s.days[arm]++;
            s.mean[arm] += y;
            square[arm] += y * y;
        }
        s.left += made.left;
        s.last_day += made.days;
        kn_invented_release(&made);
    }
    for (int a = 0; a < 2; a++) {
        s.mean[a] /= s.days[a];
        s.sd[a] = sqrt(square[a] / s.days[a] - s.mean[a] * s.mean[a]);
        s.missing[a] = 1 - s.days[a] / all[a];
        s.presence[a] /= all[a];
    }
    s.neighbours = cross / own;
    s.left /= (double)trials;
    s.last_day /= (double)trials;
    s.first_half /= halves[0];
    s.second_half /= halves[1];
    return s;
}

enum { TRIALS = 400, CYCLES = 7 }; /* 22,400 days: se of a mean about 0.012, rho 0.3 included */

static void measure_as_stated(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, CYCLES, 0, -2);
    seen s = look_at(&simulation, TRIALS);

    (void)state;
    NEAR(s.mean[0], 0, 0.06);
    NEAR(s.mean[1] - s.mean[0], -2, 0.06);
    NEAR(s.sd[0], 1.3, 0.04);
    NEAR(s.missing[0], 0.1, 0.012);
    NEAR(s.missing[1], 0.1, 0.012);
    NEAR(s.presence[1], 1, 0);
    NEAR(s.presence[0], 0, 0);
    simulation.scenario.effect = 0;
    NEAR(look_at(&simulation, TRIALS).neighbours, 0.3, 0.04);
}

static void counts_as_stated(void **state)
{
    kn_simulation simulation = make_simulation(KN_POISSON, CYCLES, 0, log(0.5));
    seen s;

    (void)state;
    simulation.scenario.level = 3;
    s = look_at(&simulation, TRIALS);
    NEAR(s.mean[0], 0, 0.12); /* of deviations from 3 */
    NEAR(s.mean[1], -1.5, 0.12);
    NEAR(s.sd[0] * s.sd[0], 3 + 9 / 2.0, 0.6); /* m + m^2 / k */
    simulation.scenario.dispersion = 0;
    s = look_at(&simulation, TRIALS);
    NEAR(s.sd[0] * s.sd[0], 3, 0.2);
    simulation.scenario.sd = 0.6; /* u: the mean stays, the variance grows by m^2 (e^(s^2) - 1) */
    simulation.scenario.rho = 0;
    s = look_at(&simulation, TRIALS);
    NEAR(s.mean[0], 0, 0.12);
    NEAR(s.sd[0] * s.sd[0], 3 + 9 * expm1(0.36), 0.7);
}

static void yes_no_as_stated(void **state)
{
    kn_simulation simulation = make_simulation(KN_BERNOULLI, CYCLES, 0, -1);
    seen s;

    (void)state;
    simulation.scenario.sd = 1;
    s = look_at(&simulation, TRIALS);
    NEAR(s.mean[0], 0, 0.03); /* of deviations from 0.4 */
    assert_true(s.mean[1] < -0.12 && s.mean[1] > -0.25);
}

/* With period 4 and the time constant 2 days, days 1..4 after a change reach 39, 63, 78 and 86 % of
 * the way: an untouched period before it, arms changing every time or staying. */
static void wash_in_attenuates(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, CYCLES, 0, -2);
    seen s;

    (void)state;
    simulation.scenario.wash_in_days = 2;
    s = look_at(&simulation, TRIALS);
    assert_true(s.presence[1] > 0.666 && s.presence[1] < 0.8); /* 0.666: always from nothing */
    NEAR(s.presence[0], 0, 0);
    simulation.scenario.wash_out_days = 2;
    s = look_at(&simulation, TRIALS);
    assert_true(s.presence[0] > 0.15 && s.presence[0] < 0.334);
    NEAR(s.mean[1] - s.mean[0], -2 * (s.presence[1] - s.presence[0]), 0.06);
}

static void missing_as_stated(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, CYCLES, 0, 0);
    seen s;

    (void)state;
    simulation.scenario.missing_arm = 0.2;
    s = look_at(&simulation, TRIALS);
    NEAR(s.missing[0], 0.1, 0.012);
    NEAR(s.missing[1], 0.3, 0.02);
    simulation.scenario.missing_arm = 0;
    simulation.scenario.missing_worse = 1; /* bad days are lost: what is left looks better */
    s = look_at(&simulation, TRIALS);
    assert_true(s.mean[0] < -0.08 && s.mean[0] > -0.3);
    simulation.design.better = 1;
    s = look_at(&simulation, TRIALS);
    assert_true(s.mean[0] > 0.08 && s.mean[0] < 0.3);
}

static void conduct_as_stated(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, CYCLES, 0, -2);
    seen s;

    (void)state;
    simulation.scenario.adherence = 0.6;
    s = look_at(&simulation, TRIALS);
    NEAR(s.presence[1], 0.6, 0.02);
    simulation.scenario.adherence_pain = 2; /* done more after bad days, and so before bad ones */
    assert_true(look_at(&simulation, TRIALS).mean[1] > s.mean[1] - 2);
    simulation.scenario.drop_out = 0.1;
    s = look_at(&simulation, TRIALS);
    NEAR(s.left, 1 - pow(0.9, CYCLES - 1), 0.08);
    assert_true(s.last_day < 3 + 56 - 8);
}

static void time_as_stated(void **state)
{
    static const struct {
        const char *name;
        double value, least, most; /* of the second half less the first */
    } rows[] = {{"trend", 2, 0.8, 1.2}, {"start_drop", -2, 0.2, 0.8}, {"drop", -2, 0.05, 0.6}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_simulation simulation = make_simulation(KN_GAUSSIAN, CYCLES, 0, 0);
        kn_error err = {0};
        seen s;

        kn_scenario_set(&simulation.scenario, rows[i].name, rows[i].value, &err);
        s = look_at(&simulation, TRIALS);
        if (!(s.second_half - s.first_half > rows[i].least &&
              s.second_half - s.first_half < rows[i].most))
            fail_msg("%s: %g", rows[i].name, s.second_half - s.first_half);
    }
}

/* Shocks and flares add their variance: 1.69 + 0.64; a flare of 7 days at rate r is on 7r / (1 +
 * 7r) of days, about. */
static void weeks_and_flares(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, CYCLES, 0, 0);
    seen s;

    (void)state;
    simulation.scenario.week_sd = 0.8;
    s = look_at(&simulation, TRIALS);
    NEAR(s.sd[0], sqrt(1.69 + 0.64), 0.05);
    assert_true(s.neighbours > 0.36);
    simulation.scenario.week_sd = 0;
    simulation.scenario.flare_rate = 0.05;
    simulation.scenario.flare_size = 3;
    s = look_at(&simulation, TRIALS);
    NEAR(s.mean[0], 3 * 0.35 / 1.35, 0.15);
    simulation.scenario.flare_rate = 0;
    simulation.scenario.weekend = 2;
    s = look_at(&simulation, TRIALS);
    NEAR(s.mean[0], 2 * 2 / 7.0, 0.06);
}

static void ratings_are_whole(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, 3, 0, -4);

    (void)state;
    simulation.design.scale = KN_SCALE_0_10;
    simulation.scenario.level = 3;
    for (uint64_t i = 0; i < 20; i++) {
        kn_invented made;
        kn_error err = {0};
        assert_int_equal(kn_invent(&simulation, i, &made, &err), KN_OK);
        for (int d = 0; d < made.days; d++)
            assert_true(made.outcome[d] >= 0 && made.outcome[d] <= 10 &&
                        made.outcome[d] == floor(made.outcome[d]));
        kn_invented_release(&made);
    }
}

/* ---- What they come to ------------------------------------------------------------------------*/

/* 0.05 and four Monte Carlo errors of 400 trials. */
static void null_is_rarely_called(void **state)
{
    static const struct {
        kn_family family;
        int looks;
    } rows[] = {{KN_GAUSSIAN, 0}, {KN_GAUSSIAN, 3}, {KN_POISSON, 0}, {KN_BERNOULLI, 3}};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_simulation simulation = make_simulation(rows[i].family, CYCLES, rows[i].looks, 0);
        kn_tally tally = simulate(&simulation, 0, 400, 2);

        assert_true(kn_tally_wrong(&tally) < 0.05 + 4 * sqrt(0.05 * 0.95 / 400));
        assert_true((double)tally.covered / (double)tally.trials > 0.9);
        assert_true(rows[i].looks ? tally.early <= tally.trials : tally.early == 0);
    }
}

static void longer_finds_more(void **state)
{
    double before = -1;

    (void)state;
    for (int cycles = 3; cycles <= 15; cycles += 4) {
        kn_simulation simulation = make_simulation(KN_GAUSSIAN, cycles, 0, -1);
        kn_tally tally = simulate(&simulation, 0, 300, 2);
        double found = kn_tally_found(&tally);

        assert_true(found > before + 0.03);
        NEAR(kn_tally_days(&tally), 3 + 8 * cycles, 1e-9);
        if (cycles == 3) /* too few switches to be sure, always */
            assert_int_equal(tally.verdict[KN_VERDICT_HELPS], 0);
        before = found;
    }
    assert_true(before > 0.85);
}

/* A clear effect is seen at a look, and never after the end. */
static void looks_end_trials(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, 8, 3, -4);
    kn_tally tally = simulate(&simulation, 0, 60, 2);

    (void)state;
    assert_true(tally.early > 0 && kn_tally_found(&tally) > 0.9);
    assert_true(kn_tally_days(&tally) < 3 + 64 && kn_tally_days(&tally) >= 3 + 32);
}

/* Nothing to be fitted is counted, and adds to no mean. */
static void unfit_is_counted(void **state)
{
    kn_simulation simulation = make_simulation(KN_POISSON, 3, 0, 0);
    kn_tally tally;

    (void)state;
    simulation.scenario.level = 0;
    tally = simulate(&simulation, 0, 20, 1);
    assert_int_equal(tally.unfit, 20);
    assert_int_equal(tally.verdict[KN_VERDICT_COULD_NOT_TELL], 20);
    assert_int_equal(tally.width, 0);
    assert_true(isnan(kn_tally_width(&tally)));
    simulation = make_simulation(KN_GAUSSIAN, 3, 0, 0);
    simulation.scenario.missing = 0.95;
    tally = simulate(&simulation, 0, 20, 1);
    assert_true(tally.unfit > 10);
}

/* Six looks at 0.975 are wrong too often; the threshold found is the least that is not. */
static void calibration(void **state)
{
    kn_simulation simulation = make_simulation(KN_GAUSSIAN, CYCLES, 0, 0);
    double threshold, share;
    kn_error err = {0};
    kn_tally tally;

    (void)state;
    simulation.looks = 6;
    for (int i = 0; i < 6; i++)
        simulation.look_after[i] = i + 2;
    simulation.decide.claim.looks_planned = true;
    assert_int_equal(kn_plan_calibrate(&simulation, 0.05, 300, 2, &threshold, &share, &err), KN_OK);
    assert_true(threshold > 0.975 && threshold < 0.999 && share <= 0.05);
    simulation.decide.claim.threshold = threshold - 0.001;
    tally = simulate(&simulation, 0, 300, 2);
    assert_true(kn_tally_wrong(&tally) > 0.05);
    assert_int_equal(kn_plan_calibrate(&simulation, -1, 20, 1, &threshold, &share, &err), KN_DATA);
}

/* ---- The picture ------------------------------------------------------------------------------*/

static kn_plan_view picture_of(const kn_trial_design *design, const kn_basis *basis)
{
    kn_tally tallies[KN_PLAN_EFFECTS];
    kn_plan_view view;
    kn_error err = {0};

    for (int call = 0; call < 60; call++) {
        if (kn_plan_picture(design, basis, call ? tallies : NULL, 1000, &view, &err) != KN_OK)
            fail_msg("%s", err.message);
        for (int e = 0; e < KN_PLAN_EFFECTS; e++) {
            assert_true(view.effects[e].tally.trials >= (call ? tallies[e].trials : 1));
            tallies[e] = view.effects[e].tally;
        }
        if (view.done)
            break;
    }
    assert_true(view.done);
    return view;
}

/* As if all trials had been made before, a quarter of them found: only advice is still to come. */
static kn_plan_view advice_of(const kn_trial_design *design, const kn_basis *basis)
{
    kn_tally tallies[KN_PLAN_EFFECTS] = {0};
    kn_plan_view view;
    kn_error err = {0};

    for (int e = 0; e < KN_PLAN_EFFECTS; e++) {
        tallies[e].trials = KN_PLAN_ENOUGH;
        tallies[e].verdict[KN_VERDICT_HELPS] = KN_PLAN_ENOUGH / 4;
        tallies[e].verdict[KN_VERDICT_COULD_NOT_TELL] = KN_PLAN_ENOUGH - KN_PLAN_ENOUGH / 4;
    }
    assert_int_equal(kn_plan_picture(design, basis, tallies, 60000, &view, &err), KN_OK);
    assert_memory_equal(&view.effects[0].tally, &tallies[0], sizeof tallies[0]);
    assert_true(view.done);
    return view;
}

static void picture(void **state)
{
    kn_trial_design design = make_design(KN_GAUSSIAN, 4, 0);
    kn_basis basis = {.scenario = kn_scenario_default(KN_GAUSSIAN)};
    kn_plan_view view = picture_of(&design, &basis);

    (void)state;
    assert_string_equal(view.effects[2].key, "own");
    NEAR(view.effects[2].effect, -1, 1e-12);
    NEAR(view.effects[0].effect, -3, 1e-12);
    assert_int_equal(view.effects[3].tally.trials, KN_PLAN_ENOUGH);
    assert_true(kn_tally_found(&view.effects[0].tally) > kn_tally_found(&view.effects[2].tally));
    assert_true(kn_tally_wrong(&view.effects[3].tally) < 0.07);
    NEAR(view.attenuated, 1, 0);
    assert_false(view.too_rare);
    /* 35 days find 1 point in a third of trials; 8 of 10 takes about three times as long */
    assert_true(view.days_needed > 60 && view.days_needed < 160);
    assert_true(view.advice_count >= 1);
    const kn_plan_advice *longer = &view.advice[0];
    assert_string_equal(longer->kind, "longer");
    assert_int_equal(kn_trial_design_days(&longer->design), view.days_needed);
    assert_true(longer->found > longer->found_now + 0.2);
}

static void advice_on_rare_spasms(void **state)
{
    kn_trial_design design = make_design(KN_POISSON, 6, 0);
    kn_basis basis = {.scenario = kn_scenario_default(KN_POISSON)};
    bool has_episode = false, has_pain = false;
    kn_plan_view view;

    (void)state;
    basis.scenario.level = 0.1;
    basis.scenario.wash_in_days = 2;
    view = advice_of(&design, &basis);
    assert_true(view.too_rare);
    assert_int_equal(view.days_needed, 0);
    assert_true(view.attenuated > 0.6 && view.attenuated < 0.9);
    for (size_t i = 0; i < KN_PLAN_ADVICE_MAX && i < view.advice_count; i++) {
        has_episode = has_episode || strcmp(view.advice[i].kind, "per-episode") == 0;
        has_pain = has_pain || strcmp(view.advice[i].design.outcome, "pain") == 0;
    }
    assert_true(has_episode && has_pain);
}

/* Three cycles of 10 days a period, each day much like the one before: shorter ones see more. What
 * is said of an advised design is what simulating it gives. */
static void advice_has_designs_that_do(void **state)
{
    kn_trial_design design = make_design(KN_GAUSSIAN, 3, 0);
    kn_basis basis = {.scenario = kn_scenario_default(KN_GAUSSIAN)};
    kn_plan_view view;

    (void)state;
    design.block_days = 10;
    basis.scenario.rho = 0.6;
    view = advice_of(&design, &basis);
    for (size_t i = 0; i < view.advice_count; i++) {
        const kn_plan_advice *advice = &view.advice[i];
        kn_simulation simulation;
        kn_scenario truth = basis.scenario;
        kn_tally tally;

        truth.effect = view.effects[2].effect;
        kn_simulation_init(&simulation, &advice->design, &truth, 99);
        tally = simulate(&simulation, 0, 300, 2);
        /* the advice was worked out from 200 trials: four errors of the difference */
        assert_true(fabs(kn_tally_found(&tally) - advice->found) < 0.18);
    }
    assert_true(view.advice_count > 0);
    assert_string_equal(view.advice[0].kind, "shorter-blocks");
}

/* ---- The diary --------------------------------------------------------------------------------*/

static void basis_of_a_diary(void **state)
{
    kn_trial_design pain = make_design(KN_GAUSSIAN, 6, 0), spasms = make_design(KN_POISSON, 6, 0);
    kn_trial_design days = make_design(KN_BERNOULLI, 6, 0);
    kn_basis basis;
    kn_random random;
    diary d;

    (void)state;
    snprintf(days.outcome, sizeof days.outcome, "%s", KN_OUTCOME_SPASM_DAYS);
    diary_open(&d);
    assert_int_equal(kn_basis_load(d.store, &pain, DIARY_TODAY, &basis, &d.err), KN_OK);
    assert_int_equal(basis.recorded, 0);
    assert_false(basis.own_level);
    NEAR(basis.scenario.sd, 1.3, 0);
    NEAR(basis.scenario.missing, 0.1, 0);

    /* 60 days, every fifth left out; pain 6 or 4 by halves of a week, spasms 0 to 3; one on the
     * day itself does not count yet */
    kn_random_init(&random, 3, 0);
    for (int day = 0; day <= 60; day++) {
        char body[96];
        if (day % 5 == 4)
            continue;
        snprintf(body, sizeof body, "{'values':{'pain':%d,'spasms':%d}}", (day / 4) % 2 ? 6 : 4,
                 (int)kn_random_below(&random, 4));
        diary_add(&d, KN_KIND_CHECKIN, DIARY_TODAY - 60 + day, 21, 0, body);
    }
    assert_int_equal(kn_basis_load(d.store, &pain, DIARY_TODAY, &basis, &d.err), KN_OK);
    assert_int_equal(basis.days, 60);
    assert_int_equal(basis.recorded, 48);
    assert_true(basis.own_level && basis.own_sd && basis.own_rho && basis.own_missing);
    NEAR(basis.scenario.level, 5, 0.15);
    NEAR(basis.scenario.sd, 1, 0.05);
    assert_true(basis.scenario.rho > 0.3 && basis.scenario.rho <= 0.8);
    NEAR(basis.scenario.missing, 0.2, 1e-9);
    assert_int_equal(kn_basis_load(d.store, &spasms, DIARY_TODAY, &basis, &d.err), KN_OK);
    assert_true(basis.scenario.level > 1 && basis.scenario.level < 2);
    NEAR(basis.scenario.dispersion, 0, 0); /* even numbers: less than a Poisson's */
    assert_true(basis.scenario.sd < 0.5);
    assert_int_equal(kn_basis_load(d.store, &days, DIARY_TODAY, &basis, &d.err), KN_OK);
    assert_true(basis.scenario.level > 0.6 && basis.scenario.level < 0.9);
    assert_int_equal(kn_basis_load(d.store, &pain, DIARY_TODAY - 50, &basis, &d.err), KN_OK);
    assert_int_equal(basis.recorded, 0); /* eight days are too few */
    diary_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shares_add_up),
        cmocka_unit_test(too_many),
        cmocka_unit_test(scenario_table),
        cmocka_unit_test(draws),
        cmocka_unit_test(measure_as_stated),
        cmocka_unit_test(counts_as_stated),
        cmocka_unit_test(yes_no_as_stated),
        cmocka_unit_test(wash_in_attenuates),
        cmocka_unit_test(missing_as_stated),
        cmocka_unit_test(conduct_as_stated),
        cmocka_unit_test(time_as_stated),
        cmocka_unit_test(weeks_and_flares),
        cmocka_unit_test(ratings_are_whole),
        cmocka_unit_test(null_is_rarely_called),
        cmocka_unit_test(longer_finds_more),
        cmocka_unit_test(looks_end_trials),
        cmocka_unit_test(unfit_is_counted),
        cmocka_unit_test(calibration),
        cmocka_unit_test(picture),
        cmocka_unit_test(advice_on_rare_spasms),
        cmocka_unit_test(advice_has_designs_that_do),
        cmocka_unit_test(basis_of_a_diary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
