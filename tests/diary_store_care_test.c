/* Doctor and rescue: what is wrong is found, what can be read is saved. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "diary/log.h"
#include "diary/store_pages.h"
#include "store_fixture.h"

/* ---- Doctor -----------------------------------------------------------------------------------*/

static const struct {
    const char *sql;
    int finding; /* that is not ok; -1: none */
} damages[] = {
    {"SELECT 1", -1},
    {"UPDATE log SET body = replace(body, 'heat', 'cold') WHERE seq = 1", 1},
    {"UPDATE log SET edit = edit + 1 WHERE seq = 3", 1},
    {"UPDATE log SET recorded = '2026-03-14T19:00:01+01:00' WHERE seq = 3", 1},
    {"UPDATE log SET utc = utc + 1 WHERE seq = 3", 1},
    {"UPDATE log SET digest = zeroblob(16) WHERE seq = 3", 1},
    {"UPDATE log SET removed = 1, body = NULL WHERE seq = 3", 1},
    {"DELETE FROM log WHERE seq = 4", 1},
    {"UPDATE episode SET label = label - 1 WHERE day = 20526", 3},
    {"UPDATE entry SET day = day + 1 WHERE seq = 1", 3},
    {"DELETE FROM place", 3},
    {"INSERT INTO used VALUES ('x', 1, 'msm', 1, NULL)", 3},
    {"UPDATE value SET value = NULL WHERE value = 4", 3},
    {"UPDATE exposed SET level = 1", 3},
    {"UPDATE done SET helped = NULL", 3},
    {"UPDATE meta SET value = value - 1 WHERE key = 'entries'", 3},
};

static void test_doctor_finds_what_was_changed(void **state)
{
    fixture *self = *state;
    kn_error err;

    fill(self->store, 1, 30);
    for (size_t i = 0; i < COUNT(damages); i++) {
        kn_finding findings[KN_FINDINGS_MAX];
        size_t count;

        OK(kn_store_exec(self->store, "BEGIN", &err));
        OK(kn_store_exec(self->store, damages[i].sql, &err));
        OK(kn_store_doctor(self->store, findings, &count, &err));
        OK(kn_store_exec(self->store, "ROLLBACK", &err));
        assert_int_equal(count, 4);
        if (findings[0].is_ok == (damages[i].finding == 0))
            fail_msg("%s: structure: %s", damages[i].sql, findings[0].detail);
        for (int f = 0; f < 4; f++)
            /* When the log is wrong the tables cannot be compared with it. */
            if (findings[f].is_ok == (damages[i].finding == f) &&
                !(f == 3 && damages[i].finding == 1))
                fail_msg("%s: %s: %s", damages[i].sql, findings[f].what, findings[f].detail);
    }
    assert_true(is_healthy(self->store));
}

/* A row that was written whole, but not by these rules. */
static void test_doctor_finds_what_is_against_the_rules(void **state)
{
    fixture *self = *state;
    kn_finding findings[KN_FINDINGS_MAX];
    kn_entry entry = entry_of(1, 10, KN_KIND_EPISODE, TODAY, 60, "{\"pain\": 12}");
    size_t count;
    kn_error err;

    entry.edit = 1;
    entry.recorded = self->now;
    memcpy(entry.device, entry.id, KN_ID_SIZE);
    OK(kn_store_write_begin(self->store, &err));
    OK(kn_store_write_end(self->store, kn_log_append(self->store, &entry, &err), &err));
    OK(kn_store_doctor(self->store, findings, &count, &err));
    assert_true(findings[0].is_ok && findings[1].is_ok && findings[3].is_ok);
    assert_false(findings[2].is_ok);
    assert_non_null(strstr(findings[2].detail, "pain"));
    kn_entry_release(&entry);
}

/* ---- Rescue -----------------------------------------------------------------------------------*/

/* How many versions the rescued diary has; all of them in the original export. */
static uint64_t rescue(fixture *self, const kn_text *original, uint64_t *lost)
{
    uint64_t saved = 0, lines = 0;
    kn_store *store;
    char path[200];
    kn_text text;
    kn_error err;

    snprintf(path, sizeof path, "%s/saved.unknot", self->folder);
    OK(kn_store_rescue(self->path, path, clock_of(self), &saved, lost, &err));
    OK(kn_store_open(path, KN_STORE_WRITE, clock_of(self), &store, &err));
    assert_true(is_healthy(store));
    text = export_of(store);
    for (char *line = text.bytes; *line; lines++) {
        char *end = strchr(line, '\n');

        assert_non_null(memmem(original->bytes, original->size, line, (size_t)(end - line)));
        line = end + 1;
    }
    assert_int_equal(lines, saved + 1);
    kn_text_release(&text);
    kn_store_close(store);
    unlink(path);
    return saved;
}

static void test_rescue(void **state)
{
    fixture *self = *state;
    char *whole, *bytes, path[200];
    uint64_t lost, saved, versions;
    kn_store_facts facts;
    size_t size, pages;
    kn_text text;
    kn_error err;

    fill(self->store, 1, 300);
    OK(kn_store_begin(self->store, &err));
    for (uint64_t i = 0; i < 100; i++) { /* around a page's size: some go on in another */
        char body[4001];
        kn_entry entry = entry_of(1000 + i, 10000 + i, KN_KIND_NOTE, TODAY, 60, "{}");

        memset(body, 'a' + (int)i % 26, 4000);
        body[i < 3 ? 4000 : 3780 + i] = '\0';
        json_object_set_new(entry.body, "text", json_string(body));
        add(self->store, entry);
    }
    OK(kn_store_commit(self->store, &err));
    text = export_of(self->store);
    OK(kn_store_facts_get(self->store, &facts, &err));
    versions = facts.versions;
    kn_store_close(self->store);
    self->store = NULL;
    whole = read_whole(self->path, &size);
    bytes = malloc(size);
    pages = size / KN_PAGE_SIZE;

    assert_int_equal(rescue(self, &text, &lost), versions); /* of a sound file: all */
    assert_int_equal(lost, 0);
    for (size_t page = 0; page < pages; page += 9) { /* one page destroyed */
        memcpy(bytes, whole, size);
        memset(bytes + page * KN_PAGE_SIZE, (int)(page * 37 % 256), KN_PAGE_SIZE);
        write_whole(self->path, bytes, size);
        saved = rescue(self, &text, &lost);
        assert_true(saved + 40 > versions); /* a page holds few */
        assert_int_equal(saved + lost, versions);
    }
    for (size_t part = 3; part < 8; part++) { /* cut off */
        write_whole(self->path, whole, size * part / 8);
        saved = rescue(self, &text, &lost);
        assert_true(saved > 0 && saved <= versions);
    }

    snprintf(path, sizeof path, "%s/saved.unknot", self->folder);
    write_whole(self->path, text.bytes, 5000);
    REFUSED(KN_DAMAGED, kn_store_rescue(self->path, path, clock_of(self), &saved, &lost, &err));
    assert_int_not_equal(access(path, F_OK), 0);
    write_whole(path, "mine", 4);
    REFUSED(KN_CONFLICT, kn_store_rescue(self->path, path, clock_of(self), &saved, &lost, &err));
    REFUSED(KN_NOTFOUND, kn_store_rescue("/nowhere/at/all", "/tmp/unknot-none", clock_of(self),
                                         &saved, &lost, &err));
    free(whole);
    free(bytes);
    kn_text_release(&text);
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        WITH_DIARY(test_doctor_finds_what_was_changed),
        WITH_DIARY(test_doctor_finds_what_is_against_the_rules),
        WITH_DIARY(test_rescue),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
