/* Erasing for good: the rows, what the pages held, and the copies beside the file. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diary/index_rebuild.h"

/* With secure_delete SQLite overwrites what it frees with zeros. */
static kn_code empty_tables(kn_store *store, kn_error *err)
{
    char device[KN_ID_SIZE];
    sqlite3_stmt *statement;
    kn_code code = kn_store_exec(store,
                                 "DELETE FROM log; UPDATE meta SET value = value + 1"
                                 " WHERE key = 'change'",
                                 err);

    if (code == KN_OK)
        code = kn_index_rebuild(store, err);
    if (code == KN_OK)
        code = kn_store_statement(store, KN_SQL_META_PUT, &statement, err);
    if (code)
        return code;
    kn_id_new(device); /* so that an export from before and one from after are told apart */
    sqlite3_bind_text(statement, 1, "device", -1, SQLITE_STATIC);
    sqlite3_bind_text(statement, 2, device, -1, SQLITE_STATIC);
    return kn_store_finish(store, statement, err);
}

/* Zeros over all of it first: removing alone leaves the bytes on the disk. */
static bool wipe_file(int folder, const char *name)
{
    static const char zeros[4096];
    int file = openat(folder, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat seen;
    bool ok = file >= 0 && fstat(file, &seen) == 0 && S_ISREG(seen.st_mode);

    for (off_t left = ok ? seen.st_size : 0; ok && left > 0;) {
        ssize_t wrote = write(file, zeros, left < 4096 ? (size_t)left : sizeof zeros);

        ok = wrote > 0 || (wrote < 0 && errno == EINTR);
        left -= wrote > 0 ? wrote : 0;
    }
    ok = ok && fsync(file) == 0;
    if (file >= 0)
        close(file);
    return unlinkat(folder, name, 0) == 0 && ok;
}

/* Ours are FILE.schema-N from migrations and FILE.new-XXXXXX from a killed process. */
static bool is_copy(const char *name, const char *of)
{
    size_t length = strlen(of);

    return strncmp(name, of, length) == 0 &&
           (strncmp(name + length, ".schema-", 8) == 0 || strncmp(name + length, ".new-", 5) == 0);
}

/* A process killed while it made the diary can have left a second name of the very file: zeros
 * there would be zeros in the diary. */
static bool remove_copy(const kn_store *store, int folder, const char *name)
{
    struct stat diary, copy;

    if (stat(store->path, &diary) == 0 && fstatat(folder, name, &copy, AT_SYMLINK_NOFOLLOW) == 0 &&
        diary.st_dev == copy.st_dev && diary.st_ino == copy.st_ino)
        return unlinkat(folder, name, 0) == 0;
    return wipe_file(folder, name);
}

static kn_code wipe_copies(kn_store *store, kn_error *err)
{
    const kn_place at = kn_store_place(store);
    char *folder = strdup(store->path), *name = strdup(store->path);
    DIR *open = folder && name ? opendir(dirname(folder)) : NULL;
    kn_code code = KN_OK;

    for (struct dirent *one; open && (one = readdir(open));)
        if (is_copy(one->d_name, basename(name)) && !remove_copy(store, dirfd(open), one->d_name)) {
            code = kn_fail(err, KN_IO, &at, "the diary is empty, but its older copy %s is not",
                           one->d_name);
            kn_hint(err, "Delete that file yourself.");
        }
    if (open)
        closedir(open);
    free(folder);
    free(name);
    return code;
}

kn_code kn_store_erase(kn_store *store, uint64_t *erased, kn_error *err)
{
    int64_t entries = 0;
    kn_code code;

    assert(!store->in_batch);
    *erased = 0;
    code = kn_store_write_begin(store, err);
    if (code)
        return code;
    code = kn_store_meta_number(store, "entries", &entries, err);
    if (code == KN_OK)
        code = empty_tables(store, err);
    code = kn_store_write_end(store, code, err);
    if (code)
        return code;
    *erased = (uint64_t)entries;
    /* The file is all zeros but for its tables now; if it cannot be made shorter, that is all. */
    sqlite3_exec(store->db, "VACUUM", NULL, NULL, NULL);
    return wipe_copies(store, err);
}
