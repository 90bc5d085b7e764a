/* Any bytes as the pages of a damaged diary. Invariant: it ends, and what it gives as an entry
 * carries its digest. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "diary/store_carve.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const kn_place place = {.source = "fuzz"};
    int file = memfd_create("fuzz", MFD_CLOEXEC);
    kn_carver carver;
    kn_error err;
    kn_row row;

    REQUIRE(file >= 0 && write(file, data, size) == (ssize_t)size);
    REQUIRE(kn_carver_init(&carver, file, (int64_t)size, &err) == KN_OK);
    while (kn_carver_next(&carver, &row)) {
        unsigned char digest[KN_DIGEST_SIZE];
        kn_entry entry;

        if (kn_row_to_entry(&row, &place, &entry, &err) != KN_OK)
            continue;
        kn_row_digest(&row, digest);
        REQUIRE(memcmp(digest, row.digest, KN_DIGEST_SIZE) == 0);
        kn_entry_release(&entry);
    }
    kn_carver_release(&carver);
    close(file);
    return 0;
}
