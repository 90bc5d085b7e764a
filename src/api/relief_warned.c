/* Whether a warning comes before any draw. docs/relief.md section 2. */
#include <string.h>

#include "api/relief_call.h"

enum {
    WARNED_HOURS = 24, /* a warning that was raised within them comes before any draw ... */
    ADVISED_DAYS = 28  /* ... unless it calls for help today, and advice about it was had lately */
};

/* The advice of the last weeks: whoever has long cramps often, and spoke about them, is not kept
 * from comparing by each of them. The warning itself stands all the same. */
static kn_code load_advice(kn_api *api, int32_t today, kn_entries *advice, kn_error *err)
{
    const kn_query query = {.from = today - ADVISED_DAYS,
                            .to = today,
                            .kinds = UINT32_C(1) << KN_KIND_ADVICE,
                            .limit = KN_QUERY_MAX};

    return kn_store_list(api->store, &query, advice, err);
}

static bool has_advice(const kn_entries *advice, const kn_flag *flag)
{
    for (size_t i = 0; i < advice->count; i++)
        if (strcmp(json_string_value(json_object_get(advice->list[i].body, "flag")), flag->id) == 0)
            return true;
    return false;
}

kn_code kn_relief_is_warned(kn_api *api, bool *warned, kn_error *err)
{
    const kn_moment now = kn_store_now(api->store);
    kn_warnings current = {0};
    kn_entries advice = {0};
    kn_code code = kn_warnings_current(api->store, &current, err);

    *warned = false;
    if (code == KN_OK)
        code = load_advice(api, now.day, &advice, err);
    for (size_t i = 0; code == KN_OK && i < current.count; i++) {
        const kn_warning *warning = &current.list[i];
        const int64_t age = kn_moment_utc(now) - kn_moment_utc(warning->since);

        if (warning->level < KN_LEVEL_TODAY || warning->advised ||
            age > WARNED_HOURS * INT64_C(3600))
            continue;
        *warned = *warned || warning->level > KN_LEVEL_TODAY || !has_advice(&advice, warning->flag);
    }
    kn_entries_release(&advice);
    kn_warnings_release(&current);
    return code;
}
