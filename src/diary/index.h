/* diary/index.h - the tables worked out from the log, private to the room. One row for each current
 * version that is not removed. What is a NULL was not recorded.
 *
 *   entry    (id TEXT PRIMARY KEY, seq INTEGER, kind INTEGER, day INTEGER, second INTEGER,
 *             utc INTEGER, timed INTEGER)
 *            timed: precision is minute. Indexes (day, second, id), (day, kind), (kind, day)
 *
 *   episode  (id, day, hour, label, pain, seconds, running, context, has_site)
 *            hour: 0..23 or NULL unless timed; label: kn_label; context: kn_context, 0 or NULL
 *            unknown. Indexes (day, and all others but id), (label, day), (context, day, label)
 *
 *   place    (id, day, site, pain, primary_)
 *            one row for each marked site; site: index of kn_sites. Index (day, and all
 *            others but id)
 *
 *   value    (id, day, utc, measure TEXT, value REAL, none INTEGER)
 *            check-ins. Index (measure, day, utc, id, value, none)
 *
 *   used     (id, day, treatment TEXT, taken INTEGER, minutes)
 *            kind use; taken: 0 not taken, 1 taken, 2 no dose that day. Index (day,
 *            treatment, taken)
 *
 *   done     (id, day, treatment TEXT, helped INTEGER, after_minutes)
 *            what was done in an episode; helped: 0 none, 1 little, 2 much, 3 worse. Index
 *            (day, treatment, helped)
 *
 *   exposed  (id, day, utc, suspect TEXT, level REAL, graded INTEGER)
 *            0 = explicitly no; graded: given as a level, not as yes or no. Indexes (day),
 *            (suspect, day, utc, id, level, graded)
 *
 *   reading  (id, day, second, utc, written, what TEXT, value REAL)
 *            second: NULL unless timed; written: when it was recorded, UTC. Index (what, day,
 *            utc, id, value, second, written)
 *
 *   said     (id, day, said INTEGER, about TEXT)
 *            answers and advice; said: 0 no, 1 unsure, 2 yes, 3 advice (kn_said). Indexes (day),
 *            (said) where it is not 0, (about)
 *
 * The log itself: log(seq INTEGER PRIMARY KEY, version TEXT UNIQUE, entry TEXT, edit INTEGER,
 * device TEXT, recorded TEXT, utc INTEGER, removed INTEGER, kind TEXT, at TEXT, precision TEXT,
 * body TEXT, digest BLOB); meta(key TEXT PRIMARY KEY, value). */
#ifndef DIARY_INDEX_H
#define DIARY_INDEX_H

#include <sqlite3.h>

#include "diary/store.h"

/* The connection, for SELECTs elsewhere in this room. */
sqlite3 *kn_store_connection(kn_store *store);

/* Turns a failed SQLite call into an error about this file and returns its code. */
kn_code kn_store_fail(kn_store *store, int result, kn_error *err);

/* Prepares `sql`; bind and step it, then sqlite3_finalize(). */
kn_code kn_store_prepare(kn_store *store, const char *sql, sqlite3_stmt **statement, kn_error *err);

/* Replaces the derived rows of one entry: `entry` is its current version; removed: none remain. */
kn_code kn_index_put(kn_store *store, const kn_entry *entry, int64_t seq, kn_error *err);

#endif
