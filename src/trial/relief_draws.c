/* Every draw of a diary, and the remedies in them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/relief_parts.h"
#include "trial/trial_parts.h"

void kn_relief_draws_release(kn_relief_draws *draws)
{
    for (size_t i = 0; i < draws->count; i++)
        kn_entry_release(&draws->list[i].entry);
    free(draws->list);
    *draws = (kn_relief_draws){0};
}

static int by_time(const void *a, const void *b)
{
    const kn_relief_one *first = a, *second = b;
    int64_t one = kn_moment_utc(first->entry.at), other = kn_moment_utc(second->entry.at);

    return one != other ? (one > other) - (one < other) : strcmp(first->entry.id, second->entry.id);
}

static int by_episode(const void *a, const void *b)
{
    const kn_relief_one *first = a, *second = b;
    int order = strcmp(json_string_value(json_object_get(first->entry.body, "episode")),
                       json_string_value(json_object_get(second->entry.body, "episode")));

    return order ? order : by_time(a, b);
}

/* Two copies of the diary may each have drawn for an episode: the first one was followed. */
static void keep_first(kn_relief_draws *draws)
{
    size_t kept = 0;

    for (size_t i = 0; i < draws->count; i++) {
        kn_relief_one *one = &draws->list[i];
        const json_t *episode = json_object_get(one->entry.body, "episode");

        if (kept > 0 &&
            json_equal(json_object_get(draws->list[kept - 1].entry.body, "episode"), episode))
            kn_entry_release(&one->entry);
        else
            draws->list[kept++] = *one;
    }
    draws->count = kept;
}

kn_code kn_relief_draws_load(kn_store *store, const kn_moment *begun, kn_relief_draws *draws,
                             kn_error *err)
{
    kn_entries entries = {0};
    /* the same moment may be the day after by another clock */
    kn_code code = kn_store_list_kind(store, KN_KIND_DRAW, begun ? begun->day - 1 : INT32_MIN,
                                      INT32_MAX, &entries, err);

    *draws = (kn_relief_draws){0};
    if (code)
        return code;
    draws->list = calloc(entries.count + 1, sizeof *draws->list);
    if (!draws->list)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu draws", entries.count);
    for (size_t i = 0; i < entries.count && !code; i++) {
        kn_relief_one *one = &draws->list[draws->count];

        if (begun && kn_moment_utc(entries.list[i].at) < kn_moment_utc(*begun))
            continue;
        if (kn_relief_made_read(json_object_get(entries.list[i].body, "draw"), &one->made, NULL)) {
            draws->unreadable++;
            continue;
        }
        one->entry = entries.list[i];
        entries.list[i] = (kn_entry){0}; /* moved */
        draws->count++;
    }
    kn_entries_release(&entries);
    if (code || draws->count < 2)
        return code;
    if (begun) {
        qsort(draws->list, draws->count, sizeof *draws->list, by_episode);
        keep_first(draws);
    }
    qsort(draws->list, draws->count, sizeof *draws->list, by_time);
    return KN_OK;
}

static int add_key(char key[KN_ARMS_MAX][KN_ID_SIZE], int count, const char *more)
{
    for (int i = 0; i < count && i < KN_ARMS_MAX; i++)
        if (strcmp(key[i], more) == 0)
            return count;
    if (count < KN_ARMS_MAX)
        snprintf(key[count], KN_ID_SIZE, "%s", more);
    return count + 1;
}

int kn_relief_keys(const kn_relief_plan *plan, const kn_relief_draws *draws,
                   char key[KN_ARMS_MAX][KN_ID_SIZE])
{
    int count = 0;

    if (plan->count > 0)
        count = add_key(key, 0, plan->remedy[plan->wait < 0 ? 0 : plan->wait].key);
    for (int i = 0; i < plan->count; i++)
        count = add_key(key, count, plan->remedy[i].key);
    for (size_t d = 0; d < draws->count; d++)
        for (int i = 0; i < draws->list[d].made.count; i++)
            count = add_key(key, count, draws->list[d].made.open[i]);
    return count;
}
