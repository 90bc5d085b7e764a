/* A process that ends at any of its writes, also in the middle of one: making a diary, adding, a
 * batch, taking in an export, working the tables out anew, migrating, erasing. Whoever opens the
 * file next finds it sound, and as it was before or as it would have been after. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <sys/wait.h>

#include "store_fixture.h"

/* ---- Ending at a call -------------------------------------------------------------------------*/

enum { CUT = 42, CUTS_MOST = 40 /* of each deed; more are spread evenly */ };

/* SQLite asks for its system calls by name, so that tests can put their own in the way. These are
 * of the child process, which ends with them. */
static long calls, last_call;

static void cut_here(int fd, const void *bytes, size_t count, off_t at)
{
    if (++calls != last_call)
        return;
    if (count > 1 && pwrite(fd, bytes, count / 2, at) < 0) /* half of it is still written */
        _exit(1);
    _exit(CUT);
}

static ssize_t cut_pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    cut_here(fd, bytes, count, at);
    return pwrite(fd, bytes, count, at);
}

static ssize_t cut_write(int fd, const void *bytes, size_t count)
{
    cut_here(fd, bytes, count, lseek(fd, 0, SEEK_CUR));
    return write(fd, bytes, count);
}

static int cut_ftruncate(int fd, off_t size)
{
    cut_here(fd, NULL, 0, 0);
    return ftruncate(fd, size);
}

static void put_in_the_way(void)
{
    static const struct {
        const char *name;
        sqlite3_syscall_ptr call;
    } rows[] = {{"write", (sqlite3_syscall_ptr)cut_write},
                {"pwrite", (sqlite3_syscall_ptr)cut_pwrite},
                {"pwrite64", (sqlite3_syscall_ptr)cut_pwrite},
                {"ftruncate", (sqlite3_syscall_ptr)cut_ftruncate}};
    sqlite3_vfs *system = sqlite3_vfs_find(NULL);

    for (size_t i = 0; i < COUNT(rows); i++)
        system->xSetSystemCall(system, rows[i].name, rows[i].call); /* not all are in every build */
}

/* ---- Deeds ------------------------------------------------------------------------------------*/

typedef struct deed {
    const char *name;
    void (*prepare)(fixture *); /* the diary before, in self->store; NULL: there is none */
    void (*act)(fixture *);     /* in the child, which opens it itself */
} deed;

static void prepare_entries(fixture *self)
{
    fill(self->store, 1, 60);
}

static void prepare_old_index(fixture *self)
{
    kn_error err;

    fill(self->store, 1, 60);
    OK(kn_store_exec(self->store, "UPDATE meta SET value = 1 WHERE key = 'index'", &err));
}

static void prepare_schema_0(fixture *self)
{
    kn_error err;

    fill(self->store, 1, 60);
    OK(kn_store_exec(self->store,
                     "BEGIN; CREATE TABLE log_0(seq INTEGER PRIMARY KEY, version TEXT UNIQUE,"
                     " entry TEXT, edit INTEGER, device TEXT, recorded TEXT, removed INTEGER,"
                     " kind TEXT, at TEXT, precision TEXT, body TEXT);"
                     "INSERT INTO log_0 SELECT seq, version, entry, edit, device, recorded,"
                     " removed, kind, at, precision, body FROM log;"
                     "DROP TABLE log; ALTER TABLE log_0 RENAME TO log;"
                     "DELETE FROM meta WHERE key <> 'device'; PRAGMA user_version = 0; COMMIT",
                     &err));
}

static void act_open(fixture *self)
{
    fixture_open(self);
}

static void act_add(fixture *self)
{
    fixture_open(self);
    add(self->store, note_of(1000, 10000, "one more"));
}

static void act_batch(fixture *self)
{
    kn_error err;

    fixture_open(self);
    OK(kn_store_exec(self->store, "PRAGMA cache_size = 5", &err)); /* writes before the end */
    fill(self->store, 1000, 60);
}

static void act_import(fixture *self)
{
    kn_store *other;
    kn_text text;
    kn_error err;

    OK(kn_store_open_memory(clock_of(self), &other, &err));
    fill(other, 2000, 60);
    text = export_of(other);
    fixture_open(self);
    OK(kn_store_exec(self->store, "PRAGMA cache_size = 5", &err));
    import_into(self->store, &text, 60 + 12 + 5, 0);
}

static void act_erase(fixture *self)
{
    uint64_t erased;
    kn_error err;

    fixture_open(self);
    OK(kn_store_erase(self->store, &erased, &err));
}

static const deed deeds[] = {
    {"make", NULL, act_open},
    {"add", prepare_entries, act_add},
    {"batch", prepare_entries, act_batch},
    {"import", prepare_entries, act_import},
    {"reindex", prepare_old_index, act_open},
    {"migrate", prepare_schema_0, act_open},
    {"erase", prepare_entries, act_erase},
};

/* ---- Trying -----------------------------------------------------------------------------------*/

static void empty_folder(const char *path)
{
    DIR *folder = opendir(path);

    for (struct dirent *one; (one = readdir(folder));)
        if (one->d_name[0] != '.')
            assert_int_equal(unlinkat(dirfd(folder), one->d_name, 0), 0);
    closedir(folder);
}

/* The folder with nothing in it but the diary as it was before. */
static void put_back(fixture *self, const snapshot *before)
{
    empty_folder(self->folder);
    if (before->bytes)
        write_whole(self->path, before->bytes, before->size);
}

/* True if the child was cut, at call number `at`; else it got to its end in *all calls. */
static bool act_in_child(fixture *self, const deed *what, long at, long *all)
{
    int ends[2], status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        put_in_the_way();
        last_call = at;
        what->act(self);
        if (write(ends[1], &calls, sizeof calls) != sizeof calls)
            _exit(1);
        _exit(0);
    }
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != CUT))
        fail_msg("%s, cut at %ld: status %d", what->name, at, status);
    if (status == 0)
        assert_int_equal(read(ends[0], all, sizeof *all), sizeof *all);
    close(ends[0]);
    return status != 0;
}

/* Opens what is there, a new diary if there is none, and gives its export. */
static kn_text look(fixture *self)
{
    kn_text text;

    fixture_open(self);
    if (!is_healthy(self->store))
        fail_msg("it is not sound");
    text = export_of(self->store);
    kn_store_close(self->store);
    self->store = NULL;
    return text;
}

static bool is_same(const kn_text *a, const kn_text *b)
{
    return strcmp(kn_text_string(a), kn_text_string(b)) == 0;
}

static void try_deed(fixture *self, const deed *what)
{
    snapshot start = {0};
    kn_text before, after;
    long all = 0, cuts = 0;

    self->store = NULL;
    if (what->prepare) {
        fixture_open(self);
        what->prepare(self);
        kn_store_close(self->store);
        start = take_snapshot(self->path);
    }
    before = look(self);
    put_back(self, &start);
    assert_false(act_in_child(self, what, 0, &all));
    after = look(self);
    for (long at = 1; at <= all; at += 1 + all / CUTS_MOST) {
        kn_text found;

        put_back(self, &start);
        assert_true(act_in_child(self, what, at, &all));
        found = look(self);
        if (!is_same(&found, &before) && !is_same(&found, &after))
            fail_msg("%s, cut at call %ld of %ld: neither before nor after", what->name, at, all);
        kn_text_release(&found);
        cuts++;
    }
    assert_true(cuts >= 5); /* the calls were seen */
    empty_folder(self->folder);
    free(start.bytes);
    kn_text_release(&before);
    kn_text_release(&after);
}

static void test_cut_at_any_write(void **state)
{
    fixture self;

    (void)state;
    fixture_folder(&self);
    for (size_t i = 0; i < COUNT(deeds); i++)
        try_deed(&self, &deeds[i]);
    remove_folder(self.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cut_at_any_write)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
