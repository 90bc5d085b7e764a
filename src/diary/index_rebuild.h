/* diary/index_rebuild.h - the derived tables made anew from the log. Private. */
#ifndef DIARY_INDEX_REBUILD_H
#define DIARY_INDEX_REBUILD_H

#include "diary/store_file.h"

/* Writes the derived rows of every entry of `from` into `to`, whose derived tables are empty. The
 * two may be the same store. */
kn_code kn_index_fill(kn_store *from, kn_store *to, kn_error *err);

/* Empties and fills them. Inside a transaction. */
kn_code kn_index_rebuild(kn_store *store, kn_error *err);

/* The same in memory, in front of the tables of a file that cannot be written: an older program may
 * have made those in another shape. As long as the store is open. */
kn_code kn_index_in_memory(kn_store *store, kn_error *err);

#endif
