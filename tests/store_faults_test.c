/* What disks and people do to the file. Each time: a clear refusal with the path and what to do,
 * the old bytes as they were, everything acknowledged still there. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "diary/summary.h"
#include "store_fixture.h"

/* ---- A full disk ------------------------------------------------------------------------------*/

/* Writes until the disk is full; every acknowledged entry must be there, then and after room was
 * made. `make_room` is called in between. */
static void fill_the_disk(fixture *self, void (*make_room)(const fixture *))
{
    kn_store_facts facts;
    uint64_t acknowledged = 0;
    bool undone = false;
    kn_outcome outcome;
    snapshot before;
    char text[400];
    kn_code code;
    kn_error err;

    snprintf(text, sizeof text, "%0350d", 7);
    do {
        kn_entry entry = note_of(acknowledged + 1, acknowledged + 1, text);

        code = kn_store_add(self->store, &entry, &outcome, &err);
        acknowledged += code == KN_OK;
        kn_entry_release(&entry);
    } while (code == KN_OK && acknowledged < 10000);
    assert_int_equal(code, KN_IO);
    if (!strstr(err.message, "full"))
        fail_msg("%s", err.message);
    assert_says_what_to_do(&err, self->path);
    assert_true(acknowledged > 10);
    OK(kn_store_facts_get(self->store, &facts, &err)); /* undoes what stands in the journal */
    assert_int_equal(facts.entries, acknowledged);
    before = take_snapshot(self->path);

    /* In a batch nothing of it is written, and the end says so as well. */
    OK(kn_store_begin(self->store, &err));
    do {
        kn_entry entry = note_of(acknowledged + 1, acknowledged + 1, text);

        code = kn_store_add(self->store, &entry, &outcome, &err);
        acknowledged += code == KN_OK;
        kn_entry_release(&entry);
    } while (code == KN_OK && acknowledged < 10000);
    assert_int_equal(code, KN_IO);
    if (sqlite3_get_autocommit(self->store->db)) { /* SQLite has undone all of it */
        kn_entry entry = note_of(500000, 500000, "after");

        REFUSED(KN_IO, kn_store_add(self->store, &entry, &outcome, &err));
        REFUSED(KN_IO, kn_store_commit(self->store, &err));
        kn_entry_release(&entry);
        undone = true;
    } else {
        kn_store_rollback(self->store);
    }
    acknowledged = facts.entries;
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.entries, acknowledged);
    assert_unchanged(self->path, &before);

    assert_true(undone);
    make_room(self);
    add(self->store, note_of(100000, 100000, text));
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.entries, acknowledged + 1);
    assert_true(is_healthy(self->store));
}

static void remove_ballast(const fixture *self)
{
    char path[200];

    snprintf(path, sizeof path, "%s/ballast", self->folder);
    assert_int_equal(unlink(path), 0);
}

/* A disk of 1 MB that nobody else sees and that goes with this process, however it ends. */
static bool mount_small_disk(const char *folder)
{
    return unshare(CLONE_NEWNS) == 0 && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", folder, "tmpfs", 0, "size=1m") == 0;
}

static void test_full_disk(void **state)
{
    char ballast[300000] = "", path[200];
    fixture self;

    (void)state;
    fixture_folder(&self);
    if (!mount_small_disk(self.folder)) {
        print_message("SKIPPED: a small disk cannot be mounted here (a limit on file size is tried "
                      "instead)\n");
        rmdir(self.folder);
        skip();
    }
    snprintf(path, sizeof path, "%s/ballast", self.folder);
    write_whole(path, ballast, sizeof ballast);
    fixture_open(&self);
    fill_the_disk(&self, remove_ballast);
    kn_store_close(self.store);
    assert_int_equal(umount(self.folder), 0);
    rmdir(self.folder);
}

static void lift_limit(const fixture *self)
{
    struct rlimit limit;

    (void)self;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_file_size_limit(void **state)
{
    fixture *self = *state;
    struct rlimit limit;

    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = 300000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    fill_the_disk(self, lift_limit);
}

/* A new diary on a full disk: an error, and no half-made file. */
static void test_no_room_for_a_new_one(void **state)
{
    struct rlimit limit;
    kn_store *store;
    fixture self;
    kn_code code;
    kn_error err;

    (void)state;
    fixture_folder(&self);
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = 20000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    code = kn_store_open(self.path, KN_STORE_CREATE, clock_of(&self), &store, &err);
    lift_limit(&self);
    assert_int_equal(code, KN_IO);
    assert_says_what_to_do(&err, self.path);
    assert_int_equal(rmdir(self.folder), 0); /* it is empty */
}

/* ---- No permission ----------------------------------------------------------------------------*/

/* Runs as nobody, whom permissions bind, when we are root. */
static void as_nobody(fixture *self, void (*what)(fixture *))
{
    pid_t child = fork();
    int status;

    if (child == 0) {
        if (geteuid() == 0 && (setgid(65534) != 0 || setuid(65534) != 0))
            _exit(3);
        what(self);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void give_to_nobody(const fixture *self)
{
    if (geteuid() != 0)
        return;
    assert_int_equal(chown(self->folder, 65534, 65534), 0);
    assert_int_equal(chown(self->path, 65534, 65534), 0);
}

#define EXPECT(condition)                                                                          \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                                \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

static void use_read_only_file(fixture *self)
{
    kn_store_facts facts;
    kn_store *store;
    kn_error err = {0};

    EXPECT(kn_store_open(self->path, KN_STORE_CREATE, clock_of(self), &store, &err) == KN_IO);
    EXPECT(strcmp(err.place.source, self->path) == 0 && err.hint[0]);
    EXPECT(strstr(err.message, "read-only"));
    EXPECT(kn_store_open(self->path, KN_STORE_READ, clock_of(self), &store, &err) == KN_OK);
    EXPECT(kn_store_facts_get(store, &facts, &err) == KN_OK && facts.entries == 28);
    kn_store_close(store);
}

/* Made by an older program: the derived tables are of another shape, or not there. */
static void use_older_file(fixture *self)
{
    kn_exposed *exposed = NULL;
    kn_reading *readings = NULL;
    size_t count = 0;
    kn_store_facts facts;
    kn_store *store;
    kn_error err = {0};

    EXPECT(kn_store_open(self->path, KN_STORE_READ, clock_of(self), &store, &err) == KN_OK);
    EXPECT(kn_store_facts_get(store, &facts, &err) == KN_OK && facts.entries == 28);
    EXPECT(kn_summary_exposed(store, INT32_MIN, INT32_MAX, &exposed, &count, &err) == KN_OK);
    EXPECT(count > 0 && strcmp(exposed[0].suspect, "cold") == 0);
    EXPECT(kn_summary_readings(store, "temperature", INT32_MIN, INT32_MAX, &readings, &count,
                               &err) == KN_OK);
    free(exposed);
    free(readings);
    kn_store_close(store);
}

static void use_read_only_folder(fixture *self)
{
    kn_entry entry = note_of(1000, 1000, "one");
    char other[200];
    kn_store *store;
    kn_outcome outcome;
    kn_error err = {0};

    EXPECT(kn_store_open(self->path, KN_STORE_WRITE, clock_of(self), &store, &err) == KN_OK);
    EXPECT(kn_store_add(store, &entry, &outcome, &err) == KN_IO);
    EXPECT(strcmp(err.place.source, self->path) == 0 && err.hint[0]);
    EXPECT(strstr(err.message, "folder"));
    kn_store_close(store);
    snprintf(other, sizeof other, "%s/other", self->folder);
    EXPECT(kn_store_open(other, KN_STORE_CREATE, clock_of(self), &store, &err) == KN_IO);
    EXPECT(strcmp(err.place.source, other) == 0 && err.hint[0]);
    kn_entry_release(&entry);
}

static void use_unreadable_file(fixture *self)
{
    kn_store *store;
    kn_error err = {0};

    EXPECT(kn_store_open(self->path, KN_STORE_READ, clock_of(self), &store, &err) == KN_IO);
    EXPECT(strcmp(err.place.source, self->path) == 0 && err.hint[0]);
}

static void test_no_permission(void **state)
{
    static const struct {
        mode_t folder, file;
        void (*use)(fixture *);
    } rows[] = {{0700, 0400, use_read_only_file},
                {0500, 0600, use_read_only_folder},
                {0700, 0000, use_unreadable_file}};
    fixture *self = *state;
    char journal[200];
    snapshot before;

    fill(self->store, 1, 30);
    kn_store_close(self->store);
    self->store = NULL;
    give_to_nobody(self);
    snprintf(journal, sizeof journal, "%s-journal", self->path);
    before = take_snapshot(self->path);
    for (size_t i = 0; i < COUNT(rows); i++) {
        unlink(journal);
        assert_int_equal(chmod(self->path, rows[i].file), 0);
        assert_int_equal(chmod(self->folder, rows[i].folder), 0);
        as_nobody(self, rows[i].use);
        assert_int_equal(chmod(self->folder, 0700), 0);
        assert_int_equal(chmod(self->path, 0600), 0);
    }
    assert_unchanged(self->path, &before);
}

static void test_an_older_file_without_permission(void **state)
{
    static const char older[] =
        "DROP TABLE exposed; DROP TABLE reading; UPDATE meta SET value = 1 WHERE key = 'index';"
        "CREATE TABLE exposed(id TEXT PRIMARY KEY, day INTEGER NOT NULL, suspect TEXT NOT NULL,"
        " level REAL) STRICT, WITHOUT ROWID";
    fixture *self = *state;
    snapshot before;
    kn_error err;

    fill(self->store, 1, 30);
    OK(kn_store_exec(self->store, older, &err));
    kn_store_close(self->store);
    self->store = NULL;
    give_to_nobody(self);
    before = take_snapshot(self->path);
    assert_int_equal(chmod(self->path, 0400), 0);
    as_nobody(self, use_older_file);
    assert_int_equal(chmod(self->path, 0600), 0);
    assert_unchanged(self->path, &before);
}

/* ---- A lock -----------------------------------------------------------------------------------*/

static void test_another_program_holds_it(void **state)
{
    fixture *self = *state;
    kn_entry entry = note_of(1, 10, "one");
    kn_store *other, *third;
    kn_store_facts facts;
    kn_outcome outcome;
    kn_error err;

    OK(kn_store_open_waiting(self->path, KN_STORE_WRITE, clock_of(self), 50, &other, &err));
    OK(kn_store_exec(other, "BEGIN EXCLUSIVE", &err));
    REFUSED(KN_BUSY, kn_store_add(self->store, &entry, &outcome, &err));
    assert_says_what_to_do(&err, self->path);
    REFUSED(KN_BUSY, kn_store_facts_get(self->store, &facts, &err));
    REFUSED(KN_BUSY,
            kn_store_open_waiting(self->path, KN_STORE_READ, clock_of(self), 50, &third, &err));
    OK(kn_store_exec(other, "COMMIT", &err));
    /* A reader does not finish: the write cannot end, and is undone. */
    OK(kn_store_exec(other, "BEGIN; SELECT count(*) FROM log", &err));
    REFUSED(KN_BUSY, kn_store_add(self->store, &entry, &outcome, &err));
    OK(kn_store_exec(other, "COMMIT", &err));
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.versions, 0);
    OK(kn_store_add(self->store, &entry, &outcome, &err));
    kn_store_close(other);
    kn_entry_release(&entry);
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full_disk),
        WITH_DIARY(test_file_size_limit),
        cmocka_unit_test(test_no_room_for_a_new_one),
        WITH_DIARY(test_no_permission),
        WITH_DIARY(test_an_older_file_without_permission),
        WITH_DIARY(test_another_program_holds_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
