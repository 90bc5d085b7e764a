/* Writing and reading the diary: versions, idempotence, conflicts, removal, batches, lists. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

static const kn_query everything = {INT32_MIN, INT32_MAX, 0, NULL, KN_QUERY_MAX};

static char *text_of(const kn_entry *entry, char out[128])
{
    snprintf(out, 128, "%s", json_string_value(json_object_get(entry->body, "text")));
    return out;
}

static void test_what_was_added_is_there(void **state)
{
    fixture *self = *state;
    kn_entry entry = note_of(1, 10, "  first "), read;
    char text[128], device[KN_ID_SIZE];
    kn_outcome outcome;
    kn_error err;

    OK(kn_store_add(self->store, &entry, &outcome, &err));
    assert_int_equal(outcome, KN_ADDED);
    OK(kn_store_device(self->store, device, &err));
    kn_store_close(self->store);
    fixture_open(self);
    OK(kn_store_get(self->store, entry.id, false, &read, &err));
    assert_string_equal(text_of(&read, text), "first");
    assert_string_equal(read.version, entry.version);
    assert_string_equal(read.device, device);
    assert_int_equal(read.edit, 1);
    assert_int_equal(read.at.day, TODAY);
    assert_int_equal(read.at.offset_minutes, 60);
    assert_int_equal(read.recorded.second, self->now.second);
    assert_false(read.removed);
    kn_entry_release(&read);
    kn_entry_release(&entry);
}

static void test_asking_again_changes_nothing(void **state)
{
    fixture *self = *state;
    kn_entry entry = note_of(1, 10, "one"), again = note_of(1, 10, "one");
    kn_entry other = note_of(1, 10, "two"), removed, same;
    kn_store_facts before, after;
    kn_outcome outcome;
    kn_error err;

    OK(kn_store_add(self->store, &entry, &outcome, &err));
    OK(kn_store_facts_get(self->store, &before, &err));
    self->now.second += 60;
    OK(kn_store_add(self->store, &again, &outcome, &err));
    assert_int_equal(outcome, KN_KNOWN);
    assert_int_equal(again.recorded.second, entry.recorded.second);
    REFUSED(KN_CONFLICT, kn_store_add(self->store, &other, &outcome, &err));
    assert_string_equal(err.place.field, "version");
    OK(kn_store_facts_get(self->store, &after, &err));
    assert_int_equal(before.change, after.change);

    take_out(self->store, 1, 11);
    OK(kn_store_remove(self->store, entry.id, id_of(other.version, 'v', 11), &removed, &outcome,
                       &err));
    assert_int_equal(outcome, KN_KNOWN);
    assert_true(removed.removed);
    REFUSED(KN_CONFLICT, kn_store_remove(self->store, entry.id, id_of(other.version, 'v', 12),
                                         &same, &outcome, &err));
    REFUSED(KN_CONFLICT, kn_store_restore(self->store, entry.id, id_of(other.version, 'v', 11),
                                          &same, &outcome, &err));
    kn_entry_release(&removed);
    kn_entry_release(&entry);
    kn_entry_release(&again);
    kn_entry_release(&other);
}

/* A number that has more digits than are kept is still the same write. */
static void test_numbers_beyond_what_is_kept(void **state)
{
    fixture *self = *state;
    kn_outcome outcome;
    kn_error err;

    for (int i = 0; i < 2; i++) {
        kn_entry entry =
            entry_of(1, 10, KN_KIND_USE, TODAY, 3600,
                     "{\"treatment\":\"msm\",\"taken\":\"taken\",\"minutes\":0.30000000000000004}");

        OK(kn_store_add(self->store, &entry, &outcome, &err));
        assert_int_equal(outcome, i == 0 ? KN_ADDED : KN_KNOWN);
        kn_entry_release(&entry);
    }
}

static void test_amending(void **state)
{
    fixture *self = *state;
    kn_entry first = note_of(1, 10, "one"), read;
    kn_entry late = note_of(1, 12, "late"), unknown = note_of(2, 20, "who");
    kn_entry other_kind =
        entry_of(1, 13, KN_KIND_USE, TODAY, 3600, "{\"treatment\":\"msm\",\"taken\":\"taken\"}");
    kn_entries history;
    kn_outcome outcome;
    char text[128];
    kn_error err;

    OK(kn_store_add(self->store, &first, &outcome, &err));
    amend(self->store, note_of(1, 11, "two"), first.version);
    OK(kn_store_get(self->store, first.id, false, &read, &err));
    assert_string_equal(text_of(&read, text), "two");
    assert_int_equal(read.edit, 2);
    kn_entry_release(&read);

    REFUSED(KN_CONFLICT, kn_store_amend(self->store, &late, first.version, &outcome, &err));
    assert_true(err.hint[0]);
    REFUSED(KN_NOTFOUND, kn_store_amend(self->store, &unknown, NULL, &outcome, &err));
    REFUSED(KN_CONFLICT, kn_store_amend(self->store, &other_kind, NULL, &outcome, &err));
    assert_string_equal(err.place.field, "kind");
    REFUSED(KN_CONFLICT, kn_store_add(self->store, &late, &outcome, &err));
    assert_string_equal(err.place.field, "id");
    OK(kn_store_amend(self->store, &late, NULL, &outcome, &err));
    assert_int_equal(late.edit, 3);

    OK(kn_store_history(self->store, first.id, &history, &err));
    assert_int_equal(history.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(history.list[i].edit, 3 - i);
    kn_entries_release(&history);
    REFUSED(KN_NOTFOUND, kn_store_history(self->store, unknown.id, &history, &err));
    kn_entry_release(&first);
    kn_entry_release(&late);
    kn_entry_release(&unknown);
    kn_entry_release(&other_kind);
}

static void test_removing_and_restoring(void **state)
{
    fixture *self = *state;
    char id[KN_ID_SIZE], version[KN_ID_SIZE], text[128];
    kn_entry entry, amended = note_of(1, 15, "x");
    kn_store_facts facts;
    kn_entries list;
    kn_outcome outcome;
    kn_error err;

    id_of(id, 'e', 1);
    REFUSED(KN_NOTFOUND,
            kn_store_remove(self->store, id, id_of(version, 'v', 9), &entry, &outcome, &err));
    REFUSED(KN_DATA, kn_store_remove(self->store, id, "9", &entry, &outcome, &err));
    add(self->store, note_of(1, 10, "one"));
    REFUSED(KN_CONFLICT,
            kn_store_restore(self->store, id, id_of(version, 'v', 9), &entry, &outcome, &err));
    OK(kn_store_remove(self->store, id, id_of(version, 'v', 11), &entry, &outcome, &err));
    assert_true(entry.removed && !entry.body && entry.edit == 2 && entry.kind == KN_KIND_NOTE);
    kn_entry_release(&entry);
    REFUSED(KN_NOTFOUND, kn_store_get(self->store, id, false, &entry, &err));
    OK(kn_store_get(self->store, id, true, &entry, &err));
    kn_entry_release(&entry);
    REFUSED(KN_NOTFOUND, kn_store_amend(self->store, &amended, NULL, &outcome, &err));
    OK(kn_store_list(self->store, &everything, &list, &err));
    assert_int_equal(list.count, 0);
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.entries, 0);
    assert_int_equal(facts.versions, 2);
    assert_true(facts.last_day < facts.first_day);

    OK(kn_store_restore(self->store, id, id_of(version, 'v', 12), &entry, &outcome, &err));
    assert_string_equal(text_of(&entry, text), "one");
    assert_int_equal(entry.edit, 3);
    kn_entry_release(&entry);
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.entries, 1);
    assert_int_equal(facts.first_day, TODAY);
    assert_int_equal(facts.last_day, TODAY);
    assert_true(is_healthy(self->store));
    kn_entry_release(&amended);
}

static void test_what_is_not_accepted(void **state)
{
    fixture *self = *state;
    kn_entry bad = entry_of(1, 10, KN_KIND_EPISODE, TODAY, 0, "{\"pain\": 11}");
    kn_entry ahead = note_of(2, 20, "tomorrow"), far = note_of(3, 30, "next week");
    kn_entry wrong_id = note_of(4, 40, "id");
    kn_outcome outcome;
    kn_error err;

    REFUSED(KN_DATA, kn_store_add(self->store, &bad, &outcome, &err));
    assert_string_equal(err.place.field, "pain");
    ahead.at = (kn_moment){TODAY + 1, self->now.second, 60};
    OK(kn_store_add(self->store, &ahead, &outcome, &err));
    far.at = (kn_moment){TODAY + 1, self->now.second + 1, 60};
    REFUSED(KN_DATA, kn_store_add(self->store, &far, &outcome, &err));
    assert_string_equal(err.place.field, "at");
    assert_true(err.hint[0]);
    wrong_id.id[0] = 'X';
    REFUSED(KN_DATA, kn_store_add(self->store, &wrong_id, &outcome, &err));
    self->now.day = 400000;
    wrong_id.id[0] = 'a';
    REFUSED(KN_DATA, kn_store_add(self->store, &wrong_id, &outcome, &err));
    assert_string_equal(err.place.field, "recorded");
    kn_entry_release(&bad);
    kn_entry_release(&ahead);
    kn_entry_release(&far);
    kn_entry_release(&wrong_id);
}

static void test_batches_are_all_or_nothing(void **state)
{
    fixture *self = *state;
    kn_entry taken = note_of(1, 11, "again");
    kn_store_facts facts;
    kn_store *other;
    kn_outcome outcome;
    kn_error err;

    OK(kn_store_open(self->path, KN_STORE_READ, clock_of(self), &other, &err));
    OK(kn_store_begin(self->store, &err));
    add(self->store, note_of(1, 10, "one"));
    /* One that is refused leaves the others. */
    REFUSED(KN_CONFLICT, kn_store_add(self->store, &taken, &outcome, &err));
    add(self->store, note_of(2, 20, "two"));
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.entries, 2);
    OK(kn_store_facts_get(other, &facts, &err));
    assert_int_equal(facts.entries, 0);
    kn_store_rollback(self->store);
    OK(kn_store_facts_get(self->store, &facts, &err));
    assert_int_equal(facts.entries, 0);

    OK(kn_store_begin(self->store, &err));
    add(self->store, note_of(1, 10, "one"));
    add(self->store, note_of(2, 20, "two"));
    OK(kn_store_commit(self->store, &err));
    OK(kn_store_facts_get(other, &facts, &err));
    assert_int_equal(facts.entries, 2);
    kn_store_close(other);
    kn_entry_release(&taken);
}

static void test_opened_to_read_it_writes_nothing(void **state)
{
    fixture *self = *state;
    kn_entry entry = note_of(1, 10, "one");
    kn_outcome outcome;
    kn_store *other;
    kn_error err;

    OK(kn_store_open(self->path, KN_STORE_READ, clock_of(self), &other, &err));
    REFUSED(KN_IO, kn_store_add(other, &entry, &outcome, &err));
    assert_true(is_healthy(other));
    kn_store_close(other);
    kn_entry_release(&entry);
}

/* ---- Lists ------------------------------------------------------------------------------------*/

/* What a page by page walk gives, as the numbers of seconds. */
static size_t walk(kn_store *store, uint32_t kinds, size_t limit, int32_t seconds[], size_t most)
{
    kn_query query = {INT32_MIN, INT32_MAX, kinds, NULL, limit};
    char before[KN_ID_SIZE];
    size_t count = 0;
    kn_entries page;
    kn_error err;

    for (;;) {
        OK(kn_store_list(store, &query, &page, &err));
        for (size_t i = 0; i < page.count && count < most; i++)
            seconds[count++] = page.list[i].at.day * 86400 + page.list[i].at.second;
        if (page.count > 0) {
            memcpy(before, page.list[page.count - 1].id, KN_ID_SIZE);
            query.before = before;
        }
        limit = page.count;
        kn_entries_release(&page);
        if (limit < query.limit)
            return count;
    }
}

static void test_lists_are_newest_first_in_pages_of_any_size(void **state)
{
    static const uint32_t kinds[] = {
        0, 1u << KN_KIND_NOTE, 1u << KN_KIND_NOTE | 1u << KN_KIND_EPISODE | 1u << KN_KIND_USE};
    static const size_t limits[] = {1, 2, 7, KN_QUERY_MAX};
    static const size_t expected[] = {55, 10, 37};
    fixture *self = *state;
    int32_t whole[64], seconds[64];

    fill(self->store, 1, 60);
    for (size_t k = 0; k < COUNT(kinds); k++) {
        size_t count = walk(self->store, kinds[k], KN_QUERY_MAX, whole, 64);

        assert_int_equal(count, expected[k]);
        for (size_t i = 1; i < count; i++)
            assert_true(whole[i] <= whole[i - 1]);
        for (size_t l = 0; l < COUNT(limits); l++) {
            assert_int_equal(walk(self->store, kinds[k], limits[l], seconds, 64), count);
            assert_memory_equal(seconds, whole, count * sizeof *whole);
        }
    }
}

/* Whoever removes an entry while looking at a list must still get the rest of it. */
static void test_a_list_goes_on_after_a_removed_entry(void **state)
{
    fixture *self = *state;
    kn_query query = {INT32_MIN, INT32_MAX, 0, NULL, 5};
    char last[KN_ID_SIZE], next[KN_ID_SIZE], version[KN_ID_SIZE];
    kn_entry removed;
    kn_outcome outcome;
    kn_entries page;
    kn_error err;

    fill(self->store, 1, 21);
    OK(kn_store_list(self->store, &query, &page, &err));
    memcpy(last, page.list[3].id, sizeof last);
    memcpy(next, page.list[4].id, sizeof next);
    kn_entries_release(&page);
    kn_id_new(version);
    OK(kn_store_remove(self->store, last, version, &removed, &outcome, &err));
    kn_entry_release(&removed);
    query.before = last;
    OK(kn_store_list(self->store, &query, &page, &err));
    assert_int_equal(page.count, 5);
    assert_string_equal(page.list[0].id, next);
    kn_entries_release(&page);
}

static void test_lists_keep_their_bounds(void **state)
{
    fixture *self = *state;
    char unknown[KN_ID_SIZE];
    kn_query query = {TODAY - 1, TODAY - 1, 0, NULL, 100};
    kn_entries list;
    kn_error err;

    fill(self->store, 1, 21);
    OK(kn_store_list(self->store, &query, &list, &err));
    assert_int_equal(list.count, 6); /* seven that day, of which one was removed */
    for (size_t i = 0; i < list.count; i++)
        assert_int_equal(list.list[i].at.day, TODAY - 1);
    kn_entries_release(&list);
    query.kinds = 1u << 31;
    OK(kn_store_list(self->store, &query, &list, &err));
    assert_int_equal(list.count, 0);
    query.before = id_of(unknown, 'x', 1);
    query.kinds = 0;
    REFUSED(KN_NOTFOUND, kn_store_list(self->store, &query, &list, &err));
}

static void test_running(void **state)
{
    fixture *self = *state;
    kn_entries list;
    kn_error err;

    fill(self->store, 1, 14); /* the second, the eighth and the fourteenth run */
    OK(kn_store_running(self->store, &list, &err));
    assert_int_equal(list.count, 3);
    assert_int_equal(list.list[0].at.day, TODAY);
    assert_int_equal(list.list[2].at.day, TODAY - 1);
    kn_entries_release(&list);
    amend(self->store, entry_of(2, 500, KN_KIND_EPISODE, TODAY, 60, EPISODE), NULL);
    take_out(self->store, 8, 501);
    OK(kn_store_running(self->store, &list, &err));
    assert_int_equal(list.count, 1);
    kn_entries_release(&list);
}

/* ---- Speed ------------------------------------------------------------------------------------*/

/* What a long diary would make slow: a whole table read or sorted. */
static void test_no_question_reads_everything(void **state)
{
    static const char *const statements[] = {
#define KN_X(name, sql) sql,
        KN_STATEMENTS(KN_X)
#undef KN_X
            "SELECT seq, day, second, id FROM entry WHERE day BETWEEN ?1 AND ?2 AND (day, second,"
            " id) < (?3, ?4, coalesce(?5, '~')) ORDER BY 2 DESC, 3 DESC, 4 DESC LIMIT ?6",
        "SELECT seq, day, second, id FROM entry WHERE kind = 3 AND day BETWEEN ?1 AND ?2 AND"
        " (day, second, id) < (?3, ?4, coalesce(?5, '~')) UNION ALL"
        " SELECT seq, day, second, id FROM entry WHERE kind = 5 AND day BETWEEN ?1 AND ?2 AND"
        " (day, second, id) < (?3, ?4, coalesce(?5, '~')) ORDER BY 2 DESC, 3 DESC, 4 DESC LIMIT ?6",
    };
    fixture *self = *state;
    kn_error err;

    for (size_t i = 0; i < COUNT(statements); i++) {
        sqlite3_stmt *plan;
        char sql[2048];

        if (i == KN_SQL_LOG_ALL || i == KN_SQL_LOG_BY_ENTRY) /* which are for everything */
            continue;
        snprintf(sql, sizeof sql, "EXPLAIN QUERY PLAN %s", statements[i]);
        OK(kn_store_prepare(self->store, sql, &plan, &err));
        while (sqlite3_step(plan) == SQLITE_ROW) {
            const char *step = (const char *)sqlite3_column_text(plan, 3);

            /* The few that run now are read from an index that holds them alone, then sorted. */
            if (i == KN_SQL_RUNNING && (strstr(step, "episode_running") || strstr(step, "ORDER")))
                continue;
            if (strstr(step, "SCAN") || strstr(step, "TEMP B-TREE"))
                fail_msg("%s: %s", statements[i], step);
        }
        sqlite3_finalize(plan);
    }
}

int main(void)
{
#define WITH_DIARY(test) cmocka_unit_test_setup_teardown(test, fixture_start, fixture_end)
    const struct CMUnitTest tests[] = {
        WITH_DIARY(test_what_was_added_is_there),
        WITH_DIARY(test_asking_again_changes_nothing),
        WITH_DIARY(test_numbers_beyond_what_is_kept),
        WITH_DIARY(test_amending),
        WITH_DIARY(test_removing_and_restoring),
        WITH_DIARY(test_what_is_not_accepted),
        WITH_DIARY(test_batches_are_all_or_nothing),
        WITH_DIARY(test_opened_to_read_it_writes_nothing),
        WITH_DIARY(test_lists_are_newest_first_in_pages_of_any_size),
        WITH_DIARY(test_a_list_goes_on_after_a_removed_entry),
        WITH_DIARY(test_lists_keep_their_bounds),
        WITH_DIARY(test_running),
        WITH_DIARY(test_no_question_reads_everything),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
