/* diary/store_file.h - what the files of the store share: the open file, its statements and its
 * transactions. Private to them and to their tests. */
#ifndef DIARY_STORE_FILE_H
#define DIARY_STORE_FILE_H

#include "diary/index.h"

enum {
    KN_APPLICATION_ID = 0x6b4e6f74, /* "kNot": in the header of every diary */
    KN_WAIT_MS = 5000,              /* for another program's write */
    KN_EDIT_MAX = 1000000,          /* versions of one entry; no person gets there */
    KN_PATH_LIMIT = 480             /* bytes of a path; SQLite takes 512 */
};

/* Every statement that the store itself runs again and again: name, SQL. Prepared at first use. */
#define KN_LOG_COLUMNS                                                                             \
    "seq, version, entry, edit, device, recorded, utc, removed, kind, at, precision, body, digest"
#define KN_FROM_LOG "SELECT " KN_LOG_COLUMNS " FROM log "
#define KN_CURRENT  "ORDER BY edit DESC, removed, utc DESC, version DESC" /* index log_entry */
#define KN_META_ADD "UPDATE meta SET value = value + ?1 WHERE key = "
#define KN_STATEMENTS(X)                                                                           \
    X(BEGIN_READ, "BEGIN")                                                                         \
    X(BEGIN_WRITE, "BEGIN IMMEDIATE")                                                              \
    X(COMMIT, "COMMIT")                                                                            \
    X(ROLLBACK, "ROLLBACK")                                                                        \
    X(MARK, "SAVEPOINT one")                                                                       \
    X(UNMARK, "RELEASE one")                                                                       \
    X(BACK_TO_MARK, "ROLLBACK TO one")                                                             \
    X(META, "SELECT value FROM meta WHERE key = ?1")                                               \
    X(META_PUT, "INSERT INTO meta(key, value) VALUES (?1, ?2)"                                     \
                " ON CONFLICT(key) DO UPDATE SET value = excluded.value")                          \
    X(COUNT_CHANGE, KN_META_ADD "'change'")                                                        \
    X(COUNT_ENTRIES, KN_META_ADD "'entries'")                                                      \
    X(LOG_ADD, "INSERT INTO log(" KN_LOG_COLUMNS ")"                                               \
               " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")                 \
    X(LOG_VERSION, KN_FROM_LOG "WHERE version = ?1")                                               \
    X(LOG_CURRENT, KN_FROM_LOG "WHERE entry = ?1 " KN_CURRENT " LIMIT 1")                          \
    X(LOG_LAST_BODY, KN_FROM_LOG "WHERE entry = ?1 AND removed < 1 " KN_CURRENT " LIMIT 1")        \
    X(LOG_HISTORY, KN_FROM_LOG "WHERE entry = ?1 " KN_CURRENT)                                     \
    X(LOG_SEQ, KN_FROM_LOG "WHERE seq = ?1")                                                       \
    X(LOG_LAST_SEQ, "SELECT coalesce(max(seq), 0) FROM log")                                       \
    X(LOG_AFTER, KN_FROM_LOG "WHERE (utc, version) > (?1, ?2) AND seq <= ?3"                       \
                             " ORDER BY utc, version LIMIT ?4")                                    \
    X(LOG_BY_ENTRY, KN_FROM_LOG "ORDER BY entry, edit DESC, removed, utc DESC, version DESC")      \
    X(LOG_ALL, KN_FROM_LOG "ORDER BY seq")                                                         \
    X(ENTRY_DROP, "DELETE FROM entry WHERE id = ?1")                                               \
    X(EPISODE_DROP, "DELETE FROM episode WHERE id = ?1")                                           \
    X(PLACE_DROP, "DELETE FROM place WHERE id = ?1")                                               \
    X(VALUE_DROP, "DELETE FROM value WHERE id = ?1")                                               \
    X(USED_DROP, "DELETE FROM used WHERE id = ?1")                                                 \
    X(DONE_DROP, "DELETE FROM done WHERE id = ?1")                                                 \
    X(EXPOSED_DROP, "DELETE FROM exposed WHERE id = ?1")                                           \
    X(READING_DROP, "DELETE FROM reading WHERE id = ?1")                                           \
    X(SAID_DROP, "DELETE FROM said WHERE id = ?1")                                                 \
    X(ENTRY_ADD, "INSERT INTO entry(id, seq, kind, day, second, utc, timed)"                       \
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                           \
    X(EPISODE_ADD, "INSERT INTO episode(id, day, hour, label, pain, seconds, running, context,"    \
                   " has_site) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")                       \
    X(PLACE_ADD, "INSERT INTO place(id, day, site, pain, primary_) VALUES (?1, ?2, ?3, ?4, ?5)")   \
    X(VALUE_ADD, "INSERT INTO value(id, day, utc, measure, value, none)"                           \
                 " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                               \
    X(USED_ADD,                                                                                    \
      "INSERT INTO used(id, day, treatment, taken, minutes) VALUES (?1, ?2, ?3, ?4, ?5)")          \
    X(DONE_ADD, "INSERT INTO done(id, day, position, treatment, helped, after_minutes)"            \
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                                \
    X(EXPOSED_ADD, "INSERT INTO exposed(id, day, utc, suspect, level, graded)"                     \
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")                                             \
    X(READING_ADD, "INSERT INTO reading(id, day, second, utc, written, what, value)"               \
                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")                                         \
    X(SAID_ADD, "INSERT INTO said(id, day, said, about) VALUES (?1, ?2, ?3, ?4)")                  \
    X(ENTRY_PLACE, "SELECT day, second FROM entry WHERE id = ?1")                                  \
    X(RUNNING, "SELECT entry.seq FROM episode JOIN entry USING (id) WHERE episode.running = 1"     \
               " ORDER BY entry.day DESC, entry.second DESC, entry.id DESC")                       \
    X(DAY_FIRST, "SELECT day FROM entry WHERE kind = ?1 ORDER BY day LIMIT 1")                     \
    X(DAY_LAST, "SELECT day FROM entry WHERE kind = ?1 ORDER BY day DESC LIMIT 1")

typedef enum kn_statement {
#define KN_X(name, sql) KN_SQL_##name,
    KN_STATEMENTS(KN_X)
#undef KN_X
        KN_STATEMENT_COUNT
} kn_statement;

struct kn_store {
    sqlite3 *db;
    char *path;
    kn_clock clock;
    bool in_batch; /* between kn_store_begin() and its end */
    sqlite3_stmt *statements[KN_STATEMENT_COUNT];
};

/* kn_store_open() with another patience than KN_WAIT_MS, for tests. */
kn_code kn_store_open_waiting(const char *path, kn_store_mode mode, kn_clock clock, int wait_ms,
                              kn_store **store, kn_error *err);

/* An empty diary in memory, to work the derived tables out anew and compare. */
kn_code kn_store_open_memory(kn_clock clock, kn_store **store, kn_error *err);

/* Opens the connection alone, with every setting but nothing read. flags: of sqlite3_open_v2(). */
kn_code kn_store_connect(const char *path, int flags, int wait_ms, kn_clock clock, kn_store **store,
                         kn_error *err);

/* The place of messages about a file. */
kn_place kn_path_place(const char *path);
kn_place kn_store_place(const kn_store *store);

/* The statement, reset and unbound. Owner: the store. Reset it soon: a statement under way holds a
 * lock on the file. */
kn_code kn_store_statement(kn_store *store, kn_statement which, sqlite3_stmt **statement,
                           kn_error *err);

/* Runs to its end a statement that gives no rows, and resets it. */
kn_code kn_store_run(kn_store *store, kn_statement which, kn_error *err);
kn_code kn_store_finish(kn_store *store, sqlite3_stmt *statement, kn_error *err);

/* Runs SQL that is not among the statements: the schema, pragmas. */
kn_code kn_store_exec(kn_store *store, const char *sql, kn_error *err);

/* One whole number: of a pragma, or by the key of meta. */
kn_code kn_store_number(kn_store *store, const char *sql, int64_t *number, kn_error *err);
kn_code kn_store_meta_number(kn_store *store, const char *key, int64_t *number, kn_error *err);
kn_code kn_store_device(kn_store *store, char device[KN_ID_SIZE], kn_error *err);

/* Around what reads more than once: all of it sees the same state of the file. */
kn_code kn_store_read_begin(kn_store *store, bool *began, kn_error *err);
void kn_store_read_end(kn_store *store, bool began);

/* Around one write; inside a batch a part of it. The end commits if `code` is KN_OK and undoes
 * otherwise, and returns what came of it. */
kn_code kn_store_write_begin(kn_store *store, kn_error *err);
kn_code kn_store_write_end(kn_store *store, kn_code code, kn_error *err);

/* The schema of an empty file: tables, indexes, device, application id. Inside a transaction. */
kn_code kn_store_make_tables(kn_store *store, kn_error *err);

/* Brings an older file to KN_STORE_SCHEMA after copying it; refuses a newer one. */
kn_code kn_store_migrate(kn_store *store, kn_error *err);

/* Copies the file to `path`, which must not exist, page by page, mode 0600. */
kn_code kn_store_copy(kn_store *store, const char *path, kn_error *err);

/* What the derived tables were made by; when it differs they are made anew. */
int64_t kn_index_rule(void);
extern const char kn_index_tables[]; /* SQL that makes them, and nothing of the log */
extern const char *const kn_index_names[];
extern const size_t kn_index_count;

#endif
