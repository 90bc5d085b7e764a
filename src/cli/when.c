#include "cli/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/civil.h"

enum { MINUTE = 60, HOUR = 3600, DAY = 86400 };

bool kn_when_is_given(const kn_when *when)
{
    return when->at || when->day || when->part;
}

bool kn_day_read(const char *text, int32_t today, int32_t *day)
{
    bool has_time;

    if (strcmp(text, "today") == 0)
        *day = today;
    else if (strcmp(text, "yesterday") == 0)
        *day = today - 1;
    else
        return kn_date_parse(text, strlen(text), day, &has_time) == KN_DATE_OK && !has_time;
    return true;
}

kn_code kn_day_set(json_t *request, const char *name, const char *text, int32_t today,
                   kn_error *err)
{
    char date[KN_DATE_SIZE];
    int32_t day;

    if (!text)
        return KN_OK;
    if (!kn_day_read(text, today, &day)) {
        kn_fail(err, KN_USAGE, NULL, "--%s does not understand \"%.60s\"", name, text);
        return kn_hint(err, "Write a day such as 2026-03-13, today or yesterday.");
    }
    json_object_set_new(request, name, json_string(kn_date_format(date, day)));
    return KN_OK;
}

/* H:MM or HH:MM, the whole text. */
static bool read_time(const char *text, int32_t *second)
{
    unsigned hour, minute;
    int length = 0;

    if (sscanf(text, "%2u:%2u%n", &hour, &minute, &length) != 2 || text[length] != '\0' ||
        text[length - 3] != ':' || hour > 23 || minute > 59)
        return false;
    *second = (int32_t)(hour * HOUR + minute * MINUTE);
    return true;
}

/* How far the clock here is ahead of UTC at a local time, which may lie behind a change of clocks.
 */
static int32_t offset_at(int32_t day, int32_t second)
{
    time_t as_utc = (time_t)day * DAY + second, then;
    struct tm local;

    gmtime_r(&as_utc, &local);
    local.tm_isdst = -1;
    then = mktime(&local);
    localtime_r(&then, &local);
    return (int32_t)(local.tm_gmtoff / MINUTE);
}

/* Digits with a unit, up to `end`; -1 if it is not one. */
static int64_t read_units(const char *text, const char *end)
{
    int64_t seconds = 0, amount = 0;
    bool has_digits = false, has_unit = false;

    for (; text < end; text++) {
        if (*text >= '0' && *text <= '9' && amount < 1000000) {
            amount = amount * 10 + (*text - '0');
            has_digits = true;
        } else if (has_digits && strchr("smhd", *text)) {
            seconds += amount * (*text == 's'   ? 1
                                 : *text == 'm' ? MINUTE
                                 : *text == 'h' ? HOUR
                                                : DAY);
            amount = 0;
            has_digits = false;
            has_unit = true;
        } else if (*text != ' ' || has_digits) {
            return -1;
        }
    }
    return has_unit && !has_digits ? seconds : -1;
}

kn_code kn_seconds_read(const char *option, const char *text, int64_t *seconds, kn_error *err)
{
    unsigned minutes, rest;
    int length = 0;

    *seconds = read_units(text, text + strlen(text));
    if (*seconds < 0 && sscanf(text, "%5u:%2u%n", &minutes, &rest, &length) == 2 &&
        text[length] == '\0' && text[length - 3] == ':' && rest < 60)
        *seconds = (int64_t)minutes * MINUTE + rest;
    if (*seconds >= 0)
        return KN_OK;
    kn_fail(err, KN_USAGE, NULL, "--%s does not understand \"%s\"", option, text);
    return kn_hint(err, "Write 90s, 2m, 1h30m or 2:14 (minutes and seconds).");
}

/* What the clock here showed at a UTC second. */
static kn_moment moment_at(int64_t utc)
{
    time_t then = (time_t)utc;
    struct tm local;

    localtime_r(&then, &local);
    return kn_moment_from_utc(utc, (int32_t)(local.tm_gmtoff / MINUTE));
}

/* "20m ago": exact, also across a change of clocks. */
static bool read_ago(const char *text, kn_moment now, kn_moment *at)
{
    size_t length = strlen(text);
    int64_t seconds;

    if (length < 5 || strcmp(text + length - 4, " ago") != 0)
        return false;
    seconds = read_units(text, text + length - 4);
    if (seconds < 0)
        return false;
    *at = moment_at(kn_moment_utc(now) - seconds);
    return kn_moment_is_valid(*at);
}

/* A time of day alone, a day alone, or both with a blank or a T between. */
static bool read_clock(const char *text, kn_moment now, kn_moment *at, kn_precision *precision)
{
    size_t first = strcspn(text, " T");
    char day[16];

    if (read_time(text, &at->second)) {
        at->day = at->second <= now.second ? now.day : now.day - 1;
        return true;
    }
    if (text[first] == '\0') {
        *precision = KN_PRECISION_DAY;
        at->second = KN_NOON;
        return kn_day_read(text, now.day, &at->day);
    }
    if (first >= sizeof day)
        return false;
    memcpy(day, text, first);
    day[first] = '\0';
    return kn_day_read(day, now.day, &at->day) && read_time(text + first + 1, &at->second);
}

static bool read_at(const char *text, kn_moment now, kn_moment *at, kn_precision *precision)
{
    *precision = KN_PRECISION_MINUTE;
    if (strcmp(text, "now") == 0 || read_ago(text, now, at))
        return true;
    if (!read_clock(text, now, at, precision))
        return false;
    at->offset_minutes = offset_at(at->day, at->second);
    return true;
}

static kn_code read_day_and_part(const kn_when *when, kn_moment now, kn_moment *at,
                                 kn_precision *precision, kn_error *err)
{
    at->second = KN_NOON;
    *precision = KN_PRECISION_DAY;
    if (when->day && !kn_day_read(when->day, now.day, &at->day)) {
        kn_fail(err, KN_USAGE, NULL, "--day does not understand \"%s\"", when->day);
        return kn_hint(err, "Write a day such as 2026-03-13, today or yesterday.");
    }
    for (int i = 0; i < KN_PART_COUNT && when->part; i++) {
        if (strcmp(kn_parts[i].word, when->part) == 0) {
            at->second = kn_parts[i].second;
            *precision = KN_PRECISION_PART;
        }
    }
    at->offset_minutes = offset_at(at->day, at->second);
    if (!when->part || *precision == KN_PRECISION_PART)
        return KN_OK;
    kn_fail(err, KN_USAGE, NULL, "--part cannot be \"%s\"", when->part);
    return kn_hint(err, "It is one of night|morning|afternoon|evening.");
}

kn_code kn_when_set(const kn_when *when, kn_moment now, json_t *entry, kn_error *err)
{
    kn_precision precision = KN_PRECISION_MINUTE;
    kn_moment at = now;
    char text[KN_MOMENT_SIZE];
    kn_code code = KN_OK;

    if (when->at && (when->day || when->part))
        return kn_fail(err, KN_USAGE, NULL, "--at and --%s exclude each other",
                       when->day ? "day" : "part");
    if (when->at && !read_at(when->at, now, &at, &precision)) {
        kn_fail(err, KN_USAGE, NULL, "--at does not understand \"%s\"", when->at);
        return kn_hint(err, "Write 19:38, \"2026-03-14 19:38\", yesterday or \"20m ago\".");
    }
    if (!when->at && kn_when_is_given(when))
        code = read_day_and_part(when, now, &at, &precision, err);
    if (code)
        return code;
    json_object_set_new(entry, "at", json_string(kn_moment_format(text, at)));
    json_object_set_new(entry, "precision", json_string(kn_precision_word(precision)));
    return KN_OK;
}
