#include "diary/catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/treatment.h"

#define SCALE(k, called, direction, at_low, at_high)                                               \
    .kind = KN_KIND_MEASURE, .key = k, .name = called, .scale = KN_SCALE_0_10,                     \
    .better = direction, .low = at_low, .high = at_high
#define SUSPECT(k, called)                                                                         \
    .kind = KN_KIND_SUSPECT, .key = k, .name = called, .scale = KN_SCALE_YES_NO

/* The words at the ends say which way is better, so that nobody has to remember it. */
const kn_item kn_measures[] = {
    {.kind = KN_KIND_MEASURE,
     .key = "spasms",
     .name = "Spasms",
     .scale = KN_SCALE_COUNT,
     .better = -1,
     .is_short = true},
    {SCALE("pain", "Pain", -1, "none", "worst"), .is_short = true},
    {SCALE("sleep", "Sleep", 1, "very bad", "very good")},
    {SCALE("fatigue", "Tiredness", -1, "not at all", "worn out")},
    {SCALE("stress", "Stress", -1, "none", "the most")},
    {SCALE("mood", "Mood", 1, "very low", "very good")},
    {SCALE("thinking", "Clear head", 1, "very foggy", "very clear")},
};
const size_t kn_measure_count = sizeof kn_measures / sizeof *kn_measures;

const kn_item kn_suspects[] = {
    {SUSPECT("cold", "Cold")},
    {SUSPECT("effort", "Hard effort")},
    {SUSPECT("stress", "Stress")},
    {SUSPECT("short-sleep", "Short sleep")},
    {SUSPECT("caffeine", "Caffeine")},
    {SUSPECT("alcohol", "Alcohol")},
    {SUSPECT("sitting", "Long sitting")},
    {SUSPECT("period", "Period"), .is_before = true},
    {SUSPECT("medicine-change", "Change of medicine")},
};
const size_t kn_suspect_count = sizeof kn_suspects / sizeof *kn_suspects;

/* Room for one more, zeroed; NULL when memory ran out. */
static kn_item *grow(kn_catalogue *catalogue)
{
    enum { STEP = 64 };

    if (catalogue->count % STEP == 0) {
        kn_item *items =
            realloc(catalogue->items, (catalogue->count + STEP) * sizeof *catalogue->items);

        if (!items)
            return NULL;
        catalogue->items = items;
    }
    memset(&catalogue->items[catalogue->count], 0, sizeof *catalogue->items);
    return &catalogue->items[catalogue->count++];
}

static kn_code no_memory(kn_error *err)
{
    return kn_fail(err, KN_NOMEM, NULL, "out of memory while reading the catalogue");
}

static kn_code add_built_in(kn_catalogue *catalogue, kn_error *err)
{
    kn_item *item;

    for (size_t i = 0; i < kn_measure_count + kn_suspect_count; i++) {
        item = grow(catalogue);
        if (!item)
            return no_memory(err);
        *item = i < kn_measure_count ? kn_measures[i] : kn_suspects[i - kn_measure_count];
    }
    for (size_t i = 0; i < kn_treatment_count; i++) {
        const kn_treatment_name *name = &kn_treatments[i];

        item = grow(catalogue);
        if (!item)
            return no_memory(err);
        item->kind = KN_KIND_TREATMENT;
        snprintf(item->key, sizeof item->key, "%s", name->id);
        snprintf(item->name, sizeof item->name, "%s", name->name);
        snprintf(item->chip, sizeof item->chip, "%s", name->chip);
        item->is_acute = name->is_acute;
    }
    return KN_OK;
}

/* ---- Own ones ---------------------------------------------------------------------------------*/

/* A member's text into a buffer of a member's size; what is not there leaves it as it is. */
static void take(char out[4 * KN_NAME_MAX + 1], const json_t *body, const char *member)
{
    const char *text = json_string_value(json_object_get(body, member));

    if (text)
        snprintf(out, 4 * KN_NAME_MAX + 1, "%s", text);
}

static kn_scale scale_of(const json_t *body)
{
    static const char *const words[] = {"0-10", "count", "yes-no", "number"};
    const char *scale = json_string_value(json_object_get(body, "scale"));

    for (int i = 0; scale && i < 4; i++)
        if (strcmp(words[i], scale) == 0)
            return (kn_scale)i;
    return KN_SCALE_0_10;
}

static int better_of(const json_t *body)
{
    const char *better = json_string_value(json_object_get(body, "better"));

    return !better ? 0 : strcmp(better, "lower") == 0 ? -1 : strcmp(better, "higher") == 0 ? 1 : 0;
}

static kn_code add_own(kn_catalogue *catalogue, const kn_entry *entry, kn_error *err)
{
    const json_t *body = entry->body;
    kn_item *item = grow(catalogue);

    if (!item)
        return no_memory(err);
    item->kind = entry->kind;
    item->is_own = true;
    memcpy(item->key, entry->id, sizeof item->key);
    take(item->name, body, "name");
    take(item->chip, body, "name");
    take(item->low, body, "low");
    take(item->high, body, "high");
    take(item->unit, body, "unit");
    item->is_archived = json_is_true(json_object_get(body, "archived"));
    item->is_acute = json_is_true(json_object_get(body, "acute"));
    item->is_before = json_is_true(json_object_get(body, "before"));
    item->better = better_of(body);
    item->scale = entry->kind == KN_KIND_MEASURE                  ? scale_of(body)
                  : json_is_true(json_object_get(body, "graded")) ? KN_SCALE_0_10
                                                                  : KN_SCALE_YES_NO;
    return KN_OK;
}

/* Renames or archives the built-in one; one that this program does not know is passed over, since a
 * newer program may. */
static void replace(kn_catalogue *catalogue, const kn_entry *entry, const char *key)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        kn_item *item = &catalogue->items[i];

        if (item->kind != entry->kind || item->is_own || strcmp(item->key, key) != 0)
            continue;
        take(item->name, entry->body, "name");
        take(item->chip, entry->body, "name");
        item->is_archived = json_is_true(json_object_get(entry->body, "archived"));
    }
}

/* Every own entry of the three kinds, newest first, page by page, into one array. */
static kn_code list_all(kn_store *store, kn_entries *all, kn_error *err)
{
    kn_query query = {.from = INT32_MIN, .to = INT32_MAX, .limit = KN_QUERY_MAX};
    char before[KN_ID_SIZE];

    query.kinds = 1u << KN_KIND_MEASURE | 1u << KN_KIND_TREATMENT | 1u << KN_KIND_SUSPECT;
    for (;;) {
        kn_entries page = {0};
        kn_entry *list;
        bool last;
        kn_code code = kn_store_list(store, &query, &page, err);

        if (code)
            return code;
        last = page.count < query.limit;
        list = realloc(all->list, (all->count + page.count + 1) * sizeof *list);
        if (!list) {
            kn_entries_release(&page);
            return no_memory(err);
        }
        all->list = list;
        if (page.count)
            memcpy(list + all->count, page.list, page.count * sizeof *list);
        all->count += page.count;
        free(page.list); /* the entries themselves have moved */
        if (last)
            return KN_OK;
        memcpy(before, all->list[all->count - 1].id, sizeof before);
        query.before = before;
    }
}

kn_code kn_catalogue_load(kn_store *store, kn_catalogue *catalogue, kn_error *err)
{
    kn_entries own = {0};
    kn_code code;

    *catalogue = (kn_catalogue){0};
    code = add_built_in(catalogue, err);
    if (!code && store)
        code = list_all(store, &own, err);
    for (size_t i = own.count; i-- > 0 && !code;) { /* oldest first: the last word counts */
        const json_t *key = json_object_get(own.list[i].body, "replaces");

        if (key)
            replace(catalogue, &own.list[i], json_string_value(key));
        else
            code = add_own(catalogue, &own.list[i], err);
    }
    kn_entries_release(&own);
    if (code)
        kn_catalogue_release(catalogue);
    return code;
}

void kn_catalogue_release(kn_catalogue *catalogue)
{
    free(catalogue->items);
    *catalogue = (kn_catalogue){0};
}

const kn_item *kn_catalogue_find(const kn_catalogue *catalogue, kn_kind kind, const char *key)
{
    for (size_t i = 0; i < catalogue->count; i++)
        if (catalogue->items[i].kind == kind && strcmp(catalogue->items[i].key, key) == 0)
            return &catalogue->items[i];
    return NULL;
}

const char *kn_catalogue_name(const kn_catalogue *catalogue, kn_kind kind, const char *key)
{
    const kn_item *item = kn_catalogue_find(catalogue, kind, key);

    return item ? item->name : key;
}
