/* Values that only a plan of the relief experiment has: times of day, days, body regions. */
#include <stdio.h>
#include <string.h>

#include "trial/design_parts.h"
#include "trial/relief_parts.h"

enum { HOUR = 3600, WEEKDAYS = 7, SEED_LETTERS = KN_RELIEF_SEED_SIZE - 1 };

kn_code kn_plan_read_clock(const json_t *value, const kn_place *at, void *to, kn_error *err)
{
    const char *text = json_string_value(value);
    int hour = 0, minute = 0;
    char rest;

    if (!text || strlen(text) != 5 || text[2] != ':' || strspn(text, "0123456789:") != 5 ||
        sscanf(text, "%2d:%2d%c", &hour, &minute, &rest) != 2 || hour > 23 || minute > 59)
        return kn_member_refuse(at, value, "a time of day such as \"22:00\"", err);
    *(int32_t *)to = hour * HOUR + minute * 60;
    return KN_OK;
}

json_t *kn_plan_clock_json(const void *from)
{
    int32_t second = *(const int32_t *)from;

    return json_sprintf("%02d:%02d", second / HOUR, second / 60 % 60);
}

kn_code kn_plan_read_days(const json_t *value, const kn_place *at, void *to, kn_error *err)
{
    unsigned days = 0;

    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *day = json_array_get(value, i);
        json_int_t number = json_is_integer(day) ? json_integer_value(day) : 0;

        if (number < 1 || number > WEEKDAYS || days >> (number - 1) & 1)
            return kn_member_refuse(at, value, "a list of days, each once, 1 for Monday", err);
        days |= 1u << (number - 1);
    }
    if (!json_is_array(value))
        return kn_member_refuse(at, value, "a list of days, 1 for Monday", err);
    *(unsigned *)to = days;
    return KN_OK;
}

json_t *kn_plan_days_json(const void *from)
{
    json_t *list = json_array();
    int failed = !list;

    for (int i = 0; i < WEEKDAYS; i++)
        if (*(const unsigned *)from >> i & 1)
            failed |= json_array_append_new(list, json_integer(i + 1));
    if (!failed)
        return list;
    json_decref(list);
    return NULL;
}

kn_code kn_plan_read_sites(const json_t *value, const kn_place *at, void *to, kn_error *err)
{
    uint64_t sites = 0;

    if (!json_is_array(value))
        return kn_member_refuse(at, value, "a list of body regions", err);
    for (size_t i = 0; i < json_array_size(value); i++) {
        const json_t *one = json_array_get(value, i);
        const char *id = json_string_value(one);
        int site = id ? kn_site_find(id) : -1;

        if (site < 0)
            return kn_member_refuse(at, one, "a body region such as \"left-calf\"", err);
        sites |= 1ull << site; /* twice says no more than once */
    }
    *(uint64_t *)to = sites;
    return KN_OK;
}

json_t *kn_plan_sites_json(const void *from)
{
    json_t *list = json_array();
    int failed = !list;

    for (size_t i = 0; i < kn_site_count; i++)
        if (*(const uint64_t *)from >> i & 1)
            failed |= json_array_append_new(list, json_string(kn_sites[i].id));
    if (!failed)
        return list;
    json_decref(list);
    return NULL;
}

kn_code kn_plan_read_moment(const json_t *value, const kn_place *at, void *to, kn_error *err)
{
    const char *text = json_string_value(value);

    if (!text || !kn_moment_parse(text, strlen(text), to))
        return kn_member_refuse(at, value, "a moment such as \"2026-03-14T19:38:00+01:00\"", err);
    return KN_OK;
}

json_t *kn_plan_moment_json(const void *from)
{
    static const kn_moment none = {0};
    char text[KN_MOMENT_SIZE];

    return memcmp(from, &none, sizeof none) == 0
               ? json_null()
               : json_string(kn_moment_format(text, *(const kn_moment *)from));
}

kn_code kn_plan_read_seed(const json_t *value, const kn_place *at, void *to, kn_error *err)
{
    const char *text = json_string_value(value);

    if (!text || strlen(text) != SEED_LETTERS || strspn(text, "0123456789abcdef") != SEED_LETTERS)
        return kn_member_refuse(at, value, "64 of the digits 0 to 9 and a to f", err);
    memcpy(to, text, KN_RELIEF_SEED_SIZE);
    return KN_OK;
}

json_t *kn_plan_seed_json(const void *from)
{
    return *(const char *)from ? json_string(from) : json_null();
}
