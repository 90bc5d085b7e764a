/* diary/example.h - an invented diary, for the tour, the tests and the benchmarks. Seeded: the same
 * options give the same entries, ids included. Numbers follow what little is known of such diaries
 * (counts negative binomial around one a day, pain AR(1), one day in ten missing); nothing in it
 * happened to anyone, and its setting "example" makes every view say so. */
#ifndef DIARY_EXAMPLE_H
#define DIARY_EXAMPLE_H

#include "diary/store.h"

struct kn_example_maker;
struct kn_example_line;

/* What a trial did to a day of the diary. */
typedef struct kn_example_day_of_trial {
    double factor;   /* as many spasms */
    bool is_planned; /* the trial says whether to stretch at bedtime; else it is as it comes */
    bool stretches;
} kn_example_day_of_trial;

/* What a room that knows more adds to the invented diary: trial/example.h. Entries are made with
 * what diary/example_maker.h offers. */
typedef struct kn_example_trials {
    void *context;
    /* asked of every day before it is made */
    kn_example_day_of_trial (*day)(void *context, int32_t day);
    /* before a spasm that was logged as it came is written down; may change its body */
    void (*spasm)(void *context, struct kn_example_maker *maker, const struct kn_example_line *line,
                  json_t *body);
    /* at the end of a day on which something was written down */
    void (*evening)(void *context, struct kn_example_maker *maker, int32_t day, int spasms);
    /* at the end */
    kn_code (*add)(void *context, struct kn_example_maker *maker, kn_error *err);
} kn_example_trials;

typedef struct kn_example {
    uint64_t seed;
    int32_t last_day;       /* "today" of the diary */
    int32_t offset_minutes; /* of its clock */
    int days;               /* 240 */
    double per_day;         /* mean spasms a day, 1.0; 25 makes a diary for the benchmark */
    const kn_example_trials *trials; /* borrowed; NULL: none */
} kn_example;

kn_example kn_example_default(int32_t last_day);

/* Into an empty diary; KN_CONFLICT if it is not. */
kn_code kn_example_write(kn_store *store, const kn_example *example, kn_error *err);

#endif
