#include "diary/index_rebuild.h"

#include <string.h>

#include "base/text.h"
#include "diary/log.h"

kn_code kn_index_fill(kn_store *from, kn_store *to, kn_error *err)
{
    char last[KN_ID_SIZE] = "";
    sqlite3_stmt *rows;
    int result = SQLITE_DONE;
    kn_code code = kn_store_statement(from, KN_SQL_LOG_BY_ENTRY, &rows, err);

    /* An entry's current version comes first. */
    while (code == KN_OK && (result = sqlite3_step(rows)) == SQLITE_ROW) {
        kn_entry entry;

        code = kn_log_entry(from, rows, &entry, err);
        if (code == KN_OK && strcmp(entry.id, last) != 0) {
            memcpy(last, entry.id, KN_ID_SIZE);
            code = kn_index_put(to, &entry, sqlite3_column_int64(rows, 0), err);
        }
        kn_entry_release(&entry);
    }
    if (code == KN_OK && result != SQLITE_DONE)
        code = kn_store_fail(from, result, err);
    if (rows)
        sqlite3_reset(rows);
    return code;
}

static kn_code put_meta(kn_store *store, const char *key, int64_t value, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_statement(store, KN_SQL_META_PUT, &statement, err);

    if (code)
        return code;
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, value);
    return kn_store_finish(store, statement, err);
}

kn_code kn_index_rebuild(kn_store *store, kn_error *err)
{
    kn_code code = KN_OK;

    /* Dropped, not emptied: the tables may be of an older shape, or damaged. */
    for (size_t i = 0; code == KN_OK && i < kn_index_count; i++) {
        char sql[64];

        sqlite3_snprintf(sizeof sql, sql, "DROP TABLE IF EXISTS %s", kn_index_names[i]);
        code = kn_store_exec(store, sql, err);
    }
    if (code == KN_OK)
        code = kn_store_exec(store, kn_index_tables, err);
    if (code == KN_OK)
        code = put_meta(store, "entries", 0, err);
    if (code == KN_OK)
        code = put_meta(store, "index", kn_index_rule(), err);
    return code ? code : kn_index_fill(store, store, err);
}

/* SQL finds temporary tables before those of the file. An index goes where its table is. */
static kn_code make_temporary(kn_store *store, kn_error *err)
{
    static const char create[] = "CREATE TABLE ";
    const char *from = kn_index_tables, *next;
    kn_code code;
    kn_text sql;

    kn_text_init(&sql, 2 * strlen(kn_index_tables));
    for (; (next = strstr(from, create)); from = next + strlen(create)) {
        kn_text_add_bytes(&sql, from, (size_t)(next - from));
        kn_text_add(&sql, "CREATE TEMP TABLE ");
    }
    kn_text_add(&sql, from);
    kn_text_add(&sql, "CREATE TEMP TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT;"
                      "INSERT INTO temp.meta SELECT key, value FROM main.meta;");
    code = kn_text_check(&sql, "the tables", err);
    if (code == KN_OK)
        code = kn_store_exec(store, kn_text_string(&sql), err);
    kn_text_release(&sql);
    return code;
}

kn_code kn_index_in_memory(kn_store *store, kn_error *err)
{
    bool began;
    kn_code code = kn_store_read_begin(store, &began, err);

    if (code)
        return code;
    code = make_temporary(store, err);
    if (code == KN_OK)
        code = put_meta(store, "entries", 0, err);
    if (code == KN_OK)
        code = kn_index_fill(store, store, err);
    kn_store_read_end(store, began);
    return code;
}

kn_code kn_store_reindex(kn_store *store, kn_error *err)
{
    kn_code code = kn_store_write_begin(store, err);

    return code ? code : kn_store_write_end(store, kn_index_rebuild(store, err), err);
}
