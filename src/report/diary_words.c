#include "report/diary_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"

static const char *const WEEKDAYS[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};
static const char *const WEEKDAYS_BRIEF[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

/* ---- Days and times ---------------------------------------------------------------------------*/

static void split(int32_t day, int *year, int *month, int *of_month)
{
    char date[KN_DATE_SIZE];

    sscanf(kn_date_format(date, day), "%4d-%2d-%2d", year, month, of_month);
}

int kn_words_year(int32_t day)
{
    int year = 0, month, of_month;

    split(day, &year, &month, &of_month);
    return year;
}

int kn_words_month_number(int32_t day)
{
    int year, month = 1, of_month;

    split(day, &year, &month, &of_month);
    return month;
}

int kn_words_day_of_month(int32_t day)
{
    int year, month, of_month = 1;

    split(day, &year, &month, &of_month);
    return of_month;
}

const char *kn_words_weekday_brief(int32_t day)
{
    return WEEKDAYS_BRIEF[kn_weekday(day)];
}

const char *kn_words_date(char out[KN_WORDS_SIZE], int32_t day, int32_t today)
{
    int year = 0, month = 1, of_month = 1;

    split(day, &year, &month, &of_month);
    if (year == kn_words_year(today))
        snprintf(out, KN_WORDS_SIZE, "%d %s", of_month, kn_months[month - 1]);
    else
        snprintf(out, KN_WORDS_SIZE, "%d %s %d", of_month, kn_months[month - 1], year);
    return out;
}

const char *kn_words_date_brief(char out[KN_WORDS_SIZE], int32_t day)
{
    snprintf(out, KN_WORDS_SIZE, "%d %.3s", kn_words_day_of_month(day),
             kn_months[kn_words_month_number(day) - 1]);
    return out;
}

const char *kn_words_month(char out[KN_WORDS_SIZE], int32_t day)
{
    snprintf(out, KN_WORDS_SIZE, "%s %d", kn_months[kn_words_month_number(day) - 1],
             kn_words_year(day));
    return out;
}

const char *kn_words_day(char out[KN_WORDS_SIZE], int32_t day, int32_t today)
{
    char date[KN_WORDS_SIZE];

    snprintf(out, KN_WORDS_SIZE, "%s %.60s", WEEKDAYS[kn_weekday(day)],
             kn_words_date(date, day, today));
    return out;
}

void kn_words_span(kn_text *out, int32_t from, int32_t to, int32_t today)
{
    char first[KN_WORDS_SIZE], last[KN_WORDS_SIZE];
    /* one year for both stands once, at the end */
    int32_t seen_from = kn_words_year(from) == kn_words_year(to) ? from : today;

    kn_words_date(last, to, today);
    kn_words_date(first, from, seen_from);
    if (from == to)
        kn_text_add(out, last);
    else
        kn_text_addf(out, "%s to %s", first, last);
}

const char *kn_words_time(char out[KN_WORDS_SIZE], kn_moment at, kn_precision precision)
{
    out[0] = '\0';
    if (precision == KN_PRECISION_MINUTE)
        snprintf(out, KN_WORDS_SIZE, "%02d:%02d", at.second / 3600, at.second / 60 % 60);
    else if (precision == KN_PRECISION_PART)
        snprintf(out, KN_WORDS_SIZE, "%s", kn_part_word(at.second));
    return out;
}

/* "2 minutes 14 seconds"; the smaller one is left out when it is 0. */
static void two_units(char out[KN_WORDS_SIZE], long large, const char *large_name, long small,
                      const char *small_name)
{
    int size = snprintf(out, KN_WORDS_SIZE, "%ld %s%s", large, large_name, large == 1 ? "" : "s");

    if (small > 0)
        snprintf(out + size, KN_WORDS_SIZE - (size_t)size, " %ld %s%s", small, small_name,
                 small == 1 ? "" : "s");
}

const char *kn_words_lasted(char out[KN_WORDS_SIZE], double seconds)
{
    const double DAY = 86400, LONG = 36 * 3600.0;
    double whole = floor(seconds + 0.5);

    if (isnan(seconds))
        snprintf(out, KN_WORDS_SIZE, "not recorded");
    else if (seconds < 0.95)
        snprintf(out, KN_WORDS_SIZE, "under a second");
    else if (seconds < 9.95 && fabs(seconds - whole) >= 0.05) /* 2 seconds part two labels */
        snprintf(out, KN_WORDS_SIZE, "%.1f seconds", seconds);
    else if (whole < 60)
        snprintf(out, KN_WORDS_SIZE, "%.0f second%s", whole, whole == 1 ? "" : "s");
    else if (whole < 3600)
        two_units(out, (long)whole / 60, "minute", (long)whole % 60, "second");
    else if (seconds < LONG)
        two_units(out, (long)(seconds / 60 + 0.5) / 60, "hour", (long)(seconds / 60 + 0.5) % 60,
                  "minute");
    else
        snprintf(out, KN_WORDS_SIZE, "about %.0f days", floor(seconds / DAY + 0.5));
    return out;
}

const char *kn_words_lasted_range(char out[KN_WORDS_SIZE], double least, double most)
{
    enum { MINUTE = 60, HOUR = 3600 };
    char from[KN_WORDS_SIZE], to[KN_WORDS_SIZE];

    if (isnan(most) && isnan(least))
        return kn_words_lasted(out, most);
    if (isnan(most)) {
        snprintf(out, KN_WORDS_SIZE, "over %.40s", kn_words_lasted(from, least));
    } else if (isnan(least) || least <= 0) {
        snprintf(out, KN_WORDS_SIZE, "under %.40s", kn_words_lasted(to, most));
    } else if (fmod(least, MINUTE) == 0 && fmod(most, MINUTE) == 0 && most < HOUR) {
        snprintf(out, KN_WORDS_SIZE, "between %.0f and %.0f minutes", least / MINUTE,
                 most / MINUTE);
    } else {
        snprintf(out, KN_WORDS_SIZE, "between %.24s and %.24s", kn_words_lasted(from, least),
                 kn_words_lasted(to, most));
    }
    return out;
}

const char *kn_words_lasted_of(char out[KN_WORDS_SIZE], const kn_episode *episode)
{
    if (!isnan(episode->seconds))
        return kn_words_lasted(out, episode->seconds);
    return isnan(episode->least) && isnan(episode->most)
               ? NULL
               : kn_words_lasted_range(out, episode->least, episode->most);
}

/* ---- Pieces of sentences ----------------------------------------------------------------------*/

void kn_words_count(kn_text *out, long count, const char *one, const char *many)
{
    kn_text_addf(out, "%ld %s", count, count == 1 ? one : many);
}

void kn_words_three(kn_text *out, const char *values, int none, int missing)
{
    kn_text_addf(out, "%s, ", values);
    kn_words_count(out, none, "day with none, ", "days with none, ");
    kn_words_count(out, missing, "day not recorded.", "days not recorded.");
}

void kn_words_capital(kn_text *out, const char *words)
{
    if (words[0] >= 'a' && words[0] <= 'z')
        kn_text_add_char(out, (char)(words[0] - 'a' + 'A'));
    else
        kn_text_add_bytes(out, words, words[0] ? 1 : 0);
    kn_text_add(out, words[0] ? words + 1 : "");
}

void kn_words_clip(kn_text *out, const char *words, size_t most)
{
    size_t end = 0, cut = 0; /* bytes: of all looked at, of the first most - 1 characters */

    for (size_t shown = 0; words[end] && shown < most; shown++) {
        cut = end;
        do
            end++;
        while (((unsigned char)words[end] & 0xc0) == 0x80);
    }
    if (!words[end])
        cut = end;
    for (size_t i = 0; i < cut; i++)
        kn_text_add_char(out, words[i] == '\n' || words[i] == '\t' ? ' ' : words[i]);
    if (words[cut])
        kn_text_add(out, "…");
}

void kn_words_number(kn_text *out, double value)
{
    kn_text_addf(out, "%.10g", round(value * 1e4) / 1e4 + 0.0); /* + 0: no "-0" */
}

/* ---- Names ------------------------------------------------------------------------------------*/

const char *kn_words_treatment(const kn_catalogue *catalogue, const char *key)
{
    const kn_item *item = kn_catalogue_find(catalogue, KN_KIND_TREATMENT, key);

    return !item ? key : item->chip[0] ? item->chip : item->name;
}

void kn_words_value(kn_text *out, const kn_item *measure, double value)
{
    if (measure && measure->scale == KN_SCALE_YES_NO) {
        kn_text_add(out, value != 0 ? "yes" : "no");
        return;
    }
    kn_words_number(out, value);
    if (measure && measure->unit[0])
        kn_text_addf(out, " %s", measure->unit);
}

const char *kn_words_member(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}
