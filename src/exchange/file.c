#include "exchange/exchange.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

enum { ROOM_FIRST = 64 * 1024 };

const char *kn_file_name(const char *path)
{
    return strcmp(path, "-") == 0 ? "standard input" : path;
}

static kn_code too_large(const kn_place *place, size_t limit, kn_error *err)
{
    return kn_fail(err, KN_LIMIT, place, "the file is larger than %zu MiB, the most that is read",
                   limit >> 20);
}

/* Refuses what can be refused by looking at it; *expected is its size, 0 if that is not known. */
static kn_code look(int file, const kn_place *place, size_t limit, size_t *expected, kn_error *err)
{
    struct stat status;

    *expected = 0;
    if (fstat(file, &status) != 0)
        return kn_fail(err, KN_IO, place, "cannot look at the file: %s", strerror(errno));
    if (S_ISDIR(status.st_mode))
        return kn_fail(err, KN_NOTFOUND, place, "this is a directory, not a file");
    if (S_ISREG(status.st_mode)) {
        if ((uintmax_t)status.st_size > limit)
            return too_large(place, limit, err);
        *expected = (size_t)status.st_size;
    }
    return KN_OK;
}

/* Reads to the end, or until there is one byte more than the limit. */
static kn_code read_all(int file, const kn_place *place, size_t limit, size_t expected,
                        char **bytes, size_t *size, kn_error *err)
{
    size_t room = expected > 0 ? expected + 1 : ROOM_FIRST; /* + 1: sees the end without growing */
    size_t used = 0;
    char *buffer = malloc(room);
    kn_code code = KN_OK;

    while (buffer) {
        ssize_t got;
        if (used == room) {
            char *larger = realloc(buffer, room *= 2);
            if (!larger)
                break;
            buffer = larger;
        }
        got = read(file, buffer + used, room - used);
        if (got == 0) {
            *bytes = buffer;
            *size = used;
            return KN_OK;
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            code = kn_fail(err, KN_IO, place, "cannot read: %s", strerror(errno));
            goto done;
        }
        used += (size_t)got;
        if (used > limit) {
            code = too_large(place, limit, err);
            goto done;
        }
    }
    code = kn_fail(err, KN_NOMEM, place, "out of memory for %zu bytes", room);
done:
    free(buffer);
    return code;
}

kn_code kn_file_read(const char *path, size_t limit, char **bytes, size_t *size, kn_error *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    const char *name = kn_file_name(path);
    kn_place place = {.line = 0};
    size_t expected;
    kn_code code;
    int file;

    memcpy(place.source, name, kn_utf8_cut(name, strlen(name), sizeof place.source - 1));
    file = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (file < 0) {
        code = errno == ENOENT || errno == ENOTDIR || errno == EACCES ? KN_NOTFOUND : KN_IO;
        return kn_fail(err, code, &place,
                       errno == EACCES       ? "there is no permission to read this file"
                       : code == KN_NOTFOUND ? "there is no such file"
                                             : "the file cannot be opened");
    }
    code = look(file, &place, limit, &expected, err);
    if (!code)
        code = read_all(file, &place, limit, expected, bytes, size, err);
    if (!is_stdin)
        close(file);
    return code;
}
