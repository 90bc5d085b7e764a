/* Making, opening and migrating the file. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <sys/wait.h>

#include "diary/store_pages.h"
#include "store_fixture.h"

/* ---- Making and opening -----------------------------------------------------------------------*/

static mode_t mode_of(const char *path)
{
    struct stat seen;

    assert_int_equal(stat(path, &seen), 0);
    return seen.st_mode & 0777;
}

/* Whatever the umask gives away or takes. */
static void test_only_the_owner_may_look(void **state)
{
    static const mode_t masks[] = {0, 0377};

    (void)state;
    for (size_t i = 0; i < COUNT(masks); i++) {
        char path[200], folder[200];
        mode_t old;
        fixture self;
        kn_store *store;
        kn_error err;

        fixture_folder(&self);
        snprintf(folder, sizeof folder, "%s/a/b", self.folder);
        snprintf(path, sizeof path, "%s/a/b/diary.unknot", self.folder);
        old = umask(masks[i]);
        OK(kn_store_open(path, KN_STORE_CREATE, clock_of(&self), &store, &err));
        add(store, note_of(1, 10, "one"));
        umask(old);
        assert_int_equal(mode_of(folder), 0700);
        assert_int_equal(mode_of(path), 0600);
        assert_string_equal(kn_store_path(store), path);
        strcat(path, "-journal");
        assert_int_equal(mode_of(path), 0600);
        kn_store_close(store);
        remove_folder(self.folder);
    }
}

/* What durability and erasing rest on; nothing else in the tests would notice all of them. */
static void test_settings(void **state)
{
    static const struct {
        const char *pragma;
        int64_t value;
    } rows[] = {
        {"PRAGMA synchronous", 2},
        {"PRAGMA secure_delete", 1},
        {"PRAGMA temp_store", 2},
        {"PRAGMA trusted_schema", 0},
        {"PRAGMA cell_size_check", 1},
        {"PRAGMA page_size", KN_PAGE_SIZE},
        {"PRAGMA application_id", KN_APPLICATION_ID},
        {"PRAGMA user_version", KN_STORE_SCHEMA},
        {"SELECT count(*) FROM pragma_journal_mode WHERE journal_mode = 'truncate'", 1},
    };
    fixture *self = *state;
    size_t size;
    char *bytes;
    kn_error err;

    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value;

        OK(kn_store_number(self->store, rows[i].pragma, &value, &err));
        if (value != rows[i].value)
            fail_msg("%s: %lld", rows[i].pragma, (long long)value);
    }
    bytes = read_whole(self->path, &size);
    assert_int_equal(bytes[20], KN_PAGE_CHECK);
    free(bytes);
}

static void test_what_cannot_be_opened(void **state)
{
    fixture self;
    kn_store *store;
    char path[200], longer[600];
    kn_error err;

    (void)state;
    fixture_folder(&self);
    REFUSED(KN_NOTFOUND, kn_store_open(self.path, KN_STORE_READ, clock_of(&self), &store, &err));
    REFUSED(KN_NOTFOUND, kn_store_open(self.path, KN_STORE_WRITE, clock_of(&self), &store, &err));
    assert_string_equal(err.place.source, self.path);
    REFUSED(KN_IO, kn_store_open(self.folder, KN_STORE_CREATE, clock_of(&self), &store, &err));
    REFUSED(KN_IO, kn_store_open("", KN_STORE_CREATE, clock_of(&self), &store, &err));
    memset(longer, 'a', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    REFUSED(KN_IO, kn_store_open(longer, KN_STORE_CREATE, clock_of(&self), &store, &err));
    snprintf(path, sizeof path, "%s/file", self.folder);
    write_whole(path, "x", 1);
    strcat(path, "/diary.unknot");
    REFUSED(KN_IO, kn_store_open(path, KN_STORE_CREATE, clock_of(&self), &store, &err));
    assert_null(store);
    remove_folder(self.folder);
}

/* Names that SQLite would take for something else. */
static void test_any_name(void **state)
{
    static const char *const names[] = {":memory:", "file:x?mode=memory", "a b'\"%s", "-x"};
    fixture self;
    char *here = getcwd(NULL, 0);
    kn_error err;

    (void)state;
    fixture_folder(&self);
    assert_int_equal(chdir(self.folder), 0);
    for (size_t i = 0; i < COUNT(names); i++) {
        struct stat seen;
        kn_store *store;

        OK(kn_store_open(names[i], KN_STORE_CREATE, clock_of(&self), &store, &err));
        add(store, note_of(1, 10, "one"));
        kn_store_close(store);
        assert_int_equal(stat(names[i], &seen), 0);
        assert_true(seen.st_size > 0);
    }
    assert_int_equal(chdir(here), 0);
    free(here);
    remove_folder(self.folder);
}

/* Each process makes the diary if it is not there and writes; none may take another's away. */
static void test_several_make_and_write_at_once(void **state)
{
    enum { PROCESSES = 4, EACH = 25 };
    pid_t children[PROCESSES];
    kn_store_facts facts;
    fixture self;
    kn_error err;

    (void)state;
    fixture_folder(&self);
    for (int p = 0; p < PROCESSES; p++) {
        children[p] = fork();
        if (children[p] == 0) {
            if (kn_store_open(self.path, KN_STORE_CREATE, clock_of(&self), &self.store, &err))
                _exit(1);
            for (uint64_t i = 1; i <= EACH; i++) {
                kn_entry entry = note_of(1000 * (uint64_t)p + i, 1000 * (uint64_t)p + i, "one");
                kn_outcome outcome;

                if (kn_store_add(self.store, &entry, &outcome, &err))
                    _exit(2);
                kn_entry_release(&entry);
            }
            kn_store_close(self.store);
            _exit(0);
        }
    }
    for (int p = 0; p < PROCESSES; p++) {
        int status;

        assert_int_equal(waitpid(children[p], &status, 0), children[p]);
        assert_int_equal(status, 0);
    }
    fixture_open(&self);
    OK(kn_store_facts_get(self.store, &facts, &err));
    assert_int_equal(facts.entries, PROCESSES * EACH);
    assert_true(is_healthy(self.store));
    kn_store_close(self.store);
    remove_folder(self.folder);
}

enum { THREADS = 4, EACH_THREAD = 20 };

typedef struct writer_thread {
    fixture *self;
    uint64_t number;
    pthread_t thread;
    kn_code code;
} writer_thread;

/* The file is made, opened, written, read and closed by all of them at once. */
static void *write_in_thread(void *context)
{
    writer_thread *thread = context;
    kn_store_facts facts;
    kn_error err;

    for (uint64_t i = 1; thread->code == KN_OK && i <= EACH_THREAD; i++) {
        kn_entry entry =
            note_of(1000 * thread->number + i, 1000 * thread->number + i, "from a thread");
        kn_store *store = NULL;
        kn_outcome outcome;

        thread->code = kn_store_open(thread->self->path, KN_STORE_CREATE, clock_of(thread->self),
                                     &store, &err);
        if (thread->code == KN_OK)
            thread->code = kn_store_add(store, &entry, &outcome, &err);
        if (thread->code == KN_OK)
            thread->code = kn_store_facts_get(store, &facts, &err);
        kn_store_close(store);
        kn_entry_release(&entry);
    }
    return NULL;
}

static void test_several_threads(void **state)
{
    writer_thread threads[THREADS];
    kn_store_facts facts;
    fixture self;
    kn_error err;

    (void)state;
    fixture_folder(&self);
    for (uint64_t i = 0; i < THREADS; i++) {
        threads[i] = (writer_thread){.self = &self, .number = i + 1};
        assert_int_equal(pthread_create(&threads[i].thread, NULL, write_in_thread, &threads[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        assert_int_equal(pthread_join(threads[i].thread, NULL), 0);
        assert_int_equal(threads[i].code, KN_OK);
    }
    fixture_open(&self);
    OK(kn_store_facts_get(self.store, &facts, &err));
    assert_int_equal(facts.entries, THREADS * EACH_THREAD);
    assert_true(is_healthy(self.store));
    kn_store_close(self.store);
    remove_folder(self.folder);
}

/* ---- Migrating --------------------------------------------------------------------------------*/

/* A diary as it was before the first release: no digests, no derived tables. */
static void make_schema_0(fixture *self, kn_text *expected)
{
    kn_error err;

    fill(self->store, 1, 50);
    *expected = export_of(self->store);
    OK(kn_store_exec(self->store,
                     "BEGIN; CREATE TABLE log_0(seq INTEGER PRIMARY KEY, version TEXT UNIQUE,"
                     " entry TEXT, edit INTEGER, device TEXT, recorded TEXT, removed INTEGER,"
                     " kind TEXT, at TEXT, precision TEXT, body TEXT);"
                     "INSERT INTO log_0 SELECT seq, version, entry, edit, device, recorded,"
                     " removed, kind, at, precision, body FROM log;"
                     "DROP TABLE log; ALTER TABLE log_0 RENAME TO log;"
                     "DELETE FROM meta WHERE key <> 'device';"
                     "PRAGMA user_version = 0",
                     &err));
    for (size_t i = 0; i < kn_index_count; i++) {
        char sql[80];

        snprintf(sql, sizeof sql, "DROP TABLE %s", kn_index_names[i]);
        OK(kn_store_exec(self->store, sql, &err));
    }
    OK(kn_store_exec(self->store, "COMMIT", &err));
    kn_store_close(self->store);
    self->store = NULL;
}

static void test_an_older_schema_is_migrated(void **state)
{
    fixture *self = *state;
    kn_text before, after;
    kn_store_facts facts;
    char copy[200];
    size_t old_size, copy_size;
    char *old, *copied;
    struct stat seen;
    kn_error err;

    make_schema_0(self, &before);
    old = read_whole(self->path, &old_size);
    OK(kn_store_open(self->path, KN_STORE_READ, clock_of(self), &self->store, &err));
    after = export_of(self->store);
    assert_same_text(&before, &after);
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.schema, KN_STORE_SCHEMA);
    assert_true(facts.entries > 40);
    assert_true(is_healthy(self->store));

    snprintf(copy, sizeof copy, "%s.schema-0", self->path);
    assert_int_equal(stat(copy, &seen), 0);
    assert_int_equal(seen.st_mode & 0777, 0600);
    copied = read_whole(copy, &copy_size);
    assert_int_equal(copy_size, old_size);
    assert_memory_equal(copied + 4096, old + 4096, old_size - 4096);
    free(old);
    free(copied);
    kn_text_release(&before);
    kn_text_release(&after);
}

static void test_a_newer_schema_is_refused(void **state)
{
    fixture *self = *state;
    size_t size, size_after;
    char *before, *after;
    kn_store *store;
    kn_error err;

    OK(kn_store_exec(self->store, "PRAGMA user_version = 2", &err));
    before = read_whole(self->path, &size);
    for (int mode = KN_STORE_READ; mode <= KN_STORE_CREATE; mode++) {
        REFUSED(KN_NEWER,
                kn_store_open(self->path, (kn_store_mode)mode, clock_of(self), &store, &err));
        assert_string_equal(err.place.source, self->path);
        assert_true(err.hint[0]);
    }
    after = read_whole(self->path, &size_after);
    assert_int_equal(size, size_after);
    assert_memory_equal(before, after, size);
    free(before);
    free(after);
}

static void test_an_older_index_is_made_anew(void **state)
{
    fixture *self = *state;
    kn_error err;

    fill(self->store, 1, 50);
    OK(kn_store_exec(self->store,
                     "UPDATE meta SET value = 1 WHERE key = 'index';"
                     "UPDATE episode SET label = 0; DELETE FROM place;"
                     "ALTER TABLE used DROP COLUMN minutes",
                     &err));
    kn_store_close(self->store);
    fixture_open(self);
    assert_true(is_healthy(self->store));
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_only_the_owner_may_look),
        WITH_DIARY(test_settings),
        cmocka_unit_test(test_what_cannot_be_opened),
        cmocka_unit_test(test_any_name),
        cmocka_unit_test(test_several_make_and_write_at_once),
        cmocka_unit_test(test_several_threads),
        WITH_DIARY(test_an_older_schema_is_migrated),
        WITH_DIARY(test_a_newer_schema_is_refused),
        WITH_DIARY(test_an_older_index_is_made_anew),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
