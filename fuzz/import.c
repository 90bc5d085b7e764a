/* Any bytes as an export. Invariant: what is refused leaves nothing, with a code and a message;
 * what is accepted comes out again, is known when it comes in again, gives the same diary from its
 * own export, and the doctor finds nothing. */
#include <stdlib.h>
#include <string.h>

#include "diary/store_file.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static kn_moment no_time(void *context)
{
    (void)context;
    return (kn_moment){.day = 20526};
}

static bool add_bytes(void *context, const char *bytes, size_t count)
{
    kn_text_add_bytes(context, bytes, count);
    return true;
}

static kn_text export_of(kn_store *store)
{
    kn_text text;

    kn_text_init(&text, KN_IMPORT_MAX);
    REQUIRE(kn_store_export(store, (kn_sink){add_bytes, &text}, NULL) == KN_OK);
    REQUIRE(!text.failed);
    return text;
}

static void check_healthy(kn_store *store)
{
    kn_finding findings[KN_FINDINGS_MAX];
    size_t count;

    REQUIRE(kn_store_doctor(store, findings, &count, NULL) == KN_OK);
    for (size_t i = 0; i < count; i++)
        REQUIRE(findings[i].is_ok);
}

static void check_refused(kn_store *store, kn_code code, const kn_error *err)
{
    kn_text text = export_of(store);

    REQUIRE(err->code == code && err->message[0]);
    REQUIRE(kn_utf8_check(err->message, strlen(err->message)) == strlen(err->message));
    REQUIRE(strcmp(text.bytes, "{\"unknot\":\"diary\",\"schema\":1}\n") == 0);
    kn_text_release(&text);
}

static void check_accepted(kn_store *store, const char *bytes, size_t size, kn_merged first)
{
    kn_clock clock = {.now = no_time};
    kn_text once = export_of(store), again;
    kn_merged merged;
    kn_store *other;

    check_healthy(store);
    REQUIRE(kn_store_import(store, bytes, size, "fuzz", &merged, NULL) == KN_OK);
    REQUIRE(merged.added == 0 && merged.known == first.added + first.known);
    REQUIRE(kn_store_open_memory(clock, &other, NULL) == KN_OK);
    REQUIRE(kn_store_import(other, once.bytes, once.size, "again", &merged, NULL) == KN_OK);
    REQUIRE(merged.added == first.added && merged.known == 0);
    again = export_of(other);
    REQUIRE(strcmp(once.bytes, again.bytes) == 0);
    kn_text_release(&once);
    kn_text_release(&again);
    kn_store_close(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    kn_clock clock = {.now = no_time};
    kn_error err = {0};
    kn_merged merged;
    kn_store *store;
    kn_code code;

    REQUIRE(kn_store_open_memory(clock, &store, &err) == KN_OK);
    code = kn_store_import(store, (const char *)data, size, "fuzz", &merged, &err);
    if (code)
        check_refused(store, code, &err);
    else
        check_accepted(store, (const char *)data, size, merged);
    kn_store_close(store);
    return 0;
}
