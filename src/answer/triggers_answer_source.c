/* What the diary holds of spasms, suspects and readings, day by day. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/triggers_answer_parts.h"

static kn_code no_memory(kn_error *err)
{
    return kn_fail(err, KN_NOMEM, NULL, "out of memory for the days of the diary");
}

static double *unknown_days(size_t count)
{
    double *value = malloc((count + 1) * sizeof *value);

    for (size_t i = 0; value && i < count; i++)
        value[i] = (double)NAN;
    return value;
}

int kn_trigger_episode(const kn_trigger_source *source, size_t index)
{
    switch (source->days[index].spasms_state) {
    case KN_STATE_VALUE:
        return 1;
    case KN_STATE_NONE:
        return 0;
    default:
        return -1;
    }
}

/* ---- Days -------------------------------------------------------------------------------------*/

/* The days from the margin before the first known one to the last known one. */
static kn_code load_days(kn_store *store, int32_t last_day, kn_trigger_source *source, bool *any,
                         kn_error *err)
{
    const int32_t most = KN_SUMMARY_DAYS_MAX - KN_TRIGGER_MARGIN;
    kn_store_facts facts;
    kn_day *days;
    size_t count, from, to;
    int32_t first;
    kn_code code = kn_store_facts_get(store, &facts, err);

    *any = false;
    if (code)
        return code;
    if (facts.last_day < last_day)
        last_day = facts.last_day;
    if (facts.first_day > facts.last_day || last_day < facts.first_day)
        return KN_OK;
    first = last_day - facts.first_day < most ? facts.first_day : last_day - most + 1;
    first -= KN_TRIGGER_MARGIN;
    code = kn_summary_days(store, first, last_day, &days, err);
    if (code)
        return code;
    count = (size_t)(last_day - first + 1);
    for (from = 0; from < count && days[from].spasms_state == KN_STATE_NOT_RECORDED;)
        from++;
    for (to = count; to > from && days[to - 1].spasms_state == KN_STATE_NOT_RECORDED;)
        to--;
    *any = from < count;
    if (!*any) {
        free(days);
        return KN_OK;
    }
    source->margin = from < KN_TRIGGER_MARGIN ? from : KN_TRIGGER_MARGIN;
    from -= source->margin;
    memmove(days, days + from, (to - from) * sizeof *days);
    source->days = days;
    source->count = to - from;
    source->first = days[0].day;
    return KN_OK;
}

/* ---- What was logged --------------------------------------------------------------------------*/

static kn_code new_logged(kn_trigger_source *source, const char *key, kn_logged **out,
                          kn_error *err)
{
    kn_logged *list = realloc(source->logged, (source->logged_count + 1) * sizeof *list), *logged;

    if (!list)
        return no_memory(err);
    source->logged = list;
    logged = &list[source->logged_count++];
    *logged = (kn_logged){.item = kn_catalogue_find(&source->catalogue, KN_KIND_SUSPECT, key),
                          .level = unknown_days(source->count),
                          .is_graded = calloc(source->count + 1, sizeof *logged->is_graded),
                          .all_levelled = true};
    memcpy(logged->key, key, strlen(key) + 1);
    *out = logged;
    return logged->level && logged->is_graded ? KN_OK : no_memory(err);
}

static kn_code load_logged(kn_store *store, kn_trigger_source *source, kn_error *err)
{
    int32_t last = source->first + (int32_t)source->count - 1;
    kn_exposed *rows = NULL;
    kn_logged *logged = NULL;
    size_t count;
    kn_code code = kn_summary_exposed(store, source->first, last, &rows, &count, err);

    for (size_t i = 0; i < count && !code; i++) { /* of a day the last word stands */
        const kn_exposed *row = &rows[i];
        size_t day = (size_t)(row->day - source->first);

        if (!logged || strcmp(logged->key, row->suspect) != 0)
            code = new_logged(source, row->suspect, &logged, err);
        if (code)
            break;
        logged->known += isnan(logged->level[day]);
        logged->level[day] = row->level;
        logged->is_graded[day] = row->is_graded;
    }
    for (size_t s = 0; s < source->logged_count && !code; s++)
        for (size_t i = 0; i < source->count; i++)
            if (source->logged[s].level[i] > 0 && !source->logged[s].is_graded[i])
                source->logged[s].all_levelled = false;
    free(rows);
    return code;
}

const kn_logged *kn_trigger_logged(const kn_trigger_source *source, const char *key)
{
    for (size_t i = 0; i < source->logged_count; i++)
        if (strcmp(source->logged[i].key, key) == 0)
            return &source->logged[i];
    return NULL;
}

/* ---- Readings ---------------------------------------------------------------------------------*/

/* Seconds of the day at which the hours were both given and written down; -1 if not before noon. */
static int32_t written_at(const kn_reading *reading)
{
    int64_t midnight = reading->utc - reading->second, late = reading->written;

    late = (late > reading->utc ? late : reading->utc) - midnight;
    return reading->second >= 0 && late < KN_NOON ? (int32_t)(late < 0 ? 0 : late) : -1;
}

static int by_second(const void *a, const void *b)
{
    const int32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* The hour of the person's mornings, for all days alike: by when KN_SLEEP_WRITTEN of the hours that
 * were written before noon had been written, to the next quarter. Hours count that were written by
 * then, on days without a spasm before. Were it the first spasm of each day instead, of a morning's
 * spasms more would count after short nights than after long ones: who gets up sooner writes
 * sooner. */
static kn_code find_morning(const kn_reading rows[], size_t count, int32_t *morning, kn_error *err)
{
    int32_t *at = malloc((count + 1) * sizeof *at);
    size_t known = 0;

    if (!at)
        return no_memory(err);
    for (size_t i = 0; i < count; i++)
        if (written_at(&rows[i]) >= 0)
            at[known++] = written_at(&rows[i]);
    *morning = 0;
    if (known > 0) {
        qsort(at, known, sizeof *at, by_second);
        *morning = at[(size_t)ceil(KN_SLEEP_WRITTEN * (double)known) - 1];
        *morning = (*morning / KN_QUARTER + 1) * KN_QUARTER;
    }
    free(at);
    return KN_OK;
}

/* Of some spasms only the evening's number is known: any of them may have been the first. */
static bool came_before(const kn_reading *reading, const kn_day *day, int64_t first_spasm,
                        int32_t morning)
{
    int32_t at = written_at(reading);

    return at >= 0 && at < morning && day->spasms <= day->logged &&
           first_spasm >= reading->utc - reading->second + morning;
}

static kn_code load_sleep(kn_store *store, kn_trigger_source *source, kn_error *err)
{
    int32_t last = source->first + (int32_t)source->count - 1;
    kn_reading *rows = NULL;
    int64_t *first_spasm = NULL;
    int32_t morning = 0;
    size_t count;
    kn_code code =
        kn_summary_readings(store, "sleep_hours", source->first, last, &rows, &count, err);

    source->sleep = unknown_days(source->count);
    source->sleep_before = unknown_days(source->count);
    if (!code && (!source->sleep || !source->sleep_before))
        code = no_memory(err);
    if (!code && count > 0)
        code = kn_summary_first_spasms(store, source->first, last, &first_spasm, err);
    if (!code)
        code = find_morning(rows, count, &morning, err);
    for (size_t i = 0; i < count && !code; i++) {
        size_t day = (size_t)(rows[i].day - source->first);

        source->sleep[day] = rows[i].value;
        if (came_before(&rows[i], &source->days[day], first_spasm[day], morning))
            source->sleep_before[day] = rows[i].value;
    }
    free(first_spasm);
    free(rows);
    return code;
}

static kn_code load_temperature(kn_store *store, kn_trigger_source *source, kn_error *err)
{
    int32_t last = source->first + (int32_t)source->count - 1;
    kn_reading *rows = NULL;
    size_t count;
    kn_code code =
        kn_summary_readings(store, "temperature", source->first, last, &rows, &count, err);

    source->temperature = unknown_days(source->count);
    if (!code && !source->temperature)
        code = no_memory(err);
    for (size_t i = 0; i < count && !code; i++)
        source->temperature[rows[i].day - source->first] = rows[i].value;
    free(rows);
    return code;
}

static kn_code load_medicine(kn_store *store, kn_trigger_source *source, kn_error *err)
{
    kn_entries entries;
    kn_code code;

    source->medicine = calloc(source->count + 1, sizeof *source->medicine);
    if (!source->medicine)
        return no_memory(err);
    code = kn_store_list_kind(store, KN_KIND_MEDICINE, source->first,
                              source->first + (int32_t)source->count - 1, &entries, err);
    for (size_t i = 0; i < entries.count; i++)
        source->medicine[entries.list[i].at.day - source->first] = true;
    kn_entries_release(&entries);
    return code;
}

/* ---- All of it --------------------------------------------------------------------------------*/

kn_code kn_trigger_source_load(kn_store *store, int32_t last_day, kn_trigger_source *source,
                               bool *any, kn_error *err)
{
    kn_code code;

    *source = (kn_trigger_source){0};
    code = load_days(store, last_day, source, any, err);
    if (code || !*any)
        return code;
    code = kn_catalogue_load(store, &source->catalogue, err);
    if (!code)
        code = load_logged(store, source, err);
    if (!code)
        code = load_sleep(store, source, err);
    if (!code)
        code = load_temperature(store, source, err);
    if (!code)
        code = load_medicine(store, source, err);
    if (code)
        kn_trigger_source_release(source);
    return code;
}

void kn_trigger_source_release(kn_trigger_source *source)
{
    for (size_t i = 0; i < source->logged_count; i++) {
        free(source->logged[i].level);
        free(source->logged[i].is_graded);
    }
    free(source->logged);
    free(source->days);
    free(source->sleep);
    free(source->sleep_before);
    free(source->temperature);
    free(source->medicine);
    kn_catalogue_release(&source->catalogue);
    *source = (kn_trigger_source){0};
}
