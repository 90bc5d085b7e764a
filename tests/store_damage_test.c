/* A file that was damaged: either it is refused with the path and what to do, or what is read is
 * what was written. It is never changed. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

/* What a program reads, as one text; or the code with which it was refused. */
static kn_code read_all(const char *path, fixture *self, kn_text *seen, kn_error *err)
{
    const kn_query everything = {INT32_MIN, INT32_MAX, 0, NULL, KN_QUERY_MAX};
    static const char tables[] = "SELECT group_concat(label || ':' || ifnull(pain, '')) FROM"
                                 " (SELECT label, pain FROM episode ORDER BY day, id)";
    kn_store *store;
    kn_store_facts facts;
    kn_entries list = {0};
    sqlite3_stmt *row = NULL;
    kn_code code = kn_store_open_waiting(path, KN_STORE_READ, clock_of(self), 50, &store, err);

    kn_text_init(seen, 1u << 30);
    if (code)
        return code;
    code = kn_store_export(store, (kn_sink){write_text, seen}, err);
    if (code == KN_OK)
        code = kn_store_list(store, &everything, &list, err);
    for (size_t i = 0; i < list.count; i++)
        kn_text_addf(seen, "%s ", list.list[i].version);
    kn_entries_release(&list);
    if (code == KN_OK)
        code = kn_store_facts_get(store, &facts, err);
    if (code == KN_OK)
        kn_text_addf(seen, "%d %d %d %d ", (int)facts.entries, (int)facts.versions, facts.first_day,
                     facts.last_day);
    if (code == KN_OK)
        code = kn_store_prepare(store, tables, &row, err);
    if (code == KN_OK) {
        int result = sqlite3_step(row);

        if (result == SQLITE_ROW)
            kn_text_addf(seen, "%s", (const char *)sqlite3_column_text(row, 0));
        else
            code = kn_store_fail(store, result, err);
    }
    sqlite3_finalize(row);
    kn_store_close(store);
    return code;
}

/* Does doctor see it? Where it cannot look it has seen enough. */
static bool is_seen_by_doctor(fixture *self)
{
    kn_finding findings[KN_FINDINGS_MAX];
    size_t count = 0;
    bool seen = false;
    kn_store *store;
    kn_error err;

    OK(kn_store_open_waiting(self->path, KN_STORE_READ, clock_of(self), 50, &store, &err));
    OK(kn_store_doctor(store, findings, &count, &err));
    for (size_t i = 0; i < count; i++)
        seen = seen || !findings[i].is_ok;
    kn_store_close(store);
    return seen;
}

static void assert_refused_or_same(fixture *self, const char *what, size_t at, const kn_text *good,
                                   size_t *noticed)
{
    kn_error err = {0};
    kn_text seen;
    kn_code code = read_all(self->path, self, &seen, &err);

    if (code == KN_OK) {
        if (strcmp(kn_text_string(&seen), kn_text_string(good)) != 0)
            fail_msg("%s at byte %zu: something else was read", what, at);
        *noticed += is_seen_by_doctor(self);
    } else {
        if (code != KN_DAMAGED && code != KN_PARSE && code != KN_NEWER)
            fail_msg("%s at byte %zu: %s: %s", what, at, kn_code_name(code), err.message);
        assert_says_what_to_do(&err, self->path);
        ++*noticed;
    }
    kn_text_release(&seen);
}

/* One bit, in every page and many places of it. */
static void test_flipped_bits(void **state)
{
    fixture *self = *state;
    size_t noticed = 0, flips = 0;
    kn_random random;
    snapshot before;
    kn_text good;
    kn_error err;

    fill(self->store, 1, 120);
    kn_store_close(self->store);
    self->store = NULL;
    OK(read_all(self->path, self, &good, &err));
    before = take_snapshot(self->path);
    kn_random_init(&random, 3, 0);
    for (size_t at = 0; at < before.size; at += at < 100 ? 1 : 1 + kn_random_below(&random, 1500)) {
        char bit = (char)(1 << kn_random_below(&random, 8));

        before.bytes[at] = (char)(before.bytes[at] ^ bit);
        write_whole(self->path, before.bytes, before.size);
        assert_refused_or_same(self, "flipped", at, &good, &noticed);
        {
            snapshot now = take_snapshot(self->path);

            assert_memory_equal(now.bytes, before.bytes, before.size);
            free(now.bytes);
        }
        before.bytes[at] = (char)(before.bytes[at] ^ bit);
        flips++;
    }
    if (noticed * 50 < flips * 49) /* the rest lies in pages that are free */
        fail_msg("only %zu of %zu flipped bits were noticed", noticed, flips);
    free(before.bytes);
    kn_text_release(&good);
}

static void test_cut_off(void **state)
{
    fixture *self = *state;
    size_t noticed = 0, cuts = 0;
    snapshot before;
    kn_text good;
    kn_error err;

    fill(self->store, 1, 200);
    kn_store_close(self->store);
    self->store = NULL;
    OK(read_all(self->path, self, &good, &err));
    before = take_snapshot(self->path);
    for (size_t size = 0; size < before.size; size += size < 600 ? 50 : 4099) {
        snapshot cut;

        write_whole(self->path, before.bytes, size);
        cut = take_snapshot(self->path);
        assert_refused_or_same(self, "cut", size, &good, &noticed);
        assert_unchanged(self->path, &cut);
        cuts++;
    }
    assert_int_equal(noticed, cuts);
    free(before.bytes);
    kn_text_release(&good);
}

static void test_not_a_diary(void **state)
{
    static char zeros[8192];
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {{"", 0}, {"Dear diary, today", 17}, {zeros, sizeof zeros}, {NULL, 0}};
    fixture self;

    (void)state;
    fixture_folder(&self);
    for (size_t i = 0; i < COUNT(rows); i++) {
        snapshot before;

        if (rows[i].bytes) {
            write_whole(self.path, rows[i].bytes, rows[i].size);
        } else {
            sqlite3 *db;

            unlink(self.path);
            assert_int_equal(sqlite3_open(self.path, &db), SQLITE_OK);
            assert_int_equal(sqlite3_exec(db, "CREATE TABLE log(a)", NULL, NULL, NULL), SQLITE_OK);
            sqlite3_close(db);
        }
        before = take_snapshot(self.path);
        for (int mode = KN_STORE_READ; mode <= KN_STORE_CREATE; mode++) {
            kn_store *store;
            kn_error err;

            REFUSED(KN_PARSE,
                    kn_store_open(self.path, (kn_store_mode)mode, clock_of(&self), &store, &err));
            assert_says_what_to_do(&err, self.path);
        }
        assert_unchanged(self.path, &before);
    }
    remove_folder(self.folder);
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        WITH_DIARY(test_flipped_bits),
        WITH_DIARY(test_cut_off),
        cmocka_unit_test(test_not_a_diary),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
