/* diary/backup_cost.h - what deriving a backup's key costs; private, for tests and fuzzing, which
 * cannot wait half a second each time. */
#ifndef DIARY_BACKUP_COST_H
#define DIARY_BACKUP_COST_H

#include "diary/store.h"

typedef struct kn_backup_cost {
    uint64_t passes; /* of Argon2id over its memory */
    uint64_t bytes;  /* of memory */
} kn_backup_cost;

kn_code kn_backup_write_at(kn_store *store, const char *passphrase, kn_backup_cost cost,
                           kn_sink sink, kn_error *err);

/* Refuses a file that asks for more than `most`. */
kn_code kn_backup_read_at(kn_store *store, const char *passphrase, kn_backup_cost most,
                          const char *bytes, size_t size, const char *source, kn_merged *merged,
                          kn_error *err);

#endif
