/* diary/store_pages.h - a layer between SQLite and the files ("VFS") that ends every page of a
 * diary with a checksum: written with the page, checked when it is read. A flipped bit anywhere is
 * therefore found when it is read, also in the derived tables and in SQLite's own structure, and
 * never taken for what somebody wrote. Private.
 *
 * The last KN_PAGE_CHECK bytes of each page are reserved in SQLite's format, so that other programs
 * can still read the file. The checksum is SipHash-2-4 of the rest and the page's place. Journals
 * have checksums of their own and pass through as they are. */
#ifndef DIARY_STORE_PAGES_H
#define DIARY_STORE_PAGES_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

enum { KN_PAGE_SIZE = 4096, KN_PAGE_CHECK = 8 };

#define KN_PAGES_VFS "unknot"

/* Is a page, read from `at` in the file, as it was written? */
bool kn_page_is_whole(const unsigned char page[KN_PAGE_SIZE], int64_t at);

/* Makes the layer known to SQLite, once for each process. An SQLite result. */
int kn_pages_register(void);

#endif
