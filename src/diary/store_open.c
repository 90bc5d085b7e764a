/* Opening, making and copying the file. */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "diary/index_rebuild.h"
#include "diary/store_file.h"
#include "diary/store_pages.h"

static kn_code fail_system(const char *path, const char *what, kn_error *err)
{
    const kn_place at = kn_path_place(path);
    int number = errno;

    kn_fail(err, KN_IO, &at, "%s: %s", what, strerror(number));
    return kn_hint(err, number == ENOSPC || number == EDQUOT || number == EFBIG
                            ? "Make room on the disk, then try again."
                            : "Look at who owns the folder, or give another path.");
}

/* A rename or a new name is on the disk only when the folder is. Not every system lets a folder be
 * synced; then there is nothing more to do. */
static void sync_folder(const char *path)
{
    char *copy = strdup(path);
    int folder = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (folder >= 0) {
        fsync(folder);
        close(folder);
    }
    free(copy);
}

/* ---- Making -----------------------------------------------------------------------------------*/

static kn_code make_folder(const char *path, kn_error *err)
{
    if (mkdir(path, 0700) == 0) {
        if (chmod(path, 0700) != 0) /* whatever the umask says */
            return fail_system(path, "the folder cannot be made", err);
        return KN_OK;
    }
    return errno == EEXIST ? KN_OK : fail_system(path, "the folder cannot be made", err);
}

static kn_code make_folders(const char *path, kn_error *err)
{
    char *copy = strdup(path);
    kn_code code = copy ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory");

    for (char *at = copy; code == KN_OK && (at = strchr(at + 1, '/')); *at = '/') {
        struct stat seen;

        *at = '\0';
        if (stat(copy, &seen) == 0)
            continue;
        code = make_folder(copy, err);
        sync_folder(copy); /* the one above it, which holds its name */
    }
    free(copy);
    return code;
}

/* An empty file of a new name beside `path`, mode 0600. Owner: caller; free(). */
static kn_code make_beside(const char *path, char **beside, kn_error *err)
{
    char *name = malloc(strlen(path) + sizeof ".new-XXXXXX");
    int file;
    bool made;

    *beside = NULL;
    if (!name)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    sprintf(name, "%s.new-XXXXXX", path);
    file = mkstemp(name);
    made = file >= 0 && fchmod(file, 0600) == 0;
    if (!made) {
        kn_code code = fail_system(path, "the diary cannot be made", err);

        if (file >= 0) {
            close(file);
            unlink(name);
        }
        free(name);
        return code;
    }
    close(file);
    *beside = name;
    return KN_OK;
}

static void unlink_with_journal(const char *path)
{
    char journal[KN_PATH_LIMIT + 64];

    snprintf(journal, sizeof journal, "%s-journal", path);
    unlink(path);
    unlink(journal);
}

/* Gives the finished file its name unless that is taken. Some file systems have no links. */
static bool put_in_place(const char *from, const char *to)
{
    if (link(from, to) == 0)
        return true;
    if (errno == EEXIST || access(to, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

/* A writer that was killed leaves a journal, and whoever opens a diary of that name next undoes
 * what stands in it: in another diary, if the right one was moved away. */
static kn_code check_journal(const char *path, kn_error *err)
{
    const kn_place at = kn_path_place(path);
    char journal[KN_PATH_LIMIT + 64];
    struct stat seen;

    snprintf(journal, sizeof journal, "%s-journal", path);
    if (stat(journal, &seen) != 0 || seen.st_size == 0)
        return KN_OK;
    if (stat(path, &seen) == 0) /* another process made it meanwhile; the journal is its own */
        return KN_OK;
    kn_fail(err, KN_CONFLICT, &at, "there is no diary here, but the journal of one");
    return kn_hint(err, "Put the diary back beside the file that ends in -journal, or move that "
                        "file to where the diary is now. It holds the end of the diary's last "
                        "write.");
}

/* The file appears under its name only when it is whole, so that it never is an empty one, and of
 * two processes that make it at once one wins and the other takes that one's. */
static kn_code make_diary(const char *path, int wait_ms, kn_clock clock, kn_error *err)
{
    kn_store *store = NULL;
    char *beside = NULL;
    kn_code code = check_journal(path, err);

    if (code == KN_OK)
        code = make_folders(path, err);
    if (code == KN_OK)
        code = make_beside(path, &beside, err);
    if (code)
        return code;
    code = kn_store_connect(beside, SQLITE_OPEN_READWRITE, wait_ms, clock, &store, err);
    if (code == KN_OK)
        code = kn_store_write_begin(store, err);
    if (code == KN_OK)
        code = kn_store_write_end(store, kn_store_make_tables(store, err), err);
    kn_store_close(store);
    if (code && err)
        err->place = kn_path_place(path);
    if (code == KN_OK && !put_in_place(beside, path) && errno != EEXIST)
        code = fail_system(path, "the diary cannot be made", err);
    unlink_with_journal(beside);
    if (code == KN_OK)
        sync_folder(path);
    free(beside);
    return code;
}

kn_code kn_store_open_memory(kn_clock clock, kn_store **store, kn_error *err)
{
    kn_code code = kn_store_connect(
        ":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY, 0, clock,
        store, err);

    if (code == KN_OK)
        code = kn_store_write_begin(*store, err);
    if (code == KN_OK)
        code = kn_store_write_end(*store, kn_store_make_tables(*store, err), err);
    if (code) {
        kn_store_close(*store);
        *store = NULL;
    }
    return code;
}

/* ---- Copying ----------------------------------------------------------------------------------*/

/* Byte for byte, through SQLite's own handle: opening the file once more and closing it would end
 * this process's locks. A page that nothing uses may be torn, since no journal brings it back; the
 * copy is of the file as it is, and whoever reads a page of it will see. */
static kn_code copy_pages(kn_store *store, int to, const char *path, kn_error *err)
{
    unsigned char page[KN_PAGE_SIZE];
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    int result = sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file);

    if (result == SQLITE_OK)
        result = file->pMethods->xFileSize(file, &size);
    for (sqlite3_int64 at = 0; result == SQLITE_OK && at < size; at += KN_PAGE_SIZE) {
        int count = size - at < KN_PAGE_SIZE ? (int)(size - at) : KN_PAGE_SIZE;

        result = file->pMethods->xRead(file, page, count, at);
        if (result == SQLITE_CORRUPT) /* it was read nevertheless */
            result = SQLITE_OK;
        errno = ENOSPC; /* if it writes less than all, which sets none */
        if (result == SQLITE_OK && write(to, page, (size_t)count) != count)
            return fail_system(path, "the copy cannot be made", err);
    }
    if (result != SQLITE_OK)
        return kn_store_fail(store, result, err);
    return fsync(to) == 0 ? KN_OK : fail_system(path, "the copy cannot be made", err);
}

kn_code kn_store_copy(kn_store *store, const char *path, kn_error *err)
{
    bool began = false;
    int64_t ignored;
    char *beside;
    int to = -1;
    kn_code code = make_beside(path, &beside, err);

    if (code)
        return code;
    to = open(beside, O_WRONLY | O_CLOEXEC);
    if (to < 0)
        code = fail_system(path, "the copy cannot be made", err);
    if (code == KN_OK)
        code = kn_store_read_begin(store, &began, err);
    if (code == KN_OK) /* which takes the lock, and undoes what a journal holds */
        code = kn_store_number(store, "SELECT count(*) FROM sqlite_schema", &ignored, err);
    if (code == KN_OK)
        code = copy_pages(store, to, path, err);
    kn_store_read_end(store, began);
    if (to >= 0)
        close(to);
    if (code == KN_OK && !put_in_place(beside, path))
        code = fail_system(path, "the copy cannot be made", err);
    if (code == KN_OK)
        sync_folder(path);
    unlink_with_journal(beside);
    free(beside);
    return code;
}

/* ---- Opening ----------------------------------------------------------------------------------*/

/* SQLite makes a database of an empty file and waits for ever on a pipe; both are said no to
 * before it sees them. */
static kn_code look_at_file(const char *path, bool *is_there, kn_error *err)
{
    const kn_place at = kn_path_place(path);
    struct stat seen;

    *is_there = stat(path, &seen) == 0;
    if (!*is_there)
        return errno == ENOENT ? KN_OK : fail_system(path, "the diary cannot be opened", err);
    if (!S_ISREG(seen.st_mode)) {
        kn_fail(err, KN_IO, &at, S_ISDIR(seen.st_mode) ? "this is a folder" : "this is not a file");
        return kn_hint(err, "Give the path of the diary's file, such as %.100s/diary.unknot.",
                       S_ISDIR(seen.st_mode) ? path : ".");
    }
    if (seen.st_size == 0) {
        kn_fail(err, KN_PARSE, &at, "the file is empty; a diary never is, not even a new one");
        return kn_hint(err, "If there was a diary in it, restore a backup. Else remove the empty "
                            "file, or give another path.");
    }
    return KN_OK;
}

static kn_code check_application(kn_store *store, kn_error *err)
{
    const kn_place at = kn_store_place(store);
    int64_t id;
    kn_code code = kn_store_number(store, "PRAGMA application_id", &id, err);

    if (code || id == KN_APPLICATION_ID)
        return code;
    kn_fail(err, KN_PARSE, &at, "this is a database of another program, not a diary");
    return kn_hint(err, "Give the path of a diary made by Unknot. The file was not changed.");
}

static kn_code refresh_index(kn_store *store, kn_error *err)
{
    int64_t rule;
    kn_code code = kn_store_meta_number(store, "index", &rule, err);

    if (code || rule == kn_index_rule())
        return code;
    return sqlite3_db_readonly(store->db, "main") == 1 ? kn_index_in_memory(store, err)
                                                       : kn_store_reindex(store, err);
}

static kn_code open_existing(const char *path, kn_store_mode mode, kn_clock clock, int wait_ms,
                             kn_store **out, kn_error *err)
{
    kn_store *store;
    /* Also to read: what a killed writer left half done can only be undone by who may write. */
    kn_code code = kn_store_connect(path, SQLITE_OPEN_READWRITE, wait_ms, clock, &store, err);

    *out = NULL;
    if (code)
        return code;
    code = check_application(store, err);
    if (code == KN_OK && mode != KN_STORE_READ && sqlite3_db_readonly(store->db, "main") == 1)
        code = kn_store_fail(store, SQLITE_READONLY, err);
    if (code == KN_OK)
        code = kn_store_migrate(store, err);
    if (code == KN_OK)
        code = refresh_index(store, err);
    if (code == KN_OK && mode == KN_STORE_READ)
        code = kn_store_exec(store, "PRAGMA query_only = ON", err);
    if (code)
        kn_store_close(store);
    else
        *out = store;
    return code;
}

kn_code kn_store_open_waiting(const char *path, kn_store_mode mode, kn_clock clock, int wait_ms,
                              kn_store **store, kn_error *err)
{
    const kn_place at = kn_path_place(path);
    bool is_there;
    kn_code code;

    *store = NULL;
    if (strlen(path) == 0 || strlen(path) > KN_PATH_LIMIT)
        return kn_fail(err, KN_IO, &at, "the diary's path is empty or too long");
    code = look_at_file(path, &is_there, err);
    if (code == KN_OK && !is_there) {
        if (mode != KN_STORE_CREATE) {
            kn_fail(err, KN_NOTFOUND, &at, "there is no diary");
            return kn_hint(err, "Look at the path; the first entry makes a diary.");
        }
        code = make_diary(path, wait_ms, clock, err);
    }
    return code ? code : open_existing(path, mode, clock, wait_ms, store, err);
}

kn_code kn_store_open(const char *path, kn_store_mode mode, kn_clock clock, kn_store **store,
                      kn_error *err)
{
    return kn_store_open_waiting(path, mode, clock, KN_WAIT_MS, store, err);
}

/* ---- The clock --------------------------------------------------------------------------------*/

static kn_moment system_now(void *context)
{
    time_t now = time(NULL);
    struct tm local;

    (void)context;
    tzset();
    if (!localtime_r(&now, &local))
        return kn_moment_from_utc((int64_t)now, 0);
    return kn_moment_from_utc((int64_t)now, (int32_t)(local.tm_gmtoff / 60));
}

kn_clock kn_clock_system(void)
{
    return (kn_clock){.now = system_now};
}
