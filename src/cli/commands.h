/* cli/commands.h - the commands of the program. Each returns the process exit status and talks to
 * stderr in one format only, that of kn_complain(). */
#ifndef CLI_COMMANDS_H
#define CLI_COMMANDS_H

#include "unknot/error.h"

/* "unknot: FILE:LINE:COLUMN: field "x": message" and, on a line of its own, the hint. Returns the
 * exit status of the error's code. */
int kn_complain(const kn_error *err);

int kn_command_analyze(int count, char *const words[]);

#endif
