/* exchange/relief.h - inside the CSV reader of episodes.
 *
 *   relief_csv.c    columns, rows, persons and their order
 *   relief_cells.c  one cell: number, yes/no, order, allowed arms; one row: how it ended */
#ifndef EXCHANGE_RELIEF_H
#define EXCHANGE_RELIEF_H

#include "base/csv.h"
#include "exchange/exchange.h"

typedef struct kn_relief_row {
    kn_csv_field field[KN_RELIEF_COLUMN_COUNT]; /* empty where the column is missing */
    kn_relief_episode episode;
    uint32_t line;
    uint32_t at;  /* in the file, from 0 */
    uint32_t who; /* number of the person, by first appearance */
} kn_relief_row;

typedef struct kn_relief_file {
    const kn_relief_csv_options *options;
    kn_csv csv;
    int column[KN_RELIEF_COLUMN_COUNT]; /* index, or -1 */
    kn_relief_row *row;
    size_t rows, room;
    kn_relief_data *data;
} kn_relief_file;

kn_place kn_relief_place(const kn_relief_file *file, kn_relief_column column,
                         const kn_csv_field *field);

/* The index of an arm's name, added if it is new. */
kn_code kn_relief_read_arm(kn_relief_file *file, kn_relief_column column, const kn_csv_field *field,
                           int *arm, kn_error *err);

/* Everything of a row but its arm, person and allowed arms. */
kn_code kn_relief_read_row(kn_relief_file *file, kn_relief_row *row, kn_error *err);

/* The allowed arms, once every arm that was drawn is known. */
kn_code kn_relief_read_allowed(kn_relief_file *file, kn_relief_row *row, kn_error *err);

#endif
