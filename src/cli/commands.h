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
    X(reading)                                                                                     \
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
    X(trial_list)                                                                                  \
    X(trial_show)                                                                                  \
    X(trial_today)                                                                                 \
    X(trial_new)                                                                                   \
    X(trial_plan)                                                                                  \
    X(trial_start)                                                                                 \
    X(trial_log)                                                                                   \
    X(trial_guess)                                                                                 \
    X(trial_harm)                                                                                  \
    X(trial_pause)                                                                                 \
    X(trial_resume)                                                                                \
    X(trial_stop)                                                                                  \
    X(trial_amend)                                                                                 \
    X(trial_look)                                                                                  \
    X(trial_peek)                                                                                  \
    X(trial_unblind)                                                                               \
    X(trial_answer)                                                                                \
    X(trial_decide)                                                                                \
    X(trial_extend)                                                                                \
    X(trial_report)                                                                                \
    X(trial_sheet)                                                                                 \
    X(trial_protocol)                                                                              \
    X(trial_calendar)                                                                              \
    X(trial_curve)                                                                                 \
    X(trial_verify)                                                                                \
    X(trial_archive)                                                                               \
    X(plan)                                                                                        \
    X(analyze)                                                                                     \
    X(triggers)                                                                                    \
    X(now)                                                                                         \
    X(relief_plan)                                                                                 \
    X(relief_draw)                                                                                 \
    X(relief_pooled)                                                                               \
    X(relief_verify)                                                                               \
    X(relief)

int kn_command_plan(int count, char *const words[]);
int kn_command_analyze(int count, char *const words[]);
#define KN_X(name) extern const kn_command kn_##name##_command;
KN_COMMANDS(KN_X)
#undef KN_X

#endif
