/* A writer that ended in the middle of a write leaves a journal, and pages half changed. What was
 * acknowledged before is there for whoever opens the diary next: we, another SQLite, or nobody,
 * when the diary itself is no longer there. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/wait.h>

#include "store_fixture.h"

enum { ACKNOWLEDGED = 300 };

static void journal_of(char out[200], const char *path)
{
    snprintf(out, 200, "%s-journal", path);
}

static off_t size_of(const char *path)
{
    struct stat seen;

    return stat(path, &seen) == 0 ? seen.st_size : -1;
}

/* Entries that are acknowledged, then as many changes that are not: a cache of a few pages makes
 * SQLite write into the file before the end. */
static void write_and_vanish(fixture *self)
{
    kn_store *store;
    kn_error err;

    OK(kn_store_open(self->path, KN_STORE_CREATE, clock_of(self), &store, &err));
    fill(store, 1, ACKNOWLEDGED);
    OK(kn_store_exec(store, "PRAGMA cache_size = 5", &err));
    OK(kn_store_begin(store, &err));
    for (uint64_t i = 0; i < ACKNOWLEDGED; i++)
        add(store, note_of(10000 + i, 100000 + i, "never acknowledged"));
    _exit(0);
}

/* The diary and its journal as a killed writer leaves them. */
static void leave_journal(fixture *self)
{
    char journal[200];
    pid_t child;
    int status;

    kn_store_close(self->store);
    self->store = NULL;
    child = fork();
    if (child == 0)
        write_and_vanish(self);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    journal_of(journal, self->path);
    assert_true(size_of(journal) > 100 * 1024); /* it is worth the name */
}

static void assert_all_there(fixture *self)
{
    kn_text expected, found;
    fixture other;

    fixture_folder(&other);
    fixture_open(&other);
    fill(other.store, 1, ACKNOWLEDGED);
    assert_true(is_healthy(self->store));
    expected = export_of(other.store);
    found = export_of(self->store);
    assert_int_equal(found.size, expected.size); /* the ids of the copies differ */
    kn_text_release(&expected);
    kn_text_release(&found);
    kn_store_close(other.store);
    remove_folder(other.folder);
}

static void test_we_open_it(void **state)
{
    fixture *self = *state;

    leave_journal(self);
    fixture_open(self);
    assert_all_there(self);
}

/* SQLite's own layer undoes what the journal holds, and knows nothing of checksums: those in the
 * journal must be right as well. */
static void test_another_program_opens_it_first(void **state)
{
    fixture *self = *state;
    sqlite3 *db;

    leave_journal(self);
    assert_int_equal(sqlite3_open_v2(self->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "SELECT count(*) FROM log", NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
    fixture_open(self);
    assert_all_there(self);
}

/* The journal of a diary that was moved away must not be undone in a new one of its name. */
static void test_a_journal_without_its_diary(void **state)
{
    fixture *self = *state;
    char journal[200], moved[200], away[200];
    uint64_t saved, lost;
    kn_error err;

    leave_journal(self);
    journal_of(journal, self->path);
    snprintf(moved, sizeof moved, "%s/moved.unknot", self->folder);
    snprintf(away, sizeof away, "%s/moved.unknot-journal", self->folder);
    assert_int_equal(rename(self->path, moved), 0);
    REFUSED(KN_CONFLICT,
            kn_store_open(self->path, KN_STORE_CREATE, clock_of(self), &self->store, &err));
    assert_non_null(strstr(err.hint, "-journal"));
    REFUSED(KN_CONFLICT, kn_store_rescue(moved, self->path, clock_of(self), &saved, &lost, &err));
    assert_int_equal(size_of(self->path), -1);
    assert_true(size_of(journal) > 0);

    /* With its journal it is whole again, and the name is free. */
    assert_int_equal(rename(journal, away), 0);
    fixture_open(self);
    kn_store_close(self->store);
    OK(kn_store_open(moved, KN_STORE_WRITE, clock_of(self), &self->store, &err));
    assert_all_there(self);
}

/* An empty journal is what every finished write leaves. */
static void test_an_empty_journal_is_nobodys(void **state)
{
    fixture *self = *state;
    char journal[200];

    fill(self->store, 1, 10);
    kn_store_close(self->store);
    assert_int_equal(unlink(self->path), 0);
    journal_of(journal, self->path);
    assert_int_equal(size_of(journal), 0);
    fixture_open(self);
    add(self->store, note_of(1, 1, "a new diary"));
    assert_true(is_healthy(self->store));
}

/* Moved or deleted while it is open: what would be written nowhere is not acknowledged. */
static void test_moved_while_open(void **state)
{
    fixture *self = *state;
    kn_entry entry = note_of(1, 1, "one");
    kn_outcome outcome;
    char moved[200];
    kn_error err;

    fill(self->store, 5, 10);
    snprintf(moved, sizeof moved, "%s/moved.unknot", self->folder);
    assert_int_equal(rename(self->path, moved), 0);
    REFUSED(KN_IO, kn_store_add(self->store, &entry, &outcome, &err));
    assert_non_null(strstr(err.message, "moved"));
    assert_int_equal(rename(moved, self->path), 0);
    OK(kn_store_add(self->store, &entry, &outcome, &err));
    assert_int_equal(unlink(self->path), 0);
    kn_entry_release(&entry);
    entry = note_of(2, 2, "two");
    REFUSED(KN_IO, kn_store_add(self->store, &entry, &outcome, &err));
    kn_entry_release(&entry);
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        WITH_DIARY(test_we_open_it),
        WITH_DIARY(test_another_program_opens_it_first),
        WITH_DIARY(test_a_journal_without_its_diary),
        WITH_DIARY(test_an_empty_journal_is_nobodys),
        WITH_DIARY(test_moved_while_open),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
