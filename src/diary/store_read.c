/* Reading: one entry, its history, lists, what is running, facts. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "diary/log.h"

static kn_code not_found(kn_store *store, const char *id, kn_error *err)
{
    kn_place at = kn_store_place(store);

    snprintf(at.field, sizeof at.field, "id");
    return kn_fail(err, KN_NOTFOUND, &at, "there is no entry with the id \"%.40s\"", id);
}

kn_code kn_store_get(kn_store *store, const char *id, bool even_removed, kn_entry *entry,
                     kn_error *err)
{
    bool found;
    kn_code code = kn_log_get(store, KN_SQL_LOG_CURRENT, id, &found, entry, err);

    if (code || (found && (even_removed || !entry->removed)))
        return code;
    if (!found)
        return not_found(store, id, err);
    kn_entry_release(entry);
    not_found(store, id, err);
    return kn_hint(err, "It was removed, and can be restored.");
}

/* ---- Lists ------------------------------------------------------------------------------------*/

void kn_entries_release(kn_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        kn_entry_release(&entries->list[i]);
    free(entries->list);
    *entries = (kn_entries){0};
}

/* Room for one more; what is there doubles. */
static kn_code grow(void **list, size_t count, size_t size, kn_error *err)
{
    void *grown;

    if (count & (count - 1)) /* not a power of two: not full */
        return KN_OK;
    grown = realloc(*list, (count ? 2 * count : 1) * size);
    if (!grown)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    *list = grown;
    return KN_OK;
}

static kn_code push(kn_store *store, sqlite3_stmt *row, kn_entries *entries, kn_error *err)
{
    void *list = entries->list;
    kn_code code = grow(&list, entries->count, sizeof *entries->list, err);

    entries->list = list;
    if (code == KN_OK)
        code = kn_log_entry(store, row, &entries->list[entries->count], err);
    if (code == KN_OK)
        entries->count++;
    return code;
}

kn_code kn_store_history(kn_store *store, const char *id, kn_entries *versions, kn_error *err)
{
    sqlite3_stmt *rows;
    int result = SQLITE_DONE;
    kn_code code = kn_store_statement(store, KN_SQL_LOG_HISTORY, &rows, err);

    *versions = (kn_entries){0};
    if (code)
        return code;
    sqlite3_bind_text(rows, 1, id, -1, SQLITE_STATIC);
    while (code == KN_OK && (result = sqlite3_step(rows)) == SQLITE_ROW)
        code = push(store, rows, versions, err);
    if (code == KN_OK && result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_reset(rows);
    if (code == KN_OK && versions->count == 0)
        code = not_found(store, id, err);
    if (code)
        kn_entries_release(versions);
    return code;
}

/* Loads the rows of the log that a statement names by seq, in its order. */
static kn_code load(kn_store *store, sqlite3_stmt *seqs, kn_entries *entries, kn_error *err)
{
    sqlite3_stmt *row;
    int result = SQLITE_DONE;
    kn_code code = kn_store_statement(store, KN_SQL_LOG_SEQ, &row, err);

    while (code == KN_OK && (result = sqlite3_step(seqs)) == SQLITE_ROW) {
        int found;

        sqlite3_reset(row);
        sqlite3_bind_int64(row, 1, sqlite3_column_int64(seqs, 0));
        found = sqlite3_step(row);
        code = found == SQLITE_ROW
                   ? push(store, row, entries, err)
                   : kn_store_fail(store, found == SQLITE_DONE ? SQLITE_CORRUPT : found, err);
    }
    if (code == KN_OK && result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    if (row)
        sqlite3_reset(row);
    return code;
}

kn_code kn_store_running(kn_store *store, kn_entries *entries, kn_error *err)
{
    sqlite3_stmt *seqs = NULL;
    bool began;
    kn_code code = kn_store_read_begin(store, &began, err);

    *entries = (kn_entries){0};
    if (code)
        return code;
    code = kn_store_statement(store, KN_SQL_RUNNING, &seqs, err);
    if (code == KN_OK)
        code = load(store, seqs, entries, err);
    if (seqs)
        sqlite3_reset(seqs);
    kn_store_read_end(store, began);
    if (code)
        kn_entries_release(entries);
    return code;
}

/* ---- Query ------------------------------------------------------------------------------------*/

enum { ALL_KINDS = (1 << KN_KIND_COUNT) - 1, SQL_LIMIT = 8192 };

/* Each kind is read from its index in order and the kinds are merged, so that a page costs as much
 * as it holds, however long the diary is and however rare the kinds. No text of anybody's. */
static void write_query(kn_text *sql, uint32_t kinds)
{
    static const char where[] =
        " day BETWEEN ?1 AND ?2 AND (day, second, id) < (?3, ?4, coalesce(?5, '~'))";
    static const char order[] = " ORDER BY 2 DESC, 3 DESC, 4 DESC LIMIT ?6";
    bool first = true;

    if (kinds == ALL_KINDS) {
        kn_text_addf(sql, "SELECT seq, day, second, id FROM entry WHERE%s%s", where, order);
        return;
    }
    for (int kind = 0; kind < KN_KIND_COUNT; kind++) {
        if (!(kinds & 1u << kind))
            continue;
        kn_text_addf(sql, "%sSELECT seq, day, second, id FROM entry WHERE kind = %d AND%s",
                     first ? "" : " UNION ALL ", kind, where);
        first = false;
    }
    kn_text_add(sql, order);
}

/* The place that a removed entry had: a list that was open while it was removed still goes on. */
static kn_code find_removed(kn_store *store, const char *id, int32_t *day, int32_t *second,
                            kn_error *err)
{
    kn_entry entry = {0};
    bool found;
    kn_code code = kn_log_get(store, KN_SQL_LOG_CURRENT, id, &found, &entry, err);

    if (code == KN_OK && !found)
        code = not_found(store, id, err);
    if (code == KN_OK) {
        *day = entry.at.day;
        *second = entry.at.second;
        kn_entry_release(&entry);
    }
    return code;
}

/* Where the list goes on: the place of an entry, or beyond every one. */
static kn_code find_place(kn_store *store, const char *before, int32_t *day, int32_t *second,
                          kn_error *err)
{
    sqlite3_stmt *row;
    int result;
    kn_code code;

    *day = INT32_MAX;
    *second = 0;
    if (!before)
        return KN_OK;
    code = kn_store_statement(store, KN_SQL_ENTRY_PLACE, &row, err);
    if (code)
        return code;
    sqlite3_bind_text(row, 1, before, -1, SQLITE_STATIC);
    result = sqlite3_step(row);
    if (result == SQLITE_ROW) {
        *day = sqlite3_column_int(row, 0);
        *second = sqlite3_column_int(row, 1);
    } else if (result != SQLITE_DONE) {
        code = kn_store_fail(store, result, err);
    }
    sqlite3_reset(row);
    return result == SQLITE_DONE ? find_removed(store, before, day, second, err) : code;
}

static kn_code list(kn_store *store, const kn_query *query, const char *sql, kn_entries *entries,
                    kn_error *err)
{
    sqlite3_stmt *seqs;
    int32_t day, second;
    kn_code code = find_place(store, query->before, &day, &second, err);

    if (code == KN_OK)
        code = kn_store_prepare(store, sql, &seqs, err);
    if (code)
        return code;
    sqlite3_bind_int(seqs, 1, query->from);
    /* nothing that follows `before` lies on a later day: SQLite starts there, not at the newest */
    sqlite3_bind_int(seqs, 2, query->to < day ? query->to : day);
    sqlite3_bind_int(seqs, 3, day);
    sqlite3_bind_int(seqs, 4, second);
    sqlite3_bind_text(seqs, 5, query->before, -1, SQLITE_STATIC);
    sqlite3_bind_int64(seqs, 6, (sqlite3_int64)query->limit);
    code = load(store, seqs, entries, err);
    sqlite3_finalize(seqs);
    return code;
}

kn_code kn_store_list(kn_store *store, const kn_query *query, kn_entries *entries, kn_error *err)
{
    uint32_t kinds = query->kinds & ALL_KINDS;
    bool began;
    kn_text sql;
    kn_code code;

    *entries = (kn_entries){0};
    assert(query->limit >= 1 && query->limit <= KN_QUERY_MAX);
    if (query->kinds && !kinds) /* of no kind that there is */
        return KN_OK;
    kn_text_init(&sql, SQL_LIMIT);
    write_query(&sql, kinds ? kinds : ALL_KINDS);
    code = kn_text_check(&sql, "the query", err);
    if (code == KN_OK)
        code = kn_store_read_begin(store, &began, err);
    if (code == KN_OK) {
        code = list(store, query, kn_text_string(&sql), entries, err);
        kn_store_read_end(store, began);
    }
    if (code)
        kn_entries_release(entries);
    kn_text_release(&sql);
    return code;
}

/* ---- Facts ------------------------------------------------------------------------------------*/

static kn_code find_day(kn_store *store, kn_statement which, int kind, int32_t *day, bool *found,
                        kn_error *err)
{
    sqlite3_stmt *row;
    int result;
    kn_code code = kn_store_statement(store, which, &row, err);

    if (code)
        return code;
    sqlite3_bind_int(row, 1, kind);
    result = sqlite3_step(row);
    *found = result == SQLITE_ROW;
    if (*found)
        *day = sqlite3_column_int(row, 0);
    else if (result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_reset(row);
    return code;
}

static kn_code find_days(kn_store *store, kn_store_facts *facts, kn_error *err)
{
    bool any = false;

    facts->first_day = 0;
    facts->last_day = -1;
    for (int kind = 0; kind < KN_KIND_COUNT; kind++) {
        int32_t first = 0, last = 0;
        bool found = false;
        kn_code code = KN_OK;

        if (KN_KINDS_RECORDED >> kind & 1)
            code = find_day(store, KN_SQL_DAY_FIRST, kind, &first, &found, err);
        if (code == KN_OK && found)
            code = find_day(store, KN_SQL_DAY_LAST, kind, &last, &found, err);
        if (code)
            return code;
        if (!found)
            continue;
        if (!any || first < facts->first_day)
            facts->first_day = first;
        if (!any || last > facts->last_day)
            facts->last_day = last;
        any = true;
    }
    return KN_OK;
}

kn_code kn_store_facts_get(kn_store *store, kn_store_facts *facts, kn_error *err)
{
    int64_t entries = 0, change = 0, schema = 0, versions = 0;
    bool began;
    kn_code code = kn_store_read_begin(store, &began, err);

    *facts = (kn_store_facts){0};
    if (code)
        return code;
    code = find_days(store, facts, err);
    if (code == KN_OK)
        code = kn_store_meta_number(store, "entries", &entries, err);
    if (code == KN_OK)
        code = kn_store_meta_number(store, "change", &change, err);
    if (code == KN_OK)
        code = kn_store_number(store, "PRAGMA user_version", &schema, err);
    if (code == KN_OK) /* rows are only ever appended, so the last one's number is their count */
        code = kn_store_number(store, "SELECT coalesce(max(seq), 0) FROM log", &versions, err);
    kn_store_read_end(store, began);
    facts->entries = (uint64_t)entries;
    facts->change = (uint64_t)change;
    facts->versions = (uint64_t)versions;
    facts->schema = (int)schema;
    return code;
}
