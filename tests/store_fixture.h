/* A diary in a folder of its own, a clock that the test sets, entries in one line. Include after
 * cmocka.h; the file that does defines _GNU_SOURCE. */
#ifndef TESTS_STORE_FIXTURE_H
#define TESTS_STORE_FIXTURE_H

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json.h"
#include "base/random.h"
#include "diary/store_file.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Calls what must work and shows why it did not. */
#define OK(call)                                                                                   \
    do {                                                                                           \
        kn_code ok_code = (call);                                                                  \
        if (ok_code)                                                                               \
            fail_msg("%s: %s: %s (%s) %s", #call, kn_code_name(ok_code), err.message,              \
                     err.place.source, err.hint);                                                  \
    } while (0)

/* Calls what must be refused: the code, a message and a hint or a place. */
#define REFUSED(expected, call)                                                                    \
    do {                                                                                           \
        kn_code refused_code;                                                                      \
        memset(&err, 0, sizeof err);                                                               \
        refused_code = (call);                                                                     \
        if (refused_code != (expected))                                                            \
            fail_msg("%s: %s instead of %s: %s", #call, kn_code_name(refused_code),                \
                     kn_code_name(expected), err.message);                                         \
        assert_int_equal(err.code, expected);                                                      \
        assert_true(err.message[0]);                                                               \
    } while (0)

typedef struct fixture {
    char folder[64];
    char path[128];
    kn_moment now;
    kn_store *store;
} fixture;

static inline kn_moment fixture_now(void *context)
{
    return *(kn_moment *)context;
}

static inline kn_clock clock_of(fixture *self)
{
    return (kn_clock){.now = fixture_now, .context = &self->now};
}

static const int32_t TODAY = 20526; /* 2026-03-14 */

/* The folder alone. */
static inline void fixture_folder(fixture *self)
{
    *self = (fixture){.now = {TODAY, 19 * 3600, 60}};
    /* Nothing here loses its power: memory is quicker to wait for than a disk. */
    snprintf(self->folder, sizeof self->folder, "%s/unknot-test-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert_non_null(mkdtemp(self->folder));
    snprintf(self->path, sizeof self->path, "%s/diary.unknot", self->folder);
}

static inline void fixture_open(fixture *self)
{
    kn_error err;

    OK(kn_store_open_waiting(self->path, KN_STORE_CREATE, clock_of(self), 100, &self->store, &err));
}

static inline int fixture_start(void **state)
{
    fixture *self = calloc(1, sizeof *self);

    fixture_folder(self);
    fixture_open(self);
    *state = self;
    return 0;
}

static inline int remove_one(const char *path, const struct stat *seen, int type, struct FTW *at)
{
    (void)seen, (void)type, (void)at;
    return remove(path);
}

static inline void remove_folder(const char *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline int fixture_end(void **state)
{
    fixture *self = *state;

    kn_store_close(self->store);
    remove_folder(self->folder);
    free(self);
    return 0;
}

/* ---- Entries ----------------------------------------------------------------------------------*/

/* The same number gives the same id. */
static inline const char *id_of(char out[KN_ID_SIZE], char what, uint64_t number)
{
    kn_random random;

    kn_random_init(&random, number, (uint64_t)what);
    snprintf(out, KN_ID_SIZE, "%08x-%04x-4%03x-8%03x-%012llx",
             (unsigned)(kn_random_bits(&random) & 0xffffffff),
             (unsigned)(kn_random_bits(&random) & 0xffff),
             (unsigned)(kn_random_bits(&random) & 0xfff), (unsigned)(number & 0xfff),
             (unsigned long long)(kn_random_bits(&random) & 0xffffffffffff));
    return out;
}

/* Entry `number`, version `version`, at a day and second of a clock at +01:00. */
static inline kn_entry entry_of(uint64_t number, uint64_t version, kn_kind kind, int32_t day,
                                int32_t second, const char *body)
{
    kn_entry entry = {.kind = kind, .at = {day, second, 60}};
    kn_error err;

    id_of(entry.id, 'e', number);
    id_of(entry.version, 'v', version);
    OK(kn_json_parse(body, strlen(body), "body", &entry.body, &err));
    return entry;
}

static inline kn_entry note_of(uint64_t number, uint64_t version, const char *text)
{
    char body[512];

    snprintf(body, sizeof body, "{\"text\": \"%s\"}", text);
    return entry_of(number, version, KN_KIND_NOTE, TODAY, 12 * 3600, body);
}

static inline void add(kn_store *store, kn_entry entry)
{
    kn_outcome outcome;
    kn_error err;

    OK(kn_store_add(store, &entry, &outcome, &err));
    assert_int_equal(outcome, KN_ADDED);
    kn_entry_release(&entry);
}

static inline void amend(kn_store *store, kn_entry entry, const char *base)
{
    kn_outcome outcome;
    kn_error err;

    OK(kn_store_amend(store, &entry, base, &outcome, &err));
    assert_int_equal(outcome, KN_ADDED);
    kn_entry_release(&entry);
}

static inline void take_out(kn_store *store, uint64_t number, uint64_t version)
{
    char id[KN_ID_SIZE], version_id[KN_ID_SIZE];
    kn_outcome outcome;
    kn_entry entry;
    kn_error err;

    OK(kn_store_remove(store, id_of(id, 'e', number), id_of(version_id, 'v', version), &entry,
                       &outcome, &err));
    kn_entry_release(&entry);
}

#define EPISODE                                                                                    \
    "{\"pain\":6,\"lasted_seconds\":134,\"sites\":[{\"site\":\"left-calf\",\"pain\":6}],"          \
    "\"context\":\"night\",\"done\":[{\"treatment\":\"heat_local\",\"helped\":\"much\","           \
    "\"after_minutes\":3}]}"

/* A little of every kind of derived row, versions and removals. */
static inline void fill(kn_store *store, uint64_t first, int count)
{
    static const struct {
        kn_kind kind;
        const char *body;
    } bodies[] = {
        {KN_KIND_EPISODE, EPISODE},
        {KN_KIND_EPISODE, "{\"running\":true,\"sites\":[{\"site\":\"left-jaw\"}]}"},
        {KN_KIND_CHECKIN, "{\"values\":{\"pain\":4,\"spasms\":\"none\"}}"},
        {KN_KIND_USE, "{\"treatment\":\"msm\",\"taken\":\"taken\",\"minutes\":5}"},
        {KN_KIND_EXPOSURE, "{\"suspect\":\"cold\",\"present\":false}"},
        {KN_KIND_NOTE, "{\"text\":\"Gedächtnis, \\\"quoted\\\", and a line\\nmore.\"}"},
    };
    kn_error err;

    OK(kn_store_begin(store, &err));
    for (int i = 0; i < count; i++) {
        uint64_t number = first + (uint64_t)i;
        size_t which = (size_t)i % COUNT(bodies);

        add(store, entry_of(number, 10 * number, bodies[which].kind, TODAY - i / 7, 60 * i % 86400,
                            bodies[which].body));
        if (i % 5 == 4)
            amend(store,
                  entry_of(number, 10 * number + 1, bodies[which].kind, TODAY - i / 7,
                           60 * i % 86400 + 30, bodies[which].body),
                  NULL);
        if (i % 11 == 10)
            take_out(store, number, 10 * number + 2);
    }
    OK(kn_store_commit(store, &err));
}

/* ---- Bytes ------------------------------------------------------------------------------------*/

static inline bool write_text(void *context, const char *bytes, size_t count)
{
    kn_text_add_bytes(context, bytes, count);
    return true;
}

static inline kn_sink sink_of(kn_text *text)
{
    kn_text_init(text, 1u << 30);
    return (kn_sink){write_text, text};
}

/* Owner: caller; kn_text_release(). */
static inline kn_text export_of(kn_store *store)
{
    kn_text text;
    kn_error err;

    OK(kn_store_export(store, sink_of(&text), &err));
    return text;
}

static inline void import_into(kn_store *store, const kn_text *text, uint64_t added, uint64_t known)
{
    kn_merged merged;
    kn_error err;

    OK(kn_store_import(store, text->bytes, text->size, "export.jsonl", &merged, &err));
    assert_int_equal(merged.added, added);
    assert_int_equal(merged.known, known);
}

static inline void assert_same_text(const kn_text *a, const kn_text *b)
{
    assert_string_equal(kn_text_string(a), kn_text_string(b));
}

/* Owner: caller; free(). */
static inline char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    struct stat seen;
    char *bytes;

    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &seen), 0);
    *size = (size_t)seen.st_size;
    bytes = malloc(*size + 1);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

static inline void write_whole(const char *path, const char *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* The file's bytes, kept to compare. */
typedef struct snapshot {
    char *bytes;
    size_t size;
} snapshot;

static inline snapshot take_snapshot(const char *path)
{
    snapshot self;

    self.bytes = read_whole(path, &self.size);
    return self;
}

static inline void assert_unchanged(const char *path, snapshot *before)
{
    snapshot after = take_snapshot(path);

    assert_int_equal(before->size, after.size);
    assert_memory_equal(before->bytes, after.bytes, after.size);
    free(after.bytes);
    free(before->bytes);
    *before = (snapshot){0};
}

static inline void assert_says_what_to_do(const kn_error *err, const char *path)
{
    assert_string_equal(err->place.source, path);
    assert_true(err->hint[0]);
}

static inline bool is_healthy(kn_store *store)
{
    kn_finding findings[KN_FINDINGS_MAX];
    size_t count;
    bool healthy = true;
    kn_error err;

    OK(kn_store_doctor(store, findings, &count, &err));
    assert_true(count >= 4);
    for (size_t i = 0; i < count; i++) {
        if (!findings[i].is_ok)
            print_message("doctor: not so: %s: %s\n", findings[i].what, findings[i].detail);
        healthy = healthy && findings[i].is_ok;
    }
    return healthy;
}

#endif
