/* cli/files.h - results into files, all or none.
 *
 * A file is first written beside its final place under another name; only when every file of a run
 * is complete and on disk do they take their names. After a failure nothing is left behind and what
 * stood there before still stands. Pipes and devices are written directly. A database is never
 * replaced: it could be the diary. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "unknot/error.h"

enum { KN_FILES_MAX = 4, KN_PATH_SIZE = 4096 };

typedef struct kn_files {
    bool is_private; /* set before staging: new files are for their owner only, mode 0600 */
    size_t count;
    struct kn_staged {
        char path[KN_PATH_SIZE];
        char staged[KN_PATH_SIZE]; /* "" once it has its name, or written directly */
    } file[KN_FILES_MAX];
} kn_files;

/* Writes the bytes next to `path`. `option` names the place in an error. */
kn_code kn_files_stage(kn_files *files, const char *option, const char *path, const char *bytes,
                       size_t size, kn_error *err);

/* Gives every staged file its name, for good: the folder is on the disk as well. */
kn_code kn_files_commit(kn_files *files, kn_error *err);

/* Removes what was staged and not committed. Zeroed storage is fine. */
void kn_files_release(kn_files *files);

#endif
