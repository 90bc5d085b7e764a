/* What may go with spasms: answers about suspects, readings, and when a day's first spasm was. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "diary/summary.h"
#include "diary/summary_rows.h"

enum { ROOM_FIRST = 256, PART_HALF = 3 * 3600 /* seconds from a part's beginning to its middle */ };

/* Room for one more row; what is there doubles. */
static kn_code grow(void **rows, size_t count, size_t size, kn_error *err)
{
    void *grown;

    if (count != 0 && (count < ROOM_FIRST || (count & (count - 1)) != 0))
        return KN_OK;
    grown = realloc(*rows, (count ? 2 * count : ROOM_FIRST) * size);
    if (!grown)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu rows", count);
    *rows = grown;
    return KN_OK;
}

kn_code kn_summary_exposed(kn_store *store, int32_t from, int32_t to, kn_exposed **rows,
                           size_t *count, kn_error *err)
{
    void *list = NULL;
    kn_rows all;
    kn_code grown = KN_OK, code;

    *rows = NULL;
    *count = 0;
    code = kn_rows_open(&all, store,
                        "SELECT suspect, day, level, graded FROM exposed"
                        " WHERE day BETWEEN ?1 AND ?2 ORDER BY suspect, day, utc, id",
                        from, to, err);
    if (code)
        return code;
    while (kn_rows_next(&all)) {
        const char *suspect = (const char *)sqlite3_column_text(all.statement, 0);
        size_t size = suspect ? strlen(suspect) : 0;
        double level = kn_rows_double(&all, 2);
        kn_exposed *row;

        if (grown || size == 0 || size >= KN_ID_SIZE || isnan(level))
            continue;
        grown = grow(&list, *count, sizeof *row, err);
        if (grown)
            continue; /* the rows are read to their end, so that the statement is done */
        row = (kn_exposed *)list + (*count)++;
        *row = (kn_exposed){.day = kn_rows_int(&all, 1, from),
                            .level = level,
                            .is_graded = kn_rows_int(&all, 3, 0) != 0};
        memcpy(row->suspect, suspect, size);
    }
    code = kn_rows_close(&all, err);
    *rows = list;
    if (code || grown) {
        free(list);
        *rows = NULL;
        *count = 0;
    }
    return code ? code : grown;
}

kn_code kn_summary_readings(kn_store *store, const char *what, int32_t from, int32_t to,
                            kn_reading **rows, size_t *count, kn_error *err)
{
    void *list = NULL;
    kn_rows all;
    kn_code grown = KN_OK, code;

    *rows = NULL;
    *count = 0;
    code = kn_rows_open(&all, store,
                        "SELECT day, second, utc, written, value FROM reading"
                        " WHERE day BETWEEN ?1 AND ?2 AND what = ?3 ORDER BY day, utc, id",
                        from, to, err);
    if (code)
        return code;
    sqlite3_bind_text(all.statement, 3, what, -1, SQLITE_STATIC);
    while (kn_rows_next(&all)) {
        grown = grown ? grown : grow(&list, *count, sizeof(kn_reading), err);
        if (grown)
            continue;
        ((kn_reading *)list)[(*count)++] =
            (kn_reading){.day = kn_rows_int(&all, 0, from),
                         .second = kn_rows_int(&all, 1, -1),
                         .utc = sqlite3_column_int64(all.statement, 2),
                         .written = sqlite3_column_int64(all.statement, 3),
                         .value = kn_rows_double(&all, 4)};
    }
    code = kn_rows_close(&all, err);
    *rows = list;
    if (code || grown) {
        free(list);
        *rows = NULL;
        *count = 0;
    }
    return code ? code : grown;
}

kn_code kn_summary_first_spasms(kn_store *store, int32_t from, int32_t to, int64_t **first_utc,
                                kn_error *err)
{
    size_t count = to < from ? 0 : (size_t)((int64_t)to - from + 1);
    int64_t *first = NULL;
    kn_rows rows;
    kn_code code;

    *first_utc = NULL;
    if (count > KN_SUMMARY_DAYS_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "%zu days are more than the %d that are counted", count,
                       KN_SUMMARY_DAYS_MAX);
    first = malloc((count + 1) * sizeof *first);
    if (!first)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", count);
    for (size_t i = 0; i < count; i++)
        first[i] = INT64_MAX;
    code = kn_rows_open(&rows, store,
                        "SELECT episode.day, episode.label, entry.second, entry.utc, entry.timed"
                        " FROM episode JOIN entry USING (id) WHERE episode.day BETWEEN ?1 AND ?2",
                        from, to, err);
    if (code) {
        free(first);
        return code;
    }
    while (kn_rows_next(&rows)) {
        int label = kn_rows_index(&rows, 1, KN_LABEL_COUNT, KN_LABEL_UNSORTED);
        int second = kn_rows_int(&rows, 2, 0), early;
        int64_t *at = &first[kn_rows_int(&rows, 0, from) - from], utc;

        /* the moment stands for the whole part, or for the whole day */
        early = kn_rows_int(&rows, 4, 0) ? 0 : second == KN_NOON ? KN_NOON : PART_HALF;
        utc = sqlite3_column_int64(rows.statement, 3) - early;
        if (kn_labels[label].is_primary && utc < *at)
            *at = utc;
    }
    code = kn_rows_close(&rows, err);
    if (code)
        free(first);
    else
        *first_utc = first;
    return code;
}
