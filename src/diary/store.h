/* diary/store.h - the diary on disk: an append-only log in one SQLite file.
 *
 * A call that returns KN_OK has its bytes on the disk (synchronous=FULL, rollback journal): the
 * process may be killed the instant after. Several processes and several threads may have the same
 * file open, each with its own kn_store; a call waits up to five seconds for another's write, then
 * says KN_BUSY. Besides the log the file holds tables that are worked out from it (diary/index.h);
 * they change in the same transaction and can be made anew at any time.
 *
 * Every row of the log carries a digest (BLAKE2b, 16 bytes) of its content and every page of the
 * file a checksum, so that a flipped bit is found when it is read: KN_DAMAGED. Names of files and
 * the row stand in the message, and nothing is ever repaired in place. docs/format.md. */
#ifndef DIARY_STORE_H
#define DIARY_STORE_H

#include "diary/entry.h"

enum { KN_STORE_SCHEMA = 1 /* of the file; older ones are migrated forward, newer ones refused */ };

typedef struct kn_store kn_store;

/* What time it is. The caller's, so that tests can set it. */
typedef struct kn_clock {
    kn_moment (*now)(void *context);
    void *context;
} kn_clock;

kn_clock kn_clock_system(void); /* local time by TZ */

typedef enum kn_store_mode {
    KN_STORE_READ,  /* the file must exist */
    KN_STORE_WRITE, /* the file must exist */
    KN_STORE_CREATE /* made, with its directories (mode 0700; the file 0600), if missing */
} kn_store_mode;

/* KN_NOTFOUND, KN_IO (no permission, read-only, disk full), KN_NEWER, KN_DAMAGED or KN_PARSE (not
 * a diary), KN_BUSY, KN_NOMEM. An old schema is migrated, after a copy FILE.schema-N was made
 * beside it. *store: owner is the caller; kn_store_close(). */
kn_code kn_store_open(const char *path, kn_store_mode mode, kn_clock clock, kn_store **store,
                      kn_error *err);
void kn_store_close(kn_store *store); /* accepts NULL */

const char *kn_store_path(const kn_store *store);
kn_moment kn_store_now(const kn_store *store);

/* ---- Writing ----------------------------------------------------------------------------------*/

typedef enum kn_outcome {
    KN_ADDED, /* it was new */
    KN_KNOWN  /* this very version was there already, with the same content: nothing was done */
} kn_outcome;

/* Appends the first version of an entry: id, version, kind, at, precision and body are the
 * caller's; edit, device and recorded are set here. KN_CONFLICT if the id is taken, or the version
 * id by other content; KN_DATA from kn_entry_check() or for a time in the future. */
kn_code kn_store_add(kn_store *store, kn_entry *entry, kn_outcome *outcome, kn_error *err);

/* Appends the next version of an existing entry, with all its fields. `base`: version that the
 * caller saw, or NULL; KN_CONFLICT if another one is current. KN_NOTFOUND. */
kn_code kn_store_amend(kn_store *store, kn_entry *entry, const char *base, kn_outcome *outcome,
                       kn_error *err);

/* Appends a removal, or a version that brings the last body back. `version` is the new one's id. On
 * success *entry is that version (release it). KN_NOTFOUND; KN_CONFLICT if it is already so by
 * another version. */
kn_code kn_store_remove(kn_store *store, const char *id, const char *version, kn_entry *entry,
                        kn_outcome *outcome, kn_error *err);
kn_code kn_store_restore(kn_store *store, const char *id, const char *version, kn_entry *entry,
                         kn_outcome *outcome, kn_error *err);

/* Several writes as one: all or none, and one wait for the disk. Not nested. */
kn_code kn_store_begin(kn_store *store, kn_error *err);
kn_code kn_store_commit(kn_store *store, kn_error *err);
void kn_store_rollback(kn_store *store);

/* ---- Reading ----------------------------------------------------------------------------------*/

/* The current version; KN_NOTFOUND if there is none or it is removed (unless `even_removed`). */
kn_code kn_store_get(kn_store *store, const char *id, bool even_removed, kn_entry *entry,
                     kn_error *err);

/* The id of the one entry, removed or not, whose id begins with `prefix` (at least KN_PREFIX_MIN
 * characters, in either case): for people who type. KN_NOTFOUND; KN_DATA if too short or if several
 * begin so. */
enum { KN_PREFIX_MIN = 4 };
kn_code kn_store_resolve(kn_store *store, const char *prefix, char id[KN_ID_SIZE], kn_error *err);

/* A list of entries. Owner: caller; kn_entries_release(). */
typedef struct kn_entries {
    kn_entry *list;
    size_t count;
} kn_entries;
void kn_entries_release(kn_entries *entries);

/* Every version of an entry, newest first. KN_NOTFOUND. */
kn_code kn_store_history(kn_store *store, const char *id, kn_entries *versions, kn_error *err);

typedef struct kn_query {
    int32_t from, to;   /* days, both inclusive; INT32_MIN and INT32_MAX: no bound */
    uint32_t kinds;     /* bit 1 << kind; 0: all */
    const char *before; /* an entry's id: go on after it; NULL: from the newest on */
    size_t limit;       /* 1..KN_QUERY_MAX */
} kn_query;
enum { KN_QUERY_MAX = 1000 };

/* Current versions that are not removed, newest first (by `at`, then id). A list goes on
 * behind a removed `before`, too; KN_NOTFOUND for an unknown one. */
kn_code kn_store_list(kn_store *store, const kn_query *query, kn_entries *entries, kn_error *err);

/* All current entries of one kind from one day to another, oldest first: as many as there are. */
kn_code kn_store_list_kind(kn_store *store, kn_kind kind, int32_t from, int32_t to,
                           kn_entries *entries, kn_error *err);

/* Episodes marked as still running, newest first. */
kn_code kn_store_running(kn_store *store, kn_entries *entries, kn_error *err);

typedef struct kn_store_facts {
    uint64_t entries;            /* current, not removed */
    uint64_t versions;           /* rows of the log */
    int32_t first_day, last_day; /* of what counts as recorded; 0, -1 when there is nothing */
    uint64_t change;             /* grows with every write by anyone: has anything changed? */
    int schema;
} kn_store_facts;
kn_code kn_store_facts_get(kn_store *store, kn_store_facts *facts, kn_error *err);

/* ---- Out and in -------------------------------------------------------------------------------*/

/* Receives bytes in order; false stops with KN_IO. */
typedef struct kn_sink {
    bool (*write)(void *context, const char *bytes, size_t count);
    void *context;
} kn_sink;

/* The whole log as JSON lines, docs/format.md: a head, then one version a line, ordered by
 * (recorded as UTC, version). Two diaries that hold the same give the same bytes. */
kn_code kn_store_export(kn_store *store, kn_sink sink, kn_error *err);

typedef struct kn_merged {
    uint64_t added, known;
} kn_merged;
enum { KN_IMPORT_MAX = 256 * 1024 * 1024 /* bytes */ };

/* Union with an export, lines in any order: all of it or, on any fault, nothing. KN_PARSE, KN_DATA,
 * KN_CONFLICT with the line, KN_NEWER for a later format. */
kn_code kn_store_import(kn_store *store, const char *bytes, size_t size, const char *source,
                        kn_merged *merged, kn_error *err);

/* The export under a passphrase: Argon2id, then XChaCha20-Poly1305 in chunks (libsodium
 * secretstream). docs/format.md. A wrong passphrase and a changed byte cannot be told apart:
 * KN_DATA. Reading trusts no cost parameter beyond fixed limits. */
enum { KN_PASSPHRASE_MIN = 8, KN_PASSPHRASE_MAX = 1024 /* bytes */ };
kn_code kn_backup_write(kn_store *store, const char *passphrase, kn_sink sink, kn_error *err);
kn_code kn_backup_read(kn_store *store, const char *passphrase, const char *bytes, size_t size,
                       const char *source, kn_merged *merged, kn_error *err);

/* ---- Care -------------------------------------------------------------------------------------*/

typedef struct kn_finding {
    const char *what; /* "every row is as it was written" */
    bool is_ok;
    char detail[256]; /* what was found, or "" */
} kn_finding;
enum { KN_FINDINGS_MAX = 8 };

/* Looks at everything and changes nothing: SQLite's own check, every digest, every entry's rules,
 * the derived tables against the log. Faults are findings; the code only says whether it could
 * look. */
kn_code kn_store_doctor(kn_store *store, kn_finding findings[KN_FINDINGS_MAX], size_t *count,
                        kn_error *err);

/* Reads what can be read of a damaged file into a new diary at `path`; the damaged one stays. */
kn_code kn_store_rescue(const char *damaged, const char *path, kn_clock clock, uint64_t *saved,
                        uint64_t *lost, kn_error *err);

/* Makes the derived tables anew from the log. */
kn_code kn_store_reindex(kn_store *store, kn_error *err);

/* Deletes every entry for good, overwriting what the file held; the file stays, empty, and other
 * processes see an empty diary. *erased: how many entries there were. Not inside a batch. */
kn_code kn_store_erase(kn_store *store, uint64_t *erased, kn_error *err);

#endif
