/* cli/care.h - restoring a backup, which two commands do. */
#ifndef CLI_CARE_H
#define CLI_CARE_H

#include "cli/session.h"

typedef struct kn_restore_arguments {
    kn_diary_options common;
    const char *passphrase_file;
} kn_restore_arguments;

enum { KN_RESTORE_OPTION_COUNT = 4 };
extern const kn_option kn_restore_options[KN_RESTORE_OPTION_COUNT];

/* The first operand is the file of the backup. */
kn_code kn_restore_backup(const kn_words *operands, void *arguments, kn_error *err);

#endif
