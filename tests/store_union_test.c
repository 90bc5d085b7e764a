/* Copies of a diary that are written apart, now and then merged halfway, and at last united in
 * every order: the same bytes, the same current versions, and these are what diary/entry.h says,
 * worked out here once more from the export alone. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store_fixture.h"

enum { COPIES = 4, ORDERS = 24, ROUNDS = 12, ENTRIES = 24, VERSIONS_MAX = 2000, SEEDS = 2 };

typedef struct copies {
    fixture *self;
    kn_store *list[COPIES];
    kn_random random;
    uint64_t versions; /* made so far */
} copies;

/* Each in memory, with an id of its own. */
static kn_store *open_copy(fixture *self)
{
    kn_store *store;
    kn_error err;

    OK(kn_store_open_memory(clock_of(self), &store, &err));
    return store;
}

static kn_entry any_entry(copies *all, uint64_t number)
{
    static const char *const bodies[] = {
        "{\"pain\":%d,\"sites\":[{\"site\":\"left-calf\",\"pain\":3}],\"context\":\"night\"}",
        "{\"values\":{\"pain\":%d,\"spasms\":\"none\"}}",
        "{\"text\":\"%d times\"}",
        "{\"suspect\":\"cold\",\"level\":%d}",
    };
    static const kn_kind kinds[] = {KN_KIND_EPISODE, KN_KIND_CHECKIN, KN_KIND_NOTE,
                                    KN_KIND_EXPOSURE};
    size_t which = number % COUNT(kinds); /* an entry keeps its kind */
    char body[200];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(body, sizeof body, bodies[which], (int)kn_random_below(&all->random, 11));
#pragma GCC diagnostic pop
    kn_entry entry = entry_of(number, ++all->versions, kinds[which],
                              TODAY - (int32_t)kn_random_below(&all->random, 5), 3600, body);

    if (number == 0) { /* the one that every copy makes under the same id */
        entry.kind = KN_KIND_PROFILE;
        snprintf(entry.id, sizeof entry.id, "%s", KN_PROFILE_ID);
        json_decref(entry.body);
        entry.body = json_pack("{ss}", "age", all->versions % 2 ? "over50" : "18to50");
    }
    return entry;
}

/* Whatever the copy lets be done; refusals are other tests' business. */
static void write_something(copies *all, kn_store *store)
{
    kn_entry entry = any_entry(all, kn_random_below(&all->random, ENTRIES));
    uint64_t what = kn_random_below(&all->random, 6);
    char id[KN_ID_SIZE], version[KN_ID_SIZE];
    kn_outcome outcome;

    memcpy(id, entry.id, sizeof id);
    memcpy(version, entry.version, sizeof version);
    if (what < 2 || kn_store_amend(store, &entry, NULL, &outcome, NULL) == KN_NOTFOUND)
        kn_store_add(store, &entry, &outcome, NULL);
    kn_entry_release(&entry);
    id_of(version, 'v', ++all->versions);
    if (what == 4 && kn_store_remove(store, id, version, &entry, &outcome, NULL) == KN_OK)
        kn_entry_release(&entry);
    id_of(version, 'v', ++all->versions);
    if (what == 5 && kn_store_restore(store, id, version, &entry, &outcome, NULL) == KN_OK)
        kn_entry_release(&entry);
}

static void merge(kn_store *from, kn_store *to)
{
    kn_text text = export_of(from);
    kn_merged merged;
    kn_error err;

    OK(kn_store_import(to, text.bytes, text.size, "copy", &merged, &err));
    import_into(to, &text, 0, merged.added + merged.known); /* once more changes nothing */
    kn_text_release(&text);
}

static void write_apart(copies *all)
{
    for (int round = 0; round < ROUNDS; round++) {
        size_t from = kn_random_below(&all->random, COPIES);
        size_t to = kn_random_below(&all->random, COPIES);

        for (int i = 0; i < COPIES; i++)
            for (int times = 0; times < 4; times++)
                write_something(all, all->list[i]);
        if (round % 3 == 2 && from != to)
            merge(all->list[from], all->list[to]);
        /* Often the same second; now and then a clock that is set back. */
        all->self->now.second += (int32_t)kn_random_below(&all->random, 3) - (round % 5 == 4);
    }
}

/* ---- The rule, once more ----------------------------------------------------------------------*/

typedef struct version {
    char id[KN_ID_SIZE], version[KN_ID_SIZE];
    long long edit, utc;
    bool removed;
} version;

static void read_versions(const kn_text *text, version *list, size_t *count)
{
    *count = 0;
    for (char *at = strchr(text->bytes, '\n') + 1; *at; at = strchr(at, '\n') + 1) {
        json_t *line = json_loadb(at, (size_t)(strchr(at, '\n') - at), 0, NULL);
        const char *recorded = json_string_value(json_object_get(line, "recorded"));
        version *one = &list[(*count)++];
        kn_moment moment;

        assert_true(*count <= VERSIONS_MAX);
        assert_true(kn_moment_parse(recorded, strlen(recorded), &moment));
        snprintf(one->id, KN_ID_SIZE, "%s", json_string_value(json_object_get(line, "id")));
        snprintf(one->version, KN_ID_SIZE, "%s",
                 json_string_value(json_object_get(line, "version")));
        one->edit = json_integer_value(json_object_get(line, "edit"));
        one->utc = kn_moment_utc(moment);
        one->removed = json_is_true(json_object_get(line, "removed"));
        json_decref(line);
    }
}

static bool is_current(const version *list, size_t count, const version *one)
{
    for (size_t i = 0; i < count; i++) {
        const version *other = &list[i];
        long long by = other->edit - one->edit;

        if (strcmp(other->id, one->id) != 0 || other == one)
            continue;
        by = by ? by : (long long)one->removed - (long long)other->removed;
        by = by ? by : other->utc - one->utc;
        by = by ? by : strcmp(other->version, one->version);
        if (by > 0)
            return false;
    }
    return true;
}

static void assert_current_by_rule(kn_store *store, const kn_text *text)
{
    static version list[VERSIONS_MAX];
    kn_store_facts facts;
    uint64_t shown = 0;
    size_t count;
    kn_error err;

    read_versions(text, list, &count);
    for (size_t i = 0; i < count; i++) {
        kn_entry entry;

        if (!is_current(list, count, &list[i]))
            continue;
        OK(kn_store_get(store, list[i].id, true, &entry, &err));
        assert_string_equal(entry.version, list[i].version);
        shown += !list[i].removed;
        kn_entry_release(&entry);
    }
    OK(kn_store_facts_get(store, &facts, &err));
    assert_int_equal(facts.entries, shown);
    assert_int_equal(facts.versions, count);
}

/* ---- Uniting ----------------------------------------------------------------------------------*/

/* The order of that number, from 0 to COPIES! - 1. */
static void order_of(int number, int order[COPIES])
{
    int left[COPIES];

    for (int i = 0; i < COPIES; i++)
        left[i] = i;
    for (int i = 0; i < COPIES; i++) {
        int choices = COPIES - i, pick = number % choices;

        number /= choices;
        order[i] = left[pick];
        memmove(left + pick, left + pick + 1, (size_t)(choices - pick - 1) * sizeof *left);
    }
}

static void unite(copies *all)
{
    kn_text first = {0};

    for (int number = 0; number < ORDERS; number++) {
        kn_store *united = open_copy(all->self);
        int order[COPIES];
        kn_text text;

        order_of(number, order);
        for (int i = 0; i < COPIES; i++)
            merge(all->list[order[i]], united);
        text = export_of(united);
        assert_true(is_healthy(united)); /* the derived tables are those of a reindexed diary */
        if (number == 0) {
            first = text;
            assert_current_by_rule(united, &text);
        } else {
            assert_same_text(&first, &text);
            kn_text_release(&text);
        }
        if (number < COPIES) { /* and the copy itself, when it has learnt of the rest */
            merge(united, all->list[number]);
            text = export_of(all->list[number]);
            assert_same_text(&first, &text);
            assert_current_by_rule(all->list[number], &text);
            kn_text_release(&text);
        }
        kn_store_close(united);
    }
    kn_text_release(&first);
}

static void test_any_copies_in_any_order(void **state)
{
    fixture *self = *state;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        copies all = {.self = self, .versions = seed * 1000000};

        kn_random_init(&all.random, seed, 0);
        for (int i = 0; i < COPIES; i++)
            all.list[i] = open_copy(self);
        write_apart(&all);
        unite(&all);
        for (int i = 0; i < COPIES; i++)
            kn_store_close(all.list[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_any_copies_in_any_order, fixture_start, fixture_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
