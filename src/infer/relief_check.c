#include <math.h>

#include "infer/relief_parts.h"

static const char *find_fault(const kn_relief_episode *e, int arms, bool may_lack_draw)
{
    bool is_range = e->eased == KN_EASED_BETWEEN;
    bool has_draw = e->allowed || !may_lack_draw;

    if (e->arm >= arms)
        return "the arm is out of range";
    if ((has_draw && !(e->allowed >> e->arm & 1)) || e->allowed >> arms)
        return "the allowed set lacks the arm drawn, or holds an unknown one";
    if (!isfinite(e->order))
        return "the order is not a finite number";
    if (!isnan(e->propensity) && !(e->propensity > 0 && e->propensity <= 1))
        return "the propensity is not in 0 to 1";
    if (e->eased == KN_EASED_UNKNOWN)
        return NULL;
    if (!(e->minutes > 0) || !isfinite(e->minutes))
        return "the minutes are not above 0";
    if (is_range && !(e->low >= 0 && e->low < e->minutes))
        return "the range of minutes is empty";
    return NULL;
}

/* Of the draw of episode i, as it was made. */
static const char *find_made_fault(const kn_relief_rows *rows, size_t i, int arms)
{
    const kn_relief_draw_made *m = &rows->made[i];

    if ((unsigned)m->rule >= KN_ALLOCATION_COUNT)
        return "the rule of the draw is unknown";
    if (!m->open || m->open >> arms)
        return "the set of open arms is empty, or holds an unknown one";
    if (rows->episode[i].allowed & ~m->open)
        return "an arm was allowed that was not open";
    if (!isfinite(m->hours) || (i && m->hours < m[-1].hours))
        return "the hour of the draw is before the one before it";
    for (int a = 0; a < arms; a++)
        if (!(m->rest[a] >= 0) || !isfinite(m->rest[a]))
            return "the hours of rest are below 0";
    if (m->seen_from > rows->seen_count || m->seen_count > rows->seen_count - m->seen_from)
        return "the outcomes seen are out of range";
    for (uint32_t k = m->seen_from; k < m->seen_from + m->seen_count; k++) {
        if (rows->seen[k].episode >= i)
            return "the draw has seen the outcome of a later episode";
        if (!(rows->seen[k].minutes > 0) || !isfinite(rows->seen[k].minutes))
            return "the minutes seen are not above 0";
    }
    return NULL;
}

kn_code kn_relief_check(const kn_relief_data *data, kn_error *err)
{
    if (data->arms < 2 || data->arms > KN_ARMS_MAX)
        return kn_fail(err, KN_DATA, NULL, "%d arms; 2 to %d can be compared", data->arms,
                       KN_ARMS_MAX);
    for (size_t p = 0; p < data->people; p++)
        for (size_t i = 0; i < data->person[p].count; i++) {
            const kn_relief_rows *rows = &data->person[p];
            const char *fault = find_fault(&rows->episode[i], data->arms, rows->made != NULL);
            if (!fault && rows->made)
                fault = find_made_fault(rows, i, data->arms);
            if (fault)
                return kn_fail(err, KN_DATA, NULL, "person %zu, episode %zu: %s", p + 1, i + 1,
                               fault);
        }
    return KN_OK;
}
