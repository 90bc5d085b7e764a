/* diary/store_carve.h - rows of the log taken straight from the pages of a damaged file, without
 * SQLite: no other page needs to be whole. Each row carries its digest, so that what is found is
 * what was written. File format: sqlite.org/fileformat2.html. Private. */
#ifndef DIARY_STORE_CARVE_H
#define DIARY_STORE_CARVE_H

#include "diary/log.h"

typedef struct kn_carver {
    int file; /* borrowed; read with pread() */
    int64_t pages, page;
    int cell, cells;
    int64_t last_seq;     /* the highest number of a row seen so far */
    unsigned char *bytes; /* the rest is the carver's own */
    unsigned char *payload;
} kn_carver;

/* KN_NOMEM. Owner: caller; kn_carver_release(). */
kn_code kn_carver_init(kn_carver *carver, int file, int64_t size, kn_error *err);
void kn_carver_release(kn_carver *carver);

/* The next thing that has the shape of a row of the log; false at the end. Texts are valid until
 * the next call. kn_row_to_entry() says whether it is one. */
bool kn_carver_next(kn_carver *carver, kn_row *row);

#endif
