/* benchmarks/triggers.h - times kn_triggers_fit(). */
#ifndef BENCHMARKS_TRIGGERS_H
#define BENCHMARKS_TRIGGERS_H

#include <stdbool.h>

#include "unknot/error.h"

/* Prints a line for the sets of the directory and for a simulated diary of five years with 12
 * suspects, each without and with the check under the other strata. */
kn_code time_triggers(const char *directory, bool is_smoke, bool is_json, kn_error *err);

#endif
