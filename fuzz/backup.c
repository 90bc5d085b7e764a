/* Any bytes as a backup, at the cheapest cost. Invariant: what is refused leaves nothing, with a
 * code and a message; what is accepted was sealed with the passphrase, so only the corpus is. */
#include <stdlib.h>
#include <string.h>

#include "diary/backup_cost.h"
#include "diary/store_file.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static kn_moment no_time(void *context)
{
    (void)context;
    return (kn_moment){.day = 20526};
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const kn_backup_cost most = {1, 8192};
    kn_clock clock = {.now = no_time};
    kn_finding findings[KN_FINDINGS_MAX];
    kn_store_facts facts;
    kn_error err = {0};
    kn_merged merged;
    kn_store *store;
    size_t count;
    kn_code code;

    REQUIRE(kn_store_open_memory(clock, &store, &err) == KN_OK);
    code = kn_backup_read_at(store, "correct horse battery staple", most, (const char *)data, size,
                             "fuzz", &merged, &err);
    REQUIRE(kn_store_facts_get(store, &facts, NULL) == KN_OK);
    if (code) {
        REQUIRE(err.code == code && err.message[0]);
        REQUIRE(facts.versions == 0);
    } else {
        REQUIRE(facts.versions == merged.added);
        REQUIRE(kn_store_doctor(store, findings, &count, NULL) == KN_OK);
        for (size_t i = 0; i < count; i++)
            REQUIRE(findings[i].is_ok);
    }
    kn_store_close(store);
    return 0;
}
