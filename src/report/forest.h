/* report/forest.h - the rows of a forest picture: people, their average, the next person. */
#ifndef REPORT_FOREST_H
#define REPORT_FOREST_H

#include "report/dots.h"

enum { KN_FOREST_ROWS = 60 };

typedef struct kn_forest {
    size_t rows;
    struct {
        const char *name;       /* from the data: make it safe */
        double q025, q50, q975; /* of x = -e: better is left */
        bool together;          /* the average, or the next person */
    } row[KN_FOREST_ROWS + 2];
    size_t left_out; /* people: of very many, evenly spaced ones in the order of their effects */
    kn_dots axis;    /* low, high and ticks */
} kn_forest;

/* Shows at most `rows` people, 2..KN_FOREST_ROWS. Needs study->pool. KN_NOMEM possible. */
kn_code kn_forest_init(kn_forest *forest, const kn_study *study, size_t rows, kn_error *err);

#endif
