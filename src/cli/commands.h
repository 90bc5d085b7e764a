/* cli/commands.h - the commands of the program. Each returns the process exit status and talks to
 * stderr in one format only, that of kn_complain(). */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "cli/options.h"
#include "unknot/error.h"

#ifndef UNKNOT_VERSION /* the build sets it from the project's version */
#define UNKNOT_VERSION "unknown"
#endif

/* "unknot: FILE:LINE:COLUMN: field "x": message" and, on a line of its own, the hint. Returns the
 * exit status of the error's code. */
int kn_complain(const kn_error *err);

/* Every command of the table in main.c that has a file of its own. */
#define KN_COMMANDS(X)                                                                             \
    X(log_spasm)                                                                                   \
    X(ease)                                                                                        \
    X(log_use)                                                                                     \
    X(log_note)                                                                                    \
    X(log_medicine)                                                                                \
    X(log_exposure)                                                                                \
    X(check_in)                                                                                    \
    X(today)                                                                                       \
    X(diary)                                                                                       \
    X(show)                                                                                        \
    X(amend)                                                                                       \
    X(remove)                                                                                      \
    X(restore)                                                                                     \
    X(patterns)                                                                                    \
    X(report)                                                                                      \
    X(warnings)                                                                                    \
    X(answer)                                                                                      \
    X(advice)                                                                                      \
    X(treatments)                                                                                  \
    X(add_measure)                                                                                 \
    X(add_suspect)                                                                                 \
    X(add_treatment)                                                                               \
    X(export)                                                                                      \
    X(import)                                                                                      \
    X(backup)                                                                                      \
    X(restore_backup)                                                                              \
    X(doctor)                                                                                      \
    X(erase)                                                                                       \
    X(example)                                                                                     \
    X(api)                                                                                         \
    X(serve)                                                                                       \
    X(analyze)

int kn_command_analyze(int count, char *const words[]);
#define KN_X(name) extern const kn_command kn_##name##_command;
KN_COMMANDS(KN_X)
#undef KN_X

#endif
