/* cli/when.h - times and lengths of time as people write them. */
#ifndef CLI_WHEN_H
#define CLI_WHEN_H

#include <jansson.h>

#include "cli/options.h"
#include "diary/entry.h"

/* The options --at, --day and --part, as given. */
typedef struct kn_when {
    const char *at, *day, *part;
} kn_when;

#define KN_WHEN_OPTIONS(type, member)                                                              \
    {"at",                                                                                         \
     "TIME",                                                                                       \
     "now",                                                                                        \
     "when: 19:38, \"2026-03-14 19:38\", yesterday, \"yesterday 19:38\", \"20m ago\"",             \
     KN_OPTION_TEXT,                                                                               \
     offsetof(type, member.at),                                                                    \
     0,                                                                                            \
     NULL},                                                                                        \
        {"day",                                                                                    \
         "DAY",                                                                                    \
         NULL,                                                                                     \
         "the day, when the time is not known: 2026-03-13, today, yesterday",                      \
         KN_OPTION_TEXT,                                                                           \
         offsetof(type, member.day),                                                               \
         0,                                                                                        \
         NULL},                                                                                    \
    {                                                                                              \
        "part", "night|morning|afternoon|evening", NULL, "the part of the day", KN_OPTION_TEXT,    \
            offsetof(type, member.part), 0, NULL                                                   \
    }

/* Whether any of the three was given. */
bool kn_when_is_given(const kn_when *when);

/* Sets "at" and "precision". A time of day without a day is the last such time before now. */
kn_code kn_when_set(const kn_when *when, kn_moment now, json_t *entry, kn_error *err);

/* A day on its own: 2026-03-14, today or yesterday. False if it is none. */
bool kn_day_read(const char *text, int32_t today, int32_t *day);

/* Sets member `name` of a request, and calls it --name in the error; NULL leaves it out. */
kn_code kn_day_set(json_t *request, const char *name, const char *text, int32_t today,
                   kn_error *err);

/* "90s", "2m", "1h30m", "2m 14s", "2:14" (minutes and seconds). `option` names it in the error. */
kn_code kn_seconds_read(const char *option, const char *text, int64_t *seconds, kn_error *err);

#endif
