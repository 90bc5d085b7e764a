/* benchmarks/relief.h - times kn_relief_new(). */
#ifndef BENCHMARKS_RELIEF_H
#define BENCHMARKS_RELIEF_H

#include <stdbool.h>

#include "unknot/error.h"

/* Prints a line each for 150 episodes of 4 arms and 40 of 2, with everything and as a fit alone. */
kn_code time_relief(bool is_smoke, bool is_json, kn_error *err);

/* The same episodes as a table for other programs: arm,low,high; high inf: not eased by low. */
void print_relief(int episodes, int arms);

#endif
