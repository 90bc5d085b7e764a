/* tests/report_fake.h - studies filled by hand, so that the reports are tested without the engine:
 * their posteriors are normal, their numbers round. */
#ifndef TESTS_REPORT_FAKE_H
#define TESTS_REPORT_FAKE_H

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "unknot/study.h"

enum { FAKE_DAYS = 40, FAKE_PEOPLE = 3, FAKE_ARMS = 3 };

typedef struct fake {
    kn_dataset dataset;
    kn_study study;
    kn_person person[FAKE_PEOPLE];
    kn_person_answer answer[FAKE_PEOPLE];
    kn_fit fit[FAKE_PEOPLE];
    kn_effect effect[FAKE_PEOPLE][FAKE_ARMS - 1];
    int32_t day[FAKE_DAYS], first_day[FAKE_DAYS + 1];
    uint8_t arm[FAKE_DAYS], unit_arm[FAKE_DAYS];
    double outcome[FAKE_DAYS];
    bool kept[FAKE_DAYS];
    kn_pool pool;
    kn_summary pooled_person[FAKE_PEOPLE];
    size_t pooled[FAKE_PEOPLE];
} fake;

static inline kn_summary fake_summary(double mean, double sd)
{
    return (kn_summary){.mean = mean,
                        .sd = sd,
                        .q025 = mean - 1.96 * sd,
                        .q50 = mean,
                        .q975 = mean + 1.96 * sd,
                        .p_below_zero = 0.5 * erfc(mean / sd / sqrt(2))};
}

static inline void fake_density(kn_density *density, double mean, double sd)
{
    double log_density[KN_DENSITY_POINTS], step = 14 * sd / (KN_DENSITY_POINTS - 1);

    for (int i = 0; i < KN_DENSITY_POINTS; i++) {
        double z = -7 + i * step / sd;

        log_density[i] = -0.5 * z * z;
    }
    kn_density_init(density, mean - 7 * sd, step, log_density);
}

static inline double fake_below(double x, double mean, double sd)
{
    return 0.5 * erfc((mean - x) / sd / sqrt(2));
}

/* Effect `mean` +- `sd` on the model scale against d = `important` (model scale, 0: not stated). */
static inline void fake_effect(fake *f, int person, int index, double mean, double sd,
                               double important)
{
    kn_effect *effect = &f->effect[person][index];
    kn_answer *answer = &f->answer[person].answer[index];
    double d = important, e = -f->study.options.claim.better * mean; /* below 0 is better */

    effect->arm = index + 1;
    fake_density(&effect->posterior, mean, sd);
    effect->has_flat = true;
    fake_density(&effect->flat, 1.2 * mean, 1.1 * sd);
    effect->curve = (kn_curve){.family = f->dataset.family,
                               .scale = f->fit[person].scale,
                               .prior = kn_prior_default(),
                               .trend = true,
                               .n = {FAKE_DAYS / 2, FAKE_DAYS / 2}};
    for (int i = 0; i < KN_CURVE_POINTS; i++) {
        double z = (KN_CURVE_FROM + i * KN_CURVE_STEP - mean) / sd;

        effect->curve.log_likelihood[i] = -100 - 0.5 * z * z;
    }
    effect->difference = fake_summary(0.5 * mean, 0.5 * sd);
    effect->ratio = fake_summary(exp(mean), exp(mean) * sd);
    *answer = (kn_answer){.arm = index + 1,
                          .verdict = KN_VERDICT_HELPS,
                          .reason = KN_REASON_CLEAR,
                          .has_flat = true,
                          .has_important = d > 0,
                          .enough_to_matter = true,
                          .better = {fake_below(0, e, sd), fake_below(0, 1.2 * e, sd), 0.5},
                          .better_by = {fake_below(-d, e, sd), fake_below(-d, 1.2 * e, sd), 0.4},
                          .within = {fake_below(d, mean, sd) - fake_below(-d, mean, sd), 0.1, 0.2},
                          .threshold = 0.975,
                          .sigma_half = 0.99,
                          .sigma_double = 0.97};
}

static inline void fake_init(fake *f, kn_family family, int arms, size_t people)
{
    static const char *const names[] = {"no stretch", "stretch", "heat"};

    memset(f, 0, sizeof *f);
    snprintf(f->dataset.source, sizeof f->dataset.source, "diary.csv");
    snprintf(f->dataset.outcome, sizeof f->dataset.outcome, "spasms");
    f->dataset.arms = arms;
    for (int a = 0; a < arms; a++)
        snprintf(f->dataset.arm_name[a], KN_NAME_SIZE, "%s", names[a]);
    f->dataset.family = family;
    f->dataset.family_guessed = true;
    f->dataset.people = people;
    f->dataset.person = f->person;
    f->dataset.notes = 1;
    snprintf(f->dataset.note[0], sizeof f->dataset.note[0], "Columns are separated by semicolons.");
    for (int i = 0; i < FAKE_DAYS; i++) { /* stretches of 4 days, the fifth day not recorded */
        f->day[i] = i + i / 4;
        f->arm[i] = (uint8_t)((i / 4) % arms);
        f->outcome[i] = (i * 7) % 5;
        f->kept[i] = i % 4 != 0;
    }
    for (int u = 0; u <= FAKE_DAYS / 4; u++) {
        f->first_day[u] = 5 * u;
        f->unit_arm[u] = (uint8_t)(u % arms);
    }
    f->study.dataset = &f->dataset;
    f->study.options.claim.better = -1;
    f->study.options.fit.prior = kn_prior_default();
    f->study.options.fit.trend = true;
    f->study.options.fit.natural = true;
    f->study.options.sensitivity = true;
    f->study.options.washout_days = 1;
    f->study.options.seed = 1;
    f->study.person = f->answer;
    for (size_t j = 0; j < people; j++) {
        kn_person *person = &f->person[j];
        kn_person_answer *answer = &f->answer[j];
        kn_fit *fit = &f->fit[j];

        snprintf(person->name, sizeof person->name, "%zu", j + 1);
        *person =
            (kn_person){.rows = FAKE_DAYS, .day = f->day, .arm = f->arm, .outcome = f->outcome};
        snprintf(person->name, sizeof person->name, "%zu", j + 1);
        *fit = (kn_fit){.family = family,
                        .options = f->study.options.fit,
                        .arms = arms,
                        .n = FAKE_DAYS,
                        .has_trend = true,
                        .scale = family == KN_GAUSSIAN ? 1.5 : 1,
                        .effects = f->effect[j],
                        .sigma = fake_summary(0.5, 0.1),
                        .rho = fake_summary(0.3, 0.2),
                        .gamma = fake_summary(0, 0.5),
                        .natural_kind = family == KN_GAUSSIAN  ? KN_NATURAL_POINTS
                                        : family == KN_POISSON ? KN_NATURAL_RATE
                                        : family == KN_ORDINAL ? KN_NATURAL_LEVEL
                                                               : KN_NATURAL_RISK};
        for (int a = 0; a < arms; a++) {
            fit->level[a] = fake_summary(2 - 0.5 * a, 0.2);
            fit->arm_days[a] = FAKE_DAYS / (size_t)arms;
            answer->missing[a] = 0.2;
        }
        answer->fit = fit;
        answer->design = (kn_design){.kind = KN_DESIGN_BLOCKS,
                                     .arms = arms,
                                     .units = FAKE_DAYS / 4,
                                     .first_day = f->first_day,
                                     .arm = f->unit_arm,
                                     .block_units = (size_t)arms};
        answer->randomisation = (kn_randomisation){.done = true,
                                                   .exact = true,
                                                   .permitted = 32,
                                                   .tried = 32,
                                                   .statistic = {-0.9, 0.1},
                                                   .p = {0.0625, 0.5},
                                                   .p_smallest = 0.0625};
        answer->kept = f->kept;
        answer->rows_kept = 3 * FAKE_DAYS / 4;
        for (int k = 0; k < arms - 1; k++)
            fake_effect(f, (int)j, k, -0.5 + 0.4 * k, 0.2, 0);
    }
}

static inline void fake_pool(fake *f, double important)
{
    f->study.pool = &f->pool;
    f->study.pooled = f->pooled;
    f->study.scale = f->fit[0].scale;
    f->study.options.claim.important = important;
    f->pool = (kn_pool){.people = f->dataset.people,
                        .mu = fake_summary(-0.4, 0.1),
                        .omega = fake_summary(0.2, 0.08),
                        .next = fake_summary(-0.4, 0.3),
                        .person = f->pooled_person,
                        .has_shares = important > 0,
                        .share_better = fake_summary(0.6, 0.1),
                        .share_worse = fake_summary(0.03, 0.01)};
    for (size_t j = 0; j < f->dataset.people; j++) {
        f->pooled[j] = j;
        f->pooled_person[j] = fake_summary(-0.6 + 0.3 * (double)j, 0.15);
    }
}

static inline void fake_doubt(fake *f, int person, kn_doubt_code code, int arm, double value)
{
    kn_doubts *doubts = &f->answer[person].doubts;

    doubts->list[doubts->count++] = (kn_doubt){code, arm, value};
}

#endif
