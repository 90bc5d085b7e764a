#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "api/call.h"
#include "diary/site.h"
#include "report/diary_report.h"

enum { RANGE_DAYS = 28 };

typedef struct span {
    int32_t from, to, today;
    size_t count;
} span;

static json_t *count_states(const kn_day *days, size_t count)
{
    int states[3] = {0}, spasms = 0;

    for (size_t i = 0; i < count; i++) {
        states[days[i].spasms_state]++;
        if (days[i].spasms_state == KN_STATE_VALUE)
            spasms += days[i].spasms;
    }
    return json_pack("{s:i,s:i,s:i,s:i}", "value", states[KN_STATE_VALUE], "none",
                     states[KN_STATE_NONE], "not_recorded", states[KN_STATE_NOT_RECORDED], "spasms",
                     spasms);
}

static json_t *body_map(const kn_episodes_summary *summary)
{
    json_t *list = json_array();

    for (size_t i = 0; i < kn_site_count; i++)
        if (summary->by_site[i] > 0)
            json_array_append_new(list, json_pack("{s:s,s:i,s:o}", "site", kn_sites[i].id, "count",
                                                  summary->by_site[i], "mean_pain",
                                                  kn_json_number(summary->site_pain[i])));
    return list;
}

/* A course for each measure that was recorded at all in these days, also if it is put away by now.
 * Spasms have their own chart, which knows the episodes, too. */
static kn_code measure_charts(kn_api *api, const span *range, const kn_catalogue *catalogue,
                              json_t **list, kn_error *err)
{
    *list = json_array();
    for (size_t i = 0; i < catalogue->count; i++) {
        const kn_item *item = &catalogue->items[i];
        kn_course course = {0};
        bool is_recorded = false;
        kn_code code;

        if (item->kind != KN_KIND_MEASURE || strcmp(item->key, "spasms") == 0)
            continue;
        code = kn_summary_course(api->store, item->key, range->from, range->to, &course, err);
        if (code)
            return code;
        for (size_t d = 0; d < range->count && !is_recorded; d++)
            is_recorded = course.state[d] != KN_STATE_NOT_RECORDED;
        if (is_recorded)
            json_array_append_new(*list, json_pack("{s:s,s:o}", "key", item->key, "chart",
                                                   kn_chart_course(item, &course, range->from,
                                                                   range->count, range->today)));
        kn_course_release(&course);
    }
    return KN_OK;
}

static kn_code used_list(kn_api *api, const span *range, const kn_catalogue *catalogue,
                         json_t **list, kn_error *err)
{
    kn_used *used = NULL;
    size_t count = 0;
    kn_code code = kn_summary_used(api->store, range->from, range->to, &used, &count, err);

    if (code)
        return code;
    *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(*list, kn_json_used(&used[i], catalogue));
    free(used);
    return KN_OK;
}

static json_t *make_reply(const span *range, const kn_day *days, const kn_episodes_summary *summary,
                          json_t *measures, json_t *used)
{
    bool is_empty = true;

    for (size_t i = 0; i < range->count && is_empty; i++)
        is_empty = days[i].entries == 0;
    return json_pack(
        "{s:o,s:o,s:o,s:{s:o,s:o,s:o,s:o,s:O},s:o,s:O,s:b}", "from", kn_json_day(range->from), "to",
        kn_json_day(range->to), "days", count_states(days, range->count), "charts", "days",
        kn_chart_days(days, range->count, range->today), "hours", kn_chart_hours(summary), "sites",
        kn_chart_sites(summary), "labels", kn_chart_labels(summary), "measures", measures, "body",
        body_map(summary), "used", used, "empty", is_empty);
}

kn_code kn_run_patterns(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    span range = {.today = kn_store_now(api->store).day};
    kn_episodes_summary summary;
    kn_catalogue catalogue = {0};
    json_t *measures = NULL, *used = NULL;
    kn_day *days = NULL;
    kn_code code = kn_argument_range(api, request, RANGE_DAYS, &range.from, &range.to, err);

    range.count = code == KN_OK ? (size_t)((int64_t)range.to - range.from + 1) : 0;
    if (code == KN_OK)
        code = kn_summary_days(api->store, range.from, range.to, &days, err);
    if (code == KN_OK)
        code = kn_summary_episodes(api->store, range.from, range.to, &summary, err);
    if (code == KN_OK)
        code = kn_catalogue_load(api->store, &catalogue, err);
    if (code == KN_OK)
        code = measure_charts(api, &range, &catalogue, &measures, err);
    if (code == KN_OK)
        code = used_list(api, &range, &catalogue, &used, err);
    if (code == KN_OK)
        code = kn_reply_with(reply, make_reply(&range, days, &summary, measures, used), err);
    json_decref(measures);
    json_decref(used);
    free(days);
    kn_catalogue_release(&catalogue);
    return code;
}
