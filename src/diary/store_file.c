#include "diary/store_file.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "diary/store_pages.h"

static const char *const statements[KN_STATEMENT_COUNT] = {
#define KN_X(name, sql) [KN_SQL_##name] = sql,
    KN_STATEMENTS(KN_X)
#undef KN_X
};

/* FULL: a commit waits for the disk. TRUNCATE: the journal, which holds old pages, is emptied when
 * a commit ends. secure_delete: what is freed is overwritten. Nothing is ever written to other
 * files: what does not fit the cache while sorting stays in memory. */
static const char settings[] = "PRAGMA page_size = 4096;"
                               "PRAGMA journal_mode = TRUNCATE;"
                               "PRAGMA synchronous = FULL;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA recursive_triggers = OFF;"
                               "PRAGMA cache_size = -8000;";

kn_place kn_path_place(const char *path)
{
    kn_place at = {0};

    memcpy(at.source, path, kn_utf8_cut(path, strlen(path), sizeof at.source - 1));
    return at;
}

kn_place kn_store_place(const kn_store *store)
{
    return kn_path_place(store->path);
}

/* ---- Errors -----------------------------------------------------------------------------------*/

typedef struct meaning {
    int result; /* SQLite's, without the extension */
    kn_code code;
    const char *message, *hint;
} meaning;

static const meaning meanings[] = {
    {SQLITE_BUSY, KN_BUSY, "another program is writing to the diary and does not finish",
     "Nothing was changed. Close the other program, or wait, then try again."},
    {SQLITE_LOCKED, KN_BUSY, "the diary is in use", "Nothing was changed. Try again."},
    {SQLITE_NOMEM, KN_NOMEM, "out of memory", "Nothing was changed. Close other programs."},
    {SQLITE_FULL, KN_IO, "the disk is full",
     "The diary is as it was before. Make room on the disk, then write it again."},
    {SQLITE_READONLY, KN_IO, "the diary cannot be written: the file or its folder is read-only",
     "The diary is as it was before. Allow writing, or copy the file to where you may write."},
    {SQLITE_PERM, KN_IO, "no permission to use the diary", "Look at who owns the file."},
    {SQLITE_AUTH, KN_IO, "no permission to use the diary", "Look at who owns the file."},
    {SQLITE_CANTOPEN, KN_IO, "the diary cannot be opened",
     "Look at who owns the file and its folder, and whether the disk is there."},
    {SQLITE_IOERR, KN_IO, "the disk refused to read or write",
     "The diary is as it was before. Look whether the disk is full or failing."},
    {SQLITE_CORRUPT, KN_DAMAGED, "the diary's file is damaged",
     "Keep the file as it is. Restore a backup, or save what can be read: unknot doctor --rescue "
     "NEW."},
    {SQLITE_NOTADB, KN_PARSE, "this is not a diary",
     "Give the path of a diary made by Unknot. The file was not changed."},
    {SQLITE_TOOBIG, KN_LIMIT, "too large for the diary", ""},
};

kn_code kn_store_fail(kn_store *store, int result, kn_error *err)
{
    kn_place at = kn_store_place(store);
    int plain = result & 0xff;

    /* SQLite looks before it writes; its journal would stand where nobody looks for it. */
    if (result == SQLITE_READONLY_DBMOVED) {
        kn_fail(err, KN_IO, &at, "the diary's file was moved or deleted while it was open");
        return kn_hint(err, "Nothing was changed. Put the file back, or close Unknot and open the "
                            "file where it is now.");
    }
    /* A page missing at the end. */
    if (result == SQLITE_IOERR_SHORT_READ || result == SQLITE_IOERR_CORRUPTFS)
        plain = SQLITE_CORRUPT;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].result == plain) {
            kn_code code = kn_fail(err, meanings[i].code, &at, "%s", meanings[i].message);

            if (meanings[i].hint[0])
                kn_hint(err, "%s", meanings[i].hint);
            return code;
        }
    return kn_fail(err, KN_DAMAGED, &at, "the diary's file is not as it should be: %s",
                   store->db ? sqlite3_errmsg(store->db) : sqlite3_errstr(result));
}

/* ---- Statements -------------------------------------------------------------------------------*/

kn_code kn_store_prepare(kn_store *store, const char *sql, sqlite3_stmt **statement, kn_error *err)
{
    int result = sqlite3_prepare_v2(store->db, sql, -1, statement, NULL);

    return result == SQLITE_OK ? KN_OK : kn_store_fail(store, result, err);
}

kn_code kn_store_statement(kn_store *store, kn_statement which, sqlite3_stmt **statement,
                           kn_error *err)
{
    sqlite3_stmt **kept = &store->statements[which];

    *statement = NULL;
    if (!*kept) {
        int result = sqlite3_prepare_v3(store->db, statements[which], -1, SQLITE_PREPARE_PERSISTENT,
                                        kept, NULL);
        if (result != SQLITE_OK)
            return kn_store_fail(store, result, err);
    }
    sqlite3_reset(*kept);
    sqlite3_clear_bindings(*kept);
    *statement = *kept;
    return KN_OK;
}

kn_code kn_store_finish(kn_store *store, sqlite3_stmt *statement, kn_error *err)
{
    int result = sqlite3_step(statement);
    kn_code code = result == SQLITE_DONE ? KN_OK : kn_store_fail(store, result, err);

    assert(result != SQLITE_ROW);
    sqlite3_reset(statement);
    return code;
}

kn_code kn_store_run(kn_store *store, kn_statement which, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_statement(store, which, &statement, err);

    return code ? code : kn_store_finish(store, statement, err);
}

kn_code kn_store_exec(kn_store *store, const char *sql, kn_error *err)
{
    int result = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

    return result == SQLITE_OK ? KN_OK : kn_store_fail(store, result, err);
}

/* The first column of the first row; 0 without a row. */
static kn_code read_number(kn_store *store, sqlite3_stmt *statement, int64_t *number, kn_error *err)
{
    int result = sqlite3_step(statement);

    *number = result == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : 0;
    return result == SQLITE_ROW || result == SQLITE_DONE ? KN_OK
                                                         : kn_store_fail(store, result, err);
}

kn_code kn_store_number(kn_store *store, const char *sql, int64_t *number, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_prepare(store, sql, &statement, err);

    *number = 0;
    if (code)
        return code;
    code = read_number(store, statement, number, err);
    sqlite3_finalize(statement);
    return code;
}

kn_code kn_store_meta_number(kn_store *store, const char *key, int64_t *number, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_statement(store, KN_SQL_META, &statement, err);

    *number = 0;
    if (code)
        return code;
    sqlite3_bind_text(statement, 1, key, -1, SQLITE_STATIC);
    code = read_number(store, statement, number, err);
    sqlite3_reset(statement);
    return code;
}

kn_code kn_store_device(kn_store *store, char device[KN_ID_SIZE], kn_error *err)
{
    const kn_place at = kn_store_place(store);
    sqlite3_stmt *statement;
    const char *text;
    kn_code code = kn_store_statement(store, KN_SQL_META, &statement, err);
    int result;

    device[0] = '\0';
    if (code)
        return code;
    sqlite3_bind_text(statement, 1, "device", -1, SQLITE_STATIC);
    result = sqlite3_step(statement);
    text = result == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    if (text && kn_id_is_valid(text))
        snprintf(device, KN_ID_SIZE, "%s", text);
    else if (result == SQLITE_ROW || result == SQLITE_DONE)
        code = kn_fail(err, KN_DAMAGED, &at, "the diary does not know its own id");
    else
        code = kn_store_fail(store, result, err);
    sqlite3_reset(statement);
    return code;
}

/* ---- Transactions -----------------------------------------------------------------------------*/

kn_code kn_store_read_begin(kn_store *store, bool *began, kn_error *err)
{
    *began = sqlite3_get_autocommit(store->db) != 0;
    return *began ? kn_store_run(store, KN_SQL_BEGIN_READ, err) : KN_OK;
}

void kn_store_read_end(kn_store *store, bool began)
{
    if (began && !sqlite3_get_autocommit(store->db))
        kn_store_run(store, KN_SQL_COMMIT, NULL);
}

/* Nothing can be done about a rollback that fails: the journal brings the file back later. */
static void undo(kn_store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        kn_store_run(store, KN_SQL_ROLLBACK, NULL);
}

/* After a full disk SQLite itself has undone the whole batch; the rest of it must not be written
 * as if nothing had happened. */
static kn_code check_batch(kn_store *store, kn_error *err)
{
    const kn_place at = kn_store_place(store);

    if (!sqlite3_get_autocommit(store->db))
        return KN_OK;
    return kn_fail(err, KN_IO, &at, "an earlier write failed, and all of these writes with it");
}

static kn_code check_writable(kn_store *store, kn_error *err)
{
    return sqlite3_db_readonly(store->db, "main") == 1 ? kn_store_fail(store, SQLITE_READONLY, err)
                                                       : KN_OK;
}

kn_code kn_store_write_begin(kn_store *store, kn_error *err)
{
    kn_code code = check_writable(store, err);

    if (code)
        return code;
    if (!store->in_batch)
        return kn_store_run(store, KN_SQL_BEGIN_WRITE, err);
    code = check_batch(store, err);
    return code ? code : kn_store_run(store, KN_SQL_MARK, err);
}

kn_code kn_store_write_end(kn_store *store, kn_code code, kn_error *err)
{
    if (store->in_batch) {
        if (code == KN_OK)
            return kn_store_run(store, KN_SQL_UNMARK, err);
        if (!sqlite3_get_autocommit(store->db)) {
            kn_store_run(store, KN_SQL_BACK_TO_MARK, NULL);
            kn_store_run(store, KN_SQL_UNMARK, NULL);
        }
        return code;
    }
    if (code == KN_OK)
        code = kn_store_run(store, KN_SQL_COMMIT, err);
    undo(store);
    return code;
}

kn_code kn_store_begin(kn_store *store, kn_error *err)
{
    kn_code code = check_writable(store, err);

    assert(!store->in_batch);
    if (code == KN_OK)
        code = kn_store_run(store, KN_SQL_BEGIN_WRITE, err);
    store->in_batch = code == KN_OK;
    return code;
}

kn_code kn_store_commit(kn_store *store, kn_error *err)
{
    kn_code code = check_batch(store, err);

    assert(store->in_batch);
    store->in_batch = false;
    if (code == KN_OK)
        code = kn_store_run(store, KN_SQL_COMMIT, err);
    undo(store);
    return code;
}

void kn_store_rollback(kn_store *store)
{
    store->in_batch = false;
    undo(store);
}

/* ---- The connection ---------------------------------------------------------------------------*/

/* "./" before a relative path: SQLite gives a meaning of its own to ":memory:" and "file:". */
static char *plain_path(const char *path, int flags)
{
    bool is_plain = path[0] == '/' || (flags & SQLITE_OPEN_MEMORY);
    char *copy = malloc(strlen(path) + 3);

    if (copy)
        sprintf(copy, "%s%s", is_plain ? "" : "./", path);
    return copy;
}

static int open_connection(kn_store *store, const char *path, int flags, int wait_ms)
{
    int reserve = KN_PAGE_CHECK, result = kn_pages_register();

    if (result == SQLITE_OK)
        result = sqlite3_open_v2(path, &store->db, flags | SQLITE_OPEN_EXRESCODE, KN_PAGES_VFS);
    if (result == SQLITE_OK)
        result = sqlite3_busy_timeout(store->db, wait_ms);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(store->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(store->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_db_config(store->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_exec(store->db, settings, NULL, NULL, NULL);
    if (result == SQLITE_OK)
        result = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserve);
    return result;
}

kn_code kn_store_connect(const char *path, int flags, int wait_ms, kn_clock clock, kn_store **out,
                         kn_error *err)
{
    kn_store *store = calloc(1, sizeof *store);
    char *plain = plain_path(path, flags);
    kn_code code = KN_OK;
    int result;

    *out = NULL;
    if (store)
        store->path = strdup(path);
    if (!store || !plain || !store->path) {
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory");
        goto done;
    }
    store->clock = clock;
    result = open_connection(store, plain, flags, wait_ms);
    if (result != SQLITE_OK) {
        code = kn_store_fail(store, result, err);
        goto done;
    }
    *out = store;
    store = NULL;
done:
    free(plain);
    kn_store_close(store);
    return code;
}

void kn_store_close(kn_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < KN_STATEMENT_COUNT; i++)
        sqlite3_finalize(store->statements[i]);
    sqlite3_close_v2(store->db); /* undoes what was not committed */
    free(store->path);
    free(store);
}

sqlite3 *kn_store_connection(kn_store *store)
{
    return store->db;
}

const char *kn_store_path(const kn_store *store)
{
    return store->path;
}

kn_moment kn_store_now(const kn_store *store)
{
    return store->clock.now(store->clock.context);
}
