#include "cli/files.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, bytes, size);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        bytes += n;
        size -= (size_t)n;
    }
    return true;
}

static kn_code fail_writing(kn_error *err, const char *option, const char *path)
{
    kn_place at = {0};
    int reason = errno;

    snprintf(at.source, sizeof at.source, "%s", option);
    kn_fail(err, KN_IO, &at, "cannot write \"%s\": %s", path, strerror(reason));
    return kn_hint(err, reason == ENOENT ? "Make the folder first; it is not made for you."
                                         : "Nothing was written.");
}

/* Does it begin like a file of SQLite, as every diary does? */
static bool is_database(const char *path)
{
    static const char magic[] = "SQLite format 3";
    char bytes[sizeof magic] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_same = fd >= 0 && read(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes &&
                   memcmp(bytes, magic, sizeof magic) == 0;

    if (fd >= 0)
        close(fd);
    return is_same;
}

static kn_code refuse_database(kn_error *err, const char *option, const char *path)
{
    kn_place at = {0};

    snprintf(at.source, sizeof at.source, "%s", option);
    kn_fail(err, KN_CONFLICT, &at, "\"%s\" is a database, such as a diary, and is not replaced",
            path);
    return kn_hint(err, "Give another name for the new file.");
}

/* A name is on the disk only when its folder is. */
static void sync_folder(const char *path)
{
    char *copy = strdup(path);
    int fd = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
    free(copy);
}

/* A new file beside `path`, with the permissions that an ordinary new file would get, or fewer. */
static int open_beside(const char *path, bool is_private, char staged[KN_PATH_SIZE])
{
    mode_t mask = umask(0);
    int fd;

    umask(mask);
    if (snprintf(staged, KN_PATH_SIZE, "%s.XXXXXX", path) >= KN_PATH_SIZE) {
        staged[0] = '\0';
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkstemp(staged);
    if (fd < 0)
        staged[0] = '\0';
    else if (!is_private)
        (void)fchmod(fd, 0666 & ~mask); /* only the readers' convenience depends on it */
    return fd;
}

kn_code kn_files_stage(kn_files *files, const char *option, const char *path, const char *bytes,
                       size_t size, kn_error *err)
{
    struct kn_staged *file = &files->file[files->count];
    struct stat status;
    bool is_there = stat(path, &status) == 0;
    bool direct = is_there && !S_ISREG(status.st_mode), written;
    int fd;

    if (files->count == KN_FILES_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "more than %d files to write", KN_FILES_MAX);
    file->staged[0] = '\0';
    snprintf(file->path, sizeof file->path, "%s", path);
    if (is_there && !direct && is_database(path))
        return refuse_database(err, option, path);
    fd = direct ? open(path, O_WRONLY | O_CLOEXEC)
                : open_beside(path, files->is_private, file->staged);
    if (fd < 0)
        return fail_writing(err, option, path);
    files->count++;
    written = write_all(fd, bytes, size) && (direct || fsync(fd) == 0);
    if (close(fd) != 0 || !written)
        return fail_writing(err, option, path);
    return KN_OK;
}

kn_code kn_files_commit(kn_files *files, kn_error *err)
{
    for (size_t i = 0; i < files->count; i++) {
        struct kn_staged *file = &files->file[i];

        if (file->staged[0] && rename(file->staged, file->path) != 0)
            return fail_writing(err, "", file->path);
        if (file->staged[0])
            sync_folder(file->path);
        file->staged[0] = '\0';
    }
    return KN_OK;
}

void kn_files_release(kn_files *files)
{
    for (size_t i = 0; i < files->count; i++)
        if (files->file[i].staged[0])
            unlink(files->file[i].staged);
    files->count = 0;
}
