#include "base/civil.h"

#include <assert.h>
#include <stdio.h>

const char *const kn_months[12] = {"January",   "February", "March",    "April",
                                   "May",       "June",     "July",     "August",
                                   "September", "October",  "November", "December"};

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 0000-03-01, for year >= 1. Years are counted from March, so that the leap day is the
 * last of its year; 153 days are five months from March on (Richards, in Explanatory Supplement to
 * the Astronomical Almanac, 3rd ed., chapter 15). */
static int32_t day_number(int year, int month, int day)
{
    int y = month > 2 ? year : year - 1;
    int m = month > 2 ? month - 3 : month + 9;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1;
}

static const int32_t EPOCH = 719468; /* day_number(1970, 1, 1) */

/* The next `width` digits as a number, moving *at past them; -1 if they are not all there. */
static int digits(const char *text, size_t count, size_t *at, int width)
{
    int value = 0;

    for (int i = 0; i < width; i++, ++*at) {
        if (*at >= count || text[*at] < '0' || text[*at] > '9')
            return -1;
        value = 10 * value + (text[*at] - '0');
    }
    return value;
}

static bool take(const char *text, size_t count, size_t *at, char c)
{
    if (*at >= count || text[*at] != c)
        return false;
    ++*at;
    return true;
}

static bool is_clock(int hour, int minute)
{
    return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59;
}

/* True if text[at..count) is a time of day with an optional offset. */
static bool is_time(const char *text, size_t count, size_t at)
{
    int hour = digits(text, count, &at, 2);
    int minute = take(text, count, &at, ':') ? digits(text, count, &at, 2) : -1;

    if (!is_clock(hour, minute))
        return false;
    if (take(text, count, &at, ':')) {
        int second = digits(text, count, &at, 2);
        if (second < 0 || second > 60) /* 60: a leap second */
            return false;
        if (take(text, count, &at, '.')) {
            size_t from = at;
            while (at < count && text[at] >= '0' && text[at] <= '9')
                at++;
            if (at == from)
                return false;
        }
    }
    if (take(text, count, &at, 'Z'))
        return at == count;
    if (take(text, count, &at, '+') || take(text, count, &at, '-')) {
        hour = digits(text, count, &at, 2);
        take(text, count, &at, ':');
        minute = digits(text, count, &at, 2);
        return is_clock(hour, minute) && at == count;
    }
    return at == count;
}

kn_date kn_date_parse(const char *text, size_t count, int32_t *day, bool *has_time)
{
    size_t at = 0;
    int year = digits(text, count, &at, 4);
    int month = take(text, count, &at, '-') ? digits(text, count, &at, 2) : -1;
    int mday = take(text, count, &at, '-') ? digits(text, count, &at, 2) : -1;
    bool timed = at < count;

    if (year < 0 || month < 1 || month > 12 || mday < 1 || mday > days_in_month(year, month))
        return KN_DATE_BAD;
    if (timed &&
        !((take(text, count, &at, 'T') || take(text, count, &at, ' ')) && is_time(text, count, at)))
        return KN_DATE_BAD;
    if (year < KN_YEAR_MIN || year > KN_YEAR_MAX)
        return KN_DATE_YEAR;
    *day = day_number(year, month, mday) - EPOCH;
    *has_time = timed;
    return KN_DATE_OK;
}

const char *kn_date_format(char out[KN_DATE_SIZE], int32_t day)
{
    int32_t number = day + EPOCH;
    int year = KN_YEAR_MIN + (day + 25567) / 366; /* never too late: 25567 days 1900 to 1970 */
    int month = 1;

    assert(day >= day_number(KN_YEAR_MIN, 1, 1) - EPOCH &&
           day <= day_number(KN_YEAR_MAX, 12, 31) - EPOCH);
    while (number >= day_number(year + 1, 1, 1))
        year++;
    number -= day_number(year, 1, 1);
    while (number >= days_in_month(year, month))
        number -= days_in_month(year, month++);
    snprintf(out, KN_DATE_SIZE, "%04d-%02d-%02d", year % 10000U, month % 100U, (number + 1) % 100U);
    return out;
}

int kn_weekday(int32_t day)
{
    int64_t from_monday = (int64_t)day + 3; /* 1970-01-01 was a Thursday */

    return (int)((from_monday % 7 + 7) % 7);
}
