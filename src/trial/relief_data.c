/* The drawn episodes of a log as the rows of an analysis. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/relief_parts.h"

/* A draw was made, or everything that the rules left was resting: both are needed to make the
 * draws again. */
static bool is_row(const kn_relief_record *record)
{
    return record->open != 0;
}

static void set_episode(const kn_relief_record *record, kn_moment begun, kn_relief_episode *episode)
{
    double total = 0;

    for (int a = 0; a < KN_ARMS_MAX; a++)
        total += record->allowed >> a & 1 ? record->weight[a] : 0;
    *episode = (kn_relief_episode){
        .eased = record->eased,
        .arm = (uint8_t)(record->arm < 0 ? 0 : record->arm),
        .allowed = record->allowed,
        .switched = record->switched,
        .minutes = record->minutes,
        .low = record->low,
        .order = kn_relief_hours(record->at, begun),
        .propensity = record->arm < 0 ? (double)NAN : record->weight[record->arm] / total,
    };
}

/* What the draw at `record` had seen, by rows: row_of[] is SIZE_MAX for records that are none. */
static void set_made(const kn_relief_log *log, const kn_relief_record *record,
                     const size_t row_of[], kn_relief_rows *rows, kn_relief_draw_made *made)
{
    *made = (kn_relief_draw_made){.rule = record->rule,
                                  .hours = kn_relief_hours(record->at, log->plan.begun),
                                  .open = record->open,
                                  .seen_from = (uint32_t)rows->seen_count};
    memcpy(made->rest, record->rest, sizeof made->rest);
    for (size_t k = 0; k < record->seen_count; k++) {
        const kn_relief_seen *seen = &log->seen[record->seen_from + k];

        if (row_of[seen->episode] != SIZE_MAX)
            rows->seen[rows->seen_count++] =
                (kn_relief_seen){(uint32_t)row_of[seen->episode], seen->minutes};
    }
    made->seen_count = (uint32_t)rows->seen_count - made->seen_from;
}

static void set_names(const kn_relief_log *log, kn_relief_data *data)
{
    snprintf(data->source, sizeof data->source, "the diary");
    data->has_order = true;
    data->arms = log->keys;
    for (int a = 0; a < log->keys; a++) {
        size_t cut = kn_utf8_cut(log->name[a], strlen(log->name[a]), KN_NAME_SIZE - 1);

        snprintf(data->arm_name[a], KN_NAME_SIZE, "%.*s", (int)cut, log->name[a]);
    }
}

kn_code kn_relief_log_data(const kn_relief_log *log, bool (*take)(const kn_relief_record *, void *),
                           void *context, kn_relief_data *data, kn_error *err)
{
    kn_relief_rows *rows = calloc(1, sizeof *rows);
    size_t *row_of = malloc((log->count + 1) * sizeof *row_of);
    kn_code code = KN_OK;

    *data = (kn_relief_data){.people = 1, .person = rows};
    if (rows) {
        rows->episode = calloc(log->count + 1, sizeof *rows->episode);
        rows->made = take ? NULL : calloc(log->count + 1, sizeof *rows->made);
        rows->seen = calloc(log->seen_count + 1, sizeof *rows->seen);
    }
    if (!row_of || !rows || !rows->episode || !rows->seen || (!take && !rows->made)) {
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu episodes", log->count);
        data->people = rows != NULL;
        kn_relief_data_release(data);
        goto done;
    }
    set_names(log, data);
    for (size_t i = 0; i < log->count; i++) {
        const kn_relief_record *record = &log->record[i];

        row_of[i] = SIZE_MAX;
        if (!is_row(record) || (take && (record->arm < 0 || !take(record, context))))
            continue;
        row_of[i] = rows->count;
        set_episode(record, log->plan.begun, &rows->episode[rows->count]);
        if (rows->made)
            set_made(log, record, row_of, rows, &rows->made[rows->count]);
        rows->count++;
    }
done:
    free(row_of);
    return code;
}
