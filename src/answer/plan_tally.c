#include <math.h>

#include "answer/plan.h"

void kn_tally_add(kn_tally *tally, const kn_tally *other)
{
    tally->trials += other->trials;
    for (int v = 0; v <= KN_VERDICT_OBSERVED; v++)
        tally->verdict[v] += other->verdict[v];
    tally->early += other->early;
    tally->exact += other->exact;
    tally->unfit += other->unfit;
    tally->width += other->width;
    tally->bias += other->bias;
    tally->days += other->days;
    tally->covered += other->covered;
}

static double share(uint64_t count, uint64_t of)
{
    return of ? (double)count / (double)of : (double)NAN;
}

double kn_tally_found(const kn_tally *tally)
{
    return share(tally->verdict[KN_VERDICT_HELPS] + tally->verdict[KN_VERDICT_LOOKS_AS_IF],
                 tally->trials);
}

double kn_tally_wrong(const kn_tally *tally)
{
    return kn_tally_found(tally) + share(tally->verdict[KN_VERDICT_WORSE], tally->trials);
}

static double mean(int64_t sum, uint64_t of)
{
    return of ? (double)sum * KN_TALLY_UNIT / (double)of : (double)NAN;
}

double kn_tally_width(const kn_tally *tally)
{
    return mean(tally->width, tally->trials - tally->unfit);
}

double kn_tally_bias(const kn_tally *tally)
{
    return mean(tally->bias, tally->trials - tally->unfit);
}

double kn_tally_days(const kn_tally *tally)
{
    return mean(tally->days, tally->trials);
}

/* Of Agresti and Coull's share, (x + 2) / (n + 4), so that no trial at all of 100 is not certainty.
 */
double kn_tally_error(double share_seen, uint64_t trials)
{
    double n = (double)trials + 4, p = (share_seen * (double)trials + 2) / n;

    return trials ? sqrt(p * (1 - p) / n) : (double)NAN;
}
