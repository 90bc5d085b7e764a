/* base/civil.h - calendar days as one number: days since 1970-01-01 in the proleptic Gregorian
 * calendar. No time zones, no clock. */
#ifndef BASE_CIVIL_H
#define BASE_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KN_YEAR_MIN = 1900, KN_YEAR_MAX = 2200 };
enum { KN_DAY_MIN = -25567, KN_DAY_MAX = 84370 }; /* 1900-01-01, 2200-12-31 */

typedef enum kn_date {
    KN_DATE_OK,
    KN_DATE_BAD,  /* not of the form, or no such day */
    KN_DATE_YEAR, /* a date, but not in the years KN_YEAR_MIN..KN_YEAR_MAX */
} kn_date;

/* Reads all of text[0..count) as an ISO 8601 date, YYYY-MM-DD; or a date and a time of day,
 * YYYY-MM-DD{T or blank}HH:MM[:SS[.fraction]][Z or +HH:MM or -HH:MM or +HHMM or -HHMM]. The day is
 * the one written, whatever the offset. *has_time says whether there was a time. */
kn_date kn_date_parse(const char *text, size_t count, int32_t *day, bool *has_time);

/* Writes YYYY-MM-DD for a day in the years accepted. Returns out. */
enum { KN_DATE_SIZE = 11 };
const char *kn_date_format(char out[KN_DATE_SIZE], int32_t day);

/* 0 is Monday. Any day. */
int kn_weekday(int32_t day);

extern const char *const kn_months[12]; /* "January" ... */

#endif
