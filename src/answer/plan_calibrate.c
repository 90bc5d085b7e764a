/* A threshold for a plan of looks of its own, by bisection over thousandths. The same invented
 * trials are judged each time, so that the share falls as the threshold rises. */
#include "answer/plan.h"

enum { LEAST = 975, MOST = 999, PER = 1000 };

kn_code kn_plan_calibrate(const kn_simulation *simulation, double wrong, uint64_t trials,
                          int threads, double *threshold, double *share, kn_error *err)
{
    kn_simulation null = *simulation;
    int low = LEAST, high = MOST + 1; /* high: the least known to do, or one past the last */
    double share_at_high = 1;

    null.scenario.effect = 0;
    while (low < high) {
        int middle = (low + high) / 2;
        kn_tally tally = {0};
        kn_code code;

        null.decide.claim.threshold = (double)middle / PER;
        code = kn_simulate(&null, 0, trials, threads, &tally, err);
        if (code)
            return code;
        if (kn_tally_wrong(&tally) <= wrong) {
            high = middle;
            share_at_high = kn_tally_wrong(&tally);
        } else {
            low = middle + 1;
        }
    }
    if (high > MOST) {
        kn_fail(err, KN_DATA, NULL, "even at 0.999 more than %g of trials are wrong", wrong);
        return kn_hint(err, "Plan fewer looks, or later ones.");
    }
    *threshold = (double)high / PER;
    *share = share_at_high;
    return KN_OK;
}
