/* Backups: what comes back, and that no changed byte, other passphrase or cut gives anything. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diary/backup_cost.h"
#include "store_fixture.h"

static const kn_backup_cost cheap = {1, 8192};
static const char words[] = "correct horse battery staple";

enum { HEADER = 80, CHUNK = 64 * 1024, SEAL = 17 };

static kn_text backup_of(kn_store *store)
{
    kn_text text;
    kn_error err;

    OK(kn_backup_write_at(store, words, cheap, sink_of(&text), &err));
    return text;
}

static kn_store *open_empty(fixture *self)
{
    char path[200];
    kn_store *store;
    kn_error err;

    snprintf(path, sizeof path, "%s/empty.unknot", self->folder);
    unlink(path);
    OK(kn_store_open(path, KN_STORE_CREATE, clock_of(self), &store, &err));
    return store;
}

static void assert_empty(kn_store *store)
{
    kn_store_facts facts;
    kn_error err;

    OK(kn_store_facts_get(store, &facts, &err));
    assert_int_equal(facts.versions, 0);
}

/* Sizes around a chunk: the last one may be full, and may hold nothing but the head. */
static void test_there_and_back(void **state)
{
    static const int counts[] = {0, 1, 150, 700};
    fixture *self = *state;
    uint64_t first = 1;

    for (size_t i = 0; i < COUNT(counts); i++) {
        kn_store *empty;
        kn_text before, after, backup;
        kn_store_facts facts;
        kn_merged merged;
        kn_error err;

        fill(self->store, first, counts[i]);
        first += (uint64_t)counts[i];
        empty = open_empty(self);
        OK(kn_store_facts_get(self->store, &facts, &err));
        before = export_of(self->store);
        backup = backup_of(self->store);
        assert_int_equal(backup.size,
                         HEADER + before.size + (before.size + CHUNK - 1) / CHUNK * SEAL);
        OK(kn_backup_read_at(empty, words, cheap, backup.bytes, backup.size, "b", &merged, &err));
        assert_int_equal(merged.added, facts.versions);
        assert_int_equal(merged.known, 0);
        after = export_of(empty);
        assert_same_text(&before, &after);
        OK(kn_backup_read_at(empty, words, cheap, backup.bytes, backup.size, "b", &merged, &err));
        assert_int_equal(merged.added, 0);
        assert_null(memmem(backup.bytes, backup.size, "left-calf", 9));
        assert_null(memmem(backup.bytes, backup.size, "unknot\":\"diary", 14));
        kn_store_close(empty);
        kn_text_release(&before);
        kn_text_release(&after);
        kn_text_release(&backup);
    }
}

static void test_two_backups_share_nothing(void **state)
{
    fixture *self = *state;
    kn_text a, b;
    size_t same = 0;

    fill(self->store, 1, 50);
    a = backup_of(self->store);
    b = backup_of(self->store);
    assert_int_equal(a.size, b.size);
    for (size_t i = 40; i < a.size; i++)
        same += a.bytes[i] == b.bytes[i];
    assert_true(same < a.size / 100);
    kn_text_release(&a);
    kn_text_release(&b);
}

static void test_passphrases(void **state)
{
    static const struct {
        const char *words;
        kn_code code;
    } rows[] = {
        {"correct horse battery stapl", KN_DATA},
        {"correct horse battery staple ", KN_DATA},
        {"Correct horse battery staple", KN_DATA},
        {"short", KN_DATA},
        {"", KN_DATA},
        {words, KN_OK},
    };
    fixture *self = *state;
    char longest[KN_PASSPHRASE_MAX + 2];
    kn_merged merged;
    kn_text backup;
    kn_error err = {0};

    add(self->store, note_of(1, 10, "one"));
    backup = backup_of(self->store);
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_code code = kn_backup_read_at(self->store, rows[i].words, cheap, backup.bytes,
                                         backup.size, "b", &merged, &err);

        assert_int_equal(code, rows[i].code);
        assert_true(code == KN_OK || err.hint[0]);
    }
    kn_text_release(&backup);
    memset(longest, 'a', sizeof longest);
    longest[KN_PASSPHRASE_MAX + 1] = '\0';
    REFUSED(KN_DATA, kn_backup_write_at(self->store, longest, cheap, sink_of(&backup), &err));
    REFUSED(KN_DATA, kn_backup_write_at(self->store, "1234567", cheap, sink_of(&backup), &err));
    assert_string_equal(err.place.field, "passphrase");
    assert_int_equal(backup.size, 0);
}

static void assert_refused(kn_store *empty, const char *what, size_t at, const char *bytes,
                           size_t size)
{
    kn_merged merged;
    kn_error err = {0};
    kn_code code = kn_backup_read_at(empty, words, cheap, bytes, size, "b", &merged, &err);

    /* Beyond the header nothing may depend on what the content happens to be. */
    if (code != KN_DATA && (at >= 40 || (code != KN_PARSE && code != KN_LIMIT && code != KN_NEWER)))
        fail_msg("%s %zu: %s", what, at, kn_code_name(code));
    assert_true(err.message[0]);
    assert_string_equal(err.place.source, "b");
}

static void test_nothing_changed_is_read(void **state)
{
    fixture *self = *state;
    kn_store *empty = open_empty(self);
    kn_text backup;
    char *bytes, swap[CHUNK + SEAL];
    size_t sealed = CHUNK + SEAL;

    fill(self->store, 1, 500);
    backup = backup_of(self->store);
    bytes = malloc(backup.size + 1);
    assert_true(backup.size > HEADER + 3 * sealed);
    memcpy(bytes, backup.bytes, backup.size);
    for (size_t at = 0; at < backup.size; at += at < 120 ? 1 : 3571) {
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
        assert_refused(empty, "changed", at, bytes, backup.size);
        bytes[at] = (char)(bytes[at] ^ 1 << at % 8);
    }
    for (size_t size = 0; size < HEADER + SEAL; size += 7)
        assert_refused(empty, "cut", size ? 1 : 0, bytes, size);
    for (size_t size = HEADER + SEAL; size < backup.size; size += 4093)
        assert_refused(empty, "cut", size, bytes, size);
    for (size_t chunks = 1; chunks < 4; chunks++) /* at the end of a chunk */
        assert_refused(empty, "cut after", HEADER + chunks * sealed, bytes,
                       HEADER + chunks * sealed);
    bytes[backup.size] = 0;
    assert_refused(empty, "longer", backup.size, bytes, backup.size + 1);
    memcpy(swap, bytes + HEADER, sealed);
    memcpy(bytes + HEADER, bytes + HEADER + sealed, sealed);
    memcpy(bytes + HEADER + sealed, swap, sealed);
    assert_refused(empty, "swapped", HEADER, bytes, backup.size);
    assert_empty(empty);
    free(bytes);
    kn_text_release(&backup);
    kn_store_close(empty);
}

/* What a file asks for is looked at before anything is done. */
static void test_costs_are_limited(void **state)
{
    static const struct {
        size_t at;
        unsigned char byte;
        kn_code code;
    } rows[] = {
        {16, 2, KN_NEWER},   {24, 2, KN_LIMIT}, {31, 255, KN_LIMIT}, {34, 1, KN_LIMIT},
        {39, 255, KN_LIMIT}, {33, 0, KN_PARSE}, {24, 0, KN_PARSE},
    };
    fixture *self = *state;
    kn_text backup = backup_of(self->store);
    kn_merged merged;
    kn_error err;

    for (size_t i = 0; i < COUNT(rows); i++) {
        char kept = backup.bytes[rows[i].at];

        backup.bytes[rows[i].at] = (char)rows[i].byte;
        REFUSED(rows[i].code, kn_backup_read_at(self->store, words, cheap, backup.bytes,
                                                backup.size, "b", &merged, &err));
        backup.bytes[rows[i].at] = kept;
    }
    REFUSED(KN_LIMIT, kn_backup_read(self->store, words, backup.bytes, (size_t)KN_IMPORT_MAX + 1,
                                     "b", &merged, &err));
    kn_text_release(&backup);
}

static bool refuse_bytes(void *context, const char *bytes, size_t count)
{
    (void)bytes, (void)count;
    return --*(int *)context > 0;
}

static void test_a_sink_that_refuses(void **state)
{
    fixture *self = *state;
    kn_error err;

    fill(self->store, 1, 500);
    for (int calls = 1; calls <= 4; calls++) {
        int left = calls;

        REFUSED(KN_IO, kn_backup_write_at(self->store, words, cheap, (kn_sink){refuse_bytes, &left},
                                          &err));
        assert_int_equal(left, 0);
        assert_true(err.hint[0]);
    }
}

/* As people call it: half a second each. */
static void test_the_usual_cost(void **state)
{
    fixture *self = *state;
    kn_merged merged;
    kn_text backup;
    kn_error err;

    add(self->store, note_of(1, 10, "one"));
    OK(kn_backup_write(self->store, words, sink_of(&backup), &err));
    REFUSED(KN_LIMIT, kn_backup_read_at(self->store, words, cheap, backup.bytes, backup.size, "b",
                                        &merged, &err));
    OK(kn_backup_read(self->store, words, backup.bytes, backup.size, "b", &merged, &err));
    assert_int_equal(merged.known, 1);
    kn_text_release(&backup);
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        WITH_DIARY(test_there_and_back),    WITH_DIARY(test_two_backups_share_nothing),
        WITH_DIARY(test_passphrases),       WITH_DIARY(test_nothing_changed_is_read),
        WITH_DIARY(test_costs_are_limited), WITH_DIARY(test_a_sink_that_refuses),
        WITH_DIARY(test_the_usual_cost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
