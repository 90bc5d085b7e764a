/* What can be read of a damaged file, into a new diary. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "diary/store_carve.h"

static kn_code fail_system(const char *path, const char *what, kn_error *err)
{
    const kn_place at = kn_path_place(path);
    kn_code code = errno == ENOENT ? KN_NOTFOUND : KN_IO;

    return kn_fail(err, code, &at, "%s: %s", what, strerror(errno));
}

/* ---- A copy to work on ------------------------------------------------------------------------*/

static bool copy_bytes(int from, int to)
{
    char bytes[1 << 16];
    ssize_t count;

    while ((count = read(from, bytes, sizeof bytes)) > 0)
        for (ssize_t at = 0; at < count;) {
            ssize_t wrote = write(to, bytes + at, (size_t)(count - at));

            if (wrote < 0 && errno != EINTR)
                return false;
            at += wrote > 0 ? wrote : 0;
        }
    return count == 0;
}

static kn_code copy_file(const char *from, const char *to, kn_error *err)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out;
    kn_code code = KN_OK;

    if (in < 0)
        return fail_system(from, "the damaged file cannot be read", err);
    out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0 || !copy_bytes(in, out))
        code = fail_system(to, "a copy to work on cannot be made", err);
    close(in);
    if (out >= 0 && close(out) != 0 && code == KN_OK)
        code = fail_system(to, "a copy to work on cannot be made", err);
    return code;
}

/* A path and that of its journal. */
typedef struct file_pair {
    char file[KN_PATH_LIMIT + 16], journal[KN_PATH_LIMIT + 32];
} file_pair;

static void name_pair(file_pair *pair, const char *path, const char *suffix)
{
    snprintf(pair->file, sizeof pair->file, "%s%s", path, suffix);
    snprintf(pair->journal, sizeof pair->journal, "%s-journal", pair->file);
}

static void remove_pair(const file_pair *pair)
{
    unlink(pair->file);
    unlink(pair->journal);
}

/* A writer that was killed leaves pages half changed, and a journal to undo that. SQLite undoes it
 * in the copy if it still can; else the copy is taken as it is. */
static kn_code make_copy(const char *damaged, kn_clock clock, const file_pair *work, kn_error *err)
{
    file_pair from;
    kn_store *store;
    int64_t ignored;
    kn_code code;

    name_pair(&from, damaged, "");
    code = copy_file(damaged, work->file, err);
    if (code == KN_OK && access(from.journal, R_OK) == 0)
        code = copy_file(from.journal, work->journal, err);
    if (code)
        return code;
    if (kn_store_connect(work->file, SQLITE_OPEN_READWRITE, 0, clock, &store, NULL) == KN_OK) {
        kn_store_number(store, "SELECT count(*) FROM sqlite_schema", &ignored, NULL);
        kn_store_close(store);
    }
    return KN_OK;
}

/* ---- Taking rows ------------------------------------------------------------------------------*/

static kn_code take(kn_store *store, const kn_entry *entry, uint64_t *saved, kn_error *err)
{
    kn_entry there;
    bool found;
    kn_code code = kn_log_get(store, KN_SQL_LOG_VERSION, entry->version, &found, &there, err);

    kn_entry_release(&there);
    if (code || found)
        return code;
    ++*saved;
    return kn_log_append(store, entry, err);
}

static kn_code take_rows(kn_store *store, kn_carver *carver, uint64_t *saved, kn_error *err)
{
    const kn_place place = kn_store_place(store);
    kn_code code = KN_OK;
    kn_row row;

    while (code == KN_OK && kn_carver_next(carver, &row)) {
        kn_entry entry;

        code = kn_row_to_entry(&row, &place, &entry, err);
        if (code == KN_DAMAGED) { /* not a row, or not as it was written */
            code = KN_OK;
            continue;
        }
        if (code == KN_OK && row.seq > carver->last_seq)
            carver->last_seq = row.seq;
        if (code == KN_OK)
            code = take(store, &entry, saved, err);
        kn_entry_release(&entry);
    }
    return code;
}

static kn_code take_all(kn_store *store, const char *file, uint64_t *saved, uint64_t *lost,
                        kn_error *err)
{
    kn_carver carver = {0};
    struct stat seen;
    int in = open(file, O_RDONLY | O_CLOEXEC);
    kn_code code;

    if (in < 0 || fstat(in, &seen) != 0) {
        code = fail_system(file, "the copy cannot be read", err);
        goto done;
    }
    code = kn_carver_init(&carver, in, seen.st_size, err);
    if (code == KN_OK)
        code = kn_store_write_begin(store, err);
    if (code)
        goto done;
    code = take_rows(store, &carver, saved, err);
    code = kn_store_write_end(store, code, err);
    *lost = carver.last_seq > (int64_t)*saved ? (uint64_t)carver.last_seq - *saved : 0;
done:
    kn_carver_release(&carver);
    if (in >= 0)
        close(in);
    return code;
}

/* ---- All of it --------------------------------------------------------------------------------*/

static kn_code check_paths(const char *damaged, const char *path, kn_error *err)
{
    const kn_place from = kn_path_place(damaged), to = kn_path_place(path);
    struct stat seen;
    file_pair work;

    if (strlen(damaged) > KN_PATH_LIMIT || strlen(path) > KN_PATH_LIMIT - 16)
        return kn_fail(err, KN_IO, &to, "the path is too long");
    if (stat(damaged, &seen) != 0)
        return fail_system(damaged, "the damaged file cannot be read", err);
    if (!S_ISREG(seen.st_mode))
        return kn_fail(err, KN_IO, &from, "this is not a file");
    name_pair(&work, path, ".rescue");
    if (lstat(path, &seen) == 0 || lstat(work.file, &seen) == 0 ||
        lstat(work.journal, &seen) == 0) {
        kn_fail(err, KN_CONFLICT, &to, "there is a file already, or one of this name and .rescue");
        return kn_hint(err, "What is saved goes into a new file: give another path.");
    }
    return KN_OK;
}

kn_code kn_store_rescue(const char *damaged, const char *path, kn_clock clock, uint64_t *saved,
                        uint64_t *lost, kn_error *err)
{
    const kn_place from = kn_path_place(damaged);
    kn_store *store = NULL;
    file_pair made, work;
    kn_code code = check_paths(damaged, path, err);

    *saved = *lost = 0;
    if (code)
        return code;
    code = kn_store_open(path, KN_STORE_CREATE, clock, &store, err);
    if (code)
        return code;
    name_pair(&made, path, "");
    name_pair(&work, path, ".rescue");
    code = make_copy(damaged, clock, &work, err);
    if (code == KN_OK)
        code = take_all(store, work.file, saved, lost, err);
    kn_store_close(store);
    remove_pair(&work);
    if (code == KN_OK && *saved == 0 && *lost == 0) {
        code = kn_fail(err, KN_DAMAGED, &from, "no entry of a diary can be found in it");
        kn_hint(err, "Is it the right file? Look for a backup.");
    }
    if (code)
        remove_pair(&made);
    return code;
}
