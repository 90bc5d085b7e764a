/* What the first page shows: one operation, so that it is there at once. */
#include <stdio.h>
#include <stdlib.h>

#include "api/relief_call.h"
#include "api/trial_call.h"
#include "base/civil.h"
#include "diary/site.h"
#include "report/diary_report.h"

enum {
    WEEK = 7,
    EVENING_HOUR = 17, /* from then on the evening check-in is due */
    RECENT_DAYS = 60,  /* what "often" looks back on */
    RECENT_COUNT = 6
};

/* Entries of one day, newest first, and what was found about it. */
typedef struct day_view {
    int32_t day;
    kn_moment now;
    kn_catalogue catalogue;
    kn_entries entries, running;
    kn_day *days; /* [WEEK], the last is `day` */
    kn_store_facts facts;
} day_view;

/* What is looked back on must have dates, too. */
static kn_code check_day(int32_t day, kn_error *err)
{
    const kn_place at = {.field = "day"};

    if (day - RECENT_DAYS >= KN_DAY_MIN)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "this day is too long ago");
    return kn_hint(err, "Days begin in the spring of %d.", KN_YEAR_MIN);
}

static kn_code load(kn_api *api, day_view *view, kn_error *err)
{
    const kn_query query = {
        .from = view->day, .to = view->day, .kinds = KN_KINDS_RECORDED, .limit = KN_QUERY_MAX};
    kn_code code = kn_catalogue_load(api->store, &view->catalogue, err);

    if (code == KN_OK)
        code = kn_store_list(api->store, &query, &view->entries, err);
    if (code == KN_OK)
        code = kn_store_running(api->store, &view->running, err);
    if (code == KN_OK)
        code = kn_summary_days(api->store, view->day - WEEK + 1, view->day, &view->days, err);
    if (code == KN_OK)
        code = kn_store_facts_get(api->store, &view->facts, err);
    return code;
}

static void release(day_view *view)
{
    kn_catalogue_release(&view->catalogue);
    kn_entries_release(&view->entries);
    kn_entries_release(&view->running);
    free(view->days);
}

/* The check-in: a quiet line when it is done; else asked for in the evening, and on an earlier day
 * that has none. */
static json_t *due_list(const day_view *view)
{
    const kn_entry *done = NULL;
    const bool is_today = view->day == view->now.day;
    bool is_due =
        view->day < view->now.day || (is_today && view->now.second / 3600 >= EVENING_HOUR);
    char moment[KN_MOMENT_SIZE], time[KN_WORDS_SIZE], line[KN_WORDS_SIZE + 8];

    for (size_t i = 0; i < view->entries.count && !done; i++)
        if (view->entries.list[i].kind == KN_KIND_CHECKIN)
            done = &view->entries.list[i];
    if (!done && !is_due)
        return json_array();
    if (done) { /* of a part of the day, or of the day, there is no hour to show */
        kn_words_time(time, done->at, done->precision);
        snprintf(line, sizeof line, "Done%s%s", time[0] ? ", " : "", time);
    }
    return json_pack("[{s:s,s:s,s:s,s:o,s:o}]", "what", "check-in", "title",
                     is_today ? "Evening check-in" : "Check-in for this day", "line",
                     done       ? line
                     : is_today ? "Two questions. About 20 seconds."
                                : "If you remember. Leave out what you do not.",
                     "done_at",
                     done ? json_string(kn_moment_format(moment, done->at)) : json_null(), "entry",
                     done ? json_string(done->id) : json_null());
}

/* Indices of the largest counts, most first, at most RECENT_COUNT; equal ones in table order. */
static size_t most_frequent(const int counts[], size_t count, size_t best[RECENT_COUNT])
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        size_t at = found;

        if (counts[i] <= 0)
            continue;
        while (at > 0 && counts[i] > counts[best[at - 1]])
            at--;
        if (at >= RECENT_COUNT)
            continue;
        if (found < RECENT_COUNT)
            found++;
        for (size_t j = found - 1; j > at; j--)
            best[j] = best[j - 1];
        best[at] = i;
    }
    return found;
}

static kn_code recent_sites(kn_api *api, const day_view *view, json_t **list, kn_error *err)
{
    size_t best[RECENT_COUNT], found;
    kn_episodes_summary summary;
    kn_code code =
        kn_summary_episodes(api->store, view->day - RECENT_DAYS + 1, view->day, &summary, err);

    if (code)
        return code;
    *list = json_array();
    found = most_frequent(summary.by_site, kn_site_count, best);
    for (size_t i = 0; i < found; i++)
        json_array_append_new(*list, json_string(kn_sites[best[i]].id));
    return KN_OK;
}

static kn_code recent_treatments(kn_api *api, const day_view *view, json_t **list, kn_error *err)
{
    enum { MOST = 256 };
    size_t best[RECENT_COUNT], found, count = 0;
    int times[MOST];
    kn_used *used = NULL;
    kn_code code =
        kn_summary_used(api->store, view->day - RECENT_DAYS + 1, view->day, &used, &count, err);

    if (code)
        return code;
    if (count > MOST) /* they come most often first */
        count = MOST;
    for (size_t i = 0; i < count; i++) {
        const kn_item *item =
            kn_catalogue_find(&view->catalogue, KN_KIND_TREATMENT, used[i].treatment);

        times[i] = item && !item->is_archived ? used[i].taken + used[i].done : 0;
    }
    *list = json_array();
    found = most_frequent(times, count, best);
    for (size_t i = 0; i < found; i++)
        json_array_append_new(*list, json_string(used[best[i]].treatment));
    free(used);
    return KN_OK;
}

/* The questions that the newest entry of today gives rise to; looking back asks nothing. */
static kn_code questions(kn_api *api, const day_view *view, json_t **list, kn_error *err)
{
    const kn_flag *flags[KN_QUESTIONS_MAX];
    size_t count = 0;
    kn_code code = KN_OK;

    if (view->day == view->now.day && view->entries.count > 0)
        code = kn_questions_after(api->store, &view->entries.list[0], flags, &count, err);
    if (code == KN_OK)
        *list = kn_json_flags(flags, count);
    return code;
}

/* What is worked out from more than the day itself. `trial`: the one that runs, or null. */
typedef struct made_parts {
    json_t *sites, *treatments, *questions, *warnings, *settings, *due, *trial, *relief;
} made_parts;

static kn_code make_parts(kn_api *api, const day_view *view, made_parts *parts, kn_error *err)
{
    kn_code code = recent_sites(api, view, &parts->sites, err);

    if (code == KN_OK)
        code = recent_treatments(api, view, &parts->treatments, err);
    if (code == KN_OK)
        code = questions(api, view, &parts->questions, err);
    if (code == KN_OK)
        code = kn_current_warnings(api, &parts->warnings, err);
    if (code == KN_OK)
        code = kn_read_single(api, KN_SETTING_ID, &parts->settings, err);
    if (code == KN_OK) {
        parts->due = due_list(view);
        code = kn_trial_due_rows(api, view->day, parts->due, &parts->trial, err);
        if (!parts->trial)
            parts->trial = json_null();
    }
    if (code == KN_OK)
        code = kn_relief_today(api, &view->running, &view->catalogue, &parts->relief, err);
    return code;
}

static json_t *make_reply(const day_view *view, const made_parts *parts, kn_error *err)
{
    return json_pack("{s:o,s:b,s:o,s:o,s:o,s:O,s:O,s:O,s:o,s:o,s:O,s:O,s:O,s:O,s:b,s:b}", "day",
                     kn_json_day(view->day), "is_today", view->day == view->now.day, "running",
                     kn_json_entries(&view->running, &view->catalogue, err), "entries",
                     kn_json_entries(&view->entries, &view->catalogue, err), "count", json_null(),
                     "due", parts->due, "trial", parts->trial, "relief", parts->relief, "week",
                     kn_chart_week(view->days, view->now.day), "days",
                     kn_json_days(view->days, WEEK), "warnings", parts->warnings, "questions",
                     parts->questions, "recent_sites", parts->sites, "recent_treatments",
                     parts->treatments, "empty", view->facts.first_day > view->facts.last_day,
                     "example", json_is_true(json_object_get(parts->settings, "example")));
}

kn_code kn_run_today(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    day_view view = {.now = kn_store_now(api->store)};
    made_parts parts = {0};
    json_t *json;
    kn_code code;

    view.day = kn_argument_day(request, "day", view.now.day);
    code = check_day(view.day, err);
    if (code == KN_OK)
        code = load(api, &view, err);
    if (code == KN_OK)
        code = make_parts(api, &view, &parts, err);
    if (code == KN_OK) {
        json = make_reply(&view, &parts, err);
        if (json) /* the day itself is the last of the week */
            json_object_set(json, "count", json_array_get(json_object_get(json, "days"), WEEK - 1));
        code = kn_reply_with(reply, json, err);
    }
    json_decref(parts.sites);
    json_decref(parts.treatments);
    json_decref(parts.questions);
    json_decref(parts.warnings);
    json_decref(parts.settings);
    json_decref(parts.due);
    json_decref(parts.trial);
    json_decref(parts.relief);
    release(&view);
    return code;
}
