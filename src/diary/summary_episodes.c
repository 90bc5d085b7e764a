/* Episodes of a span of days, counted by everything that a page shows; treatments used. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diary/site.h"
#include "diary/summary.h"
#include "diary/summary_rows.h"

/* ---- Quartiles --------------------------------------------------------------------------------*/

typedef struct sample {
    double *list;
    size_t count, room;
    bool failed;
} sample;

static void keep(sample *numbers, double value)
{
    if (numbers->count == numbers->room) {
        size_t room = numbers->room ? 2 * numbers->room : 256;
        double *list = realloc(numbers->list, room * sizeof *list);

        if (!list) {
            numbers->failed = true;
            return;
        }
        numbers->list = list;
        numbers->room = room;
    }
    numbers->list[numbers->count++] = value;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Hyndman & Fan (1996, Am Stat 50:361), definition 7: the point (n - 1) p on the line through the
 * sorted values. */
static double quantile(const sample *sorted, double p)
{
    double at = (double)(sorted->count - 1) * p;
    size_t below = (size_t)at, above = below + 1 < sorted->count ? below + 1 : below;

    return sorted->list[below] + (at - (double)below) * (sorted->list[above] - sorted->list[below]);
}

static kn_spread spread_of(sample *numbers)
{
    kn_spread spread = {.count = numbers->count};

    if (numbers->count == 0) {
        spread.least = spread.lower = spread.middle = spread.upper = spread.most = NAN;
        return spread;
    }
    qsort(numbers->list, numbers->count, sizeof *numbers->list, by_value);
    spread.least = numbers->list[0];
    spread.lower = quantile(numbers, 0.25);
    spread.middle = quantile(numbers, 0.5);
    spread.upper = quantile(numbers, 0.75);
    spread.most = numbers->list[numbers->count - 1];
    return spread;
}

/* ---- Episodes ---------------------------------------------------------------------------------*/

enum { DAY, LABEL, HOUR, CONTEXT, HAS_SITE, SECONDS, PAIN, RUNNING }; /* columns */

static void add_primary(const kn_rows *rows, kn_episodes_summary *summary, sample *seconds,
                        sample *pains)
{
    int hour = kn_rows_index(rows, HOUR, 24, -1), pain = kn_rows_int(rows, PAIN, -1);
    double lasted = kn_rows_int(rows, RUNNING, 0) ? (double)NAN : kn_rows_double(rows, SECONDS);

    summary->primary++;
    if (hour < 0)
        summary->hour_unknown++;
    else
        summary->by_hour[hour]++;
    summary->by_context[kn_rows_index(rows, CONTEXT, KN_CONTEXT_OTHER + 1, KN_CONTEXT_UNKNOWN)]++;
    summary->site_unknown += !kn_rows_int(rows, HAS_SITE, 0);
    if (isnan(lasted))
        summary->seconds_unknown++;
    else
        keep(seconds, lasted);
    if (pain < 0)
        summary->pain_unknown++;
    else
        keep(pains, pain);
}

static kn_code add_episodes(kn_store *store, int32_t from, int32_t to, kn_episodes_summary *summary,
                            sample *seconds, sample *pains, kn_error *err)
{
    kn_rows rows;
    int32_t last_night = INT32_MIN;
    kn_code code = kn_rows_open(&rows, store,
                                "SELECT day, label, hour, context, has_site, seconds, pain, running"
                                " FROM episode WHERE day BETWEEN ?1 AND ?2 ORDER BY day",
                                from, to, err);

    if (code)
        return code;
    while (kn_rows_next(&rows)) {
        int label = kn_rows_index(&rows, LABEL, KN_LABEL_COUNT, KN_LABEL_UNSORTED);
        int32_t day = kn_rows_int(&rows, DAY, from);

        summary->by_label[label]++;
        if ((label == KN_LABEL_CRAMP_NIGHT ||
             kn_rows_int(&rows, CONTEXT, KN_CONTEXT_UNKNOWN) == KN_CONTEXT_NIGHT) &&
            day != last_night) {
            summary->nights++;
            last_night = day;
        }
        if (kn_labels[label].is_primary)
            add_primary(&rows, summary, seconds, pains);
    }
    return kn_rows_close(&rows, err);
}

static kn_code add_places(kn_store *store, int32_t from, int32_t to, kn_episodes_summary *summary,
                          kn_error *err)
{
    double sum[KN_SITES_MAX] = {0};
    int known[KN_SITES_MAX] = {0};
    kn_rows rows;
    kn_code code = kn_rows_open(
        &rows, store, "SELECT site, pain FROM place WHERE day BETWEEN ?1 AND ?2 AND primary_ = 1",
        from, to, err);

    if (code)
        return code;
    while (kn_rows_next(&rows)) {
        int site = kn_rows_index(&rows, 0, KN_SITES_MAX, -1);
        double pain = kn_rows_double(&rows, 1);

        if (site < 0)
            continue;
        summary->by_site[site]++;
        if (!isnan(pain)) {
            sum[site] += pain;
            known[site]++;
        }
    }
    for (int s = 0; s < KN_SITES_MAX; s++)
        summary->site_pain[s] = known[s] > 0 ? sum[s] / known[s] : (double)NAN;
    return kn_rows_close(&rows, err);
}

kn_code kn_summary_episodes(kn_store *store, int32_t from, int32_t to, kn_episodes_summary *summary,
                            kn_error *err)
{
    sample seconds = {0}, pains = {0};
    kn_code code;

    memset(summary, 0, sizeof *summary);
    code = add_episodes(store, from, to, summary, &seconds, &pains, err);
    if (code == KN_OK)
        code = add_places(store, from, to, summary, err);
    if (code == KN_OK && (seconds.failed || pains.failed))
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory while counting %d episodes",
                       summary->primary);
    if (code == KN_OK) {
        summary->seconds = spread_of(&seconds);
        summary->pain = spread_of(&pains);
    }
    free(seconds.list);
    free(pains.list);
    return code;
}

/* ---- Treatments -------------------------------------------------------------------------------*/

typedef struct used_list {
    kn_used *list;
    size_t count;
} used_list;

/* The row of a treatment, made when it is new; NULL without memory. There are a few dozen. */
static kn_used *row_of(used_list *all, const char *treatment)
{
    kn_used *list;

    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->list[i].treatment, treatment) == 0)
            return &all->list[i];
    list = realloc(all->list, (all->count + 1) * sizeof *list);
    if (!list)
        return NULL;
    all->list = list;
    list[all->count] = (kn_used){0};
    strncpy(list[all->count].treatment, treatment, KN_ID_SIZE - 1);
    return &list[all->count++];
}

static void count_use(kn_used *used, int taken, int count)
{
    switch (taken) {
    case 0:
        used->not_taken += count;
        break;
    case 2:
        used->no_dose += count;
        break;
    default:
        used->taken += count;
    }
}

static void count_done(kn_used *used, int helped, int count)
{
    used->done += count;
    switch (helped) {
    case 0:
        used->helped_none += count;
        break;
    case 1:
        used->helped_little += count;
        break;
    case 2:
        used->helped_much += count;
        break;
    case 3:
        used->helped_worse += count;
        break;
    default: /* not said */
        break;
    }
}

static kn_code add_used(kn_store *store, const char *sql, int32_t from, int32_t to, used_list *all,
                        void (*count)(kn_used *used, int code, int count), kn_error *err)
{
    kn_rows rows;
    kn_code code = kn_rows_open(&rows, store, sql, from, to, err);
    bool failed = false;

    if (code)
        return code;
    while (kn_rows_next(&rows)) {
        const char *treatment = (const char *)sqlite3_column_text(rows.statement, 0);
        kn_used *used = treatment ? row_of(all, treatment) : NULL;

        if (used)
            count(used, kn_rows_int(&rows, 1, -1), kn_rows_int(&rows, 2, 0));
        failed |= !used;
    }
    code = kn_rows_close(&rows, err);
    if (code == KN_OK && failed)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory while counting treatments");
    return code;
}

static int by_frequency(const void *left, const void *right)
{
    const kn_used *a = left, *b = right;
    int more = (b->taken + b->done) - (a->taken + a->done);

    return more != 0 ? more : strcmp(a->treatment, b->treatment);
}

kn_code kn_summary_used(kn_store *store, int32_t from, int32_t to, kn_used **used, size_t *count,
                        kn_error *err)
{
    used_list all = {0};
    kn_code code = add_used(store,
                            "SELECT treatment, taken, count(*) FROM used"
                            " WHERE day BETWEEN ?1 AND ?2 GROUP BY treatment, taken",
                            from, to, &all, count_use, err);

    if (code == KN_OK)
        code = add_used(store,
                        "SELECT treatment, helped, count(*) FROM done"
                        " WHERE day BETWEEN ?1 AND ?2 GROUP BY treatment, helped",
                        from, to, &all, count_done, err);
    if (code) {
        free(all.list);
        all = (used_list){0};
    } else if (all.count > 0) {
        qsort(all.list, all.count, sizeof *all.list, by_frequency);
    }
    *used = all.list;
    *count = all.count;
    return code;
}
