/* What more cycles would be worth.
 *
 * Task: the chance that an answer after N more cycles is clear, given the days so far. Formula: the
 * posterior of e is taken as normal (m, s), the prior as N(0, tau), so the days so far hold the
 * information I = 1/s^2 - 1/tau^2, and N cycles more the share N / C of it, C cycles done. Then the
 * later posterior has 1/t^2 = 1/tau^2 + I (1 + N / C) whatever comes, and its mean is N(m, s^2 -
 * t^2) seen from today (preposterior analysis: Raiffa and Schlaifer 1961). It is clear where the
 * rule of docs/model.md section 1 says so at the 0.99 of an extension: P(e > 0) or P(e < 0), or
 * P(-d < e < d) >= 0.95. The randomisation test and the refits are left out: a little too hopeful,
 * so people are told tenths. */
#include <math.h>

#include "answer/trial_answer_parts.h"

static const double CLEAR = 0.99, WITHIN = 0.95;
static const double REACH = 6; /* sd of the later mean, either way */
enum { STEPS = 600 /* of the sum over it */ };

static double below(double z)
{
    return 0.5 * erfc(-z / M_SQRT2);
}

static bool is_clear(double mean, double sd, double important)
{
    double better = below(mean / sd);

    return better >= CLEAR || 1 - better >= CLEAR ||
           (important > 0 &&
            below((important - mean) / sd) - below((-important - mean) / sd) >= WITHIN);
}

void kn_trial_answer_gain(kn_trial_answer *answer)
{
    const kn_trial_design *design = &answer->trial->protocol.design;
    const kn_fit *fit = answer->study ? answer->study->person[0].fit : NULL;
    double m, s, tau, days, later, spread, clear = 0, all = 0;

    answer->gain = (kn_gain){.cycles = (design->cycles + 1) / 2, .clear = (double)NAN};
    if (answer->gain.cycles < KN_TRIAL_CYCLES)
        answer->gain.cycles = KN_TRIAL_CYCLES;
    if (!fit || fit->unfit || answer->cycles_done < 1)
        return;
    m = fit->effects[0].posterior.mean;
    s = fit->effects[0].posterior.sd;
    tau = fit->options.prior.beta_sd;
    days = 1 / (s * s) - 1 / (tau * tau);
    if (!(days > 0))
        return;
    days *= 1 + (double)answer->gain.cycles / answer->cycles_done;
    later = 1 / sqrt(days + 1 / (tau * tau));
    spread = sqrt(fmax(s * s - later * later, 0));
    for (int i = 0; i <= STEPS; i++) {
        double z = REACH * (2.0 * i / STEPS - 1), weight = exp(-0.5 * z * z);

        all += weight;
        if (is_clear(m + z * spread, later, design->important / fit->scale))
            clear += weight;
    }
    answer->gain.clear = clear / all;
}
