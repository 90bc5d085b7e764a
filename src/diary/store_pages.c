#include "diary/store_pages.h"

#include <errno.h>
#include <pthread.h>
#include <sodium.h>
#include <string.h>

#include "diary/store_file.h"

enum {
    CONTENT = KN_PAGE_SIZE - KN_PAGE_CHECK,
    HEADER = 100,       /* bytes that SQLite reads before it knows the page size */
    APPLICATION_AT = 68 /* where they hold the application id */
};

_Static_assert(KN_PAGE_CHECK == crypto_shorthash_BYTES, "one SipHash a page");

/* What SQLite knows as its file; the system's file follows in the same storage. */
typedef struct page_file {
    sqlite3_file base;
    sqlite3_file *under;
    bool is_main;  /* not a journal */
    bool is_diary; /* a main file of ours, or a new one: its pages end with checksums */
} page_file;

static void digest_page(const unsigned char *page, sqlite3_int64 at,
                        unsigned char check[KN_PAGE_CHECK])
{
    /* The key is the page's place, so that a page written to another's place is found as well. */
    unsigned char key[crypto_shorthash_KEYBYTES] = "unknot";

    for (int i = 0; i < 8; i++)
        key[8 + i] = (unsigned char)((uint64_t)at >> (8 * i));
    crypto_shorthash(check, page, CONTENT, key);
}

bool kn_page_is_whole(const unsigned char page[KN_PAGE_SIZE], int64_t at)
{
    unsigned char check[KN_PAGE_CHECK];

    digest_page(page, at, check);
    return memcmp(check, page + CONTENT, KN_PAGE_CHECK) == 0;
}

static bool is_page(int count, sqlite3_int64 at)
{
    return count == KN_PAGE_SIZE && at % KN_PAGE_SIZE == 0;
}

static bool is_ours(const unsigned char *header)
{
    uint32_t id = 0;

    for (int i = 0; i < 4; i++)
        id = id << 8 | header[APPLICATION_AT + i];
    return id == KN_APPLICATION_ID;
}

/* A page that was reserved and never written; SQLite itself refuses it where content belongs. */
static bool is_blank(const unsigned char *page)
{
    return page[0] == 0 && memcmp(page, page + 1, KN_PAGE_SIZE - 1) == 0;
}

/* SQLite calls the disk full only for ENOSPC; a quota, or a limit on the file's size, is no
 * different to who writes. */
static int or_full(int result)
{
    bool is_full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;

    return (result & 0xff) == SQLITE_IOERR && is_full ? SQLITE_FULL : result;
}

static int read_page(sqlite3_file *file, void *bytes, int count, sqlite3_int64 at)
{
    page_file *self = (page_file *)file;
    int result = self->under->pMethods->xRead(self->under, bytes, count, at);

    if (result == SQLITE_OK && self->is_main && at == 0 && count >= HEADER)
        self->is_diary = self->is_diary || is_ours(bytes); /* and stays one while it is open */
    if (result != SQLITE_OK || !self->is_diary || !is_page(count, at) || is_blank(bytes))
        return result;
    return kn_page_is_whole(bytes, at) ? SQLITE_OK : SQLITE_CORRUPT;
}

static int write_page(sqlite3_file *file, const void *bytes, int count, sqlite3_int64 at)
{
    page_file *self = (page_file *)file;
    union {
        const void *given;
        unsigned char *taken;
    } page = {.given = bytes};

    /* Into SQLite's own page, whose last bytes are ours: from there it goes to the journal when the
     * page is changed again, so that a journal undone by another program leaves sound pages. */
    if (self->is_diary && is_page(count, at))
        digest_page(page.taken, at, page.taken + CONTENT);
    return or_full(self->under->pMethods->xWrite(self->under, bytes, count, at));
}

/* The rest goes straight to the system's file. */
#define UNDER(file) (((page_file *)(file))->under)

static int close_file(sqlite3_file *file)
{
    return UNDER(file)->pMethods->xClose(UNDER(file));
}

static int truncate_file(sqlite3_file *file, sqlite3_int64 size)
{
    return UNDER(file)->pMethods->xTruncate(UNDER(file), size);
}

static int sync_file(sqlite3_file *file, int flags)
{
    return or_full(UNDER(file)->pMethods->xSync(UNDER(file), flags));
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
    return UNDER(file)->pMethods->xFileSize(UNDER(file), size);
}

static int lock_file(sqlite3_file *file, int level)
{
    return UNDER(file)->pMethods->xLock(UNDER(file), level);
}

static int unlock_file(sqlite3_file *file, int level)
{
    return UNDER(file)->pMethods->xUnlock(UNDER(file), level);
}

static int check_reserved(sqlite3_file *file, int *reserved)
{
    return UNDER(file)->pMethods->xCheckReservedLock(UNDER(file), reserved);
}

static int control_file(sqlite3_file *file, int operation, void *argument)
{
    return UNDER(file)->pMethods->xFileControl(UNDER(file), operation, argument);
}

static int sector_size(sqlite3_file *file)
{
    return UNDER(file)->pMethods->xSectorSize(UNDER(file));
}

/* Without a promise that parts of a page may be read: they could not be checked. */
static int characteristics(sqlite3_file *file)
{
    int all = UNDER(file)->pMethods->xDeviceCharacteristics(UNDER(file));

#ifdef SQLITE_IOCAP_SUBPAGE_READ
    all &= ~SQLITE_IOCAP_SUBPAGE_READ;
#endif
    return all;
}

/* Version 1: without shared memory and memory maps, which would go round the checksums. */
static const sqlite3_io_methods methods = {.iVersion = 1,
                                           .xClose = close_file,
                                           .xRead = read_page,
                                           .xWrite = write_page,
                                           .xTruncate = truncate_file,
                                           .xSync = sync_file,
                                           .xFileSize = file_size,
                                           .xLock = lock_file,
                                           .xUnlock = unlock_file,
                                           .xCheckReservedLock = check_reserved,
                                           .xFileControl = control_file,
                                           .xSectorSize = sector_size,
                                           .xDeviceCharacteristics = characteristics};

/* SQLite's list of layers is global; this entry is written once and never changed. */
static sqlite3_vfs layer;
static int registered;

static int open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                     int *out_flags)
{
    sqlite3_vfs *system = sqlite3_vfs_find(NULL);
    page_file *self = (page_file *)file;
    sqlite3_int64 size = 1;
    int result;

    (void)vfs;
    if (!(flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL)))
        return system->xOpen(system, name, file, flags, out_flags);
    memset(self, 0, sizeof *self);
    self->under = (sqlite3_file *)(self + 1);
    result = system->xOpen(system, name, self->under, flags, out_flags);
    if (self->under->pMethods)
        self->base.pMethods = &methods;
    self->is_main = flags & SQLITE_OPEN_MAIN_DB;
    /* Of what exists the header says whose it is; a new file will be ours. */
    if (result == SQLITE_OK && self->is_main && file_size(file, &size) == SQLITE_OK)
        self->is_diary = size == 0;
    return result;
}

static void register_layer(void)
{
    const sqlite3_vfs *system = sqlite3_vfs_find(NULL);

    if (!system || sodium_init() < 0) {
        registered = SQLITE_ERROR;
        return;
    }
    layer = *system;
    layer.pNext = NULL;
    layer.zName = KN_PAGES_VFS;
    layer.szOsFile = (int)sizeof(page_file) + system->szOsFile;
    layer.xOpen = open_file;
    registered = sqlite3_vfs_register(&layer, 0);
}

int kn_pages_register(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int result = sqlite3_initialize();

    if (result == SQLITE_OK && pthread_once(&once, register_layer) != 0)
        result = SQLITE_ERROR;
    return result ? result : registered;
}
