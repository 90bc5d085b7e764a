/* Every entry of one kind, however many pages of a list they take. */
#include <stdlib.h>
#include <string.h>

#include "diary/store.h"

static void turn_round(kn_entries *entries)
{
    for (size_t i = 0; i < entries->count / 2; i++) {
        kn_entry first = entries->list[i];

        entries->list[i] = entries->list[entries->count - 1 - i];
        entries->list[entries->count - 1 - i] = first;
    }
}

/* Moves a page behind what is there. */
static kn_code append(kn_entries *entries, kn_entries *page, kn_error *err)
{
    size_t count = entries->count + page->count;
    kn_entry *list = realloc(entries->list, (count + 1) * sizeof *list);

    if (!list)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu entries", count);
    entries->list = list;
    if (page->count > 0)
        memcpy(list + entries->count, page->list, page->count * sizeof *list);
    entries->count = count;
    page->count = 0; /* what they own has moved */
    return KN_OK;
}

kn_code kn_store_list_kind(kn_store *store, kn_kind kind, int32_t from, int32_t to,
                           kn_entries *entries, kn_error *err)
{
    char last[KN_ID_SIZE] = "";
    bool more = true;
    kn_code code = KN_OK;

    *entries = (kn_entries){0};
    while (!code && more) {
        const kn_query query = {.from = from,
                                .to = to,
                                .kinds = UINT32_C(1) << kind,
                                .before = last[0] ? last : NULL,
                                .limit = KN_QUERY_MAX};
        kn_entries page = {0};

        code = kn_store_list(store, &query, &page, err);
        more = !code && page.count == KN_QUERY_MAX;
        if (more)
            memcpy(last, page.list[page.count - 1].id, sizeof last);
        if (!code)
            code = append(entries, &page, err);
        kn_entries_release(&page);
    }
    if (code)
        kn_entries_release(entries);
    turn_round(entries);
    return code;
}
