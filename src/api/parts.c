/* Parts that several replies hold. */
#include <math.h>

#include "api/call.h"
#include "base/civil.h"
#include "report/diary_report.h"

json_t *kn_json_day(int32_t day)
{
    char text[KN_DATE_SIZE];

    return json_string(kn_date_format(text, day));
}

json_t *kn_json_number(double value)
{
    if (!isfinite(value))
        return json_null();
    if (value == floor(value) && fabs(value) < 1e15)
        return json_integer((json_int_t)value);
    return json_real(value);
}

json_t *kn_json_optional(const char *text)
{
    return text && text[0] ? json_string(text) : json_null();
}

static const char *const state_words[] = {
    [KN_STATE_NOT_RECORDED] = "not_recorded", [KN_STATE_NONE] = "none", [KN_STATE_VALUE] = "value"};

static json_t *json_of_day(const kn_day *day)
{
    json_t *spasms = day->spasms_state == KN_STATE_NOT_RECORDED ? json_null()
                     : day->spasms_state == KN_STATE_NONE       ? json_integer(0)
                                                                : json_integer(day->spasms);

    return json_pack("{s:o,s:s,s:o,s:b,s:i,s:i,s:o,s:b,s:i}", "day", kn_json_day(day->day), "state",
                     state_words[day->spasms_state], "spasms", spasms, "confirmed", day->confirmed,
                     "logged", day->logged, "others", day->others, "pain_most",
                     day->pain_most < 0 ? json_null() : json_integer(day->pain_most), "checked_in",
                     day->checked_in, "entries", day->entries);
}

json_t *kn_json_days(const kn_day *days, size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < count; i++) {
        if (json_array_append_new(list, json_of_day(&days[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

json_t *kn_json_entry(const kn_entry *entry, const kn_catalogue *catalogue, kn_error *err)
{
    json_t *json = kn_entry_to_json(entry);

    /* a NULL for want of memory is refused */
    if (json && !entry->removed &&
        json_object_set_new(json, "shown", kn_entry_shown(entry, catalogue, err)) != 0) {
        json_decref(json);
        return NULL;
    }
    return json;
}

json_t *kn_json_entries(const kn_entries *entries, const kn_catalogue *catalogue, kn_error *err)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < entries->count; i++) {
        if (json_array_append_new(list, kn_json_entry(&entries->list[i], catalogue, err)) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

json_t *kn_json_used(const kn_used *used, const kn_catalogue *catalogue)
{
    return json_pack("{s:s,s:s,s:i,s:i,s:i,s:i,s:{s:i,s:i,s:i,s:i}}", "key", used->treatment,
                     "name", kn_catalogue_name(catalogue, KN_KIND_TREATMENT, used->treatment),
                     "taken", used->taken, "not_taken", used->not_taken, "no_dose", used->no_dose,
                     "done", used->done, "helped", "much", used->helped_much, "little",
                     used->helped_little, "none", used->helped_none, "worse", used->helped_worse);
}

json_t *kn_json_flags(const kn_flag *const flags[], size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; list && i < count; i++) {
        if (json_array_append_new(list, kn_flag_json(flags[i])) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

kn_code kn_current_warnings(kn_api *api, json_t **warnings, kn_error *err)
{
    int32_t today = kn_store_now(api->store).day;
    kn_warnings current = {0};
    kn_code code = kn_warnings_current(api->store, &current, err);

    *warnings = NULL;
    if (code)
        return code;
    *warnings = json_array();
    for (size_t i = 0; *warnings && i < current.count; i++) {
        if (json_array_append_new(*warnings, kn_warning_json(&current.list[i], today)) != 0) {
            json_decref(*warnings);
            *warnings = NULL;
        }
    }
    kn_warnings_release(&current);
    return *warnings ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory");
}

kn_code kn_read_single(kn_api *api, const char *id, json_t **body, kn_error *err)
{
    kn_entry entry = {0};
    kn_error fault = {0};
    kn_code code = kn_store_get(api->store, id, false, &entry, &fault);

    *body = NULL;
    if (code && code != KN_NOTFOUND) {
        if (err)
            *err = fault;
        return code;
    }
    *body = code == KN_OK && entry.body ? json_incref(entry.body) : json_object();
    if (code == KN_OK)
        kn_entry_release(&entry);
    return *body ? KN_OK : kn_fail(err, KN_NOMEM, NULL, "out of memory");
}

kn_code kn_reply_with(kn_reply *reply, json_t *json, kn_error *err)
{
    reply->json = json;
    if (json)
        return KN_OK;
    if (err && err->code != KN_OK)
        return err->code;
    return kn_fail(err, KN_NOMEM, NULL, "out of memory for the reply");
}
