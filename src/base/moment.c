#include "base/moment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

enum { DAY_SECONDS = 86400, OFFSET_MAX = 18 * 60, STAMP = 19 /* YYYY-MM-DDTHH:MM:SS */ };

int64_t kn_moment_utc(kn_moment moment)
{
    return (int64_t)moment.day * DAY_SECONDS + moment.second - (int64_t)moment.offset_minutes * 60;
}

kn_moment kn_moment_from_utc(int64_t utc, int32_t offset_minutes)
{
    int64_t local = utc + (int64_t)offset_minutes * 60;
    int64_t day = local / DAY_SECONDS - (local % DAY_SECONDS < 0);

    return (kn_moment){(int32_t)day, (int32_t)(local - day * DAY_SECONDS), offset_minutes};
}

bool kn_moment_is_valid(kn_moment moment)
{
    return moment.day >= KN_DAY_MIN && moment.day <= KN_DAY_MAX && moment.second >= 0 &&
           moment.second < DAY_SECONDS && abs(moment.offset_minutes) <= OFFSET_MAX;
}

/* Two digits, or -1. */
static int two(const char *text)
{
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return -1;
    return 10 * (text[0] - '0') + (text[1] - '0');
}

bool kn_moment_parse(const char *text, size_t count, kn_moment *moment)
{
    bool has_time, is_utc = count == STAMP + 1 && text[STAMP] == 'Z';
    int hours = 0, minutes = 0;
    int32_t day;

    if (count != (size_t)(KN_MOMENT_SIZE - 1) && !is_utc)
        return false;
    if (text[10] != 'T' || kn_date_parse(text, count, &day, &has_time) != KN_DATE_OK || !has_time)
        return false;
    if (two(text + 17) < 0 || two(text + 17) > 59) /* kn_date_parse() takes leap seconds */
        return false;
    if (!is_utc) {
        hours = two(text + 20);
        minutes = two(text + 23);
        if ((text[STAMP] != '+' && text[STAMP] != '-') || text[22] != ':' || hours < 0 ||
            minutes < 0 || minutes > 59 || hours * 60 + minutes > OFFSET_MAX)
            return false;
    }
    moment->day = day;
    moment->second = two(text + 11) * 3600 + two(text + 14) * 60 + two(text + 17);
    moment->offset_minutes = (text[STAMP] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return true;
}

const char *kn_moment_format(char out[KN_MOMENT_SIZE], kn_moment moment)
{
    char date[KN_DATE_SIZE];
    int ahead = abs(moment.offset_minutes);

    snprintf(out, KN_MOMENT_SIZE, "%sT%02d:%02d:%02d%c%02d:%02d", kn_date_format(date, moment.day),
             moment.second / 3600 % 24, moment.second / 60 % 60, moment.second % 60,
             moment.offset_minutes < 0 ? '-' : '+', ahead / 60 % 24, ahead % 60);
    return out;
}
