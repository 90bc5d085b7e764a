/* readings: temperatures and hours of sleep from a CSV file, all or none. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/call.h"
#include "base/civil.h"
#include "exchange/exchange.h"

typedef struct taking {
    kn_api *api;
    const char *source;
    size_t added, changed, known;
} taking;

/* The reading of that kind that counts for a day; there is one. */
static kn_code find(const taking *t, const char *what, int32_t day, kn_entry *entry, kn_error *err)
{
    kn_query query = {
        .from = day, .to = day, .kinds = 1u << KN_KIND_READING, .limit = KN_QUERY_MAX};
    kn_entries entries;
    kn_code code = kn_store_list(t->api->store, &query, &entries, err);

    *entry = (kn_entry){.body = NULL};
    for (size_t i = 0; i < entries.count && !code && !entry->body; i++) { /* newest first */
        const char *of = json_string_value(json_object_get(entries.list[i].body, "what"));

        if (of && strcmp(of, what) == 0)
            code = kn_entry_copy(&entries.list[i], entry, err);
    }
    kn_entries_release(&entries);
    return code;
}

/* A day that is not there yet gets an entry, one that is there another version. */
static kn_code put(taking *t, const char *what, const kn_reading_row *row, double value,
                   bool is_new, kn_error *err)
{
    kn_moment now = kn_store_now(t->api->store);
    kn_entry entry = {.body = NULL};
    kn_outcome outcome;
    kn_code code = is_new ? KN_OK : find(t, what, row->day, &entry, err);

    if (code)
        return code;
    if (is_new) {
        entry = (kn_entry){.kind = KN_KIND_READING,
                           .at = {row->day, KN_NOON, now.offset_minutes},
                           .precision = KN_PRECISION_DAY,
                           .body = json_pack("{s:s}", "what", what)};
        kn_id_new(entry.id);
    }
    kn_id_new(entry.version);
    if (!entry.body || json_object_set_new(entry.body, "value", json_real(value)) != 0)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for a reading");
    if (!code)
        code = is_new ? kn_store_add(t->api->store, &entry, &outcome, err)
                      : kn_store_amend(t->api->store, &entry, NULL, &outcome, err);
    if (code == KN_DATA && !err->place.line) { /* such as a day to come */
        snprintf(err->place.source, sizeof err->place.source, "%s", t->source);
        err->place.line = row->line;
    }
    *(is_new ? &t->added : &t->changed) += 1;
    kn_entry_release(&entry);
    return code;
}

/* The value that counts on each day from..to; NAN: none. */
static kn_code load_known(kn_api *api, const char *what, int32_t from, int32_t to, double **known,
                          kn_error *err)
{
    size_t days = (size_t)((int64_t)to - from + 1), count;
    kn_reading *readings = NULL;
    kn_code code = kn_summary_readings(api->store, what, from, to, &readings, &count, err);

    *known = malloc(days * sizeof **known);
    if (!code && !*known)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", days);
    for (size_t i = 0; i < days && !code; i++)
        (*known)[i] = (double)NAN;
    for (size_t i = 0; i < count && !code; i++)
        (*known)[readings[i].day - from] = readings[i].value;
    free(readings);
    return code;
}

static kn_code put_all(taking *t, const char *what, const kn_reading_row rows[], size_t count,
                       kn_error *err)
{
    bool is_sleep = strcmp(what, "sleep_hours") == 0;
    double *known = NULL;
    kn_code code = load_known(t->api, what, rows[0].day, rows[count - 1].day, &known, err);

    for (size_t i = 0; i < count && !code; i++) {
        double value = is_sleep ? rows[i].sleep_hours : rows[i].temperature;

        if (isnan(value))
            continue;
        if (known[rows[i].day - rows[0].day] == value)
            t->known++;
        else
            code = put(t, what, &rows[i], value, isnan(known[rows[i].day - rows[0].day]), err);
    }
    free(known);
    return code;
}

kn_code kn_run_readings(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err)
{
    const char *source = kn_argument_text(request, "source");
    taking t = {.api = api, .source = source ? source : "the file"};
    kn_reading_row *rows = NULL;
    size_t count = 0;
    kn_code code =
        kn_readings_read_csv(request->bytes, request->byte_count, t.source, &rows, &count, err);

    if (!code)
        code = kn_store_begin(api->store, err);
    if (code) {
        free(rows);
        return code;
    }
    if (count > 0)
        code = put_all(&t, "temperature", rows, count, err);
    if (!code && count > 0)
        code = put_all(&t, "sleep_hours", rows, count, err);
    if (!code)
        code = kn_store_commit(api->store, err);
    if (code)
        kn_store_rollback(api->store);
    free(rows);
    return code ? code
                : kn_reply_with(reply,
                                json_pack("{s:I,s:I,s:I}", "added", (json_int_t)t.added, "changed",
                                          (json_int_t)t.changed, "known", (json_int_t)t.known),
                                err);
}
