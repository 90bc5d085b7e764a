/* The catalogue over a store that this file stands in for: a list of entries, newest first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/catalogue.h"
#include "diary/treatment.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- The stand-ins ----------------------------------------------------------------------------*/

struct kn_store {
    kn_entry *list; /* newest first */
    size_t count;
    int calls;
    int fail_at; /* the call that fails; 0: none */
};

const kn_treatment_name kn_treatments[] = {
    {"hot_bath", "Hot bath or shower", "Hot bath", true},
    {"msm", "MSM", "MSM", false},
};
const size_t kn_treatment_count = COUNT(kn_treatments);

void kn_entries_release(kn_entries *entries)
{
    for (size_t i = 0; i < entries->count; i++)
        kn_entry_release(&entries->list[i]);
    free(entries->list);
    *entries = (kn_entries){0};
}

kn_code kn_store_list(kn_store *store, const kn_query *query, kn_entries *entries, kn_error *err)
{
    size_t from = 0;

    *entries = (kn_entries){0};
    if (++store->calls == store->fail_at)
        return kn_fail(err, KN_BUSY, NULL, "another program holds the diary");
    assert_int_equal(query->kinds,
                     1u << KN_KIND_MEASURE | 1u << KN_KIND_TREATMENT | 1u << KN_KIND_SUSPECT);
    assert_true(query->limit >= 1 && query->limit <= KN_QUERY_MAX);
    if (query->before) {
        while (from < store->count && strcmp(store->list[from].id, query->before) != 0)
            from++;
        assert_true(from < store->count);
        from++;
    }
    entries->list = calloc(query->limit, sizeof *entries->list);
    assert_non_null(entries->list);
    for (; from < store->count && entries->count < query->limit; from++)
        kn_entry_copy(&store->list[from], &entries->list[entries->count++], NULL);
    return KN_OK;
}

/* An entry of the diary; its number, counted from the newest, is in its id. */
static kn_entry entry(size_t number, const char *kind, const char *body)
{
    kn_entry made = {0};
    json_t *json;
    char id[64];
    kn_error err;

    snprintf(id, sizeof id, "00000000-0000-4000-9000-%012zu", number);
    json = json_pack("{ss ss ss ss ss so}", "id", id, "version", id, "kind", kind, "at",
                     "2026-03-14T19:38:00+01:00", "precision", "minute", "body",
                     json_loads(body, 0, NULL));
    if (kn_entry_from_json(json, true, NULL, 0, &made, &err))
        fail_msg("%s: %s", body, err.message);
    json_decref(json);
    return made;
}

/* ---- The tests --------------------------------------------------------------------------------*/

static void an_empty_diary_has_the_built_in_ones(void **state)
{
    static const struct {
        kn_kind kind;
        const char *key, *name;
        kn_scale scale;
        int better;
        bool is_short;
    } rows[] = {
        {KN_KIND_MEASURE, "spasms", "Spasms", KN_SCALE_COUNT, -1, true},
        {KN_KIND_MEASURE, "pain", "Pain", KN_SCALE_0_10, -1, true},
        {KN_KIND_MEASURE, "sleep", "Sleep", KN_SCALE_0_10, 1, false},
        {KN_KIND_MEASURE, "fatigue", "Tiredness", KN_SCALE_0_10, -1, false},
        {KN_KIND_MEASURE, "stress", "Stress", KN_SCALE_0_10, -1, false},
        {KN_KIND_MEASURE, "mood", "Mood", KN_SCALE_0_10, 1, false},
        {KN_KIND_MEASURE, "thinking", "Clear head", KN_SCALE_0_10, 1, false},
        {KN_KIND_SUSPECT, "cold", "Cold", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "effort", "Hard effort", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "stress", "Stress", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "short-sleep", "Short sleep", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "caffeine", "Caffeine", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "alcohol", "Alcohol", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "sitting", "Long sitting", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "period", "Period", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_SUSPECT, "medicine-change", "Change of medicine", KN_SCALE_YES_NO, 0, false},
        {KN_KIND_TREATMENT, "hot_bath", "Hot bath or shower", KN_SCALE_0_10, 0, false},
        {KN_KIND_TREATMENT, "msm", "MSM", KN_SCALE_0_10, 0, false},
    };
    kn_store store = {0};
    kn_catalogue catalogue;
    kn_error err;

    (void)state;
    assert_int_equal(kn_catalogue_load(&store, &catalogue, &err), KN_OK);
    assert_int_equal(catalogue.count, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        const kn_item *item = &catalogue.items[i];

        assert_int_equal(item->kind, rows[i].kind);
        assert_string_equal(item->key, rows[i].key);
        assert_string_equal(item->name, rows[i].name);
        assert_int_equal(item->better, rows[i].better);
        assert_int_equal(item->is_short, rows[i].is_short);
        assert_false(item->is_own || item->is_archived);
        if (item->kind != KN_KIND_TREATMENT)
            assert_int_equal(item->scale, rows[i].scale);
        if (item->kind == KN_KIND_MEASURE && item->scale == KN_SCALE_0_10)
            assert_true(item->low[0] && item->high[0]);
        assert_ptr_equal(kn_catalogue_find(&catalogue, item->kind, item->key), item);
    }
    assert_true(kn_catalogue_find(&catalogue, KN_KIND_TREATMENT, "hot_bath")->is_acute);
    assert_string_equal(kn_catalogue_find(&catalogue, KN_KIND_TREATMENT, "hot_bath")->chip,
                        "Hot bath");
    assert_null(kn_catalogue_find(&catalogue, KN_KIND_MEASURE, "cold"));
    assert_null(kn_catalogue_find(&catalogue, KN_KIND_SUSPECT, ""));
    kn_catalogue_release(&catalogue);
    kn_catalogue_release(&catalogue); /* once more does no harm */
}

static void own_ones_and_renamed_ones(void **state)
{
    kn_entry list[] = {
        /* newest first */
        entry(0, "treatment", "{\"replaces\":\"hot_bath\",\"name\":\"My bath\"}"),
        entry(1, "measure", "{\"replaces\":\"mood\",\"archived\":true}"),
        entry(2, "measure", "{\"replaces\":\"mood\",\"name\":\"Spirits\"}"),
        entry(3, "suspect", "{\"replaces\":\"no-such-thing\",\"name\":\"X\"}"),
        entry(4, "suspect", "{\"replaces\":\"stress\",\"name\":\"Rows at work\"}"),
        entry(5, "suspect", "{\"name\":\"Noise\",\"graded\":true}"),
        entry(6, "treatment",
              "{\"name\":\"Bottle\",\"how\":\"Warm\",\"acute\":true,\"archived\":true}"),
        entry(7, "measure", "{\"name\":\"Weight\",\"scale\":\"number\",\"unit\":\"kg\"}"),
        entry(8, "measure",
              "{\"name\":\"Calm\",\"scale\":\"0-10\",\"low\":\"none\",\"high\":\"all\","
              "\"better\":\"higher\"}"),
        entry(9, "measure", "{\"name\":\"Went out\",\"scale\":\"yes-no\",\"better\":\"neither\"}"),
        entry(10, "measure", "{\"name\":\"Cups\",\"scale\":\"count\",\"better\":\"lower\"}"),
    };
    kn_store store = {.list = list, .count = COUNT(list)};
    size_t built_in = kn_measure_count + kn_suspect_count + kn_treatment_count;
    kn_catalogue catalogue;
    const kn_item *item;
    kn_error err;

    (void)state;
    assert_int_equal(kn_catalogue_load(&store, &catalogue, &err), KN_OK);
    assert_int_equal(catalogue.count, built_in + 6);
    item = kn_catalogue_find(&catalogue, KN_KIND_MEASURE, "mood");
    assert_string_equal(item->name, "Spirits");
    assert_true(item->is_archived && !item->is_own && item->better == 1);
    assert_string_equal(item->low, "very low");
    item = kn_catalogue_find(&catalogue, KN_KIND_TREATMENT, "hot_bath");
    assert_string_equal(item->name, "My bath");
    assert_string_equal(item->chip, "My bath");
    assert_true(item->is_acute);
    /* the suspect, not the measure of the same key */
    assert_string_equal(kn_catalogue_find(&catalogue, KN_KIND_SUSPECT, "stress")->name,
                        "Rows at work");
    assert_string_equal(kn_catalogue_find(&catalogue, KN_KIND_MEASURE, "stress")->name, "Stress");
    /* own ones by time */
    item = &catalogue.items[built_in];
    assert_string_equal(item[0].name, "Cups");
    assert_true(item[0].scale == KN_SCALE_COUNT && item[0].better == -1 && item[0].is_own);
    assert_string_equal(item[1].name, "Went out");
    assert_true(item[1].scale == KN_SCALE_YES_NO && item[1].better == 0);
    assert_string_equal(item[2].name, "Calm");
    assert_string_equal(item[2].high, "all");
    assert_true(item[2].scale == KN_SCALE_0_10 && item[2].better == 1);
    assert_string_equal(item[3].unit, "kg");
    assert_true(item[3].scale == KN_SCALE_NUMBER && item[3].better == 0);
    assert_true(item[4].kind == KN_KIND_TREATMENT && item[4].is_acute && item[4].is_archived);
    assert_true(item[5].kind == KN_KIND_SUSPECT && item[5].scale == KN_SCALE_0_10);
    assert_ptr_equal(kn_catalogue_find(&catalogue, KN_KIND_SUSPECT, list[5].id), &item[5]);
    kn_catalogue_release(&catalogue);
    for (size_t i = 0; i < COUNT(list); i++)
        kn_entry_release(&list[i]);
}

/* The longest names fit, whatever the script they are in. */
static void long_names_are_not_cut(void **state)
{
    char body[2048], name[4 * KN_NAME_MAX + 1] = "";
    kn_store store = {.count = 1};
    kn_catalogue catalogue;
    kn_entry own;
    kn_error err;

    (void)state;
    for (int i = 0; i < KN_NAME_MAX; i++)
        strcat(name, "\xf0\x9f\x98\x80");
    snprintf(body, sizeof body, "{\"name\":\"%s\"}", name);
    own = entry(0, "suspect", body);
    store.list = &own;
    assert_int_equal(kn_catalogue_load(&store, &catalogue, &err), KN_OK);
    assert_string_equal(catalogue.items[catalogue.count - 1].name, name);
    kn_catalogue_release(&catalogue);
    kn_entry_release(&own);
}

/* More than one page of the store, and pages that end exactly with the list. */
static void many_own_ones(void **state)
{
    static const size_t counts[] = {KN_QUERY_MAX - 1, KN_QUERY_MAX, KN_QUERY_MAX + 1,
                                    2 * KN_QUERY_MAX};

    (void)state;
    for (size_t c = 0; c < COUNT(counts); c++) {
        kn_store store = {.list = calloc(counts[c], sizeof(kn_entry)), .count = counts[c]};
        size_t built_in = kn_measure_count + kn_suspect_count + kn_treatment_count;
        kn_catalogue catalogue;
        kn_error err;

        for (size_t i = 0; i < counts[c]; i++)
            store.list[i] = entry(i, "suspect", "{\"name\":\"X\"}");
        assert_int_equal(kn_catalogue_load(&store, &catalogue, &err), KN_OK);
        assert_int_equal(catalogue.count, built_in + counts[c]);
        for (size_t i = 0; i < counts[c]; i++)
            assert_string_equal(catalogue.items[built_in + i].key,
                                store.list[counts[c] - 1 - i].id);
        kn_catalogue_release(&catalogue);
        /* a page that cannot be read: nothing is left behind */
        store.fail_at = store.calls + (counts[c] < KN_QUERY_MAX ? 1 : 2);
        assert_int_equal(kn_catalogue_load(&store, &catalogue, &err), KN_BUSY);
        assert_true(!catalogue.items && catalogue.count == 0);
        for (size_t i = 0; i < counts[c]; i++)
            kn_entry_release(&store.list[i]);
        free(store.list);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_diary_has_the_built_in_ones),
        cmocka_unit_test(own_ones_and_renamed_ones),
        cmocka_unit_test(long_names_are_not_cut),
        cmocka_unit_test(many_own_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
