/* base/moment.h - a moment as a person's clock showed it: the local day and time of day, and how
 * far that clock was ahead of UTC. What "now" is comes from the caller, never from here. */
#ifndef BASE_MOMENT_H
#define BASE_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct kn_moment {
    int32_t day;            /* local, days since 1970-01-01 */
    int32_t second;         /* local, 0..86399 */
    int32_t offset_minutes; /* local minus UTC, -1080..1080 */
} kn_moment;

/* Seconds since 1970-01-01 UTC: what moments are ordered and subtracted by. */
int64_t kn_moment_utc(kn_moment moment);

/* The moment that a clock `offset_minutes` ahead of UTC shows at a UTC second. */
kn_moment kn_moment_from_utc(int64_t utc, int32_t offset_minutes);

/* Of the years of base/civil.h, a time of day, an offset of at most 18 hours. */
bool kn_moment_is_valid(kn_moment moment);

/* YYYY-MM-DDTHH:MM:SS+HH:MM and nothing else; years as in base/civil.h. Parse returns false for
 * anything but a real day and time of exactly this form (the offset may also be "Z", read as
 * +00:00). Format takes a valid one and returns out. */
enum { KN_MOMENT_SIZE = 26 };
bool kn_moment_parse(const char *text, size_t count, kn_moment *moment);
const char *kn_moment_format(char out[KN_MOMENT_SIZE], kn_moment moment);

#endif
