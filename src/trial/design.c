/* What follows from a design by counting. */
#include "trial/design.h"

#include <math.h>

#include "unknot/answer.h"

size_t kn_trial_units(const kn_trial_design *design)
{
    return (size_t)design->arms * (size_t)design->cycles;
}

int kn_trial_design_days(const kn_trial_design *design)
{
    return design->run_in_days + (int)kn_trial_units(design) * design->block_days;
}

int kn_trial_swaps(const kn_trial_design *design)
{
    return (int)kn_trial_units(design) - 1;
}

/* Orders of 2n days, each of two arms n times, without a run over `limit`. Two arms' runs take
 * turns, so with c(k) ways to cut n days into k runs there are 2 c(k)^2 orders with k runs of both
 * and 2 c(k) c(k + 1) with one more of either. */
static double day_orders(int n, int limit)
{
    double cut[2][KN_TRIAL_UNITS_MAX / 2 + 1] = {{0}}; /* [k % 2][days] */
    double total = 0, last = 0;

    cut[0][0] = 1;
    for (int k = 1; k <= n; k++) {
        const double *before = cut[(k - 1) % 2];
        double *now = cut[k % 2];

        for (int days = 0; days <= n; days++) {
            now[days] = 0;
            for (int r = 1; r <= limit && r <= days; r++)
                now[days] += before[days - r];
        }
        total += 2 * now[n] * (now[n] + last);
        last = now[n];
    }
    return total;
}

/* An order and its mirror image, in which the two arms of the contrast change places, cannot be
 * told apart by a two-sided test: what else the draw could have given counts. In a cycle of K arms
 * two of them take K (K - 1) equally likely pairs of places. */
double kn_trial_smallest_p(const kn_trial_design *design)
{
    double arms = design->arms;

    if (design->order == KN_ORDER_DAYS)
        return fmin(1, 2 / day_orders(design->cycles, design->run_limit));
    return fmin(1, 2 * pow(arms * (arms - 1), -design->cycles));
}

double kn_trial_threshold(const kn_trial_design *design)
{
    kn_claim claim = {.better = design->better,
                      .important = design->important,
                      .looks_planned = design->looks > 0,
                      .threshold = design->threshold};

    return kn_claim_threshold(&claim, design->arms);
}

int kn_trial_looks(const kn_trial_design *design, int cycles[KN_LOOKS_MAX])
{
    enum { LEAST_DAYS = 14 }; /* no look before the third cycle or this day of periods */
    static const int quarters[KN_LOOKS_MAX + 1][KN_LOOKS_MAX] = {{0}, {4}, {2, 4}, {2, 3, 4}};
    int a_cycle = design->arms * design->block_days, count = 0;
    int least = (LEAST_DAYS + a_cycle - 1) / a_cycle;

    if (least < KN_TRIAL_CYCLES)
        least = KN_TRIAL_CYCLES;
    for (int i = 0; i < design->looks; i++) {
        int after = (quarters[design->looks][i] * design->cycles + 3) / 4;

        if (after < least)
            after = least;
        if (after <= design->cycles && (count == 0 || after > cycles[count - 1]))
            cycles[count++] = after;
    }
    return count;
}
