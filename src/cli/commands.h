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

int kn_command_analyze(int count, char *const words[]);
extern const kn_command kn_analyze_command;

#endif
