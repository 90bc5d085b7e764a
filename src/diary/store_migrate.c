/* The schema of the file, and the way from older ones: one function for each step. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diary/index_rebuild.h"
#include "diary/log.h"

/* Schema 1. log_entry gives an entry's versions with the current one first, log_order the order of
 * exports. */
static const char log_tables[] =
    "CREATE TABLE meta(key TEXT PRIMARY KEY, value ANY) STRICT, WITHOUT ROWID;"
    "CREATE TABLE log(seq INTEGER PRIMARY KEY, version TEXT NOT NULL UNIQUE, entry TEXT NOT NULL,"
    " edit INTEGER NOT NULL, device TEXT NOT NULL, recorded TEXT NOT NULL, utc INTEGER NOT NULL,"
    " removed INTEGER NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, precision TEXT NOT NULL,"
    " body TEXT, digest BLOB NOT NULL) STRICT;"
    "CREATE INDEX log_entry ON log(entry, edit DESC, removed, utc DESC, version DESC);"
    "CREATE INDEX log_order ON log(utc, version);";

static kn_code set_number(kn_store *store, const char *pragma, int number, kn_error *err)
{
    char sql[80];

    sqlite3_snprintf(sizeof sql, sql, "PRAGMA %s = %d", pragma, number);
    return kn_store_exec(store, sql, err);
}

static kn_code put_meta(kn_store *store, const char *key, const char *text, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_statement(store, KN_SQL_META_PUT, &statement, err);

    if (code)
        return code;
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    if (text)
        sqlite3_bind_text(statement, 2, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_int(statement, 2, 0);
    return kn_store_finish(store, statement, err);
}

kn_code kn_store_make_tables(kn_store *store, kn_error *err)
{
    char device[KN_ID_SIZE];
    kn_code code = set_number(store, "application_id", KN_APPLICATION_ID, err);

    kn_id_new(device);
    if (code == KN_OK)
        code = set_number(store, "user_version", KN_STORE_SCHEMA, err);
    if (code == KN_OK)
        code = kn_store_exec(store, log_tables, err);
    if (code == KN_OK)
        code = put_meta(store, "device", device, err);
    if (code == KN_OK)
        code = put_meta(store, "change", NULL, err);
    return code ? code : kn_index_rebuild(store, err);
}

/* ---- Schema 0, before the first release: a log without utc and digest
 * --------------------------*/

static kn_code move_rows(kn_store *store, kn_error *err)
{
    static const char sql[] =
        "SELECT seq, version, entry, edit, device, recorded, 0, removed, kind,"
        " at, precision, body, zeroblob(16) FROM log_0 ORDER BY seq";
    const kn_place place = kn_store_place(store);
    sqlite3_stmt *rows;
    int result = SQLITE_DONE;
    kn_code code = kn_store_prepare(store, sql, &rows, err);

    if (code)
        return code;
    while (code == KN_OK && (result = sqlite3_step(rows)) == SQLITE_ROW) {
        kn_row row;

        if (kn_row_read(rows, &row) && kn_row_seal(&row))
            code = kn_row_insert(store, &row, err);
        else
            code = kn_fail(err, KN_DAMAGED, &place, "row %lld of the diary cannot be read",
                           (long long)sqlite3_column_int64(rows, 0));
    }
    if (code == KN_OK && result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_finalize(rows);
    return code;
}

static kn_code from_0(kn_store *store, kn_error *err)
{
    kn_code code = kn_store_exec(store,
                                 "ALTER TABLE log RENAME TO log_0;"
                                 "ALTER TABLE meta RENAME TO meta_0",
                                 err);

    if (code == KN_OK)
        code = kn_store_exec(store, log_tables, err);
    if (code == KN_OK)
        code = kn_store_exec(store,
                             "INSERT INTO meta(key, value) SELECT key, value FROM meta_0;"
                             "INSERT OR IGNORE INTO meta(key, value) VALUES ('change', 0)",
                             err);
    if (code == KN_OK)
        code = move_rows(store, err);
    if (code == KN_OK)
        code = kn_store_exec(store, "DROP TABLE log_0; DROP TABLE meta_0", err);
    return code ? code : kn_index_rebuild(store, err);
}

/* [n] brings schema n to n + 1. */
static kn_code (*const steps[KN_STORE_SCHEMA])(kn_store *, kn_error *) = {from_0};

/* ---- Migrating --------------------------------------------------------------------------------*/

static kn_code refuse_newer(kn_store *store, int64_t schema, kn_error *err)
{
    const kn_place place = kn_store_place(store);

    kn_fail(err, KN_NEWER, &place,
            "this diary was written by a newer Unknot: its schema is %lld, this one knows %d",
            (long long)schema, KN_STORE_SCHEMA);
    return kn_hint(err, "Use the newer Unknot. The file was not changed.");
}

/* FILE.schema-N, or with -2, -3 ... after it when an earlier copy is there. */
static kn_code copy_before(kn_store *store, int64_t schema, kn_error *err)
{
    const kn_place place = kn_store_place(store);
    char path[KN_PATH_LIMIT + 64];
    struct stat seen;

    for (int i = 1; i < 100; i++) {
        if (i == 1)
            snprintf(path, sizeof path, "%s.schema-%lld", store->path, (long long)schema);
        else
            snprintf(path, sizeof path, "%s.schema-%lld-%d", store->path, (long long)schema, i);
        if (lstat(path, &seen) != 0)
            return kn_store_copy(store, path, err);
    }
    return kn_fail(err, KN_IO, &place, "there are too many copies of it beside it");
}

static kn_code migrate_from(kn_store *store, int64_t schema, kn_error *err)
{
    kn_code code = KN_OK;

    for (; code == KN_OK && schema < KN_STORE_SCHEMA; schema++)
        code = steps[schema](store, err);
    return code ? code : set_number(store, "user_version", KN_STORE_SCHEMA, err);
}

kn_code kn_store_migrate(kn_store *store, kn_error *err)
{
    static const char pragma[] = "PRAGMA user_version";
    int64_t schema;
    kn_code code = kn_store_number(store, pragma, &schema, err);

    if (code == KN_OK && (schema > KN_STORE_SCHEMA || schema < 0))
        return refuse_newer(store, schema, err);
    if (code || schema == KN_STORE_SCHEMA)
        return code;
    code = copy_before(store, schema, err);
    if (code == KN_OK)
        code = kn_store_write_begin(store, err);
    if (code)
        return code;
    code = kn_store_number(store, pragma, &schema, err); /* another process may have been faster */
    if (code == KN_OK && schema < KN_STORE_SCHEMA)
        code = migrate_from(store, schema, err);
    return kn_store_write_end(store, code, err);
}
