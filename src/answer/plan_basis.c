/* What the diary says about days without the treatment: moments, bounded, and only where there are
 * enough days for them. */
#include <math.h>
#include <string.h>

#include "answer/plan.h"
#include "base/civil.h"
#include "diary/summary.h"

enum {
    WINDOW_DAYS = 84,
    RECORDED_LEAST = 14, /* for level, spread and gaps */
    RECORDED_RHO = 28,   /* for what one day says about the next ... */
    PAIRS_RHO = 20       /* ... of which so many must be neighbours */
};
static const double RHO_LEAST = -0.2, RHO_MOST = 0.8;
static const double MISSING_LEAST = 0.02, MISSING_MOST = 0.7;
static const double LATENT_SD_MOST =
    1.5;                             /* of counts: e^(1.5^2) - 1 = 8.5 times the mean's square */
static const double SD_LEAST = 0.05; /* points: below it the days hardly vary at all */
static const double COUNTS_BESIDE = 0.5;   /* an event, or half one, beside those seen */
static const double DAYS_PER_CONSTANT = 3; /* after three time constants 95 % is there */

/* Recorded values of the window; NAN where there is none. */
typedef struct window {
    int days, recorded, pairs;   /* days since the first one recorded; neighbours both recorded */
    double mean, variance, next; /* next: covariance of neighbours */
} window;

static kn_code read_values(kn_store *store, const kn_trial_design *design, int32_t until,
                           double values[WINDOW_DAYS], kn_error *err)
{
    bool any = strcmp(design->outcome, KN_OUTCOME_SPASM_DAYS) == 0;
    kn_course course;
    kn_code code = kn_summary_course(store, any ? "spasms" : design->outcome, until - WINDOW_DAYS,
                                     until - 1, &course, err);

    if (code)
        return code;
    for (int i = 0; i < WINDOW_DAYS; i++) {
        values[i] = course.state[i] == KN_STATE_NOT_RECORDED ? (double)NAN
                    : course.state[i] == KN_STATE_NONE       ? 0
                                                             : course.value[i];
        if (any && values[i] > 0)
            values[i] = 1;
    }
    kn_course_release(&course);
    return KN_OK;
}

static window moments(const double values[WINDOW_DAYS])
{
    window w = {0};

    for (int i = 0; i < WINDOW_DAYS; i++) {
        if (isnan(values[i]))
            continue;
        if (w.recorded++ == 0)
            w.days = WINDOW_DAYS - i;
        w.mean += values[i];
    }
    w.mean = w.recorded ? w.mean / w.recorded : 0;
    for (int i = 0; i < WINDOW_DAYS; i++) {
        double here = values[i] - w.mean;

        if (isnan(values[i]))
            continue;
        w.variance += here * here;
        if (i + 1 < WINDOW_DAYS && !isnan(values[i + 1])) {
            w.next += here * (values[i + 1] - w.mean);
            w.pairs++;
        }
    }
    w.variance = w.recorded > 1 ? w.variance / (w.recorded - 1) : 0;
    w.next = w.pairs ? w.next / w.pairs : 0;
    return w;
}

static bool knows_rho(const window *w)
{
    return w->recorded >= RECORDED_RHO && w->pairs >= PAIRS_RHO;
}

static void use_measure(const window *w, kn_basis *basis)
{
    basis->scenario.level = w->mean;
    basis->own_level = true;
    if (w->variance < SD_LEAST * SD_LEAST)
        return;
    basis->scenario.sd = sqrt(w->variance);
    basis->own_sd = true;
    if (!knows_rho(w))
        return;
    basis->scenario.rho = fmin(fmax(w->next / w->variance, RHO_LEAST), RHO_MOST);
    basis->own_rho = true;
}

/* Of a mean m: variance = m + m^2 (e^(sd^2) - 1) and covariance of neighbours m^2 (e^(sd^2 rho) -
 * 1) when ln of the rate has an AR(1) u. */
static void use_count(const window *w, kn_basis *basis)
{
    double mean = fmax(w->mean, COUNTS_BESIDE / w->recorded), square = mean * mean;
    double extra = fmax(w->variance - mean, 0) / square, next = fmax(w->next, 0) / square;

    basis->scenario.level = mean;
    basis->own_level = true;
    if (w->mean <= 0)
        return;
    basis->scenario.dispersion = 0;
    basis->scenario.sd = fmin(sqrt(log1p(extra)), LATENT_SD_MOST);
    basis->scenario.rho = 0;
    basis->own_sd = true;
    if (!knows_rho(w) || extra <= 0)
        return;
    basis->scenario.rho = fmin(log1p(next) / log1p(extra), RHO_MOST);
    basis->own_rho = true;
}

kn_code kn_basis_load(kn_store *store, const kn_trial_design *design, int32_t until,
                      kn_basis *basis, kn_error *err)
{
    kn_arm_facts facts = kn_arm_facts_of(design->arm[1].key);
    double values[WINDOW_DAYS];
    kn_code code;
    window w;

    *basis = (kn_basis){.scenario = kn_scenario_default(design->family), .until = until};
    basis->scenario.wash_in_days = facts.onset_days / DAYS_PER_CONSTANT;
    basis->scenario.wash_out_days = facts.washout_days / DAYS_PER_CONSTANT;
    code = read_values(store, design, until, values, err);
    if (code)
        return code;
    w = moments(values);
    if (w.recorded < RECORDED_LEAST)
        return KN_OK;
    basis->days = w.days;
    basis->recorded = w.recorded;
    basis->scenario.missing =
        fmin(fmax(1 - (double)w.recorded / w.days, MISSING_LEAST), MISSING_MOST);
    basis->own_missing = true;
    switch (design->family) {
    case KN_POISSON:
        use_count(&w, basis);
        break;
    case KN_BERNOULLI:
        basis->scenario.level = (w.mean * w.recorded + COUNTS_BESIDE) / (w.recorded + 1);
        basis->own_level = true;
        break;
    default:
        use_measure(&w, basis);
    }
    return KN_OK;
}
