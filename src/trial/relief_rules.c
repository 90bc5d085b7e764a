/* What the rules of a plan leave for one spasm, and what rests. docs/relief.md sections 1 and 2. */
#include <string.h>

#include "base/civil.h"
#include "trial/relief_parts.h"

/* ---- What the rules leave ---------------------------------------------------------------------*/

/* In [from, to), which may go over midnight; equal: never. */
static bool is_between(int32_t second, int32_t from, int32_t to)
{
    return from <= to ? second >= from && second < to : second >= from || second < to;
}

/* Hours of work that go over midnight belong to the day on which they began. */
static bool is_at_work(const kn_relief_plan *plan, kn_moment at)
{
    bool is_after_midnight = plan->work_from > plan->work_to && at.second < plan->work_to;
    int32_t day = is_after_midnight ? at.day - 1 : at.day;

    return (plan->work_days >> kn_weekday(day) & 1) &&
           is_between(at.second, plan->work_from, plan->work_to);
}

bool kn_relief_is_night(const kn_relief_plan *plan, kn_moment at)
{
    return is_between(at.second, plan->night_from, plan->night_to);
}

uint8_t kn_relief_open(const kn_relief_plan *plan, const kn_episode *episode, kn_moment at,
                       uint32_t *needs)
{
    bool is_night = kn_relief_is_night(plan, at);
    int pain = episode->pain_start >= 0 ? episode->pain_start : episode->pain;
    uint64_t sites = 0;
    uint8_t open = 0;

    *needs = 0;
    for (size_t i = 0; i < episode->site_count; i++)
        sites |= 1ull << episode->sites[i].site;
    for (int i = 0; i < plan->count; i++) {
        const kn_remedy *remedy = &plan->remedy[i];
        uint32_t unknown = 0;

        if ((remedy->not_at_night && is_night) || (remedy->not_at_work && is_at_work(plan, at)) ||
            (remedy->not_sites & sites))
            continue;
        if (remedy->not_sites && !sites)
            unknown |= KN_NEEDS_SITE;
        if (i == plan->wait && plan->wait_limit >= 0 && plan->wait_limit < 10) {
            if (pain > plan->wait_limit)
                continue;
            if (pain < 0)
                unknown |= KN_NEEDS_PAIN;
        }
        *needs |= unknown;
        if (!unknown)
            open |= (uint8_t)(1u << i);
    }
    return open;
}

/* ---- The draws before -------------------------------------------------------------------------*/

/* The last draw within cluster_minutes. Whether an episode gets a draw must not hang on the arms
 * drawn, or the draws could not be made again with other arms: hence a draw counts if the rules had
 * left something, even if all of that was resting. */
const kn_relief_one *kn_relief_cluster(const kn_relief_plan *plan, const kn_relief_draws *draws,
                                       kn_moment now)
{
    int64_t from = kn_moment_utc(now) - 60 * (int64_t)plan->cluster_minutes;

    for (size_t i = draws->count; i-- > 0;) {
        int64_t at = kn_moment_utc(draws->list[i].entry.at);

        if (draws->list[i].made.count > 0 && at <= kn_moment_utc(now) && at > from)
            return &draws->list[i];
    }
    return NULL;
}

bool kn_relief_is_resting(const kn_relief_draws *draws, size_t count, kn_moment begun,
                          const char *key, double rest, kn_moment now)
{
    double hours = kn_relief_hours(now, begun);

    for (size_t i = count; i-- > 0;) {
        const kn_relief_made *made = &draws->list[i].made;
        double then = kn_relief_hours(draws->list[i].entry.at, begun);

        if (made->arm >= 0 && strcmp(made->open[made->arm], key) == 0 && then <= hours)
            return hours - then < rest;
    }
    return false;
}
