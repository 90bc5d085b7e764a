/* Out, in, union and erasing: nothing is lost, nothing stays. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

#define HEAD "{\"unknot\":\"diary\",\"schema\":1}\n"
#define IDS(entry, version)                                                                        \
    "\"id\":\"" entry "\",\"version\":\"" version                                                  \
    "\",\"device\":\"0d0d0d0d-0000-4000-8000-000000000001\","
#define ENTRY_1   "0e0e0e0e-0000-4000-8000-000000000001"
#define VERSION_1 "0f0f0f0f-0000-4000-8000-000000000001"
#define VERSION_2 "0f0f0f0f-0000-4000-8000-000000000002"
#define VERSION_3 "0f0f0f0f-0000-4000-8000-000000000003"
#define TIMES                                                                                      \
    "\"recorded\":\"2026-03-14T19:00:00+01:00\",\"at\":\"2026-03-14T18:00:00+01:00\","             \
    "\"precision\":\"minute\","
#define NOTE(version, edit, text)                                                                  \
    "{" IDS(ENTRY_1, version) TIMES "\"edit\":" edit                                               \
                                    ",\"kind\":\"note\",\"body\":{\"text\":\"" text "\"}}\n"

static kn_store *open_beside(fixture *self, const char *name)
{
    char path[200];
    kn_store *store;
    kn_error err;

    snprintf(path, sizeof path, "%s/%s", self->folder, name);
    OK(kn_store_open(path, KN_STORE_CREATE, clock_of(self), &store, &err));
    return store;
}

static void test_export_erase_import_export(void **state)
{
    fixture *self = *state;
    kn_text before, empty, after;
    uint64_t erased;
    kn_store_facts facts, then;
    kn_error err;

    fill(self->store, 1, 300);
    OK(kn_store_facts_get(self->store, &facts, &err));
    before = export_of(self->store);
    OK(kn_store_erase(self->store, &erased, &err));
    assert_int_equal(erased, facts.entries);
    empty = export_of(self->store);
    assert_string_equal(kn_text_string(&empty), HEAD);
    import_into(self->store, &before, facts.versions, 0);
    after = export_of(self->store);
    assert_same_text(&before, &after);
    import_into(self->store, &before, 0, facts.versions);
    OK(kn_store_facts_get(self->store, &then, &err));
    assert_int_equal(then.entries, facts.entries);
    assert_true(then.change > facts.change);
    assert_true(is_healthy(self->store));
    kn_text_release(&before);
    kn_text_release(&empty);
    kn_text_release(&after);
}

/* What is read at an entry: as the two copies must agree. */
static void assert_current(kn_store *store, uint64_t number, const char *text)
{
    char id[KN_ID_SIZE];
    kn_entry entry;
    kn_error err;

    OK(kn_store_get(store, id_of(id, 'e', number), true, &entry, &err));
    if (text)
        assert_string_equal(json_string_value(json_object_get(entry.body, "text")), text);
    else
        assert_true(entry.removed);
    kn_entry_release(&entry);
}

static void test_two_copies_edited_apart(void **state)
{
    fixture *self = *state;
    kn_store *a = self->store, *b = open_beside(self, "b.unknot");
    kn_text from_a, from_b, merged_a, merged_b;
    kn_merged merged;
    kn_error err;

    for (uint64_t i = 1; i <= 5; i++)
        add(a, note_of(i, 10 * i, "both"));
    from_a = export_of(a);
    import_into(b, &from_a, 5, 0);
    kn_text_release(&from_a);

    /* The same edit in both: an amendment beats a removal, the later beats the earlier, the greater
     * version id decides at last; a higher edit beats them all. */
    amend(a, note_of(1, 11, "kept"), NULL);
    take_out(b, 1, 12);
    amend(b, note_of(2, 22, "earlier"), NULL);
    amend(b, note_of(3, 31, "b"), NULL);
    amend(a, note_of(3, 32, "a"), NULL);
    amend(a, note_of(4, 41, "once"), NULL);
    amend(a, note_of(4, 42, "twice"), NULL);
    take_out(b, 5, 51);
    add(b, note_of(6, 60, "new in b"));
    self->now.second += 1;
    amend(a, note_of(2, 21, "later"), NULL);
    amend(b, note_of(4, 43, "late but once"), NULL);

    from_a = export_of(a);
    from_b = export_of(b);
    OK(kn_store_import(a, from_b.bytes, from_b.size, "b", &merged, &err));
    OK(kn_store_import(b, from_a.bytes, from_a.size, "a", &merged, &err));
    merged_a = export_of(a);
    merged_b = export_of(b);
    assert_same_text(&merged_a, &merged_b);
    for (int i = 0; i < 2; i++) {
        kn_store *store = i ? b : a;
        char v31[KN_ID_SIZE], v32[KN_ID_SIZE];
        bool a_greater = strcmp(id_of(v32, 'v', 32), id_of(v31, 'v', 31)) > 0;

        assert_current(store, 1, "kept");
        assert_current(store, 2, "later");
        assert_current(store, 3, a_greater ? "a" : "b");
        assert_current(store, 4, "twice");
        assert_current(store, 5, NULL);
        assert_current(store, 6, "new in b");
        assert_true(is_healthy(store));
    }
    kn_text_release(&from_a);
    kn_text_release(&from_b);
    kn_text_release(&merged_a);
    kn_text_release(&merged_b);
    kn_store_close(b);
}

/* Lines in any order give the same diary: what is current never depends on the way it came. */
static void test_lines_in_any_order(void **state)
{
    fixture *self = *state;
    kn_store *other = open_beside(self, "other.unknot");
    char *lines[1024];
    kn_text text, shuffled, after;
    kn_random random;
    size_t count = 0;

    fill(self->store, 1, 120);
    text = export_of(self->store);
    for (char *at = strchr(text.bytes, '\n') + 1; *at; at = strchr(at, '\n') + 1)
        lines[count++] = at;
    kn_random_init(&random, 7, 0);
    for (size_t i = count - 1; i > 0; i--) {
        size_t j = kn_random_below(&random, i + 1);
        char *line = lines[i];

        lines[i] = lines[j];
        lines[j] = line;
    }
    kn_text_init(&shuffled, 1u << 30);
    kn_text_add(&shuffled, HEAD);
    for (size_t i = 0; i < count; i++)
        kn_text_add_bytes(&shuffled, lines[i], (size_t)(strchr(lines[i], '\n') - lines[i] + 1));
    import_into(other, &shuffled, count, 0);
    after = export_of(other);
    assert_same_text(&text, &after);
    assert_true(is_healthy(other));
    kn_text_release(&text);
    kn_text_release(&shuffled);
    kn_text_release(&after);
    kn_store_close(other);
}

static const struct {
    const char *what, *text;
    kn_code code;
    uint64_t line;
    const char *field;
} refused[] = {
    {"nothing", "", KN_PARSE, 0, ""},
    {"no JSON", "hello\n", KN_PARSE, 1, ""},
    {"no head", NOTE(VERSION_1, "1", "a"), KN_PARSE, 1, ""},
    {"another head", "{\"unknot\":\"trial\",\"schema\":1}\n", KN_PARSE, 1, ""},
    {"schema 0", "{\"unknot\":\"diary\",\"schema\":0}\n", KN_PARSE, 1, ""},
    {"a text as schema", "{\"unknot\":\"diary\",\"schema\":\"1\"}\n", KN_PARSE, 1, ""},
    {"a newer one", "{\"unknot\":\"diary\",\"schema\":2,\"new\":1}\n", KN_NEWER, 1, ""},
    {"more in the head", "{\"unknot\":\"diary\",\"schema\":1,\"x\":1}\n", KN_PARSE, 1, ""},
    {"cut off", HEAD NOTE(VERSION_1, "1", "a") "{\"id\":\"", KN_PARSE, 3, ""},
    {"two values", HEAD "{}{}\n", KN_PARSE, 2, ""},
    {"a member twice", HEAD "{\"id\":1,\"id\":2}\n", KN_PARSE, 2, ""},
    {"a list", HEAD "[]\n", KN_PARSE, 2, ""},
    {"not UTF-8", HEAD "\n{\"id\":\"\xff\"}\n", KN_PARSE, 3, ""},
    {"an unknown member", HEAD "{\"idd\":1}\n", KN_DATA, 2, "idd"},
    {"no id", HEAD "{}\n", KN_DATA, 2, "id"},
    {"edit 0", HEAD NOTE(VERSION_1, "0", "a"), KN_DATA, 2, "edit"},
    {"edit 1.5", HEAD NOTE(VERSION_1, "1.5", "a"), KN_DATA, 2, "edit"},
    {"edit beyond all", HEAD NOTE(VERSION_1, "1000001", "a"), KN_DATA, 2, "edit"},
    {"a body against the rules", HEAD NOTE(VERSION_1, "1", ""), KN_DATA, 2, "text"},
    {"a version twice", HEAD NOTE(VERSION_1, "1", "a") NOTE(VERSION_1, "1", "b"), KN_CONFLICT, 3,
     ""},
    {"a version with two edits", HEAD NOTE(VERSION_1, "1", "a") NOTE(VERSION_1, "2", "a"),
     KN_CONFLICT, 3, ""},
    {"two kinds of one entry",
     HEAD NOTE(VERSION_1, "1", "a") "{" IDS(ENTRY_1, VERSION_2) TIMES
     "\"edit\":2,\"kind\":\"use\",\"body\":{\"treatment\":\"msm\",\"taken\":\"taken\"}}\n",
     KN_CONFLICT, 3, ""},
    {"a removal with a body",
     HEAD "{" IDS(ENTRY_1, VERSION_1) TIMES
     "\"edit\":1,\"kind\":\"note\",\"removed\":true,\"body\":{\"text\":\"a\"}}\n",
     KN_DATA, 2, "body"},
};

static void test_what_is_refused_leaves_nothing(void **state)
{
    fixture *self = *state;
    kn_text before, after;
    kn_merged merged;
    kn_error err;

    add(self->store, note_of(1, 10, "there"));
    before = export_of(self->store);
    for (size_t i = 0; i < COUNT(refused); i++) {
        REFUSED(refused[i].code,
                kn_store_import(self->store, refused[i].text, strlen(refused[i].text), "x.jsonl",
                                &merged, &err));
        assert_string_equal(err.place.source, "x.jsonl");
        if (err.place.line != refused[i].line)
            fail_msg("%s: line %d", refused[i].what, (int)err.place.line);
        assert_string_equal(err.place.field, refused[i].field);
        assert_int_equal(merged.added + merged.known, 0);
        after = export_of(self->store);
        assert_same_text(&before, &after);
        kn_text_release(&after);
    }
    kn_text_release(&before);
}

static void test_limits(void **state)
{
    fixture *self = *state;
    size_t size = strlen(HEAD) + 6 * KN_BODY_MAX + 5000;
    char *bytes = malloc(size);
    kn_merged merged;
    kn_error err;

    memset(bytes, ' ', size);
    memcpy(bytes, HEAD, strlen(HEAD));
    bytes[strlen(HEAD)] = '"';
    bytes[size - 1] = '"';
    REFUSED(KN_LIMIT, kn_store_import(self->store, bytes, size, "x", &merged, &err));
    assert_int_equal(err.place.line, 2);
    REFUSED(KN_LIMIT,
            kn_store_import(self->store, bytes, (size_t)KN_IMPORT_MAX + 1, "x", &merged, &err));
    free(bytes);
}

/* What editors and other systems do to a text, edits without those before, the future. */
static void test_what_is_accepted(void **state)
{
    static const char *const texts[] = {
        HEAD,
        "{\"schema\":1,\"unknot\":\"diary\"}",
        "\xef\xbb\xbf" HEAD "\n" NOTE(VERSION_2, "2", "a"),
        "{\"unknot\":\"diary\",\"schema\":1}\r\n\r\n" NOTE(VERSION_3, "3", " b "),
        HEAD "{" IDS(ENTRY_1, VERSION_1) "\"edit\":1,\"kind\":\"note\",\"precision\":\"minute\","
                                         "\"recorded\":\"2190-01-01T00:00:00+00:00\",\"at\":\"2199-"
                                         "12-31T23:59:59-12:00\","
                                         "\"body\":{\"text\":\"then\"}}",
    };
    fixture *self = *state;
    kn_entries history;
    kn_merged merged;
    kn_error err;

    for (size_t i = 0; i < COUNT(texts); i++) {
        OK(kn_store_import(self->store, texts[i], strlen(texts[i]), "x", &merged, &err));
        assert_int_equal(merged.added, i > 1);
    }
    OK(kn_store_history(self->store, ENTRY_1, &history, &err));
    assert_int_equal(history.count, 3);
    assert_int_equal(history.list[0].edit, 3);
    assert_string_equal(json_string_value(json_object_get(history.list[0].body, "text")), "b");
    kn_entries_release(&history);
    assert_true(is_healthy(self->store));
}

static bool refuse_bytes(void *context, const char *bytes, size_t count)
{
    (void)bytes, (void)count;
    return --*(int *)context > 0;
}

static void test_a_sink_that_refuses(void **state)
{
    fixture *self = *state;
    int calls = 2;
    kn_error err;

    fill(self->store, 1, 600);
    REFUSED(KN_IO, kn_store_export(self->store, (kn_sink){refuse_bytes, &calls}, &err));
    assert_int_equal(calls, 0);
    assert_true(err.hint[0]);
}

/* Writes into the diary while it is exported. */
typedef struct intruder {
    kn_text text;
    kn_store *store;
    int calls;
    bool erases;
} intruder;

static bool intrude(void *context, const char *bytes, size_t count)
{
    intruder *self = context;
    uint64_t erased;
    kn_error err;

    kn_text_add_bytes(&self->text, bytes, count);
    if (self->calls++ > 0)
        return true;
    if (self->erases)
        OK(kn_store_erase(self->store, &erased, &err));
    else
        add(self->store, note_of(9999, 99990, "meanwhile"));
    return true;
}

static void test_others_write_during_an_export(void **state)
{
    fixture *self = *state;
    intruder other = {0};
    kn_text before;
    kn_error err;

    fill(self->store, 1, 600);
    before = export_of(self->store);
    OK(kn_store_open(self->path, KN_STORE_WRITE, clock_of(self), &other.store, &err));
    kn_text_init(&other.text, 1u << 30);
    OK(kn_store_export(self->store, (kn_sink){intrude, &other}, &err));
    assert_same_text(&before, &other.text);
    other.calls = 0;
    other.erases = true;
    REFUSED(KN_CONFLICT, kn_store_export(self->store, (kn_sink){intrude, &other}, &err));
    kn_text_release(&before);
    kn_text_release(&other.text);
    kn_store_close(other.store);
}

/* ---- Erasing ----------------------------------------------------------------------------------*/

static const char secret[] = "Zwetschgenkuchen";

/* Where the secret stands in any file of the folder, or NULL. */
static char found_in[400];

static int search(const char *path, const struct stat *seen, int type, struct FTW *at)
{
    size_t size;
    char *bytes;

    (void)seen, (void)at;
    if (type != FTW_F)
        return 0;
    bytes = read_whole(path, &size);
    if (memmem(bytes, size, secret, strlen(secret)))
        snprintf(found_in, sizeof found_in, "%s", path);
    free(bytes);
    return 0;
}

static const char *find_secret(const fixture *self)
{
    found_in[0] = '\0';
    nftw(self->folder, search, 8, FTW_PHYS);
    return found_in[0] ? found_in : NULL;
}

static void test_nothing_is_left_of_what_was_erased(void **state)
{
    fixture *self = *state;
    char device[KN_ID_SIZE], other_device[KN_ID_SIZE], copy[200], text[400];
    kn_store *other;
    kn_store_facts facts;
    uint64_t erased;
    kn_error err;

    OK(kn_store_open(self->path, KN_STORE_WRITE, clock_of(self), &other, &err));
    OK(kn_store_device(self->store, device, &err));
    OK(kn_store_begin(self->store, &err));
    for (uint64_t i = 1; i <= 200; i++) {
        snprintf(text, sizeof text, "%s %d %0300d", secret, (int)i, (int)i);
        add(self->store, note_of(i, 10 * i, text));
        if (i % 3 == 0)
            amend(self->store, note_of(i, 10 * i + 1, secret), NULL);
    }
    OK(kn_store_commit(self->store, &err));
    snprintf(copy, sizeof copy, "%s.schema-0", self->path);
    write_whole(copy, secret, strlen(secret));
    assert_non_null(find_secret(self));
    OK(kn_store_facts_get(other, &facts, &err));
    assert_int_equal(facts.entries, 200);

    OK(kn_store_erase(self->store, &erased, &err));
    assert_int_equal(erased, 200);
    if (find_secret(self))
        fail_msg("the text is still in %s", found_in);
    OK(kn_store_facts_get(other, &facts, &err));
    assert_int_equal(facts.entries + facts.versions, 0);
    assert_true(facts.change > 266);
    OK(kn_store_device(other, other_device, &err));
    assert_string_not_equal(device, other_device);
    add(other, note_of(1, 10, "a new beginning"));
    assert_true(is_healthy(self->store));
    kn_store_close(other);
}

/* Killed between giving the new diary its name and taking away the first one. */
static void test_erasing_spares_a_second_name(void **state)
{
    fixture *self = *state;
    char second[200];
    uint64_t erased;
    kn_error err;

    add(self->store, note_of(1, 10, secret));
    snprintf(second, sizeof second, "%s.new-AbCdEf", self->path);
    assert_int_equal(link(self->path, second), 0);
    OK(kn_store_erase(self->store, &erased, &err));
    assert_int_not_equal(access(second, F_OK), 0);
    assert_null(find_secret(self));
    add(self->store, note_of(1, 10, "a new beginning"));
    kn_store_close(self->store);
    fixture_open(self);
    assert_true(is_healthy(self->store));
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        WITH_DIARY(test_export_erase_import_export),
        WITH_DIARY(test_two_copies_edited_apart),
        WITH_DIARY(test_lines_in_any_order),
        WITH_DIARY(test_what_is_refused_leaves_nothing),
        WITH_DIARY(test_limits),
        WITH_DIARY(test_what_is_accepted),
        WITH_DIARY(test_a_sink_that_refuses),
        WITH_DIARY(test_others_write_during_an_export),
        WITH_DIARY(test_nothing_is_left_of_what_was_erased),
        WITH_DIARY(test_erasing_spares_a_second_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
